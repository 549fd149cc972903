//! Gathers the rows of the page: from the bureau, the council's requests, and the sets that the house has of its budget.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AsOf, Bilingual, Code, Day, Lang};
use store::{Failure, Read, Sets, StoreError, Value};

use super::model::{
    ChapterRow, ExceptionRow, LineRow, MilestoneRow, Minute, MinuteRows, Owner, RequestRow, Share, Spent, Threshold, Thresholds,
};
use super::rules;
use crate::compile;
use crate::council;
use crate::evaluate::{Evaluator, Member, city};

/// The sets that a house with a budget has; a house without one has no lines here.
const LINES: &str = "ledger.lines";
const ENTRIES: &str = "ledger.entries";
const PLAN: &str = "ledger.plan";
const EXCEPTIONS: &str = "ledger.exceptions";

/// The page for a unit and those below it; for all units where none is named.
pub fn minute(read: &mut Read, sets: &Sets, unit: Option<&Code>, as_of: AsOf) -> Result<Minute, Failure> {
    let city = city(read)?;
    let fiscal_year = city.fiscal_years().of(as_of.day);
    let posts = posts(read, as_of)?;
    let milestones = bureau::milestones(read, as_of)?;
    let requests = council::requests(read, as_of.known)?;
    let thresholds = thresholds(read, as_of.day)?;
    let chapters = chapters(read, sets, as_of)?;
    let mut evaluator = Evaluator::new(read, sets, as_of.known)?;
    let units = evaluator.members(evaluator.set(sets.tree())?, as_of.day)?;
    let tree = Tree::new(&units, unit);
    let named = |unit: Option<&str>, post: Option<&str>| tree.owner(unit.unwrap_or_default(), post, &posts);
    let mut rows = MinuteRows { year: city.fiscal_years().days(fiscal_year), ..MinuteRows::default() };
    rows.milestones = milestones
        .into_iter()
        .filter(|milestone| tree.has(milestone.unit.as_ref().map(Code::as_str)))
        .map(|milestone| MilestoneRow {
            owner: named(milestone.unit.as_ref().map(Code::as_str), milestone.owner.as_ref().map(|owner| owner.post.as_str())),
            open: milestone.is_open(),
            ends: milestone.window.last_day(),
            code: milestone.code.to_string(),
            name: Bilingual { ko: milestone.name.ko, en: milestone.name.en },
        })
        .collect();
    rows.requests = requests
        .into_iter()
        .filter(|request| council::rules::waits(request) && tree.has(Some(request.asked.unit.as_str())))
        .map(|request| RequestRow {
            owner: named(Some(request.asked.unit.as_str()), request.asked.post.as_ref().map(Code::as_str)),
            answered: request.state == council::RequestState::Answered,
            due: request.asked.due,
            number: request.number,
            title: request.asked.title,
        })
        .collect();
    let of_chapter = |chapter: ChapterRow| {
        let owner = named(Some(&chapter.owner.unit), chapter.owner.post.as_deref());
        tree.has(Some(&owner.unit)).then_some(ChapterRow { owner, ..chapter })
    };
    rows.chapters = chapters.into_iter().filter_map(of_chapter).collect();
    if sets.get(ENTRIES).is_some() && sets.get(LINES).is_some() {
        rows.lines = lines(&mut evaluator, &tree, &posts, fiscal_year, as_of)?;
    }
    if unit.is_none() && sets.get(EXCEPTIONS).is_some() {
        rows.exceptions = exceptions(&mut evaluator, as_of)?;
    }
    Ok(Minute {
        as_of,
        fiscal_year,
        late: rules::late(&rows, as_of.day),
        spent: spent(&rows, &tree, &units, as_of.day, &thresholds)?,
        at_risk: rules::at_risk(&rows, as_of.day, &thresholds),
        thresholds,
    })
}

/// The chapters of reports being compiled, each with the statements that nobody confirmed; a chapter that nobody owns is the unit's that holds the report.
fn chapters(read: &mut Read, sets: &Sets, as_of: AsOf) -> Result<Vec<ChapterRow>, Failure> {
    let mut rows = Vec::new();
    for listed in compile::compilations(read, as_of.known)? {
        if listed.stage == compile::Stage::Approved {
            continue;
        }
        let compilation = compile::survey(read, sets, &listed.code, as_of.known, None)?;
        if listed.stage == compile::Stage::Submitted {
            let name = |lang| format!("{} ({})", compilation.title(lang), compilation.day);
            rows.push(ChapterRow {
                compilation: compilation.code.clone(),
                chapter: None,
                name: Bilingual { ko: name(Lang::Ko), en: Some(name(Lang::En)) },
                owner: Owner { unit: compilation.unit.to_string(), ..Owner::default() },
                due: compilation.due,
                missing: 1,
            });
            continue;
        }
        for chapter in compilation.chapters.iter().filter(|chapter| chapter.open) {
            let counts = chapter.counts();
            let unit = chapter.owner.as_ref().map_or(&compilation.unit, |owner| &owner.unit);
            rows.push(ChapterRow {
                compilation: compilation.code.clone(),
                chapter: Some(chapter.code.clone()),
                name: Bilingual { ko: chapter.title(Lang::Ko).to_owned(), en: Some(chapter.title(Lang::En).to_owned()) },
                owner: Owner { unit: unit.to_string(), ..Owner::default() },
                due: chapter.due,
                missing: counts.statements.saturating_sub(counts.confirmed),
            });
        }
    }
    Ok(rows)
}

