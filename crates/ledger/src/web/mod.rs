//! The room's pages: the public budget, and the office's ledger. They show what `sql` gives and send what was typed to `ops`.

mod budget;
mod exceptions;
mod forms;
mod grid;
mod importing;
mod line;
mod lists;
mod office;
mod periods;
mod reconcile;
mod waiting;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use kernel::{AsOf, Day, Lang, Seq};
use ui::web::{Desk, FormView, Problem, parameter, sheet};
use ui::{Pager, Shell, Site, Visit, href_with};

use crate::model::LineKey;
use crate::words::{Words, words};
use crate::{Standing, sql};
use grid::Grid;

pub use waiting::{closing_due, late_now, open_exceptions_now, reopened_now, waiting};

/// Rows on one page of a list: a page stays under 60 KB.
const PAGE: i64 = 60;

/// The routes of this room.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/budget", get(budget::page))
        .route("/office/ledger", get(office::page))
        .route("/office/ledger/years/open", get(forms::open_year_form).post(forms::open_year))
        .route("/office/ledger/lines/open", get(forms::open_line_form).post(forms::open_line))
        .route("/office/ledger/lines/{year}/{code}", get(line::page))
        .route("/office/ledger/lines/{year}/{code}/plan", get(forms::plan_form).post(forms::plan))
        .route("/office/ledger/lines/{year}/{code}/{act}", get(forms::line_form).post(forms::line_act))
        .route("/office/ledger/commitments/{id}/{act}", get(forms::commitment_form).post(forms::commitment_act))
        .route("/office/ledger/entries/{id}/correct", get(forms::correct_form).post(forms::correct))
        .route("/office/ledger/transfers", get(lists::transfers))
        .route("/office/ledger/late", get(lists::late))
        .route("/office/ledger/periods", get(periods::page))
        .route("/office/ledger/periods/close-month", get(periods::month_form).post(periods::close_month))
        .route("/office/ledger/periods/close-year", get(periods::year_form).post(periods::close_year))
        .route("/office/ledger/periods/reopen", get(periods::reopen_form).post(periods::reopen))
        .route("/office/ledger/import", get(importing::form).post(importing::upload))
        .route("/office/ledger/import/{id}", get(importing::trial).post(importing::confirm))
        .route("/office/ledger/exceptions", get(exceptions::list))
        .route("/office/ledger/exceptions/{id}", get(exceptions::one))
        .route("/office/ledger/exceptions/{id}/enter", get(exceptions::enter_form).post(exceptions::enter))
        .route("/office/ledger/exceptions/{id}/settle", get(exceptions::settle_form).post(exceptions::settle))
        .route("/office/ledger/reconcile", get(reconcile::page))
        .route("/office/ledger/reconcile/rows", get(reconcile::rows))
}

/// A bar of a chart.
struct Bar {
    label: String,
    width: String,
    shown: String,
}

/// A table with its heading.
#[derive(Default)]
struct Part {
    title: String,
    note: String,
    grid: Grid,
    /// What stands where the table has no row.
    empty: String,
    csv: Option<String>,
    pager: Option<Pager>,
}

/// Every page of this room: words, links, a chart, tables, a form.
#[derive(Template)]
#[template(path = "ledger_page.html")]
struct Page {
    shell: Shell,
    lead: String,
    tools: Vec<(String, String)>,
    choices: Vec<(String, String, bool)>,
    messages: Vec<(&'static str, String)>,
    facts: Vec<(String, String)>,
    actions: Vec<(String, String)>,
    bars: Option<(String, Vec<Bar>)>,
    see_table: &'static str,
    parts: Vec<Part>,
    /// What may be carried over, where a year is closed.
    carries: Option<periods::CarryForm>,
    form: Option<FormView>,
}

impl Page {
    fn new(shell: Shell, lead: &str) -> Self {
        let see_table = shell.lang.pick("표로 보기", "See the table");
        Self {
            shell,
            lead: lead.to_owned(),
            tools: Vec::new(),
            choices: Vec::new(),
            messages: Vec::new(),
            facts: Vec::new(),
            actions: Vec::new(),
            bars: None,
            see_table,
            parts: Vec::new(),
            carries: None,
            form: None,
        }
    }

    /// Takes away the ways to acts that none of these roles may do; some are done for all units or not at all (`see_everywhere`).
    fn only(&mut self, roles: &people::Roles) {
        let everywhere = roles.everywhere();
        let may_act = |act: &str| if EVERYWHERE.contains(&act) { everywhere.may(act) } else { roles.may(act) };
        let may = |(_, href): &(String, String)| act_of(href).is_none_or(may_act);
        self.tools.retain(may);
        self.actions.retain(may);
        let cells = self.parts.iter_mut().flat_map(|part| &mut part.grid.rows).flat_map(|row| &mut row.cells);
        cells.for_each(|cell| cell.links.retain(may));
    }

