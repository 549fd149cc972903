//! Fonts: which codes a string has, which characters they stand for, and how wide they are.

use std::collections::BTreeMap;

use encoding_rs::{EUC_KR, Encoding, MACINTOSH, UTF_16BE, WINDOWS_1252};

use super::cmap::{CMap, code};
use super::file::File;
use super::object::{Dict, Object};
use crate::read::ReadError;

/// What stands for a character that the file does not tell.
pub(super) const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// How many codes a byte can be.
const CODES: usize = 256;
/// About how many bytes the width of a code takes.
const WIDTH: usize = 64;

/// How a string falls into codes.
#[derive(Debug)]
enum Codes {
    Bytes,
    Pairs,
    /// As Korean offices write: a byte for ASCII, two for all else (CP949).
    Korean,
    Said(CMap),
}

/// How codes are characters where the font has no map of its own to Unicode.
#[derive(Debug)]
enum Letters {
    In(&'static Encoding),
    Unknown,
}

#[derive(Debug)]
pub(super) struct Font {
    codes: Codes,
    letters: Letters,
    unicode: Option<CMap>,
    /// Characters by their glyphs' names.
    named: BTreeMap<u32, String>,
    /// From a first code: the last one, and how wide each is.
    widths: BTreeMap<u32, (u32, f64)>,
    width: f64,
    /// Glyph space to text space.
    scale: f64,
}

/// A character code as it is drawn.
#[derive(Debug)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// In text space at a size of 1.
    pub(super) width: f64,
    /// Whether word spacing counts behind it.
    pub(super) is_space: bool,
}

impl Font {
    pub(super) fn read(file: &File<'_>, dict: &Dict) -> Result<Self, ReadError> {
        let unicode = file.unpacked(&file.get(dict, "ToUnicode"))?.map(|bytes| CMap::read(&bytes, file.fuel));
        if file.get(dict, "Subtype").name() == Some(b"Type0") {
            return Self::composite(file, dict, unicode);
        }
        let encoding = file.get(dict, "Encoding");
        let base = encoding.dict().map_or_else(|| encoding.clone(), |dict| file.get(dict, "BaseEncoding"));
        let mac = base.name() == Some(b"MacRomanEncoding");
        let named = encoding.dict().map(|dict| file.get(dict, "Differences")).as_ref().and_then(Object::array).map(named);
        let first = file.get(dict, "FirstChar").count().and_then(|first| u32::try_from(first).ok()).unwrap_or(0);
        let widths = file.get(dict, "Widths");
        let widths = widths.array().unwrap_or_default().iter().take(CODES).zip(first..=u32::MAX).filter_map(|(width, at)| {
            let width = file.resolved(width).number()?;
            Some((at, (at, width)))
        });
        let matrix = file.get(dict, "FontMatrix");
        let scale = matrix.array().and_then(|matrix| matrix.first()?.number());
        Ok(Self {
            codes: Codes::Bytes,
            letters: Letters::In(if mac { MACINTOSH } else { WINDOWS_1252 }),
            unicode,
            named: named.unwrap_or_default(),
            widths: widths.collect(),
            // The fonts that every viewer has need not say their widths.
            width: 500.0,
            scale: scale.map_or(0.001, f64::abs),
        })
    }

    fn composite(file: &File<'_>, dict: &Dict, unicode: Option<CMap>) -> Result<Self, ReadError> {
        let encoding = file.get(dict, "Encoding");
        let (codes, letters) = match encoding.name() {
            Some(name) if name.starts_with(b"KSC") => (Codes::Korean, Letters::In(EUC_KR)),
            Some(name) if name.starts_with(b"Uni") => (Codes::Pairs, Letters::In(UTF_16BE)),
            Some(_) => (Codes::Pairs, Letters::Unknown),
            None => {
                let map = file.unpacked(&encoding)?.map(|bytes| CMap::read(&bytes, file.fuel)).filter(CMap::has_lengths);
                (map.map_or(Codes::Pairs, Codes::Said), Letters::Unknown)
            }
        };
        let below = file.get(dict, "DescendantFonts");
        let below = below.array().and_then(|fonts| fonts.first()).map(|font| file.resolved(font));
        let below = below.as_ref().and_then(Object::dict);
        let width = below.and_then(|below| file.get(below, "DW").number()).unwrap_or(1_000.0);
        let widths = below.map(|below| file.get(below, "W"));
        let widths = widths.as_ref().and_then(Object::array).map(|items| spans(file, items)).unwrap_or_default();
        file.keep(widths.len() * WIDTH)?;
        Ok(Self { codes, letters, unicode, named: BTreeMap::new(), widths, width, scale: 0.001 })
    }

