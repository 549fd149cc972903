//! The public execution page under load: `make bench`. A server of the real binary on loopback, 100,000 ledger entries, 500 requests a second
//! from this process on the same cores, one act a second meanwhile.
//!
//! The load is open: requests have their times, whether or not the ones before are answered, and each is measured from its time, so that a
//! stall counts for every request that it makes late. `MADANG_BENCH_ENTRIES` and `MADANG_BENCH_SECONDS` make it smaller.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark prints, looks at the real clock, and may stop"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kernel::{At, Clock as _, Day, Money, SimulatedClock};
use ledger::{Amount, LineKey};
use people::By;
use store::{Db, Origin, Schema};

const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &bureau::SCHEMA, &ledger::SCHEMA, &report::SCHEMA];
const MADANG: &str = env!("CARGO_BIN_EXE_madang");
const LINES: usize = 100;
const RATE: usize = 500;
const CONNECTIONS: usize = 64;
const RENDERS: i32 = 20;
const PAGE: &str = "/execution?day=2021-12-31";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn asked(name: &str, unless: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(unless)
}

fn main() {
    let (entries, seconds) = (asked("MADANG_BENCH_ENTRIES", 100_000), asked("MADANG_BENCH_SECONDS", 20));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let status = Command::new(MADANG).args(["demo", "--no-serve", "--data"]).arg(&data).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
    let office = Office::new(&format!("sqlite:{}", data.join("madang.db").display()));
    office.post(entries);
    let server = Server::of(&office.url);
    println!("| what | measured | asked |\n|---|---|---|");
    let alone = server.alone();
    println!("| `{PAGE}` over {entries} entries, made anew, one at a time | {:.0} ms | – |", alone.as_secs_f64() * 1000.0);
    let kept = server.load(seconds, &office, false);
    let held = kept.row(&format!("the same at {RATE} requests a second for {seconds} s, one act a second meanwhile"), Some(60.0));
    let anew = server.load(seconds.min(5), &office, true);
    anew.row(&format!("addresses that nobody asked for before, at {RATE} a second for {} s", seconds.min(5)), None);
    let held = server.print_while_serving(&office) && held;
    drop(server);
    std::process::exit(i32::from(!held));
}

/// Somebody who acts while others read.
struct Office {
    url: String,
    db: Db,
    clock: Arc<SimulatedClock>,
    setup: kernel::Code,
    acts: AtomicUsize,
}

impl Office {
    fn new(url: &str) -> Self {
        let db = Db::open(url, SCHEMAS).unwrap();
        let recorded = db.read().unwrap().head().unwrap().recorded;
        Self {
            url: url.to_owned(),
            db,
            clock: Arc::new(SimulatedClock::new(recorded)),
            setup: "setup".parse().unwrap(),
            acts: AtomicUsize::new(0),
        }
    }

    fn line(at: usize) -> LineKey {
        LineKey { fiscal_year: 2021, code: format!("bench-{:03}", at % LINES).parse().unwrap() }
    }

