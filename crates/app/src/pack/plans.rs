//! Reads what a pack says of plans, tasks, indicators and of who answers for what.

use bureau::{
    Aim, HandOver, HandOverItem, NewActing, NewCharge, NewIndicator, NewPlan, NewPlanStep, NewTask, NewTaskStep, NewValue, PlanState,
    TaskState,
};
use kernel::Lang;
use people::By;
use store::{Failure, Tx};

use super::Problem;
use super::acts::What;
use super::sheet::SheetRow;
use super::structure::Columns;

/// One act of the bureau that a pack's demonstration record holds.
#[derive(Clone, Debug)]
pub(crate) enum BureauAct {
    Replan(bureau::Amendment<bureau::NewMilestone>),
    DraftPlan(NewPlan),
    StepPlan(NewPlanStep),
    AddTask(NewTask),
    StepTask(NewTaskStep),
    AddIndicator(NewIndicator),
    SetTarget(NewValue),
    Measure(NewValue),
    Charge(NewCharge),
    HandOver(HandOver),
}

impl BureauAct {
    /// Does it.
    pub(crate) fn perform(&self, tx: &mut Tx, by: &By<'_>) -> Result<(), Failure> {
        match self {
            Self::Replan(new) => bureau::amend_milestone(tx, by, new),
            Self::DraftPlan(new) => bureau::draft_plan(tx, by, new),
            Self::StepPlan(new) => bureau::step_plan(tx, by, new),
            Self::AddTask(new) => bureau::add_task(tx, by, new),
            Self::StepTask(new) => bureau::step_task(tx, by, new),
            Self::AddIndicator(new) => bureau::add_indicator(tx, by, new),
            Self::SetTarget(new) => bureau::set_target(tx, by, new),
            Self::Measure(new) => bureau::measure(tx, by, new),
            Self::Charge(new) => bureau::charge(tx, by, new),
            Self::HandOver(handing) => bureau::hand_over(tx, by, handing),
        }
    }
}

/// A row that puts an actor into a post; nothing where the row names no post.
pub(super) fn acting(row: &SheetRow<'_>) -> Result<Option<NewActing>, Problem> {
    let post: Option<kernel::Code> = row.opt("post")?;
    let (actor, day) = (row.get("code")?, row.get("from")?);
    Ok(post.map(|post| NewActing { post, actor: Some(actor), day }))
}

pub(super) const PLAN: Columns<'_> = (&["code:code", "of", "from", "day:day"], &["name_ko", "name_en", "until"]);

pub(super) fn plan(row: &SheetRow<'_>, first: Lang) -> Result<NewPlan, Problem> {
    let (name_ko, name_en) = row.words("name", first)?;
    Ok(NewPlan {
        code: row.get("code")?,
        of: row.get("of")?,
        name_ko,
        name_en,
        starts: row.need("from")?,
        ends: row.text("until"),
        day: row.get("day")?,
    })
}

pub(super) const TASK: Columns<'_> =
    (&["code:code", "plan:code", "position:int", "from", "day:day"], &["name_ko", "name_en", "until", "post:code"]);

pub(super) fn task(row: &SheetRow<'_>, first: Lang) -> Result<NewTask, Problem> {
    let (name_ko, name_en) = row.words("name", first)?;
    Ok(NewTask {
        code: row.get("code")?,
        plan: row.get("plan")?,
        position: row.get("position")?,
        name_ko,
        name_en,
        starts: row.need("from")?,
        ends: row.text("until"),
        post: row.opt("post")?,
        day: row.get("day")?,
    })
}

pub(super) const INDICATOR: Columns<'_> =
    (&["code:code", "plan:code", "position:int", "unit", "aim:at-least|at-most", "day:day"], &["name_ko", "name_en", "places:int"]);

