//! The years before: complaints without words by category, day by day. Where they go back three years or more, what a category lets expect in the
//! whole city is Farrington's flexible model of its weeks (Noufaily and others, Statistics in Medicine 32 (2013) 1206–1222): its season, its trend,
//! its past outbreaks weighed down.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::settings::{BASELINE, CATEGORIES_MAX, YEARS};
use crate::textbook::{Farrington, Scratch};

const WEEK: i32 = 7;
/// Days that are kept: as many weeks as the model looks back at most.
const DAYS: i32 = WEEK * (52 * YEARS.1 as i32 + 4);

/// Days that had any, with their counts, oldest first.
type Series = VecDeque<(i32, u32)>;

/// What the years let expect of the seven days that end today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seasonal {
    pub(super) expected: f64,
    pub(super) dispersion: f64,
}

/// Complaints without words, from the first day that has no gap behind it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Years {
    first: i32,
    all: Series,
    by_category: BTreeMap<String, Series>,
}

impl Years {
    /// Takes a complaint; days do not go back. After eight weeks without any, history begins anew: nobody knows what was not counted.
    pub(super) fn add(&mut self, category: &str, day: i32) {
        if self.all.back().is_none_or(|(last, _)| day.saturating_sub(*last) > BASELINE) {
            *self = Self { first: day, ..Self::default() };
        }
        count(&mut self.all, day);
        if let Some(series) = self.by_category.get_mut(category) {
            count(series, day);
        } else if self.by_category.len() < CATEGORIES_MAX {
            count(self.by_category.entry(category.to_owned()).or_default(), day);
        }
    }

    /// Forgets what the model does not look back at.
    pub(super) fn forget(&mut self, today: i32) {
        self.first = self.first.max(today.saturating_sub(DAYS - 1));
        for series in self.by_category.values_mut().chain([&mut self.all]) {
            while series.front().is_some_and(|(day, _)| *day < self.first) {
                series.pop_front();
            }
        }
        self.by_category.retain(|_, series| !series.is_empty());
    }

    /// What a category lets expect in the seven days that end today; None where the years are too few or the model cannot be fitted.
    ///
    /// Where all other categories are above what *their* years let expect, by a new way to complain or by weather, so is this one.
    pub(super) fn expected(&self, category: &str, today: i32) -> Option<Seasonal> {
        let own = self.weeks(self.by_category.get(category)?, today);
        let years = (own.len().checked_sub(4)? / 52).min(YEARS.1);
        if years < YEARS.0 {
            return None;
        }
        let method = Farrington { years, ..Farrington::flexible() };
        let design = method.design(own.len() - 1)?;
        let mut scratch = Scratch::default();
        let mut fit = |counts: &[u32]| {
            let tested = method.test(&design, counts, &mut scratch);
            tested.expected.zip(tested.phi).filter(|(expected, _)| *expected > 0.0)
        };
        let (expected, dispersion) = fit(&own)?;
        let others: Vec<u32> = self.weeks(&self.all, today).iter().zip(&own).map(|(all, own)| all.saturating_sub(*own)).collect();
        let newest = f64::from(others.last().copied().unwrap_or(0));
        let growth = fit(&others).map_or(1.0, |(expected, _)| newest / expected.max(1.0));
        Some(Seasonal { expected: expected * growth.max(1.0), dispersion })
    }

    /// Counts of whole weeks, the last of which ends today.
    fn weeks(&self, series: &Series, today: i32) -> Vec<u32> {
        let first = self.first.max(today.saturating_sub(DAYS - 1));
        let mut weeks = vec![0; usize::try_from(today.saturating_sub(first).saturating_add(1) / WEEK).unwrap_or(0)];
        for (day, count) in series.iter().filter(|(day, _)| *day <= today) {
            let ago = usize::try_from(today.saturating_sub(*day) / WEEK).unwrap_or(usize::MAX);
            if let Some(week) = weeks.len().checked_sub(ago + 1).and_then(|at| weeks.get_mut(at)) {
                *week = u32::saturating_add(*week, *count);
            }
        }
        weeks
    }
}

fn count(series: &mut Series, day: i32) {
    match series.back_mut().filter(|(last, _)| *last == day) {
        Some((_, count)) => *count += 1,
        None => series.push_back((day, 1)),
    }
}
