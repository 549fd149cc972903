//! Who will stay: a chance for each person from rates by group, given or learned from past panels.
//!
//! The model is that of Assos, Baharav, Flanigan and Procaccia (*Alternates, Assemble!*, EC 2025, arXiv 2506.15716): somebody stays with the
//! chance `b_0 * product over features of b_(feature, value)`, each b above 0 and at most 1, independently of others.
#![expect(clippy::indexing_slicing, reason = "dense numeric loops: every index is a feature, a value or a parameter of this model")]

use std::collections::BTreeMap;

use kernel::Refusal;
use sheet::{Table, cell, fold};

use crate::quotas::Quotas;
use crate::table::refuse;

/// What the row of b_0 is called in a file of rates.
pub const BASE: &str = "base";
/// The least rate that is learned, so that nobody's chance is 0.
const LEAST: f64 = 1e-3;
/// Newton steps at most; some ten are taken.
const STEPS: usize = 200;

/// Rates of staying.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    /// b_0, above 0 and at most 1.
    pub base: f64,
    /// b for each feature and each of its values, in the order of the quotas; above 0 and at most 1.
    pub of: Vec<Vec<f64>>,
}

/// What past panels look like: people who share all values, how many they were and how many stayed.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// For each group its values (none where the file lacks the feature), people, and those who stayed.
    pub groups: Vec<(Vec<Option<usize>>, f64, f64)>,
}

impl Rates {
    /// The chance that somebody with these values stays.
    pub fn stay(&self, values: &[usize]) -> f64 {
        values.iter().zip(&self.of).fold(self.base, |chance, (value, of)| chance * of.get(*value).copied().unwrap_or(1.0))
    }

    /// Reads a table `feature,value,rate`; the row of b_0 has the feature `base` and no value. What is not named has the rate 1.
    ///
    /// # Errors
    /// Refuses, by row and column: a feature or value without a quota, one named twice, a rate that is not above 0 and at most 1.
    pub fn read(table: &Table, quotas: &Quotas) -> Result<Self, Refusal> {
        let (feature_at, value_at, rate_at) = (table.place("feature")?, table.place("value")?, table.place("rate")?);
        let mut found: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let mut base = None;
        for (row, cells) in table.rows() {
            let (feature, value) = (cell(cells, feature_at), cell(cells, value_at));
            let rate = rate(table, row, cell(cells, rate_at))?;
            let twice = if fold(feature) == BASE && value.is_empty() {
                base.replace(rate).is_some()
            } else {
                found.insert(place(table, row, quotas, feature, value)?, rate).is_some()
            };
            if twice {
                let file = &table.name;
                return Err(refuse(
                    "sortition.rate-twice",
                    format!("{file} {row}행, 열 ‘value’: {feature} ‘{value}’의 비율이 이미 위에 있습니다. 하나만 남겨 주십시오."),
                    format!("{file}, row {row}, column `value`: {feature} `{value}` has a rate above already: keep one"),
                ));
            }
        }
        let of = |(at, feature): (usize, &crate::quotas::Feature)| {
            (0..feature.quotas.len()).map(|value| found.get(&(at, value)).copied().unwrap_or(1.0)).collect()
        };
        Ok(Self { base: base.unwrap_or(1.0), of: quotas.features.iter().enumerate().map(of).collect() })
    }

    /// rates.csv: `feature,value,rate`, as [`Rates::read`] takes it.
    ///
    /// # Errors
    /// Refuses if the text cannot be written.
    pub fn csv(&self, quotas: &Quotas) -> Result<String, Refusal> {
        let mut rows = vec![["feature".to_owned(), "value".to_owned(), "rate".to_owned()]];
        rows.push([BASE.to_owned(), String::new(), format!("{:.6}", self.base)]);
        for (feature, of) in quotas.features.iter().zip(&self.of) {
            rows.extend(
                feature.quotas.iter().zip(of).map(|(quota, rate)| [feature.name.clone(), quota.value.clone(), format!("{rate:.6}")]),
            );
        }
        crate::table::csv(rows)
    }

    /// The rates that make past panels likeliest. The logarithm of the likelihood is concave in log b, so that there is one best value, and
    /// a projected Newton method (Bertsekas 1982) finds it. Only products of rates can be learned: of all rates with the same chances those are
    /// given in which the greatest of each feature is 1. A value that nobody had takes its feature's mean rate.
    pub fn learn(past: &Past, quotas: &Quotas) -> Self {
        let model = Model::new(past, quotas);
        let best = model.best();
        let mut of: Vec<Vec<f64>> = Vec::new();
        let mut base = best[0].exp();
        for (feature, places) in model.places.iter().enumerate() {
            let rates: Vec<Option<f64>> = places.iter().map(|place| place.map(|place| best[place].exp())).collect();
            let greatest = rates.iter().flatten().copied().fold(0.0, f64::max);
            if greatest == 0.0 {
                of.push(vec![1.0; places.len()]);
                continue;
            }
            base *= greatest;
            let counts = &model.people[feature];
            let mean =
                rates.iter().zip(counts).map(|(rate, people)| rate.unwrap_or(0.0) * people).sum::<f64>() / counts.iter().sum::<f64>();
            of.push(rates.into_iter().map(|rate| (rate.unwrap_or(mean) / greatest).clamp(LEAST, 1.0)).collect());
        }
        Self { base: base.clamp(LEAST, 1.0), of }
    }
}

