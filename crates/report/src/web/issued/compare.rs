//! Two editions, or two questions, beside each other.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{Exact, Lang};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{Paging, file, json, page, parameter};
use ui::{Desk, Pager, Problem, Shell, Site, Visit, href_with};

use super::gate::see;
use super::words::{Words, words};
use crate::compare::{Comparison, FigureChange, Leaf, Which, compare};
use crate::edition::editions;
use crate::words::number;

/// Rows shown of each figure; the sheet has all.
const ROWS: usize = 8;

/// Figures on one page.
const FIGURES: i64 = 12;

struct RowView {
    added: bool,
    event: Option<i64>,
    day: String,
    document: String,
    amount: String,
    rest: String,
}

struct LeafView {
    /// Empty where it is the figure itself.
    label: String,
    before: String,
    after: String,
    typed: Option<(String, i64)>,
    rows: Vec<RowView>,
    more: usize,
}

struct FigureView {
    key: String,
    label: String,
    before: String,
    after: String,
    days: String,
    /// The addresses of its evidence on both sides.
    hrefs: (String, String),
    leaves: Vec<LeafView>,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    shell: Shell,
    words: &'static Words,
    a: String,
    b: String,
    offered: Vec<(String, String)>,
    problem: Option<String>,
    found: Option<Found>,
}

/// What is different.
struct Found {
    same: bool,
    counted: String,
    figures: Vec<FigureView>,
    comparison: Comparison,
    csv: String,
    json: String,
    markdown: String,
    office: bool,
    pager: Option<Pager>,
}

/// `/compare?a=…&b=…`
pub(super) async fn page_of(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let lang = desk.visit.lang;
        let text = |name: &str| parameter(desk.visit, name).unwrap_or_default().chars().take(200).collect::<String>();
        let (a, b) = (text("a"), text("b"));
        let known = desk.scene.head.seq;
        let listed = editions(desk.read, known)?;
        let offered: Vec<(String, String)> = listed
            .iter()
            .map(|edition| {
                (
                    edition.number.clone(),
                    format!(
                        "{} · {} · {}",
                        edition.number,
                        lang.pick(&edition.title.0, edition.title.1.as_ref().unwrap_or(&edition.title.0)),
                        edition.as_of.day
                    ),
                )
            })
            .collect();
        let shell = desk.scene.shell(desk.visit, words(lang).compare, &[(words(lang).editions, "/editions")]);
        let mut shown = ComparePage { shell, words: words(lang), a, b, offered, problem: None, found: None };
        if shown.a.is_empty() || shown.b.is_empty() {
            return page(&shown);
        }
        let zone = &desk.scene.zone;
        let (a, b) = match (Which::parse(&shown.a, zone), Which::parse(&shown.b, zone)) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(refusal), _) | (_, Err(refusal)) => {
                shown.problem = Some(refusal.say(lang).to_owned());
                return ui::web::page_with(axum::http::StatusCode::BAD_REQUEST, &shown);
            }
        };
        let office = see(&mut desk, "report.see", &[]).is_ok();
        let comparison = match compare(desk.read, desk.sets, (&a, &b), lang, !office) {
            Ok(comparison) => comparison,
            Err(store::Failure::Refused(refusal)) => {
                shown.problem = Some(refusal.say(lang).to_owned());
                return ui::web::page_with(axum::http::StatusCode::BAD_REQUEST, &shown);
            }
            Err(store::Failure::Store(error)) => return Err(error.into()),
        };
        match parameter(desk.visit, "format") {
            _ if sheet::is_asked(desk.visit) => {
                return csv(desk.sheet(words(lang).compare, "comparison"), &comparison, lang);
            }
            None => {}
            Some("json") => return Ok(json(&serde_json::to_value(&comparison).unwrap_or_default())),
            Some("md") => return Ok(file("text/markdown; charset=utf-8", Some("comparison.md"), comparison.markdown(lang).into_bytes())),
            Some(_) => return Err(Problem::NotFound),
        }
        shown.found = Some(found(&desk, comparison, office)?);
        page(&shown)
    })
    .await
}

fn csv(sheet: Sheet<'_>, comparison: &Comparison, lang: Lang) -> Result<Response, Problem> {
    let (head, rows) = comparison.table(lang);
    // Before, after, difference and amount of figures and rows are numbers.
    let number = |at: usize, kind: &str| matches!((at, kind), (4..=6, "figure" | "typed") | (8 | 11, _));
    let rows = rows.into_iter().map(|row| {
        let kind = row.first().cloned().unwrap_or_default();
        let cell = |(at, cell): (usize, String)| if number(at, &kind) { Cell::number(cell) } else { Cell::Text(cell) };
        row.into_iter().enumerate().map(cell).collect()
    });
    sheet.answer(&head, rows)
}

fn found(desk: &Desk<'_, '_>, comparison: Comparison, office: bool) -> Result<Found, Problem> {
    let lang = desk.visit.lang;
    let paging = Paging::read(desk.visit, FIGURES)?;
    let pager = paging.pager(desk.visit, i64::try_from(comparison.figures.len()).unwrap_or(i64::MAX))?;
    let as_file = |form: &str| href_with(&desk.visit.path, &desk.visit.query, &[("format", form), ("page", "")]);
    Ok(Found {
        pager,
        same: comparison.is_same(),
        counted: words(lang).changes(comparison.figures.len(), comparison.definitions.len(), comparison.lines.len()),
        figures: paging.of(&comparison.figures).iter().map(|change| figure(&comparison, change, lang)).collect(),
        csv: as_file("csv"),
        json: as_file("json"),
        markdown: as_file("md"),
        comparison,
        office,
    })
}

fn figure(comparison: &Comparison, change: &FigureChange, lang: Lang) -> FigureView {
    let said = |value: &Option<String>| comparison.said(value.as_ref(), &change.shown_unit, lang);
    let (a, b) = (comparison.a.as_of.known, comparison.b.as_of.known);
    let href = |day, known| format!("/figures/{}?day={day}&known={known}", change.key);
    FigureView {
        key: change.key.clone(),
        label: change.label.clone(),
        before: said(&change.shown.0),
        after: said(&change.shown.1),
        days: if change.days.0 == change.days.1 { change.days.0.to_string() } else { format!("{} → {}", change.days.0, change.days.1) },
        hrefs: (href(change.days.0, a), href(change.days.1, b)),
        leaves: change.leaves.iter().map(|one| leaf(comparison, change, one, lang)).collect(),
    }
}

fn leaf(comparison: &Comparison, change: &FigureChange, leaf: &Leaf, lang: Lang) -> LeafView {
    let said = |value: &Option<String>| comparison.said(value.as_ref(), &leaf.unit, lang);
    let rows = leaf.rows.iter().take(ROWS).map(|row| RowView {
        added: row.added,
        event: row.event.map(|event| event.0),
        day: row.day.clone(),
        document: row.document.clone(),
        amount: row.amount.map(|amount| number(Exact::whole(amount), 0, lang)).unwrap_or_default(),
        rest: row.rest(),
    });
    LeafView {
        label: if leaf.key == change.key { String::new() } else { leaf.label.clone() },
        before: said(&leaf.exact.0),
        after: said(&leaf.exact.1),
        typed: leaf.typed.1.as_ref().map(|typed| (typed.source.clone(), typed.event.0)),
        rows: rows.collect(),
        more: leaf.rows.len().saturating_sub(ROWS),
    }
}
