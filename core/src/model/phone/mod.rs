//! Phone numbers: what is accepted, and what is known about it.

#[cfg(test)]
mod agreement;
mod engine;
mod grammar;
mod parameters;
mod plans;
mod prefix;
mod sequence;
mod tables;
mod text;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::text::TypedPhone;
use super::country::CountryCode;
use super::violation::{Rule, Violation};

/// A phone number as a customer's record keeps it: the text as typed, and beside it what is known.
///
/// Accepting a number and knowing a number are two things. Any text with at least four digits is a
/// phone number (an internal extension `1234` is one); what the numbering plans say beyond that is
/// told by [`e164`](Self::e164), [`region`](Self::region), [`line_type`](Self::line_type) and
/// [`confidence`](Self::confidence). A book can be stricter, see [`PhoneOptions::acceptance`].
///
/// ```
/// use customer_core::{Confidence, parse_phone};
///
/// let phone = parse_phone("0151 1234 5678", Some("DE"))?;
/// assert_eq!(phone.e164(), Some("+4915112345678"));
/// assert_eq!(phone.confidence(), Confidence::Valid);
///
/// let extension = parse_phone("1234", None)?;
/// assert_eq!(extension.confidence(), Confidence::Unknown);
/// # Ok::<(), customer_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PhoneText", into = "PhoneDetails")]
pub struct Phone {
    pub(crate) typed: String,
    pub(crate) digits: String,
    /// The digits with letters turned into digits, where the number has letters.
    pub(crate) dialled: Option<String>,
    pub(crate) extension: Option<String>,
    pub(crate) selector: Option<CountryCode>,
    /// The region in which a text without `+` was read: the selector's, else the default.
    pub(crate) assumed_region: Option<CountryCode>,
    pub(crate) origin: RegionOrigin,
    pub(crate) known: KnownPhone,
}

/// What the numbering plans say of a number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct KnownPhone {
    pub(crate) e164: Option<E164>,
    pub(crate) region: Option<CountryCode>,
    pub(crate) line_type: LineType,
    pub(crate) plan: Confidence,
}

/// A number in E.164: `+`, calling code, national significant number.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct E164 {
    text: String,
    calling_code: u16,
}

impl E164 {
    /// Takes `+` and digits, as the engine writes them.
    pub(crate) fn new(text: String, calling_code: u16) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let fits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then_some(Self { text, calling_code })
    }

    /// Puts a calling code and digits, as values from 0 to 9, together.
    fn of_digits(calling_code: u16, national: &[u8]) -> Self {
        let mut text = String::with_capacity(national.len() + 4);
        text.push('+');
        for unit in [1000, 100, 10, 1].into_iter().filter(|unit| *unit <= calling_code) {
            text.push(ascii(calling_code / unit % 10));
        }
        text.extend(national.iter().map(|digit| ascii(u16::from(*digit))));
        Self { text, calling_code }
    }

    /// The national significant number: the digits behind the calling code.
    fn national(&self) -> &str {
        let code_digits = self.calling_code.checked_ilog10().unwrap_or(0) as usize + 1;
        self.text.get(1 + code_digits..).unwrap_or_default()
    }
}

fn ascii(value: u16) -> char {
    u32::from(value).checked_add(u32::from('0')).and_then(char::from_u32).unwrap_or('0')
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How sure the library is that a number can be reached.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Nothing is known: no region, or no such length in the plan, or letters were typed.
    #[default]
    Unknown,
    /// The plan has numbers of this length.
    Possible,
    /// The plan has this number range.
    Valid,
}

/// What sort of line a number belongs to, where the plan says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum LineType {
    /// Not known.
    #[default]
    Unknown,
    /// A fixed line.
    FixedLine,
    /// A mobile.
    Mobile,
    /// The plan does not tell fixed lines and mobiles apart (North America).
    FixedLineOrMobile,
    /// Free for the caller.
    TollFree,
    /// Dearer than usual.
    PremiumRate,
    /// Caller and owner share the cost.
    SharedCost,
    /// Voice over IP.
    Voip,
    /// A number of a person, not of a line.
    PersonalNumber,
    /// A pager.
    Pager,
    /// A company's universal access number.
    Uan,
    /// A voice mailbox.
    Voicemail,
}

/// Where the region of a number came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum RegionOrigin {
    /// No `+`, no selector, no default: the region is not known.
    #[default]
    None,
    /// A `+` was typed. It wins over the selector.
    Plus,
    /// The country selector.
    Selector,
    /// The book's default region.
    Default,
}

/// How strict a book is about phone numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PhoneAcceptance {
    /// At least four digits typed.
    #[default]
    #[serde(rename = "at_least_4_digits")]
    AtLeast4Digits,
    /// As before, and a length that the numbering plan has.
    Possible,
    /// As before, and a number range that the numbering plan has.
    Valid,
}

/// How a phone number is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PhoneOptions {
    /// The region of numbers that have neither `+` nor a selector.
    pub default_region: Option<CountryCode>,
    /// What is refused beyond "fewer than four digits".
    pub acceptance: PhoneAcceptance,
}

