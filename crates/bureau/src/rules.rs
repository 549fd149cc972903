use kernel::{Code, Day, Exact, Window};
use store::Value;

use crate::model::{Aim, Holding, Milestone, MilestoneState, PeriodValues, Plan, PlanState, Task, TaskState};

mod handing;
mod invariants;
mod refused;

pub(crate) use handing::{check_list, check_receiver, leaving};
pub use invariants::INVARIANTS;
pub(crate) use refused::{Noun, Refused};

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

impl TaskState {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderWay => "under-way",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Reads a state that a step may bring.
    pub fn from_step(text: &str) -> Option<Self> {
        [Self::UnderWay, Self::Done, Self::Dropped].into_iter().find(|state| state.code() == text)
    }
}

impl PlanState {
    /// Reads a state that a step may bring; `successor` is the plan that takes its place.
    pub fn from_step(text: &str, successor: Option<Code>) -> Option<Self> {
        match (text, successor) {
            ("adopted", None) => Some(Self::Adopted),
            ("ended", None) => Some(Self::Ended),
            ("superseded", Some(by)) => Some(Self::Superseded { by }),
            _ => None,
        }
    }
}

impl Aim {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
        }
    }

    /// Reads an aim as packs and the record write it.
    pub fn named(text: &str) -> Option<Self> {
        [Self::AtLeast, Self::AtMost].into_iter().find(|aim| aim.code() == text)
    }
}

/// A state that is reached step by step.
pub(crate) trait State: Clone + PartialEq {
    /// Before the first step.
    const START: Self;
    /// As the record writes it.
    fn code(&self) -> &'static str;
    /// Whether the next step may bring this.
    fn may_become(&self, to: &Self) -> bool;
}

impl State for MilestoneState {
    const START: Self = Self::Planned;

    fn code(&self) -> &'static str {
        (*self).code()
    }

    fn may_become(&self, to: &Self) -> bool {
        use MilestoneState as S;
        matches!((self, to), (S::Planned | S::Postponed, S::Done | S::Postponed | S::Cancelled))
    }
}

impl State for PlanState {
    const START: Self = Self::Drafting;

    fn code(&self) -> &'static str {
        match self {
            Self::Drafting => "drafting",
            Self::Adopted => "adopted",
            Self::Ended => "ended",
            Self::Superseded { .. } => "superseded",
        }
    }

    fn may_become(&self, to: &Self) -> bool {
        use PlanState as S;
        matches!((self, to), (S::Drafting, S::Adopted | S::Ended) | (S::Adopted, S::Ended | S::Superseded { .. }))
    }
}

impl State for TaskState {
    const START: Self = Self::Planned;

    fn code(&self) -> &'static str {
        (*self).code()
    }

    fn may_become(&self, to: &Self) -> bool {
        use TaskState as S;
        matches!((self, to), (S::Planned, S::UnderWay | S::Dropped) | (S::UnderWay, S::UnderWay | S::Done | S::Dropped))
    }
}

/// Says whether a window is over on a day; one that is open never is.
fn is_over(window: &Window, day: Day) -> bool {
    window.last_day().is_some_and(|last| last < day)
}

impl Milestone {
    /// Says whether nothing final became of it yet.
    pub fn is_open(&self) -> bool {
        matches!(self.state, MilestoneState::Planned | MilestoneState::Postponed)
    }

    /// Says whether its window is over on a day and nothing final became of it.
    pub fn is_late(&self, day: Day) -> bool {
        self.is_open() && is_over(&self.window, day)
    }
}

impl Task {
    /// Says whether it is neither done nor given up.
    pub fn is_open(&self) -> bool {
        matches!(self.state, TaskState::Planned | TaskState::UnderWay)
    }

    /// Says whether its window is over on a day and it is still open.
    pub fn is_late(&self, day: Day) -> bool {
        self.is_open() && is_over(&self.window, day)
    }
}

impl Plan {
    /// Says whether it is over: ended, or another has taken its place.
    pub fn is_over(&self) -> bool {
        matches!(self.state, PlanState::Ended | PlanState::Superseded { .. })
    }
}

impl Holding {
    /// Says whether its window is over on a day; what is over or has no window is not on a list of holdings, or never late.
    pub fn is_late(&self, day: Day) -> bool {
        self.window.as_ref().is_some_and(|window| is_over(window, day))
    }
}

