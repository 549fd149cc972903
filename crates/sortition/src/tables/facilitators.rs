//! Facilitators: one for each table in each round, in turn, meeting as few people a second time as possible.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a facilitator, a table or a round of this seating")]

use std::collections::BTreeSet;

use kernel::Refusal;
use sheet::fold;

use crate::chance::{Chance, Purpose};
use crate::table::refuse;
use crate::tables::measures::members;

/// Work must be even first, then people new, then tables others.
const WORK: usize = 1_000;
const PERSON: usize = 4;
const TABLE: usize = 3;
const STARTS: usize = 12;

/// Refuses too few facilitators and one who is named twice.
pub(crate) fn check(names: &[String], tables: usize) -> Result<(), Refusal> {
    if names.is_empty() {
        return Ok(());
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(fold(name))) {
        return Err(refuse(
            "sortition.tables.facilitator",
            format!("진행자 ‘{twice}’이 두 번 적혀 있습니다."),
            format!("the facilitator `{twice}` is named twice"),
        ));
    }
    if names.len() < tables {
        let count = names.len();
        return Err(refuse(
            "sortition.tables.facilitator",
            format!(
                "진행자 {count}명이 테이블 {tables}개를 한 사람씩 맡을 수 없습니다. 진행자를 {}명 더 적거나 테이블을 줄여 주십시오.",
                tables - count
            ),
            format!("{count} facilitators are too few for {tables} tables: name {} more, or use fewer tables", tables - count),
        ));
    }
    Ok(())
}

struct Turns {
    tables: usize,
    /// turn[round][slot]: slots below `tables` are tables, the others are pauses.
    turn: Vec<Vec<usize>>,
    people: Vec<Vec<Vec<usize>>>,
    had: Vec<Vec<usize>>,
    sat: Vec<Vec<usize>>,
    work: Vec<usize>,
}

/// For each round, for each table, a facilitator: exchanges within a round as long as one helps, from several starts.
pub(crate) fn assign(facilitators: usize, rounds: &[Vec<usize>], tables: usize, seed: u64) -> Vec<Vec<usize>> {
    if facilitators == 0 {
        return Vec::new();
    }
    let mut chance = Chance::new(seed, Purpose::Facilitators);
    let mut best: Option<(usize, Vec<Vec<usize>>)> = None;
    for _ in 0..STARTS {
        let mut turns = Turns::new(facilitators, rounds, tables, &mut chance);
        let cost = turns.settle();
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, turns.turn));
        }
    }
    let mut turn = best.map(|(_, turn)| turn).unwrap_or_default();
    turn.iter_mut().for_each(|round| round.truncate(tables));
    turn
}

impl Turns {
    fn new(facilitators: usize, rounds: &[Vec<usize>], tables: usize, chance: &mut Chance) -> Self {
        let people = rounds.first().map_or(0, Vec::len);
        let mut turns = Self {
            tables,
            turn: vec![vec![0; facilitators]; rounds.len()],
            people: rounds.iter().map(|round| members(round, tables)).collect(),
            had: vec![vec![0; people]; facilitators],
            sat: vec![vec![0; tables]; facilitators],
            work: vec![0; facilitators],
        };
        // Everybody moves on by one in each round, from an order by chance.
        let mut order: Vec<usize> = (0..facilitators).collect();
        chance.shuffle(&mut order);
        for round in 0..rounds.len() {
            for slot in 0..facilitators {
                turns.turn[round][slot] = order[(slot + round) % facilitators];
                turns.give(round, slot, order[(slot + round) % facilitators], true);
            }
        }
        turns
    }

    /// Gives or takes a slot; by how much that raises the cost (or lowers it: the same number).
    fn give(&mut self, round: usize, slot: usize, facilitator: usize, more: bool) -> usize {
        if slot >= self.tables {
            return 0;
        }
        let step = |times: &mut usize| {
            if !more {
                *times -= 1;
            }
            let before = *times;
            if more {
                *times += 1;
            }
            before
        };
        let mut cost = WORK * step(&mut self.work[facilitator]) + TABLE * step(&mut self.sat[facilitator][slot]);
        for person in &self.people[round][slot] {
            cost += PERSON * step(&mut self.had[facilitator][*person]);
        }
        cost
    }

    /// Exchanges two slots of a round; what it cost before and costs now.
    fn exchange(&mut self, round: usize, one: usize, two: usize) -> (usize, usize) {
        let (a, b) = (self.turn[round][one], self.turn[round][two]);
        let before = self.give(round, one, a, false) + self.give(round, two, b, false);
        let after = self.give(round, one, b, true) + self.give(round, two, a, true);
        self.turn[round].swap(one, two);
        (before, after)
    }

    fn settle(&mut self) -> usize {
        loop {
            let mut helped = false;
            for round in 0..self.turn.len() {
                for one in 0..self.tables {
                    for two in one + 1..self.turn[round].len() {
                        let (before, after) = self.exchange(round, one, two);
                        if after < before {
                            helped = true;
                        } else {
                            self.exchange(round, one, two);
                        }
                    }
                }
            }
            if !helped {
                return self.cost();
            }
        }
    }

    fn cost(&self) -> usize {
        let pairs = |times: &usize| times * times.saturating_sub(1) / 2;
        WORK * self.work.iter().map(pairs).sum::<usize>()
            + TABLE * self.sat.iter().flatten().map(pairs).sum::<usize>()
            + PERSON * self.had.iter().flatten().map(pairs).sum::<usize>()
    }
}
