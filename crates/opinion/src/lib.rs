//! Opinion
#![warn(missing_docs)]
mod chance;
mod claims;
mod draw;
mod eigen;
mod groups;
mod live;
mod map;
mod matrix;
mod notice;
mod partition;
mod polis;
mod settle;
mod votes;
pub use claims::{Claim, Estimate, FALSE_CLAIMS, Side, benjamini_hochberg, wilson};
pub use groups::{Candidate, LARGEST, STABLE, smallest_allowed};
pub use live::{Cast, Latest, Live};
pub use map::{ASKED, CHANCE, Check, Choice, Group, OpinionMap, Options, Participant, StatementMap, Verdict, opinion_map};
pub use notice::Notice;
pub use partition::adjusted_rand_index;
pub use polis::{
    Published, Representativeness, Tally, consensus, group_informed_consensus, priority, representative, representativeness, route, tallies,
};
pub use settle::SETTLED;
pub use votes::{Moderation, Statement, Vote, Votes};

#[cfg(test)]
mod tests;
