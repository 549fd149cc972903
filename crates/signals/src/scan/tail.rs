//! The tail of a negative-binomial distribution: how surprising a count is.

use statrs::function::gamma::ln_gamma;

/// −log₁₀ P(X ≥ count) for a negative-binomial X of this mean and variance; Poisson where the variance is not above the mean. 0 where count is below the
/// mean, or where the mean is not above 0.
///
/// The sum begins at `count` and goes up, so that chances far below the least double are told apart by their first term alone.
pub(super) fn surprise(count: u32, mean: f64, variance: f64) -> f64 {
    let at = f64::from(count);
    if !(mean > 0.0 && mean.is_finite() && at > mean) {
        return 0.0;
    }
    let excess = variance - mean;
    // P(X = k + 1) / P(X = k) = q (r + k) / (k + 1); for Poisson mean / (k + 1).
    let (first, q, r) = if excess > 1e-4 * mean {
        let r = mean * mean / excess;
        let q = mean / (r + mean);
        (ln_gamma(r + at) - ln_gamma(r) - ln_gamma(at + 1.0) + r * (1.0 - q).ln() + at * q.ln(), q, r)
    } else {
        (at * mean.ln() - mean - ln_gamma(at + 1.0), 0.0, 0.0)
    };
    let (mut term, mut sum, mut k) = (1.0, 1.0, at);
    while term > 1e-9 * sum && k < at + 10_000.0 {
        term *= if r > 0.0 { q * (r + k) } else { mean } / (k + 1.0);
        sum += term;
        k += 1.0;
    }
    (-(first + f64::ln(sum)) / std::f64::consts::LN_10).max(0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::surprise;

    #[test]
    fn it_is_the_tail_as_statrs_has_it() {
        use statrs::distribution::{DiscreteCDF as _, NegativeBinomial, Poisson};
        for (count, mean) in [(3, 1.0), (5, 0.2), (30, 12.5), (200, 150.0)] {
            let poisson = -Poisson::new(mean).unwrap().sf(count - 1).log10();
            assert!((surprise(u32::try_from(count).unwrap(), mean, mean) - poisson).abs() < 1e-6);
            let r = 2.5;
            let negative = -NegativeBinomial::new(r, r / (r + mean)).unwrap().sf(count - 1).log10();
            assert!((surprise(u32::try_from(count).unwrap(), mean, mean + mean * mean / r) - negative).abs() < 1e-6);
        }
    }

    proptest! {
        #[test]
        fn more_is_more_surprising_and_spread_makes_it_less(count in 1_u32..500, mean in 1e-3_f64..400.0, phi in 1.0_f64..8.0) {
            let one = surprise(count, mean, phi * mean);
            prop_assert!(one.is_finite() && one >= 0.0);
            prop_assert!(surprise(count + 1, mean, phi * mean) >= one);
            if f64::from(count) > 2.0 * phi * mean { prop_assert!(surprise(count, mean, (phi + 1.0) * mean) <= one + 1e-9); }
        }
    }
}
