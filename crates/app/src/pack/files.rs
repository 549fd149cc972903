use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

/// Seoul 2021, inside the binary.
static SEOUL: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/seoul-2021");

/// A pack's file may be this large.
const FILE_BYTES_MAX: u64 = 64 << 20;

/// The files of a pack, by their path in it.
pub(crate) struct PackFiles(BTreeMap<String, Vec<u8>>);

impl PackFiles {
    /// The pack inside the binary.
    pub(crate) fn seoul() -> Self {
        let mut files = BTreeMap::new();
        embedded(&SEOUL, &mut files);
        Self(files)
    }

    /// The files of a folder.
    pub(crate) fn folder(folder: &Path) -> Result<Self, String> {
        if !folder.is_dir() {
            return Err(format!("{} is no folder with a city pack", folder.display()));
        }
        let mut files = BTreeMap::new();
        for below in ["", "reports", "demonstration"] {
            let folder = folder.join(below);
            if !folder.is_dir() {
                continue;
            }
            let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = if below.is_empty() { name } else { format!("{below}/{name}") };
                let size = entry.metadata().map_or(0, |metadata| metadata.len());
                if size > FILE_BYTES_MAX {
                    return Err(format!("{path} has {size} bytes; a pack's file has at most {FILE_BYTES_MAX}"));
                }
                let bytes = std::fs::read(entry.path()).map_err(|error| format!("{path}: {error}"))?;
                files.insert(path, bytes);
            }
        }
        Ok(Self(files))
    }

    /// The text of a file; nothing where there is none, an error where it is not UTF-8.
    pub(crate) fn text(&self, path: &str) -> Option<Result<&str, String>> {
        let bytes = self.0.get(path)?;
        let text = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8 after byte {}", error.valid_up_to()));
        Some(text.map(|text| text.strip_prefix('\u{feff}').unwrap_or(text)))
    }

    /// All paths, sorted.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

fn embedded(dir: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        files.insert(file.path().to_string_lossy().into_owned(), file.contents().to_vec());
    }
    for below in dir.dirs() {
        embedded(below, files);
    }
}
