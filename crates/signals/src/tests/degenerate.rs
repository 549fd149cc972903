//! Series that give nothing to estimate from, and series that chance would never give: no panic, no NaN, a reason.

use proptest::prelude::*;

use crate::textbook::{EarsMethod, Farrington, Missing, Tested, Threshold, ears};

fn methods() -> Vec<Farrington> {
    let flexible = Farrington::flexible();
    let mut all = vec![Farrington::of_1996(4, 3, 0.01), Farrington { years: 1, half_width: 0, periods: 1, ..flexible }];
    for threshold in [Threshold::Delta, Threshold::Muan, Threshold::NbPlugin] {
        all.push(Farrington { threshold, ..flexible });
        all.push(Farrington { threshold, years: 2, half_width: 3, periods: 46, weeks_excluded: 0, trend_threshold: 0.05, ..flexible });
    }
    all
}

fn sound(week: &Tested) {
    let numbers = [week.expected, week.upperbound.ok(), week.score, week.p, week.phi];
    assert!(numbers.iter().flatten().all(|number| number.is_finite()), "{week:?}");
    assert!(week.p.is_none_or(|p| (0.0..=1.0).contains(&p)), "{week:?}");
    assert!(!week.alarm || week.upperbound.is_ok(), "{week:?}");
}

fn try_all(counts: &[u32]) {
    for method in methods() {
        method.run(counts, 0).iter().for_each(sound);
    }
    for method in [EarsMethod::C1, EarsMethod::C2, EarsMethod::C3] {
        for week in ears(counts, method, 7, method.alpha(), 0).unwrap() {
            assert!(week.upperbound.is_err() || week.upperbound.unwrap().is_finite(), "{week:?}");
            assert_eq!(week.expected.is_some(), week.upperbound.is_ok());
        }
    }
}

#[test]
fn a_series_of_zeros_has_no_bound() {
    let counts = vec![0; 320];
    try_all(&counts);
    for method in methods() {
        assert!(method.run(&counts, 300).iter().all(|week| week.upperbound == Err(Missing::AllZero) && !week.alarm));
    }
    // A first outbreak after years of nothing has no bound either, and says why.
    let mut counts = counts;
    counts[319] = 50;
    assert_eq!(Farrington::flexible().run(&counts, 319)[0].upperbound, Err(Missing::AllZero));
}

#[test]
fn one_case_in_years_is_too_few() {
    for at in [0, 100, 267, 300, 319] {
        let mut counts = vec![0; 320];
        counts[at] = 1;
        try_all(&counts);
        assert!(Farrington::flexible().run(&counts, 0).iter().all(|week| week.upperbound.is_err() && !week.alarm));
    }
}

#[test]
fn a_constant_series_never_rings() {
    for level in [1, 3, 1000, 10_000_000] {
        let counts = vec![level; 320];
        try_all(&counts);
        for method in methods() {
            assert!(method.run(&counts, 0).iter().all(|week| !week.alarm), "{level} {method:?}");
        }
        let flat = ears(&counts, EarsMethod::C3, 7, 0.025, 20).unwrap();
        assert!(flat.iter().all(|week| week.upperbound == Err(Missing::Flat)));
    }
}

#[test]
fn a_short_history_says_so() {
    for length in [0, 1, 5, 8, 60, 211] {
        let counts = vec![6; length];
        try_all(&counts);
        let weeks = Farrington::flexible().run(&counts, 0);
        assert_eq!(weeks.len(), length);
        assert!(weeks.iter().all(|week| week.upperbound == Err(Missing::TooShort)));
    }
}

#[test]
fn huge_and_spiky_series_stay_finite() {
    let spiky: Vec<u32> = (0..320).map(|week| if week % 97 == 0 { 10_000_000 } else { week % 2 }).collect();
    let growing: Vec<u32> = (0..320).map(|week| 1_u32 << (week / 14)).collect();
    let seasonal: Vec<u32> = (0..320).map(|week| if week % 52 < 8 { 9 } else { 0 }).collect();
    [spiky, growing, seasonal].iter().for_each(|counts| try_all(counts));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_series_is_sound(counts in proptest::collection::vec(prop_oneof![8 => 0_u32..5, 2 => 0_u32..60, 1 => 0_u32..5000], 215..240)) {
        try_all(&counts);
    }
}
