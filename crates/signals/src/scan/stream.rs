//! The stream: complaints go in one by one, alerts stand in the report. Nothing looks ahead: a day is tested when a complaint of a later day arrives.

use std::collections::HashMap;

use kernel::Day;
use serde::{Deserialize, Serialize};

use super::alert::Alert;
use super::budget::{Budget, Calibration};
use super::campaign::{Campaigns, Letter, hash};
use super::issue::{Candidate, Key};
use super::mask::{Names, mask};
use super::measure::Scene;
use super::places::Places;
use super::read::Reading;
use super::recent::{Item, KIND, Recent, Vocabulary};
use super::settings::{BASELINE, CALIBRATE_EVERY, LETTER_LEAST, LINK, LINK_CITY, LINK_NEAR, MEMORY, REOPEN_DAYS, TERMS_MAX, WARM_UP};
use super::words;
use super::years::Years;

/// Letters kept of a title.
const TITLE_MAX: usize = 120;
/// Days between two clearings of the memory.
const CLEAR_EVERY: i32 = 28;

/// A complaint as it arrives. Only the day and one of category, title and area are needed; the rest may be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaint {
    /// Whose it is in the office's system; complaints without one are numbered.
    pub id: String,
    /// The day it was received; the stream's first where none is given.
    pub received_on: Option<Day>,
    /// What it was filed under.
    pub category: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// District and neighbourhood, or an area as another city names it.
    pub area: String,
    /// Latitude and longitude in degrees.
    pub point: Option<(f64, f64)>,
    /// Whoever sent it: a number or a pseudonym. Only its hash is kept.
    pub submitter: String,
}

/// What was seen, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Complaints taken, duplicates not counted.
    pub complaints: u64,
    /// Left out: an id that had been taken in the last weeks.
    pub duplicates: u64,
    /// Dated before the day that was open: counted on that day.
    pub late: u64,
    /// Folded into a campaign: the same text from a submitter who had sent it, or from somebody unknown.
    pub folded: u64,
    /// Without a known place.
    pub placeless: u64,
    /// Without a word in title and text.
    pub wordless: u64,
}

/// Days from 1970-01-01.
pub(super) fn number(day: Day) -> i32 {
    Day::new(1970, 1, 1).map_or(0, |first| first.days_until(day))
}

/// The day with this number.
pub fn day(number: i32) -> Day {
    Day::new(1970, 1, 1).expect("a day of the calendar").plus_days(number)
}

/// The detector, between two complaints.
#[derive(Clone, Debug)]
pub struct Stream {
    pub(super) budget: Budget,
    pub(super) first: Option<i32>,
    /// The day that is not over yet.
    pub(super) open: i32,
    pub(super) places: Places,
    pub(super) categories: Vocabulary,
    pub(super) campaigns: Campaigns,
    pub(super) recent: Recent,
    /// Hashes of ids with the day they came.
    pub(super) ids: HashMap<u64, i32>,
    pub(super) calibrations: Vec<Calibration>,
    pub(super) alerts: Vec<Alert>,
    pub(super) tally: Tally,
    /// Complaints of each day, raw, from the first on.
    pub(super) volumes: Vec<(i32, u32)>,
    pub(super) years: Years,
    pub(super) learning: Learning,
    /// Names of persons among the terms.
    pub(super) persons: Names,
}

/// How much of what is usual has been learnt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Learning {
    /// Days with complaints, until the warm-up is over.
    taught: u32,
    /// The first day on which an alert could open.
    watched: Option<i32>,
    /// How often it began anew, after weeks without any complaint.
    anew: u32,
}

/// What a stream has given.
#[derive(Clone, Debug)]
pub struct Report {
    /// In order of opening; what ran when the warm-up ended has number 0.
    pub alerts: Vec<Alert>,
    /// The budget they keep.
    pub budget: Budget,
    /// How the threshold was found, time by time.
    pub calibrations: Vec<Calibration>,
    /// The first and last day, from 1970-01-01; None for no complaint at all.
    pub days: Option<(i32, i32)>,
    /// The first day on which an alert could open; None while what is usual is being learnt.
    pub watched: Option<i32>,
    /// How often learning began anew, after eight weeks without any complaint.
    pub anew: u32,
    /// What was seen.
    pub tally: Tally,
    /// What reading the latest file found, if that is told.
    pub reading: Reading,
    /// Letters of many people.
    pub letters: Vec<Letter>,
    /// Complaints of each day that had any.
    pub volumes: Vec<(i32, u32)>,
    /// For each alert, where its areas lie: name, latitude, longitude.
    pub points: Vec<Vec<(String, f64, f64)>>,
}

