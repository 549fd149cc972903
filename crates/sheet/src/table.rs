use csv::StringRecord;
use kernel::Refusal;
use unicode_normalization::UnicodeNormalization as _;

use crate::{Row, rows};

/// A header over rows.
#[derive(Clone, Debug)]
pub struct Table {
    /// What refusals call the file.
    pub name: String,
    header: Vec<String>,
    header_row: u64,
    rows: Vec<Row>,
}

/// A name as it is compared: composed (NFC), trimmed, blanks as one, letters small.
pub fn fold(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A cell; empty where the row is shorter.
pub fn cell(cells: &StringRecord, place: usize) -> &str {
    cells.get(place).unwrap_or_default()
}

impl Table {
    /// Reads a file's bytes; `name` is what refusals call it.
    ///
    /// # Errors
    /// Refuses what [`rows`] refuses, a file without rows below its header, and rows longer than the header.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let mut rows = rows(name, bytes)?;
        if rows.len() < 2 {
            return Err(Refusal::new(
                "file.empty",
                format!("{name}에 머리글과 그 아래 행이 있어야 합니다. 빈 파일이 아닌지 확인해 주십시오."),
                format!("{name} must have a header and rows below it: is the file empty?"),
            ));
        }
        let (header_row, header) = rows.remove(0);
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if let Some((row, _)) = rows.iter().find(|(_, cells)| cells.iter().skip(header.len()).any(|cell| !cell.is_empty())) {
            return Err(Refusal::new(
                "file.ragged-row",
                format!("{name} {row}행의 칸이 머리글보다 많습니다. 쉼표와 따옴표를 확인해 주십시오."),
                format!("{name}, row {row} has more cells than the header: look at its commas and quotes"),
            ));
        }
        Ok(Self { name: name.to_owned(), header, header_row, rows })
    }

    /// The columns' names, as written.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The rows below the header, each with its number in the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (u64, &StringRecord)> {
        self.rows.iter().map(|(row, cells)| (*row, cells))
    }

    /// The place of a column, if there is one.
    ///
    /// # Errors
    /// Refuses a column that stands twice.
    pub fn find(&self, column: &str) -> Result<Option<usize>, Refusal> {
        self.find_any(&[column])
    }

    /// The place of a column that must be there.
    ///
    /// # Errors
    /// Refuses a column that is missing or stands twice.
    pub fn place(&self, column: &str) -> Result<usize, Refusal> {
        self.place_any(&[column])
    }

    /// The place of a column that must be there by one of these names.
    ///
    /// # Errors
    /// Refuses a column that is missing, and two such columns.
    pub fn place_any(&self, names: &[&str]) -> Result<usize, Refusal> {
        self.find_any(names)?.ok_or_else(|| {
            let all = self.header.iter().filter(|name| !name.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ");
            let (name, row, either) = (&self.name, self.header_row, names.join(", "));
            Refusal::new(
                "file.column-missing",
                format!("{name}에 열 ‘{either}’이 없습니다. 머리글({row}행)에 있는 열: {all}"),
                format!("{name} has no column `{either}`; its header (row {row}) has: {all}"),
            )
        })
    }

    fn find_any(&self, names: &[&str]) -> Result<Option<usize>, Refusal> {
        let wanted: Vec<String> = names.iter().map(|name| fold(name)).collect();
        let mut places = self.header.iter().enumerate().filter(|(_, head)| wanted.contains(&fold(head))).map(|(place, _)| place);
        match (places.next(), places.next()) {
            (place, None) => Ok(place),
            (_, Some(second)) => {
                let (name, row, either, second) = (&self.name, self.header_row, names.join(", "), second + 1);
                Err(Refusal::new(
                    "file.column-twice",
                    format!("{name} {row}행에 열 ‘{either}’이 두 번 있습니다({second}번째 열). 하나의 이름을 바꿔 주십시오."),
                    format!("{name}, row {row}, has the column `{either}` twice (again as column {second}): rename one of them"),
                ))
            }
        }
    }

    /// The cells of the columns `wanted` in the first row that has `value` in `column`.
    ///
    /// # Errors
    /// Refuses a column that is missing or stands twice, and a value that no row has.
    pub fn look_up(&self, column: &str, value: &str, wanted: &[&str]) -> Result<Vec<String>, Refusal> {
        let at = self.place(column)?;
        let places = wanted.iter().map(|column| self.place(column)).collect::<Result<Vec<usize>, Refusal>>()?;
        let (_, found) = self.rows.iter().find(|(_, cells)| cell(cells, at) == value.trim()).ok_or_else(|| {
            Refusal::new(
                "file.not-there",
                format!("{}에 {column}이 ‘{value}’인 행이 없습니다.", self.name),
                format!("{} has no row whose {column} is `{value}`", self.name),
            )
        })?;
        Ok(places.iter().map(|place| cell(found, *place).to_owned()).collect())
    }
}
