//! The text of a file, piece by piece: octets are counted, a byte order mark is taken off, another
//! encoding becomes UTF-8.
//!
//! UTF-8 is handed on as it is, and read strictly further up, so that one bad octet costs one record.
//! Of another encoding, octets that are no text become [`NO_TEXT`], which is none in UTF-8 either.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use crate::model::exchange::{FileOptions, FileProblem};
use crate::model::violation::{Rule, Violation};

use super::Source;

/// So many octets are read at once, and no more are looked at to find out what a file is.
const CHUNK: usize = 16 * 1024;
/// How much of the beginning is asked whether it is UTF-16.
const ASKED: usize = 8 * 1024;
/// An octet that no UTF-8 has.
const NO_TEXT: u8 = 0xFF;
/// How files begin that are not text: archives and spreadsheets (ZIP), gzip, old spreadsheets (OLE),
/// PDF, SQLite.
const BINARY: &[&[u8]] =
    &[b"PK\x03\x04", b"\x1F\x8B\x08", b"\xD0\xCF\x11\xE0", b"%PDF-", b"SQLite format 3\0"];

/// A window on the text of a file, which grows only when it is asked to.
pub(super) struct TextInput {
    source: Source,
    encoding: &'static Encoding,
    /// None for UTF-8.
    decoder: Option<Decoder>,
    /// Octets that were read and are no text yet.
    raw: Vec<u8>,
    window: Vec<u8>,
    /// Where in the window the rest begins.
    begin: usize,
    /// Where in the text the rest begins.
    at: u64,
    bytes_read: u64,
    ended: bool,
}

impl TextInput {
    /// Begins to read.
    pub(super) fn open(source: Source, options: &FileOptions) -> Result<Self, FileProblem> {
        let said = options.encoding.as_deref().map(encoding_of).transpose()?;
        let mut input = Self {
            source,
            encoding: UTF_8,
            decoder: None,
            raw: Vec::new(),
            window: Vec::new(),
            begin: 0,
            at: 0,
            bytes_read: 0,
            ended: false,
        };
        let ended = input.read_chunk()?;
        let mut raw = std::mem::take(&mut input.raw);
        if raw.starts_with(b"\xFF\xFE\0\0") || raw.starts_with(b"\0\0\xFE\xFF") {
            return Err(broken(Rule::WrongEncoding));
        }
        let mark = Encoding::for_bom(&raw);
        input.encoding = mark.map(|(encoding, _)| encoding).or(said).unwrap_or(UTF_8);
        if BINARY.iter().any(|begin| raw.starts_with(begin)) {
            return Err(broken(Rule::NotText));
        }
        let is_utf8 = input.encoding == UTF_8;
        if is_utf8 && looks_like_utf16(raw.get(..ASKED).unwrap_or(&raw)) {
            return Err(broken(Rule::WrongEncoding));
        }
        raw.drain(..mark.map_or(0, |(_, length)| length));
        input.decoder = (!is_utf8).then(|| input.encoding.new_decoder_without_bom_handling());
        input.raw = raw;
        input.take_in(ended);
        Ok(input)
    }

    /// The encoding's name.
    pub(super) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// How many octets of the file were read.
    pub(super) const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Where in the text the rest begins.
    pub(super) const fn at(&self) -> u64 {
        self.at
    }

    /// The text that was read and not consumed.
    pub(super) fn rest(&self) -> &[u8] {
        self.window.get(self.begin..).unwrap_or_default()
    }

    /// Goes on behind so many octets of the rest.
    pub(super) fn consume(&mut self, octets: usize) {
        let octets = octets.min(self.rest().len());
        self.begin += octets;
        self.at += octets as u64;
    }

    /// Reads another piece of the file; false at its end.
    pub(super) fn fill(&mut self) -> Result<bool, FileProblem> {
        let before = self.rest().len();
        while !self.ended && self.rest().len() == before {
            let ended = self.read_chunk()?;
            self.take_in(ended);
        }
        Ok(self.rest().len() > before)
    }

    /// Fills `raw` from the source, whatever the sizes in which it gives; true at the end.
    fn read_chunk(&mut self) -> Result<bool, FileProblem> {
        let before = self.raw.len();
        let source = self.source.by_ref();
        let read = source.take(CHUNK as u64).read_to_end(&mut self.raw);
        self.bytes_read += (self.raw.len() - before) as u64;
        match read {
            Ok(read) => Ok(read < CHUNK),
            Err(error) => {
                self.ended = true;
                Err(FileProblem::Io(error.kind()))
            }
        }
    }

    /// Makes text of `raw`, at the end of the window.
    fn take_in(&mut self, last: bool) {
        self.window.drain(..self.begin);
        self.begin = 0;
        self.ended = last;
        match &mut self.decoder {
            None => self.window.append(&mut self.raw),
            Some(decoder) => {
                decode(decoder, &self.raw, &mut self.window, last);
                self.raw.clear();
            }
        }
    }
}

