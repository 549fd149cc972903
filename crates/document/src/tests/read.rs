//! Readers: what they give, and what they refuse by name.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::read::{ADDED, Kind, Mark, Passage, Place, ReadError, file, hwpx, mark, text};

const VERSION: &str = r#"<?xml version="1.0"?><hv:HCFVersion xmlns:hv="v" major="5" minor="1"/>"#;
const CONTENT: &str = r#"<opf:package xmlns:opf="o"><opf:manifest><opf:item id="header" href="Contents/header.xml"/><opf:item id="section0" href="Contents/section0.xml"/></opf:manifest><opf:spine><opf:itemref idref="header"/><opf:itemref idref="section0"/></opf:spine></opf:package>"#;

/// The parts of a small file with this body.
fn parts(body: &str) -> Vec<(&'static str, Vec<u8>)> {
    let section = format!(r#"<?xml version="1.0" encoding="UTF-8"?><hs:sec xmlns:hs="s" xmlns:hp="p">{body}</hs:sec>"#);
    vec![
        ("mimetype", b"application/hwp+zip".to_vec()),
        ("version.xml", VERSION.into()),
        ("Contents/content.hpf", CONTENT.into()),
        ("Contents/section0.xml", section.into()),
    ]
}

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn refused(parts: &[(&str, Vec<u8>)]) -> ReadError {
    hwpx(&zipped(parts)).unwrap_err()
}

fn with(body: &str, name: &'static str, bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = parts(body);
    all.retain(|(known, _)| *known != name);
    all.push((name, bytes.to_vec()));
    all
}

fn line(number: usize, text: &str) -> Passage {
    Passage { place: Place::Line(number), text: text.into() }
}

fn cell(row: usize, column: usize, text: &str) -> Passage {
    Passage { place: Place::Cell { table: 1, row, column }, text: text.into() }
}

const PARAGRAPH: &str = "<hp:p><hp:run><hp:t>가 12명</hp:t></hp:run></hp:p>";

#[test]
fn paragraphs_and_cells_come_in_reading_order() {
    let tc = |row: usize, column: usize, text: &str| {
        format!(
            r#"<hp:tc><hp:subList><hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p></hp:subList><hp:cellAddr colAddr="{column}" rowAddr="{row}"/></hp:tc>"#
        )
    };
    let table = format!(
        "<hp:p><hp:run><hp:tbl><hp:tr>{}{}</hp:tr><hp:tr>{}</hp:tr></hp:tbl><hp:t>뒤</hp:t></hp:run></hp:p>",
        tc(0, 0, "구분"),
        tc(0, 1, "&lt;계&gt; &amp; &#x41;"),
        tc(1, 1, "679")
    );
    let split = "<hp:p><hp:run><hp:t>둘<hp:lineBreak/>12,</hp:t></hp:run><hp:run><hp:t><hp:markpenBegin/>099<hp:markpenEnd/><hp:tab/>끝</hp:t></hp:run></hp:p>";
    let read = hwpx(&zipped(&parts(&format!("{PARAGRAPH}{table}<hp:p/>{split}")))).unwrap();
    let expected =
        [line(1, "가 12명"), line(2, "뒤"), cell(1, 1, "구분"), cell(1, 2, "<계> & A"), cell(2, 2, "679"), line(4, "둘\n12,099\t끝")];
    assert_eq!(read, expected);
}

#[test]
fn what_tracked_changes_deleted_is_not_read() {
    let body = "<hp:p><hp:run><hp:t>예산 <hp:deleteBegin Id=\"1\"/>12<hp:deleteEnd Id=\"1\"/><hp:insertBegin Id=\"2\"/>13<hp:insertEnd Id=\"2\"/>명</hp:t></hp:run></hp:p>";
    assert_eq!(hwpx(&zipped(&parts(body))).unwrap(), [line(1, "예산 13명")]);
}

/// The text of a section's XML in a package.
fn section_of(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name("Contents/section0.xml").unwrap()).unwrap()
}

