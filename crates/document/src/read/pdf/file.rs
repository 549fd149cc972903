//! A PDF file: which objects it has, found by going through its bytes once, and what its streams hold.
//!
//! The table of contents at a file's end is not read: hostile and mended files have a wrong one. A later object of a number replaces an
//! earlier one, as it does when a program saves a change behind the old file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::rc::Rc;

use flate2::read::ZlibDecoder;

use super::Fuel;
use super::content::COPIED;
use super::object::{Dict, Lexer, Object, digit, is_space};
use crate::read::ReadError;

/// The most objects that a document needs.
const MOST_OBJECTS: usize = 1 << 19;
/// The most pages.
const MOST_PAGES: usize = 5_000;
/// How deep the tree of pages may be, and how often a reference may lead to another.
const DEEPEST: usize = 32;
/// How many bytes all streams may unpack to.
const MOST_UNPACKED: usize = 128 << 20;

#[derive(Clone, Copy, Debug)]
enum Entry {
    /// Where it begins in the file.
    At(usize),
    /// Which stream of objects it stands in, and where.
    In(usize, usize),
}

pub(super) struct File<'d> {
    data: &'d [u8],
    pub(super) fuel: &'d Fuel,
    entries: BTreeMap<u32, Entry>,
    /// Streams of objects, unpacked.
    packs: Vec<Vec<u8>>,
    root: Option<u32>,
}

/// A page: the number of its object, and the resources that it inherits, their references not followed.
#[derive(Debug)]
pub(super) struct Page {
    number: u32,
    inherited: Rc<Object>,
}

pub(super) fn damaged(what: &str) -> ReadError {
    ReadError::DamagedPdf { what: what.to_owned() }
}

impl<'d> File<'d> {
    /// Finds the objects of a file.
    pub(super) fn open(data: &'d [u8], fuel: &'d Fuel) -> Result<Self, ReadError> {
        let mut file = Self { data, fuel, entries: BTreeMap::new(), packs: Vec::new(), root: None };
        let mut at = 0;
        while let Some(found) = file.find(at, &[b"obj", b"trailer"]) {
            let trailer = data.get(found..).is_some_and(|rest| rest.starts_with(b"trailer"));
            let number = if trailer { None } else { number_before(data, found) };
            at = found + if trailer { 7 } else { 3 };
            if let (None, false) = (number, trailer) {
                continue;
            }
            let begin = at;
            match file.object_at(begin, &mut at) {
                Some(Object::Dict(dict)) if trailer => file.trailer(&dict)?,
                Some(object) => {
                    file.entries.extend(number.map(|number| (number, Entry::At(begin))));
                    file.stream_of_the_file(&object)?;
                }
                None => at = begin,
            }
            if file.entries.len() > MOST_OBJECTS {
                return Err(ReadError::TooMuchPdf { what: "objects" });
            }
            fuel.check()?;
        }
        Ok(file)
    }

    /// The next place of one of these words.
    fn find(&self, from: usize, words: &[&[u8]]) -> Option<usize> {
        let rest = self.data.get(from..)?;
        let starts = |at: &usize| rest.get(*at..).is_some_and(|rest| words.iter().any(|word| rest.starts_with(word)));
        let found = (0..rest.len()).find(starts);
        self.fuel.burn(found.unwrap_or(rest.len()));
        found.map(|at| from + at)
    }

