use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{At, Code, Day, Lang, Scope};
use ui::web::sheet::{self, Cell, Sheet};
use ui::web::{Choice, Field, Form, FormErrors, FormPage, Paging, Stop, page};
use ui::{Desk, Pager, Problem, Shell, Site, Visit};

use super::Roles;
use super::me::{at, code, names, place};
use super::{by, see, units, within};
use crate::model::{NewAccount, NewActor, NewGrant, Revoke};
use crate::rules::Refused;
use crate::words::{Words, words};
use crate::{ops, policy, secrets, sql};

/// A role of an actor as the list shows it.
struct Held {
    role: String,
    scope: String,
    period: String,
    revoke: String,
}

/// An actor as the list shows it.
struct Row {
    code: String,
    label: String,
    kind: &'static str,
    roles: Vec<Held>,
    accounts: Vec<String>,
}

#[derive(Template)]
#[template(path = "people.html")]
struct ListPage {
    shell: Shell,
    words: &'static Words,
    rows: Vec<Row>,
    mine: Roles,
}

/// `/office/people`
pub(super) async fn list(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        see(&mut desk, "people.see", &[])?;
        let mine = Roles::of(&mut desk)?;
        let (lang, today) = (desk.visit.lang, desk.today());
        let words = words(lang);
        let names = names(&mut desk, today, lang)?;
        let grants = sql::all_grants(desk.read)?;
        let accounts = sql::accounts(desk.read, today)?;
        let rows = sql::actors(desk.read, today)?.into_iter().map(|actor| {
            let roles = grants.iter().filter(|grant| grant.actor == actor.code && grant.until.is_none_or(|until| until > today));
            let roles = roles.map(|grant| Held {
                role: policy::role_word(&grant.role, lang).to_owned(),
                scope: place(&grant.scope, &names, lang),
                period: period(grant.from, grant.until),
                revoke: format!("/office/people/revoke/{}", grant.id),
            });
            Row {
                roles: roles.collect(),
                accounts: accounts.iter().filter(|account| account.actor == actor.code).map(|account| account.login.clone()).collect(),
                kind: if actor.kind == "system" { words.system } else { words.post },
                label: lang.pick(actor.label_ko, actor.label_en),
                code: actor.code.to_string(),
            }
        });
        let rows: Vec<Row> = rows.collect();
        if sheet::is_asked(desk.visit) {
            return csv(desk.sheet(words.people_title, "actors"), words, &rows);
        }
        page(&ListPage { shell: desk.scene.shell(desk.visit, words.people_title, &[]), words, rows, mine })
    })
    .await
}

fn period(from: Day, until: Option<Day>) -> String {
    format!("{from} – {}", until.map(|until| until.to_string()).unwrap_or_default())
}

fn csv(sheet: Sheet<'_>, words: &Words, rows: &[Row]) -> Result<Response, Problem> {
    let head = [words.code, words.actor, words.kind, words.role, words.scope, words.from, words.account].map(str::to_owned);
    let text = |text: &str| Cell::Text(text.to_owned());
    let lines = rows.iter().flat_map(|row| {
        let none = [Held { role: String::new(), scope: String::new(), period: String::new(), revoke: String::new() }];
        let roles: Vec<[String; 3]> = if row.roles.is_empty() { &none[..] } else { &row.roles }
            .iter()
            .map(|held| [held.role.clone(), held.scope.clone(), held.period.clone()])
            .collect();
        roles.into_iter().map(|[role, scope, period]| {
            vec![text(&row.code), text(&row.label), text(row.kind), text(&role), text(&scope), text(&period), text(&row.accounts.join(" "))]
        })
    });
    sheet.answer(&head, lines)
}

fn way(lang: Lang) -> Vec<(String, String)> {
    vec![(words(lang).people_title.to_owned(), "/office/people".to_owned())]
}

/// The actors as choices.
fn actors(desk: &mut Desk<'_, '_>) -> Result<Vec<Choice>, Problem> {
    let (lang, today) = (desk.visit.lang, desk.today());
    let actors = sql::actors(desk.read, today)?.into_iter();
    Ok(actors
        .map(|actor| Choice::new(actor.code.as_str(), format!("{} ({})", lang.pick(&actor.label_ko, &actor.label_en), actor.code)))
        .collect())
}

