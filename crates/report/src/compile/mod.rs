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
    Approval, AssignChapter, ChangeStatement, Chapter, Check, Compilation, ConfirmChapter, ConfirmStatements, Confirmed, Counts, Kind,
    Listed, Moved, OpenCompilation, Owner, Remarked, ReopenChapter, Seen, Stage, Statement, Step, StepTaken, Written,
};
pub use ops::{
    approve_compilation, assign_chapter, change_statement, confirm_chapter, confirm_statements, open_compilation, reopen_chapter,
    return_compilation, submit_compilation, withdraw_compilation,
};
pub use overtaken::{Flag, Passed, Tense, TenseWords, tense_words};
pub use survey::{approval, compilations, history, overtaken, survey};
pub use waiting::{Awaited, May, waiting};

/// The pure parts, for the tests of this room.
#[cfg(test)]
pub(crate) mod testing {
    pub(crate) use super::dates::written_in;
    pub(crate) use super::overtaken::says;
    pub(crate) use super::statements::{Track, counterparts, rewritten};
    use crate::model::Standing;

    /// Follows a template through versions, each with the event that wrote it.
    pub(crate) fn statements(versions: &[(i64, &str)]) -> Track {
        let version = |(at, (event, text)): (usize, &(i64, &str))| Standing {
            definition: (*text).to_owned(),
            version: i64::try_from(at + 1).unwrap(),
            event: kernel::Seq(*event),
        };
        super::statements::track(&versions.iter().enumerate().map(version).collect::<Vec<_>>()).unwrap()
    }

    /// The length of the longest common run of two lists, by trying.
    pub(crate) fn kept(before: &[String], after: &[String]) -> usize {
        match (before.split_first(), after.split_first()) {
            (Some((a, rest_before)), Some((b, rest_after))) if a == b => 1 + kept(rest_before, rest_after),
            (Some((_, rest_before)), Some((_, rest_after))) => kept(rest_before, after).max(kept(before, rest_after)),
            _ => 0,
        }
    }
}
