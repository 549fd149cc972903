//! The words of the pages of compiling.

ui::words! {
    compile = "취합" | "Compilation";
    compile_title = "업무보고 취합" | "Compiling the report";
    compile_lead = "장마다 담당 부서가 문장을 확인하거나 고치고, 총괄이 모아 결재에 올립니다." | "Each division confirms or changes the statements of its chapters; the report officer submits them for approval.";
    none = "열린 취합이 없습니다." | "No compilation is open.";
    open = "취합 열기" | "Open a compilation";
    open_intro = "보고서 하나를 기준일 하나로 취합합니다. 장은 서식에서 옵니다." | "One report is compiled for one day. Its chapters come from its template.";
    report = "보고서" | "Report";
    day = "기준일" | "Basis day";
    due = "기한" | "Due";
    unit = "부서" | "Unit";
    holder = "보고서를 맡은 부서" | "Unit that holds the report";
    holder_hint = "이 부서의 장이 결재합니다." | "Its head approves the report.";
    chapter = "장" | "Chapter";
    chapters = "장별 진행" | "Chapters";
    owner = "담당" | "Owner";
    no_owner = "담당 없음" | "no owner";
    owner_post = "담당자" | "Responsible actor";
    owner_post_hint = "비우면 그 부서의 누구나 확인합니다." | "Left empty, anybody of the unit with the role may confirm.";
    whole_unit = "부서 전체" | "the whole unit";
    assign = "담당 지정" | "Assign";
    assign_intro = "담당 부서와 기한을 정합니다. 앞의 담당은 오늘 끝납니다." | "Sets the owner and the due day; the owner before ends today.";
    statements = "문장" | "Statements";
    statement = "문장" | "Statement";
    confirmed = "확인" | "Confirmed";
    unconfirmed = "미확인" | "Not confirmed";
    lapsed = "확인 뒤 바뀜" | "Changed since confirmed";
    changed = "고친 문장" | "Text changed";
    flagged = "지난 표현" | "Overtaken words";
    translation = "번역 확인 필요" | "Translation to be checked";
    late = "늦음" | "late";
    missing = "남은 문장" | "Still to be confirmed";
    missing_csv = "남은 것 CSV" | "What is missing (CSV)";
    nothing_missing = "모든 문장이 확인되었습니다." | "Every statement is confirmed.";
    state = "상태" | "State";
    stage_open = "취합 중" | "open";
    stage_some = "일부 장 취합 중" | "open in some chapters";
    stage_submitted = "제출됨" | "submitted";
    stage_approved = "승인됨" | "approved";
    step_submitted = "제출" | "submitted";
    step_returned = "반려" | "returned";
    step_withdrawn = "회수" | "withdrawn";
    step_approved = "승인" | "approved";
    step_reopened = "다시 열기" | "reopened";
    step_opened = "취합 열기" | "opened";
    closed_chapter = "닫힌 장입니다. 확인하거나 고치려면 제출을 회수하거나 장을 다시 열어야 합니다." | "This chapter is closed: to confirm or change it, the submission is taken back or the chapter reopened.";
    steps = "거친 일" | "Steps";
    who = "누가" | "By";
    when = "기록 시각" | "Recorded";
    remark = "비고" | "Remark";
    remark_why = "까닭" | "Why";
    document = "문서" | "Document";
    event = "기록" | "Event";
    submit = "결재 올리기" | "Submit for approval";
    submit_intro = "모든 문장이 확인되어야 올릴 수 있습니다. 올린 동안에는 장이 닫힙니다." | "Every statement must stand confirmed. Chapters are closed while the report is before the head.";
    withdraw = "제출 회수" | "Take the submission back";
    withdraw_intro = "회수하면 모든 장이 다시 열립니다." | "All chapters are open again afterwards.";
    approve = "승인" | "Approve";
    approve_intro = "승인은 공문서(문서번호, 문서일)로 남습니다." | "The approval rests on an official document (number and day).";
    send_back = "반려" | "Send back";
    send_back_intro = "까닭을 적어 돌려보냅니다. 모든 장이 다시 열립니다." | "Say why it is sent back; all chapters are open again.";
    reopen = "장 다시 열기" | "Reopen this chapter";
    reopen_intro = "승인된 보고서에서 이 장만 다시 엽니다. 다른 장은 그대로입니다." | "Opens this chapter of an approved report again; the others stay as they are.";
    confirm = "확인" | "Confirm";
    confirm_translation = "번역 확인" | "Confirm the translation";
    confirm_again = "다시 확인" | "Confirm again";
    confirm_flagged = "그대로 맞음" | "It is right as it stands";
    confirm_intro = "지금 보이는 글과 수치를 확인합니다." | "Confirms the text and the figures as shown now.";
    change = "고치기" | "Change";
    history = "이력" | "History";
    no_history = "아직 확인하거나 고친 일이 없습니다." | "It was neither confirmed nor changed yet.";
    prints = "인쇄되는 모습" | "As it prints";
    text = "서식의 글" | "Text of the template";
    text_hint = "모든 숫자는 {수치}, {@사실} 또는 {=표시한 숫자}여야 합니다. 여러 줄이면 문장이 늘고, 비우면 문장이 빠집니다." | "Every digit is a {figure}, a {@fact} or a marked {=literal}. Several lines make several statements; left empty, the statement is taken out.";
    other_text = "다른 언어의 글" | "Text in the other language";
    other_text_hint = "함께 고치면 번역 확인이 필요하지 않습니다." | "Changed at once, the translation needs no check.";
    save = "새 판으로 저장" | "Save as a new version";
    before = "앞의 글" | "Text before";
    after = "글" | "Text";
    what = "한 일" | "What";
    was_changed = "고침" | "changed";
    was_confirmed = "확인" | "confirmed";
    text_was = "글이 바뀌었습니다. 확인했을 때:" | "The text was changed. When confirmed:";
    rows_moved = "표의 줄이 바뀌었습니다." | "Rows of the table have changed.";
    newly_overtaken = "그사이 지난 표현이 되었습니다:" | "Overtaken since:";
    see_fact = "근거 문장 보기" | "See where it stands";
    no_words = "지난 표현을 찾을 낱말(report.words.*)이 기준에 없습니다." | "No rule says which words are overtaken (report.words.*).";
    nothing = "–" | "–";
    legend_confirmed = "확인" | "confirmed";
    legend_look = "다시 볼 것" | "to be looked at";
    legend_left = "미확인" | "not confirmed";
    lang_ko = "한국어 서식" | "Korean template";
    lang_en = "영어 서식" | "English template";
    other_language = "다른 언어의 서식" | "Template in the other language";
    back_to_chapter = "장으로 돌아가기" | "Back to the chapter";
    next_chapter = "다음 장" | "Next chapter";
    previous_chapter = "앞 장" | "Previous chapter";
}

