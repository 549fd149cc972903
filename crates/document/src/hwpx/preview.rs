//! `Preview/PrvText.txt`: how the document begins, for lists of files.

use crate::model::{Block, Document, Inline};
use crate::print::{Place, PrintError, printed, shown};
use crate::table::Row;

/// How many characters 한글 keeps.
const LONGEST: usize = 1_000;

/// Writes the beginning of the document as lines; a row of a table is `<cell><cell>`.
pub(super) fn preview(document: &Document) -> Result<String, PrintError> {
    let mut lines = vec![printed(&document.title, &Place::Title)?];
    if let Some(subtitle) = &document.subtitle {
        lines.push(line(subtitle, &Place::Subtitle)?);
    }
    for (index, block) in document.blocks.iter().enumerate() {
        if lines.iter().map(|line| line.chars().count()).sum::<usize>() > LONGEST {
            break;
        }
        lines.extend(block_lines(block, &Place::block(index, block))?);
    }
    Ok(lines.join("\r\n").chars().take(LONGEST).collect())
}

fn block_lines(block: &Block, place: &Place) -> Result<Vec<String>, PrintError> {
    match block {
        Block::Outline { level, text } => Ok(vec![format!("{} {}", level.marker(), line(text, place)?)]),
        Block::Heading { text, .. } | Block::Paragraph { text } => Ok(vec![line(text, place)?]),
        Block::Note { text } => Ok(vec![format!("※ {}", line(text, place)?)]),
        // No more rows than can be shown.
        Block::Table(table) => table.head().iter().chain(table.body()).take(LONGEST / 4).map(|each| row(each, place)).collect(),
        Block::Chart(chart) => Ok(vec![printed(&chart.title, place)?]),
        Block::Picture(picture) => Ok(vec![printed(picture.alt(), place)?]),
        Block::PageBreak => Ok(Vec::new()),
    }
}

fn row(row: &Row, place: &Place) -> Result<String, PrintError> {
    let cell = |content: &Vec<Vec<Inline>>| {
        let lines: Vec<String> = content.iter().map(|each| line(each, place)).collect::<Result<_, _>>()?;
        Ok(format!("<{}>", lines.join(" ")))
    };
    row.cells.iter().map(|each| cell(&each.content)).collect()
}

fn line(text: &[Inline], place: &Place) -> Result<String, PrintError> {
    printed(&text.iter().map(shown).collect::<String>(), place)
}
