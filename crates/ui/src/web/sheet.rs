//! Tables as files: CSV that office software opens as it is, and the same rows for paper.

use axum::response::Response;

use super::paper::{self, Order, Paper};
use super::{Problem, Scene, file, parameter};
use crate::Visit;

/// A cell of a sheet.
pub enum Cell {
    /// Text, which office software must not take for a formula.
    Text(String),
    /// A number.
    Number {
        /// As programs read it.
        number: String,
        /// As people read it.
        shown: String,
    },
}

impl Cell {
    /// A number that people and programs read alike.
    pub fn number(number: impl Into<String>) -> Self {
        let number = number.into();
        Self::Number { shown: number.clone(), number }
    }
}

/// Text that no spreadsheet runs: one that begins like a formula gets an apostrophe before it.
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

/// Says whether the visit asks for the page's table as a file: `format` is `csv`, `hwpx` or `pdf`.
pub fn is_asked(visit: &Visit) -> bool {
    parameter(visit, "format").is_some_and(|word| word == "csv" || Paper::of(word).is_some())
}

/// A table that somebody asked for as a file, and what the file says beside it.
pub struct Sheet<'a> {
    /// Who asks, and for what.
    pub visit: &'a Visit,
    /// Whose record it is, and where it ends.
    pub scene: &'a Scene,
    /// What the table shows.
    pub title: &'a str,
    /// What the file is saved under, without its ending; ASCII.
    pub name: &'a str,
    /// The unit of its amounts, which paper says above it; may be empty.
    pub unit: &'a str,
}

impl Sheet<'_> {
    /// The file: CSV in UTF-8 with its mark, so that Korean stays Korean, unless the visit asks for paper.
    ///
    /// # Errors
    /// Refuses more rows for paper than are printed at once.
    pub fn answer(self, head: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Response, Problem> {
        match parameter(self.visit, "format").and_then(Paper::of) {
            Some(paper) => self.printed(paper, head, rows.collect()),
            None => csv(self.name, head, rows),
        }
    }

    fn printed(self, paper: Paper, head: &[String], rows: Vec<Vec<Cell>>) -> Result<Response, Problem> {
        let document = paper::sheet(&self, head, rows)?;
        Order::new(self.scene, document, self.scene.day(), paper, self.name).answer()
    }

    /// Whose table it is, of which day, and how much of the record it knows.
    pub(super) fn subtitle(&self) -> String {
        let lang = self.visit.lang;
        let bureau = self.scene.city.as_ref().map_or("", |city| city.name.in_lang(lang));
        let day = parameter(self.visit, "day").map(|day| format!(" · {} {day}", crate::words(lang).as_of_day));
        let known = parameter(self.visit, "known").map_or_else(|| self.scene.head.seq.to_string(), str::to_owned);
        format!("{bureau}{} · {} {known}", day.unwrap_or_default(), crate::words(lang).known_at)
    }
}

fn csv(name: &str, head: &[String], rows: impl Iterator<Item = Vec<Cell>>) -> Result<Response, Problem> {
    let broken = |error: ::csv::Error| Problem::Broken(error.to_string());
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(head.iter().map(|text| harmless(text))).map_err(broken)?;
    for row in rows {
        let cells = row.into_iter().map(|cell| match cell {
            Cell::Text(text) => harmless(&text),
            Cell::Number { number, .. } => number,
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
