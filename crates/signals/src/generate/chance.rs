//! Chance from a seed: ChaCha8, one stream for the plan and one for each day, so that a day's complaints do not depend on how many were written before.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use rand_distr::{Distribution as _, Gamma, Poisson};

pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// At least 0, below 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Between two numbers.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `n`; 0 if `n` is 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64
    }

    /// A whole number from `low` to `high`, both possible.
    pub(super) fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + small(self.below(u64::from(high.saturating_sub(low)) + 1))
    }

    /// A place in a list of this length; 0 if it is empty.
    pub(super) fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// A place in a list, by cumulative weights.
    pub(super) fn by_weight(&mut self, cumulative: &[f64]) -> usize {
        let at = self.unit() * cumulative.last().copied().unwrap_or(0.0);
        cumulative.partition_point(|sum| *sum <= at).min(cumulative.len().saturating_sub(1))
    }

    /// The list in another order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.place(last + 1);
            list.swap(last, other);
        }
    }

    /// A negative-binomial count with this mean and `variance = dispersion × mean`: a Poisson count whose mean is gamma-distributed.
    pub(super) fn negative_binomial(&mut self, mean: f64, dispersion: f64) -> u32 {
        let scale = dispersion - 1.0;
        let level = match Gamma::new(mean / scale, scale) {
            Ok(gamma) => gamma.sample(&mut self.0),
            Err(_) => return 0,
        };
        // A level that underflows to zero has no complaints.
        Poisson::new(level).map_or(0, |poisson| rounded(poisson.sample(&mut self.0)))
    }
}

/// A whole number that is known to be small.
pub(super) fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The nearest whole number, not below 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast of a float saturates")]
pub(super) fn rounded(number: f64) -> u32 {
    number.round() as u32
}

/// A fixed number from 0 to 1 for a key: what differs between places, but not between seeds (splitmix64, Steele and others 2014).
pub(super) fn fixed(key: u64) -> f64 {
    let mut bits = key.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
