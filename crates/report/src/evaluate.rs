//! Figures as of (day, known): definitions expanded over their families, one grouped query for each set, folded here.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use kernel::{AsOf, Bilingual, City, Code, Day, Exact, FiscalYears, Refusal, Seq};
use store::{Failure, Read, Set, Sets, StoreError, TREE, Value};

use crate::model::{Derivation, FactDefinition, FactValue, FigureDefinition, Filter, Fold, Measure, Rows, Scalar, Source, Standing, Where};
use crate::rules::{may_be_of, nearest, unknown_key};
use crate::sql;

/// One figure: a definition, with the names of its family's member filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub label: Bilingual,
    /// The unit of its value.
    pub unit: String,
    /// Decimals shown.
    pub places: u32,
    /// Where its value comes from.
    pub source: Source,
    /// The definition's version.
    pub version: i64,
    /// The event that wrote the definition.
    pub event: Seq,
}

/// A row of a set as a member of a family or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its code.
    pub code: String,
    /// The code of the unit above.
    pub parent: String,
    /// Its name in full.
    pub name: Bilingual,
    /// Its name in a table.
    pub short: Bilingual,
    dimensions: BTreeMap<&'static str, Value>,
}

/// Rows of a set that agree in every dimension: the values, how many they are, and their sums by measure.
type Group = (Vec<Value>, i64, Vec<i64>);

/// Rows of a set, grouped by every dimension that a definition asks for.
struct Cube {
    dimensions: Vec<&'static str>,
    rows: Vec<Group>,
    /// For each dimension, the places of the rows that have a value.
    places: Vec<BTreeMap<Value, Vec<usize>>>,
}

impl Cube {
    fn new(dimensions: Vec<&'static str>, rows: Vec<Group>) -> Self {
        let mut places = vec![BTreeMap::<Value, Vec<usize>>::new(); dimensions.len()];
        for (at, (values, _, _)) in rows.iter().enumerate() {
            for (value, places) in values.iter().zip(&mut places) {
                places.entry(value.clone()).or_default().push(at);
            }
        }
        Self { dimensions, rows, places }
    }

    fn at(&self, dimension: &str) -> Option<usize> {
        self.dimensions.iter().position(|known| *known == dimension)
    }

