use std::collections::BTreeSet;

use kernel::Refusal;

use crate::Sample;
use crate::distribution::f_tail;

/// Whether two questions have to do with each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Independence {
    /// The answers to the first question, sorted.
    pub rows: Vec<String>,
    /// The answers to the second question, sorted.
    pub columns: Vec<String>,
    /// The weighted share of each pair of answers, row by row; they add up to 1.
    pub shares: Vec<f64>,
    /// Pearson's statistic of the weighted table, at the number of answers.
    pub pearson: f64,
    /// The statistic of Rao and Scott.
    pub f: f64,
    /// Its first degrees of freedom.
    pub df1: f64,
    /// Its second degrees of freedom.
    pub df2: f64,
    /// The chance of a statistic at least as large if the questions had nothing to do with each other; 0 to 1.
    pub p: f64,
}

/// The test of independence of Rao and Scott (1984), second order, as F (Thomas and Rao 1987): Pearson's statistic over what the design
/// multiplies it by. Refuses questions with a single answer, and tables whose empty cells leave nothing to compare.
pub fn independence(sample: &Sample, first: &[Option<&str>], second: &[Option<&str>]) -> Result<Independence, Refusal> {
    let pairs: Vec<Option<(&str, &str)>> = first.iter().zip(second).map(|(first, second)| first.zip(*second)).collect();
    let rows: Vec<&str> = pairs.iter().flatten().map(|pair| pair.0).collect::<BTreeSet<_>>().into_iter().collect();
    let columns: Vec<&str> = pairs.iter().flatten().map(|pair| pair.1).collect::<BTreeSet<_>>().into_iter().collect();
    if rows.len() < 2 || columns.len() < 2 {
        return Err(Refusal::new(
            "estimation.one-answer",
            "한 질문의 응답이 한 가지뿐이어서 관련을 시험할 수 없습니다.",
            "one of the questions has a single answer, so there is nothing to test",
        ));
    }
    let cell = |pair: &(&str, &str)| Some(rows.binary_search(&pair.0).ok()? * columns.len() + columns.binary_search(&pair.1).ok()?);
    let cells: Vec<Option<usize>> = pairs.iter().map(|pair| pair.as_ref().and_then(cell)).collect();
    let mut shares = vec![0.0; rows.len() * columns.len()];
    for (cell, weight) in cells.iter().zip(sample.weights()) {
        if let Some(share) = cell.and_then(|cell| shares.get_mut(cell)) {
            *share += weight;
        }
    }
    let people: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= people);
    let answers = cells.iter().flatten().count() as f64;
    let contrasts = contrasts(rows.len(), columns.len());
    let deviations: Vec<Vec<f64>> = contrasts
        .iter()
        .map(|contrast| {
            let scaled: Vec<f64> = contrast.iter().zip(&shares).map(|(c, share)| if *share > 0.0 { c / share } else { 0.0 }).collect();
            let mean: f64 = scaled.iter().zip(&shares).map(|(c, share)| c * share).sum();
            let part = |cell: &Option<usize>| cell.and_then(|cell| scaled.get(cell)).map(|c| c - mean);
            let influence = cells.iter().zip(sample.weights()).map(|(cell, weight)| part(cell).map_or(0.0, |c| weight * c / people));
            sample.deviations(influence.collect())
        })
        .collect();
    let numerator = products(&deviations, &deviations, |a, b| a * b);
    let over: Vec<Vec<f64>> = contrasts
        .iter()
        .map(|contrast| contrast.iter().zip(&shares).map(|(c, share)| if *share > 0.0 { c / share } else { 0.0 }).collect())
        .collect();
    let denominator = products(&contrasts, &over, |a, b| a * b / answers);
    let delta = solve(denominator, numerator).ok_or_else(|| {
        Refusal::new(
            "estimation.empty-cells",
            "표에 빈칸이 많아 관련을 시험할 수 없습니다. 드문 응답을 합쳐 주십시오.",
            "too many cells of the table are empty for a test: merge rare answers",
        )
    })?;
    let trace: f64 = delta.iter().enumerate().filter_map(|(at, row)| row.get(at)).sum();
    let squared: f64 = delta
        .iter()
        .enumerate()
        .map(|(i, row)| row.iter().zip(&delta).map(|(a, other)| a * other.get(i).copied().unwrap_or_default()).sum::<f64>())
        .sum();
    let counts: Vec<bool> = cells.iter().map(Option::is_some).collect();
    let df = sample.df(&counts);
    if df < 1.0 || trace <= 0.0 || squared <= 0.0 {
        return Err(Refusal::new(
            "estimation.no-spread",
            "군집이나 응답의 차이가 모자라 관련을 시험할 수 없습니다.",
            "there are too few clusters, or no differences between them, for a test",
        ));
    }
    let pearson = pearson(&shares, columns.len(), answers);
    let (f, df1) = (pearson / trace, trace * trace / squared);
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Ok(Independence { rows: own(&rows), columns: own(&columns), shares, pearson, f, df1, df2: df1 * df, p: f_tail(f, df1, df1 * df) })
}

