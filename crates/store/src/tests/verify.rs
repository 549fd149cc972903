//! Whatever is changed behind the record's back is found, naming table, row and event.

use super::*;

/// An opened record whose content can be put back after each change.
fn record(test: &TestDb, count: i64) -> Vec<String> {
    let ids = notes(test, count);
    for table in TABLES {
        test.raw(&format!("CREATE TABLE keep_{table} AS SELECT * FROM {table}")).unwrap();
    }
    assert_eq!(verify(test, Some(&head(test))), []);
    ids
}

fn restore(test: &TestDb) {
    let remove = TABLES.iter().rev().map(|table| format!("DELETE FROM {table};"));
    let put_back = TABLES.iter().map(|table| format!("INSERT INTO {table} SELECT * FROM keep_{table};"));
    test.tamper(remove.chain(put_back).collect::<String>().trim_end_matches(';'));
    assert_eq!(verify(test, None), [], "what was put back is the record");
}

/// After the change, `verify` names this table, row and event; then the record is put back.
fn found(test: &TestDb, sql: &str, table: &str, row: &str, event: impl Into<Option<i64>>) {
    let event = event.into().map(Seq);
    test.tamper(sql);
    let broken = verify(test, None);
    assert!(broken.iter().any(|one| (one.table.as_str(), one.row.as_str(), one.event) == (table, row, event)), "{sql}: {broken:#?}");
    restore(test);
}

fn changed(column: &str, kind: Kind) -> String {
    match kind {
        Kind::Int => format!("{column} + 100"),
        Kind::Text => format!("COALESCE({column}, '') || 'x'"),
    }
}

/// The id of the row that an event wrote into a table.
fn row_of(test: &TestDb, table: &str, event: i64) -> String {
    rows(test, &format!("SELECT id FROM {table} WHERE event = {event}"))[0].text(0).unwrap().to_owned()
}

