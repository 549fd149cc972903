//! Plain text: UTF-8 or, as Korean offices still save it, CP949.

use std::cell::Cell;

use encoding_rs::EUC_KR;

use super::markdown::{is_markdown, plain};
use super::pages::own_text;
use super::{LARGEST_FILE, Passage, Place, ReadError};

/// How much may be looked at for tables of contents, in bytes.
const MOST_WORK: usize = 512 << 20;

/// Reads a text as one passage a line; empty lines say nothing and are left out, but counted.
pub fn text(bytes: &[u8]) -> Result<Vec<Passage>, ReadError> {
    if bytes.len() > LARGEST_FILE {
        return Err(ReadError::TooLarge { bytes: bytes.len() });
    }
    let decoded = decode(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))?;
    let markdown = is_markdown(&decoded);
    let said = |line: &str| if markdown { plain(line) } else { line.trim().to_owned() };
    // A form feed is where pdftotext ends a page; it ends no line.
    let mut number = 1;
    let mut pages: Vec<Vec<Passage>> = Vec::new();
    for page in decoded.split('\u{c}') {
        let lines = (number..).zip(page.split('\n')).map(|(number, line)| Passage { place: Place::Line(number), text: said(line) });
        pages.push(lines.filter(|line| !line.text.is_empty()).collect());
        number += page.matches('\n').count();
    }
    let printed = pages.len() > 1;
    let work = Cell::new(0_usize);
    let passages = if printed {
        own_text(pages, |more| {
            work.set(work.get().saturating_add(more));
            work.get() < MOST_WORK
        })
    } else {
        pages.concat()
    };
    if passages.is_empty() { Err(ReadError::Empty) } else { Ok(passages) }
}

fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if text.contains('\0') { Err(unreadable(text.as_bytes())) } else { Ok(text.to_owned()) };
    }
    // WHATWG's EUC-KR is CP949 (windows-949) with all of its 8,822 further syllables.
    EUC_KR
        .decode_without_bom_handling_and_without_replacement(bytes)
        .filter(|text| !text.contains('\0'))
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| unreadable(bytes))
}

/// The first line that cannot be read in either encoding.
fn unreadable(bytes: &[u8]) -> ReadError {
    let good = |line: &[u8]| !line.contains(&0) && EUC_KR.decode_without_bom_handling_and_without_replacement(line).is_some();
    let line = bytes.split(|byte| *byte == b'\n').position(|line| !good(line) && (line.contains(&0) || std::str::from_utf8(line).is_err()));
    ReadError::Encoding { line: line.map_or(1, |line| line + 1) }
}
