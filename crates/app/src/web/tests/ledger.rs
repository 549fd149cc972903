//! The ledger's pages: the public budget, a line's life, an import with exceptions, closing with its preview, what an auditor asks.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};

use super::demonstration::{Answer, Demonstration};

const LINE: &str = "/office/ledger/lines/2021/park-operation";

/// Sends a file as a browser does.
fn upload(city: &Demonstration, cookie: &str, text: &[u8], what: &str) -> Answer {
    let form = city.get("/office/ledger/import", cookie);
    let mut body = Vec::new();
    for (name, value) in
        [("csrf", form.hidden("csrf")), ("key", form.hidden("key")), ("what", what.to_owned()), ("system", "e호조".to_owned())]
    {
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    body.extend(b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"day.csv\"\r\nContent-Type: text/csv\r\n\r\n");
    body.extend(text);
    body.extend(b"\r\n--edge--\r\n");
    city.ask_as(&Method::POST, "/office/ledger/import", cookie, "multipart/form-data; boundary=edge", Body::from(body))
}

/// The first address on a page that begins so.
fn address(page: &Answer, prefix: &str) -> String {
    let found = page.body.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with(prefix));
    found.unwrap_or_else(|| panic!("{prefix} is not on the page: {}", page.body)).replace("&#38;", "&")
}

