//! The rules of the HWPX writer. Its files are read back here by an own check of what no reader looks at, and in `readers.rs` by two readers
//! that are not ours.

mod forge;
mod inspect;
mod readers;

use std::io::{Cursor, Read};

use roxmltree::Document as Xml;
use zip::{CompressionMethod, ZipArchive};

use super::paper::{ODD, any_table, everything, imprint, said};
use super::*;
use inspect::{inspect, read, unzip};

fn written(document: &Document) -> Vec<u8> {
    crate::hwpx(document, &imprint()).unwrap()
}

#[test]
fn parts_stand_in_order_and_the_first_is_stored() {
    let mut zip = ZipArchive::new(Cursor::new(written(&sample()))).unwrap();
    let names: Vec<String> = (0..zip.len()).map(|index| zip.by_index(index).unwrap().name().unwrap().into_owned()).collect();
    let expected = [
        "mimetype",
        "version.xml",
        "META-INF/container.xml",
        "META-INF/manifest.xml",
        "Contents/content.hpf",
        "Contents/header.xml",
        "Contents/section0.xml",
        "settings.xml",
        "Preview/PrvText.txt",
    ];
    assert_eq!(names, expected);
    let mut first = zip.by_index(0).unwrap();
    assert_eq!(first.compression(), CompressionMethod::Stored);
    let mut text = String::new();
    first.read_to_string(&mut text).unwrap();
    assert_eq!(text, "application/hwp+zip");
}

#[test]
fn the_same_document_is_the_same_file() {
    assert_eq!(written(&everything(&ODD)), written(&everything(&ODD)));
    let thawed = thaw(&freeze(&everything(&ODD))).unwrap();
    assert_eq!(written(&thawed), written(&everything(&ODD)));
}

#[test]
fn it_says_what_the_document_says() {
    let document = everything(&ODD);
    let parts = unzip(&written(&document));
    assert_eq!(inspect(&parts), Vec::<String>::new());
    let mut expected = said(&document);
    expected.texts.push("* 직접 입력한 수치 · † 합계와 맞도록 끝수를 고친 수치".to_owned());
    assert_eq!(read(&parts), expected);
}

#[test]
fn it_names_title_language_creator_and_day() {
    let content = unzip(&written(&everything(&ODD)))["Contents/content.hpf"].clone();
    let xml = Xml::parse(&content).unwrap();
    let text = |name: &str| xml.descendants().find(|node| node.has_tag_name(("http://www.idpf.org/2007/opf/", name))).unwrap().text();
    assert_eq!((text("title"), text("language")), (Some("주요업무보고"), Some("ko")));
    let meta = |name: &str| xml.descendants().find(|node| node.attribute("name") == Some(name)).unwrap().text();
    assert_eq!(meta("creator"), Some("혁신기획관 <&>"));
    assert_eq!(meta("CreatedDate"), Some("2021-03-31T00:00:00Z"));
    assert_eq!(meta("date"), Some("2021년 3월 31일"));
}

#[test]
fn the_preview_begins_as_the_document_does() {
    let preview = unzip(&written(&sample()))["Preview/PrvText.txt"].clone();
    assert!(preview.starts_with("주요업무보고\r\n’21. 3. 31. 기준\r\n일반현황\r\n□ 인력 54명\r\n"), "{preview}");
    assert!(preview.contains("<계><12,099>"), "{preview}");
    let long = Document { blocks: vec![Block::Paragraph { text: words(&"가".repeat(5_000)) }], ..sample() };
    assert_eq!(unzip(&written(&long))["Preview/PrvText.txt"].chars().count(), 1_000);
}

