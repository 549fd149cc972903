//! The edits: what people do to a report, and what of it an audit must find.

use std::collections::BTreeSet;

use super::{Dice, Truth, inlines};
use crate::audit::numbers;
use crate::model::{Block, Document, Inline};
use crate::table::{Row, Table};

/// An edit of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// A digit of a figure or date is another.
    Digit,
    /// A unit in the text is another: 천원 for 백만원.
    Unit,
    /// The unit over a table is another.
    TableUnit,
    /// A row of a table is deleted.
    Row,
    /// A digit of a total is another: the sum is broken.
    Total,
    /// Two numbers changed places.
    Swapped,
    /// A minus is lost.
    Sign,
    /// A number and its line are gone.
    Gone,
    /// A sentence with a number that the report never had.
    Strange,
    /// A block moved elsewhere: nothing is wrong.
    Moved,
    /// Words around right numbers are others: nothing is wrong.
    Reworded,
    /// Right numbers are written in another way: nothing is wrong.
    Rewritten,
    /// The rows of a table stand in another order: nothing is wrong.
    Sorted,
}

impl Edit {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Digit,
        Self::Unit,
        Self::TableUnit,
        Self::Row,
        Self::Total,
        Self::Swapped,
        Self::Sign,
        Self::Gone,
        Self::Strange,
        Self::Moved,
        Self::Reworded,
        Self::Rewritten,
        Self::Sorted,
    ];
}

/// A document after an edit, and what is wrong in it then; nothing where the document has no place for it.
#[must_use]
pub fn edited(document: &Document, edit: Edit, dice: &mut Dice) -> Option<(Document, Truth)> {
    let mut copy = document.clone();
    let truth = match edit {
        Edit::Digit => digit(&mut copy, dice),
        Edit::Unit => unit(&mut copy, dice),
        Edit::TableUnit => table_unit(&mut copy, dice),
        Edit::Row => row(&mut copy, dice),
        Edit::Total => total(&mut copy, dice),
        Edit::Swapped => swapped(&mut copy, dice),
        Edit::Sign => sign(&mut copy, dice),
        Edit::Gone => gone(&mut copy, dice),
        Edit::Strange => strange(&mut copy, dice),
        Edit::Moved => moved(&mut copy, dice),
        Edit::Reworded => reworded(&mut copy, dice),
        Edit::Rewritten => rewritten(&mut copy, dice),
        Edit::Sorted => sorted(&mut copy, dice),
    }?;
    Some((copy, truth))
}

fn wrong(keys: impl IntoIterator<Item = String>) -> Truth {
    Truth { wrong: keys.into_iter().collect(), ..Truth::default() }
}

/// The key and text of a reference that shows a number.
fn reference(inline: &mut Inline) -> Option<(String, &mut String)> {
    let (key, shown) = match inline {
        Inline::Figure(figure) => (figure.key.clone(), &mut figure.shown),
        Inline::Fact { key, shown, .. } => (key.clone(), shown),
        Inline::Text(_) | Inline::LineBreak => return None,
    };
    (!numbers(shown).is_empty()).then_some((key, shown))
}

fn references(document: &mut Document) -> Vec<(String, &mut String)> {
    inlines(document).into_iter().filter_map(reference).collect()
}

/// Another digit for one of a text's; a number never begins with a new 0.
fn other_digit(shown: &mut String, dice: &mut Dice) {
    let places: Vec<usize> = shown.char_indices().filter(|(_, letter)| letter.is_ascii_digit()).map(|(at, _)| at).collect();
    let Some(at) = dice.of(&places).copied() else { return };
    let old = shown.get(at..=at).and_then(|digit| digit.parse::<usize>().ok()).unwrap_or(0);
    let new = 1 + (old + dice.below(8)) % 9;
    shown.replace_range(at..=at, &new.to_string());
}

fn digit(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let mut all = references(document);
    let at = dice.below(all.len());
    let (key, shown) = all.get_mut(at)?;
    other_digit(shown, dice);
    Some(wrong([key.clone()]))
}

/// Units as they begin the words behind a figure, and what somebody writes for them.
const UNITS: [(&str, &str); 9] = [
    ("백만원", "천원"),
    ("천원", "백만원"),
    ("억원", "백만원"),
    ("만원", "천원"),
    ("명", "건"),
    ("건", "명"),
    ("개", "회"),
    ("회", "건"),
    ("%", "건"),
];