    /// The glyphs of a string in order.
    pub(super) fn glyphs(&self, mut bytes: &[u8]) -> Vec<Glyph> {
        let mut glyphs = Vec::new();
        while let Some(first) = bytes.first() {
            let length = match &self.codes {
                Codes::Bytes => 1,
                Codes::Pairs => 2,
                Codes::Korean => 1 + usize::from(*first >= 0x80),
                Codes::Said(map) => map.length(bytes).unwrap_or(1),
            };
            let (one, rest) = bytes.split_at(length.min(bytes.len()));
            let at = code(one).unwrap_or(0);
            glyphs.push(Glyph { text: self.text(at, one), width: self.width(at), is_space: one == b" " });
            bytes = rest;
        }
        glyphs
    }

    fn text(&self, at: u32, bytes: &[u8]) -> String {
        let mapped = self.unicode.as_ref().and_then(|map| map.text(at)).or_else(|| self.named.get(&at).cloned());
        mapped.unwrap_or_else(|| match self.letters {
            Letters::In(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Letters::Unknown => UNKNOWN.to_string(),
        })
    }

    fn width(&self, at: u32) -> f64 {
        let span = self.widths.range(..=at).next_back().filter(|(_, (last, _))| at <= *last);
        span.map_or(self.width, |(_, (_, width))| *width) * self.scale
    }
}

/// Widths of a composite font: `first [width width …]` or `first last width`.
fn spans(file: &File<'_>, items: &[Object]) -> BTreeMap<u32, (u32, f64)> {
    let mut spans = BTreeMap::new();
    let mut items = items.iter();
    let code = |object: &Object| object.count().and_then(|code| u32::try_from(code).ok());
    while let (Some(first), Some(next)) = (items.next().map(|item| file.resolved(item)), items.next().map(|item| file.resolved(item))) {
        let Some(first) = code(&first) else { continue };
        if let Some(widths) = next.array() {
            spans.extend((first..=u32::MAX).zip(widths).filter_map(|(at, width)| Some((at, (at, width.number()?)))));
        } else if let (Some(last), Some(width)) = (code(&next), items.next().and_then(Object::number)) {
            spans.insert(first, (last, width));
        }
    }
    spans
}

/// Characters by the names of their glyphs: `code /name /name …`.
fn named(differences: &[Object]) -> BTreeMap<u32, String> {
    let mut named = BTreeMap::new();
    let mut at = 0_u32;
    for item in differences.iter().take(2 * CODES) {
        if let Some(first) = item.count().and_then(|first| u32::try_from(first).ok()) {
            at = first;
        } else if let Some(name) = item.name() {
            named.extend(std::str::from_utf8(name).ok().and_then(character).map(|letter| (at, letter.to_string())));
            at = at.saturating_add(1);
        }
    }
    named
}

/// The character of a glyph's name: those of ASCII and what numbers are written with (Adobe Glyph List), and `uni00A0`.
fn character(name: &str) -> Option<char> {
    const NAMES: [(&str, char); 42] = [
        ("space", ' '),
        ("exclam", '!'),
        ("quotedbl", '"'),
        ("numbersign", '#'),
        ("dollar", '$'),
        ("percent", '%'),
        ("ampersand", '&'),
        ("quotesingle", '\''),
        ("quoteright", '’'),
        ("quoteleft", '‘'),
        ("parenleft", '('),
        ("parenright", ')'),
        ("asterisk", '*'),
        ("plus", '+'),
        ("comma", ','),
        ("hyphen", '-'),
        ("minus", '−'),
        ("endash", '–'),
        ("emdash", '—'),
        ("period", '.'),
        ("slash", '/'),
        ("zero", '0'),
        ("one", '1'),
        ("two", '2'),
        ("three", '3'),
        ("four", '4'),
        ("five", '5'),
        ("six", '6'),
        ("seven", '7'),
        ("eight", '8'),
        ("nine", '9'),
        ("colon", ':'),
        ("semicolon", ';'),
        ("less", '<'),
        ("equal", '='),
        ("greater", '>'),
        ("question", '?'),
        ("bracketleft", '['),
        ("bracketright", ']'),
        ("underscore", '_'),
        ("asciitilde", '~'),
        ("periodcentered", '·'),
    ];
    let mut letters = name.chars();
    if let (Some(one), None) = (letters.next(), letters.next()) {
        return Some(one);
    }
    let hexadecimal = name.strip_prefix("uni").or(name.strip_prefix('u')).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter);
    known.or_else(|| hexadecimal.and_then(char::from_u32))
}