/// The style, outline level and page break of the paragraph that says this.
fn paragraph_of(parts: &inspect::Parts, text: &str) -> (String, Option<u32>, bool) {
    let (section, header) = (Xml::parse(&parts["Contents/section0.xml"]).unwrap(), Xml::parse(&parts["Contents/header.xml"]).unwrap());
    let is = |node: &roxmltree::Node, name: &str| node.tag_name().name() == name;
    let said =
        |node: roxmltree::Node| node.descendants().filter(|inner| is(inner, "t")).filter_map(|inner| inner.text()).collect::<String>();
    let found =
        section.descendants().find(|node| is(node, "p") && said(*node) == text).unwrap_or_else(|| panic!("no paragraph says {text}"));
    let by_id = |name: &str, id: &str| header.descendants().find(|node| is(node, name) && node.attribute("id") == Some(id)).unwrap();
    let style = by_id("style", found.attribute("styleIDRef").unwrap()).attribute("name").unwrap().to_owned();
    let shape = by_id("paraPr", found.attribute("paraPrIDRef").unwrap());
    let heading = shape.descendants().find(|node| is(node, "heading")).unwrap();
    let level = (heading.attribute("type") == Some("OUTLINE")).then(|| heading.attribute("level").unwrap().parse().unwrap());
    (style, level, found.attribute("pageBreak") == Some("1"))
}

#[test]
fn outline_items_are_outline_paragraphs_and_the_rest_has_named_styles() {
    let outlines =
        (1..=4).map(|level| Block::Outline { level: OutlineLevel::new(level).unwrap(), text: words(&format!("항목 {level}")) });
    let headings = (1..=3).map(|level| {
        let text = words(&format!("제목 {level}"));
        Block::Heading { level: HeadingLevel::new(level).unwrap(), id: format!("h{level}"), text }
    });
    let rest =
        [Block::PageBreak, Block::Paragraph { text: words("본문") }, Block::Note { text: words("참고") }, Block::Table(budget_table())];
    let parts = unzip(&written(&Document { blocks: outlines.chain(headings).chain(rest).collect(), ..sample() }));
    for level in 1..=4_u32 {
        assert_eq!(paragraph_of(&parts, &format!("항목 {level}")), (format!("개요 {level}"), Some(level - 1), false));
    }
    for (text, style) in [
        ("주요업무보고", "제목"),
        ("제목 1", "장 제목"),
        ("제목 2", "절 제목"),
        ("제목 3", "항 제목"),
        ("※ 참고", "주"),
        ("(단위: 백만원)", "표 단위"),
        ("구분", "표 머리"),
        ("갈등조정담당관", "표 본문"),
        ("679", "표 수치"),
    ] {
        assert_eq!(paragraph_of(&parts, text), (style.to_owned(), None, false), "{text}");
    }
    assert_eq!(paragraph_of(&parts, "본문"), ("본문".to_owned(), None, true), "the page break is the next paragraph's");
    let header = Xml::parse(&parts["Contents/header.xml"]).unwrap();
    let marks: Vec<&str> =
        header.descendants().filter(|node| node.tag_name().name() == "paraHead").filter_map(|node| node.text()).collect();
    assert_eq!(marks, ["□", "○", "－", "∙"]);
}

#[test]
fn figures_link_only_to_absolute_addresses() {
    let links = |href: &str| {
        let mut linked = figure("k", "1,234");
        linked.href = Some(href.into());
        let parts = unzip(&written(&one_block(Block::Paragraph {
            text: vec![Inline::text("앞 "), Inline::Figure(linked), Inline::text(" 뒤")],
        })));
        assert_eq!(inspect(&parts), Vec::<String>::new());
        assert_eq!(read(&parts).texts[1], "앞 1,234 뒤");
        let section = Xml::parse(&parts["Contents/section0.xml"]).unwrap();
        let command = section.descendants().find(|node| node.attribute("name") == Some("Command"));
        command.and_then(|node| node.text()).map(str::to_owned)
    };
    let command = links("https://a.example/figures/b?day=2021-03-31&x=1#y");
    assert_eq!(command.as_deref(), Some(r"https\://a.example/figures/b\?day=2021-03-31&x=1\#y;1;0;0;"));
    for href in ["/figures/b", "#budget", "javascript:alert(1)", "//elsewhere.example"] {
        assert_eq!(links(href), None, "{href}");
    }
}

