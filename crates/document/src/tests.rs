//! The rules of the crate, as tests.

use std::num::NonZeroU16;

use serde_json::{Value, json};

use crate::*;

mod audit;
mod hwpx;
mod paper;
#[cfg(feature = "pdf")]
mod pdf;
mod pictures;
mod read;
#[cfg(feature = "pdf")]
#[path = "../benches/report/mod.rs"]
mod report;
mod rich;
mod scan;

const HOSTILE: &str = "<script>alert(\"x\")</script> & ]]> 'q' 😀 a|b `c` *d* _e_ [f](g) \\ #";

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::text(text)]
}

fn figure(key: &str, shown: &str) -> Figure {
    let href = Some(format!("/figures/{key}"));
    Figure { key: key.into(), shown: shown.into(), href, source: Source::Record, remark: None, adjusted: false }
}

fn count(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn one_block(block: Block) -> Document {
    Document { lang: Lang::Ko, title: "제목".into(), subtitle: None, blocks: vec![block] }
}

fn budget_table() -> Table {
    let head = Row::plain(vec![Cell::head(words("구분")), Cell::head(words("’21년 예산"))]);
    let number = |key: &str, shown: &str| Cell::number(vec![Inline::Figure(figure(key, shown))]);
    let total = Row { cells: vec![Cell::row_head(0, words("계")), number("budget.all", "12,099")], emphasis: Emphasis::Total };
    let line = Row::plain(vec![Cell::row_head(1, words("갈등조정담당관")), number("budget.conflict", "679")]);
    Table::new("budget", Some(words("(단위: 백만원)")), vec![head], vec![total, line], vec![words("추경 포함")]).unwrap()
}

fn merged_table() -> Table {
    let cell = |key: &str| Cell::number(vec![Inline::Figure(figure(key, key))]);
    let head = vec![
        Row::plain(vec![Cell::head(words("구분")).spanning(count(1), count(2)), Cell::head(words("집행")).spanning(count(2), count(1))]),
        Row::plain(vec![Cell::head(words("배정")), Cell::head(words("지출"))]),
    ];
    let body = vec![
        Row::plain(vec![Cell::row_head(0, words("가")).spanning(count(1), count(2)), cell("m1"), cell("m2")]),
        Row::plain(vec![cell("m3").spanning(count(2), count(1))]),
    ];
    Table::new("merged", None, head, body, Vec::new()).unwrap()
}

fn sample() -> Document {
    let mut typed = figure("parks", "△4,774");
    typed.source = Source::Typed;
    typed.href = None;
    typed.remark = Some("손으로 적음".into());
    let mut adjusted = figure("moved", "2,190");
    adjusted.adjusted = true;
    adjusted.remark = Some("반올림하면 2,191".into());
    let fact = Inline::Fact { key: "report.basis".into(), shown: "’21. 3. 31.".into(), href: Some("/facts/report.basis".into()) };
    let outline = |number, text| Block::Outline { level: OutlineLevel::new(number).unwrap(), text };
    let bar =
        Bar { label: "혁신파크".into(), value: Share::new(38.1).unwrap(), shown: "38.1%".into(), href: Some("/figures/b".into()) };
    Document {
        lang: Lang::Ko,
        title: "주요업무보고".into(),
        subtitle: Some(vec![fact, Inline::text(" 기준")]),
        blocks: vec![
            Block::Heading { level: HeadingLevel::One, id: "ch1".into(), text: words("일반현황") },
            outline(1, vec![Inline::text("인력 "), Inline::Figure(figure("staff", "54")), Inline::text("명")]),
            outline(2, vec![Inline::Figure(typed)]),
            outline(4, words("가")),
            outline(2, vec![Inline::Figure(adjusted)]),
            outline(1, words("끝")),
            Block::Paragraph { text: vec![Inline::text("하나"), Inline::LineBreak, Inline::text("1. 둘")] },
            Block::Note { text: words("참고") },
            Block::Table(budget_table()),
            Block::Chart(Chart { id: "chart".into(), title: "집행률".into(), bars: vec![bar], table_id: "budget".into() }),
            Block::PageBreak,
            Block::Table(merged_table()),
        ],
    }
}

/// Fails unless every tag that opens also closes, in order, and gives the text between tags.
fn html_text(html: &str) -> String {
    let mut open: Vec<&str> = Vec::new();
    let mut text = String::new();
    for piece in html.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').expect("every tag ends");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "in {html}");
        } else if !tag.ends_with('/') && !["br", "hr"].contains(&name) {
            open.push(name);
        }
        text.push_str(after);
    }
    assert_eq!(open, Vec::<&str>::new());
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

