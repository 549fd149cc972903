//! The files as two readers that are not ours see them (python-hwpx, hwp-hwpx-parser), and faults that a checker must find. `HWPX_PYTHON`
//! names a Python that has both; `tests/run` sets it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::read::{Mark, mark};

/// One line of `tests/hwpx-readers`.
#[derive(Deserialize)]
struct Report {
    name: String,
    fatal: Vec<String>,
    #[serde(default)]
    package: Vec<String>,
    #[serde(default)]
    schema: Vec<String>,
    #[serde(default)]
    texts: Vec<String>,
    #[serde(default)]
    tables: Vec<Vec<Vec<String>>>,
    #[serde(default)]
    other_texts: Vec<String>,
    #[serde(default)]
    other_tables: Vec<Vec<Vec<String>>>,
}

impl Report {
    fn faults(&self) -> Vec<&str> {
        // 한글's own files name no version part either.
        let usual = |issue: &&str| !issue.contains("does not reference a version part");
        [&self.fatal, &self.package, &self.schema].into_iter().flatten().map(String::as_str).filter(usual).collect()
    }
}

/// What the readers say of these files, or nothing where they are not installed.
fn reports(files: &BTreeMap<String, Vec<u8>>) -> Option<BTreeMap<String, Report>> {
    let Some(python) = std::env::var_os("HWPX_PYTHON").filter(|python| !python.is_empty()) else {
        println!("skipped: HWPX_PYTHON names no Python with python-hwpx");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(format!("{name}.hwpx")), bytes).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/hwpx-readers");
    let output = Command::new(python).arg(script).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reports = String::from_utf8(output.stdout).unwrap();
    let reports: Vec<Report> = reports.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(reports.len(), files.len());
    Some(reports.into_iter().map(|report| (report.name.clone(), report)).collect())
}

/// Documents that hold between them all that a document may.
pub(super) fn documents() -> BTreeMap<String, Document> {
    let english = Document { lang: Lang::En, ..one_block(Block::Table(merged_table())) };
    let linked = sample().linked(|place, _| Some(format!("https://a.example/figures/{place}?day=2021-03-31")));
    let mut documents = BTreeMap::from([
        ("everything".to_owned(), everything(&ODD)),
        ("english".to_owned(), english),
        ("linked".to_owned(), linked),
        ("illustrated".to_owned(), crate::tests::pictures::illustrated()),
    ]);
    documents.extend((0..10_u64).map(|seed| (format!("table-{seed}"), one_block(Block::Table(any_table(&mut seed.clone()))))));
    documents
}

#[test]
fn two_other_readers_see_what_the_document_says() {
    let documents = documents();
    let Some(reports) = reports(&documents.iter().map(|(name, document)| (name.clone(), written(document))).collect()) else {
        return;
    };
    for (name, document) in &documents {
        let (report, expected) = (&reports[name], said(document));
        assert_eq!(report.faults(), Vec::<&str>::new(), "{name}");
        assert_in_order(&report.texts.concat(), &expected.texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(cells(&report.tables), cells(&expected.tables), "{name}");
        assert_eq!(cells(&report.other_tables), cells(&expected.tables), "{name}");
        let lines: Vec<&str> = expected.texts.iter().flat_map(|text| text.lines()).map(str::trim).collect();
        assert_in_order(&report.other_texts.concat(), &lines);
    }
}

/// What the audit adds to a marked copy.
pub(super) const LINE: &str = "12,099명 → 12,090명 <a>";

/// A file, and its copy with everything under the highlighter and a line at the end.
pub(super) fn marked() -> (Vec<u8>, Vec<u8>) {
    let file = written(&sample());
    let passages = crate::read::hwpx(&file).unwrap().into_iter().enumerate();
    let marks: Vec<Mark> = passages.map(|(passage, read)| Mark { passage, range: 0..read.text.len(), colour: "#FFC7CE" }).collect();
    let copy = mark(&file, &marks, &[LINE.to_owned()]).unwrap();
    (file, copy)
}

/// hwp-hwpx-parser reads of an `hp:t` what stands before its first child alone, so it passes over text under any highlighter; it opens the copy.
#[test]
fn other_readers_open_a_marked_copy_and_see_the_same() {
    let (file, copy) = marked();
    let Some(reports) = reports(&BTreeMap::from([("file".to_owned(), file), ("copy".to_owned(), copy)])) else { return };
    let (file, copy) = (&reports["file"], &reports["copy"]);
    assert_eq!(copy.faults(), Vec::<&str>::new());
    assert_eq!(copy.tables, file.tables);
    assert_eq!(copy.texts.concat(), format!("{}{} {LINE}", file.texts.concat(), crate::read::ADDED));
    assert_eq!(copy.other_tables.len(), file.other_tables.len());
}

/// Every cell in order without its line breaks, at which readers differ, and without those of bars, which say nothing.
pub(super) fn cells(tables: &[Vec<Vec<String>>]) -> Vec<Vec<String>> {
    let bare = |cell: &String| cell.split_whitespace().collect::<String>();
    tables.iter().flatten().map(|row| row.iter().map(bare).filter(|cell| !cell.is_empty()).collect()).collect()
}

/// The parts as a ZIP, the first one stored.
fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The file with this part's text changed; without the part where nothing is to stand in its place.
pub(super) fn damaged(part: &str, change: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let parts = unzip(&written(&sample()));
    let order = ["mimetype", "version.xml", "META-INF/container.xml", "META-INF/manifest.xml", "Contents/content.hpf"];
    let rest = ["Contents/header.xml", "Contents/section0.xml", "settings.xml", "Preview/PrvText.txt"];
    let changed = |name: &'static str| {
        let text = &parts[name];
        let text = if name == part { change(text) } else { Some(text.clone()) };
        if name == part {
            assert_ne!(text.as_ref(), Some(&parts[name]), "the damage to {part} changed nothing");
        }
        text.map(|text| (name, text))
    };
    zipped(&order.into_iter().chain(rest).filter_map(changed).collect::<Vec<_>>())
}

