use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Code, Day};
use ui::Visit;
use ui::web::{Choice, Desk, Field, Form, FormErrors, FormPage, Problem, Site};

use super::{Labels, Units, chapter_of, found, href, way, words};
use crate::compile::{AssignChapter, OpenCompilation, assign_chapter, open_compilation};

/// `/office/compile/open`
pub(super) async fn open_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, open_page).await
}

fn open_page(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    people::see(desk, "report.open-compilation", &[])?;
    let lang = desk.visit.lang;
    let words = words(lang);
    let known = desk.scene.head.seq;
    let reports = crate::web::report_cards(desk.read, known, lang)?.into_iter().map(|card| Choice::new(card.name, card.title)).collect();
    let units = Units::read(desk)?.choices(lang);
    let today = desk.today();
    Ok(FormPage {
        title: words.open.to_owned(),
        intro: Some(words.open_intro.to_owned()),
        way: way(words, None),
        fields: vec![
            Field::choice("name", words.report, reports).required(),
            Field::day("day", words.day).value(today.to_string()).required(),
            Field::day("due", words.due).value(today.plus_days(7).to_string()).required(),
            Field::choice("unit", words.holder, units).hint(words.holder_hint).required(),
        ],
        submit: words.open.to_owned(),
        ..FormPage::default()
    })
}

/// `POST /office/compile/open`
pub(super) async fn open(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, _| open_page(desk),
        |tx, sent| {
            let mut errors = FormErrors::default();
            let name = sent.form.need("name", &mut errors);
            let (day, due) = (sent.form.read::<Day>("day", &mut errors), sent.form.read::<Day>("due", &mut errors));
            let unit = sent.form.read::<Code>("unit", &mut errors);
            errors.check()?;
            let (Some(day), Some(due), Some(unit)) = (day, due, unit) else { return Err(ui::web::Stop::NotFound) };
            let new = OpenCompilation { name, day, due, unit };
            open_compilation(tx, &people::by(sent), &new)?;
            Ok(href(&new.code(), None))
        },
    )
    .await
}

/// `/office/compile/CODE/CHAPTER/assign`
pub(super) async fn assign_form(State(site): State<Site>, visit: Visit, path: Result<Path<(String, String)>, PathRejection>) -> Response {
    site.form(visit, |desk| {
        let Path((code, chapter)) = path?;
        assign_page(desk, &code, &chapter)
    })
    .await
}

fn assign_page(desk: &mut Desk<'_, '_>, code: &str, chapter: &str) -> Result<FormPage, Problem> {
    let compilation = found(desk, code)?;
    let today = desk.today();
    let holder = bureau::within(desk.read, &compilation.unit, today)?;
    people::see(desk, "report.assign-chapter", &holder)?;
    let chapter = chapter_of(&compilation, chapter)?;
    let lang = desk.visit.lang;
    let words = words(lang);
    let units = Units::read(desk)?.choices(lang);
    let unit = chapter.owner.as_ref().map_or(&compilation.unit, |owner| &owner.unit).to_string();
    let owner = chapter.owner.as_ref().and_then(|owner| owner.actor.as_ref()).map_or_else(String::new, ToString::to_string);
    let labels = Labels::read(desk)?;
    let owners = std::iter::once(Choice::new("", words.whole_unit)).chain(labels.choices(lang)).collect();
    let mut way = way(words, Some((&compilation, lang)));
    way.push((chapter.title(lang).to_owned(), href(code, Some(&chapter.code))));
    Ok(FormPage {
        title: words.assign.to_owned(),
        intro: Some(words.assign_intro.to_owned()),
        way,
        facts: vec![(words.chapter.to_owned(), chapter.title(lang).to_owned())],
        fields: vec![
            Field::choice("unit", words.unit, units).value(unit).required(),
            Field::choice("owner", words.owner_post, owners).value(owner).hint(words.owner_post_hint),
            Field::day("due", words.due).value(chapter.due.max(today).to_string()).required(),
        ],
        submit: words.assign.to_owned(),
        subject: Some(format!("report_chapter:{code}/{}", chapter.code)),
        ..FormPage::default()
    })
}

/// `POST /office/compile/CODE/CHAPTER/assign`
pub(super) async fn assign(
    State(site): State<Site>,
    visit: Visit,
    path: Result<Path<(String, String)>, PathRejection>,
    form: Form,
) -> Response {
    let Ok(Path((code, chapter))) = path else { return Problem::NotFound.answer(&visit, None) };
    let sets = site.sets.clone();
    let (shown_code, shown_chapter) = (code.clone(), chapter.clone());
    let show = move |desk: &mut Desk<'_, '_>, _: &Form| assign_page(desk, &shown_code, &shown_chapter);
    site.act(visit, form, show, move |tx, sent| {
        let mut errors = FormErrors::default();
        let unit = sent.form.read::<Code>("unit", &mut errors);
        let (owner, due) = (sent.form.read_opt::<Code>("owner", &mut errors), sent.form.read::<Day>("due", &mut errors));
        errors.check()?;
        let (Some(unit), Some(due)) = (unit, due) else { return Err(ui::web::Stop::NotFound) };
        let goes = href(&code, None);
        let new = AssignChapter { compilation: code, chapter, unit, owner, due: Some(due) };
        assign_chapter(tx, &people::by(sent), &sets, &new)?;
        Ok(goes)
    })
    .await
}
