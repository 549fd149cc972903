//! Two answers beside each other: which figures changed and by which rows, which definitions, which words.
//!
//! A side is an edition, or a report asked for a day as known at some point. An edition answers for what it shows; rows and definitions are read
//! from the record as known at that side, which gives the same for ever.

mod lines;
mod model;
mod sides;
mod write;

pub use model::{Comparison, DefinitionChange, FactChange, FigureChange, Leaf, LineChange, Only, RowChange, SideName, Which};

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Exact, Lang};
use store::{Failure, Read, Sets, Value};

use self::model::Rows;
use self::sides::Opened;
pub(crate) use self::sides::Side;
use crate::evaluate::city;
use crate::render::ShownFigure;

/// Compares two sides in a language; `public` leaves out what only the office sees of rows.
pub fn compare(read: &mut Read, sets: &Sets, (a, b): (&Which, &Which), lang: Lang, public: bool) -> Result<Comparison, Failure> {
    let (a, b) = (Side::read(read, sets, a, lang)?, Side::read(read, sets, b, lang)?);
    let (pairs, only_a, only_b) = pairs(&a.figures, &b.figures);
    let used = |side: &dyn Fn(&Pair<'_>) -> (String, Day)| pairs.iter().map(side).collect::<BTreeSet<_>>();
    let of_a = used(&|pair| (pair.a.key.clone(), pair.a.as_of));
    let of_b = used(&|pair| (pair.b.key.clone(), pair.b.as_of));
    let changed: BTreeSet<&str> = pairs.iter().filter(|pair| pair.changed()).map(|pair| pair.a.key.as_str()).collect();
    let opened_a = Opened::read(read, sets, a.name.as_of.known, &of_a, &changed, lang, public)?;
    let opened_b = Opened::read(read, sets, b.name.as_of.known, &of_b, &changed, lang, public)?;
    let mut figures = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.changed()) {
        figures.push(figure_change(pair, &opened_a, &opened_b));
    }
    let city = city(read)?;
    let codes = figures.iter().flat_map(|change| {
        let own = [&change.unit, &change.shown_unit].into_iter();
        own.chain(change.leaves.iter().map(|leaf| &leaf.unit))
            .map(|unit| (unit.clone(), city.unit_word(unit, lang).to_owned()))
            .collect::<Vec<_>>()
    });
    Ok(Comparison {
        units: codes.collect(),
        facts: facts(&a, &b),
        lines: lines::changes(&a.document, &b.document),
        definitions: definitions(&opened_a, &opened_b),
        templates: (a.template_version, b.template_version),
        a: a.name,
        b: b.name,
        figures,
        only_a,
        only_b,
    })
}

/// The same reference on both sides.
struct Pair<'f> {
    a: &'f ShownFigure,
    b: &'f ShownFigure,
}

impl Pair<'_> {
    fn changed(&self) -> bool {
        let (a, b) = (self.a, self.b);
        (&a.exact, &a.fraction, &a.shown, &a.unit) != (&b.exact, &b.fraction, &b.shown, &b.unit)
    }
}

/// References by key and unit, in their order; and those whose key the other side does not have at all.
fn pairs<'f>(a: &'f [ShownFigure], b: &'f [ShownFigure]) -> (Vec<Pair<'f>>, Vec<Only>, Vec<Only>) {
    let (first, second) = (grouped(a), grouped(b));
    let mut pairs = Vec::new();
    let mut said = BTreeSet::new();
    for figure in a {
        let place = (figure.key.as_str(), figure.shown_unit.as_str());
        if !said.insert(place) {
            continue;
        }
        let (Some(old), Some(new)) = (first.get(&place), second.get(&place)) else { continue };
        pairs.extend(old.iter().zip(new).map(|(a, b)| Pair { a, b }));
    }
    let only = |these: &[ShownFigure], others: &[ShownFigure]| {
        let known: BTreeSet<&str> = others.iter().map(|figure| figure.key.as_str()).collect();
        let mut said = BTreeSet::new();
        let new = these.iter().filter(|figure| !known.contains(figure.key.as_str()) && said.insert(figure.key.as_str()));
        new.map(Only::of).collect()
    };
    (pairs, only(a, b), only(b, a))
}

/// References by key and unit; one that says what the one before it said counts once.
fn grouped(figures: &[ShownFigure]) -> BTreeMap<(&str, &str), Vec<&ShownFigure>> {
    let mut groups: BTreeMap<(&str, &str), Vec<&ShownFigure>> = BTreeMap::new();
    for figure in figures {
        let group = groups.entry((figure.key.as_str(), figure.shown_unit.as_str())).or_default();
        if !group.iter().any(|known| (known.as_of, &known.shown) == (figure.as_of, &figure.shown)) {
            group.push(figure);
        }
    }
    groups
}

