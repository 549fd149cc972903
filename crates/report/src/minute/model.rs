use kernel::{AsOf, Bilingual, Day};
use serde::Serialize;

/// Who answers for a line: the post where one is in charge, else the unit.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Owner {
    /// The unit's code.
    pub unit: String,
    /// The post's code.
    pub post: Option<String>,
    /// What either is called.
    pub name: Option<Bilingual>,
}

/// A milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MilestoneRow {
    /// Its code.
    pub code: String,
    /// What is planned.
    pub name: Bilingual,
    /// Who answers for it.
    pub owner: Owner,
    /// The last day of its window; nothing where it is open-ended.
    pub ends: Option<Day>,
    /// Whether nothing final became of it: planned or postponed.
    pub open: bool,
}

/// A chapter of a report being compiled, or the report when it waits for approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChapterRow {
    /// The compilation's code.
    pub compilation: String,
    /// The chapter's code; nothing for the report as a whole.
    pub chapter: Option<String>,
    /// Its title.
    pub name: Bilingual,
    /// Who answers for it.
    pub owner: Owner,
    /// When it is due.
    pub due: Day,
    /// Statements not confirmed yet, or the one approval.
    pub missing: usize,
}

/// A request of the council that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Who answers it.
    pub owner: Owner,
    /// When the answer is due.
    pub due: Day,
    /// Whether an answer is written and only waits to be sent.
    pub answered: bool,
}

/// An official row that could not be entered and waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionRow {
    /// Where the official system has it.
    pub source: String,
    /// Why it could not be entered.
    pub reason: String,
    /// The day on it; empty where it has none.
    pub day: Option<Day>,
}

/// A budget line of the fiscal year; amounts in smallest units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// Its code.
    pub line: String,
    /// What it is called.
    pub name: Bilingual,
    /// Who answers for it.
    pub owner: Owner,
    /// The current budget, carried-over money included.
    pub current: i64,
    /// Of it, carried over from last year.
    pub carried: i64,
    /// Committed.
    pub committed: i64,
    /// Disbursed, less what came back.
    pub disbursed: i64,
    /// What the spending plan has by the day; nothing where the line has no plan.
    pub planned: Option<i64>,
    /// The day of the last commitment, payment or return; nothing where there was none.
    pub moved: Option<Day>,
}

/// Everything that the page is decided from.
#[derive(Clone, Debug, Default)]
pub struct MinuteRows {
    /// Milestones in force.
    pub milestones: Vec<MilestoneRow>,
    /// Chapters that are not complete.
    pub chapters: Vec<ChapterRow>,
    /// Requests that wait.
    pub requests: Vec<RequestRow>,
    /// Exceptions that are open.
    pub exceptions: Vec<ExceptionRow>,
    /// The lines of the year.
    pub lines: Vec<LineRow>,
    /// The first and the last day of the fiscal year.
    pub year: Option<(Day, Day)>,
}

/// A dated rule that says what a risk is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// Its value.
    pub value: i64,
    /// Where it comes from.
    pub source: String,
}

/// The rules in force on the day; one that is not set finds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Thresholds {
    /// `minute.risk.rate-below-plan-bp`: a line is at risk whose rate lies this many hundredths of a percent below its plan.
    pub rate_below_plan: Option<Threshold>,
    /// `minute.risk.unmoved-days`: a line with money left has not moved for this many days.
    pub unmoved_days: Option<Threshold>,
    /// `minute.risk.due-within-days`: what is due within this many days.
    pub due_within: Option<Threshold>,
}

/// What a line of the page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A request of the council.
    Request,
    /// A milestone.
    Milestone,
    /// A chapter.
    Chapter,
    /// A report that waits for approval.
    Approval,
    /// An exception.
    Exception,
    /// A budget line below its plan.
    BelowPlan,
}

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What it is about.
    pub kind: Kind,
    /// Its code; for a chapter `compilation/chapter`.
    pub code: String,
    /// What it is called.
    pub name: Bilingual,
    /// Who answers for it.
    pub owner: Owner,
    /// When it is or was due.
    pub due: Option<Day>,
    /// Days left; less than zero where it is late.
    pub days_left: Option<i32>,
    /// How much: statements missing, or hundredths of a percent below the plan.
    pub measure: Option<i64>,
    /// Whether only the last step is missing: an answer that is written waits to be sent.
    pub nearly: bool,
}

/// A sum of budget lines, in smallest units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// The current budget without what was carried over.
    pub own: i64,
    /// What was carried over.
    pub carried: i64,
    /// Committed.
    pub committed: i64,
    /// Disbursed.
    pub disbursed: i64,
    /// What the plan has by the day.
    pub planned: i64,
}

/// A part of the budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The unit's code.
    pub unit: String,
    /// What it is called.
    pub name: Bilingual,
    /// Its lines together.
    pub done: Done,
}

/// A line that has money left and has not moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmoved {
    /// Its code.
    pub line: String,
    /// What it is called.
    pub name: Bilingual,
    /// Who answers for it.
    pub owner: Owner,
    /// The last day it moved; nothing where it never did this year.
    pub moved: Option<Day>,
    /// Days since then, or since the year began.
    pub days: i32,
    /// What is left of it.
    pub left: i64,
}

/// What is spent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Spent {
    /// Everything together.
    pub all: Done,
    /// By the units right below.
    pub units: Vec<Share>,
    /// Whether any line had no spending plan, so that an even spread over the year stands for it.
    pub even: bool,
    /// Lines that have not moved, those longest at rest first.
    pub unmoved: Vec<Unmoved>,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct Minute {
    /// The question.
    pub as_of: AsOf,
    /// The fiscal year.
    pub fiscal_year: i16,
    /// What is late, the latest first.
    pub late: Vec<Item>,
    /// What is spent.
    pub spent: Spent,
    /// What is at risk, the nearest first.
    pub at_risk: Vec<Item>,
    /// The rules that decided.
    pub thresholds: Thresholds,
}
