use store::{Kind, Migration, Schema, Table};

/// What this room keeps.
pub const SCHEMA: Schema = Schema {
    room: "bureau",
    migrations: &[
        Migration { name: "202611230920_bureau", sql: include_str!("../migrations/202611230920_bureau.sql") },
        Migration { name: "202611242301_bureau_plans", sql: include_str!("../migrations/202611242301_bureau_plans.sql") },
    ],
    tables: &[
        &UNIT,
        &POST,
        &INCUMBENT,
        &DUTY,
        &PROGRAMME,
        &MILESTONE,
        &MILESTONE_STEP,
        &RULE,
        &PLAN,
        &PLAN_STEP,
        &TASK,
        &TASK_STEP,
        &INDICATOR,
        &TARGET,
        &MEASURE,
        &CHARGE,
        &ACTING,
        &HANDOVER,
        &HANDOVER_ITEM,
    ],
    guards_sqlite: "",
    guards_postgres: "",
};

/// How many columns stand before a dated row's own.
pub(crate) const DATED: usize = 6;

/// A table of dated rows, one in force for a subject at a time, with the columns of its own.
macro_rules! dated {
    ($name:literal, $(($column:literal, $kind:ident)),+) => {
        Table {
            name: $name,
            earlier: &[],
            columns: &[
                ("id", Kind::Text),
                ("event", Kind::Int),
                ("subject", Kind::Text),
                ("from_day", Kind::Text),
                ("until_day", Kind::Text),
                ("replaces", Kind::Text),
                $(($column, Kind::$kind)),+
            ],
            one_at_a_time: true,
        }
    };
}

/// A table of steps, in the order of (day, event).
macro_rules! steps {
    ($name:literal, $earlier:expr, $(($column:literal, $kind:ident)),+) => {
        Table {
            name: $name,
            earlier: $earlier,
            columns: &[
                ("id", Kind::Text),
                ("event", Kind::Int),
                ("subject", Kind::Text),
                ("day", Kind::Text),
                ("replaces", Kind::Text),
                $(($column, Kind::$kind)),+
            ],
            one_at_a_time: false,
        }
    };
}

pub(crate) static UNIT: Table =
    dated!("bureau_unit", ("kind", Text), ("parent", Text), ("position", Int), ("name_ko", Text), ("name_en", Text));
pub(crate) static POST: Table = dated!("bureau_post", ("unit", Text), ("heads", Text), ("title_ko", Text), ("title_en", Text));
pub(crate) static INCUMBENT: Table = dated!("bureau_incumbent", ("incumbent", Text));
pub(crate) static DUTY: Table = dated!("bureau_duty", ("unit", Text), ("position", Int), ("text_ko", Text), ("text_en", Text));
pub(crate) static PROGRAMME: Table = dated!("bureau_programme", ("unit", Text), ("name_ko", Text), ("name_en", Text));
pub(crate) static MILESTONE: Table =
    dated!("bureau_milestone", ("programme", Text), ("name_ko", Text), ("name_en", Text), ("starts", Text), ("ends", Text));
pub(crate) static MILESTONE_STEP: Table = steps!("bureau_milestone_step", &[6], ("state", Text), ("note", Text));
pub(crate) static RULE: Table = dated!("bureau_rule", ("value", Text), ("source", Text));
pub(crate) static PLAN: Table =
    dated!("bureau_plan", ("unit", Text), ("programme", Text), ("name_ko", Text), ("name_en", Text), ("starts", Text), ("ends", Text));
pub(crate) static PLAN_STEP: Table = steps!("bureau_plan_step", &[], ("state", Text), ("successor", Text), ("note", Text));
pub(crate) static TASK: Table =
    dated!("bureau_task", ("plan", Text), ("position", Int), ("name_ko", Text), ("name_en", Text), ("starts", Text), ("ends", Text));
pub(crate) static TASK_STEP: Table = steps!("bureau_task_step", &[], ("state", Text), ("note", Text));
pub(crate) static INDICATOR: Table = dated!(
    "bureau_indicator",
    ("plan", Text),
    ("position", Int),
    ("name_ko", Text),
    ("name_en", Text),
    ("unit", Text),
    ("places", Int),
    ("aim", Text)
);
pub(crate) static TARGET: Table = dated!("bureau_target", ("indicator", Text), ("period", Text), ("value", Int), ("source", Text));
pub(crate) static MEASURE: Table = dated!("bureau_measure", ("indicator", Text), ("period", Text), ("value", Int), ("source", Text));
pub(crate) static CHARGE: Table = dated!("bureau_charge", ("post", Text));
pub(crate) static ACTING: Table = dated!("bureau_acting", ("actor", Text));
pub(crate) static HANDOVER: Table =
    steps!("bureau_handover", &[], ("incumbent", Text), ("receiver", Text), ("to_post", Text), ("note", Text));
pub(crate) static HANDOVER_ITEM: Table = steps!("bureau_handover_item", &[], ("item", Text), ("to_post", Text), ("note", Text));
