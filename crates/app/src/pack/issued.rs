//! The part of a demonstration record that was issued: editions of reports, and what the council asked and was answered.

use kernel::Seq;
use people::By;
use report::council;
use store::{Failure, Sets, Tx};

use super::Problem;
use super::sheet::SheetRow;

/// The columns of `demonstration/editions.csv`: those that every row has, and the others.
pub(crate) const EDITIONS: (&[&str], &[&str]) =
    (&["act:issue|withdraw", "day:day"], &["report", "number", "known:int", "supersedes", "reason", "document"]);

/// The columns of `demonstration/council.csv`.
pub(crate) const COUNCIL: (&[&str], &[&str]) = (
    &["act:receive|answer|send|withdraw", "day:day"],
    &["number", "asker", "title", "question", "due:day", "unit:code", "post:code", "lang:ko|en", "text", "reason", "document"],
);

/// An act about what is issued.
#[derive(Clone, Debug)]
pub(crate) enum Issued {
    Issue(Issuing),
    Withdraw(report::WithdrawEdition),
    Receive(council::NewRequest),
    Answer(council::AnswerRequest),
    Send(council::SendAnswer),
    WithdrawRequest(council::WithdrawRequest),
}

/// An edition; where the row names no event, it knows all that was recorded before it.
#[derive(Clone, Debug)]
pub(crate) struct Issuing {
    report: String,
    day: kernel::Day,
    known: Option<i64>,
    supersedes: Option<String>,
}

/// A row of `demonstration/editions.csv`.
pub(crate) fn edition(row: &SheetRow<'_>) -> Result<Issued, Problem> {
    let day = row.get("day")?;
    match row.need("act")?.as_str() {
        "issue" => {
            let (report, known) = (row.need("report")?, row.opt("known")?);
            Ok(Issued::Issue(Issuing { report, day, known, supersedes: row.text("supersedes") }))
        }
        "withdraw" => Ok(Issued::Withdraw(report::WithdrawEdition { number: row.need("number")?, reason: row.need("reason")?, day })),
        other => Err(row.problem(format!("`act` is issue or withdraw, found `{other}`"))),
    }
}

/// A row of `demonstration/council.csv`.
pub(crate) fn request(row: &SheetRow<'_>) -> Result<Issued, Problem> {
    let day = row.get("day")?;
    let number = || row.need("number");
    match row.need("act")?.as_str() {
        "receive" => Ok(Issued::Receive(council::NewRequest {
            asker: row.need("asker")?,
            title: row.need("title")?,
            question: row.need("question")?,
            received: day,
            due: row.get("due")?,
            unit: row.get("unit")?,
            post: row.opt("post")?,
        })),
        "answer" => {
            let (number, lang, text) = (number()?, row.need("lang")?, row.need("text")?);
            Ok(Issued::Answer(council::AnswerRequest { number, lang, text, day, known: Seq(0) }))
        }
        "send" => Ok(Issued::Send(council::SendAnswer { number: number()?, day })),
        "withdraw" => Ok(Issued::WithdrawRequest(council::WithdrawRequest { number: number()?, reason: row.need("reason")?, day })),
        other => Err(row.problem(format!("`act` is receive, answer, send or withdraw, found `{other}`"))),
    }
}

/// Does the act through the operation that an officer uses. What is asked again under the same key knows what it knew the first time.
pub(crate) fn perform(tx: &mut Tx, by: &By<'_>, sets: &Sets, act: &Issued) -> Result<(), Failure> {
    let known = match tx.event_of(by.key)? {
        Some(seq) => Seq(seq.0 - 1),
        None => tx.head()?.seq,
    };
    match act {
        Issued::Issue(new) => {
            let (report, supersedes) = (new.report.clone(), new.supersedes.clone());
            let new = report::IssueEdition { report, day: new.day, known: new.known.map_or(known, Seq), supersedes };
            report::issue_edition(tx, by, sets, &new).map(|_| ())
        }
        Issued::Withdraw(old) => report::withdraw_edition(tx, by, old),
        Issued::Receive(new) => council::receive_request(tx, by, new).map(|_| ()),
        Issued::Answer(new) => council::answer_request(tx, by, sets, &council::AnswerRequest { known, ..new.clone() }),
        Issued::Send(sent) => council::send_answer(tx, by, sent),
        Issued::WithdrawRequest(old) => council::withdraw_request(tx, by, old),
    }
}
