//! Opening databases and records, and migrations.

use super::*;

fn sqlite_url(folder: &tempfile::TempDir, name: &str) -> String {
    format!("sqlite:{}", folder.path().join(name).display())
}

/// The error of opening, which is one sentence and holds these words.
fn unavailable(opened: Result<Db, StoreError>, words: &str) {
    match opened {
        Err(StoreError::Unavailable(why)) => assert!(why.contains(words) && !why.contains('\n'), "{why}"),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it opened"),
    }
}

/// A schema like the tests' with one migration more.
fn later() -> Schema {
    let more: Vec<Migration> = ROOM.migrations.iter().map(|old| Migration { name: old.name, sql: old.sql }).collect();
    let more = more.into_iter().chain([Migration { name: "209901010000_later", sql: "CREATE TABLE later (id TEXT)" }]);
    Schema {
        room: "room",
        migrations: Box::leak(more.collect::<Vec<_>>().into_boxed_slice()),
        tables: ROOM.tables,
        guards_sqlite: "",
        guards_postgres: "",
    }
}

crate::each_engine! { SCHEMAS;
    fn opening_for_the_same_again_is_no_act_and_for_another_is_refused(test) {
        open(test);
        let before = content(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        let genesis = seoul(Purpose::Demonstration);
        assert_eq!(tx.open_record(&genesis, "somebody else").unwrap(), Seq(1));
        assert_eq!(code(tx.open_record(&seoul(Purpose::Production), "test")), "record.open");
        let paris = Genesis { city: serde_json::json!({"time_zone": "Europe/Paris"}), ..genesis };
        assert_eq!(code(tx.open_record(&paris, "test")), "record.open");
        tx.commit().unwrap();
        assert_eq!(content(test), before);
    }

    fn a_city_is_the_same_composed_and_decomposed(test) {
        let city = |name: &str| Genesis { purpose: Purpose::Demonstration, city: serde_json::json!({ "name": name }) };
        let mut tx = test.db.write(&test.origin()).unwrap();
        tx.open_record(&city("\u{1112}\u{1161}\u{11ab}"), "test").unwrap();
        assert_eq!(tx.open_record(&city("\u{1112}\u{1161}\u{11ab}"), "test").unwrap(), Seq(1));
        assert_eq!(tx.open_record(&city("\u{d55c}"), "test").unwrap(), Seq(1));
    }

    fn a_production_record_refuses_a_simulated_clock(test) {
        let mut tx = test.db.write(&test.origin()).unwrap();
        assert_eq!(code(tx.open_record(&seoul(Purpose::Production), "test")), "record.simulated-clock");
        tx.commit().unwrap();
        assert_eq!(head(test).seq, Seq(0));
        let real = RealClock::origin(1_609_459_200_000_000);
        let mut tx = test.db.write(&real).unwrap();
        tx.open_record(&seoul(Purpose::Production), "test").unwrap();
        tx.commit().unwrap();
        let again = Db::open(&test.url, SCHEMAS).unwrap();
        for db in [&test.db, &again] {
            assert_eq!(code(db.write(&test.origin())), "record.simulated-clock");
        }
        let mut tx = test.db.write(&real).unwrap();
        jot(&mut tx, "real", 1, "").unwrap();
        assert_eq!(tx.commit().unwrap().seq, Seq(2));
    }

    fn a_demonstration_takes_a_real_clock_too(test) {
        open(test);
        let mut tx = test.db.write(&RealClock::origin(0)).unwrap();
        jot(&mut tx, "real", 1, "").unwrap();
        tx.commit().unwrap();
    }

    fn making_a_database_again_changes_nothing(test) {
        notes(test, 2);
        let state = || (content(test), rows(test, "SELECT * FROM schema_state ORDER BY name"));
        let before = state();
        for _ in 0..2 {
            drop(Db::create(&test.url, SCHEMAS).unwrap());
            drop(Db::open(&test.url, SCHEMAS).unwrap());
        }
        assert_eq!(state(), before);
        assert_eq!(verify(test, None), []);
    }

    fn a_migration_that_this_program_does_not_know_is_named(test) {
        open(test);
        test.raw("INSERT INTO schema_state VALUES ('209901010000_future', '')").unwrap();
        for opened in [Db::open(&test.url, SCHEMAS), Db::create(&test.url, SCHEMAS)] {
            let Err(error) = opened else { panic!("it opened") };
            assert!(matches!(&error, StoreError::Newer(name) if name == "209901010000_future"), "{error:?}");
            assert!(error.to_string().contains("newer madang"));
        }
    }

    fn a_room_that_this_program_does_not_know_is_named(test) {
        let opened = Db::open(&test.url, &[]);
        assert!(matches!(&opened, Err(StoreError::Newer(name)) if name.contains("room")));
    }

    fn an_older_schema_is_refused_until_it_is_brought_up_and_keeps_its_rows(test) {
        notes(test, 2);
        let before = content(test);
        let later = later();
        unavailable(Db::open(&test.url, &[&later]), "209901010000_later");
        Db::create(&test.url, &[&later]).unwrap();
        let db = Db::open(&test.url, &[&later]).unwrap();
        assert_eq!(db.read().unwrap().rows("SELECT id FROM later", &[]).unwrap(), []);
        assert_eq!(content(test), before);
    }

    fn a_migration_that_fails_leaves_the_schema_as_it_was(test) {
        let before = rows(test, "SELECT * FROM schema_state ORDER BY name");
        let bad = Migration { name: "209901010001_bad", sql: "CREATE TABLE half (id TEXT); CREATE TABLE note (id TEXT)" };
        let bad = Schema { room: "bad", migrations: Box::leak(Box::new([bad])), tables: &[], guards_sqlite: "", guards_postgres: "" };
        assert!(Db::create(&test.url, &[&ROOM, &bad]).is_err());
        assert_eq!(rows(test, "SELECT * FROM schema_state ORDER BY name"), before);
        assert!(test.db.read().unwrap().rows("SELECT id FROM half", &[]).is_err());
        drop(Db::open(&test.url, SCHEMAS).unwrap());
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = "날짜,금액\n".repeat(1000);
    std::fs::write(folder.path().join("figures.csv"), &text).unwrap();
    for opened in [Db::open, Db::create] {
        unavailable(opened(&sqlite_url(&folder, "figures.csv"), SCHEMAS), "not a database");
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("figures.csv")).unwrap(), text);
}

#[test]
fn a_missing_file_is_named_and_not_made_by_opening() {
    let folder = tempfile::tempdir().unwrap();
    unavailable(Db::open(&sqlite_url(&folder, "none.db"), SCHEMAS), "none.db is not there");
    assert!(!folder.path().join("none.db").exists());
    unavailable(Db::create(&sqlite_url(&folder, "none/none.db"), SCHEMAS), "none/none.db");
}

#[test]
fn a_folder_and_an_address_that_names_no_database_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for opened in [Db::open, Db::create] {
        unavailable(opened(&sqlite_url(&folder, ""), SCHEMAS), "unable to open");
        unavailable(opened("sqlite:", SCHEMAS), "names no file");
        unavailable(opened("mysql://somewhere", SCHEMAS), "sqlite:PATH or postgres://");
        unavailable(opened("", SCHEMAS), "sqlite:PATH or postgres://");
    }
}

