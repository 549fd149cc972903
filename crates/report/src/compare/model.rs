use std::collections::BTreeMap;

use kernel::{AsOf, Day, Lang, Refusal, Seq, Zone};
use serde::Serialize;
use store::{Known, Value};

use crate::render::{NOTHING, ShownFigure};
use crate::words::{number, with_unit};

/// What is asked to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// An edition, by its number.
    Edition(String),
    /// A report for a day, as known at some point.
    Question {
        /// The report's name.
        report: String,
        /// The day.
        day: Day,
        /// The point.
        known: Known,
    },
}

impl Which {
    /// Reads an edition's number (`2021-1`) or `NAME@DAY[:KNOWN]`.
    pub fn parse(text: &str, zone: &Zone) -> Result<Self, Refusal> {
        let text = text.trim();
        let Some((report, rest)) = text.split_once('@') else {
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let is_number = text.split_once('-').is_some_and(|(year, number)| year.len() == 4 && digits(year) && digits(number));
            return if is_number { Ok(Self::Edition(text.to_owned())) } else { Err(unreadable(text)) };
        };
        let (day, known) = rest.split_once(':').unwrap_or((rest, ""));
        let day = day.trim().parse().map_err(|_| unreadable(text))?;
        let known = Known::parse(known, zone).map_err(|_| unreadable(text))?;
        Ok(Self::Question { report: report.trim().to_owned(), day, known })
    }
}

fn unreadable(text: &str) -> Refusal {
    let text: String = text.chars().take(60).collect();
    Refusal::new(
        "report.unreadable-side",
        format!(
            "‘{text}’은(는) 견줄 수 없습니다. 발행판 번호(2021-1)나 보고서@날짜[:기록 시점](work-report-2021@2021-04-21:712)으로 적어 주세요."
        ),
        format!("`{text}` cannot be compared: write an edition's number (2021-1) or NAME@DAY[:KNOWN] (work-report-2021@2021-04-21:712)."),
    )
}

/// What stands on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SideName {
    /// The edition's number, if it is one.
    pub edition: Option<String>,
    /// The report's name.
    pub report: String,
    /// The question.
    pub as_of: AsOf,
}

impl SideName {
    /// As it is written on a command line and in an address.
    pub fn spelled(&self) -> String {
        let AsOf { day, known } = self.as_of;
        self.edition.clone().unwrap_or_else(|| format!("{}@{day}:{known}", self.report))
    }
}

/// Two sides beside each other; pairs are (first side, second side).
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The first side.
    pub a: SideName,
    /// The second side.
    pub b: SideName,
    /// The versions of the template.
    pub templates: (i64, i64),
    /// The figures that changed, in reading order.
    pub figures: Vec<FigureChange>,
    /// The facts that changed.
    pub facts: Vec<FactChange>,
    /// The definitions that changed.
    pub definitions: Vec<DefinitionChange>,
    /// The lines whose words changed.
    pub lines: Vec<LineChange>,
    /// Figures that only the first side has.
    pub only_a: Vec<Only>,
    /// Figures that only the second side has.
    pub only_b: Vec<Only>,
    /// The words for units, by their codes.
    #[serde(skip)]
    pub units: BTreeMap<String, String>,
}

/// A figure that is not what it was.
#[derive(Clone, Debug, Serialize)]
pub struct FigureChange {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// The unit of its exact value.
    pub unit: String,
    /// The days it is computed on.
    pub days: (Day, Day),
    /// The exact values; a fraction where decimals do not end.
    pub exact: (Option<String>, Option<String>),
    /// The second less the first, where both have a value.
    pub difference: Option<String>,
    /// The values as printed.
    pub shown: (Option<String>, Option<String>),
    /// The unit they are printed in.
    pub shown_unit: String,
    /// The versions of its definition.
    pub versions: (i64, i64),
    /// What it comes from in the end, where that changed.
    pub leaves: Vec<Leaf>,
}

