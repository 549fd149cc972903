use kernel::{Code, Day};
use store::{Read, Row, StoreError, Table, Value};

use crate::rules::{Noun, Standing};
use crate::tables::DATED;

/// The row of a subject in force on a day, as known now.
pub(crate) fn standing(read: &mut Read, table: &Table, subject: &str, day: Day) -> Result<Option<Standing>, StoreError> {
    let own: String = table.columns.iter().skip(DATED).map(|(name, _)| format!(", r.{name}")).collect();
    let name = table.name;
    let sql = format!(
        "SELECT r.id, r.from_day, r.until_day{own} FROM {name} r WHERE r.subject = $1 AND r.from_day <= $2
         AND (r.until_day IS NULL OR $2 < r.until_day) AND NOT EXISTS (SELECT 1 FROM {name} l WHERE l.replaces = r.id)"
    );
    read.row(&sql, &[subject.into(), day.into()])?.as_ref().map(standing_of).transpose()
}

fn standing_of(row: &Row) -> Result<Standing, StoreError> {
    let own: Vec<Value> = row.0.iter().skip(3).cloned().collect();
    Ok(Standing { id: row.text(0)?.to_owned(), from: row.parse(1)?, until: row.opt_parse(2)?, own })
}

/// The first day after `day` on which another row of a subject begins, as known now.
pub(crate) fn later(read: &mut Read, table: &str, subject: &str, day: Day) -> Result<Option<Day>, StoreError> {
    let sql = format!(
        "SELECT MIN(r.from_day) FROM {table} r WHERE r.subject = $1 AND r.from_day > $2
         AND (r.until_day IS NULL OR r.from_day < r.until_day) AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = r.id)"
    );
    read.row(&sql, &[subject.into(), day.into()])?.map_or(Ok(None), |row| row.opt_parse(0))
}

/// Says whether a subject is there on a day, as known now.
pub(crate) fn is_in_force(read: &mut Read, what: Noun, subject: &Code, day: Day) -> Result<bool, StoreError> {
    let table = what.table();
    let sql = format!(
        "SELECT 1 FROM {table} r WHERE r.subject = $1 AND r.from_day <= $2
         AND (r.until_day IS NULL OR $2 < r.until_day) AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = r.id)"
    );
    Ok(read.row(&sql, &[subject.into(), day.into()])?.is_some())
}

/// Says whether a dated table knows a subject on any day.
pub(crate) fn is_known(read: &mut Read, what: Noun, subject: &Code) -> Result<bool, StoreError> {
    Ok(read.row(&format!("SELECT 1 FROM {} WHERE subject = $1", what.table()), &[subject.into()])?.is_some())
}

/// The subjects of a table that name another in a column on a day or later, as known now.
pub(crate) fn naming(read: &mut Read, table: &str, column: &str, named: &str, day: Day) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT r.subject FROM {table} r WHERE r.{column} = $1 AND (r.until_day IS NULL OR r.until_day > $2)
         AND (r.until_day IS NULL OR r.from_day < r.until_day)
         AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = r.id) ORDER BY r.subject"
    );
    read.rows(&sql, &[named.into(), day.into()])?.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

/// The days after `day` on which any row of a table begins, as known now.
pub(crate) fn days_after(read: &mut Read, table: &str, day: Day) -> Result<Vec<Day>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT r.from_day FROM {table} r WHERE r.from_day > $1
         AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.replaces = r.id) ORDER BY r.from_day"
    );
    read.rows(&sql, &[day.into()])?.iter().map(|row| row.parse(0)).collect()
}
