//! The forms about a request of the council.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{AsOf, Code, Day, Seq};
use ui::web::{Choice, Field, Form, FormErrors, FormPage, Stop};
use ui::{Desk, Problem, Site, Visit};

use super::gate::{by, see};
use super::unit_choices;
use super::words::words;
use crate::council::{
    AmendRequest, AnswerRequest, NewRequest, Request, SendAnswer, WithdrawRequest, amend_request, answer, answer_request, receive_request,
    request, send_answer, withdraw_request,
};

/// The number in the address; empty where there is none, which no request has.
fn named(number: Result<Path<String>, PathRejection>) -> String {
    number.map(|Path(number)| number).unwrap_or_default()
}

fn way(desk: &Desk<'_, '_>, number: Option<&str>) -> Vec<(String, String)> {
    let lang = desk.visit.lang;
    let mut way = vec![(words(lang).council.to_owned(), "/office/council".to_owned())];
    way.extend(number.map(|number| (number.to_owned(), format!("/office/council/{number}"))));
    way
}

/// A request, if the one who is signed in may do the act where it belongs.
fn standing(desk: &mut Desk<'_, '_>, act: &'static str, number: &str) -> Result<Request, Problem> {
    see(desk, "report.see", &[])?;
    let (known, today) = (desk.scene.head.seq, desk.today());
    let request = request(desk.read, number, known)?.ok_or(Problem::NotFound)?;
    let within = bureau::within(desk.read, &request.asked.unit, today)?;
    see(desk, act, &within)?;
    Ok(request)
}

fn facts(desk: &Desk<'_, '_>, request: &Request) -> Vec<(String, String)> {
    let words = words(desk.visit.lang);
    let asked = &request.asked;
    vec![
        (words.asker.to_owned(), asked.asker.clone()),
        (words.question.to_owned(), asked.question.clone()),
        (words.due.to_owned(), asked.due.to_string()),
    ]
}

/// The questions of a request; filled in with what stands.
fn fields(desk: &mut Desk<'_, '_>, asked: Option<&NewRequest>) -> Result<Vec<Field>, Problem> {
    let (lang, today, known) = (desk.visit.lang, desk.today(), desk.scene.head.seq);
    let words = words(lang);
    let units = unit_choices(desk, today)?;
    let posts = bureau::posts(desk.read, AsOf { day: today, known })?.into_iter();
    let posts = posts.map(|post| {
        Choice::new(
            post.code.as_str(),
            format!("{} ({})", lang.pick(&post.title.ko, post.title.en.as_ref().unwrap_or(&post.title.ko)), post.code),
        )
    });
    let posts: Vec<Choice> = std::iter::once(Choice::new("", words.nothing)).chain(posts).collect();
    let of = |value: &dyn Fn(&NewRequest) -> String| asked.map(value).unwrap_or_default();
    let received = asked.map_or(today, |asked| asked.received);
    Ok(vec![
        Field::text("asker", words.asker).required().hint(words.asker_hint).value(of(&|asked| asked.asker.clone())),
        Field::text("title", words.title).required().value(of(&|asked| asked.title.clone())),
        Field::area("question", words.question).required().value(of(&|asked| asked.question.clone())),
        Field::day("received", words.received).required().value(received.to_string()),
        Field::day("due", words.due).required().value(of(&|asked| asked.due.to_string())),
        Field::choice("unit", words.unit, units).required().value(of(&|asked| asked.unit.to_string())),
        Field::choice("post", words.post, posts).value(of(&|asked| asked.post.as_ref().map(ToString::to_string).unwrap_or_default())),
    ])
}

