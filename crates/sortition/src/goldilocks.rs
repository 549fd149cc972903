//! Goldilocks (Baharav and Flanigan, arXiv 2406.15009): neither very small chances nor very great ones.
//!
//! The lottery with the least `n/k * greatest + k/n / least`, over the chances of the `n` people who can be drawn and `k` places; 2 where all
//! chances are equal. The sum is convex in the two guards alone, so that tangents of `k/n / least` make it a linear programme over the polytope
//! of the rows (Kelley 1960), solved until tangent and curve meet. Nothing here is believed: the proof is `proof::goldilocks_bound`.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a row of the problem")]

use highs::{Model, RowProblem, Sense};
use kernel::Refusal;
use num_rational::BigRational;
use num_traits::One as _;

use crate::problem::Problem;
use crate::{proof, solver};

/// How far, in proportion, the curve may be above its tangents: what the solver takes for equal.
const MET: f64 = 2e-10;
/// Tangents at most; each brings the point to about half as far from the best.
const TANGENTS: usize = 60;

/// The best greatest chance, as fractions to be tried in turn, and the multipliers of the rows (positive where the upper end holds it back).
pub(crate) struct Best {
    pub(crate) caps: Vec<BigRational>,
    pub(crate) duals: Vec<f64>,
    /// A point with these guards: people of each type.
    pub(crate) point: Vec<f64>,
}

/// `n / k`, over the people who can be drawn.
pub(crate) fn even(problem: &Problem, can: impl Iterator<Item = bool>) -> BigRational {
    let people: usize = problem.types.iter().zip(can).filter(|(_, can)| *can).map(|(of, _)| of.people.len()).sum();
    BigRational::new(people.into(), problem.size.max(1).into())
}

/// The best guards for the types that `can` be drawn; `least` is the greatest least chance.
///
/// # Errors
/// Refuses if the solver fails or the tangents do not come to an end.
pub(crate) fn best(problem: &Problem, can: &[bool], least: f64) -> Result<Best, Refusal> {
    let even = proof::float(&even(problem, can.iter().copied()));
    let mut lp = RowProblem::default();
    let top = can.iter().map(|can| f64::from(u8::from(*can)));
    let of_type: Vec<highs::Col> = top.map(|top| lp.add_column(0.0, 0.0..=top)).collect();
    let (greatest, lowest, curve) = (lp.add_column(-even, 0.0..=1.0), lp.add_column(0.0, 0.0..=1.0), lp.add_column(-1.0, 0.0..));
    for row in &problem.rows {
        let terms = row.terms.iter().map(|(at, by)| (of_type[*at], *by as f64 * problem.types[*at].people.len() as f64));
        lp.add_row(row.low as f64..=row.high as f64, terms.collect::<Vec<_>>());
    }
    for (column, _) in of_type.iter().zip(can).filter(|(_, can)| **can) {
        lp.add_row(0.0.., [(*column, 1.0), (lowest, -1.0)]);
        lp.add_row(0.0.., [(greatest, 1.0), (*column, -1.0)]);
    }
    let mut model = lp.try_optimise(Sense::Maximise).map_err(|status| solver::failed(&format!("{status:?}")))?;
    solver::prepare(&mut model)?;
    let mut at = least;
    for _ in 0..TANGENTS {
        // 1 / (even l) >= (2 / at - l / at^2) / even
        model.add_row(2.0 / (even * at).., [(curve, 1.0), (lowest, 1.0 / (even * at * at))]);
        let solved = solver::solve(model)?.map_err(|_| solver::failed("Goldilocks"))?;
        let solution = solved.get_solution();
        let [u, l, below] = [greatest, lowest, curve].map(|column| solution.columns()[column.index()]);
        let above = 1.0 / (even * l) - below;
        if above <= MET * (even * u + below) {
            let chances = of_type.iter().map(|column| solution.columns()[column.index()]);
            let point = chances.zip(&problem.types).map(|(chance, of)| chance * of.people.len() as f64).collect();
            return Ok(Best { caps: caps(u), duals: solution.dual_rows()[..problem.rows.len()].to_vec(), point });
        }
        at = l;
        model = Model::from(solved);
    }
    Err(solver::failed("Goldilocks: no end"))
}

/// Fractions for a chance, to be tried in turn: the simple one that it seems to be, then one so little above it that rounding leaves a point.
fn caps(chance: f64) -> Vec<BigRational> {
    const UNITS: u64 = 1 << 44;
    let simple = (1..=proof::DENOMINATOR).find(|by| (chance * f64::from(*by) - (chance * f64::from(*by)).round()).abs() < 1e-10);
    let simple = simple.map(|by| BigRational::new(proof::to_whole(chance * f64::from(by)), by.into()));
    let wide = proof::to_whole((chance * (1.0 + 1e-10) * UNITS as f64).ceil());
    simple.into_iter().chain([BigRational::new(wide, UNITS.into())]).map(|cap| cap.min(BigRational::one())).collect()
}
