//! Survey samples from a frame: strata, clusters, and a draw by SHA-256 that a stranger repeats (docs/sortition.md, "Samples").
//!
//! Sources: Neyman, *On the two different aspects of the representative method*, JRSS 1934 (allocation by size times standard deviation);
//! Madow, *On the theory of systematic sampling, II*, Ann. Math. Stat. 1949 (systematic sampling with probability proportional to size).

pub(crate) mod allocation;
mod frame;

use std::collections::BTreeMap;

use kernel::Refusal;
use num_bigint::BigInt;
use num_rational::BigRational;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use sheet::Table;

use crate::draw::{Numbers, hex, sha256};
use crate::proof::float;
use crate::table::refuse;
use allocation::{Claim, allocate};
use frame::{Cluster, Part};

/// The format's name, the first line of all that is hashed.
pub const SAMPLE_FORMAT: &str = "madang-sample/1";

/// How clusters are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// With probability proportional to the number of their people.
    Size,
    /// All alike.
    Equal,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// People in the sample; with clusters and without `take`, clusters.
    pub size: u64,
    /// The column of ids; the number of the row below the header unless told.
    pub id: Option<&'a str>,
    /// The columns whose values make strata.
    pub strata: &'a [String],
    /// The standard deviation of each stratum: Neyman's allocation; proportional without.
    pub spread: Option<&'a Table>,
    /// The least from each stratum, at least 1: a stratum without anybody would leave its people without a chance.
    pub least: u64,
    /// The column of clusters.
    pub clusters: Option<&'a str>,
    /// People drawn in each cluster that is drawn; everybody of it without.
    pub take: Option<u64>,
    /// How clusters are drawn; by size where people are drawn in them, all alike otherwise.
    pub by: Option<By>,
    /// The published seed.
    pub seed: &'a str,
}

/// A sample with all that repeats and weighs it; allocation.json, but for the people.
#[derive(Clone, Debug, Serialize)]
pub struct Sample {
    /// [`SAMPLE_FORMAT`].
    pub format: &'static str,
    /// The published seed.
    pub seed: String,
    /// `simple`, `stratified`, `clusters by size`, `clusters all alike`.
    pub design: String,
    /// `proportional` or `neyman`.
    pub allocation: &'static str,
    /// What is allocated: `people` or `clusters`.
    pub unit: &'static str,
    /// Units in the sample.
    pub size: u64,
    /// The least from each stratum.
    pub least: u64,
    /// People in the frame.
    pub frame_people: u64,
    /// The SHA-256 of all ids in byte order, each followed by a line feed.
    pub frame_sha256: String,
    /// People in the sample.
    pub sample_people: u64,
    /// The strata.
    pub strata: Vec<Stratum>,
    #[serde(skip)]
    columns: Vec<String>,
    #[serde(skip)]
    cluster_column: Option<String>,
    #[serde(skip)]
    drawn: Vec<Drawn>,
}

/// A stratum and what it gives.
#[derive(Clone, Debug, Serialize)]
pub struct Stratum {
    /// Its number, from 1, in the byte order of its folded values.
    pub number: usize,
    /// Its values by column.
    pub values: BTreeMap<String, String>,
    /// Its people.
    pub people: u64,
    /// Its clusters, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clusters: Option<u64>,
    /// Its standard deviation, for Neyman's allocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread: Option<f64>,
    /// Its share before rounding.
    pub share: f64,
    /// Units drawn from it.
    pub units: u64,
    /// SHA256(format \n seed \n number \n), in hexadecimal.
    pub seed: String,
}

/// Somebody in the sample; their inclusion probability is a fraction.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Drawn {
    id: String,
    values: Vec<String>,
    cluster: String,
    probability: (u64, u64),
}

