//! The first page: what Madang is for, shown on one of the record's own figures, and the ways further.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::{Day, Exact, Lang};
use report::web::{ReportCard, report_cards};
use report::{Behind, Derivation, Evaluator, Figure, Page, Source};
use store::{Failure, StoreError};
use ui::{Shell, Site, Visit, web};

/// A figure opened step by step.
struct Opened {
    label: String,
    href: String,
    value: String,
    first: Part,
    second: Part,
    rows: String,
}

/// A figure that another one is made of.
struct Part {
    label: String,
    href: String,
    value: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    day: String,
    opened: Option<Opened>,
    cards: Vec<ReportCard>,
    empty: bool,
}

/// `/`
pub(super) async fn page(State(site): State<Site>, visit: Visit) -> Response {
    site.page(visit, |desk| {
        let (day, lang) = (desk.scene.day(), desk.visit.lang);
        let shell = desk.scene.shell(desk.visit, ui::words(lang).home_title, &[]);
        let known = desk.scene.head.seq;
        if desk.scene.city.is_none() {
            return web::page(&HomePage { shell, day: String::new(), opened: None, cards: Vec::new(), empty: true });
        }
        let mut cards = report_cards(desk.read, known, lang)?;
        // What has a page of its own has its own door below.
        cards.sort_by_key(|card| card.has_page);
        let evaluator = Evaluator::new(desk.read, desk.sets, known)?;
        let opened = opened(evaluator, day, lang)?;
        web::page(&HomePage { shell, day: day.to_string(), opened, cards, empty: false })
    })
    .await
}

/// The first rate of the record that has rows on both sides of its division; one that cannot be opened is passed over.
fn opened(mut evaluator: Evaluator<'_, '_>, day: Day, lang: Lang) -> Result<Option<Opened>, Failure> {
    for figure in &evaluator.figures(day)? {
        match opens(&mut evaluator, figure, day, lang) {
            Ok(None) | Err(Failure::Refused(_) | Failure::Store(StoreError::Corrupt(_))) => {}
            found => return found,
        }
    }
    Ok(None)
}

fn opens(evaluator: &mut Evaluator<'_, '_>, figure: &Figure, day: Day, lang: Lang) -> Result<Option<Opened>, Failure> {
    let Source::Derived(Derivation::Percent, of) = &figure.source else { return Ok(None) };
    let [first, second] = of.as_slice() else { return Ok(None) };
    let (first, second) = (evaluator.figure(first, day)?, evaluator.figure(second, day)?);
    let folded = |figure: &Figure| matches!(figure.source, Source::Fold(_));
    let Some(value) = evaluator.value(figure, day)?.filter(|value| !value.is_zero()) else { return Ok(None) };
    if !folded(&first) || !folded(&second) {
        return Ok(None);
    }
    let open = Page { offset: 0, limit: 0, public: true };
    let Behind::Rows(rows) = evaluator.evidence(&first.key, day, lang, open)?.behind else { return Ok(None) };
    let count = ui::words(lang).count(rows.total);
    Ok(Some(Opened {
        label: figure.label.in_lang(lang).to_owned(),
        href: href(figure, day),
        value: format!("{}{}", report::number(value, figure.places, lang), evaluator.city.unit_word(&figure.unit, lang)),
        first: part(evaluator, &first, day, lang)?,
        second: part(evaluator, &second, day, lang)?,
        rows: lang.pick(format!("{} {count}", rows.set.row.0), format!("{count} {}", rows.set.row.1)),
    }))
}

fn part(evaluator: &mut Evaluator<'_, '_>, figure: &Figure, day: Day, lang: Lang) -> Result<Part, Failure> {
    let value = evaluator.value(figure, day)?.unwrap_or(Exact::ZERO);
    let unit = evaluator.city.unit_word(&figure.unit, lang);
    let label = format!("{} ({unit})", figure.label.in_lang(lang));
    Ok(Part { label, href: href(figure, day), value: report::number(value, figure.places, lang) })
}

fn href(figure: &Figure, day: Day) -> String {
    format!("/figures/{}?day={day}", figure.key)
}
