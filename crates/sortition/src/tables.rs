//! Seats a panel at tables over several rounds: tables mixed on chosen attributes, as many different people met as possible, named people
//! apart or together, facilitators in turn.
//!
//! The reference is GroupSelect (Verpoort, Dobler, *GroupSelect*; its LEGACY method: greedy filling and random rounds). Here all rounds are
//! searched together by annealing (`search.rs`); what was reached is counted afresh, without the search's own sums (`measures.rs`).

mod facilitators;
mod measures;
mod page;
mod search;
mod wishes;

use std::collections::{BTreeMap, HashMap};

use kernel::Refusal;
use sheet::{Table, cell, fold};

use crate::pool::no_id_twice;
use crate::table::refuse;

pub use measures::Measures;
pub use page::{tables_csv, tables_html};
pub use wishes::{groups, groups_of};

/// People that can be seated at most; who met whom is a square of them.
pub const PEOPLE_MAX: usize = 5_000;

/// Rounds at most.
const ROUNDS_MAX: usize = 50;

/// Who is seated, in the order of their ids, so that the order of rows in the file decides nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// The ids.
    pub ids: Vec<String>,
    /// The attributes to be mixed.
    pub attributes: Vec<Attribute>,
}

/// An attribute of people that tables are mixed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The column's name.
    pub name: String,
    /// Its values as first written, sorted; an empty cell is a value of its own.
    pub values: Vec<String>,
    /// For each person the place of their value.
    pub of: Vec<usize>,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The number of tables; from `size` if absent.
    pub tables: Option<usize>,
    /// Seats at a table at most; as equal as possible below it.
    pub size: Option<usize>,
    /// The number of rounds.
    pub rounds: usize,
    /// Groups of ids no two of whom ever sit at one table.
    pub apart: Vec<Vec<String>>,
    /// Groups of ids who sit at one table in every round.
    pub together: Vec<Vec<String>>,
    /// Names of facilitators: at least as many as tables, or none.
    pub facilitators: Vec<String>,
    /// Decides among equally good seatings.
    pub seed: u64,
}

/// Who sits where, in every round.
#[derive(Clone, Debug, PartialEq)]
pub struct Seating {
    /// Who is seated.
    pub people: People,
    /// The seats of each table.
    pub sizes: Vec<usize>,
    /// For each round, for each person, the table, from 0.
    pub rounds: Vec<Vec<usize>>,
    /// The facilitators' names.
    pub facilitators: Vec<String>,
    /// For each round, for each table, the facilitator's place; empty where there are none.
    pub facilitated: Vec<Vec<usize>>,
    /// The seed.
    pub seed: u64,
    /// How good it is.
    pub measures: Measures,
}

impl People {
    /// Reads the people of a file. Without a column of ids the number of the row below the header is the id.
    ///
    /// # Errors
    /// Refuses, by row and column: a missing column, an id that is empty or stands twice; and more than [`PEOPLE_MAX`] people.
    pub fn read(table: &Table, id: Option<&str>, mix: &[String]) -> Result<Self, Refusal> {
        if table.rows().len() > PEOPLE_MAX {
            let (name, count) = (&table.name, table.rows().len());
            return Err(refuse(
                "sortition.tables.people",
                format!("{name}에 {count}명이 있습니다. 테이블 배치는 {PEOPLE_MAX}명까지 받습니다."),
                format!("{name} has {count} people: up to {PEOPLE_MAX} can be seated"),
            ));
        }
        let id_at = id.map(|column| table.place(column)).transpose()?;
        let mut places: Vec<usize> = Vec::new();
        for column in mix {
            let place = table.place(column)?;
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let mut seen: HashMap<String, u64> = HashMap::new();
        let mut rows = Vec::with_capacity(table.rows().len());
        for (at, (row, cells)) in table.rows().enumerate() {
            let id = match id_at {
                None => (at + 1).to_string(),
                Some(place) => {
                    let id = cell(cells, place).to_owned();
                    no_id_twice(table, row, place, &id, &mut seen)?;
                    id
                }
            };
            rows.push((order(&id), places.iter().map(|place| cell(cells, *place).to_owned()).collect::<Vec<_>>()));
        }
        rows.sort();
        let attribute = |(at, place): (usize, &usize)| {
            let name = table.header().get(*place).cloned().unwrap_or_default();
            let texts: Vec<&str> = rows.iter().map(|(_, values)| values.get(at).map_or("", String::as_str)).collect();
            Attribute::new(name, &texts)
        };
        let attributes = places.iter().enumerate().map(attribute).collect();
        Ok(Self { ids: rows.iter().map(|((_, _, id), _)| id.clone()).collect(), attributes })
    }
}

impl Attribute {
    fn new(name: String, texts: &[&str]) -> Self {
        let mut known: BTreeMap<String, &str> = BTreeMap::new();
        for text in texts {
            known.entry(fold(text)).or_insert(text);
        }
        let places: HashMap<&String, usize> = known.keys().enumerate().map(|(at, key)| (key, at)).collect();
        let of = texts.iter().map(|text| places.get(&fold(text)).copied().unwrap_or_default()).collect();
        Self { name, values: known.into_values().map(ToOwned::to_owned).collect(), of }
    }

