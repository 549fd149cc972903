//! How a compilation stands: its template followed from the opening, printed as of its day, held against what was confirmed.

use std::collections::BTreeMap;

use kernel::{AsOf, Code, Day, Lang, Seq};
use store::{Failure, Read, Sets, StoreError};

use super::model::{Approval, Chapter, Check, Compilation, Listed, Moved, Stage, Statement, Written};
use super::overtaken::{Dated, Flag, TenseWords, flags, tense_words};
use super::rules::{Refused, walk};
use super::showed::Showed;
use super::sql::{self, Opened};
use super::statements::{Track, counterparts, track};
use crate::evaluate::Evaluator;
use crate::render::{Printed, printed};
use crate::template::{Line, Span, Template};

/// All compilations as known at an event, the last opened first.
pub fn compilations(read: &mut Read, known: Seq) -> Result<Vec<Listed>, StoreError> {
    let all = sql::compilations(read, known)?;
    all.into_iter()
        .map(|one| {
            let stage = stage(read, &one.code, known)?;
            Ok(Listed { code: one.code, name: one.name, day: one.day, due: one.due, stage })
        })
        .collect()
}

fn stage(read: &mut Read, code: &str, known: Seq) -> Result<Stage, StoreError> {
    let steps = sql::steps(read, code, known)?;
    walk(steps.iter().map(|taken| &taken.step))
        .map_err(|_| StoreError::Corrupt(format!("the compilation {code} took a step it cannot take")))
}

/// The approval in force of a report for a day, if it stands approved: what an edition rests on.
pub fn approval(read: &mut Read, name: &str, day: Day, known: Seq) -> Result<Option<Approval>, StoreError> {
    let code = format!("{name}.{day}");
    if stage(read, &code, known)? != Stage::Approved {
        return Ok(None);
    }
    let last = sql::steps(read, &code, known)?.pop();
    Ok(last.map(|taken| Approval { compilation: code, written: taken.written }))
}

/// What happened to a statement, the last first: the text, the text before where it was changed, and the event.
pub fn history(read: &mut Read, code: &str, lang: Lang, statement: &str) -> Result<Vec<(String, Option<String>, Written)>, StoreError> {
    sql::history(read, code, lang, statement)
}

/// The flags of a report on a day, as known at an event: the line of the template that each stands at (from 0), and its text.
pub fn overtaken(read: &mut Read, sets: &Sets, name: &str, lang: Lang, as_of: AsOf) -> Result<Vec<(usize, String, Flag)>, Failure> {
    let words = tense_words(read, lang, as_of.day)?;
    let Some(standing) = crate::sql::template(read, name, lang.code(), as_of.known)? else {
        return Err(Refused::NoReport { name: name.to_owned() }.into());
    };
    let Some(track) = track(&[standing]) else { return Ok(Vec::new()) };
    let template = &track.reading.template;
    let mut evaluator = Evaluator::new(read, sets, as_of.known)?;
    let dated = dated(&mut evaluator, template, lang, as_of.day)?;
    let text = |line: usize| {
        track.statements.iter().find(|one| one.sentence.line == line).map_or_else(String::new, |one| one.sentence.text.clone())
    };
    Ok(flags(template, &dated, &words, as_of.day).into_iter().map(|(line, flag)| (line, text(line), flag)).collect())
}

/// How a compilation stands as known at an event; `links` is put before the addresses of evidence, no links without it.
pub fn survey(read: &mut Read, sets: &Sets, code: &str, known: Seq, links: Option<&str>) -> Result<Compilation, Failure> {
    let Some(opened) = sql::compilation(read, code, known)? else {
        return Err(Refused::Unknown { code: code.to_owned() }.into());
    };
    let stage = stage(read, code, known)?;
    let steps = sql::steps(read, code, known)?;
    let mut owners = sql::owners(read, code, known)?;
    let mut languages = in_languages(read, sets, &opened, known, links)?;
    hold_together(&mut languages);
    let mut chapters: Vec<Chapter> = Vec::new();
    for language in &languages {
        for head in &language.track.reading.chapters {
            let title = (language.lang, head.title.clone());
            match chapters.iter_mut().find(|chapter| chapter.code == head.code) {
                Some(chapter) => chapter.titles.push(title),
                None => {
                    let owner = owners.remove(&head.code);
                    chapters.push(Chapter {
                        code: head.code.clone(),
                        titles: vec![title],
                        due: owner.as_ref().map_or(opened.due, |owner| owner.due),
                        owner,
                        open: stage.is_open(&head.code),
                        statements: Vec::new(),
                    });
                }
            }
        }
    }
    let titles = languages.iter().map(|language| (language.lang, language.track.reading.template.title.clone())).collect();
    for language in languages {
        for (chapter, statement) in language.statements {
            if let Some(chapter) = chapters.iter_mut().find(|known| known.code == chapter) {
                chapter.statements.push(statement);
            }
        }
    }
    let Opened { code, name, day, due, unit, written } = opened;
    Ok(Compilation { code, name, titles, day, due, unit, opened: written, stage, steps, chapters })
}

/// A report in one language, as it stands.
struct Language {
    lang: Lang,
    track: Track,
    /// Its statements with their chapters.
    statements: Vec<(String, Statement)>,
}

