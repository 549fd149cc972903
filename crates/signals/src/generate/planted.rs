//! What is planted into the background: conflicts, and campaigns that are none.

use kernel::Refusal;

use super::chance::{Chance, rounded, small};
use super::kinds::KINDS;
use super::places::City;
use super::speech::{Speech, Words};
use super::topics::CATEGORIES;

/// A conflict: counts that grow from a few a day, in neighbourhoods that lie together.
pub(super) struct Conflict {
    pub(super) kind: usize,
    pub(super) places: Vec<usize>,
    /// The day of the first complaint, counted from the stream's first day.
    pub(super) began: usize,
    /// Complaints on each day from then on.
    pub(super) counts: Vec<u32>,
}

/// Who sends a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// One person sends the same text again and again.
    Person,
    /// Many people send a form letter, each with small changes of their own.
    Group,
}

impl Sender {
    /// `person` or `group`, as campaigns.csv writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
        }
    }
}

/// A campaign: one text, many times.
pub(super) struct Campaign {
    pub(super) sender: Sender,
    pub(super) category: usize,
    pub(super) letter: Words,
    /// The neighbourhood of a person; the district of a group; nothing where a group writes from the whole city.
    pub(super) place: Option<usize>,
    pub(super) began: usize,
    pub(super) counts: Vec<u32>,
    pub(super) people: u32,
}

/// Days of growth, both possible.
pub(super) const GROWTH: (u32, u32) = (5, 15);

/// The most conflicts that one stream can hold: a kind comes once in a district.
pub(super) fn most_conflicts(city: &City) -> usize {
    KINDS.len() * city.districts.len()
}

/// Plants conflicts on days from `warm_up` on. Each kind comes once in a district; where there are more conflicts than kinds, kinds come again.
pub(super) fn conflicts(city: &City, days: usize, warm_up: usize, count: usize, chance: &mut Chance) -> Vec<Conflict> {
    let mut kinds: Vec<usize> = (0..KINDS.len()).collect();
    chance.shuffle(&mut kinds);
    // For each kind an order of districts: no search, and no district twice.
    let districts: Vec<Vec<usize>> = kinds
        .iter()
        .map(|_| {
            let mut order: Vec<usize> = (0..city.districts.len()).collect();
            chance.shuffle(&mut order);
            order
        })
        .collect();
    let rounds = (0..city.districts.len())
        .flat_map(|round| kinds.iter().zip(&districts).filter_map(move |(kind, order)| Some((*kind, *order.get(round)?))));
    rounds.take(count).map(|(kind, district)| conflict(city, days, warm_up, (kind, district), chance)).collect()
}

fn conflict(city: &City, days: usize, warm_up: usize, (kind, district): (usize, usize), chance: &mut Chance) -> Conflict {
    let room = days.saturating_sub(warm_up);
    let longest = small(room as u64).clamp(GROWTH.0, GROWTH.1);
    let length = usize::try_from(chance.whole(GROWTH.0, longest)).unwrap_or(5);
    let began = warm_up + chance.place(room.saturating_sub(length) + 1);
    let (first, peak) = (chance.whole(1, 5), chance.whole(20, 60));
    let ratio = (f64::from(peak) / f64::from(first)).powf(1.0 / (length - 1) as f64);
    let mut level = f64::from(first);
    let mut counts = vec![first];
    for _ in 2..length {
        level *= ratio;
        counts.push(rounded(level * chance.between(0.75, 1.25)).clamp(1, peak));
    }
    counts.push(peak);
    // It ebbs away over some days, if the stream still runs.
    let mut after = f64::from(peak);
    for _ in 0..chance.place(5).min(days.saturating_sub(began + length)) {
        after *= chance.between(0.35, 0.7);
        counts.push(rounded(after).max(1));
    }
    let places = city.nearest(city.within(district, chance), 1 + chance.by_weight(&[0.5, 0.8, 1.0]));
    Conflict { kind, places, began, counts }
}

