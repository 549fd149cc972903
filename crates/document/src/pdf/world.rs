//! What the typesetter may see: two sources, the document's pictures, and the fonts.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World, WorldExt};

use crate::pdf::fonts::Fonts;
use crate::pdf::source::{Source as Written, picture_name};

/// Header cells of rows are still called a feature in development.
static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().with_features(Features::from_iter([Feature::A11yExtras])).build()));

static TEMPLATE: LazyLock<Source> = LazyLock::new(|| Source::new(file("template.typ"), include_str!("template.typ").to_owned()));

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a bare file name is a path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// A document's source, its pictures, and the fonts.
pub(super) struct Paper<'a> {
    fonts: &'a Fonts,
    main: Source,
    pictures: Vec<(FileId, Bytes)>,
}

impl<'a> Paper<'a> {
    pub(super) fn new(fonts: &'a Fonts, source: &Written) -> Self {
        let picture = |(number, bytes): (usize, &Vec<u8>)| (file(&picture_name(number)), Bytes::new(bytes.clone()));
        let pictures = source.pictures.iter().enumerate().map(picture).collect();
        Self { fonts, main: Source::new(file("main.typ"), source.text.clone()), pictures }
    }

    /// Where in the document's source this is; nothing for the template.
    pub(super) fn place(&self, span: impl Into<DiagSpan>) -> Option<usize> {
        let span = span.into();
        (span.id() == Some(self.main.id())).then(|| self.range(span).map(|range| range.start)).flatten()
    }
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&self.main, &*TEMPLATE].into_iter().find(|source| source.id() == id);
        known.cloned().ok_or_else(|| FileError::Other(Some("the template reads no other file".into())))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some((_, bytes)) = self.pictures.iter().find(|(known, _)| *known == id) {
            return Ok(bytes.clone());
        }
        self.source(id).map(|source| Bytes::from_string(source.text().to_owned()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
