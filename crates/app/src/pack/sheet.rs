use std::fmt::Display;
use std::str::FromStr;

use super::{PackFiles, Problem};

/// A CSV file of a pack: its rows, by column name.
pub(crate) struct Sheet {
    file: &'static str,
    columns: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

impl Sheet {
    /// Reads a file with these columns; those in `optional` may be missing. A missing file has no rows.
    pub(crate) fn read(files: &PackFiles, file: &'static str, needed: &[&str], optional: &[&str], problems: &mut Vec<Problem>) -> Self {
        let mut sheet = Self { file, columns: Vec::new(), rows: Vec::new() };
        let text = match files.text(file) {
            None => return sheet,
            Some(Ok(text)) => text,
            Some(Err(what)) => {
                problems.push(Problem::new(file, None, what));
                return sheet;
            }
        };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        match reader.headers() {
            Ok(header) => sheet.columns = header.iter().map(str::to_owned).collect(),
            Err(error) => problems.push(Problem::new(file, Some(1), error.to_string())),
        }
        for column in needed.iter().filter(|column| !sheet.columns.iter().any(|known| known == *column)) {
            problems.push(Problem::new(file, Some(1), format!("the column `{column}` is missing")));
        }
        for column in sheet.columns.iter().filter(|column| !needed.contains(&column.as_str()) && !optional.contains(&column.as_str())) {
            let near = report::nearest(column, needed.iter().chain(optional).copied());
            problems.push(Problem::new(file, Some(1), format!("the column `{column}` is unknown; nearest: {}", near.join(", "))));
        }
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
                    sheet.rows.push((line, record.iter().map(str::to_owned).collect()));
                }
                Err(error) => {
                    let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
                    problems.push(Problem::new(file, line, error.to_string()));
                }
            }
        }
        sheet
    }

    /// The rows, each with a place to note what is wrong with it.
    pub(crate) fn rows(&self) -> impl Iterator<Item = SheetRow<'_>> {
        self.rows.iter().map(|(line, cells)| SheetRow { sheet: self, line: *line, cells })
    }
}

/// One row of a sheet.
pub(crate) struct SheetRow<'s> {
    sheet: &'s Sheet,
    pub(crate) line: usize,
    cells: &'s [String],
}

impl SheetRow<'_> {
    pub(crate) fn file(&self) -> &'static str {
        self.sheet.file
    }

    pub(crate) fn problem(&self, what: impl Into<String>) -> Problem {
        Problem::new(self.sheet.file, Some(self.line), what)
    }

    /// The text of a cell; nothing where it is empty.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        let at = self.sheet.columns.iter().position(|known| known == column)?;
        self.cells.get(at).filter(|cell| !cell.is_empty()).cloned()
    }

    /// The text of a cell that may not be empty.
    pub(crate) fn need(&self, column: &str) -> Result<String, Problem> {
        self.text(column).ok_or_else(|| self.problem(format!("`{column}` is empty")))
    }

    /// A cell read as a `T`; nothing where it is empty.
    pub(crate) fn opt<T: FromStr>(&self, column: &str) -> Result<Option<T>, Problem>
    where
        T::Err: Display,
    {
        self.text(column).map(|text| text.parse().map_err(|error| self.problem(format!("`{column}`: {error}, found `{text}`")))).transpose()
    }

    /// A cell read as a `T`, not empty.
    pub(crate) fn get<T: FromStr>(&self, column: &str) -> Result<T, Problem>
    where
        T::Err: Display,
    {
        self.opt(column)?.ok_or_else(|| self.problem(format!("`{column}` is empty")))
    }
}
