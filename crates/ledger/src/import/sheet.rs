use kernel::Refusal;
use serde::{Deserialize, Serialize};

/// The cells of a file, as text, with the numbers that rows have in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// The file's SHA-256.
    pub digest: String,
    /// Every row that is not empty, by its number from 1.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Sheet {
    /// Reads a file, which refusals call `name`: XLSX (its first sheet), or CSV with commas, tabs or semicolons in UTF-8, UTF-16 with its mark, or CP949.
    ///
    /// # Errors
    /// Refuses what [`sheet::rows`] refuses.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let row = |(row, cells): sheet::Row| (usize::try_from(row).unwrap_or(usize::MAX), cells.iter().map(str::to_owned).collect());
        let rows = sheet::rows(name, bytes)?.into_iter().map(row).collect();
        Ok(Self { digest: bytes_digest(bytes), rows })
    }
}

/// The SHA-256 of the bytes, in hexadecimal.
fn bytes_digest(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
