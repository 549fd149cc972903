use axum::body::{Body, to_bytes};
use axum::http::{Method, StatusCode, Uri};

use super::house::House;

/// Requests that nobody sends by accident, each with the answer that it gets.
#[test]
fn hostile_requests_are_the_senders_fault() {
    let house = House::new();
    let long = "a".repeat(60_000);
    let numbers = ["0", "-1", "x", "1.5", "9223372036854775807", "99999999999999999999999999", "%00", "%FF", "1e9", "१"];
    let mut requests: Vec<(Method, String)> = vec![
        (Method::GET, format!("/{long}")),
        (Method::GET, format!("/figures/{long}")),
        (Method::GET, format!("/reports/{long}")),
        (Method::GET, format!("/record/{}", "9".repeat(60_000))),
        (Method::GET, format!("/execution?day={long}")),
        (Method::GET, format!("/execution?known={long}")),
        (Method::GET, format!("/figures?page={long}")),
        (Method::GET, format!("/figures?format={long}")),
    ];
    for path in
        ["/nothing", "/figures/%00", "/figures/%FF%FE", "/reports/%00", "/reports/%FF.json", "/reports/work.exe", "/record/%F0%28%8C%28"]
    {
        requests.push((Method::GET, path.to_owned()));
    }
    for path in
        ["//evil.example/", "/\\evil.example", "/..%2f..%2fetc%2fpasswd", "/figures/../../etc", "/reports/name/more", "/assets/x/%00"]
    {
        requests.push((Method::GET, path.to_owned()));
    }
    for path in [
        "/reports/'%20OR%201=1--",
        "/figures/'%3B%20DROP%20TABLE%20event",
        "/reports/.json",
        "/reports/%E2%80%AE",
        "/record/+1",
        "/record/007",
    ] {
        requests.push((Method::GET, path.to_owned()));
    }
    for number in numbers {
        requests.push((Method::GET, format!("/record/{number}")));
        requests.push((Method::GET, format!("/record?page={number}")));
        requests.push((Method::GET, format!("/figures?page={number}")));
        requests.push((Method::GET, format!("/figures/org.units?page={number}")));
        requests.push((Method::GET, format!("/reports/work?day={number}")));
    }
    for known in ["-1", "x", "99999", "9223372036854775807", "2999-01-01", "%00", "%FF", "2021-99-99", "0x10"] {
        requests.push((Method::GET, format!("/reports/work?known={known}")));
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        requests.push((Method::from_bytes(method.as_bytes()).unwrap(), "/figures".to_owned()));
        requests.push((Method::from_bytes(method.as_bytes()).unwrap(), "/".to_owned()));
    }
    for (method, path) in requests {
        if path.parse::<Uri>().is_err() {
            continue; // The server's own reader of requests refuses it before any of ours.
        }
        let shown: String = path.chars().take(60).collect();
        let answer = house.ask(&method, &path, Body::empty());
        assert!(answer.status.is_client_error(), "{method} {shown}: {}", answer.status);
        assert!(!answer.body.contains("//evil.example") && !answer.body.contains("\\evil"), "{shown} is led astray");
    }
}

#[test]
fn odd_requests_that_can_be_answered_are() {
    let house = House::new();
    let long = "b".repeat(60_000);
    for path in [
        "/figures?q=%FF%00&&=&lang=zz".to_owned(),
        format!("/figures?q={long}"),
        format!("/figures?{long}"),
        "/reports/work?day=0001-01-01&lang=ko".to_owned(),
        "/figures?day=9999-12-31".to_owned(),
        "/figures?day=0000-01-01".to_owned(),
        "/figures/org.units?report=work&on=nonsense&ref=-1".to_owned(),
        "/figures/org.units?report=%00&on=2021-04-01&ref=0".to_owned(),
        format!("/figures/org.units?report={long}&on=2021-04-01&ref=99999999999999999999"),
        "/figures/org.units?report=work&on=2021-04-01&ref=18446744073709551615".to_owned(),
    ] {
        let shown: String = path.chars().take(60).collect();
        let status = house.get(&path).status;
        assert!(status == StatusCode::OK || status == StatusCode::NOT_FOUND, "{shown}: {status}");
    }
}