    /// Does some acts in one transaction.
    fn write(&self, run: impl FnOnce(&mut dyn FnMut(&mut dyn FnMut(&mut store::Tx, &By<'_>)))) {
        self.clock.set(At(self.clock.now().0 + 1_000_000));
        let mut tx = self.db.write(&Origin { clock: self.clock.clone(), seed: Some([3; 32]) }).unwrap();
        run(&mut |act| {
            let key = format!("bench/{}", self.acts.fetch_add(1, Ordering::SeqCst));
            act(&mut tx, &By { actor: &self.setup, key: &key, document: None });
        });
        tx.commit().unwrap();
    }

    /// A hundred lines with money, then commitments and payments in turn.
    fn post(&self, entries: usize) {
        self.write(|act| {
            for at in 0..LINES {
                let unit = ["social-innovation", "transition-city", "conflict-mediation"][at % 3].parse().unwrap();
                let new = ledger::NewLine {
                    line: Self::line(at),
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
                act(&mut |tx, by| ledger::open_line(tx, by, &new).unwrap());
                let money =
                    ledger::Supplement { line: Self::line(at), change: Money::new(4_000_000_000_000), day: day("2021-05-01"), note: None };
                act(&mut |tx, by| drop(ledger::supplement(tx, by, &money).unwrap()));
            }
        });
        for batch in 0..entries.div_ceil(500) {
            self.write(|act| {
                for at in (batch * 250..(batch + 1) * 250).take(entries.saturating_sub(batch * 500).div_ceil(2)) {
                    let on = day("2021-05-01").plus_days(i32::try_from(at * 480 / entries.max(1)).unwrap().min(244));
                    let amount = Amount::new(1_000 + (at % 997) as i64).unwrap();
                    let mut commitment = None;
                    let commit = ledger::Commit { line: Self::line(at), amount, day: on, note: None };
                    act(&mut |tx, by| commitment = Some(ledger::commit_funds(tx, by, &commit).unwrap()));
                    let pay = ledger::Disburse { commitment: commitment.unwrap(), amount, day: on, note: None };
                    act(&mut |tx, by| drop(ledger::disburse(tx, by, &pay).unwrap()));
                }
            });
        }
    }

    fn act_once(&self) {
        let commit = ledger::Commit { line: Self::line(0), amount: Amount::new(1).unwrap(), day: day("2021-12-30"), note: None };
        self.write(|act| act(&mut |tx, by| drop(ledger::commit_funds(tx, by, &commit).unwrap())));
    }
}

/// A server of the real binary.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn of(url: &str) -> Self {
        let mut child = Command::new(MADANG).args(["serve", "--port", "0", "--database", url]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { address: line.trim().rsplit("http://").next().unwrap().to_owned(), child }
    }

    /// The page made anew, one at a time: the middle of seven.
    fn alone(&self) -> Duration {
        let mut connection = Connection::to(&self.address);
        let mut times: Vec<Duration> = (0..7)
            .map(|at| {
                let start = Instant::now();
                connection.get(&format!("{PAGE}&alone={at}"));
                start.elapsed()
            })
            .collect();
        times.sort();
        times[3]
    }

    /// Twenty work reports as PDF at once, of twenty days, while pages are served and the office acts.
    fn print_while_serving(&self, office: &Office) -> bool {
        let first = day("2021-04-01");
        let (printed, served) = std::thread::scope(|scope| {
            let begin = Instant::now();
            let printing: Vec<_> = (0..RENDERS)
                .map(|at| {
                    scope.spawn(move || {
                        Connection::to(&self.address).file(&format!("/reports/work-report-2021.pdf?day={}", first.plus_days(at)))
                    })
                })
                .collect();
            let served = self.load(5, office, false);
            let bytes: usize = printing.into_iter().map(|one| one.join().unwrap()).min().unwrap_or_default();
            assert!(bytes > 100_000, "a report has ten pages");
            (begin.elapsed(), served)
        });
        println!("| {RENDERS} work reports as PDF asked for at once, till the last is fetched | {:.1} s | – |", printed.as_secs_f64());
        served.row(&format!("`{PAGE}` at {RATE} requests a second for 5 s meanwhile, one act a second"), Some(150.0))
    }

    /// So many seconds of the load, while the office acts once a second; `anew` asks for another address each time.
    fn load(&self, seconds: usize, office: &Office, anew: bool) -> Measured {
        let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
        let begin = Instant::now() + Duration::from_millis(200);
        let mut times: Vec<Duration> = std::thread::scope(|scope| {
            let acting = scope.spawn(|| {
                let mut acts = 0;
                while !over.load(Ordering::SeqCst) {
                    office.act_once();
                    acts += 1;
                    std::thread::sleep(Duration::from_secs(1));
                }
                acts
            });
            let asking: Vec<_> = (0..CONNECTIONS)
                .map(|_| {
                    scope.spawn(|| {
                        let mut connection = Connection::to(&self.address);
                        let mut times = Vec::new();
                        loop {
                            let at = next.fetch_add(1, Ordering::SeqCst);
                            if at >= RATE * seconds {
                                return times;
                            }
                            let due = begin + Duration::from_secs(1) * u32::try_from(at).unwrap() / u32::try_from(RATE).unwrap();
                            std::thread::sleep(due.saturating_duration_since(Instant::now()));
                            connection.get(&if anew { format!("{PAGE}&n={at}") } else { PAGE.to_owned() });
                            times.push(due.elapsed());
                        }
                    })
                })
                .collect();
            let times = asking.into_iter().flat_map(|one| one.join().unwrap()).collect();
            over.store(true, Ordering::SeqCst);
            assert!(acting.join().unwrap() > 0);
            times
        });
        times.sort();
        Measured(times)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Times from when a request was due to when its answer was read, sorted.
struct Measured(Vec<Duration>);

impl Measured {
    fn part(&self, of_thousand: usize) -> f64 {
        self.0[(self.0.len() * of_thousand / 1000).min(self.0.len() - 1)].as_secs_f64() * 1000.0
    }

    /// Prints a row of the table; says whether the bound on the 99th of a hundred held.
    fn row(&self, what: &str, bound: Option<f64>) -> bool {
        let p99 = self.part(990);
        let held = bound.is_none_or(|bound| p99 < bound);
        let asked = bound.map_or("–".to_owned(), |bound| format!("p99 under {bound:.0} ms{}", if held { "" } else { " **missed**" }));
        println!("| {what} | p50 {:.1} ms, p99 {p99:.1} ms, longest {:.0} ms | {asked} |", self.part(500), self.part(1000));
        held
    }
}

/// A connection that stays open.
struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Connection {
    fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream), address: address.to_owned() }
    }

    /// Asks as a browser does, and reads the whole answer.
    fn get(&mut self, path: &str) {
        let (status, ..) = self.ask(path);
        assert_eq!(status, 200, "{path}");
    }

    /// Asks for a file until it is printed; gives its bytes.
    fn file(&mut self, path: &str) -> usize {
        loop {
            match self.ask(path) {
                (200, bytes, _) => return bytes,
                (303, _, Some(progress)) => {
                    while self.ask(&progress).0 == 202 {
                        std::thread::sleep(Duration::from_millis(500));
                    }
                }
                (status, ..) => panic!("{path}: {status}"),
            }
        }
    }

    /// The status of an answer, how many bytes it has, and where it leads.
    fn ask(&mut self, path: &str) -> (u16, usize, Option<String>) {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: gzip\r\nAccept-Language: ko\r\n\r\n", self.address);
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut length, mut is_chunked, mut to, mut line) = (None, false, None, String::new());
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let header = line.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse::<usize>().ok();
            }
            if let Some(value) = header.strip_prefix("location:") {
                to = Some(value.trim().to_owned());
            }
            is_chunked |= header.starts_with("transfer-encoding:") && header.ends_with("chunked");
        }
        if let Some(length) = length {
            self.skip(length);
            return (status, length, to);
        }
        assert!(is_chunked, "an answer of unknown length");
        let mut bytes = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let size = usize::from_str_radix(line.trim(), 16).unwrap();
            self.skip(size + 2);
            bytes += size;
            if size == 0 {
                return (status, bytes, to);
            }
        }
    }

    fn skip(&mut self, bytes: usize) {
        std::io::copy(&mut (&mut self.stream).take(bytes as u64), &mut std::io::sink()).unwrap();
    }
}
