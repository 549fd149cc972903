//! The Markdown writer: CommonMark, with pipe tables where a table has one head row and no spans.
//!
//! A table with spans is written as an HTML table, which CommonMark readers show as it is. Repeating merged cells in a
//! pipe table was rejected: a number that stands once in the document would be read twice.

use crate::model::{Block, Chart, Document, Figure, HeadingLevel, Inline, Lang, OutlineLevel, Source};
use crate::picture::Picture;
use crate::table::{Align, Cell, CellRole, Emphasis, Row, Table};
use crate::text::{escape_html, is_absolute, mend, safe_href};

/// Stands after a figure that a person wrote.
const TYPED_MARK: char = '✎';
/// Stands after a figure that its table moved by one.
const ADJUSTED_MARK: char = '†';

/// Writes the document as Markdown. Figures and facts are links when `base`, the public http(s) address, is given.
#[must_use]
pub fn markdown(document: &Document, base: Option<&str>) -> String {
    let base = base.filter(|address| is_absolute(address));
    let mut parts = vec![format!("# {}", escape(document.title.trim()))];
    if let Some(subtitle) = &document.subtitle {
        parts.push(paragraph(subtitle, base));
    }
    // Outline items that follow each other are one nested list; the levels of the lists now open.
    let mut open: Vec<OutlineLevel> = Vec::new();
    let mut items: Vec<String> = Vec::new();
    for each in &document.blocks {
        if let Block::Outline { level, text } = each {
            while open.pop_if(|last| *last >= *level).is_some() {}
            items.push(list_item(open.len(), text, base));
            open.push(*level);
        } else {
            open.clear();
            parts.push(std::mem::take(&mut items).join("\n"));
            parts.extend(block(document.lang, each, base));
        }
    }
    parts.push(items.join("\n"));
    parts.extend(legend(document));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n") + "\n"
}

fn block(lang: Lang, block: &Block, base: Option<&str>) -> Vec<String> {
    match block {
        Block::Heading { level, text, .. } => {
            let marks = match level {
                HeadingLevel::One => "##",
                HeadingLevel::Two => "###",
                HeadingLevel::Three => "####",
            };
            vec![format!("{marks} {}", lines(text, base).join(" "))]
        }
        Block::Outline { text, .. } => vec![list_item(0, text, base)],
        Block::Paragraph { text } => vec![paragraph(text, base)],
        Block::Note { text } => vec![note(text, base)],
        Block::Table(held) => table(held, base),
        Block::Chart(held) => chart(lang, held, base),
        Block::Picture(held) => picture(lang, held, base),
        Block::PageBreak => vec!["---".to_owned()],
    }
}

fn paragraph(text: &[Inline], base: Option<&str>) -> String {
    let guarded: Vec<String> = lines(text, base).iter().map(|line| guard_start(line)).collect();
    guarded.join("\\\n")
}

fn note(text: &[Inline], base: Option<&str>) -> String {
    format!("※ {}", paragraph(text, base))
}

fn list_item(depth: usize, text: &[Inline], base: Option<&str>) -> String {
    let indent = "  ".repeat(depth);
    let text = paragraph(text, base).replace('\n', &format!("\n{indent}  "));
    format!("{indent}- {text}")
}

/// The words for the marks that the document uses.
fn legend(document: &Document) -> Option<String> {
    let figures = document.figures();
    let (typed, adjusted) = match document.lang {
        Lang::Ko => ("직접 입력한 수치", "합계와 맞도록 끝수를 고친 수치"),
        Lang::En => ("typed by hand", "rounded so that the parts add up to the total"),
    };
    let mut said = Vec::new();
    if figures.iter().any(|figure| figure.source == Source::Typed) {
        said.push(format!("{TYPED_MARK} {typed}"));
    }
    if figures.iter().any(|figure| figure.adjusted) {
        said.push(format!("{ADJUSTED_MARK} {adjusted}"));
    }
    (!said.is_empty()).then(|| said.join(" · "))
}

/// The lines of a text, each trimmed and without markup of its own; empty ones say nothing and are left out.
fn lines(text: &[Inline], base: Option<&str>) -> Vec<String> {
    let whole = |broken: &[Inline]| broken.iter().map(|each| inline(each, base)).collect::<String>().trim().to_owned();
    text.split(|each| *each == Inline::LineBreak).map(whole).filter(|line| !line.is_empty()).collect()
}

