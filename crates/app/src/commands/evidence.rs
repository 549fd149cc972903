use std::process::ExitCode;

use anyhow::Result;
use report::{Behind, Evaluator, Page};

use crate::cli::{Evidence, TableFormat};
use crate::rooms;

/// Prints the rows behind a figure.
pub(crate) fn run(options: &Evidence) -> Result<ExitCode> {
    let db = super::open(&options.question.database.database)?;
    let mut read = db.read()?;
    let lang = super::lang(&mut read, options.lang)?;
    let known = super::known(&mut read, &options.question.known)?;
    let sets = rooms::sets();
    let page = Page { offset: 0, limit: i64::MAX, public: false };
    let evidence = Evaluator::new(&mut read, &sets, known)?.evidence(&options.key, options.question.as_of, lang, page)?;
    let (head, rows) = evidence.table(lang);
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(&head)?;
    for row in &rows {
        csv.write_record(row)?;
    }
    let csv = String::from_utf8(csv.into_inner()?)?;
    let text = match options.format {
        Some(TableFormat::Csv) => csv,
        Some(TableFormat::Json) => format!("{}\n", serde_json::to_string_pretty(&evidence.json(lang))?),
        None => {
            let exact = evidence.exact.map_or_else(|| "–".to_owned(), |exact| exact.to_string());
            let fraction = evidence.exact.and_then(kernel::Exact::fraction).map_or_else(String::new, |fraction| format!(" = {fraction}"));
            let filter = if let Behind::Rows(folded) = &evidence.behind { format!("{}\n", folded.filter) } else { String::new() };
            let label = evidence.figure.label.in_lang(lang);
            let unit = &evidence.figure.unit;
            let source = evidence.figure.source.word();
            let version = evidence.figure.version;
            format!(
                "{label} · {exact} {unit}{fraction}\n{} · known at event {known} · {source} · definition version {version}\n{filter}\n{csv}",
                options.question.as_of
            )
        }
    };
    super::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
