use kernel::{Code, Day, Lang};
use people::{By, Doing, authorise};
use store::{Failure, Sets, Table, Tx, Value, canonical};

use super::model::{
    AssignChapter, ChangeStatement, Chapter, Compilation, ConfirmChapter, ConfirmStatements, OpenCompilation, Remarked, ReopenChapter,
    Statement, Step,
};
use super::rules::{Refused, check_complete, check_open, check_step};
use super::statements::{check_text, rewritten, track};
use super::survey::survey;
use super::{sql, tables};
use crate::model::NewTemplate;
use crate::render::told;
use crate::rules::broken;

/// Marks ids of these rows.
struct Row;

/// Opens a compilation of a report for a day; there is one for each report and day.
pub fn open_compilation(tx: &mut Tx, by: &By<'_>, new: &OpenCompilation) -> Result<(), Failure> {
    let act = Doing::new("report", "open-compilation", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (today, known, code) = (tx.today(), tx.head()?.seq, new.code());
    let there = crate::sql::templates(tx, known)?.iter().any(|(name, _)| *name == new.name);
    let taken = sql::compilation(tx, &code, known)?.is_some();
    let within = bureau::within(tx, &new.unit, today)?;
    let policy = authorise(tx, by, "report.open-compilation", &within)?;
    if !there {
        return Err(Refused::NoReport { name: new.name.clone() }.into());
    }
    if taken {
        return Err(Refused::Known { code }.into());
    }
    if within.is_empty() {
        return Err(Refused::NoUnit { unit: new.unit.clone(), day: today }.into());
    }
    if new.due < today {
        return Err(Refused::DueBefore { due: new.due, today }.into());
    }
    let own = [new.name.as_str().into(), new.day.into(), new.due.into(), (&new.unit).into()];
    save(tx, &tables::COMPILATION, [code.as_str().into(), today.into(), Value::Null, Value::Null].into_iter().chain(own));
    act.record(tx, by, &format!("report_compilation:{code}"), &policy, today)
}

/// Gives a chapter its owner and due day; the owner before it ends.
pub fn assign_chapter(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &AssignChapter) -> Result<(), Failure> {
    let act = Doing::new("report", "assign-chapter", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let today = tx.today();
    let compilation = standing(tx, sets, &new.compilation)?;
    let subject = format!("{}/{}", compilation.code, new.chapter);
    let before =
        crate::sql::from_day_on(tx, "report_chapter", "r.compilation, r.chapter, r.title, r.unit, r.owner, r.due", &subject, today)?;
    let known_unit = !bureau::within(tx, &new.unit, today)?.is_empty();
    let known_owner = match &new.owner {
        Some(owner) => people::is_actor(tx, owner)?,
        None => true,
    };
    let within = holder(tx, &compilation)?;
    let policy = authorise(tx, by, "report.assign-chapter", &within)?;
    let chapter = chapter(&compilation, &new.chapter)?;
    let due = new.due.unwrap_or(compilation.due);
    if !known_unit {
        return Err(Refused::NoUnit { unit: new.unit.clone(), day: today }.into());
    }
    if let Some(actor) = new.owner.clone().filter(|_| !known_owner) {
        return Err(Refused::NoOwner { actor }.into());
    }
    if due < today {
        return Err(Refused::DueBefore { due, today }.into());
    }
    for before in before {
        let dated = [subject.as_str().into(), before.from.into(), today.max(before.from).into(), before.id.into()];
        save(tx, &tables::CHAPTER, dated.into_iter().chain(before.content));
    }
    let dated = [subject.as_str().into(), today.into(), Value::Null, Value::Null];
    let own = [
        compilation.code.as_str().into(),
        chapter.code.as_str().into(),
        chapter.title(chapter.first()).into(),
        (&new.unit).into(),
        new.owner.as_ref().into(),
        due.into(),
    ];
    save(tx, &tables::CHAPTER, dated.into_iter().chain(own));
    act.record(tx, by, &format!("report_chapter:{subject}"), &policy, today)
}

/// Confirms statements as they stand: which text, and what it shows.
pub fn confirm_statements(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &ConfirmStatements) -> Result<(), Failure> {
    let act = Doing::new("report", "confirm-statements", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let compilation = standing(tx, sets, &new.compilation)?;
    let lang = language(&compilation, &new.lang)?;
    let mut found: Vec<(&Chapter, &Statement)> = Vec::new();
    for seen in &new.statements {
        let one = compilation.statement(lang, &seen.statement).ok_or_else(|| Refused::NoStatement { statement: seen.statement.clone() })?;
        if !found.iter().any(|(_, known)| known.id == one.1.id) {
            found.push(one);
        }
    }
    let mut policy = None;
    for (chapter, _) in &found {
        let within = owner(tx, &compilation, chapter)?;
        policy = Some(authorise(tx, by, "report.confirm-statement", &within)?);
    }
    let Some(policy) = policy else { return Err(Refused::Nothing { chapter: compilation.title(lang).to_owned() }.into()) };
    for (chapter, statement) in &found {
        check_open(&compilation, &chapter.code)?;
        let seen = new.statements.iter().find(|seen| seen.statement == statement.id).and_then(|seen| seen.digest.as_ref());
        if seen.is_some_and(|seen| *seen != statement.digest) {
            return Err(Refused::Moved { text: statement.text.clone() }.into());
        }
    }
    for (chapter, statement) in found {
        confirm(tx, &compilation, chapter, statement);
    }
    let today = tx.today();
    act.record(tx, by, &format!("report_compilation:{}", compilation.code), &policy, today)
}

/// Confirms, as one act, every statement of a chapter that nobody has confirmed and that is not flagged. What changed after it was confirmed is
/// confirmed by itself.
pub fn confirm_chapter(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &ConfirmChapter) -> Result<(), Failure> {
    let act = Doing::new("report", "confirm-chapter", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let compilation = standing(tx, sets, &new.compilation)?;
    let lang = language(&compilation, &new.lang)?;
    let chapter = chapter(&compilation, &new.chapter)?;
    let within = owner(tx, &compilation, chapter)?;
    let policy = authorise(tx, by, "report.confirm-statement", &within)?;
    check_open(&compilation, &chapter.code)?;
    let plain: Vec<&Statement> = chapter.in_lang(lang).filter(|statement| statement.is_plain()).collect();
    if plain.is_empty() {
        return Err(Refused::Nothing { chapter: chapter.title(lang).to_owned() }.into());
    }
    if new.digest.as_ref().is_some_and(|seen| *seen != chapter.digest(lang)) {
        return Err(Refused::Moved { text: chapter.title(lang).to_owned() }.into());
    }
    for statement in plain {
        confirm(tx, &compilation, chapter, statement);
    }
    let today = tx.today();
    act.record(tx, by, &format!("report_chapter:{}/{}", compilation.code, chapter.code), &policy, today)
}

/// Changes a statement: a new version of the template, under the rules of saving one; the other language is to be checked unless it is changed too.
pub fn change_statement(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &ChangeStatement) -> Result<(), Failure> {
    let act = Doing::new("report", "change-statement", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let today = tx.today();
    let compilation = standing(tx, sets, &new.compilation)?;
    let lang = language(&compilation, &new.lang)?;
    let found = compilation.statement(lang, &new.statement).ok_or_else(|| Refused::NoStatement { statement: new.statement.clone() })?;
    let (chapter, statement) = found;
    let within = owner(tx, &compilation, chapter)?;
    let policy = authorise(tx, by, "report.change-statement", &within)?;
    check_open(&compilation, &chapter.code)?;
    if new.before.as_ref().is_some_and(|before| !same_text(before, &statement.text)) {
        return Err(Refused::OtherText { now: statement.text.clone() }.into());
    }
    let other = statement.counterpart.as_ref().zip(new.translation.as_ref()).and_then(|(counterpart, text)| {
        let theirs = chapter.statements.iter().find(|theirs| theirs.id == *counterpart && theirs.lang != lang)?;
        Some((theirs, text))
    });
    let changes: Vec<(&Statement, &String)> =
        [(statement, &new.text)].into_iter().chain(other).filter(|(statement, text)| !same_text(text, &statement.text)).collect();
    if changes.is_empty() {
        return Err(Refused::Unchanged.into());
    }
    for (one, text) in changes {
        rewrite(tx, sets, &compilation, chapter, one, text, today)?;
    }
    act.record(tx, by, &format!("report_change:{}/{}/{}", compilation.code, lang.code(), statement.id), &policy, today)
}

/// Hands a compilation to the head; refused while a statement of the first language is not confirmed.
pub fn submit_compilation(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &Remarked) -> Result<(), Failure> {
    let act = Doing::new("report", "submit-compilation", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let compilation = standing(tx, sets, &new.compilation)?;
    let within = holder(tx, &compilation)?;
    let policy = authorise(tx, by, "report.submit-compilation", &within)?;
    check_step(&compilation, &Step::Submitted)?;
    check_complete(&compilation)?;
    take(tx, by, act, &compilation, &Step::Submitted, new.remark.as_deref(), &policy)
}

/// Approves a compilation that was submitted and is still complete; rests on an official document with its day.
pub fn approve_compilation(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &Remarked) -> Result<(), Failure> {
    let act = Doing::new("report", "approve-compilation", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let compilation = standing(tx, sets, &new.compilation)?;
    let within = holder(tx, &compilation)?;
    let policy = authorise(tx, by, "report.approve-compilation", &within)?;
    check_step(&compilation, &Step::Approved)?;
    if by.document.is_none_or(|document| document.day.is_none() || document.number.trim().is_empty()) {
        return Err(Refused::NoDocument.into());
    }
    check_complete(&compilation)?;
    take(tx, by, act, &compilation, &Step::Approved, new.remark.as_deref(), &policy)
}

/// Sends a submitted compilation back, with a remark.
pub fn return_compilation(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &Remarked) -> Result<(), Failure> {
    let act = Doing::new("report", "return-compilation", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let compilation = standing(tx, sets, &new.compilation)?;
    let within = holder(tx, &compilation)?;
    let policy = authorise(tx, by, "report.return-compilation", &within)?;
    check_step(&compilation, &Step::Returned)?;
    if new.remark.as_ref().is_none_or(|remark| remark.trim().is_empty()) {
        return Err(Refused::NoRemark.into());
    }
    take(tx, by, act, &compilation, &Step::Returned, new.remark.as_deref(), &policy)
}

/// Takes a submission back.
pub fn withdraw_compilation(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &Remarked) -> Result<(), Failure> {
    let act = Doing::new("report", "withdraw-compilation", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let compilation = standing(tx, sets, &new.compilation)?;
    let within = holder(tx, &compilation)?;
    let policy = authorise(tx, by, "report.withdraw-compilation", &within)?;
    check_step(&compilation, &Step::Withdrawn)?;
    take(tx, by, act, &compilation, &Step::Withdrawn, new.remark.as_deref(), &policy)
}

/// Opens a chapter of an approved compilation again; the others stay as they are.
pub fn reopen_chapter(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &ReopenChapter) -> Result<(), Failure> {
    let act = Doing::new("report", "reopen-chapter", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let compilation = standing(tx, sets, &new.compilation)?;
    let within = holder(tx, &compilation)?;
    let policy = authorise(tx, by, "report.reopen-chapter", &within)?;
    let step = Step::Reopened(chapter(&compilation, &new.chapter)?.code.clone());
    check_step(&compilation, &step)?;
    take(tx, by, act, &compilation, &step, new.remark.as_deref(), &policy)
}

/// A compilation as it stands now.
fn standing(tx: &mut Tx, sets: &Sets, code: &str) -> Result<Compilation, Failure> {
    let known = tx.head()?.seq;
    survey(tx, sets, code, known, None)
}

/// The unit that holds the report, and those above it.
fn holder(tx: &mut Tx, compilation: &Compilation) -> Result<Vec<Code>, Failure> {
    let today = tx.today();
    Ok(bureau::within(tx, &compilation.unit, today)?)
}

/// The unit that owns a chapter, and those above it; where nobody does, the one that holds the report.
fn owner(tx: &mut Tx, compilation: &Compilation, chapter: &Chapter) -> Result<Vec<Code>, Failure> {
    let today = tx.today();
    Ok(bureau::within(tx, chapter.owner.as_ref().map_or(&compilation.unit, |owner| &owner.unit), today)?)
}

fn chapter<'c>(compilation: &'c Compilation, code: &str) -> Result<&'c Chapter, Refused> {
    let known = || compilation.chapters.iter().map(|chapter| chapter.code.clone()).collect();
    compilation.chapter(code).ok_or_else(|| Refused::NoChapter { chapter: code.to_owned(), known: known() })
}

fn language(compilation: &Compilation, lang: &str) -> Result<Lang, Refused> {
    let known = compilation.titles.iter().map(|(known, _)| *known).find(|known| known.code() == lang);
    known.ok_or_else(|| Refused::NoLanguage { lang: lang.to_owned() })
}

/// Whether two texts are one statement: ends of lines say nothing.
fn same_text(one: &str, other: &str) -> bool {
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let (one, other) = (lines(one.trim()), lines(other.trim()));
    one == other
}

fn confirm(tx: &mut Tx, compilation: &Compilation, chapter: &Chapter, statement: &Statement) {
    let own = [statement.version.into(), statement.text.as_str().into(), canonical(&statement.showed).into()];
    save(tx, &tables::CONFIRMATION, place(compilation, chapter, statement).into_iter().chain(own));
}

/// Saves a template in which one statement reads otherwise, and says which.
fn rewrite(
    tx: &mut Tx,
    sets: &Sets,
    compilation: &Compilation,
    chapter: &Chapter,
    statement: &Statement,
    text: &str,
    today: Day,
) -> Result<(), Failure> {
    check_text(text).map_err(|problems| broken(&statement.text, &told(&problems)))?;
    let known = tx.head()?.seq;
    let lang = statement.lang;
    let versions = sql::versions(tx, &compilation.name, lang, compilation.opened.event, known)?;
    let tracked = track(&versions);
    let sentence = tracked.and_then(|track| track.statements.into_iter().find(|one| one.id == statement.id)).map(|one| one.sentence);
    let (Some(sentence), Some(standing)) = (sentence, versions.last()) else {
        return Err(Refused::NoStatement { statement: statement.id.clone() }.into());
    };
    let new = NewTemplate {
        name: compilation.name.clone(),
        lang: lang.code().to_owned(),
        text: rewritten(&standing.definition, &sentence, text),
    };
    let version = crate::ops::stage_template(tx, sets, &new, today)?;
    let own = [version.into(), statement.text.as_str().into(), text.trim().into()];
    save(tx, &tables::CHANGE, place(compilation, chapter, statement).into_iter().chain(own));
    Ok(())
}

/// Subject, compilation, chapter, language and id of a statement, as two tables keep them.
fn place(compilation: &Compilation, chapter: &Chapter, statement: &Statement) -> [Value; 5] {
    let (code, lang, id) = (compilation.code.as_str(), statement.lang.code(), statement.id.as_str());
    [format!("{code}/{lang}/{id}").into(), code.into(), chapter.code.as_str().into(), lang.into(), id.into()]
}

/// Saves a step and records the act that took it.
fn take(
    tx: &mut Tx,
    by: &By<'_>,
    act: Doing,
    compilation: &Compilation,
    step: &Step,
    remark: Option<&str>,
    policy: &str,
) -> Result<(), Failure> {
    let today = tx.today();
    let own = [compilation.code.as_str().into(), today.into(), step.word().into(), step.chapter().into(), remark.into()];
    save(tx, &tables::STEP, own);
    act.record(tx, by, &format!("report_compilation:{}", compilation.code), policy, today)
}

fn save(tx: &mut Tx, table: &'static Table, values: impl IntoIterator<Item = Value>) {
    let id = tx.id::<Row>();
    tx.save(table, &id, values);
}
