//! A template and the record make a document: references filled in, tables rounded so that they add up.

use std::borrow::Cow;

use document::{Block, Document, HeadingLevel, Inline, OutlineLevel};
use kernel::{AsOf, Day, Exact, Lang, Seq};
use serde::{Deserialize, Serialize};
use store::{Failure, Read, Sets};

use crate::evaluate::{Evaluator, Figure};
use crate::model::{FactValue, Source};
use crate::rules::broken;
use crate::template::{self, FactRef, FigureRef, Line, Span, Style, Template};
use crate::{sql, table, words};

/// The fact that is the basis day of the report being printed.
pub(crate) const BASIS_FACT: &str = "report.basis";

/// What stands where there is no value.
pub(crate) const NOTHING: &str = "–";

/// A report as of a day, as known at an event.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The report's name.
    pub name: String,
    /// The version of its template.
    pub version: i64,
    /// The question it answers.
    pub as_of: AsOf,
    /// The document.
    pub document: Document,
    /// Its references to figures, in reading order.
    pub figures: Vec<ShownFigure>,
    /// Its references to facts, in reading order.
    pub facts: Vec<ShownFact>,
}

/// A reference to a figure, as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownFigure {
    /// The figure's key.
    pub key: String,
    /// Where its value comes from: `record`, `derived` or `typed`.
    pub source: Cow<'static, str>,
    /// The day it is computed on.
    pub as_of: Day,
    /// The figure's own unit.
    pub unit: String,
    /// The exact value in its own unit; nothing where there is none.
    pub exact: Option<String>,
    /// The exact value as a fraction, where its decimals do not end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fraction: Option<String>,
    /// The value as printed, as a plain decimal number.
    pub shown: Option<String>,
    /// The unit it is printed in.
    pub shown_unit: String,
    /// What it is called.
    pub label: String,
    /// The definition's version.
    pub version: i64,
    /// What rounding did, if it did something.
    pub remark: Option<String>,
    /// Whether a table moved it by one so that its rows add up.
    pub adjusted: bool,
}

/// A reference to a fact, as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownFact {
    /// The fact's key.
    pub key: String,
    /// The day it is asked on.
    pub as_of: Day,
    /// What it is called.
    pub label: String,
    /// As printed; nothing where it has no value.
    pub shown: Option<String>,
}

/// Renders a report in a language; `links` is put before the addresses of evidence, no links without it.
pub fn render(read: &mut Read, sets: &Sets, name: &str, lang: Lang, as_of: AsOf, links: Option<&str>) -> Result<Rendered, Failure> {
    let standing = find(read, name, lang, as_of.known)?;
    let template = template::parse(&standing.definition).map_err(|problems| broken(name, &told(&problems)))?;
    print(read, sets, (name, standing.version), &template, lang, as_of, links)
}

/// Prints a template that was read; `of` is the name and the version it is printed under.
pub(crate) fn print(
    read: &mut Read,
    sets: &Sets,
    (name, version): (&str, i64),
    template: &Template,
    lang: Lang,
    as_of: AsOf,
    links: Option<&str>,
) -> Result<Rendered, Failure> {
    let mut evaluator = Evaluator::new(read, sets, as_of.known)?;
    let mut printer = Printer {
        evaluator: &mut evaluator,
        name: name.to_owned(),
        lang,
        as_of,
        links: links.map(str::to_owned),
        template_basis: template.basis,
        figures: Vec::new(),
        facts: Vec::new(),
        headings: 0,
    };
    let document = printer.document(template)?;
    Ok(Rendered { name: name.to_owned(), version, as_of, document, figures: printer.figures, facts: printer.facts })
}

/// One line of a template as it prints: its blocks, and its references in reading order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Printed {
    pub(crate) blocks: Vec<Block>,
    pub(crate) figures: Vec<ShownFigure>,
    pub(crate) facts: Vec<ShownFact>,
}

/// Prints a template line by line; the references are numbered as in the whole report.
pub(crate) fn printed(
    evaluator: &mut Evaluator<'_, '_>,
    template: &Template,
    name: &str,
    lang: Lang,
    as_of: AsOf,
    links: Option<&str>,
) -> Result<Vec<Printed>, Failure> {
    let mut printer = Printer {
        evaluator,
        name: name.to_owned(),
        lang,
        as_of,
        links: links.map(str::to_owned),
        template_basis: template.basis,
        figures: Vec::new(),
        facts: Vec::new(),
        headings: 0,
    };
    let mut lines = Vec::with_capacity(template.lines.len());
    for line in &template.lines {
        let (figures, facts) = (printer.figures.len(), printer.facts.len());
        let mut blocks = Vec::new();
        printer.line(line, &mut blocks)?;
        let since = |figures: usize| printer.figures.get(figures..).unwrap_or_default().to_vec();
        lines.push(Printed { blocks, figures: since(figures), facts: printer.facts.get(facts..).unwrap_or_default().to_vec() });
    }
    Ok(lines)
}

