use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;
use kernel::{Code, Day, Lang, Refusal, Scope};
use store::{Failure, Tx, digest_text};
use ui::web::{Field, Form, FormErrors, FormPage, Sent, Stop, page};
use ui::{Desk, Problem, Shell, Site, Visit};

use super::{by, token, units};
use crate::doors::{self, Proved};
use crate::rules::Refused;
use crate::words::words;
use crate::{ops, policy, secrets, sql};

/// A role as a page shows it.
struct Role {
    role: String,
    scope: String,
    from: String,
    until: String,
}

/// What a policy allows, and how I stand to it.
struct Line {
    text: String,
    /// Where I may; empty where I may not.
    scopes: String,
    whose: String,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    shell: Shell,
    words: &'static crate::words::Words,
    label: String,
    actor: String,
    login: String,
    roles: Vec<Role>,
    lines: Vec<Line>,
    second_factor: bool,
}

/// `/me`
pub(super) async fn show(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let signed = desk.visit.signed.clone().ok_or(Problem::SignIn(None))?;
        let (lang, today) = (desk.visit.lang, desk.today());
        let words = words(lang);
        let granted = sql::all_grants(desk.read)?;
        let mine: Vec<&sql::Granted> = granted.iter().filter(|grant| grant.actor == signed.actor).collect();
        let names = names(&mut desk, today, lang)?;
        let place = |scope: &Scope| place(scope, &names, lang);
        let roles = mine.iter().filter(|grant| grant.until.is_none_or(|until| until > today));
        let roles = roles.map(|grant| Role {
            role: policy::role_word(&grant.role, lang).to_owned(),
            scope: place(&grant.scope),
            from: grant.from.to_string(),
            until: grant.until.map(|until| until.to_string()).unwrap_or_default(),
        });
        let held: Vec<&&sql::Granted> = mine.iter().filter(|grant| in_force(grant, today)).collect();
        let lines = policy::duties().into_iter().map(|duty| {
            let scopes = held.iter().filter(|grant| duty.roles.contains(&grant.role.as_str())).map(|grant| place(&grant.scope));
            let mut scopes: Vec<String> = scopes.collect();
            scopes.sort();
            scopes.dedup();
            Line {
                scopes: scopes.join(", "),
                whose: duty.roles.iter().map(|role| policy::role_word(role, lang)).collect::<Vec<_>>().join(", "),
                text: lang.pick(duty.ko, duty.en),
            }
        });
        let (roles, lines) = (roles.collect(), lines.collect());
        let second_factor = sql::secret(desk.read, &signed.login)?.is_some_and(|secret| secret.totp.is_some());
        let shell = desk.scene.shell(desk.visit, words.me_title, &[]);
        let (label, actor) = (signed.label(lang).to_owned(), signed.actor.to_string());
        page(&MePage { shell, words, label, actor, login: signed.login, roles, lines, second_factor })
    })
    .await
}

fn in_force(grant: &sql::Granted, day: Day) -> bool {
    grant.from <= day && grant.until.is_none_or(|until| day < until)
}

/// Names of units by their codes.
pub(super) fn names(desk: &mut Desk<'_, '_>, day: Day, lang: Lang) -> Result<Vec<(String, String)>, Problem> {
    Ok(units(desk.read, desk.sets, day)?.into_iter().map(|unit| (unit.code, lang.pick(unit.name_ko, unit.name_en))).collect())
}

/// A scope in words.
pub(super) fn place(scope: &Scope, names: &[(String, String)], lang: Lang) -> String {
    match scope {
        Scope::All => words(lang).everywhere.to_owned(),
        Scope::Unit(unit) => {
            names.iter().find(|(code, _)| code == unit.as_str()).map_or_else(|| unit.to_string(), |(_, name)| name.clone())
        }
    }
}

fn way(lang: Lang) -> Vec<(String, String)> {
    vec![(words(lang).me_title.to_owned(), "/me".to_owned())]
}

