//! Alternates chosen for the dropout that is to be expected: those whose best use leaves the quotas broken by the fewest people in the mean.
//!
//! The question is that of Assos, Baharav, Flanigan and Procaccia (EC 2025, arXiv 2506.15716): over sampled sets of people who leave, choose a set
//! of alternates that minimises the mean deviation from the quotas after the best replacement. People of one type are interchangeable, so that
//! numbers of alternates of each type are chosen. The mean is convex in them up to whole numbers: planes below it (Benders 1962; Van Slyke and Wets 1969) give a bound and
//! leads to the types that matter; exchanges of one alternate for another find whole numbers; where the two leave a gap and all samples fit one
//! integer programme, that closes it.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a person of this question")]

use std::collections::{BTreeMap, BTreeSet};

use highs::{Col, RowProblem, Sense};
use kernel::Refusal;
use serde::Serialize;

use crate::chance::{Chance, Purpose};
use crate::dropout::{Replacing, Samples, Scenario, deviation, scenario_part, whole_people};
use crate::numbers::Naming;
use crate::pool::Pool;
use crate::problem::{Given, Problem, What};
use crate::quotas::Quotas;
use crate::rates::Rates;
use crate::solver;
use crate::table::refuse;

/// Rounds of planes, at most.
const ROUNDS: usize = 20;
/// How near, in proportion, planes and mean need to be.
const CLOSE: f64 = 1e-3;
/// Exchanges that are tried, at most, times scenarios, times alternates squared: what trying one costs.
const EXCHANGES: usize = 2_000_000_000;
/// Groups of scenarios, each with planes of its own.
const GROUPS: usize = 20;
/// Types times scenarios that are put into one integer programme.
const CELLS: usize = 2_500;
/// Branches that an integer programme may look at, so that it ends, and ends alike everywhere.
const NODES: i32 = 100;
/// Random sets that the choice is compared with.
const RANDOM: u32 = 10;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The panel: places in the pool.
    pub panel: Vec<usize>,
    /// People who may not be asked.
    pub declined: Vec<usize>,
    /// Alternates.
    pub count: u32,
    /// Samples of who leaves.
    pub samples: usize,
    /// Decides samples, and who of a type.
    pub seed: u64,
}

/// An alternate.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternate {
    /// Their place in the pool.
    pub person: usize,
    /// The place of their type in the problem.
    pub of: usize,
    /// The share of samples in which the best replacement uses them.
    pub used: f64,
    /// People of the panel, by their places in the pool, whose leaving makes their use likelier than it is; at most three, most first.
    pub stands_for: Vec<usize>,
}

/// How the alternates were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// One integer programme over all samples, solved to its optimum.
    IntegerProgramme,
    /// Planes below the mean met it: no other choice is better on the samples.
    PlanesClosed,
    /// Planes below the mean; better choices cannot be ruled out beyond the bound.
    Planes,
}

/// Alternates, and what they are worth.
#[derive(Clone, Debug)]
pub struct Alternates {
    /// Types of people who can be alternates.
    pub problem: Problem,
    /// Alternates of each type.
    pub counts: Vec<u32>,
    /// In the order in which to ask: most used first.
    pub people: Vec<Alternate>,
    /// What they are worth.
    pub worth: Worth,
}

/// Expected deviations from the quotas, in people.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Worth {
    /// How the alternates were found.
    pub method: How,
    /// The mean deviation on the samples that chose them.
    pub chosen_on_samples: f64,
    /// No alternates have a smaller one on these samples.
    pub bound: f64,
    /// Samples, and how many of them differ in what is left of the panel.
    pub samples: usize,
    /// Different scenarios among them.
    pub scenarios: usize,
    /// Expected number of people who leave.
    pub expected_dropouts: f64,
    /// On as many other samples: without alternates.
    pub held_out_without: f64,
    /// With these alternates.
    pub held_out_chosen: f64,
    /// With alternates chosen blindly, in the mean over ten choices.
    pub held_out_random: f64,
    /// Those of ten blind choices that did worse, the same, better.
    pub random_worse_same_better: (u32, u32, u32),
}

