//! How a page is made: one snapshot, one answer. [`Site::page`] takes the snapshot off the async threads, hands it to the page's own
//! function, and turns whatever comes back into an answer; [`Site::act`] does the same for a form that somebody sent.

mod act;
mod asked;
mod form;
pub mod paper;
mod problem;
mod same_origin;
mod scene;
pub mod sheet;
mod signed;

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::{Db, Origin, Read, Sets};

use crate::Visit;

pub use act::{Sent, Stop};
pub use asked::{Asked, Paging, parameter};
pub use form::{Choice, Field, Form, FormErrors, FormPage, FormView, Kind, Upload};
pub use problem::{Problem, panicked};
pub use same_origin::same_origin;
pub use scene::Scene;
pub use signed::{SESSION_COOKIE, SignIn, Signed};

/// What every page is made from: the database, the sets that figures are folded from, the clock, and how the server was told to run.
#[derive(Clone)]
pub struct Site {
    /// The database.
    pub db: Arc<Db>,
    /// All sets of all rooms.
    pub sets: Sets,
    /// The clock and the chance of what is written.
    pub origin: Origin,
    /// How the server was told to run.
    pub settings: Arc<Settings>,
}

/// How the server was told to run.
#[derive(Clone, Default)]
pub struct Settings {
    /// Whether it listens beyond loopback: demonstration accounts are refused then.
    pub beyond_loopback: bool,
    /// Whether cookies are sent over TLS only.
    pub secure_cookies: bool,
    /// Where the public reaches the pages, such as `https://madang.example.kr`; files link their figures there. Nothing: files link nothing.
    pub public_address: Option<String>,
    /// The key that secrets are sealed with, from the key file; without one there are no second factors.
    pub sealing_key: Option<[u8; 32]>,
}

/// What a page's own function is given: the visit, one snapshot, and what is known of the record at its end.
pub struct Desk<'d, 'a> {
    /// The visit.
    pub visit: &'d Visit,
    /// The snapshot.
    pub read: &'d mut Read<'a>,
    /// The city and the end of the record.
    pub scene: &'d Scene,
    /// All sets.
    pub sets: &'d Sets,
    /// The clock and the chance.
    pub origin: &'d Origin,
    /// How the server was told to run.
    pub settings: &'d Settings,
}

impl Desk<'_, '_> {
    /// The day it is in the city.
    pub fn today(&self) -> kernel::Day {
        self.scene.zone.day(self.origin.clock.now())
    }
}

impl<'d> Desk<'d, '_> {
    /// A table of this page that is asked for as a file.
    pub fn sheet<'s>(&self, title: &'s str, name: &'s str) -> sheet::Sheet<'s>
    where
        'd: 's,
    {
        sheet::Sheet { visit: self.visit, scene: self.scene, title, name, unit: "" }
    }
}

impl Site {
    /// Answers a visit from one snapshot. Reading blocks, so it is done on a thread that may.
    pub async fn page<F>(self, visit: Visit, make: F) -> Response
    where
        F: FnOnce(Desk<'_, '_>) -> Result<Response, Problem> + Send + 'static,
    {
        let asked = visit.clone();
        let made = tokio::task::spawn_blocking(move || self.now(&visit, make));
        made.await.unwrap_or_else(|error| Problem::Broken(error.to_string()).answer(&asked, None))
    }

    /// The same on this thread.
    fn now<F>(&self, visit: &Visit, make: F) -> Response
    where
        F: FnOnce(Desk<'_, '_>) -> Result<Response, Problem>,
    {
        let mut read = match self.db.read() {
            Ok(read) => read,
            Err(error) => return Problem::from(error).answer(visit, None),
        };
        let scene = match Scene::read(&mut read) {
            Ok(scene) => scene,
            Err(error) => return Problem::from(error).answer(visit, None),
        };
        let desk = Desk { visit, read: &mut read, scene: &scene, sets: &self.sets, origin: &self.origin, settings: &self.settings };
        make(desk).unwrap_or_else(|problem| problem.answer(visit, Some(&scene)))
    }
}

/// A page as an answer.
pub fn page(template: &impl askama::Template) -> Result<Response, Problem> {
    page_with(StatusCode::OK, template)
}

/// A page as an answer with its status.
pub fn page_with(status: StatusCode, template: &impl askama::Template) -> Result<Response, Problem> {
    Ok((status, axum::response::Html(template.render()?)).into_response())
}

/// Sends the visitor on to another page, which is then asked for with GET.
pub fn go_to(href: &str) -> Response {
    let href = HeaderValue::from_str(href).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, href)]).into_response()
}

/// A file as an answer: `name` is what it is saved under, or nothing to show it in the browser.
pub fn file(content_type: &'static str, name: Option<&str>, body: Vec<u8>) -> Response {
    let mut response = ([(header::CONTENT_TYPE, content_type)], body).into_response();
    // Names are made of keys, codes and days, which are ASCII.
    if let Some(value) = name.and_then(|name| HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok()) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// JSON as an answer.
pub fn json(value: &serde_json::Value) -> Response {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    file("application/json", None, text.into_bytes())
}