/// Draws a sample. The same people, plan and seed give the same sample, whatever the order of rows.
///
/// # Errors
/// Refuses, with the place: a missing column, an id that is empty or stands twice, an empty stratum or cluster, a cluster in two strata;
/// more than there are, fewer than the strata's least; a cluster smaller than what is drawn in it; spreads that are missing or no numbers.
pub fn sample(frame: &Table, plan: &Plan<'_>) -> Result<Sample, Refusal> {
    let seed = plan.seed.trim();
    if seed.is_empty() || seed.contains('\n') {
        return Err(wrong(
            "씨앗을 한 줄로 적어 주십시오. 공개된 값이어야 누구나 다시 뽑아 볼 수 있습니다.",
            "give the seed in one line; it is published so that anybody can draw again",
        ));
    }
    let parts = frame::read(frame, plan)?;
    let count = units(plan, &parts)?;
    let spreads = plan.spread.map(|table| frame::spreads(table, plan, &parts)).transpose()?;
    let by = plan.by.unwrap_or(if plan.take.is_some() { By::Size } else { By::Equal });
    let claims: Vec<Claim> =
        parts.iter().enumerate().map(|(at, part)| claim(plan, by, part, spreads.as_ref().and_then(|all| all.get(at)))).collect();
    enough(plan, count, &claims)?;
    let shares = allocate(count, &claims);
    let (mut strata, mut drawn) = (Vec::new(), Vec::new());
    for (at, (part, (share, units))) in parts.iter().zip(shares).enumerate() {
        let seed = seed_of(seed, &(at + 1).to_string());
        strata.push(Stratum {
            number: at + 1,
            values: plan.strata.iter().cloned().zip(part.values.iter().cloned()).collect(),
            people: part.people(),
            clusters: plan.clusters.map(|_| part.clusters.len() as u64),
            spread: spreads.as_ref().and_then(|all| all.get(at)).map(float),
            share: float(&share),
            units,
            seed: hex(&seed),
        });
        drawn.extend(draw(plan, by, part, at + 1, units, &seed));
    }
    let mut ids: Vec<&str> = parts.iter().flat_map(|part| &part.clusters).flat_map(|of| &of.ids).map(String::as_str).collect();
    ids.sort_unstable();
    let ids: String = ids.iter().map(|id| format!("{id}\n")).collect();
    Ok(Sample {
        format: SAMPLE_FORMAT,
        seed: seed.to_owned(),
        design: design(plan, by),
        allocation: if plan.spread.is_some() { "neyman" } else { "proportional" },
        unit: if plan.clusters.is_some() { "clusters" } else { "people" },
        size: count,
        least: plan.least,
        frame_people: parts.iter().map(Part::people).sum(),
        frame_sha256: sha256(ids.as_bytes()),
        sample_people: drawn.len() as u64,
        strata,
        columns: plan.strata.to_vec(),
        cluster_column: plan.clusters.map(ToOwned::to_owned),
        drawn,
    })
}

/// sample.csv: `id`, the columns of strata and clusters, `inclusion_probability`, `design_weight`.
pub fn sample_csv(sample: &Sample) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let middle = sample.columns.iter().chain(&sample.cluster_column).map(String::as_str);
    // Writing into memory cannot fail.
    let _ = csv.write_record(["id"].into_iter().chain(middle).chain(["inclusion_probability", "design_weight"]));
    for person in &sample.drawn {
        let (part, whole) = person.probability;
        let numbers = [part as f64 / whole as f64, whole as f64 / part as f64].map(|number| number.to_string());
        let cluster = sample.cluster_column.as_ref().map(|_| person.cluster.as_str());
        let cells = [person.id.as_str()].into_iter().chain(person.values.iter().map(String::as_str)).chain(cluster);
        let _ = csv.write_record(cells.chain(numbers.iter().map(String::as_str)));
    }
    csv.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

impl Sample {
    /// The ids and the inclusion probabilities of the people drawn.
    pub fn people(&self) -> impl Iterator<Item = (&str, f64)> {
        self.drawn.iter().map(|person| (person.id.as_str(), person.probability.0 as f64 / person.probability.1 as f64))
    }
}

