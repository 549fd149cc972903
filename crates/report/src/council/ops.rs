use std::collections::BTreeSet;

use kernel::{AsOf, Code, Day, Lang, Refusal, Seq};
use people::{By, Doing, authorise};
use store::{Failure, Read, Sets, Tx, Value, canonical, digest_text};

use super::model::{AmendRequest, AnswerRequest, NewRequest, Request, RequestState, SendAnswer, WithdrawRequest};
use super::{rules, sql, tables};
use crate::edition::{Frozen, next_number, seal};
use crate::evaluate::{Evaluator, city};
use crate::render::{BASIS_FACT, Rendered, print, told};
use crate::rules::{broken, check_template};
use crate::template::{self, Template};

/// Marks ids of this folder's rows.
struct Council;

/// Writes a request down; gives its number.
pub fn receive_request(tx: &mut Tx, by: &By<'_>, new: &NewRequest) -> Result<String, Failure> {
    let act = Doing::new("report", "receive-request", new);
    if let Some(number) = act.done(tx, by)? {
        return Ok(number);
    }
    let units = bureau::within(tx, &new.unit, new.received)?;
    let policy = authorise(tx, by, "report.receive-request", &units)?;
    rules::check(new)?;
    known_unit(&new.unit, &units)?;
    let number = next_number(tx, "report_council_request", new.received.year())?;
    save_request(tx, &number, None, new);
    act.record(tx, by, &format!("report_council_request:{number}"), &policy, new.received)?;
    Ok(number)
}

/// Corrects a request that was written down wrongly; not once its answer went out.
pub fn amend_request(tx: &mut Tx, by: &By<'_>, amend: &AmendRequest) -> Result<(), Failure> {
    let act = Doing::new("report", "amend-request", amend);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (request, _) = find(tx, &amend.number)?;
    let row = sql::request_row(tx, &amend.number)?;
    let units = bureau::within(tx, &amend.new.unit, amend.new.received)?;
    let policy = authorise(tx, by, "report.amend-request", &units)?;
    rules::check(&amend.new)?;
    known_unit(&amend.new.unit, &units)?;
    if !rules::waits(&request) {
        let (ko, en) = rules::words(request.state);
        return Err(Refusal::new(
            "report.council-step",
            format!("요구자료 {}은(는) {ko} 상태여서 고칠 수 없습니다.", amend.number),
            format!("The request {} is {en}; it is not changed any more.", amend.number),
        )
        .into());
    }
    save_request(tx, &amend.number, row, &amend.new);
    act.record(tx, by, &format!("report_council_request:{}", amend.number), &policy, amend.new.received)
}

/// Answers a request, or makes the next version of an answer that was not sent; what it says is frozen.
pub fn answer_request(tx: &mut Tx, by: &By<'_>, sets: &Sets, new: &AnswerRequest) -> Result<(), Failure> {
    let act = Doing::new("report", "answer-request", new);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (request, units) = find(tx, &new.number)?;
    let before = sql::answer_row(tx, &new.number)?;
    let policy = authorise(tx, by, "report.answer-request", &units)?;
    rules::step(&new.number, request.state, RequestState::Answered)?;
    let frozen = draft(tx, sets, &request, new)?;
    let content = canonical(&frozen);
    let version = before.as_ref().map_or(1, |(_, version)| version + 1);
    let id = tx.id::<Council>();
    let row = [
        new.number.as_str().into(),
        before.map(|(id, _)| id).into(),
        version.into(),
        new.lang.as_str().into(),
        new.text.as_str().into(),
        digest_text(&content).into(),
        content.into(),
    ];
    tx.save(&tables::ANSWER, &id, row);
    let today = tx.today();
    save_step(tx, &new.number, today, RequestState::Answered, None);
    act.record(tx, by, &format!("report_council_request:{}", new.number), &policy, today)
}

/// Notes that the answer went out, with the official document it went out with.
pub fn send_answer(tx: &mut Tx, by: &By<'_>, sent: &SendAnswer) -> Result<(), Failure> {
    let act = Doing::new("report", "send-answer", sent);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (request, units) = find(tx, &sent.number)?;
    let policy = authorise(tx, by, "report.send-answer", &units)?;
    rules::step(&sent.number, request.state, RequestState::Sent)?;
    if by.document.is_none() {
        return Err(Refusal::new(
            "report.no-document",
            "답변은 공문으로 제출합니다. 문서번호를 적어 주세요.",
            "An answer goes out with an official document: give the document's number.",
        )
        .into());
    }
    save_step(tx, &sent.number, sent.day, RequestState::Sent, None);
    act.record(tx, by, &format!("report_council_request:{}", sent.number), &policy, sent.day)
}

