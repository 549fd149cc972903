//! Dates that a text writes out (`{=’21. 5. 6.}`): in a template they can only be marked literals. Pure.

use kernel::Day;

/// A piece of text: a number with its digits counted, a word, or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Number(i32, usize),
    Word(String),
    Sign(char),
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The days written in a text; a day without a year is one of the year of `today`.
pub(crate) fn written_in(text: &str, today: Day) -> Vec<Day> {
    let pieces = pieces(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        match read(pieces.get(at..).unwrap_or_default(), today) {
            Some((taken, day)) => {
                found.push(day);
                at += taken;
            }
            None => at += 1,
        }
    }
    found
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut joined = false;
    for c in text.chars() {
        match (c, pieces.last_mut()) {
            (c, _) if c.is_whitespace() => {
                joined = false;
                continue;
            }
            (c, Some(Piece::Number(number, digits))) if c.is_ascii_digit() && joined && *digits < 8 => {
                *number = *number * 10 + digit(c);
                *digits += 1;
            }
            (c, _) if c.is_ascii_digit() => {
                pieces.push(Piece::Number(digit(c), 1));
            }
            (c, Some(Piece::Word(word))) if c.is_alphabetic() && joined => word.push(c),
            (c, _) if c.is_alphabetic() => pieces.push(Piece::Word(c.to_string())),
            (c, _) => pieces.push(Piece::Sign(c)),
        }
        joined = true;
    }
    pieces
}

fn digit(c: char) -> i32 {
    c.to_digit(10).and_then(|digit| i32::try_from(digit).ok()).unwrap_or(0)
}

/// The day with which pieces begin, and how many of them it takes.
fn read(pieces: &[Piece], today: Day) -> Option<(usize, Day)> {
    use Piece::{Number as N, Sign as S, Word as W};
    let year = i32::from(today.year());
    // Two digits are a year of this century.
    let full = |two: i32| year / 100 * 100 + two;
    let (taken, (year, month, day)) = match pieces {
        [N(y, 4), S('-'), N(m, 2), S('-'), N(d, 2), ..] => (5, (*y, *m, *d)),
        [N(y, 4), S('.'), N(m, 1..=2), S('.'), N(d, 1..=2), ..] => (5, (*y, *m, *d)),
        [S('’' | '‘' | '\''), N(y, 2), S('.'), N(m, 1..=2), S('.'), N(d, 1..=2), ..] => (6, (full(*y), *m, *d)),
        [N(m, 1..=2), S('.'), N(d, 1..=2), S('.'), ..] => (4, (year, *m, *d)),
        [N(y, 4), W(of), N(m, 1..=2), W(month), N(d, 1..=2), W(day), ..] if of == "년" && month == "월" && day.starts_with('일') => {
            (6, (*y, *m, *d))
        }
        [N(m, 1..=2), W(month), N(d, 1..=2), W(day), ..] if month == "월" && day.starts_with('일') => (4, (year, *m, *d)),
        [N(d, 1..=2), W(month), N(y, 4), ..] => (3, (*y, named(month)?, *d)),
        [N(d, 1..=2), W(month), ..] => (2, (year, named(month)?, *d)),
        [W(month), N(d, 1..=2), S(','), N(y, 4), ..] => (4, (*y, named(month)?, *d)),
        _ => return None,
    };
    let day = Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
    Some((taken, day))
}

/// The number of a month by its English name; `may` in lower case is no month.
fn named(word: &str) -> Option<i32> {
    let word = if word.starts_with(char::is_uppercase) { word.to_lowercase() } else { return None };
    let at = MONTHS.iter().position(|month| word.starts_with(month))?;
    i32::try_from(at + 1).ok()
}
