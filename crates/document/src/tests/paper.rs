//! What the tests of HWPX and PDF share: a document with everything in it, and what a reader should find there.

use kernel::Day;

use super::*;
use crate::layout::is_turned;

/// Text that XML, Unicode or a careless writer could break on.
pub(super) const ODD: [&str; 6] = [HOSTILE, "旣 漢字 乙", "e\u{301} 가\u{0301}", "👩‍👧 \u{1F600}", "<![CDATA[ ]]> &amp; &#0;", "  두 칸  "];

pub(super) fn imprint() -> Imprint {
    Imprint { creator: "혁신기획관 <&>".into(), day: Day::new(2021, 3, 31).unwrap() }
}

/// What a reader should see: paragraphs outside of tables, and tables as rows of cells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) texts: Vec<String>,
    pub(super) tables: Vec<Vec<Vec<String>>>,
}

/// What the document says, in the words of its writer.
pub(super) fn said(document: &Document) -> Seen {
    let mut seen = Seen { texts: vec![document.title.clone()], tables: Vec::new() };
    seen.texts.extend(document.subtitle.iter().map(|text| plain(text)));
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Outline { text, .. } | Block::Paragraph { text } => seen.texts.push(plain(text)),
            Block::Note { text } => seen.texts.push(format!("※ {}", plain(text))),
            Block::Table(table) => {
                seen.texts.extend(table.caption().map(plain));
                let rows = table.head().iter().chain(table.body()).filter(|row| !row.cells.is_empty());
                let cell = |cell: &Cell| cell.content.iter().map(|line| plain(line)).collect::<Vec<_>>().join("\n");
                seen.tables.push(rows.map(|row| row.cells.iter().map(cell).collect()).collect());
                seen.texts.extend(table.notes().iter().map(|text| format!("※ {}", plain(text))));
            }
            Block::Chart(chart) => {
                seen.texts.push(chart.title.clone());
                seen.tables.push(chart.bars.iter().map(|bar| vec![bar.label.clone(), bar.shown.clone()]).collect());
            }
            Block::Picture(picture) => seen.texts.extend(picture.caption().map(plain)),
            Block::PageBreak => {}
        }
    }
    seen
}

/// A document of one table with columns of these many digits.
pub(super) fn digits(columns: usize, digits: usize) -> Document {
    let row = |cell: &dyn Fn(Vec<Inline>) -> Cell, text: &str| Row::plain((0..columns).map(|_| cell(words(text))).collect());
    let head = row(&Cell::head, "집행액");
    one_block(Block::Table(Table::new("t", None, vec![head], vec![row(&Cell::number, &"7".repeat(digits)); 40], Vec::new()).unwrap()))
}

#[test]
fn a_table_too_wide_for_upright_paper_alone_turns_it() {
    assert!(is_turned(&digits(9, 13)));
    assert!(!is_turned(&digits(4, 13)));
    let mut among_others = digits(9, 13);
    among_others.blocks.push(Block::Paragraph { text: words("글") });
    assert!(!is_turned(&among_others));
}

pub(super) fn plain(text: &[Inline]) -> String {
    text.iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Figure(figure) => {
                let typed = if figure.source == Source::Typed { "*" } else { "" };
                format!("{}{typed}{}", figure.shown, if figure.adjusted { "†" } else { "" })
            }
            Inline::Fact { shown, .. } => shown.clone(),
            Inline::LineBreak => "\n".to_owned(),
        })
        .collect()
}

/// A sample with everything in it, and with these texts in each place where text may stand.
pub(super) fn everything(texts: &[&str]) -> Document {
    let odd = |index: usize| words(texts[index % texts.len()]);
    let cells = (0..4).map(|index| Cell::words(odd(index)).spanning(count(1), count(1))).collect();
    let two_lines = Cell::new(CellRole::Body, Align::Center, vec![odd(0), odd(1)]);
    let odd_table = Table::new(
        "odd",
        Some(odd(4)),
        vec![Row::plain((0..4).map(|index| Cell::head(odd(index))).collect())],
        vec![Row::plain(cells), Row::plain(vec![two_lines.spanning(count(3), count(1)), Cell::number(Vec::new())])],
        vec![odd(2)],
    );
    let mut document = sample();
    document.blocks.push(Block::Table(odd_table.unwrap()));
    document.blocks.push(Block::PageBreak);
    document.blocks.extend((0..texts.len()).map(|index| Block::Paragraph { text: odd(index) }));
    document
}

/// A table with random spans in head and body, some rows without cells of their own.
pub(super) fn any_table(state: &mut u64) -> Table {
    let columns = 1 + next(state) % 5;
    let mut number = 0;
    let mut part = |rows: usize| {
        let mut taken = vec![vec![false; columns]; rows];
        let mut made = Vec::new();
        for row in 0..rows {
            let mut cells = Vec::new();
            for column in 0..columns {
                if taken[row][column] {
                    continue;
                }
                let free = (column..columns).take_while(|place| !taken[row][*place]).count();
                let (wide, tall) = (1 + next(state) % free.min(3), 1 + next(state) % (rows - row).min(3));
                taken.iter_mut().skip(row).take(tall).for_each(|line| line[column..column + wide].fill(true));
                number += 1;
                let text = "가나다 abc ".repeat(next(state) % 20) + &number.to_string();
                let cell = if next(state).is_multiple_of(2) { Cell::number(words(&text)) } else { Cell::row_head(1, words(&text)) };
                cells.push(cell.spanning(count(u16::try_from(wide).unwrap()), count(u16::try_from(tall).unwrap())));
            }
            made.push(Row::plain(cells));
        }
        made
    };
    // The first row decides the width of a table, so one of single cells stands above the others.
    let mut head = vec![Row::plain((0..columns).map(|column| Cell::head(words(&format!("열 {column}")))).collect())];
    head.extend(part(2));
    let body = part(4);
    Table::new("t", None, head, body, Vec::new()).unwrap()
}
