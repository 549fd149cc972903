//! Kinds of files that people send by mistake, told by how they begin.

/// What a file is that is neither HWPX nor PDF nor text, in Korean and English; nothing if it may be one of those.
pub(super) fn other(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const MARKS: [(&[u8], &str, &str); 9] = [
        (b"\x89PNG\r\n", "그림(PNG)", "a picture (PNG)"),
        (b"\xFF\xD8\xFF", "그림(JPEG)", "a picture (JPEG)"),
        (b"GIF8", "그림(GIF)", "a picture (GIF)"),
        (b"{\\rtf", "서식 있는 텍스트(RTF)", "rich text (RTF)"),
        (b"HWP Document File V3", "옛 한글(3.0) 파일", "a file of 한글 3.0"),
        (b"\xFF\xFE", "UTF-16 텍스트", "text in UTF-16"),
        (b"\xFE\xFF", "UTF-16 텍스트", "text in UTF-16"),
        (b"PK\x05\x06", "빈 압축 파일(ZIP)", "an empty ZIP file"),
        (b"\x1F\x8B", "압축 파일(gzip)", "a compressed file (gzip)"),
    ];
    if let Some((_, ko, en)) = MARKS.iter().find(|(mark, ..)| bytes.starts_with(mark)) {
        return Some((ko, en));
    }
    let holds = |name: &[u8]| bytes.windows(name.len()).take(1 << 16).any(|window| window == name);
    if bytes.starts_with(b"PK\x03\x04") {
        let parts: [(&[u8], &str, &str); 4] = [
            (b"word/", "Word 문서(DOCX)", "a Word document (DOCX)"),
            (b"xl/", "Excel 문서(XLSX)", "an Excel document (XLSX)"),
            (b"ppt/", "PowerPoint 문서(PPTX)", "a PowerPoint document (PPTX)"),
            (b"opendocument", "OpenDocument 문서", "an OpenDocument file"),
        ];
        // An HWPX has `mimetype` as its first part, and its manifest names OpenDocument too.
        let hwpx = holds(b"application/hwp+zip") || holds(b"Contents/");
        return parts.iter().find(|(name, ..)| !hwpx && holds(name)).map(|(_, ko, en)| (*ko, *en));
    }
    let start: Vec<u8> = bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).take(16).map(u8::to_ascii_lowercase).collect();
    if start.starts_with(b"<!doctypehtml") || start.starts_with(b"<html") {
        return Some(("웹 페이지(HTML)", "a web page (HTML)"));
    }
    start.starts_with(b"{\"").then_some(("데이터 파일(JSON)", "a data file (JSON)"))
}
