use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kernel::{Day, Refusal};
use serde::{Deserialize, Serialize};

/// Rows that a file may have.
const ROWS_MAX: usize = 1_000_000;

/// The cells of a file, as text, with the numbers that rows have in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sheet {
    /// The file's SHA-256.
    pub digest: String,
    /// Every row, by its number from 1.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Sheet {
    /// Reads a file: XLSX (its first sheet), or CSV with commas, tabs or semicolons in UTF-8, UTF-16 with its mark, or CP949.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let rows = if bytes.starts_with(b"PK\x03\x04") {
            xlsx(bytes)?
        } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(Refusal::new(
                "ledger.file-old-spreadsheet",
                "옛 형식(XLS)의 파일입니다. XLSX나 CSV로 다시 저장해 주세요.",
                "This is a spreadsheet of the old format (XLS): save it as XLSX or CSV.",
            ));
        } else {
            csv_rows(&decode(bytes)?)?
        };
        if rows.len() > ROWS_MAX {
            return Err(Refusal::new(
                "ledger.file-too-long",
                format!("파일에 행이 {}개 있습니다. {ROWS_MAX}개까지 받습니다.", rows.len()),
                format!("The file has {} rows; up to {ROWS_MAX} are taken.", rows.len()),
            ));
        }
        let hex = bytes_digest(bytes);
        Ok(Self { digest: hex, rows })
    }
}

/// The SHA-256 of the bytes, in hexadecimal.
fn bytes_digest(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn decode(bytes: &[u8]) -> Result<String, Refusal> {
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

fn unreadable() -> Refusal {
    Refusal::new(
        "ledger.file-encoding",
        "파일의 글자를 읽을 수 없습니다. UTF-8이나 CP949(ANSI)로 저장한 CSV, 또는 XLSX여야 합니다.",
        "The letters of the file cannot be read: save it as CSV in UTF-8 or CP949, or as XLSX.",
    )
}

fn csv_rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, Refusal> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = *[b'\t', b';', b','].iter().max_by_key(|mark| first.bytes().filter(|byte| byte == *mark).count()).unwrap_or(&b',');
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            Refusal::new(
                "ledger.file-csv",
                format!("{line}행부터 CSV로 읽을 수 없습니다. 따옴표가 닫혔는지 확인해 주세요."),
                format!("From line {line} on the file is no CSV; is a quote left open?"),
            )
        })?;
        let row = record.position().and_then(|position| usize::try_from(position.line()).ok()).unwrap_or(0);
        rows.push((row, record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

fn xlsx(bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>, Refusal> {
    let wrong = |error: &dyn std::fmt::Display| {
        Refusal::new(
            "ledger.file-xlsx",
            format!("스프레드시트를 읽을 수 없습니다({error}). 다시 저장하거나 CSV로 보내 주세요."),
            format!("The spreadsheet cannot be read ({error}): save it again, or as CSV."),
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let Some(range) = book.worksheet_range_at(0) else { return Err(wrong(&"no sheet")) };
    let range = range.map_err(|error| wrong(&error))?;
    let start = range.start().and_then(|(row, _)| usize::try_from(row).ok()).unwrap_or(0);
    let number = |at: usize| start.saturating_add(at).saturating_add(1);
    let rows = range.rows().enumerate().map(|(at, cells)| (number(at), cells.iter().map(cell).collect()));
    Ok(rows.filter(|(_, cells): &(usize, Vec<String>)| cells.iter().any(|cell| !cell.is_empty())).collect())
}

fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            let day = i16::try_from(year).ok().zip(i8::try_from(month).ok()).zip(i8::try_from(day).ok());
            day.and_then(|((year, month), day)| Day::new(year, month, day)).map_or_else(|| data.to_string(), |day| day.to_string())
        }
        _ => data.to_string().trim().to_owned(),
    }
}
