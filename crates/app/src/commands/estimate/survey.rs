//! Files in, survey out.

use std::path::Path;

use estimation::{Codebook, Columns, Margin, Note, Raking, Sample, Settings, Sheet};
use kernel::Refusal;

use super::options::{Asked, Change, Design};

/// A survey's answers with its design, and its weights in agreement with the margins, if there are any.
pub(super) struct Survey {
    pub(super) sheet: Sheet,
    pub(super) book: Codebook,
    pub(super) sample: Sample,
    pub(super) raking: Option<Raking>,
    pub(super) notes: Vec<Note>,
    pub(super) files: Vec<String>,
    /// Who counts, by the conditions asked for.
    counts: Vec<bool>,
}

fn sheet(path: &Path) -> Result<Sheet, Refusal> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let bytes = std::fs::read(path).map_err(|error| {
        let path = path.display();
        Refusal::new(
            "estimation.no-file",
            format!("{path} 파일을 읽을 수 없습니다({error}). 경로를 확인해 주십시오."),
            format!("{path} cannot be read ({error}): look at the path"),
        )
    })?;
    Sheet::read(&name, &bytes)
}

impl Survey {
    pub(super) fn read(design: &Design, conditions: &[(String, String)]) -> Result<Self, Refusal> {
        let columns = Columns {
            weights: &design.weights,
            population_size: design.population_size.as_deref(),
            cluster: design.cluster.as_deref(),
            strata: design.strata.as_deref(),
        };
        let book = match &design.codebook {
            Some(path) => Codebook::read(&sheet(path)?)?,
            None => Codebook::default(),
        };
        let mut survey = Self::start(sheet(&design.data)?, book, columns)?;
        let margins = design.margins.iter().map(|path| Margin::read(&sheet(path)?)).collect::<Result<Vec<_>, _>>()?;
        if !margins.is_empty() {
            let cells = margins.iter().map(|margin| margin.cells(&survey.sheet, &survey.book)).collect::<Result<Vec<_>, _>>()?;
            let (sample, raking) = survey.sample.raked(cells, Settings { bounds: design.bounds, ..Settings::default() })?;
            survey.notes.extend(raking.notes.iter().cloned());
            survey.sample = sample;
            survey.raking = Some(raking);
        }
        for path in design.margins.iter().chain(&design.codebook) {
            survey.files.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
        for (column, value) in conditions {
            let code = survey.book.code(column, value).to_owned();
            let texts = survey.sheet.texts(column)?;
            for (counts, text) in survey.counts.iter_mut().zip(texts) {
                *counts &= text == Some(code.as_str());
            }
        }
        Ok(survey)
    }

    /// The control survey of a change; its weights stand as they are.
    pub(super) fn control(options: &Change) -> Result<Option<Self>, Refusal> {
        let Some(path) = &options.control else { return Ok(None) };
        let columns = Columns {
            weights: options.control_weights.as_ref().unwrap_or(&options.asked.design.weights),
            population_size: options.control_population_size.as_deref(),
            cluster: options.control_cluster.as_deref(),
            strata: options.control_strata.as_deref(),
        };
        let book = match &options.asked.design.codebook {
            Some(path) => Codebook::read(&sheet(path)?)?,
            None => Codebook::default(),
        };
        Self::start(sheet(path)?, book, columns).map(Some)
    }

    fn start(sheet: Sheet, book: Codebook, columns: Columns<'_>) -> Result<Self, Refusal> {
        let sample = Sample::read(&sheet, columns)?;
        let counts = vec![true; sheet.len()];
        let (notes, files) = (sample.notes.clone(), vec![sheet.name().to_owned()]);
        Ok(Self { sheet, book, sample, raking: None, notes, files, counts })
    }

    fn only<T>(&self, answers: Vec<Option<T>>) -> Vec<Option<T>> {
        answers.into_iter().zip(&self.counts).map(|(answer, counts)| answer.filter(|_| *counts)).collect()
    }

    /// The numbers of a column among those who count.
    pub(super) fn numbers(&self, column: &str) -> Result<Vec<Option<f64>>, Refusal> {
        self.book.numbers(&self.sheet, column).map(|answers| self.only(answers))
    }

    /// The answers of a column among those who count.
    pub(super) fn texts(&self, column: &str) -> Result<Vec<Option<&str>>, Refusal> {
        self.book.texts(&self.sheet, column).map(|answers| self.only(answers))
    }

    /// The answers to a column, in their order: numbers by size, words by letter.
    pub(super) fn values(&self, column: &str) -> Result<Vec<String>, Refusal> {
        let texts = self.texts(column)?;
        let distinct: std::collections::BTreeSet<&str> = texts.into_iter().flatten().collect();
        let mut all: Vec<String> = distinct.into_iter().map(str::to_owned).collect();
        let size = |text: &String| text.parse::<f64>().unwrap_or(f64::INFINITY);
        all.sort_by(|a, b| size(a).total_cmp(&size(b)));
        Ok(all)
    }

    /// Each group of a column: its label and who is in it; first all, then each answer if a column is asked for.
    pub(super) fn groups(&self, asked: &Asked) -> Result<Vec<Group>, Refusal> {
        let mut groups = vec![Group { label: None, members: vec![true; self.sheet.len()] }];
        if let Some(column) = &asked.by {
            let texts = self.texts(column)?;
            for value in self.values(column)? {
                let members = texts.iter().map(|text| *text == Some(value.as_str())).collect();
                groups.push(Group { label: Some(self.book.label(column, &value).to_owned()), members });
            }
        }
        Ok(groups)
    }

    /// The words of a question, or the column's name.
    pub(super) fn question(&self, column: &str) -> String {
        let words = self.book.question(column);
        if words == column { words.to_owned() } else { format!("{words} ({column})") }
    }
}

/// A subgroup.
pub(super) struct Group {
    /// Its name; none for all.
    pub(super) label: Option<String>,
    members: Vec<bool>,
}

impl Group {
    /// The answers of the group's members.
    pub(super) fn of<T: Copy>(&self, answers: &[Option<T>]) -> Vec<Option<T>> {
        answers.iter().zip(&self.members).map(|(answer, member)| answer.filter(|_| *member)).collect()
    }
}
