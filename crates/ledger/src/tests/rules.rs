use proptest::prelude::*;

use super::*;
use crate::model::{Commitment, Line, StandingEntry, Year};
use crate::rules::{self, Refused};

/// A line of 2021, payments until 20 January.
fn line(current: i64, committed: i64, disbursed: i64) -> Line {
    Line {
        key: key("2021/park"),
        unit: code("parks"),
        programme: None,
        current: Money::new(current),
        committed: Money::new(committed),
        disbursed: Money::new(disbursed),
        year: Year { starts: day("2021-01-01"), ends: day("2021-12-31"), entries_until: day("2022-01-20"), closed: Vec::new() },
    }
}

fn commitment(committed: i64, disbursed: i64) -> Commitment {
    Commitment { id: EntryId::from_text("c"), day: day("2021-02-01"), committed: Money::new(committed), disbursed: Money::new(disbursed) }
}

fn standing(kind: EntryKind, units: i64) -> StandingEntry {
    StandingEntry {
        id: EntryId::from_text("e"),
        line: key("2021/park"),
        kind,
        amount: Money::new(units),
        day: day("2021-02-01"),
        commitment: Some(EntryId::from_text("c")),
        is_reversal: false,
        is_reversed: false,
    }
}

fn right(units: i64) -> Correct {
    Correct { entry: EntryId::from_text("e"), amount: amount(units), note: None }
}

fn name<T>(result: Result<T, Refused>) -> Result<T, &'static str> {
    result.map_err(|refused| super::refused(refused.into()))
}

#[test]
fn what_people_enter_is_above_zero() {
    assert_eq!(Amount::new(1).map(|amount| amount.money().units()), Some(1));
    for units in [0, -1, i64::MIN] {
        assert_eq!(Amount::new(units), None);
    }
}

#[test]
fn a_line_has_one_spelling() {
    assert_eq!(key("2021/park-operation").to_string(), "2021/park-operation");
    for text in ["", "2021", "2021/", "/park", "21/park", "+2021/park", "20211/park", "-201/park", "2021/Park", "2021 /park"] {
        assert!(text.parse::<LineKey>().is_err(), "{text}");
    }
}

#[test]
fn a_commitment_stays_within_what_the_line_has_left() {
    let ask = |current, committed, units| {
        name(rules::commit(&line(current, committed, 0), &new_commit("2021/park", units, "2021-02-01"))).map(|_| ())
    };
    assert_eq!(ask(100, 0, 100), Ok(()));
    assert_eq!(ask(100, 60, 40), Ok(()));
    assert_eq!(ask(100, 60, 41), Err("ledger.over-budget"));
    assert_eq!(ask(0, 0, 1), Err("ledger.over-budget"));
    assert_eq!(ask(0, 0, i64::MAX), Err("ledger.over-budget"));
}

#[test]
fn a_budget_is_never_lowered_below_what_is_committed() {
    let change = |current, committed, change| {
        let new = Supplement { line: key("2021/park"), change: Money::new(change), day: day("2021-02-01"), note: None };
        name(rules::supplement(&line(current, committed, 0), &new)).map(|entry| entry.amount.units())
    };
    assert_eq!(change(100, 60, -40), Ok(-40));
    assert_eq!(change(100, 60, 1), Ok(1));
    assert_eq!(change(100, 60, -41), Err("ledger.below-committed"));
    assert_eq!(change(100, 0, -101), Err("ledger.below-committed"));
    assert_eq!(change(100, 60, 0), Err("ledger.nothing"));
    assert_eq!(change(0, 0, i64::MIN), Err("ledger.below-committed"));
}

#[test]
fn money_out_of_range_is_refused() {
    let budget = |current, units| {
        let new = Budget { line: key("2021/park"), amount: amount(units), day: day("2021-02-01"), note: None };
        name(rules::appropriate(&line(current, 0, 0), &new)).map(|_| ())
    };
    assert_eq!(budget(0, 1_000_000_000_000_000), Ok(()));
    for (current, units) in [(0, 1_000_000_000_000_001), (1_000_000_000_000_000, 1), (0, i64::MAX), (1, i64::MAX)] {
        assert_eq!(budget(current, units), Err("ledger.too-large"), "{current} {units}");
    }
    let carry = Carry { from: CarriedFrom::Commitment(EntryId::from_text("c")), amount: amount(1), kind: CarryoverKind::Unforeseen };
    let next = Line { key: key("2022/park"), ..line(1_000_000_000_000_000, 0, 0) };
    assert_eq!(name(rules::carry(&line(10, 10, 0), Some(&commitment(10, 0)), &next, &carry, None)), Err("ledger.too-large"));
    assert_eq!(
        name(rules::correct(&line(100, 10, 0), &commitment(10, 0), &standing(EntryKind::Commit, 10), &right(i64::MAX))),
        Err("ledger.over-budget")
    );
}

