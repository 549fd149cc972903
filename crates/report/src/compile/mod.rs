//! Compiling the report (취합): chapters with owners and due days, each statement confirmed or changed by its owner, prose that a figure or a fact
//! has overtaken, approval.
//!
//! **Words.** 취합 = compilation (a template being compiled for a basis day) · 장 = chapter · 문장 = statement (a line, a table or a list of a
//! chapter) · 확인 = confirmation (of what stood and what it showed) · 지난 표현 = overtaken (the words say it is still to come, the record says it
//! is over).
//!
//! **States** of a compilation:
//!
//! | from | step | to |
//! |---|---|---|
//! | open | submitted | submitted |
//! | submitted | returned, withdrawn | open |
//! | submitted | approved | approved |
//! | approved | reopened (a chapter) | open, that chapter only |
//! | open, some chapters only | reopened (a chapter) | open, that chapter too |
//!
//! A chapter that is not open takes no confirmation and no change.
//!
//! **Start reading** at `statements.rs` (what a statement is), `overtaken.rs` (what a flag is), `survey.rs` (how a compilation stands).

mod dates;
mod invariants;
mod model;
mod ops;
mod overtaken;
mod rules;
mod showed;
mod sql;
mod statements;
mod survey;
pub(crate) mod tables;
mod waiting;

pub use invariants::compilations_are_legal;
pub use model::{
    Approval, AssignChapter, ChangeStatement, Chapter, Compilation, ConfirmChapter, ConfirmStatements, Confirmed, Counts, Kind, Listed,
    Moved, OpenCompilation, Owner, Remarked, ReopenChapter, Seen, Stage, Standing, Statement, Step, StepTaken, Written,
};
pub use ops::{
    approve_compilation, assign_chapter, change_statement, confirm_chapter, confirm_statements, open_compilation, reopen_chapter,
    return_compilation, submit_compilation, withdraw_compilation,
};
pub use overtaken::{Flag, Passed, Tense, TenseWords, tense_words};
pub use survey::{approval, compilations, history, overtaken, survey};
pub use waiting::{Awaited, May, waiting};
