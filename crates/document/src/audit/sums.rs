//! Sums of tables: which rows and columns add up in the report, and whether they still do.

use kernel::Exact;

use super::side::Side;
use super::tables::Grid;
use super::value::{Amount, Unit, Value};
use crate::read::Place;

/// The widest table in which every pair of columns is tried for a difference.
const MOST_COLUMNS: usize = 24;

/// The most lines of which each is tried as the total of others; of more, only the outermost is.
const MOST_LINES: usize = 400;

/// A sum that does not add up in the edited text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenSum {
    /// Where the total stands in the edited text.
    pub place: Place,
    /// What the total's row and column are called.
    pub words: String,
    /// The total as it is written there.
    pub written: String,
    /// What its parts make.
    pub parts: Exact,
}

/// A cell that other cells add up to: `total = Σ parts − Σ less`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    total: (usize, usize),
    parts: Vec<(usize, usize)>,
    less: Vec<(usize, usize)>,
}

/// What a cell's number is, for a place in a grid.
type Numbers<'n> = dyn Fn(usize, usize) -> Option<Exact> + 'n;

/// The only number of a cell, if it is an amount.
fn number(side: &Side, grid: &Grid, row: usize, column: usize) -> Option<Exact> {
    match grid.items(side, row, column).as_slice() {
        [item] if grid.is_number(side, row, column) => match side.items.get(*item).map(|item| &item.mention.value) {
            Some(Value::Amount(Amount { unit: Some(Unit::Percent), .. })) => None,
            Some(Value::Amount(amount)) => Some(amount.written),
            _ => None,
        },
        _ => None,
    }
}

/// Every sum that holds in a table of the report and no longer in the edited text; `faces` gives the edited item of an expected one.
pub(super) fn broken((expected, grid): (&Side, &Grid), edited: &Side, faces: impl Fn(usize) -> Option<usize>) -> Vec<BrokenSum> {
    let face = |(row, column): (usize, usize)| {
        let [item] = grid.items(expected, row, column).try_into().ok()?;
        edited.items.get(faces(item)?)
    };
    let value = |place: (usize, usize)| match &face(place)?.mention.value {
        Value::Amount(amount) => Some(amount.written),
        _ => None,
    };
    let mut found: Vec<BrokenSum> = Vec::new();
    for rule in rules(grid, &|row, column| number(expected, grid, row, column)) {
        let (Some(total), Some(item)) = (value(rule.total), face(rule.total)) else { continue };
        // A row that was deleted counts for nothing: then the total no longer is the sum of what stands there.
        let sum = |places: &[(usize, usize)]| places.iter().filter_map(|place| value(*place)).try_fold(Exact::ZERO, Exact::plus);
        let Some(parts) = sum(&rule.parts).zip(sum(&rule.less)).and_then(|(parts, less)| parts.minus(less)) else { continue };
        let nothing = rule.parts.iter().all(|place| value(*place).is_none());
        if parts != total && !nothing {
            let words = format!("{} · {}", grid.label(expected, rule.total.0), grid.head(expected, rule.total.1));
            let place = edited.passages.get(item.passage).map_or(Place::Line(0), |passage| passage.place);
            found.push(BrokenSum { place, words, written: edited.written(item).to_owned(), parts });
        }
    }
    found.dedup();
    found
}

/// Sums of a table that the report does not have, where a row calls itself their total.
pub(super) fn strange(side: &Side, grid: &Grid) -> Vec<BrokenSum> {
    let is_total = |row: usize| matches!(grid.label(side, row).as_str(), "계" | "합계" | "총계" | "소계");
    let (totals, parts): (Vec<usize>, Vec<usize>) = grid.rows.iter().copied().partition(|row| is_total(*row));
    let [total] = totals.as_slice() else { return Vec::new() };
    let mut found = Vec::new();
    for column in &grid.columns {
        let head = grid.head(side, *column);
        let rate = ["률", "율", "비율", "년도", "연도"].iter().any(|end| head.ends_with(end));
        let Some(written) = number(side, grid, *total, *column).filter(|_| !rate) else { continue };
        let numbers: Vec<Exact> = parts.iter().filter_map(|row| number(side, grid, *row, *column)).collect();
        let Some(sum) = numbers.iter().try_fold(Exact::ZERO, |sum, part| sum.plus(*part)) else { continue };
        if numbers.len() >= 2 && sum != written {
            let item = grid.items(side, *total, *column).first().and_then(|item| side.items.get(*item));
            let Some(item) = item else { continue };
            let place = Place::Cell { table: grid.number, row: *total, column: *column };
            found.push(BrokenSum {
                place,
                words: format!("{} · {head}", grid.label(side, *total)),
                written: side.written(item).into(),
                parts: sum,
            });
        }
    }
    found
}

