//! The ledger beside the official system's totals, and the single rows behind a difference.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use ui::web::sheet::is_asked;
use ui::web::{Paging, Problem, parameter};
use ui::{Site, Visit, href_with};

use super::grid::{Cell, Grid};
use super::line::entry_grid;
use super::{PAGE, Page, Part, asked_year, csv_of, kind_word, money_unit, office, year_choices};
use crate::model::LineKey;
use crate::{Difference, sql};

/// Where the two ledgers are held against each other.
const RECONCILE: &str = "/office/ledger/reconcile";

/// Single rows shown on each side.
const ROWS_MAX: i64 = 500;

/// `/office/ledger/reconcile`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let today = desk.today();
        let (year, years) = asked_year(&mut desk, today)?;
        let all = parameter(desk.visit, "show") == Some("all");
        let paging = Paging::read(desk.visit, if is_asked(desk.visit) { i64::MAX } else { PAGE })?;
        let found = year.map_or_else(|| Ok(Vec::new()), |year| sql::reconciliation(desk.read, year, desk.scene.head.seq))?;
        let differing = found.iter().filter(|one| !one.is_same()).count();
        let shown: Vec<&Difference> = found.iter().filter(|one| all || !one.is_same()).collect();
        let mut grid = Grid::new(&[own.period, own.line, own.kind, own.official, own.ours, own.difference, own.status, own.source]);
        grid.unit = money_unit(&desk);
        let ink = super::ink(&desk);
        let names = year.map_or_else(|| Ok(Vec::new()), |year| sql::line_codes(desk.read, year, today))?;
        let names: BTreeMap<String, &str> =
            names.iter().map(|(line, ko, en)| (line.clone(), lang.pick(ko.as_str(), en.as_str()))).collect();
        for one in paging.of(&shown) {
            let pairs = [("line", one.line.to_string()), ("kind", one.kind.clone()), ("period", one.period.clone())];
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let (word, class) = match (one.official, one.ours) {
                _ if one.is_same() => (own.same, "badge record"),
                (None, _) => (own.missing_there, "badge typed"),
                (_, None) => (own.missing_here, "badge typed"),
                _ => (own.differs, "badge typed"),
            };
            grid.row(vec![
                Cell::link(one.period.as_str(), href_with(&format!("{RECONCILE}/rows"), &[], &pairs)),
                Cell::text(names.get(&one.line.to_string()).copied().unwrap_or(one.line.code.as_str())),
                Cell::text(kind_word(own, &one.kind)),
                Cell::opt_money(one.official, ink),
                Cell::opt_money(one.ours, ink),
                Cell::opt_money(one.difference(), ink),
                Cell::badge(word, class),
                Cell::text(one.system.as_str()),
            ]);
        }
        let mut page = Page::new(desk.scene.shell(desk.visit, own.reconcile, &way), own.reconcile_lead);
        page.choices = year_choices(desk.visit, year, &years);
        let href = |show: &str| href_with(&desk.visit.path, &desk.visit.query, &[("show", show), ("page", ""), ("done", "")]);
        page.choices.push((own.reconcile_differ.to_owned(), href(""), !all));
        page.choices.push((own.exceptions_all.to_owned(), href("all"), all));
        let note = lang.pick(
            format!("합계 {}건 가운데 {differing}건이 다릅니다.", found.len()),
            format!("{differing} of {} totals differ.", found.len()),
        );
        let empty = if found.is_empty() { own.reconcile_none } else { own.reconcile_same };
        let pager = paging.pager(desk.visit, i64::try_from(shown.len()).map_err(|_| Problem::NotFound)?)?;
        let csv = csv_of(desk.visit, 0);
        page.parts = vec![Part { title: own.reconcile.to_owned(), note, grid, empty: empty.to_owned(), csv, pager }];
        page.answer(&desk, &format!("reconcile_{}", year.unwrap_or_default()))
    })
    .await
}

/// The single rows behind one difference.
pub(super) async fn rows(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |mut desk| {
        people::see(&mut desk, "ledger.see", &[])?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let line: LineKey = parameter(desk.visit, "line").and_then(|text| text.parse().ok()).ok_or(Problem::NotFound)?;
        let kind = parameter(desk.visit, "kind").ok_or(Problem::NotFound)?;
        let period = parameter(desk.visit, "period").filter(|text| matches!(text.len(), 7 | 10)).ok_or(Problem::NotFound)?;
        let found = sql::unmatched(desk.read, &line, kind, period, desk.scene.head.seq, ROWS_MAX)?;
        let mut there = Grid::new(&[own.source, own.days, own.amount, own.exception_why]);
        there.unit = money_unit(&desk);
        let ink = super::ink(&desk);
        for (source, amount, day, words) in &found.only_there {
            there.row(vec![
                Cell::text(source.as_str()),
                Cell::day(*day),
                Cell::opt_money(*amount, ink),
                Cell::text(desk.scene.tell(lang.pick(&words[0], &words[1]), lang)),
            ]);
        }
        let mut here = entry_grid(own, &found.only_here, ink, false);
        here.unit = money_unit(&desk);
        let way = [way[0], (own.reconcile, RECONCILE)];
        let named = sql::line_codes(desk.read, line.fiscal_year, desk.today())?.into_iter().find(|(key, ..)| *key == line.to_string());
        let name = named.map_or_else(|| line.to_string(), |(_, ko, en)| lang.pick(ko, en));
        let title = format!("{name} · {} · {period}", kind_word(own, kind));
        let mut page = Page::new(desk.scene.shell(desk.visit, title, &way), "");
        let part = |title: &str, grid: Grid, at: usize| Part {
            title: title.to_owned(),
            grid,
            empty: "–".to_owned(),
            csv: csv_of(desk.visit, at),
            ..Part::default()
        };
        page.parts = vec![part(own.only_there, there, 0), part(own.only_here, here, 1)];
        page.only(&people::Roles::of(&mut desk)?);
        page.answer(&desk, "reconcile-rows")
    })
    .await
}
