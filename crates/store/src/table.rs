use std::fmt::Write as _;

use crate::Value;
use crate::record::digest_text;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// TEXT.
    Text,
    /// BIGINT.
    Int,
}

/// A table of the record: rows come in with an event and never change.
#[derive(Debug)]
pub struct Table {
    /// Its name in the database.
    pub name: &'static str,
    /// How many columns each earlier version had; columns are only ever added at the end. Events name the version whose columns they digested.
    pub earlier: &'static [usize],
    /// All columns in order; the first two are `id` (TEXT) and `event` (BIGINT).
    pub columns: &'static [(&'static str, Kind)],
    /// Whether a subject has one row in force at a time: dated rows (`subject`, `from_day`, `until_day`, `replaces`) that may not overlap.
    pub one_at_a_time: bool,
}

impl Table {
    /// The name with the version, as events write it: `ledger_entry/1`.
    pub fn shape(&self) -> String {
        format!("{}/{}", self.name, self.version())
    }

    /// The version of the columns as they are now, from 1.
    pub fn version(&self) -> usize {
        self.earlier.len() + 1
    }

    /// The SHA-256 of a row under a version: over the JSON array of the shape and the values of that version's columns, in their order.
    pub fn digest(&self, version: usize, values: &[Value]) -> String {
        // A table's name has nothing that JSON would escape.
        let first = format!("\"{}/{version}\"", self.name);
        digest_text(&json_array(&first, values.get(..self.width(version)).unwrap_or(values)))
    }

    /// Says whether a row is what an event wrote under a version: its digest, and nothing in columns that came later.
    pub(crate) fn wrote(&self, version: usize, digest: &str, values: &[Value]) -> bool {
        digest == self.digest(version, values) && values.iter().skip(self.width(version)).all(|value| *value == Value::Null)
    }

    fn width(&self, version: usize) -> usize {
        version.checked_sub(1).and_then(|at| self.earlier.get(at)).copied().unwrap_or(self.columns.len())
    }

    pub(crate) fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn insert(&self) -> String {
        let places = (1..=self.columns.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        format!("INSERT INTO {} ({}) VALUES ({places})", self.name, self.column_list())
    }

    /// The guards of this table for SQLite: rows enter only with the event that names them, in their types, and stay.
    pub(crate) fn sqlite_guards(&self) -> String {
        let (table, shape) = (self.name, self.shape());
        // REPLACE removes the row that has the same unique value, and a stranger's connection fires no trigger for that.
        let replaced = if self.columns.iter().any(|(name, _)| *name == "replaces") {
            format!(" OR EXISTS (SELECT 1 FROM {table} WHERE replaces = NEW.replaces)")
        } else {
            String::new()
        };
        // An id with a quote in it could span two entries of the event's list.
        format!(
            "DROP TRIGGER IF EXISTS guard_{table}_event;
CREATE TRIGGER guard_{table}_event BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) OR instr(NEW.id, '\"') > 0{replaced}
  OR NOT EXISTS (SELECT 1 FROM event WHERE seq = NEW.event AND instr(rows, '[\"{shape}\",\"' || NEW.id || '\",') > 0)
BEGIN SELECT RAISE(ABORT, '{table}: a row enters once, with the event that names it'); END;
{}{}{}",
            sqlite_types(table, self.columns),
            if self.one_at_a_time { self.sqlite_overlap() } else { String::new() },
            sqlite_frozen(table)
        )
    }

    /// The same guards for PostgreSQL, which keeps types by itself.
    pub(crate) fn postgres_guards(&self) -> String {
        let (table, shape) = (self.name, self.shape());
        format!(
            "CREATE OR REPLACE FUNCTION guard_{table}_event() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF position('\"' IN NEW.id) > 0
    OR NOT EXISTS (SELECT 1 FROM event WHERE seq = NEW.event AND position('[\"{shape}\",\"' || NEW.id || '\",' IN rows) > 0) THEN
    RAISE EXCEPTION '{table}: a row enters once, with the event that names it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$;
CREATE OR REPLACE TRIGGER guard_{table}_event BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{table}_event();
{}{}",
            if self.one_at_a_time { self.postgres_overlap() } else { String::new() },
            postgres_frozen(table)
        )
    }

