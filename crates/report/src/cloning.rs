//! Last time's report as the template of the next one: words are replaced, what is missing for the new year is listed.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AsOf, Day, Seq};
use people::{By, Doing, authorise};
use serde::Serialize;
use store::{Failure, Read, Sets, Tx, canonical};

use crate::evaluate::{Evaluator, city};
use crate::model::{FigureDefinition, Source, Standing};
use crate::ops::save;
use crate::render::{BASIS_FACT, told};
use crate::rules::{broken, check_figure, check_template, fits, may_be_of, nearest, unknown_key};
use crate::template::{self, Line, Span, Template};
use crate::{sql, tables};

/// A report to be made from another one.
#[derive(Clone, Debug, Serialize)]
pub struct CloneReport {
    /// The report that is copied.
    pub from: String,
    /// The name of the new one.
    pub to: String,
    /// Words and what stands in their place, all at once: `2021` by `2022`, `’21` by `’22`, a key by another.
    pub replace: Vec<(String, String)>,
    /// Whether the definitions that the new one needs and nobody made yet are copied with the same replacements.
    pub define: bool,
    /// From which day.
    pub day: Day,
}

/// What a clone would be.
#[derive(Clone, Debug)]
pub struct ClonePlan {
    /// The templates: language and text.
    pub templates: Vec<(String, String)>,
    /// The definitions that would be made.
    pub definitions: Vec<FigureDefinition>,
    /// Typed figures to be stated anew: key, label in Korean and English, the value that stands now.
    pub typed: Vec<ToState>,
    /// What keeps it from being saved, by language.
    pub problems: Vec<String>,
}

/// A typed figure or fact of the old report that the new one needs again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToState {
    /// Its key; a fact's begins with `@`.
    pub key: String,
    /// What it is called.
    pub label: kernel::Bilingual,
    /// Its value now, if it has one.
    pub value: Option<String>,
}

/// Replaces words in a text, all at once: a word stands where no letter and no digit touches it. Longer words go first.
pub fn replaced(text: &str, replace: &[(String, String)]) -> String {
    let mut pairs: Vec<&(String, String)> = replace.iter().filter(|(from, _)| !from.is_empty()).collect();
    pairs.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before: Option<char> = None;
    while let Some(next) = rest.chars().next() {
        let here = pairs
            .iter()
            .find(|(from, _)| rest.strip_prefix(from.as_str()).is_some_and(|after| stands_alone(before, from, after.chars().next())));
        let taken = if let Some((from, to)) = here {
            out.push_str(to);
            from.len()
        } else {
            out.push(next);
            next.len_utf8()
        };
        let (done, left) = rest.split_at(taken);
        before = done.chars().next_back();
        rest = left;
    }
    out
}

/// Says whether a word that begins and ends like `word` stands alone between two characters. Korean goes on after a number (2021년).
fn stands_alone(before: Option<char>, word: &str, after: Option<char>) -> bool {
    let joins = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric(),
        _ => false,
    };
    !joins(before, word.chars().next()) && !joins(word.chars().next_back(), after)
}

/// What to replace, as far as the text itself shows it: every year in it by the next one, in full and as ’21.
pub fn years(texts: &[&str]) -> Vec<(String, String)> {
    let mut found = BTreeSet::new();
    for text in texts {
        let words = text.split(|character: char| !character.is_ascii_digit());
        found.extend(
            words.filter(|word| word.len() == 4).filter_map(|word| word.parse::<i16>().ok()).filter(|year| (1900..2200).contains(year)),
        );
        let short = text.split('’').skip(1).filter_map(|rest| rest.get(..2)).filter_map(|word| word.parse::<i16>().ok());
        found.extend(short.map(|year| 2000 + year));
    }
    let mut pairs = Vec::new();
    for year in found.into_iter().rev() {
        pairs.push((year.to_string(), (year + 1).to_string()));
        pairs.push((format!("’{:02}", year % 100), format!("’{:02}", (year + 1) % 100)));
    }
    pairs.retain(|(from, _)| texts.iter().any(|text| replaced(text, &[(from.clone(), String::new())]) != **text));
    pairs
}

/// What to replace in a report, as far as the record shows it: the years of its texts, and the names of figures that are of a year without saying so.
pub fn offered(read: &mut Read, sets: &Sets, from: &str, day: Day) -> Result<Vec<(String, String)>, Failure> {
    let known = read.head()?.seq;
    let texts = templates(read, from, known)?;
    let mut pairs = years(&texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>());
    let newest = pairs.iter().filter(|(from, _)| from.len() == 4).map(|(_, to)| to.clone()).max();
    let Some(newest) = newest else { return Ok(pairs) };
    let needed: BTreeSet<String> =
        texts.iter().filter_map(|(_, text)| template::parse(text).ok()).flat_map(|template| references(&template)).collect();
    let standing: Vec<FigureDefinition> = sql::figures(read, known)?.into_iter().map(|standing| standing.definition).collect();
    let keys = Evaluator::new(read, sets, known)?.figures(day)?.iter().map(|figure| figure.key.clone()).collect();
    for key in left_behind(&standing, &pairs, &needed, &keys) {
        let stem = key.split('{').next().unwrap_or(&key).trim_end_matches('.');
        pairs.push((stem.to_owned(), format!("{stem}.{newest}")));
    }
    Ok(pairs)
}

