//! The files as hwpforge decodes them. It refuses what python-hwpx passes over: letters that do not exist, and rows counted wrong.

use hwpforge::core::{Control, Paragraph, RunContent};
use hwpforge::hwpx::HwpxDecoder;

use super::readers::{LINE, cells, damaged, documents, marked, replaced};
use super::*;
use crate::tests::paper::Seen;

/// What hwpforge sees: paragraphs outside of tables, and tables.
fn decoded(bytes: &[u8]) -> Result<Seen, String> {
    let file = HwpxDecoder::decode(bytes).map_err(|error| error.to_string())?;
    let lost: Vec<String> = file.warnings.iter().map(|warning| format!("{}: {}", warning.code(), warning.message())).collect();
    if !lost.is_empty() {
        return Err(lost.join("; "));
    }
    let mut seen = Seen { texts: Vec::new(), tables: Vec::new() };
    for paragraph in file.document.sections().iter().flat_map(|section| &section.paragraphs) {
        let tables: Vec<_> = paragraph.runs.iter().filter_map(|run| run.content.as_table()).collect();
        if tables.is_empty() {
            seen.texts.push(text(paragraph));
        }
        for table in tables {
            let cell = |cell: &hwpforge::core::TableCell| cell.paragraphs.iter().map(text).collect::<Vec<_>>().join("\n");
            seen.tables.push(table.rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect());
        }
    }
    Ok(seen)
}

fn text(paragraph: &Paragraph) -> String {
    let said = |content: &RunContent| match content {
        RunContent::Control(control) => match control.as_ref() {
            Control::Hyperlink { text, .. } => text.clone(),
            _ => String::new(),
        },
        other => other.plain_text().unwrap_or_default().into_owned(),
    };
    paragraph.runs.iter().map(|run| said(&run.content)).collect()
}

#[test]
fn hwpforge_decodes_what_the_document_says() {
    for (name, document) in documents() {
        let (seen, expected) = (decoded(&written(&document)).unwrap_or_else(|error| panic!("{name}: {error}")), said(&document));
        assert_eq!(cells(&seen.tables), cells(&expected.tables), "{name}");
        assert_in_order(&seen.texts.concat(), &expected.texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn hwpforge_decodes_a_marked_copy() {
    let (file, copy) = marked();
    let (seen, before) = (decoded(&copy).unwrap(), decoded(&file).unwrap());
    assert_eq!(seen.tables, before.tables);
    assert_eq!(seen.texts.concat(), format!("{}{} {LINE}", before.texts.concat(), crate::read::ADDED));
}

#[test]
fn hwpforge_sees_paper_on_its_side() {
    let landscape = |document: &Document| {
        let file = HwpxDecoder::decode(&written(document)).unwrap();
        file.document.sections()[0].page_settings.landscape
    };
    let wide = crate::tests::paper::digits(9, 13);
    assert!(landscape(&wide) && !landscape(&sample()));
    assert_eq!(decoded(&written(&wide)).unwrap().tables, said(&wide).tables);
}

#[test]
fn hwpforge_refuses_the_damage_that_it_is_for() {
    let section = "Contents/section0.xml";
    for (name, bytes) in [
        ("letters", replaced(section, "charPrIDRef=\"21\"", "charPrIDRef=\"9999\"")),
        ("rows", replaced(section, "rowCnt=\"3\"", "rowCnt=\"4\"")),
        ("mimetype", replaced("mimetype", "application/hwp+zip", "application/hwpx+zip")),
        ("no mimetype", damaged("mimetype", |_| None)),
        ("no header", damaged("Contents/header.xml", |_| None)),
        ("broken XML", replaced(section, "</hp:p>", "")),
    ] {
        assert!(decoded(&bytes).is_err(), "{name}");
    }
}
