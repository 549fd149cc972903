//! The list of editions, and one of them as it was issued.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{AsOf, Lang};
use store::Known;
use ui::web::paper::{Order, Paper};
use ui::web::sheet::{self, Cell};
use ui::web::{file, page};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::gate::see;
use super::words::{Words, words};
use crate::compare::{Comparison, Which, compare};
use crate::edition::{Edition, EditionState, ListedEdition, edition, editions};

/// Changes that the page of an edition names; the comparison has all.
const NAMED: usize = 8;

/// An edition as pages print it.
pub(super) struct Row {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) report: String,
    pub(super) day: String,
    pub(super) known: i64,
    pub(super) event: i64,
    pub(super) seal: String,
    pub(super) state: &'static str,
    pub(super) standing: bool,
}

impl Row {
    fn of(edition: &ListedEdition, lang: Lang) -> Self {
        let words = words(lang);
        Self {
            number: edition.number.clone(),
            title: lang.pick(&edition.title.0, edition.title.1.as_ref().unwrap_or(&edition.title.0)).clone(),
            report: edition.report.clone(),
            day: edition.as_of.day.to_string(),
            known: edition.as_of.known.0,
            event: edition.event.0,
            seal: edition.seal.clone(),
            state: match edition.state {
                EditionState::Issued => words.issued,
                EditionState::Superseded { .. } => words.superseded,
                EditionState::Withdrawn { .. } => words.withdrawn,
            },
            standing: edition.state == EditionState::Issued,
        }
    }

    fn short(&self) -> &str {
        self.seal.get(..12).unwrap_or(&self.seal)
    }
}

#[derive(Template)]
#[template(path = "editions.html")]
struct ListPage {
    shell: Shell,
    words: &'static Words,
    rows: Vec<Row>,
    may_issue: bool,
}

/// `/editions`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let (lang, known) = (desk.visit.lang, desk.scene.head.seq);
        let rows: Vec<Row> = editions(desk.read, known)?.iter().map(|edition| Row::of(edition, lang)).collect();
        if sheet::is_asked(desk.visit) {
            return csv(&desk, &rows);
        }
        let may_issue = see(&mut desk, "report.issue-edition", &[]).is_ok();
        let shell = desk.scene.shell(desk.visit, words(lang).editions, &[]);
        page(&ListPage { shell, words: words(lang), rows, may_issue })
    })
    .await
}

fn csv(desk: &Desk<'_, '_>, rows: &[Row]) -> Result<Response, Problem> {
    let words = words(desk.visit.lang);
    let head = [words.number, words.report, words.title, words.basis, words.known, words.issued_by, words.state, words.seal];
    let rows = rows.iter().map(|row| {
        let number = |number: i64| Cell::number(number.to_string());
        let (known, event) = (number(row.known), number(row.event));
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![text(&row.number), text(&row.report), text(&row.title), text(&row.day), known, event, text(row.state), text(&row.seal)]
    });
    desk.sheet(words.editions, "editions").answer(&head.map(str::to_owned), rows)
}

/// `/editions/NUMBER`, and its files `.html`, `.md`, `.json`, `.csv`, `.hwpx`, `.pdf`
pub(super) async fn one(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>) -> Response {
    site.page(visit, |mut desk| {
        let Path(name) = number?;
        let (number, form) = name.split_once('.').unwrap_or((name.as_str(), ""));
        let listed = editions(desk.read, desk.scene.head.seq)?.into_iter().find(|edition| edition.number == number);
        let (Some(listed), Some(edition)) = (listed, edition(desk.read, number)?) else { return Err(Problem::NotFound) };
        let printed = edition.frozen.printed(desk.visit.lang).ok_or(Problem::NotFound)?;
        let saved = |ending: &str| format!("{}_{number}_{}.{ending}", edition.report, printed.lang);
        match form {
            "" => show(&mut desk, &listed, &edition),
            "html" => Ok(file("text/html; charset=utf-8", Some(&saved("html")), printed.html().into_bytes())),
            "md" => Ok(file("text/markdown; charset=utf-8", Some(&saved("md")), printed.markdown().into_bytes())),
            "json" => Ok(file("application/json", Some(&format!("{}_{number}.json", edition.report)), edition.canonical().into_bytes())),
            "csv" => evidence(&desk, &edition),
            paper if let Some(paper) = Paper::of(paper) => {
                let AsOf { day, known } = edition.frozen.as_of;
                let document = match &desk.settings.public_address {
                    Some(address) => printed.linked(known, address),
                    None => printed.document.clone(),
                };
                let name = format!("{}_{number}_{}", edition.report, printed.lang);
                Order::new(desk.scene, document, day, paper, name).answer()
            }
            _ => Err(Problem::NotFound),
        }
    })
    .await
}

