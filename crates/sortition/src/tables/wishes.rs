//! Who must sit apart and who together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::Refusal;
use sheet::{Table, cell};

use crate::table::refuse;
use crate::tables::{Asked, People};

/// Wishes as places of people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wishes {
    /// For each person the number of their block: people who always sit together. Each is in one, most alone.
    pub(crate) block: Vec<usize>,
    /// The people of each block.
    pub(crate) blocks: Vec<Vec<usize>>,
    /// Pairs who never sit at one table, the smaller place first.
    pub(crate) apart: BTreeSet<(usize, usize)>,
}

/// Groups of ids written as `A:B,C:D:E`.
///
/// # Errors
/// Refuses a group of fewer than two.
pub fn groups(text: &str) -> Result<Vec<Vec<String>>, Refusal> {
    let group = |part: &str| {
        let ids: Vec<String> = part.split(':').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
        if ids.len() < 2 { Err(lonely(&format!("‘{part}’"), &format!("`{part}`"))) } else { Ok(ids) }
    };
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(group).collect()
}

/// Groups of ids in a file: the cells of each row below the header are one group.
///
/// # Errors
/// Refuses a row of fewer than two.
pub fn groups_of(table: &Table) -> Result<Vec<Vec<String>>, Refusal> {
    let name = &table.name;
    let group = |(row, cells): (u64, &csv::StringRecord)| {
        let ids = (0..cells.len()).map(|place| cell(cells, place).to_owned()).filter(|id| !id.is_empty());
        let ids: Vec<String> = ids.collect();
        if ids.len() < 2 { Err(lonely(&format!("{name} {row}행"), &format!("{name}, row {row}"))) } else { Ok(ids) }
    };
    table.rows().map(group).collect()
}

fn lonely(ko: &str, en: &str) -> Refusal {
    refuse(
        "sortition.tables.group",
        format!("{ko}: 두 사람 이상의 번호가 있어야 합니다. ‘A:B’처럼 적거나, 파일의 한 행에 적어 주십시오."),
        format!("{en}: name two people or more, as in `A:B`, or in one row of a file"),
    )
}

impl Wishes {
    pub(crate) fn new(people: &People, asked: &Asked, sizes: &[usize]) -> Result<Self, Refusal> {
        let known: HashMap<&str, usize> = people.ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
        let place = |id: &String| known.get(id.as_str()).copied().ok_or_else(|| nobody(id));
        let places = |groups: &[Vec<String>]| {
            groups.iter().map(|group| group.iter().map(place).collect::<Result<Vec<_>, _>>()).collect::<Result<Vec<_>, _>>()
        };
        let (together, apart) = (places(&asked.together)?, places(&asked.apart)?);
        let (block, blocks) = blocks(people.ids.len(), &together);
        let mut pairs = BTreeSet::new();
        for group in &apart {
            for (at, a) in group.iter().enumerate() {
                for b in group.iter().skip(at + 1) {
                    if block.get(*a) == block.get(*b) {
                        return Err(both(people, *a, *b));
                    }
                    pairs.insert((*a.min(b), *a.max(b)));
                }
            }
        }
        let wishes = Self { block, blocks, apart: pairs };
        wishes.fit(people, sizes)?;
        Ok(wishes)
    }

    /// What can be seen without searching: a block that no table holds; people pairwise apart who outnumber the tables.
    fn fit(&self, people: &People, sizes: &[usize]) -> Result<(), Refusal> {
        let most = sizes.iter().max().copied().unwrap_or_default();
        if let Some(block) = self.blocks.iter().find(|block| block.len() > most) {
            let (names, count) = (names(people, block), block.len());
            return Err(refuse(
                "sortition.tables.together",
                format!(
                    "함께 앉을 사람이 {count}명({names})인데 가장 큰 테이블도 {most}자리입니다. 함께 앉을 사람을 줄이거나 테이블을 키워 주십시오."
                ),
                format!(
                    "{count} people shall sit together ({names}), but the largest table has {most} seats: name fewer, or use larger tables"
                ),
            ));
        }
        let mut near: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let of = |person: usize| self.block.get(person).copied().unwrap_or_default();
        for (a, b) in &self.apart {
            near.entry(of(*a)).or_default().insert(of(*b));
            near.entry(of(*b)).or_default().insert(of(*a));
        }
        for start in near.keys() {
            let mut quarrel = vec![*start];
            for (next, around) in &near {
                if next != start && quarrel.iter().all(|one| around.contains(one)) {
                    quarrel.push(*next);
                }
            }
            if quarrel.len() > sizes.len() {
                let one_each: Vec<usize> = quarrel.iter().filter_map(|at| self.blocks.get(*at)?.first().copied()).collect();
                let (names, count, tables) = (names(people, &one_each), one_each.len(), sizes.len());
                return Err(refuse(
                    "sortition.tables.apart",
                    format!(
                        "서로 떨어져 앉을 사람이 {count}명({names})인데 테이블은 {tables}개입니다. 테이블을 늘리거나 떨어져 앉을 사람을 줄여 주십시오."
                    ),
                    format!("{count} people shall all sit apart ({names}), but there are {tables} tables: use more, or name fewer"),
                ));
            }
        }
        Ok(())
    }
}

/// Groups that share somebody become one block.
fn blocks(people: usize, together: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut first: Vec<usize> = (0..people).collect();
    for group in together {
        let joined: BTreeSet<usize> = group.iter().filter_map(|at| first.get(*at).copied()).collect();
        let least = joined.first().copied().unwrap_or_default();
        first.iter_mut().filter(|of| joined.contains(of)).for_each(|of| *of = least);
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (person, of) in first.iter().enumerate() {
        members.entry(*of).or_default().push(person);
    }
    let numbers: BTreeMap<usize, usize> = members.keys().enumerate().map(|(number, of)| (*of, number)).collect();
    (first.iter().map(|of| numbers.get(of).copied().unwrap_or_default()).collect(), members.into_values().collect())
}

fn names(people: &People, places: &[usize]) -> String {
    let shown: Vec<&str> = places.iter().take(12).filter_map(|at| people.ids.get(*at)).map(String::as_str).collect();
    shown.join(", ") + if places.len() > 12 { ", …" } else { "" }
}

fn nobody(id: &str) -> Refusal {
    refuse(
        "sortition.tables.nobody",
        format!("참여단 명단에 ‘{id}’이라는 사람이 없습니다. 번호가 든 열을 --id로 알려 주었는지 확인해 주십시오."),
        format!("nobody on the list has the id `{id}`: is the column of ids named with --id?"),
    )
}

fn both(people: &People, a: usize, b: usize) -> Refusal {
    let (a_id, b_id) = (names(people, &[a]), names(people, &[b]));
    if a == b {
        return refuse(
            "sortition.tables.both",
            format!("‘{a_id}’이 자기 자신과 떨어져 앉을 수는 없습니다."),
            format!("`{a_id}` cannot sit apart from themselves"),
        );
    }
    refuse(
        "sortition.tables.both",
        format!("‘{a_id}’과 ‘{b_id}’은 떨어져 앉아야 하면서 함께 앉아야 합니다(다른 사람을 통해서일 수도 있습니다). 하나를 빼 주십시오."),
        format!("`{a_id}` and `{b_id}` shall sit both apart and together (perhaps through others): take one wish back"),
    )
}
