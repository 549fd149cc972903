//! The pool: who may be drawn, and which of them are interchangeable.

use std::collections::{BTreeMap, HashMap};

use kernel::Refusal;
use sheet::{Table, cell, fold};

use crate::address::household_key;
use crate::quotas::Quotas;
use crate::table::refuse;

/// Somebody who may be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id: the named column's, or the number of the row below the header, from 1.
    pub id: String,
    /// For each feature, the place of their value among its quotas.
    pub values: Vec<usize>,
    /// The key of their household ([`household_key`]); none where they live alone or no rule was asked for.
    pub household: Option<String>,
}

/// The people of a file, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Everybody.
    pub people: Vec<Person>,
}

/// Which columns name people and households.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// The column of ids; row numbers unless told.
    pub id: Option<&'a str>,
    /// The column of addresses whose equal keys ([`household_key`]) are one household; no rule unless told. An empty cell is a household of its own.
    pub household: Option<&'a str>,
}

impl Pool {
    /// Reads the people of a table; every feature of the quotas must be one of its columns.
    ///
    /// # Errors
    /// Refuses, by row and column: a missing column, a value without a quota, an id that is empty or stands twice.
    pub fn read(table: &Table, quotas: &Quotas, columns: Columns<'_>) -> Result<Self, Refusal> {
        let places = quotas.features.iter().map(|feature| table.place(&feature.name)).collect::<Result<Vec<_>, _>>()?;
        let values: Vec<HashMap<String, usize>> = quotas
            .features
            .iter()
            .map(|feature| feature.quotas.iter().enumerate().map(|(at, quota)| (fold(&quota.value), at)).collect())
            .collect();
        let id_at = columns.id.map(|column| table.place(column)).transpose()?;
        let household_at = columns.household.map(|column| table.place(column)).transpose()?;
        let mut people = Vec::with_capacity(table.rows().len());
        let mut ids: HashMap<String, u64> = HashMap::with_capacity(if id_at.is_some() { table.rows().len() } else { 0 });
        for (at, (row, cells)) in table.rows().enumerate() {
            let mut person = Person { id: (at + 1).to_string(), values: Vec::with_capacity(places.len()), household: None };
            for ((place, values), feature) in places.iter().zip(&values).zip(&quotas.features) {
                let text = cell(cells, *place);
                let value = values.get(text).or_else(|| values.get(&fold(text)));
                person.values.push(*value.ok_or_else(|| unknown(table, row, *place, text, feature))?);
            }
            if let Some(place) = id_at {
                cell(cells, place).clone_into(&mut person.id);
                no_id_twice(table, row, place, &person.id, &mut ids)?;
            }
            person.household = household_at.map(|place| household_key(cell(cells, place))).filter(|key| !key.is_empty());
            people.push(person);
        }
        // Who shares an address with nobody in the pool is like anybody who gave none.
        let mut sizes: HashMap<String, usize> = HashMap::new();
        for key in people.iter().filter_map(|person| person.household.clone()) {
            *sizes.entry(key).or_default() += 1;
        }
        for person in &mut people {
            person.household = person.household.take().filter(|key| sizes.get(key).is_some_and(|size| *size > 1));
        }
        Ok(Self { people })
    }

    /// The places of people by their ids.
    ///
    /// # Errors
    /// Refuses an id that nobody has.
    pub fn places(&self, ids: &[String]) -> Result<Vec<usize>, Refusal> {
        let known: HashMap<&str, usize> = self.people.iter().enumerate().map(|(at, person)| (person.id.as_str(), at)).collect();
        let place = |id: &String| {
            known.get(id.as_str()).copied().ok_or_else(|| {
                refuse(
                    "sortition.nobody",
                    format!("신청자 명단에 ‘{id}’이라는 사람이 없습니다."),
                    format!("nobody in the pool has the id `{id}`"),
                )
            })
        };
        ids.iter().map(place).collect()
    }
}

