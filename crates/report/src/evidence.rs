//! What stands behind a figure: the rows that fold to it, the figures it derives from, or who typed it.

use std::rc::Rc;

use kernel::{Day, Exact, Lang, Seq};
use serde::Serialize;
use store::{Column, ColumnKind, Failure, Set, TREE, Value};

use crate::evaluate::{Evaluator, Figure, Member};
use crate::model::{Derivation, Fold, Measure, Scalar, Source, Where};
use crate::{sql, words};

/// A figure opened.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The figure.
    pub figure: Figure,
    /// The day.
    pub day: Day,
    /// The last event that counts as known.
    pub known: Seq,
    /// The exact value in the figure's unit.
    pub exact: Option<Exact>,
    /// What is behind it.
    pub behind: Behind,
}

/// What is behind a figure.
#[derive(Clone, Debug)]
pub enum Behind {
    /// Rows of a set.
    Rows(FoldedRows),
    /// Other figures.
    Parts(Derivation, Vec<Part>),
    /// Somebody's keyboard: from when it is true, where it was taken from, the event; nothing where nobody typed it yet.
    Typed(Option<(Day, String, Seq)>),
}

/// The rows that a figure folds.
#[derive(Clone, Debug)]
pub struct FoldedRows {
    /// The set they are of.
    pub set: &'static Set,
    /// The filter in words.
    pub filter: String,
    /// The columns shown.
    pub columns: Vec<&'static Column>,
    /// The rows of this page.
    pub rows: Vec<Vec<Value>>,
    /// How many rows there are in all.
    pub total: i64,
    /// The measure's sum over all of them, in smallest units, where it is summed.
    pub sum: Option<i64>,
}

/// A figure that another one derives from.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Its key.
    pub key: String,
    /// What it is called; where it is missing, its key and why.
    pub label: String,
    /// Its exact value in its unit.
    pub exact: Option<Exact>,
    /// Its unit.
    pub unit: String,
    /// Decimals shown.
    pub places: u32,
    /// Whether no figure has this key that day.
    pub missing: bool,
}

/// Which rows of the evidence: from where, at most how many, and whether only what the public sees.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Rows passed over.
    pub offset: i64,
    /// Rows at most.
    pub limit: i64,
    /// Only public columns.
    pub public: bool,
}

impl Evaluator<'_, '_> {
    /// Opens a figure.
    pub fn evidence(&mut self, key: &str, day: Day, lang: Lang, page: Page) -> Result<Evidence, Failure> {
        let figure = self.figure(key, day)?;
        let exact = self.value(&figure, day)?;
        let behind = match &figure.source {
            Source::Fold(fold) => Behind::Rows(self.folded(fold, day, lang, page)?),
            Source::Derived(derivation, of) => {
                let mut parts = Vec::with_capacity(of.len());
                for key in of {
                    let Some(part) = self.part(key, day)? else {
                        parts.push(self.missing(key, lang));
                        continue;
                    };
                    let exact = self.value(&part, day)?;
                    let label = part.label.in_lang(lang).to_owned();
                    parts.push(Part { key: key.clone(), label, exact, unit: part.unit.clone(), places: part.places, missing: false });
                }
                Behind::Parts(*derivation, parts)
            }
            Source::Typed => {
                let as_of = kernel::AsOf { day, known: self.known };
                let typed = sql::typed_figure(self.read, key, as_of)?;
                Behind::Typed(typed.map(|typed| (typed.from, typed.source, typed.event)))
            }
        };
        Ok(Evidence { figure: (*figure).clone(), day, known: self.known, exact, behind })
    }

    /// A part that no figure is that day, and why.
    fn missing(&self, key: &str, lang: Lang) -> Part {
        let why = if self.is_member(key) {
            lang.pick("이 날에는 없습니다", "not there on this day")
        } else {
            lang.pick("정의되지 않았습니다", "not defined")
        };
        Part { key: key.to_owned(), label: format!("{key} ({why})"), exact: None, unit: String::new(), places: 0, missing: true }
    }

