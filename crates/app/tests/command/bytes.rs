//! The same question gives the same bytes: on both engines, and again.

use crate::*;

const QUESTIONS: [(&str, &str); 4] =
    [("2021-04-21", ""), ("2021-05-03", ""), ("2021-04-21", "2021-03-31T18:00"), ("2021-05-03", "2021-04-08T00:00")];

fn answers(db: &TestDb) -> Vec<(String, String)> {
    let mut answers = Vec::new();
    for (day, known) in QUESTIONS {
        let known: &[&str] = if known.is_empty() { &[] } else { &["--known", known] };
        let mut ask = |args: &[&str]| {
            let all: Vec<&str> = args.iter().chain(&["--as-of", day]).chain(known).copied().collect();
            answers.push((all.join(" "), on(db, &all).ok()));
        };
        for format in ["json", "md", "html"] {
            ask(&["report", "render", "work-report-2021", "--format", format]);
        }
        ask(&["report", "render", "execution-2021", "--format", "json", "--lang", "en"]);
        ask(&["figures", "--format", "json"]);
        ask(&["figures"]);
        for key in ["execution.disbursed.bureau", "staff.current.bureau", "execution.rate.sharing"] {
            ask(&["evidence", key, "--format", "json"]);
        }
    }
    answers
}

#[test]
fn both_engines_give_the_same_bytes_and_give_them_again() {
    let (sqlite, postgres) = (TestDb::sqlite(SCHEMAS), TestDb::postgres(SCHEMAS));
    seoul(&sqlite);
    seoul(&postgres);
    let first = answers(&sqlite);
    for ((question, one), (_, other)) in first.iter().zip(answers(&postgres)) {
        assert!(*one == other, "{question}: the engines differ");
    }
    for ((question, one), (_, other)) in first.iter().zip(answers(&sqlite)) {
        assert!(*one == other, "{question}: asked again, it answers otherwise");
    }
    let reports: Vec<&String> =
        first.iter().filter(|(question, _)| question.contains("work-report-2021 --format json")).map(|(_, answer)| answer).collect();
    for (at, one) in reports.iter().enumerate() {
        assert!(reports.iter().skip(at + 1).all(|other| other != one), "two questions have one answer");
    }
}

#[test]
fn all_evidence_folds_to_its_figure_on_both_engines() {
    for db in [TestDb::sqlite(SCHEMAS), TestDb::postgres(SCHEMAS)] {
        small(&db);
        for row in csv::Reader::from_reader(on(&db, &["figures", "--as-of", "2021-03-31"]).ok().as_bytes()).records() {
            let row = row.unwrap();
            let evidence = on(&db, &["evidence", &row[0], "--as-of", "2021-03-31", "--format", "json"]).ok();
            let evidence: serde_json::Value = serde_json::from_str(&evidence).unwrap();
            assert_eq!(evidence["exact"].as_str().unwrap_or_default(), &row[1], "{}", &row[0]);
            if evidence["source"] == "record" {
                assert_eq!(evidence["rows"].as_array().unwrap().len() as i64, evidence["row_count"].as_i64().unwrap());
            }
        }
    }
}

#[test]
fn a_report_is_a_file_for_paper_and_the_same_one_again() {
    let db = TestDb::sqlite(SCHEMAS);
    seoul(&db);
    let folder = tempfile::tempdir().unwrap();
    let file = |format: &str| {
        let path = folder.path().join(format!("report.{format}"));
        let name = path.to_str().unwrap();
        on(&db, &["report", "render", "work-report-2021", "--as-of", "2021-04-21", "--format", format, "--out", name]).ok();
        std::fs::read(&path).unwrap()
    };
    for (format, begin) in [("pdf", b"%PDF-1.7".as_slice()), ("hwpx", b"PK\x03\x04")] {
        let one = file(format);
        assert!(one.starts_with(begin), "{format} is something else");
        assert!(one == file(format), "two files of one report differ: {format}");
    }
}
