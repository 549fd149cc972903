use kernel::{Day, Lang, Money, Refusal};
use serde::{Deserialize, Serialize};

use super::columns::{Column, Columns};
use super::sheet::Sheet;

/// A cell that cannot be read: where it stands, what was found, what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The row's number in the file.
    pub row: usize,
    /// The column's heading.
    pub column: String,
    /// What the cell holds.
    pub found: String,
    /// What it should hold, in Korean and English.
    pub expected: (&'static str, &'static str),
}

impl Wrong {
    /// The sentence in a language.
    pub fn say(&self, lang: Lang) -> String {
        let Self { row, column, found, expected: (ko, en) } = self;
        lang.pick(
            format!("{row}행 ‘{column}’: ‘{found}’이(가) 있습니다. {ko}"),
            format!("row {row}, `{column}`: found `{found}`, expected {en}"),
        )
    }
}

/// What an official row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficialKind {
    /// 예산편성.
    Appropriate,
    /// 추경.
    Supplement,
    /// 전용, 이용, 이체.
    Transfer(crate::TransferKind),
    /// 원인행위.
    Commit,
    /// 원인행위 감액.
    Release,
    /// 지출.
    Disburse,
    /// 반납.
    Return,
}

impl OfficialKind {
    /// Reads a word of an official file.
    pub fn read(text: &str) -> Option<Self> {
        use crate::TransferKind as T;
        let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
        Some(match plain.as_str() {
            "예산편성" | "본예산" | "예산" | "당초예산" | "appropriate" | "appropriation" => Self::Appropriate,
            "추경" | "추가경정" | "추가경정예산" | "추경예산" | "supplement" => Self::Supplement,
            "전용" | "within" | "transfer" => Self::Transfer(T::Within),
            "이용" | "between" => Self::Transfer(T::Between),
            "이체" | "reorganisation" => Self::Transfer(T::Reorganisation),
            "원인행위" | "지출원인행위" | "commit" | "commitment" => Self::Commit,
            "원인행위감액" | "감액" | "원인행위취소" | "release" => Self::Release,
            "지출" | "지급" | "집행" | "disburse" | "disbursement" | "payment" => Self::Disburse,
            "반납" | "여입" | "반납여입" | "return" => Self::Return,
            _ => return None,
        })
    }

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Appropriate => "appropriate",
            Self::Supplement => "supplement",
            Self::Transfer(crate::TransferKind::Within) => "within",
            Self::Transfer(crate::TransferKind::Between) => "between",
            Self::Transfer(crate::TransferKind::Reorganisation) => "reorganisation",
            Self::Commit => "commit",
            Self::Release => "release",
            Self::Disburse => "disburse",
            Self::Return => "return",
        }
    }
}

/// What a row says, as it is kept and compared: readable cells in one spelling, others as they came.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) fiscal_year: String,
    pub(crate) line: String,
    pub(crate) kind: String,
    pub(crate) amount: String,
    pub(crate) day: String,
    pub(crate) commitment: String,
    pub(crate) other_line: String,
    pub(crate) note: String,
}

/// A row that could be read.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub(crate) fiscal_year: i16,
    pub(crate) line: Option<String>,
    pub(crate) kind: OfficialKind,
    pub(crate) amount: Money,
    pub(crate) day: Day,
    pub(crate) commitment: Option<String>,
    pub(crate) other_line: Option<String>,
    pub(crate) note: Option<String>,
}

/// Where a row comes from: system, document, and its place in the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Source {
    pub(crate) system: String,
    pub(crate) document: String,
    pub(crate) place: String,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}#{}", self.system, self.document, self.place)
    }
}

/// A row of an official file.
#[derive(Clone, Debug)]
pub(crate) struct OfficialRow {
    pub(crate) number: usize,
    pub(crate) source: Source,
    pub(crate) content: Content,
    pub(crate) read: Result<Read, Vec<Wrong>>,
}

/// An official file of single rows, read.
#[derive(Clone, Debug)]
pub struct OfficialFile {
    pub(crate) digest: String,
    pub(crate) rows: Vec<OfficialRow>,
}

