use std::collections::{BTreeMap, HashMap};

use kernel::Refusal;

use crate::sheet::row;
use crate::{Codebook, Sheet};

/// How many people of the city fall into each cell of one or several variables: what weights must add up to.
///
/// As a table: the variables' names, then `Freq` (인원, 인구) at the end of the header; one row for each cell.
#[derive(Clone, Debug)]
pub struct Margin {
    file: String,
    variables: Vec<String>,
    cells: Vec<(Vec<String>, f64)>,
}

impl Margin {
    /// Reads a margin. Refuses counts below zero or missing, a cell that stands twice, and a table without a count at its end.
    pub fn read(sheet: &Sheet) -> Result<Self, Refusal> {
        let file = sheet.name();
        let header = sheet.header();
        let Some((count, variables)) = header
            .split_last()
            .filter(|(count, variables)| !variables.is_empty() && matches!(**count, "Freq" | "freq" | "인원" | "인구" | "명"))
        else {
            let header = header.join(", ");
            return Err(Refusal::new(
                "estimation.no-margin",
                format!("{file}은(는) 모집단 구성 파일이 아닙니다. 머리글은 변수,Freq여야 하는데 {header}입니다."),
                format!("{file} is no margin: its header must be variable,Freq and is {header}"),
            ));
        };
        let counts = sheet.every_number(count)?;
        let mut cells: Vec<(Vec<String>, f64)> = Vec::new();
        let mut seen = BTreeMap::new();
        for (at, (cell, count)) in sheet.rows().zip(counts).enumerate() {
            let mut cell: Vec<String> = cell.into_iter().map(str::to_owned).collect();
            cell.pop();
            let shown = cell.join(" × ");
            let at = row(at);
            if count < 0.0 {
                return Err(Refusal::new(
                    "estimation.margin-below-zero",
                    format!("{file} {at}행: {shown}의 인원이 {count}입니다. 0보다 작을 수 없습니다."),
                    format!("{file} row {at}: {shown} has {count} people; it cannot be below zero"),
                ));
            }
            if let Some(first) = seen.insert(cell.clone(), at) {
                return Err(Refusal::new(
                    "estimation.margin-cell-twice",
                    format!("{file} {at}행: {shown}은(는) {first}행에도 있습니다. 합치거나 하나를 지워 주십시오."),
                    format!("{file} row {at}: {shown} stands in row {first} too; merge them or take one out"),
                ));
            }
            cells.push((cell, count));
        }
        Ok(Self { file: file.to_owned(), variables: variables.iter().map(|name| (*name).to_owned()).collect(), cells })
    }

    /// The variables, as people read them.
    pub fn name(&self) -> String {
        self.variables.join(" × ")
    }

    /// Puts each row of the answers into its cell. Refuses a row without the variable or with a value that the margin does not know.
    pub fn cells(&self, sheet: &Sheet, book: &Codebook) -> Result<Cells, Refusal> {
        let columns: Vec<Vec<Option<&str>>> =
            self.variables.iter().map(|variable| sheet.texts(variable)).collect::<Result<_, Refusal>>()?;
        // A number for each value of each variable, and from these one for each cell: no text is compared twice.
        let mut values: Vec<HashMap<&str, usize>> = vec![HashMap::new(); self.variables.len()];
        let mut place: HashMap<usize, usize> = HashMap::new();
        let base = self.cells.len() + 1;
        let key = |numbers: &[usize]| numbers.iter().fold(0, |key, number| key * base + number);
        for (at, (cell, _)) in self.cells.iter().enumerate() {
            let mut numbers = Vec::new();
            for ((variable, value), known) in self.variables.iter().zip(cell).zip(&mut values) {
                let fresh = known.len() + 1;
                numbers.push(*known.entry(book.code(variable, value)).or_insert(fresh));
            }
            place.insert(key(&numbers), at);
        }
        let mut of = Vec::with_capacity(sheet.len());
        let mut numbers = Vec::with_capacity(self.variables.len());
        for at in 0..sheet.len() {
            numbers.clear();
            for ((column, variable), known) in columns.iter().zip(&self.variables).zip(&values) {
                let value = column.get(at).copied().flatten().ok_or_else(|| sheet.nothing(at, variable))?;
                numbers.push(known.get(value).copied().unwrap_or_default());
            }
            let cell = place.get(&key(&numbers)).ok_or_else(|| {
                let shown: Vec<&str> = columns.iter().filter_map(|column| column.get(at).copied().flatten()).collect();
                self.unknown(sheet, at, &shown.join(" × "))
            })?;
            of.push(*cell);
        }
        let label = |cell: &[String]| {
            let labels: Vec<&str> = self.variables.iter().zip(cell).map(|(variable, value)| book.label(variable, value)).collect();
            labels.join(" × ")
        };
        Ok(Cells {
            name: self.variables.iter().map(|variable| book.question(variable)).collect::<Vec<_>>().join(" × "),
            file: self.file.clone(),
            labels: self.cells.iter().map(|(cell, _)| label(cell)).collect(),
            targets: self.cells.iter().map(|(_, count)| *count).collect(),
            of,
        })
    }

    fn unknown(&self, sheet: &Sheet, at: usize, shown: &str) -> Refusal {
        let (file, row, name, margin) = (sheet.name(), row(at), self.name(), &self.file);
        Refusal::new(
            "estimation.margin-lacks-value",
            format!("{file} {row}행 {name} 열의 '{shown}'이(가) {margin}에 없습니다. 모집단 구성에 더하거나 값을 바로잡아 주십시오."),
            format!("{file} row {row}, column {name}: '{shown}' is not in {margin}; add it to the margin, or mend the value"),
        )
    }
}

/// One margin and where each answer falls in it.
#[derive(Clone, Debug)]
pub struct Cells {
    /// The variables, as people read them.
    pub name: String,
    /// The margin's file, for refusals.
    pub file: String,
    /// The cells' names.
    pub labels: Vec<String>,
    /// People of the city in each cell.
    pub targets: Vec<f64>,
    /// The cell of each answer, a place in `labels`.
    pub of: Vec<usize>,
}

impl Cells {
    /// The people of all cells.
    pub fn total(&self) -> f64 {
        self.targets.iter().sum()
    }

    /// What the answers' values add up to in each cell.
    pub(crate) fn sums(&self, values: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut sums = vec![0.0; self.targets.len()];
        for (cell, value) in self.of.iter().zip(values) {
            if let Some(sum) = sums.get_mut(*cell) {
                *sum += value;
            }
        }
        sums
    }

    /// Each answer's value of its cell.
    pub(crate) fn spread<'a>(&'a self, by_cell: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        self.of.iter().map(|cell| by_cell.get(*cell).copied().unwrap_or_default())
    }
}
