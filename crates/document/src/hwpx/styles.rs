//! The named styles of the document and what belongs to each: letters, place, spacing.

use crate::model::{HeadingLevel, OutlineLevel};

/// The place of a style in [`STYLES`], which is its id in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style(usize);

pub(super) const BODY: Style = Style(1);
pub(super) const TITLE: Style = Style(6);
pub(super) const SUBTITLE: Style = Style(7);
pub(super) const NOTE: Style = Style(11);
pub(super) const CAPTION: Style = Style(12);
pub(super) const TABLE_HEAD: Style = Style(13);
pub(super) const TABLE_WORDS: Style = Style(14);
pub(super) const TABLE_NUMBER: Style = Style(15);
pub(super) const TABLE_CENTER: Style = Style(16);
pub(super) const TABLE_TOTAL: Style = Style(17);
pub(super) const CHART_TITLE: Style = Style(18);
pub(super) const ANCHOR: Style = Style(19);
pub(super) const CENTERED: Style = Style(20);

impl Style {
    pub(super) fn outline(level: OutlineLevel) -> Self {
        Self(1 + usize::from(level.number()))
    }

    pub(super) fn heading(level: HeadingLevel) -> Self {
        Self(7 + usize::from(level.number()))
    }

    /// Its id, which is also that of its paragraph shape.
    pub(super) fn id(self) -> usize {
        self.0
    }

    /// The id of its letters in this look.
    pub(super) fn letters(self, look: Look) -> usize {
        self.0 * LOOKS.len() + LOOKS.iter().position(|each| *each == look).unwrap_or_default()
    }
}

/// How letters differ from those of their style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    /// A figure that a person wrote: underlined.
    Typed,
    /// A mark after a figure: raised.
    Mark,
}

pub(super) const LOOKS: [Look; 3] = [Look::Plain, Look::Typed, Look::Mark];

/// The fonts that every 한글 brings.
pub(super) const FACES: [&str; 2] = ["함초롬돋움", "함초롬바탕"];
const SANS: usize = 0;
const SERIF: usize = 1;

/// A style. Lengths are HWPUNIT, 7,200 to the inch, so that 100 are one point.
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) english: &'static str,
    pub(super) face: usize,
    pub(super) size: u32,
    pub(super) bold: bool,
    pub(super) align: &'static str,
    /// Counted from 0 as the format does.
    pub(super) outline: Option<u8>,
    pub(super) left: u32,
    /// How far the first line hangs out of the others to the left.
    pub(super) hang: u32,
    pub(super) before: u32,
    pub(super) after: u32,
    /// Percent of the letters' height.
    pub(super) line: u32,
    pub(super) with_next: bool,
    pub(super) border: usize,
}

const PLAIN: Shape = Shape {
    name: "바탕글",
    english: "Normal",
    face: SERIF,
    size: 1200,
    bold: false,
    align: "JUSTIFY",
    outline: None,
    left: 0,
    hang: 0,
    before: 0,
    after: 0,
    line: 160,
    with_next: false,
    border: NO_BORDER,
};

/// Letters in a table, at which widths and heights of cells are reckoned.
pub(super) const TABLE_SIZE: u32 = 1000;
pub(super) const TABLE_LINE: u32 = 130;

const IN_TABLE: Shape = Shape { face: SANS, size: TABLE_SIZE, line: TABLE_LINE, align: "LEFT", ..PLAIN };

/// Every style; the first twelve ids begin as those of 한글's own template, so that a pasted text keeps its outline.
pub(super) const STYLES: [Shape; 21] = [
    PLAIN,
    Shape { name: "본문", english: "Body", before: 300, ..PLAIN },
    Shape {
        name: "개요 1",
        english: "Outline 1",
        face: SANS,
        size: 1400,
        bold: true,
        outline: Some(0),
        before: 1000,
        with_next: true,
        ..PLAIN
    },
    Shape { name: "개요 2", english: "Outline 2", size: 1300, outline: Some(1), left: 700, before: 500, ..PLAIN },
    Shape { name: "개요 3", english: "Outline 3", outline: Some(2), left: 1700, before: 300, ..PLAIN },
    Shape { name: "개요 4", english: "Outline 4", size: 1100, outline: Some(3), left: 2700, before: 200, ..PLAIN },
    Shape { name: "제목", english: "Title", face: SANS, size: 2200, bold: true, align: "CENTER", before: 1000, after: 600, ..PLAIN },
    Shape { name: "부제목", english: "Subtitle", face: SANS, align: "CENTER", after: 1200, ..PLAIN },
    Shape {
        name: "장 제목",
        english: "Chapter",
        face: SANS,
        size: 1700,
        bold: true,
        align: "LEFT",
        before: 2000,
        after: 600,
        with_next: true,
        border: UNDER_CHAPTER,
        ..PLAIN
    },
    Shape {
        name: "절 제목",
        english: "Section",
        face: SANS,
        size: 1500,
        bold: true,
        align: "LEFT",
        before: 1400,
        after: 300,
        with_next: true,
        ..PLAIN
    },
    Shape {
        name: "항 제목",
        english: "Subsection",
        face: SANS,
        size: 1300,
        bold: true,
        align: "LEFT",
        before: 1000,
        after: 200,
        with_next: true,
        ..PLAIN
    },
    Shape { name: "주", english: "Note", face: SANS, size: 1000, left: 1400, hang: 1400, before: 200, line: 150, ..PLAIN },
    Shape { name: "표 단위", english: "Table Unit", before: 600, after: 100, align: "RIGHT", with_next: true, ..IN_TABLE },
    Shape { name: "표 머리", english: "Table Head", bold: true, align: "CENTER", ..IN_TABLE },
    Shape { name: "표 본문", english: "Table Words", ..IN_TABLE },
    Shape { name: "표 수치", english: "Table Number", align: "RIGHT", ..IN_TABLE },
    Shape { name: "표 가운데", english: "Table Center", align: "CENTER", ..IN_TABLE },
    Shape { name: "표 합계", english: "Table Total", bold: true, ..IN_TABLE },
    Shape { name: "그림 제목", english: "Chart Title", bold: true, before: 600, after: 100, with_next: true, ..IN_TABLE },
    // The line that holds a table; it stands under the table as its distance to what follows.
    Shape { name: "표 자리", english: "Table Place", size: 500, line: 100, ..IN_TABLE },
    Shape { name: "그림", english: "Picture", align: "CENTER", before: 300, ..IN_TABLE },
];

/// Paragraph shapes of row heads by their depth stand after those of the styles. Deeper ones stand like the last.
pub(super) const DEEPEST: u8 = 6;
const INDENT: u32 = 800;

/// The paragraph shape of a row head and how far it is indented.
pub(super) fn row_head(depth: u8) -> (usize, u32) {
    let depth = depth.min(DEEPEST);
    (STYLES.len() + usize::from(depth), INDENT * u32::from(depth))
}

/// Ids of the borders and fills, from 1.
pub(super) const NO_BORDER: usize = 2;
pub(super) const CELL: usize = 3;
pub(super) const HEAD_CELL: usize = 4;
pub(super) const TOTAL_CELL: usize = 5;
pub(super) const UNDER_CHAPTER: usize = 6;
pub(super) const BAR_FRONT: usize = 7;
pub(super) const BAR_WHOLE: usize = 8;
