//! What a statement showed when it was confirmed, and what has changed since. Pure.

use document::{Block, Inline};
use serde::{Deserialize, Serialize};

use super::model::Moved;
use super::overtaken::Flag;
use crate::render::Printed;

/// Figures and facts as a statement showed them, in its own order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Showed {
    pub(crate) figures: Vec<(String, Option<String>)>,
    pub(crate) facts: Vec<(String, Option<String>)>,
    /// The digest of a table's or list's names and words; nothing for a line.
    pub(crate) rows: Option<String>,
    /// Its flags, each as [`Flag::mark`].
    pub(crate) flags: Vec<String>,
}

/// The first half of a SHA-256: enough to tell two texts apart.
pub(crate) fn short_digest(text: &str) -> String {
    store::digest_text(text).chars().take(16).collect()
}

impl Showed {
    pub(crate) fn of(printed: &Printed, is_block: bool, flags: &[Flag]) -> Self {
        Self {
            figures: printed.figures.iter().map(|figure| (figure.key.clone(), figure.shown.clone())).collect(),
            facts: printed.facts.iter().map(|fact| (fact.key.clone(), fact.shown.clone())).collect(),
            rows: is_block.then(|| short_digest(&words_of(&printed.blocks))),
            flags: flags.iter().map(Flag::mark).collect(),
        }
    }

    /// The digest of a statement: its text and all it shows.
    pub(crate) fn digest(&self, text: &str) -> String {
        short_digest(&format!("{text}\n{}", store::canonical(self)))
    }

    /// What has changed from what was confirmed to what stands now.
    pub(crate) fn moved(&self, confirmed: (&str, &Self), text: &str, printed: &Printed, flags: &[Flag]) -> Vec<Moved> {
        let (text_then, then) = confirmed;
        let mut moved = Vec::new();
        if text_then != text {
            // Its references may be others: which of them moved says nothing.
            moved.push(Moved::Text(text_then.to_owned()));
        } else {
            let label =
                |key: &str| printed.figures.iter().find(|figure| figure.key == key).map_or(key, |figure| figure.label.as_str()).to_owned();
            moved.extend(
                pairs(&then.figures, &self.figures).into_iter().map(|(key, was, is)| Moved::Figure(key.clone(), label(&key), was, is)),
            );
            let label = |key: &str| printed.facts.iter().find(|fact| fact.key == key).map_or(key, |fact| fact.label.as_str()).to_owned();
            moved.extend(pairs(&then.facts, &self.facts).into_iter().map(|(key, was, is)| Moved::Fact(key.clone(), label(&key), was, is)));
            if then.rows != self.rows {
                moved.push(Moved::Rows);
            }
        }
        let newly = flags.iter().filter(|flag| !then.flags.contains(&flag.mark()));
        moved.extend(newly.map(|flag| Moved::Overtaken(flag.word.clone())));
        moved
    }
}

/// The references whose values differ, in the order in which they stand now, then those that are gone; a key that is shown twice is held
/// against its own place.
fn pairs(then: &[(String, Option<String>)], now: &[(String, Option<String>)]) -> Vec<(String, Option<String>, Option<String>)> {
    let mut left: Vec<Option<&(String, Option<String>)>> = then.iter().map(Some).collect();
    let mut moved = Vec::new();
    for (key, is) in now {
        let before = left.iter_mut().find(|one| one.is_some_and(|(known, _)| known == key)).and_then(Option::take);
        match before {
            Some((_, was)) if was == is => {}
            Some((_, was)) => moved.push((key.clone(), was.clone(), is.clone())),
            None => moved.push((key.clone(), None, is.clone())),
        }
    }
    moved.extend(left.into_iter().flatten().map(|(key, was)| (key.clone(), was.clone(), None)));
    moved
}

/// The words of blocks, without their figures.
fn words_of(blocks: &[Block]) -> String {
    let mut words = String::new();
    let mut line = |inlines: &[Inline]| {
        for inline in inlines {
            if let Inline::Text(text) = inline {
                words.push_str(text);
            }
        }
        words.push('\n');
    };
    for block in blocks {
        if let Block::Table(table) = block {
            table.caption().into_iter().for_each(&mut line);
            for cell in table.head().iter().chain(table.body()).flat_map(|row| &row.cells) {
                cell.content.iter().for_each(|content| line(content));
            }
        }
    }
    words
}
