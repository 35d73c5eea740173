//! Lists of mailboxes (RFC 5322 section 3.4, RFC 6854 groups), as real mail and hostile mail write
//! them.
//!
//! Encoded words are decoded after the list was taken apart, so that none of them can smuggle in an
//! address. What cannot be read is kept as text: whoever uses it puts it through `Email::parse`.

use super::decode::decode_words;
use crate::model::message::Mailbox;
use crate::model::text::clean_line;

/// The most mailboxes that are read from one header.
pub(super) const MAX_MAILBOXES: usize = 1_000;
/// The most entries between commas that are read, mailboxes or not.
const MAX_ENTRIES: usize = 5_000;
/// The longest display name that is kept, in characters; the rest is cut off.
const MAX_NAME: usize = 256;

/// The mailboxes of a header.
#[derive(Default)]
pub(super) struct AddressList {
    pub(super) mailboxes: Vec<Mailbox>,
    /// Group syntax was used, even if the group is empty.
    pub(super) has_group: bool,
}

impl AddressList {
    pub(super) fn append(&mut self, other: Self) {
        self.mailboxes.extend(other.mailboxes);
        self.has_group |= other.has_group;
    }
}

/// Reads the value of an address header, unfolded or not. When it is not the whole, the mailbox at
/// its end is left out: half an address is another one.
pub(super) fn parse_addresses(text: &str, is_whole: bool) -> AddressList {
    let mut reader = Reader {
        chars: text.chars().collect(),
        at: 0,
        list: AddressList::default(),
        item: Item::default(),
        entries: 0,
    };
    reader.read(is_whole);
    reader.list
}

/// What was read of the mailbox at hand.
#[derive(Default)]
struct Item {
    /// Words outside angle brackets, quotes undone.
    phrase: String,
    /// The same with quotes, as an address without angle brackets needs them.
    raw: String,
    /// An `@` stands outside quotes: what is read is an address and no name.
    has_at: bool,
    angles: Vec<String>,
    comment: Option<String>,
    /// Words of an entry without an address before it: `Doe, Jane <jane@example.com>` unquoted.
    before: Option<String>,
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    list: AddressList,
    item: Item,
    /// How many entries were ended, mailboxes or not.
    entries: usize,
}

