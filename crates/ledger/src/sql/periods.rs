//! Months and years, their steps, and the plan of a line.

use std::collections::BTreeMap;

use kernel::{At, Day, Money, Seq};
use store::{Read, Row, StoreError, Value};

use crate::model::{LineKey, PeriodKey, PeriodShown, StepShown};
use crate::rules::month;

/// The closed periods of a fiscal year, by their keys.
pub(crate) fn closed_periods(read: &mut Read, fiscal_year: i16) -> Result<Vec<String>, StoreError> {
    const SQL: &str = "SELECT subject FROM ledger_period WHERE state = 'closed' AND substr(subject, 1, 4) = $1 ORDER BY subject";
    read.rows(SQL, &[format!("{fiscal_year:04}").into()])?.iter().map(|row| row.text(0).map(str::to_owned)).collect()
}

/// The last step of a period, its day and whether it closed.
pub(crate) fn last_step(read: &mut Read, period: &str) -> Result<Option<(Day, bool)>, StoreError> {
    const SQL: &str = "SELECT s.day, s.state FROM ledger_step s WHERE s.subject = $1
        AND NOT EXISTS (SELECT 1 FROM ledger_step l WHERE l.replaces = s.id) ORDER BY s.day DESC, s.event DESC LIMIT 1";
    read.row(SQL, &[period.into()])?.map(|row| Ok((row.parse(0)?, row.text(1)? == "closed"))).transpose()
}

/// How many exceptions of a fiscal year are open, or of the month of a day; those without a readable year or day count everywhere.
pub fn open_exceptions(read: &mut Read, fiscal_year: i16, in_month: Option<Day>) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM ledger_official o
        WHERE o.reason IS NOT NULL AND COALESCE(o.fiscal_year, CAST($1 AS BIGINT)) = CAST($1 AS BIGINT)
          AND NOT EXISTS (SELECT 1 FROM ledger_official n WHERE n.replaces = o.id)
          AND NOT EXISTS (SELECT 1 FROM ledger_resolution r WHERE r.official = o.id)
          AND (CAST($2 AS TEXT) IS NULL OR o.day IS NULL OR substr(o.day, 1, 7) = $2)";
    let in_month: Value = in_month.map(|day| format!("{:04}-{:02}", day.year(), day.month())).into();
    read.row(SQL, &[i64::from(fiscal_year).into(), in_month])?.map_or(Ok(0), |row| row.int(0))
}

/// A row of a line's plan that is not replaced, as known now.
pub(crate) struct PlanRow {
    pub(crate) id: String,
    pub(crate) month: Day,
    pub(crate) amount: Money,
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
    pub(crate) note: Option<String>,
}

/// The plan of a line as known now, in the order of months.
pub(crate) fn plan_rows(read: &mut Read, line: &LineKey) -> Result<Vec<PlanRow>, StoreError> {
    const SQL: &str = "SELECT p.id, p.month, p.amount, p.from_day, p.until_day, p.note FROM ledger_plan p
        WHERE p.line = $1 AND NOT EXISTS (SELECT 1 FROM ledger_plan l WHERE l.replaces = p.id) ORDER BY p.month, p.from_day";
    let plan = |row: &Row| {
        let month = format!("{}-01", row.text(1)?).parse().map_err(|_| StoreError::Corrupt("a plan has no month".to_owned()))?;
        Ok(PlanRow {
            id: row.text(0)?.to_owned(),
            month,
            amount: Money::new(row.int(2)?),
            from: row.parse(3)?,
            until: row.opt_parse(4)?,
            note: row.opt_text(5)?.map(str::to_owned),
        })
    };
    read.rows(SQL, &[line.to_string().into()])?.iter().map(plan).collect()
}

/// What a line is planned to pay in each month, in force on a day as known now: the month's first day and the amount.
pub fn plan(read: &mut Read, line: &LineKey, day: Day) -> Result<Vec<(Day, Money)>, StoreError> {
    let in_force = |row: &PlanRow| row.from <= day && row.until.is_none_or(|until| day < until);
    Ok(plan_rows(read, line)?.into_iter().filter(in_force).map(|row| (row.month, row.amount)).collect())
}

/// All closings and reopenings as known at an event, first to last.
pub fn steps(read: &mut Read, known: Seq) -> Result<Vec<StepShown>, StoreError> {
    const SQL: &str = "SELECT s.subject, s.day, s.state, COALESCE(s.reason, ''), v.actor, v.recorded, s.event FROM ledger_step s
        JOIN event v ON v.seq = s.event WHERE s.event <= $1
          AND NOT EXISTS (SELECT 1 FROM ledger_step later WHERE later.replaces = s.id AND later.event <= $1) ORDER BY s.day, s.event";
    let step = |row: &Row| {
        Ok(StepShown {
            period: row.parse(0)?,
            day: row.parse(1)?,
            closed: row.text(2)? == "closed",
            reason: row.text(3)?.to_owned(),
            actor: row.text(4)?.to_owned(),
            recorded: At(row.int(5)?),
            event: Seq(row.int(6)?),
        })
    };
    read.rows(SQL, &[known.into()])?.iter().map(step).collect()
}

/// The months of a fiscal year and then the year itself, with what became of them as known at an event.
pub fn periods(read: &mut Read, fiscal_year: i16, known: Seq) -> Result<Vec<PeriodShown>, StoreError> {
    let Some((starts, ends)) = super::year_days(read, fiscal_year)? else { return Ok(Vec::new()) };
    let mut steps_of: BTreeMap<String, Vec<StepShown>> = BTreeMap::new();
    for step in steps(read, known)? {
        steps_of.entry(step.period.to_string()).or_default().push(step);
    }
    let mut shown = |key: PeriodKey, name: String, starts: Day, ends: Day| {
        let steps = steps_of.remove(&name).unwrap_or_default();
        PeriodShown { period: key, starts, ends, closed: steps.last().is_some_and(|step| step.closed), steps }
    };
    let mut all = Vec::new();
    let mut first = starts.month_start();
    while first <= ends {
        let key = PeriodKey { fiscal_year, month: Some(first) };
        all.push(shown(key, month(fiscal_year, first), first.max(starts), first.month_end().min(ends)));
        first = first.month_end().plus_days(1);
    }
    all.push(shown(PeriodKey { fiscal_year, month: None }, format!("{fiscal_year:04}"), starts, ends));
    Ok(all)
}
