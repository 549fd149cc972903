//! One minute for the head: late, spent, at risk, on one screen and one sheet of paper.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{AsOf, Bilingual, City, Code, Exact, Lang};
use ui::web::sheet::{self, Cell};
use ui::web::{page as answer, parameter};
use ui::{Desk, Problem, Shell, Site, Visit, href_with};

use super::gate::see;
use super::units;
use super::words::{Words, words};
use crate::minute::rules::basis_points;
use crate::minute::{Done, Item, Kind, Minute, Unmoved, minute};
use crate::words::number;

/// Lines of each part on the one sheet; `all=1` shows every one.
const LATE: usize = 8;
const UNMOVED: usize = 6;
const RISKS: usize = 9;

/// A line of the page.
struct Line {
    kind: &'static str,
    name: String,
    owner: String,
    due: String,
    left: String,
    late: bool,
    act: &'static str,
    href: String,
}

/// A part of the budget with its bar.
struct Part {
    name: String,
    rate: String,
    planned_rate: String,
    below: bool,
    disbursed: String,
    committed: String,
    planned: String,
    own: String,
    carried: String,
    /// Widths of the bar, in thousandths: disbursed, committed, the mark of the plan.
    bar: (i64, i64, i64),
}

struct Rest {
    name: String,
    owner: String,
    days: String,
    left: String,
    href: String,
}

#[derive(Template)]
#[template(path = "minute.html")]
struct MinutePage {
    shell: Shell,
    words: &'static Words,
    as_of: String,
    fiscal_year: i16,
    known: i64,
    units: Vec<(String, String)>,
    unit: String,
    late: Vec<Line>,
    late_all: usize,
    parts: Vec<Part>,
    money: String,
    unmoved: Vec<Rest>,
    unmoved_all: usize,
    risks: Vec<Line>,
    risks_all: usize,
    even: bool,
    rules: Vec<String>,
    all: String,
    csv: String,
}

/// The unit that a visit asks about, if the one who is signed in may see its page; the whole bureau where none is named.
fn asked(desk: &mut Desk<'_, '_>) -> Result<Option<Code>, Problem> {
    let today = desk.today();
    let unit: Option<Code> = parameter(desk.visit, "unit").and_then(|unit| unit.parse().ok());
    match &unit {
        Some(unit) => {
            let within = bureau::within(desk.read, unit, today)?;
            if within.is_empty() {
                return Err(Problem::NotFound);
            }
            see(desk, "report.see-minute", &within)?;
        }
        None => drop(see(desk, "report.see-minute", &[])?),
    }
    if unit.is_some() {
        return Ok(unit);
    }
    // Who is head of one unit only sees that unit.
    own_unit(desk)
}

/// The unit in which the one who is signed in may see the page, where it is not everywhere.
fn own_unit(desk: &mut Desk<'_, '_>) -> Result<Option<Code>, Problem> {
    let today = desk.today();
    let Some(signed) = desk.visit.signed.clone() else { return Err(Problem::SignIn(None)) };
    let roles: Vec<&str> = people::roles_for("report.see-minute").collect();
    let mut own = None;
    for (role, scope) in people::roles_of(desk.read, &signed.actor, today)? {
        match scope {
            _ if !roles.contains(&role.as_str()) => {}
            kernel::Scope::All => return Ok(None),
            kernel::Scope::Unit(unit) => own = own.or(Some(unit)),
        }
    }
    Ok(own)
}

