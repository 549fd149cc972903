//! Conflict signals: a detector that finds emerging collective complaints at a false-alarm rate which the bureau sets; the textbook methods of outbreak detection beside
//! it; and a generator of streams of complaints with known conflicts.
//!
//! **Duty.** A pure tool: complaints, counts and settings go in, plain data and texts come out. It opens no file, asks no clock, and knows no room.
//! The method: docs/signals.md; how well it does: docs/evaluation-signals.md; the textbook: docs/signals-textbook.md; the generator, which shares no code with
//! the detector: docs/signals-generator.md.
//!
//! **Start reading** at `scan/mod.rs`, or at `textbook/mod.rs`.
#![warn(missing_docs)]

pub mod generate;
pub mod scan;
pub mod textbook;

#[cfg(test)]
mod tests;
