//! Running text beside running text: an alignment of letters and numbers.
//!
//! Letters, not words: a Korean PDF breaks lines within words, and people write the same words with and without spaces. Rare sequences of
//! letters that stand once on both sides are anchors (patience diff); between two anchors Needleman and Wunsch's alignment decides (J. Mol.
//! Biol. 48, 1970), in which a number faces a number before it faces nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use kernel::Exact;

use super::side::{Item, Side};
use super::value::{Likeness, Value};

/// How many tokens in a row make an anchor.
const ANCHOR: usize = 6;
/// The most work that a stretch between two anchors may cost, in cells (expected × edited tokens); comparing two numbers costs more of it.
const LARGEST_GAP: usize = 48_000_000;
const NUMBERS: usize = 32;

/// A letter or number of a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Token {
    Letter(char),
    Number(usize),
}

/// The tokens of some passages, and which of them begin a passage.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    tokens: Vec<Token>,
    starts: Vec<bool>,
}

impl Tokens {
    pub(super) fn of_passages(side: &Side, passages: impl Iterator<Item = usize>) -> Self {
        let mut all = Self::default();
        for (passage, said) in passages.filter_map(|passage| Some((passage, side.passages.get(passage)?))) {
            let first = all.tokens.len();
            let mut items = side.items_of(passage).filter_map(|index| Some((index, side.items.get(index)?))).peekable();
            let mut past = 0;
            for (at, letter) in said.text.char_indices() {
                if let Some((index, item)) = items.next_if(|(_, item)| item.mention.range.start <= at) {
                    all.tokens.push(Token::Number(index));
                    past = item.mention.range.end;
                }
                if at >= past && letter.is_alphanumeric() {
                    all.tokens.push(Token::Letter(letter));
                }
            }
            all.starts.resize(all.tokens.len(), false);
            if let Some(start) = all.starts.get_mut(first) {
                *start = true;
            }
        }
        all
    }

    fn number(&self, at: usize) -> Option<usize> {
        match self.tokens.get(at) {
            Some(Token::Number(item)) => Some(*item),
            _ => None,
        }
    }

    fn starts(&self, at: usize) -> bool {
        self.starts.get(at).copied().unwrap_or(true)
    }

    /// A sequence as it is compared for anchors: all numbers count alike, for it is their values that people change.
    fn key(&self, at: usize) -> Option<[char; ANCHOR]> {
        let window = self.tokens.get(at..at + ANCHOR)?;
        let mut key = ['\0'; ANCHOR];
        for (slot, token) in key.iter_mut().zip(window) {
            *slot = match token {
                Token::Letter(letter) => *letter,
                Token::Number(_) => '\0',
            };
        }
        // Numbers alone say nothing about which row they are.
        (key.iter().filter(|letter| **letter != '\0').count() * 2 > ANCHOR).then_some(key)
    }
}

/// Which edited item faces which expected one, as pairs of item numbers.
pub(super) fn aligned(expected: (&Side, &Tokens), edited: (&Side, &Tokens)) -> Vec<(usize, usize)> {
    let (one, two) = (expected.1, edited.1);
    let mut faces: Vec<Option<usize>> = vec![None; one.tokens.len()];
    let (mut from, mut to) = (0, 0);
    let end = (one.tokens.len(), two.tokens.len());
    let sequences = |tokens: &Tokens| (0..tokens.tokens.len()).filter_map(|at| Some((tokens.key(at)?, at))).collect::<Vec<_>>();
    for (at, facing) in anchors(sequences(one).into_iter(), sequences(two).into_iter()).into_iter().chain([end]) {
        stretch(expected, edited, (from, at), (to, facing), &mut faces);
        if let Some(face) = faces.get_mut(at) {
            *face = Some(facing);
        }
        (from, to) = (at + 1, facing + 1);
    }
    let worth_of = |at: usize, facing: usize| worth(*one.tokens.get(at)?, *two.tokens.get(facing)?, expected.0, edited.0);
    slide(one, &mut faces, worth_of);
    let mut other = turned(&faces, two.tokens.len());
    slide(two, &mut other, |facing, at| worth_of(at, facing));
    let faces = turned(&other, one.tokens.len());
    let numbers = faces.iter().enumerate().filter_map(|(at, face)| one.number(at).zip(two.number((*face)?)));
    numbers.collect()
}

/// Pairs of places whose keys stand once on either side, rising on both.
fn anchors<K: Ord>(one: impl Iterator<Item = (K, usize)>, two: impl Iterator<Item = (K, usize)>) -> Vec<(usize, usize)> {
    let (once, other) = (once(one), once(two));
    let mut pairs: Vec<(usize, usize)> = once.iter().filter_map(|(key, at)| Some(((*at)?, (*other.get(key)?)?))).collect();
    pairs.sort_unstable();
    // The longest rising run (patience sorting): each pile's top, and for each pair the top of the pile before.
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, facing)) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|top| pairs.get(*top).is_some_and(|(_, other)| other < facing));
        before.push(pile.checked_sub(1).and_then(|pile| tops.get(pile)).copied());
        match tops.get_mut(pile) {
            Some(top) => *top = index,
            None => tops.push(index),
        }
    }
    let mut run = Vec::with_capacity(tops.len());
    let mut next = tops.last().copied();
    while let Some(index) = next {
        run.extend(pairs.get(index));
        next = before.get(index).copied().flatten();
    }
    run.reverse();
    run
}

