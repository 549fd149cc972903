//! CMaps (ISO 32000-1, 9.7.5 and 9.10.3): how many bytes a code has, and which characters it stands for.

use std::collections::BTreeMap;

use super::Fuel;
use super::object::{Lexer, Object};

/// The most UTF-16 units that one code may stand for.
const LONGEST: usize = 32;
/// The most operands of a section: two or three for each of its codes.
const MOST_OPERANDS: usize = 3 << 12;
/// The most codes that are mapped.
const MOST_RANGES: usize = 1 << 17;
/// The most spaces of codes, each asked of each letter.
const MOST_SPACES: usize = 100;

/// What a CMap says.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// Codes from the first to the last of as many bytes.
    spaces: Vec<(usize, u32, u32)>,
    /// From a first code: the last one, and what the first stands for in UTF-16.
    ranges: BTreeMap<u32, (u32, Vec<u16>)>,
}

impl CMap {
    pub(super) fn read(bytes: &[u8], fuel: &Fuel) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        let mut operands = Vec::new();
        while lexer.at < bytes.len() && map.ranges.len() < MOST_RANGES && fuel.burn(1) {
            match lexer.next(fuel) {
                Some(Object::Word(word)) => {
                    map.section(&word, &operands);
                    operands.clear();
                }
                Some(operand) if operands.len() < MOST_OPERANDS => operands.push(operand),
                Some(_) | None => operands.clear(),
            }
        }
        map
    }

    /// The operands of a section stand before the word that ends it.
    fn section(&mut self, word: &[u8], operands: &[Object]) {
        match word {
            b"endcodespacerange" => {
                for pair in operands.chunks_exact(2) {
                    if let [Object::String(first), Object::String(last)] = pair {
                        let space = code(first).zip(code(last)).map(|(low, high)| (first.len(), low, high));
                        self.spaces.extend(space.filter(|_| self.spaces.len() < MOST_SPACES));
                    }
                }
            }
            b"endbfchar" => {
                for pair in operands.chunks_exact(2) {
                    if let [Object::String(at), Object::String(to)] = pair {
                        self.ranges.extend(code(at).map(|at| (at, (at, units(to)))));
                    }
                }
            }
            b"endbfrange" => {
                for three in operands.chunks_exact(3) {
                    let [Object::String(first), Object::String(last), to] = three else { continue };
                    let Some((first, last)) = code(first).zip(code(last)) else { continue };
                    match to {
                        Object::String(to) => {
                            self.ranges.insert(first, (last, units(to)));
                        }
                        Object::Array(each) => self.ranges.extend((first..=last).zip(each).filter_map(|(at, to)| match to {
                            Object::String(to) => Some((at, (at, units(to)))),
                            _ => None,
                        })),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// The characters of a code; nothing where it has none.
    pub(super) fn text(&self, code: u32) -> Option<String> {
        let (first, (last, units)) = self.ranges.range(..=code).next_back()?;
        let offset = u16::try_from(code.checked_sub(*first)?).ok().filter(|_| code <= *last)?;
        let mut units = units.clone();
        let end = units.last_mut()?;
        *end = end.wrapping_add(offset);
        Some(String::from_utf16_lossy(&units))
    }

    /// How many bytes the next code has, where this CMap says.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<usize> {
        let fits = |length: &usize| {
            let at = bytes.get(..*length).and_then(code);
            at.is_some_and(|at| self.spaces.iter().any(|(bytes, low, high)| bytes == length && (*low..=*high).contains(&at)))
        };
        (1..=4).find(fits)
    }

    pub(super) fn has_lengths(&self) -> bool {
        !self.spaces.is_empty()
    }
}

/// A code of at most four bytes.
pub(super) fn code(bytes: &[u8]) -> Option<u32> {
    (bytes.len() <= 4).then(|| bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    let unit = |pair: &[u8]| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte));
    bytes.chunks(2).take(LONGEST).map(unit).collect()
}
