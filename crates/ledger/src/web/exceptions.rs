//! Exceptions of the import: the list, one with both versions of its row, and what is done about it.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Seq;
use ui::web::sheet::is_asked;
use ui::web::{Choice, Desk, Field, Form, FormErrors, FormPage, Paging, Problem, parameter};
use ui::{Site, Visit, href_with};

use super::forms::form_page;
use super::grid::{Cell, Grid, Ink};
use super::importing::money_text;
use super::{PAGE, Page, Part, csv_of, kind_word, office};
use crate::import::{EnterException, SettleException, enter_exception, settle_exception};
use crate::model::{EntryId, LineKey};
use crate::sql::{self, ExceptionShown};
use crate::words::Words;

/// Where exceptions are listed.
const EXCEPTIONS: &str = "/office/ledger/exceptions";

fn state_word(own: &'static Words, state: &str) -> (&'static str, &'static str) {
    match state {
        "entered" => (own.state_entered, "badge record"),
        "settled" => (own.state_settled, "badge"),
        "replaced" => (own.state_replaced, "badge"),
        _ => (own.state_open, "badge typed"),
    }
}

/// `/office/ledger/exceptions`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let ink = super::ink(&desk);
        let all = parameter(desk.visit, "show") == Some("all");
        let paging = Paging::read(desk.visit, if is_asked(desk.visit) { i64::MAX } else { PAGE })?;
        let head = desk.scene.head.seq;
        let total = sql::count_exceptions(desk.read, head, !all)?;
        let shown = sql::exceptions(desk.read, head, !all, paging.offset(), paging.size())?;
        let mut grid = Grid::new(&[
            own.source,
            own.status,
            own.kind,
            own.line,
            own.amount,
            own.days,
            own.exception_why,
            own.exception_done,
            own.event,
        ]);
        for one in &shown {
            let (word, class) = state_word(own, &one.state);
            let [line, kind, amount, day, ..] = one.says.as_slice() else { continue };
            grid.row(vec![
                Cell::link(source(one), format!("{EXCEPTIONS}/{}", one.id)),
                Cell::badge(word, class),
                Cell::text(kind_word(own, kind)),
                Cell::text(line.as_str()),
                money_text(amount, ink),
                Cell { class: "day", ..Cell::text(day.as_str()) },
                Cell::text(desk.scene.tell(lang.pick(&one.words[0], &one.words[1]), lang)),
                Cell::text(desk.scene.tell(&one.why, desk.visit.lang)),
                Cell::event(one.event),
            ]);
        }
        let mut page = Page::new(desk.scene.shell(desk.visit, own.exceptions, &way), own.exceptions_lead);
        let href = |show: &str| href_with(EXCEPTIONS, &[], &[("show", show)]);
        page.choices = vec![(own.exceptions_open.to_owned(), href(""), !all), (own.exceptions_all.to_owned(), href("all"), all)];
        let pager = paging.pager(desk.visit, total)?;
        let csv = csv_of(desk.visit, 0);
        page.parts =
            vec![Part { title: own.exceptions.to_owned(), grid, empty: own.exceptions_none.to_owned(), csv, pager, ..Part::default() }];
        page.answer(&desk, "exceptions")
    })
    .await
}

fn source(one: &ExceptionShown) -> String {
    let [system, document, place] = &one.source;
    format!("{system} {document}#{place}")
}

fn found(desk: &mut Desk<'_, '_>, id: &str, act: &'static str) -> Result<ExceptionShown, Problem> {
    if act == "ledger.see" {
        people::see(desk, act, &[])?
    } else {
        super::see_everywhere(desk, act)?
    };
    sql::exception_of(desk.read, id)?.ok_or(Problem::NotFound)
}

/// What a row says, beside what it said before.
fn versions(own: &'static Words, one: &ExceptionShown, ink: Ink<'_>) -> Grid {
    let heads = [own.line, own.kind, own.amount, own.days, own.commitment, own.other_line, own.note];
    let mut grid = Grid::new(&["", own.exception_says, own.exception_said]);
    if one.said.is_none() {
        grid.head.truncate(2);
    }
    for (at, (head, says)) in heads.iter().zip(&one.says).enumerate() {
        let shown = |text: &str| match at {
            1 => Cell::text(kind_word(own, text)),
            2 => Cell { class: "", ..money_text(text, ink) },
            _ => Cell::text(text),
        };
        let said = one.said.as_ref().and_then(|said| said.get(at));
        let mut cells = vec![Cell::text(*head), shown(says)];
        cells.extend(said.map(|said| shown(said)));
        grid.marked(if said.is_some_and(|said| said != says) { "subtotal" } else { "" }, cells);
    }
    grid
}

