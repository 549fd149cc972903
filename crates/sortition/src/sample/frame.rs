//! The frame: everybody who may be drawn, by strata and clusters, in an order that the rows of the file do not touch.

use std::collections::{BTreeMap, HashMap};

use kernel::Refusal;
use num_bigint::BigInt;
use num_rational::BigRational;
use sheet::{Table, cell, fold};

use crate::pool::no_id_twice;
use crate::sample::Plan;
use crate::table::refuse;

/// A stratum's people.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Its values as written, one for each column of strata.
    pub(crate) values: Vec<String>,
    /// Clusters in the byte order of their names; one without a name where none are asked for.
    pub(crate) clusters: Vec<Cluster>,
}

#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(crate) name: String,
    /// The ids of its people in byte order of what identifies them.
    pub(crate) ids: Vec<String>,
}

impl Part {
    pub(crate) fn people(&self) -> u64 {
        self.clusters.iter().map(Cluster::people).sum()
    }
}

impl Cluster {
    pub(crate) fn people(&self) -> u64 {
        self.ids.len() as u64
    }
}

/// What identifies somebody, and their id.
type Member = (String, String);

/// The people of each cluster by its name.
type Clusters = BTreeMap<String, Vec<Member>>;

/// The strata of a frame, in the byte order of their folded values.
pub(crate) fn read(frame: &Table, plan: &Plan<'_>) -> Result<Vec<Part>, Refusal> {
    let id_at = plan.id.map(|column| frame.place(column)).transpose()?;
    let strata_at = plan.strata.iter().map(|column| frame.place(column)).collect::<Result<Vec<_>, _>>()?;
    let cluster_at = plan.clusters.map(|column| frame.place(column)).transpose()?;
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut homes: HashMap<String, (u64, Vec<String>)> = HashMap::new();
    let mut parts: BTreeMap<Vec<String>, (Vec<String>, Clusters)> = BTreeMap::new();
    for (at, (row, cells)) in frame.rows().enumerate() {
        let member = match id_at {
            // Without ids people are told apart by all that is written of them.
            None => (cells.iter().map(str::trim).collect::<Vec<_>>().join("\t"), (at + 1).to_string()),
            Some(place) => {
                let id = cell(cells, place).to_owned();
                no_id_twice(frame, row, place, &id, &mut seen)?;
                (id.clone(), id)
            }
        };
        let written = strata_at.iter().map(|place| filled(frame, row, cells, *place)).collect::<Result<Vec<_>, _>>()?;
        let key: Vec<String> = written.iter().map(|value| fold(value)).collect();
        let cluster = cluster_at.map(|place| filled(frame, row, cells, place)).transpose()?.unwrap_or_default();
        if cluster_at.is_some() {
            let (first, home) = homes.entry(cluster.clone()).or_insert_with(|| (row, key.clone()));
            if *home != key {
                return Err(two_strata(frame, row, *first, &cluster));
            }
        }
        let (values, clusters) = parts.entry(key).or_insert_with(|| (written.clone(), BTreeMap::new()));
        // Of several ways to write a value the first in byte order, wherever it stands.
        if written < *values {
            *values = written;
        }
        clusters.entry(cluster).or_default().push(member);
    }
    let cluster = |(name, mut members): (String, Vec<Member>)| {
        members.sort();
        Cluster { name, ids: members.into_iter().map(|(_, id)| id).collect() }
    };
    Ok(parts.into_values().map(|(values, clusters)| Part { values, clusters: clusters.into_iter().map(cluster).collect() }).collect())
}

fn filled(table: &Table, row: u64, cells: &csv::StringRecord, place: usize) -> Result<String, Refusal> {
    let text = cell(cells, place);
    if text.is_empty() {
        let (file, column) = (&table.name, table.header().get(place).map_or("", String::as_str));
        return Err(refuse(
            "sortition.sample.empty-cell",
            format!("{file} {row}행, 열 ‘{column}’이 비어 있습니다. 층이나 집락은 모든 사람에게 있어야 합니다."),
            format!("{file}, row {row}, column `{column}` is empty: everybody needs a stratum and a cluster"),
        ));
    }
    Ok(text.to_owned())
}

fn two_strata(frame: &Table, row: u64, first: u64, cluster: &str) -> Refusal {
    let file = &frame.name;
    refuse(
        "sortition.sample.two-strata",
        format!("{file} {row}행: 집락 ‘{cluster}’은 {first}행에서 다른 층에 있습니다. 한 집락은 한 층에만 있어야 합니다."),
        format!("{file}, row {row}: the cluster `{cluster}` is in another stratum in row {first}; a cluster lies in one stratum"),
    )
}

/// The standard deviation of each stratum, from a file with the columns of strata and `spread`.
pub(crate) fn spreads(table: &Table, plan: &Plan<'_>, parts: &[Part]) -> Result<Vec<BigRational>, Refusal> {
    let places = plan.strata.iter().map(|column| table.place(column)).collect::<Result<Vec<_>, _>>()?;
    let spread_at = table.place("spread")?;
    let file = &table.name;
    let mut known: HashMap<Vec<String>, (u64, BigRational)> = HashMap::new();
    for (row, cells) in table.rows() {
        let text = cell(cells, spread_at);
        let spread = decimal(text).ok_or_else(|| {
            refuse(
                "sortition.sample.spread",
                format!("{file} {row}행, 열 spread: ‘{text}’은 0 이상의 수가 아닙니다. 표준편차를 12.5처럼 적어 주십시오."),
                format!("{file}, row {row}, column spread: `{text}` is no number of at least 0; write a standard deviation such as 12.5"),
            )
        })?;
        let key: Vec<String> = places.iter().map(|place| fold(cell(cells, *place))).collect();
        if let Some((first, _)) = known.insert(key, (row, spread)) {
            return Err(refuse(
                "sortition.sample.spread-twice",
                format!("{file} {row}행: 같은 층이 {first}행에 이미 있습니다."),
                format!("{file}, row {row}: the same stratum stands in row {first} already"),
            ));
        }
    }
    let of = |part: &Part| {
        let key: Vec<String> = part.values.iter().map(|value| fold(value)).collect();
        known.get(&key).map(|(_, spread)| spread.clone()).ok_or_else(|| {
            let stratum = part.values.join(" / ");
            refuse(
                "sortition.sample.spread-missing",
                format!("{file}에 층 ‘{stratum}’의 표준편차가 없습니다."),
                format!("{file} has no standard deviation for the stratum `{stratum}`"),
            )
        })
    };
    parts.iter().map(of).collect()
}

/// A number such as `12.5`, exactly.
fn decimal(text: &str) -> Option<BigRational> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.is_empty() || text.len() > 30 {
        return None;
    }
    let all: BigInt = format!("{whole}{part}").parse().ok()?;
    Some(BigRational::new(all, BigInt::from(10).pow(u32::try_from(part.len()).ok()?)))
}
