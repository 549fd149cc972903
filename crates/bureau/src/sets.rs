//! What this room shows for figures and evidence.

use store::{Column, ColumnKind, Dimension, Members, Set, in_force, known};

mod plans;

/// The sets of this room.
pub const SETS: &[Set] =
    &[UNITS, POSTS, DUTIES, PROGRAMMES, MILESTONES, plans::PLANS, plans::TASKS, plans::INDICATORS, plans::TARGETS, plans::MEASURES];

const fn shown(name: &'static str, label: (&'static str, &'static str)) -> Column {
    Column::public(name, ColumnKind::Text, label)
}

const EVENT: Column = Column::public("event", ColumnKind::Event, ("기록", "Event"));
const CODE: Dimension = Dimension::text("code", ("코드", "code"));
const UNIT: Dimension = Dimension::text("unit", ("부서", "unit"));
const PROGRAMME: Dimension = Dimension::text("programme", ("사업", "programme"));
const STATE: Dimension = Dimension::text("state", ("상태", "state"));
const LATE: Dimension = Dimension::text("late", ("지남", "late"));
const POST: Dimension = Dimension::text("post", ("담당 직위", "post in charge"));

const UNITS: Set = Set {
    name: "bureau.units",
    row: ("부서", "units in force"),
    rows: concat!(
        "SELECT u.subject AS code, u.kind AS kind, u.subject AS unit, COALESCE(u.parent, '') AS parent, u.position AS position,
           u.name_ko AS name_ko, COALESCE(u.name_en, u.name_ko) AS name_en, u.from_day AS day, u.event AS event
         FROM bureau_unit u WHERE ",
        in_force!("bureau_unit", "u")
    ),
    totals: None,
    dimensions: &[CODE, UNIT, Dimension::text("kind", ("종류", "kind"))],
    measures: &[],
    columns: &[
        shown("code", ("코드", "Code")),
        shown("kind", ("종류", "Kind")),
        shown("name_ko", ("이름", "Name (Korean)")),
        shown("name_en", ("영문 이름", "Name")),
        shown("parent", ("상위 부서", "Above")),
        shown("day", ("부터", "From")),
        EVENT,
    ],
    order: "position, code",
    members: Some(Members { code: "code", parent: "parent", name: ("name_ko", "name_en"), short: ("name_ko", "name_en") }),
};

const POSTS: Set = Set {
    name: "bureau.posts",
    row: ("직위", "posts in force"),
    rows: concat!(
        "SELECT p.subject AS code, p.unit AS unit, COALESCE(p.heads, '') AS heads, p.title_ko AS title_ko,
           COALESCE(p.title_en, p.title_ko) AS title_en, CASE WHEN i.id IS NULL THEN 'vacant' ELSE 'filled' END AS incumbent,
           COALESCE(i.incumbent, '') AS holder, p.from_day AS day, COALESCE(i.from_day, '') AS since, p.event AS event, i.event AS appointed
         FROM bureau_post p LEFT JOIN bureau_incumbent i ON i.subject = p.subject AND ",
        in_force!("bureau_incumbent", "i"),
        " WHERE ",
        in_force!("bureau_post", "p")
    ),
    totals: None,
    dimensions: &[CODE, UNIT, Dimension::text("incumbent", ("재직", "incumbent"))],
    measures: &[],
    columns: &[
        shown("code", ("직위 번호", "Post")),
        shown("unit", ("부서", "Unit")),
        shown("title_ko", ("직위", "Title (Korean)")),
        shown("title_en", ("영문 직위", "Title")),
        shown("incumbent", ("재직", "Incumbent")),
        shown("holder", ("재직자 번호", "Number")),
        shown("since", ("재직 시작", "In post since")),
        EVENT,
        Column::public("appointed", ColumnKind::Event, ("임용 기록", "Appointed by event")),
    ],
    order: "code",
    members: None,
};

