//! Reading and auditing an edited file: the middle of seven runs. Ends with 1 where a bound is missed. `make bench`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a bench may stop, and prints what it measured")]

mod report;

use std::hint::black_box;
use std::time::{Duration, Instant};

use document::audit::{Verdict, audit};
use document::read;
use document::testing::plain;
use document::{Block, Document, Imprint, Lang};

/// The most that the audit of ten pages may take.
const BOUND: Duration = Duration::from_millis(300);

fn middle(run: impl Fn()) -> Duration {
    let mut times: Vec<Duration> = (0..7)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[3]
}

fn row(what: &str, document: &Document, bytes: &[u8], bound: Option<Duration>) -> bool {
    let passages = read::file(bytes).unwrap().1;
    let found = audit(document, &passages, None);
    assert_eq!(found.count(Verdict::Right), found.findings.len(), "{what}: nobody edited it");
    let read = middle(|| _ = black_box(read::file(bytes)));
    let audited = middle(|| _ = black_box(audit(document, &passages, Some(document))));
    let asked = bound.map_or_else(|| "–".to_owned(), |bound| format!("under {} ms", bound.as_millis()));
    println!("| {what}, {} numbers | {:.1} ms + {:.1} ms | {asked} |", found.findings.len(), ms(read), ms(audited));
    bound.is_some_and(|bound| read + audited > bound)
}

fn one_table(rows: usize) -> Document {
    let blocks = vec![Block::Table(report::table(0, rows))];
    Document { lang: Lang::Ko, title: "세부사업별 집행".into(), subtitle: None, blocks }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn main() {
    println!("| audit | read + audited | asked |\n|---|---|---|");
    let imprint = Imprint { creator: "혁신기획관".into(), day: "2021-03-31".parse().unwrap() };
    let (ten, large) = (report::report(7), one_table(5_000));
    let mut missed = false;
    for (name, document, bound) in [("report of ten pages", &ten, Some(BOUND)), ("table of 5,000 rows", &large, None)] {
        missed |= row(&format!("{name}, HWPX"), document, &document::hwpx(document, &imprint).unwrap(), bound);
        missed |= row(&format!("{name}, text"), document, plain(document, None).as_bytes(), bound);
    }
    std::process::exit(i32::from(missed));
}
