//! The alert budget: how many false alerts a bureau bears, and the score that keeps to it, found on permutations of past days.
//!
//! Dates are permuted among the complaints of one weekday, so that each day keeps its volume and its weekday, and no issue belongs to a day any more; each
//! campaign counts once. The largest score of each permuted day is what chance alone gives; a Gumbel distribution fitted to these (Abrams and
//! others, 2010) gives the recurrence interval of a score (Kleinman and others, Statistics in Medicine 24 (2005) 2967–2984).

use std::str::FromStr;

use kernel::Refusal;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

use super::measure::Scene;
use super::places::Places;
use super::recent::Recent;
use super::settings::{MARGIN, PERMUTATIONS, SCORE_LEAST, WARM_UP};
use crate::textbook::Gumbel;

/// At most so many false alerts in so many days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    alerts: u32,
    days: u32,
}

impl Budget {
    /// False alerts a day.
    pub fn per_day(self) -> f64 {
        f64::from(self.alerts) / f64::from(self.days)
    }

    /// As it is said in Korean: `한 달에 1건`.
    pub fn korean(self) -> String {
        let unit = match self.days {
            1 => "하루",
            7 => "한 주",
            30 => "한 달",
            _ => "한 해",
        };
        format!("{unit}에 {}건", self.alerts)
    }
}

impl std::fmt::Display for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.days {
            1 => "day",
            7 => "week",
            30 => "month",
            _ => "year",
        };
        write!(f, "{}/{unit}", self.alerts)
    }
}

impl FromStr for Budget {
    type Err = Refusal;

    /// Reads `1/month`, `2/week`, `1/year`; a month has 30 days.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let parts = text.split_once('/').and_then(|(alerts, unit)| {
            let days = match unit.trim() {
                "day" | "일" => 1,
                "week" | "주" => 7,
                "month" | "월" => 30,
                "year" | "년" => 365,
                _ => return None,
            };
            let alerts = alerts.trim().parse().ok().filter(|alerts| (1..=1000).contains(alerts))?;
            Some(Self { alerts, days })
        });
        parts.ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            Refusal::new(
                "signals.budget",
                format!(
                    "예산 ‘{shown}’을 읽을 수 없습니다. 1/month(한 달에 잘못된 경보 1건)처럼 적어 주십시오. 단위: day, week, month, year"
                ),
                format!("the budget `{shown}` cannot be read: write 1/month (one false alert a month); units are day, week, month, year"),
            )
        })
    }
}

/// What one calibration found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// It holds from this day on, counted from 1970-01-01; only days before it were permuted.
    pub day: i32,
    /// The largest score of each permuted day, in ascending order.
    pub largest: Vec<f64>,
    /// μ and β of the Gumbel distribution fitted to them; None where they do not vary.
    pub gumbel: Option<(f64, f64)>,
    /// An alert needs this score.
    pub threshold: f64,
}

impl Calibration {
    /// Calibrates for `today` on the days before it.
    pub(super) fn of(recent: &Recent, places: &Places, today: i32, budget: Budget) -> Self {
        let mut largest = Vec::new();
        let past: Vec<usize> = (0..recent.since(today).start).collect();
        // The days of the last week in turn, as far as they have a baseline.
        let first = recent.days.first().copied().unwrap_or(today);
        let turn = (today - first - (WARM_UP as i32 - 2)).clamp(1, 7);
        for permutation in 0..PERMUTATIONS {
            let seed = u64::try_from(i64::from(today) * 1000 + i64::from(permutation)).unwrap_or(0);
            let days = permuted(&recent.days, &past, seed);
            largest.push(Scene::new(recent, places, &days, today - 1 - permutation % turn, true).largest_score());
        }
        largest.sort_by(f64::total_cmp);
        let gumbel = Gumbel::fit(&largest);
        let threshold = gumbel.map_or(SCORE_LEAST, |gumbel| quantile(gumbel, (budget.per_day() * MARGIN).min(0.5)).max(SCORE_LEAST));
        Self { day: today, largest, gumbel: gumbel.map(|gumbel| (gumbel.location, gumbel.scale)), threshold }
    }

    /// Days between scores as large as this by chance; at most a thousand years.
    pub fn recurrence(&self, score: f64) -> f64 {
        let above = self.gumbel.map_or(0.0, |(location, scale)| Gumbel { location, scale }.above(score));
        (1.0 / above.max(1e-12)).min(365_250.0)
    }
}

/// The score that chance exceeds with this probability.
fn quantile(gumbel: Gumbel, probability: f64) -> f64 {
    gumbel.location - gumbel.scale * (-(-probability).ln_1p()).ln()
}

/// The days with those at `places` permuted within weekdays; the others stay.
pub(super) fn permuted(days: &[i32], places: &[usize], seed: u64) -> Vec<i32> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut permuted = days.to_vec();
    for weekday in 0..7 {
        let same = |place: &usize| days.get(*place).is_some_and(|day| day.rem_euclid(7) == weekday);
        let chosen: Vec<usize> = places.iter().copied().filter(same).collect();
        for last in (1..chosen.len()).rev() {
            // The bias of a 64-bit remainder is below 1e-13.
            let other = (random.next_u64() % (last as u64 + 1)) as usize;
            if let (Some(one), Some(other)) = (chosen.get(last), chosen.get(other)) {
                permuted.swap(*one, *other);
            }
        }
    }
    permuted
}

#[cfg(test)]
mod tests {
    use super::{Budget, permuted};

    #[test]
    fn a_budget_is_read_as_people_write_it() {
        for (text, want) in [("1/month", 1.0 / 30.0), ("2 / week", 2.0 / 7.0), ("1/년", 1.0 / 365.0)] {
            let budget: Budget = text.parse().unwrap();
            assert!((budget.per_day() - want).abs() < 1e-12, "{text}");
        }
        assert_eq!("1/month".parse::<Budget>().unwrap().korean(), "한 달에 1건");
        for text in ["", "month", "0/month", "1/fortnight", "-1/month", "1"] {
            assert!(text.parse::<Budget>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_permutation_keeps_weekdays_and_volumes_and_what_is_not_past() {
        let days: Vec<i32> = (0..400).map(|at| at / 10).collect();
        let past: Vec<usize> = (0..350).collect();
        let after = permuted(&days, &past, 1);
        assert_ne!(days, after);
        assert_eq!(days.get(350..), after.get(350..));
        assert!(days.iter().zip(&after).all(|(one, other)| one % 7 == other % 7));
        let (mut one, mut other) = (days, after);
        one.sort_unstable();
        other.sort_unstable();
        assert_eq!(one, other);
    }
}