fn markdown_text(markdown: &str) -> String {
    let mut text = String::new();
    let mut characters = markdown.chars().peekable();
    while let Some(character) = characters.next() {
        let escapes = character == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        text.extend(if escapes { characters.next() } else { Some(character) });
    }
    text
}

/// The shown text of every figure in JSON, a table read as people read it.
fn json_figures(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) if fields.get("kind") == Some(&json!("figure")) => found.push(fields["shown"].as_str().unwrap().into()),
        Value::Object(fields) => {
            let reading = ["subtitle", "blocks", "text", "caption", "head", "body", "cells", "content", "notes"];
            reading.iter().filter_map(|name| fields.get(*name)).for_each(|field| json_figures(field, found));
        }
        Value::Array(values) => values.iter().for_each(|each| json_figures(each, found)),
        _ => {}
    }
}

fn assert_in_order(text: &str, shown: &[&str]) {
    let mut rest = text;
    for each in shown {
        let (_, after) = rest.split_once(each).unwrap_or_else(|| panic!("{each} is missing, or out of order, in {text}"));
        rest = after;
    }
}

#[test]
fn every_figure_is_in_every_output_in_order() {
    let document = sample();
    let shown: Vec<&str> = document.figures().iter().map(|figure| figure.shown.as_str()).collect();
    assert_eq!(shown, ["54", "△4,774", "2,190", "12,099", "679", "m1", "m2", "m3"]);
    assert_in_order(&html_text(&html(&document)), &shown);
    assert_in_order(&markdown_text(&markdown(&document, None)), &shown);
    assert_in_order(&markdown_text(&markdown(&document, Some("https://madang.example"))), &shown);
    let mut found = Vec::new();
    json_figures(&json(&document), &mut found);
    assert_eq!(found, shown);
}

#[test]
fn same_document_same_bytes() {
    let (first, second) = (sample(), sample());
    assert_eq!(html(&first), html(&second));
    assert_eq!(markdown(&first, Some("https://a.example")), markdown(&second, Some("https://a.example")));
    assert_eq!(json(&first).to_string(), json(&second).to_string());
}

