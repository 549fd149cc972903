//! The office: who comes in and how, what a form does when it is sent twice, too late, or by somebody else.

use axum::http::{StatusCode, header};
use ui::web::Settings;

use super::demonstration::{Demonstration, cookie};

#[test]
fn a_session_opens_and_ends_by_hand_and_by_idleness() {
    let city = Demonstration::new();
    assert_eq!(city.get("/office", "").status, StatusCode::UNAUTHORIZED);
    let officer = city.sign_in("officer-si");
    assert_eq!(city.get("/office", &officer).status, StatusCode::OK);
    city.wait_minutes(29);
    assert_eq!(city.get("/office", &officer).status, StatusCode::OK, "used within half an hour");
    city.wait_minutes(31);
    assert_eq!(city.get("/office", &officer).status, StatusCode::UNAUTHORIZED, "half an hour unused");
    let officer = city.sign_in("officer-si");
    let page = city.get("/office", &officer);
    assert_eq!(city.post("/sign-out", &officer, &[("csrf", "forged")]).status, StatusCode::FORBIDDEN);
    let gone = city.post("/sign-out", &officer, &[("csrf", &page.hidden("csrf"))]);
    assert_eq!((gone.status, gone.location()), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(city.get("/office", &officer).status, StatusCode::UNAUTHORIZED, "signed out");
}

#[test]
fn a_session_ends_after_twelve_hours_in_any_case() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    // Used every 25 minutes, so it is never idle: 28 times is 11 hours and 40 minutes.
    for _ in 0..28 {
        city.wait_minutes(25);
        assert_eq!(city.get("/me", &officer).status, StatusCode::OK);
    }
    city.wait_minutes(25);
    assert_eq!(city.get("/me", &officer).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn five_wrong_tries_lock_a_name_known_or_not_for_a_quarter_of_an_hour() {
    let city = Demonstration::new();
    let mut pages = Vec::new();
    for login in ["officer-si", "nobody-at-all"] {
        for _ in 0..5 {
            let answer = city.knock(login, "wrong password", "");
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            pages.push(answer.body.replace("officer-si", "NAME").replace("nobody-at-all", "NAME"));
        }
        assert_eq!(city.knock(login, "madang-demonstration", "").status, StatusCode::TOO_MANY_REQUESTS, "{login}");
    }
    // Neither the pages nor their statuses tell which of the two exists.
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "a known name is answered as an unknown one");
    city.wait_minutes(16);
    assert_eq!(city.knock("officer-si", "madang-demonstration", "").status, StatusCode::SEE_OTHER);
    let auditor = city.sign_in("auditor");
    let log = city.get("/office/people/logins?lang=en", &auditor);
    assert!(log.body.contains("nobody-at-all") && log.body.contains("locked") && !log.body.contains("wrong password"), "{}", log.body);
    let csv = city.get("/office/people/logins?format=csv&lang=en", &auditor).body;
    assert_eq!(csv.matches("nobody-at-all").count(), 6);
}

#[test]
fn demonstration_accounts_are_refused_beyond_loopback() {
    let city = Demonstration::with(Settings { beyond_loopback: true, ..Settings::default() });
    assert!(!city.get("/sign-in", "").body.contains("officer-si"), "they are not even named");
    let answer = city.knock("officer-si", "madang-demonstration", "");
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(cookie(&answer), "");
}

#[test]
fn a_second_factor_is_asked_for_once_it_is_set_and_its_code_works_once() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    let form = city.get("/me/totp", &officer);
    let key = form.body.split("<dd>").nth(1).and_then(|rest| rest.split("</dd>").next()).unwrap().replace(' ', "");
    assert!(key.len() > 30, "{key}");
    let code = || {
        use kernel::Clock as _;
        let totp = totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(&key).unwrap()).build().unwrap();
        totp.generate(u64::try_from(city.clock.now().0 / 1_000_000).unwrap()).to_string()
    };
    assert_eq!(
        city.send_again(&form, "/me/totp", &officer, &[("code", "000000"), ("sealed", &form.hidden("sealed"))]).status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        city.send_again(&form, "/me/totp", &officer, &[("code", &code()), ("sealed", &form.hidden("sealed"))]).status,
        StatusCode::SEE_OTHER
    );
    city.wait_minutes(1);
    let password = "madang-demonstration";
    assert_eq!(city.knock("officer-si", password, "").status, StatusCode::UNAUTHORIZED, "without a code");
    let once = code();
    assert_eq!(city.knock("officer-si", password, &once).status, StatusCode::SEE_OTHER);
    assert_eq!(city.knock("officer-si", password, &once).status, StatusCode::UNAUTHORIZED, "the same code again");
}

