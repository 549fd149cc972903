use kernel::{AsOf, Code, Day, Seq, Window};
use store::{Read, Row, StoreError, Table, Value, in_force, known};

use crate::model::{MilestoneState, PlanState, Rule, TaskState};
use crate::rules::Noun;
use crate::tables;

mod chart;
mod dated;
mod holding;
mod views;

pub use chart::chart;
pub use holding::{charge_of, handovers, holdings, in_charge, milestones, plans, post_of_actor, posts_of, programmes};
pub use views::posts;

pub(crate) use dated::{days_after, is_in_force, is_known, later, naming, standing};

/// All that is recorded.
pub(crate) const HEAD: Seq = Seq(i64::MAX);

fn args(as_of: AsOf, subject: &Code) -> [Value; 3] {
    [as_of.day.into(), as_of.known.into(), subject.into()]
}

/// The unit and the units above it, from the bottom up; empty where there is no such unit.
pub fn within(read: &mut Read, unit: &Code, day: Day) -> Result<Vec<Code>, StoreError> {
    // A loop of parents ends after as many units as no city has above each other.
    const SQL: &str = concat!(
        "WITH RECURSIVE line (subject, parent, height) AS (
           SELECT u.subject, u.parent, 0 FROM bureau_unit u WHERE u.subject = $3 AND ",
        in_force!("bureau_unit", "u"),
        " UNION ALL SELECT u.subject, u.parent, line.height + 1 FROM line JOIN bureau_unit u ON u.subject = line.parent
           WHERE line.height < 16 AND ",
        in_force!("bureau_unit", "u"),
        ") SELECT subject FROM line ORDER BY height"
    );
    let mut line: Vec<Code> = Vec::new();
    for row in read.rows(SQL, &args(AsOf { day, known: HEAD }, unit))? {
        let unit = row.parse(0)?;
        if !line.contains(&unit) {
            line.push(unit);
        }
    }
    Ok(line)
}

/// The unit that runs a programme, if there is such a programme.
pub fn programme_unit(read: &mut Read, programme: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    const SQL: &str = concat!("SELECT p.unit FROM bureau_programme p WHERE p.subject = $3 AND ", in_force!("bureau_programme", "p"));
    read.row(SQL, &args(AsOf { day, known: HEAD }, programme))?.map(|row| row.parse(0)).transpose()
}

/// A dated rule in force on a day, as known now.
pub fn rule(read: &mut Read, key: &Code, day: Day) -> Result<Option<Rule>, StoreError> {
    Ok(rule_row(read, key, day)?.map(|row| row.rule))
}

/// A rule with the day from which it is in force.
pub(crate) struct RuleRow {
    pub(crate) rule: Rule,
    pub(crate) from: Day,
}

/// The row of a rule in force on a day, as known now.
pub(crate) fn rule_row(read: &mut Read, key: &Code, day: Day) -> Result<Option<RuleRow>, StoreError> {
    const SQL: &str =
        concat!("SELECT r.id, r.value, r.source, r.from_day FROM bureau_rule r WHERE r.subject = $3 AND ", in_force!("bureau_rule", "r"));
    let Some(row) = read.row(SQL, &args(AsOf { day, known: HEAD }, key))? else { return Ok(None) };
    let rule = Rule { id: row.text(0)?.to_owned(), value: row.text(1)?.to_owned(), source: row.text(2)?.to_owned() };
    Ok(Some(RuleRow { rule, from: row.parse(3)? }))
}

/// The window of a milestone in force, and the event that wrote it.
pub fn milestone_window(read: &mut Read, milestone: &Code, as_of: AsOf) -> Result<Option<(Window, Seq)>, StoreError> {
    const SQL: &str =
        concat!("SELECT m.starts, m.ends, m.event FROM bureau_milestone m WHERE m.subject = $3 AND ", in_force!("bureau_milestone", "m"));
    let Some(row) = read.row(SQL, &args(as_of, milestone))? else { return Ok(None) };
    let window = Window::new(row.text(0)?, row.opt_text(1)?).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    Ok(Some((window, Seq(row.int(2)?))))
}

