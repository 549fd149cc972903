//! A table of a page, which is also a sheet of a file: the same cells in both.

use axum::response::Response;
use kernel::{City, Day, Exact, Lang, Money};
use ui::web::Problem;
use ui::web::sheet::{Cell as SheetCell, Sheet};

/// A cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: Option<String>,
    pub(super) class: &'static str,
    /// What a file holds, where it is not the text.
    pub(super) number: Option<String>,
    /// More links, as words and addresses.
    pub(super) links: Vec<(String, String)>,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(super) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()), ..Self::default() }
    }

    pub(super) fn links(links: Vec<(String, String)>) -> Self {
        Self { links, class: "links", ..Self::default() }
    }

    pub(super) fn badge(text: impl Into<String>, class: &'static str) -> Self {
        Self { text: text.into(), class, ..Self::default() }
    }

    pub(super) fn day(day: Option<Day>) -> Self {
        Self { text: day.map_or_else(|| "–".to_owned(), |day| day.to_string()), class: "day", ..Self::default() }
    }

    pub(super) fn money(money: Money, ink: Ink<'_>) -> Self {
        let plain = ink.city.map_or_else(|| money.units().to_string(), |city| city.amount(money).replace(',', ""));
        Self { text: amount(money, ink), class: "num", number: Some(plain), ..Self::default() }
    }

    pub(super) fn opt_money(money: Option<Money>, ink: Ink<'_>) -> Self {
        let none = || Self { text: "–".to_owned(), class: "num", number: Some(String::new()), ..Self::default() };
        money.map_or_else(none, |money| Self::money(money, ink))
    }

    pub(super) fn number(number: impl ToString) -> Self {
        Self { text: number.to_string(), class: "num", number: Some(number.to_string()), ..Self::default() }
    }

    pub(super) fn event(event: kernel::Seq) -> Self {
        Self { href: Some(format!("/record/{event}")), ..Self::number(event) }
    }

    /// The same cell in a file.
    fn sheet(self) -> SheetCell {
        match self.number {
            Some(number) => SheetCell::Number { shown: self.text, number },
            None => SheetCell::Text(self.text),
        }
    }

    /// A part of a whole in percent, to one decimal; – where there is no whole.
    pub(super) fn percent(part: Money, whole: Money) -> Self {
        let rate = percent(part, whole);
        Self {
            text: rate.map_or_else(|| "–".to_owned(), |rate| format!("{}%", rate.decimal(1))),
            class: "num",
            number: Some(rate.map_or_else(String::new, |rate| rate.decimal(1))),
            ..Self::default()
        }
    }
}

/// A part of a whole in percent, exact.
pub(super) fn percent(part: Money, whole: Money) -> Option<Exact> {
    part.exact().times(Exact::whole(100))?.over(whole.exact())
}

/// How amounts are written on a page: in the city's unit, with the sign that the language uses.
#[derive(Clone, Copy)]
pub(super) struct Ink<'c> {
    pub(super) lang: Lang,
    pub(super) city: Option<&'c City>,
}

/// Money with commas; below zero with the sign that offices use.
pub(super) fn amount(money: Money, ink: Ink<'_>) -> String {
    let text = ink.city.map_or_else(|| money.to_string(), |city| city.amount(money));
    text.strip_prefix('-').map_or(text.clone(), |digits| format!("{}{digits}", ink.lang.pick("△", "−")))
}

/// A row.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) class: &'static str,
    pub(super) cells: Vec<Cell>,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// The unit that amounts are in, above the table.
    pub(super) unit: String,
}

impl Grid {
    pub(super) fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|text| (*text).to_owned()).collect(), ..Self::default() }
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(Row { class: "", cells });
    }

    pub(super) fn marked(&mut self, class: &'static str, cells: Vec<Cell>) {
        self.rows.push(Row { class, cells });
    }

    /// The heading cells with their class: numbers are headed at the right.
    pub(super) fn headings(&self) -> Vec<(&str, &'static str)> {
        let class = |at: usize| self.rows.first().and_then(|row| row.cells.get(at)).map_or("", |cell| cell.class);
        self.head.iter().enumerate().map(|(at, text)| (text.as_str(), if class(at) == "num" { "num" } else { "" })).collect()
    }

    /// The table as a file; columns of links are left out.
    pub(super) fn answer(self, sheet: Sheet<'_>) -> Result<Response, Problem> {
        let is_links = |at: usize| self.rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| cell.class == "links"));
        let kept: Vec<bool> = (0..self.head.len()).map(|at| !is_links(at)).collect();
        let keep = |at: &usize| kept.get(*at).copied().unwrap_or(false);
        let head: Vec<String> = self.head.iter().enumerate().filter(|(at, _)| keep(at)).map(|(_, text)| text.clone()).collect();
        let rows = self.rows.into_iter().map(|row| {
            let cells = row.cells.into_iter().enumerate().filter(|(at, _)| keep(at));
            cells.map(|(_, cell)| cell.sheet()).collect()
        });
        Sheet { unit: &self.unit, ..sheet }.answer(&head, rows)
    }
}
