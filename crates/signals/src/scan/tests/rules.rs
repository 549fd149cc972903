//! What must hold for any stream.

use proptest::prelude::*;

use super::super::stream::number;
use super::super::{Complaint, Report, Stream, day};
use super::generated::complaint;
use crate::generate::{self, Settings};

fn budget() -> super::super::Budget {
    "1/month".parse().unwrap()
}

/// A small city with a conflict.
fn small(seed: u64) -> Vec<Complaint> {
    let date = |text: &str| text.parse().unwrap();
    let settings = Settings { complaints: 8_000, from: date("2021-01-01"), to: date("2021-02-20"), conflicts: 1, warm_up: 28, seed };
    generate::Stream::plan(&settings).unwrap().map(|made| complaint(&made)).collect()
}

fn told(report: &Report) -> String {
    format!("{:?} {:?} {:?} {:?}", report.alerts, report.calibrations, report.tally, report.letters)
}

fn run<'a>(complaints: impl IntoIterator<Item = &'a Complaint>) -> Report {
    let mut stream = Stream::new(budget());
    complaints.into_iter().for_each(|complaint| stream.push(complaint));
    stream.finish()
}

#[test]
fn a_stream_that_is_saved_and_loaded_every_day_gives_the_same() {
    let complaints = small(7);
    let whole = run(&complaints);
    assert!(whole.alerts.iter().any(|alert| alert.number > 0), "there is something to compare");
    let mut stream = Stream::new(budget());
    for (at, complaint) in complaints.iter().enumerate() {
        // In the middle of a day too, as a crash would have it.
        if at % 997 == 0 {
            stream = Stream::load(&stream.save()).unwrap();
        }
        stream.push(complaint);
    }
    let again = Stream::load(&stream.save()).unwrap();
    assert_eq!(again.save(), stream.save(), "the same bytes");
    assert!(told(&stream.finish()) == told(&whole), "the same report");
}

#[test]
fn what_comes_later_changes_no_alert_of_before() {
    let complaints = small(8);
    let whole = run(&complaints);
    for until in ["2021-02-05", "2021-02-14"] {
        let last = until.parse().unwrap();
        let part = run(complaints.iter().filter(|complaint| complaint.received_on <= Some(last)));
        let opened = |report: &Report| -> Vec<(i32, Vec<String>, String)> {
            let before = report.alerts.iter().filter(|alert| alert.opened <= number(last));
            before.map(|alert| (alert.opened, alert.terms.clone(), format!("{:?}", alert.score))).collect()
        };
        assert_eq!(opened(&part), opened(&whole));
        let known = |report: &Report| report.calibrations.iter().filter(|one| one.day <= number(last)).cloned().collect::<Vec<_>>();
        assert_eq!(known(&part), known(&whole), "the threshold of a day comes from days before it");
    }
}

fn plain(day: i32, title: &str, submitter: &str) -> Complaint {
    let title = title.to_owned();
    Complaint { received_on: Some(super::super::day(day)), title, submitter: submitter.to_owned(), ..Complaint::default() }
}

/// Forty quiet days of a few dozen complaints, then `more` on the next.
fn quiet_then(more: &[Complaint]) -> Report {
    let topics = ["불법 주차 단속", "가로등 고장 신고", "쓰레기 수거 지연", "도로 파손 보수", "버스 배차 간격"];
    let mut complaints = Vec::new();
    for day in 0..40 {
        for at in 0..40 {
            let topic = topics[usize::try_from((day * 7 + at) % 5).unwrap()];
            complaints.push(plain(day, &format!("{topic} {}번 길 {}호", at * 3 + day, day * 11 + at), &format!("p{day}-{at}")));
        }
    }
    complaints.extend(more.iter().cloned());
    run(&complaints)
}

