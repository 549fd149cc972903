//! What a compilation may do next, and what is refused. Pure.

use std::collections::BTreeSet;

use kernel::{Code, Day, Refusal};
use store::Failure;

use super::model::{Chapter, Compilation, Counts, Stage, Step};

impl Step {
    /// The word that the record keeps.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
            Self::Approved => "approved",
            Self::Reopened(_) => "reopened",
        }
    }

    pub(crate) fn read(word: &str, chapter: Option<&str>) -> Option<Self> {
        Some(match (word, chapter) {
            ("submitted", None) => Self::Submitted,
            ("returned", None) => Self::Returned,
            ("withdrawn", None) => Self::Withdrawn,
            ("approved", None) => Self::Approved,
            ("reopened", Some(chapter)) => Self::Reopened(chapter.to_owned()),
            _ => return None,
        })
    }

    pub(crate) fn chapter(&self) -> Option<&str> {
        if let Self::Reopened(chapter) = self { Some(chapter) } else { None }
    }
}

impl Stage {
    /// Where every compilation begins.
    pub(crate) fn begun() -> Self {
        Self::Open(None)
    }

    /// Where a step leads; nothing where it cannot be taken.
    pub(crate) fn after(&self, step: &Step) -> Option<Self> {
        match (self, step) {
            (Self::Open(_), Step::Submitted) => Some(Self::Submitted),
            (Self::Submitted, Step::Returned | Step::Withdrawn) => Some(Self::Open(None)),
            (Self::Submitted, Step::Approved) => Some(Self::Approved),
            (Self::Approved, Step::Reopened(chapter)) => Some(Self::Open(Some(BTreeSet::from([chapter.clone()])))),
            (Self::Open(Some(open)), Step::Reopened(chapter)) if !open.contains(chapter) => {
                Some(Self::Open(Some(open.iter().chain([chapter]).cloned().collect())))
            }
            _ => None,
        }
    }

    /// Whether a chapter takes confirmations and changes.
    pub fn is_open(&self, chapter: &str) -> bool {
        match self {
            Self::Open(None) => true,
            Self::Open(Some(open)) => open.contains(chapter),
            Self::Submitted | Self::Approved => false,
        }
    }
}

/// Walks the steps of a compilation from its opening; gives where it is, or the first step that is illegal.
pub(crate) fn walk<'s>(steps: impl IntoIterator<Item = &'s Step>) -> Result<Stage, (Stage, &'s Step)> {
    steps.into_iter().try_fold(Stage::begun(), |stage, step| stage.after(step).ok_or((stage, step)))
}

/// What this part of the room refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    NoReport { name: String },
    Known { code: String },
    Unknown { code: String },
    DueBefore { due: Day, today: Day },
    NoUnit { unit: Code, day: Day },
    NoOwner { actor: Code },
    NoChapter { chapter: String, known: Vec<String> },
    NoStatement { statement: String },
    NoLanguage { lang: String },
    Closed { chapter: String },
    Nothing { chapter: String },
    Moved { text: String },
    OtherText { now: String },
    Unchanged,
    NotNow { step: Step, stage: Stage },
    Missing { missing: Vec<(String, Counts)> },
    NoDocument,
    NoRemark,
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let (code, ko, en) = refused.said();
        Self::Refused(Refusal::new(code, ko, en))
    }
}

impl Refused {
    fn said(self) -> (&'static str, String, String) {
        match self {
            Self::NoReport { name } => {
                ("report.unknown-key", format!("‘{name}’이라는 보고서가 없습니다."), format!("There is no report `{name}`."))
            }
            Self::Known { code } => (
                "report.compilation-known",
                format!("취합 ‘{code}’은(는) 이미 열려 있습니다."),
                format!("The compilation `{code}` is open already."),
            ),
            Self::Unknown { code } => {
                ("report.no-compilation", format!("취합 ‘{code}’이(가) 없습니다."), format!("There is no compilation `{code}`."))
            }
            Self::DueBefore { due, today } => (
                "report.due-before",
                format!("기한 {due}이(가) 오늘({today})보다 앞섭니다."),
                format!("The due day {due} lies before today ({today})."),
            ),
            Self::NoUnit { unit, day } => {
                ("report.no-unit", format!("{day}에 ‘{unit}’ 부서가 없습니다."), format!("There is no unit `{unit}` on {day}."))
            }
            Self::NoOwner { actor } => (
                "report.no-owner",
                format!("행위자 ‘{actor}’을(를) 모릅니다. 먼저 등록해 주세요."),
                format!("The actor `{actor}` is not known; register it first."),
            ),
            Self::NoChapter { chapter, known } => {
                let known = known.join(", ");
                (
                    "report.no-chapter",
                    format!("이 보고서에 ‘{chapter}’ 장이 없습니다. 있는 장: {known}"),
                    format!("The report has no chapter `{chapter}`; it has {known}."),
                )
            }
            Self::NoStatement { statement } => (
                "report.no-statement",
                format!("문장 ‘{statement}’이(가) 더는 없습니다. 쪽을 다시 열어 주세요."),
                format!("The statement `{statement}` is no longer there; open the page again."),
            ),
            Self::NoLanguage { lang } => (
                "report.no-language",
                format!("이 보고서에는 ‘{lang}’ 서식이 없습니다."),
                format!("The report has no template in `{lang}`."),
            ),
            other => other.said_of_acts(),
        }
    }