fn figure_change(pair: &Pair<'_>, a: &Opened, b: &Opened) -> FigureChange {
    let (old, new) = (pair.a, pair.b);
    let none = BTreeMap::new();
    let of_a = a.leaves.get(&(old.key.clone(), old.as_of)).unwrap_or(&none);
    let of_b = b.leaves.get(&(new.key.clone(), new.as_of)).unwrap_or(&none);
    let keys: BTreeSet<&String> = of_a.keys().chain(of_b.keys()).collect();
    let leaves = keys.into_iter().filter_map(|key| leaf(key, of_a.get(key), of_b.get(key))).collect();
    let exact = |figure: &ShownFigure| figure.fraction.clone().or_else(|| figure.exact.clone());
    FigureChange {
        key: new.key.clone(),
        label: new.label.clone(),
        unit: new.unit.clone(),
        days: (old.as_of, new.as_of),
        exact: (exact(old), exact(new)),
        difference: difference(old.exact.as_deref(), new.exact.as_deref()),
        shown: (old.shown.clone(), new.shown.clone()),
        shown_unit: new.shown_unit.clone(),
        versions: (old.version, new.version),
        leaves,
    }
}

fn difference(old: Option<&str>, new: Option<&str>) -> Option<String> {
    let read = |text: Option<&str>| text.and_then(|text| text.parse::<Exact>().ok());
    Some(read(new)?.minus(read(old)?)?.to_string())
}

/// What changed in one leaf; nothing where both sides fold the same rows.
fn leaf(key: &str, a: Option<&Rows>, b: Option<&Rows>) -> Option<Leaf> {
    let some = b.or(a)?;
    let empty = Vec::new();
    let (old, new) = (a.map_or(&empty, |rows| &rows.rows), b.map_or(&empty, |rows| &rows.rows));
    let typed = (a.and_then(|rows| rows.typed.clone()), b.and_then(|rows| rows.typed.clone()));
    let change = |added: bool, row: &Vec<Value>| RowChange::of(added, &some.columns, row);
    let rows: Vec<RowChange> =
        less(old, new).into_iter().map(|row| change(false, row)).chain(less(new, old).into_iter().map(|row| change(true, row))).collect();
    if rows.is_empty() && typed.0 == typed.1 {
        return None;
    }
    let exact = (a.and_then(|rows| rows.exact.clone()), b.and_then(|rows| rows.exact.clone()));
    Some(Leaf { key: key.to_owned(), label: some.label.clone(), unit: some.unit.clone(), exact, typed, rows })
}

/// The rows of the first that the second does not have as often.
fn less<'r>(these: &'r [Vec<Value>], others: &[Vec<Value>]) -> Vec<&'r Vec<Value>> {
    let mut left: BTreeMap<&Vec<Value>, usize> = BTreeMap::new();
    for row in others {
        *left.entry(row).or_default() += 1;
    }
    let more = |row: &&Vec<Value>| match left.get_mut(*row) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    these.iter().filter(more).collect()
}

/// Facts by key, in their order: the same fact may stand in several styles.
fn facts(a: &Side, b: &Side) -> Vec<FactChange> {
    let mut changes: Vec<FactChange> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in &a.facts {
        let place = places.entry(fact.key.as_str()).or_default();
        let other = b.facts.iter().filter(|other| other.key == fact.key).nth(*place);
        *place += 1;
        let Some(other) = other.filter(|other| other.shown != fact.shown) else { continue };
        let change = FactChange { key: fact.key.clone(), label: other.label.clone(), shown: (fact.shown.clone(), other.shown.clone()) };
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    changes
}

/// Definitions of which the sides know different versions, with what is different in them.
fn definitions(a: &Opened, b: &Opened) -> Vec<DefinitionChange> {
    let mut changes = Vec::new();
    let empty = serde_json::Map::new();
    for (key, new) in &b.definitions {
        let old = a.definitions.get(key);
        if old.is_some_and(|old| old.version == new.version) {
            continue;
        }
        let before = old.map_or(&empty, |old| &old.fields);
        let fields: BTreeSet<&String> = before.keys().chain(new.fields.keys()).collect();
        let differs = |name: &&String| before.get(*name) != new.fields.get(*name);
        let text = |value: Option<&serde_json::Value>| value.map(ToString::to_string);
        let fields = fields.into_iter().filter(differs);
        let fields = fields.map(|name| (name.clone(), text(before.get(name)), text(new.fields.get(name)))).collect();
        changes.push(DefinitionChange { key: key.clone(), versions: (old.map(|old| old.version), new.version), event: new.event, fields });
    }
    changes
}
