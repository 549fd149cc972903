use kernel::{Code, Day};
use people::{By, Doing, authorise};
use store::{Failure, Table, Tx, Value};

use crate::model::{Appointment, Dated, MilestoneState, NewDuty, NewMilestone, NewPost, NewProgramme, NewRule, NewStep, NewUnit, Vacancy};
use crate::rules::{Refused, check_days, check_incumbent, check_window, walk};
use crate::{sql, tables};

/// Creates a unit.
pub fn create_unit(tx: &mut Tx, by: &By<'_>, new: &NewUnit) -> Result<(), Failure> {
    let act = Doing::new("bureau", "create-unit", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, "bureau_unit", &new.code)?;
    let parent_known = match &new.parent {
        Some(parent) => sql::is_in_force(tx, "bureau_unit", parent, new.from)?,
        None => true,
    };
    let policy = authorise(tx, by, "bureau.create-unit", &[])?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: "unit", code: new.code.clone() }.into());
    }
    if let Some(parent) = new.parent.clone().filter(|_| !parent_known) {
        return Err(Refused::Unknown { what: "unit", code: parent, day: new.from }.into());
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
    let taken = sql::is_known(tx, "bureau_post", &new.code)?;
    let policy = authorise(tx, by, "bureau.create-post", &[])?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: "post", code: new.code.clone() }.into());
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
    let post = sql::is_in_force(tx, "bureau_post", &new.post, new.day)?;
    let incumbencies = sql::incumbencies(tx, &new.post)?;
    let policy = authorise(tx, by, "bureau.appoint", &[])?;
    check_incumbent(&new.incumbent)?;
    if !post {
        return Err(Refused::Unknown { what: "post", code: new.post.clone(), day: new.day }.into());
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
    let policy = authorise(tx, by, "bureau.vacate", &[])?;
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
    let taken = sql::is_known(tx, "bureau_duty", &new.code)?;
    let policy = authorise(tx, by, "bureau.add-duty", &[])?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: "duty", code: new.code.clone() }.into());
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
    let taken = sql::is_known(tx, "bureau_programme", &new.code)?;
    let policy = authorise(tx, by, "bureau.create-programme", &[])?;
    check_days(new.from, new.until)?;
    if taken {
        return Err(Refused::Taken { what: "programme", code: new.code.clone() }.into());
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
    let taken = sql::is_known(tx, "bureau_milestone", &new.code)?;
    let programme = sql::programme_unit(tx, &new.programme, new.day)?;
    let policy = authorise(tx, by, "bureau.plan-milestone", &[])?;
    if taken {
        return Err(Refused::Taken { what: "milestone", code: new.code.clone() }.into());
    }
    if programme.is_none() {
        return Err(Refused::Unknown { what: "programme", code: new.programme.clone(), day: new.day }.into());
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
    let milestone = sql::is_in_force(tx, "bureau_milestone", &new.milestone, new.day)?;
    let mut steps = sql::steps(tx, &new.milestone)?;
    let policy = authorise(tx, by, "bureau.step-milestone", &[])?;
    if !milestone {
        return Err(Refused::Unknown { what: "milestone", code: new.milestone.clone(), day: new.day }.into());
    }
    let place = steps.partition_point(|(day, _)| *day <= new.day);
    steps.insert(place, (new.day, new.state));
    walk(&steps).map_err(|(day, from, to)| Refused::IllegalStep { milestone: new.milestone.clone(), from, to, day })?;
    let id = tx.id::<MilestoneState>();
    tx.save(&tables::MILESTONE_STEP, &id, [(&new.milestone).into(), new.day.into(), Value::Null, new.state.code().into()]);
    act.record(tx, by, &format!("bureau_milestone_step:{}", new.milestone), &policy, new.day)
}

/// Sets a dated rule with its source. It ends the one in force on its first day; where a later one is set already, it must end by then.
pub fn set_rule(tx: &mut Tx, by: &By<'_>, new: &NewRule) -> Result<(), Failure> {
    let act = Doing::new("bureau", "set-rule", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let before = sql::rule_row(tx, &new.key, new.from)?;
    let later = sql::later_rule(tx, &new.key, new.from)?;
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

fn unit_in_force(tx: &mut Tx, unit: &Code, day: Day) -> Result<(), Failure> {
    if sql::is_in_force(tx, "bureau_unit", unit, day)? {
        Ok(())
    } else {
        Err(Refused::Unknown { what: "unit", code: unit.clone(), day }.into())
    }
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
    let id = tx.id::<Dated>();
    let dated = [subject.into(), from.into(), until.into(), replaces.into()];
    tx.save(table, &id, dated.into_iter().chain(own));
}
