//! Quantiles and tails of counts whose variance is φ times their mean: Poisson for φ = 1, else negative binomial of size mean/(φ − 1).

use statrs::distribution::{ContinuousCDF as _, Normal};

/// Terms that one sum may have; a distribution wider than that is not asked for.
const TERMS: u32 = 200_000;
/// Below this share of the largest term the rest adds nothing to a double.
const NOTHING: f64 = 1e-20;

/// The standard normal quantile of `probability`; None outside (0, 1).
pub(crate) fn normal_quantile(probability: f64) -> Option<f64> {
    (probability > 0.0 && probability < 1.0).then(|| Normal::standard().inverse_cdf(probability))
}

/// P(Z > z), to full relative precision in the tail.
pub(crate) fn normal_above(z: f64) -> f64 {
    Normal::standard().sf(z)
}

/// A distribution of counts, as terms relative to its largest: no gamma function, so no cancellation for any size.
pub(crate) struct CountDistribution {
    mean: f64,
    phi: f64,
    mode: f64,
    /// Sums of the terms below and above the mode, whose own term is 1.
    below: f64,
    above: f64,
}

impl CountDistribution {
    /// None where mean or φ are not finite, φ is below 1, or it is too wide to sum.
    pub(crate) fn new(mean: f64, phi: f64) -> Option<Self> {
        if !(mean.is_finite() && phi.is_finite() && mean > 0.0 && phi >= 1.0) {
            return None;
        }
        let mode = if mean > phi { (mean - phi).floor() + 1.0 } else { 0.0 };
        let mut counts = Self { mean, phi, mode, below: 0.0, above: 0.0 };
        counts.above = counts.from(mode, 1.0)?;
        let (mut at, mut term) = (mode, 1.0);
        for step in 0.. {
            if at < 1.0 || term < NOTHING {
                break;
            }
            at -= 1.0;
            term /= counts.ratio(at);
            counts.below += term;
            if step > TERMS {
                return None;
            }
        }
        Some(counts)
    }

    /// P(X = at + 1) / P(X = at).
    fn ratio(&self, at: f64) -> f64 {
        (self.mean + at * (self.phi - 1.0)) / (self.phi * (at + 1.0))
    }

    /// The sum of the terms after `at`, whose own term is `term`.
    fn from(&self, mut at: f64, mut term: f64) -> Option<f64> {
        let mut sum = 0.0;
        for _ in 0..TERMS {
            let ratio = self.ratio(at);
            term *= ratio;
            sum += term;
            at += 1.0;
            if term <= NOTHING * sum && ratio < 1.0 {
                return Some(sum);
            }
        }
        None
    }

    /// The smallest count with at most `alpha` (below 1/2) of the probability above it.
    pub(crate) fn upper_quantile(&self, alpha: f64) -> Option<f64> {
        let wanted = (1.0 - alpha) * (self.below + 1.0 + self.above);
        let (mut at, mut term, mut sum) = (self.mode, 1.0, self.below + 1.0);
        for _ in 0..TERMS {
            if sum >= wanted {
                return Some(at);
            }
            term *= self.ratio(at);
            sum += term;
            at += 1.0;
        }
        None
    }

    /// P(X ≥ count).
    pub(crate) fn at_least(&self, count: f64) -> Option<f64> {
        let total = self.below + 1.0 + self.above;
        let (mut at, mut term, mut lower) = (self.mode, 1.0, self.below);
        if count <= self.mode {
            while at > count && term > 0.0 {
                at -= 1.0;
                term /= self.ratio(at);
                lower -= term;
            }
            return Some((1.0 - lower.max(0.0) / total).clamp(0.0, 1.0));
        }
        while at < count {
            if term <= f64::MIN_POSITIVE {
                return Some(0.0);
            }
            term *= self.ratio(at);
            at += 1.0;
        }
        Some((term + self.from(at, term)?) / total)
    }
}
