//! What neither tables nor the stream matched: numbers that moved with their words, and numbers that stand once more.

use std::collections::{BTreeMap, BTreeSet};

use super::side::{Item, Side};
use super::stream::Pairs;
use super::tables::{Grid, grids};
use super::value::{Likeness, Value};
use crate::read::Place;

/// How many letters on each side of a number say what it is.
const AROUND: usize = 24;
/// From which likeness of their words on the same number is the same figure (shared pairs of letters, of 100).
const SAME: usize = 50;
/// The same for another number: it must be surer.
const CHANGED: usize = 75;
/// The most pairs of leftovers that are compared.
const MOST_PAIRS: usize = 400_000;

/// The words around an item: in a table its row's label and column's head, else the text before and behind.
pub(super) fn words(side: &Side, item: &Item, around: usize) -> String {
    let text = side.text(item.passage);
    let before = text.get(..item.mention.range.start).unwrap_or_default();
    let behind = text.get(item.mention.range.end..).unwrap_or_default();
    let mut start: Vec<char> = before.chars().rev().take(around).collect();
    start.reverse();
    let start: String = start.into_iter().collect();
    let end: String = behind.chars().take(around / 2).collect();
    format!("{}[{}]{}", start.trim_start(), side.written(item), end.trim_end())
}

/// What says of each leftover which number it is.
struct Context<'s> {
    side: &'s Side,
    grids: BTreeMap<usize, Grid>,
}

impl<'s> Context<'s> {
    fn of(side: &'s Side) -> Self {
        Self { side, grids: grids(side).into_iter().map(|grid| (grid.number, grid)).collect() }
    }

    fn pairs(&self, item: &Item) -> Pairs {
        let text = self.side.text(item.passage);
        let before = text.get(..item.mention.range.start).unwrap_or_default();
        let behind = text.get(item.mention.range.end..).unwrap_or_default();
        let mut near: Vec<char> = before.chars().rev().filter(|c| c.is_alphanumeric()).take(AROUND).collect();
        near.reverse();
        let place = self.side.passages.get(item.passage).map(|passage| passage.place);
        let labels = match place {
            Some(Place::Cell { table, row, column }) => self
                .grids
                .get(&table)
                .map_or_else(String::new, |grid| format!("{}{}", grid.label(self.side, row), grid.head(self.side, column))),
            _ => String::new(),
        };
        Pairs::of(labels.chars().chain(near).chain(behind.chars().filter(|c| c.is_alphanumeric()).take(AROUND)))
    }
}

/// Pairs what is left over on both sides, the surest first: the same number among like words, then another number among nearly the same. `rests` belong
/// to numbers of the line before.
pub(super) fn matched(report: &Side, edited: &Side, rests: &BTreeSet<usize>, faces: &mut [Option<usize>]) {
    let taken: BTreeSet<usize> = faces.iter().flatten().copied().collect();
    let ones: Vec<usize> = (0..report.items.len()).filter(|one| faces.get(*one) == Some(&None)).collect();
    let twos: Vec<usize> = (0..edited.items.len()).filter(|two| !taken.contains(two) && !rests.contains(two)).collect();
    if ones.is_empty() || twos.is_empty() || ones.len().saturating_mul(twos.len()) > MOST_PAIRS {
        return;
    }
    let (one_words, two_words) = (Context::of(report), Context::of(edited));
    let their: Vec<(usize, &Item, Pairs)> =
        twos.iter().filter_map(|two| edited.items.get(*two).map(|item| (*two, item, two_words.pairs(item)))).collect();
    let mut likely = Vec::new();
    for one in ones {
        let Some(item) = report.items.get(one) else { continue };
        let own = one_words.pairs(item);
        for (two, other, words) in &their {
            let likeness = item.likeness(other);
            let least = if likeness == Likeness::Different { CHANGED } else { SAME };
            let shared = own.shared(words);
            if shared >= least && item.mention.value.alike(&other.mention.value) {
                likely.push((likeness, shared, one.abs_diff(*two), one, *two));
            }
        }
    }
    likely.sort_unstable_by_key(|(likeness, shared, apart, one, two)| (std::cmp::Reverse((*likeness, *shared)), *apart, *one, *two));
    let mut given = BTreeSet::new();
    for (.., one, two) in likely {
        if let Some(face @ None) = faces.get_mut(one)
            && given.insert(two)
        {
            *face = Some(two);
        }
    }
}

/// For each edited item that faces nothing, the expected one that it repeats among like words: a table's head on the next page, a number said
/// twice.
pub(super) fn again(report: &Side, edited: &Side, faces: &[Option<usize>]) -> Vec<Option<usize>> {
    let taken: BTreeSet<usize> = faces.iter().flatten().copied().collect();
    let twos: Vec<usize> = (0..edited.items.len()).filter(|two| !taken.contains(two)).collect();
    let mut again = vec![None; edited.items.len()];
    if twos.len().saturating_mul(report.items.len()) > MOST_PAIRS {
        return again;
    }
    let (one_words, two_words) = (Context::of(report), Context::of(edited));
    for two in twos {
        let Some(item) = edited.items.get(two) else { continue };
        let words = two_words.pairs(item);
        let same = report.items.iter().enumerate().filter(|(_, one)| one.likeness(item) == Likeness::Same);
        let best = same.map(|(index, one)| (one_words.pairs(one).shared(&words), index)).filter(|(shared, _)| *shared >= SAME);
        if let Some(slot) = again.get_mut(two) {
            *slot = best.max_by_key(|(shared, index)| (*shared, std::cmp::Reverse(*index))).map(|(_, index)| index);
        }
    }
    again
}

/// The figure or fact that says the same as a strange number, if only one does and the number is no everyday one.
pub(super) fn only_one<'r>(report: &'r Side, item: &Item) -> Option<&'r Item> {
    let telling = match &item.mention.value {
        Value::Amount(amount) => amount.written.to_string().chars().filter(char::is_ascii_digit).count() >= 3,
        Value::Dates(dates) => dates.from.day.is_some(),
        _ => false,
    };
    let mut same = report.items.iter().filter(|one| !one.sources.is_empty() && one.likeness(item) == Likeness::Same);
    let only = same.next().filter(|_| telling)?;
    same.next().is_none().then_some(only)
}
