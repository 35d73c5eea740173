//! The words by which customers are found: one definition for the index and for what is sought in it.
//!
//! Text is folded until spellings that a person takes for the same are the same. A word of letters is
//! one token, found by itself or by its beginning. Han, Kana and Hangul are written without spaces, so
//! each character and each pair of neighbours is a token, and any run inside a name is found.

use std::collections::BTreeSet;
use std::ops::Bound;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::contact::{ContactRecord, PointValue};
use crate::model::digits::ascii_digit;
use crate::model::field::{CustomerField, FieldSet, FieldValues};
use crate::model::text::fold;

/// The longest token, in characters. What is longer is found by its beginning.
const MAX_TOKEN: usize = 48;

/// Marks a token as the domain of an email, so that no word of a name is taken for one.
const DOMAIN: char = '\u{E000}';
/// Stands in it for a dot, and for a hyphen: tokens hold no punctuation.
const DOT: char = '\u{E001}';
const HYPHEN: char = '\u{E002}';
/// Marks a whole run of characters that are written without spaces.
const WHOLE_RUN: char = '\u{E003}';

/// The tokens of a customer, or of a part of one.
pub(crate) type Tokens = BTreeSet<String>;

/// A token that is sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) text: String,
    /// A token that begins so will do.
    pub(crate) prefix: bool,
}

impl Term {
    fn new(text: String, prefix: bool) -> Self {
        Self { text, prefix }
    }

    pub(crate) fn is_in(&self, tokens: &Tokens) -> bool {
        if self.prefix {
            let from = (Bound::Included(self.text.as_str()), Bound::Unbounded);
            let next = tokens.range::<str, _>(from).next();
            next.is_some_and(|token| token.starts_with(&self.text))
        } else {
            tokens.contains(&self.text)
        }
    }
}

/// A word that is sought: the ways to find it, each of them terms that must all be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SoughtWord {
    pub(crate) whole: Vec<Vec<Term>>,
    /// Ways that find all that those find, and words that only begin so.
    pub(crate) part: Vec<Vec<Term>>,
}

impl SoughtWord {
    pub(crate) fn is_whole_in(&self, tokens: &Tokens) -> bool {
        any_way(&self.whole, tokens)
    }

    pub(crate) fn is_part_in(&self, tokens: &Tokens) -> bool {
        any_way(&self.part, tokens)
    }
}

fn any_way(ways: &[Vec<Term>], tokens: &Tokens) -> bool {
    ways.iter().any(|way| way.iter().all(|term| term.is_in(tokens)))
}

/// A folded form for finding: spellings that a person takes for the same are the same.
pub(crate) fn fold_for_search(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    fold(text).chars().filter_map(fold_more).collect()
}

/// What sorting keeps apart and finding does not.
fn fold_more(c: char) -> Option<char> {
    let folded = match c {
        // Arabic: the forms of alef, yeh without dots, teh marbuta, the Persian letters, tatweel.
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ۀ' | 'ە' => 'ه',
        'ک' => 'ك',
        'ـ' | '\u{200C}' | '\u{200D}' => return None,
        'ё' => 'е',
        // Hebrew letters at the end of a word.
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        // Katakana is Hiragana, but for the sign of a long vowel.
        '\u{30A1}'..='\u{30F6}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        other => ascii_digit(other).unwrap_or(other),
    };
    Some(folded)
}

/// Letters whose plain spelling is two letters in the languages that have them.
pub(crate) fn spelled_out(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let lower = text.nfc().flat_map(char::to_lowercase).collect::<String>();
    let two = |c| match c {
        'ä' | 'æ' => Some("ae"),
        'ö' | 'ø' => Some("oe"),
        'ü' => Some("ue"),
        'å' => Some("aa"),
        _ => None,
    };
    lower.chars().any(|c| two(c).is_some()).then(|| {
        lower.chars().fold(String::new(), |mut out, c| {
            match two(c) {
                Some(pair) => out.push_str(pair),
                None => out.push(c),
            }
            out
        })
    })
}

/// Is it written without spaces between words?
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_word_char(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !('\u{E000}'..='\u{F8FF}').contains(&c)
}

/// The parts of a folded word: letters and digits between punctuation, and runs that are written
/// without spaces.
fn parts(word: &str) -> Vec<(String, bool)> {
    let mut parts: Vec<(String, bool)> = Vec::new();
    let mut open = false;
    for c in word.chars() {
        if !is_word_char(c) {
            open = false;
            continue;
        }
        // A mark belongs to the letter before it.
        let unspaced = match parts.last() {
            Some((_, of)) if open && is_combining_mark(c) => *of,
            _ => is_unspaced(c),
        };
        match parts.last_mut() {
            Some((part, of)) if open && *of == unspaced => part.push(c),
            _ => parts.push((c.to_string(), unspaced)),
        }
        open = true;
    }
    parts
}

fn cut(token: &str) -> String {
    token.chars().take(MAX_TOKEN).collect()
}

/// The folded spellings of a word: as it is, and with its special letters spelled out.
fn spellings(word: &str) -> impl Iterator<Item = String> {
    let plain = fold_for_search(word);
    let long = spelled_out(word).map(|long| fold_for_search(&long)).filter(|long| *long != plain);
    std::iter::once(plain).chain(long)
}

