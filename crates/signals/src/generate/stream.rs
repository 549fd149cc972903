//! The stream itself: an iterator, day by day.

use kernel::{Day, Refusal};

use super::Settings;
use super::background::{Background, response};
use super::chance::{Chance, rounded};
use super::grammar::wear;
use super::kinds::KINDS;
use super::places::{City, Place};
use super::planted::{Campaign, Conflict, Sender, campaigns, conflicts, most_conflicts, refuse_too_few, total};
use super::speech::{Speech, Words};
use super::topics::CATEGORIES;
use super::truth::Truth;

/// Why a complaint is in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It comes every day.
    Background,
    /// It belongs to a planted conflict, by number from 1.
    Conflict(usize),
    /// It belongs to a campaign, by number from 1, of a person or a group.
    Campaign(usize, Sender),
}

/// One complaint, as a row of the stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    /// `M00000001` and on, in order of arrival.
    pub id: String,
    /// The day it was received.
    pub received_on: Day,
    /// The category it was filed under.
    pub category: &'static str,
    /// Its title; never empty.
    pub title: String,
    /// Its text; often empty.
    pub text: String,
    /// District and neighbourhood, the district alone, or nothing.
    pub area: String,
    /// Latitude and longitude in degrees, where known.
    pub coordinates: Option<(f64, f64)>,
    /// Who sent it (`P0000001`); empty where unknown.
    pub submitter: String,
    /// Why it is there; no column of the stream.
    pub origin: Origin,
}

#[derive(Clone, Copy)]
enum Source {
    /// District and category, as one number.
    Cell(usize),
    Conflict(usize),
    Campaign(usize),
}

/// A planned stream; iterating words it.
pub struct Stream {
    settings: Settings,
    days: usize,
    city: City,
    speech: Speech,
    pub(super) background: Background,
    pub(super) conflicts: Vec<Conflict>,
    campaigns: Vec<Campaign>,
    /// Who complained in each conflict so far.
    voices: Vec<Vec<u64>>,
    today: Today,
    next_day: usize,
    given: u64,
}

/// A day's complaints, and what is remembered while they are worded.
struct Today {
    day: Day,
    chance: Chance,
    sources: std::vec::IntoIter<Source>,
    /// For each category, its topics by cumulative weight in today's weather.
    topics: Vec<Vec<f64>>,
    /// For each district and category, topic and place of the last complaint.
    last: Vec<Option<(usize, usize)>>,
}

impl Stream {
    /// Plans a stream. Refuses a period that ends before it begins, settings without room for the conflicts, and too few complaints for them.
    pub fn plan(settings: &Settings) -> Result<Self, Refusal> {
        let city = City::seoul();
        let days = settings.days(most_conflicts(&city))?;
        let speech = Speech::read();
        let mut chance = Chance::new(settings.seed, 0);
        let conflicts = conflicts(&city, days, settings.warm_up, settings.conflicts, &mut chance);
        let planted: u64 = conflicts.iter().map(|conflict| total(&conflict.counts)).sum();
        refuse_too_few(settings.complaints, planted, conflicts.len())?;
        let campaigns = campaigns(&city, &speech, days, settings.complaints, &mut chance);
        let campaigned: u64 = campaigns.iter().map(|campaign| total(&campaign.counts)).sum();
        let rest = settings.complaints - planted - campaigned;
        let background = Background::draw(&city, settings.from, days, rest, &mut chance);
        let today = Today { day: settings.from, chance, sources: Vec::new().into_iter(), topics: Vec::new(), last: Vec::new() };
        let voices = vec![Vec::new(); conflicts.len()];
        Ok(Self { settings: settings.clone(), days, city, speech, background, conflicts, campaigns, voices, today, next_day: 0, given: 0 })
    }

    /// An empty account of what was planted, to be filled with the stream's complaints.
    pub fn truth(&self) -> Truth {
        let areas = |conflict: &Conflict| conflict.places.iter().map(|place| self.city.place(*place).area()).collect();
        Truth::new(self.conflicts.iter().map(|conflict| (KINDS.get(conflict.kind).map_or("", |kind| kind.name), areas(conflict))))
    }

