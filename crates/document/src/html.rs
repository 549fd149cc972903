//! The HTML writer: one `article` for a page that brings its own style sheet and allows no script and no inline style.
//!
//! Classes it uses: `paper`, `paper-title`, `subtitle`, `outline-list`, `outline outline-N` with `data-marker`, `note`,
//! `page-break`, `figure` (with `typed`, `adjusted`), `fact`, `table-wrap`, `num`, `center`, `depth-N`, `total`,
//! `subtotal`, `bars`, `bars-rows`, `bar` (`bar-label`, `bar-track`, `bar-whole`, `bar-front`, `bar-shown`), `picture`, `visually-hidden`.

use crate::model::{Bar, Block, Chart, Document, Figure, HeadingLevel, Inline, Lang, OutlineLevel, Source};
use crate::picture::Picture;
use crate::table::{Align, Cell, CellRole, Emphasis, Row, Table};
use crate::text::{escape_html, safe_href};

/// Writes the document as an HTML fragment whose chapters are `h2` under the title's `h1`.
#[must_use]
pub fn html(document: &Document) -> String {
    let lang = document.lang;
    let mut out = format!("<article class=\"paper\" lang=\"{}\">\n<header class=\"paper-title\">\n", lang.code());
    out.push_str(&format!("<h1>{}</h1>\n", escape_html(&document.title)));
    if let Some(subtitle) = &document.subtitle {
        out.push_str(&format!("<p class=\"subtitle\">{}</p>\n", line(lang, subtitle)));
    }
    out.push_str("</header>\n");
    // Outline items that follow each other are one nested list; the levels of the lists now open.
    let mut open = Vec::new();
    // A table that scrolls is a region of its own, and regions have names that differ: tables are numbered.
    let mut tables = 0;
    for each in &document.blocks {
        if let Block::Outline { level, text } = each {
            outline_item(&mut out, &mut open, *level, &line(lang, text));
        } else {
            close_lists(&mut out, &mut open);
            tables += usize::from(matches!(each, Block::Table(_)));
            out.push_str(&block(lang, each, tables));
        }
    }
    close_lists(&mut out, &mut open);
    out.push_str("</article>\n");
    out
}

/// Writes blocks alone, each by itself, for a page that stands them among its own; `tables` is how many tables stand on it before them.
#[must_use]
pub fn fragment(lang: Lang, blocks: &[Block], tables: usize) -> String {
    blocks.iter().enumerate().map(|(at, each)| block(lang, each, tables + at + 1)).collect()
}

fn outline_item(out: &mut String, open: &mut Vec<OutlineLevel>, level: OutlineLevel, text: &str) {
    while open.pop_if(|last| *last > level).is_some() {
        out.push_str("</li></ul>\n");
    }
    if open.last() == Some(&level) {
        out.push_str("</li>\n<li>");
    } else {
        // The role is said aloud because Safari forgets that a list without bullets is a list.
        out.push_str("<ul class=\"outline-list\" role=\"list\">\n<li>");
        open.push(level);
    }
    out.push_str(&outline_paragraph(level, text));
}

fn outline_paragraph(level: OutlineLevel, text: &str) -> String {
    format!("<p class=\"outline outline-{}\" data-marker=\"{}\">{text}</p>\n", level.number(), level.marker())
}

fn close_lists(out: &mut String, open: &mut Vec<OutlineLevel>) {
    while open.pop().is_some() {
        out.push_str("</li></ul>\n");
    }
}

fn block(lang: Lang, block: &Block, number: usize) -> String {
    match block {
        Block::Heading { level, id, text } => {
            let tag = match level {
                HeadingLevel::One => "h2",
                HeadingLevel::Two => "h3",
                HeadingLevel::Three => "h4",
            };
            format!("<{tag} id=\"{}\">{}</{tag}>\n", anchor(id), line(lang, text))
        }
        Block::Outline { level, text } => outline_paragraph(*level, &line(lang, text)),
        Block::Paragraph { text } => format!("<p>{}</p>\n", line(lang, text)),
        Block::Note { text } => note(lang, text),
        Block::Table(held) => table(lang, held, number),
        Block::Chart(held) => chart(lang, held),
        Block::Picture(held) => picture(lang, held),
        Block::PageBreak => "<hr class=\"page-break\" aria-hidden=\"true\">\n".to_owned(),
    }
}

fn note(lang: Lang, text: &[Inline]) -> String {
    format!("<p class=\"note\">※ {}</p>\n", line(lang, text))
}

/// An id without spaces, because `aria-labelledby` takes a list of ids with spaces between them.
fn anchor(id: &str) -> String {
    escape_html(id).replace(char::is_whitespace, "-")
}

fn line(lang: Lang, inlines: &[Inline]) -> String {
    inlines.iter().map(|each| inline(lang, each)).collect()
}

fn inline(lang: Lang, inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => escape_html(text),
        Inline::Figure(held) => figure(lang, held),
        Inline::Fact { key, shown, href } => reference("fact", key, href.as_deref(), None, &escape_html(shown)),
        Inline::LineBreak => "<br>".to_owned(),
    }
}

fn figure(lang: Lang, figure: &Figure) -> String {
    let typed = if figure.source == Source::Typed { " typed" } else { "" };
    let adjusted = if figure.adjusted { " adjusted" } else { "" };
    let mut inner = escape_html(&figure.shown);
    if figure.source == Source::Typed {
        let said = match lang {
            Lang::Ko => "직접 입력",
            Lang::En => "typed by hand",
        };
        inner.push_str(&hidden(said));
    }
    let remark = figure.remark.as_deref();
    if let (Some(words), None) = (remark, figure.href.as_deref().and_then(safe_href)) {
        // A screen reader speaks the title of a link, but not that of a span.
        inner.push_str(&hidden(words));
    }
    reference(&format!("figure{typed}{adjusted}"), &figure.key, figure.href.as_deref(), remark, &inner)
}

