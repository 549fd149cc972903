//! Embedded style sheets, fonts and drawings, and the route that serves them.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// The policy that every page of ours keeps: nothing inline, nothing from another host.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

struct Asset {
    name: &'static str,
    content_type: &'static str,
    etag: &'static str,
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Address of an embedded file; it changes whenever any embedded file does.
#[must_use]
pub fn asset_href(name: &str) -> String {
    debug_assert!(find(name).is_some(), "no asset is called {name}");
    format!("/assets/{VERSION}/{name}")
}

/// Every embedded file, as (name, bytes), sorted by name.
pub fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    ASSETS.iter().map(|asset| (asset.name, asset.bytes))
}

/// Whole fonts for files on paper: Pretendard GOV, Regular and Bold.
pub fn print_fonts() -> impl Iterator<Item = &'static [u8]> {
    PRINT_FONTS.into_iter()
}

/// Routes that serve the embedded files under `/assets/`.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new().route("/assets/{version}/{*name}", get(serve))
}

async fn serve(Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    answer(&version, &name, &headers)
}

fn find(name: &str) -> Option<&'static Asset> {
    let at = ASSETS.binary_search_by(|asset| asset.name.cmp(name)).ok()?;
    ASSETS.get(at)
}

pub(crate) fn answer(version: &str, name: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = find(name).filter(|_| version == VERSION) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let meta = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ETAG, asset.etag),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|tag| tag.as_bytes() == asset.etag.as_bytes());
    if known {
        return (StatusCode::NOT_MODIFIED, meta).into_response();
    }
    (meta, asset.bytes).into_response()
}
