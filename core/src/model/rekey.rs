//! Match keys by today's rules, from what was kept by earlier ones. Unicode, IDNA and the numbering
//! plans change; what was typed does not.

use super::contact::PointValue;
use super::country::CountryCode;
use super::email::{Email, EmailOptions};
use super::handle::Handle;
use super::key::{MatchKey, PointFamily};
use super::phone::{Phone, PhoneOptions, RegionOrigin};
use super::violation::Violation;

/// Whatever was accepted once stays in its book, so nothing is asked beyond the widest rules.
const EMAILS: EmailOptions = EmailOptions { allow_local_domains: true };

impl PointValue {
    /// The same address, read anew from its text. One that today's rules refuse stays as it is.
    pub(crate) fn read_again(&self) -> Self {
        let again = match self {
            Self::Email(email) => Email::parse(email.as_typed(), &EMAILS).map(Self::Email),
            Self::Phone(phone) => read_phone_again(phone).map(Self::Phone),
            Self::Handle(handle) => {
                Handle::parse(handle.channel(), handle.account(), handle.value()).map(Self::Handle)
            }
        };
        again.unwrap_or_else(|_| self.clone())
    }
}

fn read_phone_again(phone: &Phone) -> Result<Phone, Violation> {
    let default_region = phone.assumed_region.filter(|_| phone.origin == RegionOrigin::Default);
    let options = PhoneOptions { default_region, ..PhoneOptions::default() };
    Phone::parse(phone.as_typed(), phone.selector.as_ref().map(CountryCode::as_str), &options)
}

impl MatchKey {
    /// The key that today's rules make of an earlier one whose text is not kept. One that they
    /// refuse stays as it is.
    pub(crate) fn made_again(&self) -> Self {
        let again = match self.family {
            PointFamily::Email => {
                Email::parse(&self.text, &EMAILS).ok().map(|email| email.match_key().to_owned())
            }
            PointFamily::Phone => phone_key_again(&self.text),
            // The channels' own ids: no rule of ours changes them without their text.
            PointFamily::Handle => None,
        };
        again.map_or_else(|| self.clone(), |text| Self { family: self.family, text })
    }
}

/// E.164, or `local:`, the region or `-`, and the digits.
fn phone_key_again(key: &str) -> Option<String> {
    let (region, digits) = match key.strip_prefix("local:") {
        Some(local) => local.split_once(':')?,
        None => ("-", key),
    };
    let region = Some(region).filter(|region| *region != "-");
    let phone = Phone::parse(digits, region, &PhoneOptions::default()).ok()?;
    Some(phone.match_key())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_today_stay_what_they_are() {
        for (family, key) in [
            (PointFamily::Email, "anna.müller@xn--mnchen-3ya.de"),
            (PointFamily::Email, "anna@intranet"),
            (PointFamily::Phone, "+4915112345678"),
            (PointFamily::Phone, "local:-:1234"),
            (PointFamily::Phone, "local:US:1234"),
            (PointFamily::Handle, "twitter:anna"),
        ] {
            let key = MatchKey::new(family, key);
            assert_eq!(key.made_again(), key);
        }
    }

    #[test]
    fn keys_of_earlier_rules_become_those_of_today() {
        for (family, before, after) in [
            (PointFamily::Email, "Anna@Straße.example", "anna@xn--strae-oqa.example"),
            (PointFamily::Phone, "local:DE:015112345678", "+4915112345678"),
            (PointFamily::Phone, "+12", "+12"),
        ] {
            assert_eq!(MatchKey::new(family, before).made_again(), MatchKey::new(family, after));
        }
    }

    #[test]
    fn a_phone_without_region_is_not_given_one() {
        let typed = Phone::parse("0151 12345678", None, &PhoneOptions::default()).unwrap();
        let again = PointValue::Phone(typed.clone()).read_again();
        assert_eq!(again, PointValue::Phone(typed));
    }
}
