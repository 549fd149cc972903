//! From chances to a lottery: panels and weights that give every type its chance, or a cut that shows no lottery can.
//!
//! A point of the polytope is a mixture of panels if and only if it lies in their convex hull. Panels rounded from the point itself, leaning
//! each time towards what the last ones left out, surround it: a few for each type are mostly enough. What is still missing tells
//! (by the duals of the master programme) which panels would help; swaps look for them first, HiGHS proves at the end that there are none.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a panel of this mixture")]

use std::collections::BTreeSet;

use highs::{ColProblem, Model, Row as LpRow, Sense};
use kernel::Refusal;
use num_traits::ToPrimitive as _;

use crate::integer::Integer;
use crate::problem::{Panel, Problem, Row, What};
use crate::proof::whole_multiples;
use crate::search::Search;
use crate::solver;

/// What of a chance may be missing at the end, in all.
const MISSING: f64 = 1e-11;
/// Panels for each type before the first look.
const PANELS: usize = 2;
/// Panels that one round of swaps adds at most, for each type; and at least this many are tried.
const ADDED: usize = 60;
/// All weights of a lottery together.
pub(crate) const WHOLE: u64 = 1_000_000_000_000_000;

/// How far a solution is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// The round, from 1; each starts from a tighter bound than the last.
    pub round: usize,
    /// Panels known.
    pub panels: usize,
    /// No lottery gives everybody who can be drawn more.
    pub bound: f64,
    /// The share of the wanted chances that is still missing.
    pub missing: f64,
}

/// Is told how far things are; says whether to go on.
pub type Watch<'a> = &'a mut dyn FnMut(&Progress) -> bool;

/// What became of a point.
pub(crate) enum Outcome {
    /// Panels with weights that give it.
    Mixture(Vec<(Panel, u64)>),
    /// A row that every panel meets and the point does not.
    Cut(Row),
    /// It was stopped; the best mixture so far.
    Stopped(Vec<(Panel, u64)>),
}

/// Panels that were found, each once.
#[derive(Default)]
pub(crate) struct Known {
    panels: Vec<Panel>,
    seen: BTreeSet<Panel>,
}

impl Known {
    fn add(&mut self, panel: Panel) -> bool {
        let new = self.seen.insert(panel.clone());
        if new {
            self.panels.push(panel);
        }
        new
    }
}

/// Mixes panels so that each type has at least `floor` people in the mean; `center` is a point of the polytope with at least as many.
///
/// # Errors
/// Refuses if the solver fails.
pub(crate) fn spread(
    problem: &Problem,
    (center, floor): (&[f64], &[f64]),
    known: &mut Known,
    (round, bound): (usize, f64),
    watch: Watch<'_>,
) -> Result<Outcome, Refusal> {
    let mut search = Search::new(problem, center);
    let mut integer = Integer::new(problem)?;
    gather(problem, center, &mut search, &mut integer, known)?;
    let mut master = Master::new(floor)?;
    loop {
        master.take(&known.panels);
        let answer = master.solve()?;
        let progress = Progress { round, panels: known.panels.len(), bound, missing: answer.missing };
        let on = watch(&progress);
        if answer.missing <= MISSING {
            return Ok(Outcome::Mixture(mixture(&known.panels, &answer.weights)));
        }
        if !on {
            return Ok(Outcome::Stopped(mixture(&known.panels, &answer.weights)));
        }
        let worth_of = |panel: &Panel| panel.iter().zip(&answer.worths).map(|(count, worth)| f64::from(*count) * worth).sum::<f64>();
        let limit = answer.limit + 1e-9 * answer.limit.abs().max(1.0);
        let before = known.panels.len();
        let wanted = before + ADDED.max(problem.types.len() / 4);
        for _ in 0..4 * (wanted - before) {
            search.lean(&answer.worths);
            let Some(start) = search.near(center) else { continue };
            let better = search.improve(start, &answer.worths);
            if worth_of(&better) > limit {
                known.add(better);
            }
            if known.panels.len() >= wanted {
                break;
            }
        }
        if known.panels.len() > before {
            continue;
        }
        let best = integer.best(&answer.worths, None)?.ok_or_else(|| solver::failed("no panel"))?;
        if worth_of(&best) > limit && known.add(best) {
            continue;
        }
        return Ok(match cut(problem, center, &answer.worths, known, &mut integer)? {
            Some(row) => Outcome::Cut(row),
            None => Outcome::Mixture(mixture(&known.panels, &answer.weights)),
        });
    }
}

/// Panels around the point to begin with.
fn gather(problem: &Problem, center: &[f64], search: &mut Search<'_>, integer: &mut Integer<'_>, known: &mut Known) -> Result<(), Refusal> {
    let wanted = known.panels.len() + PANELS * problem.types.len() + 8;
    let mut tries = 0;
    while known.panels.len() < wanted && tries < 2 * wanted {
        tries += 1;
        if let Some(panel) = search.near(center) {
            known.add(panel);
        }
        if known.panels.is_empty() && tries > 200 {
            break;
        }
    }
    if known.panels.is_empty() {
        known.add(integer.best(center, None)?.ok_or_else(|| solver::failed("no panel"))?);
    }
    Ok(())
}

