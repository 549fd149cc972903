use store::{Kind, Table};

pub(crate) static EDITION: Table = Table {
    name: "report_edition",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("report", Kind::Text),
        ("day", Kind::Text),
        ("known", Kind::Int),
        ("title_ko", Kind::Text),
        ("title_en", Kind::Text),
        ("seal", Kind::Text),
        ("content", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static EDITION_STEP: Table = Table {
    name: "report_edition_step",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("day", Kind::Text),
        ("replaces", Kind::Text),
        ("state", Kind::Text),
        ("successor", Kind::Text),
        ("reason", Kind::Text),
    ],
    one_at_a_time: false,
};
