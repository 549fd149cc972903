//! The textbook methods of outbreak detection, and a generator of streams of complaints with known conflicts; the detector itself is to come.
//!
//! **Duty.** A pure tool: counts and settings go in, plain data and texts come out. It opens no file, asks no clock, and knows no room.
//! The methods, with their sources: docs/signals-textbook.md; the generator: docs/signals-generator.md.
//!
//! **Start reading** at `textbook/mod.rs`.
#![warn(missing_docs)]

pub mod generate;
pub mod textbook;

#[cfg(test)]
mod tests;
