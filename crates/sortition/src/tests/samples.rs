//! Samples: allocation by hand, inclusion by frequency, the draw by another program's numbers.

use std::collections::BTreeMap;

use kernel::Refusal;
use num_rational::BigRational;

use crate::sample::allocation::{Claim, allocate};
use crate::{By, Plan, Sample, Table, sample, sample_csv};

/// Sizes and standard deviations; the least.
fn shared_out(count: u64, strata: &[(u64, u64)], least: u64) -> Vec<u64> {
    let claim = |(size, spread): &(u64, u64)| Claim {
        weight: BigRational::from_integer((size * spread).into()),
        size: *size,
        least: least.min(*size),
        most: *size,
    };
    let shares = allocate(count, &strata.iter().map(claim).collect::<Vec<_>>());
    shares.into_iter().map(|(_, units)| units).collect()
}

#[test]
fn allocations_are_those_worked_by_hand() {
    let alike = [(500, 1), (300, 1), (200, 1)];
    assert_eq!(shared_out(10, &alike, 1), [5, 3, 2]);
    // 3.5, 2.1, 1.4: the largest remainder is rounded up.
    assert_eq!(shared_out(7, &alike, 1), [4, 2, 1]);
    // Neyman: 100 × 20, 200 × 10, 700 × 2 are 2000, 2000, 1400 of 5400.
    assert_eq!(shared_out(54, &[(100, 20), (200, 10), (700, 2)], 1), [20, 20, 14]);
    // 50 and 50, but the first has 10 people: the rest goes to the second.
    assert_eq!(shared_out(100, &[(10, 100), (1000, 1)], 1), [10, 90]);
    // After the first is full, 90 are shared 2 : 1.
    assert_eq!(shared_out(100, &[(10, 1000), (1000, 2), (1000, 1)], 1), [10, 60, 30]);
    // 19.8 and 0.2; the least of 1, of 2.
    assert_eq!(shared_out(20, &[(990, 1), (10, 1)], 1), [19, 1]);
    assert_eq!(shared_out(20, &[(990, 1), (10, 1)], 2), [18, 2]);
    // Equal remainders: to the earlier of equal weights.
    assert_eq!(shared_out(5, &[(10, 1), (10, 1)], 1), [3, 2]);
    // Nobody differs in the second: it gets the least, until the first is full.
    assert_eq!(shared_out(10, &[(20, 3), (20, 0)], 1), [9, 1]);
    assert_eq!(shared_out(25, &[(20, 3), (20, 0)], 1), [20, 5]);
    assert_eq!(shared_out(40, &[(20, 3), (20, 0)], 1), [20, 20]);
}

/// Strata of 12 and 8; clusters of 2, 4, 6 and of 3, 5.
fn frame() -> Table {
    Table::read("frame.csv", rows().as_bytes()).unwrap()
}

fn rows() -> String {
    let mut text = "id,구,동\n".to_owned();
    for (at, (stratum, cluster)) in [("나", "c", 6), ("가", "x", 3), ("나", "a", 2), ("나", "b", 4), ("가", "y", 5)]
        .iter()
        .flat_map(|(s, c, n)| vec![(s, c); *n])
        .enumerate()
    {
        text += &format!("q{at:02},{stratum},{cluster}\n");
    }
    text
}

fn plan<'a>(size: u64, strata: &'a [String], clusters: Option<&'a str>, take: Option<u64>, seed: &'a str) -> Plan<'a> {
    Plan { size, id: Some("id"), strata, spread: None, least: 1, clusters, take, by: None, seed }
}

/// Over many seeds everybody is drawn as often as the stated probability says, and weights add up to the frame in the mean.
fn frequencies(plan_of: impl Fn(&str) -> Result<Sample, Refusal>) {
    const SEEDS: u32 = 3_000;
    let mut times: BTreeMap<String, (u32, f64)> = BTreeMap::new();
    let mut weights = 0.0;
    for seed in 0..SEEDS {
        let drawn = plan_of(&format!("seed {seed}")).unwrap();
        for (id, probability) in drawn.people() {
            let entry = times.entry(id.to_owned()).or_insert((0, probability));
            assert_eq!(entry.1, probability, "a probability does not depend on the seed");
            entry.0 += 1;
            weights += 1.0 / probability;
        }
    }
    assert_eq!(times.len(), 20, "everybody is drawn at some time");
    for (id, (times, probability)) in &times {
        let (mean, spread) = (f64::from(SEEDS) * probability, (f64::from(SEEDS) * probability * (1.0 - probability)).sqrt());
        assert!((f64::from(*times) - mean).abs() <= 4.5 * spread, "{id}: {times} of {SEEDS}, stated {probability}");
    }
    assert!((weights / f64::from(SEEDS) - 20.0).abs() < 0.5, "{}", weights / f64::from(SEEDS));
}

#[test]
fn people_are_drawn_as_often_as_stated() {
    let (frame, strata) = (frame(), ["구".to_owned()]);
    frequencies(|seed| sample(&frame, &plan(5, &[], None, None, seed)));
    frequencies(|seed| sample(&frame, &plan(5, &strata, None, None, seed)));
    frequencies(|seed| sample(&frame, &plan(2, &[], Some("동"), None, seed)));
    frequencies(|seed| sample(&frame, &plan(4, &[], Some("동"), Some(2), seed)));
    frequencies(|seed| sample(&frame, &plan(3, &strata, Some("동"), None, seed)));
    frequencies(|seed| sample(&frame, &Plan { by: Some(By::Size), ..plan(3, &strata, Some("동"), None, seed) }));
    frequencies(|seed| sample(&frame, &Plan { by: Some(By::Equal), ..plan(6, &strata, Some("동"), Some(2), seed) }));
}

