//! Counts from an office's file: CSV (UTF-8, UTF-16 with its mark, CP949) or XLSX. What is wrong is named by row and column.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use csv::StringRecord;
use kernel::Refusal;

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

/// A table of text with named columns. Rows are numbered as a spreadsheet shows them: the header is row 1.
pub struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

fn refuse(ko: String, en: String) -> Refusal {
    Refusal::new("signals.counts-file", ko, en)
}

impl Table {
    /// Reads a file's bytes; `name` is what refusals call it. Empty rows are passed over.
    ///
    /// # Errors
    /// Refuses unreadable letters, an unclosed quote, a damaged spreadsheet, and a file without rows.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let mut rows = if bytes.starts_with(b"PK\x03\x04") { xlsx(name, bytes)? } else { csv_rows(name, &decode(name, bytes)?)? };
        rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        if rows.len() < 2 {
            return Err(refuse(
                format!("{name}에 머리글과 그 아래 행이 있어야 합니다. 빈 파일이 아닌지 확인해 주십시오."),
                format!("{name} must have a header and rows below it: is the file empty?"),
            ));
        }
        let header = rows.remove(0).1.iter().map(|cell| cell.trim().to_lowercase()).collect();
        Ok(Self { name: name.to_owned(), header, rows })
    }

    fn place(&self, names: &[&str]) -> Result<usize, Refusal> {
        let mut places = self.header.iter().enumerate().filter(|(_, head)| names.contains(&head.as_str())).map(|(place, _)| place);
        let (name, either) = (&self.name, names.join(", "));
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(refuse(
                format!("{name} 1행에 같은 뜻의 열({either})이 두 번 있습니다. 하나만 남겨 주십시오."),
                format!("{name}, row 1, has two columns of one meaning ({either}): leave one"),
            )),
            _ => Err(refuse(
                format!("{name} 1행에 열 ‘{either}’ 가운데 하나가 있어야 합니다. 있는 열: {}", self.header.join(", ")),
                format!("{name}, row 1, must have a column named one of {either}; it has: {}", self.header.join(", ")),
            )),
        }
    }

    /// A cell's value, or where and how it is wrong.
    fn value<T>(&self, row: u64, cells: &StringRecord, place: usize, need: Need<T>) -> Result<T, Refusal> {
        let cell = cells.get(place).unwrap_or_default().trim();
        (need.read)(cell).ok_or_else(|| {
            let (name, column) = (&self.name, self.header.get(place).map_or("", String::as_str));
            let shown: String = cell.chars().take(40).collect();
            refuse(
                format!("{name} {row}행 ‘{column}’ 열의 ‘{shown}’: {}", need.ko),
                format!("{name}, row {row}, column `{column}`, has `{shown}`: {}", need.en),
            )
        })
    }
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
        let (week, observed) = (table.place(WEEK)?, table.place(OBSERVED)?);
        let mut counts = Self { first: 0, observed: Vec::with_capacity(table.rows.len()) };
        let mut due = None;
        for (row, cells) in &table.rows {
            let number = table.value(*row, cells, week, WEEK_NEED)?;
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
            counts.observed.push(table.value(*row, cells, observed, COUNT_NEED)?);
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
        let (area, lon, lat) = (table.place(AREA)?, table.place(LON)?, table.place(LAT)?);
        let mut centroids = Self { names: Vec::new(), points: Vec::new() };
        let mut seen = BTreeSet::new();
        for (row, cells) in table.rows.iter() {
            let name = table.value(*row, cells, area, AREA_NEED)?;
            if !seen.insert(name.clone()) || seen.len() > AREAS_MAX {
                return Err(refuse(
                    format!("{} {row}행 ‘area’ 열의 지역 ‘{name}’이 두 번 나오거나 지역이 {AREAS_MAX}곳을 넘습니다.", table.name),
                    format!("{}, row {row}, column `area`: `{name}` stands twice, or there are more than {AREAS_MAX} areas", table.name),
                ));
            }
            centroids.names.push(name);
            centroids.points.push((table.value(*row, cells, lon, PLACE_NEED)?, table.value(*row, cells, lat, PLACE_NEED)?));
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
        let (area, week, count) = (table.place(AREA)?, table.place(WEEK)?, table.place(OBSERVED)?);
        let places: BTreeMap<&str, usize> = centroids.names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let mut cells_of: BTreeMap<(i64, usize), u32> = BTreeMap::new();
        let at = |row: u64, ko: String, en: String| {
            refuse(format!("{} {row}행 ‘area’ 열: {ko}", table.name), format!("{}, row {row}, column `area`: {en}", table.name))
        };
        for (row, cells) in &table.rows {
            let name = table.value(*row, cells, area, AREA_NEED)?;
            let number = table.value(*row, cells, week, WEEK_NEED)?;
            let place = *places
                .get(name.as_str())
                .ok_or_else(|| at(*row, format!("지역 ‘{name}’의 중심점이 없습니다."), format!("`{name}` has no centroid")))?;
            if cells_of.insert((number, place), table.value(*row, cells, count, COUNT_NEED)?).is_some() {
                return Err(at(
                    *row,
                    format!("{number}주의 ‘{name}’이 두 번 있습니다."),
                    format!("`{name}` in week {number} stands twice"),
                ));
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

fn decode(name: &str, bytes: &[u8]) -> Result<String, Refusal> {
    let unreadable = || {
        let row = bytes.split(|byte| *byte == b'\n').position(|line| std::str::from_utf8(line).is_err()).map_or(1, |at| at + 1);
        refuse(
            format!("{name} {row}행의 글자를 읽을 수 없습니다. UTF-8이나 CP949(ANSI)로 저장한 CSV, 또는 XLSX여야 합니다."),
            format!("the letters of {name}, row {row}, cannot be read: save it as CSV in UTF-8 or CP949, or as XLSX"),
        )
    };
    // What the registries of browsers call EUC-KR is CP949, Microsoft's extension of it.
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or_else(|| {
        let plain = std::str::from_utf8(bytes).is_ok();
        (if plain { encoding_rs::UTF_8 } else { encoding_rs::EUC_KR }, 0)
    });
    let (text, wrong) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
    if wrong { Err(unreadable()) } else { Ok(text.into_owned()) }
}

fn csv_rows(name: &str, text: &str) -> Result<Vec<(u64, StringRecord)>, Refusal> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = *[b'\t', b';', b','].iter().max_by_key(|mark| first.bytes().filter(|byte| byte == *mark).count()).unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let rows = reader.records().map(|record| {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            refuse(
                format!("{name} {line}행부터 CSV로 읽을 수 없습니다. 따옴표가 닫혔는지 확인해 주십시오."),
                format!("from row {line} on {name} is no CSV: is a quote left open?"),
            )
        })?;
        Ok((record.position().map_or(0, csv::Position::line), record))
    });
    rows.collect()
}

fn xlsx(name: &str, bytes: &[u8]) -> Result<Vec<(u64, StringRecord)>, Refusal> {
    let wrong = |error: &dyn std::fmt::Display| {
        refuse(
            format!("{name}을 스프레드시트로 읽을 수 없습니다({error}). 다시 저장하거나 CSV로 주십시오."),
            format!("{name} cannot be read as a spreadsheet ({error}): save it again, or as CSV"),
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let Some(range) = book.worksheet_range_at(0) else { return Err(wrong(&"no sheet")) };
    let range = range.map_err(|error| wrong(&error))?;
    let first = range.start().map_or(1, |(row, _)| u64::from(row) + 1);
    Ok((first..).zip(range.rows().map(|cells| cells.iter().map(ToString::to_string).collect())).collect())
}
