//! Quantiles and tails of the distributions that intervals and tests need.

use statrs::distribution::{Beta, ContinuousCDF as _, FisherSnedecor, Normal, StudentsT};

/// The quantile of the standard normal distribution; 0 < `p` < 1.
pub(crate) fn normal(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// The quantile of Student's t; 0 < `p` < 1, `df` > 0.
///
/// Above a thousand degrees of freedom by the expansion of Cornish and Fisher (Abramowitz and Stegun 26.7.5), exact there to twelve
/// digits: the inverse of the incomplete beta function loses digits as `df` grows.
pub(crate) fn student(p: f64, df: f64) -> f64 {
    if df < 1000.0 {
        return StudentsT::new(0.0, 1.0, df).map_or_else(|_| normal(p), |t| t.inverse_cdf(p));
    }
    let z = normal(p);
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let third = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    z + (first + (second + third / df) / df) / df
}

/// The chance that |t| is at least this large; from 0 to 1.
pub(crate) fn student_both_tails(t: f64, df: f64) -> f64 {
    let tail = StudentsT::new(0.0, 1.0, df).map_or(0.5, |distribution| distribution.sf(t.abs()));
    (2.0 * tail).clamp(0.0, 1.0)
}

/// The chance that F is at least this large; from 0 to 1.
pub(crate) fn f_tail(f: f64, df1: f64, df2: f64) -> f64 {
    FisherSnedecor::new(df1, df2).map_or(1.0, |distribution| distribution.sf(f)).clamp(0.0, 1.0)
}

/// The quantile of the beta distribution, to 1e-15; `a`, `b` > 0, or 0 for all mass at that end.
///
/// By halving: the distribution function is good to the last digits everywhere, its published inverse is not for small `a`.
pub(crate) fn beta(p: f64, a: f64, b: f64) -> f64 {
    if a <= 0.0 {
        return 0.0;
    }
    if b <= 0.0 {
        return 1.0;
    }
    let Ok(distribution) = Beta::new(a, b) else { return if a < b { 0.0 } else { 1.0 } };
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > 1e-15 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if distribution.cdf(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