/// What became of a milestone by a day, and the day of that step; nothing while it is only planned.
pub fn milestone_became(read: &mut Read, milestone: &Code, as_of: AsOf) -> Result<Option<(MilestoneState, Day)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT s.state, s.day FROM bureau_milestone_step s WHERE s.subject = $3 AND s.day <= $1 AND ",
        known!("bureau_milestone_step", "s"),
        " ORDER BY s.day DESC, s.event DESC LIMIT 1"
    );
    let Some(row) = read.row(SQL, &args(as_of, milestone))? else { return Ok(None) };
    let state = MilestoneState::from_step(row.text(0)?).ok_or_else(|| StoreError::Corrupt("a milestone step has no state".to_owned()))?;
    Ok(Some((state, row.parse(1)?)))
}

/// An appointment that is not replaced.
pub(crate) struct Incumbency {
    pub(crate) id: String,
    pub(crate) incumbent: String,
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
}

/// All incumbencies of a post, as known now, in the order of days.
pub(crate) fn incumbencies(read: &mut Read, post: &Code) -> Result<Vec<Incumbency>, StoreError> {
    const SQL: &str = "SELECT i.id, i.incumbent, i.from_day, i.until_day FROM bureau_incumbent i
        WHERE i.subject = $1 AND NOT EXISTS (SELECT 1 FROM bureau_incumbent l WHERE l.replaces = i.id) ORDER BY i.from_day";
    read.rows(SQL, &[post.into()])?
        .iter()
        .map(|row| {
            Ok(Incumbency {
                id: row.text(0)?.to_owned(),
                incumbent: row.text(1)?.to_owned(),
                from: row.parse(2)?,
                until: row.opt_parse(3)?,
            })
        })
        .collect()
}

/// All steps of a subject, as known now, in the order of (day, event), each read by `state` from the columns after its day.
fn steps<S>(
    read: &mut Read,
    table: &'static Table,
    subject: &Code,
    state: impl Fn(&Row) -> Result<Option<S>, StoreError>,
) -> Result<Vec<(Day, S)>, StoreError> {
    let (name, own) = (table.name, table.columns.iter().skip(5).map(|(name, _)| format!(", s.{name}")).collect::<String>());
    let sql = format!(
        "SELECT s.day{own} FROM {name} s WHERE s.subject = $1 AND NOT EXISTS (SELECT 1 FROM {name} l WHERE l.replaces = s.id)
         ORDER BY s.day, s.event"
    );
    let read_step =
        |row: &Row| Ok((row.parse(0)?, state(row)?.ok_or_else(|| StoreError::Corrupt(format!("a step of {name} has no state")))?));
    read.rows(&sql, &[subject.into()])?.iter().map(read_step).collect()
}

/// All steps of a milestone.
pub(crate) fn milestone_steps(read: &mut Read, milestone: &Code) -> Result<Vec<(Day, MilestoneState)>, StoreError> {
    steps(read, &tables::MILESTONE_STEP, milestone, |row| Ok(MilestoneState::from_step(row.text(1)?)))
}

/// All steps of a plan.
pub(crate) fn plan_steps(read: &mut Read, plan: &Code) -> Result<Vec<(Day, PlanState)>, StoreError> {
    steps(read, &tables::PLAN_STEP, plan, |row| Ok(PlanState::from_step(row.text(1)?, row.opt_parse(2)?)))
}

/// All steps of a task.
pub(crate) fn task_steps(read: &mut Read, task: &Code) -> Result<Vec<(Day, TaskState)>, StoreError> {
    steps(read, &tables::TASK_STEP, task, |row| Ok(TaskState::from_step(row.text(1)?)))
}