/// Where each key stands, if it stands once.
fn once<K: Ord>(keys: impl Iterator<Item = (K, usize)>) -> BTreeMap<K, Option<usize>> {
    let mut places = BTreeMap::new();
    for (key, at) in keys {
        places.entry(key).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

/// The numbers of a stretch as they are written: anchors where words repeat themselves.
fn numbers<'s>(side: &'s Side, tokens: &'s Tokens, stretch: Range<usize>) -> impl Iterator<Item = (&'s str, usize)> {
    stretch.filter_map(|at| Some((side.written(side.items.get(tokens.number(at)?)?), at)))
}

const LETTER: i32 = 3;
const SKIPPED_LETTER: i32 = -1;
const SKIPPED_NUMBER: i32 = -2;

/// What it is worth that two tokens face each other; nothing where they may not.
fn worth(one: Token, two: Token, expected: &Side, edited: &Side) -> Option<i32> {
    match (one, two) {
        (Token::Letter(one), Token::Letter(two)) => (one == two).then_some(LETTER),
        (Token::Number(one), Token::Number(two)) => Some(nearness(expected.items.get(one)?, edited.items.get(two)?)),
        _ => None,
    }
}

/// How near two numbers are: 6 for the same number in the same unit, 0 for an amount and a date.
pub(super) fn nearness(expected: &Item, edited: &Item) -> i32 {
    let (one, two) = (&expected.mention.value, &edited.mention.value);
    match expected.likeness(edited) {
        Likeness::Same if one.one_unit(two) => 6,
        Likeness::Same | Likeness::Rounded => 5,
        Likeness::Different => match (one, two) {
            (Value::Amount(one), Value::Amount(two)) if one.written == two.written => 3,
            (Value::Amount(first), Value::Amount(second)) if one.one_unit(two) => 1 + i32::from(one_digit(first.written, second.written)),
            _ if one.alike(two) => 1,
            _ => 0,
        },
    }
}

/// Whether two numbers differ in one digit.
fn one_digit(one: Exact, two: Exact) -> bool {
    let (one, two) = (one.to_string(), two.to_string());
    one.len() == two.len() && one.chars().zip(two.chars()).filter(|(one, two)| one != two).count() == 1
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Both,
    One,
    Two,
}

/// Aligns the tokens between two anchors: those that are the same from either end at once, the rest one by one.
fn stretch(
    (expected, one): (&Side, &Tokens),
    (edited, two): (&Side, &Tokens),
    (mut from, mut until): (usize, usize),
    (mut to, mut end): (usize, usize),
    faces: &mut [Option<usize>],
) {
    let same = |at: usize, facing: usize| match (one.tokens.get(at), two.tokens.get(facing)) {
        (Some(Token::Number(one)), Some(Token::Number(two))) => {
            let written = |side: &'_ Side, item: usize| side.items.get(item).map(|item| side.written(item).to_owned());
            written(expected, *one) == written(edited, *two)
        }
        (Some(Token::Letter(one)), Some(Token::Letter(two))) => one == two,
        _ => false,
    };
    let mut face = |at: usize, facing: usize| faces.get_mut(at).into_iter().for_each(|face| *face = Some(facing));
    while from < until && to < end && same(from, to) {
        face(from, to);
        (from, to) = (from + 1, to + 1);
    }
    while from < until && to < end && same(until - 1, end - 1) {
        (until, end) = (until - 1, end - 1);
        face(until, end);
    }
    if cost(one.tokens.get(from..until), two.tokens.get(to..end)) <= LARGEST_GAP {
        return gap((expected, one), (edited, two), (from, until), (to, end), faces);
    }
    for (at, facing) in anchors(numbers(expected, one, from..until), numbers(edited, two, to..end)).into_iter().chain([(until, end)]) {
        gap((expected, one), (edited, two), (from, at), (to, facing), faces);
        if at < until {
            faces.get_mut(at).into_iter().for_each(|face| *face = Some(facing));
        }
        (from, to) = (at + 1, facing + 1);
    }
}

/// What aligning two stretches token by token costs.
fn cost(one: Option<&[Token]>, two: Option<&[Token]>) -> usize {
    let (one, two) = (one.unwrap_or_default(), two.unwrap_or_default());
    let numbers = |tokens: &[Token]| tokens.iter().filter(|token| matches!(token, Token::Number(_))).count();
    one.len().saturating_mul(two.len()).saturating_add(numbers(one).saturating_mul(numbers(two)).saturating_mul(NUMBERS))
}

/// Aligns a stretch token by token.
fn gap(
    (expected, one): (&Side, &Tokens),
    (edited, two): (&Side, &Tokens),
    (from, until): (usize, usize),
    (to, end): (usize, usize),
    faces: &mut [Option<usize>],
) {
    let rows = one.tokens.get(from..until).unwrap_or_default();
    let columns = two.tokens.get(to..end).unwrap_or_default();
    if rows.is_empty() || columns.is_empty() || cost(Some(rows), Some(columns)) > LARGEST_GAP {
        return;
    }
    let skipped = |token: &Token| if matches!(token, Token::Number(_)) { SKIPPED_NUMBER } else { SKIPPED_LETTER };
    let mut steps: Vec<Step> = Vec::with_capacity(rows.len() * columns.len());
    let mut above: Vec<i32> = vec![0; columns.len() + 1];
    let mut total = 0;
    for (score, token) in above.iter_mut().skip(1).zip(columns) {
        total += skipped(token);
        *score = total;
    }
    let mut here = above.clone();
    let mut edge = 0;
    for row in rows {
        let skip_row = skipped(row);
        edge += skip_row;
        let mut left = edge;
        let mut corner = above.first().copied().unwrap_or(0);
        here.clear();
        here.push(edge);
        for (column, over) in columns.iter().zip(above.iter().skip(1)) {
            let both = worth(*row, *column, expected, edited).map(|worth| corner + worth);
            let (one, two) = (over + skip_row, left + skipped(column));
            let (score, step) = match both {
                Some(both) if both >= one && both >= two => (both, Step::Both),
                _ if one >= two => (one, Step::One),
                _ => (two, Step::Two),
            };
            steps.push(step);
            here.push(score);
            corner = *over;
            left = score;
        }
        std::mem::swap(&mut above, &mut here);
    }
    let (mut row, mut column) = (rows.len(), columns.len());
    while row > 0 && column > 0 {
        match steps.get((row - 1) * columns.len() + column - 1) {
            Some(Step::Both) => {
                (row, column) = (row - 1, column - 1);
                if let Some(face) = faces.get_mut(from + row) {
                    *face = Some(to + column);
                }
            }
            Some(Step::One) => row -= 1,
            _ => column -= 1,
        }
    }
}

/// Moves each run of tokens that face nothing up to where a passage begins, where that is worth as much: rows of a table end alike (`0 0.0`),
/// and it is whole rows that people delete and insert. `worth` is that of a token and a place that it may face.
fn slide(tokens: &Tokens, faces: &mut [Option<usize>], worth: impl Fn(usize, usize) -> Option<i32>) {
    let mut at = 0;
    while at < faces.len() {
        let length = faces.iter().skip(at).take_while(|face| face.is_none()).count();
        let end = at + length.max(1);
        if length > 0 {
            let mut start = at;
            while !tokens.starts(start) {
                let Some((above, facing)) = start.checked_sub(1).and_then(|above| Some((above, (*faces.get(above)?)?))) else { break };
                if worth(above, facing) != worth(above + length, facing) {
                    break;
                }
                start = above;
            }
            if tokens.starts(start) {
                for above in (start..at).rev() {
                    let facing = faces.get_mut(above).and_then(Option::take);
                    if let Some(face) = faces.get_mut(above + length) {
                        *face = facing;
                    }
                }
            }
        }
        at = end;
    }
}

/// The same faces, looked at from the other side.
fn turned(faces: &[Option<usize>], length: usize) -> Vec<Option<usize>> {
    let mut other = vec![None; length];
    for (at, face) in faces.iter().enumerate() {
        if let Some(slot) = face.and_then(|face| other.get_mut(face)) {
            *slot = Some(at);
        }
    }
    other
}

/// Pairs of neighbouring letters, which say what a text is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs(Vec<(char, char)>);

impl Pairs {
    pub(super) fn of(text: impl Iterator<Item = char>) -> Self {
        let letters: Vec<char> = text.filter(|letter| letter.is_alphanumeric()).collect();
        let neighbours = letters.iter().zip(letters.iter().skip(1));
        let mut pairs: Vec<(char, char)> = neighbours.map(|(one, two)| (*one, *two)).collect();
        pairs.sort_unstable();
        Self(pairs)
    }

    /// How much two texts share, 0 to 100 (Dice's coefficient).
    pub(super) fn shared(&self, other: &Self) -> usize {
        let (mut one, mut two) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = 0_usize;
        while let (Some(first), Some(second)) = (one.peek(), two.peek()) {
            match first.cmp(second) {
                std::cmp::Ordering::Less => _ = one.next(),
                std::cmp::Ordering::Greater => _ = two.next(),
                std::cmp::Ordering::Equal => {
                    both += 1;
                    one.next();
                    two.next();
                }
            }
        }
        (both * 200).checked_div(self.0.len() + other.0.len()).unwrap_or(0)
    }
}
