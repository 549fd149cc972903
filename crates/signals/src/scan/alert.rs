//! Alerts: what opened, why, how it goes on, and when it closes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::issue::{Candidate, Core, areas, distinct, may_be_shown};
use super::mask::Names;
use super::places::Places;
use super::recent::{Item, Recent};
use super::settings::{EVIDENCE_MAX, LEAST, MEMORY, OPEN_DAYS, QUIET_DAYS, SETTLE_DAYS};
use super::tail::surprise;

/// Why an alert closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// The sum of the last days is usual again.
    Usual,
    /// It has been open for as long as an alert may be: what is still there is the new usual.
    Aged,
}

/// A day of an alert's curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Counted from 1970-01-01.
    pub day: i32,
    /// Complaints on the issue that count.
    pub observed: u32,
    /// What the weeks before the alert let expect at this day's volume.
    pub expected: f64,
}

/// A complaint behind an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The complaint's id.
    pub id: String,
    /// Its title, shortened.
    pub title: String,
    /// The day on which it was counted, from 1970-01-01.
    pub day: i32,
}

/// An alert: an issue, never a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Alert {
    /// From 1 on, in order of opening; 0 for what was running when the warm-up ended.
    pub number: u32,
    /// The day at whose end it opened, counted from 1970-01-01.
    pub opened: i32,
    /// The day at whose end it closed, and why.
    pub closed: Option<(i32, Closing)>,
    /// Days at whose end it opened again.
    pub reopened: Vec<i32>,
    pub(super) core: Core,
    /// Terms, the strongest first.
    pub terms: Vec<String>,
    /// The term that rose most, empty where it is a person's, and the days of its window.
    pub seed: (String, i32),
    /// Names of its areas; empty for the whole city.
    pub areas: Vec<String>,
    /// The first day of the window in which it was found.
    pub since: i32,
    /// Distinct people in the window and zone that surprised most, and what was to be expected there.
    pub observed: u32,
    /// See `observed`.
    pub expected: f64,
    /// −log₁₀ of the chance of so many in one unit on one day.
    pub score: f64,
    /// Days between scores like this by chance alone.
    pub recurrence: f64,
    /// Complaints behind it, the earliest first; at most 300.
    pub evidence: Vec<Evidence>,
    /// Hashes of whoever sent complaints behind it until now, beyond those 300 too.
    pub(super) senders: BTreeSet<u64>,
    /// Complaints behind it whose submitter is unknown.
    pub(super) unknown: u32,
    /// Complaints that joined while it was closed, with their submitters' hashes: its evidence, should it open again.
    pub(super) waiting: Vec<(Evidence, u64)>,
    /// Distinct people and distinct wordings among the evidence at the opening.
    pub people: u32,
    /// See `people`.
    pub wordings: u32,
    /// Day by day, from four weeks before it opened.
    pub curve: Vec<Point>,
    rate: f64,
}

impl Alert {
    /// Opens an alert on a candidate at the end of `today`; `volume` gives a day's complaints.
    pub(super) fn open(
        candidate: &Candidate,
        (recent, places, persons): (&Recent, &Places, &Names),
        today: i32,
        volume: impl Fn(i32) -> u32,
    ) -> Option<Self> {
        let since = today - candidate.rise.window + 1;
        let core = Core::of(&candidate.evidence, areas(candidate.rise.zone, places), since, recent, places);
        let key = core.key(recent);
        let window = candidate.rise.window.max(QUIET_DAYS);
        let all = key.members(recent, today - MEMORY + 1, today);
        let item = |at: &usize| recent.items.get(*at);
        let own: Vec<&Item> = all.iter().filter_map(item).filter(|item| item.day > today - window).collect();
        let (people, wordings) = distinct(own.iter().copied());
        if people.min(wordings) < LEAST {
            return None;
        }
        let past = |day: i32| day <= today - window.max(7);
        let before = all.iter().filter_map(item).filter(|item| past(item.day)).count() as f64;
        let of_all: u32 = (today - MEMORY + 1..=today).filter(|day| past(*day)).map(&volume).sum();
        let rate = (before + 0.5) / f64::from(of_all.max(1));
        let point = |day: i32| {
            let observed = all.iter().filter_map(item).filter(|item| item.day == day).count() as u32;
            Point { day, observed, expected: rate * f64::from(volume(day)) }
        };
        let curve = (today - 27..=today).map(point).collect();
        let rise = &candidate.rise;
        let mut names: Vec<String> = core.areas.iter().map(|area| places.name(*area).to_owned()).collect();
        if let super::measure::Zone::District(district) = rise.zone {
            names = vec![places.name(district).to_owned()];
        }
        let mut alert = Self {
            number: 0,
            opened: today,
            closed: None,
            reopened: Vec::new(),
            terms: core.shown(recent, persons),
            seed: (
                Some(recent.words.name(rise.term)).filter(|term| may_be_shown(term, recent, persons)).unwrap_or_default().to_owned(),
                rise.window,
            ),
            areas: names,
            since: own.iter().map(|item| item.day).min().unwrap_or(today),
            observed: candidate.people,
            expected: rise.expected,
            score: candidate.score,
            recurrence: 0.0,
            evidence: Vec::new(),
            senders: BTreeSet::new(),
            unknown: 0,
            waiting: Vec::new(),
            people,
            wordings,
            curve,
            rate,
            core,
        };
        own.iter().for_each(|item| alert.join(evidence(item), item.submitter));
        Some(alert)
    }

