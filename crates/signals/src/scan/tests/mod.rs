//! Rules that the detector must hold, and its evaluation: docs/evaluation-signals.md. Long runs answer to environment variables (`make evaluate`).

mod chicago;
mod files;
mod generated;
mod pages;
mod petitions;
mod prototype;
mod rules;
mod seasons;
mod volume;

/// A number of the environment, for the long runs.
fn asked(name: &str) -> Option<u64> {
    std::env::vars().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok())
}

/// The exact Poisson upper bound (one-sided, 95 %) of a count: half the 95 % point of χ² with 2 (count + 1) degrees of freedom.
fn upper(count: u32) -> f64 {
    use statrs::distribution::{ChiSquared, ContinuousCDF as _};
    ChiSquared::new(2.0 * f64::from(count + 1)).unwrap().inverse_cdf(0.95) / 2.0
}
