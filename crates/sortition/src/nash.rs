//! The greatest product of chances (Nash welfare) over the polytope of the rows: a primal-dual interior point method on types.
//!
//! `max sum_t n_t log c_t` with `low_j <= A_j c <= high_j`, `0 < c <= n`. The Hessian is diagonal, so each step is one small system with a line for
//! each row (Boyd and Vandenberghe, Convex Optimization, 11.7). Nothing here is believed: the proof is `proof::nash_bound`.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a row of the problem")]

use kernel::Refusal;

use crate::problem::Problem;
use crate::solver;

/// Steps at most; a few dozen are usual.
const STEPS: usize = 300;
/// What is left of optimality and of the rows at the end.
const LEFT: f64 = 1e-15;
/// Steps without a better one before it ends.
const PATIENCE: usize = 12;

/// The best point and the multipliers of the rows (positive where the upper end holds it back).
pub(crate) struct Best {
    pub(crate) point: Vec<f64>,
    pub(crate) duals: Vec<f64>,
}

/// Where a step stands: counts, row sums, and a multiplier for each end.
#[derive(Clone)]
struct At {
    counts: Vec<f64>,
    sums: Vec<f64>,
    duals: Vec<f64>,
    over: Vec<f64>,
    under: Vec<f64>,
    full: Vec<f64>,
}

/// One change of all of it.
type Step = At;

/// The point with the greatest product of chances of the types that `can` be drawn.
///
/// # Errors
/// Refuses if the steps do not come to an end.
pub(crate) fn best(problem: &Problem, can: &[bool]) -> Result<Best, Refusal> {
    let method = Interior::new(problem, can);
    let mut at = method.start();
    let mut best: Option<(f64, At)> = None;
    let mut since = 0;
    for _ in 0..STEPS {
        let (apart, gap) = method.left(&at);
        let left = apart.max(gap);
        // Near the end rounding takes over and the last digits come and go: the best of them is kept.
        if best.as_ref().is_none_or(|(least, _)| left < *least) {
            best = Some((left, at.clone()));
            since = 0;
        }
        since += 1;
        if left < LEFT || since > PATIENCE {
            break;
        }
        let Some(step) = method.step(&at, gap) else { break };
        let stride = method.stride(&at, &step);
        at.advance(&step, stride);
    }
    match best {
        Some((left, at)) if left < 1e-9 => Ok(Best { point: at.counts, duals: at.duals }),
        _ => Err(solver::failed("Nash: no end")),
    }
}

struct Interior<'a> {
    problem: &'a Problem,
    sizes: Vec<f64>,
    can: &'a [bool],
    low: Vec<f64>,
    high: Vec<f64>,
    people: f64,
}

impl<'a> Interior<'a> {
    fn new(problem: &'a Problem, can: &'a [bool]) -> Self {
        let sizes: Vec<f64> = problem.types.iter().zip(can).map(|(of, can)| if *can { of.people.len() as f64 } else { 0.0 }).collect();
        let low = problem.rows.iter().map(|row| row.low as f64).collect();
        let high = problem.rows.iter().map(|row| row.high as f64).collect();
        Self { problem, people: sizes.iter().sum(), sizes, can, low, high }
    }

    fn is_equal(&self, row: usize) -> bool {
        self.high[row] - self.low[row] < 0.5
    }

    fn start(&self) -> At {
        let share = f64::from(self.problem.size) / self.people.max(1.0);
        let counts: Vec<f64> = self.sizes.iter().map(|size| size * share.clamp(1e-3, 0.9)).collect();
        let rows = self.low.len();
        let sums = (0..rows).map(|row| f64::midpoint(self.low[row], self.high[row])).collect();
        let (over, under) = (vec![1.0; rows], vec![1.0; rows]);
        At { counts, sums, duals: vec![0.0; rows], over, under, full: self.sizes.iter().map(|_| 1.0).collect() }
    }

    /// How far rows and gradients are from holding (relative), and the mean gap of what must be complementary (relative to a person).
    fn left(&self, at: &At) -> (f64, f64) {
        let mut apart = 0.0_f64;
        for (row, of) in self.problem.rows.iter().enumerate() {
            let sum = self.value(row, &at.counts);
            apart = apart.max((sum - at.sums[row]).abs() / of.high.max(1) as f64);
            if !self.is_equal(row) {
                apart = apart.max((at.over[row] - at.under[row] - at.duals[row]).abs() / at.duals[row].abs().max(1.0));
            }
        }
        let weights = self.weights(&at.duals);
        for t in self.types() {
            let pull = self.sizes[t] / at.counts[t];
            apart = apart.max((pull - weights[t] - at.full[t]).abs() / pull.max(1.0));
        }
        (apart, self.gap(at) / self.people.max(1.0))
    }

    fn gap(&self, at: &At) -> f64 {
        let rows = (0..self.low.len()).filter(|row| !self.is_equal(*row));
        let (mut sum, mut count) = (0.0, 0.0_f64);
        for row in rows {
            sum += at.over[row] * (self.high[row] - at.sums[row]) + at.under[row] * (at.sums[row] - self.low[row]);
            count += 2.0;
        }
        for t in self.types() {
            sum += at.full[t] * (self.sizes[t] - at.counts[t]);
            count += 1.0;
        }
        sum / count.max(1.0)
    }

    fn types(&self) -> impl Iterator<Item = usize> {
        (0..self.sizes.len()).filter(|t| self.can[*t])
    }

    fn value(&self, row: usize, counts: &[f64]) -> f64 {
        self.problem.rows[row].terms.iter().map(|(t, by)| *by as f64 * counts[*t]).sum()
    }

