//! What an auditor asks first, each one click away and each as a file: entries recorded late, changed definitions, reopened periods, exceptions.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{Day, Lang};
use report::{ChangedDefinition, changed_definitions, differing_lines};
use store::{Read, StoreError};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{self, Paging};
use ui::{Pager, Problem, Shell, Site, Visit};

use super::acts;
use crate::rooms;

/// An act recorded this many days after the day it counts from is late.
const LATE_DAYS: i32 = 7;

/// A question with how many answers it has.
struct Question {
    label: &'static str,
    text: &'static str,
    href: &'static str,
    count: i64,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    questions: Vec<Question>,
}

/// `/office/audit`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "audit.see", &[])?;
        let lang = desk.visit.lang;
        let zone = desk.scene.zone.clone();
        let late = late_events(desk.read, &zone, LATE_DAYS)?.len();
        let changed = changed_definitions(desk.read, desk.scene.head.seq)?.len();
        let mut questions = vec![
            Question {
                label: lang.pick("늦게 적은 일", "Acts recorded late"),
                text: lang
                    .pick("효력일보다 이레 넘게 늦게 적힌 일입니다.", "Acts recorded more than a week after the day they count from."),
                href: "/office/audit/late",
                count: i64::try_from(late).unwrap_or(i64::MAX),
            },
            Question {
                label: lang.pick("바뀐 정의", "Changed definitions"),
                text: lang.pick(
                    "수치, 사실, 서식의 정의가 바뀐 곳과 무엇이 바뀌었는지입니다.",
                    "Figures, facts and templates that were defined anew, and what changed.",
                ),
                href: "/office/audit/definitions",
                count: i64::try_from(changed).unwrap_or(i64::MAX),
            },
        ];
        for question in rooms::AUDIT {
            questions.push(Question {
                label: lang.pick(question.label.0, question.label.1),
                text: lang.pick(question.text.0, question.text.1),
                href: question.href,
                count: (question.count)(desk.read)?,
            });
        }
        let shell = desk.scene.shell(desk.visit, lang.pick("감사에서 먼저 묻는 것", "What an audit asks first"), &[]);
        web::page(&AuditPage { shell, questions })
    })
    .await
}

/// An act that was recorded late.
struct Late {
    seq: i64,
    room: String,
    act: String,
    actor: String,
    day: String,
    recorded: String,
    days: i32,
}

/// Acts recorded more than `days` after their day, newest first. What a pack brought in when the record was opened is not late.
fn late_events(read: &mut Read, zone: &kernel::Zone, days: i32) -> Result<Vec<(store::Event, i32)>, StoreError> {
    let mut late = Vec::new();
    let mut from = kernel::Seq(1);
    loop {
        let events = read.events(from, 1000)?;
        let Some(last) = events.last().map(|event| event.seq) else { break };
        for event in events {
            let Ok(day) = event.day.parse::<Day>() else { continue };
            let after = day.days_until(zone.day(event.recorded));
            if after > days && !event.key.starts_with("pack/") {
                late.push((event, after));
            }
        }
        from = kernel::Seq(last.0 + 1);
    }
    late.reverse();
    Ok(late)
}

#[derive(Template)]
#[template(path = "late.html")]
struct LatePage {
    shell: Shell,
    rows: Vec<Late>,
    pager: Option<Pager>,
}