impl Past {
    /// Reads a table of people of past panels: a column `stayed` (1 or 0) and columns of features of the quotas, at least one.
    ///
    /// # Errors
    /// Refuses, by row and column: no feature, a value without a quota, a `stayed` that is neither 0 nor 1.
    pub fn read(table: &Table, quotas: &Quotas) -> Result<Self, Refusal> {
        let file = &table.name;
        let stayed_at = table.place("stayed")?;
        let places = quotas.features.iter().map(|feature| table.find(&feature.name)).collect::<Result<Vec<_>, _>>()?;
        if places.iter().all(Option::is_none) {
            let names = quotas.features.iter().map(|feature| feature.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(refuse(
                "sortition.no-feature",
                format!("{file}의 머리글(1행)에 할당의 항목이 하나도 없습니다: {names}"),
                format!("{file}: the header (row 1) has none of the quotas' features: {names}"),
            ));
        }
        let mut groups: BTreeMap<Vec<Option<usize>>, (f64, f64)> = BTreeMap::new();
        for (row, cells) in table.rows() {
            let mut values = Vec::with_capacity(places.len());
            for (at, feature) in places.iter().zip(&quotas.features) {
                let value = at.map(|at| place(table, row, quotas, &feature.name, cell(cells, at))).transpose()?;
                values.push(value.map(|(_, value)| value));
            }
            let text = cell(cells, stayed_at);
            let stayed = match text.strip_suffix(".0").unwrap_or(text) {
                "1" => 1.0,
                "0" => 0.0,
                _ => {
                    let shown: String = text.chars().take(20).collect();
                    return Err(refuse(
                        "sortition.stayed",
                        format!("{file} {row}행, 열 ‘stayed’의 값 ‘{shown}’은 1(끝까지 참여)도 0(중도 이탈)도 아닙니다."),
                        format!("{file}, row {row}, column `stayed`: `{shown}` is neither 1 (stayed) nor 0 (left)"),
                    ));
                }
            };
            let group = groups.entry(values).or_default();
            *group = (group.0 + 1.0, group.1 + stayed);
        }
        Ok(Self { groups: groups.into_iter().map(|(values, (people, stayed))| (values, people, stayed)).collect() })
    }
}

fn place(table: &Table, row: u64, quotas: &Quotas, feature: &str, value: &str) -> Result<(usize, usize), Refusal> {
    let file = &table.name;
    let at = quotas.features.iter().position(|known| fold(&known.name) == fold(feature)).ok_or_else(|| {
        let names = quotas.features.iter().map(|feature| feature.name.as_str()).collect::<Vec<_>>().join(", ");
        refuse(
            "sortition.rate-feature",
            format!("{file} {row}행, 열 ‘feature’: ‘{feature}’은 할당의 항목이 아닙니다. 항목: {names}"),
            format!("{file}, row {row}, column `feature`: `{feature}` is no feature of the quotas; they have: {names}"),
        )
    })?;
    let of = &quotas.features[at];
    let value_at = of.quotas.iter().position(|known| fold(&known.value) == fold(value)).ok_or_else(|| {
        let known = of.quotas.iter().map(|quota| quota.value.as_str()).collect::<Vec<_>>().join(", ");
        let name = &of.name;
        refuse(
            "sortition.rate-value",
            format!("{file} {row}행: {name}의 값 ‘{value}’에 대한 할당이 없습니다. 할당에 있는 값: {known}"),
            format!("{file}, row {row}: {name} `{value}` has no quota; the quotas know: {known}"),
        )
    })?;
    Ok((at, value_at))
}

fn rate(table: &Table, row: u64, text: &str) -> Result<f64, Refusal> {
    text.parse::<f64>().ok().filter(|rate| *rate > 0.0 && *rate <= 1.0).ok_or_else(|| {
        let (file, shown) = (&table.name, text.chars().take(20).collect::<String>());
        refuse(
            "sortition.rate",
            format!("{file} {row}행, 열 ‘rate’의 값 ‘{shown}’은 0보다 크고 1 이하인 수가 아닙니다."),
            format!("{file}, row {row}, column `rate`: `{shown}` is no number above 0 and at most 1"),
        )
    })
}

/// The likelihood as a function of log b.
pub(crate) struct Model {
    /// For each feature and value the place of its parameter; none where nobody had it. Parameter 0 is log b_0.
    places: Vec<Vec<Option<usize>>>,
    /// For each feature and value the people who had it.
    people: Vec<Vec<f64>>,
    /// For each group its parameters, and how many stayed and left.
    groups: Vec<(Vec<usize>, f64, f64)>,
    parameters: usize,
}

impl Model {
    pub(crate) fn new(past: &Past, quotas: &Quotas) -> Self {
        let mut people: Vec<Vec<f64>> = quotas.features.iter().map(|feature| vec![0.0; feature.quotas.len()]).collect();
        for (values, count, _) in &past.groups {
            for (feature, value) in values.iter().enumerate() {
                if let Some(value) = value {
                    people[feature][*value] += count;
                }
            }
        }
        let mut parameters = 1;
        let mut number = |people: &f64| {
            (*people > 0.0).then(|| {
                parameters += 1;
                parameters - 1
            })
        };
        let places: Vec<Vec<Option<usize>>> = people.iter().map(|of| of.iter().map(&mut number).collect()).collect();
        let own = |values: &[Option<usize>]| {
            let of = values.iter().enumerate().filter_map(|(feature, value)| places[feature][(*value)?]);
            [0].into_iter().chain(of).collect()
        };
        let groups = past.groups.iter().map(|(values, count, stayed)| (own(values), *stayed, count - stayed)).collect();
        Self { places, people, groups, parameters }
    }

