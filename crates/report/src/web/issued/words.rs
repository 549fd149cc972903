//! The words of the pages of what is issued, compared, answered and seen in a minute.

ui::words! {
    editions = "발행판" | "Editions";
    editions_lead = "의회에 낸 보고서를 발행한 그대로 남겨 둔 것입니다. 나중에 기록이 바로잡히거나 정의가 바뀌어도 달라지지 않습니다." | "Reports as they were issued. Nothing in them changes, whatever is corrected or defined anew afterwards.";
    editions_none = "아직 발행한 판이 없습니다." | "No edition has been issued yet.";
    edition = "발행판" | "Edition";
    number = "번호" | "Number";
    report = "보고서" | "Report";
    basis = "기준일" | "Basis day";
    known = "기록 시점" | "As known at";
    approval = "결재 문서" | "Approved with";
    seal = "봉인(SHA-256)" | "Seal (SHA-256)";
    seal_help = "JSON 파일의 SHA-256입니다. 누구든 파일을 받아 같은 값인지 확인할 수 있습니다." | "The SHA-256 of the JSON file: anybody can download it and check.";
    state = "상태" | "State";
    issued = "발행됨" | "Issued";
    superseded = "다음 판으로 바뀜" | "Superseded";
    withdrawn = "철회됨" | "Withdrawn";
    superseded_by = "이 판은 다음 판으로 바뀌었습니다:" | "Another edition took the place of this one:";
    withdrawn_why = "이 판은 철회되었습니다. 까닭:" | "This edition was withdrawn:";
    issued_by = "발행 기록" | "Issued by event";
    evidence_csv = "근거 요약값(CSV)" | "Evidence digests (CSV)";
    html_file = "HTML" | "HTML";
    since = "발행 뒤에 달라진 것" | "What has changed since";
    since_none = "지금 다시 찍어도 같은 보고서입니다." | "Printed again today, the report would be the same.";
    since_lead = "같은 기준일의 보고서를 지금 찍으면 다음이 다릅니다." | "Printed again today for the same day, this would be different.";
    since_all = "모두 견주어 보기" | "See the whole comparison";
    issue = "발행하기" | "Issue an edition";
    issue_intro = "고른 보고서를 기준일과 지금까지의 기록으로 굳혀 발행합니다. 발행한 판은 고칠 수 없고, 새 판으로 바꾸거나 철회할 수만 있습니다." | "The report is frozen for the basis day, as known now. An edition is never changed; it can only be superseded or withdrawn.";
    supersedes = "대신하는 판" | "Takes the place of";
    nothing = "없음" | "None";
    withdraw = "철회하기" | "Withdraw";
    withdraw_intro = "철회해도 발행한 내용은 그대로 읽을 수 있고, 철회한 사실과 까닭이 함께 보입니다." | "What was issued stays readable, with the reason for withdrawing it.";
    reason = "까닭" | "Reason";
    day = "날짜" | "Day";
    check = "검산" | "Check an edited file";
    check_lead = "보고서를 내려받아 고친 파일(HWPX, PDF 또는 텍스트)을 올리면, 숫자와 날짜마다 기록과 맞는지, 바뀌었는지, 없어졌는지, 그 뒤 기록이 바뀌었는지 알려 줍니다. 파일은 남기지 않습니다." | "Send a file that was edited (HWPX, PDF or text): each number and date is right, changed, missing or overtaken by the record. Nothing of the file is kept.";
    check_file = "고친 파일" | "The edited file";
    check_file_hint = "HWPX, PDF, 또는 UTF-8·CP949 텍스트. 32 MB까지." | "HWPX, PDF, or text in UTF-8 or CP949; up to 32 MB.";
    check_against = "견줄 보고서" | "Check against";
    check_day_hint = "발행판이 아니라 보고서를 골랐을 때만 적습니다." | "Only where a report is chosen, not an edition.";
    check_result = "받을 것" | "Result";
    check_page = "이 화면" | "This page";
    check_marked = "표시한 HWPX 사본" | "A marked copy of the HWPX";
    check_submit = "검산하기" | "Check";
    check_found = "검산 결과" | "What was found";
    check_clean = "모든 숫자와 날짜가 보고서와 같고 지금도 맞습니다." | "Every number and date is as in the report, and still true.";
    compare = "비교" | "Compare";
    compare_lead = "두 발행판, 또는 한 보고서의 두 시점을 견줍니다. 무엇이 왜 달라졌는지 행 하나까지 보입니다." | "Two editions, or one report at two points: what changed and why, down to the single row.";
    side_a = "앞의 것" | "First";
    side_b = "뒤의 것" | "Second";
    side_hint = "발행판 번호(2021-1) 또는 보고서@날짜[:기록 시점](work-report-2021@2021-04-21:712)" | "An edition's number (2021-1), or NAME@DAY[:KNOWN] (work-report-2021@2021-04-21:712)";
    compare_submit = "견주기" | "Compare";
    same = "다른 것이 없습니다." | "Nothing is different.";
    changed_figures = "바뀐 수치" | "Figures that changed";
    changed_facts = "바뀐 사실" | "Facts that changed";
    changed_definitions = "바뀐 정의" | "Definitions that changed";
    changed_words = "바뀐 글" | "Words that changed";
    only_in_first = "앞의 것에만 있는 수치" | "Figures only in the first";
    only_in_second = "뒤의 것에만 있는 수치" | "Figures only in the second";
    before = "이전" | "Before";
    after = "이후" | "After";
    rows_behind = "달라진 행" | "Rows that differ";
    added = "더해짐" | "added";
    removed = "빠짐" | "removed";
    more_rows = "행이 더 있습니다. CSV에 모두 있습니다." | "more rows; the CSV has them all.";
    definition_version = "정의 판" | "definition version";
    event = "기록" | "Event";
    document = "문서" | "Document";
    amount = "금액" | "Amount";
    content = "내용" | "Content";
    figure = "수치" | "Figure";
    clone = "다음 보고서로 복사" | "Copy for the next report";
    clone_intro = "지난 보고서의 서식을 새 이름으로 복사하면서 낱말을 한꺼번에 바꿉니다. 먼저 미리 보고, 문제가 없을 때만 만듭니다." | "The templates are copied under a new name, with words replaced all at once. Look first; it is made only where nothing is missing.";
    clone_from = "지난 보고서" | "Last report";
    clone_to = "새 이름" | "New name";
    clone_replace = "바꿀 낱말" | "Words to replace";
    clone_replace_hint = "한 줄에 하나씩 ‘2021 = 2022’처럼 적습니다. 수치 이름, 조건, 글자로 쓴 연도에서 함께 바뀝니다." | "One a line, such as ‘2021 = 2022’; keys, filters and marked literals change together.";
    clone_define = "없는 수치의 정의도 같은 낱말을 바꾸어 만들기" | "Also copy the definitions that are missing, with the same words";
    clone_look = "미리 보기" | "Look first";
    clone_do = "새 보고서 만들기" | "Make the new report";
    clone_problems = "이대로는 만들 수 없습니다" | "It cannot be made like this";
    clone_definitions = "새로 만들 정의" | "Definitions to be made";
    clone_typed = "새로 적어야 할 값" | "Values to be stated anew";
    council = "의회 요구자료" | "Council requests";
    council_lead = "의회가 물은 것, 답, 그 답의 근거를 함께 둡니다. 같은 물음에 지난번 무엇이라고 답했는지도 보입니다." | "What the council asked, the answer, and the evidence behind it; and what was answered last time.";
    council_none = "받은 요구자료가 없습니다." | "No request has been received.";
    asker = "누가" | "Who asks";
    asker_hint = "위원회나 의원실. 사람의 이름은 적지 않습니다." | "A committee or a member's office; no person's name.";
    title = "제목" | "Subject";
    question = "물음" | "Question";
    received = "접수일" | "Received";
    due = "기한" | "Due";
    unit = "담당 부서" | "Unit";
    post = "담당 직위" | "Post";
    days_left = "남은 날" | "Days left";
    receive = "요구자료 접수" | "Receive a request";
    amend = "고치기" | "Correct it";
    amend_intro = "잘못 적은 것을 바로잡습니다. 앞의 기록은 그대로 남습니다." | "Corrects what was written down wrongly; the earlier entry stays in the record.";
    answer = "답변" | "Answer";
    answer_do = "답변 쓰기" | "Write the answer";
    answer_again = "답변 고쳐 쓰기" | "Write the answer again";
    answer_text = "답변" | "Answer";
    answer_hint = "□ ○ － 로 시작하는 줄과 {수치 이름}, {@사실 이름}을 씁니다. 숫자는 직접 쓰지 않습니다." | "Lines with □ ○ －, figures as {key}, facts as {@key}; no digit is written by hand.";
    answer_none = "아직 답변이 없습니다." | "There is no answer yet.";
    language = "언어" | "Language";
    send = "제출 기록" | "Note it was sent";
    send_intro = "공문으로 제출한 뒤에 문서번호를 적습니다. 제출한 답변은 더 고칠 수 없습니다." | "After it went out, give the official document's number. It is not changed any more.";
    withdraw_request = "철회 기록" | "Note it was withdrawn";
    sent_with = "제출 문서" | "Sent with";
    earlier = "지난번에는" | "Last time";
    earlier_none = "비슷한 물음에 답한 적이 없습니다." | "No request like this one was answered before.";
    earlier_shared = "같은 수치를 씁니다" | "refers to the same figures";
    then = "그때" | "Then";
    now = "지금" | "Now";
    changed = "달라짐" | "changed";
    minute = "1분 보고" | "One minute";
    minute_late = "늦은 일" | "Late";
    minute_spent = "집행" | "Spent";
    minute_risk = "살필 일" | "At risk";
    minute_none_late = "늦은 일이 없습니다." | "Nothing is late.";
    minute_none_risk = "살필 일이 없습니다." | "Nothing is at risk.";
    minute_no_money = "이 회계연도의 세부사업이 없습니다." | "There are no budget lines in this fiscal year.";
    minute_more = "모두 보기" | "See all";
    minute_all_units = "전체" | "All units";
    fiscal_year = "회계연도" | "fiscal year";
    minute_unit = "부서" | "Unit";
    minute_show = "보기" | "Show";
    next_act = "다음 할 일" | "Next";
    owner = "담당" | "Owner";
    planned = "계획" | "planned";
    committed = "원인행위" | "committed";
    disbursed = "지출" | "spent";
    own_budget = "예산" | "budget";
    carried = "이월" | "carried over";
    unmoved = "움직임이 없는 세부사업" | "Lines that have not moved";
    left = "남은 돈" | "left";
    even_note = "집행계획이 없는 세부사업은 회계연도에 고르게 나눈 금액과 견줍니다." | "A line without a spending plan is held against an even spread over the fiscal year.";
    rules_note = "살핌 기준" | "What counts as a risk";
    kind_request = "의회" | "council";
    kind_milestone = "일정" | "milestone";
    kind_chapter = "취합" | "chapter";
    kind_exception = "예외" | "exception";
    kind_below = "집행" | "budget";
    act_send = "제출" | "send it";
    act_answer = "답변 쓰기" | "answer it";
    act_step = "진행 적기" | "note what became of it";
    act_confirm = "확인하기" | "confirm it";
    act_approve = "승인하기" | "approve it";
    act_settle = "예외 처리" | "settle it";
    act_look = "원장 보기" | "look at it";
    csv = "CSV" | "CSV";
    json = "JSON" | "JSON";
    markdown = "Markdown" | "Markdown";
}

