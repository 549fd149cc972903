//! What a statement is, and how it keeps its id through edits. Pure: template texts in, statements out.
//!
//! A chapter begins at each heading of the first level, and at a heading of the second level that a page break stands before. Its code is its place:
//! `2` the second chapter, `2.3` the third page of it. Every other line, table or list of a chapter is a statement.

use std::collections::BTreeSet;

use kernel::Seq;

use super::model::Kind;
use super::showed::short_digest;
use crate::model::Standing;
use crate::template::{self, FactRef, FigureRef, Line, Problem, Span, Template};

/// A chapter of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChapterHead {
    pub(crate) code: String,
    pub(crate) title: String,
}

/// A statement as one version of a template writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// Its place among the template's lines.
    pub(crate) line: usize,
    /// Its first line of text, and the one after its last, from 0.
    pub(crate) lines: (usize, usize),
    pub(crate) chapter: String,
    pub(crate) kind: Kind,
    pub(crate) text: String,
    /// The figures, facts and key patterns in it, in their order.
    pub(crate) keys: Vec<String>,
}

/// A template, read, with its chapters and statements.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) template: Template,
    pub(crate) chapters: Vec<ChapterHead>,
    pub(crate) sentences: Vec<Sentence>,
}

/// Reads a template's text.
pub(crate) fn read(text: &str) -> Result<Reading, Vec<Problem>> {
    let template = template::parse(text)?;
    let mut chapters = vec![ChapterHead { code: "0".to_owned(), title: template.title.clone() }];
    let mut sentences = Vec::new();
    let (mut first, mut second, mut broken) = (0, 0, false);
    for (at, (line, (lines, text))) in template.lines.iter().zip(pieces(text)).enumerate() {
        match line {
            Line::Heading(1, spans) => {
                (first, second) = (first + 1, 0);
                chapters.push(ChapterHead { code: first.to_string(), title: words(spans) });
            }
            Line::Heading(2, spans) if broken => {
                second += 1;
                chapters.push(ChapterHead { code: format!("{first}.{second}"), title: words(spans) });
            }
            _ => {}
        }
        broken = *line == Line::PageBreak;
        let Some(kind) = kind(line) else { continue };
        let chapter = chapters.last().map_or_else(String::new, |chapter| chapter.code.clone());
        sentences.push(Sentence { line: at, lines, chapter, kind, text, keys: keys(line) });
    }
    chapters.retain(|chapter| sentences.iter().any(|sentence| sentence.chapter == chapter.code));
    Ok(Reading { template, chapters, sentences })
}

/// The pieces of a text that are one line of a template each, with their places; the header is left out.
fn pieces(text: &str) -> Vec<((usize, usize), String)> {
    let mut pieces = Vec::new();
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim_end() != "---").skip(1);
    while let Some((at, line)) = lines.next() {
        if line.starts_with(":::") {
            let mut block = vec![line.trim_end()];
            let mut end = at + 1;
            for (at, line) in lines.by_ref() {
                block.push(line.trim_end());
                end = at + 1;
                if line.trim() == ":::" {
                    break;
                }
            }
            pieces.push(((at, end), block.join("\n")));
        } else if !line.trim().is_empty() {
            pieces.push(((at, at + 1), line.trim().to_owned()));
        }
    }
    pieces
}

fn kind(line: &Line) -> Option<Kind> {
    match line {
        Line::Heading(..) | Line::PageBreak => None,
        Line::Outline(level, _) => Some(Kind::Outline(*level)),
        Line::Note(_) => Some(Kind::Note),
        Line::Paragraph(_) => Some(Kind::Paragraph),
        Line::Table(_) => Some(Kind::Table),
        Line::List(_) => Some(Kind::List),
    }
}

/// The words of a line of text; references stand as their keys.
pub(crate) fn words(spans: &[Span]) -> String {
    let word = |span: &Span| match span {
        Span::Text(text) => text.clone(),
        Span::Figure(FigureRef { key, .. }) | Span::Fact(FactRef { key, .. }) => format!("{{{key}}}"),
    };
    spans.iter().map(word).collect()
}

