use std::fmt;

use kernel::{MoneyError, Refusal};

/// Storage failed, or contradicts itself.
#[derive(Debug)]
pub enum StoreError {
    /// Another writer held the database for too long.
    Busy,
    /// The database cannot be reached or opened.
    Unavailable(String),
    /// No space is left where the database lives.
    Full,
    /// The database or its folder may not be written.
    ReadOnly,
    /// The database was made by a newer program: the named migration is unknown here.
    Newer(String),
    /// A guard of the database refused the statement.
    Guard(String),
    /// What is stored is not what was written: where, and what was found.
    Corrupt(String),
    /// A statement of ours is wrong.
    Statement(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("the database is busy: another program is writing to it; try again"),
            Self::Unavailable(why) => write!(f, "the database cannot be opened: {why}"),
            Self::Full => f.write_str("the disk is full: nothing of this act was kept; make room and try again"),
            Self::ReadOnly => f.write_str("the database cannot be written: its file or folder is read-only"),
            Self::Newer(name) => {
                write!(f, "the database was made by a newer madang (its schema has `{name}`): use that version or a later one")
            }
            Self::Guard(why) => write!(f, "a guard of the database refused it: {why}"),
            Self::Corrupt(what) => write!(f, "the database contradicts itself: {what}; run `madang verify`"),
            Self::Statement(what) => write!(f, "a statement failed: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as E;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(E::DatabaseBusy | E::DatabaseLocked) => Self::Busy,
            Some(E::DiskFull) => Self::Full,
            Some(E::ReadOnly) => Self::ReadOnly,
            Some(E::ConstraintViolation) => Self::Guard(text),
            Some(E::CannotOpen | E::NotADatabase | E::PermissionDenied | E::SystemIoFailure) => Self::Unavailable(text),
            Some(E::DatabaseCorrupt) => Self::Corrupt(text),
            _ => Self::Statement(text),
        }
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let why = std::error::Error::source(&error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
            return Self::Unavailable(why);
        };
        match db.code().code() {
            "53100" => Self::Full,
            "25006" => Self::ReadOnly,
            "40001" | "40P01" | "55P03" => Self::Busy,
            code if code.starts_with("23") => Self::Guard(db.message().to_owned()),
            code if code.starts_with("28") || code.starts_with("3D") || code.starts_with("08") || code.starts_with("57") => {
                Self::Unavailable(db.message().to_owned())
            }
            _ => Self::Statement(db.message().to_owned()),
        }
    }
}

/// An operation came to nothing: refused by a rule, or failed in storage.
#[derive(Debug)]
pub enum Failure {
    /// A rule says no; a person can do something about it.
    Refused(Refusal),
    /// Storage failed.
    Store(StoreError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<MoneyError> for Failure {
    fn from(_: MoneyError) -> Self {
        Self::Refused(Refusal::new("money.too-large", "금액이 너무 큽니다.", "The amount is too large."))
    }
}