#[test]
fn money_moves_between_two_lines_of_one_year() {
    let new = Transfer {
        from: key("2021/park"),
        to: key("2021/lab"),
        amount: amount(40),
        day: day("2021-02-01"),
        kind: TransferKind::Within,
        note: None,
    };
    let to = |name| Line { key: key(name), ..line(1, 0, 0) };
    let [away, here] = rules::transfer(&line(100, 60, 0), &to("2021/lab"), &new, false).unwrap();
    assert_eq!((away.amount.units(), away.other_line), (-40, Some(key("2021/lab"))));
    assert_eq!((here.amount.units(), here.other_line), (40, Some(key("2021/park"))));
    assert_eq!(name(rules::transfer(&line(100, 61, 0), &to("2021/lab"), &new, false)), Err("ledger.below-committed"));
    for name_ in ["2021/park", "2020/lab"] {
        assert_eq!(name(rules::transfer(&line(100, 0, 0), &to(name_), &new, false)), Err("ledger.other-year"), "{name_}");
    }
}

/// 지방재정법 49, 47의2: from programme, to programme, what the other line has, kind, document, answer.
#[test]
fn the_law_says_how_money_may_move() {
    use TransferKind::{Between, Reorganisation, Within};
    let cases = [
        (Some("park"), Some("park"), 1, Within, false, Ok(())),
        (None, None, 1, Within, false, Ok(())),
        (Some("park"), Some("lab"), 1, Within, true, Err("ledger.other-programme")),
        (Some("park"), None, 1, Within, true, Err("ledger.other-programme")),
        (Some("park"), Some("park"), 0, Within, true, Err("ledger.no-budget")),
        (Some("park"), Some("lab"), 1, Between, false, Err("ledger.needs-vote")),
        (Some("park"), Some("lab"), 1, Between, true, Ok(())),
        (Some("park"), Some("lab"), 0, Reorganisation, false, Err("ledger.needs-document")),
        (Some("park"), Some("lab"), 0, Reorganisation, true, Ok(())),
    ];
    for (from, to, has, kind, document, may) in cases {
        let from_line = Line { programme: from.map(code), ..line(100, 0, 0) };
        let to_line = Line { key: key("2021/lab"), programme: to.map(code), ..line(has, 0, 0) };
        let new = Transfer { from: key("2021/park"), to: key("2021/lab"), amount: amount(1), day: day("2021-02-01"), kind, note: None };
        let entries = rules::transfer(&from_line, &to_line, &new, document);
        let kinds = entries.clone().map(|entries| assert!(entries.iter().all(|entry| entry.transfer == Some(kind))));
        assert_eq!(kinds.map_err(|refused| refused.refusal().code), may, "{from:?} {to:?} {has} {kind:?} {document}");
    }
}

#[test]
fn a_plan_stays_within_its_year_and_its_budget() {
    let plan = |months: &[(&str, i64)]| PlanSpending {
        line: key("2021/park"),
        months: months.iter().map(|(month, units)| PlannedMonth { month: day(month), amount: Money::new(*units) }).collect(),
        day: day("2021-01-01"),
        note: None,
    };
    let standing = [(day("2021-01-01"), Money::new(60)), (day("2021-02-01"), Money::new(30))];
    for (months, may) in [
        (&[("2021-02-15", 40)][..], Ok(1)),
        (&[("2021-02-15", 41)], Err("ledger.over-plan")),
        (&[("2021-01-01", 0), ("2021-03-01", 70)], Ok(2)),
        (&[("2021-03-01", 11)], Err("ledger.over-plan")),
        (&[("2022-01-01", 1)], Err("ledger.outside-year")),
        (&[("2021-03-01", 1), ("2021-03-31", 1)], Err("ledger.planned-twice")),
        (&[("2021-03-01", -1)], Err("ledger.plan-below-zero")),
        (&[], Err("ledger.nothing")),
    ] {
        let planned = rules::plan(&line(100, 0, 0), &standing, &plan(months));
        assert_eq!(planned.map(|months| months.len()).map_err(|refused| refused.refusal().code), may, "{months:?}");
    }
    let mut closed = line(100, 0, 0);
    closed.year.closed = vec!["2021/2021-01".to_owned()];
    assert_eq!(name(rules::plan(&closed, &[], &plan(&[("2021-01-01", 1)]))), Err("ledger.closed"));
}