#[test]
fn a_sudden_matter_of_many_people_is_an_alert_and_explains_itself() {
    let words = ["반대", "철회", "설명회", "매연", "냄새", "통학로", "집값", "항의", "동의 없이", "재검토", "중단", "건강"];
    let more: Vec<Complaint> =
        words.iter().enumerate().map(|(at, word)| plain(40, &format!("소각장 {word} 문제 {at}"), &format!("q{at}"))).collect();
    let report = quiet_then(&more);
    let [alert] = report.alerts.as_slice() else { panic!("one alert, not {}", report.alerts.len()) };
    assert_eq!((alert.number, day(alert.opened), alert.people), (1, day(40), 12));
    assert!(alert.terms.contains(&"소각장".to_owned()));
    assert!(alert.recurrence > 30.0 && alert.expected < 1.0 && alert.ends_below() >= 5);
    assert_eq!(alert.evidence.len(), 12);
    assert_eq!(alert.curve.iter().filter(|point| point.observed > 0).count(), 1);
}

#[test]
fn an_alert_closes_over_days_without_any_complaint() {
    let hot = (0..15).map(|at| plain(40, &format!("소각장 문제 {} {}", at * 13, at * 7), &format!("q{at}")));
    let more: Vec<Complaint> = hot.chain([plain(50, "가로등", "a")]).collect();
    let report = quiet_then(&more);
    let [alert] = report.alerts.as_slice() else { panic!("one alert, not {}", report.alerts.len()) };
    assert_eq!(alert.closed, Some((43, super::super::Closing::Usual)));
}

/// Days of a stream that begins on day `from`: forty quiet ones, then one of a new matter.
fn forty_days(from: i32) -> Vec<Complaint> {
    let topics = ["불법 주차 단속", "가로등 고장 신고", "쓰레기 수거 지연", "도로 파손 보수", "버스 배차 간격"];
    let usual = (from..from + 40).flat_map(|day| {
        (0..40).map(move |at| {
            plain(
                day,
                &format!("{} {}번 길 {}호", topics[(day * 7 + at) as usize % 5], at * 3 + day, day * 11 + at),
                &format!("p{day}-{at}"),
            )
        })
    });
    let matter = (0..12).map(|at| plain(from + 40, &format!("소각장 {}번 길 반대 {}호", at * 31, at * 17), &format!("q{from}-{at}")));
    usual.chain(matter).collect()
}

#[test]
fn one_mistyped_day_of_years_before_does_not_take_the_warm_up_away() {
    let (own, slip) = (forty_days(18_000), plain(15_000, "접수일을 잘못 적은 민원", "a"));
    let (without, with) = (run(&own), run(std::iter::once(&slip).chain(&own)));
    let opened = |report: &Report| report.alerts.iter().map(|alert| (alert.number, alert.opened)).collect::<Vec<_>>();
    assert_eq!(opened(&without), [(1, 18_040)]);
    assert_eq!(opened(&with), opened(&without));
    assert_eq!((without.watched, with.watched, without.anew, with.anew), (Some(18_021), Some(18_021), 0, 1));
    assert_eq!(day(18_021).to_string(), "2019-05-05");
    assert!(super::super::report_html(&with).contains("2019-05-05부터 경보를 냅니다"));
}

#[test]
fn after_eight_weeks_without_a_complaint_what_is_usual_is_learnt_anew() {
    let mut days = forty_days(18_000);
    days.extend(forty_days(18_100));
    let report = run(&days);
    assert_eq!((report.watched, report.anew), (Some(18_121), 1));
    assert_eq!(report.alerts.iter().map(|alert| (alert.number, alert.opened)).collect::<Vec<_>>(), [(1, 18_040), (2, 18_140)]);
    // Of the last ones alone nothing is known yet.
    let report = run(days.iter().filter(|one| one.received_on < Some(day(18_110))));
    assert_eq!((report.watched, report.alerts.len()), (None, 1));
    assert!(super::super::report_html(&report).contains("아직 배우는 중"));
}

#[test]
fn the_warm_up_counts_days_that_had_complaints() {
    let days = forty_days(18_000);
    let weekdays = run(days.iter().filter(|one| one.received_on.is_some_and(|on| number(on) % 7 < 5)));
    assert!(weekdays.watched.is_some_and(|watched| (18_027..=18_030).contains(&watched)), "{:?}", weekdays.watched);
}

#[test]
fn fifty_thousand_copies_by_one_person_are_one_complaint() {
    let copies = vec![plain(40, "소각장을 당장 철거하십시오 시장은 물러가라", "one"); 50_000];
    let report = quiet_then(&copies);
    assert!(report.alerts.is_empty());
    assert_eq!(report.tally.folded, 49_999);
}

