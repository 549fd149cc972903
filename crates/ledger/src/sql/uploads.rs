//! Uploads that wait for somebody to look at their trial; no part of the record.

use kernel::Code;
use store::{Read, StoreError, Tx};

use crate::import::Sheet;

/// How long an upload waits: a day, in microseconds.
const KEPT: i64 = 86_400_000_000;

/// A file that waits for its confirmation.
pub(crate) struct Upload {
    pub(crate) name: String,
    /// `rows` or `totals`.
    pub(crate) what: String,
    /// The system of rows that name none.
    pub(crate) system: String,
    pub(crate) sheet: Sheet,
}

/// Keeps an upload for a day; gives its id. Older ones are let go.
pub(crate) fn save_upload(tx: &mut Tx, actor: &Code, upload: &Upload) -> Result<String, StoreError> {
    const SQL: &str = "INSERT INTO ledger_upload (id, actor, name, what, received, rows) VALUES ($1, $2, $3, $4, $5, $6)";
    let now = tx.now().0;
    tx.execute("DELETE FROM ledger_upload WHERE received < $1", &[now.saturating_sub(KEPT).into()])?;
    let id = tx.id::<Upload>();
    let what = format!("{} {}", upload.what, upload.system);
    let values = [(&id).into(), actor.into(), upload.name.as_str().into(), what.into(), now.into(), store::canonical(&upload.sheet).into()];
    tx.execute(SQL, &values)?;
    Ok(id.as_str().to_owned())
}

/// Finds the upload of an actor.
pub(crate) fn upload(read: &mut Read, actor: &Code, id: &str) -> Result<Option<Upload>, StoreError> {
    let row = read.row("SELECT name, what, rows FROM ledger_upload WHERE id = $1 AND actor = $2", &[id.into(), actor.into()])?;
    let Some(row) = row else { return Ok(None) };
    let sheet = serde_json::from_str(row.text(2)?).map_err(|error| StoreError::Corrupt(format!("ledger_upload {id}: {error}")))?;
    let (what, system) = row.text(1)?.split_once(' ').unwrap_or_default();
    Ok(Some(Upload { name: row.text(0)?.to_owned(), what: what.to_owned(), system: system.to_owned(), sheet }))
}
