use store::each_engine;

use super::*;

fn month(text: &str) -> CloseMonth {
    CloseMonth { fiscal_year: 2021, day: day(text) }
}

fn reopening(period: &str, reason: &str) -> Reopen {
    Reopen { period: period.parse().unwrap(), reason: reason.to_owned() }
}

fn as_of(on: &str) -> kernel::AsOf {
    kernel::AsOf { day: day(on), known: Seq(i64::MAX) }
}

/// The code of what stops a closing.
fn stops(stops: &[kernel::Refusal]) -> Vec<&'static str> {
    stops.iter().map(|stop| stop.code).collect()
}

each_engine! { SCHEMAS;
    fn a_month_is_reopened_with_a_reason_and_closed_again(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        book.close_month(2021, "2021-03-15").unwrap();
        assert_eq!(book.setup(|tx, by| reopen(tx, by, &reopening("2021/2021-03", " "))), Err("ledger.no-reason"));
        assert_eq!(book.setup(|tx, by| reopen(tx, by, &reopening("2021/2021-02", "a bill"))), Err("ledger.not-closed"));
        book.setup(|tx, by| reopen(tx, by, &reopening("2021/2021-03", "a bill of March came late"))).unwrap();
        assert_eq!(book.setup(|tx, by| reopen(tx, by, &reopening("2021/2021-03", "again"))), Err("ledger.not-closed"));
        book.commit("2021/park", 1, "2021-03-31").unwrap();
        book.close_month(2021, "2021-03-15").unwrap();
        assert_eq!(book.commit("2021/park", 1, "2021-03-31"), Err("ledger.closed"));
        let mut read = db.db.read().unwrap();
        let march = periods(&mut read, 2021, Seq(i64::MAX)).unwrap().into_iter().nth(2).unwrap();
        assert_eq!((march.period.to_string().as_str(), march.closed, march.ends), ("2021/2021-03", true, day("2021-03-31")));
        let states: Vec<(bool, &str)> = march.steps.iter().map(|step| (step.closed, step.reason.as_str())).collect();
        assert_eq!(states, [(true, ""), (false, "a bill of March came late"), (true, "")]);
        book.check();
    }

    fn a_year_is_reopened_before_its_months(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 100, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 60, "2020-03-01").unwrap();
        book.close_month(2020, "2020-02-01").unwrap();
        book.close_year(2020, &[(&held, 20)]).unwrap();
        assert_eq!(book.setup(|tx, by| reopen(tx, by, &reopening("2020/2020-02", "a bill"))), Err("ledger.year-first"));
        book.setup(|tx, by| reopen(tx, by, &reopening("2020", "a bill"))).unwrap();
        book.setup(|tx, by| reopen(tx, by, &reopening("2020/2020-02", "a bill"))).unwrap();
        book.disburse(&held, 10, "2020-12-31").unwrap();
        book.close_year(2020, &[(&held, 5)]).unwrap();
        assert_eq!(book.balance("2021/park"), [25, 0, 0]);
        assert_eq!(book.balance("2020/park"), [75, 35, 10]);
        book.check();
    }

    fn only_who_may_reopens(db) {
        let book = Book::new(db);
        book.close_month(2021, "2021-03-15").unwrap();
        for (who, role, may) in [("budget", "budget-officer", Err("people.not-allowed")), ("boss", "head", Ok(()))] {
            book.setup(|tx, by| people::register(tx, by, &actor(who))).unwrap();
            book.setup(|tx, by| people::grant(tx, by, &grant(who, role, Scope::All), &[])).unwrap();
            assert_eq!(book.act(who, |tx, by| reopen(tx, by, &reopening("2021/2021-03", "a bill"))), may, "{who}");
        }
        book.check();
    }

    fn what_is_carried_by_vote_of_the_council_rests_on_its_document(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 100, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 60, "2020-03-01").unwrap();
        let mut closing = closing(2020, &[(&held, 60)]);
        closing.carries[0].kind = CarryoverKind::Specified;
        let preview = preview_year(&mut db.db.read().unwrap(), &closing, false).unwrap();
        assert_eq!(stops(&preview.stops), ["ledger.needs-vote"]);
        assert_eq!(book.setup(|tx, by| close_year(tx, by, &closing)), Err("ledger.needs-vote"));
        book.with_document(|tx, by| close_year(tx, by, &closing)).unwrap();
        book.check();
    }

    fn a_preview_says_what_closing_a_year_then_does(db) {
        let book = Book::new(db);
        book.appropriate("2020/park", 100, "2020-01-01").unwrap();
        book.appropriate("2020/lab", 50, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 60, "2020-03-01").unwrap();
        book.disburse(&held, 25, "2021-01-10").unwrap();
        let closing = closing(2020, &[(&held, 30)]);
        let head = book.head();
        let preview = preview_year(&mut db.db.read().unwrap(), &closing, false).unwrap();
        assert_eq!((preview.entries, stops(&preview.stops).len(), book.head()), (3, 0, head));
        let after: Vec<[i64; 4]> = preview.lines.iter().map(|line| [line.current, line.committed, line.carried, line.lapse].map(Money::units)).collect();
        assert_eq!((preview.lines[0].before.line.to_string().as_str(), after.as_slice()), ("2020/lab", &[[50, 0, 0, 50], [70, 30, 30, 45]][..]));
        assert_eq!(preview.unpaid.iter().map(|left| left.left.units()).collect::<Vec<_>>(), [35]);
        book.setup(|tx, by| close_year(tx, by, &closing)).unwrap();
        assert_eq!(book.balance("2020/park"), [70, 30, 25]);
        assert_eq!(stops(&preview_year(&mut db.db.read().unwrap(), &closing, false).unwrap().stops), ["ledger.closed"]);
        book.check();
    }

    fn a_preview_lists_everything_that_stops_a_closing(db) {
        let book = Book::empty(db);
        book.open_year(2020).unwrap();
        book.open_line("2020/park", "parks").unwrap();
        book.appropriate("2020/park", 100, "2020-01-01").unwrap();
        let held = book.commit("2020/park", 60, "2020-03-01").unwrap();
        let nobody = EntryId::from_text("nobody");
        let preview = preview_year(&mut db.db.read().unwrap(), &closing(2020, &[(&held, 30), (&nobody, 1)]), false).unwrap();
        assert_eq!(stops(&preview.stops), ["ledger.no-line", "ledger.no-commitment"]);
    }

    fn a_month_is_previewed_without_closing_it(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        book.commit("2021/park", 60, "2021-02-10").unwrap();
        book.commit("2021/park", 1, "2021-02-11").unwrap();
        let preview = |on: &str| preview_month(&mut db.db.read().unwrap(), &month(on)).unwrap();
        let february = preview("2021-02-01");
        assert_eq!((stops(&february.stops).len(), february.sums.len()), (0, 1));
        assert_eq!((february.sums[0].kind.as_str(), february.sums[0].entries, february.sums[0].amount.units()), ("commit", 2, 61));
        assert_eq!(stops(&preview("2021-12-01").stops), ["ledger.last-month"]);
        assert_eq!(stops(&preview("2022-02-01").stops), ["ledger.outside-year"]);
        book.close_month(2021, "2021-02-01").unwrap();
        assert_eq!(stops(&preview("2021-02-01").stops), ["ledger.closed"]);
    }

    fn a_plan_holds_from_its_day_and_is_held_against_what_was_paid(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        let planned = |from: &str, months: &[(&str, i64)]| PlanSpending {
            line: key("2021/park"),
            months: months.iter().map(|(month, units)| PlannedMonth { month: day(month), amount: Money::new(*units) }).collect(),
            day: day(from),
            note: None,
        };
        book.setup(|tx, by| plan_spending(tx, by, &planned("2021-01-01", &[("2021-01-01", 30), ("2021-02-01", 50)]))).unwrap();
        book.setup(|tx, by| plan_spending(tx, by, &planned("2021-02-15", &[("2021-02-01", 20), ("2021-03-01", 40)]))).unwrap();
        let earlier = planned("2021-02-01", &[("2021-02-01", 1)]);
        assert_eq!(book.setup(|tx, by| plan_spending(tx, by, &earlier)), Err("ledger.later-plan"));
        assert_eq!(book.setup(|tx, by| plan_spending(tx, by, &planned("2021-03-01", &[("2021-04-01", 11)]))), Err("ledger.over-plan"));
        let held = book.commit("2021/park", 45, "2021-02-10").unwrap();
        book.disburse(&held, 25, "2021-02-20").unwrap();
        let mut read = db.db.read().unwrap();
        let park = |read: &mut store::Read, on: &str| standings(read, 2021, as_of(on)).unwrap().into_iter().find(|line| line.line == key("2021/park")).unwrap();
        // The month counts as planned once it is over; the plan of February is the one that holds on the asked day.
        for (on, so_far, year) in [("2021-01-30", 0, 80), ("2021-01-31", 30, 80), ("2021-02-14", 30, 80), ("2021-02-28", 50, 90), ("2021-03-31", 90, 90)] {
            let line = park(&mut read, on);
            assert_eq!((line.planned.units(), line.planned_year.units()), (so_far, year), "{on}");
        }
        let line = park(&mut read, "2021-02-28");
        assert_eq!([line.original, line.current, line.committed, line.disbursed].map(Money::units), [100, 100, 45, 25]);
        assert_eq!(line.last_moved, Some(day("2021-02-20")));
        let months = plan(&mut read, &key("2021/park"), day("2021-02-15")).unwrap();
        assert_eq!(months.iter().map(|(month, units)| (month.month(), units.units())).collect::<Vec<_>>(), [(1, 30), (2, 20), (3, 40)]);
        drop(read);
        book.check();
    }

    fn transfers_are_listed_by_quarter_with_their_kind(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 100, "2021-01-01").unwrap();
        book.appropriate("2021/lab", 100, "2021-01-01").unwrap();
        book.transfer("2021/park", "2021/lab", 10, "2021-03-31").unwrap();
        let between = Transfer { from: key("2021/lab"), to: key("2021/park"), amount: amount(3), day: day("2021-10-01"), kind: TransferKind::Between, note: None };
        assert_eq!(book.setup(|tx, by| transfer(tx, by, &between)), Err("ledger.needs-vote"));
        book.with_document(|tx, by| transfer(tx, by, &between)).unwrap();
        let listed = transfers(&mut db.db.read().unwrap(), 2021, as_of("2021-12-31")).unwrap();
        let shown: Vec<_> = listed.iter().map(|one| (one.quarter, one.kind, one.amount.units(), one.document.as_str())).collect();
        assert_eq!(shown, [(1, Some(TransferKind::Within), 10, ""), (4, Some(TransferKind::Between), 3, "의회-1")]);
        book.check();
    }

    fn entries_that_were_recorded_late_are_listed(db) {
        let book = Book::new(db);
        book.appropriate("2021/park", 1_000, "2021-01-01").unwrap();
        db.clock.set(kernel::At(1_614_902_400_000_000)); // 2021-03-05T00:00:00Z
        let late = book.commit("2021/park", 1, "2021-02-22").unwrap();
        book.commit("2021/park", 1, "2021-02-23").unwrap();
        let mut read = db.db.read().unwrap();
        assert_eq!(late_days(&mut read, day("2021-03-05")).unwrap(), 10);
        let found = late_entries(&mut read, 2021, Seq(i64::MAX), 10, 0, 10).unwrap();
        assert_eq!(found.entries.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>(), [late]);
        assert_eq!(found.count, 1);
        assert_eq!(late_entries(&mut read, 2021, Seq(i64::MAX), 9, 0, 10).unwrap().count, 2);
        assert_eq!(late_entries(&mut read, 2021, Seq(i64::MAX), 11, 0, 10).unwrap().count, 0);
    }
}
