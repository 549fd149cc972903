//! The anchors of `expected.txt`: what R's survey package says of a simple random sample of California's schools. Skipped where the shared
//! data is not beside the project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::distribution::student_both_tails;
use crate::tests::six_digits;
use crate::{
    Codebook, Columns, Estimate, Interval, Level, Margin, Method, Sample, Settings, Sheet, Spread, benjamini_hochberg, change, holm,
    independence, rake,
};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/survey");
    if folder.join("expected.txt").is_file() {
        return Some(folder);
    }
    println!("skipped: {} is absent", folder.display());
    None
}

struct Schools {
    sheet: Sheet,
    sample: Sample,
    raked: Sample,
    cells: Vec<crate::Cells>,
    expected: BTreeMap<String, Vec<f64>>,
}

fn schools() -> Option<Schools> {
    let folder = folder()?;
    let read = |name: &str| Sheet::read(name, &std::fs::read(folder.join(name)).unwrap()).unwrap();
    let sheet = read("apisrs.csv");
    let columns = Columns { weights: "pw", population_size: Some("fpc"), ..Columns::default() };
    let sample = Sample::read(&sheet, columns).unwrap();
    let cells: Vec<_> = ["margin_stype.csv", "margin_schwide.csv"]
        .map(|name| Margin::read(&read(name)).unwrap().cells(&sheet, &Codebook::default()).unwrap())
        .into();
    let raked = sample.raked(cells.clone(), Settings::default()).unwrap().0;
    let expected = std::fs::read_to_string(folder.join("expected.txt")).unwrap();
    let expected = expected.lines().filter_map(|line| {
        let mut parts = line.split('\t');
        Some((parts.next()?.to_owned(), parts.filter_map(|text| text.parse().ok()).collect()))
    });
    Some(Schools { sheet, sample, raked, cells, expected: expected.collect() })
}

impl Schools {
    fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        self.sheet.numbers(column).unwrap()
    }

    fn yes(&self, column: &str) -> Vec<Option<bool>> {
        self.sheet.texts(column).unwrap().into_iter().map(|text| text.map(|text| text == "Yes")).collect()
    }

    fn holds(&self, key: &str, found: &[f64]) {
        let expected = self.expected.get(key).unwrap_or_else(|| panic!("no anchor {key}"));
        for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
            assert!(six_digits(*found, *expected), "{key}, number {at}: {found}, expected {expected}");
        }
    }

    fn ends(&self, estimate: &Estimate, method: Method) -> [f64; 2] {
        let Interval { low, high, .. } = estimate.interval(method, Level::default()).unwrap();
        [low, high]
    }
}

#[test]
fn means_and_totals_agree_with_r_before_and_after_raking() {
    let Some(schools) = schools() else { return };
    for column in ["api00", "api99", "enroll", "ell", "meals"] {
        let answers = schools.numbers(column);
        let before = schools.sample.mean(&answers).unwrap();
        let normal = schools.ends(&before, Method::Normal);
        schools.holds(&format!("srs.mean.{column}.unweighted_to_margins"), &[before.value, before.se, normal[0], normal[1]]);
        let after = schools.raked.mean(&answers).unwrap();
        let (normal, t) = (schools.ends(&after, Method::Normal), schools.ends(&after, Method::Student));
        schools.holds(&format!("srs.mean.{column}.raked"), &[after.value, after.se, normal[0], normal[1], t[0], t[1]]);
        assert_eq!(after.df, 199.0);
        let total = schools.raked.total(&answers).unwrap();
        let normal = schools.ends(&total, Method::Normal);
        schools.holds(&format!("srs.total.{column}.raked"), &[total.value, total.se, normal[0], normal[1]]);
    }
}

#[test]
fn shares_and_each_of_their_intervals_agree_with_r() {
    let Some(schools) = schools() else { return };
    let share = schools.raked.share(&schools.yes("awards")).unwrap();
    let normal = schools.ends(&share, Method::Normal);
    schools.holds("srs.prop.awardsYes.raked", &[share.value, share.se, normal[0], normal[1]]);
    for (name, method) in [("logit", Method::Logit), ("xlogit", Method::Logit), ("beta", Method::Beta), ("mean", Method::Student)] {
        let [low, high] = schools.ends(&share, method);
        schools.holds(&format!("srs.svyciprop.awardsYes.{name}"), &[share.value, low, high]);
    }
}

