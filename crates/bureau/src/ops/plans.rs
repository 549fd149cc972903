//! Plans, their tasks and their indicators.

use kernel::{Code, Day};
use people::{By, Doing};
use store::{Failure, Table, Tx, Value};

use super::amend::{end, known};
use super::{allowed, in_force, put, save, save_step};
use crate::model::{
    Amendment, Ending, NewIndicator, NewPlan, NewPlanStep, NewTask, NewTaskStep, NewValue, PlanOf, PlanState, Subject, TaskState,
};
use crate::rules::{self, Noun, Refused, State, Until, check_places, check_window, parts, walk};
use crate::{sql, tables};

/// Begins to draft a plan of a unit or a programme.
pub fn draft_plan(tx: &mut Tx, by: &By<'_>, new: &NewPlan) -> Result<(), Failure> {
    let act = Doing::new("bureau", "draft-plan", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Plan, &new.code)?;
    let unit = unit_of(tx, &new.of, new.day)?;
    let policy = allowed(tx, by, "bureau.draft-plan", new.day, unit.as_ref())?;
    if taken {
        return Err(Refused::Taken { what: Noun::Plan, code: new.code.clone() }.into());
    }
    check_of(tx, &new.of, new.day)?;
    check_window(&new.starts, new.ends.as_deref())?;
    save(tx, &tables::PLAN, &new.code, (new.day, None), None, plan(new));
    act.record(tx, by, &format!("bureau_plan:{}", new.code), &policy, new.day)
}

/// Renames a plan, changes its period or whose it is.
pub fn amend_plan(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewPlan>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-plan", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let before = sql::plan_unit(tx, &new.code, new.day)?;
    let unit = unit_of(tx, &new.of, new.day)?;
    let policy = allowed(tx, by, "bureau.amend-plan", new.day, before.iter().chain(&unit))?;
    in_force(tx, Noun::Plan, &new.code, new.day)?;
    check_of(tx, &new.of, new.day)?;
    check_window(&new.starts, new.ends.as_deref())?;
    put(tx, &tables::PLAN, new.code.as_str(), change.correct, (new.day, Until::Stays, plan(new)))?;
    act.record(tx, by, &format!("bureau_plan:{}", new.code), &policy, new.day)
}

