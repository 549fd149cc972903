//! The textbook methods against what the reference implementations answer for the weekly counts of Salmonella Agona.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::textbook::{Counts, EarsMethod, Farrington, Table, Tested, Threshold, ears};

/// A shared file; says that it skips where there is none.
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        println!("skipped: the shared data are not here ({name})");
        return None;
    }
    Some(path)
}

/// Rows by column name.
pub(crate) fn rows(name: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let mut reader = csv::Reader::from_path(file(&format!("count-series/{name}.csv"))?).unwrap();
    let head = reader.headers().unwrap().clone();
    Some(
        reader
            .records()
            .map(|row| head.iter().zip(row.unwrap().iter()).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect())
            .collect(),
    )
}

fn agona() -> Option<Counts> {
    let bytes = std::fs::read(file("count-series/salmonella_agona_counts.csv")?).unwrap();
    Some(Counts::read(&Table::read("agona", &bytes).unwrap()).unwrap())
}

fn close(name: &str, row: &BTreeMap<String, String>, column: &str, ours: Option<f64>, zero_is_missing: bool) {
    let text = &row[column];
    let expected = if text == "NA" || zero_is_missing && text == "0" { None } else { Some(text.parse::<f64>().unwrap()) };
    match (expected, ours) {
        (None, None) => {}
        (Some(expected), Some(ours)) => {
            let off = (ours - expected).abs() / expected.abs().max(1e-12);
            assert!(off <= 1e-6 || (ours - expected).abs() < 1e-12, "{name} week {} {column}: {ours}, not {expected}", row["week"]);
        }
        (expected, ours) => panic!("{name} week {} {column}: {ours:?}, not {expected:?}", row["week"]),
    }
}

fn flexible(name: &str, method: Farrington, alarms: usize) {
    let (Some(counts), Some(rows)) = (agona(), rows(&format!("agona_farringtonFlexible_{name}"))) else { return };
    let tested = method.run(&counts.observed, 260);
    assert_eq!((rows.len(), tested.len()), (52, 52));
    for (row, Tested { expected, upperbound, score, p, phi, trend, alarm }) in rows.iter().zip(&tested) {
        close(name, row, "upperbound", upperbound.ok(), false);
        if method.threshold != Threshold::Delta {
            assert!(upperbound.is_err() || upperbound.ok().unwrap().to_string() == row["upperbound"], "whole numbers are equal");
        }
        close(name, row, "expected", expected.filter(|_| upperbound.is_ok()), false);
        close(name, row, "score", *score, false);
        close(name, row, "pvalue", *p, false);
        close(name, row, "phi", *phi, false);
        assert_eq!((u8::from(*trend).to_string(), *alarm), (row["trend"].clone(), row["alarm"] == "TRUE"), "{name} week {}", row["week"]);
    }
    assert_eq!(tested.iter().filter(|week| week.alarm).count(), alarms);
}

#[test]
fn farrington_flexible_with_the_original_parameters() {
    let method = Farrington {
        periods: 1,
        weights_threshold: 1.0,
        weeks_excluded: 3,
        trend_threshold: 0.05,
        threshold: Threshold::Delta,
        ..Farrington::flexible()
    };
    flexible("orig", method, 6);
}

#[test]
fn farrington_flexible_with_the_improved_parameters() {
    flexible("flex", Farrington::flexible(), 3);
}

#[test]
fn farrington_flexible_with_muan() {
    flexible("muan", Farrington { threshold: Threshold::Muan, ..Farrington::flexible() }, 3);
}

#[test]
fn farrington_of_1996() {
    let (Some(counts), Some(rows)) = (agona(), rows("agona_farrington1996")) else { return };
    let tested = Farrington::of_1996(4, 3, 0.01).run(&counts.observed, 260);
    assert_eq!((rows.len(), tested.len()), (52, 52));
    for (row, week) in rows.iter().zip(&tested) {
        close("1996", row, "upperbound", week.upperbound.ok(), true);
        assert_eq!(week.alarm, row["alarm"] == "1", "week {}", row["week"]);
    }
    assert_eq!(tested.iter().filter(|week| week.alarm).count(), 5);
}

#[test]
fn ears_c1_c2_c3() {
    for (name, method, alarms) in [("C1", EarsMethod::C1, 16), ("C2", EarsMethod::C2, 20), ("C3", EarsMethod::C3, 36)] {
        let (Some(counts), Some(rows)) = (agona(), rows(&format!("agona_ears_{name}"))) else { return };
        let weeks = ears(&counts.observed, method, 7, method.alpha(), 19).unwrap();
        assert_eq!((rows.len(), weeks.len()), (293, 293));
        for (row, week) in rows.iter().zip(&weeks) {
            close(name, row, "upperbound", week.upperbound.ok(), false);
            assert_eq!(week.alarm, row["alarm"] == "TRUE", "{name} week {}", row["week"]);
        }
        assert_eq!(weeks.iter().filter(|week| week.alarm).count(), alarms);
    }
}
