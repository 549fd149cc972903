//! One block model of an official Korean document, and its writers: HTML, Markdown, JSON, HWPX, and PDF (feature `pdf`).
//!
//! **Duty.** A pure tool: a [`Document`] goes in, text or the bytes of a file come out. It knows no report, database or web, and
//! does no I/O.
//!
//! **Words.** A *block* stands alone on the page (heading, outline item, paragraph, note, table, chart, picture, page break); an
//! *inline* stands in a line. A *figure* (수치) is a number that opens to its evidence, *typed* (직접 입력) when a person
//! wrote it, *adjusted* (끝수 조정) when its table moved it so that rows add up. A *fact* (사실) is a date, window or name.
//! *Outline* (개조식) is the official numbering □ ○ － ∙, and ※ a note. An *imprint* is what a file for paper says of itself beside
//! its title. *HWPX* is the open format of 한글, in which offices write.
//!
//! **Can never happen here.** A ragged [`Table`]; a [`Picture`] that is none, is a bomb, or has no words; an outline or heading of a level that is none; a control, private-use or
//! text-turning character in an output (on screens unknown ones print as U+FFFD, files for paper refuse them by block); text that becomes markup; a link that runs a script;
//! two outputs of one document that differ.
//!
//! **Start reading** at [`Document`], then [`html`], then [`hwpx`]. Text from people goes through [`clean`] first, which names what it
//! refuses. An edited file comes back through [`read`], and [`audit`] says what of it still holds.
#![warn(missing_docs)]

pub mod audit;
mod glyph;
mod html;
mod hwpx;
mod json;
mod layout;
mod markdown;
mod model;
#[cfg(feature = "pdf")]
mod pdf;
mod picture;
mod print;
pub mod read;
mod table;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod text;

pub use html::{fragment, html};
pub use hwpx::hwpx;
pub use json::{ThawError, freeze, json, thaw};
pub use markdown::markdown;
pub use model::{Bar, Block, Chart, Document, Figure, HeadingLevel, Inline, Lang, OutlineLevel, Share, Source};
#[cfg(feature = "pdf")]
pub use pdf::{FontError, Fonts, pdf};
pub use picture::{HEAVIEST_PICTURE, MOST_PIXELS, Picture, PictureError, PictureKind};
pub use print::{Imprint, Place, PrintError, legend};
pub use table::{Align, Cell, CellRole, Emphasis, Row, Table, TableError, WIDEST_TABLE};
pub use text::{TextError, clean};

// By its own name, as the benchmark knows it: both make the same documents.
#[cfg(test)]
extern crate self as document;
#[cfg(test)]
mod tests;
