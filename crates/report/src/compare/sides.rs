use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use document::Document;
use kernel::{AsOf, Day, Lang, Seq};
use store::{Failure, Read, Sets};

use super::model::{Rows, SideName, Typed, Which};
use crate::edition::{Columns, Prover, edition, no_edition};
use crate::evaluate::{Evaluator, Figure};
use crate::model::Source;
use crate::render::{ShownFact, ShownFigure, render};
use crate::sql;

/// What one side says.
pub(crate) struct Side {
    pub(crate) name: SideName,
    pub(super) template_version: i64,
    pub(crate) document: Document,
    pub(crate) figures: Vec<ShownFigure>,
    pub(crate) facts: Vec<ShownFact>,
}

impl Side {
    pub(crate) fn read(read: &mut Read, sets: &Sets, which: &Which, lang: Lang) -> Result<Self, Failure> {
        match which {
            Which::Edition(number) => {
                let edition = edition(read, number)?.ok_or_else(|| no_edition(number))?;
                let name = SideName { edition: Some(edition.number), report: edition.report, as_of: edition.frozen.as_of };
                let mut languages = edition.frozen.languages;
                let at = languages.iter().position(|printed| printed.lang == lang.code()).unwrap_or(0);
                if languages.is_empty() {
                    return Err(no_edition(number).into());
                }
                let printed = languages.swap_remove(at);
                let (figures, facts) = (printed.figures, printed.facts);
                Ok(Self { name, template_version: printed.template_version, document: printed.document, figures, facts })
            }
            Which::Question { report, day, known } => {
                let known = known
                    .resolve(read)?
                    .map_err(|error| kernel::Refusal::new("report.after-head", error.say(Lang::Ko), error.say(Lang::En)))?;
                let as_of = AsOf { day: *day, known };
                let rendered = render(read, sets, report, lang, as_of, None)?;
                let name = SideName { edition: None, report: report.clone(), as_of };
                let (figures, facts) = (rendered.figures, rendered.facts);
                Ok(Self { name, template_version: rendered.version, document: rendered.document, figures, facts })
            }
        }
    }
}

/// A definition as one side knows it.
pub(super) struct Defined {
    pub(super) version: i64,
    pub(super) event: Seq,
    pub(super) fields: serde_json::Map<String, serde_json::Value>,
}

/// What stands behind the figures of one side.
pub(super) struct Opened {
    /// Behind each changed figure: what it comes from in the end, by key.
    pub(super) leaves: BTreeMap<(String, Day), BTreeMap<String, Rows>>,
    /// The definitions of all figures and of what they derive from.
    pub(super) definitions: BTreeMap<String, Defined>,
}

impl Opened {
    /// Reads it as known at an event; rows only of what `changed`.
    pub(super) fn read(
        read: &mut Read,
        sets: &Sets,
        known: Seq,
        figures: &BTreeSet<(String, Day)>,
        changed: &BTreeSet<&str>,
        lang: Lang,
        public: bool,
    ) -> Result<Self, Failure> {
        let standing = sql::figures(read, known)?;
        let mut evaluator = Evaluator::new(read, sets, known)?;
        let mut prover = Prover::new(&mut evaluator, Columns::new());
        let mut leaves = BTreeMap::new();
        let mut events = BTreeSet::new();
        for (key, day) in figures {
            let mut below = Vec::new();
            collect(&mut prover, key, *day, &mut below)?;
            events.extend(below.iter().map(|figure| figure.event));
            if !changed.contains(key.as_str()) {
                continue;
            }
            let mut of = BTreeMap::new();
            for figure in below {
                if let Some(rows) = rows(&mut prover, &figure, *day, lang, public)? {
                    of.insert(figure.key.clone(), rows);
                }
            }
            leaves.insert((key.clone(), *day), of);
        }
        let used = standing.into_iter().filter(|standing| events.contains(&standing.event));
        let definitions = used.filter_map(|standing| {
            let serde_json::Value::Object(fields) = serde_json::to_value(&standing.definition).ok()? else { return None };
            Some((standing.definition.key, Defined { version: standing.version, event: standing.event, fields }))
        });
        Ok(Self { leaves, definitions: definitions.collect() })
    }
}

/// A figure and everything that it derives from, each once.
fn collect(prover: &mut Prover<'_, '_, '_>, key: &str, day: Day, found: &mut Vec<Rc<Figure>>) -> Result<(), Failure> {
    let Some(figure) = prover.evaluator.part(key, day)? else { return Ok(()) };
    if found.iter().any(|known| known.key == figure.key) {
        return Ok(());
    }
    found.push(figure.clone());
    if let Source::Derived(_, of) = &figure.source {
        for key in of {
            collect(prover, key, day, found)?;
        }
    }
    Ok(())
}

/// The rows of a figure that folds, or who typed it; nothing for one that derives.
fn rows(prover: &mut Prover<'_, '_, '_>, figure: &Figure, day: Day, lang: Lang, public: bool) -> Result<Option<Rows>, Failure> {
    let exact = prover.evaluator.value(figure, day)?.map(|exact| exact.to_string());
    let mut rows = Rows {
        label: figure.label.in_lang(lang).to_owned(),
        unit: figure.unit.clone(),
        exact,
        columns: Vec::new(),
        rows: Vec::new(),
        typed: None,
    };
    match &figure.source {
        Source::Derived(..) => return Ok(None),
        Source::Fold(fold) => {
            let set = prover.evaluator.set(&fold.rows.set)?;
            rows.columns = set.columns.iter().filter(|column| column.public || !public).map(|column| column.name).collect();
            let names: Vec<String> = rows.columns.iter().map(|name| (*name).to_owned()).collect();
            rows.rows = prover.rows(fold, day, &names)?;
            rows.rows.sort();
        }
        Source::Typed => {
            let as_of = AsOf { day, known: prover.evaluator.known };
            let typed = sql::typed_figure(prover.evaluator.read, &figure.key, as_of)?;
            rows.typed = typed.map(|typed| Typed { from: typed.from, source: typed.source, event: typed.event });
        }
    }
    Ok(Some(rows))
}