    /// How many people have each value.
    pub(crate) fn counts(&self) -> Vec<usize> {
        (0..self.values.len()).map(|value| self.of.iter().filter(|of| **of == value).count()).collect()
    }
}

/// Numbers by their size, before all other ids.
fn order(id: &str) -> (bool, u64, String) {
    let number = id.parse::<u64>().ok();
    (number.is_none(), number.unwrap_or_default(), id.to_owned())
}

/// Seats people: the wishes hold in every round; first as few cells (a table's count of a value) outside the floor and ceiling of their share
/// as can be found, then as many different pairs of people who meet. The same people, wishes and seed give the same seating everywhere.
///
/// # Errors
/// Refuses, with the names: tables, seats or rounds that cannot be; unknown people; people both apart and together; more together than a
/// table holds; more apart from one another than there are tables; wishes for which no seating was found; too few facilitators.
pub fn seat(people: People, asked: &Asked) -> Result<Seating, Refusal> {
    let sizes = sizes(people.ids.len(), asked)?;
    let wishes = wishes::Wishes::new(&people, asked, &sizes)?;
    facilitators::check(&asked.facilitators, sizes.len())?;
    let rounds = search::search(&people, &sizes, asked.rounds, &wishes, asked.seed)?;
    let facilitated = facilitators::assign(asked.facilitators.len(), &rounds, sizes.len(), asked.seed);
    let measures = Measures::new(&people, &sizes, &rounds, asked.facilitators.len(), &facilitated, wishes.apart.len());
    Ok(Seating { people, sizes, rounds, facilitators: asked.facilitators.clone(), facilitated, seed: asked.seed, measures })
}

/// The seats of each table: as equal as possible, none above the size asked for.
fn sizes(people: usize, asked: &Asked) -> Result<Vec<usize>, Refusal> {
    let wrong = |ko: String, en: String| Err(refuse("sortition.tables.size", ko, en));
    if asked.rounds == 0 || asked.rounds > ROUNDS_MAX {
        return wrong(format!("회차는 1에서 {ROUNDS_MAX} 사이여야 합니다."), format!("there must be 1 to {ROUNDS_MAX} rounds"));
    }
    let tables = match (asked.tables, asked.size) {
        (Some(tables), _) => tables,
        (None, Some(size)) => people.div_ceil(size.max(1)),
        (None, None) => 0,
    };
    if tables == 0 || asked.size == Some(0) || tables > people {
        return wrong(
            format!(
                "{people}명을 테이블 {tables}개에 앉힐 수 없습니다. 테이블 수는 1에서 {people} 사이, 한 테이블의 자리는 1 이상이어야 합니다."
            ),
            format!("{people} people cannot be seated at {tables} tables: choose 1 to {people} tables, and at least 1 seat at a table"),
        );
    }
    if let Some(size) = asked.size.filter(|size| size.saturating_mul(tables) < people) {
        let (seats, need) = (size.saturating_mul(tables), people.div_ceil(size));
        return wrong(
            format!(
                "{people}명이 자리 {size}개짜리 테이블 {tables}개({seats}석)에 다 앉을 수 없습니다. 테이블을 {need}개로 늘리거나 자리를 늘려 주십시오."
            ),
            format!("{people} people do not fit {tables} tables of {size} ({seats} seats): use {need} tables, or larger ones"),
        );
    }
    Ok((0..tables).map(|table| people / tables + usize::from(table < people % tables)).collect())
}