    /// The object that begins here; `past` becomes its end.
    fn object_at(&self, begin: usize, past: &mut usize) -> Option<Object> {
        let mut lexer = Lexer::new(self.data, begin);
        let object = lexer.next(self.fuel)?;
        *past = lexer.at;
        let Object::Dict(dict) = object else { return Some(object) };
        lexer.skip_space();
        let rest = self.data.get(lexer.at..)?;
        let Some(rest) = rest.strip_prefix(b"stream") else { return Some(Object::Dict(dict)) };
        let rest = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).or(rest.strip_prefix(b"\r")).unwrap_or(rest);
        let from = self.data.len() - rest.len();
        let length = dict.get(b"Length".as_slice()).map(|length| self.resolved(length)).and_then(|length| length.count());
        let said = length.and_then(|length| from.checked_add(length)).filter(|end| self.ends_stream(*end));
        let end = said.or_else(|| self.find(from, &[b"endstream"])).unwrap_or(self.data.len());
        *past = end;
        Some(Object::Stream(dict, from..end))
    }

    fn ends_stream(&self, at: usize) -> bool {
        let near = self.data.get(at..).unwrap_or_default();
        let skipped = near.iter().take(4).take_while(|byte| is_space(**byte)).count();
        near.get(skipped..).is_some_and(|rest| rest.starts_with(b"endstream"))
    }

    fn trailer(&mut self, dict: &Dict) -> Result<(), ReadError> {
        if dict.contains_key(b"Encrypt".as_slice()) {
            return Err(ReadError::Locked);
        }
        if let Some(Object::Ref(root)) = dict.get(b"Root".as_slice()) {
            self.root = Some(*root);
        }
        Ok(())
    }

    /// Streams that say something of the file itself: its trailer, or further objects.
    fn stream_of_the_file(&mut self, object: &Object) -> Result<(), ReadError> {
        let Object::Stream(dict, _) = object else { return Ok(()) };
        match dict.get(b"Type".as_slice()).and_then(Object::name) {
            Some(b"XRef") => self.trailer(dict),
            Some(b"ObjStm") => self.pack(object, dict),
            _ => Ok(()),
        }
    }

    fn pack(&mut self, object: &Object, dict: &Dict) -> Result<(), ReadError> {
        let first = dict.get(b"First".as_slice()).and_then(Object::count);
        let (Some(first), Some(bytes)) = (first, self.unpacked(object)?) else { return Ok(()) };
        let mut lexer = Lexer::new(bytes.get(..first).unwrap_or_default(), 0);
        let pack = self.packs.len();
        while let (Some(Object::Number(number)), Some(offset)) = (lexer.next(self.fuel), lexer.next(self.fuel)) {
            let number = super::object::whole(number).and_then(|number| u32::try_from(number).ok());
            if let (Some(number), Some(at)) = (number, offset.count().and_then(|offset| offset.checked_add(first))) {
                self.entries.insert(number, Entry::In(pack, at));
            }
        }
        self.packs.push(bytes);
        Ok(())
    }

    /// The object of a number; nothing where there is none.
    fn object(&self, number: u32) -> Option<Object> {
        match *self.entries.get(&number)? {
            Entry::At(begin) => self.object_at(begin, &mut 0),
            Entry::In(pack, at) => Lexer::new(self.packs.get(pack)?, at).next(self.fuel),
        }
    }

    /// What an object is once its references are followed.
    pub(super) fn resolved(&self, object: &Object) -> Object {
        let mut object = object.clone();
        for _ in 0..DEEPEST {
            let Object::Ref(number) = object else { return object };
            object = if self.fuel.enter() { self.object(number).unwrap_or(Object::Null) } else { Object::Null };
            self.fuel.leave();
        }
        Object::Null
    }

    /// What a dictionary has under a key, its references followed.
    pub(super) fn get(&self, dict: &Dict, key: &str) -> Object {
        dict.get(key.as_bytes()).map_or(Object::Null, |object| self.resolved(object))
    }

    /// The bytes that a stream holds; nothing where it is none or is packed as only pictures are.
    pub(super) fn unpacked(&self, object: &Object) -> Result<Option<Vec<u8>>, ReadError> {
        let Object::Stream(dict, range) = object else { return Ok(None) };
        self.fuel.burn(range.len());
        self.fuel.check()?;
        let mut bytes = self.data.get(range.clone()).unwrap_or_default().to_vec();
        let filters = match self.get(dict, "Filter") {
            Object::Array(filters) => filters.iter().map(|filter| self.resolved(filter)).collect(),
            Object::Null => Vec::new(),
            one => vec![one],
        };
        if filters.len() > 4 || self.is_predicted(dict) {
            return Ok(None);
        }
        for filter in filters {
            bytes = match filter.name() {
                Some(b"FlateDecode" | b"Fl") => self.inflated(&bytes)?,
                Some(b"ASCII85Decode" | b"A85") => ascii_85(&bytes),
                Some(b"ASCIIHexDecode" | b"AHx") => ascii_hex(&bytes),
                _ => return Ok(None),
            };
        }
        Ok(Some(bytes))
    }

    /// Predictors are for pictures and for tables that are not read here.
    fn is_predicted(&self, dict: &Dict) -> bool {
        let parameters = self.get(dict, "DecodeParms");
        parameters.dict().is_some_and(|parameters| self.get(parameters, "Predictor").count().unwrap_or(1) > 1)
    }

    /// Counts what is kept of a font as unpacked.
    pub(super) fn keep(&self, bytes: usize) -> Result<(), ReadError> {
        self.fuel.unpack(bytes);
        if self.fuel.room(MOST_UNPACKED) > 0 { Ok(()) } else { Err(ReadError::TooMuchPdf { what: "fonts" }) }
    }

    /// What zlib unpacks, as far as it can; more than a document needs is a bomb.
    fn inflated(&self, bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
        let room = self.fuel.room(MOST_UNPACKED);
        let mut out = Vec::new();
        let most = u64::try_from(room).unwrap_or(u64::MAX).saturating_add(1);
        // A stream that was cut short still says what it said so far.
        let _ = ZlibDecoder::new(bytes).take(most).read_to_end(&mut out);
        if out.len() > room {
            return Err(ReadError::TooMuchPdf { what: "unpacked bytes" });
        }
        self.fuel.unpack(out.len());
        Ok(out)
    }

    /// The pages in order.
    pub(super) fn pages(&self) -> Result<Vec<Page>, ReadError> {
        let root = self.root.ok_or_else(|| damaged("no trailer names its root"))?;
        let root = self.object(root).ok_or_else(|| damaged("its root is missing"))?;
        let tree = root.dict().and_then(|root| root.get(b"Pages".as_slice())).ok_or_else(|| damaged("its root has no pages"))?;
        let (mut pages, mut seen) = (Vec::new(), BTreeSet::new());
        self.branch(tree, &Rc::new(Object::Null), DEEPEST, &mut pages, &mut seen)?;
        self.fuel.check()?;
        if pages.is_empty() { Err(damaged("it has no page")) } else { Ok(pages) }
    }

    fn branch(
        &self,
        node: &Object,
        inherited: &Rc<Object>,
        depth: usize,
        pages: &mut Vec<Page>,
        seen: &mut BTreeSet<u32>,
    ) -> Result<(), ReadError> {
        let Object::Ref(number) = *node else { return Ok(()) };
        let Some(Object::Dict(mut dict)) = self.object(number).filter(|_| seen.insert(number)) else { return Ok(()) };
        match self.get(&dict, "Kids") {
            Object::Array(_) if depth == 0 => Err(damaged("its tree of pages is too deep")),
            Object::Array(kids) => {
                let own = dict.remove(b"Resources".as_slice()).map(Rc::new);
                kids.iter().try_for_each(|kid| self.branch(kid, own.as_ref().unwrap_or(inherited), depth - 1, pages, seen))
            }
            _ if pages.len() == MOST_PAGES => Err(ReadError::TooMuchPdf { what: "pages" }),
            _ => {
                pages.push(Page { number, inherited: Rc::clone(inherited) });
                Ok(())
            }
        }
    }

    /// What a page draws, one stream or several read as one, and the resources it draws with.
    pub(super) fn contents(&self, page: &Page) -> Result<(Vec<u8>, Object), ReadError> {
        let Some(Object::Dict(dict)) = self.object(page.number) else { return Ok((Vec::new(), Object::Null)) };
        let resources = self.resolved(dict.get(b"Resources".as_slice()).unwrap_or(&page.inherited));
        self.fuel.burn(resources.weight() * COPIED);
        let parts = match self.get(&dict, "Contents") {
            Object::Array(parts) => parts,
            one => vec![one],
        };
        let mut bytes = Vec::new();
        for part in &parts {
            bytes.extend(self.unpacked(&self.resolved(part))?.unwrap_or_default());
            bytes.push(b'\n');
            if bytes.len() > MOST_UNPACKED {
                return Err(ReadError::TooMuchPdf { what: "unpacked bytes" });
            }
        }
        Ok((bytes, resources))
    }
}

