//! The PDF writer: the document laid out by typst, tagged for screen readers (PDF/UA-1) and made to last (PDF/A-2a) in one file.
//!
//! The document becomes a typst source in which every text is a string (`source.rs`), set by a fixed template
//! (`template.typ`). The typesetter sees these two files, the document's pictures and the fonts, no folder, no network and no clock (`world.rs`).

mod fonts;
mod source;
mod world;

use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst::syntax::Span;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use fonts::{FontError, Fonts};

use crate::model::Document;
use crate::print::{Imprint, Place, PrintError, printed};
use source::Source;
use world::Paper;

/// Writes the document as the bytes of a PDF: A4, page numbers, contents with links where there are chapters, table heads repeated
/// on each page. Figures and facts link to absolute addresses only. The same document, imprint and fonts give the same bytes.
///
/// It may take seconds for hundreds of pages; whoever serves others meanwhile runs it beside them.
///
/// # Errors
/// Names the block that holds a character which no file may hold or no font draws, a table too wide for the paper, or what else
/// could not be laid out.
pub fn pdf(document: &Document, imprint: &Imprint, fonts: &Fonts) -> Result<Vec<u8>, PrintError> {
    let source = source::source(document, imprint, fonts)?;
    let paper = Paper::new(fonts, &source);
    let written = write(&paper, &source, document, imprint);
    // What typst remembers would grow with every document.
    typst::comemo::evict(0);
    written
}

fn write(paper: &Paper, source: &Source, document: &Document, imprint: &Imprint) -> Result<Vec<u8>, PrintError> {
    let failed =
        |errors: &[SourceDiagnostic]| errors.first().map_or(broken("nothing is known of why"), |first| named(first, paper, source));
    let pages: PagedDocument = typst::compile(paper).output.map_err(|errors| failed(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|error| broken(error.message()))?;
    let title = printed(&document.title, &Place::Title)?;
    let ident = Smart::Custom(format!("{title}\n{}\n{}", imprint.creator, imprint.day));
    let options = PdfOptions { ident, standards, ..PdfOptions::default() };
    typst_pdf::pdf(&pages, &options).map_err(|errors| failed(&errors))
}

fn broken(what: &str) -> PrintError {
    PrintError::Broken { place: None, what: what.to_owned() }
}

/// What typst says, and the block it says it of, if it says.
fn named(error: &SourceDiagnostic, paper: &Paper, source: &Source) -> PrintError {
    let traced = error.trace.iter().map(|point| point.span);
    let spans = [error.span].into_iter().filter_map(|span| paper.place(span)).chain(traced.filter_map(|span: Span| paper.place(span)));
    let place = spans.filter_map(|offset| source.place(offset)).next();
    PrintError::Broken { place, what: error.message.to_string() }
}
