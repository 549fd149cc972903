//! Forms about one thing: a step, a value, who answers for it, who is in a post.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Code, Day, Exact};
use store::Tx;
use ui::web::{Choice, Field, Form, FormErrors, FormPage, Sent, Stop};
use ui::{Desk, Problem, Site, Visit};

use super::{back, by, noun, see};
use crate::model::{
    Appointment, MilestoneState, NewActing, NewCharge, NewPlanStep, NewStep, NewTaskStep, NewValue, Owner, PlanState, Subject, TaskState,
    Vacancy,
};
use crate::rules::{Noun, State as _};
use crate::web::{Names, code_of, now, office_way};
use crate::words::{self, words};
use crate::{ops, sql};

/// `/office/bureau/step/{kind}/{code}`
pub(in crate::web) async fn step_form(State(site): State<Site>, visit: Visit, Path((kind, code)): Path<(String, String)>) -> Response {
    site.form(visit, move |desk| asked_step(desk, &kind, &code)).await
}

fn asked_step(desk: &mut Desk<'_, '_>, kind: &str, code: &str) -> Result<FormPage, Problem> {
    let (what, code, lang) = (noun(kind)?, code_of(code)?, desk.visit.lang);
    let act = match what {
        Noun::Milestone => "bureau.step-milestone",
        Noun::Plan => "bureau.step-plan",
        Noun::Task => "bureau.step-task",
        _ => return Err(Problem::NotFound),
    };
    see(desk, act, what, &code)?;
    let words = words(lang);
    let choice = |code: &str| Choice::new(code, words::state(code, lang));
    let states: &[&str] = match what {
        Noun::Milestone => &["done", "postponed", "cancelled"],
        Noun::Plan => &["adopted", "ended", "superseded"],
        _ => &["under-way", "done", "dropped"],
    };
    let mut fields = vec![Field::choice("state", words.state, states.iter().map(|code| choice(code)).collect())];
    if what == Noun::Plan {
        let others = super::asked::plans(desk)?.into_iter().filter(|one| one.value != code.as_str());
        fields.push(Field::choice("successor", words.successor, std::iter::once(Choice::new("", words.nothing)).chain(others).collect()));
    }
    fields.push(Field::day("day", words.day).required().value(desk.today().to_string()));
    fields.push(Field::area("note", words.note));
    let as_of = now(desk);
    let (name, window, state) = about(desk, what, &code, as_of)?;
    Ok(FormPage {
        title: format!("{} · {}", what.word(lang), words.step),
        way: office_way(lang),
        facts: vec![(what.word(lang).to_owned(), name), (words.window.to_owned(), window), (words.state.to_owned(), state)],
        fields,
        submit: words.save.to_owned(),
        document: true,
        subject: Some(format!("{}:{code}", if what == Noun::Milestone { "bureau_milestone_step" } else { what.table() })),
        ..FormPage::default()
    })
}

/// Name, window and state of what a step is about.
fn about(desk: &mut Desk<'_, '_>, what: Noun, code: &Code, as_of: kernel::AsOf) -> Result<(String, String, String), Problem> {
    let lang = desk.visit.lang;
    let text = |name: &kernel::Bilingual, window: &kernel::Window, state: &'static str| {
        (name.in_lang(lang).to_owned(), words::window(window, lang), words::state(state, lang).to_owned())
    };
    let found = match what {
        Noun::Milestone => sql::milestones(desk.read, as_of)?
            .iter()
            .find(|one| one.code == *code)
            .map(|one| text(&one.name, &one.window, one.state.code())),
        _ => {
            let plans = sql::plans(desk.read, as_of)?;
            let task = plans.iter().flat_map(|plan| &plan.tasks).find(|task| what == Noun::Task && task.code == *code);
            let plan = plans.iter().find(|plan| what == Noun::Plan && plan.code == *code);
            task.map(|task| text(&task.name, &task.window, task.state.code()))
                .or_else(|| plan.map(|plan| text(&plan.name, &plan.window, plan.state.code())))
        }
    };
    found.ok_or(Problem::NotFound)
}

/// `POST /office/bureau/step/{kind}/{code}`
pub(in crate::web) async fn step(
    State(site): State<Site>,
    visit: Visit,
    Path((kind, code)): Path<(String, String)>,
    form: Form,
) -> Response {
    let shown = (kind.clone(), code.clone());
    site.act(
        visit,
        form,
        move |desk, _| asked_step(desk, &shown.0, &shown.1),
        move |tx, sent| {
            let what = noun(&kind).map_err(|_| Stop::NotFound)?;
            let code: Code = code.parse().map_err(|_| Stop::NotFound)?;
            take_step(tx, sent, what, &code)?;
            back(what, tx, &code)
        },
    )
    .await
}

