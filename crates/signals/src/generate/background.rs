//! What comes every day: how many complaints of each district and category on each day.

use kernel::Day;

use super::calendar::{Weather, Weekday, weather, weekday};
use super::chance::{Chance, fixed, rounded};
use super::places::City;
use super::topics::{CATEGORIES, Category};

/// Complaints of a working day, Monday to Friday, against their mean.
const WORKING: [f64; 5] = [1.12, 1.05, 1.0, 0.97, 0.86];

pub(super) struct Background {
    /// The share of each district and category, district by district.
    shares: Vec<f64>,
    /// Day by day, a factor for each category: weekday, weather and slow drift.
    by_category: Vec<f64>,
    /// Day by day, a factor for each district: slow drift.
    by_district: Vec<f64>,
    pub(super) weather: Vec<Option<(Weather, f64)>>,
    scale: f64,
    /// Day by day, what was drawn for each district and category.
    counts: Vec<u32>,
}

impl Background {
    /// Draws exactly `total` complaints: negative-binomial counts, then as many taken away or added at random as the sum is off.
    pub(super) fn draw(city: &City, from: Day, days: usize, total: u64, chance: &mut Chance) -> Self {
        let weather = weather(from, days, chance);
        let (by_category, by_district) = (categories(from, &weather, chance), drifts(days, city.districts.len(), chance));
        let shares = shares(city);
        let mut background = Self { shares, by_category, by_district, weather, scale: 1.0, counts: Vec::new() };
        let sum: f64 = (0..days).map(|day| background.means(day).iter().sum::<f64>()).sum();
        background.scale = if sum > 0.0 { total as f64 / sum } else { 0.0 };
        let mut counts = Vec::with_capacity(days * background.shares.len());
        for day in 0..days {
            let means = background.means(day);
            counts.extend(means.iter().enumerate().map(|(cell, mean)| chance.negative_binomial(*mean, dispersion(cell))));
        }
        background.counts = counts;
        background.settle(total, days, chance);
        background
    }

    /// The expected counts of a day, district by district, category by category.
    pub(super) fn means(&self, day: usize) -> Vec<f64> {
        let width = CATEGORIES.len();
        let by_category = self.by_category.chunks(width).nth(day).unwrap_or_default();
        let districts = self.shares.len() / width;
        let by_district = self.by_district.chunks(districts).nth(day).unwrap_or_default();
        let rows = self.shares.chunks(width).zip(by_district);
        rows.flat_map(|(shares, district)| {
            shares.iter().zip(by_category).map(move |(share, factor)| self.scale * share * factor * district)
        })
        .collect()
    }

    /// The counts of a day, in the same order.
    pub(super) fn counts(&self, day: usize) -> &[u32] {
        self.counts.chunks(self.shares.len()).nth(day).unwrap_or_default()
    }

    /// Brings the sum to the total: complaints are taken away one by one, each as likely as the other, or added where they are expected.
    fn settle(&mut self, total: u64, days: usize, chance: &mut Chance) {
        let drawn: u64 = self.counts.iter().map(|count| u64::from(*count)).sum();
        if drawn > total {
            let mut gone = without_repeats(drawn, drawn - total, chance).into_iter().peekable();
            let mut passed = 0;
            for count in &mut self.counts {
                passed += u64::from(*count);
                while gone.next_if(|place| *place < passed).is_some() {
                    *count -= 1;
                }
            }
            return;
        }
        let sums: Vec<f64> = (0..days).map(|day| self.means(day).iter().sum()).scan(0.0, running).collect();
        let width = self.shares.len();
        for _ in drawn..total {
            let day = chance.by_weight(&sums);
            let cells: Vec<f64> = self.means(day).into_iter().scan(0.0, running).collect();
            let cell = chance.by_weight(&cells);
            if let Some(count) = self.counts.get_mut(day * width + cell) {
                *count += 1;
            }
        }
    }
}

/// Variance over mean of a district and category: 1.8 to 3.8, fixed for the city.
pub(super) fn dispersion(cell: usize) -> f64 {
    1.8 + 2.0 * fixed(10_000 + cell as u64)
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that Iterator::scan asks for")]
fn running(sum: &mut f64, next: f64) -> Option<f64> {
    *sum += next;
    Some(*sum)
}

/// `count` different numbers below `n`, ascending (Floyd's sampling).
fn without_repeats(n: u64, count: u64, chance: &mut Chance) -> Vec<u64> {
    let mut chosen = std::collections::BTreeSet::new();
    for last in n - count..n {
        let number = chance.below(last + 1);
        if !chosen.insert(number) {
            chosen.insert(last);
        }
    }
    chosen.into_iter().collect()
}

/// How much a district complains of a category: residents, the category's share, and what is particular to the two.
fn shares(city: &City) -> Vec<f64> {
    let cells = city.districts.iter().flat_map(|district| CATEGORIES.iter().map(move |category| district.share * category.share));
    cells.enumerate().map(|(cell, share)| share * (0.65 + 0.7 * fixed(20_000 + cell as u64))).collect()
}

fn categories(from: Day, weather: &[Option<(Weather, f64)>], chance: &mut Chance) -> Vec<f64> {
    let drifts = drifts(weather.len(), CATEGORIES.len(), chance);
    let days = weather.iter().zip(drifts.chunks(CATEGORIES.len())).enumerate();
    days.flat_map(|(at, (weather, drifts))| {
        let kind = weekday(from.plus_days(i32::try_from(at).unwrap_or(i32::MAX)));
        CATEGORIES.iter().zip(drifts).map(move |(category, drift)| {
            let of_week = match kind {
                Weekday::Working(number) => WORKING.get(number).copied().unwrap_or(1.0),
                Weekday::Weekend => category.weekend,
                Weekday::Holiday => category.holiday,
            };
            of_week * drift * more(category, *weather)
        })
    })
    .collect()
}

/// How much more a category brings in this weather.
fn more(category: &Category, weather: Option<(Weather, f64)>) -> f64 {
    let usual: f64 = category.topics.iter().map(|topic| topic.weight).sum();
    let today: f64 = category.topics.iter().map(|topic| topic.weight * response(topic.weather, weather)).sum();
    today / usual
}

/// The factor by which weather multiplies a topic.
pub(super) fn response(topic: Option<(Weather, f64)>, today: Option<(Weather, f64)>) -> f64 {
    match (topic, today) {
        (Some((kind, response)), Some((weather, strength))) if kind == weather => 1.0 + response * strength,
        _ => 1.0,
    }
}

/// Slow drift: two waves of 50 to 300 days, together within 18 %; day by day, a factor for each of `width`.
fn drifts(days: usize, width: usize, chance: &mut Chance) -> Vec<f64> {
    let turn = std::f64::consts::TAU;
    let mut wave = || (chance.between(0.02, 0.09), turn / chance.between(50.0, 300.0), chance.between(0.0, turn));
    let waves: Vec<[(f64, f64, f64); 2]> = (0..width).map(|_| [wave(), wave()]).collect();
    let at = |day: usize, (height, speed, phase): (f64, f64, f64)| height * (speed * f64::from(rounded(day as f64)) + phase).sin();
    (0..days).flat_map(|day| waves.iter().map(move |waves| 1.0 + waves.iter().map(|wave| at(day, *wave)).sum::<f64>())).collect()
}