#[test]
fn html_reads_well() {
    let page = html(&sample());
    for expected in [
        "<article class=\"paper\" lang=\"ko\">",
        "<h2 id=\"ch1\">일반현황</h2>",
        "<p class=\"outline outline-2\" data-marker=\"○\">",
        "<a class=\"figure\" data-key=\"staff\" href=\"/figures/staff\">54</a>",
        "<span class=\"figure typed\" data-key=\"parks\" title=\"손으로 적음\">△4,774<span class=\"visually-hidden\"> (직접 입력)</span>",
        "<a class=\"figure adjusted\" data-key=\"moved\" href=\"/figures/moved\" title=\"반올림하면 2,191\">2,190</a>",
        "<p>하나<br>1. 둘</p>",
        "<p class=\"note\">※ 참고</p>",
        "<div class=\"table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"표 1\">",
        "<caption>(단위: 백만원)</caption>",
        "<tr class=\"total\"><th class=\"depth-0\" scope=\"row\">계</th><td class=\"num\">",
        "<th scope=\"col\" colspan=\"2\">집행</th>",
        "<figure class=\"bars\" id=\"chart\">",
        "<span class=\"bar-label\">혁신파크</span>",
        "width=\"38.10%\"",
        "<span class=\"bar-shown\"><a class=\"figure\" href=\"/figures/b\">38.1%</a></span>",
        "<a href=\"#budget\">표로 보기</a>",
    ] {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
    assert!(!page.contains("style=") && !page.contains("<script"));
    assert_eq!(page.matches('□').count(), page.matches("data-marker=\"□\"").count(), "the style sheet prints the marks");
    let lists = page.matches("<ul class=\"outline-list\"").count();
    assert_eq!(lists, 3, "one list for each level, the second ○ joins the first");
}

#[test]
fn markdown_reads_well() {
    let text = markdown(&sample(), None);
    let expected = "# 주요업무보고\n\n’21. 3. 31. 기준\n\n## 일반현황\n\n- 인력 54명\n  - △4,774✎\n    - 가\n  - 2,190†\n- 끝\n\n하나\\\n1\\. 둘\n\n\
        ※ 참고\n\n**(단위: 백만원)**\n\n| 구분 | ’21년 예산 |\n| --- | ---: |\n| **계** | **12,099** |\n| \u{3000}갈등조정담당관 | 679 |\n\n\
        ※ 추경 포함\n\n**그림: 집행률**\n\n- 혁신파크: 38.1%\n\n---\n\n<table>\n<thead>\n";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.ends_with("</table>\n\n✎ 직접 입력한 수치 · † 합계와 맞도록 끝수를 고친 수치\n"), "{text}");
    let (_, html) = text.split_once("<table>").unwrap();
    let (table, _) = html.split_once("</table>").unwrap();
    assert!(!table.contains("\n\n"), "an empty line would end the HTML block");
    html_text(&format!("<table>{table}</table>"));
}

#[test]
fn markdown_links_need_an_absolute_base() {
    let document = sample();
    let linked = markdown(&document, Some("https://madang.example/seoul/"));
    assert!(linked.contains("[54](https://madang.example/seoul/figures/staff)"), "{linked}");
    assert!(linked.contains("<a href=\"https://madang.example/seoul/figures/m1\">m1</a>"), "{linked}");
    assert_eq!(markdown(&document, Some("javascript:x")), markdown(&document, None));
    let mut odd = figure("odd", "1");
    odd.href = Some("/f?a=(b)|c d&e=1;<>".into());
    let linked = markdown(&one_block(Block::Paragraph { text: vec![Inline::Figure(odd)] }), Some("https://a.example"));
    assert!(linked.contains("[1](https://a.example/f?a=%28b%29%7Cc%20d&e=1%3B%3C%3E)"), "{linked}");
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let text = || vec![Inline::text(HOSTILE), Inline::Fact { key: HOSTILE.into(), shown: HOSTILE.into(), href: None }];
    let mut sly = figure(HOSTILE, HOSTILE);
    sly.remark = Some(HOSTILE.into());
    sly.href = Some("/x\" onclick=\"y".into());
    let cells = || vec![Cell::row_head(0, text()), Cell::number(vec![Inline::Figure(sly.clone())])];
    let flat = Table::new(HOSTILE, Some(text()), Vec::new(), vec![Row::plain(cells())], vec![text()]).unwrap();
    let wide = Row::plain(vec![Cell::words(text()).spanning(count(2), count(1))]);
    let merged = Table::new("m", Some(text()), vec![wide], vec![Row::plain(cells())], Vec::new()).unwrap();
    let bar = Bar { label: HOSTILE.into(), value: Share::new(1.0).unwrap(), shown: HOSTILE.into(), href: Some("/b".into()) };
    let document = Document {
        lang: Lang::En,
        title: HOSTILE.into(),
        subtitle: Some(text()),
        blocks: vec![
            Block::Heading { level: HeadingLevel::Three, id: HOSTILE.into(), text: text() },
            Block::Outline { level: OutlineLevel::Four, text: text() },
            Block::Paragraph { text: text() },
            Block::Note { text: text() },
            Block::Table(flat),
            Block::Table(merged),
            Block::Chart(Chart { id: HOSTILE.into(), title: HOSTILE.into(), bars: vec![bar], table_id: HOSTILE.into() }),
        ],
    };
    let page = html(&document);
    assert!(!page.contains("<script") && !page.contains("\" onclick"), "{page}");
    assert!(html_text(&page).matches(HOSTILE).count() >= 14);
    for base in [None, Some("https://a.example")] {
        let text = markdown(&document, base);
        assert!(!text.contains("\"x\")</script>") && text.contains("\\<script\\>"), "{text}");
        assert!(markdown_text(&text).matches(HOSTILE).count() >= 12, "{text}");
    }
    assert!(json(&document).to_string().contains("]]>"));
}

