//! Transfers by quarter, and entries that were recorded late.

use axum::extract::State;
use axum::response::Response;
use ui::web::sheet::is_asked;
use ui::web::{Asked, Paging, Problem};
use ui::{Site, Visit};

use super::grid::{Cell, Grid};
use super::line::entry_grid;
use super::{PAGE, Page, Part, asked_year, csv_of, line_href, money_unit, office, year_choices};
use crate::{TransferKind, sql};

/// `/office/ledger/transfers`
pub(super) async fn transfers(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let asked = Asked::read(&mut desk, &["year"])?;
        let (year, years) = asked_year(&mut desk, asked.as_of.day)?;
        let listed = year.map_or_else(|| Ok(Vec::new()), |year| sql::transfers(desk.read, year, asked.as_of))?;
        let mut grid =
            Grid::new(&[own.quarter, own.days, own.from_line, own.to_line, own.kind, own.amount, own.document, own.note, own.event]);
        grid.unit = money_unit(&desk);
        let ink = super::ink(&desk);
        for one in listed {
            let kind = match one.kind {
                Some(TransferKind::Within) => own.kind_within,
                Some(TransferKind::Between) => own.kind_between,
                Some(TransferKind::Reorganisation) => own.kind_reorganisation,
                None => own.transfer_unnamed,
            };
            grid.row(vec![
                Cell::text(lang.pick(format!("{}분기", one.quarter), format!("Q{}", one.quarter))),
                Cell::day(Some(one.day)),
                Cell::link(one.from.to_string(), line_href(&one.from)),
                Cell::link(one.to.to_string(), line_href(&one.to)),
                Cell::text(kind),
                Cell::money(one.amount, ink),
                Cell::text(one.document),
                Cell::text(one.note),
                Cell::event(one.event),
            ]);
        }
        super::line::only_lines(&mut desk, &mut grid)?;
        let mut shell = desk.scene.shell(desk.visit, own.transfers, &way);
        shell.as_of = Some(asked.bar);
        let mut page = Page::new(shell, own.transfers_lead);
        page.choices = year_choices(desk.visit, year, &years);
        let csv = csv_of(desk.visit, 0);
        page.parts = vec![Part { title: own.transfers.to_owned(), grid, empty: own.no_transfers.to_owned(), csv, ..Part::default() }];
        page.answer(&desk, &format!("transfers_{}", year.unwrap_or_default()))
    })
    .await
}

/// `/office/ledger/late`
pub(super) async fn late(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let today = desk.today();
        let (year, years) = asked_year(&mut desk, today)?;
        let paging = Paging::read(desk.visit, if is_asked(desk.visit) { i64::MAX } else { PAGE })?;
        let days = sql::late_days(desk.read, today)?;
        let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        let (offset, size) = (count(paging.offset()), count(paging.size()));
        let found = match year {
            Some(year) => sql::late_entries(desk.read, year, desk.scene.head.seq, days, offset, size)?,
            None => crate::Late { count: 0, entries: Vec::new() },
        };
        let mut grid = entry_grid(own, &found.entries, super::ink(&desk), true);
        grid.unit = money_unit(&desk);
        if let Some(head) = grid.head.last_mut() {
            // When it was recorded says more here than what could be done about it.
            own.recorded.clone_into(head);
        }
        for (row, entry) in grid.rows.iter_mut().zip(&found.entries) {
            if let Some(last) = row.cells.last_mut() {
                *last = Cell::text(desk.scene.local(entry.recorded));
            }
        }
        super::line::only_lines(&mut desk, &mut grid)?;
        let shell = desk.scene.shell(desk.visit, own.late, &way);
        let mut page = Page::new(shell, own.late_lead);
        page.choices = year_choices(desk.visit, year, &years);
        let rule = lang.pick(format!("기준: {days}일 · {}건", found.count), format!("rule: {days} days · {} entries", found.count));
        let total = i64::try_from(found.count).map_err(|_| Problem::NotFound)?;
        let pager = paging.pager(desk.visit, total)?;
        let csv = csv_of(desk.visit, 0);
        page.parts = vec![Part { title: own.late.to_owned(), note: rule, grid, empty: own.late_none.to_owned(), csv, pager }];
        page.answer(&desk, &format!("late_{}", year.unwrap_or_default()))
    })
    .await
}