/// The rules in force on a day that say what a risk is.
pub fn thresholds(read: &mut Read, day: Day) -> Result<Thresholds, StoreError> {
    let mut rule = |name: &str| -> Result<Option<Threshold>, StoreError> {
        let Ok(key) = format!("minute.risk.{name}").parse::<Code>() else { return Ok(None) };
        let rule = bureau::rule(read, &key, day)?;
        Ok(rule.and_then(|rule| Some(Threshold { value: rule.value.trim().parse().ok()?, source: rule.source })))
    };
    Ok(Thresholds {
        rate_below_plan: rule("rate-below-plan-bp")?,
        unmoved_days: rule("unmoved-days")?,
        due_within: rule("due-within-days")?,
    })
}

/// The titles of posts by code.
type Posts = BTreeMap<String, Bilingual>;

fn posts(read: &mut Read, as_of: AsOf) -> Result<Posts, StoreError> {
    let title = |post: bureau::ChartPost| (post.code.to_string(), Bilingual { ko: post.title.ko, en: post.title.en });
    Ok(bureau::posts(read, as_of)?.into_iter().map(title).collect())
}

/// The units that a page is about.
struct Tree<'t> {
    units: &'t [Member],
    /// The unit at the top; nothing where all are meant.
    top: Option<String>,
    within: BTreeSet<&'t str>,
}

impl<'t> Tree<'t> {
    fn new(units: &'t [Member], top: Option<&Code>) -> Self {
        let mut within: BTreeSet<&str> = units.iter().map(|unit| unit.code.as_str()).collect();
        if let Some(top) = top {
            within.retain(|code| above(units, code).contains(&top.as_str()));
        }
        Self { units, top: top.map(ToString::to_string), within }
    }

    fn has(&self, unit: Option<&str>) -> bool {
        self.top.is_none() || unit.is_some_and(|unit| self.within.contains(unit))
    }

    fn name(&self, unit: &str) -> Option<Bilingual> {
        self.units.iter().find(|known| known.code == unit).map(|known| known.short.clone())
    }

    fn owner(&self, unit: &str, post: Option<&str>, posts: &Posts) -> Owner {
        let title = post.and_then(|post| posts.get(post)).cloned();
        Owner { unit: unit.to_owned(), post: post.map(str::to_owned), name: title.or_else(|| self.name(unit)) }
    }

    /// The unit under which a unit's money is shown: the one right below the top that it is, or is below of; the top itself for its own.
    fn branch<'u>(&self, unit: &'u str) -> &'u str
    where
        't: 'u,
    {
        let line = above(self.units, unit);
        let top = self.top.as_deref().or_else(|| line.last().copied());
        let at = line.iter().position(|code| Some(*code) == top);
        at.and_then(|at| line.get(at.saturating_sub(1))).copied().unwrap_or(unit)
    }
}

/// A unit and those above it, from the bottom up; it ends where a loop would begin.
fn above<'u>(units: &'u [Member], unit: &'u str) -> Vec<&'u str> {
    let mut line = vec![unit];
    while let Some(parent) = line.last().and_then(|last| units.iter().find(|unit| unit.code == *last)).map(|unit| unit.parent.as_str()) {
        if parent.is_empty() || line.contains(&parent) {
            break;
        }
        line.push(parent);
    }
    line
}

/// What a line's entries of a kind come to.
#[derive(Default)]
struct Sums {
    current: i64,
    carried: i64,
    committed: i64,
    disbursed: i64,
    moved: Option<Day>,
}

fn lines(
    evaluator: &mut Evaluator<'_, '_>,
    tree: &Tree<'_>,
    posts: &Posts,
    fiscal_year: i16,
    as_of: AsOf,
) -> Result<Vec<LineRow>, Failure> {
    let sums = sums(evaluator, fiscal_year, as_of)?;
    let planned = planned(evaluator, fiscal_year, as_of.day)?;
    let members = evaluator.members(evaluator.set(LINES)?, as_of.day)?;
    let year = Value::Int(i64::from(fiscal_year));
    let mut lines = Vec::new();
    for member in members.iter().filter(|member| member.dimension("fiscal_year") == Some(&year)) {
        let Some(sums) = sums.get(&member.code).filter(|_| tree.has(Some(&member.parent))) else { continue };
        lines.push(LineRow {
            line: member.code.clone(),
            name: member.short.clone(),
            owner: tree.owner(&member.parent, None, posts),
            current: sums.current,
            carried: sums.carried,
            committed: sums.committed,
            disbursed: sums.disbursed,
            planned: planned.get(&member.code).copied(),
            moved: sums.moved,
        });
    }
    Ok(lines)
}

