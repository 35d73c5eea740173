//! The tables and the engine give one answer, whatever is typed.
//!
//! `PHONE_TEXTS=10000000 cargo test --release -p customer-core agreement -- --nocapture` reads more
//! texts than the short form does.

use std::collections::BTreeMap;

use rlibphonenumber::{
    PHONE_NUMBER_UTIL, PhoneNumberType, Region, get_national_significant_number_owned,
};

use super::Phone;
use super::engine::{Recognised, by_engine, by_tables, plain_by_tables, recognise};
use super::tables::{
    LEFT_OUT, PLAN_OF_CALLING_CODE, PLANS, STEPS, Step, TERRITORIES, TERRITORY_OF_COUNTRY,
    Territory,
};
use super::text::{self, TypedPhone, read_any, read_plain};
use crate::model::country::CountryCode;

const SHORT_FORM: usize = 200_000;

/// Numbers that look random and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }

    fn pick<'l, T: ?Sized>(&mut self, list: &[&'l T]) -> &'l T {
        list[self.below(list.len())]
    }

    fn digit(&mut self) -> char {
        char::from(b'0' + u8::try_from(self.below(10)).unwrap())
    }
}

/// An example number of a plan.
struct Example {
    country: Option<CountryCode>,
    calling_code: u16,
    national: String,
    territory: &'static Territory,
}

fn territory_of(country: CountryCode) -> &'static Territory {
    let [a, b] = <[u8; 2]>::try_from(country.as_str().as_bytes()).unwrap();
    let at = usize::from(a - b'A') * 26 + usize::from(b - b'A');
    &TERRITORIES[usize::from(TERRITORY_OF_COUNTRY[at]) - 1]
}

fn examples() -> Vec<Example> {
    use PhoneNumberType::{
        FixedLine, Mobile, Pager, PersonalNumber, PremiumRate, SharedCost, TollFree, UAN, VoIP,
        VoiceMail,
    };
    let types = [
        FixedLine,
        Mobile,
        Pager,
        PersonalNumber,
        PremiumRate,
        SharedCost,
        TollFree,
        UAN,
        VoIP,
        VoiceMail,
    ];
    let mut regions: Vec<Region> = PHONE_NUMBER_UTIL.get_supported_regions().collect();
    regions.sort_by_key(ToString::to_string);
    let mut examples = Vec::new();
    for region in regions {
        let country = CountryCode::parse(&region.to_string()).unwrap();
        let known =
            |kind| PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, kind).ok();
        examples.extend(types.into_iter().filter_map(known).map(|number| Example {
            country: Some(country),
            calling_code: u16::try_from(number.country_code).unwrap(),
            national: get_national_significant_number_owned(&number),
            territory: territory_of(country),
        }));
    }
    for plan in PLANS {
        let code = i32::from(plan.calling_code);
        if let Ok(number) = PHONE_NUMBER_UTIL.get_example_number_for_non_geo_entity(code) {
            examples.push(Example {
                country: None,
                calling_code: plan.calling_code,
                national: get_national_significant_number_owned(&number),
                territory: &TERRITORIES[usize::from(plan.main)],
            });
        }
    }
    examples
}

/// Digits that a prefix takes, by a random way through its program.
fn prefix(program: Option<u16>, dice: &mut Dice) -> String {
    let mut taken = String::new();
    let Some(mut at) = program else { return taken };
    loop {
        match STEPS[usize::from(at)] {
            Step::Digit(set) => {
                let digit = loop {
                    let digit = dice.digit();
                    if set >> digit.to_digit(10).unwrap() & 1 == 1 {
                        break digit;
                    }
                };
                taken.push(digit);
                at += 1;
            }
            Step::Fork(first, second) => at = if dice.below(2) == 0 { first } else { second },
            Step::Goto(next) => at = next,
            Step::Mark(_) | Step::End => at += 1,
            Step::Found => return taken,
        }
    }
}

