use kernel::Refusal;

use crate::interval::{Interval, Level, Method, percentile_interval};
use crate::rake::Spread;
use crate::{Note, Sample};

/// What an estimate is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A mean.
    Mean,
    /// A share, 0 to 1.
    Share,
    /// A total over the population.
    Total,
    /// A ratio of two totals.
    Ratio,
    /// A quantile.
    Quantile,
    /// A difference: a change, or between two groups.
    Difference,
}

/// A value and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// What it is of.
    pub quantity: Quantity,
    /// The estimate, in the unit of the answers; people for totals of 0 and 1.
    pub value: f64,
    /// Its standard error, in the same unit.
    pub se: f64,
    /// Degrees of freedom: clusters less strata among those who count.
    pub df: f64,
    /// How many answered.
    pub answers: usize,
    /// The effective sample size of Kish among them, (Σw)²/Σw².
    pub effective: f64,
    /// The variance over that of a simple random sample of as many answers; for means, shares and totals of something that varies.
    pub design_effect: Option<f64>,
    /// What part of the population was drawn.
    pub(crate) fraction: f64,
}

impl Estimate {
    /// How many answers of a simple random sample would be as sure; without a design effect none is told.
    pub fn effective_answers(&self) -> Option<f64> {
        self.design_effect.filter(|effect| *effect > 0.0).map(|effect| self.answers as f64 / effect)
    }

    /// What to know about a standard error of zero.
    pub fn note(&self) -> Option<Note> {
        let census = self.fraction >= 1.0;
        (self.se == 0.0 && !census).then(|| {
            Note::new(
                "표준오차가 0입니다. 모두 같은 답을 했거나, 모집단 구성으로 값이 정해졌습니다.",
                "the standard error is 0: everybody gave the same answer, or the margins fix the value",
            )
        })
    }
}

/// Weighted sum and the weights' sum over those who answered.
fn weighted(weights: &[f64], answers: &[Option<f64>]) -> (f64, f64) {
    weights
        .iter()
        .zip(answers)
        .filter_map(|(weight, answer)| answer.map(|answer| (weight, answer)))
        .fold((0.0, 0.0), |(sum, people), (weight, answer)| (sum + weight * answer, people + weight))
}

/// Who answered.
fn answered(answers: &[Option<f64>]) -> Vec<bool> {
    answers.iter().map(Option::is_some).collect()
}

/// A value for those who answered, 0 for the others.
fn each(answers: &[Option<f64>], weights: &[f64], value: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    answers.iter().zip(weights).map(|(answer, weight)| answer.map_or(0.0, |answer| value(answer, *weight))).collect()
}

impl Sample {
    /// An estimate from each answer's part in it.
    pub(crate) fn estimate(&self, quantity: Quantity, value: f64, influence: Vec<f64>, counts: &[bool]) -> Result<Estimate, Refusal> {
        let answers = counts.iter().filter(|counts| **counts).count();
        if answers == 0 {
            return Err(Refusal::new(
                "estimation.nobody-answered",
                "응답이 하나도 없어 추정할 수 없습니다. 열과 조건을 확인해 주십시오.",
                "nobody answered, so there is no estimate: look at the column and the condition",
            ));
        }
        let df = self.df(counts);
        let fraction = self.fraction();
        if df < 1.0 && fraction < 1.0 {
            return Err(Refusal::new(
                "estimation.too-few-clusters",
                format!("응답한 {answers}명이 층마다 한 군집에만 있어 표준오차를 낼 수 없습니다. 더 큰 집단으로 물어 주십시오."),
                format!(
                    "the {answers} who answered are in one cluster of each stratum, so there is no standard error: ask about a larger group"
                ),
            ));
        }
        let variance = self.variance(influence);
        if !(value.is_finite() && variance.is_finite()) {
            return Err(Refusal::new(
                "estimation.out-of-range",
                "값이 너무 커서 셈할 수 없습니다. 단위를 크게 바꿔 주십시오(예: 원을 백만원으로).",
                "the values are too large to compute with: use a larger unit",
            ));
        }
        let mine: Vec<f64> = self.weights().iter().zip(counts).filter(|(_, counts)| **counts).map(|(weight, _)| *weight).collect();
        let effective = Spread::of(&mine).effective;
        Ok(Estimate { quantity, value, se: settled(variance, value), df: df.max(1.0), answers, effective, design_effect: None, fraction })
    }

    /// The mean of the answers; `None` counts as no answer, which is also how a subgroup is asked about.
    pub fn mean(&self, answers: &[Option<f64>]) -> Result<Estimate, Refusal> {
        self.average(Quantity::Mean, answers)
    }

    /// The share of those who answered with yes (`true`), 0 to 1.
    pub fn share(&self, answers: &[Option<bool>]) -> Result<Estimate, Refusal> {
        let numbers: Vec<Option<f64>> = answers.iter().map(|answer| answer.map(|yes| if yes { 1.0 } else { 0.0 })).collect();
        let estimate = self.average(Quantity::Share, &numbers)?;
        // A sum of weights over itself may miss 1 by the last digit.
        Ok(Estimate { value: if (estimate.value - 1.0).abs() < 1e-12 { 1.0 } else { estimate.value }, ..estimate })
    }

