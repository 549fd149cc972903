//! Names that pages need of other things: units, lines and programmes to choose from.

use kernel::{AsOf, Day, Seq};
use store::{Read, StoreError};

/// The units in force, as the bureau shows them: code and both names.
pub(crate) fn unit_names(read: &mut Read, as_of: AsOf) -> Result<Vec<(String, String, String)>, StoreError> {
    codes(read, "bureau.units", as_of)
}

/// The rows of a set of the bureau that have a code and names, in their order.
pub(crate) fn codes(read: &mut Read, set: &str, as_of: AsOf) -> Result<Vec<(String, String, String)>, StoreError> {
    let Some(set) = bureau::SETS.iter().find(|known| known.name == set) else { return Ok(Vec::new()) };
    let sql = format!("SELECT code, name_ko, name_en FROM ({}) units ORDER BY {}", set.rows, set.order);
    let text = |row: &store::Row, at| row.text(at).map(str::to_owned);
    read.rows(&sql, &[as_of.day.into(), as_of.known.into()])?.iter().map(|row| Ok((text(row, 0)?, text(row, 1)?, text(row, 2)?))).collect()
}

/// The lines of a fiscal year to choose from: year and code, and both names.
pub(crate) fn line_codes(read: &mut Read, fiscal_year: i16, day: Day) -> Result<Vec<(String, String, String)>, StoreError> {
    let lines = super::standings(read, fiscal_year, AsOf { day, known: Seq(i64::MAX) })?;
    Ok(lines.into_iter().map(|line| (line.line.to_string(), line.name_ko, line.name_en)).collect())
}
