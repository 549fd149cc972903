//! Lines with their sums, their entries and commitments, and the transfers between them.

use kernel::{AsOf, Day, Money};
use store::{Read, Row, StoreError, Value, in_force, known};

use crate::model::{CommitmentLeft, EntryId, EntryShown, KindSum, LineKey, Standing, TransferKind, TransferShown};

/// What was entered by line, kind, carry-over and day, as of `$1` known at `$2`, for the fiscal year `$3`: day totals of finished eras and the
/// entries after them (decision 0004).
macro_rules! cells {
    () => {
        "SELECT line, kind, carryover, day, amount, entries FROM ledger_day_total
           WHERE era < CAST($2 AS BIGINT) / 16384 AND day <= $1 AND line >= CAST($3 AS TEXT) || '/' AND line < CAST($3 AS TEXT) || '0'
         UNION ALL
         SELECT line, kind, COALESCE(carryover, ''), day, amount, 1 FROM ledger_entry
           WHERE event >= CAST($2 AS BIGINT) / 16384 * 16384 AND event <= CAST($2 AS BIGINT) AND day <= $1
             AND line >= CAST($3 AS TEXT) || '/' AND line < CAST($3 AS TEXT) || '0'"
    };
}

macro_rules! commitment_document {
    () => {
        "COALESCE(v.document_number, (SELECT MIN(o.document) FROM ledger_official o WHERE o.entry = e.id),
           (SELECT MIN(o.document) FROM ledger_resolution s JOIN ledger_official o ON o.id = s.official WHERE s.entry = e.id), '')"
    };
}

/// Entries with their event, what reverses them as known at `$2`, and the document they rest on.
macro_rules! entry_columns {
    () => {
        "SELECT e.id, e.line, e.kind, e.amount, e.day, e.commitment, CASE WHEN e.reverses IS NULL THEN 0 ELSE 1 END,
           CASE WHEN EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses = e.id AND r.event <= $2) THEN 1 ELSE 0 END,
           COALESCE(v.document_number, (SELECT MIN(o.document) FROM ledger_official o WHERE o.entry = e.id),
             (SELECT MIN(o.document) FROM ledger_resolution s JOIN ledger_official o ON o.id = s.official WHERE s.entry = e.id), ''),
           COALESCE(e.note, ''), e.event, v.recorded, v.actor
         FROM ledger_entry e JOIN event v ON v.seq = e.event"
    };
}
pub(crate) use {cells, entry_columns};

fn year(fiscal_year: i16) -> String {
    format!("{fiscal_year:04}")
}

