//! What Poppler reads in a PDF; nothing where it is not installed.

use std::process::Command;

fn run(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("it.pdf");
    std::fs::write(&file, pdf).unwrap();
    // `pdftotext` is told to print; `pdfinfo` does so by itself.
    let printed = (program == "pdftotext").then_some("-");
    let Ok(output) = Command::new(program).args(arguments).arg(&file).args(printed).output() else {
        println!("skipped: {program} is not installed (Debian package poppler-utils)");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The text in the order in which it is drawn.
pub(super) fn text(pdf: &[u8]) -> Option<String> {
    run("pdftotext", &["-raw", "-enc", "UTF-8"], pdf)
}

/// The text as it lies on the page.
pub(super) fn layout(pdf: &[u8]) -> Option<String> {
    run("pdftotext", &["-layout", "-enc", "UTF-8"], pdf)
}

/// The text of each page.
pub(super) fn pages(pdf: &[u8]) -> Option<Vec<String>> {
    text(pdf).map(|text| text.split_terminator('\u{C}').map(str::to_owned).collect())
}

/// The tree of tags, as `pdfinfo` prints it.
pub(super) fn structure(pdf: &[u8]) -> Option<String> {
    run("pdfinfo", &["-struct"], pdf)
}

/// The text in the order of the tags, which is that of a screen reader.
pub(super) fn read_aloud(pdf: &[u8]) -> Option<String> {
    let tree = run("pdfinfo", &["-struct-text", "-enc", "UTF-8"], pdf)?;
    Some(tree.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.strip_suffix('"')).collect())
}

/// A word and the box around it, in points from the left and the top.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    pub(super) text: String,
}

impl Word {
    /// Whether it covers more than a fifth of the smaller of both.
    pub(super) fn covers(&self, other: &Word) -> bool {
        let wide = self.right.min(other.right) - self.left.max(other.left);
        let tall = self.bottom.min(other.bottom) - self.top.max(other.top);
        let area = |word: &Word| (word.right - word.left) * (word.bottom - word.top);
        wide > 0.0 && tall > 0.0 && wide * tall > area(self).min(area(other)) / 5.0
    }
}

/// The words of each page.
pub(super) fn words_on(pdf: &[u8]) -> Option<Vec<Vec<Word>>> {
    let boxes = run("pdftotext", &["-bbox", "-enc", "UTF-8"], pdf)?;
    let word = |line: &str| {
        let side = |name: &str| -> Option<f64> { line.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.parse().ok() };
        let text = line.split_once("\">")?.1.split_once("</word>")?.0.to_owned();
        Some(Word { left: side("xMin")?, top: side("yMin")?, right: side("xMax")?, bottom: side("yMax")?, text })
    };
    Some(boxes.split("<page ").skip(1).map(|page| page.lines().filter_map(word).collect()).collect())
}
