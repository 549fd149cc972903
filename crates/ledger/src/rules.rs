//! What may be entered, pure: from what stands in the record to the entries to be written, or a refusal.

mod closing;
mod refused;

pub(crate) use closing::{Month, YearEnd, close_month, close_year, reopen};
pub(crate) use refused::Refused;

use kernel::{Day, Money};

use crate::model::{
    Amount, Budget, Carry, Commit, Commitment, Correct, Disburse, EntryKind, Line, LineKey, NewEntry, PlanSpending, Release, StandingEntry,
    Supplement, Transfer, TransferKind, Year,
};

/// The month of a day, as a period of a fiscal year: `2021/2021-02`.
pub(crate) fn month(fiscal_year: i16, day: Day) -> String {
    format!("{fiscal_year:04}/{:04}-{:02}", day.year(), day.month())
}

/// The first day with this month and day, `MM-DD`, that is not before another.
pub(crate) fn next_on(month_day: &str, from: Day) -> Option<Day> {
    let candidates = (0..=1).filter_map(|years| format!("{:04}-{month_day}", from.year().checked_add(years)?).parse::<Day>().ok());
    candidates.into_iter().find(|day| *day >= from)
}

/// A day on which something may be entered: inside the year (payments until the pinned late day) and in no closed period.
fn check_day(key: &LineKey, year: &Year, kind: EntryKind, day: Day) -> Result<(), Refused> {
    let until = if matches!(kind, EntryKind::Disburse | EntryKind::Return) { year.entries_until } else { year.ends };
    if day < year.starts || day > until {
        return Err(Refused::OutsideYear { day, starts: year.starts, until });
    }
    check_open(key.fiscal_year, year, day)
}

fn check_open(fiscal_year: i16, year: &Year, day: Day) -> Result<(), Refused> {
    let month = month(fiscal_year, day);
    match year.closed.iter().find(|period| **period == month || period.len() == 4) {
        Some(period) => Err(Refused::Closed { period: period.clone() }),
        None => Ok(()),
    }
}

/// The most that a line may have: far above any budget, and so far below the range of whole numbers that no sum of entries leaves it.
const CURRENT_MAX: Money = Money::new(1_000_000_000_000_000);

/// Budget may rise; lowered, it must still cover what is committed.
fn check_current(line: &Line, change: Money) -> Result<(), Refused> {
    let current = line.current.plus(change)?;
    if current > CURRENT_MAX {
        return Err(Refused::TooLarge);
    }
    if current < line.committed {
        return Err(Refused::BelowCommitted { line: line.key.clone(), current, committed: line.committed });
    }
    Ok(())
}

/// The original budget.
pub(crate) fn appropriate(line: &Line, new: &Budget) -> Result<NewEntry, Refused> {
    check_day(&line.key, &line.year, EntryKind::Appropriate, new.day)?;
    check_current(line, new.amount.money())?;
    Ok(NewEntry::new(&line.key, EntryKind::Appropriate, new.amount.money(), new.day, new.note.as_ref()))
}

/// A supplementary budget, up or down.
pub(crate) fn supplement(line: &Line, new: &Supplement) -> Result<NewEntry, Refused> {
    if new.change == Money::ZERO {
        return Err(Refused::Nothing);
    }
    check_day(&line.key, &line.year, EntryKind::Supplement, new.day)?;
    check_current(line, new.change)?;
    Ok(NewEntry::new(&line.key, EntryKind::Supplement, new.change, new.day, new.note.as_ref()))
}

/// Money from one line to another of the same year.
///
/// Basis: 지방재정법 49 (전용: inside one 정책사업, to what has a budget), 47의2 ① (이용: by vote of the council), ② (이체: by its document).
/// Two lines outside any programme (행정운영경비) count as one.
pub(crate) fn transfer(from: &Line, to: &Line, new: &Transfer, has_document: bool) -> Result<[NewEntry; 2], Refused> {
    if from.key.fiscal_year != to.key.fiscal_year || from.key == to.key {
        return Err(Refused::OtherYear { from: from.key.clone(), to: to.key.clone() });
    }
    check_day(&from.key, &from.year, EntryKind::Transfer, new.day)?;
    let out = new.amount.money().opposite()?;
    check_current(from, out)?;
    check_current(to, new.amount.money())?;
    match new.kind {
        TransferKind::Within if from.programme != to.programme => {
            return Err(Refused::OtherProgramme { from: from.key.clone(), to: to.key.clone() });
        }
        TransferKind::Within if !to.current.is_positive() => return Err(Refused::NoBudget(to.key.clone())),
        TransferKind::Between if !has_document => return Err(Refused::NeedsVote),
        TransferKind::Reorganisation if !has_document => return Err(Refused::NeedsDocument),
        _ => {}
    }
    let mut away = NewEntry::new(&from.key, EntryKind::Transfer, out, new.day, new.note.as_ref());
    away.other_line = Some(to.key.clone());
    away.transfer = Some(new.kind);
    let mut here = NewEntry::new(&to.key, EntryKind::Transfer, new.amount.money(), new.day, new.note.as_ref());
    here.other_line = Some(from.key.clone());
    here.transfer = Some(new.kind);
    Ok([away, here])
}

