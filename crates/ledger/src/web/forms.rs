//! The forms of a line, a commitment and an entry, and of opening years and lines.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Code, Day, Lang};
use ui::web::{Choice, Desk, Field, Form, FormErrors, FormPage, Problem, Stop};
use ui::{Site, Visit};

use super::grid::amount;
use super::line::found;
use super::{line_href, now, office};
use crate::model::{EntryId, LineKey, PlannedMonth};
use crate::words::Words;
use crate::{
    Amount, Budget, Commit, CommitmentLeft, Correct, Disburse, NewLine, NewYear, PlanSpending, Release, Supplement, Transfer, TransferKind,
    ops, sql,
};

/// An amount above zero that was typed.
pub(super) fn typed_amount(form: &Form, places: u32, errors: &mut FormErrors) -> Option<Amount> {
    let name = "amount";
    let units = form.money(name, places, errors)?;
    let amount = Amount::new(units);
    if amount.is_none() {
        errors.add(name, "0보다 커야 합니다.", "This has to be above zero.");
    }
    amount
}

/// A form of the office: its title, what it does, and the way to it.
pub(super) fn form_page(lang: Lang, title: &str, intro: &str) -> FormPage {
    let (own, way) = office(lang);
    FormPage {
        title: title.to_owned(),
        intro: Some(intro.to_owned()),
        way: way.iter().map(|(label, href)| ((*label).to_owned(), (*href).to_owned())).collect(),
        submit: own.submit.to_owned(),
        ..FormPage::default()
    }
}

fn amount_field(own: &'static Words) -> Field {
    Field::money("amount", own.amount).hint(own.amount_hint).required()
}

fn day_field(own: &'static Words, day: Day) -> Field {
    Field::day("day", own.days).value(day.to_string()).required()
}

/// The policy's name of an act on a line.
fn line_act_name(act: &str) -> Option<&'static str> {
    Some(match act {
        "appropriate" => "ledger.appropriate",
        "supplement" => "ledger.supplement",
        "transfer" => "ledger.transfer",
        "commit" => "ledger.commit",
        _ => return None,
    })
}

fn line_page(desk: &mut Desk<'_, '_>, year: &str, code: &str, act: &str) -> Result<FormPage, Problem> {
    people::see(desk, "ledger.see", &[])?;
    let name = line_act_name(act).ok_or(Problem::NotFound)?;
    let (key, units) = found(desk, year, code)?;
    people::see(desk, name, &units)?;
    let lang = desk.visit.lang;
    let (own, _) = office(lang);
    let (today, ink) = (desk.today(), super::ink(desk));
    let standings = sql::standings(desk.read, key.fiscal_year, now(today))?;
    let line = standings.iter().find(|line| line.line == key).ok_or(Problem::NotFound)?;
    let (title, intro) = match act {
        "appropriate" => (own.act_appropriate, own.intro_appropriate),
        "supplement" => (own.act_supplement, own.intro_supplement),
        "transfer" => (own.act_transfer, own.intro_transfer),
        _ => (own.act_commit, own.intro_commit),
    };
    let mut page = form_page(lang, title, intro);
    page.way.push((super::name(line, lang).to_owned(), line_href(&key)));
    page.facts = vec![
        (own.current.to_owned(), amount(line.current, ink)),
        (own.committed.to_owned(), amount(line.committed, ink)),
        (own.left_to_commit.to_owned(), line.current.minus(line.committed).map_or_else(|_| "–".to_owned(), |left| amount(left, ink))),
    ];
    if act == "transfer" {
        let others = standings.iter().filter(|other| other.line != key);
        let choice = |other: &crate::Standing| Choice::new(other.line.to_string(), super::name(other, lang));
        page.fields.push(Field::choice("to", own.other_line, others.map(choice).collect()).required());
        let kinds = [
            Choice::new("within", own.transfer_within),
            Choice::new("between", own.transfer_between),
            Choice::new("reorganisation", own.transfer_reorganisation),
        ];
        page.fields.push(Field::choice("kind", own.kind, kinds.into()).required());
    }
    page.fields.extend([amount_field(own), day_field(own, today), Field::text("note", own.note)]);
    page.document = true;
    Ok(page)
}

