//! The words of the interface, Korean beside English; a word that lacks one of the two does not compile.

use std::fmt::Display;

use kernel::Lang;

/// Makes a room's own words: `ui::words! { name = "한국어" | "English"; … }` gives a struct `Words` and a function `words(lang)`.
#[macro_export]
macro_rules! words {
    ($($name:ident = $ko:literal | $en:literal;)*) => {
        /// The words of this room's pages in one language.
        #[derive(Debug, PartialEq, Eq)]
        pub struct Words {
            /// The language.
            pub lang: kernel::Lang,
            $(#[doc = concat!($ko, " · ", $en)] pub $name: &'static str,)*
        }

        /// The Korean words.
        pub const KO: Words = Words { lang: kernel::Lang::Ko, $($name: $ko,)* };

        /// The English words.
        pub const EN: Words = Words { lang: kernel::Lang::En, $($name: $en,)* };

        #[cfg(test)]
        #[allow(dead_code, reason = "a room looks at its pairs only where it tests them")]
        pub(crate) const PAIRS: &[(&str, &str, &str)] = &[$((stringify!($name), $ko, $en),)*];

        /// The words in a language.
        #[must_use]
        pub fn words(lang: kernel::Lang) -> &'static Words {
            static KOREAN: Words = KO;
            static ENGLISH: Words = EN;
            lang.pick(&KOREAN, &ENGLISH)
        }
    };
}