/// One exception.
pub(super) async fn one(State(site): State<Site>, Path(id): Path<String>, visit: Visit) -> Response {
    site.page(visit, move |mut desk| {
        let one = found(&mut desk, &id, "ledger.see")?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let way = [way[0], (own.exceptions, EXCEPTIONS)];
        let mut page = Page::new(desk.scene.shell(desk.visit, source(&one), &way), "");
        let (word, _) = state_word(own, &one.state);
        page.facts = vec![
            (own.status.to_owned(), word.to_owned()),
            (own.row.to_owned(), one.row.to_string()),
            (own.recorded.to_owned(), desk.scene.local(one.recorded)),
        ];
        if !one.why.is_empty() {
            page.facts.push((own.exception_done.to_owned(), desk.scene.tell(&one.why, desk.visit.lang)));
        }
        page.messages = vec![("warning", desk.scene.tell(lang.pick(&one.words[0], &one.words[1]), lang))];
        if one.state == "open" {
            let href = |act: &str| format!("{EXCEPTIONS}/{}/{act}", one.id);
            page.actions = vec![(own.exception_enter.to_owned(), href("enter")), (own.exception_settle.to_owned(), href("settle"))];
        }
        page.parts = vec![Part { title: own.exception.to_owned(), grid: versions(own, &one, super::ink(&desk)), ..Part::default() }];
        page.only(&people::Roles::of(&mut desk)?);
        page.answer(&desk, "exception")
    })
    .await
}

fn exception_page(desk: &mut Desk<'_, '_>, id: &str, enter: bool) -> Result<FormPage, Problem> {
    people::see(desk, "ledger.see", &[])?;
    let one = found(desk, id, if enter { "ledger.enter-exception" } else { "ledger.settle-exception" })?;
    let lang = desk.visit.lang;
    let (own, _) = office(lang);
    let (title, intro) =
        if enter { (own.exception_enter, own.exception_enter_intro) } else { (own.exception_settle, own.exception_settle_intro) };
    let mut page = form_page(lang, title, intro);
    page.way.push((own.exceptions.to_owned(), EXCEPTIONS.to_owned()));
    page.way.push((source(&one), format!("{EXCEPTIONS}/{id}")));
    title.clone_into(&mut page.submit);
    let ink = super::ink(desk);
    let said = |(at, text): (usize, &String)| match at {
        1 => kind_word(own, text).to_owned(),
        2 => money_text(text, ink).text,
        _ => text.clone(),
    };
    let says: Vec<String> = one.says.iter().enumerate().map(said).filter(|text| !text.is_empty()).collect();
    page.facts = vec![
        (own.says.to_owned(), says.join(" · ")),
        (own.exception_why.to_owned(), desk.scene.tell(lang.pick(&one.words[0], &one.words[1]), lang)),
    ];
    if enter {
        let year = one.fiscal_year.and_then(|year| i16::try_from(year).ok());
        let today = desk.today();
        let lines = year.map_or_else(|| Ok(Vec::new()), |year| sql::line_codes(desk.read, year, today))?;
        let choices = lines.into_iter().map(|(code, ko, en)| Choice::new(code, lang.pick(ko, en)));
        let choices = std::iter::once(Choice::new("", own.as_line)).chain(choices).collect();
        page.fields.push(Field::choice("line", own.line, choices).hint(own.exception_line_hint));
        page.fields.push(Field::text("commitment", own.exception_commitment).hint(own.exception_commitment_hint));
    }
    page.fields.push(Field::area("why", if enter { own.exception_done } else { own.reason }).required());
    page.subject = Some(format!("ledger_official:{id}"));
    page.document = true;
    Ok(page)
}

/// The form that enters an exception.
pub(super) async fn enter_form(State(site): State<Site>, Path(id): Path<String>, visit: Visit) -> Response {
    site.form(visit, move |desk| exception_page(desk, &id, true)).await
}

/// The form that settles an exception.
pub(super) async fn settle_form(State(site): State<Site>, Path(id): Path<String>, visit: Visit) -> Response {
    site.form(visit, move |desk| exception_page(desk, &id, false)).await
}

/// Enters an exception after all.
pub(super) async fn enter(State(site): State<Site>, Path(id): Path<String>, visit: Visit, form: Form) -> Response {
    let shown = id.clone();
    site.act(
        visit,
        form,
        move |desk, _| exception_page(desk, &shown, true),
        move |tx, sent| {
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let line = form.read_opt::<LineKey>("line", &mut errors);
            let why = form.need("why", &mut errors);
            errors.check()?;
            let commitment = form.opt("commitment").map(EntryId::from_text);
            enter_exception(tx, &people::by(sent), &EnterException { exception: id, line, commitment, why })?;
            Ok(EXCEPTIONS.to_owned())
        },
    )
    .await
}

/// Settles an exception.
pub(super) async fn settle(State(site): State<Site>, Path(id): Path<String>, visit: Visit, form: Form) -> Response {
    let shown = id.clone();
    site.act(
        visit,
        form,
        move |desk, _| exception_page(desk, &shown, false),
        move |tx, sent| {
            let mut errors = FormErrors::default();
            let why = sent.form.need("why", &mut errors);
            errors.check()?;
            settle_exception(tx, &people::by(sent), &SettleException { exception: id, why })?;
            Ok(EXCEPTIONS.to_owned())
        },
    )
    .await
}

/// Exceptions that are open now.
pub(super) fn open_now(read: &mut store::Read) -> Result<i64, store::StoreError> {
    sql::count_exceptions(read, Seq(i64::MAX), true)
}
