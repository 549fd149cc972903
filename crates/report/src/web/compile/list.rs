use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::Lang;
use ui::web::sheet::{self, Cell};
use ui::web::{Desk, Problem, Site, page as answer};
use ui::{Shell, Visit};

use super::{Progress, Words, href, standing, words};
use crate::compile::{Compilation, compilations};

struct Card {
    title: String,
    href: String,
    day: String,
    due: String,
    left: String,
    late: bool,
    open: bool,
    stage: &'static str,
    progress: Progress,
}

#[derive(Template)]
#[template(path = "compile_list.html")]
struct ListPage {
    shell: Shell,
    words: &'static Words,
    cards: Vec<Card>,
    may_open: bool,
}

/// All compilations, surveyed.
fn all(desk: &mut Desk<'_, '_>) -> Result<Vec<Compilation>, Problem> {
    people::see(desk, "report.see", &[])?;
    let known = desk.scene.head.seq;
    compilations(desk.read, known)?.into_iter().map(|one| standing(desk, &one.code)).collect()
}

/// `/office/compile`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let (lang, today) = (desk.visit.lang, desk.today());
        let words = words(lang);
        let all = all(&mut desk)?;
        if sheet::is_asked(desk.visit) {
            return csv(&desk, all);
        }
        let card = |one: Compilation| {
            let counts = one.counts();
            let open = matches!(one.stage, crate::compile::Stage::Open(_));
            Card {
                title: one.title(lang).to_owned(),
                href: href(&one.code, None),
                day: one.day.to_string(),
                due: one.due.to_string(),
                left: super::days_left(one.due, today, lang),
                late: open && one.due < today,
                open,
                stage: words.stage(&one.stage),
                progress: Progress::of(counts, words),
            }
        };
        let cards = all.into_iter().map(card).collect();
        let may_open = match desk.visit.signed.clone() {
            Some(signed) => people::may_anywhere(desk.read, &signed.actor, "report.open-compilation", today)?,
            None => false,
        };
        let shell = desk.scene.shell(desk.visit, words.compile_title, &[]);
        answer(&ListPage { shell, words, cards, may_open })
    })
    .await
}

fn csv(desk: &Desk<'_, '_>, all: Vec<Compilation>) -> Result<Response, Problem> {
    let (lang, today) = (desk.visit.lang, desk.today());
    let words = words(lang);
    let head = [
        words.compile,
        words.report,
        words.day,
        words.due,
        words.state,
        words.statements,
        words.confirmed,
        words.lapsed,
        words.flagged,
        words.translation,
        words.late,
    ];
    let rows = all.into_iter().map(|one| {
        let counts = one.counts();
        let late = one.chapters.iter().filter(|chapter| chapter.is_late(today)).count();
        let number = |count: usize| Cell::number(count.to_string());
        vec![
            Cell::Text(one.code.clone()),
            Cell::Text(one.title(lang).to_owned()),
            Cell::Text(one.day.to_string()),
            Cell::Text(one.due.to_string()),
            Cell::Text(words.stage(&one.stage).to_owned()),
            number(counts.statements),
            number(counts.confirmed),
            number(counts.lapsed),
            number(counts.flagged),
            number(counts.translations),
            number(late),
        ]
    });
    let head: Vec<String> = head.iter().map(|word| (*word).to_owned()).collect();
    desk.sheet(words.compile_title, lang.pick("compilations_ko", "compilations_en")).answer(&head, rows)
}

/// A statement's text for a sheet: the first line of a block.
pub(super) fn first_line(text: &str, lang: Lang) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    if lines.next().is_some() { lang.pick(format!("{first} (표)"), format!("{first} (table)")) } else { first }
}
