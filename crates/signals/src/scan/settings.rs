//! Every number that the detector was given, in one place. They were chosen on tuning data alone: docs/evaluation-signals.md says which.

/// Windows that end today, in days.
pub(super) const WINDOWS: [i32; 4] = [1, 3, 7, 14];
/// Days between a window and its baseline, so that the beginning of a rise is not part of what is usual.
pub(super) const GUARD: i32 = 1;
/// Days of a baseline.
pub(super) const BASELINE: i32 = 56;
/// Days with complaints that a baseline needs.
pub(super) const BASELINE_LEAST: usize = 12;
/// Days with complaints that are learnt from before the first alert.
pub(super) const WARM_UP: u32 = 21;
/// Distinct people, and distinct wordings, that an alert needs.
pub(super) const LEAST: u32 = 5;
/// A term in a larger share of complaints says nothing.
pub(super) const COMMON: f64 = 0.1;
/// Terms read of one complaint.
pub(super) const TERMS_MAX: usize = 96;
/// Neighbours of an area, itself counted, that zones are grown from.
pub(super) const NEIGHBOURS: usize = 6;
/// Overdispersion is kept within these bounds.
pub(super) const DISPERSION: (f64, f64) = (1.0, 5.0);
/// The least overdispersion within a zone: neighbours speak of one lamp.
pub(super) const DISPERSION_ZONE: f64 = 1.2;
/// The overdispersion of a category within a zone.
pub(super) const DISPERSION_KIND: f64 = 1.4;
/// Days of the shortest window for a category in a zone.
pub(super) const KIND_DAYS: i32 = 7;
/// How much the even share says of a category's past in a zone, in complaints.
pub(super) const KIND_PRIOR: f64 = 3.0;
/// Years of a category without words from which on its season is known, and years that are looked back at most.
pub(super) const YEARS: (usize, usize) = (3, 4);
/// Categories whose years are kept.
pub(super) const CATEGORIES_MAX: usize = 1000;
/// Complaints elsewhere that make it half as likely that a word belongs to one place.
pub(super) const LOCAL: f64 = 5.0;
/// A rise everywhere in a city whose places are known needs so many days in a row: weather passes sooner.
pub(super) const DAYS_EVERYWHERE: usize = 7;
/// Where more than this share of complaints has a place, places count as known.
pub(super) const PLACED: f64 = 0.5;

/// Permutations of past days for each calibration; one day at the end of each is tested.
pub(super) const PERMUTATIONS: i32 = 50;
/// Days between calibrations.
pub(super) const CALIBRATE_EVERY: i32 = 28;
/// The threshold is set for this share of the budget: permutations know no neighbours and no news.
pub(super) const MARGIN: f64 = 0.02;
/// No threshold is lower, whatever permutations say: a chance of 10 to the power of minus this for one unit on one day.
pub(super) const SCORE_LEAST: f64 = 5.0;

/// A candidate with this share of its evidence in an alert belongs to it.
pub(super) const LINK: f64 = 0.3;
/// The same where it shares an area with the alert.
pub(super) const LINK_NEAR: f64 = 0.1;
/// The same where both are matters of the whole city.
pub(super) const LINK_CITY: f64 = 0.2;
/// Terms of an issue's core.
pub(super) const CORE: usize = 12;
/// A core term is in this share of the opening evidence at least.
pub(super) const CORE_SHARE: f64 = 0.15;
/// A core term is so many times as frequent there as elsewhere, at least.
pub(super) const CORE_LIFT: f64 = 5.0;
/// A complaint joins when it scores this share of the median of the opening evidence.
pub(super) const JOIN: f64 = 0.5;
/// Days after opening when the core is fixed for good.
pub(super) const SETTLE_DAYS: i32 = 2;
/// Evidence kept of one alert.
pub(super) const EVIDENCE_MAX: usize = 300;
/// Days that an alert stays open at least, and at most.
pub(super) const OPEN_DAYS: (i32, i32) = (3, 60);
/// Days whose sum must be usual again before an alert closes.
pub(super) const QUIET_DAYS: i32 = 3;
/// Days after closing within which the same issue opens the same alert again.
pub(super) const REOPEN_DAYS: i32 = 14;

/// Days that campaigns are remembered after their latest copy.
pub(super) const CAMPAIGN_DAYS: i32 = 28;
/// Distinct people that make a letter a collective one.
pub(super) const LETTER_LEAST: usize = 20;
/// Days that are kept in memory.
pub(super) const MEMORY: i32 = 72;
