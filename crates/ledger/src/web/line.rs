//! `/office/ledger/lines/YEAR/CODE`: a line with its plan, its commitments and its entries.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Code, Money};
use ui::web::sheet::is_asked;
use ui::web::{Asked, Desk, Paging, Problem};
use ui::{Site, Visit};

use super::grid::{Cell, Grid, Ink};
use super::{Page, Part, csv_of, kind_word, line_href, money_unit, name, office};
use crate::model::LineKey;
use crate::words::Words;
use crate::{CommitmentLeft, EntryShown, Standing, sql};

/// Commitments and entries on one page.
const PAGE: i64 = 40;

/// Finds a line and the units that it belongs to, from an address.
pub(super) fn found(desk: &mut Desk<'_, '_>, year: &str, code: &str) -> Result<(LineKey, Vec<Code>), Problem> {
    let key: LineKey = format!("{year}/{code}").parse().map_err(|_| Problem::NotFound)?;
    let units = units_of(desk, &key)?;
    Ok((key, units))
}

/// The unit of a line and the units above it.
fn units_of(desk: &mut Desk<'_, '_>, key: &LineKey) -> Result<Vec<Code>, Problem> {
    let today = desk.today();
    let line = sql::line(desk.read, key, today)?.ok_or(Problem::NotFound)?;
    let day = today.max(line.year.starts).min(line.year.ends);
    Ok(bureau::within(desk.read, &line.unit, day)?)
}

/// Leaves out of a table the ways to lines that the visitor may not open.
pub(super) fn only_lines(desk: &mut Desk<'_, '_>, grid: &mut Grid) -> Result<(), Problem> {
    let roles = people::Roles::of(desk)?;
    if roles.everywhere().may("ledger.see") {
        return Ok(());
    }
    let line = |href: &str| href.strip_prefix("/office/ledger/lines/")?.split('?').next()?.parse::<LineKey>().ok();
    let mut opens: BTreeMap<LineKey, bool> = BTreeMap::new();
    for cell in grid.rows.iter_mut().flat_map(|row| &mut row.cells) {
        let Some(key) = cell.href.as_deref().and_then(line) else { continue };
        let may = match opens.get(&key) {
            Some(may) => *may,
            None => roles.within(&units_of(desk, &key)?).may("ledger.see"),
        };
        if !may {
            cell.href = None;
        }
        opens.insert(key, may);
    }
    Ok(())
}

/// The page.
pub(super) async fn page(State(site): State<Site>, Path((year, code)): Path<(String, String)>, visit: Visit) -> Response {
    site.page(visit, move |mut desk| {
        // A stranger learns nothing of what there is.
        people::see(&mut desk, "ledger.see", &[])?;
        let (key, units) = found(&mut desk, &year, &code)?;
        people::see(&mut desk, "ledger.see", &units)?;
        let lang = desk.visit.lang;
        let (own, way) = office(lang);
        let asked = Asked::read(&mut desk, &[])?;
        let paging = Paging::read(desk.visit, if is_asked(desk.visit) { i64::MAX } else { PAGE })?;
        let standings = sql::standings(desk.read, key.fiscal_year, asked.as_of)?;
        let line = standings.into_iter().find(|line| line.line == key).ok_or(Problem::NotFound)?;
        let (unit, ink) = (money_unit(&desk), super::ink(&desk));
        let plan = sql::plan(desk.read, &key, asked.as_of.day)?;
        let paid = sql::paid_by_month(desk.read, &key, asked.as_of)?;
        let mut commitments = sql::commitments(desk.read, &key, asked.as_of)?;
        let total = sql::count_entries(desk.read, &key, asked.as_of)?;
        let entries = sql::entries(desk.read, &key, asked.as_of, paging.offset(), paging.size())?;
        let mut shell = desk.scene.shell(desk.visit, name(&line, lang), &way);
        shell.as_of = Some(asked.bar);
        let mut page = Page::new(shell, "");
        page.facts = facts(own, &line, ink);
        let base = line_href(&key);
        let act = |label: &str, act: &str| (label.to_owned(), format!("{base}/{act}"));
        page.actions = vec![
            act(own.act_commit, "commit"),
            act(own.act_appropriate, "appropriate"),
            act(own.act_supplement, "supplement"),
            act(own.act_transfer, "transfer"),
            act(own.act_plan, "plan"),
        ];
        let mut months = Grid::new(&[own.month, own.planned_month, own.committed, own.disbursed]);
        months.unit.clone_from(&unit);
        for (month, committed, disbursed) in by_month(&plan, &paid) {
            let planned = plan.iter().find(|(known, _)| *known == month).map(|(_, amount)| *amount);
            let label = format!("{:04}-{:02}", month.year(), month.month());
            months.row(vec![Cell::text(label), Cell::opt_money(planned, ink), Cell::money(committed, ink), Cell::money(disbursed, ink)]);
        }
        // What is left to pay stands first; the file has them all.
        commitments.sort_by_key(|one| !one.left.is_positive());
        let all = commitments.len();
        if !is_asked(desk.visit) {
            commitments.truncate(usize::try_from(PAGE).unwrap_or(0));
        }
        let held = commitment_grid(own, &commitments, ink, &unit);
        let part = |title: &str, grid: Grid, at: usize| Part {
            title: title.to_owned(),
            grid,
            empty: "–".to_owned(),
            csv: csv_of(desk.visit, at),
            ..Part::default()
        };
        let mut list = entry_grid(own, &entries, ink, false);
        list.unit = unit;
        page.parts = vec![part(own.plan_against, months, 0), part(own.commitments, held, 1), part(own.entries, list, 2)];
        if let (true, Some(held)) = (commitments.len() < all, page.parts.get_mut(1)) {
            held.note = lang.pick(format!("{all}건 가운데 {}건", commitments.len()), format!("{} of {all}", commitments.len()));
        }
        if let Some(last) = page.parts.last_mut() {
            last.pager = paging.pager(desk.visit, total)?;
        }
        page.only(&people::Roles::of(&mut desk)?.within(&units));
        page.answer(&desk, &format!("{}_{}", key.fiscal_year, key.code.as_str().replace('/', "-")))
    })
    .await
}