#[test]
fn links_only_open_pages() {
    let link = |href: &str| {
        let mut linked = figure("k", "1");
        linked.href = Some(href.into());
        html(&one_block(Block::Paragraph { text: vec![Inline::Figure(linked)] })).contains("<a ")
    };
    for good in ["/figures/a:b", "#budget", "?day=2021-03-31", "figures/x", "https://a.example", "http://a.example/"] {
        assert!(link(good), "{good}");
    }
    for bad in ["javascript:alert(1)", " javascript:x", "java\nscript:x", "data:text/html,x", "//elsewhere.example", "JAVASCRIPT:x", ""] {
        assert!(!link(bad), "{bad}");
    }
}

#[test]
fn clean_maps_known_bullets_and_names_the_rest() {
    assert_eq!(clean("\u{F06F} 가\u{F06D}나\u{F0848}다\u{F09F}라").as_deref(), Ok("□ 가○나－다∙라"));
    assert_eq!(clean("가\r\n나\t다\n라\u{2028}마").as_deref(), Ok("가 나 다 라 마"));
    assert_eq!(clean("旣 👩‍👧 e\u{301} ]]>").as_deref(), Ok("旣 👩‍👧 e\u{301} ]]>"));
    let refused =
        ['\u{0}', '\u{1B}', '\u{7F}', '\u{9F}', '\u{E000}', '\u{F06B}', '\u{F0849}', '\u{10FFFD}', '\u{FFFE}', '\u{1FFFF}', '\u{202E}'];
    for character in refused {
        let error = clean(&format!("가나{character}다")).unwrap_err();
        assert_eq!(error, TextError { character, position: 3 });
    }
    let error = clean("\u{E000}").unwrap_err();
    assert_eq!(error.to_string(), "character 1 is U+E000, which cannot be printed");
}

#[test]
fn no_output_holds_an_unprintable_character() {
    let dirty: String = (0..=0x0010_FFFF_u32).step_by(7).chain(0..0x100).chain(0xE000..0xF900).filter_map(char::from_u32).collect();
    let mut held = figure(&dirty, &dirty);
    held.remark = Some(dirty.clone());
    held.href = Some(format!("/{dirty}"));
    let document = one_block(Block::Paragraph { text: vec![Inline::text(dirty), Inline::Figure(held)] });
    let outputs = [html(&document), markdown(&document, Some("https://a.example")), json(&document).to_string()];
    for output in outputs {
        assert!(output.lines().all(|line| clean(line).as_deref() == Ok(line)), "something unprintable is left");
        assert!(output.contains('\u{FFFD}'), "nothing is dropped silently");
    }
}

