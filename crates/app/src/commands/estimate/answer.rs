//! Means, shares, totals, ratios, quantiles and associations.

use anyhow::Result;
use estimation::page::{Line, Section};
use estimation::{Estimate, Interval, Method, Note, benjamini_hochberg, holm, independence};
use kernel::Refusal;

use super::options::{Asked, One, Quantile, Share, Two};
use super::survey::{Group, Survey};
use super::{Face, deliver, write};

/// An estimate with its name, as the table and the page carry it.
pub(super) struct Row {
    /// What the table calls it.
    pub(super) name: String,
    /// What the page calls it.
    pub(super) label: Note,
    pub(super) estimate: Option<(Estimate, Interval)>,
    pub(super) test: Option<Test>,
}

/// The chance of a difference, and among which other tests it is corrected for their number.
#[derive(Clone, Copy)]
pub(super) struct Test {
    pub(super) p: f64,
    pub(super) family: Family,
}

/// Tests that ask the same of several questions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Change,
    Control,
    Beyond,
    Leavers,
}

impl Row {
    pub(super) fn new(label: Note, estimate: Option<(Estimate, Interval)>) -> Self {
        Self { name: label.ko.clone(), label, estimate, test: None }
    }
}

/// The same words in both languages: codes and labels of the file.
pub(super) fn as_is(text: &str) -> Note {
    Note::new(text, text)
}

fn everybody() -> Note {
    Note::new("전체", "all")
}

pub(super) fn with_interval(estimate: Estimate, asked: &Asked) -> Result<(Estimate, Interval), Refusal> {
    let method = asked.interval.map_or_else(|| Method::usual(estimate.quantity), Into::into);
    estimate.interval(method, asked.level).map(|interval| (estimate, interval))
}

pub(super) fn lines(rows: &[Row]) -> Vec<Line> {
    let chances = corrected(rows);
    rows.iter().zip(chances).map(|(row, chances)| Line { label: row.label.clone(), estimate: row.estimate, chances }).collect()
}

/// Each test's chance beside its corrections for the number of tests of its family.
fn corrected(rows: &[Row]) -> Vec<Option<[f64; 3]>> {
    rows.iter()
        .enumerate()
        .map(|(at, row)| {
            let test = row.test?;
            let family = || {
                rows.iter()
                    .enumerate()
                    .filter_map(|(at, row)| row.test.filter(|other| other.family == test.family).map(|test| (at, test.p)))
            };
            let all: Vec<f64> = family().map(|(_, p)| p).collect();
            let place = family().position(|(other, _)| other == at)?;
            Some([test.p, *holm(&all).get(place)?, *benjamini_hochberg(&all).get(place)?])
        })
        .collect()
}

/// Numbers that a person and a program can read: plain decimals, powers of ten for the very small.
fn number(value: f64) -> String {
    if value != 0.0 && value.abs() < 1e-5 { format!("{value:e}") } else { value.to_string() }
}

