//! 검산: which numbers and dates of a text that somebody edited still say what the report says.
//!
//! Both sides are read alike ([`numbers`]); tables are matched cell by cell, by the labels of rows and heads of columns, all else as a stream of
//! letters and numbers. What is left over on both sides is matched by value and the words around it, so that a sentence may move. Numbers
//! count with their units: 1,234백만원 is 12.34억원, but 천원 for 백만원 is another amount.
//!
//! **Can never happen here.** A number of the edited text that no finding names; a figure or dated fact of the report that no finding names.

mod dates;
mod left;
mod lines;
mod scan;
mod side;
mod stream;
mod sums;
mod tables;
mod units;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub use scan::{Mention, numbers};
pub use sums::BrokenSum;
pub use value::{Amount, Dates, Likeness, Point, Unit, Until, Value};

use crate::model::Document;
use crate::read::{Passage, Place};
use side::{Item, Side};

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// A finding for each number: those of the edited text in its order, each missing one behind the one that it followed.
    pub findings: Vec<Finding>,
    /// Sums in the edited text's tables that do not add up.
    pub sums: Vec<BrokenSum>,
}

/// A number or date of the report, of the edited text, or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What became of it.
    pub verdict: Verdict,
    /// The figure or fact that it is, or, of an unknown number, the one that says the same; nothing for a number written in the report's text.
    pub origin: Option<Origin>,
    /// What the report says.
    pub expected: Option<Said>,
    /// What the edited text says.
    pub found: Option<Said>,
    /// What the record says now, where that is no longer what the report says.
    pub now: Option<String>,
}

/// The figure or fact behind a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Its key.
    pub key: String,
    /// Whether it is a fact.
    pub fact: bool,
    /// Its place among the report's references to the same key, from 0.
    pub occurrence: usize,
}

/// A number as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The number with its unit, as written.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The passage among those that were audited, from 0.
    pub passage: usize,
    /// Where in the passage, in bytes.
    pub range: Range<usize>,
    /// The words around it.
    pub words: String,
}

/// What became of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It stands as it stood.
    Right,
    /// It says the same in another way: another unit, rounded by its own word, another way to write a day.
    Rewritten,
    /// It is not what the report said, but what the record says now.
    Updated,
    /// It says something else.
    Changed,
    /// It is gone.
    Missing,
    /// The report has no such number.
    Unknown,
}

impl Audit {
    /// How many findings have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.findings.iter().filter(|finding| finding.verdict == verdict).count()
    }

    /// How many numbers stand as the report had them although the record says something else now.
    #[must_use]
    pub fn overtaken(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_overtaken()).count()
    }
}

impl Finding {
    /// Whether it stands as the report had it although the record says something else now.
    #[must_use]
    pub fn is_overtaken(&self) -> bool {
        self.now.is_some() && matches!(self.verdict, Verdict::Right | Verdict::Rewritten)
    }
}

/// Audits an edited text against a report; `now` is the same report as the record knows it today.
#[must_use]
pub fn audit(expected: &Document, edited: &[Passage], now: Option<&Document>) -> Audit {
    let (report, edited) = (Side::report(expected), Side::edited(edited));
    let now = now.map(Side::report);
    let mut found = tables::found(&report, &edited);
    let lines = lines::found((&report, &found.expected), (&edited, &found.edited));
    found.pairs.extend(lines.pairs);
    found.expected.extend(lines.expected);
    found.edited.extend(lines.edited);
    let mut faces: Vec<Option<usize>> = vec![None; report.items.len()];
    let running = |side: &Side, taken: &BTreeSet<usize>| {
        stream::Tokens::of_passages(side, (0..side.passages.len()).filter(|passage| !taken.contains(passage)))
    };
    let (one, two) = (running(&report, &found.expected), running(&edited, &found.edited));
    let pairs = stream::aligned((&report, &one), (&edited, &two));
    for (expected, edited) in found.pairs.iter().copied().chain(pairs) {
        if let Some(face) = faces.get_mut(expected) {
            *face = Some(edited);
        }
    }
    let rests = rests(&report, &edited, &faces);
    faces.iter_mut().filter(|face| face.is_some_and(|face| rests.contains(&face))).for_each(|face| *face = None);
    left::matched(&report, &edited, &rests, &mut faces);
    let again = left::again(&report, &edited, &faces);
    let mut sums = Vec::new();
    for grid in tables::grids(&report) {
        sums.extend(sums::broken((&report, &grid), &edited, |item| faces.get(item).copied().flatten()));
    }
    for grid in &found.strange {
        // A table that the stream found cell by cell is none of its own.
        let known = grid.passages().flat_map(|passage| edited.items_of(passage)).any(|item| faces.contains(&Some(item)));
        if !known {
            sums.extend(sums::strange(&edited, grid));
        }
    }
    Audit { findings: findings(&report, &edited, now.as_ref(), &faces, &again), sums }
}

