use kernel::{Code, Day, Lang, Refusal};
use store::Failure;

/// What this room's subjects are called: by the table that keeps them and by people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noun {
    Unit,
    Post,
    Duty,
    Programme,
    Milestone,
    Plan,
    Task,
    Indicator,
    Actor,
}

impl Noun {
    pub(crate) const ALL: [Self; 9] =
        [Self::Unit, Self::Post, Self::Duty, Self::Programme, Self::Milestone, Self::Plan, Self::Task, Self::Indicator, Self::Actor];

    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Unit => "bureau_unit",
            Self::Post => "bureau_post",
            Self::Duty => "bureau_duty",
            Self::Programme => "bureau_programme",
            Self::Milestone => "bureau_milestone",
            Self::Plan => "bureau_plan",
            Self::Task => "bureau_task",
            Self::Indicator => "bureau_indicator",
            Self::Actor => "people_actor",
        }
    }

    /// As addresses name it.
    pub(crate) fn kind(self) -> &'static str {
        self.words().1
    }

    /// What people call it.
    pub(crate) fn word(self, lang: Lang) -> &'static str {
        let (ko, en) = self.words();
        lang.pick(ko, en)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Unit => ("부서", "unit"),
            Self::Post => ("직위", "post"),
            Self::Duty => ("담당업무", "duty"),
            Self::Programme => ("사업", "programme"),
            Self::Milestone => ("일정", "milestone"),
            Self::Plan => ("계획", "plan"),
            Self::Task => ("과제", "task"),
            Self::Indicator => ("성과지표", "indicator"),
            Self::Actor => ("행위자", "actor"),
        }
    }
}

/// What this room refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Taken { what: Noun, code: Code },
    Unknown { what: Noun, code: Code, day: Day },
    Occupied { post: Code, day: Day },
    Vacant { post: Code, day: Day },
    NotANumber { incumbent: String },
    BadWindow { found: String },
    IllegalStep { what: Noun, code: Code, from: &'static str, to: &'static str, day: Day },
    LaterRule { key: Code, day: Day },
    Later { subject: String, day: Day },
    Same { subject: String },
    Holds { what: Noun, code: Code, below: Vec<String>, day: Day },
    Circle { unit: Code, parent: Code },
    BadValue { value: String, places: i64 },
    BadPlaces { places: i64 },
    NoSuccessor { plan: Code },
    Nobody { subject: String, day: Day },
    NotHeld { post: Code, items: Vec<String>, day: Day },
    NotListed { post: Code, items: Vec<String>, day: Day },
    NobodyTakesOver { post: Code },
    GrantStays { item: String },
    NoCharge { subject: String },
    PlacesStay { indicator: Code, places: i64 },
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let (code, ko, en) = in_words(refused);
        Self::Refused(Refusal::new(code, ko, en))
    }
}

/// A state of this room as people read it, in Korean and English.
fn state(code: &'static str) -> (&'static str, &'static str) {
    let ko = match code {
        "planned" => "예정",
        "done" => "완료",
        "postponed" => "연기",
        "cancelled" => "취소",
        "under-way" => "추진 중",
        "dropped" => "중단",
        "drafting" => "수립 중",
        "adopted" => "확정",
        "ended" => "종료",
        "superseded" => "대체",
        other => other,
    };
    (ko, code)
}