fn read(form: &Form) -> Result<NewRequest, Stop> {
    let mut errors = FormErrors::default();
    let (asker, title) = (form.need("asker", &mut errors), form.need("title", &mut errors));
    let question = form.need("question", &mut errors);
    let (received, due): (Option<Day>, Option<Day>) = (form.read("received", &mut errors), form.read("due", &mut errors));
    let (unit, post): (Option<Code>, Option<Code>) = (form.read("unit", &mut errors), form.read_opt("post", &mut errors));
    errors.check()?;
    let (Some(received), Some(due), Some(unit)) = (received, due, unit) else { return Err(Stop::NotFound) };
    Ok(NewRequest { asker, title, question, received, due, unit, post })
}

fn asked_receive(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    see(desk, "report.receive-request", &[])?;
    let words = words(desk.visit.lang);
    let fields = fields(desk, None)?;
    Ok(FormPage {
        title: words.receive.to_owned(),
        way: way(desk, None),
        fields,
        submit: words.receive.to_owned(),
        document: true,
        ..FormPage::default()
    })
}

/// `/office/council/receive`
pub(super) async fn receive_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, asked_receive).await
}

/// `POST /office/council/receive`
pub(super) async fn receive(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, _| asked_receive(desk),
        |tx, sent| {
            let number = receive_request(tx, &by(sent), &read(&sent.form)?)?;
            Ok(format!("/office/council/{number}"))
        },
    )
    .await
}

fn asked_amend(desk: &mut Desk<'_, '_>, number: &str) -> Result<FormPage, Problem> {
    let request = standing(desk, "report.amend-request", number)?;
    let words = words(desk.visit.lang);
    Ok(FormPage {
        title: format!("{} {number}: {}", words.council, words.amend),
        intro: Some(words.amend_intro.to_owned()),
        way: way(desk, Some(number)),
        fields: fields(desk, Some(&request.asked))?,
        submit: words.amend.to_owned(),
        subject: Some(format!("report_council_request:{number}")),
        ..FormPage::default()
    })
}

/// `/office/council/NUMBER/amend`
pub(super) async fn amend_form(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>) -> Response {
    let number = named(number);
    site.form(visit, move |desk| asked_amend(desk, &number)).await
}

/// `POST /office/council/NUMBER/amend`
pub(super) async fn amend(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>, form: Form) -> Response {
    let number = named(number);
    let shown = number.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked_amend(desk, &shown),
        move |tx, sent| {
            amend_request(tx, &by(sent), &AmendRequest { number: number.clone(), new: read(&sent.form)? })?;
            Ok(format!("/office/council/{number}"))
        },
    )
    .await
}

fn asked_answer(desk: &mut Desk<'_, '_>, number: &str) -> Result<FormPage, Problem> {
    let request = standing(desk, "report.answer-request", number)?;
    let (lang, known, today) = (desk.visit.lang, desk.scene.head.seq, desk.today());
    let words = words(lang);
    let before = answer(desk.read, number, known)?;
    let languages = desk.scene.city.as_ref().map(|city| city.languages.clone()).unwrap_or_default();
    let languages = languages.into_iter().map(|code| Choice::new(code.as_str(), if code == "ko" { "한국어" } else { "English" })).collect();
    let of = |value: &dyn Fn(&crate::council::Answer) -> String, or: String| before.as_ref().map_or(or, value);
    Ok(FormPage {
        title: format!("{} {number}: {}", words.council, if before.is_some() { words.answer_again } else { words.answer_do }),
        way: way(desk, Some(number)),
        facts: facts(desk, &request),
        fields: vec![
            Field::area("text", words.answer_text)
                .required()
                .hint(words.answer_hint)
                .value(of(&|answer| answer.text.clone(), String::new())),
            Field::day("day", words.basis).required().value(of(&|answer| answer.frozen.as_of.day.to_string(), today.to_string())),
            Field::choice("lang", words.language, languages).required().value(of(&|answer| answer.lang.clone(), lang.code().to_owned())),
            Field::hidden("known", known.to_string()),
        ],
        submit: words.answer_do.to_owned(),
        subject: Some(format!("report_council_request:{number}")),
        ..FormPage::default()
    })
}

