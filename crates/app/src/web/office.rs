//! The office's first page: what waits for me, and the ways to my work.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use ui::{Problem, Shell, Site, Visit, Waiting, web};

use crate::rooms;

/// A way to a part of the work.
pub(super) struct Door {
    label: &'static str,
    href: &'static str,
    text: &'static str,
}

#[derive(Template)]
#[template(path = "office.html")]
struct OfficePage {
    shell: Shell,
    waiting: Vec<Waiting>,
    doors: Vec<Door>,
}

/// `/office`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |desk| {
        let signed = desk.visit.signed.clone().ok_or(Problem::SignIn(None))?;
        let (lang, today) = (desk.visit.lang, desk.today());
        let mut waiting = Vec::new();
        for room in rooms::WAITING {
            waiting.extend(room(desk.read, &signed.actor, today, lang)?);
        }
        // What is due first stands first; what has no day stands last.
        waiting.sort_by_key(|one: &Waiting| (one.due.is_none(), one.due));
        let mut doors = Vec::new();
        for (act, href, ko, en, text_ko, text_en) in rooms::DOORS {
            if people::may_anywhere(desk.read, &signed.actor, act, today)? {
                doors.push(Door { href, label: lang.pick(ko, en), text: lang.pick(text_ko, text_en) });
            }
        }
        let shell = desk.scene.shell(desk.visit, ui::words(lang).office, &[]);
        web::page(&OfficePage { shell, waiting, doors })
    })
    .await
}
