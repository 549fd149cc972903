//! Chance from a seed: ChaCha8, one stream for each purpose, so that a new draw somewhere moves no other.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// What chance is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Panels = 1,
    Numbers = 2,
    Pseudonyms = 3,
    Legacy = 6,
    Tables = 4,
    Facilitators = 5,
    Replacement = 10,
    Alternates = 11,
    Dropouts = 12,
    HeldOut = 13,
    Beside = 14,
}

pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    pub(crate) fn new(seed: u64, purpose: Purpose) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        chance.set_stream(purpose as u64);
        Self(chance)
    }

    /// At least 0, below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `n`; 0 if `n` is 0. (The bias of a plain product is below n / 2^64.)
    #[expect(clippy::cast_possible_truncation, reason = "the product's upper half is below n")]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// The items in an order by chance.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
