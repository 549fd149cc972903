//! Another city: Kestrel Bay, invented, with other words for its units, cents, a fiscal year from July that is named after the year it ends
//! in, its own time and English first, prints its own reports with its own figures; no Rust knows it.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use store::each_engine;

use crate::*;

fn kestrel_bay(db: &TestDb) {
    let pack = root().join("packs/kestrel-bay");
    on(db, &["init", "--demonstration", "--pack", pack.to_str().unwrap()]).ok();
}

fn report(db: &TestDb, name: &str, args: &[&str]) -> serde_json::Value {
    let mut all = vec!["report", "render", name, "--as-of", "2022-04-12", "--format", "json"];
    all.extend(args);
    serde_json::from_str(&on(db, &all).ok()).unwrap()
}

/// What a report prints: key, number, unit, day and where it comes from, in the order of keys; a figure that it prints twice alike stands once.
fn printed(report: &serde_json::Value) -> Vec<[String; 5]> {
    let text = |figure: &serde_json::Value, name: &str| figure[name].as_str().unwrap_or_default().to_owned();
    let of = |figure: &serde_json::Value| ["key", "shown", "shown_unit", "as_of", "source"].map(|name| text(figure, name));
    let mut all: Vec<[String; 5]> = report["figures"].as_array().unwrap().iter().map(of).collect();
    all.sort();
    all.dedup();
    all
}

/// What tests/seed/kestrel-bay.py counted.
fn expected(report: &str, known: &str) -> Vec<[String; 5]> {
    let list = seed_file("kestrel-bay.csv");
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let rows = rows.records().map(Result::unwrap).filter(|row| &row[0] == report && &row[1] == known);
    let mut all: Vec<[String; 5]> = rows.map(|row| [2, 3, 4, 5, 6].map(|at| row[at].to_owned())).collect();
    all.sort();
    all
}

each_engine! { SCHEMAS;
    fn its_reports_print_its_own_figures(db) {
        kestrel_bay(db);
        let mut compared = 0;
        for (name, known) in [("quarterly-review", ""), ("outturn", ""), ("outturn", "2022-03-31")] {
            let args = if known.is_empty() { vec![] } else { vec!["--known", known] };
            let (english, expected) = (printed(&report(db, name, &args)), expected(name, known));
            assert_eq!(english, expected, "{name} known {known}");
            assert_eq!(printed(&report(db, name, &[args, vec!["--lang", "ko"]].concat())), expected, "{name} in Korean");
            compared += expected.len();
        }
        assert_eq!(compared, 156);
        println!("{compared} figures of Kestrel Bay equal the list counted apart");
        on(db, &["verify"]).ok();
    }

    fn its_facts_are_written_in_each_language(db) {
        kestrel_bay(db);
        let facts = |lang: &str| -> BTreeMap<String, String> {
            let report = report(db, "quarterly-review", &["--lang", lang]);
            let text = |fact: &serde_json::Value, name: &str| fact[name].as_str().unwrap_or_default().to_owned();
            report["facts"].as_array().unwrap().iter().map(|fact| (text(fact, "key"), text(fact, "shown"))).collect()
        };
        let (english, korean) = (facts("en"), facts("ko"));
        for (key, en, ko) in [
            ("report.basis", "31 March 2022", "’22. 3. 31."), ("ferry.second-boat", "from May 2022", "’22. 5.~"),
            ("ferry.landing-call", "18 April – 6 May 2022", "’22. 4. 18.~5. 6."), ("lights.wards", "October 2021–March 2022", "’21. 10.~’22. 3."),
            ("dawn.opened", "1 November 2021", "’21. 11. 1."), ("dawn.season", "1 November 2021 – 15 April 2022", "’21. 11. 1.~’22. 4. 15."),
            ("tools.keeper", "Sharp & Daughters Co-operative", "Sharp & Daughters Co-operative"),
        ] {
            assert_eq!((english[key].as_str(), korean[key].as_str()), (en, ko), "{key}");
        }
        assert_eq!(english.len(), 7);
    }

    fn an_evening_there_is_another_day_elsewhere(db) {
        kestrel_bay(db);
        // Entered at 22:40 on 31 March, which is 1 April by Greenwich: known on the evening of the 31st, not an hour before.
        let sum = |known: &str| {
            let args = ["evidence", "outturn.paid.dawn-clinic", "--as-of", "2022-03-31", "--format", "json", "--known", known];
            serde_json::from_str::<serde_json::Value>(&on(db, &args).ok()).unwrap()["sum"].as_i64().unwrap()
        };
        assert_eq!(sum("2022-03-31") - sum("2022-03-31T21:40"), 123_456);
        // One o'clock comes twice on 7 November 2021; a question about it says which.
        let asked = |known: &str| on(db, &["figures", "--as-of", "2021-11-30", "--known", known]);
        assert_eq!((asked("2021-11-07T01:30:00").status, asked("2021-11-07T01:30:00-03:30").status), (1, 0));
    }
}

