//! What may be entered, pure: from what stands in the record to the entries to be written, or a refusal.

use kernel::{Code, Day, Money, Refusal};
use store::Failure;

use crate::model::{
    Amount, Budget, Carry, Commit, Commitment, Correct, Disburse, EntryId, EntryKind, Line, LineKey, NewEntry, Release, StandingEntry,
    Supplement, Transfer, Year,
};

/// What this room refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    NoLine(LineKey),
    NoYear(i16),
    NoUnit(Code),
    YearOpen(i16),
    BadYear { starts: Day, ends: Day },
    BadRule { key: &'static str, value: String },
    NoProgramme(Code),
    LastMonth { period: String },
    LineOpen(LineKey),
    NoCommitment(EntryId),
    NoEntry(EntryId),
    Closed { period: String },
    OutsideYear { day: Day, starts: Day, until: Day },
    OverBudget { line: LineKey, asked: Money, free: Money },
    BelowCommitted { line: LineKey, current: Money, committed: Money },
    OverCommitment { commitment: EntryId, asked: Money, free: Money },
    OverDisbursed { commitment: EntryId, asked: Money, disbursed: Money },
    BeforeCommitment { day: Day, committed_on: Day },
    OtherYear { from: LineKey, to: LineKey },
    NotCorrectable(EntryId),
    AlreadyCorrected(EntryId),
    CorrectByChange(EntryId),
    Nothing,
    TooLarge,
}

impl From<kernel::MoneyError> for Refused {
    fn from(_: kernel::MoneyError) -> Self {
        Self::TooLarge
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let (code, ko, en) = refused.words();
        Self::Refused(Refusal::new(code, ko, en))
    }
}

