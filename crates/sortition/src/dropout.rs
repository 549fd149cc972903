//! Samples of who leaves, and the best replacement from given alternates in each of them.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type, a quota or a sample of this question")]

use std::collections::BTreeMap;

use highs::{Col, Model, RowProblem, Sense};
use kernel::Refusal;

use crate::chance::Chance;
use crate::pool::Pool;
use crate::problem::{Problem, What};
use crate::quotas::Quotas;
use crate::refill::{Filled, Refill};
use crate::solver;

/// Branches of a replacement before the integer programme is asked.
const BRANCHES: u32 = 20_000;
/// Branches of a replacement while alternates are exchanged.
const QUICK: u32 = 200;

/// Samples with what is left of the panel in each, equal ones once.
pub(crate) struct Samples {
    /// For each sample the people who left, by their places in the panel.
    pub(crate) gone: Vec<Vec<usize>>,
    /// For each sample the place of its scenario.
    pub(crate) of: Vec<usize>,
    /// What can be left of the panel.
    pub(crate) scenarios: Vec<Scenario>,
}

/// What is left of a panel.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// For each quota, in the order of all quotas, how many stayed.
    pub(crate) stayed: Vec<u32>,
    /// How many left: as many replacements at most.
    pub(crate) gone: u32,
    /// The share of samples that it is.
    pub(crate) share: f64,
}

impl Samples {
    /// `count` samples in which everybody of the panel leaves or stays by their own chance.
    pub(crate) fn new(pool: &Pool, quotas: &Quotas, (panel, stay): (&[usize], &[f64]), count: usize, chance: &mut Chance) -> Self {
        let first: Vec<usize> = quotas
            .features
            .iter()
            .scan(0, |next, feature| {
                let first = *next;
                *next += feature.quotas.len();
                Some(first)
            })
            .collect();
        let all = quotas.all().count();
        let mut known: BTreeMap<(Vec<u32>, u32), usize> = BTreeMap::new();
        let (mut gone_in, mut of, mut scenarios) = (Vec::new(), Vec::new(), Vec::<Scenario>::new());
        for _ in 0..count {
            let (mut gone, mut stayed) = (Vec::new(), vec![0; all]);
            for (place, (person, stay)) in panel.iter().zip(stay).enumerate() {
                if chance.unit() >= *stay {
                    gone.push(place);
                } else {
                    pool.people[*person].values.iter().zip(&first).for_each(|(value, first)| stayed[first + value] += 1);
                }
            }
            let left = u32::try_from(gone.len()).unwrap_or(u32::MAX);
            let at = *known.entry((stayed.clone(), left)).or_insert_with(|| {
                scenarios.push(Scenario { stayed, gone: left, share: 0.0 });
                scenarios.len() - 1
            });
            scenarios[at].share += 1.0 / count as f64;
            of.push(at);
            gone_in.push(gone);
        }
        Self { gone: gone_in, of, scenarios }
    }
}

/// By how many people, in all, counts are under the minima and over the maxima of quotas.
pub(crate) fn deviation(quotas: &Quotas, counts: &[u32]) -> u32 {
    let of = quotas.all().zip(counts).map(|((_, quota), count)| quota.min.saturating_sub(*count) + count.saturating_sub(quota.max));
    of.sum()
}

/// What the columns and rows of one scenario are.
pub(crate) struct Part {
    /// Replacements of each type.
    pub(crate) taken: Vec<Col>,
    /// For each quota those who stayed, then how many left: columns with equal bounds.
    pub(crate) fixed: Vec<Col>,
}

/// Adds to a programme: `min cost * deviation` over replacements `0 <= x_t <= most_t`, `sum x <= gone`.
pub(crate) fn scenario_part(programme: &mut RowProblem, problem: &Problem, quotas: &Quotas, cost: f64, whole: bool) -> Part {
    let most = problem.counts();
    let taken: Vec<Col> = most
        .iter()
        .map(|most| {
            let most = f64::from(*most);
            if whole { programme.add_integer_column(0.0, 0.0..=most) } else { programme.add_column(0.0, 0.0..=most) }
        })
        .collect();
    let mut fixed = Vec::new();
    let rows = problem.rows.iter().filter(|row| matches!(row.what, What::Quota(..)));
    for ((_, quota), row) in quotas.all().zip(rows) {
        let stayed = programme.add_column(0.0, 0.0..=0.0);
        let (under, over) = (programme.add_column(cost, 0.0..), programme.add_column(cost, 0.0..));
        let terms = row.terms.iter().map(|(at, _)| (taken[*at], 1.0));
        let terms: Vec<(Col, f64)> = terms.chain([(stayed, 1.0), (under, 1.0), (over, -1.0)]).collect();
        programme.add_row(f64::from(quota.min)..=f64::from(quota.max), terms);
        fixed.push(stayed);
    }
    let gone = programme.add_column(0.0, 0.0..=0.0);
    let terms: Vec<(Col, f64)> = taken.iter().map(|column| (*column, 1.0)).chain([(gone, -1.0)]).collect();
    programme.add_row(..=0.0, terms);
    fixed.push(gone);
    Part { taken, fixed }
}