    fn average(&self, quantity: Quantity, answers: &[Option<f64>]) -> Result<Estimate, Refusal> {
        let (sum, people) = weighted(self.weights(), answers);
        let mean = if people > 0.0 { sum / people } else { 0.0 };
        let influence = each(answers, self.weights(), |answer, weight| weight * (answer - mean) / people);
        let estimate = self.estimate(quantity, mean, influence, &answered(answers))?;
        let simple = self.simple(answers, mean, people);
        Ok(Estimate { design_effect: effect(estimate.se, simple), ..estimate })
    }

    /// The total over the population of those who answered.
    pub fn total(&self, answers: &[Option<f64>]) -> Result<Estimate, Refusal> {
        let (sum, people) = weighted(self.weights(), answers);
        let influence = each(answers, self.weights(), |answer, weight| weight * answer);
        let estimate = self.estimate(Quantity::Total, sum, influence, &answered(answers))?;
        let simple = self.simple(answers, if people > 0.0 { sum / people } else { 0.0 }, people) * people * people;
        Ok(Estimate { design_effect: effect(estimate.se, simple), ..estimate })
    }

    /// The variance that the mean of a simple random sample of as many answers would have: without replacement if the population is known.
    fn simple(&self, answers: &[Option<f64>], mean: f64, people: f64) -> f64 {
        let count = answers.iter().flatten().count() as f64;
        let squares: f64 = each(answers, self.weights(), |answer, weight| weight * (answer - mean) * (answer - mean)).iter().sum();
        let rest = if self.has_population() && people > count { 1.0 - count / people } else { 1.0 };
        if count > 1.0 { squares / people / (count - 1.0) * rest } else { 0.0 }
    }

    /// The total of `above` over the total of `below`, among those who answered both. Refuses a total of zero below.
    pub fn ratio(&self, above: &[Option<f64>], below: &[Option<f64>]) -> Result<Estimate, Refusal> {
        let both: Vec<Option<(f64, f64)>> = above.iter().zip(below).map(|(above, below)| above.zip(*below)).collect();
        let pairs = || self.weights().iter().zip(&both).filter_map(|(weight, pair)| pair.map(|pair| (weight, pair)));
        let (top, bottom) = pairs().fold((0.0, 0.0), |sums, (weight, pair)| (sums.0 + weight * pair.0, sums.1 + weight * pair.1));
        if bottom == 0.0 && both.iter().any(Option::is_some) {
            return Err(Refusal::new(
                "estimation.ratio-of-nothing",
                "나누는 열의 합이 0이어서 비율을 낼 수 없습니다.",
                "the column below the line adds up to 0, so there is no ratio",
            ));
        }
        let ratio = if bottom == 0.0 { 0.0 } else { top / bottom };
        let influence = self.weights().iter().zip(&both);
        let influence =
            influence.map(|(weight, pair)| pair.map_or(0.0, |(above, below)| weight * (above - ratio * below) / bottom)).collect();
        let counts: Vec<bool> = both.iter().map(Option::is_some).collect();
        self.estimate(Quantity::Ratio, ratio, influence, &counts)
    }

    /// The least answer that at least the part `part` (0 to 1) of the population does not exceed, with its interval.
    ///
    /// Interval after Woodruff (1952): the interval of the share that does not exceed the estimate, read back through the same weights. The
    /// standard error is the interval's width over twice the quantile of t. Refuses a part whose interval runs out of the answers.
    pub fn quantile(&self, answers: &[Option<f64>], part: f64, level: Level) -> Result<(Estimate, Interval), Refusal> {
        if !(part > 0.0 && part < 1.0) {
            return Err(Refusal::new(
                "estimation.no-part",
                format!("분위 {part}은(는) 0과 1 사이여야 합니다. 중앙값은 0.5입니다."),
                format!("the part {part} must lie between 0 and 1; the median is 0.5"),
            ));
        }
        let mut sorted: Vec<(f64, f64)> =
            answers.iter().zip(self.weights()).filter_map(|(answer, weight)| answer.map(|answer| (answer, *weight))).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let people: f64 = sorted.iter().map(|(_, weight)| weight).sum();
        let read = |part: f64| {
            let mut sum = 0.0;
            let reached = sorted.iter().find(|(_, weight)| {
                sum += weight;
                sum >= part * people * (1.0 - 1e-12)
            });
            reached.or(sorted.last()).map_or(0.0, |(answer, _)| *answer)
        };
        let value = read(part);
        let below: Vec<Option<bool>> = answers.iter().map(|answer| answer.map(|answer| answer <= value)).collect();
        let share = self.share(&below)?;
        let alike = sorted.first().map(|one| one.0) == sorted.last().map(|one| one.0);
        let within = if alike { share.interval(Method::Student, level)? } else { percentile_interval(&share, level)? };
        let interval = Interval { low: read(within.low), high: read(within.high), ..within };
        let se = (interval.high - interval.low) / (2.0 * level.student(share.df));
        Ok((Estimate { quantity: Quantity::Quantile, value, se, design_effect: None, ..share }, interval))
    }
}

fn effect(se: f64, simple: f64) -> Option<f64> {
    (simple > 0.0).then(|| se * se / simple)
}

/// The standard error; what the last digits leave of a variance that is zero counts as zero.
fn settled(variance: f64, value: f64) -> f64 {
    let se = variance.max(0.0).sqrt();
    if se <= 1e-13 * value.abs() { 0.0 } else { se }
}
