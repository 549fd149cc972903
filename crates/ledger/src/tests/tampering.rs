use store::each_engine;

use super::*;

fn book(db: &TestDb) -> (Book<'_>, EntryId) {
    let book = Book::new(db);
    book.appropriate("2021/park", 100, "2021-01-01").unwrap();
    let held = book.commit("2021/park", 60, "2021-02-01").unwrap();
    let paid = book.disburse(&held, 20, "2021-03-01").unwrap();
    book.correct(&paid, 30).unwrap();
    book.close_month(2021, "2021-01-01").unwrap();
    book.check();
    (book, held)
}

/// Changes something behind Madang's back; every broken promise lies in that table and that row. Then puts it back.
fn finds(book: &Book, (sql, undo): (&str, &str), table: &str, row: &str) {
    book.db.tamper(sql);
    let broken = book.broken();
    assert!(!broken.is_empty(), "{sql}");
    assert!(broken.iter().all(|one| one.table == table && one.row == row), "{sql}: {broken:?}");
    assert_eq!(book.verify(), [], "{sql}: a fold is no row of the record");
    book.db.tamper(undo);
    book.check();
}

each_engine! { SCHEMAS;
    fn balances_changed_by_hand_are_found(db) {
        let (book, _) = book(db);
        for column in ["current", "committed", "disbursed"] {
            let set = |by: &str| format!("UPDATE ledger_balance SET {column} = {column} {by} WHERE line = '2021/park'");
            finds(&book, (&set("+ 1"), &set("- 1")), "ledger_balance", "2021/park");
        }
        finds(
            &book,
            ("DELETE FROM ledger_balance WHERE line = '2021/lab'", "INSERT INTO ledger_balance VALUES ('2021/lab', 0, 0, 0)"),
            "ledger_balance",
            "2021/lab",
        );
        finds(
            &book,
            ("INSERT INTO ledger_balance VALUES ('2021/extra', 5, 0, 0)", "DELETE FROM ledger_balance WHERE line = '2021/extra'"),
            "ledger_balance",
            "2021/extra",
        );
    }

    fn commitments_changed_by_hand_are_found(db) {
        let (book, held) = book(db);
        for column in ["committed", "disbursed"] {
            let set = |by: &str| format!("UPDATE ledger_commitment SET {column} = {column} {by}");
            finds(&book, (&set("+ 1"), &set("- 1")), "ledger_commitment", held.as_str());
        }
        finds(
            &book,
            ("UPDATE ledger_commitment SET line = '2021/lab'", "UPDATE ledger_commitment SET line = '2021/park'"),
            "ledger_commitment",
            held.as_str(),
        );
        let back = format!("INSERT INTO ledger_commitment VALUES ('{held}', '2021/park', 60, 30)");
        finds(&book, ("DELETE FROM ledger_commitment", &back), "ledger_commitment", held.as_str());
    }

    fn day_totals_and_periods_changed_by_hand_are_found(db) {
        let (book, _) = book(db);
        let row = "2021/park commit  2021-02-01 0";
        for column in ["amount", "entries"] {
            let set = |by: &str| format!("UPDATE ledger_day_total SET {column} = {column} {by} WHERE kind = 'commit'");
            finds(&book, (&set("+ 1"), &set("- 1")), "ledger_day_total", row);
        }
        let back = "INSERT INTO ledger_day_total VALUES ('2021/park', 'commit', '', '2021-02-01', 0, 60, 1)";
        finds(&book, ("DELETE FROM ledger_day_total WHERE kind = 'commit'", back), "ledger_day_total", row);
        let set = |state: &str| format!("UPDATE ledger_period SET state = '{state}'");
        finds(&book, (&set("reopened"), &set("closed")), "ledger_period", "2021/2021-01");
        finds(
            &book,
            ("DELETE FROM ledger_period", "INSERT INTO ledger_period VALUES ('2021/2021-01', 'closed')"),
            "ledger_period",
            "2021/2021-01",
        );
    }

    fn an_entry_changed_by_hand_is_found_in_the_record_and_by_the_rules(db) {
        let (book, held) = book(db);
        let event =
            db.db.read().unwrap().row("SELECT event FROM ledger_entry WHERE id = $1", &[(&held).into()]).unwrap().unwrap().int(0).unwrap();
        for (column, wrong, right) in [
            ("amount", "61", "60"),
            ("line", "'2021/lab'", "'2021/park'"),
            ("kind", "'disburse'", "'commit'"),
            ("day", "'2021-02-02'", "'2021-02-01'"),
            ("commitment", "'x'", &format!("'{held}'")),
            ("note", "'x'", "NULL"),
        ] {
            let set = |value: &str| format!("UPDATE ledger_entry SET {column} = {value} WHERE id = '{held}'");
            db.tamper(&set(wrong));
            let found: Vec<_> = book.verify().into_iter().map(|one| (one.table, one.row, one.event)).collect();
            assert_eq!(found, [("ledger_entry".to_owned(), held.to_string(), Some(Seq(event)))], "{column}");
            assert_eq!(book.broken().is_empty(), column == "note", "{column}");
            db.tamper(&set(right));
            book.check();
        }
    }

    fn entries_outside_their_year_and_reversals_that_are_none_are_found(db) {
        let (book, held) = book(db);
        let outside = book.enter(&entry("2021/park", EntryKind::Supplement, 5, "2023-01-01")).unwrap();
        let late = NewEntry { commitment: Some(held.clone()), ..entry("2021/park", EntryKind::Disburse, 1, "2022-01-21") };
        let late = book.enter(&late).unwrap();
        let allowed = NewEntry { commitment: Some(held), ..entry("2021/park", EntryKind::Disburse, 1, "2022-01-20") };
        book.enter(&allowed).unwrap();
        let mut found: Vec<_> = book.broken().into_iter().map(|one| (one.table, one.row)).collect();
        let mut expected = [&outside, &late].map(|id| ("ledger_entry".to_owned(), id.to_string()));
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        db.tamper("UPDATE ledger_entry SET day = '2021-03-02' WHERE reverses IS NOT NULL");
        assert!(book.broken().iter().any(|one| one.what.contains("opposite")));
        assert_eq!(book.verify().len(), 1);
    }
}
