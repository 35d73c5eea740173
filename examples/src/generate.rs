//! A mailbox of people and machines who do not exist, the same one each time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::rows::Rows;
use crate::trouble::{Result, Trouble};

/// Whom the messages are sent to: a mailbox of `examples/data/settings.json`.
const DESK: &str = "help@fjordkaffe.example";
/// A stranger writes about so many times.
const LETTERS_OF_A_STRANGER: u32 = 4;

const NAMES: [&str; 12] = [
    "Anna Alm",
    "José García",
    "王伟",
    "Мария Иванова",
    "محمد الحسن",
    "田中さくら",
    "김민준",
    "प्रिया शर्मा",
    "Γιώργος Παπαδόπουλος",
    "Zoë Müller",
    "Nguyễn Văn An",
    "Łukasz Kowalski",
];
const SUBJECTS: [&str; 6] = [
    "Where is my order?",
    "Question about the invoice",
    "Wrong beans",
    "Opening hours",
    "Thank you",
    "Change of address",
];

/// Writes a mailbox of so many messages: most from customers of the list, some from strangers who
/// write again, and the machines that any mailbox gets.
///
/// # Errors
/// A list that cannot be read; a file that cannot be written.
pub fn mailbox(path: &Path, count: u32, customers: Option<&Path>) -> Result<()> {
    let known = customers.map(addresses).transpose()?.unwrap_or_default();
    let write = || -> io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        (0..count).try_for_each(|at| message(&mut out, at, &known))?;
        out.flush()
    };
    write().map_err(|error| Trouble::file(path, error))
}

/// The first address of each row that has one.
fn addresses(path: &Path) -> Result<Vec<String>> {
    let mut rows = Rows::open(path)?;
    let column = rows.header().iter().position(|name| name.trim() == "emails");
    let mut found = Vec::new();
    while let Some(row) = rows.next_row()? {
        // What is wrong with a row is told when it is imported.
        let cell = row.ok().and_then(|row| Some(row.cells.get(column?)?.to_owned()));
        let first = cell.as_deref().and_then(|cell| cell.split(';').next()).unwrap_or_default();
        found.extend(Some(first.trim().to_owned()).filter(|address| !address.is_empty()));
    }
    Ok(found)
}

fn message(out: &mut impl Write, at: u32, known: &[String]) -> io::Result<()> {
    let dice = scatter(at);
    let name = of(&NAMES, dice >> 8);
    let stranger = format!("stranger.{}@mail.example", dice % (at / LETTERS_OF_A_STRANGER + 1));
    let customer = of(known, dice >> 16).unwrap_or(&stranger);
    let (from, extra) = match dice % 100 {
        0..55 => (author(name, customer), String::new()),
        55..80 => (author(name, &stranger), String::new()),
        80..86 => (author(name, customer), "Auto-Submitted: auto-replied\n".to_owned()),
        86..92 => {
            let list = "List-Id: <news.shop.example>\nList-Unsubscribe: <mailto:off@shop.example>\nPrecedence: bulk\n";
            ("Shop News <news@shop.example>".to_owned(), list.to_owned())
        }
        92..95 => ("no-reply@billing.example".to_owned(), String::new()),
        95..98 => (author(name, &stranger), format!("Reply-To: {customer}\n")),
        _ => {
            let report = "Auto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n";
            ("Mail Delivery System <MAILER-DAEMON@mx.example>".to_owned(), report.to_owned())
        }
    };
    writeln!(out, "From sender@mail.example Sat Nov 21 10:00:00 2026")?;
    writeln!(out, "Received: from mail.example by mx.fjordkaffe.example with ESMTPS id {at:x}")?;
    write!(out, "From: {from}\nTo: Desk <{DESK}>\nMessage-ID: <{at}.generated@mail.example>\n")?;
    writeln!(
        out,
        "Date: Sat, 21 Nov 2026 {:02}:{:02}:{:02} +0100",
        at / 3600 % 24,
        at / 60 % 60,
        at % 60
    )?;
    write!(
        out,
        "Subject: {}\n{extra}MIME-Version: 1.0\n",
        of(&SUBJECTS, dice >> 24).unwrap_or(&"")
    )?;
    if extra.contains("boundary") {
        let status =
            format!("Final-Recipient: rfc822; {customer}\nAction: failed\nStatus: 5.1.1\n");
        write!(
            out,
            "\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status}\n--b--\n\n"
        )
    } else {
        write!(
            out,
            "Content-Type: text/plain; charset=utf-8\n\nHello,\n\nthis is letter {at}.\n\n{}\n\n",
            name.unwrap_or(&"")
        )
    }
}

fn author(name: Option<&&str>, address: &str) -> String {
    format!("{} <{address}>", name.unwrap_or(&""))
}

fn of<T>(list: &[T], number: u32) -> Option<&T> {
    list.get(number as usize % list.len().max(1))
}

/// A number that looks random, the same for the same place.
fn scatter(at: u32) -> u32 {
    let mut mixed = at.wrapping_add(0x9E37_79B9);
    for _ in 0..2 {
        mixed = (mixed ^ mixed >> 16).wrapping_mul(0x21F0_AAAD);
        mixed = (mixed ^ mixed >> 15).wrapping_mul(0x735A_2D97);
    }
    mixed ^ mixed >> 15
}
