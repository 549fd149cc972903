//! What this room shows for figures and evidence.

use store::{Column, ColumnKind, Dimension, Members, Set, in_force};

/// The sets of this room.
pub const SETS: &[Set] = &[LINES, ENTRIES];

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
           CASE WHEN e.reverses IS NULL THEN '' ELSE 'reverses' END AS reversal, COALESCE(v.document_number, '') AS document,
           COALESCE(e.note, '') AS note, e.id AS id, e.event AS event
         FROM ledger_entry e JOIN event v ON v.seq = e.event JOIN ledger_line l ON l.subject = e.line AND ",
        in_force!("ledger_line", "l"),
        " WHERE e.event <= $2 AND e.day <= $1 AND e.day >= $3"
    ),
    totals: Some(concat!(
        "SELECT l.fiscal_year AS fiscal_year, l.line AS line, l.unit AS unit, COALESCE(l.programme, '') AS programme, t.kind AS kind,
           t.carryover AS carryover, t.amount AS amount, t.entries AS entries
         FROM (SELECT line, kind, carryover, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(entries) AS BIGINT) AS entries FROM (
             SELECT line, kind, carryover, amount, entries FROM ledger_day_total
               WHERE era < CAST($2 AS BIGINT) / 16384 AND day <= $1 AND day >= $3
             UNION ALL
             SELECT line, kind, COALESCE(carryover, ''), amount, 1 FROM ledger_entry
               WHERE event >= CAST($2 AS BIGINT) / 16384 * 16384 AND event <= CAST($2 AS BIGINT) AND day <= $1 AND day >= $3
           ) cells GROUP BY line, kind, carryover) t
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