words! {
    // Shell.
    product = "마당" | "Madang";
    product_other = "Madang" | "마당";
    skip = "본문 바로가기" | "Skip to main content";
    demonstration = "시연" | "Demonstration";
    demonstration_note = "이 화면의 자료에는 시연을 위해 지어낸 것이 들어 있습니다. 실제 행정 자료로 쓸 수 없습니다." | "The data on this page include invented entries made for demonstration. Do not use them as official data.";
    main_menu = "주 메뉴" | "Main menu";
    breadcrumb = "현재 위치" | "You are here";
    home = "처음" | "Home";
    reports = "보고서" | "Reports";
    budget = "예산" | "Budget";
    execution = "예산 집행" | "Execution";
    organisation = "조직과 계획" | "Organisation";
    figures = "수치" | "Figures";
    typed_short = "직접 입력" | "Typed";
    typed_figures = "직접 입력한 수치" | "Typed figures";
    record = "기록" | "Record";
    other_language = "English" | "한국어";
    foot_about = "모든 숫자가 그 근거 기록으로 열립니다." | "Every figure opens to the rows behind it.";
    version = "버전" | "Version";
    record_head = "기록의 끝" | "Head of the record";
    record_empty = "아직 기록이 없습니다" | "The record is empty";

    // The day asked for.
    as_of_title = "기준일 바꾸기" | "Ask for another day";
    as_of_day = "기준일" | "As of";
    as_of_known = "기록 시점" | "As known at";
    as_of_known_hint = "기록 시점에는 기록 번호나 시각을 적습니다. 비우면 지금까지 아는 대로 셈합니다." | "“As known at” takes an event number or a time; empty means as known now.";
    as_of_known_placeholder = "예: 712" | "e.g. 712";
    as_of_submit = "다시 보기" | "Show";
    as_of_same_question = "같은 질문, 다른 날" | "The same question for another day";

    // Home.
    home_title = "숫자마다 근거가 열리는 업무보고" | "A work report whose every figure opens";
    home_lead = "마당은 시 혁신부서의 기록 시스템입니다. 직원이 한 일을 그때그때 적어 두면, 보고서의 숫자는 그 기록에서 저절로 나옵니다." | "Madang is the system of record of a city's innovation bureau. Officers record each act as it happens, and the report prints its figures from that record.";
    home_how = "숫자 하나가 열리는 길" | "How one figure opens";
    home_step_figure = "보고서의 숫자" | "A figure in the report";
    home_step_parts = "무엇으로 셈했는지" | "What it is made of";
    home_step_rows = "그 뒤의 기록" | "The entries behind it";
    home_reports = "보고서" | "Reports";
    home_more = "더 보기" | "Look further";
    home_execution = "예산이 얼마나 집행되었는지, 사업마다 봅니다." | "See how much of each budget line has been spent.";
    home_budget = "예산과 집행을 부서와 사업마다, 날마다 공개합니다." | "Budget and spending by division and by line, published every day.";
    home_bureau = "누가 무슨 일을 맡고 있는지, 기본계획과 일정이 어디까지 왔는지 봅니다." | "See who answers for what, and how far plans and milestones have come.";
    home_editions = "펴낸 보고서를 그때 그대로 읽고, 서로 견줍니다." | "Read reports as they were issued, and compare them.";
    editions = "발행판" | "Editions";
    public_budget = "예산 공개" | "Public budget";
    home_figures = "모든 수치와 그 정의를 찾습니다." | "Find every figure and its definition.";
    home_typed = "아직 손으로 적는 수치입니다. 줄여 갈 목록입니다." | "Figures still typed by hand: a list that should shrink.";
    home_record = "누가 언제 무엇을 적었는지, 차례대로 봅니다." | "Read who recorded what and when, in order.";
    home_rows_note = "기록 번호까지 따라갈 수 있습니다" | "each traced to its event in the record";
    home_empty = "기록이 비어 있습니다. 시 자료 묶음을 먼저 올려 주세요." | "The record is empty: load a city pack first.";
    open_report = "보고서 읽기" | "Read the report";

    // Report.
    contents = "차례" | "Contents";
    report_day = "보고 기준일" | "Report day";
    report_basis = "수치 기준" | "Basis of figures";
    report_help = "밑줄 친 숫자를 누르면 근거가 열립니다." | "Select any underlined figure to see what is behind it.";
    legend = "읽는 법" | "How to read this";
    legend_figure = "기록에서 나온 수치" | "figure from the record";
    legend_typed = "직접 입력한 수치" | "figure typed by hand";
    legend_adjusted = "합계와 맞도록 끝수를 고친 수치" | "rounded so that the parts add up to the total";
    formats = "다른 형식" | "Other formats";
    print = "인쇄하면 A4 문서가 됩니다" | "Prints on A4";
    no_execution = "이 기록에는 예산 집행 보고서가 아직 없습니다." | "This record has no execution report yet.";
    no_reports = "아직 보고서가 없습니다." | "There is no report yet.";

    // Evidence.
    evidence = "근거" | "Evidence";
    shown_value = "보이는 값" | "Shown value";
    exact_value = "정확한 값" | "Exact value";
    rounding = "끝수 처리" | "Rounding";
    rounding_none = "반올림하지 않은 값입니다." | "Shown exactly; nothing was rounded.";
    known_at = "기록 시점" | "As known at";
    source = "출처" | "Source";
    source_record = "기록에서 셈함" | "Counted from the record";
    source_derived = "다른 수치에서 셈함" | "Derived from other figures";
    source_typed = "직접 입력" | "Typed by hand";
    filter = "무엇을 셌나" | "What was counted";
    definition = "정의 보기" | "Show the definition";
    key = "이름(키)" | "Key";
    unit = "단위" | "Unit";
    parts = "이 수치를 이루는 수치" | "The figures this one is made of";
    fraction = "분수로" | "As a fraction";
    shown_in = "이렇게 보이는 곳:" | "Shown so in:";
    as_known_now = "지금 아는 대로" | "As known now";
    version_of_definition = "정의 판" | "Definition version";
    used_in = "이 수치를 쓰는 곳" | "Where this figure is used";
    rows = "근거 기록" | "Rows behind the figure";
    no_rows = "이 날까지 해당하는 기록이 없습니다. 그래서 값이 0입니다." | "No entry matches up to this day, so the value is zero.";
    no_value = "값 없음" | "No value";
    row_sum = "합계" | "Total";
    csv = "CSV로 받기" | "Download CSV";
    hwpx = "HWPX" | "HWPX";
    pdf = "PDF" | "PDF";
    json = "JSON" | "JSON";
    markdown = "Markdown" | "Markdown";
    what_changed = "그 뒤로 바뀐 것" | "What changed since";
    typed_why = "이 수치는 아직 기록에서 셈하지 않고 사람이 적었습니다." | "This figure is not yet counted from the record; a person typed it.";
    typed_not_yet = "이 날의 값을 아직 아무도 적지 않았습니다." | "Nobody has typed a value for this day yet.";
    since = "언제부터" | "Since";
    typed_source = "적은 근거" | "Stated source";

    // Ledger and execution.
    day = "날짜" | "Day";
    document = "문서" | "Document";
    amount = "금액" | "Amount";
    kind = "종류" | "Kind";
    note = "비고" | "Note";
    event = "기록" | "Event";
    line = "세부사업" | "Budget line";
    division = "구분" | "Item";
    original_budget = "예산" | "Budget";
    current_budget = "예산현액" | "Current budget";
    committed = "원인행위액" | "Committed";
    disbursed = "지출액" | "Disbursed";
    execution_rate = "집행률" | "Execution rate";
    execution_rate_of = "집행률 = 지출액 ÷ 예산현액" | "Execution rate = disbursed ÷ current budget";
    execution_title = "예산 집행 현황" | "Budget execution";
    execution_chart = "예산현액 가운데 원인행위와 지출의 비율" | "Share of the current budget committed and disbursed";
    execution_table = "사업별 집행 현황" | "Execution by budget line";
    fiscal_year = "회계연도" | "Fiscal year";
    total = "계" | "Total";

    // Lists.
    figure = "수치" | "Figure";
    value = "값" | "Value";
    search = "찾기" | "Search";
    search_figures = "수치 이름이나 키로 찾기" | "Search figures by name or key";
    search_submit = "찾기" | "Search";
    search_none = "찾은 것이 없습니다. 낱말을 줄여 다시 찾아보세요." | "Nothing found. Try fewer words.";
    typed_lead = "기록에서 셈하지 못해 사람이 적은 수치입니다. 그 일을 맡은 방이 생기면 이 목록에서 빠집니다." | "Figures that a person typed because the record cannot yet count them. Each leaves this list when its room arrives.";
    typed_facts = "직접 입력한 날짜와 이름" | "Days and names typed by hand";
    typed_none = "직접 입력한 수치가 없습니다." | "No figure is typed by hand.";
    facts = "날짜와 이름" | "Days and names";
    previous = "이전" | "Previous";
    next = "다음" | "Next";
    pages = "쪽 넘기기" | "Pages";

    // Record.
    record_lead = "적힌 일은 지우거나 고치지 않습니다. 바로잡을 때는 새로 적습니다. 각 기록의 해시는 앞 기록의 해시를 품습니다." | "Nothing recorded is erased or altered; a correction is a new event. Each event's hash contains the hash before it.";
    seq = "번호" | "No.";
    recorded = "기록 시각" | "Recorded";
    actor = "행위자" | "Actor";
    act = "한 일" | "Act";
    subject = "대상" | "Subject";
    day_of_effect = "효력일" | "Effective day";
    hash = "해시" | "Hash";
    previous_hash = "앞 해시" | "Previous hash";
    policy = "적용 규칙" | "Policy";
    event_rows = "이 기록이 적은 행" | "Rows written by this event";
    row_id = "행" | "Row";
    table = "표" | "Table";
    digest = "요약값" | "Digest";

    // Signing in.
    sign_in = "로그인" | "Sign in";
    sign_out = "로그아웃" | "Sign out";
    my_page = "내 권한" | "My permissions";
    office = "사무실" | "Office";
    office_waiting = "나를 기다리는 일" | "Waiting for me";
    office_nothing = "지금 기다리는 일이 없습니다." | "Nothing waits for you now.";
    office_late = "늦음" | "late";
    office_doors = "일하는 곳" | "Where the work is";
    days_late = "늦은 날" | "Days late";
    before = "앞" | "Before";
    after = "뒤" | "After";
    definitions_none = "바뀐 정의가 없습니다." | "No definition was changed.";
    login = "계정" | "Account";
    password = "비밀번호" | "Password";
    code = "2단계 인증 번호" | "Code of the second factor";
    code_hint = "설정한 사람만 적습니다. 인증 앱의 여섯 자리입니다." | "Only if you have set one up: the six digits of your authenticator.";
    session_over = "로그인이 끝났습니다. 다시 로그인하면 적던 내용을 그대로 이어서 보낼 수 있습니다." | "Your session is over. Sign in again, and what you had typed is still here to be sent.";
    open_accounts = "시연용 계정" | "Demonstration accounts";
    open_accounts_text = "이 기록은 시연용입니다. 아무 계정이나 눌러 그 사람의 눈으로 둘러볼 수 있습니다." | "This record is a demonstration. Press any account to look around with its eyes.";

    // Forms.
    document_number = "문서번호" | "Document number";
    document_hint = "이 일의 근거가 된 공문의 번호입니다." | "The number of the official document that this rests on.";
    document_day = "문서일" | "Document day";
    form_must = "필수" | "required";
    form_not_done = "저장하지 않았습니다." | "Nothing was saved.";
    done = "기록했습니다." | "Recorded.";
    stale_title = "그사이 다른 사람이 고쳤습니다" | "Somebody else changed this meanwhile";
    stale_lead = "이 화면을 여신 뒤에 다른 기록이 먼저 남았습니다. 둘을 견주어 보고 정해 주세요. 아직 아무것도 저장하지 않았습니다." | "Another act was recorded after you opened this page. Compare both and decide; nothing of yours has been saved yet.";
    stale_field = "항목" | "Field";
    stale_now = "지금 기록된 것" | "As recorded now";
    stale_typed = "적으신 것" | "What you typed";
    stale_mine = "내 것으로 저장" | "Save mine";
    stale_again = "처음부터 다시" | "Start again";

    // Errors.
    error_forbidden = "권한이 없습니다" | "This is not yours to do";
    error_forged_text = "이 양식은 지금 로그인한 화면에서 온 것이 아닙니다. 화면을 다시 열어 주세요." | "This form did not come from a page of your session; open the page again.";
    error_too_large_text = "보내신 것이 이 화면이 받을 수 있는 크기를 넘습니다." | "What you sent is larger than this page can take.";
    error_late_text = "정해진 시간 안에 답하지 못했습니다. 범위를 좁히거나 잠시 뒤에 다시 해 주세요." | "It could not be answered in time: narrow the question, or try again in a while.";
    error_malformed = "양식을 읽을 수 없습니다. 화면을 다시 열어 보내 주세요." | "The form could not be read; open the page again and send it.";
    error_what = "이렇게 해 보세요" | "What you can do";
    error_not_found = "찾으시는 쪽이 없습니다" | "There is no such page";
    error_not_found_text = "주소가 바뀌었거나 잘못 적혔을 수 있습니다." | "The address may have changed or been mistyped.";
    error_method = "이 쪽은 읽기만 합니다" | "This page can only be read";
    error_method_text = "여기로는 아무것도 보낼 수 없습니다." | "Nothing can be sent to it.";
    error_refused = "답할 수 없는 질문입니다" | "This cannot be answered";
    error_report = "그런 보고서가 없습니다" | "There is no such report";
    error_known_now = "지금까지 아는 대로 다시 보기" | "Ask again as known now";
    error_server_text = "요청은 잘못되지 않았습니다. 잠시 뒤에 다시 시도해 주세요." | "Nothing is wrong with your request. Please try again in a little while.";
    error_key = "그런 수치가 없습니다" | "There is no such figure";
    error_nearest = "비슷한 이름" | "Nearest names";
    error_bad = "요청을 이해하지 못했습니다" | "The request was not understood";
    error_too_large = "요청이 너무 큽니다" | "The request is too large";
    error_busy = "지금은 답하지 못합니다" | "It cannot be answered now";
    error_server = "우리 쪽에서 문제가 생겼습니다" | "Something went wrong on our side";
    error_incident = "사고 번호" | "Incident number";
    error_incident_text = "담당자에게 이 번호를 알려 주시면 무슨 일이 있었는지 찾을 수 있습니다." | "Give this number to the staff and they can find out what happened.";
    error_home = "처음 화면으로 가기" | "Go to the first page";
    error_figures = "수치 목록에서 찾기" | "Look in the list of figures";
    error_record = "기록에서 찾기" | "Look in the record";
}

