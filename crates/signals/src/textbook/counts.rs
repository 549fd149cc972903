//! Counts from an office's file: CSV (UTF-8, UTF-16 with its mark, CP949) or XLSX. What is wrong is named by row and column.

use std::collections::{BTreeMap, BTreeSet};

use csv::StringRecord;
use kernel::Refusal;
use sheet::{Table, cell};

/// The largest count of one week that is taken.
pub const COUNT_MAX: u32 = 10_000_000;
/// Weeks that a file may span: two centuries.
const WEEKS_MAX: usize = 10_400;
/// Areas that a scan may have.
const AREAS_MAX: usize = 5_000;

const WEEK: &[&str] = &["week", "주"];
const OBSERVED: &[&str] = &["observed", "count", "건수"];
const AREA: &[&str] = &["area", "community_area", "지역"];
const LON: &[&str] = &["lon", "x", "경도"];
const LAT: &[&str] = &["lat", "y", "위도"];

fn refuse(ko: String, en: String) -> Refusal {
    Refusal::new("signals.counts-file", ko, en)
}

/// A cell's value, or where and how it is wrong.
fn value<T>(table: &Table, row: u64, cells: &StringRecord, place: usize, need: Need<T>) -> Result<T, Refusal> {
    let cell = cell(cells, place);
    (need.read)(cell).ok_or_else(|| {
        let (name, column) = (&table.name, table.header().get(place).map_or("", String::as_str));
        let shown: String = cell.chars().take(40).collect();
        refuse(
            format!("{name} {row}행 ‘{column}’ 열의 ‘{shown}’: {}", need.ko),
            format!("{name}, row {row}, column `{column}`, has `{shown}`: {}", need.en),
        )
    })
}

/// What a cell must hold.
struct Need<T> {
    read: fn(&str) -> Option<T>,
    ko: &'static str,
    en: &'static str,
}

const COUNT_NEED: Need<u32> = Need {
    read: |cell| cell.parse().ok().filter(|count| *count <= COUNT_MAX),
    ko: "0에서 10000000 사이의 정수여야 합니다. 0건은 0으로 적어 주십시오.",
    en: "a whole number between 0 and 10000000 is needed; write 0 for no case",
};
const WEEK_NEED: Need<i64> = Need {
    read: |cell| cell.parse().ok().filter(|week: &i64| week.abs() < 1_000_000_000),
    ko: "주의 번호(정수)여야 합니다.",
    en: "the number of a week (a whole number) is needed",
};
const AREA_NEED: Need<String> = Need {
    read: |cell| (!cell.is_empty()).then(|| cell.to_owned()),
    ko: "지역의 이름이나 번호가 있어야 합니다.",
    en: "an area's name or number is needed",
};
const PLACE_NEED: Need<f64> = Need {
    read: |cell| cell.parse().ok().filter(|value: &f64| value.abs() < 1e9),
    ko: "좌표(숫자)여야 합니다.",
    en: "a coordinate (a number) is needed",
};

/// Counts week by week, without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The first week's number.
    pub first: i64,
    /// The counts, from the first week on.
    pub observed: Vec<u32>,
}

impl Counts {
    /// Reads columns `week` and `observed`; others are passed over. Weeks are whole numbers that go up by one.
    ///
    /// # Errors
    /// Refuses a missing column, a cell that is no number, a week left out or out of order, by row and column.
    pub fn read(table: &Table) -> Result<Self, Refusal> {
        let (week, observed) = (table.place_any(WEEK)?, table.place_any(OBSERVED)?);
        let mut counts = Self { first: 0, observed: Vec::with_capacity(table.rows().len()) };
        let mut due = None;
        for (row, cells) in table.rows() {
            let number = value(table, row, cells, week, WEEK_NEED)?;
            let due_now = *due.get_or_insert(number);
            if number != due_now {
                let name = &table.name;
                return Err(refuse(
                    format!("{name} {row}행 ‘week’ 열이 {number}입니다. {due_now}이어야 합니다: 주는 빠짐없이 하나씩 커져야 합니다."),
                    format!("{name}, row {row}, column `week`, is {number}, but {due_now} is due: weeks go up by one, none left out"),
                ));
            }
            if counts.observed.is_empty() {
                counts.first = number;
            }
            due = Some(number + 1);
            counts.observed.push(value(table, row, cells, observed, COUNT_NEED)?);
        }
        Ok(counts)
    }

