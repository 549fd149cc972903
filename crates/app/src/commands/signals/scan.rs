//! `madang signals scan`: complaints in, alerts, evidence, calibration and a page out. Everything is worked out before anything is written.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use kernel::{Clock as _, Day, Refusal, Zone};
use signals::scan::{Budget, Complaints, Map, Report, Stream, alerts_csv, calibration_json, evidence_csv, report_html};

use crate::clock::SystemClock;

pub(crate) const EXAMPLE: &str = "Complaints: CSV (UTF-8 or CP949) or XLSX with columns id,received_on,category,title,text,area,lat,lon,submitter; \
    only received_on and one of category, title, area are needed. Writes DIR/alerts.csv, evidence.csv, calibration.json and report.html.\n\
    Example: madang signals scan --complaints 2021.csv --map received_on=접수일,title=제목,area=행정동 --budget 1/month --out signals";

/// Emerging collective complaints; the method is in docs/signals.md.
#[derive(Args)]
pub(crate) struct Scan {
    /// The complaints, in the order in which they came: CSV or XLSX
    #[arg(long, value_name = "FILE")]
    complaints: PathBuf,
    /// Columns by other names: received_on=COLUMN,title=COLUMN,area=COLUMN,…
    #[arg(long, value_name = "NAME=COLUMN,…", default_value = "", value_parser = map)]
    map: Map,
    /// How many false alerts are borne: 1/month, 2/week, 1/year
    #[arg(long, value_name = "N/UNIT", default_value = "1/month", value_parser = budget)]
    budget: Budget,
    /// Goes on where this file ended, and keeps where this run ends; made if it is not there
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The folder to write into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn map(text: &str) -> Result<Map, String> {
    text.parse().map_err(|refusal: Refusal| format!("{}\n{}", refusal.ko, refusal.en))
}

fn budget(text: &str) -> Result<Budget, String> {
    text.parse().map_err(|refusal: Refusal| format!("{}\n{}", refusal.ko, refusal.en))
}

pub(crate) fn run(options: &Scan) -> Result<ExitCode> {
    let mut stream = begin(options)?;
    let name = options.complaints.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let open = || File::open(&options.complaints);
    open().with_context(|| format!("cannot open {}", options.complaints.display()))?;
    let mut file = Complaints::look(&name, open, options.map.clone(), today()).map_err(say)?;
    file.each(|complaint| stream.push(complaint)).map_err(say)?;
    // The last day may go on tomorrow, so the state is what it was before that day was closed.
    let state = options.state.as_ref().map(|path| (path, stream.save()));
    let report = stream.finish();
    fs::create_dir_all(&options.out).with_context(|| format!("cannot make the folder {}", options.out.display()))?;
    let files = [
        ("alerts.csv", alerts_csv(&report)),
        ("evidence.csv", evidence_csv(&report)),
        ("calibration.json", calibration_json(&report)),
        ("report.html", report_html(&report)),
    ];
    for (name, text) in files {
        replace(&options.out.join(name), text.as_bytes())?;
    }
    // Last, so that a crash before it repeats the run.
    if let Some((path, bytes)) = state {
        replace(path, &bytes)?;
    }
    let mut said = summary(&report);
    if file.sorted() {
        said.push_str("the file's days ran back: it was sorted by day\n");
    }
    if let Some(note) = file.notes.first() {
        said.push_str(&format!("{} rows left out, the first is row {}: {} ({})\n", file.left_out, note.row, note.ko, note.en));
    }
    said.push_str(&format!("wrote alerts.csv, evidence.csv, calibration.json and report.html into {}\n", options.out.display()));
    super::super::print(&said)?;
    Ok(ExitCode::SUCCESS)
}

/// The day in Seoul.
fn today() -> Day {
    Zone::named("Asia/Seoul").unwrap_or_default().day(SystemClock.now())
}

fn begin(options: &Scan) -> Result<Stream> {
    let Some(path) = options.state.as_ref().filter(|path| path.exists()) else { return Ok(Stream::new(options.budget)) };
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let stream = Stream::load(&bytes).map_err(say).with_context(|| format!("{}", path.display()))?;
    if stream.budget() != options.budget {
        bail!(
            "상태 파일의 예산은 {}입니다. --budget을 같게 하거나 상태 파일을 지우고 처음부터 다시 읽혀 주십시오.\n\
             the state was made with a budget of {}: give the same --budget, or remove the state and read from the beginning",
            stream.budget(),
            stream.budget()
        );
    }
    Ok(stream)
}

/// Writes beside the old file first, so that neither is ever half written.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("part");
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).with_context(|| format!("cannot write {}", path.display()))
}

fn say(refusal: Refusal) -> anyhow::Error {
    anyhow!("{}\n{}", refusal.ko, refusal.en)
}

fn summary(report: &Report) -> String {
    let alerts = report.alerts.iter().filter(|alert| alert.number > 0);
    let open = alerts.clone().filter(|alert| alert.closed.is_none()).count();
    format!(
        "{} complaints, {} folded into campaigns; {} alerts at a budget of {}, {open} of them open\n",
        report.tally.complaints,
        report.tally.folded,
        alerts.count(),
        report.budget
    )
}