impl Phone {
    /// The longest text that is taken, in characters.
    pub const MAX_CHARS: u32 = 64;
    /// The fewest digits that make a phone number.
    pub const MIN_DIGITS: u32 = 4;
    /// The most digits of an E.164 number (ITU-T E.164 section 6).
    const MAX_E164_DIGITS: usize = 15;

    /// Reads a phone number. The region comes from a typed `+`, else from the selector, else from
    /// the options; `+` wins. Digits of every script count; `+`, spaces, dots and brackets do not,
    /// nor does the calling code that the selector stands for. An extension is kept apart.
    ///
    /// # Errors
    /// A violation of `phone` with rule `required`, `too_long`, `control_character`,
    /// `too_few_digits`, `not_possible` or `not_valid`; of `region` with rule `unknown_region` or
    /// `region_without_phones`.
    pub fn parse(
        text: &str,
        selector: Option<&str>,
        options: &PhoneOptions,
    ) -> Result<Self, Violation> {
        let selector = selector.map(phone_region).transpose()?;
        let typed = text::read(text)?;
        let origin = if typed.plus {
            RegionOrigin::Plus
        } else if selector.is_some() {
            RegionOrigin::Selector
        } else if options.default_region.is_some() {
            RegionOrigin::Default
        } else {
            RegionOrigin::None
        };
        let region = selector.or(options.default_region);
        let phone = Self::recognise(typed, selector, region, origin);
        phone.check(options.acceptance)?;
        Ok(phone)
    }

    fn recognise(
        mut typed: TypedPhone,
        selector: Option<CountryCode>,
        region: Option<CountryCode>,
        origin: RegionOrigin,
    ) -> Self {
        let found =
            (typed.plus || region.is_some()).then(|| engine::recognise(&typed, region)).flatten();
        let (known, extension, digits) = match found {
            Some(found) => {
                let digits = typed.take_digits_before(found.extension.as_deref());
                (found.known, found.extension, digits)
            }
            None => (KnownPhone::default(), typed.extension, typed.digits),
        };
        let assumed_region = region.filter(|_| origin != RegionOrigin::Plus);
        let (typed, dialled) = (typed.kept, typed.dialled);
        Self { typed, digits, dialled, extension, selector, assumed_region, origin, known }
    }

    fn check(&self, acceptance: PhoneAcceptance) -> Result<(), Violation> {
        if self.digits.len() < Self::MIN_DIGITS as usize {
            return Err(Violation::limited("phone", Rule::TooFewDigits, Self::MIN_DIGITS));
        }
        let confidence = self.confidence();
        match acceptance {
            PhoneAcceptance::Possible if confidence < Confidence::Possible => {
                Err(Violation::new("phone", Rule::NotPossible))
            }
            PhoneAcceptance::Valid if confidence < Confidence::Valid => {
                Err(Violation::new("phone", Rule::NotValid))
            }
            _ => Ok(()),
        }
    }

    /// Puts back together what was taken apart to be stored.
    pub(crate) fn from_stored(
        typed: String,
        extension: Option<String>,
        selector: Option<CountryCode>,
        assumed_region: Option<CountryCode>,
        origin: RegionOrigin,
        known: KnownPhone,
    ) -> Result<Self, Violation> {
        let mut read = text::read(&typed)?;
        let digits = read.take_digits_before(extension.as_deref());
        Ok(Self {
            typed,
            digits,
            dialled: read.dialled,
            extension,
            selector,
            assumed_region,
            origin,
            known,
        })
    }

    /// The text as it was typed, trimmed, without invisible characters.
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// The digits as typed, in ASCII, without the extension.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The number in E.164 (`+4915112345678`), where it is at least possible.
    pub fn e164(&self) -> Option<&str> {
        self.known.e164.as_ref().map(|e164| e164.text.as_str())
    }

    /// The country that the number belongs to, where the plan says so.
    pub fn region(&self) -> Option<CountryCode> {
        self.known.region
    }

    /// The country whose flag stands beside the number: its region, else the selector where the
    /// calling code is the same, else the main country of the calling code.
    pub fn flag_region(&self) -> Option<CountryCode> {
        let Some(calling_code) = self.calling_code() else {
            return self.selector;
        };
        self.region()
            .or_else(|| self.selector.filter(|s| s.calling_code() == Some(calling_code)))
            .or_else(|| CountryCode::main_of_calling_code(calling_code))
    }

    /// The calling code without `+`, such as 49.
    pub fn calling_code(&self) -> Option<u16> {
        self.known.e164.as_ref().map(|e164| e164.calling_code)
    }

    /// The national significant number: what is dialled behind the calling code.
    pub fn national_number(&self) -> Option<&str> {
        self.known.e164.as_ref().map(E164::national)
    }

    /// What sort of line it is.
    pub fn line_type(&self) -> LineType {
        self.known.line_type
    }

