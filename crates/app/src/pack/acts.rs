//! Reads a pack's demonstration record: the acts of a year, in the order in which they were recorded.

use kernel::{At, Code, Day, Exact, FiscalYears, Lang, Money, Zone};
use ledger::{Amount, CarryoverKind, LineKey};

use super::plans::{self, BureauAct};
use super::sheet::{Sheet, SheetRow};
use super::{PackFiles, Problem, compilation, issued};

pub(crate) const FILES: [&str; 13] = [
    "demonstration/appointments.csv",
    "demonstration/milestones.csv",
    "demonstration/plans.csv",
    "demonstration/tasks.csv",
    "demonstration/indicators.csv",
    "demonstration/charges.csv",
    "demonstration/handovers.csv",
    "demonstration/facts.csv",
    "demonstration/typed.csv",
    "demonstration/ledger.csv",
    "demonstration/editions.csv",
    "demonstration/council.csv",
    compilation::FILE,
];

/// One act of the demonstration record.
#[derive(Clone, Debug)]
pub(crate) struct DemonstrationAct {
    pub(crate) file: &'static str,
    pub(crate) line: usize,
    pub(crate) recorded: At,
    pub(crate) actor: Code,
    pub(crate) key: String,
    pub(crate) document: Option<String>,
    pub(crate) document_day: Option<Day>,
    pub(crate) what: What,
}

/// What is done; entries of the ledger are named by the keys of the rows that made them.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Appoint(bureau::Appointment),
    Vacate(bureau::Vacancy),
    Plan(bureau::NewMilestone),
    Step(bureau::NewStep),
    Bureau(BureauAct),
    StateFact(report::StateFact),
    StateFigure(report::StateFigure),
    Compile(compilation::Compile),
    OpenYear(ledger::NewYear),
    Appropriate(ledger::Budget),
    Supplement(ledger::Supplement),
    Transfer(ledger::Transfer),
    Commit(ledger::Commit),
    Release { commitment: String, amount: Amount, day: Day, note: Option<String> },
    Disburse { commitment: String, amount: Amount, day: Day, note: Option<String> },
    Return { commitment: String, amount: Amount, day: Day, note: Option<String> },
    Correct { entry: String, amount: Amount, note: Option<String> },
    PlanSpending(ledger::PlanSpending),
    CloseMonth(ledger::CloseMonth),
    Reopen(ledger::Reopen),
    CloseYear { fiscal_year: i16, carries: Vec<(Source, Amount, CarryoverKind)>, note: Option<String> },
    Issued(issued::Issued),
}

/// What a year carries money over from: a commitment by the key of its row, or a line.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Commitment(String),
    Line(ledger::LineKey),
}

/// How a city counts its time, and which of its languages comes first.
pub(crate) struct Calendar {
    pub(crate) zone: Zone,
    pub(crate) years: FiscalYears,
    pub(crate) first: Lang,
}