/// The sums that hold in a table: rows that are the sum of the rows under or above them, columns of the columns beside them, and columns that
/// are the difference of two others.
fn rules(grid: &Grid, number: &Numbers<'_>) -> Vec<Rule> {
    let (rows, columns) = (&grid.rows, &grid.columns);
    let mut rules = Vec::new();
    for (total, parts, held) in totals(rows, columns, number) {
        let parts_of = |column: usize| parts.iter().map(|row| (*row, column)).collect();
        rules.extend(held.into_iter().map(|column| Rule { total: (total, column), parts: parts_of(column), less: Vec::new() }));
    }
    for (total, parts, held) in totals(columns, rows, &|column, row| number(row, column)) {
        let parts_of = |row: usize| parts.iter().map(|column| (row, *column)).collect();
        rules.extend(held.into_iter().map(|row| Rule { total: (row, total), parts: parts_of(row), less: Vec::new() }));
    }
    if columns.len() <= MOST_COLUMNS {
        rules.extend(differences(rows, columns, number));
    }
    rules
}

/// Lines whose numbers are the sums of those that follow or precede, with the places across where they are.
///
/// Read from the end: what a total sums up stands as one from then on, so that totals of totals are found.
fn totals(lines: &[usize], across: &[usize], number: &Numbers<'_>) -> Vec<(usize, Vec<usize>, Vec<usize>)> {
    let forward = one_way(lines.iter().rev().copied(), across, number);
    if forward.is_empty() { one_way(lines.iter().copied(), across, number) } else { forward }
}

fn one_way(lines: impl ExactSizeIterator<Item = usize>, across: &[usize], number: &Numbers<'_>) -> Vec<(usize, Vec<usize>, Vec<usize>)> {
    let mut found = Vec::new();
    // The nearest line is last.
    let mut open: Vec<usize> = Vec::new();
    let count = lines.len();
    for (index, line) in lines.enumerate() {
        let wanted: Vec<(usize, Exact)> = across.iter().filter_map(|place| Some((*place, number(line, *place)?))).collect();
        if wanted.is_empty() {
            continue;
        }
        let tried = count <= MOST_LINES || index + 1 == count;
        if let Some((parts, held)) = tried.then(|| summed(&wanted, &open, number)).flatten() {
            let parts = open.split_off(open.len() - parts);
            found.push((line, parts, held));
        }
        open.push(line);
    }
    found
}

/// How many of the nearest lines add up to what is wanted, and where; most places must hold, and one of them be no zero.
fn summed(wanted: &[(usize, Exact)], open: &[usize], number: &Numbers<'_>) -> Option<(usize, Vec<usize>)> {
    let mut sums: Vec<Option<Exact>> = vec![Some(Exact::ZERO); wanted.len()];
    let mut best: Option<(usize, Vec<usize>)> = None;
    for (count, line) in open.iter().rev().enumerate() {
        for (sum, (place, _)) in sums.iter_mut().zip(wanted) {
            *sum = sum.zip(number(*line, *place)).and_then(|(sum, part)| sum.plus(part));
        }
        let holds = wanted.iter().zip(&sums).filter(|((_, total), sum)| **sum == Some(*total));
        let held: Vec<(usize, Exact)> = holds.map(|(wanted, _)| *wanted).collect();
        let enough = held.len() * 2 > wanted.len() && held.iter().any(|(_, total)| !total.is_zero());
        if count >= 1 && enough && best.as_ref().is_none_or(|(_, known)| held.len() > known.len()) {
            best = Some((count + 1, held.into_iter().map(|(place, _)| place).collect()));
        }
    }
    best
}

/// Columns that are the difference of two others in every row that has all three.
fn differences(rows: &[usize], columns: &[usize], number: &Numbers<'_>) -> Vec<Rule> {
    let column = |at: usize| -> Vec<Option<Exact>> { rows.iter().map(|row| number(*row, at)).collect() };
    let values: Vec<(usize, Vec<Option<Exact>>)> = columns.iter().map(|at| (*at, column(*at))).collect();
    let mut rules = Vec::new();
    for (total, wanted) in &values {
        for (part, minuend) in &values {
            for (less, subtrahend) in &values {
                if total == part || total == less || part == less {
                    continue;
                }
                let mut held = Vec::new();
                let holds =
                    rows.iter().zip(wanted).zip(minuend.iter().zip(subtrahend)).all(|((row, wanted), (minuend, subtrahend))| {
                        match (wanted, minuend, subtrahend) {
                            (Some(wanted), Some(one), Some(two)) => {
                                held.push((*row, !wanted.is_zero() && !two.is_zero()));
                                one.minus(*two) == Some(*wanted)
                            }
                            (None, None, None) => true,
                            _ => false,
                        }
                    });
                // Two rows where nothing is zero are no chance.
                if holds && held.iter().filter(|(_, telling)| *telling).count() >= 2 && total > part.max(less) {
                    let rule = |row: usize| Rule { total: (row, *total), parts: vec![(row, *part)], less: vec![(row, *less)] };
                    rules.extend(held.iter().map(|(row, _)| rule(*row)));
                }
            }
        }
    }
    rules
}