fn hidden(words: &str) -> String {
    format!("<span class=\"visually-hidden\"> ({})</span>", escape_html(words))
}

fn reference(class: &str, key: &str, href: Option<&str>, title: Option<&str>, inner: &str) -> String {
    let key = escape_html(key);
    let title = title.map(|words| format!(" title=\"{}\"", escape_html(words))).unwrap_or_default();
    match href.and_then(safe_href) {
        Some(href) => format!("<a class=\"{class}\" data-key=\"{key}\" href=\"{}\"{title}>{inner}</a>", escape_html(href)),
        None => format!("<span class=\"{class}\" data-key=\"{key}\"{title}>{inner}</span>"),
    }
}

fn table(lang: Lang, table: &Table, number: usize) -> String {
    let id = anchor(table.id());
    let word = match lang {
        Lang::Ko => "표",
        Lang::En => "Table",
    };
    let caption = table.caption().map(|caption| format!("<caption>{}</caption>\n", line(lang, caption))).unwrap_or_default();
    let mut out =
        format!("<div class=\"table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"{word} {number}\">\n<table id=\"{id}\">\n{caption}");
    out.push_str(&part(lang, "thead", table.head()));
    out.push_str(&part(lang, "tbody", table.body()));
    out.push_str("</table>\n</div>\n");
    out.extend(table.notes().iter().map(|text| note(lang, text)));
    out
}

fn part(lang: Lang, tag: &str, rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rows: String = rows.iter().map(|each| row(lang, each)).collect();
    format!("<{tag}>\n{rows}</{tag}>\n")
}

fn row(lang: Lang, row: &Row) -> String {
    let class = match row.emphasis {
        Emphasis::Plain => "",
        Emphasis::Total => " class=\"total\"",
        Emphasis::Subtotal => " class=\"subtotal\"",
    };
    let cells: String = row.cells.iter().map(|each| cell(lang, each)).collect();
    format!("<tr{class}>{cells}</tr>\n")
}

fn cell(lang: Lang, cell: &Cell) -> String {
    let (tag, scope, depth) = match cell.role {
        CellRole::Head => ("th", " scope=\"col\"", None),
        CellRole::RowHead { depth } => ("th", " scope=\"row\"", Some(depth)),
        CellRole::Body => ("td", "", None),
    };
    let place = match cell.align {
        // The head of a table stands in the middle anyhow.
        Align::Center if cell.role != CellRole::Head => Some("center"),
        Align::Start | Align::Center => None,
        Align::End => Some("num"),
    };
    let depth = depth.map(|depth| format!("depth-{depth}"));
    let classes: Vec<String> = depth.into_iter().chain(place.map(str::to_owned)).collect();
    let class = if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
    let span = |name, count: u16| if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() };
    let spans = span("colspan", cell.colspan.get()) + &span("rowspan", cell.rowspan.get());
    let lines: Vec<String> = cell.content.iter().map(|each| line(lang, each)).collect();
    format!("<{tag}{class}{scope}{spans}>{}</{tag}>", lines.join("<br>"))
}

fn picture(lang: Lang, picture: &Picture) -> String {
    let src = picture.src().and_then(safe_href).map_or_else(|| picture.data(), escape_html);
    let (width, height) = picture.size();
    let caption = picture.caption().map(|text| format!("<figcaption>{}</figcaption>\n", line(lang, text))).unwrap_or_default();
    format!(
        "<figure class=\"picture\" id=\"{}\">\n<img src=\"{src}\" alt=\"{}\" width=\"{width}\" height=\"{height}\">\n{caption}</figure>\n",
        anchor(picture.id()),
        escape_html(picture.alt()),
    )
}

/// A chart as a list: each bar stands between its label and its value, so that both stay readable at any width and by ear.
fn chart(lang: Lang, chart: &Chart) -> String {
    let (id, title, table) = (anchor(&chart.id), escape_html(&chart.title), anchor(&chart.table_id));
    let see_table = match lang {
        Lang::Ko => "표로 보기",
        Lang::En => "See the table",
    };
    let bars: String = chart.bars.iter().map(bar).collect();
    format!(
        "<figure class=\"bars\" id=\"{id}\">\n<figcaption>{title} <a href=\"#{table}\">{see_table}</a></figcaption>\n\
         <ol class=\"bars-rows\" role=\"list\">\n{bars}</ol>\n</figure>\n"
    )
}

fn bar(bar: &Bar) -> String {
    let shown = escape_html(&bar.shown);
    let shown = match bar.href.as_deref().and_then(safe_href) {
        Some(href) => format!("<a class=\"figure\" href=\"{}\">{shown}</a>", escape_html(href)),
        None => shown,
    };
    format!(
        "<li class=\"bar\"><span class=\"bar-label\">{}</span>\
         <svg class=\"bar-track\" width=\"100%\" height=\"14\" aria-hidden=\"true\">\
         <rect class=\"bar-whole\" width=\"100%\" height=\"14\" fill=\"#e6e8ea\"/>\
         <rect class=\"bar-front\" width=\"{:.2}%\" height=\"14\" fill=\"#063a74\"/></svg>\
         <span class=\"bar-shown\">{shown}</span></li>\n",
        escape_html(&bar.label),
        bar.value.percent(),
    )
}
