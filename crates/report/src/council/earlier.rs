//! What was answered last time: requests like this one, what they were told, and what the same figures are now.

use std::collections::BTreeSet;

use kernel::{AsOf, Day, Lang};
use serde::Serialize;
use store::{Failure, Read, Sets};

use super::model::{Answer, Request};
use super::ops::keys_of;
use super::{rules, sql};
use crate::evaluate::Evaluator;
use crate::render::{NOTHING, ShownFigure};
use crate::words::number;

/// Earlier answers shown at most.
const SHOWN: usize = 5;

/// An earlier answer that is like a request.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The request it answered.
    pub request: Request,
    /// The answer.
    pub answer: Answer,
    /// The figures that both refer to.
    pub shared: Vec<String>,
    /// Its figures, then and now.
    pub figures: Vec<ThenAndNow>,
}

/// A figure of an earlier answer, and what it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThenAndNow {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// The unit of both values.
    pub unit: String,
    /// The day and value then.
    pub then: (Day, String),
    /// The day and value now.
    pub now: (Day, String),
    /// Whether the value is another one.
    pub changed: bool,
}

/// The answers to earlier requests that are most like one, by shared figures and words; `text` is the answer as far as it is written.
pub fn earlier_answers(
    read: &mut Read,
    sets: &Sets,
    request: &Request,
    text: &str,
    now: AsOf,
    lang: Lang,
) -> Result<Vec<Earlier>, Failure> {
    let keys = keys_of(text);
    let said = |request: &Request| format!("{} {}", request.asked.title, request.asked.question);
    let requests = sql::requests(read, now.known)?;
    let mut like: Vec<(f64, Request, Answer, BTreeSet<String>)> = Vec::new();
    for answer in sql::answers(read, now.known)? {
        let other = requests.iter().find(|other| other.number == answer.number && other.number != request.number);
        let Some(other) = other.filter(|other| other.asked.received <= request.asked.received) else { continue };
        let theirs = keys_of(&answer.text);
        if let Some(score) = rules::likeness(&said(request), &keys, &said(other), &theirs) {
            like.push((score, other.clone(), answer, theirs));
        }
    }
    like.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.asked.received.cmp(&a.1.asked.received)));
    like.truncate(SHOWN);
    let mut evaluator = Evaluator::new(read, sets, now.known)?;
    let mut earlier = Vec::with_capacity(like.len());
    for (_, request, answer, theirs) in like {
        let figures = answer.frozen.printed(lang).map(|printed| printed.figures.as_slice()).unwrap_or_default();
        let figures = figures.iter().map(|then| beside(&mut evaluator, then, now.day, lang)).collect::<Result<_, _>>()?;
        earlier.push(Earlier { request, answer, shared: keys.intersection(&theirs).cloned().collect(), figures });
    }
    Ok(earlier)
}

/// A figure as it was shown, and its value now in the unit and the decimals of then.
fn beside(evaluator: &mut Evaluator<'_, '_>, then: &ShownFigure, day: Day, lang: Lang) -> Result<ThenAndNow, Failure> {
    let places = then.shown.as_ref().and_then(|shown| shown.split_once('.')).map_or(0, |(_, decimals)| decimals.len());
    let places = u32::try_from(places).unwrap_or(0);
    let mut value = None;
    if let Some(figure) = evaluator.part(&then.key, day)? {
        let factors = (evaluator.city.factor(&figure.unit), evaluator.city.factor(&then.shown_unit));
        value = evaluator.value(&figure, day)?.and_then(|value| value.times(factors.0)?.over(factors.1));
    }
    let said = |value: Option<kernel::Exact>| value.map_or_else(|| NOTHING.to_owned(), |value| number(value, places, lang));
    let before = said(then.shown.as_ref().and_then(|shown| shown.parse().ok()));
    let after = said(value);
    Ok(ThenAndNow {
        key: then.key.clone(),
        label: then.label.clone(),
        unit: evaluator.city.unit_word(&then.shown_unit, lang).to_owned(),
        changed: before != after,
        then: (then.as_of, before),
        now: (day, after),
    })
}