/// The template in a language, or in the first one there is.
fn find(read: &mut Read, name: &str, lang: Lang, known: Seq) -> Result<crate::model::Standing<String>, Failure> {
    if let Some(standing) = sql::template(read, name, lang.code(), known)? {
        return Ok(standing);
    }
    let mut all = sql::templates(read, known)?;
    all.dedup_by(|one, other| one.0 == other.0);
    match all.iter().find(|(known, _)| known == name) {
        Some((_, other)) => Ok(sql::template(read, name, other, known)?.ok_or_else(|| crate::rules::unknown_key(name, &[]))?),
        None => Err(crate::rules::unknown_key(name, &crate::rules::nearest(name, all.iter().map(|(name, _)| name.as_str()))).into()),
    }
}

pub(crate) fn told(problems: &[template::Problem]) -> Vec<String> {
    problems.iter().map(|problem| format!("line {}: {}", problem.line, problem.what)).collect()
}

/// Prints one report; collects its references on the way.
pub(crate) struct Printer<'e, 'r, 'a> {
    pub(crate) evaluator: &'e mut Evaluator<'r, 'a>,
    name: String,
    pub(crate) lang: Lang,
    as_of: AsOf,
    links: Option<String>,
    pub(crate) template_basis: template::Basis,
    figures: Vec<ShownFigure>,
    facts: Vec<ShownFact>,
    headings: usize,
}

/// A figure's value as a block prints it.
pub(crate) struct Shown {
    /// The exact value in the figure's own unit.
    pub(crate) exact: Option<Exact>,
    /// The value as printed, in `unit`.
    pub(crate) value: Option<Exact>,
    pub(crate) places: u32,
    pub(crate) unit: String,
    pub(crate) remark: Option<String>,
    pub(crate) adjusted: bool,
}

