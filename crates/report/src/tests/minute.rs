use kernel::Bilingual;
use proptest::prelude::*;
use store::each_engine;

use super::*;
use crate::council::{NewRequest, receive_request};
use crate::minute::rules::*;
use crate::minute::*;

fn name(text: &str) -> Bilingual {
    Bilingual { ko: text.to_owned(), en: None }
}

fn year() -> Option<(Day, Day)> {
    Some((day("2021-01-01"), day("2021-12-31")))
}

fn line(code: &str, current: i64, disbursed: i64) -> LineRow {
    LineRow {
        line: code.to_owned(),
        name: name(code),
        owner: Owner::default(),
        current,
        carried: 0,
        committed: disbursed,
        disbursed,
        planned: None,
        moved: None,
    }
}

fn threshold(value: i64) -> Option<Threshold> {
    Some(Threshold { value, source: "시험".to_owned() })
}

fn thresholds() -> Thresholds {
    Thresholds { rate_below_plan: threshold(1_000), unmoved_days: threshold(60), due_within: threshold(14) }
}

fn milestone(code: &str, ends: Option<&str>, open: bool) -> MilestoneRow {
    MilestoneRow { code: code.to_owned(), name: name(code), owner: Owner::default(), ends: ends.map(day), open }
}

fn request(number: &str, due: &str, answered: bool) -> RequestRow {
    RequestRow { number: number.to_owned(), title: "제목".to_owned(), owner: Owner::default(), due: day(due), answered }
}

fn said(items: &[Item]) -> Vec<(&str, Option<i32>)> {
    items.iter().map(|item| (item.code.as_str(), item.days_left)).collect()
}

#[test]
fn late_is_what_ended_without_being_done_the_longest_first() {
    let rows = MinuteRows {
        milestones: vec![
            milestone("over", Some("2021-04-20"), true),
            milestone("done", Some("2021-03-01"), false),
            milestone("today", Some("2021-04-21"), true),
            milestone("open-ended", None, true),
        ],
        chapters: vec![
            ChapterRow {
                compilation: "c".to_owned(),
                chapter: Some("one".to_owned()),
                name: name("장"),
                owner: Owner::default(),
                due: day("2021-04-11"),
                missing: 3,
            },
            ChapterRow {
                compilation: "c".to_owned(),
                chapter: Some("two".to_owned()),
                name: name("장"),
                owner: Owner::default(),
                due: day("2021-04-01"),
                missing: 0,
            },
            // All confirmed, sent up, and not approved.
            ChapterRow {
                compilation: "up".to_owned(),
                chapter: None,
                name: name("보고서"),
                owner: Owner::default(),
                due: day("2021-04-18"),
                missing: 1,
            },
        ],
        requests: vec![request("2021-1", "2021-04-19", true), request("2021-2", "2021-05-01", false)],
        exceptions: vec![ExceptionRow { source: "17#1".to_owned(), reason: "예산 초과".to_owned(), day: None }],
        ..MinuteRows::default()
    };
    let found = late(&rows, day("2021-04-21"));
    assert_eq!(said(&found), [("c/one", Some(-10)), ("up", Some(-3)), ("2021-1", Some(-2)), ("over", Some(-1)), ("17#1", None)]);
    assert_eq!(found.iter().map(|item| item.nearly).collect::<Vec<_>>(), [false, false, true, false, false]);
    assert_eq!(found.get(1).map(|item| item.kind), Some(Kind::Approval));
    let risks = at_risk(&rows, day("2021-04-21"), &thresholds());
    assert_eq!(said(&risks), [("today", Some(0)), ("2021-2", Some(10))]);
    assert_eq!(at_risk(&rows, day("2021-04-21"), &Thresholds::default()), []);
}

