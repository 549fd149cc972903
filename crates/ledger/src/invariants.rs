//! What must hold over the whole ledger; every fold is folded again from its rows.

use std::collections::BTreeMap;

use kernel::Seq;
use store::{Broken, Invariant, Read, StoreError, Value};

/// What must hold over the whole record.
pub const INVARIANTS: &[Invariant] =
    &[no_overlaps, balances, commitments, day_totals, periods, reversals, entries_in_their_years, entries_in_open_periods];

type Fold = BTreeMap<String, String>;

/// Compares a fold with what its rows give.
fn compare(read: &mut Read, table: &'static str, stored: &str, folded: &str) -> Result<Vec<Broken>, StoreError> {
    let stored = fold(read, stored)?;
    let mut folded = fold(read, folded)?;
    let mut broken = Vec::new();
    for (key, value) in stored {
        match folded.remove(&key) {
            Some(right) if right == value => {}
            Some(right) => broken.push(Broken::new(table, key, None, format!("it holds {value}; its rows give {right}"))),
            None => broken.push(Broken::new(table, key, None, format!("it holds {value}; it has no rows"))),
        }
    }
    broken.extend(folded.into_iter().map(|(key, right)| Broken::new(table, key, None, format!("it is missing; its rows give {right}"))));
    Ok(broken)
}

/// The first column of each row is the key, the others are the value.
fn fold(read: &mut Read, sql: &str) -> Result<Fold, StoreError> {
    let mut fold = Fold::new();
    read.each(sql, &[], &mut |row| {
        let values: Vec<String> = row.0.iter().skip(1).map(Value::show).collect();
        fold.insert(row.text(0)?.to_owned(), values.join(", "));
        Ok(())
    })?;
    Ok(fold)
}

/// One subject has one row in force at a time.
fn no_overlaps(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    store::no_overlaps(read, &crate::SCHEMA)
}

/// Balances are their entries, folded; committed <= current and disbursed <= committed.
fn balances(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const STORED: &str = "SELECT line, current, committed, disbursed FROM ledger_balance";
    const FOLDED: &str = "SELECT l.subject,
          CAST(COALESCE(SUM(CASE WHEN e.kind IN ('appropriate', 'supplement', 'carry_over', 'transfer') THEN e.amount ELSE 0 END), 0) AS BIGINT),
          CAST(COALESCE(SUM(CASE WHEN e.kind = 'commit' THEN e.amount ELSE 0 END), 0) AS BIGINT),
          CAST(COALESCE(SUM(CASE WHEN e.kind IN ('disburse', 'return') THEN e.amount ELSE 0 END), 0) AS BIGINT)
        FROM (SELECT DISTINCT subject FROM ledger_line) l LEFT JOIN ledger_entry e ON e.line = l.subject GROUP BY l.subject";
    const OVER: &str = "SELECT line FROM ledger_balance WHERE committed > current OR disbursed > committed OR disbursed < 0 ORDER BY line";
    let mut broken = compare(read, "ledger_balance", STORED, FOLDED)?;
    for row in read.rows(OVER, &[])? {
        broken.push(Broken::new("ledger_balance", row.text(0)?, None, "committed exceeds current, or disbursed exceeds committed"));
    }
    Ok(broken)
}

/// Commitments are their entries, folded; what was paid is within each.
fn commitments(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const STORED: &str = "SELECT id, line, committed, disbursed FROM ledger_commitment";
    const FOLDED: &str = "SELECT commitment, MIN(line), CAST(SUM(CASE WHEN kind = 'commit' THEN amount ELSE 0 END) AS BIGINT),
          CAST(SUM(CASE WHEN kind = 'commit' THEN 0 ELSE amount END) AS BIGINT)
        FROM ledger_entry WHERE commitment IS NOT NULL GROUP BY commitment";
    const OVER: &str = "SELECT id FROM ledger_commitment WHERE disbursed > committed OR disbursed < 0 ORDER BY id";
    let mut broken = compare(read, "ledger_commitment", STORED, FOLDED)?;
    for row in read.rows(OVER, &[])? {
        broken.push(Broken::new("ledger_commitment", row.text(0)?, None, "more was disbursed than committed"));
    }
    Ok(broken)
}

/// Day totals are their entries, folded.
fn day_totals(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const STORED: &str =
        "SELECT line || ' ' || kind || ' ' || carryover || ' ' || day || ' ' || CAST(era AS TEXT), amount, entries FROM ledger_day_total";
    const FOLDED: &str = "SELECT line || ' ' || kind || ' ' || COALESCE(carryover, '') || ' ' || day || ' ' || CAST(event / 16384 AS TEXT),
          CAST(SUM(amount) AS BIGINT), COUNT(*)
        FROM ledger_entry GROUP BY line, kind, COALESCE(carryover, ''), day, event / 16384";
    compare(read, "ledger_day_total", STORED, FOLDED)
}

/// Closed periods are their steps, folded.
fn periods(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const STORED: &str = "SELECT subject, state FROM ledger_period";
    const FOLDED: &str = "SELECT s.subject, s.state FROM ledger_step s WHERE NOT EXISTS (SELECT 1 FROM ledger_step l WHERE l.replaces = s.id)
        AND NOT EXISTS (SELECT 1 FROM ledger_step n WHERE n.subject = s.subject
          AND NOT EXISTS (SELECT 1 FROM ledger_step l WHERE l.replaces = n.id) AND (n.day > s.day OR (n.day = s.day AND n.event > s.event)))";
    compare(read, "ledger_period", STORED, FOLDED)
}

/// A reversal is the opposite of its original, on its line, kind and day.
fn reversals(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT r.id, r.event FROM ledger_entry r LEFT JOIN ledger_entry o ON o.id = r.reverses
        WHERE r.reverses IS NOT NULL AND (o.id IS NULL OR o.line <> r.line OR o.kind <> r.kind OR o.day <> r.day
          OR o.amount <> -r.amount OR o.reverses IS NOT NULL) ORDER BY r.id";
    at(read, SQL, "it is not the opposite of the entry it reverses")
}

/// Entries lie in their fiscal year; only payments may come later, until the pinned day; every line has its year.
fn entries_in_their_years(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT e.id, e.event FROM ledger_entry e LEFT JOIN ledger_year y ON y.subject = substr(e.line, 1, 4)
          AND NOT EXISTS (SELECT 1 FROM ledger_year x WHERE x.replaces = y.id)
        WHERE y.id IS NULL OR e.day < y.from_day OR e.day > CASE WHEN e.kind IN ('disburse', 'return') THEN y.entries_until ELSE y.ends END
        ORDER BY e.id";
    at(read, SQL, "it lies outside its fiscal year")
}

/// No entry was written while its month or year was closed.
fn entries_in_open_periods(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT e.id, e.event FROM ledger_entry e JOIN ledger_step s
          ON s.subject IN (substr(e.line, 1, 4), substr(e.line, 1, 4) || '/' || substr(e.day, 1, 7)) AND s.state = 'closed' AND s.event < e.event
        WHERE NOT EXISTS (SELECT 1 FROM ledger_step o WHERE o.subject = s.subject AND o.state = 'reopened'
          AND o.event > s.event AND o.event < e.event) ORDER BY e.id";
    at(read, SQL, "its period was closed when it was written")
}

fn at(read: &mut Read, sql: &str, what: &str) -> Result<Vec<Broken>, StoreError> {
    read.rows(sql, &[])?.iter().map(|row| Ok(Broken::new("ledger_entry", row.text(0)?, Some(Seq(row.int(1)?)), what))).collect()
}
