//! Numbers and dates in a Korean official text.

use std::ops::Range;

use kernel::Exact;

use super::dates;
use super::units::{self, Multiplied};
use super::value::{Amount, Unit, Value};

/// A number or date in a text, with its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands in the text, in bytes; its sign and unit are part of it.
    pub range: Range<usize>,
    /// What it means.
    pub value: Value,
}

/// Every number and date of a text in reading order: `679백만원`, `1억 2천만원`, `△3.2%`, `2021. 3. 31.`, `’21.3월`, `3.31.(수)`, `10:00`,
/// `(단위: 천원)`. Digits within a Latin word (O2O) are none; a window (`’21. 4.~12.`) is one.
#[must_use]
pub fn numbers(text: &str) -> Vec<Mention> {
    let scan = Scan::new(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.characters.len() {
        let next = unit_of_table(&scan, at, &mut found).or_else(|| {
            let (end, value) = one(&scan, at)?;
            found.extend(value.map(|value| Mention { range: scan.range(at..end), value }));
            Some(end)
        });
        at = next.filter(|end| *end > at).unwrap_or(at + 1);
    }
    found
}

/// A text as characters, full-width forms and the many tildes and dashes as one.
pub(super) struct Scan {
    characters: Vec<(usize, char)>,
    length: usize,
}

impl Scan {
    fn new(text: &str) -> Self {
        let characters = text.char_indices().map(|(at, character)| (at, folded(character))).collect();
        Self { characters, length: text.len() }
    }

    pub(super) fn at(&self, at: usize) -> Option<char> {
        self.characters.get(at).map(|(_, character)| *character)
    }

    pub(super) fn before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|before| self.at(before))
    }

    pub(super) fn digit(&self, at: usize) -> Option<u32> {
        self.at(at).and_then(|character| character.to_digit(10))
    }

    /// The first place from here that is no space, at most two spaces on.
    pub(super) fn past_spaces(&self, at: usize) -> usize {
        (at..at + 2).find(|place| !self.at(*place).is_some_and(char::is_whitespace)).unwrap_or(at + 2)
    }

    pub(super) fn starts(&self, at: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, character)| self.at(at + offset) == Some(character))
    }

    /// The digits from here, and where they end.
    pub(super) fn digits(&self, at: usize) -> Option<(usize, &[(usize, char)])> {
        let end = (at..self.characters.len()).find(|place| self.digit(*place).is_none()).unwrap_or(self.characters.len());
        self.characters.get(at..end).filter(|digits| !digits.is_empty()).map(|digits| (end, digits))
    }

    /// A whole number of at most four digits from here, and where it ends.
    pub(super) fn small(&self, at: usize) -> Option<(usize, u16)> {
        let (end, digits) = self.digits(at)?;
        let number = digits.iter().map(|(_, digit)| digit).collect::<String>();
        (number.len() <= 4).then(|| number.parse().ok().map(|number| (end, number))).flatten()
    }

    fn range(&self, of: Range<usize>) -> Range<usize> {
        let byte = |at: usize| self.characters.get(at).map_or(self.length, |(byte, _)| *byte);
        byte(of.start)..byte(of.end)
    }
}

fn folded(character: char) -> char {
    match character {
        // The full-width dash is the mark of an outline item, never a minus.
        '－' => '－',
        '∼' | '〜' | '～' | '˜' => '~',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        '‘' | '\'' | '`' | '´' | '′' => '’',
        '−' | '‑' | '﹣' => '-',
        '▲' | '∆' | 'Δ' => '△',
        '\u{A0}' | '\u{3000}' => ' ',
        '٪' | '﹪' => '%',
        other => other,
    }
}

/// What begins here, if it is a number or date, and where it ends; digits that mean nothing are passed over.
fn one(scan: &Scan, at: usize) -> Option<(usize, Option<Value>)> {
    if let Some((end, dates)) = dates::dates(scan, at) {
        return Some((end, Some(Value::Dates(dates))));
    }
    if let Some((end, amount)) = units::spelt(scan, at) {
        return Some((end, Some(Value::Amount(amount))));
    }
    let (start, negative) = sign(scan, at);
    let (digits_end, _) = scan.digits(start)?;
    if scan.before(at).is_some_and(|before| before.is_ascii_alphabetic() || before == '_') {
        return Some((digits_end, None));
    }
    if let Some((end, minutes)) = time(scan, at) {
        return Some((end, Some(Value::Time(minutes))));
    }
    let (end, digits) = grouped(scan, start)?;
    let Some((written, places)) = number(&digits, negative) else { return Some((end, Some(Value::Code(digits)))) };
    let about = about(scan, at);
    // 제2조 is an article, not two trillion.
    let ordinal = scan.before(at) == Some('제');
    let Multiplied { end, value, step, unit } = units::multiplied(scan, end, (written, places), negative, ordinal);
    let step = if about { at_last_digit(value, step) } else { step };
    Some((end, Some(Value::Amount(Amount { value, step, written, unit, about }))))
}

