use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::{Row, Set, each_engine};

use super::model::{Model, command};
use super::*;

const SUMS: &str = "fiscal_year, line, unit, programme, kind, carryover";

fn set(name: &str) -> &'static Set {
    SETS.iter().find(|set| set.name == name).unwrap()
}

/// The sums by every dimension, from the rows or from the totals.
fn sums(book: &Book, query: &str, entries: &str, on: &str, known: Seq, from: &str) -> Vec<Row> {
    let sql =
        format!("SELECT {SUMS}, CAST(SUM(amount) AS BIGINT), CAST({entries} AS BIGINT) FROM ({query}) s GROUP BY {SUMS} ORDER BY {SUMS}");
    book.db.db.read().unwrap().rows(&sql, &[day(on).into(), known.into(), day(from).into()]).unwrap()
}

/// The totals are the rows summed; gives the number of groups.
fn agree(book: &Book, on: &str, known: Seq, from: &str) -> usize {
    let entries = set("ledger.entries");
    let rows = sums(book, entries.rows, "COUNT(*)", on, known, from);
    assert_eq!(sums(book, entries.totals.unwrap(), "SUM(entries)", on, known, from), rows, "{on} {known} {from}");
    rows.len()
}

/// Lets the record go on at a number: an event far ahead stands for all that lie between. The chain is broken, the sets do not look at it.
fn jump(book: &Book, to: i64) {
    book.db.tamper(&format!(
        "INSERT INTO event SELECT {to}, tx, room, act, version, subject, actor, policy, day, recorded + 1, NULL, NULL, NULL,
           'jump-{to}', body, '[]', prev, hash FROM event ORDER BY seq DESC LIMIT 1"
    ));
}

/// A ledger of some hundred random entries, over the eras 0, 1 and 3, with a closing that carries over.
fn random_ledger(db: &TestDb) -> (Book<'_>, TestRunner) {
    let book = Book::new(db);
    let mut runner = TestRunner::deterministic();
    let mut model = Model::default();
    let mut play = |name: &str, count: usize| {
        let mut tx = db.db.write(&db.origin()).unwrap();
        for at in 0..count {
            let command = command().new_tree(&mut runner).unwrap().current();
            model.step(&mut tx, &format!("{name}-{at}"), &command).unwrap();
        }
        tx.commit().unwrap();
    };
    book.appropriate("2020/park", 1_000, "2020-01-01").unwrap();
    let held = book.commit("2020/park", 500, "2020-03-01").unwrap();
    play("a", 200);
    jump(&book, 16_380);
    play("b", 200);
    book.disburse(&held, 20, "2020-12-30").unwrap();
    jump(&book, 3 * 16_384 - 3);
    play("c", 200);
    (book, runner)
}

each_engine! { SCHEMAS;
    fn totals_are_their_rows_summed_for_any_day_and_any_place_in_the_record(db) {
        let (book, mut runner) = random_ledger(db);
        let head = book.head();
        assert!(head.0 > 3 * 16_384);
        let entries = db.db.read().unwrap().row("SELECT COUNT(*) FROM ledger_entry", &[]).unwrap().unwrap().int(0).unwrap();
        assert!(entries > 200, "{entries}");
        // Places in the middle of each era, on both sides of each border, and before and after everything.
        let known = prop_oneof![
            0_i64..250,
            16_370_i64..16_600,
            Just(16_383_i64),
            Just(16_384),
            Just(32_768),
            (3 * 16_384_i64 - 5)..head.0,
            Just(i64::MAX)
        ];
        let days = (known, -400_i32..400, -400_i32..400);
        let mut groups = 0;
        for _ in 0..150 {
            let (known, on, from) = days.new_tree(&mut runner).unwrap().current();
            let at = |days| day("2021-01-01").plus_days(days).to_string();
            groups += agree(&book, &at(on), Seq(known), &at(from));
        }
        assert!(groups > 300, "{groups}");
        assert!(agree(&book, "2021-12-31", head, "0001-01-01") >= 14);
    }

    fn carried_money_is_told_apart_by_its_kind(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 1_000, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 500, "2020-03-01").unwrap();
        let before = book.head();
        book.close_year(2020, &[(&held, 300)]).unwrap();
        let carried = |known| {
            let rows = sums(&book, set("ledger.entries").totals.unwrap(), "SUM(entries)", "2021-01-01", known, "2021-01-01");
            rows.iter().map(|row| [row.value(0), row.value(5), row.value(6)].map(Value::show).join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(carried(book.head()), ["2021 unforeseen 300"]);
        assert!(carried(before).is_empty());
        assert_eq!(agree(&book, "2021-01-01", book.head(), "2020-01-01"), 4);
        assert_eq!(agree(&book, "2020-12-30", book.head(), "2020-01-01"), 2);
        book.check();
    }

    fn lines_are_read_as_of_a_day_and_a_place_in_the_record(db) {
        let book = Book::new(db);
        let before = book.head();
        book.open_line("2021/new", "culture").unwrap();
        let lines = |on: &str, known: Seq| {
            let lines = set("ledger.lines");
            let sql = format!("SELECT fiscal_year || ' ' || line || ' ' || unit FROM ({}) s ORDER BY {}", lines.rows, lines.order);
            db.db
                .read()
                .unwrap()
                .rows(&sql, &[day(on).into(), known.into()])
                .unwrap()
                .iter()
                .map(|row| row.value(0).show())
                .collect::<Vec<_>>()
        };
        assert_eq!(lines("2020-12-31", book.head()), ["2020 lab culture", "2020 park parks"]);
        assert_eq!(lines("2021-01-01", before).len(), 4);
        assert_eq!(lines("2021-01-01", book.head())[3], "2021 new culture");
    }

    fn every_column_that_a_set_names_is_there(db) {
        let book = Book::new(db);
        for set in SETS {
            let columns: Vec<&str> = set
                .columns
                .iter()
                .map(|column| column.name)
                .chain(set.dimensions.iter().map(|one| one.name))
                .chain(set.measures.iter().copied())
                .collect();
            let sql = format!("SELECT {} FROM ({}) s ORDER BY {}", columns.join(", "), set.rows, set.order);
            let args: [Value; 3] = ["2021-01-01".into(), book.head().into(), "2021-01-01".into()];
            db.db.read().unwrap().rows(&sql, &args[..if set.rows.contains("$3") { 3 } else { 2 }]).unwrap();
        }
    }
}
