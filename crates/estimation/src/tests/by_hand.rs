//! Small cases, each worked out on paper; the working stands beside it.

use crate::tests::{margin, raked, sheet};
use crate::{
    Cells, Columns, Design, Estimate, Level, Method, Sample, Settings, Sheet, beyond_control, change, independence, rake,
    stayers_against_leavers,
};

const PLAIN: Columns<'static> = Columns { weights: "w", population_size: None, cluster: None, strata: None };

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found}, by hand {expected}");
}

fn numbers(sheet: &Sheet, column: &str) -> Vec<Option<f64>> {
    sheet.numbers(column).unwrap()
}

fn holds(estimate: &Estimate, value: f64, variance: f64, df: f64) {
    near(estimate.value, value);
    near(estimate.se * estimate.se, variance);
    near(estimate.df, df);
}

/// Plain weights of one.
fn sample(count: usize) -> Sample {
    Sample::new(Design { weights: vec![1.0; count], ..Design::default() }).unwrap()
}

#[test]
fn three_clusters_of_six() {
    let sheet = sheet("t,N,w,y\nA,6,10,1\nA,6,10,3\nB,6,10,5\nB,6,10,7\nC,6,10,2\nC,6,10,0\n");
    let sample = Sample::read(&sheet, Columns { cluster: Some("t"), population_size: Some("N"), ..PLAIN }).unwrap();
    let y = numbers(&sheet, "y");
    // Cluster totals 40, 120, 20; deviations from 60: −20, 60, −40; (1 − 3/6)·(3/2)·5600.
    holds(&sample.total(&y).unwrap(), 180.0, 4200.0, 2.0);
    // Cluster sums of (y − 3)/6: −1/3, 1, −2/3; (1/2)·(3/2)·(14/9).
    holds(&sample.mean(&y).unwrap(), 3.0, 7.0 / 6.0, 2.0);
}

#[test]
fn two_strata_of_people() {
    let sheet = sheet("s,N,w,y\na,10,5,2\na,10,5,4\nb,20,5,1\nb,20,5,3\nb,20,5,5\nb,20,5,7\n");
    let sample = Sample::read(&sheet, Columns { strata: Some("s"), population_size: Some("N"), ..PLAIN }).unwrap();
    let y = numbers(&sheet, "y");
    // N²(1 − n/N)s²/n: 100·0.8·2/2 = 80 and 400·0.8·(20/3)/4 = 1600/3.
    holds(&sample.total(&y).unwrap(), 110.0, 80.0 + 1600.0 / 3.0, 4.0);
    holds(&sample.mean(&y).unwrap(), 11.0 / 3.0, (80.0 + 1600.0 / 3.0) / 900.0, 4.0);
}

#[test]
fn clusters_within_strata() {
    // The label 1 stands in both strata: two tables, not one.
    let sheet = sheet("s,t,w,y\na,1,1,1\na,1,1,2\na,2,1,3\nb,1,1,2\nb,2,1,4\nb,2,1,6\n");
    let sample = Sample::read(&sheet, Columns { strata: Some("s"), cluster: Some("t"), ..PLAIN }).unwrap();
    assert_eq!(sample.sizes(), (2, 4, 6));
    assert_eq!(sample.notes.len(), 1, "{:?}", sample.notes);
    // Totals 3, 3 in a: nothing. 2, 10 in b: 2·(16 + 16).
    holds(&sample.total(&numbers(&sheet, "y")).unwrap(), 18.0, 64.0, 2.0);
}

#[test]
fn a_stratum_drawn_whole_adds_nothing() {
    let sheet = sheet("s,N,w,y\na,1,1,50\nb,20,10,1\nb,20,10,3\n");
    let sample = Sample::read(&sheet, Columns { strata: Some("s"), population_size: Some("N"), ..PLAIN }).unwrap();
    // Only b: 400·0.9·2/2.
    holds(&sample.total(&numbers(&sheet, "y")).unwrap(), 90.0, 360.0, 1.0);
    let all = sheet_of_everybody();
    let census = Sample::read(&all, Columns { population_size: Some("N"), ..PLAIN }).unwrap();
    holds(&census.mean(&numbers(&all, "y")).unwrap(), 3.0, 0.0, 2.0);
}

