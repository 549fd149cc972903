//! Corrections for many questions: the more is asked, the more is found by chance.

/// Probabilities corrected after Holm (1979): the chance that even one of the findings is a false one stays below the level. In the order
/// given.
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let all = probabilities.len();
    let mut corrected = vec![1.0; all];
    let mut least: f64 = 0.0;
    for (rank, (at, probability)) in sorted(probabilities).into_iter().enumerate() {
        least = least.max(probability * (all - rank) as f64).min(1.0);
        if let Some(slot) = corrected.get_mut(at) {
            *slot = least;
        }
    }
    corrected
}

/// Probabilities corrected after Benjamini and Hochberg (1995): the expected share of false findings among the findings stays below the
/// level. In the order given.
pub fn benjamini_hochberg(probabilities: &[f64]) -> Vec<f64> {
    let all = probabilities.len();
    let mut corrected = vec![1.0; all];
    let mut most: f64 = 1.0;
    for (rank, (at, probability)) in sorted(probabilities).into_iter().enumerate().rev() {
        most = most.min(probability * all as f64 / (rank + 1) as f64);
        if let Some(slot) = corrected.get_mut(at) {
            *slot = most;
        }
    }
    corrected
}

fn sorted(probabilities: &[f64]) -> Vec<(usize, f64)> {
    let mut order: Vec<(usize, f64)> = probabilities.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    order
}
