use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Middleware: a request that changes something must come from a page of this server. Browsers say where a request comes from
/// (`Sec-Fetch-Site`, `Origin`); one that comes from elsewhere is refused before anything reads it.
pub async fn same_origin(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || is_ours(&request) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "다른 사이트에서 보낸 요청은 받지 않습니다. · A request from another site is refused.\n").into_response()
}

fn is_ours(request: &Request) -> bool {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, origin)| origin == host),
        // A program without a browser sends neither; it has no session of somebody else's to misuse.
        (None, _) => true,
        (Some(_), None) => false,
    }
}
