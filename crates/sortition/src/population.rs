//! How a pool differs from the population that it stands for, and quotas from both.

use std::collections::BTreeMap;

use kernel::Refusal;
use sheet::{Table, cell, fold};
use statrs::distribution::{ChiSquared, ContinuousCDF as _};

use crate::quotas::Quotas;
use crate::table::{csv, refuse};

/// One value of a feature: the pool beside the population.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The value, as the population's file writes it, or the pool's where the population has none.
    pub value: String,
    /// People of the pool.
    pub people: usize,
    /// Their share of the pool.
    pub in_pool: f64,
    /// The share in the population; none where the file does not name the value.
    pub in_population: Option<f64>,
    /// Share in the pool over share in the population; none without a share above 0.
    pub ratio: Option<f64>,
    /// As many people as a panel would have by the population's shares: for the least and the greatest panel that the quotas admit.
    pub expected: Option<(f64, f64)>,
    /// The quota's minimum and maximum.
    pub quota: Option<(u32, u32)>,
}

impl Compared {
    /// Whether the quota keeps the value away from its share in the population, by more than rounding a person would.
    pub fn quota_is_off(&self) -> bool {
        match (self.expected, self.quota) {
            (Some((least, most)), Some((min, max))) => most.ceil() < f64::from(min) || least.floor() > f64::from(max),
            _ => false,
        }
    }
}

/// A feature of the pool beside the population.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The feature's name.
    pub feature: String,
    /// Its values.
    pub values: Vec<Compared>,
    /// Pearson's chi-square of the pool's counts against the population's shares, over values with a share.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub freedom: usize,
    /// How likely so great a chi-square is where the pool is a plain random sample.
    pub p: f64,
}

/// The differences between a pool and a population, for each feature of the population's file (`feature,value,count` or
/// `feature,value,share`), in its order; shares are brought to a sum of 1. `size` is the panel's, if it is known.
///
/// # Errors
/// Refuses, by row and column: a missing column, a number that is none, a value named twice, a feature without people.
pub fn differences(pool: &Table, population: &Table, quotas: Option<&Quotas>, size: Option<u32>) -> Result<Vec<Difference>, Refusal> {
    let sizes = size.map(|size| (size, size)).or_else(|| quotas.map(sizes));
    let read = read(population)?;
    let quota = |feature: &str, value: &str| {
        let feature = quotas?.features.iter().find(|known| fold(&known.name) == fold(feature))?;
        feature.quotas.iter().find(|known| fold(&known.value) == fold(value)).map(|quota| (quota.min, quota.max))
    };
    let mut differences = Vec::new();
    for (feature, shares) in read {
        let place = pool.place(&feature)?;
        let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for (_, cells) in pool.rows() {
            let text = cell(cells, place);
            counts.entry(fold(text)).or_insert_with(|| (text.to_owned(), 0)).1 += 1;
        }
        let all = pool.rows().len() as f64;
        let total: f64 = shares.iter().map(|(_, number)| number).sum();
        let mut values: Vec<Compared> = shares
            .into_iter()
            .map(|(value, number)| {
                let people = counts.remove(&fold(&value)).map_or(0, |(_, people)| people);
                let (in_pool, share) = (people as f64 / all, number / total);
                Compared {
                    people,
                    in_pool,
                    in_population: Some(share),
                    ratio: (share > 0.0).then(|| in_pool / share),
                    expected: sizes.map(|(least, most)| (share * f64::from(least), share * f64::from(most))),
                    quota: quota(&feature, &value),
                    value,
                }
            })
            .collect();
        let known: f64 = values.iter().map(|value| value.people as f64).sum();
        values.extend(counts.into_values().map(|(value, people)| Compared {
            people,
            in_pool: people as f64 / all,
            in_population: None,
            ratio: None,
            expected: None,
            quota: quota(&feature, &value),
            value,
        }));
        let (chi_square, freedom) = chi_square(&values, known);
        let p = ChiSquared::new(freedom.max(1) as f64).map_or(1.0, |law| law.sf(chi_square));
        differences.push(Difference { feature, values, chi_square, freedom, p: if freedom == 0 { 1.0 } else { p } });
    }
    Ok(differences)
}

