use store::each_engine;

use super::*;

each_engine! { SCHEMAS;
    fn commitments_stay_within_the_budget_and_payments_within_their_commitment(db) {
        let book = Book::new(db);
        assert_eq!(book.commit("2021/park", 1, "2021-01-04"), Err("ledger.over-budget"));
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        let first = book.commit("2021/park", 600, "2021-02-01").unwrap();
        assert_eq!(book.commit("2021/park", 401, "2021-02-01"), Err("ledger.over-budget"));
        let second = book.commit("2021/park", 400, "2021-03-01").unwrap();
        assert_eq!(book.balance("2021/park"), [1_000, 1_000, 0]);
        assert_eq!(book.disburse(&first, 601, "2021-03-01"), Err("ledger.over-commitment"));
        assert_eq!(book.disburse(&second, 1, "2021-02-28"), Err("ledger.before-commitment"));
        book.disburse(&first, 500, "2021-02-01").unwrap();
        assert_eq!(book.release(&first, 101, "2021-03-01"), Err("ledger.over-commitment"));
        book.release(&first, 100, "2021-03-01").unwrap();
        assert_eq!(book.disburse(&first, 1, "2021-03-02"), Err("ledger.over-commitment"));
        assert_eq!(book.give_back(&first, 501, "2021-03-02"), Err("ledger.over-disbursed"));
        book.give_back(&first, 500, "2021-03-02").unwrap();
        assert_eq!(book.give_back(&first, 1, "2021-03-03"), Err("ledger.over-disbursed"));
        assert_eq!(book.balance("2021/park"), [1_000, 900, 0]);
        book.check();
    }

    fn a_budget_lowered_still_covers_what_is_committed(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        book.commit("2021/park", 600, "2021-02-01").unwrap();
        assert_eq!(book.supplement("2021/park", -401, "2021-03-01"), Err("ledger.below-committed"));
        assert_eq!(book.transfer("2021/park", "2021/lab", 401, "2021-03-01"), Err("ledger.below-committed"));
        book.supplement("2021/park", -100, "2021-03-01").unwrap();
        assert_eq!(book.transfer("2021/park", "2021/lab", 300, "2021-03-01"), Err("ledger.no-budget"));
        book.appropriate("2021/lab", 50, "2021-01-01").unwrap();
        book.transfer("2021/park", "2021/lab", 300, "2021-03-01").unwrap();
        assert_eq!((book.balance("2021/park"), book.balance("2021/lab")), ([600, 600, 0], [350, 0, 0]));
        assert_eq!(book.supplement("2021/lab", 0, "2021-03-02"), Err("ledger.nothing"));
        book.check();
    }

    fn money_moves_only_between_two_lines_of_one_year(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        assert_eq!(book.transfer("2021/park", "2021/park", 1, "2021-03-01"), Err("ledger.other-year"));
        assert_eq!(book.transfer("2021/park", "2020/park", 1, "2021-03-01"), Err("ledger.other-year"));
        assert_eq!(book.transfer("2021/park", "2021/none", 1, "2021-03-01"), Err("ledger.no-line"));
        assert_eq!(book.balance("2021/park"), [1_000, 0, 0]);
        book.check();
    }

    fn money_out_of_range_is_refused_and_nothing_breaks(db) {
        let book = Book::new(db);
        let most = 1_000_000_000_000_000;
        assert_eq!(book.appropriate("2021/park", i64::MAX, "2021-01-01"), Err("ledger.too-large"));
        book.appropriate("2021/park", most, "2021-01-01").unwrap();
        assert_eq!(book.appropriate("2021/park", 1, "2021-01-01"), Err("ledger.too-large"));
        assert_eq!(book.supplement("2021/park", i64::MAX, "2021-01-01"), Err("ledger.too-large"));
        assert_eq!(book.supplement("2021/park", i64::MIN, "2021-01-01"), Err("ledger.below-committed"));
        assert_eq!(book.commit("2021/park", i64::MAX, "2021-01-01"), Err("ledger.over-budget"));
        let all = book.commit("2021/park", most, "2021-01-01").unwrap();
        assert_eq!(book.disburse(&all, i64::MAX, "2021-01-01"), Err("ledger.over-commitment"));
        assert_eq!(book.correct(&all, i64::MAX), Err("ledger.over-budget"));
        book.release(&all, most, "2021-01-01").unwrap();
        for _ in 0..3 {
            book.supplement("2021/park", -most, "2021-01-01").unwrap();
            book.appropriate("2021/park", most, "2021-01-01").unwrap();
        }
        book.check();
    }

    fn entries_outside_the_year_are_refused(db) {
        let book = Book::new(db);
        for on in ["2020-12-31", "2022-01-01"] {
            assert_eq!(book.appropriate("2021/park", 1, on), Err("ledger.outside-year"), "{on}");
            assert_eq!(book.supplement("2021/park", 1, on), Err("ledger.outside-year"), "{on}");
        }
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        for on in ["2020-12-31", "2022-01-01"] {
            assert_eq!(book.transfer("2021/park", "2021/lab", 1, on), Err("ledger.outside-year"), "{on}");
            assert_eq!(book.commit("2021/park", 1, on), Err("ledger.outside-year"), "{on}");
        }
        book.check();
    }

    fn what_is_named_must_be_there(db) {
        let book = Book::new(db);
        let none = EntryId::from_text("none");
        assert_eq!(book.appropriate("2021/none", 1, "2021-01-01"), Err("ledger.no-line"));
        assert_eq!(book.commit("2019/park", 1, "2019-01-01"), Err("ledger.no-line"));
        assert_eq!(book.disburse(&none, 1, "2021-01-01"), Err("ledger.no-commitment"));
        assert_eq!(book.release(&none, 1, "2021-01-01"), Err("ledger.no-commitment"));
        assert_eq!(book.give_back(&none, 1, "2021-01-01"), Err("ledger.no-commitment"));
        assert_eq!(book.correct(&none, 1), Err("ledger.no-entry"));
        assert_eq!(book.close_month(2019, "2019-01-01"), Err("ledger.no-year"));
        assert_eq!(book.close_year(2019, &[]), Err("ledger.no-year"));
        assert_eq!(book.open_line("2021/new", "nowhere"), Err("ledger.no-unit"));
        assert_eq!(book.open_line("2021/park", "parks"), Err("ledger.line-open"));
        assert_eq!(book.open_year(2021), Err("ledger.year-open"));
        let budget = book.appropriate("2021/park", 1, "2021-01-01").unwrap();
        assert_eq!(book.disburse(&budget, 1, "2021-01-01"), Err("ledger.no-commitment"));
        assert_eq!(book.correct(&budget, 2), Err("ledger.not-correctable"));
        book.check();
    }

    fn the_same_key_and_content_is_the_same_entry_and_one_event(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        let new = new_commit("2021/park", 40, "2021-02-01");
        let first = book.try_act("setup", "same", |tx, by| commit_funds(tx, by, &new)).unwrap();
        let head = book.head();
        let again = book.try_act("setup", "same", |tx, by| commit_funds(tx, by, &new)).unwrap();
        assert_eq!((again, book.head()), (first.clone(), head));
        let other = book.try_act("setup", "same", |tx, by| commit_funds(tx, by, &new_commit("2021/park", 41, "2021-02-01")));
        assert_eq!(other.map_err(refused), Err("record.key-reused"));
        let another = book.try_act("setup", "same", |tx, by| disburse(tx, by, &payment(&first, 1, "2021-02-01")));
        assert_eq!(another.map_err(refused), Err("record.key-reused"));
        let fix = Correct { entry: first, amount: amount(50), note: None };
        let right = book.try_act("setup", "fix", |tx, by| correct(tx, by, &fix)).unwrap();
        assert_eq!(book.try_act("setup", "fix", |tx, by| correct(tx, by, &fix)).unwrap(), right);
        book.try_act("setup", "month", |tx, by| close_month(tx, by, &CloseMonth { fiscal_year: 2021, day: day("2021-03-01") })).unwrap();
        book.try_act("setup", "month", |tx, by| close_month(tx, by, &CloseMonth { fiscal_year: 2021, day: day("2021-03-01") })).unwrap();
        assert_eq!(book.balance("2021/park"), [100, 50, 0]);
        book.check();
    }

    fn officers_act_in_their_unit_and_only_budget_officers_on_budgets(db) {
        let book = Book::new(db);
        for (who, role, scope) in [
            ("parks-spender", "spending-officer", Scope::Unit(code("parks"))),
            ("spender", "spending-officer", Scope::Unit(code("office"))),
            ("parks-budget", "budget-officer", Scope::Unit(code("parks"))),
        ] {
            book.setup(|tx, by| people::register(tx, by, &actor(who))).unwrap();
            book.setup(|tx, by| people::grant(tx, by, &grant(who, role, scope), &[])).unwrap();
        }
        const NO: Result<EntryId, &str> = Err("people.not-allowed");
        let budget = |line: &str| Budget { line: key(line), amount: amount(100), day: day("2021-01-01"), note: None };
        let move_ = |from: &str, to: &str| Transfer { from: key(from), to: key(to), amount: amount(1), day: day("2021-01-01"), kind: TransferKind::Within, note: None };
        assert_eq!(book.act("spender", |tx, by| appropriate(tx, by, &budget("2021/park"))), NO);
        assert_eq!(book.act("parks-budget", |tx, by| appropriate(tx, by, &budget("2021/lab"))), NO);
        book.act("parks-budget", |tx, by| appropriate(tx, by, &budget("2021/park"))).unwrap();
        book.appropriate("2021/lab", 100, "2021-01-01").unwrap();
        assert_eq!(book.act("parks-budget", |tx, by| transfer(tx, by, &move_("2021/park", "2021/lab"))), NO);
        assert_eq!(book.act("parks-budget", |tx, by| transfer(tx, by, &move_("2021/lab", "2021/park"))), NO);
        assert_eq!(book.act("parks-budget", |tx, by| commit_funds(tx, by, &new_commit("2021/park", 1, "2021-01-01"))), NO);
        assert_eq!(book.act("parks-spender", |tx, by| commit_funds(tx, by, &new_commit("2021/lab", 1, "2021-01-01"))), NO);
        let held = book.act("parks-spender", |tx, by| commit_funds(tx, by, &new_commit("2021/park", 10, "2021-01-01"))).unwrap();
        let other = book.act("spender", |tx, by| commit_funds(tx, by, &new_commit("2021/lab", 10, "2021-01-01"))).unwrap();
        assert_eq!(book.act("parks-spender", |tx, by| disburse(tx, by, &payment(&other, 1, "2021-01-01"))), NO);
        assert_eq!(book.act("parks-spender", |tx, by| return_funds(tx, by, &payment(&other, 1, "2021-01-01"))), NO);
        assert_eq!(book.act("parks-spender", |tx, by| correct(tx, by, &Correct { entry: other, amount: amount(9), note: None })), NO);
        book.act("parks-spender", |tx, by| disburse(tx, by, &payment(&held, 1, "2021-01-01"))).unwrap();
        for who in ["spender", "parks-budget", "nobody"] {
            assert_eq!(
                book.act(who, |tx, by| close_month(tx, by, &CloseMonth { fiscal_year: 2021, day: day("2021-01-01") })),
                NO.map(|_| ()),
                "{who}"
            );
            assert_eq!(book.act(who, |tx, by| close_year(tx, by, &closing(2021, &[]))), NO.map(|_| ()), "{who}");
        }
        book.check();
    }
}
