use kernel::{Code, Day, Refusal, Seq, Window};
use store::{Broken, Failure, Read, Row, StoreError};

use crate::model::MilestoneState;

impl MilestoneState {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Postponed => "postponed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads a state that a step may bring.
    pub fn from_step(text: &str) -> Option<Self> {
        [Self::Done, Self::Postponed, Self::Cancelled].into_iter().find(|state| state.code() == text)
    }
}

/// What this room refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Taken { what: &'static str, code: Code },
    Unknown { what: &'static str, code: Code, day: Day },
    Occupied { post: Code, day: Day },
    Vacant { post: Code, day: Day },
    NotANumber { incumbent: String },
    BadWindow { found: String },
    IllegalStep { milestone: Code, from: MilestoneState, to: MilestoneState, day: Day },
    LaterRule { key: Code, day: Day },
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let (code, ko, en) = match refused {
            Refused::Taken { what, code } => (
                "bureau.taken",
                format!("코드 ‘{code}’({what})은(는) 이미 쓰이고 있습니다."),
                format!("The {what} `{code}` is there already."),
            ),
            Refused::Unknown { what, code, day } => {
                ("bureau.unknown", format!("{day}에 ‘{code}’({what})이(가) 없습니다."), format!("There is no {what} `{code}` on {day}."))
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
            Refused::IllegalStep { milestone, from, to, day } => (
                "bureau.illegal-step",
                format!("일정 ‘{milestone}’은(는) {day}에 ‘{}’에서 ‘{}’(으)로 갈 수 없습니다.", from.code(), to.code()),
                format!("The milestone `{milestone}` cannot go from {} to {} on {day}.", from.code(), to.code()),
            ),
            Refused::LaterRule { key, day } => (
                "bureau.later-rule",
                format!("기준 ‘{key}’에는 {day}부터의 기준이 이미 있습니다. 늦어도 그날 끝나게 해 주세요."),
                format!("The rule `{key}` is set from {day} on already; let this one end by then."),
            ),
        };
        Self::Refused(Refusal::new(code, ko, en))
    }
}

/// Where a milestone may go next.
pub(crate) fn next_state(from: MilestoneState, to: MilestoneState) -> bool {
    use MilestoneState as S;
    matches!((from, to), (S::Planned | S::Postponed, S::Done | S::Postponed | S::Cancelled))
}

/// Walks all steps of a milestone, in the order of (day, event), from `planned`; gives the state reached, or the first step that is illegal.
pub(crate) fn walk(steps: &[(Day, MilestoneState)]) -> Result<MilestoneState, (Day, MilestoneState, MilestoneState)> {
    steps.iter().try_fold(MilestoneState::Planned, |from, &(day, to)| if next_state(from, to) { Ok(to) } else { Err((day, from, to)) })
}

/// Incumbents are numbers: `P-` and digits.
pub(crate) fn check_incumbent(incumbent: &str) -> Result<(), Refused> {
    let digits = incumbent.strip_prefix("P-").unwrap_or_default();
    if (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(Refused::NotANumber { incumbent: incumbent.chars().take(20).collect() })
    }
}

/// A row in force from a day may not end before it.
pub(crate) fn check_days(from: Day, until: Option<Day>) -> Result<(), Refused> {
    match until {
        Some(until) if until < from => Err(Refused::BadWindow { found: format!("{from} – {until}") }),
        _ => Ok(()),
    }
}

/// A window as it is written down.
pub(crate) fn check_window(starts: &str, ends: Option<&str>) -> Result<Window, Refused> {
    Window::new(starts, ends).map_err(|_| Refused::BadWindow { found: format!("{starts} – {}", ends.unwrap_or_default()) })
}

/// One subject has one row in force at a time.
pub(crate) fn no_overlaps(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    store::no_overlaps(read, &crate::SCHEMA)
}

/// Every milestone's path, as known now, is legal.
pub(crate) fn paths_are_legal(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    const SQL: &str = "SELECT id, event, subject, day, state FROM bureau_milestone_step s
        WHERE NOT EXISTS (SELECT 1 FROM bureau_milestone_step l WHERE l.replaces = s.id) ORDER BY subject, day, event";
    let rows = read.rows(SQL, &[])?;
    let mut broken = Vec::new();
    for path in rows.chunk_by(|a, b| a.value(2) == b.value(2)) {
        let mut state = MilestoneState::Planned;
        for row in path {
            match MilestoneState::from_step(row.text(4)?) {
                Some(to) if next_state(state, to) => state = to,
                _ => broken.push(at("bureau_milestone_step", row, "the milestone cannot take this step")?),
            }
        }
    }
    Ok(broken)
}

/// Every unit's parent, post's unit and programme's unit was created.
pub(crate) fn parents_exist(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for (table, column) in [("bureau_unit", "parent"), ("bureau_post", "unit"), ("bureau_duty", "unit"), ("bureau_programme", "unit")] {
        let sql = format!(
            "SELECT r.id, r.event FROM {table} r WHERE r.{column} IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM bureau_unit u WHERE u.subject = r.{column}) ORDER BY r.id"
        );
        for row in read.rows(&sql, &[])? {
            broken.push(at(table, &row, "it names a unit that never was")?);
        }
    }
    Ok(broken)
}

fn at(table: &str, row: &Row, what: &str) -> Result<Broken, StoreError> {
    Ok(Broken::new(table, row.text(0)?, Some(Seq(row.int(1)?)), what))
}
