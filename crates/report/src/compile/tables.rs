use store::{Kind, Migration, Table};

/// The migration that brought them.
pub(crate) const MIGRATION: Migration =
    Migration { name: "202611242330_compile", sql: include_str!("../../migrations/202611242330_compile.sql") };

pub(crate) static COMPILATION: Table = Table {
    name: "report_compilation",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("name", Kind::Text),
        ("day", Kind::Text),
        ("due", Kind::Text),
        ("unit", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static CHAPTER: Table = Table {
    name: "report_chapter",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("compilation", Kind::Text),
        ("chapter", Kind::Text),
        ("title", Kind::Text),
        ("unit", Kind::Text),
        ("owner", Kind::Text),
        ("due", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static STEP: Table = Table {
    name: "report_compilation_step",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("day", Kind::Text),
        ("step", Kind::Text),
        ("chapter", Kind::Text),
        ("remark", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static CONFIRMATION: Table = Table {
    name: "report_confirmation",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("compilation", Kind::Text),
        ("chapter", Kind::Text),
        ("lang", Kind::Text),
        ("statement", Kind::Text),
        ("version", Kind::Int),
        ("text", Kind::Text),
        ("shown", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static CHANGE: Table = Table {
    name: "report_change",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("compilation", Kind::Text),
        ("chapter", Kind::Text),
        ("lang", Kind::Text),
        ("statement", Kind::Text),
        ("version", Kind::Int),
        ("before", Kind::Text),
        ("after", Kind::Text),
    ],
    one_at_a_time: false,
};
