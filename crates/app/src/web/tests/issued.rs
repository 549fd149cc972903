//! Editions, comparison, the council and the minute, as people use them.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use store::digest_text;

use super::demonstration::Demonstration;

/// The hidden fields that every form carries, and what is typed.
fn form<'f>(page: &'f super::demonstration::Answer, typed: &[(&'f str, &'f str)]) -> Vec<(String, String)> {
    let hidden = ["csrf", "key", "read_at", "subject", "known"].map(|name| (name.to_owned(), page.hidden(name)));
    hidden.into_iter().chain(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}

fn send(city: &Demonstration, path: &str, cookie: &str, typed: &[(&str, &str)]) -> super::demonstration::Answer {
    let page = city.get(path, cookie);
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
    let fields = form(&page, typed);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    city.post(path, cookie, &fields)
}

#[test]
fn an_edition_is_issued_once_and_its_file_is_what_its_seal_says() {
    let city = Demonstration::new();
    let officer = city.sign_in("report");
    let page = city.get("/office/editions/issue", &officer);
    let typed =
        [("report", "work-report-2021"), ("day", "2021-04-21"), ("supersedes", "2021-1"), ("document_number", "사회혁신담당관-4001")];
    let fields = form(&page, &typed);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let first = city.post("/office/editions/issue", &officer, &fields);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    assert!(first.location().starts_with("/editions/2021-2"), "{}", first.location());
    // A double click is the same act.
    assert!(city.post("/office/editions/issue", &officer, &fields).location().starts_with("/editions/2021-2"));
    let json = city.get("/editions/2021-2.json", "").body;
    let page = city.get("/editions/2021-2", "");
    assert!(page.body.contains(&digest_text(&json)), "the page shows the seal of the file");
    let old = city.get("/editions/2021-1", "").body;
    assert!(old.contains("/editions/2021-2") && old.contains("다음 판으로 바뀜"), "{old}");
    let list = city.get("/editions?format=csv", "").body;
    assert_eq!(list.lines().count(), 3, "{list}");
    assert_eq!(city.get("/editions/2021-9", "").status, StatusCode::NOT_FOUND);
    assert_eq!(city.get("/editions/2021-2.exe", "").status, StatusCode::NOT_FOUND);
    let withdrawn = send(&city, "/office/editions/2021-2/withdraw", &officer, &[("reason", "붙임의 오류"), ("day", "2021-04-30")]);
    assert_eq!(withdrawn.status, StatusCode::SEE_OTHER, "{}", withdrawn.body);
    assert!(city.get("/editions/2021-2?lang=en", "").body.contains("붙임의 오류"));
}

#[test]
fn an_edition_without_a_document_is_not_issued_and_says_why() {
    let city = Demonstration::new();
    let officer = city.sign_in("report");
    let refused = send(&city, "/office/editions/issue", &officer, &[("report", "execution-2021"), ("day", "2021-03-31")]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("결재 문서"), "{}", refused.body);
}

#[test]
fn a_comparison_names_rows_and_gives_documents_to_the_office_only() {
    let city = Demonstration::new();
    let path = "/compare?a=work-report-2021@2021-04-21:2021-03-31&b=work-report-2021@2021-04-21&format=csv";
    let (public, office) = (city.get(path, "").body, city.get(path, &city.sign_in("auditor")).body);
    let row = |text: &str| text.lines().filter(|line| line.starts_with("row,execution.disbursed.park-operation,")).count();
    // The correction of 9 April: the opposite entry and the right one.
    assert_eq!((row(&public), row(&office)), (2, 2), "{public}");
    assert!(office.contains("사회혁신담당관-") && !public.contains("사회혁신담당관-"));
    let wrong = city.get("/compare?a=x&b=2021-1", "");
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.body.contains("‘x’"));
}

