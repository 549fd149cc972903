use kernel::{AsOf, Day, Seq};
use store::{Read, Row, StoreError, Value, known};

use super::model::{Edition, EditionState, ListedEdition};

fn corrupt(number: &str, what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("the edition {number}: {what}"))
}

/// The next free number `YYYY-N` of a year among the subjects of a table.
pub(crate) fn next_number(read: &mut Read, table: &'static str, year: i16) -> Result<String, StoreError> {
    let sql = format!("SELECT DISTINCT t.subject FROM {table} t WHERE t.subject LIKE $1");
    let mut last = 0;
    for row in read.rows(&sql, &[format!("{year:04}-%").into()])? {
        let number = row.text(0)?.rsplit_once('-').and_then(|(_, number)| number.parse::<i64>().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(format!("{year:04}-{}", last + 1))
}

/// All editions as known at an event, the newest first.
pub fn editions(read: &mut Read, known: Seq) -> Result<Vec<ListedEdition>, StoreError> {
    const SQL: &str = concat!(
        "SELECT e.subject, e.report, e.day, e.known, e.title_ko, e.title_en, e.seal, e.event, s.state, s.successor, s.reason, s.day
         FROM report_edition e LEFT JOIN report_edition_step s ON s.subject = e.subject AND ",
        known!("report_edition_step", "s"),
        " WHERE e.event <= $2 AND CAST($1 AS BIGINT) = 0 ORDER BY e.event DESC"
    );
    read.rows(SQL, &[Value::Int(0), known.into()])?.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<ListedEdition, StoreError> {
    let opt = |at| row.opt_text(at).map(|text| text.map(str::to_owned));
    let state = match row.opt_text(8)? {
        Some("superseded") => EditionState::Superseded { by: row.text(9)?.to_owned(), day: row.parse(11)? },
        Some(_) => EditionState::Withdrawn { reason: row.text(10)?.to_owned(), day: row.parse(11)? },
        None => EditionState::Issued,
    };
    Ok(ListedEdition {
        number: row.text(0)?.to_owned(),
        report: row.text(1)?.to_owned(),
        as_of: AsOf { day: row.parse(2)?, known: Seq(row.int(3)?) },
        title: (row.text(4)?.to_owned(), opt(5)?),
        seal: row.text(6)?.to_owned(),
        event: Seq(row.int(7)?),
        state,
    })
}

/// An edition's content, as it was frozen; nothing for a number that was never given.
pub fn edition(read: &mut Read, number: &str) -> Result<Option<Edition>, StoreError> {
    let Some(row) = read.row("SELECT e.content FROM report_edition e WHERE e.subject = $1", &[number.into()])? else { return Ok(None) };
    serde_json::from_str(row.text(0)?).map(Some).map_err(|error| corrupt(number, error))
}

/// An edition's row: id, event, seal, content.
pub(super) fn rows(read: &mut Read) -> Result<Vec<(String, Seq, String, String)>, StoreError> {
    read.rows("SELECT e.id, e.event, e.seal, e.content FROM report_edition e ORDER BY e.event", &[])?
        .iter()
        .map(|row| Ok((row.text(0)?.to_owned(), Seq(row.int(1)?), row.text(2)?.to_owned(), row.text(3)?.to_owned())))
        .collect()
}

/// Editions with more than one step, or a step before the edition: number, id and event of the step.
pub(super) fn wrong_steps(read: &mut Read) -> Result<Vec<(String, Seq)>, StoreError> {
    const SQL: &str = "SELECT s.id, s.event FROM report_edition_step s JOIN report_edition e ON e.subject = s.subject
        WHERE NOT EXISTS (SELECT 1 FROM report_edition_step l WHERE l.replaces = s.id) AND (s.event < e.event OR EXISTS (
          SELECT 1 FROM report_edition_step o WHERE o.subject = s.subject AND o.event < s.event
            AND NOT EXISTS (SELECT 1 FROM report_edition_step l WHERE l.replaces = o.id))) ORDER BY s.id";
    read.rows(SQL, &[])?.iter().map(|row| Ok((row.text(0)?.to_owned(), Seq(row.int(1)?)))).collect()
}

/// Where one edition stands now: its report, its event and what became of it.
pub(super) fn standing(read: &mut Read, number: &str) -> Result<Option<(String, Day, EditionState)>, StoreError> {
    let all = editions(read, Seq(i64::MAX))?;
    Ok(all.into_iter().find(|one| one.number == number).map(|one| (one.report, one.as_of.day, one.state)))
}
