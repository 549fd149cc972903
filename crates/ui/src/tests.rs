use crate::{AsOfBar, Crumb, Head, Shell, Visit, asset_href, assets, files, href_with, language, words};
use crate::{FirstLanguage, remember_language, routes};
use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use axum::middleware::from_fn;
use kernel::Lang;
use tower::ServiceExt;

#[derive(Template)]
#[template(source = "{% extends \"shell.html\" %}{% block content %}<p>{{ text }}</p>{% endblock %}", ext = "html")]
struct Page {
    shell: Shell,
    text: &'static str,
}

fn visit(lang: Lang, path: &str, query: &[(&str, &str)]) -> Visit {
    let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Visit { lang, path: path.to_owned(), query, signed: None }
}

fn page(visit: &Visit) -> Page {
    let mut shell = Shell::new(visit, "수치 <1>", "혁신기획관");
    shell.crumbs = vec![Crumb { label: "처음".to_owned(), href: "/".to_owned() }];
    shell.head = Some(Head { seq: 712, hash: "0123456789abcdef".to_owned(), recorded: "2021-04-30 18:00".to_owned() });
    shell.as_of = Some(AsOfBar {
        action: visit.path.clone(),
        day: "2021-04-21".to_owned(),
        hidden: vec![("q".to_owned(), "a&b".to_owned())],
        point: shell.head.clone(),
        day_problem: Some("날이 아닙니다".to_owned()),
        ..AsOfBar::default()
    });
    Page { shell, text: "본문" }
}

fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
}

#[test]
fn the_address_then_the_cookie_then_the_browser_choose_the_language() {
    let cookie = (header::COOKIE, "a=1; lang=en");
    let accept = (header::ACCEPT_LANGUAGE, "fr, en-GB;q=0.8, ko;q=0.9");
    let check = |query, pairs: &[_], expected| assert_eq!(language::choose(query, &headers(pairs), &Extensions::new()), expected);
    check(None, &[], Lang::Ko);
    check(Some("lang=ko"), std::slice::from_ref(&cookie), Lang::Ko);
    check(Some("day=2021-04-21&lang=xx"), std::slice::from_ref(&cookie), Lang::En);
    check(None, std::slice::from_ref(&accept), Lang::Ko);
    check(None, &[(header::ACCEPT_LANGUAGE, "en-US,en;q=0.9,ko;q=0.1")], Lang::En);
    check(None, &[(header::ACCEPT_LANGUAGE, "en;q=0, ;;q=x,ko;q=zz")], Lang::Ko);
    check(None, &[cookie, accept], Lang::En);
    let mut city = Extensions::new();
    city.insert(FirstLanguage(Lang::En));
    assert_eq!(language::choose(None, &headers(&[]), &city), Lang::En, "the city's first language");
}

#[test]
fn a_page_stands_in_its_shell_in_both_languages() {
    for (lang, code) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        let html = page(&visit(lang, "/figures/org.teams", &[])).render().expect("the shell renders");
        assert!(html.contains(&format!("<html lang=\"{code}\">")));
        assert!(html.contains("<p>본문</p>"));
        assert!(html.contains("수치 &#60;1&#62;"), "titles are escaped");
        assert!(html.contains("0123456789ab</code>"), "the hash is short");
        assert!(html.contains("aria-invalid=\"true\""), "a wrong day is marked beside its field");
        assert!(html.contains("name=\"q\" value=\"a&#38;b\""), "other fields are carried along");
        assert_eq!(html.matches("aria-current=\"true\"").count(), 1, "one section is current");
        for banned in ["style=", "<script", "onclick", "http:", "https:", "//www"] {
            assert!(!html.contains(banned), "the policy refuses {banned}");
        }
    }
}

#[test]
fn the_demonstration_says_so_and_nothing_else_does() {
    let mut page = page(&visit(Lang::Ko, "/", &[]));
    assert!(!page.render().expect("renders").contains("demo-banner"));
    page.shell.demonstration = true;
    assert!(page.render().expect("renders").contains("지어낸"));
}

#[test]
fn the_other_language_keeps_the_question() {
    let shell = Shell::new(&visit(Lang::Ko, "/execution", &[("day", "2021-04-21"), ("lang", "ko"), ("q", "파크 &")]), "", "");
    assert_eq!(shell.other_language_href(), "/execution?day=2021-04-21&q=%ED%8C%8C%ED%81%AC%20%26&lang=en");
    assert_eq!(href_with("/typed", &shell.query, &[("day", ""), ("q", ""), ("lang", "")]), "/typed");
}

