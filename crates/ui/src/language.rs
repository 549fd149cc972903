//! Which language the visitor reads: the address says it, else the cookie, else the browser, else the city's first.

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use kernel::Lang;
use std::convert::Infallible;

/// The city's first language: what a visitor reads who asks for none. Middleware puts it among a request's extensions; Korean without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct FirstLanguage(pub Lang);

/// The visitor's language, taken from any request without ever refusing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale(pub Lang);

impl<S: Send + Sync> FromRequestParts<S> for Locale {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(choose(parts.uri.query(), &parts.headers, &parts.extensions)))
    }
}

/// Middleware: remembers the language that an address asked for in the cookie `lang`.
pub async fn remember_language(request: Request, next: Next) -> Response {
    let asked = request.uri().query().and_then(asked);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Some(lang) = asked {
        headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie(lang)));
    }
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    response
}

fn cookie(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => "lang=ko; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        Lang::En => "lang=en; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
    }
}

/// The language of a request: the address says it, else the cookie, else the browser, else the city's first.
pub fn choose(query: Option<&str>, headers: &HeaderMap, extensions: &Extensions) -> Lang {
    let first = || extensions.get::<FirstLanguage>().copied().unwrap_or_default().0;
    query.and_then(asked).or_else(|| remembered(headers)).or_else(|| preferred(headers)).unwrap_or_else(first)
}

/// The last `lang` of a query, when it names a language of ours.
fn asked(query: &str) -> Option<Lang> {
    query.split('&').rev().find_map(|pair| pair.strip_prefix("lang=")).and_then(parse)
}

fn remembered(headers: &HeaderMap) -> Option<Lang> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix("lang=")).and_then(parse)
}

/// The language with the greatest weight in `Accept-Language`; the earlier one where weights are equal.
fn preferred(headers: &HeaderMap) -> Option<Lang> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Lang)> = None;
    for range in accepted.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let Some(lang) = parts.next().and_then(|tag| tag.split('-').next()).and_then(parse) else {
            continue;
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |text| text.parse().ok());
        let Some(weight) = weight.filter(|weight| *weight > 0.0) else {
            continue;
        };
        if best.is_none_or(|(highest, _)| weight > highest) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

fn parse(text: &str) -> Option<Lang> {
    Lang::of_code(&text.to_ascii_lowercase())
}
