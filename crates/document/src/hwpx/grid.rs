//! A table as the format has it: cells with places, spans, widths and heights.

use std::fmt::Write as _;

use crate::hwpx::section::{Piece, Section};
use crate::hwpx::styles::{ANCHOR, CELL, Look, Style};

/// What stays free in a cell at each side, and above and below.
pub(super) const SIDES: u32 = 510;
pub(super) const ENDS: u32 = 141;

/// Cells in rows; each row has at least one, or 한글 refuses the file.
pub(super) struct Grid {
    /// One for each column.
    pub(super) widths: Vec<u32>,
    /// One for each row.
    pub(super) heights: Vec<u32>,
    pub(super) rows: Vec<Vec<GridCell>>,
    /// Whether 한글 repeats the head on each page.
    pub(super) repeats_head: bool,
}

/// One cell; columns and rows count from 0.
pub(super) struct GridCell {
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) head: bool,
    /// Whether text keeps its distance to the border.
    pub(super) padded: bool,
    pub(super) border: usize,
    pub(super) lines: Vec<Line>,
}

/// A paragraph in a cell.
pub(super) struct Line {
    pub(super) style: Style,
    pub(super) shape: usize,
    pub(super) letters: Style,
    pub(super) pieces: Vec<Piece>,
}

/// Writes the table into a paragraph that holds nothing else.
pub(super) fn grid(section: &mut Section, grid: &Grid) {
    section.open(ANCHOR, ANCHOR.id());
    let number = section.object();
    let letters = ANCHOR.letters(Look::Plain);
    // Not "like a letter", because 한글 would then not break the table between rows at the end of a page.
    let _ = write!(
        section.out,
        concat!(
            r#"<hp:run charPrIDRef="{letters}"><hp:tbl id="{number}" zOrder="{number}" numberingType="TABLE" textWrap="TOP_AND_BOTTOM""#,
            r#" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" pageBreak="CELL" repeatHeader="{repeats}" rowCnt="{rows}" colCnt="{columns}""#,
            r#" cellSpacing="0" borderFillIDRef="{CELL}" noAdjust="0"><hp:sz width="{width}" widthRelTo="ABSOLUTE" height="{height}""#,
            r#" heightRelTo="ABSOLUTE" protect="0"/><hp:pos treatAsChar="0" affectLSpacing="0" flowWithText="1" allowOverlap="0""#,
            r#" holdAnchorAndSO="0" vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>"#,
            r#"<hp:outMargin left="0" right="0" top="0" bottom="141"/><hp:inMargin left="{SIDES}" right="{SIDES}" top="{ENDS}" bottom="{ENDS}"/>"#,
        ),
        letters = letters,
        number = number,
        repeats = u8::from(grid.repeats_head),
        rows = grid.rows.len(),
        columns = grid.widths.len(),
        CELL = CELL,
        width = grid.widths.iter().sum::<u32>(),
        height = grid.heights.iter().sum::<u32>(),
        SIDES = SIDES,
        ENDS = ENDS,
    );
    for (index, row) in grid.rows.iter().enumerate() {
        section.out.push_str("<hp:tr>");
        for each in row {
            cell(section, grid, index, each);
        }
        section.out.push_str("</hp:tr>");
    }
    section.out.push_str("</hp:tbl><hp:t/></hp:run>");
    section.close();
}

fn cell(section: &mut Section, grid: &Grid, row: usize, cell: &GridCell) {
    let _ = write!(
        section.out,
        concat!(
            r#"<hp:tc name="" header="{}" hasMargin="{}" protect="0" editable="0" dirty="0" borderFillIDRef="{}">"#,
            r#"<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER" linkListIDRef="0" linkListNextIDRef="0""#,
            r#" textWidth="0" textHeight="0" hasTextRef="0" hasNumRef="0">"#,
        ),
        u8::from(cell.head),
        u8::from(!cell.padded),
        cell.border,
    );
    for line in &cell.lines {
        section.shaped(line.style, line.shape, line.letters, &line.pieces);
    }
    let (sides, ends) = if cell.padded { (SIDES, ENDS) } else { (0, 0) };
    let _ = write!(
        section.out,
        concat!(
            r#"</hp:subList><hp:cellAddr colAddr="{}" rowAddr="{}"/><hp:cellSpan colSpan="{}" rowSpan="{}"/>"#,
            r#"<hp:cellSz width="{}" height="{}"/><hp:cellMargin left="{sides}" right="{sides}" top="{ends}" bottom="{ends}"/></hp:tc>"#,
        ),
        cell.column,
        row,
        cell.columns,
        cell.rows,
        total(&grid.widths, cell.column, cell.columns),
        total(&grid.heights, row, cell.rows),
        sides = sides,
        ends = ends,
    );
}

/// The sum of `count` lengths from `from` on.
pub(super) fn total(lengths: &[u32], from: usize, count: usize) -> u32 {
    lengths.iter().skip(from).take(count).sum()
}
