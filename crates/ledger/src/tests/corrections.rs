use store::{Row, each_engine};

use super::*;

/// The entries of a kind on the line as of a day and a place in the record: day, amount, and whether it reverses.
fn entries(book: &Book, kind: &str, on: &str, known: Seq) -> Vec<String> {
    let set = SETS.iter().find(|set| set.name == "ledger.entries").unwrap();
    let sql = format!("SELECT day, amount, reversal FROM ({}) s WHERE kind = $4 ORDER BY event, amount", set.rows);
    let args = [day(on).into(), known.into(), "2021-01-01".into(), kind.into()];
    let show = |row: &Row| row.0.iter().map(Value::show).collect::<Vec<_>>().join(" ").trim_end().to_owned();
    book.db.db.read().unwrap().rows(&sql, &args).unwrap().iter().map(show).collect()
}

each_engine! { SCHEMAS;
    fn a_correction_is_new_entries_on_the_original_s_day(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 500, "2021-03-02").unwrap();
        let paid = book.disburse(&held, 300, "2021-03-10").unwrap();
        let before = book.head();
        let right = book.correct(&paid, 200).unwrap();
        let after = book.head();
        assert_eq!(after, Seq(before.0 + 1));
        assert_eq!(entries(&book, "disburse", "2021-03-31", before), ["2021-03-10 300"]);
        assert_eq!(entries(&book, "disburse", "2021-03-31", after), ["2021-03-10 300", "2021-03-10 -300 reverses", "2021-03-10 200"]);
        assert!(entries(&book, "disburse", "2021-03-09", after).is_empty());
        assert_eq!(book.balance("2021/park"), [1_000, 500, 200]);
        assert_eq!(book.correct(&paid, 100), Err("ledger.already-corrected"));
        let right = book.correct(&right, 250).unwrap();
        book.correct(&right, 260).unwrap();
        assert_eq!(book.balance("2021/park"), [1_000, 500, 260]);
        assert_eq!(entries(&book, "disburse", "2021-03-31", before), ["2021-03-10 300"]);
        book.check();
    }

    fn a_corrected_commitment_keeps_its_name_and_its_payments(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 300, "2021-03-02").unwrap();
        book.disburse(&held, 200, "2021-03-10").unwrap();
        // 300 less would fall below the 200 paid: the right entry comes first.
        let right = book.correct(&held, 250).unwrap();
        assert_eq!(book.balance("2021/park"), [1_000, 250, 200]);
        assert_eq!(book.correct(&held, 260), Err("ledger.already-corrected"));
        book.disburse(&held, 50, "2021-03-11").unwrap();
        assert_eq!(book.disburse(&held, 1, "2021-03-11"), Err("ledger.over-commitment"));
        assert_eq!(book.correct(&right, 249), Err("ledger.over-commitment"));
        assert_eq!(book.correct(&right, 1_001), Err("ledger.over-budget"));
        assert_eq!(book.correct(&right, 751), Err("ledger.correct-by-change"));
        book.correct(&right, 750).unwrap();
        assert_eq!(book.balance("2021/park"), [1_000, 750, 250]);
        book.check();
    }

    fn reversals_releases_returns_and_budgets_are_not_corrected(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 300, "2021-03-02").unwrap();
        let paid = book.disburse(&held, 200, "2021-03-10").unwrap();
        let released = book.release(&held, 10, "2021-03-11").unwrap();
        let back = book.give_back(&held, 10, "2021-03-11").unwrap();
        book.appropriate("2021/lab", 1, "2021-01-01").unwrap();
        let moved = book.transfer("2021/park", "2021/lab", 10, "2021-03-11").unwrap();
        book.correct(&paid, 90).unwrap();
        let reversal = db.db.read().unwrap().row("SELECT id FROM ledger_entry WHERE reverses IS NOT NULL", &[]).unwrap().unwrap();
        let reversal = EntryId::from_text(reversal.text(0).unwrap());
        for entry in [&released, &back, &moved, &reversal] {
            assert_eq!(book.correct(entry, 5), Err("ledger.not-correctable"));
        }
        assert_eq!(book.correct(&held, 300), Err("ledger.nothing"));
        book.check();
    }

    fn a_payment_that_partly_came_back_is_corrected_without_passing_a_guard(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 150, "2021-03-02").unwrap();
        let paid = book.disburse(&held, 100, "2021-03-10").unwrap();
        book.give_back(&held, 80, "2021-03-11").unwrap();
        assert_eq!(book.correct(&paid, 79), Err("ledger.over-disbursed"));
        assert_eq!(book.correct(&paid, 140), Err("ledger.correct-by-change"));
        book.correct(&paid, 90).unwrap();
        assert_eq!(book.balance("2021/park"), [1_000, 150, 10]);
        book.check();
    }

    fn nothing_is_corrected_in_a_closed_month(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 300, "2021-03-02").unwrap();
        let paid = book.disburse(&held, 200, "2021-04-10").unwrap();
        book.close_month(2021, "2021-03-31").unwrap();
        assert_eq!(book.correct(&held, 290), Err("ledger.closed"));
        let right = book.correct(&paid, 190).unwrap();
        book.close_year(2021, &[]).unwrap();
        assert_eq!(book.correct(&right, 180), Err("ledger.closed"));
        book.check();
    }
}
