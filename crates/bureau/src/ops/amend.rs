//! Changing and ending what the bureau is: each act sets something from a day on, and the row that stood there ends or is replaced.

use kernel::{Code, Day};
use people::{By, Doing};
use store::{Failure, Table, Tx, Value};

use super::{allowed, finish, in_force, put, unit_in_force};
use crate::model::{Amendment, Ending, MilestoneState, NewDuty, NewMilestone, NewPost, NewProgramme, NewUnit, PlanState};
use crate::rules::{self, Noun, Refused, Until, check_days, check_window, walk};
use crate::{sql, tables};

/// Renames a unit, moves it under another, or changes when it ends.
pub fn amend_unit(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewUnit>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-unit", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let line = sql::within(tx, &new.code, new.from)?;
    let moved_to = new.parent.as_ref().filter(|parent| line.get(1) != Some(parent));
    let policy = allowed(tx, by, "bureau.amend-unit", new.from, line.first().into_iter().chain(moved_to))?;
    check_days(new.from, new.until)?;
    known(!line.is_empty(), Noun::Unit, &new.code, new.from)?;
    if let Some(parent) = &new.parent {
        unit_in_force(tx, parent, new.from)?;
        no_circle(tx, &new.code, parent, new.from)?;
    }
    may_end(tx, Noun::Unit, &tables::UNIT, &new.code, new.from, new.until)?;
    put(tx, &tables::UNIT, new.code.as_str(), change.correct, (new.from, Until::Is(new.until), unit(new)))?;
    act.record(tx, by, &format!("bureau_unit:{}", new.code), &policy, new.from)
}

fn unit(new: &NewUnit) -> Vec<Value> {
    vec![
        new.kind.as_str().into(),
        new.parent.as_ref().into(),
        new.position.into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
    ]
}

/// A unit may not come to lie below itself, on that day or when units change later.
fn no_circle(tx: &mut Tx, unit: &Code, parent: &Code, day: Day) -> Result<(), Failure> {
    let later = sql::days_after(tx, tables::UNIT.name, day)?;
    for day in std::iter::once(day).chain(later) {
        if sql::within(tx, parent, day)?.contains(unit) {
            return Err(Refused::Circle { unit: unit.clone(), parent: parent.clone() }.into());
        }
    }
    Ok(())
}

/// Ends a unit; refused while units, posts, duties, programmes or plans of it stand on that day or later.
pub fn end_unit(tx: &mut Tx, by: &By<'_>, ending: &Ending) -> Result<(), Failure> {
    end(tx, by, "end-unit", "bureau.end-unit", Noun::Unit, &tables::UNIT, ending)
}

/// Renames a post, moves it to another unit, or changes what it heads or when it ends.
pub fn amend_post(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewPost>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-post", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let before = sql::post_unit(tx, &new.code, new.from)?;
    let policy = allowed(tx, by, "bureau.amend-post", new.from, before.iter().chain([&new.unit]))?;
    check_days(new.from, new.until)?;
    known(before.is_some(), Noun::Post, &new.code, new.from)?;
    for unit in std::iter::once(&new.unit).chain(&new.heads) {
        unit_in_force(tx, unit, new.from)?;
    }
    may_end(tx, Noun::Post, &tables::POST, &new.code, new.from, new.until)?;
    let own = vec![(&new.unit).into(), new.heads.as_ref().into(), new.title_ko.as_str().into(), new.title_en.as_deref().into()];
    put(tx, &tables::POST, new.code.as_str(), change.correct, (new.from, Until::Is(new.until), own))?;
    act.record(tx, by, &format!("bureau_post:{}", new.code), &policy, new.from)
}

/// Ends a post; refused while it has an incumbent, an actor or anything in its charge on that day or later.
pub fn end_post(tx: &mut Tx, by: &By<'_>, ending: &Ending) -> Result<(), Failure> {
    end(tx, by, "end-post", "bureau.end-post", Noun::Post, &tables::POST, ending)
}

/// Rewords a duty, moves it to another unit or place, or changes when it ends.
pub fn amend_duty(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewDuty>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-duty", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let before = sql::duty_unit(tx, &new.code, new.from)?;
    let policy = allowed(tx, by, "bureau.amend-duty", new.from, before.iter().chain([&new.unit]))?;
    check_days(new.from, new.until)?;
    known(before.is_some(), Noun::Duty, &new.code, new.from)?;
    unit_in_force(tx, &new.unit, new.from)?;
    let own = vec![(&new.unit).into(), new.position.into(), new.text_ko.as_str().into(), new.text_en.as_deref().into()];
    put(tx, &tables::DUTY, new.code.as_str(), change.correct, (new.from, Until::Is(new.until), own))?;
    act.record(tx, by, &format!("bureau_duty:{}", new.code), &policy, new.from)
}

/// Ends a duty.
pub fn end_duty(tx: &mut Tx, by: &By<'_>, ending: &Ending) -> Result<(), Failure> {
    end(tx, by, "end-duty", "bureau.end-duty", Noun::Duty, &tables::DUTY, ending)
}

/// Renames a programme, gives it to another unit, or changes when it ends.
pub fn amend_programme(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewProgramme>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-programme", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let before = sql::programme_unit(tx, &new.code, new.from)?;
    let policy = allowed(tx, by, "bureau.amend-programme", new.from, before.iter().chain([&new.unit]))?;
    check_days(new.from, new.until)?;
    known(before.is_some(), Noun::Programme, &new.code, new.from)?;
    unit_in_force(tx, &new.unit, new.from)?;
    may_end(tx, Noun::Programme, &tables::PROGRAMME, &new.code, new.from, new.until)?;
    let own = vec![(&new.unit).into(), new.name_ko.as_str().into(), new.name_en.as_deref().into()];
    put(tx, &tables::PROGRAMME, new.code.as_str(), change.correct, (new.from, Until::Is(new.until), own))?;
    act.record(tx, by, &format!("bureau_programme:{}", new.code), &policy, new.from)
}

