//! The evidence of a figure in one canonical spelling, and its digest.

use std::collections::BTreeMap;

use kernel::{AsOf, Day};
use store::{Failure, Value, digest_text};

use crate::evaluate::{Evaluator, Figure};
use crate::model::{Derivation, Fold, Source};
use crate::sql;

/// The columns of each set that evidence is spelled in. An edition keeps its own, so that a set may gain columns later.
pub type Columns = BTreeMap<String, Vec<String>>;

/// Spells evidence as known at one place in the record; remembers what it has digested.
pub(crate) struct Prover<'e, 'r, 'a> {
    pub(crate) evaluator: &'e mut Evaluator<'r, 'a>,
    /// The columns that were asked for, and those of the sets met on the way.
    pub(crate) columns: Columns,
    digests: BTreeMap<(String, Day), Option<String>>,
}

impl<'e, 'r, 'a> Prover<'e, 'r, 'a> {
    /// Digests over the named columns; over all public ones of a set that is not named.
    pub(crate) fn new(evaluator: &'e mut Evaluator<'r, 'a>, columns: Columns) -> Self {
        Self { evaluator, columns, digests: BTreeMap::new() }
    }

    /// The digest of what stands behind a figure on a day; nothing for a figure in a circle, or one whose columns are no longer there.
    pub(crate) fn digest(&mut self, figure: &Figure, day: Day) -> Result<Option<String>, Failure> {
        let place = (figure.key.clone(), day);
        if let Some(digest) = self.digests.get(&place) {
            return Ok(digest.clone());
        }
        self.digests.insert(place.clone(), None);
        let spelled = self.spelled(figure, day)?;
        let digest = spelled.map(|text| digest_text(&text));
        self.digests.insert(place, digest.clone());
        Ok(digest)
    }

    fn spelled(&mut self, figure: &Figure, day: Day) -> Result<Option<String>, Failure> {
        match &figure.source {
            Source::Fold(fold) => self.rows_spelled(fold, day),
            Source::Derived(derivation, of) => {
                let mut parts = Vec::with_capacity(of.len());
                for key in of {
                    let digest = match self.evaluator.part(key, day)? {
                        Some(part) => self.digest(&part, day)?,
                        None => None,
                    };
                    parts.push((key, digest));
                }
                Ok(Some(store::canonical(&("parts", word(*derivation), parts))))
            }
            Source::Typed => {
                let as_of = AsOf { day, known: self.evaluator.known };
                let typed = sql::typed_figure(self.evaluator.read, &figure.key, as_of)?;
                let typed = typed.map(|typed| (typed.value, typed.from, typed.source, typed.event));
                Ok(Some(store::canonical(&("typed", typed))))
            }
        }
    }

    /// A line that names set and columns, then the rows as JSON arrays in the order of their bytes, a line each.
    fn rows_spelled(&mut self, fold: &Fold, day: Day) -> Result<Option<String>, Failure> {
        let set = self.evaluator.set(&fold.rows.set)?;
        let public = || set.columns.iter().filter(|column| column.public).map(|column| column.name.to_owned()).collect();
        let columns = self.columns.entry(set.name.to_owned()).or_insert_with(public).clone();
        if !columns.iter().all(|name| set.columns.iter().any(|column| column.name == name)) {
            return Ok(None);
        }
        let mut lines: Vec<String> = self.rows(fold, day, &columns)?.iter().map(store::canonical).collect();
        lines.sort_unstable();
        lines.insert(0, store::canonical(&("rows", set.name, columns)));
        Ok(Some(lines.join("\n")))
    }

    /// The rows behind a fold, in these columns of its set.
    pub(crate) fn rows(&mut self, fold: &Fold, day: Day, columns: &[String]) -> Result<Vec<Vec<Value>>, Failure> {
        let (_, from_rows, arguments) = self.evaluator.restricted(fold, day)?;
        let list = columns.iter().map(|name| format!("s.{name}")).collect::<Vec<_>>().join(", ");
        let rows = self.evaluator.read.rows(&format!("SELECT {list} {from_rows}"), &arguments)?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }
}

/// The word for a derivation, as definitions write it.
fn word(derivation: Derivation) -> &'static str {
    match derivation {
        Derivation::Difference => "difference",
        Derivation::Sum => "sum",
        Derivation::Ratio => "ratio",
        Derivation::Percent => "percent",
    }
}
