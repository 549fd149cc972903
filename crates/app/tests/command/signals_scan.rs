//! `madang signals scan`, from a file of complaints to alerts, evidence, calibration and a page; in one run or in two.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::{Done, madang};

fn scan(complaints: &Path, out: &Path, more: &[&str]) -> Done {
    let [complaints, out] = [complaints, out].map(|path| path.to_str().unwrap());
    madang(&[&["signals", "scan", "--complaints", complaints, "--budget", "1/month", "--out", out], more].concat())
}

fn stream(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("stream.csv");
    let period = ["--from", "2021-01-01", "--to", "2021-02-28", "--complaints", "20000", "--conflicts", "2", "--seed", "17"];
    madang(&[&["signals", "generate"], &period[..], &["--out", path.to_str().unwrap()]].concat()).ok();
    path
}

#[test]
fn alerts_evidence_calibration_and_page_are_written_in_one_run_or_in_two() {
    let folder = tempfile::tempdir().unwrap();
    let (all, [once, twice]) = (stream(folder.path()), ["once", "twice"].map(|name| folder.path().join(name)));
    assert!(scan(&all, &once, &[]).ok().contains("20000 complaints"));
    let text = |name: &str| fs::read_to_string(once.join(name)).unwrap();
    assert!(text("alerts.csv").starts_with("alert,opened_on,closed_on,area,terms,observed,expected,recurrence_days,rank\n"));
    assert!(text("evidence.csv").starts_with("alert,id\n"));
    let records = |text: &str| csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect::<Vec<_>>();
    let [alerts, evidence, complaints] =
        [text("alerts.csv"), text("evidence.csv"), fs::read_to_string(&all).unwrap()].map(|text| records(&text));
    assert!(!alerts.is_empty());
    let column = |records: &[csv::StringRecord], at: usize| records.iter().map(|row| row[at].to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(column(&alerts, 0), column(&evidence, 0), "every alert has evidence");
    assert!(column(&evidence, 1).is_subset(&column(&complaints, 0)), "evidence is of the file");
    serde_json::from_str::<serde_json::Value>(&text("calibration.json")).unwrap();
    assert!(text("report.html").contains("갈등 신호") && !text("report.html").contains("<script"));
    // The same in two parts, the first broken off in the middle of a day.
    let lines = fs::read_to_string(&all).unwrap();
    let (head, rest) = lines.split_once('\n').unwrap();
    let cut = rest.match_indices('\n').nth(13_333).unwrap().0 + 1;
    let [first, second, state] = ["first.csv", "second.csv", "state"].map(|name| folder.path().join(name));
    fs::write(&first, format!("{head}\n{}", &rest[..cut])).unwrap();
    fs::write(&second, format!("{head}\n{}", &rest[cut..])).unwrap();
    for part in [&first, &second] {
        scan(part, &twice, &["--state", state.to_str().unwrap()]).ok();
    }
    for name in ["alerts.csv", "evidence.csv"] {
        assert_eq!(fs::read_to_string(twice.join(name)).unwrap(), text(name), "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let [file, out, state] = ["complaints.csv", "out", "state"].map(|name| folder.path().join(name));
    for (text, more, says) in [
        ("when,what\n2021-01-01,소음\n", vec![], "received_on"),
        ("received_on,title\n2021-01-01,소음\n", vec!["--map", "title=없는열"], "없는열"),
        ("received_on,title\n2021-01-01,소음\n", vec!["--state", state.to_str().unwrap()], "state"),
    ] {
        fs::write(&file, text).unwrap();
        fs::write(&state, b"cut short").unwrap();
        let done = scan(&file, &out, &more);
        assert_eq!(done.status, 1, "{}{}", done.out, done.err);
        assert!(done.err.contains(says) && !out.exists(), "{says}: {}", done.err);
    }
    let budget = madang(&["signals", "scan", "--complaints", "a.csv", "--out", "out", "--budget", "-1/month"]);
    assert!(budget.status != 0 && budget.err.contains("the budget `-1/month` cannot be read"), "{}", budget.err);
}

#[test]
fn nothing_is_written_over_what_is_read_or_where_it_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("out/report.html")).unwrap();
    let text = "received_on,title\n2021-01-01,소음\n";
    fs::write(at("alerts.csv"), text).unwrap();
    let state = |name: &str| vec!["--state".to_owned(), at(name).to_str().unwrap().to_owned()];
    for (out, more, says) in [
        ("", vec![], "a file that is read"),
        ("alerts.csv", vec![], "is a file: give a folder"),
        ("out", vec![], "is a folder"),
        ("new", state("alerts.csv"), "a file that is read"),
        ("new", state("nowhere/state"), "of --state is not there"),
        ("new", state("new/evidence.csv"), "two outputs"),
    ] {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let done = scan(&at("alerts.csv"), &at(out), &more);
        assert!(done.status == 1 && done.err.contains(says), "{out} {more:?}: {}{}", done.out, done.err);
        assert_eq!(fs::read_to_string(at("alerts.csv")).unwrap(), text);
    }
    let done = scan(&at("alerts.csv"), &at("new"), &state("new/state").iter().map(String::as_str).collect::<Vec<_>>());
    assert!(done.ok().contains("1 complaints") && at("new/state").exists());
    assert_eq!(fs::read_dir(at("new")).unwrap().count(), 5, "no .part is left");
    // The same file again.
    let again = scan(&at("alerts.csv"), &at("new"), &[]);
    assert!(!again.ok().contains("warning"));
    fs::write(at("twice.csv"), "id,received_on,title\n1,2021-01-01,소음\n1,2021-01-02,먼지\n1,2021-01-03,악취\n").unwrap();
    assert!(scan(&at("twice.csv"), &at("new"), &[]).ok().contains("warning: 2 of 3 rows were left out"));
}
