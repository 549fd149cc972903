//! Streams of complaints with planted conflicts, for tests of the detector; it shares no code with it.
//!
//! A stream is planned as a whole (counts, conflicts, campaigns) and worded day by day, so that ten million complaints need no more memory than one day.
//! What is planted, and what is hard on purpose: docs/signals-generator.md.

mod background;
mod calendar;
mod chance;
mod grammar;
mod kinds;
mod places;
mod planted;
mod speech;
mod stream;
mod topics;
mod truth;

pub use planted::Sender;
pub use stream::{Complaint, Origin, Stream};
pub use truth::Truth;

use kernel::{Day, Refusal};

#[cfg(test)]
mod tests;

/// What a stream is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many complaints, exactly.
    pub complaints: u64,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// How many conflicts are planted.
    pub conflicts: usize,
    /// Days at the beginning on which no conflict begins: what a detector needs to learn what is usual.
    pub warm_up: usize,
    /// Decides everything that is random: the same seed gives the same bytes.
    pub seed: u64,
}

const DAYS_MOST: i32 = 7305;
const COMPLAINTS_MOST: u64 = 100_000_000;

impl Settings {
    /// The number of days, if complaints and conflicts have room in them.
    fn days(&self, conflicts_most: usize) -> Result<usize, Refusal> {
        let days = self.from.days_until(self.to).saturating_add(1);
        let (from, to) = (self.from, self.to);
        if days < 1 {
            return Err(Refusal::new(
                "signals.period",
                format!("끝나는 날({to})이 시작하는 날({from})보다 앞섭니다. --from과 --to를 바꾸십시오."),
                format!("the last day, {to}, is before the first, {from}: swap --from and --to"),
            ));
        }
        if days > DAYS_MOST {
            return Err(Refusal::new(
                "signals.period",
                format!("기간이 {days}일입니다. 20년({DAYS_MOST}일)까지 만들 수 있으니 기간을 줄이십시오."),
                format!("the period has {days} days; at most 20 years ({DAYS_MOST} days) can be made: choose a shorter one"),
            ));
        }
        if self.complaints == 0 || self.complaints > COMPLAINTS_MOST {
            return Err(Refusal::new(
                "signals.complaints",
                format!("--complaints {}: 1부터 {COMPLAINTS_MOST}까지의 수를 쓰십시오.", self.complaints),
                format!("--complaints {}: give a number from 1 to {COMPLAINTS_MOST}", self.complaints),
            ));
        }
        let days = usize::try_from(days).unwrap_or(0);
        self.room(days, conflicts_most)?;
        Ok(days)
    }

    fn room(&self, days: usize, conflicts_most: usize) -> Result<(), Refusal> {
        let (conflicts, warm_up) = (self.conflicts, self.warm_up);
        let needed = warm_up.saturating_add(usize::try_from(planted::GROWTH.0).unwrap_or(5));
        if conflicts > 0 && days < needed {
            return Err(Refusal::new(
                "signals.period-too-short",
                format!(
                    "기간이 {days}일이어서 갈등이 들어갈 자리가 없습니다. 준비 기간 {warm_up}일을 포함해 {needed}일 이상으로 하거나 --warm-up을 줄이거나 --conflicts 0으로 하십시오."
                ),
                format!(
                    "a period of {days} days has no room for a conflict: make it {needed} days or longer ({warm_up} of them warm-up), lower --warm-up, or set --conflicts 0"
                ),
            ));
        }
        if conflicts > conflicts_most {
            return Err(Refusal::new(
                "signals.conflicts",
                format!("--conflicts {conflicts}: 한 자치구에 같은 종류의 갈등은 하나뿐이므로 {conflicts_most}까지 쓸 수 있습니다."),
                format!("--conflicts {conflicts}: a kind of conflict comes once in a district, so there can be {conflicts_most} at most"),
            ));
        }
        Ok(())
    }
}
