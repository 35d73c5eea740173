//! Phones, emails, countries, handles, messages: functions of values.

use conformance::{cases, difference, note, octets, text};
use customer_core::{
    CountryCode, Email, EmailOptions, Error, Handle, HandleChannel, Phone, PhoneAcceptance,
    PhoneOptions, TimeZoneName, Violation, address_countries, countries, parse_email, parse_emails,
    parse_message, parse_phone, parse_phones, search_countries,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::player;

/// Runs each case of a file through a call that answers in JSON.
fn run(file: &str, call: impl Fn(&Value) -> Result<Value, Error>) {
    let mut failures = Vec::new();
    let cases = cases(file).unwrap();
    note(file, cases.len()).unwrap();
    for case in cases {
        let difference = match call(&case["args"]) {
            Ok(answer) if case.get("error").is_none() => difference(&case["expect"], &answer),
            Ok(answer) => Some(format!("wanted the error {}, got {answer}", case["error"])),
            Err(error) => {
                let error = serde_json::to_value(error).unwrap();
                if case.get("error").is_some() {
                    difference(&case["error"], &error)
                } else {
                    Some(format!("got the error {error}"))
                }
            }
        };
        failures.extend(difference.map(|difference| format!("{}: {difference}", case["id"])));
    }
    assert!(failures.is_empty(), "{file}: {} failures\n{}", failures.len(), failures.join("\n"));
}

fn answer<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The only answer of a batch.
fn only(answers: Value) -> Result<Value, Error> {
    match answers.pointer("/0/violation") {
        Some(violation) => {
            Err(serde_json::from_value::<Violation>(violation.clone()).unwrap().into())
        }
        None => Ok(answers[0]["ok"].clone()),
    }
}

/// The cases of countries in another language.
fn remote_countries(args: &Value) -> Result<Value, Error> {
    let list = |name: &str, args: Value| -> Result<Vec<Value>, Error> {
        Ok(player::free(name, args)?.as_array().cloned().unwrap_or_default())
    };
    let codes = |of: &[Value], most: usize| -> Value {
        of.iter().take(most).map(|of| of["code"].clone()).collect()
    };
    Ok(match (args["search"].as_str(), args["country"].as_str()) {
        (Some(search), _) => {
            let found = list("search_countries", json!({"text": search}))?;
            let take = args["take"].as_u64().unwrap_or(1) as usize;
            json!({"starts": codes(&found, take), "first": codes(&found, 3), "count": found.len()})
        }
        (None, Some(code)) => {
            // Which codes there are is a type of this library; other languages have texts.
            let code = json!(CountryCode::parse(code)?);
            let all = list("address_countries", json!({}))?;
            all.into_iter().find(|of| of["code"] == code).unwrap()
        }
        (None, None) => {
            let (selector, all) =
                (list("countries", json!({}))?, list("address_countries", json!({}))?);
            json!({"selector": selector.len(), "addresses": all.len()})
        }
    })
}

fn phone_options(args: &Value) -> PhoneOptions {
    let default_region =
        args["default_region"].as_str().map(|code| CountryCode::parse(code).unwrap());
    let acceptance: PhoneAcceptance =
        serde_json::from_value(args["acceptance"].clone()).unwrap_or_default();
    PhoneOptions { default_region, acceptance }
}

#[test]
fn phones() {
    run("phones.json", |args| {
        if player::is_remote() {
            let options = json!({"default_region": args["default_region"], "acceptance": args.get("acceptance").unwrap_or(&json!("at_least_4_digits"))});
            let call =
                json!({"texts": [args["text"]], "region": args["region"], "options": options});
            return only(player::free("parse_phones", call)?);
        }
        let (input, region) = (text(&args["text"]), args["region"].as_str());
        let phone = Phone::parse(input, region, &phone_options(args))?;
        let again: Phone = serde_json::from_value(answer(&phone)).unwrap();
        assert_eq!(answer(&again), answer(&phone), "a phone does not survive its own JSON");
        let mut shown = answer(&phone);
        shown["digits"] = json!(phone.digits());
        shown["flag_region"] = json!(phone.flag_region());
        shown["plan_confidence"] = json!(phone.plan_confidence());
        shown["duplicate_key"] = json!(phone.duplicate_key());
        Ok(shown)
    });
}

#[test]
fn emails() {
    run("emails.json", |args| {
        if player::is_remote() {
            let options = json!({"allow_local_domains": args["allow_local_domains"] == true});
            let call = json!({"texts": [args["text"]], "options": options});
            return only(player::free("parse_emails", call)?);
        }
        let options = EmailOptions { allow_local_domains: args["allow_local_domains"] == true };
        let email = Email::parse(text(&args["text"]), &options)?;
        let again: Email = serde_json::from_value(answer(&email)).unwrap();
        assert_eq!(answer(&again), answer(&email), "an email does not survive its own JSON");
        let mut shown = answer(&email);
        shown["related_key"] = json!(email.related_key());
        Ok(shown)
    });
}

#[test]
fn country_list() {
    run("countries.json", |args| {
        if player::is_remote() {
            return remote_countries(args);
        }
        Ok(match (args["search"].as_str(), args["country"].as_str()) {
            (Some(search), _) => {
                let found = search_countries(search);
                json!({
                    "starts": found.iter().take(args["take"].as_u64().unwrap_or(1) as usize).map(|of| of.code()).collect::<Vec<_>>(),
                    "first": found.iter().take(3).map(|of| of.code()).collect::<Vec<_>>(),
                    "count": found.len(),
                })
            }
            (None, Some(code)) => {
                let code = CountryCode::parse(code)?;
                let row = address_countries().into_iter().find(|of| of.code() == code).unwrap();
                answer(&row)
            }
            (None, None) => {
                json!({"selector": countries().len(), "addresses": address_countries().len()})
            }
        })
    });
}

#[test]
fn handles() {
    run("handles.json", |args| {
        if player::is_remote() {
            return player::free("parse_handle", args.clone());
        }
        let channel = HandleChannel::from_word(text(&args["channel"])).unwrap();
        Ok(answer(&Handle::parse(channel, args["account"].as_str(), text(&args["text"]))?))
    });
}

#[test]
fn time_zones() {
    run("time_zones.json", |args| {
        if player::is_remote() {
            return Ok(json!({"name": player::free("parse_time_zone", args.clone())?}));
        }
        Ok(json!({"name": TimeZoneName::parse(text(&args["text"]))?}))
    });
}

#[test]
fn messages() {
    run("messages.json", |args| {
        if player::is_remote() {
            return player::free("parse_message", json!({"bytes": octets(args)}));
        }
        let message = parse_message(&octets(args));
        let again: customer_core::InboundEmail = serde_json::from_value(answer(&message)).unwrap();
        assert!(again == message, "a message does not survive its own JSON");
        Ok(answer(&message))
    });
}

/// Single and batch answer the same, item by item.
#[test]
fn batches_answer_as_single_calls_do() {
    let phones: Vec<String> = cases("phones.json")
        .unwrap()
        .iter()
        .map(|case| text(&case["args"]["text"]).to_owned())
        .collect();
    let many: Vec<&String> = phones.iter().cycle().take(2_000).collect();
    for region in [None, Some("DE")] {
        let batch = parse_phones(&many, region, &PhoneOptions::default());
        for (input, batch) in many.iter().zip(batch) {
            let single = parse_phone(input, region);
            assert_eq!(
                single.as_ref().map(answer).map_err(|e| e.violations().to_vec()),
                batch.as_ref().map(answer).map_err(|v| vec![v.clone()])
            );
        }
    }
    let emails: Vec<String> = cases("emails.json")
        .unwrap()
        .iter()
        .map(|case| text(&case["args"]["text"]).to_owned())
        .collect();
    for (input, batch) in emails.iter().zip(parse_emails(&emails, &EmailOptions::default())) {
        let single = parse_email(input);
        assert_eq!(
            single.as_ref().map(answer).map_err(|e| e.violations().to_vec()),
            batch.as_ref().map(answer).map_err(|v| vec![v.clone()])
        );
    }
}
