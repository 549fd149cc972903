//! What the office keeps of the bureau: units and, for one of them, posts and duties; programmes, milestones, plans; with the way to each form.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{AsOf, Code, Lang};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{page as answer, parameter};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::forms::act_of;
use super::{Names, now};
use crate::model::{ChartPost, ChartUnit};
use crate::rules::State as _;
use crate::sql;
use crate::words::{self, Words, words};

/// A line of a list: its code, the unit it lies in, its name, what stands beside it, and what can be done with it (words and address).
struct Row {
    code: String,
    unit: Option<Code>,
    name: String,
    cells: Vec<String>,
    late: bool,
    links: Vec<(&'static str, String)>,
}

/// A list with its headings.
struct List {
    key: &'static str,
    title: String,
    heads: Vec<&'static str>,
    add: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    csv: String,
}

#[derive(Template)]
#[template(path = "office_bureau.html")]
struct OfficePage {
    shell: Shell,
    words: &'static Words,
    lists: Vec<List>,
}

/// `/office/bureau`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "bureau.see", &[])?;
        let (lang, as_of) = (desk.visit.lang, now(&desk));
        let words = words(lang);
        let unit: Option<Code> = parameter(desk.visit, "unit").and_then(|unit| unit.parse().ok());
        let names = Names::read(desk.read, as_of, lang)?;
        let chart = sql::chart(desk.read, as_of)?;
        let mut lists = vec![units(&chart, desk.scene.city.as_ref(), lang)];
        if let Some(unit) = unit.as_ref().and_then(|unit| found(&chart, unit)) {
            lists.push(posts(unit, lang));
            lists.push(duties(unit, &names, lang));
        }
        lists.push(plans(&mut desk, &names, as_of)?);
        lists.push(milestones(&mut desk, &names, as_of)?);
        lists.push(programmes(&mut desk, &names, as_of)?);
        only_allowed(&mut desk, &mut lists, as_of)?;
        let asked = parameter(desk.visit, "list").unwrap_or_default().to_owned();
        if sheet::is_asked(desk.visit) {
            let list = lists.into_iter().find(|list| list.key == asked).ok_or(Problem::NotFound)?;
            return csv(desk.sheet(&list.title, list.key), words, &list);
        }
        let shell = desk.scene.shell(desk.visit, words.office_bureau, &[]);
        answer(&OfficePage { shell, words, lists })
    })
    .await
}

/// Leaves the ways to what the visitor may do where each line lies, or somewhere for what is new.
fn only_allowed(desk: &mut Desk<'_, '_>, lists: &mut [List], as_of: AsOf) -> Result<(), Problem> {
    let roles = people::Roles::of(desk)?;
    let mut by_unit: BTreeMap<Option<Code>, people::Roles> = BTreeMap::new();
    for list in lists {
        list.add.retain(|(_, href)| act_of(href).is_none_or(|act| roles.may(&act)));
        for row in &mut list.rows {
            let here = match by_unit.entry(row.unit.clone()) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let unit = place.key().as_ref();
                    let within = unit.map_or_else(|| Ok(Vec::new()), |unit| sql::within(desk.read, unit, as_of.day))?;
                    place.insert(roles.within(&within))
                }
            };
            row.links.retain(|(_, href)| act_of(href).is_none_or(|act| here.may(&act)));
        }
    }
    Ok(())
}

fn csv(sheet: Sheet<'_>, words: &Words, list: &List) -> Result<Response, Problem> {
    let head: Vec<String> = [words.code].iter().chain(&list.heads).map(|text| (*text).to_owned()).collect();
    let rows =
        list.rows.iter().map(|row| [&row.code, &row.name].into_iter().chain(&row.cells).map(|text| Cell::Text(text.clone())).collect());
    sheet.answer(&head, rows)
}

fn found<'u>(units: &'u [ChartUnit], code: &Code) -> Option<&'u ChartUnit> {
    units.iter().find_map(|unit| if unit.code == *code { Some(unit) } else { found(&unit.units, code) })
}

