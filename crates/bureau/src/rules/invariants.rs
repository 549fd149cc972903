use kernel::{Day, Seq};
use store::{Broken, Invariant, Read, Row, StoreError};

use super::State;
use crate::model::{MilestoneState, PlanState, TaskState};

/// What must hold over the whole record.
pub const INVARIANTS: &[Invariant] =
    &[no_overlaps, paths_are_legal, parents_exist, no_unit_lies_below_itself, what_is_handed_over_is_taken_over];

/// One subject has one row in force at a time.
fn no_overlaps(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    store::no_overlaps(read, &crate::SCHEMA)
}

/// Every path of a milestone, a plan, a task, as known now, is legal.
fn paths_are_legal(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    walk_all(read, "bureau_milestone_step", "NULL", |row| Ok(MilestoneState::from_step(row.text(3)?)), &mut broken)?;
    walk_all(read, "bureau_plan_step", "successor", |row| Ok(PlanState::from_step(row.text(3)?, row.opt_parse(4)?)), &mut broken)?;
    walk_all(read, "bureau_task_step", "NULL", |row| Ok(TaskState::from_step(row.text(3)?)), &mut broken)?;
    Ok(broken)
}

fn walk_all<S: State>(
    read: &mut Read,
    table: &str,
    extra: &str,
    state_of: impl Fn(&Row) -> Result<Option<S>, StoreError>,
    broken: &mut Vec<Broken>,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT id, event, subject, state, {extra} FROM {table} s
         WHERE NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = s.id) ORDER BY subject, day, event"
    );
    for path in read.rows(&sql, &[])?.chunk_by(|a, b| a.value(2) == b.value(2)) {
        let mut state = S::START;
        for row in path {
            match state_of(row)? {
                Some(to) if state.may_become(&to) => state = to,
                _ => broken.push(at(table, row, "it cannot take this step")?),
            }
        }
    }
    Ok(())
}

/// Everything that a row of this room names was created.
fn parents_exist(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const NAMED: [(&str, &str, &str, &str); 17] = [
        ("bureau_unit", "parent", "bureau_unit", "it names a unit that never was"),
        ("bureau_post", "unit", "bureau_unit", "it names a unit that never was"),
        ("bureau_post", "heads", "bureau_unit", "it names a unit that never was"),
        ("bureau_duty", "unit", "bureau_unit", "it names a unit that never was"),
        ("bureau_programme", "unit", "bureau_unit", "it names a unit that never was"),
        ("bureau_milestone", "programme", "bureau_programme", "it names a programme that never was"),
        ("bureau_plan", "unit", "bureau_unit", "it names a unit that never was"),
        ("bureau_plan", "programme", "bureau_programme", "it names a programme that never was"),
        ("bureau_plan_step", "successor", "bureau_plan", "it names a plan that never was"),
        ("bureau_task", "plan", "bureau_plan", "it names a plan that never was"),
        ("bureau_indicator", "plan", "bureau_plan", "it names a plan that never was"),
        ("bureau_target", "indicator", "bureau_indicator", "it names an indicator that never was"),
        ("bureau_measure", "indicator", "bureau_indicator", "it names an indicator that never was"),
        ("bureau_charge", "post", "bureau_post", "it names a post that never was"),
        ("bureau_acting", "subject", "bureau_post", "it names a post that never was"),
        ("bureau_handover", "subject", "bureau_post", "it names a post that never was"),
        ("bureau_handover", "to_post", "bureau_post", "it names a post that never was"),
    ];
    let mut broken = Vec::new();
    for (table, column, parent, what) in NAMED {
        let sql = format!(
            "SELECT r.id, r.event FROM {table} r WHERE r.{column} IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.subject = r.{column}) ORDER BY r.id"
        );
        for row in read.rows(&sql, &[])? {
            broken.push(at(table, &row, what)?);
        }
    }
    Ok(broken)
}

/// On every day on which something about units changes, every unit reaches the top.
fn no_unit_lies_below_itself(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const ROWS: &str = "SELECT u.id, u.event, u.subject, u.parent, u.from_day, u.until_day FROM bureau_unit u
        WHERE NOT EXISTS (SELECT 1 FROM bureau_unit l WHERE l.replaces = u.id) ORDER BY u.subject, u.from_day";
    let rows = read.rows(ROWS, &[])?;
    let mut days: Vec<Day> = rows.iter().map(|row| row.parse(4)).collect::<Result<_, _>>()?;
    days.sort();
    days.dedup();
    let mut broken: Vec<Broken> = Vec::new();
    for day in days.into_iter().map(|day| day.to_string()) {
        let stands = |row: &&Row| row.value(4).show() <= day && (row.value(5).as_text().is_none_or(|until| day.as_str() < until));
        let standing: Vec<&Row> = rows.iter().filter(stands).collect();
        for row in &standing {
            let mut above = *row;
            let mut climbed = 0;
            while let Some(parent) = standing.iter().find(|one| above.value(3).as_text().is_some() && one.value(2) == above.value(3)) {
                above = parent;
                climbed += 1;
                if climbed > standing.len() {
                    let id = row.text(0)?;
                    if !broken.iter().any(|known| known.row == id) {
                        broken.push(at("bureau_unit", row, "it lies below itself")?);
                    }
                    break;
                }
            }
        }
    }
    Ok(broken)
}

/// What was handed over to another post is in its charge from that day on.
fn what_is_handed_over_is_taken_over(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT i.id, i.event FROM bureau_handover_item i WHERE i.to_post IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM bureau_charge c WHERE c.subject = i.item AND c.post = i.to_post AND c.event = i.event) ORDER BY i.id";
    read.rows(SQL, &[])?.iter().map(|row| at("bureau_handover_item", row, "its receiver was not put in charge")).collect()
}

fn at(table: &str, row: &Row, what: &str) -> Result<Broken, StoreError> {
    Ok(Broken::new(table, row.text(0)?, Some(Seq(row.int(1)?)), what))
}