use crate::compile::{Flag, Moved, Passed, Stage, Step, Tense};

impl Words {
    /// Where a compilation is.
    pub(crate) fn stage(&self, stage: &Stage) -> &'static str {
        match stage {
            Stage::Open(None) => self.stage_open,
            Stage::Open(Some(_)) => self.stage_some,
            Stage::Submitted => self.stage_submitted,
            Stage::Approved => self.stage_approved,
        }
    }

    /// A step of a compilation.
    pub(crate) fn step(&self, step: &Step) -> &'static str {
        match step {
            Step::Submitted => self.step_submitted,
            Step::Returned => self.step_returned,
            Step::Withdrawn => self.step_withdrawn,
            Step::Approved => self.step_approved,
            Step::Reopened(_) => self.step_reopened,
        }
    }

    /// How many of how many are confirmed.
    pub(crate) fn of(&self, confirmed: usize, all: usize) -> String {
        self.lang.pick(format!("{all}문장 중 {confirmed} 확인"), format!("{confirmed} of {all} confirmed"))
    }

    /// The button that confirms all that is plain.
    pub(crate) fn confirm_plain(&self, plain: usize) -> String {
        match plain {
            1 => self.lang.pick("남은 1문장 확인".to_owned(), "Confirm the one left".to_owned()),
            _ => self.lang.pick(format!("남은 {plain}문장 모두 확인"), format!("Confirm all {plain} left")),
        }
    }

    /// What is to be looked at one by one.
    pub(crate) fn one_by_one(&self, count: usize) -> String {
        self.lang.pick(format!("{count}문장은 하나씩 보아야 합니다."), format!("{count} to be looked at one by one."))
    }

    /// What has changed since a confirmation.
    pub(crate) fn moved(&self, moved: &Moved) -> String {
        let shown = |value: &Option<String>| value.as_ref().map_or_else(|| self.nothing.to_owned(), |value| with_commas(value, self.lang));
        match moved {
            Moved::Text(before) => format!("{} {before}", self.text_was),
            Moved::Figure(_, label, was, is) | Moved::Fact(_, label, was, is) => format!("{label}: {} → {}", shown(was), shown(is)),
            Moved::Rows => self.rows_moved.to_owned(),
            Moved::Overtaken(word) => format!("{} {word}", self.newly_overtaken),
        }
    }

    /// Why words are flagged.
    pub(crate) fn flag(&self, flag: &Flag) -> String {
        let (word, label, day) = (&flag.word, &flag.label, flag.day);
        let passed_ko = match flag.passed {
            Passed::Done => format!("{day}에 완료"),
            Passed::Cancelled => format!("{day}에 취소"),
            Passed::Ended => format!("{day}에 지남"),
            Passed::Begun => format!("{day}에 시작"),
        };
        let passed_en = match flag.passed {
            Passed::Done => format!("was done on {day}"),
            Passed::Cancelled => format!("was cancelled on {day}"),
            Passed::Ended => format!("was over on {day}"),
            Passed::Begun => format!("began on {day}"),
        };
        match flag.tense {
            Tense::Plan => self
                .lang
                .pick(format!("‘{word}’ 아래에 있으나 {label}: {passed_ko}"), format!("It stands under “{word}”, and {label} {passed_en}")),
            _ => self
                .lang
                .pick(format!("‘{word}’(이)라고 쓰였으나 {label}: {passed_ko}"), format!("It says “{word}”, and {label} {passed_en}")),
        }
    }
}

/// A plain decimal number as texts print it; anything else as it is.
fn with_commas(text: &str, lang: kernel::Lang) -> String {
    let places = text.split_once('.').map_or(0, |(_, decimals)| u32::try_from(decimals.len()).unwrap_or(0));
    text.parse::<kernel::Exact>().map_or_else(|()| text.to_owned(), |value| crate::words::number(value, places, lang))
}
