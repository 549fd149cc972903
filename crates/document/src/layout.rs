//! How a table lies on paper: where each cell stands, and how wide columns are.

use crate::model::{Block, Document, Inline};
use crate::print::{marks, shown};
use crate::table::{Cell, CellRole, Emphasis, Row, Table};

/// A cell and the place where it stands, counted from 0.
pub(crate) struct Placed<'a> {
    pub(crate) cell: &'a Cell,
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) emphasis: Emphasis,
    pub(crate) in_head: bool,
}

/// Every cell with its place. A row without a cell of its own is left out, and the cells that reach through it are shorter by
/// it: paper has nothing to show of it, and 한글 refuses it.
pub(crate) fn placed(table: &Table) -> Vec<Placed<'_>> {
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

/// Whether the paper lies on its side: for a document of one table whose words and numbers do not all fit on an upright line.
pub(crate) fn is_turned(document: &Document) -> bool {
    let [Block::Table(table)] = document.blocks.as_slice() else { return false };
    // In hundredths of a letter; a cell has the air of one.
    let measure = Measure { letter: &|letter| if letter < WIDE { 55 } else { 100 }, indent: &|depth| u32::from(depth) * 80, air: 100 };
    sum(&demanded(&placed(table), table.columns(), measure.air, |cell| measure.part(cell))) > UPRIGHT
}

/// How many letters of a table (9 points) an upright line of A4 has (170 mm), in hundredths.
const UPRIGHT: u64 = 5_350;

/// How letters are measured: the unit is the caller's.
pub(crate) struct Measure<'a> {
    /// How wide a letter is.
    pub(crate) letter: &'a dyn Fn(char) -> u32,
    /// How far a row head is indented by its depth.
    pub(crate) indent: &'a dyn Fn(u8) -> u32,
    /// What each cell needs beside its text.
    pub(crate) air: u32,
}

impl Measure<'_> {
    fn text(&self, text: &str) -> u32 {
        text.chars().map(self.letter).fold(0, u32::saturating_add)
    }

    fn indented(&self, cell: &Cell) -> u32 {
        match cell.role {
            CellRole::RowHead { depth } => (self.indent)(depth),
            CellRole::Head | CellRole::Body => 0,
        }
    }

    /// The widths of a cell's lines, broken where the text breaks them.
    pub(crate) fn lines(&self, cell: &Cell) -> Vec<u32> {
        let indent = self.indented(cell);
        lines(cell).iter().map(|line| indent.saturating_add(self.text(line))).collect()
    }

    /// How wide the cell's longest part is that may not be broken: a number, or three syllables.
    fn part(&self, cell: &Cell) -> u32 {
        let widest = |line: &String| parts(line).iter().map(|part| self.text(part)).max();
        self.indented(cell).saturating_add(lines(cell).iter().filter_map(widest).max().unwrap_or_default())
    }
}

/// The lines of a cell as they read, marks with them.
fn lines(cell: &Cell) -> Vec<String> {
    let read = |inline: &Inline| match inline {
        Inline::Figure(figure) => figure.shown.clone() + &marks(figure),
        other => shown(other).to_owned(),
    };
    let split = cell.content.iter().flat_map(|line| line.split(|inline| *inline == Inline::LineBreak));
    split.map(|line| line.iter().map(read).collect()).collect()
}

/// Words, cut where a line may break: at spaces, and after each third syllable.
fn parts(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut syllables = 0;
    for letter in line.chars() {
        let wide = letter >= WIDE;
        if letter.is_whitespace() || (wide && syllables == 3) {
            parts.push(String::new());
            syllables = 0;
        }
        if let Some(last) = parts.last_mut().filter(|_| !letter.is_whitespace()) {
            last.push(letter);
            syllables = if wide { syllables + 1 } else { 0 };
        }
    }
    parts
}

/// Hangul and its like begin here: a line may break between any two of them.
pub(crate) const WIDE: char = '\u{1100}';

/// The widths of columns whose sum is the line, exactly; nothing where even what may not be broken does not fit. Columns share
/// the line in proportion where every cell fits on one line, else narrow ones get what they want and the others share the rest.
pub(crate) fn widths(placed: &[Placed], columns: usize, line: u32, measure: &Measure) -> Option<Vec<u32>> {
    let least = demanded(placed, columns, measure.air, |cell| measure.part(cell));
    let wanted = demanded(placed, columns, measure.air, |cell| measure.lines(cell).into_iter().max().unwrap_or_default());
    let (narrowest, widest) = (sum(&least), sum(&wanted));
    if narrowest > u64::from(line) {
        return None;
    }
    let mut widths = if widest <= u64::from(line) {
        wanted.iter().map(|width| scaled(*width, u64::from(line), widest)).collect()
    } else {
        let lacking: Vec<u32> = wanted.iter().zip(&least).map(|(wanted, least)| wanted.saturating_sub(*least)).collect();
        let more = filled(&lacking, u64::from(line) - narrowest);
        least.iter().zip(more).map(|(least, more)| least + more).collect::<Vec<u32>>()
    };
    let left = line.saturating_sub(widths.iter().sum());
    if let Some(widest) = widths.iter_mut().max() {
        *widest += left;
    }
    Some(widths)
}

/// What each column demands, from its own cells first, then from those that reach over several.
fn demanded(placed: &[Placed], columns: usize, air: u32, need: impl Fn(&Cell) -> u32) -> Vec<u32> {
    let mut demanded = vec![air; columns];
    for each in placed.iter().filter(|each| each.columns == 1) {
        if let Some(width) = demanded.get_mut(each.column) {
            *width = need(each.cell).saturating_add(air).max(*width);
        }
    }
    for each in placed.iter().filter(|each| each.columns > 1) {
        let reached = demanded.iter().skip(each.column).take(each.columns).copied().fold(0, u32::saturating_add);
        let lacking = need(each.cell).saturating_add(air).saturating_sub(reached);
        let share = lacking.div_ceil(u32::try_from(each.columns).unwrap_or(u32::MAX));
        demanded.iter_mut().skip(each.column).take(each.columns).for_each(|width| *width = width.saturating_add(share));
    }
    demanded
}

/// Gives those that lack little all they lack, and shares the rest among the others in proportion.
fn filled(lacking: &[u32], room: u64) -> Vec<u32> {
    let mut sorted: Vec<u32> = lacking.to_vec();
    sorted.sort_unstable();
    let (mut left, mut others) = (room, sum(lacking));
    let mut satisfied = 0;
    for (index, lack) in sorted.iter().enumerate() {
        let fair = left / u64::try_from(sorted.len() - index).unwrap_or(u64::MAX);
        if u64::from(*lack) > fair {
            break;
        }
        left -= u64::from(*lack);
        others -= u64::from(*lack);
        satisfied = *lack;
    }
    lacking.iter().map(|lack| if *lack <= satisfied { *lack } else { scaled(*lack, left, others) }).collect()
}

fn sum(lengths: &[u32]) -> u64 {
    lengths.iter().copied().map(u64::from).sum()
}

fn scaled(length: u32, room: u64, whole: u64) -> u32 {
    u32::try_from(u64::from(length) * room / whole.max(1)).unwrap_or(u32::MAX)
}