fn asked_password(desk: &Desk<'_, '_>) -> FormPage {
    let words = words(desk.visit.lang);
    FormPage {
        title: words.change_password.to_owned(),
        way: way(desk.visit.lang),
        fields: vec![
            Field::password("old_password", words.old_password, "current-password").required(),
            Field::password("new_password", words.new_password, "new-password").required().hint(words.new_password_hint),
            Field::password("new_password_again", words.repeat_password, "new-password").required(),
        ],
        submit: words.change_password.to_owned(),
        ..FormPage::default()
    }
}

/// `/me/password`
pub(super) async fn password_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, |desk| Ok(asked_password(desk))).await
}

/// `POST /me/password`
pub(super) async fn password(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    // Hashing takes long, so it is done before the turn to write.
    let (origin, login, new) = (site.origin.clone(), login(&visit), form.raw("new_password").to_owned());
    let hashed = tokio::task::spawn_blocking(move || secrets::hash_password(&origin, &login, &new)).await;
    let proof = prove(&site, &visit, &form).await;
    site.act(
        visit,
        form,
        |desk, _| Ok(asked_password(desk)),
        move |tx, sent| {
            let mut errors = FormErrors::default();
            check(tx, sent, proof?, &mut errors)?;
            if sent.form.raw("new_password") != sent.form.raw("new_password_again") {
                errors.add("new_password_again", "두 비밀번호가 다릅니다.", "The two passwords differ.");
            }
            errors.check()?;
            let hashed = hashed.unwrap_or_else(|_| Err(Refused::WeakPassword.into())).map_err(|refused| at("new_password", refused))?;
            ops::set_password(tx, &by(sent), &sent.signed.login, &hashed)?;
            Ok("/me".to_owned())
        },
    )
    .await
}

/// A refusal beside the field that it is about.
pub(super) fn at(field: &'static str, refused: impl Into<Refusal>) -> Stop {
    let refusal = refused.into();
    let mut errors = FormErrors::default();
    errors.add(field, refusal.ko, refusal.en);
    Stop::Fields(errors)
}

fn login(visit: &Visit) -> String {
    visit.signed.as_ref().map(|signed| signed.login.clone()).unwrap_or_default()
}

/// `/me/totp`: makes a key and shows it. Nothing is written before its first code is typed: until then the form carries it, sealed.
pub(super) async fn totp_form(State(site): State<Site>, visit: Visit) -> Response {
    let (origin, settings) = (site.origin.clone(), site.settings.clone());
    site.form(visit, move |desk| {
        let signed = desk.visit.signed.clone().ok_or(Problem::SignIn(None))?;
        let key = settings.sealing_key.as_ref().ok_or_else(|| Refusal::from(Refused::NoKeyFile))?;
        let secret = secrets::new_totp(&origin, &signed.login);
        let sealed = secrets::seal(key, &origin, &signed.login, &secret).ok_or_else(|| Problem::Broken("nothing was sealed".to_owned()))?;
        Ok(asked_code(desk, Some(&secret), sealed))
    })
    .await
}

fn asked_code(desk: &Desk<'_, '_>, secret: Option<&str>, sealed: String) -> FormPage {
    let words = words(desk.visit.lang);
    FormPage {
        title: words.second_factor.to_owned(),
        way: way(desk.visit.lang),
        intro: Some(words.second_factor_lead.to_owned()),
        facts: secret.map(|secret| (words.second_factor_key.to_owned(), grouped(secret))).into_iter().collect(),
        fields: vec![
            Field { complete: "one-time-code", ..Field::number("code", words.second_factor_code).required() },
            Field::hidden("sealed", sealed),
        ],
        submit: words.confirm.to_owned(),
        ..FormPage::default()
    }
}

/// A key in groups of four, as people read it off.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// `POST /me/totp`
pub(super) async fn totp(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    let settings = site.settings.clone();
    let seconds = site.origin.clock.now().0 / 1_000_000;
    let login = login(&visit);
    let secret = settings.sealing_key.as_ref().and_then(|key| secrets::open(key, &login, form.raw("sealed")));
    let shown = secret.clone();
    site.act(
        visit,
        form,
        move |desk, form| Ok(asked_code(desk, shown.as_deref(), form.raw("sealed").to_owned())),
        move |tx, sent| {
            let step = secret.and_then(|secret| secrets::totp_step(&secret, sent.form.text("code"), seconds));
            let Some(step) = step else { return Err(at("code", Refused::WrongCode)) };
            ops::settle_totp(tx, &by(sent), &sent.signed.login, Some(sent.form.raw("sealed")))?;
            sql::use_step(tx, &sent.signed.login, step)?;
            Ok("/me".to_owned())
        },
    )
    .await
}

