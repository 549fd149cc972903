//! A bureau's year, simulated: a seeded generator acts through the operations as officers do, wrongly at times, and keeps its own plain count.
//! After each day `verify rules` is clean and every figure is the simulator's own; at the end, so is every figure as known at earlier points.
//!
//! One seed here, a shorter one on PostgreSQL; `make evaluate` sets `MADANG_YEARS` to two hundred. `MADANG_YEAR_SEED` repeats one.

mod count;
mod money;
mod moves;
mod office;
mod play;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

use crate::*;
use play::{Play, Stretch};

/// Numbers from a seed (SplitMix64, Steele, Lea and Flood 2014): small, and the same everywhere.
pub(crate) struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).unwrap()
    }

    /// An amount from 1 to a bound.
    pub(crate) fn amount(&mut self, bound: i64) -> i64 {
        1 + i64::try_from(self.next() % bound.max(1).unsigned_abs()).unwrap()
    }

    /// Says yes so many times of a hundred.
    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }
}

fn asked(name: &str) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "the long run asks for more, and a failure to be repeated")]
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Plays one seed; a failure names the command that repeats it.
fn played(db: TestDb, seed: u64, stretch: Stretch) {
    let engine = if db.url.starts_with("sqlite:") { "sqlite" } else { "postgres" };
    let start = Instant::now();
    match catch_unwind(AssertUnwindSafe(|| Play::new(db, Chance(seed), stretch).run())) {
        Ok(said) => println!("seed {seed}: {said}; {:.1} s", start.elapsed().as_secs_f64()),
        Err(panic) => {
            println!(
                "seed {seed} FAILED; repeat it with:\n  MADANG_YEAR_SEED={seed} tests/with-postgres cargo test -p app --test command -- --nocapture year::a_bureau_s_year::{engine}"
            );
            resume_unwind(panic)
        }
    }
}

mod a_bureau_s_year {
    use super::*;

    #[test]
    fn sqlite() {
        let first = asked("MADANG_YEAR_SEED");
        let years = if first.is_some() { 1 } else { asked("MADANG_YEARS").unwrap_or(1) };
        for seed in first.unwrap_or(1)..first.unwrap_or(1) + years {
            played(TestDb::sqlite(SCHEMAS), seed, Stretch::Year);
        }
    }

    #[test]
    fn postgres() {
        played(TestDb::postgres(SCHEMAS), asked("MADANG_YEAR_SEED").unwrap_or(1), Stretch::YearEnd);
    }
}