impl Words {
    /// Days left or gone.
    pub(crate) fn days(&self, days: i32) -> String {
        let count = days.unsigned_abs();
        match (days, self.lang) {
            (0, _) => self.lang.pick("오늘까지", "today").to_owned(),
            (1.., kernel::Lang::Ko) => format!("{count}일 남음"),
            (1.., kernel::Lang::En) => format!("{count} {} left", if count == 1 { "day" } else { "days" }),
            (_, kernel::Lang::Ko) => format!("{count}일 지남"),
            (_, kernel::Lang::En) => format!("{count} {} late", if count == 1 { "day" } else { "days" }),
        }
    }

    /// Days without movement.
    pub(crate) fn at_rest(&self, days: i32) -> String {
        self.lang.pick(format!("{days}일째"), format!("{days} days"))
    }

    /// How far a line lies below its plan, in hundredths of a percent.
    pub(crate) fn below(&self, points: i64) -> String {
        let (whole, part) = (points / 100, points % 100 / 10);
        self.lang.pick(format!("계획보다 {whole}.{part}%p 낮음"), format!("{whole}.{part} points below plan"))
    }

    /// How many more there are.
    pub(crate) fn and_more(&self, count: usize) -> String {
        self.lang.pick(format!("외 {count}건"), format!("and {count} more"))
    }

    /// What changed, counted.
    pub(crate) fn changes(&self, figures: usize, definitions: usize, lines: usize) -> String {
        self.lang.pick(
            format!("수치 {figures}개 · 정의 {definitions}개 · 글 {lines}줄"),
            format!("{figures} figures · {definitions} definitions · {lines} lines of text"),
        )
    }
}
