//! Opinion
#![warn(missing_docs)]
mod chance;
mod claims;
mod draw;
mod draw_map;
mod eigen;
mod groups;
mod live;
mod map;
mod matrix;
mod notice;
mod partition;
mod page;
mod polis;
mod read;
mod settle;
mod votes;
mod write;
pub use claims::{Claim, Estimate, FALSE_CLAIMS, Side, benjamini_hochberg, wilson};
pub use groups::{Candidate, LARGEST, STABLE, smallest_allowed};
pub use live::{Cast, Latest, Live};
pub use map::{ASKED, CHANCE, Check, Choice, Group, OpinionMap, Options, Participant, StatementMap, Verdict, opinion_map};
pub use notice::Notice;
pub use page::map_html;
pub use partition::adjusted_rand_index;
pub use polis::{
    Published, Representativeness, Tally, consensus, group_informed_consensus, priority, representative, representativeness, route, tallies,
};
pub use read::{read_comments, read_votes};
pub use settle::SETTLED;
pub use votes::{Moderation, Statement, Vote, Votes};
pub use write::{participants_csv, statements_csv, summary_json};

#[cfg(test)]
mod tests;
