//! The expectation-based Poisson space-time scan: which neighbouring areas, over how many of the newest weeks, exceed their baselines most,
//! and how often chance alone would give so much somewhere.

use kernel::Refusal;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rand_distr::{Distribution as _, Poisson};

use super::gumbel::Gumbel;
use super::zones::Zones;

/// How baselines come from past weeks: the mean weekly total of `weeks` weeks that end `ago` weeks before the newest, times the area's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Weeks to look back over.
    pub weeks: usize,
    /// The newest baseline week lies so many weeks before the scanned week.
    pub ago: usize,
}

/// The least baseline of an area in a week, so that one case in an empty area is not infinitely surprising.
const LEAST: f64 = 0.01;
/// The most replicates.
const REPLICATES_MAX: usize = 1_000_000;

impl Baseline {
    /// A baseline for each area in the week at `week` (from 0); `weeks` of counts by area.
    ///
    /// # Errors
    /// Refuses a baseline that begins before the first week.
    #[expect(clippy::cast_precision_loss, reason = "counts of people's complaints")]
    pub fn of(self, weeks: &[Vec<u32>], week: usize) -> Result<Vec<f64>, Refusal> {
        let past = (week + 1).checked_sub(self.ago).and_then(|end| weeks.get(end.checked_sub(self.weeks)?..end)).filter(|_| self.weeks > 0);
        let past = past.ok_or_else(|| {
            Refusal::new(
                "signals.history",
                format!("기준이 되는 {}주(그 끝은 {}주 전)가 파일의 첫 주보다 앞섭니다.", self.weeks, self.ago),
                format!("the {} baseline weeks that end {} weeks before begin before the file's first week", self.weeks, self.ago),
            )
        })?;
        let areas = past.first().map_or(0, Vec::len);
        let sum = |area: usize| past.iter().filter_map(|counts| counts.get(area)).map(|count| f64::from(*count)).sum::<f64>();
        Ok((0..areas).map(|area| (sum(area) / self.weeks as f64).max(LEAST)).collect())
    }
}

/// A scan's input.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    /// Where may be looked.
    pub zones: &'a Zones,
    /// Counts, newest week first: as many weeks as the longest duration; a count for each area.
    pub counts: &'a [Vec<u32>],
    /// Baselines in the same shape, all above 0.
    pub baselines: &'a [Vec<f64>],
    /// R: replicates under chance.
    pub replicates: usize,
    /// Decides the replicates.
    pub seed: u64,
}

/// A zone over the newest weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its areas, the centre first.
    pub areas: Vec<usize>,
    /// Weeks, counted back from the newest.
    pub duration: usize,
    /// C, the count.
    pub observed: u64,
    /// B, the baseline.
    pub expected: f64,
    /// C·ln(C/B) + B − C if C > B, else 0.
    pub score: f64,
    /// max(1, C/B).
    pub relative_risk: f64,
    /// (1 + replicates whose largest score is above this) / (1 + R). For all but the first cluster it is conservative.
    pub p_monte_carlo: f64,
    /// From a Gumbel distribution fitted to the replicates; None where they do not vary.
    pub p_gumbel: Option<f64>,
}

/// What a scan gives.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanResult {
    /// The most likely cluster first; then, by score, those that share no area with one before. Empty where nothing is above its baseline.
    pub clusters: Vec<Cluster>,
    /// The largest score of each replicate.
    pub replicates: Vec<f64>,
    /// The distribution fitted to them.
    pub gumbel: Option<Gumbel>,
}

/// Scans.
///
/// # Errors
/// Refuses tables of unequal shape, baselines that are not above 0, and more than a million replicates.
#[expect(clippy::cast_precision_loss, reason = "at most a million replicates")]
pub fn scan(input: &Scan<'_>) -> Result<ScanResult, Refusal> {
    check(input)?;
    let plan = Plan::new(input);
    let mut found = Vec::new();
    let mut room = Room::default();
    plan.each(room.cumulate(input.counts.iter().flatten().copied(), plan.areas), |spot, observed, score| {
        found.push((score, observed, spot));
    });
    let replicates = plan.replicates(input, &mut room);
    let gumbel = Gumbel::fit(&replicates);
    found.retain(|(score, ..)| *score > 0.0);
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut taken = vec![false; plan.areas];
    let mut clusters = Vec::new();
    for (score, observed, spot) in found {
        let areas = input.zones.areas_of(spot.centre, spot.size);
        if areas.iter().any(|area| taken.get(*area) == Some(&true)) {
            continue;
        }
        areas.iter().filter_map(|area| taken.get_mut(*area).map(|free| *free = true)).count();
        let above = replicates.iter().filter(|replicate| **replicate > score).count();
        clusters.push(Cluster {
            areas,
            duration: spot.duration,
            observed,
            expected: spot.expected,
            score,
            relative_risk: (observed as f64 / spot.expected).max(1.0),
            p_monte_carlo: (1 + above) as f64 / (1 + replicates.len()) as f64,
            p_gumbel: gumbel.map(|gumbel| gumbel.above(score)),
        });
    }
    Ok(ScanResult { clusters, replicates, gumbel })
}

