//! EARS: this week's count against mean and standard deviation of a short baseline.

use kernel::Refusal;

use super::Missing;
use super::distribution::normal_quantile;

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarsMethod {
    /// The weeks just before; α is 0.001 by default.
    C1,
    /// Two weeks lie between the baseline and the tested week; α is 0.001 by default.
    C2,
    /// C2 over three weeks together; α is 0.025 by default.
    C3,
}

/// One week's result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ears {
    /// The baseline's mean.
    pub expected: Option<f64>,
    /// The upper bound, or why there is none.
    pub upperbound: Result<f64, Missing>,
    /// Count above the bound.
    pub alarm: bool,
}

impl EarsMethod {
    /// The α that the reference implementation uses unless told.
    pub fn alpha(self) -> f64 {
        if self == Self::C3 { 0.025 } else { 0.001 }
    }

    fn guard(self) -> usize {
        if self == Self::C1 { 0 } else { 2 }
    }
}

/// EARS for every week from `from` (a place, from 0) to the last, with `baseline` weeks (7 in the paper) and α.
///
/// # Errors
/// Refuses a baseline below 2 or above 520, and an α outside (0, 1/2).
pub fn ears(counts: &[u32], method: EarsMethod, baseline: usize, alpha: f64, from: usize) -> Result<Vec<Ears>, Refusal> {
    let (true, Some(z)) = ((2..=520).contains(&baseline), normal_quantile(1.0 - alpha).filter(|z| *z > 0.0)) else {
        return Err(Refusal::new(
            "signals.parameter",
            "baseline은 2에서 520 사이, alpha(α)는 0보다 크고 0.5보다 작아야 합니다.",
            "baseline must be between 2 and 520, and alpha (α) above 0 and below 0.5",
        ));
    };
    let one = |week: usize| match bound(counts, method, baseline, z, week) {
        Ok((expected, upperbound)) => {
            let alarm = counts.get(week).is_some_and(|count| f64::from(*count) > upperbound);
            Ears { expected: Some(expected), upperbound: Ok(upperbound), alarm }
        }
        Err(why) => Ears { expected: None, upperbound: Err(why), alarm: false },
    };
    Ok((from..counts.len()).map(one).collect())
}

fn bound(counts: &[u32], method: EarsMethod, length: usize, z: f64, week: usize) -> Result<(f64, f64), Missing> {
    let (mean, sd) = baseline(counts, week, method.guard(), length).ok_or(Missing::TooShort)?;
    if method != EarsMethod::C3 {
        return Ok((mean, mean + z * sd));
    }
    let count = |week: usize| counts.get(week).copied().map(f64::from).ok_or(Missing::TooShort);
    let excess = |back: usize| {
        let week = week.checked_sub(back).ok_or(Missing::TooShort)?;
        let (mean, sd) = baseline(counts, week, method.guard(), length).ok_or(Missing::TooShort)?;
        if sd > 0.0 { Ok(((count(week)? - mean) / sd - 1.0).max(0.0)) } else { Err(Missing::Flat) }
    };
    // The earlier week first: where history is too short, that is the reason.
    let (two, one) = (excess(2)?, excess(1)?);
    if sd > 0.0 { Ok((mean, (count(week)? + sd * (z - one - two)).max(0.0))) } else { Err(Missing::Flat) }
}

/// Mean and standard deviation (divisor n − 1) of the `length` weeks that end `guard` weeks before the one before `week`.
#[expect(clippy::cast_precision_loss, reason = "a few weeks")]
fn baseline(counts: &[u32], week: usize, guard: usize, length: usize) -> Option<(f64, f64)> {
    let end = week.checked_sub(guard)?;
    let weeks = counts.get(end.checked_sub(length)?..end)?;
    let mean = weeks.iter().map(|count| f64::from(*count)).sum::<f64>() / length as f64;
    let squares: f64 = weeks.iter().map(|count| (f64::from(*count) - mean).powi(2)).sum();
    Some((mean, (squares / (length - 1) as f64).sqrt()))
}
