use kernel::{FiscalYears, Period};
use proptest::prelude::*;

use super::day;
use crate::template::{Basis, FactRef, FigureRef, Line, Problem, Span, Style, parse};

/// The lines of a body that is right.
fn lines(body: &str) -> Vec<Line> {
    parse(&format!("title: 보고\n---\n{body}")).unwrap().lines
}

/// The problems of a body: line numbers are those of the body, from 1.
fn problems(body: &str) -> Vec<(usize, String)> {
    let found = parse(&format!("title: 보고\n---\n{body}")).unwrap_err();
    found.into_iter().map(|Problem { line, what }| (line - 2, what)).collect()
}

/// The one problem of a one-line body.
fn problem(body: &str) -> String {
    let found = problems(body);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, 1);
    found[0].1.clone()
}

fn text(text: &str) -> Span {
    Span::Text(text.to_owned())
}

#[test]
fn a_digit_of_any_script_is_refused() {
    for digit in ["3", "３", "٣", "①", "⒊", "½", "²", "३", "〇"] {
        let what = problem(&format!("올해 {digit}건"));
        assert!(what.starts_with(&format!("the digit `{digit}` in `올해 {digit}건` is no figure")), "{what}");
    }
}

#[test]
fn roman_chapters_and_written_numbers_are_letters() {
    assert_eq!(lines("# Ⅰ. 일반현황 ⅳ Ⅻ"), [Line::Heading(1, vec![text("Ⅰ. 일반현황 ⅳ Ⅻ")])]);
    assert_eq!(lines("제일 一二三 two"), [Line::Paragraph(vec![text("제일 一二三 two")])]);
}

#[test]
fn figures_facts_and_marked_literals_may_hold_digits() {
    let Line::Paragraph(spans) = lines("{=2기}는 {budget.2021.bureau} {@park.phase-2}").remove(0) else { panic!() };
    let figure = FigureRef { key: "budget.2021.bureau".to_owned(), ..FigureRef::default() };
    let fact = FactRef { key: "park.phase-2".to_owned(), style: Style::Plain };
    assert_eq!(spans, [text("2기"), text("는 "), Span::Figure(figure), text(" "), Span::Fact(fact)]);
}

#[test]
fn a_digit_anywhere_in_a_block_is_refused() {
    let table = "::: table t\ncaption: (단위 3)\nmembers: bureau.units\nlabel: bureau = 계 4\ncorner: 구분 5\nseries: 6년 | a.*\n:::";
    let found: Vec<usize> = problems(table).iter().map(|(line, _)| *line).collect();
    assert_eq!(found, [2, 4, 5, 6]);
    assert_eq!(problems("::: list t\nset: s\ngroup: g\ncorner: 구분 | 업무 7\n:::")[0].0, 4);
}

#[test]
fn a_digit_in_title_or_words_is_refused() {
    let found = parse("title: 2021년 보고\n---\n").unwrap_err();
    assert_eq!(found[0].line, 1);
    assert!(found[0].what.contains("the digit `2`"), "{}", found[0].what);
    assert_eq!(parse("title: {=2021}년 보고\n---\n").unwrap().title, "2021년 보고");
    assert!(parse("title: {a.b} 보고\n---\n").is_err());
    assert!(problem("{a words=30명}").contains("the digit `3`"));
}

#[test]
fn labels_of_members_may_mark_literals() {
    let table = "::: table t\nmembers: bureau.units\nlabel: bureau = {=2021} 계\nseries: 예산 | a.*\n:::";
    let Line::Table(spec) = lines(table).remove(0) else { panic!() };
    assert_eq!(spec.labels, [("bureau".to_owned(), "2021 계".to_owned())]);
    assert!(problems(&table.replace("{=2021}", "{a.b}"))[0].1.contains("label"));
}

#[test]
fn doubled_braces_print_and_single_ones_are_refused() {
    assert_eq!(lines("{{가}}"), [Line::Paragraph(vec![text("{가}")])]);
    for lone in ["가 } 나", "가 {나", "{"] {
        assert!(problem(lone).starts_with("a brace stands alone"), "{lone}");
    }
    assert_eq!(problem("{ }"), "the reference {} names nothing");
}

