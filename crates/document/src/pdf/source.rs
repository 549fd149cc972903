//! The document as a typst source: calls of the template, every text a string.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::layout::{Measure, Placed, WIDE, is_turned, placed, widths};
use crate::model::{Block, Chart, Document, HeadingLevel, Inline, Lang, OutlineLevel, Source as Origin};
use crate::pdf::fonts::Fonts;
use crate::picture::Picture;
use crate::print::{Imprint, Place, PrintError, legend, marks, printed, shown};
use crate::table::{Align, Cell, CellRole, Emphasis, Table};
use crate::text::{is_absolute, safe_href};

/// A typst source, and where each block begins in it.
pub(super) struct Source {
    pub(super) text: String,
    begins: BTreeMap<usize, Place>,
    /// The files of the pictures, which the source calls by their numbers from 0.
    pub(super) pictures: Vec<Vec<u8>>,
}

impl Source {
    /// The block at this byte.
    pub(super) fn place(&self, offset: usize) -> Option<Place> {
        self.begins.range(..=offset).next_back().map(|(_, place)| place.clone())
    }
}

/// Writes the source, or names the block that cannot be printed.
pub(super) fn source(document: &Document, imprint: &Imprint, fonts: &Fonts) -> Result<Source, PrintError> {
    let turned = is_turned(document);
    let line = if turned { TURNED_LINE } else { LINE };
    let mut writer = Writer { fonts, line, text: String::new(), begins: BTreeMap::new(), pictures: Vec::new(), open: Vec::new(), level: 0 };
    writer.opening(document, imprint, turned)?;
    for (index, block) in document.blocks.iter().enumerate() {
        let place = Place::block(index, block);
        if let Block::Outline { level, text } = block {
            writer.begins.insert(writer.text.len(), place.clone());
            writer.outline_item(*level, text, &place)?;
        } else if let Block::Note { text } = block
            && !writer.open.is_empty()
        {
            // It stands under its item, and the outline goes on as deep as it was.
            writer.begins.insert(writer.text.len(), place.clone());
            let line = writer.line(text, &place, true)?;
            let _ = write!(writer.text, "note({line});");
        } else {
            writer.close_lists();
            writer.begins.insert(writer.text.len(), place.clone());
            writer.block(block, &place)?;
        }
    }
    writer.close_lists();
    if let Some(legend) = legend(document) {
        let _ = writeln!(writer.text, "#block(above: 1.6em, text(9pt, quiet, {}))", string(&legend));
    }
    Ok(Source { text: writer.text, begins: writer.begins, pictures: writer.pictures })
}

struct Writer<'a> {
    fonts: &'a Fonts,
    /// How wide a line is, in thousandths of a point.
    line: u32,
    text: String,
    begins: BTreeMap<usize, Place>,
    pictures: Vec<Vec<u8>>,
    /// The levels of the outline lists now open.
    open: Vec<OutlineLevel>,
    /// The level of the last heading; one may not be skipped (PDF/UA).
    level: u8,
}

