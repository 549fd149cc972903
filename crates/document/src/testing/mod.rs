//! For tests: documents edited on purpose, and how well an audit finds what was done to them.

mod edits;

use std::collections::{BTreeMap, BTreeSet};

pub use edits::{Edit, edited};

use crate::audit::{Audit, Verdict};
use crate::model::{Block, Document, Inline};

/// Chance from a seed: splitmix64 (Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// The next number below `sides`; 0 where there are none.
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(sides.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// One of several.
    pub fn of<'s, T>(&mut self, several: &'s [T]) -> Option<&'s T> {
        several.get(self.below(several.len()))
    }
}

/// The same document with a key of its own for each reference, so that an edited one still tells which it is.
#[must_use]
pub fn tagged(mut document: Document) -> Document {
    for (place, inline) in inlines(&mut document).into_iter().enumerate() {
        match inline {
            Inline::Figure(figure) => figure.key = format!("{}#{place}", figure.key),
            Inline::Fact { key, .. } => *key = format!("{key}#{place}"),
            Inline::Text(_) | Inline::LineBreak => {}
        }
    }
    document
}

/// Every inline of a document in reading order.
fn inlines(document: &mut Document) -> Vec<&mut Inline> {
    let subtitle = document.subtitle.iter_mut().flatten();
    subtitle.chain(document.blocks.iter_mut().flat_map(Block::inlines_mut)).collect()
}

/// What an audit should find in an edited document.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// Keys of figures and facts whose number is now wrong or gone.
    pub wrong: BTreeSet<String>,
    /// Whether a table's unit is wrong.
    pub unit: bool,
    /// Whether a sum of a table is broken.
    pub sum: bool,
    /// How many numbers were written that the report never had.
    pub strange: usize,
    /// Whether numbers that the report's own text has (no figures) were deleted with the rest.
    pub literals_gone: bool,
}

/// How an audit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Numbers that are wrong, gone or strange, and sums and units that are broken.
    pub wrong: usize,
    /// Those of them that it found.
    pub found: usize,
    /// Numbers that are right.
    pub right: usize,
    /// Those of them that it blamed.
    pub blamed: usize,
    /// What it missed or blamed, for people.
    pub told: Vec<String>,
}

impl Score {
    /// The score of one audit.
    #[must_use]
    pub fn of(audit: &Audit, truth: &Truth) -> Self {
        let mut score = Self::default();
        let mut verdicts: BTreeMap<&str, bool> = BTreeMap::new();
        let (mut strange, mut unit) = (0, false);
        for finding in &audit.findings {
            let bad = !matches!(finding.verdict, Verdict::Right | Verdict::Rewritten);
            let key = finding.origin.as_ref().map(|origin| origin.key.as_str());
            match (key, finding.verdict) {
                (_, Verdict::Unknown) => strange += 1,
                (Some(key), _) if finding.expected.is_some() => *verdicts.entry(key).or_default() |= bad,
                (None, Verdict::Missing) if truth.literals_gone => {}
                _ if bad && truth.unit && finding.expected.as_ref().is_some_and(|said| said.words.contains("단위")) => unit = true,
                _ => {
                    score.right += 1;
                    score.blamed += usize::from(bad);
                    if bad {
                        score.told.push(format!("blamed {finding:?}"));
                    }
                }
            }
        }
        for (key, bad) in verdicts {
            if truth.wrong.contains(key) {
                continue;
            }
            score.right += 1;
            score.blamed += usize::from(bad);
            if bad {
                let finding = audit.findings.iter().find(|finding| finding.origin.as_ref().is_some_and(|origin| origin.key == key));
                score.told.push(format!("blamed {key}: {finding:?}"));
            }
        }
        for key in &truth.wrong {
            let of_key = audit.findings.iter().filter(|finding| finding.origin.as_ref().is_some_and(|origin| origin.key == *key));
            let bad =
                of_key.filter(|finding| finding.expected.is_some()).any(|f| !matches!(f.verdict, Verdict::Right | Verdict::Rewritten));
            score.wrong(bad, || format!("missed {key}"));
        }
        for place in 0..truth.strange {
            score.wrong(place < strange, || "missed a strange number".into());
        }
        if truth.unit {
            score.wrong(unit, || "missed a table's unit".into());
        }
        if truth.sum {
            score.wrong(!audit.sums.is_empty(), || "missed a broken sum".into());
        }
        score.blamed += strange.saturating_sub(truth.strange);
        if strange > truth.strange {
            score.told.push(format!("{strange} strange numbers of {}", truth.strange));
        }
        score
    }

    fn wrong(&mut self, found: bool, told: impl Fn() -> String) {
        self.wrong += 1;
        self.found += usize::from(found);
        if !found {
            self.told.push(told());
        }
    }

    /// Adds another score.
    pub fn add(&mut self, other: Self) {
        self.wrong += other.wrong;
        self.found += other.found;
        self.right += other.right;
        self.blamed += other.blamed;
        self.told.extend(other.told);
    }

    /// Whether at least 99 % of the wrong numbers are found and at most 1 % of the right ones blamed.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.found * 100 >= self.wrong * 99 && self.blamed * 100 <= self.right
    }
}

/// The document as plain text, as somebody copies it out of a viewer: outline marks, a table's row a line; lines are broken after `width`
/// letters, within words too, as in the text of a PDF.
#[must_use]
pub fn plain(document: &Document, width: Option<usize>) -> String {
    let said = |text: &[Inline]| -> String {
        text.iter()
            .map(|inline| match inline {
                Inline::Text(words) => words.as_str(),
                Inline::Figure(figure) => figure.shown.as_str(),
                Inline::Fact { shown, .. } => shown.as_str(),
                Inline::LineBreak => "\n",
            })
            .collect()
    };
    let mut lines = vec![document.title.clone()];
    lines.extend(document.subtitle.as_deref().map(said));
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text } => lines.push(said(text)),
            Block::Outline { level, text } => lines.push(format!("{} {}", level.marker(), said(text))),
            Block::Note { text } => lines.push(format!("※ {}", said(text))),
            Block::Table(table) => {
                lines.extend(table.caption().map(said));
                for row in table.head().iter().chain(table.body()) {
                    let cells = row.cells.iter().map(|cell| cell.content.iter().map(|line| said(line)).collect::<Vec<_>>().join(" "));
                    lines.push(cells.collect::<Vec<_>>().join("  "));
                }
                lines.extend(table.notes().iter().map(|note| format!("※ {}", said(note))));
            }
            Block::Chart(chart) => {
                lines.push(chart.title.clone());
                lines.extend(chart.bars.iter().map(|bar| format!("{} {}", bar.label, bar.shown)));
            }
            Block::Picture(picture) => lines.extend(picture.caption().map(said)),
            Block::PageBreak => lines.push(String::new()),
        }
    }
    let text = lines.join("\n");
    let Some(width) = width else { return text };
    let mut broken = String::with_capacity(text.len());
    let mut column = 0;
    let mut before = ' ';
    for letter in text.chars() {
        column = if letter == '\n' { 0 } else { column + 1 };
        // A line is never broken within a number or date.
        let numeric = |letter: char| letter.is_ascii_digit() || ",.%△’~".contains(letter);
        if column > width && !numeric(letter) && !numeric(before) && letter.is_alphabetic() && before.is_alphabetic() {
            broken.push('\n');
            column = 0;
        }
        broken.push(letter);
        before = letter;
    }
    broken
}
