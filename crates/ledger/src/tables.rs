use store::{Kind, Migration, Schema, Table};

/// What this room keeps.
pub const SCHEMA: Schema = Schema {
    room: "ledger",
    migrations: &[Migration { name: "202611230930_ledger", sql: include_str!("../migrations/202611230930_ledger.sql") }],
    tables: &[&YEAR, &LINE, &ENTRY, &STEP],
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
    earlier: &[],
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
    ],
    one_at_a_time: false,
};

pub(crate) static STEP: Table = Table {
    name: "ledger_step",
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
