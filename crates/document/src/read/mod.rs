//! Readers of files that somebody edited: HWPX, PDF and plain text, as passages.

mod hwpx;
mod kind;
mod mark;
mod markdown;
mod package;
mod pages;
mod pdf;
mod text;
mod walk;

use std::error::Error;
use std::fmt;

pub use hwpx::hwpx;
pub use mark::{ADDED, Mark, mark};
pub use pdf::pdf;
pub use text::text;

/// The most bytes of a file that a reader takes.
pub const LARGEST_FILE: usize = 32 << 20;
/// The most bytes of text in it: six times a table of 5,000 rows.
pub const LARGEST_TEXT: usize = 4 << 20;

/// A paragraph or line of an edited file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands.
    pub place: Place,
    /// What it says; a line broken within a paragraph is `\n`.
    pub text: String,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An HWPX file.
    Hwpx,
    /// A PDF file.
    Pdf,
    /// A plain text.
    Text,
}

/// Reads a file that may be an HWPX, a PDF or a text, and says which it is.
///
/// # Errors
/// As [`hwpx`], [`pdf`] and [`text`].
pub fn file(bytes: &[u8]) -> Result<(Kind, Vec<Passage>), ReadError> {
    if let Some((ko, en)) = kind::other(bytes) {
        return Err(ReadError::Kind { ko, en });
    }
    let is_package = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"].iter().any(|mark| bytes.starts_with(*mark));
    let (kind, passages) = match (is_package, bytes.starts_with(b"%PDF-")) {
        (true, _) => (Kind::Hwpx, hwpx(bytes)?),
        (_, true) => (Kind::Pdf, pdf(bytes)?),
        _ => (Kind::Text, text(bytes)?),
    };
    let length = passages.iter().map(|passage| passage.text.len()).sum();
    if length > LARGEST_TEXT { Err(ReadError::TooMuchText { bytes: length }) } else { Ok((kind, passages)) }
}

/// Whether a passage says something of its own: an empty one does not, nor does a line that a marked copy added.
fn kept(passage: &Passage) -> bool {
    let text = passage.text.trim();
    !text.is_empty() && !text.starts_with(ADDED)
}

/// Where a passage stands; everything is counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In running text: the paragraph of an HWPX, the line of a text.
    Line(usize),
    /// On a page of a PDF.
    Page {
        /// Which page of the file.
        page: usize,
        /// Its line, in the order in which the page draws them.
        line: usize,
    },
    /// In a cell of a table; a merged cell stands where its first row and column are.
    Cell {
        /// Which table of the file.
        table: usize,
        /// Its row.
        row: usize,
        /// Its column.
        column: usize,
    },
}

impl Place {
    /// Whether it is in no cell of a table.
    #[must_use]
    pub fn is_running(self) -> bool {
        !matches!(self, Self::Cell { .. })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "{line}"),
            Self::Page { page, line } => write!(f, "p{page}:{line}"),
            Self::Cell { table, row, column } => write!(f, "{table}:{row}:{column}"),
        }
    }
}

/// Why a file cannot be read. Each names the place; [`fmt::Display`] says the remedy too, in Korean first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// The file is larger than [`LARGEST_FILE`].
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
    /// The file is an HWP of before HWPX.
    OldHwp,
    /// The file is no HWPX package.
    NoPackage(String),
    /// The file is locked with a password.
    Locked,
    /// Parts of the package that unpack to more than a document needs.
    Bomb {
        /// The part.
        part: String,
    },
    /// The package has more parts than a document needs, or two of one name.
    Parts(String),
    /// A part that every HWPX has is not there.
    Missing {
        /// The part.
        part: String,
    },
    /// A version of HWPX that this reader does not know.
    Version(String),
    /// A part declares entities or a document type, which no HWPX does.
    Declares {
        /// The part.
        part: String,
    },
    /// A part is no well-formed XML.
    Xml {
        /// The part.
        part: String,
        /// The byte where it fails.
        at: u64,
        /// What is wrong there.
        what: String,
    },
    /// The text is neither UTF-8 nor CP949.
    Encoding {
        /// The line of the first bytes that cannot be read.
        line: usize,
    },
    /// The PDF cannot be followed to its pages.
    DamagedPdf {
        /// What is wrong.
        what: String,
    },
    /// The PDF has more of something than a document needs.
    TooMuchPdf {
        /// Of what.
        what: &'static str,
    },
    /// The PDF has pictures of pages and no text.
    Scanned,
    /// The PDF draws letters without telling which they are.
    Letterless,
    /// The file holds no text.
    Empty,
    /// The file holds more text than a report.
    TooMuchText {
        /// How many bytes.
        bytes: usize,
    },
    /// The file is of a kind that this reader does not read.
    Kind {
        /// What it is, in Korean.
        ko: &'static str,
        /// The same in English.
        en: &'static str,
    },
}