/// A number as it is dialled: some digits changed, some forgotten, some added.
fn varied(national: &str, dice: &mut Dice) -> String {
    let mut digits: Vec<char> = national.chars().collect();
    for _ in 0..dice.below(5) {
        let at = dice.below(digits.len());
        digits[at] = dice.digit();
    }
    // The last digits vary most among people's numbers.
    if let Some(last) = digits.last_mut() {
        *last = dice.digit();
    }
    match dice.below(16) {
        0 => digits.truncate(dice.below(digits.len()) + 1),
        1 => (0..=dice.below(6)).for_each(|_| digits.push(dice.digit())),
        2 => (0..=dice.below(12)).for_each(|_| digits.insert(0, '0')),
        _ => {}
    }
    digits.into_iter().collect()
}

fn grouped(digits: &str, dice: &mut Dice) -> String {
    let separators = [" ", "-", ".", "/", " (", ") ", "\u{A0}", "–", "　", "  ", " - ", "ー"];
    let separator = dice.pick(&separators);
    let every = dice.below(4) + 2;
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % every == 0 {
            text.push_str(if dice.below(8) == 0 { dice.pick(&separators) } else { separator });
        }
        text.push(digit);
    }
    text
}

fn spelling(of: &Example, home: &Territory, dice: &mut Dice) -> String {
    let national = varied(&of.national, dice);
    let code = of.calling_code;
    let written = if dice.below(2) == 0 { national.clone() } else { grouped(&national, dice) };
    match dice.below(14) {
        0 | 1 => format!("+{code}{national}"),
        2 => format!("+{code} {written}"),
        3 => format!("00{code}{written}"),
        4 => format!("011 {code} {written}"),
        5 => format!("{}{code}{written}", prefix(home.international_prefix, dice)),
        6 => written,
        7 | 8 => format!("{}{written}", prefix(of.territory.national_prefix, dice)),
        9 => format!("{code}{written}"),
        10 => format!("+{code} (0) {written}"),
        11 => format!("+{code}{}{written}", prefix(of.territory.national_prefix, dice)),
        12 => format!("{}({written}", dice.pick(&["++", "+ ", "+0", "+00", "(+", "+ +"])),
        _ => format!("{code}{}{written}", prefix(of.territory.national_prefix, dice)),
    }
}

fn extended(text: &str, dice: &mut Dice) -> String {
    let digits: String = (0..=dice.below(11)).map(|_| dice.digit()).collect();
    match dice.below(12) {
        0 => format!("{text} ext. {digits}"),
        1 => format!("{text}x{digits}"),
        2 => format!("{text} #{digits}"),
        3 => format!("{text};ext={digits}"),
        4 => format!("{text},{digits}#"),
        5 => format!("{text},,{digits}"),
        6 => format!("{text} - {digits}#"),
        7 => format!("{text};{digits}"),
        8 => format!("{text} Extension: {digits}"),
        9 => format!("{text} int {digits}"),
        10 => format!("{text} доб. {digits}"),
        _ => format!("{text}/{digits}"),
    }
}

