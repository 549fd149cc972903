//! The textbook methods, as their papers and reference implementations state them: for comparison, and for counts of a long history.
//!
//! | method | source | here |
//! |---|---|---|
//! | Farrington flexible | Noufaily and others, Statistics in Medicine 32 (2013) 1206–1222 | [`Farrington::flexible`] |
//! | Farrington | Farrington and others, Journal of the Royal Statistical Society A 159 (1996) 547–563 | [`Farrington::of_1996`] |
//! | EARS C1, C2, C3 | Hutwagner and others, Journal of Urban Health 80 (2003) i89–i96 | [`ears`] |
//! | expectation-based Poisson scan | Neill and others, KDD 2005, 218–227; Gumbel: Abrams and others, Int. J. Health Geographics 9 (2010) 61 | [`Scan`] |
//!
//! A week is a place in a row of counts without gaps. What does not exist is [`Missing`], never NaN.
//! Start reading at `farrington.rs`, then `design.rs` (which weeks are compared) and `fit.rs` (the regression).

mod counts;
mod design;
mod distribution;
mod ears;
mod farrington;
mod fit;
mod gumbel;
mod scan;
mod write;
mod zones;

pub use counts::{AreaCounts, COUNT_MAX, Centroids, Counts};
pub use design::Design;
pub use ears::{Ears, EarsMethod, ears};
pub use farrington::{ErrorScale, Farrington, Scratch, Tested, Threshold};
pub use gumbel::Gumbel;
pub use scan::{Baseline, Cluster, Scan, ScanResult, scan};
pub use sheet::Table;

pub use write::{Line, clusters_csv, lines_csv};
pub use zones::Zones;

/// Why a bound does not exist. It is written as NA, and counted by reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// The reference weeks would begin before the first week.
    TooShort,
    /// No case in any reference week: nothing to estimate from.
    AllZero,
    /// Fewer than five cases in the last four weeks: too few to ring for.
    FewCases,
    /// The baseline has no spread, so distances cannot be measured in it.
    Flat,
    /// The regression has no finite answer, or one whose variance is thousands of times the mean.
    NotFitted,
}

impl Missing {
    /// The reason in Korean and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::TooShort => ("비교할 과거 자료가 부족함", "too little history"),
            Self::AllZero => ("비교할 과거 주가 모두 0건", "no case in any reference week"),
            Self::FewCases => ("최근 4주 합계가 5건 미만", "fewer than 5 cases in the last 4 weeks"),
            Self::Flat => ("기준 기간의 건수가 모두 같아 편차를 잴 수 없음", "a baseline without spread"),
            Self::NotFitted => {
                ("회귀식에 유한한 답이 없거나 분산이 지나치게 큼", "the regression has no finite answer, or far too wide a one")
            }
        }
    }
}