impl Reader {
    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied();
        self.at += 1;
        c
    }

    fn read(&mut self, is_whole: bool) {
        while let Some(c) = self.next() {
            match c {
                '(' => {
                    self.comment();
                    self.space();
                }
                '"' => self.quoted(),
                '<' => {
                    let angle = self.angle();
                    self.item.angles.push(angle);
                }
                ',' => self.finish(false),
                ':' if self.item.angles.is_empty() && !self.item.has_at => {
                    self.list.has_group = true;
                    self.item = Item::default();
                }
                ';' => self.finish(true),
                '>' => {}
                c if c.is_whitespace() => self.space(),
                c => {
                    self.item.has_at |= c == '@';
                    self.item.phrase.push(c);
                    self.item.raw.push(c);
                }
            }
            let found = self.list.mailboxes.len() + self.item.angles.len();
            if found >= MAX_MAILBOXES || self.entries > MAX_ENTRIES {
                break;
            }
        }
        if is_whole {
            self.finish(true);
        }
        self.list.mailboxes.truncate(MAX_MAILBOXES);
    }

    fn space(&mut self) {
        space(&mut self.item.phrase);
        space(&mut self.item.raw);
    }

    /// A comment, which may hold others. The first one can serve as a name.
    fn comment(&mut self) {
        let mut depth = 1_u32;
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => text.extend(self.next()),
                '(' => depth += 1,
                ')' if depth == 1 => break,
                ')' => depth -= 1,
                c => text.push(c),
            }
        }
        if self.item.comment.is_none() {
            self.item.comment = Some(text);
        }
    }

    fn quoted(&mut self) {
        self.item.raw.push('"');
        while let Some(c) = self.next() {
            match c {
                '"' => break,
                '\\' => {
                    let escaped = self.next();
                    self.item.raw.push('\\');
                    self.item.raw.extend(escaped);
                    self.item.phrase.extend(escaped);
                }
                c => {
                    self.item.raw.push(c);
                    self.item.phrase.push(c);
                }
            }
        }
        self.item.raw.push('"');
    }

    /// What stands in angle brackets, without comments, route and the white space that the syntax
    /// lets stand. A bracket that never closes ends at the next comma.
    fn angle(&mut self) -> String {
        let start = self.at;
        let mut address = String::new();
        let (mut quoted, mut comma) = (false, false);
        while let Some(c) = self.next() {
            comma |= c == ',';
            match c {
                '\\' if quoted => {
                    address.push(c);
                    address.extend(self.next());
                }
                '"' => {
                    quoted = !quoted;
                    address.push(c);
                }
                c if quoted => address.push(c),
                '>' => return without_route(address),
                // The bracket before was never closed.
                '<' if comma && !address.starts_with('@') => break,
                '<' => {}
                '(' => {
                    self.skip_comment();
                    space(&mut address);
                }
                ' ' | '\t' | '\r' | '\n' => space(&mut address),
                c => address.push(c),
            }
        }
        if let Some(comma) = address.find(',').filter(|_| !address.starts_with('@')) {
            // Unclosed: read again from behind the comma.
            let taken = self.chars.iter().skip(start).position(|c| *c == ',').unwrap_or(0);
            self.at = start + taken;
            address.truncate(comma);
        }
        without_route(address)
    }

    fn skip_comment(&mut self) {
        let kept = self.item.comment.take();
        self.comment();
        if kept.is_some() {
            self.item.comment = kept;
        }
    }

    /// Ends the mailbox at hand. An entry of words alone belongs to the next one's name, unless
    /// there is none.
    fn finish(&mut self, last: bool) {
        self.entries += 1;
        let item = std::mem::take(&mut self.item);
        let words = [item.before.as_deref(), Some(item.phrase.trim())];
        let name =
            words.into_iter().flatten().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(", ");
        if item.angles.is_empty() && !item.raw.contains('@') {
            if name.is_empty() {
                return;
            }
            if last {
                self.push(None, name);
            } else {
                self.item.before = Some(name.chars().take(MAX_NAME).collect());
            }
            return;
        }
        if item.angles.is_empty() {
            if let Some(before) = item.before {
                self.push(None, before);
            }
            let name = item.comment.as_deref().and_then(display_name);
            self.push(name, join_around_at(item.raw.trim()));
            return;
        }
        let mut name =
            display_name(&name).or_else(|| item.comment.as_deref().and_then(display_name));
        for angle in item.angles {
            self.push(name.take(), angle);
        }
    }

    fn push(&mut self, name: Option<String>, address: String) {
        self.list.mailboxes.push(Mailbox { name, address });
    }
}

/// White space between words. It is never dropped there: two words are not one.
fn space(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// RFC 5321's source route before an address is ignored (`@relay.example,@b.example:user@c.example`).
fn without_route(address: String) -> String {
    let address = match address.rsplit_once(':') {
        Some((route, rest)) if route.starts_with('@') => rest.to_owned(),
        _ => address,
    };
    match join_around_at(address.trim()).rsplit_once('@') {
        // Obsolete syntax lets it stand around the dots of a domain too.
        Some((local, domain)) if domain.contains(' ') => {
            let labels: Vec<&str> = domain.split('.').map(str::trim).collect();
            format!("{local}@{}", labels.join("."))
        }
        _ => join_around_at(address.trim()),
    }
}

/// Obsolete syntax lets white space stand around the `@`.
fn join_around_at(raw: &str) -> String {
    match raw.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{}", local.trim_end(), domain.trim_start()),
        None => raw.to_owned(),
    }
}

