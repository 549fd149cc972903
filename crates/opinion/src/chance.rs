//! Whether there are groups at all: the same search on conversations that are simulated without any.
//!
//! Two questions. *Do answers hang together?* The first component's share against the same answers shuffled within each statement
//! (parallel analysis; Horn 1965). *Are there gaps?* Silhouettes against one cloud of opinion.
//!
//! The cloud is the same statements with the same shares of agree, pass and disagree, the same people seeing
//! the same statements, the same two main lines of disagreement as strong as they are, but people spread evenly along them. An even
//! spread is the one cloud that is hardest to tell from groups (Tibshirani, Walther and Hastie 2001). A parametric bootstrap in the
//! manner of SigClust (Liu, Hayes, Nobel and Marron 2008), with votes in place of normal variables.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index comes from the matrix's own lengths")]

use std::sync::LazyLock;

use statrs::distribution::{ContinuousCDF as _, Normal, StudentsT};

use crate::draw::{Draw, Purpose};
use crate::eigen::Precision;
use crate::groups::{LARGEST, in_space};
use crate::matrix::Matrix;
use crate::partition::{Point, k_means, silhouette};
use crate::votes::UNSEEN;

/// Cells of a simulation, and the people that it then has: more would cost time and add little.
const CELLS: usize = 150_000;
const PEOPLE: std::ops::RangeInclusive<usize> = 160..=500;
/// Simulations: first some, and all where those leave a doubt.
const FIRST: usize = 10;
const ALL: usize = 40;
/// Starts of k-means on so few points.
const STARTS: usize = 8;
/// The components of a simulation need no more than this.
const ROUGH: Precision = Precision { first_two: 1e-3, steps: 12 };

/// Silhouettes for 2 to [`LARGEST`] groups, and last for 2 groups on the first component alone, where two camps show best.
type Silhouettes = [Option<f64>; LARGEST];

/// What chance gives.
#[derive(Clone, Debug)]
pub(crate) struct Chance {
    /// For 2, 3, … groups: mean and standard deviation of the silhouette without groups.
    pub(crate) by_k: Vec<Option<(f64, f64)>>,
    /// Silhouettes of the real people among those simulated.
    pub(crate) observed: Silhouettes,
    /// How probable it is that answers hang together so much if no answer had to do with another; 1 where nothing can be said.
    pub(crate) together: f64,
    /// How probable groups as clear as these are in one cloud; 1 where nothing can be said.
    pub(crate) apart: f64,
    pub(crate) simulations: usize,
}

pub(crate) fn against_chance(matrix: &Matrix, placed: &[usize], smallest: usize, seed: u64) -> Chance {
    let people = (CELLS / matrix.width().max(1)).clamp(*PEOPLE.start(), *PEOPLE.end());
    let sample = Draw::new(seed, Purpose::Sample, 0).sample(placed.len(), people);
    let rows: Vec<usize> = sample.into_iter().map(|at| placed[at]).collect();
    let smallest = if placed.is_empty() { smallest } else { (smallest * rows.len() / placed.len()).max(2) };
    let cells: Vec<i8> = rows.iter().flat_map(|&row| matrix.row(row)).copied().collect();
    let real = matrix.of_rows(&rows, cells);
    let cloud = Cloud::fit(&real);
    let search = |matrix: &Matrix, number: u64| silhouettes(matrix, smallest, &mut Draw::new(seed, Purpose::Groups, 1000 + number));
    let observed = search(&real, 0);
    let own: Vec<usize> = (0..rows.len()).collect();
    let mut nulls: Vec<Silhouettes> = Vec::with_capacity(ALL);
    let mut result = Chance { by_k: vec![None; LARGEST], observed, together: 1.0, apart: 1.0, simulations: 0 };
    while nulls.len() < ALL && observed.iter().any(Option::is_some) {
        let number = nulls.len() as u64;
        let simulated = real.of_rows(&own, cloud.simulate(&real, &mut Draw::new(seed, Purpose::Chance, number)));
        nulls.push(search(&simulated, number + 1));
        if nulls.len() == FIRST || nulls.len() == ALL {
            let clear = judge(&mut result, &nulls);
            if clear {
                break;
            }
        }
    }
    result.together = if result.simulations == 0 { 1.0 } else { together(&real, &own, seed) };
    result
}