/// The form of an act on a line.
pub(super) async fn line_form(State(site): State<Site>, Path((year, code, act)): Path<(String, String, String)>, visit: Visit) -> Response {
    site.form(visit, move |desk| line_page(desk, &year, &code, &act)).await
}

/// An act on a line.
pub(super) async fn line_act(
    State(site): State<Site>,
    Path((year, code, act)): Path<(String, String, String)>,
    visit: Visit,
    form: Form,
) -> Response {
    let shown = (year.clone(), code.clone(), act.clone());
    site.act(
        visit,
        form,
        move |desk, _| line_page(desk, &shown.0, &shown.1, &shown.2),
        move |tx, sent| {
            let line: LineKey = format!("{year}/{code}").parse().map_err(|_| Stop::NotFound)?;
            let places = super::places(tx.city()?.as_ref());
            let (form, by, mut errors) = (&sent.form, people::by(sent), FormErrors::default());
            let (day, note) = (form.read::<Day>("day", &mut errors), form.opt("note"));
            if act == "supplement" {
                let change = form.money("amount", places, &mut errors);
                let (Some(day), Some(change)) = (day, change) else { return Err(Stop::Fields(errors)) };
                let new = Supplement { line: line.clone(), change: kernel::Money::new(change), day, note };
                ops::supplement(tx, &by, &new)?;
                return Ok(line_href(&line));
            }
            let amount = typed_amount(form, places, &mut errors);
            let (Some(day), Some(amount)) = (day, amount) else { return Err(Stop::Fields(errors)) };
            match act.as_str() {
                "appropriate" => ops::appropriate(tx, &by, &Budget { line: line.clone(), amount, day, note })?,
                "commit" => ops::commit_funds(tx, &by, &Commit { line: line.clone(), amount, day, note })?,
                "transfer" => {
                    let (to, kind) = (form.read::<LineKey>("to", &mut errors), form.read::<TransferKind>("kind", &mut errors));
                    let (Some(to), Some(kind)) = (to, kind) else { return Err(Stop::Fields(errors)) };
                    ops::transfer(tx, &by, &Transfer { from: line.clone(), to, amount, day, kind, note })?
                }
                _ => return Err(Stop::NotFound),
            };
            Ok(line_href(&line))
        },
    )
    .await
}

/// Finds a commitment that the visitor may do something with.
fn held(desk: &mut Desk<'_, '_>, id: &str, act: &'static str) -> Result<CommitmentLeft, Problem> {
    people::see(desk, "ledger.see", &[])?;
    let held = sql::commitment_of(desk.read, &EntryId::from_text(id))?.ok_or(Problem::NotFound)?;
    let (_, units) = found(desk, &format!("{:04}", held.line.fiscal_year), held.line.code.as_str())?;
    people::see(desk, act, &units)?;
    Ok(held)
}

fn commitment_page(desk: &mut Desk<'_, '_>, id: &str, act: &str) -> Result<FormPage, Problem> {
    let (own, _) = office(desk.visit.lang);
    let (name, title, intro) = match act {
        "release" => ("ledger.release", own.act_release, own.intro_release),
        "disburse" => ("ledger.disburse", own.act_disburse, own.intro_disburse),
        "return" => ("ledger.return", own.act_return, own.intro_return),
        _ => return Err(Problem::NotFound),
    };
    let held = held(desk, id, name)?;
    let (lang, ink) = (desk.visit.lang, super::ink(desk));
    let mut page = form_page(lang, title, intro);
    page.way.push((held.line.to_string(), line_href(&held.line)));
    page.facts = vec![
        (own.commitment.to_owned(), format!("{} {}", held.day, held.document)),
        (own.committed.to_owned(), amount(held.committed, ink)),
        (own.disbursed.to_owned(), amount(held.disbursed, ink)),
        (own.left.to_owned(), amount(held.left, ink)),
    ];
    page.fields = vec![amount_field(own), day_field(own, desk.today()), Field::text("note", own.note)];
    page.document = true;
    Ok(page)
}

