mod views;

pub use views::{
    CommitmentLeft, EntryShown, KindSum, LineAfter, MonthPreview, PeriodShown, Standing, StepShown, TransferShown, YearPreview,
};

use std::fmt;
use std::str::FromStr;

use kernel::{Code, Day, Id, Money};
use serde::{Serialize, Serializer};

/// Marks ids of ledger entries.
#[derive(Debug)]
pub struct Entries;

/// The id of a ledger entry; a commitment is named by its first entry.
pub type EntryId = Id<Entries>;

/// A budget line of one fiscal year, written `2021/park-operation`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineKey {
    /// The fiscal year, four digits.
    pub fiscal_year: i16,
    /// The line's code.
    pub code: Code,
}

impl fmt::Display for LineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}/{}", self.fiscal_year, self.code)
    }
}

impl FromStr for LineKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no budget line: write YEAR/code");
        let (year, code) = text.split_once('/').ok_or_else(wrong)?;
        // The first four characters are the year, in the database too.
        let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(wrong)?;
        let fiscal_year = year.parse().map_err(|_| wrong())?;
        Ok(Self { fiscal_year, code: code.parse().map_err(|_| wrong())? })
    }
}

impl Serialize for LineKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An amount above zero: what people enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Amount(Money);

impl Amount {
    /// Takes an amount above zero.
    pub fn new(units: i64) -> Option<Self> {
        (units > 0).then_some(Self(Money::new(units)))
    }

    /// The money.
    pub fn money(self) -> Money {
        self.0
    }
}

/// A fiscal year to be opened.
#[derive(Clone, Debug, Serialize)]
pub struct NewYear {
    /// Its name, the year.
    pub fiscal_year: i16,
    /// Its first day.
    pub starts: Day,
    /// Its last day.
    pub ends: Day,
}

/// A budget line to be opened.
#[derive(Clone, Debug, Serialize)]
pub struct NewLine {
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
    /// Its name in English.
    pub name_en: Option<String>,
    /// How a table prints it, in Korean.
    pub short_ko: Option<String>,
    /// How a table prints it, in English.
    pub short_en: Option<String>,
    /// A remark, such as what is invented.
    pub note: Option<String>,
    /// The first day of its year.
    pub from: Day,
}

/// Money for a line: the original budget.
#[derive(Clone, Debug, Serialize)]
pub struct Budget {
    /// The line.
    pub line: LineKey,
    /// How much.
    pub amount: Amount,
    /// From which day.
    pub day: Day,
    /// A remark.
    pub note: Option<String>,
}

/// A supplementary budget: more, or less.
#[derive(Clone, Debug, Serialize)]
pub struct Supplement {
    /// The line.
    pub line: LineKey,
    /// The change; not zero.
    pub change: Money,
    /// From which day.
    pub day: Day,
    /// A remark.
    pub note: Option<String>,
}

/// How the law lets money move between two lines of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TransferKind {
    /// 전용 (지방재정법 49): inside one programme (정책사업), to a line that has a budget.
    #[default]
    Within,
    /// 이용 (지방재정법 47의2 ①): between programmes, by vote of the council.
    Between,
    /// 이체 (지방재정법 47의2 ②): because the organisation changed, by its document.
    Reorganisation,
}

impl TransferKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Within, Self::Between, Self::Reorganisation];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Between => "between",
            Self::Reorganisation => "reorganisation",
        }
    }

    /// The kind unless another is named; acts of before the kinds had names keep their content.
    fn is_within(&self) -> bool {
        *self == Self::Within
    }
}

impl FromStr for TransferKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|kind| kind.code() == text);
        known.ok_or_else(|| format!("`{text}` is no kind of transfer: within, between or reorganisation"))
    }
}

/// Money moved between lines of a year.
#[derive(Clone, Debug, Serialize)]
pub struct Transfer {
    /// From this line.
    pub from: LineKey,
    /// To this line.
    pub to: LineKey,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub day: Day,
    /// By which article.
    #[serde(skip_serializing_if = "TransferKind::is_within")]
    pub kind: TransferKind,
    /// A remark.
    pub note: Option<String>,
}

/// What a line is planned to pay in a month.
#[derive(Clone, Debug, Serialize)]
pub struct PlannedMonth {
    /// Any day in the month.
    pub month: Day,
    /// How much; nothing where it is zero.
    pub amount: Money,
}

/// The monthly spending plan (월별 집행계획) of a line; months that are not named stay as they are.
#[derive(Clone, Debug, Serialize)]
pub struct PlanSpending {
    /// The line.
    pub line: LineKey,
    /// What is planned for each month.
    pub months: Vec<PlannedMonth>,
    /// From which day the plan holds.
    pub day: Day,
    /// A remark.
    pub note: Option<String>,
}

/// A month or a year: what is closed and reopened. Written `2021` or `2021/2021-02`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodKey {
    /// The fiscal year.
    pub fiscal_year: i16,
    /// The first day of the month; nothing for the whole year.
    pub month: Option<Day>,
}

impl fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.fiscal_year)?;
        self.month.map_or(Ok(()), |day| write!(f, "/{:04}-{:02}", day.year(), day.month()))
    }
}

impl FromStr for PeriodKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no period: write 2021 or 2021/2021-02");
        let (year, month) = text.split_once('/').map_or((text, None), |(year, month)| (year, Some(month)));
        let year = Some(year).filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(wrong)?;
        let month = month.map(|month| format!("{month}-01").parse::<Day>().map_err(|_| wrong())).transpose()?;
        Ok(Self { fiscal_year: year.parse().map_err(|_| wrong())?, month })
    }
}

