//! Days, months, years and windows as official texts write them: `’21. 3. 31.`, `2021-03-31`, `3.31.(수)`, `’21. 4.~12.`, `1∼2월`.

use super::scan::Scan;
use super::value::{Dates, Point, Until};

/// The date or window that begins here, and where it ends.
pub(super) fn dates(scan: &Scan, at: usize) -> Option<(usize, Dates)> {
    if scan.before(at).is_some_and(|before| before.is_ascii_alphanumeric() || matches!(before, '.' | ',')) {
        return None;
    }
    if let Some(found) = months(scan, at) {
        return Some(found);
    }
    let (end, from) = point(scan, at)?;
    let end = weekday(scan, end);
    let (end, until) = until(scan, end, from).unwrap_or((end, Until::Same));
    Some((end, Dates { from, until }))
}

/// `1∼2월`: only the last month says what both are.
fn months(scan: &Scan, at: usize) -> Option<(usize, Dates)> {
    let (tilde, first) = month_number(scan, at)?;
    let (end, last) = (scan.at(tilde) == Some('~')).then(|| month_number(scan, tilde + 1)).flatten()?;
    let month = |month| Point { year: None, month: Some(month), day: None };
    (scan.at(end) == Some('월')).then(|| (end + 1, Dates { from: month(first), until: Until::Point(month(last)) }))
}

/// A point of the calendar that cannot be anything else.
fn point(scan: &Scan, at: usize) -> Option<(usize, Point)> {
    match year(scan, at) {
        Some((end, year)) => Some(behind_year(scan, end, year)),
        None => without_year(scan, at),
    }
}

/// `’21.`, `’21년`, `2021.`, `2021년`, `2021-`: the year, and where it ends. A bare `2021` is a number.
fn year(scan: &Scan, at: usize) -> Option<(usize, u16)> {
    let marked = scan.at(at) == Some('’');
    let start = if marked { at + 1 } else { at };
    let (end, number) = scan.small(start)?;
    let year = match (marked, end - start) {
        (true, 2) => 2000 + number,
        (_, 4) if (1900..2100).contains(&number) => number,
        _ => return None,
    };
    match scan.at(end) {
        Some('.') if marked || scan.digit(end + 1).is_none() || month_behind(scan, end + 1).is_some() => Some((end + 1, year)),
        Some('년') => Some((end + 1, year)),
        Some('~') if marked => Some((end, year)),
        Some('-' | '/') => iso(scan, end).map(|_| (end + 1, year)),
        _ => None,
    }
}

/// The month and day of `2021-03-31` or `2021/3/31`, from its first dash.
fn iso(scan: &Scan, dash: usize) -> Option<(usize, u8, u8)> {
    let mark = scan.at(dash).filter(|mark| matches!(mark, '-' | '/'))?;
    let (second, month) = month_number(scan, dash + 1)?;
    let (end, day) = (scan.at(second) == Some(mark)).then(|| day_number(scan, second + 1)).flatten()?;
    Some((end, month, day))
}

fn behind_year(scan: &Scan, end: usize, year: u16) -> (usize, Point) {
    let whole = Point { year: Some(year), month: None, day: None };
    if let Some((end, month, day)) = end.checked_sub(1).and_then(|dash| iso(scan, dash)) {
        return (end, Point { month: Some(month), day: Some(day), ..whole });
    }
    let Some((month_end, month)) = month_behind(scan, scan.past_spaces(end)) else { return (end, whole) };
    let in_month = Point { month: Some(month), ..whole };
    let Some((day_end, day)) = day_behind(scan, scan.past_spaces(month_end)) else { return (month_end, in_month) };
    (day_end, Point { day: Some(day), ..in_month })
}

/// A month with its mark, or at the end of what is said (`’21. 9)`).
fn month_behind(scan: &Scan, at: usize) -> Option<(usize, u8)> {
    let (end, month) = month_number(scan, at)?;
    Some((marked_end(scan, end, '월')?, month))
}

fn day_behind(scan: &Scan, at: usize) -> Option<(usize, u8)> {
    let (end, day) = day_number(scan, at)?;
    Some((marked_end(scan, end, '일')?, day))
}

fn marked_end(scan: &Scan, end: usize, mark: char) -> Option<usize> {
    match scan.at(end) {
        Some('.') => Some(end + 1),
        Some(found) if found == mark => Some(end + 1),
        None | Some(')' | '~' | ']' | '>') => Some(end),
        _ => None,
    }
}

/// `3.31.`, `3월 31일`, `3월`: dots must stand behind both, or it is a decimal number.
fn without_year(scan: &Scan, at: usize) -> Option<(usize, Point)> {
    let (month_end, month) = month_number(scan, at)?;
    let in_month = Point { year: None, month: Some(month), day: None };
    match scan.at(month_end) {
        Some('월') => {
            let day = day_number(scan, scan.past_spaces(month_end + 1)).filter(|(end, _)| scan.at(*end) == Some('일'));
            Some(day.map_or((month_end + 1, in_month), |(end, day)| (end + 1, Point { day: Some(day), ..in_month })))
        }
        Some('.') => {
            let (day_end, day) = day_number(scan, scan.past_spaces(month_end + 1))?;
            // Both ends of `5. 3.∼4.` are marked; `5. 3∼4` is not a day for certain.
            let dotted = scan.at(day_end) == Some('.') && scan.digit(day_end + 1).is_none();
            dotted.then_some((day_end + 1, Point { day: Some(day), ..in_month }))
        }
        _ => None,
    }
}

/// `(수)` behind a day.
fn weekday(scan: &Scan, end: usize) -> usize {
    let is =
        scan.at(end) == Some('(') && scan.at(end + 1).is_some_and(|day| "월화수목금토일".contains(day)) && scan.at(end + 2) == Some(')');
    if is { end + 3 } else { end }
}

/// The end of a window, what it shares with its beginning filled in.
fn until(scan: &Scan, end: usize, from: Point) -> Option<(usize, Until)> {
    let tilde = (end..end + 3).find(|at| scan.at(*at) == Some('~')).filter(|tilde| *tilde <= scan.past_spaces(end))?;
    let start = scan.past_spaces(tilde + 1);
    if let Some((end, point)) = point(scan, start) {
        // `’21. 4.~6. 30.` is read whole here; its year is that of the beginning.
        return Some((weekday(scan, end), Until::Point(Point { year: point.year.or(from.year), ..point })));
    }
    let Some((digits_end, number)) = scan.small(start) else { return Some((tilde + 1, Until::Open)) };
    let finest = if from.day.is_some() { '일' } else { '월' };
    let number = u8::try_from(number).ok()?;
    let point = match finest {
        '일' if (1..=31).contains(&number) => Point { day: Some(number), ..from },
        '월' if from.month.is_some() && (1..=12).contains(&number) => Point { month: Some(number), ..from },
        _ => return Some((tilde + 1, Until::Open)),
    };
    let Some(marked) = marked_end(scan, digits_end, finest) else { return Some((tilde + 1, Until::Open)) };
    Some((weekday(scan, marked), Until::Point(point)))
}

fn month_number(scan: &Scan, at: usize) -> Option<(usize, u8)> {
    within(scan, at, 12)
}

fn day_number(scan: &Scan, at: usize) -> Option<(usize, u8)> {
    within(scan, at, 31)
}

fn within(scan: &Scan, at: usize, most: u16) -> Option<(usize, u8)> {
    let (end, number) = scan.small(at)?;
    let fits = (1..=most).contains(&number) && end - at <= 2;
    fits.then(|| u8::try_from(number).ok().map(|number| (end, number))).flatten()
}
