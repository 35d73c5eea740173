//! Content lines: a name, parameters, a value.

use super::own;
use super::text::{decode_charset, one_line, quoted_printable};

/// A content line of a card (RFC 6350, section 3.3), unfolded and in one form: names in upper case,
/// parameters sorted and each named once, types in lower case, no parameter that says what holds
/// anyway. So two lines that say the same are equal, whichever program wrote them.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Line {
    /// The group before the name: `item1` of `item1.EMAIL`.
    pub(crate) group: Option<String>,
    /// The name of the property, in upper case.
    pub(crate) name: String,
    /// The parameters, by name.
    pub(crate) params: Vec<Param>,
    /// The value as it stands in the line, escapes and all; without line breaks.
    pub(crate) value: String,
    /// Where it stands in a JSContact card, if it was made of one.
    pub(crate) member: Option<Member>,
}

/// A parameter of a content line.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Param {
    /// The name, in upper case.
    pub(crate) name: String,
    /// The values, decoded (RFC 6868).
    pub(crate) values: Vec<String>,
}

/// The member of a JSContact card that a line was made of.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Member {
    /// The JSON pointer.
    pub(crate) pointer: String,
    /// Its label.
    pub(crate) label: Option<String>,
    /// It holds more than the line says, so the line has to be recognised when it is written again.
    pub(crate) has_more: bool,
}

/// Properties whose value is one text unless it says otherwise.
pub(in crate::exchange) const TEXTS: &[&str] =
    &["EMAIL", "FN", "NICKNAME", "NOTE", "PRODID", "ROLE", "TITLE", "TZ", "X-ABLABEL", "JSPROP"];
/// Properties whose value is a URI unless it says otherwise.
pub(in crate::exchange) const URIS: &[&str] =
    &["IMPP", "LOGO", "MEMBER", "PHOTO", "SOUND", "SOURCE", "UID", "URL"];
/// The most values that the parameters of a line have together. They are kept sorted and each once,
/// which takes its time for many.
const MAX_PARAM_VALUES: usize = 200;
/// The most values of the parameters that are our own, of which there are ten.
const MAX_OWN_VALUES: usize = 50;
/// What old cards wrote as a bare parameter and is no type.
const ENCODINGS: &[&str] = &["QUOTED-PRINTABLE", "BASE64", "7BIT", "8BIT", "B"];

impl Line {
    pub(crate) fn new(name: impl Into<String>, value: impl AsRef<str>) -> Self {
        Self { name: name.into(), value: one_line(value.as_ref()), ..Self::default() }
    }

