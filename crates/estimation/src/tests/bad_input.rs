//! What cannot be answered is refused in a sentence that names the place; no answer holds a number that is none.

use kernel::Refusal;

use crate::tests::{margin, sheet};
use crate::{Codebook, Columns, Design, Level, Margin, Method, Sample, Settings, Sheet, change, independence};

const PLAIN: Columns<'static> = Columns { weights: "w", population_size: None, cluster: None, strata: None };

/// The refusal says each of these, and something in Korean.
fn says<T: std::fmt::Debug>(answer: Result<T, Refusal>, code: &str, words: &[&str]) {
    let refusal = answer.unwrap_err();
    assert_eq!(refusal.code, code, "{refusal:?}");
    for word in words {
        assert!(refusal.en.contains(word), "`{}` does not say `{word}`", refusal.en);
    }
    assert!(refusal.ko.chars().any(|letter| ('가'..='힣').contains(&letter)), "{}", refusal.ko);
}

fn read(text: &str, columns: Columns<'_>) -> Result<Sample, Refusal> {
    Sample::read(&Sheet::read("survey.csv", text.as_bytes())?, columns)
}

fn rake(text: &str, margins: &[Margin]) -> Result<Vec<f64>, Refusal> {
    let sheet = sheet(text);
    let cells = margins.iter().map(|margin| margin.cells(&sheet, &Codebook::default())).collect::<Result<_, _>>()?;
    Sample::read(&sheet, PLAIN)?.raked(cells, Settings::default()).map(|(sample, _)| sample.weights().to_vec())
}

#[test]
fn weights_that_are_none() {
    says(read("w\n1\n0\n2\n", PLAIN), "estimation.weight-not-positive", &["survey.csv", "row 3", "(w)", "is 0"]);
    says(read("w\n1\n-2.5\n", PLAIN), "estimation.weight-not-positive", &["row 3", "-2.5"]);
    says(read("w,y\n1,2\n,3\n", PLAIN), "estimation.empty-cell", &["row 3", "column w"]);
    says(read("w,y\n1,2\nmany,3\n", PLAIN), "estimation.not-a-number", &["row 3", "column w", "'many'"]);
    says(read("w\nnan\n1\n", PLAIN), "estimation.not-a-number", &["'nan'"]);
    says(read("w\n1\ninf\n", PLAIN), "estimation.not-a-number", &["'inf'"]);
    says(Sample::new(Design { weights: vec![1.0, f64::NAN], ..Design::default() }), "estimation.weight-not-positive", &["row 3"]);
}

#[test]
fn columns_that_are_not_there_or_twice() {
    says(read("v,y\n1,2\n", PLAIN), "estimation.unknown-column", &["survey.csv has no column w", "v, y"]);
    says(read("w,w\n1,2\n", PLAIN), "estimation.column-twice", &["column w twice"]);
    says(read("w\n", PLAIN), "estimation.empty-file", &["survey.csv"]);
    says(read("", PLAIN), "estimation.empty-file", &["survey.csv"]);
    says(read("w,y\n1,2\n1,2,3\n", PLAIN), "estimation.ragged-row", &["survey.csv row 3"]);
}

#[test]
fn columns_that_nobody_filled() {
    let sheet = sheet("w,y,z\n1,,\n1,NA,\n1,.,\n");
    let sample = Sample::read(&sheet, PLAIN).unwrap();
    let nothing = sheet.numbers("y").unwrap();
    assert_eq!(nothing, [None, None, None]);
    says(sample.mean(&nothing), "estimation.nobody-answered", &["nobody answered"]);
    says(sample.total(&nothing), "estimation.nobody-answered", &["nobody answered"]);
    says(sample.share(&[None, None, None]), "estimation.nobody-answered", &["nobody answered"]);
    says(sample.ratio(&nothing, &nothing), "estimation.nobody-answered", &["nobody answered"]);
    says(sample.quantile(&nothing, 0.5, Level::default()), "estimation.nobody-answered", &["nobody answered"]);
    says(change(&sample, &nothing, &nothing), "estimation.nobody-twice", &["before and after"]);
    says(independence(&sample, &[None; 3], &[None; 3]), "estimation.one-answer", &["single answer"]);
    says(Sample::read(&sheet, Columns { weights: "y", ..PLAIN }), "estimation.empty-cell", &["row 2", "column y"]);
    says(Sample::read(&sheet, Columns { cluster: Some("z"), ..PLAIN }), "estimation.empty-cell", &["row 2", "column z"]);
}

