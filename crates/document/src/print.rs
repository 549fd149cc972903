//! What the writers of files for paper (HWPX, PDF) share: the imprint, and how they refuse.

use std::error::Error;
use std::fmt;

use kernel::Day;
use serde::{Deserialize, Serialize};

use crate::glyph::drawn;
use crate::model::{Block, Document, Figure, Inline, Lang, Source};
use crate::text::{TextError, clean};

/// Stands after a figure that a person wrote.
pub(crate) const TYPED_MARK: &str = "*";
/// Stands after a figure that its table moved by one.
pub(crate) const ADJUSTED_MARK: &str = "†";

/// What a file says of itself beside the title. The day is given, never today's, so that one document is one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imprint {
    /// Who hands it over, such as the bureau's name.
    pub creator: String,
    /// The day it is dated.
    pub day: Day,
}

/// Where in a document something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The name of who hands it over.
    Creator,
    /// The title.
    Title,
    /// The line under the title.
    Subtitle,
    /// A block.
    Block {
        /// Its place among the blocks, from 1.
        number: usize,
        /// The id of a heading, table, chart or picture; else nothing.
        id: String,
    },
}

impl Place {
    /// The place of a block; `index` counts from 0.
    pub(crate) fn block(index: usize, block: &Block) -> Self {
        let id = match block {
            Block::Heading { id, .. } => id.as_str(),
            Block::Table(table) => table.id(),
            Block::Chart(chart) => &chart.id,
            Block::Picture(picture) => picture.id(),
            Block::Outline { .. } | Block::Paragraph { .. } | Block::Note { .. } | Block::PageBreak => "",
        };
        Self::Block { number: index + 1, id: id.to_owned() }
    }

    /// Names the place in a sentence.
    fn said(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Creator, Lang::Ko) => "작성 기관 이름".to_owned(),
            (Self::Creator, Lang::En) => "the creator's name".to_owned(),
            (Self::Title, Lang::Ko) => "제목".to_owned(),
            (Self::Title, Lang::En) => "the title".to_owned(),
            (Self::Subtitle, Lang::Ko) => "부제목".to_owned(),
            (Self::Subtitle, Lang::En) => "the subtitle".to_owned(),
            (Self::Block { number, id }, Lang::Ko) if id.is_empty() => format!("{number}번째 블록"),
            (Self::Block { number, id }, Lang::En) if id.is_empty() => format!("block {number}"),
            (Self::Block { number, id }, Lang::Ko) => format!("{number}번째 블록({id})"),
            (Self::Block { number, id }, Lang::En) => format!("block {number} ({id})"),
        }
    }
}

/// Why a document cannot be printed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintError {
    /// A text holds a character that no file may hold.
    Text {
        /// Where the text stands.
        place: Place,
        /// The character.
        error: TextError,
    },
    /// No font of the file draws a character.
    NoGlyph {
        /// Where the text stands.
        place: Place,
        /// The character.
        character: char,
        /// Its place in the text, counted in characters from 1.
        position: usize,
    },
    /// A table has more columns than stand side by side on paper.
    TooWide {
        /// The table.
        place: Place,
        /// How many columns it has.
        columns: usize,
    },
    /// The file could not be put together.
    Broken {
        /// The block at which it stopped, where that is known.
        place: Option<Place>,
        /// What went wrong.
        what: String,
    },
}

impl PrintError {
    /// Says it in one sentence with its remedy.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Text { place, error }, Lang::Ko) => {
                let code = u32::from(error.character);
                format!("{}의 {}번째 글자 U+{code:04X}은(는) 인쇄할 수 없습니다. 다른 글자로 바꾸십시오.", place.said(lang), error.position)
            }
            (Self::Text { place, error }, Lang::En) => {
                let code = u32::from(error.character);
                format!("In {}, character {} is U+{code:04X}, which cannot be printed: replace it.", place.said(lang), error.position)
            }
            (Self::NoGlyph { place, character, position }, Lang::Ko) => {
                let code = u32::from(*character);
                format!(
                    "{}의 {position}번째 글자 {character}(U+{code:04X})은(는) 인쇄용 글꼴에 없습니다. 다른 글자로 바꾸십시오.",
                    place.said(lang)
                )
            }
            (Self::NoGlyph { place, character, position }, Lang::En) => {
                let code = u32::from(*character);
                format!(
                    "In {}, character {position} is {character} (U+{code:04X}), which no font for paper draws: replace it.",
                    place.said(lang)
                )
            }
            (Self::TooWide { place, columns }, Lang::Ko) => {
                format!("{}의 표는 {columns}열이라 종이 한 장에 나란히 놓을 수 없습니다. 열을 줄이거나 표를 나누십시오.", place.said(lang))
            }
            (Self::TooWide { place, columns }, Lang::En) => {
                format!(
                    "The table in {} has {columns} columns, more than stand side by side on paper: leave some out, or split it.",
                    place.said(lang)
                )
            }
            (Self::Broken { place, what }, lang) => {
                let where_ = place.as_ref().map(|place| format!("{}: ", place.said(lang))).unwrap_or_default();
                match lang {
                    Lang::Ko => format!("파일을 만들지 못했습니다. {where_}{what}"),
                    Lang::En => format!("The file could not be made. {where_}{what}"),
                }
            }
        }
    }
}

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Lang::En))
    }
}

impl Error for PrintError {}

/// Gives the text as it is printed, or refuses the character that no file may hold.
pub(crate) fn printed(text: &str, place: &Place) -> Result<String, PrintError> {
    let cleaned = clean(text).map_err(|error| PrintError::Text { place: place.clone(), error })?;
    Ok(cleaned.chars().map(drawn).collect())
}

/// The marks that stand after a figure.
pub(crate) fn marks(figure: &Figure) -> String {
    let typed = if figure.source == Source::Typed { TYPED_MARK } else { "" };
    let adjusted = if figure.adjusted { ADJUSTED_MARK } else { "" };
    format!("{typed}{adjusted}")
}

/// The words for the marks that the document uses, if it uses any.
#[must_use]
pub fn legend(document: &Document) -> Option<String> {
    let figures = document.figures();
    let (typed, adjusted) = match document.lang {
        Lang::Ko => ("직접 입력한 수치", "합계와 맞도록 끝수를 고친 수치"),
        Lang::En => ("typed by hand", "rounded so that the parts add up to the total"),
    };
    let typed = figures.iter().any(|figure| figure.source == Source::Typed).then(|| format!("{TYPED_MARK} {typed}"));
    let adjusted = figures.iter().any(|figure| figure.adjusted).then(|| format!("{ADJUSTED_MARK} {adjusted}"));
    let said: Vec<String> = typed.into_iter().chain(adjusted).collect();
    (!said.is_empty()).then(|| said.join(" · "))
}

/// What an inline shows without its marks; a line break is a space.
pub(crate) fn shown(inline: &Inline) -> &str {
    match inline {
        Inline::Text(text) => text,
        Inline::Figure(figure) => &figure.shown,
        Inline::Fact { shown, .. } => shown,
        Inline::LineBreak => " ",
    }
}
