//! The two engines behind one interface; the only file, with the guards, that names them.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use postgres::NoTls;
use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;

use crate::{Row, StoreError, Value};

/// How long a writer waits for its turn.
const BUSY_WAIT: Duration = Duration::from_secs(10);

/// Where a database lives.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Place {
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            if path.is_empty() {
                return Err(StoreError::Unavailable("`sqlite:` names no file: write sqlite:PATH".to_owned()));
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(StoreError::Unavailable("a database is named sqlite:PATH or postgres://…".to_owned()))
    }

    pub(crate) fn connect(&self, create: bool) -> Result<Conn, StoreError> {
        match self {
            Self::Sqlite(path) => sqlite(path, create),
            Self::Postgres(url) => {
                let client = postgres::Client::connect(url, NoTls)?;
                Ok(Conn::Postgres(Box::new(Pg { client, prepared: HashMap::new() })))
            }
        }
    }
}

fn sqlite(path: &Path, create: bool) -> Result<Conn, StoreError> {
    open_sqlite(path, create).map_err(|error| match error {
        // SQLite says only that it could not; the file system says why.
        StoreError::Unavailable(_) if is_read_only(path, create) => StoreError::ReadOnly,
        other => other,
    })
}

/// Says whether the file, or the folder of a file to be made, may not be written.
fn is_read_only(path: &Path, create: bool) -> bool {
    use std::io::ErrorKind as E;
    let there = path.exists();
    let opened = std::fs::File::options().append(true).create(create).open(path);
    if opened.is_ok() && !there {
        // Made only to see whether it can be; whatever is left empty is no database.
        let _ = std::fs::remove_file(path);
    }
    opened.is_err_and(|error| matches!(error.kind(), E::ReadOnlyFilesystem | E::PermissionDenied))
}

fn open_sqlite(path: &Path, create: bool) -> Result<Conn, StoreError> {
    if !create && !path.exists() {
        return Err(StoreError::Unavailable(format!("{} is not there", path.display())));
    }
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = rusqlite::Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY_WAIT)?;
    conn.set_prepared_statement_cache_capacity(256);
    // One plan for a statement whatever its values: otherwise each new value prepares it again, at twice the cost of an act.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // FULL: a commit is on the disk before it is acknowledged.
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;
         PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(Conn::Sqlite(conn))
}

/// One connection.
pub(crate) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Pg>),
}

pub(crate) struct Pg {
    client: postgres::Client,
    prepared: HashMap<String, postgres::Statement>,
}

