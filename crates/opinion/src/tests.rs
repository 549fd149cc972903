mod bad;
mod claims;
mod exact;
mod groups;
mod live;
mod packed;
mod page;
mod shared;
mod simulate;

/// How much of a long simulation is run: a small share unless `MADANG_SIMULATIONS` says so (`make evaluate`).
#[expect(clippy::disallowed_methods, reason = "a test's length is set from outside")]
fn simulations(few: u64) -> u64 {
    std::env::var("MADANG_SIMULATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}
