use std::collections::{BTreeSet, VecDeque};

use axum::body::Body;
use axum::http::{Method, StatusCode};

use super::house::{House, PAYMENTS, SECRETS, SLY_NAME};

/// Pages with a heading in Korean and in English.
const PAGES: [(&str, &str, &str); 12] = [
    ("/", "숫자마다 근거가 열리는 업무보고", "A work report whose every figure opens"),
    ("/reports", "보고서", "Reports"),
    ("/reports/work", "업무보고", "Work report"),
    ("/execution", "집행현황", "집행현황"),
    ("/figures", "수치", "Figures"),
    ("/figures?page=2", "수치", "Figures"),
    ("/figures/execution.disbursed.park", "공원 운영 지출액", "Park operation, disbursed"),
    ("/figures/execution.rate.park", "공원 운영 집행률", "Park operation, rate"),
    ("/figures/park.applications", "신청", "Applications"),
    ("/typed", "직접 입력한 수치", "Typed figures"),
    ("/record", "기록", "Record"),
    ("/record/3", "기록 3", "Event 3"),
];

#[test]
fn every_page_answers_in_both_languages() {
    let house = House::new();
    for (path, korean, english) in PAGES {
        for (lang, heading) in [("ko", korean), ("en", english)] {
            let join = if path.contains('?') { '&' } else { '?' };
            let answer = house.get(&format!("{path}{join}lang={lang}"));
            assert_eq!(answer.status, StatusCode::OK, "{path} {lang}");
            assert!(answer.body.contains(&format!("<html lang=\"{lang}\">")), "{path} {lang}");
            assert!(answer.body.contains(&format!("<h1>{heading}</h1>")), "{path} {lang} has no heading {heading}");
            assert_eq!(answer.body.matches("<h1>").count(), 1, "{path} {lang} has one first heading");
            assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        }
        let head = house.ask(&Method::HEAD, path, Body::empty());
        assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""), "HEAD {path}");
    }
    assert!(house.get("/healthz").body.starts_with("ok 1"));
}

#[test]
fn every_link_leads_somewhere_and_nothing_secret_is_shown() {
    let house = House::new();
    let mut seen: BTreeSet<String> = BTreeSet::from(["/?lang=ko".to_owned(), "/?lang=en".to_owned()]);
    let mut waiting: VecDeque<String> = seen.iter().cloned().collect();
    while let Some(path) = waiting.pop_front() {
        // Laying out pages is slow, so `paper.rs` asks for one PDF of each kind.
        if path.contains(".pdf") || path.contains("format=pdf") {
            continue;
        }
        let (answer, _) = house.file(&path);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        for secret in SECRETS {
            assert!(!answer.body.contains(secret), "{path} shows {secret}");
        }
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        assert!(!answer.body.contains(SLY_NAME), "{path} lets words be markup");
        assert!(!answer.body.contains("<script") && !answer.body.contains("style=") && !answer.body.contains("<img src=x"), "{path}");
        for link in links(&answer.body) {
            let (target, anchor) = link.split_once('#').unwrap_or((&link, ""));
            if target.is_empty() {
                assert!(answer.body.contains(&format!("id=\"{anchor}\"")), "{path} has no {anchor}");
            } else {
                assert!(target.starts_with('/') && !target.starts_with("//"), "{path} leads to {target}");
                if seen.insert(target.to_owned()) {
                    waiting.push_back(target.to_owned());
                }
            }
        }
    }
    assert!(seen.len() > 300, "only {} pages were found", seen.len());
}

/// The addresses that a page names.
fn links(page: &str) -> Vec<String> {
    let named = ["href=\"", "src=\"", "action=\""];
    let rest = named.into_iter().flat_map(|name| page.split(name).skip(1));
    rest.filter_map(|rest| rest.split('"').next()).map(|link| link.replace("&amp;", "&").replace("&#38;", "&")).collect()
}

#[test]
fn a_figure_opens_to_its_rows_in_pages() {
    let house = House::new();
    let first = house.get("/figures/execution.disbursed.park?day=2021-04-01&lang=en").body;
    assert!(first.contains("74,074 <span") && first.contains("Rounded to a whole number."), "{first}");
    assert!(first.contains("1–50 of 60") && first.contains("Total"), "{first}");
    assert!(first.contains("Park operation") && first.contains("won"), "codes in words");
    let second = house.get("/figures/execution.disbursed.park?day=2021-04-01&lang=en&page=2").body;
    assert!(second.contains("51–60 of 60"));
    assert_eq!(
        first.matches("<td class=\"day\">").count() + second.matches("<td class=\"day\">").count(),
        usize::try_from(PAYMENTS).unwrap()
    );
    let before = house.get("/figures/execution.disbursed.park?day=2021-01-01&lang=en").body;
    assert!(before.contains("No entry matches"), "{before}");
}