    fn open_day(&mut self, at: usize) {
        let day = self.settings.from.plus_days(i32::try_from(at).unwrap_or(i32::MAX));
        let mut chance = Chance::new(self.settings.seed, at as u64 + 1);
        let cells = self.background.counts(at).iter().enumerate();
        let mut sources: Vec<Source> = cells.flat_map(|(cell, count)| (0..*count).map(move |_| Source::Cell(cell))).collect();
        let on = |began: usize, counts: &[u32]| at.checked_sub(began).and_then(|day| counts.get(day)).copied().unwrap_or(0);
        for (number, conflict) in self.conflicts.iter().enumerate() {
            sources.extend((0..on(conflict.began, &conflict.counts)).map(|_| Source::Conflict(number)));
        }
        for (number, campaign) in self.campaigns.iter().enumerate() {
            sources.extend((0..on(campaign.began, &campaign.counts)).map(|_| Source::Campaign(number)));
        }
        chance.shuffle(&mut sources);
        let weather = self.background.weather.get(at).copied().flatten();
        let topics = self.speech.topics.iter().map(|topics| {
            let weights = topics.iter().map(|topic| topic.weight * response(topic.topic.and_then(|topic| topic.weather), weather));
            weights.scan(0.0, |sum: &mut f64, weight| {
                *sum += weight;
                Some(*sum)
            })
        });
        let topics = topics.map(Iterator::collect).collect();
        let last = vec![None; self.background.counts(at).len()];
        self.today = Today { day, chance, sources: sources.into_iter(), topics, last };
    }

    /// A number that stands for a person who complains now and then, some much more often than others.
    fn somebody(&mut self) -> u64 {
        let pool = self.pool();
        let often = self.today.chance.unit().powf(1.6);
        (u64::from(rounded(often * pool as f64))).min(pool - 1) + 1
    }

    fn pool(&self) -> u64 {
        (self.settings.complaints * 6 / 10).max(50)
    }

    fn everyday(&mut self, cell: usize) -> Complaint {
        let (district, category) = (cell / CATEGORIES.len(), cell % CATEGORIES.len());
        let chance = &mut self.today.chance;
        let habitual = chance.chance(0.03);
        let weights = self.today.topics.get(category).map(Vec::as_slice).unwrap_or_default();
        let (topic, place) = match self.today.last.get(cell).copied().flatten() {
            _ if habitual => {
                let mut own = Chance::new(cell as u64, 0);
                (own.place(CATEGORIES.get(category).map_or(0, |category| category.topics.len())), self.city.within(district, &mut own))
            }
            // A neighbour who reports the same thing on the same day.
            Some(last) if chance.chance(0.08) => last,
            _ => (chance.by_weight(weights), self.city.within(district, chance)),
        };
        if let Some(last) = self.today.last.get_mut(cell) {
            *last = Some((topic, place));
        }
        let words = self.speech.everyday(category, topic, self.city.place(place), chance);
        let submitter = if habitual { self.pool() + 1 + cell as u64 } else { self.somebody() };
        self.complaint(category, words, place, submitter, Origin::Background)
    }