fn wrong(ko: &str, en: &str) -> Refusal {
    refuse("sortition.sample.plan", ko.to_owned(), en.to_owned())
}

fn design(plan: &Plan<'_>, by: By) -> String {
    match (plan.clusters, by) {
        (None, _) if plan.strata.is_empty() => "simple",
        (None, _) => "stratified",
        (Some(_), By::Size) => "clusters by size",
        (Some(_), By::Equal) => "clusters all alike",
    }
    .to_owned()
}

/// How many units are drawn: people, or clusters.
fn units(plan: &Plan<'_>, parts: &[Part]) -> Result<u64, Refusal> {
    let Some(take) = plan.take else { return Ok(plan.size) };
    if plan.clusters.is_none() {
        return Err(wrong("집락에서 몇 명을 뽑을지는 --clusters와 함께 적어 주십시오.", "how many to draw in a cluster needs --clusters"));
    }
    if take == 0 || !plan.size.is_multiple_of(take) {
        let size = plan.size;
        return Err(wrong(
            &format!("{size}명은 집락마다 {take}명씩으로 나누어떨어지지 않습니다. 배수로 정해 주십시오."),
            &format!("{size} people are no multiple of {take} in each cluster: choose a multiple"),
        ));
    }
    let mut all = parts.iter().flat_map(|part| &part.clusters);
    if let Some(small) = all.find(|cluster| cluster.people() < take) {
        let (name, people) = (&small.name, small.people());
        return Err(wrong(
            &format!("집락 ‘{name}’에는 {people}명뿐이라 {take}명을 뽑을 수 없습니다. 이웃 집락과 합치거나 수를 줄여 주십시오."),
            &format!("the cluster `{name}` has {people} people, fewer than the {take} to draw: merge it with a neighbour, or draw fewer"),
        ));
    }
    Ok(plan.size / take)
}

fn claim(plan: &Plan<'_>, by: By, part: &Part, spread: Option<&BigRational>) -> Claim {
    let clusters = part.clusters.len() as u64;
    let (size, most) = match (plan.clusters, by) {
        (None, _) => (part.people(), part.people()),
        (Some(_), By::Size) => (part.people(), clusters),
        (Some(_), By::Equal) => (clusters, clusters),
    };
    let weight = BigRational::from_integer(BigInt::from(size));
    Claim { weight: spread.map_or_else(|| weight.clone(), |spread| &weight * spread), size, least: plan.least.max(1).min(most), most }
}

fn enough(plan: &Plan<'_>, count: u64, claims: &[Claim]) -> Result<(), Refusal> {
    let (least, most): (u64, u64) = claims.iter().fold((0, 0), |sum, claim| (sum.0 + claim.least, sum.1 + claim.most));
    let (ko, en) = if plan.clusters.is_some() { ("개 집락", "clusters") } else { ("명", "people") };
    if count == 0 || count > most {
        return Err(wrong(
            &format!("표본틀에 {most}{ko}이 있는데 {count}{ko}을 뽑을 수 없습니다. 1에서 {most} 사이로 정해 주십시오."),
            &format!("{count} {en} cannot be drawn from the frame's {most}: choose from 1 to {most}"),
        ));
    }
    if count < least {
        let strata = claims.len();
        return Err(wrong(
            &format!("층이 {strata}개라 적어도 {least}{ko}이 필요한데 {count}{ko}을 뽑으려 합니다. 표본을 늘리거나 층을 합쳐 주십시오."),
            &format!("{strata} strata need at least {least} {en}, but {count} are to be drawn: draw more, or merge strata"),
        ));
    }
    Ok(())
}

/// The seed of a stratum (`2`) or of a cluster in it (`2.7`).
fn seed_of(seed: &str, place: &str) -> [u8; 32] {
    Sha256::digest(format!("{SAMPLE_FORMAT}\n{seed}\n{place}\n").as_bytes()).into()
}