    /// Two rows in force at once for one subject, as a condition on the row `NEW`; a row may replace only a row of its own subject.
    fn overlap(&self) -> String {
        let table = self.name;
        format!(
            "EXISTS (SELECT 1 FROM {table} other WHERE other.subject = NEW.subject AND other.id <> COALESCE(NEW.replaces, '')
    AND NOT EXISTS (SELECT 1 FROM {table} later WHERE later.replaces = other.id)
    AND NEW.from_day < COALESCE(NEW.until_day, ':') AND other.from_day < COALESCE(other.until_day, ':')
    AND NEW.from_day < COALESCE(other.until_day, ':') AND other.from_day < COALESCE(NEW.until_day, ':'))
  OR EXISTS (SELECT 1 FROM {table} later WHERE later.replaces = NEW.replaces)
  OR (NEW.replaces IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} former WHERE former.id = NEW.replaces AND former.subject = NEW.subject))"
        )
    }

    fn sqlite_overlap(&self) -> String {
        let (table, overlap) = (self.name, self.overlap());
        format!(
            "DROP TRIGGER IF EXISTS guard_{table}_overlap;
CREATE TRIGGER guard_{table}_overlap BEFORE INSERT ON {table} WHEN {overlap}
BEGIN SELECT RAISE(ABORT, '{table}: one subject has one row in force at a time'); END;
"
        )
    }

    fn postgres_overlap(&self) -> String {
        let (table, overlap) = (self.name, self.overlap());
        format!(
            "CREATE OR REPLACE FUNCTION guard_{table}_overlap() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  PERFORM pg_advisory_xact_lock(77331);
  IF {overlap} THEN
    RAISE EXCEPTION '{table}: one subject has one row in force at a time' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $guard$;
CREATE OR REPLACE TRIGGER guard_{table}_overlap BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{table}_overlap();
"
        )
    }
}

/// Refuses values of another type than their column's on SQLite, which would keep them.
pub(crate) fn sqlite_types(table: &str, columns: &[(&str, Kind)]) -> String {
    let mut wrong = String::new();
    for (name, kind) in columns {
        let kind = if *kind == Kind::Int { "integer" } else { "text" };
        let _ = write!(wrong, " OR typeof(NEW.{name}) NOT IN ('{kind}', 'null')");
    }
    let wrong = wrong.trim_start_matches(" OR ");
    format!(
        "DROP TRIGGER IF EXISTS guard_{table}_types;
CREATE TRIGGER guard_{table}_types BEFORE INSERT ON {table} WHEN {wrong}
BEGIN SELECT RAISE(ABORT, '{table}: a value has the wrong type'); END;
"
    )
}

/// Refuses any change of a table's rows on SQLite.
pub(crate) fn sqlite_frozen(table: &str) -> String {
    ["UPDATE", "DELETE"]
        .map(|verb| {
            let name = format!("guard_{table}_{}", verb.to_lowercase());
            format!(
                "DROP TRIGGER IF EXISTS {name};
CREATE TRIGGER {name} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows of the record are never changed; correct them with a new one'); END;
"
            )
        })
        .concat()
}

/// Refuses any change of a table's rows on PostgreSQL.
pub(crate) fn postgres_frozen(table: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION guard_{table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  RAISE EXCEPTION '{table}: rows of the record are never changed; correct them with a new one' USING ERRCODE = 'check_violation';
END $guard$;
CREATE OR REPLACE TRIGGER guard_{table}_frozen BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{table}_frozen();
CREATE OR REPLACE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION guard_{table}_frozen();
"
    )
}

/// A JSON array of values, the spelling that digests are taken of; after a first one that is JSON already, unless that is empty.
pub(crate) fn json_array(first: &str, values: &[Value]) -> String {
    let mut text = format!("[{first}");
    for value in values {
        if text.len() > 1 {
            text.push(',');
        }
        match value {
            Value::Null => text.push_str("null"),
            Value::Int(number) => {
                let _ = write!(text, "{number}");
            }
            Value::Text(value) => text.push_str(&serde_json::to_string(value).unwrap_or_default()),
        }
    }
    text.push(']');
    text
}