fn display_name(phrase: &str) -> Option<String> {
    let name = clean_line(&decode_words(phrase))?;
    Some(name.chars().take(MAX_NAME).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let list = parse_addresses(text, true);
        let shown: Vec<_> = list
            .mailboxes
            .iter()
            .map(|m| format!("{}<{}>", m.name.as_deref().unwrap_or_default(), m.address))
            .collect();
        format!("{}{}", if list.has_group { "group " } else { "" }, shown.join(", "))
    }

    #[test]
    fn what_people_and_programs_write() {
        for (text, wanted) in [
            ("a@b.com", "<a@b.com>"),
            ("Anna <a@b.com>", "Anna<a@b.com>"),
            ("\"Doe, John\" <a@b.com>", "Doe, John<a@b.com>"),
            ("Doe, John <a@b.com>", "Doe, John<a@b.com>"),
            ("John Q. Public <a@b.com>", "John Q. Public<a@b.com>"),
            ("a@b.com (Some One)", "Some One<a@b.com>"),
            ("John\r\n Doe <a@b.com>", "John Doe<a@b.com>"),
            ("< a@b.com >", "<a@b.com>"),
            ("a@b.com, C <c@d.com>", "<a@b.com>, C<c@d.com>"),
            ("a@b.com; c@d.com", "<a@b.com>, <c@d.com>"),
            ("Team: a@b.com, Bob <c@d.com>;", "group <a@b.com>, Bob<c@d.com>"),
            ("undisclosed-recipients:;", "group "),
            ("\"john doe\"@example.com", "<\"john doe\"@example.com>"),
            ("<\"john doe\"@example.com>", "<\"john doe\"@example.com>"),
            ("=?utf-8?q?Jos=C3=A9?= <j@b.com>", "José<j@b.com>"),
            ("\"=?utf-8?q?Jos=C3=A9?=\" <j@b.com>", "José<j@b.com>"),
            ("=?iso-2022-jp?b?GyRCOzNFRBsoQg==?= <yamada@example.jp>", "山田<yamada@example.jp>"),
            ("user@münchen.de", "<user@münchen.de>"),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_enemies_and_broken_programs_write() {
        for (text, wanted) in [
            ("\"ceo@bank.com\" <evil@x.com>", "ceo@bank.com<evil@x.com>"),
            ("=?utf-8?q?a=40b=2Ecom?= <c@d.com>", "a@b.com<c@d.com>"),
            ("=?utf-8?q?=3Cevil=40x=2Ecom=3E?= <real@b.com>", "<evil@x.com><real@b.com>"),
            ("<a@b.co> <m>", "<a@b.co>, <m>"),
            ("<a@b.com> <c@d.com>", "<a@b.com>, <c@d.com>"),
            ("<@x.com,@y.com:a@b.com>", "<a@b.com>"),
            ("Mailer <>", "Mailer<>"),
            ("a(c)@(d)b.com", "c<a@b.com>"),
            ("John > <a@b.com>", "John<a@b.com>"),
            ("John <a@b.com", "John<a@b.com>"),
            ("John <a@b.com, Eve <e@x.com>", "John<a@b.com>, Eve<e@x.com>"),
            ("John \"q\" B <a@b.com>", "John q B<a@b.com>"),
            ("John Doe user@x.com", "<John Doe user@x.com>"),
            ("a@b.com@c.com", "<a@b.com@c.com>"),
            ("'a@b.com' <c@d.com>", "'a@b.com'<c@d.com>"),
            ("=?utf-8?b?!!!?= <a@b.com>", "=?utf-8?b?!!!?=<a@b.com>"),
            ("<a@b.com> =?utf-8?q?x?=", "x<a@b.com>"),
            ("just words", "<just words>"),
            ("(((((", ""),
            ("\"", ""),
            ("<", "<>"),
            (",,,,;;", ""),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }

    /// A header of a megabyte costs what a megabyte costs, whatever is in it.
    #[test]
    fn hostile_lists_are_read_once() {
        for unit in ["a,", "<x", "<a,", "\"a\",", "(", "a@b.cc,", "<@x,", "a:", "x <a@b.cc>"] {
            let text = unit.repeat((1 << 20) / unit.len());
            let list = parse_addresses(&text, true);
            assert!(list.mailboxes.len() <= MAX_MAILBOXES, "{unit}");
        }
    }
}