/// The entries of a fiscal year until the day, summed by line.
fn sums(evaluator: &mut Evaluator<'_, '_>, fiscal_year: i16, as_of: AsOf) -> Result<BTreeMap<String, Sums>, Failure> {
    let set = evaluator.set(ENTRIES)?;
    let mut arguments = evaluator.arguments(set.rows, as_of.day, "");
    arguments.push(i64::from(fiscal_year).into());
    let sql = format!(
        "SELECT s.line, s.kind, CAST(SUM(s.amount) AS BIGINT), MAX(s.day) FROM ({}) s WHERE s.fiscal_year = ${} GROUP BY s.line, s.kind ORDER BY 1, 2",
        set.rows,
        arguments.len()
    );
    let mut lines: BTreeMap<String, Sums> = BTreeMap::new();
    for row in evaluator.read.rows(&sql, &arguments)? {
        let sums = lines.entry(row.text(0)?.to_owned()).or_default();
        let amount = row.int(2)?;
        let too_large = || StoreError::Corrupt("a sum of the budget left its range".to_owned());
        let add = |sum: &mut i64| sum.checked_add(amount).map(|new| *sum = new).ok_or_else(too_large);
        match row.text(1)? {
            "carry_over" => {
                add(&mut sums.current)?;
                add(&mut sums.carried)?;
            }
            "commit" => add(&mut sums.committed)?,
            "disburse" | "return" => add(&mut sums.disbursed)?,
            _ => add(&mut sums.current)?,
        }
        if matches!(row.text(1)?, "commit" | "disburse" | "return") {
            sums.moved = sums.moved.max(Some(row.parse(3)?));
        }
    }
    Ok(lines)
}

/// What the spending plan has by the end of a day: whole months that are over, and an even part of the month that is not; only lines that have a plan.
fn planned(evaluator: &mut Evaluator<'_, '_>, fiscal_year: i16, day: Day) -> Result<BTreeMap<String, i64>, Failure> {
    let mut planned = BTreeMap::new();
    let Ok(set) = evaluator.set(PLAN) else { return Ok(planned) };
    let mut arguments = evaluator.arguments(set.rows, day, "");
    arguments.push(i64::from(fiscal_year).into());
    let sql = format!("SELECT s.line, s.month, s.amount FROM ({}) s WHERE s.fiscal_year = ${} ORDER BY 1, 2", set.rows, arguments.len());
    let this = day.to_string();
    let (gone, days) = (i64::from(day.of_month()), i64::from(day.month_end().of_month()));
    for row in evaluator.read.rows(&sql, &arguments)? {
        let (month, amount) = (row.text(1)?, row.int(2)?);
        let part = match month.cmp(this.get(..7).unwrap_or_default()) {
            std::cmp::Ordering::Less => amount,
            std::cmp::Ordering::Equal => i64::try_from(i128::from(amount) * i128::from(gone) / i128::from(days)).unwrap_or(amount),
            std::cmp::Ordering::Greater => 0,
        };
        let sum: &mut i64 = planned.entry(row.text(0)?.to_owned()).or_default();
        *sum = sum.saturating_add(part);
    }
    Ok(planned)
}

/// Official rows that could not be entered and that nobody settled.
fn exceptions(evaluator: &mut Evaluator<'_, '_>, as_of: AsOf) -> Result<Vec<ExceptionRow>, Failure> {
    let set = evaluator.set(EXCEPTIONS)?;
    let mut arguments = evaluator.arguments(set.rows, as_of.day, "");
    arguments.push("open".into());
    let sql =
        format!("SELECT s.source, s.reason_ko, s.day FROM ({}) s WHERE s.state = ${} ORDER BY {}", set.rows, arguments.len(), set.order);
    let rows = evaluator.read.rows(&sql, &arguments)?;
    rows.iter()
        .map(|row| Ok(ExceptionRow { source: row.text(0)?.to_owned(), reason: row.text(1)?.to_owned(), day: row.text(2)?.parse().ok() }))
        .collect()
}

fn spent(rows: &MinuteRows, tree: &Tree<'_>, units: &[Member], day: Day, thresholds: &Thresholds) -> Result<Spent, StoreError> {
    let too_large = || StoreError::Corrupt("a sum of the budget left its range".to_owned());
    let mut branches = Vec::new();
    for unit in units {
        let of = rows.lines.iter().filter(|line| tree.branch(&line.owner.unit) == unit.code).collect::<Vec<_>>();
        if !of.is_empty() {
            let done = rules::together(of.into_iter(), rows.year, day).ok_or_else(too_large)?;
            branches.push(Share { unit: unit.code.clone(), name: unit.short.clone(), done });
        }
    }
    Ok(Spent {
        all: rules::together(rows.lines.iter(), rows.year, day).ok_or_else(too_large)?,
        units: branches,
        even: rows.lines.iter().any(|line| line.planned.is_none()),
        unmoved: rules::unmoved(rows, day, thresholds),
    })
}
