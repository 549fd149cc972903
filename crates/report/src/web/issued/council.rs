//! What the council asked: the list, and one request with its answer and what was answered last time.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{AsOf, Bilingual, Day, Lang};
use ui::web::page;
use ui::web::sheet::{self, Cell};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::gate::see;
use super::words::{Words, words};
use super::{unit_name, units};
use crate::council::{Answer, Earlier, Request, RequestState, answer, earlier_answers, is_late, request, requests, rules};
use crate::words::with_unit;

/// A request as lists show it.
struct Row {
    number: String,
    title: String,
    asker: String,
    unit: String,
    received: String,
    due: String,
    state: &'static str,
    waits: bool,
    late: bool,
    left: String,
}

impl Row {
    fn of(request: &Request, units: &[(String, Bilingual)], today: Day, lang: Lang) -> Self {
        let (ko, en) = rules::words(request.state);
        let waits = rules::waits(request);
        Self {
            number: request.number.clone(),
            title: request.asked.title.clone(),
            asker: request.asked.asker.clone(),
            unit: unit_name(units, request.asked.unit.as_str(), lang),
            received: request.asked.received.to_string(),
            due: request.asked.due.to_string(),
            state: lang.pick(ko, en),
            waits,
            late: is_late(request, today),
            left: if waits { words(lang).days(today.days_until(request.asked.due)) } else { String::new() },
        }
    }
}

#[derive(Template)]
#[template(path = "council.html")]
struct ListPage {
    shell: Shell,
    words: &'static Words,
    rows: Vec<Row>,
    may_receive: bool,
}

/// The requests of the list: those that wait first, by their due day; then the others, the latest first.
fn rows(desk: &mut Desk<'_, '_>) -> Result<Vec<Row>, Problem> {
    let (lang, today, known) = (desk.visit.lang, desk.today(), desk.scene.head.seq);
    let units = units(desk, today)?;
    let mut all = requests(desk.read, known)?;
    all.sort_by(|a, b| {
        let done = |request: &Request| !rules::waits(request);
        done(a).cmp(&done(b)).then_with(|| if done(a) { b.asked.due.cmp(&a.asked.due) } else { a.asked.due.cmp(&b.asked.due) })
    });
    Ok(all.iter().map(|request| Row::of(request, &units, today, lang)).collect())
}

/// `/office/council`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        see(&mut desk, "report.see", &[])?;
        let rows = rows(&mut desk)?;
        if sheet::is_asked(desk.visit) {
            return csv(&desk, rows);
        }
        let may_receive = see(&mut desk, "report.receive-request", &[]).is_ok();
        let words = words(desk.visit.lang);
        let shell = desk.scene.shell(desk.visit, words.council, &[]);
        page(&ListPage { shell, words, rows, may_receive })
    })
    .await
}

fn csv(desk: &Desk<'_, '_>, rows: Vec<Row>) -> Result<Response, Problem> {
    let words = words(desk.visit.lang);
    let head = [words.number, words.title, words.asker, words.unit, words.received, words.due, words.state];
    let rows = rows.into_iter().map(|row| {
        [row.number, row.title, row.asker, row.unit, row.received, row.due, row.state.to_owned()].into_iter().map(Cell::Text).collect()
    });
    desk.sheet(words.council, "council").answer(&head.map(str::to_owned), rows)
}

/// A figure of an earlier answer.
struct Beside {
    label: String,
    then: String,
    now: String,
    changed: bool,
}

/// An earlier answer as the page shows it.
struct EarlierView {
    number: String,
    title: String,
    day: String,
    state: &'static str,
    shared: bool,
    figures: Vec<Beside>,
}

impl EarlierView {
    fn of(earlier: &Earlier, lang: Lang) -> Self {
        let (ko, en) = rules::words(earlier.request.state);
        let figures = earlier.figures.iter().map(|figure| {
            let said = |(day, value): &(Day, String)| format!("{} ({day})", with_unit(value, &figure.unit, lang));
            Beside { label: figure.label.clone(), then: said(&figure.then), now: said(&figure.now), changed: figure.changed }
        });
        Self {
            number: earlier.request.number.clone(),
            title: earlier.request.asked.title.clone(),
            day: earlier.answer.frozen.as_of.day.to_string(),
            state: lang.pick(ko, en),
            shared: !earlier.shared.is_empty(),
            figures: figures.collect(),
        }
    }
}

