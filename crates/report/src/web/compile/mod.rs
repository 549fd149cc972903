//! The pages of compiling: the list, how a compilation stands, a chapter with its statements, one statement, and the forms.

mod chapter;
mod forms;
mod list;
mod overview;
mod statement;
mod steps;
mod words;

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::{get, post};
use kernel::{Code, Day, Lang};
use store::{Failure, Read, Sets, StoreError};
use ui::Waiting;
use ui::web::{Desk, Problem, Site};

pub(crate) use words::{Words, words};

use crate::compile::{Awaited, Chapter, Compilation, Counts, survey};
use crate::evaluate::Evaluator;

/// The routes of compiling.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/office/compile", get(list::page))
        .route("/office/compile/open", get(forms::open_form).post(forms::open))
        .route("/office/compile/{code}", get(overview::page))
        .route("/office/compile/{code}/submit", get(steps::submit_form).post(steps::submit))
        .route("/office/compile/{code}/withdraw", get(steps::withdraw_form).post(steps::withdraw))
        .route("/office/compile/{code}/return", get(steps::return_form).post(steps::send_back))
        .route("/office/compile/{code}/approve", get(steps::approve_form).post(steps::approve))
        .route("/office/compile/{code}/{chapter}", get(chapter::page))
        .route("/office/compile/{code}/{chapter}/confirm", post(chapter::confirm))
        .route("/office/compile/{code}/{chapter}/assign", get(forms::assign_form).post(forms::assign))
        .route("/office/compile/{code}/{chapter}/reopen", get(steps::reopen_form).post(steps::reopen))
        .route("/office/compile/{code}/{chapter}/{lang}/{statement}", get(statement::page).post(statement::change))
}

/// What waits for an actor, as lines of the office's first page; a report that cannot be read waits for nobody.
pub fn waiting(read: &mut Read, sets: &Sets, actor: &Code, today: Day, lang: Lang) -> Result<Vec<Waiting>, StoreError> {
    let mut may = |read: &mut Read, act: &'static str, within: &[Code]| Ok(people::may(read, actor, act, within, today)?);
    let words = words(lang);
    let line = |one| match one {
        Awaited::Chapter { compilation, chapter, title, counts, due, late } => {
            Waiting { text: format!("{title}: {}", left(words, counts)), href: href(&compilation, Some(&chapter)), due: Some(due), late }
        }
        Awaited::Approval { compilation, title, due } => {
            Waiting { text: format!("{title}: {}", words.approve), href: href(&compilation, None), due: Some(due), late: due < today }
        }
        Awaited::Compiling { compilation, title, unowned, late, counts, due } => {
            let mut text = format!("{title} {}: {}", words.compile, words.of(counts.confirmed, counts.statements));
            for (count, word) in [(unowned, words.no_owner), (late, words.late)] {
                if count > 0 {
                    text.push_str(&format!(" · {word} {count}"));
                }
            }
            Waiting { text, href: href(&compilation, None), due: Some(due), late: late > 0 || (due < today && counts.missing() > 0) }
        }
    };
    match crate::compile::waiting(read, sets, actor, today, &mut may) {
        Ok(all) => Ok(all.into_iter().map(line).collect()),
        Err(Failure::Refused(_)) => Ok(Vec::new()),
        Err(Failure::Store(error)) => Err(error),
    }
}

/// What is left of a chapter, in words.
fn left(words: &Words, counts: Counts) -> String {
    let parts = [
        (counts.missing() - counts.lapsed, words.unconfirmed),
        (counts.lapsed, words.lapsed),
        (counts.flagged, words.flagged),
        (counts.translations, words.translation),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{word} {count}")).collect();
    parts.join(" · ")
}

/// The address of a compilation or of a chapter of it.
fn href(code: &str, chapter: Option<&str>) -> String {
    chapter.map_or_else(|| format!("/office/compile/{code}"), |chapter| format!("/office/compile/{code}/{chapter}"))
}

/// The way to a page below a compilation; the frame of the page puts the office before it.
fn way(words: &Words, compilation: Option<(&Compilation, Lang)>) -> Vec<(String, String)> {
    let mut way = vec![(words.compile.to_owned(), "/office/compile".to_owned())];
    way.extend(compilation.map(|(compilation, lang)| (titled(compilation, lang), href(&compilation.code, None))));
    way
}

fn steps_of(way: &[(String, String)]) -> Vec<(&str, &str)> {
    way.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect()
}

/// A compilation's name: the report's title and its day.
fn titled(compilation: &Compilation, lang: Lang) -> String {
    format!("{} ({})", compilation.title(lang), compilation.day)
}

/// A compilation as it stands now, for whoever may see reports.
fn found(desk: &mut Desk<'_, '_>, code: &str) -> Result<Compilation, Problem> {
    people::see(desk, "report.see", &[])?;
    standing(desk, code)
}

/// The same without asking.
fn standing(desk: &mut Desk<'_, '_>, code: &str) -> Result<Compilation, Problem> {
    let known = desk.scene.head.seq;
    survey(desk.read, desk.sets, code, known, Some("")).map_err(|failure| match failure {
        Failure::Refused(refusal) if refusal.code == "report.no-compilation" => Problem::NotFound,
        failure => failure.into(),
    })
}

fn chapter_of<'c>(compilation: &'c Compilation, code: &str) -> Result<&'c Chapter, Problem> {
    compilation.chapter(code).ok_or(Problem::NotFound)
}

