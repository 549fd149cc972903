//! Closing and reopening of months and years.

use kernel::Day;

use super::{Refused, carry};
use crate::model::{CarriedFrom, Carry, CarryoverKind, Commitment, Line, LineKey, NewEntry};

/// A month about to be closed, as the rules see it.
pub(crate) struct Month {
    pub(crate) period: String,
    pub(crate) day: Day,
    /// The first and last day of its fiscal year.
    pub(crate) year: Option<(Day, Day)>,
    pub(crate) fiscal_year: i16,
    pub(crate) closed: bool,
    pub(crate) open_exceptions: i64,
}

/// Everything that stops the closing of a month; empty where it may be closed.
pub(crate) fn close_month(month: &Month) -> Vec<Refused> {
    let Some((starts, ends)) = month.year else { return vec![Refused::NoYear(month.fiscal_year)] };
    if month.day < starts || month.day > ends {
        return vec![Refused::OutsideYear { day: month.day, starts, until: ends }];
    }
    if month.day.month_end() >= ends {
        return vec![Refused::LastMonth { period: month.period.clone() }];
    }
    let mut stops = Vec::new();
    if month.closed {
        stops.push(Refused::Closed { period: month.period.clone() });
    }
    if month.open_exceptions > 0 {
        stops.push(Refused::OpenExceptions { period: month.period.clone(), count: month.open_exceptions });
    }
    stops
}

/// The line that money is carried from, its commitment if it has one, and the line of the same code next year.
pub(crate) type Carried = (Line, Option<Commitment>, Line);

/// A fiscal year about to be closed; what is carried comes with its commitment, its line and the line of the same code next year, or why not.
pub(crate) struct YearEnd<'c> {
    pub(crate) period: String,
    pub(crate) closed: bool,
    pub(crate) open_exceptions: i64,
    pub(crate) has_document: bool,
    pub(crate) carries: Vec<(&'c Carry, Result<Carried, Refused>)>,
}

/// The entries that carrying over writes, and everything that stops the closing; without a stop the entries may be saved.
///
/// Basis: 지방재정법 50 ① (명시이월 rests on the council's vote), ② (사고이월 of what was never committed: only where a document says which of its
/// cases it is).
pub(crate) fn close_year(year: YearEnd<'_>, note: Option<&String>) -> (Vec<NewEntry>, Vec<Refused>) {
    let (mut entries, mut stops) = (Vec::new(), Vec::new());
    if year.closed {
        return (entries, vec![Refused::Closed { period: year.period }]);
    }
    if year.open_exceptions > 0 {
        stops.push(Refused::OpenExceptions { period: year.period, count: year.open_exceptions });
    }
    if !year.has_document && year.carries.iter().any(|(carry, _)| carry.kind == CarryoverKind::Specified) {
        stops.push(Refused::NeedsVote);
    }
    let uncommitted = |carry: &Carry| carry.kind == CarryoverKind::Unforeseen && matches!(carry.from, CarriedFrom::Line(_));
    if !year.has_document && year.carries.iter().any(|(carry, _)| uncommitted(carry)) {
        stops.push(Refused::NeedsDocument);
    }
    let mut carried: Vec<(&Carry, LineKey)> = Vec::new();
    for (wanted, found) in year.carries {
        let written = found.and_then(|(mut line, mut commitment, mut next)| {
            for (earlier, into) in &carried {
                // What is named twice gives only what the first naming left.
                match (&earlier.from, &mut commitment) {
                    (CarriedFrom::Commitment(id), Some(commitment)) if *id == commitment.id => {
                        commitment.committed = commitment.committed.minus(earlier.amount.money())?;
                    }
                    (CarriedFrom::Line(key), _) if *key == line.key => line.current = line.current.minus(earlier.amount.money())?,
                    _ => {}
                }
                if *into == next.key {
                    next.current = next.current.plus(earlier.amount.money())?;
                }
            }
            let written = carry(&line, commitment.as_ref(), &next, wanted, note)?;
            carried.push((wanted, next.key));
            Ok(written)
        });
        match written {
            Ok(written) => entries.extend(written),
            Err(refused) => stops.push(refused),
        }
    }
    (entries, stops)
}

/// The day on which a period is opened again: `last` is its last step, `(day, closed)`.
pub(crate) fn reopen(period: &str, last: Option<(Day, bool)>, in_closed_year: bool, reason: &str, today: Day) -> Result<Day, Refused> {
    if reason.trim().is_empty() {
        return Err(Refused::NoReason);
    }
    let Some((day, true)) = last else { return Err(Refused::NotClosed { period: period.to_owned() }) };
    if in_closed_year {
        return Err(Refused::YearFirst { period: period.to_owned() });
    }
    // The state is the last step by day: a period closed before its end is not reopened before its closing.
    Ok(day.max(today))
}