/// Campaigns: one person about every four days, a group about every twelve, and one form letter that trickles in all the time. Together at most a tenth
/// of `complaints`.
pub(super) fn campaigns(city: &City, speech: &Speech, days: usize, complaints: u64, chance: &mut Chance) -> Vec<Campaign> {
    let volume = (complaints as f64 / days as f64 / 1000.0).clamp(0.05, 1.0);
    let mut all = vec![standing(city, speech, days, volume, chance)];
    all.extend((0..days.div_ceil(4)).map(|_| by_a_person(city, speech, days, volume, chance)));
    all.extend((0..days.div_ceil(12)).map(|_| by_a_group(city, speech, days, volume, chance)));
    chance.shuffle(&mut all);
    let mut left = complaints / 10;
    all.retain(|campaign| {
        let size = total(&campaign.counts);
        let fits = size <= left;
        left -= if fits { size } else { 0 };
        fits && size > 0
    });
    all
}

/// The sum of counts.
pub(super) fn total(counts: &[u32]) -> u64 {
    counts.iter().map(|count| u64::from(*count)).sum()
}

fn letter(city: &City, speech: &Speech, place: usize, chance: &mut Chance) -> (usize, Words) {
    let category = chance.place(CATEGORIES.len());
    let topic = chance.place(speech.topics.get(category).map_or(0, Vec::len));
    (category, speech.letter(category, topic, city.place(place), chance))
}

fn by_a_person(city: &City, speech: &Speech, days: usize, volume: f64, chance: &mut Chance) -> Campaign {
    let place = chance.place(city.places.len());
    let (category, letter) = letter(city, speech, place, chance);
    let began = chance.place(days);
    let length = (1 + chance.place(4)).min(days - began);
    let counts = (0..length).map(|_| rounded(f64::from(chance.whole(5, 30)) * volume).max(2)).collect();
    Campaign { sender: Sender::Person, category, letter, place: Some(place), began, counts, people: 1 }
}

fn by_a_group(city: &City, speech: &Speech, days: usize, volume: f64, chance: &mut Chance) -> Campaign {
    let district = chance.place(city.districts.len());
    let (category, letter) = letter(city, speech, city.within(district, chance), chance);
    let began = chance.place(days);
    let length = (3 + chance.place(8)).min(days - began);
    let counts: Vec<u32> = (0..length).map(|_| rounded(f64::from(chance.whole(2, 9)) * volume).max(1)).collect();
    let people = rounded(total(&counts) as f64 * chance.between(0.5, 0.9)).max(2);
    Campaign { sender: Sender::Group, category, letter, place: chance.chance(0.6).then_some(district), began, counts, people }
}

fn standing(city: &City, speech: &Speech, days: usize, volume: f64, chance: &mut Chance) -> Campaign {
    let place = chance.place(city.places.len());
    let (category, letter) = letter(city, speech, place, chance);
    let counts: Vec<u32> = (0..days).map(|_| rounded(f64::from(chance.whole(0, 5)) * volume)).collect();
    let people = rounded(total(&counts) as f64 * 0.5).max(2);
    Campaign { sender: Sender::Group, category, letter, place: None, began: 0, counts, people }
}

/// Refuses where conflicts would be more than half of all complaints: nothing would be hidden.
pub(super) fn refuse_too_few(complaints: u64, planted: u64, conflicts: usize) -> Result<(), Refusal> {
    if planted.saturating_mul(2) <= complaints {
        return Ok(());
    }
    let needed = planted * 2;
    Err(Refusal::new(
        "signals.too-few-complaints",
        format!(
            "갈등 {conflicts}건의 민원이 {planted}건이어서 전체가 {complaints}건으로는 부족합니다. --complaints를 {needed} 이상으로 하거나 --conflicts를 줄이십시오."
        ),
        format!(
            "{conflicts} conflicts have {planted} complaints, too many for a stream of {complaints}: set --complaints to {needed} or more, or --conflicts lower"
        ),
    ))
}
