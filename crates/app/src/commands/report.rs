use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use document::{Document, Imprint};
use kernel::{AsOf, Day, Lang, Seq};

use report::Which;
use store::Read;
use ui::web::paper::Paper;

use super::output;
use crate::cli::{Audit, AuditFormat, Compare, ComparisonFormat, Database, Edition, Render, ReportFormat};
use crate::rooms;

/// Lists the reports, a name and its languages a line.
pub(crate) fn list(database: &Database) -> Result<ExitCode> {
    let db = super::open(&database.database)?;
    let mut read = db.read()?;
    let known = read.head()?.seq;
    let all = report::reports(&mut read, known)?;
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in &all {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let langs: Vec<&str> = all.iter().filter(|(known, _)| known == name).map(|(_, lang)| lang.as_str()).collect();
        super::print(&format!("{name}\t{}\n", langs.join(",")))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Renders a report as of a day.
pub(crate) fn render(options: &Render) -> Result<ExitCode> {
    let db = super::open(&options.question.database.database)?;
    let mut read = db.read()?;
    let lang = super::lang(&mut read, options.lang)?;
    let known = super::known(&mut read, &options.question.known)?;
    let as_of = AsOf { day: options.question.as_of, known };
    let links = match options.format {
        ReportFormat::Pdf | ReportFormat::Hwpx => options.public_address.as_deref(),
        _ => None,
    };
    let rendered = report::render(&mut read, &rooms::sets(), &options.name, lang, as_of, links)?;
    let bytes = match options.format {
        ReportFormat::Html => page(&rendered, lang, known).into_bytes(),
        ReportFormat::Md => document::markdown(&rendered.document, None).into_bytes(),
        ReportFormat::Pdf => printed(&mut read, &rendered.document, (lang, as_of.day), Paper::Pdf)?,
        ReportFormat::Hwpx => printed(&mut read, &rendered.document, (lang, as_of.day), Paper::Hwpx)?,
        ReportFormat::Json => {
            let hash = super::hash(&mut read, known)?.unwrap_or_default();
            format!("{}\n", serde_json::to_string_pretty(&rendered.json(&hash))?).into_bytes()
        }
    };
    give(&bytes, options.out.as_deref())
}

/// Prints an issued edition; as JSON exactly the bytes that are sealed.
pub(crate) fn edition(options: &Edition) -> Result<ExitCode> {
    let db = super::open(&options.database.database)?;
    let mut read = db.read()?;
    let lang = super::lang(&mut read, options.lang)?;
    let edition = report::edition(&mut read, &options.number)?.with_context(|| format!("there is no edition `{}`", options.number))?;
    let printed = edition.frozen.printed(lang).context("the edition has no language")?;
    let AsOf { day, known } = edition.frozen.as_of;
    let address = options.public_address.as_deref();
    let document = address.map_or_else(|| printed.document.clone(), |address| printed.linked(known, address));
    let paper = |read: &mut Read, paper| self::printed(read, &document, (lang, day), paper);
    let bytes = match options.format {
        ReportFormat::Html => printed.html().into_bytes(),
        ReportFormat::Md => printed.markdown().into_bytes(),
        ReportFormat::Json => edition.canonical().into_bytes(),
        ReportFormat::Pdf => paper(&mut read, Paper::Pdf)?,
        ReportFormat::Hwpx => paper(&mut read, Paper::Hwpx)?,
    };
    give(&bytes, options.out.as_deref())
}

/// A document as a file for paper, in the bureau's name and of the day that it tells of.
fn printed(read: &mut Read, document: &Document, (lang, day): (Lang, Day), paper: Paper) -> Result<Vec<u8>> {
    let creator = read.city()?.map(|city| city.name.in_lang(lang).to_owned()).unwrap_or_default();
    super::print::printed(document, &Imprint { creator, day }, paper).map_err(|error| anyhow::anyhow!(error.said(document.lang)))
}

/// Writes to a file, or to standard output.
fn give(bytes: &[u8], out: Option<&Path>) -> Result<ExitCode> {
    match out {
        Some(path) => output::write(&[(path.to_owned(), bytes.to_vec())])?,
        None => super::print_bytes(bytes)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Compares two editions, or two questions; exit status 0 whether or not something is different.
pub(crate) fn compare(options: &Compare) -> Result<ExitCode> {
    let db = super::open(&options.database.database)?;
    let mut read = db.read()?;
    let lang = super::lang(&mut read, options.lang)?;
    let zone = read.genesis()?.map(|genesis| genesis.zone()).unwrap_or_default();
    let (a, b) = (Which::parse(&options.a, &zone)?, Which::parse(&options.b, &zone)?);
    let comparison = report::compare(&mut read, &rooms::sets(), (&a, &b), lang, false)?;
    let text = match options.format {
        ComparisonFormat::Md => comparison.markdown(lang),
        ComparisonFormat::Json => format!("{}\n", serde_json::to_string_pretty(&comparison)?),
        ComparisonFormat::Csv => {
            let (head, rows) = comparison.table(lang);
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(&head)?;
            for row in &rows {
                csv.write_record(row)?;
            }
            String::from_utf8(csv.into_inner()?)?
        }
    };
    super::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Checks an edited file against the report it was made from; exit status 0 whatever it finds.
pub(crate) fn audit(options: &Audit) -> Result<ExitCode> {
    let outputs: Vec<&Path> = options.marked.as_deref().into_iter().chain(options.out.as_deref()).collect();
    output::check(&[&options.file], &outputs)?;
    let bytes = std::fs::read(&options.file).with_context(|| format!("{} cannot be read", options.file.display()))?;
    let db = super::open(&options.database.database)?;
    let mut read = db.read()?;
    let lang = super::lang(&mut read, options.lang)?;
    let zone = read.genesis()?.map(|genesis| genesis.zone()).unwrap_or_default();
    let known = store::Known::parse(&options.known, &zone)?;
    let sets = rooms::sets();
    let audited = match (&options.edition, options.as_of, &options.report) {
        (Some(number), ..) => report::audit(&mut read, &sets, &Which::Edition(number.clone()), &bytes, lang),
        (None, Some(day), Some(name)) => {
            let which = Which::Question { report: name.clone(), day, known };
            report::audit(&mut read, &sets, &which, &bytes, lang)
        }
        (None, Some(day), None) => report::audit_likeliest(&mut read, &sets, (day, &known), &bytes, lang),
        (None, None, _) => anyhow::bail!("say --edition NUMBER or --as-of DAY"),
    };
    let say = |refusal: kernel::Refusal| anyhow::anyhow!("{}: {}", options.file.display(), refusal.say(lang));
    let audited = audited.map_err(|failure| match failure {
        store::Failure::Refused(refusal) => say(refusal),
        store::Failure::Store(error) => error.into(),
    })?;
    let marked =
        options.marked.as_deref().map(|path| Ok::<_, anyhow::Error>((path, audited.marked(&bytes, lang).map_err(say)?))).transpose()?;
    let text = match options.format {
        AuditFormat::Text => audited.text(lang),
        AuditFormat::Html => audited.html(lang),
        AuditFormat::Csv => {
            let (head, rows) = audited.table(lang);
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(&head)?;
            for row in &rows {
                csv.write_record(row.iter().map(|cell| ui::web::sheet::harmless(cell)))?;
            }
            String::from_utf8(csv.into_inner()?)?
        }
    };
    let printed = options.out.clone().map(|path| (path, text.clone().into_bytes()));
    let to_screen = printed.is_none();
    let files: Vec<(PathBuf, Vec<u8>)> = marked.map(|(path, copy)| (path.to_owned(), copy)).into_iter().chain(printed).collect();
    output::write(&files)?;
    if to_screen {
        super::print(&text)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A page that stands alone: the report with its look, nothing else.
fn page(rendered: &report::Rendered, lang: Lang, known: Seq) -> String {
    let css: String = ["tokens.css", "madang.css"]
        .iter()
        .filter_map(|name| ui::files().find(|(known, _)| known == name))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"madang-known\" content=\"{known}\"><title>{}</title>\n<style>\n{css}\n</style></head>\n<body>\n<main>\n{}\n</main>\n</body>\n</html>\n",
        lang.code(),
        rendered.name,
        document::html(&rendered.document)
    )
}