/// A figure that folds rows or is typed: what others derive from.
#[derive(Clone, Debug, Serialize)]
pub struct Leaf {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// Its exact values.
    pub exact: (Option<String>, Option<String>),
    /// For a typed figure: from when, the source, the event.
    pub typed: (Option<Typed>, Option<Typed>),
    /// The rows that one side has and the other has not.
    pub rows: Vec<RowChange>,
}

/// Where a typed value comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Typed {
    /// From which day it is true.
    pub from: Day,
    /// Where it was taken from.
    pub source: String,
    /// The event.
    pub event: Seq,
}

/// A row that only one side folds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowChange {
    /// Whether the second side has it; the first has it otherwise.
    pub added: bool,
    /// The event that wrote it.
    pub event: Option<Seq>,
    /// The day on it.
    pub day: String,
    /// The document it rests on; for the office only.
    pub document: String,
    /// Its amount in smallest units; nothing where rows are counted.
    pub amount: Option<i64>,
    /// All its columns.
    pub cells: Vec<(String, Value)>,
}

impl RowChange {
    pub(super) fn of(added: bool, columns: &[&'static str], row: &[Value]) -> Self {
        let find = |name: &str| columns.iter().position(|column| *column == name).and_then(|at| row.get(at));
        let text = |name: &str| find(name).map(Value::show).unwrap_or_default();
        Self {
            added,
            event: find("event").and_then(Value::as_int).map(Seq),
            day: text("day"),
            document: text("document"),
            amount: find("amount").and_then(Value::as_int),
            cells: columns.iter().map(|name| (*name).to_owned()).zip(row.iter().cloned()).collect(),
        }
    }

    /// What else the row says, in words of its columns.
    pub fn rest(&self) -> String {
        let said = ["event", "day", "document", "amount"];
        let cells = self.cells.iter().filter(|(name, value)| !said.contains(&name.as_str()) && !value.show().is_empty());
        cells.map(|(_, value)| value.show()).collect::<Vec<_>>().join(" · ")
    }
}

/// A fact that reads otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactChange {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// As printed.
    pub shown: (Option<String>, Option<String>),
}

/// A definition that was made anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DefinitionChange {
    /// Its key, with names in braces for a family.
    pub key: String,
    /// The versions; nothing where the first side does not know it.
    pub versions: (Option<i64>, i64),
    /// The event that wrote the second one.
    pub event: Seq,
    /// What is different: field, before, after, as JSON.
    pub fields: Vec<(String, Option<String>, Option<String>)>,
}

/// A line whose words changed; figures and facts in it do not count as words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineChange {
    /// The heading it stands under.
    pub chapter: String,
    /// Whether the second side has it; the first has it otherwise.
    pub added: bool,
    /// As printed.
    pub text: String,
}

/// A figure that one side has alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Only {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// As printed.
    pub shown: Option<String>,
    /// The unit it is printed in.
    pub shown_unit: String,
}

impl Only {
    pub(super) fn of(figure: &ShownFigure) -> Self {
        Self { key: figure.key.clone(), label: figure.label.clone(), shown: figure.shown.clone(), shown_unit: figure.shown_unit.clone() }
    }
}

/// What a leaf folds on one side.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) exact: Option<String>,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Value>>,
    pub(super) typed: Option<Typed>,
}

impl Comparison {
    /// A value as people read it, with the word for its unit; – where there is none.
    pub fn said(&self, value: Option<&String>, unit: &str, lang: Lang) -> String {
        let Some(value) = value else { return NOTHING.to_owned() };
        let places = value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let places = u32::try_from(places).unwrap_or(0);
        let written = value.parse().map_or_else(|()| value.clone(), |exact| number(exact, places, lang));
        with_unit(&written, self.units.get(unit).map_or(unit, String::as_str), lang)
    }

    /// Says whether nothing is different.
    pub fn is_same(&self) -> bool {
        self.figures.is_empty()
            && self.facts.is_empty()
            && self.definitions.is_empty()
            && self.lines.is_empty()
            && self.only_a.is_empty()
            && self.only_b.is_empty()
    }
}