/// Adds the tokens of a text to others.
pub(crate) fn add_text(tokens: &mut Tokens, text: &str) {
    for word in text.split_whitespace() {
        for spelling in spellings(word) {
            let parts = parts(&spelling);
            let letters = parts.iter().filter(|(_, unspaced)| !unspaced);
            if letters.clone().count() > 1 {
                tokens.insert(cut(&letters
                    .clone()
                    .map(|(part, _)| part.as_str())
                    .collect::<String>()));
            }
            tokens.extend(letters.map(|(part, _)| cut(part)));
            for (run, _) in parts.iter().filter(|(_, unspaced)| *unspaced) {
                add_run(tokens, run);
                tokens.insert(whole_run(run));
            }
        }
    }
}

/// The characters of a run, and the pairs of neighbours.
fn add_run(tokens: &mut Tokens, run: &str) {
    let mut before: Option<char> = None;
    for c in run.chars() {
        tokens.insert(c.to_string());
        tokens.extend(before.map(|first| format!("{first}{c}")));
        before = Some(c);
    }
}

fn whole_run(run: &str) -> String {
    std::iter::once(WHOLE_RUN).chain(run.chars().take(MAX_TOKEN)).collect()
}

/// A name of several words that are written without spaces is found without those between them.
fn add_joined(tokens: &mut Tokens, words: &[&str]) {
    if words.iter().all(|word| word.is_ascii()) {
        return;
    }
    let joined = fold_for_search(&words.concat());
    let joined: String = joined.chars().filter(|c| !c.is_whitespace()).collect();
    if joined.chars().any(is_unspaced) && joined.chars().all(|c| is_unspaced(c) || !is_word_char(c))
    {
        let run: String = joined.chars().filter(|c| is_word_char(*c)).collect();
        add_run(tokens, &run);
        tokens.insert(whole_run(&run));
    }
}

/// The tokens of the names that are seen.
pub(crate) fn of_names(values: &FieldValues, seen: FieldSet) -> Tokens {
    let mut tokens = Tokens::new();
    let value = |field| values.get(field).filter(|_| seen.contains(field)).unwrap_or_default();
    let full = value(CustomerField::FullName);
    let (given, family) = (value(CustomerField::GivenName), value(CustomerField::FamilyName));
    for text in [full, given, family] {
        add_text(&mut tokens, text);
    }
    add_joined(&mut tokens, &[full]);
    if !given.is_empty() && !family.is_empty() {
        add_joined(&mut tokens, &[family, given]);
    }
    tokens
}

/// The tokens of contact cards: the persons' names, and the domains of emails.
pub(crate) fn add_cards(tokens: &mut Tokens, cards: &[ContactRecord]) {
    for card in cards {
        if let Some(name) = &card.person_name {
            add_text(tokens, name);
            add_joined(tokens, &[name]);
        }
        for point in &card.points {
            if let PointValue::Email(email) = &point.value {
                tokens.extend(domain_token(email.match_key()));
            }
        }
    }
}

/// The token of an email's domain.
fn domain_token(key: &str) -> Option<String> {
    key.rsplit_once('@').map(|(_, domain)| domain_term(domain))
}

fn domain_term(domain: &str) -> String {
    let letters = domain.chars().map(|c| match c {
        '.' => DOT,
        '-' => HYPHEN,
        other => other,
    });
    std::iter::once(DOMAIN).chain(letters.take(MAX_TOKEN * 2)).collect()
}

/// All that a customer is found by in the index of words.
pub(crate) fn of_customer(values: &FieldValues, cards: &[ContactRecord]) -> Tokens {
    let mut tokens = of_names(values, FieldSet::ALL);
    add_cards(&mut tokens, cards);
    tokens
}

/// How a word that somebody typed is sought among names; none when it holds no letter or digit.
pub(crate) fn sought_word(word: &str) -> Option<SoughtWord> {
    let mut sought = SoughtWord::default();
    for spelling in spellings(word) {
        let parts = parts(&spelling);
        if parts.is_empty() {
            continue;
        }
        let unspaced = parts.iter().any(|(_, unspaced)| *unspaced);
        let way = |prefix: bool| {
            parts.iter().flat_map(move |(part, unspaced)| match unspaced {
                true => run_terms(part, !prefix),
                false => vec![Term::new(cut(part), prefix)],
            })
        };
        sought.whole.push(way(false).collect());
        sought.part.push(way(true).collect());
        if parts.len() > 1 && !unspaced {
            // `O'Brien` is `obrien` too.
            let joined = cut(&parts.iter().map(|(part, _)| part.as_str()).collect::<String>());
            sought.whole.push(vec![Term::new(joined.clone(), false)]);
            sought.part.push(vec![Term::new(joined, true)]);
        }
    }
    (!sought.whole.is_empty()).then_some(sought)
}

/// A run is found whole, or by its pairs of neighbours.
fn run_terms(run: &str, whole: bool) -> Vec<Term> {
    if whole {
        return vec![Term::new(whole_run(run), false)];
    }
    let chars: Vec<char> = run.chars().collect();
    match chars.as_slice() {
        [one] => vec![Term::new(one.to_string(), false)],
        many => many.windows(2).map(|pair| Term::new(pair.iter().collect(), false)).collect(),
    }
}

/// The domains that begin so, `@` before it.
pub(crate) fn sought_domain(text: &str) -> Option<Term> {
    let domain = text.strip_prefix('@')?;
    let plain = domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    (!domain.is_empty() && plain).then(|| Term::new(domain_term(&domain.to_lowercase()), true))
}
