//! LEXIMIN over the polytope of the rows, stage by stage: a compact linear programme over types, with no panels in it at all.
//!
//! The chances that lotteries can give are the convex hull of the panels. The polytope of the rows holds that hull; on real quotas its
//! fairest point nearly always lies in the hull (`spread.rs` finds the panels that show it, or a cut that tightens the polytope). Each
//! stage raises the least chance of the free types as far as it goes, then settles those that are held down in every optimum (strict
//! complementarity; Nature 2021, s41586-021-03788-6, supplement), and leaves whole-number multiples of the rows that prove it.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a row of the problem")]

use highs::{RowProblem, Sense};
use kernel::Refusal;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero as _;

use crate::problem::Problem;
use crate::proof::{self, Bound, bound, whole_multiples};
use crate::solver;

/// One stage: the least chance of the types that were free, and the proof that no lottery has a greater one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The chance.
    pub chance: BigRational,
    /// A whole number for each row; none where the chance is 1 or the cap, which needs no proof.
    pub multiples: Vec<BigInt>,
    /// The types settled here, by their places.
    pub settled: Vec<usize>,
}

/// The fairest point of the polytope.
pub(crate) struct Fairest {
    pub(crate) stages: Vec<Stage>,
    /// The chance of each type.
    pub(crate) chances: Vec<BigRational>,
    /// The point: people of each type.
    pub(crate) center: Vec<f64>,
}

/// The fairest point of those where no chance is above `cap`, after the stages of types that fit no panel; none if there is no point.
///
/// # Errors
/// Refuses if the solver fails.
pub(crate) fn fairest(problem: &Problem, cap: &BigRational, mut stages: Vec<Stage>) -> Result<Option<Fairest>, Refusal> {
    let mut chances: Vec<Option<BigRational>> = vec![None; problem.types.len()];
    for at in stages.iter().flat_map(|stage| &stage.settled) {
        chances[*at] = Some(BigRational::zero());
    }
    while chances.iter().any(Option::is_none) {
        let Some(answer) = stage(problem, proof::float(cap), &chances)? else {
            return if stages.is_empty() { Ok(None) } else { Err(solver::failed("stage")) };
        };
        let stage = if answer.least > proof::float(cap) - 1e-9 {
            let settled = (0..chances.len()).filter(|at| chances[*at].is_none()).collect();
            Stage { chance: cap.clone(), multiples: Vec::new(), settled }
        } else {
            let (multiples, found) = proved(problem, (cap, &chances), &answer.duals, answer.least)?;
            Stage { chance: found.value, multiples, settled: found.settled }
        };
        for at in &stage.settled {
            chances[*at] = Some(stage.chance.clone());
        }
        stages.push(stage);
    }
    let chances: Vec<BigRational> = chances.into_iter().flatten().collect();
    let center = problem.types.iter().zip(&chances).map(|(of, chance)| proof::float(chance) * of.people.len() as f64).collect();
    Ok(Some(Fairest { stages, chances, center }))
}

/// The exact bound from the solver's duals: from simple fractions if they fit, from finely rounded ones else.
fn proved(
    problem: &Problem,
    (cap, chances): (&BigRational, &[Option<BigRational>]),
    duals: &[f64],
    least: f64,
) -> Result<(Vec<BigInt>, Bound), Refusal> {
    let (simple, fine) = whole_multiples(duals).ok_or_else(|| solver::failed("duals"))?;
    let near = |found: &Bound| (proof::float(&found.value) - least).abs() <= 1e-9 * least.max(1e-3) && !found.settled.is_empty();
    let proofs = [simple, fine].map(|multiples| bound(problem, cap, chances, &multiples).filter(near).map(|found| (multiples, found)));
    match proofs {
        // Both are true. The finer one counts where the simple one is a guess that misses by more than rounding.
        [Some(simple), Some(fine)] if proof::float(&(&simple.1.value - &fine.1.value)) > 1e-14 => Ok(fine),
        [Some(proof), _] | [None, Some(proof)] => Ok(proof),
        [None, None] => Err(solver::failed("bound")),
    }
}

struct Answer {
    least: f64,
    duals: Vec<f64>,
}

/// `max z` with every free type at least at `z` and every settled one at least at its chance, none above the cap.
fn stage(problem: &Problem, cap: f64, chances: &[Option<BigRational>]) -> Result<Option<Answer>, Refusal> {
    // A hair below: rounding must not leave no point at all.
    let settled = |chance: &BigRational| proof::float(chance) * (1.0 - 1e-14);
    let mut lp = RowProblem::default();
    let sizes: Vec<f64> = problem.types.iter().map(|of| of.people.len() as f64).collect();
    let of_type: Vec<highs::Col> =
        chances.iter().map(|chance| lp.add_column(0.0, chance.as_ref().map_or(0.0, settled).min(cap)..=cap)).collect();
    let least = lp.add_column(1.0, 0.0..);
    for row in &problem.rows {
        let terms = row.terms.iter().map(|(at, by)| (of_type[*at], *by as f64 * sizes[*at]));
        lp.add_row(row.low as f64..=row.high as f64, terms.collect::<Vec<_>>());
    }
    for (column, _) in of_type.iter().zip(chances).filter(|(_, chance)| chance.is_none()) {
        lp.add_row(0.0.., [(*column, 1.0), (least, -1.0)]);
    }
    let mut model = lp.try_optimise(Sense::Maximise).map_err(|status| solver::failed(&format!("{status:?}")))?;
    solver::prepare(&mut model)?;
    let Ok(solved) = solver::solve(model)? else { return Ok(None) };
    let solution = solved.get_solution();
    let duals = solution.dual_rows()[..problem.rows.len()].to_vec();
    Ok(Some(Answer { least: solution.columns()[sizes.len()], duals }))
}