/// `/office/minute`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let unit = asked(&mut desk)?;
        let (lang, today, known) = (desk.visit.lang, desk.today(), desk.scene.head.seq);
        let words = words(lang);
        let found = minute(desk.read, desk.sets, unit.as_ref(), AsOf { day: today, known })?;
        if sheet::is_asked(desk.visit) {
            return csv(&desk, &found);
        }
        let Some(city) = desk.scene.city.clone() else { return Err(Problem::NotFound) };
        let everything = parameter(desk.visit, "all").is_some();
        let at_most = |limit: usize| if everything { usize::MAX } else { limit };
        let (code, factor) = money_unit(&city, found.spent.all.own.max(found.spent.all.committed));
        let amount = |units: i64| Exact::whole(units).over(Exact::whole(factor)).map_or_else(String::new, |value| number(value, 0, lang));
        let may_step = people::Roles::of(&mut desk)?.may("bureau.step-milestone");
        let line = |item: &Item| {
            let line = line(item, found.fiscal_year, lang);
            // Who only watches is led to where milestones are seen.
            let watches = item.kind == Kind::Milestone && !may_step;
            if watches { Line { act: words.act_look, href: "/bureau/plans".to_owned(), ..line } } else { line }
        };
        let names = units(&mut desk, today)?;
        let mut choices = vec![(String::new(), words.minute_all_units.to_owned())];
        choices.extend(names.into_iter().map(|(code, name)| (code, name.in_lang(lang).to_owned())));
        let whole = Part::of(words.minute_all_units.to_owned(), &found.spent.all, &amount, lang);
        let parts = found.spent.units.iter().map(|share| Part::of(share.name.in_lang(lang).to_owned(), &share.done, &amount, lang));
        let none = found.spent.units.is_empty();
        let parts: Vec<Part> = std::iter::once(whole).chain(parts).take(if none { 0 } else { usize::MAX }).collect();
        answer(&MinutePage {
            shell: desk.scene.shell(desk.visit, words.minute, &[]),
            as_of: today.to_string(),
            fiscal_year: found.fiscal_year,
            known: known.0,
            units: choices,
            unit: unit.map(|unit| unit.to_string()).unwrap_or_default(),
            late: found.late.iter().take(at_most(LATE)).map(line).collect(),
            late_all: found.late.len(),
            parts,
            money: city.unit_word(&code, lang).to_owned(),
            unmoved: found.spent.unmoved.iter().take(at_most(UNMOVED)).map(|one| rest(one, found.fiscal_year, &amount, lang)).collect(),
            unmoved_all: found.spent.unmoved.len(),
            risks: found.at_risk.iter().take(at_most(RISKS)).map(line).collect(),
            risks_all: found.at_risk.len(),
            even: found.spent.even && !none,
            rules: rules(&found, lang),
            all: href_with(&desk.visit.path, &desk.visit.query, &[("all", "1")]),
            csv: href_with(&desk.visit.path, &desk.visit.query, &[("all", ""), ("format", "csv")]),
            words,
        })
    })
    .await
}

/// The largest of the city's money units in which an amount still has five digits; so a page shows no more digits than it needs.
fn money_unit(city: &City, amount: i64) -> (String, i64) {
    let smallest = (city.currency.smallest.clone(), 1);
    let units = city.units.iter().filter_map(|unit| Some((unit.code.clone(), unit.money?)));
    let fits = units.filter(|(_, factor)| *factor > 0 && amount / factor >= 10_000);
    fits.max_by_key(|(_, factor)| *factor).unwrap_or(smallest)
}

impl Part {
    fn of(name: String, done: &Done, amount: &dyn Fn(i64) -> String, lang: Lang) -> Self {
        let current = done.own.saturating_add(done.carried);
        let rate = |part: i64| basis_points(part, current);
        let percent = |part: i64| rate(part).and_then(|points| Exact::whole(points).over(Exact::whole(100)));
        let said = |part: i64| percent(part).map_or_else(|| "–".to_owned(), |value| format!("{}%", number(value, 1, lang)));
        let width = |part: i64| rate(part).unwrap_or(0).clamp(0, 10_000) / 10;
        Self {
            name,
            rate: said(done.disbursed),
            planned_rate: said(done.planned),
            below: done.disbursed < done.planned,
            disbursed: amount(done.disbursed),
            committed: amount(done.committed),
            planned: amount(done.planned),
            own: amount(done.own),
            carried: amount(done.carried),
            bar: (width(done.disbursed), width(done.committed), width(done.planned)),
        }
    }
}

fn owner(owner: &crate::minute::Owner, lang: Lang) -> String {
    owner.name.as_ref().map_or_else(|| owner.unit.clone(), |name: &Bilingual| name.in_lang(lang).to_owned())
}

