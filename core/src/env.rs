//! Clock and randomness: the two things that a test has to be able to replace.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::model::time::Timestamp;

/// Where a book takes time, ids and random numbers from. Nothing else in this library looks at a
/// clock or draws a random number.
///
/// ```
/// use std::sync::Arc;
/// use customer_core::{BookOptions, Clock, CustomerBook, Env, SystemRandomness, Timestamp};
///
/// struct Noon;
/// impl Clock for Noon {
///     fn now(&self) -> Timestamp {
///         Timestamp::from_millis(1_795_262_400_000)
///     }
/// }
///
/// let env = Env::new(Arc::new(Noon), Arc::new(SystemRandomness));
/// let book = CustomerBook::open_in_memory_with(BookOptions { env, ..BookOptions::default() })?;
/// # drop(book);
/// # Ok::<(), customer_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    /// The last id that was made, without version and variant.
    last_id: Arc<Mutex<u128>>,
}

/// A clock.
pub trait Clock: Send + Sync {
    /// The time now. It may stand still and go back; what depends on order does not depend on it.
    fn now(&self) -> Timestamp;
}

/// A source of random numbers that nobody can guess.
pub trait Randomness: Send + Sync {
    /// Fills the octets.
    ///
    /// # Errors
    /// When the source fails. The operation is then not done.
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomnessFailed>;
}

/// The source of random numbers failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomnessFailed;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that looks at the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        let now = std::time::SystemTime::now();
        let millis = match now.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis)
            }
        };
        Timestamp::from_millis(millis)
    }
}

/// The operating system's random numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the system for random numbers"
    )]
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomnessFailed> {
        getrandom::fill(octets).map_err(|_| RandomnessFailed)
    }
}

impl Env {
    /// An environment of one's own.
    pub fn new(clock: Arc<dyn Clock>, randomness: Arc<dyn Randomness>) -> Self {
        Self { clock, randomness, last_id: Arc::default() }
    }

    /// The machine's clock and the system's random numbers.
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(SystemRandomness))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], RandomnessFailed> {
        let mut octets = [0; N];
        self.randomness.fill(&mut octets).map(|()| octets)
    }

    /// A UUID of version 7: the time in front, so that ids sort as they were made. Those of one
    /// millisecond, or of a clock that goes back, follow each other by random steps (RFC 9562,
    /// section 6.2, method 2).
    pub(crate) fn uuid(&self) -> Result<Uuid, RandomnessFailed> {
        let millis = u64::try_from(self.now().as_millis()).unwrap_or(0);
        let random = u128::from_be_bytes(self.random()?);
        let fresh = (u128::from(millis) << 74) | (random & ((1 << 74) - 1));
        let step = 1 + (random >> 96);
        let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
        *last = fresh.max(last.saturating_add(step)) & ((1 << 122) - 1);
        Ok(version_7(*last))
    }
}

/// 48 bits of time, 4 of version, 12 bits, 2 of variant, 62 bits.
fn version_7(bits: u128) -> Uuid {
    let (high, low) = (bits >> 62, bits & ((1 << 62) - 1));
    let (time, rest) = (high >> 12, high & 0xFFF);
    Uuid::from_u128((time << 80) | (0x7 << 76) | (rest << 64) | (0b10 << 62) | low)
}

impl Default for Env {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(i64);

    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0)
        }
    }

    struct Zeros;

    impl Randomness for Zeros {
        fn fill(&self, octets: &mut [u8]) -> Result<(), RandomnessFailed> {
            octets.fill(0);
            Ok(())
        }
    }

    #[test]
    fn ids_come_from_the_environment_alone() {
        let id = |millis| Env::new(Arc::new(Fixed(millis)), Arc::new(Zeros)).uuid().unwrap();
        assert_eq!(id(1_000), id(1_000));
        assert!(id(1_000) < id(1_001));
        assert_eq!(id(1_000).get_version_num(), 7);
        assert_eq!(id(-5), id(0), "a clock before 1970 still makes ids");
        assert_eq!(id(1_000).get_variant(), uuid::Variant::RFC4122);
        let time = id(1_795_262_400_123).get_timestamp().map(|of| of.to_unix());
        assert_eq!(time, Some((1_795_262_400, 123_000_000)));
    }

    #[test]
    fn ids_of_one_moment_follow_each_other() {
        for env in [Env::system(), Env::new(Arc::new(Fixed(9)), Arc::new(SystemRandomness))] {
            let ids: Vec<Uuid> = (0..10_000).map(|_| env.uuid().unwrap()).collect();
            assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(ids.iter().all(|id| id.get_version_num() == 7));
        }
    }
}
