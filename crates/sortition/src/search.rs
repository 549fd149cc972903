//! Panels near a point: rounded by chance, then repaired and improved by swaps. No programme is solved here.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a row of the problem")]

use crate::chance::{Chance, Purpose};
use crate::problem::{Panel, Problem, What};

/// Swaps tried before a rounding is given up.
const SWAPS: usize = 250;
/// Types looked at on either side of a swap.
const LOOK: usize = 48;
/// Swaps during which a type that moved may not move back.
const REST: usize = 6;

/// Looks for panels; remembers where the panels it gave leave the target, so that the next one leans the other way.
pub(crate) struct Search<'a> {
    problem: &'a Problem,
    sizes: Vec<u32>,
    rows_of: Vec<Vec<usize>>,
    /// The rows of each type, as bits.
    masks: Vec<Vec<u64>>,
    low: Vec<i64>,
    high: Vec<i64>,
    owed: Vec<f64>,
    chance: Chance,
}

/// A panel in the making.
struct State {
    panel: Panel,
    sums: Vec<i64>,
    wrong: i64,
}

impl<'a> Search<'a> {
    /// Panels near `target`: where it meets a row's end exactly, panels must too, or no mixture of them could.
    pub(crate) fn new(problem: &'a Problem, target: &[f64]) -> Self {
        let mut rows_of = vec![Vec::new(); problem.types.len()];
        let (mut low, mut high) = (Vec::new(), Vec::new());
        // The size holds by swapping one for one; cuts hold for every panel.
        for row in problem.rows.iter().filter(|row| !matches!(row.what, What::Size | What::Cut)) {
            let sum: f64 = row.terms.iter().map(|(at, by)| *by as f64 * target[*at]).sum();
            let (at_low, at_high) = ((sum - row.low as f64).abs() < 1e-7, (row.high as f64 - sum).abs() < 1e-7);
            for (at, _) in &row.terms {
                rows_of[*at].push(low.len());
            }
            low.push(if at_high { row.high } else { row.low });
            high.push(if at_low { row.low } else { row.high });
        }
        let sizes = problem.counts();
        let masks = rows_of.iter().map(|rows: &Vec<usize>| bits((0..low.len()).map(|row| rows.contains(&row)))).collect();
        let owed = vec![0.0; sizes.len()];
        Self { problem, sizes, rows_of, masks, low, high, owed, chance: Chance::new(0, Purpose::Panels) }
    }

    /// One panel near the target; none if swaps did not find one this time.
    pub(crate) fn near(&mut self, target: &[f64]) -> Option<Panel> {
        let leaning: Vec<f64> = target
            .iter()
            .zip(&self.owed)
            .zip(&self.sizes)
            .map(|((target, owed), size)| if *target < 1e-9 { 0.0 } else { (target + owed).clamp(0.0, f64::from(*size)) })
            .collect();
        let panel = self.rounded(&leaning);
        let mut state = self.state(panel);
        if !self.repair(&mut state, &leaning) {
            return None;
        }
        for ((owed, target), count) in self.owed.iter_mut().zip(target).zip(&state.panel) {
            *owed = (0.9 * *owed + target - f64::from(*count)).clamp(-1.0, 1.0);
        }
        Some(state.panel)
    }

    /// Makes the next panels lean towards the types of the greatest worth (for each person who would come), by chance more or less.
    pub(crate) fn lean(&mut self, worths: &[f64]) {
        let most = worths.iter().fold(0.0_f64, |most, worth| most.max(*worth));
        if most > 0.0 {
            for (owed, worth) in self.owed.iter_mut().zip(worths) {
                *owed = (0.5 * *owed + self.chance.unit() * worth / most).clamp(-1.0, 1.0);
            }
        }
    }

    /// Swaps that raise the worth of a panel as long as one does, those that promise most first; rows hold all along.
    pub(crate) fn improve(&mut self, panel: Panel, worth: &[f64]) -> Panel {
        let mut state = self.state(panel);
        if state.wrong > 0 {
            return state.panel;
        }
        let mut order: Vec<usize> = (0..state.panel.len()).collect();
        order.sort_by(|a, b| worth[*b].total_cmp(&worth[*a]));
        loop {
            let (full, bare) = (self.full(&state), self.bare(&state));
            let open = |out: usize, into: usize| {
                let (outs, ins) = (&self.masks[out], &self.masks[into]);
                outs.iter()
                    .zip(ins)
                    .zip(full.iter().zip(&bare))
                    .all(|((out, into), (full, bare))| (into & !out & full) | (out & !into & bare) == 0)
            };
            let better = order.iter().rev().filter(|out| state.panel[**out] > 0).find_map(|out| {
                (order.iter().take_while(|into| worth[**into] > worth[*out] + 1e-9))
                    .find(|into| state.panel[**into] < self.sizes[**into] && open(*out, **into))
                    .map(|into| (*out, *into))
            });
            let Some((out, into)) = better else { return state.panel };
            self.swap(&mut state, out, into);
        }
    }

    /// The rows, as bits, that cannot take one more.
    fn full(&self, state: &State) -> Vec<u64> {
        bits(state.sums.iter().zip(&self.high).map(|(sum, high)| sum >= high))
    }

    /// The rows, as bits, that cannot give one up.
    fn bare(&self, state: &State) -> Vec<u64> {
        bits(state.sums.iter().zip(&self.low).map(|(sum, low)| sum <= low))
    }

