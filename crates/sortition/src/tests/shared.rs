//! The shared practice instances: expected chances, each with its own tolerance.

use std::path::PathBuf;
use std::time::Instant;

use num_traits::ToPrimitive as _;

use crate::{
    Certificate, Columns, Given, Lottery, Method, Pool, Problem, Quotas, Table, certificate, float, lottery, panels_csv, unwatched,
};

/// Name, size of the panel, tolerance of the expected chances.
const INSTANCES: [(&str, u32, f64); 9] = [
    ("couples_20_2", 2, 1e-6),
    ("example_small_20", 20, 1e-6),
    ("example_large_200", 200, 1e-6),
    ("opendlp_monitoring_100_30", 30, 1e-6),
    ("sa_fixture_150_22", 22, 1e-6),
    ("diversimax_wide_60", 60, 1e-5),
    ("practice_312_35", 35, 1e-6),
    ("practice_825_75", 75, 1e-6),
    ("seoul_10000_300", 300, 1e-6),
];

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/sortition"));
    if !folder.exists() {
        println!("skipped: {} is not here", folder.display());
        return None;
    }
    Some(folder)
}

fn load(instance: &str, size: u32) -> Option<Problem> {
    load_with_quotas(instance, size).map(|(_, problem)| problem)
}

pub(crate) fn load_with_quotas(instance: &str, size: u32) -> Option<(Quotas, Problem)> {
    load_all(instance, size, None).map(|(quotas, _, problem)| (quotas, problem))
}

pub(crate) fn load_all(instance: &str, size: u32, household: Option<&str>) -> Option<(Quotas, Pool, Problem)> {
    let folder = folder()?.join(instance);
    let table = |name: &str| Table::read(name, &std::fs::read(folder.join(name)).unwrap()).unwrap();
    let quotas = Quotas::read(&table("categories.csv")).unwrap();
    let pool = Pool::read(&table("respondents.csv"), &quotas, Columns { id: None, household }).unwrap();
    let problem = Problem::new(&pool, &quotas, size, &Given::default()).unwrap();
    Some((quotas, pool, problem))
}

/// The cells of a column of a shared pool.
pub(crate) fn column(instance: &str, column: &str) -> Option<Vec<String>> {
    let table = Table::read("respondents.csv", &std::fs::read(folder()?.join(instance).join("respondents.csv")).unwrap()).unwrap();
    let place = table.place(column).unwrap();
    Some(table.rows().map(|(_, cells)| sheet::cell(cells, place).to_owned()).collect())
}

fn sorted(lottery: &Lottery) -> Vec<f64> {
    let types = lottery.problem.types.iter().zip(&lottery.chances);
    let mut all: Vec<f64> = types.flat_map(|(of, chance)| vec![chance.to_f64().unwrap(); of.people.len()]).collect();
    all.sort_by(f64::total_cmp);
    all
}

fn numbers(path: &str) -> Vec<f64> {
    let text = std::fs::read_to_string(folder().unwrap().join(path)).unwrap();
    text.lines().skip(1).map(|line| line.trim().parse().unwrap()).collect()
}

/// The lottery, with everything that holds for every lottery.
fn solved(instance: &str, size: u32, method: Method) -> Option<Lottery> {
    let problem = load(instance, size)?;
    let start = Instant::now();
    let lottery = lottery(&problem, method, &mut |progress| {
        println!("{instance} {:?} {progress:?} {:.2}", method, start.elapsed().as_secs_f64());
        true
    })
    .unwrap();
    for (panel, weight) in &lottery.panels {
        assert!(problem.admits(panel) && *weight > 0, "{instance}");
    }
    let (minimum, gap) = (lottery.minimum().to_f64().unwrap(), lottery.gap());
    println!(
        "{instance} {method:?}: minimum {minimum:.12} = {}, gap {gap:.1e}, proved {}, {} stages, {} types, {} panels, {:.2} s",
        lottery.dual_bound(),
        lottery.proved(),
        lottery.stages.len(),
        problem.types.len(),
        lottery.panels.len(),
        start.elapsed().as_secs_f64()
    );
    assert!(gap <= 1e-9, "{instance}: gap {gap:e}");
    assert!(lottery.proved(), "{instance}");
    Some(lottery)
}

fn leximin_is_the_expected_one(instance: &str) {
    let (_, size, tolerance) = INSTANCES.into_iter().find(|(name, ..)| *name == instance).unwrap();
    let Some(lottery) = solved(instance, size, Method::Leximin) else { return };
    let (ours, expected) = (sorted(&lottery), numbers(&format!("{instance}/expected_leximin.csv")));
    assert_eq!(ours.len(), expected.len());
    let worst = ours.iter().zip(&expected).map(|(ours, expected)| (ours - expected).abs()).fold(0.0, f64::max);
    println!("{instance}: worst difference {worst:.1e}");
    assert!(worst <= tolerance, "{instance}: {worst:e}");
}

fn minimum_is_the_expected_one(instance: &str, size: u32, method: Method) {
    let Some(lottery) = solved(instance, size, method) else { return };
    let text = std::fs::read_to_string(folder().unwrap().join("expected_maximin.csv")).unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("{instance},"))).unwrap();
    let expected: f64 = line.split(',').nth(2).unwrap().parse().unwrap();
    let minimum = lottery.minimum().to_f64().unwrap();
    assert!((minimum - expected).abs() <= 1e-9 * expected, "{instance}: {minimum} for {expected}");
}