impl Stream {
    /// An empty stream that keeps a budget.
    pub fn new(budget: Budget) -> Self {
        Self {
            budget,
            first: None,
            open: 0,
            places: Places::seoul(),
            categories: Vocabulary::default(),
            campaigns: Campaigns::default(),
            recent: Recent::default(),
            ids: HashMap::new(),
            calibrations: Vec::new(),
            alerts: Vec::new(),
            tally: Tally::default(),
            volumes: Vec::new(),
            years: Years::default(),
            learning: Learning::default(),
            persons: Names::default(),
        }
    }

    /// What was seen until now.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The budget it keeps.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// Takes the next complaint.
    pub fn push(&mut self, complaint: &Complaint) {
        let received = complaint.received_on.map_or(self.open, number);
        if self.first.is_none() {
            self.first = Some(received);
            self.open = received;
        }
        if received > self.open {
            self.advance(received);
        }
        if !complaint.id.is_empty() && self.ids.insert(hash(complaint.id.as_bytes()), self.open).is_some() {
            self.tally.duplicates += 1;
            return;
        }
        self.tally.complaints += 1;
        self.tally.late += u64::from(received < self.open);
        match self.volumes.last_mut().filter(|(day, _)| *day == self.open) {
            Some((_, count)) => *count += 1,
            None => self.volumes.push((self.open, 1)),
        }
        self.take(complaint);
    }

    fn take(&mut self, complaint: &Complaint) {
        let (title, text) = (words::normal(&complaint.title), words::normal(&complaint.text));
        self.persons.see([&title, &text], self.open);
        let shown = mask(&complaint.title);
        let place = self.places.of(&complaint.area, complaint.point, &title);
        self.tally.placeless += u64::from(place == super::places::NOWHERE);
        let submitter = complaint.submitter.trim();
        let submitter = if submitter.is_empty() { 0 } else { hash(submitter.as_bytes()).max(1) };
        let mut terms = Vec::new();
        for text in [&title, &text] {
            let take = |term: &str| {
                if terms.len() < TERMS_MAX {
                    terms.push(self.recent.words.id(term));
                }
            };
            words::terms(text, |word| self.places.names_place(word), take);
        }
        let number = self.tally.complaints;
        let (campaign, copy) = if terms.is_empty() {
            self.tally.wordless += 1;
            let category = complaint.category.trim();
            self.years.add(category, self.open);
            terms.push(self.recent.words.id(&format!("{KIND}{category}")));
            // Without words there is nothing that could be a copy.
            (number as u32 | 1 << 31, false)
        } else {
            let seen = self.campaigns.see(&format!("{title} {text}"), &shown, submitter, self.open);
            if !seen.counts {
                self.tally.folded += 1;
                return;
            }
            (seen.campaign, seen.copy)
        };
        terms.sort_unstable();
        terms.dedup();
        let id = if complaint.id.is_empty() { format!("#{number}") } else { complaint.id.clone() };
        let title: String = shown.chars().take(TITLE_MAX).collect();
        let category = u16::try_from(self.categories.id(complaint.category.trim())).unwrap_or(u16::MAX);
        self.recent.push(Item { id, title, day: self.open, category, place, submitter, campaign, copy, terms });
    }

    /// Ends the open day and those without complaints before `day`.
    fn advance(&mut self, day: i32) {
        // After a gap longer than the memory there is nothing left to close.
        let last = day.min(self.open.saturating_add(MEMORY + REOPEN_DAYS));
        for over in self.open..last {
            self.close(over);
        }
        self.open = day;
        // Nothing that a baseline could hold is left: what is usual is learnt anew, and what was before is no past of it.
        let gap = |before: &&(i32, u32)| self.learning.taught > 0 && day.saturating_sub(before.0) > BASELINE;
        if let Some((before, _)) = self.volumes.last().filter(gap) {
            self.recent.forget(before.saturating_add(MEMORY));
            self.learning = Learning { anew: self.learning.anew.saturating_add(1), ..Learning::default() };
        }
    }

    /// Ends the stream where it stands and gives the report. To go on later, save the state before.
    pub fn finish(mut self) -> Report {
        if self.first.is_some() {
            self.close(self.open);
        }
        let points = self.alerts.iter().map(|alert| {
            let point = |id: &_| self.places.point(*id).map(|(lat, lon)| (self.places.name(*id).to_owned(), lat, lon));
            alert.core.areas.iter().filter_map(point).collect()
        });
        Report {
            points: points.collect(),
            budget: self.budget,
            days: self.first.map(|first| (first, self.open)),
            watched: self.learning.watched,
            anew: self.learning.anew,
            reading: Reading::default(),
            tally: self.tally,
            letters: self.campaigns.letters(LETTER_LEAST),
            volumes: self.volumes,
            calibrations: self.calibrations,
            alerts: self.alerts,
        }
    }

