//! Addresses as households are compared by: Korean and Latin ways of writing one address give one key, and what only looks alike is shown
//! to a person.
//!
//! Korean road-name addresses (도로명주소) name the province or city, the district, the road and the building number; the legal-status dong
//! (법정동) and the building's name may stand behind in brackets (도로명주소법 시행령 6). A key never merges addresses whose numbers differ.

use std::collections::BTreeMap;

use kernel::Refusal;
use sheet::{Table, cell};
use unicode_normalization::UnicodeNormalization as _;

use crate::pool::Columns;
use crate::table::csv;

/// Provinces and cities: how they begin, and the short name.
const PROVINCES: [(&str, &str); 23] = [
    ("서울", "서울"),
    ("부산", "부산"),
    ("대구", "대구"),
    ("인천", "인천"),
    ("광주", "광주"),
    ("대전", "대전"),
    ("울산", "울산"),
    ("세종", "세종"),
    ("경기", "경기"),
    ("강원", "강원"),
    ("충청북", "충북"),
    ("충북", "충북"),
    ("충청남", "충남"),
    ("충남", "충남"),
    ("전라북", "전북"),
    ("전북", "전북"),
    ("전라남", "전남"),
    ("전남", "전남"),
    ("경상북", "경북"),
    ("경북", "경북"),
    ("경상남", "경남"),
    ("경남", "경남"),
    ("제주", "제주"),
];

/// What may follow a province's short name without saying more.
const PROVINCE_ENDS: [&str; 7] = ["", "특별시", "광역시", "특별자치시", "특별자치도", "시", "도"];

/// Latin words that mean one thing.
const WORDS: [(&str, &str); 20] = [
    ("apartment", "flat"),
    ("apt", "flat"),
    ("unit", "flat"),
    ("street", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("lane", "ln"),
    ("drive", "dr"),
    ("place", "pl"),
    ("square", "sq"),
    ("court", "ct"),
    ("boulevard", "blvd"),
    ("terrace", "ter"),
    ("crescent", "cres"),
    ("gardens", "gdns"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
];

/// A part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Letters.
    Word(String),
    /// Digits, without leading zeros; a Latin letter that follows at once belongs to them (15a).
    Number(String),
}

/// The key of an address: equal for two ways of writing one address. Empty where there is neither letter nor digit.
pub fn household_key(address: &str) -> String {
    let mut key = String::new();
    let mut after_number = false;
    for part in parts(address) {
        match part {
            Part::Word(word) => {
                key.push_str(&word);
                after_number = false;
            }
            Part::Number(number) => {
                if after_number {
                    key.push('-');
                }
                key.push_str(&number);
                after_number = true;
            }
        }
    }
    key
}

/// The numbers of an address, sorted, and its letters in one.
fn numbers_and_letters(address: &str) -> (Vec<String>, String) {
    let (mut numbers, mut letters) = (Vec::new(), String::new());
    for part in parts(address) {
        match part {
            Part::Word(word) => letters.push_str(&word),
            Part::Number(number) => numbers.push(number),
        }
    }
    numbers.sort_unstable();
    (numbers, letters)
}

/// The parts of an address in one way of writing.
fn parts(address: &str) -> Vec<Part> {
    let text: String = address.nfkc().collect::<String>().to_lowercase();
    let mut words = split(&without_dong(&text));
    if words.len() > 1
        && let Some(Part::Number(code)) = words.first()
        // Five digits (우편번호); a leading zero is gone already.
        && matches!(code.len(), 4 | 5)
        && matches!(words.get(1), Some(Part::Word(word)) if province(word).is_some())
    {
        words.remove(0);
    }
    if let Some(Part::Word(word)) = words.first_mut()
        && let Some(short) = province(word)
    {
        *word = short.to_owned();
    }
    // 제101동 is 101동.
    let ordinal: Vec<bool> = words.windows(2).map(|two| matches!(two, [Part::Word(word), Part::Number(_)] if word == "제")).collect();
    let mut at = 0;
    words.retain(|_| {
        at += 1;
        !ordinal.get(at - 1).copied().unwrap_or(false)
    });
    flat_last(units(words))
}

/// The short name of a province or city; none if the word is none of them.
fn province(word: &str) -> Option<&'static str> {
    let found = PROVINCES.iter().find(|(begin, _)| word.strip_prefix(begin).is_some_and(|end| PROVINCE_ENDS.contains(&end)));
    found.map(|(_, short)| *short)
}

