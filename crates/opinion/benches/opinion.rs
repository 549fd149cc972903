//! Repeats the figures of opinion maps in docs/benchmarks.md: `make bench`. Beside red-dwarf where `RED_DWARF_PYTHON` names a Python that
//! has it. `MADANG_BENCH_LARGE=0` leaves the largest table out.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, looks at the real clock, and may stop"
)]

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use opinion::{Cast, Live, Options, Statement, Vote};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|word| word == "--map") {
        return map(Path::new(&arguments[at + 1]));
    }
    let folder = std::env::temp_dir().join(format!("madang-opinion-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    println!("| what | measured | asked |\n|---|---|---|");
    let mut missed = usize::from(!small(&folder)) + usize::from(!streaming());
    if std::env::var("MADANG_BENCH_LARGE").as_deref() != Ok("0") {
        missed += usize::from(!large(&folder));
    }
    std::fs::remove_dir_all(&folder).unwrap();
    std::process::exit(i32::from(missed > 0));
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

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 0, below n")]
    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    /// The vote of a person of one of three camps.
    fn vote(&mut self, person: usize, statement: usize) -> Vote {
        if self.unit() < 0.1 {
            return Vote::Pass;
        }
        let side = Dice((person % 3 * 10_000 + statement) as u64).unit() < 0.5;
        if side == (self.unit() < 0.2) { Vote::Disagree } else { Vote::Agree }
    }
}

fn write_votes(path: &Path, people: usize, statements: usize, seen: f64) -> usize {
    let mut file = BufWriter::new(File::create(path).unwrap());
    let mut dice = Dice(5);
    let mut line = String::from("participant");
    (0..statements).for_each(|at| write!(line, ",{at}").unwrap());
    writeln!(file, "{line}").unwrap();
    let mut votes = 0;
    for person in 0..people {
        line.clear();
        write!(line, "{person}").unwrap();
        for at in 0..statements {
            line.push(',');
            if dice.unit() < seen {
                votes += 1;
                line.push_str(match dice.vote(person, at) {
                    Vote::Agree => "1",
                    Vote::Disagree => "-1",
                    Vote::Pass => "0",
                });
            }
        }
        writeln!(file, "{line}").unwrap();
    }
    file.flush().unwrap();
    votes
}

/// Seconds that this thread has had a core, which is what it would take on a machine of its own; wall time where the system does not say.
fn on_core(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |spent| spent / 1e9)
}

/// In a process of its own: from a file to groups, then all outputs; prints seconds of one core, the same, peak memory in MB, groups.
fn map(path: &Path) {
    let start = Instant::now();
    let votes = opinion::read_votes(File::open(path).unwrap(), "votes.csv").unwrap();
    let map = opinion::opinion_map(&votes, Options::default()).unwrap();
    let to_groups = on_core(start);
    let outputs = [
        opinion::participants_csv(&votes, &map),
        opinion::statements_csv(&votes, &map),
        opinion::summary_json(&votes, &map),
        opinion::map_html(&votes, &map),
    ];
    assert!(outputs.iter().all(|text| text.len() > 100));
    let all = on_core(start);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    println!("{to_groups} {all} {} {}", peak.unwrap_or(0.0) / 1024.0, map.groups.len());
}