/// Takes a step of a plan; one that ends it is refused while a task of it is open.
pub fn step_plan(tx: &mut Tx, by: &By<'_>, new: &NewPlanStep) -> Result<(), Failure> {
    let act = Doing::new("bureau", "step-plan", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let unit = sql::plan_unit(tx, &new.plan, new.day)?;
    let steps = sql::plan_steps(tx, &new.plan)?;
    let policy = allowed(tx, by, "bureau.step-plan", new.day, unit.as_ref())?;
    in_force(tx, Noun::Plan, &new.plan, new.day)?;
    let successor = match &new.state {
        PlanState::Superseded { by } if *by == new.plan => return Err(Refused::NoSuccessor { plan: new.plan.clone() }.into()),
        PlanState::Superseded { by } => Some(by),
        _ => None,
    };
    if let Some(successor) = successor {
        in_force(tx, Noun::Plan, successor, new.day)?;
    }
    rules::step(Noun::Plan, &new.plan, steps, new.day, new.state.clone())?;
    if matches!(new.state, PlanState::Ended | PlanState::Superseded { .. }) {
        no_open_tasks(tx, &new.plan, new.day)?;
    }
    let own = [State::code(&new.state).into(), successor.into(), new.note.as_deref().into()];
    save_step(tx, &tables::PLAN_STEP, &new.plan, new.day, own);
    act.record(tx, by, &format!("bureau_plan:{}", new.plan), &policy, new.day)
}

fn no_open_tasks(tx: &mut Tx, plan: &Code, day: Day) -> Result<(), Failure> {
    let mut open = Vec::new();
    for task in sql::naming(tx, tables::TASK.name, "plan", plan.as_str(), day)? {
        let steps = task.parse().map_or(Ok(Vec::new()), |task| sql::task_steps(tx, &task))?;
        if !matches!(walk(&steps), Ok(TaskState::Done | TaskState::Dropped)) {
            open.push(format!("bureau_task:{task}"));
        }
    }
    if open.is_empty() { Ok(()) } else { Err(Refused::Holds { what: Noun::Plan, code: plan.clone(), below: open, day }.into()) }
}

/// Adds a task to a plan, with the post that answers for it.
pub fn add_task(tx: &mut Tx, by: &By<'_>, new: &NewTask) -> Result<(), Failure> {
    let act = Doing::new("bureau", "add-task", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Task, &new.code)?;
    let unit = sql::plan_unit(tx, &new.plan, new.day)?;
    let policy = allowed(tx, by, "bureau.add-task", new.day, unit.as_ref())?;
    if taken {
        return Err(Refused::Taken { what: Noun::Task, code: new.code.clone() }.into());
    }
    check_task(tx, new)?;
    save(tx, &tables::TASK, &new.code, (new.day, None), None, task(new));
    if let Some(post) = &new.post {
        let subject = Subject::new(tables::TASK.name, &new.code).to_string();
        put(tx, &tables::CHARGE, &subject, false, (new.day, Until::Stays, vec![post.into()]))?;
    }
    act.record(tx, by, &format!("bureau_task:{}", new.code), &policy, new.day)
}

/// Rewords a task or changes its window, its place or its plan. Who answers for it is another act: `post` is left as it is.
pub fn amend_task(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewTask>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-task", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let before = sql::unit_of(tx, Noun::Task, &new.code, new.day)?;
    let unit = sql::plan_unit(tx, &new.plan, new.day)?;
    let policy = allowed(tx, by, "bureau.amend-task", new.day, before.iter().chain(&unit))?;
    in_force(tx, Noun::Task, &new.code, new.day)?;
    check_task(tx, new)?;
    put(tx, &tables::TASK, new.code.as_str(), change.correct, (new.day, Until::Stays, task(new)))?;
    act.record(tx, by, &format!("bureau_task:{}", new.code), &policy, new.day)
}

/// Takes a step of a task, or notes how it goes on.
pub fn step_task(tx: &mut Tx, by: &By<'_>, new: &NewTaskStep) -> Result<(), Failure> {
    let act = Doing::new("bureau", "step-task", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let unit = sql::unit_of(tx, Noun::Task, &new.task, new.day)?;
    let steps = sql::task_steps(tx, &new.task)?;
    let policy = allowed(tx, by, "bureau.step-task", new.day, unit.as_ref())?;
    in_force(tx, Noun::Task, &new.task, new.day)?;
    rules::step(Noun::Task, &new.task, steps, new.day, new.state)?;
    save_step(tx, &tables::TASK_STEP, &new.task, new.day, [State::code(&new.state).into(), new.note.as_deref().into()]);
    act.record(tx, by, &format!("bureau_task:{}", new.task), &policy, new.day)
}

/// Adds an indicator to a plan.
pub fn add_indicator(tx: &mut Tx, by: &By<'_>, new: &NewIndicator) -> Result<(), Failure> {
    let act = Doing::new("bureau", "add-indicator", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let taken = sql::is_known(tx, Noun::Indicator, &new.code)?;
    let unit = sql::plan_unit(tx, &new.plan, new.day)?;
    let policy = allowed(tx, by, "bureau.add-indicator", new.day, unit.as_ref())?;
    if taken {
        return Err(Refused::Taken { what: Noun::Indicator, code: new.code.clone() }.into());
    }
    check_places(new.places)?;
    in_force(tx, Noun::Plan, &new.plan, new.day)?;
    save(tx, &tables::INDICATOR, &new.code, (new.day, None), None, indicator(new));
    act.record(tx, by, &format!("bureau_indicator:{}", new.code), &policy, new.day)
}

/// Rewords an indicator or changes its plan, its place, its unit or what is wished for. Its decimals stay once it has values.
pub fn amend_indicator(tx: &mut Tx, by: &By<'_>, change: &Amendment<NewIndicator>) -> Result<(), Failure> {
    let act = Doing::new("bureau", "amend-indicator", change);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let new = &change.to;
    let before = sql::unit_of(tx, Noun::Indicator, &new.code, new.day)?;
    let unit = sql::plan_unit(tx, &new.plan, new.day)?;
    let places = sql::places(tx, &new.code, new.day)?;
    let has_values = sql::has_values(tx, &new.code)?;
    let policy = allowed(tx, by, "bureau.amend-indicator", new.day, before.iter().chain(&unit))?;
    known(places.is_some(), Noun::Indicator, &new.code, new.day)?;
    check_places(new.places)?;
    in_force(tx, Noun::Plan, &new.plan, new.day)?;
    if let Some(places) = places.filter(|places| has_values && *places != new.places) {
        return Err(Refused::PlacesStay { indicator: new.code.clone(), places }.into());
    }
    put(tx, &tables::INDICATOR, new.code.as_str(), change.correct, (new.day, Until::Stays, indicator(new)))?;
    act.record(tx, by, &format!("bureau_indicator:{}", new.code), &policy, new.day)
}

/// Ends an indicator.
pub fn end_indicator(tx: &mut Tx, by: &By<'_>, ending: &Ending) -> Result<(), Failure> {
    end(tx, by, "end-indicator", "bureau.end-indicator", Noun::Indicator, &tables::INDICATOR, ending)
}

/// Sets what an indicator aims at in a period.
pub fn set_target(tx: &mut Tx, by: &By<'_>, new: &NewValue) -> Result<(), Failure> {
    value(tx, by, "set-target", "bureau.set-target", &tables::TARGET, new)
}

/// Records what was measured in a period.
pub fn measure(tx: &mut Tx, by: &By<'_>, new: &NewValue) -> Result<(), Failure> {
    value(tx, by, "measure", "bureau.measure", &tables::MEASURE, new)
}

fn value(
    tx: &mut Tx,
    by: &By<'_>,
    name: &'static str,
    allowing: &'static str,
    table: &'static Table,
    new: &NewValue,
) -> Result<(), Failure> {
    let act = Doing::new("bureau", name, new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let unit = sql::unit_of(tx, Noun::Indicator, &new.indicator, new.day)?;
    let places = sql::places(tx, &new.indicator, new.day)?;
    let policy = allowed(tx, by, allowing, new.day, unit.as_ref())?;
    let Some(places) = places else {
        return Err(Refused::Unknown { what: Noun::Indicator, code: new.indicator.clone(), day: new.day }.into());
    };
    check_window(&new.period, None)?;
    let own = vec![(&new.indicator).into(), new.period.as_str().into(), parts(new.value, places)?.into(), new.source.as_str().into()];
    let subject = format!("{}/{}", new.indicator, new.period);
    put(tx, table, &subject, false, (new.day, Until::Stays, own))?;
    act.record(tx, by, &format!("{}:{subject}", table.name), &policy, new.day)
}

fn unit_of(tx: &mut Tx, of: &PlanOf, day: Day) -> Result<Option<Code>, Failure> {
    match of {
        PlanOf::Unit(unit) => Ok(Some(unit.clone())),
        PlanOf::Programme(programme) => Ok(sql::programme_unit(tx, programme, day)?),
    }
}

fn check_of(tx: &mut Tx, of: &PlanOf, day: Day) -> Result<(), Failure> {
    match of {
        PlanOf::Unit(unit) => in_force(tx, Noun::Unit, unit, day),
        PlanOf::Programme(programme) => in_force(tx, Noun::Programme, programme, day),
    }
}

fn check_task(tx: &mut Tx, new: &NewTask) -> Result<(), Failure> {
    in_force(tx, Noun::Plan, &new.plan, new.day)?;
    check_window(&new.starts, new.ends.as_deref())?;
    new.post.as_ref().map_or(Ok(()), |post| in_force(tx, Noun::Post, post, new.day))
}

fn plan(new: &NewPlan) -> Vec<Value> {
    let (unit, programme) = match &new.of {
        PlanOf::Unit(unit) => (Some(unit), None),
        PlanOf::Programme(programme) => (None, Some(programme)),
    };
    vec![
        unit.into(),
        programme.into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
        new.starts.as_str().into(),
        new.ends.as_deref().into(),
    ]
}

fn task(new: &NewTask) -> Vec<Value> {
    vec![
        (&new.plan).into(),
        new.position.into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
        new.starts.as_str().into(),
        new.ends.as_deref().into(),
    ]
}

fn indicator(new: &NewIndicator) -> Vec<Value> {
    vec![
        (&new.plan).into(),
        new.position.into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
        new.unit.as_str().into(),
        new.places.into(),
        new.aim.code().into(),
    ]
}