/// By size: 2 × 6 / 12 is certain for `c` (its cluster takes half the line twice), then 1 of `a` and `b` as 2 : 4.
#[test]
fn a_cluster_too_large_for_the_line_is_certain() {
    let frame = Table::read("f.csv", rows().lines().filter(|line| !line.contains('가')).collect::<Vec<_>>().join("\n").as_bytes()).unwrap();
    let drawn = sample(&frame, &Plan { by: Some(By::Size), ..plan(2, &[], Some("동"), None, "s") }).unwrap();
    let text = sample_csv(&drawn);
    assert!(text.starts_with("id,동,inclusion_probability,design_weight\n"), "{text}");
    assert_eq!(text.matches(",c,1,1\n").count(), 6, "{text}");
    assert!(text.contains(",a,0.3333333333333333,3\n") ^ text.contains(",b,0.6666666666666666,1.5\n"), "{text}");
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let text = rows();
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    lines.reverse();
    lines.rotate_left(3);
    let other = Table::read("frame.csv", format!("id,구,동\n{}", lines.join("\n")).as_bytes()).unwrap();
    let strata = ["구".to_owned()];
    for plan in [plan(7, &strata, None, None, "s"), plan(6, &strata, Some("동"), Some(2), "s"), plan(3, &[], Some("동"), None, "s")] {
        let [one, two] = [&frame(), &other].map(|frame| sample(frame, &plan).unwrap());
        assert_eq!(sample_csv(&one), sample_csv(&two));
        assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&two).unwrap());
    }
    // Without ids the same rows are drawn, whatever their numbers.
    let content = |frame: &Table| {
        let drawn = sample(frame, &Plan { id: None, ..plan(7, &strata, None, None, "s") }).unwrap();
        let rows: Vec<String> = frame.rows().map(|(_, cells)| cells.iter().collect::<Vec<_>>().join(",")).collect();
        let mut rows: Vec<String> = drawn.people().map(|(id, _)| rows[id.parse::<usize>().unwrap() - 1].clone()).collect();
        rows.sort();
        rows
    };
    assert_eq!(content(&frame()), content(&other));
}

#[test]
fn neyman_takes_more_where_people_differ() {
    let strata = ["구".to_owned()];
    let spread = |text: &str| Table::read("spread.csv", text.as_bytes()).unwrap();
    let told = |text: &str| sample(&frame(), &Plan { spread: Some(&spread(text)), ..plan(6, &strata, None, None, "s") });
    // 8 × 3 and 12 × 1: 24 to 12 of 6.
    let drawn = told("구,spread\n가,1.5\n나,0.5\n").unwrap();
    assert_eq!(drawn.strata.iter().map(|of| (of.people, of.units)).collect::<Vec<_>>(), [(8, 4), (12, 2)]);
    assert_eq!(drawn.allocation, "neyman");
    for (text, code) in [
        ("구,spread\n가,-1\n나,2\n", "sortition.sample.spread"),
        ("구,spread\n가,NaN\n나,2\n", "sortition.sample.spread"),
        ("구,spread\n가,1\n", "sortition.sample.spread-missing"),
        ("구,spread\n가,1\n나,2\n가,3\n", "sortition.sample.spread-twice"),
        ("구,sd\n가,1\n나,2\n", "file.column-missing"),
    ] {
        assert_eq!(told(text).unwrap_err().code, code, "{text}");
    }
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let (frame, strata) = (frame(), ["구".to_owned()]);
    let told = |plan: Plan<'_>| sample(&frame, &plan).unwrap_err();
    assert!(told(plan(21, &[], None, None, "s")).en.contains("21 people cannot be drawn from the frame's 20"));
    assert!(told(plan(0, &[], None, None, "s")).ko.contains("20명"));
    assert!(told(plan(1, &strata, None, None, "s")).en.contains("2 strata need at least 2"));
    assert!(told(plan(6, &[], Some("동"), None, "s")).en.contains("6 clusters cannot be drawn"));
    assert!(told(plan(5, &[], Some("동"), Some(2), "s")).en.contains("no multiple"));
    assert!(told(plan(6, &[], Some("동"), Some(3), "s")).en.contains("`a` has 2 people"));
    assert!(told(plan(6, &["동".to_owned()], Some("구"), None, "s")).en.contains("is in another stratum in row"));
    assert!(told(plan(2, &[], None, None, " ")).en.contains("seed"));
    assert!(told(plan(2, &[], None, Some(1), "s")).en.contains("--clusters"));
    assert_eq!(told(plan(2, &["시".to_owned()], None, None, "s")).code, "file.column-missing");
    let read = |text: &str| sample(&Table::read("f.csv", text.as_bytes())?, &plan(1, &strata, None, None, "s")).map(|_| ());
    assert!(read("id,구\n1,가\n1,가\n").unwrap_err().en.contains("f.csv, row 3"));
    assert!(read("id,구\n1,가\n2,\n").unwrap_err().en.contains("f.csv, row 3, column `구` is empty"));
}

/// A few lines of Python by docs/sortition.md draw the same people.
#[test]
fn a_stranger_draws_the_same_people() {
    let strata = ["구".to_owned()];
    let ids = |plan: Plan<'_>| sample(&frame(), &plan).unwrap().people().map(|(id, _)| id.to_owned()).collect::<Vec<_>>().join(" ");
    assert_eq!(ids(plan(5, &strata, None, None, "로또 1300")), "q06 q15 q01 q05 q13");
    assert_eq!(ids(plan(4, &[], Some("동"), Some(2), "로또 1300")), "q02 q04 q15 q18");
}
