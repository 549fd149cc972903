//! Keys, what is kept and what is not, and text.

use super::*;

const COMPOSED: &str = "\u{d55c}\u{ae00}";
const DECOMPOSED: &str = "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}";

crate::each_engine! { SCHEMAS;
    fn the_same_key_and_body_give_the_same_subject_and_write_nothing(test) {
        let ids = notes(test, 2);
        let before = content(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        assert_eq!(jot(&mut tx, "k1", 1000, "").unwrap(), ids[0]);
        assert_eq!(jot(&mut tx, "k2", 2000, "").unwrap(), ids[1]);
        tx.commit().unwrap();
        assert_eq!(content(test), before);
    }

    fn a_key_used_for_another_body_act_or_room_is_refused(test) {
        notes(test, 1);
        let mut tx = test.db.write(&test.origin()).unwrap();
        let body = "{\"amount\":1000}";
        assert_eq!(code(tx.done("k1", "room", "jot", body)), "");
        for (room, act, body) in [("room", "jot", "{\"amount\":1}"), ("room", "strike", body), ("hall", "jot", body)] {
            assert_eq!(code(tx.done("k1", room, act, body)), "record.key-reused");
        }
        assert_eq!(code(jot(&mut tx, "k1", 7, "")), "record.key-reused");
        assert_eq!(tx.done("fresh", "room", "jot", body).unwrap(), None);
    }

    fn a_key_is_used_up_within_its_own_transaction_too(test) {
        open(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        let id = jot(&mut tx, "k", 1, "").unwrap();
        assert_eq!(jot(&mut tx, "k", 1, "").unwrap(), id);
        assert_eq!(code(jot(&mut tx, "k", 2, "")), "record.key-reused");
        assert_eq!(tx.commit().unwrap().seq, Seq(2));
    }

    fn a_key_is_the_same_composed_and_decomposed(test) {
        open(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        let id = jot(&mut tx, DECOMPOSED, 1, "").unwrap();
        assert_eq!(jot(&mut tx, COMPOSED, 1, "").unwrap(), id);
        assert_eq!(jot(&mut tx, DECOMPOSED, 1, "").unwrap(), id);
        assert_eq!(code(jot(&mut tx, DECOMPOSED, 2, "")), "record.key-reused");
    }

    fn rows_without_an_event_are_not_committed(test) {
        notes(test, 1);
        let before = content(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "whole", 1, "").unwrap();
        let id: Id<()> = tx.id();
        tx.save(&NOTE, &id, ["x".into(), 1_i64.into(), Value::Null, Value::Null]);
        assert!(matches!(tx.commit(), Err(StoreError::Statement(_))));
        assert_eq!(content(test), before);
    }

    fn a_dropped_transaction_keeps_nothing_and_the_next_one_works(test) {
        notes(test, 1);
        let before = content(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "dropped", 1, "").unwrap();
        drop(tx);
        assert_eq!(content(test), before);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "dropped", 1, "").unwrap();
        assert_eq!(tx.commit().unwrap().seq, Seq(3));
        assert_eq!(verify(test, None), []);
    }

    fn a_panicking_writer_keeps_nothing_and_gives_the_turn_back(test) {
        notes(test, 1);
        let before = content(test);
        let origin = test.origin();
        let writer = std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut tx = test.db.write(&origin).unwrap();
                jot(&mut tx, "panicked", 1, "").unwrap();
                std::panic::resume_unwind(Box::new("the writer gives up"));
            })
            .join()
        });
        assert!(writer.is_err());
        assert_eq!(content(test), before);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "panicked", 1, "").unwrap();
        tx.commit().unwrap();
    }

    fn after_a_guard_refused_a_statement_nothing_of_the_transaction_is_kept(test) {
        notes(test, 1);
        let before = content(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "whole", 1, "").unwrap();
        assert!(matches!(tx.execute("UPDATE note SET amount = 1", &[]), Err(StoreError::Guard(_))));
        // Not even if the error was overlooked.
        assert!(tx.commit().is_err());
        assert_eq!(content(test), before);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "next", 1, "").unwrap();
        tx.commit().unwrap();
        assert_eq!(verify(test, None), []);
    }

    fn an_act_of_which_one_row_was_refused_is_not_kept_in_part(test) {
        let ids = notes(test, 1);
        let before = content(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        let values = || ["x".into(), 1_i64.into(), Value::Null, Value::Null];
        let fresh: Id<()> = tx.id();
        tx.save(&NOTE, &fresh, values());
        tx.save(&NOTE, &Id::<()>::from_text(&ids[0]), values());
        assert!(matches!(tx.record(&act("half", "note:x", "{}")), Err(StoreError::Guard(_))));
        assert!(tx.commit().is_err());
        assert_eq!(content(test), before);
    }

    fn a_commit_after_a_failed_query_does_not_claim_what_was_lost(test) {
        notes(test, 1);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "claimed", 1, "").unwrap();
        assert!(tx.rows("SELECT nothing FROM nowhere", &[]).is_err());
        let kept = tx.commit().is_ok();
        assert_eq!(rows(test, "SELECT 1 FROM event WHERE key = 'claimed'").len(), usize::from(kept));
    }

    fn a_key_written_twice_is_refused_by_the_database(test) {
        notes(test, 1);
        let mut tx = test.db.write(&test.origin()).unwrap();
        assert!(matches!(tx.record(&act("k1", "note:1", "{}")), Err(StoreError::Guard(_))));
    }

    fn nothing_is_recorded_before_the_record_is_opened(test) {
        let mut tx = test.db.write(&test.origin()).unwrap();
        assert!(matches!(tx.record(&act("k", "note:1", "{}")), Err(StoreError::Statement(_))));
        drop(tx);
        open(test);
    }

    fn text_is_stored_composed(test) {
        open(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        let id: Id<()> = tx.id();
        tx.save(&NOTE, &id, [DECOMPOSED.into(), 1_i64.into(), Value::Null, DECOMPOSED.to_owned().into()]);
        let document = Document { system: DECOMPOSED.to_owned(), number: DECOMPOSED.to_owned(), day: None };
        let texts = Act { actor: DECOMPOSED, document: Some(&document), ..act(DECOMPOSED, DECOMPOSED, DECOMPOSED) };
        tx.record(&texts).unwrap();
        tx.commit().unwrap();
        let composed = |sql: &str| rows(test, sql)[0].0.iter().all(|value| *value == Value::Text(COMPOSED.to_owned()));
        assert!(composed("SELECT code, remark FROM note"));
        assert!(composed("SELECT subject, actor, document_system, document_number, key, body FROM event WHERE seq = 2"));
        assert_eq!(verify(test, None), []);
    }

    fn korean_is_sorted_by_the_dictionary_and_looked_up_composed(test) {
        open(test);
        let sorted = ["Zürich", "abc", "가", "가나", "가다", "각", "나", "달", "닭", "라", "힣", "🙂"];
        for (n, word) in sorted.iter().rev().enumerate() {
            let mut tx = test.db.write(&test.origin()).unwrap();
            jot(&mut tx, &format!("k{n}"), 1, word).unwrap();
            tx.commit().unwrap();
        }
        let found = rows(test, "SELECT remark FROM note ORDER BY remark");
        assert_eq!(found.iter().map(|row| row.text(0).unwrap()).collect::<Vec<_>>(), sorted);
        let by = |word: &str| test.db.read().unwrap().rows("SELECT id FROM note WHERE remark = $1", &[word.into()]).unwrap().len();
        assert_eq!((by("가나"), by("\u{1100}\u{1161}\u{1102}\u{1161}")), (1, 1));
    }

    fn numbers_keep_their_whole_range_and_nothing_stays_nothing(test) {
        open(test);
        for (n, number) in [i64::MIN, -1, 0, i64::MAX].into_iter().enumerate() {
            let mut tx = test.db.write(&test.origin()).unwrap();
            let id: Id<()> = tx.id();
            tx.save(&NOTE, &id, [Value::Null, number.into(), Value::Null, "".into()]);
            tx.record(&act(&format!("k{n}"), "note:1", "{}")).unwrap();
            tx.commit().unwrap();
            let row = rows(test, &format!("SELECT code, amount, remark FROM note WHERE event = {}", n + 2)).remove(0);
            assert_eq!(row.0, [Value::Null, Value::Int(number), Value::Text(String::new())]);
        }
        assert_eq!(verify(test, None), []);
    }
}