    /// With a parameter more.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.add(name, vec![value.into()]);
        self
    }

    /// Reads an unfolded line.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (head, rest) = text.split_at_checked(text.find([';', ':'])?)?;
        let (group, name) = match head.trim().split_once('.') {
            Some((group, name)) => (Some(group), name),
            None => (None, head.trim()),
        };
        if !is_property_name(name) || !group.is_none_or(is_token) {
            return None;
        }
        let mut line = Self {
            group: group.map(str::to_owned),
            name: name.to_ascii_uppercase(),
            ..Self::default()
        };
        line.value = one_line(line.read_params(rest)?);
        line.settle()
    }

    /// Reads the parameters, and returns what is behind the colon.
    fn read_params<'t>(&mut self, mut rest: &'t str) -> Option<&'t str> {
        while let Some(after) = rest.strip_prefix(';') {
            let (name, tail) = after.split_at_checked(after.find(['=', ';', ':'])?)?;
            let name = name.trim();
            if let Some(values) = tail.strip_prefix('=') {
                if !is_token(name) {
                    return None;
                }
                let (values, tail) = read_values(values)?;
                self.try_add(name, values)?;
                rest = tail;
            } else {
                if !name.is_empty() {
                    let bare = ENCODINGS.iter().any(|of| name.eq_ignore_ascii_case(of));
                    self.try_add(if bare { "ENCODING" } else { "TYPE" }, vec![name.to_owned()])?;
                }
                rest = tail;
            }
        }
        rest.strip_prefix(':')
    }

    /// Adds values to a parameter, if there is room for them.
    pub(in crate::exchange) fn try_add(&mut self, name: &str, values: Vec<String>) -> Option<()> {
        // What we put on a line ourselves does not make it one that we refuse.
        let is_own = |name: &str| name.len() > own::PREFIX.len() && name.starts_with(own::PREFIX);
        let ours = is_own(&name.to_ascii_uppercase());
        let alike = self.params.iter().filter(|of| is_own(&of.name) == ours);
        let held: usize = alike.map(|of| of.values.len()).sum();
        let new: usize = values.iter().map(|of| 1 + of.matches(',').count()).sum();
        if held + new > if ours { MAX_OWN_VALUES } else { MAX_PARAM_VALUES } {
            return None;
        }
        self.add(name, values);
        Some(())
    }

    /// Adds values to a parameter, in the form that is compared.
    pub(crate) fn add(&mut self, name: &str, values: Vec<String>) {
        let name = name.to_ascii_uppercase();
        let values: Vec<String> = match name.as_str() {
            "TYPE" => values
                .iter()
                .flat_map(|of| of.split(','))
                .map(|of| of.trim().to_lowercase())
                .filter(|of| !of.is_empty())
                .collect(),
            "VALUE" | "ENCODING" => values.iter().map(|of| of.to_lowercase()).collect(),
            _ => values,
        };
        let at = self.params.partition_point(|of| of.name < name);
        if self.params.get(at).is_none_or(|of| of.name != name) {
            if values.is_empty() {
                return;
            }
            self.params.insert(at, Param { name, values: Vec::new() });
        }
        let Some(param) = self.params.get_mut(at) else { return };
        for value in values {
            if !param.values.contains(&value) {
                param.values.push(value);
            }
        }
        // Types have no order.
        if param.name == "TYPE" {
            param.values.sort_unstable();
        }
    }

    /// Brings what older versions wrote otherwise into the form of the latest.
    fn settle(mut self) -> Option<Self> {
        let charset = self.take("CHARSET");
        match self.param("ENCODING") {
            Some("quoted-printable") => {
                let octets = quoted_printable(&self.value);
                self.value = one_line(&decode_charset(&octets, charset.as_deref())?);
                self.take("ENCODING");
            }
            Some("b" | "base64") => self.settle_binary(),
            Some("7bit" | "8bit") => drop(self.take("ENCODING")),
            _ => {}
        }
        let needless = match self.param("VALUE") {
            Some("text") => TEXTS.contains(&self.name.as_str()),
            Some("uri" | "url") => URIS.contains(&self.name.as_str()),
            _ => false,
        };
        if needless {
            self.take("VALUE");
        }
        Some(self)
    }

    /// Inline octets are a `data:` URI from version 4.0 on.
    fn settle_binary(&mut self) {
        let family = match self.name.as_str() {
            "PHOTO" | "LOGO" => "image",
            "SOUND" => "audio",
            "KEY" => "application",
            _ => return,
        };
        self.take("ENCODING");
        self.take("VALUE");
        let octets: String = self.value.chars().filter(|c| !c.is_whitespace()).collect();
        let places = ["home", "work", "pref"];
        let kind = self.values("TYPE").iter().find(|of| !places.contains(&of.as_str())).cloned();
        let kind = kind.unwrap_or_else(|| "octet-stream".to_owned());
        self.take_types(&[&kind]);
        self.value = format!("data:{family}/{kind};base64,{octets}");
    }

    /// The first value of a parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.values(name).first().map(String::as_str)
    }

    /// All values of a parameter.
    pub(crate) fn values(&self, name: &str) -> &[String] {
        let found = self.params.iter().find(|of| of.name == name);
        found.map_or(&[], |of| of.values.as_slice())
    }

    /// Is it one of the types?
    pub(crate) fn is_type(&self, kind: &str) -> bool {
        self.values("TYPE").iter().any(|of| of == kind)
    }

    /// Takes a parameter off; its first value.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.params.iter().position(|of| of.name == name)?;
        self.params.remove(at).values.into_iter().next()
    }

    /// Takes types off.
    pub(crate) fn take_types(&mut self, kinds: &[&str]) {
        if let Some(param) = self.params.iter_mut().find(|of| of.name == "TYPE") {
            param.values.retain(|of| !kinds.contains(&of.as_str()));
        }
        self.params.retain(|of| !of.values.is_empty());
    }

    /// How much it is preferred: 1 is most. `TYPE=pref` was the way before version 4.0.
    pub(crate) fn preference(&self) -> Option<u8> {
        let number = self.param("PREF").and_then(|of| of.trim().parse().ok());
        number.or_else(|| self.is_type("pref").then_some(1))
    }

    /// The name with its group.
    pub(crate) fn full_name(&self) -> String {
        match &self.group {
            Some(group) => format!("{group}.{}", self.name),
            None => self.name.clone(),
        }
    }

    /// What stands behind the name: parameters, colon, value.
    pub(crate) fn rest(&self) -> String {
        let mut rest = String::with_capacity(self.value.len() + 1);
        for param in &self.params {
            rest.push(';');
            rest.push_str(&param.name);
            for (at, value) in param.values.iter().enumerate() {
                rest.push(if at == 0 { '=' } else { ',' });
                push_param_value(&mut rest, value);
            }
        }
        rest.push(':');
        rest.push_str(&self.value);
        rest
    }
}