crate::each_engine! { SCHEMAS;
    fn a_clean_record_has_nothing_broken_and_progress_ends_at_all(test) {
        assert_eq!(verify(test, None), []);
        notes(test, 3);
        let mut told = Vec::new();
        let broken = verify_record(&mut test.db.read().unwrap(), SCHEMAS, Some(&head(test)), &mut |done, all| told.push((done, all)));
        assert_eq!(broken.unwrap(), []);
        assert_eq!(told.last(), Some(&(4, 4)));
    }

    fn each_column_of_a_row_changed_is_found(test) {
        record(test, 3);
        for table in ROOM.tables {
            let id = row_of(test, table.name, 3);
            for (column, kind) in table.columns {
                found(test, &format!("UPDATE {} SET {column} = {} WHERE event = 3", table.name, changed(column, *kind)), table.name, &id, 3);
            }
        }
    }

    fn each_column_of_an_event_changed_is_found(test) {
        record(test, 3);
        for column in crate::record::EVENT_COLUMNS.split(", ") {
            let kind = if ["seq", "tx", "version", "recorded"].contains(&column) { Kind::Int } else { Kind::Text };
            let change = match column {
                "prev" | "hash" => format!("'{}'", "a".repeat(64)),
                "day" => "'2021-03-30'".to_owned(),
                _ => changed(column, kind),
            };
            let seq = if column == "seq" { 103 } else { 3 };
            found(test, &format!("UPDATE event SET {column} = {change} WHERE seq = 3"), "event", &seq.to_string(), seq);
        }
    }

    fn a_value_made_nothing_and_nothing_made_a_value_are_found(test) {
        record(test, 3);
        for table in ROOM.tables {
            let id = row_of(test, table.name, 3);
            let change = if table.name == "note" { "remark = NULL" } else { "until_day = ''" };
            found(test, &format!("UPDATE {} SET {change} WHERE event = 3", table.name), table.name, &id, 3);
        }
        found(test, "UPDATE event SET document_day = NULL WHERE seq = 3", "event", "3", 3);
        found(test, "UPDATE event SET document_day = '' WHERE seq = 1", "event", "1", 1);
    }

    fn a_row_removed_is_found(test) {
        record(test, 3);
        for table in ROOM.tables {
            for event in 2..=4 {
                let id = row_of(test, table.name, event);
                found(test, &format!("DELETE FROM {} WHERE event = {event}", table.name), table.name, &id, event);
            }
        }
    }

    fn a_row_added_is_found_whatever_event_it_names(test) {
        record(test, 3);
        for event in [1, 3, 4, 5, 0, -1, i64::MAX, i64::MIN] {
            found(test, &format!("INSERT INTO note (id, event, amount) VALUES ('added', {event}, 1)"), "note", "added", event);
            let term = format!("INSERT INTO term (id, event, subject, from_day) VALUES ('added', {event}, 's', '2021-01-01')");
            found(test, &term, "term", "added", event);
        }
    }

    fn two_rows_that_exchanged_their_ids_or_values_are_found(test) {
        record(test, 3);
        let (two, three) = (row_of(test, "note", 2), row_of(test, "note", 3));
        let ids = format!(
            "UPDATE note SET id = 'x' WHERE event = 2; UPDATE note SET id = '{two}' WHERE event = 3; UPDATE note SET id = '{three}' WHERE event = 2"
        );
        found(test, &ids, "note", &two, 2);
        let amounts = "UPDATE note SET amount = CASE event WHEN 2 THEN 2000 ELSE 1000 END WHERE event IN (2, 3)";
        found(test, amounts, "note", &two, 2);
        found(test, amounts, "note", &three, 3);
    }

    fn an_event_removed_is_found_by_the_next_and_by_its_rows(test) {
        record(test, 3);
        let note = row_of(test, "note", 3);
        found(test, "DELETE FROM event WHERE seq = 3", "event", "4", 4);
        found(test, "DELETE FROM event WHERE seq = 3", "note", &note, 3);
        found(test, "DELETE FROM event WHERE seq = 3; DELETE FROM note WHERE event = 3; DELETE FROM term WHERE event = 3", "event", "4", 4);
        found(test, "DELETE FROM event WHERE seq = 1", "event", "2", 2);
        let last = row_of(test, "note", 4);
        found(test, "DELETE FROM event WHERE seq = 4", "note", &last, 4);
        found(test, "DELETE FROM event", "note", &last, 4);
    }

    fn an_event_added_is_found_whatever_its_number(test) {
        record(test, 3);
        for seq in [5, 0, -1, 1_000_000_000, i64::MAX, i64::MIN] {
            let add = format!(
                "INSERT INTO event SELECT {seq}, tx, room, act, version, subject, actor, policy, day, recorded + 1, NULL, NULL, NULL, 'added', body, \
                 '[]', hash, '{}' FROM event WHERE seq = 4", "b".repeat(64)
            );
            found(test, &add, "event", &seq.to_string(), seq);
        }
    }

    fn two_events_swapped_are_both_found(test) {
        record(test, 3);
        let swap = "UPDATE event SET seq = 1000 WHERE seq = 2; UPDATE event SET seq = 2 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 1000";
        found(test, swap, "event", "2", 2);
        found(test, swap, "event", "3", 3);
        let bodies = "UPDATE event SET body = CASE seq WHEN 2 THEN '{\"amount\":2000}' ELSE '{\"amount\":1000}' END WHERE seq IN (2, 3)";
        found(test, bodies, "event", "2", 2);
        found(test, bodies, "event", "3", 3);
    }

    fn a_list_of_rows_that_cannot_be_read_is_found(test) {
        record(test, 2);
        for list in ["", "{}", "[[1,2,3]]", "[[\"note/1\"]]"] {
            found(test, &format!("UPDATE event SET rows = '{list}' WHERE seq = 2"), "event", "2", 2);
        }
    }

    fn an_event_rewritten_with_its_own_hash_is_found_by_the_next_one(test) {
        record(test, 3);
        let mut event = test.db.read().unwrap().events(Seq(3), 1).unwrap().remove(0);
        event.body = "{\"amount\":1}".to_owned();
        let sql = format!("UPDATE event SET body = '{}', hash = '{}' WHERE seq = 3", event.body, event.expected_hash());
        found(test, &sql, "event", "4", 4);
    }

    fn the_tail_cut_is_found_with_a_head_that_left_the_building(test) {
        record(test, 3);
        let (first, last) = (VerifyHead { seq: Seq(1), hash: rows(test, "SELECT hash FROM event")[0].text(0).unwrap().to_owned() }, head(test));
        test.tamper("DELETE FROM note WHERE event = 4; DELETE FROM term WHERE event = 4; DELETE FROM event WHERE seq = 4");
        // What is left is a whole record: only the head tells.
        assert_eq!(verify(test, None), []);
        assert_eq!(verify(test, Some(&first)), []);
        let broken = verify(test, Some(&last));
        assert_eq!(broken, [Broken::new("event", "4", Some(Seq(4)), "the record ends at event 3: its tail is gone")]);
        // A new tail has another hash.
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "another", 1, "").unwrap();
        tx.commit().unwrap();
        let broken = verify(test, Some(&last));
        assert_eq!(broken, [Broken::new("event", "4", Some(Seq(4)), "it has another hash than the one that left the building")]);
    }
}

