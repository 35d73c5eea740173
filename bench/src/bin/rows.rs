//! Writes generated rows, and what the library says of each, as lines of JSON for those who compare
//! them with others or measure others on them: `rows phones 240000 FILE`.

#![expect(clippy::print_stderr, reason = "it is a command")]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use customer_core::{
    CountryCode, Error as CoreError, address_countries, countries, parse_email, parse_phone,
};
use customer_core_bench::crowd::customer;
use customer_core_bench::email_rows::{EmailRow, email_rows};
use customer_core_bench::phone_rows::{PhoneRow, phone_rows};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("rows: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, count, path] = arguments.as_slice() else {
        return Err("usage: rows phones|emails|countries|customers COUNT FILE".into());
    };
    let count = count.parse()?;
    let lines: Box<dyn Iterator<Item = Value>> = match what.as_str() {
        "phones" => Box::new(phone_rows().take(count).map(phone)),
        "emails" => Box::new(email_rows().take(count).map(email)),
        "countries" => Box::new(address_countries().into_iter().take(count).map(country)),
        "customers" => {
            Box::new((0..count).filter_map(|at| serde_json::to_value(customer(at)).ok()))
        }
        other => return Err(format!("no rows of {other}").into()),
    };
    let mut file = BufWriter::new(File::create(path)?);
    for line in lines {
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}

fn phone(row: PhoneRow) -> Value {
    let ours = match parse_phone(&row.text, row.region.as_deref()) {
        Ok(phone) => json!({
            "e164": phone.e164(),
            "plan": phone.plan_confidence(),
            "type": phone.line_type(),
            "region": phone.region(),
            "extension": phone.extension(),
        }),
        Err(refusal) => refused(&refusal),
    };
    json!({"text": row.text, "region": row.region, "kind": row.kind, "ours": ours})
}

fn email(row: EmailRow) -> Value {
    let ours = match parse_email(&row.text) {
        Ok(email) => json!({
            "local": email.local_part(),
            "domain": email.domain(),
            "domain_unicode": email.domain_unicode(),
        }),
        Err(refusal) => refused(&refusal),
    };
    json!({"text": row.text, "kind": row.kind, "ours": ours})
}

fn country(of: customer_core::Country) -> Value {
    let main = of.calling_code().and_then(CountryCode::main_of_calling_code);
    json!({
        "code": of.code(),
        "name": of.name(),
        "calling_code": of.calling_code(),
        "example": of.example_number(),
        "main": main == Some(of.code()),
        "selector": countries().iter().any(|offered| offered.code() == of.code()),
    })
}

fn refused(refusal: &CoreError) -> Value {
    let rule = refusal.violations().first().map(|violation| violation.rule.as_str());
    json!({"refused": rule.unwrap_or("error")})
}
