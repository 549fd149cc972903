//! Raking 100,000 rows to 6 margins, beside R's survey package in the same run where R is there: `make bench`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints, looks at the real clock, and may stop")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use estimation::{Codebook, Columns, Margin, Sample, Settings, Sheet};

const ROWS: u64 = 100_000;
/// How many cells each margin has: sex, age, district, schooling, household, tenure.
const MARGINS: [(&str, u64); 6] = [("sex", 2), ("age", 6), ("district", 25), ("schooling", 4), ("household", 5), ("tenure", 3)];

/// SplitMix64 (Steele, Lea and Flood 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A survey whose respondents lean to the first cells, and margins of a city of a million.
fn write(folder: &Path) {
    let mut state = 1;
    let names: Vec<&str> = MARGINS.iter().map(|(name, _)| *name).collect();
    let mut csv = format!("{},w,y\n", names.join(","));
    for _ in 0..ROWS {
        for (_, cells) in MARGINS {
            let cell = (next(&mut state) % cells).min(next(&mut state) % (cells + 1));
            let _ = write!(csv, "c{cell},");
        }
        let _ = writeln!(csv, "{},{}", 5 + next(&mut state) % 11, next(&mut state) % 100);
    }
    std::fs::write(folder.join("survey.csv"), csv).unwrap();
    for (name, cells) in MARGINS {
        let each = 1_000_000 / cells;
        let count = |cell: u64| if cell + 1 == cells { 1_000_000 - each * (cells - 1) } else { each };
        let rows: String = (0..cells).map(|cell| format!("c{cell},{}\n", count(cell))).collect();
        std::fs::write(folder.join(format!("{name}.csv")), format!("{name},Freq\n{rows}")).unwrap();
    }
}

fn read(folder: &Path, name: &str) -> Sheet {
    Sheet::read(name, &std::fs::read(folder.join(name)).unwrap()).unwrap()
}

const PEER: &str = r#"
suppressMessages(library(survey))
folder <- commandArgs(TRUE)[1]
names <- c("sex", "age", "district", "schooling", "household", "tenure")
data <- read.csv(file.path(folder, "survey.csv"), stringsAsFactors = TRUE)
margins <- lapply(names, function(name) read.csv(file.path(folder, paste0(name, ".csv")), stringsAsFactors = TRUE))
design <- svydesign(ids = ~1, weights = ~w, data = data)
start <- proc.time()[["elapsed"]]
raked <- rake(design, lapply(names, function(name) as.formula(paste("~", name))), margins, control = list(maxit = 200, epsilon = 1e-10))
between <- proc.time()[["elapsed"]]
mean <- svymean(~y, raked)
end <- proc.time()[["elapsed"]]
cat(between - start, end - between, coef(mean), SE(mean), "\n", sep = " ", fill = FALSE)
"#;

fn main() {
    let folder = std::env::temp_dir().join(format!("madang-raking-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    write(&folder);
    let start = Instant::now();
    let sheet = read(&folder, "survey.csv");
    let sample = Sample::read(&sheet, Columns { weights: "w", ..Columns::default() }).unwrap();
    let cells: Vec<_> = MARGINS
        .iter()
        .map(|(name, _)| Margin::read(&read(&folder, &format!("{name}.csv"))).unwrap().cells(&sheet, &Codebook::default()).unwrap())
        .collect();
    let files = start.elapsed().as_secs_f64();
    let mut best = f64::INFINITY;
    let mut done = None;
    for _ in 0..5 {
        let cells = cells.clone();
        let start = Instant::now();
        done = Some(sample.raked(cells, Settings::default()).unwrap());
        best = best.min(start.elapsed().as_secs_f64());
    }
    let (raked, report) = done.unwrap();
    let answers = sheet.numbers("y").unwrap();
    let start = Instant::now();
    let mean = raked.mean(&answers).unwrap();
    let estimating = start.elapsed().as_secs_f64();
    println!("\n| what | measured | asked |\n|---|---|---|");
    let missed = if best < 0.5 { "" } else { " **missed**" };
    println!("| raking {ROWS} rows to 6 margins, {} rounds, gap {:.0e} | {best:.3} s | under 0.5 s{missed} |", report.rounds, report.gap);
    println!("| the files read into a design before it | {files:.3} s | – |");
    println!("| a mean and its standard error after it | {estimating:.3} s | – |");
    let same = peer(&folder, best, estimating, (mean.value, mean.se));
    std::fs::remove_dir_all(&folder).unwrap();
    std::process::exit(i32::from(best >= 0.5 || !same));
}

/// The same in R, as a ratio; whether both gave the same answer, as they must where R is there.
fn peer(folder: &Path, raking: f64, estimating: f64, answer: (f64, f64)) -> bool {
    let script = folder.join("peer.R");
    std::fs::write(&script, PEER).unwrap();
    let out = Command::new("Rscript").arg(&script).arg(folder).output();
    let numbers: Vec<f64> = match out {
        Ok(out) if out.status.success() => {
            String::from_utf8_lossy(&out.stdout).split_whitespace().filter_map(|text| text.parse().ok()).collect()
        }
        _ => Vec::new(),
    };
    let [theirs, mean, value, se] = numbers.as_slice() else {
        println!("| beside R's survey package | skipped: Rscript with survey is absent (Debian package r-cran-survey) | – |");
        return true;
    };
    let near = |found: f64, expected: f64| (found - expected).abs() <= 1e-5 * expected.abs();
    let same = near(answer.0, *value) && near(answer.1, *se);
    let says = if same { "the same answer" } else { "**another answer**" };
    println!("| R's survey package, raking: {theirs:.2} s | {:.0} times as long | – |", theirs / raking);
    println!("| R's survey package, the mean: {mean:.2} s; {says} ({value:.4}, {se:.5}) | {:.0} times as long | – |", mean / estimating);
    same
}