/// The alternates for a panel whose people stay by these rates.
///
/// # Errors
/// Refuses a count of 0 or more than can be asked, no samples, and an empty panel.
pub fn alternates(pool: &Pool, quotas: &Quotas, rates: &Rates, wanted: &Wanted) -> Result<Alternates, Refusal> {
    let problem = open_problem(pool, quotas, wanted)?;
    let panel: Vec<usize> = wanted.panel.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let stay: Vec<f64> = panel.iter().map(|at| rates.stay(&pool.people[*at].values)).collect();
    let sample = |purpose| Samples::new(pool, quotas, (&panel, &stay), wanted.samples, &mut Chance::new(wanted.seed, purpose));
    let samples = sample(Purpose::Dropouts);
    let mut replacing = Replacing::new(&problem, quotas)?;
    let found = choose(&problem, quotas, &samples.scenarios, &mut replacing)?;
    let people = named(pool, &problem, &panel, (&found.counts, &samples), &mut replacing, wanted.seed)?;
    let others = sample(Purpose::HeldOut).scenarios;
    let chosen = replacing.mean(&found.counts, &others)?;
    let (mut random, mut compared) = (0.0, (0, 0, 0));
    let mut chance = Chance::new(wanted.seed, Purpose::Beside);
    for _ in 0..RANDOM {
        let blind = replacing.mean(&blind(pool, &problem, wanted.count, &mut chance), &others)?;
        random += blind / f64::from(RANDOM);
        match blind - chosen {
            more if more > 1e-9 => compared.0 += 1,
            less if less < -1e-9 => compared.2 += 1,
            _ => compared.1 += 1,
        }
    }
    let without: f64 = others.iter().map(|scenario| scenario.share * f64::from(deviation(quotas, &scenario.stayed))).sum();
    let worth = Worth {
        method: found.how,
        chosen_on_samples: found.mean,
        bound: found.bound,
        samples: wanted.samples,
        scenarios: samples.scenarios.len(),
        expected_dropouts: stay.iter().map(|stay| 1.0 - stay).sum(),
        held_out_without: without,
        held_out_chosen: chosen,
        held_out_random: random,
        random_worse_same_better: compared,
    };
    Ok(Alternates { problem, counts: found.counts, people, worth })
}

/// Types of those who can be asked, under no quotas: the panel's households are closed, and each household gives one alternate.
fn open_problem(pool: &Pool, quotas: &Quotas, wanted: &Wanted) -> Result<Problem, Refusal> {
    if wanted.panel.is_empty() || wanted.samples == 0 || wanted.count == 0 {
        return Err(refuse(
            "sortition.alternates",
            "참여단, 대체 인원(--count), 표본 수(--samples)는 1 이상이어야 합니다.".to_owned(),
            "there must be a panel, and at least one alternate (--count) and one sample (--samples)".to_owned(),
        ));
    }
    let panel: BTreeSet<usize> = wanted.panel.iter().copied().collect();
    let mut open = quotas.clone();
    for quota in open.features.iter_mut().flat_map(|feature| &mut feature.quotas) {
        (quota.min, quota.max, quota.min_flex, quota.max_flex) = (0, u32::MAX, 0, u32::MAX);
    }
    let given = Given { chosen: panel.iter().copied().collect(), left_out: wanted.declined.clone() };
    let (size, count) = (u32::try_from(panel.len()).unwrap_or(u32::MAX), wanted.count);
    let too_few = || {
        refuse(
            "sortition.too-few",
            format!("참여단 밖에서 대체 인원 {count}명을 둘 수 없습니다. --count를 줄이거나 --declined와 가구 규칙을 확인해 주십시오."),
            format!("{count} alternates cannot be found outside the panel: lower --count, or look at --declined and households"),
        )
    };
    let problem = Problem::new(pool, &open, size.saturating_add(count), &given).map_err(|_| too_few())?;
    let worths = vec![0.0; problem.types.len()];
    if problem.types.is_empty() || crate::integer::Integer::new(&problem)?.best(&worths, None)?.is_none() {
        return Err(too_few());
    }
    Ok(problem)
}

