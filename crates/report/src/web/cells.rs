//! Rows of evidence as cells of a page: codes in words, amounts with commas, events as links.

use std::collections::BTreeMap;

use kernel::{Day, Lang};
use store::{Column, ColumnKind, Failure, Set, Value};

use crate::evaluate::Evaluator;
use crate::evidence::{FoldedRows, is_number};
use crate::words;

/// A cell as a page prints it.
pub(crate) struct Shown {
    pub(crate) text: String,
    pub(crate) href: Option<String>,
    pub(crate) class: &'static str,
}

/// Rows of evidence as a page prints them.
pub(crate) struct Grid {
    pub(crate) head: Vec<Shown>,
    pub(crate) rows: Vec<Vec<Shown>>,
    /// The sum of all rows, with the number of columns before and after it.
    pub(crate) sum: Option<(usize, String, usize)>,
}

/// Names of members by column and code.
type Names = BTreeMap<&'static str, BTreeMap<String, String>>;

/// Prints rows in a language.
pub(crate) fn grid(
    evaluator: &mut Evaluator<'_, '_>,
    folded: &FoldedRows,
    measure: Option<&str>,
    day: Day,
    lang: Lang,
) -> Result<Grid, Failure> {
    let columns: Vec<&'static str> =
        folded.columns.iter().filter(|column| column.kind == ColumnKind::Text).map(|column| column.name).collect();
    let names = names(evaluator, &columns, day, lang)?;
    let says = |at: usize| folded.rows.iter().any(|row| row.get(at).is_some_and(|value| !value.show().is_empty()));
    let kept = folded.columns.iter().enumerate().filter(|(at, column)| speaks(column, &folded.columns, lang) && says(*at));
    let kept: Vec<(usize, &'static Column)> = kept.map(|(at, column)| (at, *column)).collect();
    let money = evaluator.city.unit_word(evaluator.city.money_unit().code, lang).to_owned();
    let head = kept.iter().map(|(_, column)| heading(column, &money, lang)).collect();
    let row =
        |values: &Vec<Value>| kept.iter().map(|(at, column)| cell(evaluator, folded.set, column, values.get(*at), &names, lang)).collect();
    let rows = folded.rows.iter().map(row).collect();
    let place = kept.iter().position(|(_, column)| Some(column.name) == measure);
    let sum = folded.sum.zip(place).map(|(sum, at)| (at, words::money(sum, &evaluator.city, lang), kept.len() - at - 1));
    Ok(Grid { head, rows, sum })
}

/// Leaves out the name in the other language, where a row has both.
fn speaks(column: &Column, all: &[&'static Column], lang: Lang) -> bool {
    let (own, other) = lang.pick(("_ko", "_en"), ("_en", "_ko"));
    let Some(stem) = column.name.strip_suffix(other) else { return true };
    !all.iter().any(|known| known.name.strip_suffix(own) == Some(stem))
}

/// Names for codes, as tables print them.
fn names(evaluator: &mut Evaluator<'_, '_>, columns: &[&'static str], day: Day, lang: Lang) -> Result<Names, Failure> {
    let mut names = Names::new();
    for column in columns {
        let Some(members) = evaluator.named(column, day)? else { continue };
        names.insert(column, members.iter().map(|member| (member.code.clone(), member.short.in_lang(lang).to_owned())).collect());
    }
    Ok(names)
}

fn heading(column: &Column, money: &str, lang: Lang) -> Shown {
    let label = lang.pick(column.label.0, column.label.1);
    // A heading says the language only where both names stand beside each other.
    let label = label.strip_suffix(" (Korean)").unwrap_or(label);
    let text = if column.kind == ColumnKind::Money { format!("{label} ({money})") } else { label.to_owned() };
    Shown { text, href: None, class: if is_number(column.kind) { "num" } else { "" } }
}

fn cell(evaluator: &Evaluator<'_, '_>, set: &Set, column: &Column, value: Option<&Value>, names: &Names, lang: Lang) -> Shown {
    let text = value.map(Value::show).unwrap_or_default();
    match (column.kind, value) {
        (ColumnKind::Money, Some(Value::Int(amount))) => {
            Shown { text: words::money(*amount, &evaluator.city, lang), href: None, class: "num" }
        }
        (ColumnKind::Event, Some(Value::Int(event))) => Shown { href: Some(format!("/record/{event}")), text, class: "num" },
        _ => {
            // A reason that rules wrote names amounts.
            let text = if text.contains('¤') { evaluator.city.tell(&text, lang) } else { text };
            let name = names.get(column.name).and_then(|names| names.get(&text)).cloned();
            let class = if text.parse::<Day>().is_ok() { "day" } else { "" };
            Shown { text: name.unwrap_or_else(|| evaluator.word(set, column.name, &text, lang)), href: None, class }
        }
    }
}
