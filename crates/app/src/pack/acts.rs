//! Reads a pack's demonstration record: the acts of a year, in the order in which they were recorded.

use kernel::{At, Code, Day, Exact, Money, Zone};
use ledger::{Amount, CarryoverKind, LineKey};

use super::plans::{self, BureauAct};
use super::sheet::{Sheet, SheetRow};
use super::{PackFiles, Problem};

pub(crate) const FILES: [&str; 10] = [
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
    OpenYear(ledger::NewYear),
    Appropriate(ledger::Budget),
    Supplement(ledger::Supplement),
    Transfer(ledger::Transfer),
    Commit(ledger::Commit),
    Release { commitment: String, amount: Amount, day: Day, note: Option<String> },
    Disburse { commitment: String, amount: Amount, day: Day, note: Option<String> },
    Return { commitment: String, amount: Amount, day: Day, note: Option<String> },
    Correct { entry: String, amount: Amount, note: Option<String> },
    CloseMonth(ledger::CloseMonth),
    CloseYear { fiscal_year: i16, carries: Vec<(String, Amount, CarryoverKind)>, note: Option<String> },
}

/// The first day of a fiscal year that is named after the calendar year it starts in.
pub(crate) fn year_start(fiscal_year: i16, start: &str) -> Option<Day> {
    format!("{fiscal_year:04}-{start}").parse().ok()
}

