//! The forms of the office: one for each act, made of the same questions whether something begins or is changed.

mod asked;
mod read;
mod subject;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Code;
use store::{Failure, Tx};
use ui::web::{Field, Form, FormErrors, FormPage, Stop, parameter};
use ui::{Desk, Problem, Site, Visit};

use super::{Names, code_of, now, office_way};
use crate::model::{Amendment, Ending};
use crate::rules::Noun;
use crate::words::words;
use crate::{ops, sql};
use asked::{fields, title_of};

pub(super) use subject::{charge, charge_form, post, post_form, step, step_form, value, value_form};

/// The kinds of things that forms are about, as addresses name them.
fn noun(kind: &str) -> Result<Noun, Problem> {
    Noun::ALL.into_iter().find(|noun| noun.kind() == kind).ok_or(Problem::NotFound)
}

/// A form is shown to whoever may do its act where the thing is.
fn see(desk: &mut Desk<'_, '_>, act: &'static str, what: Noun, code: &Code) -> Result<(), Problem> {
    let today = desk.today();
    let unit = sql::unit_of(desk.read, what, code, today)?;
    let within = match &unit {
        Some(unit) => sql::within(desk.read, unit, today)?,
        None => Vec::new(),
    };
    people::see(desk, act, &within)?;
    unit.map(|_| ()).ok_or(Problem::NotFound)
}

/// The acts that begin, change and end a kind of thing.
fn acts(what: Noun) -> Result<[&'static str; 3], Problem> {
    Ok(match what {
        Noun::Unit => ["bureau.create-unit", "bureau.amend-unit", "bureau.end-unit"],
        Noun::Post => ["bureau.create-post", "bureau.amend-post", "bureau.end-post"],
        Noun::Duty => ["bureau.add-duty", "bureau.amend-duty", "bureau.end-duty"],
        Noun::Programme => ["bureau.create-programme", "bureau.amend-programme", "bureau.end-programme"],
        Noun::Milestone => ["bureau.plan-milestone", "bureau.amend-milestone", "bureau.end-milestone"],
        Noun::Plan => ["bureau.draft-plan", "bureau.amend-plan", "bureau.step-plan"],
        Noun::Task => ["bureau.add-task", "bureau.amend-task", "bureau.step-task"],
        Noun::Indicator => ["bureau.add-indicator", "bureau.amend-indicator", "bureau.end-indicator"],
        Noun::Actor => return Err(Problem::NotFound),
    })
}

/// The act of the form that an address leads to; nothing for a page that only shows.
pub(super) fn act_of(href: &str) -> Option<String> {
    let mut parts = href.strip_prefix("/office/bureau/")?.split(['/', '?']);
    let (form, what) = (parts.next()?, parts.next()?);
    let of = |at: usize| acts(noun(what).ok()?).ok()?.get(at).map(|act| (*act).to_owned());
    match form {
        "new" => of(0),
        "change" => of(1),
        "end" => of(2),
        "step" => Some(format!("bureau.step-{what}")),
        "post" => Some(format!("bureau.{what}")),
        "value" if what == "target" => Some("bureau.set-target".to_owned()),
        "value" => Some("bureau.measure".to_owned()),
        "charge" | "hand-over" => Some(format!("bureau.{form}")),
        "handover" | "plans" => Some("bureau.see".to_owned()),
        _ => None,
    }
}

/// Where an act leads afterwards.
fn back(what: Noun, tx: &mut Tx<'_>, code: &Code) -> Result<String, Stop> {
    let today = tx.today();
    Ok(match what {
        Noun::Plan => format!("/office/bureau/plans/{code}"),
        Noun::Task | Noun::Indicator => match sql::plan_of(tx, what, code, today)? {
            Some(plan) => format!("/office/bureau/plans/{plan}"),
            None => "/office/bureau".to_owned(),
        },
        _ => "/office/bureau".to_owned(),
    })
}

fn by<'s>(sent: &'s ui::web::Sent) -> people::By<'s> {
    people::by(sent)
}

/// `/office/bureau/new/{kind}`
pub(in crate::web) async fn new_form(State(site): State<Site>, visit: Visit, Path(kind): Path<String>) -> Response {
    site.form(visit, move |desk| asked_new(desk, &kind)).await
}

