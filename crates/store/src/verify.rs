use std::collections::BTreeMap;
use std::fmt;

use kernel::Seq;

use crate::migrate::missing_guards;
use crate::record::{EVENT_COLUMNS, Event, NO_HASH, VerifyHead};
use crate::table::Table;
use crate::{Read, Row, Schema, StoreError, Value};

/// A broken promise: where it is and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The table, or `event`.
    pub table: String,
    /// The row's id; empty where it is about the table.
    pub row: String,
    /// The event that the row names, if known.
    pub event: Option<Seq>,
    /// What is wrong.
    pub what: String,
}

impl Broken {
    /// A broken promise about a row.
    pub fn new(table: &str, row: impl Into<String>, event: Option<Seq>, what: impl Into<String>) -> Self {
        Self { table: table.to_owned(), row: row.into(), event, what: what.into() }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table {}", self.table)?;
        if !self.row.is_empty() {
            write!(f, ", row {}", self.row)?;
        }
        if let Some(event) = self.event {
            write!(f, ", event {event}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Called with the events done and the events in all.
pub type Progress<'a> = &'a mut dyn FnMut(i64, i64);

/// Events looked at together: bounds the memory. Few in this crate's tests, so that they cross from block to block.
const BLOCK: i64 = if cfg!(test) { 3 } else { 10_000 };

/// What an event says of a row (table, id): the event, the version of the table's columns, the digest.
type Named = BTreeMap<(String, String), (Seq, usize, String)>;

/// Checks the chain, every row's digest, both ways (each row named by its event, each named row there), the guards, and a head that left
/// the building. Gives every contradiction found.
pub fn verify_record(
    read: &mut Read,
    schemas: &[&Schema],
    head: Option<&VerifyHead>,
    progress: Progress<'_>,
) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    let total = read.row("SELECT COUNT(*) FROM event", &[])?.map_or(Ok(0), |row| row.int(0))?;
    let tables: Vec<&Table> = schemas.iter().flat_map(|schema| schema.tables).copied().collect();
    let mut prev = NO_HASH.to_owned();
    let mut expected = Seq(1);
    let mut last = None;
    let mut done = 0;
    while done < total {
        let rows = events(read, last)?;
        done += i64::try_from(rows.len()).unwrap_or(BLOCK);
        let after = last;
        let mut named = Named::new();
        for row in &rows {
            let seq = row.value(0).as_int().map(Seq);
            last = seq.or(last);
            if let Ok(event) = Event::from_row(row) {
                check_event(&event, &mut expected, &mut prev, &mut broken);
                name_rows(&event, &mut named, &mut broken);
            } else {
                broken.push(Broken::new("event", row.value(0).show(), seq, "its columns cannot be read"));
                expected = seq.map_or(expected, |seq| Seq(seq.0.saturating_add(1)));
                prev = row.value(17).show();
            }
        }
        // Nothing readable is left.
        let Some(until) = last.filter(|_| last > after) else { break };
        for table in &tables {
            check_rows(read, table, after, until, &mut named, &mut broken)?;
        }
        for ((table, row), (event, ..)) in named {
            broken.push(Broken::new(&table, row, Some(event), "the event wrote this row and it is gone"));
        }
        progress(done, total);
    }
    for table in &tables {
        strangers(read, table, last.unwrap_or(Seq(i64::MIN)), &mut broken)?;
    }
    for guard in missing_guards(read, schemas)? {
        broken.push(Broken::new("schema", guard, None, "the guard is missing or was changed"));
    }
    if let Some(head) = head {
        check_head(read, head, last.unwrap_or_default(), &mut broken)?;
    }
    Ok(broken)
}

/// The next events, whatever their numbers: somebody may have changed those too.
fn events(read: &mut Read, after: Option<Seq>) -> Result<Vec<Row>, StoreError> {
    let bound = after.map_or("", |_| "WHERE seq > $2");
    let args: Vec<Value> = [Some(BLOCK.into()), after.map(Value::from)].into_iter().flatten().collect();
    let mut rows = Vec::new();
    read.each_spoiled(&format!("SELECT {EVENT_COLUMNS} FROM event {bound} ORDER BY seq LIMIT $1"), &args, &mut |row| {
        rows.push(row);
        Ok(())
    })?;
    Ok(rows)
}

fn check_event(event: &Event, expected: &mut Seq, prev: &mut String, broken: &mut Vec<Broken>) {
    let mut say = |what: &str| broken.push(Broken::new("event", event.seq.to_string(), Some(event.seq), what));
    if event.seq < *expected {
        // Numbers come in order, so it lies before the first.
        return say("no event has such a number");
    }
    if event.seq != *expected {
        say(&format!("event {expected} is missing before it"));
    }
    if event.prev != *prev {
        say("it does not follow the event before it: the previous hash differs");
    }
    if event.hash != event.expected_hash() {
        say("its content does not have its hash");
    }
    *expected = Seq(event.seq.0.saturating_add(1));
    prev.clone_from(&event.hash);
}

fn name_rows(event: &Event, named: &mut Named, broken: &mut Vec<Broken>) {
    match serde_json::from_str::<Vec<(String, String, String)>>(&event.rows) {
        Ok(rows) => {
            for (shape, id, digest) in rows {
                let (table, version) = shape.split_once('/').unwrap_or((&shape, ""));
                named.insert((table.to_owned(), id), (event.seq, version.parse().unwrap_or(0), digest));
            }
        }
        Err(_) => broken.push(Broken::new("event", event.seq.to_string(), Some(event.seq), "its list of rows cannot be read")),
    }
}

fn check_rows(
    read: &mut Read,
    table: &Table,
    after: Option<Seq>,
    until: Seq,
    named: &mut Named,
    broken: &mut Vec<Broken>,
) -> Result<(), StoreError> {
    let bound = after.map_or("", |_| " AND event > $2");
    let args: Vec<Value> = [Some(until.into()), after.map(Value::from)].into_iter().flatten().collect();
    let sql = format!("SELECT {} FROM {} WHERE event <= $1{bound} ORDER BY event", table.column_list(), table.name);
    let name = table.name.to_owned();
    read.each_spoiled(&sql, &args, &mut |row| {
        let id = row.value(0).show();
        let Some(event) = row.value(1).as_int().map(Seq) else {
            broken.push(Broken::new(table.name, id, None, "the event it names cannot be read"));
            return Ok(());
        };
        match named.remove(&(name.clone(), id.clone())) {
            Some((writer, ..)) if writer != event => {
                broken.push(Broken::new(table.name, id, Some(writer), format!("it names event {event}, and event {writer} wrote it")));
            }
            Some((_, version, digest)) if !table.wrote(version, &digest, &row.0) => {
                broken.push(Broken::new(table.name, id, Some(event), "its values are not what the event wrote"));
            }
            Some(_) => {}
            None => broken.push(Broken::new(table.name, id, Some(event), "the event it names did not write it")),
        }
        Ok(())
    })
}

/// Rows that name no event of the record.
fn strangers(read: &mut Read, table: &Table, last: Seq, broken: &mut Vec<Broken>) -> Result<(), StoreError> {
    let sql = format!("SELECT id, event FROM {} WHERE event IS NULL OR event > $1 ORDER BY id", table.name);
    read.each_spoiled(&sql, &[last.into()], &mut |row| {
        let event = row.value(1).as_int().map(Seq);
        broken.push(Broken::new(table.name, row.value(0).show(), event, "the record has no such event"));
        Ok(())
    })
}

/// In the tables of a room where a subject has one row in force at a time: every row that overlaps an earlier one.
pub fn no_overlaps(read: &mut Read, schema: &Schema) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for table in schema.tables.iter().filter(|table| table.one_at_a_time).map(|table| table.name) {
        let sql = format!(
            "SELECT b.id, b.event FROM {table} a JOIN {table} b ON b.subject = a.subject AND b.id <> a.id AND b.event >= a.event
             WHERE NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = a.id) AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = b.id)
               AND a.from_day < COALESCE(a.until_day, ':') AND b.from_day < COALESCE(b.until_day, ':')
               AND a.from_day < COALESCE(b.until_day, ':') AND b.from_day < COALESCE(a.until_day, ':') ORDER BY b.id"
        );
        for row in read.rows(&sql, &[])? {
            let what = "it overlaps another row of the same subject";
            broken.push(Broken::new(table, row.text(0)?, Some(Seq(row.int(1)?)), what));
        }
    }
    Ok(broken)
}

fn check_head(read: &mut Read, head: &VerifyHead, last: Seq, broken: &mut Vec<Broken>) -> Result<(), StoreError> {
    let found = read.row("SELECT hash FROM event WHERE seq = $1", &[head.seq.into()])?;
    let what = match found {
        Some(row) if *row.value(0) == Value::from(&head.hash) => return Ok(()),
        Some(_) => "it has another hash than the one that left the building".to_owned(),
        None => format!("the record ends at event {last}: its tail is gone"),
    };
    broken.push(Broken::new("event", head.seq.to_string(), Some(head.seq), what));
    Ok(())
}
