use kernel::Refusal;

use crate::distribution::{beta, normal, student};
use crate::{Estimate, Quantity};

/// How an interval is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Estimate ± quantile of the normal distribution × standard error.
    Normal,
    /// Estimate ± quantile of t with the design's degrees of freedom × standard error.
    Student,
    /// For shares: t on the scale of log(p/(1 − p)), so that it stays between 0 and 1.
    Logit,
    /// For shares: Clopper and Pearson's interval with the effective sample size (Korn and Graubard 1998).
    Beta,
}

impl Method {
    /// The method that suits a quantity unless another is asked for.
    pub fn usual(quantity: Quantity) -> Self {
        if quantity == Quantity::Share { Self::Logit } else { Self::Student }
    }
}

/// How often an interval is to hold the truth, such as 0.95.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level(f64);

impl Default for Level {
    fn default() -> Self {
        Self(0.95)
    }
}

impl Level {
    /// A level. Refuses what does not lie between 0.5 and 1.
    pub fn new(level: f64) -> Result<Self, Refusal> {
        if (0.5..1.0).contains(&level) {
            return Ok(Self(level));
        }
        Err(Refusal::new(
            "estimation.no-level",
            format!("신뢰수준 {level}은(는) 0.5 이상 1 미만이어야 합니다. 예: 0.95"),
            format!("the level {level} must be at least 0.5 and below 1, such as 0.95"),
        ))
    }

    /// The level, between 0.5 and 1.
    pub fn value(self) -> f64 {
        self.0
    }

    pub(crate) fn student(self, df: f64) -> f64 {
        student(f64::midpoint(1.0, self.0), df)
    }

    fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }
}

/// From where to where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How it was made; beta instead of logit where nobody or everybody said yes.
    pub method: Method,
}

impl Estimate {
    /// The interval of the estimate. Refuses logit and beta for what is no share.
    pub fn interval(&self, method: Method, level: Level) -> Result<Interval, Refusal> {
        let around = |quantile: f64| Interval { low: self.value - quantile * self.se, high: self.value + quantile * self.se, method };
        match method {
            Method::Normal => Ok(around(-normal(level.tail()))),
            Method::Student => Ok(around(level.student(self.df))),
            _ if self.quantity != Quantity::Share => Err(Refusal::new(
                "estimation.interval-for-shares",
                "logit과 beta 구간은 비율(share)에만 씁니다. t나 normal을 골라 주십시오.",
                "the intervals logit and beta are for shares only: choose t or normal",
            )),
            Method::Logit if self.value > 0.0 && self.value < 1.0 => Ok(self.logit(level)),
            // At 0 and 1 the logit is nowhere; the exact interval still holds.
            Method::Logit | Method::Beta => Ok(self.beta(level)),
        }
    }

    fn logit(&self, level: Level) -> Interval {
        let p = self.value;
        if self.se == 0.0 {
            return Interval { low: p, high: p, method: Method::Logit };
        }
        let centre = (p / (1.0 - p)).ln();
        let half = level.student(self.df) * self.se / (p * (1.0 - p));
        let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
        Interval { low: back(centre - half), high: back(centre + half), method: Method::Logit }
    }

    /// With n = p(1 − p)/se² and its correction for degrees of freedom, (t(answers − 1)/t(df))². Where nobody or everybody said yes the
    /// standard error is zero and says nothing; there n is Kish's effective sample size.
    fn beta(&self, level: Level) -> Interval {
        let (p, tail) = (self.value, level.tail());
        let certain = Interval { low: p, high: p, method: Method::Beta };
        let inside = p > 0.0 && p < 1.0;
        if self.fraction >= 1.0 || (inside && self.se == 0.0) {
            return certain;
        }
        let n = if inside { p * (1.0 - p) / (self.se * self.se) } else { self.effective / (1.0 - self.fraction) };
        let n = n * (level.student((self.answers as f64 - 1.0).max(1.0)) / level.student(self.df)).powi(2);
        let (yes, no) = (n * p, n * (1.0 - p));
        Interval { low: beta(tail, yes, no + 1.0), high: beta(1.0 - tail, yes + 1.0, no), method: Method::Beta }
    }
}

/// The interval of a share that a quantile is read from. Refuses one that leaves 0 to 1, or that everybody's answers fill.
pub(crate) fn percentile_interval(share: &Estimate, level: Level) -> Result<Interval, Refusal> {
    let interval = share.interval(Method::Student, level)?;
    let full = share.value >= 1.0 && share.fraction < 1.0;
    if interval.low <= 0.0 || interval.high > 1.0 || full {
        let answers = share.answers;
        return Err(Refusal::new(
            "estimation.quantile-at-the-edge",
            format!("응답 {answers}개로는 이 분위의 신뢰구간이 응답의 끝을 넘어갑니다. 가운데에 더 가까운 분위를 물어 주십시오."),
            format!("with {answers} answers the interval of this quantile runs past the answers: ask for one nearer to the middle"),
        ));
    }
    Ok(interval)
}
