//! Letters to lines: those that follow each other on a baseline are one.

use super::Fuel;
use super::font::UNKNOWN;
use crate::read::pages::own_text;
use crate::read::{Passage, Place, ReadError};

/// How far from its line's baseline a letter may stand, in sizes of the letter: as a note's mark does.
const OFF: f64 = 0.5;
/// A gap wider than this, in sizes, parts words; one as wide as a letter parts columns.
const GAP: f64 = 0.18;
const COLUMN: f64 = 1.0;
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
        let said = |(page, number): (Vec<Line>, usize)| -> Vec<Passage> {
            let texts = page.into_iter().map(|line| line.text.trim().to_owned()).filter(|text| !text.is_empty());
            (1..).zip(texts).map(|(line, text)| Passage { place: Place::Page { page: number, line }, text }).collect()
        };
        let lines = own_text(self.pages.into_iter().zip(1..).map(said).collect(), |work| fuel.burn(work));
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
