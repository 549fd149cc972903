//! The web server: all rooms' pages, the first page and the record's own, and what stands between them and the world.

mod acts;
mod audit;
mod cache;
mod home;
mod language;
mod office;
mod press;
mod record;
#[cfg(test)]
mod tests;

use std::future::{IntoFuture as _, poll_fn};
use std::net::SocketAddr;
use std::task::Poll;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tokio::signal::unix::{SignalKind, signal};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use ui::web::paper::Paper;
use ui::web::{Problem, panicked};
use ui::{Site, Visit};

/// The largest body that is taken: a file to be imported, with its form. Forms without a file are held to less where they are read.
const BODY_MAX: usize = 33 * 1024 * 1024;

/// How long an answer may take.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// How long open connections may take to finish once the server is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Snapshots read at once: more would wait for the disk, and a database server has a number of connections that it allows.
const READERS: usize = 16;

/// Every page of Madang.
pub(crate) fn router(site: Site) -> Router {
    let first = language::First::new(site.db.clone());
    let cache = cache::Cache::new(site.db.clone());
    let press = press::Press::new(site.clone());
    let pages = Router::new()
        .merge(people::web::routes())
        .merge(bureau::web::routes())
        .merge(ledger::web::routes())
        .merge(report::web::routes())
        .route("/", get(home::page))
        .route("/office", get(office::page))
        .route("/office/audit", get(audit::page))
        .route("/office/audit/late", get(audit::late))
        .route("/office/audit/definitions", get(audit::definitions))
        .route("/record", get(record::list))
        .route("/record/{seq}", get(record::one))
        .route("/printing/{key}", get(press::progress))
        .route("/healthz", get(health))
        .fallback(nothing)
        .method_not_allowed_fallback(only_reading)
        .layer(from_fn_with_state(press.clone(), press::printed))
        .layer(Extension(press))
        .layer(from_fn_with_state(site.clone(), people::web::who))
        .layer(from_fn(ui::web::same_origin))
        .with_state(site);
    let fixed = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    let small_already = DefaultPredicate::new()
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new(Paper::Hwpx.content_type()))
        .and(NotForContentType::const_new(Paper::Pdf.content_type()));
    pages
        .merge(ui::routes())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_MAX))
        .layer(RequestBodyLimitLayer::new(BODY_MAX))
        .layer(from_fn(spoken))
        .layer(from_fn(ui::remember_language))
        .layer(CompressionLayer::new().compress_when(small_already))
        .layer(from_fn_with_state(cache, cache::kept))
        .layer(from_fn_with_state(first, language::first_language))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, ui::CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-cache")))
}

/// Middleware: a page where a layer above the pages answers without words.
async fn spoken(visit: Visit, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/html")) => {
            Problem::TooLarge.answer(&visit, None)
        }
        // The time limit's answer is empty; others, such as that of /healthz, say what they are.
        StatusCode::SERVICE_UNAVAILABLE if kind.is_none() => Problem::Late.answer(&visit, None),
        _ => response,
    }
}

/// Serves until somebody interrupts or terminates the process; tells `announce` the address once it is taken.
///
/// Whoever calls this keeps a copy of the router until the runtime is gone: the last one closes the database, which blocks.
pub(crate) async fn serve(router: Router, address: SocketAddr, announce: impl FnOnce(SocketAddr)) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(address).await?;
    announce(listener.local_addr()?);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = tokio::spawn(axum::serve(listener, service).with_graceful_shutdown(stopped()).into_future());
    stopped().await;
    // Whoever has begun to ask is answered; whoever never ends asking is not waited for.
    match tokio::time::timeout(GRACE, served).await {
        Ok(Ok(served)) => served,
        Ok(Err(error)) => Err(std::io::Error::other(error)),
        Err(_) => Ok(()),
    }
}

/// Makes the runtime and serves in it.
pub(crate) fn run(router: Router, address: SocketAddr, announce: impl FnOnce(SocketAddr)) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).max_blocking_threads(READERS).enable_all().build()?;
    let kept = router.clone();
    let served = runtime.block_on(serve(router, address, announce));
    runtime.shutdown_timeout(Duration::from_secs(5));
    drop(kept);
    served
}

/// Waits for SIGINT or SIGTERM; for ever where signals cannot be had.
async fn stopped() {
    let mut signals: Vec<_> = [SignalKind::interrupt(), SignalKind::terminate()].into_iter().filter_map(|kind| signal(kind).ok()).collect();
    poll_fn(|context| {
        let came = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if came { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// `/healthz`: that the database answers, and how far the record goes.
async fn health(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |desk| Ok(format!("ok {}\n", desk.scene.head.seq).into_response())).await
}

/// Any other address.
async fn nothing(State(site): State<Site>, visit: Visit) -> Response {
    // A stranger learns nothing of what there is behind the door.
    let hidden = visit.path.starts_with("/office") && visit.signed.is_none();
    site.page(visit, move |_| Err(if hidden { Problem::SignIn(None) } else { Problem::NotFound })).await
}

/// A method that the address does not take.
async fn only_reading(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |_| Err(Problem::Method)).await
}
