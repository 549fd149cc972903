//! Whether the record still says what an edition says.

use kernel::{Lang, Seq};
use store::{Broken, Failure, Read, Sets, StoreError, digest_text};

use super::freeze::{Freezing, all_languages, hash, sealed};
use super::model::{Edition, Frozen, Printed, Sealed};
use super::{Prover, sql};
use crate::evaluate::Evaluator;
use crate::render::{Rendered, ShownFigure};

/// Every edition is what was sealed, prints the files it was issued with, and has at most one step.
pub(crate) fn editions_hold(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for (id, event, seal, content) in sql::rows(read)? {
        let mut say = |what: String| broken.push(Broken::new("report_edition", id.as_str(), Some(event), what));
        if digest_text(&content) != seal {
            say("its content is not what was sealed".to_owned());
        }
        match serde_json::from_str::<Edition>(&content) {
            Ok(edition) => files_hold(&edition.frozen, &mut say),
            Err(error) => say(format!("its content cannot be read: {error}")),
        }
    }
    for (id, event) in sql::wrong_steps(read)? {
        broken.push(Broken::new("report_edition_step", id, Some(event), "an edition has one step, after it was issued"));
    }
    Ok(broken)
}

/// The writers still give the files of the day of issue.
pub(crate) fn files_hold(frozen: &Frozen, say: &mut dyn FnMut(String)) {
    for printed in &frozen.languages {
        if digest_text(&printed.html()) != printed.html {
            say(format!("its HTML in {} is no longer what was issued", printed.lang));
        }
        if digest_text(&printed.markdown()) != printed.markdown {
            say(format!("its Markdown in {} is no longer what was issued", printed.lang));
        }
    }
}

/// Computes every edition again from the record as it was known, and names each figure and digest that differs.
pub(crate) fn check_editions(read: &mut Read, sets: &Sets) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for (id, event, _, content) in sql::rows(read)? {
        // One that cannot be read is told by `editions_hold`.
        let Ok(edition) = serde_json::from_str::<Edition>(&content) else { continue };
        let mut say =
            |what: String| broken.push(Broken::new("report_edition", id.as_str(), Some(event), format!("{}: {what}", edition.number)));
        let what = Freezing { report: &edition.report, as_of: edition.frozen.as_of };
        match all_languages(read, sets, what) {
            Ok(again) => check_shown(&edition.frozen, &again, &mut say),
            Err(Failure::Refused(refusal)) => say(format!("the record cannot print it any more: {refusal}")),
            Err(Failure::Store(error)) => return Err(error),
        }
        check_evidence(read, sets, &edition.frozen, &mut say)?;
    }
    Ok(broken)
}

/// Digests of the evidence, computed again over the columns that were digested then.
pub(crate) fn check_evidence(read: &mut Read, sets: &Sets, frozen: &Frozen, say: &mut dyn FnMut(String)) -> Result<(), StoreError> {
    let known: Seq = frozen.as_of.known;
    let head = hash(read, known)?;
    if head != frozen.head {
        say(format!("event {known} had the hash {} and has {head}", frozen.head));
    }
    let mut evaluator = match Evaluator::new(read, sets, known) {
        Ok(evaluator) => evaluator,
        Err(Failure::Refused(refusal)) => {
            say(refusal.en);
            return Ok(());
        }
        Err(Failure::Store(error)) => return Err(error),
    };
    let mut prover = Prover::new(&mut evaluator, frozen.columns.clone());
    for then in &frozen.evidence {
        match sealed(&mut prover, &then.key, then.as_of) {
            Ok(now) => compare(then, &now, say),
            Err(Failure::Refused(refusal)) => say(format!("the figure {} on {}: {refusal}", then.key, then.as_of)),
            Err(Failure::Store(error)) => return Err(error),
        }
    }
    Ok(())
}

fn compare(then: &Sealed, now: &Sealed, say: &mut dyn FnMut(String)) {
    let shown = |exact: &Option<String>| exact.clone().unwrap_or_else(|| "nothing".to_owned());
    if then.exact != now.exact {
        say(format!("the figure {} on {} was {} and is {}", then.key, then.as_of, shown(&then.exact), shown(&now.exact)));
    }
    if then.version != now.version {
        say(format!("the figure {} had definition version {} and has {}", then.key, then.version, now.version));
    }
    if then.digest != now.digest {
        say(format!("the evidence of {} on {} is not what it was", then.key, then.as_of));
    }
}

/// Shown figures and facts that the record prints otherwise than the edition.
pub(crate) fn check_shown(then: &Frozen, now: &[(Lang, Rendered)], say: &mut dyn FnMut(String)) {
    for printed in &then.languages {
        match now.iter().find(|(lang, _)| lang.code() == printed.lang) {
            Some((_, again)) => shown(printed, again, say),
            None => say(format!("the record has no template in {}", printed.lang)),
        }
    }
}

fn shown(then: &Printed, now: &Rendered, say: &mut dyn FnMut(String)) {
    let same = |a: &ShownFigure, b: &ShownFigure| (&a.key, a.as_of, &a.shown, &a.shown_unit) == (&b.key, b.as_of, &b.shown, &b.shown_unit);
    let mut others = now.figures.iter();
    for figure in &then.figures {
        match others.next() {
            Some(other) if same(figure, other) => {}
            Some(other) => {
                let text = |shown: &ShownFigure| shown.shown.clone().unwrap_or_else(|| "nothing".to_owned());
                say(format!("{} shows {} {} and the record {} {}", figure.key, text(figure), figure.shown_unit, other.key, text(other)));
            }
            None => say(format!("{} is shown, and the record shows it no more", figure.key)),
        }
    }
    for (fact, other) in then.facts.iter().zip(&now.facts) {
        if fact != other {
            say(format!("the fact {} reads {:?}, and in the record {:?}", fact.key, fact.shown, other.shown));
        }
    }
}
