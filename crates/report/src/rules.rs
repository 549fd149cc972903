//! What may be defined and saved, pure.

use std::collections::BTreeSet;

use kernel::{City, Refusal};
use store::{DimensionKind, Sets, TREE};

use crate::model::{FactDefinition, FigureDefinition, Filter, Measure, Rows, Scalar, Source};
use crate::template::{Line, Problem, Span, Template};

/// The names nearest to a misspelt one, the best three of those that are more like it than not.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Vec<String> {
    let mut scored: Vec<(f64, &str)> = known.map(|key| (strsim::jaro_winkler(name, key), key)).filter(|(score, _)| *score > 0.5).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, key)| key.to_owned()).collect()
}

/// Refuses a key that nobody defined, naming the nearest ones.
pub(crate) fn unknown_key(key: &str, near: &[String]) -> Refusal {
    let key: String = key.chars().take(80).collect();
    let (ko, en) = if near.is_empty() {
        (String::new(), String::new())
    } else {
        let list = near.join(", ");
        (format!(" 비슷한 이름: {list}"), format!(" Nearest: {list}"))
    };
    Refusal::new("report.unknown-key", format!("‘{key}’은(는) 정의되지 않은 이름입니다.{ko}"), format!("`{key}` is not defined.{en}"))
}

/// Refuses a definition or a template with all its problems, each on a line of its own.
pub(crate) fn broken(what: &str, problems: &[String]) -> Refusal {
    let list: String = problems.iter().flat_map(|problem| problem.lines()).map(|line| format!("\n  {line}")).collect();
    Refusal::new("report.broken", format!("‘{what}’을(를) 저장하지 않았습니다.{list}"), format!("`{what}` was not saved:{list}"))
}

/// Everything that is wrong with a figure's definition.
pub fn check_figure(definition: &FigureDefinition, sets: &Sets, city: &City) -> Vec<String> {
    let mut problems = Vec::new();
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.{}".contains(c);
    if definition.key.is_empty() || !definition.key.chars().all(legal) {
        problems.push(format!("the key `{}` may hold a-z, 0-9, `-`, `.` and {{names}}", definition.key));
    }
    if city.unit(&definition.unit).is_none() {
        problems.push(format!("the unit `{}` is none of the city's: {}", definition.unit, units(city)));
    }
    for (name, rows) in &definition.over {
        if !definition.key.contains(&format!("{{{name}}}")) {
            problems.push(format!("the family runs over `{name}`, and the key has no {{{name}}}"));
        }
        check_rows(rows, sets, &mut problems);
        if sets.get(&rows.set).is_some_and(|set| set.members.is_none()) {
            problems.push(format!("the rows of {} have no names, and a family cannot run over them", rows.set));
        }
    }
    for name in names_in(&definition.key) {
        if !definition.over.contains_key(name) {
            problems.push(format!("the key has {{{name}}}, and `over` does not say what it runs over"));
        }
    }
    let used: Vec<&str> = match &definition.source {
        Source::Fold(fold) => fold.rows.filter.values().flat_map(Filter::values).filter_map(Scalar::as_text).collect(),
        Source::Derived(_, of) => of.iter().map(String::as_str).collect(),
        Source::Typed => Vec::new(),
    };
    for name in used.into_iter().flat_map(names_in).filter(|name| !definition.over.contains_key(*name)) {
        problems.push(format!("{{{name}}} is used, and `over` does not say what it runs over"));
    }
    if let Source::Fold(fold) = &definition.source {
        check_rows(&fold.rows, sets, &mut problems);
        if let Some(set) = sets.get(&fold.rows.set) {
            match &fold.measure {
                Measure::Count => {}
                Measure::Distinct(name) if set.dimension(name).is_some() => {}
                Measure::Distinct(name) => problems.push(format!("{} has no dimension `{name}` to count", set.name)),
                Measure::Sum(name) if set.measures.contains(&name.as_str()) => {}
                Measure::Sum(name) => problems.push(format!("{} has no measure `{name}`: {}", set.name, set.measures.join(", "))),
            }
            if fold.period.is_some() && !set.rows.contains("$3") {
                problems.push(format!("{} has no days to take a period of", set.name));
            }
        }
    }
    problems
}

fn units(city: &City) -> String {
    city.units.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>().join(", ")
}

