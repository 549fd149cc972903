//! Where no panel exists: a smallest set of quotas that cannot hold together, and the cheapest change that makes a panel possible.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type, a row or a side of this problem")]

use highs::{Col, RowProblem, Sense};
use kernel::{Lang, Refusal};

use crate::problem::{Problem, Row, What};
use crate::quotas::Quotas;
use crate::solver;
use crate::table::refuse;

/// One end of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The minimum.
    Min,
    /// The maximum.
    Max,
}

/// A quota's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// The place of the feature.
    pub feature: usize,
    /// The place of the value among its quotas.
    pub value: usize,
    /// Which end.
    pub end: End,
}

/// A changed quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is changed.
    pub side: Side,
    /// From.
    pub from: u32,
    /// To.
    pub to: u32,
}

/// Why no panel exists, and what would help.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// A smallest set of quotas that cannot hold together in this pool.
    pub sides: Vec<Side>,
    /// The cheapest changes within what the quotas allow; none if nothing within that helps.
    pub changes: Option<Vec<Change>>,
    /// What they cost: 1 + 2 / minimum for each person by whom a minimum is lowered, 1 for each by whom a maximum is raised.
    pub cost: f64,
}

/// Panels with some quotas loosened: the programme, its columns for people, for each side its row's loosening.
struct Loose {
    programme: RowProblem,
    loosened: Vec<(Side, Col)>,
}

/// The programme in which each side can be loosened by a column: `cost` and the greatest loosening of a side.
fn loose(problem: &Problem, whole: bool, mut of: impl FnMut(Side, i64) -> (f64, f64)) -> Loose {
    let mut programme = RowProblem::default();
    let people: Vec<Col> = problem.types.iter().map(|of| programme.add_integer_column(0.0, 0.0..=of.people.len() as f64)).collect();
    let mut loosened = Vec::new();
    for row in &problem.rows {
        let terms: Vec<(Col, f64)> = row.terms.iter().map(|(at, by)| (people[*at], *by as f64)).collect();
        let What::Quota(feature, value) = row.what else {
            programme.add_row(row.low as f64..=row.high as f64, terms);
            continue;
        };
        for (end, bound, sign) in [(End::Min, row.low, 1.0), (End::Max, row.high, -1.0)] {
            let side = Side { feature, value, end };
            let (cost, most) = of(side, bound);
            // A switch loosens by as much as could ever matter; a column of people by as many.
            let by = if whole { sign } else { sign * f64::from(problem.size) };
            let column = programme.add_integer_column(cost, 0.0..=if whole { most } else { most.min(1.0) });
            let terms: Vec<(Col, f64)> = terms.iter().copied().chain([(column, by)]).collect();
            match end {
                End::Min => programme.add_row(bound as f64.., terms),
                End::Max => programme.add_row(..=bound as f64, terms),
            }
            loosened.push((side, column));
        }
    }
    Loose { programme, loosened }
}

/// The loosenings of the cheapest solution, beside their sides; none if there is none.
fn cheapest(loose: Loose) -> Result<Option<Vec<(Side, f64)>>, Refusal> {
    let mut model = loose.programme.try_optimise(Sense::Minimise).map_err(|status| solver::failed(&format!("{status:?}")))?;
    solver::prepare(&mut model)?;
    let Ok(solved) = solver::solve(model)? else { return Ok(None) };
    let solution = solved.get_solution();
    Ok(Some(loose.loosened.iter().map(|(side, column)| (*side, solution.columns()[column.index()].round())).collect()))
}

/// A smallest set of sides that no panel meets together: smallest sets that hit every way out, until one of them is no way out itself
/// (implicit hitting sets; Ignatiev, Previti, Liffiton and Marques-Silva, CP 2015). Empty if size and households alone are too much.
fn smallest(problem: &Problem) -> Result<Vec<Side>, Refusal> {
    let mut ways_out: Vec<Vec<Side>> = Vec::new();
    loop {
        let hit = hitting(&ways_out)?;
        let Some(way) = cheapest(loose(problem, false, |side, _| (1.0, if hit.contains(&side) { 0.0 } else { 1.0 })))? else {
            return Ok(hit);
        };
        let way: Vec<Side> = way.into_iter().filter(|(_, by)| *by > 0.5).map(|(side, _)| side).collect();
        if way.is_empty() {
            return Err(solver::failed("conflict"));
        }
        ways_out.push(way);
    }
}

/// A smallest set with a side of each way out.
fn hitting(ways_out: &[Vec<Side>]) -> Result<Vec<Side>, Refusal> {
    let mut sides: Vec<Side> = Vec::new();
    for side in ways_out.iter().flatten() {
        if !sides.contains(side) {
            sides.push(*side);
        }
    }
    if sides.is_empty() {
        return Ok(sides);
    }
    let mut programme = RowProblem::default();
    let columns: Vec<Col> = sides.iter().map(|_| programme.add_integer_column(1.0, 0.0..=1.0)).collect();
    for way in ways_out {
        let terms = sides.iter().zip(&columns).filter(|(side, _)| way.contains(side)).map(|(_, column)| (*column, 1.0));
        programme.add_row(1.0.., terms.collect::<Vec<_>>());
    }
    let mut model = programme.try_optimise(Sense::Minimise).map_err(|status| solver::failed(&format!("{status:?}")))?;
    solver::prepare(&mut model)?;
    let solved = solver::solve(model)?.map_err(|_| solver::failed("hitting"))?;
    let solution = solved.get_solution();
    Ok(sides.into_iter().zip(solution.columns()).filter(|(_, taken)| **taken > 0.5).map(|(side, _)| side).collect())
}

