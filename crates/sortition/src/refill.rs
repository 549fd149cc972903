//! The best replacement by whole people: branch and bound over the alternates, type by type.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a quota of this question")]

use crate::dropout::{Scenario, deviation};
use crate::problem::{Problem, What};
use crate::quotas::Quotas;

/// What every replacement from a pool is asked.
pub(crate) struct Refill<'a> {
    quotas: &'a Quotas,
    /// Minimum and maximum of each quota.
    ends: Vec<(i64, i64)>,
    /// The quotas that a person of each type counts for.
    counts_for: Vec<Vec<usize>>,
}

/// A replacement by whole people.
pub(crate) struct Filled {
    /// How far from the quotas it leaves the panel.
    pub(crate) deviation: u32,
    /// Alternates taken of each type.
    pub(crate) taken: Vec<u32>,
    /// Whether no replacement leaves it nearer; else it is the best that was found.
    pub(crate) best: bool,
}

/// The way through the alternates.
struct Walk<'a> {
    refill: &'a Refill<'a>,
    /// Types with alternates, and how many.
    offered: Vec<(usize, u32)>,
    /// For each place in `offered`, how many from there on count for each quota.
    coming: Vec<Vec<i64>>,
    counts: Vec<i64>,
    taken: Vec<u32>,
    best: (i64, Vec<u32>),
    /// Branches that may still be looked at.
    branches: u32,
}

impl<'a> Refill<'a> {
    pub(crate) fn new(problem: &Problem, quotas: &'a Quotas) -> Self {
        let mut counts_for = vec![Vec::new(); problem.types.len()];
        for (at, row) in problem.rows.iter().filter(|row| matches!(row.what, What::Quota(..))).enumerate() {
            row.terms.iter().for_each(|(of, _)| counts_for[*of].push(at));
        }
        let ends = quotas.all().map(|(_, quota)| (i64::from(quota.min), i64::from(quota.max))).collect();
        Self { quotas, ends, counts_for }
    }

    /// The best replacement from `alternates` of each type for those who left, as far as so many `branches` show it.
    pub(crate) fn best(&self, alternates: &[u32], scenario: &Scenario, branches: u32) -> Filled {
        let now = deviation(self.quotas, &scenario.stayed);
        let counts: Vec<i64> = scenario.stayed.iter().map(|count| i64::from(*count)).collect();
        let mends = |of: usize| self.counts_for[of].iter().map(|at| self.step(*at, counts[*at])).sum::<i64>();
        let mut offered: Vec<(usize, u32)> =
            (0..alternates.len()).filter(|of| alternates[*of] > 0).map(|of| (of, alternates[of])).collect();
        offered.sort_by_key(|(of, _)| mends(*of));
        let mut coming = vec![vec![0; self.ends.len()]; offered.len() + 1];
        for (place, (of, count)) in offered.iter().enumerate().rev() {
            coming[place] = coming[place + 1].clone();
            self.counts_for[*of].iter().for_each(|at| coming[place][*at] += i64::from(*count));
        }
        let best = self.greedy(&offered, counts.clone(), (scenario.gone, i64::from(now)));
        let mut walk = Walk { refill: self, taken: vec![0; offered.len()], offered, coming, counts, best, branches };
        walk.from(0, i64::from(scenario.gone), i64::from(now));
        let mut taken = vec![0; alternates.len()];
        walk.offered.iter().zip(&walk.best.1).for_each(|((of, _), count)| taken[*of] = *count);
        Filled { deviation: u32::try_from(walk.best.0).unwrap_or(u32::MAX), taken, best: walk.branches > 0 }
    }

    /// One person after the other who mends most, as long as somebody does: the first of equals.
    fn greedy(&self, offered: &[(usize, u32)], mut counts: Vec<i64>, (gone, mut deviation): (u32, i64)) -> (i64, Vec<u32>) {
        let mut taken = vec![0; offered.len()];
        for _ in 0..gone {
            let open = (0..offered.len()).filter(|place| taken[*place] < offered[*place].1);
            let step = |place: &usize| self.counts_for[offered[*place].0].iter().map(|at| self.step(*at, counts[*at])).sum::<i64>();
            let Some((step, place)) = open.map(|place| (step(&place), place)).min().filter(|(step, _)| *step < 0) else { break };
            self.counts_for[offered[place].0].iter().for_each(|at| counts[*at] += 1);
            taken[place] += 1;
            deviation += step;
        }
        (deviation, taken)
    }

    /// What one more person at `count` changes: one nearer below the minimum, one further from the maximum on.
    fn step(&self, quota: usize, count: i64) -> i64 {
        let (min, max) = self.ends[quota];
        i64::from(count >= max) - i64::from(count < min)
    }
}

impl Walk<'_> {
    /// Every choice from `place` on that could leave less than the best so far, `left` people at most.
    fn from(&mut self, place: usize, left: i64, deviation: i64) {
        if deviation < self.best.0 {
            self.best = (deviation, self.taken.clone());
        }
        if place == self.offered.len() || left == 0 || self.branches == 0 || self.bound(place, left, deviation) >= self.best.0 {
            return;
        }
        self.branches -= 1;
        let (of, most) = self.offered[place];
        let most = i64::from(most).min(left);
        let mut steps = Vec::new();
        let mut deviation = deviation;
        for _ in 0..most {
            let step: i64 = self.refill.counts_for[of].iter().map(|at| self.refill.step(*at, self.counts[*at])).sum();
            self.refill.counts_for[of].iter().for_each(|at| self.counts[*at] += 1);
            self.taken[place] += 1;
            deviation += step;
            steps.push(step);
        }
        let mut left = left - most;
        while let Some(step) = steps.pop() {
            self.from(place + 1, left, deviation);
            self.refill.counts_for[of].iter().for_each(|at| self.counts[*at] -= 1);
            self.taken[place] -= 1;
            (left, deviation) = (left + 1, deviation - step);
        }
        self.from(place + 1, left, deviation);
    }

    /// No choice from here on leaves less: what is missing of each quota is filled by as many as are left and come.
    fn bound(&self, place: usize, left: i64, deviation: i64) -> i64 {
        let fills = self.refill.ends.iter().zip(&self.counts).zip(&self.coming[place]);
        let filled: i64 = fills.map(|(((min, _), count), coming)| (min - count).clamp(0, left.min(*coming))).sum();
        deviation - filled
    }
}
