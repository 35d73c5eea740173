//! Inputs that nobody would type, the same in every run.

/// How many inputs each property gets; `HOSTILE_ROUNDS` asks for more.
pub(crate) fn rounds() -> u32 {
    let asked = std::env::var("HOSTILE_ROUNDS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(if cfg!(debug_assertions) { 4_000 } else { 40_000 })
}

/// Pieces that parsers stumble over.
pub(crate) const PIECES: &[&[u8]] = &[
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
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    pub(crate) fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        let at = self.below(all.len());
        &all[at]
    }
}

/// A seed with one to eight changes.
pub(crate) fn changed(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
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

/// Ranges that letters are taken from: what people type, what looks like it, and what nobody types.
const RANGES: &[(u32, u32)] = &[
    (0x20, 0x7E),
    (0x30, 0x39),
    (0x00, 0x9F),
    (0xA0, 0x24F),
    (0x300, 0x36F),
    (0x370, 0x52F),
    (0x590, 0x6FF),
    (0x900, 0x97F),
    (0x1100, 0x11FF),
    (0x2000, 0x206F),
    (0x3000, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),
    (0xFB00, 0xFFFF),
    (0x1F300, 0x1FAFF),
    (0xE0000, 0xE01EF),
    (0, 0x10_FFFF),
];

fn letter(dice: &mut Dice) -> char {
    let (first, last) = *dice.of(RANGES);
    let at = first + u32::try_from(dice.below((last - first + 1) as usize)).unwrap();
    char::from_u32(at).unwrap_or('\u{FFFD}')
}

/// Octets of one of five sorts, of at most so many octets and seldom that many: letters of all
/// scripts, octets, pieces, a seed with changes, and one thing again and again.
pub(crate) fn random(seeds: &[Vec<u8>], most: usize, dice: &mut Dice) -> Vec<u8> {
    let length = match dice.below(1_000) {
        0 => most,
        1..=20 => dice.below(most),
        21..=200 => dice.below(400),
        _ => dice.below(40),
    };
    let mut input = Vec::with_capacity(length + 32);
    match dice.below(5) {
        0 => {
            while input.len() < length {
                let mut octets = [0; 4];
                input.extend_from_slice(letter(dice).encode_utf8(&mut octets).as_bytes());
            }
        }
        1 => input.resize_with(length, || u8::try_from(dice.below(256)).unwrap()),
        2 => {
            while input.len() < length {
                input.extend_from_slice(dice.of::<&[u8]>(PIECES));
                if dice.below(3) == 0 {
                    input.extend_from_slice(letter(dice).to_string().as_bytes());
                }
            }
        }
        3 => input = changed(seeds, dice),
        _ => {
            let seed = dice.of(seeds).clone();
            let at = dice.below(seed.len() + 1);
            let mut unit = dice.of(PIECES).to_vec();
            unit.extend_from_slice(&seed[at..(at + dice.below(12)).min(seed.len())]);
            // Somewhere in what is sound, so that the repetition is reached.
            input.extend_from_slice(&seed[..at]);
            while input.len() < length {
                input.extend_from_slice(&unit);
            }
            input.extend_from_slice(&seed[at..]);
        }
    }
    input.truncate(most);
    input
}
