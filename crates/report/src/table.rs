//! Tables of figures: members in their order, columns rounded from the top down, changes and rates from what is shown.

use std::collections::BTreeMap;
use std::rc::Rc;

use document::{Bar, Block, Cell, Chart, Emphasis, Inline, Row, Share, Table};
use kernel::{Day, Exact, apportion};
use store::{Failure, StoreError, Value};

use crate::evaluate::{Figure, Member, derive};
use crate::model::{Rows, Source};
use crate::render::{NOTHING, Printer, Shown};
use crate::template::{ListSpec, Span, TableSpec};
use crate::words;

/// A member of a table with its place in the tree.
struct Placed {
    member: Member,
    depth: u8,
    /// The place of its parent, if the parent is in the table.
    parent: Option<usize>,
}

/// Prints a table of figures, and the chart above it where there is one.
pub(crate) fn figures(printer: &mut Printer<'_, '_, '_>, spec: &TableSpec, blocks: &mut Vec<Block>) -> Result<(), Failure> {
    let day = printer.basis(spec.basis);
    let placed = members(printer, &spec.members, day)?;
    let mut columns = Vec::with_capacity(spec.series.len());
    for (_, pattern) in &spec.series {
        columns.push(column(printer, spec, pattern, &placed, day)?);
    }
    derive_from_shown(printer, &mut columns);
    if let Some(pattern) = spec.chart.as_ref().filter(|_| !placed.is_empty()) {
        blocks.push(chart(printer, spec, pattern, &placed, day)?);
    }
    let caption = printer.spans(&spec.caption)?;
    let with_percent = !caption.iter().any(|inline| matches!(inline, Inline::Text(text) if text.contains('%')));
    let table = if spec.across {
        across(printer, spec, &placed, columns, day, with_percent)?
    } else {
        down(printer, spec, &placed, columns, day, with_percent)?
    };
    let (head, body) = table;
    let caption = if caption.is_empty() { None } else { Some(caption) };
    let table = Table::new(spec.id.as_str(), caption, head, body, Vec::new())
        .map_err(|error| StoreError::Corrupt(format!("the table {} cannot be laid out: {error}", spec.id)))?;
    blocks.push(Block::Table(table));
    Ok(())
}

/// The members of a table under their parents, each set in its own order.
fn members(printer: &mut Printer<'_, '_, '_>, rows: &[Rows], day: Day) -> Result<Vec<Placed>, Failure> {
    let mut all = Vec::new();
    for rows in rows {
        all.extend(printer.evaluator.members_of(rows, day)?);
    }
    let mut below: BTreeMap<String, Vec<Member>> = BTreeMap::new();
    let codes: Vec<String> = all.iter().map(|member| member.code.clone()).collect();
    let mut tops = Vec::new();
    for member in all {
        if member.parent != member.code && codes.contains(&member.parent) {
            below.entry(member.parent.clone()).or_default().push(member);
        } else {
            tops.push(member);
        }
    }
    let mut placed = Vec::with_capacity(codes.len());
    place(tops, None, 0, &mut below, &mut placed);
    Ok(placed)
}

fn place(members: Vec<Member>, parent: Option<usize>, depth: u8, below: &mut BTreeMap<String, Vec<Member>>, placed: &mut Vec<Placed>) {
    for member in members {
        let children = below.remove(&member.code).unwrap_or_default();
        let at = placed.len();
        placed.push(Placed { member, depth, parent });
        place(children, Some(at), depth.saturating_add(1), below, placed);
    }
}

/// The figures of a series, one for each line; nothing where the member has none.
type Column = Vec<Option<Entry>>;

/// One figure of a column.
struct Entry {
    figure: Rc<Figure>,
    exact: Option<Exact>,
    /// The exact value in the unit the table shows.
    in_unit: Option<Exact>,
    unit: String,
    shown: Option<Exact>,
    adjusted: bool,
}