/// The form of an act on a commitment.
pub(super) async fn commitment_form(State(site): State<Site>, Path((id, act)): Path<(String, String)>, visit: Visit) -> Response {
    site.form(visit, move |desk| commitment_page(desk, &id, &act)).await
}

/// An act on a commitment.
pub(super) async fn commitment_act(
    State(site): State<Site>,
    Path((id, act)): Path<(String, String)>,
    visit: Visit,
    form: Form,
) -> Response {
    let shown = (id.clone(), act.clone());
    site.act(
        visit,
        form,
        move |desk, _| commitment_page(desk, &shown.0, &shown.1),
        move |tx, sent| {
            let commitment = EntryId::from_text(id);
            let held = sql::commitment_of(tx, &commitment)?.ok_or(Stop::NotFound)?;
            let places = super::places(tx.city()?.as_ref());
            let (form, by, mut errors) = (&sent.form, people::by(sent), FormErrors::default());
            let (day, amount) = (form.read::<Day>("day", &mut errors), typed_amount(form, places, &mut errors));
            let (Some(day), Some(amount)) = (day, amount) else { return Err(Stop::Fields(errors)) };
            let note = form.opt("note");
            match act.as_str() {
                "release" => ops::release(tx, &by, &Release { commitment, amount, day, note })?,
                "disburse" => ops::disburse(tx, &by, &Disburse { commitment, amount, day, note })?,
                "return" => ops::return_funds(tx, &by, &Disburse { commitment, amount, day, note })?,
                _ => return Err(Stop::NotFound),
            };
            Ok(line_href(&held.line))
        },
    )
    .await
}

fn correct_page(desk: &mut Desk<'_, '_>, id: &str) -> Result<FormPage, Problem> {
    people::see(desk, "ledger.see", &[])?;
    let entry = sql::entry_of(desk.read, &EntryId::from_text(id))?.ok_or(Problem::NotFound)?;
    let (_, units) = found(desk, &format!("{:04}", entry.line.fiscal_year), entry.line.code.as_str())?;
    people::see(desk, "ledger.correct", &units)?;
    let (lang, ink) = (desk.visit.lang, super::ink(desk));
    let (own, _) = office(lang);
    let mut page = form_page(lang, own.act_correct, own.intro_correct);
    page.way.push((entry.line.to_string(), line_href(&entry.line)));
    page.facts = vec![
        (own.kind.to_owned(), super::kind_word(own, &entry.kind).to_owned()),
        (own.days.to_owned(), entry.day.to_string()),
        (own.amount.to_owned(), amount(entry.amount, ink)),
        (own.document.to_owned(), entry.document),
    ];
    page.fields = vec![Field::money("amount", own.right_amount).hint(own.amount_hint).required(), Field::text("note", own.note)];
    page.document = true;
    Ok(page)
}

/// The form that corrects an entry.
pub(super) async fn correct_form(State(site): State<Site>, Path(id): Path<String>, visit: Visit) -> Response {
    site.form(visit, move |desk| correct_page(desk, &id)).await
}

/// Corrects an entry.
pub(super) async fn correct(State(site): State<Site>, Path(id): Path<String>, visit: Visit, form: Form) -> Response {
    let shown = id.clone();
    site.act(
        visit,
        form,
        move |desk, _| correct_page(desk, &shown),
        move |tx, sent| {
            let entry = sql::entry_of(tx, &EntryId::from_text(id))?.ok_or(Stop::NotFound)?;
            let places = super::places(tx.city()?.as_ref());
            let mut errors = FormErrors::default();
            let Some(amount) = typed_amount(&sent.form, places, &mut errors) else { return Err(Stop::Fields(errors)) };
            ops::correct(tx, &people::by(sent), &Correct { entry: entry.id, amount, note: sent.form.opt("note") })?;
            Ok(line_href(&entry.line))
        },
    )
    .await
}

/// Names of the fields of a plan: a fiscal year that begins inside a month touches thirteen.
const MONTHS: [&str; 13] = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12", "m13"];