/// Numbers of alternates, and what is known about them.
pub(crate) struct Found {
    pub(crate) counts: Vec<u32>,
    pub(crate) mean: f64,
    pub(crate) bound: f64,
    pub(crate) how: How,
}

/// The best numbers of alternates for scenarios.
pub(crate) fn choose(problem: &Problem, quotas: &Quotas, scenarios: &[Scenario], replacing: &mut Replacing<'_>) -> Result<Found, Refusal> {
    let hard: Vec<Scenario> = scenarios.iter().filter(|scenario| deviation(quotas, &scenario.stayed) > 0).cloned().collect();
    let (leaning, bound) = planes(problem, &hard, replacing)?;
    let counts = exchanged(problem, &leaning, &hard, replacing);
    let mean = replacing.mean(&counts, &hard)?;
    let closed = |mean: f64, bound: f64| mean - bound <= 1e-9 + 1e-9 * mean;
    let mut found = Found { counts, mean, bound: bound.min(mean), how: How::PlanesClosed };
    if closed(mean, bound) {
        return Ok(found);
    }
    found.how = How::Planes;
    if problem.types.len() * hard.len() <= CELLS {
        let (counts, bound, optimal) = together(problem, quotas, &hard)?;
        if let Some(counts) = counts {
            let mean = replacing.mean(&counts, &hard)?;
            if mean < found.mean {
                (found.counts, found.mean) = (counts, mean);
            }
        }
        found.bound = if optimal { found.mean } else { found.bound.max(bound.min(found.mean)) };
        found.how = if optimal { How::IntegerProgramme } else { How::Planes };
    }
    Ok(found)
}

/// A plane below the mean deviation of a group of scenarios.
struct Plane {
    group: usize,
    at_none: f64,
    slopes: Vec<f64>,
}

/// Where planes below the mean lead: how many of each type, in fractions, in the mean over the rounds; and a bound that no alternates are below.
fn planes(problem: &Problem, hard: &[Scenario], replacing: &mut Replacing<'_>) -> Result<(Vec<f64>, f64), Refusal> {
    let mut planes: Vec<Plane> = Vec::new();
    let mut bound = 0.0_f64;
    let mut leaning = vec![0.0; problem.types.len()];
    for _ in 0..ROUNDS {
        let (at, below) = master(problem, &planes)?.ok_or_else(|| solver::failed("alternates"))?;
        bound = bound.max(below);
        let (mean, new) = touch(&at, hard, replacing)?;
        // The last rounds count most.
        leaning.iter_mut().zip(&at).for_each(|(leaning, at)| *leaning = *leaning / 2.0 + at);
        if mean - below <= CLOSE * mean {
            break;
        }
        planes.extend(new);
    }
    Ok((leaning, bound))
}