/// Definitions that the texts need and that the replacements change without giving them another name: figures of the old year in the new report.
fn left_behind(
    standing: &[FigureDefinition],
    replace: &[(String, String)],
    needed: &BTreeSet<String>,
    keys: &BTreeSet<String>,
) -> Vec<String> {
    let changes = |definition: &FigureDefinition| {
        let copy = serde_json::from_str::<FigureDefinition>(&replaced(&canonical(definition), replace)).ok();
        copy.is_some_and(|copy| copy.key == definition.key && (&copy.source, &copy.over) != (&definition.source, &definition.over))
    };
    used(standing.to_vec(), needed, keys).into_iter().filter(changes).map(|definition| definition.key).collect()
}

/// Says what a clone would be, without making it.
pub fn plan_clone(read: &mut Read, sets: &Sets, clone: &CloneReport) -> Result<ClonePlan, Failure> {
    let known = read.head()?.seq;
    let old = templates(read, &clone.from, known)?;
    let city = city(read)?;
    let mut problems = Vec::new();
    if sql::templates(read, known)?.iter().any(|(name, _)| *name == clone.to) {
        problems.push(format!("there is a report `{}` already", clone.to));
    }
    let mut facts: BTreeSet<String> = sql::facts(read, known)?.into_iter().map(|standing| standing.definition.key).collect();
    facts.insert(BASIS_FACT.to_owned());
    let standing: Vec<FigureDefinition> = sql::figures(read, known)?.into_iter().map(|standing| standing.definition).collect();
    let mut evaluator = Evaluator::new(read, sets, known)?;
    let mut keys: BTreeSet<String> = evaluator.figures(clone.day)?.iter().map(|figure| figure.key.clone()).collect();
    let definitions = if clone.define { copied(&standing, &clone.replace) } else { Vec::new() };
    let mut made = Vec::new();
    for definition in &definitions {
        let standing = Standing { definition: definition.clone(), version: 1, event: known };
        made.extend(evaluator.family(&standing, clone.day)?);
    }
    keys.extend(made.iter().map(|figure| figure.key.clone()));
    let mut templates = Vec::new();
    let mut needed = BTreeSet::new();
    for (lang, text) in old {
        let text = replaced(&text, &clone.replace);
        match template::parse(&text) {
            Ok(template) => {
                let wrong = told(&check_template(&template, &keys, &facts, sets, &city));
                problems.extend(wrong.into_iter().map(|problem| format!("{lang}: {problem}")));
                needed.extend(references(&template));
            }
            Err(found) => problems.extend(told(&found).into_iter().map(|problem| format!("{lang}: {problem}"))),
        }
        templates.push((lang, text));
    }
    problems.extend(left_behind(&standing, &clone.replace, &needed, &keys).into_iter().map(|key| {
        format!(
            "`{key}` would still be what it was: its definition is of the words that are replaced, its name is not; give it a new name too"
        )
    }));
    let definitions = used(definitions, &needed, &keys);
    for definition in &definitions {
        problems.extend(check_figure(definition, sets, &city));
        let Source::Derived(_, of) = &definition.source else { continue };
        let parts = made.iter().filter(|figure| definition.key == figure.key || may_be_of(&definition.key, &figure.key));
        let parts = parts.filter_map(|figure| if let Source::Derived(_, of) = &figure.source { Some(of) } else { None }).flatten();
        if let Some(part) = parts.chain(of.iter().filter(|key| !key.contains('{'))).find(|key| !keys.contains(*key)) {
            problems.push(format!("`{}` would derive from `{part}`, which is not defined", definition.key));
        }
    }
    if clone.to.contains('/') || clone.to.parse::<kernel::Code>().is_err() {
        problems.push(format!("a report's name may hold a-z, 0-9, `-` and `.`, found `{}`", clone.to));
    }
    let typed = typed(&mut evaluator, &needed, clone.day)?;
    Ok(ClonePlan { templates, definitions, typed, problems })
}

/// Makes the new report: the missing definitions where that was asked for, and the templates, as one act.
pub fn clone_report(tx: &mut Tx, by: &By<'_>, sets: &Sets, clone: &CloneReport) -> Result<(), Failure> {
    let act = Doing::new("report", "clone-report", clone);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let plan = plan_clone(tx, sets, clone)?;
    let policy = authorise(tx, by, "report.clone-report", &[])?;
    if !plan.problems.is_empty() {
        return Err(broken(&clone.to, &plan.problems).into());
    }
    for definition in &plan.definitions {
        save(tx, &tables::FIGURE, &definition.key, clone.day, None, [1.into(), canonical(definition).into()]);
    }
    for (lang, text) in &plan.templates {
        let own = [1.into(), clone.to.as_str().into(), lang.as_str().into(), text.as_str().into()];
        save(tx, &tables::TEMPLATE, &format!("{}/{lang}", clone.to), clone.day, None, own);
    }
    act.record(tx, by, &format!("report_template:{}", clone.to), &policy, clone.day)
}