#[test]
fn ragged_tables_are_refused_by_row() {
    let row = |spans: &[(u16, u16)]| {
        Row::plain(spans.iter().map(|(cols, rows)| Cell::words(words("x")).spanning(count(*cols), count(*rows))).collect())
    };
    let check = |head: &[&[(u16, u16)]], body: &[&[(u16, u16)]]| {
        let rows = |part: &[&[(u16, u16)]]| part.iter().map(|spans| row(spans)).collect();
        Table::new("t", None, rows(head), rows(body), Vec::new()).map(|table| table.columns())
    };
    let (one, wide, tall) = ((1, 1), (2, 1), (1, 2));
    assert_eq!(check(&[&[one, one]], &[&[one, one], &[wide]]), Ok(2));
    assert_eq!(check(&[&[tall, wide], &[one, one]], &[&[one, tall, one], &[one, one]]), Ok(3));
    assert_eq!(check(&[], &[&[tall, tall], &[]]), Ok(2), "a row may consist of cells from above");
    assert_eq!(check(&[], &[]), Err(TableError::Empty));
    assert_eq!(check(&[&[]], &[&[one]]), Err(TableError::Empty));
    assert_eq!(check(&[&[one, one]], &[&[one, one], &[one]]), Err(TableError::Ragged { row: 3, columns: 1, expected: 2 }));
    assert_eq!(check(&[], &[&[tall, one], &[one, one]]), Err(TableError::Ragged { row: 2, columns: 3, expected: 2 }));
    assert_eq!(check(&[], &[&[one, tall, one], &[wide]]), Err(TableError::Overlap { row: 2 }));
    assert_eq!(check(&[&[tall, one]], &[&[one, one]]), Err(TableError::Overhang { row: 1 }), "no span from head to body");
    assert_eq!(check(&[], &[&[one, one], &[tall, one]]), Err(TableError::Overhang { row: 2 }));
    assert_eq!(check(&[], &[&[(1_001, 1)]]), Err(TableError::TooWide { columns: 1_001 }));
    assert_eq!(check(&[], &[&[(1_000, 1)]]), Ok(1_000));
}

/// A small repeatable generator, so that a failure names its seed by its number.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 40).unwrap()
}

/// The cells of one pipe row, read as GitHub reads it: a pipe ends a cell unless a backslash stands before it.
fn read_pipe_row(row: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in row.chars() {
        if character == '|' && !escaped {
            cells.push(String::new());
        } else {
            cells.last_mut().unwrap().push(character);
        }
        escaped = character == '\\' && !escaped;
    }
    assert!(cells.remove(0).is_empty() && cells.pop().unwrap().is_empty(), "{row}");
    cells.iter().map(|cell| markdown_text(cell.trim_matches(' '))).collect()
}

#[test]
fn markdown_cells_read_back() {
    let alphabet: Vec<char> = "|\\`*_[]<>&#~!-+1.() 가△😀\"'{}$=:\t\u{F06F}\u{1}".chars().collect();
    for seed in 0..2_000_u64 {
        let mut state = seed;
        let mut text = || -> String { (0..next(&mut state) % 12).map(|_| alphabet[next(&mut state) % alphabet.len()]).collect() };
        let rows: Vec<Vec<String>> = (0..3).map(|_| (0..3).map(|_| text()).collect()).collect();
        let made = |line: &Vec<String>| Row::plain(line.iter().map(|cell| Cell::words(words(cell))).collect());
        let (head, body) = rows.split_at(1);
        let table = Table::new("t", None, head.iter().map(made).collect(), body.iter().map(made).collect(), Vec::new()).unwrap();
        let written = markdown(&one_block(Block::Table(table)), None);
        let mut read: Vec<Vec<String>> = written.lines().filter(|line| line.starts_with('|')).map(read_pipe_row).collect();
        read.remove(1);
        let expected: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| text::mend(cell).trim().to_owned()).collect()).collect();
        assert_eq!(read, expected, "seed {seed}: {written}");
    }
}

#[test]
fn markdown_guards_line_starts() {
    let cases = [
        ("- 하나", "\\- 하나"),
        ("-5%", "-5%"),
        ("---", "\\---"),
        ("+ 둘", "\\+ 둘"),
        ("===", "\\==="),
        ("2021. 3. 31.", "2021\\. 3. 31."),
        ("1) 가", "1\\) 가"),
        ("1.9%", "1.9%"),
        ("# 제목", "\\# 제목"),
        ("    들여쓰기", "들여쓰기"),
        ("> 인용", "\\> 인용"),
    ];
    for (text, expected) in cases {
        let written = markdown(&one_block(Block::Paragraph { text: words(text) }), None);
        assert_eq!(written, format!("# 제목\n\n{expected}\n"));
    }
}