/// Commitments as a table, with what may be done with each.
fn commitment_grid(own: &'static Words, commitments: &[CommitmentLeft], ink: Ink<'_>, unit: &str) -> Grid {
    let mut held = Grid::new(&[own.document, own.days, own.committed, own.disbursed, own.left, own.note, own.acts, own.commitment]);
    unit.clone_into(&mut held.unit);
    for one in commitments {
        let href = |act: &str| format!("/office/ledger/commitments/{}/{act}", one.id);
        let mut links = Vec::new();
        if one.left.is_positive() {
            links.push((own.act_disburse.to_owned(), href("disburse")));
            links.push((own.act_release.to_owned(), href("release")));
        }
        if one.disbursed.is_positive() {
            links.push((own.act_return.to_owned(), href("return")));
        }
        held.row(vec![
            Cell::text(if one.document.is_empty() { "–" } else { one.document.as_str() }),
            Cell::day(Some(one.day)),
            Cell::money(one.committed, ink),
            Cell::money(one.disbursed, ink),
            Cell::money(one.left, ink),
            Cell::text(one.note.as_str()),
            Cell::links(links),
            Cell { class: "mono", ..Cell::text(one.id.as_str()) },
        ]);
    }
    held
}

fn facts(own: &'static Words, line: &Standing, ink: Ink<'_>) -> Vec<(String, String)> {
    let money = |label: &str, amount: Money| (label.to_owned(), Cell::money(amount, ink).text);
    vec![
        money(own.original, line.original),
        money(own.supplement, line.supplement),
        money(own.carried_in, line.carried_in),
        money(own.transferred, line.transferred),
        money(own.current, line.current),
        money(own.committed, line.committed),
        money(own.disbursed, line.disbursed),
        (own.rate_base.to_owned(), Cell::percent(line.disbursed, line.current).text),
        money(own.planned, line.planned),
        money(own.planned_year, line.planned_year),
    ]
}

/// Months that were planned for or paid in, in their order, with what was committed and paid.
fn by_month(plan: &[(kernel::Day, Money)], paid: &[(kernel::Day, Money, Money)]) -> Vec<(kernel::Day, Money, Money)> {
    let mut months: Vec<kernel::Day> = plan.iter().map(|(month, _)| *month).chain(paid.iter().map(|(month, ..)| *month)).collect();
    months.sort_unstable();
    months.dedup();
    let of = |month: kernel::Day| paid.iter().find(|(known, ..)| *known == month).map_or((Money::ZERO, Money::ZERO), |(_, c, d)| (*c, *d));
    months.into_iter().map(|month| (month, of(month).0, of(month).1)).collect()
}

/// Entries as a table; `with_line` names the line of each.
pub(super) fn entry_grid(own: &'static Words, entries: &[EntryShown], ink: Ink<'_>, with_line: bool) -> Grid {
    let mut heads = vec![own.days];
    if with_line {
        heads.push(own.line);
    }
    heads.extend([own.kind, own.amount, own.document, own.note, own.status, own.who, own.event, own.acts]);
    let mut grid = Grid::new(&heads);
    for entry in entries {
        let state = if entry.is_reversal {
            own.reverses
        } else if entry.is_reversed {
            own.reversed
        } else {
            ""
        };
        let may_be_corrected = matches!(entry.kind.as_str(), "commit" | "disburse") && state.is_empty() && entry.amount.is_positive();
        let correct = (own.act_correct.to_owned(), format!("/office/ledger/entries/{}/correct", entry.id));
        let mut cells = vec![Cell::day(Some(entry.day))];
        if with_line {
            cells.push(Cell::link(entry.line.to_string(), line_href(&entry.line)));
        }
        cells.extend([
            Cell::text(kind_word(own, &entry.kind)),
            Cell::money(entry.amount, ink),
            Cell::text(entry.document.as_str()),
            Cell::text(entry.note.as_str()),
            Cell::text(state),
            Cell::text(entry.actor.as_str()),
            Cell::event(entry.event),
            Cell::links(if may_be_corrected { vec![correct] } else { Vec::new() }),
        ]);
        grid.row(cells);
    }
    grid
}
