mod closing;
mod planning;

pub use closing::{close_month, close_year, preview_month, preview_year, reopen};
pub use planning::plan_spending;

use bureau::within;
use kernel::{Code, Day};
use people::{By, Doing, authorise};
use store::{Failure, Read, StoreError, Tx, Value};

use crate::model::{
    Budget, Commit, Correct, Disburse, Entries, EntryId, Line, LineKey, NewEntry, NewLine, NewYear, Release, Supplement, Transfer,
};
use crate::rules::{self, Refused};
use crate::{sql, tables};

/// The rule that says until which day after its end payments of a year may be entered (지방회계법 7): `MM-DD`.
const LATE_UNTIL: &str = "ledger.close.late-until";

/// Opens a fiscal year; the rule for late entries is pinned to it.
pub fn open_year(tx: &mut Tx, by: &By<'_>, new: &NewYear) -> Result<(), Failure> {
    let act = Doing::new("ledger", "open-year", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let there = sql::year_days(tx, new.fiscal_year)?.is_some();
    let key: Code = LATE_UNTIL.parse().map_err(|_| StoreError::Corrupt(LATE_UNTIL.to_owned()))?;
    let rule = bureau::rule(tx, &key, new.starts)?;
    let policy = authorise(tx, by, "ledger.open-year", &[])?;
    if there {
        return Err(Refused::YearOpen(new.fiscal_year).into());
    }
    if new.ends < new.starts {
        return Err(Refused::BadYear { starts: new.starts, ends: new.ends }.into());
    }
    let entries_until = match &rule {
        Some(rule) => {
            rules::next_on(&rule.value, new.ends).ok_or_else(|| Refused::BadRule { key: LATE_UNTIL, value: rule.value.clone() })?
        }
        None => new.ends,
    };
    let subject = format!("{:04}", new.fiscal_year);
    let id = tx.id::<NewYear>();
    let dated = [subject.as_str().into(), new.starts.into(), Value::Null, Value::Null];
    let own = [new.ends.into(), entries_until.into(), rule.map(|rule| rule.id).into()];
    tx.save(&tables::YEAR, &id, dated.into_iter().chain(own));
    act.record(tx, by, &format!("ledger_year:{subject}"), &policy, new.starts)
}

/// Opens a budget line in a fiscal year.
pub fn open_line(tx: &mut Tx, by: &By<'_>, new: &NewLine) -> Result<(), Failure> {
    let act = Doing::new("ledger", "open-line", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let there = sql::is_line(tx, &new.line)?;
    let units = within(tx, &new.unit, new.from)?;
    let programme_known = match &new.programme {
        Some(programme) => bureau::programme_unit(tx, programme, new.from)?.is_some(),
        None => true,
    };
    let policy = authorise(tx, by, "ledger.open-line", &units)?;
    if there {
        return Err(Refused::LineOpen(new.line.clone()).into());
    }
    if units.is_empty() {
        return Err(Refused::NoUnit(new.unit.clone()).into());
    }
    if let Some(programme) = new.programme.clone().filter(|_| !programme_known) {
        return Err(Refused::NoProgramme(programme).into());
    }
    let id = tx.id::<NewLine>();
    let dated = [new.line.to_string().into(), new.from.into(), Value::Null, Value::Null];
    let own = [
        i64::from(new.line.fiscal_year).into(),
        (&new.line.code).into(),
        (&new.unit).into(),
        new.programme.as_ref().into(),
        new.position.into(),
        new.name_ko.as_str().into(),
        new.name_en.as_deref().into(),
        new.short_ko.as_deref().into(),
        new.short_en.as_deref().into(),
        new.note.as_deref().into(),
    ];
    tx.save(&tables::LINE, &id, dated.into_iter().chain(own));
    act.record(tx, by, &format!("ledger_line:{}", new.line), &policy, new.from)
}

/// Enters the original budget of a line.
pub fn appropriate(tx: &mut Tx, by: &By<'_>, new: &Budget) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "appropriate", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let line = load(tx, &new.line, new.day)?;
    let policy = allow(tx, by, "ledger.appropriate", &line, new.day)?;
    let entry = rules::appropriate(&line, new)?;
    enter(act, tx, by, &policy, [entry])
}

/// Enters a supplementary budget (추경), up or down.
pub fn supplement(tx: &mut Tx, by: &By<'_>, new: &Supplement) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "supplement", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let line = load(tx, &new.line, new.day)?;
    let policy = allow(tx, by, "ledger.supplement", &line, new.day)?;
    let entry = rules::supplement(&line, new)?;
    enter(act, tx, by, &policy, [entry])
}

/// Moves money between two lines of a year (전용, 이용, 이체: [`crate::TransferKind`]).
pub fn transfer(tx: &mut Tx, by: &By<'_>, new: &Transfer) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "transfer", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let from = load(tx, &new.from, new.day)?;
    let to = load(tx, &new.to, new.day)?;
    let policy = allow(tx, by, "ledger.transfer", &from, new.day)?;
    allow(tx, by, "ledger.transfer", &to, new.day)?;
    let entries = rules::transfer(&from, &to, new, by.document.is_some())?;
    enter(act, tx, by, &policy, entries)
}

/// Commits funds of a line (원인행위); gives the commitment's id.
pub fn commit_funds(tx: &mut Tx, by: &By<'_>, new: &Commit) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "commit", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let line = load(tx, &new.line, new.day)?;
    let policy = allow(tx, by, "ledger.commit", &line, new.day)?;
    let entry = rules::commit(&line, new)?;
    enter(act, tx, by, &policy, [entry])
}

/// Lowers a commitment.
pub fn release(tx: &mut Tx, by: &By<'_>, new: &Release) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "release", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let (key, commitment) = sql::commitment(tx, &new.commitment)?.ok_or_else(|| Refused::NoCommitment(new.commitment.clone()))?;
    let line = load(tx, &key, new.day)?;
    let policy = allow(tx, by, "ledger.release", &line, new.day)?;
    let entry = rules::release(&line, &commitment, new)?;
    enter(act, tx, by, &policy, [entry])
}

/// Pays from a commitment (지출).
pub fn disburse(tx: &mut Tx, by: &By<'_>, new: &Disburse) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "disburse", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let (key, commitment) = sql::commitment(tx, &new.commitment)?.ok_or_else(|| Refused::NoCommitment(new.commitment.clone()))?;
    let line = load(tx, &key, new.day)?;
    let policy = allow(tx, by, "ledger.disburse", &line, new.day)?;
    let entry = rules::disburse(&line, &commitment, new)?;
    enter(act, tx, by, &policy, [entry])
}

/// Takes money back into the line it was paid from (반납).
pub fn return_funds(tx: &mut Tx, by: &By<'_>, new: &Disburse) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "return", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let (key, commitment) = sql::commitment(tx, &new.commitment)?.ok_or_else(|| Refused::NoCommitment(new.commitment.clone()))?;
    let line = load(tx, &key, new.day)?;
    let policy = allow(tx, by, "ledger.return", &line, new.day)?;
    let entry = rules::return_funds(&line, &commitment, new)?;
    enter(act, tx, by, &policy, [entry])
}

/// Corrects a commitment or a disbursement: the opposite entry and the right one, on the original's day. Gives the right one's id.
pub fn correct(tx: &mut Tx, by: &By<'_>, new: &Correct) -> Result<EntryId, Failure> {
    let act = Doing::new("ledger", "correct", new);
    if let Some(id) = act.done(tx, by)? {
        return Ok(EntryId::from_text(id));
    }
    let wrong = sql::entry(tx, &new.entry)?.ok_or_else(|| Refused::NoEntry(new.entry.clone()))?;
    let of = wrong.commitment.clone().ok_or_else(|| Refused::NotCorrectable(new.entry.clone()))?;
    let (key, commitment) = sql::commitment(tx, &of)?.ok_or_else(|| Refused::NoCommitment(of.clone()))?;
    let line = load(tx, &key, wrong.day)?;
    let policy = allow(tx, by, "ledger.correct", &line, wrong.day)?;
    let entries = rules::correct(&line, &commitment, &wrong, new)?;
    enter(act, tx, by, &policy, entries)
}

fn load(read: &mut Read, key: &LineKey, day: Day) -> Result<Line, Failure> {
    sql::line(read, key, day)?.ok_or_else(|| Refused::NoLine(key.clone()).into())
}

fn allow(tx: &mut Tx, by: &By<'_>, act: &'static str, line: &Line, day: Day) -> Result<String, Failure> {
    let units = within(tx, &line.unit, day)?;
    authorise(tx, by, act, &units)
}

pub(crate) fn save_entry(tx: &mut Tx, entry: NewEntry) -> EntryId {
    let id = tx.id::<Entries>();
    // A commitment is named by its first entry.
    let commitment = entry.commitment.or_else(|| (entry.kind == crate::model::EntryKind::Commit).then(|| id.clone()));
    let values = [
        entry.line.to_string().into(),
        entry.kind.code().into(),
        entry.amount.into(),
        entry.day.into(),
        commitment.as_ref().into(),
        entry.reverses.as_ref().into(),
        entry.carryover.map(crate::model::CarryoverKind::code).into(),
        entry.other_line.map(|line| line.to_string()).into(),
        entry.note.into(),
        entry.transfer.map(crate::model::TransferKind::code).into(),
    ];
    tx.save(&tables::ENTRY, &id, values);
    id
}

/// Saves the entries and records the act; gives the id of the entry that counts: the last that reverses nothing.
fn enter(act: Doing, tx: &mut Tx, by: &By<'_>, policy: &str, entries: impl IntoIterator<Item = NewEntry>) -> Result<EntryId, Failure> {
    let mut last = None;
    for entry in entries {
        let (day, original) = (entry.day, entry.reverses.is_none());
        let id = save_entry(tx, entry);
        if original || last.is_none() {
            last = Some((id, day));
        }
    }
    let (id, day) = last.ok_or(Refused::Nothing)?;
    act.record(tx, by, &format!("ledger_entry:{id}"), policy, day)?;
    Ok(id)
}