/// Ends a programme; refused while a milestone of it is open or a plan of it is not over.
pub fn end_programme(tx: &mut Tx, by: &By<'_>, ending: &Ending) -> Result<(), Failure> {
    end(tx, by, "end-programme", "bureau.end-programme", Noun::Programme, &tables::PROGRAMME, ending)
}

/// Plans a milestone anew: another window, another name, another programme. What it was planned for before stays in the record.
pub fn amend_milestone(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewMilestone>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-milestone", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let there = sql::is_in_force(tx, Noun::Milestone, &new.code, new.day)?;
    let before = sql::milestone_unit(tx, &new.code, new.day)?;
    let unit = sql::programme_unit(tx, &new.programme, new.day)?;
    let policy = allowed(tx, by, "bureau.amend-milestone", new.day, before.iter().chain(&unit))?;
    known(there, Noun::Milestone, &new.code, new.day)?;
    known(unit.is_some(), Noun::Programme, &new.programme, new.day)?;
    check_window(&new.starts, new.ends.as_deref())?;
    let own = vec![
        (&new.programme).into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
        new.starts.as_str().into(),
        new.ends.as_deref().into(),
    ];
    put(tx, &tables::MILESTONE, new.code.as_str(), change.correct, (new.day, Until::Stays, own))?;
    act.record(tx, by, &format!("bureau_milestone:{}", new.code), &policy, new.day)
}

/// Takes a milestone off the list from a day on: for one that was planned by mistake. One that is given up is cancelled by a step.
pub fn end_milestone(tx: &mut Tx, by: &By<'_>, ending: &Ending) -> Result<(), Failure> {
    end(tx, by, "end-milestone", "bureau.end-milestone", Noun::Milestone, &tables::MILESTONE, ending)
}

/// A change may bring the end forward only as far as nothing is left without the subject.
fn may_end(tx: &mut Tx, what: Noun, table: &'static Table, code: &Code, from: Day, until: Option<Day>) -> Result<(), Failure> {
    let stands_until = sql::standing(tx, table, code.as_str(), from)?.and_then(|row| row.until);
    match until {
        Some(until) if stands_until.is_none_or(|stands| until < stands) => nothing_below(tx, what, code, until),
        _ => Ok(()),
    }
}

/// Ends a subject, if nothing is left that needs it.
pub(super) fn end(
    tx: &mut Tx,
    by: &By<'_>,
    name: &'static str,
    allowing: &'static str,
    what: Noun,
    table: &'static Table,
    ending: &Ending,
) -> Result<(), Failure> {
    let act = Doing::new("bureau", name, ending);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let unit = sql::unit_of(tx, what, &ending.code, ending.day)?;
    let policy = allowed(tx, by, allowing, ending.day, unit.as_ref())?;
    let unknown = Refused::Unknown { what, code: ending.code.clone(), day: ending.day };
    in_force(tx, what, &ending.code, ending.day)?;
    nothing_below(tx, what, &ending.code, ending.day)?;
    finish(tx, table, ending.code.as_str(), ending.day, unknown)?;
    act.record(tx, by, &format!("{}:{}", table.name, ending.code), &policy, ending.day)
}

pub(super) fn known(there: bool, what: Noun, code: &Code, day: Day) -> Result<(), Failure> {
    if there { Ok(()) } else { Err(Refused::Unknown { what, code: code.clone(), day }.into()) }
}

/// What would be left without what is to end, as far as this room knows.
pub(super) fn nothing_below(tx: &mut Tx, what: Noun, code: &Code, day: Day) -> Result<(), Failure> {
    let columns: &[(&str, &str)] = match what {
        Noun::Unit => &[
            ("bureau_unit", "parent"),
            ("bureau_post", "unit"),
            ("bureau_post", "heads"),
            ("bureau_duty", "unit"),
            ("bureau_programme", "unit"),
            ("bureau_plan", "unit"),
        ],
        Noun::Post => &[("bureau_incumbent", "subject"), ("bureau_acting", "subject"), ("bureau_charge", "post")],
        Noun::Programme => &[("bureau_milestone", "programme"), ("bureau_plan", "programme")],
        _ => &[],
    };
    let mut below = Vec::new();
    for (table, column) in columns {
        for subject in sql::naming(tx, table, column, code.as_str(), day)? {
            let open = match *table {
                "bureau_plan" => is_plan_open(tx, &subject)?,
                "bureau_milestone" => is_milestone_open(tx, &subject)?,
                _ => true,
            };
            let name = if *table == "bureau_charge" { subject } else { format!("{table}:{subject}") };
            if open && !below.contains(&name) {
                below.push(name);
            }
        }
    }
    if below.is_empty() { Ok(()) } else { Err(Refused::Holds { what, code: code.clone(), below, day }.into()) }
}

fn is_milestone_open(tx: &mut Tx, milestone: &str) -> Result<bool, Failure> {
    let Ok(milestone) = milestone.parse() else { return Ok(true) };
    let state = walk(&sql::milestone_steps(tx, &milestone)?);
    Ok(!matches!(state, Ok(MilestoneState::Done | MilestoneState::Cancelled)))
}

fn is_plan_open(tx: &mut Tx, plan: &str) -> Result<bool, Failure> {
    let Ok(plan) = plan.parse() else { return Ok(true) };
    let state = rules::walk(&sql::plan_steps(tx, &plan)?);
    Ok(!matches!(state, Ok(PlanState::Ended | PlanState::Superseded { .. })))
}
