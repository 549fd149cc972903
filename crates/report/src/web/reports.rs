//! The list of reports, a report as a page, and the same report as a file.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use document::{Block, HeadingLevel, Inline};
use kernel::{Lang, Seq};
use store::{Failure, Read};
use ui::web::paper::{Order, Paper};
use ui::web::{Asked, Desk, Problem, Site, file, json, page};
use ui::{Shell, Visit, href_with};

use super::issued::{Words as IssuedWords, words as issued_words};
use crate::model::Source;
use crate::render::{Rendered, render};
use crate::rules::nearest;
use crate::{sql, template};

/// A report as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportCard {
    /// Its name in addresses.
    pub name: String,
    /// Its title in the reader's language.
    pub title: String,
    /// Its first headings.
    pub chapters: Vec<String>,
    /// The languages it is written in, the city's first one first.
    pub languages: Vec<&'static str>,
    /// Whether a page of its own shows it.
    pub has_page: bool,
}

/// All reports, as known at an event.
pub fn report_cards(read: &mut Read, known: Seq, lang: Lang) -> Result<Vec<ReportCard>, Failure> {
    let all = sql::templates(read, known)?;
    let langs: Vec<Lang> = read.city()?.map_or_else(Vec::new, |city| city.langs().collect());
    let mut cards: Vec<ReportCard> = Vec::new();
    for (name, _) in &all {
        if cards.iter().any(|card| card.name == *name) {
            continue;
        }
        let written: Vec<Lang> =
            langs.iter().copied().filter(|lang| all.iter().any(|(known, code)| known == name && code == lang.code())).collect();
        let Some(own) = written.iter().find(|written| **written == lang).or_else(|| written.first()) else { continue };
        let Some(standing) = sql::template(read, name, own.code(), known)? else { continue };
        let (mut title, mut chapters, mut has_page) = (name.clone(), Vec::new(), false);
        if let Ok(template) = template::parse(&standing.definition) {
            title = template.title;
            has_page = template.page.is_some();
            chapters = template.lines.iter().filter_map(chapter).collect();
        }
        let languages = written.iter().map(|written| written.pick("한국어", "English")).collect();
        cards.push(ReportCard { name: name.clone(), title, chapters, languages, has_page });
    }
    Ok(cards)
}

/// The words of a heading of the first level, where it has no figure.
fn chapter(line: &template::Line) -> Option<String> {
    let template::Line::Heading(1, spans) = line else { return None };
    spans.iter().map(|span| if let template::Span::Text(text) = span { Some(text.as_str()) } else { None }).collect()
}

#[derive(Template)]
#[template(path = "reports.html")]
struct ListPage {
    shell: Shell,
    issued: &'static IssuedWords,
    cards: Vec<ReportCard>,
}

/// `/reports`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |desk| {
        let cards = report_cards(desk.read, desk.scene.head.seq, desk.visit.lang)?;
        let shell = desk.scene.shell(desk.visit, ui::words(desk.visit.lang).reports, &[]);
        page(&ListPage { shell, issued: issued_words(desk.visit.lang), cards })
    })
    .await
}

/// `/reports/NAME`, and its files `.json`, `.md`, `.hwpx`, `.pdf`
pub(super) async fn one(State(site): State<Site>, visit: Visit, name: Result<Path<String>, PathRejection>) -> Response {
    site.page(visit, |mut desk| {
        let Path(name) = name?;
        let asked = Asked::read(&mut desk, &[])?;
        match name.rsplit_once('.') {
            Some((name, "json")) => {
                let hash = asked.bar.point.as_ref().map_or("", |point| point.hash.as_str());
                Ok(json(&rendered(&mut desk, name, &asked, None)?.json(hash)))
            }
            Some((name, "md")) => {
                let text = document::markdown(&rendered(&mut desk, name, &asked, None)?.document, None);
                Ok(file("text/markdown; charset=utf-8", Some(&format!("{}.md", saved(&desk, name, &asked))), text.into_bytes()))
            }
            Some((name, ending)) if let Some(paper) = Paper::of(ending) => {
                let address = desk.settings.public_address.as_deref();
                let document = rendered(&mut desk, name, &asked, address)?.document;
                Order::new(desk.scene, document, asked.as_of.day, paper, saved(&desk, name, &asked)).answer()
            }
            _ => show(&mut desk, &name, asked),
        }
    })
    .await
}

