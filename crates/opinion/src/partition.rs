//! Groups of points: k-means from many starts, the silhouette, and how far two groupings agree.
//!
//! Basis: Lloyd (1982); Arthur and Vassilvitskii (2007) for the starts; Rousseeuw (1987) for the silhouette; Hubert and Arabie (1985)
//! for the adjusted Rand index.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a group below k or a point below n")]

use crate::draw::Draw;

/// A place on the components; those that are not used are 0.
pub(crate) type Point = [f64; 4];

/// Steps after which starts are compared; then the best eighth goes on.
const FIRST_STEPS: usize = 5;
const LAST_STEPS: usize = 200;

pub(crate) fn squared(a: &Point, b: &Point) -> f64 {
    let [x, y, z, w]: Point = std::array::from_fn(|at| a[at] - b[at]);
    (x * x + y * y) + (z * z + w * w)
}

/// A grouping of points.
#[derive(Clone)]
pub(crate) struct Partition {
    pub(crate) group: Vec<usize>,
    pub(crate) centres: Vec<Point>,
    /// Sum of squared distances to the centres.
    pub(crate) within: f64,
}

impl Partition {
    pub(crate) fn sizes(&self) -> Vec<usize> {
        sizes(&self.group, self.centres.len())
    }
}

pub(crate) fn sizes(group: &[usize], k: usize) -> Vec<usize> {
    let mut sizes = vec![0; k];
    group.iter().for_each(|&at| sizes[at] += 1);
    sizes
}

/// The nearest centre; the first of equals.
pub(crate) fn nearest(point: &Point, centres: &[Point]) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (at, centre) in centres.iter().enumerate() {
        let distance = squared(point, centre);
        if distance < best.1 {
            best = (at, distance);
        }
    }
    best
}

/// The best k-means grouping that was found whose smallest group has `smallest` points; if none has, the best of all; nothing if the
/// points cannot make k groups.
pub(crate) fn k_means(points: &[Point], k: usize, starts: usize, smallest: usize, draw: &mut Draw) -> Option<Partition> {
    if k == 0 || points.len() < k {
        return None;
    }
    let better = |a: &Partition, b: &Partition| small(a, smallest).cmp(&small(b, smallest)).then(a.within.total_cmp(&b.within));
    let mut begun: Vec<Partition> = (0..starts).filter_map(|_| from_start(points, spread_out(points, k, draw)?, FIRST_STEPS)).collect();
    begun.sort_by(better);
    begun.dedup_by(|a, b| a.within == b.within);
    let ended = begun.into_iter().take(starts.div_ceil(8)).filter_map(|start| from_start(points, start.centres, LAST_STEPS));
    ended.min_by(better)
}

fn small(partition: &Partition, smallest: usize) -> bool {
    partition.sizes().into_iter().any(|size| size < smallest)
}

/// k-means++: each next start far from the ones before; nothing if there are fewer than k different points.
fn spread_out(points: &[Point], k: usize, draw: &mut Draw) -> Option<Vec<Point>> {
    let mut centres = vec![points[draw.below(points.len())]];
    let mut distances: Vec<f64> = points.iter().map(|point| squared(point, &centres[0])).collect();
    while centres.len() < k {
        let all: f64 = distances.iter().sum();
        if all <= 0.0 {
            return None;
        }
        let mut left = draw.unit() * all;
        let mut chosen = None;
        for (at, &distance) in distances.iter().enumerate() {
            if distance > 0.0 {
                chosen = Some(at);
                left -= distance;
                if left < 0.0 {
                    break;
                }
            }
        }
        let centre = points[chosen?];
        for (distance, point) in distances.iter_mut().zip(points) {
            *distance = distance.min(squared(point, &centre));
        }
        centres.push(centre);
    }
    Some(centres)
}

/// Lloyd's steps until nobody moves, at most so many; nothing if a group runs empty.
fn from_start(points: &[Point], mut centres: Vec<Point>, steps: usize) -> Option<Partition> {
    let k = centres.len();
    let mut group = vec![usize::MAX; points.len()];
    let mut within = 0.0;
    for _ in 0..steps {
        let mut moved = false;
        let mut sums = vec![[0.0; 5]; k];
        within = 0.0;
        for (point, at) in points.iter().zip(&mut group) {
            let (best, distance) = nearest(point, &centres);
            moved |= *at != best;
            *at = best;
            within += distance;
            for (sum, value) in sums[best].iter_mut().zip(point.iter().chain(&[1.0])) {
                *sum += value;
            }
        }
        if !moved {
            break;
        }
        for (centre, sum) in centres.iter_mut().zip(&sums) {
            if sum[4] == 0.0 {
                return None;
            }
            for (value, total) in centre.iter_mut().zip(sum) {
                *value = total / sum[4];
            }
        }
    }
    Some(Partition { group, centres, within })
}

/// The mean silhouette width, from -1 to 1; a lone member counts 0.
pub(crate) fn silhouette(points: &[Point], group: &[usize], k: usize) -> f64 {
    if points.is_empty() {
        return 0.0;
    }
    let sizes = sizes(group, k);
    let mut sums = vec![0.0; points.len() * k];
    for (at, point) in points.iter().enumerate() {
        for (other, second) in points.iter().enumerate().skip(at + 1) {
            let distance = squared(point, second).sqrt();
            sums[at * k + group[other]] += distance;
            sums[other * k + group[at]] += distance;
        }
    }
    let width = |at: usize| {
        let own = group[at];
        if sizes[own] < 2 {
            return 0.0;
        }
        let inside = sums[at * k + own] / (sizes[own] - 1) as f64;
        let mean = |other: usize| sums[at * k + other] / sizes[other] as f64;
        let outside = (0..k).filter(|&other| other != own && sizes[other] > 0).map(mean).fold(f64::INFINITY, f64::min);
        let most = inside.max(outside);
        if outside.is_finite() && most > 0.0 { (outside - inside) / most } else { 0.0 }
    };
    (0..points.len()).map(width).sum::<f64>() / points.len() as f64
}

/// How far two groupings of the same things agree: 1 is the same, 0 is what chance gives. Two groupings that both have one group only
/// are the same.
pub fn adjusted_rand_index(a: &[usize], b: &[usize]) -> f64 {
    let (rows, columns) = (a.iter().max().map_or(0, |m| m + 1), b.iter().max().map_or(0, |m| m + 1));
    let mut table = vec![0_u64; rows * columns];
    a.iter().zip(b).for_each(|(&x, &y)| table[x * columns + y] += 1);
    let pairs = |count: u64| (count * count.saturating_sub(1)) as f64 / 2.0;
    let both: f64 = table.iter().map(|&count| pairs(count)).sum();
    let of_a: f64 = (0..rows).map(|x| pairs((0..columns).map(|y| table[x * columns + y]).sum())).sum();
    let of_b: f64 = (0..columns).map(|y| pairs((0..rows).map(|x| table[x * columns + y]).sum())).sum();
    let all = pairs(a.len().min(b.len()) as u64);
    let expected = if all > 0.0 { of_a * of_b / all } else { 0.0 };
    let most = f64::midpoint(of_a, of_b);
    if most - expected == 0.0 { 1.0 } else { (both - expected) / (most - expected) }
}
