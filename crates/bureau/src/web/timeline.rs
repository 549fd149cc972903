//! Milestones by programme, drawn along the months of a year, with what became of them; and the plans.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{Day, Lang, Window};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{Asked, page as answer};
use ui::{Problem, Shell, Site, Visit};

use super::Names;
use super::chart::with_csv;
use crate::model::{Milestone, Plan};
use crate::rules::State as _;
use crate::sql;
use crate::words::{self, Words, words};

/// The width of a year in the drawing.
const WIDE: i32 = 1200;

/// A bar along the year: where it begins and how wide it is.
pub(super) struct Bar {
    pub(super) x: i32,
    pub(super) width: i32,
}

/// A milestone as the page shows it.
struct Row {
    code: String,
    name: String,
    bar: Option<Bar>,
    window: String,
    first: Option<String>,
    class: &'static str,
    state: String,
    steps: Vec<String>,
    owner: String,
    event: i64,
}

/// A programme with its milestones.
struct Group {
    name: String,
    unit: String,
    rows: Vec<Row>,
}

/// A plan in the list.
struct PlanRow {
    name: String,
    href: String,
    whose: String,
    window: String,
    state: String,
    tasks: usize,
    done: usize,
}

#[derive(Template)]
#[template(path = "bureau_plans.html")]
struct TimelinePage {
    shell: Shell,
    words: &'static Words,
    year: i16,
    months: Vec<i32>,
    today: Option<i32>,
    groups: Vec<Group>,
    plans: Vec<PlanRow>,
    csv: String,
}

/// Days of a year before a day, as a part of the drawing.
fn along(day: Day, year: i16) -> Option<i32> {
    if day.year() != year {
        return None;
    }
    // Months of equal width: days within one are spread over it.
    let length = i32::from(day.month_end().of_month());
    Some((i32::from(day.month()) - 1) * 100 + (i32::from(day.of_month()) - 1) * 100 / length)
}

/// A window along a year; nothing where it lies outside.
pub(super) fn bar(window: &Window, year: i16) -> Option<Bar> {
    let first = window.first_day()?;
    let last = window.last_day();
    if first.year() > year || last.is_some_and(|last| last.year() < year) {
        return None;
    }
    let x = along(first, year).unwrap_or(0);
    let end = last.and_then(|last| along(last.plus_days(1), year)).unwrap_or(WIDE);
    Some(Bar { x, width: (end - x).max(10) })
}

fn row(one: &Milestone, names: &Names, day: Day, lang: Lang) -> Row {
    let class = match one.state.code() {
        "done" => "done",
        "cancelled" => "off",
        _ if one.is_late(day) => "late",
        _ => "open",
    };
    let step = |step: &crate::model::Step<crate::model::MilestoneState>| {
        let note = step.note.as_ref().map(|note| format!(" · {note}")).unwrap_or_default();
        format!("{} {}{note}", step.day, words::state(step.state.code(), lang))
    };
    Row {
        code: one.code.to_string(),
        name: one.name.in_lang(lang).to_owned(),
        bar: bar(&one.window, day.year()),
        window: words::window(&one.window, lang),
        first: one.first.as_ref().map(|first| words::window(first, lang)),
        class,
        state: if class == "late" { words(lang).late.to_owned() } else { words::state(one.state.code(), lang).to_owned() },
        steps: one.steps.iter().map(step).collect(),
        owner: names.owner(one.owner.as_ref()),
        event: one.event.0,
    }
}

fn plan_row(plan: &Plan, names: &Names, programmes: &[crate::model::Programme], asked: &Asked, lang: Lang) -> PlanRow {
    let whose = match &plan.of {
        crate::model::PlanOf::Unit(unit) => names.unit(unit),
        crate::model::PlanOf::Programme(code) => {
            programmes.iter().find(|one| one.code == *code).map_or_else(|| code.to_string(), |one| one.name.in_lang(lang).to_owned())
        }
    };
    PlanRow {
        name: plan.name.in_lang(lang).to_owned(),
        href: asked.href(&format!("/bureau/plans/{}", plan.code)),
        whose,
        window: words::window(&plan.window, lang),
        state: words::state(plan.state.code(), lang).to_owned(),
        tasks: plan.tasks.len(),
        done: plan.tasks.iter().filter(|task| !task.is_open()).count(),
    }
}

/// `/bureau/plans`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let asked = Asked::read(&mut desk, &[])?;
        let (lang, as_of) = (desk.visit.lang, asked.as_of);
        let words = words(lang);
        let names = Names::read(desk.read, as_of, lang)?;
        let programmes = sql::programmes(desk.read, as_of)?;
        let milestones = sql::milestones(desk.read, as_of)?;
        let mut groups = Vec::new();
        for programme in &programmes {
            let own = milestones.iter().filter(|one| one.programme == programme.code);
            let rows: Vec<Row> = own.map(|one| row(one, &names, as_of.day, lang)).collect();
            if !rows.is_empty() {
                groups.push(Group { name: programme.name.in_lang(lang).to_owned(), unit: names.unit(&programme.unit), rows });
            }
        }
        if sheet::is_asked(desk.visit) {
            return csv(desk.sheet(words.plans, &format!("milestones-{}", as_of.day)), words, &groups);
        }
        let plans = sql::plans(desk.read, as_of)?;
        let plans = plans.iter().map(|plan| plan_row(plan, &names, &programmes, &asked, lang)).collect();
        let way = [(words.bureau, asked.href("/bureau"))];
        let way: Vec<(&str, &str)> = way.iter().map(|(label, href)| (*label, href.as_str())).collect();
        let mut shell = desk.scene.shell(desk.visit, words.plans, &way);
        let csv = with_csv(asked.href("/bureau/plans"));
        shell.as_of = Some(asked.bar);
        answer(&TimelinePage {
            shell,
            words,
            year: as_of.day.year(),
            months: (1..=12).collect(),
            today: along(as_of.day, as_of.day.year()),
            groups,
            plans,
            csv,
        })
    })
    .await
}

fn csv(sheet: Sheet<'_>, words: &Words, groups: &[Group]) -> Result<Response, Problem> {
    let head = [
        words.programme,
        words.unit,
        words.code,
        words.milestone,
        words.window,
        words.first_window,
        words.state,
        words.became,
        words.owner,
        words.event,
    ];
    let text = |text: &str| Cell::Text(text.to_owned());
    let rows = groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)));
    let rows = rows.map(|(group, row)| {
        vec![
            text(&group.name),
            text(&group.unit),
            text(&row.code),
            text(&row.name),
            text(&row.window),
            text(row.first.as_deref().unwrap_or_default()),
            text(&row.state),
            text(&row.steps.join(" / ")),
            text(&row.owner),
            Cell::number(row.event.to_string()),
        ]
    });
    sheet.answer(&head.map(str::to_owned), rows)
}
