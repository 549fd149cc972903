//! Known is a place in the record.

use kernel::{Lang, Zone};

use super::*;
use crate::{Known, KnownError};

fn zone() -> Zone {
    Zone::named("Asia/Seoul").unwrap()
}

fn parse(text: &str) -> Result<Known, KnownError> {
    Known::parse(text, &zone())
}

fn at(text: &str) -> At {
    zone().at(text).unwrap()
}

fn resolve(test: &TestDb, known: &Known) -> Result<Seq, KnownError> {
    known.resolve(&mut test.db.read().unwrap()).unwrap()
}

#[test]
fn a_place_is_a_number_a_local_time_a_day_or_nothing() {
    assert_eq!(parse("712"), Ok(Known::Event(Seq(712))));
    assert_eq!(parse(" 0 "), Ok(Known::Event(Seq(0))));
    assert_eq!(parse(""), Ok(Known::Head));
    assert_eq!(parse("  "), Ok(Known::Head));
    assert_eq!(parse("2021-04-30T18:00"), Ok(Known::At(at("2021-04-30T09:00:00Z"))));
    assert_eq!(parse("2021-04-30T18:00:01"), Ok(Known::At(at("2021-04-30T09:00:01Z"))));
    assert_eq!(parse("2021-04-30T18:00:00+00:00"), Ok(Known::At(at("2021-04-30T18:00:00Z"))));
}

#[test]
fn a_day_means_its_end_in_the_city() {
    assert_eq!(parse("2021-04-30"), Ok(Known::At(At(at("2021-04-30T15:00:00Z").0 - 1))));
}

#[test]
fn what_is_no_place_is_named_back_in_both_languages() {
    for text in ["-1", "어제", "2021-02-30", "2021-4-1", "7.5", "99999999999999999999", "2021-04-30T25:00"] {
        let error = parse(text).unwrap_err();
        assert_eq!(error, KnownError::Unreadable(text.to_owned()));
        assert!(error.say(Lang::Ko).contains(text) && error.say(Lang::En).contains(text));
    }
    assert_eq!(parse(&"x".repeat(10_000)), Err(KnownError::Unreadable("x".repeat(40))));
}

crate::each_engine! { SCHEMAS;
    fn a_number_up_to_the_head_is_itself_and_nothing_is_the_head(test) {
        notes(test, 3);
        for seq in 0..=4 {
            assert_eq!(resolve(test, &Known::Event(Seq(seq))), Ok(Seq(seq)));
        }
        assert_eq!(resolve(test, &Known::Head), Ok(Seq(4)));
    }

    fn a_time_is_the_last_event_at_or_before_it(test) {
        notes(test, 3);
        let times: Vec<i64> = rows(test, "SELECT recorded FROM event ORDER BY seq").iter().map(|row| row.int(0).unwrap()).collect();
        for (index, time) in times.iter().enumerate() {
            let seq = index as i64 + 1;
            assert_eq!(resolve(test, &Known::At(At(*time))), Ok(Seq(seq)));
            assert_eq!(resolve(test, &Known::At(At(time - 1))), Ok(Seq(seq - 1)));
        }
    }

    fn a_place_after_the_head_is_refused_naming_the_head(test) {
        notes(test, 3);
        let last = test.db.read().unwrap().head().unwrap().recorded;
        assert_eq!(resolve(test, &Known::Event(Seq(5))), Err(KnownError::AfterHead { asked: "5".to_owned(), head: Seq(4) }));
        let error = resolve(test, &Known::At(At(last.0 + 1))).unwrap_err();
        assert!(matches!(error, KnownError::AfterHead { head: Seq(4), .. }), "{error}");
        assert!(error.say(Lang::Ko).contains("4번") && error.to_string().contains("event 4"));
    }

    fn an_empty_record_knows_only_the_place_before_its_first_event(test) {
        assert_eq!(resolve(test, &Known::Head), Ok(Seq(0)));
        assert_eq!(resolve(test, &Known::Event(Seq(0))), Ok(Seq(0)));
        assert!(resolve(test, &Known::Event(Seq(1))).is_err());
        assert!(resolve(test, &Known::At(At(0))).is_err());
    }

    fn a_snapshot_does_not_see_what_is_committed_after_it_was_taken(test) {
        notes(test, 1);
        let mut before = test.db.read().unwrap();
        assert_eq!(before.head().unwrap().seq, Seq(2));
        let mut tx = test.db.write(&test.origin()).unwrap();
        jot(&mut tx, "later", 1, "").unwrap();
        tx.commit().unwrap();
        assert_eq!(before.head().unwrap().seq, Seq(2));
        assert_eq!(resolve(test, &Known::Head), Ok(Seq(3)));
    }
}