/// The figures of a series, one for each member that has one, rounded from the top down so that members add up to what is shown above them.
fn column(printer: &mut Printer<'_, '_, '_>, spec: &TableSpec, pattern: &str, placed: &[Placed], day: Day) -> Result<Column, Failure> {
    let mut entries = Vec::with_capacity(placed.len());
    for one in placed {
        let Some(figure) = printer.evaluator.part(&pattern.replace('*', &one.member.code), day)? else {
            entries.push(None);
            continue;
        };
        let exact = printer.evaluator.value(&figure, day)?;
        let is_money = printer.evaluator.city.unit(&figure.unit).is_some_and(|unit| unit.money.is_some());
        let unit = spec.unit.clone().filter(|_| is_money).unwrap_or_else(|| figure.unit.clone());
        let in_unit = printer.in_unit(exact, &figure.unit, &unit);
        let shown = in_unit.map(|value| value.round(figure.places));
        entries.push(Some(Entry { figure, exact, in_unit, unit, shown, adjusted: false }));
    }
    for parent in 0..placed.len() {
        add_up(&mut entries, placed, parent);
    }
    Ok(entries)
}

/// Rounds the members below a parent so that they add up to what it shows, where they are its parts.
fn add_up(entries: &mut [Option<Entry>], placed: &[Placed], parent: usize) {
    let below: Vec<usize> = placed.iter().enumerate().filter(|(_, one)| one.parent == Some(parent)).map(|(at, _)| at).collect();
    let Some(Some(top)) = entries.get(parent) else { return };
    let parts: Option<Vec<Exact>> = below.iter().map(|&at| entries.get(at)?.as_ref()?.in_unit).collect();
    let (Some(total), Some(shown), Some(parts)) = (top.in_unit, top.shown, parts) else { return };
    let sum = parts.iter().try_fold(Exact::ZERO, |sum, part| sum.plus(*part));
    if below.is_empty() || sum != Some(total) {
        return;
    }
    let Some(rounded) = apportion(shown, &parts, top.figure.places) else { return };
    for (at, value) in below.into_iter().zip(rounded) {
        if let Some(Some(entry)) = entries.get_mut(at) {
            entry.adjusted = entry.shown != Some(value);
            entry.shown = Some(value);
        }
    }
}

/// Derived figures whose parts stand in the same line are computed from what is shown there.
fn derive_from_shown(printer: &Printer<'_, '_, '_>, columns: &mut [Column]) {
    let lines = columns.first().map_or(0, Vec::len);
    for line in 0..lines {
        let mut shown: BTreeMap<String, Option<Exact>> = BTreeMap::new();
        for entry in columns.iter_mut().filter_map(|column| column.get_mut(line)?.as_mut()) {
            if let Source::Derived(derivation, of) = &entry.figure.source
                && let Some(parts) = of.iter().map(|key| shown.get(key).copied()).collect::<Option<Vec<_>>>()
            {
                let value = derive(*derivation, &parts).and_then(|base| printer.evaluator.in_unit(*derivation, base, &entry.unit));
                entry.shown = value.map(|value| value.round(entry.figure.places));
                entry.adjusted = entry.shown != entry.in_unit.map(|value| value.round(entry.figure.places));
            }
            let base = entry.shown.and_then(|value| value.times(printer.evaluator.city.factor(&entry.unit)));
            shown.insert(entry.figure.key.clone(), base);
        }
    }
}

