//! The block model: what an official document is made of.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::picture::Picture;
use crate::table::Table;

/// An official document: a title over a sequence of blocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The language it is written in.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// The line under the title, such as its basis day.
    pub subtitle: Option<Vec<Inline>>,
    /// What it says, in reading order.
    pub blocks: Vec<Block>,
}

impl Document {
    /// Every figure in reading order; a table reads caption, head, body, notes.
    #[must_use]
    pub fn figures(&self) -> Vec<&Figure> {
        let subtitle = self.subtitle.iter().flatten();
        let texts = self.blocks.iter().flat_map(Block::inlines);
        subtitle.chain(texts).filter_map(Inline::figure).collect()
    }

    /// The same document with every figure's link set anew; `href` gets the figure's place in the reading order, from 0, and the figure.
    #[must_use]
    pub fn linked(mut self, mut href: impl FnMut(usize, &Figure) -> Option<String>) -> Self {
        let subtitle = self.subtitle.iter_mut().flatten();
        let texts = self.blocks.iter_mut().flat_map(Block::inlines_mut);
        let mut place = 0;
        for inline in subtitle.chain(texts) {
            if let Inline::Figure(figure) = inline {
                figure.href = href(place, figure);
                place += 1;
            }
        }
        self
    }
}

/// The language of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Korean.
    Ko,
    /// English.
    En,
}

impl Lang {
    /// The code that HTML's `lang` attribute takes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }
}

/// What stands alone on the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A chapter or section heading.
    Heading {
        /// How deep it stands.
        level: HeadingLevel,
        /// The name that links within the page use.
        id: String,
        /// What it says.
        text: Vec<Inline>,
    },
    /// An item of the official outline (개조식).
    Outline {
        /// How deep it stands, which decides its mark.
        level: OutlineLevel,
        /// What it says, without the mark.
        text: Vec<Inline>,
    },
    /// Running text.
    Paragraph {
        /// What it says.
        text: Vec<Inline>,
    },
    /// A note; writers put ※ before it.
    Note {
        /// What it says, without the mark.
        text: Vec<Inline>,
    },
    /// A table.
    Table(Table),
    /// A bar chart beside the table it is drawn from.
    Chart(Chart),
    /// A picture.
    Picture(Picture),
    /// The place where paper begins a new page.
    PageBreak,
}

impl Block {
    fn inlines(&self) -> Vec<&Inline> {
        match self {
            Self::Heading { text, .. } | Self::Outline { text, .. } | Self::Paragraph { text } | Self::Note { text } => {
                text.iter().collect()
            }
            Self::Table(table) => table.inlines(),
            Self::Picture(picture) => picture.caption().into_iter().flatten().collect(),
            Self::Chart(_) | Self::PageBreak => Vec::new(),
        }
    }

    pub(crate) fn inlines_mut(&mut self) -> Vec<&mut Inline> {
        match self {
            Self::Heading { text, .. } | Self::Outline { text, .. } | Self::Paragraph { text } | Self::Note { text } => {
                text.iter_mut().collect()
            }
            Self::Table(table) => table.inlines_mut(),
            Self::Picture(picture) => picture.caption_mut().collect(),
            Self::Chart(_) | Self::PageBreak => Vec::new(),
        }
    }
}

/// How deep a heading stands: 1 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum HeadingLevel {
    /// A chapter.
    One,
    /// A section.
    Two,
    /// A part of a section.
    Three,
}

impl HeadingLevel {
    /// The level of this number, if there is one.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            3 => Some(Self::Three),
            _ => None,
        }
    }

    /// Its number, 1 to 3.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
        }
    }
}

impl TryFrom<u8> for HeadingLevel {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::new(number).ok_or_else(|| format!("a heading has a level of 1 to 3, found {number}"))
    }
}

impl From<HeadingLevel> for u8 {
    fn from(level: HeadingLevel) -> Self {
        level.number()
    }
}

/// How deep an outline item stands: 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum OutlineLevel {
    /// □
    One,
    /// ○
    Two,
    /// －
    Three,
    /// ∙
    Four,
}

