use kernel::{Bilingual, Code, Day, Seq, Window};

use super::{Aim, MilestoneState, PlanOf, PlanState, Subject, TaskState};

/// A unit as the organisation chart shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartUnit {
    /// Its code.
    pub code: Code,
    /// The city's word for such a unit.
    pub kind: String,
    /// Its name.
    pub name: Bilingual,
    /// The post that heads it, wherever that post is counted.
    pub head: Option<ChartPost>,
    /// Posts of the unit and of all below it (정원).
    pub authorized: usize,
    /// Posts with an incumbent among them (현원).
    pub current: usize,
    /// The posts counted in the unit itself.
    pub posts: Vec<ChartPost>,
    /// Its duties, in order.
    pub duties: Vec<ChartDuty>,
    /// The units below it, in order.
    pub units: Vec<ChartUnit>,
}

/// A post as the organisation chart shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartPost {
    /// Its code.
    pub code: Code,
    /// The unit in which it is counted.
    pub unit: Code,
    /// The unit that it heads.
    pub heads: Option<Code>,
    /// Its title.
    pub title: Bilingual,
    /// Who is in it, as a number; vacant where there is none.
    pub incumbent: Option<String>,
    /// Since when.
    pub since: Option<Day>,
    /// The actor that acts for it.
    pub actor: Option<Code>,
}

/// A duty as the organisation chart shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartDuty {
    /// Its code.
    pub code: Code,
    /// Its unit.
    pub unit: Code,
    /// Its place in the unit's list.
    pub position: i64,
    /// What is to be done.
    pub text: Bilingual,
    /// Who answers for it.
    pub owner: Option<Owner>,
}

/// Who answers for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The post.
    pub post: Code,
    /// Since when.
    pub since: Day,
    /// What it follows from, where nobody was put in charge of the thing itself: a milestone goes with its programme.
    pub through: Option<Subject>,
}

/// A programme in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// Its code.
    pub code: Code,
    /// The unit that runs it.
    pub unit: Code,
    /// Its name.
    pub name: Bilingual,
    /// Who answers for it.
    pub owner: Option<Owner>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<S> {
    /// On which day.
    pub day: Day,
    /// What it became.
    pub state: S,
    /// What was said about it.
    pub note: Option<String>,
    /// The event that recorded it.
    pub event: Seq,
}

/// A milestone in force, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Its code.
    pub code: Code,
    /// Its programme.
    pub programme: Code,
    /// The unit that runs the programme.
    pub unit: Option<Code>,
    /// What is planned.
    pub name: Bilingual,
    /// When.
    pub window: Window,
    /// When it was first planned for, where that was something else.
    pub first: Option<Window>,
    /// What became of it.
    pub state: MilestoneState,
    /// Step by step.
    pub steps: Vec<Step<MilestoneState>>,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// The event that wrote it.
    pub event: Seq,
}

/// A plan in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its code.
    pub code: Code,
    /// Whose it is.
    pub of: PlanOf,
    /// The unit it belongs to.
    pub unit: Option<Code>,
    /// Its name.
    pub name: Bilingual,
    /// Its period.
    pub window: Window,
    /// How far it has come.
    pub state: PlanState,
    /// Step by step.
    pub steps: Vec<Step<PlanState>>,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// Its tasks, in order.
    pub tasks: Vec<Task>,
    /// Its indicators, in order.
    pub indicators: Vec<Indicator>,
    /// The event that wrote it.
    pub event: Seq,
}

/// A task of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its code.
    pub code: Code,
    /// Its plan.
    pub plan: Code,
    /// Its place in the plan.
    pub position: i64,
    /// What is to be done.
    pub name: Bilingual,
    /// When.
    pub window: Window,
    /// How far it has come.
    pub state: TaskState,
    /// Step by step, with notes of progress.
    pub steps: Vec<Step<TaskState>>,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// The event that wrote it.
    pub event: Seq,
}

/// An indicator of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its code.
    pub code: Code,
    /// Its plan.
    pub plan: Code,
    /// Its place in the plan.
    pub position: i64,
    /// What is measured.
    pub name: Bilingual,
    /// In which unit.
    pub unit: String,
    /// With how many decimals.
    pub places: i64,
    /// Which values are wished for.
    pub aim: Aim,
    /// Targets and measured values, period by period.
    pub periods: Vec<PeriodValues>,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// The event that wrote it.
    pub event: Seq,
}

/// What is aimed at in a period, and what was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodValues {
    /// The period: a year, a month or a day.
    pub period: String,
    /// The target.
    pub target: Option<MeasuredValue>,
    /// What was measured.
    pub measured: Option<MeasuredValue>,
}

/// A value with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredValue {
    /// In whole smallest parts of the indicator's unit.
    pub parts: i64,
    /// As people write it.
    pub shown: String,
    /// Where it comes from.
    pub source: String,
    /// From which day it is known.
    pub day: Day,
    /// The event that recorded it.
    pub event: Seq,
}

/// Something that a post holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// What it is.
    pub subject: Subject,
    /// What it is called, where this room knows it.
    pub name: Option<Bilingual>,
    /// Since when the post has held it.
    pub since: Day,
    /// What it follows from, where nobody was put in charge of the thing itself.
    pub through: Option<Subject>,
    /// When it is planned for.
    pub window: Option<Window>,
    /// How far it has come, as the record writes it.
    pub state: Option<&'static str>,
    /// What was said last.
    pub note: Option<String>,
}

/// A handing over that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    /// Its row.
    pub id: String,
    /// The post.
    pub post: Code,
    /// The first day on which the receiver answers.
    pub day: Day,
    /// Who left.
    pub incumbent: Option<String>,
    /// Who took over.
    pub receiver: Option<String>,
    /// The post that took over.
    pub to_post: Option<Code>,
    /// What was said about the whole.
    pub note: Option<String>,
    /// The list.
    pub items: Vec<HandedOverItem>,
    /// The event that recorded it.
    pub event: Seq,
}

/// One line of a handing over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOverItem {
    /// What it is.
    pub item: Subject,
    /// What it was called on that day, where this room knows it.
    pub name: Option<Bilingual>,
    /// The post that took this one over, where it was another.
    pub to_post: Option<Code>,
    /// How it stood and what comes next.
    pub note: Option<String>,
}