#[test]
fn a_head_is_a_number_and_64_hexadecimal_digits() {
    let hash = "0123456789abcdef".repeat(4);
    assert_eq!(format!("712:{}", hash.to_uppercase()).parse(), Ok(VerifyHead { seq: Seq(712), hash: hash.clone() }));
    for text in ["", "712", "712:", ":0", "x:y", &format!("x:{hash}"), &format!("712:{}g", &hash[1..]), &format!("712:{hash}0")] {
        let error = text.parse::<VerifyHead>().unwrap_err();
        assert!(error.contains(&format!("`{text}`")), "{error}");
    }
}

/// PostgreSQL keeps types by itself; SQLite keeps whatever somebody puts past the guards.
#[test]
fn on_sqlite_a_value_of_another_type_is_found() {
    let test = &TestDb::sqlite(SCHEMAS);
    record(test, 3);
    let note = row_of(test, "note", 3);
    for change in ["amount = 2000.5", "amount = '2,000'", "amount = x'00'", "code = x'6a6f74'", "code = CAST(x'ff' AS TEXT)"] {
        found(test, &format!("UPDATE note SET {change} WHERE event = 3"), "note", &note, 3);
    }
    for event in ["3.5", "'three'", "x'03'"] {
        found(test, &format!("UPDATE note SET event = {event} WHERE event = 3"), "note", &note, None);
    }
    for column in crate::record::EVENT_COLUMNS.split(", ").skip(1) {
        let value = if column == "day" { "x'32303231303333312020'" } else { "CAST(zeroblob(64) AS BLOB)" };
        found(test, &format!("UPDATE event SET {column} = {value} WHERE seq = 3"), "event", "3", 3);
    }
    // The number is the table's own key: SQLite itself takes nothing else for it.
    for seq in ["3.5", "'three'"] {
        assert!(test.try_tamper(&format!("UPDATE event SET seq = {seq} WHERE seq = 3")).is_err());
    }
    found(test, "UPDATE event SET recorded = recorded + 0.5 WHERE seq = 1", "event", "1", 1);
}