/// The items that are the rest of a number of the line before, which the report has whole: none of them says anything of its own.
fn rests(report: &Side, edited: &Side, faces: &[Option<usize>]) -> BTreeSet<usize> {
    let whole = |(one, face): (usize, &Option<usize>)| {
        let (item, two) = (report.items.get(one)?, (*face)?);
        let found = edited.items.get(two)?;
        let likeness = |value| item.mention.value.likeness(value);
        (likeness(&found.joined.as_ref()?.value) > likeness(&found.mention.value)).then_some(two)
    };
    faces.iter().enumerate().filter_map(whole).flat_map(|two| edited.rest_of(two)).collect()
}

fn findings(report: &Side, edited: &Side, now: Option<&Side>, faces: &[Option<usize>], again: &[Option<usize>]) -> Vec<Finding> {
    let now = now.map(Now::of);
    let mut placed: Vec<((usize, usize), Finding)> = Vec::with_capacity(report.items.len() + edited.items.len());
    let mut known = vec![false; edited.items.len()];
    // A missing number is told behind the one that it followed.
    let mut last = 0;
    for (index, item) in report.items.iter().enumerate() {
        let face = faces.get(index).copied().flatten();
        if let Some((face, known)) = face.and_then(|face| Some((face, known.get_mut(face)?))) {
            (*known, last) = (true, face);
        }
        if face.is_none() && report.charts.contains(&item.passage) {
            continue;
        }
        let order = face.map_or((last, 1 + index), |face| (face, 0));
        let mut found = finding(report, item, edited, face, now.as_ref());
        if found.verdict == Verdict::Changed && is_converted(report, item, edited, faces) {
            found.verdict = Verdict::Rewritten;
        }
        placed.push((order, found));
    }
    // The passage and the bytes of it that were told with the line before.
    let mut told = (0, 0);
    for (index, item) in edited.items.iter().enumerate() {
        // The rest of a number that a line's end cut in two is told with its beginning.
        let rest = (item.passage == told.0) && item.mention.range.start < told.1;
        if let Some(joined) = &item.joined {
            told = (item.passage + 1, joined.rest);
        }
        if known.get(index) == Some(&true) || rest || edited.is_page_number(item) {
            continue;
        }
        let twin = again.get(index).copied().flatten().and_then(|twin| report.items.get(twin));
        let same = twin.is_some_and(|twin| twin.likeness(item) != Likeness::Different);
        let verdict = if same { Verdict::Right } else { Verdict::Unknown };
        let alike = twin.or_else(|| left::only_one(report, item));
        let found = Some(said(edited, item));
        let expected = twin.map(|twin| said(report, twin));
        placed.push(((index, 0), Finding { verdict, origin: alike.and_then(|item| origin(report, item)), expected, found, now: None }));
    }
    placed.sort_by_key(|(order, _)| *order);
    placed.into_iter().map(|(_, finding)| finding).collect()
}

