//! Compiling the report in the office: an officer confirms a chapter, changes a statement, and is told what cannot be done.

use axum::http::StatusCode;

use super::demonstration::{Answer, Demonstration};

const COMPILATION: &str = "/office/compile/work-report-2021.2021-04-21";

/// The values of the buttons of a name on a page.
fn buttons<'a>(page: &'a Answer, name: &str) -> Vec<&'a str> {
    let start = format!("name=\"{name}\" value=\"");
    page.body.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn at(chapter: &str) -> String {
    format!("{COMPILATION}/{chapter}")
}

/// A form in which a person presses one button.
fn press(city: &Demonstration, page: &Answer, cookie: &str, chapter: &str, button: (&str, &str)) -> Answer {
    city.send_again(page, &format!("{}/confirm", at(chapter)), cookie, &[button])
}

#[test]
fn an_officer_confirms_a_chapter_with_one_key_and_one_statement_by_itself() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    let home = city.get("/office?lang=ko", &officer);
    assert!(home.body.contains(&at("2")) && home.body.contains("미확인 6") && !home.body.contains(&at("2.4")), "{}", home.body);
    let page = city.get(&at("2?lang=ko"), &officer);
    assert!(page.body.contains("남은 6문장 모두 확인"), "{}", page.body);
    // One by itself: it goes on to the next one; a double click is one act.
    let only = buttons(&page, "only");
    assert_eq!(only.len(), 6);
    let done = press(&city, &page, &officer, "2", ("only", only[0]));
    let next = only[1].split(':').nth(1).unwrap();
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(
        done.location().starts_with(&format!("{}?done=", at("2"))) && done.location().ends_with(&format!("#s-{next}")),
        "{}",
        done.location()
    );
    let again = press(&city, &page, &officer, "2", ("only", only[0]));
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    // Another button of the same page is another act, also after going back.
    assert_eq!(press(&city, &page, &officer, "2", ("only", only[1])).status, StatusCode::SEE_OTHER);
    let page = city.get(&at("2?lang=ko"), &officer);
    assert!(page.body.contains("남은 4문장 모두 확인"), "{}", page.body);
    let all = buttons(&page, "all")[0].to_owned();
    assert_eq!(press(&city, &page, &officer, "2", ("all", &all)).status, StatusCode::SEE_OTHER);
    let page = city.get(&at("2?lang=en"), &officer);
    assert!(page.body.contains("6 of 6 confirmed") && buttons(&page, "all").is_empty());
    assert!(!city.get("/office", &officer).body.contains(&format!("{}\"", at("2"))));
}

#[test]
fn what_is_confirmed_is_what_was_seen() {
    let city = Demonstration::new();
    let (officer, lead) = (city.sign_in("officer-si"), city.sign_in("report"));
    let (seen, by_lead) = (city.get(&at("2"), &officer), city.get(&at("2"), &lead));
    let only = buttons(&seen, "only")[0].to_owned();
    let id = only.split(':').nth(1).unwrap();
    let address = format!("{}/ko/{id}", at("2"));
    let form = city.get(&address, &lead);
    assert_eq!(buttons(&by_lead, "only")[0], only);
    let sent = city.send_again(&form, &address, &lead, &[("text", "□ 지속가능한 혁신 기지,「서울혁신파크」운영"), ("translation", "")]);
    // An empty translation takes the counterpart out; nobody does that by mistake from the page, which sends it filled.
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let refused = press(&city, &seen, &officer, "2", ("only", &only));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("「서울혁신파크」"), "it shows the text as it stands now");
}

#[test]
fn a_changed_statement_is_a_new_version_and_what_breaks_the_rules_is_said() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    let page = city.get(&at("2"), &officer);
    let id = buttons(&page, "only")[1].split(':').nth(1).unwrap().to_owned();
    let address = format!("{}/ko/{id}", at("2"));
    let form = city.get(&address, &officer);
    let stands = form
        .body
        .split("<textarea id=\"text\"")
        .nth(1)
        .and_then(|rest| rest.split('>').nth(1))
        .and_then(|rest| rest.split('<').next())
        .unwrap()
        .trim()
        .to_owned();
    let wrong = city.send_again(&form, &address, &officer, &[("text", "□ 올해 3건")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("올해 3건") && wrong.body.contains("the digit `3`"), "{}", wrong.body);
    let text = format!("{stands} 계속");
    let saved = city.send_again(&form, &address, &officer, &[("text", &text)]);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let after = city.get(&address, &officer);
    assert!(after.body.contains(&text) && after.body.contains("<del>"), "{}", after.body);
    // The English beside it is to be checked; the report prints the new words.
    assert!(city.get(&at("2?lang=ko"), &officer).body.contains("번역 확인 필요"));
    assert!(city.get("/reports/work-report-2021?lang=ko", "").body.contains(" 계속"));
    // The same form again is the same act; a form read before somebody else's change shows both versions.
    assert_eq!(city.send_again(&form, &address, &officer, &[("text", &text)]).status, StatusCode::SEE_OTHER);
    let lead = city.sign_in("report");
    let theirs = city.get(&address, &lead);
    assert_eq!(city.send(&address, &officer, &[("text", &format!("{text}함"))]).status, StatusCode::SEE_OTHER);
    let stale = city.send_again(&theirs, &address, &lead, &[("text", "□ 다른 말")]);
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("계속함") && stale.body.contains("다른 말"), "{}", stale.body);
}