impl OfficialFile {
    /// Reads the rows of a file; `system` is the source of rows that name none, `places` the decimals of the currency (2 where amounts are in
    /// dollars and cents). A file without the needed columns is refused whole.
    pub fn read(sheet: &Sheet, system: &str, places: u32) -> Result<Self, Refusal> {
        const NEEDED: [&[Column]; 6] =
            [&[Column::Document], &[Column::Year], &[Column::LineName, Column::Line], &[Column::Kind], &[Column::Amount], &[Column::Day]];
        let columns = Columns::find(sheet, &NEEDED)?;
        let data = sheet.rows.iter().skip(columns.rows_before);
        let filled = data.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        let rows = filled.map(|(number, cells)| row(*number, cells, &columns, &sheet.digest, (system, places))).collect();
        Ok(Self { digest: sheet.digest.clone(), rows })
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Says whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The SHA-256 of the file.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

const DAY: (&str, &str) = ("2021-03-31 같은 날짜여야 합니다.", "a day such as 2021-03-31");
const YEAR: (&str, &str) = ("2021 같은 네 자리 연도여야 합니다.", "a year such as 2021");
const KIND: (&str, &str) = (
    "예산편성, 추경, 전용, 이용, 이체, 원인행위, 감액, 지출, 반납 가운데 하나여야 합니다.",
    "one of appropriate, supplement, within, between, reorganisation, commit, release, disburse, return",
);
const AMOUNT: (&str, &str) =
    ("0보다 큰 정수여야 합니다(추경만 줄일 수 있습니다).", "a whole amount above zero (only a supplement may be negative)");
const DOCUMENT: (&str, &str) = ("공식 문서의 번호가 있어야 합니다.", "the number of the official document");
const LINE: (&str, &str) = ("세부사업의 코드나 이름이 있어야 합니다.", "the code or name of a budget line");
const COMMITMENT: (&str, &str) = ("원인행위의 번호가 있어야 합니다.", "the number of the commitment");
const OTHER: (&str, &str) = ("받을 세부사업이 있어야 합니다.", "the line that receives the money");

fn row(number: usize, cells: &[String], columns: &Columns, digest: &str, (system, places): (&str, u32)) -> OfficialRow {
    let text = |column| columns.cell(cells, column);
    let mut wrong = Vec::new();
    let mut missing = |column: Column, expected| {
        let found = text(column).unwrap_or_default().chars().take(60).collect();
        wrong.push(Wrong { row: number, column: columns.heading(column).to_owned(), found, expected });
    };
    let line_text = text(Column::Line).or_else(|| text(Column::LineName)).map(one_spaced);
    let (kind, amount, day) = (
        text(Column::Kind).and_then(OfficialKind::read),
        text(Column::Amount).and_then(|text| money(text, places)),
        text(Column::Day).and_then(day),
    );
    let year = text(Column::Year).and_then(year);
    let amount = amount.filter(|amount| amount.is_positive() || kind == Some(OfficialKind::Supplement) && *amount != Money::ZERO);
    let (commitment, other_line) = (text(Column::Commitment).map(one_spaced), text(Column::OtherLine).map(one_spaced));
    let document = text(Column::Document).map(one_spaced);
    if document.is_none() {
        missing(Column::Document, DOCUMENT);
    }
    for (column, there, expected) in [
        (Column::Year, year.is_some(), YEAR),
        (Column::Kind, kind.is_some(), KIND),
        (Column::Amount, amount.is_some(), AMOUNT),
        (Column::Day, day.is_some(), DAY),
    ] {
        if !there {
            missing(column, expected);
        }
    }
    let needs_commitment = matches!(kind, Some(OfficialKind::Release | OfficialKind::Disburse | OfficialKind::Return));
    if needs_commitment && commitment.is_none() {
        missing(Column::Commitment, COMMITMENT);
    }
    if !needs_commitment && line_text.is_none() {
        missing(Column::LineName, LINE);
    }
    if matches!(kind, Some(OfficialKind::Transfer(_))) && other_line.is_none() {
        missing(Column::OtherLine, OTHER);
    }
    let own = |column| text(column).unwrap_or_default().to_owned();
    let note = text(Column::Note).map(str::to_owned);
    let content = Content {
        fiscal_year: year.map_or_else(|| own(Column::Year), |year| year.to_string()),
        line: line_text.clone().unwrap_or_default(),
        kind: kind.map_or_else(|| own(Column::Kind), |kind| kind.code().to_owned()),
        amount: amount.map_or_else(|| own(Column::Amount), |amount| amount.units().to_string()),
        day: day.map_or_else(|| own(Column::Day), |day| day.to_string()),
        commitment: commitment.clone().unwrap_or_default(),
        other_line: other_line.clone().unwrap_or_default(),
        note: note.clone().unwrap_or_default(),
    };
    let read = match (year, kind, amount, day) {
        (Some(fiscal_year), Some(kind), Some(amount), Some(day)) if wrong.is_empty() => {
            Ok(Read { fiscal_year, line: line_text, kind, amount, day, commitment, other_line, note })
        }
        _ => Err(wrong),
    };
    let system = text(Column::System).unwrap_or(system).to_owned();
    // A row without its document is known by the file it came in.
    let (document, place) = match document {
        Some(document) => (document, text(Column::Place).map_or_else(|| "1".to_owned(), one_spaced)),
        None => (digest.chars().take(16).collect(), number.to_string()),
    };
    OfficialRow { number, source: Source { system, document, place }, content, read }
}

/// Text with single spaces.
fn one_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn year(text: &str) -> Option<i16> {
    let digits = text.trim_end_matches(['년', '도']).trim();
    digits.parse().ok().filter(|year| (1900..=2999).contains(year))
}

/// Money as offices write it, in smallest units: `1,000`, `1,000원`, `-1,000`, `△1,000`, `(1,000)`, and `1,000.50` where the currency has decimals.
pub(super) fn money(text: &str, places: u32) -> Option<Money> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    let plain = plain.trim_end_matches(|letter: char| letter.is_alphabetic()).trim_start_matches(['₩', '￦', '$', '€', '£']);
    let (lowered, digits) = match plain.strip_prefix(['-', '△', '▲', '−']) {
        Some(digits) => (true, digits),
        None => plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).map_or((false, plain), |digits| (true, digits)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    // Spreadsheets write whole numbers with a point at times.
    let part = part.trim_end_matches('0');
    let places = usize::try_from(places).ok()?;
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) || part.len() > places {
        return None;
    }
    let money = Money::new(format!("{whole}{part:0<places$}").parse().ok()?);
    if lowered { money.opposite().ok() } else { Some(money) }
}

/// A day as offices write it: `2021-03-31`, `2021.3.31.`, `2021/3/31`, `20210331`, `2021년 3월 31일`.
pub(super) fn day(text: &str) -> Option<Day> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| text.get(range);
        return Day::new(part(0..4)?.parse().ok()?, part(4..6)?.parse().ok()?, part(6..8)?.parse().ok()?);
    }
    // A time of day after the day is let go.
    let text = text.split_once([' ', 'T']).filter(|(_, rest)| rest.contains(':')).map_or(text, |(day, _)| day);
    let mut parts = text.split(['-', '.', '/', '년', '월', '일']).map(str::trim).filter(|part| !part.is_empty());
    let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Day::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?)
}