#[test]
fn a_line_is_at_risk_that_lies_below_its_plan_or_below_an_even_spread() {
    // On the hundredth day of 365 an even spread has 273 of 1,000.
    let on = day("2021-04-10");
    let cases = [
        (line("even", 1_000, 173), Some(1_000)),
        (line("above", 1_000, 174), None),
        (LineRow { planned: Some(100), ..line("planned", 1_000, 0) }, Some(1_000)),
        (LineRow { planned: Some(99), ..line("less", 1_000, 0) }, None),
        (LineRow { planned: Some(0), ..line("later", 1_000, 0) }, None),
        (line("nothing", 0, 0), None),
    ];
    for (line, below) in cases {
        let rows = MinuteRows { lines: vec![line.clone()], year: year(), ..MinuteRows::default() };
        let found = at_risk(&rows, on, &thresholds());
        assert_eq!(found.first().and_then(|item| item.measure), below, "{}", line.line);
        assert_eq!(found.first().map(|item| item.days_left), below.map(|_| Some(265)), "{}", line.line);
    }
    assert_eq!(expected(&line("none", 1_000, 0), None, on), 0);
    assert_eq!(
        [expected(&line("before", 1_000, 0), year(), day("2020-12-31")), expected(&line("after", 1_000, 0), year(), day("2022-06-01"))],
        [0, 1_000]
    );
}

#[test]
fn a_line_that_rests_is_named_with_what_is_left_of_it() {
    let moved = |on: &str, of: LineRow| LineRow { moved: Some(day(on)), ..of };
    let rows = MinuteRows {
        lines: vec![
            moved("2021-02-20", line("rests", 1_000, 400)),
            moved("2021-02-21", line("moves", 1_000, 400)),
            moved("2021-01-05", line("spent", 1_000, 1_000)),
            line("never", 500, 0),
        ],
        year: year(),
        ..MinuteRows::default()
    };
    let found = unmoved(&rows, day("2021-04-21"), &thresholds());
    let found: Vec<_> = found.iter().map(|one| (one.line.as_str(), one.days, one.left, one.moved)).collect();
    assert_eq!(found, [("never", 110, 500, None), ("rests", 60, 600, Some(day("2021-02-20")))]);
}

proptest! {
    #[test]
    fn an_even_spread_grows_and_ends_at_the_whole(amount in 0..=i64::MAX / 2, from in 0..365_i32, on in 0..365_i32) {
        let (early, later) = (day("2021-01-01").plus_days(from.min(on)), day("2021-01-01").plus_days(from.max(on)));
        let line = line("any", amount, 0);
        prop_assert!(expected(&line, year(), early) <= expected(&line, year(), later));
        prop_assert_eq!(expected(&line, year(), day("2021-12-31")), amount);
    }

    #[test]
    fn sums_are_of_all_lines_and_never_wrap(amounts in proptest::collection::vec((0..=i64::MAX, 0..=i64::MAX), 0..6)) {
        let lines: Vec<LineRow> = amounts.iter().map(|(current, disbursed)| line("any", *current, *disbursed)).collect();
        let whole: i128 = amounts.iter().map(|(current, _)| i128::from(*current)).sum();
        if let Some(all) = together(lines.iter(), year(), day("2021-06-01")) {
            prop_assert_eq!(i128::from(all.own) + i128::from(all.carried), whole);
        } else {
            let disbursed: i128 = amounts.iter().map(|(_, disbursed)| i128::from(*disbursed)).sum();
            prop_assert!(whole > i128::from(i64::MAX) || disbursed > i128::from(i64::MAX));
        }
    }
}

impl Desk<'_> {
    fn risk(&mut self, name: &str, value: &str) {
        let new = bureau::NewRule {
            key: code(&format!("minute.risk.{name}")),
            value: value.to_owned(),
            source: "시험".to_owned(),
            from: day("2021-01-01"),
            until: None,
        };
        self.act(|tx, by| bureau::set_rule(tx, by, &new));
    }
}

