//! An HWPX package: a ZIP of which no part may unpack to more than a document needs.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{LARGEST_FILE, ReadError};

/// The most parts of a package; each picture is one.
const MOST_PARTS: usize = 4_096;
/// The most bytes that one XML part unpacks to.
const LARGEST_PART: u64 = 64 << 20;
/// The most bytes that all parts read from one package unpack to.
const LARGEST_TOTAL: u64 = 128 << 20;
/// How much smaller than its content a part above [`SMALL_PART`] may be: long tables reach some 60, DEFLATE's own limit is 1,032.
const DENSEST: u64 = 300;
/// Parts below this size do no harm, however dense.
const SMALL_PART: u64 = 1 << 20;

/// An open package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    read: u64,
}

impl<'b> Package<'b> {
    /// Opens a package, or says why the bytes are none.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, ReadError> {
        if bytes.len() > LARGEST_FILE {
            return Err(ReadError::TooLarge { bytes: bytes.len() });
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(ReadError::OldHwp);
        }
        if !bytes.starts_with(b"PK\x03\x04") {
            return Err(ReadError::NoPackage("no ZIP".into()));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| ReadError::NoPackage(error.to_string()))?;
        if archive.len() > MOST_PARTS {
            return Err(ReadError::Parts(format!("{} parts", archive.len())));
        }
        Ok(Self { archive, read: 0 })
    }

    /// The text of a part that must be there.
    pub(super) fn text(&mut self, part: &str) -> Result<String, ReadError> {
        self.optional(part)?.ok_or_else(|| ReadError::Missing { part: part.to_owned() })
    }

    /// The text of a part, if it is there.
    pub(super) fn optional(&mut self, part: &str) -> Result<Option<String>, ReadError> {
        let mut file = match self.archive.by_name(part) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(what)) if what == ZipError::PASSWORD_REQUIRED => return Err(ReadError::Locked),
            Err(error) => return Err(ReadError::NoPackage(format!("{part}: {error}"))),
        };
        // Counted while it is unpacked: the sizes in the directory are only what somebody wrote there.
        let dense = file.compressed_size().saturating_mul(DENSEST).max(SMALL_PART);
        let most = LARGEST_PART.min(dense).min(LARGEST_TOTAL.saturating_sub(self.read));
        let mut bytes = Vec::new();
        let unpacked = file.by_ref().take(most + 1).read_to_end(&mut bytes);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > most {
            return Err(ReadError::Bomb { part: part.to_owned() });
        }
        unpacked.map_err(|error| ReadError::NoPackage(format!("{part}: {error}")))?;
        self.read += length;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(bytes);
        let not_utf8 = |error: std::string::FromUtf8Error| ReadError::Xml {
            part: part.to_owned(),
            at: u64::try_from(error.utf8_error().valid_up_to()).unwrap_or(u64::MAX),
            what: "no UTF-8".into(),
        };
        String::from_utf8(bytes).map(Some).map_err(not_utf8)
    }
}
