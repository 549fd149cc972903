//! From a table of votes to an opinion map: where people stand, which groups there are and how sure that is, what unites and what divides.
//!
//! **Duty.** A pure tool: votes, options and a seed go in, plain data and texts come out. It opens no file, asks no clock, and knows no
//! room. The method, with its sources, is one page: docs/opinion.md.
//!
//! **Words.** A *statement* (의견) is what people vote on: *agree*, *disagree*, *pass*; blank is not seen. A *place* (자리) is where a person
//! stands on the map. A *group* (모둠) is of people who voted alike. A statement *unites* (함께하는 생각) if most of every group take one side,
//! *divides* (갈라지는 생각) if groups differ, *marks* a group if it stands out there. A *claim* is made only below the rate of false claims
//! that is allowed.
//!
//! **Can never happen here.** Two maps of the same votes and seed that differ, in whatever order votes, people and statements came; a
//! NaN in an output; a claim without its interval and its correction for all that was looked at; groups without a word on whether chance
//! gives the same.
//!
//! **Start reading** at [`opinion_map`] in `map.rs`, then `matrix.rs` (the table), `groups.rs` (how many), `chance.rs` (whether at all),
//! `claims.rs` (what may be said). `polis.rs` has Polis' own statistics, `live.rs` the conversation under way.
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
mod packed;
mod page;
mod partition;
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
