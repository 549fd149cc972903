//! The textbook methods on files of counts: everything is read and computed before anything is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use clap::{Args, ValueEnum};
use kernel::Refusal;
use signals::textbook::{
    self, AreaCounts, Baseline, Centroids, Counts, EarsMethod, Farrington, Line, Missing, Scan, Table, Threshold, Zones, clusters_csv,
    lines_csv,
};

use crate::commands::output;

const COUNTS: &str = "Counts: CSV (UTF-8 or CP949) or XLSX with columns week (whole numbers that go up by one) and observed. \
    Result: week,observed,expected,upperbound,alarm; NA where a bound does not exist.";
const SCAN: &str = "Score of a zone over its newest weeks, with count C and baseline B: C ln(C/B) + B - C if C > B, else 0 (Neill and others, 2005). \
    Result: rank,areas,duration,observed,expected,score,relative_risk,p_monte_carlo,p_gumbel; areas of a cluster are in none before it.";

/// The week-by-week methods' files.
#[derive(Args)]
struct Files {
    /// Counts by week: CSV or XLSX with columns week, observed
    #[arg(long, value_name = "FILE")]
    counts: PathBuf,
    /// The first week to test, by its number; the first with a long enough history unless told
    #[arg(long, value_name = "WEEK", allow_negative_numbers = true)]
    from: Option<i64>,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// How the upper bound is made.
#[derive(Clone, Copy, ValueEnum)]
enum Bound {
    /// A normal interval on the 2/3-power scale (Farrington 1996)
    Delta,
    /// The negative-binomial quantile at the upper end of the mean's interval
    Muan,
    /// The negative-binomial quantile at the estimated mean (Noufaily 2013)
    NbPlugin,
}

/// Farrington flexible: Noufaily and others, Statistics in Medicine 32 (2013) 1206-1222.
#[derive(Args)]
#[command(after_help = COUNTS)]
pub(crate) struct Flexible {
    #[command(flatten)]
    files: Files,
    /// b: years to look back
    #[arg(long, value_name = "B", default_value_t = 4)]
    years: usize,
    /// w: weeks on either side of the same week of past years
    #[arg(long, value_name = "W", default_value_t = 3)]
    half_width: usize,
    /// noPeriods: levels of the seasonal factor; 1 is no season
    #[arg(long, value_name = "N", default_value_t = 10)]
    periods: usize,
    /// weightsThreshold: Anscombe residuals s above it weigh s^-2, as past outbreaks
    #[arg(long, value_name = "S", default_value_t = 2.58)]
    weights_threshold: f64,
    /// pastWeeksNotIncluded: weeks before the tested one that are left out
    #[arg(long, value_name = "WEEKS", default_value_t = 26)]
    weeks_excluded: usize,
    /// pThresholdTrend: the trend stays where its p-value is below; 1 always keeps it
    #[arg(long, value_name = "P", default_value_t = 1.0)]
    trend_threshold: f64,
    /// α: chance of an alarm without an outbreak, one-sided
    #[arg(long, value_name = "ALPHA", default_value_t = 0.01)]
    alpha: f64,
    /// thresholdMethod: how the upper bound is made
    #[arg(long, value_enum, default_value = "nb-plugin")]
    threshold: Bound,
}

/// Farrington: Farrington and others, Journal of the Royal Statistical Society A 159 (1996) 547-563.
#[derive(Args)]
#[command(after_help = COUNTS)]
pub(crate) struct Of1996 {
    #[command(flatten)]
    files: Files,
    /// b: years to look back
    #[arg(long, value_name = "B", default_value_t = 4)]
    years: usize,
    /// w: weeks on either side of the same week of past years
    #[arg(long, value_name = "W", default_value_t = 3)]
    half_width: usize,
    /// α: split over both sides of the interval
    #[arg(long, value_name = "ALPHA", default_value_t = 0.01)]
    alpha: f64,
}

/// C1, C2 or C3.
#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// The baseline ends with the week before; α 0.001
    #[value(name = "C1")]
    C1,
    /// Two weeks lie between; α 0.001
    #[value(name = "C2")]
    C2,
    /// C2 over three weeks together; α 0.025
    #[value(name = "C3")]
    C3,
}

