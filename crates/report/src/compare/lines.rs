//! The words of two documents, line by line; numbers and facts are not words.

use document::{Block, Document, Inline};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::model::LineChange;

/// A line of a document.
struct Line {
    /// With keys in the place of figures and facts.
    words: String,
    /// As printed.
    text: String,
    /// The heading it stands under.
    chapter: String,
}

/// The lines whose words changed, in the order of the first document.
pub(super) fn changes(a: &Document, b: &Document) -> Vec<LineChange> {
    let (old, new) = (lines(a), lines(b));
    let words = |lines: &[Line]| lines.iter().map(|line| line.words.clone()).collect::<Vec<_>>();
    let mut changes = Vec::new();
    let change = |line: &Line, added| LineChange { chapter: line.chapter.clone(), added, text: line.text.clone() };
    for op in capture_diff_slices(Algorithm::Myers, &words(&old), &words(&new)) {
        let (tag, before, after) = op.as_tag_tuple();
        if tag != DiffTag::Equal {
            changes.extend(old.get(before).unwrap_or_default().iter().map(|line| change(line, false)));
            changes.extend(new.get(after).unwrap_or_default().iter().map(|line| change(line, true)));
        }
    }
    changes
}

fn lines(document: &Document) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut chapter = document.title.clone();
    for block in &document.blocks {
        let mut add = |before: &str, text: &[&[Inline]]| lines.push(line(before, text, &chapter));
        match block {
            Block::Heading { text, .. } => {
                chapter = line("", &[text], "").text;
                lines.push(line("", &[text], &chapter));
            }
            Block::Outline { level, text } => add(&format!("{} ", level.marker()), &[text]),
            Block::Paragraph { text } => add("", &[text]),
            Block::Note { text } => add("※ ", &[text]),
            Block::Table(table) => {
                table.caption().into_iter().for_each(|caption| add("", &[caption]));
                for row in table.head().iter().chain(table.body()) {
                    let cells: Vec<&[Inline]> = row.cells.iter().flat_map(|cell| cell.content.iter().map(Vec::as_slice)).collect();
                    add("", &cells);
                }
                table.notes().iter().for_each(|note| add("※ ", &[note]));
            }
            Block::Picture(picture) => picture.caption().into_iter().for_each(|caption| add("", &[caption])),
            Block::Chart(_) | Block::PageBreak => {}
        }
    }
    lines
}

/// One line: its parts stand between bars.
fn line(before: &str, parts: &[&[Inline]], chapter: &str) -> Line {
    let (mut words, mut text) = (String::from(before), String::from(before));
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            words.push_str(" | ");
            text.push_str(" | ");
        }
        for inline in *part {
            match inline {
                Inline::Text(said) => {
                    words.push_str(said);
                    text.push_str(said);
                }
                Inline::Figure(figure) => {
                    words.push_str(&format!("{{{}}}", figure.key));
                    text.push_str(&figure.shown);
                }
                Inline::Fact { key, shown, .. } => {
                    words.push_str(&format!("{{@{key}}}"));
                    text.push_str(shown);
                }
                Inline::LineBreak => {
                    words.push(' ');
                    text.push(' ');
                }
            }
        }
    }
    Line { words, text, chapter: chapter.to_owned() }
}
