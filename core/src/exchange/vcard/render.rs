//! The text of a card: versions, line ends, folding.

use std::io::{self, Write};

use super::line::Line;
use super::text::escape;
use super::{VCardVersion, own};

/// The longest line, in octets, without its end (RFC 6350, section 3.2).
const FOLD_AT: usize = 75;

/// Spellings that programs look for; names are in upper case otherwise.
const SPELLINGS: &[(&str, &str)] = &[("X-ABLABEL", "X-ABLabel"), ("X-ABSHOWAS", "X-ABShowAs")];

/// Writes lines as a card.
pub(super) fn write(lines: &[Line], version: VCardVersion, out: &mut dyn Write) -> io::Result<()> {
    let number = match version {
        VCardVersion::V3 => "3.0",
        VCardVersion::V4 => "4.0",
    };
    fold("BEGIN:VCARD", out)?;
    fold(&format!("VERSION:{number}"), out)?;
    if version == VCardVersion::V3 {
        for line in old_lines(lines) {
            write_line(&line, out)?;
        }
    } else {
        for line in lines {
            write_line(line, out)?;
        }
    }
    fold("END:VCARD", out)
}

fn write_line(line: &Line, out: &mut dyn Write) -> io::Result<()> {
    let spelling = SPELLINGS.iter().find(|(name, _)| *name == line.name);
    let name = spelling.map_or(line.name.as_str(), |(_, spelling)| spelling);
    let group = line.group.as_ref().map(|of| format!("{of}.")).unwrap_or_default();
    fold(&format!("{group}{name}{}", line.rest()), out)
}

/// Writes a line in rows of at most 75 octets, none of which cuts a character.
fn fold(line: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = line;
    let mut room = FOLD_AT;
    while rest.len() > room {
        let cut = (0..=room).rev().find(|at| rest.is_char_boundary(*at));
        let Some((row, tail)) = cut.and_then(|at| rest.split_at_checked(at)) else { break };
        out.write_all(row.as_bytes())?;
        out.write_all(b"\r\n ")?;
        rest = tail;
        room = FOLD_AT - 1;
    }
    out.write_all(rest.as_bytes())?;
    out.write_all(b"\r\n")
}

/// The lines of version 3.0: what it lacks is said as programs of its time do.
fn old_lines(lines: &[Line]) -> Vec<Line> {
    let mut old: Vec<Line> = lines.iter().cloned().map(old_line).collect();
    let has = |name: &str| lines.iter().any(|of| of.name == name);
    if lines.iter().any(|of| of.name == "KIND" && of.value == "org") && !has("X-ABSHOWAS") {
        old.push(Line::new("X-ABSHOWAS", "COMPANY"));
    }
    // Version 3.0 asks for it, even if it says nothing.
    if !has("N") {
        old.push(Line::new("N", ";;;;"));
    }
    old
}

fn old_line(mut line: Line) -> Line {
    old_binary(&mut line);
    if line.param(own::KEPT).is_some() {
        return line;
    }
    if line.param("PREF") == Some("1") && old_preference(&line) {
        line.take("PREF");
        line.add("TYPE", vec!["pref".to_owned()]);
    }
    match line.name.as_str() {
        "TEL" if line.param("VALUE") == Some("uri") => {
            line.take("VALUE");
            let number = line.value.trim_start_matches("tel:").replace(";ext=", " ext. ");
            line.value = escape(&number);
        }
        "TZ" => line.add("VALUE", vec!["text".to_owned()]),
        "SOCIALPROFILE" => {
            line.name = "X-SOCIALPROFILE".to_owned();
            if let Some(user) = line.take("USERNAME") {
                line.add("X-USER", vec![user]);
                let service = line.take("SERVICE-TYPE").unwrap_or_default();
                line.add("TYPE", vec![service]);
            }
        }
        _ => {}
    }
    line
}

/// Lines whose preference is read from their type as well.
fn old_preference(line: &Line) -> bool {
    matches!(line.name.as_str(), "EMAIL" | "TEL" | "SOCIALPROFILE")
}

/// Inline octets and links to pictures, as version 3.0 writes them.
fn old_binary(line: &mut Line) {
    let family = match line.name.as_str() {
        "PHOTO" | "LOGO" => "image/",
        "SOUND" => "audio/",
        "KEY" => "application/",
        _ => return,
    };
    // Else two types would not say which of them is the picture's.
    let typed =
        line.values("TYPE").iter().any(|of| !matches!(of.as_str(), "home" | "work" | "pref"));
    let data = line.value.strip_prefix("data:").and_then(|of| of.strip_prefix(family));
    let parts = data.and_then(|of| of.split_once(";base64,")).filter(|(kind, octets)| {
        let plain = kind
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-.".contains(&b));
        let place = matches!(*kind, "" | "home" | "work" | "pref");
        plain
            && !place
            && !typed
            && !octets.contains(char::is_whitespace)
            && line.param("VALUE").is_none()
            && line.param("ENCODING").is_none()
    });
    let Some((kind, octets)) = parts.map(|(kind, of)| (kind.to_owned(), of.to_owned())) else {
        if line.name != "KEY" && line.param("VALUE").is_none() {
            line.add("VALUE", vec!["uri".to_owned()]);
        }
        return;
    };
    line.value = octets;
    line.add("ENCODING", vec!["b".to_owned()]);
    if kind != "octet-stream" {
        line.add("TYPE", vec![kind]);
    }
}
