//! The shared practice pools: processor seconds and peak memory of each lottery, one process for each, beside sortition-algorithms with its open
//! solver where `SORTITION_PYTHON` names a Python that has it. Ends with 1 where a bound is missed. `make bench`; with `MADANG_LARGEST_POOL` set
//! also the largest (`make evaluate`).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a bench may stop, and prints what it measured")]

use std::path::PathBuf;
use std::process::Command;

use sortition::{Columns, Given, Method, Pool, Problem, Quotas, Table, lottery, unwatched};

const POOLS: [(&str, u32); 9] = [
    ("couples_20_2", 2),
    ("example_small_20", 20),
    ("example_large_200", 200),
    ("opendlp_monitoring_100_30", 30),
    ("sa_fixture_150_22", 22),
    ("diversimax_wide_60", 60),
    ("practice_312_35", 35),
    ("practice_825_75", 75),
    ("seoul_10000_300", 300),
];
const LARGEST: (&str, u32) = ("practice_1727_110", 110);
/// The pools that the peer finishes in a minute or so; its LEXIMIN needs another solver.
const PEERS: [&str; 4] = ["couples_20_2", "example_small_20", "opendlp_monitoring_100_30", "sa_fixture_150_22"];
/// Processor seconds at most.
const BOUNDS: [(&str, &str, f64); 6] = [
    ("seoul_10000_300", "leximin", 20.0),
    ("seoul_10000_300", "maximin", 3.0),
    ("sa_fixture_150_22", "leximin", 1.0),
    ("practice_312_35", "leximin", 20.0),
    ("practice_825_75", "leximin", 40.0),
    ("practice_1727_110", "leximin", 600.0),
];

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/sortition"))
}

/// Processor seconds of this process and megabytes at its peak, as the kernel counts them.
fn spent() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = [11, 12].iter().filter_map(|at| fields.get(*at)).map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    (ticks / 100.0, peak.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0)
}

fn one(name: &str, size: u32, method: Method) {
    let read = |file: &str| Table::read(file, &std::fs::read(folder().join(name).join(file)).unwrap()).unwrap();
    let quotas = Quotas::read(&read("categories.csv")).unwrap();
    let pool = Pool::read(&read("respondents.csv"), &quotas, Columns::default()).unwrap();
    let problem = Problem::new(&pool, &quotas, size, &Given::default()).unwrap();
    let found = lottery(&problem, method, &mut unwatched).unwrap();
    let (seconds, peak) = spent();
    println!(
        "| {name} | {} | {:.10} | {:.1e} | {} | {} | {} | {seconds:.2} | {peak:.0} |",
        method.name(),
        sortition::float(&found.minimum()),
        found.gap(),
        if found.proved() { "proved" } else { "solver-only" },
        found.stages.len(),
        found.panels.len(),
    );
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, name, size, method, ..] = arguments.as_slice()
        && let (Ok(size), Some(method)) = (size.parse(), Method::of_name(method))
    {
        return one(name, size, method);
    }
    if !folder().exists() {
        println!("skipped: {} is not here", folder().display());
        return;
    }
    println!(
        "| pool | method | minimum | gap | bound | stages | panels | processor s | MB | sortition-algorithms: minimum, s, MB | times as long |\n|---|---|---|---|---|---|---|---|---|---|---|"
    );
    let largest = std::env::var_os("MADANG_LARGEST_POOL").map(|_| LARGEST);
    let mut missed = Vec::new();
    for (name, size) in POOLS.into_iter().chain(largest) {
        for method in ["maximin", "leximin", "nash"] {
            let program = std::env::current_exe().unwrap();
            let done = Command::new(program).args([name, &size.to_string(), method]).output().unwrap();
            assert!(done.status.success(), "{name} {method}: {}", String::from_utf8_lossy(&done.stderr));
            let row = String::from_utf8(done.stdout).unwrap();
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let (seconds, megabytes): (f64, f64) = (cells[8].parse().unwrap(), cells[9].parse().unwrap());
            let beside = peer(name, size, method)
                .map_or_else(|| "- | - |".to_owned(), |(said, theirs)| format!("{said} | {:.0} |", theirs / seconds.max(0.01)));
            println!("{} {beside}", row.trim_end());
            let bound = BOUNDS.iter().find(|(pool, of, _)| (*pool, *of) == (name, method)).map_or(f64::INFINITY, |(.., bound)| *bound);
            if seconds > bound || megabytes > 500.0 {
                missed.push(format!("{name} {method}: {seconds} s (at most {bound}), {megabytes} MB (at most 500)"));
            }
        }
    }
    println!("{}", missed.join("\n"));
    std::process::exit(i32::from(!missed.is_empty()));
}

/// What sortition-algorithms says of the same pool, and its processor seconds; none where it is not installed, or does not end in time.
fn peer(name: &str, size: u32, method: &str) -> Option<(String, f64)> {
    let python = std::env::var_os("SORTITION_PYTHON").filter(|python| !python.is_empty())?;
    if method == "leximin" || !PEERS.contains(&name) {
        return None;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer.py");
    let done = Command::new(python).arg(script).arg(folder().join(name)).args([&size.to_string(), method]).output().ok()?;
    let said = String::from_utf8(done.stdout).ok()?.lines().last()?.to_owned();
    let theirs = said.split(' ').nth(1)?.parse().ok()?;
    Some((said.replace(' ', ", "), theirs))
}
