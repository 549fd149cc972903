//! Random small pools, with and without households: the lottery against all panels, enumerated, by a simplex in exact rationals.

use num_rational::BigRational;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};
use proptest::prelude::*;

use crate::tests::problem;
use crate::{Columns, Lottery, Method, Panel, Problem, lottery, unwatched};

type Q = BigRational;

fn q(number: i64) -> Q {
    Q::from_integer(number.into())
}

/// `max cost x` over `rows x = right`, `x >= 0`, `right >= 0`, and the `x`: two phases, Bland's rule. None if there is no solution.
fn simplex(rows: &[Vec<Q>], right: &[Q], cost: &[Q]) -> Option<(Q, Vec<Q>)> {
    let (m, n) = (rows.len(), cost.len());
    let mut table: Vec<Vec<Q>> = (0..m)
        .map(|i| {
            let unit = (0..m).map(|j| if i == j { Q::one() } else { Q::zero() });
            rows[i].iter().cloned().chain(unit).chain([right[i].clone()]).collect()
        })
        .collect();
    let mut basis: Vec<usize> = (n..n + m).collect();
    let artificial: Vec<Q> = (0..n + m).map(|j| if j < n { Q::zero() } else { q(-1) }).collect();
    let main: Vec<Q> = (0..n + m).map(|j| if j < n { cost[j].clone() } else { Q::zero() }).collect();
    for (phase, cost) in [artificial, main].into_iter().enumerate() {
        let width = if phase == 0 { n + m } else { n };
        loop {
            let worth = |j: usize| &cost[j] - (0..m).map(|i| &cost[basis[i]] * &table[i][j]).sum::<Q>();
            let Some(enter) = (0..width).find(|j| worth(*j).is_positive()) else { break };
            let ratios = (0..m).filter(|i| table[*i][enter].is_positive());
            let leave = ratios.min_by_key(|i| (&table[*i][n + m] / &table[*i][enter], basis[*i]))?;
            let pivot = table[leave][enter].clone();
            let line: Vec<Q> = table[leave].iter().map(|cell| cell / &pivot).collect();
            for (i, row) in table.iter_mut().enumerate() {
                let by = row[enter].clone();
                if i != leave && !by.is_zero() {
                    row.iter_mut().zip(&line).for_each(|(cell, of)| *cell -= &by * of);
                }
            }
            table[leave] = line;
            basis[leave] = enter;
        }
        let value: Q = (0..m).map(|i| &cost[basis[i]] * &table[i][n + m]).sum();
        if phase == 1 {
            let at = |column| basis.iter().position(|in_basis| *in_basis == column).map_or_else(Q::zero, |row| table[row][n + m].clone());
            return Some((value, (0..n).map(at).collect()));
        }
        if value.is_negative() {
            return None;
        }
        // Artificial columns that stayed, at 0, leave by any pivot in their row.
        for i in 0..m {
            if basis[i] >= n
                && let Some(enter) = (0..n).find(|j| !table[i][*j].is_zero())
            {
                let pivot = table[i][enter].clone();
                let line: Vec<Q> = table[i].iter().map(|cell| cell / &pivot).collect();
                for (k, row) in table.iter_mut().enumerate() {
                    let by = row[enter].clone();
                    if k != i && !by.is_zero() {
                        row.iter_mut().zip(&line).for_each(|(cell, of)| *cell -= &by * of);
                    }
                }
                table[i] = line;
                basis[i] = enter;
            }
        }
    }
    None
}

fn all_panels(problem: &Problem) -> Vec<Panel> {
    let mut panels = vec![Vec::new()];
    for count in problem.counts() {
        panels = panels.into_iter().flat_map(|panel: Panel| (0..=count).map(move |taken| [panel.clone(), vec![taken]].concat())).collect();
    }
    panels.retain(|panel| problem.admits(panel));
    panels
}

/// `max` of the least chance among `raised`, every other type keeping at least its floor.
fn best(problem: &Problem, panels: &[Panel], raised: &[usize], floor: &[Q]) -> Q {
    // Columns: panels, z, one slack for each type.
    let (p, t) = (panels.len(), floor.len());
    let mut rows = Vec::new();
    let mut right = Vec::new();
    for at in 0..t {
        let people = q(problem.types[at].people.len() as i64);
        let mut row: Vec<Q> = panels.iter().map(|panel| q(i64::from(panel[at])) / &people).collect();
        row.push(if raised.contains(&at) { q(-1) } else { Q::zero() });
        row.extend((0..t).map(|other| if other == at { q(-1) } else { Q::zero() }));
        rows.push(row);
        right.push(if raised.contains(&at) { Q::zero() } else { floor[at].clone() });
    }
    rows.push((0..=p + t).map(|column| if column < p { Q::one() } else { Q::zero() }).collect());
    right.push(Q::one());
    let cost: Vec<Q> = (0..=p + t).map(|column| if column == p { Q::one() } else { Q::zero() }).collect();
    simplex(&rows, &right, &cost).unwrap().0
}