#[test]
fn a_marked_copy_says_the_same_and_shows_where() {
    let body = "<hp:p paraPrIDRef=\"3\" styleIDRef=\"1\"><hp:run charPrIDRef=\"7\"><hp:t>가 &lt;12,</hp:t></hp:run><hp:run charPrIDRef=\"8\"><hp:t>099명&amp; 끝 5건</hp:t></hp:run></hp:p>";
    let file = zipped(&parts(&format!("<hp:p/>{body}")));
    let read = hwpx(&file).unwrap();
    assert_eq!(read, [line(2, "가 <12,099명& 끝 5건")]);
    let at = |said: &str| read[0].text.find(said).map(|start| start..start + said.len()).unwrap();
    let marks = [Mark { passage: 0, range: at("12,099명"), colour: "#FFC7CE" }, Mark { passage: 0, range: at("5건"), colour: "#FFEB9C" }];
    let copy = mark(&file, &marks, &["12,099명 → 12,090명 <a>".into()]).unwrap();
    assert_eq!(hwpx(&copy).unwrap(), read);
    let begin = |colour: &str| format!("<hp:markpenBegin color=\"{colour}\"/>");
    let (red, yellow, end) = (begin("#FFC7CE"), begin("#FFEB9C"), "<hp:markpenEnd/>");
    let section = section_of(&copy);
    assert!(
        section.contains(&format!(
            "<hp:t>가 &lt;{red}12,{end}</hp:t></hp:run><hp:run charPrIDRef=\"8\"><hp:t>{red}099명{end}&amp; 끝 {yellow}5건{end}</hp:t>"
        )),
        "{section}"
    );
    let added = format!(
        "<hp:p paraPrIDRef=\"3\" styleIDRef=\"1\" id=\"0\" pageBreak=\"0\" columnBreak=\"0\" merged=\"0\"><hp:run charPrIDRef=\"7\"><hp:t>{ADDED} 12,099명 → 12,090명 &lt;a&gt;</hp:t></hp:run></hp:p></hs:sec>"
    );
    assert!(section.ends_with(&added), "{section}");
    assert_eq!(hwpx(&mark(&file, &[], &[]).unwrap()).unwrap(), read);
}

#[test]
fn a_package_without_a_part_or_of_another_version_is_refused_by_name() {
    for missing in ["mimetype", "version.xml", "Contents/content.hpf", "Contents/section0.xml"] {
        let mut all = parts(PARAGRAPH);
        all.retain(|(name, _)| *name != missing);
        assert_eq!(refused(&all), ReadError::Missing { part: missing.into() });
    }
    let version = VERSION.replace("major=\"5\"", "major=\"9\"");
    assert_eq!(refused(&with(PARAGRAPH, "version.xml", version.as_bytes())), ReadError::Version("9".into()));
    assert_eq!(
        refused(&with(PARAGRAPH, "mimetype", b"application/epub+zip")),
        ReadError::NoPackage("mimetype application/epub+zip".into())
    );
    assert!(matches!(hwpx(b"no package"), Err(ReadError::NoPackage(_))));
    assert!(matches!(hwpx(b"PK\x03\x04 and no more"), Err(ReadError::NoPackage(_))));
    assert_eq!(hwpx(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Err(ReadError::OldHwp));
    assert_eq!(hwpx(&zipped(&parts("<hp:p/>"))), Err(ReadError::Empty));
}

#[test]
fn a_locked_file_is_refused_by_name() {
    let manifest = b"<odf:manifest xmlns:odf=\"m\"><odf:file-entry><odf:encryption-data/></odf:file-entry></odf:manifest>";
    assert_eq!(refused(&with(PARAGRAPH, "META-INF/manifest.xml", manifest)), ReadError::Locked);
    // The flag of an encrypted entry, in its own header and in the directory's.
    let mut bytes = zipped(&parts(PARAGRAPH));
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..bytes.len() - 4).filter(|at| &bytes[*at..*at + 4] == mark).collect();
        places.into_iter().for_each(|at| bytes[at + flags] |= 1);
    }
    assert_eq!(hwpx(&bytes), Err(ReadError::Locked));
}

