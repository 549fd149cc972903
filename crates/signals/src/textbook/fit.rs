//! Quasi-Poisson regression with log link on season and trend, by iteratively reweighted least squares.
//!
//! A model with one season factor and one slope needs no matrix: within a season everything is measured from the season's weighted mean,
//! so the slope is one ratio, and a leverage one sum. Starting values, the rule to stop and the use of the last step's weights are those
//! that R documents for `glm` (start at count + 0.1, stop when the deviance changes by less than 1e-8, at most 25 steps), so that answers
//! agree beyond the tolerance of the iteration itself.

use super::design::Design;

const STEPS: usize = 25;
const STILL: f64 = 1e-8;

#[derive(Clone, Copy, Default)]
struct Row {
    level: usize,
    time: f64,
    count: f64,
    /// count·ln(count) − count, of the deviance.
    full: f64,
    prior: f64,
    eta: f64,
    mean: f64,
    weight: f64,
    /// The working response.
    work: f64,
}

#[derive(Clone, Copy, Default)]
struct Level {
    weight: f64,
    time: f64,
    work: f64,
}

/// Room for one regression, used again for every series.
#[derive(Default)]
pub(crate) struct Regression {
    rows: Vec<Row>,
    levels: Vec<Level>,
    /// Σ weight·(time − mean of its season)², 0 without a trend.
    spread: f64,
    slope: f64,
}

/// A fitted model, at the tested week.
#[derive(Clone, Copy)]
pub(crate) struct Fit {
    /// The linear predictor.
    pub(crate) eta: f64,
    /// Its variance, for a dispersion of 1.
    pub(crate) variance: f64,
    /// Pearson's dispersion.
    pub(crate) dispersion: f64,
    /// The dispersion of residuals relative to the mean, with the weights of weeks alone: what R's flexible method scales errors by.
    pub(crate) relative: f64,
    /// Slope over its standard error for a dispersion of 1, if there is a slope.
    pub(crate) slope: Option<f64>,
    pub(crate) freedom: f64,
}

impl Regression {
    /// Takes a series' reference counts, all weights 1. Gives their sum and the largest.
    pub(crate) fn load(&mut self, design: &Design, counts: &[u32]) -> (f64, f64) {
        let count = |place: usize| f64::from(counts.get(place).copied().unwrap_or(0));
        self.rows.clear();
        self.rows.extend(design.rows.iter().map(|row| {
            let count = count(row.place);
            let full = if count > 0.0 { count * count.ln() - count } else { 0.0 };
            Row { level: row.level, time: row.time, count, full, prior: 1.0, ..Row::default() }
        }));
        self.levels.clear();
        self.levels.resize(design.levels, Level::default());
        self.rows.iter().fold((0.0, 0.0), |(sum, most): (f64, f64), row| (sum + row.count, most.max(row.count)))
    }

    /// Gives all weeks the same weight again.
    pub(crate) fn forget_weights(&mut self) {
        self.rows.iter_mut().for_each(|row| row.prior = 1.0);
    }

    /// Fits; None where it does not converge or has no freedom left.
    pub(crate) fn fit(&mut self, trend: bool) -> Option<Fit> {
        for row in &mut self.rows {
            row.mean = row.count + 0.1;
            row.eta = row.mean.ln();
        }
        let mut deviance = self.deviance();
        for _ in 0..STEPS {
            self.step(trend);
            let next = self.deviance();
            if !next.is_finite() {
                return None;
            }
            let still = (next - deviance).abs() / (next.abs() + 0.1) < STILL;
            deviance = next;
            if still {
                return self.summary();
            }
        }
        None
    }

    fn deviance(&self) -> f64 {
        2.0 * self.rows.iter().map(|row| row.prior * (row.full - row.count * row.eta + row.mean)).sum::<f64>()
    }

    /// One step of weighted least squares.
    fn step(&mut self, trend: bool) {
        (self.spread, self.slope) = (0.0, 0.0);
        for (rows, level) in self.rows.chunk_by_mut(|one, next| one.level == next.level).zip(&mut self.levels) {
            let (mut weight, mut time, mut work) = (0.0, 0.0, 0.0);
            for row in rows.iter_mut() {
                row.weight = row.prior * row.mean;
                row.work = row.eta + (row.count - row.mean) / row.mean;
                weight += row.weight;
                time += row.weight * row.time;
                work += row.weight * row.work;
            }
            *level = Level { weight, time: time / weight, work: work / weight };
            if trend {
                for row in rows.iter() {
                    let off = row.weight * (row.time - level.time);
                    self.spread += off * (row.time - level.time);
                    self.slope += off * row.work;
                }
            }
        }
        self.slope = if self.spread > 0.0 { self.slope / self.spread } else { 0.0 };
        for (rows, level) in self.rows.chunk_by_mut(|one, next| one.level == next.level).zip(&self.levels) {
            for row in rows {
                row.eta = level.work + self.slope * (row.time - level.time);
                row.mean = row.eta.exp().max(f64::EPSILON);
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "hundreds of weeks")]
    fn summary(&self) -> Option<Fit> {
        let last = self.levels.last()?;
        let slopes = usize::from(self.spread > 0.0);
        let freedom = self.rows.len().checked_sub(self.levels.len() + slopes).filter(|left| *left > 0)? as f64;
        let squares = self.rows.iter().fold((0.0, 0.0), |(pearson, relative), row| {
            let square = ((row.count - row.mean) / row.mean).powi(2);
            (pearson + row.weight * square, relative + row.prior * square)
        });
        let (dispersion, relative) = (squares.0 / freedom, squares.1 / freedom);
        let along = if slopes > 0 { last.time * last.time / self.spread } else { 0.0 };
        let fit = Fit {
            eta: last.work - self.slope * last.time,
            variance: 1.0 / last.weight + along,
            dispersion,
            relative,
            slope: (slopes > 0).then(|| self.slope * self.spread.sqrt()),
            freedom,
        };
        [fit.eta, fit.variance, fit.dispersion, fit.relative].iter().all(|value| value.is_finite()).then_some(fit)
    }

    /// Weights down weeks whose standardised Anscombe residual is above `threshold`, as past outbreaks (Farrington 1996, 3.6).
    #[expect(clippy::cast_precision_loss, reason = "hundreds of weeks")]
    pub(crate) fn weigh(&mut self, phi: f64, threshold: f64) {
        let mut sum = 0.0;
        for (rows, level) in self.rows.chunk_by_mut(|one, next| one.level == next.level).zip(&self.levels) {
            for row in rows {
                let along = if self.spread > 0.0 { (row.time - level.time).powi(2) / self.spread } else { 0.0 };
                let free = 1.0 - row.weight * (1.0 / level.weight + along);
                let off = 1.5 * (row.count.cbrt().powi(2) * (-row.eta / 6.0).exp() - row.mean.sqrt());
                // A week that alone decides its own mean has no residual.
                let residual = if free > 1e-9 { off / (phi * free).sqrt() } else { 0.0 };
                row.prior = if residual > threshold { residual.powi(-2) } else { 1.0 };
                sum += row.prior;
            }
        }
        let scale = self.rows.len() as f64 / sum;
        self.rows.iter_mut().for_each(|row| row.prior *= scale);
    }
}