    fn protest(&mut self, number: usize) -> Option<Complaint> {
        let conflict = self.conflicts.get(number)?;
        let chance = &mut self.today.chance;
        let kind = KINDS.get(conflict.kind)?;
        let weights: Vec<f64> = kind
            .categories
            .iter()
            .scan(0.0, |sum: &mut f64, (_, weight)| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        let name = kind.categories.get(chance.by_weight(&weights))?.0;
        let category = CATEGORIES.iter().position(|category| category.name == name)?;
        let near: Vec<f64> = [0.6, 0.85, 1.0].into_iter().take(conflict.places.len()).collect();
        let place = *conflict.places.get(chance.by_weight(&near))?;
        let words = self.speech.protest(conflict.kind, self.city.place(place), chance);
        // About one in eight has complained of it before.
        let voices = self.voices.get(number)?;
        let again = chance.chance(0.12).then(|| voices.get(chance.place(voices.len())).copied()).flatten();
        let submitter = again.unwrap_or_else(|| self.somebody());
        self.voices.get_mut(number)?.push(submitter);
        Some(self.complaint(category, words, place, submitter, Origin::Conflict(number + 1)))
    }

    fn copy(&mut self, number: usize) -> Option<Complaint> {
        let campaign = self.campaigns.get(number)?;
        let chance = &mut self.today.chance;
        let place = match (campaign.sender, campaign.place) {
            (Sender::Person, Some(place)) => place,
            (_, Some(district)) => self.city.within(district, chance),
            _ => chance.place(self.city.places.len()),
        };
        let words = copied(campaign, self.city.place(place), chance);
        let people = u64::from(campaign.people);
        // Numbers beyond everybody else's, 10,000 for each campaign.
        let submitter = self.pool() + 1_000 + 10_000 * number as u64 + self.today.chance.below(people);
        let (category, sender) = (campaign.category, campaign.sender);
        Some(self.complaint(category, words, place, submitter, Origin::Campaign(number + 1, sender)))
    }

    fn complaint(&mut self, category: usize, words: Words, place: usize, submitter: u64, origin: Origin) -> Complaint {
        self.given += 1;
        let chance = &mut self.today.chance;
        let at = self.city.place(place);
        let area = match chance.below(100) {
            0..5 => String::new(),
            5..12 => at.district.to_owned(),
            _ => at.area(),
        };
        // Within some 400 m of the centroid: the sum of three is nearly normal.
        let mut near = |degree: f64| (0..3).map(|_| chance.between(-0.4, 0.4)).sum::<f64>() / degree;
        let coordinates = (at.lat + near(111.0), at.lon + near(88.0));
        let known = !area.is_empty() && chance.chance(0.7);
        let submitter = if chance.chance(0.03) { String::new() } else { format!("P{:08}", masked(submitter)) };
        Complaint {
            id: format!("M{:08}", self.given),
            received_on: self.today.day,
            category: CATEGORIES.get(category).map_or("", |category| category.name),
            title: words.title,
            text: words.text,
            area,
            coordinates: known.then_some(coordinates),
            submitter,
            origin,
        }
    }
}

impl Iterator for Stream {
    type Item = Complaint;

    fn next(&mut self) -> Option<Complaint> {
        loop {
            match self.today.sources.next() {
                Some(Source::Cell(cell)) => return Some(self.everyday(cell)),
                Some(Source::Conflict(number)) => return self.protest(number),
                Some(Source::Campaign(number)) => return self.copy(number),
                None if self.next_day < self.days => {
                    self.open_day(self.next_day);
                    self.next_day += 1;
                }
                None => return None,
            }
        }
    }
}

/// Another number below 10^8 for each number below it, so that nothing can be read off a submitter's number (the factor has no divisor of 10).
fn masked(submitter: u64) -> u64 {
    submitter * 61_803_399 % 100_000_000
}

/// A letter as somebody sends it: a person nearly always as it is, members of a group with changes of their own.
fn copied(campaign: &Campaign, place: &Place, chance: &mut Chance) -> Words {
    let mut words = campaign.letter.clone();
    let changed = if campaign.sender == Sender::Person { 0.12 } else { 0.65 };
    if !chance.chance(changed) {
        return words;
    }
    match (campaign.sender, chance.below(4)) {
        (Sender::Person, 0) => words.title.push_str(" (재접수)"),
        (Sender::Person, 1) => words.title.push_str(&format!(" {}차", chance.whole(2, 9))),
        (Sender::Group, 0) => words.text.insert_str(0, &format!("{}동 주민입니다. ", place.stem)),
        (Sender::Group, 1) => words.title.insert_str(0, &format!("[{}] ", place.district)),
        (Sender::Group, 2) => words.text.push_str(" 동참합니다."),
        _ => wear(&mut words.text, chance),
    }
    words
}
