//! Raw SQL, past all of Madang: the database itself refuses it.

use super::*;

/// Runs SQL as somebody with another program would: on SQLite without the settings of our connections.
fn stranger(test: &TestDb, sql: &str) -> Result<(), StoreError> {
    let Some(path) = test.url.strip_prefix("sqlite:") else { return test.raw(sql) };
    let conn = rusqlite::Connection::open(path)?;
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA recursive_triggers = OFF;")?;
    Ok(conn.execute_batch(sql)?)
}

/// Each statement is refused by a guard, on our connections and on a stranger's, and changes nothing.
fn refused<T: AsRef<str>>(test: &TestDb, statements: impl IntoIterator<Item = T>) {
    let before = content(test);
    for sql in statements {
        let sql = sql.as_ref();
        for done in [test.raw(sql), stranger(test, sql)] {
            assert!(matches!(done, Err(StoreError::Guard(_))), "{sql}: {done:?}");
        }
        assert_eq!(content(test), before, "{sql}");
    }
}

const COLUMNS: &str = crate::record::EVENT_COLUMNS;

/// SQL that appends an event like the last one, made by hand, with some columns otherwise.
fn event_by_hand(verb: &str, changes: &[(&str, &str)]) -> String {
    let values = COLUMNS.split(", ").map(|column| match column {
        _ if changes.iter().any(|(name, _)| *name == column) => changes.iter().find(|(name, _)| *name == column).unwrap().1,
        "seq" => "seq + 1",
        "tx" => "tx + 1",
        "recorded" => "recorded + 1",
        "key" => "'by-hand-' || seq",
        "rows" => "'[[\"note/1\",\"by-hand\",\"0\"],[\"term/1\",\"by-hand\",\"0\"]]'",
        "prev" => "hash",
        other => other,
    });
    let values: Vec<&str> = values.collect();
    format!("{verb} INTO event ({COLUMNS}) SELECT {} FROM event ORDER BY seq DESC LIMIT 1", values.join(", "))
}

