//! `Contents/section0.xml`: the blocks as paragraphs.

use std::fmt::Write as _;
use std::mem::take;

use crate::hwpx::package::NAMESPACES;
use crate::hwpx::styles::{BODY, CAPTION, Look, NOTE, SUBTITLE, Style, TITLE};
use crate::hwpx::{chart, picture, table};
use crate::layout::is_turned;
use crate::model::{Block, Document, Inline, Source};
use crate::print::{Place, PrintError, legend, marks, printed, shown};
use crate::text::{escape_html, is_absolute, safe_href};

/// Lengths are HWPUNIT, 7,200 to the inch: A4, 20 mm at the top and sides, 15 mm at the foot, 10 mm for head and page number.
const PAPER: (u32, u32) = (59_528, 84_186);
const SIDE: u32 = 5_669;
const FOOT: u32 = 4_252;
const EDGE: u32 = 2_835;

/// How wide a line is, upright and on its side.
pub(super) const LINE_WIDTH: u32 = PAPER.0 - 2 * SIDE;
const TURNED_WIDTH: u32 = PAPER.1 - 2 * SIDE;

/// What 한글 calls a hyperlink inside a file (`%hlk` as a number).
const HYPERLINK: u32 = 627_600_491;

/// Writes the part without its declaration.
pub(super) fn section(document: &Document) -> Result<String, PrintError> {
    let line = if is_turned(document) { TURNED_WIDTH } else { LINE_WIDTH };
    let mut section = Section { out: String::new(), line, paragraphs: 0, objects: 0, pictures: 0, breaks: false, links: 0 };
    let title = vec![Piece::plain(printed(&document.title, &Place::Title)?)];
    section.opening(&title);
    if let Some(subtitle) = &document.subtitle {
        section.paragraph(SUBTITLE, &pieces(subtitle, &Place::Subtitle)?);
    }
    for (index, block) in document.blocks.iter().enumerate() {
        section.block(block, &Place::block(index, block))?;
    }
    if let Some(legend) = legend(document) {
        section.paragraph(NOTE, &[Piece::plain(legend)]);
    } else if section.breaks {
        // A document that ends with a page break ends on an empty page.
        section.paragraph(BODY, &[]);
    }
    Ok(format!("<hs:sec{NAMESPACES}>{}</hs:sec>", section.out))
}

/// A stretch of text of one look; a line break is `\n`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    look: Look,
    text: String,
    href: Option<String>,
}

impl Piece {
    pub(super) fn plain(text: String) -> Self {
        Self { look: Look::Plain, text, href: None }
    }
}

/// The text as pieces; neighbours of one look are one piece, so that an officer edits words and not fragments.
pub(super) fn pieces(text: &[Inline], place: &Place) -> Result<Vec<Piece>, PrintError> {
    let mut pieces: Vec<Piece> = Vec::new();
    for inline in text {
        let (look, href) = match inline {
            Inline::Figure(figure) => (if figure.source == Source::Typed { Look::Typed } else { Look::Plain }, figure.href.as_deref()),
            Inline::Fact { href, .. } => (Look::Plain, href.as_deref()),
            Inline::Text(_) | Inline::LineBreak => (Look::Plain, None),
        };
        let words = if *inline == Inline::LineBreak { "\n".to_owned() } else { printed(shown(inline), place)? };
        let href = href.and_then(safe_href).filter(|href| is_absolute(href)).map(str::to_owned);
        add(&mut pieces, Piece { look, text: words, href });
        if let Inline::Figure(figure) = inline {
            add(&mut pieces, Piece { look: Look::Mark, text: marks(figure), href: None });
        }
    }
    Ok(pieces)
}

fn add(pieces: &mut Vec<Piece>, piece: Piece) {
    match pieces.last_mut() {
        _ if piece.text.is_empty() => {}
        Some(last) if last.look == piece.look && last.href.is_none() && piece.href.is_none() => last.text.push_str(&piece.text),
        _ => pieces.push(piece),
    }
}

/// The part as it grows.
pub(super) struct Section {
    pub(super) out: String,
    /// How wide a line is.
    pub(super) line: u32,
    paragraphs: u32,
    objects: u32,
    /// How many pictures stand in it so far; the next one's file has the number after it.
    pub(super) pictures: u32,
    links: u32,
    /// Whether the next paragraph begins a page.
    breaks: bool,
}

