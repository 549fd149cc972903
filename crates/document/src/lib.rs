//! One block model of an official Korean document, and its writers: HTML, Markdown, JSON.
//!
//! **Duty.** A pure tool: a [`Document`] goes in, text comes out. It knows no report, database or web, and does no I/O.
//!
//! **Words.** A *block* stands alone on the page (heading, outline item, paragraph, note, table, chart, page break); an
//! *inline* stands in a line. A *figure* (수치) is a number that opens to its evidence, *typed* (직접 입력) when a person
//! wrote it, *adjusted* (끝수 조정) when its table moved it so that rows add up. A *fact* (사실) is a date, window or name.
//! *Outline* (개조식) is the official numbering □ ○ － ∙, and ※ a note.
//!
//! **Can never happen here.** A ragged [`Table`]; an outline or heading of a level that is none; a control, private-use or
//! text-turning character in an output (unknown ones print as U+FFFD); text that becomes markup; a link that runs a script;
//! two outputs of one document that differ.
//!
//! **Start reading** at [`Document`], then [`html`]. Text from people goes through [`clean`] first, which names what it
//! refuses.
#![warn(missing_docs)]

mod html;
mod json;
mod markdown;
mod model;
mod table;
mod text;

pub use html::{fragment, html};
pub use json::{ThawError, freeze, json, thaw};
pub use markdown::markdown;
pub use model::{Bar, Block, Chart, Document, Figure, HeadingLevel, Inline, Lang, OutlineLevel, Share, Source};
pub use table::{Align, Cell, CellRole, Emphasis, Row, Table, TableError, WIDEST_TABLE};
pub use text::{TextError, clean};

#[cfg(test)]
mod tests;
