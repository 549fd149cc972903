//! The rules of the PDF writer. Poppler reads its files back (Debian package `poppler-utils`); where it is not installed, these tests say that
//! they were skipped.

mod poppler;

use std::sync::LazyLock;

use super::paper::{any_table, digits, everything, imprint, said};
use super::rich::rich;
use super::*;
use crate::audit::{Verdict, audit};
use crate::testing::{Dice, Edit, Score, edited, tagged};
use poppler::{Word, pages, read_aloud, structure, text, words_on};

/// Text that typst, XML or a careless writer could break on, all of it in the fonts.
const ODD: [&str; 7] = [
    "<script>alert(\"x\")</script> & ]]> 'q' a|b `c` *d* _e_ [f](g) \\ #x $y$ @z // ~",
    "旣 漢字 乙",
    "e\u{301} o\u{308} 한",
    "#{ panic(\"x\") } #import \"/etc/passwd\"",
    "\\\"",
    "◎ ≒ ┌─┐ ☎ ㉠ ⅲ ㎡",
    "= 제목 - 목록 + 1. 하나 / 말: 뜻",
];

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/assets/node_modules/pretendard-gov/dist/public/static");
    let read = |weight: &str| -> &'static [u8] {
        Vec::leak(std::fs::read(format!("{folder}/PretendardGOV-{weight}.otf")).expect("the fonts are there: run `make assets`"))
    };
    Fonts::new([read("Regular"), read("Bold")]).unwrap()
});

