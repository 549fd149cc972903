//! The work report: figures as data, templates that refer to them, pages and files that print themselves from the record.
//!
//! **Duty.** 주요업무보고: what the bureau tells its council, every figure opening to the rows behind it.
//!
//! **Words.** 지표 = figure (a fold over rows, derived, or typed) · 사실 = fact (a day, a window, a name) · 근거 = evidence · 기준일 = basis day ·
//! 서식 = template. A figure is exact; a block rounds.
//!
//! **States.** Definitions and templates have versions; a place in the record knows one of each.
//!
//! **Can never happen here.** A digit in a template that is no figure, no fact and no marked literal; a figure without evidence; a table whose
//! rows do not add up to the total it shows.
//!
//! **Start reading** at `evaluate.rs`, then `table.rs`; the template's grammar is in docs/pack.md.
#![warn(missing_docs)]

mod evaluate;
mod evidence;
mod model;
mod ops;
mod render;
mod rules;
mod sql;
mod table;
mod tables;
mod template;
mod words;

pub use evaluate::{Evaluator, Figure, Member, city};
pub use evidence::{Behind, Evidence, FoldedRows, Page, Part};
pub use model::{
    Bilingual, City, Currency, Derivation, DisplayUnit, FactDefinition, FactValue, FigureDefinition, Filter, Fold, Measure, NewTemplate, Rows,
    Scalar, Sets, Source, Standing, StateFact, StateFigure, Where,
};
pub use ops::{define_fact, define_figure, save_template, state_fact, state_figure};
pub use render::{Rendered, ShownFact, ShownFigure, render};
pub use rules::{check_fact, check_figure, nearest};
pub use tables::SCHEMA;
pub use template::{Problem, parse as parse_template};
pub use words::number;

use kernel::Seq;
use store::{Read, StoreError};

/// Names and languages of all reports, as known at an event.
pub fn reports(read: &mut Read, known: Seq) -> Result<Vec<(String, String)>, StoreError> {
    sql::templates(read, known)
}

#[cfg(test)]
mod tests;