impl Writer<'_> {
    fn opening(&mut self, document: &Document, imprint: &Imprint, turned: bool) -> Result<(), PrintError> {
        let day = imprint.day;
        let families: Vec<String> = self.fonts.families.iter().map(|family| string(family)).collect();
        let chapters = document.blocks.iter().filter(|block| matches!(block, Block::Heading { level: HeadingLevel::One, .. })).count();
        let contents = match document.lang {
            _ if chapters < 2 => "none",
            Lang::Ko => "\"차례\"",
            Lang::En => "\"Contents\"",
        };
        let subtitle = match &document.subtitle {
            Some(text) => self.line(text, &Place::Subtitle, true)?,
            None => "none".to_owned(),
        };
        let _ = writeln!(
            self.text,
            "#import \"template.typ\": *\n#show: paper.with(title: {}, creator: {}, day: datetime(year: {}, month: {}, day: {}), lang: \"{}\", \
             fonts: ({},), contents: {contents}, subtitle: {subtitle}, turned: {turned})",
            string(&self.printed(&document.title, &Place::Title)?),
            string(&self.printed(&imprint.creator, &Place::Creator)?),
            day.year(),
            day.month(),
            day.of_month(),
            document.lang.code(),
            families.join(","),
        );
        Ok(())
    }

    /// The text as it is printed, each of its characters one that a font draws.
    fn printed(&self, text: &str, place: &Place) -> Result<String, PrintError> {
        let printed: String = printed(text, place)?.chars().filter(|character| !says_nothing(*character)).collect();
        match printed.chars().enumerate().find(|(_, character)| !self.fonts.draws(*character)) {
            None => Ok(printed),
            Some((index, character)) => Err(PrintError::NoGlyph { place: place.clone(), character, position: index + 1 }),
        }
    }

    /// Outline items that follow each other are one nested list, as in HTML.
    fn outline_item(&mut self, level: OutlineLevel, text: &[Inline], place: &Place) -> Result<(), PrintError> {
        while self.open.pop_if(|last| *last > level).is_some() {
            // Within an item another list may follow, where an outline goes from □ to ∙ and then to －.
            self.text.push_str(if self.open.is_empty() { "})})" } else { "})});" });
        }
        let line = self.line(text, place, true)?;
        if self.open.last() == Some(&level) {
            self.text.push_str("});");
        } else {
            let before = if self.open.is_empty() { "#" } else { "" };
            let _ = write!(self.text, "{before}items({},{{", level.number());
            self.open.push(level);
        }
        let _ = write!(self.text, "item({},{line},{{", level.number());
        Ok(())
    }

    fn close_lists(&mut self) {
        if self.open.is_empty() {
            return;
        }
        while self.open.pop().is_some() {
            self.text.push_str("})})");
        }
        self.text.push('\n');
    }

    fn block(&mut self, block: &Block, place: &Place) -> Result<(), PrintError> {
        match block {
            Block::Heading { level, text, .. } => {
                self.level = level.number().min(self.level + 1);
                let line = self.line(text, place, true)?;
                let _ = writeln!(self.text, "#heading(level: {}, {line})", self.level);
            }
            Block::Outline { .. } => {}
            Block::Paragraph { text } => self.call("para", text, place)?,
            Block::Note { text } => self.call("note", text, place)?,
            Block::Table(held) => {
                if let Some(caption) = held.caption() {
                    self.call("caption", caption, place)?;
                }
                self.table(held, place)?;
                for text in held.notes() {
                    self.call("note", text, place)?;
                }
            }
            Block::Chart(held) => self.chart(held, place)?,
            Block::Picture(held) => self.picture(held, place)?,
            Block::PageBreak => self.text.push_str("#pagebreak(weak: true)\n"),
        }
        Ok(())
    }

    fn call(&mut self, name: &str, text: &[Inline], place: &Place) -> Result<(), PrintError> {
        let line = self.line(text, place, true)?;
        let _ = writeln!(self.text, "#{name}({line})");
        Ok(())
    }

    /// A line of text as a typst block of code; `whole` keeps words whole, as Korean is set in running text.
    fn line(&self, text: &[Inline], place: &Place, whole: bool) -> Result<String, PrintError> {
        let mut words = Words { out: String::from("{"), word: Vec::new(), letters: 0, whole };
        for inline in text {
            if *inline == Inline::LineBreak {
                words.end();
                words.out.push_str("linebreak();");
                continue;
            }
            let printed = self.printed(shown(inline), place)?;
            match inline {
                Inline::Figure(figure) => {
                    let typed = figure.source == Origin::Typed;
                    words.part(&printed, link(figure.href.as_deref()), typed);
                    if !marks(figure).is_empty() {
                        words.mark(&marks(figure));
                    }
                }
                Inline::Fact { href, .. } => words.part(&printed, link(href.as_deref()), false),
                Inline::Text(_) | Inline::LineBreak => words.text(&printed),
            }
        }
        words.end();
        words.out.push('}');
        Ok(words.out)
    }

    fn table(&mut self, table: &Table, place: &Place) -> Result<(), PrintError> {
        let placed = placed(table);
        let (size, columns) = self.columns(&placed, table.columns(), place)?;
        let columns: Vec<String> = columns.iter().map(|width| format!("{}pt", f64::from(*width) / 1_000.0)).collect();
        let (head, body): (Vec<&Placed>, Vec<&Placed>) = placed.iter().partition(|each| each.in_head);
        let _ = write!(self.text, "#grid-table({}pt,({},),(", f64::from(size) / 1_000.0, columns.join(","));
        for each in head {
            self.cell(each, place)?;
        }
        self.text.push(')');
        for each in body {
            self.text.push(',');
            self.cell(each, place)?;
        }
        self.text.push_str(")\n");
        Ok(())
    }

    /// The size of letters at which the table fits, and how wide its columns are: thousandths of a point.
    fn columns(&self, placed: &[Placed], columns: usize, place: &Place) -> Result<(u32, Vec<u32>), PrintError> {
        let mut known: BTreeMap<char, u32> = BTreeMap::new();
        for character in placed.iter().flat_map(|each| each.cell.content.iter().flatten()).flat_map(|inline| shown(inline).chars()) {
            known.entry(character).or_insert_with(|| self.fonts.width(crate::glyph::drawn(character)));
        }
        for size in SIZES {
            let letter = |character: char| known.get(&character).copied().unwrap_or(1_000) * size / 1_000;
            let measure = Measure { letter: &letter, indent: &|depth| u32::from(depth) * size * 4 / 5, air: size + 1_000 };
            if let Some(widths) = widths(placed, columns, self.line, &measure) {
                return Ok((size, widths));
            }
        }
        Err(PrintError::TooWide { place: place.clone(), columns })
    }

    fn cell(&mut self, placed: &Placed, place: &Place) -> Result<(), PrintError> {
        let cell = placed.cell;
        let contents = cell.content.iter().map(|line| self.line(line, place, false)).collect::<Result<Vec<_>, _>>()?;
        let body = format!("{{{}}}", contents.join(";linebreak();"));
        let align = match cell.align {
            Align::Start => "left",
            Align::Center => "center",
            Align::End => "right",
        };
        let spans = format!("{align},{},{}", placed.columns, placed.rows);
        // A cell that is longer than a page, or reaches over rows, may break.
        let whole = placed.rows == 1 && letters(cell) < LONGEST_WHOLE;
        let total = placed.emphasis != Emphasis::Plain;
        let _ = match cell.role {
            _ if placed.in_head => write!(self.text, "th({spans},{body}),"),
            CellRole::Head => write!(self.text, "rh(0,{spans},{whole},true,{body})"),
            CellRole::RowHead { depth } => write!(self.text, "rh({depth},{spans},{whole},{total},{body})"),
            CellRole::Body => write!(self.text, "td({spans},{whole},{total},{body})"),
        };
        Ok(())
    }

    fn picture(&mut self, picture: &Picture, place: &Place) -> Result<(), PrintError> {
        let alt = string(&self.printed(picture.alt(), place)?);
        let caption = match picture.caption() {
            Some(text) => self.line(text, place, true)?,
            None => "none".to_owned(),
        };
        // A pixel is 1/96 inch, as on the web; the template makes it no wider than the line.
        let (width, height) = picture.size();
        let name = picture_name(self.pictures.len());
        let _ = writeln!(self.text, "#picture(\"{name}\",{alt},{width} * 0.75pt,{height} * 0.75pt,{caption})");
        self.pictures.push(picture.bytes().to_vec());
        Ok(())
    }

    fn chart(&mut self, chart: &Chart, place: &Place) -> Result<(), PrintError> {
        let _ = write!(self.text, "#bars({}", string(&self.printed(&chart.title, place)?));
        for bar in &chart.bars {
            let (label, shown) = (string(&self.printed(&bar.label, place)?), string(&self.printed(&bar.shown, place)?));
            let shown = match link(bar.href.as_deref()) {
                Some(href) => format!("link({},{shown})", string(href)),
                None => shown,
            };
            let _ = write!(self.text, ",({label},{},{shown})", bar.value.percent());
        }
        self.text.push_str(")\n");
        Ok(())
    }
}

