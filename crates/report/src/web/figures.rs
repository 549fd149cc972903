//! All figures of a day, with a filter, in pages or as a file.

use std::rc::Rc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{City, Exact, Lang};
use store::Failure;
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{Asked, Desk, Paging, Problem, Site, json, page, parameter};
use ui::{Pager, Shell, Visit, href_with};

use crate::evaluate::{Evaluator, Figure};
use crate::model::Source;
use crate::words;

/// Figures on one page.
const PAGE: i64 = 100;

/// What a visit wants: a page, or the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Page,
    /// The table as a file: CSV, or for paper.
    Sheet,
    Json,
}

impl Format {
    pub(super) fn read(visit: &Visit) -> Result<Self, Problem> {
        match parameter(visit, "format") {
            None | Some("html") => Ok(Self::Page),
            Some(_) if sheet::is_asked(visit) => Ok(Self::Sheet),
            Some("json") => Ok(Self::Json),
            Some(other) => Err(Problem::Bad(ui::words(visit.lang).no_format(&other.chars().take(40).collect::<String>()))),
        }
    }
}

/// The words for where a value comes from.
pub(super) fn source_words(source: &Source, lang: Lang) -> &'static str {
    let words = ui::words(lang);
    match source {
        Source::Fold(_) => words.source_record,
        Source::Derived(..) => words.source_derived,
        Source::Typed => words.source_typed,
    }
}

/// A value as a page prints it on its own, in the figure's unit and decimals.
pub(super) fn shown(value: Option<Exact>, places: u32, lang: Lang) -> String {
    value.map_or_else(|| "–".to_owned(), |value| words::number(value, places, lang))
}

struct Row {
    label: String,
    key: String,
    href: String,
    value: String,
    /// The exact value, where the shown one is rounded.
    exact: Option<String>,
    unit: String,
    source: &'static str,
    source_words: &'static str,
    version: i64,
}

impl Row {
    fn of(figure: &Figure, value: Option<Exact>, city: &City, asked: &Asked, lang: Lang) -> Self {
        Self {
            label: figure.label.in_lang(lang).to_owned(),
            key: figure.key.clone(),
            href: asked.href(&format!("/figures/{}", figure.key)),
            value: shown(value, figure.places, lang),
            exact: value.filter(|value| value.round(figure.places) != *value).map(|value| value.to_string()),
            unit: city.unit_word(&figure.unit, lang).to_owned(),
            source: figure.source.word(),
            source_words: source_words(&figure.source, lang),
            version: figure.version,
        }
    }
}

#[derive(Template)]
#[template(path = "figures.html")]
struct ListPage {
    shell: Shell,
    wanted: String,
    /// The question, carried along by the search.
    hidden: Vec<(String, String)>,
    count: String,
    rows: Vec<Row>,
    pager: Option<Pager>,
    csv: String,
}

/// `/figures`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let asked = Asked::read(&mut desk, &["q"])?;
        let paging = Paging::read(desk.visit, PAGE)?;
        let format = Format::read(desk.visit)?;
        let wanted: String = parameter(desk.visit, "q").unwrap_or_default().chars().take(100).collect();
        let mut evaluator = Evaluator::new(desk.read, desk.sets, asked.as_of.known)?;
        let figures = found(&mut evaluator, &asked, &wanted)?;
        match format {
            Format::Sheet => {
                let (title, name) = (ui::words(desk.visit.lang).figures, format!("figures_{}", asked.as_of.day));
                sheet(Sheet { visit: desk.visit, scene: desk.scene, title, name: &name, unit: "" }, &mut evaluator, &figures, &asked)
            }
            Format::Json => data(&mut evaluator, &figures, &asked, desk.visit.lang),
            Format::Page => {
                let city = evaluator.city.clone();
                let mut rows = Vec::new();
                for figure in paging.of(&figures) {
                    let value = evaluator.value(figure, asked.as_of.day)?;
                    rows.push(Row::of(figure, value, &city, &asked, desk.visit.lang));
                }
                show(&desk, asked, wanted, rows, paging, figures.len())
            }
        }
    })
    .await
}

/// The figures whose key or label holds the wanted words.
fn found(evaluator: &mut Evaluator<'_, '_>, asked: &Asked, wanted: &str) -> Result<Vec<Rc<Figure>>, Failure> {
    let wanted = wanted.to_lowercase();
    let mut figures = evaluator.figures(asked.as_of.day)?;
    figures.retain(|figure| {
        let texts = [Some(&figure.key), Some(&figure.label.ko), figure.label.en.as_ref()];
        texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&wanted))
    });
    Ok(figures)
}

fn show(desk: &Desk<'_, '_>, asked: Asked, wanted: String, rows: Vec<Row>, paging: Paging, total: usize) -> Result<Response, Problem> {
    let words = ui::words(desk.visit.lang);
    let mut shell = desk.scene.shell(desk.visit, words.figures, &[]);
    let pager = paging.pager(desk.visit, i64::try_from(total).unwrap_or(i64::MAX))?;
    let hidden = ["day", "known"].iter().filter_map(|name| parameter(desk.visit, name).map(|value| ((*name).to_owned(), value.to_owned())));
    let hidden = hidden.collect();
    shell.as_of = Some(asked.bar);
    let csv = href_with(&desk.visit.path, &desk.visit.query, &[("page", ""), ("format", "csv")]);
    page(&ListPage { shell, wanted, hidden, count: words.figures_found(total), rows, pager, csv })
}

fn sheet(file: Sheet<'_>, evaluator: &mut Evaluator<'_, '_>, figures: &[Rc<Figure>], asked: &Asked) -> Result<Response, Problem> {
    let lang = file.visit.lang;
    let words = ui::words(lang);
    let head = [
        words.key,
        words.figure,
        words.exact_value,
        words.unit,
        words.source,
        words.version_of_definition,
        words.as_of_day,
        words.known_at,
    ];
    let head = head.map(str::to_owned);
    let mut rows = Vec::with_capacity(figures.len());
    for figure in figures {
        let value = evaluator.value(figure, asked.as_of.day)?;
        rows.push(vec![
            Cell::Text(figure.key.clone()),
            Cell::Text(figure.label.in_lang(lang).to_owned()),
            Cell::number(value.map(|value| value.to_string()).unwrap_or_default()),
            Cell::Text(evaluator.city.unit_word(&figure.unit, lang).to_owned()),
            Cell::Text(figure.source.word().to_owned()),
            Cell::number(figure.version.to_string()),
            Cell::Text(asked.as_of.day.to_string()),
            Cell::number(asked.as_of.known.to_string()),
        ]);
    }
    file.answer(&head, rows.into_iter())
}

fn data(evaluator: &mut Evaluator<'_, '_>, figures: &[Rc<Figure>], asked: &Asked, lang: Lang) -> Result<Response, Problem> {
    let mut rows = Vec::with_capacity(figures.len());
    for figure in figures {
        let value = evaluator.value(figure, asked.as_of.day)?;
        rows.push(serde_json::json!({
            "key": figure.key,
            "label": figure.label.in_lang(lang),
            "exact": value,
            "fraction": value.and_then(Exact::fraction),
            "unit": figure.unit,
            "source": figure.source.word(),
            "definition_version": figure.version,
        }));
    }
    Ok(json(&serde_json::json!({ "as_of": asked.as_of.day, "known": asked.as_of.known, "figures": rows })))
}
