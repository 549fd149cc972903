//! Issues: what complaints are about, as a core of weighted terms that is fixed when the issue opens. A complaint joins by its likeness to the core, never by
//! its likeness to a complaint that joined before, so that issues do not grow into one another.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::mask::Names;
use super::measure::{Rise, Zone};
use super::places::{NOWHERE, PlaceId, Places};
use super::recent::{Item, KIND, Recent, TermId};
use super::settings::{CORE, CORE_LIFT, CORE_SHARE, JOIN, LEAST};
use super::tail::surprise;
use super::words::PLACE;

/// What an issue is about, and where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Core {
    /// Terms with their weights, the heaviest first.
    pub(super) terms: Vec<(String, f64)>,
    /// A complaint joins from this sum of weights on.
    join: f64,
    /// The areas of the rise; empty for the whole city.
    pub(super) areas: BTreeSet<PlaceId>,
    /// Areas from which complaints join: those, their districts, and areas beside them. Of categories alone, those.
    reach: BTreeSet<PlaceId>,
    /// Whether categories alone are its terms, since its complaints have no words.
    kinds: bool,
}

/// A core with its terms as numbers.
pub(super) struct Key<'a> {
    core: &'a Core,
    terms: Vec<(TermId, f64)>,
}

/// A rise that stands when campaigns are folded and people counted once.
pub(super) struct Candidate {
    pub(super) rise: Rise,
    /// Places in the recent items, oldest first.
    pub(super) evidence: Vec<usize>,
    pub(super) people: u32,
    /// The score of what is left when each campaign and each person counts once.
    pub(super) score: f64,
}

impl Candidate {
    /// Gives the evidence of a rise; None where it does not reach the threshold once campaigns are folded and people counted once.
    pub(super) fn of(rise: Rise, recent: &Recent, places: &Places, (today, placed): (i32, bool), threshold: f64) -> Option<Self> {
        let areas = areas(rise.zone, places);
        let held = |at: &&u32| {
            recent.items.get(**at as usize).is_some_and(|item| {
                item.day > today - rise.window && item.day <= today && (areas.is_empty() || areas.contains(&item.place))
            })
        };
        let evidence: Vec<usize> = recent.with(rise.term).iter().filter(held).map(|at| *at as usize).collect();
        let (people, wordings) = distinct(evidence.iter().filter_map(|at| recent.items.get(*at)));
        let mut count = people.min(wordings);
        let mut left = 1.0;
        if placed && recent.words.name(rise.term).starts_with(KIND) {
            // Without words one busy day may be one person: the rise must stand without its largest.
            count = count.saturating_sub(largest_day(&evidence, recent));
            left -= 1.0 / f64::from(rise.window);
        }
        let score = surprise(count, left * rise.expected, left * rise.variance);
        let items = evidence.iter().filter_map(|at| recent.items.get(*at));
        if placed && rise.zone == Zone::City && within_one_district(items, places) {
            return None;
        }
        (count >= LEAST && score >= threshold).then_some(Self { rise, evidence, people, score })
    }
}

/// The most complaints of one day.
fn largest_day(evidence: &[usize], recent: &Recent) -> u32 {
    let days: Vec<i32> = evidence.iter().filter_map(|at| recent.days.get(*at).copied()).collect();
    days.chunk_by(|one, other| one == other).map(|day| day.len() as u32).max().unwrap_or(0)
}

/// Whether half of those whose place is known come from one district, or from one area of another city: then it is no matter of the whole city.
fn within_one_district<'a>(items: impl Iterator<Item = &'a Item>, places: &Places) -> bool {
    let mut districts: BTreeMap<PlaceId, u32> = BTreeMap::new();
    let known = items.filter(|item| item.place != NOWHERE);
    known.for_each(|item| *districts.entry(places.district(item.place).unwrap_or(item.place)).or_default() += 1);
    districts.values().max().is_some_and(|most| 2 * most >= districts.values().sum())
}

/// Distinct people, unknown ones each for themselves, and distinct wordings.
pub(super) fn distinct<'a>(items: impl Iterator<Item = &'a Item>) -> (u32, u32) {
    let (mut known, mut unknown, mut wordings) = (BTreeSet::new(), 0, BTreeSet::new());
    for item in items {
        if item.submitter == 0 {
            unknown += 1;
        } else {
            known.insert(item.submitter);
        }
        wordings.insert(item.campaign);
    }
    (known.len() as u32 + unknown, wordings.len() as u32)
}

/// The areas of a zone; none for the city.
pub(super) fn areas(zone: Zone, places: &Places) -> BTreeSet<PlaceId> {
    match zone {
        Zone::City => BTreeSet::new(),
        Zone::Near(centre, size) => places.near(centre).iter().copied().take(size).collect(),
        Zone::District(district) => {
            (0..places.len()).map(|place| place as PlaceId).filter(|place| places.district(*place) == Some(district)).collect()
        }
    }
}

