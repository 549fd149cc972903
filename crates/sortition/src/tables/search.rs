//! The search: simulated annealing over all rounds at once, by exchanging people between two tables of a round.
//!
//! A move costs two walks along two tables, not along the panel. Counts of values are kept for each table and round, and for each two people how
//! often they meet; both are turned into costs by looking them up.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a person, a table, a round or a value of this panel")]

use kernel::Refusal;

use crate::chance::{Chance, Purpose};
use crate::table::refuse;
use crate::tables::People;
use crate::tables::wishes::Wishes;

/// The cost of two people who meet once more. All costs are whole numbers, so sums never drift.
const AGAIN: i64 = 64;
/// The cost of one person too many or too few at a table; squared with their number.
const OUTSIDE: i64 = 6 * AGAIN;
/// The cost of a deviation of one person within floor and ceiling: decides only where nothing else does.
const DEVIATION: f64 = 8.0;
/// The cost of two people at one table who wished to be apart.
const QUARREL: i64 = 100 * AGAIN;
/// What the counter of such a pair starts at.
const APART: u8 = 128;
/// Moves for each seat, for each start.
const MOVES: usize = 3_000;
/// Moves of a start at most.
const MOVES_MAX: usize = 6_000_000;
/// Moves of all starts together after which no other begins.
const ENOUGH: usize = 6_000_000;
/// Starts at most.
const STARTS: usize = 8;
/// From where to where it cools.
const HOT: f64 = 1.5 * AGAIN as f64;
const COLD: f64 = 0.08 * AGAIN as f64;

/// What tells good from better, worst first: pairs that quarrel, people outside floor and ceiling, all the rest.
type Score = (i64, i64, i64);

struct Search<'a> {
    wishes: &'a Wishes,
    people: usize,
    /// For each person their values, as places among all values of all attributes.
    values: Vec<Vec<usize>>,
    /// The cost of a count: for each table, each value, each count.
    cost: Vec<Vec<Vec<(i64, i64)>>>,
    /// The cost of the next meeting of two people who have met so often; before it, 0.
    next: [i64; 256],
    /// seats[round][person] is a table, place[round][person] a seat of it, members[round][table] its people.
    seats: Vec<Vec<usize>>,
    place: Vec<Vec<usize>>,
    members: Vec<Vec<Vec<usize>>>,
    counts: Vec<Vec<Vec<usize>>>,
    met: Vec<u8>,
    quarrels: i64,
    outside: i64,
    rest: i64,
}

/// For each round, for each person, a table.
///
/// # Errors
/// Refuses where no seating was found that keeps the wishes.
pub(crate) fn search(people: &People, sizes: &[usize], rounds: usize, wishes: &Wishes, seed: u64) -> Result<Vec<Vec<usize>>, Refusal> {
    let mut chance = Chance::new(seed, Purpose::Tables);
    let moves = (people.ids.len() * rounds * MOVES).min(MOVES_MAX);
    let mut best: Option<(Score, Vec<Vec<usize>>)> = None;
    let starts = (ENOUGH / moves.max(1)).clamp(1, STARTS);
    for _ in 0..if sizes.len() == 1 { 1 } else { starts } {
        let start: Vec<Vec<usize>> = (0..rounds).map(|_| fill(wishes, sizes, &mut chance)).collect::<Option<_>>().ok_or_else(not_found)?;
        let mut search = Search::new(people, sizes, wishes, start);
        let found = if sizes.len() == 1 { (search.score(), search.seats) } else { search.anneal(moves, &mut chance) };
        if best.as_ref().is_none_or(|(score, _)| found.0 < *score) {
            best = Some(found);
        }
    }
    best.filter(|((quarrels, _, _), _)| *quarrels == 0).map(|(_, seats)| seats).ok_or_else(not_found)
}

fn not_found() -> Refusal {
    refuse(
        "sortition.tables.wishes",
        "떨어져 앉을 사람과 함께 앉을 사람을 모두 지키는 배치를 찾지 못했습니다. 몇을 빼거나 테이블 수를 바꿔 주십시오.".to_owned(),
        "no seating was found that keeps all wishes to sit apart and together: take some back, or change the number of tables".to_owned(),
    )
}

/// A round by chance: large blocks first, each to a table with room; some tries, for blocks may leave gaps that no other fills.
fn fill(wishes: &Wishes, sizes: &[usize], chance: &mut Chance) -> Option<Vec<usize>> {
    (0..200).find_map(|_| {
        let mut room = sizes.to_vec();
        let mut seats = vec![0; wishes.block.len()];
        let mut order: Vec<usize> = (0..wishes.blocks.len()).collect();
        chance.shuffle(&mut order);
        order.sort_by_key(|block| std::cmp::Reverse(wishes.blocks[*block].len()));
        for block in order {
            let people = &wishes.blocks[block];
            let open: Vec<usize> = (0..room.len()).filter(|table| room[*table] >= people.len()).collect();
            let table = *open.get(chance.below(open.len()))?;
            room[table] -= people.len();
            people.iter().for_each(|person| seats[*person] = table);
        }
        Some(seats)
    })
}

