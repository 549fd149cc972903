//! Plans, their tasks, their indicators with targets and measured values.

use store::{Dimension, Members, Set, in_force, known};

use super::{CODE, EVENT, LATE, POST, PROGRAMME, STATE, UNIT, shown};

const PLAN: Dimension = Dimension::text("plan", ("계획", "plan"));
const INDICATOR: Dimension = Dimension::text("indicator", ("성과지표", "indicator"));
const PERIOD: Dimension = Dimension::text("period", ("기간", "period"));

/// The columns of a plan in force, called `l`, with its programme `p`: its unit is its own or its programme's.
macro_rules! plan_of {
    ($row:literal) => {
        concat!(
            " LEFT JOIN bureau_plan l ON l.subject = ",
            $row,
            ".plan AND ",
            in_force!("bureau_plan", "l"),
            " LEFT JOIN bureau_programme p ON p.subject = l.programme AND ",
            in_force!("bureau_programme", "p")
        )
    };
}

pub(super) const PLANS: Set = Set {
    name: "bureau.plans",
    row: ("계획", "plans in force"),
    rows: concat!(
        "SELECT l.subject AS code, COALESCE(l.unit, p.unit, '') AS unit, COALESCE(l.programme, '') AS programme, l.name_ko AS name_ko,
           COALESCE(l.name_en, l.name_ko) AS name_en, l.starts AS starts, COALESCE(l.ends, '') AS ends,
           COALESCE((SELECT s.state FROM bureau_plan_step s WHERE s.subject = l.subject AND s.day <= $1 AND ",
        known!("bureau_plan_step", "s"),
        " ORDER BY s.day DESC, s.event DESC LIMIT 1), 'drafting') AS state, l.from_day AS day, l.event AS event
         FROM bureau_plan l LEFT JOIN bureau_programme p ON p.subject = l.programme AND ",
        in_force!("bureau_programme", "p"),
        " WHERE ",
        in_force!("bureau_plan", "l")
    ),
    totals: None,
    dimensions: &[CODE, UNIT, PROGRAMME, STATE],
    measures: &[],
    columns: &[
        shown("code", ("코드", "Code")),
        shown("unit", ("부서", "Unit")),
        shown("programme", ("사업", "Programme")),
        shown("name_ko", ("계획", "Plan (Korean)")),
        shown("name_en", ("영문", "Plan")),
        shown("starts", ("시작", "Starts")),
        shown("ends", ("끝", "Ends")),
        shown("state", ("상태", "State")),
        EVENT,
    ],
    order: "starts, code",
    members: Some(Members { code: "code", parent: "unit", name: ("name_ko", "name_en"), short: ("name_ko", "name_en") }),
};

pub(super) const TASKS: Set = Set {
    name: "bureau.tasks",
    row: ("과제", "tasks in force"),
    rows: concat!(
        "SELECT w.*, CASE WHEN w.state IN ('planned', 'under-way') AND w.ends <> '' AND substr(CAST($1 AS TEXT), 1, length(w.ends)) > w.ends
           THEN 'yes' ELSE 'no' END AS late
         FROM (SELECT t.subject AS code, t.plan AS plan, COALESCE(l.unit, p.unit, '') AS unit, COALESCE(l.programme, '') AS programme,
           t.position AS position, t.name_ko AS name_ko, COALESCE(t.name_en, t.name_ko) AS name_en, t.starts AS starts,
           COALESCE(t.ends, '') AS ends, COALESCE((SELECT s.state FROM bureau_task_step s WHERE s.subject = t.subject AND s.day <= $1 AND ",
        known!("bureau_task_step", "s"),
        " ORDER BY s.day DESC, s.event DESC LIMIT 1), 'planned') AS state, COALESCE(c.post, lc.post, pc.post, '') AS post,
           t.from_day AS day, t.event AS event FROM bureau_task t",
        plan_of!("t"),
        " LEFT JOIN bureau_charge c ON c.subject = 'bureau_task:' || t.subject AND ",
        in_force!("bureau_charge", "c"),
        " LEFT JOIN bureau_charge lc ON lc.subject = 'bureau_plan:' || l.subject AND ",
        in_force!("bureau_charge", "lc"),
        " LEFT JOIN bureau_charge pc ON pc.subject = 'bureau_programme:' || l.programme AND ",
        in_force!("bureau_charge", "pc"),
        " WHERE ",
        in_force!("bureau_task", "t"),
        ") w"
    ),
    totals: None,
    dimensions: &[CODE, UNIT, PROGRAMME, PLAN, STATE, LATE, POST],
    measures: &[],
    columns: &[
        shown("code", ("코드", "Code")),
        shown("plan", ("계획", "Plan")),
        shown("name_ko", ("과제", "Task (Korean)")),
        shown("name_en", ("영문", "Task")),
        shown("starts", ("시작", "Starts")),
        shown("ends", ("끝", "Ends")),
        shown("state", ("상태", "State")),
        shown("late", ("지남", "Late")),
        shown("post", ("담당 직위", "Post in charge")),
        EVENT,
    ],
    order: "plan, position, code",
    members: None,
};

pub(super) const INDICATORS: Set = Set {
    name: "bureau.indicators",
    row: ("성과지표", "indicators in force"),
    rows: concat!(
        "SELECT i.subject AS code, i.plan AS plan, COALESCE(l.unit, p.unit, '') AS unit, COALESCE(l.programme, '') AS programme,
           i.position AS position, i.name_ko AS name_ko, COALESCE(i.name_en, i.name_ko) AS name_en, i.unit AS measured_in, i.aim AS aim,
           i.from_day AS day, i.event AS event FROM bureau_indicator i",
        plan_of!("i"),
        " WHERE ",
        in_force!("bureau_indicator", "i")
    ),
    totals: None,
    dimensions: &[CODE, UNIT, PROGRAMME, PLAN],
    measures: &[],
    columns: &[
        shown("code", ("코드", "Code")),
        shown("plan", ("계획", "Plan")),
        shown("name_ko", ("성과지표", "Indicator (Korean)")),
        shown("name_en", ("영문", "Indicator")),
        shown("measured_in", ("단위", "Measured in")),
        shown("aim", ("목표 방향", "Aim")),
        EVENT,
    ],
    order: "plan, position, code",
    members: Some(Members { code: "code", parent: "unit", name: ("name_ko", "name_en"), short: ("name_ko", "name_en") }),
};

/// Values of indicators that count in whole units; those with decimals are not added up.
macro_rules! values {
    ($table:literal) => {
        concat!(
            "SELECT v.indicator AS indicator, v.period AS period, v.value AS value, i.plan AS plan, COALESCE(l.unit, p.unit, '') AS unit,
               COALESCE(l.programme, '') AS programme, i.name_ko AS name_ko, COALESCE(i.name_en, i.name_ko) AS name_en, i.unit AS measured_in,
               v.source AS source, v.from_day AS day, v.event AS event FROM ",
            $table,
            " v JOIN bureau_indicator i ON i.subject = v.indicator AND i.places = 0 AND ",
            in_force!("bureau_indicator", "i"),
            plan_of!("i"),
            " WHERE ",
            in_force!($table, "v")
        )
    };
}

const VALUE_COLUMNS: &[store::Column] = &[
    shown("indicator", ("성과지표 코드", "Indicator")),
    shown("name_ko", ("성과지표", "Indicator (Korean)")),
    shown("name_en", ("영문", "Indicator (English)")),
    shown("period", ("기간", "Period")),
    shown("value", ("값", "Value")),
    shown("measured_in", ("단위", "Measured in")),
    shown("source", ("출처", "Source")),
    shown("day", ("부터", "From")),
    EVENT,
];

pub(super) const TARGETS: Set = Set {
    name: "bureau.targets",
    row: ("목표값", "targets in force"),
    rows: values!("bureau_target"),
    totals: None,
    dimensions: &[UNIT, PROGRAMME, PLAN, INDICATOR, PERIOD],
    measures: &["value"],
    columns: VALUE_COLUMNS,
    order: "indicator, period",
    members: None,
};

pub(super) const MEASURES: Set = Set {
    name: "bureau.measures",
    row: ("측정값", "measured values in force"),
    rows: values!("bureau_measure"),
    totals: None,
    dimensions: &[UNIT, PROGRAMME, PLAN, INDICATOR, PERIOD],
    measures: &["value"],
    columns: VALUE_COLUMNS,
    order: "indicator, period",
    members: None,
};
