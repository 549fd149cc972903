//! A table that cannot be ragged.

use std::error::Error;
use std::fmt;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::model::Inline;

/// The most columns a table may have: browsers ignore the rest of a wider span.
pub const WIDEST_TABLE: usize = 1_000;

/// A table whose rows all have the same width, spans counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Table {
    id: String,
    caption: Option<Vec<Inline>>,
    head: Vec<Row>,
    body: Vec<Row>,
    notes: Vec<Vec<Inline>>,
}

/// A table as JSON has it, its width not yet looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    caption: Option<Vec<Inline>>,
    head: Vec<Row>,
    body: Vec<Row>,
    notes: Vec<Vec<Inline>>,
}

impl TryFrom<Written> for Table {
    type Error = TableError;

    fn try_from(written: Written) -> Result<Self, TableError> {
        Self::new(written.id, written.caption, written.head, written.body, written.notes)
    }
}

impl Table {
    /// Makes a table, or names the first row that does not fit. The head may be empty, and so may the body; a span may
    /// not cross from one into the other.
    pub fn new(
        id: impl Into<String>,
        caption: Option<Vec<Inline>>,
        head: Vec<Row>,
        body: Vec<Row>,
        notes: Vec<Vec<Inline>>,
    ) -> Result<Self, TableError> {
        let columns = head.first().or(body.first()).map_or(0, Row::own_columns);
        if columns == 0 {
            return Err(TableError::Empty);
        }
        if columns > WIDEST_TABLE {
            return Err(TableError::TooWide { columns });
        }
        check_part(&head, columns, 0)?;
        check_part(&body, columns, head.len())?;
        Ok(Self { id: id.into(), caption, head, body, notes })
    }

    /// The name that links within the page use.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the table shows, and its unit.
    #[must_use]
    pub fn caption(&self) -> Option<&[Inline]> {
        self.caption.as_deref()
    }

    /// The rows that name the columns; paper repeats them on each page.
    #[must_use]
    pub fn head(&self) -> &[Row] {
        &self.head
    }

    /// The rows under the head.
    #[must_use]
    pub fn body(&self) -> &[Row] {
        &self.body
    }

    /// The notes under the table, each without its ※.
    #[must_use]
    pub fn notes(&self) -> &[Vec<Inline>] {
        &self.notes
    }

    /// How many columns it has, spans counted.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.head.first().or(self.body.first()).map_or(0, Row::own_columns)
    }

    /// Whether any cell spans rows or columns.
    #[must_use]
    pub fn has_spans(&self) -> bool {
        self.cells().any(|cell| cell.colspan.get() > 1 || cell.rowspan.get() > 1)
    }

    pub(crate) fn inlines(&self) -> Vec<&Inline> {
        let caption = self.caption.iter().flatten();
        let cells = self.cells().flat_map(|cell| cell.content.iter().flatten());
        caption.chain(cells).chain(self.notes.iter().flatten()).collect()
    }

    pub(crate) fn inlines_mut(&mut self) -> Vec<&mut Inline> {
        let caption = self.caption.iter_mut().flatten();
        let cells =
            self.head.iter_mut().chain(&mut self.body).flat_map(|row| &mut row.cells).flat_map(|cell| cell.content.iter_mut().flatten());
        caption.chain(cells).chain(self.notes.iter_mut().flatten()).collect()
    }

    fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.head.iter().chain(&self.body).flat_map(|row| &row.cells)
    }
}

/// One row of cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its own cells from the left; places that a cell above reaches into are left out.
    pub cells: Vec<Cell>,
    /// How it stands out.
    pub emphasis: Emphasis,
}

impl Row {
    /// A row like any other.
    #[must_use]
    pub fn plain(cells: Vec<Cell>) -> Self {
        Self { cells, emphasis: Emphasis::Plain }
    }

    fn own_columns(&self) -> usize {
        self.cells.iter().map(|cell| usize::from(cell.colspan.get())).sum()
    }
}

/// How a row stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Emphasis {
    /// Not at all.
    Plain,
    /// A grand total (계).
    Total,
    /// The total of a part (소계).
    Subtotal,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Its lines.
    pub content: Vec<Vec<Inline>>,
    /// Whether it names a column, names a row, or says something.
    pub role: CellRole,
    /// How its lines stand; a body cell that stands at the end holds numbers.
    pub align: Align,
    /// How many columns it takes.
    pub colspan: NonZeroU16,
    /// How many rows it takes.
    pub rowspan: NonZeroU16,
}