/// `/execution`: the latest report whose header says so.
pub(super) async fn execution(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let asked = Asked::read(&mut desk, &[])?;
        let all = sql::texts(desk.read, asked.as_of.known)?;
        match all.into_iter().rfind(|(_, text)| template::page_of(text) == Some("execution")) {
            Some((name, _)) => show(&mut desk, &name, asked),
            None => {
                let shell = desk.scene.shell(desk.visit, ui::words(desk.visit.lang).execution_title, &[]);
                page(&NoExecution { shell })
            }
        }
    })
    .await
}

#[derive(Template)]
#[template(path = "no_execution.html")]
struct NoExecution {
    shell: Shell,
}

/// Renders a report, or says which ones there are.
fn rendered(desk: &mut Desk<'_, '_>, name: &str, asked: &Asked, links: Option<&str>) -> Result<Rendered, Problem> {
    let all = sql::templates(desk.read, asked.as_of.known)?;
    if !all.iter().any(|(known, _)| known == name) {
        if name.len() > 80 || all.is_empty() {
            return Err(Problem::NotFound);
        }
        let mut names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        let near = nearest(name, names.into_iter());
        let link = |name: String| (name.clone(), asked.href(&format!("/reports/{name}")));
        return Err(Problem::NoReport(name.to_owned(), near.into_iter().map(link).collect()));
    }
    render(desk.read, desk.sets, name, desk.visit.lang, asked.as_of, links).map_err(|failure| match failure {
        // A figure that nobody had defined on that day: another day may answer.
        Failure::Refused(refusal) => Problem::Refused(refusal, Some(Box::new(asked.bar.clone()))),
        Failure::Store(error) => Problem::Store(error),
    })
}

/// What a report's file is saved under, without its ending.
fn saved(desk: &Desk<'_, '_>, name: &str, asked: &Asked) -> String {
    format!("{name}_{}_{}", asked.as_of.day, desk.visit.lang.code())
}

/// An entry of the table of contents, with those below it.
struct Entry {
    id: String,
    text: String,
    below: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    shell: Shell,
    contents: Vec<Entry>,
    article: String,
    /// The same as files: words and addresses.
    files: Vec<(&'static str, String)>,
    /// How many figures, how many of them typed, and whether any was moved.
    counted: String,
    typed: bool,
    adjusted: bool,
}

fn show(desk: &mut Desk<'_, '_>, name: &str, asked: Asked) -> Result<Response, Problem> {
    let rendered = rendered(desk, name, &asked, Some(""))?;
    let way: &[(&str, &str)] =
        if desk.visit.path.starts_with("/reports") { &[(ui::words(desk.visit.lang).reports, "/reports")] } else { &[] };
    let mut shell = desk.scene.shell(desk.visit, rendered.document.title.as_str(), way);
    let words = shell.words();
    let files = [(words.hwpx, "hwpx"), (words.pdf, "pdf"), (words.markdown, "md"), (words.json, "json")];
    let files = files.map(|(word, form)| (word, asked_file(desk.visit, name, form, &asked))).into();
    shell.as_of = Some(asked.bar);
    let typed = rendered.figures.iter().filter(|figure| figure.source == Source::Typed.word()).count();
    page(&ReportPage {
        contents: contents(&rendered.document.blocks),
        article: document::html(&rendered.document),
        files,
        counted: shell.words().figures_counted(rendered.figures.len(), typed),
        typed: typed > 0,
        adjusted: rendered.figures.iter().any(|figure| figure.adjusted),
        shell,
    })
}

/// The same report as a file.
fn asked_file(visit: &Visit, name: &str, form: &str, asked: &Asked) -> String {
    href_with(&format!("/reports/{name}.{form}"), &asked.carried(), &[("lang", visit.lang.code())])
}

/// Chapters and their sections.
fn contents(blocks: &[Block]) -> Vec<Entry> {
    let mut contents: Vec<Entry> = Vec::new();
    for block in blocks {
        let Block::Heading { level, id, text } = block else { continue };
        let entry = Entry { id: id.clone(), text: text.iter().map(words_of).collect(), below: Vec::new() };
        match (level, contents.last_mut()) {
            (HeadingLevel::Two, Some(chapter)) => chapter.below.push(entry),
            (HeadingLevel::Three, _) => {}
            _ => contents.push(entry),
        }
    }
    contents
}

fn words_of(inline: &Inline) -> &str {
    match inline {
        Inline::Text(text) => text,
        Inline::Figure(figure) => &figure.shown,
        Inline::Fact { shown, .. } => shown,
        Inline::LineBreak => " ",
    }
}
