use store::each_engine;

use super::*;

fn statement(rows: &str) -> StatementFile {
    let text = format!("기준월,회계연도,세부사업,구분,금액\n{rows}");
    StatementFile::read(&Sheet::read("file", text.as_bytes()).unwrap(), "e호조", 0).unwrap()
}

each_engine! { SCHEMAS;
    fn official_totals_are_held_against_the_ledger(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 300, "2021-02-01").unwrap();
        book.release(&held, 100, "2021-02-03").unwrap();
        book.disburse(&held, 50, "2021-02-20").unwrap();
        book.give_back(&held, 5, "2021-02-21").unwrap();
        book.commit("2021/park", 7, "2021-03-01").unwrap();
        let file = statement("2021-02,2021,park,원인행위,200\n2021. 2.,2021,park,지출,60\n202102,2021,park,반납,5\n2021년 2월,2021,lab,지출,9\n");
        let done = book.setup(|tx, by| import_statement(tx, by, &file)).unwrap();
        assert_eq!((done.new, done.standing, done.changed), (4, 0, 0));
        let again = book.setup(|tx, by| import_statement(tx, by, &file)).unwrap();
        assert_eq!((again.new, again.standing, again.changed), (0, 4, 0));
        let shown = |all: &[Difference]| -> Vec<(String, Option<i64>, Option<i64>)> {
            let units = |money: Option<Money>| money.map(Money::units);
            all.iter().map(|one| (format!("{} {} {}", one.period, one.line, one.kind), units(one.official), units(one.ours))).collect()
        };
        let found = reconciliation(&mut db.db.read().unwrap(), 2021, Seq(i64::MAX)).unwrap();
        let row = |name: &str, official, ours| (format!("2021-02 2021/{name}"), official, ours);
        assert_eq!(
            shown(&found),
            [row("lab disburse", Some(9), None), row("park commit", Some(200), Some(200)), row("park disburse", Some(60), Some(50)), row("park return", Some(-5), Some(-5))]
        );
        assert_eq!(found.iter().map(|one| (one.is_same(), one.difference().unwrap().units())).collect::<Vec<_>>(), [(false, 9), (true, 0), (false, 10), (true, 0)]);
        let before = book.head();
        // The official system says another total later: it takes the place of the first, which stays in the record.
        book.setup(|tx, by| import_statement(tx, by, &statement("2021-02,2021,park,지출,50\n2021-02-20,2021,park,지출,50\n"))).unwrap();
        let mut read = db.db.read().unwrap();
        let now = reconciliation(&mut read, 2021, Seq(i64::MAX)).unwrap();
        assert_eq!(now.iter().filter(|one| !one.is_same()).count(), 1);
        assert!(now.iter().any(|one| one.period == "2021-02-20" && one.is_same()));
        assert_eq!(reconciliation(&mut read, 2021, before).unwrap().iter().filter(|one| !one.is_same()).count(), 2);
        drop(read);
        book.check();
    }

    fn a_wrong_total_refuses_the_statement(db) {
        let book = Book::new(db);
        let wrong = statement("2021-02,2021,park,지출,열\n2021-13,2021,park,지출,1\n2021-02,2021,none,지출,1\n2021-02,2021,lab,지출,1\n2021-02,2021,lab,지출,2\n");
        let tried = try_statement(&mut db.db.read().unwrap(), &wrong).unwrap();
        let rows: Vec<(usize, &str)> = tried.wrong.iter().map(|(row, why)| (*row, why.code)).collect();
        assert_eq!(rows, [(2, "ledger.unreadable"), (3, "ledger.unreadable"), (4, "ledger.no-line-named"), (6, "ledger.statement-twice")]);
        assert_eq!(book.setup(|tx, by| import_statement(tx, by, &wrong)).map(|_| ()), Err("ledger.wrong-rows"));
        assert!(reconciliation(&mut db.db.read().unwrap(), 2021, Seq(i64::MAX)).unwrap().is_empty());
        book.check();
    }

    fn the_rows_behind_a_difference_are_named(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let own = book.commit("2021/park", 30, "2021-02-01").unwrap();
        let head = "문서번호,회계연도,세부사업,구분,금액,일자,원인행위번호\n";
        let text = format!("{head}A-1,2021,park,원인행위,200,2021-02-03,\nA-2,2021,park,원인행위,9000,2021-02-04,\n");
        let file = OfficialFile::read(&Sheet::read("file", text.as_bytes()).unwrap(), "e호조", 0).unwrap();
        book.setup(|tx, by| import(tx, by, &file, Mode::Exceptions, &mut |_, _| {})).unwrap();
        let found = unmatched(&mut db.db.read().unwrap(), &key("2021/park"), "commit", "2021-02", Seq(i64::MAX), 10).unwrap();
        assert_eq!(found.only_here.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>(), [own]);
        assert_eq!(found.only_there.iter().map(|there| (there.0.as_str(), there.1)).collect::<Vec<_>>(), [("e호조 A-2#1", Some(Money::new(9000)))]);
        // A row that is settled without an entry still explains the difference: with the reason for which it was settled.
        let mut read = db.db.read().unwrap();
        let exception = exceptions(&mut read, Seq(i64::MAX), true, 0, 10).unwrap().remove(0).id;
        drop(read);
        book.setup(|tx, by| settle_exception(tx, by, &SettleException { exception, why: "another bureau's".to_owned() })).unwrap();
        let settled = unmatched(&mut db.db.read().unwrap(), &key("2021/park"), "commit", "2021-02", Seq(i64::MAX), 10).unwrap();
        assert_eq!(settled.only_there.iter().map(|there| (there.0.as_str(), there.3[0].as_str())).collect::<Vec<_>>(), [("e호조 A-2#1", "another bureau's")]);
    }
}
