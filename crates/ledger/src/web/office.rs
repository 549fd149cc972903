//! `/office/ledger`: the lines of a year with their balances.

use axum::extract::State;
use axum::response::Response;
use ui::web::{Asked, Problem};
use ui::{Site, Visit};

use super::grid::{Cell, Grid};
use super::{Page, Part, asked_year, csv_of, line_href, money_unit, name, office, unit_names, year_choices};
use crate::sql;

/// The page.
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, _) = office(lang);
        let asked = Asked::read(&mut desk, &["year"])?;
        let (year, years) = asked_year(&mut desk, asked.as_of.day)?;
        let lines = year.map_or_else(|| Ok(Vec::new()), |year| sql::standings(desk.read, year, asked.as_of))?;
        let names = unit_names(&mut desk, asked.as_of)?;
        let heads = [
            own.line,
            own.unit,
            own.current,
            own.committed,
            own.disbursed,
            own.rate,
            own.left_to_commit,
            own.left_to_pay,
            own.planned,
            own.last_moved,
        ];
        let mut grid = Grid::new(&heads);
        grid.unit = money_unit(&desk);
        let ink = super::ink(&desk);
        for line in &lines {
            let too_large = |_| Problem::Broken(format!("{} leaves the range of money", line.line));
            grid.row(vec![
                Cell::link(name(line, lang), asked.href(&line_href(&line.line))),
                Cell::text(names.get(line.unit.as_str()).map_or(line.unit.as_str(), String::as_str)),
                Cell::money(line.current, ink),
                Cell::money(line.committed, ink),
                Cell::money(line.disbursed, ink),
                Cell::percent(line.disbursed, line.current),
                Cell::money(line.current.minus(line.committed).map_err(too_large)?, ink),
                Cell::money(line.committed.minus(line.disbursed).map_err(too_large)?, ink),
                Cell::money(line.planned, ink),
                Cell::day(line.last_moved),
            ]);
        }
        super::line::only_lines(&mut desk, &mut grid)?;
        let day = asked.as_of.day;
        let mut shell = desk.scene.shell(desk.visit, own.ledger, &[]);
        shell.as_of = Some(asked.bar);
        let mut page = Page::new(shell, own.ledger_lead);
        page.choices = year_choices(desk.visit, year, &years);
        let link = |label: &str, href: &str| (label.to_owned(), href.to_owned());
        page.tools = vec![
            link(own.import_page, "/office/ledger/import"),
            link(own.exceptions, "/office/ledger/exceptions"),
            link(own.reconcile, "/office/ledger/reconcile"),
            link(own.late, "/office/ledger/late"),
            link(own.periods, "/office/ledger/periods"),
            link(own.transfers, "/office/ledger/transfers"),
        ];
        page.actions = vec![link(own.open_line, "/office/ledger/lines/open"), link(own.open_year, "/office/ledger/years/open")];
        let csv = csv_of(desk.visit, 0);
        page.parts = vec![Part {
            title: own.lines_of_year.to_owned(),
            note: own.rate_base.to_owned(),
            grid,
            empty: own.no_budget.to_owned(),
            csv,
            ..Part::default()
        }];
        page.only(&people::Roles::of(&mut desk)?);
        page.answer(&desk, &format!("lines_{}_{day}", year.unwrap_or_default()))
    })
    .await
}
