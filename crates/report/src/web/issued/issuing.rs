//! Issuing an edition and withdrawing one.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Day, Seq};
use ui::web::{Choice, Field, Form, FormErrors, FormPage, Stop};
use ui::{Desk, Problem, Site, Visit};

use super::gate::{by, see};
use super::words::words;
use crate::edition::{EditionState, IssueEdition, WithdrawEdition, editions, issue_edition, withdraw_edition};
use crate::web::report_cards;

fn way(desk: &Desk<'_, '_>) -> Vec<(String, String)> {
    vec![(words(desk.visit.lang).editions.to_owned(), "/editions".to_owned())]
}

fn asked_issue(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    see(desk, "report.issue-edition", &[])?;
    let (lang, known) = (desk.visit.lang, desk.scene.head.seq);
    let words = words(lang);
    let reports = report_cards(desk.read, known, lang)?;
    let standing = editions(desk.read, known)?.into_iter().filter(|edition| edition.state == EditionState::Issued);
    let standing = standing
        .map(|edition| Choice::new(edition.number.clone(), format!("{} · {} · {}", edition.number, edition.report, edition.as_of.day)));
    let standing: Vec<Choice> = std::iter::once(Choice::new("", words.nothing)).chain(standing).collect();
    Ok(FormPage {
        title: words.issue.to_owned(),
        intro: Some(words.issue_intro.to_owned()),
        way: way(desk),
        fields: vec![
            Field::choice("report", words.report, reports.into_iter().map(|card| Choice::new(card.name, card.title)).collect()).required(),
            Field::day("day", words.basis).required().value(desk.today().to_string()),
            Field::choice("supersedes", words.supersedes, standing),
            Field::hidden("known", known.to_string()),
        ],
        submit: words.issue.to_owned(),
        document: true,
        ..FormPage::default()
    })
}

/// `/office/editions/issue`
pub(super) async fn issue_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, asked_issue).await
}

/// `POST /office/editions/issue`
pub(super) async fn issue(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    let sets = site.sets.clone();
    site.act(
        visit,
        form,
        |desk, _| asked_issue(desk),
        move |tx, sent| {
            let mut errors = FormErrors::default();
            let report = sent.form.need("report", &mut errors);
            let day: Option<Day> = sent.form.read("day", &mut errors);
            let known: Option<i64> = sent.form.read("known", &mut errors);
            errors.check()?;
            let (Some(day), Some(known)) = (day, known) else { return Err(Stop::NotFound) };
            let new = IssueEdition { report, day, known: Seq(known), supersedes: sent.form.opt("supersedes") };
            let number = issue_edition(tx, &by(sent), &sets, &new)?;
            Ok(format!("/editions/{number}"))
        },
    )
    .await
}

fn asked_withdraw(desk: &mut Desk<'_, '_>, number: &str) -> Result<FormPage, Problem> {
    see(desk, "report.withdraw-edition", &[])?;
    let known = desk.scene.head.seq;
    let edition = editions(desk.read, known)?.into_iter().find(|edition| edition.number == number).ok_or(Problem::NotFound)?;
    let words = words(desk.visit.lang);
    Ok(FormPage {
        title: format!("{} {number} {}", words.edition, words.withdraw),
        intro: Some(words.withdraw_intro.to_owned()),
        way: way(desk),
        facts: vec![(words.report.to_owned(), edition.title.0), (words.basis.to_owned(), edition.as_of.day.to_string())],
        fields: vec![
            Field::area("reason", words.reason).required(),
            Field::day("day", words.day).required().value(desk.today().to_string()),
        ],
        submit: words.withdraw.to_owned(),
        subject: Some(format!("report_edition:{number}")),
        document: true,
        ..FormPage::default()
    })
}

/// `/office/editions/NUMBER/withdraw`
pub(super) async fn withdraw_form(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>) -> Response {
    site.form(visit, |desk| {
        let Path(number) = number?;
        asked_withdraw(desk, &number)
    })
    .await
}

/// `POST /office/editions/NUMBER/withdraw`
pub(super) async fn withdraw(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>, form: Form) -> Response {
    let number = number.map(|Path(number)| number).unwrap_or_default();
    let shown = number.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked_withdraw(desk, &shown),
        move |tx, sent| {
            let mut errors = FormErrors::default();
            let reason = sent.form.need("reason", &mut errors);
            let day: Option<Day> = sent.form.read("day", &mut errors);
            errors.check()?;
            let Some(day) = day else { return Err(Stop::NotFound) };
            withdraw_edition(tx, &by(sent), &WithdrawEdition { number: number.clone(), reason, day })?;
            Ok(format!("/editions/{number}"))
        },
    )
    .await
}
