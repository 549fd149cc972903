//! `madang panel tables` and `sample` as people run them: a list in, files out; and nothing written where something is wrong.

use std::path::PathBuf;

use crate::{Done, madang};

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let row = |at: usize| {
            format!("{},{},{},{}\n", at + 1, ["여", "여", "남"][at % 3], ["청년", "장년"][at / 3 % 2], ["가동", "나동", "다동"][at / 8])
        };
        desk.put("people.csv", &(0..24).fold("번호,성별,나이,동\n".to_owned(), |text, at| text + &row(at)));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, command: &str, file: &str, more: &[&str]) -> Done {
        let [people, out] = ["people.csv", "out"].map(|name| self.path(name).to_str().unwrap().to_owned());
        madang(&[&["panel", command, file, &people, "--id", "번호", "--seed", "1", "--out", &out], more].concat())
    }

    fn tables(&self, more: &[&str]) -> Done {
        self.run("tables", "--people", &[&["--mix", "성별,나이"], more].concat())
    }

    fn sample(&self, more: &[&str]) -> Done {
        self.run("sample", "--frame", more)
    }

    fn refused(&self, done: Done) -> String {
        assert!(done.status == 1 || done.status == 2, "{} {}", done.status, done.err);
        assert!(!self.path("out").exists());
        done.err
    }
}

#[test]
fn a_seating_is_written_to_print() {
    let desk = Desk::new();
    desk.put("apart.csv", "a,b\n1,2\n3,4\n");
    let apart = desk.path("apart.csv");
    let said = desk
        .tables(&[
            "--tables",
            "4",
            "--rounds",
            "3",
            "--apart",
            apart.to_str().unwrap(),
            "--together",
            "5:6",
            "--facilitators",
            "김,이,박,최",
        ])
        .ok();
    assert!(said.contains("24 people, 4 tables, 3 rounds") && said.contains("0 of 48 cells outside"), "{said}");
    let csv = desk.text("out/tables.csv");
    assert!(csv.starts_with("round,table,id,facilitator\n1,1,") && csv.lines().count() == 1 + 3 * 24, "{csv}");
    let table = |round: &str, id: &str| {
        let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
        lines.find(|cells| cells[0] == round && cells[2] == id).unwrap()[1].to_owned()
    };
    for round in ["1", "2", "3"] {
        assert!(table(round, "1") != table(round, "2") && table(round, "3") != table(round, "4") && table(round, "5") == table(round, "6"));
    }
    let measures: serde_json::Value = serde_json::from_str(&desk.text("out/tables.json")).unwrap();
    assert_eq!(
        (measures["cells"].as_u64(), measures["cells_outside"].as_u64(), measures["pairs_apart"].as_u64()),
        (Some(48), Some(0), Some(2))
    );
    let page = desk.text("out/tables.html");
    assert!(page.contains("lang=\"ko\"") && page.contains("3회차") && page.contains("진행 김") && !page.contains("http"), "{page}");
    desk.tables(&["--size", "6", "--rounds", "2", "--lang", "en"]).ok();
    assert!(desk.text("out/tables.html").contains("lang=\"en\""));
}

#[test]
fn a_seating_that_cannot_be_is_refused_in_both_languages() {
    let desk = Desk::new();
    let said = desk.refused(desk.tables(&["--tables", "4", "--rounds", "3", "--apart", "1:2", "--together", "1:2"]));
    assert!(said.contains("함께 앉아야 합니다") && said.contains("both apart and together"), "{said}");
    let said = desk.refused(desk.tables(&["--tables", "4", "--rounds", "3", "--mix", "직업"]));
    assert!(said.contains("people.csv") && said.contains("`직업`"), "{said}");
    assert!(desk.refused(desk.tables(&["--tables", "25", "--rounds", "3"])).contains("25 tables"));
    desk.put("people.csv", "번호,성별,나이\n");
    assert!(desk.refused(desk.tables(&["--tables", "4", "--rounds", "3"])).contains("is the file empty?"));
    desk.put("people.csv", "번호,성별,나이\n1,여,청년\n1,남,청년\n");
    assert!(desk.refused(desk.tables(&["--tables", "2", "--rounds", "1"])).contains("row 3"));
}

#[test]
fn a_sample_is_written_with_its_weights() {
    let desk = Desk::new();
    let said = desk.sample(&["--size", "6", "--strata", "성별"]).ok();
    assert!(said.starts_with("6 people drawn from 24 (stratified, 2 strata, 6 people)"), "{said}");
    let csv = desk.text("out/sample.csv");
    assert!(csv.starts_with("id,성별,inclusion_probability,design_weight\n") && csv.matches("여,0.25,4\n").count() == 4, "{csv}");
    let allocation: serde_json::Value = serde_json::from_str(&desk.text("out/allocation.json")).unwrap();
    assert_eq!(allocation["format"], "madang-sample/1");
    assert_eq!((allocation["strata"][1]["people"].as_u64(), allocation["strata"][1]["units"].as_u64()), (Some(16), Some(4)));
    // 8 people who differ three times as much as the 16 others.
    desk.put("spread.csv", "성별,spread\n남,3\n여,1\n");
    let spread = desk.path("spread.csv");
    desk.sample(&["--size", "10", "--strata", "성별", "--allocation", "neyman", "--spread", spread.to_str().unwrap()]).ok();
    let csv = desk.text("out/sample.csv");
    assert_eq!((csv.matches(",남,").count(), csv.matches(",여,").count()), (6, 4));
    desk.sample(&["--size", "4", "--clusters", "동", "--clusters-size", "2"]).ok();
    let csv = desk.text("out/sample.csv");
    assert!(csv.lines().count() == 5 && csv.lines().skip(1).all(|line| line.ends_with(",0.16666666666666666,6")), "{csv}");
}

#[test]
fn a_sample_that_cannot_be_is_refused_in_both_languages() {
    let desk = Desk::new();
    let said = desk.refused(desk.sample(&["--size", "25"]));
    assert!(said.contains("25명을 뽑을 수 없습니다") && said.contains("25 people cannot be drawn"), "{said}");
    assert!(desk.refused(desk.sample(&["--size", "5", "--strata", "시"])).contains("`시`"));
    assert!(desk.refused(desk.sample(&["--size", "5", "--allocation", "neyman"])).contains("--spread"));
    assert!(desk.refused(desk.sample(&["--size", "4", "--clusters", "성별,", "--clusters-size", "2"])).contains("성별,"));
    desk.put("people.csv", "번호,성별\n1,여\n1,남\n");
    assert!(desk.refused(desk.sample(&["--size", "1"])).contains("row 3"));
}