#[test]
fn change_ratio_design_effect_and_association_agree_with_r() {
    let Some(schools) = schools() else { return };
    let (before, after) = (schools.numbers("api99"), schools.numbers("api00"));
    let paired = change(&schools.raked, &before, &after).unwrap();
    let difference = paired.change.difference;
    let [low, high] = schools.ends(&difference, Method::Normal);
    schools.holds("srs.paired.change.raked", &[difference.value, difference.se, low, high]);
    // R's one-sample test takes one more degree of freedom away than its own interval does; t is the same, and so is the tail at 198.
    let t = paired.change.t.unwrap();
    schools.holds("srs.paired.svyttest", &[difference.value, t, 198.0, student_both_tails(t, 198.0)]);
    assert_eq!((difference.df, paired.stayed, paired.left, paired.joined), (199.0, 200, 0, 0));
    let ratio = schools.raked.ratio(&after, &before).unwrap();
    schools.holds("srs.ratio.api00.api99", &[ratio.value, ratio.se]);
    schools.holds("srs.deff.api00.raked", &[schools.raked.mean(&after).unwrap().design_effect.unwrap()]);
    let (awards, wide) = (schools.sheet.texts("awards").unwrap(), schools.sheet.texts("sch.wide").unwrap());
    let test = independence(&schools.raked, &awards, &wide).unwrap();
    schools.holds("srs.svychisq.RaoScottF.awards.schwide", &[test.f, test.df1, test.df2, test.p]);
}

#[test]
fn raked_weights_agree_with_r_row_by_row() {
    let Some(schools) = schools() else { return };
    let file =
        Sheet::read("apisrs_raked_weights.csv", &std::fs::read(folder().unwrap().join("apisrs_raked_weights.csv")).unwrap()).unwrap();
    let expected = file.every_number("raked").unwrap();
    for (row, (found, expected)) in schools.raked.weights().iter().zip(&expected).enumerate() {
        assert!((found - expected).abs() <= 1e-8 * expected, "row {row}: {found}, expected {expected}");
    }
    let spread = Spread::of(schools.raked.weights());
    schools.holds("srs.weights.summary", &[spread.least, spread.most, spread.sum, spread.effective, spread.design_effect]);
}

#[test]
fn a_raking_that_stops_early_gives_other_digits() {
    let Some(schools) = schools() else { return };
    // R's own tolerance stops after three rounds.
    let early = rake(schools.sample.weights(), &schools.cells, Settings { tolerance: 1e-4, rounds: 3, bounds: None }).unwrap();
    let sum: f64 = early.weights.iter().zip(schools.numbers("api00")).map(|(weight, answer)| weight * answer.unwrap()).sum();
    let mean = sum / 6194.0;
    let tight = schools.raked.mean(&schools.numbers("api00")).unwrap().value;
    assert!(!six_digits(mean, tight), "{mean} should differ from {tight}");
}

#[test]
fn base_weights_in_the_sweeps_would_give_another_standard_error() {
    let Some(schools) = schools() else { return };
    let answers = schools.numbers("api00");
    let right = schools.raked.mean(&answers).unwrap();
    assert!(six_digits(right.se, 8.825_678_543_9), "{}", right.se);
    // The trap, by hand: the same sweeps with the weights before raking.
    let base = schools.sample.weights();
    let people: f64 = schools.raked.weights().iter().sum();
    let part = |(weight, answer): (&f64, &Option<f64>)| weight * (answer.unwrap() - right.value) / people;
    let mut x: Vec<f64> = schools.raked.weights().iter().zip(&answers).map(part).collect();
    for cells in std::iter::repeat_n(&schools.cells, 10).flatten() {
        let sums = cells.sums(x.iter().zip(base).map(|(x, base)| x / base));
        let counts = cells.sums(x.iter().map(|_| 1.0));
        let means: Vec<f64> = sums.iter().zip(counts).map(|(sum, count)| sum / count).collect();
        let out: Vec<f64> = cells.spread(&means).collect();
        x.iter_mut().zip(base).zip(out).for_each(|((x, base), mean)| *x -= base * mean);
    }
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let wrong = ((1.0 - n / 6194.0) * n / (n - 1.0) * x.iter().map(|x| (x - mean).powi(2)).sum::<f64>()).sqrt();
    assert!((wrong - 8.827_874).abs() < 1e-6, "{wrong}");
    assert!(!six_digits(right.se, wrong));
}

#[test]
fn corrections_for_many_questions_agree_with_the_published_example() {
    let given = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205];
    let near = |found: &[f64], expected: &[f64]| found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-6);
    assert!(near(&holm(&given), &[0.008, 0.056, 0.234, 0.234, 0.234, 0.234, 0.234, 0.234]), "{:?}", holm(&given));
    let found = benjamini_hochberg(&given);
    assert!(near(&found, &[0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.084_571, 0.205]), "{found:?}");
    // The order in which questions stand changes nothing.
    let turned: Vec<f64> = given.iter().rev().copied().collect();
    assert_eq!(holm(&turned).into_iter().rev().collect::<Vec<_>>(), holm(&given));
}