    /// The set's own query restricted to the rows of a fold, never the totals: `FROM … WHERE …`, the rows called `s`, and its arguments.
    pub(crate) fn restricted(&mut self, fold: &Fold, day: Day) -> Result<(&'static Set, String, Vec<Value>), Failure> {
        let set = self.set(&fold.rows.set)?;
        let from = fold.period.map_or_else(String::new, |period| self.years.period_start(day, period).to_string());
        let mut arguments = self.arguments(set.rows, day, &from);
        let mut conditions = Vec::new();
        for (column, values) in self.filters(set, &fold.rows.filter, day)? {
            let places: Vec<String> = values
                .into_iter()
                .map(|value| {
                    arguments.push(value);
                    format!("${}", arguments.len())
                })
                .collect();
            // No value at all: no row has that.
            let one_of = if places.is_empty() { "1 = 0".to_owned() } else { format!("s.{column} IN ({})", places.join(", ")) };
            conditions.push(one_of);
        }
        let condition = if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) };
        Ok((set, format!("FROM ({}) s {condition}", set.rows), arguments))
    }

    fn folded(&mut self, fold: &Fold, day: Day, lang: Lang, page: Page) -> Result<FoldedRows, Failure> {
        let (set, from_rows, mut arguments) = self.restricted(fold, day)?;
        let measure = if let Measure::Sum(name) = &fold.measure { Some(name) } else { None };
        let sum = measure.map_or_else(String::new, |name| format!(", CAST(COALESCE(SUM(s.{name}), 0) AS BIGINT)"));
        let counted = self.read.rows(&format!("SELECT COUNT(*){sum} {from_rows}"), &arguments)?;
        let counted = counted.first();
        let total = counted.map_or(Ok(0), |row| row.int(0))?;
        let sum = measure.and_then(|_| counted.and_then(|row| row.int(1).ok()));
        let columns: Vec<&'static Column> = set.columns.iter().filter(|column| column.public || !page.public).collect();
        let list = columns.iter().map(|column| format!("s.{}", column.name)).collect::<Vec<_>>().join(", ");
        let (limit, offset) = (arguments.len() + 1, arguments.len() + 2);
        arguments.extend([page.limit.into(), page.offset.into()]);
        let text = format!("SELECT {list} {from_rows} ORDER BY {} LIMIT ${limit} OFFSET ${offset}", set.order);
        let rows = self.read.rows(&text, &arguments)?.into_iter().map(|row| row.0).collect();
        let filter = self.in_words(set, fold, day, total, lang)?;
        Ok(FoldedRows { set, filter, columns, rows, total, sum })
    }

    /// The rows that a column's codes stand for: a column `line` holds members of a set `….lines`.
    pub(crate) fn named(&mut self, column: &str, day: Day) -> Result<Option<Rc<Vec<Member>>>, Failure> {
        let ending = format!(".{column}s");
        let Some(name) = self.sets.names().find(|name| name.ends_with(&ending)) else { return Ok(None) };
        let set = self.set(name)?;
        if set.members.is_none() { Ok(None) } else { self.members(set, day).map(Some) }
    }

    /// The word for a code in a column of a set.
    pub(crate) fn word(&self, set: &Set, column: &str, code: &str, lang: Lang) -> String {
        // The kinds of units are the city's own.
        let own = column == "kind" && set.name == self.sets.tree();
        if own { self.city.kind_word(code, lang) } else { words::code(column, code, lang) }.to_owned()
    }

    /// What must be, each with the values it may have: members by their names, codes in words.
    fn conditions(&mut self, set: &Set, filter: &Where, day: Day, lang: Lang) -> Result<Vec<String>, Failure> {
        let mut conditions = Vec::with_capacity(filter.len());
        for (dimension, allowed) in filter {
            let column = if dimension == TREE { "unit" } else { dimension };
            let members = self.named(column, day)?;
            let value = |value: &Scalar| {
                let code = value.value().show();
                let name = members.as_ref().and_then(|members| name_of(members, filter, &code, lang));
                name.unwrap_or_else(|| self.word(set, column, &code, lang))
            };
            let values: Vec<String> = allowed.values().iter().map(value).collect();
            conditions.push(format!("{} {}", said(set, dimension, lang), values.join(lang.pick(" 또는 ", " or "))));
        }
        Ok(conditions)
    }

    /// The filter in words.
    fn in_words(&mut self, set: &Set, fold: &Fold, day: Day, total: i64, lang: Lang) -> Result<String, Failure> {
        let row = lang.pick(set.row.0, set.row.1);
        let since = fold.period.map_or_else(String::new, |period| {
            let start = self.years.period_start(day, period);
            lang.pick(format!("{start}부터 "), format!("from {start} "))
        });
        let filter = match (self.conditions(set, &fold.rows.filter, day, lang)?.join(", "), lang) {
            (none, _) if none.is_empty() => none,
            (filter, Lang::Ko) => format!("{filter}인 "),
            (filter, Lang::En) => format!(" where {filter}"),
        };
        Ok(match (&fold.measure, lang) {
            (Measure::Sum(measure), Lang::Ko) => {
                format!("{since}{day}까지, {filter}{row} {total}건의 {} 합계", words::column(measure, lang))
            }
            (Measure::Sum(measure), Lang::En) => {
                format!("sum of {} over {total} {row} {since}until {day}{filter}", words::column(measure, lang))
            }
            (Measure::Count, Lang::Ko) => format!("{since}{day} 현재, {filter}{row} {total}건의 수"),
            (Measure::Count, Lang::En) => format!("number of {row} {since}on {day}{filter}: {total} rows"),
            (Measure::Distinct(dimension), Lang::Ko) => {
                format!("{since}{day} 현재, {filter}{row} {total}건의 서로 다른 {} 수", said(set, dimension, lang))
            }
            (Measure::Distinct(dimension), Lang::En) => {
                format!("number of different {} over {total} {row} {since}on {day}{filter}", said(set, dimension, lang))
            }
        })
    }
}