#[test]
fn one_cluster_in_a_stratum_and_other_samples_of_one() {
    let strata = Columns { strata: Some("s"), ..PLAIN };
    says(read("s,w\na,1\na,1\nb,1\n", strata), "estimation.lonely-cluster", &["s = b", "single cluster"]);
    let both = Columns { strata: Some("s"), cluster: Some("t"), ..PLAIN };
    says(read("s,t,w\na,1,1\na,2,1\nb,3,1\nb,3,1\n", both), "estimation.lonely-cluster", &["s = b"]);
    let clusters = Columns { cluster: Some("t"), ..PLAIN };
    says(read("t,w\n1,1\n1,1\n", clusters), "estimation.lonely-cluster", &["column t has a single cluster"]);
    says(read("w\n1\n", PLAIN), "estimation.lonely-cluster", &["a single person"]);
    // A subgroup at one table of many has no spread between tables either.
    let sample = read("t,w\n1,1\n1,1\n2,1\n3,1\n", clusters).unwrap();
    says(sample.mean(&[Some(1.0), Some(2.0), None, None]), "estimation.too-few-clusters", &["no standard error"]);
}

#[test]
fn population_sizes_that_cannot_be() {
    let sized = Columns { population_size: Some("N"), ..PLAIN };
    says(read("N,w\n9,1\n8,1\n", sized), "estimation.population-differs", &["row 3", "(N) is 8", "9"]);
    says(read("N,w\n2,1\n2,1\n2,1\n", sized), "estimation.population-too-small", &["row 2", "3 were drawn", "of 2"]);
    says(read("N,w\n0,1\n0,1\n", sized), "estimation.population-too-small", &["of 0"]);
    says(read("N,w\n9,1\n,1\n", sized), "estimation.empty-cell", &["row 3", "column N"]);
    // Weights and population that tell different stories are answered, with a note.
    let sample = read("N,w\n900,1\n900,1\n900,1\n", sized).unwrap();
    assert!(sample.notes[0].en.contains("add up to 3.0") && sample.notes[0].en.contains("900"), "{:?}", sample.notes);
}

#[test]
fn margins_that_cannot_be_met() {
    let answers = "sex,area,w\nm,n,1\nf,n,1\nm,s,1\nf,s,1\n";
    let sex = margin("sex.csv", "sex,Freq\nm,40\nf,60\n");
    let differs = margin("area.csv", "area,Freq\nn,50\ns,51\n");
    says(rake(answers, &[sex.clone(), differs]), "estimation.margins-disagree", &["sex.csv to 100", "area.csv to 101"]);
    let unanswered = margin("area.csv", "area,Freq\nn,50\ns,40\nw,10\n");
    says(rake(answers, &[sex.clone(), unanswered]), "estimation.cell-unanswered", &["area = w", "area.csv", "10 people"]);
    let nobody = margin("area.csv", "area,Freq\nn,100\ns,0\n");
    says(rake(answers, &[sex.clone(), nobody]), "estimation.cell-empty", &["area = s", "2 answered"]);
    let lacks = margin("area.csv", "area,Freq\nn,100\n");
    says(rake(answers, &[sex.clone(), lacks]), "estimation.margin-lacks-value", &["survey.csv row 4, column area", "'s'", "area.csv"]);
    let other = margin("age.csv", "age,Freq\n20,100\n");
    says(rake(answers, &[sex.clone(), other]), "estimation.unknown-column", &["survey.csv has no column age"]);
    says(rake(&answers.replace("f,n", ",n"), &[sex]), "estimation.empty-cell", &["row 3", "column sex"]);
    says(rake(answers, &[]), "estimation.no-margins", &["--margins"]);
    says(rake(answers, &[margin("sex.csv", "sex,Freq\nm,0\nf,0\n")]), "estimation.margin-empty", &["sex.csv", "add up to 0"]);
}

#[test]
fn margins_that_no_weights_can_meet_do_not_pretend_to_converge() {
    // All men live in the north and all women in the south, so the two margins ask for different things.
    let answers = "sex,area,w\nm,n,1\nf,s,1\nf,s,1\n";
    let margins = [margin("sex.csv", "sex,Freq\nm,40\nf,60\n"), margin("area.csv", "area,Freq\nn,70\ns,30\n")];
    says(rake(answers, &margins), "estimation.not-converged", &["1000 rounds", "sex.csv", "misses by"]);
}