impl Section {
    fn block(&mut self, block: &Block, place: &Place) -> Result<(), PrintError> {
        match block {
            Block::Heading { level, text, .. } => self.paragraph(Style::heading(*level), &pieces(text, place)?),
            Block::Outline { level, text } => self.paragraph(Style::outline(*level), &pieces(text, place)?),
            Block::Paragraph { text } => self.paragraph(BODY, &pieces(text, place)?),
            Block::Note { text } => self.note(text, place)?,
            Block::Table(held) => {
                if let Some(caption) = held.caption() {
                    self.paragraph(CAPTION, &pieces(caption, place)?);
                }
                table::table(self, held, place)?;
                for text in held.notes() {
                    self.note(text, place)?;
                }
            }
            Block::Chart(held) => chart::chart(self, held, place)?,
            Block::Picture(held) => picture::picture(self, held, place)?,
            Block::PageBreak => self.breaks = true,
        }
        Ok(())
    }

    fn note(&mut self, text: &[Inline], place: &Place) -> Result<(), PrintError> {
        let marked: Vec<Inline> = std::iter::once(Inline::text("※ ")).chain(text.iter().cloned()).collect();
        self.paragraph(NOTE, &pieces(&marked, place)?);
        Ok(())
    }

    /// The title, which carries the page's size and margins: 한글 looks for them in the first run.
    fn opening(&mut self, title: &[Piece]) {
        self.open(TITLE, TITLE.id());
        let letters = TITLE.letters(Look::Plain);
        let _ = write!(
            self.out,
            concat!(
                r#"<hp:run charPrIDRef="{}">{}"#,
                r#"<hp:ctrl><hp:colPr id="" type="NEWSPAPER" layout="LEFT" colCount="1" sameSz="1" sameGap="0"/></hp:ctrl>"#,
                r#"<hp:ctrl><hp:pageNum pos="BOTTOM_CENTER" formatType="DIGIT" sideChar="-"/></hp:ctrl></hp:run>"#,
            ),
            letters,
            properties(self.line > LINE_WIDTH),
        );
        self.runs(TITLE, title);
        self.close();
    }

    /// A paragraph of a style.
    pub(super) fn paragraph(&mut self, style: Style, pieces: &[Piece]) {
        self.shaped(style, style.id(), style, pieces);
    }

    /// A paragraph of a style whose shape and letters may be those of another.
    pub(super) fn shaped(&mut self, style: Style, shape: usize, letters: Style, pieces: &[Piece]) {
        self.open(style, shape);
        self.runs(letters, pieces);
        self.close();
    }

    pub(super) fn open(&mut self, style: Style, shape: usize) {
        self.paragraphs += 1;
        let _ = write!(
            self.out,
            r#"<hp:p id="{}" paraPrIDRef="{shape}" styleIDRef="{}" pageBreak="{}" columnBreak="0" merged="0">"#,
            self.paragraphs,
            style.id(),
            u8::from(take(&mut self.breaks)),
        );
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</hp:p>");
    }

    /// The number of the next table or picture.
    pub(super) fn object(&mut self) -> u32 {
        self.objects += 1;
        self.objects
    }

