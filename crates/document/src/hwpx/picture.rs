//! A picture in the line of a paragraph of its own, and its file in the package.

use std::fmt::Write as _;

use crate::hwpx::section::{LINE_WIDTH, Section, pieces};
use crate::hwpx::styles::{CENTERED, Look};
use crate::model::{Block, Document};
use crate::picture::Picture;
use crate::print::{Place, PrintError, printed};
use crate::text::escape_html;

/// A pixel is 1/96 inch, as on the web.
const PIXEL: u32 = 75;
/// The most height that a picture takes, so that its caption stays on its page.
const HIGHEST: u32 = 60_000;

/// The pictures of a document with the numbers of their files, from 1.
pub(super) fn pictures(document: &Document) -> impl Iterator<Item = (usize, &Picture)> {
    let pictures = document.blocks.iter().filter_map(|block| if let Block::Picture(picture) = block { Some(picture) } else { None });
    pictures.enumerate().map(|(index, picture)| (index + 1, picture))
}

/// Writes a picture, no wider than the line, and its caption under it.
pub(super) fn picture(section: &mut Section, picture: &Picture, place: &Place) -> Result<(), PrintError> {
    let alt = escape_html(&printed(picture.alt(), place)?);
    let (width, height) = fitted(picture.size());
    section.open(CENTERED, CENTERED.id());
    section.pictures += 1;
    let (number, file) = (section.object(), section.pictures);
    let _ = write!(
        section.out,
        concat!(
            r#"<hp:run charPrIDRef="{letters}"><hp:pic textWrap="SQUARE" textFlow="BOTH_SIDES" reverse="0" id="{number}" zOrder="{number}""#,
            r#" numberingType="PICTURE" lock="0" dropcapstyle="None" href="" groupLevel="0" instid="{number}"><hp:offset x="0" y="0"/>"#,
            r#"<hp:orgSz width="{w}" height="{h}"/><hp:curSz width="{w}" height="{h}"/><hp:flip horizontal="0" vertical="0"/>"#,
            r#"<hp:rotationInfo angle="0" centerX="{x}" centerY="{y}" rotateimage="1"/><hp:renderingInfo>{trans}{scale}{turn}</hp:renderingInfo>"#,
            r#"<hp:imgRect><hc:pt0 x="0" y="0"/><hc:pt1 x="{w}" y="0"/><hc:pt2 x="{w}" y="{h}"/><hc:pt3 x="0" y="{h}"/></hp:imgRect>"#,
            r#"<hp:imgClip left="0" right="{w}" top="0" bottom="{h}"/><hp:inMargin left="0" right="0" top="0" bottom="0"/>"#,
            r#"<hp:imgDim dimwidth="{w}" dimheight="{h}"/>"#,
            r#"<hc:img binaryItemIDRef="image{file}" bright="0" contrast="0" effect="REAL_PIC" alpha="0"/><hp:effects/>"#,
            r#"<hp:sz width="{w}" widthRelTo="ABSOLUTE" height="{h}" heightRelTo="ABSOLUTE" protect="0"/>"#,
            r#"<hp:pos treatAsChar="1" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" vertRelTo="PARA""#,
            r#" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>"#,
            r#"<hp:outMargin left="0" right="0" top="0" bottom="0"/><hp:shapeComment>{alt}</hp:shapeComment></hp:pic><hp:t/></hp:run>"#,
        ),
        letters = CENTERED.letters(Look::Plain),
        number = number,
        w = width,
        h = height,
        x = width / 2,
        y = height / 2,
        trans = unmoved("transMatrix"),
        scale = unmoved("scaMatrix"),
        turn = unmoved("rotMatrix"),
        file = file,
        alt = alt,
    );
    section.close();
    if let Some(caption) = picture.caption() {
        section.paragraph(CENTERED, &pieces(caption, place)?);
    }
    Ok(())
}

fn unmoved(name: &str) -> String {
    format!(r#"<hc:{name} e1="1" e2="0" e3="0" e4="0" e5="1" e6="0"/>"#)
}

/// As large as it is on the web, but no larger than the line and the page allow.
fn fitted((width, height): (u32, u32)) -> (u32, u32) {
    let (width, height) = (u64::from(width), u64::from(height));
    let wide = (width * u64::from(PIXEL)).min(u64::from(LINE_WIDTH)).min(u64::from(HIGHEST) * width / height.max(1)).max(1);
    let tall = (wide * height / width.max(1)).max(1);
    (u32::try_from(wide).unwrap_or(LINE_WIDTH), u32::try_from(tall).unwrap_or(HIGHEST))
}
