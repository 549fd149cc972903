use kernel::Refusal;

use super::sheet::Sheet;

/// What a column of an official file means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    System,
    Document,
    Place,
    Year,
    Line,
    LineName,
    Kind,
    Amount,
    Day,
    Period,
    Commitment,
    OtherLine,
    Note,
}

/// The headings that mean a column: without spaces and brackets, in small letters.
const HEADINGS: [(Column, &[&str]); 13] = [
    (Column::System, &["출처시스템", "시스템", "시스템명", "출처", "sourcesystem", "system"]),
    (Column::Document, &["문서번호", "전표번호", "결의번호", "결의서번호", "출처문서번호", "sourcedocument", "documentnumber", "document"]),
    (Column::Place, &["행", "행번호", "순번", "일련번호", "문서행", "연번", "lineindocument", "sourceline", "place", "no"]),
    (Column::Year, &["회계연도", "회계년도", "연도", "년도", "fiscalyear", "year"]),
    (Column::Line, &["세부사업코드", "사업코드", "예산코드", "linecode", "line", "budgetline"]),
    (Column::LineName, &["세부사업", "세부사업명", "사업명", "linename"]),
    (Column::Kind, &["구분", "종류", "거래구분", "전표구분", "kind", "type", "act"]),
    (Column::Amount, &["금액", "거래금액", "집행금액", "합계", "amount", "sum", "total"]),
    (Column::Day, &["일자", "거래일자", "회계일자", "결의일자", "처리일자", "날짜", "day", "date"]),
    (Column::Period, &["기간", "기준월", "월", "기준일", "기준일자", "period", "month"]),
    (Column::Commitment, &["원인행위번호", "원인행위문서번호", "원인행위", "commitment", "commitmentdocument"]),
    (Column::OtherLine, &["상대세부사업", "상대사업", "전용받을사업", "otherline", "toline"]),
    (Column::Note, &["적요", "비고", "내용", "note", "description", "remark"]),
];

/// Rows before the headings that a file may have: titles, the day it was printed.
const HEAD_ROWS_MAX: usize = 20;

/// Where each column stands, under the heading that the file gives it.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    found: Vec<(Column, usize, String)>,
    /// How many rows stand before the first row of data.
    pub(super) rows_before: usize,
}

impl Columns {
    /// Finds the headings, and refuses a file that lacks one of those needed.
    pub(super) fn find(sheet: &Sheet, needed: &[&[Column]]) -> Result<Self, Refusal> {
        let heads = sheet.rows.iter().take(HEAD_ROWS_MAX).map(|(_, cells)| headings(cells));
        let best = heads.enumerate().max_by_key(|(at, found)| (found.len(), usize::MAX.saturating_sub(*at)));
        let (at, found) = best.filter(|(_, found)| found.len() > 1).unwrap_or_default();
        let columns = Self { found, rows_before: at.saturating_add(1) };
        if let Some((_, _, heading)) = columns.found.iter().find(|(column, _, heading)| *column == Column::Amount && is_scaled(heading)) {
            return Err(Refusal::new(
                "ledger.file-scaled",
                format!("‘{heading}’ 열이 원 단위가 아닙니다. 금액은 가장 작은 단위(원)로 내려받아 주세요."),
                format!("The column `{heading}` is not in the smallest unit: amounts have to be whole smallest units."),
            ));
        }
        let lacking: Vec<&str> = needed
            .iter()
            .filter(|any| !any.iter().any(|column| columns.at(*column).is_some()))
            .filter_map(|any| any.first().and_then(|column| name(*column)))
            .collect();
        if lacking.is_empty() {
            return Ok(columns);
        }
        let lacking = lacking.join(", ");
        Err(Refusal::new(
            "ledger.file-columns",
            format!("파일에 ‘{lacking}’ 열이 없습니다. 제목 행에 이 이름이 있어야 합니다."),
            format!("The file has no column `{lacking}`; its heading row has to name it."),
        ))
    }

    fn at(&self, column: Column) -> Option<&(Column, usize, String)> {
        self.found.iter().find(|(known, ..)| *known == column)
    }

    /// The heading that the file gives a column, or the one it should have.
    pub(super) fn heading(&self, column: Column) -> &str {
        self.at(column).map_or_else(|| name(column).unwrap_or_default(), |(_, _, heading)| heading)
    }

    /// The text of a cell; nothing where it is empty or there is no such column.
    pub(super) fn cell<'c>(&self, cells: &'c [String], column: Column) -> Option<&'c str> {
        let (_, at, _) = self.at(column)?;
        cells.get(*at).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }
}

fn headings(cells: &[String]) -> Vec<(Column, usize, String)> {
    let mut found: Vec<(Column, usize, String)> = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let plain = plain(cell);
        let column = HEADINGS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(column, _)| *column);
        if let Some(column) = column.filter(|column| !found.iter().any(|(known, ..)| known == column)) {
            found.push((column, at, cell.trim().to_owned()));
        }
    }
    found
}

/// A heading without spaces, marks and what stands in brackets.
fn plain(heading: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for letter in heading.chars().filter(|letter| *letter != '\u{feff}') {
        match letter {
            '(' | '[' | '（' => depth = depth.saturating_add(1),
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            letter if depth > 0 || letter.is_whitespace() || "_-·./:*".contains(letter) => {}
            letter => plain.extend(letter.to_lowercase()),
        }
    }
    plain
}

fn is_scaled(heading: &str) -> bool {
    ["천원", "백만원", "억원", "thousand", "million"].iter().any(|scale| heading.to_lowercase().replace(' ', "").contains(scale))
}

fn name(column: Column) -> Option<&'static str> {
    HEADINGS.iter().find(|(known, _)| *known == column).and_then(|(_, names)| names.first().copied())
}