fn inline(inline: &Inline, base: Option<&str>) -> String {
    let (shown, href, marks) = match inline {
        Inline::Text(text) => return escape(text),
        Inline::Figure(figure) => (&figure.shown, &figure.href, marks(figure)),
        Inline::Fact { shown, href, .. } => (shown, href, String::new()),
        Inline::LineBreak => return String::new(),
    };
    match address(href.as_deref(), base) {
        Some(address) => format!("[{}]({address}){marks}", escape(shown)),
        None => escape(shown) + &marks,
    }
}

fn marks(figure: &Figure) -> String {
    let typed = (figure.source == Source::Typed).then_some(TYPED_MARK);
    let adjusted = figure.adjusted.then_some(ADJUSTED_MARK);
    typed.into_iter().chain(adjusted).collect()
}

/// The absolute address of a link. A fragment leads nowhere here, because Markdown headings carry no ids.
fn address(href: Option<&str>, base: Option<&str>) -> Option<String> {
    let (href, base) = (safe_href(href?)?, base?);
    if href.starts_with('#') {
        return None;
    }
    let whole =
        if is_absolute(href) { href.to_owned() } else { format!("{}/{}", base.trim_end_matches('/'), href.trim_start_matches('/')) };
    Some(whole.bytes().map(address_byte).collect())
}

/// Percent-encodes what could end the link or begin an entity.
fn address_byte(byte: u8) -> String {
    let kept = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'+,=%".contains(&byte);
    if kept { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

/// Escapes what Markdown would take for markup anywhere in a line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in mend(text).chars() {
        if "\\`*_{}[]<>#!|~&$".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Escapes what Markdown would take for markup at the start of a line: a list, a rule, a heading's underline.
fn guard_start(line: &str) -> String {
    let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
    let mut rest = line.chars().skip(digits.len());
    let (mark, next) = (rest.next(), rest.next().unwrap_or(' '));
    let means_something = match mark {
        Some('.' | ')') => !digits.is_empty() && next == ' ',
        Some('+') => digits.is_empty() && next == ' ',
        Some('-') => digits.is_empty() && " -|:".contains(next),
        Some('=' | ':') => digits.is_empty(),
        _ => false,
    };
    match line.strip_prefix(&digits) {
        Some(after) if means_something => format!("{digits}\\{after}"),
        _ => line.to_owned(),
    }
}

fn table(table: &Table, base: Option<&str>) -> Vec<String> {
    let mut parts = if table.has_spans() || table.head().len() > 1 { vec![html_table(table, base)] } else { pipe_table(table, base) };
    parts.extend(table.notes().iter().map(|text| note(text, base)));
    parts
}

fn pipe_table(table: &Table, base: Option<&str>) -> Vec<String> {
    let mut rows = Vec::new();
    rows.push(match table.head().first() {
        Some(head) => pipe_row(head, base),
        None => format!("|{}", "  |".repeat(table.columns())),
    });
    let sample = table.body().first().or(table.head().first());
    let rule = |cell: &Cell| match cell.align {
        Align::Start => " --- |",
        Align::Center => " :---: |",
        Align::End => " ---: |",
    };
    rows.push(format!("|{}", sample.iter().flat_map(|row| &row.cells).map(rule).collect::<String>()));
    rows.extend(table.body().iter().map(|row| pipe_row(row, base)));
    let caption = table.caption().map(|text| bold(&lines(text, base).join(" "))).unwrap_or_default();
    vec![caption, rows.join("\n")]
}

fn pipe_row(row: &Row, base: Option<&str>) -> String {
    let cells: String = row.cells.iter().map(|cell| format!(" {} |", pipe_cell(cell, row.emphasis, base))).collect();
    format!("|{cells}")
}

fn pipe_cell(cell: &Cell, emphasis: Emphasis, base: Option<&str>) -> String {
    let all: Vec<String> = cell.content.iter().flat_map(|line| lines(line, base)).collect();
    let text = all.join("<br>");
    let text = if emphasis == Emphasis::Plain { text } else { bold(&text) };
    // Markdown trims ordinary spaces, so the depth of a row is shown by wide ones.
    indent(cell) + &text
}

fn indent(cell: &Cell) -> String {
    match cell.role {
        CellRole::RowHead { depth } => "\u{3000}".repeat(usize::from(depth)),
        CellRole::Head | CellRole::Body => String::new(),
    }
}

fn bold(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("**{text}**") }
}

/// A table as an HTML block, which lasts to the first empty line and in which Markdown reads no markup.
fn html_table(table: &Table, base: Option<&str>) -> String {
    let mut out = "<table>\n".to_owned();
    if let Some(caption) = table.caption() {
        out.push_str(&format!("<caption>{}</caption>\n", html_line(caption, base)));
    }
    for (tag, rows) in [("thead", table.head()), ("tbody", table.body())] {
        if !rows.is_empty() {
            let rows: String = rows.iter().map(|row| html_row(row, base)).collect();
            out.push_str(&format!("<{tag}>\n{rows}</{tag}>\n"));
        }
    }
    out + "</table>"
}

fn html_row(row: &Row, base: Option<&str>) -> String {
    let cells: String = row.cells.iter().map(|cell| html_cell(cell, row.emphasis, base)).collect();
    format!("<tr>{cells}</tr>\n")
}

fn html_cell(cell: &Cell, emphasis: Emphasis, base: Option<&str>) -> String {
    let tag = if cell.role == CellRole::Body { "td" } else { "th" };
    let align = match cell.align {
        Align::Start => "",
        Align::Center => " align=\"center\"",
        Align::End => " align=\"right\"",
    };
    let span = |name, count: u16| if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() };
    let spans = span("colspan", cell.colspan.get()) + &span("rowspan", cell.rowspan.get());
    let lines: Vec<String> = cell.content.iter().map(|line| html_line(line, base)).collect();
    let text = lines.join("<br>");
    let text = if emphasis == Emphasis::Plain || text.is_empty() { text } else { format!("<strong>{text}</strong>") };
    format!("<{tag}{align}{spans}>{}{text}</{tag}>", indent(cell))
}

