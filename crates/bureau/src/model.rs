use kernel::{Code, Day};
use serde::Serialize;

mod charges;
mod plans;
mod views;

pub use charges::{HandOver, HandOverItem, NewActing, NewCharge, Subject};
pub use plans::{Aim, NewIndicator, NewPlan, NewPlanStep, NewTask, NewTaskStep, NewValue, PlanOf, PlanState, TaskState};
pub use views::{
    ChartDuty, ChartPost, ChartUnit, HandedOver, HandedOverItem, Holding, Indicator, MeasuredValue, Milestone, Owner, PeriodValues, Plan,
    Programme, Step, Task,
};

/// What something is from a day on: a row in force on that day is ended by it.
#[derive(Clone, Debug, Serialize)]
pub struct Amendment<T> {
    /// What it is, from its first day on.
    #[serde(flatten)]
    pub to: T,
    /// Whether it was so from the start: the row in force on that day was wrong and is replaced from its own first day.
    pub correct: bool,
}

/// Something ends.
#[derive(Clone, Debug, Serialize)]
pub struct Ending {
    /// Its code.
    pub code: Code,
    /// The first day without it.
    pub day: Day,
}

/// A unit to be created.
#[derive(Clone, Debug, Serialize)]
pub struct NewUnit {
    /// Its code.
    pub code: Code,
    /// What the city calls such a unit: `office`, `division`, `team`, …
    pub kind: String,
    /// The unit above.
    pub parent: Option<Code>,
    /// Its place among its siblings.
    pub position: i64,
    /// Its name in Korean.
    pub name_ko: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// A post to be created: one authorized place.
#[derive(Clone, Debug, Serialize)]
pub struct NewPost {
    /// Its code.
    pub code: Code,
    /// The unit in whose headcount it counts.
    pub unit: Code,
    /// The unit that it heads.
    pub heads: Option<Code>,
    /// Its title in Korean.
    pub title_ko: String,
    /// Its title in English.
    pub title_en: Option<String>,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// Somebody takes a post.
#[derive(Clone, Debug, Serialize)]
pub struct Appointment {
    /// The post.
    pub post: Code,
    /// Who, as a number `P-0001`; never a name.
    pub incumbent: String,
    /// The first day in the post.
    pub day: Day,
}

/// A post falls vacant.
#[derive(Clone, Debug, Serialize)]
pub struct Vacancy {
    /// The post.
    pub post: Code,
    /// The first day without the incumbent.
    pub day: Day,
}

/// A duty to be added to a unit.
#[derive(Clone, Debug, Serialize)]
pub struct NewDuty {
    /// Its code.
    pub code: Code,
    /// The unit.
    pub unit: Code,
    /// Its place in the unit's list.
    pub position: i64,
    /// What is to be done, in Korean.
    pub text_ko: String,
    /// The same in English.
    pub text_en: Option<String>,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// A programme to be created.
#[derive(Clone, Debug, Serialize)]
pub struct NewProgramme {
    /// Its code.
    pub code: Code,
    /// The unit that runs it.
    pub unit: Code,
    /// Its name in Korean.
    pub name_ko: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// A milestone to be planned.
#[derive(Clone, Debug, Serialize)]
pub struct NewMilestone {
    /// Its code.
    pub code: Code,
    /// The programme it belongs to.
    pub programme: Code,
    /// What is planned, in Korean.
    pub name_ko: String,
    /// The same in English.
    pub name_en: Option<String>,
    /// When it starts: a year, a month or a day.
    pub starts: String,
    /// When it ends, likewise; open if there is no end.
    pub ends: Option<String>,
    /// From which day the plan is in force.
    pub day: Day,
}

/// What became of a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MilestoneState {
    /// Planned, nothing else yet.
    Planned,
    /// Done.
    Done,
    /// Put off.
    Postponed,
    /// Given up.
    Cancelled,
}

/// A step of a milestone.
#[derive(Clone, Debug, Serialize)]
pub struct NewStep {
    /// The milestone.
    pub milestone: Code,
    /// What it becomes.
    pub state: MilestoneState,
    /// On which day.
    pub day: Day,
    /// What became of it, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A dated rule to be set: a threshold, a deadline, a formula, with its source.
#[derive(Clone, Debug, Serialize)]
pub struct NewRule {
    /// Which rule.
    pub key: Code,
    /// Its value.
    pub value: String,
    /// The article or decision it comes from.
    pub source: String,
    /// From which day.
    pub from: Day,
    /// Until which day, if it ends.
    pub until: Option<Day>,
}

/// A rule in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The row that holds it: what a case pins.
    pub id: String,
    /// Its value.
    pub value: String,
    /// Where it comes from.
    pub source: String,
}

/// Marks ids of this room's rows.
#[derive(Debug)]
pub(crate) struct Dated;
