//! Personal data in what is shown: numbers of residents and telephones, addresses of e-mail, and names before a post. A name that stands alone cannot be told
//! from a word, and stays.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::campaign::hash;
use super::recent::Recent;
use super::settings::MEMORY;
use super::words::{PARTICLES, hangul, terms};

/// The fifty commonest surnames.
const SURNAMES: &str = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구나민류진지엄채원천방공현";
/// Posts and forms of address that follow a name.
const POSTS: [&str; 32] = [
    "과장",
    "팀장",
    "계장",
    "주무관",
    "국장",
    "실장",
    "부장",
    "소장",
    "관리소장",
    "동장",
    "통장",
    "반장",
    "이장",
    "회장",
    "사장",
    "조합장",
    "센터장",
    "위원장",
    "위원",
    "의원",
    "교장",
    "교감",
    "교사",
    "선생",
    "원장",
    "경찰관",
    "순경",
    "경장",
    "사무관",
    "서기관",
    "씨",
    "님",
];
/// Last syllables of offices, which stand before posts as names do.
const OFFICES: [char; 5] = ['과', '팀', '청', '시', '군'];
/// Words of three syllables that begin as surnames do and stand before posts.
const WORDS: [&str; 24] = [
    "강남구",
    "강동구",
    "강북구",
    "강서구",
    "구로구",
    "노원구",
    "서초구",
    "성동구",
    "성북구",
    "송파구",
    "양천구",
    "공무원",
    "공사장",
    "구의회",
    "노인회",
    "문화원",
    "방송국",
    "우체국",
    "유치원",
    "정류장",
    "조합원",
    "주민들",
    "주차장",
    "한의원",
];
/// Letters of a title that are looked at.
const LETTERS_MAX: usize = 1_000;
/// A term of which at least one in so many complaints has it as a name is not shown.
const SHARE: u32 = 10;
/// Digits in a row that a term is not shown with.
const DIGITS: usize = 5;

/// A title as it may be kept and shown.
pub(super) fn mask(text: &str) -> String {
    let taken = || text.chars().take(LETTERS_MAX);
    let composed = is_nfc_quick(taken()) == IsNormalized::Yes;
    let letters: Vec<char> = if composed { taken().collect() } else { taken().nfc().collect() };
    let mut masked = String::new();
    let mut at = 0;
    for (span, mask) in spans(&letters) {
        // Of two that overlap the first stands.
        if span.start >= at {
            masked.extend(letters.get(at..span.start).unwrap_or_default());
            masked.push_str(mask);
            at = span.end;
        }
    }
    masked.extend(letters.get(at..).unwrap_or_default());
    masked
}

/// Places of what is masked, in order, each with what stands for it.
fn spans(letters: &[char]) -> Vec<(Range<usize>, &'static str)> {
    let mut spans: Vec<(Range<usize>, &str)> = Vec::new();
    for at in 0..letters.len() {
        let number = resident(letters, at).or_else(|| telephone(letters, at));
        spans.extend(number.or_else(|| email(letters, at)).map(|span| (span, "●●●")));
        spans.extend(name(letters, at).map(|(span, _)| (span, "○○○")));
    }
    spans.sort_by_key(|(span, _)| span.start);
    spans
}

fn digit(letter: char) -> bool {
    letter.is_ascii_digit() || ('０'..='９').contains(&letter)
}

fn is(letters: &[char], at: usize, what: impl Fn(char) -> bool) -> bool {
    letters.get(at).is_some_and(|letter| what(*letter))
}

/// Where a run of such letters that begins here ends.
fn run(letters: &[char], at: usize, what: impl Fn(char) -> bool) -> usize {
    at + letters.iter().skip(at).take_while(|letter| what(**letter)).count()
}

/// Where a run begins.
fn begins(letters: &[char], at: usize, what: impl Fn(char) -> bool + Copy) -> bool {
    is(letters, at, what) && !at.checked_sub(1).is_some_and(|before| is(letters, before, what))
}

/// After at most `most` marks and blanks between the parts of a number.
fn parted(letters: &[char], at: usize, most: usize) -> usize {
    run(letters, at, |letter| matches!(letter, ' ' | '-' | '.' | ')' | '–' | '‐' | '−')).min(at + most)
}

/// Six digits and seven that begin with 1 to 8.
fn resident(letters: &[char], at: usize) -> Option<Range<usize>> {
    if !begins(letters, at, digit) {
        return None;
    }
    let end = run(letters, at, digit);
    let (second, end) = match end - at {
        13 => (at + 6, end),
        6 => {
            let second = parted(letters, end, 3);
            (second, run(letters, second, digit))
        }
        _ => return None,
    };
    let sex = is(letters, second, |letter| matches!(letter, '1'..='8' | '１'..='８'));
    (sex && end - second == 7).then_some(at..end)
}

/// Nine to twelve digits that begin with 0, or with +82, together or parted.
fn telephone(letters: &[char], at: usize) -> Option<Range<usize>> {
    let abroad = is(letters, at, |letter| letter == '8')
        && is(letters, at + 1, |letter| letter == '2')
        && at.checked_sub(1).is_some_and(|before| is(letters, before, |letter| letter == '+'));
    // The month of a day is no beginning.
    let within =
        at.checked_sub(2).is_some_and(|before| is(letters, before, digit) && is(letters, at - 1, |letter| matches!(letter, '-' | '.')));
    if within || !begins(letters, at, digit) || !(abroad || is(letters, at, |letter| matches!(letter, '0' | '０'))) {
        return None;
    }
    let mut end = run(letters, at, digit);
    let mut count = end - at;
    while count < 9 {
        let next = parted(letters, end, 2);
        let after = run(letters, next, digit);
        if after == next {
            return None;
        }
        count += after - next;
        end = after;
    }
    (count <= 12).then_some(at..end)
}

