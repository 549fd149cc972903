use proptest::prelude::*;

use crate::{Day, Exact, Money, Period, Window, Zone, apportion};

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn rounds_half_away_from_zero() {
    for (value, places, shown) in
        [("12.345", 2, "12.35"), ("-12.345", 2, "-12.35"), ("0.05", 1, "0.1"), ("-0.04", 1, "0.0"), ("2.5", 0, "3"), ("15", 1, "15.0")]
    {
        assert_eq!(exact(value).decimal(places), shown, "{value}");
    }
}

#[test]
fn the_seed_s_column_adds_up() {
    let parts = [exact("9230.143"), exact("2189.789"), exact("679.549")];
    let shown = apportion(exact("12099"), &parts, 0).unwrap();
    assert_eq!(shown, [exact("9230"), exact("2190"), exact("679")]);
}

#[test]
fn parts_of_something_else_are_refused() {
    assert_eq!(apportion(exact("10"), &[exact("1"), exact("2")], 0), None);
}

#[test]
fn a_number_without_end_says_so() {
    let third = Exact::whole(1).over(Exact::whole(3)).unwrap();
    assert_eq!(third.to_string(), "0.333333333333");
    assert_eq!(third.fraction().as_deref(), Some("1/3"));
    assert_eq!(exact("679.549").fraction(), None);
    assert_eq!(Exact::whole(1).over(Exact::ZERO), None);
}

#[test]
fn only_plain_decimals_are_numbers() {
    for text in [
        "",
        "-",
        "1.",
        ".5",
        "1e3",
        "1,000",
        "+1",
        "١",
        "1.0000000000001",
        "99999999999999999999999999999999999999999",
        "9999999999999999999",
    ] {
        assert!(text.parse::<Exact>().is_err(), "{text}");
    }
}

#[test]
fn days_have_one_spelling() {
    for text in ["2021-02-29", "2021-2-1", "20210201", "2021-02-01T00", "", "2021-13-01", "+002021-01-01"] {
        assert!(text.parse::<Day>().is_err(), "{text}");
    }
    assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
}

#[test]
fn last_finished_periods() {
    assert_eq!(day("2021-04-21").last_end(Period::Month), day("2021-03-31"));
    assert_eq!(day("2021-03-31").last_end(Period::Month), day("2021-03-31"));
    assert_eq!(day("2021-03-30").last_end(Period::Month), day("2021-02-28"));
    assert_eq!(day("2021-05-10").last_end(Period::Quarter), day("2021-03-31"));
    assert_eq!(day("2021-05-10").last_end(Period::Year), day("2020-12-31"));
}

#[test]
fn windows_keep_their_precision() {
    let window = Window::new("2021-04", Some("2021-06")).unwrap();
    assert_eq!((window.first_day(), window.last_day()), (Some(day("2021-04-01")), Some(day("2021-06-30"))));
    assert_eq!(Window::new("2021", None).unwrap().last_day(), None);
    assert!(Window::new("2021-06", Some("2021-04")).is_err());
    assert!(Window::new("2021-6", None).is_err());
}

#[test]
fn local_time_of_the_city() {
    let seoul = Zone::named("Asia/Seoul").unwrap();
    let at = seoul.at("2021-03-31T17:02:11").unwrap();
    assert_eq!(at, seoul.at("2021-03-31T08:02:11Z").unwrap());
    assert_eq!(seoul.write(at), "2021-03-31 17:02:11");
    assert_eq!(seoul.day(seoul.at("2021-03-31T23:59:59Z").unwrap()), day("2021-04-01"));
    assert!(Zone::named("Mars/Olympus").is_none());
    assert!(seoul.at("yesterday").is_err());
}

#[test]
fn money_is_written_with_commas_and_never_wraps() {
    assert_eq!(Money::new(-1_312_840_000).to_string(), "-1,312,840,000");
    assert_eq!(Money::new(999).to_string(), "999");
    assert!(Money::new(i64::MAX).plus(Money::new(1)).is_err());
    assert!(Money::new(i64::MIN).opposite().is_err());
}

proptest! {
    #[test]
    fn parts_always_add_up_and_stay_near(parts in prop::collection::vec(-10_000_000_i64..10_000_000, 1..40)) {
        let scale = Exact::whole(1000);
        let parts: Vec<Exact> = parts.into_iter().map(|part| Exact::whole(part).over(scale).unwrap()).collect();
        let total = parts.iter().fold(Exact::ZERO, |sum, part| sum.plus(*part).unwrap()).round(0);
        let shown = apportion(total, &parts, 0).unwrap();
        let sum = shown.iter().fold(Exact::ZERO, |sum, part| sum.plus(*part).unwrap());
        prop_assert_eq!(sum, total);
        for (part, shown) in parts.iter().zip(&shown) {
            let gap = part.minus(*shown).unwrap();
            prop_assert!(gap < Exact::whole(1) && gap > Exact::whole(-1));
        }
    }

    #[test]
    fn decimals_are_read_back(value in -1_000_000_000_i64..1_000_000_000, places in 0_u32..6) {
        let number = Exact::whole(value).over(Exact::whole(10_i64.pow(places))).unwrap();
        prop_assert_eq!(number.to_string().parse::<Exact>(), Ok(number));
    }
}