/// The `{names}` in a key.
fn names_in(key: &str) -> impl Iterator<Item = &str> {
    key.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// Everything that is wrong with a filter over a set.
pub(crate) fn check_rows(rows: &Rows, sets: &Sets, problems: &mut Vec<String>) {
    let Some(set) = sets.get(&rows.set) else {
        let near = nearest(&rows.set, sets.names());
        problems.push(format!("there is no set `{}`; nearest: {}", rows.set, near.join(", ")));
        return;
    };
    for (name, filter) in &rows.filter {
        if filter.values().is_empty() {
            problems.push(format!("{} is filtered by `{name}`, and the list of values is empty", set.name));
        }
        if name == TREE && set.has_tree() {
            continue;
        }
        let Some(dimension) = set.dimension(name) else {
            let known: Vec<&str> = set.dimensions.iter().map(|dimension| dimension.name).collect();
            problems.push(format!("{} has no dimension `{name}`: {}", set.name, known.join(", ")));
            continue;
        };
        for value in filter.values() {
            let fits = match value {
                Scalar::Int(_) => dimension.kind == DimensionKind::Int,
                Scalar::Text(_) => dimension.kind == DimensionKind::Text,
            };
            if !fits {
                problems.push(format!("{} takes {} for `{name}`, found {value:?}", set.name, kind_word(dimension.kind)));
            }
        }
    }
}

fn kind_word(kind: DimensionKind) -> &'static str {
    match kind {
        DimensionKind::Text => "text",
        DimensionKind::Int => "a whole number",
    }
}

/// Everything that is wrong with a fact's definition.
pub fn check_fact(definition: &FactDefinition) -> Vec<String> {
    match (&definition.milestone, definition.typed.as_deref()) {
        (Some(_), None) | (None, Some("day" | "window" | "name")) => Vec::new(),
        _ => vec!["a fact has exactly one of milestone = \"code\" and typed = \"day\", \"window\" or \"name\"".to_owned()],
    }
}

/// Everything that is wrong with a template once it can be read: keys, facts, sets and units that are not there.
pub(crate) fn check_template(
    template: &Template,
    keys: &BTreeSet<String>,
    facts: &BTreeSet<String>,
    sets: &Sets,
    city: &City,
) -> Vec<Problem> {
    let mut check = Check { keys, facts, city, problems: Vec::new() };
    let mut problems = Vec::new();
    for (line, number) in template.lines.iter().zip(&template.numbers) {
        match line {
            Line::Heading(_, spans) | Line::Outline(_, spans) | Line::Note(spans) | Line::Paragraph(spans) => check.spans(spans),
            Line::PageBreak => {}
            Line::Table(spec) => {
                check.spans(&spec.caption);
                check.spans(&spec.corner);
                spec.series.iter().for_each(|(heading, _)| check.spans(heading));
                if let Some(unit) = &spec.unit {
                    check.unit(unit);
                }
                let mut wrong = Vec::new();
                spec.members.iter().for_each(|rows| check_rows(rows, sets, &mut wrong));
                for pattern in spec.series.iter().map(|(_, pattern)| pattern).chain(&spec.chart) {
                    if !check.keys.iter().any(|key| fits(pattern, key)) {
                        wrong.push(format!(
                            "no figure fits `{pattern}`; nearest: {}",
                            nearest(pattern, keys.iter().map(String::as_str)).join(", ")
                        ));
                    }
                }
                check.problems.extend(wrong.into_iter().map(|what| format!("table {}: {what}", spec.id)));
            }
            Line::List(spec) => {
                spec.corner.iter().for_each(|spans| check.spans(spans));
                let known = sets.get(&spec.set).is_some_and(|set| set.members.is_some() && set.dimension(&spec.group).is_some());
                if !known {
                    check.problems.push(format!("list {}: there is no set `{}` with rows to list by `{}`", spec.id, spec.set, spec.group));
                }
            }
        }
        problems.extend(check.problems.drain(..).map(|what| Problem { line: *number, what }));
    }
    problems
}

/// Says whether a key fits a pattern with one `*`.
pub(crate) fn fits(pattern: &str, key: &str) -> bool {
    pattern.split_once('*').is_some_and(|(head, tail)| key.len() > head.len() + tail.len() && key.starts_with(head) && key.ends_with(tail))
}

/// Says whether a key looks like one of a family, whose key has names in braces.
pub(crate) fn may_be_of(family: &str, key: &str) -> bool {
    family
        .split_once('{')
        .zip(family.rsplit_once('}'))
        .is_some_and(|((head, _), (_, tail))| key.len() > head.len() + tail.len() && key.starts_with(head) && key.ends_with(tail))
}

struct Check<'c> {
    keys: &'c BTreeSet<String>,
    facts: &'c BTreeSet<String>,
    city: &'c City,
    problems: Vec<String>,
}

impl Check<'_> {
    fn spans(&mut self, spans: &[Span]) {
        for span in spans {
            match span {
                Span::Text(_) => {}
                Span::Figure(figure) => {
                    if !self.keys.contains(&figure.key) {
                        self.problems.push(unknown_key(&figure.key, &nearest(&figure.key, self.keys.iter().map(String::as_str))).en);
                    }
                    if let Some(unit) = &figure.unit {
                        self.unit(unit);
                    }
                }
                Span::Fact(fact) => {
                    if !self.facts.contains(&fact.key) {
                        self.problems.push(unknown_key(&fact.key, &nearest(&fact.key, self.facts.iter().map(String::as_str))).en);
                    }
                }
            }
        }
    }

    fn unit(&mut self, unit: &str) {
        if self.city.unit(unit).is_none() {
            self.problems.push(format!("the unit `{unit}` is none of the city's: {}", units(self.city)));
        }
    }
}