/// What stood behind each figure, with its digest.
fn evidence(desk: &Desk<'_, '_>, edition: &Edition) -> Result<Response, Problem> {
    let head = ["key", "as_of", "exact", "unit", "definition_version", "evidence_sha256"].map(str::to_owned);
    let rows = edition.frozen.evidence.iter().map(|sealed| {
        let text = |text: &str| Cell::Text(text.to_owned());
        let exact = sealed.exact.clone().unwrap_or_default();
        vec![
            text(&sealed.key),
            text(&sealed.as_of.to_string()),
            Cell::number(exact),
            text(&sealed.unit),
            Cell::number(sealed.version.to_string()),
            text(&sealed.digest),
        ]
    });
    let title = format!("{} {} · {}", words(desk.visit.lang).edition, edition.number, words(desk.visit.lang).evidence_csv);
    desk.sheet(&title, &format!("{}_{}_evidence", edition.report, edition.number)).answer(&head, rows)
}

/// A figure that is no longer what the edition shows.
struct Changed {
    label: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "edition.html")]
struct EditionPage {
    shell: Shell,
    words: &'static Words,
    row: Row,
    approval: String,
    head: String,
    /// The edition that took its place, or why it was withdrawn.
    superseded_by: Option<String>,
    withdrawn: Option<String>,
    counted: Option<String>,
    changed: Vec<Changed>,
    compare: String,
    article: String,
    lang: &'static str,
    may_withdraw: bool,
}

fn show(desk: &mut Desk<'_, '_>, listed: &ListedEdition, edition: &Edition) -> Result<Response, Problem> {
    let (lang, head) = (desk.visit.lang, desk.scene.head.seq);
    let words = words(lang);
    let AsOf { day, known } = edition.frozen.as_of;
    let printed = edition.frozen.printed(lang).ok_or(Problem::NotFound)?;
    let now = Which::Question { report: edition.report.clone(), day, known: Known::Event(head) };
    let since = compare(desk.read, desk.sets, (&Which::Edition(edition.number.clone()), &now), lang, true);
    // What the record can no longer print is told by `verify`; the edition itself is shown all the same.
    let since = since.ok().filter(|since| !since.is_same());
    let row = Row::of(listed, lang);
    let mut shell = desk.scene.shell(desk.visit, format!("{} {}", words.edition, row.number), &[(words.editions, "/editions")]);
    shell.title = format!("{} · {} {}", printed.document.title, words.edition, row.number);
    let approval = edition.approval.day.map_or_else(String::new, |day| format!(" ({day})"));
    let (superseded_by, withdrawn) = match &listed.state {
        EditionState::Issued => (None, None),
        EditionState::Superseded { by, .. } => (Some(by.clone()), None),
        EditionState::Withdrawn { reason, .. } => (None, Some(reason.clone())),
    };
    let may_withdraw = row.standing && see(desk, "report.withdraw-edition", &[]).is_ok();
    page(&EditionPage {
        approval: format!("{} {}{approval}", edition.approval.system, edition.approval.number),
        head: edition.frozen.head.clone(),
        superseded_by,
        withdrawn,
        counted: since.as_ref().map(|since| words.changes(since.figures.len(), since.definitions.len(), since.lines.len())),
        changed: since.as_ref().map(|since| changed(since, lang)).unwrap_or_default(),
        compare: format!("/compare?a={}&b={}@{day}", edition.number, edition.report),
        article: document::html(&printed.linked(known, "")),
        lang: printed.document.lang.code(),
        may_withdraw,
        shell,
        words,
        row,
    })
}

fn changed(since: &Comparison, lang: Lang) -> Vec<Changed> {
    let shown = since.figures.iter().take(NAMED).map(|change| Changed {
        label: change.label.clone(),
        before: since.said(change.shown.0.as_ref(), &change.shown_unit, lang),
        after: since.said(change.shown.1.as_ref(), &change.shown_unit, lang),
    });
    shown.collect()
}
