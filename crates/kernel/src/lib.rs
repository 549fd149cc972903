//! The words that every room shares: ids, money, days, places in the record, refusals.
//!
//! **Duty.** Plain values with their rules. No I/O, no clock, no randomness: those are arguments.
//!
//! **Words.** `Day` is a calendar day, `At` an instant, `Seq` a place in the record, [`AsOf`] a question's two coordinates
//! (the day asked about, and how much of the record is known), `Money` whole smallest units, `Exact` a rational number.
//!
//! **Can never happen here.** A sum that wraps; a rounded number that calls itself exact; a day that is no day.
//!
//! **Start reading** at [`AsOf`], then [`Exact`].
#![warn(missing_docs)]

mod asof;
mod city;
mod clock;
mod day;
mod exact;
mod fiscal;
mod id;
mod money;
mod refusal;

pub use asof::{AsOf, Seq};
pub use city::{Bilingual, City, Currency, DisplayUnit, MoneyUnit};
pub use clock::{Clock, SimulatedClock};
pub use day::{At, Day, DayError, Period, Window, Zone};
pub use exact::{Exact, apportion};
pub use fiscal::{FiscalYears, NamedAfter};
pub use id::Id;
pub use money::{Money, MoneyError};
pub use refusal::{Code, CodeError, Lang, Refusal, Scope};

#[cfg(test)]
mod tests;
