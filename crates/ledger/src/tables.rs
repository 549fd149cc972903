use store::{Kind, Migration, Schema, Table};

/// What this room keeps.
pub const SCHEMA: Schema = Schema {
    room: "ledger",
    migrations: &[
        Migration { name: "202611230930_ledger", sql: include_str!("../migrations/202611230930_ledger.sql") },
        Migration { name: "202611242301_running", sql: include_str!("../migrations/202611242301_running.sql") },
        Migration { name: "202611250310_totals", sql: include_str!("../migrations/202611250310_totals.sql") },
    ],
    tables: &[&YEAR, &LINE, &ENTRY, &STEP, &PLAN, &OFFICIAL, &RESOLUTION, &STATEMENT],
    guards_sqlite: include_str!("../guards/sqlite.sql"),
    guards_postgres: include_str!("../guards/postgres.sql"),
};

pub(crate) static YEAR: Table = Table {
    name: "ledger_year",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("ends", Kind::Text),
        ("entries_until", Kind::Text),
        ("rule", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static LINE: Table = Table {
    name: "ledger_line",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("fiscal_year", Kind::Int),
        ("line", Kind::Text),
        ("unit", Kind::Text),
        ("programme", Kind::Text),
        ("position", Kind::Int),
        ("name_ko", Kind::Text),
        ("name_en", Kind::Text),
        ("short_ko", Kind::Text),
        ("short_en", Kind::Text),
        ("note", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static ENTRY: Table = Table {
    name: "ledger_entry",
    earlier: &[11],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("line", Kind::Text),
        ("kind", Kind::Text),
        ("amount", Kind::Int),
        ("day", Kind::Text),
        ("commitment", Kind::Text),
        ("reverses", Kind::Text),
        ("carryover", Kind::Text),
        ("other_line", Kind::Text),
        ("note", Kind::Text),
        ("transfer", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static STEP: Table = Table {
    name: "ledger_step",
    earlier: &[6],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("day", Kind::Text),
        ("replaces", Kind::Text),
        ("state", Kind::Text),
        ("reason", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static PLAN: Table = Table {
    name: "ledger_plan",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("from_day", Kind::Text),
        ("until_day", Kind::Text),
        ("replaces", Kind::Text),
        ("line", Kind::Text),
        ("month", Kind::Text),
        ("ends", Kind::Text),
        ("amount", Kind::Int),
        ("note", Kind::Text),
    ],
    one_at_a_time: true,
};

pub(crate) static OFFICIAL: Table = Table {
    name: "ledger_official",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("replaces", Kind::Text),
        ("system", Kind::Text),
        ("document", Kind::Text),
        ("place", Kind::Text),
        ("fiscal_year", Kind::Int),
        ("line", Kind::Text),
        ("kind", Kind::Text),
        ("amount", Kind::Int),
        ("day", Kind::Text),
        ("content", Kind::Text),
        ("file", Kind::Text),
        ("row_number", Kind::Int),
        ("entry", Kind::Text),
        ("reason", Kind::Text),
        ("reason_ko", Kind::Text),
        ("reason_en", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static RESOLUTION: Table = Table {
    name: "ledger_resolution",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("official", Kind::Text),
        ("outcome", Kind::Text),
        ("entry", Kind::Text),
        ("why", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static STATEMENT: Table = Table {
    name: "ledger_statement",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("replaces", Kind::Text),
        ("system", Kind::Text),
        ("fiscal_year", Kind::Int),
        ("period", Kind::Text),
        ("line", Kind::Text),
        ("kind", Kind::Text),
        ("amount", Kind::Int),
        ("file", Kind::Text),
        ("row_number", Kind::Int),
    ],
    one_at_a_time: false,
};
