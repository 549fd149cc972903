//! Who may see and act.

pub(super) use people::{by, see};