const DUTIES: Set = Set {
    name: "bureau.duties",
    row: ("담당업무", "duties in force"),
    rows: concat!(
        "SELECT d.subject AS code, d.unit AS unit, d.position AS position, d.text_ko AS name_ko, COALESCE(d.text_en, d.text_ko) AS name_en,
           d.from_day AS day, d.event AS event FROM bureau_duty d WHERE ",
        in_force!("bureau_duty", "d")
    ),
    totals: None,
    dimensions: &[CODE, UNIT],
    measures: &[],
    columns: &[
        shown("code", ("코드", "Code")),
        shown("unit", ("부서", "Unit")),
        shown("name_ko", ("담당업무", "Duty (Korean)")),
        shown("name_en", ("영문", "Duty")),
        EVENT,
    ],
    order: "unit, position, code",
    members: Some(Members { code: "code", parent: "unit", name: ("name_ko", "name_en"), short: ("name_ko", "name_en") }),
};

const PROGRAMMES: Set = Set {
    name: "bureau.programmes",
    row: ("사업", "programmes in force"),
    rows: concat!(
        "SELECT p.subject AS code, p.unit AS unit, p.name_ko AS name_ko, COALESCE(p.name_en, p.name_ko) AS name_en,
           p.from_day AS day, p.event AS event FROM bureau_programme p WHERE ",
        in_force!("bureau_programme", "p")
    ),
    totals: None,
    dimensions: &[CODE, UNIT],
    measures: &[],
    columns: &[
        shown("code", ("코드", "Code")),
        shown("unit", ("부서", "Unit")),
        shown("name_ko", ("사업", "Programme (Korean)")),
        shown("name_en", ("영문", "Programme")),
        EVENT,
    ],
    order: "code",
    members: Some(Members { code: "code", parent: "unit", name: ("name_ko", "name_en"), short: ("name_ko", "name_en") }),
};

const MILESTONES: Set = Set {
    name: "bureau.milestones",
    row: ("일정", "milestones in force"),
    // Late: the window is over and nothing final became of it. A window's end is compared in its own precision.
    rows: concat!(
        "SELECT w.*, CASE WHEN w.state IN ('planned', 'postponed') AND w.ends <> '' AND substr(CAST($1 AS TEXT), 1, length(w.ends)) > w.ends
           THEN 'yes' ELSE 'no' END AS late
         FROM (SELECT m.subject AS code, m.programme AS programme, COALESCE(p.unit, '') AS unit, m.name_ko AS name_ko,
           COALESCE(m.name_en, m.name_ko) AS name_en, m.starts AS starts, COALESCE(m.ends, '') AS ends,
           COALESCE((SELECT s.state FROM bureau_milestone_step s WHERE s.subject = m.subject AND s.day <= $1 AND ",
        known!("bureau_milestone_step", "s"),
        " ORDER BY s.day DESC, s.event DESC LIMIT 1), 'planned') AS state, COALESCE(c.post, pc.post, '') AS post,
           m.from_day AS day, m.event AS event
         FROM bureau_milestone m LEFT JOIN bureau_programme p ON p.subject = m.programme AND ",
        in_force!("bureau_programme", "p"),
        " LEFT JOIN bureau_charge c ON c.subject = 'bureau_milestone:' || m.subject AND ",
        in_force!("bureau_charge", "c"),
        " LEFT JOIN bureau_charge pc ON pc.subject = 'bureau_programme:' || m.programme AND ",
        in_force!("bureau_charge", "pc"),
        " WHERE ",
        in_force!("bureau_milestone", "m"),
        ") w"
    ),
    totals: None,
    dimensions: &[CODE, UNIT, PROGRAMME, STATE, LATE, POST],
    measures: &[],
    columns: &[
        shown("code", ("코드", "Code")),
        shown("programme", ("사업", "Programme")),
        shown("name_ko", ("일정", "Milestone (Korean)")),
        shown("name_en", ("영문", "Milestone")),
        shown("starts", ("시작", "Starts")),
        shown("ends", ("끝", "Ends")),
        shown("state", ("상태", "State")),
        shown("late", ("지남", "Late")),
        shown("post", ("담당 직위", "Post in charge")),
        EVENT,
    ],
    order: "programme, starts, code",
    members: None,
};