impl Refused {
    #[expect(clippy::too_many_lines, reason = "one sentence for each refusal, in both languages")]
    fn words(&self) -> (&'static str, String, String) {
        match self {
            Self::NoLine(line) => {
                ("ledger.no-line", format!("세부사업 ‘{line}’이(가) 없습니다."), format!("There is no budget line `{line}`."))
            }
            Self::NoYear(year) => {
                ("ledger.no-year", format!("{year} 회계연도가 열려 있지 않습니다."), format!("The fiscal year {year} has not been opened."))
            }
            Self::NoUnit(unit) => ("ledger.no-unit", format!("부서 ‘{unit}’이(가) 없습니다."), format!("There is no unit `{unit}`.")),
            Self::BadYear { starts, ends } => (
                "ledger.bad-year",
                format!("회계연도는 {starts}에 시작해 {ends}에 끝날 수 없습니다."),
                format!("A fiscal year cannot start on {starts} and end on {ends}."),
            ),
            Self::BadRule { key, value } => (
                "ledger.bad-rule",
                format!("기준 ‘{key}’의 값은 01-20 같은 월-일이어야 하는데 ‘{value}’입니다."),
                format!("The rule `{key}` holds `{value}`; a month and day such as 01-20 is needed."),
            ),
            Self::NoProgramme(code) => {
                ("ledger.no-programme", format!("사업 ‘{code}’이(가) 없습니다."), format!("There is no programme `{code}`."))
            }
            Self::LastMonth { period } => (
                "ledger.last-month",
                format!("회계연도의 마지막 달({period})은 이월할 수 있도록 회계연도와 함께 마감합니다."),
                format!("{period} is the last month of its fiscal year: it is closed with the year, so that money can be carried over."),
            ),
            Self::YearOpen(year) => {
                ("ledger.year-open", format!("{year} 회계연도는 이미 열려 있습니다."), format!("The fiscal year {year} is open already."))
            }
            Self::LineOpen(line) => (
                "ledger.line-open",
                format!("세부사업 ‘{line}’은(는) 이미 있습니다."),
                format!("The budget line `{line}` is there already."),
            ),
            Self::NoCommitment(id) => {
                ("ledger.no-commitment", format!("원인행위 {id}이(가) 없습니다."), format!("There is no commitment {id}."))
            }
            Self::NoEntry(id) => ("ledger.no-entry", format!("원장 항목 {id}이(가) 없습니다."), format!("There is no ledger entry {id}.")),
            Self::Closed { period } => (
                "ledger.closed",
                format!("마감된 기간({period})에는 기입할 수 없습니다."),
                format!("The period {period} is closed; nothing more can be entered in it."),
            ),
            Self::OutsideYear { day, starts, until } => (
                "ledger.outside-year",
                format!("{day}은(는) 이 회계연도의 기입 기간({starts}부터 {until}까지)이 아닙니다."),
                format!("{day} lies outside the fiscal year's days for this entry, {starts} to {until}."),
            ),
            Self::OverBudget { line, asked, free } => (
                "ledger.over-budget",
                format!("‘{line}’의 남은 예산은 {free}원인데 {asked}원을 원인행위하려 합니다."),
                format!("`{line}` has {free} left to commit; {asked} was asked."),
            ),
            Self::BelowCommitted { line, current, committed } => (
                "ledger.below-committed",
                format!("‘{line}’의 예산현액이 {current}원이 되어 원인행위액 {committed}원보다 적어집니다."),
                format!("The current budget of `{line}` would be {current}, below the {committed} committed."),
            ),
            Self::OverCommitment { asked, free, .. } => (
                "ledger.over-commitment",
                format!("이 원인행위의 남은 금액은 {free}원인데 {asked}원을 쓰려 합니다."),
                format!("The commitment has {free} left; {asked} was asked."),
            ),
            Self::OverDisbursed { asked, disbursed, .. } => (
                "ledger.over-disbursed",
                format!("이 원인행위에서 지출한 금액은 {disbursed}원인데 {asked}원을 돌려받으려 합니다."),
                format!("{disbursed} was disbursed from the commitment; {asked} cannot come back."),
            ),
            Self::BeforeCommitment { day, committed_on } => (
                "ledger.before-commitment",
                format!("{day}은(는) 원인행위일({committed_on})보다 앞섭니다."),
                format!("{day} lies before the commitment's own day, {committed_on}."),
            ),
            Self::OtherYear { from, to } => (
                "ledger.other-year",
                format!("‘{from}’에서 ‘{to}’(으)로 옮길 수 없습니다. 같은 회계연도의 다른 세부사업이어야 합니다."),
                format!("Money cannot move from `{from}` to `{to}`: they must be two lines of one fiscal year."),
            ),
            Self::NotCorrectable(id) => (
                "ledger.not-correctable",
                format!("{id}은(는) 정정할 수 있는 항목이 아닙니다. 원인행위와 지출의 원래 항목만 정정합니다."),
                format!("{id} cannot be corrected this way: only original commitments and disbursements can."),
            ),
            Self::AlreadyCorrected(id) => (
                "ledger.already-corrected",
                format!("{id}은(는) 이미 정정되었습니다. 정정한 항목을 정정해 주세요."),
                format!("{id} has been corrected already; correct the entry that took its place."),
            ),
            Self::CorrectByChange(id) => (
                "ledger.correct-by-change",
                format!(
                    "{id}은(는) 예산·원인행위·지출 사이에 여유가 없어 한 번에 정정할 수 없습니다. 차액만 감액·반납하거나 더 기입해 주세요."
                ),
                format!("{id} has no room between budget, commitment and payments to be corrected at once; enter the difference alone."),
            ),
            Self::Nothing => ("ledger.nothing", "금액이 0입니다.".to_owned(), "The amount is zero.".to_owned()),
            Self::TooLarge => ("ledger.too-large", "금액이 너무 큽니다.".to_owned(), "The amount is too large.".to_owned()),
        }
    }
}

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
pub(crate) fn transfer(from: &Line, to: &Line, new: &Transfer) -> Result<[NewEntry; 2], Refused> {
    if from.key.fiscal_year != to.key.fiscal_year || from.key == to.key {
        return Err(Refused::OtherYear { from: from.key.clone(), to: to.key.clone() });
    }
    check_day(&from.key, &from.year, EntryKind::Transfer, new.day)?;
    let out = new.amount.money().opposite()?;
    check_current(from, out)?;
    check_current(to, new.amount.money())?;
    let mut away = NewEntry::new(&from.key, EntryKind::Transfer, out, new.day, new.note.as_ref());
    away.other_line = Some(to.key.clone());
    let mut here = NewEntry::new(&to.key, EntryKind::Transfer, new.amount.money(), new.day, new.note.as_ref());
    here.other_line = Some(from.key.clone());
    Ok([away, here])
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
        let free = line.current.minus(line.committed)?;
        if change > free {
            return Err(Refused::OverBudget { line: line.key.clone(), asked: change, free });
        }
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

/// What carrying over the unpaid part of a commitment writes: the commitment lowered, the money out of this year, into the next
/// (지방재정법 50: at most what was committed and not paid).
pub(crate) fn carry(
    line: &Line,
    commitment: &Commitment,
    next: &Line,
    carry: &Carry,
    note: Option<&String>,
) -> Result<[NewEntry; 3], Refused> {
    check_left(commitment, carry.amount)?;
    check_open(line.key.fiscal_year, &line.year, line.year.ends)?;
    check_open(next.key.fiscal_year, &next.year, next.year.starts)?;
    check_current(next, carry.amount.money())?;
    let out = carry.amount.money().opposite()?;
    let mut lowered = NewEntry::new(&line.key, EntryKind::Commit, out, line.year.ends, note);
    lowered.commitment = Some(commitment.id.clone());
    let mut away = NewEntry::new(&line.key, EntryKind::CarryOver, out, line.year.ends, note);
    away.other_line = Some(next.key.clone());
    away.carryover = Some(carry.kind);
    let mut here = NewEntry::new(&next.key, EntryKind::CarryOver, carry.amount.money(), next.year.starts, note);
    here.other_line = Some(line.key.clone());
    here.carryover = Some(carry.kind);
    Ok([lowered, away, here])
}