/// LEXIMIN by its definition: raise all, settle those that no optimum can raise further alone, go on.
fn leximin(problem: &Problem, panels: &[Panel]) -> Vec<Q> {
    let mut chance = vec![Q::zero(); problem.types.len()];
    let mut free: Vec<usize> = (0..chance.len()).collect();
    while !free.is_empty() {
        let least = best(problem, panels, &free, &chance);
        free.iter().for_each(|at| chance[*at] = least.clone());
        let stuck: Vec<usize> = free.iter().copied().filter(|at| best(problem, panels, &[*at], &chance) == least).collect();
        assert!(!stuck.is_empty());
        free.retain(|at| !stuck.contains(at));
    }
    chance
}

/// Goldilocks over all panels, from below: `even * greatest + 1 / (even * least)` with tangents for the curve, each where the last answer was.
fn guards_are_best(problem: &Problem, panels: &[Panel], ours: &Lottery) -> Result<(), TestCaseError> {
    let inside: Vec<usize> = (0..problem.types.len()).filter(|at| panels.iter().any(|panel| panel[*at] > 0)).collect();
    let n: usize = inside.iter().map(|at| problem.types[*at].people.len()).sum();
    let even = Q::new(n.into(), problem.size.into());
    let here = &even * ours.maximum() + (&even * ours.minimum()).recip();
    // Columns: panels, the least, the greatest, the curve, two slacks for each type, one for each tangent.
    let (p, t) = (panels.len(), inside.len());
    let mut tangents = vec![ours.minimum()];
    for _ in 0..30 {
        let width = p + 3 + 2 * t + tangents.len();
        let (mut rows, mut right) = (Vec::new(), Vec::new());
        let mut row = |terms: &[(usize, Q)], panels: Vec<Q>, value: Q| {
            let mut row = panels;
            row.resize(width, Q::zero());
            terms.iter().for_each(|(column, by)| row[*column] = by.clone());
            rows.push(row);
            right.push(value);
        };
        row(&[], vec![Q::one(); p], Q::one());
        for (place, at) in inside.iter().enumerate() {
            let chance = |sign: i64| {
                panels.iter().map(move |panel| Q::new((sign * i64::from(panel[*at])).into(), problem.types[*at].people.len().into()))
            };
            row(&[(p, q(-1)), (p + 3 + 2 * place, q(-1))], chance(1).collect(), Q::zero());
            row(&[(p + 1, q(1)), (p + 4 + 2 * place, q(-1))], chance(-1).collect(), Q::zero());
        }
        for (place, at) in tangents.iter().enumerate() {
            let slope = (&even * at * at).recip();
            row(&[(p, slope), (p + 2, q(1)), (p + 3 + 2 * t + place, q(-1))], Vec::new(), q(2) / (&even * at));
        }
        let mut cost = vec![Q::zero(); width];
        (cost[p + 1], cost[p + 2]) = (-even.clone(), q(-1));
        let (below, columns) = simplex(&rows, &right, &cost).unwrap();
        if (&here + below).to_f64().unwrap() < 1e-8 {
            return Ok(());
        }
        // Short fractions: any point's tangent is below the curve.
        let least = (columns[p].to_f64().unwrap() * f64::from(1 << 20)).round().max(1.0);
        tangents.push(Q::new(crate::proof::to_whole(least), (1 << 20).into()));
    }
    prop_assert!(false, "another lottery is better than {here}");
    Ok(())
}

fn files(people: &[(usize, usize, usize, usize)], quotas: &[(u32, u32)]) -> (String, String) {
    let mut pool = "a,b,c,home\n".to_owned();
    for (a, b, c, home) in people {
        pool += &format!("a{a},b{b},c{c},{}\n", if *home < 4 { format!("h{home}") } else { String::new() });
    }
    let names = ["a,a0", "a,a1", "b,b0", "b,b1", "c,c0", "c,c1"];
    let lines = names.iter().zip(quotas).map(|(name, (low, more))| format!("{name},{low},{}\n", low + more));
    (pool, format!("category,feature,min,max\n{}", lines.collect::<String>()))
}

