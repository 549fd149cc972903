use kernel::{AsOf, Day, Exact, Seq, Window};
use serde::de::DeserializeOwned;
use store::{Read, Row, StoreError, Value, in_force, known};

use crate::model::{FactDefinition, FactValue, FigureDefinition, Standing};

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

fn standing<T: DeserializeOwned>(row: &Row) -> Result<Standing<T>, StoreError> {
    let definition = serde_json::from_str(row.text(0)?).map_err(corrupt)?;
    Ok(Standing { definition, version: row.int(1)?, event: Seq(row.int(2)?) })
}

/// All figure definitions as known at an event, in the order they were first made.
pub(crate) fn figures(read: &mut Read, known: Seq) -> Result<Vec<Standing<FigureDefinition>>, StoreError> {
    // `$1` takes no part: a definition counts for every day.
    const SQL: &str = concat!(
        "SELECT f.definition, f.version, f.event FROM report_figure f WHERE CAST($1 AS BIGINT) = 0 AND ",
        known!("report_figure", "f"),
        " ORDER BY (SELECT MIN(o.event) FROM report_figure o WHERE o.subject = f.subject)"
    );
    read.rows(SQL, &[Value::Int(0), known.into()])?.iter().map(standing).collect()
}

/// All fact definitions as known at an event.
pub(crate) fn facts(read: &mut Read, known: Seq) -> Result<Vec<Standing<FactDefinition>>, StoreError> {
    const SQL: &str = concat!(
        "SELECT f.definition, f.version, f.event FROM report_fact f WHERE CAST($1 AS BIGINT) = 0 AND ",
        known!("report_fact", "f"),
        " ORDER BY (SELECT MIN(o.event) FROM report_fact o WHERE o.subject = f.subject)"
    );
    read.rows(SQL, &[Value::Int(0), known.into()])?.iter().map(standing).collect()
}

/// A dated row of this room that stands for a subject now: its id, from when, and its version.
pub(crate) struct Before {
    pub(crate) id: String,
    pub(crate) from: Day,
    pub(crate) version: i64,
    pub(crate) content: Vec<Value>,
}

/// The row of a table that stands for a subject and is open-ended, as known now; `columns` are handed back as `content`.
pub(crate) fn before(read: &mut Read, table: &'static str, columns: &str, subject: &str) -> Result<Option<Before>, StoreError> {
    let sql = format!(
        "SELECT r.id, r.from_day, {columns} FROM {table} r WHERE r.subject = $1 AND r.until_day IS NULL
         AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = r.id)"
    );
    read.row(&sql, &[subject.into()])?.as_ref().map(Before::read).transpose()
}

/// The rows of a table that stand for a subject on a day or later, as known now; `columns` are handed back as `content`.
pub(crate) fn from_day_on(read: &mut Read, table: &'static str, columns: &str, subject: &str, day: Day) -> Result<Vec<Before>, StoreError> {
    let sql = format!(
        "SELECT r.id, r.from_day, {columns} FROM {table} r
         WHERE r.subject = $1 AND (r.until_day IS NULL OR (r.until_day > $2 AND r.until_day > r.from_day))
         AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = r.id) ORDER BY r.from_day"
    );
    read.rows(&sql, &[subject.into(), day.into()])?.iter().map(Before::read).collect()
}

impl Before {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let content: Vec<Value> = row.0.iter().skip(2).cloned().collect();
        let version = content.first().and_then(Value::as_int).unwrap_or(0);
        Ok(Self { id: row.text(0)?.to_owned(), from: row.parse(1)?, version, content })
    }
}

/// A typed value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) value: Exact,
    pub(crate) from: Day,
    pub(crate) source: String,
    pub(crate) event: Seq,
}

/// The typed value of a figure.
pub(crate) fn typed_figure(read: &mut Read, key: &str, as_of: AsOf) -> Result<Option<Typed>, StoreError> {
    const SQL: &str = concat!(
        "SELECT t.value, t.from_day, t.source, t.event FROM report_typed_figure t WHERE t.subject = $3 AND ",
        in_force!("report_typed_figure", "t")
    );
    let Some(row) = read.row(SQL, &[as_of.day.into(), as_of.known.into(), key.into()])? else { return Ok(None) };
    let value = row.text(0)?.parse().map_err(|()| corrupt(format!("report_typed_figure {key}: no number")))?;
    Ok(Some(Typed { value, from: row.parse(1)?, source: row.text(2)?.to_owned(), event: Seq(row.int(3)?) }))
}

/// The typed value of a fact, its source and event.
pub(crate) fn typed_fact(read: &mut Read, key: &str, as_of: AsOf) -> Result<Option<(FactValue, String, Seq)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT t.kind, t.value, t.ends, t.source, t.event FROM report_typed_fact t WHERE t.subject = $3 AND ",
        in_force!("report_typed_fact", "t")
    );
    let Some(row) = read.row(SQL, &[as_of.day.into(), as_of.known.into(), key.into()])? else { return Ok(None) };
    let value = match row.text(0)? {
        "day" => FactValue::Day(row.parse(1)?),
        "window" => FactValue::Window(Window::new(row.text(1)?, row.opt_text(2)?).map_err(corrupt)?),
        _ => FactValue::Name(row.text(1)?.to_owned()),
    };
    Ok(Some((value, row.text(3)?.to_owned(), Seq(row.int(4)?))))
}

/// A template as it stands: text, version, event.
pub(crate) fn template(read: &mut Read, name: &str, lang: &str, known: Seq) -> Result<Option<Standing<String>>, StoreError> {
    const SQL: &str =
        concat!("SELECT t.text, t.version, t.event FROM report_template t WHERE $1 = t.subject AND ", known!("report_template", "t"));
    read.row(SQL, &[format!("{name}/{lang}").into(), known.into()])?
        .map(|row| Ok(Standing { definition: row.text(0)?.to_owned(), version: row.int(1)?, event: Seq(row.int(2)?) }))
        .transpose()
}

/// Names and texts of all templates, in the order in which their standing versions were saved.
pub(crate) fn texts(read: &mut Read, known: Seq) -> Result<Vec<(String, String)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT t.name, t.text FROM report_template t WHERE CAST($1 AS BIGINT) = 0 AND ",
        known!("report_template", "t"),
        " ORDER BY t.event"
    );
    read.rows(SQL, &[Value::Int(0), known.into()])?.iter().map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).collect()
}

/// Names and languages of all templates, in the order they were first saved.
pub(crate) fn templates(read: &mut Read, known: Seq) -> Result<Vec<(String, String)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT t.name, t.lang FROM report_template t WHERE CAST($1 AS BIGINT) = 0 AND ",
        known!("report_template", "t"),
        " ORDER BY (SELECT MIN(o.event) FROM report_template o WHERE o.subject = t.subject)"
    );
    read.rows(SQL, &[Value::Int(0), known.into()])?.iter().map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).collect()
}
