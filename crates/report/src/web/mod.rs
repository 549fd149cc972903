//! The room's public pages: reports, figures with their evidence, and the figures still typed by hand. They only read.

mod cells;
mod compile;
mod evidence;
mod figures;
mod issued;
mod reports;
mod typed;

use axum::Router;
use axum::routing::get;
use ui::Site;

pub use compile::waiting;
pub use issued::waiting as council_waiting;
pub use reports::{ReportCard, report_cards};

/// The routes of this room.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/reports", get(reports::list))
        .route("/reports/{name}", get(reports::one))
        .route("/execution", get(reports::execution))
        .route("/figures", get(figures::list))
        .route("/figures/{key}", get(evidence::one))
        .route("/typed", get(typed::list))
        .merge(issued::routes())
        .merge(compile::routes())
}
