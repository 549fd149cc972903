//! How many groups, and which: candidates side by side, the choice, and how stable it is.
//!
//! Basis: k groups span at most k - 1 directions, so 2 and 3 groups are sought on Polis' plane, 4 on three components, 5 on four.
//! Stability by drawing people anew: Hennig (2007); von Luxburg (2010).
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a group below k or a point below n")]

use serde::Serialize;

use crate::chance::Chance;
use crate::draw::{Draw, Purpose};
use crate::eigen::{Precision, add_scaled, dot, leading};
use crate::partition::{Partition, Point, adjusted_rand_index, k_means, nearest, silhouette};

/// Most groups that are looked for unless more are asked for.
pub const LARGEST: usize = 5;
/// A number of groups is stable if groups that are found again agree so far with the published ones.
pub const STABLE: f64 = 0.8;

const STARTS: usize = 32;
/// Times that people are drawn anew.
const DRAWS: usize = 20;
/// People on whom a silhouette is measured, and who are drawn anew.
const JUDGED: usize = 700;
const REDRAWN: usize = 500;
/// Components within which those of a redrawn conversation may turn.
pub(crate) const TURN: usize = 8;

/// A number of groups that was tried.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// The number.
    pub groups: usize,
    /// Mean silhouette width, from -1 to 1.
    pub silhouette: f64,
    /// What the silhouette is, in the mean, in conversations simulated without groups; nothing where that was not simulated.
    pub silhouette_by_chance: Option<f64>,
    /// Mean adjusted Rand index between these groups and those found after people were drawn anew, at most 1.
    pub stability: f64,
    /// People in the smallest group.
    pub smallest: usize,
    /// Whether it is stable and its smallest group is large enough.
    pub admissible: bool,
}

/// A candidate with its groups.
pub(crate) struct Tried {
    pub(crate) candidate: Candidate,
    pub(crate) partition: Partition,
    /// For each group, the mean share it has in common with its like after people were drawn anew (Jaccard).
    pub(crate) group_stability: Vec<f64>,
}

/// The people who are grouped, as points and as what the points come from.
pub(crate) struct Placed {
    pub(crate) points: Vec<Point>,
    /// Scores on the first components, without Polis' scale, which stands beside.
    pub(crate) scores: Vec<[f64; TURN]>,
    pub(crate) scales: Vec<f64>,
}

/// The people of the smallest group that may be: 5, and 5 % of those placed.
pub fn smallest_allowed(placed: usize) -> usize {
    placed.div_ceil(20).max(5)
}

/// The points on the components that k groups can span.
pub(crate) fn in_space(points: &[Point], k: usize) -> Vec<Point> {
    let used = (k.max(3) - 1).min(4);
    let cut = |point: &Point| {
        let mut cut = *point;
        cut[used..].fill(0.0);
        cut
    };
    points.iter().map(cut).collect()
}

/// Tries a number of groups; nothing if the points cannot make so many.
pub(crate) fn try_groups(placed: &Placed, k: usize, chance: Option<&Chance>, seed: u64) -> Option<Tried> {
    let points = in_space(&placed.points, k);
    let smallest = smallest_allowed(points.len());
    let partition = k_means(&points, k, STARTS, smallest, &mut Draw::new(seed, Purpose::Groups, k as u64))?;
    let judged = Draw::new(seed, Purpose::Sample, 1).sample(points.len(), JUDGED);
    let some: Vec<Point> = judged.iter().map(|&at| points[at]).collect();
    let group: Vec<usize> = judged.iter().map(|&at| partition.group[at]).collect();
    let (stability, group_stability) = stability(placed, &partition, smallest, seed);
    let size = partition.sizes().into_iter().min().unwrap_or(0);
    let by_chance = chance.and_then(|chance| chance.by_k.get(k - 2).copied().flatten()).map(|(mean, _)| mean);
    let candidate = Candidate {
        groups: k,
        silhouette: silhouette(&some, &group, k),
        silhouette_by_chance: by_chance,
        stability,
        smallest: size,
        admissible: stability >= STABLE && size >= smallest,
    };
    Some(Tried { candidate, partition, group_stability })
}

/// The place of the number that is chosen: of those admissible, the one whose silhouette is farthest above what chance gives.
pub(crate) fn choose(tried: &[Tried]) -> Option<usize> {
    let above = |of: &Tried| of.candidate.silhouette - of.candidate.silhouette_by_chance.unwrap_or(0.0);
    let admissible = tried.iter().enumerate().filter(|(_, of)| of.candidate.admissible);
    admissible.max_by(|(a, x), (b, y)| above(x).total_cmp(&above(y)).then(b.cmp(a))).map(|(at, _)| at)
}

/// Draws people anew, lets the components turn with them, groups again, and compares; in the mean and for each group.
fn stability(placed: &Placed, partition: &Partition, smallest: usize, seed: u64) -> (f64, Vec<f64>) {
    let k = partition.centres.len();
    let all = placed.points.len();
    let count = all.min(REDRAWN);
    let judged = Draw::new(seed, Purpose::Sample, 2).sample(all, JUDGED);
    let published: Vec<usize> = judged.iter().map(|&at| partition.group[at]).collect();
    let (mut agreement, mut shared) = (0.0, vec![0.0; k]);
    for number in 0..DRAWS {
        let mut draw = Draw::new(seed, Purpose::Stability, number as u64);
        let drawn: Vec<usize> = (0..count).map(|_| draw.below(all)).collect();
        let turn = turned(placed, &drawn);
        let points = in_space(&drawn.iter().map(|&at| turned_point(placed, at, &turn)).collect::<Vec<_>>(), k);
        let Some(found) = k_means(&points, k, 5, smallest * count / all, &mut draw) else { continue };
        let again: Vec<usize> = judged
            .iter()
            .map(|&at| {
                let point = in_space(&[turned_point(placed, at, &turn)], k);
                point.first().map_or(0, |point| nearest(point, &found.centres).0)
            })
            .collect();
        agreement += adjusted_rand_index(&published, &again);
        shared.iter_mut().enumerate().for_each(|(group, sum)| *sum += shared_most(&published, &again, group, k));
    }
    (agreement / DRAWS as f64, shared.into_iter().map(|sum| sum / DRAWS as f64).collect())
}

/// The components of the people drawn, within the space of the first [`TURN`].
fn turned(placed: &Placed, drawn: &[usize]) -> Vec<Vec<f64>> {
    let precision = Precision { first_two: 1e-9, steps: TURN };
    leading(TURN, 4, precision, |vector, image| {
        for &at in drawn {
            add_scaled(image, dot(&placed.scores[at], vector), &placed.scores[at]);
        }
    })
    .vectors
}

fn turned_point(placed: &Placed, at: usize, turn: &[Vec<f64>]) -> Point {
    let mut point = [0.0; 4];
    for (value, vector) in point.iter_mut().zip(turn) {
        *value = placed.scales[at] * dot(&placed.scores[at], vector);
    }
    point
}

/// The largest share (intersection over union) that any group found again has with a published group.
fn shared_most(published: &[usize], again: &[usize], group: usize, k: usize) -> f64 {
    let share = |other: usize| {
        let (mut both, mut either) = (0_usize, 0_usize);
        for (&a, &b) in published.iter().zip(again) {
            both += usize::from(a == group && b == other);
            either += usize::from(a == group || b == other);
        }
        if either == 0 { 0.0 } else { both as f64 / either as f64 }
    };
    (0..k).map(share).fold(0.0, f64::max)
}