/// A plan for months of the line's year: `standing` is what is planned so far, by month. Gives the first day of each month with its amount.
///
/// The plan of a year is at most the line's current budget, so that it can be carried out; a closed month's plan stays what it was.
pub(crate) fn plan(line: &Line, standing: &[(Day, Money)], new: &PlanSpending) -> Result<Vec<(Day, Money)>, Refused> {
    let mut months: Vec<(Day, Money)> = Vec::new();
    for planned in &new.months {
        let month = planned.month.month_start();
        if planned.month < line.year.starts || planned.month > line.year.ends {
            return Err(Refused::OutsideYear { day: planned.month, starts: line.year.starts, until: line.year.ends });
        }
        if months.iter().any(|(known, _)| *known == month) {
            return Err(Refused::PlannedTwice { month });
        }
        if planned.amount < Money::ZERO {
            return Err(Refused::PlanBelowZero { month });
        }
        check_open(line.key.fiscal_year, &line.year, planned.month)?;
        months.push((month, planned.amount));
    }
    if months.is_empty() {
        return Err(Refused::Nothing);
    }
    let mut sum = Money::ZERO;
    let kept = standing.iter().filter(|(month, _)| !months.iter().any(|(new, _)| new == month));
    for (_, amount) in kept.chain(&months) {
        sum = sum.plus(*amount)?;
    }
    if sum > line.current {
        return Err(Refused::OverPlan { line: line.key.clone(), planned: sum, current: line.current });
    }
    Ok(months)
}

/// A commitment within what the line has left (지방회계법 29).
pub(crate) fn commit(line: &Line, new: &Commit) -> Result<NewEntry, Refused> {
    check_day(&line.key, &line.year, EntryKind::Commit, new.day)?;
    let free = line.current.minus(line.committed)?;
    if new.amount.money() > free {
        return Err(Refused::OverBudget { line: line.key.clone(), asked: new.amount.money(), free });
    }
    Ok(NewEntry::new(&line.key, EntryKind::Commit, new.amount.money(), new.day, new.note.as_ref()))
}

fn check_after(commitment: &Commitment, day: Day) -> Result<(), Refused> {
    if day < commitment.day {
        return Err(Refused::BeforeCommitment { day, committed_on: commitment.day });
    }
    Ok(())
}

/// That a line has so much left to commit.
fn check_free(line: &Line, asked: Money) -> Result<(), Refused> {
    let free = line.current.minus(line.committed)?;
    if asked > free {
        return Err(Refused::OverBudget { line: line.key.clone(), asked, free });
    }
    Ok(())
}

fn check_left(commitment: &Commitment, asked: Amount) -> Result<(), Refused> {
    let free = commitment.committed.minus(commitment.disbursed)?;
    if asked.money() > free {
        return Err(Refused::OverCommitment { commitment: commitment.id.clone(), asked: asked.money(), free });
    }
    Ok(())
}

/// A commitment lowered, never below what was paid from it.
pub(crate) fn release(line: &Line, commitment: &Commitment, new: &Release) -> Result<NewEntry, Refused> {
    check_day(&line.key, &line.year, EntryKind::Commit, new.day)?;
    check_after(commitment, new.day)?;
    check_left(commitment, new.amount)?;
    let mut entry = NewEntry::new(&line.key, EntryKind::Commit, new.amount.money().opposite()?, new.day, new.note.as_ref());
    entry.commitment = Some(commitment.id.clone());
    Ok(entry)
}

/// A payment within its commitment (지방회계법 32), not before it.
pub(crate) fn disburse(line: &Line, commitment: &Commitment, new: &Disburse) -> Result<NewEntry, Refused> {
    check_day(&line.key, &line.year, EntryKind::Disburse, new.day)?;
    check_after(commitment, new.day)?;
    check_left(commitment, new.amount)?;
    let mut entry = NewEntry::new(&line.key, EntryKind::Disburse, new.amount.money(), new.day, new.note.as_ref());
    entry.commitment = Some(commitment.id.clone());
    Ok(entry)
}

