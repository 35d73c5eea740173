//! Customers and properties by chance.

use proptest::prelude::*;

use super::{Line, line};
use crate::exchange::PreservedProperty;
use crate::model::actor::Actor;
use crate::model::contact::{
    Contact, ContactPoint, NewContact, NewEmail, NewHandle, NewPhone, PhoneKind, PointKind,
    ShownValue,
};
use crate::model::country::CountryCode;
use crate::model::customer::{Customer, CustomerKind, CustomerStatus, NewCustomer};
use crate::model::email::{Email, EmailOptions};
use crate::model::grant::FieldLevel;
use crate::model::handle::{Handle, HandleChannel};
use crate::model::ids::{ContactId, CustomerId, PointId};
use crate::model::key::PointFamily;
use crate::model::phone::{Phone, PhoneOptions};
use crate::model::provenance::{How, Provenance};
use crate::model::text::clean_line;
use crate::model::time::{TimeZoneName, Timestamp};

pub(super) const ID: uuid::Uuid = uuid::Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057);

fn provenance() -> Provenance {
    let by = Actor::agent("a", "A").unwrap().id;
    Provenance { by, how: How::Typed, at: Timestamp::from_millis(0), source: None }
}

/// A customer as a book would show it.
pub(super) fn customer(
    new: &NewCustomer,
    status: CustomerStatus,
    channel: Option<PointFamily>,
) -> Customer {
    let contacts = new.contacts.iter().map(contact).collect();
    let new = new.clone();
    Customer {
        id: CustomerId::from_uuid(ID),
        kind: new.kind,
        status,
        display_name: new.full_name.clone().unwrap_or_else(|| "somebody".to_owned()),
        full_name: new.full_name,
        given_name: new.given_name,
        family_name: new.family_name,
        ref1: new.ref1,
        ref2: new.ref2,
        email: None,
        phone: None,
        address_line1: new.address_line1,
        address_line2: new.address_line2,
        address_line3: new.address_line3,
        city: new.city,
        state: new.state,
        postal_code: new.postal_code,
        country: new.country.map(|of| CountryCode::parse(&of).unwrap()),
        time_zone: new.time_zone.map(|of| TimeZoneName::parse(&of).unwrap()),
        location: new.location,
        avatar: new.avatar,
        locale: new.locale,
        source: new.source,
        owner: new.owner,
        team: new.team,
        preferred_channel: channel,
        verified: false,
        blocked: None,
        contacts,
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(1_795_262_400_000),
        last_contact_at: None,
        version: 1,
        provenance: provenance(),
        field_provenance: Vec::new(),
        redirected_from: None,
        hidden: Vec::new(),
        masked: Vec::new(),
        present: Vec::new(),
        contact_level: FieldLevel::View,
    }
}

fn contact(new: &NewContact) -> Contact {
    let phones = new.phones.iter().map(|of| {
        let phone =
            Phone::parse(&of.number, of.region.as_deref(), &PhoneOptions::default()).unwrap();
        point(of.kind.into(), ShownValue::Phone(phone), of.preferred, of.contactable)
    });
    let emails = new.emails.iter().map(|of| {
        let email = Email::parse(&of.address, &EmailOptions::default()).unwrap();
        point(PointKind::Email, ShownValue::Email(email), of.preferred, of.contactable)
    });
    let handles = new.handles.iter().map(|of| {
        let handle = Handle::parse(of.channel, of.account.as_deref(), &of.handle).unwrap();
        point(of.channel.into(), ShownValue::Handle(handle), of.preferred, of.contactable)
    });
    Contact {
        id: ContactId::from_uuid(ID),
        label: new.label.clone(),
        person_name: new.person_name.clone(),
        points: phones.chain(emails).chain(handles).collect(),
    }
}

pub(super) fn point(
    kind: PointKind,
    value: ShownValue,
    preferred: bool,
    contactable: bool,
) -> ContactPoint {
    ContactPoint {
        id: PointId::from_uuid(ID),
        kind,
        value,
        preferred,
        contactable,
        shared: false,
        undeliverable: None,
        soft_bounces: 0,
        verified: None,
        provenance: provenance(),
    }
}

