//! What a page draws: its text operators (ISO 32000-1, 9.4), and the forms it draws them in.

use std::collections::BTreeMap;
use std::rc::Rc;

use encoding_rs::{UTF_16BE, WINDOWS_1252};

use super::file::{File, Page};
use super::font::Font;
use super::lines::{Letter, Lines};
use super::object::{Dict, Lexer, Object};
use crate::read::ReadError;

/// How deep forms may be drawn in each other, and states be kept.
const DEEPEST_FORM: usize = 12;
const DEEPEST_STATE: usize = 256;
/// The longest string that is drawn at once, in bytes (ISO 32000-1, annex C).
const LONGEST: usize = 32_767;
/// More operands than any operator of text has.
const MOST_OPERANDS: usize = 8;

/// What copying an object costs, as bytes looked at.
pub(super) const COPIED: usize = 16;

/// `a b c d e f` of a transformation.
#[derive(Clone, Copy, Debug)]
struct Matrix([f64; 6]);

impl Matrix {
    const ONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(operands: &[Object]) -> Option<Self> {
        let mut numbers = operands.iter().map(Object::number);
        let mut next = || numbers.next().flatten();
        Some(Self([next()?, next()?, next()?, next()?, next()?, next()?]))
    }

    fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this one, then the other.
    fn then(self, then: Self) -> Self {
        let Self([a, b, c, d, e, f]) = self;
        let way = |x: f64, y: f64| (x * then.0[0] + y * then.0[2], x * then.0[1] + y * then.0[3]);
        let (right, up, origin) = (way(a, b), way(c, d), way(e, f));
        Self([right.0, right.1, up.0, up.1, origin.0 + then.0[4], origin.1 + then.0[5]])
    }
}

#[derive(Clone, Debug)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_gap: f64,
    word_gap: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn new() -> Self {
        Self { page: Matrix::ONE, font: None, size: 0.0, letter_gap: 0.0, word_gap: 0.0, stretch: 1.0, leading: 0.0, rise: 0.0 }
    }
}

/// The drawing of pages.
pub(super) struct Drawn<'f, 'd> {
    file: &'f File<'d>,
    /// Fonts by the numbers of their objects.
    fonts: BTreeMap<u32, Rc<Font>>,
    state: State,
    kept: Vec<State>,
    line: Matrix,
    text: Matrix,
    /// How many marked parts are open, and which of them is no content of the document's own.
    open: usize,
    artifact: Option<usize>,
    /// Which of them says in words of its own what it draws; the words, until its first letter is drawn.
    worded: Option<usize>,
    words: Option<String>,
}

impl<'f, 'd> Drawn<'f, 'd> {
    pub(super) fn new(file: &'f File<'d>) -> Self {
        let (state, one) = (State::new(), Matrix::ONE);
        let (fonts, kept) = (BTreeMap::new(), Vec::new());
        Self { file, fonts, state, kept, line: one, text: one, open: 0, artifact: None, worded: None, words: None }
    }

    pub(super) fn page(&mut self, page: &Page, lines: &mut Lines) -> Result<(), ReadError> {
        let fonts = std::mem::take(&mut self.fonts);
        *self = Self { fonts, ..Self::new(self.file) };
        let (bytes, resources) = self.file.contents(page)?;
        self.run(&bytes, &resources, 0, lines)
    }

    fn run(&mut self, bytes: &[u8], resources: &Object, depth: usize, lines: &mut Lines) -> Result<(), ReadError> {
        let mut lexer = Lexer::new(bytes, 0);
        let mut operands = Vec::new();
        while lexer.at < bytes.len() {
            match lexer.next(self.file.fuel) {
                Some(Object::Word(word)) if word == b"ID" => lexer.skip_picture(self.file.fuel),
                Some(Object::Word(word)) if word == b"Do" => self.form(&operands, resources, depth, lines)?,
                Some(Object::Word(word)) if word == b"Tf" => self.font(&operands, resources)?,
                Some(Object::Word(word)) if matches!(word.as_slice(), b"BMC" | b"BDC" | b"EMC") => {
                    self.mark(&word, &operands, resources);
                }
                Some(Object::Word(word)) => self.operator(&word, &operands, lines)?,
                Some(operand) if operands.len() < MOST_OPERANDS => {
                    operands.push(operand);
                    continue;
                }
                _ => self.file.fuel.check()?,
            }
            operands.clear();
        }
        Ok(())
    }