fn sheet_of_everybody() -> Sheet {
    sheet("N,w,y\n3,1,1\n3,1,3\n3,1,5\n")
}

#[test]
fn one_margin_is_post_stratification() {
    let sheet = sheet("sex,N,w,y\nm,100,25,2\nm,100,25,4\nf,100,25,6\nf,100,25,10\n");
    let columns = Columns { population_size: Some("N"), ..PLAIN };
    let sample = raked(&sheet, columns, &[margin("sex.csv", "sex,Freq\nm,60\nf,40\n")]);
    for (weight, expected) in sample.weights().iter().zip([30.0, 30.0, 20.0, 20.0]) {
        near(*weight, expected);
    }
    // Within the cells −1, 1, −2, 2; weight over 100 times these: −0.3, 0.3, −0.4, 0.4; 0.96·(4/3)·0.5.
    holds(&sample.mean(&numbers(&sheet, "y")).unwrap(), 5.0, 0.64, 3.0);
}

#[test]
fn raking_two_by_two_keeps_the_odds_and_meets_the_margins() {
    // All four pairs once with weight 1: independent, so the raked cells are products of the margins.
    let sheet = sheet("a,b,w\n0,0,1\n0,1,1\n1,0,1\n1,1,1\n");
    let sample = raked(&sheet, PLAIN, &[margin("a.csv", "a,Freq\n0,30\n1,70\n"), margin("b.csv", "b,Freq\n0,60\n1,40\n")]);
    for (weight, expected) in sample.weights().iter().zip([18.0, 12.0, 42.0, 28.0]) {
        near(*weight, expected);
    }
}

#[test]
fn margins_of_several_variables_together() {
    let sheet = sheet("sex,age,w\nm,20,1\nm,30,1\nf,20,1\nf,30,1\n");
    let sample = raked(&sheet, PLAIN, &[margin("both.csv", "sex,age,Freq\nm,20,10\nm,30,20\nf,20,30\nf,30,40\n")]);
    for (weight, expected) in sample.weights().iter().zip([10.0, 20.0, 30.0, 40.0]) {
        near(*weight, expected);
    }
}

fn cells(name: &str, of: &[usize], targets: &[f64]) -> Cells {
    let labels = (0..targets.len()).map(|at| at.to_string()).collect();
    Cells { name: name.to_owned(), file: format!("{name}.csv"), labels, targets: targets.to_vec(), of: of.to_vec() }
}

#[test]
fn bounds_hold_and_margins_still_agree() {
    // Two cells of a: 0 needs a factor of 2 on average, 1 of 2/3. Within 0 the base weights 1 and 3; b wants the first of each cell up.
    let base = [1.0, 3.0, 1.0, 3.0, 4.0, 4.0];
    let margins = [cells("a", &[0, 0, 0, 1, 1, 1], &[8.0, 8.0]), cells("b", &[0, 1, 0, 0, 1, 1], &[7.0, 9.0])];
    let free = rake(&base, &margins, Settings::default()).unwrap();
    let wide = rake(&base, &margins, Settings { bounds: Some((0.01, 100.0)), ..Settings::default() }).unwrap();
    for (free, wide) in free.weights.iter().zip(&wide.weights) {
        assert!((free - wide).abs() < 1e-8 * free, "bounds that nothing reaches change nothing: {free}, {wide}");
    }
    let most = free.report.factors.1;
    let high = 1.0 + (most - 1.0) * 0.93;
    let tight = rake(&base, &margins, Settings { bounds: Some((0.3, high)), ..Settings::default() }).unwrap();
    assert!(tight.report.at_bounds > 0 && tight.report.gap < 1e-9, "{:?}", tight.report);
    for (new, old) in tight.weights.iter().zip(base) {
        assert!(new / old <= high * (1.0 + 1e-12) && new / old >= 0.3, "{} is over {high}", new / old);
    }
    // Those on no bound still differ by products of cell factors only: within both margins' cells they have one factor.
    let (first, third) = (tight.weights[0] / base[0], tight.weights[2] / base[2]);
    near(first, third);
    let narrow = rake(&base, &margins, Settings { bounds: Some((0.99, 1.01)), ..Settings::default() }).unwrap_err();
    assert_eq!(narrow.code, "estimation.bounds-too-narrow");
    let backward = rake(&base, &margins, Settings { bounds: Some((2.0, 0.5)), ..Settings::default() }).unwrap_err();
    assert_eq!(backward.code, "estimation.bounds");
}

