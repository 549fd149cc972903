//! From chances to a lottery: panels and weights that give every type its chance, or a cut that shows no lottery can.
//!
//! A point of the polytope is a mixture of panels if and only if it lies in their convex hull. Panels rounded from the point itself, leaning
//! each time towards what the last ones left out, surround it; from there the nearest mixture (`nearest.rs`) tells by what it still misses
//! which panel would help. Swaps look for one first; HiGHS finds one where they do not, or proves that there is none.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a panel of this mixture")]

use std::cmp::Reverse;
use std::collections::BTreeSet;

use highs::{Col, Model, RowProblem, Sense};
use kernel::Refusal;
use num_traits::{ToPrimitive, Zero as _};

use crate::integer::Integer;
use crate::nearest::Nearest;
use crate::problem::{Panel, Problem, Row, What};
use crate::proof::{chances, whole_multiples};
use crate::search::Search;
use crate::solver;

/// People that may be missing or too many at the end, in all.
const MISSING: f64 = 1e-11;
/// Panels for each type before the first look.
const PANELS: usize = 2;
/// Steps that bring the mixture no nearer, one after the other, before the solver is asked.
const FRUITLESS: usize = 100;
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

/// Mixes panels until their mean is `center`, a point of the polytope: the mixture is moved towards it by panels that swaps find, and by
/// the solver's where swaps find none; where there is none, a row parts the point from all panels.
///
/// # Errors
/// Refuses if the solver fails.
pub(crate) fn spread(
    problem: &Problem,
    center: &[f64],
    known: &mut Known,
    (round, bound): (usize, f64),
    watch: Watch<'_>,
) -> Result<Outcome, Refusal> {
    let mut search = Search::new(problem, center);
    let mut integer = Integer::new(problem)?;
    gather(problem, center, &mut search, &mut integer, known)?;
    let mut nearest = Nearest::new(center);
    let mut fruitless = 0;
    while nearest.distance() > MISSING {
        let worths = nearest.worths();
        search.lean(&worths);
        if fruitless > FRUITLESS {
            known.add(integer.best(&worths, None)?.ok_or_else(|| solver::failed("no panel"))?);
        } else if let Some(panel) = search.near(center).map(|start| search.improve(start, &worths)) {
            known.add(panel);
        }
        let worth = |panel: &Panel| panel.iter().zip(&worths).map(|(count, worth)| f64::from(*count) * worth).sum::<f64>();
        let best = (0..known.panels.len()).map(|at| (at, worth(&known.panels[at]))).max_by(|a, b| a.1.total_cmp(&b.1));
        if best.is_some_and(|(at, _)| nearest.helps(&known.panels[at]) && nearest.add(at, &known.panels[at])) {
            fruitless = 0;
        } else if fruitless > FRUITLESS {
            if let Some(row) = cut(center, known, &mut integer)? {
                return Ok(Outcome::Cut(row));
            }
            break;
        } else {
            fruitless += 1;
        }
        if !watch(&Progress { round, panels: known.panels.len(), bound, missing: nearest.distance() }) {
            return Ok(Outcome::Stopped(best_so_far(problem, known, &nearest)));
        }
    }
    nearest.refine();
    Ok(Outcome::Mixture(mixture(known, &nearest)))
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

/// A row that every panel meets and the point does not; none if there is none beyond rounding.
///
/// The row by which the point is outside of the known panels the most, its coefficients between 0 and 1 (panels have one size, so that none need be
/// below 0), until the integer programme knows no panel that breaks it: a vertex of a small linear programme, so that its coefficients are
/// simple fractions.
fn cut(center: &[f64], known: &mut Known, integer: &mut Integer<'_>) -> Result<Option<Row>, Refusal> {
    let mut programme = RowProblem::default();
    let columns: Vec<Col> = center.iter().map(|mean| programme.add_column(*mean, 0.0..=1.0)).collect();
    let reach = programme.add_column(-1.0, 0.0..);
    let below = |panel: &Panel| {
        let taken = columns.iter().zip(panel).filter(|(_, count)| **count > 0).map(|(column, count)| (*column, f64::from(*count)));
        taken.chain([(reach, -1.0)]).collect::<Vec<_>>()
    };
    known.panels.iter().for_each(|panel| programme.add_row(..=0.0, below(panel)));
    let mut model = programme.try_optimise(Sense::Maximise).map_err(|status| solver::failed(&format!("{status:?}")))?;
    solver::prepare(&mut model)?;
    loop {
        let solved = solver::solve(model)?.map_err(|_| solver::failed("cut"))?;
        let worths = solved.get_solution().columns()[..center.len()].to_vec();
        model = Model::from(solved);
        let Some((simple, fine)) = whole_multiples(&worths) else { return Ok(None) };
        let mut furthest = None;
        for whole in [simple, fine] {
            // Small coefficients leave the programmes that take the row well scaled.
            let scale = whole.iter().filter_map(ToPrimitive::to_i64).max().unwrap_or(0) / 1_000_000 + 1;
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
            furthest = Some(best);
        }
        let Some(panel) = furthest.filter(|panel| known.add(panel.clone())) else { return Ok(None) };
        model.add_row(..=0.0, below(&panel));
    }
}

/// The nearest mixture, or all known panels alike where that leaves the least chance greater, as it does early on.
fn best_so_far(problem: &Problem, known: &Known, nearest: &Nearest) -> Vec<(Panel, u64)> {
    let count = known.panels.len() as u64;
    let mut alike: Vec<(Panel, u64)> = known.panels.iter().map(|panel| (panel.clone(), WHOLE / count)).collect();
    alike[0].1 += WHOLE % count;
    alike.sort_unstable();
    // People whom no panel known has: the fewer the better, then the least chance of the others.
    let worth = |panels: &[(Panel, u64)]| {
        let chances = chances(problem, panels);
        let nobody = chances.iter().filter(|chance| chance.is_zero()).count();
        (Reverse(nobody), chances.into_iter().filter(|chance| !chance.is_zero()).min())
    };
    let nearest = mixture(known, nearest);
    if worth(&alike) > worth(&nearest) { alike } else { nearest }
}

/// Weights as whole numbers that add up to [`WHOLE`]; what rounding leaves goes to the largest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10^15")]
fn mixture(known: &Known, nearest: &Nearest) -> Vec<(Panel, u64)> {
    let whole = |weight: f64| (weight.max(0.0) * WHOLE as f64).round() as u64;
    let mut mixed: Vec<(Panel, u64)> = nearest.mixture().map(|(at, weight)| (known.panels[at].clone(), whole(weight))).collect();
    mixed.retain(|(_, weight)| *weight > 0);
    let sum: u64 = mixed.iter().map(|(_, weight)| *weight).sum();
    if let Some((_, weight)) = mixed.iter_mut().max_by_key(|(_, weight)| *weight) {
        *weight = weight.wrapping_add(WHOLE).wrapping_sub(sum);
    }
    mixed.sort_unstable();
    mixed
}
