//! Rules that must hold, against the shared expected numbers, against brute force, and on small own cases.

mod degenerate;
mod hand;
mod scan;
pub(crate) mod shared;