/// The text without the legal-status dong, and the names without a digit beside it, that stand in brackets.
fn without_dong(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[']) {
        let (before, inside) = rest.split_at(open);
        let close = inside.find([')', ']']).unwrap_or(inside.len());
        out.push_str(before);
        let bracket = inside.get(1..close).unwrap_or_default();
        out.push(' ');
        if is_dong(bracket) {
            let kept = bracket.split(',').skip(1).filter(|name| name.chars().any(|letter| letter.is_ascii_digit()));
            out.push_str(&kept.collect::<Vec<_>>().join(" "));
        } else {
            out.push_str(bracket);
        }
        out.push(' ');
        rest = inside.get(close + 1..).unwrap_or_default();
    }
    out + rest
}

/// Whether brackets begin with the name of a dong, ri or ga and no more before the first comma: `역삼동`, `종로2가`.
fn is_dong(bracket: &str) -> bool {
    let name = bracket.split(',').next().unwrap_or_default().trim();
    name.chars().next().is_some_and(hangul) && !name.contains(' ') && name.ends_with(['동', '리', '가', '로'])
}

fn hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

/// Words and numbers, without spaces and marks.
fn split(text: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut letters = text.chars().peekable();
    let mut joined = false;
    while let Some(letter) = letters.next() {
        if letter.is_ascii_digit() {
            let mut number = String::from(letter);
            while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                number.push(digit);
            }
            let whole = number.trim_start_matches('0');
            let mut number = if whole.is_empty() { "0".to_owned() } else { whole.to_owned() };
            let mut ahead = letters.clone();
            // 15a is a house of its own; 3rd and 2nd are words.
            if let Some(mark) = ahead.next()
                && mark.is_ascii_alphabetic()
                && !ahead.next().is_some_and(char::is_alphanumeric)
            {
                letters.next();
                number.push(mark);
            }
            parts.push(Part::Number(number));
            joined = false;
        } else if letter.is_alphanumeric() {
            match parts.last_mut() {
                Some(Part::Word(word)) if joined => word.push(letter),
                _ => parts.push(Part::Word(letter.to_string())),
            }
            joined = true;
        } else if letter != '\'' && letter != '’' && letter != '.' {
            joined = false;
        }
    }
    parts
}

/// Words that only say what a number is are left out where that is clear: 번지, 호, the dong of a block, the floor that the room names.
fn units(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let after_number = matches!(out.last(), Some(Part::Number(_)));
        let before_number = matches!(parts.peek(), Some(Part::Number(_)));
        let Part::Word(word) = part else {
            // 3층 301호 is 301호.
            if let (Part::Number(room), [.., Part::Number(floor), Part::Word(storey)]) = (&part, out.as_slice())
                && storey == "층"
                && room.len() == floor.len() + 2
                && room.starts_with(floor.as_str())
            {
                out.truncate(out.len() - 2);
            }
            out.push(part);
            continue;
        };
        match word.as_str() {
            "번지" | "호" | "호실" | "번" if after_number => {}
            "동" if after_number && before_number => {}
            "no" | "number" if before_number => {}
            "번지의" | "의" if after_number && before_number => {}
            word => {
                // 번지 and 호 before more letters: 12번지 is read above, 12번길 stays.
                let same = WORDS.iter().find(|(long, _)| *long == word).map_or(word, |(_, short)| short);
                out.push(Part::Word(same.to_owned()));
            }
        }
    }
    out
}

/// A flat before the house is a flat behind it: `Flat 3, 15 Maple St` and `15 Maple St, Apt 3`.
fn flat_last(mut parts: Vec<Part>) -> Vec<Part> {
    let flat = |part: &Part| matches!(part, Part::Word(word) if word == "flat");
    if let Some(at) = parts.iter().position(flat)
        && at + 2 < parts.len()
        && matches!(parts.get(at + 1), Some(Part::Number(_)))
    {
        let moved: Vec<Part> = parts.drain(at..at + 2).collect();
        parts.extend(moved);
    }
    parts
}

/// How two rows' addresses compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Letter for letter the same.
    Same,
    /// Two ways of writing one address: one household.
    SameWritten,
    /// The same numbers and nearly the same letters: a person must look; they stay two households.
    Doubtful,
}

impl Likeness {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::SameWritten => "same-written-otherwise",
            Self::Doubtful => "doubtful",
        }
    }
}