/// The unit of a plan on a day: its own, or the one that runs its programme.
pub(crate) fn plan_unit(read: &mut Read, plan: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    const SQL: &str = concat!(
        "SELECT COALESCE(l.unit, (SELECT p.unit FROM bureau_programme p WHERE p.subject = l.programme AND ",
        in_force!("bureau_programme", "p"),
        ")) FROM bureau_plan l WHERE l.subject = $3 AND ",
        in_force!("bureau_plan", "l")
    );
    read.row(SQL, &args(AsOf { day, known: HEAD }, plan))?.map_or(Ok(None), |row| row.opt_parse(0))
}

/// The unit in which a post is counted, if there is such a post.
pub(crate) fn post_unit(read: &mut Read, post: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    named(read, &tables::POST, post, day)
}

/// The unit that runs the programme of a milestone, if there is such a milestone.
pub(crate) fn milestone_unit(read: &mut Read, milestone: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    let programme = named(read, &tables::MILESTONE, milestone, day)?;
    programme.map_or(Ok(None), |programme| programme_unit(read, &programme, day))
}

/// The code in the first column of a subject's own, on a day.
fn named(read: &mut Read, table: &'static Table, subject: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    let first = standing(read, table, subject.as_str(), day)?.and_then(|row| row.own.into_iter().next());
    let code = |text: &str| text.parse().map_err(|_| StoreError::Corrupt(format!("{}: `{text}` is no code", table.name)));
    first.as_ref().and_then(Value::as_text).map(code).transpose()
}

/// The unit of a duty, if there is such a duty.
pub(crate) fn duty_unit(read: &mut Read, duty: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    named(read, &tables::DUTY, duty, day)
}

/// The unit that something of this room belongs to on a day.
pub(crate) fn unit_of(read: &mut Read, what: Noun, code: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    let plan = match what {
        Noun::Unit => return Ok(is_in_force(read, what, code, day)?.then(|| code.clone())),
        Noun::Post => return post_unit(read, code, day),
        Noun::Duty => return duty_unit(read, code, day),
        Noun::Programme => return programme_unit(read, code, day),
        Noun::Milestone => return milestone_unit(read, code, day),
        Noun::Plan => Some(code.clone()),
        Noun::Task => named(read, &tables::TASK, code, day)?,
        Noun::Indicator => named(read, &tables::INDICATOR, code, day)?,
        Noun::Actor => None,
    };
    plan.map_or(Ok(None), |plan| plan_unit(read, &plan, day))
}

/// The decimals of an indicator, if there is such an indicator.
pub(crate) fn places(read: &mut Read, indicator: &Code, day: Day) -> Result<Option<i64>, StoreError> {
    let row = standing(read, &tables::INDICATOR, indicator.as_str(), day)?;
    Ok(row.and_then(|row| row.own.get(5).and_then(Value::as_int)))
}

/// Says whether an indicator has a target or a measured value.
pub(crate) fn has_values(read: &mut Read, indicator: &Code) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT 1 FROM bureau_target WHERE indicator = $1 UNION ALL SELECT 1 FROM bureau_measure WHERE indicator = $1";
    Ok(read.row(SQL, &[indicator.into()])?.is_some())
}

/// The post that was put in charge of a subject itself.
pub(crate) fn charged_post(read: &mut Read, subject: &str, day: Day) -> Result<Option<Code>, StoreError> {
    let Some(row) = standing(read, &tables::CHARGE, subject, day)? else { return Ok(None) };
    let post = row.own.first().and_then(Value::as_text).unwrap_or_default();
    post.parse().map(Some).map_err(|_| StoreError::Corrupt(format!("a charge names `{post}`, which is no post")))
}

/// The plan that a task or an indicator belongs to on a day.
pub(crate) fn plan_of(read: &mut Read, what: Noun, code: &Code, day: Day) -> Result<Option<Code>, StoreError> {
    named(read, if what == Noun::Task { &tables::TASK } else { &tables::INDICATOR }, code, day)
}
