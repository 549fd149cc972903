//! Farrington's method and its flexible successor: is this week's count above what comparable past weeks let expect?

use kernel::Refusal;
use statrs::distribution::{ContinuousCDF as _, StudentsT};

use super::Missing;
use super::design::{Design, YEAR, design};
use super::distribution::{CountDistribution, normal_above, normal_quantile};
use super::fit::{Fit, Regression};

/// How the upper bound is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// A normal interval on the scale of counts to the power 2/3 (Farrington 1996, 3.7).
    Delta,
    /// A negative-binomial quantile at the upper end of the mean's interval (Garthwaite and others' suggestion in Noufaily 2013, 4).
    Muan,
    /// A negative-binomial quantile at the estimated mean (Noufaily 2013, 3.5).
    NbPlugin,
}

/// The dispersion that standard errors (of the mean and of the trend) are scaled by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorScale {
    /// Pearson's, as the papers have it; at least 1 for the mean's error.
    Pearson,
    /// The mean square of (count − mean) / mean, by the weights of weeks. R's `farringtonFlexible` (surveillance 1.20.3) has it, because its
    /// model keeps these weights in the place of the regression's; bounds by `Delta` and `Muan` and the trend's p-value depend on it.
    Relative,
}

/// The parameters, with the papers' symbols.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Farrington {
    /// b: years to look back, at least 1.
    pub years: usize,
    /// w: weeks on either side of the same week of a past year, at most 25.
    pub half_width: usize,
    /// Levels of the seasonal factor; 1 has no season and uses the windows alone.
    pub periods: usize,
    /// Weeks whose Anscombe residual is above this are weighted down as past outbreaks.
    pub weights_threshold: f64,
    /// Weeks before the tested one that are left out of the baseline.
    pub weeks_excluded: usize,
    /// The trend stays where its p-value is below this; 1 always keeps it.
    pub trend_threshold: f64,
    /// α of the one-sided bound, above 0 and below 1/2.
    pub alpha: f64,
    /// The bound's kind.
    pub threshold: Threshold,
    /// What standard errors are scaled by.
    pub error: ErrorScale,
}

/// What one test of one week gives. Numbers are finite; what does not exist is None.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    /// The expected count μ₀, where the model could be fitted.
    pub expected: Option<f64>,
    /// The upper bound, or why there is none.
    pub upperbound: Result<f64, Missing>,
    /// (count − f) / (bound − f), where f is μ₀ for delta and the linear predictor otherwise, as the reference has it.
    pub score: Option<f64>,
    /// Probability of at least this count under the null.
    pub p: Option<f64>,
    /// The dispersion φ, at least 1.
    pub phi: Option<f64>,
    /// Whether the trend stayed.
    pub trend: bool,
    /// Count above the bound.
    pub alarm: bool,
}

/// Room for one test, used again for the next: testing allocates nothing.
#[derive(Default)]
pub struct Scratch(Regression);

impl Farrington {
    /// The improved method with the settings of its paper: b = 4, w = 3, 10 periods, residuals from 2.58, 26 weeks left out, trend always.
    pub fn flexible() -> Self {
        Self {
            years: 4,
            half_width: 3,
            periods: 10,
            weights_threshold: 2.58,
            weeks_excluded: 26,
            trend_threshold: 1.0,
            alpha: 0.01,
            threshold: Threshold::NbPlugin,
            error: ErrorScale::Relative,
        }
    }

    /// The method of 1996. Its bound is two-sided: `alpha` is split over both sides.
    pub fn of_1996(years: usize, half_width: usize, alpha: f64) -> Self {
        Self {
            years,
            half_width,
            periods: 1,
            weights_threshold: 1.0,
            weeks_excluded: half_width,
            trend_threshold: 0.05,
            alpha: alpha / 2.0,
            threshold: Threshold::Delta,
            error: ErrorScale::Pearson,
        }
    }

    /// Looks whether the parameters can be.
    ///
    /// # Errors
    /// Refuses the first that cannot, by name.
    pub fn check(&self) -> Result<(), Refusal> {
        let wrong =
            |name: &str, ko: String, en: String| Err(Refusal::new("signals.parameter", format!("{name}: {ko}"), format!("{name}: {en}")));
        if !(1..=50).contains(&self.years) {
            return wrong("years (b)", "1에서 50 사이여야 합니다.".into(), "must be between 1 and 50".into());
        }
        if self.half_width > 25 {
            return wrong(
                "half-width (w)",
                "25 이하여야 합니다(창이 서로 겹칩니다).".into(),
                "must be at most 25: windows would overlap".into(),
            );
        }
        let most = YEAR - 2 * self.half_width;
        if !(1..=most).contains(&self.periods) {
            return wrong("periods (noPeriods)", format!("1에서 {most} 사이여야 합니다."), format!("must be between 1 and {most}"));
        }
        if !(self.weights_threshold > 0.0 && self.weights_threshold.is_finite()) {
            return wrong("weights-threshold", "0보다 커야 합니다.".into(), "must be above 0".into());
        }
        if self.weeks_excluded > YEAR {
            return wrong("weeks-excluded", format!("{YEAR} 이하여야 합니다."), format!("must be at most {YEAR}"));
        }
        if !(0.0..=1.0).contains(&self.trend_threshold) {
            return wrong("trend-threshold", "0에서 1 사이여야 합니다.".into(), "must be between 0 and 1".into());
        }
        if !(self.alpha > 0.0 && self.alpha < 0.5) {
            return wrong("alpha (α)", "0보다 크고 0.5보다 작아야 합니다.".into(), "must be above 0 and below 0.5".into());
        }
        Ok(())
    }

