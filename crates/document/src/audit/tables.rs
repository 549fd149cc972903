//! Tables beside tables: a cell is known by its row's label and its column's head, wherever they stand now.

use std::collections::{BTreeMap, BTreeSet};

use super::side::Side;
use super::stream::{Pairs, Tokens, aligned};
use super::value::Likeness;
use crate::read::Place;

/// From which likeness on two tables may be one (shared pairs of letters, of 100).
const SAME_TABLE: usize = 40;
/// The same for the labels of two rows.
const SAME_LABEL: usize = 60;
/// The most pairs of rows without a label of their own that are compared one by one.
const MOST_ROWS: usize = 1_000_000;

/// A table as a grid of passages.
#[derive(Debug)]
pub(super) struct Grid {
    /// Its number within its file, from 1.
    pub(super) number: usize,
    cells: BTreeMap<(usize, usize), Vec<usize>>,
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
}

/// The tables of a side that has any.
pub(super) fn grids(side: &Side) -> Vec<Grid> {
    let mut tables: BTreeMap<usize, BTreeMap<(usize, usize), Vec<usize>>> = BTreeMap::new();
    for (passage, said) in side.passages.iter().enumerate() {
        if let Place::Cell { table, row, column } = said.place {
            tables.entry(table).or_default().entry((row, column)).or_default().push(passage);
        }
    }
    let distinct = |of: &mut dyn Iterator<Item = usize>| of.collect::<BTreeSet<_>>().into_iter().collect();
    let grid = |(number, cells): (usize, BTreeMap<(usize, usize), Vec<usize>>)| {
        let rows = distinct(&mut cells.keys().map(|(row, _)| *row));
        let columns = distinct(&mut cells.keys().map(|(_, column)| *column));
        Grid { number, cells, rows, columns }
    };
    tables.into_iter().map(grid).collect()
}

impl Grid {
    pub(super) fn passages(&self) -> impl Iterator<Item = usize> {
        self.cells.values().flatten().copied()
    }

    pub(super) fn cell(&self, row: usize, column: usize) -> &[usize] {
        self.cells.get(&(row, column)).map_or(&[], Vec::as_slice)
    }

    /// The items of a cell, by their numbers.
    pub(super) fn items(&self, side: &Side, row: usize, column: usize) -> Vec<usize> {
        self.cell(row, column).iter().flat_map(|passage| side.items_of(*passage)).collect()
    }

    /// Whether a cell says a number and nothing else.
    pub(super) fn is_number(&self, side: &Side, row: usize, column: usize) -> bool {
        let letters: usize =
            self.cell(row, column).iter().map(|passage| side.text(*passage).chars().filter(|c| c.is_alphanumeric()).count()).sum();
        let in_items = self.items(side, row, column).into_iter().filter_map(|item| side.items.get(item));
        let said: usize = in_items.map(|item| side.written(item).chars().filter(|c| c.is_alphanumeric()).count()).sum();
        letters > 0 && letters == said
    }

    /// The label of a row: the cells before its first number, or all of them.
    pub(super) fn label(&self, side: &Side, row: usize) -> String {
        let before = self.columns.iter().take_while(|column| !self.is_number(side, row, **column));
        before
            .flat_map(|column| self.cell(row, *column))
            .flat_map(|passage| side.text(*passage).chars())
            .filter(|c| c.is_alphanumeric())
            .collect()
    }

    /// The head of a column: its cells above the first row that has a number.
    pub(super) fn head(&self, side: &Side, column: usize) -> String {
        let above = self.rows.iter().take_while(|row| self.columns.iter().skip(1).all(|column| !self.is_number(side, **row, *column)));
        above
            .flat_map(|row| self.cell(*row, column))
            .flat_map(|passage| side.text(*passage).chars())
            .filter(|c| c.is_alphanumeric())
            .collect()
    }

    fn words(&self, side: &Side) -> Pairs {
        let words = self.rows.iter().flat_map(|row| self.label(side, *row).chars().collect::<Vec<_>>());
        let heads = self.columns.iter().flat_map(|column| self.head(side, *column).chars().collect::<Vec<_>>());
        Pairs::of(words.chain(heads))
    }
}

/// Tables that were found again.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Which expected item faces which edited one.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Expected passages of tables that were found.
    pub(super) expected: BTreeSet<usize>,
    /// Edited passages of tables that were found.
    pub(super) edited: BTreeSet<usize>,
    /// Edited tables that were not.
    pub(super) strange: Vec<Grid>,
}

/// Finds each table of the report among those of an edited text.
pub(super) fn found(expected: &Side, edited: &Side) -> Found {
    let (ones, twos) = (grids(expected), grids(edited));
    let words: Vec<Pairs> = twos.iter().map(|grid| grid.words(edited)).collect();
    let mut likely = Vec::new();
    for (one, grid) in ones.iter().enumerate() {
        let own = grid.words(expected);
        likely.extend(words.iter().enumerate().map(|(two, words)| (own.shared(words), one.abs_diff(two), one, two)));
    }
    likely.retain(|(shared, ..)| *shared >= SAME_TABLE);
    likely.sort_unstable_by_key(|(shared, apart, one, two)| (std::cmp::Reverse(*shared), *apart, *one, *two));
    let mut found = Found::default();
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    for (_, _, one, two) in likely {
        let (Some(first), Some(second)) = (ones.get(one), twos.get(two)) else { continue };
        if taken.contains(&one) || given.contains(&two) {
            continue;
        }
        taken.insert(one);
        given.insert(two);
        found.pairs.extend(cells((expected, first), (edited, second)));
        found.expected.extend(first.passages());
        found.edited.extend(second.passages());
    }
    found.strange = twos.into_iter().enumerate().filter(|(two, _)| !given.contains(two)).map(|(_, grid)| grid).collect();
    found
}

