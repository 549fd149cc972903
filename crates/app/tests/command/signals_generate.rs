//! `madang signals generate`: files as documented, the same bytes for the same seed, and sentences for what cannot be made.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{Done, madang};

fn generate(out: &Path, complaints: &str, to: &str, conflicts: &str) -> Done {
    let out = out.to_str().unwrap();
    let period = ["--from", "2021-01-01", "--to", to];
    let rest = ["--complaints", complaints, "--conflicts", conflicts, "--seed", "17", "--out", out];
    madang(&[&["signals", "generate"], &period[..], &rest[..]].concat())
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(path).unwrap().records().map(Result::unwrap).collect()
}

#[test]
fn writes_a_stream_and_the_truth_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let [one, again] = ["one.csv", "again.csv"].map(|name| folder.path().join(name));
    assert!(generate(&one, "4000", "2021-02-28", "2").ok().contains("4000 complaints"));
    generate(&again, "4000", "2021-02-28", "2").ok();
    for name in ["csv", "truth.csv", "conflicts.csv", "campaigns.csv"] {
        assert_eq!(fs::read(one.with_extension(name)).unwrap(), fs::read(again.with_extension(name)).unwrap(), "{name}");
    }
    let head = fs::read_to_string(&one).unwrap().lines().next().unwrap().to_owned();
    assert_eq!(head, "id,received_on,category,title,text,area,lat,lon,submitter");
    let stream = rows(&one);
    assert_eq!(stream.len(), 4000);
    let ids: BTreeSet<&str> = stream.iter().map(|row| &row[0]).collect();
    let truth = rows(&one.with_extension("truth.csv"));
    let conflicts = rows(&one.with_extension("conflicts.csv"));
    assert_eq!((ids.len(), conflicts.len()), (4000, 2));
    assert!(truth.iter().all(|row| ids.contains(&row[1])));
    let counted: usize = conflicts.iter().map(|row| row[6].parse::<usize>().unwrap()).sum();
    assert_eq!(counted, truth.len());
    assert!(conflicts.iter().all(|row| row[3] >= *"2021-01-29" && row[3] <= row[4] && row[4] <= row[5] && row[5] <= *"2021-02-28"));
}

#[test]
fn a_stream_without_conflicts_has_an_empty_truth() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("calm.csv");
    generate(&out, "50", "2021-01-07", "0").ok();
    assert_eq!(rows(&out).len(), 50);
    assert_eq!(fs::read_to_string(out.with_extension("truth.csv")).unwrap(), "conflict,id\n");
}

#[test]
fn says_what_cannot_be_made_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("none.csv");
    for (complaints, to, conflicts, ko, en) in [
        ("4000", "2020-12-31", "2", "앞섭니다", "is before the first"),
        ("4000", "2021-01-20", "2", "자리가 없습니다", "no room for a conflict"),
        ("40", "2021-02-28", "2", "부족합니다", "too many for a stream of 40"),
    ] {
        let done = generate(&out, complaints, to, conflicts);
        assert_eq!(done.status, 1);
        assert!(done.err.contains(ko) && done.err.contains(en), "{}", done.err);
        assert!(!out.exists());
    }
}