/// The first component's share of all that varies, against answers shuffled within each statement.
fn together(real: &Matrix, own: &[usize], seed: u64) -> f64 {
    let share = |matrix: &Matrix| {
        let spread = matrix.spread();
        let first = matrix.components(1, ROUGH).values.first().copied().unwrap_or(0.0);
        if spread > 0.0 { first / spread } else { 0.0 }
    };
    let observed = share(real);
    let mut shuffled = Vec::with_capacity(ALL);
    let mut p = 1.0;
    while shuffled.len() < ALL {
        let mut draw = Draw::new(seed, Purpose::Chance, 1000 + shuffled.len() as u64);
        shuffled.push(share(&real.of_rows(own, real.shuffled(&mut draw))));
        if shuffled.len() == FIRST || shuffled.len() == ALL {
            let Some(null) = mean_and_deviation(shuffled.iter().copied()) else { break };
            let t = excess(observed, null, shuffled.len());
            p = tail(t, shuffled.len());
            if !(1.0..=8.0).contains(&t) {
                break;
            }
        }
    }
    p
}

/// How far a value lies above simulated ones, as Student's t of a new value.
fn excess(observed: f64, (mean, deviation): (f64, f64), count: usize) -> f64 {
    (observed - mean) / (deviation.max(1e-9) * (1.0 + 1.0 / count as f64).sqrt())
}

fn tail(t: f64, count: usize) -> f64 {
    StudentsT::new(0.0, 1.0, count as f64 - 1.0).map_or(1.0, |student| student.sf(t))
}

/// Weighs the real silhouettes against the simulated; whether no more simulations are needed.
fn judge(result: &mut Chance, nulls: &[Silhouettes]) -> bool {
    result.simulations = nulls.len();
    result.by_k = (0..LARGEST).map(|at| mean_and_deviation(nulls.iter().filter_map(|null| null[at]))).collect();
    let most = |of: &Silhouettes| {
        let each = of.iter().zip(&result.by_k).filter_map(|(value, null)| {
            let ((mean, deviation), value) = ((*null)?, (*value)?);
            (deviation > 0.0).then(|| (value - mean) / deviation)
        });
        each.fold(None, |most: Option<f64>, value| Some(most.map_or(value, |most| most.max(value))))
    };
    let Some(observed) = most(&result.observed) else { return true };
    let Some(null) = mean_and_deviation(nulls.iter().filter_map(most)) else { return true };
    let t = excess(observed, null, nulls.len());
    result.apart = tail(t, nulls.len());
    !(1.0..=8.0).contains(&t)
}

fn mean_and_deviation(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    (values.len() > 2).then(|| (mean, square.sqrt()))
}

fn silhouettes(matrix: &Matrix, smallest: usize, draw: &mut Draw) -> Silhouettes {
    let leading = matrix.components(4, ROUGH);
    let scores = matrix.scores::<4>(&leading.vectors);
    let points: Vec<Point> = scores.iter().enumerate().map(|(row, score)| score.map(|value| value * matrix.scale(row))).collect();
    let mut all = [None; LARGEST];
    for (at, slot) in all.iter_mut().enumerate() {
        let line = at + 1 == LARGEST;
        let k = if line { 2 } else { at + 2 };
        let space = if line { points.iter().map(|point| [point[0], 0.0, 0.0, 0.0]).collect() } else { in_space(&points, k) };
        *slot = k_means(&space, k, STARTS, smallest, draw)
            .filter(|found| found.sizes().into_iter().all(|size| size >= smallest))
            .map(|found| silhouette(&space, &found.group, k));
    }
    all
}

/// One cloud of opinion, fitted to a matrix.
struct Cloud {
    /// For each column: how it leans on the two lines, what is left to the person, and where its pass and agree begin.
    columns: Vec<([f64; 2], f64, [f64; 2])>,
}

