//! Bounds that trust no floating point: whole-number multiples of the rows, added up in exact arithmetic.
//!
//! Let whole numbers `m_j` multiply the rows `low_j <= A_j c <= high_j`, and `a_t = sum_j m_j A_jt`. Every panel has
//! `sum_t a_t c_t <= sum_j (m_j high_j if m_j > 0, m_j low_j if m_j < 0)`. Read for people: if every free type has at least the chance `z`,
//! and each settled type `t` at least `q_t`, then `z * sum_free n_t max(0, a_t)` is at most that sum, plus `n_t |a_t|` where `a_t < 0` (a chance
//! is at most 1, or at most the cap where one is set), minus `n_t a_t q_t` where a settled type has `a_t > 0`. That is the linear programme's weak duality; any whole numbers
//! give a true bound, good ones a sharp one.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a row of the problem")]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};

use crate::problem::{Panel, Problem};

/// How far a float may be from the simple fraction that is tried for it.
const NEAR: f64 = 1e-7;
/// The largest denominator that is tried.
pub(crate) const DENOMINATOR: u32 = 5_000;

/// What multiples of the rows prove.
pub(crate) struct Bound {
    /// No lottery gives every free type more.
    pub(crate) value: BigRational,
    /// The free types that have exactly this in every best lottery (where the bound is reached).
    pub(crate) settled: Vec<usize>,
    /// `sum_free n_t max(0, a_t)`: a multiple divided by it is what one more place at its row's end would add to the bound.
    pub(crate) share: BigInt,
}

/// `sum_j m_j A_jt` for each type.
pub(crate) fn weights(problem: &Problem, multiples: &[BigInt]) -> Vec<BigInt> {
    let mut weights = vec![BigInt::zero(); problem.types.len()];
    for (row, multiple) in problem.rows.iter().zip(multiples).filter(|(_, multiple)| !multiple.is_zero()) {
        for (at, by) in &row.terms {
            weights[*at] += multiple * by;
        }
    }
    weights
}

/// The greatest value that `sum_j m_j A_j c` can have.
pub(crate) fn reach(problem: &Problem, multiples: &[BigInt]) -> BigInt {
    let sides = problem.rows.iter().zip(multiples);
    sides.map(|(row, multiple)| multiple * if multiple.is_positive() { row.high } else { row.low }).sum()
}

/// The bound that these multiples prove for one stage, where no chance is above `cap`; none if they say nothing about any free type.
pub(crate) fn bound(problem: &Problem, cap: &BigRational, chances: &[Option<BigRational>], multiples: &[BigInt]) -> Option<Bound> {
    let weights = weights(problem, multiples);
    let mut total = BigRational::from_integer(reach(problem, multiples));
    let mut share = BigInt::zero();
    for ((of, chance), weight) in problem.types.iter().zip(chances).zip(&weights) {
        let all = weight * BigInt::from(of.people.len());
        match chance {
            _ if weight.is_negative() => total -= BigRational::from_integer(all) * cap,
            None => share += all,
            Some(chance) => total -= BigRational::from_integer(all) * chance,
        }
    }
    if !share.is_positive() {
        return None;
    }
    // A millionth of the whole is far above what rounding leaves behind, and far below what a dual that counts holds.
    let counts = |at: &usize| {
        let part = &weights[*at] * BigInt::from(problem.types[*at].people.len()) * BigInt::from(1_000_000);
        chances[*at].is_none() && part > share
    };
    let settled = (0..problem.types.len()).filter(counts).collect();
    Some(Bound { value: total / BigRational::from_integer(share.clone()), settled, share })
}

/// What whole numbers `m_j`, in units of `1 / scale`, prove for the product of chances: by how much, at most, any lottery's chances are in the
/// mean (over the people who can be drawn) a multiple of these. 1 if these have the greatest product: then `sum over people of p' / p` is at
/// most their number for every lottery `p'`, and the mean of logarithms cannot rise (Nature 2021, supplement).
pub(crate) fn nash_ratio(problem: &Problem, chances: &[BigRational], scale: u64, multiples: &[BigInt]) -> Option<BigRational> {
    let weights = weights(problem, multiples);
    let scale = BigInt::from(scale);
    let mut total = BigRational::new(reach(problem, multiples), scale.clone());
    let mut people = BigInt::zero();
    for ((of, chance), weight) in problem.types.iter().zip(chances).zip(weights).filter(|((_, chance), _)| chance.is_positive()) {
        let count = BigInt::from(of.people.len());
        let more = chance.recip() - BigRational::new(weight, scale.clone());
        if more.is_positive() {
            total += more * &count;
        }
        people += count;
    }
    people.is_positive().then(|| total / BigRational::from_integer(people))
}

