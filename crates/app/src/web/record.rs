//! The record's events, newest first, and one of them. What they rest on and say of anybody stays inside: neither document nor body is shown.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Lang, Seq};
use store::Event;
use ui::web::sheet::{Cell, Sheet, is_asked};
use ui::web::{self, Paging, Problem, Scene};
use ui::{Pager, Shell, Site, Visit, href_with};

use super::acts;

/// Events on one page.
const PAGE: i64 = 50;

/// An event as pages print it.
struct Shown {
    seq: i64,
    recorded: String,
    room: String,
    act: String,
    subject: String,
    actor: String,
    day: String,
    hash: String,
}

impl Shown {
    fn of(event: &Event, scene: &Scene, lang: Lang) -> Self {
        Self {
            seq: event.seq.0,
            recorded: scene.local(event.recorded),
            room: acts::room(&event.room, lang).to_owned(),
            act: acts::act(&event.room, &event.act, lang),
            subject: event.subject.clone(),
            actor: event.actor.clone(),
            day: event.day.clone(),
            hash: event.hash.clone(),
        }
    }

    fn short(&self) -> &str {
        self.hash.get(..12).unwrap_or(&self.hash)
    }

    /// The part of the subject after its table.
    fn subject_id(&self) -> &str {
        self.subject.split_once(':').map_or(self.subject.as_str(), |(_, id)| id)
    }
}

#[derive(Template)]
#[template(path = "record.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Shown>,
    pager: Option<Pager>,
    csv: String,
}

/// `/record`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |desk| {
        let paging = Paging::read(desk.visit, PAGE)?;
        let total = desk.scene.head.seq.0;
        let pager = paging.pager(desk.visit, total)?;
        let last = total - paging.offset();
        let first = (last - PAGE + 1).max(1);
        let mut events = if last > 0 { desk.read.events(Seq(first), last - first + 1)? } else { Vec::new() };
        events.reverse();
        let rows: Vec<Shown> = events.iter().map(|event| Shown::of(event, desk.scene, desk.visit.lang)).collect();
        let title = ui::words(desk.visit.lang).record;
        if is_asked(desk.visit) {
            return sheet(desk.sheet(title, &format!("record_{first}-{last}")), rows);
        }
        // The events of this page: a record has millions.
        let csv = href_with(&desk.visit.path, &desk.visit.query, &[("format", "csv")]);
        web::page(&ListPage { shell: desk.scene.shell(desk.visit, title, &[]), rows, pager, csv })
    })
    .await
}

fn sheet(sheet: Sheet<'_>, rows: Vec<Shown>) -> Result<Response, Problem> {
    let words = ui::words(sheet.visit.lang);
    let head = [words.seq, words.recorded, words.act, words.subject, words.actor, words.day_of_effect, words.hash].map(str::to_owned);
    let line = |row: Shown| {
        let act = format!("{} · {}", row.room, row.act);
        let [recorded, act, subject, actor, day, hash] = [row.recorded, act, row.subject, row.actor, row.day, row.hash].map(Cell::Text);
        vec![Cell::number(row.seq.to_string()), recorded, act, subject, actor, day, hash]
    };
    sheet.answer(&head, rows.into_iter().map(line))
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage {
    shell: Shell,
    event: Shown,
    version: i64,
    policy: String,
    prev: String,
    /// Table, row, digest.
    rows: Vec<(String, String, String)>,
    before: Option<i64>,
    after: Option<i64>,
}

/// `/record/NUMBER`
pub(super) async fn one(State(site): State<Site>, visit: Visit, seq: Result<Path<String>, PathRejection>) -> Response {
    site.page(visit, |desk| {
        let Path(text) = seq?;
        let seq = text.parse::<i64>().ok().filter(|seq| (1..=desk.scene.head.seq.0).contains(seq) && seq.to_string() == text);
        let seq = seq.ok_or(Problem::NotFound)?;
        let event = desk.read.events(Seq(seq), 1)?.into_iter().next().filter(|event| event.seq == Seq(seq)).ok_or(Problem::NotFound)?;
        let rows = serde_json::from_str(&event.rows).map_err(|error| Problem::Broken(format!("event {seq}: {error}")))?;
        let words = ui::words(desk.visit.lang);
        web::page(&EventPage {
            shell: desk.scene.shell(desk.visit, format!("{} {seq}", words.event), &[(words.record, "/record")]),
            version: event.version,
            policy: event.policy.clone(),
            prev: event.prev.clone(),
            rows,
            before: (seq > 1).then(|| seq - 1),
            after: (seq < desk.scene.head.seq.0).then(|| seq + 1),
            event: Shown::of(&event, desk.scene, desk.visit.lang),
        })
    })
    .await
}