#[test]
fn an_sqlite_file_of_another_program_is_no_database_of_madang() {
    let folder = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(folder.path().join("other.db")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    std::fs::write(folder.path().join("empty.db"), "").unwrap();
    for name in ["other.db", "empty.db"] {
        unavailable(Db::open(&sqlite_url(&folder, name), SCHEMAS), "no database of madang");
    }
}

#[test]
fn a_truncated_database_gives_an_error_and_no_panic() {
    let test = TestDb::sqlite(SCHEMAS);
    notes(&test, 3);
    test.raw("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let bytes = std::fs::read(test.url.trim_start_matches("sqlite:")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for part in [50, 100, 4096, 8192, bytes.len() / 2, bytes.len() - 4096] {
        std::fs::write(folder.path().join("cut.db"), &bytes[..part]).unwrap();
        let found = Db::open(&sqlite_url(&folder, "cut.db"), SCHEMAS).and_then(|db| {
            let broken = verify_record(&mut db.read()?, SCHEMAS, None, &mut |_, _| {})?;
            Ok(broken.len())
        });
        assert!(!matches!(found, Ok(0)), "{part} of {} bytes: {found:?}", bytes.len());
    }
}

#[test]
fn a_postgresql_database_that_is_missing_or_not_madangs_is_refused() {
    let test = TestDb::postgres(SCHEMAS);
    for opened in [Db::open, Db::create] {
        unavailable(opened(&format!("{}_none", test.url), SCHEMAS), "does not exist");
        // Nobody listens on port 1.
        unavailable(opened("postgres://madang@127.0.0.1:1/madang", SCHEMAS), "refused");
    }
    test.tamper("DROP TABLE schema_state");
    unavailable(Db::open(&test.url, SCHEMAS), "no database of madang");
}
