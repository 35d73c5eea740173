//! What a `Debug` that is written by hand shows.

use syn::{Expr, ImplItem, ItemImpl, Member, Pat, Stmt};

/// The fields with names that the forms of an enum show as they are: `Self::A { x, .. } =>
/// f.debug_tuple("A").field(x).finish()` shows `x`. What is shown in any other way is passed over.
pub(super) fn shown_by_hand(of: &ItemImpl) -> Vec<String> {
    let mut found = Vec::new();
    let functions = of.items.iter().filter_map(|item| match item {
        ImplItem::Fn(of) => of.block.stmts.last(),
        _ => None,
    });
    for last in functions {
        let Stmt::Expr(Expr::Match(all), None) = last else { continue };
        for arm in &all.arms {
            let Pat::Struct(form) = &arm.pat else { continue };
            let bound = form.fields.iter().filter(|of| of.colon_token.is_none());
            let names = bound.filter_map(|of| match &of.member {
                Member::Named(name) => Some(name.to_string()),
                Member::Unnamed(_) => None,
            });
            let shown = arguments(&arm.body);
            found.extend(names.filter(|name| shown.contains(name)));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The variables that stand in calls of `field`, one behind the other.
fn arguments(body: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = match body {
        Expr::Block(of) => match of.block.stmts.as_slice() {
            [Stmt::Expr(only, None)] => only,
            _ => return found,
        },
        other => other,
    };
    while let Expr::MethodCall(call) = rest {
        if call.method == "field" {
            let variables = call.args.iter().filter_map(|arg| match arg {
                Expr::Path(of) => of.path.get_ident().map(ToString::to_string),
                _ => None,
            });
            found.extend(variables);
        }
        rest = &call.receiver;
    }
    found
}