#[test]
fn margin_files_that_are_none() {
    let read = |text: &str| Margin::read(&Sheet::read("sex.csv", text.as_bytes()).unwrap());
    says(read("sex,share\nm,1\n"), "estimation.no-margin", &["sex.csv", "variable,Freq", "sex, share"]);
    says(read("Freq\n1\n"), "estimation.no-margin", &["variable,Freq"]);
    says(read("sex,Freq\nm,-1\n"), "estimation.margin-below-zero", &["sex.csv row 2", "-1"]);
    says(read("sex,Freq\nm,1\nf,2\nm,3\n"), "estimation.margin-cell-twice", &["sex.csv row 4", "row 2"]);
    says(read("sex,Freq\nm,\n"), "estimation.empty-cell", &["row 2", "Freq"]);
    says(read("sex,Freq\nm,half\n"), "estimation.not-a-number", &["row 2", "'half'"]);
}

#[test]
fn questions_that_have_no_answer() {
    let sample = read("w\n1\n1\n1\n", PLAIN).unwrap();
    let some = [Some(1.0), Some(-1.0), None];
    says(sample.ratio(&[Some(1.0); 3], &some), "estimation.ratio-of-nothing", &["adds up to 0"]);
    let mean = sample.mean(&[Some(1.0), Some(2.0), Some(4.0)]).unwrap();
    says(mean.interval(Method::Logit, Level::default()), "estimation.interval-for-shares", &["shares only"]);
    says(mean.interval(Method::Beta, Level::default()), "estimation.interval-for-shares", &["shares only"]);
    says(sample.quantile(&[Some(1.0); 3], 1.0, Level::default()), "estimation.no-part", &["between 0 and 1"]);
    says(sample.quantile(&[Some(1.0); 3], f64::NAN, Level::default()), "estimation.no-part", &["between 0 and 1"]);
    says(Level::new(95.0), "estimation.no-level", &["0.95"]);
    says(sample.mean(&[Some(1e308), Some(1e308), Some(-1e308)]), "estimation.out-of-range", &["too large"]);
    says(independence(&sample, &[Some("a"); 3], &[Some("x"), Some("y"), Some("x")]), "estimation.one-answer", &["single answer"]);
}

#[test]
fn whatever_is_answered_is_a_number() {
    // Small and odd samples of every kind: an answer holds finite numbers in their order, or there is a refusal.
    let mut chance = crate::tests::simulated::Chance(7);
    let mut answered = 0;
    for _ in 0..3000 {
        let count = 2 + usize::try_from(chance.next() % 6).unwrap();
        let label = |chance: &mut crate::tests::simulated::Chance| ["a", "b", "c"][usize::try_from(chance.next() % 3).unwrap()];
        let design = Design {
            weights: (0..count).map(|_| [1e-9, 0.5, 1.0, 1e9][usize::try_from(chance.next() % 4).unwrap()]).collect(),
            clusters: (chance.unit() < 0.5).then(|| (0..count).map(|_| label(&mut chance)).collect()),
            strata: (chance.unit() < 0.3).then(|| (0..count).map(|_| label(&mut chance)).collect()),
            population_sizes: (chance.unit() < 0.5).then(|| vec![7.0; count]),
            ..Design::default()
        };
        let Ok(sample) = Sample::new(design) else { continue };
        let answers: Vec<Option<f64>> =
            (0..count).map(|_| [None, Some(0.0), Some(1.0), Some(-3.5)][usize::try_from(chance.next() % 4).unwrap()]).collect();
        let yes: Vec<Option<bool>> = answers.iter().map(|answer| answer.map(|answer| answer > 0.5)).collect();
        let after: Vec<Option<f64>> = answers.iter().rev().copied().collect();
        let found = [sample.mean(&answers), sample.total(&answers), sample.share(&yes), sample.ratio(&answers, &after)];
        let quantile = sample.quantile(&answers, 0.5, Level::default());
        let changed = change(&sample, &answers, &after).map(|found| found.change);
        if let Ok(changed) = &changed {
            assert!((0.0..=1.0).contains(&changed.p) && changed.t.is_none_or(f64::is_finite), "{changed:?}");
        }
        let all = found
            .into_iter()
            .flatten()
            .chain(quantile.into_iter().map(|(estimate, _)| estimate))
            .chain(changed.into_iter().map(|changed| changed.difference));
        for estimate in all {
            answered += 1;
            let interval = estimate.interval(Method::usual(estimate.quantity), Level::default()).unwrap();
            let numbers = [estimate.value, estimate.se, estimate.df, estimate.effective, interval.low, interval.high];
            assert!(numbers.iter().all(|number| number.is_finite()), "{estimate:?} {interval:?}");
            assert!(estimate.design_effect.is_none_or(f64::is_finite) && estimate.se >= 0.0 && estimate.df >= 1.0, "{estimate:?}");
            assert!(interval.low <= estimate.value && estimate.value <= interval.high, "{estimate:?} {interval:?}");
        }
    }
    assert!(answered > 3000, "{answered}");
}