impl PeriodValues {
    /// Says whether the measured value reaches the target; nothing where one of them is missing.
    pub fn is_reached(&self, aim: Aim) -> Option<bool> {
        let (target, measured) = (self.target.as_ref()?.parts, self.measured.as_ref()?.parts);
        Some(match aim {
            Aim::AtLeast => measured >= target,
            Aim::AtMost => measured <= target,
        })
    }
}

/// Walks all steps, in the order of (day, event), from the start; gives the state reached, or the first step that is illegal.
pub(crate) fn walk<S: State>(steps: &[(Day, S)]) -> Result<S, (Day, S, S)> {
    steps.iter().try_fold(S::START, |from, (day, to)| if from.may_become(to) { Ok(to.clone()) } else { Err((*day, from, to.clone())) })
}

/// Puts a step among the others, after those of its day, and walks the whole path again.
pub(crate) fn step<S: State>(what: Noun, code: &Code, mut steps: Vec<(Day, S)>, day: Day, to: S) -> Result<S, Refused> {
    let place = steps.partition_point(|(before, _)| *before <= day);
    steps.insert(place, (day, to));
    walk(&steps).map_err(|(day, from, to)| Refused::IllegalStep { what, code: code.clone(), from: from.code(), to: to.code(), day })
}

/// A dated row in force, with the values of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) id: String,
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
    pub(crate) own: Vec<Value>,
}

/// A row to be written: in force from and until, replacing which row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dating {
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
    pub(crate) replaces: Option<String>,
    pub(crate) own: Vec<Value>,
}

/// When what is set from a day on ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// When the row in force on that day ends; where there is none, when the next one begins.
    Stays,
    /// On a day, or never.
    Is(Option<Day>),
}

/// What has to be written so that a subject is `own` from `day` on: the row in force on that day ends there; one that begins there, or that was
/// wrong from its start (`correct`), is replaced. `later` is the first day after it on which another row of the subject begins.
pub(crate) fn amend(
    subject: &str,
    standing: Option<Standing>,
    later: Option<Day>,
    correct: bool,
    (day, until, own): (Day, Until, Vec<Value>),
) -> Result<Vec<Dating>, Refused> {
    let until = match until {
        Until::Is(until) => until,
        Until::Stays => standing.as_ref().map_or(later, |standing| standing.until),
    };
    check_days(day, until)?;
    if let Some(later) = later.filter(|later| until.is_none_or(|until| *later < until)) {
        return Err(Refused::Later { subject: subject.to_owned(), day: later });
    }
    let Some(standing) = standing else { return Ok(vec![Dating { from: day, until, replaces: None, own }]) };
    if standing.own == own && standing.until == until {
        return Err(Refused::Same { subject: subject.to_owned() });
    }
    if correct || standing.from == day {
        return Ok(vec![Dating { from: standing.from, until, replaces: Some(standing.id), own }]);
    }
    Ok(vec![
        Dating { from: standing.from, until: Some(day), replaces: Some(standing.id), own: standing.own },
        Dating { from: day, until, replaces: None, own },
    ])
}

/// What has to be written so that a subject is over from `day` on.
pub(crate) fn end(subject: &str, standing: Standing, later: Option<Day>, day: Day) -> Result<Dating, Refused> {
    match later {
        Some(later) => Err(Refused::Later { subject: subject.to_owned(), day: later }),
        None => Ok(Dating { from: standing.from, until: Some(day), replaces: Some(standing.id), own: standing.own }),
    }
}

/// A value of an indicator in whole smallest parts.
pub(crate) fn parts(value: Exact, places: i64) -> Result<i64, Refused> {
    let bad = || Refused::BadValue { value: value.to_string(), places };
    let places = u32::try_from(places).map_err(|_| bad())?;
    let scaled = value.over(Exact::unit(places)).filter(|scaled| scaled.round(0) == *scaled).ok_or_else(bad)?;
    scaled.decimal(0).parse().map_err(|_| bad())
}

/// The same value as people write it.
pub(crate) fn decimal(parts: i64, places: i64) -> String {
    let places = u32::try_from(places).unwrap_or(0);
    Exact::whole(parts).times(Exact::unit(places)).unwrap_or(Exact::ZERO).decimal(places)
}

/// Indicators have at most six decimals.
pub(crate) fn check_places(places: i64) -> Result<(), Refused> {
    if (0..=6).contains(&places) { Ok(()) } else { Err(Refused::BadPlaces { places }) }
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