/// Whole numbers of alternates near where planes lead, made better by exchanging one alternate for another as long as one helps.
fn exchanged(problem: &Problem, leaning: &[f64], hard: &[Scenario], replacing: &Replacing<'_>) -> Vec<u32> {
    let mut order: Vec<usize> = (0..leaning.len()).collect();
    order.sort_by(|a, b| leaning[*b].total_cmp(&leaning[*a]).then(a.cmp(b)));
    let people = problem.counts();
    let fits = |counts: &[u32]| {
        let rows = problem.rows.iter().filter(|row| row.what == What::Household);
        counts.iter().zip(&people).all(|(count, most)| count <= most) && rows.into_iter().all(|row| row.value(counts) <= row.high)
    };
    let mut counts = vec![0; leaning.len()];
    // One of each in turn: leaning says which types, exchanges how many.
    while counts.iter().sum::<u32>() < problem.size {
        let before = counts.clone();
        for of in &order {
            counts[*of] += 1;
            if !fits(&counts) || counts.iter().sum::<u32>() > problem.size {
                counts[*of] -= 1;
            }
        }
        if counts == before {
            break;
        }
    }
    let mut mean = replacing.quick_mean(&counts, hard, f64::INFINITY);
    let (mut quiet, mut tried) = (0, 0);
    let most = EXCHANGES / (hard.len() * (problem.size as usize).pow(2)).max(1);
    for out in order.iter().rev().cycle() {
        quiet += 1;
        if quiet > order.len() || tried > most {
            break;
        }
        for into in order.iter().filter(|into| *into != out) {
            tried += 1;
            if counts[*out] == 0 || tried > most {
                break;
            }
            counts[*out] -= 1;
            counts[*into] += 1;
            let found = if fits(&counts) { replacing.quick_mean(&counts, hard, mean - 1e-12) } else { f64::INFINITY };
            if found < mean {
                (mean, quiet) = (found, 0);
            } else {
                counts[*out] += 1;
                counts[*into] -= 1;
            }
        }
    }
    counts
}

/// The mean deviation at numbers of alternates, and a plane for each group of scenarios that touches it there.
fn touch(at: &[f64], hard: &[Scenario], replacing: &mut Replacing<'_>) -> Result<(f64, Vec<Plane>), Refusal> {
    let groups = GROUPS.min(hard.len());
    let mut planes: Vec<Plane> = (0..groups).map(|group| Plane { group, at_none: 0.0, slopes: vec![0.0; at.len()] }).collect();
    let mut mean = 0.0;
    for (place, scenario) in hard.iter().enumerate() {
        let reached = replacing.relaxed(at, scenario)?;
        mean += scenario.share * reached.deviation;
        let plane = &mut planes[place % groups];
        plane.at_none += scenario.share * reached.deviation;
        for ((own, slope), count) in plane.slopes.iter_mut().zip(&reached.slopes).zip(at) {
            *own += scenario.share * slope;
            plane.at_none -= scenario.share * slope * count;
        }
    }
    Ok((mean, planes))
}

/// The numbers of alternates that are lowest above all planes, and how low; none if there are none.
fn master(problem: &Problem, planes: &[Plane]) -> Result<Option<(Vec<f64>, f64)>, Refusal> {
    let mut programme = RowProblem::default();
    let columns = number_columns(&mut programme, problem, false);
    let groups = planes.iter().map(|plane| plane.group + 1).max().unwrap_or(0);
    let heights: Vec<Col> = (0..groups).map(|_| programme.add_column(1.0, 0.0..)).collect();
    for plane in planes {
        let terms = columns.iter().zip(&plane.slopes).filter(|(_, slope)| **slope != 0.0).map(|(column, slope)| (*column, -slope));
        programme.add_row(plane.at_none.., terms.chain([(heights[plane.group], 1.0)]).collect::<Vec<_>>());
    }
    let Some(answer) = solver::limited(programme, Sense::Minimise, NODES)? else { return Ok(None) };
    Ok(Some((columns.iter().map(|column| answer.columns[column.index()]).collect(), answer.bound)))
}

/// Columns for alternates of each type, with the rows of their number and of households.
fn number_columns(programme: &mut RowProblem, problem: &Problem, whole: bool) -> Vec<Col> {
    let column = |most: &u32| {
        let most = 0.0..=f64::from(*most);
        if whole { programme.add_integer_column(0.0, most) } else { programme.add_column(0.0, most) }
    };
    let columns: Vec<Col> = problem.counts().iter().map(column).collect();
    for row in problem.rows.iter().filter(|row| !matches!(row.what, What::Quota(..))) {
        let terms: Vec<(Col, f64)> = row.terms.iter().map(|(at, by)| (columns[*at], *by as f64)).collect();
        programme.add_row(row.low as f64..=row.high as f64, terms);
    }
    columns
}