#[test]
fn a_bomb_is_refused_before_it_unpacks() {
    let bomb = format!("<hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p>", "0".repeat(8 << 20));
    assert_eq!(refused(&parts(&bomb)), ReadError::Bomb { part: "Contents/section0.xml".into() });
    let many: Vec<(String, Vec<u8>)> = (0..5_000).map(|at| (format!("BinData/{at}"), Vec::new())).collect();
    let many: Vec<(&str, Vec<u8>)> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    assert!(matches!(refused(&many), ReadError::Parts(_)));
    assert!(matches!(hwpx(&vec![0; (32 << 20) + 1]), Err(ReadError::TooLarge { .. })));
}

#[test]
fn entities_and_broken_xml_are_refused_with_the_place() {
    let lol = "<!DOCTYPE sec [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><hs:sec xmlns:hs=\"s\"><hp:p><hp:run><hp:t>&b;</hp:t></hp:run></hp:p></hs:sec>";
    assert_eq!(refused(&with("", "Contents/section0.xml", lol.as_bytes())), ReadError::Declares { part: "Contents/section0.xml".into() });
    for broken in ["<hp:p><hp:run>", "<hp:p></hp:run></hp:p>", "<hp:p><hp:t>&nbsp;</hp:t></hp:p>", "<hp:p><hp:t>&#0;</hp:t></hp:p>"] {
        assert!(matches!(refused(&parts(broken)), ReadError::Xml { part, .. } if part == "Contents/section0.xml"), "{broken}");
    }
    let deep = "<hp:a>".repeat(300) + &"</hp:a>".repeat(300);
    assert!(matches!(refused(&parts(&deep)), ReadError::Xml { what, .. } if what.contains("256")));
    assert!(matches!(refused(&with("", "Contents/section0.xml", b"\xFF\xFE<")), ReadError::Xml { what, .. } if what == "no UTF-8"));
}

#[test]
fn hostile_text_is_read_as_it_is() {
    let hostile = "]]> <b> & 😀 漢字 각 \u{200B}";
    let escaped = hostile.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let body = format!("<hp:p><hp:run><hp:t>{escaped}</hp:t><hp:t><![CDATA[<c>]]></hp:t></hp:run></hp:p>");
    assert_eq!(hwpx(&zipped(&parts(&body))).unwrap(), [line(1, &format!("{hostile}<c>"))]);
}

#[test]
fn a_refusal_says_the_remedy_in_korean_first() {
    for error in [ReadError::Locked, ReadError::OldHwp, ReadError::Empty, ReadError::Missing { part: "version.xml".into() }] {
        let said = error.to_string();
        let (korean, english) = said.split_once(" / ").unwrap();
        assert!(korean.chars().any(|letter| ('가'..='힣').contains(&letter)) && english.is_ascii() || english.contains("한글"), "{said}");
    }
}

#[test]
fn a_text_is_read_in_either_encoding() {
    let expected = [line(1, "예산 679백만원"), line(3, "똠방각하 2명")];
    let said = "예산 679백만원\r\n\r\n똠방각하 2명\n";
    assert_eq!(text(said.as_bytes()).unwrap(), expected);
    assert_eq!(text(format!("\u{FEFF}{said}").as_bytes()).unwrap(), expected);
    let (cp949, _, _) = encoding_rs::EUC_KR.encode(said);
    assert_eq!(text(&cp949).unwrap(), expected);
    assert_eq!(text(b"one\n\xFF\xFF\xFF\n"), Err(ReadError::Encoding { line: 2 }));
    assert_eq!(text(b"one\ntwo\0\n"), Err(ReadError::Encoding { line: 2 }));
    assert_eq!(text(b" \n"), Err(ReadError::Empty));
}

