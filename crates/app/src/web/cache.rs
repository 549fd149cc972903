//! Public pages as they were last made. A page for somebody who is not signed in depends on its address, the language and the record, and on
//! nothing else: as long as the record ends where it ended, the same address has the same answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use kernel::Seq;
use store::Db;
use tokio::sync::OnceCell;
use ui::web::SESSION_COOKIE;

/// So many bytes are kept; then all are forgotten, and pages are made again as they are asked for.
const KEPT_MAX: usize = 64 * 1024 * 1024;
/// A larger page is made each time.
const PAGE_MAX: usize = 1024 * 1024;

/// An answer that was made while the record ended at an event.
#[derive(Clone)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
}

/// Where a page is kept once it is made. Whoever asks while it is being made waits for it, so that a new end of the record makes each page once
/// and not once for each visitor.
type Place = Arc<OnceCell<Kept>>;

/// The pages kept, all of them made at one end of the record.
#[derive(Default)]
struct Pages {
    head: Seq,
    bytes: usize,
    by_address: HashMap<String, Place>,
}

/// What the middleware needs: the database, to see where the record ends, and the pages.
#[derive(Clone)]
pub(super) struct Cache {
    db: Arc<Db>,
    pages: Arc<Mutex<Pages>>,
}

impl Cache {
    pub(super) fn new(db: Arc<Db>) -> Self {
        Self { db, pages: Arc::default() }
    }

    /// The place of an address at this end of the record.
    fn place(&self, head: Seq, address: String) -> Place {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.head != head || pages.bytes > KEPT_MAX {
            *pages = Pages { head, ..Pages::default() };
        }
        if let Some(place) = pages.by_address.get(&address) {
            return place.clone();
        }
        pages.bytes += address.len();
        pages.by_address.entry(address).or_default().clone()
    }

    fn grown(&self, head: Seq, bytes: usize) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.head == head {
            pages.bytes += bytes;
        }
    }
}

/// Middleware: answers a public page from what was kept, or keeps what was made.
pub(super) async fn kept(State(cache): State<Cache>, request: Request, next: Next) -> Response {
    let Some(address) = address(&request) else { return next.run(request).await };
    let db = cache.db.clone();
    let head = tokio::task::spawn_blocking(move || db.read().and_then(|mut read| read.head()).map(|head| head.seq)).await;
    // A database that does not answer is said by the page, not here.
    let Ok(Ok(head)) = head else { return next.run(request).await };
    let place = cache.place(head, address);
    match place.get_or_try_init(|| made(&cache, head, request, next)).await {
        Ok(kept) => (StatusCode::OK, kept.headers.clone(), kept.body.clone()).into_response(),
        Err(answer) => answer,
    }
}

/// Makes a page to be kept, or an answer that is none: an error, a page too large.
async fn made(cache: &Cache, head: Seq, request: Request, next: Next) -> Result<Kept, Response> {
    let (parts, body) = next.run(request).await.into_parts();
    if parts.status != StatusCode::OK {
        return Err(Response::from_parts(parts, body));
    }
    let body = axum::body::to_bytes(body, usize::MAX).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
    if body.len() > PAGE_MAX {
        return Err(Response::from_parts(parts, Body::from(body)));
    }
    cache.grown(head, body.len());
    Ok(Kept { headers: parts.headers, body })
}

/// What a public page depends on besides the record; nothing for whatever is no such page.
fn address(request: &Request) -> Option<String> {
    let headers = request.headers();
    let text = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    let path = request.uri().path();
    let public = *request.method() == Method::GET
        && !text(header::COOKIE).contains(SESSION_COOKIE)
        && !["/assets/", "/office", "/me", "/sign-", "/printing/", "/healthz"].iter().any(|own| path.starts_with(own));
    let compressed = text(header::ACCEPT_ENCODING).contains("gzip");
    let lang = ui::language_of(request.uri().query(), headers, request.extensions());
    public.then(|| format!("{compressed} {} {}", lang.code(), request.uri()))
}