fn asked_register(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    see(desk, "people.register", &[])?;
    let words = words(desk.visit.lang);
    Ok(FormPage {
        title: words.register.to_owned(),
        way: way(desk.visit.lang),
        intro: Some(words.people_lead.to_owned()),
        fields: vec![
            Field::text("code", words.code).required().hint(words.code_hint),
            Field::choice("kind", words.kind, vec![Choice::new("post", words.post), Choice::new("system", words.system)]),
            Field::text("label_ko", words.label_ko).required(),
            Field::text("label_en", words.label_en),
            Field::day("from", words.from).required().value(desk.today().to_string()),
            Field::day("until", words.until),
        ],
        submit: words.register.to_owned(),
        ..FormPage::default()
    })
}

/// `/office/people/register`
pub(super) async fn register_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, asked_register).await
}

/// `POST /office/people/register`
pub(super) async fn register(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    site.act(
        visit,
        form,
        |desk, _| asked_register(desk),
        |tx, sent| {
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let (code, from) = (code(form, "code", &mut errors), form.read::<Day>("from", &mut errors));
            let (until, label_ko) = (form.read_opt::<Day>("until", &mut errors), form.need("label_ko", &mut errors));
            errors.check()?;
            let (Some(code), Some(from)) = (code, from) else { return Err(Stop::NotFound) };
            let kind = if form.text("kind") == "system" { "system" } else { "post" }.to_owned();
            ops::register(tx, &by(sent), &NewActor { code, kind, label_ko, label_en: form.opt("label_en"), from, until })?;
            Ok("/office/people".to_owned())
        },
    )
    .await
}

fn asked_grant(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    see(desk, "people.grant-in-unit", &[])?;
    let (lang, today) = (desk.visit.lang, desk.today());
    let words = words(lang);
    let roles = policy::ROLES.iter().map(|(role, ko, en)| Choice::new(*role, lang.pick(*ko, *en))).collect();
    let everywhere = Choice::new("all", words.everywhere);
    let names = names(desk, today, lang)?.into_iter().map(|(code, name)| Choice::new(format!("unit:{code}"), name));
    Ok(FormPage {
        title: words.grant.to_owned(),
        way: way(lang),
        fields: vec![
            Field::choice("actor", words.actor, actors(desk)?),
            Field::choice("role", words.role, roles),
            Field::choice("scope", words.scope, names.chain([everywhere]).collect()),
            Field::day("from", words.from).required().value(today.to_string()),
            Field::day("until", words.until),
        ],
        submit: words.grant.to_owned(),
        document: true,
        ..FormPage::default()
    })
}

/// `/office/people/grant`
pub(super) async fn grant_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, asked_grant).await
}

/// `POST /office/people/grant`
pub(super) async fn grant(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    let sets = site.sets.clone();
    site.act(
        visit,
        form,
        |desk, _| asked_grant(desk),
        move |tx, sent| {
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let (actor, scope) = (code(form, "actor", &mut errors), form.read::<Scope>("scope", &mut errors));
            let (from, until) = (form.read::<Day>("from", &mut errors), form.read_opt::<Day>("until", &mut errors));
            errors.check()?;
            let (Some(actor), Some(scope), Some(from)) = (actor, scope, from) else { return Err(Stop::NotFound) };
            let line = above(tx, &sets, &scope)?;
            ops::grant(tx, &by(sent), &NewGrant { actor, role: form.text("role").to_owned(), scope, from, until }, &line)?;
            Ok("/office/people".to_owned())
        },
    )
    .await
}

/// The unit of a scope and the units above it.
fn above(tx: &mut store::Tx<'_>, sets: &store::Sets, scope: &Scope) -> Result<Vec<Code>, Stop> {
    let Scope::Unit(unit) = scope else { return Ok(Vec::new()) };
    let today = tx.today();
    Ok(within(&units(tx, sets, today)?, unit))
}

