//! Closing and reopening of months and years: what is closed, what closing would do, and doing it.

use axum::extract::State;
use axum::response::Response;
use kernel::{Day, Lang, Money};
use store::Read;
use ui::web::{Desk, Field, Form, FormErrors, FormPage, Problem, Scene, Stop, parameter};
use ui::{Site, Visit};

use super::forms::form_page;
use super::grid::{Cell, Grid, Ink, amount};
use super::{Page, Part, asked_year, csv_of, kind_word, line_href, money_unit, name, office, year_choices};
use crate::model::{EntryId, LineKey, PeriodKey};
use crate::words::Words;
use crate::{Amount, CarriedFrom, Carry, CarryoverKind, CloseMonth, CloseYear, CommitmentLeft, LineAfter, Reopen, Standing, ops, sql};

/// Where the periods are listed.
const PERIODS: &str = "/office/ledger/periods";

/// `/office/ledger/periods`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let today = desk.today();
        let (year, years) = asked_year(&mut desk, today)?;
        let head = desk.scene.head.seq;
        let periods = year.map_or_else(|| Ok(Vec::new()), |year| sql::periods(desk.read, year, head))?;
        let mut grid = Grid::new(&[own.period, own.from, own.until, own.status, own.days, own.reason, own.acts]);
        for one in &periods {
            let last = one.steps.last();
            let state = match last {
                Some(step) if step.closed => Cell::badge(own.state_closed, "badge record"),
                Some(_) => Cell::badge(own.state_reopened, "badge typed"),
                None => Cell::badge(own.state_open, "badge"),
            };
            let query = format!("?period={}", one.period.to_string().replace('/', "%2F"));
            let link = match (one.closed, one.period.month) {
                (true, _) => (own.reopen.to_owned(), format!("{PERIODS}/reopen{query}")),
                (false, Some(_)) if one.ends < last_day(&periods) => (own.close.to_owned(), format!("{PERIODS}/close-month{query}")),
                (false, Some(_)) => (own.close_year.to_owned(), format!("{PERIODS}/close-year?period={:04}", one.period.fiscal_year)),
                (false, None) => (own.close_year.to_owned(), format!("{PERIODS}/close-year{query}")),
            };
            let reasons: Vec<&str> = one.steps.iter().filter(|step| !step.closed).map(|step| step.reason.as_str()).collect();
            grid.row(vec![
                Cell::text(period_word(own, &one.period)),
                Cell::day(Some(one.starts)),
                Cell::day(Some(one.ends)),
                state,
                Cell::day(last.map(|step| step.day)),
                Cell::text(reasons.join(" · ")),
                Cell::links(vec![link]),
            ]);
        }
        let mut history = Grid::new(&[own.recorded, own.period, own.status, own.days, own.reason, own.who, own.event]);
        for step in sql::steps(desk.read, head)?.iter().rev() {
            history.row(vec![
                Cell::text(desk.scene.local(step.recorded)),
                Cell::text(period_word(own, &step.period)),
                Cell::text(if step.closed { own.state_closed } else { own.state_reopened }),
                Cell::day(Some(step.day)),
                Cell::text(step.reason.as_str()),
                Cell::text(step.actor.as_str()),
                Cell::event(step.event),
            ]);
        }
        let mut page = Page::new(desk.scene.shell(desk.visit, own.periods, &way), own.periods_lead);
        page.choices = year_choices(desk.visit, year, &years);
        let part = |title: &str, grid: Grid, at: usize| Part {
            title: title.to_owned(),
            grid,
            empty: own.no_periods.to_owned(),
            csv: csv_of(desk.visit, at),
            ..Part::default()
        };
        page.parts = vec![part(own.periods, grid, 0), part(own.history, history, 1)];
        page.only(&people::Roles::of(&mut desk)?);
        page.answer(&desk, &format!("periods_{}", year.unwrap_or_default()))
    })
    .await
}

fn last_day(periods: &[crate::PeriodShown]) -> Day {
    periods.last().map_or(Day::new(1, 1, 1), |year| Some(year.ends)).unwrap_or_else(|| kernel::Zone::default().day(kernel::At(0)))
}

fn period_word(own: &'static Words, period: &PeriodKey) -> String {
    match period.month {
        Some(month) => format!("{:04}-{:02}", month.year(), month.month()),
        None => format!("{:04} {}", period.fiscal_year, own.whole_year),
    }
}

/// The period that an address or a form names.
fn period(text: Option<&str>) -> Option<PeriodKey> {
    text.and_then(|text| text.parse().ok())
}

/// The period that was sent; without one the page says so, to whoever may see it.
fn sent_period(sent: &ui::web::Sent) -> Result<PeriodKey, Stop> {
    period(Some(sent.form.text("period"))).ok_or_else(|| Stop::Fields(FormErrors::default()))
}

