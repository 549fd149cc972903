//! What may become of a request, and which earlier answers are like it. Pure.

use std::collections::BTreeSet;

use kernel::{Day, Refusal};

use super::model::{NewRequest, Request, RequestState};
use crate::template::{Line, Span, Template};

/// Earlier answers less alike than this are not shown.
const ALIKE_MIN: f64 = 0.2;

/// What one shared figure counts: as much as a question that is half the same.
const SHARED_FIGURE: f64 = 0.5;

/// The state after a step, or a refusal.
pub(super) fn step(number: &str, from: RequestState, to: RequestState) -> Result<RequestState, Refusal> {
    use RequestState::{Answered, Received, Sent, Withdrawn};
    match (from, to) {
        (Received | Answered, Answered | Withdrawn) | (Answered, Sent) => Ok(to),
        _ => Err(illegal(number, from, to)),
    }
}

fn illegal(number: &str, from: RequestState, to: RequestState) -> Refusal {
    let (from_ko, from_en) = words(from);
    let (to_ko, to_en) = words(to);
    Refusal::new(
        "report.council-step",
        format!("요구자료 {number}은(는) {from_ko} 상태여서 {to_ko}(으)로 바꿀 수 없습니다."),
        format!("The request {number} is {from_en}; it cannot become {to_en}."),
    )
}

/// A state in words.
pub(crate) fn words(state: RequestState) -> (&'static str, &'static str) {
    match state {
        RequestState::Received => ("접수", "received"),
        RequestState::Answered => ("답변 작성", "answered"),
        RequestState::Sent => ("제출", "sent"),
        RequestState::Withdrawn => ("철회", "withdrawn"),
    }
}

/// Everything that is wrong with a request as it is written down.
pub(super) fn check(new: &NewRequest) -> Result<(), Refusal> {
    let empty = [&new.asker, &new.title, &new.question].iter().any(|text| text.trim().is_empty());
    if empty {
        return Err(Refusal::new(
            "report.council-empty",
            "누가, 무엇을 물었는지 모두 적어 주세요.",
            "Write who asks, what it is about and what is asked.",
        ));
    }
    if new.due < new.received {
        return Err(Refusal::new(
            "report.council-due",
            format!("제출 기한 {}이(가) 접수일 {}보다 앞섭니다.", new.due, new.received),
            format!("The due day {} lies before the day it came, {}.", new.due, new.received),
        ));
    }
    Ok(())
}

/// Says whether a request should have been answered by a day.
pub fn is_late(request: &Request, day: Day) -> bool {
    waits(request) && request.asked.due < day
}

/// Says whether somebody still has to do something about it.
pub(crate) fn waits(request: &Request) -> bool {
    matches!(request.state, RequestState::Received | RequestState::Answered)
}

/// The keys of the figures that a text refers to.
pub(super) fn keys(template: &Template) -> BTreeSet<String> {
    let spans = template.lines.iter().flat_map(|line| match line {
        Line::Heading(_, spans) | Line::Outline(_, spans) | Line::Note(spans) | Line::Paragraph(spans) => spans.as_slice(),
        Line::PageBreak | Line::Table(_) | Line::List(_) => &[],
    });
    spans.filter_map(|span| if let Span::Figure(figure) = span { Some(figure.key.clone()) } else { None }).collect()
}

/// How much an earlier request is like one: shared figures, and the share of letter pairs that both questions have (Dice's coefficient, which does
/// not mind Korean particles); nothing where it is not like it at all.
pub(super) fn likeness(question: &str, keys: &BTreeSet<String>, earlier: &str, earlier_keys: &BTreeSet<String>) -> Option<f64> {
    let shared = f64::from(u32::try_from(keys.intersection(earlier_keys).count()).unwrap_or(u32::MAX));
    let score = shared * SHARED_FIGURE + strsim::sorensen_dice(&question.to_lowercase(), &earlier.to_lowercase());
    (score >= ALIKE_MIN).then_some(score)
}
