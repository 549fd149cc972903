//! A file of an office as rows of text: CSV (UTF-8, UTF-16 with its mark, CP949) or XLSX; what is wrong is named by row.
//!
//! **Duty.** Bytes go in, text comes out, with the numbers that rows have in a spreadsheet: the header is row 1. It knows no column's meaning.
//!
//! **Words.** A *row* (행) has its number and its cells. A *table* (표) is a header over rows. A name is *folded* to be compared: composed (NFC), trimmed,
//! blanks as one, letters small.
//!
//! **Can never happen here.** A cell that moved to another row; letters that were guessed; a spreadsheet's date that became a number.
//!
//! **Start reading** at [`rows`], then [`Table`].
#![warn(missing_docs)]

mod quotes;
mod table;

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use csv::StringRecord;
use kernel::{Day, Refusal};

pub use quotes::Quotes;
pub use table::{Table, cell, fold};

/// Rows that a file may have.
pub const ROWS_MAX: usize = 1_000_001;

/// A row's number in the file, and its cells, trimmed.
pub type Row = (u64, StringRecord);

/// The rows of a file that are not empty; `name` is what refusals call it.
///
/// # Errors
/// Refuses unreadable letters, an unclosed quote, a damaged spreadsheet or one of the old format, and more than [`ROWS_MAX`] rows.
pub fn rows(name: &str, bytes: &[u8]) -> Result<Vec<Row>, Refusal> {
    let mut rows = if bytes.starts_with(b"PK\x03\x04") {
        xlsx(name, bytes)?
    } else {
        refuse_old(name, bytes)?;
        csv_rows(name, &decode(name, bytes)?)?
    };
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    if rows.len() > ROWS_MAX {
        return Err(Refusal::new(
            "file.too-long",
            format!("{name}에 행이 {}개 있습니다. {ROWS_MAX}개까지 받습니다.", rows.len()),
            format!("{name} has {} rows: up to {ROWS_MAX} are taken", rows.len()),
        ));
    }
    Ok(rows)
}

/// Refuses a spreadsheet of the old format, by its first bytes.
///
/// # Errors
/// That one.
pub fn refuse_old(name: &str, bytes: &[u8]) -> Result<(), Refusal> {
    if !bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Ok(());
    }
    Err(Refusal::new(
        "file.old-spreadsheet",
        format!("{name}은(는) 옛 형식(XLS)의 파일입니다. XLSX나 CSV로 다시 저장해 주십시오."),
        format!("{name} is a spreadsheet of the old format (XLS): save it as XLSX or CSV"),
    ))
}

/// What is said of a file whose quote, opened on this line, is never closed.
pub fn unclosed(name: &str, line: u64) -> Refusal {
    Refusal::new(
        "file.csv",
        format!("{name} {line}행에서 연 따옴표가 닫히지 않았습니다. 그 칸의 따옴표를 지우거나 닫아 주십시오."),
        format!("{name}: the quote opened in row {line} is never closed: remove it or close it"),
    )
}

/// The text of a file in UTF-8, UTF-16 with its mark, or CP949.
///
/// # Errors
/// Refuses letters that are none in any of them, by row.
pub fn decode<'b>(name: &str, bytes: &'b [u8]) -> Result<Cow<'b, str>, Refusal> {
    // What the registries of browsers call EUC-KR is CP949, Microsoft's extension of it.
    let (encoding, mark) = encoding_rs::Encoding::for_bom(bytes).unwrap_or_else(|| {
        let plain = std::str::from_utf8(bytes).is_ok();
        (if plain { encoding_rs::UTF_8 } else { encoding_rs::EUC_KR }, 0)
    });
    let (text, wrong) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
    if !wrong && !text.contains('\0') {
        return Ok(text);
    }
    let row = bytes.split(|byte| *byte == b'\n').position(|line| std::str::from_utf8(line).is_err()).map_or(1, |at| at + 1);
    Err(Refusal::new(
        "file.encoding",
        format!("{name} {row}행의 글자를 읽을 수 없습니다. UTF-8이나 CP949(ANSI)로 저장한 CSV, 또는 XLSX여야 합니다."),
        format!("the letters of {name}, row {row}, cannot be read: save it as CSV in UTF-8 or CP949, or as XLSX"),
    ))
}

/// The mark that parts cells: comma, tab or semicolon, whichever the first line that is not empty holds most of.
pub fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // The last of equals is taken, so a comma wins.
    *[b'\t', b';', b','].iter().max_by_key(|mark| first.bytes().filter(|byte| byte == *mark).count()).unwrap_or(&b',')
}

fn csv_rows(name: &str, text: &str) -> Result<Vec<Row>, Refusal> {
    let delimiter = delimiter(text);
    let mut quotes = Quotes::new(delimiter);
    quotes.feed(text.as_bytes());
    if let Some(line) = quotes.open() {
        return Err(unclosed(name, line));
    }
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(delimiter).trim(csv::Trim::All);
    let rows = reader.from_reader(text.as_bytes()).into_records().map(|record| {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            Refusal::new(
                "file.csv",
                format!("{name} {line}행부터 CSV로 읽을 수 없습니다. 따옴표가 닫혔는지 확인해 주십시오."),
                format!("from row {line} on {name} is no CSV: is a quote left open?"),
            )
        })?;
        // A record begins where the one before ended: empty lines between the two are none of its own.
        let row = record.position().map_or(0, |position| {
            let from = usize::try_from(position.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
            let empty = from.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n').count();
            position.line() + empty as u64
        });
        Ok((row, record))
    });
    rows.collect()
}

/// The name of a spreadsheet's first sheet, the one that is read.
pub fn first_sheet(bytes: &[u8]) -> Option<String> {
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    book.sheet_names().first().cloned()
}

/// The rows of the first sheet.
fn xlsx(name: &str, bytes: &[u8]) -> Result<Vec<Row>, Refusal> {
    let wrong = |error: &dyn std::fmt::Display| {
        Refusal::new(
            "file.xlsx",
            format!("{name}을(를) 스프레드시트로 읽을 수 없습니다({error}). 다시 저장하거나 CSV로 주십시오."),
            format!("{name} cannot be read as a spreadsheet ({error}): save it again, or as CSV"),
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let Some(range) = book.worksheet_range_at(0) else { return Err(wrong(&"no sheet")) };
    let range = range.map_err(|error| wrong(&error))?;
    let first = range.start().map_or(1, |(row, _)| u64::from(row) + 1);
    // Columns that are empty from the left on are columns all the same.
    let left = range.start().map_or(0, |(_, column)| column as usize);
    let row = |cells: &[Data]| std::iter::repeat_n(String::new(), left).chain(cells.iter().map(text)).collect();
    Ok((first..).zip(range.rows().map(row)).collect())
}

fn text(data: &Data) -> String {
    match data {
        Data::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            let day = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
            day.and_then(|((year, month), day)| Day::new(year, month, day)).map_or_else(|| data.to_string(), |day| day.to_string())
        }
        _ => data.to_string().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests;