/// What whole numbers `m_j`, in units of `1 / scale`, prove for Goldilocks: no lottery has a smaller `n/k * u + k/n / l`, where every chance of
/// those who can be drawn is between `l` and `u`.
///
/// With `P` and `N` the sums of `n_t |a_t|` where `a_t` is above and below 0, every lottery has `l P - u N <= R`, the rows' reach. `N` is made
/// `n/k`: what it lacks is added to `P` too, as `l <= u`; what it has above is added to `R`, as `u <= 1`. Then `l <= (R + u N) / P`, and the sum
/// is least where `R + u N` is the root of `P / N`: there it is `2 sqrt(P / N) - R`.
pub(crate) fn goldilocks_bound(problem: &Problem, can: &[bool], scale: u64, multiples: &[BigInt]) -> BigRational {
    let even = crate::goldilocks::even(problem, can.iter().copied());
    let [mut over, mut under] = [BigInt::zero(), BigInt::zero()];
    for ((of, _), weight) in problem.types.iter().zip(can).zip(weights(problem, multiples)).filter(|((_, can), _)| **can) {
        let all = weight * BigInt::from(of.people.len());
        if all.is_negative() { under -= all } else { over += all }
    }
    let [over, under, reach] = [over, under, reach(problem, multiples)].map(|sum| BigRational::new(sum, scale.into()));
    if even.is_zero() {
        return even;
    }
    let lacking = &even - under;
    let (over, reach) = if lacking.is_positive() { (over + lacking, reach) } else { (over, reach - lacking) };
    root_below(&(over / even)) * BigRational::from_integer(2.into()) - reach
}

/// A fraction at most 2^-60 below the square root.
fn root_below(square: &BigRational) -> BigRational {
    let units = BigInt::from(1_u64 << 60);
    BigRational::new((square * &units * &units).to_integer().sqrt(), units)
}

/// Whole numbers in the same proportions as the floats: small ones if they are simple fractions of the largest, else to fifty-two binary
/// digits.
pub(crate) fn whole_multiples(floats: &[f64]) -> Option<(Vec<BigInt>, Vec<BigInt>)> {
    let largest = floats.iter().fold(0.0_f64, |largest, float| largest.max(float.abs()));
    if !(largest.is_finite() && largest > 0.0) {
        return None;
    }
    let shares: Vec<f64> = floats.iter().map(|float| float / largest).collect();
    let rounded = |by: f64| shares.iter().map(|share| to_whole(share * by)).collect::<Vec<_>>();
    let fits = |by: &f64| shares.iter().all(|share| (share * by - (share * by).round()).abs() < NEAR * by.sqrt());
    let simple = (1..=DENOMINATOR).map(f64::from).find(fits);
    let fine = rounded((1_u64 << 52) as f64);
    Some((simple.map_or_else(|| fine.clone(), rounded), fine))
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, and below 2^63 in size")]
pub(crate) fn to_whole(float: f64) -> BigInt {
    BigInt::from(float.round() as i64)
}

/// The nearest float.
pub fn float(exact: &BigRational) -> f64 {
    exact.to_f64().unwrap_or(f64::NAN)
}

/// The exact chance of one person of each type, in a lottery whose panels have whole-number weights.
pub(crate) fn chances(problem: &Problem, panels: &[(Panel, u64)]) -> Vec<BigRational> {
    let mut sums = vec![0_u128; problem.types.len()];
    for (panel, weight) in panels {
        for (sum, count) in sums.iter_mut().zip(panel) {
            *sum += u128::from(*weight) * u128::from(*count);
        }
    }
    let total: u128 = panels.iter().map(|(_, weight)| u128::from(*weight)).sum();
    let share = |(sum, people): (u128, usize)| BigRational::new(sum.into(), (total.max(1) * people.max(1) as u128).into());
    sums.into_iter().zip(problem.types.iter().map(|of| of.people.len())).map(share).collect()
}
