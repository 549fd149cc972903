//! What waits for somebody in this room, and how many answers an auditor's first questions have.

use kernel::{Code, Day, Lang, Seq};
use store::{Read, StoreError};
use ui::Waiting;

use super::exceptions;
use crate::sql;
use crate::words::words;

/// The rule that says how many days after its end a month should be closed.
const CLOSE_MONTH_DAYS: &str = "ledger.close-month.due-days";
/// The rule that says until which day of the next year the books are closed (지방회계법 7): `MM-DD`.
const BOOKS_BY: &str = "ledger.close.books-by";
/// Where no rule is in force.
const CLOSE_MONTH_DAYS_UNLESS_RULED: i32 = 15;

/// What waits for an actor: exceptions to resolve, months and years to close.
pub fn waiting(read: &mut Read, actor: &Code, day: Day, lang: Lang) -> Result<Vec<Waiting>, StoreError> {
    let own = words(lang);
    let mut all = Vec::new();
    if people::may(read, actor, "ledger.enter-exception", &[], day)? {
        let open = exceptions::open_now(read)?;
        if open > 0 {
            let text = lang.pick(format!("{} {open}건", own.waiting_exceptions), format!("{open} {}", own.waiting_exceptions));
            all.push(Waiting { text, href: "/office/ledger/exceptions".to_owned(), due: None, late: false });
        }
    }
    if people::may(read, actor, "ledger.close-month", &[], day)? {
        for (text, href, due) in closing_due(read, day, lang)? {
            all.push(Waiting { text, href, due: Some(due), late: due < day });
        }
    }
    Ok(all)
}

/// Months and years that are over on a day and not closed: words, where they are closed, and until when.
pub fn closing_due(read: &mut Read, day: Day, lang: Lang) -> Result<Vec<(String, String, Day)>, StoreError> {
    let own = words(lang);
    let days = rule(read, CLOSE_MONTH_DAYS, day)?.and_then(|value| value.parse().ok()).unwrap_or(CLOSE_MONTH_DAYS_UNLESS_RULED);
    let books_by = rule(read, BOOKS_BY, day)?;
    let mut due = Vec::new();
    for (year, _, ends) in sql::years(read)? {
        let periods = sql::periods(read, year, Seq(i64::MAX))?;
        if periods.last().is_some_and(|year| year.closed) {
            continue;
        }
        // The last month is closed with its year; a year that is over is closed as a whole.
        if ends < day {
            let until = books_by.as_ref().and_then(|value| crate::rules::next_on(value, ends));
            let text = format!("{year} {}", own.waiting_year);
            due.push((text, format!("/office/ledger/periods/close-year?period={year:04}"), until.unwrap_or_else(|| ends.plus_days(days))));
            continue;
        }
        for month in periods.iter().filter(|period| period.period.month.is_some() && !period.closed && period.ends < day) {
            let text = format!("{} {}", month.period.to_string().split_once('/').map_or("", |(_, month)| month), own.waiting_month);
            let href = format!("/office/ledger/periods/close-month?period={}", month.period.to_string().replace('/', "%2F"));
            due.push((text, href, month.ends.plus_days(days)));
        }
    }
    Ok(due)
}

fn rule(read: &mut Read, key: &str, day: Day) -> Result<Option<String>, StoreError> {
    let key: Code = key.parse().map_err(|_| StoreError::Corrupt(key.to_owned()))?;
    Ok(bureau::rule(read, &key, day)?.map(|rule| rule.value))
}

/// How many exceptions are open now.
pub fn open_exceptions_now(read: &mut Read) -> Result<i64, StoreError> {
    exceptions::open_now(read)
}

/// How many times a period was reopened.
pub fn reopened_now(read: &mut Read) -> Result<i64, StoreError> {
    let reopened = sql::steps(read, Seq(i64::MAX))?.iter().filter(|step| !step.closed).count();
    Ok(i64::try_from(reopened).unwrap_or(i64::MAX))
}

/// How many entries of the newest fiscal year were recorded late.
pub fn late_now(read: &mut Read) -> Result<i64, StoreError> {
    let head = read.head()?;
    let Some((year, ..)) = sql::years(read)?.first().copied() else { return Ok(0) };
    let zone = read.genesis()?.map(|genesis| genesis.zone()).unwrap_or_default();
    let days = sql::late_days(read, zone.day(head.recorded))?;
    let late = sql::late_entries(read, year, head.seq, days, 0, 0)?;
    Ok(i64::try_from(late.count).unwrap_or(i64::MAX))
}