#[test]
fn a_figure_says_what_the_report_made_of_it() {
    let house = House::new();
    let report = house.get("/reports/work?day=2021-04-01&lang=en").body;
    let link = links(&report).into_iter().find(|link| link.starts_with("/figures/execution.disbursed.park?")).unwrap();
    let evidence = house.get(&format!("{link}&lang=en")).body;
    assert!(evidence.contains("Shown so in:") && evidence.contains("Work report (2021-04-01)"), "{evidence}");
    assert!(evidence.contains("74,074.02 thousand won = 74,074,020 won"), "{evidence}");
    let other = house.get(&format!("{}&lang=en", link.replace("execution.disbursed.park", "org.units"))).body;
    assert!(!other.contains("Shown so in:"), "a reference to another figure is none");
}

#[test]
fn any_day_and_any_point_of_knowledge_can_be_asked() {
    let house = House::new();
    let now = house.get("/figures/park.applications?day=2021-04-01&lang=en").body;
    assert!(now.contains(">71 <") && !now.contains("As known now"), "{now}");
    // Before the typed value entered the record, its definition stood there without a value.
    let head: i64 = house.get("/healthz").body.trim_start_matches("ok ").trim().parse().unwrap();
    let earlier = (1..=head).rev().find_map(|known| {
        let answer = house.get(&format!("/figures/park.applications?day=2021-04-01&lang=en&known={known}"));
        answer.body.contains(">– <").then_some(answer.body)
    });
    let earlier = earlier.expect("a place in the record that does not know it yet");
    assert!(earlier.contains("As known now") && earlier.contains("71 units"), "{earlier}");
    let at_a_time = house.get("/figures/park.applications?day=2021-04-01&lang=en&known=2020-01-01T00:00");
    assert_eq!(at_a_time.status, StatusCode::NOT_FOUND, "before the record began nothing was defined");
    assert!(at_a_time.body.contains("Ask again as known now"));
}

#[test]
fn the_search_finds_by_name_and_key_without_scripts() {
    let house = House::new();
    let found = house.get("/figures?q=RATE&lang=en").body;
    assert!(found.contains("1 figure<") && found.contains("execution.rate.park"), "{found}");
    assert!(house.get("/figures?q=%EC%97%AC%EB%9F%BF%2099&lang=ko").body.contains("many.99"));
    assert!(house.get("/figures?q=nothing-at-all&lang=en").body.contains("Nothing found"));
    assert!(house.get("/typed?lang=en").body.contains("102 of 109 figures are typed by hand."));
}

#[test]
fn files_open_as_data() {
    let house = House::new();
    let sheet = house.get("/figures/execution.disbursed.park?format=csv&lang=en&day=2021-04-01");
    assert_eq!(sheet.header("content-type"), "text/csv; charset=utf-8");
    assert!(sheet.header("content-disposition").starts_with("attachment; filename=\"execution.disbursed.park_"));
    assert!(sheet.body.starts_with("\u{feff}Day,"), "{}", sheet.body);
    assert_eq!(sheet.body.lines().count(), usize::try_from(PAYMENTS).unwrap() + 1, "all rows, not a page of them");
    assert!(sheet.body.contains(",1234567,"), "amounts are numbers");
    for path in ["/figures/org.units?format=csv&lang=ko", "/figures/park.applications?format=csv&lang=ko"] {
        let sheet = house.get(path).body;
        assert!(sheet.contains("'=1+1") || sheet.contains("'@SUM"), "{sheet}");
        for cell in sheet.split([',', '\n']).map(|cell| cell.trim_start_matches(['\u{feff}', '"'])) {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell} runs");
        }
    }
    for path in ["/figures?format=json", "/figures/execution.rate.park?format=json", "/figures/org.units?format=json", "/reports/work.json"]
    {
        let answer = house.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"), "{path}");
        let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(json.get("as_of").is_some() && json.get("known").is_some(), "{path}");
    }
    let markdown = house.get("/reports/work.md?lang=en");
    assert!(markdown.header("content-type").starts_with("text/markdown") && markdown.body.starts_with("# Work report"));
    let list = house.get("/figures?format=csv&q=many");
    assert_eq!(list.body.lines().count(), 101);
}

#[test]
fn a_house_without_a_record_says_so() {
    let house = House::empty();
    assert!(house.get("/?lang=en").body.contains("The record is empty"));
    for path in ["/reports", "/execution", "/record", "/healthz"] {
        assert_eq!(house.get(path).status, StatusCode::OK, "{path}");
    }
    for path in ["/figures", "/typed", "/reports/work", "/figures/a", "/record/1"] {
        assert_eq!(house.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
}