    /// Somewhere inside: everybody stays as often as all did together.
    pub(crate) fn start(&self) -> Vec<f64> {
        let (stayed, left) = self.groups.iter().fold((0.0, 0.0), |(stayed, left), group| (stayed + group.1, left + group.2));
        let factors = self.groups.iter().map(|group| group.0.len()).max().unwrap_or(1) as f64;
        vec![((stayed + 0.5) / (stayed + left + 1.0)).ln() / factors; self.parameters]
    }

    /// The logarithm of the likelihood; minus infinity where somebody left who cannot.
    pub(crate) fn likelihood(&self, at: &[f64]) -> f64 {
        let of = self.groups.iter().map(|(own, stayed, left)| {
            let sum: f64 = own.iter().map(|place| at[*place]).sum();
            stayed * sum + if *left > 0.0 { left * (-sum.exp_m1()).ln() } else { 0.0 }
        });
        of.sum()
    }

    /// The gradient, and the matrix of second derivatives with its sign turned.
    pub(crate) fn slopes(&self, at: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let n = self.parameters;
        let (mut gradient, mut curve) = (vec![0.0; n], vec![vec![0.0; n]; n]);
        for (own, stayed, left) in &self.groups {
            let sum: f64 = own.iter().map(|place| at[*place]).sum();
            let leaves = -sum.exp_m1();
            let (slope, bend) =
                if *left > 0.0 { (stayed - left * sum.exp() / leaves, left * sum.exp() / (leaves * leaves)) } else { (*stayed, 0.0) };
            for one in own {
                gradient[*one] += slope;
                for other in own {
                    curve[*one][*other] += bend;
                }
            }
        }
        (gradient, curve)
    }

    /// The likeliest log b, each between log [`LEAST`] and 0.
    fn best(&self) -> Vec<f64> {
        let mut at = self.start();
        let (low, high) = (LEAST.ln(), 0.0);
        for _ in 0..STEPS {
            let (gradient, curve) = self.slopes(&at);
            let held = |place: usize| (at[place] >= high && gradient[place] >= 0.0) || (at[place] <= low && gradient[place] <= 0.0);
            let free: Vec<usize> = (0..self.parameters).filter(|place| !held(*place)).collect();
            let steepest = free.iter().map(|place| gradient[*place].abs()).fold(0.0, f64::max);
            if steepest < 1e-9 {
                break;
            }
            let step = newton(&free, &gradient, &curve);
            let before = self.likelihood(&at);
            let mut length = 1.0;
            let next = loop {
                let mut next = at.clone();
                free.iter().zip(&step).for_each(|(place, step)| next[*place] = (at[*place] + length * step).clamp(low, high));
                let gain: f64 = free.iter().map(|place| gradient[*place] * (next[*place] - at[*place])).sum();
                if self.likelihood(&next) >= before + 1e-4 * gain.max(0.0) {
                    break Some(next);
                }
                length /= 2.0;
                if length < 1e-12 {
                    break None;
                }
            };
            match next {
                Some(next) if next != at => at = next,
                _ => break,
            }
        }
        at
    }
}

/// The Newton step of the free parameters, by Cholesky's method; a touch on the diagonal holds still what the likelihood does not know.
fn newton(free: &[usize], gradient: &[f64], curve: &[Vec<f64>]) -> Vec<f64> {
    let n = free.len();
    let largest = free.iter().map(|place| curve[*place][*place]).fold(0.0, f64::max).max(1e-6);
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let touch = if i == j { 1e-9 * largest } else { 0.0 };
            let sum: f64 = curve[free[i]][free[j]] + touch - (0..j).map(|k| lower[i][k] * lower[j][k]).sum::<f64>();
            lower[i][j] = if i == j { sum.max(1e-12 * largest).sqrt() } else { sum / lower[j][j] };
        }
    }
    let mut step: Vec<f64> = free.iter().map(|place| gradient[*place]).collect();
    for i in 0..n {
        step[i] = (step[i] - (0..i).map(|k| lower[i][k] * step[k]).sum::<f64>()) / lower[i][i];
    }
    for i in (0..n).rev() {
        step[i] = (step[i] - (i + 1..n).map(|k| lower[k][i] * step[k]).sum::<f64>()) / lower[i][i];
    }
    step
}
