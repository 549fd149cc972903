//! Days as offices write them.

use kernel::Day;

/// A day, with or without a time: `2021-01-31`, `2021.1.31.`, `2021/01/31 09:12`, `2021년 1월 31일`, `20210131`, or a spreadsheet's number of days.
pub(super) fn day_of(text: &str) -> Option<Day> {
    let whole = text.split(['T', ' ']).next()?;
    let (days, part) = whole.split_once('.').unwrap_or((whole, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits(days) && all_digits(part) && matches!((days.len(), part), (5, _) | (8, "")) {
        let (number, rest) = (days.parse::<i32>().ok()?, text.get(whole.len()..)?);
        return match days.len() {
            _ if !is_time(rest) => None,
            8 => new(number / 10_000, number / 100 % 100, number % 100),
            // Days since 1899-12-30, as spreadsheets count.
            _ if number >= 10_000 => Day::new(1899, 12, 30).map(|first| first.plus_days(number)),
            _ => None,
        };
    }
    let (year, rest) = number(text)?;
    let (month, rest) = number(parted(rest, &['-', '.', '/', '년'])?)?;
    let (day, rest) = number(parted(rest, &['-', '.', '/', '월'])?)?;
    let rest = rest.trim_start().strip_prefix(['.', '일']).unwrap_or(rest);
    is_time(rest).then(|| new(year, month, day)).flatten()
}

fn new(year: i32, month: i32, day: i32) -> Option<Day> {
    let year = i16::try_from(year).ok().filter(|year| (1900..=9999).contains(year))?;
    Day::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// A number at the beginning, and what follows it.
fn number(text: &str) -> Option<(i32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.parse().ok()?, rest))
}

/// What follows a mark, or a blank, that parts the numbers of a day.
fn parted<'t>(text: &'t str, marks: &[char]) -> Option<&'t str> {
    let bare = text.trim_start();
    let rest = bare.strip_prefix(marks).unwrap_or(bare).trim_start();
    (rest.len() < text.len()).then_some(rest)
}

/// Whether what follows a day is nothing, words such as a weekday, or a time of day: what follows the seconds is not looked at.
fn is_time(text: &str) -> bool {
    let Some(at) = text.find(|letter: char| letter.is_ascii_digit()) else { return !text.starts_with(['-', '/', '.']) };
    let (before, mut rest) = text.split_at_checked(at).unwrap_or_default();
    if before.is_empty() || before.contains(['-', '/', '.', ':']) {
        return false;
    }
    for most in [24, 59, 60] {
        let Some((value, after)) = number(rest) else { return false };
        if value > most {
            return false;
        }
        let after = after.trim_start();
        let next = after.strip_prefix([':', '시', '분']).map(str::trim_start);
        let Some(next) = next.filter(|next| next.starts_with(|letter: char| letter.is_ascii_digit())) else { return true };
        rest = next;
    }
    true
}
