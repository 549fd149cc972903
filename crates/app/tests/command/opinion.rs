//! `madang opinion groups`, from files to files.

use std::fs;
use std::path::Path;

use crate::{madang, root};

/// Two camps of twelve on ten statements; each person strays once, and the last sees two statements only.
fn camps() -> String {
    let mut text = String::from("participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2,3,4,5,6,7,8,9\n");
    for person in 0..24 {
        let cells: Vec<&str> = (0..10).map(|at| if (at % 2 == person % 2) == (at == person % 10) { "-1" } else { "1" }).collect();
        text.push_str(&format!("p{person},,,,,,,{}\n", cells.join(",")));
    }
    text.push_str("p24,,,,,,,1,,,,,,,,,0\n");
    text
}

fn groups(folder: &Path, votes: &str, more: &[&str]) -> (crate::Done, std::path::PathBuf) {
    let (file, out) = (folder.join("participants-votes.csv"), folder.join("map"));
    fs::write(&file, votes).unwrap();
    let mut arguments = vec!["opinion", "groups", "--votes", file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    arguments.extend(more);
    (madang(&arguments), out)
}

fn column(csv: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let at = reader.headers().unwrap().iter().position(|column| column == name).unwrap();
    reader.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

#[test]
fn four_files_come_out() {
    let folder = tempfile::tempdir().unwrap();
    let comments = folder.path().join("comments.csv");
    fs::write(&comments, "comment-id,moderated,comment-body\n3,1,공원을 밤에도 열자\n77,0,아무도 보지 않은 의견\n").unwrap();
    let (done, out) = groups(folder.path(), &camps(), &["--comments", comments.to_str().unwrap()]);
    let said = done.ok();
    assert!(said.contains("24 placed in 2 groups (12, 12)"), "{said}");
    let people = fs::read_to_string(out.join("participants.csv")).unwrap();
    assert!(people.starts_with("participant,x,y,group\np0,"));
    let group = column(&people, "group");
    assert!((0..24).all(|person| group[person] == group[person % 2] && !group[person].is_empty()));
    assert_eq!((group[24].as_str(), group[0] == group[1]), ("", false));
    let statements = fs::read_to_string(out.join("statements.csv")).unwrap();
    assert_eq!(column(&statements, "statement_id"), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "77"]);
    assert_eq!(column(&statements, "text")[3], "공원을 밤에도 열자");
    let summary: serde_json::Value = serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["number_of_groups"], 2);
    assert_eq!(summary["unplaced"][0], "p24");
    let page = fs::read_to_string(out.join("map.html")).unwrap();
    assert!(page.contains("의견 모둠 2개") && page.contains("2 opinion groups") && !page.contains("<script"));
}

#[test]
fn rows_in_another_order_give_the_same_groups() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let text = camps();
    let (head, rows) = text.split_once('\n').unwrap();
    let mut turned: Vec<&str> = rows.lines().collect();
    turned.reverse();
    let lines = |votes: &str, folder: &Path| {
        let (done, out) = groups(folder, votes, &[]);
        done.ok();
        let mut lines: Vec<String> = fs::read_to_string(out.join("participants.csv")).unwrap().lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&text, one.path()), lines(&format!("{head}\n{}\n", turned.join("\n")), two.path()));
}

#[test]
fn what_cannot_be_is_refused_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |votes: &str, more: &[&str], words: &[&str]| {
        let (done, out) = groups(folder.path(), votes, more);
        assert_eq!(done.status, 1);
        assert!(words.iter().all(|word| done.err.contains(word)), "{}", done.err);
        assert!(!out.exists());
    };
    refused("participant,0\n1,7\n", &[], &["2째 줄", "line 2, statement 0: `7` is no vote"]);
    refused(&camps(), &["--groups", "1"], &["from 2 to 12"]);
    refused("participant,0\n1,1\n2,1\n", &["--groups", "2"], &["cannot make 2 groups"]);
    refused("participant,0\n1,1\n", &["--comments", "/nowhere/comments.csv"], &["cannot open"]);
}

#[test]
fn shared_conversations_go_through() {
    let shared = root().join("../shared/data/polis/london.youth.policing");
    if !shared.exists() {
        println!("skipped: the shared data are not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| shared.join(name).to_string_lossy().into_owned();
    let comments = path("comments.csv");
    let votes = fs::read_to_string(path("participants-votes.csv")).unwrap();
    let (done, out) = groups(folder.path(), &votes, &["--comments", &comments, "--groups", "3"]);
    done.ok();
    let group = column(&fs::read_to_string(out.join("participants.csv")).unwrap(), "group");
    assert_eq!((group.len(), group.iter().filter(|group| !group.is_empty()).count()), (26, 24));
}
