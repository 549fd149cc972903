use std::fmt;
use std::str::FromStr;

use kernel::{Code, CodeError, Day, Exact};
use serde::{Serialize, Serializer};

/// Whose plan it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanOf {
    /// A unit's.
    Unit(Code),
    /// A programme's, and so of the unit that runs it.
    Programme(Code),
}

impl fmt::Display for PlanOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(unit) => write!(f, "unit:{unit}"),
            Self::Programme(programme) => write!(f, "programme:{programme}"),
        }
    }
}

impl FromStr for PlanOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = |code: &str| code.parse().map_err(|error: CodeError| error.to_string());
        match text.split_once(':') {
            Some(("unit", unit)) => read(unit).map(Self::Unit),
            Some(("programme", programme)) => read(programme).map(Self::Programme),
            _ => Err("write unit:CODE or programme:CODE".to_owned()),
        }
    }
}

impl Serialize for PlanOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A plan (기본계획) to be drafted.
#[derive(Clone, Debug, Serialize)]
pub struct NewPlan {
    /// Its code.
    pub code: Code,
    /// Whose it is.
    pub of: PlanOf,
    /// Its name in Korean.
    pub name_ko: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// The start of its period: a year, a month or a day.
    pub starts: String,
    /// The end of its period, likewise; open if there is none.
    pub ends: Option<String>,
    /// From which day it is there.
    pub day: Day,
}

/// How far a plan has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanState {
    /// Being drafted.
    Drafting,
    /// Adopted, and in force.
    Adopted,
    /// Over.
    Ended,
    /// Another plan took its place.
    Superseded {
        /// Which plan.
        by: Code,
    },
}

/// A step of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct NewPlanStep {
    /// The plan.
    pub plan: Code,
    /// What it becomes.
    pub state: PlanState,
    /// On which day.
    pub day: Day,
    /// What is to be said about it.
    pub note: Option<String>,
}

/// A task of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct NewTask {
    /// Its code.
    pub code: Code,
    /// The plan.
    pub plan: Code,
    /// Its place in the plan.
    pub position: i64,
    /// What is to be done, in Korean.
    pub name_ko: String,
    /// The same in English.
    pub name_en: Option<String>,
    /// When it starts: a year, a month or a day.
    pub starts: String,
    /// When it ends, likewise; open if there is no end.
    pub ends: Option<String>,
    /// The post that answers for it.
    pub post: Option<Code>,
    /// From which day it is there.
    pub day: Day,
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    /// Planned, nothing else yet.
    Planned,
    /// Begun; each further step of this kind is a report of progress.
    UnderWay,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

/// A step of a task: what it becomes, or how it goes on.
#[derive(Clone, Debug, Serialize)]
pub struct NewTaskStep {
    /// The task.
    pub task: Code,
    /// What it becomes.
    pub state: TaskState,
    /// On which day.
    pub day: Day,
    /// How it goes.
    pub note: Option<String>,
}

/// Which values of an indicator are wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aim {
    /// The target or more.
    AtLeast,
    /// The target or less.
    AtMost,
}

/// An indicator of a plan.
#[derive(Clone, Debug, Serialize)]
pub struct NewIndicator {
    /// Its code.
    pub code: Code,
    /// The plan.
    pub plan: Code,
    /// Its place in the plan.
    pub position: i64,
    /// What is measured, in Korean.
    pub name_ko: String,
    /// The same in English.
    pub name_en: Option<String>,
    /// The unit that it is measured in: 개, 명, %.
    pub unit: String,
    /// How many decimals its values have, 0 to 6.
    pub places: i64,
    /// Which values are wished for.
    pub aim: Aim,
    /// From which day it is there.
    pub day: Day,
}

/// A value of an indicator for a period: what is aimed at, or what was measured.
#[derive(Clone, Debug, Serialize)]
pub struct NewValue {
    /// The indicator.
    pub indicator: Code,
    /// The period: a year, a month or a day.
    pub period: String,
    /// The value, in the indicator's unit.
    pub value: Exact,
    /// Where it comes from.
    pub source: String,
    /// From which day it is known; a later value for the same period takes its place.
    pub day: Day,
}
