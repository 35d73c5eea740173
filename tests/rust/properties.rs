//! What holds for any input whatever. The fuzz targets and a short test on every machine hold the
//! library against the same functions.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a property that does not hold ends the test"
)]

use customer_core::{
    Actor, CreationMode, CustomerBook, EmailToMatch, InboundEmail, MatchAnswer, MatchOptions,
    MatchOutcome, Phone, SenderAuth, SenderClass, SenderSettings, Session, Timestamp, VerifiedBy,
    classify_sender, parse_email, parse_message, parse_phone,
};

/// The address that the settings of these properties call the host's own.
pub const OWN_ADDRESS: &str = "help@host.example";
/// The server whose `Authentication-Results` they believe.
pub const AUTHSERV_ID: &str = "mx.host.example";

/// An accepted email reads the same again, and so does its key.
pub fn email(text: &str) {
    let Ok(email) = parse_email(text) else { return };
    let again = parse_email(email.as_typed()).expect("an accepted address is accepted again");
    assert_eq!(email.match_key(), again.match_key());
    match parse_email(email.match_key()) {
        Ok(of_key) => {
            assert_eq!(of_key.match_key(), email.match_key(), "the key of a key is that key");
            assert_eq!(email.related_key(), of_key.related_key());
        }
        // Some letters grow when they become small, and a local part has a longest length.
        Err(_) => assert!(email.match_key().len() > email.as_typed().len(), "a key is an address"),
    }
    assert!(email.match_key().len() <= 400 && !email.match_key().chars().any(char::is_control));
    assert!(text.contains(email.as_typed()), "an address is never repaired");
    let (local, domain) = (email.local_part(), email.domain());
    assert!(!local.is_empty() && domain.is_ascii() && domain.contains('.'), "{domain}");
}

/// An accepted phone keeps what was typed; what is known of it does not contradict itself.
pub fn phone(text: &str, region: Option<&str>) {
    let Ok(phone) = parse_phone(text, region) else { return };
    assert!(phone.digits().len() >= 4 && phone.digits().bytes().all(|of| of.is_ascii_digit()));
    assert!(!phone.match_key().is_empty());
    let Some(e164) = phone.e164() else {
        assert!(phone.region().is_none() && phone.national_number().is_none());
        return;
    };
    let digits = e164.strip_prefix('+').expect("E.164 begins with +");
    // The standard has 15; Japan has numbers of 17 digits without the calling code.
    assert!(digits.len() <= 20 && digits.bytes().all(|of| of.is_ascii_digit()), "{e164}");
    let code = phone.calling_code().expect("a number with E.164 has a calling code").to_string();
    assert!(digits.starts_with(&code));
    let again: Phone = parse_phone(e164, None).expect("E.164 is a phone");
    assert_eq!(again.e164(), Some(e164), "E.164 reads as itself: {text:?} {region:?} {phone:#?}");
    assert_eq!((again.region(), again.line_type()), (phone.region(), phone.line_type()));
}

/// Settings with something in every list.
pub fn settings() -> SenderSettings {
    let list = |item: &str| vec![item.to_owned()];
    SenderSettings {
        own_addresses: list(OWN_ADDRESS),
        own_domains: list("host.example"),
        loop_marker: Some("host-loop".into()),
        trusted_forms: list("form@forms.example"),
        agent_addresses: list("agent@host.example"),
        blocklist: list("*@blocked.example"),
        allow_list: list("shop@orders.example"),
        no_reply: list("robot@*"),
        authserv_ids: list(AUTHSERV_ID),
        ..SenderSettings::default()
    }
}