#[expect(clippy::too_many_lines, reason = "one sentence in each language for each refusal")]
fn in_words(refused: Refused) -> (&'static str, String, String) {
    match refused {
        Refused::Taken { what, code } => {
            let (ko, en) = what.words();
            ("bureau.taken", format!("코드 ‘{code}’({ko})은(는) 이미 쓰이고 있습니다."), format!("The {en} `{code}` is there already."))
        }
        Refused::Unknown { what, code, day } => {
            let (ko, en) = what.words();
            ("bureau.unknown", format!("{day}에 ‘{code}’({ko})이(가) 없습니다."), format!("There is no {en} `{code}` on {day}."))
        }
        Refused::Occupied { post, day } => (
            "bureau.occupied",
            format!("직위 ‘{post}’에는 {day} 이후 다른 사람이 있습니다. 먼저 비워 주세요."),
            format!("The post `{post}` has an incumbent on or after {day}; vacate it first."),
        ),
        Refused::Vacant { post, day } => (
            "bureau.vacant",
            format!("직위 ‘{post}’은(는) {day}에 비어 있습니다."),
            format!("The post `{post}` has no incumbent on {day}."),
        ),
        Refused::NotANumber { incumbent } => (
            "bureau.not-a-number",
            format!("재직자는 P-0001 같은 번호로만 적습니다. ‘{incumbent}’은(는) 번호가 아닙니다."),
            format!("Incumbents are numbered, such as P-0001; `{incumbent}` is no such number."),
        ),
        Refused::BadWindow { found } => (
            "bureau.bad-window",
            format!("‘{found}’은(는) 기간이 아닙니다. 2021, 2021-04, 2021-04-21처럼 적고, 끝이 시작보다 앞서지 않게 해 주세요."),
            format!("`{found}` is no window: write 2021, 2021-04 or 2021-04-21, the end not before the start."),
        ),
        Refused::IllegalStep { what, code, from, to, day } => {
            let ((ko, en), from, to) = (what.words(), state(from), state(to));
            (
                "bureau.illegal-step",
                format!("{ko} ‘{code}’은(는) {day}에 ‘{}’에서 ‘{}’(으)로 갈 수 없습니다.", from.0, to.0),
                format!("The {en} `{code}` cannot go from {} to {} on {day}.", from.1, to.1),
            )
        }
        Refused::LaterRule { key, day } => (
            "bureau.later-rule",
            format!("기준 ‘{key}’에는 {day}부터의 기준이 이미 있습니다. 늦어도 그날 끝나게 해 주세요."),
            format!("The rule `{key}` is set from {day} on already; let this one end by then."),
        ),
        Refused::Later { subject, day } => (
            "bureau.later",
            format!("‘{subject}’에는 {day}부터의 내용이 이미 있습니다. 그 내용을 먼저 고치거나 끝내 주세요."),
            format!("`{subject}` is set from {day} on already; change or end that first."),
        ),
        Refused::Same { subject } => (
            "bureau.same",
            format!("‘{subject}’은(는) 이미 그렇습니다. 바뀌는 것이 없습니다."),
            format!("`{subject}` is so already; nothing would change."),
        ),
        Refused::Holds { what, code, below, day } => {
            let ((ko, en), below) = (what.words(), below.join(", "));
            (
                "bureau.holds",
                format!("{ko} ‘{code}’에는 {day} 이후에도 남는 것이 있어 끝낼 수 없습니다. 먼저 옮기거나 끝내 주세요: {below}"),
                format!("The {en} `{code}` cannot end on {day} while these stand; move or end them first: {below}"),
            )
        }
        Refused::Circle { unit, parent } => (
            "bureau.circle",
            format!("부서 ‘{unit}’은(는) 자기 아래에 있는 ‘{parent}’ 밑으로 갈 수 없습니다."),
            format!("The unit `{unit}` cannot go below `{parent}`, which lies below it."),
        ),
        Refused::BadValue { value, places } => (
            "bureau.bad-value",
            format!("값 ‘{value}’은(는) 이 지표에 쓸 수 없습니다. 소수 {places}자리까지 적어 주세요."),
            format!("The value {value} does not fit this indicator: write at most {places} decimals."),
        ),
        Refused::BadPlaces { places } => (
            "bureau.bad-places",
            format!("소수 자릿수는 0에서 6까지입니다. 찾은 값: {places}"),
            format!("Decimals are 0 to 6, found {places}."),
        ),
        Refused::PlacesStay { indicator, places } => (
            "bureau.places-stay",
            format!("성과지표 ‘{indicator}’에는 이미 값이 있어 소수 자릿수({places})를 바꿀 수 없습니다."),
            format!("The indicator `{indicator}` has values already; its decimals stay {places}."),
        ),
        Refused::NoCharge { subject } => {
            ("bureau.no-charge", format!("‘{subject}’에는 담당을 둘 수 없습니다."), format!("Nobody can be put in charge of `{subject}`."))
        }
        Refused::NoSuccessor { plan } => (
            "bureau.no-successor",
            format!("계획 ‘{plan}’은(는) 스스로를 대체할 수 없습니다."),
            format!("The plan `{plan}` cannot take its own place."),
        ),
        Refused::Nobody { subject, day } => {
            ("bureau.nobody", format!("{day}에 ‘{subject}’의 담당이 없습니다."), format!("Nobody is in charge of `{subject}` on {day}."))
        }
        Refused::NotHeld { post, items, day } => {
            let items = items.join(", ");
            (
                "bureau.not-held",
                format!("직위 ‘{post}’은(는) {day}에 다음을 맡고 있지 않거나 두 번 적혔습니다: {items}"),
                format!("The post `{post}` does not hold these on {day}, or they stand twice: {items}"),
            )
        }
        Refused::NotListed { post, items, day } => {
            let items = items.join(", ");
            (
                "bureau.not-listed",
                format!("직위 ‘{post}’이(가) {day}에 맡고 있는 것이 인계 목록에 빠졌습니다: {items}"),
                format!("The post `{post}` holds these on {day}, and they are not on the list: {items}"),
            )
        }
        Refused::NobodyTakesOver { post } => (
            "bureau.nobody-takes-over",
            format!("직위 ‘{post}’의 인수자가 아닙니다. 다른 재직자 번호나 다른 직위를 적어 주세요."),
            format!("Nobody takes over from the post `{post}`: name another incumbent's number or another post."),
        ),
        Refused::GrantStays { item } => (
            "bureau.grant-stays",
            format!("권한 ‘{item}’은(는) 옮길 수 없습니다. 권한은 새로 부여하고 거두어 주세요."),
            format!("The grant `{item}` cannot be moved; grants are given and withdrawn on their own."),
        ),
    }
}