/// `/office/audit/late`
pub(super) async fn late(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "audit.see", &[])?;
        let lang = desk.visit.lang;
        let title = lang.pick("늦게 적은 일", "Acts recorded late");
        let zone = desk.scene.zone.clone();
        let all: Vec<Late> = late_events(desk.read, &zone, LATE_DAYS)?
            .into_iter()
            .map(|(event, days)| Late {
                seq: event.seq.0,
                room: acts::room(&event.room, lang).to_owned(),
                act: acts::act(&event.room, &event.act, lang),
                actor: event.actor,
                day: event.day,
                recorded: desk.scene.local(event.recorded),
                days,
            })
            .collect();
        if sheet::is_asked(desk.visit) {
            let head = head(
                lang,
                &[
                    ("기록", "Event"),
                    ("한 일", "Act"),
                    ("행위자", "Actor"),
                    ("효력일", "Effective day"),
                    ("기록 시각", "Recorded"),
                    ("늦은 날", "Days late"),
                ],
            );
            let line = |row: Late| {
                let text = [row.seq.to_string(), format!("{} · {}", row.room, row.act), row.actor, row.day, row.recorded];
                text.into_iter().map(Cell::Text).chain([Cell::number(row.days.to_string())]).collect()
            };
            return desk.sheet(title, "late").answer(&head, all.into_iter().map(line));
        }
        let paging = Paging::read(desk.visit, 100)?;
        let pager = paging.pager(desk.visit, i64::try_from(all.len()).unwrap_or(i64::MAX))?;
        let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
        let rows = all.into_iter().skip(skip).take(100).collect();
        let shell = desk.scene.shell(desk.visit, title, &way(lang));
        web::page(&LatePage { shell, rows, pager })
    })
    .await
}

fn head(lang: Lang, words: &[(&'static str, &'static str)]) -> Vec<String> {
    words.iter().map(|(ko, en)| lang.pick(*ko, *en).to_owned()).collect()
}

fn way(lang: Lang) -> [(&'static str, &'static str); 1] {
    [(lang.pick("감사", "Audit"), "/office/audit")]
}

/// A changed definition as a page shows it.
struct Changed {
    kind: &'static str,
    key: String,
    version: i64,
    seq: i64,
    actor: String,
    recorded: String,
    before: Vec<String>,
    after: Vec<String>,
}

#[derive(Template)]
#[template(path = "definitions.html")]
struct DefinitionsPage {
    shell: Shell,
    rows: Vec<Changed>,
}

/// `/office/audit/definitions`
pub(super) async fn definitions(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "audit.see", &[])?;
        let lang = desk.visit.lang;
        let title = lang.pick("바뀐 정의", "Changed definitions");
        let changed = changed_definitions(desk.read, desk.scene.head.seq)?;
        let rows: Vec<Changed> = changed.into_iter().map(|one| shown(one, desk.scene, lang)).collect();
        if sheet::is_asked(desk.visit) {
            return csv(desk.sheet(title, "definitions"), lang, rows);
        }
        let shell = desk.scene.shell(desk.visit, title, &way(lang));
        web::page(&DefinitionsPage { shell, rows })
    })
    .await
}

fn shown(one: ChangedDefinition, scene: &ui::Scene, lang: Lang) -> Changed {
    let (before, after) = differing_lines(&one.before, &one.after);
    let kind = match one.kind {
        "figure" => lang.pick("수치", "figure"),
        "fact" => lang.pick("사실", "fact"),
        _ => lang.pick("서식", "template"),
    };
    Changed {
        kind,
        key: one.key,
        version: one.version,
        seq: one.event.0,
        actor: one.actor,
        recorded: scene.local(one.recorded),
        before,
        after,
    }
}

fn csv(sheet: Sheet<'_>, lang: Lang, rows: Vec<Changed>) -> Result<Response, Problem> {
    let head = head(
        lang,
        &[
            ("종류", "Kind"),
            ("이름", "Key"),
            ("판", "Version"),
            ("기록", "Event"),
            ("행위자", "Actor"),
            ("기록 시각", "Recorded"),
            ("앞", "Before"),
            ("뒤", "After"),
        ],
    );
    let line = |row: Changed| {
        let text = [
            row.kind.to_owned(),
            row.key,
            row.version.to_string(),
            row.seq.to_string(),
            row.actor,
            row.recorded,
            row.before.join("\n"),
            row.after.join("\n"),
        ];
        text.into_iter().map(Cell::Text).collect()
    };
    sheet.answer(&head, rows.into_iter().map(line))
}