#[test]
fn the_head_sees_what_is_missing_and_approves_what_is_complete() {
    let city = Demonstration::new();
    let (lead, head) = (city.sign_in("report"), city.sign_in("director"));
    let overview = city.get(&format!("{COMPILATION}?lang=ko"), &head);
    assert!(overview.body.contains("남은 문장 47") && !overview.body.contains("/approve"), "{}", overview.body);
    let csv = city.get(&format!("{COMPILATION}?format=csv&lang=ko"), &head);
    assert_eq!(csv.body.lines().count(), 48);
    let early = city.send(&format!("{COMPILATION}/submit"), &lead, &[]);
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && early.body.contains("47"), "{}", early.body);
    for (login, chapters) in [("officer-si", &["2"][..]), ("officer-tc", &["2.4"]), ("officer-cm", &["2.6"])] {
        let officer = city.sign_in(login);
        for chapter in chapters {
            let page = city.get(&at(chapter), &officer);
            let all = buttons(&page, "all")[0].to_owned();
            assert_eq!(press(&city, &page, &officer, chapter, ("all", &all)).status, StatusCode::SEE_OTHER);
        }
    }
    let page = city.get(&at("2.2?lang=ko"), &lead);
    assert!(page.body.contains("다시 확인") && page.body.contains("기탁금품 심의 금액: – → 1,895"));
    let only = buttons(&page, "only")[0].to_owned();
    assert_eq!(press(&city, &page, &lead, "2.2", ("only", &only)).status, StatusCode::SEE_OTHER);
    assert_eq!(city.send(&format!("{COMPILATION}/submit"), &lead, &[]).status, StatusCode::SEE_OTHER);
    assert!(city.get("/office", &head).body.contains(COMPILATION), "it waits for the head");
    let closed = city.get(&at("2?lang=ko"), &lead);
    assert!(closed.body.contains("닫힌 장입니다") && buttons(&closed, "only").is_empty());
    let address = format!("{COMPILATION}/approve");
    assert_eq!(city.send(&address, &head, &[]).status, StatusCode::UNPROCESSABLE_ENTITY, "without a document");
    let done = city.send(&address, &head, &[("document_number", "혁신기획-1"), ("document_day", "2021-04-30")]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let overview = city.get(&format!("{COMPILATION}?lang=en"), &head);
    assert!(overview.body.contains("혁신기획-1 (2021-04-30)") && overview.body.contains("approved"));
    let reopened = city.send(&format!("{}/reopen", at("2.4")), &head, &[("remark", "새 공모")]);
    assert_eq!(reopened.status, StatusCode::SEE_OTHER);
    assert!(city.get(COMPILATION, &head).body.contains("새 공모"));
}

#[test]
fn nothing_that_is_typed_breaks_the_pages() {
    let city = Demonstration::new();
    let lead = city.sign_in("report");
    for path in [
        "/office/compile/none",
        "/office/compile/none?format=csv",
        "/office/compile/%27",
        &at("9"),
        &at("2/ko/none"),
        &at("2/fr/none"),
        "/office/compile/none/submit",
    ] {
        assert_eq!(city.get(path, &lead).status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = city.get(&at("2"), &lead);
    for (name, value) in
        [("only", ""), ("only", "a:b"), ("only", "ko:none::"), ("only", "fr:none::"), ("all", "fr"), ("all", "ko:0123"), ("x", "y")]
    {
        let answer = press(&city, &page, &lead, "2", (name, value));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}: {}", answer.body);
    }
    for (field, value) in [("unit", "nowhere"), ("unit", "Bad Code"), ("due", "yesterday"), ("due", "1999-01-01"), ("owner", "nobody")] {
        let mut pairs = vec![("unit", "social-innovation"), ("owner", ""), ("due", "2021-05-30")];
        pairs.iter_mut().filter(|(name, _)| *name == field).for_each(|pair| pair.1 = value);
        let answer = city.send(&format!("{}/assign", at("2")), &lead, &pairs);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}={value}");
    }
    let opened = city.send(
        "/office/compile/open",
        &lead,
        &[("name", "work-report-2021"), ("day", "2021-05-10"), ("due", "2021-05-07"), ("unit", "bureau")],
    );
    assert!(opened.location().starts_with("/office/compile/work-report-2021.2021-05-10?done="), "{}", opened.body);
    // On that day the results are out: the line is flagged, and says what went past it.
    let page = city.get("/office/compile/work-report-2021.2021-05-10/2.1?lang=ko", &lead);
    assert!(page.body.contains("‘선정 중’(이)라고 쓰였으나 결과발표: 2021-05-06에 지남"), "{}", page.body);
    assert_eq!(page.body.matches("class=\"statement look\"").count(), 1);
    let list = city.get("/office/compile?format=csv", &lead).body;
    assert_eq!(list.lines().count(), 3, "{list}");
}
