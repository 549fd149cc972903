//! `Contents/header.xml`: fonts, borders, letters, paragraph shapes, outline marks and styles.

use crate::hwpx::package::NAMESPACES;
use crate::hwpx::styles::{DEEPEST, FACES, LOOKS, Look, STYLES, Shape, TABLE_WORDS, row_head};
use crate::model::{Lang, OutlineLevel};

/// The scripts that the format gives fonts to, and the names by which letters refer to them.
const SCRIPTS: [(&str, &str); 7] = [
    ("HANGUL", "hangul"),
    ("LATIN", "latin"),
    ("HANJA", "hanja"),
    ("JAPANESE", "japanese"),
    ("OTHER", "other"),
    ("SYMBOL", "symbol"),
    ("USER", "user"),
];

/// "No letters of its own", as the format writes it.
const NO_LETTERS: &str = "4294967295";

/// Writes the part without its declaration.
pub(super) fn header(lang: Lang) -> String {
    let lists = [
        list("fontfaces", SCRIPTS.iter().map(|(script, _)| font_face(script))),
        list("borderFills", BORDERS.iter().enumerate().map(|(index, border)| border_fill(index + 1, border))),
        list("charProperties", letters()),
        list("tabProperties", [r#"<hh:tabPr id="0" autoTabLeft="0" autoTabRight="0"/>"#.to_owned()]),
        list("numberings", [numbering()]),
        list("paraProperties", paragraphs()),
        list("styles", STYLES.iter().enumerate().map(|(id, shape)| style(lang, id, shape))),
    ]
    .concat();
    format!(
        concat!(
            r#"<hh:head{NAMESPACES} version="1.5" secCnt="1"><hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" equation="1"/>"#,
            r#"<hh:refList>{lists}</hh:refList><hh:compatibleDocument targetProgram="HWP201X"><hh:layoutCompatibility/></hh:compatibleDocument>"#,
            r#"<hh:docOption><hh:linkinfo path="" pageInherit="0" footnoteInherit="0"/></hh:docOption><hh:trackchageConfig flags="56"/></hh:head>"#,
        ),
        NAMESPACES = NAMESPACES,
        lists = lists,
    )
}

fn list(name: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!(r#"<hh:{name} itemCnt="{}">{}</hh:{name}>"#, items.len(), items.concat())
}

fn font_face(script: &str) -> String {
    let fonts: String = FACES
        .iter()
        .enumerate()
        .map(|(id, face)| {
            format!(
                concat!(
                    r#"<hh:font id="{}" face="{}" type="TTF" isEmbedded="0"><hh:typeInfo familyType="FCAT_GOTHIC" weight="6" proportion="4""#,
                    r#" contrast="0" strokeVariation="1" armStyle="1" letterform="1" midline="1" xHeight="1"/></hh:font>"#,
                ),
                id, face
            )
        })
        .collect();
    format!(r#"<hh:fontface lang="{script}" fontCnt="{}">{fonts}</hh:fontface>"#, FACES.len())
}

/// Lines (sides, then top and bottom) and the fill of a border. Their places are the ids of `styles.rs`, from 1.
struct Border {
    sides: &'static str,
    top: &'static str,
    bottom: &'static str,
    fill: Option<&'static str>,
}

const NONE: &str = r##"type="NONE" width="0.1 mm" color="#000000""##;
const THIN: &str = r##"type="SOLID" width="0.12 mm" color="#6D7882""##;
const THICK: &str = r##"type="SOLID" width="0.4 mm" color="#052B57""##;

const BORDERS: [Border; 8] = [
    Border { sides: NONE, top: NONE, bottom: NONE, fill: None },
    Border { sides: NONE, top: NONE, bottom: NONE, fill: Some("none") },
    Border { sides: THIN, top: THIN, bottom: THIN, fill: None },
    Border { sides: THIN, top: THICK, bottom: THIN, fill: Some("#E6E8EA") },
    Border { sides: THIN, top: THIN, bottom: THIN, fill: Some("#F4F5F6") },
    Border { sides: NONE, top: NONE, bottom: THICK, fill: None },
    Border { sides: NONE, top: NONE, bottom: NONE, fill: Some("#063A74") },
    Border { sides: NONE, top: NONE, bottom: NONE, fill: Some("#E6E8EA") },
];

fn border_fill(id: usize, border: &Border) -> String {
    let Border { sides, top, bottom, fill } = border;
    let fill = fill
        .map(|color| format!(r##"<hc:fillBrush><hc:winBrush faceColor="{color}" hatchColor="#999999" alpha="0"/></hc:fillBrush>"##))
        .unwrap_or_default();
    format!(
        concat!(
            r#"<hh:borderFill id="{}" threeD="0" shadow="0" centerLine="NONE" breakCellSeparateLine="0">"#,
            r#"<hh:slash type="NONE" Crooked="0" isCounter="0"/><hh:backSlash type="NONE" Crooked="0" isCounter="0"/>"#,
            r#"<hh:leftBorder {sides}/><hh:rightBorder {sides}/><hh:topBorder {top}/><hh:bottomBorder {bottom}/>"#,
            r##"<hh:diagonal type="SOLID" width="0.1 mm" color="#000000"/>{fill}</hh:borderFill>"##,
        ),
        id,
        sides = sides,
        top = top,
        bottom = bottom,
        fill = fill,
    )
}

fn letters() -> impl Iterator<Item = String> {
    let shapes = STYLES.iter().flat_map(|shape| LOOKS.iter().map(move |look| (shape, *look)));
    shapes.enumerate().map(|(id, (shape, look))| letter(id, shape, look))
}

fn letter(id: usize, shape: &Shape, look: Look) -> String {
    let each = |element: &str, value: &str| {
        let scripts: String = SCRIPTS.iter().map(|(_, script)| format!(r#" {script}="{value}""#)).collect();
        format!("<hh:{element}{scripts}/>")
    };
    let underline = if look == Look::Typed { "BOTTOM" } else { "NONE" };
    format!(
        concat!(
            r##"<hh:charPr id="{}" height="{}" textColor="#000000" shadeColor="none" useFontSpace="0" useKerning="0" symMark="NONE" borderFillIDRef="2">"##,
            r##"{}{}{}{}{}{}<hh:underline type="{}" shape="SOLID" color="#000000"/><hh:strikeout shape="NONE" color="#000000"/>"##,
            r##"<hh:outline type="NONE"/><hh:shadow type="NONE" color="#C0C0C0" offsetX="10" offsetY="10"/>{}</hh:charPr>"##,
        ),
        id,
        shape.size,
        each("fontRef", &shape.face.to_string()),
        each("ratio", "100"),
        each("spacing", "0"),
        each("relSz", "100"),
        each("offset", "0"),
        if shape.bold { "<hh:bold/>" } else { "" },
        underline,
        if look == Look::Mark { "<hh:supscript/>" } else { "" },
    )
}

/// The marks □ ○ － ∙ as the outline's own numbers, so that 한글 draws them and changes them with the level.
fn numbering() -> String {
    let mark = |level: u8| OutlineLevel::new(level).map(|level| level.marker().to_string()).unwrap_or_default();
    let heads: String = (1..=10)
        .map(|level| {
            format!(
                concat!(
                    r#"<hh:paraHead start="1" level="{}" align="LEFT" useInstWidth="1" autoIndent="1" widthAdjust="0" textOffsetType="PERCENT""#,
                    r#" textOffset="50" numFormat="DIGIT" charPrIDRef="{}" checkable="0">{}</hh:paraHead>"#,
                ),
                level,
                NO_LETTERS,
                mark(level),
            )
        })
        .collect();
    format!(r#"<hh:numbering id="1" start="0">{heads}</hh:numbering>"#)
}

fn paragraphs() -> impl Iterator<Item = String> {
    let words = STYLES.get(TABLE_WORDS.id());
    let styles = STYLES.iter().map(|shape| (shape, shape.left));
    let row_heads = words.into_iter().flat_map(|shape| (0..=DEEPEST).map(move |depth| (shape, row_head(depth).1)));
    styles.chain(row_heads).enumerate().map(|(id, (shape, left))| paragraph(id, shape, left))
}

fn paragraph(id: usize, shape: &Shape, left: u32) -> String {
    let heading = match shape.outline {
        Some(level) => format!(r#"<hh:heading type="OUTLINE" idRef="0" level="{level}"/>"#),
        None => r#"<hh:heading type="NONE" idRef="0" level="0"/>"#.to_owned(),
    };
    let place = |times: u32| {
        let value = |name: &str, length: u32| format!(r#"<hc:{name} value="{}" unit="HWPUNIT"/>"#, length * times);
        let hang =
            if shape.hang == 0 { value("intent", 0) } else { format!(r#"<hc:intent value="-{}" unit="HWPUNIT"/>"#, shape.hang * times) };
        format!(
            r#"<hh:margin>{hang}{}{}{}{}</hh:margin><hh:lineSpacing type="PERCENT" value="{}" unit="HWPUNIT"/>"#,
            value("left", left),
            value("right", 0),
            value("prev", shape.before),
            value("next", shape.after),
            shape.line,
        )
    };
    format!(
        concat!(
            r#"<hh:paraPr id="{id}" tabPrIDRef="0" condense="0" fontLineHeight="0" snapToGrid="0" suppressLineNumbers="0" checked="0" textDir="LTR">"#,
            r#"<hh:align horizontal="{align}" vertical="BASELINE"/>{heading}"#,
            r#"<hh:breakSetting breakLatinWord="KEEP_WORD" breakNonLatinWord="KEEP_WORD" widowOrphan="1" keepWithNext="{with_next}" keepLines="0""#,
            r#" pageBreakBefore="0" lineWrap="BREAK"/><hh:autoSpacing eAsianEng="0" eAsianNum="0"/>"#,
            // Programs that do not know the newer unit read lengths in halves.
            r#"<hp:switch><hp:case hp:required-namespace="http://www.hancom.co.kr/hwpml/2016/HwpUnitChar">{once}</hp:case>"#,
            r#"<hp:default>{twice}</hp:default></hp:switch>"#,
            r#"<hh:border borderFillIDRef="{border}" offsetLeft="0" offsetRight="0" offsetTop="0" offsetBottom="0" connect="0" ignoreMargin="0"/></hh:paraPr>"#,
        ),
        id = id,
        align = shape.align,
        heading = heading,
        with_next = u8::from(shape.with_next),
        once = place(1),
        twice = place(2),
        border = shape.border,
    )
}

fn style(lang: Lang, id: usize, shape: &Shape) -> String {
    let language = match lang {
        Lang::Ko => 1042,
        Lang::En => 1033,
    };
    let letters = id * LOOKS.len();
    format!(
        concat!(
            r#"<hh:style id="{id}" type="PARA" name="{}" engName="{}" paraPrIDRef="{id}" charPrIDRef="{letters}" nextStyleIDRef="{id}""#,
            r#" langID="{language}" lockForm="0"/>"#,
        ),
        shape.name,
        shape.english,
        id = id,
        letters = letters,
        language = language,
    )
}
