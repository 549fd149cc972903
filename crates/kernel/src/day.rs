use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day, written `2021-03-31`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Text that is no day, window or instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayError {
    found: String,
}

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a day: write one such as 2021-03-31", self.found)
    }
}

impl std::error::Error for DayError {}

impl DayError {
    fn new(found: &str) -> Self {
        Self { found: found.chars().take(40).collect() }
    }
}

impl Day {
    /// Gives the day of a year, month and day of month, if there is one.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok().map(Self)
    }

    /// The year, such as 2021.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn of_month(self) -> i8 {
        self.0.day()
    }

    /// The first day of the month.
    pub fn month_start(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The last day of the month.
    pub fn month_end(self) -> Self {
        Self(self.0.last_of_month())
    }

    /// The day `days` later (earlier when negative); stays at the calendar's ends.
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(Span::new().days(days)))
    }

    /// The day `months` later, or the last of that month where it is shorter; stays at the calendar's ends.
    pub(crate) fn plus_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(Span::new().months(months)))
    }

    /// How many days lie between this day and a later one; negative for an earlier one.
    pub fn days_until(self, later: Self) -> i32 {
        // Both are days of one calendar, so the difference is whole days.
        self.0.until(later.0).map_or(0, |span| span.get_days())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        // One spelling only: the text itself is compared and sorted in the database.
        let day: Date = text.parse().map_err(|_| DayError::new(text))?;
        if text.len() == 10 && day.to_string() == text { Ok(Self(day)) } else { Err(DayError::new(text)) }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A period that ends on a fixed day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar month.
    Month,
    /// A quarter of the city's fiscal year.
    Quarter,
    /// The city's fiscal year.
    Year,
}

/// An instant: microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct At(pub i64);

/// The time zone of a city, from its pack.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Finds a zone by its name in the tz database, such as `Asia/Seoul`.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Reads local time (`2021-03-31T17:02:11`) or an instant with its offset. An hour that a change of clocks skips is no time, and one that
    /// comes twice needs its offset.
    pub fn at(&self, text: &str) -> Result<At, DayError> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(At(instant.as_microsecond()));
        }
        let local: DateTime = text.parse().map_err(|_| DayError::new(text))?;
        let instant = self.0.to_ambiguous_timestamp(local).unambiguous().map_err(|_| DayError::new(text))?;
        Ok(At(instant.as_microsecond()))
    }

    /// The day on which an instant falls here.
    pub fn day(&self, at: At) -> Day {
        Day(self.local(at).date())
    }

    /// The instant at which a day ends here: its last microsecond.
    pub fn end_of(&self, day: Day) -> At {
        let next = Day(day.0.saturating_add(1.day()));
        let midnight = next.0.to_zoned(self.0.clone());
        At(midnight.map_or(i64::MAX, |zoned| zoned.timestamp().as_microsecond() - 1))
    }

    /// Writes an instant as local time, to the second.
    pub fn write(&self, at: At) -> String {
        self.local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn local(&self, at: At) -> DateTime {
        let instant = Timestamp::from_microsecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
        self.0.to_datetime(instant)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

/// A stretch of days as somebody wrote it down: each end a year, a month or a day; an open end is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    from: String,
    until: Option<String>,
}

impl Window {
    /// Reads both ends, each `2021`, `2021-04` or `2021-04-21`; the end may not lie before the start.
    pub fn new(from: &str, until: Option<&str>) -> Result<Self, DayError> {
        let first = bounds(from)?.0;
        if let Some(until) = until
            && bounds(until)?.1 < first
        {
            return Err(DayError::new(&format!("{from} – {until}")));
        }
        Ok(Self { from: from.to_owned(), until: until.map(str::to_owned) })
    }

    /// The start as it was written.
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The end as it was written, unless open.
    pub fn until(&self) -> Option<&str> {
        self.until.as_deref()
    }

    /// The first day; `None` never happens for a window that was read.
    pub fn first_day(&self) -> Option<Day> {
        bounds(&self.from).ok().map(|(first, _)| first)
    }

    /// The last day, unless the window is open.
    pub fn last_day(&self) -> Option<Day> {
        self.until.as_deref().and_then(|until| bounds(until).ok()).map(|(_, last)| last)
    }
}

/// First and last day of a year, month or day.
fn bounds(text: &str) -> Result<(Day, Day), DayError> {
    let day: Day = match text.len() {
        4 => format!("{text}-01-01").parse(),
        7 => format!("{text}-01").parse(),
        _ => text.parse(),
    }
    .map_err(|_: DayError| DayError::new(text))?;
    Ok(match text.len() {
        4 => (day, Day::new(day.year(), 12, 31).unwrap_or(day)),
        7 => (day, day.month_end()),
        _ => (day, day),
    })
}
