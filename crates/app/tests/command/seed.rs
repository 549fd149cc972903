//! Seoul's report of 2021, printed from its own record, beside the seed's 182 numbers.

use std::collections::BTreeMap;

use store::each_engine;

use crate::*;

/// A number with its unit, in smallest parts: two are equal where they mean the same amount.
fn amount(number: &str, unit: &str) -> (i128, u32) {
    let factor = match unit {
        "천원" => 1_000,
        "백만원" => 1_000_000,
        "천만원" => 10_000_000,
        "억원" => 100_000_000,
        _ => 1,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
    // All numbers of the seed have at most one decimal.
    (digits * factor * if fraction.is_empty() { 10 } else { 1 }, 1)
}

fn comes_from_the_record(key: &str) -> bool {
    ["org.", "staff.", "budget.", "execution.", "park.budget"].iter().any(|start| key.starts_with(start))
}

fn report(db: &TestDb, args: &[&str]) -> serde_json::Value {
    let mut all = vec!["report", "render", "work-report-2021", "--format", "json"];
    all.extend(args);
    serde_json::from_str(&on(db, &all).ok()).unwrap()
}

fn text<'v>(value: &'v serde_json::Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

each_engine! { SCHEMAS;
    fn the_report_prints_the_seed_s_182_numbers(db) {
        let figures = seed_file("figures.csv");
        seoul(db);
        let report = report(db, &["--as-of", "2021-04-21"]);
        let mut shown: BTreeMap<&str, Vec<&serde_json::Value>> = BTreeMap::new();
        for figure in report["figures"].as_array().unwrap() {
            shown.entry(text(figure, "key")).or_default().push(figure);
        }
        let (mut equal, mut from_record) = (0, 0);
        for row in csv::Reader::from_reader(figures.as_bytes()).records() {
            let row = row.unwrap();
            let (key, unit, value, as_of) = (&row[0], &row[2], &row[3], &row[4]);
            let references = shown.remove(key).unwrap_or_else(|| panic!("the report does not print {key}"));
            for figure in references {
                assert_eq!(amount(text(figure, "shown"), text(figure, "shown_unit")), amount(value, unit), "{key}: {figure}");
                assert_eq!(text(figure, "as_of"), as_of, "{key}");
                assert_eq!(text(figure, "source") == "typed", !comes_from_the_record(key), "{key}");
            }
            equal += 1;
            from_record += i32::from(comes_from_the_record(key));
        }
        assert_eq!((equal, from_record, shown.len()), (182, 149, 0));
        println!("{equal} keys equal, {from_record} of them from the record");
    }

    fn every_figure_from_the_record_is_the_seed_s_at_its_own_precision(db) {
        let figures = seed_file("figures.csv");
        seoul(db);
        let printed = on(db, &["figures", "--as-of", "2021-03-31"]).ok();
        let mut exact: BTreeMap<String, String> = BTreeMap::new();
        for row in csv::Reader::from_reader(printed.as_bytes()).records() {
            let row = row.unwrap();
            exact.insert(row[0].to_owned(), row[1].to_owned());
        }
        let mut compared = 0;
        for row in csv::Reader::from_reader(figures.as_bytes()).records() {
            let row = row.unwrap();
            let (key, value) = (&row[0], &row[3]);
            if !comes_from_the_record(key) {
                assert!(!exact.contains_key(key), "{key} is typed");
                continue;
            }
            compared += 1;
            // The budget table alone rounds to its total (679 for 679.549) and derives from what it shows.
            if key.starts_with("budget.") {
                continue;
            }
            let places = u32::from(value.contains('.'));
            let found: kernel::Exact = exact[key].parse().unwrap();
            assert_eq!(found.decimal(places), value, "{key}");
        }
        assert_eq!((compared, exact.len()), (149, 149));
    }

    fn facts_are_the_seed_s_days_and_windows(db) {
        let facts = seed_file("facts.csv");
        seoul(db);
        let report = report(db, &["--as-of", "2021-04-21"]);
        let printed: BTreeMap<&str, &str> = report["facts"].as_array().unwrap().iter().map(|fact| (text(fact, "key"), text(fact, "shown"))).collect();
        let squeeze = |text: &str| text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>();
        let mut compared = 0;
        for row in csv::Reader::from_reader(facts.as_bytes()).records() {
            let row = row.unwrap();
            let shown = printed.get(&row[0]).unwrap_or_else(|| panic!("the report does not print the fact {}", &row[0]));
            if &row[2] == "name" {
                assert_eq!(shown, &&row[3], "{}", &row[0]);
            } else {
                // The seed writes the same digits among its own words and dashes.
                assert!(squeeze(&row[6]).contains(squeeze(shown).trim_matches('.')), "{}: {} in {}", &row[0], shown, &row[6]);
            }
            compared += 1;
        }
        assert_eq!(compared, 34);
    }

    fn the_record_opens_the_walk_s_correction(db) {
        seoul(db);
        let key = "execution.disbursed.park-operation";
        let value = |known: &str| {
            let mut args = vec!["evidence", key, "--as-of", "2021-03-31", "--format", "json"];
            args.extend(if known.is_empty() { vec![] } else { vec!["--known", known] });
            let evidence: serde_json::Value = serde_json::from_str(&on(db, &args).ok()).unwrap();
            (text(&evidence, "exact").to_owned(), evidence["rows"].as_array().unwrap().len(), evidence["sum"].as_i64().unwrap())
        };
        assert_eq!(value("2021-03-31T18:00"), ("1317840".to_owned(), 6, 1_317_840_000));
        assert_eq!(value(""), ("1312840".to_owned(), 8, 1_312_840_000));
    }
}

#[test]
fn both_languages_print_the_same_figures() {
    let db = &TestDb::sqlite(SCHEMAS);
    seoul(db);
    let figures = |lang: &str| -> Vec<String> {
        let report = report(db, &["--as-of", "2021-04-21", "--lang", lang]);
        let of = |figure: &serde_json::Value| format!("{} {} {}", text(figure, "key"), text(figure, "shown"), text(figure, "shown_unit"));
        let mut figures: Vec<String> = report["figures"].as_array().unwrap().iter().map(of).collect();
        figures.sort();
        figures
    };
    assert_eq!(figures("ko"), figures("en"));
}

#[test]
fn every_line_with_enough_money_has_six_commitments_and_six_disbursements() {
    let db = &TestDb::sqlite(SCHEMAS);
    seoul(db);
    let mut read = db.db.read().unwrap();
    let sql = "SELECT b.line, (SELECT COUNT(*) FROM ledger_entry e WHERE e.line = b.line AND e.kind = 'commit' AND e.commitment = e.id),
        (SELECT COUNT(*) FROM ledger_entry e WHERE e.line = b.line AND e.kind = 'disburse' AND e.reverses IS NULL) FROM ledger_balance b";
    let rows = read.rows(sql, &[]).unwrap();
    assert_eq!(rows.len(), 40);
    for row in rows {
        assert!(row.int(1).unwrap() >= 6 && row.int(2).unwrap() >= 6, "{row:?}");
    }
}