impl Pg {
    fn statement(&mut self, sql: &str) -> Result<postgres::Statement, StoreError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// SQLite numbers its parameters `?1` where PostgreSQL writes `$1`; no SQL text of ours holds a dollar otherwise.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl Conn {
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Runs a query and hands each row to `take`.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each_read(sql, args, sqlite_value, take)
    }

    /// The same for rows that somebody may have spoiled: what is never written comes as text that says what it is.
    pub(crate) fn each_spoiled(
        &mut self,
        sql: &str,
        args: &[Value],
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each_read(sql, args, |value, at| Ok(sqlite_value(value, at).unwrap_or_else(|_| Value::Text(format!("{value:?}")))), take)
    }

    fn each_read(
        &mut self,
        sql: &str,
        args: &[Value],
        value: fn(ValueRef<'_>, usize) -> Result<Value, StoreError>,
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&numbered(sql))?;
                bind(&mut statement, args)?;
                let columns = statement.column_count();
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    let mut values = Vec::with_capacity(columns);
                    for at in 0..columns {
                        values.push(value(row.get_ref(at)?, at)?);
                    }
                    take(Row(values))?;
                }
            }
            Self::Postgres(pg) => {
                let statement = pg.statement(sql)?;
                let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
                for row in pg.client.query(&statement, &args)? {
                    let values = (0..row.len()).map(|at| pg_value(&row, at)).collect::<Result<_, _>>()?;
                    take(Row(values))?;
                }
            }
        }
        Ok(())
    }

    /// Runs a statement; gives the number of rows it touched.
    pub(crate) fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(conn) => {
                let mut statement = conn.prepare_cached(&numbered(sql))?;
                bind(&mut statement, args)?;
                Ok(statement.raw_execute()? as u64)
            }
            Self::Postgres(pg) => {
                let statement = pg.statement(sql)?;
                let args: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect();
                Ok(pg.client.execute(&statement, &args)?)
            }
        }
    }

    /// Runs a script of statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(conn) => Ok(conn.execute_batch(sql)?),
            Self::Postgres(pg) => Ok(pg.client.batch_execute(sql)?),
        }
    }

    /// Takes the one write lock as the first thing of a transaction.
    pub(crate) fn begin_write(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.execute("BEGIN IMMEDIATE", &[]).map(|_| ()),
            // READ COMMITTED: a snapshot taken before the lock would read a stale head.
            Self::Postgres(_) => self.batch("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(77331)"),
        }
    }

    /// Takes one snapshot for reading.
    pub(crate) fn begin_read(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.execute("BEGIN DEFERRED", &[]).map(|_| ()),
            Self::Postgres(_) => self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Ends the transaction, keeping it.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.execute("COMMIT", &[]).map(|_| ()),
            // PostgreSQL answers COMMIT of a failed transaction by dropping it without an error; a statement before it tells.
            Self::Postgres(_) => self.batch("SELECT 1; COMMIT"),
        }
    }

    /// Ends the transaction, dropping it; false where the connection is of no further use.
    pub(crate) fn roll_back(&mut self) -> bool {
        match self {
            Self::Sqlite(conn) => conn.is_autocommit() || conn.execute_batch("ROLLBACK").is_ok(),
            Self::Postgres(pg) => pg.client.batch_execute("ROLLBACK").is_ok(),
        }
    }
}

fn bind(statement: &mut rusqlite::CachedStatement<'_>, args: &[Value]) -> Result<(), StoreError> {
    if statement.parameter_count() != args.len() {
        return Err(StoreError::Statement(format!("{} values for {} places", args.len(), statement.parameter_count())));
    }
    for (at, arg) in args.iter().enumerate() {
        match arg {
            Value::Null => statement.raw_bind_parameter(at + 1, rusqlite::types::Null)?,
            Value::Int(number) => statement.raw_bind_parameter(at + 1, number)?,
            Value::Text(text) => statement.raw_bind_parameter(at + 1, text.as_str())?,
        }
    }
    Ok(())
}

fn sqlite_value(value: ValueRef<'_>, at: usize) -> Result<Value, StoreError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        // Exactly the bytes stored: a digest must not see mended text.
        ValueRef::Text(bytes) => std::str::from_utf8(bytes)
            .map(|text| Value::Text(text.to_owned()))
            .map_err(|_| StoreError::Corrupt(format!("column {at} is not UTF-8"))),
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(StoreError::Corrupt(format!("column {at} holds a type that is never written"))),
    }
}

fn pg_value(row: &postgres::Row, at: usize) -> Result<Value, StoreError> {
    let kind = row.columns().get(at).map_or(Type::UNKNOWN, |column| column.type_().clone());
    let value = match kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Value::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(|number| Value::Int(i64::from(number))),
        Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
        Type::CHAR => row.try_get::<_, Option<i8>>(at)?.map(|code| Value::Text(char::from(code.unsigned_abs()).to_string())),
        other => return Err(StoreError::Statement(format!("column {at} has the type {other}, which is not portable"))),
    };
    Ok(value.unwrap_or(Value::Null))
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, kind) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(number), &Type::INT8) => number.to_sql(kind, out),
            (Self::Int(number), &Type::INT4) => i32::try_from(*number)?.to_sql(kind, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR) => text.as_str().to_sql(kind, out),
            _ => Err(format!("{self:?} where {kind} is expected").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
