//! The lottery as numbered panels, each equally likely, so that a ball machine can decide: whole copies of panels whose sums stay closest to the
//! exact chances, then people named into them in turn.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type, a panel or a person of this lottery")]

use std::collections::{BTreeMap, BTreeSet};

use kernel::Refusal;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};

use crate::chance::{Chance, Purpose};
use crate::lottery::Lottery;
use crate::pool::Pool;
use crate::problem::{Panel, Problem};
use crate::proof;
use crate::table::refuse;

/// Copies that may be exchanged, for each panel, while that brings the sums closer.
const EXCHANGES: usize = 20;

/// Numbered panels of people.
#[derive(Clone, Debug)]
pub struct Numbered {
    /// For each number the people, by their places in the pool, sorted.
    pub panels: Vec<Vec<usize>>,
    /// For each person of the pool, in how many panels they are.
    pub times: Vec<u64>,
    /// The most by which a chance moved from the exact one.
    pub moved: BigRational,
    /// The least chance of anybody who is in some panel of the exact lottery.
    pub minimum: BigRational,
}

/// The lottery as `count` equally likely numbered panels. The seed decides who of a type comes first and which number a panel has, never how
/// many panels hold a type.
///
/// # Errors
/// Refuses a count of 0.
pub fn numbered(lottery: &Lottery, pool: &Pool, chosen: &[usize], count: usize, seed: u64) -> Result<Numbered, Refusal> {
    if count == 0 {
        return Err(refuse(
            "sortition.no-numbers",
            "번호 붙은 참여단은 하나 이상이어야 합니다.".to_owned(),
            "there must be at least one numbered panel".to_owned(),
        ));
    }
    let copies = copies(lottery, count);
    let mut chance = Chance::new(seed, Purpose::Numbers);
    let mut order: Vec<usize> = copies.iter().enumerate().flat_map(|(at, copies)| vec![at; *copies]).collect();
    chance.shuffle(&mut order);
    let mut naming = Naming::new(&lottery.problem, pool, &mut chance);
    let panels: Vec<Vec<usize>> = order
        .iter()
        .map(|at| {
            let mut people = naming.people(&lottery.panels[*at].0);
            people.extend(chosen);
            people.sort_unstable();
            people
        })
        .collect();
    let mut times = vec![0_u64; pool.people.len()];
    panels.iter().flatten().for_each(|at| times[*at] += 1);
    let share = |at: &usize| BigRational::new(times[*at].into(), BigInt::from(count));
    let (mut moved, mut minimum) = (BigRational::zero(), None);
    for (of, exact) in lottery.problem.types.iter().zip(&lottery.chances).filter(|(_, exact)| exact.is_positive()) {
        for share in of.people.iter().map(share) {
            moved = moved.max((&share - exact).abs());
            minimum = Some(minimum.map_or_else(|| share.clone(), |least: BigRational| least.min(share.clone())));
        }
    }
    Ok(Numbered { panels, times, moved, minimum: minimum.unwrap_or_else(BigRational::zero) })
}

/// How many copies of each panel: first the whole part of each weight, then one at a time where most is owed, then exchanges as long as one helps.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the number of panels")]
fn copies(lottery: &Lottery, count: usize) -> Vec<usize> {
    let types = &lottery.problem.types;
    let total: u64 = lottery.panels.iter().map(|(_, weight)| *weight).sum();
    let parts: Vec<f64> = lottery.panels.iter().map(|(_, weight)| *weight as f64 / total as f64 * count as f64).collect();
    let mut copies: Vec<usize> = parts.iter().map(|part| (part + 1e-9).floor() as usize).collect();
    // What is owed to each type, and how much a person of the type feels of it.
    let mut owed: Vec<f64> =
        types.iter().zip(&lottery.chances).map(|(of, chance)| proof::float(chance) * of.people.len() as f64 * count as f64).collect();
    let feel: Vec<f64> =
        owed.iter().zip(types).map(|(owed, of)| if *owed > 0.0 { 1.0 / (owed * of.people.len() as f64) } else { 1.0 }).collect();
    let sparse =
        |panel: &Panel| panel.iter().enumerate().filter(|(_, count)| **count > 0).map(|(at, count)| (at, f64::from(*count))).collect();
    let panels: Vec<Vec<(usize, f64)>> = lottery.panels.iter().map(|(panel, _)| sparse(panel)).collect();
    let give = |owed: &mut [f64], panel: &[(usize, f64)], sign: f64| panel.iter().for_each(|(at, count)| owed[*at] -= sign * count);
    for (panel, copies) in panels.iter().zip(&copies) {
        give(&mut owed, panel, *copies as f64);
    }
    // By how much one more copy (or one less) changes the squares of what is owed.
    let change = |owed: &[f64], panel: &[(usize, f64)], sign: f64| -> f64 {
        panel.iter().map(|(at, count)| feel[*at] * sign * count * (sign * count - 2.0 * owed[*at])).sum()
    };
    let best = |owed: &[f64]| {
        let worths = panels.iter().map(|panel| change(owed, panel, 1.0)).enumerate();
        worths.min_by(|(_, a), (_, b)| a.total_cmp(b))
    };
    while copies.iter().sum::<usize>() < count {
        let Some((at, _)) = best(&owed) else { break };
        copies[at] += 1;
        give(&mut owed, &panels[at], 1.0);
    }
    for _ in 0..EXCHANGES {
        let mut helped = false;
        for out in 0..copies.len() {
            if copies[out] == 0 {
                continue;
            }
            let gone = change(&owed, &panels[out], -1.0);
            give(&mut owed, &panels[out], -1.0);
            let into = best(&owed).filter(|(into, gain)| *into != out && gone + gain < -1e-12).map_or(out, |(into, _)| into);
            helped |= into != out;
            give(&mut owed, &panels[into], 1.0);
            copies[out] -= 1;
            copies[into] += 1;
        }
        if !helped {
            break;
        }
    }
    copies
}

