//! Files of the official system: sent, tried, looked at, entered.

use axum::extract::{Path, State};
use axum::response::Response;
use ui::web::sheet::is_asked;
use ui::web::{Choice, Desk, Field, Form, FormErrors, FormPage, Paging, Problem, Stop};
use ui::{Site, Visit};

use super::forms::form_page;
use super::grid::{Cell, Grid, Ink};
use super::{PAGE, Page, Part, csv_of, kind_word, office};
use crate::import::{Does, Mode, OfficialFile, Sheet, StatementFile, import, import_statement, try_import, try_statement};
use crate::sql::{self, Upload};

/// Where files are sent.
const IMPORT: &str = "/office/ledger/import";

fn upload_page(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    super::see_everywhere(desk, "ledger.import")?;
    let (own, _) = office(desk.visit.lang);
    let mut page = form_page(desk.visit.lang, own.import_page, own.import_lead);
    page.fields = vec![
        Field::file("file", own.import_file).hint(own.import_file_hint).required(),
        Field::choice("what", own.import_what, vec![Choice::new("rows", own.import_rows), Choice::new("totals", own.import_totals)])
            .required(),
        Field::text("system", own.import_system).value("e호조").hint(own.import_system_hint).required(),
    ];
    own.import_try.clone_into(&mut page.submit);
    Ok(page)
}

/// The form that takes a file.
pub(super) async fn form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, upload_page).await
}

/// Takes a file and keeps it for its trial.
pub(super) async fn upload(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, _| upload_page(desk),
        |tx, sent| {
            let places = super::places(tx.city()?.as_ref());
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let what = form.text("what").to_owned();
            if !matches!(what.as_str(), "rows" | "totals") {
                errors.add("what", "원장의 행인지 합계인지 골라 주세요.", "Choose rows or totals.");
            }
            let system = form.need("system", &mut errors);
            let Some(file) = form.upload("file") else {
                errors.add("file", crate::words::KO.no_file, crate::words::EN.no_file);
                return Err(Stop::Fields(errors));
            };
            let read = || {
                let sheet = Sheet::read(&file.name, &file.bytes)?;
                if what == "rows" {
                    OfficialFile::read(&sheet, &system, places).map(|_| ())?;
                } else {
                    StatementFile::read(&sheet, &system, places).map(|_| ())?;
                }
                Ok::<_, kernel::Refusal>(sheet)
            };
            let sheet = read().map_err(|refusal| errors.add("file", refusal.ko, refusal.en)).ok();
            let Some(sheet) = sheet.filter(|_| errors.is_empty()) else { return Err(Stop::Fields(errors)) };
            let name = file.name.chars().take(120).collect();
            let id = sql::save_upload(tx, &sent.signed.actor, &Upload { name, what, system, sheet })?;
            Ok(format!("{IMPORT}/{id}"))
        },
    )
    .await
}

fn found(desk: &mut Desk<'_, '_>, id: &str) -> Result<Upload, Problem> {
    let signed = super::see_everywhere(desk, "ledger.import")?;
    let gone = || Problem::Bad(crate::words::words(desk.visit.lang).upload_gone.to_owned());
    sql::upload(desk.read, &signed.actor, id)?.ok_or_else(gone)
}

fn confirm_page(desk: &mut Desk<'_, '_>, upload: &Upload) -> FormPage {
    let (own, _) = office(desk.visit.lang);
    let mut page = form_page(desk.visit.lang, own.import_trial, own.import_trial_lead);
    page.way.push((own.import_page.to_owned(), IMPORT.to_owned()));
    page.facts = vec![(own.import_file.to_owned(), upload.name.clone()), (own.import_system.to_owned(), upload.system.clone())];
    if upload.what == "rows" {
        let modes = vec![Choice::new("exceptions", own.import_exceptions), Choice::new("strict", own.import_strict)];
        page.fields.push(Field::choice("mode", own.import_mode, modes).required());
    }
    own.import_now.clone_into(&mut page.submit);
    page
}

/// What a file would do, row by row, and the button that does it.
pub(super) async fn trial(State(site): State<Site>, Path(id): Path<String>, visit: Visit) -> Response {
    site.page(visit, move |mut desk| {
        let upload = found(&mut desk, &id)?;
        let (own, way) = office(desk.visit.lang);
        let form = confirm_page(&mut desk, &upload);
        let way = [way[0], (own.import_page, IMPORT)];
        let mut page = Page::new(desk.scene.shell(desk.visit, own.import_trial, &way), own.import_trial_lead);
        page.facts.clone_from(&form.facts);
        let total =
            if upload.what == "rows" { rows_part(&mut desk, &upload, &mut page)? } else { totals_part(&mut desk, &upload, &mut page)? };
        page.form = if total { Some(form.view(&desk)?) } else { None };
        page.answer(&desk, "import-trial")
    })
    .await
}

