//! The work report: figures as data, templates that refer to them, pages and files that print themselves from the record.
//!
//! **Duty.** 주요업무보고: what the bureau tells its council, every figure opening to the rows behind it.
//!
//! **Words.** 수치 = figure (a fold over rows, derived, or typed) · 사실 = fact (a day, a window, a name) · 근거 = evidence · 기준일 = basis day ·
//! 서식 = template · 발행판 = edition (frozen when issued). A figure is exact; a block rounds.
//!
//! **States.** Definitions and templates have versions; a place in the record knows one of each.
//!
//! **Can never happen here.** A digit in a template that is no figure, no fact and no marked literal; a figure without evidence; a table whose
//! rows do not add up to the total it shows.
//!
//! **Start reading** at `evaluate.rs`, then `table.rs`; the template's grammar is in docs/pack.md.
#![warn(missing_docs)]

mod audit;
mod changed;
mod check;
mod cloning;
mod compare;
pub mod compile;
pub mod council;
mod edition;
mod evaluate;
mod evidence;
pub mod minute;
mod model;
mod ops;
mod render;
mod rules;
mod sql;
mod table;
mod tables;
mod template;
pub mod web;
mod words;

pub use audit::{Audited, Number, audit, audit_likeliest};
pub use changed::{ChangedDefinition, changed_definitions, differing_lines};
pub use check::check_definitions;
pub use cloning::{ClonePlan, CloneReport, ToState, clone_report, offered, plan_clone, replaced, years};
pub use compare::{Comparison, DefinitionChange, FactChange, FigureChange, Leaf, LineChange, Only, RowChange, SideName, Which, compare};
pub use edition::{
    Approval, Columns, Edition, EditionState, Freezing, Frozen, IssueEdition, ListedEdition, Printed, Sealed, WithdrawEdition, edition,
    editions, issue_edition, withdraw_edition,
};
pub use evaluate::{Evaluator, Figure, Member, city};
pub use evidence::{Behind, Evidence, FoldedRows, Page, Part};
pub use model::{
    Derivation, FactDefinition, FactValue, FigureDefinition, Filter, Fold, Measure, NewTemplate, Rows, Scalar, Source, Standing, StateFact,
    StateFigure, Where,
};
pub use ops::{define_fact, define_figure, save_template, state_fact, state_figure};
pub use render::{Rendered, ShownFact, ShownFigure, render};
pub use rules::{check_fact, check_figure, nearest};
pub use tables::SCHEMA;
pub use template::{PAGES, Problem, parse as parse_template};
pub use words::number;

use kernel::Seq;
use store::{Broken, Invariant, Read, Sets, StoreError};

/// What must hold over the whole record.
pub const INVARIANTS: &[Invariant] = &[
    no_overlaps,
    definitions_can_be_read,
    versions_count_up,
    compile::compilations_are_legal,
    edition::editions_hold,
    council::requests_hold,
];

/// One subject has one row in force at a time.
fn no_overlaps(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    store::no_overlaps(read, &SCHEMA)
}

/// Every definition and every typed value that stands can be read.
fn definitions_can_be_read(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for row in read.rows("SELECT id, event, definition FROM report_figure ORDER BY id", &[])? {
        if serde_json::from_str::<FigureDefinition>(row.text(2)?).is_err() {
            broken.push(Broken::new("report_figure", row.text(0)?, Some(Seq(row.int(1)?)), "its definition cannot be read"));
        }
    }
    for row in read.rows("SELECT id, event, definition FROM report_fact ORDER BY id", &[])? {
        if serde_json::from_str::<FactDefinition>(row.text(2)?).is_err() {
            broken.push(Broken::new("report_fact", row.text(0)?, Some(Seq(row.int(1)?)), "its definition cannot be read"));
        }
    }
    for row in read.rows("SELECT id, event, value FROM report_typed_figure ORDER BY id", &[])? {
        if row.text(2)?.parse::<kernel::Exact>().is_err() {
            broken.push(Broken::new("report_typed_figure", row.text(0)?, Some(Seq(row.int(1)?)), "its value is no number"));
        }
    }
    for row in read.rows("SELECT id, event, text FROM report_template ORDER BY id", &[])? {
        if parse_template(row.text(2)?).is_err() {
            broken.push(Broken::new("report_template", row.text(0)?, Some(Seq(row.int(1)?)), "its text cannot be read"));
        }
    }
    Ok(broken)
}

/// A definition's version is one more than that of the row it replaces.
fn versions_count_up(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for table in ["report_figure", "report_fact", "report_template"] {
        let sql = format!(
            "SELECT r.id, r.event FROM {table} r LEFT JOIN {table} b ON b.id = r.replaces
             WHERE r.version <> COALESCE(b.version, 0) + 1 ORDER BY r.id"
        );
        for row in read.rows(&sql, &[])? {
            broken.push(Broken::new(table, row.text(0)?, Some(Seq(row.int(1)?)), "its version does not follow the one it replaces"));
        }
    }
    Ok(broken)
}

/// Computes what was issued and answered again from the record as it was known, and names each figure and digest that differs.
pub fn check_frozen(read: &mut Read, sets: &Sets) -> Result<Vec<Broken>, StoreError> {
    let mut broken = edition::check_editions(read, sets)?;
    broken.extend(council::check_answers(read, sets)?);
    Ok(broken)
}

/// Names and languages of all reports, as known at an event.
pub fn reports(read: &mut Read, known: Seq) -> Result<Vec<(String, String)>, StoreError> {
    sql::templates(read, known)
}

#[cfg(test)]
mod tests;
