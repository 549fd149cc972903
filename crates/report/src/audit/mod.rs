//! 검산: a file that somebody edited beside the report that it was made from.
//!
//! The matching is `document::audit`, which knows no record. Here stands what a number is called, which rows explain it, and what the record
//! says now.

mod write;

use std::collections::BTreeMap;

use document::audit::{Audit, Finding, Verdict};
use document::read::{self, Kind, Passage, Place};
use kernel::{AsOf, Day, Lang, Refusal};
use store::{Failure, Read, Sets};

use crate::compare::{Side, SideName, Which};
use crate::render::render;

/// A file beside a report.
#[derive(Clone, Debug)]
pub struct Audited {
    /// What it was compared with.
    pub side: SideName,
    /// The report's title.
    pub title: String,
    /// The numbers, in the order of the file.
    pub numbers: Vec<Number>,
    /// The whole audit.
    pub audit: Audit,
    kind: Kind,
}

/// A number of the file or of the report, and what became of it.
#[derive(Clone, Debug)]
pub struct Number {
    /// What became of it.
    pub verdict: Verdict,
    /// Whether it stands as in the report although the record says something else now.
    pub overtaken: bool,
    /// The key of the figure or fact; nothing for a number that the report's text has itself.
    pub key: Option<String>,
    /// The day the figure is computed on; nothing for a fact.
    pub day: Option<Day>,
    /// What it is called.
    pub label: String,
    /// What the report says.
    pub expected: String,
    /// What the file says.
    pub found: String,
    /// What the record says now, where that is something else.
    pub now: String,
    /// Where it stands: in the file, or in the report if it is missing there.
    pub place: Option<Place>,
    /// The words around it.
    pub words: String,
}

/// Audits a file's bytes against a report: an HWPX, or a text in UTF-8 or CP949.
pub fn audit(read: &mut Read, sets: &Sets, which: &Which, bytes: &[u8], lang: Lang) -> Result<Audited, Failure> {
    let (kind, passages) = read_file(bytes)?;
    audit_passages(read, sets, which, (kind, &passages), lang)
}

/// Audits a file against the one report, of all that the record knows, with which it shares the most numbers.
pub fn audit_likeliest(
    read: &mut Read,
    sets: &Sets,
    (day, known): (Day, &store::Known),
    bytes: &[u8],
    lang: Lang,
) -> Result<Audited, Failure> {
    let (kind, passages) = read_file(bytes)?;
    let head = read.head()?.seq;
    let mut names: Vec<String> = crate::reports(read, head)?.into_iter().map(|(name, _)| name).collect();
    names.dedup();
    let mut best: Option<Audited> = None;
    for report in names {
        let which = Which::Question { report, day, known: known.clone() };
        let audited = audit_passages(read, sets, &which, (kind, &passages), lang)?;
        if best.as_ref().is_none_or(|best| best.audit.count(Verdict::Right) < audited.audit.count(Verdict::Right)) {
            best = Some(audited);
        }
    }
    let none = || {
        Refusal::new("report.none", "기록에 보고서가 없습니다. 서식을 먼저 불러오세요.", "The record has no report: load a template first.")
    };
    best.ok_or_else(|| none().into())
}

fn read_file(bytes: &[u8]) -> Result<(Kind, Vec<Passage>), Refusal> {
    read::file(bytes).map_err(|error| {
        let (ko, en) = error.said();
        Refusal::new("report.unreadable-file", ko, en)
    })
}

/// The file beside the report in the language with which it shares the most numbers: a person who reads English may hold a Korean file.
fn audit_passages(
    read: &mut Read,
    sets: &Sets,
    which: &Which,
    (kind, passages): (Kind, &[Passage]),
    lang: Lang,
) -> Result<Audited, Failure> {
    let first = audit_in(read, sets, which, (kind, passages), lang)?;
    let other = lang.pick(Lang::En, Lang::Ko);
    if crate::evaluate::city(read)?.langs().all(|known| known != other) {
        return Ok(first);
    }
    let second = audit_in(read, sets, which, (kind, passages), other)?;
    Ok(if second.audit.count(Verdict::Right) > first.audit.count(Verdict::Right) { second } else { first })
}

fn audit_in(read: &mut Read, sets: &Sets, which: &Which, (kind, passages): (Kind, &[Passage]), lang: Lang) -> Result<Audited, Failure> {
    let side = Side::read(read, sets, which, lang)?;
    let AsOf { day, known } = side.name.as_of;
    let head = read.head()?.seq;
    let now = if known < head { Some(render(read, sets, &side.name.report, lang, AsOf { day, known: head }, None)?) } else { None };
    let audit = document::audit::audit(&side.document, passages, now.as_ref().map(|now| &now.document));
    let numbers = numbers(&side, &audit);
    Ok(Audited { title: side.document.title.clone(), side: side.name, numbers, audit, kind })
}

fn numbers(side: &Side, audit: &Audit) -> Vec<Number> {
    let mut figures: BTreeMap<&str, Vec<(&str, Day)>> = BTreeMap::new();
    for figure in &side.figures {
        figures.entry(&figure.key).or_default().push((&figure.label, figure.as_of));
    }
    let facts: BTreeMap<&str, &str> = side.facts.iter().map(|fact| (fact.key.as_str(), fact.label.as_str())).collect();
    let number = |finding: &Finding| {
        let origin = finding.origin.as_ref();
        let figure = origin.filter(|origin| !origin.fact).and_then(|origin| figures.get(origin.key.as_str())?.get(origin.occurrence));
        let fact = origin.filter(|origin| origin.fact).and_then(|origin| facts.get(origin.key.as_str()));
        let said = |said: &Option<document::audit::Said>| said.as_ref().map_or_else(String::new, |said| said.text.clone());
        let shown = finding.found.as_ref().or(finding.expected.as_ref());
        Number {
            verdict: finding.verdict,
            overtaken: finding.is_overtaken(),
            key: origin.map(|origin| origin.key.clone()),
            day: figure.map(|(_, day)| *day),
            label: figure.map(|(label, _)| *label).or(fact.copied()).unwrap_or_default().to_owned(),
            expected: said(&finding.expected),
            found: said(&finding.found),
            now: finding.now.clone().unwrap_or_default(),
            place: shown.map(|said| said.place),
            words: shown.map_or_else(String::new, |said| said.words.clone()),
        }
    };
    audit.findings.iter().map(number).collect()
}
