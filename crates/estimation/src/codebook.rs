use std::collections::BTreeMap;

use kernel::Refusal;

use crate::Sheet;
use crate::sheet::is_missing;

/// What a contractor's codes mean: labels of codes, which codes say that there is no answer, and the words of each question.
///
/// A table with the columns `variable`, `code`, `label` and, if there are codes for no answer, `missing` (변수, 코드, 설명, 무응답). A row without a
/// code carries the words of the question.
#[derive(Clone, Debug, Default)]
pub struct Codebook {
    questions: BTreeMap<String, String>,
    codes: BTreeMap<(String, String), Code>,
}

#[derive(Clone, Debug)]
struct Code {
    label: String,
    missing: bool,
}

impl Codebook {
    /// Reads a codebook. Refuses a table without the columns, or with a code of one variable twice.
    pub fn read(sheet: &Sheet) -> Result<Self, Refusal> {
        let header = sheet.header();
        let find = |names: &[&'static str]| names.iter().find(|name| header.contains(name)).copied();
        let column = |names: &[&'static str]| find(names).or(names.first().copied()).unwrap_or_default();
        let variables = sheet.every_text(column(&["variable", "변수", "변수명"]))?;
        let codes = sheet.texts(column(&["code", "코드", "값", "value"]))?;
        let labels = sheet.texts(column(&["label", "설명", "보기", "값설명"]))?;
        let missing = match find(&["missing", "무응답", "결측"]) {
            Some(column) => sheet.texts(column)?,
            None => vec![None; variables.len()],
        };
        let mut book = Self::default();
        for (at, (((variable, code), label), missing)) in variables.into_iter().zip(codes).zip(labels).zip(missing).enumerate() {
            let label = label.unwrap_or_default().to_owned();
            let Some(code) = code else {
                book.questions.insert(variable.to_owned(), label);
                continue;
            };
            let missing = missing.is_some_and(|text| !matches!(text, "0" | "no" | "No" | "아니오" | "FALSE" | "false"));
            if book.codes.insert((variable.to_owned(), code.to_owned()), Code { label, missing }).is_some() {
                let (file, row) = (sheet.name(), crate::sheet::row(at));
                return Err(Refusal::new(
                    "estimation.code-twice",
                    format!("{file} {row}행: {variable}의 코드 {code}이(가) 두 번 있습니다. 하나를 지워 주십시오."),
                    format!("{file} row {row}: code {code} of {variable} stands twice; take one out"),
                ));
            }
        }
        Ok(book)
    }

    /// The words of a question, or the column's name.
    pub fn question<'a>(&'a self, column: &'a str) -> &'a str {
        self.questions.get(column).map_or(column, String::as_str)
    }

    /// The label of a code, or the code.
    pub fn label<'a>(&'a self, column: &str, code: &'a str) -> &'a str {
        self.find(column, code).map(|code| code.label.as_str()).filter(|label| !label.is_empty()).unwrap_or(code)
    }

    /// Whether a cell counts as no answer.
    pub fn is_missing(&self, column: &str, code: &str) -> bool {
        is_missing(code) || self.find(column, code).is_some_and(|code| code.missing)
    }

    fn find(&self, column: &str, code: &str) -> Option<&Code> {
        self.codes.get(&(column.to_owned(), code.to_owned()))
    }

    /// The text of a column without the codes for no answer.
    pub fn texts<'s>(&self, sheet: &'s Sheet, column: &str) -> Result<Vec<Option<&'s str>>, Refusal> {
        Ok(sheet.texts(column)?.into_iter().map(|text| text.filter(|text| !self.is_missing(column, text))).collect())
    }

    /// The numbers of a column without the codes for no answer. Refuses a cell that is no number.
    pub fn numbers(&self, sheet: &Sheet, column: &str) -> Result<Vec<Option<f64>>, Refusal> {
        let texts = self.texts(sheet, column)?;
        texts
            .into_iter()
            .enumerate()
            .map(|(at, text)| text.map(|text| crate::sheet::number(text).ok_or_else(|| sheet.no_number(at, column, text))).transpose())
            .collect()
    }

    /// The code that somebody means who gives a code or a label; given back as it is if the codebook has neither.
    pub fn code<'a>(&'a self, column: &str, given: &'a str) -> &'a str {
        if self.find(column, given).is_some() {
            return given;
        }
        let meant = self.codes.iter().find(|((variable, _), code)| variable == column && code.label == given);
        meant.map_or(given, |((_, code), _)| code.as_str())
    }
}