pub(super) fn replaced(part: &str, from: &str, to: &str) -> Vec<u8> {
    damaged(part, |text| Some(text.replacen(from, to, 1)))
}

#[test]
fn the_inspection_finds_what_the_readers_do_not() {
    let found = |bytes: &[u8]| inspect(&unzip(bytes)).join("; ");
    assert_eq!(found(&written(&sample())), "");
    let section = "Contents/section0.xml";
    assert!(found(&replaced(section, "charPrIDRef=\"21\"", "charPrIDRef=\"9999\"")).contains("charPrIDRef 9999 leads nowhere"));
    assert!(found(&replaced(section, "rowCnt=\"3\"", "rowCnt=\"4\"")).contains("the table counts 4 rows and has 3"));
    assert!(found(&replaced(section, "colSpan=\"1\"", "colSpan=\"2\"")).contains("covered by no cell or by two"));
    assert!(found(&replaced("Contents/header.xml", "itemCnt=\"8\"", "itemCnt=\"9\"")).contains("counts its items wrong"));
}

#[test]
fn the_readers_find_the_damage_that_they_are_for() {
    let section = "Contents/section0.xml";
    let cases = [
        ("no-address", damaged(section, without_first_address), "cellAddr"),
        ("no-slash", replaced("Contents/content.hpf", "2007/opf/\"", "2007/opf\""), "spine"),
        ("mimetype", replaced("mimetype", "application/hwp+zip", "application/hwpx+zip"), "application/hwpx+zip"),
        ("not-standalone", replaced(section, " standalone=\"yes\"", ""), "standalone"),
        ("no-container", damaged("META-INF/container.xml", |_| None), "container.xml"),
        ("no-content", damaged("Contents/content.hpf", |_| None), "content.hpf"),
        ("no-header", damaged("Contents/header.xml", |_| None), "header.xml"),
        ("no-mimetype", damaged("mimetype", |_| None), "mimetype"),
        ("no-cells", replaced(section, "<hp:tr>", "<hp:tr/><hp:tr>"), "hp:tr"),
        ("broken-xml", replaced(section, "</hp:p>", ""), "section0.xml"),
    ];
    let files = cases.iter().map(|(name, bytes, _)| ((*name).to_owned(), bytes.clone())).collect();
    let Some(reports) = reports(&files) else { return };
    for (name, _, word) in &cases {
        let faults = reports[*name].faults();
        assert!(faults.iter().any(|fault| fault.contains(word)), "{name}: {faults:?}");
    }
}

fn without_first_address(text: &str) -> Option<String> {
    let from = text.find("<hp:cellAddr").unwrap();
    let until = from + text[from..].find("/>").unwrap() + 2;
    Some(format!("{}{}", &text[..from], &text[until..]))
}