/// Sizes of letters in a table, in thousandths of a point; the first at which the table fits is taken.
const SIZES: [u32; 5] = [9_000, 8_000, 7_000, 6_000, 5_000];
/// How wide a line is: A4 without its margins, in thousandths of a point.
const LINE: u32 = 481_889;
/// The same on its side.
const TURNED_LINE: u32 = 728_503;
/// Cells of fewer letters are kept on one page.
const LONGEST_WHOLE: usize = 400;

fn letters(cell: &Cell) -> usize {
    cell.content.iter().flatten().map(|inline| shown(inline).chars().count()).sum()
}

/// Whether a character only steers how its neighbours are drawn on screens: joiners, direction marks, variation selectors.
fn says_nothing(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// The address of a link that a file may hold.
fn link(href: Option<&str>) -> Option<&str> {
    href.and_then(safe_href).filter(|href| is_absolute(href))
}

/// The longest word that is kept whole; a longer one may not fit on a line.
const LONGEST_WORD: usize = 14;

/// Text cut into words, so that a line breaks between them: a number stays with its unit.
struct Words {
    out: String,
    /// The parts of the word so far.
    word: Vec<String>,
    letters: usize,
    whole: bool,
}

impl Words {
    fn text(&mut self, text: &str) {
        for (index, word) in text.split(' ').enumerate() {
            if index > 0 {
                self.end();
                self.out.push_str("\" \";");
            }
            if !word.is_empty() {
                self.letters += word.chars().count();
                self.word.push(string(word));
            }
        }
    }

    fn part(&mut self, text: &str, href: Option<&str>, typed: bool) {
        self.letters += text.chars().count();
        let text = if typed { format!("typed({})", string(text)) } else { string(text) };
        self.word.push(match href {
            Some(href) => format!("link({},{text})", string(href)),
            None => text,
        });
    }

    fn mark(&mut self, mark: &str) {
        self.word.push(format!("mark({})", string(mark)));
    }

    fn end(&mut self) {
        let parts = std::mem::take(&mut self.word).join(";");
        let kept =
            self.whole && (2..=LONGEST_WORD).contains(&std::mem::take(&mut self.letters)) && parts.chars().any(|letter| letter >= WIDE);
        let _ = match (parts.is_empty(), kept) {
            (true, _) => Ok(()),
            (false, true) => write!(self.out, "w({{{parts}}});"),
            (false, false) => write!(self.out, "{parts};"),
        };
    }
}

/// The file of a picture, as the source calls it.
pub(super) fn picture_name(number: usize) -> String {
    format!("picture-{number}")
}

/// Text as a typst string.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
