//! Input that nobody would type: vectors taken apart and put together wrongly. The long form of this
//! is `make fuzz`.

use conformance::{file_properties, properties, seeds};

/// How many inputs each property gets; `HOSTILE_ROUNDS` asks for more.
fn rounds() -> u32 {
    let asked = std::env::var("HOSTILE_ROUNDS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(if cfg!(debug_assertions) { 4_000 } else { 40_000 })
}

/// Pieces that parsers stumble over.
const PIECES: &[&[u8]] = &[
    b"@",
    b"<",
    b">",
    b"\"",
    b"\\",
    b",",
    b";",
    b":",
    b"(",
    b")",
    b"\r\n",
    b"\r\n ",
    b"\n\n",
    b"\0",
    b"=?utf-8?b?",
    b"=?utf-8?q?=0D=0A?=",
    b"?=",
    b"xn--",
    b"\xE2\x80\xAE",
    b"\xEF\xBC\x8B",
    b"\xFF",
    b"\xC3",
    b"+",
    b"00",
    b"ext",
    b"From: ",
    b"Reply-To: ",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n",
    b"--x--",
    b"pass",
    b"header.from=",
    b"mx.host.example;",
    b"dmarc=pass",
    b"..",
    b"\xD9\xA0",
    b"\xF0\x9F\x98\x80",
];

/// A generator of numbers that are the same in every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        let at = self.below(all.len());
        &all[at]
    }
}

/// A seed with one to eight changes.
fn changed(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = dice.of(seeds).clone();
    for _ in 0..=dice.below(8) {
        let at = dice.below(input.len() + 1);
        let end = (at + dice.below(12)).min(input.len());
        match dice.below(6) {
            0 => drop(input.splice(at..at, dice.of(PIECES).iter().copied())),
            1 => drop(input.drain(at..end)),
            2 => drop(input.splice(at..end, dice.of(PIECES).iter().copied())),
            3 => {
                let other = dice.of(seeds);
                let from = dice.below(other.len() + 1);
                input.truncate(at);
                input.extend_from_slice(&other[from..]);
            }
            4 => {
                let part = input[at..end].to_vec();
                let times = 1 + dice.below(40);
                drop(input.splice(at..at, part.repeat(times)));
            }
            _ => {
                if let Some(octet) = input.get_mut(at) {
                    *octet ^= 1 << dice.below(8);
                }
            }
        }
    }
    input.truncate(20_000);
    input
}

fn throw(property: &str, rounds: u32, mut test: impl FnMut(&[u8])) {
    let seeds = seeds::of(property).unwrap();
    assert!(seeds.len() > 5, "{property}: {} seeds", seeds.len());
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    seeds.iter().for_each(|seed| test(seed));
    for _ in 0..rounds {
        test(&changed(&seeds, &mut dice));
    }
}

#[test]
fn emails() {
    throw("email", rounds() * 5, |input| properties::email(&String::from_utf8_lossy(input)));
}

#[test]
fn phones() {
    throw("phone", rounds(), |input| {
        let text = String::from_utf8_lossy(input);
        let (region, number) = seeds::region_and_number(&text);
        properties::phone(number, region);
    });
}

#[test]
fn messages() {
    throw("message", rounds(), |input| {
        properties::message(input);
    });
}

#[test]
fn messages_to_a_book() {
    let book = properties::AutomaticBook::new();
    throw("message", rounds() / 10, |input| properties::matching(&book.session, input));
}

#[test]
fn authentication_results() {
    let book = properties::AutomaticBook::new();
    throw("authentication", rounds() / 4, |input| {
        properties::authentication(&book.session, &String::from_utf8_lossy(input));
    });
}

#[test]
fn mailboxes() {
    let desk = file_properties::Desk::new();
    throw("mbox", rounds() / 4, |input| file_properties::mbox(&desk, input));
}

#[test]
fn lists_of_customers() {
    let desk = file_properties::Desk::new();
    throw("csv", rounds() / 20, |input| file_properties::csv(&desk, input));
}

#[test]
fn book_files_that_were_changed() {
    let file = file_properties::BookFile::new();
    throw("database", rounds() / 20, |input| file_properties::database(&file, input));
}