/// Pairs the items of two tables cell by cell.
fn cells((expected, one): (&Side, &Grid), (edited, two): (&Side, &Grid)) -> Vec<(usize, usize)> {
    let columns = columns((expected, one), (edited, two));
    let mut pairs = Vec::new();
    for (row, other) in rows((expected, one), (edited, two), &columns) {
        for (column, beside) in &columns {
            let (from, to) = (one.items(expected, row, *column), two.items(edited, other, *beside));
            match (from.as_slice(), to.as_slice()) {
                ([from], [to]) => pairs.push((*from, *to)),
                ([], _) | (_, []) => {}
                _ => {
                    let (said, says) = (one.cell(row, *column), two.cell(other, *beside));
                    let tokens = Tokens::of_passages(expected, said.iter().copied());
                    let others = Tokens::of_passages(edited, says.iter().copied());
                    pairs.extend(aligned((expected, &tokens), (edited, &others)));
                }
            }
        }
    }
    pairs
}

/// Which column is which: by its head where that stands once, else by order.
fn columns((expected, one): (&Side, &Grid), (edited, two): (&Side, &Grid)) -> Vec<(usize, usize)> {
    let heads = |side: &Side, grid: &Grid| -> Vec<(usize, String)> {
        grid.columns.iter().map(|column| (*column, grid.head(side, *column))).collect()
    };
    let (first, second) = (heads(expected, one), heads(edited, two));
    let (mut pairs, rest, others) = unique(&first, &second);
    pairs.extend(rest.into_iter().zip(others));
    pairs.sort_unstable();
    pairs
}

/// Pairs what bears the same name, which stands once on either side; and what is left over on each, in order.
fn unique(one: &[(usize, String)], two: &[(usize, String)]) -> (Vec<(usize, usize)>, Vec<usize>, Vec<usize>) {
    let once = |of: &[(usize, String)]| -> BTreeMap<String, Option<usize>> {
        let mut names = BTreeMap::new();
        for (at, name) in of.iter().filter(|(_, name)| !name.is_empty()) {
            names.entry(name.clone()).and_modify(|place| *place = None).or_insert(Some(*at));
        }
        names
    };
    let (first, second) = (once(one), once(two));
    let pairs: Vec<(usize, usize)> = first.iter().filter_map(|(name, at)| Some(((*at)?, (*second.get(name)?)?))).collect();
    let left = |of: &[(usize, String)], taken: BTreeSet<usize>| of.iter().map(|(at, _)| *at).filter(|at| !taken.contains(at)).collect();
    let rest = left(one, pairs.iter().map(|(one, _)| *one).collect());
    let others = left(two, pairs.iter().map(|(_, two)| *two).collect());
    (pairs, rest, others)
}

/// Which row is which: by its label where that stands once, else by label, numbers and the row before.
fn rows((expected, one): (&Side, &Grid), (edited, two): (&Side, &Grid), columns: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let labels =
        |side: &Side, grid: &Grid| -> Vec<(usize, String)> { grid.rows.iter().map(|row| (*row, grid.label(side, *row))).collect() };
    let (first, second) = (labels(expected, one), labels(edited, two));
    let (mut pairs, rest, others) = unique(&first, &second);
    if rest.len().saturating_mul(others.len()) > MOST_ROWS {
        pairs.extend(rest.into_iter().zip(others));
        return pairs;
    }
    let words =
        |of: &[(usize, String)]| -> BTreeMap<usize, Pairs> { of.iter().map(|(row, label)| (*row, Pairs::of(label.chars()))).collect() };
    let (own, their) = (words(&first), words(&second));
    let sure: BTreeMap<usize, usize> = pairs.iter().copied().collect();
    let mut likely = Vec::new();
    for row in &rest {
        for other in &others {
            let shared = own.get(row).zip(their.get(other)).map_or(0, |(one, two)| one.shared(two));
            let names = first.iter().find(|(at, _)| at == row).zip(second.iter().find(|(at, _)| at == other));
            let shared = if names.is_some_and(|((_, one), (_, two))| one == two) { 100 } else { shared };
            let (same, all) = alike((expected, one, *row), (edited, two, *other), columns);
            let mostly = all >= 2 && same * 2 > all;
            let follows = row.checked_sub(1).and_then(|before| sure.get(&before)).is_some_and(|before| before + 1 == *other);
            if shared >= SAME_LABEL || mostly {
                likely.push((shared + same * 200 / all.max(1) + usize::from(follows) * 50, row.abs_diff(*other), *row, *other));
            }
        }
    }
    likely.sort_unstable_by_key(|(worth, apart, row, other)| (std::cmp::Reverse(*worth), *apart, *row, *other));
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    for (_, _, row, other) in likely {
        if !taken.contains(&row) && !given.contains(&other) {
            taken.insert(row);
            given.insert(other);
            pairs.push((row, other));
        }
    }
    pairs
}

/// How many numbers of two rows are the same, of how many.
fn alike(
    (expected, one, row): (&Side, &Grid, usize),
    (edited, two, other): (&Side, &Grid, usize),
    columns: &[(usize, usize)],
) -> (usize, usize) {
    let numbers = columns.iter().filter_map(|(column, beside)| {
        let (from, to) = (one.items(expected, row, *column), two.items(edited, other, *beside));
        let item = expected.items.get(*from.first()?)?;
        Some(to.first().and_then(|to| edited.items.get(*to)).is_some_and(|to| item.likeness(to) == Likeness::Same))
    });
    numbers.fold((0, 0), |(same, all), is_same| (same + usize::from(is_same), all + 1))
}
