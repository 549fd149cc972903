//! What is late, spent and at risk: pure, over plain rows.

use kernel::Day;

use super::model::{Done, Item, Kind, LineRow, MinuteRows, Owner, Threshold, Thresholds, Unmoved};

/// What should have been done before a day, the longest overdue first; exceptions have no due day and stand at the end.
pub fn late(rows: &MinuteRows, day: Day) -> Vec<Item> {
    let mut late: Vec<Item> = dated(rows, day).into_iter().filter(|item| item.days_left.is_some_and(|left| left < 0)).collect();
    late.sort_by_key(|item| (item.days_left, item.kind));
    late.extend(rows.exceptions.iter().map(|exception| Item {
        kind: Kind::Exception,
        code: exception.source.clone(),
        name: kernel::Bilingual { ko: exception.reason.clone(), en: None },
        owner: Owner::default(),
        due: exception.day,
        days_left: None,
        measure: None,
        nearly: false,
    }));
    late
}

/// What is due soon, the nearest first, then the lines furthest below their plan.
pub fn at_risk(rows: &MinuteRows, day: Day, thresholds: &Thresholds) -> Vec<Item> {
    let within = value(&thresholds.due_within);
    let soon = |item: &Item| item.days_left.is_some_and(|left| left >= 0 && within.is_some_and(|within| i64::from(left) <= within));
    let mut risks: Vec<Item> = dated(rows, day).into_iter().filter(soon).collect();
    risks.sort_by_key(|item| (item.days_left, item.kind));
    let Some(limit) = value(&thresholds.rate_below_plan) else { return risks };
    let mut below: Vec<Item> = rows.lines.iter().filter_map(|line| below_plan(line, rows.year, day, limit)).collect();
    below.sort_by_key(|item| std::cmp::Reverse(item.measure));
    risks.extend(below);
    risks
}

fn value(threshold: &Option<Threshold>) -> Option<i64> {
    threshold.as_ref().map(|threshold| threshold.value)
}

/// Everything with a due day that is not done.
fn dated(rows: &MinuteRows, day: Day) -> Vec<Item> {
    let item = |kind, code: String, name: &kernel::Bilingual, owner: &Owner, due: Day| Item {
        kind,
        code,
        name: name.clone(),
        owner: owner.clone(),
        due: Some(due),
        days_left: Some(day.days_until(due)),
        measure: None,
        nearly: false,
    };
    let milestones = rows.milestones.iter().filter(|milestone| milestone.open);
    let milestones = milestones.filter_map(|row| Some(item(Kind::Milestone, row.code.clone(), &row.name, &row.owner, row.ends?)));
    let chapters = rows.chapters.iter().filter(|chapter| chapter.missing > 0).map(|row| match &row.chapter {
        Some(chapter) => Item {
            measure: i64::try_from(row.missing).ok(),
            ..item(Kind::Chapter, format!("{}/{chapter}", row.compilation), &row.name, &row.owner, row.due)
        },
        None => item(Kind::Approval, row.compilation.clone(), &row.name, &row.owner, row.due),
    });
    let requests = rows.requests.iter().map(|row| {
        let title = kernel::Bilingual { ko: row.title.clone(), en: None };
        Item { nearly: row.answered, ..item(Kind::Request, row.number.clone(), &title, &row.owner, row.due) }
    });
    milestones.chain(chapters).chain(requests).collect()
}

/// What a line should have spent by a day: its plan, or an even spread over the fiscal year where it has none.
pub fn expected(line: &LineRow, year: Option<(Day, Day)>, day: Day) -> i64 {
    line.planned.unwrap_or_else(|| even(line.current, year, day))
}

/// The part of an amount that an even spread over the year has by the end of a day, rounded down.
fn even(amount: i64, year: Option<(Day, Day)>, day: Day) -> i64 {
    let Some((first, last)) = year else { return 0 };
    let days = i128::from(first.days_until(last)) + 1;
    let gone = (i128::from(first.days_until(day)) + 1).clamp(0, days);
    i64::try_from(i128::from(amount) * gone / days).unwrap_or(i64::MAX)
}

/// Hundredths of a percent that a part is of a whole, rounded down; nothing of nothing.
pub fn basis_points(part: i64, whole: i64) -> Option<i64> {
    if whole == 0 {
        return None;
    }
    i64::try_from((i128::from(part) * 10_000).div_euclid(i128::from(whole))).ok()
}

/// A line whose rate lies at least `limit` hundredths of a percent of its budget below what it should have spent.
fn below_plan(line: &LineRow, year: Option<(Day, Day)>, day: Day, limit: i64) -> Option<Item> {
    let missing = expected(line, year, day).checked_sub(line.disbursed)?;
    let below = basis_points(missing, line.current).filter(|below| *below >= limit)?;
    Some(Item {
        kind: Kind::BelowPlan,
        code: line.line.clone(),
        name: line.name.clone(),
        owner: line.owner.clone(),
        due: year.map(|(_, last)| last),
        days_left: year.map(|(_, last)| day.days_until(last)),
        measure: Some(below),
        nearly: false,
    })
}

/// Lines with money left that have not moved for as many days as the rule says, those longest at rest first.
pub fn unmoved(rows: &MinuteRows, day: Day, thresholds: &Thresholds) -> Vec<Unmoved> {
    let (Some(limit), Some((first, _))) = (value(&thresholds.unmoved_days), rows.year) else { return Vec::new() };
    let at_rest = |line: &LineRow| {
        let days = line.moved.unwrap_or(first).days_until(day);
        let left = line.current.checked_sub(line.disbursed)?;
        (left > 0 && i64::from(days) >= limit).then(|| Unmoved {
            line: line.line.clone(),
            name: line.name.clone(),
            owner: line.owner.clone(),
            moved: line.moved,
            days,
            left,
        })
    };
    let mut unmoved: Vec<Unmoved> = rows.lines.iter().filter_map(at_rest).collect();
    unmoved.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| b.left.cmp(&a.left)).then_with(|| a.line.cmp(&b.line)));
    unmoved
}

/// Lines together; nothing where a sum leaves its range.
pub fn together<'l>(lines: impl Iterator<Item = &'l LineRow>, year: Option<(Day, Day)>, day: Day) -> Option<Done> {
    let mut all = Done::default();
    for line in lines {
        all.own = all.own.checked_add(line.current.checked_sub(line.carried)?)?;
        all.carried = all.carried.checked_add(line.carried)?;
        all.committed = all.committed.checked_add(line.committed)?;
        all.disbursed = all.disbursed.checked_add(line.disbursed)?;
        all.planned = all.planned.checked_add(expected(line, year, day))?;
    }
    Some(all)
}
