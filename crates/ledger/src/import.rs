//! Files of the official system (e호조): read, tried, entered; what breaks a guard becomes an exception with its reason.
//!
//! **Order of reading.** `sheet` makes rows of cells from a file · `columns` finds which column means what · `row` reads a row, or says what is
//! wrong with it · `decide` says, without touching the record, what a row would do · `ops` does it · `statement` takes the official totals.
//!
//! A row is known by its source: system, document, and its place in the document. The same row again does nothing; the same source with other
//! content is an exception that holds both versions.

mod columns;
mod decide;
mod ops;
mod row;
mod sheet;
mod statement;

pub(crate) use decide::{Book, OwnCommitment, Standing};
pub use ops::{EnterException, Imported, Mode, RowPlan, SettleException, Trial, enter_exception, import, settle_exception, try_import};
pub(crate) use row::{Content, Source};
pub use row::{OfficialFile, OfficialKind, Wrong};
pub use sheet::Sheet;
pub use statement::{StatementFile, StatementImported, import_statement, try_statement};

/// What reading a row or importing it would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// It would be entered.
    Enter,
    /// It is there already.
    Nothing,
    /// It would go to the exceptions, or refuse the whole file.
    Except,
}
