use std::collections::{BTreeSet, HashMap};

use kernel::{Money, Refusal};
use people::{By, Doing, authorise};
use serde::Serialize;
use store::{Failure, Tx, Value};

use super::columns::{Column, Columns};
use super::decide::Book;
use super::row::{Wrong, day, money, year};
use super::sheet::Sheet;
use crate::model::{EntryKind, LineKey};
use crate::rules::Refused;
use crate::{sql, tables};

/// A total that the official system gives for a line and a kind, in a day or a month.
#[derive(Clone, Debug)]
struct Total {
    number: usize,
    system: String,
    fiscal_year: i16,
    /// `2021-03` or `2021-03-31`.
    period: String,
    line: String,
    kind: EntryKind,
    amount: Money,
}

/// An official file of totals, read.
#[derive(Clone, Debug)]
pub struct StatementFile {
    digest: String,
    rows: Vec<Result<Total, Vec<Wrong>>>,
}

/// What importing a statement does or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatementImported {
    /// Totals that are new.
    pub new: usize,
    /// Totals that stand already.
    pub standing: usize,
    /// Totals that take the place of others for the same period, line and kind.
    pub changed: usize,
    /// What is wrong with rows; one refuses the file.
    pub wrong: Vec<(usize, Refusal)>,
}

const PERIOD: (&str, &str) =
    ("2021-03 같은 달이나 2021-03-31 같은 날짜여야 합니다.", "a month such as 2021-03 or a day such as 2021-03-31");
const YEAR: (&str, &str) = ("2021 같은 네 자리 연도여야 합니다.", "a year such as 2021");
const LINE: (&str, &str) = ("세부사업의 코드나 이름이 있어야 합니다.", "the code or name of a budget line");
const KIND: (&str, &str) = (
    "예산편성, 추경, 이월, 전용, 원인행위, 지출, 반납 가운데 하나여야 합니다.",
    "one of appropriate, supplement, carry_over, transfer, commit, disburse, return",
);
const AMOUNT: (&str, &str) = ("정수여야 합니다.", "a whole amount");

impl StatementFile {
    /// Reads the totals of a file; `system` is the source of rows that name none, `places` the decimals of the currency.
    pub fn read(sheet: &Sheet, system: &str, places: u32) -> Result<Self, Refusal> {
        const NEEDED: [&[Column]; 5] =
            [&[Column::Period, Column::Day], &[Column::Year], &[Column::LineName, Column::Line], &[Column::Kind], &[Column::Amount]];
        let columns = Columns::find(sheet, &NEEDED)?;
        let data = sheet.rows.iter().skip(columns.rows_before).filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
        let rows = data.map(|(number, cells)| total(*number, cells, &columns, (system, places))).collect();
        Ok(Self { digest: sheet.digest.clone(), rows })
    }

    /// The SHA-256 of the file.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Says whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

fn total(number: usize, cells: &[String], columns: &Columns, (system, places): (&str, u32)) -> Result<Total, Vec<Wrong>> {
    let text = |column| columns.cell(cells, column);
    let mut wrong = Vec::new();
    let mut missing = |column: Column, expected| {
        let found = text(column).unwrap_or_default().chars().take(60).collect();
        wrong.push(Wrong { row: number, column: columns.heading(column).to_owned(), found, expected });
    };
    let by_month = text(Column::Period).is_some();
    let period = text(Column::Period).or_else(|| text(Column::Day)).and_then(period);
    let fiscal_year = text(Column::Year).and_then(year);
    let line = text(Column::Line).or_else(|| text(Column::LineName));
    let kind = text(Column::Kind).and_then(kind);
    let amount = text(Column::Amount).and_then(|text| money(text, places));
    if period.is_none() {
        missing(if by_month { Column::Period } else { Column::Day }, PERIOD);
    }
    for (column, there, expected) in [
        (Column::Year, fiscal_year.is_some(), YEAR),
        (Column::LineName, line.is_some(), LINE),
        (Column::Kind, kind.is_some(), KIND),
        (Column::Amount, amount.is_some(), AMOUNT),
    ] {
        if !there {
            missing(column, expected);
        }
    }
    let (Some(period), Some(fiscal_year), Some(line), Some(kind), Some(amount)) = (period, fiscal_year, line, kind, amount) else {
        return Err(wrong);
    };
    // Official lists print money that came back without a sign; entries lower by it.
    let amount = if kind == EntryKind::Return && amount.is_positive() { amount.opposite().unwrap_or(amount) } else { amount };
    let system = text(Column::System).unwrap_or(system).to_owned();
    Ok(Total { number, system, fiscal_year, period, line: line.to_owned(), kind, amount })
}

fn period(text: &str) -> Option<String> {
    if let Some(day) = day(text) {
        return Some(day.to_string());
    }
    let plain = text.replace(['.', '/', '년'], "-").replace(['월', ' '], "");
    let (year, month) = match plain.trim_end_matches('-').split_once('-') {
        Some((year, month)) => (year.to_owned(), month.to_owned()),
        None if plain.len() == 6 && plain.is_ascii() => (plain.get(..4)?.to_owned(), plain.get(4..)?.to_owned()),
        None => return None,
    };
    let day = kernel::Day::new(year.parse().ok()?, month.parse().ok()?, 1).filter(|_| year.len() == 4)?;
    Some(format!("{:04}-{:02}", day.year(), day.month()))
}

fn kind(text: &str) -> Option<EntryKind> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect();
    Some(match plain.as_str() {
        "예산편성" | "본예산" | "예산" | "당초예산" | "appropriate" => EntryKind::Appropriate,
        "추경" | "추가경정" | "추경예산" | "supplement" => EntryKind::Supplement,
        "이월" | "이월액" | "carry_over" | "carry-over" => EntryKind::CarryOver,
        "전용" | "이용" | "이체" | "transfer" => EntryKind::Transfer,
        "원인행위" | "원인행위액" | "commit" => EntryKind::Commit,
        "지출" | "지출액" | "disburse" => EntryKind::Disburse,
        "반납" | "반납액" | "여입" | "return" => EntryKind::Return,
        _ => return None,
    })
}

