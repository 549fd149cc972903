use store::{Kind, Migration, Schema, Table};

use crate::compile::tables as compile;
use crate::council::tables as council;
use crate::edition::tables as edition;

/// What this room keeps.
pub const SCHEMA: Schema = Schema {
    room: "report",
    migrations: &[
        Migration { name: "202611230940_report", sql: include_str!("../migrations/202611230940_report.sql") },
        Migration { name: "202611242310_editions", sql: include_str!("../migrations/202611242310_editions.sql") },
        Migration { name: "202611242320_council", sql: include_str!("../migrations/202611242320_council.sql") },
        compile::MIGRATION,
    ],
    tables: &[
        &FIGURE,
        &FACT,
        &TYPED_FIGURE,
        &TYPED_FACT,
        &TEMPLATE,
        &edition::EDITION,
        &edition::EDITION_STEP,
        &council::REQUEST,
        &council::ANSWER,
        &council::STEP,
        &compile::COMPILATION,
        &compile::CHAPTER,
        &compile::STEP,
        &compile::CONFIRMATION,
        &compile::CHANGE,
    ],
    guards_sqlite: "",
    guards_postgres: "",
};

pub(crate) static FIGURE: Table = Table {
    name: "report_figure",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("version", Kind::Int),
        ("definition", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static FACT: Table = Table {
    name: "report_fact",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("version", Kind::Int),
        ("definition", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static TYPED_FIGURE: Table = Table {
    name: "report_typed_figure",
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

pub(crate) static TYPED_FACT: Table = Table {
    name: "report_typed_fact",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("kind", Kind::Text),
        ("value", Kind::Text),
        ("ends", Kind::Text),
        ("source", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static TEMPLATE: Table = Table {
    name: "report_template",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("version", Kind::Int),
        ("name", Kind::Text),
        ("lang", Kind::Text),
        ("text", Kind::Text),
    ],
    one_at_a_time: true,
};