pub(super) fn indicator(row: &SheetRow<'_>, first: Lang) -> Result<NewIndicator, Problem> {
    let (name_ko, name_en) = row.words("name", first)?;
    let aim = row.need("aim")?;
    Ok(NewIndicator {
        code: row.get("code")?,
        plan: row.get("plan")?,
        position: row.get("position")?,
        name_ko,
        name_en,
        unit: row.need("unit")?,
        places: row.opt("places")?.unwrap_or(0),
        aim: Aim::named(&aim).ok_or_else(|| row.problem(format!("`aim` is at-least or at-most, found `{aim}`")))?,
        day: row.get("day")?,
    })
}

pub(super) const CHARGE: Columns<'_> = (&["subject", "day:day"], &["post:code"]);

pub(super) fn charge(row: &SheetRow<'_>) -> Result<NewCharge, Problem> {
    Ok(NewCharge { subject: row.get("subject")?, post: row.opt("post")?, day: row.get("day")? })
}

pub(super) fn plan_act(row: &SheetRow<'_>, first: Lang) -> Result<What, Problem> {
    let act = match row.need("act")?.as_str() {
        "draft" => BureauAct::DraftPlan(plan(row, first)?),
        "step" => {
            let state = row.need("state")?;
            let found = PlanState::from_step(&state, row.opt("successor")?);
            let what = "`state` is adopted, ended, or superseded with the plan that takes its place in `successor`";
            let state = found.ok_or_else(|| row.problem(format!("{what}, found `{state}`")))?;
            BureauAct::StepPlan(NewPlanStep { plan: row.get("code")?, state, day: row.get("day")?, note: row.text("note") })
        }
        other => return Err(row.problem(format!("`act` is draft or step, found `{other}`"))),
    };
    Ok(What::Bureau(act))
}

pub(super) fn task_act(row: &SheetRow<'_>, first: Lang) -> Result<What, Problem> {
    let act = match row.need("act")?.as_str() {
        "add" => BureauAct::AddTask(task(row, first)?),
        "step" => {
            let state = row.need("state")?;
            let found = TaskState::from_step(&state);
            let state = found.ok_or_else(|| row.problem(format!("`state` is under-way, done or dropped, found `{state}`")))?;
            BureauAct::StepTask(NewTaskStep { task: row.get("code")?, state, day: row.get("day")?, note: row.text("note") })
        }
        other => return Err(row.problem(format!("`act` is add or step, found `{other}`"))),
    };
    Ok(What::Bureau(act))
}

pub(super) fn indicator_act(row: &SheetRow<'_>, first: Lang) -> Result<What, Problem> {
    let value = || {
        let text = row.need("value")?;
        let value = text.parse().map_err(|()| row.problem(format!("`value` is a decimal number, found `{text}`")))?;
        let (indicator, period, source) = (row.get("code")?, row.need("period")?, row.need("source")?);
        Ok::<_, Problem>(NewValue { indicator, period, value, source, day: row.get("day")? })
    };
    let act = match row.need("act")?.as_str() {
        "add" => BureauAct::AddIndicator(indicator(row, first)?),
        "target" => BureauAct::SetTarget(value()?),
        "measure" => BureauAct::Measure(value()?),
        other => return Err(row.problem(format!("`act` is add, target or measure, found `{other}`"))),
    };
    Ok(What::Bureau(act))
}

pub(super) fn charge_act(row: &SheetRow<'_>) -> Result<What, Problem> {
    Ok(What::Bureau(BureauAct::Charge(charge(row)?)))
}

/// A line of a handing over; rows with one key are one act.
pub(super) fn handover_act(row: &SheetRow<'_>) -> Result<What, Problem> {
    let item = HandOverItem { item: row.get("item")?, to_post: row.opt("goes_to")?, note: row.text("note") };
    Ok(What::Bureau(BureauAct::HandOver(HandOver {
        post: row.get("post")?,
        day: row.get("day")?,
        receiver: row.text("receiver"),
        to_post: row.opt("to_post")?,
        note: None,
        items: vec![item],
    })))
}
