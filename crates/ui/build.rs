//! Collects the design tokens, the web font and our own files into one static table.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

const TOKENS: &str = "krds-uiux/resources/css/token/krds_tokens.css";
const FONT: &str = "pretendard-gov/dist/web/variable";
const FONT_CSS: &str = "pretendardvariable-gov-dynamic-subset.css";
/// Whole fonts for files on paper, Regular and Bold.
const PRINT_FONTS: [&str; 2] =
    ["pretendard-gov/dist/public/static/PretendardGOV-Regular.otf", "pretendard-gov/dist/public/static/PretendardGOV-Bold.otf"];
const FONT_LICENCE: &str = "pretendard-gov/dist/LICENSE.txt";

fn main() -> io::Result<()> {
    let assets = folder("CARGO_MANIFEST_DIR")?.join("assets");
    let modules = assets.join("node_modules");
    for watched in ["own", "package-lock.json"] {
        println!("cargo::rerun-if-changed={}", assets.join(watched).display());
    }
    for needed in [TOKENS, FONT, FONT_LICENCE].into_iter().chain(PRINT_FONTS) {
        println!("cargo::rerun-if-changed={}", modules.join(needed).display());
        if !modules.join(needed).exists() {
            println!("cargo::error=the web assets are not installed: run `make assets`");
            return Ok(());
        }
    }
    let out = folder("OUT_DIR")?;

    // The stylesheet names its slices by a relative address, so it may live under any version.
    let fonts_css = out.join("fonts.css");
    let text = fs::read_to_string(modules.join(FONT).join(FONT_CSS))?;
    fs::write(&fonts_css, text.replace("./woff2-dynamic-subset/", "fonts/"))?;

    let mut files = vec![
        ("tokens.css".to_owned(), modules.join(TOKENS)),
        ("fonts.css".to_owned(), fonts_css),
        ("fonts/LICENSE.txt".to_owned(), modules.join(FONT_LICENCE)),
    ];
    list(&assets.join("own"), "", &mut files)?;
    list(&modules.join(FONT).join("woff2-dynamic-subset"), "fonts/", &mut files)?;
    files.sort();
    let fonts: String = PRINT_FONTS.iter().map(|font| format!("include_bytes!({:?}), ", modules.join(font))).collect();
    let fonts = format!("static PRINT_FONTS: [&[u8]; {}] = [{fonts}];\n", PRINT_FONTS.len());
    fs::write(out.join("assets.rs"), table(&files)? + &fonts)
}

/// A folder that cargo names when the script runs; asked for at run time, because a built script may be moved with its crate.
fn folder(name: &str) -> io::Result<PathBuf> {
    Ok(PathBuf::from(std::env::var_os(name).ok_or(io::ErrorKind::NotFound)?))
}

/// Adds the files of one folder under their served names.
fn list(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.push((format!("{prefix}{}", entry.file_name().to_string_lossy()), entry.path()));
    }
    Ok(())
}

/// The Rust source of the table, and the version that stands in every address.
fn table(files: &[(String, PathBuf)]) -> io::Result<String> {
    let mut source = String::from("static ASSETS: &[Asset] = &[\n");
    let mut all = Sha256::new();
    for (name, path) in files {
        let digest = Sha256::digest(fs::read(path)?);
        let path = path.to_string_lossy();
        all.update(name.as_bytes());
        all.update(digest);
        let _ = writeln!(
            source,
            "    Asset {{ name: {name:?}, content_type: {:?}, etag: {:?}, bytes: include_bytes!({path:?}) }},",
            content_type(name),
            format!("\"{}\"", hex(&digest, 8)),
        );
    }
    let version = hex(&all.finalize(), 6);
    let _ = writeln!(source, "];\n\nconst VERSION: &str = {version:?};");
    Ok(source)
}

fn hex(digest: &[u8], bytes: usize) -> String {
    digest.iter().take(bytes).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn content_type(name: &str) -> &'static str {
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