    /// The extension, in digits.
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    /// How sure the library is of what was typed. Letters (`1-800-FLOWERS`) and more than 15 digits
    /// make it `unknown`, whatever the plan says of the number behind them.
    pub fn confidence(&self) -> Confidence {
        let too_long = self.e164().is_some_and(|e164| e164.len() > Self::MAX_E164_DIGITS + 1);
        if self.dialled.is_some() || too_long { Confidence::Unknown } else { self.known.plan }
    }

    /// What the numbering plan says of the number that is dialled, letters turned into digits.
    pub fn plan_confidence(&self) -> Confidence {
        self.known.plan
    }

    /// The country selector that stood beside the text.
    pub fn selector(&self) -> Option<CountryCode> {
        self.selector
    }

    /// Where the region came from.
    pub fn region_origin(&self) -> RegionOrigin {
        self.origin
    }

    /// True when a typed `+` and the selector disagree: `+` won, and the region was corrected.
    pub fn selector_overruled(&self) -> bool {
        let of_selector = self.selector.and_then(CountryCode::calling_code);
        self.origin == RegionOrigin::Plus
            && of_selector.is_some()
            && self.calling_code().is_some_and(|code| Some(code) != of_selector)
    }

    /// The key under which two spellings of one number meet: E.164 when the number is at least
    /// possible, else `local:`, the region or `-`, and the digits. The extension is not part of it.
    pub fn match_key(&self) -> String {
        match self.e164() {
            Some(e164) => e164.to_owned(),
            None => {
                let region = self.assumed_region.as_ref().map_or("-", CountryCode::as_str);
                format!("local:{region}:{}", self.dialled_digits())
            }
        }
    }

    /// The key under which two numbers of one customer are the same: the match key and the
    /// extension.
    pub fn duplicate_key(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{};ext={extension}", self.match_key()),
            None => self.match_key(),
        }
    }

    /// A coarser key for a number whose plan is not known: its digits, in whatever region they were
    /// typed.
    pub(crate) fn digits_key(&self) -> Option<&str> {
        self.e164().is_none().then(|| self.dialled_digits())
    }

    pub(crate) fn dialled_digits(&self) -> &str {
        self.dialled.as_deref().unwrap_or(&self.digits)
    }
}

/// The calling code at the beginning of an E.164 number: the region's own, else the one that some
/// country has. Non-geographic codes have three digits.
pub(crate) fn calling_code_of(e164: &str, region: Option<CountryCode>) -> Option<u16> {
    let digits = e164.strip_prefix('+')?;
    if let Some(code) = region.and_then(CountryCode::calling_code)
        && digits.starts_with(&code.to_string())
    {
        return Some(code);
    }
    let of_length = |length| digits.get(..length).and_then(|code| code.parse::<u16>().ok());
    let known = |code: &u16| CountryCode::main_of_calling_code(*code).is_some();
    (1..=3).filter_map(of_length).find(known).or_else(|| of_length(3))
}

fn phone_region(text: &str) -> Result<CountryCode, Violation> {
    let code =
        CountryCode::parse(text).map_err(|_| Violation::new("region", Rule::UnknownRegion))?;
    match code.calling_code() {
        Some(_) => Ok(code),
        None => Err(Violation::new("region", Rule::RegionWithoutPhones)),
    }
}

/// Shows that there is a number, not which.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({:?}, {:?})", self.region(), self.confidence())
    }
}

/// What is read back: the text and the selector. Everything else is known anew.
#[derive(Deserialize)]
struct PhoneText {
    typed: String,
    #[serde(default)]
    selector: Option<CountryCode>,
    #[serde(default)]
    assumed_region: Option<CountryCode>,
}

impl TryFrom<PhoneText> for Phone {
    type Error = Violation;

    fn try_from(text: PhoneText) -> Result<Self, Violation> {
        let selector = text.selector.as_ref().map(CountryCode::as_str);
        let options =
            PhoneOptions { default_region: text.assumed_region, ..PhoneOptions::default() };
        Self::parse(&text.typed, selector, &options)
    }
}

/// What is written: all that is known.
#[derive(Serialize)]
struct PhoneDetails {
    typed: String,
    selector: Option<CountryCode>,
    e164: Option<String>,
    region: Option<CountryCode>,
    calling_code: Option<u16>,
    national_number: Option<String>,
    line_type: LineType,
    extension: Option<String>,
    confidence: Confidence,
    region_origin: RegionOrigin,
    assumed_region: Option<CountryCode>,
    selector_overruled: bool,
    match_key: String,
}

impl From<Phone> for PhoneDetails {
    fn from(phone: Phone) -> Self {
        Self {
            selector: phone.selector,
            e164: phone.e164().map(str::to_owned),
            region: phone.region(),
            calling_code: phone.calling_code(),
            national_number: phone.national_number().map(str::to_owned),
            line_type: phone.line_type(),
            extension: phone.extension.clone(),
            confidence: phone.confidence(),
            region_origin: phone.origin,
            assumed_region: phone.assumed_region,
            selector_overruled: phone.selector_overruled(),
            match_key: phone.match_key(),
            typed: phone.typed,
        }
    }
}
