use people::{By, Doing};
use store::{Failure, Tx, Value};

use super::{allow, load};
use crate::model::PlanSpending;
use crate::rules::{self, Refused};
use crate::{sql, tables};

/// Plans what a line pays in each month (월별 집행계획); a month that is planned again has the new plan from its day on.
pub fn plan_spending(tx: &mut Tx, by: &By<'_>, new: &PlanSpending) -> Result<(), Failure> {
    let act = Doing::new("ledger", "plan-spending", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let mut line = load(tx, &new.line, new.day)?;
    line.year.closed = sql::closed_periods(tx, new.line.fiscal_year)?;
    let standing = sql::plan_rows(tx, &new.line)?;
    let policy = allow(tx, by, "ledger.plan-spending", &line, new.day.max(line.year.starts))?;
    let so_far: Vec<_> = standing.iter().filter(|row| row.until.is_none()).map(|row| (row.month, row.amount)).collect();
    for (month, amount) in rules::plan(&line, &so_far, new)? {
        let subject = format!("{}/{}", new.line, month_text(month));
        let values = |from: kernel::Day, until: Option<kernel::Day>, replaces: Option<&str>, amount: kernel::Money, note: Option<&str>| {
            let dated: [Value; 4] = [subject.as_str().into(), from.into(), until.into(), replaces.into()];
            let own: [Value; 5] =
                [new.line.to_string().into(), month_text(month).into(), month.month_end().into(), amount.into(), note.into()];
            dated.into_iter().chain(own)
        };
        let mut replaces = None;
        if let Some(before) = standing.iter().find(|row| row.month == month && row.until.is_none()) {
            if before.from > new.day {
                return Err(Refused::LaterPlan { line: new.line.clone(), day: before.from }.into());
            }
            if before.from == new.day {
                replaces = Some(before.id.as_str());
            } else {
                let id = tx.id::<PlanSpending>();
                let ended = values(before.from, Some(new.day), Some(&before.id), before.amount, before.note.as_deref());
                tx.save(&tables::PLAN, &id, ended);
            }
        }
        let id = tx.id::<PlanSpending>();
        tx.save(&tables::PLAN, &id, values(new.day, None, replaces, amount, new.note.as_deref()));
    }
    act.record(tx, by, &format!("ledger_plan:{}", new.line), &policy, new.day)
}

/// A month as the plan's rows write it.
fn month_text(month: kernel::Day) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}
