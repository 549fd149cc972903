//! What the council asks (의회 요구자료), and what it is answered.
//!
//! A request comes with a due day and an owner. Its answer is written in the language of templates, so that its numbers are figures; saving it
//! freezes what it said, with a digest of the evidence of each figure. States: received → answered (again until it is sent) → sent; received or
//! answered → withdrawn.

mod earlier;
mod model;
mod ops;
pub(crate) mod rules;
mod sql;
pub(crate) mod tables;

pub use earlier::{Earlier, ThenAndNow, earlier_answers};
pub use model::{AmendRequest, Answer, AnswerRequest, NewRequest, Request, RequestState, SendAnswer, WithdrawRequest};
pub use ops::{amend_request, answer_request, draft, receive_request, send_answer, withdraw_request};
pub use rules::is_late;
pub use sql::{answer, answers, request, requests};

pub(crate) use sql::{check_answers, requests_hold};
