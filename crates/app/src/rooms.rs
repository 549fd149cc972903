//! The rooms of the house, gathered: the only place that knows them all.

use store::{Invariant, Schema, Sets};

/// What all rooms keep, lower ranks first.
pub(crate) const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &bureau::SCHEMA, &ledger::SCHEMA, &report::SCHEMA];

/// What must hold in all rooms.
pub(crate) const INVARIANTS: &[&[Invariant]] = &[people::INVARIANTS, bureau::INVARIANTS, ledger::INVARIANTS, report::INVARIANTS];

/// What all rooms show.
pub(crate) fn sets() -> Sets {
    Sets::new(&[bureau::SETS, ledger::SETS], "bureau.units")
}
