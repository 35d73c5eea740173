//! Cards as programs write them.

use super::{card, preserved};
use crate::model::contact::PhoneKind;
use crate::model::customer::CustomerKind;
use crate::model::handle::HandleChannel;

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

const APPLE: &str = "BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iPhone OS 17.0//EN
N:Alm;Anna;;Dr.;
FN:Dr. Anna Alm
NICKNAME:Anni
ORG:Alm & Töchter;Einkauf
TITLE:Leiterin
item1.EMAIL;type=INTERNET;type=pref:anna@example.com
item1.X-ABLabel:_$!<Work>!$_
EMAIL;type=INTERNET;type=HOME:anna.privat@example.org
TEL;type=CELL;type=VOICE:+49 151 12345678
TEL;type=IPHONE;type=CELL;type=VOICE;type=pref:0151 7654321
TEL;type=WORK;type=FAX:+49 30 999
item2.ADR;type=HOME;type=pref:;;Hauptstr. 1\\nHinterhof;Köln;NRW;50667;Deutschland
item2.X-ABADR:de
X-SOCIALPROFILE;type=twitter;x-user=anna_m:http://twitter.com/anna_m
IMPP;X-SERVICE-TYPE=Skype;type=HOME;type=pref:skype:anna.alm
BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12
PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/4gIcSUNDX1BST0ZJTEUAAQEA
 AAIMbGNtcwIQAABtbnRyUkdCIFhZWiAH3AABABkAAwApADlhY3NwQVBQTAAAAAA
UID:8f2c
REV:2024-05-01T10:00:00Z
END:VCARD
";

/// Apple's Contacts: version 3.0, groups with labels, a profile, a folded picture.
#[test]
fn a_card_of_apple() {
    let raw = card(APPLE);
    let new = &raw.new;
    assert_eq!((new.kind, new.full_name.clone()), (CustomerKind::Person, some("Dr. Anna Alm")));
    assert_eq!((new.given_name.clone(), new.family_name.clone()), (some("Anna"), some("Alm")));
    assert_eq!(new.address_line1, some("Hauptstr. 1"));
    assert_eq!(new.address_line2, some("Hinterhof"));
    assert_eq!((new.city.clone(), new.state.clone()), (some("Köln"), some("NRW")));
    assert_eq!((new.postal_code.clone(), new.country.clone()), (some("50667"), some("DE")));
    let [contact] = new.contacts.as_slice() else { panic!("one contact card") };
    assert_eq!(contact.label, some("Work"));
    let emails: Vec<_> = contact.emails.iter().map(|of| (&*of.address, of.preferred)).collect();
    assert_eq!(emails, [("anna@example.com", true), ("anna.privat@example.org", false)]);
    let phones: Vec<_> =
        contact.phones.iter().map(|of| (&*of.number, of.kind, of.preferred)).collect();
    assert_eq!(
        phones,
        [("+49 151 12345678", PhoneKind::Mobile, false), ("0151 7654321", PhoneKind::Mobile, true)],
        "a fax is nothing to call"
    );
    let handles: Vec<_> = contact.handles.iter().map(|of| (of.channel, &*of.handle)).collect();
    assert_eq!(handles, [(HandleChannel::Twitter, "anna_m")]);
    let kept = preserved(&raw);
    for property in [
        "=N:Alm;Anna;;Dr.;",
        "NICKNAME:Anni",
        "ORG:Alm & Töchter;Einkauf",
        "TITLE:Leiterin",
        "=item1.EMAIL:anna@example.com",
        "item1.X-ABLABEL:_$!<Work>!$_",
        "=EMAIL;TYPE=home:anna.privat@example.org",
        "=TEL;TYPE=iphone:0151 7654321",
        "TEL;TYPE=fax,work:+49 30 999",
        "item2.X-ABADR:de",
        "IMPP;TYPE=home,pref;X-SERVICE-TYPE=Skype:skype:anna.alm",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12",
        "UID:8f2c",
    ] {
        assert!(kept.iter().any(|of| of == property), "{property} is not among {kept:#?}");
    }
    let photo = kept.iter().find(|of| of.starts_with("PHOTO")).unwrap();
    assert!(photo.starts_with("PHOTO:data:image/jpeg;base64,/9j/") && photo.contains("AQEAAAIM"));
    assert!(!kept.iter().any(|of| of.starts_with("REV") || of.starts_with("PRODID")));
}

