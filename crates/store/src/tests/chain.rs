//! One chain, one writer, ids and times.

use sha2::{Digest, Sha256};

use super::*;
use crate::digest_text;

fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

crate::each_engine! { SCHEMAS;
    fn events_are_numbered_from_one_and_each_names_the_hash_before(test) {
        notes(test, 3);
        let events = test.db.read().unwrap().events(Seq(0), 100).unwrap();
        let mut prev = "0".repeat(64);
        for (at, event) in events.iter().enumerate() {
            assert_eq!((event.seq, event.tx), (Seq(at as i64 + 1), at as i64 + 1));
            assert_eq!(event.prev, prev);
            prev.clone_from(&event.hash);
        }
        assert_eq!(events.len(), 4);
        assert_eq!(head(test), VerifyHead { seq: Seq(4), hash: prev });
    }

    fn recorded_time_grows_even_when_the_clock_stands_still_or_goes_back(test) {
        open(test);
        let start = test.clock.now().0;
        for (n, clock) in [start, start, start - 3_600_000_000, start + 10, start + 10].into_iter().enumerate() {
            test.clock.set(At(clock));
            let mut tx = test.db.write(&still(test)).unwrap();
            jot(&mut tx, &format!("a{n}"), 1, "").unwrap();
            jot(&mut tx, &format!("b{n}"), 1, "").unwrap();
            tx.commit().unwrap();
        }
        let recorded: Vec<i64> = rows(test, "SELECT recorded FROM event ORDER BY seq").iter().map(|row| row.int(0).unwrap() - start).collect();
        assert_eq!(recorded, [0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13]);
    }

    fn several_acts_of_one_transaction_share_its_number(test) {
        open(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "a", 1, "").unwrap();
        jot(&mut tx, "b", 1, "").unwrap();
        tx.commit().unwrap();
        let txs: Vec<i64> = rows(test, "SELECT tx FROM event ORDER BY seq").iter().map(|row| row.int(0).unwrap()).collect();
        assert_eq!(txs, [1, 2, 2]);
    }

    fn a_hash_is_of_the_json_array_of_all_columns_before_it(test) {
        notes(test, 3);
        for row in rows(test, "SELECT * FROM event ORDER BY seq") {
            let (hash, before) = row.0.split_last().unwrap();
            assert_eq!(hash.as_text(), Some(sha256(&serde_json::to_string(before).unwrap()).as_str()));
        }
    }

    fn a_row_digest_is_of_the_json_array_of_shape_and_values(test) {
        notes(test, 3);
        for event in test.db.read().unwrap().events(Seq(2), 100).unwrap() {
            let named: Vec<(String, String, String)> = serde_json::from_str(&event.rows).unwrap();
            assert_eq!(named.iter().map(|(shape, _, _)| shape.as_str()).collect::<Vec<_>>(), ["note/1", "term/1"]);
            for (shape, id, digest) in named {
                let table = shape.trim_end_matches("/1");
                let row = rows(test, &format!("SELECT * FROM {table} WHERE id = '{id}'")).remove(0);
                let values = serde_json::to_string(&row.0).unwrap();
                assert_eq!(digest, sha256(&format!("[\"{shape}\",{}", &values[1..])));
                assert_eq!(row.int(1).unwrap(), event.seq.0);
            }
        }
    }

    // Hashes outlive this program: whatever changes this text makes every record before it unreadable to `verify`.
    fn the_hashed_text_is_spelled_as_released(test) {
        open(test);
        let mut tx = test.db.write(&test.origin()).unwrap();
        let document = Document { system: "온나라".to_owned(), number: "1/\"2\"\\".to_owned(), day: None };
        let id = Id::<()>::from_text("n1");
        tx.save(&NOTE, &id, [Value::Null, (-1_i64).into(), "2021-03-31".into(), "줄\n\t\u{1}</끝>".into()]);
        tx.record(&Act { policy: "p", document: Some(&document), ..act("k", "note:n1", "{\"a\":null}") }).unwrap();
        let head = tx.commit().unwrap();
        let prev = rows(test, "SELECT hash FROM event WHERE seq = 1")[0].text(0).unwrap().to_owned();
        let row = sha256("[\"note/1\",\"n1\",2,null,-1,\"2021-03-31\",\"줄\\n\\t\\u0001</끝>\"]");
        let text = format!(
            "[2,2,\"room\",\"jot\",1,\"note:n1\",\"test\",\"p\",\"2021-03-31\",1609459202000000,\"온나라\",\"1/\\\"2\\\"\\\\\",null,\"k\",\
             \"{{\\\"a\\\":null}}\",\"[[\\\"note/1\\\",\\\"n1\\\",\\\"{row}\\\"]]\",\"{prev}\"]"
        );
        assert_eq!(head.hash, sha256(&text));
    }

    fn one_writer_at_a_time_whether_threads_share_a_handle_or_not(test) {
        open(test);
        let origin = test.origin();
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let origin = origin.clone();
                scope.spawn(move || {
                    let own = Db::open(&test.url, SCHEMAS).unwrap();
                    let db = if writer % 2 == 0 { &test.db } else { &own };
                    for n in 0..25 {
                        let mut tx = db.write(&origin).unwrap();
                        jot(&mut tx, &format!("w{writer}-{n}"), n, "").unwrap();
                        tx.commit().unwrap();
                    }
                });
            }
        });
        let seqs: Vec<i64> = rows(test, "SELECT seq FROM event ORDER BY seq").iter().map(|row| row.int(0).unwrap()).collect();
        assert_eq!(seqs, (1..=201).collect::<Vec<_>>());
        assert_eq!(rows(test, "SELECT DISTINCT key FROM event").len(), 201);
        assert_eq!(rows(test, "SELECT id FROM note").len(), 200);
        assert_eq!(verify(test, None), []);
    }

    fn ids_are_uuids_of_version_7_made_from_seed_event_and_counter(test) {
        open(test);
        let made = |seed: u8| -> Vec<String> {
            let mut tx = test.db.write(&Origin { seed: Some([seed; 32]), ..still(test) }).unwrap();
            let mut ids: Vec<String> = (0..3).map(|_| tx.id::<()>().to_string()).collect();
            tx.record(&act("k", "note:1", "{}")).unwrap();
            ids.extend((0..3).map(|_| tx.id::<()>().to_string()));
            ids
        };
        let ids = made(7);
        // Nothing was committed, so the same numbers come again.
        assert_eq!(ids, made(7));
        let all: std::collections::BTreeSet<String> = ids.iter().cloned().chain(made(8)).collect();
        assert_eq!(all.len(), 12);
        for id in all {
            let uuid = uuid::Uuid::parse_str(&id).unwrap();
            assert_eq!((uuid.get_version_num(), uuid.get_variant(), uuid.to_string()), (7, uuid::Variant::RFC4122, id));
            let (seconds, nanos) = uuid.get_timestamp().unwrap().to_unix();
            assert_eq!(seconds as i64 * 1000 + i64::from(nanos / 1_000_000), test.clock.now().0 / 1000);
        }
    }

    fn without_a_seed_ids_differ_each_time(test) {
        open(test);
        let id = || test.db.write(&Origin { seed: None, ..still(test) }).unwrap().id::<()>();
        assert_ne!(id(), id());
    }

    fn today_is_the_day_in_the_city(test) {
        open(test);
        // 2021-03-31T15:00Z is the first of April in Seoul.
        test.clock.set(At(1_617_202_800_000_000));
        assert_eq!(test.db.write(&still(test)).unwrap().today(), day("2021-04-01"));
    }
}

#[test]
fn both_engines_give_the_same_hashes_for_the_same_acts() {
    let (sqlite, postgres) = (TestDb::sqlite(SCHEMAS), TestDb::postgres(SCHEMAS));
    for test in [&sqlite, &postgres] {
        notes(test, 5);
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "끝", i64::MAX, "한국어 \"인용\" \\ 줄\n바꿈 🙂").unwrap();
        tx.commit().unwrap();
    }
    assert_eq!(head(&sqlite), head(&postgres));
    assert_eq!(content(&sqlite), content(&postgres));
}

#[test]
fn a_digest_is_sha_256_in_lower_case() {
    assert_eq!(digest_text("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
