use crate::StoreError;
use crate::engine::Conn;
use crate::record::{EVENT_COLUMNS, digest_text};
use crate::table::{Kind, Table, postgres_frozen, sqlite_frozen, sqlite_types};

/// One step of a schema; its text is the same for both engines and never edited once released.
#[derive(Debug)]
pub struct Migration {
    /// `YYYYMMDDHHMM_what`.
    pub name: &'static str,
    /// The statements.
    pub sql: &'static str,
}

/// What a room keeps: its tables, how they came to be, and the guards that engines spell differently.
#[derive(Debug)]
pub struct Schema {
    /// The room.
    pub room: &'static str,
    /// Its migrations in order.
    pub migrations: &'static [Migration],
    /// Its tables of the record.
    pub tables: &'static [&'static Table],
    /// Guards beyond those every table has, for SQLite.
    pub guards_sqlite: &'static str,
    /// The same for PostgreSQL.
    pub guards_postgres: &'static str,
}

/// The record's own schema.
pub(crate) const RECORD: Schema = Schema {
    room: "record",
    migrations: &[Migration { name: "202611230900_record", sql: include_str!("../migrations/202611230900_record.sql") }],
    tables: &[],
    guards_sqlite: include_str!("../guards/sqlite.sql"),
    guards_postgres: include_str!("../guards/postgres.sql"),
};

/// The name of the newest migration of these schemas: what `madang --version` calls the schema.
pub fn schema_version(schemas: &[&Schema]) -> String {
    all(schemas)
        .flat_map(|schema| schema.migrations)
        .map(|migration| migration.name.split('_').next().unwrap_or_default())
        .max()
        .unwrap_or_default()
        .to_owned()
}

