//! A marked copy of an HWPX file: some of its text under the highlighter, and lines added at its end. All else stays byte for byte, so that it
//! goes on being the officer's file.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::ops::Range;

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::hwpx::{attribute, events, sections};
use super::package::Package;
use super::walk::Walk;
use super::{ReadError, kept};

/// Begins every line that a marked copy adds; an audit of the copy passes over them.
pub const ADDED: &str = "〔검산〕";

/// A stretch of text to be marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The passage among those that [`super::hwpx`] gave, from 0.
    pub passage: usize,
    /// Where in its text, in bytes.
    pub range: Range<usize>,
    /// The highlighter's colour as `#RRGGBB`.
    pub colour: &'static str,
}

/// Gives a copy of an HWPX file in which each mark's text is highlighted, and each of `lines` is a paragraph at the end that begins with
/// [`ADDED`].
///
/// # Errors
/// As [`super::hwpx`].
pub fn mark(bytes: &[u8], marks: &[Mark], lines: &[String]) -> Result<Vec<u8>, ReadError> {
    let mut package = Package::open(bytes)?;
    let parts = sections(&mut package)?;
    let texts = parts.iter().map(|part| package.text(part)).collect::<Result<Vec<_>, _>>()?;
    let mut by_passage: BTreeMap<usize, Vec<&Mark>> = BTreeMap::new();
    let places = passages(&parts, &texts)?;
    for mark in marks {
        if let Some(place) = places.get(mark.passage) {
            by_passage.entry(*place).or_default().push(mark);
        }
    }
    let mut marker = Marker { walk: Walk::default(), marks: by_passage, open: None };
    let mut written = BTreeMap::new();
    for (index, (part, text)) in parts.iter().zip(&texts).enumerate() {
        let added = if index + 1 == parts.len() { lines } else { &[] };
        written.insert(part.as_str(), marker.section(part, text, added)?);
    }
    copied(bytes, &written).map_err(|error| ReadError::NoPackage(error.to_string()))
}

/// For each passage that a reader gets, its number when the empty ones are counted.
fn passages(parts: &[String], texts: &[String]) -> Result<Vec<usize>, ReadError> {
    let mut walk = Walk::default();
    for (part, text) in parts.iter().zip(texts) {
        events(part, text, |event| walk.step(event).map(|_| ()))?;
    }
    Ok(walk.passages().iter().enumerate().filter(|(_, passage)| kept(passage)).map(|(index, _)| index).collect())
}

/// The package with some parts written anew; the others are copied as they are compressed.
fn copied(bytes: &[u8], written: &BTreeMap<&str, Vec<u8>>) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index)?;
        let name = file.name()?.into_owned();
        match written.get(name.as_str()) {
            Some(part) => {
                writer.start_file(name, SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Deflated))?;
                writer.write_all(part)?;
            }
            None => writer.raw_copy_file(file)?,
        }
    }
    Ok(writer.finish()?.into_inner())
}

/// Writes sections anew with their marks.
struct Marker<'m> {
    walk: Walk,
    marks: BTreeMap<usize, Vec<&'m Mark>>,
    /// The passage and end of the mark that is open.
    open: Option<(usize, &'m Mark)>,
}

/// The names and looks of a section's last paragraph, which the added lines take.
#[derive(Default)]
struct Looks {
    paragraph: Option<BytesStart<'static>>,
    run: Option<BytesStart<'static>>,
    text: Option<String>,
}

type Out = Writer<Vec<u8>>;