/// EARS: Hutwagner and others, Journal of Urban Health 80 (2003) i89-i96.
#[derive(Args)]
#[command(after_help = COUNTS)]
pub(crate) struct Ears {
    #[command(flatten)]
    files: Files,
    /// Which of the three
    #[arg(long, value_enum)]
    method: Which,
    /// baseline: weeks whose mean and standard deviation are taken
    #[arg(long, value_name = "WEEKS", default_value_t = 7)]
    baseline: usize,
    /// α of z(1-α); 0.001 for C1 and C2, 0.025 for C3 unless told
    #[arg(long, value_name = "ALPHA")]
    alpha: Option<f64>,
}

/// The scan's options.
#[derive(Args)]
#[command(after_help = SCAN)]
pub(crate) struct ScanStatistic {
    /// Counts by area and week: CSV or XLSX with columns area, week, count; what no row names is 0
    #[arg(long, value_name = "FILE")]
    counts: PathBuf,
    /// Where areas lie: columns area, lon, lat
    #[arg(long, value_name = "FILE")]
    centroids: PathBuf,
    /// The week to scan, by its number; the last unless told
    #[arg(long, value_name = "WEEK", allow_negative_numbers = true)]
    week: Option<i64>,
    /// k: zones are the nested sets of the k nearest areas of each, itself counted
    #[arg(short, long = "neighbours", value_name = "K", default_value_t = 8)]
    k: usize,
    /// W: the longest duration, in weeks back from the scanned one
    #[arg(long, value_name = "W", default_value_t = 4)]
    durations: usize,
    /// Weeks that baselines B are the mean of
    #[arg(long, value_name = "WEEKS", default_value_t = 56)]
    baseline_weeks: usize,
    /// The newest of them lies so many weeks before the scanned week
    #[arg(long, value_name = "WEEKS", default_value_t = 5)]
    baseline_ago: usize,
    /// R: Monte Carlo replicates under chance
    #[arg(long, value_name = "R", default_value_t = 999)]
    replicates: usize,
    /// Decides the replicates
    #[arg(long)]
    seed: u64,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn say(refusal: Refusal) -> anyhow::Error {
    anyhow!("{}\n{}", refusal.ko, refusal.en)
}

fn table(path: &Path) -> Result<Table> {
    let bytes = fs::read(path).with_context(|| format!("{0}을(를) 읽을 수 없습니다.\ncannot read {0}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Table::read(&name, &bytes).map_err(say)
}

pub(crate) fn flexible(options: &Flexible) -> Result<ExitCode> {
    let threshold = match options.threshold {
        Bound::Delta => Threshold::Delta,
        Bound::Muan => Threshold::Muan,
        Bound::NbPlugin => Threshold::NbPlugin,
    };
    let method = Farrington {
        years: options.years,
        half_width: options.half_width,
        periods: options.periods,
        weights_threshold: options.weights_threshold,
        weeks_excluded: options.weeks_excluded,
        trend_threshold: options.trend_threshold,
        alpha: options.alpha,
        threshold,
        ..Farrington::flexible()
    };
    farrington(&options.files, method)
}

pub(crate) fn of_1996(options: &Of1996) -> Result<ExitCode> {
    farrington(&options.files, Farrington::of_1996(options.years, options.half_width, options.alpha))
}

fn farrington(files: &Files, method: Farrington) -> Result<ExitCode> {
    method.check().map_err(say)?;
    weeks(files, |counts, from| Ok(method.run(counts, from).into_iter().map(Line::from).collect()))
}

pub(crate) fn ears(options: &Ears) -> Result<ExitCode> {
    let method = match options.method {
        Which::C1 => EarsMethod::C1,
        Which::C2 => EarsMethod::C2,
        Which::C3 => EarsMethod::C3,
    };
    let alpha = options.alpha.unwrap_or(method.alpha());
    weeks(&options.files, |counts, from| {
        Ok(textbook::ears(counts, method, options.baseline, alpha, from)?.into_iter().map(Line::from).collect())
    })
}

/// Reads, tests, writes, and says how many weeks rang and why some have no bound.
fn weeks(files: &Files, test: impl FnOnce(&[u32], usize) -> Result<Vec<Line>, Refusal>) -> Result<ExitCode> {
    output::check(&[&files.counts], &[&files.out])?;
    let counts = Counts::read(&table(&files.counts)?).map_err(say)?;
    let mut from = counts.place(files.from).map_err(say)?;
    let mut lines = test(&counts.observed, from).map_err(say)?;
    if files.from.is_none() {
        let short = lines.iter().take_while(|line| line.upperbound == Err(Missing::TooShort)).count();
        if short == lines.len() {
            return Err(say(Refusal::new(
                "signals.history",
                format!("{}주로는 비교할 과거 자료가 부족합니다. 더 긴 자료를 주거나 되돌아볼 기간을 줄여 주십시오.", lines.len()),
                format!("{} weeks are too little history: give a longer file, or look back less far", lines.len()),
            )));
        }
        lines.drain(..short);
        from = short;
    }
    output::write(&[(files.out.clone(), lines_csv(&counts, from, &lines).into_bytes())])?;
    super::super::print(&summary(&lines, counts.week(from), &files.out))?;
    Ok(ExitCode::SUCCESS)
}

fn summary(lines: &[Line], first: i64, out: &Path) -> String {
    let alarms = lines.iter().filter(|line| line.alarm).count();
    let mut missing: BTreeMap<Missing, usize> = BTreeMap::new();
    for why in lines.iter().filter_map(|line| line.upperbound.err()) {
        *missing.entry(why).or_default() += 1;
    }
    let tested = lines.len();
    let mut text = format!("{first}주부터 {tested}주 검정, 경보 {alarms}건\n{tested} weeks tested from week {first}, {alarms} alarms\n");
    for (why, count) in missing {
        let (ko, en) = why.words();
        text.push_str(&format!("NA {count}: {ko}\nNA {count}: {en}\n"));
    }
    text.push_str(&format!("쓴 파일: {0}\nwrote {0}\n", out.display()));
    text
}

pub(crate) fn scan_statistic(options: &ScanStatistic) -> Result<ExitCode> {
    output::check(&[&options.counts, &options.centroids], &[&options.out])?;
    let centroids = Centroids::read(&table(&options.centroids)?).map_err(say)?;
    let counts = AreaCounts::read(&table(&options.counts)?, &centroids).map_err(say)?;
    let last = i64::try_from(counts.weeks.len()).unwrap_or(i64::MAX) - 1 + counts.first;
    let week = options.week.unwrap_or(last);
    let place = usize::try_from(week - counts.first).ok().filter(|place| *place < counts.weeks.len());
    let (Some(place), true) = (place, (1..=options.baseline_ago).contains(&options.durations) && options.k > 0) else {
        return Err(say(Refusal::new(
            "signals.scan",
            format!(
                "week는 파일에 있는 주({}~{last}), neighbours(k)는 1 이상, durations(W)는 1에서 baseline-ago({}) 사이여야 합니다.",
                counts.first, options.baseline_ago
            ),
            format!(
                "week must be in the file ({} to {last}), neighbours (k) at least 1, durations (W) between 1 and baseline-ago ({})",
                counts.first, options.baseline_ago
            ),
        )));
    };
    let baseline = Baseline { weeks: options.baseline_weeks, ago: options.baseline_ago }.of(&counts.weeks, place).map_err(say)?;
    let zones = Zones::nearest(&centroids.points, options.k);
    let newest: Vec<Vec<u32>> = counts.weeks.iter().take(place + 1).rev().take(options.durations).cloned().collect();
    let baselines = vec![baseline; newest.len()];
    let input = Scan { zones: &zones, counts: &newest, baselines: &baselines, replicates: options.replicates, seed: options.seed };
    let result = textbook::scan(&input).map_err(say)?;
    output::write(&[(options.out.clone(), clusters_csv(&result.clusters, &centroids.names).into_bytes())])?;
    let mut text = format!("{} zones, {} durations, week {week}: {} clusters\n", zones.len(), newest.len(), result.clusters.len());
    if let Some(first) = result.clusters.first() {
        text.push_str(&format!("most likely: score {:.3}, p {} (Monte Carlo)\n", first.score, first.p_monte_carlo));
    }
    text.push_str(&format!("쓴 파일: {0}\nwrote {0}\n", options.out.display()));
    super::super::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