fn all<'a>(schemas: &'a [&'a Schema]) -> impl Iterator<Item = &'a Schema> {
    std::iter::once(&RECORD).chain(schemas.iter().copied())
}

const STATE: &str = "CREATE TABLE IF NOT EXISTS schema_state (name TEXT PRIMARY KEY, digest TEXT NOT NULL)";
const SET_STATE: &str = "INSERT INTO schema_state (name, digest) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET digest = $2";

/// Brings a database up to these schemas, in one transaction.
pub(crate) fn apply(conn: &mut Conn, schemas: &[&Schema]) -> Result<(), StoreError> {
    conn.begin_write()?;
    let done = (|| {
        conn.batch(STATE)?;
        let state = state(conn)?;
        refuse_newer(&state, schemas)?;
        for schema in all(schemas) {
            for migration in schema.migrations {
                if state.iter().any(|(name, _)| name == migration.name) {
                    continue;
                }
                conn.batch(&spelled(migration.sql, conn.is_sqlite()))?;
                conn.execute(SET_STATE, &[migration.name.into(), digest_text(migration.sql).into()])?;
            }
            let name = format!("guards:{}", schema.room);
            let guards = guards(schema, conn.is_sqlite());
            // Always: a guard that somebody dropped comes back.
            conn.batch(&guards)?;
            conn.execute(SET_STATE, &[name.into(), digest_text(&guards).into()])?;
        }
        Ok(())
    })();
    match done {
        Ok(()) => conn.commit(),
        Err(error) => {
            conn.roll_back();
            Err(error)
        }
    }
}

/// Refuses a database whose schema this program does not know, or which lacks a migration.
pub(crate) fn check(conn: &mut Conn, schemas: &[&Schema]) -> Result<(), StoreError> {
    let state = state(conn).map_err(|error| match error {
        StoreError::Statement(_) => {
            StoreError::Unavailable("it is no database of madang: make one with `madang init` or `madang demo`".to_owned())
        }
        other => other,
    })?;
    refuse_newer(&state, schemas)?;
    for migration in all(schemas).flat_map(|schema| schema.migrations) {
        if !state.iter().any(|(name, _)| name == migration.name) {
            let name = migration.name;
            return Err(StoreError::Unavailable(format!(
                "its schema is older than this program (`{name}` is missing): run `madang migrate`"
            )));
        }
    }
    for schema in all(schemas) {
        let (name, digest) = (format!("guards:{}", schema.room), digest_text(&guards(schema, conn.is_sqlite())));
        if !state.iter().any(|(known, old)| *known == name && *old == digest) {
            return Err(StoreError::Unavailable("its guards are older than this program: run `madang migrate`".to_owned()));
        }
    }
    Ok(())
}

fn state(conn: &mut Conn) -> Result<Vec<(String, String)>, StoreError> {
    let mut state = Vec::new();
    conn.each("SELECT name, digest FROM schema_state ORDER BY name", &[], &mut |row| {
        state.push((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
        Ok(())
    })?;
    Ok(state)
}

fn refuse_newer(state: &[(String, String)], schemas: &[&Schema]) -> Result<(), StoreError> {
    let known = |name: &str| {
        all(schemas).any(|schema| match name.strip_prefix("guards:") {
            Some(room) => schema.room == room,
            None => schema.migrations.iter().any(|migration| migration.name == name),
        })
    };
    match state.iter().find(|(name, _)| !known(name)) {
        Some((name, _)) => Err(StoreError::Newer(name.clone())),
        None => Ok(()),
    }
}

/// SQLite keeps a table in the order of its whole-number key, without an index beside it, only if the key's type is spelled INTEGER.
fn spelled(sql: &str, sqlite: bool) -> String {
    if sqlite { sql.replace("BIGINT NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY") } else { sql.to_owned() }
}

/// All guards of a schema for one engine.
pub(crate) fn guards(schema: &Schema, sqlite: bool) -> String {
    let mut text = String::new();
    if schema.room == RECORD.room {
        text.push_str(&if sqlite { sqlite_types("event", &event_kinds()) + &sqlite_frozen("event") } else { postgres_frozen("event") });
    }
    for table in schema.tables {
        text.push_str(&if sqlite { table.sqlite_guards() } else { table.postgres_guards() });
    }
    text.push_str(if sqlite { schema.guards_sqlite } else { schema.guards_postgres });
    text
}

fn event_kinds() -> Vec<(&'static str, Kind)> {
    let number = |name| ["seq", "tx", "version", "recorded"].contains(&name);
    EVENT_COLUMNS.split(", ").map(|name| (name, if number(name) { Kind::Int } else { Kind::Text })).collect()
}

/// The guards that a database lacks or that read otherwise than this program's: trigger names. PostgreSQL's triggers stand in our text as
/// PostgreSQL prints them, and their functions' bodies between `$guard$`.
pub(crate) fn missing_guards(read: &mut crate::Read, schemas: &[&Schema]) -> Result<Vec<String>, StoreError> {
    let sqlite = read.is_sqlite();
    let sql = if sqlite {
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    } else {
        "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid \
         JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND n.nspname = current_schema() ORDER BY t.tgname"
    };
    let found = read.rows(sql, &[])?;
    let text: String = all(schemas).map(|schema| guards(schema, sqlite)).collect();
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let squeezed = squeeze(&text).replace("CREATE OR REPLACE TRIGGER ", "CREATE TRIGGER ");
    let mut missing = Vec::new();
    for piece in squeezed.split("CREATE TRIGGER ").skip(1) {
        let name = piece.split(' ').next().unwrap_or_default();
        let intact = |row: &crate::Row| {
            let show = |at| squeeze(&row.value(at).show());
            let body = squeezed.split(&format!("FUNCTION {}() ", show(2))).nth(1).and_then(|rest| rest.split("$guard$").nth(1));
            show(0) == name && squeezed.contains(&(show(1) + ";")) && (sqlite || body.is_some_and(|body| body.trim() == show(3)))
        };
        if !found.iter().any(intact) {
            missing.push(name.to_owned());
        }
    }
    Ok(missing)
}