    fn runs(&mut self, letters: Style, pieces: &[Piece]) {
        if pieces.is_empty() {
            let _ = write!(self.out, r#"<hp:run charPrIDRef="{}"><hp:t/></hp:run>"#, letters.letters(Look::Plain));
        }
        for piece in pieces {
            let letters = letters.letters(piece.look);
            let link = piece.href.as_deref().map(|href| self.link_begins(letters, href));
            // Each line is a `t` of its own, because some readers stop at the first element within one.
            let lines: Vec<String> = piece.text.split('\n').map(escape_html).collect();
            let _ =
                write!(self.out, r#"<hp:run charPrIDRef="{letters}"><hp:t>{}</hp:t></hp:run>"#, lines.join("<hp:lineBreak/></hp:t><hp:t>"));
            if let Some(id) = link {
                let _ = write!(
                    self.out,
                    r#"<hp:run charPrIDRef="{letters}"><hp:ctrl><hp:fieldEnd beginIDRef="{id}" fieldid="{HYPERLINK}"/></hp:ctrl></hp:run>"#
                );
            }
        }
    }

    fn link_begins(&mut self, letters: usize, href: &str) -> u32 {
        self.links += 1;
        // The command escapes what separates its own parts.
        let command: String = href.chars().flat_map(|each| [Some('\\').filter(|_| ":?;#".contains(each)), Some(each)]).flatten().collect();
        let _ = write!(
            self.out,
            concat!(
                r#"<hp:run charPrIDRef="{letters}"><hp:ctrl><hp:fieldBegin id="{id}" type="HYPERLINK" name="" editable="0" dirty="0" zorder="-1""#,
                r#" fieldid="{HYPERLINK}"><hp:parameters cnt="6" name=""><hp:integerParam name="Prop">0</hp:integerParam>"#,
                r#"<hp:stringParam name="Command">{command};1;0;0;</hp:stringParam><hp:stringParam name="Path">{path}</hp:stringParam>"#,
                r#"<hp:stringParam name="Category">HWPHYPERLINK_TYPE_URL</hp:stringParam>"#,
                r#"<hp:stringParam name="TargetType">HWPHYPERLINK_TARGET_BOOKMARK</hp:stringParam>"#,
                r#"<hp:stringParam name="DocOpenType">HWPHYPERLINK_JUMP_CURRENTTAB</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl></hp:run>"#,
            ),
            letters = letters,
            id = self.links,
            HYPERLINK = HYPERLINK,
            command = escape_html(&command),
            path = escape_html(href),
        );
        self.links
    }
}

/// Size, margins and what else 한글 keeps of a section, as its own template has it.
fn properties(turned: bool) -> String {
    let note = |name: &str, line: &str, spacing: &str, place: &str| {
        format!(
            concat!(
                r#"<hp:{name}><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>"#,
                r##"<hp:noteLine length="{line}" type="SOLID" width="0.12 mm" color="#000000"/><hp:noteSpacing betweenNotes="{spacing}""##,
                r#" belowLine="567" aboveLine="850"/><hp:numbering type="CONTINUOUS" newNum="1"/><hp:placement place="{place}""#,
                r#" beneathText="0"/></hp:{name}>"#,
            ),
            name = name,
            line = line,
            spacing = spacing,
            place = place,
        )
    };
    let page_border = |kind: &str| {
        format!(
            concat!(
                r#"<hp:pageBorderFill type="{}" borderFillIDRef="1" textBorder="PAPER" headerInside="0" footerInside="0" fillArea="PAPER">"#,
                r#"<hp:offset left="1417" right="1417" top="1417" bottom="1417"/></hp:pageBorderFill>"#,
            ),
            kind
        )
    };
    format!(
        concat!(
            r#"<hp:secPr id="" textDirection="HORIZONTAL" spaceColumns="1134" tabStop="8000" tabStopVal="4000" tabStopUnit="HWPUNIT""#,
            r#" outlineShapeIDRef="1" memoShapeIDRef="0" textVerticalWidthHead="0" masterPageCnt="0">"#,
            r#"<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/><hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>"#,
            r#"<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" fill="SHOW_ALL""#,
            r#" hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>"#,
            r#"<hp:lineNumberShape restartType="0" countBy="0" distance="0" startNumber="0"/>"#,
            r#"<hp:pagePr landscape="{landscape}" width="{}" height="{}" gutterType="LEFT_ONLY">"#,
            r#"<hp:margin header="{edge}" footer="{edge}" gutter="0" left="{side}" right="{side}" top="{side}" bottom="{foot}"/></hp:pagePr>"#,
            r#"{}{}{}{}{}</hp:secPr>"#,
        ),
        PAPER.0,
        PAPER.1,
        note("footNotePr", "-1", "283", "EACH_COLUMN"),
        note("endNotePr", "14692344", "0", "END_OF_DOCUMENT"),
        page_border("BOTH"),
        page_border("EVEN"),
        page_border("ODD"),
        // 한글 calls paper on its side narrow, and keeps the upright paper's width and height.
        landscape = if turned { "NARROWLY" } else { "WIDELY" },
        edge = EDGE,
        side = SIDE,
        foot = FOOT,
    )
}
