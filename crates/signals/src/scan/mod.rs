//! The detector: complaints in, a few alerts out, at a false-alarm rate that the bureau sets. The method with its sources: docs/signals.md.
//!
//! | layer | what it does | here |
//! |---|---|---|
//! | words and places | terms without a dictionary; districts and neighbourhoods by name or coordinates | `words.rs`, `places.rs` |
//! | campaigns | near-duplicate texts, each counted once for each submitter | `campaign.rs` |
//! | rises | terms, in the city and in zones, above what is usual | `measure.rs`, `tail.rs`, `years.rs` |
//! | budget | the score that chance reaches as rarely as the budget asks | `budget.rs` |
//! | issues and alerts | a fixed core that complaints join; opening, following, closing | `issue.rs`, `alert.rs` |
//!
//! Start reading at `stream.rs`, where a complaint comes in and a day is closed. Every number is in `settings.rs`.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "counts of complaints, and places in lists of them, are far below 2^31"
)]

mod alert;
mod budget;
mod campaign;
mod date;
mod draw;
mod issue;
mod mask;
mod measure;
mod page;
mod places;
mod read;
mod recent;
mod settings;
mod state;
mod stream;
mod tail;
mod words;
mod write;
mod years;

#[cfg(test)]
mod tests;

pub use alert::{Alert, Closing, Evidence, Point};
pub use budget::{Budget, Calibration};
pub use campaign::Letter;
pub use page::{Fact, left_out, report_html};
pub use read::{Complaints, Map, Note, Reading};
pub use stream::{Complaint, Report, Stream, Tally, day};
pub use write::{alerts_csv, calibration_json, evidence_csv};
