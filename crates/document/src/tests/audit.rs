//! The audit: what it finds of what was done to a report, and that it blames nothing else.

use std::collections::BTreeMap;

use crate::audit::{Verdict, audit};
use crate::read::Passage;
use crate::testing::{Dice, Edit, Score, edited, plain, tagged};
use crate::*;

use super::rich::rich;

/// How many edited documents are audited: a share unless `MADANG_EDITS` says so (`make evaluate`).
#[expect(clippy::disallowed_methods, reason = "a test's length is set from outside")]
fn edits(few: u64) -> u64 {
    std::env::var("MADANG_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}

fn imprint() -> Imprint {
    Imprint { creator: "서울혁신기획관".into(), day: "2021-04-21".parse().unwrap() }
}

fn as_hwpx(document: &Document) -> Vec<Passage> {
    read::hwpx(&hwpx(document, &imprint()).unwrap()).unwrap()
}

fn as_text(document: &Document, width: Option<usize>) -> Vec<Passage> {
    read::text(plain(document, width).as_bytes()).unwrap()
}

fn as_markdown(document: &Document) -> Vec<Passage> {
    read::text(markdown(document, Some("https://a.example/2021")).as_bytes()).unwrap()
}

type Reader = fn(&Document) -> Vec<Passage>;

const READERS: [(&str, Reader); 4] = [
    ("hwpx", as_hwpx),
    ("markdown", as_markdown),
    ("text", |document| as_text(document, None)),
    ("text broken at 40", |document| as_text(document, Some(40))),
];

#[test]
fn a_report_that_nobody_edited_is_right_in_every_number() {
    for seed in 0..5 {
        let document = rich(seed);
        for (name, passages) in READERS {
            let audit = audit(&document, &passages(&document), Some(&document));
            let wrong: Vec<_> = audit.findings.iter().filter(|finding| finding.verdict != Verdict::Right).collect();
            assert_eq!((wrong.as_slice(), audit.sums.as_slice()), ([].as_slice(), [].as_slice()), "{name}, seed {seed}");
            assert!(audit.findings.len() > 150, "{}", audit.findings.len());
        }
    }
}

/// Numbers with their units as the only words of a line.
#[test]
fn a_line_of_numbers_and_units_is_known_when_something_else_is_gone() {
    let line = |text: &str| Block::Paragraph { text: vec![Inline::Text(text.to_owned())] };
    let document = |blocks: Vec<Block>| Document { lang: Lang::Ko, title: "보고".into(), subtitle: None, blocks };
    let whole =
        document(vec![line("1기획관 3담당관 10팀"), line("(단위: 백만원)"), line("정원 54 23 19"), line("예산 12,099 △4,774 △28.3%")]);
    for gone in 1..4 {
        let mut blocks = whole.blocks.clone();
        blocks.remove(gone);
        let audit = audit(&whole, &as_hwpx(&document(blocks)), None);
        let told: Vec<_> = audit.findings.iter().filter(|finding| finding.verdict != Verdict::Right).collect();
        assert!(told.iter().all(|finding| finding.verdict == Verdict::Missing), "{gone}: {told:?}");
    }
}

/// The unit over a table, and its numbers converted to it, or not.
#[test]
fn a_table_converted_to_another_unit_is_right_and_a_false_unit_is_not() {
    let document = |unit: &str, numbers: [&str; 3]| {
        let row =
            |label: &str, number: &str| Row::plain(vec![Cell::words(vec![Inline::text(label)]), Cell::number(vec![Inline::text(number)])]);
        let body = ["계", "혁신파크", "사회혁신"].iter().zip(numbers).map(|(label, number)| row(label, number)).collect();
        let head = Row::plain(vec![Cell::head(vec![Inline::text("구분")]), Cell::head(vec![Inline::text("예산")])]);
        let table = Table::new("t", Some(vec![Inline::text(format!("(단위: {unit})"))]), vec![head], body, Vec::new()).unwrap();
        Document { lang: Lang::Ko, title: "보고".into(), subtitle: None, blocks: vec![Block::Table(table)] }
    };
    let millions = document("백만원", ["12,000", "7,000", "5,000"]);
    let verdicts = |copy: &Document| -> Vec<Verdict> {
        audit(&millions, &as_hwpx(copy), None).findings.iter().map(|finding| finding.verdict).collect()
    };
    assert_eq!(verdicts(&document("억원", ["120", "70", "50"])), [Verdict::Rewritten; 4]);
    assert_eq!(verdicts(&document("억원", ["12,000", "7,000", "5,000"]))[0], Verdict::Changed);
    assert_eq!(verdicts(&document("억원", ["120", "71", "50"]))[0], Verdict::Changed);
}

/// Ten thousand numbers beside a report's: the work is bounded, and each is told.
#[test]
fn a_text_of_nothing_but_numbers_is_told_soon() {
    let document = rich(1);
    let text = "12,099 ".repeat(10_000);
    let start = std::time::Instant::now();
    let found = audit(&document, &read::text(text.as_bytes()).unwrap(), None);
    assert!(found.count(Verdict::Unknown) > 9_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let error = read::file("12,099 ".repeat(700_000).as_bytes()).unwrap_err();
    assert!(matches!(error, read::ReadError::TooMuchText { .. }));
}

#[test]
fn edits_are_found_and_right_numbers_are_not_blamed() {
    let mut scores: BTreeMap<(&str, Edit), Score> = BTreeMap::new();
    let mut all = Score::default();
    for seed in 0..edits(6) {
        let document = tagged(rich(seed));
        for edit in Edit::ALL {
            let mut dice = Dice(seed * 1_000 + edit as u64);
            let Some((copy, truth)) = edited(&document, edit, &mut dice) else { continue };
            for (name, passages) in READERS {
                let score = Score::of(&audit(&document, &passages(&copy), None), &truth);
                for told in &score.told {
                    println!("{name} {edit:?} seed {seed}: {told}");
                }
                scores.entry((name, edit)).or_default().add(score.clone());
                all.add(score);
            }
        }
    }
    println!("| file | edit | wrong | found | right | blamed |\n|---|---|---|---|---|---|");
    for ((name, edit), score) in &scores {
        println!("| {name} | {edit:?} | {} | {} | {} | {} |", score.wrong, score.found, score.right, score.blamed);
    }
    println!("| all | | {} | {} | {} | {} |", all.wrong, all.found, all.right, all.blamed);
    assert!(all.is_good(), "{} of {} found, {} of {} blamed", all.found, all.wrong, all.blamed, all.right);
}