/// The months of a fiscal year, each with the name of its field.
fn months(starts: Day, ends: Day) -> Vec<(&'static str, Day)> {
    let mut month = starts.month_start();
    let mut all = Vec::new();
    for name in MONTHS {
        if month <= ends {
            all.push((name, month.max(starts)));
        }
        month = month.month_end().plus_days(1);
    }
    all
}

fn plan_page(desk: &mut Desk<'_, '_>, year: &str, code: &str) -> Result<FormPage, Problem> {
    people::see(desk, "ledger.see", &[])?;
    let (key, units) = found(desk, year, code)?;
    people::see(desk, "ledger.plan-spending", &units)?;
    let (starts, ends) = sql::year_days(desk.read, key.fiscal_year)?.ok_or(Problem::NotFound)?;
    let lang = desk.visit.lang;
    let (own, _) = office(lang);
    let (today, ink) = (desk.today().max(starts), super::ink(desk));
    let planned = sql::plan(desk.read, &key, today)?;
    let line = sql::line(desk.read, &key, today)?.ok_or(Problem::NotFound)?;
    let mut page = form_page(lang, own.act_plan, own.intro_plan);
    page.way.push((key.to_string(), line_href(&key)));
    page.facts = vec![(own.current.to_owned(), amount(line.current, ink)), (own.disbursed.to_owned(), amount(line.disbursed, ink))];
    for (name, month) in months(starts, ends) {
        let stands = planned
            .iter()
            .find(|(known, _)| *known == month.month_start())
            .map(|(_, planned)| ink.city.map_or_else(|| planned.to_string(), |city| city.amount(*planned)));
        let label = format!("{:04}-{:02}", month.year(), month.month());
        page.fields.push(Field::money(name, label).value(stands.unwrap_or_default()));
    }
    page.fields.push(Field::day("day", own.plan_from).value(today.to_string()).required());
    page.fields.push(Field::text("note", own.note));
    page.subject = Some(format!("ledger_plan:{key}"));
    page.document = true;
    Ok(page)
}

/// The form of a line's spending plan.
pub(super) async fn plan_form(State(site): State<Site>, Path((year, code)): Path<(String, String)>, visit: Visit) -> Response {
    site.form(visit, move |desk| plan_page(desk, &year, &code)).await
}

/// Plans what a line pays in each month; months that stay as they are, are not planned again.
pub(super) async fn plan(State(site): State<Site>, Path((year, code)): Path<(String, String)>, visit: Visit, form: Form) -> Response {
    let shown = (year.clone(), code.clone());
    site.act(
        visit,
        form,
        move |desk, _| plan_page(desk, &shown.0, &shown.1),
        move |tx, sent| {
            let line: LineKey = format!("{year}/{code}").parse().map_err(|_| Stop::NotFound)?;
            let (starts, ends) = sql::year_days(tx, line.fiscal_year)?.ok_or(Stop::NotFound)?;
            let places = super::places(tx.city()?.as_ref());
            let mut errors = FormErrors::default();
            let day = sent.form.read::<Day>("day", &mut errors);
            let standing = sql::plan(tx, &line, day.unwrap_or(starts))?;
            let mut planned = Vec::new();
            for (name, month) in months(starts, ends) {
                if sent.form.text(name).is_empty() {
                    continue;
                }
                let amount = sent.form.money(name, places, &mut errors).map(kernel::Money::new).unwrap_or_default();
                if !standing.iter().any(|(known, stands)| *known == month.month_start() && *stands == amount) {
                    planned.push(PlannedMonth { month, amount });
                }
            }
            let Some(day) = day.filter(|_| errors.is_empty()) else { return Err(Stop::Fields(errors)) };
            let new = PlanSpending { line: line.clone(), months: planned, day, note: sent.form.opt("note") };
            ops::plan_spending(tx, &people::by(sent), &new)?;
            Ok(line_href(&line))
        },
    )
    .await
}

