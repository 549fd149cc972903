//! The pages of what is issued, compared, copied, answered to the council, and seen in a minute.

mod audit;
mod cloning;
mod compare;
mod council;
mod council_forms;
mod editions;
mod gate;
mod issuing;
mod minute;
mod words;

use axum::Router;
use axum::routing::get;
use kernel::{Code, Day, Lang};
use store::{Read, StoreError};
use ui::web::Choice;
use ui::{Desk, Problem, Site, Waiting};

use crate::council::{RequestState, is_late, requests};

pub(crate) use words::{Words, words};

/// The routes of these pages.
pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/editions", get(editions::list))
        .route("/editions/{number}", get(editions::one))
        .route("/compare", get(compare::page_of))
        .route("/office/check", get(audit::form).post(audit::check))
        .route("/office/editions/issue", get(issuing::issue_form).post(issuing::issue))
        .route("/office/editions/clone", get(cloning::form).post(cloning::make))
        .route("/office/editions/{number}/withdraw", get(issuing::withdraw_form).post(issuing::withdraw))
        .route("/office/council", get(council::list))
        .route("/office/council/receive", get(council_forms::receive_form).post(council_forms::receive))
        .route("/office/council/{number}", get(council::one))
        .route("/office/council/{number}/amend", get(council_forms::amend_form).post(council_forms::amend))
        .route("/office/council/{number}/answer", get(council_forms::answer_form).post(council_forms::answer_post))
        .route("/office/council/{number}/send", get(council_forms::send_form).post(council_forms::send))
        .route("/office/council/{number}/withdraw", get(council_forms::withdraw_form).post(council_forms::withdraw))
        .route("/office/minute", get(minute::page))
}

/// Requests of the council that wait for an actor who may answer them where they belong.
pub fn waiting(read: &mut Read, actor: &Code, day: Day, lang: Lang) -> Result<Vec<Waiting>, StoreError> {
    let known = read.head()?.seq;
    let mut waiting = Vec::new();
    for request in requests(read, known)? {
        if !crate::council::rules::waits(&request) {
            continue;
        }
        let within = bureau::within(read, &request.asked.unit, day)?;
        let act = if request.state == RequestState::Answered { "report.send-answer" } else { "report.answer-request" };
        if !people::may(read, actor, act, &within, day)? {
            continue;
        }
        let (number, title) = (&request.number, &request.asked.title);
        let next = if request.state == RequestState::Answered { words(lang).send } else { words(lang).answer_do };
        waiting.push(Waiting {
            text: format!("{} {number}: {title} ({next})", words(lang).council),
            href: format!("/office/council/{number}"),
            due: Some(request.asked.due),
            late: is_late(&request, day),
        });
    }
    Ok(waiting)
}

/// The units in force as choices, each under those above it.
fn unit_choices(desk: &mut Desk<'_, '_>, day: Day) -> Result<Vec<Choice>, Problem> {
    let lang = desk.visit.lang;
    Ok(units(desk, day)?
        .into_iter()
        .map(|(code, name)| Choice::new(code, lang.pick(&name.ko, name.en.as_ref().unwrap_or(&name.ko)).clone()))
        .collect())
}

/// The units in force: code and name, in the order of the organisation.
fn units(desk: &mut Desk<'_, '_>, day: Day) -> Result<Vec<(String, kernel::Bilingual)>, Problem> {
    let known = desk.scene.head.seq;
    let mut evaluator = crate::Evaluator::new(desk.read, desk.sets, known)?;
    let tree = evaluator.set(desk.sets.tree())?;
    let units = evaluator.members(tree, day)?;
    Ok(units.iter().map(|unit| (unit.code.clone(), unit.name.clone())).collect())
}

/// The name of a unit; its code where it has none that day.
fn unit_name(units: &[(String, kernel::Bilingual)], code: &str, lang: Lang) -> String {
    units.iter().find(|(known, _)| known == code).map_or_else(|| code.to_owned(), |(_, name)| name.in_lang(lang).to_owned())
}