    /// Takes a complaint as evidence.
    fn join(&mut self, evidence: Evidence, submitter: u64) {
        if submitter == 0 {
            self.unknown = self.unknown.saturating_add(1);
        } else {
            self.senders.insert(submitter);
        }
        if self.evidence.len() < EVIDENCE_MAX {
            self.evidence.push(evidence);
        }
    }

    /// Opens again, with what joined in between. What closed this very day was not closed: a window that ends today is above the threshold still.
    pub(super) fn reopen(&mut self, today: i32) {
        if self.closed.take().is_none_or(|(closed, _)| closed == today) {
            return;
        }
        self.reopened.push(today);
        for (evidence, submitter) in std::mem::take(&mut self.waiting) {
            self.join(evidence, submitter);
        }
    }

    /// Distinct people behind it until now, unknown ones each for themselves; None where nobody is known, so that complaints are all that can be counted.
    pub(super) fn people_until_now(&self) -> Option<u32> {
        let known = u32::try_from(self.senders.len()).unwrap_or(u32::MAX);
        (known > 0).then(|| known.saturating_add(self.unknown))
    }

    /// Adds a day: the complaints that joined, and the day's volume.
    pub(super) fn add(&mut self, today: i32, joined: &[&Item], volume: u32) {
        self.curve.push(Point { day: today, observed: joined.len() as u32, expected: self.rate * f64::from(volume) });
        if self.closed.is_some() {
            let room = EVIDENCE_MAX.saturating_sub(self.waiting.len());
            self.waiting.extend(joined.iter().take(room).map(|item| (evidence(item), item.submitter)));
            return;
        }
        joined.iter().for_each(|item| self.join(evidence(item), item.submitter));
        self.close(today);
    }

    /// Fixes the core for good, from the evidence of the first days: five complaints have not all the words of an issue.
    pub(super) fn settle(&mut self, today: i32, recent: &Recent, places: &Places, persons: &Names) {
        if today - self.opened != SETTLE_DAYS {
            return;
        }
        let members = self.core.key(recent).members(recent, self.since, today);
        self.core = Core::of(&members, self.core.areas.clone(), self.since, recent, places);
        self.terms = self.core.shown(recent, persons);
    }

    /// The number of complaints in three days below which the alert closes.
    pub fn ends_below(&self) -> u32 {
        let expected: f64 = self.curve.iter().rev().take(QUIET_DAYS as usize).map(|point| point.expected).sum();
        // Days without any complaint expect none.
        (LEAST..).find(|count| expected <= 0.0 || surprise(*count, expected, 1.5 * expected) >= 1.3).unwrap_or(LEAST)
    }

    fn close(&mut self, today: i32) {
        let open = today - self.opened;
        let observed: u32 = self.curve.iter().rev().take(QUIET_DAYS as usize).map(|point| point.observed).sum();
        if open >= OPEN_DAYS.0 && observed < self.ends_below() {
            self.closed = Some((today, Closing::Usual));
        } else if open >= OPEN_DAYS.1 {
            self.closed = Some((today, Closing::Aged));
        }
    }
}

fn evidence(item: &Item) -> Evidence {
    Evidence { id: item.id.clone(), title: item.title.clone(), day: item.day }
}
