use std::collections::BTreeMap;

use kernel::{At, Code, Day, Lang, Seq};
use store::{Document, Read, Row, StoreError, known};

use super::model::{Confirmed, Owner, Step, StepTaken, Written};
use super::showed::Showed;
use crate::model::Standing;

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

/// The columns of the event `e` that [`written`] reads.
const WRITTEN: &str = "e.seq, e.actor, e.recorded, e.document_system, e.document_number, e.document_day";

fn written(row: &Row, at: usize) -> Result<Written, StoreError> {
    let document = match (row.opt_text(at + 3)?, row.opt_text(at + 4)?) {
        (Some(system), Some(number)) => {
            Some(Document { system: system.to_owned(), number: number.to_owned(), day: row.opt_parse(at + 5)? })
        }
        _ => None,
    };
    Ok(Written { event: Seq(row.int(at)?), actor: row.text(at + 1)?.to_owned(), recorded: At(row.int(at + 2)?), document })
}

/// A compilation as it was opened.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) day: Day,
    pub(crate) due: Day,
    pub(crate) unit: Code,
    pub(crate) written: Written,
}

fn opened(row: &Row) -> Result<Opened, StoreError> {
    Ok(Opened {
        code: row.text(0)?.to_owned(),
        name: row.text(1)?.to_owned(),
        day: row.parse(2)?,
        due: row.parse(3)?,
        unit: row.parse(4)?,
        written: written(row, 5)?,
    })
}

/// All compilations as known at an event, the last opened first.
pub(crate) fn compilations(read: &mut Read, known: Seq) -> Result<Vec<Opened>, StoreError> {
    let sql = format!(
        "SELECT c.subject, c.name, c.day, c.due, c.unit, {WRITTEN} FROM report_compilation c JOIN event e ON e.seq = c.event
         WHERE CAST($1 AS BIGINT) = 0 AND {} ORDER BY c.event DESC, c.subject",
        known!("report_compilation", "c")
    );
    read.rows(&sql, &[0_i64.into(), known.into()])?.iter().map(opened).collect()
}

/// A compilation by its code.
pub(crate) fn compilation(read: &mut Read, code: &str, known: Seq) -> Result<Option<Opened>, StoreError> {
    let sql = format!(
        "SELECT c.subject, c.name, c.day, c.due, c.unit, {WRITTEN} FROM report_compilation c JOIN event e ON e.seq = c.event
         WHERE c.subject = $1 AND {}",
        known!("report_compilation", "c")
    );
    read.row(&sql, &[code.into(), known.into()])?.as_ref().map(opened).transpose()
}

/// The owners of a compilation's chapters, by chapter.
pub(crate) fn owners(read: &mut Read, code: &str, known: Seq) -> Result<BTreeMap<String, Owner>, StoreError> {
    const SQL: &str = concat!(
        "SELECT c.chapter, c.unit, c.owner, c.title, c.due, c.event FROM report_chapter c WHERE c.compilation = $1 AND c.until_day IS NULL AND ",
        known!("report_chapter", "c")
    );
    let owner = |row: &Row| {
        let owner = Owner {
            unit: row.parse(1)?,
            actor: row.opt_parse(2)?,
            title: row.text(3)?.to_owned(),
            due: row.parse(4)?,
            event: Seq(row.int(5)?),
        };
        Ok((row.text(0)?.to_owned(), owner))
    };
    read.rows(SQL, &[code.into(), known.into()])?.iter().map(owner).collect()
}

/// The steps of a compilation, in the order of events.
pub(crate) fn steps(read: &mut Read, code: &str, known: Seq) -> Result<Vec<StepTaken>, StoreError> {
    let sql = format!(
        "SELECT s.step, s.chapter, s.day, s.remark, {WRITTEN} FROM report_compilation_step s JOIN event e ON e.seq = s.event
         WHERE s.subject = $1 AND s.event <= $2 ORDER BY s.event"
    );
    let step = |row: &Row| {
        let step = Step::read(row.text(0)?, row.opt_text(1)?).ok_or_else(|| corrupt("a compilation's step has no meaning"))?;
        Ok(StepTaken { step, day: row.parse(2)?, remark: row.opt_text(3)?.map(str::to_owned), written: written(row, 4)? })
    };
    read.rows(&sql, &[code.into(), known.into()])?.iter().map(step).collect()
}

/// Confirmations by language and statement.
pub(crate) type Confirmations = BTreeMap<(String, String), (Confirmed, Showed)>;

/// The last confirmation of each statement of a compilation.
pub(crate) fn confirmations(read: &mut Read, code: &str, known: Seq) -> Result<Confirmations, StoreError> {
    let sql = format!(
        "SELECT c.lang, c.statement, c.version, c.text, c.shown, {WRITTEN} FROM report_confirmation c JOIN event e ON e.seq = c.event
         WHERE c.compilation = $1 AND c.event <= $2 ORDER BY c.event"
    );
    let mut last = BTreeMap::new();
    for row in read.rows(&sql, &[code.into(), known.into()])? {
        let confirmed = Confirmed { version: row.int(2)?, text: row.text(3)?.to_owned(), written: written(&row, 5)? };
        let showed = serde_json::from_str(row.text(4)?).map_err(corrupt)?;
        last.insert((row.text(0)?.to_owned(), row.text(1)?.to_owned()), (confirmed, showed));
    }
    Ok(last)
}

/// What happened to one statement: confirmations, and changes with the text before.
pub(crate) fn history(
    read: &mut Read,
    code: &str,
    lang: Lang,
    statement: &str,
) -> Result<Vec<(String, Option<String>, Written)>, StoreError> {
    let subject = format!("{code}/{}/{statement}", lang.code());
    let sql = format!(
        "SELECT c.text, NULL, {WRITTEN} FROM report_confirmation c JOIN event e ON e.seq = c.event WHERE c.subject = $1
         UNION ALL SELECT c.after, c.before, {WRITTEN} FROM report_change c JOIN event e ON e.seq = c.event WHERE c.subject = $1
         ORDER BY 3 DESC"
    );
    let one = |row: &Row| Ok((row.text(0)?.to_owned(), row.opt_text(1)?.map(str::to_owned), written(row, 2)?));
    read.rows(&sql, &[subject.into()])?.iter().map(one).collect()
}

/// The versions of a template: the one that stood at an event, and all after it up to what is known.
pub(crate) fn versions(read: &mut Read, name: &str, lang: Lang, from: Seq, known: Seq) -> Result<Vec<Standing<String>>, StoreError> {
    const SQL: &str = "SELECT t.text, t.version, t.event FROM report_template t WHERE t.subject = $1 AND t.event <= $3
        AND t.event >= COALESCE((SELECT MAX(b.event) FROM report_template b WHERE b.subject = $1 AND b.event <= $2), 0) ORDER BY t.version";
    let one = |row: &Row| Ok(Standing { definition: row.text(0)?.to_owned(), version: row.int(1)?, event: Seq(row.int(2)?) });
    read.rows(SQL, &[format!("{name}/{}", lang.code()).into(), from.into(), known.into()])?.iter().map(one).collect()
}