fn written(document: &Document) -> Vec<u8> {
    crate::pdf(document, &imprint(), &FONTS).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(document: &Document) -> PrintError {
    crate::pdf(document, &imprint(), &FONTS).unwrap_err()
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Fails unless every text and every cell of the document stands in the PDF, each kind in order.
fn assert_says(pdf: &[u8], document: &Document, whose: &str) {
    if let Some(text) = read_aloud(pdf) {
        assert_in_words(&text, document, whose);
    }
}

fn assert_in_words(text: &str, document: &Document, whose: &str) {
    let (found, expected) = (bare(text), said(document));
    let in_order = |parts: Vec<String>| {
        let mut rest = found.as_str();
        for part in parts {
            let at = rest.find(&part).unwrap_or_else(|| panic!("{whose}: {part} is missing or out of order in {text}"));
            rest = &rest[at + part.len()..];
        }
    };
    in_order(expected.texts.iter().map(|text| bare(text)).collect());
    in_order(expected.tables.iter().flatten().flatten().map(|cell| bare(cell)).collect());
}

/// Fails where a word reaches out of the page's margins, or over another word.
/// Upright A4, in points.
const UPRIGHT: (f64, f64) = (595.3, 841.9);

fn assert_nothing_overflows(pdf: &[u8], whose: &str) {
    assert_all_inside(pdf, UPRIGHT, whose);
}

fn assert_all_inside(pdf: &[u8], (width, height): (f64, f64), whose: &str) {
    let Some(pages) = words_on(pdf) else { return };
    for (number, words) in pages.iter().enumerate() {
        for (index, word) in words.iter().enumerate() {
            let inside = word.left > 56.0 && word.right < width - 55.7 && word.top > 48.0 && word.bottom < height - 26.9;
            assert!(inside, "{whose}: {word:?} lies outside of page {}", number + 1);
            let over = words[index + 1..].iter().find(|other| word.covers(other));
            assert!(over.is_none(), "{whose}: {word:?} lies over {over:?} on page {}", number + 1);
        }
    }
}

#[test]
fn it_says_what_the_document_says() {
    let document = everything(&ODD);
    let pdf = written(&document);
    assert_says(&pdf, &document, "everything");
    assert_nothing_overflows(&pdf, "everything");
}

#[test]
fn a_wide_table_alone_lies_on_its_side_in_letters_that_people_read() {
    let wide = digits(9, 13);
    let pdf = written(&wide);
    assert_says(&pdf, &wide, "wide");
    assert_all_inside(&pdf, (UPRIGHT.1, UPRIGHT.0), "wide");
    let Some(pages) = words_on(&pdf) else { return };
    let lowest =
        pages.iter().flatten().filter(|word| word.text.starts_with('7')).map(|word| word.bottom - word.top).fold(f64::MAX, f64::min);
    assert!(lowest > 8.0, "letters are {lowest} points high");
    assert!(pages.iter().flatten().any(|word| word.right > UPRIGHT.0), "the paper is turned");
}

/// Our own reader, then the audit: what nobody edited is right in every number, and each edit is found.
#[test]
fn it_is_read_back_and_audited() {
    // Laying out is slow: one edit of one report, or all of as many as `MADANG_EDITS` asks for (`make evaluate`).
    let asked: Option<u64> = std::env::var_os("MADANG_EDITS").and_then(|reports| reports.into_string().ok()?.parse().ok());
    let edits: &[Edit] = if asked.is_some() { &Edit::ALL } else { &[Edit::Digit] };
    let (mut whole, mut unedited) = (Score::default(), 0);
    for seed in 0..asked.unwrap_or(1) {
        let document = tagged(rich(seed));
        let audited = audit(&document, &crate::read::pdf(&written(&document)).unwrap(), None);
        let wrong: Vec<_> = audited.findings.iter().filter(|finding| finding.verdict != Verdict::Right).collect();
        unedited += wrong.len();
        assert!(100 * wrong.len() <= audited.findings.len(), "seed {seed}: {wrong:?}");
        let mut all = Score::default();
        for edit in edits {
            let Some((copy, truth)) = edited(&document, *edit, &mut Dice(seed * 1_000 + *edit as u64)) else { continue };
            all.add(Score::of(&audit(&document, &crate::read::pdf(&written(&copy)).unwrap(), None), &truth));
        }
        all.told.iter().for_each(|told| println!("seed {seed}: {told}"));
        whole.add(all);
    }
    println!(
        "{} of {} found, {} of {} blamed; {unedited} doubted in what nobody edited",
        whole.found, whole.wrong, whole.blamed, whole.right
    );
    assert!(whole.is_good());
    assert!(asked.is_some() || unedited == 0, "{unedited}");
}

/// The text that `pdftotext -layout` makes of it, with its page numbers and contents.
#[test]
fn the_text_that_people_take_out_of_it_is_right() {
    for seed in 0..2 {
        let document = rich(seed);
        let Some(text) = poppler::layout(&written(&document)) else { return };
        let audited = audit(&document, &crate::read::text(text.as_bytes()).unwrap(), None);
        let wrong: Vec<_> = audited.findings.iter().filter(|finding| finding.verdict != Verdict::Right).collect();
        assert!(wrong.is_empty(), "seed {seed}: {wrong:?}");
    }
}

/// A note under an item takes the outline after it along.
#[test]
fn the_outline_keeps_its_depth_after_a_note() {
    let item = |level, text: &str| Block::Outline { level: OutlineLevel::new(level).unwrap(), text: words(text) };
    let note = Block::Note { text: words("주") };
    let document = Document { blocks: vec![item(1, "하나"), item(2, "둘"), note, item(2, "셋"), item(3, "넷")], ..sample() };
    let Some(pages) = words_on(&written(&document)) else { return };
    let left = |text: &str| pages[0].iter().find(|word| word.text == text).unwrap_or_else(|| panic!("no {text}")).left;
    assert!(left("하나") < left("둘") && (left("둘") - left("셋")).abs() < 0.1 && left("셋") < left("넷"));
}

#[test]
fn the_same_document_is_the_same_file() {
    let document = everything(&ODD);
    let first = written(&document);
    // What another document leaves behind changes nothing.
    written(&one_block(Block::Table(merged_table())));
    assert!(first == written(&thaw(&freeze(&document)).unwrap()), "two files of one document differ");
}

#[test]
fn it_is_tagged_dated_and_in_its_language() {
    let document = everything(&ODD[..2]);
    let pdf = written(&document);
    let raw = String::from_utf8_lossy(&pdf);
    assert!(raw.contains("/Lang(ko)"), "the language is not said");
    assert!(raw.contains("pdfuaid:part>1<") && raw.contains("pdfaid:part>2<"), "the standards are not said");
    assert!(raw.contains("2021-03-31"), "the day is not said");
    let english = written(&Document { lang: Lang::En, ..one_block(Block::Paragraph { text: words("Plain.") }) });
    assert!(String::from_utf8_lossy(&english).contains("/Lang(en)"));
    let Some(structure) = structure(&pdf) else { return };
    for tag in ["H1", "L (block)", "LBody", "Table", "TH", "/Scope /Column", "/Scope /Row", "TD", "/ColSpan 2", "/RowSpan 2"] {
        assert!(structure.contains(tag), "{tag} is missing in {structure}");
    }
}

#[test]
fn headings_never_skip_a_level() {
    let heading = |level: u8| Block::Heading { level: HeadingLevel::new(level).unwrap(), id: format!("h{level}"), text: words("가") };
    let document = Document { blocks: [3, 1, 3, 2, 3, 1].map(heading).to_vec(), ..sample() };
    let Some(structure) = structure(&written(&document)) else { return };
    assert!(structure.contains("TOCI") && structure.contains("Reference"), "the contents are none: {structure}");
    // The first is the title of the contents.
    let levels: Vec<&str> = structure.lines().filter_map(|line| line.trim().strip_prefix('H')?.get(..1)).collect();
    assert_eq!(levels, ["1", "1", "1", "2", "2", "3", "1"]);
}

#[test]
fn figures_link_only_to_absolute_addresses() {
    let links = |href: &str| {
        let mut linked = figure("k", "1,234");
        linked.href = Some(href.into());
        let document = one_block(Block::Paragraph { text: vec![Inline::text("앞 "), Inline::Figure(linked), Inline::text("건 뒤")] });
        let pdf = written(&document);
        assert_says(&pdf, &document, href);
        String::from_utf8_lossy(&pdf).contains("/URI")
    };
    assert!(links("https://a.example/figures/b?day=2021-03-31&x=1#y"));
    for href in ["/figures/b", "#budget", "javascript:alert(1)", "//elsewhere.example"] {
        assert!(!links(href), "{href}");
    }
}

#[test]
fn what_cannot_be_printed_is_refused_with_its_block() {
    let paragraph = |text: &str| Block::Paragraph { text: words(text) };
    let document = |text: &str| Document { blocks: vec![Block::Table(budget_table()), paragraph(text)], ..sample() };
    let error = refused(&document("좋아요 😀"));
    assert_eq!(error.said(Lang::Ko), "2번째 블록의 5번째 글자 😀(U+1F600)은(는) 인쇄용 글꼴에 없습니다. 다른 글자로 바꾸십시오.");
    assert_eq!(error.to_string(), "In block 2, character 5 is 😀 (U+1F600), which no font for paper draws: replace it.");
    assert_eq!(refused(&document("\u{E000}")).to_string(), "In block 2, character 1 is U+E000, which cannot be printed: replace it.");
    let row = |number: usize| Row::plain((0..200).map(|column| Cell::number(words(&format!("{number},{column:03}")))).collect());
    let wide = Table::new("wide", None, Vec::new(), vec![row(1)], Vec::new()).unwrap();
    let error = refused(&one_block(Block::Table(wide)));
    assert_eq!(
        error.to_string(),
        "The table in block 1 (wide) has 200 columns, more than stand side by side on paper: leave some out, or split it."
    );
    assert!(crate::hwpx(&document("좋아요 😀"), &imprint()).is_ok(), "한글 has fonts of its own");
}

#[test]
fn marks_that_no_font_draws_become_their_nearest() {
    let Some(text) = text(&written(&one_block(Block::Paragraph { text: words("\u{F06F} ▸ ✔ ▶\u{FE0F} \u{200B}끝｢끝｣") })))
    else {
        return;
    };
    assert!(text.contains("□ ▶ ✓ ▶ 끝「끝」"), "{text}");
}

#[test]
fn any_table_is_laid_out_with_every_cell() {
    for seed in 0..8_u64 {
        let document = one_block(Block::Table(any_table(&mut seed.clone())));
        let pdf = written(&document);
        assert_nothing_overflows(&pdf, &format!("seed {seed}"));
        assert_says(&pdf, &document, &format!("seed {seed}"));
    }
}

#[test]
fn the_head_stands_on_each_page_and_rows_are_whole() {
    let row = |number: usize| {
        let cells = vec![
            Cell::row_head(0, words(&format!("행{number}"))),
            Cell::words(words(&format!("첫줄{number} {} 끝줄{number}", "가나다라 ".repeat(30)))),
        ];
        Row::plain(cells)
    };
    let head = Row::plain(vec![Cell::head(words("머리하나")), Cell::head(words("머리둘"))]);
    let table = Table::new("t", None, vec![head], (0..60).map(row).collect(), Vec::new()).unwrap();
    let document = one_block(Block::Table(table));
    let pdf = written(&document);
    assert_says(&pdf, &document, "long table");
    assert_nothing_overflows(&pdf, "long table");
    let Some(pages) = pages(&pdf) else { return };
    assert!(pages.len() > 2);
    for (number, page) in pages.iter().enumerate() {
        assert!(page.contains("머리하나") && page.contains("머리둘"), "page {} has no head", number + 1);
        assert!(
            page.contains(&format!("‐ {} ‐", number + 1)) || page.contains(&format!("‐{}‐", number + 1)),
            "page {} has no number: {page}",
            number + 1
        );
        let ends = |word: &str| page.split_whitespace().filter_map(|each| each.strip_prefix(word)).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(ends("첫줄"), ends("끝줄"), "a row of page {} is broken", number + 1);
    }
}

#[test]
fn a_number_stays_with_its_unit() {
    for length in (1..40).step_by(4) {
        let text = vec![
            Inline::text("가".repeat(length)),
            Inline::text(" 모두 "),
            Inline::Figure(figure("k", "12,099")),
            Inline::text("백만원을 썼다."),
        ];
        let paragraph = Block::Paragraph { text: [text.clone(), text.clone(), text].concat() };
        let Some(words) = words_on(&written(&one_block(paragraph))) else { return };
        let whole = words.iter().flatten().filter(|word: &&Word| word.text.contains("12,099백만원을")).count();
        assert_eq!(whole, 3, "{length}: {words:?}");
    }
}

/// Three pages, or as many as `MADANG_PAGES` asks for (`make evaluate`).
#[test]
fn many_pages_hold_everything_and_nothing_overflows() {
    let asked = std::env::var_os("MADANG_PAGES").and_then(|pages| pages.into_string().ok()?.parse().ok());
    let document = super::report::report(asked.unwrap_or(3) * 7 / 10);
    let pdf = written(&document);
    assert_nothing_overflows(&pdf, "many pages");
    // Poppler reads aloud in the square of the pages. Without merged cells what is drawn has the same order.
    let Some(pages) = pages(&pdf) else { return };
    assert_in_words(&pages.concat(), &document, "many pages");
    assert!(pages.len() >= asked.unwrap_or(3), "only {} pages", pages.len());
}

#[test]
fn pictures_stand_in_the_page_with_their_words() {
    let document = super::pictures::illustrated();
    let pdf = written(&document);
    assert_says(&pdf, &document, "pictures");
    assert_nothing_overflows(&pdf, "pictures");
    let Some(structure) = structure(&pdf) else { return };
    assert_eq!(structure.matches("Figure").count(), 2, "{structure}");
    assert!(String::from_utf8_lossy(&pdf).contains("/Alt"));
}