fn list(key: &'static str, title: impl Into<String>, heads: Vec<&'static str>) -> List {
    let csv = format!("/office/bureau?list={key}&format=csv");
    List { key, title: title.into(), heads, add: Vec::new(), rows: Vec::new(), csv }
}

fn units(chart: &[ChartUnit], city: Option<&kernel::City>, lang: Lang) -> List {
    fn rows(units: &[ChartUnit], depth: usize, city: Option<&kernel::City>, lang: Lang, all: &mut Vec<Row>) {
        let words = words(lang);
        for unit in units {
            let code = &unit.code;
            all.push(Row {
                code: code.to_string(),
                unit: Some(code.clone()),
                name: format!("{}{}", "\u{2003}".repeat(depth), unit.name.in_lang(lang)),
                cells: vec![
                    city.map_or(unit.kind.as_str(), |city| city.kind_word(&unit.kind, lang)).to_owned(),
                    format!("{}/{}", unit.authorized, unit.current),
                ],
                late: false,
                links: vec![
                    (words.posts, format!("/office/bureau?unit={code}")),
                    (words.change, format!("/office/bureau/change/unit/{code}")),
                    (words.end, format!("/office/bureau/end/unit/{code}")),
                ],
            });
            rows(&unit.units, depth + 1, city, lang, all);
        }
    }
    let words = words(lang);
    let mut list = list("units", words.units, vec![words.unit, words.kind, words.headcount]);
    list.add = vec![(words.new_unit, "/office/bureau/new/unit".to_owned())];
    rows(chart, 0, city, lang, &mut list.rows);
    list
}

fn posts(unit: &ChartUnit, lang: Lang) -> List {
    let words = words(lang);
    let mut list = list(
        "posts",
        format!("{} · {}", words.posts, unit.name.in_lang(lang)),
        vec![words.post, words.incumbent, words.since, words.actor],
    );
    list.csv = format!("/office/bureau?unit={}&list=posts&format=csv", unit.code);
    list.add = vec![(words.new_post, format!("/office/bureau/new/post?in={}", unit.code))];
    let row = |post: &ChartPost| {
        let code = &post.code;
        let filled = post.incumbent.is_some();
        let (word, act) = if filled { (words.vacate, "vacate") } else { (words.appoint, "appoint") };
        Row {
            code: code.to_string(),
            unit: Some(unit.code.clone()),
            name: post.title.in_lang(lang).to_owned(),
            cells: vec![
                post.incumbent.clone().unwrap_or_else(|| words.vacant.to_owned()),
                post.since.map(|day| day.to_string()).unwrap_or_default(),
                post.actor.as_ref().map(ToString::to_string).unwrap_or_default(),
            ],
            late: false,
            links: vec![
                (word, format!("/office/bureau/post/{act}/{code}")),
                (words.hand_over, format!("/office/bureau/handover/{code}")),
                (words.act_for, format!("/office/bureau/post/act-for/{code}")),
                (words.change, format!("/office/bureau/change/post/{code}")),
                (words.end, format!("/office/bureau/end/post/{code}")),
            ],
        }
    };
    list.rows = unit.posts.iter().map(row).collect();
    list
}

fn duties(unit: &ChartUnit, names: &Names, lang: Lang) -> List {
    let words = words(lang);
    let mut list = list("duties", format!("{} · {}", words.duties, unit.name.in_lang(lang)), vec![words.duty, words.owner]);
    list.csv = format!("/office/bureau?unit={}&list=duties&format=csv", unit.code);
    list.add = vec![(words.new_duty, format!("/office/bureau/new/duty?in={}", unit.code))];
    let rows = unit.duties.iter().map(|duty| Row {
        code: duty.code.to_string(),
        unit: Some(unit.code.clone()),
        name: duty.text.in_lang(lang).to_owned(),
        cells: vec![names.owner(duty.owner.as_ref())],
        late: false,
        links: vec![
            (words.charge, format!("/office/bureau/charge/bureau_duty:{}", duty.code)),
            (words.change, format!("/office/bureau/change/duty/{}", duty.code)),
            (words.end, format!("/office/bureau/end/duty/{}", duty.code)),
        ],
    });
    list.rows = rows.collect();
    list
}