/// Reads all files; the acts come in the order of `recorded`, then of files, then of rows.
pub(crate) fn read(files: &PackFiles, calendar: &Calendar, problems: &mut Vec<Problem>) -> Vec<DemonstrationAct> {
    const COMMON: [&str; 3] = ["recorded", "actor:code", "key"];
    let with = |own: &[&'static str]| COMMON.iter().chain(own).copied().collect::<Vec<_>>();
    let [appointments, milestones, plan_steps, tasks, indicators, charges, handovers, facts, typed, ledger, editions, council, compiling] =
        FILES;
    let mut acts = Vec::new();
    let mut sheet = |file, needed: &[&'static str], optional: &[&str], read: &dyn Fn(&SheetRow<'_>) -> Result<What, Problem>| {
        let sheet = Sheet::read(files, file, &with(needed), optional, problems);
        for row in sheet.rows() {
            match read(&row).and_then(|what| act(&row, &calendar.zone, what)) {
                Ok(act) => acts.push(act),
                Err(problem) => problems.push(problem),
            }
        }
    };
    sheet(appointments, &["act:appoint|vacate", "post:code", "day:day"], &["incumbent"], &appointment);
    let optional = ["programme:code", "name_ko", "name_en", "from", "until", "state:done|postponed|cancelled", "note"];
    sheet(milestones, &["act:plan|replan|step", "code:code", "day:day"], &optional, &|row| milestone(row, calendar.first));
    let states = "state:adopted|ended|superseded";
    let optional = ["of", "name_ko", "name_en", "from", "until", states, "successor:code", "note", "document"];
    sheet(plan_steps, &["act:draft|step", "code:code", "day:day"], &optional, &|row| plans::plan_act(row, calendar.first));
    let states = "state:under-way|done|dropped";
    let optional = ["plan:code", "position:int", "name_ko", "name_en", "from", "until", "post:code", states, "note"];
    sheet(tasks, &["act:add|step", "code:code", "day:day"], &optional, &|row| plans::task_act(row, calendar.first));
    let aims = "aim:at-least|at-most";
    let optional = ["plan:code", "position:int", "name_ko", "name_en", "unit", "places:int", aims, "period", "value", "source"];
    sheet(indicators, &["act:add|target|measure", "code:code", "day:day"], &optional, &|row| plans::indicator_act(row, calendar.first));
    sheet(charges, plans::CHARGE.0, plans::CHARGE.1, &plans::charge_act);
    let optional = ["receiver", "to_post:code", "goes_to:code", "note"];
    sheet(handovers, &["post:code", "item", "day:day"], &optional, &plans::handover_act);
    sheet(facts, &["fact", "kind:day|window|name", "day:day", "source"], &["value", "from", "until"], &fact);
    sheet(typed, &["figure", "value", "day:day", "source"], &[], &figure);
    let carryover = "carryover:specified|unforeseen|continuing";
    let optional = [
        "line:code",
        "amount:money",
        "commitment",
        "corrects",
        carryover,
        "to_line:code",
        "transfer:within|between|reorganisation",
        "document",
        "note",
    ];
    sheet(ledger, &["act", "fiscal_year:year", "day:day"], &optional, &|row| entry(row, calendar.years));
    sheet(editions, issued::EDITIONS.0, issued::EDITIONS.1, &|row| issued::edition(row).map(What::Issued));
    sheet(council, issued::COUNCIL.0, issued::COUNCIL.1, &|row| issued::request(row).map(What::Issued));
    sheet(compiling, &compilation::NEEDED, &compilation::OPTIONAL, &|row| compilation::read(row).map(What::Compile));
    acts = gathered(acts);
    acts.sort_by_key(|act| act.recorded);
    acts
}

fn act(row: &SheetRow<'_>, zone: &Zone, what: What) -> Result<DemonstrationAct, Problem> {
    let recorded = row.need("recorded")?;
    let recorded =
        zone.at(&recorded).map_err(|_| row.problem(format!("`recorded` is a time such as 2021-03-31T17:02:11 (with its offset in the hour that a change of clocks repeats), found `{recorded}`")))?;
    Ok(DemonstrationAct {
        file: row.file(),
        line: row.line,
        recorded,
        actor: row.get("actor")?,
        key: row.need("key")?,
        document: row.text("document"),
        document_day: row.opt("document_day")?,
        what,
    })
}

/// Rows of close-year with one key are one act, and so are rows of plan-spending for one line and those of a handing over.
fn gathered(acts: Vec<DemonstrationAct>) -> Vec<DemonstrationAct> {
    let mut all: Vec<DemonstrationAct> = Vec::with_capacity(acts.len());
    for mut act in acts {
        let first = all.iter_mut().find(|first| first.key == act.key);
        match (&mut act.what, first.map(|first| &mut first.what)) {
            (What::CloseYear { carries, .. }, Some(What::CloseYear { carries: gathered, .. })) => gathered.append(carries),
            (What::PlanSpending(plan), Some(What::PlanSpending(gathered))) if gathered.line == plan.line => {
                gathered.months.append(&mut plan.months);
            }
            (What::Bureau(BureauAct::HandOver(line)), Some(What::Bureau(BureauAct::HandOver(gathered)))) => {
                gathered.items.append(&mut line.items);
            }
            _ => all.push(act),
        }
    }
    all
}

fn appointment(row: &SheetRow<'_>) -> Result<What, Problem> {
    let (post, day) = (row.get("post")?, row.get("day")?);
    match row.need("act")?.as_str() {
        "appoint" => Ok(What::Appoint(bureau::Appointment { post, incumbent: row.need("incumbent")?, day })),
        "vacate" => Ok(What::Vacate(bureau::Vacancy { post, day })),
        other => Err(row.problem(format!("`act` is appoint or vacate, found `{other}`"))),
    }
}

fn milestone(row: &SheetRow<'_>, first: Lang) -> Result<What, Problem> {
    let (code, day) = (row.get("code")?, row.get("day")?);
    match row.need("act")?.as_str() {
        "plan" => Ok(What::Plan(planned(row, first)?)),
        "replan" => Ok(What::Bureau(BureauAct::Replan(bureau::Amendment { to: planned(row, first)?, correct: false }))),
        "step" => {
            let state = row.need("state")?;
            let state = bureau::MilestoneState::from_step(&state)
                .ok_or_else(|| row.problem(format!("`state` is done, postponed or cancelled, found `{state}`")))?;
            Ok(What::Step(bureau::NewStep { milestone: code, state, day, note: row.text("note") }))
        }
        other => Err(row.problem(format!("`act` is plan, replan or step, found `{other}`"))),
    }
}

fn planned(row: &SheetRow<'_>, first: Lang) -> Result<bureau::NewMilestone, Problem> {
    let (name_ko, name_en) = row.words("name", first)?;
    let (code, programme, day) = (row.get("code")?, row.get("programme")?, row.get("day")?);
    Ok(bureau::NewMilestone { code, programme, name_ko, name_en, starts: row.need("from")?, ends: row.text("until"), day })
}

fn fact(row: &SheetRow<'_>) -> Result<What, Problem> {
    let kind = row.need("kind")?;
    let value = if kind == "window" { row.need("from")? } else { row.need("value")? };
    Ok(What::StateFact(report::StateFact {
        fact: row.need("fact")?,
        kind,
        value,
        ends: row.text("until"),
        day: row.get("day")?,
        source: row.need("source")?,
    }))
}

fn figure(row: &SheetRow<'_>) -> Result<What, Problem> {
    let text = row.need("value")?;
    let value: Exact = text.parse().map_err(|()| row.problem(format!("`value` is a decimal number, found `{text}`")))?;
    Ok(What::StateFigure(report::StateFigure { figure: row.need("figure")?, value, day: row.get("day")?, source: row.need("source")? }))
}

const ENTRIES: [&str; 14] = [
    "open-year",
    "appropriate",
    "supplement",
    "transfer",
    "commit",
    "release",
    "disburse",
    "return",
    "correct",
    "close-month",
    "close-year",
    "plan-spending",
    "reopen-month",
    "reopen-year",
];

fn entry(row: &SheetRow<'_>, years: FiscalYears) -> Result<What, Problem> {
    let fiscal_year: i16 = row.get("fiscal_year")?;
    let day: Day = row.get("day")?;
    let note = row.text("note");
    let line = |column: &str| Ok::<_, Problem>(LineKey { fiscal_year, code: row.get(column)? });
    let units = || row.get::<i64>("amount");
    let amount = || {
        Amount::new(units()?)
            .ok_or_else(|| row.problem(format!("`amount` is above zero, found `{}`", row.text("amount").unwrap_or_default())))
    };
    let commitment = || row.need("commitment");
    Ok(match row.need("act")?.as_str() {
        "open-year" => {
            let (starts, ends) = years.days(fiscal_year).ok_or_else(|| row.problem(format!("{fiscal_year} is no fiscal year")))?;
            What::OpenYear(ledger::NewYear { fiscal_year, starts, ends })
        }
        "appropriate" => What::Appropriate(ledger::Budget { line: line("line")?, amount: amount()?, day, note }),
        "supplement" => What::Supplement(ledger::Supplement { line: line("line")?, change: Money::new(units()?), day, note }),
        "transfer" => {
            let kind = row.opt("transfer")?.unwrap_or_default();
            What::Transfer(ledger::Transfer { from: line("line")?, to: line("to_line")?, amount: amount()?, day, kind, note })
        }
        // The day is any day in the month planned for; the plan holds from the year's first day.
        "plan-spending" => {
            let (from, _) = years.days(fiscal_year).ok_or_else(|| row.problem(format!("{fiscal_year} is no fiscal year")))?;
            let months = vec![ledger::PlannedMonth { month: day, amount: Money::new(units()?) }];
            What::PlanSpending(ledger::PlanSpending { line: line("line")?, months, day: from, note })
        }
        "reopen-month" => {
            let period = ledger::PeriodKey { fiscal_year, month: Some(day.month_start()) };
            What::Reopen(ledger::Reopen { period, reason: row.need("note")? })
        }
        "reopen-year" => What::Reopen(ledger::Reopen { period: ledger::PeriodKey { fiscal_year, month: None }, reason: row.need("note")? }),
        "commit" => What::Commit(ledger::Commit { line: line("line")?, amount: amount()?, day, note }),
        "release" => What::Release { commitment: commitment()?, amount: amount()?, day, note },
        "disburse" => What::Disburse { commitment: commitment()?, amount: amount()?, day, note },
        "return" => What::Return { commitment: commitment()?, amount: amount()?, day, note },
        "correct" => What::Correct { entry: row.need("corrects")?, amount: amount()?, note },
        "close-month" => What::CloseMonth(ledger::CloseMonth { fiscal_year, day }),
        "close-year" => {
            // A year that carries nothing over has one row without a commitment and without a line.
            let source = match (row.text("commitment"), row.text("line")) {
                (Some(commitment), _) => Some(Source::Commitment(commitment)),
                (None, Some(_)) => Some(Source::Line(line("line")?)),
                (None, None) => None,
            };
            let carries = source.map(|source| Ok((source, amount()?, row.get("carryover")?))).transpose()?.into_iter().collect();
            What::CloseYear { fiscal_year, carries, note }
        }
        other => {
            let near = report::nearest(other, ENTRIES.into_iter());
            let near = if near.is_empty() { ENTRIES.map(str::to_owned).to_vec() } else { near };
            return Err(row.problem(format!("there is no act `{other}`; nearest: {}", near.join(", "))));
        }
    })
}
