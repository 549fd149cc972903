//! Changing and ending what the bureau is.

use kernel::Scope;
use store::Value;

use super::*;
use crate::rules::{Dating, Refused, Standing, Until, amend};

fn change<T>(to: T) -> Amendment<T> {
    Amendment { to, correct: false }
}

fn correction<T>(to: T) -> Amendment<T> {
    Amendment { to, correct: true }
}

fn ending(name: &str, on: &str) -> Ending {
    Ending { code: code(name), day: day(on) }
}

fn renamed(name: &str, parent: Option<&str>, to: &str, from: &str) -> NewUnit {
    NewUnit { name_ko: to.to_owned(), from: day(from), ..unit(name, parent) }
}

fn row(from: &str, until: Option<&str>) -> Standing {
    Standing { id: "old".to_owned(), from: day(from), until: until.map(day), own: vec![Value::from("a")] }
}

#[test]
fn a_change_ends_the_row_before_it_and_a_correction_replaces_it() {
    let set = |from: &str, until: Until, own: &str| (day(from), until, vec![Value::from(own)]);
    let dating = |from: &str, until: Option<&str>, replaces: Option<&str>, own: &str| Dating {
        from: day(from),
        until: until.map(day),
        replaces: replaces.map(str::to_owned),
        own: vec![Value::from(own)],
    };
    let standing = || Some(row("2021-01-01", Some("2022-01-01")));
    // From a day on.
    assert_eq!(
        amend("s", standing(), None, false, set("2021-06-01", Until::Stays, "b")).unwrap(),
        [dating("2021-01-01", Some("2021-06-01"), Some("old"), "a"), dating("2021-06-01", Some("2022-01-01"), None, "b")]
    );
    // On the row's own first day, and as a correction, the row itself is replaced.
    assert_eq!(
        amend("s", standing(), None, false, set("2021-01-01", Until::Is(None), "b")).unwrap(),
        [dating("2021-01-01", None, Some("old"), "b")]
    );
    assert_eq!(
        amend("s", standing(), None, true, set("2021-06-01", Until::Stays, "b")).unwrap(),
        [dating("2021-01-01", Some("2022-01-01"), Some("old"), "b")]
    );
    // Where nothing stands it begins, and ends where the next one begins.
    assert_eq!(
        amend("s", None, Some(day("2021-09-01")), false, set("2021-06-01", Until::Stays, "b")).unwrap(),
        [dating("2021-06-01", Some("2021-09-01"), None, "b")]
    );
    // A later row is not overrun, and the same again is no change.
    let later = amend("s", standing(), Some(day("2022-01-01")), false, set("2021-06-01", Until::Is(None), "b"));
    assert_eq!(later, Err(Refused::Later { subject: "s".to_owned(), day: day("2022-01-01") }));
    assert_eq!(amend("s", standing(), None, true, set("2021-06-01", Until::Stays, "a")), Err(Refused::Same { subject: "s".to_owned() }));
    assert!(matches!(
        amend("s", None, None, false, set("2021-06-01", Until::Is(Some(day("2021-05-31"))), "b")),
        Err(Refused::BadWindow { .. })
    ));
}