/// All scenarios in one integer programme: the best numbers, a bound, and whether they are proved best.
fn together(problem: &Problem, quotas: &Quotas, hard: &[Scenario]) -> Result<(Option<Vec<u32>>, f64, bool), Refusal> {
    let mut programme = RowProblem::default();
    let columns = number_columns(&mut programme, problem, true);
    for scenario in hard {
        let part = scenario_part(&mut programme, problem, quotas, scenario.share, true);
        for (taken, column) in part.taken.iter().zip(&columns) {
            programme.add_row(..=0.0, [(*taken, 1.0), (*column, -1.0)]);
        }
        for (column, value) in part.fixed.iter().zip(scenario.stayed.iter().chain([&scenario.gone])) {
            programme.change_column_bounds(*column, f64::from(*value)..=f64::from(*value));
        }
    }
    let Some(answer) = solver::limited(programme, Sense::Minimise, NODES)? else { return Ok((None, 0.0, false)) };
    let counts = columns.iter().map(|column| whole_people(answer.columns[column.index()])).collect();
    Ok((Some(counts), answer.bound, answer.optimal))
}

/// A blind choice: people in an order by chance, nobody twice from a household.
fn blind(pool: &Pool, problem: &Problem, count: u32, chance: &mut Chance) -> Vec<u32> {
    let mut people: Vec<(usize, usize)> =
        problem.types.iter().enumerate().flat_map(|(at, of)| of.people.iter().map(move |person| (at, *person))).collect();
    chance.shuffle(&mut people);
    let mut homes = BTreeSet::new();
    people.retain(|(_, person)| pool.people[*person].household.as_ref().is_none_or(|home| homes.insert(home)));
    let mut counts = vec![0; problem.types.len()];
    people.iter().take(count as usize).for_each(|(at, _)| counts[*at] += 1);
    counts
}

/// The people behind the numbers, most used first, and whom they stand for.
fn named(
    pool: &Pool,
    problem: &Problem,
    panel: &[usize],
    (counts, samples): (&[u32], &Samples),
    replacing: &mut Replacing<'_>,
    seed: u64,
) -> Result<Vec<Alternate>, Refusal> {
    let taken =
        samples.scenarios.iter().map(|scenario| Ok(replacing.whole(counts, scenario)?.taken)).collect::<Result<Vec<_>, Refusal>>()?;
    let mut people = Naming::new(problem, pool, &mut Chance::new(seed, Purpose::Alternates)).people(counts).into_iter();
    let count = samples.of.len() as f64;
    let mut left = vec![0.0; panel.len()];
    samples.gone.iter().flatten().for_each(|place| left[*place] += 1.0);
    let mut alternates = Vec::new();
    for (of, number) in counts.iter().enumerate() {
        for rank in 1..=*number {
            let Some(person) = people.next() else { continue };
            let (mut used, mut with) = (0.0, BTreeMap::<usize, f64>::new());
            for (gone, scenario) in samples.gone.iter().zip(&samples.of) {
                if taken[*scenario][of] >= rank {
                    used += 1.0;
                    gone.iter().for_each(|place| *with.entry(*place).or_default() += 1.0);
                }
            }
            let mut stands: Vec<(f64, usize)> =
                with.into_iter().map(|(place, both)| (both / left[place] - used / count, panel[place])).collect();
            stands.retain(|(more, _)| *more > 1e-9);
            stands.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let stands_for = stands.into_iter().take(3).map(|(_, person)| person).collect();
            alternates.push(Alternate { person, of, used: used / count, stands_for });
        }
    }
    alternates.sort_by(|a, b| b.used.total_cmp(&a.used).then(a.of.cmp(&b.of)).then(a.person.cmp(&b.person)));
    Ok(alternates)
}