#[test]
fn payments_releases_and_returns_stay_within_the_commitment() {
    let of = EntryId::from_text("c");
    let (line, held) = (line(100, 60, 20), commitment(60, 20));
    let pay = |units, on| name(rules::disburse(&line, &held, &payment(&of, units, on))).map(|entry| entry.amount.units());
    assert_eq!((pay(40, "2021-02-01"), pay(41, "2021-02-01")), (Ok(40), Err("ledger.over-commitment")));
    assert_eq!(pay(1, "2021-01-31"), Err("ledger.before-commitment"));
    let give_back = |units, on| name(rules::return_funds(&line, &held, &payment(&of, units, on))).map(|entry| entry.amount.units());
    assert_eq!((give_back(20, "2021-02-01"), give_back(21, "2021-02-01")), (Ok(-20), Err("ledger.over-disbursed")));
    assert_eq!(give_back(1, "2021-01-31"), Err("ledger.before-commitment"));
    let release = |units, on| {
        let new = Release { commitment: of.clone(), amount: amount(units), day: day(on), note: None };
        name(rules::release(&line, &held, &new)).map(|entry| entry.amount.units())
    };
    assert_eq!((release(40, "2021-02-01"), release(41, "2021-02-01")), (Ok(-40), Err("ledger.over-commitment")));
    assert_eq!(release(1, "2021-01-31"), Err("ledger.before-commitment"));
}

#[test]
fn entries_lie_in_their_year_and_only_payments_may_be_late() {
    let of = EntryId::from_text("c");
    let held = Commitment { day: day("2021-01-01"), ..commitment(60, 20) };
    for (on, entry, paid) in [
        ("2020-12-31", false, false),
        ("2021-01-01", true, true),
        ("2021-12-31", true, true),
        ("2022-01-01", false, true),
        ("2022-01-20", false, true),
        ("2022-01-21", false, false),
    ] {
        let may = |allowed: bool| if allowed { Ok(()) } else { Err("ledger.outside-year") };
        let line = line(100, 60, 20);
        let release = Release { commitment: of.clone(), amount: amount(1), day: day(on), note: None };
        assert_eq!(name(rules::commit(&line, &new_commit("2021/park", 1, on))).map(|_| ()), may(entry), "{on}");
        assert_eq!(name(rules::release(&line, &held, &release)).map(|_| ()), may(entry), "{on}");
        assert_eq!(name(rules::disburse(&line, &held, &payment(&of, 1, on))).map(|_| ()), may(paid), "{on}");
        assert_eq!(name(rules::return_funds(&line, &held, &payment(&of, 1, on))).map(|_| ()), may(paid), "{on}");
    }
}

#[test]
fn a_closed_month_or_year_takes_no_entry() {
    let closed = |period: &str, on: &str| {
        let mut line = line(100, 0, 0);
        line.year.closed.push(period.to_owned());
        name(rules::commit(&line, &new_commit("2021/park", 1, on))).map(|_| ())
    };
    assert_eq!(closed("2021/2021-02", "2021-02-28"), Err("ledger.closed"));
    assert_eq!(closed("2021/2021-02", "2021-03-01"), Ok(()));
    assert_eq!(closed("2021", "2021-03-01"), Err("ledger.closed"));
}

