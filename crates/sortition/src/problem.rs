//! The drawing as whole numbers: how many people of each type a panel takes.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a type or a row of this problem")]

use kernel::Refusal;

use crate::pool::{Kind, Person, Pool, kinds};
use crate::quotas::Quotas;
use crate::table::refuse;

/// What a row of the problem stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The panel has its size.
    Size,
    /// A quota: the places of the feature and of its value.
    Quota(usize, usize),
    /// At most one person from each household of a make.
    Household,
    /// A consequence of the others for whole numbers, found on the way and proved apart.
    Cut,
}

/// `low <= sum of coefficient * count <= high`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it stands for.
    pub what: What,
    /// Types with their coefficients.
    pub terms: Vec<(usize, i64)>,
    /// The least value.
    pub low: i64,
    /// The greatest value.
    pub high: i64,
}

/// People who are interchangeable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// What makes them so.
    pub kind: Kind,
    /// Their places in the pool, in its order.
    pub people: Vec<usize>,
}

/// How many people of each type, in the order of the problem's types.
pub type Panel = Vec<u32>;

/// The drawing: types of people, and what every panel must meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The types, in a fixed order that the order of rows in the files does not touch.
    pub types: Vec<Type>,
    /// What must hold; the first row is the size.
    pub rows: Vec<Row>,
    /// People in a panel.
    pub size: u32,
}

/// Who is on the panel already and who may not be.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Places in the pool of people who are on the panel already.
    pub chosen: Vec<usize>,
    /// Places in the pool of people who are left out.
    pub left_out: Vec<usize>,
}

impl Problem {
    /// The problem of drawing `size` people from a pool under quotas. People already chosen count towards size and quotas, and close
    /// their households; types hold the others.
    ///
    /// # Errors
    /// Refuses a size of 0 or above the pool's, and chosen people who break a maximum or share a household.
    pub fn new(pool: &Pool, quotas: &Quotas, size: u32, given: &Given) -> Result<Self, Refusal> {
        let open = open_people(pool, given);
        let chosen = u32::try_from(given.chosen.len()).unwrap_or(u32::MAX);
        let available = open.iter().filter(|open| **open).count() + given.chosen.len();
        if size == 0 || size as usize > available {
            return Err(refuse(
                "sortition.size",
                format!("{available}명 가운데 {size}명을 뽑을 수 없습니다. 인원을 1명에서 {available}명 사이로 정해 주십시오."),
                format!("{size} people cannot be drawn from {available}: choose a size from 1 to {available}"),
            ));
        }
        let left = size.checked_sub(chosen).ok_or_else(|| {
            refuse(
                "sortition.chosen-too-many",
                format!("이미 정해진 사람이 {chosen}명으로 인원 {size}명보다 많습니다."),
                format!("{chosen} people are chosen already, more than the {size} of the panel"),
            )
        })?;
        let places: Vec<usize> = (0..pool.people.len()).filter(|at| open[*at]).collect();
        let people: Vec<Person> = places.iter().map(|at| pool.people[*at].clone()).collect();
        let kinds = kinds(&people);
        let types: Vec<Type> =
            kinds.into_iter().map(|(kind, members)| Type { kind, people: members.into_iter().map(|at| places[at]).collect() }).collect();
        let mut rows = vec![Row {
            what: What::Size,
            terms: (0..types.len()).map(|at| (at, 1)).collect(),
            low: i64::from(left),
            high: i64::from(left),
        }];
        for (feature, quota_of) in quotas.features.iter().enumerate() {
            for (value, quota) in quota_of.quotas.iter().enumerate() {
                let taken = given.chosen.iter().filter(|at| pool.people[**at].values[feature] == value).count();
                let taken = i64::try_from(taken).unwrap_or(i64::MAX);
                if taken > i64::from(quota.max) {
                    let (name, value, max) = (&quota_of.name, &quota.value, quota.max);
                    return Err(refuse(
                        "sortition.chosen-over-max",
                        format!("이미 정해진 사람 가운데 {name} ‘{value}’이 {taken}명으로 최대 {max}명보다 많습니다."),
                        format!("{taken} of the chosen have {name} `{value}`, over its maximum of {max}"),
                    ));
                }
                let terms = (0..types.len()).filter(|at| types[*at].kind.values[feature] == value).map(|at| (at, 1)).collect();
                let (low, high) = (i64::from(quota.min) - taken, i64::from(quota.max) - taken);
                rows.push(Row { what: What::Quota(feature, value), terms, low: low.max(0), high: high.min(i64::from(left)) });
            }
        }
        rows.extend(household_rows(&types));
        Ok(Self { types, rows, size: left })
    }

    /// How many people each type has.
    pub fn counts(&self) -> Vec<u32> {
        self.types.iter().map(|of| u32::try_from(of.people.len()).unwrap_or(u32::MAX)).collect()
    }

    /// Whether a panel takes no more than there are and meets every row.
    pub fn admits(&self, panel: &[u32]) -> bool {
        panel.len() == self.types.len()
            && self.types.iter().zip(panel).all(|(of, count)| *count as usize <= of.people.len())
            && self.rows.iter().all(|row| (row.low..=row.high).contains(&row.value(panel)))
    }
}

impl Row {
    /// The row's sum for a panel.
    pub fn value(&self, panel: &[u32]) -> i64 {
        self.terms.iter().map(|(at, by)| by * i64::from(panel[*at])).sum()
    }
}

/// Who can still be drawn: neither chosen, nor left out, nor of a household that somebody chosen comes from.
fn open_people(pool: &Pool, given: &Given) -> Vec<bool> {
    let mut open = vec![true; pool.people.len()];
    for at in given.chosen.iter().chain(&given.left_out) {
        open[*at] = false;
    }
    let closed: std::collections::BTreeSet<&String> = given.chosen.iter().filter_map(|at| pool.people[*at].household.as_ref()).collect();
    for (open, person) in open.iter_mut().zip(&pool.people) {
        *open &= !person.household.as_ref().is_some_and(|key| closed.contains(key));
    }
    open
}

/// Households of one make (the same values at home) are interchangeable: from `h` of them a panel takes at most `h` people.
pub(crate) fn household_rows(types: &[Type]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: Vec<&Vec<Vec<usize>>> = Vec::new();
    for of in types.iter().filter(|of| !of.kind.household.is_empty()) {
        if seen.contains(&&of.kind.household) {
            continue;
        }
        seen.push(&of.kind.household);
        let members: Vec<usize> = (0..types.len()).filter(|at| types[*at].kind.household == of.kind.household).collect();
        let people: usize = members.iter().map(|at| types[*at].people.len()).sum();
        let households = i64::try_from(people / of.kind.household.len()).unwrap_or(i64::MAX);
        rows.push(Row { what: What::Household, terms: members.into_iter().map(|at| (at, 1)).collect(), low: 0, high: households });
    }
    rows
}
