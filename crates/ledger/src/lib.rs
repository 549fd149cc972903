//! The budget: fiscal years, budget lines, and the entries on them.
//!
//! **Duty.** 예산현황 and 붙임 집행현황 of the work report, under 지방재정법 and 지방회계법: from appropriation to disbursement, closing and carrying over.
//!
//! **Words.** 예산 = original (appropriated) · 예산현액 = current (appropriated, supplementary, carried over, transferred) · 원인행위액 = committed ·
//! 지출액 = disbursed · 집행률 = rate (disbursed ÷ current) · 추경 = supplementary budget · 이월 = carry-over (명시 specified, 사고 unforeseen, 계속비
//! continuing) · 반납 = return · 정정 = correction.
//!
//! **States** of a month or a year: open → closed → reopened → closed. Of a commitment: it holds an amount, and pays up to it.
//!
//! **Can never happen here.** committed > current; disbursed > committed, on a line or on a commitment; a changed entry; an entry in a closed
//! period; a payment before its commitment.
//!
//! **Start reading** at `rules.rs`, then `ops.rs`; the last guards are in `guards/`.
#![warn(missing_docs)]
#![deny(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)]

mod import;
mod invariants;
mod model;
mod ops;
mod rules;
mod sets;
mod sql;
mod tables;
pub mod web;
mod words;

pub use import::{
    Does, EnterException, Imported, Mode, OfficialFile, OfficialKind, RowPlan, SettleException, Sheet, StatementFile, StatementImported,
    Trial, Wrong, enter_exception, import, import_statement, settle_exception, try_import, try_statement,
};
pub use invariants::INVARIANTS;
pub use model::{
    Amount, Budget, CarriedFrom, Carry, CarryoverKind, CloseMonth, CloseYear, Commit, CommitmentLeft, Correct, Disburse, EntryId,
    EntryShown, KindSum, LineAfter, LineKey, MonthPreview, NewLine, NewYear, PeriodKey, PeriodShown, PlanSpending, PlannedMonth, Release,
    Reopen, Standing, StepShown, Supplement, Transfer, TransferKind, TransferShown, YearPreview,
};
pub use ops::{
    appropriate, close_month, close_year, commit_funds, correct, disburse, open_line, open_year, plan_spending, preview_month,
    preview_year, release, reopen, return_funds, supplement, transfer,
};
pub use sets::SETS;
pub use sql::{
    Difference, ExceptionShown, Late, Unmatched, commitment_of, commitments, count_entries, count_exceptions, entries, entry_of,
    exception_of, exceptions, late_days, late_entries, open_exceptions, periods, plan, reconciliation, standings, steps, transfers,
    unmatched, unpaid, years,
};
pub use tables::SCHEMA;

#[cfg(test)]
mod tests;
