//! The organisation chart: a list of units in units, which a wide screen draws as a chart.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{City, Lang};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{Asked, page as answer};
use ui::{Problem, Shell, Site, Visit};

use crate::model::{ChartPost, ChartUnit};
use crate::sql;
use crate::words::{Words, words};

/// A unit as the page shows it.
struct Box {
    code: String,
    name: String,
    kind: String,
    head: String,
    authorized: usize,
    current: usize,
    duties: Vec<String>,
    posts: Vec<Line>,
    units: Vec<Box>,
}

/// A post as the page shows it.
struct Line {
    code: String,
    title: String,
    incumbent: Option<String>,
    since: String,
}

#[derive(Template)]
#[template(path = "bureau_unit.html")]
struct Part<'p> {
    words: &'static Words,
    unit: &'p Box,
}

#[derive(Template)]
#[template(path = "bureau.html")]
struct ChartPage {
    shell: Shell,
    words: &'static Words,
    units: Vec<Box>,
    rows: Vec<(usize, String, usize, usize)>,
    csv: String,
    plans: String,
}

impl Box {
    fn of(unit: ChartUnit, city: Option<&City>, lang: Lang) -> Self {
        let kind = city.map_or(unit.kind.as_str(), |city| city.kind_word(&unit.kind, lang)).to_owned();
        let line = |post: ChartPost| Line {
            code: post.code.to_string(),
            title: post.title.in_lang(lang).to_owned(),
            incumbent: post.incumbent,
            since: post.since.map(|day| day.to_string()).unwrap_or_default(),
        };
        Self {
            code: unit.code.to_string(),
            name: unit.name.in_lang(lang).to_owned(),
            kind,
            head: unit.head.as_ref().map(|head| head.title.in_lang(lang).to_owned()).unwrap_or_default(),
            authorized: unit.authorized,
            current: unit.current,
            duties: unit.duties.iter().map(|duty| duty.text.in_lang(lang).to_owned()).collect(),
            posts: unit.posts.into_iter().map(line).collect(),
            units: unit.units.into_iter().map(|unit| Self::of(unit, city, lang)).collect(),
        }
    }

    fn rows(&self, depth: usize, all: &mut Vec<(usize, String, usize, usize)>) {
        all.push((depth, self.name.clone(), self.authorized, self.current));
        for unit in &self.units {
            unit.rows(depth + 1, all);
        }
    }

    fn sheet(&self, all: &mut Vec<Vec<Cell>>) {
        let text = |text: &str| Cell::Text(text.to_owned());
        for post in &self.posts {
            let incumbent = post.incumbent.as_deref().unwrap_or_default();
            all.push(vec![text(&self.code), text(&self.name), text(&post.code), text(&post.title), text(incumbent), text(&post.since)]);
        }
        for unit in &self.units {
            unit.sheet(all);
        }
    }
}

impl Part<'_> {
    /// A unit below, drawn by the same template.
    fn below(&self, unit: &Box) -> String {
        Part { words: self.words, unit }.render().unwrap_or_default()
    }
}

impl ChartPage {
    fn drawn(&self, unit: &Box) -> String {
        Part { words: self.words, unit }.render().unwrap_or_default()
    }
}

/// `/bureau`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let asked = Asked::read(&mut desk, &[])?;
        let lang = desk.visit.lang;
        let words = words(lang);
        let units: Vec<Box> =
            sql::chart(desk.read, asked.as_of)?.into_iter().map(|unit| Box::of(unit, desk.scene.city.as_ref(), lang)).collect();
        if sheet::is_asked(desk.visit) {
            return csv(desk.sheet(words.bureau, &format!("bureau-{}", asked.as_of.day)), words, &units);
        }
        let mut rows = Vec::new();
        units.iter().for_each(|unit| unit.rows(0, &mut rows));
        let mut shell = desk.scene.shell(desk.visit, words.bureau, &[]);
        let (csv, plans) = (with_csv(asked.href("/bureau")), asked.href("/bureau/plans"));
        shell.as_of = Some(asked.bar);
        answer(&ChartPage { shell, words, units, rows, csv, plans })
    })
    .await
}

/// The same question, answered as a sheet.
pub(super) fn with_csv(href: String) -> String {
    let join = if href.contains('?') { "&" } else { "?" };
    format!("{href}{join}format=csv")
}

fn csv(sheet: Sheet<'_>, words: &Words, units: &[Box]) -> Result<Response, Problem> {
    let head = [words.code, words.unit, words.post, words.name_ko, words.incumbent, words.since].map(str::to_owned);
    let mut rows = Vec::new();
    units.iter().for_each(|unit| unit.sheet(&mut rows));
    sheet.answer(&head, rows.into_iter())
}
