//! Keeping the bureau through its pages: changes from a day on, progress, handing over.

use axum::http::StatusCode;

use super::demonstration::Demonstration;

#[test]
fn a_planner_renames_a_unit_from_a_day_on() {
    let city = Demonstration::new();
    let planner = city.sign_in("planning");
    let path = "/office/bureau/change/unit/innovation-park";
    let form = city.get(path, &planner);
    assert!(form.body.contains("value=\"혁신파크팀(가칭)\"") && form.body.contains("value=\"2021-04-30\""), "what stands is filled in");
    let answers =
        [("kind", "team"), ("parent", "social-innovation"), ("position", "2"), ("name_ko", "혁신파크운영팀"), ("from", "2021-05-01")];
    let wrong =
        city.send_again(&form, path, &planner, &[("kind", "team"), ("position", "two"), ("name_ko", "혁신파크운영팀"), ("from", "")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["position-problem", "from-problem"] {
        assert!(wrong.body.contains(field), "{field} is said beside the field");
    }
    assert!(wrong.body.contains("value=\"two\""), "what was typed is kept");
    let done = city.send_again(&form, path, &planner, &answers);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    // A double click is one act.
    assert_eq!(city.send_again(&form, path, &planner, &answers).location(), done.location());
    assert!(!city.get("/bureau?day=2021-04-30", "").body.contains("혁신파크운영팀"));
    assert!(city.get("/bureau?day=2021-05-01", "").body.contains("혁신파크운영팀"));
    // Somebody who opened the form before sees both versions.
    let admin = city.sign_in("admin");
    let late = city.send_again(&form, path, &admin, &[("name_ko", "공원팀"), ("csrf", "")]);
    assert_eq!(late.status, StatusCode::FORBIDDEN, "another session's proof");
    let opened = city.get(path, &admin);
    let again =
        [("kind", "team"), ("parent", "social-innovation"), ("position", "2"), ("name_ko", "혁신파크총괄팀"), ("from", "2021-05-02")];
    assert_eq!(city.send(path, &planner, &again).status, StatusCode::SEE_OTHER);
    let stale = city.send_again(&opened, path, &admin, &answers);
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.body.contains("혁신파크총괄팀") && stale.body.contains("혁신파크운영팀"));
}

#[test]
fn an_officer_notes_the_progress_of_the_own_unit_s_tasks() {
    let city = Demonstration::new();
    let officer = city.sign_in("officer-si");
    let office = city.get("/office", &officer).body;
    assert!(office.contains("/office/bureau/step/task/park.task.tenants"), "what the post answers for waits");
    let path = "/office/bureau/step/task/park.task.tenants";
    let sent = [("state", "under-way"), ("day", "2021-04-30"), ("note", "=선정위원회 준비")];
    let done = city.send(path, &officer, &sent);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.location().starts_with("/office/bureau/plans/park.plan-2"));
    let plan = city.get("/bureau/plans/park.plan-2?lang=en", "");
    assert!(plan.body.contains("under way · =선정위원회 준비"));
    assert_eq!(city.get("/office/bureau/step/task/sharing.task.hub", &officer).status, StatusCode::FORBIDDEN);
    let illegal = city.send(path, &officer, &[("state", "dropped"), ("day", "2021-04-20")]);
    assert_eq!(illegal.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = city.send("/office/bureau/step/milestone/park.screening", &officer, &[("state", "cancelled"), ("day", "2021-04-30")]);
    assert!(refused.body.contains("‘완료’에서 ‘취소’(으)로 갈 수 없습니다"), "{}", refused.body);
    let csv = city.get("/office/bureau?list=milestones&format=csv", &officer);
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.body.contains("sharing.plan.consulting"));
}

#[test]
fn what_a_vacant_post_holds_is_handed_over_as_one_list() {
    let city = Demonstration::new();
    let planner = city.sign_in("planning");
    let list = city.get("/office/bureau/handover/post-045", &planner);
    assert!(list.body.contains("주요사업 갈등진단") && list.body.contains("/office/bureau/hand-over/post-045"));
    let path = "/office/bureau/hand-over/post-045";
    let form = city.get(path, &planner);
    let (first, second) = (form.hidden("item-1"), form.hidden("item-2"));
    assert_eq!((first.as_str(), second.as_str()), ("bureau_task:conflict.task.diagnosis", "bureau_milestone:conflict.plan.diagnosis"));
    let items = [("item-1", first.as_str()), ("note-1", "이의신청 검토 중"), ("item-2", second.as_str()), ("day", "2021-04-30")];
    let to = |more: &[(&'static str, &'static str)]| {
        let all: Vec<(&str, &str)> = items.iter().copied().chain(more.iter().copied()).collect();
        city.send(path, &planner, &all)
    };
    let named = to(&[("receiver", "김서울")]);
    assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(named.body.contains("P-0001 같은 번호로만") && named.body.contains("이의신청 검토 중"));
    let done = to(&[("to_post", "post-046"), ("goes-to-2", "post-047")]);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let after = city.get("/office/bureau/handover/post-045", &planner).body;
    assert!(after.contains("이의신청 검토 중") && after.contains("(post-047)") && after.contains("P-0044"));
    for (post, what) in
        [("post-046", "주요사업 갈등진단 및 갈등대응계획 수립"), ("post-047", "주요사업 갈등진단 실시 및 갈등대응계획 수립")]
    {
        assert!(city.get(&format!("/office/bureau/handover/{post}"), &planner).body.contains(what), "{post}");
    }
    // Now the post can end, and the database agrees with its rules.
    let ended = city.send("/office/bureau/end/post/post-045", &planner, &[("day", "2021-04-30")]);
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
    let mut read = city.site.db.read().unwrap();
    let broken: Vec<_> = bureau::INVARIANTS.iter().flat_map(|invariant| invariant(&mut read).unwrap()).collect();
    assert_eq!(broken, []);
}

#[test]
fn the_bureau_s_pages_are_small_and_speak_both_languages() {
    let city = Demonstration::new();
    let planner = city.sign_in("planning");
    for (path, korean, english) in [
        ("/bureau", "조직", "Organisation"),
        ("/bureau/plans", "계획과 일정", "Plans and milestones"),
        ("/bureau/plans/deliberation.plan-2021", "2021 서울공론화 사업 기본계획", "Basic plan of the 2021 Seoul public deliberation"),
        ("/office/bureau", "조직·계획 관리", "Keep the organisation"),
        (
            "/office/bureau/plans/conflict.plan-2021",
            "2021년 갈등관리 종합계획(가상)",
            "Comprehensive plan for conflict management 2021 (invented)",
        ),
        ("/office/bureau/handover/post-044", "인계인수서", "Handing over"),
        ("/office/bureau/new/post", "직위 설치", "Create a post"),
    ] {
        for (lang, heading) in [("ko", korean), ("en", english)] {
            let answer = city.get(&format!("{path}?lang={lang}"), &planner);
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(answer.body.contains(&format!("<h1>{heading}</h1>")), "{path} {lang}");
            assert!(answer.body.len() < 60_000, "{path} has {} bytes", answer.body.len());
        }
    }
    for path in ["/bureau", "/bureau/plans", "/bureau/plans/lab.plan-2021"] {
        let sheet = city.get(&format!("{path}?format=csv"), "");
        assert!(sheet.status == StatusCode::OK && sheet.body.starts_with('\u{feff}') && sheet.body.lines().count() > 3, "{path}");
    }
    assert_eq!(city.get("/bureau/plans/never", "").status, StatusCode::NOT_FOUND);
    assert_eq!(city.get("/bureau?day=yesterday", "").status, StatusCode::BAD_REQUEST);
}
