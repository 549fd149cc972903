//! Chance from a seed: ChaCha8, one stream for each purpose, so that a new draw somewhere moves no other.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// What a draw is for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Start = 1,
    Groups = 2,
    Stability = 3,
    Chance = 4,
    Sample = 5,
    Route = 6,
}

pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    pub(crate) fn new(seed: u64, purpose: Purpose, number: u64) -> Self {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        draw.set_stream(((purpose as u64) << 32) | number);
        Self(draw)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// At least 0, below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `n`; 0 if `n` is 0. (The bias of a plain product is below n / 2^64.)
    #[expect(clippy::cast_possible_truncation, reason = "the product's upper half is below n")]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// `count` of 0..n without repetition, ascending; all if there are fewer.
    pub(crate) fn sample(&mut self, n: usize, count: usize) -> Vec<usize> {
        let mut chosen = Vec::with_capacity(count.min(n));
        let mut wanted = count.min(n);
        for at in 0..n {
            if self.below(n - at) < wanted {
                chosen.push(at);
                wanted -= 1;
            }
        }
        chosen
    }
}
