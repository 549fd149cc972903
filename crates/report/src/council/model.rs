use kernel::{Code, Day, Seq};
use serde::Serialize;
use store::Document;

use crate::edition::Frozen;

/// A request as it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewRequest {
    /// Who asks: a committee or a member's seat, as the letter says.
    pub asker: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What is asked.
    pub question: String,
    /// The day it came.
    pub received: Day,
    /// The day the answer is due.
    pub due: Day,
    /// The unit that answers.
    pub unit: Code,
    /// The post in it, if one is named.
    pub post: Option<Code>,
}

/// A request written down wrongly, and how it should read.
#[derive(Clone, Debug, Serialize)]
pub struct AmendRequest {
    /// Its number.
    pub number: String,
    /// All of it as it should be.
    pub new: NewRequest,
}

/// An answer to a request.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerRequest {
    /// The request's number.
    pub number: String,
    /// The language's code.
    pub lang: String,
    /// The answer, in the language of templates (docs/pack.md) without a header.
    pub text: String,
    /// The basis day of its figures.
    pub day: Day,
    /// The last event that its figures know.
    pub known: Seq,
}

/// An answer to be sent, resting on the official document it goes out with.
#[derive(Clone, Debug, Serialize)]
pub struct SendAnswer {
    /// The request's number.
    pub number: String,
    /// The day it goes out.
    pub day: Day,
}

/// A request that is no longer asked.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawRequest {
    /// Its number.
    pub number: String,
    /// Why.
    pub reason: String,
    /// From which day.
    pub day: Day,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestState {
    /// It waits for an answer.
    Received,
    /// There is an answer, not yet sent.
    Answered,
    /// The answer went out.
    Sent,
    /// It is no longer asked.
    Withdrawn,
}

impl RequestState {
    /// The code of the state.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Answered => "answered",
            Self::Sent => "sent",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(super) fn of(code: Option<&str>) -> Option<Self> {
        match code {
            None => Some(Self::Received),
            Some("answered") => Some(Self::Answered),
            Some("sent") => Some(Self::Sent),
            Some("withdrawn") => Some(Self::Withdrawn),
            Some(_) => None,
        }
    }
}

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Its number, `YYYY-N`: the year it came in, and the N-th of that year.
    pub number: String,
    /// What was asked.
    pub asked: NewRequest,
    /// The event that wrote it as it stands.
    pub event: Seq,
    /// Where it stands.
    pub state: RequestState,
    /// The day of its last step; nothing before the first.
    pub since: Option<Day>,
    /// Why it was withdrawn.
    pub reason: Option<String>,
    /// The official document that the answer went out with.
    pub document: Option<Document>,
}

/// An answer as it was saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The request's number.
    pub number: String,
    /// Its version, from 1.
    pub version: i64,
    /// The language's code.
    pub lang: String,
    /// What was written.
    pub text: String,
    /// What it said.
    pub frozen: Frozen,
    /// The SHA-256 of what it said.
    pub seal: String,
    /// The event that wrote it.
    pub event: Seq,
}
