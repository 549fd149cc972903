use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use ui::web::sheet::{self, Cell};
use ui::web::{Desk, Problem, Site, page as answer};
use ui::{Shell, Visit};

use super::list::first_line;
use super::{Labels, Progress, Units, Words, days_left, found, href, may, steps_of, titled, way, words};
use crate::compile::{Check, Compilation, Counts, Stage, Written};

struct Row {
    title: String,
    href: String,
    owner: Option<String>,
    renamed: Option<String>,
    due: String,
    late: bool,
    counts: Counts,
    progress: Progress,
}

struct StepRow {
    what: String,
    actor: String,
    recorded: String,
    document: String,
    remark: String,
    event: i64,
}

#[derive(Template)]
#[template(path = "compile_overview.html")]
struct OverviewPage {
    shell: Shell,
    words: &'static Words,
    counts: Counts,
    progress: Progress,
    facts: Vec<(&'static str, String)>,
    late: usize,
    rows: Vec<Row>,
    steps: Vec<StepRow>,
    /// What may be done now: words and address, the main one first.
    acts: Vec<(&'static str, String)>,
    may_assign: bool,
    csv: String,
}

/// `/office/compile/CODE`
pub(super) async fn page(State(site): State<Site>, visit: Visit, code: Result<Path<String>, PathRejection>) -> Response {
    site.page(visit, |mut desk| {
        let Path(code) = code?;
        let compilation = found(&mut desk, &code)?;
        if sheet::is_asked(desk.visit) { missing(&mut desk, &compilation) } else { show(&mut desk, &compilation) }
    })
    .await
}

fn show(desk: &mut Desk<'_, '_>, compilation: &Compilation) -> Result<Response, Problem> {
    let (lang, today) = (desk.visit.lang, desk.today());
    let words = words(lang);
    let (units, labels) = (Units::read(desk)?, Labels::read(desk)?);
    let rows: Vec<Row> = compilation
        .chapters
        .iter()
        .map(|chapter| {
            let counts = chapter.counts();
            let first = chapter.title(chapter.first());
            Row {
                title: chapter.title(lang).to_owned(),
                href: href(&compilation.code, Some(&chapter.code)),
                owner: chapter.owner.as_ref().map(|owner| units.name(owner.unit.as_str(), lang)),
                renamed: chapter.owner.as_ref().map(|owner| owner.title.clone()).filter(|title| title != first),
                due: chapter.due.to_string(),
                late: chapter.is_late(today),
                counts,
                progress: Progress::of(counts, words),
            }
        })
        .collect();
    let counts = compilation.counts();
    let mut acts = Vec::new();
    let code = &compilation.code;
    for (able, act, word, step) in [
        (matches!(compilation.stage, Stage::Open(_)) && compilation.is_complete(), "report.submit-compilation", words.submit, "submit"),
        (compilation.stage == Stage::Submitted, "report.approve-compilation", words.approve, "approve"),
        (compilation.stage == Stage::Submitted, "report.return-compilation", words.send_back, "return"),
        (compilation.stage == Stage::Submitted, "report.withdraw-compilation", words.withdraw, "withdraw"),
    ] {
        if able && may(desk, act, &compilation.unit)? {
            acts.push((word, format!("{}/{step}", href(code, None))));
        }
    }
    let facts = vec![
        (words.day, compilation.day.to_string()),
        (words.due, format!("{} ({})", compilation.due, days_left(compilation.due, today, lang))),
        (words.holder, units.name(compilation.unit.as_str(), lang)),
        (words.state, words.stage(&compilation.stage).to_owned()),
    ];
    let page = OverviewPage {
        shell: desk.scene.shell(desk.visit, titled(compilation, lang), &steps_of(&way(words, None))),
        words,
        counts,
        progress: Progress::of(counts, words),
        facts,
        late: rows.iter().filter(|row| row.late).count(),
        rows,
        steps: steps(desk, &labels, compilation, words),
        acts,
        may_assign: may(desk, "report.assign-chapter", &compilation.unit)?,
        csv: ui::href_with(&href(code, None), &[], &[("lang", lang.code()), ("format", "csv")]),
    };
    answer(&page)
}

/// The steps of a compilation, the last one first, then its opening.
fn steps(desk: &Desk<'_, '_>, labels: &Labels, compilation: &Compilation, words: &Words) -> Vec<StepRow> {
    let row = |what: String, written: &Written, remark: Option<&String>| StepRow {
        what,
        actor: labels.name(&written.actor, words.lang),
        recorded: desk.scene.local(written.recorded),
        document: written.document.as_ref().map_or_else(String::new, |document| {
            let day = document.day.map_or_else(String::new, |day| format!(" ({day})"));
            format!("{} {}{day}", document.system, document.number)
        }),
        remark: remark.cloned().unwrap_or_default(),
        event: written.event.0,
    };
    let taken = compilation.steps.iter().rev().map(|taken| {
        let chapter = if let crate::compile::Step::Reopened(chapter) = &taken.step { format!(" {chapter}") } else { String::new() };
        row(format!("{}{chapter}", words.step(&taken.step)), &taken.written, taken.remark.as_ref())
    });
    taken.chain([row(words.step_opened.to_owned(), &compilation.opened, None)]).collect()
}

/// What is missing, a line for each statement that is not settled.
fn missing(desk: &mut Desk<'_, '_>, compilation: &Compilation) -> Result<Response, Problem> {
    let (lang, today) = (desk.visit.lang, desk.today());
    let words = words(lang);
    let units = Units::read(desk)?;
    let head =
        [words.chapter, words.chapter, words.owner, words.due, words.late, words.state, words.flagged, words.translation, words.text];
    let head: Vec<String> = head.iter().map(|word| (*word).to_owned()).collect();
    let mut rows = Vec::new();
    for chapter in &compilation.chapters {
        for one in chapter.statements.iter().filter(|one| (one.lang == chapter.first() && !one.is_settled()) || one.translation.is_some()) {
            let state = match &one.check {
                Check::Unconfirmed => words.unconfirmed.to_owned(),
                Check::Confirmed => words.confirmed.to_owned(),
                Check::Lapsed(moved) => {
                    format!("{}: {}", words.lapsed, moved.iter().map(|moved| words.moved(moved)).collect::<Vec<_>>().join("; "))
                }
            };
            rows.push(vec![
                Cell::Text(chapter.code.clone()),
                Cell::Text(chapter.title(lang).to_owned()),
                Cell::Text(chapter.owner.as_ref().map_or_else(String::new, |owner| units.name(owner.unit.as_str(), lang))),
                Cell::Text(chapter.due.to_string()),
                Cell::Text(if chapter.is_late(today) { words.late.to_owned() } else { String::new() }),
                Cell::Text(state),
                Cell::Text(one.flags.iter().map(|flag| words.flag(flag)).collect::<Vec<_>>().join("; ")),
                Cell::Text(if one.translation.is_some() { words.translation.to_owned() } else { String::new() }),
                Cell::Text(first_line(&one.text, lang)),
            ]);
        }
    }
    let title = format!("{} · {}", titled(compilation, lang), words.missing);
    desk.sheet(&title, &format!("{}_missing_{}", compilation.code, lang.code())).answer(&head, rows.into_iter())
}
