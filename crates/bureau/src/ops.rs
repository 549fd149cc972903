use kernel::{Code, Day};
use people::{By, Doing, authorise};
use store::{Failure, Table, Tx, Value};

use crate::model::{Appointment, Dated, NewDuty, NewMilestone, NewPost, NewProgramme, NewRule, NewStep, NewUnit, Vacancy};
use crate::rules::{self, Dating, Noun, Refused, Until, check_days, check_incumbent, check_window};
use crate::{sql, tables};

mod amend;
mod charges;
mod plans;

pub use amend::{
    amend_duty, amend_milestone, amend_post, amend_programme, amend_unit, end_duty, end_milestone, end_post, end_programme, end_unit,
};
pub use charges::{act_for, charge, hand_over};
pub use plans::{
    add_indicator, add_task, amend_indicator, amend_plan, amend_task, draft_plan, end_indicator, measure, set_target, step_plan, step_task,
};

/// Creates a unit.
pub fn create_unit(tx: &mut Tx, by: &By<'_>, new: &NewUnit) -> Result<(), Failure> {
    let act = Doing::new("bureau", "create-unit", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Unit, &new.code)?;
    let parent_known = match &new.parent {
        Some(parent) => sql::is_in_force(tx, Noun::Unit, parent, new.from)?,
        None => true,
    };
    let policy = allowed(tx, by, "bureau.create-unit", new.from, new.parent.as_ref())?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: Noun::Unit, code: new.code.clone() }.into());
    }
    if let Some(parent) = new.parent.clone().filter(|_| !parent_known) {
        return Err(Refused::Unknown { what: Noun::Unit, code: parent, day: new.from }.into());
    }
    let own = [
        new.kind.as_str().into(),
        new.parent.as_ref().into(),
        new.position.into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
    ];
    save(tx, &tables::UNIT, &new.code, (new.from, new.until), None, own);
    act.record(tx, by, &format!("bureau_unit:{}", new.code), &policy, new.from)
}

/// Creates a post: one authorized place in a unit.
pub fn create_post(tx: &mut Tx, by: &By<'_>, new: &NewPost) -> Result<(), Failure> {
    let act = Doing::new("bureau", "create-post", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Post, &new.code)?;
    let policy = allowed(tx, by, "bureau.create-post", new.from, [&new.unit])?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: Noun::Post, code: new.code.clone() }.into());
    }
    for unit in std::iter::once(&new.unit).chain(&new.heads) {
        unit_in_force(tx, unit, new.from)?;
    }
    let own = [(&new.unit).into(), new.heads.as_ref().into(), new.title_ko.as_str().into(), new.title_en.as_deref().into()];
    save(tx, &tables::POST, &new.code, (new.from, new.until), None, own);
    act.record(tx, by, &format!("bureau_post:{}", new.code), &policy, new.from)
}

/// Puts somebody into a post that is empty from that day on.
pub fn appoint(tx: &mut Tx, by: &By<'_>, new: &Appointment) -> Result<(), Failure> {
    let act = Doing::new("bureau", "appoint", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let post = sql::is_in_force(tx, Noun::Post, &new.post, new.day)?;
    let incumbencies = sql::incumbencies(tx, &new.post)?;
    let unit = sql::post_unit(tx, &new.post, new.day)?;
    let policy = allowed(tx, by, "bureau.appoint", new.day, unit.as_ref())?;
    check_incumbent(&new.incumbent)?;
    if !post {
        return Err(Refused::Unknown { what: Noun::Post, code: new.post.clone(), day: new.day }.into());
    }
    if incumbencies.iter().any(|other| other.until.is_none_or(|until| new.day < until)) {
        return Err(Refused::Occupied { post: new.post.clone(), day: new.day }.into());
    }
    save(tx, &tables::INCUMBENT, &new.post, (new.day, None), None, [new.incumbent.as_str().into()]);
    act.record(tx, by, &format!("bureau_incumbent:{}", new.post), &policy, new.day)
}

/// Ends an incumbency: the post is vacant from that day on.
pub fn vacate(tx: &mut Tx, by: &By<'_>, old: &Vacancy) -> Result<(), Failure> {
    let act = Doing::new("bureau", "vacate", old);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let incumbencies = sql::incumbencies(tx, &old.post)?;
    let unit = sql::post_unit(tx, &old.post, old.day)?;
    let policy = allowed(tx, by, "bureau.vacate", old.day, unit.as_ref())?;
    let in_post = incumbencies.iter().find(|one| one.from <= old.day && one.until.is_none_or(|until| old.day < until));
    let Some(ending) = in_post else {
        return Err(Refused::Vacant { post: old.post.clone(), day: old.day }.into());
    };
    let own = [ending.incumbent.as_str().into()];
    save(tx, &tables::INCUMBENT, &old.post, (ending.from, Some(old.day)), Some(&ending.id), own);
    act.record(tx, by, &format!("bureau_incumbent:{}", old.post), &policy, old.day)
}

/// Adds a duty to a unit.
pub fn add_duty(tx: &mut Tx, by: &By<'_>, new: &NewDuty) -> Result<(), Failure> {
    let act = Doing::new("bureau", "add-duty", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Duty, &new.code)?;
    let policy = allowed(tx, by, "bureau.add-duty", new.from, [&new.unit])?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: Noun::Duty, code: new.code.clone() }.into());
    }
    unit_in_force(tx, &new.unit, new.from)?;
    let own = [(&new.unit).into(), new.position.into(), new.text_ko.as_str().into(), new.text_en.as_deref().into()];
    save(tx, &tables::DUTY, &new.code, (new.from, new.until), None, own);
    act.record(tx, by, &format!("bureau_duty:{}", new.code), &policy, new.from)
}