    /// The sentences about acts that cannot be done now.
    fn said_of_acts(self) -> (&'static str, String, String) {
        match self {
            Self::Closed { chapter } => (
                "report.chapter-closed",
                format!("‘{chapter}’ 장은 지금 고치거나 확인할 수 없습니다. 제출을 회수하거나 장을 다시 열어야 합니다."),
                format!(
                    "The chapter `{chapter}` takes no confirmation and no change now: take the submission back, or reopen the chapter."
                ),
            ),
            Self::Nothing { chapter } => (
                "report.nothing-to-confirm",
                format!("‘{chapter}’ 장에 한꺼번에 확인할 문장이 없습니다. 남은 문장은 하나씩 확인해 주세요."),
                format!("The chapter `{chapter}` has no statement to confirm together; confirm those left one by one."),
            ),
            Self::Moved { text } => (
                "report.statement-moved",
                format!("쪽을 연 뒤에 글이나 수치가 바뀌었습니다. 다시 보고 확인해 주세요: {text}"),
                format!("The text or a figure has changed since the page was opened; look again and confirm: {text}"),
            ),
            Self::OtherText { now } => (
                "report.statement-changed",
                format!("그사이 다른 사람이 이 문장을 바꾸었습니다. 지금 문장: {now}"),
                format!("Somebody has changed this statement meanwhile. It reads now: {now}"),
            ),
            Self::Unchanged => ("report.unchanged", "바뀐 것이 없습니다.".to_owned(), "Nothing was changed.".to_owned()),
            Self::NotNow { step, stage } => {
                let (step_ko, step_en) = step_word(&step);
                let (stage_ko, stage_en) = stage_word(&stage);
                (
                    "report.not-now",
                    format!("지금은 ‘{stage_ko}’ 상태라 ‘{step_ko}’을(를) 할 수 없습니다."),
                    format!("The compilation is {stage_en}; it cannot be {step_en} now."),
                )
            }
            Self::Missing { missing } => {
                let total: usize = missing.iter().map(|(_, counts)| counts.missing()).sum();
                let list = |word: &str| {
                    missing.iter().map(|(title, counts)| format!("{title} {}{word}", counts.missing())).collect::<Vec<_>>().join(", ")
                };
                (
                    "report.incomplete",
                    format!("확인되지 않은 문장이 {total}개 있습니다: {}", list("개")),
                    format!("{total} statements are not confirmed: {}", list("")),
                )
            }
            Self::NoDocument => (
                "report.no-document",
                "결재는 공문서로 남깁니다. 시스템, 문서번호, 문서일을 적어 주세요.".to_owned(),
                "An approval rests on an official document: give its system, number and day.".to_owned(),
            ),
            _ => ("report.no-remark", "반려하는 까닭을 적어 주세요.".to_owned(), "Say why it is sent back.".to_owned()),
        }
    }
}

fn step_word(step: &Step) -> (&'static str, &'static str) {
    match step {
        Step::Submitted => ("제출", "submitted"),
        Step::Returned => ("반려", "returned"),
        Step::Withdrawn => ("회수", "withdrawn"),
        Step::Approved => ("승인", "approved"),
        Step::Reopened(_) => ("다시 열기", "reopened there"),
    }
}

fn stage_word(stage: &Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Open(None) => ("취합 중", "open"),
        Stage::Open(Some(_)) => ("일부 장 취합 중", "open in some chapters"),
        Stage::Submitted => ("제출", "submitted"),
        Stage::Approved => ("승인", "approved"),
    }
}

/// A compilation may take a step now.
pub(crate) fn check_step(compilation: &Compilation, step: &Step) -> Result<(), Refused> {
    match compilation.stage.after(step) {
        Some(_) => Ok(()),
        None => Err(Refused::NotNow { step: step.clone(), stage: compilation.stage.clone() }),
    }
}

/// Nothing of the first language is left unconfirmed.
pub(crate) fn check_complete(compilation: &Compilation) -> Result<(), Refused> {
    let first = |chapter: &Chapter| chapter.title(chapter.first()).to_owned();
    let missing: Vec<(String, Counts)> =
        compilation.chapters.iter().map(|chapter| (first(chapter), chapter.counts())).filter(|(_, counts)| counts.missing() > 0).collect();
    if missing.is_empty() { Ok(()) } else { Err(Refused::Missing { missing }) }
}

/// A chapter takes confirmations and changes.
pub(crate) fn check_open(compilation: &Compilation, chapter: &str) -> Result<(), Refused> {
    if compilation.stage.is_open(chapter) { Ok(()) } else { Err(Refused::Closed { chapter: chapter.to_owned() }) }
}
