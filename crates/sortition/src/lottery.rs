//! The fairest lottery: its bound from the polytope of the rows, its panels from the mixture, in turns until they meet.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type of the problem")]

use kernel::Refusal;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, Zero as _};

use crate::conflict::{Side, shut_out};
use crate::goldilocks;
use crate::problem::{Panel, Problem, What};
use crate::proof;
use crate::spread::{Known, Outcome, Progress, Watch, spread};
use crate::stages::{Fairest, Stage, fairest};
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
    /// The product of all chances (Nash welfare).
    Nash,
    /// Least and greatest chance together: `n/k * greatest + k/n / least` as small as can be; then the least chance, the next least, and so on.
    Goldilocks,
    /// Nothing: the heuristic of before, for comparison.
    Legacy,
}

impl Method {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leximin => "leximin",
            Self::Maximin => "maximin",
            Self::Nash => "nash",
            Self::Goldilocks => "goldilocks",
            Self::Legacy => "legacy",
        }
    }

    /// Whether the least chance is what it raises (LEGACY is measured by it).
    pub fn raises_the_least(self) -> bool {
        matches!(self, Self::Leximin | Self::Maximin | Self::Legacy)
    }

    /// The method of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Leximin, Self::Maximin, Self::Nash, Self::Goldilocks, Self::Legacy].into_iter().find(|method| method.name() == name)
    }
}

/// Types that are told why they fit no panel; each is a few integer programmes.
const TOLD: usize = 20;
/// The unit of the proofs of Nash and Goldilocks.
pub(crate) const SCALE: u64 = 1 << 40;

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
    /// Nash and Goldilocks: whole numbers for the rows, in units of 2^-40, that prove the objective.
    pub multiples: Vec<BigInt>,
    /// No chance may be above it: Goldilocks' greatest chance, 1 elsewhere.
    pub cap: BigRational,
    /// It was stopped before its end.
    pub stopped: bool,
    /// Types that fit no panel, with a smallest set of quotas that shut each of them out; of more than twenty the first twenty.
    pub shut_out: Vec<(usize, Vec<Side>)>,
}

