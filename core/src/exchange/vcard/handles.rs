//! Handles: `SOCIALPROFILE`, `IMPP` and what stood in their place before RFC 9554.

use super::line::Line;
use super::own;
use super::text::{escape, filled, percent_decoded, percent_encoded, unescape};
use crate::model::contact::NewHandle;
use crate::model::handle::{Handle, HandleChannel};

/// A channel, and by what it is known: services, schemes, hosts; and where its profiles stand.
struct Service {
    channel: HandleChannel,
    name: &'static str,
    words: &'static [&'static str],
    profile: &'static str,
}

const SERVICES: &[Service] = &[
    Service {
        channel: HandleChannel::Twitter,
        name: "Twitter",
        words: &["twitter", "x", "twitter.com", "x.com"],
        profile: "https://x.com/",
    },
    Service {
        channel: HandleChannel::Facebook,
        name: "Facebook",
        words: &["facebook", "fb", "facebook.com", "fb.com"],
        profile: "https://www.facebook.com/",
    },
    Service {
        channel: HandleChannel::Instagram,
        name: "Instagram",
        words: &["instagram", "instagram.com"],
        profile: "https://www.instagram.com/",
    },
    Service {
        channel: HandleChannel::Whatsapp,
        name: "WhatsApp",
        words: &["whatsapp", "wa", "wa.me", "api.whatsapp.com", "whatsapp.com"],
        profile: "https://wa.me/",
    },
];

/// The parameters that name a service, and those that name a user.
const SERVICE_NAMES: &[&str] = &["SERVICE-TYPE", "X-SERVICE-TYPE", "X-SERVICE"];
const USER_NAMES: &[&str] = &["USERNAME", "X-USER", "X-USERNAME", "X-USERID"];

fn service(word: &str) -> Option<&'static Service> {
    let word = word.trim().to_lowercase();
    let word =
        ["www.", "m.", "mobile."].iter().find_map(|of| word.strip_prefix(of)).unwrap_or(&word);
    SERVICES.iter().find(|of| of.words.contains(&word))
}

/// The handle that a line says, if it is one of a channel that is known. What the channel would refuse
/// is no handle of it: it is kept as it is.
pub(super) fn read(line: &Line) -> Option<NewHandle> {
    if let Some(channel) = line.param(own::CHANNEL) {
        let channel = HandleChannel::from_word(channel)?;
        let user = USER_NAMES.iter().find_map(|of| line.param(of));
        let user = user.map_or_else(|| unescape(&line.value), str::to_owned);
        let mut handle = NewHandle::new(channel, user);
        handle.account = line.param(own::ACCOUNT).map(str::to_owned);
        return Some(handle);
    }
    let value = percent_decoded(&unescape(&line.value));
    let (place, user) = in_uri(&value);
    let named = SERVICE_NAMES.iter().filter_map(|of| line.param(of)).find_map(service);
    let typed = || line.values("TYPE").iter().find_map(|of| service(of));
    let service = named.or_else(typed).or_else(|| place.and_then(service))?;
    let users = USER_NAMES.iter().filter_map(|of| line.param(of)).chain([user]);
    let user =
        users.filter_map(filled).find(|of| Handle::parse(service.channel, None, of).is_ok())?;
    Some(NewHandle::new(service.channel, user))
}

/// The host or scheme of a URI, and the user that it names; a text that is no URI names itself.
fn in_uri(text: &str) -> (Option<&str>, &str) {
    let web = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if let Some(rest) = web {
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let user =
            path.split_once("id=").or_else(|| path.split_once("phone=")).map_or(path, |of| of.1);
        return (Some(host), user.split(['/', '?', '&', '#']).next().unwrap_or_default());
    }
    match text.split_once(':') {
        Some((scheme, user)) => (Some(scheme), user.trim_start_matches('/')),
        None => (None, text),
    }
}

/// The line of a handle.
pub(super) fn write(channel: HandleChannel, account: Option<&str>, user: &str) -> Line {
    let known = SERVICES.iter().find(|of| of.channel == channel);
    let mut line = match known {
        Some(known) => {
            Line::new("SOCIALPROFILE", known.profile.to_owned() + &percent_encoded(user))
                .with("SERVICE-TYPE", known.name)
                .with("USERNAME", user)
        }
        None => Line::new("SOCIALPROFILE", escape(user))
            .with("SERVICE-TYPE", account.unwrap_or(channel.as_str()))
            .with("VALUE", "text"),
    };
    line.add(own::CHANNEL, vec![channel.as_str().to_owned()]);
    if let Some(account) = account {
        line.add(own::ACCOUNT, vec![account.to_owned()]);
    }
    line
}

/// What is left of a line when the handle is taken out of it.
pub(super) fn take_out(line: &mut Line) {
    for name in SERVICE_NAMES.iter().chain(USER_NAMES).chain(&["VALUE"]) {
        line.take(name);
    }
    let words: Vec<&str> = SERVICES.iter().flat_map(|of| of.words.iter().copied()).collect();
    line.take_types(&words);
    line.name = "SOCIALPROFILE".to_owned();
}

/// What a detail of a handle is found by.
pub(super) fn key(channel: HandleChannel, account: Option<&str>, user: &str) -> String {
    format!("{channel}/{}:{user}", account.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A2.9: the channels that the library knows.
    #[test]
    fn handles_are_found_however_they_are_written() {
        for (line, found) in [
            ("SOCIALPROFILE;SERVICE-TYPE=Twitter:https://twitter.com/anna_m", "twitter anna_m"),
            ("X-SOCIALPROFILE;type=twitter;x-user=anna_m:http://twitter.com/x", "twitter anna_m"),
            ("X-SOCIALPROFILE;TYPE=Instagram:anna.m", "instagram anna.m"),
            ("IMPP:whatsapp:+4915112345678", "whatsapp +4915112345678"),
            ("URL:https://wa.me/4915112345678", "whatsapp 4915112345678"),
            (
                "IMPP;X-SERVICE-TYPE=Facebook:https://www.facebook.com/profile.php?id=42",
                "facebook 42",
            ),
            ("SOCIALPROFILE:https://www.instagram.com/anna.m/?hl=de", "instagram anna.m"),
            ("X-SOCIALPROFILE;TYPE=facebook:https://facebook.com/anna.alm", "none"),
            ("IMPP;X-SERVICE-TYPE=Skype:skype:anna", "none"),
            ("IMPP:xmpp:anna@example.com", "none"),
        ] {
            let handle = read(&Line::parse(line).unwrap());
            let handle = handle.map(|of| format!("{} {}", of.channel, of.handle));
            assert_eq!(handle.as_deref().unwrap_or("none"), found, "{line}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (channel, account, user) in [
            (HandleChannel::Twitter, None, "anna_m"),
            (HandleChannel::Custom, Some("line"), "ü:;, @"),
            (HandleChannel::FacebookPsid, Some("page, 1"), "12"),
            (HandleChannel::Whatsapp, Some("a"), "4915112345678"),
        ] {
            let line = write(channel, account, user);
            let handle = read(&Line::parse(&(line.full_name() + &line.rest())).unwrap()).unwrap();
            assert_eq!(handle.channel, channel);
            assert_eq!((handle.account.as_deref(), handle.handle.as_str()), (account, user));
        }
    }
}