#[test]
fn the_sentence_says_the_day_and_the_point_of_knowledge() {
    let bar = page(&visit(Lang::Ko, "/", &[])).shell.as_of.expect("the sample has one");
    assert_eq!(bar.sentence(words(Lang::Ko)), "2021-04-21 현재, 기록 712번(2021-04-30 18:00)까지 아는 대로");
    assert_eq!(bar.sentence(words(Lang::En)), "As of 2021-04-21, as known at event 712 (2021-04-30 18:00)");
}

#[test]
fn every_word_is_said_in_both_languages() {
    for (name, korean, english) in crate::words::PAIRS {
        assert!(!korean.trim().is_empty() && !english.trim().is_empty(), "{name} is empty");
        assert!(!english.contains('\u{2014}') && !korean.contains('\u{2014}'), "{name} holds a long dash");
    }
}

#[test]
fn a_visit_is_taken_from_any_request_and_its_language_remembered() {
    let show = |Visit { lang, path, query, .. }: Visit| async move { format!("{} {path} {query:?}", lang.code()) };
    let app = Router::new().merge(routes()).fallback(show).layer(from_fn(remember_language));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    let ask = |uri: &str| {
        let request = Request::builder().uri(uri).body(Body::empty()).expect("the request is well formed");
        runtime.block_on(async {
            let response = app.clone().oneshot(request).await.expect("the router never fails");
            let cookie = response.headers().get(header::SET_COOKIE).cloned();
            let (status, body) = (response.status(), to_bytes(response.into_body(), 1 << 20).await.expect("a body"));
            (status, String::from_utf8_lossy(&body).into_owned(), cookie)
        })
    };
    let (_, body, cookie) = ask("/figures?q=%ED%8C%8C&lang=en");
    assert_eq!(body, "en /figures [(\"q\", \"파\"), (\"lang\", \"en\")]");
    assert!(cookie.is_some_and(|cookie| cookie.to_str().is_ok_and(|text| text.starts_with("lang=en;"))));
    let (status, body, cookie) = ask("/figures?q=%FF&&=&lang=zz");
    assert_eq!((status, cookie), (StatusCode::OK, None), "a hostile query is no error: {body}");
    assert_eq!(ask(&asset_href("madang.css")).0, StatusCode::OK);
    assert_eq!(ask("/assets/none/madang.css").0, StatusCode::NOT_FOUND);
    assert!(ask("/assets/none/%FF").0.is_client_error());
}

#[test]
fn assets_are_served_for_ever_under_their_version() {
    let href = asset_href("madang.css");
    let mut parts = href.trim_start_matches("/assets/").splitn(2, '/');
    let (version, name) = (parts.next().expect("a version"), parts.next().expect("a name"));
    let none = HeaderMap::new();
    let found = assets::answer(version, name, &none);
    assert_eq!(found.status(), StatusCode::OK);
    assert_eq!(found.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(found.headers()[header::CACHE_CONTROL].to_str().expect("ascii").contains("immutable"));
    let mut again = HeaderMap::new();
    again.insert(header::IF_NONE_MATCH, found.headers()[header::ETAG].clone());
    assert_eq!(assets::answer(version, name, &again).status(), StatusCode::NOT_MODIFIED);
    for (version, name) in [("older", name), (version, "none.css"), (version, "../Cargo.toml")] {
        assert_eq!(assets::answer(version, name, &none).status(), StatusCode::NOT_FOUND);
    }
}

#[test]
fn style_sheets_ask_for_nothing_that_is_not_embedded() {
    let names: Vec<&str> = files().map(|(name, _)| name).collect();
    assert!(names.is_sorted());
    for (name, bytes) in files().filter(|(name, _)| name.rsplit('.').next() == Some("css")) {
        let text = std::str::from_utf8(bytes).expect("style sheets are UTF-8");
        assert!(!text.contains("@import") && !text.contains("//www"), "{name} stays at home");
        for rest in text.split("url(").skip(1) {
            let url = rest.split(')').next().unwrap_or_default().trim_matches(['"', '\'']);
            assert!(names.contains(&url), "{name} asks for {url}");
        }
    }
}