/// The report in each of the city's languages that it is written in, the first one first.
fn in_languages(read: &mut Read, sets: &Sets, opened: &Opened, known: Seq, links: Option<&str>) -> Result<Vec<Language>, Failure> {
    let city = crate::evaluate::city(read)?;
    let mut order: Vec<Lang> =
        city.languages.iter().filter_map(|code| [Lang::Ko, Lang::En].into_iter().find(|lang| lang.code() == code)).collect();
    order.extend([Lang::Ko, Lang::En].into_iter().filter(|lang| !city.languages.iter().any(|code| code == lang.code())));
    let confirmations = sql::confirmations(read, &opened.code, known)?;
    let mut written = Vec::new();
    for lang in order {
        let versions = sql::versions(read, &opened.name, lang, opened.written.event, known)?;
        if let Some(track) = track(&versions) {
            written.push((lang, track, tense_words(read, lang, opened.day)?));
        }
    }
    let mut evaluator = Evaluator::new(read, sets, known)?;
    let mut all = Vec::new();
    for (lang, track, words) in written {
        let statements = statements(&mut evaluator, opened, lang, &track, &words, &confirmations, links)?;
        all.push(Language { lang, track, statements });
    }
    Ok(all)
}

/// The statements of one language, printed and held against what was confirmed.
fn statements(
    evaluator: &mut Evaluator<'_, '_>,
    opened: &Opened,
    lang: Lang,
    track: &Track,
    words: &TenseWords,
    confirmations: &sql::Confirmations,
    links: Option<&str>,
) -> Result<Vec<(String, Statement)>, Failure> {
    let template = &track.reading.template;
    let as_of = AsOf { day: opened.day, known: evaluator.known };
    let lines = printed(evaluator, template, &opened.name, lang, as_of, links)?;
    let dated = dated(evaluator, template, lang, opened.day)?;
    let mut flagged: BTreeMap<usize, Vec<Flag>> = BTreeMap::new();
    for (line, mut flag) in flags(template, &dated, words, opened.day) {
        flag.statement = track.statements.iter().find(|one| one.sentence.line == flag.line).map(|one| one.id.clone());
        flagged.entry(line).or_default().push(flag);
    }
    let nothing = Printed::default();
    let mut all = Vec::with_capacity(track.statements.len());
    for one in &track.statements {
        let printed = lines.get(one.sentence.line).unwrap_or(&nothing);
        let flags = flagged.remove(&one.sentence.line).unwrap_or_default();
        let text = &one.sentence.text;
        let showed = Showed::of(printed, one.sentence.kind.is_block(), &flags);
        let confirmation = confirmations.get(&(lang.code().to_owned(), one.id.clone()));
        let check = match confirmation {
            None => Check::Unconfirmed,
            Some((confirmed, then)) => check(showed.moved((&confirmed.text, then), text, printed, &flags)),
        };
        let statement = Statement {
            id: one.id.clone(),
            lang,
            kind: one.sentence.kind,
            text: text.clone(),
            version: track.version,
            blocks: printed.blocks.clone(),
            digest: showed.digest(text),
            showed,
            check,
            flags,
            confirmed: confirmation.map(|(confirmed, _)| confirmed.clone()),
            changed: one.changed,
            counterpart: None,
            translation: None,
        };
        all.push((one.sentence.chapter.clone(), statement));
    }
    Ok(all)
}

fn check(moved: Vec<Moved>) -> Check {
    if moved.is_empty() { Check::Confirmed } else { Check::Lapsed(moved) }
}

/// Pairs the statements of two languages, and says which of a pair is behind: the other one was changed after it was last changed or confirmed.
fn hold_together(languages: &mut [Language]) {
    let [first, other] = languages else { return };
    let pairs = counterparts(&first.track.statements, &other.track.statements);
    for ((_, theirs), ours) in other.statements.iter_mut().zip(pairs) {
        let Some((_, ours)) = ours.and_then(|at| first.statements.get_mut(at)) else { continue };
        ours.counterpart = Some(theirs.id.clone());
        theirs.counterpart = Some(ours.id.clone());
        let seen = |one: &Statement| one.changed.max(one.confirmed.as_ref().map(|confirmed| confirmed.written.event));
        let behind = |one: &Statement, than: &Statement| than.changed.filter(|changed| seen(one).is_none_or(|seen| seen < *changed));
        (ours.translation, theirs.translation) = (behind(ours, theirs), behind(theirs, ours));
    }
}

/// The facts of a template that have days, by key.
fn dated(evaluator: &mut Evaluator<'_, '_>, template: &Template, lang: Lang, day: Day) -> Result<BTreeMap<String, Dated>, Failure> {
    let milestones: BTreeMap<String, String> = crate::sql::facts(evaluator.read, evaluator.known)?
        .into_iter()
        .filter_map(|standing| Some((standing.definition.key, standing.definition.milestone?)))
        .collect();
    let as_of = AsOf { day, known: evaluator.known };
    let mut all = BTreeMap::new();
    for key in facts(template) {
        if key == crate::render::BASIS_FACT || all.contains_key(key) {
            continue;
        }
        let (label, value) = evaluator.fact(key, day)?;
        let milestone = milestones.get(key).map(String::as_str);
        let became = match milestone.and_then(|code| code.parse::<Code>().ok()) {
            Some(code) => bureau::milestone_became(evaluator.read, &code, as_of)?,
            None => None,
        };
        let dated = value.and_then(|value| Dated::of(key, label.in_lang(lang), &value, milestone, became));
        all.extend(dated.map(|dated| (key.to_owned(), dated)));
    }
    Ok(all)
}

/// The keys of all facts that stand in lines of a template.
fn facts(template: &Template) -> impl Iterator<Item = &str> {
    let spans = template.lines.iter().flat_map(|line| match line {
        Line::Outline(_, spans) | Line::Note(spans) | Line::Paragraph(spans) => spans.as_slice(),
        _ => &[],
    });
    spans.filter_map(|span| if let Span::Fact(fact) = span { Some(fact.key.as_str()) } else { None })
}
