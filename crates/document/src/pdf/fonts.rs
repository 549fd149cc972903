//! The fonts of a PDF, and what they can draw.

use std::error::Error;
use std::fmt;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontStyle, FontVariant, FontVariations};
use typst::utils::LazyHash;

/// Stands behind the given fonts for box drawings and signs that they lack; it comes with typst.
const BEHIND: &str = "DejaVu Sans Mono";

/// The fonts that a PDF may use, read once and then shared.
pub struct Fonts {
    pub(super) fonts: Vec<Font>,
    pub(super) book: LazyHash<FontBook>,
    /// Family names in the order in which a glyph is looked for.
    pub(super) families: Vec<String>,
    /// Each font as it is when nothing is varied, for measuring.
    measured: Vec<FontInstance>,
}

/// A file that is no font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FontError {
    /// Its place among the files, from 1.
    pub number: usize,
}

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "font file {} is no OpenType font: fetch the fonts again (`make assets`)", self.number)
    }
}

impl Error for FontError {}

impl Fonts {
    /// Reads font files (OpenType or TrueType), such as Pretendard GOV in Regular and Bold; the first family is tried first.
    ///
    /// # Errors
    /// Names the first file that is no font.
    pub fn new(files: impl IntoIterator<Item = &'static [u8]>) -> Result<Self, FontError> {
        let mut fonts = Vec::new();
        for (index, file) in files.into_iter().enumerate() {
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(file)));
            if fonts.len() == before {
                return Err(FontError { number: index + 1 });
            }
        }
        let behind = typst_assets::fonts()
            .flat_map(|file| Font::iter(Bytes::new(file)))
            .filter(|font| font.info().family == BEHIND && font.info().variant.style == FontStyle::Normal);
        fonts.extend(behind);
        let mut families: Vec<String> = Vec::new();
        for font in &fonts {
            let family = &font.info().family;
            if !families.contains(&family.to_string()) {
                families.push(family.to_string());
            }
        }
        let still = |font: &Font| font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default());
        let measured = fonts.iter().map(still).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self { fonts, book, families, measured })
    }

    /// Whether some family draws this character in each of its weights.
    pub(super) fn draws(&self, character: char) -> bool {
        self.families.iter().any(|family| {
            let mut fonts = self.fonts.iter().filter(|font| font.info().family == *family);
            fonts.all(|font| font.info().coverage.contains(u32::from(character)))
        })
    }

    /// How wide a character is, in thousandths of its height; the widest weight counts.
    pub(super) fn width(&self, character: char) -> u32 {
        let widths = self.measured.iter().filter_map(|font| {
            let glyph = font.ttf().glyph_index(character)?;
            let advance = u32::from(font.ttf().glyph_hor_advance(glyph)?);
            Some(advance * 1_000 / u32::from(font.ttf().units_per_em()).max(1))
        });
        // Fonts stand in the order in which they are tried: Regular, Bold, then the one behind.
        widths.take(2).max().unwrap_or(1_000)
    }
}
