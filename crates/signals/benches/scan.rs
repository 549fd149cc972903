//! Repeats the figures of `madang signals scan` in docs/benchmarks.md: `make bench`; with `MADANG_LARGEST_STREAM` set also ten million complaints (`make evaluate`).
//! Streams come from the crate's own generator, each measurement is a process of its own on one thread, and seconds are the processor's. Ends with 1 where a bound is missed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a benchmark prints, and may stop")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kernel::Day;
use signals::generate::{self, Settings};
use signals::scan::{Complaints, Map, Report, Stream, alerts_csv, calibration_json, evidence_csv, report_html};

/// A day has as many complaints as in the two months of 2021.
const FROM: &str = "2021-01-01";
const A_DAY: u64 = 2_288;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [_, "alerts", file, out, ..] => alerts(Path::new(file), Path::new(out)),
        [_, "singly", file, ..] => singly(Path::new(file)),
        _ => std::process::exit(i32::from(!measured())),
    }
}

fn row(what: &str, figure: &str, bound: &str, held: bool) -> bool {
    println!("| {what} | {figure} | {bound}{} |", if held { "" } else { " **missed**" });
    held
}

fn measured() -> bool {
    println!("| what | measured | asked |\n|---|---|---|");
    let folder = std::env::temp_dir().join(format!("madang-scan-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut held = true;
    let mut a_million = 0.0;
    let largest = std::env::var_os("MADANG_LARGEST_STREAM").map(|_| 10_000_000);
    for complaints in [100_000, 134_957, 1_000_000].into_iter().chain(largest) {
        let file = stream(&folder, complaints);
        let [seconds, wall, megabytes, alerts] = child(["alerts", file.to_str().unwrap(), folder.join("out").to_str().unwrap()]);
        let what = format!("{complaints} complaints from file to {alerts} alerts, page included; {wall:.1} s by the wall");
        let (most, room) = if complaints == 134_957 { (10.0, 500.0) } else { (f64::INFINITY, 4096.0) };
        // Memory is asked of the windows, so it may not grow with the stream.
        let asked = if most < f64::INFINITY { format!("under {most} s, {room} MB") } else { format!("under {room} MB") };
        held &= row(&what, &format!("{seconds:.2} s, {megabytes:.0} MB"), &asked, seconds < most && megabytes < room);
        match complaints {
            134_957 => held &= pushed(&file),
            1_000_000 => a_million = seconds,
            10_000_000 => {
                let times = seconds / a_million;
                held &= row("ten million beside one million: times as long", &format!("{times:.1}"), "under 12: linear", times < 12.0);
            }
            _ => {}
        }
        fs::remove_file(file).unwrap();
    }
    fs::remove_dir_all(folder).unwrap();
    held
}

/// What the rows of a whole stream take, taken one by one; and the first of each day, which closes the day before.
fn pushed(file: &Path) -> bool {
    let [p99, worst, day, calibrating] = child(["singly", file.to_str().unwrap(), ""]);
    row("one complaint, p99", &format!("{p99:.3} ms; the worst {worst:.2} ms"), "under 5 ms", p99 < 5.0)
        & row("the first complaint of a day, which closes the day before, p99", &format!("{day:.0} ms"), "–", true)
        & row("the same with a calibration (every 28 days), the worst", &format!("{calibrating:.0} ms"), "–", true)
}

fn child(arguments: [&str; 3]) -> [f64; 4] {
    let done = Command::new(std::env::current_exe().unwrap()).args(arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).unwrap();
    let numbers: Vec<f64> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

/// A generated stream as a file.
fn stream(folder: &Path, complaints: u64) -> PathBuf {
    let from: Day = FROM.parse().unwrap();
    let to = from.plus_days(i32::try_from((complaints - 1) / A_DAY).unwrap());
    let settings = Settings { complaints, from, to, conflicts: 2, warm_up: 28, seed: 1 };
    let path = folder.join(format!("{complaints}.csv"));
    let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 20).from_writer(File::create(&path).unwrap());
    writer.write_record(["id", "received_on", "category", "title", "text", "area", "lat", "lon", "submitter"]).unwrap();
    for one in generate::Stream::plan(&settings).unwrap() {
        let (lat, lon) = one.coordinates.map(|(lat, lon)| (format!("{lat:.5}"), format!("{lon:.5}"))).unwrap_or_default();
        let day = one.received_on.to_string();
        writer.write_record([&one.id, &day, one.category, &one.title, &one.text, &one.area, &lat, &lon, &one.submitter]).unwrap();
    }
    writer.flush().unwrap();
    path
}

fn open(file: &Path) -> Complaints<impl FnMut() -> std::io::Result<File>> {
    Complaints::look("stream.csv", move || File::open(file), Map::default(), Day::new(2100, 1, 1).unwrap()).unwrap()
}

/// From a file to what the command writes; prints seconds of the processor, of the wall, peak memory in MB, alerts.
fn alerts(file: &Path, out: &Path) {
    let start = Instant::now();
    let mut stream = Stream::new("1/month".parse().unwrap());
    open(file).each(|complaint| stream.push(complaint)).unwrap();
    let report: Report = stream.finish();
    fs::create_dir_all(out).unwrap();
    for (name, text) in [
        ("alerts.csv", alerts_csv(&report)),
        ("evidence.csv", evidence_csv(&report)),
        ("calibration.json", calibration_json(&report)),
        ("report.html", report_html(&report)),
    ] {
        fs::write(out.join(name), text).unwrap();
    }
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = [11, 12].map(|at| fields[at].parse::<f64>().unwrap()).iter().sum();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let megabytes = peak.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0;
    let count = report.alerts.iter().filter(|alert| alert.number > 0).count();
    println!("{} {} {megabytes} {count}", ticks / 100.0, start.elapsed().as_secs_f64());
}

/// Takes complaints one by one; prints in milliseconds the p99 and the worst of those within a day, the p99 of those that close a day, and the worst that calibrates.
fn singly(file: &Path) {
    let mut stream = Stream::new("1/month".parse().unwrap());
    let (mut within, mut closing, mut calibrating) = (Vec::new(), Vec::new(), Duration::ZERO);
    let (mut last, mut first) = (None, None);
    open(file)
        .each(|complaint| {
            let begun = Instant::now();
            stream.push(complaint);
            let taken = begun.elapsed();
            let day = complaint.received_on.unwrap();
            let age = first.get_or_insert(day).days_until(day);
            match last.replace(day) {
                Some(before) if before == day => within.push(taken),
                // The warm-up's last day is calibrated, and every 28th after it.
                Some(_) if age % 28 == 21 => calibrating = calibrating.max(taken),
                _ if age > 21 => closing.push(taken),
                _ => {}
            }
        })
        .unwrap();
    let milliseconds = |taken: Duration| taken.as_secs_f64() * 1e3;
    let p99 = |mut all: Vec<Duration>| {
        all.sort_unstable();
        (milliseconds(all[all.len() * 99 / 100]), milliseconds(all[all.len() - 1]))
    };
    let ((p99, worst), (closing, _)) = (p99(within), p99(closing));
    println!("{p99} {worst} {closing} {}", milliseconds(calibrating));
}