/// Why no panel of a problem exists and what would help; none if one exists.
///
/// # Errors
/// Refuses if the solver fails.
pub fn conflict(problem: &Problem, quotas: &Quotas) -> Result<Option<Conflict>, Refusal> {
    if cheapest(loose(problem, true, |_, _| (1.0, 0.0)))?.is_some() {
        return Ok(None);
    }
    let quota = |side: &Side| &quotas.features[side.feature].quotas[side.value];
    let cost = |side: &Side| match side.end {
        End::Min => 1.0 + 2.0 / f64::from(quota(side).min.max(1)),
        End::Max => 1.0,
    };
    let most = |side: &Side, bound: i64| match side.end {
        // People chosen already meet a part of the minimum: what is left of it, as far as the whole may be lowered.
        End::Min => bound.min(i64::from(quota(side).min - quota(side).min_flex)).max(0) as f64,
        End::Max => f64::from((quota(side).max_flex - quota(side).max).min(problem.size)),
    };
    let found = cheapest(loose(problem, true, |side, bound| (cost(&side), most(&side, bound).max(0.0))))?;
    let total = found.iter().flatten().map(|(side, by)| cost(side) * by).sum();
    let changes = found.map(|found| found.iter().filter(|(_, by)| *by > 0.5).map(|(side, by)| change(*side, quota(side), *by)).collect());
    let mut sides = smallest(problem)?;
    sides.sort_unstable();
    Ok(Some(Conflict { sides, changes, cost: total }))
}

/// A smallest set of quotas that together leave no place for anybody of the type at `at`; empty if size and households alone do.
///
/// # Errors
/// Refuses if the solver fails.
pub(crate) fn shut_out(problem: &Problem, at: usize) -> Result<Vec<Side>, Refusal> {
    let mut with = problem.clone();
    with.rows.retain(|row| row.what != What::Cut);
    with.rows.push(Row { what: What::Cut, terms: vec![(at, 1)], low: 1, high: i64::from(problem.size) });
    let mut sides = smallest(&with)?;
    sides.sort_unstable();
    Ok(sides)
}

/// Quotas' ends in words.
pub fn said(sides: &[Side], quotas: &Quotas, lang: Lang) -> String {
    let side = |side: &Side| {
        let feature = &quotas.features[side.feature];
        let (name, quota) = (&feature.name, &feature.quotas[side.value]);
        let (value, min, max) = (&quota.value, quota.min, quota.max);
        match side.end {
            End::Min => lang.pick(format!("{name} ‘{value}’ 최소 {min}명"), format!("{name} `{value}` at least {min}")),
            End::Max => lang.pick(format!("{name} ‘{value}’ 최대 {max}명"), format!("{name} `{value}` at most {max}")),
        }
    };
    sides.iter().map(side).collect::<Vec<_>>().join(", ")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of people")]
fn change(side: Side, quota: &crate::quotas::Quota, by: f64) -> Change {
    match side.end {
        End::Min => Change { side, from: quota.min, to: quota.min.saturating_sub(by as u32) },
        End::Max => Change { side, from: quota.max, to: quota.max + by as u32 },
    }
}

impl Conflict {
    /// What to tell an officer, as a refusal: the quotas that conflict and the cheapest change.
    pub fn refusal(&self, quotas: &Quotas) -> Refusal {
        refuse(crate::lottery::INFEASIBLE, self.say(quotas, Lang::Ko), self.say(quotas, Lang::En))
    }

    fn say(&self, quotas: &Quotas, lang: Lang) -> String {
        let name = |side: &Side| {
            let feature = &quotas.features[side.feature];
            (feature.name.as_str(), &feature.quotas[side.value])
        };
        let change = |change: &Change| {
            let (feature, quota) = name(&change.side);
            let (value, from, to) = (&quota.value, change.from, change.to);
            match change.side.end {
                End::Min => {
                    lang.pick(format!("{feature} ‘{value}’ 최소 {from}→{to}명"), format!("{feature} `{value}` minimum {from} to {to}"))
                }
                End::Max => {
                    lang.pick(format!("{feature} ‘{value}’ 최대 {from}→{to}명"), format!("{feature} `{value}` maximum {from} to {to}"))
                }
            }
        };
        let sides = said(&self.sides, quotas, lang);
        let together = if self.sides.is_empty() {
            lang.pick(
                "인원과 가구 규칙만으로도 이 명단에서 참여단을 만들 수 없습니다.".to_owned(),
                "Size and households alone admit no panel from this pool.".to_owned(),
            )
        } else {
            lang.pick(
                format!("이 명단에서는 다음 할당을 함께 채울 수 없습니다(더 적은 할당끼리는 부딪치지 않습니다): {sides}."),
                format!("In this pool these quotas cannot hold together (no fewer conflict): {sides}."),
            )
        };
        let cheapest = match &self.changes {
            Some(changes) => {
                let all = changes.iter().map(change).collect::<Vec<_>>().join(", ");
                let cost = self.cost;
                lang.pick(format!("가장 적게 바꾸는 길(비용 {cost:.3}): {all}."), format!("The cheapest change (cost {cost:.3}): {all}."))
            }
            None => lang.pick(
                "min_flex와 max_flex 안에서는 어떤 변경으로도 풀리지 않습니다.".to_owned(),
                "No change within min_flex and max_flex helps.".to_owned(),
            ),
        };
        format!("{together} {cheapest}")
    }
}