    fn weights(&self, duals: &[f64]) -> Vec<f64> {
        let mut weights = vec![0.0; self.sizes.len()];
        for (row, dual) in self.problem.rows.iter().zip(duals) {
            for (t, by) in &row.terms {
                weights[*t] += dual * *by as f64;
            }
        }
        weights
    }

    /// The step of Newton towards a tenth of the gap: counts and sums are expressed by the duals of the rows, which solve one system.
    fn step(&self, at: &At, gap: f64) -> Option<Step> {
        let aim = 0.1 * gap * self.people.max(1.0);
        let rows = self.low.len();
        let weights = self.weights(&at.duals);
        // d count = (pull - weights - d weights - full at the aim) / bend
        let (mut bend, mut force) = (vec![1.0; self.sizes.len()], vec![0.0; self.sizes.len()]);
        for t in self.types() {
            let (count, room) = (at.counts[t], self.sizes[t] - at.counts[t]);
            bend[t] = self.sizes[t] / (count * count) + at.full[t] / room;
            force[t] = self.sizes[t] / count - weights[t] - aim / room;
        }
        // d sum = (dual + d dual - over + under at the aim) / stiff, and is 0 for equations
        let (mut stiff, mut lean) = (vec![0.0; rows], vec![0.0; rows]);
        for row in (0..rows).filter(|row| !self.is_equal(*row)) {
            let (up, down) = (self.high[row] - at.sums[row], at.sums[row] - self.low[row]);
            stiff[row] = at.over[row] / up + at.under[row] / down;
            lean[row] = at.duals[row] - aim / up + aim / down;
        }
        let mut matrix = vec![0.0; rows * rows];
        let mut right = vec![0.0; rows];
        let mut columns: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.sizes.len()];
        for (row, of) in self.problem.rows.iter().enumerate() {
            right[row] = self.value(row, &at.counts) - at.sums[row];
            for (t, by) in of.terms.iter().filter(|(t, _)| self.can[*t]) {
                columns[*t].push((row, *by as f64));
                right[row] += *by as f64 * force[*t] / bend[*t];
            }
            if stiff[row] > 0.0 {
                right[row] -= lean[row] / stiff[row];
                matrix[row * rows + row] += 1.0 / stiff[row];
            }
        }
        for (t, column) in columns.iter().enumerate() {
            for (a, by) in column {
                for (b, other) in column {
                    matrix[a * rows + b] += by * other / bend[t];
                }
            }
        }
        let duals = solve(&mut matrix, &mut right)?;
        let weighed = self.weights(&duals);
        let counts: Vec<f64> = (0..self.sizes.len()).map(|t| if self.can[t] { (force[t] - weighed[t]) / bend[t] } else { 0.0 }).collect();
        let sums: Vec<f64> = (0..rows).map(|row| if stiff[row] > 0.0 { (duals[row] + lean[row]) / stiff[row] } else { 0.0 }).collect();
        let full = (0..self.sizes.len()).map(|t| {
            let room = self.sizes[t] - at.counts[t];
            if self.can[t] { aim / room - at.full[t] + at.full[t] / room * counts[t] } else { 0.0 }
        });
        let ends = |row: usize, room: f64, held: f64, sign: f64| {
            if self.is_equal(row) { 0.0 } else { aim / room - held + sign * held / room * sums[row] }
        };
        let over = (0..rows).map(|row| ends(row, self.high[row] - at.sums[row], at.over[row], 1.0)).collect();
        let under = (0..rows).map(|row| ends(row, at.sums[row] - self.low[row], at.under[row], -1.0)).collect();
        Some(Step { full: full.collect(), over, under, counts, sums, duals })
    }

    /// The longest stride, up to a whole one, that leaves everything above 0.
    fn stride(&self, at: &At, step: &Step) -> f64 {
        let mut most = 1.0_f64;
        let mut keep = |value: f64, change: f64| {
            if change < 0.0 {
                most = most.min(-0.995 * value / change);
            }
        };
        for t in self.types() {
            keep(at.counts[t], step.counts[t]);
            keep(self.sizes[t] - at.counts[t], -step.counts[t]);
            keep(at.full[t], step.full[t]);
        }
        for row in (0..self.low.len()).filter(|row| !self.is_equal(*row)) {
            keep(self.high[row] - at.sums[row], -step.sums[row]);
            keep(at.sums[row] - self.low[row], step.sums[row]);
            keep(at.over[row], step.over[row]);
            keep(at.under[row], step.under[row]);
        }
        most
    }
}

impl At {
    fn advance(&mut self, step: &Step, stride: f64) {
        let go = |to: &mut Vec<f64>, by: &[f64]| to.iter_mut().zip(by).for_each(|(to, by)| *to += stride * by);
        go(&mut self.counts, &step.counts);
        go(&mut self.sums, &step.sums);
        go(&mut self.duals, &step.duals);
        go(&mut self.over, &step.over);
        go(&mut self.under, &step.under);
        go(&mut self.full, &step.full);
    }
}

/// Solves a symmetric positive system in place by Cholesky; a line that depends on earlier ones (quotas that add up to the size) is passed over.
fn solve(matrix: &mut [f64], right: &mut [f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let largest: Vec<f64> = (0..n).map(|i| matrix[i * n + i]).collect();
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| matrix[i * n + k] * matrix[j * n + k]).sum();
            let value = matrix[i * n + j] - dot;
            matrix[i * n + j] =
                if i == j { if value > 1e-13 * largest[i] { value.sqrt() } else { f64::INFINITY } } else { value / matrix[j * n + j] };
        }
    }
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| matrix[i * n + k] * right[k]).sum();
        right[i] = (right[i] - dot) / matrix[i * n + i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| matrix[k * n + i] * right[k]).sum();
        right[i] = (right[i] - dot) / matrix[i * n + i];
    }
    right.iter().all(|value| value.is_finite()).then(|| right.to_vec())
}
