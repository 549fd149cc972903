//! Letters to lines: those that follow each other on a baseline are one.

use super::Fuel;
use super::font::UNKNOWN;
use crate::read::{Passage, Place, ReadError};

/// How far from its line's baseline a letter may stand, in sizes of the letter: as a note's mark does.
const OFF: f64 = 0.5;
/// A gap wider than this, in sizes, parts words; one as wide as a letter parts columns.
const GAP: f64 = 0.18;
const COLUMN: f64 = 1.0;
/// Entries in a row that make a table of contents.
const CONTENTS: usize = 3;
/// The most bytes of text.
const MOST_TEXT: usize = 16 << 20;

/// A letter, or several that one glyph stands for, where it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter<'t> {
    pub(super) text: &'t str,
    /// Where it begins, on the page.
    pub(super) at: (f64, f64),
    /// Which way its text runs, as a vector of length 1.
    pub(super) way: (f64, f64),
    pub(super) width: f64,
    pub(super) size: f64,
}

#[derive(Debug)]
struct Line {
    text: String,
    way: (f64, f64),
    end: f64,
    baseline: f64,
}

/// The lines of a file, page after page.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pages: Vec<Vec<Line>>,
    bytes: usize,
}

impl Lines {
    /// Begins a page.
    pub(super) fn turn(&mut self) {
        self.pages.push(Vec::new());
    }

    pub(super) fn add(&mut self, letter: Letter<'_>) -> Result<(), ReadError> {
        self.bytes = self.bytes.saturating_add(letter.text.len());
        if self.bytes > MOST_TEXT {
            return Err(ReadError::TooMuchPdf { what: "text" });
        }
        let ((x, y), way) = (letter.at, letter.way);
        let (along, across) = (x * way.0 + y * way.1, y * way.0 - x * way.1);
        let Some(page) = self.pages.last_mut() else { return Ok(()) };
        let gap = |line: &Line| (along - line.end) / letter.size;
        let follows = |line: &&mut Line| {
            let same_way = line.way.0 * way.0 + line.way.1 * way.1 > 0.99;
            same_way && (across - line.baseline).abs() < OFF * letter.size && gap(line) > -OFF
        };
        if let Some(line) = page.last_mut().filter(follows) {
            if gap(line) > GAP && !line.text.ends_with(' ') {
                line.text.push_str(if gap(line) > COLUMN { "  " } else { " " });
            }
            line.text.push_str(letter.text);
            line.end = along + letter.width;
        } else {
            page.push(Line { text: letter.text.to_owned(), way, end: along + letter.width, baseline: across });
        }
        Ok(())
    }

    /// The lines that say something.
    pub(super) fn read(self, fuel: &Fuel) -> Result<Vec<Passage>, ReadError> {
        let said = |page: Vec<Line>| page.into_iter().map(|line| line.text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
        let pages: Vec<Vec<String>> = self.pages.into_iter().map(said).collect();
        let bare: Vec<String> = pages.iter().map(|page| page.iter().flat_map(|line| letters_of(line)).collect()).collect();
        let mut lines = Vec::new();
        for (page, number) in pages.into_iter().zip(1_usize..) {
            let last = page.len().saturating_sub(1);
            let contents = contents(&page, &bare, fuel);
            let kept = page.into_iter().zip(contents).enumerate();
            let kept = kept.filter(|(at, (text, listed))| !(*listed || (*at == 0 || *at == last) && is_page_number(text, number)));
            lines.extend(kept.map(|(at, (text, _))| Passage { place: Place::Page { page: number, line: at + 1 }, text }));
        }
        fuel.check()?;
        let letters = || lines.iter().flat_map(|line| line.text.chars()).filter(|letter| !letter.is_whitespace());
        let unknown = letters().filter(|letter| *letter == UNKNOWN).count();
        match letters().count() {
            0 => Err(ReadError::Scanned),
            all if unknown > all / 10 => Err(ReadError::Letterless),
            _ => Ok(lines),
        }
    }
}

/// A text's letters without what is blank.
fn letters_of(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '\u{2060}')
}

/// Which lines of a page are entries of a table of contents: several in a row that end with the number of a page on which the rest of the line
/// stands, the numbers never falling. `bare` are the letters of each page.
fn contents(page: &[String], bare: &[String], fuel: &Fuel) -> Vec<bool> {
    let leads = |line: &String| {
        let (title, number) = line.rsplit_once(' ')?;
        let number: usize = number.trim_matches(['\u{2060}', '.', '·']).parse().ok()?;
        let title: String = letters_of(title.trim_end_matches(['.', '·', '…', ' '])).collect();
        let there = bare.get(number.checked_sub(1)?)?;
        let stands = !title.is_empty() && fuel.burn(there.len()) && there.contains(&title);
        stands.then_some(number)
    };
    let led: Vec<Option<usize>> = page.iter().map(leads).collect();
    let mut listed = vec![false; page.len()];
    let mut begin = 0;
    for end in 1..=led.len() {
        let goes_on = match (led.get(end - 1), led.get(end)) {
            (Some(Some(before)), Some(Some(here))) => before <= here,
            _ => false,
        };
        if !goes_on {
            if end - begin >= CONTENTS && led.get(begin).is_some_and(Option::is_some) {
                listed.iter_mut().take(end).skip(begin).for_each(|one| *one = true);
            }
            begin = end;
        }
    }
    listed
}

/// Whether a line says which page this is and nothing more: `3`, `- 3 -`, `3 / 12`, `3쪽`.
fn is_page_number(text: &str, number: usize) -> bool {
    let mut numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let first = numbers.next().and_then(|digits| digits.parse::<usize>().ok());
    let others = numbers.count();
    let is_mark = |letter: char| letter.is_ascii_digit() || letter.is_whitespace() || "-–—/|쪽".contains(letter);
    first == Some(number) && others <= usize::from(text.contains('/')) && text.chars().all(is_mark)
}