fn asked_new(desk: &mut Desk<'_, '_>, kind: &str) -> Result<FormPage, Problem> {
    let (what, lang) = (noun(kind)?, desk.visit.lang);
    let [begin, ..] = acts(what)?;
    people::see(desk, begin, &[])?;
    let words = words(lang);
    let within = parameter(desk.visit, "in").unwrap_or_default().to_owned();
    let mut all = vec![Field::text("code", words.code).required().hint(words.code_hint)];
    let as_of = now(desk);
    let names = Names::read(desk.read, as_of, lang)?;
    all.extend(fields(desk, what, &names, true)?);
    for field in all.iter_mut().filter(|field| matches!(field.name, "unit" | "parent" | "programme" | "plan" | "of")) {
        if field.choices.iter().any(|choice| choice.value == within) {
            field.value.clone_from(&within);
        }
    }
    let title = title_of(what, lang).to_owned();
    Ok(FormPage { submit: title.clone(), title, way: office_way(lang), fields: all, document: true, ..FormPage::default() })
}

/// `POST /office/bureau/new/{kind}`
pub(in crate::web) async fn new(State(site): State<Site>, visit: Visit, Path(kind): Path<String>, form: Form) -> Response {
    let shown = kind.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked_new(desk, &shown),
        move |tx, sent| {
            let what = noun(&kind).map_err(|_| Stop::NotFound)?;
            let mut errors = FormErrors::default();
            let code = sent.form.read::<Code>("code", &mut errors);
            // What is wrong with the other questions is said at the same time.
            let placeholder = code.or_else(|| "x".parse().ok()).ok_or(Stop::NotFound)?;
            create(tx, sent, what, &placeholder, &mut errors)?;
            back(what, tx, &placeholder)
        },
    )
    .await
}

fn create(tx: &mut Tx<'_>, sent: &ui::web::Sent, what: Noun, code: &Code, errors: &mut FormErrors) -> Result<(), Stop> {
    let (by, form) = (&by(sent), &sent.form);
    let done: Result<(), Failure> = match what {
        Noun::Unit => ops::create_unit(tx, by, &read::checked(read::unit(form, code, errors), errors)?),
        Noun::Post => ops::create_post(tx, by, &read::checked(read::post(form, code, errors), errors)?),
        Noun::Duty => ops::add_duty(tx, by, &read::checked(read::duty(form, code, errors), errors)?),
        Noun::Programme => ops::create_programme(tx, by, &read::checked(read::programme(form, code, errors), errors)?),
        Noun::Milestone => ops::plan_milestone(tx, by, &read::checked(read::milestone(form, code, errors), errors)?),
        Noun::Plan => ops::draft_plan(tx, by, &read::checked(read::plan(form, code, errors), errors)?),
        Noun::Task => ops::add_task(tx, by, &read::checked(read::task(form, code, errors), errors)?),
        Noun::Indicator => ops::add_indicator(tx, by, &read::checked(read::indicator(form, code, errors), errors)?),
        Noun::Actor => return Err(Stop::NotFound),
    };
    Ok(done?)
}

/// `/office/bureau/change/{kind}/{code}`
pub(in crate::web) async fn change_form(State(site): State<Site>, visit: Visit, Path((kind, code)): Path<(String, String)>) -> Response {
    site.form(visit, move |desk| asked_change(desk, &kind, &code)).await
}

fn asked_change(desk: &mut Desk<'_, '_>, kind: &str, code: &str) -> Result<FormPage, Problem> {
    let (what, code, lang) = (noun(kind)?, code_of(code)?, desk.visit.lang);
    let [_, change, _] = acts(what)?;
    see(desk, change, what, &code)?;
    let words = words(lang);
    let as_of = now(desk);
    let names = Names::read(desk.read, as_of, lang)?;
    let mut all = fields(desk, what, &names, false)?;
    asked::fill(desk, what, &code, &mut all)?;
    all.push(Field::check("correct", words.correct).hint(words.correct_hint));
    Ok(FormPage {
        title: format!("{} · {}", what.word(lang), words.change),
        intro: Some(words.office_lead.to_owned()),
        way: office_way(lang),
        facts: vec![(words.code.to_owned(), code.to_string())],
        fields: all,
        submit: words.save.to_owned(),
        document: true,
        subject: Some(format!("{}:{code}", what.table())),
        ..FormPage::default()
    })
}

/// `POST /office/bureau/change/{kind}/{code}`
pub(in crate::web) async fn change(
    State(site): State<Site>,
    visit: Visit,
    Path((kind, code)): Path<(String, String)>,
    form: Form,
) -> Response {
    let shown = (kind.clone(), code.clone());
    site.act(
        visit,
        form,
        move |desk, _| asked_change(desk, &shown.0, &shown.1),
        move |tx, sent| {
            let what = noun(&kind).map_err(|_| Stop::NotFound)?;
            let code: Code = code.parse().map_err(|_| Stop::NotFound)?;
            amend(tx, sent, what, &code)?;
            back(what, tx, &code)
        },
    )
    .await
}