fn keys(line: &Line) -> Vec<String> {
    let in_spans = |spans: &[Span]| -> Vec<String> {
        let key = |span: &Span| match span {
            Span::Text(_) => None,
            Span::Figure(FigureRef { key, .. }) => Some(key.clone()),
            Span::Fact(FactRef { key, .. }) => Some(format!("@{key}")),
        };
        spans.iter().filter_map(key).collect()
    };
    match line {
        Line::Heading(_, spans) | Line::Outline(_, spans) | Line::Note(spans) | Line::Paragraph(spans) => in_spans(spans),
        Line::Table(spec) => spec.series.iter().map(|(_, pattern)| pattern.clone()).collect(),
        Line::List(spec) => vec![spec.set.clone()],
        Line::PageBreak => Vec::new(),
    }
}

/// A statement with the id that it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tracked {
    pub(crate) id: String,
    pub(crate) sentence: Sentence,
    /// The event that last changed its text, since the first of the versions.
    pub(crate) changed: Option<Seq>,
}

/// A template's statements as its last version has them, with the ids they have kept since the first of the versions.
pub(crate) struct Track {
    pub(crate) reading: Reading,
    pub(crate) statements: Vec<Tracked>,
    /// The last version.
    pub(crate) version: i64,
}

/// Follows statements through the versions of a template; nothing where there is no version that can be read.
pub(crate) fn track(versions: &[Standing<String>]) -> Option<Track> {
    let mut used = BTreeSet::new();
    let mut track: Option<Track> = None;
    for version in versions {
        let Ok(reading) = read(&version.definition) else { continue };
        let statements = match &track {
            None => reading.sentences.iter().map(|sentence| begun(sentence, None, &mut used)).collect(),
            Some(before) => carried(&before.statements, &reading.sentences, version.event, &mut used),
        };
        track = Some(Track { reading, statements, version: version.version });
    }
    track
}

/// A statement seen for the first time: its id is made of its chapter and text.
fn begun(sentence: &Sentence, changed: Option<Seq>, used: &mut BTreeSet<String>) -> Tracked {
    let mut again = 0;
    let id = loop {
        let id: String = short_digest(&format!("{}\n{}\n{again}", sentence.chapter, sentence.text)).chars().take(12).collect();
        if used.insert(id.clone()) {
            break id;
        }
        again += 1;
    };
    Tracked { id, sentence: sentence.clone(), changed }
}

/// The statements of the next version: the same text keeps its id; between those, the most alike; between those, what stands in the place of
/// another is that one changed.
fn carried(before: &[Tracked], now: &[Sentence], event: Seq, used: &mut BTreeSet<String>) -> Vec<Tracked> {
    let kin = |old: &Tracked, new: &Sentence| old.sentence.chapter == new.chapter && old.sentence.kind.is_block() == new.kind.is_block();
    let same = |old: &Tracked, new: &Sentence| old.sentence.chapter == new.chapter && old.sentence.text == new.text;
    let alike = |old: &Tracked, new: &Sentence| kin(old, new) && strsim::normalized_levenshtein(&old.sentence.text, &new.text) > 0.5;
    now.iter()
        .zip(paired(before, now, &[&same, &alike, &kin]))
        .map(|(sentence, old)| match old.and_then(|at| before.get(at)) {
            Some(old) => {
                let changed = if old.sentence.text == sentence.text { old.changed } else { Some(event) };
                Tracked { id: old.id.clone(), sentence: sentence.clone(), changed }
            }
            None => begun(sentence, Some(event), used),
        })
        .collect()
}

/// For each statement of the other language its counterpart in the first: lines of one kind that refer to the same figures and facts, in their
/// order; between those, lines of one kind.
pub(crate) fn counterparts(first: &[Tracked], other: &[Tracked]) -> Vec<Option<usize>> {
    let sorted = |one: &Tracked| {
        let mut keys = one.sentence.keys.clone();
        keys.sort();
        keys
    };
    let kin = |a: &Tracked, b: &Tracked| a.sentence.chapter == b.sentence.chapter && a.sentence.kind == b.sentence.kind;
    let same = |a: &Tracked, b: &Tracked| kin(a, b) && sorted(a) == sorted(b);
    paired(first, other, &[&same, &kin])
}

/// Whether two belong together.
type Test<'t, A, B> = &'t dyn Fn(&A, &B) -> bool;

