use std::net::SocketAddr;

use askama::Template;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use ui::web::{Form, SESSION_COOKIE, SignIn, go_to, page_with};
use ui::{Problem, Shell, Site, Visit};

use super::token;
use crate::doors::{Knock, Opened, knock, leave as end};
use crate::sql;
use crate::words::words;

/// The password of every demonstration account; it opens nothing else.
pub(crate) const DEMONSTRATION_PASSWORD: &str = "madang-demonstration";

/// `/sign-in`
pub(super) async fn ask(State(site): State<Site>, visit: Visit) -> Response {
    let settings = site.settings.clone();
    site.page(visit, move |mut desk| {
        let mut page = SignIn::new(desk.visit, Some(desk.scene), None);
        "/office".clone_into(&mut page.then);
        if !settings.beyond_loopback {
            open_accounts(&mut desk, &mut page)?;
        }
        page_with(StatusCode::OK, &page)
    })
    .await
}

/// Accounts that anybody may use: a demonstration's.
fn open_accounts(desk: &mut ui::Desk<'_, '_>, page: &mut SignIn) -> Result<(), Problem> {
    let day = desk.today();
    let accounts = if desk.scene.demonstration { sql::accounts(desk.read, day)? } else { Vec::new() };
    let lang = desk.visit.lang;
    page.open = accounts
        .into_iter()
        .filter(|account| account.demonstration)
        .map(|account| (account.login, lang.pick(account.label_ko, account.label_en)))
        .collect();
    page.open_password = DEMONSTRATION_PASSWORD;
    Ok(())
}

/// A page of this server to go on to; anything else is the office's first page.
fn local(then: &str) -> String {
    let path = then.starts_with('/') && !then.starts_with("//") && !then.starts_with("/\\") && !then.contains(['\r', '\n']);
    let door = then.starts_with("/sign-");
    if path && !door { then.to_owned() } else { "/office".to_owned() }
}

/// What had been typed before a session was over, to be looked over and sent.
#[derive(Template)]
#[template(path = "resume.html")]
struct Resume {
    shell: Shell,
    words: &'static crate::words::Words,
    action: String,
    csrf: String,
    read_at: String,
    shown: Vec<(String, String)>,
    kept: Vec<(String, String)>,
}

/// `POST /sign-in`
pub(super) async fn open(
    State(site): State<Site>,
    visit: Visit,
    peer: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    form: Form,
) -> Response {
    let (db, origin, settings) = (site.db.clone(), site.origin.clone(), site.settings.clone());
    let secure = if settings.secure_cookies { "; Secure" } else { "" };
    site.page(visit, move |mut desk| {
        let words = words(desk.visit.lang);
        let from = peer.map(|peer| peer.0.0.ip().to_string()).unwrap_or_default();
        let brought = Knock { login: form.text("login"), password: form.raw("password"), code: form.text("code"), origin: &from };
        let opened = knock(&db, &origin, &settings, &brought)?;
        let (then, typed) = (local(form.text("then")), form.raw("typed"));
        let problem = match &opened {
            Opened::In(token) => {
                let mut response = if typed.is_empty() { go_to(&then) } else { resume(&mut desk, token, &then, typed)? };
                let cookie = format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}");
                let cookie = HeaderValue::from_str(&cookie).map_err(|error| Problem::Broken(error.to_string()))?;
                response.headers_mut().append(header::SET_COOKIE, cookie);
                return Ok(response);
            }
            Opened::Wrong => words.wrong,
            Opened::Code => words.wrong_code,
            Opened::Locked => words.locked,
            Opened::Refused => words.refused,
        };
        let mut page = SignIn::new(desk.visit, Some(desk.scene), None);
        page.then = then;
        page.typed = typed.to_owned();
        page.login = form.text("login").chars().take(80).collect();
        page.problem = Some(problem.to_owned());
        if !settings.beyond_loopback {
            open_accounts(&mut desk, &mut page)?;
        }
        let status = if opened == Opened::Locked { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNAUTHORIZED };
        page_with(status, &page)
    })
    .await
}

fn resume(desk: &mut ui::Desk<'_, '_>, token: &str, then: &str, typed: &str) -> Result<Response, Problem> {
    let kept = Form::kept(typed);
    let own = |name: &str| matches!(name, "csrf" | "key" | "read_at" | "subject");
    let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let page = Resume {
        shell: desk.scene.shell(desk.visit, words(desk.visit.lang).resume_title, &[]),
        words: words(desk.visit.lang),
        action: then.to_owned(),
        csrf: store::digest_text(&format!("csrf/{token}")),
        read_at: kept.text("read_at").to_owned(),
        shown: kept.pairs().filter(|(name, value)| !own(name) && !value.is_empty()).map(pair).collect(),
        kept: kept.pairs().filter(|(name, _)| !matches!(*name, "csrf" | "read_at")).map(pair).collect(),
    };
    page_with(StatusCode::OK, &page)
}

/// `POST /sign-out`
pub(super) async fn leave(State(site): State<Site>, visit: Visit, request: Request) -> Response {
    let token = token(&request);
    let form = <Form as axum::extract::FromRequest<Site>>::from_request(request, &site).await.unwrap_or_default();
    let (db, origin) = (site.db.clone(), site.origin.clone());
    site.page(visit, move |desk| {
        if let (Some(signed), Some(token)) = (&desk.visit.signed, token) {
            if form.raw("csrf") != signed.csrf {
                return Err(Problem::Forged);
            }
            end(&db, &origin, &token, &signed.login)?;
        }
        let gone = HeaderValue::from_static("madang_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        let mut response = go_to("/").into_response();
        response.headers_mut().append(header::SET_COOKIE, gone);
        Ok(response)
    })
    .await
}
