//! Holding the ledger against the official system's totals and rows.

use std::collections::HashMap;

use kernel::{Day, Money, Seq};
use store::{Read, Row, StoreError};

use super::standing::{cells, entry_shown};
use crate::model::{EntryShown, LineKey};

/// Official totals of a year that are not replaced, by system, period, line and kind: their id and amount.
pub(crate) fn statement_cells(read: &mut Read, fiscal_year: i16) -> Result<HashMap<String, (String, Money)>, StoreError> {
    const SQL: &str = "SELECT s.system, s.period, s.line, s.kind, s.id, s.amount FROM ledger_statement s
        WHERE s.fiscal_year = $1 AND NOT EXISTS (SELECT 1 FROM ledger_statement n WHERE n.replaces = s.id)";
    let mut cells = HashMap::new();
    read.each(SQL, &[i64::from(fiscal_year).into()], &mut |row| {
        let key = format!("{}\t{}\t{}\t{}", row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?);
        cells.insert(key, (row.text(4)?.to_owned(), Money::new(row.int(5)?)));
        Ok(())
    })?;
    Ok(cells)
}

/// A total of the official system beside the ledger's own, for a period, a line and a kind of entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The official system.
    pub system: String,
    /// The month or the day.
    pub period: String,
    /// The line.
    pub line: LineKey,
    /// The kind of entry.
    pub kind: String,
    /// What the official system says; nothing where it has no such total.
    pub official: Option<Money>,
    /// What the ledger says; nothing where it has no such entry.
    pub ours: Option<Money>,
}

impl Difference {
    /// Official less ours; nothing where it leaves the range of money.
    pub fn difference(&self) -> Option<Money> {
        self.official.unwrap_or_default().minus(self.ours.unwrap_or_default()).ok()
    }

    /// Says whether both say the same.
    pub fn is_same(&self) -> bool {
        self.official.unwrap_or_default() == self.ours.unwrap_or_default()
    }
}

/// Official totals beside the ledger's own, for every period that a statement of the year covers, as known at an event. Totals that nobody
/// has are left out; those that agree are there too.
pub fn reconciliation(read: &mut Read, fiscal_year: i16, known: Seq) -> Result<Vec<Difference>, StoreError> {
    // `$1` bounds the days of the cells; all days of the year count.
    const SQL: &str = concat!(
        "WITH s AS (SELECT s.system, s.period, s.line, s.kind, s.amount FROM ledger_statement s
           WHERE s.fiscal_year = CAST(CAST($3 AS TEXT) AS BIGINT) AND s.event <= CAST($2 AS BIGINT)
             AND NOT EXISTS (SELECT 1 FROM ledger_statement n WHERE n.replaces = s.id AND n.event <= CAST($2 AS BIGINT))),
         p AS (SELECT DISTINCT system, period FROM s),
         c AS (SELECT line, kind, day, CAST(SUM(amount) AS BIGINT) AS amount FROM (",
        cells!(),
        ") cells GROUP BY line, kind, day),
         both_sides AS (
           SELECT system, period, line, kind, 1 AS official, 0 AS ours, amount AS theirs, 0 AS amount FROM s
           UNION ALL
           SELECT p.system, p.period, c.line, c.kind, 0, 1, 0, c.amount FROM c JOIN p ON p.period = substr(c.day, 1, 7)
           UNION ALL
           SELECT p.system, p.period, c.line, c.kind, 0, 1, 0, c.amount FROM c JOIN p ON p.period = c.day)
         SELECT system, period, line, kind, MAX(official), MAX(ours), CAST(SUM(theirs) AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM both_sides
         GROUP BY system, period, line, kind ORDER BY period, line, kind, system"
    );
    let until = Day::new(fiscal_year.saturating_add(2), 1, 1).map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
    let difference = |row: &Row| {
        let side = |there: usize, amount: usize| Ok::<_, StoreError>((row.int(there)? == 1).then_some(Money::new(row.int(amount)?)));
        Ok(Difference {
            system: row.text(0)?.to_owned(),
            period: row.text(1)?.to_owned(),
            line: row.parse(2)?,
            kind: row.text(3)?.to_owned(),
            official: side(4, 6)?,
            ours: side(5, 7)?,
        })
    };
    let args = [until.into(), known.into(), format!("{fiscal_year:04}").into()];
    read.rows(SQL, &args)?.iter().map(difference).collect()
}

/// An official row that is not entered: source, amount, day and the reason in both languages; of a settled one why it was settled.
pub(crate) type OnlyThere = (String, Option<Money>, Option<Day>, [String; 2]);

/// Single rows of one period, line and kind that stand on one side only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// Official rows that are not entered.
    pub only_there: Vec<OnlyThere>,
    /// Entries that no official row brought.
    pub only_here: Vec<EntryShown>,
}

/// The single rows behind a difference, as known at an event: at most `limit` on each side.
pub fn unmatched(read: &mut Read, line: &LineKey, kind: &str, period: &str, known: Seq, limit: i64) -> Result<Unmatched, StoreError> {
    const THERE: &str =
        "SELECT o.system || ' ' || o.document || '#' || o.place, o.amount, o.day, COALESCE(s.why, o.reason_ko), COALESCE(s.why, o.reason_en)
        FROM ledger_official o LEFT JOIN ledger_resolution s ON s.official = o.id AND s.event <= $2
        WHERE o.reason IS NOT NULL AND o.event <= $2 AND o.fiscal_year = $1
          AND COALESCE(CASE WHEN o.kind = 'release' THEN 'commit' ELSE o.kind END, $3) = $3
          AND (o.day IS NULL OR substr(o.day, 1, length(CAST($4 AS TEXT))) = $4)
          AND NOT EXISTS (SELECT 1 FROM ledger_official n WHERE n.replaces = o.id AND n.event <= $2)
          AND s.entry IS NULL
        ORDER BY o.day, o.document, o.place LIMIT $5";
    const HERE: &str = concat!(
        super::standing::entry_columns!(),
        " WHERE e.line = $1 AND e.kind = $3 AND e.event <= $2 AND substr(e.day, 1, length(CAST($4 AS TEXT))) = $4
          AND NOT EXISTS (SELECT 1 FROM ledger_official o WHERE o.entry = e.id AND o.event <= $2)
          AND NOT EXISTS (SELECT 1 FROM ledger_resolution r WHERE r.entry = e.id AND r.event <= $2)
        ORDER BY e.day, e.event, e.id LIMIT $5"
    );
    let there = |row: &Row| {
        let words = [row.text(3)?.to_owned(), row.text(4)?.to_owned()];
        Ok::<_, StoreError>((row.text(0)?.to_owned(), row.opt_int(1)?.map(Money::new), row.opt_parse(2)?, words))
    };
    let args = [i64::from(line.fiscal_year).into(), known.into(), kind.into(), period.into(), limit.into()];
    let only_there = read.rows(THERE, &args)?.iter().map(there).collect::<Result<_, _>>()?;
    let args = [line.to_string().into(), known.into(), kind.into(), period.into(), limit.into()];
    let only_here = read.rows(HERE, &args)?.iter().map(entry_shown).collect::<Result<_, _>>()?;
    Ok(Unmatched { only_there, only_here })
}
