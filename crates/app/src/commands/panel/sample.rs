//! `madang panel sample`: a frame in, a sample with its probabilities out.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use sortition::{By, Plan};

use super::{table, write};

pub(crate) const EXAMPLE: &str = "Example: madang panel sample --frame frame.csv --id 번호 --size 400 --strata 자치구,나이 --seed \"제1300회 로또 3 11 24 30 38 41\" --out sample";

#[derive(Args)]
pub(crate) struct Sample {
    /// Who may be drawn: CSV (UTF-8 or CP949) or XLSX, a row for each person
    #[arg(long, value_name = "FILE")]
    frame: PathBuf,
    /// People in the sample; with --clusters but without --clusters-size, clusters
    #[arg(long, value_name = "N")]
    size: u64,
    /// The column of ids; the number of the row below the header unless told
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The columns whose values make strata
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    strata: Vec<String>,
    /// How the sample is shared out over strata
    #[arg(long, value_enum, default_value = "proportional", requires_if("neyman", "spread"))]
    allocation: Allocation,
    /// The standard deviation of each stratum: the columns of strata, and spread
    #[arg(long, value_name = "FILE", requires = "strata")]
    spread: Option<PathBuf>,
    /// The least from each stratum
    #[arg(long, value_name = "M", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    least: u64,
    /// The column of clusters: clusters are drawn instead of people
    #[arg(long, value_name = "COLUMN")]
    clusters: Option<String>,
    /// People drawn in each cluster that is drawn; everybody of it unless told
    #[arg(long, value_name = "M", requires = "clusters")]
    clusters_size: Option<u64>,
    /// How clusters are drawn; by size where people are drawn in them, all alike otherwise
    #[arg(long, value_enum, value_name = "HOW", requires = "clusters")]
    clusters_by: Option<ClustersBy>,
    /// The published seed: one line of text
    #[arg(long, value_name = "TEXT")]
    seed: String,
    /// The folder to write into; made if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Allocation {
    /// By size
    Proportional,
    /// By size times standard deviation
    Neyman,
}

#[derive(Clone, Copy, ValueEnum)]
enum ClustersBy {
    /// With probability proportional to their people
    Size,
    /// All alike
    Equal,
}

pub(crate) fn run(options: &Sample) -> Result<ExitCode> {
    let frame = table(&options.frame)?;
    let spread = match (options.allocation, &options.spread) {
        (Allocation::Neyman, Some(path)) => Some(table(path)?),
        _ => None,
    };
    let plan = Plan {
        size: options.size,
        id: options.id.as_deref(),
        strata: &options.strata,
        spread: spread.as_ref(),
        least: options.least,
        clusters: options.clusters.as_deref(),
        take: options.clusters_size,
        by: options.clusters_by.map(|by| match by {
            ClustersBy::Size => By::Size,
            ClustersBy::Equal => By::Equal,
        }),
        seed: &options.seed,
    };
    let sample = sortition::sample(&frame, &plan)?;
    let out = &options.out;
    fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    write(out, "sample.csv", &sortition::sample_csv(&sample))?;
    write(out, "allocation.json", &(serde_json::to_string_pretty(&sample)? + "\n"))?;
    super::super::print(&format!(
        "{} people drawn from {} ({}, {} strata, {} {})\nwrote sample.csv, allocation.json into {}\n",
        sample.sample_people,
        sample.frame_people,
        sample.design,
        sample.strata.len(),
        sample.size,
        sample.unit,
        out.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}
