//! Official rows, what stands of them, and their exceptions.

use kernel::{At, Money, Seq};
use store::{Read, Row, StoreError};

use crate::import::{Book, Content, OwnCommitment, Source, Standing};
use crate::model::{Commitment, EntryId, Line, LineKey, Year};

/// Exceptions with what became of them as known at `$2`, and what their row said before.
macro_rules! exception_columns {
    () => {
        "SELECT o.id, o.system, o.document, o.place, o.fiscal_year, o.content, f.content, o.reason, o.reason_ko, o.reason_en,
           CASE WHEN r.id IS NOT NULL THEN r.outcome WHEN n.id IS NOT NULL THEN 'replaced' ELSE 'open' END, COALESCE(r.why, ''), r.entry,
           o.row_number, v.recorded, o.event
         FROM ledger_official o JOIN event v ON v.seq = o.event LEFT JOIN ledger_official f ON f.id = o.replaces
         LEFT JOIN ledger_official n ON n.replaces = o.id AND n.event <= $2
         LEFT JOIN ledger_resolution r ON r.official = o.id AND r.event <= $2
         WHERE o.reason IS NOT NULL"
    };
}

/// Fills a book with the lines of a fiscal year, and with its commitments if they are needed.
pub(crate) fn fill_book(read: &mut Read, book: &mut Book, fiscal_year: i16, commitments: bool) -> Result<(), StoreError> {
    const LINES: &str = "SELECT l.subject, l.unit, l.programme, b.current, b.committed, b.disbursed, y.from_day, y.ends, y.entries_until,
            l.name_ko, COALESCE(l.name_en, ''), COALESCE(l.short_ko, ''), COALESCE(l.short_en, '')
        FROM ledger_line l JOIN ledger_balance b ON b.line = l.subject
        JOIN ledger_year y ON y.subject = $1 AND NOT EXISTS (SELECT 1 FROM ledger_year x WHERE x.replaces = y.id)
        WHERE substr(l.subject, 1, 4) = $1 AND NOT EXISTS (SELECT 1 FROM ledger_line x WHERE x.replaces = l.id)";
    const COMMITMENTS: &str = "SELECT c.id, c.line, c.committed, c.disbursed, e.day, v.document_number FROM ledger_commitment c
        JOIN ledger_entry e ON e.id = c.id JOIN event v ON v.seq = e.event
        WHERE c.line >= CAST($1 AS TEXT) || '/' AND c.line < CAST($1 AS TEXT) || '0'";
    let year = format!("{fiscal_year:04}");
    let closed = super::closed_periods(read, fiscal_year)?;
    for row in read.rows(LINES, &[year.as_str().into()])? {
        let key: LineKey = row.parse(0)?;
        let line = Line {
            key,
            unit: row.parse(1)?,
            programme: row.opt_parse(2)?,
            current: Money::new(row.int(3)?),
            committed: Money::new(row.int(4)?),
            disbursed: Money::new(row.int(5)?),
            year: Year { starts: row.parse(6)?, ends: row.parse(7)?, entries_until: row.parse(8)?, closed: closed.clone() },
        };
        let mut names = Vec::new();
        for at in 9..=12 {
            names.push(row.text(at)?.to_owned());
        }
        names.retain(|name| !name.is_empty());
        book.add_line(line, names);
    }
    if !commitments {
        return Ok(());
    }
    read.each(COMMITMENTS, &[year.into()], &mut |row| {
        let commitment = Commitment {
            id: EntryId::from_text(row.text(0)?),
            committed: Money::new(row.int(2)?),
            disbursed: Money::new(row.int(3)?),
            day: row.parse(4)?,
        };
        book.add_commitment(OwnCommitment { line: row.parse(1)?, commitment, document: row.opt_text(5)?.map(str::to_owned) });
        Ok(())
    })
}

/// Fills a book with what stands of the rows of a system whose documents lie between two.
pub(crate) fn fill_standing(read: &mut Read, book: &mut Book, system: &str, first: &str, last: &str) -> Result<(), StoreError> {
    const SQL: &str = "SELECT o.id, o.document, o.place, o.content, o.kind, COALESCE(o.entry, r.entry) FROM ledger_official o
        LEFT JOIN ledger_resolution r ON r.official = o.id
        WHERE o.system = $1 AND o.document >= $2 AND o.document <= $3
          AND NOT EXISTS (SELECT 1 FROM ledger_official n WHERE n.replaces = o.id)";
    read.each(SQL, &[system.into(), first.into(), last.into()], &mut |row| {
        let source = Source { system: system.to_owned(), document: row.text(1)?.to_owned(), place: row.text(2)?.to_owned() };
        let standing = Standing { id: EntryId::from_text(row.text(0)?), content: row.text(3)?.to_owned() };
        let commitment = row.opt_text(5)?.filter(|_| row.value(4).as_text() == Some("commit")).map(EntryId::from_text);
        book.add_standing(source, standing, commitment);
        Ok(())
    })
}

/// An exception as an act on it needs it.
pub(crate) struct OpenException {
    pub(crate) source: Source,
    pub(crate) content: Content,
    pub(crate) is_open: bool,
    /// The entry that a former version of the row made.
    pub(crate) former_entry: Option<EntryId>,
}

