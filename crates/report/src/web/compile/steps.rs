use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use people::By;
use store::{Failure, Sets, Tx};
use ui::Visit;
use ui::web::{Desk, Field, Form, FormPage, Problem, Site};

use super::{Words, chapter_of, found, href, titled, way, words};
use crate::compile::{
    Remarked, ReopenChapter, approve_compilation, reopen_chapter, return_compilation, submit_compilation, withdraw_compilation,
};

type Code = Result<Path<String>, PathRejection>;
type Operation = fn(&mut Tx<'_>, &By<'_>, &Sets, &Remarked) -> Result<(), Failure>;

/// A step's form: who may, its words, whether a document is asked for.
struct Asked {
    act: &'static str,
    title: fn(&Words) -> (&'static str, &'static str),
    document: bool,
    remark: bool,
}

const SUBMIT: Asked =
    Asked { act: "report.submit-compilation", title: |words| (words.submit, words.submit_intro), document: false, remark: false };
const WITHDRAW: Asked =
    Asked { act: "report.withdraw-compilation", title: |words| (words.withdraw, words.withdraw_intro), document: false, remark: false };
const RETURN: Asked =
    Asked { act: "report.return-compilation", title: |words| (words.send_back, words.send_back_intro), document: false, remark: true };
const APPROVE: Asked =
    Asked { act: "report.approve-compilation", title: |words| (words.approve, words.approve_intro), document: true, remark: false };

/// `/office/compile/CODE/submit`
pub(super) async fn submit_form(State(site): State<Site>, visit: Visit, code: Code) -> Response {
    form(site, visit, code, &SUBMIT).await
}

/// `POST` of the same.
pub(super) async fn submit(State(site): State<Site>, visit: Visit, code: Code, sent: Form) -> Response {
    act(site, visit, code, sent, &SUBMIT, submit_compilation).await
}

/// `/office/compile/CODE/withdraw`
pub(super) async fn withdraw_form(State(site): State<Site>, visit: Visit, code: Code) -> Response {
    form(site, visit, code, &WITHDRAW).await
}

/// `POST` of the same.
pub(super) async fn withdraw(State(site): State<Site>, visit: Visit, code: Code, sent: Form) -> Response {
    act(site, visit, code, sent, &WITHDRAW, withdraw_compilation).await
}

/// `/office/compile/CODE/return`
pub(super) async fn return_form(State(site): State<Site>, visit: Visit, code: Code) -> Response {
    form(site, visit, code, &RETURN).await
}

/// `POST` of the same.
pub(super) async fn send_back(State(site): State<Site>, visit: Visit, code: Code, sent: Form) -> Response {
    act(site, visit, code, sent, &RETURN, return_compilation).await
}

/// `/office/compile/CODE/approve`
pub(super) async fn approve_form(State(site): State<Site>, visit: Visit, code: Code) -> Response {
    form(site, visit, code, &APPROVE).await
}

/// `POST` of the same.
pub(super) async fn approve(State(site): State<Site>, visit: Visit, code: Code, sent: Form) -> Response {
    act(site, visit, code, sent, &APPROVE, approve_compilation).await
}

async fn form(site: Site, visit: Visit, code: Code, asked: &'static Asked) -> Response {
    site.form(visit, move |desk| {
        let Path(code) = code?;
        step_page(desk, &code, asked)
    })
    .await
}

async fn act(site: Site, visit: Visit, code: Code, sent: Form, asked: &'static Asked, does: Operation) -> Response {
    let Ok(Path(code)) = code else { return Problem::NotFound.answer(&visit, None) };
    let sets = site.sets.clone();
    let shown = code.clone();
    let show = move |desk: &mut Desk<'_, '_>, _: &Form| step_page(desk, &shown, asked);
    site.act(visit, sent, show, move |tx, sent| {
        let goes = href(&code, None);
        does(tx, &people::by(sent), &sets, &Remarked { compilation: code, remark: sent.form.opt("remark") })?;
        Ok(goes)
    })
    .await
}

fn step_page(desk: &mut Desk<'_, '_>, code: &str, asked: &Asked) -> Result<FormPage, Problem> {
    let compilation = found(desk, code)?;
    let today = desk.today();
    let holder = bureau::within(desk.read, &compilation.unit, today)?;
    people::see(desk, asked.act, &holder)?;
    let lang = desk.visit.lang;
    let words = words(lang);
    let (title, intro) = (asked.title)(words);
    let counts = compilation.counts();
    let remark = Field::area("remark", if asked.remark { words.remark_why } else { words.remark });
    let mut facts = vec![
        (words.report.to_owned(), titled(&compilation, lang)),
        (words.state.to_owned(), words.stage(&compilation.stage).to_owned()),
        (words.statements.to_owned(), words.of(counts.confirmed, counts.statements)),
    ];
    for (count, word) in [(counts.flagged, words.flagged), (counts.translations, words.translation)] {
        if count > 0 {
            facts.push((word.to_owned(), count.to_string()));
        }
    }
    Ok(FormPage {
        title: title.to_owned(),
        intro: Some(intro.to_owned()),
        way: way(words, Some((&compilation, lang))),
        facts,
        fields: vec![if asked.remark { remark.required() } else { remark }],
        submit: title.to_owned(),
        document: asked.document,
        subject: Some(format!("report_compilation:{code}")),
        action: None,
    })
}

/// `/office/compile/CODE/CHAPTER/reopen`
pub(super) async fn reopen_form(State(site): State<Site>, visit: Visit, path: Result<Path<(String, String)>, PathRejection>) -> Response {
    site.form(visit, |desk| {
        let Path((code, chapter)) = path?;
        reopen_page(desk, &code, &chapter)
    })
    .await
}

fn reopen_page(desk: &mut Desk<'_, '_>, code: &str, chapter: &str) -> Result<FormPage, Problem> {
    const REOPEN: Asked =
        Asked { act: "report.reopen-chapter", title: |words| (words.reopen, words.reopen_intro), document: false, remark: false };
    let compilation = found(desk, code)?;
    let lang = desk.visit.lang;
    let chapter = chapter_of(&compilation, chapter)?;
    let mut page = step_page(desk, code, &REOPEN)?;
    page.facts.insert(1, (words(lang).chapter.to_owned(), chapter.title(lang).to_owned()));
    Ok(page)
}

/// `POST` of the same.
pub(super) async fn reopen(
    State(site): State<Site>,
    visit: Visit,
    path: Result<Path<(String, String)>, PathRejection>,
    sent: Form,
) -> Response {
    let Ok(Path((code, chapter))) = path else { return Problem::NotFound.answer(&visit, None) };
    let sets = site.sets.clone();
    let (shown_code, shown_chapter) = (code.clone(), chapter.clone());
    let show = move |desk: &mut Desk<'_, '_>, _: &Form| reopen_page(desk, &shown_code, &shown_chapter);
    site.act(visit, sent, show, move |tx, sent| {
        let goes = href(&code, Some(&chapter));
        reopen_chapter(tx, &people::by(sent), &sets, &ReopenChapter { compilation: code, chapter, remark: sent.form.opt("remark") })?;
        Ok(goes)
    })
    .await
}