#[test]
fn a_question_not_understood_is_given_back_with_the_reason() {
    let house = House::new();
    let answer = house.get("/reports/work?day=2021-13-45&known=99999&lang=en");
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("`2021-13-45` is not a day") && answer.body.contains("lies after the head"), "{}", answer.body);
    assert_eq!(answer.body.matches("aria-invalid=\"true\"").count(), 2);
    let korean = house.get("/execution?day=%3Cb%3E&lang=ko");
    assert!(korean.body.contains("날짜가 아닙니다") && !korean.body.contains("<b>’"), "{}", korean.body);
}

#[test]
fn a_misspelt_name_leads_to_the_nearest() {
    let house = House::new();
    let answer = house.get("/figures/execution.disbursd.park?day=2021-04-01&lang=en");
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("href=\"/figures/execution.disbursed.park?day=2021-04-01\""), "{}", answer.body);
    let answer = house.get("/reports/wrok?lang=en");
    assert!(answer.body.contains("There is no such report") && answer.body.contains("/reports/work?"), "{}", answer.body);
    let answer = house.get("/no/such/page?lang=ko");
    assert!(answer.body.contains("찾으시는 쪽이 없습니다") && answer.body.contains("<html lang=\"ko\">"));
}

#[test]
fn every_answer_keeps_the_house_closed() {
    let house = House::new();
    for path in ["/", "/figures", "/figures/none", "/healthz", "/reports/work.json", "/assets/none/none", "/nothing"] {
        let answer = house.get(path);
        assert_eq!(answer.header("content-security-policy"), ui::CONTENT_SECURITY_POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
    assert!(house.get("/?lang=en").header("set-cookie").starts_with("lang=en;"));
    let large = house.ask(&Method::POST, "/figures", Body::from(vec![b'a'; 100_000]));
    assert!(large.status.is_client_error(), "{}", large.status);
    let refused = house.ask(&Method::POST, "/figures", Body::empty());
    assert_eq!((refused.status, refused.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
}

#[test]
fn a_failure_of_ours_gives_a_number_and_no_detail() {
    let house = House::new();
    house.spoil("UPDATE report_typed_figure SET value = 'no number'");
    let answer = house.get("/typed?lang=en");
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body.contains("Incident number") && answer.body.contains("Something went wrong on our side"), "{}", answer.body);
    assert!(!answer.body.contains("report_typed_figure") && !answer.body.contains("SQL"), "{}", answer.body);
    assert_eq!(house.get("/record").status, StatusCode::OK, "the rest of the house stands");
}

#[test]
fn a_panic_gives_the_same_page() {
    let response = ui::web::panicked(Box::new("the secret reason"));
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let bytes = runtime.block_on(to_bytes(response.into_body(), 1 << 20)).unwrap();
    let page = String::from_utf8_lossy(&bytes);
    assert!(page.contains("사고 번호") && !page.contains("the secret reason"), "{page}");
}

#[test]
fn what_comes_too_late_is_told_on_a_page_and_other_answers_stay() {
    use axum::response::IntoResponse as _;
    use tower::ServiceExt as _;
    let said = |answer: fn() -> axum::response::Response| {
        let router = axum::Router::new().fallback(move || async move { answer() }).layer(axum::middleware::from_fn(super::super::spoken));
        let request = axum::http::Request::get("/reports").body(axum::body::Body::empty()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let response = router.oneshot(request).await.unwrap();
            let retry = response.headers().contains_key("retry-after");
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            (retry, String::from_utf8(bytes.to_vec()).unwrap())
        })
    };
    // As the time limit answers.
    let (retry, page) = said(|| StatusCode::SERVICE_UNAVAILABLE.into_response());
    assert!(retry && page.contains("정해진 시간 안에 답하지 못했습니다"), "{page}");
    let own = said(|| (StatusCode::SERVICE_UNAVAILABLE, "words of its own").into_response());
    assert_eq!(own, (false, "words of its own".to_owned()));
}
