//! A figure opened: its value, what rounding did, its definition, and the rows, parts or person behind it.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{AsOf, City, Day, Exact, Lang, Refusal};
use store::{Column, ColumnKind, Failure};
use ui::web::sheet::{Cell, Sheet};
use ui::web::{Asked, Desk, Paging, Problem, Site, json, page, parameter};
use ui::{Pager, Shell, Visit, href_with};

use super::cells::{self, Grid};
use super::figures::{Format, shown, source_words};
use crate::evaluate::{Evaluator, Figure};
use crate::evidence::{Behind, Evidence, Page, Part};
use crate::model::{Derivation, Measure, Source};
use crate::rules::nearest;
use crate::{render, sql, words};

/// Rows on one page, in one answer as JSON, and in one sheet.
const PAGE: i64 = 50;
const JSON_PAGE: i64 = 1000;
const SHEET: i64 = 100_000;

/// The value at the top of the page.
struct Answer {
    value: String,
    unit: String,
    /// The same exactly.
    exact: Option<String>,
    fraction: Option<String>,
    /// What rounding did.
    rounding: String,
    /// The report that shows it so, and its address.
    report: Option<(String, String)>,
    /// The value as known at the end of the record, where that is later.
    now: Option<(String, String)>,
}

/// A figure that this one is made of, or the result.
struct Line {
    operator: &'static str,
    label: String,
    href: Option<String>,
    value: String,
}

/// Who typed a value.
struct Typed {
    from: String,
    source: String,
    event: i64,
}

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    shell: Shell,
    key: String,
    answer: Answer,
    source: &'static str,
    source_words: &'static str,
    filter: String,
    version: i64,
    event: i64,
    definition: String,
    grid: Option<Grid>,
    count: String,
    pager: Option<Pager>,
    parts: Vec<Line>,
    typed: Option<Typed>,
    used_in: Vec<(String, String)>,
    csv: String,
    json: String,
}

/// `/figures/KEY`
pub(super) async fn one(State(site): State<Site>, visit: Visit, key: Result<Path<String>, PathRejection>) -> Response {
    site.page(visit, |mut desk| {
        let Path(key) = key?;
        let asked = Asked::read(&mut desk, &[])?;
        let format = Format::read(desk.visit)?;
        let paging = Paging::read(desk.visit, if format == Format::Json { JSON_PAGE } else { PAGE })?;
        let lang = desk.visit.lang;
        let rows = match format {
            Format::Sheet => Page { offset: 0, limit: SHEET, public: true },
            _ => Page { offset: paging.offset(), limit: paging.size(), public: true },
        };
        let mut evaluator = Evaluator::new(desk.read, desk.sets, asked.as_of.known)?;
        exists(&mut evaluator, &key, &asked)?;
        let evidence = evaluator.evidence(&key, asked.as_of.day, lang, rows)?;
        match format {
            Format::Sheet => {
                fits_a_sheet(&evidence)?;
                let (title, name) = (evidence.figure.label.in_lang(lang), format!("{}_{}", evidence.figure.key, evidence.day));
                sheet(desk.sheet(title, &name), &evidence)
            }
            Format::Json => Ok(json(&evidence.json(lang))),
            Format::Page => show(&mut desk, asked, &evidence, paging),
        }
    })
    .await
}

/// Refuses a key that no figure has that day, naming the nearest.
fn exists(evaluator: &mut Evaluator<'_, '_>, key: &str, asked: &Asked) -> Result<(), Problem> {
    let figures = evaluator.figures(asked.as_of.day)?;
    if figures.iter().any(|figure| figure.key == key) {
        return Ok(());
    }
    // Nothing that long is a misspelt key, and comparing it would take its time.
    let name: String = key.chars().take(100).collect();
    let near = nearest(&name, figures.iter().map(|figure| figure.key.as_str()));
    let link = |key: String| (key.clone(), asked.href(&format!("/figures/{key}")));
    Err(Problem::Unknown(name, near.into_iter().map(link).collect()))
}