fn email(letters: &[char], at: usize) -> Option<Range<usize>> {
    let local = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-');
    if !begins(letters, at, local) {
        return None;
    }
    let sign = run(letters, at, local);
    let end = run(letters, sign + 1, |letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'));
    let host = letters.get(sign + 1..end).filter(|_| is(letters, sign, |letter| letter == '@'))?;
    (host.first() != Some(&'.') && host.contains(&'.')).then_some(at..end)
}

/// A name that begins here, before a post or with one attached; beside it the end of the word that it stands in.
fn name(letters: &[char], at: usize) -> Option<(Range<usize>, usize)> {
    if !begins(letters, at, hangul) || !is(letters, at, |letter| SURNAMES.contains(letter)) {
        return None;
    }
    let (own, end) = (at..at + 3, run(letters, at, hangul));
    let post = if end > own.end {
        own.end
    } else {
        // Blanks or a bracket.
        run(letters, end, |letter| !letter.is_alphanumeric()).min(end + 2)
    };
    // Most words end here, before any text is made.
    if end < own.end || !is(letters, post, |letter| POSTS.iter().any(|post| post.starts_with(letter))) {
        return None;
    }
    let word: String = letters.get(own.clone())?.iter().collect();
    if word.ends_with(OFFICES) || WORDS.contains(&word.as_str()) {
        return None;
    }
    let post: String = letters.get(post..run(letters, post, hangul))?.iter().collect();
    is_post(&post).then_some((own, end))
}

/// Whether a word is a post, with or without 님 and a particle.
fn is_post(word: &str) -> bool {
    let particle = |rest: &str| rest.is_empty() || PARTICLES.contains(&rest) || ["께", "께서", "한테"].contains(&rest);
    POSTS.iter().filter_map(|post| word.strip_prefix(post)).any(|rest| particle(rest) || rest.strip_prefix("님").is_some_and(particle))
}

/// Terms that were names, or pieces of words with names, as hashes: in how many complaints, and the latest day.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Names(BTreeMap<u64, (u32, i32)>);

impl Names {
    /// Takes a complaint's normal title and text.
    pub(super) fn see(&mut self, texts: [&str; 2], day: i32) {
        let mut found: Vec<u64> = Vec::new();
        for text in texts {
            let letters: Vec<char> = text.chars().collect();
            for (_, end, own) in (0..letters.len()).filter_map(|at| name(&letters, at).map(|(own, end)| (at, end, own))) {
                let word: String = letters.get(own.start..end).unwrap_or_default().iter().collect();
                let take = |term: &str| found.extend((!POSTS.contains(&term)).then(|| hash(term.as_bytes())));
                terms(&word, |_| false, take);
            }
        }
        found.sort_unstable();
        found.dedup();
        for term in found {
            let (count, latest) = self.0.entry(term).or_default();
            (*count, *latest) = (count.saturating_add(1), day);
        }
    }

    /// Forgets what has not been seen for as long as complaints are remembered.
    pub(super) fn forget(&mut self, today: i32) {
        self.0.retain(|_, (_, latest)| today.saturating_sub(*latest) < MEMORY);
    }

    /// Whether a term is not to be shown: a name, or a number that could be somebody's.
    pub(super) fn hide(&self, term: &str, recent: &Recent) -> bool {
        let held = recent.words.known(term).map_or(0, |id| recent.with(id).len() as u32);
        let named = self.0.get(&hash(term.as_bytes())).is_some_and(|(count, _)| count.saturating_mul(SHARE) >= held);
        let letters: Vec<char> = term.chars().collect();
        named || !spans(&letters).is_empty() || letters.windows(DIGITS).any(|five| five.iter().all(|letter| digit(*letter)))
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn numbers_and_addresses_of_persons_are_masked() {
        for (title, want) in [
            ("주민번호 900101-1234567 도용", "주민번호 ●●● 도용"),
            ("9001011234567 입니다", "●●● 입니다"),
            ("010-1234-5678로 전화 3층", "●●●로 전화 3층"),
            ("연락처 01012345678", "연락처 ●●●"),
            ("02 123 4567, (031)123-4567", "●●●, (●●●"),
            ("+82 10 1234 5678", "+●●●"),
            ("０１０-1234-5678", "●●●"),
            ("hong.gil@example.co.kr로 회신", "●●●로 회신"),
            ("접수번호 20210131 5.18 2021-01-31 500000원", "접수번호 20210131 5.18 2021-01-31 500000원"),
        ] {
            assert_eq!(mask(title), want, "{title}");
        }
    }

    #[test]
    fn a_name_is_masked_where_a_post_or_a_form_of_address_follows() {
        for (title, want) in [
            ("홍길동 과장을 징계해 주십시오", "○○○ 과장을 징계해 주십시오"),
            ("김철수주무관님께 감사", "○○○주무관님께 감사"),
            ("이영희씨의 민원", "○○○씨의 민원"),
            ("박민수(팀장) 불친절", "○○○(팀장) 불친절"),
            ("\u{1100}\u{1175}\u{11B7}철수 선생님", "○○○ 선생님"),
            ("강남구 의원, 주택과 과장, 정보팀 팀장", "강남구 의원, 주택과 과장, 정보팀 팀장"),
            ("유치원 교사, 주차장 소장, 진입로 경사", "유치원 교사, 주차장 소장, 진입로 경사"),
            ("고등학교 교장, 지역 위원회", "고등학교 교장, 지역 위원회"),
            ("김철수 사퇴하라", "김철수 사퇴하라"),
        ] {
            assert_eq!(mask(title), want, "{title}");
        }
    }
}