impl Marker<'_> {
    fn section(&mut self, part: &str, text: &str, lines: &[String]) -> Result<Vec<u8>, ReadError> {
        let mut reader = Reader::from_str(text);
        let mut out = Writer::new(Vec::with_capacity(text.len() + text.len() / 8));
        let mut looks = Looks::default();
        let mut depth = 0_usize;
        loop {
            let at = reader.buffer_position();
            let wrong = |what: String| ReadError::Xml { part: part.to_owned(), at, what };
            let event = reader.read_event().map_err(|error| wrong(error.to_string()))?;
            match &event {
                Event::Eof => return Ok(out.into_inner()),
                Event::Start(element) => {
                    depth += 1;
                    looks.see(depth, element);
                }
                Event::End(_) => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        looks.add(lines, &mut out).map_err(|error| wrong(error.to_string()))?;
                    }
                }
                _ => {}
            }
            self.event(event, &mut out).map_err(wrong)?;
        }
    }

    fn event(&mut self, event: Event<'_>, out: &mut Out) -> Result<(), String> {
        let said = |error: std::io::Error| error.to_string();
        let is_text = |name: &str| name == "t";
        let prefix = |name: &str| name.rsplit_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
        let added = self.walk.step(&event)?;
        match (&event, added) {
            // A mark never reaches out of the element that its text stands in.
            (Event::Start(element), _) if is_text(element.local_name().into_inner()) => {
                let prefix = prefix(element.name().into_inner());
                out.write_event(event.borrow()).map_err(said)?;
                if let Some((_, mark)) = self.open {
                    begin(out, &prefix, mark.colour).map_err(said)?;
                }
                Ok(())
            }
            (Event::End(element), _) if is_text(element.local_name().into_inner()) => {
                if self.open.is_some() {
                    end(out, &prefix(element.name().into_inner())).map_err(said)?;
                }
                out.write_event(event.borrow()).map_err(said)
            }
            (Event::Text(_) | Event::CData(_) | Event::GeneralRef(_), Some(added)) => {
                let text = self.walk.text(added.passage).get(added.from..).unwrap_or_default().to_owned();
                self.text(added.passage, added.from, &text, out).map_err(said)
            }
            (Event::End(element), _) if element.local_name().into_inner() == "p" => {
                self.open = None;
                out.write_event(event.borrow()).map_err(said)
            }
            _ => out.write_event(event.borrow()).map_err(said),
        }
    }

    /// Writes a stretch of a passage's text, cut where marks begin and end.
    fn text(&mut self, passage: usize, from: usize, text: &str, out: &mut Out) -> std::io::Result<()> {
        let marks = self.marks.get(&passage).cloned().unwrap_or_default();
        let mut written = 0;
        for at in 0..=text.len() {
            if !text.is_char_boundary(at) {
                continue;
            }
            let closes = self.open.filter(|(of, mark)| *of == passage && mark.range.end <= from + at);
            let opens = marks.iter().find(|mark| mark.range.start == from + at && at < text.len());
            if closes.is_none() && opens.is_none() {
                continue;
            }
            out.write_event(Event::Text(BytesText::new(text.get(written..at).unwrap_or_default())))?;
            written = at;
            if closes.is_some() {
                end(out, "hp:")?;
                self.open = None;
            }
            if let (Some(mark), None) = (opens, self.open) {
                begin(out, "hp:", mark.colour)?;
                self.open = Some((passage, mark));
            }
        }
        out.write_event(Event::Text(BytesText::new(text.get(written..).unwrap_or_default())))
    }
}

fn begin(out: &mut Out, prefix: &str, colour: &str) -> std::io::Result<()> {
    let element = BytesStart::new(format!("{prefix}markpenBegin")).with_attributes([("color", colour)]);
    out.write_event(Event::Empty(element))
}

fn end(out: &mut Out, prefix: &str) -> std::io::Result<()> {
    out.write_event(Event::Empty(BytesStart::new(format!("{prefix}markpenEnd"))))
}

impl Looks {
    /// Notes a paragraph of the section itself, and its first run.
    fn see(&mut self, depth: usize, element: &BytesStart<'_>) {
        match (depth, element.local_name().into_inner()) {
            (2, "p") => (self.paragraph, self.run) = (Some(element.to_owned()), None),
            (3, "run") if self.run.is_none() => self.run = Some(element.to_owned()),
            (_, "t") => self.text = Some(element.name().into_inner().to_owned()),
            _ => {}
        }
    }

    fn add(&self, lines: &[String], out: &mut Out) -> std::io::Result<()> {
        let (Some(paragraph), Some(run), Some(text)) = (&self.paragraph, &self.run, &self.text) else { return Ok(()) };
        let own = |element: &BytesStart<'_>, names: &[&str], more: &[(&str, &str)]| {
            let mut own = BytesStart::new(element.name().into_inner().to_owned());
            for name in names {
                if let Some(value) = attribute(element, name) {
                    own.push_attribute((*name, value.as_str()));
                }
            }
            own.extend_attributes(more.iter().copied());
            own
        };
        let breaks = [("id", "0"), ("pageBreak", "0"), ("columnBreak", "0"), ("merged", "0")];
        for line in lines {
            out.write_event(Event::Start(own(paragraph, &["paraPrIDRef", "styleIDRef"], &breaks)))?;
            out.write_event(Event::Start(own(run, &["charPrIDRef"], &[])))?;
            out.write_event(Event::Start(BytesStart::new(text.as_str())))?;
            out.write_event(Event::Text(BytesText::new(&format!("{ADDED} {}", crate::text::mend(line)))))?;
            for name in [text.as_str(), run.name().into_inner(), paragraph.name().into_inner()] {
                out.write_event(Event::End(BytesEnd::new(name)))?;
            }
        }
        Ok(())
    }
}
