//! The fairest lottery: its bound from the polytope of the rows, its panels from the mixture, in turns until they meet.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type of the problem")]

use kernel::Refusal;
use num_rational::BigRational;
use num_traits::Zero as _;

use crate::problem::{Panel, Problem, What};
use crate::proof;
use crate::spread::{Known, Outcome, Progress, Watch, spread};
use crate::stages::{Depth, Fairest, Stage, fairest};
use crate::table::refuse;

/// The code of the refusal where no panel exists; [`crate::conflict()`] says why.
pub const INFEASIBLE: &str = "sortition.infeasible";

/// What a lottery is to be best at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The least chance, then the next least, and so on.
    Leximin,
    /// The least chance alone.
    Maximin,
}

/// Panels, how likely each is, and the proof that no lottery is fairer.
#[derive(Clone, Debug)]
pub struct Lottery {
    /// What it is best at.
    pub method: Method,
    /// The problem with the cuts that were found on the way.
    pub problem: Problem,
    /// Panels with their weights, whole numbers, sorted.
    pub panels: Vec<(Panel, u64)>,
    /// The exact chance of one person of each type.
    pub chances: Vec<BigRational>,
    /// The stages, from the least chance up; the first has the chance 0 where types fit no panel.
    pub stages: Vec<Stage>,
    /// It was stopped before its end.
    pub stopped: bool,
}

/// The lottery over panels of a problem that is fairest by the method.
///
/// # Errors
/// Refuses quotas that no panel meets, and answers of the solver that are outside its tolerance.
pub fn lottery(problem: &Problem, method: Method, watch: Watch<'_>) -> Result<Lottery, Refusal> {
    let mut problem = problem.clone();
    let depth = if method == Method::Maximin { Depth::First } else { Depth::All };
    let mut known = Known::default();
    for round in 1.. {
        let Some(point) = fairest(&problem, depth)? else { break };
        if round == 1 && crate::integer::Integer::new(&problem)?.best(&point.center, None)?.is_none() {
            break;
        }
        let floor = floor(&problem, &point);
        let least = point.stages.iter().map(|stage| &stage.chance).find(|chance| !chance.is_zero()).map_or(0.0, proof::float);
        match spread(&problem, (&point.center, &floor), &mut known, (round, least), watch)? {
            Outcome::Cut(row) => problem.rows.push(row),
            Outcome::Mixture(panels) => return Ok(done(problem, method, point, panels, false)),
            Outcome::Stopped(panels) => return Ok(done(problem, method, point, panels, true)),
        }
    }
    Err(infeasible())
}

fn infeasible() -> Refusal {
    refuse(
        INFEASIBLE,
        "이 명단에서 할당을 모두 채우는 참여단을 만들 수 없습니다.".to_owned(),
        "no panel from this pool meets all quotas".to_owned(),
    )
}

fn floor(problem: &Problem, point: &Fairest) -> Vec<f64> {
    problem.types.iter().zip(&point.chances).map(|(of, chance)| proof::float(chance) * of.people.len() as f64).collect()
}

fn done(problem: Problem, method: Method, point: Fairest, panels: Vec<(Panel, u64)>, stopped: bool) -> Lottery {
    let chances = proof::chances(&problem, &panels);
    Lottery { method, problem, panels, chances, stages: point.stages, stopped }
}

impl Lottery {
    /// The least chance of anybody who is in some panel.
    pub fn minimum(&self) -> BigRational {
        self.chances.iter().filter(|chance| !chance.is_zero()).min().cloned().unwrap_or_else(BigRational::zero)
    }

    /// The proved bound on the least chance of those who are in some panel.
    pub fn dual_bound(&self) -> BigRational {
        self.stages.iter().map(|stage| &stage.chance).find(|chance| !chance.is_zero()).cloned().unwrap_or_else(BigRational::zero)
    }

    /// The most by which a chance stays behind the one its stage proved for it.
    pub fn gap(&self) -> BigRational {
        let behind = self.stages.iter().flat_map(|stage| stage.settled.iter().map(|at| &stage.chance - &self.chances[*at]));
        behind.fold(BigRational::zero(), |most, behind| if behind > most { behind } else { most })
    }

    /// Whether the bound rests on the quotas alone, added up in whole numbers; with cuts it rests on the solver's word for them.
    pub fn proved(&self) -> bool {
        !self.stopped && self.problem.rows.iter().all(|row| row.what != What::Cut)
    }

    /// The types that fit no panel.
    pub fn in_no_panel(&self) -> impl Iterator<Item = usize> {
        self.stages.iter().filter(|stage| stage.chance.is_zero()).flat_map(|stage| stage.settled.iter().copied())
    }
}

/// Says nothing and goes on.
pub fn unwatched(_: &Progress) -> bool {
    true
}