/// How many damaged files are read: a share unless `MADANG_DAMAGED` says so (`make evaluate`). A fuzzer such as cargo-fuzz needs a nightly
/// compiler, which the project does not have.
#[expect(clippy::disallowed_methods, reason = "a test's length is set from outside")]
fn damaged() -> u32 {
    std::env::var("MADANG_DAMAGED").ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

/// Whatever is done to a file's bytes or to its XML, the reader answers.
#[test]
fn a_damaged_file_is_read_or_refused_and_never_stops_the_reader() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngSeed, TestRunner};
    let whole = zipped(&parts(PARAGRAPH));
    let section = String::from_utf8(parts(PARAGRAPH)[3].1.clone()).unwrap();
    let map = "2 beginbfrange <41> <5A> <AC00> <61> <7A> [<B098> <B2E4>] endbfrange";
    let printed = small_pdf(
        "BT /F1 12 Tf 72 700 Td [(Te) -20 (ams) -600 (10)] TJ ET",
        &format!("6 0 obj<</Length {}>>stream\n{map}\nendstream endobj\n", map.len()),
    );
    let printed =
        String::from_utf8(printed).unwrap().replace("/Helvetica", "/Helvetica/FirstChar 32/Widths[500 500]/ToUnicode 6 0 R").into_bytes();
    let config = Config { cases: damaged(), failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..Config::default() };
    let edits = proptest::collection::vec((0..whole.len().max(section.len()), any::<u8>(), 0..3_u8), 1..6);
    let damage = |bytes: &[u8], edits: &[(usize, u8, u8)]| {
        let mut bytes = bytes.to_vec();
        for (at, byte, kind) in edits {
            let at = at % bytes.len().max(1);
            match kind {
                0 => bytes[at] = *byte,
                1 => bytes.insert(at, *byte),
                _ => bytes.truncate(at.max(4)),
            }
        }
        bytes
    };
    let read = |edits: Vec<(usize, u8, u8)>| {
        let _ = hwpx(&damage(&whole, &edits));
        let _ = hwpx(&zipped(&with("", "Contents/section0.xml", &damage(section.as_bytes(), &edits))));
        let _ = text(&damage(section.as_bytes(), &edits));
        let _ = file(&damage(&printed, &edits));
        Ok(())
    };
    TestRunner::new(config).run(&edits, read).unwrap();
}

/// A PDF of one page that draws `content`, with `more` objects from number 6 on.
fn small_pdf(content: &str, more: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n{more}trailer<</Root 1 0 R>>\n",
        content.len()
    )
    .into_bytes()
}

#[test]
fn a_pdf_of_another_writer_is_read_line_by_line() {
    let content = "BT /F1 12 Tf 72 700 Td (Budget) Tj 200 0 Td (12,099) Tj -200 -20 Td [(Te) -20 (ams) -600 (10)] TJ ET BT /F1 9 Tf 290 30 Td (1) Tj ET";
    let (kind, passages) = file(&small_pdf(content, "")).unwrap();
    let passage = |line, text: &str| Passage { place: Place::Page { page: 1, line }, text: text.to_owned() };
    let expected = vec![passage(1, "Budget  12,099"), passage(2, "Teams 10")];
    assert_eq!((kind, passages), (Kind::Pdf, expected), "the last line is the page's number");
}

#[test]
fn pages_of_pdftotext_lose_their_numbers_and_contents_and_keep_their_lines() {
    let text = "보고\nⅠ. 일반현황 ........ 1\nⅡ. 추진계획 ........ 2\nⅢ. 붙임 ........ 2\n\u{2010} 1 \u{2010}\n\u{c}Ⅰ. 일반현황\nⅡ. 추진계획\n예산 12명\nⅢ. 붙임\n\u{2010} 2 \u{2010}\n\u{c}";
    // Contents stand on the page before what they name.
    let text = text.replace("........ 1", "........ 2");
    let said: Vec<(Place, String)> = crate::read::text(text.as_bytes()).unwrap().into_iter().map(|one| (one.place, one.text)).collect();
    let lines = [(1, "보고"), (6, "Ⅰ. 일반현황"), (7, "Ⅱ. 추진계획"), (8, "예산 12명"), (9, "Ⅲ. 붙임")];
    assert_eq!(said, lines.map(|(line, text)| (Place::Line(line), text.to_owned())));
}

#[test]
fn files_of_other_kinds_are_named() {
    let zip = |part: &str| zipped(&[(part, b"x".to_vec())]);
    for (bytes, word) in [
        (b"\x89PNG\r\n\x1a\n".to_vec(), "PNG"),
        (b"\xFF\xD8\xFF\xE0".to_vec(), "JPEG"),
        (b"{\\rtf1 12}".to_vec(), "RTF"),
        (zip("word/document.xml"), "Word"),
        (zip("xl/workbook.xml"), "Excel"),
        (b" <!DOCTYPE html><p>12".to_vec(), "HTML"),
        (b"{\"a\": 12}".to_vec(), "JSON"),
        ("12명".encode_utf16().fold(vec![0xFF, 0xFE], |bytes, unit| [bytes, unit.to_le_bytes().to_vec()].concat()), "UTF-16"),
    ] {
        let error = file(&bytes).unwrap_err();
        assert!(error.said().0.contains(word) && error.said().1.contains(word), "{word}: {error}");
    }
}