fn with_letters(text: &str, dice: &mut Dice) -> String {
    let from = dice.below(text.len().max(1));
    let letter = |(at, c): (usize, char)| match c {
        '2'..='9' if at >= from => {
            let keys = ["ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];
            keys[usize::try_from(u32::from(c) - u32::from('2')).unwrap()].chars().next().unwrap()
        }
        other => other,
    };
    text.chars().enumerate().map(letter).collect()
}

fn with_context(text: &str, calling_code: u16, dice: &mut Dice) -> String {
    match dice.below(8) {
        0 => format!("{text};phone-context=example.com"),
        1 => format!("{text};phone-context=+{calling_code}-(0).;ext=12"),
        2 => format!("{text};ext=12;phone-context=+{calling_code}"),
        3 => {
            let context = dice
                .pick(&["", "+", "a-.b", "1a.", "a.b-c.", "a.1", "-a", "a..b", "A1", "＋4", "٣.a"]);
            format!("{text};phone-context={context}")
        }
        4 => mutated(&format!("{text};phone-context=+{calling_code}"), dice),
        _ => format!("{text};phone-context=+{calling_code}"),
    }
}

fn in_script(text: &str, zero: char) -> String {
    let fold = |c: char| match c {
        '0'..='9' => char::from_u32(u32::from(zero) + u32::from(c) - u32::from('0')).unwrap(),
        '+' if zero == '０' => '＋',
        other => other,
    };
    text.chars().map(fold).collect()
}

const ALPHABET: &str = "0123456789+ -.,;:#*()[]/\\~=_xXeEtTnNaAoOiIsSzZ٣５＋－　．ー\u{A0}é＃～ｘ";

fn mutated(text: &str, dice: &mut Dice) -> String {
    let alphabet: Vec<char> = ALPHABET.chars().collect();
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(3) {
        let (at, c) = (dice.below(chars.len() + 1), alphabet[dice.below(alphabet.len())]);
        match dice.below(3) {
            0 if at < chars.len() => chars[at] = c,
            1 if at < chars.len() => drop(chars.remove(at)),
            _ => chars.insert(at, c),
        }
    }
    chars.into_iter().collect()
}

/// A text as people type it, and the country in which it is read.
fn typed(examples: &[Example], dice: &mut Dice) -> (String, Option<CountryCode>) {
    let of = &examples[dice.below(examples.len())];
    let other = &examples[dice.below(examples.len())];
    let country = match dice.below(8) {
        0 => None,
        1 => other.country,
        _ => of.country,
    };
    let home = country.map_or(of.territory, territory_of);
    let plain = spelling(of, home, dice);
    let text = match dice.below(20) {
        0 | 1 => extended(&plain, dice),
        2 => with_letters(&plain, dice),
        3 => in_script(&plain, dice.pick(&[&'٠', &'۰', &'०', &'０', &'𝟎', &'᠐']).to_owned()),
        4 => mutated(&plain, dice),
        5 => with_context(&plain, of.calling_code, dice),
        _ => plain,
    };
    (text.chars().take(Phone::MAX_CHARS as usize).collect(), country)
}

/// Do both give one answer? True when the tables had one.
fn agree(text: &str, country: Option<CountryCode>) -> bool {
    if let Some(plain) = read_plain(text) {
        let any = read_any(text).unwrap();
        assert!(any == TypedPhone { is_plain: false, ..plain.clone() }, "{text:?}");
        let of_plain = plain_by_tables(&plain, country);
        let few = plain.digits.len() < Phone::MIN_DIGITS as usize;
        assert!(few || of_plain == by_tables(plain.number(), country), "{text:?} in {country:?}");
    }
    let Ok(by_tables) = by_tables(text, country) else { return false };
    let by_engine = by_engine(text, country);
    assert!(
        by_tables == by_engine,
        "{text:?} in {country:?}: {} by tables, {} by the engine",
        shown(by_tables.as_ref()),
        shown(by_engine.as_ref())
    );
    true
}

fn recognised(text: &str, country: Option<CountryCode>) -> Option<Recognised> {
    recognise(&text::read(text).ok()?, country)
}

fn shown(recognised: Option<&Recognised>) -> String {
    let Some(of) = recognised else { return "nothing".to_owned() };
    let e164 = of.known.e164.as_ref().map(|e164| e164.text.as_str());
    format!("{e164:?} {:?} {:?}", of.known, of.extension)
}

#[test]
fn no_plan_is_left_to_the_engine() {
    assert!(!PLAN_OF_CALLING_CODE.contains(&LEFT_OUT), "a plan has a pattern of a new shape");
    assert!(PLANS.len() > 200 && TERRITORIES.len() > 250);
}

fn texts() -> usize {
    std::env::var("PHONE_TEXTS").map_or(SHORT_FORM, |count| count.parse().unwrap())
}

#[test]
fn every_spelling_of_every_plan() {
    let texts = texts();
    let examples = examples();
    let mut dice = Dice(20_261_122);
    let mut by_tables = 0;
    let mut confidences = BTreeMap::new();
    for _ in 0..texts {
        let (text, country) = typed(&examples, &mut dice);
        by_tables += usize::from(agree(&text, country));
        if let Some(found) = recognised(&text, country) {
            *confidences.entry(found.known.plan).or_insert(0) += 1;
        }
    }
    println!("{texts} texts, {by_tables} by tables, recognised: {confidences:?}");
    assert!(by_tables * 10 > texts * 9, "the tables answer few: {by_tables} of {texts}");
}

#[test]
fn digits_of_all_lengths_in_every_country() {
    let mut dice = Dice(1);
    let countries: Vec<CountryCode> = ('A'..='Z')
        .flat_map(|a| ('A'..='Z').map(move |b| format!("{a}{b}")))
        .filter_map(|code| CountryCode::parse(&code).ok())
        .collect();
    for country in countries {
        for length in 1..=24 {
            for plus in ["", "+", "00"] {
                let digits: String = (0..length).map(|_| dice.digit()).collect();
                agree(&format!("{plus}{digits}"), Some(country));
            }
        }
    }
}

#[test]
fn zeros_in_front_of_every_plan() {
    let mut dice = Dice(3);
    for plan in PLANS {
        for zeros in 0..=16 {
            for digits in 1..=4 {
                let digits: String = (0..digits).map(|_| dice.digit()).collect();
                agree(&format!("+{}{}{digits}", plan.calling_code, "0".repeat(zeros)), None);
            }
        }
    }
}

#[test]
fn every_sign_at_every_place() {
    let country = Some(CountryCode::parse("DE").unwrap());
    let readable = ('\0'..=char::MAX).filter(|c| !c.is_control());
    let readable = readable.filter(|c| by_tables(&format!("030{c}12345"), country).is_ok());
    let mut signs = 0;
    for c in readable {
        signs += 1;
        for text in [
            format!("030{c}1234567"),
            format!("{c}0301234567"),
            format!("0301234567{c}"),
            format!("+{c}49301234567"),
            format!("{c}"),
            format!("03{c}"),
            format!("03012345{c}67"),
            format!("03012345{c}{c}{c}"),
        ] {
            agree(&text, country);
        }
    }
    assert!(signs > 800, "{signs}");
}

#[test]
fn every_pair_of_signs_between_digits() {
    let country = Some(CountryCode::parse("US").unwrap());
    let signs: Vec<char> = (' '..='~').chain(['\u{A0}', '．', 'ー', '٣']).collect();
    for a in &signs {
        for b in &signs {
            agree(&format!("2125550123{a}{b}45"), country);
            agree(&format!("21{a}{b}7#"), country);
        }
    }
}

#[test]
fn texts_of_signs_that_mean_something() {
    let country = Some(CountryCode::parse("GB").unwrap());
    let parts = [
        "1",
        "2",
        "0",
        "44",
        "123",
        "+",
        " ",
        "-",
        ".",
        ":",
        ",",
        ";",
        "#",
        "x",
        "X",
        "~",
        "/",
        "ext",
        "EXTN",
        "xt",
        "int",
        "anexo",
        "extensio",
        "extension",
        ";ext=",
        "*",
        "a",
        "bcd",
        "\u{A0}",
        "．",
        "ー",
        "٣",
        "(",
        "=",
        ";isub=",
        "tel:",
        "phone-context",
        "n",
        "e",
    ];
    let mut dice = Dice(2);
    for _ in 0..texts() {
        let text: String = (0..=dice.below(9)).map(|_| dice.pick(&parts)).collect();
        let text: String = text.chars().take(Phone::MAX_CHARS as usize).collect();
        agree(&text, country);
    }
}