fn draw(plan: &Plan<'_>, by: By, part: &Part, stratum: usize, units: u64, seed: &[u8]) -> Vec<Drawn> {
    let drawn = |id: &String, cluster: &Cluster, probability| Drawn {
        id: id.clone(),
        values: part.values.clone(),
        cluster: cluster.name.clone(),
        probability,
    };
    let mut numbers = Numbers::new(seed);
    if plan.clusters.is_none() {
        let probability = (units, part.people());
        let all: Vec<(&String, &Cluster)> = part.clusters.iter().flat_map(|of| of.ids.iter().map(move |id| (id, of))).collect();
        let mut people: Vec<Drawn> = first(&all, units, &mut numbers).into_iter().map(|(id, of)| drawn(id, of, probability)).collect();
        people.sort_by(|a, b| a.id.cmp(&b.id));
        return people;
    }
    let places: Vec<(usize, &Cluster)> = part.clusters.iter().enumerate().collect();
    let chosen = match by {
        By::Equal => {
            let all = places.len() as u64;
            first(&places, units, &mut numbers).into_iter().map(|place| (place, (units, all))).collect()
        }
        By::Size => systematic(&places, units, &mut numbers),
    };
    let mut people = Vec::new();
    for ((place, cluster), (part, whole)) in chosen {
        let Some(take) = plan.take else {
            people.extend(cluster.ids.iter().map(|id| drawn(id, cluster, (part, whole))));
            continue;
        };
        let seed = seed_of(plan.seed.trim(), &format!("{stratum}.{}", place + 1));
        let ids: Vec<&String> = cluster.ids.iter().collect();
        let probability = (part * take, whole * cluster.people());
        people.extend(first(&ids, take, &mut Numbers::new(&seed)).into_iter().map(|id| drawn(id, cluster, probability)));
    }
    people.sort_by(|a, b| (&a.cluster, &a.id).cmp(&(&b.cluster, &b.id)));
    people
}

/// The first so many of an order by chance (Fisher and Yates): every set is as likely.
fn first<T: Clone>(items: &[T], count: u64, numbers: &mut Numbers<'_>) -> Vec<T> {
    let mut items = items.to_vec();
    let (all, count) = (items.len(), usize::try_from(count).unwrap_or(usize::MAX).min(items.len()));
    for at in 0..count {
        let other = at + usize::try_from(numbers.below((all - at) as u64)).unwrap_or_default();
        items.swap(at, other);
    }
    items.truncate(count);
    items
}

/// A cluster with its place.
type Placed<'a> = (usize, &'a Cluster);

/// Clusters with probability proportional to size, each with its probability as a fraction: who is large enough to be certain is taken;
/// the others stand on a line in an order by chance, each as long as its size times the number to draw, and points one
/// total apart from a start by chance hit them (Madow 1949).
fn systematic<'a>(clusters: &[Placed<'a>], count: u64, numbers: &mut Numbers<'_>) -> Vec<(Placed<'a>, (u64, u64))> {
    let mut rest = clusters.to_vec();
    let (mut left, mut chosen) = (count, Vec::new());
    loop {
        let total: u64 = rest.iter().map(|(_, of)| of.people()).sum();
        let (certain, others): (Vec<_>, Vec<_>) = rest.iter().partition(|(_, of)| left * of.people() >= total);
        if certain.is_empty() || left == 0 {
            break;
        }
        left = left.saturating_sub(certain.len() as u64);
        chosen.extend(certain.into_iter().map(|of| (of, (1, 1))));
        rest = others;
    }
    let total: u64 = rest.iter().map(|(_, of)| of.people()).sum();
    if left == 0 || total == 0 {
        return chosen;
    }
    let order = first(&rest, rest.len() as u64, numbers);
    let (mut point, mut end) = (numbers.below(total), 0);
    for of in order {
        end += left * of.1.people();
        if point < end {
            chosen.push((of, (left * of.1.people(), total)));
            point += total;
        }
    }
    chosen
}