/// Creates a programme.
pub fn create_programme(tx: &mut Tx, by: &By<'_>, new: &NewProgramme) -> Result<(), Failure> {
    let act = Doing::new("bureau", "create-programme", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Programme, &new.code)?;
    let policy = allowed(tx, by, "bureau.create-programme", new.from, [&new.unit])?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: Noun::Programme, code: new.code.clone() }.into());
    }
    unit_in_force(tx, &new.unit, new.from)?;
    let own = [(&new.unit).into(), new.name_ko.as_str().into(), new.name_en.as_deref().into()];
    save(tx, &tables::PROGRAMME, &new.code, (new.from, new.until), None, own);
    act.record(tx, by, &format!("bureau_programme:{}", new.code), &policy, new.from)
}

/// Plans a milestone of a programme.
pub fn plan_milestone(tx: &mut Tx, by: &By<'_>, new: &NewMilestone) -> Result<(), Failure> {
    let act = Doing::new("bureau", "plan-milestone", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Milestone, &new.code)?;
    let programme = sql::programme_unit(tx, &new.programme, new.day)?;
    let policy = allowed(tx, by, "bureau.plan-milestone", new.day, programme.as_ref())?;
    if taken {
        return Err(Refused::Taken { what: Noun::Milestone, code: new.code.clone() }.into());
    }
    if programme.is_none() {
        return Err(Refused::Unknown { what: Noun::Programme, code: new.programme.clone(), day: new.day }.into());
    }
    check_window(&new.starts, new.ends.as_deref())?;
    let own = [
        (&new.programme).into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
        new.starts.as_str().into(),
        new.ends.as_deref().into(),
    ];
    save(tx, &tables::MILESTONE, &new.code, (new.day, None), None, own);
    act.record(tx, by, &format!("bureau_milestone:{}", new.code), &policy, new.day)
}

