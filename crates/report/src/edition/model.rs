use std::collections::BTreeMap;

use document::Document;
use kernel::{AsOf, Day, Lang, Seq};
use serde::{Deserialize, Serialize};
use store::digest_text;

use super::Columns;
use crate::render::{ShownFact, ShownFigure};

/// The writers that an edition's files were made with; a changed writer is a new number beside the old one.
pub(super) const WRITER: u32 = 2;

/// What a report said, frozen: enough to print it again without the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// The question it answers.
    pub as_of: AsOf,
    /// The hash of the last event it knows.
    pub head: String,
    /// It in each language it has.
    pub languages: Vec<Printed>,
    /// What stood behind each figure.
    pub evidence: Vec<Sealed>,
    /// The columns of each set that the digests cover.
    pub columns: Columns,
}

/// A report frozen in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// The version of the writers; 1 where none is said, as at first.
    #[serde(default = "first_writer", skip_serializing_if = "is_first")]
    pub writer: u32,
    /// The language's code.
    pub lang: String,
    /// The version of its template.
    pub template_version: i64,
    /// Its blocks.
    pub document: Document,
    /// Its references to figures, in reading order.
    pub figures: Vec<ShownFigure>,
    /// Its references to facts, in reading order.
    pub facts: Vec<ShownFact>,
    /// The SHA-256 of the file that [`Printed::html`] gives.
    pub html: String,
    /// The SHA-256 of the file that [`Printed::markdown`] gives.
    pub markdown: String,
}

fn first_writer() -> u32 {
    1
}

fn is_first(writer: &u32) -> bool {
    *writer == 1
}

/// What stood behind a figure on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The figure's key.
    pub key: String,
    /// The day it is computed on.
    pub as_of: Day,
    /// The version of its definition.
    pub version: i64,
    /// Its unit.
    pub unit: String,
    /// Its exact value in its unit; nothing where there is none.
    pub exact: Option<String>,
    /// The SHA-256 over the evidence (docs/record.md, "Editions").
    pub digest: String,
}

/// The official document that an edition was approved with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The system that keeps it.
    pub system: String,
    /// Its number there.
    pub number: String,
    /// Its day.
    pub day: Option<Day>,
}

/// An issued edition: the content of its row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The version of the writers.
    pub writer: u32,
    /// Its number, `YYYY-N`: the year of its day, and the N-th of that year.
    pub number: String,
    /// The report's name.
    pub report: String,
    /// The document of its approval.
    pub approval: Approval,
    /// What it says.
    pub frozen: Frozen,
}

/// An edition as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedEdition {
    /// Its number.
    pub number: String,
    /// The report's name.
    pub report: String,
    /// The question it answers.
    pub as_of: AsOf,
    /// Its titles: Korean (or the only one), English.
    pub title: (String, Option<String>),
    /// The SHA-256 of its content.
    pub seal: String,
    /// The event that issued it.
    pub event: Seq,
    /// What became of it.
    pub state: EditionState,
}

/// What became of an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum EditionState {
    /// It stands.
    Issued,
    /// Another edition took its place.
    Superseded {
        /// That edition's number.
        by: String,
        /// From which day.
        day: Day,
    },
    /// It was taken back.
    Withdrawn {
        /// Why.
        reason: String,
        /// From which day.
        day: Day,
    },
}

/// An edition to be issued, resting on the document of its approval.
#[derive(Clone, Debug, Serialize)]
pub struct IssueEdition {
    /// The report's name.
    pub report: String,
    /// The day it is issued for.
    pub day: Day,
    /// The last event it knows.
    pub known: Seq,
    /// The edition whose place it takes.
    pub supersedes: Option<String>,
}

/// An edition to be withdrawn.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawEdition {
    /// Its number.
    pub number: String,
    /// Why.
    pub reason: String,
    /// From which day.
    pub day: Day,
}

impl Frozen {
    /// It in a language, or in the first one it has; nothing only where it has none at all.
    pub fn printed(&self, lang: Lang) -> Option<&Printed> {
        self.languages.iter().find(|printed| printed.lang == lang.code()).or(self.languages.first())
    }

    /// The digests by key and day.
    pub fn digests(&self) -> BTreeMap<(&str, Day), &str> {
        self.evidence.iter().map(|sealed| ((sealed.key.as_str(), sealed.as_of), sealed.digest.as_str())).collect()
    }
}

impl Printed {
    /// The blocks with each figure linked to its evidence as known when it was frozen; on a page of ours `address` is empty, in a file it is
    /// where the public reaches the pages.
    pub fn linked(&self, known: Seq, address: &str) -> Document {
        self.document.clone().linked(|place, figure| {
            let day = self.figures.get(place)?.as_of;
            Some(format!("{address}/figures/{}?day={day}&known={known}", figure.key))
        })
    }

    /// The report as a page that stands alone, without links: always the same bytes.
    pub fn html(&self) -> String {
        let (style, legend) = match self.writer {
            0 | 1 => (STYLE, String::new()),
            _ => (STYLE_2, document::legend(&self.document).map_or_else(String::new, |said| format!("<p class=\"legend\">{said}</p>\n"))),
        };
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{}</title>\n<style>{style}</style></head>\n<body>\n{}\n{legend}</body>\n</html>\n",
            self.document.lang.code(),
            escaped(&self.document.title),
            document::html(&self.document)
        )
    }

    /// The report as Markdown, without links: always the same bytes.
    pub fn markdown(&self) -> String {
        document::markdown(&self.document, None)
    }
}

/// The looks of the file that stands alone; each belongs to a version of the writers, so it is never touched.
const STYLE_2: &str = include_str!("alone-2.css");
const STYLE: &str = "body{max-width:48rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 'Pretendard GOV','Noto Sans KR',sans-serif}\
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #888;padding:.25rem .5rem}\
@media print{body{max-width:none;margin:0}}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Edition {
    /// The content as it stands in the record and as its file `.json`: the seal is the SHA-256 of exactly these bytes.
    pub fn canonical(&self) -> String {
        store::canonical(self)
    }

    /// The SHA-256 of [`Edition::canonical`].
    pub fn seal(&self) -> String {
        digest_text(&self.canonical())
    }
}
