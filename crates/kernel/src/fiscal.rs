use serde::{Deserialize, Serialize};

use crate::{Day, Period};

/// Which calendar year a fiscal year takes its name from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NamedAfter {
    /// The year it starts in.
    #[default]
    Start,
    /// The year it ends in.
    End,
}

impl NamedAfter {
    pub(crate) fn is_start(&self) -> bool {
        *self == Self::Start
    }
}

/// When a city's fiscal years begin and what they are called; quarters are theirs too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiscalYears {
    month: i8,
    day: i8,
    /// How many years before its name a fiscal year starts: 0 or 1.
    ahead: i16,
}

impl Default for FiscalYears {
    /// Calendar years.
    fn default() -> Self {
        Self { month: 1, day: 1, ahead: 0 }
    }
}

impl FiscalYears {
    /// Reads the first day of a fiscal year, `MM-DD`, one that every year has. A year that is a calendar year ends in the year it starts in.
    pub fn new(start: &str, named: NamedAfter) -> Option<Self> {
        let first: Day = format!("2021-{start}").parse().ok()?;
        let is_calendar_year = first.month() == 1 && first.of_month() == 1;
        let ahead = i16::from(named == NamedAfter::End && !is_calendar_year);
        Some(Self { month: first.month(), day: first.of_month(), ahead })
    }

    /// The first and the last day of the fiscal year of a name, of the years 1 to 9998.
    pub fn days(self, fiscal_year: i16) -> Option<(Day, Day)> {
        if !(1..=9998).contains(&fiscal_year) {
            return None;
        }
        let year = fiscal_year.checked_sub(self.ahead)?;
        let next = Day::new(year + 1, self.month, self.day)?;
        Some((Day::new(year, self.month, self.day)?, next.plus_days(-1)))
    }

    /// The name of the fiscal year in which a day lies.
    pub fn of(self, day: Day) -> i16 {
        self.start(day).year() + self.ahead
    }

    /// The first day of the period in which a day lies: of its month, or of its quarter or year as the city counts them.
    pub fn period_start(self, day: Day, period: Period) -> Day {
        match period {
            Period::Month => day.month_start(),
            Period::Year => self.start(day),
            Period::Quarter => {
                let year = self.start(day);
                let quarters = [9, 6, 3].map(|months| year.plus_months(months));
                quarters.into_iter().find(|quarter| *quarter <= day).unwrap_or(year)
            }
        }
    }

    /// The end of the last period that is over on a day: the day itself if it is an end.
    pub fn last_end(self, day: Day, period: Period) -> Day {
        self.period_start(day.plus_days(1), period).plus_days(-1)
    }

    fn start(self, day: Day) -> Day {
        let here = Day::new(day.year(), self.month, self.day).unwrap_or(day);
        if here <= day { here } else { Day::new(day.year() - 1, self.month, self.day).unwrap_or(day) }
    }
}