/// The number before `obj`: `12 0 obj`.
fn number_before(data: &[u8], at: usize) -> Option<u32> {
    let before = data.get(at.saturating_sub(24)..at)?;
    let mut words = before.rsplit(|byte| is_space(*byte)).filter(|word| !word.is_empty());
    let (generation, number) = (words.next()?, words.next()?);
    let digits = number.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let number = number.get(number.len() - digits..).filter(|_| generation.iter().all(u8::is_ascii_digit))?;
    std::str::from_utf8(number).ok()?.parse().ok()
}

fn ascii_hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().take_while(|byte| **byte != b'>').filter_map(|byte| digit(*byte)).collect();
    digits.chunks(2).map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// Four bytes from five letters (ISO 32000-1, 7.4.3).
fn ascii_85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut group = Vec::with_capacity(5);
    let flush = |group: &mut Vec<u32>, out: &mut Vec<u8>| {
        let letters = group.len();
        group.resize(5, 84);
        let value = group.iter().fold(0_u32, |value, letter| value.wrapping_mul(85).wrapping_add(*letter));
        out.extend(value.to_be_bytes().into_iter().take(letters.saturating_sub(1)));
        group.clear();
    };
    for byte in bytes.strip_prefix(b"<~").unwrap_or(bytes) {
        match byte {
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            flush(&mut group, &mut out);
        }
    }
    flush(&mut group, &mut out);
    out
}
