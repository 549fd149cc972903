//! A look into a written file: what its parts say, and what is wrong with them. It finds two faults that neither validator of python-hwpx
//! sees and 한글 stumbles over: a reference to letters that do not exist, and a table that counts its rows wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use roxmltree::{Document as Xml, Node};
use zip::ZipArchive;

use crate::tests::paper::Seen;

/// Each part's text by its name.
pub(super) type Parts = BTreeMap<String, String>;

pub(super) fn unzip(bytes: &[u8]) -> Parts {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let parts = zip.len();
    let part = |index: usize| {
        let mut file = zip.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..parts).map(part).collect()
}

fn named<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.tag_name().name() == name)
}

fn number(node: Node, name: &str) -> usize {
    node.attribute(name).and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("{} has no {name}", node.tag_name().name()))
}

/// Paragraphs outside of tables, and tables; empty cells of a chart's bars are left out.
pub(super) fn read(parts: &Parts) -> Seen {
    let section = Xml::parse(&parts["Contents/section0.xml"]).unwrap();
    let mut seen = Seen { texts: Vec::new(), tables: Vec::new() };
    for paragraph in named(section.root_element(), "p") {
        let tables: Vec<Node> = named(paragraph, "run").flat_map(|run| named(run, "tbl")).collect();
        if tables.is_empty() {
            seen.texts.push(text(paragraph));
        }
        let cell = |cell: Node| {
            let padded = cell.attribute("hasMargin") == Some("0");
            padded.then(|| named(named(cell, "subList").next().unwrap(), "p").map(text).collect::<Vec<_>>().join("\n"))
        };
        let row = |row: Node| named(row, "tc").filter_map(cell).collect();
        seen.tables.extend(tables.into_iter().map(|table| named(table, "tr").map(row).collect()));
    }
    seen
}

fn text(paragraph: Node) -> String {
    let words = named(paragraph, "run").flat_map(|run| named(run, "t")).flat_map(|text| text.children());
    words.map(|node| if node.is_text() { node.text().unwrap() } else { "\n" }).collect()
}

/// What is wrong with the parts; nothing when all is well.
pub(super) fn inspect(parts: &Parts) -> Vec<String> {
    let header = Xml::parse(&parts["Contents/header.xml"]).unwrap();
    let section = Xml::parse(&parts["Contents/section0.xml"]).unwrap();
    let mut wrong = Vec::new();
    for node in header.descendants().filter(|node| node.has_attribute("itemCnt")) {
        if node.children().count() != number(node, "itemCnt") {
            wrong.push(format!("{} counts its items wrong", node.tag_name().name()));
        }
    }
    let ids = |name: &str| -> BTreeSet<usize> {
        header.descendants().filter(|node| node.tag_name().name() == name).map(|node| number(node, "id")).collect()
    };
    let kinds = [("charPrIDRef", "charPr"), ("paraPrIDRef", "paraPr"), ("styleIDRef", "style"), ("borderFillIDRef", "borderFill")];
    for (reference, name) in kinds {
        let ids = ids(name);
        let own = header.descendants().filter(|node| node.tag_name().name() != "paraHead");
        for node in section.descendants().chain(own).filter(|node| node.has_attribute(reference)) {
            if !ids.contains(&number(node, reference)) {
                wrong.push(format!("{reference} {} leads nowhere", number(node, reference)));
            }
        }
    }
    wrong.extend(section.descendants().filter(|node| node.tag_name().name() == "tbl").flat_map(table));
    let fields = |name: &str, id: &str| -> Vec<usize> {
        section.descendants().filter(|node| node.tag_name().name() == name).map(|node| number(node, id)).collect()
    };
    if fields("fieldBegin", "id") != fields("fieldEnd", "beginIDRef") {
        wrong.push("a field begins or ends alone".to_owned());
    }
    wrong
}

fn table(table: Node) -> Vec<String> {
    let (rows, columns) = (number(table, "rowCnt"), number(table, "colCnt"));
    let mut wrong = Vec::new();
    if named(table, "tr").count() != rows {
        wrong.push(format!("the table counts {rows} rows and has {}", named(table, "tr").count()));
    }
    let mut covered = vec![0; rows * columns];
    let mut widths: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for (index, row) in named(table, "tr").enumerate() {
        if named(row, "tc").count() == 0 {
            wrong.push(format!("row {index} has no cell"));
        }
        for cell in named(row, "tc") {
            let part = |name| named(cell, name).next().unwrap_or_else(|| panic!("a cell without {name}"));
            let (at, span, size) = (part("cellAddr"), part("cellSpan"), part("cellSz"));
            let (column, wide, tall) = (number(at, "colAddr"), number(span, "colSpan"), number(span, "rowSpan"));
            if number(at, "rowAddr") != index {
                wrong.push(format!("a cell of row {index} says it stands in another"));
            }
            if number(size, "width") == 0 || number(size, "height") == 0 {
                wrong.push(format!("a cell of row {index} has no size"));
            }
            widths.entry((column, wide)).or_default().insert(number(size, "width"));
            for place in (index..index + tall).flat_map(|row| (column..column + wide).map(move |column| row * columns + column)) {
                match covered.get_mut(place) {
                    Some(times) => *times += 1,
                    None => wrong.push(format!("a cell of row {index} reaches out of the table")),
                }
            }
        }
    }
    if covered.iter().any(|times| *times != 1) {
        wrong.push("some place is covered by no cell or by two".to_owned());
    }
    wrong.extend(widths.iter().filter(|(_, each)| each.len() > 1).map(|(place, _)| format!("cells over {place:?} differ in width")));
    wrong
}