fn asked_revoke(desk: &mut Desk<'_, '_>, id: &str) -> Result<FormPage, Problem> {
    see(desk, "people.revoke", &[])?;
    let (lang, today) = (desk.visit.lang, desk.today());
    let words = words(lang);
    let granted = sql::grant(desk.read, id)?.ok_or(Problem::NotFound)?;
    let names = names(desk, today, lang)?;
    Ok(FormPage {
        title: words.revoke_title.to_owned(),
        way: way(lang),
        facts: vec![
            (words.actor.to_owned(), granted.actor.to_string()),
            (words.role.to_owned(), policy::role_word(&granted.role, lang).to_owned()),
            (words.scope.to_owned(), place(&granted.scope, &names, lang)),
            (words.from.to_owned(), period(granted.from, granted.until)),
        ],
        fields: vec![Field::day("day", words.last_day).required().value(today.to_string())],
        submit: words.revoke.to_owned(),
        document: true,
        subject: Some(format!("people_grant:{id}")),
        ..FormPage::default()
    })
}

/// `/office/people/revoke/ID`
pub(super) async fn revoke_form(State(site): State<Site>, visit: Visit, id: Result<Path<String>, PathRejection>) -> Response {
    site.form(visit, move |desk| asked_revoke(desk, &id?.0)).await
}

/// `POST /office/people/revoke/ID`
pub(super) async fn revoke(State(site): State<Site>, visit: Visit, id: Result<Path<String>, PathRejection>, form: Form) -> Response {
    let sets = site.sets.clone();
    let id = id.map(|id| id.0).unwrap_or_default();
    let shown = id.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked_revoke(desk, &shown),
        move |tx, sent| {
            let mut errors = FormErrors::default();
            let day = sent.form.read::<Day>("day", &mut errors);
            errors.check()?;
            let (Some(day), Some(granted)) = (day, sql::grant(tx, &id)?) else {
                return Err(Stop::from(kernel::Refusal::from(Refused::NoGrant)));
            };
            let line = above(tx, &sets, &granted.scope)?;
            ops::revoke(tx, &by(sent), &Revoke { grant: id, day }, &line)?;
            Ok("/office/people".to_owned())
        },
    )
    .await
}

fn asked_account(desk: &mut Desk<'_, '_>) -> Result<FormPage, Problem> {
    see(desk, "people.open-account", &[])?;
    let words = words(desk.visit.lang);
    Ok(FormPage {
        title: words.open_account.to_owned(),
        way: way(desk.visit.lang),
        fields: vec![
            Field::choice("actor", words.actor, actors(desk)?),
            Field::text("login", words.account).required().hint(words.code_hint),
            Field::password("first_password", words.first_password, "new-password").required().hint(words.new_password_hint),
            Field::day("from", words.from).required().value(desk.today().to_string()),
            Field::day("until", words.until),
        ],
        submit: words.open_account.to_owned(),
        ..FormPage::default()
    })
}

/// `/office/people/account`
pub(super) async fn account_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, asked_account).await
}

/// `POST /office/people/account`
pub(super) async fn account(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    let (origin, login, new) = (site.origin.clone(), form.text("login").to_owned(), form.raw("first_password").to_owned());
    let hashed = tokio::task::spawn_blocking(move || secrets::hash_password(&origin, &login, &new)).await;
    site.act(
        visit,
        form,
        |desk, _| asked_account(desk),
        move |tx, sent| {
            let (form, mut errors) = (&sent.form, FormErrors::default());
            let (actor, login) = (code(form, "actor", &mut errors), code(form, "login", &mut errors));
            let (from, until) = (form.read::<Day>("from", &mut errors), form.read_opt::<Day>("until", &mut errors));
            errors.check()?;
            let hashed = hashed.unwrap_or_else(|_| Err(Refused::WeakPassword.into())).map_err(|refused| at("first_password", refused))?;
            let (Some(actor), Some(login), Some(from)) = (actor, login, from) else { return Err(Stop::NotFound) };
            ops::open_account(tx, &by(sent), &NewAccount { login, actor, from, until, demonstration: false }, &hashed)?;
            Ok("/office/people".to_owned())
        },
    )
    .await
}

