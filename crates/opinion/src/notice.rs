//! What a reader must know, and why something is refused, in both languages.

use kernel::Refusal;
use serde::Serialize;

use crate::groups::STABLE;
use crate::map::{ASKED, OpinionMap, Verdict};
use crate::votes::{Vote, Votes};

/// A sentence beside the results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// A stable name.
    pub code: &'static str,
    /// In Korean.
    pub ko: String,
    /// In English.
    pub en: String,
    /// Whether the results must not be read without it.
    pub warning: bool,
}

/// A whole number with commas.
pub(crate) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub(crate) fn groups_out_of_range(asked: usize) -> Refusal {
    let (low, high) = (ASKED.start(), ASKED.end());
    Refusal::new(
        "opinion.groups-out-of-range",
        format!("모둠 {asked}개는 찾을 수 없습니다. {low}에서 {high} 사이의 수를 적어 주세요."),
        format!("{asked} groups cannot be looked for: give a number from {low} to {high}"),
    )
}

pub(crate) fn groups_impossible(asked: usize, placed: usize) -> Refusal {
    Refusal::new(
        "opinion.groups-impossible",
        format!(
            "이 표로는 모둠 {asked}개를 만들 수 없습니다. 자리를 정할 수 있는 참여자 {placed}명 가운데 서로 다른 자리가 {asked}곳이 되지 않습니다. 더 적은 수를 적거나 --groups를 빼 주세요."
        ),
        format!(
            "these votes cannot make {asked} groups: the {placed} participants that can be placed do not stand in {asked} different places; give a smaller number or leave --groups out"
        ),
    )
}

/// Everything a reader must know about a map.
pub(crate) fn all(votes: &Votes, map: &OpinionMap) -> Vec<Notice> {
    let mut notices: Vec<Notice> = [verdict(votes, map), unstable(map), small(map), confidence(map)].into_iter().flatten().collect();
    notices.extend([unplaced(map), passes(votes), taken_out(votes, map), unvoted(map), apart(map)].into_iter().flatten());
    notices
}

fn warn(code: &'static str, ko: String, en: String) -> Option<Notice> {
    Some(Notice { code, ko, en, warning: true })
}

fn note(code: &'static str, ko: String, en: String) -> Option<Notice> {
    Some(Notice { code, ko, en, warning: false })
}

fn verdict(votes: &Votes, map: &OpinionMap) -> Option<Notice> {
    match map.check.verdict {
        Verdict::Separate => None,
        Verdict::Nothing => nothing(votes, map),
        Verdict::Chance => warn(
            "opinion.no-better-than-chance",
            "우연보다 나은 의견 모둠이 보이지 않습니다. 답들이 우연히 섞인 것보다 더 어울려 움직이지 않으므로, 아래 모둠은 참고로만 그렸고 모둠 사이의 차이는 말하지 않습니다.".into(),
            "The votes show no groups better than chance. Answers hang together no more than shuffled ones do; the groups below are drawn for reference only, and nothing is claimed about differences between them.".into(),
        ),
        Verdict::OneCloud => warn(
            "opinion.one-cloud",
            "서로 떨어진 모둠이라는 증거가 없습니다. 사람들의 생각은 다르지만 끊긴 곳 없이 이어져 있어서, 모둠의 경계는 우연보다 낫다고 할 수 없습니다. 아래 모둠은 이어진 의견을 편의상 나눈 것으로 읽어 주세요.".into(),
            "There is no evidence of separate groups. People differ, but opinion runs on without a gap, and the gaps between groups are no better than chance. Read the groups below as cuts through one range of opinion, made for convenience.".into(),
        ),
    }
}

/// Why there is nothing to group.
fn nothing(votes: &Votes, map: &OpinionMap) -> Option<Notice> {
    let people = map.participants.iter().filter(|person| person.votes > 0).count();
    let voted: Vec<_> =
        map.statements.iter().zip(votes.statements()).filter(|(of, _)| of.is_some()).map(|(_, statement)| statement).collect();
    let open = voted.iter().filter(|statement| !statement.zeroed()).count();
    let (ko, en) = match (people, voted.len(), open) {
        (0, ..) => ("투표가 하나도 없어서 모둠을 나눌 수 없습니다.".to_owned(), "There are no groups: nobody has voted.".to_owned()),
        (1, ..) => (
            "참여자가 한 명뿐이어서 모둠을 나눌 수 없습니다.".to_owned(),
            "There are no groups: only one participant has voted.".to_owned(),
        ),
        (_, _, 0) => (
            "투표한 의견이 모두 검토에서 빠졌거나 배경 질문이어서 모둠을 나눌 수 없습니다.".to_owned(),
            "There are no groups: every statement that was voted on was taken out by moderators or is about the participants themselves."
                .to_owned(),
        ),
        _ if map.variance_shares[0] == 0.0 => (
            "모두가 같은 답을 했거나 같은 의견을 본 사람끼리 답이 같아서 나눌 모둠이 없습니다.".to_owned(),
            "There are no groups: on every statement, all who saw it voted alike.".to_owned(),
        ),
        _ => (
            format!(
                "참여자 {people}명으로는 모둠을 나눌 수 없습니다. 모둠 하나에 적어도 {}명이 있어야 합니다.",
                map.choice.smallest_allowed
            ),
            format!(
                "There are no groups: {people} participants cannot be divided so that every group has {} people.",
                map.choice.smallest_allowed
            ),
        ),
    };
    warn("opinion.nothing-to-group", ko, en)
}