impl Printer<'_, '_, '_> {
    fn document(&mut self, template: &Template) -> Result<Document, Failure> {
        let mut blocks = Vec::with_capacity(template.lines.len());
        for line in &template.lines {
            self.line(line, &mut blocks)?;
        }
        let basis = self.basis(None);
        let office = self.evaluator.city.name.in_lang(self.lang).to_owned();
        let day = words::day(basis, self.lang);
        let subtitle = self.lang.pick(format!("{office} · {day} 기준"), format!("{office} · as of {day}"));
        Ok(Document {
            lang: match self.lang {
                Lang::Ko => document::Lang::Ko,
                Lang::En => document::Lang::En,
            },
            title: template.title.clone(),
            subtitle: Some(vec![Inline::text(subtitle)]),
            blocks,
        })
    }

    fn line(&mut self, line: &Line, blocks: &mut Vec<Block>) -> Result<(), Failure> {
        let block = match line {
            Line::Heading(level, spans) => {
                self.headings += 1;
                let id = format!("section-{}", self.headings);
                let level = HeadingLevel::new(*level).unwrap_or(HeadingLevel::One);
                Block::Heading { level, id, text: self.spans(spans)? }
            }
            Line::Outline(level, spans) => {
                Block::Outline { level: OutlineLevel::new(*level).unwrap_or(OutlineLevel::One), text: self.spans(spans)? }
            }
            Line::Note(spans) => Block::Note { text: self.spans(spans)? },
            Line::Paragraph(spans) => Block::Paragraph { text: self.spans(spans)? },
            Line::PageBreak => Block::PageBreak,
            Line::Table(spec) => return table::figures(self, spec, blocks),
            Line::List(spec) => table::list(self, spec)?,
        };
        blocks.push(block);
        Ok(())
    }

    /// The day that a reference with this basis is computed on.
    pub(crate) fn basis(&self, own: Option<template::Basis>) -> Day {
        own.unwrap_or(self.template_basis).day(self.as_of.day, self.evaluator.years)
    }

    pub(crate) fn spans(&mut self, spans: &[Span]) -> Result<Vec<Inline>, Failure> {
        spans
            .iter()
            .map(|span| match span {
                Span::Text(text) => Ok(Inline::text(text.as_str())),
                Span::Figure(figure) => self.figure(figure),
                Span::Fact(fact) => self.fact(fact),
            })
            .collect()
    }

    fn figure(&mut self, reference: &FigureRef) -> Result<Inline, Failure> {
        let day = self.basis(reference.basis);
        let Some(figure) = self.evaluator.reference(&reference.key, day)? else { return Ok(Inline::text(NOTHING)) };
        let exact = self.evaluator.value(&figure, day)?;
        let unit = reference.unit.clone().unwrap_or_else(|| figure.unit.clone());
        let places = reference.places.unwrap_or(figure.places);
        let in_unit = self.in_unit(exact, &figure.unit, &unit);
        let value = in_unit.map(|value| value.round(places));
        let remark = self.rounding(in_unit, value, &unit);
        let shown = Shown { exact, value, places, unit, remark, adjusted: false };
        let mut inline = self.show(&figure, day, &shown);
        if let (Inline::Figure(printed), Some(about), Some(_)) = (&mut inline, &reference.words, shown.value) {
            let unit = self.evaluator.city.unit_word(&shown.unit, self.lang);
            printed.shown = format!("{} {about}", words::with_unit(&printed.shown, unit, self.lang));
        }
        Ok(inline)
    }

    /// A value in another unit of money.
    pub(crate) fn in_unit(&self, value: Option<Exact>, from: &str, to: &str) -> Option<Exact> {
        if from == to {
            return value;
        }
        value?.times(self.evaluator.city.factor(from))?.over(self.evaluator.city.factor(to))
    }

    /// What rounding did to a value, in words.
    pub(crate) fn rounding(&self, exact: Option<Exact>, shown: Option<Exact>, unit: &str) -> Option<String> {
        let exact = exact.filter(|exact| Some(*exact) != shown)?;
        let unit = self.evaluator.city.unit_word(unit, self.lang);
        Some(self.lang.pick(format!("정확한 값 {exact} {unit}을(를) 반올림했습니다"), format!("rounded from exactly {exact} {unit}")))
    }

    /// The address of a figure's evidence; nothing where the document has no links.
    pub(crate) fn evidence(&self, key: &str, day: Day) -> Option<String> {
        self.links.as_ref().map(|base| format!("{base}/figures/{key}?day={day}&known={}", self.as_of.known))
    }

    /// Notes a reference and gives it as the document prints it.
    pub(crate) fn show(&mut self, figure: &Figure, day: Day, shown: &Shown) -> Inline {
        let reference = self.figures.len();
        let missing = self.lang.pick("이 날의 값이 없습니다", "no value on this day");
        let remark = if shown.value.is_none() { Some(missing.to_owned()) } else { shown.remark.clone() };
        let href = self.evidence(&figure.key, day).map(|href| format!("{href}&report={}&on={}&ref={reference}", self.name, self.as_of.day));
        let source = match figure.source {
            Source::Fold(_) => document::Source::Record,
            Source::Derived(..) => document::Source::Derived,
            Source::Typed => document::Source::Typed,
        };
        self.figures.push(ShownFigure {
            key: figure.key.clone(),
            source: figure.source.word().into(),
            as_of: day,
            unit: figure.unit.clone(),
            exact: shown.exact.map(|exact| exact.to_string()),
            fraction: shown.exact.and_then(Exact::fraction),
            shown: shown.value.map(|value| value.decimal(shown.places)),
            shown_unit: shown.unit.clone(),
            label: figure.label.in_lang(self.lang).to_owned(),
            version: figure.version,
            remark: remark.clone(),
            adjusted: shown.adjusted,
        });
        let text = shown.value.map_or_else(|| NOTHING.to_owned(), |value| words::number(value, shown.places, self.lang));
        Inline::Figure(document::Figure { key: figure.key.clone(), shown: text, href, source, remark, adjusted: shown.adjusted })
    }

    fn fact(&mut self, reference: &FactRef) -> Result<Inline, Failure> {
        let day = self.basis(None);
        let (label, value) = if reference.key == BASIS_FACT {
            let label = self.lang.pick("기준일", "basis day").to_owned();
            (label, Some(FactValue::Day(day)))
        } else {
            // A plan is asked on the report's own day: what was planned by then.
            let (label, value) = self.evaluator.fact(&reference.key, self.as_of.day)?;
            (label.in_lang(self.lang).to_owned(), value)
        };
        let style = if reference.key == BASIS_FACT && reference.style == Style::Plain { Style::Full } else { reference.style };
        let shown = value.map(|value| words::fact(&value, style, self.lang));
        self.facts.push(ShownFact { key: reference.key.clone(), as_of: self.as_of.day, label, shown: shown.clone() });
        Ok(Inline::Fact { key: reference.key.clone(), shown: shown.unwrap_or_else(|| NOTHING.to_owned()), href: None })
    }
}

impl Rendered {
    /// The report as JSON: name, question, references with exact and shown values, facts, blocks.
    pub fn json(&self, head_hash: &str) -> serde_json::Value {
        serde_json::json!({
            "name": self.name,
            "title": self.document.title,
            "template_version": self.version,
            "as_of": self.as_of.day,
            "known": self.as_of.known,
            "known_hash": head_hash,
            "figures": self.figures,
            "facts": self.facts,
            "document": document::json(&self.document),
        })
    }
}
