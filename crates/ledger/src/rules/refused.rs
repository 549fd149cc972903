use kernel::{Code, Day, Money, Refusal};
use store::Failure;

use crate::model::{EntryId, LineKey};

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
    OtherProgramme { from: LineKey, to: LineKey },
    NoBudget(LineKey),
    NeedsVote,
    NeedsDocument,
    PlannedTwice { month: Day },
    PlanBelowZero { month: Day },
    OverPlan { line: LineKey, planned: Money, current: Money },
    LaterPlan { line: LineKey, day: Day },
    NotClosed { period: String },
    YearFirst { period: String },
    NoReason,
    OpenExceptions { period: String, count: i64 },
    NoLineNamed { fiscal_year: i16, name: String },
    ManyLinesNamed { name: String, count: usize },
    NoCommitmentNamed { reference: String },
    ManyCommitmentsNamed { reference: String, count: usize },
    ChangedAtSource { source: String },
    Unreadable(Vec<crate::import::Wrong>),
    NoException(String),
    ExceptionClosed(String),
    EnterByHand,
    WrongRows { rows: usize, first: String, first_ko: String },
}

impl From<kernel::MoneyError> for Refused {
    fn from(_: kernel::MoneyError) -> Self {
        Self::TooLarge
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.refusal())
    }
}

