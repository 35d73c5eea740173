//! People who do not exist, the same ones in every run: a smaller number is the beginning of a
//! larger one.

use customer_core::{NewContact, NewCustomer, NewEmail, NewPhone, countries};
pub(crate) use customer_core_bench::dice::Dice;

/// Names in ten scripts; common ones come first and come often.
const GIVEN: [&str; 20] = [
    "Anna",
    "José",
    "Wei",
    "Мария",
    "محمد",
    "さくら",
    "민준",
    "प्रिया",
    "Γιώργος",
    "สมชาย",
    "Zoë",
    "Nguyễn",
    "Łukasz",
    "Ivan",
    "Fatma",
    "Ольга",
    "דוד",
    "Søren",
    "Chloé",
    "Tamar",
];
const FAMILY: [&str; 20] = [
    "Smith",
    "García",
    "王",
    "Иванова",
    "الحسن",
    "田中",
    "김",
    "शर्मा",
    "Παπαδόπουλος",
    "ใจดี",
    "Müller",
    "Văn",
    "Kowalski",
    "Horvat",
    "Yılmaz",
    "Петрова",
    "כהן",
    "Jensen",
    "Dubois",
    "Beridze",
];
const DOMAINS: [&str; 6] = [
    "example.com",
    "mail.example.org",
    "example.net",
    "firm.example",
    "bücher.example",
    "gmail.com",
];

/// Example numbers of all countries in the ways that people write them.
pub(crate) fn phone_texts(count: usize) -> Vec<(String, String)> {
    let all: Vec<_> = countries().into_iter().filter(|of| of.example_number().is_some()).collect();
    let mut dice = Dice::new(7);
    (0..count)
        .filter_map(|_| {
            let country = all.get(dice.below(all.len()))?;
            let example = country.example_number()?;
            let mut digits: String = example.chars().filter(char::is_ascii_digit).collect();
            // The last digits vary, so that no cache of whole numbers helps.
            digits.truncate(digits.len().saturating_sub(2));
            digits.push_str(&format!("{:02}", dice.below(100)));
            let text = match dice.below(5) {
                0 => format!("+{digits}"),
                1 => format!("00{digits}"),
                2 => format!("+{} {}", digits.get(..4)?, digits.get(4..)?),
                3 => format!("+{}-{}-{}", digits.get(..3)?, digits.get(3..6)?, digits.get(6..)?),
                _ => format!("(+{}) {}", digits.get(..3)?, digits.get(3..)?),
            };
            Some((text, country.code().as_str().to_owned()))
        })
        .collect()
}

/// Addresses as people have them; with other scripts in them when asked for.
pub(crate) fn email_texts(count: usize, international: bool) -> Vec<String> {
    let mut dice = Dice::new(11);
    (0..count)
        .map(|i| match (international, dice.below(4)) {
            (true, 0) => format!("{}{i}@bücher.example", dice.pick_common(&GIVEN)),
            (true, 1) => format!("user{i}@пример.example"),
            (true, 2) => format!("用户{i}@例子.example"),
            (true, _) => format!("{}.{i}@example.com", dice.pick_common(&FAMILY)),
            (false, 0) => format!("First.Last{i}@Example.COM"),
            (false, 1) => format!("u{i}+news@mail.example.org"),
            (false, 2) => format!("not an address {i}"),
            (false, _) => format!("user{i}@sub.example.co.uk"),
        })
        .collect()
}

/// Customers with two and a half addresses each; one in a hundred shares one with somebody.
pub(crate) fn customers(count: usize) -> Vec<NewCustomer> {
    let mut dice = Dice::new(13);
    (0..count)
        .map(|i| {
            let domain = dice.pick(&DOMAINS).unwrap_or("example.com");
            let of = if dice.below(100) == 0 { dice.below(i + 1) } else { i };
            let mut card = NewContact {
                emails: vec![NewEmail::new(format!("person{of}@{domain}"))],
                ..NewContact::default()
            };
            card.phones.push(NewPhone::new(format!("+49151{:08}", 10_000_000 + i)));
            if dice.below(2) == 0 {
                card.emails.push(NewEmail::new(format!("p{i}@work.example")));
            }
            NewCustomer {
                given_name: Some(dice.pick_common(&GIVEN).to_owned()),
                family_name: Some(dice.pick_common(&FAMILY).to_owned()),
                contacts: vec![card],
                ..NewCustomer::default()
            }
        })
        .collect()
}
