//! What this room shows for figures and evidence.

use store::{Column, ColumnKind, Dimension, Members, Set, in_force};

/// The sets of this room.
pub const SETS: &[Set] = &[LINES, ENTRIES, PLAN, TRANSFERS, EXCEPTIONS];

const fn shown(name: &'static str, label: (&'static str, &'static str)) -> Column {
    Column::public(name, ColumnKind::Text, label)
}

const EVENT: Column = Column::public("event", ColumnKind::Event, ("기록", "Event"));
const YEAR: Dimension = Dimension::int("fiscal_year", ("회계연도", "fiscal year"));
const LINE: Dimension = Dimension::text("line", ("세부사업", "line"));
const UNIT: Dimension = Dimension::text("unit", ("부서", "unit"));
const PROGRAMME: Dimension = Dimension::text("programme", ("사업", "programme"));

const LINES: Set = Set {
    name: "ledger.lines",
    row: ("세부사업", "budget lines in force"),
    rows: concat!(
        "SELECT l.fiscal_year AS fiscal_year, l.line AS line, l.unit AS unit, COALESCE(l.programme, '') AS programme, l.position AS position,
           l.name_ko AS name_ko, COALESCE(l.name_en, l.name_ko) AS name_en, COALESCE(l.short_ko, l.name_ko) AS short_ko,
           COALESCE(l.short_en, l.name_en, l.short_ko, l.name_ko) AS short_en, COALESCE(l.note, '') AS note, l.from_day AS day, l.event AS event
         FROM ledger_line l WHERE ",
        in_force!("ledger_line", "l")
    ),
    totals: None,
    dimensions: &[YEAR, LINE, UNIT, PROGRAMME],
    measures: &[],
    columns: &[
        shown("fiscal_year", ("회계연도", "Fiscal year")),
        shown("line", ("코드", "Line")),
        shown("name_ko", ("세부사업", "Name (Korean)")),
        shown("name_en", ("영문", "Name")),
        shown("unit", ("부서", "Unit")),
        shown("programme", ("사업", "Programme")),
        shown("note", ("비고", "Note")),
        EVENT,
    ],
    order: "fiscal_year, position, line",
    members: Some(Members { code: "line", parent: "unit", name: ("name_ko", "name_en"), short: ("short_ko", "short_en") }),
};

const ENTRIES: Set = Set {
    name: "ledger.entries",
    row: ("원장 항목", "ledger entries"),
    rows: concat!(
        "SELECT e.day AS day, l.fiscal_year AS fiscal_year, l.line AS line, l.unit AS unit, COALESCE(l.programme, '') AS programme,
           e.kind AS kind, COALESCE(e.carryover, '') AS carryover, e.amount AS amount,
           CASE WHEN e.reverses IS NULL THEN '' ELSE 'reverses' END AS reversal, COALESCE(v.document_number,
             (SELECT MIN(o.document) FROM ledger_official o WHERE o.entry = e.id), '') AS document,
           COALESCE(e.note, '') AS note, e.id AS id, e.event AS event
         FROM ledger_entry e JOIN event v ON v.seq = e.event JOIN ledger_line l ON l.subject = e.line AND ",
        in_force!("ledger_line", "l"),
        " WHERE e.event <= $2 AND e.day <= $1 AND e.day >= $3"
    ),
    totals: Some(concat!(
        "SELECT l.fiscal_year AS fiscal_year, l.line AS line, l.unit AS unit, COALESCE(l.programme, '') AS programme, t.kind AS kind,
           t.carryover AS carryover, t.amount AS amount, t.entries AS entries
         FROM (SELECT line, kind, carryover, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(entries) AS BIGINT) AS entries
             FROM ledger_day_total WHERE era < CAST($2 AS BIGINT) / 16384 AND day <= $1 AND day >= $3 GROUP BY line, kind, carryover
           UNION ALL
           SELECT line, kind, COALESCE(carryover, ''), CAST(SUM(amount) AS BIGINT), COUNT(*) FROM ledger_entry
             WHERE event >= CAST($2 AS BIGINT) / 16384 * 16384 AND event <= CAST($2 AS BIGINT) AND day <= $1 AND day >= $3
             GROUP BY 1, 2, 3) t
         JOIN ledger_line l ON l.subject = t.line AND ",
        in_force!("ledger_line", "l")
    )),
    dimensions: &[
        YEAR,
        LINE,
        UNIT,
        PROGRAMME,
        Dimension::text("kind", ("종류", "kind")),
        Dimension::text("carryover", ("이월 종류", "carry-over")),
    ],
    measures: &["amount"],
    columns: &[
        shown("day", ("날짜", "Day")),
        shown("line", ("세부사업", "Line")),
        shown("kind", ("종류", "Kind")),
        shown("carryover", ("이월", "Carry-over")),
        Column::public("amount", ColumnKind::Money, ("금액", "Amount")),
        shown("reversal", ("정정", "Correction")),
        Column::office("document", ColumnKind::Text, ("문서", "Document")),
        Column::office("note", ColumnKind::Text, ("비고", "Note")),
        EVENT,
    ],
    order: "day, event, id",
    members: None,
};