fn amend(tx: &mut Tx<'_>, sent: &ui::web::Sent, what: Noun, code: &Code) -> Result<(), Stop> {
    fn to<T>(to: T, form: &Form) -> Amendment<T> {
        Amendment { to, correct: form.text("correct") == "yes" }
    }
    let (by, form, errors) = (&by(sent), &sent.form, &mut FormErrors::default());
    let done: Result<(), Failure> = match what {
        Noun::Unit => ops::amend_unit(tx, by, &to(read::checked(read::unit(form, code, errors), errors)?, form)),
        Noun::Post => ops::amend_post(tx, by, &to(read::checked(read::post(form, code, errors), errors)?, form)),
        Noun::Duty => ops::amend_duty(tx, by, &to(read::checked(read::duty(form, code, errors), errors)?, form)),
        Noun::Programme => ops::amend_programme(tx, by, &to(read::checked(read::programme(form, code, errors), errors)?, form)),
        Noun::Milestone => ops::amend_milestone(tx, by, &to(read::checked(read::milestone(form, code, errors), errors)?, form)),
        Noun::Plan => ops::amend_plan(tx, by, &to(read::checked(read::plan(form, code, errors), errors)?, form)),
        Noun::Task => ops::amend_task(tx, by, &to(read::checked(read::task(form, code, errors), errors)?, form)),
        Noun::Indicator => ops::amend_indicator(tx, by, &to(read::checked(read::indicator(form, code, errors), errors)?, form)),
        Noun::Actor => return Err(Stop::NotFound),
    };
    Ok(done?)
}

/// `/office/bureau/end/{kind}/{code}`
pub(in crate::web) async fn end_form(State(site): State<Site>, visit: Visit, Path((kind, code)): Path<(String, String)>) -> Response {
    site.form(visit, move |desk| asked_end(desk, &kind, &code)).await
}

fn asked_end(desk: &mut Desk<'_, '_>, kind: &str, code: &str) -> Result<FormPage, Problem> {
    let (what, code, lang) = (noun(kind)?, code_of(code)?, desk.visit.lang);
    if matches!(what, Noun::Plan | Noun::Task | Noun::Actor) {
        return Err(Problem::NotFound);
    }
    let [.., end] = acts(what)?;
    see(desk, end, what, &code)?;
    let words = words(lang);
    Ok(FormPage {
        title: format!("{} · {}", what.word(lang), words.end),
        intro: Some(words.office_lead.to_owned()),
        way: office_way(lang),
        facts: vec![(words.code.to_owned(), code.to_string())],
        fields: vec![Field::day("day", words.until).required().value(desk.today().to_string())],
        submit: words.end.to_owned(),
        document: true,
        subject: Some(format!("{}:{code}", what.table())),
        ..FormPage::default()
    })
}

/// `POST /office/bureau/end/{kind}/{code}`
pub(in crate::web) async fn end(
    State(site): State<Site>,
    visit: Visit,
    Path((kind, code)): Path<(String, String)>,
    form: Form,
) -> Response {
    let shown = (kind.clone(), code.clone());
    site.act(
        visit,
        form,
        move |desk, _| asked_end(desk, &shown.0, &shown.1),
        move |tx, sent| {
            let what = noun(&kind).map_err(|_| Stop::NotFound)?;
            let code: Code = code.parse().map_err(|_| Stop::NotFound)?;
            let mut errors = FormErrors::default();
            let day = sent.form.read("day", &mut errors);
            errors.check()?;
            let ending = Ending { code: code.clone(), day: day.ok_or(Stop::NotFound)? };
            let href = back(what, tx, &code)?;
            let by = &by(sent);
            match what {
                Noun::Unit => ops::end_unit(tx, by, &ending)?,
                Noun::Post => ops::end_post(tx, by, &ending)?,
                Noun::Duty => ops::end_duty(tx, by, &ending)?,
                Noun::Programme => ops::end_programme(tx, by, &ending)?,
                Noun::Milestone => ops::end_milestone(tx, by, &ending)?,
                Noun::Indicator => ops::end_indicator(tx, by, &ending)?,
                Noun::Plan | Noun::Task | Noun::Actor => return Err(Stop::NotFound),
            }
            Ok(href)
        },
    )
    .await
}
