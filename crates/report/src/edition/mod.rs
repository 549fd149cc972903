//! Editions: a report frozen when it is issued.
//!
//! An edition holds all it shows: the blocks in each language, every reference to a figure with its exact and shown value, and for each figure
//! a digest over the evidence as it was known. It is rendered from that alone; the record only answers whether it still says the same
//! (`verify.rs`). What became of an edition is a step: issued → superseded, issued → withdrawn.

mod freeze;
mod model;
mod ops;
mod prove;
mod sql;
pub(crate) mod tables;
mod verify;

pub use freeze::Freezing;
pub use model::{Approval, Edition, EditionState, Frozen, IssueEdition, ListedEdition, Printed, Sealed, WithdrawEdition};
pub use ops::{issue_edition, withdraw_edition};
pub use prove::Columns;
pub use sql::{edition, editions};

pub(crate) use freeze::{freeze, seal};
pub(crate) use ops::{after_head, no_edition};
pub(crate) use prove::Prover;
pub(crate) use sql::next_number;
pub(crate) use verify::{check_editions, check_evidence, check_shown, editions_hold, files_hold};
