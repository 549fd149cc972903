//! Both sides of an audit in one shape: passages, and the numbers in them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::scan::{Mention, numbers, table_unit};
use super::value::{Likeness, Unit, Value};
use crate::model::{Block, Chart, Document, Inline};
use crate::read::{Passage, Place};
use crate::table::Table;

/// How many letters of the next line may belong to a number that a line's end cut in two.
const JOINED: usize = 12;

/// A figure or fact of a report, where its text stands.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) key: String,
    pub(super) fact: bool,
    /// How many references to the same key stand before it.
    pub(super) occurrence: usize,
    pub(super) shown: String,
    passage: usize,
    range: Range<usize>,
}

/// A number or date of one side.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its passage, from 0.
    pub(super) passage: usize,
    pub(super) mention: Mention,
    /// Its value in the unit of its table's caption.
    pub(super) scaled: Value,
    /// What it means if the line's end cut it in two, read with the next line's beginning: only a PDF's text has such.
    pub(super) joined: Option<Joined>,
    /// The figures and facts it shows; only a report knows them.
    pub(super) sources: Vec<usize>,
}

/// A number that a line's end cut in two.
#[derive(Clone, Debug)]
pub(super) struct Joined {
    pub(super) value: Value,
    /// How many bytes of the next line belong to it.
    pub(super) rest: usize,
}

/// A line's last number read with the beginning of the next line, if they are one.
fn joined(cut: &str, between: &str, next: &str) -> Option<Joined> {
    let before = cut.len() + between.len();
    let whole = numbers(&format!("{cut}{between}{next}")).into_iter().next().filter(|whole| whole.range.end > before)?;
    Some(Joined { value: whole.value, rest: whole.range.end - before })
}

/// A report, or a text that somebody edited.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) passages: Vec<Passage>,
    pub(super) items: Vec<Item>,
    pub(super) sources: Vec<Source>,
    /// How many references there are to each key.
    occurrences: BTreeMap<(String, bool), usize>,
    /// Passages of charts, which not every file draws.
    pub(super) charts: BTreeSet<usize>,
    /// For each passage, the first of its items; the next passage's first ends them.
    firsts: Vec<usize>,
}

impl Side {
    /// A report as people read it.
    pub(super) fn report(document: &Document) -> Self {
        let mut side = Self::default();
        side.line(&[Inline::text(document.title.as_str())], Place::Line(1));
        let mut line = 1;
        let mut next = || {
            line += 1;
            Place::Line(line)
        };
        if let Some(subtitle) = &document.subtitle {
            side.line(subtitle, next());
        }
        let mut tables = 0;
        for block in &document.blocks {
            match block {
                Block::Heading { text, .. } | Block::Outline { text, .. } | Block::Paragraph { text } | Block::Note { text } => {
                    side.line(text, next());
                }
                Block::Table(table) => {
                    tables += 1;
                    side.table(table, tables, &mut next);
                }
                Block::Chart(chart) => {
                    tables += 1;
                    side.chart(chart, tables, next());
                }
                Block::Picture(picture) => picture.caption().into_iter().for_each(|caption| side.line(caption, next())),
                Block::PageBreak => {}
            }
        }
        side.scanned()
    }

    /// A text that somebody edited.
    pub(super) fn edited(passages: &[Passage]) -> Self {
        let mut side = Self { passages: passages.to_vec(), ..Self::default() }.scanned();
        for (passage, pair) in passages.windows(2).enumerate() {
            let [Passage { place, text }, Passage { place: after, text: next }] = pair else { continue };
            if !place.is_running() || !after.is_running() {
                continue;
            }
            let Some(item) = side.items_of(passage).last().and_then(|last| side.items.get_mut(last)) else { continue };
            if item.mention.range.end == text.trim_end().len() {
                let cut = text.get(item.mention.range.start..).unwrap_or_default();
                let next: String = next.chars().take(JOINED).collect();
                // A line's end may stand for a space, or for nothing.
                item.joined = ["", " "].into_iter().filter_map(|between| joined(cut, between, &next)).max_by_key(|joined| joined.rest);
            }
        }
        side
    }

    /// Whether an item is a page's number: alone on its line but for dashes.
    pub(super) fn is_page_number(&self, item: &Item) -> bool {
        let passage = self.passages.get(item.passage);
        let alone = |text: &str| text.len() < 20 && text.chars().all(|letter| letter.is_ascii_digit() || " -‐–—/".contains(letter));
        passage.is_some_and(|passage| passage.place.is_running() && alone(&passage.text))
    }

