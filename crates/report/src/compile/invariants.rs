use std::collections::BTreeMap;

use kernel::{Lang, Seq};
use store::{Broken, Read, StoreError};

use super::model::{Stage, Step};
use super::statements::read as read_template;

/// Every compilation took steps that it could take; confirmations and changes entered chapters that were open, and name statements that stood in
/// the version they say.
pub fn compilations_are_legal(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    let stages = steps(read, &mut broken)?;
    entries(read, &stages, &mut broken)?;
    Ok(broken)
}

/// Where each compilation was, from which event on.
type Stages = BTreeMap<String, Vec<(Seq, Stage)>>;

fn steps(read: &mut Read, broken: &mut Vec<Broken>) -> Result<Stages, StoreError> {
    let mut stages = Stages::new();
    for row in read.rows("SELECT subject, MIN(event) FROM report_compilation GROUP BY subject ORDER BY subject", &[])? {
        stages.insert(row.text(0)?.to_owned(), vec![(Seq(row.int(1)?), Stage::begun())]);
    }
    for row in read.rows("SELECT id, event, subject, step, chapter FROM report_compilation_step ORDER BY event, id", &[])? {
        let (id, event) = (row.text(0)?, Seq(row.int(1)?));
        let path = stages.get_mut(row.text(2)?);
        let next = Step::read(row.text(3)?, row.opt_text(4)?)
            .zip(path.as_ref().and_then(|path| path.last()))
            .filter(|(_, (since, _))| *since < event)
            .and_then(|(step, (_, stage))| stage.after(&step));
        match (path, next) {
            (Some(path), Some(stage)) => path.push((event, stage)),
            _ => broken.push(Broken::new("report_compilation_step", id, Some(event), "the compilation cannot take this step")),
        }
    }
    Ok(stages)
}

fn entries(read: &mut Read, stages: &Stages, broken: &mut Vec<Broken>) -> Result<(), StoreError> {
    for (table, column) in [("report_confirmation", "text"), ("report_change", "after")] {
        let sql = format!(
            "SELECT r.id, r.event, r.compilation, r.chapter, r.{column}, t.text, r.lang FROM {table} r
             LEFT JOIN report_compilation c ON c.subject = r.compilation
             LEFT JOIN report_template t ON t.subject = c.name || '/' || r.lang AND t.version = r.version AND t.event <= r.event
             ORDER BY r.event, r.id"
        );
        for row in read.rows(&sql, &[])? {
            let (id, event, chapter) = (row.text(0)?, Seq(row.int(1)?), row.text(3)?);
            let stage = stages.get(row.text(2)?).and_then(|path| path.iter().rev().find(|(since, _)| *since < event));
            let place = |what: &'static str| Broken::new(table, id, Some(event), what);
            if !stage.is_some_and(|(_, stage)| stage.is_open(chapter)) {
                broken.push(place("its chapter was not open"));
            }
            if ![Lang::Ko, Lang::En].iter().any(|lang| Some(lang.code()) == row.value(6).as_text()) {
                broken.push(place("its language is none"));
            }
            let text = row.text(4)?.trim();
            let stood = |template: &str| read_template(template).is_ok_and(|reading| reading.sentences.iter().any(|one| one.text == text));
            // What was taken out, or became several lines, stands in no one statement.
            let one_statement = column == "text" || (!text.is_empty() && !text.contains('\n'));
            if !row.opt_text(5)?.is_some_and(|template| !one_statement || stood(template)) {
                broken.push(place("it did not stand in the version of the template that it names"));
            }
        }
    }
    Ok(())
}