fn measure(path: &Path) -> [f64; 4] {
    let output = Command::new(std::env::current_exe().unwrap()).arg("--map").arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let values: Vec<f64> = text.split_whitespace().map(|word| word.parse().unwrap()).collect();
    [values[0], values[1], values[2], values[3]]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn small(folder: &Path) -> bool {
    let path = folder.join("small.csv");
    let votes = write_votes(&path, 2000, 900, 1.0);
    let runs: Vec<[f64; 4]> = (0..7).map(|_| measure(&path)).collect();
    let pick = |at: usize| median(runs.iter().map(|run| run[at]).collect());
    let (groups, all) = (pick(0), pick(1));
    let what = format!("2,000 x 900, {votes} votes, from file to {} groups, with the check against chance, on one core", runs[0][3]);
    let held = row(&what, &format!("{groups:.3} s"), "under 0.3 s", groups < 0.3);
    row("the same, all four outputs made", &format!("{all:.3} s"), "–", true);
    match std::env::var("RED_DWARF_PYTHON") {
        Ok(python) if !python.is_empty() => beside(&python, &path, groups),
        _ => println!("| red-dwarf 0.4.0 on the same file | skipped: it is not installed | – |"),
    }
    held
}

/// red-dwarf's own pipeline on the same file, with its own reading.
fn beside(python: &str, path: &Path, ours: f64) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/red_dwarf.py");
    let output = Command::new(python).arg(script).arg(path).output();
    let text = output.ok().filter(|output| output.status.success()).map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let Some(theirs) = text.as_deref().and_then(|text| text.trim().lines().last()?.parse::<f64>().ok()) else {
        println!("| red-dwarf on the same file | skipped: it did not run | – |");
        return;
    };
    row("red-dwarf 0.4.0 on the same file, its imports left out", &format!("{theirs:.2} s: {:.0} times ours", theirs / ours), "–", true);
}

fn large(folder: &Path) -> bool {
    let path = folder.join("large.csv");
    let votes = write_votes(&path, 100_000, 1000, 0.5);
    let [groups, all, memory, count] = measure(&path);
    let what = format!("100,000 x 1,000, {votes} votes, from file to {count} groups, on one core");
    let held = row(&what, &format!("{groups:.1} s"), "under 30 s", groups < 30.0);
    row("the same, all four outputs made", &format!("{all:.1} s"), "–", true);
    held & row("the same, peak memory", &format!("{memory:.0} MB"), "under 2,048 MB", memory < 2048.0)
}

/// 10,000 x 500: votes go on coming in while another thread makes map after map.
fn streaming() -> bool {
    let statements = (0..500).map(|at| Statement { id: at.to_string(), ..Statement::default() }).collect();
    let live = Live::new(statements);
    let mut dice = Dice(9);
    for person in 0..10_000 {
        for at in (0..500).filter(|at| (at + person) % 5 == 0) {
            live.take(Cast { participant: person.to_string(), statement: at.to_string(), vote: dice.vote(person, at) });
        }
    }
    live.refresh(Options::default()).unwrap();
    let (stop, refreshes) = (Mutex::new(false), Mutex::new(Vec::new()));
    let mut taken: Vec<Duration> = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !*stop.lock().unwrap() {
                let start = Instant::now();
                let before = on_core(start);
                live.refresh(Options::default()).unwrap();
                refreshes.lock().unwrap().push((start.elapsed().as_secs_f64(), on_core(start) - before));
            }
        });
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(15) {
            for _ in 0..20 {
                let (person, at) = (dice.below(10_000), dice.below(500));
                let cast = Cast { participant: person.to_string(), statement: at.to_string(), vote: dice.vote(person, at) };
                let start = Instant::now();
                live.take(cast);
                taken.push(start.elapsed());
            }
            std::thread::sleep(Duration::from_millis(4));
        }
        *stop.lock().unwrap() = true;
    });
    taken.sort();
    let slow = taken[taken.len() * 99 / 100].as_secs_f64() * 1000.0;
    // A vote that comes just after a refresh began waits for it and for the next.
    let (walls, cores): (Vec<f64>, Vec<f64>) = refreshes.into_inner().unwrap().into_iter().unzip();
    let behind = walls.windows(2).map(|two| two[0] + two[1]).fold(walls[0], f64::max);
    let what =
        format!("{} votes taken while the map of 10,000 x 500 (a million votes) is refreshed {} times, p99", taken.len(), walls.len());
    let held = row(&what, &format!("{slow:.4} ms"), "under 1 ms", slow < 1.0);
    row("a refresh, on one core", &format!("{:.2} s", median(cores)), "–", true);
    held & row("the same, the map at most behind", &format!("{behind:.2} s"), "at most 2 s", behind <= 2.0)
}