/// The duals as a row that holds for every panel; none if it does not part the point from the panels.
fn cut(problem: &Problem, center: &[f64], worths: &[f64], known: &Known, integer: &mut Integer<'_>) -> Result<Option<Row>, Refusal> {
    // A type that is in no panel is the sharpest cut of all.
    for at in 0..problem.types.len() {
        if center[at] > 1e-9 && known.panels.iter().all(|panel| panel[at] == 0) {
            let worths: Vec<f64> = (0..problem.types.len()).map(|other| f64::from(u8::from(other == at))).collect();
            let best = integer.best(&worths, None)?.ok_or_else(|| solver::failed("no panel"))?;
            if best[at] == 0 {
                return Ok(Some(Row { what: What::Cut, terms: vec![(at, 1)], low: 0, high: 0 }));
            }
        }
    }
    let Some((simple, fine)) = whole_multiples(worths) else { return Ok(None) };
    for whole in [simple, fine] {
        // A scale that floats and 64 bits hold exactly.
        let scale = whole.iter().filter_map(num_traits::ToPrimitive::to_i64).max().unwrap_or(0) / 1_000_000 + 1;
        let whole: Vec<i64> = whole.iter().map(|worth| worth.to_i64().unwrap_or(0) / scale).collect();
        let floats: Vec<f64> = whole.iter().map(|worth| *worth as f64).collect();
        let best = integer.best(&floats, None)?.ok_or_else(|| solver::failed("no panel"))?;
        let terms: Vec<(usize, i64)> = whole.iter().copied().enumerate().filter(|(_, worth)| *worth > 0).collect();
        let row = Row { what: What::Cut, terms, low: 0, high: 0 };
        let high = row.value(&best);
        let reached: f64 = row.terms.iter().map(|(at, by)| *by as f64 * center[*at]).sum();
        if reached > high as f64 + 1e-9 * (high as f64).max(1.0) {
            return Ok(Some(Row { high, ..row }));
        }
    }
    Ok(None)
}

/// Weights as whole numbers that add up to [`WHOLE`]; what rounding leaves goes to the largest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10^15")]
fn mixture(panels: &[Panel], weights: &[f64]) -> Vec<(Panel, u64)> {
    let total: f64 = weights.iter().filter(|weight| **weight > 0.0).sum();
    if total <= 0.0 {
        return panels.first().map(|panel| vec![(panel.clone(), WHOLE)]).unwrap_or_default();
    }
    let whole = |weight: f64| (weight.max(0.0) / total * WHOLE as f64).round() as u64;
    let mut mixed: Vec<(Panel, u64)> = panels.iter().cloned().zip(weights.iter().map(|weight| whole(*weight))).collect();
    mixed.retain(|(_, weight)| *weight > 0);
    let sum: u64 = mixed.iter().map(|(_, weight)| *weight).sum();
    if let Some((_, weight)) = mixed.iter_mut().max_by_key(|(_, weight)| *weight) {
        *weight = weight.wrapping_add(WHOLE).wrapping_sub(sum);
    }
    mixed.sort_unstable();
    mixed
}

/// `min` of what is missing over mixtures: `sum_P x_P c_Pt / floor_t + missing_t >= 1`, `sum_P x_P <= 1`.
struct Master {
    model: Option<Model>,
    rows: Vec<(usize, LpRow)>,
    all: LpRow,
    floor: Vec<f64>,
    first: usize,
    panels: usize,
}

struct Mixed {
    missing: f64,
    weights: Vec<f64>,
    worths: Vec<f64>,
    limit: f64,
}

impl Master {
    fn new(floor: &[f64]) -> Result<Self, Refusal> {
        let mut lp = ColProblem::default();
        let wanted = (0..floor.len()).filter(|at| floor[*at] > 1e-12);
        let rows: Vec<(usize, LpRow)> = wanted.map(|at| (at, lp.add_row(1.0..))).collect();
        let all = lp.add_row(..=1.0);
        for (_, row) in &rows {
            lp.add_column(1.0, 0.0..=1.0, [(*row, 1.0)]);
        }
        let mut model = lp.try_optimise(Sense::Minimise).map_err(|status| solver::failed(&format!("{status:?}")))?;
        solver::prepare(&mut model)?;
        // New panels leave the last mixture feasible: the primal method goes on from it.
        model.try_set_option("simplex_strategy", 4).map_err(|error| solver::failed(&format!("{error:?}")))?;
        let first = rows.len();
        Ok(Self { model: Some(model), rows, all, floor: floor.to_vec(), first, panels: 0 })
    }

    fn take(&mut self, panels: &[Panel]) {
        let Some(model) = &mut self.model else { return };
        for panel in panels.iter().skip(self.panels) {
            let terms = self.rows.iter().filter(|(at, _)| panel[*at] > 0).map(|(at, row)| (*row, f64::from(panel[*at]) / self.floor[*at]));
            model.add_col(0.0, 0.0.., terms.chain([(self.all, 1.0)]).collect::<Vec<_>>());
        }
        self.panels = panels.len();
    }

    fn solve(&mut self) -> Result<Mixed, Refusal> {
        let model = self.model.take().ok_or_else(|| solver::failed("lost"))?;
        let solved = solver::solve(model)?.map_err(|_| solver::failed("master"))?;
        let solution = solved.get_solution();
        let missing = solution.columns()[..self.first].iter().sum();
        let weights = solution.columns()[self.first..].to_vec();
        let mut worths = vec![0.0; self.floor.len()];
        for ((at, _), dual) in self.rows.iter().zip(solution.dual_rows()) {
            worths[*at] = dual.max(0.0) / self.floor[*at];
        }
        let limit = -solution.dual_rows().last().copied().unwrap_or(0.0);
        self.model = Some(Model::from(solved));
        Ok(Mixed { missing, weights, worths, limit })
    }
}
