//! The shared practice pools: processor seconds and peak memory of each lottery, one process for each. `make bench`; with `MADANG_LARGEST_POOL`
//! set also the largest (`make evaluate`). Beside them PyPI's sortition-algorithms with its open solver, where `SORTITION_PYTHON` names a Python
//! that has it (`tests/sortition-algorithms` makes one).
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench may stop, and prints what it measured")]

use std::path::{Path, PathBuf};
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
/// What the peer is asked for: it finishes these within a minute.
const PEER: [&str; 3] = ["example_small_20", "opendlp_monitoring_100_30", "sa_fixture_150_22"];

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
    println!("| pool | method | minimum | gap | bound | stages | panels | processor s | MB |\n|---|---|---|---|---|---|---|---|---|");
    let largest = std::env::var_os("MADANG_LARGEST_POOL").map(|_| LARGEST);
    for (name, size) in POOLS.into_iter().chain(largest) {
        for method in ["maximin", "leximin", "nash"] {
            let done = Command::new(Path::new(&arguments[0])).args([name, &size.to_string(), method]).status().unwrap();
            assert!(done.success(), "{name} {method}");
        }
    }
    peer();
}

/// sortition-algorithms' maximin with HiGHS, in the same run, its imports left out.
fn peer() {
    let Some(python) = std::env::var_os("SORTITION_PYTHON").filter(|python| !python.is_empty()) else {
        println!("sortition-algorithms is not here: no comparison");
        return;
    };
    for name in PEER {
        let size = POOLS.iter().find(|(pool, _)| *pool == name).map_or(0, |(_, size)| *size);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peer.py");
        let done = Command::new(&python).arg(script).arg(folder().join(name)).arg(size.to_string()).status();
        if !done.is_ok_and(|done| done.success()) {
            println!("| {name} | sortition-algorithms: did not finish |");
        }
    }
}
