//! Handing over: everything a post holds, as one list that can be printed; and the act.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{AsOf, Code};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{Asked, Choice, Field, Form, FormErrors, FormPage, Stop, page as answer};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::chart::with_csv;
use super::{Names, code_of, now, office_way};
use crate::model::{HandOver, HandOverItem, Holding};
use crate::rules::Noun;
use crate::words::{self, Words, words};
use crate::{ops, sql};

macro_rules! numbered {
    ($name:ident, $prefix:literal, $($number:literal)*) => {
        const $name: &[&str] = &[$(concat!($prefix, $number)),*];
    };
}
// Names of the questions of the form: three for each thing on the list.
numbered!(ITEMS, "item-", 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40);
numbered!(NOTES, "note-", 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40);
numbered!(POSTS, "goes-to-", 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40);

/// A thing that is held, as the page shows it.
struct Row {
    kind: &'static str,
    subject: String,
    name: String,
    window: String,
    state: &'static str,
    late: bool,
    since: String,
    note: String,
}

/// A handing over that was recorded, as the page shows it.
struct Past {
    day: String,
    from: String,
    to: String,
    event: i64,
    note: String,
    items: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "handover.html")]
struct HandoverPage {
    shell: Shell,
    words: &'static Words,
    post: String,
    title: String,
    unit: String,
    incumbent: String,
    rows: Vec<Row>,
    past: Vec<Past>,
    may_hand_over: bool,
    csv: String,
}

fn kind_of(table: &str, lang: kernel::Lang) -> &'static str {
    let noun = Noun::ALL.into_iter().find(|noun| noun.table() == table);
    noun.map_or_else(|| if table == "people_grant" { words(lang).grant } else { "" }, |noun| noun.word(lang))
}

fn name_of(held: &Holding, lang: kernel::Lang) -> String {
    held.name.as_ref().map_or_else(|| held.subject.to_string(), |name| name.in_lang(lang).to_owned())
}

/// Lets in whoever may do the act where the post is; gives the units that it lies in.
fn see(desk: &mut Desk<'_, '_>, act: &'static str, post: &Code) -> Result<Vec<Code>, Problem> {
    let today = desk.today();
    let unit = sql::post_unit(desk.read, post, today)?;
    let within = match &unit {
        Some(unit) => sql::within(desk.read, unit, today)?,
        None => Vec::new(),
    };
    people::see(desk, act, &within)?;
    Ok(within)
}

/// `/office/bureau/handover/{post}`
pub(super) async fn page(State(site): State<Site>, visit: Visit, Path(post): Path<String>) -> Response {
    site.page(visit, move |mut desk| {
        let post = code_of(&post)?;
        let within = see(&mut desk, "bureau.see", &post)?;
        let may_hand_over = people::Roles::of(&mut desk)?.within(&within).may("bureau.hand-over");
        let asked = Asked::read(&mut desk, &[])?;
        let (lang, as_of) = (desk.visit.lang, asked.as_of);
        let words = words(lang);
        let names = Names::read(desk.read, as_of, lang)?;
        let found = names.posts.get(&post).ok_or(Problem::NotFound)?;
        let rows: Vec<Row> = sql::holdings(desk.read, &post, as_of)?.iter().map(|held| row(held, as_of, lang)).collect();
        if sheet::is_asked(desk.visit) {
            let (title, name) = (format!("{} · {}", words.handover_list, found.title.in_lang(lang)), post.as_str().replace('/', "-"));
            return csv(desk.sheet(&title, &format!("handover-{name}")), words, &rows);
        }
        let past = sql::handovers(desk.read, &post, as_of)?;
        let past = past.into_iter().map(|one| Past {
            day: one.day.to_string(),
            from: one.incumbent.unwrap_or_default(),
            to: [one.receiver, one.to_post.map(|post| names.post(&post))].into_iter().flatten().collect::<Vec<_>>().join(" · "),
            event: one.event.0,
            note: one.note.unwrap_or_default(),
            items: one
                .items
                .into_iter()
                .map(|item| {
                    let name = item.name.map_or_else(|| item.item.to_string(), |name| name.in_lang(lang).to_owned());
                    (name, item.to_post.map(|post| names.post(&post)).unwrap_or_default(), item.note.unwrap_or_default())
                })
                .collect(),
        });
        let past = past.collect();
        let way = office_way(lang);
        let way: Vec<(&str, &str)> = way.iter().map(|(label, href)| (label.as_str(), href.as_str())).collect();
        let mut shell = desk.scene.shell(desk.visit, words.handover_list, &way);
        let csv = with_csv(asked.href(&format!("/office/bureau/handover/{post}")));
        shell.as_of = Some(asked.bar);
        answer(&HandoverPage {
            shell,
            words,
            title: found.title.in_lang(lang).to_owned(),
            unit: names.unit(&found.unit),
            incumbent: found.incumbent.clone().unwrap_or_else(|| words.vacant.to_owned()),
            post: post.to_string(),
            rows,
            past,
            may_hand_over,
            csv,
        })
    })
    .await
}