impl Pool {
    /// The places of people whom a file lists: in its column of ids (`column` as in the pool, else `id`), or in its only column, then with
    /// its header if that is somebody's id.
    ///
    /// # Errors
    /// Refuses, by row and column: no such column, an id that nobody has or that stands twice.
    pub fn listed(&self, table: &Table, column: Option<&str>) -> Result<Vec<usize>, Refusal> {
        let known: HashMap<&str, usize> = self.people.iter().enumerate().map(|(at, person)| (person.id.as_str(), at)).collect();
        let named = column.map(|column| table.find(column)).transpose()?.flatten();
        let (mut places, mut seen) = (Vec::new(), HashMap::new());
        let place = match (named.or(table.find("id")?), table.header()) {
            (Some(place), _) => place,
            (None, [only]) => {
                places.extend(known.get(only.as_str()).inspect(|_| {
                    seen.insert(only.clone(), 1);
                }));
                0
            }
            (None, _) => table.place(column.unwrap_or("id"))?,
        };
        for (row, cells) in table.rows() {
            let id = cell(cells, place);
            no_id_twice(table, row, place, id, &mut seen)?;
            places.push(*known.get(id).ok_or_else(|| {
                let (file, column) = (&table.name, table.header().get(place).map_or("", String::as_str));
                let shown: String = id.chars().take(30).collect();
                refuse(
                    "sortition.nobody",
                    format!("{file} {row}행, 열 ‘{column}’: 신청자 명단에 ‘{shown}’이라는 사람이 없습니다."),
                    format!("{file}, row {row}, column `{column}`: nobody in the pool has the id `{shown}`"),
                )
            })?);
        }
        Ok(places)
    }

    /// Somebody's values in words, in the order of the features.
    pub fn values<'a>(&self, quotas: &'a Quotas, at: usize) -> Vec<&'a str> {
        let values = self.people.get(at).map(|person| person.values.as_slice()).unwrap_or_default();
        let word =
            |(value, feature): (&usize, &'a crate::quotas::Feature)| feature.quotas.get(*value).map_or("", |quota| quota.value.as_str());
        values.iter().zip(&quotas.features).map(word).collect()
    }
}

fn unknown(table: &Table, row: u64, place: usize, text: &str, feature: &crate::quotas::Feature) -> Refusal {
    let (file, column) = (&table.name, table.header().get(place).map_or("", String::as_str));
    let shown: String = text.chars().take(30).collect();
    let known = feature.quotas.iter().map(|quota| quota.value.as_str()).collect::<Vec<_>>().join(", ");
    refuse(
        "sortition.unknown-value",
        format!("{file} {row}행, 열 ‘{column}’의 값 ‘{shown}’에 대한 할당이 없습니다. 할당에 있는 값: {known}"),
        format!("{file}, row {row}, column `{column}`: `{shown}` has no quota; the quotas know: {known}"),
    )
}

pub(crate) fn no_id_twice(table: &Table, row: u64, place: usize, id: &str, ids: &mut HashMap<String, u64>) -> Result<(), Refusal> {
    let (file, column) = (&table.name, table.header().get(place).map_or("", String::as_str));
    if id.is_empty() {
        return Err(refuse(
            "sortition.no-id",
            format!("{file} {row}행, 열 ‘{column}’이 비어 있습니다. 사람마다 번호가 있어야 합니다."),
            format!("{file}, row {row}, column `{column}` is empty: everybody needs an id"),
        ));
    }
    match ids.insert(id.to_owned(), row) {
        None => Ok(()),
        Some(first) => Err(refuse(
            "sortition.id-twice",
            format!("{file} {row}행, 열 ‘{column}’: ‘{id}’은 {first}행에 이미 있습니다. 한 사람은 한 번만 있어야 합니다."),
            format!("{file}, row {row}, column `{column}`: `{id}` stands in row {first} already; one person, one row"),
        )),
    }
}

/// What makes people interchangeable: the same values, and households made up alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// For each feature, the place of the value among its quotas.
    pub values: Vec<usize>,
    /// The values of everybody in the household, sorted; empty for people who share none.
    pub household: Vec<Vec<usize>>,
}

/// The kinds of people in a pool, sorted, each with the places of its people in order.
pub(crate) fn kinds(people: &[Person]) -> BTreeMap<Kind, Vec<usize>> {
    let mut households: BTreeMap<&str, Vec<Vec<usize>>> = BTreeMap::new();
    for person in people {
        if let Some(key) = &person.household {
            households.entry(key).or_default().push(person.values.clone());
        }
    }
    for members in households.values_mut() {
        members.sort_unstable();
    }
    let mut kinds: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for (at, person) in people.iter().enumerate() {
        let household = person.household.as_deref().and_then(|key| households.get(key)).cloned().unwrap_or_default();
        kinds.entry(Kind { values: person.values.clone(), household }).or_default().push(at);
    }
    kinds
}
