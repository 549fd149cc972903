//! 검산: a file that somebody edited, beside the report that it was made from. Nothing is kept of it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Day, Lang, Refusal};
use store::{Failure, Known};
use ui::web::sheet::{Cell, Sheet};
use ui::web::{Choice, Field, Form, FormPage, FormView, file, page_with};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::gate::see;
use super::words::{Words, words};
use crate::audit::{Audited, audit};
use crate::compare::Which;
use crate::edition::editions;

/// The media type of HWPX.
const HWPX: &str = "application/hwp+zip";

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    shell: Shell,
    words: &'static Words,
    lang: Lang,
    form: FormView,
    found: Option<Audited>,
}

/// The questions, with what was typed.
fn asked(desk: &mut Desk<'_, '_>, typed: Option<&Form>) -> Result<FormPage, Problem> {
    see(desk, "report.see", &[])?;
    let (lang, known) = (desk.visit.lang, desk.scene.head.seq);
    let words = words(lang);
    let title = |titles: &(String, Option<String>)| lang.pick(&titles.0, titles.1.as_ref().unwrap_or(&titles.0)).clone();
    let mut sides: Vec<Choice> = editions(desk.read, known)?
        .iter()
        .map(|edition| {
            let label = format!("{} {} · {} · {}", words.edition, edition.number, title(&edition.title), edition.as_of.day);
            Choice::new(edition.number.as_str(), label)
        })
        .collect();
    let mut names: Vec<String> = crate::reports(desk.read, known)?.into_iter().map(|(name, _)| name).collect();
    names.dedup();
    sides.extend(names.into_iter().map(|name| Choice::new(name.as_str(), format!("{} {name}", words.report))));
    let results = vec![Choice::new("page", words.check_page), Choice::new("csv", words.csv), Choice::new("marked", words.check_marked)];
    let mut fields = vec![
        Field::file("file", words.check_file).hint(words.check_file_hint).required(),
        Field::choice("against", words.check_against, sides).required(),
        Field::day("day", words.basis).hint(words.check_day_hint),
        Field::choice("result", words.check_result, results),
    ];
    if let Some(typed) = typed {
        for field in fields.iter_mut().filter(|field| field.name != "file") {
            typed.text(field.name).clone_into(&mut field.value);
        }
    }
    Ok(FormPage { title: words.check.to_owned(), fields, submit: words.check_submit.to_owned(), ..FormPage::default() })
}

fn answer(desk: &mut Desk<'_, '_>, form: FormPage, found: Option<Audited>, status: StatusCode) -> Result<Response, Problem> {
    let lang = desk.visit.lang;
    let shell = desk.scene.shell(desk.visit, words(lang).check, &[(words(lang).editions, "/editions")]);
    page_with(status, &AuditPage { shell, words: words(lang), lang, form: form.view(desk)?, found })
}

/// `/office/check`
pub(super) async fn form(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let form = asked(&mut desk, None)?;
        answer(&mut desk, form, None, StatusCode::OK)
    })
    .await
}

/// `POST /office/check`: the result as a page, a sheet, or a marked copy. It only reads, so a form sent twice is the same answer twice.
pub(super) async fn check(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.page(visit, move |mut desk| {
        let lang = desk.visit.lang;
        form.whole(lang)?;
        let page = asked(&mut desk, Some(&form))?;
        let made = made(&mut desk, &form);
        let (name, refusal) = match made {
            Ok((audited, bytes)) => {
                return match form.text("result") {
                    "csv" => csv(desk.sheet(words(lang).check, "check"), &audited, lang),
                    "marked" => match audited.marked(&bytes, lang) {
                        Ok(copy) => Ok(file(HWPX, Some("checked.hwpx"), copy)),
                        Err(refusal) => refused(&mut desk, page, ("result", &refusal)),
                    },
                    _ => answer(&mut desk, page, Some(audited), StatusCode::OK),
                };
            }
            Err(Stopped::Field(name, refusal)) => (name, refusal),
            Err(Stopped::Broken(problem)) => return Err(problem),
        };
        refused(&mut desk, page, (name, &refusal))
    })
    .await
}

/// Why nothing was made: something about a field, or a fault of ours.
enum Stopped {
    Field(&'static str, Refusal),
    Broken(Problem),
}

fn made(desk: &mut Desk<'_, '_>, form: &Form) -> Result<(Audited, Vec<u8>), Stopped> {
    let no_file = || Refusal::new("report.no-file", "파일을 골라 주세요.", "Choose a file.");
    let upload = form.upload("file").ok_or_else(|| Stopped::Field("file", no_file()))?;
    let against = form.text("against");
    let which = if against.is_empty() {
        let refusal = Refusal::new("report.no-side", "무엇과 견줄지 골라 주세요.", "Choose what to check against.");
        return Err(Stopped::Field("against", refusal));
    } else if let Ok(edition @ Which::Edition(_)) = Which::parse(against, &desk.scene.zone) {
        edition
    } else {
        let refusal = || Refusal::new("report.no-day", "기준일을 적어 주세요.", "Say the basis day.");
        let day: Day = form.text("day").parse().map_err(|_| Stopped::Field("day", refusal()))?;
        Which::Question { report: against.to_owned(), day, known: Known::Head }
    };
    match audit(desk.read, desk.sets, &which, &upload.bytes, desk.visit.lang) {
        Ok(audited) => Ok((audited, upload.bytes.to_vec())),
        Err(Failure::Refused(refusal)) if refusal.code == "report.unreadable-file" => Err(Stopped::Field("file", refusal)),
        Err(Failure::Refused(refusal)) => Err(Stopped::Field("against", refusal)),
        Err(Failure::Store(error)) => Err(Stopped::Broken(error.into())),
    }
}

fn refused(desk: &mut Desk<'_, '_>, mut page: FormPage, (name, refusal): (&str, &Refusal)) -> Result<Response, Problem> {
    let lang = desk.visit.lang;
    for field in page.fields.iter_mut().filter(|field| field.name == name) {
        field.problem = Some(refusal.say(lang).to_owned());
    }
    answer(desk, page, None, StatusCode::UNPROCESSABLE_ENTITY)
}

fn csv(sheet: Sheet<'_>, audited: &Audited, lang: Lang) -> Result<Response, Problem> {
    let (head, rows) = audited.table(lang);
    let head: Vec<String> = head.into_iter().map(str::to_owned).collect();
    sheet.answer(&head, rows.into_iter().map(|row| row.into_iter().map(Cell::Text).collect()))
}