fn cell(printer: &mut Printer<'_, '_, '_>, entry: Option<Entry>, day: Day, with_percent: bool) -> Cell {
    let Some(entry) = entry else { return Cell::number(vec![Inline::text(NOTHING)]) };
    let places = entry.figure.places;
    let remark = if entry.adjusted {
        let exact = entry.in_unit.map(|value| value.to_string()).unwrap_or_default();
        let unit = printer.evaluator.city.unit_word(&entry.unit, printer.lang).to_owned();
        let derived = matches!(entry.figure.source, Source::Derived(..));
        Some(printer.lang.pick(
            if derived {
                format!("표에 보이는 값으로 계산했습니다. 정확한 값은 {exact} {unit}")
            } else {
                format!("합계에 맞추어 조정했습니다. 정확한 값은 {exact} {unit}")
            },
            if derived {
                format!("computed from the values shown; exactly {exact} {unit}")
            } else {
                format!("adjusted so that the column adds up; exactly {exact} {unit}")
            },
        ))
    } else {
        printer.rounding(entry.in_unit, entry.shown, &entry.unit)
    };
    let shown = Shown { exact: entry.exact, value: entry.shown, places, unit: entry.unit, remark, adjusted: entry.adjusted };
    let mut inline = printer.show(&entry.figure, day, &shown);
    if let Inline::Figure(figure) = &mut inline
        && with_percent
        && shown.unit == "%"
        && shown.value.is_some()
    {
        figure.shown.push('%');
    }
    Cell::number(vec![inline])
}

fn name(spec: &TableSpec, one: &Placed, lang: kernel::Lang) -> Vec<Inline> {
    let label = spec.labels.iter().find(|(code, _)| *code == one.member.code).map(|(_, label)| label.as_str());
    vec![Inline::text(label.unwrap_or_else(|| one.member.short.in_lang(lang)))]
}

fn emphasis(spec: &TableSpec, one: &Placed) -> Emphasis {
    match (spec.marks.contains(&one.member.code), one.depth) {
        (true, 0) => Emphasis::Total,
        (true, _) => Emphasis::Subtotal,
        (false, _) => Emphasis::Plain,
    }
}

type Grid = (Vec<Row>, Vec<Row>);

fn down(
    printer: &mut Printer<'_, '_, '_>,
    spec: &TableSpec,
    placed: &[Placed],
    columns: Vec<Column>,
    day: Day,
    with_percent: bool,
) -> Result<Grid, Failure> {
    let mut head = vec![Cell::head(printer.spans(&spec.corner)?)];
    for (heading, _) in &spec.series {
        head.push(Cell::head(printer.spans(heading)?));
    }
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    let mut body = Vec::with_capacity(placed.len());
    for one in placed {
        let mut cells = vec![Cell::row_head(one.depth, name(spec, one, printer.lang))];
        for entry in columns.iter_mut().filter_map(Iterator::next) {
            cells.push(cell(printer, entry, day, with_percent));
        }
        body.push(Row { cells, emphasis: emphasis(spec, one) });
    }
    Ok((vec![Row::plain(head)], body))
}

fn across(
    printer: &mut Printer<'_, '_, '_>,
    spec: &TableSpec,
    placed: &[Placed],
    columns: Vec<Column>,
    day: Day,
    with_percent: bool,
) -> Result<Grid, Failure> {
    let mut head = vec![Cell::head(printer.spans(&spec.corner)?)];
    head.extend(placed.iter().map(|one| Cell::head(name(spec, one, printer.lang))));
    let mut body = Vec::with_capacity(columns.len());
    for ((heading, _), entries) in spec.series.iter().zip(columns) {
        let mut cells = vec![Cell::row_head(0, printer.spans(heading)?)];
        cells.extend(entries.into_iter().map(|entry| cell(printer, entry, day, with_percent)));
        body.push(Row::plain(cells));
    }
    Ok((vec![Row::plain(head)], body))
}

