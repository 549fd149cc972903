use std::collections::BTreeMap;

use kernel::Refusal;

use crate::sheet::row;
use crate::{Cells, Note, Raking, Settings, Sheet, rake};

/// Which columns of a table say how people were drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// The weight of each answer: how many people of the population it stands for, or a multiple of it.
    pub weights: &'a str,
    /// How many units of the population the row's stratum was drawn from: people, or clusters where there are clusters. Without it the
    /// sample counts as a small part of a large population.
    pub population_size: Option<&'a str>,
    /// What was drawn together, or sits together: a household, a block, a table. Read within its stratum.
    pub cluster: Option<&'a str>,
    /// What was drawn from separately.
    pub strata: Option<&'a str>,
}

/// How people were drawn, as values: one of each for each answer.
#[derive(Clone, Debug, Default)]
pub struct Design<'a> {
    /// What refusals call the answers.
    pub file: &'a str,
    /// What refusals call the values below.
    pub columns: Columns<'a>,
    /// How many people of the population each answer stands for, or a multiple of it.
    pub weights: Vec<f64>,
    /// What was drawn, or sits, together; each answer alone where there is none.
    pub clusters: Option<Vec<&'a str>>,
    /// What was drawn from separately.
    pub strata: Option<Vec<&'a str>>,
    /// How many units the stratum's population has: people, or clusters where there are clusters.
    pub population_sizes: Option<Vec<f64>>,
}

/// Who was asked, how they were drawn, and what was done to their weights.
#[derive(Clone, Debug)]
pub struct Sample {
    weights: Vec<f64>,
    /// The cluster of each answer.
    cluster: Vec<usize>,
    /// The stratum of each cluster.
    stratum: Vec<usize>,
    strata: Vec<Stratum>,
    adjustment: Adjustment,
    /// What a reader should know about the design.
    pub notes: Vec<Note>,
}

#[derive(Clone, Debug)]
struct Stratum {
    name: String,
    clusters: f64,
    population: Option<f64>,
}

impl Stratum {
    /// (1 − n/N) · n/(n − 1); zero where everything was drawn.
    fn factor(&self) -> f64 {
        let rest = self.population.map_or(1.0, |population| 1.0 - self.clusters / population);
        if rest <= 0.0 { 0.0 } else { rest * self.clusters / (self.clusters - 1.0) }
    }
}

/// What was done to the weights; the variance needs to know.
#[derive(Clone, Debug)]
enum Adjustment {
    None,
    /// One margin: the cells and the weights before.
    PostStratified(Cells, Vec<f64>),
    Raked(Vec<Cells>),
}

impl Sample {
    /// Reads the design from a table; refuses as [`Sample::new`] does, and cells that are empty or no numbers.
    pub fn read(sheet: &Sheet, columns: Columns<'_>) -> Result<Self, Refusal> {
        Self::new(Design {
            file: sheet.name(),
            columns,
            weights: sheet.every_number(columns.weights)?,
            clusters: columns.cluster.map(|column| sheet.every_text(column)).transpose()?,
            strata: columns.strata.map(|column| sheet.every_text(column)).transpose()?,
            population_sizes: columns.population_size.map(|column| sheet.every_number(column)).transpose()?,
        })
    }

    /// Takes the design as values. Refuses weights that are zero or negative, population sizes that differ within a stratum or are smaller
    /// than the sample, and a stratum with a single cluster, each by file, row and column.
    pub fn new(design: Design<'_>) -> Result<Self, Refusal> {
        let (file, columns) = (design.file, design.columns);
        let wrong = design.weights.iter().enumerate().find(|(_, weight)| !(weight.is_finite() && **weight > 0.0));
        if let Some((at, weight)) = wrong {
            let (column, row) = (columns.weights, row(at));
            return Err(Refusal::new(
                "estimation.weight-not-positive",
                format!("{file} {row}행: 가중치({column})가 {weight}입니다. 0보다 커야 합니다. 표본이 아닌 행이면 빼 주십시오."),
                format!(
                    "{file} row {row}: the weight ({column}) is {weight}; it must be above zero. Leave the row out if it is not in the sample"
                ),
            ));
        }
        let strata = design.strata.unwrap_or_else(|| vec![""; design.weights.len()]);
        let sample = Self::group(design.weights, &strata, design.clusters.as_deref());
        let sample = match &design.population_sizes {
            Some(sizes) => sample.with_population(file, columns, sizes)?,
            None => sample,
        };
        sample.enough(file, columns)?;
        Ok(sample)
    }