fn show(desk: &mut Desk<'_, '_>, asked: Asked, evidence: &Evidence, paging: Paging) -> Result<Response, Problem> {
    let (visit, lang, figure) = (desk.visit, desk.visit.lang, &evidence.figure);
    let words = ui::words(lang);
    let answer = answer(desk, &asked, evidence)?;
    let standing = sql::figures(desk.read, asked.as_of.known)?.into_iter().find(|standing| standing.event == figure.event);
    let definition = standing.and_then(|standing| serde_json::to_string_pretty(&standing.definition).ok()).unwrap_or_default();
    let mut evaluator = Evaluator::new(desk.read, desk.sets, asked.as_of.known)?;
    let used_in = used_in(&mut evaluator, figure, &asked, lang)?;
    let (mut grid, mut pager, mut count, mut filter) = (None, None, String::new(), String::new());
    let (mut parts, mut typed) = (Vec::new(), None);
    match &evidence.behind {
        Behind::Rows(folded) => {
            grid = Some(cells::grid(&mut evaluator, folded, measure(figure), asked.as_of.day, lang)?);
            pager = paging.pager(visit, folded.total)?;
            (count, filter) = (words.count(folded.total), folded.filter.clone());
        }
        Behind::Parts(derivation, of) => parts = lines(*derivation, of, evidence, &evaluator.city, &asked, lang),
        Behind::Typed(found) => {
            typed = found.as_ref().map(|(from, source, event)| Typed { from: from.to_string(), source: source.clone(), event: event.0 });
        }
    }
    let mut shell = desk.scene.shell(visit, figure.label.in_lang(lang), &[(words.figures, "/figures")]);
    shell.as_of = Some(asked.bar);
    let as_file = |form| href_with(&visit.path, &visit.query, &[("page", ""), ("report", ""), ("on", ""), ("ref", ""), ("format", form)]);
    page(&EvidencePage {
        shell,
        key: figure.key.clone(),
        answer,
        source: figure.source.word(),
        source_words: source_words(&figure.source, lang),
        filter,
        version: figure.version,
        event: figure.event.0,
        definition,
        grid,
        count,
        pager,
        parts,
        typed,
        used_in,
        csv: as_file("csv"),
        json: as_file("json"),
    })
}