#[test]
fn a_pdf_that_cannot_be_read_is_refused_by_name() {
    let said = |bytes: &[u8]| file(bytes).unwrap_err();
    assert!(matches!(said(b"%PDF-1.7\n"), ReadError::DamagedPdf { .. }));
    let locked = String::from_utf8(small_pdf("", "")).unwrap().replace("<</Root 1 0 R>>", "<</Root 1 0 R/Encrypt 9 0 R>>");
    assert!(matches!(said(locked.as_bytes()), ReadError::Locked));
    assert!(matches!(said(&small_pdf("q 100 0 0 100 0 0 cm /I Do Q", "")), ReadError::Scanned));
    let kids = String::from_utf8(small_pdf("", "")).unwrap().replace("/Kids[3 0 R]", "/Kids[2 0 R 2 0 R]");
    assert!(file(kids.as_bytes()).is_err(), "a tree of pages that holds itself ends");
}

#[test]
fn a_hostile_pdf_costs_no_stack_and_bounded_work() {
    let deep = small_pdf(&format!("BT /F1 12 Tf {}(1) Tj ET", "[".repeat(1_000_000)), "");
    let _ = file(&deep);
    let _ = file(&small_pdf("BT ET", &format!("6 0 obj{}endobj\n", "<</A".repeat(500_000))));
    // Codes from none to all: what a range says is not counted out.
    let map = "1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange";
    let more = format!("6 0 obj<</Length {}>>stream\n{map}\nendstream endobj\n", map.len());
    let font = String::from_utf8(small_pdf("BT /F1 12 Tf (1) Tj ET", &more)).unwrap().replace("/Helvetica", "/Helvetica/ToUnicode 6 0 R");
    let _ = file(font.as_bytes());
    // The largest code that there is, as the first of a font's widths.
    let widths = String::from_utf8(small_pdf("BT /F1 12 Tf (1) Tj ET", "")).unwrap();
    let _ = file(widths.replace("/Helvetica", "/Helvetica/FirstChar 4294967295/Widths[500 500 500]").as_bytes());
    let wide = "/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</Subtype/CIDFontType2/W[4294967295[500 500 500]]>>]";
    let _ = file(widths.replace("/Subtype/Type1", wide).replace("/Encoding/WinAnsiEncoding", "").as_bytes());
    // A font that stands in the page itself and names a hundred thousand ranges of codes, chosen again and again.
    let spaces = format!("{} endcodespacerange", "<00> <ff> ".repeat(100_000));
    let more = format!("6 0 obj<</Length {}>>stream\n{spaces}\nendstream endobj\n", spaces.len());
    let content = "BT /F1 12 Tf (111111111111) Tj ET ".repeat(2_000);
    let font = String::from_utf8(small_pdf(&content, &more)).unwrap();
    let _ = file(font.replace("/F1 5 0 R", "/F1<</Type/Font/Subtype/Type0/Encoding 6 0 R/ToUnicode 6 0 R>>").as_bytes());
    // A stream that unpacks to a gigabyte.
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..1_000 {
        std::io::Write::write_all(&mut packed, &[b' '; 1 << 20]).unwrap();
    }
    let packed = packed.finish().unwrap();
    let plain = small_pdf("", "");
    let at = plain.windows(12).position(|window| window == b"<</Length 0>").unwrap();
    let mut bomb = plain[..at].to_vec();
    bomb.extend(format!("<</Filter/FlateDecode/Length {}>>stream\n", packed.len()).bytes());
    bomb.extend(&packed);
    bomb.extend(b"\nendstream endobj\n5 0 obj<<>>endobj trailer<</Root 1 0 R>>");
    assert!(file(&bomb).is_err(), "a bomb is refused");
}
