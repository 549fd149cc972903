//! What pages show of the bureau as of a day, as known at a place in the record.

use std::collections::BTreeMap;

use kernel::{AsOf, Bilingual, Code, Seq, Window};
use store::{Read, Row, StoreError, Value, in_force, known};

use crate::model::{
    Aim, ChartDuty, ChartPost, ChartUnit, Indicator, MeasuredValue, Milestone, MilestoneState, Owner, PeriodValues, Plan, PlanOf,
    PlanState, Programme, Step, Subject, Task, TaskState,
};
use crate::rules::decimal;

fn at(as_of: AsOf) -> [Value; 2] {
    [as_of.day.into(), as_of.known.into()]
}

fn bilingual(row: &Row, ko: usize) -> Result<Bilingual, StoreError> {
    Ok(Bilingual { ko: row.text(ko)?.to_owned(), en: row.opt_text(ko + 1)?.map(str::to_owned) })
}

fn window(row: &Row, starts: usize) -> Result<Window, StoreError> {
    Window::new(row.text(starts)?, row.opt_text(starts + 1)?).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Who answers for what, by subject.
pub(crate) struct Charges(BTreeMap<String, Owner>);

impl Charges {
    /// All charges in force.
    pub(crate) fn read(read: &mut Read, as_of: AsOf) -> Result<Self, StoreError> {
        const SQL: &str = concat!("SELECT c.subject, c.post, c.from_day FROM bureau_charge c WHERE ", in_force!("bureau_charge", "c"));
        let mut all = BTreeMap::new();
        for row in read.rows(SQL, &at(as_of))? {
            all.insert(row.text(0)?.to_owned(), Owner { post: row.parse(1)?, since: row.parse(2)?, through: None });
        }
        Ok(Self(all))
    }

    /// Who answers for the first of these that somebody was put in charge of: the thing itself, then what it belongs to.
    pub(crate) fn owner(&self, subject: &Subject, above: &[Subject]) -> Option<Owner> {
        let own = self.0.get(&subject.to_string()).cloned();
        own.or_else(|| {
            above.iter().find_map(|over| {
                let owner = self.0.get(&over.to_string())?;
                Some(Owner { through: Some(over.clone()), ..owner.clone() })
            })
        })
    }

    /// What a post was put in charge of that this room does not keep.
    pub(crate) fn elsewhere(&self, post: &Code) -> impl Iterator<Item = (&str, &Owner)> {
        self.0.iter().filter(move |(subject, owner)| owner.post == *post && !subject.starts_with("bureau_")).map(|(s, o)| (s.as_str(), o))
    }
}

/// The units in force, each with the unit above it and nothing in it yet; in the order in which siblings stand.
pub(crate) fn units(read: &mut Read, as_of: AsOf) -> Result<Vec<(Option<Code>, ChartUnit)>, StoreError> {
    const SQL: &str = concat!(
        "SELECT u.subject, u.kind, u.parent, u.name_ko, u.name_en FROM bureau_unit u WHERE ",
        in_force!("bureau_unit", "u"),
        " ORDER BY u.position, u.subject"
    );
    let unit = |row: &Row| {
        let unit = ChartUnit {
            code: row.parse(0)?,
            kind: row.text(1)?.to_owned(),
            name: bilingual(row, 3)?,
            head: None,
            authorized: 0,
            current: 0,
            posts: Vec::new(),
            duties: Vec::new(),
            units: Vec::new(),
        };
        Ok((row.opt_parse(2)?, unit))
    };
    read.rows(SQL, &at(as_of))?.iter().map(unit).collect()
}

/// The posts in force, each with its incumbent and its actor.
pub fn posts(read: &mut Read, as_of: AsOf) -> Result<Vec<ChartPost>, StoreError> {
    const SQL: &str = concat!(
        "SELECT p.subject, p.unit, p.heads, p.title_ko, p.title_en, i.incumbent, i.from_day, a.actor FROM bureau_post p
         LEFT JOIN bureau_incumbent i ON i.subject = p.subject AND ",
        in_force!("bureau_incumbent", "i"),
        " LEFT JOIN bureau_acting a ON a.subject = p.subject AND ",
        in_force!("bureau_acting", "a"),
        " WHERE ",
        in_force!("bureau_post", "p"),
        " ORDER BY p.subject"
    );
    let post = |row: &Row| {
        Ok(ChartPost {
            code: row.parse(0)?,
            unit: row.parse(1)?,
            heads: row.opt_parse(2)?,
            title: bilingual(row, 3)?,
            incumbent: row.opt_text(5)?.map(str::to_owned),
            since: row.opt_parse(6)?,
            actor: row.opt_parse(7)?,
        })
    };
    read.rows(SQL, &at(as_of))?.iter().map(post).collect()
}

/// The duties in force, in order.
pub(crate) fn duties(read: &mut Read, as_of: AsOf, charges: &Charges) -> Result<Vec<ChartDuty>, StoreError> {
    const SQL: &str = concat!(
        "SELECT d.subject, d.unit, d.position, d.text_ko, d.text_en FROM bureau_duty d WHERE ",
        in_force!("bureau_duty", "d"),
        " ORDER BY d.unit, d.position, d.subject"
    );
    let duty = |row: &Row| {
        let code: Code = row.parse(0)?;
        let owner = charges.owner(&Subject::new("bureau_duty", &code), &[]);
        Ok(ChartDuty { owner, unit: row.parse(1)?, position: row.int(2)?, text: bilingual(row, 3)?, code })
    };
    read.rows(SQL, &at(as_of))?.iter().map(duty).collect()
}

/// The programmes in force, in the order of their units and codes.
pub(crate) fn programmes(read: &mut Read, as_of: AsOf, charges: &Charges) -> Result<Vec<Programme>, StoreError> {
    const SQL: &str = concat!(
        "SELECT p.subject, p.unit, p.name_ko, p.name_en FROM bureau_programme p WHERE ",
        in_force!("bureau_programme", "p"),
        " ORDER BY p.subject"
    );
    let programme = |row: &Row| {
        let code: Code = row.parse(0)?;
        let owner = charges.owner(&Subject::new("bureau_programme", &code), &[]);
        Ok(Programme { owner, unit: row.parse(1)?, name: bilingual(row, 2)?, code })
    };
    read.rows(SQL, &at(as_of))?.iter().map(programme).collect()
}

/// The steps of all subjects of a table, in order: subject, day, state, note, event; `successor` where the table has one.
fn steps<S>(
    read: &mut Read,
    sql: &str,
    as_of: AsOf,
    state: impl Fn(&Row) -> Result<Option<S>, StoreError>,
) -> Result<BTreeMap<Code, Vec<Step<S>>>, StoreError> {
    let mut all: BTreeMap<Code, Vec<Step<S>>> = BTreeMap::new();
    for row in read.rows(sql, &at(as_of))? {
        let reached = state(&row)?.ok_or_else(|| StoreError::Corrupt("a step has no state".to_owned()))?;
        let step = Step { day: row.parse(1)?, state: reached, note: row.opt_text(3)?.map(str::to_owned), event: Seq(row.int(4)?) };
        all.entry(row.parse(0)?).or_default().push(step);
    }
    Ok(all)
}

/// The milestones in force and what became of them, in the order of programme, window and code.
pub(crate) fn milestones(read: &mut Read, as_of: AsOf, charges: &Charges) -> Result<Vec<Milestone>, StoreError> {
    const SQL: &str = concat!(
        "SELECT m.subject, m.programme, p.unit, m.name_ko, m.name_en, m.starts, m.ends, m.event FROM bureau_milestone m
         LEFT JOIN bureau_programme p ON p.subject = m.programme AND ",
        in_force!("bureau_programme", "p"),
        " WHERE ",
        in_force!("bureau_milestone", "m"),
        " ORDER BY m.programme, m.starts, m.subject"
    );
    const STEPS: &str = concat!(
        "SELECT s.subject, s.day, s.state, s.note, s.event FROM bureau_milestone_step s WHERE s.day <= $1 AND ",
        known!("bureau_milestone_step", "s"),
        " ORDER BY s.subject, s.day, s.event"
    );
    // The first row of each, whatever replaced it.
    const FIRST: &str = "SELECT m.subject, m.starts, m.ends FROM bureau_milestone m WHERE m.event <= $1 AND NOT EXISTS
        (SELECT 1 FROM bureau_milestone e WHERE e.subject = m.subject AND e.event < m.event)";
    let mut steps = steps(read, STEPS, as_of, |row| Ok(MilestoneState::from_step(row.text(2)?)))?;
    let mut first = BTreeMap::new();
    for row in read.rows(FIRST, &[as_of.known.into()])? {
        first.insert(row.parse::<Code>(0)?, window(&row, 1)?);
    }
    let rows = read.rows(SQL, &at(as_of))?;
    rows.iter()
        .map(|row| {
            let (code, programme): (Code, Code) = (row.parse(0)?, row.parse(1)?);
            let owner = charges.owner(&Subject::new("bureau_milestone", &code), &[Subject::new("bureau_programme", &programme)]);
            let window = window(row, 5)?;
            let steps = steps.remove(&code).unwrap_or_default();
            Ok(Milestone {
                unit: row.opt_parse(2)?,
                name: bilingual(row, 3)?,
                first: first.remove(&code).filter(|first| *first != window),
                window,
                state: steps.last().map_or(MilestoneState::Planned, |step| step.state),
                steps,
                owner,
                event: Seq(row.int(7)?),
                code,
                programme,
            })
        })
        .collect()
}

/// The plans in force with their tasks and indicators, in the order of their periods and codes.
pub(crate) fn plans(read: &mut Read, as_of: AsOf, charges: &Charges) -> Result<Vec<Plan>, StoreError> {
    const SQL: &str = concat!(
        "SELECT l.subject, l.unit, l.programme, COALESCE(l.unit, p.unit), l.name_ko, l.name_en, l.starts, l.ends, l.event FROM bureau_plan l
         LEFT JOIN bureau_programme p ON p.subject = l.programme AND ",
        in_force!("bureau_programme", "p"),
        " WHERE ",
        in_force!("bureau_plan", "l"),
        " ORDER BY l.starts, l.subject"
    );
    const STEPS: &str = concat!(
        "SELECT s.subject, s.day, s.state, s.note, s.event, s.successor FROM bureau_plan_step s WHERE s.day <= $1 AND ",
        known!("bureau_plan_step", "s"),
        " ORDER BY s.subject, s.day, s.event"
    );
    let mut steps = steps(read, STEPS, as_of, |row| Ok(PlanState::from_step(row.text(2)?, row.opt_parse(5)?)))?;
    let mut tasks = tasks(read, as_of)?;
    let mut indicators = indicators(read, as_of)?;
    let rows = read.rows(SQL, &at(as_of))?;
    rows.iter()
        .map(|row| {
            let code: Code = row.parse(0)?;
            let of = match (row.opt_parse(1)?, row.opt_parse(2)?) {
                (Some(unit), _) => PlanOf::Unit(unit),
                (None, Some(programme)) => PlanOf::Programme(programme),
                (None, None) => return Err(StoreError::Corrupt(format!("the plan `{code}` belongs to nobody"))),
            };
            let own = Subject::new("bureau_plan", &code);
            let over: Vec<Subject> = match &of {
                PlanOf::Unit(_) => Vec::new(),
                PlanOf::Programme(programme) => vec![Subject::new("bureau_programme", programme)],
            };
            let above: Vec<Subject> = std::iter::once(own.clone()).chain(over.iter().cloned()).collect();
            let mut tasks = tasks.remove(&code).unwrap_or_default();
            for task in &mut tasks {
                task.owner = charges.owner(&Subject::new("bureau_task", &task.code), &above);
            }
            let mut indicators = indicators.remove(&code).unwrap_or_default();
            for indicator in &mut indicators {
                indicator.owner = charges.owner(&Subject::new("bureau_indicator", &indicator.code), &above);
            }
            let steps = steps.remove(&code).unwrap_or_default();
            Ok(Plan {
                owner: charges.owner(&own, &over),
                unit: row.opt_parse(3)?,
                name: bilingual(row, 4)?,
                window: window(row, 6)?,
                state: steps.last().map_or(PlanState::Drafting, |step| step.state.clone()),
                steps,
                tasks,
                indicators,
                event: Seq(row.int(8)?),
                code,
                of,
            })
        })
        .collect()
}

/// The tasks in force by plan, in order; who answers is filled in by their plan.
fn tasks(read: &mut Read, as_of: AsOf) -> Result<BTreeMap<Code, Vec<Task>>, StoreError> {
    const SQL: &str = concat!(
        "SELECT t.subject, t.plan, t.position, t.name_ko, t.name_en, t.starts, t.ends, t.event FROM bureau_task t WHERE ",
        in_force!("bureau_task", "t"),
        " ORDER BY t.plan, t.position, t.subject"
    );
    const STEPS: &str = concat!(
        "SELECT s.subject, s.day, s.state, s.note, s.event FROM bureau_task_step s WHERE s.day <= $1 AND ",
        known!("bureau_task_step", "s"),
        " ORDER BY s.subject, s.day, s.event"
    );
    let mut steps = steps(read, STEPS, as_of, |row| Ok(TaskState::from_step(row.text(2)?)))?;
    let mut all: BTreeMap<Code, Vec<Task>> = BTreeMap::new();
    for row in read.rows(SQL, &at(as_of))? {
        let (code, plan): (Code, Code) = (row.parse(0)?, row.parse(1)?);
        let steps = steps.remove(&code).unwrap_or_default();
        all.entry(plan.clone()).or_default().push(Task {
            position: row.int(2)?,
            name: bilingual(&row, 3)?,
            window: window(&row, 5)?,
            state: steps.last().map_or(TaskState::Planned, |step| step.state),
            steps,
            owner: None,
            event: Seq(row.int(7)?),
            code,
            plan,
        });
    }
    Ok(all)
}

/// The indicators in force by plan, in order, with their values; who answers is filled in by their plan.
fn indicators(read: &mut Read, as_of: AsOf) -> Result<BTreeMap<Code, Vec<Indicator>>, StoreError> {
    const SQL: &str = concat!(
        "SELECT i.subject, i.plan, i.position, i.name_ko, i.name_en, i.unit, i.places, i.aim, i.event FROM bureau_indicator i WHERE ",
        in_force!("bureau_indicator", "i"),
        " ORDER BY i.plan, i.position, i.subject"
    );
    const VALUES: &str = concat!(
        "SELECT v.indicator, v.period, CAST(0 AS BIGINT), v.value, v.source, v.from_day, v.event FROM bureau_target v WHERE ",
        in_force!("bureau_target", "v"),
        " UNION ALL SELECT v.indicator, v.period, CAST(1 AS BIGINT), v.value, v.source, v.from_day, v.event FROM bureau_measure v WHERE ",
        in_force!("bureau_measure", "v"),
        " ORDER BY 1, 2, 3"
    );
    let values = read.rows(VALUES, &at(as_of))?;
    let mut all: BTreeMap<Code, Vec<Indicator>> = BTreeMap::new();
    for row in read.rows(SQL, &at(as_of))? {
        let (code, plan, places): (Code, Code, i64) = (row.parse(0)?, row.parse(1)?, row.int(6)?);
        let mut periods: Vec<PeriodValues> = Vec::new();
        for value in values.iter().filter(|value| value.value(0).as_text() == Some(code.as_str())) {
            let parts = value.int(3)?;
            let found = MeasuredValue {
                parts,
                shown: decimal(parts, places),
                source: value.text(4)?.to_owned(),
                day: value.parse(5)?,
                event: Seq(value.int(6)?),
            };
            let period = value.text(1)?;
            if periods.last().is_none_or(|last| last.period != period) {
                periods.push(PeriodValues { period: period.to_owned(), target: None, measured: None });
            }
            if let Some(last) = periods.last_mut() {
                *(if value.int(2)? == 0 { &mut last.target } else { &mut last.measured }) = Some(found);
            }
        }
        let aim = Aim::named(row.text(7)?).ok_or_else(|| StoreError::Corrupt(format!("the indicator `{code}` has no aim")))?;
        all.entry(plan.clone()).or_default().push(Indicator {
            position: row.int(2)?,
            name: bilingual(&row, 3)?,
            unit: row.text(5)?.to_owned(),
            places,
            aim,
            periods,
            owner: None,
            event: Seq(row.int(8)?),
            code,
            plan,
        });
    }
    Ok(all)
}
