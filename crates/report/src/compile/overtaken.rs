//! Prose that the record has overtaken: the words say it is going on or still to come, and the days they stand beside have passed. Pure.
//!
//! - *Going on* (선정 중): overtaken once every dated fact it stands beside is over: those in the statement itself; where it names none, those of the
//!   items below it, then of the item around it.
//! - *Still to come* (예정): overtaken once every dated fact or written date in it has begun, or, where it names none, everything beside it is over.
//! - *In the plans* (향후계획): overtaken once the milestone it names is done, cancelled, or its window has ended.
//!
//! A window without an end is never over, and neither is a milestone that was put off and not planned anew. Which words say so is the city's data: dated rules
//! `report.words.ongoing`, `report.words.future`, `report.words.plans` with the language's code (docs/pack.md).

use std::collections::BTreeMap;

use bureau::MilestoneState;
use kernel::{Code, Day, Lang, Window};
use store::{Read, StoreError};

use super::dates::written_in;
use super::statements::words;
use crate::model::FactValue;
use crate::template::{Line, Span, Template};

/// What the words claim about time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// It is going on.
    Ongoing,
    /// It is still to come.
    Future,
    /// It stands among the plans.
    Plan,
}

/// How the record has gone past the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The milestone is done.
    Done,
    /// The milestone was given up.
    Cancelled,
    /// The last day is over.
    Ended,
    /// The first day is over.
    Begun,
}

/// Words that were overtaken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What the words claim.
    pub tense: Tense,
    /// The word.
    pub word: String,
    /// The fact that is past it; nothing for a date that is written out.
    pub fact: Option<String>,
    /// What that is called.
    pub label: String,
    /// The milestone that the fact is, if it is one.
    pub milestone: Option<String>,
    /// How.
    pub passed: Passed,
    /// On which day.
    pub day: Day,
    /// The line of the template that names it, from 0.
    pub line: usize,
    /// The statement that names it, where the report is being compiled.
    pub statement: Option<String>,
}

impl Flag {
    /// What makes it the same flag again.
    pub(crate) fn mark(&self) -> String {
        format!("{}:{}:{:?}", self.word, self.fact.as_deref().unwrap_or(&self.label), self.passed)
    }
}

/// The words of one language, as the city's rules have them on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenseWords {
    /// Words for what is going on.
    pub ongoing: Vec<String>,
    /// Words for what is still to come.
    pub future: Vec<String>,
    /// What the city calls its sections of plans.
    pub plans: Vec<String>,
}

/// The city's words in a language on a day; none where it has no such rule.
pub fn tense_words(read: &mut Read, lang: Lang, day: Day) -> Result<TenseWords, StoreError> {
    let mut list = |which: &str| -> Result<Vec<String>, StoreError> {
        let key: Code =
            format!("report.words.{which}.{}", lang.code()).parse().map_err(|error| StoreError::Statement(format!("{error}")))?;
        let value = bureau::rule(read, &key, day)?.map_or_else(String::new, |rule| rule.value);
        let mut words: Vec<String> = value.split('|').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        // Of two words that both stand there, the longer one is said.
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        Ok(words)
    };
    Ok(TenseWords { ongoing: list("ongoing")?, future: list("future")?, plans: list("plans")? })
}

/// A fact that has days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) fact: Option<String>,
    pub(crate) label: String,
    pub(crate) milestone: Option<String>,
    /// The last day on which it may begin.
    begins: Option<Day>,
    /// The last day; nothing where it is open.
    ends: Option<Day>,
    /// What became of the milestone, and on which day.
    became: Option<(MilestoneState, Day)>,
    /// The line that names it.
    line: usize,
}

impl Dated {
    /// The days of a fact; nothing for a name.
    pub(crate) fn of(
        fact: &str,
        label: &str,
        value: &FactValue,
        milestone: Option<&str>,
        became: Option<(MilestoneState, Day)>,
    ) -> Option<Self> {
        let (begins, ends) = match value {
            FactValue::Name(_) => return None,
            FactValue::Day(day) => (Some(*day), Some(*day)),
            FactValue::Window(window) => {
                let begins = Window::new(window.from(), Some(window.from())).ok().and_then(|first| first.last_day());
                (begins, window.last_day())
            }
        };
        Some(Self {
            fact: Some(fact.to_owned()),
            label: label.to_owned(),
            milestone: milestone.map(str::to_owned),
            begins,
            ends,
            became,
            line: 0,
        })
    }

