//! Repeats the figures of the textbook methods in docs/benchmarks.md: `make bench`. Beside R's `surveillance` where `Rscript` has it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints, looks at the real clock, and may stop"
)]

use std::fmt::Write as _;
use std::process::Command;
use std::time::Instant;

use signals::textbook::{Farrington, Scan, Scratch, Tested, Zones, scan};

const SERIES: usize = 5000;
const WEEKS: usize = 260;
/// So many of the series go to R, which would take minutes for all.
const BESIDE: usize = 200;

fn main() {
    println!("| what | measured | asked |\n|---|---|---|");
    let held = farrington() & scanning();
    std::process::exit(i32::from(!held));
}

fn row(what: &str, figure: &str, bound: &str, held: bool) -> bool {
    println!("| {what} | {figure} | {bound}{} |", if held { "" } else { " **missed**" });
    held
}

/// A number that only its seed decides (SplitMix64).
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Overdispersed: Poisson of an exponential mixture now and then, by counting arrivals.
    fn count(&mut self, mean: f64) -> u32 {
        let mean = if self.unit() < 0.2 { mean * -2.0 * self.unit().max(1e-12).ln() } else { mean };
        let (mut arrivals, mut time) = (0, -self.unit().max(1e-300).ln());
        while time < mean {
            arrivals += 1;
            time -= self.unit().max(1e-300).ln();
        }
        arrivals
    }
}

/// Seconds that this thread has had a core, which is what it would take on a machine of its own; wall time where the system does not say.
fn on_core(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |spent| spent / 1e9)
}

/// The median of five runs on one core.
fn median<T>(mut run: impl FnMut() -> T) -> (f64, T) {
    let start = Instant::now();
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..5 {
        let before = on_core(start);
        last = Some(run());
        times.push(on_core(start) - before);
    }
    times.sort_by(f64::total_cmp);
    (times[2], last.unwrap())
}

/// Levels from 0.2 to 20 a week, with season and drift.
fn series() -> Vec<Vec<u32>> {
    let mut dice = Dice(7);
    (0..SERIES)
        .map(|_| {
            let (level, swing, drift) = (0.2 * 100.0_f64.powf(dice.unit()), dice.unit(), (dice.unit() - 0.5) * 0.004);
            let week = |week: usize| {
                let season = (std::f64::consts::TAU * week as f64 / 52.0).sin() * swing;
                dice.count(level * (season + drift * week as f64).exp())
            };
            (0..WEEKS).map(week).collect()
        })
        .collect()
}

fn farrington() -> bool {
    let all = series();
    let method = Farrington::flexible();
    let (seconds, tested) = median(|| {
        let (design, mut scratch) = (method.design(WEEKS - 1).unwrap(), Scratch::default());
        all.iter().map(|counts| method.test(&design, counts, &mut scratch)).collect::<Vec<Tested>>()
    });
    let (bounds, alarms) = (tested.iter().filter(|week| week.upperbound.is_ok()).count(), tested.iter().filter(|week| week.alarm).count());
    let what = format!("5,000 weekly series, Farrington flexible (b 4, w 3, 10 periods), one test each: {bounds} bounds, {alarms} alarms");
    let held = row(&what, &format!("{seconds:.3} s"), "under 1 s", seconds < 1.0);
    beside(&all, &tested, seconds) & held
}

/// R on the first series, in the same run; its bounds must be ours.
fn beside(all: &[Vec<u32>], tested: &[Tested], seconds: f64) -> bool {
    let path = std::env::temp_dir().join(format!("madang-signals-{}.csv", std::process::id()));
    let mut text = (0..BESIDE).map(|at| format!("s{at}")).collect::<Vec<_>>().join(",") + "\n";
    for week in 0..WEEKS {
        let cells: Vec<String> = all.iter().take(BESIDE).map(|counts| counts[week].to_string()).collect();
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    std::fs::write(&path, text).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/surveillance.R");
    let output = Command::new("Rscript").arg(script).arg(&path).arg(BESIDE.to_string()).output();
    std::fs::remove_file(&path).unwrap();
    let text = output.ok().filter(|output| output.status.success()).map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let Some(text) = text else {
        println!("| R surveillance on the same series | skipped: it is not installed (Debian package r-cran-surveillance) | – |");
        return true;
    };
    let mut words = text.split_whitespace();
    let theirs = words.next().unwrap().parse::<f64>().unwrap() * SERIES as f64 / BESIDE as f64;
    let same =
        words.zip(tested).filter(|(word, week)| week.upperbound.ok().map_or("NA".into(), |bound| bound.to_string()) == **word).count();
    let what = format!("R surveillance on {BESIDE} of them, times {}", SERIES / BESIDE);
    row(&what, &format!("{theirs:.1} s: {:.0} times ours", theirs / seconds), "–", true);
    row("the same bounds in both", &format!("{same} of {BESIDE}"), &format!("{BESIDE}"), same == BESIDE)
}

fn scanning() -> bool {
    let mut dice = Dice(3);
    let points: Vec<(f64, f64)> = (0..77).map(|_| (dice.unit(), dice.unit())).collect();
    let baseline: Vec<f64> = (0..77).map(|_| 0.5 + 8.0 * dice.unit()).collect();
    let counts: Vec<Vec<u32>> = (0..4).map(|_| baseline.iter().map(|mean| dice.count(*mean)).collect()).collect();
    let baselines = vec![baseline; 4];
    let zones = Zones::nearest(&points, 8);
    let (seconds, result) =
        median(|| scan(&Scan { zones: &zones, counts: &counts, baselines: &baselines, replicates: 999, seed: 1 }).unwrap());
    let (count, p) = (zones.len(), result.clusters[0].p_monte_carlo);
    let what = format!("scan of 77 areas, {count} zones, 4 weeks, 999 replicates (p {p})");
    row(&what, &format!("{seconds:.3} s"), "under 0.3 s", seconds < 0.3)
}
