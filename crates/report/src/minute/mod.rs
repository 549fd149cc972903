//! One minute for the head of division: what is late, what is spent, what is at risk; each line with its owner, the next act and the days left.
//!
//! `rules.rs` decides, over plain rows; `rows.rs` gathers them from the lower rooms and from the sets that a house has. What counts as a risk is a
//! dated rule (`minute.risk.…`) with its source.

mod model;
mod rows;
pub mod rules;

pub use model::{
    ChapterRow, Done, ExceptionRow, Item, Kind, LineRow, MilestoneRow, Minute, MinuteRows, Owner, RequestRow, Share, Spent, Threshold,
    Thresholds, Unmoved,
};
pub use rows::{minute, thresholds};
