use std::collections::{BTreeSet, HashMap};

use kernel::{Day, Lang, Refusal};
use people::{By, Doing, authorise};
use serde::Serialize;
use store::{Failure, StoreError, Tx, Value};

use super::Does;
use super::decide::{Book, Outcome, provisional};
use super::row::{OfficialFile, OfficialRow};
use crate::model::{Amount, Correct, EntryId, EntryKind, LineKey};
use crate::ops::save_entry;
use crate::rules::{self, Refused};
use crate::{sql, tables};

/// Rows that enter with one event: enough to share its cost, few enough that the guards find a row in its list at once.
const ROWS_AN_EVENT: usize = 8;

/// What happens to a file that has rows which cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// One such row refuses the whole file.
    Strict,
    /// They go to the exceptions; the others enter.
    Exceptions,
}

/// What a row of a file would do.
#[derive(Clone, Debug)]
pub struct RowPlan {
    /// Its number in the file.
    pub row: usize,
    /// System, document and place.
    pub source: String,
    /// What it would do.
    pub does: Does,
    /// What it says: kind, line, amount, day as they were read, or as they stand.
    pub says: [String; 4],
    /// Why it cannot be entered.
    pub why: Option<Refusal>,
}

/// What a file would do.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Every row, in the order of the file.
    pub rows: Vec<RowPlan>,
    /// Rows that would be entered.
    pub entered: usize,
    /// Rows that stand already.
    pub standing: usize,
    /// Rows that cannot be entered.
    pub exceptions: usize,
}

/// What importing a file did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Rows that were entered.
    pub entered: usize,
    /// Rows that stood already.
    pub standing: usize,
    /// Rows that went to the exceptions.
    pub exceptions: usize,
}

/// What a file would do now, row by row, without doing it.
pub fn try_import(read: &mut store::Read, file: &OfficialFile) -> Result<Trial, Failure> {
    let mut book = book(read, file)?;
    let mut trial = Trial { rows: Vec::with_capacity(file.rows.len()), entered: 0, standing: 0, exceptions: 0 };
    for row in &file.rows {
        let (does, why) = match book.decide(row) {
            Outcome::Enter(_) => (Does::Enter, None),
            Outcome::Stands => (Does::Nothing, None),
            Outcome::Except { why, .. } => (Does::Except, Some(why.refusal())),
        };
        let count = match does {
            Does::Enter => &mut trial.entered,
            Does::Nothing => &mut trial.standing,
            Does::Except => &mut trial.exceptions,
        };
        *count = count.saturating_add(1);
        let content = &row.content;
        let line = if content.line.is_empty() { &content.commitment } else { &content.line };
        let says = [content.kind.clone(), line.clone(), content.amount.clone(), content.day.clone()];
        trial.rows.push(RowPlan { row: row.number, source: row.source.to_string(), does, says, why });
    }
    Ok(trial)
}

/// An act of importing, as the record keeps it.
#[derive(Serialize)]
struct ImportRows<'f> {
    file: &'f str,
    mode: Mode,
    rows: [usize; 2],
}

