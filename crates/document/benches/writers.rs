//! Repeats the figures of the writers in docs/benchmarks.md: `make bench`. A report of about ten pages and a table of 5,000 rows through each
//! writer. Ends with 1 where a bound is missed. `MADANG_PAPER` names a folder for the files, with one of 200 pages, to look at.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a benchmark prints, and may stop")]

mod report;

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use document::{Block, Document, Fonts, Imprint, Lang};
use kernel::Day;
use report::{report, table};

fn main() {
    println!("| what | measured | asked |\n|---|---|---|");
    let imprint = Imprint { creator: "혁신기획관".into(), day: Day::new(2021, 3, 31).unwrap() };
    let start = processor_time();
    let fonts = fonts();
    let reading = processor_time() - start;
    let (report, large) = (report(5), one_table(5_000));
    let cold = || document::pdf(&report, &imprint, &fonts).unwrap().len();
    let mut missed = print("report of ten pages, PDF, cold, fonts read", &[once(cold)], Duration::from_millis(1_500), reading);
    let memory = peak_memory();
    missed += u32::from(memory > 300);
    println!("| most memory held for it, fonts with it | {memory} MB | 300 MB |");
    for (name, document, times, bound) in [("report of ten pages", &report, 7, 50), ("table of 5,000 rows", &large, 3, 10_000)] {
        let mut row = |writer: &str, bound: u64, write: &dyn Fn() -> usize| {
            let runs: Vec<_> = (0..times).map(|_| once(write)).collect();
            missed += print(&format!("{name}, {writer}"), &runs, Duration::from_millis(bound), Duration::ZERO);
        };
        row("HTML", bound, &|| document::html(document).len());
        row("Markdown", bound, &|| document::markdown(document, Some("https://a.example")).len());
        row("HWPX", bound, &|| document::hwpx(document, &imprint).unwrap().len());
        row("PDF", bound.max(500), &|| document::pdf(document, &imprint, &fonts).unwrap().len());
    }
    let printed = document::pdf(&report, &imprint, &fonts).unwrap();
    let audited = || {
        black_box(document::audit::audit(&report, &document::read::file(&printed).unwrap().1, Some(&report)));
        printed.len()
    };
    let runs: Vec<_> = (0..7).map(|_| once(audited)).collect();
    missed += print("report of ten pages, its PDF read and audited", &runs, Duration::from_millis(300), Duration::ZERO);
    if let Some(folder) = std::env::var_os("MADANG_PAPER").map(PathBuf::from) {
        let long = report::report(140);
        for (name, document) in [("report", &report), ("long", &long), ("table", &large)] {
            std::fs::write(folder.join(name).with_extension("pdf"), document::pdf(document, &imprint, &fonts).unwrap()).unwrap();
            std::fs::write(folder.join(name).with_extension("hwpx"), document::hwpx(document, &imprint).unwrap()).unwrap();
        }
    }
    println!("| most memory held, the large table laid out three times | {} MB | – |", peak_memory());
    std::process::exit(i32::from(missed > 0));
}

fn fonts() -> Fonts {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/assets/node_modules/pretendard-gov/dist/public/static");
    let read = |weight: &str| -> &'static [u8] { Vec::leak(std::fs::read(format!("{folder}/PretendardGOV-{weight}.otf")).unwrap()) };
    Fonts::new([read("Regular"), read("Bold")]).unwrap()
}

/// What it took of processor time, and how many bytes it wrote.
fn once(write: impl Fn() -> usize) -> (Duration, usize) {
    let start = processor_time();
    let bytes = write();
    (processor_time() - start, bytes)
}

/// Prints the middle one of some runs; gives 1 when it took longer than asked.
fn print(what: &str, runs: &[(Duration, usize)], bound: Duration, before: Duration) -> u32 {
    let mut runs = runs.to_vec();
    runs.sort();
    let (middle, bytes) = runs[runs.len() / 2];
    let took = middle + before;
    let held = took <= bound;
    let missed = if held { "" } else { " **missed**" };
    println!("| {what} | {:.1} ms, {} kB | {} ms{missed} |", took.as_secs_f64() * 1e3, bytes.div_ceil(1_000), bound.as_millis());
    u32::from(!held)
}

/// What this process's threads have spent together, in steps of 10 ms: others' work on the machine does not count.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = [11, 12].map(|field: usize| fields[field].parse::<u64>().unwrap()).iter().sum();
    Duration::from_millis(ticks * 10)
}

/// The most memory that this process held, in megabytes; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1_000
}

fn one_table(rows: usize) -> Document {
    Document { lang: Lang::Ko, title: "예산 집행 내역".into(), subtitle: None, blocks: vec![Block::Table(table(0, rows))] }
}
