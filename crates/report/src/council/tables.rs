use store::{Kind, Table};

pub(crate) static REQUEST: Table = Table {
    name: "report_council_request",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("replaces", Kind::Text),
        ("asker", Kind::Text),
        ("title", Kind::Text),
        ("question", Kind::Text),
        ("received", Kind::Text),
        ("due", Kind::Text),
        ("unit", Kind::Text),
        ("post", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static ANSWER: Table = Table {
    name: "report_council_answer",
    earlier: &[],
    columns: &[
        ("id", Kind::Text),
        ("event", Kind::Int),
        ("subject", Kind::Text),
        ("replaces", Kind::Text),
        ("version", Kind::Int),
        ("lang", Kind::Text),
        ("text", Kind::Text),
        ("seal", Kind::Text),
        ("content", Kind::Text),
    ],
    one_at_a_time: false,
};

pub(crate) static STEP: Table = Table {
    name: "report_council_step",
    earlier: &[],
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
