//! Which types go in, and which come out.

use std::collections::BTreeSet;

use crate::model::{Function, Kind, Shape, Surface};

/// The directions in which values of types cross.
#[derive(Debug, Default)]
pub struct Reach {
    /// Given by the host.
    pub inputs: BTreeSet<String>,
    /// Answered.
    pub outputs: BTreeSet<String>,
}

impl Surface {
    /// Follows the arguments and the answers of all functions.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        let methods = self.types.values().filter_map(|of| match &of.shape {
            Shape::Object(methods) => Some(methods),
            _ => None,
        });
        let all: Vec<&Function> = self.functions.iter().chain(methods.flatten()).collect();
        for function in &all {
            for arg in &function.args {
                self.follow(&arg.kind, &mut reach.inputs);
            }
            self.follow(&function.answer, &mut reach.outputs);
        }
        // What is made by hand in each language: imports take options, and all of it can fail.
        self.follow(&Kind::Named("ImportOptions".to_owned()), &mut reach.inputs);
        self.follow(&Kind::Named("Error".to_owned()), &mut reach.outputs);
        self.follow(&Kind::Named("Violation".to_owned()), &mut reach.outputs);
        self.follow(&Kind::Named("Import".to_owned()), &mut reach.outputs);
        self.follow(&Kind::Named("CustomerBook".to_owned()), &mut reach.outputs);
        self.follow(&Kind::Named("Durability".to_owned()), &mut reach.inputs);
        reach
    }

    pub(crate) fn follow(&self, kind: &Kind, into: &mut BTreeSet<String>) {
        match kind {
            Kind::Named(name) => {
                let Some(of) = self.get(name) else { return };
                if !into.insert(name.clone()) {
                    return;
                }
                match &of.shape {
                    Shape::Record(fields) | Shape::Value(fields) => {
                        fields.iter().for_each(|field| self.follow(&field.kind, into));
                    }
                    Shape::Union(variants) => {
                        let fields = variants.iter().flat_map(|of| &of.fields);
                        fields.for_each(|field| self.follow(&field.kind, into));
                    }
                    Shape::Set => self.follow(&Kind::Named("Permission".to_owned()), into),
                    Shape::Page(of) => self.follow(of, into),
                    _ => {}
                }
            }
            Kind::Option(of) | Kind::List(of) | Kind::Page(of) => self.follow(of, into),
            Kind::Outcome(of) => {
                self.follow(of, into);
                self.follow(&Kind::Named("Violation".to_owned()), into);
            }
            _ => {}
        }
    }
}