fn check(input: &Scan<'_>) -> Result<(), Refusal> {
    let refuse = |ko: &str, en: &str| Err(Refusal::new("signals.scan", ko, en));
    let areas = input.zones.areas;
    let shaped = input.counts.len() == input.baselines.len()
        && input.counts.iter().all(|week| week.len() == areas)
        && input.baselines.iter().all(|week| week.len() == areas);
    if input.counts.is_empty() || !shaped {
        return refuse("건수와 기준값에 같은 주와 같은 지역이 있어야 합니다.", "counts and baselines must have the same weeks and areas");
    }
    if !input.baselines.iter().flatten().all(|baseline| *baseline > 0.0 && *baseline < 1e9) {
        return refuse("기준값은 모두 0보다 커야 합니다.", "every baseline must be above 0");
    }
    if input.replicates > REPLICATES_MAX {
        return refuse("반복(replicates)은 1000000번까지입니다.", "at most 1000000 replicates are made");
    }
    Ok(())
}

/// A zone and a duration.
#[derive(Clone, Copy)]
struct Spot {
    centre: usize,
    size: usize,
    duration: usize,
    expected: f64,
    log_expected: f64,
}

/// What stays the same for the counts and every replicate.
struct Plan {
    areas: usize,
    durations: usize,
    /// For each step of growing a zone: whether it begins a new centre, the area to add, the spots to score then.
    steps: Vec<(bool, usize, Vec<Spot>)>,
}

/// Room for one replicate's counts.
#[derive(Default)]
struct Room {
    cumulated: Vec<Vec<u32>>,
}

impl Room {
    /// Counts newest week first become, for each area, counts of the newest 1, 2, … weeks.
    fn cumulate(&mut self, counts: impl Iterator<Item = u32>, areas: usize) -> &[Vec<u32>] {
        self.cumulated.resize_with(areas, Vec::new);
        self.cumulated.iter_mut().for_each(Vec::clear);
        let mut places = 0..areas;
        for count in counts {
            let place = places.next().unwrap_or_else(|| {
                places = 1..areas;
                0
            });
            if let Some(area) = self.cumulated.get_mut(place) {
                area.push(area.last().copied().unwrap_or(0).saturating_add(count));
            }
        }
        &self.cumulated
    }
}

impl Plan {
    fn new(input: &Scan<'_>) -> Self {
        let (areas, durations) = (input.zones.areas, input.counts.len());
        let mut steps = Vec::new();
        for (centre, grown) in input.zones.grown.iter().enumerate() {
            let mut sums = vec![0.0; durations];
            for (at, (area, new)) in grown.iter().enumerate() {
                let mut through = 0.0;
                for (sum, week) in sums.iter_mut().zip(input.baselines) {
                    through += week.get(*area).copied().unwrap_or(0.0);
                    *sum += through;
                }
                let spot = |(duration, expected): (usize, &f64)| {
                    let (expected, log_expected) = (*expected, expected.ln());
                    Spot { centre, size: at + 1, duration: duration + 1, expected, log_expected }
                };
                steps.push((at == 0, *area, if *new { sums.iter().enumerate().map(spot).collect() } else { Vec::new() }));
            }
        }
        Self { areas, durations, steps }
    }

    /// Every spot with its count and score.
    #[expect(clippy::cast_precision_loss, reason = "sums of counts stay below 2^53")]
    fn each(&self, cumulated: &[Vec<u32>], mut take: impl FnMut(Spot, u64, f64)) {
        let mut sums = vec![0_u64; self.durations];
        for (first, area, spots) in &self.steps {
            if *first {
                sums.fill(0);
            }
            for (sum, count) in sums.iter_mut().zip(cumulated.get(*area).into_iter().flatten()) {
                *sum += u64::from(*count);
            }
            for (spot, observed) in spots.iter().zip(&sums) {
                let count = *observed as f64;
                let over = count > spot.expected;
                take(*spot, *observed, if over { count * (count.ln() - spot.log_expected) + spot.expected - count } else { 0.0 });
            }
        }
    }

    /// The largest score of each replicate: counts drawn from Poisson distributions of the baselines.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a Poisson draw is whole; baselines are below 1e9")]
    fn replicates(&self, input: &Scan<'_>, room: &mut Room) -> Vec<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(input.seed);
        let cells: Vec<Poisson<f64>> = input.baselines.iter().flatten().filter_map(|mean| Poisson::new(*mean).ok()).collect();
        (0..input.replicates)
            .map(|_| {
                let counts = cells.iter().map(|cell| cell.sample(&mut random) as u32);
                let mut most = 0.0_f64;
                self.each(room.cumulate(counts, self.areas), |_, _, score| most = most.max(score));
                most
            })
            .collect()
    }
}
