//! Leading eigenvectors of XᵀX without ever forming it: Lanczos with full reorthogonalisation, then implicit QL on the small
//! tridiagonal matrix. Golub and Van Loan, Matrix Computations (4th ed.), 8.3.5 and 10.1-10.3.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index comes from the lengths of the vectors made here")]

use crate::draw::{Draw, Purpose};

/// What is known of the largest eigenvalues.
pub(crate) struct Leading {
    /// Largest first.
    pub(crate) values: Vec<f64>,
    /// Unit vectors beside them.
    pub(crate) vectors: Vec<Vec<f64>>,
}

/// When to stop.
#[derive(Clone, Copy)]
pub(crate) struct Precision {
    /// The first two vectors are this near.
    pub(crate) first_two: f64,
    /// At most so many steps.
    pub(crate) steps: usize,
}

/// The scalar product, in eight running sums so that the processor can work on them at once.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0_f64; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    for (xs, ys) in left.zip(right) {
        for ((sum, x), y) in sums.iter_mut().zip(xs).zip(ys) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// `y += a · x`.
pub(crate) fn add_scaled(y: &mut [f64], a: f64, x: &[f64]) {
    for (to, from) in y.iter_mut().zip(x) {
        *to += a * from;
    }
}

/// The `count` largest eigenvalues and vectors of the symmetric, positive operator `apply` on vectors of length `n`. Directions in
/// which nothing varies have the value 0 and the vector 0.
pub(crate) fn leading(n: usize, count: usize, precision: Precision, mut apply: impl FnMut(&[f64], &mut [f64])) -> Leading {
    let count = count.min(n);
    let limit = precision.steps.max(count).min(n);
    let mut draw = Draw::new(0, Purpose::Start, 0);
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(limit);
    let (mut alpha, mut beta) = (Vec::with_capacity(limit), Vec::with_capacity(limit));
    let mut next = fresh(n, &basis, &mut draw);
    while let Some(vector) = next.take() {
        let mut image = vec![0.0; n];
        apply(&vector, &mut image);
        alpha.push(dot(&image, &vector));
        basis.push(vector);
        // Twice is enough to be orthogonal to the last digit.
        for _ in 0..2 {
            for earlier in &basis {
                let part = dot(&image, earlier);
                add_scaled(&mut image, -part, earlier);
            }
        }
        let length = dot(&image, &image).sqrt();
        let scale = alpha.iter().copied().fold(0.0, f64::max);
        let broke = length <= 1e-13 * scale || length == 0.0;
        beta.push(if broke { 0.0 } else { length });
        let steps = basis.len();
        if steps >= limit || (steps >= count + 2 && steps.is_multiple_of(6) && near_enough(&alpha, &beta, count, precision.first_two)) {
            break;
        }
        // An invariant space was found: go on beside it, so that equal eigenvalues are found too.
        next = if broke {
            fresh(n, &basis, &mut draw)
        } else {
            image.iter_mut().for_each(|value| *value /= length);
            Some(image)
        };
    }
    assemble(n, count, &basis, alpha, beta)
}

/// A unit vector orthogonal to all; nothing if they fill the space.
fn fresh(n: usize, basis: &[Vec<f64>], draw: &mut Draw) -> Option<Vec<f64>> {
    if basis.len() >= n {
        return None;
    }
    let mut vector: Vec<f64> = (0..n).map(|_| draw.unit() - 0.5).collect();
    for _ in 0..2 {
        for earlier in basis {
            let part = dot(&vector, earlier);
            add_scaled(&mut vector, -part, earlier);
        }
        let length = dot(&vector, &vector).sqrt();
        if length < 1e-10 {
            return None;
        }
        vector.iter_mut().for_each(|value| *value /= length);
    }
    Some(vector)
}

