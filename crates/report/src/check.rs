//! What is wrong with the definitions taken together: parts that nobody defined, keys made twice, circles.
//!
//! No single definition shows it, so none is refused for it; where it is in the record all the same, figures have no value and pages go on.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Seq};
use store::{Failure, Read, Sets};

use crate::evaluate::Evaluator;
use crate::model::Source;
use crate::rules::{may_be_of, nearest};

/// Everything that is wrong with the definitions as known at an event, expanded over their families on a day.
pub fn check_definitions(read: &mut Read, sets: &Sets, known: Seq, day: Day) -> Result<Vec<String>, Failure> {
    let mut evaluator = Evaluator::new(read, sets, known)?;
    let mut keys = Keys::default();
    let mut problems = keys.gather(&mut evaluator, day)?;
    problems.extend(keys.unknown_parts());
    problems.extend(keys.circles());
    Ok(problems)
}

/// A key that a definition makes.
struct Made {
    /// The key as the definition writes it.
    definition: String,
    /// The keys it derives from, and the same as the definition writes them.
    of: Vec<String>,
    written: Vec<String>,
}

/// All keys of a day.
#[derive(Default)]
struct Keys {
    made: BTreeMap<String, Made>,
    /// The keys of families, as they are written.
    families: Vec<String>,
}

impl Keys {
    /// Gathers the keys in the order of their definitions; gives those that are made twice, once for each pair of definitions.
    fn gather(&mut self, evaluator: &mut Evaluator<'_, '_>, day: Day) -> Result<Vec<String>, Failure> {
        let (mut problems, mut said) = (Vec::new(), BTreeSet::new());
        for (definition, family) in evaluator.families(day)? {
            if !definition.over.is_empty() {
                self.families.push(definition.key.clone());
            }
            let written = derives_from(&definition.source);
            for figure in family {
                let key = figure.key.clone();
                if let Some(first) = self.made.get(&key) {
                    if said.insert((first.definition.clone(), definition.key.clone())) {
                        problems.push(twice(&key, &first.definition, &definition.key));
                    }
                    continue;
                }
                let of = derives_from(&figure.source);
                self.made.insert(key, Made { definition: definition.key.clone(), of, written: written.clone() });
            }
        }
        Ok(problems)
    }

    /// Parts that are no figure, and no member that a family may have on another day; each as its definition writes it.
    fn unknown_parts(&self) -> Vec<String> {
        let mut problems = BTreeSet::new();
        let mut said = BTreeSet::new();
        for made in self.made.values() {
            for (key, written) in made.of.iter().zip(&made.written) {
                let known = self.made.contains_key(key) || self.families.iter().any(|family| may_be_of(family, key));
                if known || !said.insert((&made.definition, written)) {
                    continue;
                }
                let near = nearest(key, self.made.keys().map(String::as_str));
                let near = if near.is_empty() { String::new() } else { format!("; nearest: {}", near.join(", ")) };
                problems.insert(format!("`{}` derives from `{written}`, which is not defined{near}", made.definition));
            }
        }
        problems.into_iter().collect()
    }

    /// Figures that derive from themselves, each circle once and as the definitions write it.
    fn circles(&self) -> BTreeSet<String> {
        let mut circles = BTreeSet::new();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for start in self.made.keys() {
            // The way from the start to where we are, with the parts still to be tried at each place.
            let mut way: Vec<(&str, std::slice::Iter<'_, String>)> = Vec::new();
            let mut next = Some(start.as_str());
            loop {
                if let Some(key) = next.take() {
                    if let Some(at) = way.iter().position(|(known, _)| *known == key) {
                        circles.insert(self.circle(way.iter().skip(at).map(|(key, _)| *key).collect()));
                    } else if let Some(made) = self.made.get(key).filter(|_| !done.contains(key)) {
                        way.push((key, made.of.iter()));
                    }
                }
                let Some((key, parts)) = way.last_mut() else { break };
                match parts.next() {
                    Some(part) => next = Some(part),
                    None => {
                        done.insert(*key);
                        way.pop();
                    }
                }
            }
        }
        circles
    }

    /// A circle in words, beginning with its first definition in the order of the alphabet.
    fn circle(&self, keys: Vec<&str>) -> String {
        let mut names: Vec<&str> = keys.into_iter().map(|key| self.made.get(key).map_or(key, |made| made.definition.as_str())).collect();
        let first = names.iter().enumerate().min_by_key(|(_, name)| **name).map_or(0, |(at, _)| at);
        names.rotate_left(first);
        let first = names.first().copied().unwrap_or_default();
        format!("`{first}` derives from itself: {} → {first}", names.join(" → "))
    }
}

fn derives_from(source: &Source) -> Vec<String> {
    if let Source::Derived(_, of) = source { of.clone() } else { Vec::new() }
}

fn twice(key: &str, first: &str, second: &str) -> String {
    if first == second {
        return format!("`{key}` is made twice by `{first}`: two of the rows it runs over have one code; the first one counts");
    }
    format!("`{key}` is made by both `{first}` and `{second}`; the first one counts")
}
