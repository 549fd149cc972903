//! A comparison as Markdown and as a table of rows; as JSON it is written as it stands.

use std::fmt::Write as _;

use kernel::Lang;

use super::model::{Comparison, FigureChange, Leaf, RowChange, SideName};
use crate::render::NOTHING;

/// Rows shown of each leaf in a text; the sheet has all.
const ROWS_SHOWN: usize = 20;

impl Comparison {
    /// What is different, to be read.
    pub fn markdown(&self, lang: Lang) -> String {
        let mut out = format!("# {}\n\n", lang.pick("비교", "Comparison"));
        for (mark, side) in [("A", &self.a), ("B", &self.b)] {
            let _ = writeln!(out, "- {mark}: {}", said(side, lang));
        }
        if self.is_same() {
            let _ = writeln!(out, "\n{}", lang.pick("다른 것이 없습니다.", "Nothing is different."));
            return out;
        }
        self.figures_said(&mut out, lang);
        let mut section = |title: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                let _ = write!(out, "\n## {title}\n\n{}\n", lines.join("\n"));
            }
        };
        let facts = self
            .facts
            .iter()
            .map(|fact| format!("- {} `{}`: {} → {}", plain(&fact.label), fact.key, shown(&fact.shown.0), shown(&fact.shown.1)));
        section(lang.pick("바뀐 사실", "Facts that changed"), facts.collect());
        let mut definitions = Vec::new();
        for change in &self.definitions {
            let old = change.versions.0.map_or_else(|| NOTHING.to_owned(), |version| version.to_string());
            let (version, event) = (lang.pick("판", "version"), lang.pick("기록", "event"));
            definitions.push(format!("- `{}`: {version} {old} → {}, {event} {}", change.key, change.versions.1, change.event));
            let cell = |text: &Option<String>| text.as_ref().map_or_else(|| NOTHING.to_owned(), |text| format!("`{text}`"));
            definitions.extend(change.fields.iter().map(|(name, old, new)| format!("  - {name}: {} → {}", cell(old), cell(new))));
        }
        section(lang.pick("바뀐 정의", "Definitions that changed"), definitions);
        let lines = self
            .lines
            .iter()
            .map(|line| format!("- {} {} *({})*", if line.added { "＋" } else { "－" }, plain(&line.text), plain(&line.chapter)));
        section(lang.pick("바뀐 글", "Words that changed"), lines.collect());
        for (side, only) in [("A", &self.only_a), ("B", &self.only_b)] {
            let lines = only.iter().map(|one| format!("- {} `{}`: {}", plain(&one.label), one.key, shown(&one.shown)));
            section(&lang.pick(format!("{side}에만 있는 수치"), format!("Figures only in {side}")), lines.collect());
        }
        out
    }

    fn figures_said(&self, out: &mut String, lang: Lang) {
        if self.figures.is_empty() {
            return;
        }
        let _ = write!(out, "\n## {}\n", lang.pick("바뀐 수치", "Figures that changed"));
        for change in &self.figures {
            let _ = writeln!(out, "\n### {}\n", plain(&change.label));
            let unit = &change.shown_unit;
            let _ = writeln!(
                out,
                "`{}`: {} → {} ({} → {})",
                change.key,
                self.said(change.shown.0.as_ref(), unit, lang),
                self.said(change.shown.1.as_ref(), unit, lang),
                change.days.0,
                change.days.1
            );
            for leaf in &change.leaves {
                self.leaf_said(out, change, leaf, lang);
            }
        }
    }

    fn leaf_said(&self, out: &mut String, change: &FigureChange, leaf: &Leaf, lang: Lang) {
        if leaf.key != change.key {
            let exact = |value: &Option<String>| self.said(value.as_ref(), &leaf.unit, lang);
            let _ = writeln!(out, "\n{} `{}`: {} → {}", plain(&leaf.label), leaf.key, exact(&leaf.exact.0), exact(&leaf.exact.1));
        }
        if let (_, Some(typed)) = &leaf.typed {
            let _ = writeln!(out, "- {} ({} {})", plain(&typed.source), lang.pick("기록", "event"), typed.event);
        }
        for row in leaf.rows.iter().take(ROWS_SHOWN) {
            let _ = writeln!(out, "- {}", row_said(row, lang));
        }
        if leaf.rows.len() > ROWS_SHOWN {
            let more = leaf.rows.len() - ROWS_SHOWN;
            let _ = writeln!(out, "- {}", lang.pick(format!("… 그리고 {more}행"), format!("… and {more} more rows")));
        }
    }

    /// Figures with the rows behind them, a line each.
    fn figure_lines(&self, add: &mut dyn FnMut(&[&str])) {
        let some = |value: &Option<String>| value.clone().unwrap_or_default();
        for change in &self.figures {
            let difference = some(&change.difference);
            add(&["figure", &change.key, &change.label, &change.unit, &some(&change.exact.0), &some(&change.exact.1), &difference]);
            for leaf in &change.leaves {
                for row in &leaf.rows {
                    let event = row.event.map(|event| event.to_string()).unwrap_or_default();
                    let amount = row.amount.map(|amount| amount.to_string()).unwrap_or_default();
                    let sign = if row.added { "added" } else { "removed" };
                    add(&["row", &change.key, &leaf.label, "", "", "", "", sign, &event, &row.day, &row.document, &amount, &row.rest()]);
                }
                if let (_, Some(typed)) = &leaf.typed {
                    let event = typed.event.to_string();
                    let (old, new) = (some(&leaf.exact.0), some(&leaf.exact.1));
                    add(&[
                        "typed",
                        &leaf.key,
                        &leaf.label,
                        &leaf.unit,
                        &old,
                        &new,
                        "",
                        "",
                        &event,
                        &typed.from.to_string(),
                        "",
                        "",
                        &typed.source,
                    ]);
                }
            }
        }
    }

    /// Everything that is different, a line each: the heads of the columns, and the lines.
    pub fn table(&self, lang: Lang) -> (Vec<String>, Vec<Vec<String>>) {
        let head = [
            ("무엇", "What"),
            ("키", "Key"),
            ("이름", "Label"),
            ("단위", "Unit"),
            ("이전", "Before"),
            ("이후", "After"),
            ("차이", "Difference"),
            ("행", "Row"),
            ("기록", "Event"),
            ("날짜", "Day"),
            ("문서", "Document"),
            ("금액", "Amount"),
            ("내용", "Content"),
        ];
        let head: Vec<String> = head.iter().map(|(ko, en)| lang.pick(*ko, *en).to_owned()).collect();
        let mut lines = Vec::new();
        let mut add = |cells: &[&str]| {
            let mut line: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
            line.resize(13, String::new());
            lines.push(line);
        };
        let some = |value: &Option<String>| value.clone().unwrap_or_default();
        self.figure_lines(&mut add);
        for fact in &self.facts {
            add(&["fact", &fact.key, &fact.label, "", &some(&fact.shown.0), &some(&fact.shown.1)]);
        }
        for change in &self.definitions {
            let old = change.versions.0.map(|version| version.to_string()).unwrap_or_default();
            let event = change.event.to_string();
            add(&["definition", &change.key, "version", "", &old, &change.versions.1.to_string(), "", "", &event]);
            for (name, old, new) in &change.fields {
                add(&["definition", &change.key, name, "", &some(old), &some(new), "", "", &event]);
            }
        }
        for line in &self.lines {
            let (before, after) = if line.added { ("", line.text.as_str()) } else { (line.text.as_str(), "") };
            add(&["text", "", &line.chapter, "", before, after]);
        }
        for only in &self.only_a {
            add(&["only-a", &only.key, &only.label, &only.shown_unit, &some(&only.shown), ""]);
        }
        for only in &self.only_b {
            add(&["only-b", &only.key, &only.label, &only.shown_unit, "", &some(&only.shown)]);
        }
        (head, lines)
    }
}

fn row_said(row: &RowChange, lang: Lang) -> String {
    let event = row.event.map(|event| format!("{} {event}", lang.pick("기록", "event"))).unwrap_or_default();
    let amount = row.amount.map(|amount| crate::words::number(kernel::Exact::whole(amount), 0, lang)).unwrap_or_default();
    let parts = [if row.added { "＋" } else { "－" }.to_owned(), event, row.day.clone(), amount, plain(&row.document), plain(&row.rest())];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn said(side: &SideName, lang: Lang) -> String {
    let known = format!("{} {}", lang.pick("기록", "known at event"), side.as_of.known);
    let edition = side.edition.as_ref().map(|number| format!("{} {number}, ", lang.pick("발행판", "edition"))).unwrap_or_default();
    format!("{edition}{} · {} · {known}", side.report, side.as_of.day)
}

fn shown(value: &Option<String>) -> String {
    value.as_ref().map_or_else(|| NOTHING.to_owned(), |value| plain(value))
}

/// Text of others in a text of ours: nothing in it is a mark.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_<>[]#|".contains(character) {
            plain.push('\\');
        }
        plain.push(if character.is_control() { ' ' } else { character });
    }
    plain
}
