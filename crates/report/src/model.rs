use std::collections::BTreeMap;

use kernel::{Bilingual, Day, Exact, Period, Seq, Window};
use serde::{Deserialize, Serialize};

/// One value of a filter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A whole number.
    Int(i64),
    /// Text; `{name}` stands for a family's member.
    Text(String),
}

/// The values a dimension may take: one or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Filter {
    /// Exactly this one.
    One(Scalar),
    /// Any of these.
    Many(Vec<Scalar>),
}

impl Filter {
    /// The values, one or several.
    pub fn values(&self) -> &[Scalar] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

/// Filters by dimension.
pub type Where = BTreeMap<String, Filter>;

/// Rows of a set, filtered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// The set.
    pub set: String,
    /// The filter.
    #[serde(rename = "where", default)]
    pub filter: Where,
}

/// What is folded of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Their number.
    Count,
    /// The number of different values of a dimension.
    Distinct(String),
    /// The sum of a measure, in smallest units.
    Sum(String),
}

/// A fold over rows of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// The rows.
    pub rows: Rows,
    /// What is folded.
    pub measure: Measure,
    /// Only rows from this period's first day on.
    pub period: Option<Period>,
}

/// How a figure derives from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// The first less the second.
    Difference,
    /// All together.
    Sum,
    /// The first over the second.
    Ratio,
    /// The first over the second, times 100.
    Percent,
}

/// Where a figure's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A fold over rows of the record.
    Fold(Fold),
    /// Other figures.
    Derived(Derivation, Vec<String>),
    /// Somebody's keyboard.
    Typed,
}

impl Source {
    /// The word for it: `record`, `derived` or `typed`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fold(_) => "record",
            Self::Derived(..) => "derived",
            Self::Typed => "typed",
        }
    }
}

/// A figure, or a family of figures, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct FigureDefinition {
    /// Its key; `{name}` in it makes it a family.
    pub key: String,
    /// What it is called.
    pub label: Bilingual,
    /// The unit of its value.
    pub unit: String,
    /// Decimals shown.
    pub places: u32,
    /// For a family: the rows whose codes stand for `{name}`.
    pub over: BTreeMap<String, Rows>,
    /// Where the value comes from.
    pub source: Source,
}

/// A definition as a pack writes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    key: String,
    label: Bilingual,
    unit: String,
    #[serde(default)]
    places: u32,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    over: BTreeMap<String, Rows>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fold: Option<WrittenFold>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    derive: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typed: Option<bool>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFold {
    set: String,
    #[serde(rename = "where", default)]
    filter: Where,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    distinct: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sum: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    period: Option<String>,
}

const DERIVATIONS: [(&str, Derivation); 4] =
    [("difference", Derivation::Difference), ("sum", Derivation::Sum), ("ratio", Derivation::Ratio), ("percent", Derivation::Percent)];

const PERIODS: [(&str, Period); 3] = [("month", Period::Month), ("quarter", Period::Quarter), ("year", Period::Year)];

impl TryFrom<Written> for FigureDefinition {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let key = written.key.clone();
        Self::read(written).map_err(|what| format!("`{key}`: {what}"))
    }
}

impl FigureDefinition {
    fn read(written: Written) -> Result<Self, String> {
        let source = match (written.fold, written.derive, written.typed) {
            (Some(fold), None, None) => Source::Fold(fold.try_into()?),
            (None, Some(derive), None) => {
                let [(name, of)] = <[_; 1]>::try_from(derive.into_iter().collect::<Vec<_>>())
                    .map_err(|_| "derive takes one of difference, sum, ratio, percent".to_owned())?;
                let derivation = DERIVATIONS.iter().find(|(known, _)| *known == name).map(|(_, derivation)| *derivation);
                let derivation = derivation.ok_or_else(|| format!("derive takes difference, sum, ratio or percent, not `{name}`"))?;
                if of.len() < 2 || (derivation != Derivation::Sum && of.len() != 2) {
                    return Err(format!("{name} takes two keys (sum two or more), found {}", of.len()));
                }
                Source::Derived(derivation, of)
            }
            (None, None, Some(true)) => Source::Typed,
            _ => return Err("a figure has exactly one of fold, derive, typed = true".to_owned()),
        };
        if written.places > 6 {
            return Err(format!("places is at most 6, found {}", written.places));
        }
        Ok(Self { key: written.key, label: written.label, unit: written.unit, places: written.places, over: written.over, source })
    }
}

