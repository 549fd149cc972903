//! Objects of PDF (ISO 32000-1, 7.3): the syntax of files, content streams and CMaps.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Fuel;

/// How deep arrays and dictionaries may stand in each other.
const DEEPEST: usize = 64;
/// The most elements of one object.
const MOST_ELEMENTS: usize = 1 << 17;

pub(super) type Dict = BTreeMap<Vec<u8>, Object>;

/// An object, or a word that is none (an operator).
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Null,
    Bool,
    Number(f64),
    String(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    /// The number of another object.
    Ref(u32),
    /// A dictionary, and where its bytes stand in the file.
    Stream(Dict, Range<usize>),
    Word(Vec<u8>),
}

impl Object {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The dictionary that it is, or that a stream has.
    pub(super) fn dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) | Self::Stream(dict, _) = self { Some(dict) } else { None }
    }

    /// How many objects it holds, itself with them.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Array(items) => 1 + items.iter().map(Self::weight).sum::<usize>(),
            Self::Dict(dict) | Self::Stream(dict, _) => 1 + dict.values().map(Self::weight).sum::<usize>(),
            _ => 1,
        }
    }

    /// A number that counts something.
    pub(super) fn count(&self) -> Option<usize> {
        self.number().and_then(whole)
    }
}

/// A number that is whole and not negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds that are asked")]
pub(super) fn whole(number: f64) -> Option<usize> {
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as usize)
}

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Reads objects from bytes, one after the other.
pub(super) struct Lexer<'d> {
    data: &'d [u8],
    pub(super) at: usize,
    elements: usize,
}

impl<'d> Lexer<'d> {
    pub(super) fn new(data: &'d [u8], at: usize) -> Self {
        Self { data, at, elements: 0 }
    }

    /// The next object or word; nothing at the end, where one is broken, or where the file takes too much work.
    pub(super) fn next(&mut self, fuel: &Fuel) -> Option<Object> {
        let from = self.at;
        self.elements = 0;
        let object = self.object(DEEPEST);
        fuel.burn(self.at.saturating_sub(from) + 1).then_some(object).flatten()
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn starts(&self, what: &[u8]) -> bool {
        self.data.get(self.at..).is_some_and(|rest| rest.starts_with(what))
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.skip_space();
        self.elements += 1;
        if depth == 0 || self.elements > MOST_ELEMENTS {
            return None;
        }
        match self.peek()? {
            b'(' => self.literal(),
            b'<' if self.starts(b"<<") => self.dict(depth),
            b'<' => Some(self.hexadecimal()),
            b'/' => Some(self.name()),
            b'[' => {
                self.at += 1;
                self.items(depth, b"]").map(Object::Array)
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => Some(self.number()),
            byte if is_delimiter(byte) => {
                // `{`, `}` or a bracket that closes nothing; a word of one byte.
                self.at += 1;
                Some(Object::Word(vec![byte]))
            }
            _ => Some(match self.word() {
                b"null" => Object::Null,
                b"true" | b"false" => Object::Bool,
                word => Object::Word(word.to_vec()),
            }),
        }
    }

    fn word(&mut self) -> &'d [u8] {
        let from = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        self.data.get(from..self.at).unwrap_or_default()
    }

    /// A number, or a reference where two whole numbers and an `R` stand.
    fn number(&mut self) -> Object {
        let word = self.word();
        let text: String = word.iter().map(|byte| char::from(*byte)).collect();
        // Some writers set two signs or a sign within; what can be read of it is taken.
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite()).unwrap_or(0.0);
        let past = self.at;
        if let Ok(target) = text.parse::<u32>() {
            self.skip_space();
            let generation = self.word();
            if !generation.is_empty() && generation.iter().all(u8::is_ascii_digit) {
                self.skip_space();
                if self.word() == b"R" {
                    return Object::Ref(target);
                }
            }
        }
        self.at = past;
        Object::Number(number)
    }

    fn name(&mut self) -> Object {
        self.at += 1;
        let word = self.word();
        let mut name = Vec::with_capacity(word.len());
        let mut rest = word;
        while let [byte, after @ ..] = rest {
            let escaped = match after {
                [high, low, ..] if *byte == b'#' => digit(*high).zip(digit(*low)).map(|(high, low)| high << 4 | low),
                _ => None,
            };
            name.push(escaped.unwrap_or(*byte));
            rest = after.get(if escaped.is_some() { 2 } else { 0 }..).unwrap_or_default();
        }
        Object::Name(name)
    }

    fn items(&mut self, depth: usize, end: &[u8]) -> Option<Vec<Object>> {
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.starts(end) {
                self.at += end.len();
                return Some(items);
            }
            match self.object(depth - 1)? {
                // A word within an array or dictionary is damage; the object that began here is none.
                Object::Word(_) => return None,
                item => items.push(item),
            }
        }
    }

    fn dict(&mut self, depth: usize) -> Option<Object> {
        self.at += 2;
        let mut items = self.items(depth, b">>")?.into_iter();
        let mut dict = Dict::new();
        while let (Some(key), Some(value)) = (items.next(), items.next()) {
            if let Object::Name(key) = key {
                dict.insert(key, value);
            }
        }
        Some(Object::Dict(dict))
    }

    fn hexadecimal(&mut self) -> Object {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(digit(byte));
        }
        let byte = |pair: &[u8]| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0);
        Object::String(digits.chunks(2).map(byte).collect())
    }

    fn literal(&mut self) -> Option<Object> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 1_usize);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Some(Object::String(text));
                    }
                }
                b'\\' => {
                    self.escape(&mut text)?;
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            // A line's end behind a backslash says nothing.
            b'\r' if self.peek() == Some(b'\n') => self.at += 1,
            b'\r' | b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u16::from(byte - b'0');
                for _ in 0..2 {
                    let Some(next @ b'0'..=b'7') = self.peek() else { break };
                    value = value << 3 | u16::from(next - b'0');
                    self.at += 1;
                }
                text.extend(value.to_be_bytes().last());
            }
            other => text.push(other),
        }
        Some(())
    }

    /// Passes over the bytes of a picture in a content stream, up to its `EI`.
    pub(super) fn skip_picture(&mut self, fuel: &Fuel) {
        let from = self.at;
        let ends = |window: &[u8]| matches!(window, [before, b'E', b'I', after] if is_space(*before) && is_space(*after));
        let rest = self.data.get(from..).unwrap_or_default();
        self.at = rest.windows(4).position(ends).map_or(self.data.len(), |end| from + end + 3);
        fuel.burn(self.at - from);
    }
}

pub(super) fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