/// All lines of a fiscal year that are in force on the day, with their sums.
pub fn standings(read: &mut Read, fiscal_year: i16, as_of: AsOf) -> Result<Vec<Standing>, StoreError> {
    const SQL: &str = concat!(
        "SELECT l.subject, l.unit, l.programme, l.position, l.name_ko, COALESCE(l.name_en, l.name_ko),
           COALESCE(t.original, 0), COALESCE(t.supplement, 0), COALESCE(t.carried_in, 0), COALESCE(t.carried_out, 0),
           COALESCE(t.transferred, 0), COALESCE(t.current, 0), COALESCE(t.committed, 0), COALESCE(t.disbursed, 0),
           COALESCE(p.planned, 0), COALESCE(p.year, 0), t.last_moved
         FROM ledger_line l
         LEFT JOIN (SELECT line,
             CAST(SUM(CASE WHEN kind = 'appropriate' THEN amount ELSE 0 END) AS BIGINT) AS original,
             CAST(SUM(CASE WHEN kind = 'supplement' THEN amount ELSE 0 END) AS BIGINT) AS supplement,
             CAST(SUM(CASE WHEN kind = 'carry_over' AND amount > 0 THEN amount ELSE 0 END) AS BIGINT) AS carried_in,
             CAST(SUM(CASE WHEN kind = 'carry_over' AND amount < 0 THEN -amount ELSE 0 END) AS BIGINT) AS carried_out,
             CAST(SUM(CASE WHEN kind = 'transfer' THEN amount ELSE 0 END) AS BIGINT) AS transferred,
             CAST(SUM(CASE WHEN kind IN ('appropriate', 'supplement', 'carry_over', 'transfer') THEN amount ELSE 0 END) AS BIGINT) AS current,
             CAST(SUM(CASE WHEN kind = 'commit' THEN amount ELSE 0 END) AS BIGINT) AS committed,
             CAST(SUM(CASE WHEN kind IN ('disburse', 'return') THEN amount ELSE 0 END) AS BIGINT) AS disbursed,
             MAX(CASE WHEN kind IN ('commit', 'disburse', 'return') THEN day END) AS last_moved
           FROM (",
        cells!(),
        ") cells GROUP BY line) t ON t.line = l.subject
         LEFT JOIN (SELECT p.line, CAST(SUM(CASE WHEN p.ends <= $1 THEN p.amount ELSE 0 END) AS BIGINT) AS planned,
             CAST(SUM(p.amount) AS BIGINT) AS year
           FROM ledger_plan p WHERE ",
        in_force!("ledger_plan", "p"),
        " GROUP BY p.line) p ON p.line = l.subject
         WHERE l.subject >= CAST($3 AS TEXT) || '/' AND l.subject < CAST($3 AS TEXT) || '0' AND ",
        in_force!("ledger_line", "l"),
        " ORDER BY l.position, l.subject"
    );
    let args = [as_of.day.into(), as_of.known.into(), year(fiscal_year).into()];
    read.rows(SQL, &args)?.iter().map(standing).collect()
}

fn standing(row: &Row) -> Result<Standing, StoreError> {
    let money = |at| row.int(at).map(Money::new);
    Ok(Standing {
        line: row.parse(0)?,
        unit: row.parse(1)?,
        programme: row.opt_parse(2)?,
        position: row.int(3)?,
        name_ko: row.text(4)?.to_owned(),
        name_en: row.text(5)?.to_owned(),
        original: money(6)?,
        supplement: money(7)?,
        carried_in: money(8)?,
        carried_out: money(9)?,
        transferred: money(10)?,
        current: money(11)?,
        committed: money(12)?,
        disbursed: money(13)?,
        planned: money(14)?,
        planned_year: money(15)?,
        last_moved: row.opt_parse(16)?,
    })
}

/// The fiscal years that were opened, newest first, with their first and last day.
pub fn years(read: &mut Read) -> Result<Vec<(i16, Day, Day)>, StoreError> {
    const SQL: &str = "SELECT y.subject, y.from_day, y.ends FROM ledger_year y
        WHERE NOT EXISTS (SELECT 1 FROM ledger_year x WHERE x.replaces = y.id) ORDER BY y.subject DESC";
    read.rows(SQL, &[])?.iter().map(|row| Ok((row.parse(0)?, row.parse(1)?, row.parse(2)?))).collect()
}

/// The entries of a line as of a day, newest first.
pub fn entries(read: &mut Read, line: &LineKey, as_of: AsOf, offset: i64, limit: i64) -> Result<Vec<EntryShown>, StoreError> {
    const SQL: &str = concat!(
        entry_columns!(),
        " WHERE e.line = $3 AND e.event <= $2 AND e.day <= $1 ORDER BY e.day DESC, e.event DESC, e.id LIMIT $4 OFFSET $5"
    );
    let args = [as_of.day.into(), as_of.known.into(), line.to_string().into(), limit.into(), offset.into()];
    read.rows(SQL, &args)?.iter().map(entry_shown).collect()
}

/// How many entries a line has as of a day.
pub fn count_entries(read: &mut Read, line: &LineKey, as_of: AsOf) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM ledger_entry e WHERE e.line = $3 AND e.event <= $2 AND e.day <= $1";
    read.row(SQL, &[as_of.day.into(), as_of.known.into(), line.to_string().into()])?.map_or(Ok(0), |row| row.int(0))
}

/// The entry an act is about, as a page shows it.
pub fn entry_of(read: &mut Read, id: &EntryId) -> Result<Option<EntryShown>, StoreError> {
    const SQL: &str = concat!(entry_columns!(), " WHERE e.id = $1 AND e.event <= $2");
    read.row(SQL, &[id.into(), i64::MAX.into()])?.as_ref().map(entry_shown).transpose()
}

pub(super) fn entry_shown(row: &Row) -> Result<EntryShown, StoreError> {
    Ok(EntryShown {
        id: EntryId::from_text(row.text(0)?),
        line: row.parse(1)?,
        kind: row.text(2)?.to_owned(),
        amount: Money::new(row.int(3)?),
        day: row.parse(4)?,
        commitment: row.opt_text(5)?.map(EntryId::from_text),
        is_reversal: row.int(6)? == 1,
        is_reversed: row.int(7)? == 1,
        document: row.text(8)?.to_owned(),
        note: row.text(9)?.to_owned(),
        event: kernel::Seq(row.int(10)?),
        recorded: kernel::At(row.int(11)?),
        actor: row.text(12)?.to_owned(),
    })
}

/// Entries by their ids, as they are known now, newest first.
pub(crate) fn entries_by_id(read: &mut Read, ids: &[String]) -> Result<Vec<EntryShown>, StoreError> {
    let mut shown = Vec::with_capacity(ids.len());
    for id in ids {
        shown.extend(entry_of(read, &EntryId::from_text(id.as_str()))?);
    }
    Ok(shown)
}

/// The commitments of a line as of a day, newest first.
pub fn commitments(read: &mut Read, line: &LineKey, as_of: AsOf) -> Result<Vec<CommitmentLeft>, StoreError> {
    const SQL: &str = concat!(
        "SELECT e.id, e.line, e.day, t.committed, t.disbursed, ",
        commitment_document!(),
        ", COALESCE(e.note, '') FROM (SELECT commitment, CAST(SUM(CASE WHEN kind = 'commit' THEN amount ELSE 0 END) AS BIGINT) AS committed,
             CAST(SUM(CASE WHEN kind = 'commit' THEN 0 ELSE amount END) AS BIGINT) AS disbursed
           FROM ledger_entry WHERE line = $3 AND commitment IS NOT NULL AND event <= $2 AND day <= $1 GROUP BY commitment) t
         JOIN ledger_entry e ON e.id = t.commitment JOIN event v ON v.seq = e.event ORDER BY e.day DESC, e.event DESC, e.id"
    );
    let args = [as_of.day.into(), as_of.known.into(), line.to_string().into()];
    read.rows(SQL, &args)?.iter().map(commitment_left).collect()
}

/// Commitments of a year that are not paid in full, as they are known now.
pub fn unpaid(read: &mut Read, fiscal_year: i16) -> Result<Vec<CommitmentLeft>, StoreError> {
    const SQL: &str = concat!(
        "SELECT e.id, e.line, e.day, c.committed, c.disbursed, ",
        commitment_document!(),
        ", COALESCE(e.note, '') FROM ledger_commitment c JOIN ledger_entry e ON e.id = c.id JOIN event v ON v.seq = e.event
         WHERE c.disbursed < c.committed AND c.line >= CAST($1 AS TEXT) || '/' AND c.line < CAST($1 AS TEXT) || '0'
         ORDER BY e.line, e.day, e.event, e.id"
    );
    read.rows(SQL, &[year(fiscal_year).into()])?.iter().map(commitment_left).collect()
}

/// A commitment as it is known now.
pub fn commitment_of(read: &mut Read, id: &EntryId) -> Result<Option<CommitmentLeft>, StoreError> {
    const SQL: &str = concat!(
        "SELECT e.id, e.line, e.day, c.committed, c.disbursed, ",
        commitment_document!(),
        ", COALESCE(e.note, '') FROM ledger_commitment c JOIN ledger_entry e ON e.id = c.id JOIN event v ON v.seq = e.event WHERE c.id = $1"
    );
    read.row(SQL, &[id.into()])?.as_ref().map(commitment_left).transpose()
}

fn commitment_left(row: &Row) -> Result<CommitmentLeft, StoreError> {
    let (committed, disbursed) = (Money::new(row.int(3)?), Money::new(row.int(4)?));
    Ok(CommitmentLeft {
        id: EntryId::from_text(row.text(0)?),
        line: row.parse(1)?,
        day: row.parse(2)?,
        committed,
        disbursed,
        left: committed.minus(disbursed).map_err(|_| StoreError::Corrupt("a commitment leaves the range of money".to_owned()))?,
        document: row.text(5)?.to_owned(),
        note: row.text(6)?.to_owned(),
    })
}

/// The entries of a month by kind, as they are known now.
pub(crate) fn month_sums(read: &mut Read, fiscal_year: i16, month: Day) -> Result<Vec<KindSum>, StoreError> {
    const SQL: &str = "SELECT kind, CAST(SUM(entries) AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM ledger_day_total
        WHERE line >= CAST($1 AS TEXT) || '/' AND line < CAST($1 AS TEXT) || '0' AND day >= $2 AND day <= $3 GROUP BY kind ORDER BY kind";
    let args: [Value; 3] = [year(fiscal_year).into(), month.month_start().into(), month.month_end().into()];
    let sum = |row: &Row| Ok(KindSum { kind: row.text(0)?.to_owned(), entries: row.int(1)?, amount: Money::new(row.int(2)?) });
    read.rows(SQL, &args)?.iter().map(sum).collect()
}

/// What was committed and paid on a line in each month, as of a day: the month's first day and both sums.
pub(crate) fn paid_by_month(read: &mut Read, line: &LineKey, as_of: AsOf) -> Result<Vec<(Day, Money, Money)>, StoreError> {
    const SQL: &str = "SELECT substr(day, 1, 7) || '-01', CAST(SUM(CASE WHEN kind = 'commit' THEN amount ELSE 0 END) AS BIGINT),
          CAST(SUM(CASE WHEN kind = 'commit' THEN 0 ELSE amount END) AS BIGINT)
        FROM ledger_entry WHERE line = $3 AND commitment IS NOT NULL AND event <= $2 AND day <= $1 GROUP BY substr(day, 1, 7)
        ORDER BY substr(day, 1, 7)";
    let args = [as_of.day.into(), as_of.known.into(), line.to_string().into()];
    read.rows(SQL, &args)?.iter().map(|row| Ok((row.parse(0)?, Money::new(row.int(1)?), Money::new(row.int(2)?)))).collect()
}

/// The transfers of a fiscal year as of a day, in the order of days: the quarterly list of 지방재정법 47의2 ④ and 49 ④.
pub fn transfers(read: &mut Read, fiscal_year: i16, as_of: AsOf) -> Result<Vec<TransferShown>, StoreError> {
    const SQL: &str = concat!(
        "SELECT e.line, e.other_line, -e.amount, e.day, e.transfer, COALESCE(v.document_number, ''), COALESCE(e.note, ''), e.event, y.from_day
         FROM ledger_entry e JOIN event v ON v.seq = e.event JOIN ledger_year y ON y.subject = $3 AND ",
        known!("ledger_year", "y"),
        " WHERE e.kind = 'transfer' AND e.amount < 0 AND e.event <= $2 AND e.day <= $1
           AND e.line >= CAST($3 AS TEXT) || '/' AND e.line < CAST($3 AS TEXT) || '0' ORDER BY e.day, e.event, e.id"
    );
    let args = [as_of.day.into(), as_of.known.into(), year(fiscal_year).into()];
    read.rows(SQL, &args)?.iter().map(transfer).collect()
}

fn transfer(row: &Row) -> Result<TransferShown, StoreError> {
    let (day, starts): (Day, Day) = (row.parse(3)?, row.parse(8)?);
    let months = |day: Day| i64::from(day.year()).saturating_mul(12).saturating_add(i64::from(day.month()));
    Ok(TransferShown {
        from: row.parse(0)?,
        to: row.parse(1)?,
        amount: Money::new(row.int(2)?),
        day,
        quarter: months(day).saturating_sub(months(starts)).checked_div(3).unwrap_or(0).saturating_add(1),
        kind: row.opt_parse::<TransferKind>(4)?,
        document: row.text(5)?.to_owned(),
        note: row.text(6)?.to_owned(),
        event: kernel::Seq(row.int(7)?),
    })
}
