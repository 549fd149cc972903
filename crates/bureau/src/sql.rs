use kernel::{AsOf, Code, Day, Seq, Window};
use store::{Read, StoreError, Value, in_force, known};

use crate::model::{MilestoneState, Rule};

/// All that is recorded.
const HEAD: Seq = Seq(i64::MAX);

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

/// The first day after `day` from which a rule is set, as known now.
pub(crate) fn later_rule(read: &mut Read, key: &Code, day: Day) -> Result<Option<Day>, StoreError> {
    const SQL: &str = "SELECT MIN(r.from_day) FROM bureau_rule r WHERE r.subject = $1 AND r.from_day > $2
        AND (r.until_day IS NULL OR r.from_day < r.until_day) AND NOT EXISTS (SELECT 1 FROM bureau_rule l WHERE l.replaces = r.id)";
    read.row(SQL, &[key.into(), day.into()])?.map_or(Ok(None), |row| row.opt_parse(0))
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

/// Says whether a subject has a row in a dated table on a day.
pub(crate) fn is_in_force(read: &mut Read, table: &'static str, subject: &Code, day: Day) -> Result<bool, StoreError> {
    let sql = match table {
        "bureau_unit" => concat!("SELECT 1 FROM bureau_unit r WHERE r.subject = $3 AND ", in_force!("bureau_unit", "r")),
        "bureau_post" => concat!("SELECT 1 FROM bureau_post r WHERE r.subject = $3 AND ", in_force!("bureau_post", "r")),
        _ => concat!("SELECT 1 FROM bureau_milestone r WHERE r.subject = $3 AND ", in_force!("bureau_milestone", "r")),
    };
    Ok(read.row(sql, &args(AsOf { day, known: HEAD }, subject))?.is_some())
}

/// Says whether a dated table knows a subject on any day.
pub(crate) fn is_known(read: &mut Read, table: &'static str, subject: &Code) -> Result<bool, StoreError> {
    Ok(read.row(&format!("SELECT 1 FROM {table} WHERE subject = $1"), &[subject.into()])?.is_some())
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

/// All steps of a milestone, as known now, in the order of (day, event).
pub(crate) fn steps(read: &mut Read, milestone: &Code) -> Result<Vec<(Day, MilestoneState)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT s.day, s.state FROM bureau_milestone_step s WHERE s.subject = $1 AND ",
        known!("bureau_milestone_step", "s"),
        " ORDER BY s.day, s.event"
    );
    read.rows(SQL, &[milestone.into(), HEAD.into()])?
        .iter()
        .map(|row| {
            let state = MilestoneState::from_step(row.text(1)?);
            Ok((row.parse(0)?, state.ok_or_else(|| StoreError::Corrupt("a milestone step has no state".to_owned()))?))
        })
        .collect()
}