impl OutlineLevel {
    /// The level of this number, if there is one.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::One),
            2 => Some(Self::Two),
            3 => Some(Self::Three),
            4 => Some(Self::Four),
            _ => None,
        }
    }

    /// Its number, 1 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
        }
    }

    /// The mark that is printed before it.
    #[must_use]
    pub fn marker(self) -> char {
        match self {
            Self::One => '□',
            Self::Two => '○',
            Self::Three => '－',
            Self::Four => '∙',
        }
    }
}

impl TryFrom<u8> for OutlineLevel {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        Self::new(number).ok_or_else(|| format!("an outline item has a level of 1 to 4, found {number}"))
    }
}

impl From<OutlineLevel> for u8 {
    fn from(level: OutlineLevel) -> Self {
        level.number()
    }
}

/// What stands in a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", from = "Written")]
pub enum Inline {
    /// Words; in JSON `{"kind": "text", "text": …}`.
    #[serde(serialize_with = "text_field")]
    Text(String),
    /// A number with its evidence.
    Figure(Figure),
    /// A date, window or name from the record.
    Fact {
        /// Its key.
        key: String,
        /// How it reads.
        shown: String,
        /// The page that says where it comes from.
        href: Option<String>,
    },
    /// A new line within the same block.
    LineBreak,
}

impl Inline {
    /// Words as an inline.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    fn figure(&self) -> Option<&Figure> {
        match self {
            Self::Figure(figure) => Some(figure),
            Self::Text(_) | Self::Fact { .. } | Self::LineBreak => None,
        }
    }
}

/// An inline as JSON has it.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    Text { text: String },
    Figure(Figure),
    Fact { key: String, shown: String, href: Option<String> },
    LineBreak,
}

impl From<Written> for Inline {
    fn from(written: Written) -> Self {
        match written {
            Written::Text { text } => Self::Text(text),
            Written::Figure(figure) => Self::Figure(figure),
            Written::Fact { key, shown, href } => Self::Fact { key, shown, href },
            Written::LineBreak => Self::LineBreak,
        }
    }
}

/// An internally tagged enum cannot hold a bare string, so words are written as a field named `text`.
fn text_field<S: Serializer>(words: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct("Text", 1)?;
    fields.serialize_field("text", words)?;
    fields.end()
}

/// A number as people read it, with the way to its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Its key in the figure definitions.
    pub key: String,
    /// How it reads, formatted: `△4,774`, `1,312,840`.
    pub shown: String,
    /// Its evidence page.
    pub href: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// What rounding did to it, in words.
    pub remark: Option<String>,
    /// Whether its table moved it by one so that rows add up.
    pub adjusted: bool,
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A fold over rows of the record.
    Record,
    /// Computed from other figures.
    Derived,
    /// Written by a person; writers show it as such.
    Typed,
}

/// Horizontal bars, and the table they are drawn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The name that links within the page use.
    pub id: String,
    /// What the bars show.
    pub title: String,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// The id of the table that says the same.
    pub table_id: String,
}

/// One bar of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How much of the full width it takes.
    pub value: Share,
    /// The value as people read it.
    pub shown: String,
    /// Its evidence page.
    pub href: Option<String>,
}

/// A share of a whole in percent, 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(into = "f64", try_from = "f64")]
pub struct Share(f64);

impl TryFrom<f64> for Share {
    type Error = String;

    fn try_from(percent: f64) -> Result<Self, String> {
        Self::new(percent).ok_or_else(|| format!("a share is 0 to 100 percent, found {percent}"))
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> Self {
        share.0
    }
}

impl Share {
    /// The share of this many percent, if it lies within 0 to 100.
    #[must_use]
    pub fn new(percent: f64) -> Option<Self> {
        (0.0..=100.0).contains(&percent).then_some(Self(percent))
    }

    /// Its percent, 0 to 100.
    #[must_use]
    pub fn percent(self) -> f64 {
        self.0
    }
}
