use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Day;

/// A place in the record: the sequence number of an event; 0 is before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Seq(pub i64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The two coordinates of every question: what was true on `day`, as far as the record up to `known` tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AsOf {
    /// The day asked about.
    pub day: Day,
    /// The last event that counts as known.
    pub known: Seq,
}
