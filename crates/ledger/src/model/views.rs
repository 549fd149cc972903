//! What the room shows: answers to questions about lines, periods and transfers.

use kernel::{At, Code, Day, Money, Refusal, Seq};

use super::{EntryId, LineKey, PeriodKey, TransferKind};

/// A line with its sums as of a day, as known at an event. Money is whole smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Year and code.
    pub line: LineKey,
    /// The unit that holds it.
    pub unit: Code,
    /// The programme it pays for.
    pub programme: Option<Code>,
    /// Its place in tables.
    pub position: i64,
    /// Its name in Korean.
    pub name_ko: String,
    /// Its name in English; the Korean one where it has none.
    pub name_en: String,
    /// 예산: appropriated.
    pub original: Money,
    /// 추경: supplementary budgets, up and down.
    pub supplement: Money,
    /// 이월 from the year before.
    pub carried_in: Money,
    /// 이월 into the next year.
    pub carried_out: Money,
    /// 전용·이용·이체, in less out.
    pub transferred: Money,
    /// 예산현액.
    pub current: Money,
    /// 원인행위액.
    pub committed: Money,
    /// 지출액, less what came back.
    pub disbursed: Money,
    /// Planned for the months that were over on the day.
    pub planned: Money,
    /// Planned for the whole year.
    pub planned_year: Money,
    /// The last day with a commitment or a payment.
    pub last_moved: Option<Day>,
}

/// What entries of one kind add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindSum {
    /// The kind of entry.
    pub kind: String,
    /// How many entries.
    pub entries: i64,
    /// Their sum.
    pub amount: Money,
}

/// What closing a month would do.
#[derive(Clone, Debug)]
pub struct MonthPreview {
    /// The month.
    pub period: PeriodKey,
    /// What stops it; empty where it may be closed.
    pub stops: Vec<Refusal>,
    /// The month's entries by kind.
    pub sums: Vec<KindSum>,
    /// The lines at the month's end.
    pub lines: Vec<Standing>,
}

/// A line after its year was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineAfter {
    /// As it stands.
    pub before: Standing,
    /// Moves into the next year.
    pub carried: Money,
    /// 예산현액 afterwards.
    pub current: Money,
    /// 원인행위액 afterwards.
    pub committed: Money,
    /// 불용: neither paid nor carried.
    pub lapse: Money,
}

/// A commitment with what is left of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentLeft {
    /// Its id.
    pub id: EntryId,
    /// Its line.
    pub line: LineKey,
    /// Its day.
    pub day: Day,
    /// What it holds.
    pub committed: Money,
    /// What was paid from it.
    pub disbursed: Money,
    /// What is left to pay.
    pub left: Money,
    /// The document it rests on: the act's, or the official row's.
    pub document: String,
    /// A remark.
    pub note: String,
}

/// What closing a year would do.
#[derive(Clone, Debug)]
pub struct YearPreview {
    /// The year.
    pub fiscal_year: i16,
    /// What stops it; empty where it may be closed.
    pub stops: Vec<Refusal>,
    /// How many entries it writes.
    pub entries: usize,
    /// Each line afterwards.
    pub lines: Vec<LineAfter>,
    /// Commitments that are not paid in full: what may be carried.
    pub unpaid: Vec<CommitmentLeft>,
}

/// An entry as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryShown {
    /// Its id.
    pub id: EntryId,
    /// Its line.
    pub line: LineKey,
    /// What it does: `commit`, `disburse` …
    pub kind: String,
    /// The change it makes.
    pub amount: Money,
    /// Its day.
    pub day: Day,
    /// The commitment it belongs to.
    pub commitment: Option<EntryId>,
    /// Whether it reverses another.
    pub is_reversal: bool,
    /// Whether another reverses it.
    pub is_reversed: bool,
    /// The document it rests on.
    pub document: String,
    /// A remark.
    pub note: String,
    /// The event that wrote it.
    pub event: Seq,
    /// When it was recorded.
    pub recorded: At,
    /// Who recorded it.
    pub actor: String,
}

/// A transfer between two lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferShown {
    /// Out of this line.
    pub from: LineKey,
    /// Into this line.
    pub to: LineKey,
    /// How much.
    pub amount: Money,
    /// On which day.
    pub day: Day,
    /// The quarter of the fiscal year, 1 to 4.
    pub quarter: i64,
    /// By which article; nothing where it was recorded before kinds had names.
    pub kind: Option<TransferKind>,
    /// The document it rests on.
    pub document: String,
    /// A remark.
    pub note: String,
    /// The event that wrote it.
    pub event: Seq,
}

/// A month or a year and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodShown {
    /// The period.
    pub period: PeriodKey,
    /// Its first day.
    pub starts: Day,
    /// Its last day.
    pub ends: Day,
    /// Whether it is closed.
    pub closed: bool,
    /// Its closings and reopenings, first to last.
    pub steps: Vec<StepShown>,
}

/// A closing or a reopening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepShown {
    /// Its period.
    pub period: PeriodKey,
    /// The day it counts from.
    pub day: Day,
    /// Whether it closed; it reopened otherwise.
    pub closed: bool,
    /// Why it was reopened.
    pub reason: String,
    /// Who did it.
    pub actor: String,
    /// When it was recorded.
    pub recorded: At,
    /// The event.
    pub event: Seq,
}