fn text() -> impl Strategy<Value = String> {
    let signs = "[a-zA-ZäÖéßçŁ漢字かなअर्पאبتไท0-9 ,;:\\\\\"'^=@#.&%/+(){}|-]{1,40}";
    prop_oneof![signs, "\\PC{1,12}", "[a-z]{60,130}"]
        .prop_filter_map("blank", |text| clean_line(&text))
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(text())
}

fn code(codes: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::sample::select(codes).prop_map(str::to_owned))
}

fn phone() -> impl Strategy<Value = NewPhone> {
    let numbers: &[(&str, Option<&str>)] = &[
        ("0151 12345678", Some("DE")),
        ("+4915112345678", None),
        ("+49 30 123456", Some("DE")),
        ("+1 212-555-0123 ext. 45", None),
        ("tel:+1-212-555-0123;ext=7", None),
        ("1234", None),
        ("07911 123456", Some("GB")),
    ];
    let number = proptest::sample::select(numbers);
    (number, proptest::sample::select(PhoneKind::ALL), any::<bool>()).prop_map(
        |((number, region), kind, contactable)| NewPhone {
            region: region.map(str::to_owned),
            kind,
            contactable,
            ..NewPhone::new(number)
        },
    )
}

fn email() -> impl Strategy<Value = NewEmail> {
    ("[a-zA-Z0-9.+_'-]{1,12}", any::<bool>())
        .prop_map(|(local, contactable)| NewEmail {
            contactable,
            ..NewEmail::new(format!("{local}@Example.com"))
        })
        .prop_filter("an address", |of| Email::parse(&of.address, &EmailOptions::default()).is_ok())
}

fn handle() -> impl Strategy<Value = NewHandle> {
    let handles: &[(HandleChannel, Option<&str>, &str)] = &[
        (HandleChannel::Twitter, None, "Anna_M"),
        (HandleChannel::Twitter, Some("brand, one"), "x"),
        (HandleChannel::Instagram, None, "a.b_c"),
        (HandleChannel::Facebook, None, "1234567"),
        (HandleChannel::FacebookPsid, Some("page"), "42"),
        (HandleChannel::Whatsapp, None, "4915112345678"),
        (HandleChannel::Webchat, None, "id;with,all:\"of\\it^"),
        (HandleChannel::Custom, Some("line"), "ü漢 https://x.com/a"),
    ];
    (proptest::sample::select(handles), any::<bool>()).prop_map(
        |((channel, account, user), contactable)| NewHandle {
            account: account.map(str::to_owned),
            contactable,
            ..NewHandle::new(channel, user)
        },
    )
}

fn new_contact() -> impl Strategy<Value = NewContact> {
    let list = 0..3_usize;
    (
        maybe(),
        maybe(),
        proptest::collection::vec(phone(), list.clone()),
        proptest::collection::vec(email(), list.clone()),
        proptest::collection::vec(handle(), list),
    )
        .prop_map(|(label, person_name, phones, emails, handles)| NewContact {
            label,
            person_name,
            phones,
            emails,
            handles,
        })
}

pub(super) fn new_customer() -> impl Strategy<Value = NewCustomer> {
    let names = (maybe(), maybe(), maybe(), any::<bool>());
    let address = (maybe(), maybe(), maybe(), maybe(), maybe(), maybe());
    let codes = (
        code(&["DE", "US", "TR", "CI", "XK", "BQ"]),
        code(&["Europe/Berlin", "UTC", "Asia/Kolkata"]),
        code(&["de", "de-AT", "zh-Hans-CN"]),
        code(&["https://a.example/p,1;2", "key/of/host.png", "data:image/png;base64,AA", "a:b c"]),
    );
    let own = (maybe(), maybe(), maybe(), maybe(), maybe(), maybe());
    let contacts = proptest::collection::vec(new_contact(), 0..4);
    (names, address, codes, own, contacts, any::<bool>()).prop_map(
        |(names, address, codes, own, contacts, preferred)| {
            let mut new = NewCustomer {
                kind: if names.3 { CustomerKind::Entity } else { CustomerKind::Person },
                full_name: names.0,
                given_name: names.1,
                family_name: names.2,
                ref1: own.0,
                ref2: own.1,
                address_line1: address.0,
                address_line2: address.1,
                address_line3: address.2,
                city: address.3,
                state: address.4,
                postal_code: address.5,
                country: codes.0,
                time_zone: codes.1,
                location: own.2,
                avatar: codes.3,
                locale: codes.2,
                source: own.3,
                owner: own.4,
                team: own.5,
                contacts,
                ..NewCustomer::default()
            };
            // The last of each sort is the preferred one.
            let emails = new.contacts.iter_mut().flat_map(|of| &mut of.emails);
            if let (true, Some(email)) = (preferred, emails.last()) {
                (email.preferred, email.contactable) = (true, true);
            }
            let phones = new.contacts.iter_mut().flat_map(|of| &mut of.phones);
            if let (true, Some(phone)) = (preferred, phones.last()) {
                (phone.preferred, phone.contactable) = (true, true);
            }
            new
        },
    )
}

