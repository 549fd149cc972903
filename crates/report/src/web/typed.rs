//! What people still type: the figures, and the days and names.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{AsOf, Lang};
use store::{Failure, Read, Sets};
use ui::web::sheet::{Cell, Sheet, is_asked};
use ui::web::{Asked, Problem, Site, page};
use ui::{Shell, Visit, href_with};

use super::figures;
use crate::evaluate::Evaluator;
use crate::model::Source;
use crate::template::Style;
use crate::{sql, words};

struct Row {
    label: String,
    key: String,
    href: Option<String>,
    value: String,
    unit: String,
    source: String,
    since: String,
    event: Option<i64>,
}

#[derive(Template)]
#[template(path = "typed.html")]
struct TypedPage {
    shell: Shell,
    sentence: String,
    rows: Vec<Row>,
    facts: Vec<Row>,
    csv: String,
}

/// `/typed`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let asked = Asked::read(&mut desk, &[])?;
        let lang = desk.visit.lang;
        let (rows, total) = typed(desk.read, desk.sets, &asked, lang)?;
        let facts = facts(desk.read, asked.as_of, lang)?;
        if is_asked(desk.visit) {
            return sheet(desk.sheet(ui::words(lang).typed_figures, &format!("typed_{}", asked.as_of.day)), rows, facts);
        }
        let csv = href_with(&desk.visit.path, &desk.visit.query, &[("format", "csv")]);
        let mut shell = desk.scene.shell(desk.visit, ui::words(lang).typed_figures, &[]);
        shell.as_of = Some(asked.bar);
        page(&TypedPage { sentence: shell.words().typed_of(rows.len(), total), shell, rows, facts, csv })
    })
    .await
}

/// Figures, then facts.
fn sheet(sheet: Sheet<'_>, rows: Vec<Row>, facts: Vec<Row>) -> Result<Response, Problem> {
    let words = ui::words(sheet.visit.lang);
    let head = [words.figure, words.value, words.unit, words.typed_source, words.since, words.event, words.key].map(str::to_owned);
    let event = |event: Option<i64>| event.map_or_else(|| Cell::Text(String::new()), |event| Cell::number(event.to_string()));
    let line = |row: Row| {
        let [label, value, unit, source, since, key] = [row.label, row.value, row.unit, row.source, row.since, row.key].map(Cell::Text);
        vec![label, value, unit, source, since, event(row.event), key]
    };
    sheet.answer(&head, rows.into_iter().chain(facts).map(line))
}

/// The typed figures, and how many figures there are in all.
fn typed(read: &mut Read, sets: &Sets, asked: &Asked, lang: Lang) -> Result<(Vec<Row>, usize), Failure> {
    let mut evaluator = Evaluator::new(read, sets, asked.as_of.known)?;
    let all = evaluator.figures(asked.as_of.day)?;
    let mut rows = Vec::new();
    for figure in all.iter().filter(|figure| figure.source == Source::Typed) {
        let typed = sql::typed_figure(evaluator.read, &figure.key, asked.as_of)?;
        rows.push(Row {
            label: figure.label.in_lang(lang).to_owned(),
            key: figure.key.clone(),
            href: Some(asked.href(&format!("/figures/{}", figure.key))),
            value: figures::shown(typed.as_ref().map(|typed| typed.value), figure.places, lang),
            unit: evaluator.city.unit_word(&figure.unit, lang).to_owned(),
            since: typed.as_ref().map(|typed| typed.from.to_string()).unwrap_or_default(),
            event: typed.as_ref().map(|typed| typed.event.0),
            source: typed.map(|typed| typed.source).unwrap_or_default(),
        });
    }
    Ok((rows, all.len()))
}

/// The typed days, windows and names.
fn facts(read: &mut Read, as_of: AsOf, lang: Lang) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for standing in sql::facts(read, as_of.known)? {
        let definition = standing.definition;
        if definition.typed.is_none() {
            continue;
        }
        let typed = sql::typed_fact(read, &definition.key, as_of)?;
        rows.push(Row {
            label: definition.label.in_lang(lang).to_owned(),
            key: definition.key,
            href: None,
            value: typed.as_ref().map_or_else(|| "–".to_owned(), |(value, _, _)| words::fact(value, Style::Plain, lang)),
            unit: String::new(),
            since: String::new(),
            event: typed.as_ref().map(|(_, _, event)| event.0),
            source: typed.map(|(_, source, _)| source).unwrap_or_default(),
        });
    }
    Ok(rows)
}
