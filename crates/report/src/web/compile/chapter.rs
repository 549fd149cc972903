use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Lang;
use people::By;
use ui::web::{Desk, Form, FormErrors, FormPage, FormView, Problem, Sent, Site, Stop, page as answer};
use ui::{Shell, Visit};

use super::{Labels, Progress, Units, Words, chapter_of, days_left, found, href, may, may_write, must_write, steps_of, way, words};
use crate::compile::{
    Chapter, Check, Compilation, ConfirmChapter, ConfirmStatements, Counts, Flag, Seen, Stage, Statement, confirm_chapter,
    confirm_statements,
};

/// A statement as its chapter shows it.
pub(super) struct Row {
    id: String,
    html: String,
    lang: &'static str,
    /// The same in the other language.
    other: Option<(&'static str, String)>,
    pub(super) class: &'static str,
    pub(super) badge: &'static str,
    pub(super) by: Option<(String, i64)>,
    pub(super) moved: Vec<String>,
    pub(super) flags: Vec<(String, Option<String>)>,
    changed: bool,
    /// The other language is to be checked: its page, and what confirms it.
    translation: Option<(String, String)>,
    href: String,
    /// What the button sends, and its words.
    pub(super) confirm: Option<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "compile_chapter.html")]
struct ChapterPage {
    shell: Shell,
    words: &'static Words,
    facts: Vec<(&'static str, String)>,
    counts: Counts,
    progress: Progress,
    late: bool,
    open: bool,
    may_write: bool,
    rows: Vec<Row>,
    form: FormView,
    /// What confirms all that is plain, and how it is said.
    all: Option<(String, String)>,
    one_by_one: Option<String>,
    tools: Vec<(&'static str, String)>,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
}

/// `/office/compile/CODE/CHAPTER`
pub(super) async fn page(State(site): State<Site>, visit: Visit, path: Result<Path<(String, String)>, PathRejection>) -> Response {
    site.page(visit, |mut desk| {
        let Path((code, chapter)) = path?;
        let compilation = found(&mut desk, &code)?;
        let chapter = chapter_of(&compilation, &chapter)?;
        show(&mut desk, &compilation, chapter)
    })
    .await
}

fn show(desk: &mut Desk<'_, '_>, compilation: &Compilation, chapter: &Chapter) -> Result<Response, Problem> {
    let (lang, today) = (desk.visit.lang, desk.today());
    let words = words(lang);
    let units = Units::read(desk)?;
    let may_write = may_write(desk, compilation, chapter)?;
    let first = chapter.first();
    let mut rows = rows(compilation, chapter, lang, may_write);
    let labels = Labels::read(desk)?;
    for (actor, _) in rows.iter_mut().filter_map(|row| row.by.as_mut()) {
        *actor = labels.name(actor, lang);
    }
    let plain = chapter.in_lang(first).filter(|one| one.is_plain()).count();
    let left = chapter.counts().missing() - plain;
    let owner = match &chapter.owner {
        Some(owner) => {
            let whom = owner.actor.as_ref().map_or_else(|| words.whole_unit.to_owned(), |actor| labels.name(actor.as_str(), lang));
            format!("{} · {whom}", units.name(owner.unit.as_str(), lang))
        }
        None => words.no_owner.to_owned(),
    };
    let facts = vec![(words.owner, owner), (words.due, format!("{} ({})", chapter.due, days_left(chapter.due, today, lang)))];
    let mut tools = Vec::new();
    if may(desk, "report.assign-chapter", &compilation.unit)? {
        tools.push((words.assign, format!("{}/assign", href(&compilation.code, Some(&chapter.code)))));
    }
    let reopens = matches!(compilation.stage, Stage::Approved | Stage::Open(Some(_))) && !chapter.open;
    if reopens && may(desk, "report.reopen-chapter", &compilation.unit)? {
        tools.push((words.reopen, format!("{}/reopen", href(&compilation.code, Some(&chapter.code)))));
    }
    let at = compilation.chapters.iter().position(|one| one.code == chapter.code).unwrap_or(0);
    let beside = |at: Option<usize>| {
        let one = at.and_then(|at| compilation.chapters.get(at))?;
        Some((one.title(lang).to_owned(), href(&compilation.code, Some(&one.code))))
    };
    let action = Some(format!("{}/confirm", href(&compilation.code, Some(&chapter.code))));
    let form = FormPage { action, ..FormPage::default() }.view(desk)?;
    let counts = chapter.counts();
    answer(&ChapterPage {
        shell: desk.scene.shell(desk.visit, chapter.title(lang), &steps_of(&way(words, Some((compilation, lang))))),
        words,
        facts,
        progress: Progress::of(counts, words),
        counts,
        late: chapter.is_late(today),
        open: chapter.open,
        may_write,
        rows,
        form,
        all: (may_write && plain > 0).then(|| (format!("{}:{}", first.code(), chapter.digest(first)), words.confirm_plain(plain))),
        one_by_one: (may_write && left > 0).then(|| words.one_by_one(left)),
        tools,
        previous: beside(at.checked_sub(1)),
        next: beside(Some(at + 1)),
    })
}

/// The statements of a chapter, each with the other language beside it; then those of the other language that have no counterpart.
fn rows(compilation: &Compilation, chapter: &Chapter, lang: Lang, may_write: bool) -> Vec<Row> {
    let first = chapter.first();
    let ours: Vec<&Statement> = chapter.in_lang(first).collect();
    let mut tables = 0;
    let mut rows = Vec::with_capacity(ours.len());
    for (at, one) in ours.iter().enumerate() {
        let next = ours
            .iter()
            .skip(at + 1)
            .chain(&ours)
            .find(|other| !other.is_settled() && other.id != one.id)
            .map_or("", |next| next.id.as_str());
        let other = one.counterpart.as_ref().and_then(|id| chapter.statements.iter().find(|other| other.id == *id && other.lang != first));
        rows.push(row(compilation, chapter, (one, other, next), lang, may_write, &mut tables));
    }
    for one in chapter.statements.iter().filter(|one| one.lang != first && one.counterpart.is_none()) {
        rows.push(row(compilation, chapter, (one, None, ""), lang, may_write, &mut tables));
    }
    rows
}

fn row(
    compilation: &Compilation,
    chapter: &Chapter,
    (one, other, next): (&Statement, Option<&Statement>, &str),
    lang: Lang,
    may_write: bool,
    tables: &mut usize,
) -> Row {
    let words = words(lang);
    // The reader's language stands first; what is confirmed is the first of the city's.
    let (shown, beside) = match other {
        Some(other) if other.lang == lang => (other, Some(one)),
        _ => (one, other),
    };
    let html = printed(shown, tables);
    let mut row = Row {
        id: one.id.clone(),
        html,
        lang: shown.lang.code(),
        other: beside.filter(|beside| !beside.kind.is_block()).map(|beside| (beside.lang.code(), printed(beside, tables))),
        changed: one.changed.is_some(),
        translation: other
            .filter(|other| other.translation.is_some())
            .or_else(|| Some(one).filter(|one| one.translation.is_some()))
            .map(|behind| (statement_href(compilation, chapter, behind), sends(behind, &one.id))),
        href: statement_href(compilation, chapter, one),
        ..state(one, words)
    };
    row.confirm = row.confirm.filter(|_| may_write).map(|(_, word)| (sends(one, next), word));
    if !may_write {
        row.translation = row.translation.map(|(href, _)| (href, String::new()));
    }
    row
}

/// How a statement stands: its look, its badge, who confirmed it, what changed, what is flagged, and the word of its button.
pub(super) fn state(one: &Statement, words: &Words) -> Row {
    let (class, badge) = match &one.check {
        Check::Confirmed => ("confirmed", words.confirmed),
        Check::Lapsed(_) => ("look", words.lapsed),
        Check::Unconfirmed if one.flags.is_empty() => ("left", words.unconfirmed),
        Check::Unconfirmed => ("look", words.flagged),
    };
    let word = match &one.check {
        Check::Confirmed => None,
        _ if !one.flags.is_empty() => Some(words.confirm_flagged),
        Check::Lapsed(_) => Some(words.confirm_again),
        Check::Unconfirmed => Some(words.confirm),
    };
    let moved = if let Check::Lapsed(moved) = &one.check { moved.iter().map(|moved| words.moved(moved)).collect() } else { Vec::new() };
    Row {
        id: String::new(),
        html: String::new(),
        lang: "",
        other: None,
        class,
        badge,
        by: one.confirmed.as_ref().map(|confirmed| (confirmed.written.actor.clone(), confirmed.written.event.0)),
        moved,
        flags: one.flags.iter().map(|flag| (words.flag(flag), anchor(flag, one))).collect(),
        changed: false,
        translation: None,
        href: String::new(),
        confirm: word.map(|word| (String::new(), word)),
    }
}

/// Where the fact of a flag stands, if that is in another statement.
fn anchor(flag: &Flag, own: &Statement) -> Option<String> {
    flag.statement.as_ref().filter(|id| **id != own.id).map(|id| format!("#s-{id}"))
}

/// A statement as it prints.
pub(super) fn printed(one: &Statement, tables: &mut usize) -> String {
    let lang = one.lang.pick(document::Lang::Ko, document::Lang::En);
    let html = document::fragment(lang, &one.blocks, *tables);
    *tables += one.blocks.len();
    html
}

/// The address of a statement's own page.
pub(super) fn statement_href(compilation: &Compilation, chapter: &Chapter, one: &Statement) -> String {
    format!("{}/{}/{}", href(&compilation.code, Some(&chapter.code)), one.lang.code(), one.id)
}

/// What the button of a statement sends: language, id, what was seen, and where to go on.
pub(super) fn sends(one: &Statement, next: &str) -> String {
    format!("{}:{}:{}:{next}", one.lang.code(), one.id, one.digest)
}

/// `POST /office/compile/CODE/CHAPTER/confirm`: one statement (`only`) or all that are plain (`all`).
pub(super) async fn confirm(
    State(site): State<Site>,
    visit: Visit,
    path: Result<Path<(String, String)>, PathRejection>,
    form: Form,
) -> Response {
    let Ok(Path((code, chapter))) = path else { return Problem::NotFound.answer(&visit, None) };
    let sets = site.sets.clone();
    let (shown_code, shown_chapter) = (code.clone(), chapter.clone());
    let show = move |desk: &mut Desk<'_, '_>, form: &Form| {
        let compilation = found(desk, &shown_code)?;
        let chapter = chapter_of(&compilation, &shown_chapter)?;
        must_write(desk, &compilation, chapter)?;
        ask_again(desk, &compilation, chapter, form)
    };
    site.act(visit, form, show, move |tx, sent| {
        let back = href(&code, Some(&chapter));
        if let Some(all) = sent.form.opt("all") {
            let (lang, digest) = all.split_once(':').unwrap_or((&all, ""));
            let digest = Some(digest.to_owned()).filter(|digest| !digest.is_empty());
            let new = ConfirmChapter { compilation: code, chapter, lang: lang.to_owned(), digest };
            confirm_chapter(tx, &people::by(sent), &sets, &new)?;
            return Ok(back);
        }
        let (new, next) = read_only(&code, sent)?;
        // Each button of a page is an act of its own.
        let key = format!("{}/{}", sent.key, new.statements.first().map_or("", |seen| seen.statement.as_str()));
        confirm_statements(tx, &By { key: &key, ..people::by(sent) }, &sets, &new)?;
        Ok(if next.is_empty() { back } else { format!("{back}#s-{next}") })
    })
    .await
}

/// What a statement's button sent, and where to go on.
fn read_only(code: &str, sent: &Sent) -> Result<(ConfirmStatements, String), Stop> {
    let parts: Vec<&str> = sent.form.text("only").split(':').collect();
    let [lang, statement, digest, next] = parts[..] else {
        let mut errors = FormErrors::default();
        errors.add("only", "어느 문장인지 알 수 없습니다. 쪽을 다시 열어 주세요.", "It does not say which statement; open the page again.");
        return Err(Stop::Fields(errors));
    };
    let seen = Seen { statement: statement.to_owned(), digest: Some(digest.to_owned()).filter(|digest| !digest.is_empty()) };
    let next: String = next.chars().filter(char::is_ascii_alphanumeric).collect();
    Ok((ConfirmStatements { compilation: code.to_owned(), lang: lang.to_owned(), statements: vec![seen] }, next))
}

/// What was not confirmed, as it stands now.
fn ask_again(desk: &mut Desk<'_, '_>, compilation: &Compilation, chapter: &Chapter, form: &Form) -> Result<FormPage, Problem> {
    let lang = desk.visit.lang;
    let words = words(lang);
    let id = form.text("only").split(':').nth(1).unwrap_or_default();
    let mut steps = way(words, Some((compilation, lang)));
    steps.push((chapter.title(lang).to_owned(), href(&compilation.code, Some(&chapter.code))));
    let one = chapter.statements.iter().find(|one| one.id == id);
    Ok(FormPage {
        title: words.confirm.to_owned(),
        intro: Some(words.confirm_intro.to_owned()),
        way: steps,
        facts: one.map(|one| (words.text.to_owned(), one.text.clone())).into_iter().collect(),
        submit: words.back_to_chapter.to_owned(),
        ..FormPage::default()
    })
}