/// Members of JSContact cards that have no line.
const MEMBERS: &[(&str, &str)] = &[
    ("/notes/n1", "{\"note\":\"a, b; c\\\\ \\n\"}"),
    ("/example.com:foo", "[1,2.5,null,{\"a/b\":\"~\"}]"),
    ("/phones/F1", "{\"features\":{\"fax\":true},\"number\":\"+49 30 1\"}"),
    ("/addresses/x~1y", "{\"full\":\"somewhere\",\"vCardParams\":{\"x-a\":\"b\"}}"),
    ("/emails/e1", "{\"address\":\"other@example.com\"}"),
    ("/keywords/vip", "true"),
];

const PARAMS: &[&str] = &[
    "",
    ";TYPE=home",
    ";TYPE=fax,work",
    ";PREF=2",
    ";X-P=\"a;b:c\"",
    ";VALUE=uri",
    ";VALUE=text",
    ";ALTID=1;LANGUAGE=de",
    ";X-Q=^n^'^^",
    ";VALUE=date-and-or-time",
    ";X-L=a,b",
];

const VALUES: &[&str] = &[
    "",
    "a\\,b\\;c\\n",
    "raw,with;all:of\\it",
    "https://a.example/?b=c",
    "19850412",
    "漢字",
    "data:image/jpeg;base64,QUJD",
    "data:image/PNG;base64,QUJD",
    "\\",
    "a",
    "{\"a\"",
];

const NAMES: &[&str] = &[
    "NOTE",
    "X-A",
    "X-Skype",
    "BDAY",
    "item1.X-ABLabel",
    "ORG",
    "TEL",
    "EMAIL",
    "ADR",
    "FN",
    "TITLE",
    "PHOTO",
    "URL",
    "KIND",
    "LANG",
    "item2.IMPP",
    "UID",
    "X-CUSTOMER-CORE-FUTURE",
    "KEY",
    "JSPROP",
];

/// Properties that a customer has no place for, and further ones of those that it has.
pub(super) fn properties() -> impl Strategy<Value = Vec<PreservedProperty>> {
    let line_of = (
        proptest::sample::select(NAMES),
        proptest::sample::select(PARAMS),
        proptest::sample::select(VALUES),
    )
        .prop_map(|(name, params, value)| line(&format!("{name}{params}:{value}")));
    let member_of = proptest::sample::subsequence(MEMBERS.to_vec(), 0..=MEMBERS.len());
    (proptest::collection::vec(line_of, 0..6), member_of).prop_map(|(mut lines, members)| {
        lines.push(line("UID:urn:uuid:1"));
        lines.extend(members.into_iter().map(|(name, value)| PreservedProperty {
            format: "jscontact",
            name: name.to_owned(),
            value: value.to_owned(),
        }));
        lines
    })
}

