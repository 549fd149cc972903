//! A writer killed at random moments: what it acknowledged is there, the record is whole, and going on ends where nobody was killed.
//!
//! A few kills here; `make evaluate` sets `MADANG_KILLS` to a hundred for each engine, with PostgreSQL durable.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use store::{each_engine, verify_record};

use crate::*;

/// A small generator of moments: the seed is printed, so that a failure can be had again.
struct Moments(u64);

impl Moments {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

fn kills() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the long run asks for more")]
    std::env::var("MADANG_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

fn writer(db: &TestDb) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_madang"))
        .args(["demo", "--no-serve", "--acknowledge", "--database", &db.url])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Acknowledged events: number and hash of each whole line.
fn acknowledged(out: &str) -> Vec<(i64, String)> {
    let whole = out.rfind('\n').map_or("", |end| &out[..end]);
    whole
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            (words.next().unwrap().parse().unwrap(), words.next().unwrap().to_owned())
        })
        .collect()
}

fn check(db: &TestDb, seed: u64, acknowledged: &[(i64, String)]) {
    let mut read = db.db.read().unwrap();
    for (seq, hash) in acknowledged {
        let row = read.row("SELECT hash FROM event WHERE seq = $1", &[(*seq).into()]).unwrap();
        let found = row.unwrap_or_else(|| panic!("seed {seed}: event {seq} was acknowledged and is gone"));
        assert_eq!(found.text(0).unwrap(), hash, "seed {seed}: event {seq}");
    }
    assert_eq!(verify_record(&mut read, SCHEMAS, None, &mut |_, _| {}).unwrap(), [], "seed {seed}");
    for invariant in people::INVARIANTS.iter().chain(bureau::INVARIANTS).chain(ledger::INVARIANTS).chain(report::INVARIANTS) {
        assert_eq!(invariant(&mut read).unwrap(), [], "seed {seed}");
    }
}

fn run(make: fn() -> TestDb) {
    let whole = make();
    let start = Instant::now();
    seoul(&whole);
    let lasts = u64::try_from(start.elapsed().as_millis()).unwrap();
    let figures = on(&whole, &["figures", "--as-of", "2021-04-30"]).ok();
    let end = whole.db.read().unwrap().head().unwrap();
    let mut moments = Moments(u64::from(std::process::id()));
    let mut cut_short = 0;
    for _ in 0..kills() {
        let seed = moments.0;
        let db = make();
        let mut child = writer(&db);
        std::thread::sleep(Duration::from_millis(moments.next(lasts + lasts / 4)));
        child.kill().unwrap();
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        child.wait().unwrap();
        let before = acknowledged(&out);
        check(&db, seed, &before);
        cut_short += usize::from(before.last().is_none_or(|(seq, _)| *seq < end.seq.0));
        seoul(&db);
        check(&db, seed, &before);
        assert_eq!(on(&db, &["figures", "--as-of", "2021-04-30"]).ok(), figures, "seed {seed}");
        assert_eq!(db.db.read().unwrap().head().unwrap().hash, end.hash, "seed {seed}: it went on to another end");
    }
    println!("{} kills, {cut_short} of them before the end", kills());
}

#[test]
fn a_killed_writer_loses_nothing_on_sqlite() {
    run(|| TestDb::sqlite(SCHEMAS));
}

#[test]
fn a_killed_writer_loses_nothing_on_postgres() {
    run(|| TestDb::postgres(SCHEMAS));
}

each_engine! { SCHEMAS;
    fn loading_again_writes_nothing(db) {
        small(db);
        let head = db.db.read().unwrap().head().unwrap();
        small(db);
        assert_eq!(db.db.read().unwrap().head().unwrap(), head);
    }
}
