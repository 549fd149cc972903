//! Repeats the figures of the writers in docs/benchmarks.md: `make bench`. A report of about ten pages and a table of 5,000 rows through each
//! writer. Ends with 1 where a bound is missed.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a benchmark prints, and may stop")]

use std::time::{Duration, Instant};

use document::{Block, Cell, Document, Emphasis, Figure, HeadingLevel, Imprint, Inline, Lang, OutlineLevel, Row, Source, Table};
use kernel::Day;

fn main() {
    println!("| what | measured | asked |\n|---|---|---|");
    let imprint = Imprint { creator: "혁신기획관".into(), day: Day::new(2021, 3, 31).unwrap() };
    let (report, large) = (report(7), one_table(5_000));
    let mut missed = 0;
    for (name, document, bound) in [("report of ten pages", &report, 50), ("table of 5,000 rows", &large, 10_000)] {
        let bound = Duration::from_millis(bound);
        missed += row(name, "HTML", bound, || document::html(document).len());
        missed += row(name, "Markdown", bound, || document::markdown(document, Some("https://a.example")).len());
        missed += row(name, "HWPX", bound, || document::hwpx(document, &imprint).unwrap().len());
    }
    std::process::exit(i32::from(missed > 0));
}

/// Prints the middle one of seven runs; gives 1 when it took longer than asked.
fn row(name: &str, writer: &str, bound: Duration, write: impl Fn() -> usize) -> u32 {
    let mut bytes = 0;
    let mut times: Vec<Duration> = (0..7)
        .map(|_| {
            let start = Instant::now();
            bytes = write();
            start.elapsed()
        })
        .collect();
    times.sort();
    let middle = times.get(3).copied().unwrap();
    let held = middle <= bound;
    let missed = if held { "" } else { " **missed**" };
    println!(
        "| {name}, {writer} | {:.1} ms, {} kB | {} ms{missed} |",
        middle.as_secs_f64() * 1e3,
        bytes.div_ceil(1_000),
        bound.as_millis()
    );
    u32::from(!held)
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::text(text)]
}

fn figure(number: usize) -> Inline {
    let shown = format!("{},{:03}", number % 900 + 1, number * 37 % 1_000);
    let href = Some(format!("https://a.example/figures/f{number}?day=2021-03-31"));
    Inline::Figure(Figure {
        key: format!("f{number}"),
        shown,
        href,
        source: Source::Record,
        remark: None,
        adjusted: number.is_multiple_of(40),
    })
}

/// Chapters of an outline and a table each, about a page and a half.
fn report(chapters: usize) -> Document {
    let mut blocks = Vec::new();
    for chapter in 0..chapters {
        let text = words(&format!("제{}장 주요 업무 추진 현황", chapter + 1));
        blocks.push(Block::Heading { level: HeadingLevel::One, id: format!("ch{chapter}"), text });
        for item in 0..24 {
            let level = OutlineLevel::new([1, 2, 3, 3, 2, 4][item % 6]).unwrap();
            let text = vec![
                Inline::text("시민 참여와 숙의를 넓히기 위하여 자치구와 함께 추진한 사업은 모두 "),
                figure(chapter * 100 + item),
                Inline::text("건이며, 집행액은 "),
                figure(chapter * 100 + item + 50),
                Inline::text("백만원으로 계획한 바에 따라 차질 없이 나아가고 있음"),
            ];
            blocks.push(Block::Outline { level, text });
        }
        blocks.push(Block::Table(table(chapter, 18)));
    }
    Document { lang: Lang::Ko, title: "주요업무보고".into(), subtitle: Some(words("2021. 3. 31. 기준")), blocks }
}

fn one_table(rows: usize) -> Document {
    Document { lang: Lang::Ko, title: "예산 집행 내역".into(), subtitle: None, blocks: vec![Block::Table(table(0, rows))] }
}

fn table(chapter: usize, rows: usize) -> Table {
    let names = ["구분", "예산현액", "원인행위", "집행액", "집행률", "잔액", "이월"];
    let head = Row::plain(names.map(|name| Cell::head(words(name))).to_vec());
    let line = |number: usize| {
        let numbers = (1..7).map(|column| Cell::number(vec![figure(chapter * 1_000 + number * 7 + column)]));
        let cells = std::iter::once(Cell::row_head(u8::from(number > 0), words(&format!("사업 {number}")))).chain(numbers).collect();
        Row { cells, emphasis: if number == 0 { Emphasis::Total } else { Emphasis::Plain } }
    };
    let body = (0..rows).map(line).collect();
    Table::new(format!("t{chapter}"), Some(words("(단위: 백만원)")), vec![head], body, vec![words("추경 포함")]).unwrap()
}