/// `estimate,se,low,high,df`; with a name before them where there are several, and behind them what was asked for.
pub(super) fn table(rows: &[Row], asked: &Asked, names: &str) -> Result<String> {
    let several = rows.len() > 1;
    let tested = (several || asked.details) && rows.iter().any(|row| row.test.is_some());
    let mut csv = csv::Writer::from_writer(Vec::new());
    let mut header: Vec<&str> = if several { vec![names] } else { Vec::new() };
    header.extend(["estimate", "se", "low", "high", "df"]);
    if tested {
        header.extend(["p", "p_holm", "p_bh"]);
    }
    if asked.details {
        header.extend(["answers", "effective_answers", "design_effect"]);
    }
    if asked.design.not_by_chance {
        header.push("margin_of_error");
    }
    csv.write_record(&header)?;
    for (row, chances) in rows.iter().zip(corrected(rows)) {
        let mut cells = if several { vec![row.name.clone()] } else { Vec::new() };
        match &row.estimate {
            Some((estimate, interval)) => {
                cells.extend([estimate.value, estimate.se, interval.low, interval.high, estimate.df].map(number));
            }
            None => cells.extend(vec![String::new(); 5]),
        }
        if tested {
            cells.extend(chances.map_or_else(|| vec![String::new(); 3], |all| all.map(number).into()));
        }
        if asked.details {
            let shown = row.estimate.map(|(estimate, _)| estimate);
            cells.push(shown.map_or_else(String::new, |estimate| estimate.answers.to_string()));
            cells.push(shown.and_then(|estimate| estimate.effective_answers()).map_or_else(String::new, number));
            cells.push(shown.and_then(|estimate| estimate.design_effect).map_or_else(String::new, number));
        }
        if asked.design.not_by_chance {
            cells.push("not design-based".to_owned());
        }
        csv.write_record(&cells)?;
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}

/// One estimate for each group; groups with too few answers are named and not shown.
fn by_group<T: Copy>(
    survey: &Survey,
    asked: &Asked,
    answers: &[Option<T>],
    estimate: impl Fn(&[Option<T>]) -> Result<(Estimate, Interval), Refusal>,
) -> Result<(Vec<Row>, Vec<Note>), Refusal> {
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    for group in survey.groups(asked)? {
        let mine = group.of(answers);
        let label = group.label.as_deref().map_or_else(everybody, as_is);
        if let Some(note) = too_few(&group, mine.iter().flatten().count(), asked) {
            notes.push(note);
            rows.push(Row::new(label, None));
            continue;
        }
        let (value, interval) = estimate(&mine)?;
        notes.extend(value.note());
        rows.push(Row::new(label, Some((value, interval))));
    }
    let silent = survey.sheet.len() - answers.iter().flatten().count();
    if silent > 0 {
        notes.push(Note::new(
            format!("{}명 가운데 {silent}명은 이 물음에 답하지 않았거나 조건 밖이어서 빠졌습니다.", survey.sheet.len()),
            format!("{silent} of {} gave no answer here or are outside the condition; they do not count", survey.sheet.len()),
        ));
    }
    notes.dedup();
    Ok((rows, notes))
}

fn too_few(group: &Group, answers: usize, asked: &Asked) -> Option<Note> {
    let label = group.label.as_deref().filter(|_| answers < asked.smallest)?;
    Some(Note::new(
        format!("{label}: 응답이 {}개보다 적어 보이지 않습니다.", asked.smallest),
        format!("{label}: fewer than {} answers, not shown", asked.smallest),
    ))
}

/// Prints the rows and delivers the page of a single section.
fn finish(asked: &Asked, survey: &Survey, title: Note, what: Note, rows: &[Row], notes: Vec<Note>, names: &str) -> Result<()> {
    let csv = table(rows, asked, names)?;
    if let Some(path) = &asked.design.out {
        write(path, &csv)?;
    }
    let sections = vec![Section { title: what, lines: lines(rows) }];
    deliver(&asked.design, survey, &csv, Face { title, headline: headline(&sections), sections, notes, level: asked.level })
}

/// The first estimate stands at the top where it is the only one, or that of all.
fn headline(sections: &[Section]) -> Option<Line> {
    let [section] = sections else { return None };
    section.lines.first().filter(|first| section.lines.len() == 1 || first.label == everybody()).cloned()
}

fn names(asked: &Asked) -> &str {
    asked.by.as_deref().unwrap_or("group")
}

pub(super) fn mean(options: &One) -> Result<()> {
    let asked = &options.asked;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let answers = survey.numbers(&options.column)?;
    let (rows, notes) = by_group(&survey, asked, &answers, |mine| with_interval(survey.sample.mean(mine)?, asked))?;
    let column = survey.question(&options.column);
    let title = Note::new(format!("{column} 평균"), format!("Mean of {column}"));
    finish(asked, &survey, title, Note::new("평균", "Mean"), &rows, notes, names(asked))
}

pub(super) fn total(options: &One) -> Result<()> {
    let asked = &options.asked;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let answers = survey.numbers(&options.column)?;
    let (rows, notes) = by_group(&survey, asked, &answers, |mine| with_interval(survey.sample.total(mine)?, asked))?;
    let column = survey.question(&options.column);
    let title = Note::new(format!("{column} 총계"), format!("Total of {column}"));
    finish(asked, &survey, title, Note::new("총계", "Total"), &rows, notes, names(asked))
}

pub(super) fn share(options: &Share) -> Result<()> {
    let asked = &options.asked;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let texts = survey.texts(&options.column)?;
    let column = survey.question(&options.column);
    let Some(value) = &options.value else { return shares(options, &survey, &texts, &column) };
    let code = survey.book.code(&options.column, value);
    if !texts.iter().flatten().any(|text| *text == code) && !survey.values(&options.column)?.is_empty() {
        return Err(no_such_answer(&survey, &options.column, value)?.into());
    }
    let answers: Vec<Option<bool>> = texts.iter().map(|text| text.map(|text| text == code)).collect();
    let (rows, notes) = by_group(&survey, asked, &answers, |mine| with_interval(survey.sample.share(mine)?, asked))?;
    let label = survey.book.label(&options.column, code);
    let title = Note::new(format!("{column} = {label} 비율"), format!("Share of {column} = {label}"));
    finish(asked, &survey, title, Note::new("비율", "Share"), &rows, notes, names(asked))
}

/// A value that nobody gave is more often a slip of the pen than a share of zero, unless the codebook knows it.
fn no_such_answer(survey: &Survey, column: &str, value: &str) -> Result<Refusal, Refusal> {
    let (all, file) = (survey.values(column)?.join(", "), survey.sheet.name());
    Ok(Refusal::new(
        "estimation.unknown-answer",
        format!("{file}의 {column} 열에 '{value}'(이)라는 응답이 없습니다. 있는 응답: {all}."),
        format!("nobody answered '{value}' in column {column} of {file}; the answers are {all}"),
    ))
}

fn shares(options: &Share, survey: &Survey, texts: &[Option<&str>], column: &str) -> Result<()> {
    let asked = &options.asked;
    if asked.by.is_some() {
        return Err(Refusal::new(
            "estimation.value-needed",
            "집단별 비율은 응답 하나에 대해 냅니다. share COLUMN VALUE --by … 로 물어 주십시오.",
            "shares by group are of one answer: ask with share COLUMN VALUE --by …",
        )
        .into());
    }
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    for value in survey.values(&options.column)? {
        let answers: Vec<Option<bool>> = texts.iter().map(|text| text.map(|text| text == value)).collect();
        let estimate = with_interval(survey.sample.share(&answers)?, asked)?;
        notes.extend(estimate.0.note());
        rows.push(Row::new(as_is(survey.book.label(&options.column, &value)), Some(estimate)));
    }
    notes.dedup();
    if rows.is_empty() {
        survey.sample.share(&vec![None; survey.sheet.len()])?;
    }
    let title = Note::new(format!("{column} 응답 비율"), format!("Shares of answers to {column}"));
    finish(asked, survey, title, Note::new("비율", "Shares"), &rows, notes, &options.column)
}

pub(super) fn ratio(options: &Two) -> Result<()> {
    let asked = &options.asked;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let (first, second) = (survey.numbers(&options.first)?, survey.numbers(&options.second)?);
    let both: Vec<Option<(f64, f64)>> = first.iter().zip(&second).map(|(first, second)| first.zip(*second)).collect();
    let (rows, notes) = by_group(&survey, asked, &both, |mine| {
        let (above, below): (Vec<_>, Vec<_>) = mine.iter().map(|pair| (pair.map(|pair| pair.0), pair.map(|pair| pair.1))).unzip();
        with_interval(survey.sample.ratio(&above, &below)?, asked)
    })?;
    let (above, below) = (survey.question(&options.first), survey.question(&options.second));
    let title = Note::new(format!("{above} ÷ {below}"), format!("{above} over {below}"));
    finish(asked, &survey, title, Note::new("비", "Ratio"), &rows, notes, names(asked))
}

pub(super) fn quantile(options: &Quantile) -> Result<()> {
    let asked = &options.asked;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let answers = survey.numbers(&options.column)?;
    let (rows, notes) = by_group(&survey, asked, &answers, |mine| survey.sample.quantile(mine, options.part, asked.level))?;
    let (column, part) = (survey.question(&options.column), options.part);
    let title = Note::new(format!("{column} {part} 분위수"), format!("Quantile {part} of {column}"));
    finish(asked, &survey, title, Note::new("분위수", "Quantile"), &rows, notes, names(asked))
}

/// Prints f,df1,df2,p,pearson; the page shows the shares of the second column within the first.
pub(super) fn association(options: &Two) -> Result<()> {
    let asked = &options.asked;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let (first, second) = (survey.texts(&options.first)?, survey.texts(&options.second)?);
    let test = independence(&survey.sample, &first, &second)?;
    let csv = format!("f,df1,df2,p,pearson\n{}\n", [test.f, test.df1, test.df2, test.p, test.pearson].map(number).join(","));
    if let Some(path) = &asked.design.out {
        write(path, &csv)?;
    }
    let mut sections = Vec::new();
    for column in &test.columns {
        let mut rows = Vec::new();
        for row in &test.rows {
            let within: Vec<Option<bool>> = first
                .iter()
                .zip(&second)
                .map(|(one, two)| one.zip(*two).filter(|(one, _)| one == row).map(|(_, two)| two == column))
                .collect();
            let few = within.iter().flatten().count() < asked.smallest;
            let estimate = if few { None } else { Some(with_interval(survey.sample.share(&within)?, asked)?) };
            rows.push(Row::new(as_is(survey.book.label(&options.first, row)), estimate));
        }
        let label = survey.book.label(&options.second, column);
        sections.push(Section { title: as_is(&format!("{} = {label}", survey.question(&options.second))), lines: lines(&rows) });
    }
    let (one, two) = (survey.question(&options.first), survey.question(&options.second));
    let p = if test.p < 1e-4 { "< 0.0001".to_owned() } else { format!("= {:.4}", test.p) };
    let note = Note::new(
        format!("Rao–Scott 검정: F({:.2}, {:.1}) = {:.3}, p {p}.", test.df1, test.df2, test.f),
        format!("test of Rao and Scott: F({:.2}, {:.1}) = {:.3}, p {p}", test.df1, test.df2, test.f),
    );
    let title = Note::new(format!("{one}와(과) {two}의 관련"), format!("Whether {one} and {two} go together"));
    deliver(&asked.design, &survey, &csv, Face { title, headline: None, sections, notes: vec![note], level: asked.level })
}
