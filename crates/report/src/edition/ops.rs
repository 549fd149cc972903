use kernel::{AsOf, Lang, Refusal};
use people::{By, Doing, authorise};
use store::{Document, Failure, Sets, Tx, Value};

use super::model::{Approval, Edition, EditionState, IssueEdition, WRITER, WithdrawEdition};
use super::{Freezing, freeze, next_number, sql, tables};
use crate::compile;

/// Marks ids of editions.
struct Editions;

/// Issues an edition: freezes the report as known at an event, under the document of its approval. Gives its number.
///
/// Freezing reads while the turn to write is held; a report is issued a few times a year, and what is frozen is then exactly what is kept.
pub fn issue_edition(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &IssueEdition) -> Result<String, Failure> {
    let act = Doing::new("report", "issue-edition", new);
    if let Some(number) = act.done(tx, by)? {
        return Ok(number);
    }
    let head = tx.head()?.seq;
    let former = match &new.supersedes {
        Some(number) => Some((number.as_str(), sql::standing(tx, number)?)),
        None => None,
    };
    let policy = authorise(tx, by, "report.issue-edition", &[])?;
    if new.known > head {
        return Err(after_head(new.known.0, head.0).into());
    }
    // What was compiled and approved for the day rests on the document of that approval, unless another one is named.
    let approved = compile::approval(tx, &new.report, new.day, new.known)?.and_then(|approval| approval.written.document);
    let document = by.document.cloned().or(approved).ok_or_else(needs_document)?;
    if let Some((number, standing)) = &former {
        let (report, _, state) = standing.as_ref().ok_or_else(|| no_edition(number))?;
        if *report != new.report {
            return Err(other_report(number, report, &new.report).into());
        }
        stands(number, state)?;
    }
    let frozen = freeze(tx, sets, Freezing { report: &new.report, as_of: AsOf { day: new.day, known: new.known } })?;
    let number = next_number(tx, "report_edition", new.day.year())?;
    let edition = Edition { writer: WRITER, number: number.clone(), report: new.report.clone(), approval: approval(&document), frozen };
    let title = |lang: Lang| {
        let printed = edition.frozen.languages.iter().find(|printed| printed.lang == lang.code());
        printed.map(|printed| printed.document.title.clone())
    };
    let (ko, en) = (title(Lang::Ko), title(Lang::En));
    let id = tx.id::<Editions>();
    let row = [
        number.as_str().into(),
        new.report.as_str().into(),
        new.day.into(),
        new.known.into(),
        ko.or_else(|| en.clone()).unwrap_or_default().into(),
        en.into(),
        edition.seal().into(),
        edition.canonical().into(),
    ];
    tx.save(&tables::EDITION, &id, row);
    let today = tx.today();
    if let Some((former, _)) = former {
        let step = tx.id::<Editions>();
        let row = [former.into(), today.into(), Value::Null, "superseded".into(), number.as_str().into(), Value::Null];
        tx.save(&tables::EDITION_STEP, &step, row);
    }
    act.record(tx, by, &format!("report_edition:{number}"), &policy, today)?;
    Ok(number)
}

/// Withdraws an edition that stands, with the reason; what it says stays to be read.
pub fn withdraw_edition(tx: &mut Tx, by: &By<'_>, old: &WithdrawEdition) -> Result<(), Failure> {
    let act = Doing::new("report", "withdraw-edition", old);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let standing = sql::standing(tx, &old.number)?;
    let policy = authorise(tx, by, "report.withdraw-edition", &[])?;
    let (_, _, state) = standing.ok_or_else(|| no_edition(&old.number))?;
    stands(&old.number, &state)?;
    let reason = old.reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new("report.no-reason", "철회하는 까닭을 적어 주세요.", "Write why the edition is withdrawn.").into());
    }
    let id = tx.id::<Editions>();
    let row = [old.number.as_str().into(), old.day.into(), Value::Null, "withdrawn".into(), Value::Null, reason.into()];
    tx.save(&tables::EDITION_STEP, &id, row);
    act.record(tx, by, &format!("report_edition:{}", old.number), &policy, old.day)
}

fn approval(document: &Document) -> Approval {
    Approval { system: document.system.clone(), number: document.number.clone(), day: document.day }
}

fn needs_document() -> Refusal {
    Refusal::new(
        "report.no-approval",
        "발행판은 결재 문서가 있어야 발행합니다. 문서번호를 적어 주세요.",
        "An edition is issued with the document of its approval: give the document's number.",
    )
}

pub(crate) fn after_head(known: i64, head: i64) -> Refusal {
    Refusal::new(
        "report.after-head",
        format!("기록 {known}번은 마지막 기록({head}번)보다 뒤입니다."),
        format!("Event {known} lies after the head of the record (event {head})."),
    )
}

pub(crate) fn no_edition(number: &str) -> Refusal {
    let number: String = number.chars().take(40).collect();
    Refusal::new("report.no-edition", format!("발행판 ‘{number}’이(가) 없습니다."), format!("There is no edition `{number}`."))
}

fn other_report(number: &str, of: &str, new: &str) -> Refusal {
    Refusal::new(
        "report.other-report",
        format!("발행판 {number}은(는) ‘{of}’의 것이어서 ‘{new}’의 새 판이 대신할 수 없습니다."),
        format!("The edition {number} is of `{of}`; an edition of `{new}` cannot take its place."),
    )
}

/// Only an edition that stands can be superseded or withdrawn.
fn stands(number: &str, state: &EditionState) -> Result<(), Refusal> {
    match state {
        EditionState::Issued => Ok(()),
        EditionState::Superseded { by, .. } => Err(Refusal::new(
            "report.superseded",
            format!("발행판 {number}은(는) 이미 {by}(으)로 바뀌었습니다."),
            format!("The edition {number} was superseded by {by} already."),
        )),
        EditionState::Withdrawn { .. } => Err(Refusal::new(
            "report.withdrawn",
            format!("발행판 {number}은(는) 이미 철회되었습니다."),
            format!("The edition {number} was withdrawn already."),
        )),
    }
}