    fn line(&mut self, text: &[Inline], place: Place) {
        let passage = self.passages.len();
        let mut said = String::new();
        for inline in text {
            let from = said.len();
            let (key, shown, fact) = match inline {
                Inline::Text(words) => {
                    said.push_str(words);
                    continue;
                }
                Inline::LineBreak => {
                    said.push('\n');
                    continue;
                }
                Inline::Figure(figure) => (&figure.key, &figure.shown, false),
                Inline::Fact { key, shown, .. } => (key, shown, true),
            };
            said.push_str(shown);
            let count = self.occurrences.entry((key.clone(), fact)).or_default();
            let occurrence = *count;
            *count += 1;
            let range = from..said.len();
            self.sources.push(Source { key: key.clone(), fact, occurrence, shown: shown.clone(), passage, range });
        }
        self.passages.push(Passage { place, text: said });
    }

    fn table(&mut self, table: &Table, number: usize, next: &mut impl FnMut() -> Place) {
        if let Some(caption) = table.caption() {
            self.line(caption, next());
        }
        // For each column, how many more rows a cell from above reaches into.
        let mut reach = vec![0_u16; table.columns()];
        for (row, cells) in table.head().iter().chain(table.body()).enumerate() {
            let mut column = 0;
            for cell in &cells.cells {
                while reach.get(column).is_some_and(|rows| *rows > 0) {
                    column += 1;
                }
                for line in &cell.content {
                    self.line(line, Place::Cell { table: number, row: row + 1, column: column + 1 });
                }
                let width = usize::from(cell.colspan.get());
                reach.iter_mut().skip(column).take(width).for_each(|rows| *rows = cell.rowspan.get());
                column += width;
            }
            reach.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        }
        for note in table.notes() {
            self.line(note, next());
        }
    }

    /// A chart says again what its table says: labels and values, as a table of two columns.
    fn chart(&mut self, chart: &Chart, number: usize, title: Place) {
        let first = self.passages.len();
        self.line(&[Inline::text(chart.title.as_str())], title);
        for (row, bar) in chart.bars.iter().enumerate() {
            for (column, text) in [&bar.label, &bar.shown].into_iter().enumerate() {
                self.line(&[Inline::text(text.as_str())], Place::Cell { table: number, row: row + 1, column: column + 1 });
            }
        }
        self.charts.extend(first..self.passages.len());
    }

    fn scanned(mut self) -> Self {
        let mut unit: Option<(usize, Unit)> = None;
        let mut sources = self.sources.iter().enumerate().peekable();
        for (at, passage) in self.passages.iter().enumerate() {
            let mentions = numbers(&passage.text);
            self.firsts.push(self.items.len());
            let table = if passage.place.is_running() {
                // A caption stands right above its table.
                unit = table_unit(&mentions).cloned().map(|unit| (at, unit));
                None
            } else {
                unit.as_ref().map(|(_, unit)| unit)
            };
            let mut here = Vec::new();
            while let Some(source) = sources.next_if(|(_, source)| source.passage <= at) {
                here.push(source);
            }
            for mention in mentions {
                let scaled = match &mention.value {
                    Value::Amount(amount) => Value::Amount(amount.in_table(table)),
                    other => other.clone(),
                };
                let meets = |source: &Source| source.range.start < mention.range.end && mention.range.start < source.range.end;
                let sources = here.iter().filter(|(_, source)| meets(source)).map(|(index, _)| *index).collect();
                self.items.push(Item { passage: at, mention, scaled, joined: None, sources });
            }
        }
        self
    }

    /// A passage's items, by their numbers.
    pub(super) fn items_of(&self, passage: usize) -> Range<usize> {
        let first = self.firsts.get(passage).copied().unwrap_or(self.items.len());
        first..self.firsts.get(passage + 1).copied().unwrap_or(self.items.len())
    }

    /// The items of the next line that belong to this one, which the line's end cut in two.
    pub(super) fn rest_of(&self, item: usize) -> impl Iterator<Item = usize> {
        let item = self.items.get(item);
        let (next, rest) = item.and_then(|item| Some((item.passage + 1, item.joined.as_ref()?.rest))).unwrap_or_default();
        self.items_of(next)
            .filter(move |at| self.items.get(*at).is_some_and(|item| item.passage == next && item.mention.range.start < rest))
    }

    /// The items of the table right below a passage.
    pub(super) fn table_below(&self, passage: usize) -> Range<usize> {
        let cells = self.passages.iter().skip(passage + 1).take_while(|passage| !passage.place.is_running()).count();
        self.items_of(passage + 1).start..self.items_of(passage + 1 + cells).start
    }

    pub(super) fn text(&self, passage: usize) -> &str {
        self.passages.get(passage).map_or("", |passage| &passage.text)
    }

    /// An item as it is written.
    pub(super) fn written(&self, item: &Item) -> &str {
        self.text(item.passage).get(item.mention.range.clone()).unwrap_or_default()
    }
}

impl Item {
    /// How an edited item stands to this one of the report, whether or not either text says its table's unit.
    pub(super) fn likeness(&self, edited: &Self) -> Likeness {
        let joined = edited.joined.as_ref().map_or(Likeness::Different, |joined| self.mention.value.likeness(&joined.value));
        self.mention.value.likeness(&edited.mention.value).max(self.scaled.likeness(&edited.scaled)).max(joined)
    }
}