fn way_to_periods(mut page: FormPage, own: &'static Words) -> FormPage {
    page.way.push((own.periods.to_owned(), PERIODS.to_owned()));
    page
}

/// What stops a closing as messages; that nothing does, if so.
fn stops(scene: &Scene, own: &'static Words, stops: &[kernel::Refusal], lang: Lang) -> Vec<(&'static str, String)> {
    if stops.is_empty() {
        return vec![("", own.preview_clear.to_owned())];
    }
    stops.iter().map(|stop| ("warning", format!("{}: {}", own.preview_stops, scene.tell(stop.say(lang), lang)))).collect()
}

fn month_page(desk: &mut Desk<'_, '_>, key: &PeriodKey) -> Result<FormPage, Problem> {
    super::see_everywhere(desk, "ledger.close-month")?;
    let (own, _) = office(desk.visit.lang);
    let mut page = way_to_periods(form_page(desk.visit.lang, own.close_month, ""), own);
    page.intro = None;
    page.facts = vec![(own.period.to_owned(), period_word(own, key))];
    page.fields = vec![Field::hidden("period", key.to_string())];
    page.subject = Some(format!("ledger_period:{key}"));
    page.document = true;
    own.close_now.clone_into(&mut page.submit);
    page.action = Some(format!("{PERIODS}/close-month"));
    Ok(page)
}

/// What closing a month would do, and the button that does it.
pub(super) async fn month_form(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let key = period(parameter(desk.visit, "period")).filter(|key| key.month.is_some()).ok_or(Problem::NotFound)?;
        let form = month_page(&mut desk, &key)?;
        let day = key.month.ok_or(Problem::NotFound)?;
        let preview = ops::preview_month(desk.read, &CloseMonth { fiscal_year: key.fiscal_year, day })?;
        let way = [way[0], (own.periods, PERIODS)];
        let title = format!("{} {}", own.close_month, period_word(own, &key));
        let mut page = Page::new(desk.scene.shell(desk.visit, title, &way), "");
        page.messages = stops(desk.scene, own, &preview.stops, lang);
        let ink = super::ink(&desk);
        let mut sums = Grid::new(&[own.kind, own.number, own.amount]);
        sums.unit = money_unit(&desk);
        for sum in &preview.sums {
            sums.row(vec![Cell::text(kind_word(own, &sum.kind)), Cell::number(sum.entries), Cell::money(sum.amount, ink)]);
        }
        let lines = balances(own, &preview.lines, ink, money_unit(&desk));
        let part = |title: &str, grid: Grid| Part { title: title.to_owned(), grid, empty: "–".to_owned(), ..Part::default() };
        page.parts = vec![part(own.month_entries, sums), part(own.month_lines, lines)];
        page.form = if preview.stops.is_empty() { Some(form.view(&desk)?) } else { None };
        page.answer(&desk, "close-month")
    })
    .await
}

fn balances(own: &'static Words, lines: &[Standing], ink: Ink<'_>, unit: String) -> Grid {
    let mut grid = Grid::new(&[own.line, own.current, own.committed, own.disbursed, own.planned]);
    grid.unit = unit;
    for line in lines {
        grid.row(vec![
            Cell::link(name(line, ink.lang), line_href(&line.line)),
            Cell::money(line.current, ink),
            Cell::money(line.committed, ink),
            Cell::money(line.disbursed, ink),
            Cell::money(line.planned, ink),
        ]);
    }
    grid
}

/// Closes a month.
pub(super) async fn close_month(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, form| {
            super::see_everywhere(desk, "ledger.close-month")?;
            month_page(desk, &period(Some(form.text("period"))).ok_or(Problem::NotFound)?)
        },
        |tx, sent| {
            let key = sent_period(sent)?;
            let day = key.month.ok_or(Stop::NotFound)?;
            ops::close_month(tx, &people::by(sent), &CloseMonth { fiscal_year: key.fiscal_year, day })?;
            Ok(format!("{PERIODS}?year={}", key.fiscal_year))
        },
    )
    .await
}

