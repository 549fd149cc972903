//! A table of the model as a grid: where each cell stands, how wide columns and how high rows are.

use crate::hwpx::grid::{ENDS, Grid, GridCell, Line, SIDES, grid, total};
use crate::hwpx::section::{Section, pieces};
use crate::hwpx::styles::{
    CELL, HEAD_CELL, Style, TABLE_CENTER, TABLE_HEAD, TABLE_LINE, TABLE_NUMBER, TABLE_SIZE, TABLE_TOTAL, TABLE_WORDS, TOTAL_CELL, row_head,
};
use crate::layout::{Measure, Placed, WIDE, placed, widths};
use crate::print::{Place, PrintError};
use crate::table::{Align, Cell, CellRole, Emphasis, Table};

/// Writes a table.
pub(super) fn table(section: &mut Section, table: &Table, place: &Place) -> Result<(), PrintError> {
    let placed = placed(table);
    // Some air, because bold letters and marks are wider than reckoned.
    let measure = Measure { letter: &letter_width, indent: &|depth| row_head(depth).1, air: 2 * SIDES + TABLE_SIZE / 2 };
    // Where not even single numbers fit, columns are equal, and 한글 breaks the numbers.
    let widths = widths(&placed, table.columns(), section.line, &measure).unwrap_or_else(|| equal(table.columns(), section.line));
    let heights = heights(&placed, &widths, &measure);
    let mut rows: Vec<Vec<GridCell>> = heights.iter().map(|_| Vec::new()).collect();
    for each in &placed {
        let made = grid_cell(each, place)?;
        if let Some(row) = rows.get_mut(each.row) {
            row.push(made);
        }
    }
    grid(section, &Grid { widths, heights, rows, repeats_head: !table.head().is_empty() });
    Ok(())
}

fn grid_cell(placed: &Placed, place: &Place) -> Result<GridCell, PrintError> {
    let cell = placed.cell;
    let border = match (placed.in_head || cell.role == CellRole::Head, placed.emphasis) {
        (true, _) => HEAD_CELL,
        (false, Emphasis::Plain) => CELL,
        (false, Emphasis::Total | Emphasis::Subtotal) => TOTAL_CELL,
    };
    let (style, shape, letters) = looks(cell, placed.emphasis);
    let empty = Vec::new();
    let contents = if cell.content.is_empty() { std::slice::from_ref(&empty) } else { cell.content.as_slice() };
    let lines = contents.iter().map(|line| Ok(Line { style, shape, letters, pieces: pieces(line, place)? }));
    Ok(GridCell {
        column: placed.column,
        columns: placed.columns,
        rows: placed.rows,
        head: placed.in_head,
        padded: true,
        border,
        lines: lines.collect::<Result<_, PrintError>>()?,
    })
}

/// The style, shape and letters of a cell's lines.
fn looks(cell: &Cell, emphasis: Emphasis) -> (Style, usize, Style) {
    let by_align = match cell.align {
        Align::Start => TABLE_WORDS,
        Align::Center => TABLE_CENTER,
        Align::End => TABLE_NUMBER,
    };
    match (cell.role, emphasis) {
        (CellRole::Head, _) => (TABLE_HEAD, by_align.id(), TABLE_HEAD),
        (CellRole::RowHead { depth }, emphasis) => {
            let shape = if cell.align == Align::Start { row_head(depth).0 } else { by_align.id() };
            (TABLE_WORDS, shape, if emphasis == Emphasis::Plain { TABLE_WORDS } else { TABLE_TOTAL })
        }
        (CellRole::Body, Emphasis::Plain) => (by_align, by_align.id(), by_align),
        (CellRole::Body, Emphasis::Total | Emphasis::Subtotal) => (by_align, by_align.id(), TABLE_TOTAL),
    }
}

/// Hangul and its like take a square, other letters a little over half of it.
fn letter_width(letter: char) -> u32 {
    if letter < WIDE { TABLE_SIZE * 11 / 20 } else { TABLE_SIZE }
}

fn equal(columns: usize, line: u32) -> Vec<u32> {
    let count = u32::try_from(columns).unwrap_or(u32::MAX).max(1);
    let mut widths = vec![line / count; columns];
    if let Some(last) = widths.last_mut() {
        *last += line % count;
    }
    widths
}

/// How high each row is, from how often its cells' lines break in their widths.
fn heights(placed: &[Placed], widths: &[u32], measure: &Measure) -> Vec<u32> {
    let height = |each: &Placed| {
        let room = total(widths, each.column, each.columns).saturating_sub(2 * SIDES).max(TABLE_SIZE);
        let lines: u32 = measure.lines(each.cell).into_iter().map(|width| width.div_ceil(room).max(1)).sum();
        lines.max(1) * TABLE_SIZE * TABLE_LINE / 100 + 2 * ENDS
    };
    let mut heights = vec![TABLE_SIZE * TABLE_LINE / 100 + 2 * ENDS; placed.last().map_or(0, |last| last.row + 1)];
    for each in placed.iter().filter(|each| each.rows == 1) {
        if let Some(row) = heights.get_mut(each.row) {
            *row = height(each).max(*row);
        }
    }
    for each in placed.iter().filter(|each| each.rows > 1) {
        let lacking = height(each).saturating_sub(total(&heights, each.row, each.rows));
        if let Some(last) = heights.get_mut(each.row + each.rows - 1) {
            *last += lacking;
        }
    }
    heights
}
