//! Units behind a number, and the multipliers before them (백만원, 1억 2천만원).

use kernel::Exact;

use super::scan::Scan;
use super::value::{Amount, Unit};

/// Words that count, each group one unit, the first word standing for all; a longer word comes before one that it begins with.
const COUNTED: [&[&str]; 54] = [
    &["개소", "곳", "군데"],
    &["개월"],
    &["개년"],
    &["개"],
    &["명", "인"],
    &["건"],
    &["회"],
    &["차례"],
    &["차"],
    &["기획관"],
    &["기"],
    &["담당관"],
    &["팀"],
    &["등급"],
    &["년"],
    &["월"],
    &["일"],
    &["시간"],
    &["시"],
    &["분"],
    &["초"],
    &["주"],
    &["배"],
    &["점"],
    &["위"],
    &["종"],
    &["호"],
    &["동"],
    &["면"],
    &["권"],
    &["부"],
    &["장"],
    &["대"],
    &["세대"],
    &["세"],
    &["가구"],
    &["가지"],
    &["단계"],
    &["층"],
    &["쪽"],
    &["톤", "t"],
    &["평"],
    &["달러"],
    &["㎡", "m²", "m2"],
    &["km", "㎞"],
    &["kg", "㎏"],
    &["ha", "㏊"],
    &["kW"],
    &["MW"],
    &["%p", "％p", "포인트"],
    &["단"],
    &["조"],
    &["매"],
    &["필지"],
];

/// What a multiplier is worth, and whether it closes a group of four digits (만, 억, 조).
fn multiplier(character: char) -> Option<(i64, bool)> {
    match character {
        '십' => Some((10, false)),
        '백' => Some((100, false)),
        '천' => Some((1_000, false)),
        '만' => Some((10_000, true)),
        '억' => Some((100_000_000, true)),
        '조' => Some((1_000_000_000_000, true)),
        _ => None,
    }
}

fn spelt_digit(character: char) -> Option<i64> {
    "일이삼사오육칠팔구".chars().zip(1..).find(|(digit, _)| *digit == character).map(|(_, value)| value)
}

/// The unit that is named here, and where it ends: 백만원, %, 개소.
pub(super) fn named(scan: &Scan, at: usize) -> Option<(usize, Unit)> {
    let (end, factor) = multipliers(scan, at).unwrap_or((at, 1));
    if scan.at(end) == Some('원') {
        return Some((end + 1, Unit::Money(factor)));
    }
    counted(scan, at)
}

fn counted(scan: &Scan, at: usize) -> Option<(usize, Unit)> {
    if scan.at(at) == Some('%') && scan.at(at + 1) != Some('p') {
        return Some((at + 1, Unit::Percent));
    }
    for word in ["퍼센트", "프로"] {
        if scan.starts(at, word) && !scan.starts(at, "프로그램") && !scan.starts(at, "프로젝트") {
            return Some((at + word.chars().count(), Unit::Percent));
        }
    }
    let longest = COUNTED.iter().flat_map(|group| group.iter().map(|word| (group.first().copied().unwrap_or(word), *word)));
    let (first, word) = longest.filter(|(_, word)| scan.starts(at, word)).max_by_key(|(_, word)| word.chars().count())?;
    let end = at + word.chars().count();
    let cut = word.is_ascii() && scan.at(end).is_some_and(|next| next.is_ascii_alphanumeric());
    (!cut).then_some((end, Unit::Counted(first)))
}

/// The product of the multipliers from here, and where they end; at least one.
fn multipliers(scan: &Scan, at: usize) -> Option<(usize, i64)> {
    let mut factor: i64 = 1;
    let mut end = at;
    while let Some((worth, _)) = scan.at(end).and_then(multiplier) {
        factor = factor.checked_mul(worth)?;
        end += 1;
    }
    (end > at).then_some((end, factor))
}

/// A number with what its multipliers and unit make of it.
pub(super) struct Multiplied {
    pub(super) end: usize,
    pub(super) value: Exact,
    pub(super) step: Exact,
    pub(super) unit: Option<Unit>,
}

/// Reads what follows a number: multipliers, further parts (`1억 2천만원`), the unit.
pub(super) fn multiplied(scan: &Scan, end: usize, (written, places): (Exact, u32), negative: bool, ordinal: bool) -> Multiplied {
    // Files for paper mark a figure between its number and its unit: typed by hand (*), moved by its table (†).
    let marked = (end..).find(|at| !matches!(scan.at(*at), Some('*' | '†' | '✎'))).unwrap_or(end);
    let plain = |end| Multiplied { end, value: written, step: Exact::unit(places), unit: None };
    let parts = if ordinal { None } else { parts(scan, &plain(marked), negative) };
    let read = parts.unwrap_or_else(|| unit_behind(scan, plain(marked)));
    if read.end > marked { read } else { plain(end) }
}