    /// The page as an answer; or the part that the visit asked for as a file.
    fn answer(mut self, desk: &Desk<'_, '_>, name: &str) -> Result<Response, Problem> {
        match parameter(desk.visit, "format") {
            None | Some("html") => ui::web::page(&self),
            Some(_) if sheet::is_asked(desk.visit) => {
                let at = parameter(desk.visit, "part").and_then(|part| part.parse::<usize>().ok()).unwrap_or(0);
                if at >= self.parts.len() {
                    return Err(Problem::NotFound);
                }
                let part = self.parts.swap_remove(at);
                let title = if part.title.is_empty() { self.shell.title } else { format!("{} · {}", self.shell.title, part.title) };
                part.grid.answer(desk.sheet(&title, name))
            }
            Some(other) => Err(Problem::Bad(ui::words(desk.visit.lang).no_format(&other.chars().take(40).collect::<String>()))),
        }
    }
}

/// The acts whose forms ask whether somebody may do them everywhere.
const EVERYWHERE: [&str; 7] = [
    "ledger.open-year",
    "ledger.import",
    "ledger.enter-exception",
    "ledger.settle-exception",
    "ledger.close-month",
    "ledger.close-year",
    "ledger.reopen",
];

/// The act of the form that an address leads to, by its last word; nothing for a page that only shows.
fn act_of(href: &str) -> Option<&'static str> {
    let path = href.split('?').next()?;
    Some(match path.rsplit('/').next()? {
        "open" if path.contains("/years/") => "ledger.open-year",
        "open" => "ledger.open-line",
        "appropriate" => "ledger.appropriate",
        "supplement" => "ledger.supplement",
        "transfer" => "ledger.transfer",
        "plan" => "ledger.plan-spending",
        "commit" => "ledger.commit",
        "release" => "ledger.release",
        "disburse" => "ledger.disburse",
        "return" => "ledger.return",
        "correct" => "ledger.correct",
        "enter" => "ledger.enter-exception",
        "settle" => "ledger.settle-exception",
        "close-month" => "ledger.close-month",
        "close-year" => "ledger.close-year",
        "reopen" => "ledger.reopen",
        "import" => "ledger.import",
        _ => return None,
    })
}

/// The address of a page's part as a file.
fn csv_of(visit: &Visit, part: usize) -> Option<String> {
    let part = part.to_string();
    Some(href_with(&visit.path, &visit.query, &[("page", ""), ("done", ""), ("format", "csv"), ("part", &part)]))
}

/// The words, and the way from the office to a page of the ledger; the frame of the page puts the office before it.
fn office<'w>(lang: Lang) -> (&'static Words, [(&'w str, &'w str); 1]) {
    let own = words(lang);
    (own, [(own.ledger, "/office/ledger")])
}

/// The fiscal year that a visit asks for: the one it names, the one of the day, or the newest. With the years there are.
fn asked_year(desk: &mut Desk<'_, '_>, day: Day) -> Result<(Option<i16>, Vec<i16>), Problem> {
    let years = sql::years(desk.read)?;
    let named = parameter(desk.visit, "year").map(|text| text.parse::<i16>().map_err(|_| Problem::NotFound)).transpose()?;
    let of_day = years.iter().find(|(_, starts, ends)| (*starts..=*ends).contains(&day)).map(|(year, ..)| *year);
    let all: Vec<i16> = years.iter().map(|(year, ..)| *year).collect();
    match named {
        Some(year) if !all.contains(&year) => Err(Problem::NotFound),
        Some(year) => Ok((Some(year), all)),
        None => Ok((of_day.or_else(|| all.first().copied()), all)),
    }
}

/// Links to the same page for other years.
fn year_choices(visit: &Visit, year: Option<i16>, years: &[i16]) -> Vec<(String, String, bool)> {
    let href = |year: &i16| href_with(&visit.path, &visit.query, &[("year", &year.to_string()), ("page", ""), ("done", "")]);
    years.iter().map(|one| (one.to_string(), href(one), Some(*one) == year)).collect()
}

/// Says who is signed in, if they may do an act about the whole bureau: a role in a unit is not enough for that.
fn see_everywhere(desk: &mut Desk<'_, '_>, act: &'static str) -> Result<ui::Signed, Problem> {
    let nowhere: kernel::Code = "-".parse().map_err(|_| Problem::NotFound)?;
    people::see(desk, act, &[nowhere])
}

/// All that is recorded, as of a day.
fn now(day: Day) -> AsOf {
    AsOf { day, known: Seq(i64::MAX) }
}

/// The name of a line in a language.
fn name(line: &Standing, lang: Lang) -> &str {
    lang.pick(line.name_ko.as_str(), line.name_en.as_str())
}

/// The address of a line's page.
fn line_href(line: &LineKey) -> String {
    format!("/office/ledger/lines/{line}")
}

/// The word for a kind of entry or official row.
fn kind_word<'w>(words: &'static Words, kind: &'w str) -> &'w str {
    match kind {
        "appropriate" => words.kind_appropriate,
        "supplement" => words.kind_supplement,
        "carry_over" => words.kind_carry_over,
        "transfer" => words.kind_transfer,
        "commit" => words.kind_commit,
        "release" => words.kind_release,
        "disburse" => words.kind_disburse,
        "return" => words.kind_return,
        "within" => words.kind_within,
        "between" => words.kind_between,
        "reorganisation" => words.kind_reorganisation,
        other => other,
    }
}

/// How amounts are written on a page of the desk.
fn ink<'d>(desk: &Desk<'d, '_>) -> grid::Ink<'d> {
    grid::Ink { lang: desk.visit.lang, city: desk.scene.city.as_ref() }
}

/// The decimals in which people write amounts.
fn places(city: Option<&kernel::City>) -> u32 {
    city.map_or(0, |city| city.money_unit().places)
}

/// The unit that amounts of a page are in.
fn money_unit(desk: &Desk<'_, '_>) -> String {
    let unit = desk.scene.city.as_ref().map(|city| city.unit_word(city.money_unit().code, desk.visit.lang).to_owned());
    unit.map_or_else(String::new, |unit| format!("({} {unit})", desk.visit.lang.pick("단위:", "in")))
}

/// The names of units in force on a day, by code.
fn unit_names(desk: &mut Desk<'_, '_>, as_of: AsOf) -> Result<BTreeMap<String, String>, Problem> {
    let lang = desk.visit.lang;
    let names = sql::unit_names(desk.read, as_of)?.into_iter().map(|(code, ko, en)| (code, lang.pick(ko, en)));
    Ok(names.collect())
}
