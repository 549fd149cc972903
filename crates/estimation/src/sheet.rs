use std::borrow::Cow;

use csv::StringRecord;
use kernel::Refusal;

/// A table as an office sends it: named columns of text. UTF-8 (with or without a byte order mark), UTF-16 and CP949 are read; fields are
/// parted by comma, tab or semicolon, whichever the first line holds most of.
#[derive(Clone, Debug)]
pub struct Sheet {
    name: String,
    header: StringRecord,
    rows: Vec<StringRecord>,
}

impl Sheet {
    /// Reads a file's bytes; `name` is what refusals call it. Refuses text in an unknown encoding, ragged rows, and a file without rows.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let text = sheet::decode(name, bytes)?;
        let mut reader = csv::ReaderBuilder::new().delimiter(sheet::delimiter(&text)).from_reader(text.as_bytes());
        let broken = |error: &csv::Error| {
            let row = error.position().map_or(0, |position| position.record() + 1);
            Refusal::new(
                "estimation.ragged-row",
                format!("{name} {row}행의 칸 수가 머리글과 다르거나 읽을 수 없습니다. 쉼표와 따옴표를 확인해 주십시오."),
                format!("{name} row {row} has another number of fields than the header, or cannot be read: look at its commas and quotes"),
            )
        };
        let header: StringRecord = reader.headers().map_err(|error| broken(&error))?.iter().map(str::trim).collect();
        let rows: Vec<StringRecord> = reader.records().collect::<Result<_, _>>().map_err(|error| broken(&error))?;
        if rows.is_empty() {
            return Err(Refusal::new(
                "estimation.empty-file",
                format!("{name}에 머리글 아래 행이 없습니다. 응답이 든 파일을 주십시오."),
                format!("{name} has no rows below its header: give a file with answers"),
            ));
        }
        Ok(Self { name: name.to_owned(), header, rows })
    }

    /// What refusals call the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of rows below the header.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows; never so after [`Sheet::read`].
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The columns' names in their order.
    pub fn header(&self) -> Vec<&str> {
        self.header.iter().collect()
    }

    /// The cells of each row in turn.
    pub fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        self.rows.iter().map(|row| row.iter().map(str::trim).collect())
    }

    /// The place of a column. Refuses a name that is not there, or there twice.
    fn place(&self, column: &str) -> Result<usize, Refusal> {
        let mut places = self.header.iter().enumerate().filter(|(_, name)| *name == column).map(|(place, _)| place);
        let file = &self.name;
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(Refusal::new(
                "estimation.column-twice",
                format!("{file}에 {column} 열이 두 번 있습니다. 하나의 이름을 바꿔 주십시오."),
                format!("{file} has the column {column} twice: rename one of them"),
            )),
            (None, _) => {
                let all: Vec<&str> = self.header.iter().collect();
                let all = all.join(", ");
                Err(Refusal::new(
                    "estimation.unknown-column",
                    format!("{file}에 {column} 열이 없습니다. 있는 열: {all}."),
                    format!("{file} has no column {column}; it has {all}"),
                ))
            }
        }
    }

    /// The text of a column; `None` where nothing was entered (empty, `NA`, `N/A`, `#N/A`, `#NULL!` or a lone point).
    pub fn texts(&self, column: &str) -> Result<Vec<Option<&str>>, Refusal> {
        let place = self.place(column)?;
        Ok(self.rows.iter().map(|row| row.get(place).map(str::trim).filter(|text| !is_missing(text))).collect())
    }

    /// The numbers of a column; `None` where nothing was entered. Refuses a cell that is no finite number, by row and column.
    pub fn numbers(&self, column: &str) -> Result<Vec<Option<f64>>, Refusal> {
        self.texts(column)?
            .into_iter()
            .enumerate()
            .map(|(at, text)| text.map(|text| number(text).ok_or_else(|| self.no_number(at, column, text))).transpose())
            .collect()
    }

    /// The numbers of a column in which every row must have one.
    pub fn every_number(&self, column: &str) -> Result<Vec<f64>, Refusal> {
        self.numbers(column)?.into_iter().enumerate().map(|(at, value)| value.ok_or_else(|| self.nothing(at, column))).collect()
    }

    /// The text of a column in which every row must have some.
    pub fn every_text(&self, column: &str) -> Result<Vec<&str>, Refusal> {
        self.texts(column)?.into_iter().enumerate().map(|(at, text)| text.ok_or_else(|| self.nothing(at, column))).collect()
    }

    pub(crate) fn no_number(&self, at: usize, column: &str, text: &str) -> Refusal {
        let (file, row) = (&self.name, row(at));
        Refusal::new(
            "estimation.not-a-number",
            format!(
                "{file} {row}행 {column} 열의 '{text}'은(는) 숫자가 아닙니다. 응답하지 않은 칸은 비우거나 코드북에 무응답 코드로 적어 주십시오."
            ),
            format!(
                "{file} row {row}, column {column}: '{text}' is not a number; leave a cell without an answer empty, or mark its code as missing in the codebook"
            ),
        )
    }

    pub(crate) fn nothing(&self, at: usize, column: &str) -> Refusal {
        let (file, row) = (&self.name, row(at));
        Refusal::new(
            "estimation.empty-cell",
            format!("{file} {row}행의 {column} 열이 비어 있습니다. 채우거나 그 행을 빼 주십시오."),
            format!("{file} row {row} has nothing in column {column}: fill it in, or leave the row out"),
        )
    }

    /// The same table with one more column at its end. Refuses a name that is taken.
    pub fn with_column(mut self, column: &str, values: &[f64]) -> Result<Self, Refusal> {
        if self.header.iter().any(|name| name == column) {
            let file = &self.name;
            return Err(Refusal::new(
                "estimation.column-taken",
                format!("{file}에 이미 {column} 열이 있습니다. 그 열의 이름을 바꾸거나 --name으로 다른 이름을 주십시오."),
                format!("{file} already has a column {column}: rename it, or give another name with --name"),
            ));
        }
        self.header.push_field(column);
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.push_field(&value.to_string());
        }
        Ok(self)
    }

    /// The table as CSV, UTF-8.
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            writer.write_record(row).expect("memory takes every byte, and rows are as long as the header");
        }
        String::from_utf8(writer.into_inner().expect("memory takes every byte")).expect("text in, text out")
    }
}

/// The row of a record as spreadsheets count: the header is row 1.
pub(crate) fn row(at: usize) -> usize {
    at + 2
}

/// Whether a cell says that nothing was entered.
pub(crate) fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NA" | "N/A" | "#N/A" | "#NULL!" | ".")
}

/// A finite number; thousands may be parted by commas, as offices write them.
pub(crate) fn number(text: &str) -> Option<f64> {
    let plain = if text.contains(',') { Cow::Owned(without_commas(text)?) } else { Cow::Borrowed(text) };
    // "inf" and "nan" are numbers to the parser and to nobody else.
    let legal = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    plain.bytes().all(legal).then(|| plain.parse().ok()).flatten().filter(|value: &f64| value.is_finite())
}

fn without_commas(text: &str) -> Option<String> {
    let whole = text.trim_start_matches('-').split('.').next()?;
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let right = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    right.then(|| text.replace(',', ""))
}