impl<'a> Search<'a> {
    fn new(people: &People, sizes: &[usize], wishes: &'a Wishes, seats: Vec<Vec<usize>>) -> Self {
        let count = people.ids.len();
        let mut next = [0; 256];
        for (met, cost) in next.iter_mut().enumerate() {
            let again = i64::try_from(met).unwrap_or_default();
            *cost = if met >= usize::from(APART) {
                QUARREL
            } else if met == 0 {
                0
            } else {
                AGAIN + again - 1
            };
        }
        let mut values = vec![Vec::new(); count];
        let mut totals = Vec::new();
        for attribute in &people.attributes {
            values.iter_mut().zip(&attribute.of).for_each(|(values, of)| values.push(totals.len() + of));
            totals.extend(attribute.counts());
        }
        let of_table = |size: &usize| totals.iter().map(|total| costs(*size, *total, count)).collect();
        let mut met = vec![0; count * count];
        for (a, b) in &wishes.apart {
            (met[a * count + b], met[b * count + a]) = (APART, APART);
        }
        let empty = || seats.iter().map(|_| sizes.iter().map(|_| vec![0; totals.len()]).collect()).collect();
        let mut search = Self {
            wishes,
            people: count,
            values,
            cost: sizes.iter().map(of_table).collect(),
            next,
            place: vec![vec![0; count]; seats.len()],
            members: seats.iter().map(|_| vec![Vec::new(); sizes.len()]).collect(),
            counts: empty(),
            met,
            quarrels: 0,
            outside: 0,
            rest: 0,
            seats: seats.iter().map(|_| vec![0; count]).collect(),
        };
        let cells = search.cost.iter().flatten().filter_map(|costs| costs.first());
        let (outside, rest) = cells.fold((0, 0), |sum, cost| (sum.0 + cost.0, sum.1 + cost.1));
        let rounds = i64::try_from(seats.len()).unwrap_or_default();
        (search.outside, search.rest) = (outside * rounds, rest * rounds);
        for (round, seats) in seats.iter().enumerate() {
            seats.iter().enumerate().for_each(|(person, table)| search.join(round, person, *table));
        }
        search
    }

    fn score(&self) -> Score {
        (self.quarrels, self.outside, self.rest)
    }

    fn total(&self) -> i64 {
        self.quarrels + self.outside + self.rest
    }

    fn meeting(&mut self, cost: i64) {
        if cost.abs() == QUARREL {
            self.quarrels += cost;
        } else {
            self.rest += cost;
        }
    }

    fn join(&mut self, round: usize, person: usize, table: usize) {
        for at in 0..self.members[round][table].len() {
            let other = self.members[round][table][at];
            let (one, two) = (person * self.people + other, other * self.people + person);
            let cost = self.next[usize::from(self.met[one])];
            self.meeting(cost);
            self.met[one] += 1;
            self.met[two] += 1;
        }
        self.place[round][person] = self.members[round][table].len();
        self.members[round][table].push(person);
        self.seats[round][person] = table;
        self.count(round, person, table, true);
    }

    fn leave(&mut self, round: usize, person: usize) {
        let table = self.seats[round][person];
        let place = self.place[round][person];
        self.members[round][table].swap_remove(place);
        if let Some(moved) = self.members[round][table].get(place) {
            self.place[round][*moved] = place;
        }
        for at in 0..self.members[round][table].len() {
            let other = self.members[round][table][at];
            let (one, two) = (person * self.people + other, other * self.people + person);
            self.met[one] -= 1;
            self.met[two] -= 1;
            let cost = self.next[usize::from(self.met[one])];
            self.meeting(-cost);
        }
        self.count(round, person, table, false);
    }

    fn count(&mut self, round: usize, person: usize, table: usize, more: bool) {
        for value in &self.values[person] {
            let count = &mut self.counts[round][table][*value];
            let costs = &self.cost[table][*value];
            let before = costs[*count];
            *count = if more { *count + 1 } else { *count - 1 };
            let after = costs[*count];
            self.outside += after.0 - before.0;
            self.rest += after.1 - before.1;
        }
    }

