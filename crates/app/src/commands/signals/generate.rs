//! `madang signals generate`: a stream to try a detector on, with the truth beside it.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use kernel::{Day, Refusal};
use signals::generate::{Complaint, Settings, Stream, Truth};

pub(crate) const EXAMPLE: &str =
    "Example: madang signals generate --complaints 134957 --from 2021-01-01 --to 2021-02-28 --conflicts 2 --seed 1 --out stream.csv";

#[derive(Args)]
pub(crate) struct Generate {
    /// How many complaints, exactly
    #[arg(long, value_name = "N")]
    pub(crate) complaints: u64,
    /// The first day, such as 2021-01-01
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Day,
    /// The last day
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Day,
    /// How many conflicts to plant
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) conflicts: usize,
    /// Days at the beginning on which no conflict begins: the detector's warm-up
    #[arg(long, value_name = "DAYS", default_value_t = 28)]
    pub(crate) warm_up: usize,
    /// Decides everything that is random: the same seed gives the same bytes
    #[arg(long)]
    pub(crate) seed: u64,
    /// The stream, as CSV; FILE.truth.csv, FILE.conflicts.csv and FILE.campaigns.csv are written beside it
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) out: PathBuf,
}

const COLUMNS: [&str; 9] = ["id", "received_on", "category", "title", "text", "area", "lat", "lon", "submitter"];

pub(crate) fn run(options: &Generate) -> Result<ExitCode> {
    let settings = Settings {
        complaints: options.complaints,
        from: options.from,
        to: options.to,
        conflicts: options.conflicts,
        warm_up: options.warm_up,
        seed: options.seed,
    };
    let stream = Stream::plan(&settings).map_err(say)?;
    let truth = write_stream(stream, &options.out).with_context(|| format!("cannot write {}", options.out.display()))?;
    let files = [("truth", truth.complaints_csv()), ("conflicts", truth.conflicts_csv()), ("campaigns", truth.campaigns_csv())];
    for (name, text) in files {
        let path = options.out.with_extension(format!("{name}.csv"));
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let out = options.out.display();
    super::super::print(&format!(
        "{} complaints from {} to {} in {out}, {} conflicts planted; the truth is beside it\n",
        options.complaints, options.from, options.to, options.conflicts
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn say(refusal: Refusal) -> anyhow::Error {
    anyhow!("{}\n{}", refusal.ko, refusal.en)
}

/// Writes the stream row by row; gives what was planted.
fn write_stream(stream: Stream, path: &Path) -> Result<Truth> {
    let mut truth = stream.truth();
    let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 20, File::create(path)?));
    writer.write_record(COLUMNS)?;
    for complaint in stream {
        truth.add(&complaint);
        write_row(&mut writer, &complaint)?;
    }
    writer.into_inner().map_err(|error| anyhow!("{}", error.error()))?.flush()?;
    Ok(truth)
}

fn write_row<W: std::io::Write>(writer: &mut csv::Writer<W>, complaint: &Complaint) -> Result<()> {
    let (lat, lon) = complaint.coordinates.map(|(lat, lon)| (format!("{lat:.5}"), format!("{lon:.5}"))).unwrap_or_default();
    let day = complaint.received_on.to_string();
    let (title, text) = (complaint.title.as_str(), complaint.text.as_str());
    writer.write_record([&complaint.id, &day, complaint.category, title, text, &complaint.area, &lat, &lon, &complaint.submitter])?;
    Ok(())
}