/// The best replacement from alternates, question after question.
pub(crate) struct Replacing<'a> {
    quotas: &'a Quotas,
    refill: Refill<'a>,
    part: Part,
    relaxed: Option<Model>,
    whole: Option<Model>,
}

/// What the best replacement reaches, fractions of people allowed.
pub(crate) struct Reached {
    /// The deviation.
    pub(crate) deviation: f64,
    /// Replacements of each type.
    pub(crate) taken: Vec<f64>,
    /// By how much the deviation could fall at most for one more alternate of each type; none above 0.
    pub(crate) slopes: Vec<f64>,
}

impl<'a> Replacing<'a> {
    pub(crate) fn new(problem: &Problem, quotas: &'a Quotas) -> Result<Self, Refusal> {
        let model = |whole: bool| -> Result<(Part, Model), Refusal> {
            let mut programme = RowProblem::default();
            let part = scenario_part(&mut programme, problem, quotas, 1.0, whole);
            let mut model = programme.try_optimise(Sense::Minimise).map_err(|status| solver::failed(&format!("{status:?}")))?;
            solver::prepare(&mut model)?;
            Ok((part, model))
        };
        let ((part, relaxed), (_, whole)) = (model(false)?, model(true)?);
        Ok(Self { quotas, refill: Refill::new(problem, quotas), part, relaxed: Some(relaxed), whole: Some(whole) })
    }

    /// With fractions of people: a bound from below, and the slopes of the deviation in the alternates (dual values).
    pub(crate) fn relaxed(&mut self, alternates: &[f64], scenario: &Scenario) -> Result<Reached, Refusal> {
        if let Some(none) = self.nothing_to_do(scenario) {
            return Ok(none);
        }
        let model = self.relaxed.take().ok_or_else(|| solver::failed("lost"))?;
        let (model, reached) = self.ask(model, alternates, scenario)?;
        self.relaxed = Some(model);
        Ok(reached)
    }

    /// With whole people.
    pub(crate) fn whole(&mut self, alternates: &[u32], scenario: &Scenario) -> Result<Filled, Refusal> {
        let filled = self.refill.best(alternates, scenario, BRANCHES);
        if filled.best {
            return Ok(filled);
        }
        let alternates: Vec<f64> = alternates.iter().map(|count| f64::from(*count)).collect();
        let model = self.whole.take().ok_or_else(|| solver::failed("lost"))?;
        let (model, reached) = self.ask(model, &alternates, scenario)?;
        self.whole = Some(model);
        let taken = reached.taken.iter().map(|count| whole_people(*count)).collect();
        Ok(Filled { deviation: whole_people(reached.deviation), taken, best: true })
    }

    /// The mean deviation over scenarios after the best replacement by whole people.
    pub(crate) fn mean(&mut self, alternates: &[u32], scenarios: &[Scenario]) -> Result<f64, Refusal> {
        let mut sum = 0.0;
        for scenario in scenarios {
            sum += scenario.share * f64::from(self.whole(alternates, scenario)?.deviation);
        }
        Ok(sum)
    }

    /// The same, as far as branching finds the best; infinite as soon as it is not below `limit`.
    pub(crate) fn quick_mean(&self, alternates: &[u32], scenarios: &[Scenario], limit: f64) -> f64 {
        let mut sum = 0.0;
        for scenario in scenarios {
            sum += scenario.share * f64::from(self.refill.best(alternates, scenario, QUICK).deviation);
            if sum >= limit {
                return f64::INFINITY;
            }
        }
        sum
    }

    fn nothing_to_do(&self, scenario: &Scenario) -> Option<Reached> {
        let types = self.part.taken.len();
        (deviation(self.quotas, &scenario.stayed) == 0).then(|| Reached {
            deviation: 0.0,
            taken: vec![0.0; types],
            slopes: vec![0.0; types],
        })
    }

    fn ask(&self, mut model: Model, alternates: &[f64], scenario: &Scenario) -> Result<(Model, Reached), Refusal> {
        for (column, most) in self.part.taken.iter().zip(alternates) {
            model.change_column_bounds(*column, 0.0..=most.max(0.0));
        }
        for (column, value) in self.part.fixed.iter().zip(scenario.stayed.iter().chain([&scenario.gone])) {
            model.change_column_bounds(*column, f64::from(*value)..=f64::from(*value));
        }
        let solved = solver::solve(model)?.map_err(|_| solver::failed("replacement"))?;
        let solution = solved.get_solution();
        let deviation = solved.objective_value().max(0.0);
        let taken = self.part.taken.iter().map(|column| solution.columns()[column.index()]).collect();
        let slopes = self.part.taken.iter().map(|column| solution.dual_columns().get(column.index()).copied().unwrap_or(0.0).min(0.0));
        let slopes = slopes.collect();
        Ok((Model::from(solved), Reached { deviation, taken, slopes }))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of people")]
pub(crate) fn whole_people(count: f64) -> u32 {
    count.round().max(0.0) as u32
}
