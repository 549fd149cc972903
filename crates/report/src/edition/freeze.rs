use std::collections::BTreeSet;

use kernel::{AsOf, Day, Lang, Seq};
use store::{Failure, Read, Sets, StoreError, digest_text};

use super::model::{Frozen, Printed, Sealed, WRITER};
use super::{Columns, Prover};
use crate::evaluate::{Evaluator, city};
use crate::render::{Rendered, render};
use crate::sql;

/// What is frozen: which report, for which question.
#[derive(Clone, Copy, Debug)]
pub struct Freezing<'q> {
    /// The report's name.
    pub report: &'q str,
    /// The question.
    pub as_of: AsOf,
}

/// Freezes a report in every language that it has as known then; a refusal for a report that is not there.
pub(crate) fn freeze(read: &mut Read, sets: &Sets, what: Freezing<'_>) -> Result<Frozen, Failure> {
    let rendered = all_languages(read, sets, what)?;
    seal(read, sets, what.as_of, rendered)
}

/// A report in every language that it has as known then.
pub(super) fn all_languages(read: &mut Read, sets: &Sets, what: Freezing<'_>) -> Result<Vec<(Lang, Rendered)>, Failure> {
    let templates = sql::templates(read, what.as_of.known)?;
    let of = |code: &str| templates.iter().any(|(name, lang)| name == what.report && lang == code);
    let city = city(read)?;
    let mut langs: Vec<Lang> = city.langs().filter(|lang| of(lang.code())).collect();
    if langs.is_empty() {
        // Rendering says which reports there are.
        langs.push(city.first_language());
    }
    langs.into_iter().map(|lang| Ok((lang, render(read, sets, what.report, lang, what.as_of, None)?))).collect()
}

/// Puts what was rendered under digests.
pub(crate) fn seal(read: &mut Read, sets: &Sets, as_of: AsOf, rendered: Vec<(Lang, Rendered)>) -> Result<Frozen, Failure> {
    let head = hash(read, as_of.known)?;
    let languages: Vec<Printed> = rendered.into_iter().map(|(lang, rendered)| printed(lang, rendered)).collect();
    let used: BTreeSet<(String, Day)> =
        languages.iter().flat_map(|printed| &printed.figures).map(|figure| (figure.key.clone(), figure.as_of)).collect();
    let mut evaluator = Evaluator::new(read, sets, as_of.known)?;
    let mut prover = Prover::new(&mut evaluator, Columns::new());
    let mut evidence = Vec::with_capacity(used.len());
    for (key, day) in used {
        evidence.push(sealed(&mut prover, &key, day)?);
    }
    let columns = prover.columns;
    Ok(Frozen { as_of, head, languages, evidence, columns })
}

/// What stands behind a figure on a day.
pub(super) fn sealed(prover: &mut Prover<'_, '_, '_>, key: &str, day: Day) -> Result<Sealed, Failure> {
    let figure = prover.evaluator.figure(key, day)?;
    let exact = prover.evaluator.value(&figure, day)?;
    // A fraction says exactly what decimals cannot.
    let exact = exact.map(|exact| exact.fraction().unwrap_or_else(|| exact.to_string()));
    let digest = prover.digest(&figure, day)?.unwrap_or_default();
    Ok(Sealed { key: key.to_owned(), as_of: day, version: figure.version, unit: figure.unit.clone(), exact, digest })
}

fn printed(lang: Lang, rendered: Rendered) -> Printed {
    let mut printed = Printed {
        writer: WRITER,
        lang: lang.code().to_owned(),
        template_version: rendered.version,
        document: rendered.document,
        figures: rendered.figures,
        facts: rendered.facts,
        html: String::new(),
        markdown: String::new(),
    };
    printed.html = digest_text(&printed.html());
    printed.markdown = digest_text(&printed.markdown());
    printed
}

/// The hash of an event.
pub(super) fn hash(read: &mut Read, seq: Seq) -> Result<String, StoreError> {
    let event = read.events(seq, 1)?.into_iter().find(|event| event.seq == seq);
    event.map(|event| event.hash).ok_or_else(|| StoreError::Corrupt(format!("event {seq} is missing")))
}