impl ReadError {
    /// What is wrong and what to do, in Korean and English.
    #[must_use]
    pub fn said(&self) -> (String, String) {
        const AGAIN: (&str, &str) = ("한글에서 다시 저장하세요.", "save the file again in 한글.");
        let plain = |ko: &str, en: &str| (ko.to_owned(), en.to_owned());
        let again = |ko: String, en: String| (format!("{ko} {}", AGAIN.0), format!("{en}: {}", AGAIN.1));
        match self {
            Self::TooLarge { bytes } => (
                format!("파일이 {bytes} 바이트입니다. {LARGEST_FILE} 바이트까지 읽습니다. 그림을 빼고 다시 저장하세요."),
                format!("The file has {bytes} bytes, more than {LARGEST_FILE}: save it without pictures."),
            ),
            Self::OldHwp => plain("HWP 파일입니다. 한글에서 HWPX로 저장하세요.", "This is an HWP file: save it as HWPX in 한글."),
            Self::NoPackage(what) => again(format!("HWPX 파일로 열리지 않습니다({what})."), format!("It does not open as HWPX ({what})")),
            Self::Locked => plain("암호가 걸린 파일입니다. 암호를 풀고 저장하세요.", "The file is locked: save it without a password."),
            Self::Bomb { part } => {
                again(format!("파일 속 `{part}`의 압축을 풀면 지나치게 큽니다."), format!("`{part}` unpacks to more than a document needs"))
            }
            Self::Parts(what) => again(format!("HWPX의 구성이 이상합니다({what})."), format!("The package is odd ({what})")),
            Self::Missing { part } => again(format!("파일 속에 `{part}` 부분이 없습니다."), format!("`{part}` is missing")),
            Self::Version(version) => (
                format!("모르는 판의 HWPX입니다({version}). 한글에서 5.x로 저장하세요."),
                format!("The HWPX version {version} is unknown: save it as 5.x in 한글."),
            ),
            Self::Declares { part } => again(
                format!("파일 속 `{part}`에 DOCTYPE이나 개체 선언이 있습니다."),
                format!("`{part}` declares a document type or entities"),
            ),
            Self::Xml { part, at, what } => again(
                format!("파일 속 `{part}`의 {at}번째 바이트에서 XML이 깨졌습니다({what})."),
                format!("`{part}` is no XML at byte {at} ({what})"),
            ),
            Self::Encoding { line } => (
                format!("{line}번째 줄이 UTF-8도 CP949도 아닙니다. UTF-8로 저장하세요."),
                format!("Line {line} is neither UTF-8 nor CP949: save the text as UTF-8."),
            ),
            Self::DamagedPdf { what } => (
                format!("PDF가 깨졌습니다({what}). PDF를 다시 만들거나 글만 텍스트 파일로 저장하세요."),
                format!("The PDF is damaged ({what}): make it again, or save its text."),
            ),
            Self::TooMuchPdf { what } => (
                format!("PDF가 문서치고 지나치게 큽니다({what}). 나누어 저장하거나 글만 텍스트 파일로 저장하세요."),
                format!("The PDF has more than a document needs ({what}): save it in parts, or its text."),
            ),
            Self::Scanned => plain(
                "글이 없는 PDF입니다(스캔한 그림). 원본 문서에서 PDF를 다시 만드세요.",
                "The PDF is scanned: there is no text in it. Make it from the document itself.",
            ),
            Self::Letterless => plain(
                "PDF의 글꼴이 어떤 글자인지 말하지 않습니다. 원본 문서나 텍스트 파일로 검산하세요.",
                "The PDF's fonts do not tell which letters they draw: use the document itself or its text.",
            ),
            Self::Empty => {
                plain("파일에 글이 없습니다. 저장이 끝난 파일인지 확인하세요.", "The file holds no text: was it saved to its end?")
            }
            Self::TooMuchText { bytes } => (
                format!("글이 {bytes} 바이트로 보고서치고 지나치게 깁니다({LARGEST_TEXT} 바이트까지). 나누어 올리세요."),
                format!("The text has {bytes} bytes, more than a report's {LARGEST_TEXT}: send it in parts."),
            ),
            Self::Kind { ko, en } => (
                format!("{ko}입니다. 검산은 HWPX, PDF, 텍스트(UTF-8, CP949)를 읽습니다. 그 가운데 하나로 저장하세요."),
                format!("This is {en}: save it as HWPX, PDF or text (UTF-8 or CP949)."),
            ),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ko, en) = self.said();
        write!(f, "{ko} / {en}")
    }
}

impl Error for ReadError {}
