//! From the octets of a message to the class of its sender.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use customer_core::{SenderSettings, classify_sender, parse_message};
use mail_parser::MessageParser;

use crate::rounds::by_turns;
use crate::table::{Row, Target};

const TIMES: usize = 20;

/// The messages of the example, beside a parser that reads their headers and knows nothing.
pub(crate) fn headers_to_class() -> Result<Row, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/inbox");
    let mut messages = Vec::new();
    for entry in fs::read_dir(folder)? {
        messages.push(fs::read(entry?.path())?);
    }
    let settings = SenderSettings::default();
    classify_sender(&parse_message(b""), &settings)?;
    let pair = by_turns(
        || {
            for raw in messages.iter().cycle().take(messages.len() * TIMES) {
                let _ = black_box(classify_sender(&parse_message(raw), &settings));
            }
        },
        || {
            let parser = MessageParser::default();
            for raw in messages.iter().cycle().take(messages.len() * TIMES) {
                black_box(parser.parse_headers(raw.as_slice()));
            }
        },
    );
    Ok(Row {
        work: "message: octets to the class of its sender",
        beside: "mail-parser, headers alone",
        items: messages.len() * TIMES,
        pair,
        target: Target::Ratio(1.5),
    })
}
