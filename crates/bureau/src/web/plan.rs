//! One plan: its steps, its tasks with notes of progress, its indicators. The office has the forms beside them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{AsOf, Lang};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{Asked, page as answer};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::chart::with_csv;
use super::{Names, code_of, office_way};
use crate::model::{Aim, Indicator, Step, Task};
use crate::rules::State as _;
use crate::sql;
use crate::words::{self, Words, words};

/// A task as the page shows it.
struct TaskRow {
    code: String,
    name: String,
    window: String,
    state: String,
    late: bool,
    steps: Vec<String>,
    owner: String,
}

/// A period of an indicator as the page shows it.
struct ValueRow {
    code: String,
    name: String,
    unit: String,
    aim: &'static str,
    period: String,
    target: String,
    measured: String,
    source: String,
    reached: Option<bool>,
}

#[derive(Template)]
#[template(path = "bureau_plan.html")]
struct PlanPage {
    shell: Shell,
    words: &'static Words,
    code: String,
    whose: String,
    window: String,
    state: String,
    owner: String,
    steps: Vec<String>,
    tasks: Vec<TaskRow>,
    values: Vec<ValueRow>,
    office: bool,
    roles: people::Roles,
    csv: String,
}

/// `/bureau/plans/{code}`
pub(super) async fn public(State(site): State<Site>, visit: Visit, Path(code): Path<String>) -> Response {
    site.page(visit, move |mut desk| show(&mut desk, &code, None)).await
}

/// `/office/bureau/plans/{code}`
pub(super) async fn office(State(site): State<Site>, visit: Visit, Path(code): Path<String>) -> Response {
    site.page(visit, move |mut desk| {
        let place = code_of(&code)?;
        let today = desk.today();
        let within = match sql::plan_unit(desk.read, &place, today)? {
            Some(unit) => sql::within(desk.read, &unit, today)?,
            None => Vec::new(),
        };
        people::see(&mut desk, "bureau.see", &within)?;
        let roles = people::Roles::of(&mut desk)?.within(&within);
        show(&mut desk, &code, Some(roles))
    })
    .await
}

/// The page for the office, with the ways to what these roles may do, or for the public.
fn show(desk: &mut Desk<'_, '_>, code: &str, roles: Option<people::Roles>) -> Result<Response, Problem> {
    let code = code_of(code)?;
    let office = roles.is_some();
    let asked = if office { None } else { Some(Asked::read(desk, &[])?) };
    let as_of = asked.as_ref().map_or(AsOf { day: desk.today(), known: desk.scene.head.seq }, |asked| asked.as_of);
    let lang = desk.visit.lang;
    let words = words(lang);
    let plan = sql::plans(desk.read, as_of)?.into_iter().find(|plan| plan.code == code).ok_or(Problem::NotFound)?;
    let names = Names::read(desk.read, as_of, lang)?;
    let tasks: Vec<TaskRow> = plan.tasks.iter().map(|task| task_row(task, &names, as_of, lang)).collect();
    let city = desk.scene.city.as_ref();
    let unit_word = |unit: &str| city.map_or(unit, |city| city.unit_word(unit, lang)).to_owned();
    let values: Vec<ValueRow> = plan.indicators.iter().flat_map(|one| value_rows(one, unit_word(&one.unit), lang)).collect();
    if sheet::is_asked(desk.visit) {
        let name = format!("plan-{}", plan.code.as_str().replace('/', "-"));
        return csv(desk.sheet(plan.name.in_lang(lang), &name), words, &tasks, &values);
    }
    let way = if office {
        office_way(lang)
    } else {
        vec![(words.bureau.to_owned(), "/bureau".to_owned()), (words.plans.to_owned(), "/bureau/plans".to_owned())]
    };
    let way: Vec<(&str, &str)> = way.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
    let mut shell = desk.scene.shell(desk.visit, plan.name.in_lang(lang), &way);
    let own = if office { format!("/office/bureau/plans/{code}") } else { format!("/bureau/plans/{code}") };
    let csv = with_csv(asked.as_ref().map_or_else(|| own.clone(), |asked| asked.href(&own)));
    shell.as_of = asked.map(|asked| asked.bar);
    let whose = plan.unit.as_ref().map(|unit| names.unit(unit)).unwrap_or_default();
    answer(&PlanPage {
        shell,
        words,
        whose,
        window: words::window(&plan.window, lang),
        state: words::state(plan.state.code(), lang).to_owned(),
        owner: names.owner(plan.owner.as_ref()),
        steps: said(&plan.steps, lang),
        tasks,
        values,
        office,
        roles: roles.unwrap_or_default(),
        csv,
        code: code.to_string(),
    })
}

/// Steps in words, one line each.
fn said<S: crate::rules::State>(steps: &[Step<S>], lang: Lang) -> Vec<String> {
    let line = |step: &Step<S>| {
        let note = step.note.as_ref().map(|note| format!(" · {note}")).unwrap_or_default();
        format!("{} {}{note}", step.day, words::state(step.state.code(), lang))
    };
    steps.iter().map(line).collect()
}

fn task_row(task: &Task, names: &Names, as_of: AsOf, lang: Lang) -> TaskRow {
    TaskRow {
        code: task.code.to_string(),
        name: task.name.in_lang(lang).to_owned(),
        window: words::window(&task.window, lang),
        state: words::state(task.state.code(), lang).to_owned(),
        late: task.is_late(as_of.day),
        steps: said(&task.steps, lang),
        owner: names.owner(task.owner.as_ref()),
    }
}

fn value_rows(indicator: &Indicator, unit: String, lang: Lang) -> Vec<ValueRow> {
    let words = words(lang);
    let row = |period: String| ValueRow {
        code: indicator.code.to_string(),
        name: indicator.name.in_lang(lang).to_owned(),
        unit: unit.clone(),
        aim: if indicator.aim == Aim::AtLeast { words.aim_at_least } else { words.aim_at_most },
        period,
        target: String::new(),
        measured: String::new(),
        source: String::new(),
        reached: None,
    };
    if indicator.periods.is_empty() {
        return vec![row(String::new())];
    }
    let filled = indicator.periods.iter().map(|period| ValueRow {
        target: period.target.as_ref().map(|value| value.shown.clone()).unwrap_or_default(),
        measured: period.measured.as_ref().map(|value| value.shown.clone()).unwrap_or_default(),
        source: period.measured.as_ref().or(period.target.as_ref()).map(|value| value.source.clone()).unwrap_or_default(),
        reached: period.is_reached(indicator.aim),
        ..row(period.period.clone())
    });
    filled.collect()
}

fn csv(sheet: Sheet<'_>, words: &Words, tasks: &[TaskRow], values: &[ValueRow]) -> Result<Response, Problem> {
    let head = [words.kind, words.code, words.name_ko, words.window, words.state, words.target, words.measured, words.steps, words.owner];
    let text = |text: &str| Cell::Text(text.to_owned());
    let tasks = tasks.iter().map(|row| {
        let own = [words.task, &row.code, &row.name, &row.window, &row.state, "", "", &row.steps.join(" / "), &row.owner];
        own.map(text).into()
    });
    let values = values.iter().map(|row| {
        let own = [words.indicator, &row.code, &row.name, &row.period, "", &row.target, &row.measured, &row.source, ""];
        own.map(text).into()
    });
    sheet.answer(&head.map(str::to_owned), tasks.chain(values))
}