impl Refused {
    /// The refusal with its sentences.
    pub(crate) fn refusal(&self) -> Refusal {
        let (code, ko, en) = self.words();
        Refusal::new(code, ko, en)
    }

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
                format!("‘{line}’의 남은 예산은 ¤{free}인데 ¤{asked}을(를) 원인행위하려 합니다."),
                format!("`{line}` has ¤{free} left to commit; ¤{asked} was asked."),
            ),
            Self::BelowCommitted { line, current, committed } => (
                "ledger.below-committed",
                format!("‘{line}’의 예산현액이 ¤{current}이(가) 되어 원인행위액 ¤{committed}보다 적어집니다."),
                format!("The current budget of `{line}` would be ¤{current}, below the ¤{committed} committed."),
            ),
            Self::OverCommitment { asked, free, .. } => (
                "ledger.over-commitment",
                format!("이 원인행위의 남은 금액은 ¤{free}인데 ¤{asked}을(를) 쓰려 합니다."),
                format!("The commitment has ¤{free} left; ¤{asked} was asked."),
            ),
            Self::OverDisbursed { asked, disbursed, .. } => (
                "ledger.over-disbursed",
                format!("이 원인행위에서 지출한 금액은 ¤{disbursed}인데 ¤{asked}을(를) 돌려받으려 합니다."),
                format!("¤{disbursed} was disbursed from the commitment; ¤{asked} cannot come back."),
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
            Self::OtherProgramme { from, to } => (
                "ledger.other-programme",
                format!(
                    "‘{from}’과(와) ‘{to}’은(는) 정책사업이 다릅니다. 전용은 한 정책사업 안에서만 합니다(지방재정법 제49조). 의회 의결이 있으면 이용으로 해 주세요."
                ),
                format!(
                    "`{from}` and `{to}` belong to two programmes; a transfer within a programme stays inside one (Local Finance Act, article 49). With the council's vote, enter it as a transfer between programmes."
                ),
            ),
            Self::NoBudget(line) => (
                "ledger.no-budget",
                format!("‘{line}’에는 예산이 없어 전용할 수 없습니다(지방재정법 제49조)."),
                format!("`{line}` has no budget; nothing is transferred to it (Local Finance Act, article 49)."),
            ),
            Self::NeedsVote => (
                "ledger.needs-vote",
                "지방의회의 의결이 먼저 있어야 합니다. 의결 문서의 번호를 적어 주세요.".to_owned(),
                "The council has to vote first; name the document of its vote.".to_owned(),
            ),
            Self::NeedsDocument => (
                "ledger.needs-document",
                "근거 문서가 있어야 합니다. 문서 번호를 적어 주세요.".to_owned(),
                "This rests on an official document; name it.".to_owned(),
            ),
            Self::PlannedTwice { month } => (
                "ledger.planned-twice",
                format!("{}년 {}월이 집행계획에 두 번 있습니다.", month.year(), month.month()),
                format!("The month {:04}-{:02} stands twice in the spending plan.", month.year(), month.month()),
            ),
            Self::PlanBelowZero { month } => (
                "ledger.plan-below-zero",
                format!("{}년 {}월의 집행계획이 0보다 적습니다.", month.year(), month.month()),
                format!("The plan of {:04}-{:02} lies below zero.", month.year(), month.month()),
            ),
            Self::OverPlan { line, planned, current } => (
                "ledger.over-plan",
                format!("‘{line}’의 월별 집행계획을 더하면 ¤{planned}(으)로 예산현액 ¤{current}보다 많습니다."),
                format!("The months planned for `{line}` add up to ¤{planned}; its current budget is ¤{current}."),
            ),
            Self::LaterPlan { line, day } => (
                "ledger.later-plan",
                format!("‘{line}’에는 {day}부터의 집행계획이 이미 있습니다. 그날이나 그 뒤의 날짜로 적어 주세요."),
                format!("`{line}` has a plan from {day} already; give that day or a later one."),
            ),
            Self::NotClosed { period } => {
                ("ledger.not-closed", format!("{period}은(는) 마감되어 있지 않습니다."), format!("{period} is not closed."))
            }
            Self::YearFirst { period } => (
                "ledger.year-first",
                format!("{period}이(가) 속한 회계연도가 마감되어 있습니다. 회계연도를 먼저 다시 열어 주세요."),
                format!("The fiscal year of {period} is closed; reopen the year first."),
            ),
            Self::NoReason => ("ledger.no-reason", "이유를 적어 주세요.".to_owned(), "A reason is needed.".to_owned()),
            Self::OpenExceptions { period, count } => (
                "ledger.open-exceptions",
                format!("{period}에 처리하지 않은 예외가 {count}건 있어 마감할 수 없습니다. 예외 목록에서 먼저 처리해 주세요."),
                format!("{count} exception(s) of {period} are open: resolve them before closing."),
            ),
            Self::NoLineNamed { fiscal_year, name } => (
                "ledger.no-line-named",
                format!("{fiscal_year} 회계연도에 ‘{name}’이라는 세부사업이 없습니다."),
                format!("The fiscal year {fiscal_year} has no budget line `{name}`."),
            ),
            Self::ManyLinesNamed { name, count } => (
                "ledger.many-lines-named",
                format!("‘{name}’이라는 세부사업이 {count}개입니다. 코드로 적어 주세요."),
                format!("{count} budget lines are called `{name}`: give the code."),
            ),
            Self::NoCommitmentNamed { reference } => (
                "ledger.no-commitment-named",
                format!("원인행위 ‘{reference}’을(를) 찾을 수 없습니다."),
                format!("There is no commitment `{reference}`."),
            ),
            Self::ManyCommitmentsNamed { reference, count } => (
                "ledger.many-commitments-named",
                format!("‘{reference}’에 해당하는 원인행위가 {count}건입니다. ‘문서번호#행’으로 적어 주세요."),
                format!("{count} commitments answer to `{reference}`: write document#line."),
            ),
            Self::ChangedAtSource { source } => (
                "ledger.changed-at-source",
                format!("공식 원장의 {source} 행이 전에 가져온 것과 다릅니다."),
                format!("The official row {source} differs from the one that was imported before."),
            ),
            Self::Unreadable(wrong) => (
                "ledger.unreadable",
                wrong.iter().map(|wrong| wrong.say(kernel::Lang::Ko)).collect::<Vec<_>>().join("; "),
                wrong.iter().map(|wrong| wrong.say(kernel::Lang::En)).collect::<Vec<_>>().join("; "),
            ),
            Self::NoException(id) => ("ledger.no-exception", format!("예외 {id}이(가) 없습니다."), format!("There is no exception {id}.")),
            Self::ExceptionClosed(id) => (
                "ledger.exception-closed",
                format!("예외 {id}은(는) 이미 처리되었습니다."),
                format!("The exception {id} is resolved already."),
            ),
            Self::EnterByHand => (
                "ledger.enter-by-hand",
                "이 예외는 자동으로 기입할 수 없습니다. 원장에서 직접 정정·기입한 뒤 이유를 적어 종결해 주세요.".to_owned(),
                "This exception cannot be entered as it is: correct the ledger by hand, then settle it with the reason.".to_owned(),
            ),
            Self::WrongRows { rows, first, first_ko } => (
                "ledger.wrong-rows",
                format!("{rows}개 행에 문제가 있어 파일 전체를 받지 않았습니다. {first_ko}"),
                format!("{rows} row(s) cannot be taken, so nothing of the file was. {first}"),
            ),
        }
    }
}