each_engine! { SCHEMAS;
    fn the_page_of_a_bureau_says_what_the_record_says(db) {
        let office = Office::new(db);
        office.write(|desk| {
            desk.risk("rate-below-plan-bp", "2500");
            desk.risk("unmoved-days", "100");
            for (milestone, starts, ends) in [("survey", "2021-02", Some("2021-03")), ("festival", "2021-10", None), ("call", "2021-04", Some("2021-04-30"))] {
                let new = bureau::NewMilestone {
                    code: code(milestone),
                    programme: code("park"),
                    name_ko: milestone.to_owned(),
                    name_en: None,
                    starts: starts.to_owned(),
                    ends: ends.map(str::to_owned),
                    day: day("2021-01-01"),
                };
                desk.act(|tx, by| bureau::plan_milestone(tx, by, &new));
            }
            let asked = NewRequest {
                asker: "위원회".to_owned(),
                title: "집행".to_owned(),
                question: "집행".to_owned(),
                received: day("2021-04-01"),
                due: day("2021-04-20"),
                unit: code("park-team"),
                post: Some(code("p-three")),
            };
            desk.act(|tx, by| receive_request(tx, by, &asked));
        });
        let page = |unit: Option<&str>, on: &str| {
            let mut read = db.db.read().unwrap();
            let unit = unit.map(code);
            minute(&mut read, &office.sets, unit.as_ref(), AsOf { day: day(on), known: office.head() }).unwrap()
        };
        let all = page(None, "2021-04-21");
        assert_eq!(all.late.iter().map(|item| (item.code.as_str(), item.days_left)).collect::<Vec<_>>(), [("survey", Some(-21)), ("2021-1", Some(-1))]);
        assert_eq!(all.late[1].owner.name.as_ref().unwrap().ko, "주무관");
        assert_eq!(all.late[0].owner.name.as_ref().unwrap().ko, "사회담당관");
        // 12,099,481 thousand won of 2021; paid 726,000.123 thousand less the return of 10,000.
        assert_eq!((all.spent.all.own, all.spent.all.carried, all.spent.all.committed, all.spent.all.disbursed), (12_099_481_000, 0, 1_050_000_500, 716_000_123));
        assert_eq!(all.spent.units.iter().map(|unit| unit.unit.as_str()).collect::<Vec<_>>(), ["social", "city", "conflict"]);
        assert_eq!(all.spent.units.iter().map(|unit| unit.done.disbursed).sum::<i64>(), all.spent.all.disbursed);
        // The 111th day of 365.
        assert_eq!(all.spent.units[1].done.planned, 2_189_789_000_i64 * 111 / 365);
        assert!(all.spent.even);
        assert_eq!(all.spent.unmoved.iter().map(|line| (line.line.as_str(), line.days)).collect::<Vec<_>>(), [
            ("ecosystem", 110), ("prevention", 110), ("deliberation", 110), ("mediation", 110),
        ]);
        let below: Vec<_> = all.at_risk.iter().map(|item| (item.code.as_str(), item.measure.unwrap())).collect();
        assert_eq!(below, [("ecosystem", 3041), ("prevention", 3041), ("mediation", 3041), ("deliberation", 3041), ("lab", 2926)]);
        let team = page(Some("city"), "2021-04-21");
        assert_eq!((team.late.len(), team.spent.all.own), (0, 2_189_789_000));
        assert_eq!(team.spent.units.iter().map(|unit| unit.unit.as_str()).collect::<Vec<_>>(), ["city"]);
        office.write(|desk| desk.risk("due-within-days", "9"));
        assert_eq!(page(Some("social"), "2021-04-21").at_risk[0].code, "call");
        assert_eq!(page(Some("social"), "2021-04-20").at_risk[0].code, "2021-1");
    }

    fn without_rules_and_money_the_page_is_empty(db) {
        let office = Office::empty(db);
        let mut read = db.db.read().unwrap();
        let found = minute(&mut read, &office.sets, None, AsOf { day: day("2021-04-21"), known: office.head() }).unwrap();
        assert_eq!((found.late.len(), found.at_risk.len(), found.spent, found.thresholds), (0, 0, Spent::default(), Thresholds::default()));
    }
}