/// Whether an item is the unit over a table whose every number was converted to the unit that stands there now.
fn is_converted(report: &Side, item: &Item, edited: &Side, faces: &[Option<usize>]) -> bool {
    let pair = |one: usize| Some((report.items.get(one)?, edited.items.get(faces.get(one).copied().flatten()?)?));
    let below = report.table_below(item.passage).filter_map(pair).filter(|(one, _)| one.scaled != one.mention.value);
    let likeness: Vec<Likeness> = below.map(|(one, two)| one.scaled.likeness(&two.scaled)).collect();
    matches!(item.mention.value, Value::Unit(_)) && !likeness.is_empty() && !likeness.contains(&Likeness::Different)
}

fn finding(report: &Side, item: &Item, edited: &Side, face: Option<usize>, now: Option<&Now<'_>>) -> Finding {
    let origin = origin(report, item);
    let today = now.zip(origin.as_ref()).and_then(|(now, origin)| today(report, item, now, origin));
    let found = face.and_then(|face| edited.items.get(face));
    let likeness = found.map(|found| (item.likeness(found), report.written(item) == edited.written(found)));
    let verdict = match (likeness, found) {
        (Some((_, true)), _) => Verdict::Right,
        (Some((Likeness::Same, _)), Some(found))
            if [Some(&found.mention.value), found.joined.as_ref().map(|joined| &joined.value)].contains(&Some(&item.mention.value)) =>
        {
            Verdict::Right
        }
        (Some((Likeness::Same | Likeness::Rounded, _)), _) => Verdict::Rewritten,
        (Some((Likeness::Different, _)), Some(found)) => match &today {
            Some(Today { item: Some(today), .. }) if today.likeness(found) != Likeness::Different => Verdict::Updated,
            _ => Verdict::Changed,
        },
        _ => Verdict::Missing,
    };
    Finding {
        verdict,
        origin,
        expected: Some(said(report, item)),
        found: found.map(|found| said(edited, found)),
        now: today.map(|today| today.shown),
    }
}

/// What the record says now in a figure's or fact's place.
struct Today {
    shown: String,
    item: Option<Item>,
}

/// The report as the record knows it now, by key and occurrence.
struct Now<'s> {
    side: &'s Side,
    sources: BTreeMap<(&'s str, bool, usize), usize>,
    items: BTreeMap<usize, usize>,
}

impl<'s> Now<'s> {
    fn of(side: &'s Side) -> Self {
        let key = |(index, source): (usize, &'s side::Source)| ((source.key.as_str(), source.fact, source.occurrence), index);
        let items = side.items.iter().enumerate().rev().flat_map(|(index, item)| item.sources.iter().map(move |source| (*source, index)));
        Self { side, sources: side.sources.iter().enumerate().map(key).collect(), items: items.collect() }
    }
}

/// Nothing where the record still says the same.
fn today(report: &Side, item: &Item, now: &Now<'_>, origin: &Origin) -> Option<Today> {
    let then = item.sources.first().and_then(|source| report.sources.get(*source))?;
    let index = now.sources.get(&(origin.key.as_str(), origin.fact, origin.occurrence));
    let Some((index, source)) = index.and_then(|index| Some((index, now.side.sources.get(*index)?))) else {
        return Some(Today { shown: "–".into(), item: None });
    };
    let item = now.items.get(index).and_then(|item| now.side.items.get(*item)).cloned();
    (source.shown != then.shown).then(|| Today { shown: source.shown.clone(), item })
}

fn origin(report: &Side, item: &Item) -> Option<Origin> {
    let source = item.sources.first().and_then(|source| report.sources.get(*source))?;
    Some(Origin { key: source.key.clone(), fact: source.fact, occurrence: source.occurrence })
}

/// How many letters of the words around a number are told.
const WORDS: usize = 24;

fn said(side: &Side, item: &Item) -> Said {
    let place = side.passages.get(item.passage).map_or(Place::Line(0), |passage| passage.place);
    let range = item.mention.range.clone();
    Said { text: side.written(item).to_owned(), place, passage: item.passage, range, words: left::words(side, item, WORDS) }
}
