//! Change of the same people, beside a control, and who left.

use anyhow::Result;
use estimation::page::Section;
use estimation::{Change as Changed, Comparison, Note, beyond_control, change as changed, stayers_against_leavers};
use kernel::Refusal;

use super::answer::{Family, Row, Test, as_is, lines, table, with_interval};
use super::options::{Asked, Change, Leavers};
use super::survey::Survey;
use super::{Face, deliver, write};

pub(super) fn change(options: &Change) -> Result<()> {
    let asked = &options.asked;
    check(options)?;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let control = Survey::control(options)?;
    let (mut rows, mut page) = (Vec::new(), Page::default());
    for (before, after) in options.before.iter().zip(&options.after) {
        let question = Question { options, survey: &survey, control: control.as_ref(), before, after };
        rows.extend(question.answer(&mut page)?);
    }
    let csv = table(&rows, asked, names(options))?;
    if let Some(path) = &asked.design.out {
        write(path, &csv)?;
    }
    let title = match (options.before.as_slice(), options.after.as_slice()) {
        ([before], [after]) => {
            let words = words(&survey, before, after);
            Note::new(format!("{words} 변화"), format!("Change: {words}"))
        }
        (many, _) => Note::new(format!("물음 {}개의 앞뒤 변화", many.len()), format!("Change in {} questions", many.len())),
    };
    let mut sections = vec![
        Section { title: Note::new("변화", "Change"), lines: lines(&rows) },
        Section { title: Note::new("같은 사람의 앞과 뒤", "The same people, before and after"), lines: lines(&page.levels) },
    ];
    if !page.leavers.is_empty() {
        let title = Note::new("처음 응답: 남은 사람 − 떠난 사람", "First answers: stayers less leavers");
        sections.push(Section { title, lines: lines(&page.leavers) });
    }
    // One question has one answer: the change, or what of it is beyond the control's.
    let answer = if control.is_some() { 2 } else { 0 };
    let headline = sections.first().and_then(|section| section.lines.get(answer)).filter(|_| options.before.len() == 1).cloned();
    deliver(&asked.design, &survey, &csv, Face { title, headline, sections, notes: page.notes, level: asked.level })
}

fn check(options: &Change) -> Result<(), Refusal> {
    let (before, after) = (options.before.len(), options.after.len());
    if before != after {
        return Err(Refusal::new(
            "estimation.pairs",
            format!("--before는 {before}개, --after는 {after}개입니다. 같은 수로 짝을 맞춰 주십시오."),
            format!("there are {before} --before and {after} --after: give as many of each"),
        ));
    }
    if options.asked.by.is_some() && (before > 1 || options.control.is_some()) {
        return Err(Refusal::new(
            "estimation.one-at-a-time",
            "--by는 물음 하나에, 대조 조사 없이 씁니다.",
            "--by goes with a single question and without a control",
        ));
    }
    Ok(())
}

/// The question in words, with both columns.
fn words(survey: &Survey, before: &str, after: &str) -> String {
    let words = survey.book.question(before);
    if words == before { format!("{before} → {after}") } else { format!("{words} ({before} → {after})") }
}

fn names(options: &Change) -> &str {
    options.asked.by.as_deref().unwrap_or("change")
}

/// What the page shows beside the change itself.
#[derive(Default)]
struct Page {
    levels: Vec<Row>,
    leavers: Vec<Row>,
    notes: Vec<Note>,
}

/// One pair of columns.
struct Question<'a> {
    options: &'a Change,
    survey: &'a Survey,
    control: Option<&'a Survey>,
    before: &'a str,
    after: &'a str,
}

