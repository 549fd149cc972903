//! From a stream of complaints to early, rare and right alerts; beside it the textbook methods, and a generator of streams with known conflicts.
//!
//! **Duty.** A pure tool: complaints and settings go in, plain data and texts come out. It opens no file, asks no clock, and knows no room.
//! The method, with its sources, is one page: docs/signals.md.
//!
//! **Start reading** at `textbook/mod.rs`.
#![warn(missing_docs)]

pub mod generate;
pub mod textbook;

#[cfg(test)]
mod tests;
