//! Documents of a given size, for the benchmark and for the tests of many pages.

use document::{Block, Cell, Document, Emphasis, Figure, HeadingLevel, Inline, Lang, OutlineLevel, Row, Source, Table};

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
pub(crate) fn report(chapters: usize) -> Document {
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

/// A table of these many rows under its head.
pub(crate) fn table(chapter: usize, rows: usize) -> Table {
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