/// For formats that read octets themselves.
impl Read for TextInput {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest().is_empty() {
            self.fill().map_err(|problem| match problem {
                FileProblem::Io(kind) => io::Error::from(kind),
                _ => io::Error::from(io::ErrorKind::InvalidData),
            })?;
        }
        let octets = self.rest().read(into)?;
        self.consume(octets);
        Ok(octets)
    }
}

/// A problem at the very beginning.
pub(super) const fn broken(rule: Rule) -> FileProblem {
    FileProblem::Broken { rule, limit: None, record: 0, at: 0 }
}

fn encoding_of(label: &str) -> Result<&'static Encoding, FileProblem> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .ok_or_else(|| FileProblem::Options(vec![Violation::new("encoding", Rule::UnknownValue)]))
}

/// Latin text in UTF-16 has a NUL at every second place, and none between them.
fn looks_like_utf16(octets: &[u8]) -> bool {
    let nuls = |first: usize| octets.iter().skip(first).step_by(2).filter(|of| **of == 0).count();
    let (even, odd, half) = (nuls(0), nuls(1), octets.len() / 2);
    let (fewer, more) = (even.min(odd), even.max(odd));
    half >= 4 && more * 10 >= half * 4 && fewer * 10 <= half
}

fn decode(decoder: &mut Decoder, mut raw: &[u8], text: &mut Vec<u8>, last: bool) {
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(raw.len());
        let begin = text.len();
        text.resize(begin + room.unwrap_or(CHUNK).max(16), 0);
        let into = text.get_mut(begin..).unwrap_or_default();
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(raw, into, last);
        text.truncate(begin + written);
        raw = raw.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => text.push(NO_TEXT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(octets: &[u8], encoding: Option<&str>) -> Result<(Vec<u8>, &'static str), FileProblem> {
        let options =
            FileOptions { encoding: encoding.map(str::to_owned), ..FileOptions::default() };
        let source = Box::new(io::Cursor::new(octets.to_vec()));
        let mut input = TextInput::open(source, &options)?;
        while input.fill()? {}
        assert_eq!(input.bytes_read(), octets.len() as u64);
        Ok((input.rest().to_vec(), input.encoding()))
    }

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn marks_win_over_what_is_said() {
        let little = [&b"\xFF\xFE"[..], &utf16("Ännä 😀", u16::to_le_bytes)].concat();
        let big = [&b"\xFE\xFF"[..], &utf16("Ännä 😀", u16::to_be_bytes)].concat();
        let wanted = "Ännä 😀".as_bytes().to_vec();
        for said in [None, Some("windows-1252")] {
            assert_eq!(text(&little, said), Ok((wanted.clone(), "UTF-16LE")));
            assert_eq!(text(&big, said), Ok((wanted.clone(), "UTF-16BE")));
            let marked = [b"\xEF\xBB\xBF", wanted.as_slice()].concat();
            assert_eq!(text(&marked, said), Ok((wanted.clone(), "UTF-8")));
        }
    }

    #[test]
    fn encodings_are_said_by_their_labels() {
        let latin = text(b"M\xFCller \x80", Some("Latin1")).unwrap();
        assert_eq!(latin, ("Müller €".as_bytes().to_vec(), "windows-1252"));
        assert_eq!(text(&utf16("ab", u16::to_be_bytes), Some("utf-16be")).unwrap().0, b"ab");
        let unknown = FileProblem::Options(vec![Violation::new("encoding", Rule::UnknownValue)]);
        for label in ["klingon", "", "iso-2022-kr"] {
            assert_eq!(text(b"a", Some(label)), Err(unknown.clone()), "{label}");
        }
    }

    #[test]
    fn octets_that_are_no_text_are_marked() {
        assert_eq!(text(b"a\x81\x20b", Some("shift_jis")).unwrap().0, b"a\xFF b");
        let half = [&b"\xFF\xFE"[..], &0xD83D_u16.to_le_bytes(), &[b'a', 0, b'b']].concat();
        assert_eq!(text(&half, None).unwrap().0, b"\xFFa\xFF");
    }

    #[test]
    fn files_that_are_no_text_are_known_by_their_beginning() {
        for octets in
            [&b"PK\x03\x04rest"[..], b"\x1F\x8B\x08\0", b"%PDF-1.7", b"\xD0\xCF\x11\xE0\xA1"]
        {
            assert_eq!(text(octets, None), Err(broken(Rule::NotText)));
        }
        let wide = utf16("Name,Email\r\nÄnna", u16::to_le_bytes);
        assert_eq!(text(&wide, None), Err(broken(Rule::WrongEncoding)));
        assert_eq!(text(&wide, Some("utf-8")), Err(broken(Rule::WrongEncoding)));
        let wider: Vec<u8> =
            "\u{FEFF}Name".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(text(&wider, None), Err(broken(Rule::WrongEncoding)));
        assert!(text(b"a\0b,c\nd", None).is_ok(), "a NUL or two are a matter of the record");
        assert!(text(b"", None).is_ok());
    }

    #[test]
    fn a_source_that_fails_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::TimedOut))
            }
        }
        let opened = TextInput::open(Box::new(Broken), &FileOptions::default());
        assert_eq!(opened.err(), Some(FileProblem::Io(io::ErrorKind::TimedOut)));
    }
}