impl Words {
    /// A day, and the last event that an answer about it knows.
    #[must_use]
    pub fn as_known(&self, day: &str, point: Option<(u64, &str)>) -> String {
        match (self.lang, point) {
            (Lang::Ko, Some((seq, recorded))) => format!("{day} 현재, 기록 {seq}번({recorded})까지 아는 대로"),
            (Lang::En, Some((seq, recorded))) => format!("As of {day}, as known at event {seq} ({recorded})"),
            (Lang::Ko, None) => format!("{day} 현재"),
            (Lang::En, None) => format!("As of {day}"),
        }
    }

    /// Which rows of a long list are shown.
    #[must_use]
    pub fn rows_shown(&self, first: u64, last: u64, total: u64) -> String {
        match self.lang {
            Lang::Ko => format!("{total}건 가운데 {first}–{last}"),
            Lang::En => format!("{first}–{last} of {total}"),
        }
    }

    /// How many there are of something.
    #[must_use]
    pub fn count(&self, total: impl Display) -> String {
        match self.lang {
            Lang::Ko => format!("{total}건"),
            Lang::En => total.to_string(),
        }
    }

    /// That a shown value was rounded to a number of decimals.
    #[must_use]
    pub fn rounded(&self, places: u32) -> String {
        match (self.lang, places) {
            (Lang::Ko, 0) => "소수점 아래를 반올림했습니다.".to_owned(),
            (Lang::Ko, _) => format!("소수점 아래 {places}자리까지 반올림했습니다."),
            (Lang::En, 0) => "Rounded to a whole number.".to_owned(),
            (Lang::En, 1) => "Rounded to one decimal.".to_owned(),
            (Lang::En, _) => format!("Rounded to {places} decimals."),
        }
    }

