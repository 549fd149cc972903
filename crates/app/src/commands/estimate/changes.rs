//! Change of the same people, beside a control, and who left.

use anyhow::Result;
use estimation::page::Section;
use estimation::{Change as Changed, Comparison, Note, beyond_control, change as changed, stayers_against_leavers};
use kernel::Refusal;

use super::answer::{Row, as_is, lines, table, with_interval};
use super::options::{Change, Leavers};
use super::survey::Survey;
use super::{deliver, write};

pub(super) fn change(options: &Change) -> Result<()> {
    let asked = &options.asked;
    if options.before.len() != options.after.len() {
        let (before, after) = (options.before.len(), options.after.len());
        return Err(Refusal::new(
            "estimation.pairs",
            format!("--before는 {before}개, --after는 {after}개입니다. 같은 수로 짝을 맞춰 주십시오."),
            format!("there are {before} --before and {after} --after: give as many of each"),
        )
        .into());
    }
    if asked.by.is_some() && options.before.len() > 1 {
        return Err(Refusal::new(
            "estimation.one-at-a-time",
            "--by는 물음 하나에 씁니다. 물음을 하나만 주십시오.",
            "--by goes with a single question: give one",
        )
        .into());
    }
    let survey = Survey::read(&asked.design, &asked.conditions)?;
    let control = Survey::control(options)?;
    let mut page = Page::default();
    let mut rows = Vec::new();
    for (before, after) in options.before.iter().zip(&options.after) {
        rows.extend(question(options, &survey, control.as_ref(), before, after, &mut page)?);
    }
    let csv = table(&rows, asked, names(options))?;
    if let Some(path) = &asked.design.out {
        write(path, &csv)?;
    }
    let title = match options.before.as_slice() {
        [only] => {
            let after = options.after.first().map(|after| survey.question(after)).unwrap_or_default();
            let before = survey.question(only);
            Note::new(format!("{before} → {after} 변화"), format!("Change from {before} to {after}"))
        }
        many => Note::new(format!("물음 {}개의 앞뒤 변화", many.len()), format!("Change in {} questions", many.len())),
    };
    let mut sections = vec![
        Section { title: Note::new("같은 사람의 앞과 뒤", "The same people, before and after"), lines: lines(&page.levels) },
        Section { title: Note::new("변화", "Change"), lines: lines(&rows) },
    ];
    if !page.leavers.is_empty() {
        let title = Note::new("남은 사람과 떠난 사람의 처음 응답 차이", "First answers: stayers less leavers");
        sections.push(Section { title, lines: lines(&page.leavers) });
    }
    // The change is the answer; it stands first in its own section.
    sections.rotate_left(1);
    deliver(&asked.design, &survey, &csv, title, sections, page.notes, asked.level)
}

/// What the page shows beside the change itself.
#[derive(Default)]
struct Page {
    levels: Vec<Row>,
    leavers: Vec<Row>,
    notes: Vec<Note>,
}

fn names(options: &Change) -> &str {
    match (&options.asked.by, &options.control) {
        (Some(column), _) => column,
        (None, Some(_)) => "group",
        (None, None) => "question",
    }
}

fn question(
    options: &Change,
    survey: &Survey,
    control: Option<&Survey>,
    before: &str,
    after: &str,
    page: &mut Page,
) -> Result<Vec<Row>, Refusal> {
    let asked = &options.asked;
    let (first, second) = (survey.numbers(before)?, survey.numbers(after)?);
    let one = options.before.len() == 1;
    let called = |note: Note| if one { note } else { Note::new(format!("{before}: {}", note.ko), format!("{before}: {}", note.en)) };
    let mut rows = Vec::new();
    for group in survey.groups(asked)? {
        let (mine, then) = (group.of(&first), group.of(&second));
        let few = group.label.is_some() && mine.iter().zip(&then).filter(|(a, b)| a.is_some() && b.is_some()).count() < asked.smallest;
        if few {
            rows.push(Row::new(as_is(group.label.as_deref().unwrap_or_default()), None));
            continue;
        }
        let found = changed(&survey.sample, &mine, &then)?;
        let label = match &group.label {
            Some(label) => as_is(label),
            None if one && control.is_none() && asked.by.is_none() => Note::new("변화", "change"),
            None if control.is_none() && !one => as_is(&format!("{} → {}", survey.question(before), survey.question(after))),
            None => called(Note::new("전체", "all")),
        };
        if group.label.is_none() {
            levels(page, &found, &called, asked)?;
            page.notes.extend(found.change.difference.note());
            left(page, survey, &found, (&mine, &then), &called, asked)?;
        }
        rows.push(compared(label, found.change, asked)?);
        if let (Some(control), None) = (control, &group.label) {
            let theirs = changed(&control.sample, &control.numbers(before)?, &control.numbers(after)?)?;
            rows.push(compared(called(Note::new("대조 조사", "control")), theirs.change, asked)?);
            rows.push(compared(called(Note::new("대조보다 더", "beyond control")), beyond_control(&found, &theirs), asked)?);
        }
    }
    Ok(rows)
}

fn compared(label: Note, comparison: Comparison, asked: &super::options::Asked) -> Result<Row, Refusal> {
    Ok(Row { label, estimate: Some(with_interval(comparison.difference, asked)?), p: Some(comparison.p) })
}

fn levels(page: &mut Page, found: &Changed, called: &dyn Fn(Note) -> Note, asked: &super::options::Asked) -> Result<(), Refusal> {
    for (label, estimate) in [(Note::new("앞", "before"), found.before), (Note::new("뒤", "after"), found.after)] {
        page.levels.push(Row::new(called(label), Some(with_interval(estimate, asked)?)));
    }
    Ok(())
}

type Answers<'a> = (&'a [Option<f64>], &'a [Option<f64>]);

/// Who left, and whether they had answered otherwise.
fn left(
    page: &mut Page,
    survey: &Survey,
    found: &Changed,
    answers: Answers<'_>,
    called: &dyn Fn(Note) -> Note,
    asked: &super::options::Asked,
) -> Result<(), Refusal> {
    if found.left + found.joined == 0 {
        return Ok(());
    }
    let (stayed, left, joined) = (found.stayed, found.left, found.joined);
    page.notes.push(called(Note::new(
        format!("두 번 답한 {stayed}명으로 셈했습니다. {left}명은 처음만, {joined}명은 나중만 답했습니다."),
        format!("of the {stayed} who answered twice; {left} answered before only, {joined} after only"),
    )));
    if let Some(comparison) = stayers_against_leavers(&survey.sample, answers.0, answers.1)? {
        page.leavers.push(compared(called(Note::new("남은 사람 − 떠난 사람", "stayers − leavers")), comparison, asked)?);
    }
    Ok(())
}

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
    let rows = vec![compared(Note::new("남은 사람 − 떠난 사람", "stayers − leavers"), comparison, asked)?];
    let csv = table(&rows, asked, "group")?;
    if let Some(path) = &asked.design.out {
        write(path, &csv)?;
    }
    let column = survey.question(&options.before);
    let title = Note::new(format!("{column}: 남은 사람과 떠난 사람"), format!("{column}: stayers and leavers"));
    let sections = vec![Section { title: Note::new("처음 응답의 차이", "Difference in the first answer"), lines: lines(&rows) }];
    deliver(&asked.design, &survey, &csv, title, sections, Vec::new(), asked.level)
}
