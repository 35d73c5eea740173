//! Handles: how a customer is known on a channel that is neither phone nor email.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::codes::word_enum;
use super::digits::ascii_digit;
use super::text::is_forbidden;
use super::violation::{Rule, Violation};

word_enum! {
    /// The channels that have handles.
    pub enum HandleChannel {
        /// X, formerly Twitter: 1 to 20 letters, digits and `_`; kept without `@`, compared without
        /// regard to case.
        Twitter = "twitter",
        /// Facebook's numeric account: 1 to 20 digits. It is not the name that users see.
        Facebook = "facebook",
        /// Facebook's page-scoped id: 1 to 20 digits, and the page as the account.
        FacebookPsid = "facebook_psid",
        /// Instagram: 1 to 30 letters, digits, `_` and `.`; without `@`, whatever the case.
        Instagram = "instagram",
        /// WhatsApp: the number in E.164, with or without `+`.
        Whatsapp = "whatsapp",
        /// A visitor of a web chat: the widget's own id, up to 255 characters, as it is.
        Webchat = "webchat",
        /// Any other channel, named by the account; up to 255 characters, as it is.
        Custom = "custom",
    }
}

/// A handle on a channel.
///
/// ```
/// use customer_core::{Handle, HandleChannel};
///
/// let handle = Handle::parse(HandleChannel::Twitter, None, "@Anna_M")?;
/// assert_eq!(handle.value(), "Anna_M");
/// assert_eq!(handle.match_key(), "twitter:anna_m");
/// # Ok::<(), customer_core::Violation>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "HandleText", into = "HandleDetails")]
pub struct Handle {
    channel: HandleChannel,
    account: Option<String>,
    value: String,
}

impl Handle {
    /// The longest handle and the longest account, in characters.
    pub const MAX_CHARS: u32 = 255;

    /// Reads a handle. The account is the page, widget or project that the handle belongs to, where
    /// the channel has such a thing; it may not hold a `:`.
    ///
    /// # Errors
    /// A violation of `handle` with rule `required`, `too_long`, `control_character` or
    /// `not_a_handle`; of `account` with rule `account_required`, `too_long`, `control_character` or
    /// `not_a_handle`.
    pub fn parse(
        channel: HandleChannel,
        account: Option<&str>,
        text: &str,
    ) -> Result<Self, Violation> {
        let account = check_account(channel, account)?;
        let value = text.trim();
        check_line(value, "handle")?;
        let value = match channel {
            HandleChannel::Twitter => name(value, 20, "_"),
            HandleChannel::Instagram => name(value, 30, "_."),
            HandleChannel::Facebook | HandleChannel::FacebookPsid => digits(value, 1, 20),
            HandleChannel::Whatsapp => digits(value.strip_prefix('+').unwrap_or(value), 7, 15),
            HandleChannel::Webchat | HandleChannel::Custom => Some(value.to_owned()),
        };
        let value = value.ok_or_else(|| Violation::new("handle", Rule::NotAHandle))?;
        Ok(Self { channel, account, value })
    }

    /// The channel.
    pub fn channel(&self) -> HandleChannel {
        self.channel
    }

    /// The page, widget or project that scopes the handle.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// The handle, without `@` or `+`.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The key under which spellings of one handle meet: channel, account, handle.
    pub fn match_key(&self) -> String {
        let value = match self.channel {
            HandleChannel::Twitter | HandleChannel::Instagram => self.value.to_ascii_lowercase(),
            _ => self.value.clone(),
        };
        match &self.account {
            Some(account) => format!("{}/{account}:{value}", self.channel),
            None => format!("{}:{value}", self.channel),
        }
    }
}

fn check_line(text: &str, field: &str) -> Result<(), Violation> {
    if text.is_empty() {
        return Err(Violation::new(field, Rule::Required));
    }
    if text.chars().count() > Handle::MAX_CHARS as usize {
        return Err(Violation::limited(field, Rule::TooLong, Handle::MAX_CHARS));
    }
    if text.chars().any(is_forbidden) {
        return Err(Violation::new(field, Rule::ControlCharacter));
    }
    Ok(())
}

fn check_account(
    channel: HandleChannel,
    account: Option<&str>,
) -> Result<Option<String>, Violation> {
    let account = account.map(str::trim).filter(|account| !account.is_empty());
    let needed = matches!(channel, HandleChannel::FacebookPsid | HandleChannel::Custom);
    let Some(account) = account else {
        return if needed {
            Err(Violation::new("account", Rule::AccountRequired))
        } else {
            Ok(None)
        };
    };
    check_line(account, "account")?;
    if account.contains(':') {
        return Err(Violation::new("account", Rule::NotAHandle));
    }
    Ok(Some(account.to_owned()))
}

fn name(text: &str, most: usize, signs: &str) -> Option<String> {
    let name = text.strip_prefix(['@', '＠']).unwrap_or(text);
    let fits = (1..=most).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c));
    fits.then(|| name.to_owned())
}

fn digits(text: &str, least: usize, most: usize) -> Option<String> {
    let digits: Option<String> = text.chars().map(ascii_digit).collect();
    digits.filter(|digits| (least..=most).contains(&digits.len()))
}

/// Shows the channel, not the handle.
impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({})", self.channel)
    }
}

#[derive(Deserialize)]
struct HandleText {
    channel: HandleChannel,
    #[serde(default)]
    account: Option<String>,
    value: String,
}

impl TryFrom<HandleText> for Handle {
    type Error = Violation;

    fn try_from(text: HandleText) -> Result<Self, Violation> {
        Self::parse(text.channel, text.account.as_deref(), &text.value)
    }
}

#[derive(Serialize)]
struct HandleDetails {
    channel: HandleChannel,
    account: Option<String>,
    match_key: String,
    value: String,
}

impl From<Handle> for HandleDetails {
    fn from(handle: Handle) -> Self {
        Self {
            match_key: handle.match_key(),
            channel: handle.channel,
            account: handle.account,
            value: handle.value,
        }
    }
}