fn take_step(tx: &mut Tx<'_>, sent: &Sent, what: Noun, code: &Code) -> Result<(), Stop> {
    let (form, mut errors) = (&sent.form, FormErrors::default());
    let day: Option<Day> = form.read("day", &mut errors);
    let successor = form.read_opt::<Code>("successor", &mut errors);
    let (note, state) = (form.opt("note"), form.text("state"));
    let milestone = MilestoneState::from_step(state);
    let task = TaskState::from_step(state);
    let plan = PlanState::from_step(state, successor);
    let known = match what {
        Noun::Milestone => milestone.is_some(),
        Noun::Task => task.is_some(),
        _ => plan.is_some(),
    };
    if !known {
        let (ko, en) = (
            "목록에서 골라 주세요. 대체되었다면 이어받는 계획도 골라 주세요.",
            "Choose one of the list; a plan that is superseded names the plan that takes its place, and only such a one.",
        );
        errors.add("state", ko, en);
    }
    errors.check()?;
    let day = day.ok_or(Stop::NotFound)?;
    match (what, milestone, task, plan) {
        (Noun::Milestone, Some(state), _, _) => ops::step_milestone(tx, &by(sent), &NewStep { milestone: code.clone(), state, day, note })?,
        (Noun::Task, _, Some(state), _) => ops::step_task(tx, &by(sent), &NewTaskStep { task: code.clone(), state, day, note })?,
        (Noun::Plan, _, _, Some(state)) => ops::step_plan(tx, &by(sent), &NewPlanStep { plan: code.clone(), state, day, note })?,
        _ => return Err(Stop::NotFound),
    }
    Ok(())
}

/// `/office/bureau/value/{kind}/{code}`
pub(in crate::web) async fn value_form(State(site): State<Site>, visit: Visit, Path((kind, code)): Path<(String, String)>) -> Response {
    site.form(visit, move |desk| asked_value(desk, &kind, &code)).await
}

fn asked_value(desk: &mut Desk<'_, '_>, kind: &str, code: &str) -> Result<FormPage, Problem> {
    let (code, lang) = (code_of(code)?, desk.visit.lang);
    let words = words(lang);
    let (title, act) = match kind {
        "target" => (words.set_target, "bureau.set-target"),
        "measure" => (words.measure, "bureau.measure"),
        _ => return Err(Problem::NotFound),
    };
    see(desk, act, Noun::Indicator, &code)?;
    let as_of = now(desk);
    let plans = sql::plans(desk.read, as_of)?;
    let indicator = plans.iter().flat_map(|plan| &plan.indicators).find(|one| one.code == code).ok_or(Problem::NotFound)?;
    let unit = desk.scene.city.as_ref().map_or(indicator.unit.as_str(), |city| city.unit_word(&indicator.unit, lang));
    Ok(FormPage {
        title: title.to_owned(),
        way: office_way(lang),
        facts: vec![(words.indicator.to_owned(), format!("{} ({unit})", indicator.name.in_lang(lang)))],
        fields: vec![
            Field::text("period", words.period).required().hint(words.period_hint),
            Field::number("value", format!("{} ({unit})", words.value)).required(),
            Field::text("source", words.source).required().hint(words.source_hint),
            Field::day("day", words.from).required().value(desk.today().to_string()),
        ],
        submit: words.save.to_owned(),
        document: true,
        ..FormPage::default()
    })
}

/// `POST /office/bureau/value/{kind}/{code}`
pub(in crate::web) async fn value(
    State(site): State<Site>,
    visit: Visit,
    Path((kind, code)): Path<(String, String)>,
    form: Form,
) -> Response {
    let shown = (kind.clone(), code.clone());
    site.act(
        visit,
        form,
        move |desk, _| asked_value(desk, &shown.0, &shown.1),
        move |tx, sent| {
            let indicator: Code = code.parse().map_err(|_| Stop::NotFound)?;
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let (period, value) = (form.need("period", &mut errors), form.read::<Exact>("value", &mut errors));
            let (source, day) = (form.need("source", &mut errors), form.read("day", &mut errors));
            errors.check()?;
            let (Some(value), Some(day)) = (value, day) else { return Err(Stop::NotFound) };
            let new = NewValue { indicator: indicator.clone(), period, value, source, day };
            match kind.as_str() {
                "target" => ops::set_target(tx, &by(sent), &new)?,
                "measure" => ops::measure(tx, &by(sent), &new)?,
                _ => return Err(Stop::NotFound),
            }
            back(Noun::Indicator, tx, &indicator)
        },
    )
    .await
}

/// `/office/bureau/charge/{subject}`
pub(in crate::web) async fn charge_form(State(site): State<Site>, visit: Visit, Path(subject): Path<String>) -> Response {
    site.form(visit, move |desk| asked_charge(desk, &subject)).await
}

