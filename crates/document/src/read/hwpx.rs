//! The text of an HWPX file (OWPML, KS X 6101): its paragraphs and cells in reading order.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::package::Package;
use super::walk::Walk;
use super::{Passage, ReadError, kept};

/// What the part `mimetype` says.
const MIMETYPE: &str = "application/hwp+zip";
/// The part that names all others.
const CONTENTS: &str = "Contents/content.hpf";
/// How deep elements may stand in each other: cells in cells in cells, and then some.
const DEEPEST: usize = 256;

/// Reads the paragraphs and cells of an HWPX file in reading order. Text that tracked changes have deleted is left out, and so is an
/// empty paragraph and what [`super::mark`] added.
pub fn hwpx(bytes: &[u8]) -> Result<Vec<Passage>, ReadError> {
    let mut package = Package::open(bytes)?;
    let mut walk = Walk::default();
    for part in sections(&mut package)? {
        let text = package.text(&part)?;
        events(&part, &text, |event| walk.step(event).map(|_| ()))?;
    }
    let mut passages = walk.passages();
    passages.retain(kept);
    if passages.is_empty() { Err(ReadError::Empty) } else { Ok(passages) }
}

/// The parts that hold the text, in order, once all that an HWPX must have is there.
pub(super) fn sections(package: &mut Package<'_>) -> Result<Vec<String>, ReadError> {
    let mimetype = package.text("mimetype")?;
    if mimetype.trim() != MIMETYPE {
        return Err(ReadError::NoPackage(format!("mimetype {}", mimetype.chars().take(60).collect::<String>().trim())));
    }
    if package.optional("META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(ReadError::Locked);
    }
    let mut version = None;
    events("version.xml", &package.text("version.xml")?, |event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            version = version.take().or(attribute(element, "major"));
        }
        Ok(())
    })?;
    let version = version.unwrap_or_default();
    if version != "5" {
        return Err(ReadError::Version(version));
    }
    let (mut items, mut spine) = (Vec::new(), Vec::new());
    events(CONTENTS, &package.text(CONTENTS)?, |event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            match element.local_name().into_inner() {
                "item" => items.extend(attribute(element, "id").zip(attribute(element, "href"))),
                "itemref" => spine.extend(attribute(element, "idref")),
                _ => {}
            }
        }
        Ok(())
    })?;
    let named = |id: &String| items.iter().find(|(known, _)| known == id).map(|(_, href)| href.clone());
    let is_section = |href: &String| href.rsplit('/').next().is_some_and(|name| name.starts_with("section"));
    let sections: Vec<String> = spine.iter().filter_map(named).filter(is_section).collect();
    if sections.is_empty() { Err(ReadError::Missing { part: "Contents/section0.xml".into() }) } else { Ok(sections) }
}

/// Gives each event of a part to `take`; a document type, an unknown entity or an element too deep ends it.
pub(super) fn events(part: &str, text: &str, mut take: impl FnMut(&Event<'_>) -> Result<(), String>) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        let at = reader.buffer_position();
        let wrong = |what: String| ReadError::Xml { part: part.to_owned(), at, what };
        let event = reader.read_event().map_err(|error| wrong(error.to_string()))?;
        match &event {
            Event::DocType(_) => return Err(ReadError::Declares { part: part.to_owned() }),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if depth > 0 => return Err(wrong("it ends too early".into())),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(wrong(format!("elements stand deeper than {DEEPEST}")));
        }
        take(&event).map_err(wrong)?;
    }
}

/// An attribute's value as it was written; nothing where it is absent.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}