#[test]
fn options_are_read() {
    let Line::Paragraph(spans) = lines("{a basis=2021-03-31 unit=억원 places=1 words=내외}{@b style=months}").remove(0) else {
        panic!()
    };
    let figure = FigureRef {
        key: "a".to_owned(),
        basis: Some(Basis::Fixed(day("2021-03-31"))),
        unit: Some("억원".to_owned()),
        places: Some(1),
        words: Some("내외".to_owned()),
    };
    assert_eq!(spans, [Span::Figure(figure), Span::Fact(FactRef { key: "b".to_owned(), style: Style::Months })]);
}

#[test]
fn an_unknown_option_is_refused_with_the_known_ones() {
    let cases = [
        ("{a colour=red}", "a figure takes basis=, unit=, places=, words=, not `colour=red`"),
        ("{a words}", "a figure takes basis=, unit=, places=, words=, not `words`"),
        ("{a places=7}", "places is 0 to 6, not `7`"),
        ("{a places=-1}", "places is 0 to 6, not `-1`"),
        ("{a basis=yesterday}", "basis is report-day, month-end, quarter-end, year-end or a day, not `yesterday`"),
        ("{a basis=2021-02-30}", "basis is report-day, month-end, quarter-end, year-end or a day, not `2021-02-30`"),
        ("{@a style=long}", "a fact takes style=full, short, month, year or months, not `style=long`"),
    ];
    for (body, what) in cases {
        assert_eq!(problem(body), what);
    }
}

#[test]
fn a_header_is_title_basis_and_a_line() {
    let header = |text: &str| parse(text).map(|template| (template.title, template.basis)).map_err(|mut found| found.remove(0));
    let problem = |line, what: &str| Err(Problem { line, what: what.to_owned() });
    assert_eq!(header("title: 가\nbasis: month-end\n---\n"), Ok(("가".to_owned(), Basis::End(Period::Month))));
    assert_eq!(header("\ntitle: 가\n---"), Ok(("가".to_owned(), Basis::ReportDay)));
    assert_eq!(header("basis: month-end\n---"), problem(2, "the header has no `title:`"));
    assert_eq!(header("title: 가\n본문"), problem(2, "the header takes `title:`, `basis:` and `page:`, then `---`; found `본문`"));
    assert_eq!(header("title: 가"), problem(1, "the header does not end: a line `---` is missing"));
    assert_eq!(header("").unwrap_err().what, "the header does not end: a line `---` is missing");
    assert!(header("title: 가\nbasis: week\n---").unwrap_err().what.starts_with("basis is report-day"));
}

#[test]
fn every_line_has_its_kind() {
    let body = "# 가\n## 나\n### 다\n□ 라\n○ 마\n－ 바\n∙ 사\n※ 아\n자\n\n---page---\n#차";
    let own = |name: &str| vec![text(name)];
    let expected = [
        Line::Heading(1, own("가")),
        Line::Heading(2, own("나")),
        Line::Heading(3, own("다")),
        Line::Outline(1, own("라")),
        Line::Outline(2, own("마")),
        Line::Outline(3, own("바")),
        Line::Outline(4, own("사")),
        Line::Note(own("아")),
        Line::Paragraph(own("자")),
        Line::PageBreak,
        Line::Paragraph(own("#차")),
    ];
    assert_eq!(lines(body), expected);
}

