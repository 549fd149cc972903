//! The rules of the record, each on both engines; the room in these tests keeps notes and terms.

mod chain;
mod guards;
mod known;
mod opening;
mod verify;
mod writing;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{At, Clock, Day, Id, Seq};

use crate::testing::TestDb;
use crate::{Act, Broken, Db, Document, Failure, Genesis, Kind, Migration, Origin, Purpose, Row, Schema, StoreError, Table, Tx, Value};
use crate::{VerifyHead, verify_record};

static NOTE: Table = Table {
    name: "note",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("code", Kind::Text),
        ("amount", Kind::Int),
        ("from_day", Kind::Text),
        ("remark", Kind::Text),
    ],
    one_at_a_time: false,
};

static TERM: Table = Table {
    name: "term",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
    ],
    one_at_a_time: true,
};

const FIRST: Migration = Migration {
    name: "202611230000_room",
    sql: "CREATE TABLE note (
            id TEXT NOT NULL PRIMARY KEY, event BIGINT NOT NULL REFERENCES event (seq), code TEXT, amount BIGINT NOT NULL,
            from_day TEXT, remark TEXT);
          CREATE TABLE term (
            id TEXT NOT NULL PRIMARY KEY, event BIGINT NOT NULL REFERENCES event (seq), subject TEXT NOT NULL, from_day TEXT NOT NULL,
            until_day TEXT, replaces TEXT UNIQUE REFERENCES term (id));",
};

static ROOM: Schema = Schema { room: "room", migrations: &[FIRST], tables: &[&NOTE, &TERM], guards_sqlite: "", guards_postgres: "" };

const SCHEMAS: &[&Schema] = &[&ROOM];

/// All tables of the record.
const TABLES: [&str; 3] = ["event", "note", "term"];

/// A clock that stands where it was set and counts as real.
struct RealClock(AtomicI64);

impl RealClock {
    fn origin(at: i64) -> Origin {
        Origin { clock: Arc::new(Self(AtomicI64::new(at))), seed: Some([7; 32]) }
    }
}

impl Clock for RealClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }

    fn simulated(&self) -> bool {
        false
    }
}

fn seoul(purpose: Purpose) -> Genesis {
    Genesis { purpose, city: serde_json::json!({"time_zone": "Asia/Seoul"}) }
}

/// Opens the record for demonstration.
fn open(test: &TestDb) {
    let mut tx = test.db.write(&test.origin()).unwrap();
    tx.open_record(&seoul(Purpose::Demonstration), "test").unwrap();
    tx.commit().unwrap();
}

/// Time and chance for a write at the time the clock stands at.
fn still(test: &TestDb) -> Origin {
    Origin { clock: test.clock.clone(), seed: Some([7; 32]) }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn act<'a>(key: &'a str, subject: &'a str, body: &str) -> Act<'a> {
    Act {
        room: "room",
        name: "jot",
        version: 1,
        subject,
        actor: "test",
        policy: "",
        day: day("2021-03-31"),
        document: None,
        key,
        body: body.to_owned(),
    }
}

/// One act that writes a note and a term, as operations do: the same key again gives the same note.
fn jot(tx: &mut Tx<'_>, key: &str, amount: i64, remark: &str) -> Result<String, Failure> {
    let body = format!("{{\"amount\":{amount}}}");
    if let Some(note) = tx.done(key, "room", "jot", &body)? {
        return Ok(note);
    }
    let (note, term): (Id<()>, Id<()>) = (tx.id(), tx.id());
    tx.save(&NOTE, &note, ["jot".into(), amount.into(), day("2021-03-31").into(), remark.into()]);
    tx.save(&TERM, &term, [note.as_str().into(), "2021-01-01".into(), Value::Null, Value::Null]);
    let document = Document { system: "온나라".to_owned(), number: format!("정책-{amount}"), day: Some(day("2021-03-30")) };
    let subject = format!("note:{note}");
    tx.record(&Act { document: Some(&document), ..act(key, &subject, &body) })?;
    Ok(note.to_string())
}

/// An opened record with `count` notes, one act and one transaction each, keys `k1`, `k2`, …; gives the ids of the notes.
fn notes(test: &TestDb, count: i64) -> Vec<String> {
    open(test);
    let ids = (1..=count).map(|n| {
        let mut tx = test.db.write(&test.origin()).unwrap();
        let id = jot(&mut tx, &format!("k{n}"), n * 1000, "말").unwrap();
        tx.commit().unwrap();
        id
    });
    ids.collect()
}

fn rows(test: &TestDb, sql: &str) -> Vec<Row> {
    test.db.read().unwrap().rows(sql, &[]).unwrap()
}

/// Everything the record holds.
fn content(test: &TestDb) -> Vec<Vec<Row>> {
    TABLES.iter().map(|table| rows(test, &format!("SELECT * FROM {table} ORDER BY 1"))).collect()
}

fn is_sqlite(test: &TestDb) -> bool {
    test.url.starts_with("sqlite:")
}

fn verify(test: &TestDb, head: Option<&VerifyHead>) -> Vec<Broken> {
    verify_record(&mut test.db.read().unwrap(), SCHEMAS, head, &mut |_, _| {}).unwrap()
}

fn head(test: &TestDb) -> VerifyHead {
    let head = test.db.read().unwrap().head().unwrap();
    VerifyHead { seq: head.seq, hash: head.hash }
}

fn code(failure: Result<impl Sized, Failure>) -> &'static str {
    match failure {
        Err(Failure::Refused(refusal)) => refusal.code,
        Err(Failure::Store(error)) => panic!("{error}"),
        Ok(_) => "",
    }
}