fn unit(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let mut all = inlines(document);
    let key = |inline: &Inline| match inline {
        Inline::Figure(figure) if figure.shown.chars().all(|letter| letter.is_ascii_digit() || "△,.".contains(letter)) => {
            Some(figure.key.clone())
        }
        _ => None,
    };
    let next = |pair: &[&mut Inline]| match pair {
        [figure, Inline::Text(words)] => {
            let (old, new) = UNITS.iter().find(|(old, _)| words.starts_with(old))?;
            // Nothing in won is another amount of it.
            let nothing = matches!(figure, Inline::Figure(figure) if figure.shown == "0");
            (!nothing).then(|| Some((key(figure)?, old.len(), *new)))?
        }
        _ => None,
    };
    let places: Vec<(usize, (String, usize, &str))> =
        all.windows(2).enumerate().filter_map(|(at, pair)| Some((at + 1, next(pair)?))).collect();
    let (at, (key, length, new)) = dice.of(&places)?;
    if let Some(Inline::Text(words)) = all.get_mut(*at) {
        words.replace_range(..*length, new);
    }
    Some(wrong([key.clone()]))
}

fn table_unit(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let units = [("백만원", "천원"), ("천원", "백만원")];
    let mut captions: Vec<&mut String> = inlines(document)
        .into_iter()
        .filter_map(|inline| match inline {
            Inline::Text(words) if words.contains("단위") && units.iter().any(|(old, _)| words.contains(old)) => Some(words),
            _ => None,
        })
        .collect();
    let at = dice.below(captions.len());
    let caption = captions.get_mut(at)?;
    let (old, new) = units.iter().find(|(old, _)| caption.contains(old))?;
    **caption = caption.replacen(old, new, 1);
    Some(Truth { unit: true, ..Truth::default() })
}

fn tables(document: &Document) -> Vec<usize> {
    let is_plain = |block: &Block| matches!(block, Block::Table(table) if !table.has_spans() && table.body().len() > 2);
    document.blocks.iter().enumerate().filter(|(_, block)| is_plain(block)).map(|(at, _)| at).collect()
}

fn keys(row: &Row) -> BTreeSet<String> {
    let mut row = row.clone();
    row.cells.iter_mut().flat_map(|cell| cell.content.iter_mut().flatten()).filter_map(reference).map(|(key, _)| key).collect()
}

fn with_body(table: &Table, body: Vec<Row>) -> Option<Block> {
    let caption = table.caption().map(<[Inline]>::to_vec);
    Table::new(table.id(), caption, table.head().to_vec(), body, table.notes().to_vec()).ok().map(Block::Table)
}

fn row(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let at = *dice.of(&tables(document))?;
    let block = document.blocks.get_mut(at)?;
    let Block::Table(table) = &*block else { return None };
    let mut body = table.body().to_vec();
    let gone = body.remove(dice.below(body.len()));
    *block = with_body(table, body)?;
    Some(Truth { literals_gone: true, ..wrong(keys(&gone)) })
}

fn sorted(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let at = *dice.of(&tables(document))?;
    let block = document.blocks.get_mut(at)?;
    let Block::Table(table) = &*block else { return None };
    let mut body = table.body().to_vec();
    let (one, two) = (dice.below(body.len()), dice.below(body.len()));
    body.swap(one, two);
    *block = with_body(table, body)?;
    Some(Truth::default())
}

/// Totals are the rows that stand out.
fn total(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let at = *dice.of(&tables(document))?;
    let block = document.blocks.get_mut(at)?;
    let Block::Table(table) = &*block else { return None };
    let mut body = table.body().to_vec();
    let total = body.iter_mut().find(|row| row.emphasis != crate::table::Emphasis::Plain)?;
    let mut figures: Vec<(String, &mut String)> =
        total.cells.iter_mut().flat_map(|cell| cell.content.iter_mut().flatten()).filter_map(reference).collect();
    // Rates are no sums.
    figures.retain(|(_, shown)| !shown.contains('%') && !shown.contains('.'));
    let place = dice.below(figures.len());
    let (key, shown) = figures.get_mut(place)?;
    other_digit(shown, dice);
    let key = key.clone();
    *block = with_body(table, body)?;
    Some(Truth { sum: true, ..wrong([key]) })
}

