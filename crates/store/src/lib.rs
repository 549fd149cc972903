//! One database behind one SQL text, and the record in it.
//!
//! **Duty.** Keeps what the rooms write, on SQLite or PostgreSQL, as one chain of events with one writer; answers any question as of a
//! day, as known at a place in the record; tells when something was changed behind its back.
//!
//! **Words.** An *event* is one act of somebody; a *row* is what it wrote; a *head* is the last event's number and hash. A [`Table`] is
//! part of the record: its rows are never changed. What can be folded again from rows (balances, day totals) is a fold, not a table.
//!
//! **States.** A record is opened once ([`Tx::open_record`]), for production or demonstration, and only grows.
//!
//! **Can never happen here.** A row without the event that names it; two events with one number; a recorded time before the last one; an
//! acknowledged commit that is lost; a simulated clock in a production record.
//!
//! **Start reading** at [`Db::write`], then `record.rs`, then `verify.rs`.
#![warn(missing_docs)]

mod db;
mod engine;
mod error;
mod migrate;
mod record;
mod set;
mod table;
mod value;
mod verify;

#[cfg(feature = "testing")]
pub mod testing;

pub use db::{Db, Origin, Read, Tx};
pub use error::{Failure, StoreError};
pub use migrate::{Migration, Schema, schema_version};
pub use record::{Act, Document, Event, Genesis, Head, Known, KnownError, Purpose, VerifyHead, digest_text};
pub use set::{Column, ColumnKind, Dimension, DimensionKind, Members, Set, Sets, TREE};
pub use table::{Kind, Table};
pub use value::{Row, Value};
pub use verify::{Broken, Progress, no_overlaps, verify_record};

/// The condition under which a dated row of `$table`, called `$row` in the query, is in force on the day `$1` as known at the event `$2`.
#[macro_export]
macro_rules! in_force {
    ($table:literal, $row:literal) => {
        concat!(
            $crate::known!($table, $row),
            " AND ",
            $row,
            ".from_day <= $1 AND (",
            $row,
            ".until_day IS NULL OR $1 < ",
            $row,
            ".until_day)"
        )
    };
}

/// The condition under which a row of `$table`, called `$row` in the query, is known at the event `$2` and not replaced by then.
#[macro_export]
macro_rules! known {
    ($table:literal, $row:literal) => {
        concat!(
            $row,
            ".event <= $2 AND NOT EXISTS (SELECT 1 FROM ",
            $table,
            " later WHERE later.replaces = ",
            $row,
            ".id AND later.event <= $2)"
        )
    };
}

/// A value as canonical JSON: fields in the order of the type, no spaces.
pub fn canonical<T: serde::Serialize>(value: &T) -> String {
    // A plain struct of ours always serialises; nothing else is passed here.
    serde_json::to_string(value).unwrap_or_default()
}

/// A rule that must hold over a whole record: gives every place where it does not.
pub type Invariant = fn(&mut Read) -> Result<Vec<Broken>, StoreError>;

#[cfg(test)]
mod tests;