#[test]
fn it_starts_empty_and_english_comes_first() {
    let db = &TestDb::sqlite(SCHEMAS);
    let pack = root().join("packs/kestrel-bay");
    let said = on(db, &["init", "--pack", pack.to_str().unwrap()]).ok();
    assert!(said.contains("the record of Kestrel Bay Directorate of Civic Invention"), "{said}");
    let report = on(db, &["report", "render", "outturn", "--as-of", "2022-04-12", "--format", "md"]).ok();
    assert!(report.starts_with("# Outturn\n") && report.contains("| **Directorate of Civic Invention** | **0.00** |"), "{report}");
    assert_eq!(on(db, &["report", "list"]).ok(), "outturn\ten,ko\nquarterly-review\ten,ko\n");
    on(db, &["verify"]).ok();
}

/// A server of the real binary, ended with the test.
struct Server(Child, String);

impl Server {
    fn of(db: &TestDb) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_madang"))
            .args(["serve", "--port", "0", "--database", &db.url])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        Self(child, address)
    }

    fn get(&self, path: &str, headers: &str) -> String {
        let mut stream = std::net::TcpStream::connect(&self.1).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.1).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn its_pages_speak_its_language_and_count_in_its_money() {
    let db = &TestDb::sqlite(SCHEMAS);
    kestrel_bay(db);
    let server = Server::of(db);
    for path in [
        "/",
        "/reports",
        "/reports/quarterly-review",
        "/execution",
        "/figures",
        "/typed",
        "/record",
        "/figures/outturn.paid.civic?day=2022-03-31",
    ] {
        let page = server.get(path, "");
        assert!(page.contains("<html lang=\"en\">"), "{path} is not in English");
        for foreign in ["Seoul", "서울", "won)", "천원", "원)", "execution-2021"] {
            assert!(!page.contains(foreign), "{path} holds `{foreign}`");
        }
        assert!(server.get(path, "Accept-Language: ko\r\n").contains("<html lang=\"ko\">"), "{path} in Korean");
    }
    let outturn = server.get("/execution?day=2022-04-12", "");
    assert!(outturn.contains("<h1>Outturn</h1>") && outturn.contains("2,502,146.03"), "{outturn}");
    let evidence = server.get("/figures/outturn.paid.dawn-clinic?day=2022-03-31", "");
    assert!(evidence.contains("Amount (€)") && evidence.contains("1,234.56") && evidence.contains("345,019.71"), "{evidence}");
}

#[test]
fn no_source_knows_a_city_s_words() {
    for (name, text) in crate::tidy::all_sources().iter().filter(|(name, _)| name.contains("/src/") && !name.contains("/tests")) {
        for word in ["kestrel", "outturn", "St_Johns", "\"execution-", "starts_with(\"execution", "\"EUR\"", "\"KRW\""] {
            assert!(!text.contains(word), "{name} holds {word}: what a city says is data of its pack");
        }
    }
}