/// A total with its line found, and the one that it takes the place of.
struct Placed<'f> {
    total: &'f Total,
    line: LineKey,
    replaces: Option<String>,
}

fn place<'f>(read: &mut store::Read, file: &'f StatementFile) -> Result<(StatementImported, Vec<Placed<'f>>), Failure> {
    let totals = || file.rows.iter().flatten();
    let years: BTreeSet<i16> = totals().map(|total| total.fiscal_year).collect();
    let mut book = Book::default();
    let mut standing: HashMap<String, (String, Money)> = HashMap::new();
    for year in years {
        sql::fill_book(read, &mut book, year, false)?;
        standing.extend(sql::statement_cells(read, year)?);
    }
    let mut done = StatementImported::default();
    let mut placed = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for row in &file.rows {
        let total = match row {
            Ok(total) => total,
            Err(wrong) => {
                let number = wrong.first().map_or(0, |wrong| wrong.row);
                done.wrong.push((number, Refused::Unreadable(wrong.clone()).refusal()));
                continue;
            }
        };
        let line = match book.line_named(total.fiscal_year, &total.line) {
            Ok(line) => line.key.clone(),
            Err(why) => {
                done.wrong.push((total.number, why.refusal()));
                continue;
            }
        };
        let cell = format!("{}\t{}\t{line}\t{}", total.system, total.period, total.kind.code());
        if !seen.insert(cell.clone()) {
            done.wrong.push((total.number, twice()));
            continue;
        }
        let replaces = match standing.get(&cell) {
            Some((_, amount)) if *amount == total.amount => {
                done.standing = done.standing.saturating_add(1);
                continue;
            }
            Some((id, _)) => Some(id.clone()),
            None => None,
        };
        let count = if replaces.is_some() { &mut done.changed } else { &mut done.new };
        *count = count.saturating_add(1);
        placed.push(Placed { total, line, replaces });
    }
    Ok((done, placed))
}

fn twice() -> Refusal {
    Refusal::new(
        "ledger.statement-twice",
        "같은 기간·세부사업·종류의 합계가 파일에 두 번 있습니다.",
        "The file gives two totals for one period, line and kind.",
    )
}

/// What importing a statement would do now, without doing it.
pub fn try_statement(read: &mut store::Read, file: &StatementFile) -> Result<StatementImported, Failure> {
    Ok(place(read, file)?.0)
}

/// An act of taking official totals, as the record keeps it.
#[derive(Serialize)]
struct StatementRows<'f> {
    file: &'f str,
    rows: usize,
}

/// Takes the official totals of a file, to hold the ledger against them. A wrong row refuses the whole file; the same file again does nothing.
pub fn import_statement(tx: &mut Tx, by: &By<'_>, file: &StatementFile) -> Result<StatementImported, Failure> {
    let act = Doing::new("ledger", "import-statement", &StatementRows { file: &file.digest, rows: file.rows.len() });
    let before = act.done(tx, by)?.is_some();
    let (done, placed) = place(tx, file)?;
    let policy = authorise(tx, by, "ledger.import-statement", &[])?;
    if let Some((row, refusal)) = done.wrong.first() {
        let (first, first_ko) = (format!("Row {row}: {}", refusal.en), format!("{row}행: {}", refusal.ko));
        return Err(Refused::WrongRows { rows: done.wrong.len(), first, first_ko }.into());
    }
    if before || placed.is_empty() {
        return Ok(done);
    }
    for Placed { total, line, replaces } in placed {
        let id = tx.id::<Total>();
        let values: [Value; 9] = [
            replaces.into(),
            total.system.as_str().into(),
            i64::from(total.fiscal_year).into(),
            total.period.as_str().into(),
            line.to_string().into(),
            total.kind.code().into(),
            total.amount.into(),
            file.digest.as_str().into(),
            i64::try_from(total.number).unwrap_or(0).into(),
        ];
        tx.save(&tables::STATEMENT, &id, values);
    }
    let day = tx.today();
    act.record(tx, by, &format!("ledger_file:{}", file.digest.get(..16).unwrap_or_default()), &policy, day)?;
    Ok(done)
}
