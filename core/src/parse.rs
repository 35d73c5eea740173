//! Functions that need no book: for forms and data pipelines.

use std::num::NonZeroUsize;

use crate::error::Result;
use crate::model::email::{Email, EmailOptions};
use crate::model::handle::{Handle, HandleChannel};
use crate::model::message::InboundEmail;
use crate::model::phone::{Phone, PhoneOptions};
use crate::model::sender::SenderVerdict;
use crate::model::settings::SenderSettings;
use crate::model::time::TimeZoneName;
use crate::model::violation::Violation;
use crate::rules::sender::classes::CLASSES;
use crate::rules::sender::classify::{SenderFacts, classify};
use crate::rules::sender::patterns::SenderBook;
use crate::rules::sender::read;

/// Below so many items a batch is done on the caller's thread alone.
const LEAST_PER_THREAD: usize = 256;

/// Reads a phone number, with the country that a selector beside it shows. A `+` in the text wins
/// over the selector. Any text with at least four digits is accepted.
///
/// # Errors
/// `invalid`, with a violation of `phone` or `region`.
pub fn parse_phone(text: &str, region: Option<&str>) -> Result<Phone> {
    Ok(Phone::parse(text, region, &PhoneOptions::default())?)
}

/// Reads an email address.
///
/// # Errors
/// `invalid`, with a violation of `email`.
pub fn parse_email(text: &str) -> Result<Email> {
    Ok(Email::parse(text, &EmailOptions::default())?)
}

/// Reads a handle: how a customer is known on a channel that is neither phone nor email. Two texts that
/// mean the same one have the same match key.
///
/// What a handle may be, and whether an `@` or `+` before it is part of it, depends on the channel: see
/// [`HandleChannel`]. None is longer than 255 characters, and white space around it is not part of it.
/// `account` is the page, widget or project that it belongs to: `facebook_psid` and `custom` need one, the
/// others can do without. It has at most 255 characters and no `:`.
///
/// ```
/// use customer_core::{HandleChannel, parse_handle};
///
/// let anna = parse_handle(HandleChannel::Twitter, None, "@Anna_M")?;
/// assert_eq!((anna.value(), anna.match_key().as_str()), ("Anna_M", "twitter:anna_m"));
/// let visitor = parse_handle(HandleChannel::Custom, Some("forum"), "u-17")?;
/// assert_eq!(visitor.match_key(), "custom/forum:u-17");
/// assert!(parse_handle(HandleChannel::Facebook, None, "anna").is_err(), "its id is a number");
/// # Ok::<(), customer_core::Error>(())
/// ```
///
/// # Errors
/// `invalid`, with one violation: of `handle` with rule `required`, `too_long`, `control_character` or
/// `not_a_handle`; or of `account` with rule `account_required`, `too_long`, `control_character` or
/// `not_a_handle`.
pub fn parse_handle(channel: HandleChannel, account: Option<&str>, text: &str) -> Result<Handle> {
    Ok(Handle::parse(channel, account, text)?)
}

/// Finds a time zone by its IANA name, such as `Europe/Berlin`, and answers the name as the IANA database
/// writes it.
///
/// Upper and lower case and white space around the name do not matter. Older names (`Asia/Calcutta`) are
/// names too and stay as they are; an offset (`+01:00`) is none. The database is part of the library, so
/// the answer is the same on every machine.
///
/// ```
/// let zone = customer_core::parse_time_zone(" europe/berlin ")?;
/// assert_eq!(zone.as_str(), "Europe/Berlin");
/// assert_eq!(customer_core::parse_time_zone("asia/calcutta")?.as_str(), "Asia/Calcutta");
/// assert!(customer_core::parse_time_zone("+01:00").is_err());
/// # Ok::<(), customer_core::Error>(())
/// ```
///
/// # Errors
/// `invalid`, with a violation of `time_zone` with rule `unknown_time_zone`.
pub fn parse_time_zone(text: &str) -> Result<TimeZoneName> {
    Ok(TimeZoneName::parse(text)?)
}

/// Reads many phone numbers on all cores; the answers stand in the order of the texts.
///
/// ```
/// let options = customer_core::PhoneOptions::default();
/// let phones = customer_core::parse_phones(&["+4930123456", "12"], Some("DE"), &options);
/// assert!(phones[0].is_ok());
/// assert_eq!(phones[1].as_ref().unwrap_err().rule.as_str(), "too_few_digits");
/// ```
pub fn parse_phones<T: AsRef<str> + Sync>(
    texts: &[T],
    region: Option<&str>,
    options: &PhoneOptions,
) -> Vec<std::result::Result<Phone, Violation>> {
    in_parallel(texts, |text| Phone::parse(text.as_ref(), region, options))
}

/// Reads many email addresses on all cores; the answers stand in the order of the texts.
pub fn parse_emails<T: AsRef<str> + Sync>(
    texts: &[T],
    options: &EmailOptions,
) -> Vec<std::result::Result<Email, Violation>> {
    in_parallel(texts, |text| Email::parse(text.as_ref(), options))
}

/// What sort of sender a message has, by its headers and the settings alone: without a book, nobody
/// knows which customers are blocked and which messages were sent.
///
/// # Errors
/// `invalid`, when the settings hold what is no pattern.
pub fn classify_sender(message: &InboundEmail, settings: &SenderSettings) -> Result<SenderVerdict> {
    let book = SenderBook::compile(settings)?;
    let mail = read::read(message, &EmailOptions::default());
    Ok(classify(&CLASSES, message, &mail, &book, SenderFacts::default()))
}

/// Splits the items among threads of this call. There is no pool that outlives it, so that a forked
/// process finds none that hangs.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = cores.min(items.len() / LEAST_PER_THREAD);
    if threads <= 1 {
        return items.iter().map(work).collect();
    }
    let share = items.len().div_ceil(threads);
    let work = &work;
    std::thread::scope(|scope| {
        let running: Vec<_> = items
            .chunks(share)
            .map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>()))
            .collect();
        running
            .into_iter()
            .flat_map(|thread| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_answer_in_the_order_of_the_texts() {
        let texts: Vec<String> = (0..3_000)
            .map(|i| if i % 3 == 0 { "1".into() } else { format!("+4930{i:07}") })
            .collect();
        let phones = parse_phones(&texts, None, &PhoneOptions::default());
        assert_eq!(phones.len(), texts.len());
        for (text, phone) in texts.iter().zip(&phones) {
            assert_eq!(
                phone.as_ref().ok(),
                Phone::parse(text, None, &PhoneOptions::default()).as_ref().ok(),
                "{text}"
            );
        }
        assert!(parse_emails(&[] as &[&str], &EmailOptions::default()).is_empty());
    }
}