impl Serialize for PeriodKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A closed period to be opened again.
#[derive(Clone, Debug, Serialize)]
pub struct Reopen {
    /// The month or the year.
    pub period: PeriodKey,
    /// Why; an auditor reads it.
    pub reason: String,
}

/// Funds to be committed.
#[derive(Clone, Debug, Serialize)]
pub struct Commit {
    /// The line.
    pub line: LineKey,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub day: Day,
    /// A remark.
    pub note: Option<String>,
}

/// A commitment to be lowered.
#[derive(Clone, Debug, Serialize)]
pub struct Release {
    /// The commitment.
    pub commitment: EntryId,
    /// By how much.
    pub amount: Amount,
    /// On which day.
    pub day: Day,
    /// A remark.
    pub note: Option<String>,
}

/// A payment from a commitment, or money coming back to it.
#[derive(Clone, Debug, Serialize)]
pub struct Disburse {
    /// The commitment.
    pub commitment: EntryId,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub day: Day,
    /// A remark.
    pub note: Option<String>,
}

/// An entry to be put right: the opposite entry and the right one, on the original's day.
#[derive(Clone, Debug, Serialize)]
pub struct Correct {
    /// The entry that is wrong: a commitment or a disbursement.
    pub entry: EntryId,
    /// The right amount.
    pub amount: Amount,
    /// A remark.
    pub note: Option<String>,
}

/// A month to be closed.
#[derive(Clone, Debug, Serialize)]
pub struct CloseMonth {
    /// The fiscal year whose entries it closes.
    pub fiscal_year: i16,
    /// Any day in the month.
    pub day: Day,
}

/// Why money is carried over (지방재정법 50, 42).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CarryoverKind {
    /// 명시이월: by vote of the council.
    Specified,
    /// 사고이월: committed in the year, not paid for reasons nobody could help.
    Unforeseen,
    /// 계속비이월: of a project that runs over years.
    Continuing,
}

impl CarryoverKind {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Specified => "specified",
            Self::Unforeseen => "unforeseen",
            Self::Continuing => "continuing",
        }
    }
}

impl FromStr for CarryoverKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Specified, Self::Unforeseen, Self::Continuing]
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or_else(|| format!("`{text}` is no kind of carry-over: specified, unforeseen or continuing"))
    }
}

/// What money is carried over from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CarriedFrom {
    /// The unpaid part of a commitment, which is lowered by the amount.
    Commitment(EntryId),
    /// What was not committed of a line.
    Line(LineKey),
}

/// Money that moves into the next year.
#[derive(Clone, Debug, Serialize)]
pub struct Carry {
    /// From what.
    #[serde(flatten)]
    pub from: CarriedFrom,
    /// How much moves.
    pub amount: Amount,
    /// Why.
    pub kind: CarryoverKind,
}

/// A fiscal year to be closed, with what it carries over.
#[derive(Clone, Debug, Serialize)]
pub struct CloseYear {
    /// The year.
    pub fiscal_year: i16,
    /// What moves into the line of the same code next year.
    pub carries: Vec<Carry>,
    /// A remark for the entries.
    pub note: Option<String>,
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Appropriate,
    Supplement,
    CarryOver,
    Transfer,
    Commit,
    Disburse,
    Return,
}

impl EntryKind {
    pub(crate) const ALL: [Self; 7] =
        [Self::Appropriate, Self::Supplement, Self::CarryOver, Self::Transfer, Self::Commit, Self::Disburse, Self::Return];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Appropriate => "appropriate",
            Self::Supplement => "supplement",
            Self::CarryOver => "carry_over",
            Self::Transfer => "transfer",
            Self::Commit => "commit",
            Self::Disburse => "disburse",
            Self::Return => "return",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }
}

/// A line with its balance and its year, as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) key: LineKey,
    pub(crate) unit: Code,
    pub(crate) programme: Option<Code>,
    pub(crate) current: Money,
    pub(crate) committed: Money,
    pub(crate) disbursed: Money,
    pub(crate) year: Year,
}

/// A fiscal year as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Year {
    pub(crate) starts: Day,
    pub(crate) ends: Day,
    pub(crate) entries_until: Day,
    /// Periods that are closed: `2021`, `2021/2021-02`.
    pub(crate) closed: Vec<String>,
}

/// A commitment as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Commitment {
    pub(crate) id: EntryId,
    pub(crate) day: Day,
    pub(crate) committed: Money,
    pub(crate) disbursed: Money,
}

/// An entry about to be written; `commitment: None` in a commit entry means "this one".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewEntry {
    pub(crate) line: LineKey,
    pub(crate) kind: EntryKind,
    pub(crate) amount: Money,
    pub(crate) day: Day,
    pub(crate) commitment: Option<EntryId>,
    pub(crate) reverses: Option<EntryId>,
    pub(crate) carryover: Option<CarryoverKind>,
    pub(crate) other_line: Option<LineKey>,
    pub(crate) transfer: Option<TransferKind>,
    pub(crate) note: Option<String>,
}

impl NewEntry {
    pub(crate) fn new(line: &LineKey, kind: EntryKind, amount: Money, day: Day, note: Option<&String>) -> Self {
        Self {
            line: line.clone(),
            kind,
            amount,
            day,
            commitment: None,
            reverses: None,
            carryover: None,
            other_line: None,
            transfer: None,
            note: note.cloned(),
        }
    }
}

/// An entry that stands in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StandingEntry {
    pub(crate) id: EntryId,
    pub(crate) line: LineKey,
    pub(crate) kind: EntryKind,
    pub(crate) amount: Money,
    pub(crate) day: Day,
    pub(crate) commitment: Option<EntryId>,
    pub(crate) is_reversal: bool,
    pub(crate) is_reversed: bool,
}