/// A company in Apple's Contacts.
#[test]
fn a_company_of_apple() {
    let raw = card(
        "BEGIN:VCARD
VERSION:3.0
N:;;;;
FN:Muster GmbH
ORG:Muster GmbH;
TEL;type=MAIN:+49 30 123456
item1.URL;type=pref:https://muster.example
item1.X-ABLabel:_$!<HomePage>!$_
X-ABShowAs:COMPANY
END:VCARD
",
    );
    assert_eq!(
        (raw.new.kind, raw.new.full_name.clone()),
        (CustomerKind::Entity, some("Muster GmbH"))
    );
    assert_eq!(raw.new.contacts[0].label, None, "the label of a link is none of a contact card");
    assert_eq!(raw.new.contacts[0].phones[0].kind, PhoneKind::Other);
    assert_eq!(
        preserved(&raw),
        [
            "=TEL;TYPE=main:+49 30 123456",
            "item1.URL;TYPE=pref:https://muster.example",
            "item1.X-ABLABEL:_$!<HomePage>!$_"
        ]
    );
}

/// Google's export: version 3.0, its own labels, categories.
#[test]
fn a_card_of_google() {
    let raw = card(
        "BEGIN:VCARD
VERSION:3.0
FN:Søren Ødegård
N:Ødegård;Søren;;;
EMAIL;TYPE=INTERNET:soren@example.no
EMAIL;TYPE=INTERNET;TYPE=WORK:s.o@example.com
TEL;TYPE=CELL:+47 406 12 345
item1.TEL:+47 22 22 22 22
item1.X-ABLabel:Reception
ADR;TYPE=WORK:;;Storgata 5\\, 2. etg;Oslo;;0155;NO;Storgata 5\\nOslo
ORG:
NOTE:En\\nto\\, tre
CATEGORIES:myContacts,vip
item2.URL:http\\://www.google.com/profiles/1
item2.X-ABLabel:PROFILE
BDAY:19850412
X-PHONETIC-FIRST-NAME:Soren
END:VCARD
",
    );
    assert_eq!(raw.new.kind, CustomerKind::Person);
    assert_eq!(raw.new.address_line1, some("Storgata 5, 2. etg"));
    assert_eq!(raw.new.country, some("NO"));
    assert_eq!(raw.new.contacts[0].label, some("Reception"));
    let kept = preserved(&raw);
    for property in [
        "NOTE:En\\nto\\, tre",
        "CATEGORIES:myContacts,vip",
        "=ADR;CC=NO;TYPE=work:;;Storgata 5\\, 2. etg;Oslo;;0155;NO;Storgata 5\\nOslo",
        "=item1.TEL:+47 22 22 22 22",
        "X-PHONETIC-FIRST-NAME:Soren",
    ] {
        assert!(kept.iter().any(|of| of == property), "{property} is not among {kept:#?}");
    }
    assert!(!kept.iter().any(|of| of.starts_with("ORG")), "a blank line says nothing");
}

/// Outlook: version 2.1, bare types, quoted-printable, a picture behind an empty line.
#[test]
fn a_card_of_outlook() {
    let raw = card(
        "BEGIN:VCARD
VERSION:2.1
X-MS-OLK-CONTACT:x
N;LANGUAGE=de;CHARSET=windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg;;Hr.
FN;CHARSET=windows-1252;ENCODING=QUOTED-PRINTABLE:Hr. J=F6rg =
M=FCller
ORG;CHARSET=UTF-8;QUOTED-PRINTABLE:M=C3=BCller KG
TEL;WORK;VOICE:(030) 123456
TEL;CELL;VOICE:0171 1234567
TEL;WORK;FAX:(030) 123457
ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;Hauptstr. 1=0D=0AHof;Berlin;;10115;Deutschland
LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:Hauptstr. 1=0D=0A=
10115 Berlin
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2
EMAIL;PREF;INTERNET:joerg@example.de
PHOTO;TYPE=JPEG;ENCODING=BASE64:
 QUJDREVG
 R0hJ

REV:20240501T100000Z
END:VCARD
",
    );
    assert_eq!(raw.new.full_name, some("Hr. Jörg Müller"));
    assert_eq!(
        (raw.new.given_name.clone(), raw.new.family_name.clone()),
        (some("Jörg"), some("Müller"))
    );
    assert_eq!(raw.new.address_line2, some("Hof"));
    let phones: Vec<_> =
        raw.new.contacts[0].phones.iter().map(|of| (&*of.number, of.kind)).collect();
    assert_eq!(
        phones,
        [("(030) 123456", PhoneKind::Business), ("0171 1234567", PhoneKind::Mobile)]
    );
    assert!(raw.new.contacts[0].emails[0].preferred);
    let kept = preserved(&raw);
    for property in [
        "ORG:Müller KG",
        "LABEL;TYPE=pref,work:Hauptstr. 1\\n10115 Berlin",
        "PHOTO:data:image/jpeg;base64,QUJDREVGR0hJ",
        "=N;LANGUAGE=de:Müller;Jörg;;Hr.",
    ] {
        assert!(kept.iter().any(|of| of == property), "{property} is not among {kept:#?}");
    }
}