/// Details of the values that the customer has.
pub(super) fn details(new: &NewCustomer) -> Vec<PreservedProperty> {
    let mut details = Vec::new();
    let mut add = |name: &str, params: &str, value: &str| {
        let line = Line::parse(&format!("{name}{params}:{}", super::super::escape(value))).unwrap();
        details.push(PreservedProperty {
            format: "vcard",
            name: format!("={}", line.full_name()),
            value: line.rest(),
        });
    };
    let mut seen = std::collections::HashSet::new();
    for email in new.contacts.iter().flat_map(|of| &of.emails) {
        if seen.insert(&email.address) {
            add("item7.EMAIL", ";TYPE=home;PID=1.1", &email.address);
        }
    }
    let phones: Vec<&NewPhone> = new.contacts.iter().flat_map(|of| &of.phones).collect();
    let alone =
        |of: &NewPhone| phones.iter().filter(|other| other.number == of.number).count() == 1;
    let mobile = phones.iter().find(|of| of.kind == PhoneKind::Mobile && alone(of));
    if let Some(phone) = mobile {
        add("TEL", ";TYPE=work;PROP-ID=t1", &phone.number);
    }
    if let Some(name) = &new.full_name {
        add("FN", ";LANGUAGE=de", name);
    }
    if mobile.is_some() {
        details.push(PreservedProperty {
            format: "jscontact",
            name: "/phones/t1/example.com:x".to_owned(),
            value: "{\"y\":1}".to_owned(),
        });
    }
    details
}

/// What looks like a content line, and often is one.
pub(super) fn content_line() -> impl Strategy<Value = String> {
    let names = "(item[12]\\.)?(FN|N|ORG|TEL|EMAIL|ADR|IMPP|X-SOCIALPROFILE|X-ABLabel|PHOTO|KEY|TZ|LANG|\
                 KIND|JSPROP|X-[A-B]|NOTE|UID|URL|X-ABShowAs|X-CUSTOMER-CORE-[A-Z]{3,8})";
    let params = "(;(TYPE|VALUE|PREF|X-A|ENCODING|CHARSET|PROP-ID|JSPTR|DERIVED|CC|SERVICE-TYPE|\
                  X-CUSTOMER-CORE-(CARD|KEPT|MASKED|CHANNEL|TYPED))=\
                  (home|\"a,b\"|cell|uri|text|b|1|2|twitter|notes/1|notes|true|\"\"|unknown)|;HOME){0,3}";
    let values = "[ -~äß]{0,30}|https://x\\.com/[a-z]{1,3}|tel:\\+4930[0-9]{3}|\\{\"a\":\\{\\}\\}|\\[1\\]|\
                  data:image/[a-zA-Z]{1,3};base64,[A-Z]{1,4}";
    (names, params, values).prop_map(|(name, params, value)| format!("{name}{params}:{value}"))
}

/// Names that members of a card have.
pub(super) fn member_name() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "uid",
        "kind",
        "name",
        "emails",
        "phones",
        "onlineServices",
        "addresses",
        "preferredLanguages",
        "media",
        "organizations",
        "vCardProps",
        "notes",
        "a/b~c",
        "localizations",
        "version",
        "",
    ])
    .prop_map(str::to_owned)
}

/// Any JSON, with the names and words that mean something more often than others.
pub(super) fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let word = proptest::sample::select(vec![
        "given",
        "surname",
        "name",
        "number",
        "locality",
        "a@b.example",
        "tel:+4930123",
        "Twitter",
        "https://x.com/a",
        "de",
        "x-a",
        "unknown",
        "text",
        "uri",
        "",
        "a\r\nb",
        "individual",
        "photo",
    ]);
    let leaf = prop_oneof![
        word.prop_map(serde_json::Value::from),
        any::<i32>().prop_map(serde_json::Value::from),
        any::<bool>().prop_map(serde_json::Value::from),
        Just(serde_json::Value::Null),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let key = proptest::sample::select(vec![
            "full",
            "components",
            "kind",
            "value",
            "address",
            "number",
            "uri",
            "user",
            "service",
            "pref",
            "contexts",
            "features",
            "work",
            "language",
            "vCardParams",
            "group",
            "x-a",
            "label",
            "timeZone",
            "countryCode",
            "x-customer-core-kept",
            "/",
            "~1",
            "name",
        ])
        .prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            proptest::collection::btree_map(key, inner, 0..5)
                .prop_map(|of| serde_json::Value::Object(serde_json::Map::from_iter(of))),
        ]
    })
}