fn measure(figure: &Figure) -> Option<&str> {
    match &figure.source {
        Source::Fold(fold) => match &fold.measure {
            Measure::Sum(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The value as the report shows it that the visitor comes from, or in the figure's own unit.
fn answer(desk: &mut Desk<'_, '_>, asked: &Asked, evidence: &Evidence) -> Result<Answer, Problem> {
    let (lang, figure, words) = (desk.visit.lang, &evidence.figure, ui::words(desk.visit.lang));
    let Some(city) = desk.scene.city.as_ref() else { return Err(Problem::NotFound) };
    let rounded = evidence.exact.filter(|exact| exact.round(figure.places) != *exact);
    let mut answer = Answer {
        value: shown(evidence.exact, figure.places, lang),
        unit: city.unit_word(&figure.unit, lang).to_owned(),
        exact: exactly(evidence.exact, figure, city, lang),
        fraction: evidence.exact.and_then(Exact::fraction),
        rounding: if rounded.is_some() { words.rounded(figure.places) } else { words.rounding_none.to_owned() },
        report: None,
        now: None,
    };
    if evidence.exact.is_none() {
        words.no_value.clone_into(&mut answer.rounding);
    }
    if let Some((printed, title, href)) = from_report(desk, asked, figure)? {
        let places = printed.shown.as_deref().and_then(|shown| shown.split_once('.')).map_or(0, |(_, decimals)| decimals.len());
        let value = printed.shown.as_deref().and_then(|shown| shown.parse::<Exact>().ok());
        answer.value = shown(value, u32::try_from(places).unwrap_or(0), lang);
        city.unit_word(&printed.shown_unit, lang).clone_into(&mut answer.unit);
        answer.rounding = printed.remark.unwrap_or_else(|| words.rounding_none.to_owned());
        answer.report = Some((title, href));
    }
    if asked.as_of.known < desk.scene.head.seq {
        let mut later = Evaluator::new(desk.read, desk.sets, desk.scene.head.seq)?;
        if let Ok(figure) = later.figure(&figure.key, asked.as_of.day) {
            let value = shown(later.value(&figure, asked.as_of.day)?, figure.places, lang);
            let href = href_with(&desk.visit.path, &[("day".to_owned(), asked.as_of.day.to_string())], &[]);
            answer.now = Some((format!("{value} {}", city.unit_word(&figure.unit, lang)), href));
        }
    }
    Ok(answer)
}

/// The exact value: in the figure's unit with all its decimals, and for money in the smallest unit.
fn exactly(exact: Option<Exact>, figure: &Figure, city: &City, lang: Lang) -> Option<String> {
    let exact = exact?;
    let text = exact.to_string();
    let places = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let own = words::number(exact, u32::try_from(places).unwrap_or(0), lang);
    let unit = city.unit_word(&figure.unit, lang);
    let smallest = exact.times(city.factor(&figure.unit)).filter(|smallest| *smallest != exact);
    Some(match smallest {
        Some(smallest) => {
            let word = city.unit_word(&city.currency.smallest, lang);
            lang.pick(
                format!("{own} {unit} = {}{word}", words::number(smallest, 0, lang)),
                format!("{own} {unit} = {} {word}", words::number(smallest, 0, lang)),
            )
        }
        None => format!("{own} {unit}"),
    })
}

/// The reference in a report that led here, if the address names one that fits.
fn from_report(desk: &mut Desk<'_, '_>, asked: &Asked, figure: &Figure) -> Result<Option<(render::ShownFigure, String, String)>, Problem> {
    let visit = desk.visit;
    let on = parameter(visit, "on").and_then(|day| day.parse::<Day>().ok());
    let reference = parameter(visit, "ref").and_then(|number| number.parse::<usize>().ok());
    let (Some(name), Some(on), Some(reference)) = (parameter(visit, "report"), on, reference) else { return Ok(None) };
    if !sql::templates(desk.read, asked.as_of.known)?.iter().any(|(known, _)| known == name) {
        return Ok(None);
    }
    let as_of = AsOf { day: on, known: asked.as_of.known };
    let rendered = match render::render(desk.read, desk.sets, name, visit.lang, as_of, None) {
        Ok(rendered) => rendered,
        Err(Failure::Refused(_)) => return Ok(None),
        Err(Failure::Store(error)) => return Err(error.into()),
    };
    let title = format!("{} ({on})", rendered.document.title);
    let fits = |printed: &render::ShownFigure| printed.key == figure.key && printed.as_of == asked.as_of.day;
    let printed = rendered.figures.into_iter().nth(reference).filter(fits);
    let carried = [("day".to_owned(), on.to_string()), ("known".to_owned(), asked.as_of.known.to_string())];
    let href = href_with(&format!("/reports/{name}"), &carried, &[]);
    Ok(printed.map(|printed| (printed, title, href)))
}

/// The figures that derive from this one.
fn used_in(evaluator: &mut Evaluator<'_, '_>, figure: &Figure, asked: &Asked, lang: Lang) -> Result<Vec<(String, String)>, Failure> {
    let all = evaluator.figures(asked.as_of.day)?;
    let uses = |other: &Source| matches!(other, Source::Derived(_, of) if of.contains(&figure.key));
    let using = all.iter().filter(|other| uses(&other.source));
    Ok(using.map(|other| (other.label.in_lang(lang).to_owned(), asked.href(&format!("/figures/{}", other.key)))).collect())
}

/// The parts of a derived figure, and what they come to.
fn lines(derivation: Derivation, parts: &[Part], evidence: &Evidence, city: &City, asked: &Asked, lang: Lang) -> Vec<Line> {
    let sign = match derivation {
        Derivation::Difference => "−",
        Derivation::Sum => "+",
        Derivation::Ratio | Derivation::Percent => "÷",
    };
    let value = |exact, places, unit: &str| format!("{} {}", shown(exact, places, lang), city.unit_word(unit, lang));
    let mut lines: Vec<Line> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| Line {
            operator: if at == 0 { "" } else { sign },
            label: part.label.clone(),
            href: (!part.missing).then(|| asked.href(&format!("/figures/{}", part.key))),
            value: value(part.exact, part.places, &part.unit),
        })
        .collect();
    let figure = &evidence.figure;
    let result = value(evidence.exact, figure.places, &figure.unit);
    lines.push(Line { operator: "=", label: figure.label.in_lang(lang).to_owned(), href: None, value: result });
    lines
}

/// Refuses a sheet that would lack rows: half of the evidence is none.
fn fits_a_sheet(evidence: &Evidence) -> Result<(), Refusal> {
    let total = if let Behind::Rows(folded) = &evidence.behind { folded.total } else { 0 };
    if total <= SHEET {
        return Ok(());
    }
    let (key, day, known) = (&evidence.figure.key, evidence.day, evidence.known);
    let line = format!("madang evidence {key} --as-of {day} --known {known} --format csv");
    Err(Refusal::new(
        "report.too-many-rows",
        format!("근거가 {total}행입니다. 웹에서는 {SHEET}행까지 내려받을 수 있습니다. 전체는 명령줄에서 받으십시오: {line}"),
        format!("The evidence has {total} rows, and a download here has at most {SHEET}. For all of them use the command line: {line}"),
    ))
}

/// All that is behind a figure, as a sheet.
fn sheet(file: Sheet<'_>, evidence: &Evidence) -> Result<Response, Problem> {
    let (head, table) = evidence.table(file.visit.lang);
    let kinds: Vec<Option<&Column>> = match &evidence.behind {
        Behind::Rows(folded) => folded.columns.iter().map(|column| Some(*column)).collect(),
        _ => Vec::new(),
    };
    // Whole numbers of the record, and exact values, are numbers; all else is text.
    let is_number = |at: usize, text: &str| match &evidence.behind {
        Behind::Rows(_) => {
            kinds.get(at).copied().flatten().is_some_and(|column| column.kind != ColumnKind::Text) && text.parse::<i64>().is_ok()
        }
        Behind::Parts(..) | Behind::Typed(_) => at == 2,
    };
    let cell = |(at, text): (usize, String)| if is_number(at, &text) { Cell::number(text) } else { Cell::Text(text) };
    file.answer(&head, table.into_iter().map(|row| row.into_iter().enumerate().map(cell).collect()))
}

#[cfg(test)]
mod tests {
    use kernel::Seq;

    use super::*;
    use crate::evidence::FoldedRows;
    use kernel::Bilingual;

    #[test]
    fn a_sheet_that_would_lack_rows_points_to_the_command_line() {
        let set = bureau::SETS.first().expect("a set");
        let evidence = |total| {
            let label = Bilingual { ko: "가".to_owned(), en: None };
            let (key, unit) = ("paid".to_owned(), "원".to_owned());
            let figure = Figure { key, label, unit, places: 0, source: Source::Typed, version: 1, event: Seq(1) };
            let rows = FoldedRows { set, filter: String::new(), columns: Vec::new(), rows: Vec::new(), total, sum: None };
            let day = "2021-04-21".parse().expect("a day");
            Evidence { figure, day, known: Seq(7), exact: None, behind: Behind::Rows(rows) }
        };
        assert_eq!(fits_a_sheet(&evidence(SHEET)), Ok(()));
        let refusal = fits_a_sheet(&evidence(SHEET + 1)).expect_err("too many");
        assert_eq!(refusal.code, "report.too-many-rows");
        let line = "madang evidence paid --as-of 2021-04-21 --known 7 --format csv";
        assert!(refusal.en.ends_with(line) && refusal.ko.ends_with(line), "{refusal}");
    }
}
