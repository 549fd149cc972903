//! A thousand surveys of a city whose truth is known: intervals hold it as often as they say, and no change is seldom called one.

use crate::{Cells, Change, Design, Level, Method, Sample, Settings, beyond_control, change};

/// A city of 20,000: 1,000 blocks of 20, in 5 districts.
struct City {
    people: Vec<Person>,
}

struct Person {
    district: usize,
    block: usize,
    sex: usize,
    age: usize,
    /// A skewed amount, such as visits a year.
    amount: f64,
    /// Yes for some 30 in 100.
    yes: bool,
    /// Yes for some 3 in 100.
    rare: bool,
}

const BLOCKS: usize = 1000;
const SIZE: usize = 20;
const DISTRICTS: [&str; 5] = ["d0", "d1", "d2", "d3", "d4"];

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers everywhere.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    pub(crate) fn normal(&mut self) -> f64 {
        let (u, v) = (1.0 - self.unit(), self.unit());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// Some of many, without putting back.
    fn some(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..of).collect();
        for at in 0..count {
            let other = at + self.below(of - at);
            all.swap(at, other);
        }
        all.truncate(count);
        all
    }
}

fn city() -> City {
    let mut chance = Chance(2021);
    let mut people = Vec::new();
    for block in 0..BLOCKS {
        let district = block / 200;
        let shared = chance.normal();
        for _ in 0..SIZE {
            let (sex, age) = (chance.below(2), chance.below(4));
            let taste = 0.3 * shared + 0.2 * sex as f64 + 0.15 * age as f64 + 0.2 * district as f64 + chance.normal();
            people.push(Person { district, block, sex, age, amount: (0.6 * taste).exp() * 10.0, yes: taste > 1.3, rare: taste > 2.8 });
        }
    }
    City { people }
}

fn label(at: usize) -> &'static str {
    static LABELS: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| (0..BLOCKS).map(|at| at.to_string()).collect());
    &LABELS[at]
}

impl City {
    /// Margins of sex by age and of district; with few blocks, which may miss a district, of sex and of age.
    fn margins(&self, drawn: &[usize], blocks: bool) -> Vec<Cells> {
        let cells = |name: &str, count: usize, cell: fn(&Person) -> usize| {
            let mut targets = vec![0.0; count];
            self.people.iter().for_each(|person| targets[cell(person)] += 1.0);
            Cells {
                name: name.to_owned(),
                file: format!("{name}.csv"),
                labels: (0..count).map(|at| at.to_string()).collect(),
                targets,
                of: drawn.iter().map(|at| cell(&self.people[*at])).collect(),
            }
        };
        if blocks {
            return vec![cells("sex", 2, |person| person.sex), cells("age", 4, |person| person.age)];
        }
        vec![cells("sex-age", 8, |person| person.sex * 4 + person.age), cells("district", 5, |person| person.district)]
    }

    fn truth(&self, value: fn(&Person) -> f64) -> f64 {
        self.people.iter().map(value).sum::<f64>() / self.people.len() as f64
    }

    fn raked(&self, design: Design<'_>, drawn: &[usize]) -> Sample {
        let blocks = design.clusters.is_some();
        Sample::new(design).unwrap().raked(self.margins(drawn, blocks), Settings::default()).unwrap().0
    }

    /// Everybody with the same chance.
    fn simple(&self, chance: &mut Chance, count: usize) -> (Sample, Vec<usize>) {
        let drawn = chance.some(count, self.people.len());
        let all = self.people.len() as f64;
        let design = Design { weights: vec![all / count as f64; count], population_sizes: Some(vec![all; count]), ..Design::default() };
        (self.raked(design, &drawn), drawn)
    }

    /// As many from each district, although the first is drawn from thrice as often as the others.
    fn stratified(&self, chance: &mut Chance) -> (Sample, Vec<usize>) {
        let (mut drawn, mut weights, mut strata) = (Vec::new(), Vec::new(), Vec::new());
        for (district, name) in DISTRICTS.iter().enumerate() {
            let count = if district == 0 { 150 } else { 50 };
            drawn.extend(chance.some(count, 4000).into_iter().map(|at| district * 4000 + at));
            weights.extend(vec![4000.0 / count as f64; count]);
            strata.extend(vec![*name; count]);
        }
        let sizes = vec![4000.0; drawn.len()];
        let design = Design { weights, strata: Some(strata), population_sizes: Some(sizes), ..Design::default() };
        (self.raked(design, &drawn), drawn)
    }

    /// Whole blocks.
    fn blocks(&self, chance: &mut Chance, count: usize) -> (Sample, Vec<usize>) {
        let drawn: Vec<usize> = chance.some(count, BLOCKS).into_iter().flat_map(|block| block * SIZE..(block + 1) * SIZE).collect();
        let design = Design {
            weights: vec![BLOCKS as f64 / count as f64; drawn.len()],
            clusters: Some(drawn.iter().map(|at| label(self.people[*at].block)).collect()),
            population_sizes: Some(vec![BLOCKS as f64; drawn.len()]),
            ..Design::default()
        };
        (self.raked(design, &drawn), drawn)
    }

    /// Those with larger amounts more often: weights that have to do with the answers.
    fn unequal(&self, chance: &mut Chance) -> (Sample, Vec<usize>) {
        let (mut drawn, mut weights) = (Vec::new(), Vec::new());
        for (at, person) in self.people.iter().enumerate() {
            let part = 0.01 + 0.02 * (person.amount / 40.0).min(1.0);
            if chance.unit() < part {
                drawn.push(at);
                weights.push(1.0 / part);
            }
        }
        let design = Design { weights, ..Design::default() };
        (self.raked(design, &drawn), drawn)
    }
}