/// Two addresses, by their places in the list, the first before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The place of the first.
    pub first: usize,
    /// The place of the second.
    pub second: usize,
    /// How they compare.
    pub likeness: Likeness,
}

/// Pairs among addresses: everybody of a household with its first, and doubtful pairs of households (their first people). Doubtful are equal
/// numbers with letters two steps (Levenshtein 1966), or a fifth of their length, apart; or one's letters within the other's. Households are
/// compared where their letters begin or end alike, so that long lists stay quick.
pub fn pairs(addresses: &[&str]) -> Vec<Pair> {
    let mut households: BTreeMap<String, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (at, address) in addresses.iter().enumerate() {
        let key = household_key(address);
        if key.is_empty() {
            continue;
        }
        match households.get(&key) {
            None => {
                households.insert(key, at);
            }
            Some(first) => {
                let same = addresses.get(*first).is_some_and(|first| first.trim() == address.trim());
                let likeness = if same { Likeness::Same } else { Likeness::SameWritten };
                pairs.push(Pair { first: *first, second: at, likeness });
            }
        }
    }
    // Equal numbers, and the first or (true) the last two letters.
    type Group = (Vec<String>, bool, String);
    let mut groups: BTreeMap<Group, Vec<(usize, String)>> = BTreeMap::new();
    for at in households.into_values() {
        let (numbers, letters) = numbers_and_letters(addresses.get(at).copied().unwrap_or_default());
        let all: Vec<char> = letters.chars().collect();
        let ends = [(false, all.iter().take(2).collect()), (true, all.iter().rev().take(2).collect::<String>())];
        for (end, two) in ends {
            groups.entry((numbers.clone(), end, two)).or_default().push((at, letters.clone()));
        }
    }
    for ((numbers, ..), group) in &groups {
        for (place, (one, letters)) in group.iter().enumerate() {
            for (other, others) in group.iter().skip(place + 1) {
                if alike(letters, others, numbers.is_empty()) {
                    pairs.push(Pair { first: *one.min(other), second: *one.max(other), likeness: Likeness::Doubtful });
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether letters beside equal numbers are so alike that a person must look.
fn alike(one: &str, other: &str, no_number: bool) -> bool {
    let (a, b) = (one.chars().count(), other.chars().count());
    let (short, long) = (a.min(b), a.max(b));
    if short < if no_number { 6 } else { 3 } {
        return false;
    }
    let most = if no_number { 2 } else { (short / 5).max(2).min(short / 2) };
    let within = !no_number && short >= 4 && if a < b { other.contains(one) } else { one.contains(other) };
    within || (long - short <= most && strsim::levenshtein(one, other) <= most)
}

/// An address as a file writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The row in the file.
    pub row: u64,
    /// Whose it is.
    pub id: String,
    /// The address.
    pub address: String,
}

/// The addresses of a pool's table, in its order; none without a column of households.
///
/// # Errors
/// Refuses a column that is missing.
pub fn addresses(table: &Table, columns: Columns<'_>) -> Result<Vec<Written>, Refusal> {
    let Some(household) = columns.household else { return Ok(Vec::new()) };
    let (place, id_at) = (table.place(household)?, columns.id.map(|id| table.place(id)).transpose()?);
    let written = |(at, (row, cells)): (usize, (u64, &::csv::StringRecord))| Written {
        row,
        id: id_at.map_or_else(|| (at + 1).to_string(), |id_at| cell(cells, id_at).to_owned()),
        address: cell(cells, place).to_owned(),
    };
    Ok(table.rows().enumerate().map(written).collect())
}

/// addresses.csv: `likeness,row_1,id_1,address_1,row_2,id_2,address_2`.
///
/// # Errors
/// Refuses if the text cannot be written.
pub fn addresses_csv(written: &[Written], pairs: &[Pair]) -> Result<String, Refusal> {
    let mut rows = vec![["likeness", "row_1", "id_1", "address_1", "row_2", "id_2", "address_2"].map(str::to_owned)];
    for pair in pairs {
        if let (Some(one), Some(two)) = (written.get(pair.first), written.get(pair.second)) {
            rows.push([
                pair.likeness.name().to_owned(),
                one.row.to_string(),
                one.id.clone(),
                one.address.clone(),
                two.row.to_string(),
                two.id.clone(),
                two.address.clone(),
            ]);
        }
    }
    csv(rows)
}
