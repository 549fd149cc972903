use store::each_engine;

use super::*;

fn carried(book: &Book, line: &str) -> Vec<(String, i64, String, String)> {
    const SQL: &str =
        "SELECT day, amount, carryover, other_line FROM ledger_entry WHERE line = $1 AND kind = 'carry_over' ORDER BY event, amount, id";
    let rows = book.db.db.read().unwrap().rows(SQL, &[line.into()]).unwrap();
    rows.iter().map(|row| (row.value(0).show(), row.int(1).unwrap(), row.value(2).show(), row.value(3).show())).collect()
}

each_engine! { SCHEMAS;
    fn payments_may_be_late_until_the_day_that_was_pinned_when_the_year_was_opened(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 500, "2021-12-31").unwrap();
        book.late_until("02-10", "2021-06-01");
        for (on, may) in
            [("2021-12-30", Err("ledger.before-commitment")), ("2022-01-20", Ok(())), ("2022-01-21", Err("ledger.outside-year"))]
        {
            assert_eq!(book.disburse(&held, 10, on).map(|_| ()), may, "{on}");
        }
        book.give_back(&held, 1, "2022-01-20").unwrap();
        assert_eq!(book.give_back(&held, 1, "2022-01-21"), Err("ledger.outside-year"));
        assert_eq!(book.release(&held, 1, "2022-01-20"), Err("ledger.outside-year"));
        // A year takes the rule that is in force on its first day.
        book.late_until("03-01", "2022-06-01");
        book.open_year(2022).unwrap();
        book.open_line("2022/park", "parks").unwrap();
        book.appropriate("2022/park", 100, "2022-01-01").unwrap();
        let held = book.commit("2022/park", 100, "2022-01-01").unwrap();
        book.disburse(&held, 1, "2023-02-10").unwrap();
        assert_eq!(book.disburse(&held, 1, "2023-02-11"), Err("ledger.outside-year"));
        book.check();
    }

    fn without_a_rule_no_payment_is_late(db) {
        let book = Book::empty(db);
        book.open_year(2021).unwrap();
        book.open_line("2021/park", "parks").unwrap();
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 100, "2021-01-01").unwrap();
        book.disburse(&held, 1, "2021-12-31").unwrap();
        assert_eq!(book.disburse(&held, 1, "2022-01-01"), Err("ledger.outside-year"));
        book.check();
    }

    fn a_closed_month_takes_no_entry(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let held = book.commit("2021/park", 500, "2021-03-01").unwrap();
        book.close_month(2021, "2021-03-15").unwrap();
        assert_eq!(book.close_month(2021, "2021-03-31"), Err("ledger.closed"));
        for on in ["2021-03-01", "2021-03-31"] {
            assert_eq!(book.appropriate("2021/park", 1, on), Err("ledger.closed"), "{on}");
            assert_eq!(book.supplement("2021/park", 1, on), Err("ledger.closed"), "{on}");
            assert_eq!(book.transfer("2021/park", "2021/lab", 1, on), Err("ledger.closed"), "{on}");
            assert_eq!(book.commit("2021/park", 1, on), Err("ledger.closed"), "{on}");
            assert_eq!(book.release(&held, 1, on), Err("ledger.closed"), "{on}");
            assert_eq!(book.disburse(&held, 1, on), Err("ledger.closed"), "{on}");
            assert_eq!(book.give_back(&held, 1, on), Err("ledger.closed"), "{on}");
        }
        book.disburse(&held, 1, "2021-04-01").unwrap();
        book.appropriate("2021/park", 1, "2021-02-28").unwrap();
        // The last month is closed with its year, or nothing could be carried over; other years' months are not this year's.
        assert_eq!(book.close_month(2021, "2021-12-01"), Err("ledger.last-month"));
        assert_eq!(book.close_month(2021, "2022-01-31"), Err("ledger.outside-year"));
        // March of another year is another month.
        book.open_year(2022).unwrap();
        book.open_line("2022/park", "parks").unwrap();
        book.appropriate("2022/park", 1, "2022-03-10").unwrap();
        book.check();
    }

    fn a_closed_year_takes_no_entry(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 1_000, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 500, "2020-03-01").unwrap();
        book.close_year(2020, &[]).unwrap();
        assert_eq!(book.close_year(2020, &[]), Err("ledger.closed"));
        for on in ["2020-05-01", "2020-12-31", "2021-01-10"] {
            assert_eq!(book.disburse(&held, 1, on), Err("ledger.closed"), "{on}");
        }
        assert_eq!(book.appropriate("2020/lab", 1, "2020-05-01"), Err("ledger.closed"));
        book.appropriate("2021/park", 1, "2021-01-01").unwrap();
        book.check();
    }

    fn closing_a_year_moves_the_unpaid_part_of_a_commitment_into_the_next(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 1_000, "2020-01-01").unwrap();
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        let held = book.commit("2020/park", 500, "2020-03-01").unwrap();
        book.disburse(&held, 200, "2020-04-01").unwrap();
        book.disburse(&held, 50, "2021-01-15").unwrap();
        let before = book.head();
        book.close_year(2020, &[(&held, 100), (&held, 150)]).unwrap();
        assert_eq!(book.head(), Seq(before.0 + 1));
        assert_eq!((book.balance("2020/park"), book.balance("2021/park")), ([750, 250, 250], [350, 0, 0]));
        let kind = "unforeseen".to_owned();
        let away = |units: i64| ("2020-12-31".to_owned(), units, kind.clone(), "2021/park".to_owned());
        let here = |units: i64| ("2021-01-01".to_owned(), units, kind.clone(), "2020/park".to_owned());
        assert_eq!((carried(&book, "2020/park"), carried(&book, "2021/park")), (vec![away(-150), away(-100)], vec![here(100), here(150)]));
        let row = db
            .db
            .read()
            .unwrap()
            .row("SELECT committed, disbursed FROM ledger_commitment WHERE id = $1", &[(&held).into()])
            .unwrap()
            .unwrap();
        assert_eq!((row.int(0).unwrap(), row.int(1).unwrap()), (250, 250));
        book.commit("2021/park", 350, "2021-02-01").unwrap();
        book.check();
    }

    fn what_was_not_committed_is_carried_over_by_vote_or_on_a_document(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 1_000, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 600, "2020-03-01").unwrap();
        book.disburse(&held, 200, "2020-04-01").unwrap();
        let free = |units: i64, kind| Carry { from: CarriedFrom::Line(key("2020/park")), amount: amount(units), kind };
        let close = |carries: Vec<Carry>| CloseYear { fiscal_year: 2020, carries, note: None };
        let named = |carries| book.with_document(|tx, by| close_year(tx, by, &close(carries)));
        use CarryoverKind::{Specified, Unforeseen};
        // At most what is free, however often it is named, and only of that year.
        assert_eq!(named(vec![free(401, Specified)]), Err("ledger.over-budget"));
        assert_eq!(named(vec![free(300, Specified), free(101, Unforeseen)]), Err("ledger.over-budget"));
        assert_eq!(named(vec![Carry { from: CarriedFrom::Line(key("2021/park")), amount: amount(1), kind: Specified }]), Err("ledger.no-line"));
        assert_eq!(book.setup(|tx, by| close_year(tx, by, &close(vec![free(1, Specified)]))), Err("ledger.needs-vote"));
        assert_eq!(book.setup(|tx, by| close_year(tx, by, &close(vec![free(1, Unforeseen)]))), Err("ledger.needs-document"));
        // Beside an unpaid commitment, whose money is not free.
        let unpaid = Carry { from: CarriedFrom::Commitment(held), amount: amount(400), kind: Unforeseen };
        let all = vec![unpaid, free(300, Specified), free(100, Unforeseen)];
        let preview = preview_year(&mut db.db.read().unwrap(), &close(all.clone()), true).unwrap();
        let line = preview.lines.iter().find(|line| line.before.line == key("2020/park")).unwrap();
        assert_eq!((preview.entries, preview.stops.len()), (7, 0));
        assert_eq!([line.current, line.committed, line.carried, line.lapse].map(Money::units), [200, 200, 800, 0]);
        named(all).unwrap();
        assert_eq!((book.balance("2020/park"), book.balance("2021/park")), ([200, 200, 200], [800, 0, 0]));
        book.check();
    }

    fn a_closing_that_is_refused_does_nothing_by_half(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 1_000, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 500, "2020-03-01").unwrap();
        book.disburse(&held, 200, "2020-04-01").unwrap();
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        let other = book.commit("2021/park", 100, "2021-01-01").unwrap();
        let head = book.head();
        assert_eq!(book.close_year(2020, &[(&held, 301)]), Err("ledger.over-commitment"));
        assert_eq!(book.close_year(2020, &[(&held, 200), (&held, 101)]), Err("ledger.over-commitment"));
        assert_eq!(book.close_year(2020, &[(&held, 200), (&other, 10)]), Err("ledger.no-commitment"));
        assert_eq!(book.close_year(2020, &[(&held, 200), (&EntryId::from_text("none"), 10)]), Err("ledger.no-commitment"));
        assert_eq!(book.close_year(2021, &[(&other, 10)]), Err("ledger.no-line"));
        // Whoever goes on in the same transaction after a refusal keeps nothing of it.
        book.setup(|tx, by| {
            assert_eq!(close_year(tx, by, &closing(2020, &[(&held, 200), (&held, 101)])).map_err(refused), Err("ledger.over-commitment"));
            commit_funds(tx, by, &new_commit("2020/park", 1, "2020-05-01"))
        })
        .unwrap();
        assert_eq!(
            (book.balance("2020/park"), book.balance("2021/park"), book.head()),
            ([1_000, 501, 200], [100, 100, 0], Seq(head.0 + 1))
        );
        book.close_year(2020, &[(&held, 300)]).unwrap();
        book.check();
    }

    fn nothing_is_carried_out_of_or_into_a_closed_month(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 1_000, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 500, "2020-03-01").unwrap();
        book.close_month(2021, "2021-01-31").unwrap();
        assert_eq!(book.close_year(2020, &[(&held, 100)]), Err("ledger.closed"));
        book.close_year(2020, &[]).unwrap();
        book.check();
    }

    fn what_is_carried_stays_within_the_range_of_money(db) {
        let book = Book::new(db);
        let most = 1_000_000_000_000_000;
        book.appropriate("2020/park", 100, "2020-01-01").unwrap();
        let [one, two] = [50, 50].map(|units| book.commit("2020/park", units, "2020-03-01").unwrap());
        book.appropriate("2021/park", most - 99, "2021-01-01").unwrap();
        assert_eq!(book.close_year(2020, &[(&one, 50), (&two, 50)]), Err("ledger.too-large"));
        book.close_year(2020, &[(&one, 50), (&two, 49)]).unwrap();
        assert_eq!(book.balance("2021/park"), [most, 0, 0]);
        book.check();
    }
}