/// A dimension in words.
fn said(set: &Set, dimension: &str, lang: Lang) -> String {
    if dimension == TREE {
        return lang.pick("부서(그 아래 포함)", "unit (and below)").to_owned();
    }
    set.dimension(dimension).map_or(dimension, |dimension| lang.pick(dimension.label.0, dimension.label.1)).to_owned()
}

/// The name of the member that a code stands for: of the same year as the filter asks for, where several have the code.
fn name_of(members: &[Member], filter: &Where, code: &str, lang: Lang) -> Option<String> {
    let fits = |member: &&Member| {
        filter.iter().all(|(name, allowed)| match member.dimension(name) {
            Some(Value::Int(number)) => allowed.values().contains(&Scalar::Int(*number)),
            _ => true,
        })
    };
    let mut all = members.iter().filter(|member| member.code == code);
    let first = all.clone().next();
    all.find(fits).or(first).map(|member| member.name.in_lang(lang).to_owned())
}

impl Evidence {
    /// The rows, parts or source as a table: headings and cells, for CSV and pages.
    pub fn table(&self, lang: Lang) -> (Vec<String>, Vec<Vec<String>>) {
        let pick = |ko: &str, en: &str| lang.pick(ko, en).to_owned();
        match &self.behind {
            Behind::Rows(folded) => {
                let head = folded.columns.iter().map(|column| lang.pick(column.label.0, column.label.1).to_owned()).collect();
                let rows = folded.rows.iter().map(|row| row.iter().map(Value::show).collect()).collect();
                (head, rows)
            }
            Behind::Parts(_, parts) => {
                let head = vec![pick("수치", "Figure"), pick("이름", "Label"), pick("값", "Value"), pick("단위", "Unit")];
                let exact = |part: &Part| part.exact.map(|exact| exact.to_string()).unwrap_or_default();
                (head, parts.iter().map(|part| vec![part.key.clone(), part.label.clone(), exact(part), part.unit.clone()]).collect())
            }
            Behind::Typed(typed) => {
                let head = vec![pick("부터", "From"), pick("출처", "Source"), pick("기록", "Event")];
                (head, typed.iter().map(|(from, source, event)| vec![from.to_string(), source.clone(), event.to_string()]).collect())
            }
        }
    }

    /// The evidence as JSON.
    pub fn json(&self, lang: Lang) -> serde_json::Value {
        let (head, rows) = self.table(lang);
        let mut json = serde_json::json!({
            "key": self.figure.key,
            "label": self.figure.label.in_lang(lang),
            "source": self.figure.source.word(),
            "unit": self.figure.unit,
            "exact": self.exact,
            "fraction": self.exact.and_then(Exact::fraction),
            "as_of": self.day,
            "known": self.known,
            "definition_version": self.figure.version,
            "definition_event": self.figure.event,
            "columns": head,
            "rows": rows,
        });
        if let (Behind::Rows(folded), Some(object)) = (&self.behind, json.as_object_mut()) {
            object.insert("filter".to_owned(), folded.filter.clone().into());
            object.insert("set".to_owned(), folded.set.name.into());
            object.insert("row_count".to_owned(), folded.total.into());
            object.insert("sum".to_owned(), folded.sum.into());
        }
        json
    }
}

/// Says whether a column of evidence is a number, for alignment.
pub(crate) fn is_number(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Money | ColumnKind::Event)
}
