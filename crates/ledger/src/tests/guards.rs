use store::each_engine;

use super::*;

/// The database refused it, and for this reason.
fn guarded<T: std::fmt::Debug>(done: Result<T, StoreError>, why: &str) {
    match done {
        Err(StoreError::Guard(text)) if text.contains(why) => {}
        other => panic!("{other:?} where a guard should say {why}"),
    }
}

/// A line with 100, of which 60 are committed and 20 disbursed.
fn book(db: &TestDb) -> (Book<'_>, EntryId, EntryId) {
    let book = Book::new(db);
    book.appropriate("2021/park", 100, "2021-01-01").unwrap();
    let held = book.commit("2021/park", 60, "2021-02-01").unwrap();
    let paid = book.disburse(&held, 20, "2021-03-01").unwrap();
    (book, held, paid)
}

each_engine! { SCHEMAS;
    fn no_entry_passes_the_budget(db) {
        let (book, ..) = book(db);
        guarded(book.enter(&entry("2021/park", EntryKind::Commit, 41, "2021-03-01")), "committed_within_current");
        guarded(book.enter(&entry("2021/park", EntryKind::Supplement, -41, "2021-03-01")), "committed_within_current");
        let away = NewEntry { other_line: Some(key("2021/lab")), ..entry("2021/park", EntryKind::Transfer, -41, "2021-03-01") };
        guarded(book.enter(&away), "committed_within_current");
        guarded(book.enter(&entry("2021/lab", EntryKind::Supplement, -1, "2021-03-01")), "current");
        guarded(db.raw("UPDATE ledger_balance SET committed = 101 WHERE line = '2021/park'"), "committed_within_current");
        guarded(db.raw("UPDATE ledger_balance SET current = 59 WHERE line = '2021/park'"), "committed_within_current");
        assert_eq!(book.balance("2021/park"), [100, 60, 20]);
        book.enter(&entry("2021/park", EntryKind::Commit, 40, "2021-03-01")).unwrap();
        book.check();
    }

    fn no_entry_passes_its_commitment(db) {
        let (book, held, _) = book(db);
        let other = book.commit("2021/park", 40, "2021-02-01").unwrap();
        let of = |commitment: &EntryId, kind, units| NewEntry {
            commitment: Some(commitment.clone()),
            ..entry("2021/park", kind, units, "2021-03-01")
        };
        guarded(book.enter(&of(&held, EntryKind::Disburse, 41)), "disbursed_within_commitment");
        guarded(book.enter(&of(&held, EntryKind::Commit, -41)), "disbursed_within_commitment");
        guarded(book.enter(&of(&held, EntryKind::Return, -21)), "disbursed_not_negative");
        guarded(book.enter(&of(&other, EntryKind::Return, -1)), "disbursed_not_negative");
        guarded(book.enter(&of(&EntryId::from_text("none"), EntryKind::Disburse, 1)), "no such commitment");
        let elsewhere = NewEntry { line: key("2021/lab"), ..of(&held, EntryKind::Disburse, 1) };
        guarded(book.enter(&elsewhere), "no such commitment");
        guarded(db.raw("UPDATE ledger_balance SET disbursed = 101 WHERE line = '2021/park'"), "disbursed_within_committed");
        guarded(db.raw("UPDATE ledger_commitment SET disbursed = 61"), "disbursed_within_commitment");
        book.enter(&of(&held, EntryKind::Disburse, 40)).unwrap();
        book.check();
    }

    fn entries_have_the_sign_and_the_names_of_their_kind(db) {
        let (book, held, _) = book(db);
        let with = |kind, units| NewEntry { commitment: Some(held.clone()), ..entry("2021/park", kind, units, "2021-03-01") };
        guarded(book.enter(&entry("2021/park", EntryKind::Appropriate, -1, "2021-03-01")), "sign");
        guarded(book.enter(&entry("2021/park", EntryKind::Commit, -1, "2021-03-01")), "sign");
        guarded(book.enter(&with(EntryKind::Disburse, -1)), "sign");
        guarded(book.enter(&with(EntryKind::Return, 1)), "sign");
        guarded(book.enter(&entry("2021/park", EntryKind::Supplement, 0, "2021-03-01")), "");
        guarded(book.enter(&entry("2021/park", EntryKind::Disburse, 1, "2021-03-01")), "names_commitment");
        guarded(book.enter(&with(EntryKind::Supplement, 1)), "names_commitment");
        guarded(book.enter(&entry("2021/park", EntryKind::Transfer, 1, "2021-03-01")), "names_other_line");
        let carry = NewEntry { other_line: Some(key("2020/park")), ..entry("2021/park", EntryKind::CarryOver, 1, "2021-03-01") };
        guarded(book.enter(&carry), "names_carryover");
        guarded(book.enter(&entry("2021/none", EntryKind::Supplement, 1, "2021-03-01")), "");
        book.check();
    }

    fn a_reversal_is_the_opposite_of_its_original_and_the_only_one(db) {
        let (book, held, paid) = book(db);
        let other = book.commit("2021/park", 30, "2021-02-01").unwrap();
        let reversal = || NewEntry {
            commitment: Some(held.clone()),
            reverses: Some(paid.clone()),
            ..entry("2021/park", EntryKind::Disburse, -20, "2021-03-01")
        };
        for wrong in [
            NewEntry { amount: Money::new(-19), ..reversal() },
            NewEntry { amount: Money::new(20), ..reversal() },
            NewEntry { day: day("2021-03-02"), ..reversal() },
            NewEntry { kind: EntryKind::Return, ..reversal() },
            NewEntry { commitment: Some(other), ..reversal() },
            NewEntry { reverses: Some(EntryId::from_text("none")), ..reversal() },
        ] {
            guarded(book.enter(&wrong), "opposite");
        }
        let first = book.enter(&reversal()).unwrap();
        let back = NewEntry { reverses: Some(first), amount: Money::new(20), ..reversal() };
        guarded(book.enter(&back), "opposite");
        book.disburse(&held, 20, "2021-03-01").unwrap();
        guarded(book.enter(&reversal()), "revers");
        book.check();
    }

    fn a_closed_period_takes_no_entry_from_anybody(db) {
        let (book, held, _) = book(db);
        book.close_month(2021, "2021-03-01").unwrap();
        let pay = |on| NewEntry { commitment: Some(held.clone()), ..entry("2021/park", EntryKind::Disburse, 1, on) };
        guarded(book.enter(&pay("2021-03-31")), "the period is closed");
        book.enter(&pay("2021-04-01")).unwrap();
        book.close_year(2021, &[]).unwrap();
        guarded(book.enter(&pay("2021-04-01")), "the period is closed");
        guarded(book.enter(&entry("2021/lab", EntryKind::Supplement, 1, "2021-07-01")), "the period is closed");
        book.enter(&entry("2020/lab", EntryKind::Supplement, 1, "2020-07-01")).unwrap();
        book.check();
    }

    fn a_period_that_was_reopened_takes_entries_again(db) {
        let (book, ..) = book(db);
        book.close_month(2021, "2021-03-01").unwrap();
        let mut tx = db.db.write(&db.origin()).unwrap();
        let id = tx.id::<Entries>();
        tx.save(&tables::STEP, &id, ["2021/2021-03".into(), "2021-04-02".into(), Value::Null, "reopened".into(), "a bill was found".into()]);
        record(&mut tx, "reopen").unwrap();
        tx.commit().unwrap();
        book.commit("2021/park", 1, "2021-03-31").unwrap();
        book.check();
        assert_eq!(book.close_month(2021, "2021-03-01"), Ok(()));
    }

    fn rows_of_the_record_are_never_changed(db) {
        let (book, ..) = book(db);
        book.close_month(2021, "2021-04-01").unwrap();
        for (table, column) in [("ledger_entry", "amount"), ("ledger_line", "position"), ("ledger_year", "event"), ("ledger_step", "event")]
        {
            guarded(db.raw(&format!("UPDATE {table} SET {column} = {column} + 1")), "never changed");
            guarded(db.raw(&format!("DELETE FROM {table}")), "");
        }
        for sql in ["UPDATE ledger_entry SET note = 'x' WHERE amount = 20", "DELETE FROM ledger_entry WHERE amount = 20"] {
            guarded(db.raw(sql), "never changed");
        }
        if db.url.starts_with("postgres") {
            guarded(db.raw("TRUNCATE ledger_entry CASCADE"), "never changed");
        } else {
            let columns = "id, event, line, kind, amount + 1, day, commitment, reverses, carryover, other_line, note, transfer";
            guarded(db.raw(&format!("INSERT OR REPLACE INTO ledger_entry SELECT {columns} FROM ledger_entry WHERE amount = 20")), "");
        }
        book.check();
    }

    fn no_row_enters_without_the_event_that_names_it(db) {
        let (book, held, _) = book(db);
        let insert = |id: &str, event: i64| {
            let columns = "id, event, line, kind, amount, day, commitment";
            db.raw(&format!(
                "INSERT INTO ledger_entry ({columns}) VALUES ('{id}', {event}, '2021/park', 'disburse', 1, '2021-03-01', '{held}')"
            ))
        };
        guarded(insert("bogus", book.head().0), "with the event that names it");
        guarded(insert("bogus", book.head().0 + 1), "");
        guarded(insert(held.as_str(), book.head().0), "");
        guarded(
            db.raw("INSERT INTO ledger_step (id, event, subject, day, state) VALUES ('bogus', 1, '2021', '2021-12-31', 'closed')"),
            "with the event that names it",
        );
        book.check();
    }

    fn half_an_act_that_a_guard_refused_is_never_kept(db) {
        let (book, held, _) = book(db);
        let mut tx = db.db.write(&db.origin()).unwrap();
        let who = code("setup");
        commit_funds(&mut tx, &By { actor: &who, key: "first", document: None }, &new_commit("2021/park", 1, "2021-03-01")).unwrap();
        let id = tx.id::<Entries>();
        let over = NewEntry { commitment: Some(held), ..entry("2021/park", EntryKind::Disburse, 41, "2021-03-01") };
        tx.save(&tables::ENTRY, &id, values(&over, &id));
        guarded(record(&mut tx, "over"), "disbursed_within_commitment");
        assert!(tx.commit().is_err());
        assert_eq!(book.balance("2021/park"), [100, 60, 20]);
        book.check();
    }
}