/// Takes a step of a milestone; a late one re-walks the whole path.
pub fn step_milestone(tx: &mut Tx, by: &By<'_>, new: &NewStep) -> Result<(), Failure> {
    let act = Doing::new("bureau", "step-milestone", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let milestone = sql::is_in_force(tx, Noun::Milestone, &new.milestone, new.day)?;
    let steps = sql::milestone_steps(tx, &new.milestone)?;
    let unit = sql::milestone_unit(tx, &new.milestone, new.day)?;
    let policy = allowed(tx, by, "bureau.step-milestone", new.day, unit.as_ref())?;
    if !milestone {
        return Err(Refused::Unknown { what: Noun::Milestone, code: new.milestone.clone(), day: new.day }.into());
    }
    rules::step(Noun::Milestone, &new.milestone, steps, new.day, new.state)?;
    save_step(tx, &tables::MILESTONE_STEP, &new.milestone, new.day, [new.state.code().into(), new.note.as_deref().into()]);
    act.record(tx, by, &format!("bureau_milestone_step:{}", new.milestone), &policy, new.day)
}

/// Sets a dated rule with its source. It ends the one in force on its first day; where a later one is set already, it must end by then.
pub fn set_rule(tx: &mut Tx, by: &By<'_>, new: &NewRule) -> Result<(), Failure> {
    let act = Doing::new("bureau", "set-rule", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let before = sql::rule_row(tx, &new.key, new.from)?;
    let later = sql::later(tx, tables::RULE.name, new.key.as_str(), new.from)?;
    let policy = authorise(tx, by, "bureau.set-rule", &[])?;
    check_days(new.from, new.until)?;
    if let Some(day) = later.filter(|later| new.until.is_none_or(|until| *later < until)) {
        return Err(Refused::LaterRule { key: new.key.clone(), day }.into());
    }
    if let Some(before) = before {
        let own = [before.rule.value.as_str().into(), before.rule.source.as_str().into()];
        save(tx, &tables::RULE, &new.key, (before.from, Some(new.from)), Some(&before.rule.id), own);
    }
    save(tx, &tables::RULE, &new.key, (new.from, new.until), None, [new.value.as_str().into(), new.source.as_str().into()]);
    act.record(tx, by, &format!("bureau_rule:{}", new.key), &policy, new.from)
}

/// The digest of the policy that allows the act in every one of these units, each with those above it; for none, everywhere.
fn allowed<'c>(
    tx: &mut Tx,
    by: &By<'_>,
    act: &'static str,
    day: Day,
    units: impl IntoIterator<Item = &'c Code>,
) -> Result<String, Failure> {
    let mut policy = None;
    for unit in units {
        let within = sql::within(tx, unit, day)?;
        policy = Some(authorise(tx, by, act, &within)?);
    }
    policy.map_or_else(|| authorise(tx, by, act, &[]), Ok)
}

fn unit_in_force(tx: &mut Tx, unit: &Code, day: Day) -> Result<(), Failure> {
    in_force(tx, Noun::Unit, unit, day)
}

fn in_force(tx: &mut Tx, what: Noun, code: &Code, day: Day) -> Result<(), Failure> {
    if sql::is_in_force(tx, what, code, day)? { Ok(()) } else { Err(Refused::Unknown { what, code: code.clone(), day }.into()) }
}

/// Stages a dated row.
fn save(
    tx: &mut Tx,
    table: &'static Table,
    subject: &Code,
    (from, until): (Day, Option<Day>),
    replaces: Option<&str>,
    own: impl IntoIterator<Item = Value>,
) {
    stage(tx, table, subject.as_str(), Dating { from, until, replaces: replaces.map(str::to_owned), own: own.into_iter().collect() });
}

fn stage(tx: &mut Tx, table: &'static Table, subject: &str, row: Dating) {
    let id = tx.id::<Dated>();
    let dated = [subject.into(), row.from.into(), row.until.into(), row.replaces.into()];
    tx.save(table, &id, dated.into_iter().chain(row.own));
}

/// Stages a step.
fn save_step(tx: &mut Tx, table: &'static Table, subject: &Code, day: Day, own: impl IntoIterator<Item = Value>) {
    let id = tx.id::<Dated>();
    tx.save(table, &id, [subject.into(), day.into(), Value::Null].into_iter().chain(own));
}

/// Stages what makes a subject something from a day on, whatever stood there before.
fn put(tx: &mut Tx, table: &'static Table, subject: &str, correct: bool, set: (Day, Until, Vec<Value>)) -> Result<(), Failure> {
    let standing = sql::standing(tx, table, subject, set.0)?;
    let later = sql::later(tx, table.name, subject, set.0)?;
    for row in rules::amend(subject, standing, later, correct, set)? {
        stage(tx, table, subject, row);
    }
    Ok(())
}

/// Stages what ends a subject; `nobody` is what is said where there is nothing to end.
fn finish(tx: &mut Tx, table: &'static Table, subject: &str, day: Day, nobody: Refused) -> Result<(), Failure> {
    let Some(standing) = sql::standing(tx, table, subject, day)? else { return Err(nobody.into()) };
    let later = sql::later(tx, table.name, subject, day)?;
    let row = rules::end(subject, standing, later, day)?;
    stage(tx, table, subject, row);
    Ok(())
}
