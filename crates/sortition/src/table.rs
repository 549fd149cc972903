//! Refusals and CSV, as this tool writes them.

use kernel::Refusal;

pub(crate) fn refuse(code: &'static str, ko: String, en: String) -> Refusal {
    Refusal::new(code, ko, en)
}

/// Rows as CSV.
///
/// # Errors
/// Refuses if the text cannot be written.
pub(crate) fn csv<R: IntoIterator<Item = String>>(rows: impl IntoIterator<Item = R>) -> Result<String, Refusal> {
    let failed = |error: &dyn std::fmt::Display| {
        refuse("sortition.csv-out", format!("CSV를 쓸 수 없습니다({error})."), format!("the CSV cannot be written ({error})"))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().collect::<Vec<_>>()).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}
