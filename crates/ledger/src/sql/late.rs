//! What an auditor asks first: entries that were recorded long after their day.

use std::collections::BTreeMap;

use kernel::{Code, Day, Seq};
use store::{Known, Read, StoreError};

use crate::model::EntryShown;

/// The rule that says how many days after its own day an entry may be recorded before it counts as late.
const LATE_DAYS: &str = "ledger.late-entry.days";

/// Where no rule is in force.
const LATE_DAYS_UNLESS_RULED: i32 = 10;

/// Entries of a fiscal year that were recorded late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// How many there are.
    pub count: usize,
    /// Those asked for, newest first.
    pub entries: Vec<EntryShown>,
}

/// How many days after its day an entry may be recorded, by the rule in force on a day.
pub fn late_days(read: &mut Read, day: Day) -> Result<i32, StoreError> {
    let key: Code = LATE_DAYS.parse().map_err(|_| StoreError::Corrupt(LATE_DAYS.to_owned()))?;
    let rule = bureau::rule(read, &key, day)?;
    Ok(rule.and_then(|rule| rule.value.parse().ok()).unwrap_or(LATE_DAYS_UNLESS_RULED))
}

/// Entries of a fiscal year that were recorded more than `days` days after their own day, as known at an event.
pub fn late_entries(read: &mut Read, fiscal_year: i16, known: Seq, days: i32, offset: usize, limit: usize) -> Result<Late, StoreError> {
    // Only day and event are read for all; a day's bound is looked up once.
    const SQL: &str = "SELECT day, event, id FROM ledger_entry WHERE event <= $2
        AND line >= CAST($1 AS TEXT) || '/' AND line < CAST($1 AS TEXT) || '0' ORDER BY event DESC, id";
    let zone = read.genesis()?.map(|genesis| genesis.zone()).unwrap_or_default();
    let mut all: Vec<(String, i64, String)> = Vec::new();
    read.each(SQL, &[format!("{fiscal_year:04}").into(), known.into()], &mut |row| {
        all.push((row.text(0)?.to_owned(), row.int(1)?, row.text(2)?.to_owned()));
        Ok(())
    })?;
    let mut bounds: BTreeMap<String, i64> = BTreeMap::new();
    let mut late = Vec::new();
    for (day, event, id) in all {
        let bound = match bounds.get(&day) {
            Some(bound) => *bound,
            None => {
                let in_time: Day = day.parse().map_err(|_| StoreError::Corrupt(format!("ledger_entry {id}: no day")))?;
                // After the head nothing is recorded, so nothing of that day is late yet.
                let bound = Known::At(zone.end_of(in_time.plus_days(days))).resolve(read)?.map_or(i64::MAX, |seq| seq.0);
                bounds.insert(day, bound);
                bound
            }
        };
        if event > bound {
            late.push(id);
        }
    }
    let count = late.len();
    let shown: Vec<String> = late.into_iter().skip(offset).take(limit).collect();
    Ok(Late { count, entries: super::standing::entries_by_id(read, &shown)? })
}
