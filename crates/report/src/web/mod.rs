//! The room's public pages: reports, figures with their evidence, and the figures still typed by hand. They only read.
//!
//! A page is made in one place: [`Site::page`] takes a snapshot off the async threads, hands it to the page's own function, and turns
//! whatever comes back into an answer.

mod asked;
mod cells;
mod evidence;
mod figures;
mod problem;
mod reports;
mod scene;
mod sheet;
mod typed;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use store::{Db, Read};
use ui::Visit;

pub use asked::{Asked, Paging};
pub use problem::{Problem, panicked};
pub use reports::{ReportCard, report_cards};
pub use scene::Scene;

use crate::model::Sets;

/// What every page reads from: the database, and the sets that figures are folded from.
#[derive(Clone)]
pub struct Site {
    /// The database.
    pub db: Arc<Db>,
    /// All sets of all rooms.
    pub sets: Sets,
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
}

impl Site {
    /// Answers a visit from one snapshot. Reading blocks, so it is done on a thread that may.
    pub async fn page<F>(self, visit: Visit, make: F) -> Response
    where
        F: FnOnce(Desk<'_, '_>) -> Result<Response, Problem> + Send + 'static,
    {
        let asked = visit.clone();
        let made = tokio::task::spawn_blocking(move || {
            let mut read = match self.db.read() {
                Ok(read) => read,
                Err(error) => return Problem::from(error).answer(&visit, None),
            };
            let scene = match Scene::read(&mut read) {
                Ok(scene) => scene,
                Err(failure) => return Problem::from(failure).answer(&visit, None),
            };
            let desk = Desk { visit: &visit, read: &mut read, scene: &scene, sets: &self.sets };
            make(desk).unwrap_or_else(|problem| problem.answer(&visit, Some(&scene)))
        });
        made.await.unwrap_or_else(|error| Problem::Broken(error.to_string()).answer(&asked, None))
    }
}

/// The routes of this room.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/reports", get(reports::list))
        .route("/reports/{name}", get(reports::one))
        .route("/execution", get(reports::execution))
        .route("/figures", get(figures::list))
        .route("/figures/{key}", get(evidence::one))
        .route("/typed", get(typed::list))
}

/// A page as an answer.
pub fn page(template: &impl askama::Template) -> Result<Response, Problem> {
    Ok(axum::response::Html(template.render()?).into_response())
}

/// A file as an answer: `name` is what it is saved under, or nothing to show it in the browser.
pub(crate) fn file(content_type: &'static str, name: Option<&str>, body: Vec<u8>) -> Response {
    let mut response = ([(header::CONTENT_TYPE, content_type)], body).into_response();
    // Names are made of keys, codes and days, which are ASCII.
    if let Some(value) = name.and_then(|name| HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok()) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// JSON as an answer.
pub(crate) fn json(value: &serde_json::Value) -> Response {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    file("application/json", None, text.into_bytes())
}
