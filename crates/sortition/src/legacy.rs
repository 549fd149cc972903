//! LEGACY, the heuristic that practitioners used before fair lotteries, for comparison: it promises nobody a chance (Nature 2021, s41586-021-03788-6,
//! supplement). One seat at a time goes to the value that is scarcest, (still needed) / (still available), and there to anybody by chance.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a row of the problem")]

use crate::chance::{Chance, Purpose};
use crate::problem::{Panel, Problem, Row, What};
use crate::spread::WHOLE;

/// Panels that are drawn; each is as likely as every other.
const DRAWS: u64 = 1000;
/// Dead ends before it is given up.
const DEAD_ENDS: usize = 20_000;

/// Panels as the heuristic draws them, with weights that add up to [`WHOLE`]; fewer than [`DRAWS`] where it came to too many dead ends.
pub(crate) fn panels(problem: &Problem) -> Vec<(Panel, u64)> {
    let mut chance = Chance::new(0, Purpose::Legacy);
    let quotas: Vec<&Row> = problem.rows.iter().filter(|row| matches!(row.what, What::Quota(..))).collect();
    let mut drawn: Vec<Panel> = Vec::new();
    let mut dead_ends = 0;
    while (drawn.len() as u64) < DRAWS && dead_ends < DEAD_ENDS {
        match draw(problem, &quotas, &mut chance) {
            Some(panel) => drawn.push(panel),
            None => dead_ends += 1,
        }
    }
    drawn.sort_unstable();
    let each = WHOLE / (drawn.len() as u64).max(1);
    let mut left = WHOLE - each * drawn.len() as u64;
    let mut weighed: Vec<(Panel, u64)> = Vec::new();
    for panel in drawn {
        let weight = each + std::mem::take(&mut left);
        match weighed.last_mut() {
            Some((last, of)) if *last == panel => *of += weight,
            _ => weighed.push((panel, weight)),
        }
    }
    weighed
}

/// One panel, or a dead end.
fn draw(problem: &Problem, quotas: &[&Row], chance: &mut Chance) -> Option<Panel> {
    let mut left: Vec<i64> = problem.counts().into_iter().map(i64::from).collect();
    let mut panel: Panel = vec![0; left.len()];
    let mut taken = vec![0_i64; quotas.len()];
    for _ in 0..problem.size {
        let mut scarcest: Option<(f64, usize)> = None;
        for (at, row) in quotas.iter().enumerate() {
            let available: i64 = row.terms.iter().map(|(of, _)| left[*of]).sum();
            let needed = row.low - taken[at];
            if needed > available {
                return None;
            }
            let ratio = needed as f64 / available.max(1) as f64;
            if needed > 0 && scarcest.is_none_or(|(most, _)| ratio > most) {
                scarcest = Some((ratio, at));
            }
        }
        let among: Vec<usize> = match scarcest {
            Some((_, at)) => quotas[at].terms.iter().map(|(of, _)| *of).collect(),
            None => (0..left.len()).collect(),
        };
        let of = anybody(&among, &left, chance)?;
        panel[of] += 1;
        leave(problem, of, &mut left);
        for (at, row) in quotas.iter().enumerate().filter(|(_, row)| row.terms.iter().any(|(other, _)| *other == of)) {
            taken[at] += 1;
            if taken[at] >= row.high {
                row.terms.iter().for_each(|(other, _)| left[*other] = 0);
            }
        }
    }
    problem.admits(&panel).then_some(panel)
}

/// The type of a person taken by chance from those who are left.
fn anybody(among: &[usize], left: &[i64], chance: &mut Chance) -> Option<usize> {
    let total = usize::try_from(among.iter().map(|of| left[*of]).sum::<i64>()).ok().filter(|total| *total > 0)?;
    let mut number = i64::try_from(chance.below(total)).ok()?;
    among.iter().copied().find(|of| {
        number -= left[*of];
        number < 0
    })
}

/// A person leaves, and with them everybody of their household.
fn leave(problem: &Problem, of: usize, left: &mut [i64]) {
    let home = &problem.types[of].kind.household;
    if home.is_empty() {
        left[of] -= 1;
        return;
    }
    for values in home {
        let members =
            (0..left.len()).filter(|other| problem.types[*other].kind.household == *home && problem.types[*other].kind.values == *values);
        members.for_each(|other| left[other] = (left[other] - 1).max(0));
    }
}