/// A message is read within bounds, and its class follows the table.
pub fn message(raw: &[u8]) -> InboundEmail {
    let message = parse_message(raw);
    assert!(message.recipients.len() <= 500 && message.references.len() <= 50);
    assert!(message.authentication_results.len() <= 10);
    let texts = [&message.message_id, &message.subject];
    for text in texts.into_iter().flatten() {
        assert!(!text.contains(['\r', '\n', '\0']), "{text:?}");
    }
    let verdict = classify_sender(&message, &settings()).expect("sound settings");
    let firm = matches!(
        verdict.class,
        SenderClass::Invalid
            | SenderClass::OwnAddress
            | SenderClass::Loop
            | SenderClass::Bounce
            | SenderClass::Blocked
    );
    assert!(!(firm && (verdict.may_create || verdict.may_auto_reply)), "{:?}", verdict.class);
    // A bounce has no author who counts, nor has what a list says in its own name.
    let anonymous = [SenderClass::Invalid, SenderClass::Bounce, SenderClass::MailingList];
    if !anonymous.contains(&verdict.class) || verdict.identity.is_some() {
        let identity = verdict.identity.as_ref().unwrap_or_else(|| {
            panic!("{:?} has no address: {:?}", verdict.class, String::from_utf8_lossy(raw))
        });
        parse_email(identity.email.as_typed()).expect("an identity is an address");
    }
    message
}

/// A book in memory that creates customers by itself.
pub struct AutomaticBook {
    /// The book.
    pub book: CustomerBook,
    /// A session that may do everything.
    pub session: Session,
}

impl AutomaticBook {
    /// A new book with [`settings`].
    #[expect(clippy::new_without_default, reason = "a book is made, not assumed")]
    pub fn new() -> Self {
        let book = CustomerBook::open_in_memory().expect("a book in memory");
        let admin = Actor::agent("admin", "Admin").expect("a sound actor");
        book.add_first_administrator(&admin).expect("the first administrator");
        let session = book.session(&admin).expect("a session");
        let mut wanted = session.get_settings().expect("settings");
        wanted.senders = settings();
        wanted.email_mode = CreationMode::Automatic;
        session.update_settings(wanted).expect("sound settings");
        Self { book, session }
    }
}

/// Any message gets an answer: a dry run tells what will be, and the same message again creates
/// nobody.
pub fn matching(session: &Session, raw: &[u8]) {
    let email = EmailToMatch {
        message: message(raw),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1_795_262_400_000),
        thread: None,
        keep_participants: true,
    };
    let ask = |options| -> MatchAnswer { session.match_email(&email, options).expect("an answer") };
    let dry = ask(MatchOptions::DRY_RUN);
    let real = ask(MatchOptions::default());
    assert!(!dry.applied);
    match (&dry.outcome, &real.outcome) {
        (
            MatchOutcome::Created { customer: None },
            MatchOutcome::Created { customer: Some(id) },
        ) => {
            let created = session.get_customer(*id).expect("who was created is there");
            assert!(!created.display_name.trim().is_empty() && created.email.is_some());
        }
        (dry, real) => assert_eq!(dry, real, "a dry run tells what will be"),
    }
    let again = ask(MatchOptions::default());
    assert!(!matches!(again.outcome, MatchOutcome::Created { .. }), "one message, one customer");
    if let MatchOutcome::Created { customer: Some(id) } = real.outcome {
        assert_eq!(again.outcome, MatchOutcome::Assigned { customer: id });
    }
}

/// Nobody is vouched for by a header that the host's own server did not write, or wrote about
/// another domain.
pub fn authentication(session: &Session, header: &str) {
    let line = header.replace(['\r', '\n'], " ");
    let raw = format!(
        "Authentication-Results: {line}\r\nFrom: Anna <anna@example.com>\r\nMessage-ID: <1@a.example>\r\n\r\n"
    );
    let email = EmailToMatch {
        message: parse_message(raw.as_bytes()),
        auth: SenderAuth::Unverified,
        received_at: Timestamp::from_millis(1_795_262_400_000),
        thread: None,
        keep_participants: false,
    };
    let answer = session.match_email(&email, MatchOptions::DRY_RUN).expect("an answer");
    if answer.explanation.verified_by != VerifiedBy::Nobody {
        let lower = line.to_ascii_lowercase();
        for word in [AUTHSERV_ID, "pass", "example.com"] {
            assert!(lower.contains(word), "vouched for without {word}: {line:?}");
        }
    }
}