fn open_year_page(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    super::see_everywhere(desk, "ledger.open-year")?;
    let (own, _) = office(desk.visit.lang);
    let mut page = form_page(desk.visit.lang, own.open_year, own.intro_open_year);
    let next = sql::years(desk.read)?.first().map(|(year, _, ends)| (year.saturating_add(1), ends.plus_days(1)));
    let value = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let starts = next.map(|(_, starts)| starts);
    let ends = starts.and_then(|starts| Day::new(starts.year().saturating_add(1), starts.month(), 1)).map(|day| day.plus_days(-1));
    page.fields = vec![
        Field::number("year", own.year).value(next.map_or_else(String::new, |(year, _)| year.to_string())).required(),
        Field::day("starts", own.from).value(value(starts)).required(),
        Field::day("ends", own.until).value(value(ends)).required(),
    ];
    page.document = true;
    Ok(page)
}

/// The form that opens a fiscal year.
pub(super) async fn open_year_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, open_year_page).await
}

/// Opens a fiscal year.
pub(super) async fn open_year(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, _| open_year_page(desk),
        |tx, sent| {
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let year = form.read::<i16>("year", &mut errors);
            if year.is_some_and(|year| !(1000..=9999).contains(&year)) {
                errors.add("year", "네 자리 연도를 적어 주세요.", "Write a year of four digits.");
            }
            let (starts, ends) = (form.read::<Day>("starts", &mut errors), form.read::<Day>("ends", &mut errors));
            match (year, starts, ends) {
                (Some(fiscal_year), Some(starts), Some(ends)) if errors.is_empty() => {
                    ops::open_year(tx, &people::by(sent), &NewYear { fiscal_year, starts, ends })?;
                    Ok(format!("/office/ledger?year={fiscal_year}"))
                }
                _ => Err(Stop::Fields(errors)),
            }
        },
    )
    .await
}

fn open_line_page(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    people::see(desk, "ledger.open-line", &[])?;
    let lang = desk.visit.lang;
    let (own, _) = office(lang);
    let mut page = form_page(lang, own.open_line, own.intro_open_line);
    let today = now(desk.today());
    let years = sql::years(desk.read)?.into_iter().map(|(year, ..)| Choice::new(year.to_string(), year.to_string())).collect();
    let named = |rows: Vec<(String, String, String)>| rows.into_iter().map(|(code, ko, en)| Choice::new(code, lang.pick(ko, en)));
    let units = named(sql::codes(desk.read, "bureau.units", today)?).collect();
    let programmes = named(sql::codes(desk.read, "bureau.programmes", today)?);
    let programmes = std::iter::once(Choice::new("", "–")).chain(programmes).collect();
    page.fields = vec![
        Field::choice("year", own.year, years).required(),
        Field::text("code", own.code).required(),
        Field::text("name_ko", own.name_ko).required(),
        Field::text("name_en", own.name_en),
        Field::choice("unit", own.unit, units).required(),
        Field::choice("programme", own.programme, programmes).hint(own.programme_hint),
        Field::number("position", own.position).value("1").required(),
        Field::text("note", own.note),
    ];
    page.document = true;
    Ok(page)
}

/// The form that opens a budget line.
pub(super) async fn open_line_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, open_line_page).await
}

/// Opens a budget line.
pub(super) async fn open_line(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, _| open_line_page(desk),
        |tx, sent| {
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let (year, code) = (form.read::<i16>("year", &mut errors), form.read::<Code>("code", &mut errors));
            let (unit, position) = (form.read::<Code>("unit", &mut errors), form.read::<i64>("position", &mut errors));
            let (name_ko, programme) = (form.need("name_ko", &mut errors), form.read_opt::<Code>("programme", &mut errors));
            let (Some(fiscal_year), Some(code), Some(unit), Some(position), true) = (year, code, unit, position, errors.is_empty()) else {
                return Err(Stop::Fields(errors));
            };
            let (from, _) = sql::year_days(tx, fiscal_year)?.ok_or(Stop::NotFound)?;
            let line = LineKey { fiscal_year, code };
            let new = NewLine {
                line: line.clone(),
                unit,
                programme,
                position,
                name_ko,
                name_en: form.opt("name_en"),
                short_ko: None,
                short_en: None,
                note: form.opt("note"),
                from,
            };
            ops::open_line(tx, &people::by(sent), &new)?;
            Ok(line_href(&line))
        },
    )
    .await
}