#[test]
fn a_subgroup_keeps_the_whole_design() {
    let sample = Sample::new(Design { weights: vec![10.0; 4], ..Design::default() }).unwrap();
    // 20, 40, 0, 0 around 15: (4/3)·1100. Two people of the subgroup: one degree of freedom.
    holds(&sample.total(&[Some(2.0), Some(4.0), None, None]).unwrap(), 60.0, 4.0 / 3.0 * 1100.0, 1.0);
}

#[test]
fn a_ratio() {
    // Σ(y − z) = 0: ratio 1; parts −1/4 and 1/4; 2·(2/16).
    holds(&sample(2).ratio(&[Some(1.0), Some(3.0)], &[Some(2.0), Some(2.0)]).unwrap(), 1.0, 0.25, 1.0);
}

#[test]
fn a_median_and_its_interval() {
    let answers: Vec<Option<f64>> = (1..=101).rev().map(|at| Some(f64::from(at))).collect();
    let (median, interval) = sample(101).quantile(&answers, 0.5, Level::default()).unwrap();
    near(median.value, 51.0);
    // 51 of 101 do not exceed it: 0.50495 ± 1.98397 · sqrt(0.50495 · 0.49505 / 100), so from 0.40576 to 0.60415.
    near(interval.low, 41.0);
    near(interval.high, 62.0);
    let weights = vec![1.0, 1.0, 1.0, 7.0];
    let weighted = Sample::new(Design { weights, ..Design::default() }).unwrap();
    let refused = weighted.quantile(&[Some(1.0), Some(2.0), Some(3.0), Some(4.0)], 0.5, Level::default()).unwrap_err();
    assert_eq!(refused.code, "estimation.quantile-at-the-edge");
}

#[test]
fn nobody_and_everybody_said_yes() {
    let none = sample(100).share(&[Some(false); 100]).unwrap();
    let interval = none.interval(Method::Logit, Level::default()).unwrap();
    // Clopper and Pearson: 1 − 0.025^(1/100).
    near(none.value, 0.0);
    near(interval.low, 0.0);
    near(interval.high, 1.0 - 0.025_f64.powf(0.01));
    assert_eq!(interval.method, Method::Beta);
    let all = sample(100).share(&[Some(true); 100]).unwrap();
    let interval = all.interval(Method::Logit, Level::default()).unwrap();
    near(interval.low, 0.025_f64.powf(0.01));
    near(interval.high, 1.0);
    // With uneven weights there are fewer effective answers: (Σw)²/Σw² of 50 ones and 50 threes is 80.
    let weights = (0..100).map(|at| if at % 2 == 0 { 1.0 } else { 3.0 }).collect();
    let uneven = Sample::new(Design { weights, ..Design::default() }).unwrap().share(&[Some(false); 100]).unwrap();
    near(uneven.effective, 80.0);
    near(uneven.interval(Method::Beta, Level::default()).unwrap().high, 1.0 - 0.025_f64.powf(1.0 / 80.0));
}

#[test]
fn intervals_of_shares_stay_between_0_and_1() {
    for yes in 0..=30 {
        let answers: Vec<Option<bool>> = (0..30).map(|at| Some(at < yes)).collect();
        let share = sample(30).share(&answers).unwrap();
        for method in [Method::Logit, Method::Beta] {
            let interval = share.interval(method, Level::default()).unwrap();
            let order = [0.0, interval.low, share.value, interval.high, 1.0];
            assert!(order.is_sorted(), "{yes} of 30: {order:?}");
        }
    }
}