/// What is carried over, a line each: commitment or budget line, amount, kind.
fn carries(text: &str) -> Option<Vec<Carry>> {
    let carry = |line: &str| {
        let mut parts = line.split_whitespace();
        let (source, amount, kind) = (parts.next()?, parts.next()?, parts.next()?);
        let amount = Amount::new(amount.parse().ok()?)?;
        Some(Carry { from: carried_from(source), amount, kind: kind.parse().ok()? })
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(carry).collect()
}

fn carries_text(carries: &[Carry]) -> String {
    carries.iter().map(|one| format!("{} {} {}\n", source_text(&one.from), one.amount.money().units(), one.kind.code())).collect()
}

/// A budget line is written with a slash, which no id has.
fn carried_from(text: &str) -> CarriedFrom {
    text.parse().map_or_else(|_| CarriedFrom::Commitment(EntryId::from_text(text)), CarriedFrom::Line)
}

fn source_text(from: &CarriedFrom) -> String {
    match from {
        CarriedFrom::Commitment(id) => id.to_string(),
        CarriedFrom::Line(line) => line.to_string(),
    }
}

/// An amount as it is typed.
fn plain(money: Money, ink: Ink<'_>) -> String {
    ink.city.map_or_else(|| money.to_string(), |city| city.amount(money))
}

/// Money that may be carried over, with how much of it there is and the document it rests on.
struct Left {
    from: CarriedFrom,
    line: LineKey,
    document: String,
    left: Money,
}

/// What a year has left: unpaid commitments, and what was not committed of its lines.
fn left(read: &mut Read, fiscal_year: i16) -> Result<Vec<Left>, Problem> {
    let standing = ops::preview_year(read, &CloseYear { fiscal_year, carries: Vec::new(), note: None }, true)?;
    let unpaid =
        |held: CommitmentLeft| Left { from: CarriedFrom::Commitment(held.id), line: held.line, document: held.document, left: held.left };
    let free = |line: LineAfter| {
        let left = line.before.current.minus(line.before.committed).ok().filter(|left| *left > Money::ZERO)?;
        let line = line.before.line;
        Some(Left { from: CarriedFrom::Line(line.clone()), line, document: String::new(), left })
    };
    Ok(standing.unpaid.into_iter().map(unpaid).chain(standing.lines.into_iter().filter_map(free)).collect())
}

/// The carries that the preview's own form asks for: `amount-SOURCE` and `kind-SOURCE`.
fn asked_carries(desk: &Desk<'_, '_>, all: &[Left]) -> Vec<Carry> {
    let carry = |held: &Left| {
        let source = source_text(&held.from);
        let kind: CarryoverKind = parameter(desk.visit, &format!("kind-{source}"))?.parse().ok()?;
        let read = |text: &str| {
            desk.scene.city.as_ref().map_or_else(|| text.replace(',', "").parse().ok().map(Money::new), |city| city.read_amount(text))
        };
        let amount = parameter(desk.visit, &format!("amount-{source}")).map_or(Some(held.left), read)?;
        Some(Carry { from: held.from.clone(), amount: Amount::new(amount.units())?, kind })
    };
    all.iter().filter_map(carry).collect()
}

fn year_page(desk: &mut Desk<'_, '_>, fiscal_year: i16, carried: &[Carry], entries: usize) -> Result<FormPage, Problem> {
    super::see_everywhere(desk, "ledger.close-year")?;
    let (own, _) = office(desk.visit.lang);
    let mut page = way_to_periods(form_page(desk.visit.lang, own.close_year, own.carry_lead), own);
    page.facts = vec![(own.year.to_owned(), fiscal_year.to_string()), (own.writes_entries.to_owned(), entries.to_string())];
    page.fields = vec![
        Field::hidden("period", format!("{fiscal_year:04}")),
        Field::hidden("carries", carries_text(carried)),
        Field::text("note", own.note),
    ];
    page.subject = Some(format!("ledger_period:{fiscal_year:04}"));
    page.document = true;
    own.carry_now.clone_into(&mut page.submit);
    page.action = Some(format!("{PERIODS}/close-year"));
    Ok(page)
}

/// Money that may be carried over, as the preview asks for it.
pub(super) struct Carried {
    pub(super) id: String,
    pub(super) line: String,
    pub(super) document: String,
    pub(super) left: String,
    pub(super) amount: String,
    pub(super) kind: &'static str,
}

/// The form that asks the preview again.
pub(super) struct CarryForm {
    pub(super) period: String,
    pub(super) rows: Vec<Carried>,
    pub(super) words: &'static Words,
}

/// What closing a year would do with what is asked to be carried over, and the button that does it.
pub(super) async fn year_form(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let key = period(parameter(desk.visit, "period")).filter(|key| key.month.is_none()).ok_or(Problem::NotFound)?;
        super::see_everywhere(&mut desk, "ledger.close-year")?;
        let all = left(desk.read, key.fiscal_year)?;
        let new = CloseYear { fiscal_year: key.fiscal_year, carries: asked_carries(&desk, &all), note: None };
        // The document of the vote is named on the form below; without it the closing itself refuses.
        let preview = ops::preview_year(desk.read, &new, true)?;
        let form = year_page(&mut desk, key.fiscal_year, &new.carries, preview.entries)?;
        let way = [way[0], (own.periods, PERIODS)];
        let mut page = Page::new(desk.scene.shell(desk.visit, format!("{} {}", own.close_year, key.fiscal_year), &way), own.carry_lead);
        page.messages = stops(desk.scene, own, &preview.stops, lang);
        page.facts = vec![(own.writes_entries.to_owned(), preview.entries.to_string())];
        let ink = super::ink(&desk);
        let rows = all.iter().map(|held| carried(held, &new.carries, own, ink)).collect();
        page.carries = Some(CarryForm { period: key.to_string(), rows, words: own }).filter(|form: &CarryForm| !form.rows.is_empty());
        let mut grid = after(own, &preview.lines, ink);
        grid.unit = money_unit(&desk);
        let csv = csv_of(desk.visit, 0);
        page.parts = vec![Part { title: own.after_closing.to_owned(), grid, empty: own.no_budget.to_owned(), csv, ..Part::default() }];
        page.form = if preview.stops.is_empty() { Some(form.view(&desk)?) } else { None };
        page.answer(&desk, &format!("closing_{}", key.fiscal_year))
    })
    .await
}