#[test]
fn nash_has_the_expected_product() {
    for (instance, size, mean) in [
        ("couples_20_2", 2, 0.1),
        ("example_small_20", 20, 0.1),
        ("example_large_200", 200, 0.1),
        ("opendlp_monitoring_100_30", 30, 0.299828),
        ("sa_fixture_150_22", 22, 0.141903),
        ("diversimax_wide_60", 60, 0.241488),
        // No mean was published for it; LEXIMIN's (0.023868) is below it.
        ("seoul_10000_300", 300, f64::NAN),
    ] {
        let Some(lottery) = solved(instance, size, Method::Nash) else { return };
        assert!(mean.is_nan() || (lottery.objective() - mean).abs() < 1e-6, "{instance}: {}", lottery.objective());
        assert!(instance != "seoul_10000_300" || lottery.objective() > 0.023868, "{}", lottery.objective());
        if !folder().is_some_and(|folder| folder.join(instance).join("expected_nash.csv").exists()) {
            continue;
        }
        let (ours, expected) = (sorted(&lottery), numbers(&format!("{instance}/expected_nash.csv")));
        let worst = ours.iter().zip(&expected).map(|(ours, expected)| (ours - expected).abs()).fold(0.0, f64::max);
        assert!(worst < 3e-4, "{instance}: {worst:e}");
    }
}

/// No published numbers: the proof is the certificate, added up again from the files, beside LEXIMIN, which guards one end alone.
#[test]
fn goldilocks_guards_both_ends() {
    for (instance, size) in [
        ("couples_20_2", 2),
        ("example_small_20", 20),
        ("opendlp_monitoring_100_30", 30),
        ("sa_fixture_150_22", 22),
        ("diversimax_wide_60", 60),
        ("seoul_10000_300", 300),
    ] {
        let Some((quotas, problem)) = load_with_quotas(instance, size) else { return };
        let guarded = solved(instance, size, Method::Goldilocks).unwrap();
        let file = certificate(&guarded, &quotas, 0, 0.0);
        let file: Certificate = serde_json::from_str(&serde_json::to_string(&file).unwrap()).unwrap();
        file.check(&Table::read("panels.csv", panels_csv(&guarded).as_bytes()).unwrap()).unwrap();
        let leximin = Lottery { method: Method::Goldilocks, ..lottery(&problem, Method::Leximin, &mut unwatched).unwrap() };
        let ends = |lottery: &Lottery| [lottery.minimum(), lottery.maximum()].map(|end| float(&end));
        println!("{instance}: {:?}, LEXIMIN {:?}, {} for {}", ends(&guarded), ends(&leximin), guarded.objective(), leximin.objective());
        assert!(ends(&guarded)[1] <= ends(&leximin)[1] + 1e-9 && guarded.objective() >= leximin.objective() - 1e-9, "{instance}");
    }
}

#[test]
fn leximin_of_couples() {
    leximin_is_the_expected_one("couples_20_2");
}

#[test]
fn leximin_of_small_examples() {
    leximin_is_the_expected_one("example_small_20");
    leximin_is_the_expected_one("example_large_200");
}

#[test]
fn leximin_of_opendlp() {
    leximin_is_the_expected_one("opendlp_monitoring_100_30");
}

#[test]
fn leximin_of_the_practitioners_fixture() {
    leximin_is_the_expected_one("sa_fixture_150_22");
}

#[test]
fn leximin_where_one_fits_no_panel() {
    leximin_is_the_expected_one("diversimax_wide_60");
}

#[test]
fn leximin_of_six_features() {
    leximin_is_the_expected_one("practice_312_35");
}

#[test]
fn leximin_of_four_features() {
    leximin_is_the_expected_one("practice_825_75");
}

#[test]
fn leximin_of_a_city() {
    leximin_is_the_expected_one("seoul_10000_300");
}

#[test]
fn maximin_of_every_instance() {
    for (instance, size, _) in INSTANCES {
        minimum_is_the_expected_one(instance, size, Method::Maximin);
    }
}

/// Some minutes: `make evaluate`.
#[test]
fn the_largest_pool() {
    if std::env::var_os("MADANG_LARGEST_POOL").is_none() {
        println!("skipped: a long run of `make evaluate`");
        return;
    }
    minimum_is_the_expected_one("practice_1727_110", 110, Method::Leximin);
}

/// LEGACY promises nothing, but what it draws meets the quotas; on this pool the practitioners' library came to 0.1735 in 2,513 draws.
#[test]
fn legacy_is_less_fair_and_says_by_how_much() {
    let Some((_, problem)) = load_with_quotas("opendlp_monitoring_100_30", 30) else { return };
    let found = lottery(&problem, Method::Legacy, &mut unwatched).unwrap();
    assert!(found.panels.iter().all(|(panel, _)| problem.admits(panel)));
    let least = float(&found.minimum());
    assert!((0.15..0.20).contains(&least), "{least}");
    assert!((found.bound() - 0.296_703_296_7).abs() < 1e-9 && (found.gap() - (found.bound() - least)).abs() < 1e-12);
}