#[test]
fn a_letter_of_many_people_is_listed_and_is_no_alert() {
    let letter = "우리 아파트 앞 물류센터 건립을 반대합니다 통학로에 대형 화물차가 오가면 위험하므로 허가를 취소해 주십시오";
    let copies: Vec<Complaint> = (0..60).map(|who| plain(40, &format!("{letter} {who}동 주민"), &format!("q{who}"))).collect();
    let report = quiet_then(&copies);
    assert!(report.alerts.is_empty());
    assert_eq!(report.letters.iter().map(|letter| letter.senders).collect::<Vec<_>>(), [60]);
}

#[test]
fn persons_are_masked_in_titles_and_are_no_terms() {
    let words = ["반대", "철회", "매연", "냄새", "집값", "항의", "중단", "건강", "소음", "먼지", "분진", "악취"];
    let matter = |word: &&str| {
        let title = format!("김철수 과장 소각장 {word}");
        Complaint { text: "홍길동주무관 12345".to_owned(), ..plain(40, &title, word) }
    };
    let report = quiet_then(&words.iter().map(matter).collect::<Vec<_>>());
    let [alert] = report.alerts.as_slice() else { panic!("one alert, not {}", report.alerts.len()) };
    let shown = format!("{:?} {} {} {}", alert.terms, alert.seed.0, super::super::report_html(&report), super::super::alerts_csv(&report));
    assert!(shown.contains("소각장") && shown.contains("○○○ 과장"), "{:?}", alert.terms);
    for told in ["김철수", "홍길동", "길동주", "동주무", "12345"] {
        assert!(!shown.contains(told), "{told}: {:?} {:?}", alert.terms, alert.seed);
    }
    let letter = "우리 아파트 앞 물류센터 건립을 반대합니다 통학로에 대형 화물차가 오가면 위험하므로 허가를 취소해 주십시오";
    let copies: Vec<Complaint> = (0..60).map(|who| plain(40, &format!("이영희 씨와 {letter}"), &format!("q{who}"))).collect();
    assert!(quiet_then(&copies).letters.iter().all(|letter| letter.title.starts_with("○○○ 씨와")));
}

#[test]
fn one_busy_person_is_no_alert() {
    let more: Vec<Complaint> = (0..30).map(|at| plain(40, &format!("소각장 이야기 {} {}", at * 17, at * 31), "busy")).collect();
    assert!(quiet_then(&more).alerts.is_empty());
}

#[test]
fn an_alert_closes_when_days_are_usual_again_and_ages_if_they_never_are() {
    let mut more = Vec::new();
    for day in 40..60 {
        for at in 0..20 {
            more.push(plain(day, &format!("버스 배차 {}번 길 {}호", at * 3 + day, day * 11 + at), &format!("p{day}-{at}")));
        }
        let hot = if day < 44 { 15 } else { 0 };
        more.extend((0..hot).map(|at| plain(day, &format!("소각장 문제 {} {}", day * 13 + at, at * 7), &format!("q{day}-{at}"))));
    }
    let report = quiet_then(&more);
    let [alert] = report.alerts.as_slice() else { panic!("one alert, not {}", report.alerts.len()) };
    let (closed, why) = alert.closed.unwrap();
    assert_eq!((alert.opened, why), (40, super::super::Closing::Usual));
    assert!((45..=47).contains(&closed), "{closed}");
}