fn carried(held: &Left, carries: &[Carry], own: &'static Words, ink: Ink<'_>) -> Carried {
    let asked = carries.iter().find(|carry| carry.from == held.from);
    Carried {
        id: source_text(&held.from),
        line: held.line.to_string(),
        document: if matches!(held.from, CarriedFrom::Line(_)) { own.uncommitted.to_owned() } else { held.document.clone() },
        left: amount(held.left, ink),
        amount: plain(asked.map_or(held.left, |carry| carry.amount.money()), ink),
        kind: asked.map_or("", |carry| carry.kind.code()),
    }
}

fn after(own: &'static Words, lines: &[LineAfter], ink: Ink<'_>) -> Grid {
    let mut grid = Grid::new(&[own.line, own.current, own.disbursed, own.carried_out, own.lapse]);
    for line in lines {
        grid.row(vec![
            Cell::link(name(&line.before, ink.lang), line_href(&line.before.line)),
            Cell::money(line.before.current, ink),
            Cell::money(line.before.disbursed, ink),
            Cell::money(line.carried, ink),
            Cell::money(line.lapse, ink),
        ]);
    }
    grid
}

/// Closes a year.
pub(super) async fn close_year(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, form| {
            super::see_everywhere(desk, "ledger.close-year")?;
            let key = period(Some(form.text("period"))).ok_or(Problem::NotFound)?;
            let carries = carries(form.raw("carries")).unwrap_or_default();
            let new = CloseYear { fiscal_year: key.fiscal_year, carries, note: None };
            let entries = ops::preview_year(desk.read, &new, true)?.entries;
            year_page(desk, key.fiscal_year, &new.carries, entries)
        },
        |tx, sent| {
            let key = sent_period(sent)?;
            let carries = carries(sent.form.raw("carries")).ok_or(Stop::NotFound)?;
            let new = CloseYear { fiscal_year: key.fiscal_year, carries, note: sent.form.opt("note") };
            ops::close_year(tx, &people::by(sent), &new)?;
            Ok(format!("{PERIODS}?year={}", key.fiscal_year))
        },
    )
    .await
}

fn reopen_page(desk: &mut Desk<'_, '_>, key: &PeriodKey) -> Result<FormPage, Problem> {
    super::see_everywhere(desk, "ledger.reopen")?;
    let (own, _) = office(desk.visit.lang);
    let mut page = way_to_periods(form_page(desk.visit.lang, own.reopen, own.reopen_lead), own);
    page.facts = vec![(own.period.to_owned(), period_word(own, key))];
    page.fields = vec![Field::hidden("period", key.to_string()), Field::area("reason", own.reason).required()];
    page.subject = Some(format!("ledger_period:{key}"));
    page.document = true;
    own.reopen.clone_into(&mut page.submit);
    page.action = Some(format!("{PERIODS}/reopen"));
    Ok(page)
}

/// The form that opens a period again.
pub(super) async fn reopen_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, |desk| {
        let key = period(parameter(desk.visit, "period")).ok_or(Problem::NotFound)?;
        reopen_page(desk, &key)
    })
    .await
}

/// Opens a period again.
pub(super) async fn reopen(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, form| {
            super::see_everywhere(desk, "ledger.reopen")?;
            reopen_page(desk, &period(Some(form.text("period"))).ok_or(Problem::NotFound)?)
        },
        |tx, sent| {
            let period = sent_period(sent)?;
            let mut errors = FormErrors::default();
            let reason = sent.form.need("reason", &mut errors);
            errors.check()?;
            let year = period.fiscal_year;
            ops::reopen(tx, &people::by(sent), &Reopen { period, reason })?;
            Ok(format!("{PERIODS}?year={year}"))
        },
    )
    .await
}
