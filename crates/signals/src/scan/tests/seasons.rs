//! A long history: seasons that return are no alert, and what is above them is one.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rand_distr::{Distribution as _, Poisson};

use super::super::years::Years;
use super::super::{Complaint, Report, Stream, day};
use super::asked;
use crate::tests::shared::{file, rows};

/// 6 January 2014, a Monday.
const FIRST: i32 = 16_076;
const YEAR: i32 = 365;
/// Two weeks of the fifth summer have twice as many mosquitoes.
const OUTBREAK: std::ops::Range<i32> = 4 * YEAR + 190..4 * YEAR + 204;

fn complaint(at: i32, category: &str) -> Complaint {
    Complaint { received_on: Some(day(FIRST + at)), category: category.to_owned(), ..Complaint::default() }
}

/// Five years of four categories, one of them ten times as large in summer, without the days before `from`; on `many` days twice as many of everything.
fn stream(seed: u64, from: i32, many: std::ops::Range<i32>) -> Report {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut stream = Stream::new("1/month".parse().unwrap());
    for at in 0..5 * YEAR {
        if at == 4 * YEAR {
            stream = Stream::load(&stream.save()).unwrap();
        }
        let summer = (std::f64::consts::TAU * f64::from(at - 100) / 365.25).sin().max(0.0).powi(2);
        let more = if many.contains(&at) { 2.0 } else { 1.0 };
        let outbreak = if OUTBREAK.contains(&at) { 2.0 } else { 1.0 };
        for (category, mean) in [("모기", 3.0 + 27.0 * summer * outbreak), ("도로", 20.0), ("소음", 25.0), ("청소", 30.0)] {
            let count = Poisson::new(mean * more).unwrap().sample(&mut random) as u32;
            (0..count).filter(|_| at >= from).for_each(|_| stream.push(&complaint(at, category)));
        }
    }
    stream.finish()
}

/// Days from the first on which alerts opened in the fifth year, with their terms.
fn opened(report: &Report) -> Vec<(i32, String)> {
    let fifth = report.alerts.iter().filter(|alert| alert.number > 0 && alert.opened >= FIRST + 4 * YEAR);
    fifth.map(|alert| (alert.opened - FIRST, alert.terms.join(" "))).collect()
}

/// One stream; as many as `MADANG_SEASONS` asks for in `make evaluate`.
#[test]
fn a_summer_that_returns_is_no_alert_and_a_worse_one_is() {
    let streams = asked("MADANG_SEASONS").unwrap_or(1);
    let count = |from: i32| {
        let all = (0..streams).map(|seed| opened(&stream(3 + seed, from, 0..0)));
        all.fold((0, 0), |(found, wrong), alerts| {
            let right = alerts.iter().filter(|(at, term)| OUTBREAK.contains(at) && term == "모기").count();
            (found + u64::from(right > 0), wrong + alerts.len() - right)
        })
    };
    let (known, unknown) = (count(0), count(3 * YEAR));
    println!("outbreaks found and false alerts in {streams} fifth years: with five years {known:?}, with two {unknown:?}");
    assert!(10 * known.0 >= 9 * streams && known.1 as f64 <= streams as f64 * 12.0 / 20.0, "{known:?}");
    assert!(unknown.1 as u64 >= streams, "without the years before, each summer is new: {unknown:?}");
}

#[test]
fn twice_as_many_of_everything_is_no_matter_of_one_category() {
    let spring = 4 * YEAR + 60..5 * YEAR;
    assert!(opened(&stream(3, 0, spring)).iter().all(|(at, _)| OUTBREAK.contains(at)));
}

/// The weeks of Salmonella Agona as complaints: the same expectations as R's surveillance gives.
#[test]
fn what_the_years_let_expect_is_what_the_reference_expects() {
    let Some(path) = file("count-series/salmonella_agona_counts.csv") else { return };
    let counts: Vec<i32> = csv::Reader::from_path(path).unwrap().records().map(|row| row.unwrap()[1].parse().unwrap()).collect();
    let mut years = Years::default();
    let mut expected = Vec::new();
    for (count, week) in counts.iter().zip(0..) {
        // A week's cases fall on different days of it; the first day of all has one, so that weeks begin where the file's do.
        (0..*count).for_each(|case| years.add("agona", 7 * week + case % 7));
        years.forget(7 * week + 6);
        expected.push(years.expected("agona", 7 * week + 6));
    }
    assert_eq!(expected.iter().take_while(|one| one.is_none()).count(), 3 * 52 + 3, "three years and half a window");
    for row in rows("agona_farringtonFlexible_flex").unwrap() {
        let week: usize = row["week"].parse().unwrap();
        let ours = expected[week - 1].unwrap();
        for (ours, column) in [(ours.expected, "mu0"), (ours.dispersion, "phi")] {
            let theirs: f64 = row[column].parse().unwrap();
            assert!((ours / theirs - 1.0).abs() < 1e-6, "week {week} {column}: {ours}, not {theirs}");
        }
    }
}

#[test]
fn after_eight_weeks_without_any_complaint_history_begins_anew() {
    let filled = |gap: i32| {
        let mut years = Years::default();
        (0..4 * YEAR).filter(|at| !(YEAR * 3..YEAR * 3 + gap).contains(at)).for_each(|at| {
            years.add("도로", at);
            years.add("소음", at);
        });
        years.expected("도로", 4 * YEAR - 1)
    };
    let expected = filled(50).unwrap().expected;
    assert!((expected - 7.0).abs() < 0.5, "{expected}");
    assert_eq!(filled(57), None);
}
