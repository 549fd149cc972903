//! What the bureau is: its units, posts and their incumbents, duties, programmes, milestones, and the dated rules of its work.
//!
//! **Duty.** Ⅰ 일반현황, 담당업무, 기본계획, 향후계획 of the work report.
//!
//! **Words.** 기획관·담당관·팀 = unit (its kind is the city's own word) · 정원 = authorized posts · 현원 = posts with an incumbent · 담당업무 = duty ·
//! 사업 = programme · 향후계획 = milestone (a window, in the precision meant) · 기준 = rule (dated, with its source).
//!
//! **States** of a milestone:
//!
//! | from | step | to |
//! |---|---|---|
//! | planned, postponed | done | done |
//! | planned, postponed | postponed | postponed |
//! | planned, postponed | cancelled | cancelled |
//! | done, cancelled | – | – |
//!
//! **Can never happen here.** Two incumbents in one post on one day; a person's name (incumbents are numbered); a milestone done twice.
//!
//! **Start reading** at `ops.rs`.
#![warn(missing_docs)]

mod model;
mod ops;
mod rules;
mod sets;
mod sql;
mod tables;

pub use model::{Appointment, MilestoneState, NewDuty, NewMilestone, NewPost, NewProgramme, NewRule, NewStep, NewUnit, Rule, Vacancy};
pub use ops::{add_duty, appoint, create_post, create_programme, create_unit, plan_milestone, set_rule, step_milestone, vacate};
pub use sets::SETS;
pub use sql::{milestone_became, milestone_window, programme_unit, rule, within};
pub use tables::SCHEMA;

use store::Invariant;

/// What must hold over the whole record.
pub const INVARIANTS: &[Invariant] = &[rules::no_overlaps, rules::paths_are_legal, rules::parents_exist];

#[cfg(test)]
mod tests;
