//! The parts of the package and their order.

use std::io::{Cursor, Write};

use kernel::Day;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::model::Lang;
use crate::picture::Picture;
use crate::print::PrintError;
use crate::text::escape_html;

/// What each XML part begins with; without `standalone` 한글 may call the file damaged.
const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>"#;

/// All namespaces of the format. 한글 wants them on each root, used or not.
pub(super) const NAMESPACES: &str = concat!(
    r#" xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app""#,
    r#" xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph""#,
    r#" xmlns:hp10="http://www.hancom.co.kr/hwpml/2016/paragraph""#,
    r#" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section""#,
    r#" xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core""#,
    r#" xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head""#,
    r#" xmlns:hhs="http://www.hancom.co.kr/hwpml/2011/history""#,
    r#" xmlns:hm="http://www.hancom.co.kr/hwpml/2011/master-page""#,
    r#" xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf""#,
    r#" xmlns:dc="http://purl.org/dc/elements/1.1/""#,
    // With the slash at the end, unlike the namespace of EPUB.
    r#" xmlns:opf="http://www.idpf.org/2007/opf/""#,
    r#" xmlns:ooxmlchart="http://www.hancom.co.kr/hwpml/2016/ooxmlchart""#,
    r#" xmlns:hwpunitchar="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar""#,
    r#" xmlns:epub="http://www.idpf.org/2007/ops""#,
    r#" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0""#,
);

/// `tagetApplication` is how the format spells it.
const VERSION: &str = concat!(
    r#"<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" major="5" minor="1""#,
    r#" micro="1" buildNumber="0" os="1" xmlVersion="1.5" application="Hancom Office Hangul" appVersion="13, 0, 0, 1408 WIN32LEWindows_10"/>"#,
);

const CONTAINER: &str = concat!(
    r#"<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf">"#,
    r#"<ocf:rootfiles><ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>"#,
    r#"<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/></ocf:rootfiles></ocf:container>"#,
);

const MANIFEST: &str = r#"<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;

const SETTINGS: &str = concat!(
    r#"<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app" "#,
    r#"xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0">"#,
    r#"<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>"#,
);

/// The parts that differ from document to document, XML without its declaration.
pub(super) struct Parts<'a> {
    pub(super) content: String,
    pub(super) header: String,
    pub(super) section: String,
    pub(super) preview: String,
    /// With the numbers of their files.
    pub(super) pictures: Vec<(usize, &'a Picture)>,
}

/// Puts the parts into a ZIP in the order that readers expect; `mimetype` first and stored.
pub(super) fn package(parts: &Parts) -> Result<Vec<u8>, PrintError> {
    let xml = |body: &str| format!("{DECLARATION}{body}");
    // The options' own time is 1980-01-01, the zero of ZIP, whatever the clock says.
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).compression_level(Some(6));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let files = [
        ("mimetype", "application/hwp+zip".to_owned(), stored),
        ("version.xml", xml(VERSION), deflated),
        ("META-INF/container.xml", xml(CONTAINER), deflated),
        ("META-INF/manifest.xml", xml(MANIFEST), deflated),
        ("Contents/content.hpf", xml(&parts.content), deflated),
        ("Contents/header.xml", xml(&parts.header), deflated),
        ("Contents/section0.xml", xml(&parts.section), deflated),
        ("settings.xml", xml(SETTINGS), deflated),
        ("Preview/PrvText.txt", parts.preview.clone(), deflated),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text, options) in files {
        zip.start_file(name, options).map_err(|error| broken(&error))?;
        zip.write_all(text.as_bytes()).map_err(|error| broken(&error))?;
    }
    for (number, picture) in &parts.pictures {
        // Pictures are compressed already.
        zip.start_file(picture_path(*number, picture), stored).map_err(|error| broken(&error))?;
        zip.write_all(picture.bytes()).map_err(|error| broken(&error))?;
    }
    Ok(zip.finish().map_err(|error| broken(&error))?.into_inner())
}

fn picture_path(number: usize, picture: &Picture) -> String {
    format!("BinData/image{number}.{}", picture.kind().ending())
}

fn broken(error: &impl ToString) -> PrintError {
    PrintError::Broken { place: None, what: error.to_string() }
}

/// What the file says of itself, and its list of parts.
pub(super) fn content(lang: Lang, title: &str, creator: &str, day: Day, pictures: &[(usize, &Picture)]) -> String {
    let (title, creator) = (escape_html(title), escape_html(creator));
    let (year, month, of_month) = (day.year(), day.month(), day.of_month());
    let moment = format!("{year:04}-{month:02}-{of_month:02}T00:00:00Z");
    let said = match lang {
        Lang::Ko => format!("{year}년 {month}월 {of_month}일"),
        Lang::En => format!("{year:04}-{month:02}-{of_month:02}"),
    };
    let meta = |name: &str, value: &str| format!(r#"<opf:meta name="{name}" content="text">{value}</opf:meta>"#);
    let metadata =
        [("creator", creator.as_str()), ("lastsaveby", &creator), ("CreatedDate", &moment), ("ModifiedDate", &moment), ("date", &said)];
    let metadata: String = metadata.iter().map(|(name, value)| meta(name, value)).collect();
    let picture = |(number, picture): &(usize, &Picture)| {
        let (path, media_type) = (picture_path(*number, picture), picture.kind().media_type());
        format!(r#"<opf:item id="image{number}" href="{path}" media-type="{media_type}" isEmbeded="1"/>"#)
    };
    let pictures: String = pictures.iter().map(picture).collect();
    format!(
        concat!(
            r#"<opf:package{NAMESPACES} version="" unique-identifier="" id=""><opf:metadata><opf:title>{title}</opf:title>"#,
            r#"<opf:language>{lang}</opf:language>{metadata}</opf:metadata><opf:manifest>"#,
            r#"<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>"#,
            r#"<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>"#,
            r#"<opf:item id="settings" href="settings.xml" media-type="application/xml"/>{pictures}</opf:manifest>"#,
            r#"<opf:spine><opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>"#,
        ),
        NAMESPACES = NAMESPACES,
        title = title,
        lang = lang.code(),
        metadata = metadata,
        pictures = pictures,
    )
}