#[test]
fn a_block_says_what_it_lacks() {
    let cases = [
        ("::: chart x\n:::", 1, "a block is `::: table NAME` or `::: list NAME`, not `::: chart x`"),
        (":::", 1, "a block is `::: table NAME` or `::: list NAME`, not `::: `"),
        ("::: table x\n:::", 1, "the table `x` needs `members:` and at least one `series:`"),
        ("::: table x\nmembers: s\nseries: 가 | a.*\ncolour: red\n:::", 4, "a table has no `colour`: caption"),
        ("::: table x\nmembers: s\nseries: 가 | a.*\n가나\n:::", 4, "a table's line is `name: value`, found `가나`"),
        ("::: table x\nmembers: s\nseries: 가 | a.b\n:::", 3, "the key of a series has a `*` for the member, found `a.b`"),
        ("::: table x\nmembers: s\nseries: a.*\n:::", 3, "series is `HEADING | KEY`, found `a.*`"),
        ("::: table x\nmembers: s\nseries: 가 | a.*\nlayout: up\n:::", 4, "layout is down or across, not `up`"),
        ("::: table x\nmembers: s kind\nseries: 가 | a.*\n:::", 2, "a filter is `dimension=value`, found `kind`"),
        ("::: table x\nmembers: s\nseries: 가 | a.*\nlabel: 계\n:::", 4, "label is `CODE = TEXT`, found `계`"),
        ("::: list x\nset: s\n:::", 1, "the list `x` needs `set:`, `group:` and `corner: GROUP | ROWS`"),
        (
            "::: list x\nset: s\ngroup: g\ncorner: 가 | 나\nrows: 다\n:::",
            5,
            "a list takes `set:`, `group:` and `corner:`, found `rows: 다`",
        ),
        ("::: table x\nmembers: s\nseries: 가 | a.*\n\n본문", 1, "the block `::: table x` does not end: a line `:::` is missing"),
    ];
    for (body, line, what) in cases {
        let found = problems(body);
        assert!(found.iter().any(|(at, found)| *at == line && found.starts_with(what)), "{body}: {found:?}");
    }
}

#[test]
fn every_problem_is_listed_with_its_line() {
    let found = problems("올해 3건\n좋음\n{a x=1} {\n::: table t\nunit: 원\nfoo: bar\n:::\n내년 4건 {b} 5건");
    let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 3, 3, 6, 4, 8, 8]);
}

#[test]
fn a_basis_gives_the_day_from_the_reports_day() {
    let cases = [
        (Basis::ReportDay, "2021-04-21", "2021-04-21"),
        (Basis::End(Period::Month), "2021-04-21", "2021-03-31"),
        (Basis::End(Period::Month), "2021-04-30", "2021-04-30"),
        (Basis::End(Period::Month), "2020-03-01", "2020-02-29"),
        (Basis::End(Period::Quarter), "2021-04-21", "2021-03-31"),
        (Basis::End(Period::Quarter), "2021-03-30", "2020-12-31"),
        (Basis::End(Period::Quarter), "2021-06-30", "2021-06-30"),
        (Basis::End(Period::Year), "2021-12-30", "2020-12-31"),
        (Basis::End(Period::Year), "2021-12-31", "2021-12-31"),
        (Basis::Fixed(day("2021-02-03")), "2021-04-21", "2021-02-03"),
    ];
    for (basis, report, expected) in cases {
        assert_eq!(basis.day(day(report), FiscalYears::default()), day(expected), "{basis:?} of {report}");
    }
}

/// Pieces of templates in any order: deeper than arbitrary text reaches.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "{{",
        "}}",
        "{a",
        "{=",
        "{@b",
        " style=full",
        " words=",
        ":::",
        "::: table t",
        "\n",
        "---",
        "title: ",
        "basis: ",
        "□ ",
        "# ",
        "series: a | b.*",
        "members: ",
        "label: x = ",
        "corner: a|b",
        "*",
        "|",
        "=",
        ":",
        " ",
        "가",
        "3",
        "Ⅰ",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn reading_never_panics(any in "(?s).{0,80}", made in pieces()) {
        for text in [any, made] {
            let _ = parse(&text);
            let _ = parse(&format!("title: 가\n---\n{text}"));
        }
    }

    #[test]
    fn text_without_digits_is_itself(line in "가\\PC{0,60}") {
        prop_assume!(!line.chars().any(char::is_numeric));
        let escaped = line.replace('{', "{{").replace('}', "}}");
        prop_assert_eq!(lines(&escaped), [Line::Paragraph(vec![text(line.trim_end())])]);
    }

    #[test]
    fn a_digit_in_text_is_never_let_through(before in "[가-힣 ]{0,9}", digit in "\\p{Nd}", after in "[가-힣 {}]{0,9}") {
        let read = parse(&format!("title: 가\n---\n{before}{digit}{after}"));
        prop_assert!(read.is_err());
    }
}