fn asked_charge(desk: &mut Desk<'_, '_>, subject: &str) -> Result<FormPage, Problem> {
    let subject: Subject = subject.parse().map_err(|_| Problem::NotFound)?;
    let what = Noun::ALL.into_iter().find(|noun| noun.table() == subject.table()).ok_or(Problem::NotFound)?;
    see(desk, "bureau.charge", what, subject.code())?;
    let (lang, as_of) = (desk.visit.lang, now(desk));
    let words = words(lang);
    let names = Names::read(desk.read, as_of, lang)?;
    let owner = sql::charge_of(desk.read, &subject, as_of)?;
    let own = owner.as_ref().filter(|owner| owner.through.is_none()).map(|owner| owner.post.to_string()).unwrap_or_default();
    let stands = match &owner {
        Some(Owner { through: Some(through), .. }) => format!("{} ({} {through})", names.owner(owner.as_ref()), words.through),
        Some(_) => names.owner(owner.as_ref()),
        None => words.nobody.to_owned(),
    };
    Ok(FormPage {
        title: words.charge.to_owned(),
        way: office_way(lang),
        facts: vec![(what.word(lang).to_owned(), subject.code().to_string()), (words.owner.to_owned(), stands)],
        fields: vec![
            Field::choice("post", words.post, std::iter::once(Choice::new("", words.nobody)).chain(names.post_choices()).collect())
                .value(own),
            Field::day("day", words.from).required().value(desk.today().to_string()),
        ],
        submit: words.charge.to_owned(),
        subject: Some(format!("bureau_charge:{subject}")),
        ..FormPage::default()
    })
}

/// `POST /office/bureau/charge/{subject}`
pub(in crate::web) async fn charge(State(site): State<Site>, visit: Visit, Path(subject): Path<String>, form: Form) -> Response {
    let shown = subject.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked_charge(desk, &shown),
        move |tx, sent| {
            let subject: Subject = subject.parse().map_err(|_| Stop::NotFound)?;
            let what = Noun::ALL.into_iter().find(|noun| noun.table() == subject.table()).ok_or(Stop::NotFound)?;
            let mut errors = FormErrors::default();
            let (post, day) = (sent.form.read_opt("post", &mut errors), sent.form.read("day", &mut errors));
            errors.check()?;
            ops::charge(tx, &by(sent), &NewCharge { subject: subject.clone(), post, day: day.ok_or(Stop::NotFound)? })?;
            back(what, tx, subject.code())
        },
    )
    .await
}

/// `/office/bureau/post/{act}/{code}`
pub(in crate::web) async fn post_form(State(site): State<Site>, visit: Visit, Path((act, code)): Path<(String, String)>) -> Response {
    site.form(visit, move |desk| asked_post(desk, &act, &code)).await
}

fn asked_post(desk: &mut Desk<'_, '_>, act: &str, code: &str) -> Result<FormPage, Problem> {
    let code = code_of(code)?;
    let allowing = match act {
        "appoint" => "bureau.appoint",
        "vacate" => "bureau.vacate",
        "act-for" => "bureau.act-for",
        _ => return Err(Problem::NotFound),
    };
    see(desk, allowing, Noun::Post, &code)?;
    let (lang, as_of) = (desk.visit.lang, now(desk));
    let words = words(lang);
    let post = sql::posts(desk.read, as_of)?.into_iter().find(|post| post.code == code).ok_or(Problem::NotFound)?;
    let (title, field, table) = match act {
        "appoint" => (words.appoint, Some(Field::text("incumbent", words.incumbent).required().hint("P-0001")), "bureau_incumbent"),
        "vacate" => (words.vacate, None, "bureau_incumbent"),
        _ => {
            let actor = post.actor.as_ref().map(ToString::to_string).unwrap_or_default();
            (words.act_for, Some(Field::text("actor", words.actor).value(actor)), "bureau_acting")
        }
    };
    let day = if act == "vacate" { words.until } else { words.from };
    let in_post = post.incumbent.clone().unwrap_or_else(|| words.vacant.to_owned());
    Ok(FormPage {
        title: title.to_owned(),
        way: office_way(lang),
        facts: vec![(words.post.to_owned(), format!("{} ({code})", post.title.in_lang(lang))), (words.incumbent.to_owned(), in_post)],
        fields: field.into_iter().chain([Field::day("day", day).required().value(desk.today().to_string())]).collect(),
        submit: title.to_owned(),
        document: true,
        subject: Some(format!("{table}:{code}")),
        ..FormPage::default()
    })
}

/// `POST /office/bureau/post/{act}/{code}`
pub(in crate::web) async fn post(
    State(site): State<Site>,
    visit: Visit,
    Path((act, code)): Path<(String, String)>,
    form: Form,
) -> Response {
    let shown = (act.clone(), code.clone());
    site.act(
        visit,
        form,
        move |desk, _| asked_post(desk, &shown.0, &shown.1),
        move |tx, sent| {
            let post: Code = code.parse().map_err(|_| Stop::NotFound)?;
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let day = form.read("day", &mut errors);
            let incumbent = if act == "appoint" { form.need("incumbent", &mut errors) } else { String::new() };
            let actor = form.read_opt("actor", &mut errors);
            errors.check()?;
            let day = day.ok_or(Stop::NotFound)?;
            match act.as_str() {
                "appoint" => ops::appoint(tx, &by(sent), &Appointment { post, incumbent, day })?,
                "vacate" => ops::vacate(tx, &by(sent), &Vacancy { post, day })?,
                "act-for" => ops::act_for(tx, &by(sent), &NewActing { post, actor, day })?,
                _ => return Err(Stop::NotFound),
            }
            Ok("/office/bureau".to_owned())
        },
    )
    .await
}
