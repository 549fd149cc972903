//! Documents asked for as files for paper. A page says what is to be printed; whoever runs the server prints it, beside the pages and not in their way.

use axum::body::Body;
use axum::response::Response;
use document::{Align, Block, Cell, CellRole, Document, Imprint, Inline, Row, Table};
use kernel::{Lang, Refusal};
use serde::{Deserialize, Serialize};

use super::sheet::{Cell as SheetCell, Sheet};
use super::{Problem, Scene};

/// Rows that one file for paper may have: as many take some seconds to lay out.
pub const MOST_ROWS: usize = 5_000;

/// A kind of file for paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// The open format of 한글 (KS X 6101).
    Hwpx,
    /// PDF, tagged and archival.
    Pdf,
}

impl Paper {
    /// All of them, in the order in which pages offer them.
    pub const ALL: [Self; 2] = [Self::Hwpx, Self::Pdf];

    /// The one that is called so.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.ending() == word)
    }

    /// What it is called in addresses and file names.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Hwpx => "hwpx",
            Self::Pdf => "pdf",
        }
    }

    /// What it is called on pages.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Hwpx => crate::words(lang).hwpx,
            Self::Pdf => crate::words(lang).pdf,
        }
    }

    /// Its media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Hwpx => "application/hwp+zip",
            Self::Pdf => "application/pdf",
        }
    }
}

/// What is to be printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The document.
    pub document: Document,
    /// In whose name, and of which day.
    pub imprint: Imprint,
    /// As what.
    pub paper: Paper,
    /// What the file is saved under, without its ending.
    pub name: String,
}

impl Order {
    /// A document in the name of the city's bureau.
    pub fn new(scene: &Scene, document: Document, day: kernel::Day, paper: Paper, name: impl Into<String>) -> Self {
        let lang = match document.lang {
            document::Lang::Ko => Lang::Ko,
            document::Lang::En => Lang::En,
        };
        let creator = scene.city.as_ref().map_or_else(String::new, |city| city.name.in_lang(lang).to_owned());
        Self { document, imprint: Imprint { creator, day }, paper, name: name.into() }
    }

    /// An answer that has no body yet: the server puts the file in its place.
    ///
    /// # Errors
    /// Refuses a document with more rows than are printed at once.
    pub fn answer(self) -> Result<Response, Problem> {
        let rows: usize =
            self.document.blocks.iter().map(|block| if let Block::Table(table) = block { table.body().len() } else { 0 }).sum();
        if rows > MOST_ROWS {
            return Err(too_long(rows).into());
        }
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        Ok(response)
    }
}

fn too_long(rows: usize) -> Refusal {
    Refusal::new(
        "ui.too-long-for-paper",
        format!("표가 {rows}행이라 인쇄용 파일로 드릴 수 없습니다. {MOST_ROWS}행까지 됩니다. CSV로 받거나 범위를 좁히십시오."),
        format!("The tables have {rows} rows; a file for paper takes {MOST_ROWS}. Take the CSV, or narrow the question."),
    )
}

/// The longest word that a cell holds on one line, and the pieces of a longer one: a seal of 64 letters would make all others tiny.
const LONGEST_WORD: usize = 48;
const PIECE: usize = 16;

/// A line, or pieces of it where it is one word too long for a column.
fn breakable(line: &str) -> Vec<String> {
    if line.len() <= LONGEST_WORD || !line.bytes().all(|byte| byte.is_ascii_graphic()) {
        return vec![line.to_owned()];
    }
    line.as_bytes().chunks(PIECE).map(|piece| String::from_utf8_lossy(piece).into_owned()).collect()
}

/// A sheet as a document of one table; numbers stand at the end of their cells.
pub(super) fn sheet(sheet: &Sheet<'_>, head: &[String], rows: Vec<Vec<SheetCell>>) -> Result<Document, Problem> {
    let line = |text: String| vec![Inline::Text(text)];
    let cell = |cell: SheetCell| match cell {
        SheetCell::Text(text) => {
            let lines = text.split('\n').flat_map(|part| breakable(part.trim_end_matches('\r')));
            Cell::new(CellRole::Body, Align::Start, lines.map(line).collect())
        }
        SheetCell::Number { shown, .. } => Cell::number(line(shown)),
    };
    let heads = Row::plain(head.iter().map(|text| Cell::head(line(text.clone()))).collect());
    let body = rows.into_iter().map(|row| Row::plain(row.into_iter().map(cell).collect())).collect();
    let caption = (!sheet.unit.is_empty()).then(|| line(sheet.unit.to_owned()));
    let table = Table::new("sheet", caption, vec![heads], body, Vec::new()).map_err(|error| Problem::Broken(error.to_string()))?;
    let lang = sheet.visit.lang.pick(document::Lang::Ko, document::Lang::En);
    Ok(Document { lang, title: sheet.title.to_owned(), subtitle: Some(line(sheet.subtitle())), blocks: vec![Block::Table(table)] })
}

#[cfg(test)]
mod tests {
    use document::{Block, Cell, Document, Imprint, Inline, Row, Table};
    use kernel::Day;

    use super::{MOST_ROWS, Order, Paper, Problem};

    fn order(rows: usize) -> Order {
        let row = || Row::plain(vec![Cell::words(vec![Inline::Text("행".to_owned())])]);
        let table = Table::new("sheet", None, vec![row()], (0..rows).map(|_| row()).collect(), Vec::new()).unwrap();
        let document = Document { lang: document::Lang::Ko, title: "표".to_owned(), subtitle: None, blocks: vec![Block::Table(table)] };
        let imprint = Imprint { creator: "시험시".to_owned(), day: Day::new(2021, 3, 31).unwrap() };
        Order { document, imprint, paper: Paper::Pdf, name: "table".to_owned() }
    }

    #[test]
    fn a_word_too_long_for_a_column_is_cut_and_nothing_else_is() {
        let seal = "0123456789abcdef".repeat(4);
        assert_eq!(super::breakable(&seal), ["0123456789abcdef"; 4]);
        for whole in [
            "",
            "2021-1",
            "사회혁신담당관이 맡은 혁신파크의 운영을 위한 모든 것을 한 줄로",
            "madang evidence park.budget --as-of 2021-03-31 --known 712",
        ] {
            assert_eq!(super::breakable(whole), [whole]);
        }
    }

    #[test]
    fn more_rows_than_are_printed_at_once_are_refused() {
        assert!(order(MOST_ROWS).answer().is_ok());
        assert!(matches!(order(MOST_ROWS + 1).answer(), Err(Problem::Refused(refusal, _)) if refusal.code == "ui.too-long-for-paper"));
    }
}