impl Cell {
    /// A cell of one row and column.
    #[must_use]
    pub fn new(role: CellRole, align: Align, content: Vec<Vec<Inline>>) -> Self {
        Self { content, role, align, colspan: NonZeroU16::MIN, rowspan: NonZeroU16::MIN }
    }

    /// A one-line cell that names a column.
    #[must_use]
    pub fn head(line: Vec<Inline>) -> Self {
        Self::new(CellRole::Head, Align::Center, vec![line])
    }

    /// A one-line cell that names its row; depth 0 is the outermost.
    #[must_use]
    pub fn row_head(depth: u8, line: Vec<Inline>) -> Self {
        Self::new(CellRole::RowHead { depth }, Align::Start, vec![line])
    }

    /// A one-line cell of words.
    #[must_use]
    pub fn words(line: Vec<Inline>) -> Self {
        Self::new(CellRole::Body, Align::Start, vec![line])
    }

    /// A one-line cell of numbers.
    #[must_use]
    pub fn number(line: Vec<Inline>) -> Self {
        Self::new(CellRole::Body, Align::End, vec![line])
    }

    /// The same cell over this many columns and rows.
    #[must_use]
    pub fn spanning(self, colspan: NonZeroU16, rowspan: NonZeroU16) -> Self {
        Self { colspan, rowspan, ..self }
    }
}

/// What a cell does in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CellRole {
    /// Names its column.
    Head,
    /// Names its row.
    RowHead {
        /// How far it is indented; 0 is the outermost.
        depth: u8,
    },
    /// Says something.
    Body,
}

/// How the lines of a cell stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    Start,
    /// In the middle.
    Center,
    /// At the right, as numbers do.
    End,
}

/// Why rows make no table. Rows are counted from 1 at the top of the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableError {
    /// There is no cell at all, or the first row has none.
    Empty,
    /// It has more columns than [`WIDEST_TABLE`].
    TooWide {
        /// How many columns the first row has.
        columns: usize,
    },
    /// A row has fewer or more columns than the first.
    Ragged {
        /// The row.
        row: usize,
        /// How many columns it has, with those that cells above reach into.
        columns: usize,
        /// How many the first row has.
        expected: usize,
    },
    /// A cell would cover a place that a cell above already reaches into.
    Overlap {
        /// The row.
        row: usize,
    },
    /// A cell reaches below the last row of the head, or of the body.
    Overhang {
        /// The last row there is.
        row: usize,
    },
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a table needs at least one cell in its first row"),
            Self::TooWide { columns } => write!(f, "the table has {columns} columns, more than {WIDEST_TABLE}"),
            Self::Ragged { row, columns, expected } => write!(f, "row {row} has {columns} columns where {expected} are expected"),
            Self::Overlap { row } => write!(f, "in row {row} a cell covers a place that a cell above reaches into"),
            Self::Overhang { row } => write!(f, "a cell reaches below row {row}, the last of its part"),
        }
    }
}

impl Error for TableError {}

/// Checks the head or the body; `above` rows stand before it.
fn check_part(rows: &[Row], columns: usize, above: usize) -> Result<(), TableError> {
    // For each column, how many more rows a cell from above reaches into.
    let mut reach = vec![0_u16; columns];
    for (index, row) in rows.iter().enumerate() {
        reach = reach_below(row, &reach, above + index + 1)?;
    }
    if reach.iter().any(|rows_left| *rows_left > 0) {
        return Err(TableError::Overhang { row: above + rows.len() });
    }
    Ok(())
}

/// Places one row's cells and gives how far each column reaches below it.
fn reach_below(row: &Row, reach: &[u16], number: usize) -> Result<Vec<u16>, TableError> {
    let taken = reach.iter().filter(|rows_left| **rows_left > 0).count();
    let columns = taken + row.own_columns();
    if columns != reach.len() {
        return Err(TableError::Ragged { row: number, columns, expected: reach.len() });
    }
    let mut below = Vec::with_capacity(reach.len());
    let mut places = reach.iter().peekable();
    for cell in &row.cells {
        while let Some(rows_left) = places.next_if(|rows_left| **rows_left > 0) {
            below.push(*rows_left - 1);
        }
        for _ in 0..cell.colspan.get() {
            if places.next() != Some(&0) {
                return Err(TableError::Overlap { row: number });
            }
            below.push(cell.rowspan.get() - 1);
        }
    }
    below.extend(places.map(|rows_left| rows_left.saturating_sub(1)));
    Ok(below)
}