    fn written(day: Day) -> Self {
        Self { fact: None, label: day.to_string(), milestone: None, begins: Some(day), ends: Some(day), became: None, line: 0 }
    }

    /// The day on which it was over, and how; nothing while it is not.
    fn over(&self, day: Day) -> Option<(Passed, Day)> {
        match self.became {
            Some((MilestoneState::Done, on)) => Some((Passed::Done, on)),
            Some((MilestoneState::Cancelled, on)) => Some((Passed::Cancelled, on)),
            // Put off when its time had come already: there is no other window yet.
            Some((MilestoneState::Postponed, on)) if self.ends.is_none_or(|ends| ends <= on) => None,
            _ => self.ends.filter(|ends| *ends < day).map(|ends| (Passed::Ended, ends)),
        }
    }

    /// The day by which it had begun, and how.
    fn begun(&self, day: Day) -> Option<(Passed, Day)> {
        let postponed = matches!(self.became, Some((MilestoneState::Postponed, _)));
        self.over(day).or_else(|| self.begins.filter(|begins| *begins < day && !postponed).map(|begins| (Passed::Begun, begins)))
    }
}

/// Every flag of a template on a day, with the place of its line; `facts` are those with days, by key.
pub(crate) fn flags(template: &Template, facts: &BTreeMap<String, Dated>, words: &TenseWords, day: Day) -> Vec<(usize, Flag)> {
    let page = Page { lines: &template.lines, facts, today: day };
    let mut all = Vec::new();
    for (at, line) in template.lines.iter().enumerate() {
        let Some(spans) = spans(line) else { continue };
        let text = plain(spans);
        let own = page.own(at);
        let plan = page.heading_over(at, &words.plans);
        let planned = plan.and_then(|word| Some((Tense::Plan, word, plan_overtaken(&own, day)?)));
        let found = planned.or_else(|| {
            let word = words.future.iter().find(|word| says(&text, word))?;
            let past = if own.is_empty() { last_of(&page.beside(at), |one| one.over(day)) } else { last_of(&own, |one| one.begun(day)) };
            Some((Tense::Future, word.clone(), past?))
        });
        let found = found.or_else(|| {
            let word = words.ongoing.iter().find(|word| says(&text, word))?;
            Some((Tense::Ongoing, word.clone(), last_of(&page.beside(at), |one| one.over(day))?))
        });
        if let Some((tense, word, (dated, passed, day))) = found {
            let Dated { fact, label, milestone, line, .. } = dated;
            all.push((at, Flag { tense, word, fact, label, milestone, passed, day, line, statement: None }));
        }
    }
    all
}

/// In the plans: one that was given up, or the last of those that are all over.
fn plan_overtaken(own: &[Dated], day: Day) -> Option<(Dated, Passed, Day)> {
    let given_up = own.iter().find_map(|one| match one.over(day) {
        Some((Passed::Cancelled, on)) => Some((one.clone(), Passed::Cancelled, on)),
        _ => None,
    });
    given_up.or_else(|| last_of(own, |one| one.over(day)))
}

/// The last of several, if all have passed.
fn last_of(all: &[Dated], past: impl Fn(&Dated) -> Option<(Passed, Day)>) -> Option<(Dated, Passed, Day)> {
    let passed: Option<Vec<(Dated, Passed, Day)>> = all.iter().map(|one| past(one).map(|(how, on)| (one.clone(), how, on))).collect();
    passed?.into_iter().max_by_key(|(_, _, on)| *on)
}

/// A template's lines as an outline.
struct Page<'p> {
    lines: &'p [Line],
    facts: &'p BTreeMap<String, Dated>,
    today: Day,
}