#[test]
fn what_no_file_may_hold_is_refused_with_its_block() {
    let refused = |document: &Document| crate::hwpx(document, &imprint()).unwrap_err();
    let blocks = vec![Block::Paragraph { text: words("가") }, Block::Table(budget_table())];
    let mut document = Document { blocks, ..sample() };
    document.blocks.push(Block::Note { text: vec![Inline::text("나"), Inline::text("다\u{E000}")] });
    let error = refused(&document);
    assert_eq!(error.said(Lang::Ko), "3번째 블록의 2번째 글자 U+E000은(는) 인쇄할 수 없습니다. 다른 글자로 바꾸십시오.");
    assert_eq!(error.to_string(), "In block 3, character 2 is U+E000, which cannot be printed: replace it.");
    document.blocks = vec![Block::Heading { level: HeadingLevel::One, id: "ch1".into(), text: words("\u{1B}") }];
    assert_eq!(refused(&document).to_string(), "In block 1 (ch1), character 1 is U+001B, which cannot be printed: replace it.");
    document.title = "\u{0}".into();
    assert_eq!(refused(&document).to_string(), "In the title, character 1 is U+0000, which cannot be printed: replace it.");
    let creator = Imprint { creator: "\u{FFFF}".into(), ..imprint() };
    let error = crate::hwpx(&sample(), &creator).unwrap_err();
    assert_eq!(error.to_string(), "In the creator's name, character 1 is U+FFFF, which cannot be printed: replace it.");
}

#[test]
fn marks_that_no_font_draws_become_their_nearest() {
    let text = words("\u{F06F} ▸ ✔ ☐ 끝");
    let parts = unzip(&written(&one_block(Block::Paragraph { text })));
    assert_eq!(read(&parts).texts[1], "□ ▶ ✓ □ 끝");
}

#[test]
fn any_table_covers_its_grid_once_and_reads_in_order() {
    for seed in 0..100 {
        let mut state = seed;
        let table = any_table(&mut state);
        let document = one_block(Block::Table(table));
        let parts = unzip(&written(&document));
        assert_eq!(inspect(&parts), Vec::<String>::new(), "seed {seed}");
        assert_eq!(read(&parts), said(&document), "seed {seed}");
    }
}

#[test]
fn a_chart_is_a_table_whose_shaded_cells_are_its_bars() {
    let bar = |label: &str, percent: f64| Bar {
        label: label.into(),
        value: Share::new(percent).unwrap(),
        shown: format!("{percent}%"),
        href: None,
    };
    let bars = vec![bar("가", 0.0), bar("나", 38.1), bar("다", 100.0), bar("라", 38.1), bar("마", 0.04)];
    let document = one_block(Block::Chart(Chart { id: "c".into(), title: "집행률".into(), bars, table_id: "t".into() }));
    let parts = unzip(&written(&document));
    assert_eq!(inspect(&parts), Vec::<String>::new());
    assert_eq!(read(&parts), said(&document));
    let section = Xml::parse(&parts["Contents/section0.xml"]).unwrap();
    let filled = |row: roxmltree::Node| -> u32 {
        let bars = row.children().filter(|cell| cell.attribute("borderFillIDRef") == Some("7"));
        let width = |cell: roxmltree::Node| {
            cell.children().find(|node| node.tag_name().name() == "cellSz").unwrap().attribute("width").unwrap().parse::<u32>()
        };
        bars.map(|cell| width(cell).unwrap()).sum()
    };
    let widths: Vec<u32> = section.descendants().filter(|node| node.tag_name().name() == "tr").map(filled).collect();
    assert_eq!(widths[1] * 1_000 / widths[2], 380, "38.1 percent of the whole, rounded down");
    assert_eq!((widths[0], widths[3], widths[4]), (0, widths[1], 0));
}

#[test]
fn five_thousand_rows_are_written() {
    let row = |number: usize| {
        let cells = (0..8).map(|column| Cell::number(words(&format!("{},{column:03}", number * 7)))).collect();
        Row::plain(cells)
    };
    let head = Row::plain((0..8).map(|column| Cell::head(words(&format!("열 {column}")))).collect());
    let table = Table::new("t", None, vec![head], (0..5_000).map(row).collect(), Vec::new()).unwrap();
    let document = one_block(Block::Table(table));
    assert_eq!(read(&unzip(&written(&document))), said(&document));
}