/// An answer as the page shows it.
struct AnswerView {
    article: String,
    lang: &'static str,
    version: i64,
    day: String,
    known: i64,
    seal: String,
    event: i64,
}

impl AnswerView {
    fn of(answer: &Answer, lang: Lang) -> Option<Self> {
        let printed = answer.frozen.printed(lang)?;
        let AsOf { day, known } = answer.frozen.as_of;
        Some(Self {
            article: document::html(&printed.linked(known, "")),
            lang: printed.document.lang.code(),
            version: answer.version,
            day: day.to_string(),
            known: known.0,
            seal: answer.seal.clone(),
            event: answer.event.0,
        })
    }
}

#[derive(Template)]
#[template(path = "council_request.html")]
struct RequestPage {
    shell: Shell,
    words: &'static Words,
    row: Row,
    question: String,
    post: Option<String>,
    sent_with: Option<String>,
    reason: Option<String>,
    event: i64,
    answer: Option<AnswerView>,
    earlier: Vec<EarlierView>,
    /// What may be done next: words and addresses.
    acts: Vec<(&'static str, String)>,
}

/// `/office/council/NUMBER`
pub(super) async fn one(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>) -> Response {
    site.page(visit, |mut desk| {
        let Path(number) = number?;
        see(&mut desk, "report.see", &[])?;
        let (lang, today, known) = (desk.visit.lang, desk.today(), desk.scene.head.seq);
        let words = words(lang);
        let request = request(desk.read, &number, known)?.ok_or(Problem::NotFound)?;
        let units = units(&mut desk, today)?;
        let answer = answer(desk.read, &number, known)?;
        let text = answer.as_ref().map_or("", |answer| answer.text.as_str());
        let earlier = earlier_answers(desk.read, desk.sets, &request, text, AsOf { day: today, known }, lang)?;
        let way = [(words.council, "/office/council")];
        page(&RequestPage {
            shell: desk.scene.shell(desk.visit, request.asked.title.as_str(), &way),
            row: Row::of(&request, &units, today, lang),
            question: request.asked.question.clone(),
            post: post(&mut desk, &request, today)?,
            sent_with: request.document.as_ref().map(|document| format!("{} {}", document.system, document.number)),
            reason: request.reason.clone(),
            event: request.event.0,
            answer: answer.as_ref().and_then(|answer| AnswerView::of(answer, lang)),
            earlier: earlier.iter().map(|earlier| EarlierView::of(earlier, lang)).collect(),
            acts: acts(&mut desk, &request)?,
            words,
        })
    })
    .await
}

/// The title of the post that answers, if one is named.
fn post(desk: &mut Desk<'_, '_>, request: &Request, day: Day) -> Result<Option<String>, Problem> {
    let Some(post) = &request.asked.post else { return Ok(None) };
    let posts = bureau::posts(desk.read, AsOf { day, known: desk.scene.head.seq })?;
    let found = posts.into_iter().find(|one| one.code == *post);
    Ok(Some(found.map_or_else(|| post.to_string(), |one| desk.visit.lang.pick(one.title.ko.clone(), one.title.en.unwrap_or(one.title.ko)))))
}

/// What the one who is signed in may do with a request as it stands.
fn acts(desk: &mut Desk<'_, '_>, request: &Request) -> Result<Vec<(&'static str, String)>, Problem> {
    let words = words(desk.visit.lang);
    let today = desk.today();
    let within = bureau::within(desk.read, &request.asked.unit, today)?;
    let answered = request.state == RequestState::Answered;
    let possible: &[(&'static str, &'static str, &str)] = match request.state {
        RequestState::Received | RequestState::Answered => &[
            ("report.answer-request", if answered { words.answer_again } else { words.answer_do }, "answer"),
            ("report.send-answer", words.send, "send"),
            ("report.amend-request", words.amend, "amend"),
            ("report.withdraw-request", words.withdraw_request, "withdraw"),
        ],
        RequestState::Sent | RequestState::Withdrawn => &[],
    };
    let mut acts = Vec::new();
    for (act, label, last) in possible.iter().filter(|(_, _, last)| answered || *last != "send") {
        if see(desk, act, &within).is_ok() {
            acts.push((*label, format!("/office/council/{}/{last}", request.number)));
        }
    }
    Ok(acts)
}
