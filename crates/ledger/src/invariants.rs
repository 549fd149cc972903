//! What must hold over the whole ledger; every fold is folded again from its rows.

use std::collections::BTreeMap;

use kernel::Seq;
use store::{Broken, Invariant, Read, StoreError, Value};

/// What must hold over the whole record.
pub const INVARIANTS: &[Invariant] = &[
    no_overlaps,
    balances,
    commitments,
    day_totals,
    periods,
    reversals,
    entries_in_their_years,
    entries_in_open_periods,
    transfers,
    plans_in_their_years,
    official_rows,
    versions_of_one_source,
    resolutions,
    closings_without_exceptions,
    steps_in_turn,
];

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

/// A transfer takes from one line what it gives another in the same act; beyond one programme it rests on a document.
fn transfers(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const PAIRS: &str = "SELECT e.id, e.event FROM ledger_entry e WHERE e.kind = 'transfer' AND NOT EXISTS (SELECT 1 FROM ledger_entry o
          WHERE o.event = e.event AND o.kind = 'transfer' AND o.line = e.other_line AND o.other_line = e.line AND o.amount = -e.amount
            AND o.day = e.day AND COALESCE(o.transfer, '') = COALESCE(e.transfer, '')) ORDER BY e.id";
    const DOCUMENTS: &str = "SELECT e.id, e.event FROM ledger_entry e JOIN event v ON v.seq = e.event
        WHERE e.transfer IN ('between', 'reorganisation') AND v.document_number IS NULL
          AND NOT EXISTS (SELECT 1 FROM ledger_official o WHERE o.event = e.event)
          AND NOT EXISTS (SELECT 1 FROM ledger_resolution r WHERE r.event = e.event) ORDER BY e.id";
    let mut broken = at(read, PAIRS, "no entry of the same act gives the other line what it takes")?;
    broken.extend(at(read, DOCUMENTS, "it rests on no document")?);
    Ok(broken)
}

/// A plan is for a month of its line's year.
fn plans_in_their_years(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT p.id, p.event FROM ledger_plan p LEFT JOIN ledger_year y ON y.subject = substr(p.line, 1, 4)
          AND NOT EXISTS (SELECT 1 FROM ledger_year x WHERE x.replaces = y.id)
        WHERE y.id IS NULL OR p.month < substr(y.from_day, 1, 7) OR p.month > substr(y.ends, 1, 7) OR p.subject <> p.line || '/' || p.month
        ORDER BY p.id";
    within(read, "ledger_plan", SQL, "it lies outside its fiscal year, or its subject is another's")
}

/// An official row that was entered says what its entry says, and no entry came from two rows.
fn official_rows(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SAME: &str = "SELECT o.id, o.event FROM ledger_official o LEFT JOIN ledger_entry e ON e.id = o.entry
        WHERE o.entry IS NOT NULL AND (e.id IS NULL OR e.event <> o.event OR e.day <> o.day OR ABS(e.amount) <> ABS(o.amount)) ORDER BY o.id";
    const ONCE: &str = "SELECT o.id, o.event FROM ledger_official o
        WHERE EXISTS (SELECT 1 FROM ledger_official t WHERE t.entry = o.entry AND t.id <> o.id) ORDER BY o.id";
    let mut broken = within(read, "ledger_official", SAME, "it is not what its entry says")?;
    broken.extend(within(read, "ledger_official", ONCE, "its entry came from another row too")?);
    Ok(broken)
}

/// Versions of an official row have one source, and a total takes the place of one for the same cell.
fn versions_of_one_source(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const ROWS: &str = "SELECT n.id, n.event FROM ledger_official n JOIN ledger_official o ON o.id = n.replaces
        WHERE n.system <> o.system OR n.document <> o.document OR n.place <> o.place OR n.entry IS NOT NULL ORDER BY n.id";
    const TOTALS: &str = "SELECT n.id, n.event FROM ledger_statement n JOIN ledger_statement o ON o.id = n.replaces
        WHERE n.system <> o.system OR n.period <> o.period OR n.line <> o.line OR n.kind <> o.kind ORDER BY n.id";
    let mut broken = within(read, "ledger_official", ROWS, "it replaces a row of another source")?;
    broken.extend(within(read, "ledger_statement", TOTALS, "it replaces a total of another period, line or kind")?);
    Ok(broken)
}

/// Only exceptions are resolved, and an entry that resolves one was written by the same act.
fn resolutions(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT r.id, r.event FROM ledger_resolution r LEFT JOIN ledger_official o ON o.id = r.official
          LEFT JOIN ledger_entry e ON e.id = r.entry
        WHERE o.id IS NULL OR o.reason IS NULL OR o.event >= r.event OR (r.entry IS NOT NULL AND (e.id IS NULL OR e.event <> r.event)) ORDER BY r.id";
    within(read, "ledger_resolution", SQL, "it resolves no exception, or its entry is another act's")
}

/// No month and no year was closed over an open exception.
fn closings_without_exceptions(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT s.id, s.event FROM ledger_step s WHERE s.state = 'closed' AND EXISTS (SELECT 1 FROM ledger_official o
          WHERE o.reason IS NOT NULL AND o.event < s.event
            AND COALESCE(CAST(o.fiscal_year AS TEXT), substr(s.subject, 1, 4)) = substr(s.subject, 1, 4)
            AND (length(s.subject) = 4 OR o.day IS NULL OR substr(o.day, 1, 7) = substr(s.subject, 6))
            AND NOT EXISTS (SELECT 1 FROM ledger_official n WHERE n.replaces = o.id AND n.event < s.event)
            AND NOT EXISTS (SELECT 1 FROM ledger_resolution r WHERE r.official = o.id AND r.event < s.event)) ORDER BY s.id";
    within(read, "ledger_step", SQL, "it was closed while an exception was open")
}

/// A period is closed, reopened, closed: in turn, and reopened with a reason.
fn steps_in_turn(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT id, event FROM (SELECT s.id, s.event, s.state, s.reason,
            LAG(s.state) OVER (PARTITION BY s.subject ORDER BY s.day, s.event) AS before
          FROM ledger_step s WHERE NOT EXISTS (SELECT 1 FROM ledger_step l WHERE l.replaces = s.id)) steps
        WHERE COALESCE(before, 'reopened') = state OR (state = 'reopened' AND reason IS NULL) ORDER BY id";
    within(read, "ledger_step", SQL, "its period was in that state already, or it was reopened without a reason")
}

fn at(read: &mut Read, sql: &str, what: &str) -> Result<Vec<Broken>, StoreError> {
    within(read, "ledger_entry", sql, what)
}

fn within(read: &mut Read, table: &'static str, sql: &str, what: &str) -> Result<Vec<Broken>, StoreError> {
    read.rows(sql, &[])?.iter().map(|row| Ok(Broken::new(table, row.text(0)?, Some(Seq(row.int(1)?)), what))).collect()
}
