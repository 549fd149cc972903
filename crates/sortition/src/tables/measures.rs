//! How good a seating is, counted from the seats alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::tables::People;

/// The measures that seatings are compared by. A *cell* is one table in one round and one value; its share is the table's size times the value's
/// part of all people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// People who are seated.
    pub people: usize,
    /// Tables in each round.
    pub tables: usize,
    /// Rounds.
    pub rounds: usize,
    /// The seats of each table.
    pub sizes: Vec<usize>,
    /// Pairs of people who meet at least once.
    pub distinct_pairs: usize,
    /// No seating can have more distinct pairs: each round has only so many, there are only so many pairs that may meet, and people
    /// from few tables must meet again somebody of the first round (pigeonhole).
    pub distinct_pairs_bound: usize,
    /// The most rounds in which two people who did not wish it meet.
    pub most_meetings: usize,
    /// The fewest different people that somebody meets.
    pub fewest_met: usize,
    /// The mean number of different people that somebody meets.
    pub mean_met: f64,
    /// Cells: rounds times tables times values.
    pub cells: usize,
    /// Cells below the floor or above the ceiling of their share.
    pub cells_outside: usize,
    /// The largest deviation of a cell from its share, in people.
    pub largest_deviation: f64,
    /// The sum of all deviations, in people.
    pub sum_of_deviations: f64,
    /// Pairs who wished to be apart, and are in every round.
    pub pairs_apart: usize,
    /// Facilitators.
    pub facilitators: usize,
    /// How often a facilitator has somebody again whom they had before: the sum over facilitators and people of rounds after the first.
    pub facilitated_again: usize,
    /// How often a facilitator sits at a table where they sat before.
    pub same_table_again: usize,
}

impl Measures {
    pub(crate) fn new(
        people: &People,
        sizes: &[usize],
        rounds: &[Vec<usize>],
        facilitators: usize,
        facilitated: &[Vec<usize>],
        apart: usize,
    ) -> Self {
        let count = people.ids.len();
        let mut met: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for round in rounds {
            for table in members(round, sizes.len()) {
                for (at, a) in table.iter().enumerate() {
                    table.iter().skip(at + 1).for_each(|b| *met.entry((*a, *b)).or_default() += 1);
                }
            }
        }
        let mut known = vec![BTreeSet::new(); count];
        for (a, b) in met.keys() {
            for (one, two) in [(a, b), (b, a)] {
                if let Some(known) = known.get_mut(*one) {
                    known.insert(*two);
                }
            }
        }
        let deviations = deviations(people, sizes, rounds);
        let outside = |(held, size, total): &&(usize, usize, usize)| *held < size * total / count || *held > (size * total).div_ceil(count);
        // Whole numbers until the last division, so that equal sums print equal.
        let apart_from = |(held, size, total): &(usize, usize, usize)| (held * count).abs_diff(size * total);
        let share = |sum: usize| sum as f64 / count.max(1) as f64;
        Self {
            people: count,
            tables: sizes.len(),
            rounds: rounds.len(),
            sizes: sizes.to_vec(),
            distinct_pairs: met.len(),
            distinct_pairs_bound: bound(count, sizes, rounds.len(), apart),
            most_meetings: met.values().max().copied().unwrap_or_default(),
            fewest_met: known.iter().map(BTreeSet::len).min().unwrap_or_default(),
            mean_met: share(known.iter().map(BTreeSet::len).sum()),
            cells: deviations.len(),
            cells_outside: deviations.iter().filter(outside).count(),
            largest_deviation: share(deviations.iter().map(apart_from).max().unwrap_or_default()),
            sum_of_deviations: share(deviations.iter().map(apart_from).sum()),
            pairs_apart: apart,
            facilitators,
            facilitated_again: again(rounds, facilitated, sizes.len()),
            same_table_again: same_table(facilitated, facilitators),
        }
    }
}

/// The people of each table in a round.
pub(crate) fn members(round: &[usize], tables: usize) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); tables];
    for (person, table) in round.iter().enumerate() {
        if let Some(table) = members.get_mut(*table) {
            table.push(person);
        }
    }
    members
}

/// For each cell the people it has, the table's size and how many people have the value.
fn deviations(people: &People, sizes: &[usize], rounds: &[Vec<usize>]) -> Vec<(usize, usize, usize)> {
    let mut cells = Vec::new();
    for attribute in &people.attributes {
        let totals = attribute.counts();
        for (members, size) in rounds.iter().flat_map(|round| members(round, sizes.len()).into_iter().zip(sizes)) {
            let mut held = vec![0; totals.len()];
            for value in members.iter().filter_map(|person| attribute.of.get(*person)) {
                if let Some(held) = held.get_mut(*value) {
                    *held += 1;
                }
            }
            cells.extend(held.into_iter().zip(&totals).map(|(held, total)| (held, *size, *total)));
        }
    }
    cells
}

fn pairs(people: usize) -> usize {
    people * people.saturating_sub(1) / 2
}

fn bound(people: usize, sizes: &[usize], rounds: usize, apart: usize) -> usize {
    let each: usize = sizes.iter().map(|size| pairs(*size)).sum();
    // Of s people at most one comes from each table of the first round before some share one.
    let tables = sizes.len().max(1);
    let again = |size: &usize| (size % tables) * pairs(size / tables + 1) + (tables - size % tables) * pairs(size / tables);
    let again: usize = sizes.iter().map(again).sum();
    (each + rounds.saturating_sub(1) * (each - again.min(each))).min(pairs(people).saturating_sub(apart))
}

fn again(rounds: &[Vec<usize>], facilitated: &[Vec<usize>], tables: usize) -> usize {
    let mut had: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (round, of) in rounds.iter().zip(facilitated) {
        for (people, facilitator) in members(round, tables).iter().zip(of) {
            people.iter().for_each(|person| *had.entry((*facilitator, *person)).or_default() += 1);
        }
    }
    had.values().map(|times| times - 1).sum()
}

fn same_table(facilitated: &[Vec<usize>], facilitators: usize) -> usize {
    let tables: usize = facilitated.iter().map(Vec::len).sum();
    let places: BTreeSet<(usize, usize)> =
        facilitated.iter().flat_map(|round| round.iter().enumerate().map(|(table, facilitator)| (*facilitator, table))).collect();
    if facilitators == 0 { 0 } else { tables - places.len() }
}
