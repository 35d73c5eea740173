//! Phones, emails, countries, handles, messages, classes: functions of values.

use conformance::{cases, difference, items, octets, text};
use customer_core::{
    CountryCode, Email, EmailOptions, Error, Handle, HandleChannel, Phone, PhoneAcceptance,
    PhoneOptions, SenderSettings, TimeZoneName, Violation, address_countries, classify_sender,
    countries, operations, parse_email, parse_emails, parse_message, parse_phone, parse_phones,
    search_countries,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::desk::message;
use crate::played;
use crate::player::{self, Answer, Unanswered};

/// Runs each case of a file through a call that answers in JSON.
fn run(file: &str, call: impl Fn(&Value) -> Answer) {
    let all = cases(file).unwrap();
    let failures = all.iter().filter_map(|case| {
        let wanted = case.get("error");
        let play = |()| match (call(&case["args"]), wanted) {
            (Ok(answer), None) => difference(&case["expect"], &answer),
            (Ok(answer), Some(wanted)) => Some(format!("wanted the error {wanted}, got {answer}")),
            (Err(got), wanted) => played::wrong_error(wanted, got),
        };
        played::case(file, text(&case["id"]), || (), play)
    });
    let failures: Vec<String> = failures.collect();
    assert!(failures.is_empty(), "{file}: {} failures\n{}", failures.len(), failures.join("\n"));
}

fn answer<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The answers of a batch, each as that of a single call.
fn each(answers: &Value) -> Vec<Answer> {
    let one = |of: &Value| match of.get("violation") {
        Some(violation) => Err(player::typed::<Violation>(violation).into()),
        None => Ok(of["ok"].clone()),
    };
    items(answers).iter().map(one).collect()
}

/// Those of the names that a case gives; what it leaves out is left to the language.
fn given(args: &Value, names: &[&str]) -> Map<String, Value> {
    let all = args.as_object().into_iter().flatten();
    let all = all.filter(|(name, value)| names.contains(&name.as_str()) && !value.is_null());
    all.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A text in another language: as a batch of one and, where nothing but the usual is asked, by itself.
fn remote_text(many: &str, one: &str, args: &Value, options: Map<String, Value>) -> Answer {
    let mut call = given(args, &["region"]);
    let mut batch = call.clone();
    batch.insert("texts".to_owned(), json!([args["text"]]));
    let is_usual = options.is_empty();
    if !is_usual {
        batch.insert("options".to_owned(), options.into());
    }
    let of_batch = each(&player::free(many, batch.into())?).pop().unwrap();
    if is_usual {
        call.insert("text".to_owned(), args["text"].clone());
        assert_eq!(player::free(one, call.into()), of_batch, "{one} and {many}: {args}");
    }
    of_batch
}

/// A code of a country in another language, where it is a text: whatever takes one says whether there is
/// such a country.
fn remote_country(code: &str) -> Answer {
    let options = json!({"default_region": code});
    let read = player::free("parse_phones", json!({"texts": ["1234"], "options": options}));
    if let Err(Unanswered::Error(Error::Invalid { mut violations })) = read {
        for of in &mut violations {
            // It tells where the code stands among the arguments.
            of.field = of.field.rsplit('.').next().unwrap_or_default().to_owned();
        }
        return Err(Error::Invalid { violations }.into());
    }
    read?;
    let all = player::free("address_countries", json!({}))?;
    let is_it = |of: &&Value| text(&of["code"]) == code.to_ascii_uppercase();
    Ok(items(&all).iter().find(is_it).unwrap().clone())
}

/// The cases of countries in another language.
fn remote_countries(args: &Value) -> Answer {
    let codes = |of: &[Value], most: usize| -> Value {
        of.iter().take(most).map(|of| of["code"].clone()).collect()
    };
    if let Some(code) = args["country"].as_str() {
        return remote_country(code);
    }
    Ok(if let Some(search) = args["search"].as_str() {
        let found = player::free("search_countries", json!({"text": search}))?;
        let found = items(&found);
        let take = args["take"].as_u64().unwrap_or(1) as usize;
        json!({"starts": codes(found, take), "first": codes(found, 3), "count": found.len()})
    } else {
        let selector = player::free("countries", json!({}))?;
        let all = player::free("address_countries", json!({}))?;
        json!({"selector": items(&selector).len(), "addresses": items(&all).len()})
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
            let options = given(args, &["default_region", "acceptance"]);
            return remote_text("parse_phones", "parse_phone", args, options);
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
            let options = given(args, &["allow_local_domains"]);
            return remote_text("parse_emails", "parse_email", args, options);
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

/// F5.1: the table of operations, as lines by their names and as names by what they have in common.
#[test]
fn operation_list() {
    run("operations.json", |args| {
        let all = match player::is_remote() {
            true => player::free("operations", json!({}))?,
            false => answer(&operations()),
        };
        let named = |with: &dyn Fn(&Value) -> bool| -> Value {
            items(&all).iter().filter(|of| with(of)).map(|of| of["name"].clone()).collect()
        };
        Ok(match (args["name"].as_str(), args["audit"].as_str()) {
            (Some(name), _) => items(&all).iter().find(|of| of["name"] == name).unwrap().clone(),
            (None, Some(audit)) => named(&|of| of["audit"] == audit),
            (None, None) => named(&|of| of["needs"] == json!([])),
        })
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

/// What a single call answers, here or there.
fn single<T: Serialize>(
    name: &str,
    args: Value,
    here: impl FnOnce() -> Result<T, Error>,
) -> Answer {
    if player::is_remote() {
        return player::free(name, args);
    }
    Ok(answer(&here()?))
}

/// What a batch answers, here or there.
fn batch<T: Serialize>(
    name: &str,
    args: Value,
    here: impl FnOnce() -> Vec<Result<T, Violation>>,
) -> Vec<Answer> {
    if player::is_remote() {
        return each(&player::free(name, args).unwrap());
    }
    let one = |of: Result<T, Violation>| of.map(|of| answer(&of)).map_err(Unanswered::from);
    here().into_iter().map(one).collect()
}

/// The texts of a file, each once.
fn texts(file: &str) -> Vec<String> {
    let all = cases(file).unwrap();
    all.iter().map(|case| text(&case["args"]["text"]).to_owned()).collect()
}

/// Single and batch answer the same, item by item, and also where a batch is divided among threads.
#[test]
fn batches_answer_as_single_calls_do() {
    let phones = texts("phones.json");
    let many: Vec<&String> = phones.iter().cycle().take(2_000).collect();
    for region in [None, Some("DE")] {
        let args = json!({"texts": many, "region": region});
        let of_batch =
            batch("parse_phones", args, || parse_phones(&many, region, &PhoneOptions::default()));
        assert_eq!(of_batch.len(), many.len());
        for (at, input) in phones.iter().enumerate() {
            let args = json!({"text": input, "region": region});
            let alone = single("parse_phone", args, || parse_phone(input, region));
            for of_batch in of_batch.iter().skip(at).step_by(phones.len()) {
                assert_eq!(alone, *of_batch, "{input:?} {region:?}");
            }
        }
    }
    let emails = texts("emails.json");
    let of_batch = batch("parse_emails", json!({"texts": emails}), || {
        parse_emails(&emails, &EmailOptions::default())
    });
    assert_eq!(of_batch.len(), emails.len());
    for (input, of_batch) in emails.iter().zip(of_batch) {
        let alone = single("parse_email", json!({"text": input}), || parse_email(input));
        assert_eq!(alone, of_batch, "{input:?}");
    }
}

/// E2: the class of a sender without a book, of all cases that need none: those in which nobody is known,
/// nothing was sent, and the host vouches for nobody.
#[test]
fn classes_without_a_book() {
    let all = cases("senders/classes.json").unwrap();
    let needs_book = ["sent", "customers", "auth"];
    let alone = |case: &&Value| needs_book.iter().all(|name| case.get(*name).is_none());
    let mut asked = 0;
    for case in all.iter().filter(alone) {
        asked += 1;
        let message = message(&octets(case));
        let mut args = given(case, &["settings"]);
        args.insert("message".to_owned(), answer(&message));
        let verdict = single("classify_sender", args.into(), || {
            let settings: SenderSettings =
                case.get("settings").map(player::typed).unwrap_or_default();
            classify_sender(&message, &settings)
        });
        let (verdict, expect) = (verdict.unwrap(), &case["expect"]);
        let permits = ["may_create", "may_assign", "may_auto_reply"].map(|of| &verdict[of]);
        assert_eq!(json!(permits), expect["permits"], "{}", case["id"]);
        assert_eq!(verdict["class"], expect["class"], "{}", case["id"]);
        assert_eq!(verdict["tier"], expect["tier"], "{}", case["id"]);
        if let Some(first) = expect.get("evidence_first") {
            assert_eq!(verdict["evidence"][0]["kind"], *first, "{}", case["id"]);
        }
        if let Some(email) = expect["identity"].as_str() {
            assert_eq!(verdict["identity"]["email"]["typed"], email, "{}", case["id"]);
        }
    }
    assert!(asked >= 95, "{asked} of {} are too few", all.len());
}
