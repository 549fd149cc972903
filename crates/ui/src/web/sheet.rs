//! Tables as CSV files that office software opens as they are.

use axum::response::Response;

use super::{Problem, file};

/// A cell of a sheet.
pub enum Cell {
    /// Text, which office software must not take for a formula.
    Text(String),
    /// A number, written as it is.
    Number(String),
}

/// Text that no spreadsheet runs: one that begins like a formula gets an apostrophe before it.
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

/// A sheet as a file: UTF-8 with its mark, so that Korean stays Korean.
pub fn answer(name: &str, head: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Response, Problem> {
    let broken = |error: csv::Error| Problem::Broken(error.to_string());
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(head.iter().map(|text| harmless(text))).map_err(broken)?;
    for row in rows {
        let cells = row.into_iter().map(|cell| match cell {
            Cell::Text(text) => harmless(&text),
            Cell::Number(number) => number,
        });
        writer.write_record(cells).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(file("text/csv; charset=utf-8", Some(&format!("{name}.csv")), bytes))
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_runs_as_a_formula() {
        for text in ["=1+1", "+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "서울", "a=b", "2021-03-31", " =1"] {
            assert_eq!(harmless(text), text);
        }
    }
}
