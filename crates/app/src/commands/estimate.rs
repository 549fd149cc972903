//! `madang estimate`: a survey's files in, estimates out as CSV and as a page. No database.

mod answer;
mod changes;
mod options;
mod survey;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use estimation::page::{Line, Report, Section, not_by_chance};
use estimation::{Level, Note, Raking};
use kernel::Refusal;

use options::{Design, Rake};
pub(crate) use options::{EXAMPLE, Estimate};
use survey::Survey;

/// Asks the survey, prints the answer, writes the page.
pub(crate) fn run(estimate: &Estimate) -> Result<ExitCode> {
    let done = match estimate {
        Estimate::Rake(options) => rake(options),
        Estimate::Mean(options) => answer::mean(options),
        Estimate::Share(options) => answer::share(options),
        Estimate::Total(options) => answer::total(options),
        Estimate::Ratio(options) => answer::ratio(options),
        Estimate::Quantile(options) => answer::quantile(options),
        Estimate::Association(options) => answer::association(options),
        Estimate::Change(options) => changes::change(options),
        Estimate::Leavers(options) => changes::leavers(options),
    };
    done.map(|()| ExitCode::SUCCESS).map_err(in_both)
}

/// A refusal is read by whoever sent the file: in both languages.
fn in_both(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<Refusal>() {
        Ok(refusal) => anyhow!("{}\n        {}", refusal.ko, refusal.en),
        Err(other) => other,
    }
}

#[expect(clippy::print_stderr, reason = "notes are for the terminal; standard output carries the numbers")]
fn tell(note: &Note) {
    eprintln!("※ {}\n  {}", note.ko, note.en);
}

/// What an answer shows on its page.
struct Face {
    title: Note,
    headline: Option<Line>,
    sections: Vec<Section>,
    notes: Vec<Note>,
    level: Level,
}

/// What every answer leaves behind: notes on the terminal, numbers on standard output, and the page that was asked for.
fn deliver(design: &Design, survey: &Survey, csv: &str, face: Face) -> Result<()> {
    let notes: Vec<Note> = survey.notes.iter().cloned().chain(face.notes).collect();
    if let Some(path) = &design.report {
        let report = Report {
            title: face.title,
            files: survey.files.clone(),
            level: face.level,
            headline: face.headline,
            sections: face.sections,
            sample: &survey.sample,
            raking: survey.raking.as_ref(),
            notes: notes.clone(),
            by_chance: !design.not_by_chance,
        };
        write(path, &report.html())?;
    }
    if design.not_by_chance {
        tell(&not_by_chance());
    }
    notes.iter().for_each(tell);
    super::print(csv)
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|error| {
        let path = path.display();
        Refusal::new(
            "estimation.cannot-write",
            format!("{path}에 쓸 수 없습니다({error}). 폴더와 권한을 확인해 주십시오."),
            format!("{path} cannot be written ({error}): look at the folder and its permissions"),
        )
        .into()
    })
}

/// New weights: the table to the file (or standard output), the convergence report to standard output (or nowhere but the terminal).
fn rake(options: &Rake) -> Result<()> {
    let design = &options.design;
    if design.margins.is_empty() {
        estimation::rake(&[], &[], estimation::Settings::default())?;
    }
    let survey = Survey::read(design, &[])?;
    let Some(raking) = &survey.raking else { return Ok(()) };
    let weighted = survey.sheet.clone().with_column(&options.name, survey.sample.weights())?.to_csv();
    tell(&converged(raking));
    let csv = match &design.out {
        Some(path) => {
            write(path, &weighted)?;
            convergence(raking)?
        }
        None => weighted,
    };
    let title = Note::new("가중치 보정 보고", "Convergence of the weights");
    deliver(design, &survey, &csv, Face { title, headline: None, sections: Vec::new(), notes: Vec::new(), level: Level::default() })
}

fn converged(raking: &Raking) -> Note {
    let (rounds, gap, (low, high), after) = (raking.rounds, raking.gap, raking.factors, raking.after);
    Note::new(
        format!("{rounds}번 돌아 수렴했습니다(가장 큰 어긋남 {gap:.1e}). 배율 {low:.3}–{high:.3}, 유효 표본 {:.1}.", after.effective),
        format!(
            "converged after {rounds} rounds (largest gap {gap:.1e}); factors {low:.3} to {high:.3}, effective sample size {:.1}",
            after.effective
        ),
    )
}

fn convergence(raking: &Raking) -> Result<String> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["margin", "cell", "answers", "before", "target", "after"])?;
    for fit in &raking.fits {
        for cell in &fit.cells {
            let numbers = [cell.before, cell.target, cell.after].map(|share| share.to_string());
            csv.write_record([&fit.name, &cell.label, &cell.answers.to_string(), &numbers[0], &numbers[1], &numbers[2]])?;
        }
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}
