//! A table of the model as a grid: where each cell stands, how wide columns and how high rows are.

use std::collections::BTreeMap;

use crate::hwpx::grid::{ENDS, Grid, GridCell, Line, SIDES, grid, total};
use crate::hwpx::section::{LINE_WIDTH, Section, pieces};
use crate::hwpx::styles::{
    CELL, HEAD_CELL, Style, TABLE_CENTER, TABLE_HEAD, TABLE_LINE, TABLE_NUMBER, TABLE_SIZE, TABLE_TOTAL, TABLE_WORDS, TOTAL_CELL, row_head,
};
use crate::model::Inline;
use crate::print::{Place, PrintError, marks, shown};
use crate::table::{Align, Cell, CellRole, Emphasis, Row, Table};

/// Writes a table.
pub(super) fn table(section: &mut Section, table: &Table, place: &Place) -> Result<(), PrintError> {
    let placed = placed(table);
    let widths = shared(&wanted(&placed, table.columns()), LINE_WIDTH);
    let heights = heights(&placed, &widths);
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

/// A cell and the place where it stands, counted from 0.
pub(super) struct Placed<'a> {
    cell: &'a Cell,
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
    emphasis: Emphasis,
    in_head: bool,
}

/// Every cell with its place. A row without a cell of its own is left out, and the cells that reach through it are shorter by
/// it: 한글 refuses a row without cells.
pub(super) fn placed(table: &Table) -> Vec<Placed<'_>> {
    let rows: Vec<(&Row, bool)> = table.head().iter().map(|row| (row, true)).chain(table.body().iter().map(|row| (row, false))).collect();
    // How many rows with cells stand above each row; one more at the end.
    let mut above = vec![0_usize];
    for (row, _) in &rows {
        above.push(above.last().copied().unwrap_or_default() + usize::from(!row.cells.is_empty()));
    }
    let standing = |index: usize| above.get(index).or(above.last()).copied().unwrap_or_default();
    let mut placed = Vec::new();
    let mut reach: Vec<u16> = vec![0; table.columns()];
    for (index, (row, in_head)) in rows.into_iter().enumerate() {
        let mut column = 0;
        for cell in &row.cells {
            column += reach.iter().skip(column).take_while(|rows_left| **rows_left > 0).count();
            let columns = usize::from(cell.colspan.get());
            let below = index + usize::from(cell.rowspan.get());
            let rows = standing(below) - standing(index);
            placed.push(Placed { cell, row: standing(index), column, rows, columns, emphasis: row.emphasis, in_head });
            // One more than it reaches below, because this row is taken off at its end.
            reach.iter_mut().skip(column).take(columns).for_each(|rows_left| *rows_left = cell.rowspan.get());
            column += columns;
        }
        reach.iter_mut().for_each(|rows_left| *rows_left = rows_left.saturating_sub(1));
    }
    placed
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

/// How wide a cell's text is on one line, its indentation with it.
fn text_width(cell: &Cell) -> u32 {
    let indent = match cell.role {
        CellRole::RowHead { depth } => row_head(depth).1,
        CellRole::Head | CellRole::Body => 0,
    };
    indent + cell_lines(cell).max().unwrap_or_default()
}

/// The widths of a cell's lines, broken where the text breaks them.
fn cell_lines(cell: &Cell) -> impl Iterator<Item = u32> + '_ {
    cell.content.iter().flat_map(|line| line.split(|inline| *inline == Inline::LineBreak)).map(|line| line.iter().map(inline_width).sum())
}

fn inline_width(inline: &Inline) -> u32 {
    let marks = match inline {
        Inline::Figure(figure) => marks(figure).chars().count(),
        _ => 0,
    };
    let marks = u32::try_from(marks).unwrap_or_default() * TABLE_SIZE / 2;
    shown(inline).chars().map(letter_width).fold(marks, u32::saturating_add)
}

/// Hangul and its like take a square, other letters a little over half of it.
fn letter_width(letter: char) -> u32 {
    if letter < '\u{1100}' { TABLE_SIZE * 11 / 20 } else { TABLE_SIZE }
}

/// How wide each column would be with every cell on one line.
fn wanted(placed: &[Placed], columns: usize) -> Vec<u32> {
    // Some air, because bold letters and marks are wider than reckoned.
    let whole = |each: &Placed| text_width(each.cell).min(LINE_WIDTH) + 2 * SIDES + TABLE_SIZE / 2;
    let mut wanted = vec![2 * SIDES + TABLE_SIZE; columns];
    for each in placed.iter().filter(|each| each.columns == 1) {
        if let Some(width) = wanted.get_mut(each.column) {
            *width = whole(each).max(*width);
        }
    }
    for each in placed.iter().filter(|each| each.columns > 1) {
        let lacking = whole(each).saturating_sub(total(&wanted, each.column, each.columns));
        let share = lacking.div_ceil(u32::try_from(each.columns).unwrap_or(u32::MAX));
        wanted.iter_mut().skip(each.column).take(each.columns).for_each(|width| *width += share);
    }
    wanted
}

/// Shares the line among columns: in proportion where all fit, else narrow ones get what they want and the others share the
/// rest in proportion. The sum is the line, exactly.
fn shared(wanted: &[u32], line: u32) -> Vec<u32> {
    let mut kept: BTreeMap<usize, u32> = BTreeMap::new();
    let sum = |widths: &mut dyn Iterator<Item = u32>| widths.map(u64::from).sum::<u64>();
    if sum(&mut wanted.iter().copied()) > u64::from(line) {
        loop {
            let free = u64::from(line).saturating_sub(sum(&mut kept.values().copied()));
            let fair = free / u64::try_from(wanted.len() - kept.len()).unwrap_or(u64::MAX).max(1);
            let before = kept.len();
            let narrow = wanted.iter().enumerate().filter(|(_, width)| u64::from(**width) <= fair).map(|(index, width)| (index, *width));
            kept.extend(narrow.collect::<Vec<_>>());
            if kept.len() == before || kept.len() == wanted.len() {
                break;
            }
        }
    }
    let free = u64::from(line).saturating_sub(sum(&mut kept.values().copied()));
    let others: u64 = sum(&mut wanted.iter().enumerate().filter(|(index, _)| !kept.contains_key(index)).map(|(_, width)| *width));
    let scaled = |index: usize, width: u32| kept.get(&index).copied().unwrap_or_else(|| scale(width, free, others));
    let mut widths: Vec<u32> = wanted.iter().enumerate().map(|(index, width)| scaled(index, *width)).collect();
    let left = line.saturating_sub(widths.iter().sum());
    if let Some(widest) = widths.iter_mut().max() {
        *widest += left;
    }
    widths
}

fn scale(width: u32, free: u64, others: u64) -> u32 {
    u32::try_from(u64::from(width) * free / others.max(1)).unwrap_or(u32::MAX)
}

/// How high each row is, from how often its cells' lines break in their widths.
fn heights(placed: &[Placed], widths: &[u32]) -> Vec<u32> {
    let height = |each: &Placed| {
        let room = total(widths, each.column, each.columns).saturating_sub(2 * SIDES).max(TABLE_SIZE);
        let lines: u32 = cell_lines(each.cell).map(|width| width.div_ceil(room).max(1)).sum();
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