/// A bar for each member; the longest is the whole unless the figures are shares of a hundred.
fn chart(printer: &mut Printer<'_, '_, '_>, spec: &TableSpec, pattern: &str, placed: &[Placed], day: Day) -> Result<Block, Failure> {
    let mut values = Vec::with_capacity(placed.len());
    for one in placed {
        let figure = printer.evaluator.part(&pattern.replace('*', &one.member.code), day)?;
        let value = figure.as_ref().map_or(Ok(None), |figure| printer.evaluator.value(figure, day))?;
        values.push((one, figure, value));
    }
    let percent = values.iter().filter_map(|(_, figure, _)| figure.as_ref()).all(|figure| figure.unit == "%");
    let most = values.iter().filter_map(|(_, _, value)| *value).max().filter(|most| !most.is_zero());
    let whole = if percent { Some(Exact::whole(100)) } else { most };
    let mut bars = Vec::with_capacity(values.len());
    let series = spec.series.iter().find(|(_, key)| key == pattern);
    let mut title: String = match series {
        Some((heading, _)) => heading.iter().map(|span| if let Span::Text(text) = span { text.as_str() } else { "" }).collect(),
        None => String::new(),
    };
    for (one, figure, value) in values {
        if let Some(figure) = figure.as_ref().filter(|_| title.is_empty()) {
            figure.label.in_lang(printer.lang).clone_into(&mut title);
        }
        let share = value.zip(whole).and_then(|(value, whole)| value.over(whole)?.times(Exact::whole(100)));
        let share = share.and_then(|share| share.decimal(3).parse::<f64>().ok()).unwrap_or(0.0).clamp(0.0, 100.0);
        let shown = figure.as_ref().zip(value).map_or_else(
            || NOTHING.to_owned(),
            |(figure, value)| {
                let unit = printer.evaluator.city.unit_word(&figure.unit, printer.lang);
                words::with_unit(&words::number(value, figure.places, printer.lang), unit, printer.lang)
            },
        );
        let label: String =
            name(spec, one, printer.lang).iter().map(|inline| if let Inline::Text(text) = inline { text.as_str() } else { "" }).collect();
        let share = Share::new(share).ok_or_else(|| StoreError::Corrupt("a bar has no length".to_owned()))?;
        bars.push(Bar { label, value: share, shown, href: figure.and_then(|figure| printer.evidence(&figure.key, day)) });
    }
    Ok(Block::Chart(Chart { id: format!("{}-chart", spec.id), title, bars, table_id: spec.id.clone() }))
}

/// Prints rows of a set in groups: the group's name, and its rows as a list.
pub(crate) fn list(printer: &mut Printer<'_, '_, '_>, spec: &ListSpec) -> Result<Block, Failure> {
    let day = printer.basis(None);
    let rows = Rows { set: spec.set.clone(), filter: crate::model::Where::new() };
    let members = printer.evaluator.members_of(&rows, day)?;
    // Groups stand as the units do: each below the one above it.
    let tree = Rows { set: printer.evaluator.sets.tree().to_owned(), filter: crate::model::Where::new() };
    let units: Vec<Member> = self::members(printer, &[tree], day)?.into_iter().map(|placed| placed.member).collect();
    let mut groups: Vec<(String, Vec<Vec<Inline>>)> = Vec::new();
    for member in &members {
        let group = match member.dimension(&spec.group) {
            Some(Value::Text(code)) => code.clone(),
            other => other.map(Value::show).unwrap_or_default(),
        };
        let line = vec![Inline::text(format!("∙ {}", member.name.in_lang(printer.lang)))];
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((group, vec![line])),
        }
    }
    let order = |code: &str| units.iter().position(|unit| unit.code == code);
    groups.sort_by_key(|(code, _)| order(code));
    let corner: Vec<Vec<Span>> = spec.corner.clone();
    let head = corner.iter().map(|spans| Ok(Cell::head(printer.spans(spans)?))).collect::<Result<Vec<_>, Failure>>()?;
    let body = groups
        .into_iter()
        .map(|(code, lines)| {
            let label = units.iter().find(|unit| unit.code == code).map_or(code.clone(), |unit| unit.name.in_lang(printer.lang).to_owned());
            Row::plain(vec![
                Cell::row_head(0, vec![Inline::text(label)]),
                Cell::new(document::CellRole::Body, document::Align::Start, lines),
            ])
        })
        .collect();
    let table = Table::new(spec.id.as_str(), None, vec![Row::plain(head)], body, Vec::new())
        .map_err(|error| StoreError::Corrupt(format!("the list {} cannot be laid out: {error}", spec.id)))?;
    Ok(Block::Table(table))
}