    /// Whole numbers with the target's sum: the parts below one are drawn systematically, in an order by chance.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of people")]
    fn rounded(&mut self, target: &[f64]) -> Panel {
        let mut panel: Panel = target.iter().map(|target| (target + 1e-9).floor() as u32).collect();
        let mut order: Vec<usize> = (0..target.len()).collect();
        self.chance.shuffle(&mut order);
        let mut at = self.chance.unit();
        for place in &order {
            let part = (target[*place] - f64::from(panel[*place])).max(0.0);
            let next = at - part;
            if next < 0.0 && panel[*place] < self.sizes[*place] {
                panel[*place] += 1;
            }
            at = if next < 0.0 { next + 1.0 } else { next };
        }
        let mut taken: u32 = panel.iter().sum();
        while taken != self.problem.size {
            let place = order[self.chance.below(order.len())];
            if taken > self.problem.size && panel[place] > 0 {
                panel[place] -= 1;
                taken -= 1;
            } else if taken < self.problem.size && panel[place] < self.sizes[place] {
                panel[place] += 1;
                taken += 1;
            }
        }
        panel
    }

    fn state(&self, panel: Panel) -> State {
        let mut sums = vec![0_i64; self.low.len()];
        for (rows, count) in self.rows_of.iter().zip(&panel) {
            for row in rows {
                sums[*row] += i64::from(*count);
            }
        }
        let wrong = sums.iter().enumerate().map(|(row, sum)| self.wrong(row, *sum)).sum();
        State { panel, sums, wrong }
    }

    fn wrong(&self, row: usize, sum: i64) -> i64 {
        (self.low[row] - sum).max(sum - self.high[row]).max(0)
    }

    /// By how much a swap changes what is wrong. Both lists of rows ascend: what they share does not change.
    fn change(&self, state: &State, out: usize, into: usize) -> i64 {
        let (mut outs, mut ins) = (self.rows_of[out].as_slice(), self.rows_of[into].as_slice());
        let step = |row: usize, by: i64| self.wrong(row, state.sums[row] + by) - self.wrong(row, state.sums[row]);
        let mut change = 0;
        loop {
            match (outs, ins) {
                ([a, rest_a @ ..], [b, rest_b @ ..]) if a == b => (outs, ins) = (rest_a, rest_b),
                ([a, rest @ ..], [b, ..]) if a < b => {
                    change += step(*a, -1);
                    outs = rest;
                }
                ([a, rest @ ..], []) => {
                    change += step(*a, -1);
                    outs = rest;
                }
                (_, [b, rest @ ..]) => {
                    change += step(*b, 1);
                    ins = rest;
                }
                ([], []) => return change,
            }
        }
    }

    fn swap(&self, state: &mut State, out: usize, into: usize) {
        state.wrong += self.change(state, out, into);
        state.panel[out] -= 1;
        state.panel[into] += 1;
        for row in &self.rows_of[out] {
            state.sums[*row] -= 1;
        }
        for row in &self.rows_of[into] {
            state.sums[*row] += 1;
        }
    }

    /// Swaps until every row holds; the swap that mends most, among equals the one that comes nearest to the target.
    fn repair(&mut self, state: &mut State, target: &[f64]) -> bool {
        let mut rested = vec![0_usize; state.panel.len()];
        for turn in REST..SWAPS + REST {
            if state.wrong == 0 {
                return true;
            }
            let broken: Vec<usize> = (0..self.low.len()).filter(|row| self.wrong(*row, state.sums[*row]) > 0).collect();
            let row = broken[self.chance.below(broken.len())];
            let too_many = state.sums[row] > self.high[row];
            let free = |at: &usize| rested[*at] <= turn;
            // Whoever is on every panel stays.
            let pinned = |at: &usize| target[*at] > f64::from(self.sizes[*at]) - 1e-9;
            let inside = |at: &usize| self.rows_of[*at].contains(&row);
            let mut outs: Vec<usize> =
                (0..state.panel.len()).filter(|at| state.panel[*at] > 0 && !pinned(at) && inside(at) == too_many && free(at)).collect();
            let mut ins: Vec<usize> = (0..state.panel.len())
                .filter(|at| state.panel[*at] < self.sizes[*at] && target[*at] > 0.0 && inside(at) != too_many && free(at))
                .collect();
            self.chance.shuffle(&mut outs);
            self.chance.shuffle(&mut ins);
            let mut best: Option<(i64, f64, usize, usize)> = None;
            for out in outs.iter().take(LOOK) {
                let spare = f64::from(state.panel[*out]) - target[*out];
                for into in ins.iter().take(LOOK) {
                    let change = self.change(state, *out, *into);
                    let gain = spare + target[*into] - f64::from(state.panel[*into]);
                    if best.is_none_or(|(least, most, ..)| change < least || (change == least && gain > most)) {
                        best = Some((change, gain, *out, *into));
                    }
                }
            }
            let Some((_, _, out, into)) = best else { return false };
            self.swap(state, out, into);
            rested[out] = turn + REST;
            rested[into] = turn + REST;
        }
        state.wrong == 0
    }
}

fn bits(all: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut words = Vec::new();
    for (at, set) in all.enumerate() {
        if at % 64 == 0 {
            words.push(0);
        }
        if let Some(word) = words.last_mut() {
            *word |= u64::from(set) << (at % 64);
        }
    }
    words
}
