//! From answers to estimates: weights that agree with the city, and how sure an estimate is.
//!
//! **Duty.** Raking and post-stratification; means, totals, shares, ratios, quantiles, subgroups with design-based standard errors; change of
//! the same people, beside a control survey; tests that know the design. A pure tool: values in, values out; nothing here draws by chance.
//!
//! **Words.** 표본 = [`Sample`]: who was asked, with weight, cluster, stratum and population. 가중치 보정 = raking ([`rake`]) to a 모집단 구성 =
//! [`Margin`]. 추정값 = [`Estimate`], 표준오차 = standard error, 신뢰구간 = [`Interval`]. 변화 = change of the people who answered twice.
//!
//! **Can never happen here.** A number that is not one (NaN, infinite) in an estimate; a weight of zero or below; a standard error from one
//! cluster; a raking that did not converge and does not say so; an answer that counts although the person gave none.
//!
//! **Start reading** at `sample.rs` (the design and its variance), then `estimate.rs`; the method in words is docs/estimation.md.
#![warn(missing_docs)]

mod bounded;
mod change;
mod codebook;
mod distribution;
mod estimate;
mod independence;
mod interval;
mod many;
mod margin;
pub mod page;
mod rake;
mod sample;
mod sheet;

pub use change::{Change, Comparison, beyond_control, change, stayers_against_leavers};
pub use codebook::Codebook;
pub use estimate::{Estimate, Quantity};
pub use independence::{Independence, independence};
pub use interval::{Interval, Level, Method};
pub use many::{benjamini_hochberg, holm};
pub use margin::{Cells, Margin};
pub use rake::{Cell, Fit, Raking, Reweighted, Settings, Spread, rake};
pub use sample::{Columns, Design, Sample};
pub use sheet::Sheet;

/// A sentence for the reader in both languages: what to know about an answer that was given all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In Korean.
    pub ko: String,
    /// In English.
    pub en: String,
}

impl Note {
    /// A note in both languages.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ko: ko.into(), en: en.into() }
    }
}

#[cfg(test)]
mod tests;