fn html_line(text: &[Inline], base: Option<&str>) -> String {
    text.iter().map(|each| html_inline(each, base)).collect()
}

fn html_inline(inline: &Inline, base: Option<&str>) -> String {
    let (shown, href, marks) = match inline {
        Inline::Text(text) => return escape_html(text),
        Inline::Figure(figure) => (&figure.shown, &figure.href, marks(figure)),
        Inline::Fact { shown, href, .. } => (shown, href, String::new()),
        Inline::LineBreak => return "<br>".to_owned(),
    };
    match address(href.as_deref(), base) {
        Some(address) => format!("<a href=\"{}\">{}</a>{marks}", escape_html(&address), escape_html(shown)),
        None => escape_html(shown) + &marks,
    }
}

/// A picture where its address is known, else its words: Markdown readers refuse pictures inside of the text.
fn picture(lang: Lang, picture: &Picture, base: Option<&str>) -> Vec<String> {
    let alt = escape(picture.alt().trim());
    let shown = match (address(picture.src(), base), lang) {
        (Some(address), _) => format!("![{alt}]({address})"),
        (None, Lang::Ko) => bold(&format!("그림: {alt}")),
        (None, Lang::En) => bold(&format!("Picture: {alt}")),
    };
    [shown].into_iter().chain(picture.caption().map(|text| paragraph(text, base))).collect()
}

/// A chart as the list of its values.
fn chart(lang: Lang, chart: &Chart, base: Option<&str>) -> Vec<String> {
    let word = match lang {
        Lang::Ko => "그림",
        Lang::En => "Chart",
    };
    let value = |shown: &str, href: Option<&str>| match address(href, base) {
        Some(address) => format!("[{}]({address})", escape(shown)),
        None => escape(shown),
    };
    let bars =
        chart.bars.iter().map(|bar| format!("- {}: {}", guard_start(escape(&bar.label).trim()), value(&bar.shown, bar.href.as_deref())));
    vec![bold(&format!("{word}: {}", escape(chart.title.trim()))), bars.collect::<Vec<_>>().join("\n")]
}
