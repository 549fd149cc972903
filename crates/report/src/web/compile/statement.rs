use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Lang, Seq};
use store::Failure;
use ui::web::{Desk, Field, Form, FormErrors, FormPage, FormView, Problem, Site, Stop, page as answer};
use ui::{Shell, Visit};

use super::chapter::{Row, printed, sends, state, statement_href};
use super::{Labels, Words, chapter_of, found, href, may_write, must_write, steps_of, way, words};
use crate::compile::{ChangeStatement, Chapter, Compilation, Statement, change_statement, history, survey};

struct Past {
    what: &'static str,
    text: String,
    before: Option<String>,
    actor: String,
    recorded: String,
    event: i64,
}

#[derive(Template)]
#[template(path = "compile_statement.html")]
struct StatementPage {
    shell: Shell,
    words: &'static Words,
    html: String,
    lang: &'static str,
    state: Row,
    translation: bool,
    open: bool,
    other: Option<(String, &'static str, String)>,
    confirm: Option<(String, String, &'static str)>,
    form: Option<FormView>,
    csrf: FormView,
    past: Vec<Past>,
    back: String,
}

type Place = (String, String, String, String);

/// `/office/compile/CODE/CHAPTER/LANG/STATEMENT`
pub(super) async fn page(State(site): State<Site>, visit: Visit, path: Result<Path<Place>, PathRejection>) -> Response {
    site.page(visit, |mut desk| {
        let Path((code, chapter, lang, id)) = path?;
        let compilation = found(&mut desk, &code)?;
        let chapter = chapter_of(&compilation, &chapter)?;
        let one = one_of(chapter, &lang, &id)?;
        show(&mut desk, &compilation, chapter, one)
    })
    .await
}

fn one_of<'c>(chapter: &'c Chapter, lang: &str, id: &str) -> Result<&'c Statement, Problem> {
    chapter.statements.iter().find(|one| one.lang.code() == lang && one.id == id).ok_or(Problem::NotFound)
}

fn show(desk: &mut Desk<'_, '_>, compilation: &Compilation, chapter: &Chapter, one: &Statement) -> Result<Response, Problem> {
    let words = words(desk.visit.lang);
    let may_write = may_write(desk, compilation, chapter)?;
    let back = href(&compilation.code, Some(&chapter.code));
    let labels = Labels::read(desk)?;
    let mut state = state(one, words);
    if let Some((actor, _)) = state.by.as_mut() {
        *actor = labels.name(actor, words.lang);
    }
    let past = history(desk.read, &compilation.code, one.lang, &one.id)?
        .into_iter()
        .map(|(text, before, written)| Past {
            what: if before.is_some() { words.was_changed } else { words.was_confirmed },
            text,
            before,
            actor: labels.name(&written.actor, words.lang),
            recorded: desk.scene.local(written.recorded),
            event: written.event.0,
        })
        .collect();
    let form = form(desk, compilation, chapter, one);
    let title = form.title.clone();
    let steps = form.way.clone();
    let other = counterpart(chapter, one);
    let word = state.confirm.as_ref().map(|(_, word)| *word).or_else(|| one.translation.map(|_| words.confirm));
    let mut tables = 0;
    answer(&StatementPage {
        words,
        html: printed(one, &mut tables),
        lang: one.lang.code(),
        translation: one.translation.is_some(),
        open: chapter.open,
        other: other.map(|other| (statement_href(compilation, chapter, other), other.lang.code(), printed(other, &mut tables))),
        confirm: word.filter(|_| may_write).map(|word| (format!("{back}/confirm"), sends(one, &one.id), word)),
        form: if may_write { Some(form.view(desk)?) } else { None },
        csrf: FormPage::default().view(desk)?,
        past,
        state,
        back,
        shell: desk.scene.shell(desk.visit, title, &steps_of(&steps)),
    })
}

fn counterpart<'c>(chapter: &'c Chapter, one: &Statement) -> Option<&'c Statement> {
    let id = one.counterpart.as_ref()?;
    chapter.statements.iter().find(|other| other.id == *id && other.lang != one.lang)
}

/// The form that changes a statement, and its counterpart with it.
fn form(desk: &Desk<'_, '_>, compilation: &Compilation, chapter: &Chapter, one: &Statement) -> FormPage {
    let lang = desk.visit.lang;
    let words = words(lang);
    let mut way = way(words, Some((compilation, lang)));
    way.push((chapter.title(lang).to_owned(), href(&compilation.code, Some(&chapter.code))));
    let named = |lang: Lang| match lang {
        Lang::Ko => words.lang_ko,
        Lang::En => words.lang_en,
    };
    let mut fields = vec![Field::area("text", named(one.lang)).value(&one.text).hint(words.text_hint)];
    fields.extend(
        counterpart(chapter, one).map(|other| Field::area("translation", named(other.lang)).value(&other.text).hint(words.other_text_hint)),
    );
    let subject = Some(format!("report_change:{}/{}/{}", compilation.code, one.lang.code(), one.id));
    FormPage { title: words.statement.to_owned(), way, fields, submit: words.save.to_owned(), subject, ..FormPage::default() }
}

/// `POST /office/compile/CODE/CHAPTER/LANG/STATEMENT`
pub(super) async fn change(State(site): State<Site>, visit: Visit, path: Result<Path<Place>, PathRejection>, sent: Form) -> Response {
    let Ok(Path((code, chapter, lang, id))) = path else { return Problem::NotFound.answer(&visit, None) };
    let sets = site.sets.clone();
    let place = (code.clone(), chapter.clone(), lang.clone(), id.clone());
    let show = move |desk: &mut Desk<'_, '_>, _: &Form| {
        let (code, chapter, lang, id) = &place;
        let compilation = found(desk, code)?;
        let chapter = chapter_of(&compilation, chapter)?;
        must_write(desk, &compilation, chapter)?;
        Ok(form(desk, &compilation, chapter, one_of(chapter, lang, id)?))
    };
    site.act(visit, sent, show, move |tx, sent| {
        if !sent.form.has("text") {
            let mut errors = FormErrors::default();
            errors.add("text", "글이 오지 않았습니다. 쪽을 다시 열어 주세요.", "No text was sent; open the page again.");
            return Err(Stop::Fields(errors));
        }
        let read_at = sent.form.text("read_at").parse().map_or(Seq(0), Seq);
        // What the person changed is what stood where the page was read.
        let seen = match survey(tx, &sets, &code, read_at, None) {
            Ok(compilation) => Some(compilation),
            Err(Failure::Refused(_)) => None,
            Err(failure) => return Err(failure.into()),
        };
        let lang_read = if lang == Lang::En.code() { Lang::En } else { Lang::Ko };
        let before = seen.as_ref().and_then(|seen| seen.statement(lang_read, &id)).map(|(_, one)| one.text.clone());
        let text = sent.form.raw("text").trim().to_owned();
        let goes = if text.is_empty() { href(&code, Some(&chapter)) } else { format!("{}/{lang}/{id}", href(&code, Some(&chapter))) };
        let translation = sent.form.has("translation").then(|| sent.form.raw("translation").trim().to_owned());
        let new = ChangeStatement { compilation: code, lang, statement: id, text, translation, before };
        change_statement(tx, &people::by(sent), &sets, &new)?;
        Ok(goes)
    })
    .await
}
