use std::collections::BTreeSet;

use kernel::{Code, Day, Lang, Refusal};
use people::{By, Doing, authorise};
use store::{Failure, Sets, Table, Tx, Value, canonical};

use crate::check::check_definitions;
use crate::evaluate::{Evaluator, city};
use crate::model::{FactDefinition, FigureDefinition, NewTemplate, Source, StateFact, StateFigure};
use crate::render::{BASIS_FACT, told};
use crate::rules::{broken, check_fact, check_figure, check_template, nearest, unknown_key};
use crate::{sql, tables, template};

/// Marks ids of this room's rows.
struct Dated;

/// Defines a figure or a family; the same key again makes the next version.
pub fn define_figure(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &FigureDefinition, day: Day) -> Result<(), Failure> {
    let act = Doing::new("report", "define-figure", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let city = city(tx)?;
    let before = sql::before(tx, "report_figure", "r.version", &new.key)?;
    let policy = authorise(tx, by, "report.define-figure", &[])?;
    let problems = check_figure(new, sets, &city);
    if !problems.is_empty() {
        return Err(broken(&new.key, &problems).into());
    }
    let version = before.as_ref().map_or(1, |before| before.version + 1);
    save(tx, &tables::FIGURE, &new.key, day, before.map(|before| before.id), [version.into(), canonical(new).into()]);
    act.record(tx, by, &format!("report_figure:{}", new.key), &policy, day)
}

/// Defines a fact; the same key again makes the next version.
pub fn define_fact(tx: &mut Tx, by: &By<'_>, new: &FactDefinition, day: Day) -> Result<(), Failure> {
    let act = Doing::new("report", "define-fact", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let before = sql::before(tx, "report_fact", "r.version", &new.key)?;
    let policy = authorise(tx, by, "report.define-fact", &[])?;
    let mut problems = check_fact(new);
    if new.key == BASIS_FACT {
        problems.push(format!("`{BASIS_FACT}` is the report's own basis day and is not defined"));
    }
    if !problems.is_empty() {
        return Err(broken(&new.key, &problems).into());
    }
    let version = before.as_ref().map_or(1, |before| before.version + 1);
    save(tx, &tables::FACT, &new.key, day, before.map(|before| before.id), [version.into(), canonical(new).into()]);
    act.record(tx, by, &format!("report_fact:{}", new.key), &policy, day)
}

/// States the value of a typed figure from a day on; the value before it ends there.
pub fn state_figure(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &StateFigure) -> Result<(), Failure> {
    let act = Doing::new("report", "state-figure", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let known = tx.head()?.seq;
    let figure = Evaluator::new(tx, sets, known)?.figure(&new.figure, new.day)?;
    let before = sql::from_day_on(tx, "report_typed_figure", "r.value, r.source", &new.figure, new.day)?;
    let policy = authorise(tx, by, "report.state-figure", &[])?;
    if figure.source != Source::Typed {
        return Err(Refusal::new(
            "report.not-typed",
            format!("수치 ‘{}’은(는) 기록에서 계산됩니다. 직접 입력하지 않습니다.", new.figure),
            format!("The figure `{}` comes from the record; it is not typed.", new.figure),
        )
        .into());
    }
    end_before(tx, &tables::TYPED_FIGURE, &new.figure, new.day, before);
    save(tx, &tables::TYPED_FIGURE, &new.figure, new.day, None, [new.value.to_string().into(), new.source.as_str().into()]);
    act.record(tx, by, &format!("report_typed_figure:{}", new.figure), &policy, new.day)
}

/// States a typed fact from a day on; the value before it ends there.
pub fn state_fact(tx: &mut Tx, by: &By<'_>, new: &StateFact) -> Result<(), Failure> {
    let act = Doing::new("report", "state-fact", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let known = tx.head()?.seq;
    let facts = sql::facts(tx, known)?;
    let before = sql::from_day_on(tx, "report_typed_fact", "r.kind, r.value, r.ends, r.source", &new.fact, new.day)?;
    let policy = authorise(tx, by, "report.state-fact", &[])?;
    let Some(definition) = facts.iter().map(|standing| &standing.definition).find(|definition| definition.key == new.fact) else {
        let keys = facts.iter().map(|standing| standing.definition.key.as_str());
        return Err(unknown_key(&new.fact, &nearest(&new.fact, keys)).into());
    };
    let readable = match new.kind.as_str() {
        "day" => new.value.parse::<Day>().is_ok() && new.ends.is_none(),
        "window" => kernel::Window::new(&new.value, new.ends.as_deref()).is_ok(),
        _ => !new.value.trim().is_empty() && new.ends.is_none(),
    };
    if definition.typed.as_deref() != Some(new.kind.as_str()) || !readable {
        return Err(Refusal::new(
            "report.not-a-fact",
            format!("사실 ‘{}’의 값 ‘{}’을(를) {}(으)로 읽을 수 없습니다.", new.fact, new.value, new.kind),
            format!("`{}` cannot be read as the {} of the fact `{}`.", new.value, new.kind, new.fact),
        )
        .into());
    }
    end_before(tx, &tables::TYPED_FACT, &new.fact, new.day, before);
    let own = [new.kind.as_str().into(), new.value.as_str().into(), new.ends.as_deref().into(), new.source.as_str().into()];
    save(tx, &tables::TYPED_FACT, &new.fact, new.day, None, own);
    act.record(tx, by, &format!("report_typed_fact:{}", new.fact), &policy, new.day)
}

/// Saves a report template, if every digit in it is accounted for, every name is known and the definitions fit together; the same name again makes the next version.
pub fn save_template(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &NewTemplate, day: Day) -> Result<(), Failure> {
    let act = Doing::new("report", "save-template", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let policy = authorise(tx, by, "report.save-template", &[])?;
    stage_template(tx, sets, new, day)?;
    act.record(tx, by, &format!("report_template:{}/{}", new.name, new.lang), &policy, day)
}

/// Checks a template and stages its next version, for the act that saves it; gives the version.
pub(crate) fn stage_template(tx: &mut Tx, sets: &Sets, new: &NewTemplate, day: Day) -> Result<i64, Failure> {
    let subject = format!("{}/{}", new.name, new.lang);
    let known = tx.head()?.seq;
    let city = city(tx)?;
    let keys: BTreeSet<String> = Evaluator::new(tx, sets, known)?.figures(day)?.iter().map(|figure| figure.key.clone()).collect();
    let among_definitions = check_definitions(tx, sets, known, day)?;
    let mut facts: BTreeSet<String> = sql::facts(tx, known)?.into_iter().map(|standing| standing.definition.key).collect();
    facts.insert(BASIS_FACT.to_owned());
    let before = sql::before(tx, "report_template", "r.version", &subject)?;
    let mut problems = Vec::new();
    if new.name.contains('/') || new.name.parse::<Code>().is_err() {
        problems.push(format!("a report's name may hold a-z, 0-9, `-` and `.`, found `{}`", new.name));
    }
    if ![Lang::Ko, Lang::En].iter().any(|lang| lang.code() == new.lang) {
        problems.push(format!("the language is ko or en, not `{}`", new.lang));
    }
    match template::parse(&new.text) {
        Ok(template) => problems.extend(told(&check_template(&template, &keys, &facts, sets, &city))),
        Err(found) => problems.extend(told(&found)),
    }
    problems.extend(among_definitions);
    if !problems.is_empty() {
        return Err(broken(&subject, &problems).into());
    }
    let version = before.as_ref().map_or(1, |before| before.version + 1);
    let own = [version.into(), new.name.as_str().into(), new.lang.as_str().into(), new.text.as_str().into()];
    save(tx, &tables::TEMPLATE, &subject, day, before.map(|before| before.id), own);
    Ok(version)
}

/// Ends the rows of a subject where the next one begins.
fn end_before(tx: &mut Tx, table: &'static Table, subject: &str, day: Day, standing: Vec<sql::Before>) {
    for before in standing {
        let id = tx.id::<Dated>();
        // A value that begins later than the new one is taken back whole.
        let until = day.max(before.from);
        let dated = [subject.into(), before.from.into(), until.into(), before.id.into()];
        tx.save(table, &id, dated.into_iter().chain(before.content));
    }
}

/// Stages an open-ended row.
pub(crate) fn save(
    tx: &mut Tx,
    table: &'static Table,
    subject: &str,
    from: Day,
    replaces: Option<String>,
    own: impl IntoIterator<Item = Value>,
) {
    let id = tx.id::<Dated>();
    let dated = [subject.into(), from.into(), Value::Null, replaces.into()];
    tx.save(table, &id, dated.into_iter().chain(own));
}