/// Numbers with multipliers, each smaller than the one before, then a unit.
fn parts(scan: &Scan, plain: &Multiplied, negative: bool) -> Option<Multiplied> {
    let (mut end, mut factor) = multipliers(scan, scan.past_spaces(plain.end).min(plain.end + 1)).filter(|(end, _)| closes(scan, *end))?;
    let mut value = plain.value.times(Exact::whole(factor))?;
    let mut step = plain.step.times(Exact::whole(factor))?;
    while scan.at(end) != Some('원') {
        let start = if scan.at(end) == Some(' ') { end + 1 } else { end };
        let Some((after, digits)) = scan.digits(start) else { break };
        let digits = digits.iter().map(|(_, digit)| *digit).collect::<String>();
        let (after, digits) = thousands(scan, after, digits);
        let Ok(more) = digits.parse::<Exact>() else { break };
        let next = multipliers(scan, after).unwrap_or((after, 1));
        // A second number that is no smaller part of the first is a number of its own; so is one without a unit.
        if next.1 >= factor || !(next.1 > 1 || named(scan, after).is_some()) {
            break;
        }
        let more = more.times(Exact::whole(next.1))?;
        value = if negative { value.minus(more)? } else { value.plus(more)? };
        step = Exact::whole(next.1);
        (end, factor) = next;
    }
    if scan.at(end) == Some('원') {
        return Some(Multiplied { end: end + 1, value, step, unit: Some(Unit::Money(factor)) });
    }
    let (end, unit) = counted(scan, scan.past_spaces(end).min(end + 1)).map_or((end, None), |(end, unit)| (end, Some(unit)));
    // 억 alone is money in a budget; 만 alone is a number.
    let unit = unit.or((factor >= 100_000_000).then_some(Unit::Money(factor)));
    Some(Multiplied { end, value, step, unit })
}

/// `2,345` after `1억 `: groups of three digits more.
fn thousands(scan: &Scan, end: usize, digits: String) -> (usize, String) {
    match (scan.at(end) == Some(',')).then(|| scan.digits(end + 1)).flatten() {
        Some((after, group)) if group.len() == 3 => {
            let group = group.iter().map(|(_, digit)| *digit);
            thousands(scan, after, digits.chars().chain(group).collect())
        }
        _ => (end, digits),
    }
}

/// Whether multipliers that end here are multipliers, not the beginning of a word: 4조 but not 4조사.
fn closes(scan: &Scan, end: usize) -> bool {
    match scan.at(end) {
        None | Some('원') => true,
        Some(next) => !next.is_alphabetic() || counted(scan, end).is_some(),
    }
}

fn unit_behind(scan: &Scan, plain: Multiplied) -> Multiplied {
    let behind = if scan.at(plain.end) == Some(' ') { plain.end + 1 } else { plain.end };
    let Some((end, unit)) =
        named(scan, behind).filter(|(_, unit)| behind == plain.end || *unit == Unit::Percent || *unit == Unit::Money(1))
    else {
        return plain;
    };
    Multiplied { end, unit: Some(unit), ..plain }
}

/// An amount of money in words, and where it ends: `삼백만원`, `금 일천이백만원정`.
pub(super) fn spelt(scan: &Scan, at: usize) -> Option<(usize, Amount)> {
    let begins = scan.before(at).is_none_or(|before| !before.is_alphanumeric() || before == '금');
    if !begins {
        return None;
    }
    let (mut total, mut group, mut digit, mut end, mut worth) = (0_i64, 0_i64, None, at, 1);
    while let Some(character) = scan.at(end) {
        if let Some(value) = spelt_digit(character) {
            digit = Some(value);
        } else if let Some((times, closing)) = multiplier(character) {
            if closing {
                let held = (group + digit.take().unwrap_or(0)).max(1);
                total = total.checked_add(held.checked_mul(times)?)?;
                group = 0;
            } else {
                group = group.checked_add(digit.take().unwrap_or(1) * times)?;
            }
            worth = times;
        } else {
            break;
        }
        end += 1;
    }
    let value = Exact::whole(total.checked_add(group + digit.unwrap_or(0))?);
    let money = scan.at(end) == Some('원') && end > at + 1 && worth > 1;
    let amount = Amount { value, step: Exact::whole(worth), written: value, unit: Some(Unit::Money(1)), about: false };
    money.then_some((end + 1, amount))
}
