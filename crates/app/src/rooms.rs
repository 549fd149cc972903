//! The rooms of the house, gathered: the only place that knows them all.

use kernel::{Code, Day, Lang};
use store::{Invariant, Read, Schema, Sets, StoreError};
use ui::Waiting;

/// What all rooms keep, lower ranks first.
pub(crate) const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &bureau::SCHEMA, &ledger::SCHEMA, &report::SCHEMA];

/// What must hold in all rooms.
pub(crate) const INVARIANTS: &[&[Invariant]] = &[people::INVARIANTS, bureau::INVARIANTS, ledger::INVARIANTS, report::INVARIANTS];

/// What all rooms show.
pub(crate) fn sets() -> Sets {
    Sets::new(&[bureau::SETS, ledger::SETS], "bureau.units")
}

/// What waits for an actor in a room, in a language.
pub(crate) type WaitingOf = fn(&mut Read, &Code, Day, Lang) -> Result<Vec<Waiting>, StoreError>;

/// What waits for somebody in all rooms.
pub(crate) const WAITING: &[WaitingOf] = &[bureau::waiting, ledger::web::waiting, report_waiting, report::web::council_waiting];

fn report_waiting(read: &mut Read, actor: &Code, day: Day, lang: Lang) -> Result<Vec<Waiting>, StoreError> {
    report::web::waiting(read, &sets(), actor, day, lang)
}

/// A question that an auditor asks first: its name and what it asks, in Korean and English, where its answers stand, and how many there are.
pub(crate) struct AuditQuestion {
    pub(crate) label: (&'static str, &'static str),
    pub(crate) text: (&'static str, &'static str),
    pub(crate) href: &'static str,
    pub(crate) count: fn(&mut Read) -> Result<i64, StoreError>,
}

/// The questions of all rooms; what is asked of every act stands in `web/audit.rs`.
pub(crate) const AUDIT: &[AuditQuestion] = &[
    AuditQuestion {
        label: ("늦은 기입", "Late entries"),
        text: ("효력일보다 한참 뒤에 기록된 원장 항목", "ledger entries recorded long after their own day"),
        href: "/office/ledger/late",
        count: ledger::web::late_now,
    },
    AuditQuestion {
        label: ("다시 연 기간", "Reopened periods"),
        text: ("마감했다가 다시 연 달과 해, 그 이유", "months and years that were closed and opened again, and why"),
        href: "/office/ledger/periods",
        count: ledger::web::reopened_now,
    },
    AuditQuestion {
        label: ("열린 예외", "Open exceptions"),
        text: ("공식 원장의 행 가운데 기입하지 못한 것", "official rows that could not be entered"),
        href: "/office/ledger/exceptions",
        count: ledger::web::open_exceptions_now,
    },
];

/// The doors of the office: the act that opens one, where it leads, its name and what is behind it, in Korean and English.
pub(crate) const DOORS: &[(&str, &str, &str, &str, &str, &str)] = &[
    (
        "bureau.see",
        "/office/bureau",
        "조직과 계획",
        "Organisation and plans",
        "부서, 직위, 담당업무, 사업, 일정, 기본계획을 갖추고 업무를 인계합니다.",
        "Keep units, posts, duties, programmes, milestones and plans; hand over.",
    ),
    (
        "ledger.see",
        "/office/ledger",
        "예산 원장",
        "Ledger",
        "세부사업의 잔액을 보고 기입하며, 공식 원장을 가져와 대조하고 마감합니다.",
        "See and enter to budget lines, import and reconcile the official ledger, close periods.",
    ),
    (
        "people.see",
        "/office/people",
        "행위자와 권한",
        "Actors and grants",
        "누가 무슨 역할을 어디서 언제까지 가지는지 보고, 주고, 거둡니다.",
        "See, grant and revoke who holds which role where and until when.",
    ),
    (
        "report.see",
        "/office/check",
        "검산",
        "Check an edited file",
        "고친 HWPX나 텍스트의 숫자와 날짜를 발행판·보고서와 견줍니다.",
        "Compare the numbers and dates of an edited HWPX or text with an edition or a report.",
    ),
    (
        "report.see-minute",
        "/office/minute",
        "1분 보고",
        "One minute",
        "늦은 일, 집행, 살필 일을 한 화면과 한 장에서 봅니다.",
        "What is late, spent and at risk, on one screen and one sheet.",
    ),
    (
        "report.see",
        "/office/council",
        "의회 요구자료",
        "Council requests",
        "의회가 물은 것에 수치와 근거로 답하고, 지난번 답과 견줍니다.",
        "Answer the council with figures and evidence, beside what was answered last time.",
    ),
    (
        "report.issue-edition",
        "/office/editions/issue",
        "발행",
        "Issue an edition",
        "보고서를 굳혀 발행합니다. 발행한 판은 달라지지 않습니다.",
        "Freeze a report and issue it; it never changes.",
    ),
    (
        "report.see",
        "/office/compile",
        "업무보고 취합",
        "Compiling the report",
        "장마다 문장을 확인하고 고쳐, 모아서 결재에 올립니다.",
        "Confirm and change the statements of each chapter, and submit the report.",
    ),
    (
        "audit.see",
        "/office/audit",
        "감사",
        "Audit",
        "늦게 적은 일, 바뀐 정의, 다시 연 달, 예외를 한 번에 봅니다.",
        "Late acts, changed definitions, reopened periods and exceptions at a glance.",
    ),
];
