//! What the record's acts are called; only the door knows the words of every room.

use kernel::Lang;

/// Room, act, and the words for it in Korean and English.
const ACTS: &[(&str, &str, &str, &str)] = &[
    ("record", "open", "기록 열기", "open the record"),
    ("people", "set-up", "첫 관리자 등록", "register the first administrator"),
    ("people", "register", "행위자 등록", "register an actor"),
    ("people", "grant", "권한 부여", "grant a role"),
    ("people", "revoke", "권한 거두기", "revoke a role"),
    ("people", "open-account", "계정 열기", "open an account"),
    ("people", "set-password", "비밀번호 정하기", "set a password"),
    ("people", "set-totp", "2단계 인증 정하기", "set a second factor"),
    ("bureau", "create-unit", "부서 설치", "create a unit"),
    ("bureau", "create-post", "직위 설치", "create a post"),
    ("bureau", "appoint", "임용", "appoint"),
    ("bureau", "vacate", "직위 비움", "vacate a post"),
    ("bureau", "add-duty", "담당업무 지정", "add a duty"),
    ("bureau", "create-programme", "사업 개시", "create a programme"),
    ("bureau", "plan-milestone", "일정 계획", "plan a milestone"),
    ("bureau", "step-milestone", "일정 진행", "step a milestone"),
    ("bureau", "set-rule", "기준 정하기", "set a rule"),
    ("bureau", "amend-unit", "부서 개편", "change a unit"),
    ("bureau", "end-unit", "부서 폐지", "end a unit"),
    ("bureau", "amend-post", "직위 변경", "change a post"),
    ("bureau", "end-post", "직위 폐지", "end a post"),
    ("bureau", "amend-duty", "담당업무 변경", "change a duty"),
    ("bureau", "end-duty", "담당업무 종료", "end a duty"),
    ("bureau", "amend-programme", "사업 변경", "change a programme"),
    ("bureau", "end-programme", "사업 종료", "end a programme"),
    ("bureau", "amend-milestone", "일정 재계획", "plan a milestone anew"),
    ("bureau", "end-milestone", "일정 삭제", "take a milestone off the list"),
    ("bureau", "draft-plan", "계획 수립 시작", "draft a plan"),
    ("bureau", "amend-plan", "계획 변경", "change a plan"),
    ("bureau", "step-plan", "계획 진행", "step a plan"),
    ("bureau", "add-task", "과제 추가", "add a task"),
    ("bureau", "amend-task", "과제 변경", "change a task"),
    ("bureau", "step-task", "과제 진행", "step a task"),
    ("bureau", "add-indicator", "성과지표 추가", "add an indicator"),
    ("bureau", "amend-indicator", "성과지표 변경", "change an indicator"),
    ("bureau", "end-indicator", "성과지표 종료", "end an indicator"),
    ("bureau", "set-target", "목표값 정하기", "set a target"),
    ("bureau", "measure", "측정값 입력", "record a measured value"),
    ("bureau", "charge", "담당 지정", "put a post in charge"),
    ("bureau", "act-for", "계정과 직위 연결", "let an actor act for a post"),
    ("bureau", "hand-over", "인계인수", "hand over"),
    ("ledger", "open-year", "회계연도 열기", "open a fiscal year"),
    ("ledger", "open-line", "세부사업 열기", "open a budget line"),
    ("ledger", "appropriate", "예산 편성", "appropriate"),
    ("ledger", "supplement", "추가경정", "supplement a budget"),
    ("ledger", "transfer", "전용·이용·이체", "transfer"),
    ("ledger", "commit", "원인행위", "commit funds"),
    ("ledger", "release", "원인행위 감액", "release a commitment"),
    ("ledger", "disburse", "지출", "disburse"),
    ("ledger", "return", "반납", "take money back"),
    ("ledger", "correct", "정정", "correct"),
    ("ledger", "close-month", "월 마감", "close a month"),
    ("ledger", "close-year", "연도 마감", "close a fiscal year"),
    ("ledger", "reopen", "마감 해제", "reopen a period"),
    ("ledger", "plan-spending", "집행계획 수립", "plan spending"),
    ("ledger", "import", "공식 원장 반입", "import official rows"),
    ("ledger", "import-statement", "공식 합계 반입", "import official totals"),
    ("ledger", "enter-exception", "예외 기입", "enter an exception"),
    ("ledger", "settle-exception", "예외 종결", "settle an exception"),
    ("report", "define-figure", "수치 정의", "define a figure"),
    ("report", "define-fact", "사실 정의", "define a fact"),
    ("report", "state-figure", "수치 입력", "type a figure"),
    ("report", "state-fact", "사실 입력", "type a fact"),
    ("report", "save-template", "서식 저장", "save a template"),
    ("report", "open-compilation", "취합 열기", "open a compilation"),
    ("report", "assign-chapter", "장 담당 지정", "assign a chapter"),
    ("report", "confirm-statements", "문장 확인", "confirm statements"),
    ("report", "confirm-chapter", "장 일괄 확인", "confirm a chapter"),
    ("report", "change-statement", "문장 고침", "change a statement"),
    ("report", "submit-compilation", "취합 제출", "submit a compilation"),
    ("report", "withdraw-compilation", "제출 회수", "take a submission back"),
    ("report", "return-compilation", "취합 반려", "send a compilation back"),
    ("report", "approve-compilation", "취합 승인", "approve a compilation"),
    ("report", "reopen-chapter", "장 다시 열기", "reopen a chapter"),
];

/// An act in words; by its own name where nobody gave it any.
pub(super) fn act(room: &str, name: &str, lang: Lang) -> String {
    let known = ACTS.iter().find(|(known, act, _, _)| *known == room && *act == name);
    known.map_or_else(|| format!("{room} {name}"), |(_, _, ko, en)| lang.pick(*ko, *en).to_owned())
}

/// A room in words.
pub(super) fn room(name: &str, lang: Lang) -> &str {
    let (ko, en) = match name {
        "record" => ("기록", "record"),
        "people" => ("사람", "people"),
        "bureau" => ("조직", "bureau"),
        "ledger" => ("원장", "ledger"),
        "report" => ("보고", "report"),
        other => (other, other),
    };
    lang.pick(ko, en)
}
