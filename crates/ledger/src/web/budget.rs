//! `/budget`: what the public sees of the budget, every day (지방재정법 60의7).

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use kernel::{Money, MoneyError};
use ui::web::{Asked, Problem};
use ui::{Site, Visit};

use super::grid::{Cell, Grid, Ink, percent};
use super::{Bar, Page, Part, asked_year, csv_of, money_unit, name, unit_names, year_choices};
use crate::words::words;
use crate::{Standing, sql};

/// Sums of lines, column by column.
#[derive(Clone, Copy, Default)]
struct Sums {
    original: Money,
    supplement: Money,
    carried_in: Money,
    transferred: Money,
    current: Money,
    committed: Money,
    disbursed: Money,
}

impl Sums {
    fn of<'l>(lines: impl IntoIterator<Item = &'l Standing>) -> Result<Self, MoneyError> {
        let mut sums = Self::default();
        for line in lines {
            for (sum, amount) in [
                (&mut sums.original, line.original),
                (&mut sums.supplement, line.supplement),
                (&mut sums.carried_in, line.carried_in),
                (&mut sums.transferred, line.transferred),
                (&mut sums.current, line.current),
                (&mut sums.committed, line.committed),
                (&mut sums.disbursed, line.disbursed),
            ] {
                *sum = sum.plus(amount)?;
            }
        }
        Ok(sums)
    }

    fn cells(&self, label: Cell, ink: Ink<'_>) -> Vec<Cell> {
        let money = |amount| Cell::money(amount, ink);
        vec![
            label,
            money(self.original),
            money(self.supplement),
            money(self.carried_in),
            money(self.transferred),
            money(self.current),
            money(self.committed),
            money(self.disbursed),
            Cell::percent(self.disbursed, self.current),
        ]
    }
}

fn bar(label: String, sums: &Sums) -> Bar {
    let rate = percent(sums.disbursed, sums.current);
    let shown = rate.map_or_else(|| "–".to_owned(), |rate| format!("{}%", rate.decimal(1)));
    Bar { label, width: rate.map_or_else(|| "0".to_owned(), |rate| rate.decimal(2)), shown }
}

/// The page.
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        let (lang, own, ink) = (desk.visit.lang, words(desk.visit.lang), super::ink(&desk));
        let asked = Asked::read(&mut desk, &["year"])?;
        let (year, years) = asked_year(&mut desk, asked.as_of.day)?;
        let lines = year.map_or_else(|| Ok(Vec::new()), |year| sql::standings(desk.read, year, asked.as_of))?;
        let names = unit_names(&mut desk, asked.as_of)?;
        let too_large = |_| Problem::Broken("the budget leaves the range of money".to_owned());
        let mut units: Vec<(String, Vec<&Standing>)> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &lines {
            let at = *places.entry(line.unit.as_str()).or_insert(units.len());
            if at == units.len() {
                units.push((names.get(line.unit.as_str()).cloned().unwrap_or_else(|| line.unit.to_string()), Vec::new()));
            }
            if let Some((_, lines)) = units.get_mut(at) {
                lines.push(line);
            }
        }
        let heads =
            [own.line, own.original, own.supplement, own.carried_in, own.transferred, own.current, own.committed, own.disbursed, own.rate];
        let mut grid = Grid::new(&heads);
        grid.unit = money_unit(&desk);
        let all = Sums::of(&lines).map_err(too_large)?;
        let mut bars = Vec::new();
        if !lines.is_empty() {
            grid.marked("total", all.cells(Cell::text(own.total), ink));
            bars.push(bar(own.total.to_owned(), &all));
        }
        for (unit, lines) in &units {
            let sums = Sums::of(lines.iter().copied()).map_err(too_large)?;
            grid.marked("subtotal", sums.cells(Cell::text(unit.as_str()), ink));
            bars.push(bar(unit.clone(), &sums));
            for line in lines {
                grid.row(Sums::of([*line]).map_err(too_large)?.cells(Cell::text(name(line, lang)), ink));
            }
        }
        let day = asked.as_of.day;
        let mut shell = desk.scene.shell(desk.visit, own.budget, &[]);
        shell.as_of = Some(asked.bar);
        let mut page = Page::new(shell, own.budget_lead);
        page.choices = year_choices(desk.visit, year, &years);
        if !lines.is_empty() {
            let shown = |amount| Cell::money(amount, ink).text;
            page.facts = vec![
                (own.current.to_owned(), shown(all.current)),
                (own.carried_in.to_owned(), shown(all.carried_in)),
                (own.committed.to_owned(), shown(all.committed)),
                (own.disbursed.to_owned(), shown(all.disbursed)),
                (own.rate_base.to_owned(), Cell::percent(all.disbursed, all.current).text),
            ];
            page.bars = Some((own.budget_by_unit.to_owned(), bars));
        }
        let csv = csv_of(desk.visit, 0);
        page.parts = vec![Part {
            title: own.budget_by_line.to_owned(),
            note: own.rate_base.to_owned(),
            grid,
            empty: own.no_budget.to_owned(),
            csv,
            ..Part::default()
        }];
        page.answer(&desk, &format!("budget_{}_{day}", year.unwrap_or_default()))
    })
    .await
}