fn pearson(shares: &[f64], columns: usize, answers: f64) -> f64 {
    let row_sums: Vec<f64> = shares.chunks(columns).map(|row| row.iter().sum()).collect();
    let column_sums: Vec<f64> = (0..columns).map(|column| shares.iter().skip(column).step_by(columns).sum()).collect();
    let expected = row_sums.iter().flat_map(|row| column_sums.iter().map(move |column| row * column));
    shares.iter().zip(expected).map(|(share, expected)| (share - expected).powi(2) / expected).sum::<f64>() * answers
}

/// Contrasts whose sums over each row and each column of the table are zero, as many as there are degrees of freedom.
fn contrasts(rows: usize, columns: usize) -> Vec<Vec<f64>> {
    let against_last = |at: usize, of: usize, all: usize| {
        if of == at {
            1.0
        } else if of + 1 == all {
            -1.0
        } else {
            0.0
        }
    };
    let mut all = Vec::new();
    for row in 0..rows - 1 {
        for column in 0..columns - 1 {
            let cell = |at: usize| against_last(row, at / columns, rows) * against_last(column, at % columns, columns);
            all.push((0..rows * columns).map(cell).collect());
        }
    }
    all
}

fn products(left: &[Vec<f64>], right: &[Vec<f64>], of: impl Fn(f64, f64) -> f64) -> Vec<Vec<f64>> {
    left.iter().map(|a| right.iter().map(|b| a.iter().zip(b).map(|(a, b)| of(*a, *b)).sum()).collect()).collect()
}

/// X with A·X = B, by elimination with the largest pivot; none if A has no inverse. Small matrices only.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = a.len();
    let scale = a.iter().flatten().fold(0.0_f64, |most, value| most.max(value.abs()));
    for at in 0..size {
        let pivot = (at..size).max_by(|i, j| column(&a, *i, at).abs().total_cmp(&column(&a, *j, at).abs()))?;
        if column(&a, pivot, at).abs() <= 1e-12 * scale {
            return None;
        }
        a.swap(at, pivot);
        b.swap(at, pivot);
        let (row, answer) = (a.get(at)?.clone(), b.get(at)?.clone());
        let head = *row.get(at)?;
        for other in (0..size).filter(|other| *other != at) {
            let factor = column(&a, other, at) / head;
            subtract(a.get_mut(other)?, &row, factor);
            subtract(b.get_mut(other)?, &answer, factor);
        }
    }
    for (at, answer) in b.iter_mut().enumerate() {
        let head = column(&a, at, at);
        answer.iter_mut().for_each(|value| *value /= head);
    }
    Some(b)
}

fn column(matrix: &[Vec<f64>], row: usize, column: usize) -> f64 {
    matrix.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default()
}

fn subtract(from: &mut [f64], row: &[f64], factor: f64) {
    for (value, other) in from.iter_mut().zip(row) {
        *value -= factor * other;
    }
}
