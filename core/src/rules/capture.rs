//! What a channel captured, beside what people typed.

use crate::model::time::Timestamp;

/// May a captured address be added? One that was taken off the record is not brought back by the
/// same source, unless it was captured after the removal.
pub(crate) fn may_add(
    captured_at: Timestamp,
    source: &str,
    removed: Option<(&str, Timestamp)>,
) -> bool {
    match removed {
        Some((removed_source, removed_at)) => removed_source != source || captured_at > removed_at,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A2.44: a removed value stays removed for its source, until it is captured anew.
    #[test]
    fn removal_holds_against_the_same_source() {
        let at = Timestamp::from_millis;
        assert!(may_add(at(5), "order", None));
        assert!(!may_add(at(5), "order", Some(("order", at(9)))));
        assert!(!may_add(at(9), "order", Some(("order", at(9)))));
        assert!(may_add(at(10), "order", Some(("order", at(9)))));
        assert!(may_add(at(5), "bot", Some(("order", at(9)))));
    }
}