/// Notes that a request is no longer asked, and why.
pub fn withdraw_request(tx: &mut Tx, by: &By<'_>, old: &WithdrawRequest) -> Result<(), Failure> {
    let act = Doing::new("report", "withdraw-request", old);
    if act.done(tx, by)?.is_some() {
        return Ok(());
    }
    let (request, units) = find(tx, &old.number)?;
    let policy = authorise(tx, by, "report.withdraw-request", &units)?;
    rules::step(&old.number, request.state, RequestState::Withdrawn)?;
    if old.reason.trim().is_empty() {
        return Err(Refusal::new("report.no-reason", "철회된 까닭을 적어 주세요.", "Write why the request is withdrawn.").into());
    }
    save_step(tx, &old.number, old.day, RequestState::Withdrawn, Some(old.reason.trim()));
    act.record(tx, by, &format!("report_council_request:{}", old.number), &policy, old.day)
}

/// What an answer would say, without saving it; a refusal with every problem in its text.
pub fn draft(read: &mut Read, sets: &Sets, request: &Request, new: &AnswerRequest) -> Result<Frozen, Failure> {
    let head = read.head()?;
    if new.known > head.seq || new.known == Seq(0) {
        return Err(crate::edition::after_head(new.known.0, head.seq.0).into());
    }
    let city = city(read)?;
    let Some(lang) = city.langs().find(|lang| lang.code() == new.lang) else {
        let problem = format!("the language is one of {}, not `{}`", city.languages.join(", "), new.lang);
        return Err(broken(&request.number, &[problem]).into());
    };
    let template = read_text(&request.number, &new.text)?;
    let keys: BTreeSet<String> = Evaluator::new(read, sets, new.known)?.figures(new.day)?.iter().map(|figure| figure.key.clone()).collect();
    let mut facts: BTreeSet<String> = crate::sql::facts(read, new.known)?.into_iter().map(|standing| standing.definition.key).collect();
    facts.insert(BASIS_FACT.to_owned());
    let problems = told(&check_template(&template, &keys, &facts, sets, &city));
    if !problems.is_empty() {
        return Err(broken(&request.number, &problems).into());
    }
    let as_of = AsOf { day: new.day, known: new.known };
    let mut rendered = print_answer(read, sets, &request.number, &new.text, lang, as_of)?;
    request.asked.title.clone_into(&mut rendered.document.title);
    seal(read, sets, as_of, vec![(lang, rendered)])
}

/// The lines before an answer's text that make a template of it.
const HEADER: &str = "title: 답변\nbasis: report-day\n---\n";

fn read_text(number: &str, text: &str) -> Result<Template, Failure> {
    template::parse(&format!("{HEADER}{text}")).map_err(|mut problems| {
        for problem in &mut problems {
            problem.line = problem.line.saturating_sub(HEADER.lines().count());
        }
        broken(number, &told(&problems)).into()
    })
}

/// The figures that a text refers to, as far as it can be read.
pub(super) fn keys_of(text: &str) -> BTreeSet<String> {
    template::parse(&format!("{HEADER}{text}")).map(|template| rules::keys(&template)).unwrap_or_default()
}

/// An answer's text printed.
pub(super) fn print_answer(read: &mut Read, sets: &Sets, number: &str, text: &str, lang: Lang, as_of: AsOf) -> Result<Rendered, Failure> {
    let template = read_text(number, text)?;
    print(read, sets, (number, 1), &template, lang, as_of, None)
}

/// A request as it stands now, and the units it belongs to.
fn find(tx: &mut Tx, number: &str) -> Result<(Request, Vec<Code>), Failure> {
    let known = tx.head()?.seq;
    let Some(request) = sql::request(tx, number, known)? else {
        let number: String = number.chars().take(40).collect();
        return Err(Refusal::new(
            "report.no-request",
            format!("요구자료 ‘{number}’이(가) 없습니다."),
            format!("There is no request `{number}`."),
        )
        .into());
    };
    let today = tx.today();
    let units = bureau::within(tx, &request.asked.unit, today)?;
    Ok((request, units))
}

fn known_unit(unit: &Code, within: &[Code]) -> Result<(), Refusal> {
    if within.is_empty() {
        return Err(Refusal::new(
            "bureau.unknown",
            format!("부서 ‘{unit}’이(가) 그 날에는 없습니다."),
            format!("There is no unit `{unit}` on that day."),
        ));
    }
    Ok(())
}

fn save_request(tx: &mut Tx, number: &str, replaces: Option<String>, new: &NewRequest) {
    let id = tx.id::<Council>();
    let row = [
        number.into(),
        replaces.into(),
        new.asker.trim().into(),
        new.title.trim().into(),
        new.question.trim().into(),
        new.received.into(),
        new.due.into(),
        (&new.unit).into(),
        new.post.as_ref().into(),
    ];
    tx.save(&tables::REQUEST, &id, row);
}

fn save_step(tx: &mut Tx, number: &str, day: Day, state: RequestState, reason: Option<&str>) {
    let id = tx.id::<Council>();
    tx.save(&tables::STEP, &id, [number.into(), day.into(), Value::Null, state.code().into(), reason.into()]);
}