    /// The place of a week's number; the first place where none is given.
    ///
    /// # Errors
    /// Refuses a week that the file does not have.
    pub fn place(&self, week: Option<i64>) -> Result<usize, Refusal> {
        let Some(week) = week else { return Ok(0) };
        usize::try_from(week - self.first).ok().filter(|place| *place < self.observed.len()).ok_or_else(|| {
            let last = self.week(self.observed.len().saturating_sub(1));
            Refusal::new(
                "signals.week",
                format!("{week}주는 파일에 없습니다. {}주에서 {last}주까지 있습니다.", self.first),
                format!("week {week} is not in the file, which has {} to {last}", self.first),
            )
        })
    }

    /// The number of the week at a place.
    pub fn week(&self, place: usize) -> i64 {
        self.first.saturating_add(i64::try_from(place).unwrap_or(i64::MAX))
    }
}

/// Where areas lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Centroids {
    /// Areas' names, in the file's order.
    pub names: Vec<String>,
    /// Their points, compared by plain distance.
    pub points: Vec<(f64, f64)>,
}

impl Centroids {
    /// Reads columns `area`, `lon`, `lat`.
    ///
    /// # Errors
    /// Refuses a missing column, a cell that is no number, an area that stands twice, and more than 5,000 areas.
    pub fn read(table: &Table) -> Result<Self, Refusal> {
        let (area, lon, lat) = (table.place_any(AREA)?, table.place_any(LON)?, table.place_any(LAT)?);
        let mut centroids = Self { names: Vec::new(), points: Vec::new() };
        let mut seen = BTreeSet::new();
        for (row, cells) in table.rows() {
            let name = value(table, row, cells, area, AREA_NEED)?;
            if !seen.insert(name.clone()) || seen.len() > AREAS_MAX {
                return Err(refuse(
                    format!("{} {row}행 ‘area’ 열의 지역 ‘{name}’이 두 번 나오거나 지역이 {AREAS_MAX}곳을 넘습니다.", table.name),
                    format!("{}, row {row}, column `area`: `{name}` stands twice, or there are more than {AREAS_MAX} areas", table.name),
                ));
            }
            centroids.names.push(name);
            centroids.points.push((value(table, row, cells, lon, PLACE_NEED)?, value(table, row, cells, lat, PLACE_NEED)?));
        }
        Ok(centroids)
    }
}

/// Counts by area and week; a pair that no row names is 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaCounts {
    /// The first week's number.
    pub first: i64,
    /// For each week from the first to the last, a count for each area in the order of the centroids.
    pub weeks: Vec<Vec<u32>>,
}

impl AreaCounts {
    /// Reads columns `area`, `week`, `count`, in any order of rows.
    ///
    /// # Errors
    /// Refuses a missing column, a cell that is no number, an area without a centroid, a pair that stands twice, more than 200 years.
    pub fn read(table: &Table, centroids: &Centroids) -> Result<Self, Refusal> {
        let (area, week, count) = (table.place_any(AREA)?, table.place_any(WEEK)?, table.place_any(OBSERVED)?);
        let places: BTreeMap<&str, usize> = centroids.names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let mut cells_of: BTreeMap<(i64, usize), u32> = BTreeMap::new();
        let at = |row: u64, ko: String, en: String| {
            refuse(format!("{} {row}행 ‘area’ 열: {ko}", table.name), format!("{}, row {row}, column `area`: {en}", table.name))
        };
        for (row, cells) in table.rows() {
            let name = value(table, row, cells, area, AREA_NEED)?;
            let number = value(table, row, cells, week, WEEK_NEED)?;
            let place = *places
                .get(name.as_str())
                .ok_or_else(|| at(row, format!("지역 ‘{name}’의 중심점이 없습니다."), format!("`{name}` has no centroid")))?;
            if cells_of.insert((number, place), value(table, row, cells, count, COUNT_NEED)?).is_some() {
                return Err(at(row, format!("{number}주의 ‘{name}’이 두 번 있습니다."), format!("`{name}` in week {number} stands twice")));
            }
        }
        let (first, last) = (cells_of.keys().next().map_or(0, |key| key.0), cells_of.keys().next_back().map_or(0, |key| key.0));
        let length = usize::try_from(last - first + 1).ok().filter(|length| *length <= WEEKS_MAX).ok_or_else(|| {
            refuse(
                format!("{}의 주가 {first}에서 {last}까지로 너무 깁니다({WEEKS_MAX}주까지). ‘week’ 열을 확인해 주십시오.", table.name),
                format!("{} spans weeks {first} to {last}, more than {WEEKS_MAX}: look at its column `week`", table.name),
            )
        })?;
        let mut weeks = vec![vec![0; centroids.names.len()]; length];
        for ((number, place), count) in cells_of {
            let cell = usize::try_from(number - first).ok().and_then(|week| weeks.get_mut(week)).and_then(|week| week.get_mut(place));
            *cell.expect("both were read above") = count;
        }
        Ok(Self { first, weeks })
    }
}