    /// The reference weeks of the week at `week` (from 0), for all series of the same weeks; None where history is too short.
    pub fn design(&self, week: usize) -> Option<Design> {
        self.check().ok()?;
        design(week, self.years, self.half_width, self.periods, self.weeks_excluded)
    }

    /// Tests the design's week in a series. Takes time in proportion to the reference weeks, and no memory.
    pub fn test(&self, design: &Design, counts: &[u32], scratch: &mut Scratch) -> Tested {
        let none = |why| Tested { expected: None, upperbound: Err(why), score: None, p: None, phi: None, trend: false, alarm: false };
        let Some(count) = counts.get(design.week) else { return none(Missing::TooShort) };
        let (sum, most) = scratch.0.load(design, counts);
        if sum < 0.5 {
            return none(Missing::AllZero);
        }
        let Some((fit, phi, trend)) = self.model(&mut scratch.0, most) else { return none(Missing::NotFitted) };
        let recent: u64 = counts.iter().take(design.week + 1).rev().take(4).map(|count| u64::from(*count)).sum();
        let Some((bound, centre, p)) = self.bound(fit, phi, f64::from(*count)) else { return none(Missing::NotFitted) };
        let count = f64::from(*count);
        let score = Some((count - centre) / (bound - centre)).filter(|score| score.is_finite());
        let upperbound = if recent < 5 { Err(Missing::FewCases) } else { Ok(bound) };
        let alarm = upperbound.is_ok_and(|bound| count > bound);
        Tested { expected: Some(fit.eta.exp()), upperbound, score, p: Some(p), phi: Some(phi), trend, alarm }
    }

    /// Tests every week from `from` (a place, from 0) to the last.
    pub fn run(&self, counts: &[u32], from: usize) -> Vec<Tested> {
        let mut scratch = Scratch::default();
        let short =
            Tested { expected: None, upperbound: Err(Missing::TooShort), score: None, p: None, phi: None, trend: false, alarm: false };
        (from..counts.len()).map(|week| self.design(week).map_or(short, |design| self.test(&design, counts, &mut scratch))).collect()
    }

    /// The model with its dispersion, and whether it has a trend.
    fn model(&self, regression: &mut Regression, most: f64) -> Option<(Fit, f64, bool)> {
        if self.years >= 3
            && let Some((fit, phi)) = self.reweighted(regression, true)
            && self.significant(fit)
            && fit.eta.exp() <= most
        {
            return Some((fit, phi, true));
        }
        regression.forget_weights();
        self.reweighted(regression, false).map(|(fit, phi)| (fit, phi, false))
    }

    fn reweighted(&self, regression: &mut Regression, trend: bool) -> Option<(Fit, f64)> {
        let phi = regression.fit(trend)?.dispersion.max(1.0);
        regression.weigh(phi, self.weights_threshold);
        let fit = regression.fit(trend)?;
        Some((fit, fit.dispersion.max(1.0)))
    }

    fn significant(&self, fit: Fit) -> bool {
        let scale = if self.error == ErrorScale::Relative { fit.relative } else { fit.dispersion };
        let Some(t) = fit.slope.filter(|_| scale > 0.0).map(|slope| slope / scale.sqrt()) else { return false };
        // The p-value of any slope but a perfectly flat one is below 1.
        if self.trend_threshold >= 1.0 {
            return true;
        }
        StudentsT::new(0.0, 1.0, fit.freedom).is_ok_and(|student| 2.0 * student.sf(t.abs()) < self.trend_threshold)
    }

    /// Upper bound, the score's centre, p.
    fn bound(&self, fit: Fit, phi: f64, count: f64) -> Option<(f64, f64, f64)> {
        let mean = fit.eta.exp();
        let z = normal_quantile(1.0 - self.alpha)?;
        let scale = if self.error == ErrorScale::Relative { fit.relative } else { phi };
        let error = (scale * fit.variance).sqrt();
        let (bound, centre, p) = match self.threshold {
            Threshold::Delta => {
                let tau = phi + (mean * error).powi(2) / mean;
                let spread = (4.0 / 9.0 * mean.cbrt() * tau).sqrt();
                let (centre, at) = (mean.cbrt().powi(2), count.cbrt().powi(2));
                ((centre + z * spread).powf(1.5), mean, normal_above((at - centre) / spread))
            }
            Threshold::Muan | Threshold::NbPlugin => {
                let mean = if self.threshold == Threshold::Muan { (fit.eta + z * error).exp() } else { mean };
                let counts = CountDistribution::new(mean, phi)?;
                (counts.upper_quantile(self.alpha)?, fit.eta, counts.at_least(count)?)
            }
        };
        [bound, centre, p].iter().all(|value| value.is_finite()).then_some((bound, centre, p))
    }
}