/// The templates of a report by language, or a refusal that names the nearest reports.
fn templates(read: &mut Read, name: &str, known: Seq) -> Result<Vec<(String, String)>, Failure> {
    let all = sql::templates(read, known)?;
    let mut texts = Vec::new();
    for (_, lang) in all.iter().filter(|(report, _)| report == name) {
        if let Some(standing) = sql::template(read, name, lang, known)? {
            texts.push((lang.clone(), standing.definition));
        }
    }
    if texts.is_empty() {
        let mut names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        return Err(unknown_key(name, &nearest(name, names.into_iter())).into());
    }
    Ok(texts)
}

/// The definitions that the replacements turn into others that nobody made yet.
fn copied(standing: &[FigureDefinition], replace: &[(String, String)]) -> Vec<FigureDefinition> {
    let known: BTreeSet<&str> = standing.iter().map(|definition| definition.key.as_str()).collect();
    let copies = standing.iter().filter_map(|definition| {
        let key = replaced(&definition.key, replace);
        if known.contains(key.as_str()) {
            return None;
        }
        serde_json::from_str(&replaced(&canonical(definition), replace)).ok()
    });
    copies.collect()
}

/// Of copied definitions only those that the new texts need, with those that they derive from.
fn used(definitions: Vec<FigureDefinition>, needed: &BTreeSet<String>, keys: &BTreeSet<String>) -> Vec<FigureDefinition> {
    let makes = |definition: &FigureDefinition, key: &str| definition.key == key || may_be_of(&definition.key, key);
    let stands_for = |pattern: &str| keys.iter().filter(|key| fits(pattern, key)).cloned().collect::<Vec<_>>();
    let mut wanted: Vec<String> =
        needed.iter().flat_map(|key| if key.contains('*') { stands_for(key) } else { vec![key.clone()] }).collect();
    let mut kept: BTreeMap<usize, ()> = BTreeMap::new();
    while let Some(key) = wanted.pop() {
        for (at, definition) in definitions.iter().enumerate().filter(|(_, definition)| makes(definition, &key)) {
            if kept.insert(at, ()).is_none()
                && let Source::Derived(_, of) = &definition.source
            {
                wanted.extend(of.iter().cloned());
            }
        }
    }
    definitions.into_iter().enumerate().filter(|(at, _)| kept.contains_key(at)).map(|(_, definition)| definition).collect()
}

/// The keys that a template refers to: figures, patterns of tables, and facts with `@` before them.
fn references(template: &Template) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut spans = |spans: &[Span]| {
        for span in spans {
            match span {
                Span::Text(_) => {}
                Span::Figure(figure) => drop(keys.insert(figure.key.clone())),
                Span::Fact(fact) => drop(keys.insert(format!("@{}", fact.key))),
            }
        }
    };
    let mut patterns = Vec::new();
    for line in &template.lines {
        match line {
            Line::Heading(_, text) | Line::Outline(_, text) | Line::Note(text) | Line::Paragraph(text) => spans(text),
            Line::Table(table) => {
                spans(&table.caption);
                table.series.iter().for_each(|(heading, _)| spans(heading));
                patterns.extend(table.series.iter().map(|(_, pattern)| pattern.clone()).chain(table.chart.clone()));
            }
            Line::List(list) => list.corner.iter().for_each(|text| spans(text)),
            Line::PageBreak => {}
        }
    }
    keys.extend(patterns);
    keys
}

/// Typed figures and facts among the keys, each with the value that stands.
fn typed(evaluator: &mut Evaluator<'_, '_>, needed: &BTreeSet<String>, day: Day) -> Result<Vec<ToState>, Failure> {
    let mut list = Vec::new();
    for figure in evaluator.figures(day)? {
        let is_needed = needed.contains(&figure.key) || needed.iter().any(|pattern| fits(pattern, &figure.key));
        if is_needed && figure.source == Source::Typed {
            let value = sql::typed_figure(evaluator.read, &figure.key, AsOf { day, known: evaluator.known })?;
            list.push(ToState { key: figure.key.clone(), label: figure.label.clone(), value: value.map(|typed| typed.value.to_string()) });
        }
    }
    for standing in sql::facts(evaluator.read, evaluator.known)? {
        let key = format!("@{}", standing.definition.key);
        if standing.definition.typed.is_some() && needed.contains(&key) {
            list.push(ToState { key, label: standing.definition.label, value: None });
        }
    }
    Ok(list)
}