fn row(held: &Holding, as_of: AsOf, lang: kernel::Lang) -> Row {
    Row {
        kind: kind_of(held.subject.table(), lang),
        subject: held.subject.to_string(),
        name: name_of(held, lang),
        window: held.window.as_ref().map(|window| words::window(window, lang)).unwrap_or_default(),
        state: held.state.map_or("", |state| words::state(state, lang)),
        late: held.is_late(as_of.day),
        since: held.since.to_string(),
        note: held.note.clone().unwrap_or_default(),
    }
}

fn csv(sheet: Sheet<'_>, words: &Words, rows: &[Row]) -> Result<Response, Problem> {
    let head = [words.kind, words.code, words.item, words.window, words.state, words.since, words.note].map(str::to_owned);
    let rows = rows.iter().map(|row| {
        [row.kind, &row.subject, &row.name, &row.window, row.state, &row.since, &row.note].map(|text| Cell::Text(text.to_owned())).into()
    });
    sheet.answer(&head, rows)
}

/// `/office/bureau/hand-over/{post}`
pub(super) async fn form(State(site): State<Site>, visit: Visit, Path(post): Path<String>) -> Response {
    site.form(visit, move |desk| asked(desk, &post)).await
}

fn asked(desk: &mut Desk<'_, '_>, post: &str) -> Result<FormPage, Problem> {
    let post = code_of(post)?;
    see(desk, "bureau.hand-over", &post)?;
    let (lang, as_of) = (desk.visit.lang, now(desk));
    let words = words(lang);
    let names = Names::read(desk.read, as_of, lang)?;
    let found = names.posts.get(&post).ok_or(Problem::NotFound)?;
    let held = sql::holdings(desk.read, &post, as_of)?;
    if held.len() > ITEMS.len() {
        return Err(Problem::Bad(words.too_many.to_owned()));
    }
    let others = |none: &'static str| {
        let others = names.post_choices().into_iter().filter(|one| one.value != post.as_str());
        std::iter::once(Choice::new("", none)).chain(others).collect::<Vec<_>>()
    };
    let mut fields = vec![
        Field::day("day", words.from).required().value(desk.today().to_string()),
        Field::text("receiver", words.receiver_number).hint("P-0001"),
        Field::choice("to_post", words.to_post, others(words.stays)),
        Field::area("note", words.note),
    ];
    for (held, ((item, note), goes_to)) in held.iter().zip(ITEMS.iter().zip(NOTES).zip(POSTS)) {
        let window = held.window.as_ref().map(|window| words::window(window, lang)).unwrap_or_default();
        let state = held.state.map_or("", |state| words::state(state, lang));
        let label = format!("{}: {}", kind_of(held.subject.table(), lang), name_of(held, lang));
        fields.push(Field::hidden(item, held.subject.to_string()));
        fields.push(Field::text(note, label.clone()).hint([window.as_str(), state].join(" ")));
        if held.subject.table() != "people_grant" {
            fields.push(Field::choice(goes_to, format!("{} – {label}", words.goes_to), others(words.stays)));
        }
    }
    Ok(FormPage {
        title: words.hand_over.to_owned(),
        intro: Some(words.handover_form_lead.to_owned()),
        way: office_way(lang),
        facts: vec![
            (words.post.to_owned(), format!("{} ({post})", found.title.in_lang(lang))),
            (words.incumbent.to_owned(), found.incumbent.clone().unwrap_or_else(|| words.vacant.to_owned())),
        ],
        fields,
        submit: words.hand_over.to_owned(),
        document: true,
        subject: Some(format!("bureau_handover:{post}")),
        ..FormPage::default()
    })
}

/// `POST /office/bureau/hand-over/{post}`
pub(super) async fn act(State(site): State<Site>, visit: Visit, Path(post): Path<String>, form: Form) -> Response {
    let shown = post.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked(desk, &shown),
        move |tx, sent| {
            let code: Code = post.parse().map_err(|_| Stop::NotFound)?;
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let (day, to_post) = (form.read("day", &mut errors), form.read_opt("to_post", &mut errors));
            let mut items = Vec::new();
            for ((item, note), goes_to) in ITEMS.iter().zip(NOTES).zip(POSTS).filter(|((item, _), _)| form.has(item)) {
                let to_post = form.read_opt(goes_to, &mut errors);
                if let Some(item) = form.read(item, &mut errors) {
                    items.push(HandOverItem { item, to_post, note: form.opt(note) });
                }
            }
            errors.check()?;
            let day = day.ok_or(Stop::NotFound)?;
            let handing = HandOver { post: code, day, receiver: form.opt("receiver"), to_post, note: form.opt("note"), items };
            ops::hand_over(tx, &people::by(sent), &handing)?;
            Ok(format!("/office/bureau/handover/{post}"))
        },
    )
    .await
}