/// Whether the residuals say that the first two vectors are right: a residual over the distance to the next value bounds the angle.
fn near_enough(alpha: &[f64], beta: &[f64], count: usize, wanted: f64) -> bool {
    let steps = alpha.len();
    let mut values = alpha.to_vec();
    let mut sides = beta.to_vec();
    sides[steps - 1] = 0.0;
    let mut last = vec![vec![0.0; steps]];
    last[0][steps - 1] = 1.0;
    tridiagonal(&mut values, &mut sides, &mut last);
    let order = descending(&values);
    let coupling = beta[steps - 1];
    let largest = values[order[0]].max(f64::MIN_POSITIVE);
    (0..count.min(steps)).all(|at| {
        let residual = (coupling * last[0][order[at]]).abs();
        if at >= 2 {
            return residual <= 1e-4 * largest;
        }
        let value = values[order[at]];
        let above = if at == 0 { f64::INFINITY } else { values[order[at - 1]] - value };
        let below = order.get(at + 1).map_or(f64::INFINITY, |&next| value - values[next]);
        residual <= wanted * above.min(below) || residual <= 1e-15 * largest
    })
}

fn descending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
    order
}

fn assemble(n: usize, count: usize, basis: &[Vec<f64>], mut values: Vec<f64>, mut sides: Vec<f64>) -> Leading {
    let steps = basis.len();
    if let Some(last) = sides.last_mut() {
        *last = 0.0;
    }
    let mut rows: Vec<Vec<f64>> = (0..steps).map(|at| (0..steps).map(|of| f64::from(u8::from(at == of))).collect()).collect();
    tridiagonal(&mut values, &mut sides, &mut rows);
    let order = descending(&values);
    let largest = order.first().map_or(0.0, |&first| values[first]);
    let mut leading = Leading { values: Vec::with_capacity(count), vectors: Vec::with_capacity(count) };
    for &at in order.iter().take(count) {
        let mut vector = vec![0.0; n];
        // Nothing varies in a direction whose value is rounding noise; any vector of it would be invented.
        let real = values[at] > 1e-11 * largest && values[at] > 0.0;
        if real {
            for (part, row) in basis.iter().zip(&rows) {
                add_scaled(&mut vector, row[at], part);
            }
            let length = dot(&vector, &vector).sqrt();
            vector.iter_mut().for_each(|value| *value /= length);
            orient(&mut vector);
        }
        leading.values.push(if real { values[at] } else { 0.0 });
        leading.vectors.push(vector);
    }
    leading
}

/// The sign of a component is free; here its first largest entry is positive, so that it does not change from run to run.
fn orient(vector: &mut [f64]) {
    let largest = vector.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let first = vector.iter().find(|value| value.abs() >= largest * (1.0 - 1e-9)).copied().unwrap_or(0.0);
    if first < 0.0 {
        vector.iter_mut().for_each(|value| *value = -*value);
    }
}

/// Eigenvalues of a symmetric tridiagonal matrix in place (`diagonal`, and `side[i]` beside i and i+1, the last one 0), by implicit QL;
/// each row of `rows` is turned along, so that rows of the identity become rows of the eigenvector matrix.
pub(crate) fn tridiagonal(diagonal: &mut [f64], side: &mut [f64], rows: &mut [Vec<f64>]) {
    let n = diagonal.len();
    for l in 0..n {
        for _ in 0..80 {
            let mut m = l;
            while m + 1 < n && side[m].abs() > f64::EPSILON * (diagonal[m].abs() + diagonal[m + 1].abs()) {
                m += 1;
            }
            if m == l {
                break;
            }
            let slope = (diagonal[l + 1] - diagonal[l]) / (2.0 * side[l]);
            let mut g = diagonal[m] - diagonal[l] + side[l] / (slope + slope.hypot(1.0).copysign(slope));
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let mut early = false;
            for i in (l..m).rev() {
                let (f, b) = (s * side[i], c * side[i]);
                let r = f.hypot(g);
                side[i + 1] = r;
                if r == 0.0 {
                    diagonal[i + 1] -= p;
                    side[m] = 0.0;
                    early = true;
                    break;
                }
                s = f / r;
                c = g / r;
                g = diagonal[i + 1] - p;
                let turn = (diagonal[i] - g) * s + 2.0 * c * b;
                p = s * turn;
                diagonal[i + 1] = g + p;
                g = c * turn - b;
                for row in rows.iter_mut() {
                    let (low, high) = (row[i], row[i + 1]);
                    row[i + 1] = s * low + c * high;
                    row[i] = c * low - s * high;
                }
            }
            if !early {
                diagonal[l] -= p;
                side[l] = g;
                side[m] = 0.0;
            }
        }
    }
}