/// The letters of a name, and what programs use beside them.
pub(in crate::exchange) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_/".contains(&b))
}

/// A name that a property can have: `BEGIN` and `END` are those of the card, and one among the
/// properties would end it for whoever reads it next.
pub(in crate::exchange) fn is_property_name(text: &str) -> bool {
    is_token(text) && !["BEGIN", "END"].iter().any(|of| text.eq_ignore_ascii_case(of))
}

/// Values between commas, in quotes or not; and what is behind them.
fn read_values(mut rest: &str) -> Option<(Vec<String>, &str)> {
    let mut values = Vec::new();
    loop {
        let (value, tail) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => rest.split_at_checked(rest.find([',', ';', ':'])?)?,
        };
        values.push(decode_param_value(value));
        match tail.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Some((values, tail)),
        }
    }
}

/// RFC 6868: `^n` is a line break, `^'` a quote, `^^` itself; anything else stands for itself.
fn decode_param_value(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let decoded = match (c, chars.peek()) {
            ('^', Some('n')) => '\n',
            ('^', Some('\'')) => '"',
            ('^', Some('^')) => '^',
            (other, _) => {
                value.push(other);
                continue;
            }
        };
        chars.next();
        value.push(decoded);
    }
    value
}

fn push_param_value(rest: &mut String, value: &str) {
    let quoted = value.contains([',', ';', ':']);
    if quoted {
        rest.push('"');
    }
    for c in value.chars() {
        match c {
            '\n' => rest.push_str("^n"),
            '"' => rest.push_str("^'"),
            '^' => rest.push_str("^^"),
            '\r' => {}
            other => rest.push(other),
        }
    }
    if quoted {
        rest.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        let line = Line::parse(text).unwrap();
        line.full_name() + &line.rest()
    }

    #[test]
    fn lines_come_into_one_form() {
        for (text, form) in [
            ("email;TYPE=INTERNET;type=Home:a@b.c", "EMAIL;TYPE=home,internet:a@b.c"),
            ("item1.TEL;HOME;CELL:1", "item1.TEL;TYPE=cell,home:1"),
            ("TEL;TYPE=\"voice,home\":1", "TEL;TYPE=home,voice:1"),
            ("X-A;B=\"x;y\",z;A=1:v:w", "X-A;A=1;B=\"x;y\",z:v:w"),
            ("NOTE;VALUE=text:a\\nb", "NOTE:a\\nb"),
            ("PHOTO;VALUE=URI:https://a.example/p", "PHOTO:https://a.example/p"),
            ("PHOTO;ENCODING=b;TYPE=JPEG:QUJD", "PHOTO:data:image/jpeg;base64,QUJD"),
            ("PHOTO;JPEG;BASE64:QU JD", "PHOTO:data:image/jpeg;base64,QUJD"),
            ("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:M=C3=BCller", "FN:Müller"),
            ("FN;CHARSET=windows-1252;QUOTED-PRINTABLE:M=FCller=0D=0AB", "FN:Müller\\nB"),
            ("X;P=a^nb^'c^^d^e:1", "X;P=a^nb^'c^^d^^e:1"),
            ("A;;B=1:", "A;B=1:"),
        ] {
            assert_eq!(canonical(text), form, "{text}");
            assert_eq!(canonical(form), form, "{form}");
        }
    }

    #[test]
    fn what_is_no_content_line_is_none() {
        for text in [
            "",
            "no colon",
            ":value",
            ";A=b:c",
            "A B:c",
            "A;B=\"c:d",
            "A;B=\"c\"d:e",
            "A;B C=d:e",
            "ä:b",
            ".A:b",
            "a.b.c:d",
            "BEGIN:VCARD",
            "item1.end:VCARD",
            "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:M=FCller",
        ] {
            assert!(Line::parse(text).is_none(), "{text}");
        }
    }
}