fn swapped(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let mut all: Vec<(String, &mut String)> = references(document)
        .into_iter()
        .filter(|(_, shown)| shown.chars().all(|letter| letter.is_ascii_digit() || letter == ','))
        .collect();
    let (one, two) = (dice.below(all.len()), dice.below(all.len()));
    let (first, second) = (all.get(one)?.clone_text(), all.get(two)?.clone_text());
    if first.1 == second.1 {
        return None;
    }
    *all.get_mut(one)?.1 = second.1.clone();
    *all.get_mut(two)?.1 = first.1.clone();
    Some(wrong([first.0, second.0]))
}

trait CloneText {
    fn clone_text(&self) -> (String, String);
}

impl CloneText for (String, &mut String) {
    fn clone_text(&self) -> (String, String) {
        (self.0.clone(), (*self.1).clone())
    }
}

fn sign(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let mut all: Vec<(String, &mut String)> = references(document).into_iter().filter(|(_, shown)| shown.starts_with('△')).collect();
    let at = dice.below(all.len());
    let (key, shown) = all.get_mut(at)?;
    **shown = shown.trim_start_matches('△').to_owned();
    Some(wrong([key.clone()]))
}

fn lines(document: &Document) -> Vec<usize> {
    let is_line = |block: &Block| matches!(block, Block::Outline { .. } | Block::Paragraph { .. } | Block::Note { .. });
    document.blocks.iter().enumerate().filter(|(_, block)| is_line(block)).map(|(at, _)| at).collect()
}

fn gone(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let at = *dice.of(&lines(document))?;
    let mut gone = document.blocks.remove(at);
    let keys = gone.inlines_mut().into_iter().filter_map(reference).map(|(key, _)| key);
    Some(Truth { literals_gone: true, ..wrong(keys) })
}

fn strange(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let at = *dice.of(&lines(document))?;
    let number = 1_000 + dice.below(9_000);
    let text = vec![Inline::text(format!("별도 조사에서는 방문객 만족도 응답 {number}매 회수"))];
    document.blocks.insert(at, Block::Paragraph { text });
    Some(Truth { strange: 1, ..Truth::default() })
}

fn moved(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let lines = lines(document);
    let (from, to) = (*dice.of(&lines)?, *dice.of(&lines)?);
    let block = document.blocks.remove(from);
    document.blocks.insert(to.min(document.blocks.len()), block);
    Some(Truth::default())
}

const WORDS: [&str; 8] = ["적극", "지속적으로", "관계기관과 함께", "내실 있게", "시민과 더불어", "현장 중심의", "단계적인", "종합"];

/// Half of the words of some lines are others; none that holds a digit, none beside a number.
fn reworded(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let lines = lines(document);
    for _ in 0..3 {
        let block = document.blocks.get_mut(*dice.of(&lines)?)?;
        for inline in block.inlines_mut() {
            let Inline::Text(words) = inline else { continue };
            let parts: Vec<&str> = words.split(' ').collect();
            let last = parts.len().saturating_sub(1);
            let mut new = Vec::with_capacity(parts.len());
            for (at, part) in parts.into_iter().enumerate() {
                let keeps =
                    at == 0 || at == last || part.chars().any(|letter| letter.is_numeric() || "(:~’‘△".contains(letter)) || part.is_empty();
                let other = if keeps || dice.below(2) == 0 { Some(&part) } else { dice.of(&WORDS) };
                new.extend(other.copied());
            }
            *words = new.join(" ");
        }
    }
    Some(Truth::default())
}

/// Commas left out, a minus of another kind, a year with its century.
fn rewritten(document: &mut Document, dice: &mut Dice) -> Option<Truth> {
    let mut all = references(document);
    for _ in 0..5 {
        let at = dice.below(all.len());
        let (_, shown) = all.get_mut(at)?;
        let new = match dice.below(3) {
            0 => shown.replace(',', ""),
            1 => shown.replace('△', "-"),
            _ if shown.starts_with('’') => shown.replacen('’', "20", 1),
            _ => shown.clone(),
        };
        // A year alone with its century is another kind of number where no dot follows it.
        **shown = new;
    }
    Some(Truth::default())
}