    fn group(weights: Vec<f64>, strata: &[&str], clusters: Option<&[&str]>) -> Self {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut seen: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        let (mut cluster, mut stratum, mut all) = (Vec::with_capacity(weights.len()), Vec::new(), Vec::<Stratum>::new());
        for (at, name) in strata.iter().enumerate() {
            let place = *names.entry(name).or_insert_with(|| {
                all.push(Stratum { name: (*name).to_owned(), clusters: 0.0, population: None });
                all.len() - 1
            });
            let fresh = stratum.len();
            let this = match clusters.and_then(|clusters| clusters.get(at)) {
                Some(label) => *seen.entry((place, label)).or_insert(fresh),
                None => fresh,
            };
            if this == fresh {
                stratum.push(place);
                if let Some(stratum) = all.get_mut(place) {
                    stratum.clusters += 1.0;
                }
            }
            cluster.push(this);
        }
        let labels: std::collections::BTreeSet<&str> = seen.keys().map(|(_, label)| *label).collect();
        let notes = if labels.len() < seen.len() {
            vec![Note::new(
                "같은 이름의 군집이 여러 층에 있어 층마다 다른 군집으로 셌습니다.",
                "clusters of one name stand in several strata; they are counted as different clusters",
            )]
        } else {
            Vec::new()
        };
        Self { weights, cluster, stratum, strata: all, adjustment: Adjustment::None, notes }
    }

    fn with_population(mut self, file: &str, columns: Columns<'_>, sizes: &[f64]) -> Result<Self, Refusal> {
        let column = columns.population_size.unwrap_or_default();
        for (at, (cluster, size)) in self.cluster.iter().zip(sizes).enumerate() {
            let Some(stratum) = self.stratum.get(*cluster).and_then(|place| self.strata.get_mut(*place)) else { continue };
            let row = row(at);
            let known = *stratum.population.get_or_insert(*size);
            if (known - size).abs() > 1e-9 * known.abs() {
                return Err(Refusal::new(
                    "estimation.population-differs",
                    format!(
                        "{file} {row}행: 모집단 크기({column})가 {size}인데 같은 층의 앞 행은 {known}입니다. 한 층의 모집단 크기는 하나입니다."
                    ),
                    format!(
                        "{file} row {row}: the population size ({column}) is {size}, but {known} in an earlier row of the same stratum; a stratum has one"
                    ),
                ));
            }
            if *size < stratum.clusters {
                let drawn = stratum.clusters;
                return Err(Refusal::new(
                    "estimation.population-too-small",
                    format!(
                        "{file} {row}행: 모집단 크기({column}) {size}보다 많은 {drawn}을(를) 뽑았습니다. 군집이 있으면 모집단의 군집 수를 적습니다."
                    ),
                    format!(
                        "{file} row {row}: {drawn} were drawn from a population ({column}) of {size}; with clusters it is the number of clusters in the population"
                    ),
                ));
            }
        }
        if columns.cluster.is_none() {
            let population: f64 = self.strata.iter().filter_map(|stratum| stratum.population).sum();
            let sum: f64 = self.weights.iter().sum();
            if (sum - population).abs() > 0.05 * population {
                self.notes.push(Note::new(
                    format!("가중치의 합은 {sum:.1}이고 모집단은 {population}입니다. 총계는 가중치를 따릅니다."),
                    format!("the weights add up to {sum:.1}, the population is {population}; totals follow the weights"),
                ));
            }
        }
        Ok(self)
    }

    /// A standard error needs two clusters in each stratum, unless the stratum was drawn whole.
    fn enough(&self, file: &str, columns: Columns<'_>) -> Result<(), Refusal> {
        let Some(lonely) = self.strata.iter().find(|stratum| stratum.clusters < 2.0 && stratum.population != Some(1.0)) else {
            return Ok(());
        };
        let name = &lonely.name;
        Err(match (columns.strata, columns.cluster) {
            (Some(column), _) => Refusal::new(
                "estimation.lonely-cluster",
                format!("{file}: 층 {column} = {name}에 군집이 하나뿐이어서 표준오차를 낼 수 없습니다. 비슷한 층과 합쳐 주십시오."),
                format!(
                    "{file}: the stratum {column} = {name} has a single cluster, so there is no standard error: merge it with a similar stratum"
                ),
            ),
            (None, Some(column)) => Refusal::new(
                "estimation.lonely-cluster",
                format!("{file}: {column} 열에 군집이 하나뿐이어서 표준오차를 낼 수 없습니다."),
                format!("{file}: the column {column} has a single cluster, so there is no standard error"),
            ),
            (None, None) => Refusal::new(
                "estimation.lonely-cluster",
                format!("{file}: 응답자가 한 명뿐이어서 표준오차를 낼 수 없습니다."),
                format!("{file}: a single person answered, so there is no standard error"),
            ),
        })
    }

    /// The weight of each answer.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Strata, clusters and answers.
    pub fn sizes(&self) -> (usize, usize, usize) {
        (self.strata.len(), self.stratum.len(), self.weights.len())
    }

    /// What part of the population's units was drawn, 0 where the population is not known.
    pub fn fraction(&self) -> f64 {
        let population: Option<f64> = self.strata.iter().map(|stratum| stratum.population).sum();
        population.filter(|population| *population > 0.0).map_or(0.0, |population| self.stratum.len() as f64 / population)
    }

    /// Whether the size of the population is known.
    pub fn has_population(&self) -> bool {
        self.strata.iter().all(|stratum| stratum.population.is_some())
    }

