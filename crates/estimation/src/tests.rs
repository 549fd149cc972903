//! Rules of estimation: published anchors, cases worked by hand, simulated surveys, bad input.

mod anchors;
mod bad_input;
mod by_hand;
mod files;
mod simulated;

use crate::{Codebook, Columns, Margin, Sample, Settings, Sheet};

/// A table from text.
pub(crate) fn sheet(text: &str) -> Sheet {
    Sheet::read("survey.csv", text.as_bytes()).unwrap()
}

/// A margin from text.
pub(crate) fn margin(file: &str, text: &str) -> Margin {
    Margin::read(&Sheet::read(file, text.as_bytes()).unwrap()).unwrap()
}

/// The sample of a table, raked to margins.
pub(crate) fn raked(sheet: &Sheet, columns: Columns<'_>, margins: &[Margin]) -> Sample {
    let sample = Sample::read(sheet, columns).unwrap();
    let cells = margins.iter().map(|margin| margin.cells(sheet, &Codebook::default()).unwrap()).collect();
    sample.raked(cells, Settings::default()).unwrap().0
}

/// Whether two numbers agree in their first six digits.
pub(crate) fn six_digits(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 5e-7 * expected.abs().max(1e-300)
}