/// How many of a thousand surveys hold the truth in their 95 % interval.
fn held(
    seed: u64,
    city: &City,
    draw: impl Fn(&City, &mut Chance) -> (Sample, Vec<usize>),
    value: fn(&Person) -> f64,
    share: bool,
) -> usize {
    let truth = city.truth(value);
    let mut chance = Chance(seed);
    let mut held = 0;
    for _ in 0..1000 {
        let (sample, drawn) = draw(city, &mut chance);
        let estimate = if share {
            sample.share(&drawn.iter().map(|at| Some(value(&city.people[*at]) > 0.5)).collect::<Vec<_>>()).unwrap()
        } else {
            sample.mean(&drawn.iter().map(|at| Some(value(&city.people[*at]))).collect::<Vec<_>>()).unwrap()
        };
        let interval = estimate.interval(Method::usual(estimate.quantity), Level::default()).unwrap();
        held += usize::from(interval.low <= truth && truth <= interval.high);
    }
    held
}

fn amount(person: &Person) -> f64 {
    person.amount
}

fn yes(person: &Person) -> f64 {
    f64::from(u8::from(person.yes))
}

fn rare(person: &Person) -> f64 {
    f64::from(u8::from(person.rare))
}

fn must_hold(what: &str, held: usize) {
    println!("{what}: {held} of 1000");
    assert!((930..=970).contains(&held), "{what}: the interval of 95 % held the truth {held} times of 1000");
}

#[test]
fn intervals_of_simple_samples_hold_the_truth() {
    let city = city();
    let draw = |city: &City, chance: &mut Chance| city.simple(chance, 500);
    must_hold("simple, mean", held(1, &city, draw, amount, false));
    must_hold("simple, share of 30 %", held(2, &city, draw, yes, true));
    must_hold("simple, share of 3 %", held(3, &city, draw, rare, true));
}

#[test]
fn intervals_of_stratified_samples_hold_the_truth() {
    let city = city();
    let draw = |city: &City, chance: &mut Chance| city.stratified(chance);
    must_hold("stratified, mean", held(4, &city, draw, amount, false));
    must_hold("stratified, share of 30 %", held(5, &city, draw, yes, true));
}

#[test]
fn intervals_of_30_clusters_hold_the_truth() {
    let city = city();
    let draw = |city: &City, chance: &mut Chance| city.blocks(chance, 30);
    must_hold("30 clusters, mean", held(6, &city, draw, amount, false));
    must_hold("30 clusters, share of 30 %", held(7, &city, draw, yes, true));
    must_hold("30 clusters, share of 3 %", held(8, &city, draw, rare, true));
}

#[test]
fn intervals_of_100_clusters_hold_the_truth() {
    let city = city();
    let draw = |city: &City, chance: &mut Chance| city.blocks(chance, 100);
    must_hold("100 clusters, mean", held(9, &city, draw, amount, false));
    must_hold("100 clusters, share of 30 %", held(10, &city, draw, yes, true));
    must_hold("100 clusters, share of 3 %", held(11, &city, draw, rare, true));
}

#[test]
fn intervals_under_weights_that_have_to_do_with_the_answers_hold_the_truth() {
    let city = city();
    let draw = |city: &City, chance: &mut Chance| city.unequal(chance);
    must_hold("unequal chances, mean", held(12, &city, draw, amount, false));
    must_hold("unequal chances, share of 30 %", held(13, &city, draw, yes, true));
}

/// People at tables, asked twice; nothing changed but for chance, of which a table shares a part.
fn unchanged(chance: &mut Chance, tables: usize, at_each: usize, as_clusters: bool) -> Change {
    let (mut before, mut after, mut table) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..tables {
        let mood = 0.5 * chance.normal();
        for _ in 0..at_each {
            let opinion = 5.0 + 2.0 * chance.normal();
            before.push(Some(opinion));
            after.push(Some(opinion + mood + chance.normal()));
            table.push(label(at));
        }
    }
    let weights = (0..before.len()).map(|_| 0.5 + chance.unit()).collect();
    let design = Design { weights, clusters: as_clusters.then_some(table), ..Design::default() };
    change(&Sample::new(design).unwrap(), &before, &after).unwrap()
}

/// How many of a thousand are called a change at 5 %.
fn called(seed: u64, tables: usize, at_each: usize, as_clusters: bool) -> usize {
    let mut chance = Chance(seed);
    (0..1000).filter(|_| unchanged(&mut chance, tables, at_each, as_clusters).change.p < 0.05).count()
}

#[test]
fn no_change_is_seldom_called_one() {
    for (seed, tables, at_each) in [(21, 30, 10), (22, 100, 10), (23, 12, 8), (24, 300, 1)] {
        let count = called(seed, tables, at_each, true);
        println!("{tables} tables of {at_each}, nothing changed: {count} of 1000 called a change");
        assert!(count <= 65, "{tables} tables of {at_each}: {count} of 1000 called a change");
    }
    // Without the table as the cluster the promise would not hold: what the clusters are for.
    assert!(called(25, 30, 10, false) > 200);
}

#[test]
fn no_change_beyond_a_control_that_moved_as_much_is_seldom_called_one() {
    let mut chance = Chance(31);
    let count = (0..1000)
        .filter(|_| {
            let panel = unchanged(&mut chance, 25, 10, true);
            let control = unchanged(&mut chance, 300, 1, true);
            beyond_control(&panel, &control).p < 0.05
        })
        .count();
    println!("no change beyond the control: {count} of 1000 called one");
    assert!(count <= 65, "{count} of 1000");
}
