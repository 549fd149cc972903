use std::process::ExitCode;

use anyhow::Result;
use report::{Evaluator, Source};

use crate::cli::{Figures, TableFormat};
use crate::rooms;

/// Prints every figure that comes from the record, exact, as of a day.
pub(crate) fn run(options: &Figures) -> Result<ExitCode> {
    let day = options.question.as_of;
    let db = super::open(&options.question.database.database)?;
    let mut read = db.read()?;
    let known = super::known(&mut read, &options.question.known)?;
    let hash = super::hash(&mut read, known)?;
    let sets = rooms::sets();
    let mut evaluator = Evaluator::new(&mut read, &sets, known)?;
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["key", "value", "unit", "as_of"])?;
    let mut json = Vec::new();
    for figure in evaluator.figures(day)? {
        if figure.source == Source::Typed {
            continue;
        }
        let value = evaluator.value(&figure, day)?;
        let text = value.map(|value| value.to_string());
        csv.write_record([figure.key.as_str(), text.as_deref().unwrap_or_default(), &figure.unit, &day.to_string()])?;
        json.push(serde_json::json!({
            "key": figure.key,
            "value": text,
            "fraction": value.and_then(kernel::Exact::fraction),
            "unit": figure.unit,
            "as_of": day,
            "source": figure.source.word(),
            "label": figure.label,
            "definition_version": figure.version,
        }));
    }
    match options.format {
        TableFormat::Csv => super::print(&String::from_utf8(csv.into_inner()?)?)?,
        TableFormat::Json => {
            let all = serde_json::json!({ "as_of": day, "known": known, "head": hash, "figures": json });
            super::print(&format!("{}\n", serde_json::to_string_pretty(&all)?))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