impl Cloud {
    fn fit(matrix: &Matrix) -> Self {
        let leading = matrix.components(2, ROUGH);
        let normal = Normal::standard();
        let strengths: Vec<f64> = leading.vectors.iter().map(|vector| strength(matrix, vector)).collect();
        let mut counts = vec![[0_usize; 3]; matrix.width()];
        for row in 0..matrix.height() {
            for (count, &cell) in counts.iter_mut().zip(matrix.row(row)) {
                match cell {
                    -1 => count[0] += 1,
                    0 => count[1] += 1,
                    1 => count[2] += 1,
                    _ => {}
                }
            }
        }
        let column = |(at, &[no, pass, yes]): (usize, &[usize; 3])| {
            let seen = (no + pass + yes) as f64 + 1.0;
            let limit = |below: f64| normal.inverse_cdf((below / seen).clamp(1e-6, 1.0 - 1e-6));
            let limits = [limit(no as f64 + 0.5), limit((no + pass) as f64 + 0.5)];
            let mean = (yes as f64 - no as f64) / seen;
            let deviation = ((yes + no) as f64 / seen - mean * mean).max(1e-12).sqrt();
            // Votes are steps; a step keeps less of a line than what lies beneath it.
            let kept =
                (limits.iter().map(|limit| statrs::distribution::Continuous::pdf(&normal, *limit)).sum::<f64>() / deviation).max(0.1);
            let mut lean = [0.0; 2];
            for ((value, vector), strength) in lean.iter_mut().zip(&leading.vectors).zip(&strengths) {
                *value = vector[at] * strength / deviation / kept;
            }
            let square = lean[0] * lean[0] + lean[1] * lean[1];
            let shrink = if square > 0.95 { (0.95 / square).sqrt() } else { 1.0 };
            (lean.map(|value| value * shrink), (1.0 - square.min(0.95)).sqrt(), limits)
        };
        Self { columns: counts.iter().enumerate().map(column).collect() }
    }

    /// Votes in the cells where the matrix has votes.
    fn simulate(&self, matrix: &Matrix, draw: &mut Draw) -> Vec<i8> {
        let mut cells = Vec::with_capacity(matrix.cells.len());
        for row in 0..matrix.height() {
            // Even over a disc of variance 1 along each line.
            let (angle, radius) = (std::f64::consts::TAU * draw.unit(), 2.0 * draw.unit().sqrt());
            let (first, second) = (radius * angle.cos(), radius * angle.sin());
            let mut bits = 0_u64;
            for (at, (&cell, (lean, rest, limits))) in matrix.row(row).iter().zip(&self.columns).enumerate() {
                if at.is_multiple_of(4) {
                    bits = draw.bits();
                }
                let own = NORMAL[usize::from((bits & 0xfff) as u16)];
                bits >>= 16;
                let beneath = lean[0] * first + lean[1] * second + rest * own;
                cells.push(if cell == UNSEEN { UNSEEN } else { i8::from(beneath > limits[1]) - i8::from(beneath <= limits[0]) });
            }
        }
        cells
    }
}

/// The standard normal in 4,096 equally probable steps.
static NORMAL: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let normal = Normal::standard();
    (0..4096).map(|at| normal.inverse_cdf((f64::from(at) + 0.5) / 4096.0)).collect()
});

/// The standard deviation of people along a component, from products of different votes of one person, so that the chance in a single
/// vote does not count.
fn strength(matrix: &Matrix, vector: &[f64]) -> f64 {
    let (mut products, mut weights) = (0.0, 0.0);
    matrix.each_row(|at, row| {
        let (mut sum, mut squares, mut weight, mut fourth) = (0.0, 0.0, 0.0, 0.0);
        for ((value, part), &cell) in row.iter().zip(vector).zip(matrix.row(at)) {
            let term = value * part;
            sum += term;
            squares += term * term;
            if cell != UNSEEN {
                weight += part * part;
                fourth += part * part * part * part;
            }
        }
        products += sum * sum - squares;
        weights += weight * weight - fourth;
    });
    if weights > 1e-12 { (products / weights).max(0.0).sqrt() } else { 0.0 }
}
