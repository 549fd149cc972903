//! Last report as the template of the next one: looked at first, then made.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{Day, Lang};
use ui::web::{Choice, Field, Form, FormErrors, FormPage, FormView, Stop, page, parameter};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::gate::{by, see};
use super::words::{Words, words};
use crate::cloning::{ClonePlan, CloneReport, clone_report, offered, plan_clone};
use crate::web::report_cards;

/// A value to be stated anew: label, key, the value that stands.
type Stated = (String, String, String);

#[derive(Template)]
#[template(path = "clone.html")]
struct ClonePage {
    shell: Shell,
    words: &'static Words,
    reports: Vec<(String, String)>,
    from: String,
    to: String,
    replace: String,
    define: bool,
    day: String,
    problem: Option<String>,
    plan: Option<Planned>,
}

struct Planned {
    problems: Vec<String>,
    definitions: Vec<String>,
    typed: Vec<Stated>,
    form: Option<FormView>,
}

/// `/office/editions/clone`: without parameters asks; with them shows what would be made.
pub(super) async fn form(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        see(&mut desk, "report.clone-report", &[])?;
        let (lang, known) = (desk.visit.lang, desk.scene.head.seq);
        let text = |name: &str| parameter(desk.visit, name).unwrap_or_default().chars().take(4000).collect::<String>();
        let (from, to, mut replace) = (text("from"), text("to"), text("replace"));
        let day = desk.visit.query.iter().find(|(name, _)| name == "day").and_then(|(_, day)| day.parse::<Day>().ok());
        let day = day.unwrap_or_else(|| desk.today());
        let define = to.is_empty() || parameter(desk.visit, "define") == Some("yes");
        let reports: Vec<(String, String)> =
            report_cards(desk.read, known, lang)?.into_iter().map(|card| (card.name, card.title)).collect();
        let from = if from.is_empty() { reports.first().map(|(name, _)| name.clone()).unwrap_or_default() } else { from };
        if replace.is_empty() {
            let pairs = offered(desk.read, desk.sets, &from, day)?;
            replace = pairs.into_iter().map(|(from, to)| format!("{from} = {to}\n")).collect();
        }
        let shell = desk.scene.shell(desk.visit, words(lang).clone, &[(words(lang).editions, "/editions")]);
        let mut shown =
            ClonePage { shell, words: words(lang), reports, from, to, replace, define, day: day.to_string(), problem: None, plan: None };
        if shown.to.is_empty() {
            return page(&shown);
        }
        match read_pairs(&shown.replace) {
            Ok(pairs) => {
                let clone = CloneReport { from: shown.from.clone(), to: shown.to.clone(), replace: pairs, define, day };
                match plan_clone(desk.read, desk.sets, &clone) {
                    Ok(plan) => shown.plan = Some(planned(&desk, &plan, &clone, &shown.replace, lang)?),
                    Err(store::Failure::Refused(refusal)) => shown.problem = Some(refusal.say(lang).to_owned()),
                    Err(store::Failure::Store(error)) => return Err(error.into()),
                }
            }
            Err(line) => {
                shown.problem = Some(lang.pick(
                    format!("‘{line}’을(를) 읽을 수 없습니다. ‘2021 = 2022’처럼 적어 주세요."),
                    format!("`{line}` cannot be read; write it like `2021 = 2022`."),
                ));
            }
        }
        page(&shown)
    })
    .await
}

/// `A = B`, a line each.
fn read_pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let pair = line.split_once('=').map(|(from, to)| (from.trim().to_owned(), to.trim().to_owned()));
            pair.filter(|(from, to)| !from.is_empty() && !to.is_empty()).ok_or_else(|| line.chars().take(40).collect())
        })
        .collect()
}

fn planned(desk: &Desk<'_, '_>, plan: &ClonePlan, clone: &CloneReport, replace: &str, lang: Lang) -> Result<Planned, Problem> {
    let form = FormPage {
        fields: vec![
            Field::hidden("from", clone.from.as_str()),
            Field::hidden("to", clone.to.as_str()),
            Field::hidden("replace", replace),
            Field::hidden("define", if clone.define { "yes" } else { "" }),
            Field::hidden("day", clone.day.to_string()),
        ],
        submit: words(lang).clone_do.to_owned(),
        ..FormPage::default()
    };
    let form = if plan.problems.is_empty() { Some(form.view(desk)?) } else { None };
    Ok(Planned {
        problems: plan.problems.clone(),
        definitions: plan.definitions.iter().map(|definition| definition.key.clone()).collect(),
        typed: plan
            .typed
            .iter()
            .map(|one| (one.label.in_lang(lang).to_owned(), one.key.clone(), one.value.clone().unwrap_or_default()))
            .collect(),
        form,
    })
}

/// The form again, where making it was refused.
fn asked(desk: &mut Desk<'_, '_>, form: &Form) -> Result<FormPage, Problem> {
    see(desk, "report.clone-report", &[])?;
    let words = words(desk.visit.lang);
    let reports = report_cards(desk.read, desk.scene.head.seq, desk.visit.lang)?;
    Ok(FormPage {
        title: words.clone.to_owned(),
        intro: Some(words.clone_intro.to_owned()),
        way: vec![(words.editions.to_owned(), "/editions".to_owned())],
        fields: vec![
            Field::choice("from", words.clone_from, reports.into_iter().map(|card| Choice::new(card.name, card.title)).collect())
                .required(),
            Field::text("to", words.clone_to).required(),
            Field::area("replace", words.clone_replace).hint(words.clone_replace_hint),
            Field::check("define", words.clone_define),
            Field::day("day", words.day).required().value(form.text("day")),
        ],
        submit: words.clone_do.to_owned(),
        ..FormPage::default()
    })
}

/// `POST /office/editions/clone`
pub(super) async fn make(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    let sets = site.sets.clone();
    site.act(visit, form, asked, move |tx, sent| {
        let mut errors = FormErrors::default();
        let (from, to) = (sent.form.need("from", &mut errors), sent.form.need("to", &mut errors));
        let day: Option<Day> = sent.form.read("day", &mut errors);
        let replace = read_pairs(sent.form.raw("replace")).unwrap_or_else(|line| {
            errors.add("replace", format!("‘{line}’을(를) 읽을 수 없습니다."), format!("`{line}` cannot be read."));
            Vec::new()
        });
        errors.check()?;
        let Some(day) = day else { return Err(Stop::NotFound) };
        let clone = CloneReport { from, to, replace, define: sent.form.text("define") == "yes", day };
        clone_report(tx, &by(sent), &sets, &clone)?;
        Ok(format!("/reports/{}", clone.to))
    })
    .await
}
