//! A picture that is one: looked into before it is taken, so that no writer meets a broken file or a bomb.

use std::error::Error;
use std::fmt;
use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::model::{Inline, Lang};

/// The most bytes that a picture may have.
pub const HEAVIEST_PICTURE: usize = 5_000_000;
/// The most pixels that a picture may have, whatever its file holds.
pub const MOST_PIXELS: u64 = 20_000_000;

/// A picture (PNG or JPEG) with the words for those who do not see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Picture {
    id: String,
    alt: String,
    caption: Option<Vec<Inline>>,
    src: Option<String>,
    bytes: Vec<u8>,
    kind: PictureKind,
    size: (u32, u32),
}

/// What a picture is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl PictureKind {
    /// Its type on the web.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The ending of its files' names.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// A picture as JSON has it, not yet looked into.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    alt: String,
    caption: Option<Vec<Inline>>,
    src: Option<String>,
    /// Base64 (RFC 4648).
    bytes: String,
}

impl TryFrom<Written> for Picture {
    type Error = PictureError;

    fn try_from(written: Written) -> Result<Self, PictureError> {
        let bytes = STANDARD.decode(&written.bytes).map_err(|error| PictureError::Broken { what: error.to_string() })?;
        let picture = Self::new(written.id, written.alt, written.caption, bytes)?;
        Ok(Self { src: written.src, ..picture })
    }
}

impl From<Picture> for Written {
    fn from(picture: Picture) -> Self {
        let bytes = STANDARD.encode(&picture.bytes);
        Self { id: picture.id, alt: picture.alt, caption: picture.caption, src: picture.src, bytes }
    }
}

impl Picture {
    /// Takes a picture after decoding it once within [`HEAVIEST_PICTURE`] and [`MOST_PIXELS`]. What it is, its bytes say and no name.
    ///
    /// # Errors
    /// It has no words, is neither PNG nor JPEG, is too heavy or too large, or breaks off.
    pub fn new(id: impl Into<String>, alt: impl Into<String>, caption: Option<Vec<Inline>>, bytes: Vec<u8>) -> Result<Self, PictureError> {
        let alt = alt.into();
        if alt.trim().is_empty() {
            return Err(PictureError::Wordless);
        }
        if bytes.len() > HEAVIEST_PICTURE {
            return Err(PictureError::TooHeavy { bytes: bytes.len() });
        }
        let (kind, size) = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => (PictureKind::Png, png(&bytes)?),
            [0xFF, 0xD8, 0xFF, ..] => (PictureKind::Jpeg, jpeg(&bytes)?),
            _ => return Err(PictureError::NotOne),
        };
        Ok(Self { id: id.into(), alt, caption, src: None, bytes, kind, size })
    }

    /// The same picture, which pages find at this address. Without one a page carries the picture itself.
    #[must_use]
    pub fn at(self, src: impl Into<String>) -> Self {
        Self { src: Some(src.into()), ..self }
    }

    /// The name that links within the page use.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it shows, in words.
    #[must_use]
    pub fn alt(&self) -> &str {
        &self.alt
    }

    /// The line under it.
    #[must_use]
    pub fn caption(&self) -> Option<&[Inline]> {
        self.caption.as_deref()
    }

    /// Its file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it is written in.
    #[must_use]
    pub fn kind(&self) -> PictureKind {
        self.kind
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Where pages find it, if they do.
    pub(crate) fn src(&self) -> Option<&str> {
        self.src.as_deref()
    }

    /// The picture itself as an address.
    pub(crate) fn data(&self) -> String {
        format!("data:{};base64,{}", self.kind.media_type(), STANDARD.encode(&self.bytes))
    }

    pub(crate) fn caption_mut(&mut self) -> impl Iterator<Item = &mut Inline> {
        self.caption.iter_mut().flatten()
    }
}

/// Why a file is not taken as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureError {
    /// It has no words for those who do not see it.
    Wordless,
    /// It is neither PNG nor JPEG.
    NotOne,
    /// It has more bytes than [`HEAVIEST_PICTURE`].
    TooHeavy {
        /// How many it has.
        bytes: usize,
    },
    /// It says that it has more pixels than [`MOST_PIXELS`].
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// It cannot be decoded to its end.
    Broken {
        /// What the decoder says.
        what: String,
    },
}

impl PictureError {
    /// Says it in one sentence with its remedy.
    #[must_use]
    pub fn said(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Wordless, Lang::Ko) => "그림에 설명이 없습니다. 무엇을 보여 주는지 글로 적으십시오.".to_owned(),
            (Self::Wordless, Lang::En) => "The picture has no words: say what it shows.".to_owned(),
            (Self::NotOne, Lang::Ko) => "PNG나 JPEG 그림이 아닙니다. 그 형식으로 저장한 파일을 올리십시오.".to_owned(),
            (Self::NotOne, Lang::En) => "This is no PNG or JPEG picture: save it as one of them.".to_owned(),
            (Self::TooHeavy { bytes }, Lang::Ko) => {
                format!("그림이 {bytes}바이트로 {HEAVIEST_PICTURE}바이트보다 큽니다. 줄여서 저장하십시오.")
            }
            (Self::TooHeavy { bytes }, Lang::En) => {
                format!("The picture has {bytes} bytes, more than {HEAVIEST_PICTURE}: save a smaller one.")
            }
            (Self::TooLarge { width, height }, Lang::Ko) => {
                format!("그림이 {width} × {height} 화소로 {MOST_PIXELS} 화소보다 큽니다. 줄여서 저장하십시오.")
            }
            (Self::TooLarge { width, height }, Lang::En) => {
                format!("The picture has {width} × {height} pixels, more than {MOST_PIXELS}: save a smaller one.")
            }
            (Self::Broken { what }, Lang::Ko) => format!("그림 파일이 깨졌습니다({what}). 다시 저장한 파일을 올리십시오."),
            (Self::Broken { what }, Lang::En) => format!("The picture's file is broken ({what}): save it again."),
        }
    }
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said(Lang::En))
    }
}

impl Error for PictureError {}

/// The size, if it is one that may be: asked before a pixel is decoded.
fn checked(width: u32, height: u32) -> Result<(u32, u32), PictureError> {
    match u64::from(width) * u64::from(height) {
        0 => Err(PictureError::Broken { what: "no pixels".to_owned() }),
        pixels if pixels > MOST_PIXELS => Err(PictureError::TooLarge { width, height }),
        _ => Ok((width, height)),
    }
}

fn broken(error: &impl ToString) -> PictureError {
    PictureError::Broken { what: error.to_string() }
}

/// Decodes a PNG row by row, so that no more than a row is held.
fn png(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().map_err(|error| broken(&error))?;
    let size = checked(reader.info().width, reader.info().height)?;
    while reader.next_row().map_err(|error| broken(&error))?.is_some() {}
    reader.finish().map_err(|error| broken(&error))?;
    Ok(size)
}

fn jpeg(bytes: &[u8]) -> Result<(u32, u32), PictureError> {
    let strict = DecoderOptions::default().set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), strict);
    decoder.decode_headers().map_err(|error| broken(&error))?;
    let info = decoder.info().ok_or_else(|| broken(&"no header"))?;
    let size = checked(u32::from(info.width), u32::from(info.height))?;
    decoder.decode().map_err(|error| broken(&error))?;
    Ok(size)
}
