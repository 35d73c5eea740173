//! References that the library makes.

use crate::model::customer::ReferenceSlot;
use crate::model::field::FieldValues;
use crate::model::settings::GenerateRefs;

/// Crockford's base 32: no letter that is mistaken for a digit or another letter when it is read
/// out over a telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A reference from 50 random bits: `C-7Q4M2-X9KTB`. It says nothing about the customer.
pub(crate) fn from_random(random: u64) -> String {
    let mut text = String::from("C-");
    for at in 0..10 {
        if at == 5 {
            text.push('-');
        }
        let digit = usize::try_from(random >> (at * 5) & 31).unwrap_or(0);
        text.push(ALPHABET.get(digit).map_or('0', |byte| char::from(*byte)));
    }
    text
}

/// The slots that get a generated reference: those that the settings name and that are blank.
pub(crate) fn slots_to_fill(generate: GenerateRefs, values: &FieldValues) -> Vec<ReferenceSlot> {
    let asked: &[ReferenceSlot] = match generate {
        GenerateRefs::Never => &[],
        GenerateRefs::Ref1 => &[ReferenceSlot::Ref1],
        GenerateRefs::Ref2 => &[ReferenceSlot::Ref2],
        GenerateRefs::Both => &[ReferenceSlot::Ref1, ReferenceSlot::Ref2],
    };
    asked.iter().copied().filter(|slot| values.get(slot.field()).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::CustomerField;

    #[test]
    fn references_can_be_read_out() {
        assert_eq!(from_random(0), "C-00000-00000");
        assert_eq!(from_random(u64::MAX), "C-ZZZZZ-ZZZZZ");
        assert_ne!(from_random(1), from_random(2));
        assert!(!from_random(0x0123_4567_89AB_CDEF).contains(['I', 'L', 'O', 'U']));
    }

    /// A2.17: only blank slots, only those that the setting names.
    #[test]
    fn only_blank_slots_are_filled() {
        let mut values = FieldValues::default();
        assert_eq!(
            slots_to_fill(GenerateRefs::Both, &values),
            [ReferenceSlot::Ref1, ReferenceSlot::Ref2]
        );
        values.set(CustomerField::Ref1, Some("X".into()));
        assert_eq!(slots_to_fill(GenerateRefs::Both, &values), [ReferenceSlot::Ref2]);
        assert!(slots_to_fill(GenerateRefs::Ref1, &values).is_empty());
        assert!(slots_to_fill(GenerateRefs::Never, &values).is_empty());
    }
}
