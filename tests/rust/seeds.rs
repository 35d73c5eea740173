//! Inputs to begin with: all that the vectors hold.

#![expect(clippy::indexing_slicing, reason = "a field that is missing reads as null")]

use crate::{cases, items, text};

/// The inputs for one of the [properties](crate::properties), as octets.
///
/// # Errors
/// A vector file that cannot be read.
pub fn of(property: &str) -> Result<Vec<Vec<u8>>, String> {
    let mut seeds = Vec::new();
    match property {
        "email" => {
            for case in cases("emails.json")? {
                seeds.push(text(&case["args"]["text"]).as_bytes().to_vec());
            }
        }
        "phone" => {
            for case in cases("phones.json")? {
                // The first octets are the region.
                let region = case["args"]["region"].as_str().unwrap_or("--");
                seeds.push(format!("{region:2.2}{}", text(&case["args"]["text"])).into_bytes());
            }
        }
        "authentication" => {
            for message in messages()? {
                let raw = String::from_utf8_lossy(&message).into_owned();
                let header =
                    raw.lines().filter_map(|of| of.strip_prefix("Authentication-Results:"));
                seeds.extend(header.map(|of| of.trim().as_bytes().to_vec()));
            }
        }
        "message" => seeds = messages()?,
        other => return Err(format!("no property {other}")),
    }
    Ok(seeds)
}

fn messages() -> Result<Vec<Vec<u8>>, String> {
    let mut found = Vec::new();
    for file in
        ["messages.json", "senders/classes.json", "senders/decisions.json", "senders/rules.json"]
    {
        for case in cases(file)? {
            for message in [&case["args"]["message"], &case["message"]] {
                let lines: Vec<&str> = items(message).iter().map(text).collect();
                if !lines.is_empty() {
                    found.push(lines.join("\r\n").into_bytes());
                }
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// A region and a number out of a seed for phones.
pub fn region_and_number(seed: &str) -> (Option<&str>, &str) {
    match seed.split_at_checked(2) {
        Some((region, number)) if region != "--" => (Some(region), number),
        Some((_, number)) => (None, number),
        None => (None, seed),
    }
}