    /// By how much everything changes if two people of a round change seats.
    fn change(&self, round: usize, one: usize, two: usize) -> i64 {
        let (from, to) = (self.seats[round][one], self.seats[round][two]);
        let mut change = 0;
        let (of_one, of_two) = (&self.met[one * self.people..][..self.people], &self.met[two * self.people..][..self.people]);
        for other in &self.members[round][from] {
            if *other != one {
                change += self.next[usize::from(of_two[*other])] - self.next[usize::from(of_one[*other] - 1)];
            }
        }
        for other in &self.members[round][to] {
            if *other != two {
                change += self.next[usize::from(of_one[*other])] - self.next[usize::from(of_two[*other] - 1)];
            }
        }
        for (a, b) in self.values[one].iter().zip(&self.values[two]).filter(|(a, b)| a != b) {
            let step = |table: usize, value: usize, more: bool| {
                let (count, costs) = (self.counts[round][table][value], &self.cost[table][value]);
                let (before, after) = (costs[count], costs[if more { count + 1 } else { count - 1 }]);
                after.0 - before.0 + after.1 - before.1
            };
            change += step(from, *a, false) + step(from, *b, true) + step(to, *a, true) + step(to, *b, false);
        }
        change
    }

    fn swap(&mut self, round: usize, ones: &[usize], twos: &[usize]) {
        let (Some(from), Some(to)) = (ones.first().map(|one| self.seats[round][*one]), twos.first().map(|two| self.seats[round][*two]))
        else {
            return;
        };
        ones.iter().chain(twos).for_each(|person| self.leave(round, *person));
        ones.iter().for_each(|person| self.join(round, *person, to));
        twos.iter().for_each(|person| self.join(round, *person, from));
    }

    /// People of a table, in whole blocks, `one`'s among them, exactly so many; by chance, and not always found.
    fn party(&self, round: usize, one: usize, size: usize, chance: &mut Chance) -> Option<Vec<usize>> {
        let mut party = self.wishes.blocks[self.wishes.block[one]].clone();
        if party.len() == size {
            return Some(party);
        }
        let mut others = self.members[round][self.seats[round][one]].clone();
        chance.shuffle(&mut others);
        for other in others {
            let block = &self.wishes.blocks[self.wishes.block[other]];
            if party.len() < size && block.first() == Some(&other) && party.len() + block.len() <= size && !party.contains(&other) {
                party.extend(block);
            }
        }
        (party.len() == size).then_some(party)
    }

    /// Cools down; what was best at any look on the way.
    fn anneal(&mut self, moves: usize, chance: &mut Chance) -> (Score, Vec<Vec<usize>>) {
        let mut best = (self.score(), self.seats.clone());
        let look = (self.people * self.seats.len()).max(1);
        let mut heat = HOT;
        for step in 1..=moves {
            let round = chance.below(self.seats.len());
            let (one, two) = (chance.below(self.people), chance.below(self.people));
            if self.seats[round][one] != self.seats[round][two] {
                self.step(round, one, two, heat, chance);
            }
            if step % look == 0 {
                let left = (moves - step) as f64 / moves as f64;
                heat = COLD + (HOT - COLD) * left * left * left;
                if self.score() < best.0 {
                    best = (self.score(), self.seats.clone());
                }
            }
        }
        best
    }

    fn step(&mut self, round: usize, one: usize, two: usize, heat: f64, chance: &mut Chance) {
        let size = |person: usize| self.wishes.blocks[self.wishes.block[person]].len();
        let size = size(one).max(size(two));
        if size == 1 {
            let change = self.change(round, one, two);
            if accepted(change, heat, chance) {
                self.swap(round, &[one], &[two]);
            }
            return;
        }
        let Some(ones) = self.party(round, one, size, chance) else { return };
        let Some(twos) = self.party(round, two, size, chance) else { return };
        let before = self.total();
        self.swap(round, &ones, &twos);
        if !accepted(self.total() - before, heat, chance) {
            self.swap(round, &ones, &twos);
        }
    }
}

/// No logarithm or exponential here: those differ by a last bit between computers, and a seating must not.
fn accepted(change: i64, heat: f64, chance: &mut Chance) -> bool {
    if change <= 0 {
        return true;
    }
    let steps = change as f64 / heat;
    steps < 16.0 && chance.unit() < falling(steps)
}

/// About e^-x, by (1 - x/64)^64 with multiplications alone.
fn falling(x: f64) -> f64 {
    let mut part = 1.0 - x / 64.0;
    for _ in 0..6 {
        part *= part;
    }
    part
}

/// What each count of a value at a table costs: people outside floor and ceiling of its share, squared; and the deviation.
fn costs(size: usize, total: usize, people: usize) -> Vec<(i64, i64)> {
    let (floor, ceiling) = (size * total / people, (size * total).div_ceil(people));
    let share = (size * total) as f64 / people as f64;
    let cost = |count: usize| {
        let far = i64::try_from(count.saturating_sub(ceiling).max(floor.saturating_sub(count))).unwrap_or(i64::MAX);
        #[expect(clippy::cast_possible_truncation, reason = "at most the panel's size times a small factor")]
        let deviation = (DEVIATION * (count as f64 - share).abs()).round() as i64;
        (OUTSIDE * far * far, deviation)
    };
    (0..=size + 1).map(cost).collect()
}