impl Page<'_> {
    /// How deep a line stands: headings, then the outline, then what belongs to the item above it.
    fn depth(&self, at: usize) -> u8 {
        match self.lines.get(at) {
            Some(Line::Heading(level, _)) => *level,
            Some(Line::Outline(level, _)) => 3 + level,
            Some(Line::Paragraph(_)) => 4,
            _ => 8,
        }
    }

    /// The item or heading that a line stands under.
    fn above(&self, at: usize) -> Option<usize> {
        let depth = self.depth(at);
        (0..at).rev().find(|&above| self.depth(above) < depth)
    }

    /// The last line below a line, and one more.
    fn end(&self, at: usize) -> usize {
        let depth = self.depth(at);
        (at + 1..self.lines.len()).find(|&below| self.depth(below) <= depth).unwrap_or(self.lines.len())
    }

    /// The dated facts and written dates of a line.
    fn own(&self, at: usize) -> Vec<Dated> {
        let spans = self.lines.get(at).and_then(spans).unwrap_or_default();
        let fact = |span: &Span| if let Span::Fact(fact) = span { self.facts.get(&fact.key).cloned() } else { None };
        let mut all: Vec<Dated> = spans.iter().filter_map(fact).collect();
        all.extend(written_in(&plain(spans), self.today).into_iter().map(Dated::written));
        all.iter_mut().for_each(|one| one.line = at);
        all
    }

    /// The dated facts that a line stands beside: its own, then those below it, then those of the item around it.
    fn beside(&self, at: usize) -> Vec<Dated> {
        let own = self.own(at);
        if !own.is_empty() {
            return own;
        }
        let mut around = Some(at);
        while let Some(top) = around {
            let all: Vec<Dated> = (top..self.end(top)).flat_map(|line| self.own(line)).collect();
            if !all.is_empty() {
                return all;
            }
            around = self.above(top).filter(|&above| match self.lines.get(above) {
                Some(Line::Outline(level, _)) => *level > 1,
                // Prose without an outline stands under its nearest heading, and no higher.
                Some(Line::Heading(..)) => top == at && self.depth(at) == 4 && !matches!(self.lines.get(at), Some(Line::Outline(..))),
                _ => false,
            });
        }
        Vec::new()
    }

    /// The word by which a heading or first item above a line is one of plans.
    fn heading_over(&self, at: usize, plans: &[String]) -> Option<String> {
        let mut above = self.above(at);
        while let Some(line) = above {
            let text = self.lines.get(line).and_then(spans_or_heading).map(words).unwrap_or_default();
            let short = |text: &str| text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
            let named = plans.iter().find(|plan| short(&text).trim_end_matches(|c: char| !c.is_alphanumeric()) == short(plan));
            if let Some(plan) = named {
                return Some(plan.clone());
            }
            above = self.above(line);
        }
        None
    }
}

/// The text of a line that is a statement.
fn spans(line: &Line) -> Option<&[Span]> {
    match line {
        Line::Outline(_, spans) | Line::Note(spans) | Line::Paragraph(spans) => Some(spans),
        _ => None,
    }
}

fn spans_or_heading(line: &Line) -> Option<&[Span]> {
    if let Line::Heading(_, spans) = line { Some(spans) } else { spans(line) }
}

/// The words of a line; a reference is one sign that is no letter.
fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| if let Span::Text(text) = span { text.as_str() } else { "\u{fffc}" }).collect()
}

/// Whether a text says a word: in Hangul followed by no other syllable than an ending (중이며, 예정임; not 예정지, 중단), in other scripts as a whole
/// word in any case. A space in the word may be missing in the text.
pub(crate) fn says(text: &str, word: &str) -> bool {
    const ENDINGS: [char; 7] = ['이', '임', '인', '으', '에', '입', '였'];
    let hangul = |c: char| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let letters: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let word: Vec<char> = word.trim().chars().flat_map(char::to_lowercase).collect();
    let Some(&last) = word.last() else { return false };
    (0..letters.len()).any(|start| {
        let Some(end) = matches_at(&letters, start, &word) else { return false };
        let after = letters.get(end).copied();
        if hangul(last) {
            return after.is_none_or(|c| !hangul(c) || ENDINGS.contains(&c));
        }
        let before = start.checked_sub(1).and_then(|at| letters.get(at));
        before.is_none_or(|c| !c.is_alphanumeric()) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// The place after a word that begins at `start`.
fn matches_at(letters: &[char], start: usize, word: &[char]) -> Option<usize> {
    let mut at = start;
    for &c in word {
        if c.is_whitespace() {
            while letters.get(at).is_some_and(|c| c.is_whitespace()) {
                at += 1;
            }
        } else if letters.get(at) == Some(&c) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(at)
}
