//! How numbers, days and windows are written for people.

use kernel::{City, Day, Exact, Lang, Window};

use crate::model::FactValue;
use crate::template::Style;

/// A number with `places` decimals and commas; minus is △ in Korean documents and − in English ones.
pub fn number(value: Exact, places: u32, lang: Lang) -> String {
    let decimal = value.decimal(places);
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) if digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => (lang.pick("△", "−"), digits),
        Some(digits) => ("", digits),
        None => ("", decimal.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut text = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// An amount of smallest units in the unit in which the city writes single amounts.
pub(crate) fn money(amount: i64, city: &City, lang: Lang) -> String {
    let (unit, whole) = (city.money_unit(), Exact::whole(amount));
    number(whole.over(Exact::whole(unit.factor)).unwrap_or(whole), unit.places, lang)
}

/// A number with its unit's word: a space between them in English, none before %.
pub(crate) fn with_unit(number: &str, unit: &str, lang: Lang) -> String {
    let space = if unit == "%" { "" } else { lang.pick("", " ") };
    format!("{number}{space}{unit}")
}

/// One end of a window: year, month and day as far as they were written.
#[derive(Clone, Copy)]
struct End {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl End {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        Some(Self {
            year: parts.next()?.parse().ok()?,
            month: parts.next().and_then(|part| part.parse().ok()),
            day: parts.next().and_then(|part| part.parse().ok()),
        })
    }

    fn of(day: Day) -> Self {
        Self { year: day.year(), month: Some(day.month()), day: Some(day.of_month()) }
    }

    /// The end in the precision a style wants; never finer than it was written.
    fn styled(self, style: Style) -> Self {
        match style {
            Style::Plain | Style::Full | Style::Short => self,
            Style::Month | Style::Months => Self { day: None, ..self },
            Style::Year => Self { month: None, day: None, ..self },
        }
    }

    fn korean(self, with_year: bool, with_month: bool) -> String {
        let mut parts = Vec::new();
        if with_year {
            parts.push(format!("’{:02}.", self.year.rem_euclid(100)));
        }
        if let Some(month) = self.month.filter(|_| with_month) {
            parts.push(format!("{month}."));
        }
        parts.extend(self.day.map(|day| format!("{day}.")));
        parts.join(" ")
    }

    fn english(self, with_year: bool, with_month: bool) -> String {
        const MONTHS: [&str; 12] =
            ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
        let month = self.month.and_then(|month| usize::try_from(month - 1).ok()).and_then(|at| MONTHS.get(at)).filter(|_| with_month);
        let parts = [self.day.map(|day| day.to_string()), month.map(|month| (*month).to_owned()), with_year.then(|| self.year.to_string())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A fact as a text prints it.
pub(crate) fn fact(value: &FactValue, style: Style, lang: Lang) -> String {
    match value {
        FactValue::Name(name) => name.clone(),
        FactValue::Day(day) => one(End::of(*day).styled(style), style, lang),
        FactValue::Window(window) => stretch(window, style, lang),
    }
}

/// A day as a text prints it, with its year.
pub(crate) fn day(day: Day, lang: Lang) -> String {
    one(End::of(day), Style::Full, lang)
}

fn one(end: End, style: Style, lang: Lang) -> String {
    let with_year = !matches!(style, Style::Short | Style::Months) || end.month.is_none();
    match (lang, style) {
        (Lang::Ko, Style::Months) if end.month.is_some() => format!("{}월", end.month.unwrap_or(1)),
        (Lang::Ko, _) => end.korean(with_year, true),
        (Lang::En, _) => end.english(with_year, true),
    }
}

fn stretch(window: &Window, style: Style, lang: Lang) -> String {
    let Some(from) = End::read(window.from()).map(|end| end.styled(style)) else { return String::new() };
    let Some(until) = window.until() else {
        let from = one(from, style, lang);
        return lang.pick(format!("{from}~"), format!("from {from}"));
    };
    let until = End::read(until).map_or(from, |end| end.styled(style));
    let style = if style == Style::Months && (from.month.is_none() || until.month.is_none()) { Style::Plain } else { style };
    // What both ends share is said once, if both are written as finely.
    let same_year = from.year == until.year && from.month.is_some() == until.month.is_some();
    let same_month = same_year && from.month == until.month && from.day.is_some() == until.day.is_some();
    if same_month && from.day == until.day {
        return one(from, style, lang);
    }
    let with_year = !matches!(style, Style::Short | Style::Months) || from.month.is_none();
    match lang {
        Lang::Ko if style == Style::Months => format!("{}~{}월", from.month.unwrap_or(1), until.month.unwrap_or(12)),
        Lang::Ko => {
            format!("{}~{}", from.korean(with_year, true), until.korean(with_year && !same_year, style != Style::Short || !same_month))
        }
        Lang::En => {
            let spaced = (from.day.is_some() || until.day.is_some()) && !same_month;
            let dash = if spaced { " – " } else { "–" };
            format!("{}{dash}{}", from.english(with_year && !same_year, !same_month), until.english(with_year, true))
        }
    }
}

/// The word for a column that is summed.
pub(crate) fn column(name: &str, lang: Lang) -> &str {
    match name {
        "amount" => lang.pick("금액", "amount"),
        other => other,
    }
}

/// The word for a code that the record keeps in a column of codes; everything else stays what it is.
pub(crate) fn code<'c>(column: &str, code: &'c str, lang: Lang) -> &'c str {
    const WORDS: [(&str, &str, &str, &str); 17] = [
        ("kind", "appropriate", "예산 편성", "appropriate"),
        ("kind", "supplement", "추경", "supplement"),
        ("kind", "carry_over", "이월", "carry over"),
        ("kind", "transfer", "전용", "transfer"),
        ("kind", "commit", "원인행위", "commit"),
        ("kind", "disburse", "지출", "disburse"),
        ("kind", "return", "반납", "return"),
        ("reversal", "reverses", "반대 기입", "opposite entry"),
        ("carryover", "specified", "명시이월", "specified"),
        ("carryover", "unforeseen", "사고이월", "unforeseen"),
        ("carryover", "continuing", "계속비이월", "continuing"),
        ("incumbent", "filled", "재직", "filled"),
        ("incumbent", "vacant", "공석", "vacant"),
        ("state", "planned", "예정", "planned"),
        ("state", "done", "완료", "done"),
        ("state", "postponed", "연기", "postponed"),
        ("state", "cancelled", "취소", "cancelled"),
    ];
    let known = WORDS.iter().find(|(of, known, _, _)| *of == column && *known == code);
    known.map_or(code, |(_, _, ko, en)| lang.pick(*ko, *en))
}