#[test]
fn the_public_sees_the_budget_of_every_day_and_takes_it_away() {
    let city = Demonstration::new();
    // The sums of the work report's own appendix: 12,099 million won in 2021, 39.9 % disbursed by the end of March.
    let page = city.get("/budget?day=2021-03-31&lang=ko", "");
    assert_eq!(page.status, StatusCode::OK);
    for word in ["서울혁신파크운영", "사회혁신담당관", "지출액 ÷ 예산현액", "제60조의7", "이월"] {
        assert!(page.body.contains(word), "{word}");
    }
    let csv = city.get("/budget?day=2021-03-31&format=csv&lang=en", "");
    assert!(csv.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/csv"));
    let rows: Vec<&str> = csv.body.lines().collect();
    assert_eq!(rows.len(), 1 + 1 + 3 + 20, "a head, the total, three divisions, twenty lines");
    let park = rows.iter().find(|row| row.contains("Seoul Innovation Park operation")).unwrap();
    assert_eq!(park.split(',').nth(7), Some("1312840000"), "{park}");
    assert_eq!(city.get("/budget?year=1999", "").status, StatusCode::NOT_FOUND);
    assert!(page.body.len() < 60_000, "{} bytes", page.body.len());
}

#[test]
fn an_officer_spends_and_the_form_says_what_is_wrong() {
    let city = Demonstration::new();
    let spender = city.sign_in("spending-si");
    let commit = format!("{LINE}/commit");
    let short = city.send(&commit, &spender, &[("amount", "어림"), ("day", "2021-05-10")]);
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.body.contains("어림") && short.body.contains("id=\"amount-problem\""), "{}", short.body);
    let over = city.send(&commit, &spender, &[("amount", "99,999,999,999"), ("day", "2021-05-10")]);
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(over.body.contains("남은 예산"), "{}", over.body);
    let form = city.get(&commit, &spender);
    let typed = [("amount", "1,000,000"), ("day", "2021-05-10"), ("note", "시험"), ("document_number", "사회혁신담당관-9000")];
    let done = city.send_again(&form, &commit, &spender, &typed);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(city.send_again(&form, &commit, &spender, &typed).status, StatusCode::SEE_OTHER, "the same form again is the same act");
    let page = city.get(&format!("{LINE}?day=2021-12-31&lang=ko"), &spender);
    assert_eq!(page.body.matches("사회혁신담당관-9000").count(), 2, "once as a commitment, once as an entry");
    let pay = address(&page, "/office/ledger/commitments/");
    assert_eq!(city.send(&pay, &spender, &[("amount", "400000"), ("day", "2021-05-11")]).status, StatusCode::SEE_OTHER);
    let page = city.get(&format!("{LINE}?day=2021-12-31&lang=ko"), &spender);
    let correct = address(&page, "/office/ledger/entries/");
    assert_eq!(city.send(&correct, &spender, &[("amount", "300000")]).status, StatusCode::SEE_OTHER);
    let page = city.get(&format!("{LINE}?day=2021-12-31&lang=en"), &spender);
    assert!(page.body.contains("reverses") && page.body.contains("corrected"));
    // Another division's line is not this officer's.
    assert_eq!(city.get("/office/ledger/lines/2021/sharing/commit", &spender).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_plan_is_typed_month_by_month() {
    let city = Demonstration::new();
    let budget = city.sign_in("budget");
    let path = format!("{LINE}/plan");
    let day = ("day", "2021-05-03");
    let over = city.send(&path, &budget, &[("m5", "99,999,999,999"), day]);
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(over.body.contains("월별 집행계획"));
    assert_eq!(city.send(&path, &budget, &[("m5", "1,000"), ("m6", "2,000"), day]).status, StatusCode::SEE_OTHER);
    let page = city.get(&format!("{LINE}?day=2021-05-31&lang=ko"), &budget);
    assert!(page.body.contains("2021-06</th><td class=\"num\">2,000</td>"), "{}", page.body);
}

#[test]
fn a_file_is_tried_then_entered_and_its_exceptions_are_resolved() {
    let city = Demonstration::new();
    let budget = city.sign_in("budget");
    assert_eq!(upload(&city, &budget, b"a,b\n1,2\n", "rows").status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = "문서번호,회계연도,세부사업,구분,금액,일자,원인행위번호,적요\n\
        행위-1,2021,서울혁신파크운영,원인행위,\"3,000,000\",2021-05-03,,=1+1\n\
        결의-1,2021,서울혁신파크운영,지출,9000000,2021-05-04,행위-1,\n\
        행위-2,2021,남의 사업,원인행위,5000,2021-05-04,,\n\
        결의-2,2021,,지출,1000000,2021-05-04,행위-1,\n";
    let sent = upload(&city, &budget, text.as_bytes(), "rows");
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(!sent.location().contains("done="), "a file on trial is not recorded: {}", sent.location());
    let trial_path = sent.location().split('?').next().unwrap().to_owned();
    let trial = city.get(&format!("{trial_path}?lang=ko"), &budget);
    for word in ["아직 아무것도 쓰지 않았습니다", "남의 사업", "남은 금액은 3,000,000원"] {
        assert!(trial.body.contains(word), "{word}: {}", trial.body);
    }
    assert_eq!(city.send(&trial_path, &budget, &[("mode", "strict")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = city.get(&trial_path, &budget);
    let done = city.send_again(&form, &trial_path, &budget, &[("mode", "exceptions")]);
    assert_eq!((done.status, done.location().split('?').next()), (StatusCode::SEE_OTHER, Some("/office/ledger/exceptions")));
    assert_eq!(city.send_again(&form, &trial_path, &budget, &[("mode", "exceptions")]).status, StatusCode::SEE_OTHER, "twice is once");
    assert!(city.get("/office?lang=ko", &budget).body.contains("처리할 예외 2건"));
    // Nothing is closed over them.
    let preview = city.get("/office/ledger/periods/close-year?period=2021&lang=ko", &budget);
    assert!(preview.body.contains("예외가 2건"), "{}", preview.body);
    assert!(!preview.body.contains("name=\"carries\""));
    for settled in 0..2 {
        let list = city.get("/office/ledger/exceptions?lang=ko", &budget);
        let one = address(&list, "/office/ledger/exceptions/");
        let shown = city.get(&one, &budget);
        assert!(shown.status == StatusCode::OK && !shown.body.contains('¤') && !list.body.contains('¤'), "{}", shown.body);
        let answer = city.send(&format!("{one}/settle"), &budget, &[("why", "우리 것이 아님")]);
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{settled}: {}", answer.body);
    }
    assert!(city.get("/office/ledger/exceptions?lang=ko", &budget).body.contains("처리할 예외가 없습니다"));
    // A cell that begins like a formula is a text in the file that leaves.
    let csv = city.get(&format!("{LINE}?day=2021-12-31&format=csv&part=2"), &budget);
    assert!(csv.body.contains("'=1+1"), "{}", csv.body);
}

#[test]
fn totals_are_reconciled_down_to_the_row() {
    let city = Demonstration::new();
    let budget = city.sign_in("budget");
    let text = "기준월,회계연도,세부사업,구분,금액\n2021-03,2021,서울혁신파크운영,지출,1\n";
    let sent = upload(&city, &budget, text.as_bytes(), "totals");
    let trial = sent.location().split('?').next().unwrap().to_owned();
    let done = city.send(&trial, &budget, &[]);
    assert_eq!(
        (done.status, done.location().split('?').next()),
        (StatusCode::SEE_OTHER, Some("/office/ledger/reconcile")),
        "{}",
        done.body
    );
    let page = city.get("/office/ledger/reconcile?year=2021&lang=ko", &budget);
    assert!(page.body.contains("<td>서울혁신파크운영</td>") && page.body.contains("다름"), "{}", page.body);
    let rows = city.get(&address(&page, "/office/ledger/reconcile/rows?line=2021%2Fpark-operation"), &budget);
    assert_eq!(rows.status, StatusCode::OK);
}

#[test]
fn a_month_is_closed_after_its_preview_and_reopened_with_a_reason_that_the_auditor_sees() {
    let city = Demonstration::new();
    let (budget, head, auditor) = (city.sign_in("budget"), city.sign_in("director"), city.sign_in("auditor"));
    let close = "/office/ledger/periods/close-month?period=2021%2F2021-03";
    let preview = city.get(&format!("{close}&lang=ko"), &budget);
    assert!(preview.body.contains("마감할 수 있습니다") && preview.body.contains("월말 잔액"), "{}", preview.body);
    let done = city.send_again(&preview, "/office/ledger/periods/close-month", &budget, &[("period", "2021/2021-03")]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(city.get(&format!("{close}&lang=ko"), &budget).body.contains("마감된 기간"));
    let reopen = "/office/ledger/periods/reopen?period=2021%2F2021-03";
    assert_eq!(city.get(reopen, &budget).status, StatusCode::FORBIDDEN);
    let form = city.get(reopen, &head);
    let empty = city.send_again(&form, "/office/ledger/periods/reopen", &head, &[("period", "2021/2021-03"), ("reason", "")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = [("period", "2021/2021-03"), ("reason", "3월 고지서가 늦게 옴")];
    assert_eq!(city.send_again(&form, "/office/ledger/periods/reopen", &head, &typed).status, StatusCode::SEE_OTHER);
    assert!(city.get("/office/ledger/periods?year=2021&lang=ko", &auditor).body.contains("3월 고지서가 늦게 옴"));
    assert!(city.get("/office/ledger/periods?year=2021&format=csv&part=1&lang=ko", &auditor).body.contains("3월 고지서가 늦게 옴"));
    assert!(city.get("/office/audit?lang=ko", &auditor).body.contains("/office/ledger/periods"));
}

#[test]
fn a_year_is_previewed_with_what_is_carried_and_what_lapses() {
    let city = Demonstration::new();
    let budget = city.sign_in("budget");
    let page = city.get("/office/ledger/periods/close-year?period=2021&lang=ko", &budget);
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("불용액") && page.body.contains("명시이월"), "{}", page.body);
    let id = page.body.split("name=\"kind-").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    // 2022 is not opened: there is no line to carry into, and the preview says so.
    let asked = city.get(&format!("/office/ledger/periods/close-year?period=2021&kind-{id}=unforeseen&lang=ko"), &budget);
    assert!(asked.body.contains("세부사업 ‘2022/"), "{}", asked.body);
}

#[test]
fn every_page_of_the_ledger_speaks_both_languages_and_is_small() {
    let city = Demonstration::new();
    let admin = city.sign_in("admin");
    for path in [
        "/budget",
        "/office/ledger",
        "/office/ledger?year=2020",
        LINE,
        "/office/ledger/transfers",
        "/office/ledger/late",
        "/office/ledger/periods",
        "/office/ledger/exceptions",
        "/office/ledger/reconcile",
        "/office/ledger/import",
        "/office/ledger/years/open",
        "/office/ledger/lines/open",
    ] {
        for lang in ["ko", "en"] {
            let joined = format!("{path}{}lang={lang}", if path.contains('?') { '&' } else { '?' });
            let page = city.get(&joined, &admin);
            assert_eq!(page.status, StatusCode::OK, "{joined}: {}", page.body);
            assert!(page.body.len() < 60_000, "{joined}: {} bytes", page.body.len());
        }
    }
}
