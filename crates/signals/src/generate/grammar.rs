//! A grammar of sentences: `[이것|저것|]` is one of these, `{n을}` a slot with the particle that fits the word before it; and how people mistype.

use super::chance::Chance;
use super::places::Place;

/// One of several ways to say a thing.
pub(super) struct Ways(Vec<Vec<Piece>>);

enum Piece {
    Text(String),
    Ways(Ways),
    Slot(Slot, Option<Particle>),
}

#[derive(Clone, Copy)]
enum Slot {
    Place,
    Noun,
    Wrong,
    Ask,
    Detail,
    Effect,
    When,
    Number,
}

/// What follows a closed syllable, and what follows an open one.
type Particle = (&'static str, &'static str);

const PARTICLES: [(char, Particle); 5] =
    [('이', ("이", "가")), ('을', ("을", "를")), ('은', ("은", "는")), ('과', ("과", "와")), ('로', ("으로", "로"))];

/// What the slots of a matter are filled with.
pub(super) struct Matter {
    pub(super) noun: Ways,
    pub(super) wrong: Ways,
    pub(super) ask: Ways,
    pub(super) detail: Ways,
}

/// Words that any matter may use.
pub(super) struct Common {
    pub(super) effect: Ways,
    pub(super) when: Ways,
}

/// What one complaint speaks about.
pub(super) struct Scene<'a> {
    pub(super) matter: &'a Matter,
    pub(super) common: &'a Common,
    pub(super) place: &'a Place,
}

impl Ways {
    /// Reads the ways apart; an unknown slot stays as it is written.
    pub(super) fn read(text: &str) -> Self {
        ways(&mut text.chars())
    }

    /// Adds one of the ways to a text.
    pub(super) fn say(&self, scene: &Scene<'_>, chance: &mut Chance, out: &mut String) {
        for piece in self.0.get(chance.place(self.0.len())).into_iter().flatten() {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Ways(ways) => ways.say(scene, chance, out),
                Piece::Slot(slot, particle) => {
                    scene.fill(*slot, chance, out);
                    if let Some((closed, open)) = particle {
                        out.push_str(if is_closed(out, closed) { closed } else { open });
                    }
                }
            }
        }
    }
}

impl Scene<'_> {
    fn fill(&self, slot: Slot, chance: &mut Chance, out: &mut String) {
        match slot {
            Slot::Place => self.place.spoken(chance, out),
            Slot::Noun => self.matter.noun.say(self, chance, out),
            Slot::Wrong => self.matter.wrong.say(self, chance, out),
            Slot::Ask => self.matter.ask.say(self, chance, out),
            Slot::Detail => self.matter.detail.say(self, chance, out),
            Slot::Effect => self.common.effect.say(self, chance, out),
            Slot::When => self.common.when.say(self, chance, out),
            Slot::Number => out.push_str(&chance.whole(2, 12).to_string()),
        }
    }
}

/// Reads up to the end or to the bracket that closes.
fn ways(letters: &mut std::str::Chars<'_>) -> Ways {
    let mut all = Vec::new();
    let mut way = Vec::new();
    let mut text = String::new();
    let put = |text: &mut String, way: &mut Vec<Piece>| {
        if !text.is_empty() {
            way.push(Piece::Text(std::mem::take(text)));
        }
    };
    while let Some(letter) = letters.next() {
        match letter {
            ']' => break,
            '|' => {
                put(&mut text, &mut way);
                all.push(std::mem::take(&mut way));
            }
            '[' => {
                put(&mut text, &mut way);
                way.push(Piece::Ways(ways(letters)));
            }
            '{' => {
                put(&mut text, &mut way);
                way.push(slot(&letters.by_ref().take_while(|letter| *letter != '}').collect::<String>()));
            }
            _ => text.push(letter),
        }
    }
    put(&mut text, &mut way);
    all.push(way);
    Ways(all)
}

fn slot(name: &str) -> Piece {
    let mut letters = name.chars();
    let slot = match letters.next() {
        Some('p') => Slot::Place,
        Some('n') => Slot::Noun,
        Some('w') => Slot::Wrong,
        Some('r') => Slot::Ask,
        Some('d') => Slot::Detail,
        Some('e') => Slot::Effect,
        Some('t') => Slot::When,
        Some('#') => Slot::Number,
        _ => return Piece::Text(name.to_owned()),
    };
    let particle = letters.next().and_then(|letter| PARTICLES.iter().find(|(key, _)| *key == letter)).map(|(_, particle)| *particle);
    Piece::Slot(slot, particle)
}

/// Whether a text ends with a syllable that has a final consonant; after ㄹ, 로 is as after a vowel.
fn is_closed(text: &str, closed: &str) -> bool {
    match text.chars().next_back().and_then(jamo) {
        Some((_, _, last)) => last != 0 && !(closed == "으로" && last == 8),
        None => false,
    }
}

/// Initial, medial and final of a Hangul syllable, as Unicode numbers them (chapter 3.12).
fn jamo(letter: char) -> Option<(u32, u32, u32)> {
    let index = u32::from(letter).checked_sub(0xAC00).filter(|index| *index < 11_172)?;
    Some((index / 588, index / 28 % 21, index % 28))
}

fn syllable((first, middle, last): (u32, u32, u32)) -> Option<char> {
    char::from_u32(0xAC00 + first * 588 + middle * 28 + last)
}

/// Wears a text as people do who type in a hurry: spaces lost or set wrong, syllables mistyped, marks at the end.
pub(super) fn wear(text: &mut String, chance: &mut Chance) {
    if chance.chance(0.22) {
        misspace(text, chance);
    }
    if chance.chance(0.16) {
        mistype(text, chance);
    }
    if chance.chance(0.10) {
        const ENDS: [&str; 8] = ["!", "!!", "...", "~", "ㅠㅠ", "??", ";;", "ㅡㅡ"];
        text.push_str(ENDS.get(chance.place(ENDS.len())).copied().unwrap_or_default());
    }
}

fn misspace(text: &mut String, chance: &mut Chance) {
    let lost = if chance.chance(0.15) { 1.0 } else { 0.25 };
    let mut worn = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if letter == ' ' && chance.chance(lost) {
            continue;
        }
        worn.push(letter);
        if jamo(letter).is_some() && chance.chance(0.02) {
            worn.push(' ');
        }
    }
    *text = worn;
}

/// One to three syllables with a vowel that sounds or lies alike, or without their final consonant.
fn mistype(text: &mut String, chance: &mut Chance) {
    const ALIKE: [(u32, u32); 9] = [(1, 5), (5, 1), (8, 12), (13, 8), (4, 0), (0, 4), (10, 11), (11, 15), (20, 18)];
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..chance.whole(1, 3) {
        let at = chance.place(letters.len());
        let Some(letter) = letters.get_mut(at) else { continue };
        let Some((first, middle, last)) = jamo(*letter) else { continue };
        let other = ALIKE.iter().find(|(vowel, _)| *vowel == middle).map_or(middle, |(_, other)| *other);
        let worn = if chance.chance(0.3) { (first, middle, 0) } else { (first, other, last) };
        *letter = syllable(worn).unwrap_or(*letter);
    }
    *text = letters.into_iter().collect();
}
