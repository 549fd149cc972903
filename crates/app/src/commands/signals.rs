//! `madang signals`: complaints in, alerts out; and the textbook methods beside it. Files alone, no database.

mod generate;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

pub(crate) const EXAMPLE: &str = "Example: madang signals scan --complaints complaints.csv --budget 1/month --out signals";

#[derive(Subcommand)]
pub(crate) enum Signals {
    /// Write a stream of complaints with planted conflicts, and the truth beside it
    #[command(after_help = generate::EXAMPLE)]
    Generate(generate::Generate),
}

/// Runs one of the commands.
pub(crate) fn run(signals: &Signals) -> Result<ExitCode> {
    match signals {
        Signals::Generate(options) => generate::run(options),
    }
}
