//! The HWPX writer: the open document format of 한글 (OWPML, KS X 6101), which an officer goes on editing.
//!
//! Outline items are real outline paragraphs whose marks 한글 draws itself (개요 1 to 4), everything else has a named style.
//! A table is a table with merged cells; its head is repeated on each page. A chart is a table too: label, shaded cells as
//! the bar, value. Figures are plain text; they link to their evidence only when the address is absolute, because a file
//! knows no host. Nothing caches the layout: 한글 lays out anew when it opens the file.

mod chart;
mod grid;
mod header;
mod package;
mod picture;
mod preview;
mod section;
mod styles;
mod table;

use crate::model::Document;
use crate::print::{Imprint, Place, PrintError, printed};

/// Writes the document as the bytes of an HWPX file: A4, margins of 20 mm (15 mm at the foot), page numbers at the foot. The
/// same document and imprint give the same bytes.
///
/// # Errors
/// Names the block that holds a character which no file may hold; [`crate::clean`] refuses it beforehand.
pub fn hwpx(document: &Document, imprint: &Imprint) -> Result<Vec<u8>, PrintError> {
    let title = printed(&document.title, &Place::Title)?;
    let creator = printed(&imprint.creator, &Place::Creator)?;
    let section = section::section(document)?;
    let preview = preview::preview(document)?;
    let pictures: Vec<_> = picture::pictures(document).collect();
    package::package(&package::Parts {
        content: package::content(document.lang, &title, &creator, imprint.day, &pictures),
        header: header::header(document.lang),
        section,
        preview,
        pictures,
    })
}