    /// The rows that have one of the values of every filter; only those that the rarest filter lets pass are looked at.
    fn matching(&self, filters: &[(&'static str, Vec<Value>)]) -> Vec<&Group> {
        let having = |(dimension, allowed): &(&str, Vec<Value>)| -> Vec<usize> {
            let Some(places) = self.at(dimension).and_then(|at| self.places.get(at)) else { return Vec::new() };
            let allowed: BTreeSet<&Value> = allowed.iter().collect();
            allowed.into_iter().filter_map(|value| places.get(value)).flatten().copied().collect()
        };
        let passes = |row: &&Group| {
            filters
                .iter()
                .all(|(dimension, allowed)| self.at(dimension).and_then(|at| row.0.get(at)).is_some_and(|value| allowed.contains(value)))
        };
        match filters.iter().map(having).min_by_key(Vec::len) {
            None => self.rows.iter().collect(),
            Some(few) => few.into_iter().filter_map(|at| self.rows.get(at)).filter(passes).collect(),
        }
    }
}

/// Figures expanded for one day.
struct Expanded {
    list: Vec<Rc<Figure>>,
    index: BTreeMap<String, usize>,
}

/// Answers questions about figures as known at one place in the record; remembers what it has read.
pub struct Evaluator<'r, 'a> {
    pub(crate) read: &'r mut Read<'a>,
    pub(crate) sets: &'r Sets,
    /// The city's settings.
    pub city: City,
    /// Its fiscal years.
    pub(crate) years: FiscalYears,
    /// The last event that counts as known.
    pub known: Seq,
    definitions: Vec<Standing<FigureDefinition>>,
    facts: Vec<Standing<FactDefinition>>,
    expanded: BTreeMap<Day, Rc<Expanded>>,
    cubes: BTreeMap<(&'static str, Day, String), Rc<Cube>>,
    members: BTreeMap<(&'static str, Day), Rc<Vec<Member>>>,
    values: BTreeMap<(String, Day), Option<Exact>>,
}

impl<'r, 'a> Evaluator<'r, 'a> {
    /// Reads the definitions as known at an event.
    pub fn new(read: &'r mut Read<'a>, sets: &'r Sets, known: Seq) -> Result<Self, Failure> {
        let city = city(read)?;
        let years = city.fiscal_years();
        let definitions = sql::figures(read, known)?;
        let facts = sql::facts(read, known)?;
        let (expanded, cubes, members, values) = Default::default();
        Ok(Self { read, sets, city, years, known, definitions, facts, expanded, cubes, members, values })
    }

    fn as_of(&self, day: Day) -> AsOf {
        AsOf { day, known: self.known }
    }

    /// All figures of a day, in the order of their definitions.
    pub fn figures(&mut self, day: Day) -> Result<Vec<Rc<Figure>>, Failure> {
        Ok(self.expand(day)?.list.clone())
    }

    /// The figure of a key, or a refusal that names the nearest keys.
    pub fn figure(&mut self, key: &str, day: Day) -> Result<Rc<Figure>, Failure> {
        match self.part(key, day)? {
            Some(figure) => Ok(figure),
            None => Err(unknown_key(key, &nearest(key, self.expand(day)?.index.keys().map(String::as_str))).into()),
        }
    }

    /// A figure that another one derives from; nothing where that day has none of this key.
    pub(crate) fn part(&mut self, key: &str, day: Day) -> Result<Option<Rc<Figure>>, Failure> {
        let expanded = self.expand(day)?;
        Ok(expanded.index.get(key).and_then(|&at| expanded.list.get(at)).cloned())
    }

    /// A figure that a text refers to: nothing where it is a member that its family does not have that day, a refusal where nobody defined it.
    pub(crate) fn reference(&mut self, key: &str, day: Day) -> Result<Option<Rc<Figure>>, Failure> {
        match self.part(key, day)? {
            None if !self.is_member(key) => self.figure(key, day).map(Some),
            found => Ok(found),
        }
    }

    /// Says whether a key looks like one of a family's.
    pub(crate) fn is_member(&self, key: &str) -> bool {
        self.definitions.iter().any(|standing| may_be_of(&standing.definition.key, key))
    }

    /// The exact value of a figure, in its unit; nothing where it has none that day: a rate of nothing, a value not typed yet, a part that is
    /// not there, a figure that derives from itself.
    pub fn value(&mut self, figure: &Figure, day: Day) -> Result<Option<Exact>, Failure> {
        let place = (figure.key.clone(), day);
        if let Some(value) = self.values.get(&place) {
            return Ok(*value);
        }
        // Whoever comes back here on the way is in a circle, and so is all that is between: none of it has a value.
        self.values.insert(place.clone(), None);
        let value = self.compute(figure, day);
        match value {
            Ok(value) => self.values.insert(place, value),
            Err(_) => self.values.remove(&place),
        };
        value
    }

    fn compute(&mut self, figure: &Figure, day: Day) -> Result<Option<Exact>, Failure> {
        match &figure.source {
            Source::Typed => Ok(sql::typed_figure(self.read, &figure.key, self.as_of(day))?.map(|typed| typed.value)),
            Source::Fold(fold) => {
                let base = self.fold(fold, day)?;
                Ok(base.over(self.city.factor(&figure.unit)))
            }
            Source::Derived(derivation, of) => {
                let mut parts = Vec::with_capacity(of.len());
                for key in of {
                    let Some(part) = self.part(key, day)? else {
                        parts.push(None);
                        continue;
                    };
                    let value = self.value(&part, day)?;
                    parts.push(value.and_then(|value| value.times(self.city.factor(&part.unit))));
                }
                Ok(derive(*derivation, &parts).and_then(|base| self.in_unit(*derivation, base, &figure.unit)))
            }
        }
    }

    /// A derived base value in the figure's unit; rates have none.
    pub(crate) fn in_unit(&self, derivation: Derivation, base: Exact, unit: &str) -> Option<Exact> {
        match derivation {
            Derivation::Difference | Derivation::Sum => base.over(self.city.factor(unit)),
            Derivation::Ratio | Derivation::Percent => Some(base),
        }
    }

    /// A fold in smallest units.
    fn fold(&mut self, fold: &Fold, day: Day) -> Result<Exact, Failure> {
        let set = self.set(&fold.rows.set)?;
        let from = fold.period.map_or_else(String::new, |period| self.years.period_start(day, period).to_string());
        let cube = self.cube(set, day, &from)?;
        let filters = self.filters(set, &fold.rows.filter, day)?;
        let measure = match &fold.measure {
            Measure::Sum(name) => set.measures.iter().position(|measure| measure == name),
            _ => None,
        };
        let distinct = match &fold.measure {
            Measure::Distinct(name) => cube.at(name),
            _ => None,
        };
        let mut total = Exact::ZERO;
        let mut seen = BTreeSet::new();
        for (values, count, sums) in cube.matching(&filters) {
            let add = match (measure, distinct) {
                (Some(at), _) => sums.get(at).copied().unwrap_or(0),
                (None, Some(at)) => i64::from(values.get(at).is_some_and(|value| seen.insert(value.clone()))),
                (None, None) => *count,
            };
            total = total.plus(Exact::whole(add)).ok_or_else(|| StoreError::Corrupt("a sum left its range".to_owned()))?;
        }
        Ok(total)
    }

    pub(crate) fn set(&self, name: &str) -> Result<&'static Set, Failure> {
        self.sets.get(name).ok_or_else(|| StoreError::Corrupt(format!("a definition names the set {name}, which is not there")).into())
    }

    /// A filter with `within` turned into the units below, as values by column.
    pub(crate) fn filters(&mut self, set: &'static Set, filter: &Where, day: Day) -> Result<Vec<(&'static str, Vec<Value>)>, Failure> {
        let mut filters = Vec::new();
        for (name, filter) in filter {
            if name == TREE {
                let tops: Vec<&str> = filter.values().iter().filter_map(Scalar::as_text).collect();
                filters.push(("unit", self.below(&tops, day)?));
            } else {
                let dimension = set.dimension(name).ok_or_else(|| StoreError::Corrupt(format!("{} has no dimension {name}", set.name)))?;
                filters.push((dimension.name, filter.values().iter().map(Scalar::value).collect()));
            }
        }
        Ok(filters)
    }

    /// The units named and all units below them on a day.
    fn below(&mut self, tops: &[&str], day: Day) -> Result<Vec<Value>, Failure> {
        let units = self.members(self.set(self.sets.tree())?, day)?;
        let mut below: BTreeSet<&str> = tops.iter().copied().collect();
        loop {
            let before = below.len();
            let next: Vec<&str> = units.iter().filter(|unit| below.contains(unit.parent.as_str())).map(|unit| unit.code.as_str()).collect();
            below.extend(next);
            if below.len() == before {
                return Ok(below.into_iter().map(Value::from).collect());
            }
        }
    }

    fn cube(&mut self, set: &'static Set, day: Day, from: &str) -> Result<Rc<Cube>, Failure> {
        let key = (set.name, day, from.to_owned());
        if let Some(cube) = self.cubes.get(&key) {
            return Ok(cube.clone());
        }
        let dimensions = self.dimensions(set);
        let (text, count) = match set.totals {
            Some(totals) => (totals, "CAST(COALESCE(SUM(s.entries), 0) AS BIGINT)"),
            None => (set.rows, "COUNT(*)"),
        };
        let columns: String = dimensions.iter().map(|name| format!("s.{name}, ")).collect();
        let sums: String = set.measures.iter().map(|name| format!(", CAST(COALESCE(SUM(s.{name}), 0) AS BIGINT)")).collect();
        let group = (1..=dimensions.len()).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
        let group = if group.is_empty() { group } else { format!("GROUP BY {group} ORDER BY {group}") };
        let sql = format!("SELECT {columns}{count}{sums} FROM ({text}) s {group}");
        let mut rows = Vec::new();
        let width = dimensions.len();
        self.read.each(&sql, &self.arguments(text, day, from), &mut |row| {
            let sums = (0..set.measures.len()).map(|at| row.int(width + 1 + at)).collect::<Result<_, _>>()?;
            let count = row.int(width)?;
            rows.push((row.0.into_iter().take(width).collect(), count, sums));
            Ok(())
        })?;
        let cube = Rc::new(Cube::new(dimensions, rows));
        self.cubes.insert(key, cube.clone());
        Ok(cube)
    }

    /// What a set's query takes: the day, what is known, and the first day where the text asks for it.
    pub(crate) fn arguments(&self, text: &str, day: Day, from: &str) -> Vec<Value> {
        let mut arguments = vec![day.into(), self.known.into()];
        if text.contains("$3") {
            arguments.push(from.into());
        }
        arguments
    }

    /// The dimensions of a set that any definition filters or counts by.
    fn dimensions(&self, set: &Set) -> Vec<&'static str> {
        let mut used = BTreeSet::new();
        for standing in &self.definitions {
            if let Source::Fold(fold) = &standing.definition.source
                && fold.rows.set == set.name
            {
                used.extend(fold.rows.filter.keys().map(|name| if name == TREE { "unit" } else { name.as_str() }));
                if let Measure::Distinct(name) = &fold.measure {
                    used.insert(name.as_str());
                }
            }
        }
        set.dimensions.iter().map(|dimension| dimension.name).filter(|name| used.contains(name)).collect()
    }

    /// The rows of a set as members, in the set's order.
    pub(crate) fn members(&mut self, set: &'static Set, day: Day) -> Result<Rc<Vec<Member>>, Failure> {
        let key = (set.name, day);
        if let Some(members) = self.members.get(&key) {
            return Ok(members.clone());
        }
        let Some(shape) = &set.members else {
            return Err(Refusal::new(
                "report.no-members",
                format!("집합 ‘{}’의 행은 표의 줄이 될 수 없습니다.", set.name),
                format!("Rows of the set `{}` cannot be members of a family or a table.", set.name),
            )
            .into());
        };
        let dimensions: String = set.dimensions.iter().map(|dimension| format!(", s.{}", dimension.name)).collect();
        let sql = format!(
            "SELECT s.{}, s.{}, s.{}, s.{}, s.{}, s.{}{dimensions} FROM ({}) s ORDER BY {}",
            shape.code, shape.parent, shape.name.0, shape.name.1, shape.short.0, shape.short.1, set.rows, set.order
        );
        let mut members = Vec::new();
        self.read.each(&sql, &self.arguments(set.rows, day, ""), &mut |row| {
            let both = |ko: usize| Ok::<_, StoreError>(Bilingual { ko: row.text(ko)?.to_owned(), en: Some(row.text(ko + 1)?.to_owned()) });
            let dimensions = set.dimensions.iter().enumerate().map(|(at, dimension)| (dimension.name, row.value(6 + at).clone())).collect();
            members.push(Member {
                code: row.text(0)?.to_owned(),
                parent: row.text(1)?.to_owned(),
                name: both(2)?,
                short: both(4)?,
                dimensions,
            });
            Ok(())
        })?;
        let members = Rc::new(members);
        self.members.insert(key, members.clone());
        Ok(members)
    }

    /// The members that pass a filter.
    pub(crate) fn members_of(&mut self, rows: &Rows, day: Day) -> Result<Vec<Member>, Failure> {
        let set = self.set(&rows.set)?;
        let filters = self.filters(set, &rows.filter, day)?;
        let members = self.members(set, day)?;
        let passes = |member: &&Member| {
            filters.iter().all(|(name, allowed)| member.dimensions.get(name).is_some_and(|value| allowed.contains(value)))
        };
        Ok(members.iter().filter(passes).cloned().collect())
    }

    fn expand(&mut self, day: Day) -> Result<Rc<Expanded>, Failure> {
        if let Some(expanded) = self.expanded.get(&day) {
            return Ok(expanded.clone());
        }
        let mut list = Vec::new();
        let mut index = BTreeMap::new();
        for figure in self.families(day)?.into_iter().flat_map(|(_, family)| family) {
            // Where two definitions make one key, the first one counts (check.rs says so to whoever asks).
            if let Entry::Vacant(place) = index.entry(figure.key.clone()) {
                place.insert(list.len());
                list.push(Rc::new(figure));
            }
        }
        let expanded = Rc::new(Expanded { list, index });
        self.expanded.insert(day, expanded.clone());
        Ok(expanded)
    }

    /// Every definition with the figures it makes on a day, in the order in which they were first made.
    pub(crate) fn families(&mut self, day: Day) -> Result<Vec<(FigureDefinition, Vec<Figure>)>, Failure> {
        let mut families = Vec::with_capacity(self.definitions.len());
        for standing in self.definitions.clone() {
            let family = self.family(&standing, day)?;
            families.push((standing.definition, family));
        }
        Ok(families)
    }

    /// The figures that a definition makes on a day, whether it is in the record or not.
    pub(crate) fn family(&mut self, standing: &Standing<FigureDefinition>, day: Day) -> Result<Vec<Figure>, Failure> {
        let mut family = vec![Figure::of(standing)];
        for (name, rows) in &standing.definition.over {
            let members = self.members_of(rows, day)?;
            family = family.iter().flat_map(|figure| members.iter().map(|member| figure.named(name, member))).collect();
        }
        Ok(family)
    }

    /// What a fact is on a day, and the label it has; a refusal for a key nobody defined, nothing for one without a value that day.
    pub fn fact(&mut self, key: &str, day: Day) -> Result<(Bilingual, Option<FactValue>), Failure> {
        let Some(standing) = self.facts.iter().find(|standing| standing.definition.key == key).cloned() else {
            let keys = self.facts.iter().map(|standing| standing.definition.key.as_str());
            return Err(unknown_key(key, &nearest(key, keys)).into());
        };
        let as_of = self.as_of(day);
        let value = match &standing.definition.milestone {
            Some(milestone) => {
                let code: Code = milestone.parse().map_err(|_| StoreError::Corrupt(format!("the fact {key} names no milestone")))?;
                bureau::milestone_window(self.read, &code, as_of)?.map(|(window, _)| FactValue::Window(window))
            }
            None => sql::typed_fact(self.read, key, as_of)?.map(|(value, _, _)| value),
        };
        Ok((standing.definition.label, value))
    }
}

/// The settings in the record's first event.
pub fn city(read: &mut Read) -> Result<City, Failure> {
    read.city()?.ok_or_else(|| Refusal::new("report.empty", "기록이 비어 있습니다.", "The record is empty: load a city pack first.").into())
}

/// Derives a value from parts; nothing where a part is missing or the divisor is zero.
pub(crate) fn derive(derivation: Derivation, parts: &[Option<Exact>]) -> Option<Exact> {
    let two = || match parts {
        [Some(first), Some(second)] => Some((*first, *second)),
        _ => None,
    };
    match derivation {
        Derivation::Difference => two().and_then(|(first, second)| first.minus(second)),
        Derivation::Ratio => two().and_then(|(first, second)| first.over(second)),
        Derivation::Percent => two().and_then(|(first, second)| first.over(second)?.times(Exact::whole(100))),
        Derivation::Sum => parts.iter().try_fold(Exact::ZERO, |sum, part| sum.plus((*part)?)),
    }
}

impl Scalar {
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Int(number) => Value::Int(*number),
            Self::Text(text) => text.as_str().into(),
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

impl Figure {
    fn of(standing: &Standing<FigureDefinition>) -> Self {
        let definition = &standing.definition;
        Self {
            key: definition.key.clone(),
            label: definition.label.clone(),
            unit: definition.unit.clone(),
            places: definition.places,
            source: definition.source.clone(),
            version: standing.version,
            event: standing.event,
        }
    }

    /// The figure with `{name}` filled in: the member's code in keys and filters, its name in labels.
    fn named(&self, name: &str, member: &Member) -> Self {
        let mark = format!("{{{name}}}");
        let fill = |text: &str| text.replace(&mark, &member.code);
        let english = |text: &String| text.replace(&mark, member.name.in_lang(kernel::Lang::En));
        let source = match &self.source {
            Source::Fold(fold) => {
                let mut fold = fold.clone();
                for filter in fold.rows.filter.values_mut() {
                    *filter = Filter::Many(filter.values().iter().map(|value| value.filled(&mark, &member.code)).collect());
                }
                Source::Fold(fold)
            }
            Source::Derived(derivation, of) => Source::Derived(*derivation, of.iter().map(|key| fill(key)).collect()),
            Source::Typed => Source::Typed,
        };
        let label = Bilingual { ko: self.label.ko.replace(&mark, &member.name.ko), en: self.label.en.as_ref().map(english) };
        Self { key: fill(&self.key), label, source, ..self.clone() }
    }
}

impl Scalar {
    fn filled(&self, mark: &str, code: &str) -> Self {
        match self {
            Self::Int(number) => Self::Int(*number),
            Self::Text(text) => Self::Text(text.replace(mark, code)),
        }
    }
}

impl Member {
    /// The value of a dimension.
    pub(crate) fn dimension(&self, name: &str) -> Option<&Value> {
        self.dimensions.get(name)
    }
}