/// The lottery over panels of a problem that is fairest by the method.
///
/// # Errors
/// Refuses quotas that no panel meets, and answers of the solver that are outside its tolerance.
pub fn lottery(problem: &Problem, method: Method, watch: Watch<'_>) -> Result<Lottery, Refusal> {
    let mut problem = problem.clone();
    let mut known = Known::default();
    for round in 1.. {
        let mut cap = BigRational::one();
        let Some(mut point) = fairest(&problem, &cap, Vec::new())? else { break };
        if round == 1 && crate::integer::Integer::new(&problem)?.best(&point.center, None)?.is_none() {
            break;
        }
        let least = point.stages.iter().position(|stage| !stage.chance.is_zero()).unwrap_or(0);
        let bound = point.stages.get(least).map_or(0.0, |stage| proof::float(&stage.chance));
        let mut multiples = Vec::new();
        let can: Vec<bool> = point.chances.iter().map(|chance| !chance.is_zero()).collect();
        let whole = |duals: &[f64]| duals.iter().map(|dual| proof::to_whole(dual * SCALE as f64)).collect();
        match method {
            Method::Leximin => {}
            // LEXIMIN's point gives everybody the least chance too.
            Method::Maximin => point.stages.truncate(least + 1),
            Method::Legacy => {
                point.stages.truncate(least + 1);
                let panels = crate::legacy::panels(&problem);
                if panels.is_empty() {
                    return Err(dead_end());
                }
                return done((problem, method, cap), (point, multiples), panels, false);
            }
            Method::Nash => {
                point.stages.truncate(least);
                let best = crate::nash::best(&problem, &can)?;
                multiples = whole(&best.duals);
                point.center = best.point;
            }
            Method::Goldilocks => {
                let best = goldilocks::best(&problem, &can, bound)?;
                multiples = whole(&best.duals);
                point.stages.truncate(least);
                let capped = |cap: BigRational| Some((fairest(&problem, &cap, point.stages.clone()).ok()??, cap));
                match best.caps.into_iter().find_map(capped) {
                    Some(found) => (point, cap) = found,
                    // Rounding left no proof of the second thought: the guards' own point has the first.
                    None => point.center = best.point,
                }
            }
        }
        match spread(&problem, &point.center, &mut known, (round, bound), watch)? {
            Outcome::Cut(row) => problem.rows.push(row),
            Outcome::Mixture(panels) => return done((problem, method, cap), (point, multiples), panels, false),
            Outcome::Stopped(panels) => return done((problem, method, cap), (point, multiples), panels, true),
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

fn dead_end() -> Refusal {
    refuse(
        "sortition.dead-end",
        "LEGACY 방식은 이 할당에서 참여단을 하나도 완성하지 못했습니다. leximin이나 maximin으로 뽑아 주십시오.".to_owned(),
        "LEGACY came to a dead end each time: draw with leximin or maximin".to_owned(),
    )
}

fn done(
    (problem, method, cap): (Problem, Method, BigRational),
    (point, multiples): (Fairest, Vec<BigInt>),
    panels: Vec<(Panel, u64)>,
    stopped: bool,
) -> Result<Lottery, Refusal> {
    let chances = proof::chances(&problem, &panels);
    let stages = point.stages;
    let mut lottery = Lottery { method, problem, panels, chances, stages, multiples, cap, stopped, shut_out: Vec::new() };
    let outside: Vec<usize> = lottery.in_no_panel().take(TOLD).collect();
    lottery.shut_out = outside.into_iter().map(|at| Ok((at, shut_out(&lottery.problem, at)?))).collect::<Result<_, Refusal>>()?;
    Ok(lottery)
}

impl Lottery {
    /// The least chance of anybody who fits some panel.
    pub fn minimum(&self) -> BigRational {
        let inside = self.chances.iter().zip(self.can()).filter(|(_, can)| *can);
        inside.map(|(chance, _)| chance).min().cloned().unwrap_or_else(BigRational::zero)
    }

    /// The greatest chance of anybody.
    pub fn maximum(&self) -> BigRational {
        self.chances.iter().max().cloned().unwrap_or_else(BigRational::zero)
    }

    /// What the method raises, of those who are in some panel: the least chance, the geometric mean of the chances, or for Goldilocks
    /// `2 / (n/k * greatest + k/n / least)`, which is 1 where all chances are equal.
    pub fn objective(&self) -> f64 {
        match self.method {
            Method::Leximin | Method::Maximin | Method::Legacy => proof::float(&self.minimum()),
            Method::Nash => geometric_mean(&self.problem, &self.chances),
            Method::Goldilocks => proof::float(&self.evenness()),
        }
    }

    /// The proved bound on the objective.
    pub fn bound(&self) -> f64 {
        match self.method {
            Method::Leximin | Method::Maximin | Method::Legacy => proof::float(&self.dual_bound()),
            Method::Nash => self.objective() * self.gap().exp(),
            Method::Goldilocks => proof::float(&self.most_even()),
        }
    }

    /// How far the lottery can be from the best, at most: in chance; for Nash as a share of the geometric mean.
    pub fn gap(&self) -> f64 {
        match self.method {
            Method::Leximin | Method::Maximin | Method::Legacy => proof::float(&self.behind()),
            Method::Nash => proof::nash_ratio(&self.problem, &self.chances, SCALE, &self.multiples)
                .map_or(f64::INFINITY, |ratio| proof::float(&(ratio - BigRational::one())).max(0.0)),
            Method::Goldilocks => proof::float(&(self.most_even() - self.evenness()).max(self.behind())),
        }
    }

    fn evenness(&self) -> BigRational {
        let (even, least) = (goldilocks::even(&self.problem, self.can()), self.minimum());
        if least.is_zero() {
            return least;
        }
        BigRational::from_integer(2.into()) / (&even * self.maximum() + (even * least).recip())
    }

    fn most_even(&self) -> BigRational {
        let two = BigRational::from_integer(2.into());
        let least = proof::goldilocks_bound(&self.problem, &self.can().collect::<Vec<_>>(), SCALE, &self.multiples);
        &two / least.max(two.clone())
    }

    /// For each type, whether it is in some panel.
    fn can(&self) -> impl Iterator<Item = bool> {
        let outside: Vec<usize> = self.in_no_panel().collect();
        (0..self.chances.len()).map(move |at| !outside.contains(&at))
    }

    /// The proved bound on the least chance of those who are in some panel; 0 where another thing is raised.
    pub fn dual_bound(&self) -> BigRational {
        self.stages.iter().map(|stage| &stage.chance).find(|chance| !chance.is_zero()).cloned().unwrap_or_else(BigRational::zero)
    }

    /// The most by which a chance stays behind the one its stage proved for it.
    pub fn behind(&self) -> BigRational {
        let behind = self.stages.iter().flat_map(|stage| stage.settled.iter().map(|at| &stage.chance - &self.chances[*at]));
        behind
            .chain([self.dual_bound() - self.minimum()])
            .fold(BigRational::zero(), |most, behind| if behind > most { behind } else { most })
    }

    /// Whether its gap must be none: all methods promise that but LEGACY, which promises nothing, and a lottery that was stopped.
    pub fn must_be_fair(&self) -> bool {
        !self.stopped && self.method != Method::Legacy
    }

    /// Whether the bound rests on the quotas alone, added up in whole numbers; with cuts it rests on the solver's word for them.
    pub fn proved(&self) -> bool {
        !self.stopped && self.problem.rows.iter().all(|row| row.what != What::Cut)
    }

    /// What quotas cost: by how much the bound on the least chance would rise if a quota's end (a row and whether it is the upper one) gave way
    /// by one person; only those that cost something, dearest first. An end that costs nothing holds back nobody's least chance.
    pub fn prices(&self) -> Vec<(usize, bool, BigRational)> {
        let mut chances: Vec<Option<BigRational>> = vec![None; self.problem.types.len()];
        for stage in &self.stages {
            if stage.chance.is_zero() {
                stage.settled.iter().for_each(|at| chances[*at] = Some(BigRational::zero()));
                continue;
            }
            let Some(found) = proof::bound(&self.problem, &self.cap, &chances, &stage.multiples) else { break };
            let quotas = self.problem.rows.iter().zip(&stage.multiples).enumerate();
            let costly = quotas.filter(|(_, (row, multiple))| matches!(row.what, What::Quota(..)) && !multiple.is_zero());
            let mut prices: Vec<(usize, bool, BigRational)> = costly
                .map(|(at, (_, multiple))| (at, multiple.is_positive(), BigRational::new(multiple.abs(), found.share.clone())))
                .collect();
            prices.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
            return prices;
        }
        Vec::new()
    }

    /// The types that fit no panel.
    pub fn in_no_panel(&self) -> impl Iterator<Item = usize> {
        self.stages.iter().filter(|stage| stage.chance.is_zero()).flat_map(|stage| stage.settled.iter().copied())
    }
}

/// The geometric mean of the chances of everybody who can be drawn.
pub(crate) fn geometric_mean(problem: &Problem, chances: &[BigRational]) -> f64 {
    let of = problem.types.iter().zip(chances).filter(|(_, chance)| !chance.is_zero());
    let (sum, people) = of.fold((0.0, 0.0_f64), |(sum, people), (of, chance)| {
        let count = of.people.len() as f64;
        (sum + count * proof::float(chance).ln(), people + count)
    });
    (sum / people.max(1.0)).exp()
}

/// Says nothing and goes on.
pub fn unwatched(_: &Progress) -> bool {
    true
}