fn unstable(map: &OpinionMap) -> Option<Notice> {
    let stability = map.choice.stability.filter(|stability| *stability < STABLE)?;
    warn(
        "opinion.unstable",
        format!(
            "모둠이 안정되지 않았습니다. 참여자를 다시 뽑아 나누면 지금 모둠과 일치하는 정도가 {stability:.2}입니다(수정 랜드 지수, 기준 {STABLE:.2})."
        ),
        format!(
            "The groups are not stable: drawn anew, they agree with these by {stability:.2} (adjusted Rand index; {STABLE:.2} is asked)."
        ),
    )
}

fn small(map: &OpinionMap) -> Option<Notice> {
    let smallest = map.groups.iter().map(|group| group.size).min().filter(|size| *size < map.choice.smallest_allowed)?;
    warn(
        "opinion.small-group",
        format!(
            "가장 작은 모둠이 {smallest}명입니다. {}명보다 적은 모둠은 우연히 갈라진 몇 사람일 수 있습니다.",
            map.choice.smallest_allowed
        ),
        format!(
            "The smallest group has {smallest} people; a group below {} may be a few people who stand apart by chance.",
            map.choice.smallest_allowed
        ),
    )
}

fn confidence(map: &OpinionMap) -> Option<Notice> {
    let placed = map.participants.iter().filter(|person| person.group.is_some()).count();
    let open =
        |person: &&crate::map::Participant| person.group.is_some() && person.certainty.is_some_and(|sure| sure < crate::settle::SETTLED);
    let unsure: Vec<_> = map.participants.iter().filter(open).collect();
    let more: usize = unsure.iter().filter_map(|person| person.votes_to_settle).sum();
    if unsure.is_empty() {
        return None;
    }
    note(
        "opinion.unsettled",
        format!(
            "자리가 정해진 {}명 가운데 {}명은 모둠이 아직 확실하지 않습니다(95% 미만). 모두 확실해지려면 투표가 {}표쯤 더 필요합니다.",
            number(placed),
            number(unsure.len()),
            number(more)
        ),
        format!(
            "People placed whose group is not yet sure (below 95%): {} of {}. About {} more votes would settle all of them.",
            number(unsure.len()),
            number(placed),
            number(more)
        ),
    )
}

fn unplaced(map: &OpinionMap) -> Option<Notice> {
    let count = map.participants.iter().filter(|person| person.group.is_none()).count();
    if count == 0 || map.groups.is_empty() {
        return None;
    }
    note(
        "opinion.too-few-votes",
        format!("{}명은 투표가 {}건보다 적어서 모둠에 넣지 않았습니다.", number(count), map.votes_needed),
        format!("People with fewer than {} votes, in no group: {}.", map.votes_needed, number(count)),
    )
}

fn passes(votes: &Votes) -> Option<Notice> {
    let only = |person: usize| {
        let mut cast = (0..votes.statements().len()).filter_map(|at| votes.get(person, at)).peekable();
        cast.peek().is_some() && cast.all(|vote| vote == Vote::Pass)
    };
    let count = (0..votes.participants().len()).filter(|person| only(*person)).count();
    if count == 0 {
        return None;
    }
    note(
        "opinion.only-passes",
        format!("{}명은 모든 의견을 건너뛰었습니다. 건너뛴 것도 투표로 세므로 그 자리는 ‘의견 없음’을 뜻합니다.", number(count)),
        format!("People who passed on everything they saw: {}. A pass counts as a vote, so their place means no opinion.", number(count)),
    )
}

fn taken_out(votes: &Votes, map: &OpinionMap) -> Option<Notice> {
    let out = votes.statements().iter().zip(&map.statements).filter(|(statement, of)| statement.zeroed() && of.is_some()).count();
    if out == 0 {
        return None;
    }
    note(
        "opinion.taken-out",
        format!("투표한 의견 {out}개는 검토에서 빠졌거나 배경 질문입니다. 표에는 남기되 자리를 정하는 데에는 쓰지 않았습니다."),
        format!(
            "Statements with votes that moderators took out, or that are about the participants: {out}. They stay in the table and place nobody."
        ),
    )
}

fn unvoted(map: &OpinionMap) -> Option<Notice> {
    let count = map.statements.iter().filter(|of| of.is_none()).count();
    if count == 0 {
        return None;
    }
    note(
        "opinion.no-votes",
        format!("의견 {count}개에는 투표가 없어서 아무것도 말하지 않습니다."),
        format!("Statements without votes, of which nothing is said: {count}."),
    )
}

fn apart(map: &OpinionMap) -> Option<Notice> {
    let count = map.participants.iter().filter(|person| person.outlier).count();
    if count == 0 {
        return None;
    }
    note(
        "opinion.outliers",
        format!("{}명은 자기 모둠에서 유난히 멀리 있습니다. 모둠을 대표한다고 보지 마세요.", number(count)),
        format!("People who stand unusually far from the rest of their group: {}. Do not take them as typical of it.", number(count)),
    )
}