/// Whether the reader may do an act in a unit.
fn may(desk: &mut Desk<'_, '_>, act: &'static str, unit: &Code) -> Result<bool, Problem> {
    let today = desk.today();
    let Some(signed) = desk.visit.signed.clone() else { return Ok(false) };
    let within = bureau::within(desk.read, unit, today)?;
    Ok(people::may(desk.read, &signed.actor, act, &within, today)?)
}

/// Whether the reader may confirm and change statements of a chapter now.
fn may_write(desk: &mut Desk<'_, '_>, compilation: &Compilation, chapter: &Chapter) -> Result<bool, Problem> {
    let unit = chapter.owner.as_ref().map_or(&compilation.unit, |owner| &owner.unit);
    Ok(chapter.open && may(desk, "report.confirm-statement", unit)?)
}

/// Refuses a reader who may not confirm and change statements of a chapter, whether it is open or not.
fn must_write(desk: &mut Desk<'_, '_>, compilation: &Compilation, chapter: &Chapter) -> Result<(), Problem> {
    let today = desk.today();
    let unit = chapter.owner.as_ref().map_or(&compilation.unit, |owner| &owner.unit);
    let within = bureau::within(desk.read, unit, today)?;
    people::see(desk, "report.confirm-statement", &within).map(|_| ())
}

/// The names of units by their codes, in the order of the set.
pub(crate) struct Units(Vec<(String, String, String)>);

impl Units {
    fn read(desk: &mut Desk<'_, '_>) -> Result<Self, Problem> {
        let today = desk.today();
        let mut evaluator = Evaluator::new(desk.read, desk.sets, desk.scene.head.seq)?;
        let set = evaluator.set(desk.sets.tree())?;
        let members = evaluator.members(set, today)?;
        Ok(Self(members.iter().map(|one| (one.code.clone(), one.name.ko.clone(), one.name.in_lang(Lang::En).to_owned())).collect()))
    }

    fn name(&self, code: &str, lang: Lang) -> String {
        self.0.iter().find(|(known, _, _)| known == code).map_or_else(|| code.to_owned(), |(_, ko, en)| lang.pick(ko.clone(), en.clone()))
    }

    fn choices(&self, lang: Lang) -> Vec<ui::web::Choice> {
        self.0.iter().map(|(code, ko, en)| ui::web::Choice::new(code, lang.pick(ko, en))).collect()
    }
}

/// What actors are called, by their codes.
struct Labels(BTreeMap<Code, (String, String)>);

impl Labels {
    fn read(desk: &mut Desk<'_, '_>) -> Result<Self, Problem> {
        let today = desk.today();
        Ok(Self(people::labels(desk.read, today)?))
    }

    fn name(&self, actor: &str, lang: Lang) -> String {
        let known = actor.parse::<Code>().ok().and_then(|code| self.0.get(&code));
        known.map_or_else(|| actor.to_owned(), |(ko, en)| lang.pick(ko.clone(), en.clone()))
    }

    fn choices(&self, lang: Lang) -> impl Iterator<Item = ui::web::Choice> + '_ {
        self.0.iter().map(move |(code, (ko, en))| ui::web::Choice::new(code.as_str(), lang.pick(ko, en)))
    }
}

/// A bar of how a chapter or a compilation stands: shares of a hundred.
pub(crate) struct Progress {
    pub(crate) confirmed: f64,
    pub(crate) look: f64,
    pub(crate) said: String,
}

impl Progress {
    fn of(counts: Counts, words: &Words) -> Self {
        let share = |count: usize| match (u32::try_from(count), u32::try_from(counts.statements)) {
            (Ok(count), Ok(all)) if all > 0 => f64::from(count) * 100.0 / f64::from(all),
            _ => 0.0,
        };
        Self {
            confirmed: share(counts.confirmed),
            look: share(counts.lapsed.max(counts.flagged)),
            said: words.of(counts.confirmed, counts.statements),
        }
    }

    /// A share with two decimals, as an address of a point.
    pub(crate) fn at(value: &f64) -> String {
        format!("{value:.2}")
    }
}

/// How many days are left, in words: D-3, D-day, late by 2.
fn days_left(due: Day, today: Day, lang: Lang) -> String {
    let (mut left, mut at) = (0, today.min(due));
    while at < today.max(due) && left < 999 {
        at = at.plus_days(1);
        left += 1;
    }
    match due.cmp(&today) {
        std::cmp::Ordering::Less => lang.pick(format!("{left}일 지남"), format!("{left} days late")),
        std::cmp::Ordering::Equal => lang.pick("오늘까지".to_owned(), "due today".to_owned()),
        std::cmp::Ordering::Greater => lang.pick(format!("{left}일 남음"), format!("{left} days left")),
    }
}