/// The monthly spending plan in force; `due` is `over` for months that ended by the day, so that what was paid can be held against it.
const PLAN: Set = Set {
    name: "ledger.plan",
    row: ("집행계획", "months of the spending plan"),
    rows: concat!(
        "SELECT l.fiscal_year AS fiscal_year, l.line AS line, l.unit AS unit, COALESCE(l.programme, '') AS programme, p.month AS month,
           CASE WHEN p.ends <= $1 THEN 'over' WHEN p.month = substr($1, 1, 7) THEN 'now' ELSE 'later' END AS due,
           p.amount AS amount, COALESCE(p.note, '') AS note, p.from_day AS day, p.event AS event
         FROM ledger_plan p JOIN ledger_line l ON l.subject = p.line AND ",
        in_force!("ledger_line", "l"),
        " WHERE ",
        in_force!("ledger_plan", "p")
    ),
    totals: None,
    dimensions: &[YEAR, LINE, UNIT, PROGRAMME, Dimension::text("month", ("월", "month")), Dimension::text("due", ("시기", "due"))],
    measures: &["amount"],
    columns: &[
        shown("month", ("월", "Month")),
        shown("line", ("세부사업", "Line")),
        Column::public("amount", ColumnKind::Money, ("계획액", "Planned")),
        shown("day", ("계획일", "From")),
        Column::office("note", ColumnKind::Text, ("비고", "Note")),
        EVENT,
    ],
    order: "month, line",
    members: None,
};

/// Transfers, as the line that gives sees them.
const TRANSFERS: Set = Set {
    name: "ledger.transfers",
    row: ("전용·이용·이체", "transfers"),
    rows: concat!(
        "SELECT e.day AS day, l.fiscal_year AS fiscal_year, l.line AS line, l.unit AS unit, COALESCE(l.programme, '') AS programme,
           e.other_line AS other_line, COALESCE(e.transfer, '') AS transfer, -e.amount AS amount, COALESCE(v.document_number, '') AS document,
           COALESCE(e.note, '') AS note, e.id AS id, e.event AS event
         FROM ledger_entry e JOIN event v ON v.seq = e.event JOIN ledger_line l ON l.subject = e.line AND ",
        in_force!("ledger_line", "l"),
        " WHERE e.kind = 'transfer' AND e.amount < 0 AND e.event <= $2 AND e.day <= $1 AND e.day >= $3"
    ),
    totals: None,
    dimensions: &[YEAR, LINE, UNIT, PROGRAMME, Dimension::text("transfer", ("종류", "kind"))],
    measures: &["amount"],
    columns: &[
        shown("day", ("날짜", "Day")),
        shown("line", ("내준 세부사업", "From")),
        shown("other_line", ("받은 세부사업", "To")),
        shown("transfer", ("종류", "Kind")),
        Column::public("amount", ColumnKind::Money, ("금액", "Amount")),
        Column::office("document", ColumnKind::Text, ("문서", "Document")),
        Column::office("note", ColumnKind::Text, ("비고", "Note")),
        EVENT,
    ],
    order: "day, event, id",
    members: None,
};

/// Official rows that could not be entered, with what became of them.
const EXCEPTIONS: Set = Set {
    name: "ledger.exceptions",
    row: ("예외", "exceptions of the import"),
    rows: "SELECT COALESCE(o.fiscal_year, 0) AS fiscal_year, o.reason AS reason,
           CASE WHEN r.id IS NOT NULL THEN r.outcome WHEN n.id IS NOT NULL THEN 'replaced' ELSE 'open' END AS state,
           o.system AS system, o.document || '#' || o.place AS source, COALESCE(o.line, '') AS named, COALESCE(o.kind, '') AS kind,
           COALESCE(o.amount, 0) AS amount, COALESCE(o.day, '') AS day, o.reason_ko AS reason_ko, o.id AS id, o.event AS event
         FROM ledger_official o LEFT JOIN ledger_official n ON n.replaces = o.id AND n.event <= $2
         LEFT JOIN ledger_resolution r ON r.official = o.id AND r.event <= $2
         WHERE o.reason IS NOT NULL AND o.event <= $2 AND COALESCE(o.day, $1) <= $1",
    totals: None,
    dimensions: &[YEAR, Dimension::text("reason", ("이유", "reason")), Dimension::text("state", ("상태", "state"))],
    measures: &["amount"],
    columns: &[
        shown("day", ("날짜", "Day")),
        shown("state", ("상태", "State")),
        shown("reason", ("이유", "Reason")),
        Column::office("source", ColumnKind::Text, ("출처", "Source")),
        Column::office("named", ColumnKind::Text, ("세부사업", "Line")),
        shown("kind", ("종류", "Kind")),
        Column::public("amount", ColumnKind::Money, ("금액", "Amount")),
        Column::office("reason_ko", ColumnKind::Text, ("설명", "In words")),
        EVENT,
    ],
    order: "event, id",
    members: None,
};