#[test]
fn an_alert_that_opens_again_says_so_and_holds_what_joined_in_between() {
    let mut more = Vec::new();
    for day in 40..60 {
        for at in 0..20 {
            more.push(plain(day, &format!("버스 배차 {}번 길 {}호", at * 3 + day, day * 11 + at), &format!("p{day}-{at}")));
        }
        // One a day once the widest window has passed, then many.
        let hot = if day == 40 || day == 56 { 15 } else { i32::from(day == 54 || day == 55) };
        more.extend((0..hot).map(|at| plain(day, &format!("소각장 문제 {} {}", day * 13 + at, at * 7), &format!("q{day}-{at}"))));
    }
    let before = quiet_then(&more[..more.partition_point(|one| one.received_on < Some(day(56)))]);
    let [alert] = before.alerts.as_slice() else { panic!("one alert, not {}", before.alerts.len()) };
    let (closed, _) = alert.closed.unwrap();
    let held = alert.evidence.len();
    assert!(closed < 54 && alert.reopened.is_empty() && alert.evidence.iter().all(|one| one.day <= closed));
    let report = quiet_then(&more[..more.partition_point(|one| one.received_on < Some(day(57)))]);
    let [alert] = report.alerts.as_slice() else { panic!("one alert, not {}", report.alerts.len()) };
    assert_eq!((alert.closed, alert.reopened.as_slice()), (None, [56].as_slice()));
    assert_eq!(alert.evidence.len(), held + 2 + 15, "two joined while it was closed");
    assert_eq!(alert.people_until_now(), Some(u32::try_from(alert.evidence.len()).unwrap()));
    let page = super::super::report_html(&report);
    assert!(page.contains(&format!("다시 열린 날 {}", day(56))), "{page}");
    assert!(page.contains("and no window of the last 14 days is above the threshold"));
}

#[test]
fn dates_that_run_back_and_days_without_data_and_odd_values_are_taken() {
    let mut more = vec![plain(40, "가로등", "a"), plain(3, "늦게 온 민원", "b"), plain(45, "", ""), Complaint::default()];
    more.push(Complaint { id: "twice".into(), ..plain(45, "보도", "c") });
    more.push(Complaint { id: "twice".into(), ..plain(46, "보도블럭", "d") });
    more.push(Complaint { point: Some((f64::NAN, 1e300)), area: "가".repeat(5000), ..plain(46, &"긴 글 ".repeat(300_000), "e") });
    more.push(plain(400_000, "먼 앞날", "f"));
    let report = quiet_then(&more);
    assert!(report.alerts.is_empty());
    assert_eq!((report.tally.late, report.tally.duplicates, report.tally.complaints), (1, 1, 1607));
}

#[test]
fn a_complaint_from_outside_the_city_has_no_place_and_is_counted_so() {
    let outside = Complaint { point: Some((48.85, 2.35)), ..plain(40, "에펠탑 소음", "a") };
    let placeless = |more: &[Complaint]| quiet_then(more).tally.placeless;
    assert_eq!(placeless(std::slice::from_ref(&outside)), placeless(&[]) + 1);
    assert_eq!(placeless(&[Complaint { area: "마포구 상암동".into(), ..outside }]), placeless(&[]));
}

#[test]
fn a_state_of_another_version_or_cut_short_or_changed_is_refused_in_a_sentence() {
    let mut stream = Stream::new(budget());
    small(9).iter().take(300).for_each(|complaint| stream.push(complaint));
    let bytes = stream.save();
    assert!(Stream::load(&bytes).is_ok());
    let said = |bytes: &[u8]| Stream::load(bytes).unwrap_err().en;
    assert!(said(&bytes[..bytes.len() - 10]).contains("cut short"));
    assert!(said(&[b"madang-signals 9 ", &bytes[17..]].concat()).contains("has version 9"));
    for other in [&b""[..], b"\n", b"id,title\n1,2\n", b"madang-signals 1\n"] {
        assert!(said(other).contains("no state file"), "{other:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_state_with_a_byte_changed_is_refused(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut stream = Stream::new(budget());
        stream.push(&plain(1, "소각장 반대", "a"));
        let mut bytes = stream.save();
        let at = at.index(bytes.len());
        let changed = bytes[at] != byte;
        bytes[at] = byte;
        prop_assert_eq!(Stream::load(&bytes).is_err(), changed);
    }

    #[test]
    fn any_stream_of_any_text_is_taken(rows in prop::collection::vec((0_i32..60, ".{0,30}", ".{0,8}", ".{0,3}"), 0..200)) {
        let complaints: Vec<Complaint> = rows
            .into_iter()
            .map(|(day, title, area, submitter)| Complaint { area, ..plain(day, &title, &submitter) })
            .collect();
        let report = run(&complaints);
        prop_assert_eq!(report.tally.complaints, complaints.len() as u64);
    }
}
