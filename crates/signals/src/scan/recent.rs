//! The complaints of the last weeks, and which of them hold which term.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::places::PlaceId;
use super::settings::MEMORY;

/// A term by number.
pub(super) type TermId = u32;
/// The first letter of a term that is a category, where complaints have no words. No word begins with it.
pub(super) const KIND: char = '#';

/// A complaint that counts, as it is remembered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) day: i32,
    pub(super) category: u16,
    pub(super) place: PlaceId,
    /// The submitter's hash; 0 is somebody unknown.
    pub(super) submitter: u64,
    pub(super) campaign: u32,
    pub(super) copy: bool,
    /// Distinct and sorted.
    pub(super) terms: Vec<TermId>,
}

/// Names by number, numbers by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, TermId>,
    names: Vec<String>,
}

impl Vocabulary {
    pub(super) fn id(&mut self, name: &str) -> TermId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.names.len() as TermId;
        self.ids.insert(name.to_owned(), id);
        self.names.push(name.to_owned());
        id
    }

    pub(super) fn known(&self, name: &str) -> Option<TermId> {
        self.ids.get(name).copied()
    }

    pub(super) fn name(&self, id: TermId) -> &str {
        self.names.get(id as usize).map_or("", String::as_str)
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn of(names: Vec<String>) -> Self {
        Self { ids: names.iter().cloned().zip(0..).collect(), names }
    }
}

/// What the tests read of an item, a hundred million times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) category: u16,
    pub(super) place: PlaceId,
    pub(super) copy: bool,
}

/// The last weeks.
#[derive(Clone, Debug, Default)]
pub(super) struct Recent {
    pub(super) items: Vec<Item>,
    /// Beside each item.
    pub(super) marks: Vec<Mark>,
    pub(super) days: Vec<i32>,
    pub(super) words: Vocabulary,
    /// For each term the places of its items, oldest first.
    postings: Vec<Vec<u32>>,
}

impl Recent {
    /// Takes the next complaint; days do not go back.
    pub(super) fn push(&mut self, item: Item) {
        let place = self.items.len() as u32;
        for term in &item.terms {
            let term = *term as usize;
            if self.postings.len() <= term {
                self.postings.resize_with(term + 1, Vec::new);
            }
            if let Some(places) = self.postings.get_mut(term) {
                places.push(place);
            }
        }
        self.days.push(item.day);
        self.marks.push(Mark { category: item.category, place: item.place, copy: item.copy });
        self.items.push(item);
    }

    /// The places in `items` that hold a term, oldest first.
    pub(super) fn with(&self, term: TermId) -> &[u32] {
        self.postings.get(term as usize).map_or(&[], Vec::as_slice)
    }

    /// The places of the items from a day on.
    pub(super) fn since(&self, day: i32) -> std::ops::Range<usize> {
        self.days.partition_point(|each| *each < day)..self.days.len()
    }

    /// Forgets items older than the memory, and words that no item holds any more. Words are numbered anew, in the order in which items hold them.
    pub(super) fn forget(&mut self, today: i32) {
        let old = self.days.partition_point(|day| *day <= today - MEMORY);
        let kept = self.items.split_off(old);
        let words = std::mem::take(&mut self.words);
        let mut anew: Vec<Option<TermId>> = vec![None; words.names.len()];
        *self = Self::default();
        for mut item in kept {
            for term in &mut item.terms {
                let Some(slot) = anew.get_mut(*term as usize) else { continue };
                *term = *slot.get_or_insert_with(|| self.words.id(words.name(*term)));
            }
            item.terms.sort_unstable();
            self.push(item);
        }
    }

    /// The same, from what the state holds.
    pub(super) fn of(words: Vec<String>, items: Vec<Item>) -> Self {
        let mut recent = Self { words: Vocabulary::of(words), ..Self::default() };
        items.into_iter().for_each(|item| recent.push(item));
        recent
    }
}