/// `/office/council/NUMBER/answer`
pub(super) async fn answer_form(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>) -> Response {
    let number = named(number);
    site.form(visit, move |desk| asked_answer(desk, &number)).await
}

/// `POST /office/council/NUMBER/answer`
pub(super) async fn answer_post(
    State(site): State<Site>,
    visit: Visit,
    number: Result<Path<String>, PathRejection>,
    form: Form,
) -> Response {
    let number = named(number);
    let (shown, sets) = (number.clone(), site.sets.clone());
    site.act(
        visit,
        form,
        move |desk, _| asked_answer(desk, &shown),
        move |tx, sent| {
            let mut errors = FormErrors::default();
            let (text, lang) = (sent.form.need("text", &mut errors), sent.form.need("lang", &mut errors));
            let day: Option<Day> = sent.form.read("day", &mut errors);
            let known: Option<i64> = sent.form.read("known", &mut errors);
            errors.check()?;
            let (Some(day), Some(known)) = (day, known) else { return Err(Stop::NotFound) };
            let text = text.replace("\r\n", "\n");
            answer_request(tx, &by(sent), &sets, &AnswerRequest { number: number.clone(), lang, text, day, known: Seq(known) })?;
            Ok(format!("/office/council/{number}"))
        },
    )
    .await
}

fn asked_step(
    desk: &mut Desk<'_, '_>,
    number: &str,
    act: &'static str,
    (title, intro): (&str, Option<&str>),
    reason: bool,
) -> Result<FormPage, Problem> {
    let request = standing(desk, act, number)?;
    let words = words(desk.visit.lang);
    let mut fields = vec![Field::day("day", words.day).required().value(desk.today().to_string())];
    if reason {
        fields.insert(0, Field::area("reason", words.reason).required());
    }
    Ok(FormPage {
        title: format!("{} {number}: {title}", words.council),
        intro: intro.map(str::to_owned),
        way: way(desk, Some(number)),
        facts: facts(desk, &request),
        fields,
        submit: title.to_owned(),
        document: true,
        subject: Some(format!("report_council_request:{number}")),
        ..FormPage::default()
    })
}

fn asked_send(desk: &mut Desk<'_, '_>, number: &str) -> Result<FormPage, Problem> {
    let words = words(desk.visit.lang);
    asked_step(desk, number, "report.send-answer", (words.send, Some(words.send_intro)), false)
}

fn asked_withdraw(desk: &mut Desk<'_, '_>, number: &str) -> Result<FormPage, Problem> {
    let words = words(desk.visit.lang);
    asked_step(desk, number, "report.withdraw-request", (words.withdraw_request, None), true)
}

/// `/office/council/NUMBER/send`
pub(super) async fn send_form(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>) -> Response {
    let number = named(number);
    site.form(visit, move |desk| asked_send(desk, &number)).await
}

/// `POST /office/council/NUMBER/send`
pub(super) async fn send(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>, form: Form) -> Response {
    let number = named(number);
    let shown = number.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked_send(desk, &shown),
        move |tx, sent| {
            let mut errors = FormErrors::default();
            let day: Option<Day> = sent.form.read("day", &mut errors);
            errors.check()?;
            let Some(day) = day else { return Err(Stop::NotFound) };
            send_answer(tx, &by(sent), &SendAnswer { number: number.clone(), day })?;
            Ok(format!("/office/council/{number}"))
        },
    )
    .await
}

/// `/office/council/NUMBER/withdraw`
pub(super) async fn withdraw_form(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>) -> Response {
    let number = named(number);
    site.form(visit, move |desk| asked_withdraw(desk, &number)).await
}

/// `POST /office/council/NUMBER/withdraw`
pub(super) async fn withdraw(State(site): State<Site>, visit: Visit, number: Result<Path<String>, PathRejection>, form: Form) -> Response {
    let number = named(number);
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
            withdraw_request(tx, &by(sent), &WithdrawRequest { number: number.clone(), reason, day })?;
            Ok(format!("/office/council/{number}"))
        },
    )
    .await
}
