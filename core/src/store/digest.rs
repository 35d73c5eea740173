//! Digests by which an address can be recognised and not read.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::model::key::MatchKey;

/// The secret of a book that goes into its digests, so that nobody can try addresses out on them
/// without the file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BookSalt(pub(crate) [u8; 32]);

impl fmt::Debug for BookSalt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookSalt([redacted])")
    }
}

/// A salted digest of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyDigest(pub(crate) [u8; 32]);

impl KeyDigest {
    pub(crate) fn new(salt: &BookSalt, key: &MatchKey) -> Self {
        let mut hash = Sha256::new();
        hash.update(salt.0);
        hash.update(key.family.as_str());
        hash.update([0]);
        hash.update(&key.text);
        Self(hash.finalize().into())
    }

    /// In hexadecimal digits.
    pub(crate) fn to_hex(&self) -> String {
        self.0.iter().map(|octet| format!("{octet:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::key::PointFamily;

    #[test]
    fn digests_depend_on_salt_family_and_key() {
        let digest = |salt: u8, family, text: &str| {
            KeyDigest::new(&BookSalt([salt; 32]), &MatchKey::new(family, text))
        };
        let one = digest(1, PointFamily::Email, "a@b.com");
        assert_eq!(one, digest(1, PointFamily::Email, "a@b.com"));
        assert_ne!(one, digest(2, PointFamily::Email, "a@b.com"));
        assert_ne!(one, digest(1, PointFamily::Phone, "a@b.com"));
        assert_ne!(one, digest(1, PointFamily::Email, "a@b.co"));
    }
}