impl Question<'_> {
    fn asked(&self) -> &Asked {
        &self.options.asked
    }

    /// The name of a row: what it is, and of which question where there are several.
    fn called(&self, ko: &str, en: &str) -> (String, Note) {
        let pair = format!("{} → {}", self.before, self.after);
        if self.options.before.len() == 1 {
            return (ko.to_owned(), Note::new(ko, en));
        }
        let words = words(self.survey, self.before, self.after);
        if ko == "변화" {
            return (pair, as_is(&words));
        }
        (format!("{pair}: {ko}"), Note::new(format!("{words}: {ko}"), en))
    }

    fn row(&self, (name, label): (String, Note), comparison: Comparison, family: Family) -> Result<Row, Refusal> {
        let estimate = Some(with_interval(comparison.difference, self.asked())?);
        Ok(Row { name, label, estimate, test: Some(Test { p: comparison.p, family }) })
    }

    fn answer(&self, page: &mut Page) -> Result<Vec<Row>, Refusal> {
        let (first, second) = (self.survey.numbers(self.before)?, self.survey.numbers(self.after)?);
        let mut rows = Vec::new();
        for group in self.survey.groups(self.asked())? {
            let answers = (group.of(&first), group.of(&second));
            match &group.label {
                Some(label) => rows.push(self.subgroup(label, &answers)?),
                None => rows.extend(self.everybody(&answers, page)?),
            }
        }
        Ok(rows)
    }

    fn subgroup(&self, label: &str, (before, after): &Answers) -> Result<Row, Refusal> {
        let stayed = before.iter().zip(after).filter(|(before, after)| before.is_some() && after.is_some()).count();
        if stayed < self.asked().smallest {
            return Ok(Row::new(as_is(label), None));
        }
        let found = changed(&self.survey.sample, before, after)?;
        self.row((label.to_owned(), as_is(label)), found.change, Family::Change)
    }

    fn everybody(&self, answers: &Answers, page: &mut Page) -> Result<Vec<Row>, Refusal> {
        let found = changed(&self.survey.sample, &answers.0, &answers.1)?;
        for (called, estimate) in [(self.called("앞", "before"), found.before), (self.called("뒤", "after"), found.after)] {
            let estimate = Some(with_interval(estimate, self.asked())?);
            page.levels.push(Row { name: called.0, label: called.1, estimate, test: None });
        }
        page.notes.extend(found.change.difference.note());
        self.left(&found, answers, page)?;
        let mut rows = vec![self.row(self.called("변화", "change"), found.change, Family::Change)?];
        if let Some(control) = self.control {
            let theirs = changed(&control.sample, &control.numbers(self.before)?, &control.numbers(self.after)?)?;
            rows.push(self.row(self.called("대조 조사의 변화", "control"), theirs.change, Family::Control)?);
            rows.push(self.row(self.called("대조보다 더", "beyond control"), beyond_control(&found, &theirs), Family::Beyond)?);
        }
        Ok(rows)
    }

    /// Who left, and whether they had answered otherwise.
    fn left(&self, found: &Changed, answers: &Answers, page: &mut Page) -> Result<(), Refusal> {
        if found.left + found.joined == 0 {
            return Ok(());
        }
        let (stayed, left, joined) = (found.stayed, found.left, found.joined);
        let pair = if self.options.before.len() == 1 { String::new() } else { format!("{} → {}: ", self.before, self.after) };
        page.notes.push(Note::new(
            format!("{pair}두 번 답한 {stayed}명으로 셈했습니다. {left}명은 처음만, {joined}명은 나중만 답했습니다."),
            format!("{pair}of the {stayed} who answered twice; {left} answered before only, {joined} after only"),
        ));
        if let Some(comparison) = stayers_against_leavers(&self.survey.sample, &answers.0, &answers.1)? {
            page.leavers.push(self.row(self.called("남은 사람 − 떠난 사람", "stayers − leavers"), comparison, Family::Leavers)?);
        }
        Ok(())
    }
}

type Answers = (Vec<Option<f64>>, Vec<Option<f64>>);

pub(super) fn leavers(options: &Leavers) -> Result<()> {
    let asked = &options.asked;
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let (before, after) = (survey.numbers(&options.before)?, survey.numbers(&options.after)?);
    let Some(comparison) = stayers_against_leavers(&survey.sample, &before, &after)? else {
        return Err(Refusal::new(
            "estimation.nobody-left",
            "남은 사람과 떠난 사람을 견주려면 떠난 사람이 둘 이상, 남은 사람이 하나 이상 있어야 합니다.",
            "comparing stayers with leavers takes at least two who left and one who stayed",
        )
        .into());
    };
    let label = Note::new("남은 사람 − 떠난 사람", "stayers − leavers");
    let estimate = Some(with_interval(comparison.difference, asked)?);
    let rows = vec![Row { name: label.ko.clone(), label, estimate, test: Some(Test { p: comparison.p, family: Family::Leavers }) }];
    let csv = table(&rows, asked, "group")?;
    if let Some(path) = &asked.design.out {
        write(path, &csv)?;
    }
    let column = survey.question(&options.before);
    let title = Note::new(format!("{column}: 남은 사람과 떠난 사람"), format!("{column}: stayers and leavers"));
    let sections = vec![Section { title: Note::new("처음 응답의 차이", "Difference in the first answer"), lines: lines(&rows) }];
    let headline = sections.first().and_then(|section| section.lines.first()).cloned();
    deliver(&asked.design, &survey, &csv, Face { title, headline, sections, notes: Vec::new(), level: asked.level })
}