/// Finds an exception, open or not.
pub(crate) fn open_exception(read: &mut Read, id: &str) -> Result<Option<OpenException>, StoreError> {
    const SQL: &str = "SELECT o.system, o.document, o.place, o.content,
            CASE WHEN r.id IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_official n WHERE n.replaces = o.id) THEN 1 ELSE 0 END, o.replaces
        FROM ledger_official o LEFT JOIN ledger_resolution r ON r.official = o.id WHERE o.id = $1 AND o.reason IS NOT NULL";
    const FORMER: &str = "SELECT COALESCE(o.entry, r.entry), o.replaces FROM ledger_official o
        LEFT JOIN ledger_resolution r ON r.official = o.id WHERE o.id = $1";
    let Some(row) = read.row(SQL, &[id.into()])? else { return Ok(None) };
    let mut former_entry = None;
    let mut replaces = row.opt_text(5)?.map(str::to_owned);
    while let (None, Some(former)) = (&former_entry, &replaces) {
        let Some(row) = read.row(FORMER, &[former.as_str().into()])? else { break };
        former_entry = row.opt_text(0)?.map(EntryId::from_text);
        replaces = row.opt_text(1)?.map(str::to_owned);
    }
    Ok(Some(OpenException {
        source: Source { system: row.text(0)?.to_owned(), document: row.text(1)?.to_owned(), place: row.text(2)?.to_owned() },
        content: content(row.text(3)?)?,
        is_open: row.int(4)? == 1,
        former_entry,
    }))
}

fn content(text: &str) -> Result<Content, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(format!("ledger_official: {error}")))
}

/// The entry with which an exception was resolved.
pub(crate) fn resolved_entry(read: &mut Read, exception: &str) -> Result<Option<EntryId>, StoreError> {
    let row = read.row("SELECT entry FROM ledger_resolution WHERE official = $1", &[exception.into()])?;
    row.map_or(Ok(None), |row| Ok(row.opt_text(0)?.map(EntryId::from_text)))
}

/// An exception as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionShown {
    /// Its id.
    pub id: String,
    /// System, document and place.
    pub source: [String; 3],
    /// The fiscal year, where it could be read.
    pub fiscal_year: Option<i64>,
    /// What the row says: line, kind, amount, day, commitment, other line, note, as they came.
    pub says: Vec<String>,
    /// What it said before, where it changed at its source.
    pub said: Option<Vec<String>>,
    /// The name of the reason.
    pub reason: String,
    /// The reason in Korean and English.
    pub words: [String; 2],
    /// `open`, `entered`, `settled`, or `replaced` by a newer version of the row.
    pub state: String,
    /// Why it was resolved so.
    pub why: String,
    /// The entry it became.
    pub entry: Option<EntryId>,
    /// Its row in the file.
    pub row: i64,
    /// When it came.
    pub recorded: At,
    /// The event that brought it.
    pub event: Seq,
}

/// Exceptions as known at an event, newest first: the open ones, or all.
pub fn exceptions(read: &mut Read, known: Seq, only_open: bool, offset: i64, limit: i64) -> Result<Vec<ExceptionShown>, StoreError> {
    const SQL: &str = concat!(
        exception_columns!(),
        " AND o.event <= $2 AND (CAST($1 AS BIGINT) = 0 OR (r.id IS NULL AND n.id IS NULL)) ORDER BY o.event DESC, o.row_number DESC, o.id LIMIT $3 OFFSET $4"
    );
    let args = [i64::from(only_open).into(), known.into(), limit.into(), offset.into()];
    read.rows(SQL, &args)?.iter().map(exception).collect()
}

/// One exception as it is known now.
pub fn exception_of(read: &mut Read, id: &str) -> Result<Option<ExceptionShown>, StoreError> {
    const SQL: &str = concat!(exception_columns!(), " AND o.id = $1");
    read.row(SQL, &[id.into(), i64::MAX.into()])?.as_ref().map(exception).transpose()
}

/// How many exceptions there are as known at an event: the open ones, or all.
pub fn count_exceptions(read: &mut Read, known: Seq, only_open: bool) -> Result<i64, StoreError> {
    const SQL: &str = "SELECT COUNT(*) FROM ledger_official o WHERE o.reason IS NOT NULL AND o.event <= $2 AND (CAST($1 AS BIGINT) = 0
        OR (NOT EXISTS (SELECT 1 FROM ledger_official n WHERE n.replaces = o.id AND n.event <= $2)
          AND NOT EXISTS (SELECT 1 FROM ledger_resolution r WHERE r.official = o.id AND r.event <= $2)))";
    read.row(SQL, &[i64::from(only_open).into(), known.into()])?.map_or(Ok(0), |row| row.int(0))
}

fn exception(row: &Row) -> Result<ExceptionShown, StoreError> {
    let text = |at| row.text(at).map(str::to_owned);
    let says = |text: &str| content(text).map(|it| vec![it.line, it.kind, it.amount, it.day, it.commitment, it.other_line, it.note]);
    Ok(ExceptionShown {
        id: text(0)?,
        source: [text(1)?, text(2)?, text(3)?],
        fiscal_year: row.opt_int(4)?,
        says: says(row.text(5)?)?,
        said: row.opt_text(6)?.map(says).transpose()?,
        reason: text(7)?,
        words: [text(8)?, text(9)?],
        state: text(10)?,
        why: text(11)?,
        entry: row.opt_text(12)?.map(EntryId::from_text),
        row: row.int(13)?,
        recorded: At(row.int(14)?),
        event: Seq(row.int(15)?),
    })
}