fn line(item: &Item, fiscal_year: i16, lang: Lang) -> Line {
    let words = words(lang);
    let code = &item.code;
    let (kind, act, href) = match item.kind {
        Kind::Request => {
            (words.kind_request, if item.nearly { words.act_send } else { words.act_answer }, format!("/office/council/{code}"))
        }
        Kind::Milestone => (words.kind_milestone, words.act_step, format!("/office/bureau/step/milestone/{code}")),
        Kind::Chapter => (words.kind_chapter, words.act_confirm, format!("/office/compile/{code}")),
        Kind::Approval => (words.kind_chapter, words.act_approve, format!("/office/compile/{code}")),
        Kind::Exception => (words.kind_exception, words.act_settle, "/office/ledger/exceptions".to_owned()),
        Kind::BelowPlan => (words.kind_below, words.act_look, format!("/office/ledger/lines/{fiscal_year}/{code}")),
    };
    let left = match (item.kind, item.measure) {
        (Kind::BelowPlan, Some(points)) => words.below(points),
        _ => item.days_left.map(|days| words.days(days)).unwrap_or_default(),
    };
    Line {
        kind,
        name: item.name.in_lang(lang).to_owned(),
        owner: owner(&item.owner, lang),
        due: item.due.map(|due| due.to_string()).unwrap_or_default(),
        left,
        late: item.days_left.is_some_and(|left| left < 0),
        act,
        href,
    }
}

fn rest(one: &Unmoved, fiscal_year: i16, amount: &dyn Fn(i64) -> String, lang: Lang) -> Rest {
    Rest {
        name: one.name.in_lang(lang).to_owned(),
        owner: owner(&one.owner, lang),
        days: words(lang).at_rest(one.days),
        left: amount(one.left),
        href: format!("/office/ledger/lines/{fiscal_year}/{}", one.line),
    }
}

/// The rules that decided, each with its source.
fn rules(found: &Minute, lang: Lang) -> Vec<String> {
    let rules = &found.thresholds;
    let points = |value: i64| format!("{}.{}", value / 100, value % 100 / 10);
    let said = [
        rules
            .due_within
            .as_ref()
            .map(|rule| (lang.pick(format!("{}일 안에 기한", rule.value), format!("due within {} days", rule.value)), rule)),
        rules.rate_below_plan.as_ref().map(|rule| {
            (
                lang.pick(
                    format!("계획보다 {}%p 이상 낮음", points(rule.value)),
                    format!("{} points or more below plan", points(rule.value)),
                ),
                rule,
            )
        }),
        rules
            .unmoved_days
            .as_ref()
            .map(|rule| (lang.pick(format!("{}일 동안 움직임 없음", rule.value), format!("not moved for {} days", rule.value)), rule)),
    ];
    said.into_iter().flatten().map(|(text, rule)| format!("{text} ({})", rule.source)).collect()
}

fn csv(desk: &Desk<'_, '_>, found: &Minute) -> Result<Response, Problem> {
    let lang = desk.visit.lang;
    let words = words(lang);
    let head = [words.minute, words.content, words.title, words.owner, words.due, words.days_left, words.amount].map(str::to_owned);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let text = |text: &str| Cell::Text(text.to_owned());
    for (part, items) in [(words.minute_late, &found.late), (words.minute_risk, &found.at_risk)] {
        for item in items {
            let shown = line(item, found.fiscal_year, lang);
            let days = Cell::number(item.days_left.map(|days| days.to_string()).unwrap_or_default());
            rows.push(vec![
                text(part),
                text(shown.kind),
                text(&shown.name),
                text(&shown.owner),
                text(&shown.due),
                days,
                Cell::number(String::new()),
            ]);
        }
    }
    for one in &found.spent.unmoved {
        let (name, days) = (one.name.in_lang(lang), Cell::number((-i64::from(one.days)).to_string()));
        rows.push(vec![
            text(words.minute_spent),
            text(words.unmoved),
            text(name),
            text(&owner(&one.owner, lang)),
            text(""),
            days,
            Cell::number(one.left.to_string()),
        ]);
    }
    for (name, done) in found.spent.units.iter().map(|share| (share.name.in_lang(lang), &share.done)) {
        for (what, amount) in [
            (words.own_budget, done.own),
            (words.carried, done.carried),
            (words.planned, done.planned),
            (words.committed, done.committed),
            (words.disbursed, done.disbursed),
        ] {
            rows.push(vec![
                text(words.minute_spent),
                text(what),
                text(name),
                text(""),
                text(""),
                Cell::number(String::new()),
                Cell::number(amount.to_string()),
            ]);
        }
    }
    desk.sheet(words.minute, "minute").answer(&head, rows.into_iter())
}