impl Core {
    /// Fixes what an issue is about: terms far more frequent in its evidence than in the same areas before.
    ///
    /// `evidence` are places in the recent items, in `areas` (none for the whole city); what came before the day `since` is usual.
    pub(super) fn of(evidence: &[usize], areas: BTreeSet<PlaceId>, since: i32, recent: &Recent, places: &Places) -> Self {
        let own: Vec<&Item> = evidence.iter().filter_map(|at| recent.items.get(*at)).collect();
        let mut held: BTreeMap<TermId, u32> = BTreeMap::new();
        let mut folded = BTreeSet::new();
        for item in own.iter().filter(|item| folded.insert(item.campaign)) {
            item.terms.iter().for_each(|term| *held.entry(*term).or_default() += 1);
        }
        let own_count = folded.len() as f64;
        let past = |item: &&Item| item.day < since && (areas.is_empty() || areas.contains(&item.place));
        let past_count = recent.items.iter().filter(past).count() as f64;
        let mut terms: Vec<(TermId, f64)> = held
            .into_iter()
            .filter(|(_, count)| *count >= 2 && f64::from(*count) >= CORE_SHARE * own_count)
            .filter_map(|(term, count)| {
                let with = recent.with(term);
                let there = with.iter().filter_map(|at| recent.items.get(*at as usize)).filter(past).count() as f64;
                let everywhere = with.len() as f64 / recent.items.len().max(1) as f64;
                let usual = (there + 5.0 * everywhere + 0.1) / (past_count + 5.0);
                let share = f64::from(count) / own_count;
                let lift = share / usual;
                // A complaint without words has its kind alone, which is what its issue is about however common it is.
                let is_kind = recent.words.name(term).starts_with(KIND);
                (lift >= CORE_LIFT || is_kind).then(|| (term, share.sqrt() * lift.max(CORE_LIFT).ln()))
            })
            .collect();
        terms.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        terms.truncate(CORE);
        let mut scores: Vec<f64> = own.iter().map(|item| score(&terms, item)).collect();
        scores.sort_by(f64::total_cmp);
        let join = JOIN * scores.get(scores.len() / 2).copied().unwrap_or(1.0);
        let kinds = !terms.is_empty() && terms.iter().all(|(term, _)| recent.words.name(*term).starts_with(KIND));
        let mut reach = areas.clone();
        // A category is at home everywhere: beside the areas of its rise it is no part of it.
        for area in areas.iter().filter(|_| !kinds) {
            reach.extend(places.near(*area).iter().take(4));
            reach.extend(places.district(*area));
        }
        let terms = terms.into_iter().map(|(term, weight)| (recent.words.name(term).to_owned(), weight)).collect();
        Self { terms, join: join.max(1e-6), areas, reach, kinds }
    }

    /// The core with its terms as the words are numbered now.
    pub(super) fn key<'a>(&'a self, recent: &Recent) -> Key<'a> {
        let terms = self.terms.iter().filter_map(|(name, weight)| Some((recent.words.known(name)?, *weight))).collect();
        Key { core: self, terms }
    }

    /// The terms as people read them: what is a person's, and pieces that a longer term holds, are left out.
    pub(super) fn shown(&self, recent: &Recent, persons: &Names) -> Vec<String> {
        let told = self.terms.iter().map(|(name, _)| name.as_str()).filter(|name| may_be_shown(name, recent, persons));
        let names: Vec<&str> = told.map(bare).filter(|name| !name.is_empty()).collect();
        let mut shown: Vec<String> = Vec::new();
        for name in &names {
            let longer = names.iter().any(|other| other.len() > name.len() && other.contains(name) && other.chars().count() <= 6);
            if !longer && !shown.iter().any(|known| known.contains(name) || overlap(known, name)) {
                shown.push((*name).to_owned());
            }
        }
        shown.truncate(5);
        shown
    }
}

/// A term without the mark of its kind.
pub(super) fn bare(term: &str) -> &str {
    term.trim_start_matches([KIND, PLACE])
}

/// Whether a term is no person's. Categories and places are none.
pub(super) fn may_be_shown(term: &str, recent: &Recent, persons: &Names) -> bool {
    term.starts_with([KIND, PLACE]) || !persons.hide(term, recent)
}

/// Whether two pieces are cut from one word: two letters at an end are the other's beginning.
fn overlap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let ends = |front: &[char], back: &[char]| front.len() >= 3 && back.len() >= 3 && front.get(front.len() - 2..) == back.get(..2);
    ends(&one, &other) || ends(&other, &one)
}

fn score(terms: &[(TermId, f64)], item: &Item) -> f64 {
    terms.iter().filter(|(term, _)| item.terms.binary_search(term).is_ok()).map(|(_, weight)| weight).sum()
}

impl Key<'_> {
    /// How like the core a complaint is; None if it does not join.
    pub(super) fn likeness(&self, item: &Item) -> Option<f64> {
        let placeless = item.place == NOWHERE && !self.core.kinds;
        let here = self.core.reach.is_empty() || placeless || self.core.reach.contains(&item.place);
        let score = if here { score(&self.terms, item) } else { 0.0 };
        (score >= self.core.join).then(|| score / self.core.join)
    }

    /// The items that join, by their places, from those that hold a core term.
    pub(super) fn members(&self, recent: &Recent, from: i32, to: i32) -> Vec<usize> {
        let mut held: BTreeSet<usize> = BTreeSet::new();
        for (term, _) in &self.terms {
            held.extend(recent.with(*term).iter().map(|at| *at as usize));
        }
        held.retain(|at| recent.items.get(*at).is_some_and(|item| item.day >= from && item.day <= to && self.likeness(item).is_some()));
        held.into_iter().collect()
    }
}