/// Nextcloud and others of version 4.0: kinds, URIs, preferences, time zone, language.
#[test]
fn a_card_of_version_4() {
    let raw = card(
        "BEGIN:VCARD
VERSION:4.0
PRODID:-//Nextcloud Contacts v5.0
KIND:individual
UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1
FN;PREF=2:A. Papadopoulou
FN;PREF=1;LANGUAGE=el:Ελένη Παπαδοπούλου
N;SORT-AS=\"Papadopoulou,Eleni\":Παπαδοπούλου;Ελένη;;;;
EMAIL;TYPE=work;PREF=2;PID=1.1:eleni@example.gr
EMAIL;TYPE=home;PREF=1:e@example.org
TEL;VALUE=uri;TYPE=\"voice,work\":tel:+30-21-0123-4567;ext=12
TEL;VALUE=uri:sip:eleni@example.gr
LANG;PREF=1:el-GR
LANG;PREF=2:en
TZ:Europe/Athens
ADR;PREF=2:;;Old;Patra;;;Greece
ADR;PREF=1;GEO=\"geo:37.9,23.7\";LABEL=\"Odos 1^nAthina\":;;Odos 1;Αθήνα;;105 57;Ελλάδα
PHOTO;MEDIATYPE=image/png:https://cloud.example/p.png
SOCIALPROFILE;SERVICE-TYPE=Instagram;USERNAME=eleni.p:https://instagram.com/eleni.p
RELATED;TYPE=friend:urn:uuid:1
X-NC-SHARE:a;b
END:VCARD
",
    );
    let new = &raw.new;
    assert_eq!(new.full_name, some("Ελένη Παπαδοπούλου"));
    assert_eq!((new.locale.clone(), new.time_zone.clone()), (some("el-GR"), some("Europe/Athens")));
    assert_eq!((new.city.clone(), new.country.clone()), (some("Αθήνα"), some("GR")));
    assert_eq!(new.avatar, some("https://cloud.example/p.png"));
    let contact = &new.contacts[0];
    assert_eq!(contact.phones.len(), 1, "a SIP address is no phone");
    assert_eq!(contact.phones[0].number, "+30-21-0123-4567;ext=12");
    assert!(contact.emails[1].preferred && !contact.emails[0].preferred);
    assert_eq!(contact.handles[0].handle, "eleni.p");
    let kept = preserved(&raw);
    for property in [
        "FN;PREF=2:A. Papadopoulou",
        "=FN;LANGUAGE=el:Ελένη Παπαδοπούλου",
        "LANG;PREF=2:en",
        "ADR;PREF=2:;;Old;Patra;;;Greece",
        "=EMAIL;PID=1.1;TYPE=work:eleni@example.gr",
        "TEL;VALUE=uri:sip:eleni@example.gr",
        "=PHOTO;MEDIATYPE=image/png:https://cloud.example/p.png",
        "X-NC-SHARE:a;b",
    ] {
        assert!(kept.iter().any(|of| of == property), "{property} is not among {kept:#?}");
    }
}

/// A list of members is no customer.
#[test]
fn a_group_is_no_customer() {
    let text = b"BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Team\nMEMBER:urn:uuid:1\nEND:VCARD\n";
    let (records, _) = super::records(&text[..]);
    let violations = records[0].as_ref().err().unwrap();
    assert_eq!(
        (violations[0].field.as_str(), violations[0].rule.as_str()),
        ("kind", "unknown_value")
    );
}