/// `/me/totp/end`
pub(super) async fn totp_end_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, |desk| Ok(asked_own_password(desk, words(desk.visit.lang).second_factor_end))).await
}

fn asked_own_password(desk: &Desk<'_, '_>, title: &str) -> FormPage {
    let words = words(desk.visit.lang);
    FormPage {
        title: title.to_owned(),
        way: way(desk.visit.lang),
        fields: vec![Field::password("old_password", words.old_password, "current-password").required()],
        submit: words.confirm.to_owned(),
        ..FormPage::default()
    }
}

/// Compares the typed password with the person's own, before the turn to write.
async fn prove(site: &Site, visit: &Visit, form: &Form) -> Result<Proved, Failure> {
    let (db, origin) = (site.db.clone(), site.origin.clone());
    let (login, typed) = (login(visit), form.raw("old_password").to_owned());
    let proved = tokio::task::spawn_blocking(move || doors::prove(&db, &origin, &login, &typed)).await;
    proved.unwrap_or(Ok(Proved::Wrong))
}

/// Says beside the field why the password does not count; one that was changed since it was compared does not either.
fn check(tx: &mut Tx<'_>, sent: &Sent, proof: Proved, errors: &mut FormErrors) -> Result<(), Stop> {
    match proof {
        Proved::Own(hash) if sql::secret(tx, &sent.signed.login)?.is_some_and(|secret| secret.password == hash) => {}
        Proved::Locked => errors.add("old_password", words(Lang::Ko).locked, words(Lang::En).locked),
        Proved::Own(_) | Proved::Wrong => {
            errors.add("old_password", "지금 비밀번호가 맞지 않습니다.", "This is not your present password.");
        }
    }
    Ok(())
}

fn check_only(tx: &mut Tx<'_>, sent: &Sent, proof: Proved) -> Result<(), Stop> {
    let mut errors = FormErrors::default();
    check(tx, sent, proof, &mut errors)?;
    errors.check()
}

/// `POST /me/totp/end`
pub(super) async fn totp_end(State(site): State<Site>, visit: Visit, form: Form) -> Response {
    let show = |desk: &mut Desk<'_, '_>, _: &Form| Ok(asked_own_password(desk, words(desk.visit.lang).second_factor_end));
    let proof = prove(&site, &visit, &form).await;
    site.act(visit, form, show, |tx, sent| {
        check_only(tx, sent, proof?)?;
        ops::settle_totp(tx, &by(sent), &sent.signed.login, None)?;
        Ok("/me".to_owned())
    })
    .await
}

/// `/me/sessions`
pub(super) async fn sessions_form(State(site): State<Site>, visit: Visit) -> Response {
    site.form(visit, |desk| Ok(asked_own_password(desk, words(desk.visit.lang).end_sessions))).await
}

/// `POST /me/sessions`
pub(super) async fn sessions(State(site): State<Site>, visit: Visit, request: Request) -> Response {
    let own = token(&request).map(|token| digest_text(&token)).unwrap_or_default();
    let form = <Form as axum::extract::FromRequest<Site>>::from_request(request, &site).await.unwrap_or_default();
    let show = |desk: &mut Desk<'_, '_>, _: &Form| Ok(asked_own_password(desk, words(desk.visit.lang).end_sessions));
    let proof = prove(&site, &visit, &form).await;
    site.act(visit, form, show, move |tx, sent| {
        check_only(tx, sent, proof?)?;
        sql::end_other_sessions(tx, &sent.signed.login, &own)?;
        Ok("/me".to_owned())
    })
    .await
}

/// A code that somebody typed.
pub(super) fn code(form: &Form, name: &'static str, errors: &mut FormErrors) -> Option<Code> {
    form.read::<Code>(name, errors)
}