#[test]
fn only_original_commitments_and_payments_are_corrected_and_only_once() {
    let line = line(100, 60, 20);
    let correct = |wrong: &StandingEntry, units| name(rules::correct(&line, &commitment(60, 20), wrong, &right(units))).map(|_| ());
    assert_eq!(correct(&standing(EntryKind::Commit, 60), 30), Ok(()));
    assert_eq!(correct(&standing(EntryKind::Commit, 60), 60), Err("ledger.nothing"));
    assert_eq!(correct(&StandingEntry { is_reversed: true, ..standing(EntryKind::Commit, 60) }, 50), Err("ledger.already-corrected"));
    assert_eq!(correct(&StandingEntry { is_reversal: true, ..standing(EntryKind::Commit, -60) }, 50), Err("ledger.not-correctable"));
    assert_eq!(correct(&standing(EntryKind::Commit, -10), 50), Err("ledger.not-correctable"));
    for kind in [EntryKind::Appropriate, EntryKind::Supplement, EntryKind::Transfer, EntryKind::CarryOver, EntryKind::Return] {
        assert_eq!(correct(&standing(kind, 10), 50), Err("ledger.not-correctable"), "{kind:?}");
    }
}

#[test]
fn a_correction_is_refused_where_no_order_of_its_entries_has_room() {
    let correct = |(current, committed, disbursed), held, wrong, units| {
        name(rules::correct(&line(current, committed, disbursed), &held, &wrong, &right(units)))
            .map(|entries| entries.map(|entry| entry.amount.units()))
    };
    let commit = |units| standing(EntryKind::Commit, units);
    let paid = |units| standing(EntryKind::Disburse, units);
    assert_eq!(correct((100, 60, 0), commitment(60, 0), commit(60), 100), Ok([-60, 100]));
    assert_eq!(correct((100, 60, 0), commitment(60, 0), commit(60), 101), Err("ledger.over-budget"));
    assert_eq!(correct((100, 50, 20), commitment(50, 20), commit(50), 40), Ok([40, -50]));
    assert_eq!(correct((100, 60, 20), commitment(60, 20), commit(60), 41), Err("ledger.correct-by-change"));
    assert_eq!(correct((100, 60, 20), commitment(60, 20), commit(60), 19), Err("ledger.over-commitment"));
    assert_eq!(correct((100, 60, 20), commitment(60, 20), paid(20), 60), Ok([-20, 60]));
    assert_eq!(correct((100, 60, 20), commitment(60, 20), paid(20), 61), Err("ledger.over-commitment"));
    // 100 was paid and 80 came back: without the first, less than nothing would be paid.
    assert_eq!(correct((200, 150, 20), commitment(150, 20), paid(100), 90), Ok([90, -100]));
    assert_eq!(correct((200, 150, 20), commitment(150, 20), paid(100), 79), Err("ledger.over-disbursed"));
    assert_eq!(correct((200, 100, 20), commitment(100, 20), paid(100), 90), Err("ledger.correct-by-change"));
}

/// Says whether entries, one after the other, keep every bound of the line and of the commitment.
fn keeps_bounds(line: &Line, held: &Commitment, entries: &[(EntryKind, i64)]) -> bool {
    let [mut on_line, mut on_held] =
        [(line.committed, line.disbursed), (held.committed, held.disbursed)].map(|(a, b)| (a.units(), b.units()));
    entries.iter().all(|&(kind, units)| {
        for (committed, disbursed) in [&mut on_line, &mut on_held] {
            *(if kind == EntryKind::Commit { committed } else { disbursed }) += units;
        }
        let within = |(committed, disbursed)| 0 <= disbursed && disbursed <= committed;
        on_line.0 <= line.current.units() && within(on_line) && within(on_held)
    })
}

proptest! {
    #[test]
    fn a_correction_is_made_in_an_order_that_passes_no_bound_or_refused_where_there_is_none(
        (free, others, left, paid) in (0_i64..40, 0_i64..40, 0_i64..40, 0_i64..40),
        (wrong, new, pays) in (1_i64..60, 1_i64..60, any::<bool>()),
    ) {
        prop_assume!(wrong != new);
        let held = commitment(paid + left, paid);
        let line = line(free + others + paid + left, others + paid + left, others / 2 + paid);
        let kind = if pays { EntryKind::Disburse } else { EntryKind::Commit };
        let orders = [[(kind, -wrong), (kind, new)], [(kind, new), (kind, -wrong)]];
        let possible = orders.iter().any(|order| keeps_bounds(&line, &held, order));
        match rules::correct(&line, &held, &standing(kind, wrong), &right(new)) {
            Ok(entries) => prop_assert!(keeps_bounds(&line, &held, &entries.map(|entry| (entry.kind, entry.amount.units())))),
            Err(refused) => prop_assert!(!possible, "{refused:?}"),
        }
    }
}
