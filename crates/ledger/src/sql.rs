mod late;
mod official;
mod periods;
mod reconcile;
mod standing;
mod units;
mod uploads;

pub use late::{Late, late_days, late_entries};
pub use official::{ExceptionShown, count_exceptions, exception_of, exceptions};
pub(crate) use official::{OpenException, fill_book, fill_standing, open_exception, resolved_entry};
pub(crate) use periods::{closed_periods, last_step, plan_rows};
pub use periods::{open_exceptions, periods, plan, steps};
pub(crate) use reconcile::statement_cells;
pub use reconcile::{Difference, Unmatched, reconciliation, unmatched};
pub use standing::{commitment_of, commitments, count_entries, entries, entry_of, standings, transfers, unpaid, years};
pub(crate) use standing::{month_sums, paid_by_month};
pub(crate) use units::{codes, line_codes, unit_names};
pub(crate) use uploads::{Upload, save_upload, upload};

use kernel::{Day, Money};
use store::{Read, Row, StoreError, Value};

use crate::model::{Commitment, EntryId, EntryKind, Line, LineKey, StandingEntry, Year};
use crate::rules::month;

/// A line with its balance and its year, as known now, for an entry on a day.
pub(crate) fn line(read: &mut Read, key: &LineKey, day: Day) -> Result<Option<Line>, StoreError> {
    const SQL: &str = "SELECT l.unit, l.programme, b.current, b.committed, b.disbursed, y.from_day, y.ends, y.entries_until,
            (SELECT p.subject FROM ledger_period p WHERE p.subject = $2 AND p.state = 'closed'),
            (SELECT p.subject FROM ledger_period p WHERE p.subject = $3 AND p.state = 'closed')
        FROM ledger_balance b
        JOIN ledger_line l ON l.subject = b.line AND NOT EXISTS (SELECT 1 FROM ledger_line x WHERE x.replaces = l.id)
        JOIN ledger_year y ON y.subject = $2 AND NOT EXISTS (SELECT 1 FROM ledger_year x WHERE x.replaces = y.id)
        WHERE b.line = $1";
    let year = format!("{:04}", key.fiscal_year);
    let args = [key.to_string().into(), year.into(), month(key.fiscal_year, day).into()];
    read.row(SQL, &args)?.map(|row| read_line(key, &row)).transpose()
}

fn read_line(key: &LineKey, row: &Row) -> Result<Line, StoreError> {
    let mut closed = Vec::new();
    for at in [8, 9] {
        closed.extend(row.opt_text(at)?.map(str::to_owned));
    }
    Ok(Line {
        key: key.clone(),
        unit: row.parse(0)?,
        programme: row.opt_parse(1)?,
        current: Money::new(row.int(2)?),
        committed: Money::new(row.int(3)?),
        disbursed: Money::new(row.int(4)?),
        year: Year { starts: row.parse(5)?, ends: row.parse(6)?, entries_until: row.parse(7)?, closed },
    })
}

/// The first and last day of a fiscal year that was opened.
pub(crate) fn year_days(read: &mut Read, fiscal_year: i16) -> Result<Option<(Day, Day)>, StoreError> {
    const SQL: &str = "SELECT y.from_day, y.ends FROM ledger_year y WHERE y.subject = $1
        AND NOT EXISTS (SELECT 1 FROM ledger_year x WHERE x.replaces = y.id)";
    read.row(SQL, &[format!("{fiscal_year:04}").into()])?.map(|row| Ok((row.parse(0)?, row.parse(1)?))).transpose()
}

/// Says whether a period is closed.
pub(crate) fn is_closed(read: &mut Read, period: &str) -> Result<bool, StoreError> {
    Ok(read.row("SELECT 1 FROM ledger_period WHERE subject = $1 AND state = 'closed'", &[period.into()])?.is_some())
}

/// Says whether a line was opened.
pub(crate) fn is_line(read: &mut Read, key: &LineKey) -> Result<bool, StoreError> {
    Ok(read.row("SELECT 1 FROM ledger_line WHERE subject = $1", &[key.to_string().into()])?.is_some())
}

/// A commitment with its line.
pub(crate) fn commitment(read: &mut Read, id: &EntryId) -> Result<Option<(LineKey, Commitment)>, StoreError> {
    const SQL: &str =
        "SELECT c.line, c.committed, c.disbursed, e.day FROM ledger_commitment c JOIN ledger_entry e ON e.id = c.id WHERE c.id = $1";
    let Some(row) = read.row(SQL, &[id.into()])? else { return Ok(None) };
    let commitment =
        Commitment { id: id.clone(), committed: Money::new(row.int(1)?), disbursed: Money::new(row.int(2)?), day: row.parse(3)? };
    Ok(Some((row.parse(0)?, commitment)))
}

/// An entry as it stands.
pub(crate) fn entry(read: &mut Read, id: &EntryId) -> Result<Option<StandingEntry>, StoreError> {
    const SQL: &str = "SELECT e.line, e.kind, e.amount, e.day, e.commitment, e.reverses,
            (SELECT r.id FROM ledger_entry r WHERE r.reverses = e.id)
        FROM ledger_entry e WHERE e.id = $1";
    let Some(row) = read.row(SQL, &[id.into()])? else { return Ok(None) };
    let kind = EntryKind::parse(row.text(1)?).ok_or_else(|| StoreError::Corrupt(format!("ledger_entry {id}: an unknown kind")))?;
    Ok(Some(StandingEntry {
        id: id.clone(),
        line: row.parse(0)?,
        kind,
        amount: Money::new(row.int(2)?),
        day: row.parse(3)?,
        commitment: row.opt_text(4)?.map(EntryId::from_text),
        is_reversal: *row.value(5) != Value::Null,
        is_reversed: *row.value(6) != Value::Null,
    }))
}