#[test]
fn a_password_is_changed_with_the_old_one_and_stands_in_no_event() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    let send = |old: &str, new: &str, again: &str| {
        city.send("/me/password", &officer, &[("old_password", old), ("new_password", new), ("new_password_again", again)])
    };
    let wrong = send("not mine at all", "a whole new phrase", "a whole new phrase");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains("a whole new phrase"), "a password is never shown again");
    assert_eq!(send("madang-demonstration", "a whole new phrase", "another phrase").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send("madang-demonstration", "short", "short").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send("madang-demonstration", "a whole new phrase", "a whole new phrase").status, StatusCode::SEE_OTHER);
    assert_eq!(city.knock("officer-si", "madang-demonstration", "").status, StatusCode::UNAUTHORIZED);
    assert_eq!(city.knock("officer-si", "a whole new phrase", "").status, StatusCode::SEE_OTHER);
    let mut read = city.site.db.read().unwrap();
    let head = read.head().unwrap().seq;
    let last = read.events(head, 1).unwrap().remove(0);
    assert_eq!((last.act.as_str(), last.body.as_str()), ("set-password", r#"{"login":"officer-si","what":"password"}"#));
}

const GRANT: [(&str, &str); 4] =
    [("actor", "officer-transition-city"), ("role", "spending-officer"), ("from", "2021-04-01"), ("until", "2021-06-01")];

#[test]
fn a_head_grants_inside_the_own_unit_and_only_an_officers_roles() {
    let city = Demonstration::new();
    let head = city.sign_in("head-tc");
    let grant = |role: &str, scope: &str| {
        let mut pairs = GRANT.to_vec();
        pairs.retain(|(name, _)| *name != "role");
        pairs.extend([("role", role), ("scope", scope)]);
        city.send("/office/people/grant", &head, &pairs).status
    };
    assert_eq!(grant("spending-officer", "unit:transition-city"), StatusCode::SEE_OTHER);
    assert_eq!(grant("spending-officer", "unit:social-innovation"), StatusCode::FORBIDDEN);
    assert_eq!(grant("budget-officer", "unit:transition-city"), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(grant("officer", "all"), StatusCode::FORBIDDEN);
    let officer = city.sign_in("officer-tc");
    assert_eq!(city.get("/office/people/grant", &officer).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_form_sent_twice_is_one_act() {
    let city = Demonstration::new();
    let head = city.sign_in("head-tc");
    let mut pairs = GRANT.to_vec();
    pairs.push(("scope", "unit:transition-city"));
    let form = city.get("/office/people/grant", &head);
    let first = city.send_again(&form, "/office/people/grant", &head, &pairs);
    let second = city.send_again(&form, "/office/people/grant", &head, &pairs);
    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(first.location(), second.location(), "both end at the one event");
}

#[test]
fn a_stale_edit_shows_both_versions_and_saves_nothing() {
    let city = Demonstration::new();
    let admin = city.sign_in("admin");
    let list = city.get("/office/people", &admin).body;
    let path = list.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("/revoke/")).unwrap().to_owned();
    let (mine, theirs) = (city.get(&path, &admin), city.get(&path, &admin));
    assert_eq!(city.send_again(&theirs, &path, &admin, &[("day", "2021-12-01")]).status, StatusCode::SEE_OTHER);
    let head = city.site.db.read().unwrap().head().unwrap().seq;
    let stale = city.send_again(&mine, &path, &admin, &[("day", "2021-11-15")]);
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("2021-12-01") && stale.body.contains("<mark>2021-11-15</mark>"), "{}", stale.body);
    assert_eq!(city.site.db.read().unwrap().head().unwrap().seq, head);
}

#[test]
fn a_session_that_ends_keeps_what_was_typed() {
    let city = Demonstration::new();
    let head = city.sign_in("head-tc");
    let form = city.get("/office/people/grant", &head);
    city.wait_minutes(40);
    let mut pairs = GRANT.to_vec();
    pairs.push(("scope", "unit:transition-city"));
    let asked = city.send_again(&form, "/office/people/grant", &head, &pairs);
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let (then, typed) = (asked.hidden("then"), asked.hidden("typed").replace("&amp;", "&").replace("&#38;", "&"));
    assert_eq!(then, "/office/people/grant");
    let kept = city.post("/sign-in", "", &[("login", "head-tc"), ("password", "madang-demonstration"), ("then", &then), ("typed", &typed)]);
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.body);
    assert!(kept.body.contains("officer-transition-city") && kept.body.contains("2021-06-01"));
    let names = ["csrf", "key", "read_at", "actor", "role", "scope", "from", "until"];
    let again: Vec<(&str, String)> = names.into_iter().map(|name| (name, kept.hidden(name))).collect();
    let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(city.post(&then, &cookie(&kept), &again).status, StatusCode::SEE_OTHER);
}

#[test]
fn forged_foreign_oversized_and_malformed_requests_are_refused() {
    let city = Demonstration::new();
    let head = city.sign_in("head-tc");
    let path = "/office/people/grant";
    assert_eq!(city.post(path, &head, &[("csrf", "0"), ("key", "k")]).status, StatusCode::FORBIDDEN, "forged");
    let other = city.sign_in("head-si");
    let theirs = city.get(path, &other);
    assert_eq!(city.send_again(&theirs, path, &head, &GRANT).status, StatusCode::FORBIDDEN, "another session's form");
    let large = "x".repeat(300 * 1024);
    assert_eq!(city.post(path, &head, &[("note", &large)]).status, StatusCode::PAYLOAD_TOO_LARGE);
    let request = |name: header::HeaderName, value: &str| {
        let request = axum::http::Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, &head)
            .header(header::HOST, "here")
            .header(name, value);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(tower::ServiceExt::oneshot(crate::web::router(city.site.clone()), request)).unwrap().status()
    };
    assert_eq!(request(header::ORIGIN, "https://elsewhere.example"), StatusCode::FORBIDDEN);
    assert_eq!(request(header::HeaderName::from_static("sec-fetch-site"), "cross-site"), StatusCode::FORBIDDEN);
    for then in ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "/sign-out"] {
        let answer = city.post("/sign-in", "", &[("login", "head-tc"), ("password", "madang-demonstration"), ("then", then)]);
        assert_eq!(answer.location(), "/office", "{then}");
    }
    let broken = city.ask(&axum::http::Method::POST, path, &head, axum::body::Body::from(vec![b'%', 0xff, 0xfe, b'=']));
    assert!(broken.status.is_client_error());
}

#[test]
fn what_i_may_do_and_why_not_is_told() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    let page = city.get("/me?lang=en", &officer).body;
    assert!(page.contains("Social Innovation Division") && page.contains("Administrator"), "{page}");
    let refused = city.get("/office/people/register?lang=en", &officer);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Roles that may: Administrator"), "{}", refused.body);
}

#[test]
fn a_public_page_is_made_anew_when_the_record_has_grown() {
    let city = Demonstration::new();
    let before = city.get("/record", "").body;
    assert_eq!(city.get("/record", "").body, before);
    let admin = city.sign_in("admin");
    let pairs = [("code", "new-post"), ("kind", "post"), ("label_ko", "새 직위"), ("from", "2021-05-01")];
    assert_eq!(city.send("/office/people/register", &admin, &pairs).status, StatusCode::SEE_OTHER);
    assert_ne!(city.get("/record", "").body, before);
    assert!(city.get("/record", &admin).body.contains("/sign-out") && !city.get("/record", "").body.contains("/sign-out"));
}