/// Reads all files; the acts come in the order of `recorded`, then of files, then of rows.
pub(crate) fn read(files: &PackFiles, zone: &Zone, start: &str, problems: &mut Vec<Problem>) -> Vec<DemonstrationAct> {
    const COMMON: [&str; 3] = ["recorded", "actor", "key"];
    let with = |own: &[&'static str]| COMMON.iter().chain(own).copied().collect::<Vec<_>>();
    let [appointments, milestones, plan_steps, tasks, indicators, charges, handovers, facts, typed, ledger] = FILES;
    let mut acts = Vec::new();
    let mut sheet = |file, needed: &[&'static str], optional: &[&str], read: &dyn Fn(&SheetRow<'_>) -> Result<What, Problem>| {
        let before = problems.len();
        let sheet = Sheet::read(files, file, &with(needed), optional, problems);
        if problems.len() > before {
            return;
        }
        for row in sheet.rows() {
            match read(&row).and_then(|what| act(&row, zone, what)) {
                Ok(act) => acts.push(act),
                Err(problem) => problems.push(problem),
            }
        }
    };
    sheet(appointments, &["act", "post", "day"], &["incumbent"], &appointment);
    sheet(milestones, &["act", "code", "day"], &["programme", "name_ko", "name_en", "from", "until", "state", "note"], &milestone);
    let optional = ["of", "name_ko", "name_en", "from", "until", "state", "successor", "note", "document"];
    sheet(plan_steps, &["act", "code", "day"], &optional, &plans::plan_act);
    let optional = ["plan", "position", "name_ko", "name_en", "from", "until", "post", "state", "note"];
    sheet(tasks, &["act", "code", "day"], &optional, &plans::task_act);
    let optional = ["plan", "position", "name_ko", "name_en", "unit", "places", "aim", "period", "value", "source"];
    sheet(indicators, &["act", "code", "day"], &optional, &plans::indicator_act);
    sheet(charges, plans::CHARGE.0, plans::CHARGE.1, &plans::charge_act);
    sheet(handovers, &["post", "item", "day"], &["receiver", "to_post", "goes_to", "note"], &plans::handover_act);
    sheet(facts, &["fact", "kind", "day", "source"], &["value", "from", "until"], &fact);
    sheet(typed, &["figure", "value", "day", "source"], &[], &figure);
    let optional = ["line", "amount", "commitment", "corrects", "carryover", "to_line", "document", "note"];
    sheet(ledger, &["act", "fiscal_year", "day"], &optional, &|row| entry(row, start));
    acts = gathered(acts);
    acts.sort_by_key(|act| act.recorded);
    acts
}

fn act(row: &SheetRow<'_>, zone: &Zone, what: What) -> Result<DemonstrationAct, Problem> {
    let recorded = row.need("recorded")?;
    let recorded =
        zone.at(&recorded).map_err(|_| row.problem(format!("`recorded` is a time such as 2021-03-31T17:02:11, found `{recorded}`")))?;
    Ok(DemonstrationAct {
        file: row.file(),
        line: row.line,
        recorded,
        actor: row.get("actor")?,
        key: row.need("key")?,
        document: row.text("document"),
        what,
    })
}

/// Rows of close-year with one key are one act, and so are those of a handing over.
fn gathered(acts: Vec<DemonstrationAct>) -> Vec<DemonstrationAct> {
    let mut all: Vec<DemonstrationAct> = Vec::with_capacity(acts.len());
    for mut act in acts {
        let first = all.iter_mut().find(|first| first.key == act.key);
        match (&mut act.what, first.map(|first| &mut first.what)) {
            (What::CloseYear { carries, .. }, Some(What::CloseYear { carries: gathered, .. })) => gathered.append(carries),
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

fn milestone(row: &SheetRow<'_>) -> Result<What, Problem> {
    let (code, day) = (row.get("code")?, row.get("day")?);
    match row.need("act")?.as_str() {
        "plan" => Ok(What::Plan(planned(row)?)),
        "replan" => Ok(What::Bureau(BureauAct::Replan(bureau::Amendment { to: planned(row)?, correct: false }))),
        "step" => {
            let state = row.need("state")?;
            let state = bureau::MilestoneState::from_step(&state)
                .ok_or_else(|| row.problem(format!("`state` is done, postponed or cancelled, found `{state}`")))?;
            Ok(What::Step(bureau::NewStep { milestone: code, state, day, note: row.text("note") }))
        }
        other => Err(row.problem(format!("`act` is plan, replan or step, found `{other}`"))),
    }
}

fn planned(row: &SheetRow<'_>) -> Result<bureau::NewMilestone, Problem> {
    Ok(bureau::NewMilestone {
        code: row.get("code")?,
        programme: row.get("programme")?,
        name_ko: row.need("name_ko")?,
        name_en: row.text("name_en"),
        starts: row.need("from")?,
        ends: row.text("until"),
        day: row.get("day")?,
    })
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

fn entry(row: &SheetRow<'_>, start: &str) -> Result<What, Problem> {
    let fiscal_year: i16 = row.get("fiscal_year")?;
    let day: Day = row.get("day")?;
    let note = row.text("note");
    let line = |column: &str| Ok::<_, Problem>(LineKey { fiscal_year, code: row.get(column)? });
    let units = || row.get::<i64>("amount");
    let amount = || Amount::new(units()?).ok_or_else(|| row.problem("`amount` is above zero"));
    let commitment = || row.need("commitment");
    Ok(match row.need("act")?.as_str() {
        "open-year" => {
            let starts = year_start(fiscal_year, start).ok_or_else(|| row.problem("no such fiscal year"))?;
            let next = year_start(fiscal_year.saturating_add(1), start).ok_or_else(|| row.problem("no such fiscal year"))?;
            What::OpenYear(ledger::NewYear { fiscal_year, starts, ends: next.plus_days(-1) })
        }
        "appropriate" => What::Appropriate(ledger::Budget { line: line("line")?, amount: amount()?, day, note }),
        "supplement" => What::Supplement(ledger::Supplement { line: line("line")?, change: Money::new(units()?), day, note }),
        "transfer" => What::Transfer(ledger::Transfer { from: line("line")?, to: line("to_line")?, amount: amount()?, day, note }),
        "commit" => What::Commit(ledger::Commit { line: line("line")?, amount: amount()?, day, note }),
        "release" => What::Release { commitment: commitment()?, amount: amount()?, day, note },
        "disburse" => What::Disburse { commitment: commitment()?, amount: amount()?, day, note },
        "return" => What::Return { commitment: commitment()?, amount: amount()?, day, note },
        "correct" => What::Correct { entry: row.need("corrects")?, amount: amount()?, note },
        "close-month" => What::CloseMonth(ledger::CloseMonth { fiscal_year, day }),
        "close-year" => {
            // A year that carries nothing over has one row without a commitment.
            let carries = match row.text("commitment") {
                Some(commitment) => vec![(commitment, amount()?, row.get("carryover")?)],
                None => Vec::new(),
            };
            What::CloseYear { fiscal_year, carries, note }
        }
        other => return Err(row.problem(format!("there is no act `{other}`"))),
    })
}
