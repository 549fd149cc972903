//! Lines beside lines: one that has the same words but for its numbers, and stands once on both sides, is the same line wherever it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::side::Side;
use crate::read::Place;

/// How many letters make a line known by its words; one is enough (`계`) where several numbers follow.
const WORDS: usize = 2;

/// Lines that were found again.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Which expected item faces which edited one.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Their passages in the report.
    pub(super) expected: BTreeSet<usize>,
    /// Their passages in the edited text.
    pub(super) edited: BTreeSet<usize>,
}

/// Finds lines, and rows of tables that became lines, among passages that are not `taken` yet: those that say the same in every word and
/// number first, then those that have the same words.
pub(super) fn found((report, taken): (&Side, &BTreeSet<usize>), (edited, given): (&Side, &BTreeSet<usize>)) -> Found {
    let mut found = Found::default();
    for exact in [true, false] {
        let left = |taken: &BTreeSet<usize>, found: &BTreeSet<usize>| taken.union(found).copied().collect::<BTreeSet<usize>>();
        let ones = known((report, &left(taken, &found.expected)), exact);
        let twos = known((edited, &left(given, &found.edited)), exact);
        for (words, one) in &ones {
            let (Some(one), Some(Some(two))) = (one, twos.get(words)) else { continue };
            let items = |side: &Side, passages: &[usize]| -> Vec<usize> { passages.iter().flat_map(|at| side.items_of(*at)).collect() };
            found.pairs.extend(items(report, one).into_iter().zip(items(edited, two)));
            found.expected.extend(one);
            found.edited.extend(two);
        }
    }
    found
}

/// The passages of each line by its words, numbers as marks or as written (`exact`); nothing where several lines have the same. Lines of one
/// number are never known by it: two such that changed places would look like two numbers that did.
fn known((side, taken): (&Side, &BTreeSet<usize>), exact: bool) -> BTreeMap<String, Option<Vec<usize>>> {
    let mut lines: Vec<Vec<usize>> = Vec::new();
    let mut row = None;
    for (passage, said) in side.passages.iter().enumerate().filter(|(passage, _)| !taken.contains(passage)) {
        let here = match said.place {
            Place::Cell { table, row, .. } => Some((table, row)),
            Place::Line(_) | Place::Page { .. } => None,
        };
        match lines.last_mut() {
            Some(line) if here.is_some() && here == row => line.push(passage),
            _ => lines.push(vec![passage]),
        }
        row = here;
    }
    let mut known = BTreeMap::new();
    for line in lines {
        let words: String = line.iter().map(|passage| marked(side, *passage)).collect();
        let items = || line.iter().flat_map(|passage| side.items_of(*passage)).filter_map(|item| side.items.get(item));
        let letters = words.chars().filter(|letter| *letter != '\0').count();
        let written: String = if exact { items().map(|item| format!("\0{}", side.written(item))).collect() } else { String::new() };
        if exact && items().count() < 2 {
            continue;
        }
        // `1기획관 3담당관 10팀` is known by its units.
        let letters = letters + written.chars().filter(|letter| letter.is_alphabetic()).count();
        if letters >= WORDS || (letters > 0 && words.chars().count() > letters + 1) {
            known.entry(words + &written).and_modify(|line| *line = None).or_insert(Some(line));
        }
    }
    known
}

/// The letters of a passage, each number one mark.
fn marked(side: &Side, passage: usize) -> String {
    let text = side.text(passage);
    let mut words = String::with_capacity(text.len());
    let mut items = side.items_of(passage).filter_map(|item| side.items.get(item)).peekable();
    let mut past = 0;
    for (at, letter) in text.char_indices() {
        if let Some(item) = items.next_if(|item| item.mention.range.start <= at) {
            words.push('\0');
            past = item.mention.range.end;
        }
        if at >= past && letter.is_alphanumeric() {
            words.push(letter);
        }
    }
    words
}