/// Imports a file: rows that stand already do nothing, the others enter or go to the exceptions, as the mode says. `progress` is told how
/// many rows of how many are done. Importing the same file again does nothing.
pub fn import(
    tx: &mut Tx,
    by: &By<'_>,
    file: &OfficialFile,
    mode: Mode,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Imported, Failure> {
    let policy = authorise(tx, by, "ledger.import", &[])?;
    let mut book = book(tx, file)?;
    let outcomes: Vec<Outcome> = file.rows.iter().map(|row| book.decide(row)).collect();
    if mode == Mode::Strict {
        refuse_wrong(file, &outcomes)?;
    }
    let mut done = Imported::default();
    let mut names = HashMap::new();
    let rows: Vec<(&OfficialRow, Outcome)> = file.rows.iter().zip(outcomes).collect();
    let mut seen = 0_usize;
    for (chunk, rows) in rows.chunks(ROWS_AN_EVENT).enumerate() {
        let [first, last] = [rows.first(), rows.last()].map(|row| row.map_or(0, |(row, _)| row.number));
        let act = Doing::new("ledger", "import", &ImportRows { file: &file.digest, mode, rows: [first, last] });
        // The key of the file, and the place in it: the same part of the same file is the same act.
        let key = format!("{}/{chunk}", by.key);
        let by = By { key: &key, ..*by };
        let stands = rows.iter().all(|(_, outcome)| matches!(outcome, Outcome::Stands)) || act.done(tx, &by)?.is_some();
        for (row, outcome) in rows {
            let count = match outcome {
                Outcome::Enter(_) if !stands => &mut done.entered,
                Outcome::Except { .. } if !stands => &mut done.exceptions,
                _ => &mut done.standing,
            };
            *count = count.saturating_add(1);
            if !stands {
                save(tx, file, row, outcome, &mut names);
            }
        }
        if !stands {
            let day = tx.today();
            let subject = format!("ledger_file:{}/{}", file.digest.get(..16).unwrap_or_default(), first);
            act.record(tx, &by, &subject, &policy, day)?;
        }
        seen = seen.saturating_add(rows.len());
        progress(seen, file.rows.len());
    }
    Ok(done)
}

fn refuse_wrong(file: &OfficialFile, outcomes: &[Outcome]) -> Result<(), Refused> {
    let mut wrong = file.rows.iter().zip(outcomes).filter_map(|(row, outcome)| match outcome {
        Outcome::Except { why, .. } => Some((row.number, why)),
        _ => None,
    });
    let Some((row, why)) = wrong.next() else { return Ok(()) };
    let rows = wrong.count().saturating_add(1);
    let refusal = why.refusal();
    let at = |lang: Lang, text: &str| {
        if matches!(why, Refused::Unreadable(_)) {
            text.to_owned()
        } else {
            lang.pick(format!("{row}행: {text}"), format!("Row {row}: {text}"))
        }
    };
    Err(Refused::WrongRows { rows, first: at(Lang::En, &refusal.en), first_ko: at(Lang::Ko, &refusal.ko) })
}

/// Stages what a row writes.
fn save(tx: &mut Tx, file: &OfficialFile, row: &OfficialRow, outcome: &Outcome, names: &mut HashMap<String, EntryId>) {
    let (entry, why, replaces) = match outcome {
        Outcome::Stands => return,
        Outcome::Except { why, replaces } => (None, Some(why.refusal()), replaces.as_ref()),
        Outcome::Enter(entries) => {
            let mut first = None;
            for entry in entries {
                let mut entry = entry.clone();
                if let Some(commitment) = &entry.commitment
                    && let Some(saved) = names.get(commitment.as_str())
                {
                    entry.commitment = Some(saved.clone());
                }
                let makes_commitment = entry.kind == EntryKind::Commit && entry.commitment.is_none();
                let id = save_entry(tx, entry);
                if makes_commitment {
                    names.insert(provisional(row.number).as_str().to_owned(), id.clone());
                }
                first.get_or_insert(id);
            }
            (first, None, None)
        }
    };
    let id = tx.id::<OfficialRow>();
    // A row of the same file that this one differs from has its real name by now.
    let replaces = replaces.map(|id| names.get(&former(id)).cloned().unwrap_or_else(|| id.clone()));
    names.insert(former(&provisional(row.number)), EntryId::from_text(id.as_str()));
    let read = row.read.as_ref().ok();
    let year = read.map(|read| i64::from(read.fiscal_year)).or_else(|| row.content.fiscal_year.parse().ok());
    let amount = read.map(|read| read.amount.units()).or_else(|| row.content.amount.parse().ok());
    let day = read.map(|read| read.day).or_else(|| row.content.day.parse::<Day>().ok());
    let text = |text: &str| Some(text).filter(|text| !text.is_empty()).map(str::to_owned);
    let values: [Value; 16] = [
        replaces.as_ref().into(),
        row.source.system.as_str().into(),
        row.source.document.as_str().into(),
        row.source.place.as_str().into(),
        year.into(),
        text(&row.content.line).into(),
        text(&row.content.kind).into(),
        amount.into(),
        day.into(),
        store::canonical(&row.content).into(),
        file.digest.as_str().into(),
        i64::try_from(row.number).unwrap_or(0).into(),
        entry.as_ref().into(),
        why.as_ref().map(|why| why.code).into(),
        why.as_ref().map(|why| why.ko.as_str()).into(),
        why.as_ref().map(|why| why.en.as_str()).into(),
    ];
    tx.save(&tables::OFFICIAL, &id, values);
}

/// The name of the official row itself, beside that of the commitment it makes.
fn former(id: &EntryId) -> String {
    format!("official {id}")
}

fn book(read: &mut store::Read, file: &OfficialFile) -> Result<Book, Failure> {
    let years: BTreeSet<i16> = file.rows.iter().filter_map(|row| row.read.as_ref().ok().map(|read| read.fiscal_year)).collect();
    let mut spans: std::collections::BTreeMap<&str, (&str, &str)> = std::collections::BTreeMap::new();
    let mut named = false;
    for row in &file.rows {
        let reference = row.read.as_ref().ok().and_then(|read| read.commitment.as_deref());
        named |= reference.is_some();
        let referred = reference.map(|text| text.rsplit_once('#').map_or(text, |(document, _)| document));
        for document in std::iter::once(row.source.document.as_str()).chain(referred) {
            let span = spans.entry(&row.source.system).or_insert((document, document));
            *span = (span.0.min(document), span.1.max(document));
        }
    }
    let mut book = Book::default();
    for year in years {
        sql::fill_book(read, &mut book, year, named)?;
    }
    for (system, (first, last)) in spans {
        sql::fill_standing(read, &mut book, system, first, last)?;
    }
    Ok(book)
}

/// An exception to be entered after all, once its cause is gone or with what the row lacked.
#[derive(Clone, Debug, Serialize)]
pub struct EnterException {
    /// The exception.
    pub exception: String,
    /// The line, where the row names none that is known.
    pub line: Option<LineKey>,
    /// The commitment, where the row names none that is known.
    pub commitment: Option<EntryId>,
    /// What was done about it.
    pub why: String,
}

/// An exception to be settled without an entry.
#[derive(Clone, Debug, Serialize)]
pub struct SettleException {
    /// The exception.
    pub exception: String,
    /// Why it is not ours, or where it was entered by hand.
    pub why: String,
}

/// Enters an exception by the rules as they stand now; a row that changed at its source corrects the entry of its former version.
pub fn enter_exception(tx: &mut Tx, by: &By<'_>, new: &EnterException) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "enter-exception", new);
    if act.done(tx, by)?.is_some() {
        let entry = sql::resolved_entry(tx, &new.exception)?;
        return entry.ok_or_else(|| StoreError::Corrupt(format!("ledger_official {}: no resolution", new.exception)).into());
    }
    let open = open_exception(tx, &new.exception, &new.why)?;
    let policy = authorise(tx, by, "ledger.enter-exception", &[])?;
    let mut row = open.content.read().ok_or(Refused::EnterByHand)?;
    if let Some(line) = &new.line {
        row.line = Some(line.code.to_string());
        row.fiscal_year = line.fiscal_year;
    }
    let entries = match &open.former_entry {
        Some(former) => correction(tx, former, &row)?,
        None => {
            let mut book = Book::default();
            sql::fill_book(tx, &mut book, row.fiscal_year, true)?;
            let document = row.commitment.clone().unwrap_or_default();
            let document = document.rsplit_once('#').map_or(document.as_str(), |(document, _)| document);
            sql::fill_standing(tx, &mut book, &open.source.system, document, document)?;
            book.enter(&row, &open.source, new.commitment.as_ref())?
        }
    };
    let mut entered = None;
    for entry in entries {
        let original = entry.reverses.is_none();
        let id = save_entry(tx, entry);
        if original {
            entered.get_or_insert(id);
        }
    }
    let entered = entered.ok_or(Refused::Nothing)?;
    resolve(tx, &new.exception, "entered", Some(&entered), &new.why);
    act.record(tx, by, &format!("ledger_official:{}", new.exception), &policy, row.day)?;
    Ok(entered)
}

/// Settles an exception without an entry, with the reason.
pub fn settle_exception(tx: &mut Tx, by: &By<'_>, new: &SettleException) -> Result<(), Failure> {
    let act = Doing::new("ledger", "settle-exception", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    open_exception(tx, &new.exception, &new.why)?;
    let policy = authorise(tx, by, "ledger.settle-exception", &[])?;
    resolve(tx, &new.exception, "settled", None, &new.why);
    let day = tx.today();
    act.record(tx, by, &format!("ledger_official:{}", new.exception), &policy, day)
}

fn open_exception(tx: &mut Tx, id: &str, why: &str) -> Result<sql::OpenException, Failure> {
    let found = sql::open_exception(tx, id)?.ok_or_else(|| Refused::NoException(id.to_owned()))?;
    if !found.is_open {
        return Err(Refused::ExceptionClosed(id.to_owned()).into());
    }
    if why.trim().is_empty() {
        return Err(Refused::NoReason.into());
    }
    Ok(found)
}

/// What a changed row does to the entry of its former version: only another amount can be put right by itself.
fn correction(tx: &mut Tx, former: &EntryId, row: &super::row::Read) -> Result<Vec<crate::model::NewEntry>, Failure> {
    let wrong = sql::entry(tx, former)?.ok_or_else(|| Refused::NoEntry(former.clone()))?;
    let of = wrong.commitment.clone().ok_or(Refused::EnterByHand)?;
    let (key, commitment) = sql::commitment(tx, &of)?.ok_or_else(|| Refused::NoCommitment(of.clone()))?;
    let line = sql::line(tx, &key, wrong.day)?.ok_or_else(|| Refused::NoLine(key.clone()))?;
    let same_kind = matches!(
        (wrong.kind, row.kind),
        (EntryKind::Commit, super::row::OfficialKind::Commit) | (EntryKind::Disburse, super::row::OfficialKind::Disburse)
    );
    let same_line = match row.line.as_deref() {
        None => true,
        Some(name) => {
            let mut book = Book::default();
            sql::fill_book(tx, &mut book, row.fiscal_year, false)?;
            book.line_named(row.fiscal_year, name)?.key == key
        }
    };
    if !same_kind || !same_line || wrong.day != row.day {
        return Err(Refused::EnterByHand.into());
    }
    let amount = Amount::new(row.amount.units()).ok_or(Refused::Nothing)?;
    let correct = Correct { entry: former.clone(), amount, note: row.note.clone() };
    Ok(rules::correct(&line, &commitment, &wrong, &correct).map(Vec::from)?)
}

fn resolve(tx: &mut Tx, exception: &str, outcome: &str, entry: Option<&EntryId>, why: &str) {
    let id = tx.id::<SettleException>();
    tx.save(&tables::RESOLUTION, &id, [exception.into(), outcome.into(), entry.into(), why.trim().into()]);
}
