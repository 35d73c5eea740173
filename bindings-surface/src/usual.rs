//! What can be left out.

use crate::model::{Function, Kind, Shape, Surface};

/// From which argument on all can be left out: options, and records that are all defaults.
pub(crate) fn from_where_optional(surface: &Surface, function: &Function) -> usize {
    let can = |kind: &Kind| match kind {
        Kind::Option(_) => true,
        Kind::Named(name) => is_all_defaults(surface, name),
        _ => false,
    };
    let trailing = function.args.iter().rev().take_while(|of| can(&of.kind)).count();
    function.args.len() - trailing
}

/// Can a record be made of nothing, and says it then what is usual?
pub(crate) fn is_all_defaults(surface: &Surface, name: &str) -> bool {
    match surface.get(name).map(|of| &of.shape) {
        Some(Shape::Record(fields)) => {
            // The settings of a book are none: whoever writes them says which.
            let usual = ["Options", "Listing", "Selection", "SenderSettings", "Narrowing"];
            usual.iter().any(|end| name.ends_with(end))
                && fields.iter().all(|of| of.default.is_some())
        }
        _ => false,
    }
}
