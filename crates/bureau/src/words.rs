//! The words of this room's pages.

ui::words! {
    bureau = "조직" | "Organisation";
    bureau_lead = "부서마다 정원과 현원, 부서장, 담당업무를 보입니다. 재직자는 번호로만 적습니다." | "Units with authorized and current headcount, their heads and duties. Incumbents are numbers.";
    plans = "계획과 일정" | "Plans and milestones";
    plans_lead = "사업마다 언제 무엇을 하기로 했고 어떻게 되었는지 보입니다." | "What was planned for when, programme by programme, and what became of it.";
    office_bureau = "조직·계획 관리" | "Keep the organisation";
    office_lead = "바꾸는 일은 모두 날짜가 있습니다. 앞의 내용은 기록에 남습니다." | "Every change counts from a day on; what stood before stays in the record.";
    chart = "조직도" | "Organisation chart";
    unit = "부서" | "Unit";
    units = "부서" | "Units";
    post = "직위" | "Post";
    posts = "직위" | "Posts";
    duty = "담당업무" | "Duty";
    duties = "담당업무" | "Duties";
    programme = "사업" | "Programme";
    programmes = "사업" | "Programmes";
    milestone = "일정" | "Milestone";
    milestones = "일정" | "Milestones";
    plan = "계획" | "Plan";
    plan_list = "기본계획" | "Plans";
    task = "과제" | "Task";
    tasks = "과제" | "Tasks";
    indicator = "성과지표" | "Indicator";
    indicators = "성과지표" | "Indicators";
    authorized = "정원" | "Authorized";
    current = "현원" | "Current";
    head = "부서장" | "Head";
    vacant = "공석" | "vacant";
    incumbent = "재직자" | "Incumbent";
    since = "부터" | "Since";
    owner = "담당" | "In charge";
    through = "따라감" | "goes with";
    state = "상태" | "State";
    window = "기간" | "When";
    first_window = "처음 계획" | "First planned for";
    became = "경과" | "What became of it";
    late = "지남" | "Late";
    open_end = "계속" | "open";
    table_behind = "표로 보기" | "The table behind it";
    legend_done = "완료" | "done";
    legend_open = "예정" | "planned";
    legend_late = "기간이 지남" | "late";
    legend_off = "취소" | "cancelled";
    legend_today = "기준일" | "the day asked for";
    csv = "CSV로 받기" | "Download CSV";
    printable = "인쇄하려면 브라우저의 인쇄를 쓰세요. A4에 맞습니다." | "Print it with your browser; it fits A4.";
    nothing = "없음" | "none";
    change = "변경" | "Change";
    end = "종료" | "End";
    step = "경과 적기" | "Say what became of it";
    charge = "담당 지정" | "Put in charge";
    appoint = "임용" | "Appoint";
    vacate = "직위 비움" | "Vacate";
    act_for = "계정 연결" | "Actor";
    hand_over = "인계인수" | "Hand over";
    handover_list = "인계인수서" | "Handing over";
    handover_lead = "이 직위가 맡고 있는 모든 것입니다. 인계하면 이 목록이 한 건으로 기록됩니다." | "Everything that this post holds. Handing over records this list as one act.";
    handover_form_lead = "맡은 일마다 한 줄을 남겨 주세요. 직위를 고르면 그 직위가 그날부터 맡고, 고르지 않으면 이 직위의 후임이 맡습니다." | "A line for each thing. Where a post is chosen it answers from that day on; else the next incumbent of this post does.";
    handovers = "지난 인계인수" | "Handed over before";
    from_whom = "인계자" | "From";
    receiver = "인수자" | "To";
    receiver_number = "인수자 번호(P-0001)" | "Receiver's number (P-0001)";
    to_post = "모두 넘겨받을 직위" | "The post that takes all over";
    goes_to = "넘겨받을 직위" | "Goes to";
    stays = "그대로 (후임이 맡음)" | "stays with this post";
    nobody = "없음" | "nobody";
    note = "메모" | "Note";
    item = "맡은 것" | "What is held";
    add = "추가" | "Add";
    new_unit = "부서 설치" | "Create a unit";
    new_post = "직위 설치" | "Create a post";
    new_duty = "담당업무 추가" | "Add a duty";
    new_programme = "사업 개시" | "Create a programme";
    new_milestone = "일정 계획" | "Plan a milestone";
    new_plan = "계획 수립 시작" | "Draft a plan";
    new_task = "과제 추가" | "Add a task";
    new_indicator = "성과지표 추가" | "Add an indicator";
    set_target = "목표값 정하기" | "Set a target";
    measure = "측정값 입력" | "Record a value";
    target = "목표값" | "Target";
    measured = "측정값" | "Measured";
    reached = "달성" | "reached";
    missed = "미달" | "missed";
    source = "출처" | "Source";
    source_hint = "무슨 문서나 대장에서 왔는지" | "The document or register it comes from";
    value = "값" | "Value";
    period = "기간" | "Period";
    period_hint = "2021, 2021-04 또는 2021-04-21" | "2021, 2021-04 or 2021-04-21";
    starts = "시작" | "Starts";
    ends = "끝" | "Ends";
    ends_hint = "비우면 끝이 열린 기간입니다. 2021, 2021-04 또는 2021-04-21" | "Empty is open-ended; 2021, 2021-04 or 2021-04-21";
    code = "코드" | "Code";
    code_hint = "영어 소문자, 숫자, -, ., / 로 된 짧은 이름. 바꿀 수 없습니다." | "A short name of a-z, digits, -, . and /; it never changes.";
    name_ko = "이름(한국어)" | "Name (Korean)";
    name_en = "이름(영어)" | "Name (English)";
    text_ko = "내용(한국어)" | "Text (Korean)";
    text_en = "내용(영어)" | "Text (English)";
    kind = "종류" | "Kind";
    kind_hint = "이 도시에서 쓰는 말의 코드: office, division, team …" | "The code of the city's own word: office, division, team …";
    parent = "상위 부서" | "Unit above";
    top = "맨 위" | "at the top";
    heads = "이끄는 부서" | "Unit that it heads";
    position = "순서" | "Place in the list";
    from = "이 날부터" | "From this day";
    until = "이 날부터 없음" | "First day without it";
    day = "날짜" | "Day";
    correct = "처음부터 잘못 적은 것을 바로잡음" | "It was wrong from the start";
    correct_hint = "표시하면 그날 유효한 내용이 처음부터 이렇게 바뀝니다. 앞의 내용은 기록에 남습니다." | "Ticked, what stands on that day is replaced from its own first day; the record keeps what was written.";
    plan_of = "누구의 계획" | "Whose plan";
    places = "소수 자릿수" | "Decimals";
    aim = "목표 방향" | "Aim";
    aim_at_least = "목표값 이상" | "at least the target";
    aim_at_most = "목표값 이하" | "at most the target";
    measured_in = "단위" | "Measured in";
    successor = "이어받는 계획" | "Plan that takes its place";
    actor = "행위자" | "Actor";
    save = "기록" | "Record";
    planned = "예정" | "planned";
    postponed = "연기" | "postponed";
    done = "완료" | "done";
    cancelled = "취소" | "cancelled";
    drafting = "수립 중" | "drafting";
    adopted = "확정" | "adopted";
    ended = "종료" | "ended";
    superseded = "대체됨" | "superseded";
    under_way = "추진 중" | "under way";
    dropped = "중단" | "dropped";
    event = "기록" | "Event";
    steps = "추진 경과" | "Progress";
    action = "할 일" | "Actions";
    headcount = "정원/현원" | "Authorized/current";
    of_post = "맡은 직위" | "Posts in charge";
    grant = "권한" | "Grant";
    too_many = "맡은 것이 너무 많아 한 양식에 담을 수 없습니다. 먼저 담당을 나누어 주세요." | "Too many things for one form: put other posts in charge first.";
    not_listed = "그런 종류는 없습니다." | "There is no such kind.";
}

/// A state as the record writes it, in words.
pub(crate) fn state(code: &str, lang: kernel::Lang) -> &'static str {
    let words = words(lang);
    match code {
        "planned" => words.planned,
        "postponed" => words.postponed,
        "done" => words.done,
        "cancelled" => words.cancelled,
        "drafting" => words.drafting,
        "adopted" => words.adopted,
        "ended" => words.ended,
        "superseded" => words.superseded,
        "under-way" => words.under_way,
        "dropped" => words.dropped,
        _ => "",
    }
}

/// A window as people write it: `2021. 4. ~ 2021. 6.`, each end in its own precision.
pub(crate) fn window(window: &kernel::Window, lang: kernel::Lang) -> String {
    let end = |text: &str| match lang {
        kernel::Lang::Ko => text.split('-').map(|part| format!("{}.", part.trim_start_matches('0'))).collect::<Vec<_>>().join(" "),
        kernel::Lang::En => text.to_owned(),
    };
    match window.until() {
        Some(until) if until == window.from() => end(until),
        Some(until) => format!("{} ~ {}", end(window.from()), end(until)),
        None => format!("{} ~", end(window.from())),
    }
}
