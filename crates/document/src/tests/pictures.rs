//! The rules of pictures: what is taken as one, and what each writer makes of it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::paper::imprint;
use super::*;

/// A red picture of 16 × 8 pixels.
const JPEG: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIABADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwCjRRRXOewf/9k=";

pub(super) fn jpeg() -> Vec<u8> {
    STANDARD.decode(JPEG).unwrap()
}

pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::new(&mut bytes, width, height).write_header().unwrap();
    writer.write_image_data(&vec![127; usize::try_from(width * height).unwrap()]).unwrap();
    drop(writer);
    bytes
}

/// A PNG that says it has so many pixels and holds a few bytes.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::new(&mut bytes, width, height).write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9C, 0x63, 0x60, 0x18, 0x05, 0xA3, 0x00]).unwrap();
    drop(writer);
    bytes
}

fn taken(bytes: Vec<u8>) -> Result<(PictureKind, (u32, u32)), PictureError> {
    Picture::new("p", "설명", None, bytes).map(|picture| (picture.kind(), picture.size()))
}

#[test]
fn a_picture_is_what_its_bytes_are() {
    assert_eq!(taken(png(40, 20)), Ok((PictureKind::Png, (40, 20))));
    assert_eq!(taken(jpeg()), Ok((PictureKind::Jpeg, (16, 8))));
    for none in [b"".as_slice(), b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PN", b"\xFF\xD8"] {
        assert_eq!(taken(none.to_vec()), Err(PictureError::NotOne));
    }
    let broken = |bytes: Vec<u8>| matches!(taken(bytes), Err(PictureError::Broken { .. }));
    let (png, jpeg) = (png(40, 20), jpeg());
    assert!(broken(png[..png.len() / 2].to_vec()) && broken(png[..20].to_vec()), "a PNG that breaks off");
    assert!(broken(jpeg[..jpeg.len() / 2].to_vec()) && broken(jpeg[..10].to_vec()), "a JPEG that breaks off");
    let mut flipped = png;
    flipped[45] ^= 0xFF;
    assert!(broken(flipped), "a PNG with a changed byte");
}

#[test]
fn bombs_and_giants_are_refused_by_name() {
    assert_eq!(taken(bomb(60_000, 60_000)), Err(PictureError::TooLarge { width: 60_000, height: 60_000 }));
    assert!(matches!(taken(bomb(4_000, 4_000)), Err(PictureError::Broken { .. })), "fewer bytes than pixels");
    let mut heavy = png(8, 8);
    heavy.resize(HEAVIEST_PICTURE + 1, 0);
    assert_eq!(taken(heavy), Err(PictureError::TooHeavy { bytes: HEAVIEST_PICTURE + 1 }));
    assert_eq!(Picture::new("p", " ", None, png(8, 8)), Err(PictureError::Wordless));
    let said = PictureError::TooLarge { width: 60_000, height: 60_000 };
    assert_eq!(said.said(Lang::Ko), "그림이 60000 × 60000 화소로 20000000 화소보다 큽니다. 줄여서 저장하십시오.");
}

pub(super) fn illustrated() -> Document {
    let caption = vec![Inline::text("그림 1. 지도 "), Inline::Figure(figure("seen", "25")), Inline::text("곳")];
    let first = Picture::new("map", "자치구 \"지도\" <25>", Some(caption), png(40, 20)).unwrap();
    let second = Picture::new("photo", "사진", None, jpeg()).unwrap();
    Document { blocks: vec![Block::Picture(first), Block::Paragraph { text: words("사이") }, Block::Picture(second)], ..sample() }
}

#[test]
fn pages_carry_a_picture_or_its_address() {
    let page = html(&illustrated());
    assert!(page.contains("alt=\"자치구 &quot;지도&quot; &lt;25&gt;\" width=\"40\" height=\"20\""), "{page}");
    assert!(page.contains("src=\"data:image/png;base64,") && page.contains("src=\"data:image/jpeg;base64,"), "{page}");
    assert!(page.contains("<figcaption>그림 1. 지도 "), "{page}");
    let Block::Picture(picture) = illustrated().blocks.remove(0) else { panic!() };
    let served = |src: &str| one_block(Block::Picture(picture.clone().at(src)));
    assert!(html(&served("/pictures/1?x=1&y=2")).contains("src=\"/pictures/1?x=1&amp;y=2\""));
    assert!(html(&served("javascript:alert(1)")).contains("src=\"data:image/png"));
    assert!(markdown(&served("/pictures/1"), Some("https://a.example")).contains("](https://a.example/pictures/1)"));
    assert!(markdown(&illustrated(), None).contains("**그림: 사진**"));
}

#[test]
fn a_frozen_picture_thaws_and_is_looked_into_again() {
    let document = illustrated();
    let frozen = freeze(&document);
    assert_eq!(thaw(&frozen).unwrap(), document);
    assert_eq!(document.figures().len(), 1, "the figure of a caption counts");
    let harmed = frozen.replacen("\"bytes\":\"iVBOR", "\"bytes\":\"AAAAA", 1);
    assert!(thaw(&harmed).unwrap_err().to_string().contains("no PNG or JPEG"));
}

#[test]
fn hwpx_holds_the_pictures_and_their_words() {
    let bytes = crate::hwpx(&illustrated(), &imprint()).unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_name(name).unwrap(), &mut bytes).unwrap();
        bytes
    };
    assert_eq!((part("BinData/image1.png"), part("BinData/image2.jpg")), (png(40, 20), jpeg()));
    let content = String::from_utf8(part("Contents/content.hpf")).unwrap();
    assert!(content.contains(r#"<opf:item id="image2" href="BinData/image2.jpg" media-type="image/jpeg" isEmbeded="1"/>"#), "{content}");
    let section = String::from_utf8(part("Contents/section0.xml")).unwrap();
    assert!(section.contains(r#"binaryItemIDRef="image1""#) && section.contains("자치구 &quot;지도&quot; &lt;25&gt;</hp:shapeComment>"));
}
