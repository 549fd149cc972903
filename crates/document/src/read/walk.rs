//! Follows the events of a section and knows at each which passage and place they belong to.

use quick_xml::events::{BytesStart, Event};

use super::hwpx::attribute;
use super::{Passage, Place};

/// What has been read so far of a file's sections.
#[derive(Default)]
pub(super) struct Walk {
    passages: Vec<Passage>,
    open: Vec<Open>,
    lines: usize,
    tables: usize,
    /// Within `hp:t`, the only element whose text is the document's.
    in_text: bool,
    /// Between the marks of a tracked deletion.
    deleted: bool,
}

/// An element that is open, as far as places depend on it.
enum Open {
    Paragraph(usize),
    Table { number: usize, row: usize, column: usize },
    Cell { table: usize, row: usize, column: usize, paragraphs: Vec<usize> },
}

/// What an event added to a passage's text.
pub(super) struct Added {
    /// Which passage, from 0, empty ones counted.
    pub(super) passage: usize,
    /// Where in its text the addition begins, in bytes.
    pub(super) from: usize,
}

impl Walk {
    /// Everything read, empty passages too.
    pub(super) fn passages(self) -> Vec<Passage> {
        self.passages
    }

    /// The text of a passage so far.
    pub(super) fn text(&self, passage: usize) -> &str {
        self.passages.get(passage).map_or("", |passage| &passage.text)
    }

    /// Takes the next event; says what it added to which passage, if anything.
    pub(super) fn step(&mut self, event: &Event<'_>) -> Result<Option<Added>, String> {
        match event {
            Event::Start(element) => {
                self.start(element.local_name().into_inner());
                Ok(self.within(element))
            }
            Event::Empty(element) => {
                let name = element.local_name().into_inner();
                if matches!(name, "p" | "tbl" | "tc") {
                    self.start(name);
                    self.end(name);
                }
                Ok(self.within(element))
            }
            Event::End(element) => {
                self.end(element.local_name().into_inner());
                Ok(None)
            }
            Event::Text(text) => Ok(self.say(&text.xml10_content())),
            Event::CData(text) => Ok(self.say(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(character) => character,
                    None => quick_xml::escape::resolve_predefined_entity(reference)
                        .and_then(|text| text.chars().next())
                        .ok_or_else(|| format!("the entity `&{};` is unknown", reference.chars().take(40).collect::<String>()))?,
                };
                Ok(self.say(character.encode_utf8(&mut [0; 4])))
            }
            _ => Ok(None),
        }
    }

    fn start(&mut self, name: &str) {
        match name {
            "p" => self.paragraph(),
            "t" => self.in_text = true,
            "tbl" => {
                self.tables += 1;
                self.open.push(Open::Table { number: self.tables, row: 0, column: 0 });
            }
            "tr" => {
                if let Some(Open::Table { row, column, .. }) = self.open.last_mut() {
                    (*row, *column) = (*row + 1, 0);
                }
            }
            "tc" => {
                if let Some(Open::Table { number, row, column }) = self.open.last_mut() {
                    *column += 1;
                    let cell = Open::Cell { table: *number, row: *row, column: *column, paragraphs: Vec::new() };
                    self.open.push(cell);
                }
            }
            _ => {}
        }
    }

    fn paragraph(&mut self) {
        let index = self.passages.len();
        let place = match self.open.last_mut() {
            Some(Open::Cell { table, row, column, paragraphs }) => {
                paragraphs.push(index);
                Place::Cell { table: *table, row: *row, column: *column }
            }
            // A heading or note that stands in a drawing within a cell is text of its own.
            _ => {
                self.lines += 1;
                Place::Line(self.lines)
            }
        };
        self.passages.push(Passage { place, text: String::new() });
        self.open.push(Open::Paragraph(index));
    }

    fn end(&mut self, name: &str) {
        let closes = |open: &Open| match name {
            "p" => matches!(open, Open::Paragraph(_)),
            "tbl" => matches!(open, Open::Table { .. }),
            "tc" => matches!(open, Open::Cell { .. }),
            _ => false,
        };
        if name == "t" {
            self.in_text = false;
        }
        self.open.pop_if(|open| closes(open));
    }

    /// What stands in a paragraph or cell beside its text.
    fn within(&mut self, element: &BytesStart<'_>) -> Option<Added> {
        match element.local_name().into_inner() {
            "cellAddr" => {
                self.address(element);
                None
            }
            "deleteBegin" => {
                self.deleted = true;
                None
            }
            "deleteEnd" => {
                self.deleted = false;
                None
            }
            "lineBreak" => self.say("\n"),
            "tab" => self.say("\t"),
            "nbSpace" | "fwSpace" => self.say(" "),
            "hyphen" => self.say("-"),
            _ => None,
        }
    }

    /// The address comes behind the cell's paragraphs.
    fn address(&mut self, element: &BytesStart<'_>) {
        let number = |name| attribute(element, name).and_then(|value| value.parse::<usize>().ok()).and_then(|at| at.checked_add(1));
        let (Some(at_row), Some(at_column)) = (number("rowAddr"), number("colAddr")) else { return };
        let Some(Open::Cell { table, row, column, paragraphs }) = self.open.last_mut() else { return };
        (*row, *column) = (at_row, at_column);
        for paragraph in paragraphs {
            if let Some(passage) = self.passages.get_mut(*paragraph) {
                passage.place = Place::Cell { table: *table, row: at_row, column: at_column };
            }
        }
    }

    fn say(&mut self, text: &str) -> Option<Added> {
        if !self.in_text || self.deleted {
            return None;
        }
        let paragraph = self.open.iter().rev().find_map(|open| if let Open::Paragraph(index) = open { Some(*index) } else { None })?;
        let passage = self.passages.get_mut(paragraph)?;
        let from = passage.text.len();
        passage.text.push_str(text);
        Some(Added { passage: paragraph, from })
    }
}
