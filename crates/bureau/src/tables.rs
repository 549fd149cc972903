use store::{Kind, Migration, Schema, Table};

/// What this room keeps.
pub const SCHEMA: Schema = Schema {
    room: "bureau",
    migrations: &[Migration { name: "202611230920_bureau", sql: include_str!("../migrations/202611230920_bureau.sql") }],
    tables: &[&UNIT, &POST, &INCUMBENT, &DUTY, &PROGRAMME, &MILESTONE, &MILESTONE_STEP, &RULE],
    guards_sqlite: "",
    guards_postgres: "",
};

pub(crate) static UNIT: Table = Table {
    name: "bureau_unit",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("kind", Kind::Text),
        ("parent", Kind::Text),
        ("position", Kind::Int),
        ("name_ko", Kind::Text),
        ("name_en", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static POST: Table = Table {
    name: "bureau_post",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("unit", Kind::Text),
        ("heads", Kind::Text),
        ("title_ko", Kind::Text),
        ("title_en", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static INCUMBENT: Table = Table {
    name: "bureau_incumbent",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("incumbent", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static DUTY: Table = Table {
    name: "bureau_duty",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("unit", Kind::Text),
        ("position", Kind::Int),
        ("text_ko", Kind::Text),
        ("text_en", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static PROGRAMME: Table = Table {
    name: "bureau_programme",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("unit", Kind::Text),
        ("name_ko", Kind::Text),
        ("name_en", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static MILESTONE: Table = Table {
    name: "bureau_milestone",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("programme", Kind::Text),
        ("name_ko", Kind::Text),
        ("name_en", Kind::Text),
        ("starts", Kind::Text),
        ("ends", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static MILESTONE_STEP: Table = Table {
    name: "bureau_milestone_step",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("day", Kind::Text),
        ("replaces", Kind::Text),
        ("state", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static RULE: Table = Table {
    name: "bureau_rule",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("value", Kind::Text),
        ("source", Kind::Text),
    ],
    one_at_a_time: true,
};
