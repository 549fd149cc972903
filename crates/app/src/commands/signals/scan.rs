//! `madang signals scan`: complaints in, alerts, evidence, calibration and a page out. Everything is worked out before anything is written.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use kernel::{Clock as _, Day, Refusal, Zone};
use signals::scan::{Budget, Complaints, Map, Report, Stream, alerts_csv, calibration_json, evidence_csv, left_out, report_html};

use crate::clock::SystemClock;
use crate::commands::output;

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
    #[arg(long, value_name = "N/UNIT", default_value = "1/month", value_parser = budget, allow_hyphen_values = true)]
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

/// The files written into `--out`.
const FILES: [&str; 4] = ["alerts.csv", "evidence.csv", "calibration.json", "report.html"];

pub(crate) fn run(options: &Scan) -> Result<ExitCode> {
    check(options)?;
    let mut stream = begin(options)?;
    let name = options.complaints.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let open = || File::open(&options.complaints);
    open().with_context(|| format!("{0}을(를) 열 수 없습니다.\ncannot open {0}", options.complaints.display()))?;
    let mut file = Complaints::look(&name, open, options.map.clone(), today()).map_err(say)?;
    let before = stream.tally().duplicates;
    file.each(|complaint| stream.push(complaint)).map_err(say)?;
    // The last day may go on tomorrow, so the state is what it was before that day was closed.
    let state = options.state.as_ref().map(|path| (path.clone(), stream.save()));
    let report = Report { reading: file.reading(), ..stream.finish() };
    fs::create_dir_all(&options.out)
        .with_context(|| format!("폴더 {0}을(를) 만들 수 없습니다.\ncannot make the folder {0}", options.out.display()))?;
    // A folder that was not there could not be compared before.
    check(options)?;
    let texts = [alerts_csv(&report), evidence_csv(&report), calibration_json(&report), report_html(&report)];
    let files = FILES.iter().map(|name| options.out.join(name)).zip(texts.map(String::into_bytes));
    // The state comes last, so that a crash before it repeats the run.
    output::write(&files.chain(state).collect::<Vec<_>>())?;
    let mut said = summary(&report);
    if let Some(note) = file.notes.first() {
        said.push_str(&format!("뺀 행의 처음은 {0}행: {1}\nthe first row left out is row {0}: {2}\n", note.row, note.ko, note.en));
    }
    said.push_str(&twice(report.tally.duplicates.saturating_sub(before), file.rows));
    said.push_str(&format!("쓴 곳: {0} ({1})\nwrote {1} into {0}\n", options.out.display(), FILES.join(", ")));
    super::super::print(&said)?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses what could not be written, or would be written over what is read, before anything is read.
fn check(options: &Scan) -> Result<()> {
    let out = &options.out;
    if out.exists() && !out.is_dir() {
        bail!("--out {0}은(는) 파일입니다. 폴더를 주십시오.\n--out {0} is a file: give a folder", out.display());
    }
    // The folder of --out is made, should the state lie in it.
    if let Some(folder) = options.state.as_deref().map(output::folder).filter(|folder| !folder.is_dir() && folder != out) {
        bail!(
            "--state의 폴더 {0}이(가) 없습니다. 먼저 만들거나 다른 곳을 주십시오.\n\
             the folder {0} of --state is not there: make it, or give another place",
            folder.display()
        );
    }
    let files = FILES.map(|name| out.join(name));
    let outputs: Vec<&Path> = files.iter().chain(&options.state).map(PathBuf::as_path).collect();
    output::check(&[&options.complaints], &outputs)
}

/// The day in Seoul.
fn today() -> Day {
    Zone::named("Asia/Seoul").unwrap_or_default().day(SystemClock.now())
}

fn begin(options: &Scan) -> Result<Stream> {
    let Some(path) = options.state.as_ref().filter(|path| path.exists()) else { return Ok(Stream::new(options.budget)) };
    let bytes = fs::read(path).with_context(|| format!("{0}을(를) 읽을 수 없습니다.\ncannot read {0}", path.display()))?;
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

fn say(refusal: Refusal) -> anyhow::Error {
    anyhow!("{}\n{}", refusal.ko, refusal.en)
}

fn summary(report: &Report) -> String {
    let alerts: Vec<_> = report.alerts.iter().filter(|alert| alert.number > 0).collect();
    let open = alerts.iter().filter(|alert| alert.closed.is_none()).count();
    let (complaints, folded, budget) = (report.tally.complaints, report.tally.folded, report.budget);
    let plural = if alerts.len() == 1 { "" } else { "s" };
    let mut text = format!(
        "민원 {complaints}건, 같은 글로 보아 접은 것 {folded}건; 잘못된 경보 {} 이하의 예산에서 경보 {}건, 그 가운데 열린 것 {open}건\n\
         {complaints} complaints, {folded} folded into campaigns; {} alert{plural} at a budget of {budget}, {open} of them open\n",
        budget.korean(),
        alerts.len(),
        alerts.len(),
    );
    for fact in left_out(report).iter().filter(|fact| fact.count > 0) {
        text.push_str(&format!("{}: {}\n{}: {}\n", fact.ko, fact.count, fact.en, fact.count));
    }
    text
}

/// A warning where most rows of the file were taken for duplicates.
fn twice(duplicates: u64, rows: u64) -> String {
    if duplicates.saturating_mul(2) <= rows {
        return String::new();
    }
    format!(
        "주의: {rows}행 가운데 {duplicates}행이 이미 있던 번호여서 빠졌습니다. 번호가 날마다 새로 시작하거나 같은 파일을 다시 읽힌 것이 아닌지 확인해 주십시오.\n\
         warning: {duplicates} of {rows} rows were left out because their ids came before: does the numbering begin anew every day, or is it the same file again?\n"
    )
}