    /// Whether people were drawn, or sit, in clusters.
    pub fn has_clusters(&self) -> bool {
        self.stratum.len() < self.weights.len()
    }

    /// The same people with weights that agree with every margin, and the convergence report.
    pub fn raked(&self, margins: Vec<Cells>, settings: Settings) -> Result<(Self, Raking), Refusal> {
        let mut done = rake(&self.weights, &margins, settings)?;
        let mut margins = margins;
        let people: Option<f64> = self.strata.iter().map(|stratum| stratum.population).sum();
        let sum = done.report.after.sum;
        if let Some(people) = people.filter(|people| !self.has_clusters() && (sum - people).abs() > 0.005 * people) {
            done.report.notes.push(Note::new(
                format!("모집단 구성의 합은 {sum:.0}이고 표본설계의 모집단은 {people}입니다. 총계는 모집단 구성을 따릅니다."),
                format!("the margins add up to {sum:.0}, the design's population is {people}; totals follow the margins"),
            ));
        }
        let adjustment = match margins.pop() {
            Some(only) if margins.is_empty() => Adjustment::PostStratified(only, self.weights.clone()),
            last => {
                margins.extend(last);
                Adjustment::Raked(margins)
            }
        };
        Ok((Self { weights: done.weights, adjustment, ..self.clone() }, done.report))
    }

    /// Degrees of freedom among the people told: clusters less strata.
    pub(crate) fn df(&self, counts: &[bool]) -> f64 {
        let mut here = vec![false; self.stratum.len()];
        for (cluster, counts) in self.cluster.iter().zip(counts) {
            if let Some(slot) = here.get_mut(*cluster) {
                *slot |= counts;
            }
        }
        let mut strata = vec![false; self.strata.len()];
        for (stratum, here) in self.stratum.iter().zip(&here) {
            if let Some(slot) = strata.get_mut(*stratum) {
                *slot |= here;
            }
        }
        let count = |all: &[bool]| all.iter().filter(|one| **one).count() as f64;
        count(&here) - count(&strata)
    }

    /// Each cluster's deviation, whose squares add up to the variance of an estimate and whose products to a covariance.
    ///
    /// `influence` is each answer's part in the estimate, weight included (the linearised variable of Woodruff 1971, Binder 1983). What the
    /// margins explain is taken out of it first: after raking by ten sweeps over the margins, each less the plain mean within the cell, with
    /// the raked weights (Deville, Särndal and Sautory 1993; the sweeps as in Lumley's survey package, so that both give the same digits);
    /// after post-stratification by the mean within the cell under the weights before. Then clusters within strata, with the correction for a
    /// finite population (Cochran 1977; Särndal, Swensson and Wretman 1992).
    pub(crate) fn deviations(&self, influence: Vec<f64>) -> Vec<f64> {
        let residual = self.residual(influence);
        let mut totals = vec![0.0; self.stratum.len()];
        for (cluster, value) in self.cluster.iter().zip(residual) {
            if let Some(total) = totals.get_mut(*cluster) {
                *total += value;
            }
        }
        let mut means = vec![0.0; self.strata.len()];
        for (stratum, total) in self.stratum.iter().zip(&totals) {
            if let (Some(mean), Some(of)) = (means.get_mut(*stratum), self.strata.get(*stratum)) {
                *mean += total / of.clusters;
            }
        }
        let factors: Vec<f64> = self.strata.iter().map(|stratum| stratum.factor().sqrt()).collect();
        for (total, stratum) in totals.iter_mut().zip(&self.stratum) {
            if let (Some(mean), Some(factor)) = (means.get(*stratum), factors.get(*stratum)) {
                *total = (*total - mean) * factor;
            }
        }
        totals
    }

    fn residual(&self, influence: Vec<f64>) -> Vec<f64> {
        let mut value: Vec<f64> = influence.iter().zip(&self.weights).map(|(part, weight)| part / weight).collect();
        match &self.adjustment {
            Adjustment::None => return influence,
            Adjustment::PostStratified(cells, before) => take_out(&mut value, cells, before),
            Adjustment::Raked(margins) => {
                let plain = vec![1.0; value.len()];
                for _ in 0..10 {
                    for cells in margins {
                        take_out(&mut value, cells, &plain);
                    }
                }
            }
        }
        value.iter().zip(&self.weights).map(|(value, weight)| value * weight).collect()
    }

    /// The variance of an estimate from each answer's part in it.
    pub(crate) fn variance(&self, influence: Vec<f64>) -> f64 {
        self.deviations(influence).iter().map(|deviation| deviation * deviation).sum()
    }
}

/// Less the mean within each cell.
fn take_out(value: &mut [f64], cells: &Cells, weights: &[f64]) {
    let sums = cells.sums(value.iter().zip(weights).map(|(value, weight)| value * weight));
    let counts = cells.sums(weights.iter().copied());
    let means: Vec<f64> = sums.iter().zip(counts).map(|(sum, count)| if count > 0.0 { sum / count } else { 0.0 }).collect();
    for (value, mean) in value.iter_mut().zip(cells.spread(&means)) {
        *value -= mean;
    }
}