fn asked_password(desk: &mut Desk<'_, '_>, login: &str) -> Result<FormPage, Problem> {
    see(desk, "people.set-password-of", &[])?;
    let today = desk.today();
    let account = sql::account(desk.read, login, today)?.ok_or(Problem::NotFound)?;
    let words = words(desk.visit.lang);
    Ok(FormPage {
        title: words.set_password.to_owned(),
        way: way(desk.visit.lang),
        facts: vec![
            (words.account.to_owned(), account.login),
            (words.actor.to_owned(), account.actor.to_string()),
            (words.until.to_owned(), account.until.map(|until| until.to_string()).unwrap_or_default()),
        ],
        fields: vec![Field::password("first_password", words.new_password, "new-password").required().hint(words.new_password_hint)],
        submit: words.set_password.to_owned(),
        subject: Some(format!("people_account:{login}")),
        ..FormPage::default()
    })
}

/// `/office/people/password/LOGIN`
pub(super) async fn password_form(State(site): State<Site>, visit: Visit, login: Result<Path<String>, PathRejection>) -> Response {
    site.form(visit, move |desk| asked_password(desk, &login?.0)).await
}

/// `POST /office/people/password/LOGIN`
pub(super) async fn password(State(site): State<Site>, visit: Visit, login: Result<Path<String>, PathRejection>, form: Form) -> Response {
    let login = login.map(|login| login.0).unwrap_or_default();
    let (origin, name, new) = (site.origin.clone(), login.clone(), form.raw("first_password").to_owned());
    let hashed = tokio::task::spawn_blocking(move || secrets::hash_password(&origin, &name, &new)).await;
    let shown = login.clone();
    site.act(
        visit,
        form,
        move |desk, _| asked_password(desk, &shown),
        move |tx, sent| {
            let hashed = hashed.unwrap_or_else(|_| Err(Refused::WeakPassword.into())).map_err(|refused| at("first_password", refused))?;
            ops::set_password(tx, &by(sent), &login, &hashed)?;
            sql::end_other_sessions(tx, &login, "")?;
            Ok("/office/people".to_owned())
        },
    )
    .await
}

/// A try to sign in as the log shows it.
struct Try {
    at: String,
    login: String,
    outcome: &'static str,
    origin: String,
}

#[derive(Template)]
#[template(path = "logins.html")]
struct LogPage {
    shell: Shell,
    words: &'static Words,
    rows: Vec<Try>,
    pager: Option<Pager>,
}

/// `/office/people/logins`
pub(super) async fn logins(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        see(&mut desk, "audit.see", &[])?;
        let words = words(desk.visit.lang);
        let whole = sheet::is_asked(desk.visit);
        let paging = Paging::read(desk.visit, 50)?;
        let total = sql::logins_count(desk.read)?;
        let (offset, limit) = if whole { (0, 100_000) } else { (paging.offset(), paging.size()) };
        let rows = sql::logins(desk.read, offset, limit)?.into_iter();
        let rows: Vec<Try> = rows
            .map(|(at, login, outcome, origin)| Try { at: desk.scene.local(At(at)), login, outcome: outcome_word(&outcome, words), origin })
            .collect();
        if whole {
            let head = [words.when, words.account, words.outcome, words.origin].map(str::to_owned);
            let line =
                |row: Try| vec![Cell::Text(row.at), Cell::Text(row.login), Cell::Text(row.outcome.to_owned()), Cell::Text(row.origin)];
            return desk.sheet(words.logins, "logins").answer(&head, rows.into_iter().map(line));
        }
        let pager = paging.pager(desk.visit, total)?;
        let shell = desk.scene.shell(desk.visit, words.logins, &[(words.people_title, "/office/people")]);
        page(&LogPage { shell, words, rows, pager })
    })
    .await
}

fn outcome_word(outcome: &str, words: &'static Words) -> &'static str {
    match outcome {
        "in" => words.outcome_in,
        "out" => words.outcome_out,
        "code" => words.outcome_code,
        "locked" => words.outcome_locked,
        "refused" => words.outcome_refused,
        _ => words.outcome_wrong,
    }
}