    fn operator(&mut self, word: &[u8], operands: &[Object], lines: &mut Lines) -> Result<(), ReadError> {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or(0.0);
        match word {
            b"q" if self.kept.len() < DEEPEST_STATE => self.kept.push(self.state.clone()),
            b"Q" => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.page = Matrix::of(operands).map_or(self.state.page, |matrix| matrix.then(self.state.page)),
            b"BT" => (self.line, self.text) = (Matrix::ONE, Matrix::ONE),
            b"Tm" => {
                self.line = Matrix::of(operands).unwrap_or(self.line);
                self.text = self.line;
            }
            b"Tc" => self.state.letter_gap = number(0),
            b"Tw" => self.state.word_gap = number(0),
            b"Tz" => self.state.stretch = number(0) / 100.0,
            b"TL" => self.state.leading = number(0),
            b"Ts" => self.state.rise = number(0),
            b"Td" => self.next_line(number(0), number(1)),
            b"TD" => {
                self.state.leading = -number(1);
                self.next_line(number(0), number(1));
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" | b"TJ" => return self.show(operands.first(), lines),
            b"'" | b"\"" => {
                if let [word_gap, letter_gap, _] = operands {
                    self.state.word_gap = word_gap.number().unwrap_or(0.0);
                    self.state.letter_gap = letter_gap.number().unwrap_or(0.0);
                }
                self.next_line(0.0, -self.state.leading);
                return self.show(operands.last(), lines);
            }
            _ => {}
        }
        Ok(())
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    /// An object of the resources under a name, its references not followed.
    fn resource(&self, resources: &Object, kind: &str, name: Option<&Object>) -> Option<Object> {
        let kind = resources.dict()?.get(kind.as_bytes())?;
        let followed = if let Object::Ref(_) = kind { Some(self.file.resolved(kind)) } else { None };
        let found = followed.as_ref().unwrap_or(kind).dict()?.get(name?.name()?)?;
        self.file.fuel.burn(found.weight() * COPIED).then(|| found.clone())
    }

    fn font(&mut self, operands: &[Object], resources: &Object) -> Result<(), ReadError> {
        self.state.size = operands.get(1).and_then(Object::number).unwrap_or(0.0);
        self.state.font = None;
        let Some(found) = self.resource(resources, "Font", operands.first()) else { return Ok(()) };
        let number = if let Object::Ref(number) = found { Some(number) } else { None };
        if let Some(known) = number.and_then(|number| self.fonts.get(&number)) {
            self.state.font = Some(Rc::clone(known));
        } else if let Some(dict) = self.file.resolved(&found).dict() {
            let font = Rc::new(Font::read(self.file, dict)?);
            self.fonts.extend(number.map(|number| (number, Rc::clone(&font))));
            self.state.font = Some(font);
        }
        Ok(())
    }

    fn form(&mut self, operands: &[Object], resources: &Object, depth: usize, lines: &mut Lines) -> Result<(), ReadError> {
        let Some(form) = self.resource(resources, "XObject", operands.first()).map(|found| self.file.resolved(&found)) else {
            return Ok(());
        };
        let Some(dict) = form.dict().filter(|_| depth < DEEPEST_FORM) else { return Ok(()) };
        if self.file.get(dict, "Subtype").name() != Some(b"Form") {
            return Ok(());
        }
        let bytes = self.file.unpacked(&form)?.unwrap_or_default();
        let own = self.file.get(dict, "Resources");
        let (state, kept) = (self.state.clone(), std::mem::take(&mut self.kept));
        let matrix = self.file.get(dict, "Matrix");
        if let Some(matrix) = matrix.array().and_then(Matrix::of) {
            self.state.page = matrix.then(self.state.page);
        }
        self.run(&bytes, if own == Object::Null { resources } else { &own }, depth + 1, lines)?;
        (self.state, self.kept) = (state, kept);
        Ok(())
    }

    /// A marked part begins or ends (ISO 32000-1, 14.6).
    fn mark(&mut self, word: &[u8], operands: &[Object], resources: &Object) {
        if word == b"EMC" {
            self.artifact = self.artifact.filter(|open| *open != self.open);
            if self.worded == Some(self.open) {
                (self.worded, self.words) = (None, None);
            }
            self.open = self.open.saturating_sub(1);
            return;
        }
        self.open = self.open.saturating_add(1);
        if operands.first().and_then(Object::name) == Some(b"Artifact") {
            self.artifact = self.artifact.or(Some(self.open));
        }
        let named = || self.resource(resources, "Properties", operands.get(1)).map(|found| self.file.resolved(&found));
        let properties = operands.get(1).filter(|found| found.dict().is_some()).cloned().or_else(named);
        let words = properties.as_ref().and_then(Object::dict).and_then(|dict: &Dict| match self.file.get(dict, "ActualText") {
            Object::String(words) => Some(decoded(&words)),
            _ => None,
        });
        if let (Some(words), None) = (words, self.worded) {
            (self.worded, self.words) = (Some(self.open), Some(words));
        }
    }

    /// Draws a string, or several with moves between them in thousandths of the size.
    fn show(&mut self, operand: Option<&Object>, lines: &mut Lines) -> Result<(), ReadError> {
        let items = match operand {
            Some(Object::Array(items)) => items.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        for item in items {
            match item {
                Object::Number(back) => self.step(-back / 1000.0 * self.state.size * self.state.stretch),
                Object::String(bytes) => self.string(bytes.get(..LONGEST).unwrap_or(bytes), lines)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn step(&mut self, along: f64) {
        self.text = Matrix::moved(along, 0.0).then(self.text);
    }

    fn string(&mut self, bytes: &[u8], lines: &mut Lines) -> Result<(), ReadError> {
        let Some(font) = self.state.font.clone() else { return Ok(()) };
        for glyph in font.glyphs(bytes) {
            let gaps = self.state.letter_gap + if glyph.is_space { self.state.word_gap } else { 0.0 };
            let width = glyph.width * self.state.size * self.state.stretch;
            let text = if self.worded.is_some() { self.words.take().unwrap_or_default() } else { glyph.text };
            self.file.fuel.burn(text.len() + 8);
            if self.artifact.is_none() && !text.is_empty() {
                self.letter(&text, width, lines)?;
            }
            self.step(width + gaps * self.state.stretch);
        }
        self.file.fuel.check()
    }

    fn letter(&self, text: &str, width: f64, lines: &mut Lines) -> Result<(), ReadError> {
        let drawn = Matrix::moved(0.0, self.state.rise).then(self.text).then(self.state.page);
        let Matrix([a, b, c, d, x, y]) = drawn;
        let (long, high) = (a.hypot(b), c.hypot(d));
        let way = if long > 0.0 { (a / long, b / long) } else { (1.0, 0.0) };
        let size = (self.state.size.abs() * high).max(0.01);
        lines.add(Letter { text, at: (x, y), way, width: width * long, size })
    }
}

/// A text string: UTF-16 with its mark, UTF-8 with its mark, or one byte a letter.
fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
