use proptest::prelude::*;

use crate::{Bilingual, City, Day, Exact, FiscalYears, Lang, Money, NamedAfter, Period, Window, Zone, apportion};

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
    let years = FiscalYears::default();
    assert_eq!(years.last_end(day("2021-04-21"), Period::Month), day("2021-03-31"));
    assert_eq!(years.last_end(day("2021-03-31"), Period::Month), day("2021-03-31"));
    assert_eq!(years.last_end(day("2021-03-30"), Period::Month), day("2021-02-28"));
    assert_eq!(years.last_end(day("2021-05-10"), Period::Quarter), day("2021-03-31"));
    assert_eq!(years.last_end(day("2021-05-10"), Period::Year), day("2020-12-31"));
}

#[test]
fn fiscal_years_begin_and_are_named_as_the_city_says() {
    let july = FiscalYears::new("07-01", NamedAfter::End).unwrap();
    assert_eq!(july.days(2022), Some((day("2021-07-01"), day("2022-06-30"))));
    assert_eq!((july.of(day("2021-06-30")), july.of(day("2021-07-01"))), (2021, 2022));
    assert_eq!(july.period_start(day("2022-03-31"), Period::Quarter), day("2022-01-01"));
    assert_eq!(july.period_start(day("2022-03-31"), Period::Year), day("2021-07-01"));
    assert_eq!(july.last_end(day("2022-06-30"), Period::Year), day("2022-06-30"));
    let april = FiscalYears::new("04-06", NamedAfter::Start).unwrap();
    assert_eq!(april.days(2021), Some((day("2021-04-06"), day("2022-04-05"))));
    assert_eq!((april.of(day("2022-04-05")), april.of(day("2022-04-06"))), (2021, 2022));
    assert_eq!(april.period_start(day("2022-01-05"), Period::Quarter), day("2021-10-06"));
    // A calendar year ends in the year it starts in, so both names are one.
    assert_eq!(FiscalYears::new("01-01", NamedAfter::End), Some(FiscalYears::default()));
    assert!(["02-29", "7-1", "13-01", ""].iter().all(|start| FiscalYears::new(start, NamedAfter::Start).is_none()));
}

fn euro() -> City {
    let text = r#"{ "code": "e", "name": { "en": "An office" }, "languages": ["en", "ko"], "time_zone": "America/St_Johns",
        "fiscal_year_start": "07-01", "fiscal_year_named_after": "end", "currency": { "code": "EUR", "smallest": "cent", "unit": "€" },
        "unit": [{ "code": "cent", "money": 1 }, { "code": "€", "money": 100 }, { "code": "people", "ko": "명" }] }"#;
    serde_json::from_str(text).unwrap()
}

#[test]
fn amounts_are_read_and_written_in_the_city_s_unit() {
    let city = euro();
    assert_eq!(city.amount(Money::new(-123_456_705)), "-1,234,567.05");
    assert_eq!(city.amount_with_unit(Money::new(5), Lang::En), "0.05 €");
    for (text, cents) in
        [("1,234.5", Some(123_450)), ("1234.50", Some(123_450)), ("7", Some(700)), ("-0.01", Some(-1)), ("0.005", None), ("1,23", None)]
    {
        assert_eq!(city.read_amount(text).map(Money::units), cents, "{text}");
    }
    assert_eq!(city.tell("it has ¤1,234,500, and ¤-5 of ¤x", Lang::En), "it has 12,345.00 €, and -0.05 € of x");
    assert!(["", "€5", "1e3", "1,,000", ",100", "1 000"].iter().all(|text| city.read_amount(text).is_none()));
}

#[test]
fn the_first_language_is_the_city_s_and_a_missing_text_is_stood_in_for() {
    let city = euro();
    assert_eq!(city.first_language(), Lang::En);
    assert_eq!(city.name.in_lang(Lang::Ko), "An office");
    assert_eq!((city.unit_word("people", Lang::Ko), city.unit_word("people", Lang::En)), ("명", "people"));
    assert!(serde_json::from_str::<Bilingual>("{}").is_err());
}

#[test]
fn a_change_of_clocks_leaves_no_time_in_doubt() {
    let zone = Zone::named("America/St_Johns").unwrap();
    // Skipped on 13 March 2022 at two, repeated on 7 November 2021 between one and two.
    assert!(zone.at("2022-03-13T02:30:00").is_err() && zone.at("2021-11-07T01:30:00").is_err());
    assert_eq!(zone.at("2021-11-07T01:30:00-03:30").unwrap(), zone.at("2021-11-07T05:00:00Z").unwrap());
    // The day of the change has 25 hours.
    let hours = (zone.end_of(day("2021-11-07")).0 - zone.end_of(day("2021-11-06")).0) / 3_600_000_000;
    assert_eq!(hours, 25);
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