#[test]
fn outline_lists_survive_jumps() {
    let levels = [3, 2, 4, 3, 1, 4, 4, 2];
    let blocks = levels.map(|number| Block::Outline { level: OutlineLevel::new(number).unwrap(), text: words(&number.to_string()) });
    let document = Document { blocks: blocks.to_vec(), ..one_block(Block::PageBreak) };
    let text = html_text(&html(&document));
    assert_in_order(&text, &["3", "2", "4", "3", "1", "4", "4", "2"]);
    assert_eq!(markdown(&document, None), "# 제목\n\n- 3\n- 2\n  - 4\n  - 3\n- 1\n  - 4\n  - 4\n  - 2\n");
}

#[test]
fn json_is_the_model() {
    let value = json(&sample());
    assert_eq!(value["lang"], "ko");
    assert_eq!(value["blocks"][0], json!({"kind": "heading", "level": 1, "id": "ch1", "text": [{"kind": "text", "text": "일반현황"}]}));
    assert_eq!(value["blocks"][2]["text"][0]["source"], "typed");
    let cell = &value["blocks"][8]["body"][1]["cells"][0];
    assert_eq!(cell["role"], json!({"kind": "row_head", "depth": 1}));
    assert_eq!((&cell["colspan"], &cell["align"]), (&json!(1), &json!("start")));
    assert_eq!(value["blocks"][9]["bars"][0]["value"], 38.1);
    assert_eq!(value["blocks"][10], json!({"kind": "page_break"}));
}

#[test]
fn levels_and_shares_outside_their_range_do_not_exist() {
    assert_eq!((HeadingLevel::new(0), HeadingLevel::new(4)), (None, None));
    assert_eq!((OutlineLevel::new(0), OutlineLevel::new(5)), (None, None));
    for number in 1..=4 {
        assert_eq!(OutlineLevel::new(number).map(OutlineLevel::number), Some(number));
    }
    for outside in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
        assert_eq!(Share::new(outside), None);
    }
}

#[test]
fn a_frozen_document_thaws_into_the_same_document() {
    let document = Document { blocks: [sample().blocks, vec![Block::Table(merged_table())]].concat(), ..sample() };
    let frozen = freeze(&document);
    let thawed = thaw(&frozen).unwrap();
    assert_eq!(thawed, document);
    assert_eq!(freeze(&thawed), frozen);
    assert_eq!((html(&thawed), markdown(&thawed, None), json(&thawed)), (html(&document), markdown(&document, None), json(&document)));
}

#[test]
fn a_text_that_is_no_frozen_document_is_refused_with_its_place() {
    let frozen = freeze(&one_block(Block::Table(budget_table())));
    let ragged = frozen.replacen("\"colspan\":1", "\"colspan\":2", 1);
    let cases = [
        (String::new(), "line 1"),
        (frozen.replace("\"ko\"", "\"fr\""), "unknown variant `fr`"),
        (frozen.replacen("\"blocks\"", "\"bricks\"", 1), "unknown field `bricks`"),
        (ragged, "columns where"),
        (r#"{"lang":"ko","title":"","subtitle":null,"blocks":[{"kind":"heading","level":9,"id":"a","text":[]}]}"#.to_owned(), "1 to 3, found 9"),
        (
            r#"{"lang":"ko","title":"","subtitle":null,"blocks":[{"kind":"chart","id":"a","title":"","table_id":"","bars":[{"label":"","value":101.0,"shown":"","href":null}]}]}"#.to_owned(),
            "0 to 100 percent, found 101",
        ),
    ];
    for (text, what) in cases {
        let said = thaw(&text).unwrap_err().to_string();
        assert!(said.contains(what), "{said}");
    }
}

#[test]
fn links_are_set_in_reading_order() {
    let document = Document { blocks: [sample().blocks, vec![Block::Table(merged_table())]].concat(), ..sample() };
    let linked = document.clone().linked(|place, figure| Some(format!("/{place}/{}", figure.key)));
    let expected: Vec<String> = document.figures().iter().enumerate().map(|(place, figure)| format!("/{place}/{}", figure.key)).collect();
    let found: Vec<String> = linked.figures().iter().map(|figure| figure.href.clone().unwrap()).collect();
    assert!(found.len() > 4);
    assert_eq!(found, expected);
    assert!(linked.linked(|_, _| None).figures().iter().all(|figure| figure.href.is_none()));
}
