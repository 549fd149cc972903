//! A chart as a table that an officer can edit: the label, shaded cells as the bar, the value.

use std::collections::BTreeSet;

use crate::hwpx::grid::{ENDS, Grid, GridCell, Line, grid};
use crate::hwpx::section::{LINE_WIDTH, Piece, Section};
use crate::hwpx::styles::{BAR_FRONT, BAR_WHOLE, CHART_TITLE, NO_BORDER, Style, TABLE_LINE, TABLE_NUMBER, TABLE_SIZE, TABLE_WORDS};
use crate::model::{Bar, Chart};
use crate::print::{Place, PrintError, printed};

/// A bar is measured in a thousand steps.
const STEPS: u32 = 1_000;
const LABEL: u32 = LINE_WIDTH * 3 / 10;
const VALUE: u32 = LINE_WIDTH * 3 / 20;
const BAR: u32 = LINE_WIDTH - LABEL - VALUE;

/// Writes a chart, its title above it.
pub(super) fn chart(section: &mut Section, chart: &Chart, place: &Place) -> Result<(), PrintError> {
    section.paragraph(CHART_TITLE, &[Piece::plain(printed(&chart.title, place)?)]);
    if chart.bars.is_empty() {
        return Ok(());
    }
    // Where any bar ends, all rows have a column's border: so each bar is one cell and its rest another.
    let ends: BTreeSet<u32> = chart.bars.iter().map(steps).chain([STEPS]).filter(|end| *end > 0).collect();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let at = |step: u32| BAR * step / STEPS;
    let middle = starts.zip(&ends).map(|(start, end)| at(*end) - at(start));
    let widths: Vec<u32> = std::iter::once(LABEL).chain(middle).chain([VALUE]).collect();
    let rows = chart.bars.iter().map(|bar| row(bar, &ends, place)).collect::<Result<Vec<_>, _>>()?;
    let heights = rows.iter().map(|_| TABLE_SIZE * TABLE_LINE / 100 + 4 * ENDS).collect();
    grid(section, &Grid { widths, heights, rows, repeats_head: false });
    Ok(())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is 0 to 100 percent")]
fn steps(bar: &Bar) -> u32 {
    (bar.value.percent() * 10.0).round() as u32
}

fn row(bar: &Bar, ends: &BTreeSet<u32>, place: &Place) -> Result<Vec<GridCell>, PrintError> {
    let filled = ends.range(..=steps(bar)).count();
    let cell = |column, columns, border, style: Style, text: String| {
        let pieces = if text.is_empty() { Vec::new() } else { vec![Piece::plain(text)] };
        let padded = border == NO_BORDER;
        GridCell {
            column,
            columns,
            rows: 1,
            head: false,
            padded,
            border,
            lines: vec![Line { style, shape: style.id(), letters: style, pieces }],
        }
    };
    let label = cell(0, 1, NO_BORDER, TABLE_WORDS, printed(&bar.label, place)?);
    let front = cell(1, filled, BAR_FRONT, TABLE_WORDS, String::new());
    let rest = cell(1 + filled, ends.len() - filled, BAR_WHOLE, TABLE_WORDS, String::new());
    let value = cell(1 + ends.len(), 1, NO_BORDER, TABLE_NUMBER, printed(&bar.shown, place)?);
    Ok([label, front, rest, value].into_iter().filter(|each| each.columns > 0).collect())
}