/// Where the digits begin, and whether a sign says that they are below zero. A dash between two words or numbers is none.
fn sign(scan: &Scan, at: usize) -> (usize, bool) {
    let free = scan.before(at).is_none_or(|before| before.is_whitespace() || matches!(before, '(' | ':' | '=' | '|'));
    match scan.at(at) {
        Some('△') => (scan.past_spaces(at + 1), true),
        Some('-') if free => (at + 1, true),
        Some('+') if free => (at + 1, false),
        _ => (at, false),
    }
}

fn time(scan: &Scan, at: usize) -> Option<(usize, u32)> {
    let (colon, hours) = scan.small(at)?;
    let (end, minutes) = (scan.at(colon) == Some(':')).then(|| scan.small(colon + 1)).flatten()?;
    let holds = hours <= 24 && minutes < 60 && end == colon + 3;
    holds.then(|| (end, u32::from(hours) * 60 + u32::from(minutes)))
}

/// A number's digits without commas, its decimals behind a point, and where it ends. `1,2` is two numbers; `12,0999` is one that was spoilt.
fn grouped(scan: &Scan, at: usize) -> Option<(usize, String)> {
    let (mut end, first) = scan.digits(at)?;
    let mut digits: String = first.iter().map(|(_, digit)| digit).collect();
    let mut groups = Vec::new();
    let mut reach = end;
    while let Some((after, group)) = (scan.at(reach) == Some(',')).then(|| scan.digits(reach + 1)).flatten() {
        groups.push(group.iter().map(|(_, digit)| *digit).collect::<String>());
        reach = after;
    }
    if groups.iter().any(|group| group.len() >= 3) {
        digits.extend(groups);
        end = reach;
    }
    if let Some((after, fraction)) = (scan.at(end) == Some('.')).then(|| scan.digits(end + 1)).flatten() {
        digits.push('.');
        digits.extend(fraction.iter().map(|(_, digit)| *digit));
        end = after;
    }
    Some((end, digits))
}

/// The number that digits write, and how many decimals it has.
fn number(digits: &str, negative: bool) -> Option<(Exact, u32)> {
    let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let written: Exact = digits.parse().ok()?;
    let signed = if negative { Exact::ZERO.minus(written)? } else { written };
    Some((signed, u32::try_from(places).ok()?))
}

fn about(scan: &Scan, at: usize) -> bool {
    let word_end = (0..at).rev().find(|place| !scan.at(*place).is_some_and(char::is_whitespace));
    word_end.is_some_and(|end| {
        let alone = scan.before(end).is_none_or(|before| !before.is_alphanumeric());
        (scan.at(end) == Some('약') && alone) || (end > 0 && scan.starts(end - 1, "대략"))
    })
}

/// One in the place of the last digit that is not zero, which is as finely as a number with 약 is meant.
fn at_last_digit(value: Exact, step: Exact) -> Exact {
    let ten = Exact::whole(10);
    let mut step = step;
    while let Some(coarser) = step.times(ten).filter(|_| !value.is_zero()) {
        let whole = value.over(coarser).is_some_and(|times| times == times.floor(0));
        if !whole {
            break;
        }
        step = coarser;
    }
    step
}

/// The units that a caption gives to a table's cells, as mentions; gives where the caption's list ends.
fn unit_of_table(scan: &Scan, at: usize, found: &mut Vec<Mention>) -> Option<usize> {
    let colon = scan.starts(at, "단위").then(|| scan.past_spaces(at + 2)).filter(|colon| scan.at(*colon) == Some(':'))?;
    let mut place = colon + 1;
    while let Some(character) = scan.at(place).filter(|character| !matches!(character, ')' | ']' | '>')) {
        if character.is_whitespace() || matches!(character, ',' | '/' | '·' | '.') {
            place += 1;
        } else if let Some((end, unit)) = units::named(scan, place) {
            found.push(Mention { range: scan.range(place..end), value: Value::Unit(unit) });
            place = end;
        } else {
            break;
        }
    }
    Some(place)
}

/// The unit of money that a text gives to a table's cells.
pub(super) fn table_unit(mentions: &[Mention]) -> Option<&Unit> {
    mentions.iter().find_map(|mention| match &mention.value {
        Value::Unit(unit @ Unit::Money(_)) => Some(unit),
        _ => None,
    })
}