#[test]
fn on_sqlite_a_guard_dropped_or_emptied_is_found() {
    let test = &TestDb::sqlite(SCHEMAS);
    notes(test, 1);
    let guards = rows(test, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name");
    assert_eq!(guards.len(), 4 + 4 + 5);
    for guard in guards {
        let (name, sql) = (guard.text(0).unwrap(), guard.text(1).unwrap());
        let head = sql.split("\nBEGIN").next().unwrap();
        let never = if head.contains("WHEN") { head.replacen("WHEN", "WHEN 0 AND", 1) } else { format!("{head} WHEN 0") };
        for instead in [String::new(), format!("{head} BEGIN SELECT 1; END"), sql.replacen(head, &never, 1)] {
            test.raw(&format!("DROP TRIGGER {name}; {instead}")).unwrap();
            assert_eq!(verify(test, None), [Broken::new("schema", name, None, "the guard is missing or was changed")], "{instead}");
            test.raw(&format!("DROP TRIGGER IF EXISTS {name}; {sql}")).unwrap();
            assert_eq!(verify(test, None), []);
        }
    }
}

#[test]
fn on_postgresql_a_guard_dropped_disabled_or_emptied_is_found() {
    let test = &TestDb::postgres(SCHEMAS);
    notes(test, 1);
    let guards = rows(
        test,
        "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid), p.proname, pg_get_functiondef(p.oid) FROM pg_trigger t \
         JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal ORDER BY t.tgname",
    );
    assert_eq!(guards.len(), 3 + 3 + 4);
    for guard in &guards {
        let text = |at| guard.text(at).unwrap();
        let (name, table, trigger, function, body) = (text(0), text(1), text(2), text(3), text(4));
        let replace = trigger.replacen("CREATE", "CREATE OR REPLACE", 1);
        let header = format!("CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS");
        let other = guards.iter().map(|other| other.text(4).unwrap()).find(|other| *other != body).unwrap();
        for (change, restore) in [
            (format!("DROP TRIGGER {name} ON {table}"), trigger.to_owned()),
            (format!("ALTER TABLE {table} DISABLE TRIGGER {name}"), format!("ALTER TABLE {table} ENABLE TRIGGER {name}")),
            (format!("ALTER TABLE {table} ENABLE REPLICA TRIGGER {name}"), format!("ALTER TABLE {table} ENABLE TRIGGER {name}")),
            (replace.replacen(" EXECUTE", " WHEN (false) EXECUTE", 1), replace.clone()),
            (format!("{header} 'BEGIN RETURN COALESCE(NEW, OLD); END'"), body.to_owned()),
            (format!("{header} ''"), body.to_owned()),
            (other.replacen(other.split('(').next().unwrap(), body.split('(').next().unwrap(), 1), body.to_owned()),
        ] {
            test.raw(&format!("SET check_function_bodies = off; {change}")).unwrap();
            let broken = verify(test, None);
            assert!(broken.contains(&Broken::new("schema", name, None, "the guard is missing or was changed")), "{change}: {broken:?}");
            test.raw(&restore).unwrap();
            assert_eq!(verify(test, None), [], "{restore}");
        }
    }
}

crate::each_engine! { SCHEMAS;
    fn a_column_added_later_leaves_old_rows_as_their_events_wrote_them(test) {
        static GROWN: Table = Table {
            name: "note",
            earlier: &[6],
            columns: &[
                ("id", Kind::Text), ("event", Kind::Int), ("code", Kind::Text), ("amount", Kind::Int), ("from_day", Kind::Text),
                ("remark", Kind::Text), ("added", Kind::Text),
            ],
            one_at_a_time: false,
        };
        static LATER: Schema = Schema {
            migrations: &[
                FIRST,
                Migration { name: "209901010000_added", sql: "ALTER TABLE note ADD COLUMN added TEXT" },
            ],
            tables: &[&GROWN, &TERM],
            room: "room",
            guards_sqlite: "",
            guards_postgres: "",
        };
        notes(test, 2);
        let db = Db::create(&test.url, &[&LATER]).unwrap();
        let mut tx = db.write(&test.origin()).unwrap();
        let id: Id<()> = tx.id();
        tx.save(&GROWN, &id, ["grown".into(), 5.into(), Value::Null, Value::Null, "new".into()]);
        tx.record(&act("grown", "note:grown", "{}")).unwrap();
        tx.commit().unwrap();
        let verify = || verify_record(&mut db.read().unwrap(), &[&LATER], None, &mut |_, _| {}).unwrap();
        assert_eq!(verify(), []);
        let old = row_of(test, "note", 3);
        test.tamper(&format!("UPDATE note SET added = 'x' WHERE id = '{old}'"));
        assert!(verify().iter().any(|broken| broken.row == old));
        test.tamper(&format!("UPDATE note SET added = NULL WHERE id = '{old}'; UPDATE note SET added = 'x' WHERE code = 'grown'"));
        assert!(verify().iter().any(|broken| broken.row == id.as_str()));
    }
}