#[test]
fn the_council_is_answered_from_figures_and_sees_what_was_said_last_time() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    let page = city.get("/office/council/2021-2", &officer).body;
    assert!(page.contains("/office/council/2021-1") && page.contains("/office/council/2021-2/answer"), "{page}");
    let digit = send(&city, "/office/council/2021-2/answer", &officer, &[("text", "□ 집행률 12%"), ("day", "2021-03-31"), ("lang", "ko")]);
    assert_eq!(digit.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(digit.body.contains("□ 집행률 12%"), "what was typed stays: {}", digit.body);
    let text = "□ 혁신파크 운영 집행률 {execution.rate.park-operation}%";
    let answered = send(&city, "/office/council/2021-2/answer", &officer, &[("text", text), ("day", "2021-03-31"), ("lang", "ko")]);
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.body);
    let page = city.get("/office/council/2021-2", &officer).body;
    assert!(page.contains("/figures/execution.rate.park-operation?day=2021-03-31"), "{page}");
    let head = city.sign_in("head-si");
    let sent = send(&city, "/office/council/2021-2/send", &head, &[("day", "2021-04-29"), ("document_number", "사회혁신담당관-4100")]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(city.get("/office/council/2021-2", &head).body.contains("사회혁신담당관-4100"));
    assert!(!city.get("/office/council/2021-2", &head).body.contains("/office/council/2021-2/answer"));
    assert_eq!(city.get("/office/council/2099-9", &head).status, StatusCode::NOT_FOUND);
}

#[test]
fn last_year_s_report_is_looked_at_before_it_is_made() {
    let city = Demonstration::new();
    let officer = city.sign_in("report");
    let form = city.get("/office/editions/clone?from=execution-2021", &officer).body;
    assert!(form.contains("2021 = 2022") && form.contains("execution.original = execution.original.2022"), "{form}");
    let path = "/office/editions/clone?from=execution-2021&to=execution-2022&define=yes&day=2021-12-31&lang=en";
    // Under their old names the figures would still be of 2021: it is said, and no button makes it.
    let look = city.get(&format!("{path}&replace=2021%20%3D%202022"), &officer).body;
    assert!(
        look.contains("cannot be made") && look.contains("execution.original.{unit}") && !look.contains("Make the new report"),
        "{look}"
    );
    let page = city.get(path, &officer);
    assert!(page.body.contains("Definitions to be made") && page.body.contains("execution.rate.2022.{line}"), "{}", page.body);
    let fields: Vec<(String, String)> =
        ["csrf", "key", "read_at", "from", "to", "replace", "define", "day"].map(|name| (name.to_owned(), page.hidden(name))).to_vec();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let made = city.post("/office/editions/clone", &officer, &fields);
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert_eq!(city.get("/reports/execution-2022", "").status, StatusCode::OK);
    let wrong = city.get("/office/editions/clone?from=execution-2021&to=execution-2022&replace=2021&day=2021-12-31", &officer).body;
    assert!(wrong.contains("2021 = 2022"), "{wrong}");
}

#[test]
fn the_minute_is_of_the_own_unit_for_its_head_and_of_all_for_the_director() {
    let city = Demonstration::new();
    let of = |login: &str, path: &str| city.get(path, &city.sign_in(login)).body;
    let all = of("director", "/office/minute");
    let own = of("head-cm", "/office/minute");
    assert!(all.contains("/office/council/2021-2") && !own.contains("/office/council/2021-2"), "{own}");
    assert!(own.len() < 60_000 && all.len() < 60_000, "{} {}", own.len(), all.len());
    let sheet = of("director", "/office/minute?format=csv&lang=en");
    assert!(sheet.lines().count() > 5, "{sheet}");
    assert_eq!(city.get("/office/minute?unit=transition-city", &city.sign_in("head-cm")).status, StatusCode::FORBIDDEN);
    assert_eq!(city.get("/office/minute?unit=nowhere", &city.sign_in("director")).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_large_file_is_checked_and_a_larger_one_is_refused_on_a_page() {
    let city = Demonstration::new();
    let officer = city.sign_in("report");
    let text = city.get("/editions/2021-1.md?lang=ko", "").body;
    let upload = |padding: usize| {
        let form = city.get("/office/check", &officer);
        let field = |name: &str, value: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let fields = field("csrf", &form.hidden("csrf")) + &field("against", "2021-1") + &field("result", "page");
        let file = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.md\"\r\nContent-Type: text/plain\r\n\r\n";
        let body = format!("{fields}{file}{text}{}\r\n--edge--\r\n", "\n가나다".repeat(padding / 10));
        city.ask_as(&Method::POST, "/office/check", &officer, "multipart/form-data; boundary=edge", Body::from(body))
    };
    let checked = upload(3_000_000);
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
    assert!(checked.body.contains("모든 숫자와 날짜가 보고서와 같고"), "{}", checked.body);
    for too_large in [33_700_000, 36_000_000] {
        let refused = upload(too_large);
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(refused.body.contains("요청이 너무 큽니다"), "{}", refused.body);
    }
}