    /// How many figures a report shows, and how many of them are typed.
    #[must_use]
    pub fn figures_counted(&self, total: usize, typed: usize) -> String {
        match (self.lang, typed) {
            (Lang::Ko, 0) => format!("수치 {total}개."),
            (Lang::Ko, _) => format!("수치 {total}개, 그 가운데 직접 입력 {typed}개."),
            (Lang::En, 0) => format!("{total} figures."),
            (Lang::En, _) => format!("{total} figures, {typed} of them typed by hand."),
        }
    }

    /// How many figures a search found.
    #[must_use]
    pub fn figures_found(&self, total: usize) -> String {
        match (self.lang, total) {
            (Lang::Ko, _) => format!("수치 {total}개"),
            (Lang::En, 1) => "1 figure".to_owned(),
            (Lang::En, _) => format!("{total} figures"),
        }
    }

    /// How many of all figures are typed.
    #[must_use]
    pub fn typed_of(&self, typed: usize, total: usize) -> String {
        match self.lang {
            Lang::Ko => format!("수치 {total}개 가운데 {typed}개를 사람이 적습니다."),
            Lang::En => format!("{typed} of {total} figures are typed by hand."),
        }
    }

    /// That a text is no day.
    #[must_use]
    pub fn no_day(&self, text: &str) -> String {
        match self.lang {
            Lang::Ko => format!("‘{text}’은(는) 날짜가 아닙니다. 2021-03-31처럼 적어 주세요."),
            Lang::En => format!("`{text}` is not a day: write one such as 2021-03-31."),
        }
    }

    /// That a text is no number of a page.
    #[must_use]
    pub fn no_page(&self, text: &str) -> String {
        match self.lang {
            Lang::Ko => format!("‘{text}’은(는) 쪽 번호가 아닙니다. 1부터 셉니다."),
            Lang::En => format!("`{text}` is not a page number; pages count from 1."),
        }
    }

    /// That a text is no format.
    #[must_use]
    pub fn no_format(&self, text: &str) -> String {
        match self.lang {
            Lang::Ko => format!("‘{text}’ 형식으로는 드릴 수 없습니다. csv, hwpx, pdf를 쓸 수 있고, 수치는 json도 됩니다."),
            Lang::En => format!("There is no format `{text}`: ask for csv, hwpx or pdf; figures are there as json too."),
        }
    }

    /// That a shown value was moved so that its block adds up.
    #[must_use]
    pub fn adjusted_to_total(&self, plain: &str) -> String {
        match self.lang {
            Lang::Ko => format!("반올림하면 {plain}이지만, 표의 합계와 맞도록 고쳐 보입니다."),
            Lang::En => format!("Plain rounding gives {plain}; moved so that the table adds up."),
        }
    }
}
