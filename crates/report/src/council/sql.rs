use kernel::{Lang, Seq};
use store::{Broken, Document, Failure, Read, Row, Sets, StoreError, Value, digest_text, known};

use super::model::{Answer, NewRequest, Request, RequestState};
use super::ops::print_answer;
use super::rules;
use crate::edition::{Frozen, check_evidence, check_shown, files_hold};

/// All that is recorded.
const HEAD: Seq = Seq(i64::MAX);

/// All requests as known at an event, by their due day.
pub fn requests(read: &mut Read, known: Seq) -> Result<Vec<Request>, StoreError> {
    const SQL: &str = concat!(
        "SELECT r.subject, r.asker, r.title, r.question, r.received, r.due, r.unit, r.post, r.event, s.state, s.day, s.reason,
           v.document_system, v.document_number, v.document_day
         FROM report_council_request r LEFT JOIN report_council_step s ON s.subject = r.subject AND s.event = (
           SELECT MAX(o.event) FROM report_council_step o WHERE o.subject = r.subject AND o.event <= $2)
         LEFT JOIN event v ON v.seq = s.event AND s.state = 'sent'
         WHERE CAST($1 AS BIGINT) = 0 AND ",
        known!("report_council_request", "r"),
        " ORDER BY r.due, r.subject"
    );
    read.rows(SQL, &[Value::Int(0), known.into()])?.iter().map(read_request).collect()
}

fn read_request(row: &Row) -> Result<Request, StoreError> {
    let text = |at| row.text(at).map(str::to_owned);
    let asked = NewRequest {
        asker: text(1)?,
        title: text(2)?,
        question: text(3)?,
        received: row.parse(4)?,
        due: row.parse(5)?,
        unit: row.parse(6)?,
        post: row.opt_parse(7)?,
    };
    let document = match (row.opt_text(12)?, row.opt_text(13)?) {
        (Some(system), Some(number)) => Some(Document { system: system.to_owned(), number: number.to_owned(), day: row.opt_parse(14)? }),
        _ => None,
    };
    Ok(Request {
        number: text(0)?,
        asked,
        event: Seq(row.int(8)?),
        state: RequestState::of(row.opt_text(9)?).ok_or_else(|| StoreError::Corrupt("a step of a request has no state".to_owned()))?,
        since: row.opt_parse(10)?,
        reason: row.opt_text(11)?.map(str::to_owned),
        document,
    })
}

/// A request as known at an event.
pub fn request(read: &mut Read, number: &str, known: Seq) -> Result<Option<Request>, StoreError> {
    Ok(requests(read, known)?.into_iter().find(|request| request.number == number))
}

/// The row of a request that stands: its id.
pub(super) fn request_row(read: &mut Read, number: &str) -> Result<Option<String>, StoreError> {
    const SQL: &str = "SELECT r.id FROM report_council_request r WHERE r.subject = $1
        AND NOT EXISTS (SELECT 1 FROM report_council_request l WHERE l.replaces = r.id)";
    read.row(SQL, &[number.into()])?.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// The row of an answer that stands: its id and version.
pub(super) fn answer_row(read: &mut Read, number: &str) -> Result<Option<(String, i64)>, StoreError> {
    const SQL: &str = "SELECT a.id, a.version FROM report_council_answer a WHERE a.subject = $1
        AND NOT EXISTS (SELECT 1 FROM report_council_answer l WHERE l.replaces = a.id)";
    read.row(SQL, &[number.into()])?.map(|row| Ok((row.text(0)?.to_owned(), row.int(1)?))).transpose()
}

/// The answers that stand as known at an event, in the order of requests.
pub fn answers(read: &mut Read, known: Seq) -> Result<Vec<Answer>, StoreError> {
    const SQL: &str = concat!(
        "SELECT a.subject, a.version, a.lang, a.text, a.content, a.seal, a.event FROM report_council_answer a
         WHERE CAST($1 AS BIGINT) = 0 AND ",
        known!("report_council_answer", "a"),
        " ORDER BY a.subject"
    );
    read.rows(SQL, &[Value::Int(0), known.into()])?.iter().map(read_answer).collect()
}

fn read_answer(row: &Row) -> Result<Answer, StoreError> {
    let text = |at| row.text(at).map(str::to_owned);
    let number = text(0)?;
    let frozen: Frozen =
        serde_json::from_str(row.text(4)?).map_err(|error| StoreError::Corrupt(format!("the answer to {number}: {error}")))?;
    Ok(Answer { number, version: row.int(1)?, lang: text(2)?, text: text(3)?, frozen, seal: text(5)?, event: Seq(row.int(6)?) })
}

/// The answer to a request as known at an event.
pub fn answer(read: &mut Read, number: &str, known: Seq) -> Result<Option<Answer>, StoreError> {
    const SQL: &str = concat!(
        "SELECT a.subject, a.version, a.lang, a.text, a.content, a.seal, a.event FROM report_council_answer a WHERE a.subject = $1 AND ",
        known!("report_council_answer", "a")
    );
    read.row(SQL, &[number.into(), known.into()])?.as_ref().map(read_answer).transpose()
}

/// Answers are what was sealed, in versions that count up; the steps of each request are legal.
pub(crate) fn requests_hold(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    let sql = "SELECT a.id, a.event, a.seal, a.content, a.version, COALESCE(b.version, 0) FROM report_council_answer a
        LEFT JOIN report_council_answer b ON b.id = a.replaces ORDER BY a.event";
    for row in read.rows(sql, &[])? {
        let mut say =
            |what: String| broken.push(Broken::new("report_council_answer", row.value(0).show(), row.value(1).as_int().map(Seq), what));
        if digest_text(row.text(3)?) != row.text(2)? {
            say("its content is not what was sealed".to_owned());
        }
        if row.int(4)? != row.int(5)? + 1 {
            say("its version does not follow the one it replaces".to_owned());
        }
        match serde_json::from_str::<Frozen>(row.text(3)?) {
            Ok(frozen) => files_hold(&frozen, &mut say),
            Err(error) => say(format!("its content cannot be read: {error}")),
        }
    }
    let mut state = (String::new(), RequestState::Received);
    for row in read.rows("SELECT s.subject, s.state, s.id, s.event FROM report_council_step s ORDER BY s.subject, s.event", &[])? {
        if state.0 != row.text(0)? {
            state = (row.text(0)?.to_owned(), RequestState::Received);
        }
        let next = RequestState::of(Some(row.text(1)?)).and_then(|next| rules::step(&state.0, state.1, next).ok());
        match next {
            Some(next) => state.1 = next,
            None => broken.push(Broken::new(
                "report_council_step",
                row.text(2)?,
                Some(Seq(row.int(3)?)),
                "it does not follow the step before it",
            )),
        }
    }
    Ok(broken)
}

/// Computes every answer again from the record as it was known, and names each figure and digest that differs.
pub(crate) fn check_answers(read: &mut Read, sets: &Sets) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for answer in answers(read, HEAD)? {
        let mut say = |what: String| {
            broken.push(Broken::new("report_council_answer", answer.number.as_str(), Some(answer.event), what));
        };
        let lang = if answer.lang == Lang::En.code() { Lang::En } else { Lang::Ko };
        match print_answer(read, sets, &answer.number, &answer.text, lang, answer.frozen.as_of) {
            Ok(again) => check_shown(&answer.frozen, &[(lang, again)], &mut say),
            Err(Failure::Refused(refusal)) => say(format!("the record cannot print it any more: {refusal}")),
            Err(Failure::Store(error)) => return Err(error),
        }
        check_evidence(read, sets, &answer.frozen, &mut say)?;
    }
    Ok(broken)
}
