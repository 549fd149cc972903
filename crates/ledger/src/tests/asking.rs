//! What pages ask, asked of both engines.

use store::each_engine;

use super::*;
use crate::sql;

fn now(on: &str) -> kernel::AsOf {
    kernel::AsOf { day: day(on), known: Seq(i64::MAX) }
}

each_engine! { SCHEMAS;
    fn a_line_opens_to_its_months_commitments_and_entries(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 300, "2021-02-01").unwrap();
        let paid = book.disburse(&held, 50, "2021-03-20").unwrap();
        book.correct(&paid, 40).unwrap();
        let mut read = db.db.read().unwrap();
        let line = key("2021/park");
        let months: Vec<(i8, i64, i64)> = sql::paid_by_month(&mut read, &line, now("2021-12-31"))
            .unwrap()
            .iter()
            .map(|(month, committed, disbursed)| (month.month(), committed.units(), disbursed.units()))
            .collect();
        assert_eq!(months, [(2, 300, 0), (3, 0, 40)]);
        let left = commitments(&mut read, &line, now("2021-12-31")).unwrap();
        assert_eq!(left.iter().map(|one| (one.id.clone(), one.left.units())).collect::<Vec<_>>(), [(held.clone(), 260)]);
        assert_eq!(commitments(&mut read, &line, now("2021-02-28")).unwrap()[0].left.units(), 300);
        assert_eq!(commitment_of(&mut read, &held).unwrap().unwrap(), left[0]);
        assert_eq!(count_entries(&mut read, &line, now("2021-12-31")).unwrap(), 5);
        let shown = entries(&mut read, &line, now("2021-12-31"), 0, 3).unwrap();
        let kinds: Vec<(&str, i64, bool, bool)> =
            shown.iter().map(|one| (one.kind.as_str(), one.amount.units(), one.is_reversal, one.is_reversed)).collect();
        assert_eq!(kinds.len(), 3);
        assert!(kinds.contains(&("disburse", -50, true, false)) && kinds.contains(&("disburse", 50, false, true)));
        assert_eq!(entry_of(&mut read, &paid).unwrap().unwrap().kind, "disburse");
        assert_eq!(unpaid(&mut read, 2021).unwrap(), left);
        assert_eq!(years(&mut read).unwrap().iter().map(|(year, ..)| *year).collect::<Vec<_>>(), [2021, 2020]);
    }

    fn units_and_lines_are_named(db) {
        let book = Book::new(db);
        let mut read = db.db.read().unwrap();
        let units = sql::unit_names(&mut read, now("2021-03-01")).unwrap();
        assert_eq!(units.iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(), ["culture", "office", "parks"]);
        let lines = sql::line_codes(&mut read, 2021, day("2021-03-01")).unwrap();
        assert_eq!(lines.iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(), ["2021/lab", "2021/park"]);
        assert!(sql::codes(&mut read, "bureau.programmes", now("2021-03-01")).unwrap().is_empty());
        assert_eq!(book.balance("2021/park"), [0, 0, 0]);
    }

    fn an_upload_waits_for_its_sender_for_a_day(db) {
        let _book = Book::new(db);
        let sheet = Sheet::read("file", "문서번호,금액\nA,1\n".as_bytes()).unwrap();
        let keep = |name: &str| {
            let upload = sql::Upload { name: name.to_owned(), what: "rows".to_owned(), system: "e호조 2".to_owned(), sheet: sheet.clone() };
            let mut tx = db.db.write(&db.origin()).unwrap();
            let id = sql::save_upload(&mut tx, &code("setup"), &upload).unwrap();
            tx.commit().unwrap();
            id
        };
        let find = |who: &str, id: &str| sql::upload(&mut db.db.read().unwrap(), &code(who), id).unwrap();
        let id = keep("day.csv");
        let found = find("setup", &id).unwrap();
        assert_eq!((found.name.as_str(), found.what.as_str(), found.system.as_str(), found.sheet.rows), ("day.csv", "rows", "e호조 2", sheet.rows.clone()));
        assert!(find("other", &id).is_none());
        db.clock.set(kernel::At(kernel::Clock::now(&*db.clock).0 + 90_000_000_000));
        keep("next.csv");
        assert!(find("setup", &id).is_none(), "a day later it is let go");
    }
}
