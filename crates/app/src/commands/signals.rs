//! `madang signals`: alerts from complaints; the textbook methods, counts in and alarms out; and streams of complaints. Files alone, no database.

mod generate;
mod scan;
mod textbook;

use std::process::ExitCode;

use anyhow::Result;
use clap::Subcommand;

pub(crate) const EXAMPLE: &str = "Example: madang signals scan --complaints complaints.csv --budget 1/month --out signals";

#[derive(Subcommand)]
pub(crate) enum Signals {
    /// Find emerging collective complaints: early, rare and right alerts, at a false-alarm rate that the bureau sets
    #[command(after_help = scan::EXAMPLE)]
    Scan(scan::Scan),
    /// Write a stream of complaints with planted conflicts, and the truth beside it
    #[command(after_help = generate::EXAMPLE)]
    Generate(generate::Generate),
    /// Farrington's method as improved by Noufaily and others (2013), on weekly counts
    Farrington(textbook::Flexible),
    /// Farrington's own method (Farrington and others, 1996), on weekly counts
    #[command(name = "farrington-1996")]
    Farrington1996(textbook::Of1996),
    /// EARS C1, C2 or C3 (Hutwagner and others, 2003), on weekly counts
    Ears(textbook::Ears),
    /// The expectation-based Poisson space-time scan, on counts by area and week
    ScanStatistic(textbook::ScanStatistic),
}

/// Runs one of the commands.
pub(crate) fn run(signals: &Signals) -> Result<ExitCode> {
    match signals {
        Signals::Scan(options) => scan::run(options),
        Signals::Generate(options) => generate::run(options),
        Signals::Farrington(options) => textbook::flexible(options),
        Signals::Farrington1996(options) => textbook::of_1996(options),
        Signals::Ears(options) => textbook::ears(options),
        Signals::ScanStatistic(options) => textbook::scan_statistic(options),
    }
}
