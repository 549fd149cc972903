//! Repeats every figure of docs/benchmarks.md: `make bench`. `MADANG_BENCH_ENTRIES` makes it smaller.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, looks at the real clock, and may stop"
)]

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{AsOf, At, Clock as _, Day, Lang, Money, Seq, SimulatedClock};
use ledger::{Amount, LineKey};
use people::By;
use store::{Db, Origin, Schema};

const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &bureau::SCHEMA, &ledger::SCHEMA, &report::SCHEMA];
const MADANG: &str = env!("CARGO_BIN_EXE_madang");
const LINES: usize = 100;
const BATCH: usize = 500;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Bounds that were missed, so that the run ends with 1.
static MISSED: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

fn row(what: &str, figure: &str, bound: &str, held: bool) {
    MISSED.fetch_add(usize::from(!held), std::sync::atomic::Ordering::SeqCst);
    println!("| {what} | {figure} | {bound}{} |", if held { "" } else { " **missed**" });
}

fn main() {
    let entries: usize = std::env::var("MADANG_BENCH_ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().unwrap();
    println!("| what | measured | asked |\n|---|---|---|");
    let url = demo(folder.path());
    memory(&url);
    import_rows(folder.path());
    let bench = Bench::new(&url);
    bench.open_lines();
    bench.post_batches(entries);
    bench.post_singly(folder.path());
    bench.ask("execution-2021", "2021-12-31", 150.0);
    bench.ask("work-report-2021", "2022-01-15", 300.0);
    bench.verify();
    std::process::exit(i32::from(MISSED.load(std::sync::atomic::Ordering::SeqCst) > 0));
}

/// The demonstration from an empty folder.
fn demo(folder: &std::path::Path) -> String {
    let data = folder.join("demo");
    let start = Instant::now();
    let status = Command::new(MADANG).args(["demo", "--no-serve", "--data"]).arg(&data).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
    let took = start.elapsed().as_secs_f64();
    row("`madang demo --no-serve` from an empty folder", &format!("{took:.2} s"), "under 5 s", took < 5.0);
    format!("sqlite:{}", data.join("madang.db").display())
}

/// A file of the official system into a demonstration of its own: tried, then entered; half are commitments, half payments from them.
fn import_rows(folder: &std::path::Path) {
    use std::fmt::Write as _;
    const LINES: [&str; 4] = ["park-operation", "ecosystem", "sharing", "happiness"];
    const ROWS: usize = 100_000;
    let data = folder.join("import");
    let loaded = Command::new(MADANG).args(["demo", "--no-serve", "--data"]).arg(&data).stdout(Stdio::null()).status().unwrap();
    assert!(loaded.success());
    let mut text = String::from("\u{feff}문서번호,행,회계연도,세부사업코드,구분,금액,일자,원인행위번호,적요\n");
    for at in 0..ROWS / 2 {
        let on = day("2021-05-01").plus_days(i32::try_from(at % 240).unwrap());
        let line = LINES[at % LINES.len()];
        writeln!(text, "행위-{at:06},1,2021,{line},원인행위,{},{on},,측정용", 500 + at % 97).unwrap();
        writeln!(text, "결의-{at:06},1,2021,,지출,{},{on},행위-{at:06},측정용", 400 + at % 97).unwrap();
    }
    let file = folder.join("rows.csv");
    std::fs::write(&file, text).unwrap();
    let url = format!("sqlite:{}", data.join("madang.db").display());
    let run = |how: &[&str]| {
        let start = Instant::now();
        let done = Command::new(MADANG).args(["import", "--database", &url, "--file"]).arg(&file).args(how).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        (start.elapsed().as_secs_f64(), said.lines().last().unwrap_or_default().to_owned())
    };
    let (tried, words) = run(&["--dry-run", "--lang", "en"]);
    assert!(words.starts_with("100000 rows: 100000 entered"), "{words}");
    let (entered, words) = run(&["--strict", "--as", "budget-lead", "--lang", "en"]);
    assert!(words.starts_with("100000 rows: 100000 entered"), "{words}");
    let (again, words) = run(&["--strict", "--as", "budget-lead", "--lang", "en"]);
    assert!(words.starts_with("100000 rows: 0 entered, 100000 there already"), "{words}");
    row(
        "`madang import` of 100,000 rows: dry run, then entered",
        &format!("{tried:.1} s + {entered:.1} s; again {again:.1} s"),
        "together under 10 s",
        tried + entered < 10.0,
    );
}

/// Memory of an idle server, after it has served the report once.
fn memory(url: &str) {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    let mut server = Command::new(MADANG).args(["serve", "--port", "0", "--database", url]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let request = format!("GET /reports/work-report-2021?day=2021-04-21 HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut page = Vec::new();
    stream.read_to_end(&mut page).unwrap();
    assert!(page.starts_with(b"HTTP/1.1 200"));
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap_or_default();
    let resident =
        status.lines().find(|line| line.starts_with("VmRSS")).and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    server.kill().unwrap();
    server.wait().unwrap();
    let resident = resident.unwrap_or(f64::MAX) / 1024.0;
    row("idle server, resident", &format!("{resident:.0} MB"), "under 100 MB", resident < 100.0);
}

struct Bench {
    db: Db,
    sets: store::Sets,
    clock: Arc<SimulatedClock>,
    setup: kernel::Code,
    lines: Vec<LineKey>,
}

impl Bench {
    fn new(url: &str) -> Self {
        let db = Db::open(url, SCHEMAS).unwrap();
        let recorded = db.read().unwrap().head().unwrap().recorded;
        let lines = (0..LINES).map(|at| LineKey { fiscal_year: 2021, code: format!("bench-{at:03}").parse().unwrap() }).collect();
        let sets = store::Sets::new(&[bureau::SETS, ledger::SETS], "bureau.units");
        Self { db, sets, clock: Arc::new(SimulatedClock::new(recorded)), setup: "setup".parse().unwrap(), lines }
    }

    fn origin(&self) -> Origin {
        self.clock.set(At(self.clock.now().0 + 1_000_000));
        Origin { clock: self.clock.clone(), seed: Some([3; 32]) }
    }

    fn by<'b>(&'b self, key: &'b str) -> By<'b> {
        By { actor: &self.setup, key, document: None }
    }

    /// A hundred lines with money and a commitment each.
    fn open_lines(&self) {
        let mut tx = self.db.write(&self.origin()).unwrap();
        for (at, line) in self.lines.iter().enumerate() {
            let unit = ["social-innovation", "transition-city", "conflict-mediation"][at % 3].parse().unwrap();
            let new = ledger::NewLine {
                line: line.clone(),
                unit,
                programme: None,
                position: 1000 + at as i64,
                name_ko: format!("측정용 세부사업 {at}"),
                name_en: None,
                short_ko: None,
                short_en: None,
                note: None,
                from: day("2021-01-01"),
            };
            ledger::open_line(&mut tx, &self.by(&format!("bench/line/{at}")), &new).unwrap();
            let budget =
                ledger::Supplement { line: line.clone(), change: Money::new(4_000_000_000_000), day: day("2021-05-01"), note: None };
            ledger::supplement(&mut tx, &self.by(&format!("bench/budget/{at}")), &budget).unwrap();
        }
        tx.commit().unwrap();
    }

    fn post(&self, tx: &mut store::Tx, at: usize, of: usize) {
        // Days go on as entries come in, as they do in an office; commitments and payments in turn.
        let on = day("2021-05-01").plus_days(i32::try_from(at * 240 / of.max(1)).unwrap());
        let line = &self.lines[at % LINES];
        let amount = Amount::new(1_000 + (at % 997) as i64).unwrap();
        let key = format!("bench/commit/{at}");
        let commit = ledger::Commit { line: line.clone(), amount, day: on, note: None };
        let commitment = ledger::commit_funds(tx, &self.by(&key), &commit).unwrap();
        let key = format!("bench/disburse/{at}");
        ledger::disburse(tx, &self.by(&key), &ledger::Disburse { commitment, amount, day: on, note: None }).unwrap();
    }

    fn post_batches(&self, entries: usize) {
        let pairs = entries / 2;
        let start = Instant::now();
        for batch in 0..pairs.div_ceil(BATCH / 2) {
            let mut tx = self.db.write(&self.origin()).unwrap();
            for at in batch * (BATCH / 2)..((batch + 1) * (BATCH / 2)).min(pairs) {
                self.post(&mut tx, at, pairs);
            }
            tx.commit().unwrap();
        }
        let rate = entries as f64 / start.elapsed().as_secs_f64();
        row(
            &format!("posting {entries} entries through the operation, {BATCH} a transaction"),
            &format!("{rate:.0} /s"),
            "at least 2,000 /s",
            rate >= 2000.0,
        );
    }

    /// Single commits against a bare one-row insert, in turn, so that the machine's mood meets both.
    fn post_singly(&self, folder: &std::path::Path) {
        let bare = rusqlite::Connection::open(folder.join("bare.db")).unwrap();
        bare.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; CREATE TABLE bare (id INTEGER PRIMARY KEY, amount BIGINT NOT NULL)",
        )
        .unwrap();
        let (mut acts, mut inserts) = (Vec::new(), Vec::new());
        for round in 0..40 {
            let start = Instant::now();
            for at in 0..50 {
                let mut tx = self.db.write(&self.origin()).unwrap();
                let key = format!("bench/single/{round}/{at}");
                let line = self.lines[at % LINES].clone();
                let commit = ledger::Commit { line, amount: Amount::new(1).unwrap(), day: day("2021-12-30"), note: None };
                ledger::commit_funds(&mut tx, &self.by(&key), &commit).unwrap();
                tx.commit().unwrap();
            }
            acts.push(start.elapsed());
            let start = Instant::now();
            for _ in 0..50 {
                bare.execute("INSERT INTO bare (amount) VALUES (?1)", [1]).unwrap();
            }
            inserts.push(start.elapsed());
        }
        let (act, insert) = (median(acts), median(inserts));
        let rate = |time: Duration| 50.0 / time.as_secs_f64();
        let share = insert.as_secs_f64() / act.as_secs_f64() * 100.0;
        row(
            "posting singly, each on the disk before it is acknowledged, beside a bare one-row insert in turn",
            &format!("{:.0} /s beside {:.0} /s: {share:.0} %", rate(act), rate(insert)),
            "at least 70 %",
            share >= 70.0,
        );
    }

    fn ask(&self, name: &str, on: &str, bound: f64) {
        let head = self.db.read().unwrap().head().unwrap().seq;
        for (known, words) in [(head, "all known"), (Seq(head.0 / 2), "known halfway"), (Seq(head.0 - head.0 / 7), "an older known")] {
            let times = (0..7)
                .map(|_| {
                    let start = Instant::now();
                    let mut read = self.db.read().unwrap();
                    let rendered = report::render(&mut read, &self.sets, name, Lang::Ko, AsOf { day: day(on), known }, Some("")).unwrap();
                    assert!(document::html(&rendered.document).len() > 1000);
                    start.elapsed()
                })
                .collect();
            let took = median(times).as_secs_f64() * 1000.0;
            row(&format!("`{name}` as of {on}, {words}"), &format!("{took:.0} ms"), &format!("under {bound:.0} ms"), took < bound);
        }
    }

    fn verify(&self) {
        let mut read = self.db.read().unwrap();
        let start = Instant::now();
        let broken = store::verify_record(&mut read, SCHEMAS, None, &mut |_, _| {}).unwrap();
        let record = start.elapsed();
        let start = Instant::now();
        let rules: usize = ledger::INVARIANTS.iter().map(|invariant| invariant(&mut read).unwrap().len()).sum();
        assert_eq!((broken.len(), rules), (0, 0));
        row("`verify record`", &format!("{:.1} s", record.as_secs_f64()), "–", true);
        row("`verify rules` of the ledger", &format!("{:.1} s", start.elapsed().as_secs_f64()), "–", true);
    }
}
