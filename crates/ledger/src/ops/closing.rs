use kernel::{AsOf, Day, Seq};
use people::{By, Doing, authorise};
use store::{Failure, Read, StoreError, Tx, Value};

use super::save_entry;
use crate::model::{
    CarriedFrom, CloseMonth, CloseYear, EntryKind, LineAfter, LineKey, MonthPreview, NewEntry, PeriodKey, Reopen, YearPreview,
};
use crate::rules::{self, Refused};
use crate::{sql, tables};

/// Closes a month of a fiscal year: no entry enters it any more. Refused while exceptions of the month are open.
pub fn close_month(tx: &mut Tx, by: &By<'_>, new: &CloseMonth) -> Result<(), Failure> {
    let act = Doing::new("ledger", "close-month", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let month = month(tx, new)?;
    let policy = authorise(tx, by, "ledger.close-month", &[])?;
    if let Some(stop) = rules::close_month(&month).into_iter().next() {
        return Err(stop.into());
    }
    let day = save_step(tx, &month.period, new.day.month_end(), "closed", None)?;
    act.record(tx, by, &format!("ledger_period:{}", month.period), &policy, day)
}

/// What closing a month would do now, without doing it: what stops it, and the month's entries and balances after.
pub fn preview_month(read: &mut Read, new: &CloseMonth) -> Result<MonthPreview, StoreError> {
    let month = month(read, new)?;
    let stops = rules::close_month(&month).iter().map(Refused::refusal).collect();
    let as_of = AsOf { day: new.day.month_end(), known: Seq(i64::MAX) };
    let sums = sql::month_sums(read, new.fiscal_year, new.day)?;
    let lines = sql::standings(read, new.fiscal_year, as_of)?;
    let period = PeriodKey { fiscal_year: new.fiscal_year, month: Some(new.day.month_start()) };
    Ok(MonthPreview { period, stops, sums, lines })
}

/// Closes a fiscal year, carrying what is named into the next one, unpaid commitments and uncommitted money: it moves to the line of the same code.
/// Refused while exceptions of the year are open; what is carried as specified (명시) rests on the document of the council's vote.
pub fn close_year(tx: &mut Tx, by: &By<'_>, new: &CloseYear) -> Result<(), Failure> {
    let act = Doing::new("ledger", "close-year", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (_, ends) = sql::year_days(tx, new.fiscal_year)?.ok_or(Refused::NoYear(new.fiscal_year))?;
    let year = year_end(tx, new, ends, by.document.is_some())?;
    let period = year.period.clone();
    let policy = authorise(tx, by, "ledger.close-year", &[])?;
    let (entries, stops) = rules::close_year(year, new.note.as_ref());
    if let Some(stop) = stops.into_iter().next() {
        return Err(stop.into());
    }
    for entry in entries {
        save_entry(tx, entry);
    }
    let day = save_step(tx, &period, ends, "closed", None)?;
    act.record(tx, by, &format!("ledger_period:{period}"), &policy, day)
}

/// What closing a year would do now, without doing it: what stops it, what it writes, and each line afterwards with what lapses (불용).
pub fn preview_year(read: &mut Read, new: &CloseYear, has_document: bool) -> Result<YearPreview, Failure> {
    let (_, ends) = sql::year_days(read, new.fiscal_year)?.ok_or(Refused::NoYear(new.fiscal_year))?;
    let year = year_end(read, new, ends, has_document)?;
    let (entries, stops) = rules::close_year(year, new.note.as_ref());
    // Payments of the year may lie after its last day: everything that is entered counts.
    let all = AsOf { day: ends.plus_days(4000), known: Seq(i64::MAX) };
    let mut lines = Vec::new();
    for standing in sql::standings(read, new.fiscal_year, all)? {
        lines.push(after(standing, &entries)?);
    }
    let unpaid = sql::unpaid(read, new.fiscal_year)?;
    Ok(YearPreview {
        fiscal_year: new.fiscal_year,
        stops: stops.iter().map(Refused::refusal).collect(),
        entries: entries.len(),
        lines,
        unpaid,
    })
}

/// Opens a closed month or year again, with the reason that an auditor will read.
pub fn reopen(tx: &mut Tx, by: &By<'_>, new: &Reopen) -> Result<(), Failure> {
    let act = Doing::new("ledger", "reopen", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let period = new.period.to_string();
    let last = sql::last_step(tx, &period)?;
    let in_closed_year = new.period.month.is_some() && sql::is_closed(tx, &format!("{:04}", new.period.fiscal_year))?;
    let policy = authorise(tx, by, "ledger.reopen", &[])?;
    let day = rules::reopen(&period, last, in_closed_year, &new.reason, tx.today())?;
    let day = save_step(tx, &period, day, "reopened", Some(new.reason.trim()))?;
    act.record(tx, by, &format!("ledger_period:{period}"), &policy, day)
}

fn month(read: &mut Read, new: &CloseMonth) -> Result<rules::Month, StoreError> {
    let period = rules::month(new.fiscal_year, new.day);
    Ok(rules::Month {
        day: new.day,
        year: sql::year_days(read, new.fiscal_year)?,
        fiscal_year: new.fiscal_year,
        closed: sql::is_closed(read, &period)?,
        open_exceptions: sql::open_exceptions(read, new.fiscal_year, Some(new.day))?,
        period,
    })
}

fn year_end<'c>(read: &mut Read, new: &'c CloseYear, ends: Day, has_document: bool) -> Result<rules::YearEnd<'c>, StoreError> {
    let period = format!("{:04}", new.fiscal_year);
    let mut carries = Vec::new();
    for carry in &new.carries {
        let source = match &carry.from {
            CarriedFrom::Line(key) if key.fiscal_year == new.fiscal_year => Ok((key.clone(), None)),
            CarriedFrom::Line(key) => Err(Refused::NoLine(key.clone())),
            CarriedFrom::Commitment(id) => match sql::commitment(read, id)? {
                Some((key, commitment)) if key.fiscal_year == new.fiscal_year => Ok((key, Some(commitment))),
                _ => Err(Refused::NoCommitment(id.clone())),
            },
        };
        let found = match source {
            Ok((key, commitment)) => {
                let next_key = LineKey { fiscal_year: new.fiscal_year.saturating_add(1), code: key.code.clone() };
                let line = sql::line(read, &key, ends)?.ok_or(Refused::NoLine(key));
                let next = sql::line(read, &next_key, ends.plus_days(1))?.ok_or(Refused::NoLine(next_key));
                line.and_then(|line| Ok((line, commitment, next?)))
            }
            Err(refused) => Err(refused),
        };
        carries.push((carry, found));
    }
    Ok(rules::YearEnd {
        closed: sql::is_closed(read, &period)?,
        open_exceptions: sql::open_exceptions(read, new.fiscal_year, None)?,
        has_document,
        period,
        carries,
    })
}

/// A line after the entries of its closing.
fn after(standing: crate::Standing, entries: &[NewEntry]) -> Result<LineAfter, Failure> {
    let (mut carried, mut committed) = (kernel::Money::ZERO, standing.committed);
    for entry in entries.iter().filter(|entry| entry.line == standing.line) {
        match entry.kind {
            EntryKind::CarryOver => carried = carried.minus(entry.amount).map_err(Refused::from)?,
            _ => committed = committed.plus(entry.amount).map_err(Refused::from)?,
        }
    }
    let current = standing.current.minus(carried).map_err(Refused::from)?;
    let lapse = current.minus(standing.disbursed).map_err(Refused::from)?;
    Ok(LineAfter { current, committed, carried, lapse, before: standing })
}

/// Stages a step; its day is never before the period's last one, so that it is the state.
fn save_step(tx: &mut Tx, period: &str, day: Day, state: &str, reason: Option<&str>) -> Result<Day, StoreError> {
    let day = sql::last_step(tx, period)?.map_or(day, |(last, _)| last.max(day));
    let id = tx.id::<CloseMonth>();
    tx.save(&tables::STEP, &id, [period.into(), day.into(), Value::Null, state.into(), reason.into()]);
    Ok(day)
}