#[test]
fn a_change_at_three_tables() {
    let sheet = sheet("table,w,before,after\n1,1,1,2\n1,1,2,4\n2,1,3,3\n2,1,3,3\n3,1,1,4\n");
    let sample = Sample::read(&sheet, Columns { cluster: Some("table"), ..PLAIN }).unwrap();
    let found = change(&sample, &numbers(&sheet, "before"), &numbers(&sheet, "after")).unwrap();
    // Differences 1, 2 | 0, 0 | 3, mean 1.2; table sums of (d − 1.2)/5: 0.12, −0.48, 0.36; (3/2)·0.3744.
    holds(&found.change.difference, 1.2, 0.5616, 2.0);
    near(found.change.t.unwrap(), 1.2 / 0.5616_f64.sqrt());
    // With two degrees of freedom the tail has a closed form: p = 1 − t/sqrt(t² + 2).
    let t = 1.2 / 0.5616_f64.sqrt();
    near(found.change.p, 1.0 - t / (t * t + 2.0).sqrt());
    near(found.before.value, 2.0);
    near(found.after.value, 3.2);
    // Twice the same panel: difference 0, variance 2·0.5616, df (2v)²/(2·v²/2) = 4.
    let beyond = beyond_control(&found, &found);
    holds(&beyond.difference, 0.0, 1.1232, 4.0);
    near(beyond.p, 1.0);
}

#[test]
fn those_who_left_against_those_who_stayed() {
    let before = [Some(1.0), Some(3.0), Some(4.0), Some(8.0), None];
    let after = [Some(2.0), Some(2.0), None, None, Some(9.0)];
    // 2 against 6, not against the 4 of all; parts −1/2, 1/2, 1, −1, 0; (5/4)·2.5.
    let found = stayers_against_leavers(&sample(5), &before, &after).unwrap().unwrap();
    holds(&found.difference, -4.0, 3.125, 3.0);
    let counts = change(&sample(5), &before, &after).unwrap();
    assert_eq!((counts.stayed, counts.left, counts.joined), (2, 2, 1));
    assert_eq!(stayers_against_leavers(&sample(2), &before[..2], &after[..2]).unwrap(), None);
}

#[test]
fn everybody_changed_alike_or_not_at_all() {
    let answers = [Some(1.0), Some(5.0), Some(3.0)];
    let up = answers.map(|answer| answer.map(|answer| answer + 1.0));
    let none = change(&sample(3), &answers, &answers).unwrap();
    assert_eq!((none.change.difference.value, none.change.difference.se, none.change.t, none.change.p), (0.0, 0.0, None, 1.0));
    let all = change(&sample(3), &answers, &up).unwrap();
    assert_eq!((all.change.difference.value, all.change.difference.se, all.change.t, all.change.p), (1.0, 0.0, None, 0.0));
    assert!(all.change.difference.note().is_some());
}

#[test]
fn the_test_of_rao_and_scott_on_a_simple_sample_is_pearson_s() {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (one, two, count) in [("a", "x", 10), ("a", "y", 20), ("b", "x", 30), ("b", "y", 40)] {
        first.extend(vec![Some(one); count]);
        second.extend(vec![Some(two); count]);
    }
    let test = independence(&sample(100), &first, &second).unwrap();
    // 100·(10·40 − 20·30)²/(30·70·40·60); the design multiplies by n/(n − 1).
    near(test.pearson, 100.0 * 40_000.0 / 5_040_000.0);
    near(test.f, test.pearson * 0.99);
    near(test.df1, 1.0);
    near(test.df2, 99.0);
    near(test.shares.iter().sum(), 1.0);
}

#[test]
fn quantiles_of_t_and_beta_are_those_of_the_tables() {
    use crate::distribution::{beta, student};
    // From R 4.2.2: qt and qbeta.
    for (df, expected) in [
        (1.0, 12.706_204_736_175),
        (29.0, 2.045_229_642_133),
        (1000.0, 1.962_339_080_826),
        (1e5, 1.959_987_707_535),
        (1e7, 1.959_964_221_767),
    ] {
        assert!((student(0.975, df) - expected).abs() < 1e-10, "df {df}: {}", student(0.975, df));
    }
    for (a, b, p, expected) in
        [(3.0, 97.0, 0.025, 6.293_347_274_172e-3), (125.8, 75.2, 0.975, 0.691_336_437_472_3), (0.5, 100.0, 0.025, 4.922_624_634_973e-6)]
    {
        assert!((beta(p, a, b) - expected).abs() < 1e-11, "beta {a} {b}: {}", beta(p, a, b));
    }
}