fn agrees(pool: &str, quotas: &str, size: u32, household: bool) -> Result<(), TestCaseError> {
    let columns = Columns { id: None, household: household.then_some("home") };
    let Ok(problem) = problem(pool, quotas, size, columns) else { return Ok(()) };
    let panels = all_panels(&problem);
    let ours = lottery(&problem, Method::Leximin, &mut unwatched);
    if panels.is_empty() {
        prop_assert_eq!(ours.unwrap_err().code, "sortition.infeasible");
        return Ok(());
    }
    let (ours, expected) = (ours.unwrap(), leximin(&problem, &panels));
    for ((ours, expected), of) in ours.chances.iter().zip(&expected).zip(&problem.types) {
        let (ours, expected) = (ours.to_f64().unwrap(), expected.to_f64().unwrap());
        prop_assert!((ours - expected).abs() < 1e-9, "{of:?}: {ours} for {expected}");
    }
    let maximin = lottery(&problem, Method::Maximin, &mut unwatched).unwrap();
    let least = expected.iter().filter(|chance| chance.is_positive()).min().unwrap().to_f64().unwrap();
    prop_assert!((maximin.minimum().to_f64().unwrap() - least).abs() < 1e-9);
    let goldilocks = lottery(&problem, Method::Goldilocks, &mut unwatched).unwrap();
    prop_assert!(ours.gap() <= 1e-9 && maximin.gap() <= 1e-9 && goldilocks.gap() <= 1e-9, "{:e}", goldilocks.gap());
    guards_are_best(&problem, &panels, &goldilocks)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_lottery_is_what_brute_force_gives(
        people in prop::collection::vec((0..2_usize, 0..2_usize, 0..2_usize, 0..9_usize), 4..9),
        quotas in prop::collection::vec((0..2_u32, 0..3_u32), 6),
        size in 2..5_u32,
        household in any::<bool>(),
    ) {
        let (pool, quotas) = files(&people, &quotas);
        agrees(&pool, &quotas, size, household)?;
    }

    #[test]
    fn the_order_of_rows_changes_nothing(
        people in prop::collection::vec((0..2_usize, 0..2_usize, 0..2_usize, 0..9_usize), 6..10).prop_shuffle(),
    ) {
        let quotas = [(1, 1), (1, 2), (1, 2), (1, 2), (0, 3), (0, 3)];
        let turned: Vec<_> = people.iter().rev().copied().collect();
        let solve = |people: &[(usize, usize, usize, usize)]| {
            let (pool, quotas) = files(people, &quotas);
            let problem = problem(&pool, &quotas, 3, Columns { id: None, household: Some("home") }).ok()?;
            Some(lottery(&problem, Method::Leximin, &mut unwatched).ok()?.panels)
        };
        prop_assert_eq!(solve(&people), solve(&turned));
    }
}

/// Three features of two values with one person for each odd combination: the middle of the polytope is no mixture of panels.
#[test]
fn a_point_outside_the_hull_is_cut_away() {
    let people = [(0, 0, 0, 9), (0, 1, 1, 9), (1, 0, 1, 9), (1, 1, 0, 9), (0, 0, 1, 9)];
    let (pool, quotas) = files(&people, &[(1, 0), (1, 0), (1, 0), (1, 0), (1, 0), (1, 0)]);
    agrees(&pool, &quotas, 2, false).unwrap();
}

/// Pools that random tries found, whose cuts are easily got wrong: by signs, by scale, by rounding.
#[test]
fn pools_with_hard_cuts() {
    type Case = (&'static [(usize, usize, usize, usize)], [(u32, u32); 6], u32, bool);
    let cases: [Case; 4] = [
        (
            &[(1, 1, 1, 0), (1, 0, 1, 0), (1, 0, 0, 0), (0, 0, 1, 0), (0, 1, 0, 0)],
            [(0, 1), (1, 1), (1, 1), (0, 1), (0, 1), (1, 0)],
            2,
            false,
        ),
        (
            &[(1, 0, 0, 3), (1, 1, 0, 3), (0, 0, 0, 0), (0, 0, 0, 0), (1, 0, 1, 4), (0, 0, 1, 0), (0, 0, 1, 3)],
            [(0, 1), (1, 0), (1, 1), (0, 1), (0, 1), (0, 2)],
            2,
            true,
        ),
        (
            &[(1, 0, 0, 0), (0, 1, 0, 0), (1, 0, 0, 0), (1, 1, 1, 1), (1, 0, 1, 2), (0, 0, 1, 3), (0, 1, 0, 1)],
            [(0, 2), (0, 2), (1, 1), (0, 2), (1, 0), (0, 2)],
            3,
            true,
        ),
        (
            &[(0, 0, 0, 2), (1, 0, 0, 0), (0, 0, 0, 0), (0, 1, 0, 0), (0, 1, 1, 1), (1, 1, 1, 2), (0, 1, 0, 3), (0, 0, 1, 4)],
            [(1, 2), (1, 1), (1, 0), (1, 2), (0, 2), (1, 1)],
            4,
            true,
        ),
    ];
    for (people, quotas, size, household) in cases {
        let (pool, quotas) = files(people, &quotas);
        agrees(&pool, &quotas, size, household).unwrap();
    }
}