impl TryFrom<WrittenFold> for Fold {
    type Error = String;

    fn try_from(written: WrittenFold) -> Result<Self, String> {
        let measure = match (written.count, written.distinct, written.sum) {
            (Some(true), None, None) => Measure::Count,
            (None, Some(dimension), None) => Measure::Distinct(dimension),
            (None, None, Some(measure)) => Measure::Sum(measure),
            _ => return Err("a fold has exactly one of count = true, distinct, sum".to_owned()),
        };
        let period = written
            .period
            .map(|name| {
                let period = PERIODS.iter().find(|(known, _)| *known == name).map(|(_, period)| *period);
                period.ok_or_else(|| format!("period is month, quarter or year, not `{name}`"))
            })
            .transpose()?;
        Ok(Self { rows: Rows { set: written.set, filter: written.filter }, measure, period })
    }
}

impl From<FigureDefinition> for Written {
    fn from(definition: FigureDefinition) -> Self {
        let (fold, derive, typed) = match definition.source {
            Source::Fold(fold) => (Some(fold.into()), None, None),
            Source::Derived(derivation, of) => {
                let name = DERIVATIONS.iter().find(|(_, known)| *known == derivation).map_or("", |(name, _)| name);
                (None, Some(BTreeMap::from([(name.to_owned(), of)])), None)
            }
            Source::Typed => (None, None, Some(true)),
        };
        Self {
            key: definition.key,
            label: definition.label,
            unit: definition.unit,
            places: definition.places,
            over: definition.over,
            fold,
            derive,
            typed,
        }
    }
}

impl From<Fold> for WrittenFold {
    fn from(fold: Fold) -> Self {
        let (count, distinct, sum) = match fold.measure {
            Measure::Count => (Some(true), None, None),
            Measure::Distinct(dimension) => (None, Some(dimension), None),
            Measure::Sum(measure) => (None, None, Some(measure)),
        };
        let period = fold.period.and_then(|period| PERIODS.iter().find(|(_, known)| *known == period)).map(|(name, _)| (*name).to_owned());
        Self { set: fold.rows.set, filter: fold.rows.filter, count, distinct, sum, period }
    }
}

/// A day, a window or a name that texts need, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDefinition {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: Bilingual,
    /// The milestone it is, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// Otherwise `day`, `window` or `name`: somebody types it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
}

/// What a fact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    /// A day or a stretch of days, in the precision it was written in.
    Window(Window),
    /// A day.
    Day(Day),
    /// A name.
    Name(String),
}

/// A typed figure to be stated.
#[derive(Clone, Debug, Serialize)]
pub struct StateFigure {
    /// The figure's key.
    pub figure: String,
    /// Its value, in its unit.
    pub value: Exact,
    /// From which day it is true.
    pub day: Day,
    /// Where it was taken from.
    pub source: String,
}

/// A typed fact to be stated.
#[derive(Clone, Debug, Serialize)]
pub struct StateFact {
    /// The fact's key.
    pub fact: String,
    /// `day`, `window` or `name`.
    pub kind: String,
    /// The day, the window's start, or the name.
    pub value: String,
    /// The window's end; open if there is none.
    pub ends: Option<String>,
    /// From which day it is true.
    pub day: Day,
    /// Where it was taken from.
    pub source: String,
}

/// A report template to be saved.
#[derive(Clone, Debug, Serialize)]
pub struct NewTemplate {
    /// The report's name.
    pub name: String,
    /// The language's code.
    pub lang: String,
    /// The template's text (docs/pack.md).
    pub text: String,
}

/// A definition as it stands in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<T> {
    /// The definition.
    pub definition: T,
    /// Its version, from 1.
    pub version: i64,
    /// The event that wrote it.
    pub event: Seq,
}
