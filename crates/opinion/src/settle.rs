//! How sure a person's place is, and how many more votes would settle it.
//!
//! A person who saw n of C statements stands at sqrt(C/n) · Σ terms = sqrt(C·n) · m, m the mean of the person's terms; with all C votes
//! they would stand at C · M. Which n were seen is chance, so m has the variance s²/n · (1 - n/C) about M (Cochran 1977, 2.5), s² being
//! the variance of a person's terms, pooled over all people. Across the boundary at distance b between two centres that gives
//! z(n) = sqrt(n / (C - n)) · a with a = (m·sqrt(C) - b/sqrt(C)) / s, and z(n) = w is reached at n = C·w² / (a² + w²).
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a group below k")]

use statrs::distribution::{ContinuousCDF as _, Normal};

use crate::eigen::dot;
use crate::matrix::Matrix;
use crate::partition::{Point, nearest, squared};

/// The probability at which a place is settled.
pub const SETTLED: f64 = 0.95;
/// Beyond so many robust deviations from the centre of its group a person stands apart (Iglewicz and Hoaglin 1993).
const APART: f64 = 3.5;

/// How sure a person's group is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sure {
    /// The probability that all C votes would leave them in their group.
    pub(crate) certainty: f64,
    /// More votes until that is [`SETTLED`].
    pub(crate) votes: usize,
}

/// The pooled covariance of a person's terms on the components: all squares, less those of each person's mean.
pub(crate) fn pooled(matrix: &Matrix, vectors: &[Vec<f64>], scores: &[Point]) -> [[f64; 4]; 4] {
    let mut sums = [[0.0; 4]; 4];
    for (column, square) in matrix.squares.iter().enumerate() {
        let mut entry = [0.0; 4];
        entry.iter_mut().zip(vectors).for_each(|(value, vector)| *value = vector[column]);
        add_product(&mut sums, &entry, *square);
    }
    let mut degrees = 0.0_f64;
    for (score, &seen) in scores.iter().zip(&matrix.votes).filter(|(_, seen)| **seen > 0) {
        degrees += (seen - 1) as f64;
        add_product(&mut sums, score, -1.0 / seen as f64);
    }
    sums.map(|row| row.map(|sum| sum / degrees.max(1.0)))
}

fn add_product(sums: &mut [[f64; 4]; 4], vector: &Point, times: f64) {
    for (row, a) in sums.iter_mut().zip(vector) {
        row.iter_mut().zip(vector).for_each(|(sum, b)| *sum += times * a * b);
    }
}

/// How sure it is that a person who saw `seen` of `voted` statements and stands at `point` belongs to the group of the nearest centre.
pub(crate) fn sure(point: &Point, centres: &[Point], covariance: &[[f64; 4]; 4], (seen, voted): (usize, usize), least: usize) -> Sure {
    let (own, _) = nearest(point, centres);
    let (n, all) = (seen as f64, voted as f64);
    let normal = Normal::standard();
    let wanted = normal.inverse_cdf(SETTLED);
    let (mut least_z, mut enough) = (f64::INFINITY, 0.0_f64);
    for (other, centre) in centres.iter().enumerate() {
        if other == own || seen == 0 {
            continue;
        }
        let length = squared(&centres[own], centre).sqrt().max(f64::MIN_POSITIVE);
        let mut across = [0.0; 4];
        for (value, (a, b)) in across.iter_mut().zip(centres[own].iter().zip(centre)) {
            *value = (a - b) / length;
        }
        let boundary = f64::midpoint(dot(&centres[own], &across), dot(centre, &across));
        let variance: f64 = covariance.iter().zip(&across).map(|(row, a)| a * dot(row, &across)).sum();
        let a = (dot(point, &across) / n.sqrt() - boundary / all.sqrt()) / variance.max(f64::MIN_POSITIVE).sqrt();
        least_z = least_z.min(if seen >= voted { a * f64::INFINITY } else { a * (n / (all - n)).sqrt() });
        enough = enough.max(all * wanted * wanted / (a * a + wanted * wanted));
    }
    if seen == 0 {
        return Sure { certainty: 1.0 / centres.len().max(1) as f64, votes: least.min(voted) };
    }
    let certainty = if least_z.is_nan() { 0.5 } else { normal.cdf(least_z) };
    Sure { certainty, votes: whole(enough).max(least).min(voted.max(seen)).saturating_sub(seen) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of statements")]
fn whole(votes: f64) -> usize {
    votes.ceil() as usize
}

/// Which members of a group stand apart from it, from their distances to its centre.
pub(crate) fn apart(distances: &[f64]) -> Vec<bool> {
    let middle = median(distances);
    let deviation = 1.4826 * median(&distances.iter().map(|distance| (distance - middle).abs()).collect::<Vec<_>>());
    distances.iter().map(|distance| deviation > 0.0 && (distance - middle) / deviation > APART).collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let high = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let low = sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(0.0);
    f64::midpoint(low, high)
}