each_engine! { SCHEMAS;
    fn a_unit_is_renamed_and_moved_from_a_day_on(db) {
        let bureau = Bureau::new(db);
        let before = bureau.head();
        bureau.setup(|tx, by| amend_unit(tx, by, &change(renamed("culture-team", Some("culture"), "문화팀", "2021-03-01")))).unwrap();
        bureau.setup(|tx, by| amend_unit(tx, by, &change(renamed("culture-team", Some("parks"), "문화팀", "2021-05-01")))).unwrap();
        let on = |day: &str, known| bureau.column("bureau.units", "code || ' ' || parent || ' ' || name_ko", day, known);
        let team = |day: &str, known| on(day, known).into_iter().find(|row| row.starts_with("culture-team")).unwrap();
        assert_eq!(team("2021-02-28", bureau.head()), "culture-team culture 담당관");
        assert_eq!(team("2021-03-01", bureau.head()), "culture-team culture 문화팀");
        assert_eq!(team("2021-05-01", bureau.head()), "culture-team parks 문화팀");
        assert_eq!(team("2021-05-01", before), "culture-team culture 담당관");
        // The same again is no change, and what is recorded for later stands.
        let again = change(renamed("culture-team", Some("parks"), "문화팀", "2021-06-01"));
        assert_eq!(bureau.setup(|tx, by| amend_unit(tx, by, &again)), Err("bureau.same"));
        let between = change(renamed("culture-team", Some("office"), "문화팀", "2021-04-01"));
        assert_eq!(bureau.setup(|tx, by| amend_unit(tx, by, &between)), Err("bureau.later"));
        let between = NewUnit { until: Some(day("2021-05-01")), ..between.to };
        bureau.setup(|tx, by| amend_unit(tx, by, &change(between.clone()))).unwrap();
        assert_eq!(team("2021-04-30", bureau.head()), "culture-team office 문화팀");
        assert_eq!(team("2021-05-01", bureau.head()), "culture-team parks 문화팀");
        bureau.check();
    }

    fn a_unit_never_lies_below_itself(db) {
        let bureau = Bureau::new(db);
        let under = |name: &str, parent: &str, from: &str| change(NewUnit { from: day(from), ..unit(name, Some(parent)) });
        assert_eq!(bureau.setup(|tx, by| amend_unit(tx, by, &under("office", "culture-team", "2021-01-01"))), Err("bureau.circle"));
        assert_eq!(bureau.setup(|tx, by| amend_unit(tx, by, &under("culture", "culture", "2021-01-01"))), Err("bureau.circle"));
        // Nor later: parks goes under culture in June, so culture cannot go under parks in March.
        bureau.setup(|tx, by| amend_unit(tx, by, &under("parks", "culture", "2021-06-01"))).unwrap();
        assert_eq!(bureau.setup(|tx, by| amend_unit(tx, by, &under("culture", "parks", "2021-03-01"))), Err("bureau.circle"));
        assert_eq!(bureau.setup(|tx, by| amend_unit(tx, by, &under("parks", "never", "2021-07-01"))), Err("bureau.unknown"));
        bureau.check();
        db.tamper("UPDATE bureau_unit SET parent = 'culture-team' WHERE subject = 'office'");
        assert!(bureau.broken().iter().any(|broken| broken.table == "bureau_unit" && broken.what.contains("below itself")));
    }

    fn a_unit_ends_only_when_nothing_is_left_in_it(db) {
        let bureau = Bureau::new(db);
        let end = |name: &str, on: &str| bureau.setup(|tx, by| end_unit(tx, by, &ending(name, on)));
        let held = |name: &str, on: &str| {
            let done = bureau.try_act("setup", &bureau.key(), |tx, by| end_unit(tx, by, &ending(name, on)));
            match done { Err(Failure::Refused(refusal)) => refusal.en, other => panic!("{other:?}") }
        };
        assert!(held("culture", "2021-06-01").ends_with("bureau_unit:culture-team, bureau_post:head, bureau_programme:lab"), "{}", held("culture", "2021-06-01"));
        end("culture-team", "2021-06-01").unwrap();
        assert_eq!(end("culture-team", "2021-06-01"), Err("bureau.unknown"));
        assert!(held("culture", "2021-06-01").ends_with("bureau_post:head, bureau_programme:lab"));
        // The team is gone from June on, not before; the post ends by itself with the year.
        assert!(held("culture", "2021-05-01").contains("bureau_unit:culture-team"));
        bureau.setup(|tx, by| end_programme(tx, by, &ending("lab", "2021-12-01"))).unwrap();
        end("culture", "2022-01-01").unwrap();
        assert_eq!(bureau.column("bureau.units", "code", "2021-12-31", bureau.head()), ["culture", "office", "parks"]);
        assert_eq!(bureau.column("bureau.units", "code", "2022-01-01", bureau.head()), ["office", "parks"]);
        // An end may come with a change, under the same rule.
        let until = NewUnit { from: day("2022-02-01"), until: Some(day("2022-06-01")), ..unit("office", None) };
        assert_eq!(bureau.setup(|tx, by| amend_unit(tx, by, &change(until.clone()))), Err("bureau.holds"));
        end("parks", "2022-03-01").unwrap();
        bureau.setup(|tx, by| amend_unit(tx, by, &change(until.clone()))).unwrap();
        assert_eq!(bureau.column("bureau.units", "code", "2022-06-01", bureau.head()), [] as [&str; 0]);
        bureau.check();
    }

    fn a_post_is_retitled_moved_and_ended(db) {
        let bureau = Bureau::new(db);
        bureau.appoint("P-0001", "2021-01-04").unwrap();
        let moved = NewPost { title_ko: "공원과장".to_owned(), from: day("2021-04-01"), ..post("head", "parks") };
        bureau.setup(|tx, by| amend_post(tx, by, &change(moved.clone()))).unwrap();
        let on = |day: &str| bureau.column("bureau.posts", "unit || ' ' || title_ko || ' ' || holder", day, bureau.head());
        assert_eq!((on("2021-03-31"), on("2021-04-01")), (vec!["culture 담당관 P-0001".to_owned()], vec!["parks 공원과장 P-0001".to_owned()]));
        assert_eq!(bureau.setup(|tx, by| end_post(tx, by, &ending("head", "2021-06-01"))), Err("bureau.holds"));
        bureau.vacate("2021-06-01").unwrap();
        bureau.setup(|tx, by| end_post(tx, by, &ending("head", "2021-06-01"))).unwrap();
        assert_eq!(on("2021-06-01"), [] as [&str; 0]);
        assert_eq!(bureau.setup(|tx, by| amend_post(tx, by, &change(NewPost { from: day("2021-07-01"), ..moved.clone() }))), Err("bureau.unknown"));
        let nowhere = NewPost { heads: Some(code("never")), from: day("2021-05-01"), ..moved };
        assert_eq!(bureau.setup(|tx, by| amend_post(tx, by, &change(nowhere.clone()))), Err("bureau.unknown"));
        bureau.check();
    }

    fn what_was_wrong_from_the_start_is_corrected(db) {
        let bureau = Bureau::new(db);
        bureau.setup(|tx, by| add_duty(tx, by, &duty("d", "culture"))).unwrap();
        let wrong = bureau.head();
        let right = NewDuty { text_ko: "총괄 조정".to_owned(), from: day("2021-09-01"), ..duty("d", "culture") };
        bureau.setup(|tx, by| amend_duty(tx, by, &correction(right.clone()))).unwrap();
        let on = |day: &str, known| bureau.column("bureau.duties", "name_ko", day, known);
        assert_eq!(on("2021-01-01", bureau.head()), ["총괄 조정"]);
        assert_eq!(on("2021-01-01", wrong), ["총괄"]);
        bureau.setup(|tx, by| amend_duty(tx, by, &change(NewDuty { from: day("2021-10-01"), ..duty("d", "parks") }))).unwrap();
        bureau.setup(|tx, by| end_duty(tx, by, &ending("d", "2021-12-01"))).unwrap();
        let unit = |day: &str| bureau.column("bureau.duties", "unit || ' ' || name_ko", day, bureau.head());
        assert_eq!((unit("2021-09-30"), unit("2021-11-30"), unit("2021-12-01")), (vec!["culture 총괄 조정".to_owned()], vec!["parks 총괄".to_owned()], vec![]));
        bureau.check();
    }

    fn a_programme_changes_hands_and_ends_when_its_milestones_are_over(db) {
        let bureau = Bureau::new(db);
        let moved = NewProgramme { from: day("2021-03-01"), name_ko: "생활 실험실".to_owned(), ..programme("lab", "parks") };
        bureau.setup(|tx, by| amend_programme(tx, by, &change(moved.clone()))).unwrap();
        assert_eq!(bureau.column("bureau.programmes", "unit || ' ' || name_ko", "2021-03-01", bureau.head()), ["parks 생활 실험실"]);
        bureau.plan("open", "2021-04", None).unwrap();
        let end = || bureau.setup(|tx, by| end_programme(tx, by, &ending("lab", "2021-06-01")));
        assert_eq!(end(), Err("bureau.holds"));
        bureau.step(MilestoneState::Cancelled, "2021-05-01").unwrap();
        end().unwrap();
        assert_eq!(end(), Err("bureau.unknown"));
        bureau.check();
    }

    fn a_milestone_is_planned_anew_and_its_first_window_is_remembered(db) {
        let bureau = Bureau::new(db);
        bureau.plan("open", "2021-04", Some("2021-06")).unwrap();
        let planned = bureau.head();
        bureau.step(MilestoneState::Postponed, "2021-06-20").unwrap();
        let anew = |starts: &str, ends: Option<&str>, on: &str| {
            let new = NewMilestone { day: day(on), ..milestone("open", starts, ends) };
            bureau.setup(|tx, by| amend_milestone(tx, by, &change(new)))
        };
        anew("2021-09-15", None, "2021-06-20").unwrap();
        assert_eq!(anew("2021-09-15", None, "2021-06-21"), Err("bureau.same"));
        assert_eq!(anew("2021-10", Some("2021-09"), "2021-07-01"), Err("bureau.bad-window"));
        anew("2021", Some("2021-10-31"), "2021-07-01").unwrap();
        let as_of = |day_: &str, known| {
            let all = milestones(&mut db.db.read().unwrap(), AsOf { day: day(day_), known }).unwrap();
            let window = |window: &kernel::Window| format!("{}~{}", window.from(), window.until().unwrap_or_default());
            (window(&all[0].window), all[0].first.as_ref().map(window), all[0].state, all[0].steps.len())
        };
        let first = Some("2021-04~2021-06".to_owned());
        assert_eq!(as_of("2021-06-19", bureau.head()), ("2021-04~2021-06".to_owned(), None, MilestoneState::Planned, 0));
        assert_eq!(as_of("2021-06-20", bureau.head()), ("2021-09-15~".to_owned(), first.clone(), MilestoneState::Postponed, 1));
        assert_eq!(as_of("2021-07-01", bureau.head()), ("2021~2021-10-31".to_owned(), first, MilestoneState::Postponed, 1));
        assert_eq!(as_of("2021-07-01", planned), ("2021-04~2021-06".to_owned(), None, MilestoneState::Planned, 0));
        bureau.setup(|tx, by| end_milestone(tx, by, &ending("open", "2021-08-01"))).unwrap();
        assert_eq!(bureau.column("bureau.milestones", "code", "2021-08-01", bureau.head()), [] as [&str; 0]);
        bureau.check();
    }

    fn a_milestone_is_late_when_its_window_is_over_in_its_own_precision(db) {
        let bureau = Bureau::new(db);
        for (name, ends) in [("day", Some("2021-04-21")), ("month", Some("2021-04")), ("year", Some("2021")), ("never", None)] {
            bureau.plan(name, "2021", ends).unwrap();
        }
        let late = |on: &str| {
            let sql = format!("SELECT code FROM ({}) s WHERE late = 'yes' ORDER BY code", SETS.iter().find(|set| set.name == "bureau.milestones").unwrap().rows);
            let mut read = db.db.read().unwrap();
            let rows = read.rows(&sql, &[day(on).into(), Seq(i64::MAX).into()]).unwrap();
            let by_set: Vec<String> = rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect();
            let all = milestones(&mut read, AsOf { day: day(on), known: Seq(i64::MAX) }).unwrap();
            let mut by_rule: Vec<String> = all.iter().filter(|one| one.is_late(day(on))).map(|one| one.code.to_string()).collect();
            by_rule.sort();
            assert_eq!(by_set, by_rule);
            by_set
        };
        assert_eq!(late("2021-04-21"), [] as [&str; 0]);
        assert_eq!(late("2021-04-22"), ["day"]);
        assert_eq!(late("2021-05-01"), ["day", "month"]);
        assert_eq!(late("2022-01-01"), ["day", "month", "year"]);
        bureau.setup(|tx, by| step_milestone(tx, by, &NewStep { milestone: code("day"), state: MilestoneState::Done, day: day("2021-05-02"), note: Some("늦게 마침".to_owned()) })).unwrap();
        assert_eq!(late("2021-05-01"), ["day", "month"]);
        assert_eq!(late("2021-05-02"), ["month"]);
        bureau.check();
    }

    fn a_role_in_a_unit_changes_that_unit_and_no_other(db) {
        let bureau = Bureau::new(db);
        bureau.setup(|tx, by| people::register(tx, by, &actor("culture-planner"))).unwrap();
        let grant = NewGrant {
            actor: code("culture-planner"), role: "planner".to_owned(), scope: Scope::Unit(code("culture")), from: day("2020-01-01"), until: None,
        };
        bureau.setup(|tx, by| people::grant(tx, by, &grant, &[])).unwrap();
        let act = |name: &str, parent: &str| {
            let to = renamed(name, Some(parent), "새 이름", "2021-02-01");
            bureau.act("culture-planner", |tx, by| amend_unit(tx, by, &change(to)))
        };
        assert_eq!(act("parks", "office"), Err("people.not-allowed"));
        // Nor may it give a unit away, or learn what is not there.
        assert_eq!(act("culture-team", "parks"), Err("people.not-allowed"));
        assert_eq!(act("never", "office"), Err("people.not-allowed"));
        act("culture-team", "culture").unwrap();
        bureau.check();
    }
}
