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
pub mod web;
mod words;

pub use model::{
    Aim, Amendment, Appointment, ChartDuty, ChartPost, ChartUnit, Ending, HandOver, HandOverItem, HandedOver, HandedOverItem, Holding,
    Indicator, MeasuredValue, Milestone, MilestoneState, NewActing, NewCharge, NewDuty, NewIndicator, NewMilestone, NewPlan, NewPlanStep,
    NewPost, NewProgramme, NewRule, NewStep, NewTask, NewTaskStep, NewUnit, NewValue, Owner, PeriodValues, Plan, PlanOf, PlanState,
    Programme, Rule, Step, Subject, Task, TaskState, Vacancy,
};
pub use ops::{
    act_for, add_duty, add_indicator, add_task, amend_duty, amend_indicator, amend_milestone, amend_plan, amend_post, amend_programme,
    amend_task, amend_unit, appoint, charge, create_post, create_programme, create_unit, draft_plan, end_duty, end_indicator,
    end_milestone, end_post, end_programme, end_unit, hand_over, measure, plan_milestone, set_rule, set_target, step_milestone, step_plan,
    step_task, vacate,
};
pub use rules::INVARIANTS;
pub use sets::SETS;
pub use sql::{
    charge_of, chart, handovers, holdings, in_charge, milestone_became, milestone_window, milestones, plans, post_of_actor, posts,
    posts_of, programme_unit, programmes, rule, within,
};
pub use tables::SCHEMA;
pub use web::waiting;

#[cfg(test)]
mod tests;
