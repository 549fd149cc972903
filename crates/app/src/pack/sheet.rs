use std::fmt::Display;
use std::str::FromStr;

use kernel::{Code, Day, Lang, Scope};

use super::{PackFiles, Problem};

/// A CSV file of a pack: its rows, by column name.
pub(crate) struct Sheet {
    file: &'static str,
    columns: Vec<String>,
    rows: Vec<(usize, Vec<String>)>,
}

/// A column as a sheet's reader writes it: `name`, or `name:kind` where its cells are more than text.
#[derive(Clone, Copy)]
struct Column<'c> {
    name: &'c str,
    kind: &'c str,
    needed: bool,
}

impl<'c> Column<'c> {
    fn read(written: &'c str, needed: bool) -> Self {
        let (name, kind) = written.split_once(':').unwrap_or((written, ""));
        Self { name, kind, needed }
    }

    /// What is wrong with a cell: what was found, and what is expected.
    fn problem(self, cell: &str) -> Option<String> {
        let name = self.name;
        if cell.is_empty() {
            return self.needed.then(|| format!("`{name}` is empty: write {}", self.expected()));
        }
        let right = match self.kind {
            "" => true,
            "code" => cell.parse::<Code>().is_ok(),
            "int" | "money" => cell.parse::<i64>().is_ok(),
            "year" => cell.len() == 4 && cell.parse::<i16>().is_ok_and(|year| year > 0),
            "day" => cell.parse::<Day>().is_ok(),
            "scope" => cell.parse::<Scope>().is_ok(),
            words => words.split('|').any(|word| word == cell),
        };
        (!right).then(|| format!("`{name}` is {}, found `{}`", self.expected(), cell.chars().take(60).collect::<String>()))
    }

    fn expected(self) -> String {
        let words: &str = match self.kind {
            "" => "a text",
            "code" => "a code of lower-case letters a-z, digits, `-`, `.` and `/`",
            "int" => "a whole number",
            "money" => "a whole number of smallest units",
            "year" => "a year such as 2021",
            "day" => "a day such as 2021-03-31",
            "scope" => "`all` or `unit:CODE`",
            words => return words.replace('|', ", ").replacen(", ", " or ", usize::from(words.matches('|').count() == 1)),
        };
        words.to_owned()
    }
}

impl Sheet {
    /// Reads a file with these columns, each `name` or `name:kind` (code, int, money, year, day, scope, or words joined by `|`); those in `optional`
    /// may be missing or empty. Every wrong cell is a problem, and its row is left out. A missing file has no rows.
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
        let known: Vec<Column<'_>> = needed.iter().map(|column| Column::read(column, true)).collect();
        let known: Vec<Column<'_>> = known.into_iter().chain(optional.iter().map(|column| Column::read(column, false))).collect();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        match reader.headers() {
            Ok(header) => sheet.columns = header.iter().map(str::to_owned).collect(),
            Err(error) => problems.push(Problem::new(file, Some(1), error.to_string())),
        }
        let before = problems.len();
        sheet.header(&known, problems);
        let header_is_right = problems.len() == before;
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
                    let cells: Vec<String> = record.iter().map(str::to_owned).collect();
                    let wrong = if header_is_right { sheet.wrong(&known, &cells) } else { Vec::new() };
                    if wrong.is_empty() {
                        sheet.rows.push((line, cells));
                    }
                    problems.extend(wrong.into_iter().map(|what| Problem::new(file, Some(line), what)));
                }
                Err(error) => {
                    let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
                    problems.push(Problem::new(file, line, error.to_string()));
                }
            }
        }
        if !header_is_right {
            // Without its columns no row means anything.
            sheet.rows.clear();
        }
        sheet
    }

    fn header(&self, known: &[Column<'_>], problems: &mut Vec<Problem>) {
        let mut problem = |what: String| problems.push(Problem::new(self.file, Some(1), what));
        for column in known.iter().filter(|column| column.needed && !self.columns.iter().any(|found| found == column.name)) {
            problem(format!("the column `{}` is missing", column.name));
        }
        for (at, column) in self.columns.iter().enumerate() {
            if !known.iter().any(|known| known.name == column) {
                let near = report::nearest(column, known.iter().map(|column| column.name));
                let near = if near.is_empty() { known.iter().map(|column| column.name.to_owned()).collect() } else { near };
                problem(format!("the column `{column}` is unknown; nearest: {}", near.join(", ")));
            } else if self.columns.iter().take(at).any(|before| before == column) {
                problem(format!("the column `{column}` stands twice"));
            }
        }
    }

    fn wrong(&self, known: &[Column<'_>], cells: &[String]) -> Vec<String> {
        let cell =
            |name: &str| self.columns.iter().position(|column| column == name).and_then(|at| cells.get(at)).map_or("", String::as_str);
        known.iter().filter_map(|column| column.problem(cell(column.name))).collect()
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

    /// The cells `STEM_ko` and `STEM_en`: the city's first language may not be empty. Where the Korean is, the English stands in.
    pub(crate) fn words(&self, stem: &str, first: Lang) -> Result<(String, Option<String>), Problem> {
        self.need(&format!("{stem}_{}", first.code()))?;
        let (ko, en) = (self.text(&format!("{stem}_ko")), self.text(&format!("{stem}_en")));
        Ok((ko.or_else(|| en.clone()).unwrap_or_default(), en))
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
