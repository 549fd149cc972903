//! This room's pages: the organisation and its plans for everybody, and the forms of the office.

mod chart;
mod forms;
mod handover;
mod office;
mod plan;
mod timeline;

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::get;
use kernel::{AsOf, Code, Day, Lang};
use store::{Read, StoreError};
use ui::web::Choice;
use ui::{Desk, Problem, Site, Waiting};

use crate::model::{ChartPost, ChartUnit, Owner};
use crate::sql;
use crate::words::words;

/// How many days ahead things wait for somebody.
const AHEAD_DAYS: i32 = 31;

/// The routes of this room.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/bureau", get(chart::page))
        .route("/bureau/plans", get(timeline::page))
        .route("/bureau/plans/{*code}", get(plan::public))
        .route("/office/bureau", get(office::page))
        .route("/office/bureau/plans/{*code}", get(plan::office))
        .route("/office/bureau/handover/{*post}", get(handover::page))
        .route("/office/bureau/hand-over/{*post}", get(handover::form).post(handover::act))
        .route("/office/bureau/new/{kind}", get(forms::new_form).post(forms::new))
        .route("/office/bureau/change/{kind}/{*code}", get(forms::change_form).post(forms::change))
        .route("/office/bureau/end/{kind}/{*code}", get(forms::end_form).post(forms::end))
        .route("/office/bureau/step/{kind}/{*code}", get(forms::step_form).post(forms::step))
        .route("/office/bureau/value/{kind}/{*code}", get(forms::value_form).post(forms::value))
        .route("/office/bureau/charge/{*subject}", get(forms::charge_form).post(forms::charge))
        .route("/office/bureau/post/{act}/{*code}", get(forms::post_form).post(forms::post))
}

/// What waits for an actor: open milestones and tasks of the posts it acts for that have begun or end within a month.
pub fn waiting(read: &mut Read, actor: &Code, day: Day, lang: Lang) -> Result<Vec<Waiting>, StoreError> {
    let mut all = Vec::new();
    let as_of = AsOf { day, known: sql::HEAD };
    for post in sql::posts_of(read, actor, day)? {
        for held in sql::in_charge(read, &post, as_of)? {
            let (Some(window), Some(name)) = (&held.window, &held.name) else { continue };
            let task = match held.subject.table() {
                "bureau_milestone" => false,
                "bureau_task" => true,
                _ => continue,
            };
            let begun = window.first_day().is_some_and(|first| first <= day);
            let near = window.last_day().is_some_and(|last| last <= day.plus_days(AHEAD_DAYS));
            if !begun && !near {
                continue;
            }
            let what = if task { words(lang).task } else { words(lang).milestone };
            let kind = if task { "task" } else { "milestone" };
            all.push(Waiting {
                text: format!("{what}: {}", name.in_lang(lang)),
                href: format!("/office/bureau/step/{kind}/{}", held.subject.code()),
                due: window.last_day(),
                late: held.is_late(day),
            });
        }
    }
    Ok(all)
}

/// What units and posts are called, in a language.
struct Names {
    units: Vec<(Code, String)>,
    posts: BTreeMap<Code, ChartPost>,
    lang: Lang,
}

impl Names {
    fn read(read: &mut Read, as_of: AsOf, lang: Lang) -> Result<Self, StoreError> {
        fn flat(units: &[ChartUnit], lang: Lang, all: &mut Vec<(Code, String)>) {
            for unit in units {
                all.push((unit.code.clone(), unit.name.in_lang(lang).to_owned()));
                flat(&unit.units, lang, all);
            }
        }
        let mut units = Vec::new();
        flat(&sql::chart(read, as_of)?, lang, &mut units);
        let posts = sql::posts(read, as_of)?.into_iter().map(|post| (post.code.clone(), post)).collect();
        Ok(Self { units, posts, lang })
    }

    fn unit(&self, code: &Code) -> String {
        self.units.iter().find(|(known, _)| known == code).map_or_else(|| code.to_string(), |(_, name)| name.clone())
    }

    fn post(&self, code: &Code) -> String {
        self.posts.get(code).map_or_else(|| code.to_string(), |post| format!("{} ({code})", post.title.in_lang(self.lang)))
    }

    fn owner(&self, owner: Option<&Owner>) -> String {
        owner.map(|owner| self.post(&owner.post)).unwrap_or_default()
    }

    fn unit_choices(&self) -> Vec<Choice> {
        self.units.iter().map(|(code, name)| Choice::new(code.as_str(), format!("{name} ({code})"))).collect()
    }

    fn post_choices(&self) -> Vec<Choice> {
        self.posts.keys().map(|code| Choice::new(code.as_str(), self.post(code))).collect()
    }
}

/// Today, as known now.
fn now(desk: &Desk<'_, '_>) -> AsOf {
    AsOf { day: desk.today(), known: desk.scene.head.seq }
}

/// A code of an address; one that is none leads nowhere.
fn code_of(text: &str) -> Result<Code, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// The way to the office's pages of this room.
fn office_way(lang: Lang) -> Vec<(String, String)> {
    vec![(words(lang).office_bureau.to_owned(), "/office/bureau".to_owned())]
}