/// For each of `now` the place of its partner in `before`: the longest run of pairs, in order, that pass the first test; in the gaps between them
/// the same with the tests that are left.
fn paired<A, B>(before: &[A], now: &[B], tests: &[Test<'_, A, B>]) -> Vec<Option<usize>> {
    let mut pairs = vec![None; now.len()];
    let Some((test, rest)) = tests.split_first() else { return pairs };
    let (mut old, mut new) = (0, 0);
    for (to_old, to_new) in common(before, now, test).into_iter().chain([(before.len(), now.len())]) {
        let (gap_old, gap_new) = (before.get(old..to_old).unwrap_or_default(), now.get(new..to_new).unwrap_or_default());
        for (at, partner) in paired(gap_old, gap_new, rest).into_iter().enumerate() {
            if let Some(pair) = pairs.get_mut(new + at) {
                *pair = partner.map(|partner| old + partner);
            }
        }
        if let Some(pair) = pairs.get_mut(to_new) {
            *pair = Some(to_old);
        }
        (old, new) = (to_old + 1, to_new + 1);
    }
    pairs
}

/// The longest common run of two lists, as pairs of places: the plain table of Wagner and Fischer (1974), without what both ends share.
fn common<A, B>(before: &[A], now: &[B], same: Test<'_, A, B>) -> Vec<(usize, usize)> {
    let start = before.iter().zip(now).take_while(|(a, b)| same(a, b)).count();
    let (rest_before, rest_now) = (before.get(start..).unwrap_or_default(), now.get(start..).unwrap_or_default());
    let end = rest_before.iter().rev().zip(rest_now.iter().rev()).take_while(|(a, b)| same(a, b)).count();
    let (middle_before, middle_now) =
        (rest_before.get(..rest_before.len() - end).unwrap_or_default(), rest_now.get(..rest_now.len() - end).unwrap_or_default());
    let width = middle_now.len() + 1;
    let mut lengths = vec![0_usize; (middle_before.len() + 1) * width];
    let at = |lengths: &[usize], a: usize, b: usize| lengths.get(a * width + b).copied().unwrap_or(0);
    for (a, old) in middle_before.iter().enumerate().rev() {
        for (b, new) in middle_now.iter().enumerate().rev() {
            let longest = if same(old, new) { at(&lengths, a + 1, b + 1) + 1 } else { at(&lengths, a + 1, b).max(at(&lengths, a, b + 1)) };
            if let Some(place) = lengths.get_mut(a * width + b) {
                *place = longest;
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = (0..start).map(|place| (place, place)).collect();
    let (mut a, mut b) = (0, 0);
    while let (Some(old), Some(new)) = (middle_before.get(a), middle_now.get(b)) {
        if same(old, new) {
            pairs.push((start + a, start + b));
            (a, b) = (a + 1, b + 1);
        } else if at(&lengths, a + 1, b) >= at(&lengths, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs.extend((0..end).rev().map(|back| (before.len() - 1 - back, now.len() - 1 - back)));
    pairs
}

/// A template's text with one statement written anew; nothing takes it out.
pub(crate) fn rewritten(text: &str, sentence: &Sentence, new: &str) -> String {
    let (from, until) = sentence.lines;
    let mut lines: Vec<&str> = text.lines().take(from).collect();
    lines.extend(new.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()));
    lines.extend(text.lines().skip(until));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// What is wrong with the new text of a statement: headings and page breaks are no statements, a line is no block.
pub(crate) fn check_text(new: &str) -> Result<Vec<Line>, Vec<Problem>> {
    const HEADER: &str = "title: –\n---\n";
    let above = HEADER.lines().count();
    let lowered = |mut problem: Problem| {
        problem.line = problem.line.saturating_sub(above);
        problem
    };
    let template = template::parse(&format!("{HEADER}{new}")).map_err(|problems| problems.into_iter().map(lowered).collect::<Vec<_>>())?;
    match template.lines.iter().position(|line| kind(line).is_none()) {
        Some(at) => {
            let what = "a statement is a line, a table or a list; a heading or a page break is changed in the template".to_owned();
            Err(vec![Problem { line: at + 1, what }])
        }
        None => Ok(template.lines),
    }
}