/// Money that comes back to the line before closing (지방회계법 27-2), never more than was paid.
pub(crate) fn return_funds(line: &Line, commitment: &Commitment, new: &Disburse) -> Result<NewEntry, Refused> {
    check_day(&line.key, &line.year, EntryKind::Return, new.day)?;
    check_after(commitment, new.day)?;
    if new.amount.money() > commitment.disbursed {
        return Err(Refused::OverDisbursed {
            commitment: commitment.id.clone(),
            asked: new.amount.money(),
            disbursed: commitment.disbursed,
        });
    }
    let mut entry = NewEntry::new(&line.key, EntryKind::Return, new.amount.money().opposite()?, new.day, new.note.as_ref());
    entry.commitment = Some(commitment.id.clone());
    Ok(entry)
}

/// The entries that put a wrong one right, on its day: first the one that lowers, so that no guard is passed on the way.
pub(crate) fn correct(line: &Line, commitment: &Commitment, wrong: &StandingEntry, new: &Correct) -> Result<[NewEntry; 2], Refused> {
    if !matches!(wrong.kind, EntryKind::Commit | EntryKind::Disburse) || wrong.is_reversal || !wrong.amount.is_positive() {
        return Err(Refused::NotCorrectable(wrong.id.clone()));
    }
    if wrong.is_reversed {
        return Err(Refused::AlreadyCorrected(wrong.id.clone()));
    }
    if new.amount.money() == wrong.amount {
        return Err(Refused::Nothing);
    }
    check_day(&line.key, &line.year, wrong.kind, wrong.day)?;
    let change = new.amount.money().minus(wrong.amount)?;
    if wrong.kind == EntryKind::Disburse {
        let disbursed = commitment.disbursed.plus(change)?;
        if disbursed < Money::ZERO {
            // Part of it came back already.
            let (asked, disbursed) = (change.opposite()?, commitment.disbursed);
            return Err(Refused::OverDisbursed { commitment: commitment.id.clone(), asked, disbursed });
        }
        if disbursed > commitment.committed {
            let free = commitment.committed.minus(commitment.disbursed.minus(wrong.amount)?)?;
            return Err(Refused::OverCommitment { commitment: commitment.id.clone(), asked: new.amount.money(), free });
        }
    } else {
        let committed = commitment.committed.plus(change)?;
        if committed < commitment.disbursed {
            let free = commitment.committed.minus(commitment.disbursed)?;
            return Err(Refused::OverCommitment { commitment: commitment.id.clone(), asked: change.opposite()?, free });
        }
        check_free(line, change)?;
    }
    let mut opposite = NewEntry::new(&line.key, wrong.kind, wrong.amount.opposite()?, wrong.day, new.note.as_ref());
    opposite.commitment.clone_from(&wrong.commitment);
    opposite.reverses = Some(wrong.id.clone());
    let mut right = NewEntry::new(&line.key, wrong.kind, new.amount.money(), wrong.day, new.note.as_ref());
    right.commitment.clone_from(&wrong.commitment);
    // No guard may be passed between the two entries either: a commitment does not dip below what was paid from it, nor payments below zero.
    let (dips, room) = if wrong.kind == EntryKind::Commit {
        (commitment.committed.minus(wrong.amount)? < commitment.disbursed, line.current.minus(line.committed)?)
    } else {
        (commitment.disbursed < wrong.amount, commitment.committed.minus(commitment.disbursed)?)
    };
    if !dips {
        Ok([opposite, right])
    } else if new.amount.money() <= room {
        Ok([right, opposite])
    } else {
        Err(Refused::CorrectByChange(wrong.id.clone()))
    }
}

/// What carrying money over writes: its commitment lowered, where it has one, the money out of this year, into the next
/// (지방재정법 50: at most what was committed and not paid, or not committed at all).
pub(crate) fn carry(
    line: &Line,
    commitment: Option<&Commitment>,
    next: &Line,
    carry: &Carry,
    note: Option<&String>,
) -> Result<Vec<NewEntry>, Refused> {
    match commitment {
        Some(commitment) => check_left(commitment, carry.amount)?,
        None => check_free(line, carry.amount.money())?,
    }
    check_open(line.key.fiscal_year, &line.year, line.year.ends)?;
    check_open(next.key.fiscal_year, &next.year, next.year.starts)?;
    check_current(next, carry.amount.money())?;
    let out = carry.amount.money().opposite()?;
    let lowered = commitment.map(|commitment| NewEntry {
        commitment: Some(commitment.id.clone()),
        ..NewEntry::new(&line.key, EntryKind::Commit, out, line.year.ends, note)
    });
    let mut away = NewEntry::new(&line.key, EntryKind::CarryOver, out, line.year.ends, note);
    away.other_line = Some(next.key.clone());
    away.carryover = Some(carry.kind);
    let mut here = NewEntry::new(&next.key, EntryKind::CarryOver, carry.amount.money(), next.year.starts, note);
    here.other_line = Some(line.key.clone());
    here.carryover = Some(carry.kind);
    Ok(lowered.into_iter().chain([away, here]).collect())
}