fn programmes(desk: &mut Desk<'_, '_>, names: &Names, as_of: AsOf) -> Result<List, Problem> {
    let lang = desk.visit.lang;
    let words = words(lang);
    let mut list = list("programmes", words.programmes, vec![words.programme, words.unit, words.owner]);
    list.add = vec![(words.new_programme, "/office/bureau/new/programme".to_owned())];
    let rows = sql::programmes(desk.read, as_of)?.into_iter().map(|one| Row {
        unit: Some(one.unit.clone()),
        name: one.name.in_lang(lang).to_owned(),
        cells: vec![names.unit(&one.unit), names.owner(one.owner.as_ref())],
        late: false,
        links: vec![
            (words.new_milestone, format!("/office/bureau/new/milestone?in={}", one.code)),
            (words.charge, format!("/office/bureau/charge/bureau_programme:{}", one.code)),
            (words.change, format!("/office/bureau/change/programme/{}", one.code)),
            (words.end, format!("/office/bureau/end/programme/{}", one.code)),
        ],
        code: one.code.to_string(),
    });
    list.rows = rows.collect();
    Ok(list)
}

fn milestones(desk: &mut Desk<'_, '_>, names: &Names, as_of: AsOf) -> Result<List, Problem> {
    let lang = desk.visit.lang;
    let words = words(lang);
    let mut list = list("milestones", words.milestones, vec![words.milestone, words.window, words.state, words.owner]);
    list.add = vec![(words.new_milestone, "/office/bureau/new/milestone".to_owned())];
    let mut all = sql::milestones(desk.read, as_of)?;
    // What is late first, then what comes next; what is over last.
    all.sort_by_key(|one| (!one.is_late(as_of.day), !one.is_open(), one.window.last_day().is_none(), one.window.last_day()));
    let rows = all.into_iter().map(|one| Row {
        unit: one.unit.clone(),
        name: one.name.in_lang(lang).to_owned(),
        cells: vec![words::window(&one.window, lang), words::state(one.state.code(), lang).to_owned(), names.owner(one.owner.as_ref())],
        late: one.is_late(as_of.day),
        links: vec![
            (words.step, format!("/office/bureau/step/milestone/{}", one.code)),
            (words.change, format!("/office/bureau/change/milestone/{}", one.code)),
            (words.charge, format!("/office/bureau/charge/bureau_milestone:{}", one.code)),
        ],
        code: one.code.to_string(),
    });
    list.rows = rows.collect();
    Ok(list)
}

fn plans(desk: &mut Desk<'_, '_>, names: &Names, as_of: AsOf) -> Result<List, Problem> {
    let lang = desk.visit.lang;
    let words = words(lang);
    let mut list = list("plans", words.plan_list, vec![words.plan, words.unit, words.window, words.state, words.tasks]);
    list.add = vec![(words.new_plan, "/office/bureau/new/plan".to_owned())];
    let rows = sql::plans(desk.read, as_of)?.into_iter().map(|plan| {
        let late = plan.tasks.iter().any(|task| task.is_late(as_of.day));
        let done = plan.tasks.iter().filter(|task| !task.is_open()).count();
        Row {
            unit: plan.unit.clone(),
            name: plan.name.in_lang(lang).to_owned(),
            cells: vec![
                plan.unit.as_ref().map(|unit| names.unit(unit)).unwrap_or_default(),
                words::window(&plan.window, lang),
                words::state(plan.state.code(), lang).to_owned(),
                format!("{done}/{}", plan.tasks.len()),
            ],
            late,
            links: vec![
                // Everybody reads it; the office's page leads on to what may be done.
                (words.tasks, format!("/bureau/plans/{}", plan.code)),
                (words.change, format!("/office/bureau/plans/{}", plan.code)),
                (words.step, format!("/office/bureau/step/plan/{}", plan.code)),
            ],
            code: plan.code.to_string(),
        }
    });
    list.rows = rows.collect();
    Ok(list)
}
