use kernel::Refusal;

use crate::distribution::student_both_tails;
use crate::{Estimate, Quantity, Sample};

/// A difference and its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The difference, with its standard error and degrees of freedom.
    pub difference: Estimate,
    /// The difference over its standard error; none where that is zero.
    pub t: Option<f64>,
    /// The chance of a difference at least as large if there were none; 0 to 1.
    pub p: f64,
}

impl Comparison {
    fn of(difference: Estimate) -> Self {
        let t = (difference.se > 0.0).then(|| difference.value / difference.se);
        let p = match t {
            Some(t) => student_both_tails(t, difference.df),
            None if difference.value == 0.0 => 1.0,
            None => 0.0,
        };
        Self { difference, t, p }
    }
}

/// The change of the people who answered twice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Before, among those who answered twice.
    pub before: Estimate,
    /// After, among the same.
    pub after: Estimate,
    /// After less before, person by person, and its test.
    pub change: Comparison,
    /// How many answered twice.
    pub stayed: usize,
    /// How many answered before only.
    pub left: usize,
    /// How many answered after only.
    pub joined: usize,
}

/// The change from before to after of the same people: the mean of each person's difference, never two means of independent samples. With
/// tables as the sample's clusters, what people at one table share is in the standard error.
pub fn change(sample: &Sample, before: &[Option<f64>], after: &[Option<f64>]) -> Result<Change, Refusal> {
    let both = || before.iter().zip(after).map(|(before, after)| before.zip(*after));
    let stayed = both().flatten().count();
    if stayed == 0 {
        return Err(Refusal::new(
            "estimation.nobody-twice",
            "앞뒤로 모두 응답한 사람이 없어 변화를 낼 수 없습니다. 두 열이 같은 사람의 것인지 확인해 주십시오.",
            "nobody answered both before and after, so there is no change: check that both columns are of the same people",
        ));
    }
    let of = |pick: fn((f64, f64)) -> f64| both().map(|pair| pair.map(pick)).collect::<Vec<_>>();
    let difference = sample.mean(&of(|(before, after)| after - before))?;
    Ok(Change {
        before: sample.mean(&of(|(before, _)| before))?,
        after: sample.mean(&of(|(_, after)| after))?,
        change: Comparison::of(Estimate { quantity: Quantity::Difference, ..difference }),
        stayed,
        left: before.iter().zip(after).filter(|(before, after)| before.is_some() && after.is_none()).count(),
        joined: before.iter().zip(after).filter(|(before, after)| before.is_none() && after.is_some()).count(),
    })
}

/// Difference in differences: the change of those who deliberated less the change of the control survey in the same time. The two are
/// independent samples; degrees of freedom after Welch (1938) and Satterthwaite (1946).
pub fn beyond_control(panel: &Change, control: &Change) -> Comparison {
    let (ours, theirs) = (panel.change.difference, control.change.difference);
    let (a, b) = (ours.se * ours.se, theirs.se * theirs.se);
    let variance = a + b;
    let df = if variance > 0.0 { variance * variance / (a * a / ours.df + b * b / theirs.df) } else { ours.df.min(theirs.df) };
    Comparison::of(Estimate {
        value: ours.value - theirs.value,
        se: variance.sqrt(),
        df,
        answers: ours.answers + theirs.answers,
        effective: ours.effective + theirs.effective,
        design_effect: None,
        ..ours
    })
}

/// What those who stayed had answered before, less what those who left had: whether the change is one of people or of who is left.
///
/// Against the leavers themselves, not against everybody who began, among whom the stayers would be compared with themselves. Both groups
/// are of one sample, so the difference is linearised as a whole. None where nobody left.
pub fn stayers_against_leavers(sample: &Sample, before: &[Option<f64>], after: &[Option<f64>]) -> Result<Option<Comparison>, Refusal> {
    let stayed: Vec<Option<bool>> = before.iter().zip(after).map(|(before, after)| before.map(|_| after.is_some())).collect();
    let mean = |group: bool| {
        let rows = || sample.weights().iter().zip(before).zip(&stayed).filter(move |(_, stayed)| **stayed == Some(group));
        let people: f64 = rows().map(|((weight, _), _)| weight).sum();
        let sum: f64 = rows().map(|((weight, answer), _)| weight * answer.unwrap_or_default()).sum();
        (people > 0.0).then(|| (sum / people, people))
    };
    let (Some((stayers, staying)), Some((leavers, leaving))) = (mean(true), mean(false)) else { return Ok(None) };
    let influence = sample.weights().iter().zip(before).zip(&stayed).map(|((weight, answer), stayed)| match (answer, stayed) {
        (Some(answer), Some(true)) => weight * (answer - stayers) / staying,
        (Some(answer), Some(false)) => -weight * (answer - leavers) / leaving,
        _ => 0.0,
    });
    let counts: Vec<bool> = stayed.iter().map(Option::is_some).collect();
    let influence = influence.collect();
    // One person has no spread: a difference from a single leaver would look surer than it is.
    if stayed.iter().filter(|stayed| **stayed == Some(false)).count() < 2 {
        return Ok(None);
    }
    sample.estimate(Quantity::Difference, stayers - leavers, influence, &counts).map(|difference| Some(Comparison::of(difference)))
}
