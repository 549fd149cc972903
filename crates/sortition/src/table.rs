//! A file of an office as a table: CSV (UTF-8, UTF-16 with its mark, CP949) or XLSX; what is wrong is named by row.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use csv::StringRecord;
use kernel::Refusal;
use unicode_normalization::UnicodeNormalization as _;

/// Rows that a file may have below its header.
pub const ROWS_MAX: usize = 1_000_000;

/// A table of text with named columns.
#[derive(Clone, Debug)]
pub struct Table {
    /// What refusals call the file.
    pub name: String,
    header: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

/// A name as it is compared: trimmed, composed (NFC), spaces as one, letters small.
pub(crate) fn fold(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

pub(crate) fn refuse(code: &'static str, ko: String, en: String) -> Refusal {
    Refusal::new(code, ko, en)
}

impl Table {
    /// Reads a file's bytes. Rows are numbered as a spreadsheet shows them: the header is row 1. Empty rows are passed over.
    ///
    /// # Errors
    /// Refuses unreadable letters, an unclosed quote, rows longer than the header, more than [`ROWS_MAX`] rows, and a file without rows.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let mut lines = if bytes.starts_with(b"PK\x03\x04") { xlsx(name, bytes)? } else { csv_rows(name, &decode(name, bytes)?)? };
        lines.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        if lines.len() < 2 {
            return Err(refuse(
                "sortition.empty-file",
                format!("{name}에 머리글과 그 아래 행이 있어야 합니다. 빈 파일이 아닌지 확인해 주십시오."),
                format!("{name} must have a header and rows below it: is the file empty?"),
            ));
        }
        let header: Vec<String> = lines.remove(0).1.iter().map(|cell| cell.trim().to_owned()).collect();
        if lines.len() > ROWS_MAX {
            return Err(refuse(
                "sortition.too-long",
                format!("{name}에 행이 {}개 있습니다. {ROWS_MAX}개까지 받습니다.", lines.len()),
                format!("{name} has {} rows: up to {ROWS_MAX} are taken", lines.len()),
            ));
        }
        for (row, cells) in &lines {
            if cells.iter().skip(header.len()).any(|cell| !cell.trim().is_empty()) {
                return Err(refuse(
                    "sortition.ragged-row",
                    format!("{name} {row}행의 칸이 머리글보다 많습니다. 쉼표와 따옴표를 확인해 주십시오."),
                    format!("{name}, row {row} has more cells than the header: look at its commas and quotes"),
                ));
            }
        }
        Ok(Self { name: name.to_owned(), header, rows: lines })
    }

    /// The columns' names, as written.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The place of a column whose folded name is `column`, if there is one.
    ///
    /// # Errors
    /// Refuses a name that heads two columns.
    pub(crate) fn find(&self, column: &str) -> Result<Option<usize>, Refusal> {
        let wanted = fold(column);
        let mut places = self.header.iter().enumerate().filter(|(_, name)| fold(name) == wanted).map(|(place, _)| place);
        match (places.next(), places.next()) {
            (place, None) => Ok(place),
            (_, Some(second)) => Err(refuse(
                "sortition.column-twice",
                format!("{}에 열 ‘{column}’이 두 번 있습니다({}번째 열). 하나의 이름을 바꿔 주십시오.", self.name, second + 1),
                format!("{} has the column `{column}` twice (again as column {}): rename one of them", self.name, second + 1),
            )),
        }
    }

    /// The place of a column that must be there.
    ///
    /// # Errors
    /// Refuses a column that is missing or stands twice.
    pub(crate) fn place(&self, column: &str) -> Result<usize, Refusal> {
        self.find(column)?.ok_or_else(|| {
            let all = self.header.iter().filter(|name| !name.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ");
            refuse(
                "sortition.column-missing",
                format!("{}에 열 ‘{column}’이 없습니다. 머리글(1행)에 있는 열: {all}", self.name),
                format!("{} has no column `{column}`; its header (row 1) has: {all}", self.name),
            )
        })
    }

    /// The rows below the header, each with its number in the file.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (u64, &StringRecord)> {
        self.rows.iter().map(|(row, cells)| (*row, cells))
    }

    /// The cells of the columns `wanted` in the first row that has `value` in `column`.
    ///
    /// # Errors
    /// Refuses a column that is missing or stands twice, and a value that no row has.
    pub fn look_up(&self, column: &str, value: &str, wanted: &[&str]) -> Result<Vec<String>, Refusal> {
        let at = self.place(column)?;
        let places = wanted.iter().map(|column| self.place(column)).collect::<Result<Vec<usize>, Refusal>>()?;
        let found = self.rows.iter().find(|(_, cells)| cell(cells, at) == value.trim()).ok_or_else(|| {
            refuse(
                "sortition.not-there",
                format!("{}에 {column}이 ‘{value}’인 행이 없습니다.", self.name),
                format!("{} has no row whose {column} is `{value}`", self.name),
            )
        })?;
        Ok(places.iter().map(|place| cell(&found.1, *place).to_owned()).collect())
    }

    /// The number of rows below the header.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// A cell, trimmed; empty where the row is shorter.
pub(crate) fn cell(cells: &StringRecord, place: usize) -> &str {
    cells.get(place).unwrap_or_default().trim()
}

fn decode(name: &str, bytes: &[u8]) -> Result<String, Refusal> {
    let unreadable = || {
        let row = bytes.split(|byte| *byte == b'\n').position(|line| std::str::from_utf8(line).is_err()).map_or(1, |at| at + 1);
        refuse(
            "sortition.encoding",
            format!("{name} {row}행의 글자를 읽을 수 없습니다. UTF-8이나 CP949(ANSI)로 저장한 CSV, 또는 XLSX여야 합니다."),
            format!("the letters of {name}, row {row}, cannot be read: save it as CSV in UTF-8 or CP949, or as XLSX"),
        )
    };
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return if wrong { Err(unreadable()) } else { Ok(text.into_owned()) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    // What the registries of browsers call EUC-KR is CP949, Microsoft's extension of it.
    let (text, wrong) = encoding_rs::EUC_KR.decode_without_bom_handling(bytes);
    if wrong { Err(unreadable()) } else { Ok(text.into_owned()) }
}

fn csv_rows(name: &str, text: &str) -> Result<Vec<(u64, StringRecord)>, Refusal> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = *[b'\t', b';', b','].iter().max_by_key(|mark| first.bytes().filter(|byte| byte == *mark).count()).unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            refuse(
                "sortition.csv",
                format!("{name} {line}행부터 CSV로 읽을 수 없습니다. 따옴표가 닫혔는지 확인해 주십시오."),
                format!("from row {line} on {name} is no CSV: is a quote left open?"),
            )
        })?;
        rows.push((record.position().map_or(0, csv::Position::line), record));
    }
    Ok(rows)
}

fn xlsx(name: &str, bytes: &[u8]) -> Result<Vec<(u64, StringRecord)>, Refusal> {
    let wrong = |error: &dyn std::fmt::Display| {
        refuse(
            "sortition.xlsx",
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

/// Rows as CSV.
///
/// # Errors
/// Refuses if the text cannot be written.
pub(crate) fn csv<R: IntoIterator<Item = String>>(rows: impl IntoIterator<Item = R>) -> Result<String, Refusal> {
    let failed = |error: &dyn std::fmt::Display| {
        refuse("sortition.csv-out", format!("CSV를 쓸 수 없습니다({error})."), format!("the CSV cannot be written ({error})"))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().collect::<Vec<_>>()).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}