/// population.csv: a row for each value, with its feature's chi-square.
///
/// # Errors
/// Refuses if the text cannot be written.
pub fn population_csv(differences: &[Difference]) -> Result<String, Refusal> {
    let header = [
        "feature",
        "value",
        "people",
        "share_in_pool",
        "share_in_population",
        "ratio",
        "expected_least",
        "expected_most",
        "min",
        "max",
        "quota_off",
        "chi_square",
        "degrees_of_freedom",
        "p",
    ];
    let share = |number: Option<f64>| number.map_or_else(String::new, |number| format!("{number:.6}"));
    let mut rows = vec![header.map(str::to_owned)];
    for of in differences {
        for value in &of.values {
            let (least, most) = value.expected.unzip();
            let (min, max) = value.quota.unzip();
            let whole = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
            rows.push([
                of.feature.clone(),
                value.value.clone(),
                value.people.to_string(),
                share(Some(value.in_pool)),
                share(value.in_population),
                share(value.ratio),
                share(least),
                share(most),
                whole(min),
                whole(max),
                if value.quota_is_off() { "yes" } else { "" }.to_owned(),
                share(Some(of.chi_square)),
                of.freedom.to_string(),
                format!("{:.3e}", of.p),
            ]);
        }
    }
    csv(rows)
}

/// The least and the greatest panel that all quotas admit.
fn sizes(quotas: &Quotas) -> (u32, u32) {
    let sums = |end: fn(&crate::quotas::Quota) -> u32| {
        quotas.features.iter().map(move |feature| feature.quotas.iter().map(end).fold(0_u32, u32::saturating_add))
    };
    let (least, most) = (sums(|quota| quota.min).max().unwrap_or(0), sums(|quota| quota.max).min().unwrap_or(0));
    (least.min(most), most.max(least))
}

/// Pearson's chi-square over the values with a share, and its degrees of freedom.
fn chi_square(values: &[Compared], people: f64) -> (f64, usize) {
    let (mut sum, mut cells) = (0.0, 0_usize);
    for value in values {
        if let Some(share) = value.in_population.filter(|share| *share > 0.0) {
            let expected = share * people;
            if expected > 0.0 {
                sum += (value.people as f64 - expected).powi(2) / expected;
                cells += 1;
            }
        }
    }
    (sum, cells.saturating_sub(1))
}

type Shares = Vec<(String, Vec<(String, f64)>)>;

fn read(table: &Table) -> Result<Shares, Refusal> {
    let file = &table.name;
    let (feature_at, value_at) = (table.place("feature")?, table.place("value")?);
    let column = if table.find("count")?.is_some() { "count" } else { "share" };
    let number_at = table.place(column)?;
    let mut features: Shares = Vec::new();
    for (row, cells) in table.rows() {
        let (feature, value, text) = (cell(cells, feature_at), cell(cells, value_at), cell(cells, number_at));
        let number = number(text).ok_or_else(|| {
            let shown: String = text.chars().take(20).collect();
            refuse(
                "sortition.no-share",
                format!("{file} {row}행, 열 ‘{column}’의 값 ‘{shown}’은 0 이상의 수가 아닙니다."),
                format!("{file}, row {row}, column `{column}`: `{shown}` is no number of 0 or more"),
            )
        })?;
        let known = match features.iter_mut().find(|(name, _)| fold(name) == fold(feature)) {
            Some((_, known)) => known,
            None => {
                features.push((feature.to_owned(), Vec::new()));
                match features.last_mut() {
                    Some((_, known)) => known,
                    None => continue,
                }
            }
        };
        if known.iter().any(|(other, _)| fold(other) == fold(value)) {
            return Err(refuse(
                "sortition.share-twice",
                format!("{file} {row}행, 열 ‘value’: {feature} ‘{value}’이 이미 위에 있습니다. 하나만 남겨 주십시오."),
                format!("{file}, row {row}, column `value`: {feature} `{value}` stands above already: keep one"),
            ));
        }
        known.push((value.to_owned(), number));
    }
    if let Some((feature, _)) = features.iter().find(|(_, values)| values.iter().map(|(_, number)| number).sum::<f64>() <= 0.0) {
        return Err(refuse(
            "sortition.no-population",
            format!("{file}, 열 ‘{column}’: {feature}의 수를 모두 더해도 0입니다."),
            format!("{file}, column `{column}`: the numbers of {feature} add up to 0"),
        ));
    }
    Ok(features)
}

/// A number as offices write it: `9 876 543`, `9,876,543`, `12.5%`.
fn number(text: &str) -> Option<f64> {
    let plain: String = text.trim_end_matches('%').chars().filter(|letter| !matches!(letter, ',' | ' ')).collect();
    plain.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0)
}