/// Shows what rows would do; gives whether anything would be written.
fn rows_part(desk: &mut Desk<'_, '_>, upload: &Upload, page: &mut Page) -> Result<bool, Problem> {
    let (own, _) = office(desk.visit.lang);
    let (lang, ink) = (desk.visit.lang, super::ink(desk));
    let paging = Paging::read(desk.visit, if is_asked(desk.visit) { i64::MAX } else { PAGE })?;
    let places = super::places(desk.scene.city.as_ref());
    let trial = try_import(desk.read, &OfficialFile::read(&upload.sheet, &upload.system, places)?)?;
    let count = |label: &str, number: usize| (label.to_owned(), number.to_string());
    page.facts.extend([
        count(own.does_enter, trial.entered),
        count(own.does_nothing, trial.standing),
        count(own.does_except, trial.exceptions),
    ]);
    // What needs a decision stands first.
    let mut rows: Vec<&crate::RowPlan> = trial.rows.iter().collect();
    rows.sort_by_key(|row| row.does != Does::Except);
    let mut grid = Grid::new(&[own.row, own.does, own.source, own.kind, own.line, own.amount, own.days, own.reason]);
    for row in paging.of(&rows) {
        let does = match row.does {
            Does::Enter => Cell::badge(own.does_enter, "badge record"),
            Does::Nothing => Cell::badge(own.does_nothing, "badge"),
            Does::Except => Cell::badge(own.does_except, "badge typed"),
        };
        let [kind, line, amount, day] = &row.says;
        grid.row(vec![
            Cell::number(row.row),
            does,
            Cell::text(row.source.as_str()),
            Cell::text(kind_word(own, kind)),
            Cell::text(line.as_str()),
            money_text(amount, ink),
            Cell { class: "day", ..Cell::text(day.as_str()) },
            Cell::text(row.why.as_ref().map_or_else(String::new, |why| desk.scene.tell(why.say(lang), lang))),
        ]);
    }
    let total = i64::try_from(rows.len()).map_err(|_| Problem::NotFound)?;
    let pager = paging.pager(desk.visit, total)?;
    page.parts = vec![Part {
        title: own.import_trial.to_owned(),
        grid,
        empty: "–".to_owned(),
        csv: csv_of(desk.visit, 0),
        pager,
        ..Part::default()
    }];
    Ok(trial.standing < rows.len())
}

/// An amount as it was read, or as it stands.
pub(super) fn money_text(text: &str, ink: Ink<'_>) -> Cell {
    text.parse().map_or_else(|_| Cell::text(text), |units| Cell::money(kernel::Money::new(units), ink))
}

/// Shows what totals would do; gives whether they can be taken.
fn totals_part(desk: &mut Desk<'_, '_>, upload: &Upload, page: &mut Page) -> Result<bool, Problem> {
    let (own, _) = office(desk.visit.lang);
    let places = super::places(desk.scene.city.as_ref());
    let done = try_statement(desk.read, &StatementFile::read(&upload.sheet, &upload.system, places)?)?;
    let count = |label: &str, number: usize| (label.to_owned(), number.to_string());
    page.facts.extend([
        count(own.new, done.new),
        count(own.does_nothing, done.standing),
        count(own.changed, done.changed),
        count(own.wrong, done.wrong.len()),
    ]);
    let mut grid = Grid::new(&[own.row, own.reason]);
    for (row, why) in &done.wrong {
        grid.row(vec![Cell::number(row), Cell::text(desk.scene.tell(why.say(desk.visit.lang), desk.visit.lang))]);
    }
    page.parts = vec![Part { title: own.wrong.to_owned(), grid, empty: "–".to_owned(), csv: csv_of(desk.visit, 0), ..Part::default() }];
    Ok(done.wrong.is_empty() && done.new.saturating_add(done.changed) > 0)
}

/// Enters a file that was tried.
pub(super) async fn confirm(State(site): State<Site>, Path(id): Path<String>, visit: Visit, form: Form) -> Response {
    let shown = id.clone();
    site.act(
        visit,
        form,
        move |desk, _| {
            let upload = found(desk, &shown)?;
            Ok(confirm_page(desk, &upload))
        },
        move |tx, sent| {
            let upload = sql::upload(tx, &sent.signed.actor, &id)?.ok_or(Stop::NotFound)?;
            let (by, places) = (people::by(sent), super::places(tx.city()?.as_ref()));
            let href = if upload.what == "rows" {
                let mode = if sent.form.text("mode") == "strict" { Mode::Strict } else { Mode::Exceptions };
                let done = import(tx, &by, &OfficialFile::read(&upload.sheet, &upload.system, places)?, mode, &mut |_, _| {})?;
                if done.exceptions > 0 { "/office/ledger/exceptions" } else { "/office/ledger" }
            } else {
                import_statement(tx, &by, &StatementFile::read(&upload.sheet, &upload.system, places)?)?;
                "/office/ledger/reconcile"
            };
            Ok(href.to_owned())
        },
    )
    .await
}