crate::each_engine! { SCHEMAS;
    fn rows_are_never_changed_or_removed(test) {
        notes(test, 3);
        refused(test, [
            "UPDATE note SET amount = 1",
            "UPDATE note SET remark = remark WHERE event = 3",
            "UPDATE term SET until_day = '2021-12-31'",
            "UPDATE event SET body = '{}' WHERE seq = 2",
            "UPDATE event SET seq = 99 WHERE seq = 4",
            "DELETE FROM note WHERE event = 4",
            "DELETE FROM term",
            "DELETE FROM event WHERE seq = 4",
            "DELETE FROM event",
        ]);
        if !is_sqlite(test) {
            refused(test, ["TRUNCATE note", "TRUNCATE term", "TRUNCATE event CASCADE", "TRUNCATE note, term, event"]);
        }
    }

    fn a_row_without_the_event_that_names_it_does_not_enter(test) {
        let ids = notes(test, 3);
        let term = rows(test, "SELECT id FROM term WHERE event = 3")[0].text(0).unwrap().to_owned();
        refused(test, [
            "INSERT INTO note (id, event, amount) VALUES ('x', NULL, 1)".to_owned(),
            "INSERT INTO note (id, event, amount) VALUES (NULL, 2, 1)".to_owned(),
            "INSERT INTO note (id, event, amount) VALUES ('x', 5, 1)".to_owned(),
            "INSERT INTO note (id, event, amount) VALUES ('x', 0, 1)".to_owned(),
            "INSERT INTO note (id, event, amount) VALUES ('x', 2, 1)".to_owned(),
            "INSERT INTO note (id, event, amount) SELECT 'x', event, amount FROM note".to_owned(),
            // A part of an id, no id, and the row of another table.
            format!("INSERT INTO note (id, event, amount) VALUES ('{}', 2, 1)", &ids[0][1..]),
            "INSERT INTO note (id, event, amount) VALUES ('', 2, 1)".to_owned(),
            format!("INSERT INTO note (id, event, amount) VALUES ('{term}', 3, 1)"),
        ]);
    }

    fn an_id_that_spans_two_entries_of_the_list_names_no_row(test) {
        notes(test, 1);
        let rows = rows(test, "SELECT rows FROM event WHERE seq = 2")[0].text(0).unwrap().to_owned();
        let id = rows.strip_prefix("[[\"note/1\",\"").unwrap().rsplit_once("\",").unwrap().0;
        refused(test, [format!("INSERT INTO note (id, event, amount) VALUES ('{id}', 2, 1)")]);
    }

    fn a_row_is_never_written_over(test) {
        let ids = notes(test, 2);
        let id = &ids[0];
        let insert = |verb: &str| format!("{verb} INTO note (id, event, amount) VALUES ('{id}', 2, 7)");
        refused(test, [
            insert("INSERT"),
            format!("{} ON CONFLICT (id) DO UPDATE SET amount = 7", insert("INSERT")),
        ]);
        if is_sqlite(test) {
            refused(test, ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "UPDATE OR REPLACE"].map(|verb| match verb {
                "UPDATE OR REPLACE" => "UPDATE OR REPLACE note SET id = (SELECT MAX(id) FROM note)".to_owned(),
                verb => insert(verb),
            }));
        }
    }

    fn an_event_follows_the_last_one(test) {
        notes(test, 3);
        let wrong = [
            ("seq", "seq"), ("seq", "seq + 2"), ("seq", "0"), ("seq", "-1"), ("seq", "NULL"),
            ("prev", "prev"), ("prev", "'0000000000000000000000000000000000000000000000000000000000000000'"), ("prev", "''"), ("prev", "NULL"),
            ("recorded", "recorded"), ("recorded", "recorded - 1"), ("recorded", "0"), ("recorded", "NULL"),
            ("hash", "'short'"), ("hash", "NULL"), ("day", "'2021-3-1'"), ("body", "NULL"), ("key", "key"), ("key", "'k1'"),
        ];
        refused(test, wrong.map(|change| event_by_hand("INSERT", &[change])));
        // So it was the change that was refused.
        stranger(test, &event_by_hand("INSERT", &[])).unwrap();
    }

    fn the_first_event_is_number_one_after_the_zero_hash(test) {
        let insert = |seq: i64, prev: String| format!(
            "INSERT INTO event ({COLUMNS}) VALUES ({seq}, 1, 'record', 'open', 1, 's', 'a', '', '2021-01-01', 1, NULL, NULL, NULL, 'k', '{{}}', '[]', '{prev}', '{prev}')"
        );
        refused(test, [insert(2, "0".repeat(64)), insert(0, "0".repeat(64)), insert(1, "1".repeat(64))]);
        stranger(test, &insert(1, "0".repeat(64))).unwrap();
    }

    fn a_value_of_another_type_does_not_enter(test) {
        notes(test, 1);
        stranger(test, &event_by_hand("INSERT", &[])).unwrap();
        let before = content(test);
        let note = |amount: &str, code: &str| format!("INSERT INTO note (id, event, amount, code) VALUES ('by-hand', 3, {amount}, {code})");
        let mut wrong = vec![note("'12,000'", "'c'"), note("'12000원'", "'c'"), note("NULL", "'c'")];
        wrong.extend(["version", "tx"].map(|column| event_by_hand("INSERT", &[(column, "'one'")])));
        if is_sqlite(test) {
            wrong.extend([note("1.5", "'c'"), note("x'01'", "'c'"), note("1", "x'63'")]);
            wrong.extend(["body", "actor", "document_number"].map(|column| event_by_hand("INSERT", &[(column, "x'7b7d'")])));
            wrong.push(event_by_hand("INSERT", &[("recorded", "recorded + 1.5")]));
        }
        for sql in wrong {
            assert!(test.raw(&sql).is_err() && stranger(test, &sql).is_err(), "{sql}");
            assert_eq!(content(test), before, "{sql}");
        }
        stranger(test, &note("12000", "'c'")).unwrap();
    }

    fn a_subject_has_one_row_in_force_and_each_is_replaced_once(test) {
        open(test);
        for (id, values) in [
            ("a", ["s".into(), "2021-01-01".into(), Value::Null, Value::Null]),
            ("b", ["s".into(), "2021-01-01".into(), "2021-06-01".into(), "a".into()]),
        ] {
            let mut tx = test.db.write(&test.origin()).unwrap();
            tx.save(&TERM, &Id::<()>::from_text(id), values);
            tx.record(&act(id, "term:a", "{}")).unwrap();
            tx.commit().unwrap();
        }
        stranger(test, &event_by_hand("INSERT", &[])).unwrap();
        let insert = |values: &str| format!("INSERT INTO term (id, event, subject, from_day, until_day, replaces) VALUES ('by-hand', 4, {values})");
        let mut wrong = vec![
            insert("'s', '2021-05-31', NULL, NULL"),
            insert("'s', '2020-01-01', '2021-01-02', NULL"),
            insert("'s', '2021-02-01', '2021-03-01', NULL"),
            insert("'other', '2021-02-01', NULL, 'b'"),
            insert("'s', '2021-02-01', NULL, 'none'"),
            insert("'s', '2022-01-01', NULL, 'a'"),
        ];
        if is_sqlite(test) {
            wrong.push(insert("'s', '2022-01-01', NULL, 'a'").replace("INSERT", "INSERT OR REPLACE"));
        }
        refused(test, wrong);
        stranger(test, &insert("'s', '2021-06-01', NULL, NULL")).unwrap();
    }

    fn what_is_well_made_by_hand_passes_the_guards_and_verify_finds_it(test) {
        notes(test, 1);
        stranger(test, &event_by_hand("INSERT", &[])).unwrap();
        stranger(test, "INSERT INTO note (id, event, amount) VALUES ('by-hand', 3, 1)").unwrap();
        let found: Vec<String> = verify(test, None).iter().map(ToString::to_string).collect();
        assert_eq!(found, [
            "table event, row 3, event 3: its content does not have its hash",
            "table note, row by-hand, event 3: its values are not what the event wrote",
            "table term, row by-hand, event 3: the event wrote this row and it is gone",
        ]);
    }
}

/// Without `recursive_triggers`, REPLACE would remove the event that
/// had the key, and no DELETE trigger would hear of it: the guard refuses a key that is there.
#[test]
fn on_sqlite_no_stranger_replaces_an_event_by_its_key() {
    let test = &TestDb::sqlite(SCHEMAS);
    notes(test, 2);
    let replace = event_by_hand("INSERT OR REPLACE", &[("key", "'record.open'"), ("rows", "'[]'")]);
    assert!(matches!(test.raw(&replace), Err(StoreError::Guard(_))));
    refused(test, [replace]);
}