    /// Tests a day that is over.
    fn close(&mut self, today: i32) {
        let age = today - self.first.unwrap_or(today);
        let any = self.volumes.last().is_some_and(|(day, _)| *day == today);
        let learning = self.learning.watched.is_none();
        if learning && any {
            self.learning.taught = self.learning.taught.saturating_add(1);
            self.learning.watched = (self.learning.taught >= WARM_UP).then(|| today.saturating_add(1));
        }
        self.follow(today);
        // The last day of the warm-up finds what is running already.
        if self.learning.watched.is_some() && !self.recent.since(today).is_empty() {
            if self.calibrations.last().is_none_or(|last| today - last.day >= CALIBRATE_EVERY) {
                self.places.settle();
                self.calibrations.push(Calibration::of(&self.recent, &self.places, today, self.budget));
            }
            self.test(today, learning);
        }
        if age % CLEAR_EVERY == CLEAR_EVERY - 1 {
            self.recent.forget(today);
            self.years.forget(today);
            self.persons.forget(today);
            for alert in self.alerts.iter_mut().filter(|alert| !alive(alert, today)) {
                alert.waiting.clear();
            }
            self.campaigns.forget(today, LETTER_LEAST);
            self.ids.retain(|_, day| today - *day < MEMORY);
        }
    }

    /// Adds a day to the alerts that are open, or may open again: a complaint joins the one whose core it is most like.
    fn follow(&mut self, today: i32) {
        let live: Vec<usize> = live(&self.alerts, today).collect();
        let keys: Vec<Key<'_>> = live.iter().filter_map(|at| self.alerts.get(*at)).map(|alert| alert.core.key(&self.recent)).collect();
        let mut joined: Vec<Vec<&Item>> = vec![Vec::new(); live.len()];
        for item in self.recent.items.get(self.recent.since(today)).unwrap_or_default() {
            let likeness = keys.iter().zip(&mut joined).filter_map(|(key, joined)| Some((key.likeness(item)?, joined)));
            // The first of equals.
            if let Some((_, joined)) = likeness.reduce(|best, next| if next.0 > best.0 { next } else { best }) {
                joined.push(item);
            }
        }
        drop(keys);
        let volume = self.recent.since(today).len() as u32;
        for (at, joined) in live.into_iter().zip(joined) {
            if let Some(alert) = self.alerts.get_mut(at) {
                alert.add(today, &joined, volume);
                alert.settle(today, &self.recent, &self.places, &self.persons);
            }
        }
    }

    fn test(&mut self, today: i32, running: bool) {
        let Some(calibration) = self.calibrations.last() else { return };
        let scene = Scene::new(&self.recent, &self.places, &self.recent.days, today, false).with_years(&self.years);
        let mut candidates = Vec::new();
        scene.rises(calibration.threshold, |rise| {
            candidates.extend(Candidate::of(rise, &self.recent, &self.places, (today, scene.placed()), calibration.threshold));
        });
        candidates.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.rise.term.cmp(&other.rise.term)));
        let volume = |day: i32| (self.recent.since(day + 1).start - self.recent.since(day).start) as u32;
        for candidate in candidates {
            let areas = super::issue::areas(candidate.rise.zone, &self.places);
            let items = || candidate.evidence.iter().filter_map(|at| self.recent.items.get(*at));
            let linked = live(&self.alerts, today).find(|at| {
                let Some(alert) = self.alerts.get(*at) else { return false };
                let key = alert.core.key(&self.recent);
                let share = match (alert.core.areas.is_empty() && areas.is_empty(), alert.core.areas.is_disjoint(&areas)) {
                    (true, _) => LINK_CITY,
                    (_, true) => LINK,
                    _ => LINK_NEAR,
                };
                items().filter(|item| key.likeness(item).is_some()).count() as f64 >= share * candidate.evidence.len() as f64
            });
            if let Some(alert) = linked.and_then(|at| self.alerts.get_mut(at)) {
                alert.reopen(today);
                continue;
            }
            let Some(mut alert) = Alert::open(&candidate, (&self.recent, &self.places, &self.persons), today, volume) else { continue };
            alert.recurrence = calibration.recurrence(alert.score);
            if !running {
                alert.number = self.alerts.iter().map(|alert| alert.number).max().unwrap_or(0) + 1;
            }
            self.alerts.push(alert);
        }
    }
}

/// The alerts that are open, or closed so lately that they may open again.
fn live(alerts: &[Alert], today: i32) -> impl Iterator<Item = usize> {
    alerts.iter().enumerate().filter(move |(_, alert)| alive(alert, today)).map(|(at, _)| at)
}

fn alive(alert: &Alert, today: i32) -> bool {
    alert.closed.is_none_or(|(closed, _)| today.saturating_sub(closed) <= REOPEN_DAYS)
}