/// Names people into panels, whoever of a type was named least first, nobody twice from a household.
pub(crate) struct Naming<'a> {
    problem: &'a Problem,
    households: Vec<Option<&'a str>>,
    /// For each type: times named, place in an order by chance, person.
    queues: Vec<BTreeSet<(u64, usize, usize)>>,
}

impl<'a> Naming<'a> {
    pub(crate) fn new(problem: &'a Problem, pool: &'a Pool, chance: &mut Chance) -> Self {
        let queue = |people: &[usize], chance: &mut Chance| {
            let mut people = people.to_vec();
            chance.shuffle(&mut people);
            people.into_iter().enumerate().map(|(place, person)| (0, place, person)).collect()
        };
        let queues = problem.types.iter().map(|of| queue(&of.people, chance)).collect();
        Self { problem, households: pool.people.iter().map(|person| person.household.as_deref()).collect(), queues }
    }

    pub(crate) fn people(&mut self, panel: &[u32]) -> Vec<usize> {
        let mut named = Vec::new();
        let mut homes: BTreeMap<&str, ()> = BTreeMap::new();
        for (at, count) in panel.iter().enumerate() {
            let shared = !self.problem.types[at].kind.household.is_empty();
            let mut taken = Vec::new();
            for entry in &self.queues[at] {
                if taken.len() == *count as usize {
                    break;
                }
                let home = self.households[entry.2].filter(|_| shared);
                if home.is_none_or(|home| homes.insert(home, ()).is_none()) {
                    taken.push(*entry);
                }
            }
            for entry in taken {
                self.queues[at].remove(&entry);
                self.queues[at].insert((entry.0 + 1, entry.1, entry.2));
                named.push(entry.2);
            }
        }
        named
    }
}

/// lottery.csv: `number,people`, people by their pseudonyms, parted by spaces.
pub fn lottery_csv(numbered: &Numbered, pseudonyms: &[String]) -> String {
    let mut text = "number,people\n".to_owned();
    for (number, people) in numbered.panels.iter().enumerate() {
        let mut names: Vec<&str> = people.iter().filter_map(|at| pseudonyms.get(*at)).map(String::as_str).collect();
        // Not in the order of the pool, which is nobody's business.
        names.sort_unstable();
        text.push_str(&format!("{},{}\n", number + 1, names.join(" ")));
    }
    text
}

/// A pseudonym for everybody: the number of their type and a number within it by chance; `0-` for people who are of no type (chosen or
/// left out).
pub fn pseudonyms(problem: &Problem, pool: &Pool, seed: u64) -> Vec<String> {
    let mut chance = Chance::new(seed, Purpose::Pseudonyms);
    let mut names = vec![String::new(); pool.people.len()];
    for (number, of) in problem.types.iter().enumerate() {
        let mut people = of.people.clone();
        chance.shuffle(&mut people);
        for (at, person) in people.into_iter().enumerate() {
            names[person] = format!("{}-{}", number + 1, at + 1);
        }
    }
    for (at, name) in names.iter_mut().enumerate().filter(|(_, name)| name.is_empty()) {
        *name = format!("0-{}", at + 1);
    }
    names
}
