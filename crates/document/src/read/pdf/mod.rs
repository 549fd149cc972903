//! PDF: the letters of each page in the order in which they are drawn, as lines.
//!
//! A reader of its own, of text alone: no pictures, no fonts' outlines, no scripts. All that it does burns [`Fuel`], so that no file takes
//! more time or memory than a document needs; what it goes down into is counted, so that no nesting takes the stack.

mod cmap;
mod content;
mod file;
mod font;
mod lines;
mod object;

use std::cell::Cell;

use super::{LARGEST_FILE, Passage, ReadError};
use file::File;
use lines::Lines;

/// How much may be done for a file, in bytes looked at: some seconds.
const MOST_WORK: usize = 512 << 20;
/// How deep objects may lead to each other while one is read.
const DEEPEST: usize = 16;

/// What may still be done for a file.
#[derive(Debug)]
struct Fuel {
    left: Cell<usize>,
    unpacked: Cell<usize>,
    depth: Cell<usize>,
}

impl Fuel {
    fn new() -> Self {
        Self { left: Cell::new(MOST_WORK), unpacked: Cell::new(0), depth: Cell::new(0) }
    }

    /// Whether there is enough for this much work.
    fn burn(&self, work: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(work));
        self.left.get() > 0
    }

    fn check(&self) -> Result<(), ReadError> {
        if self.left.get() > 0 { Ok(()) } else { Err(ReadError::TooMuchPdf { what: "work" }) }
    }

    /// Goes down one object; whether it may. [`Self::leave`] goes up in either case.
    fn enter(&self) -> bool {
        self.depth.set(self.depth.get().saturating_add(1));
        self.depth.get() <= DEEPEST
    }

    fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    /// How much of `most` bytes may still be unpacked.
    fn room(&self, most: usize) -> usize {
        most.saturating_sub(self.unpacked.get())
    }

    fn unpack(&self, bytes: usize) {
        self.unpacked.set(self.unpacked.get().saturating_add(bytes));
        self.burn(bytes);
    }
}

/// Reads a PDF as one passage a line, in the order in which its pages draw them (ISO 32000-1); a cell of several lines stays together.
/// What the file marks as no content of its own (running heads, repeated heads of tables) and page numbers are left out.
///
/// # Errors
/// Names what is wrong: too large or too much work, locked, damaged, scanned, or fonts that do not tell their letters.
pub fn pdf(bytes: &[u8]) -> Result<Vec<Passage>, ReadError> {
    if bytes.len() > LARGEST_FILE {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    let fuel = Fuel::new();
    let file = File::open(bytes, &fuel)?;
    let mut lines = Lines::default();
    let mut drawn = content::Drawn::new(&file);
    for page in file.pages()? {
        lines.turn();
        drawn.page(&page, &mut lines)?;
        fuel.check()?;
    }
    lines.read(&fuel)
}
