use std::any::Any;
use std::fmt::Display;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use askama::Template;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::Refusal;
use store::{Failure, StoreError};

use super::{Form, Scene, SignIn};
use crate::{AsOfBar, Shell, Visit, href_with};

/// Why a page could not be made.
#[derive(Debug)]
pub enum Problem {
    /// There is no such page.
    NotFound,
    /// Nothing has this name; the nearest names, as words and addresses.
    Unknown(String, Vec<(String, String)>),
    /// No report has this name; the nearest names, likewise.
    NoReport(String, Vec<(String, String)>),
    /// The day or the point of knowledge was not understood: the form, with the reason beside the field.
    Question(Box<AsOfBar>),
    /// Something else in the address was not understood: what.
    Bad(String),
    /// A rule says no; the form that asks for another day may help.
    Refused(Refusal, Option<Box<AsOfBar>>),
    /// Nobody is signed in; what had been typed, if anything had.
    SignIn(Option<Box<Form>>),
    /// The form came from no page of this session.
    Forged,
    /// What was sent is larger than this page takes.
    TooLarge,
    /// It could not be answered in time.
    Late,
    /// The method is none of the page's.
    Method,
    /// Storage failed.
    Store(StoreError),
    /// We broke our own promise: the detail, for the log only.
    Broken(String),
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal, None),
            Failure::Store(error) => Self::Store(error),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal, None)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Page {
    shell: Shell,
    code: u16,
    /// What exactly is wrong.
    detail: String,
    nearest: Vec<(String, String)>,
    /// Other things to do, as words and addresses.
    ways: Vec<(String, String)>,
    incident: Option<String>,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Unknown(..) | Self::NoReport(..) => StatusCode::NOT_FOUND,
            Self::Refused(refusal, _) if matches!(refusal.code, "report.unknown-key" | "report.empty") => StatusCode::NOT_FOUND,
            Self::Refused(refusal, _) if refusal.code == "people.not-allowed" => StatusCode::FORBIDDEN,
            Self::Refused(refusal, _) if refusal.code == "ui.press-is-busy" => StatusCode::SERVICE_UNAVAILABLE,
            Self::Late => StatusCode::SERVICE_UNAVAILABLE,
            Self::Question(_) | Self::Bad(_) => StatusCode::BAD_REQUEST,
            Self::SignIn(_) => StatusCode::UNAUTHORIZED,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(..) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Store(StoreError::Busy | StoreError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) | Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The page that says so; the scene is missing where even that could not be read.
    pub fn answer(self, visit: &Visit, scene: Option<&Scene>) -> Response {
        if let Self::SignIn(form) = &self {
            return signed_out(visit, scene, form.as_deref());
        }
        let (words, status) = (crate::words(visit.lang), self.status());
        let incident = self.secret().map(|detail| report(&visit.path, &detail));
        let title = match status {
            StatusCode::NOT_FOUND if matches!(self, Self::Unknown(..)) => words.error_key,
            StatusCode::NOT_FOUND if matches!(self, Self::NoReport(..)) => words.error_report,
            StatusCode::NOT_FOUND => words.error_not_found,
            StatusCode::METHOD_NOT_ALLOWED => words.error_method,
            StatusCode::FORBIDDEN => words.error_forbidden,
            StatusCode::PAYLOAD_TOO_LARGE => words.error_too_large,
            StatusCode::UNPROCESSABLE_ENTITY => words.error_refused,
            _ if incident.is_some() => words.error_server,
            StatusCode::SERVICE_UNAVAILABLE => words.error_busy,
            _ => words.error_bad,
        };
        let mut shell = scene.map_or_else(|| Shell::new(visit, title, ""), |scene| scene.shell(visit, title, &[]));
        let (mut detail, mut nearest) = (String::new(), Vec::new());
        match self {
            Self::NotFound => words.error_not_found_text.clone_into(&mut detail),
            Self::Unknown(name, near) | Self::NoReport(name, near) => (detail, nearest) = (name, near),
            Self::Question(bar) => shell.as_of = Some(*bar),
            Self::Bad(what) => detail = what,
            Self::Refused(refusal, bar) => {
                let said = refusal.say(visit.lang);
                detail = scene.map_or_else(|| said.to_owned(), |scene| scene.tell(said, visit.lang));
                shell.as_of = bar.map(|bar| *bar);
            }
            Self::SignIn(_) => {}
            Self::Forged => words.error_forged_text.clone_into(&mut detail),
            Self::TooLarge => words.error_too_large_text.clone_into(&mut detail),
            Self::Late => words.error_late_text.clone_into(&mut detail),
            Self::Method => words.error_method_text.clone_into(&mut detail),
            Self::Store(_) | Self::Broken(_) => words.error_server_text.clone_into(&mut detail),
        }
        let ways = ways(visit, words);
        let page = Page { shell, code: status.as_u16(), detail, nearest, ways, incident };
        match page.render() {
            Ok(html) if status == StatusCode::SERVICE_UNAVAILABLE => (status, [(header::RETRY_AFTER, "30")], Html(html)).into_response(),
            Ok(html) => (status, Html(html)).into_response(),
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, report(&visit.path, &error)).into_response(),
        }
    }

    /// What the log is told and nobody else.
    fn secret(&self) -> Option<String> {
        match self {
            Self::Store(error) => Some(error.to_string()),
            Self::Broken(detail) => Some(detail.clone()),
            _ => None,
        }
    }
}

/// The page that asks who you are.
fn signed_out(visit: &Visit, scene: Option<&Scene>, form: Option<&Form>) -> Response {
    let mut page = SignIn::new(visit, scene, form);
    page.problem = form.map(|_| crate::words(visit.lang).session_over.to_owned());
    match page.render() {
        Ok(html) => (StatusCode::UNAUTHORIZED, Html(html)).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, report(&visit.path, &error)).into_response(),
    }
}

/// Where to go from an error page.
fn ways(visit: &Visit, words: &crate::Words) -> Vec<(String, String)> {
    let mut ways = Vec::new();
    if visit.query.iter().any(|(name, value)| name == "known" && !value.is_empty()) {
        ways.push((words.error_known_now.to_owned(), href_with(&visit.path, &visit.query, &[("known", "")])));
    }
    let fixed = [(words.error_figures, "/figures"), (words.error_record, "/record"), (words.error_home, "/")];
    ways.extend(fixed.map(|(label, href)| (label.to_owned(), href.to_owned())));
    ways
}

/// Logs what went wrong on our side; gives the number that the visitor is told.
fn report(path: &str, detail: &dyn Display) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let incident = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path: String = path.chars().take(200).collect();
    let detail = detail.to_string().replace(['\n', '\r'], " ");
    // A log that nobody reads any more is no reason to fail.
    let _ = writeln!(std::io::stderr(), "error incident={incident} path={path} detail={detail}");
    incident
}

/// The answer to a request whose handling panicked, for the outermost layer; it knows nothing of the visitor.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    let visit = Visit { path: "/".to_owned(), ..Visit::default() };
    Problem::Broken(text.unwrap_or_else(|| "a panic without words".to_owned())).answer(&visit, None)
}
