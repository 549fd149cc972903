//! The certificate: everything a stranger needs to check a lottery with whole numbers alone, and the check itself.
#![expect(clippy::indexing_slicing, reason = "types are looked at against the certificate's own number of them before they are used")]

use std::collections::BTreeMap;

use kernel::Refusal;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, Zero as _};
use serde::{Deserialize, Serialize};
use sheet::{Table, cell};

use crate::lottery::{Lottery, Method};
use crate::pool::Kind;
use crate::problem::{Panel, Problem, Row, Type, What};
use crate::proof::{self, bound};
use crate::quotas::Quotas;
use crate::spread::WHOLE;
use crate::stages::Stage;
use crate::table::refuse;

/// The format's name; another one is refused.
pub const FORMAT: &str = "madang-panel-certificate/1";
/// What a gap may be.
pub const GAP: f64 = 1e-9;

/// The certificate of a lottery, as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// `leximin`, `maximin`, `nash`, `goldilocks` or `legacy`.
    pub method: String,
    /// What the method raises: the least chance of anybody who fits some panel; for Nash the geometric mean of their chances; for Goldilocks
    /// `2 / (n/k * greatest + k/n / least)`.
    pub objective: f64,
    /// The proved bound on it.
    pub dual_bound: f64,
    /// The most by which a chance stays behind the one proved for its stage; for Nash the share by which the mean could rise at most.
    pub gap: f64,
    /// Whether the bound rests on the quotas alone, added up in whole numbers; else (cuts) on the solver's word for the cuts.
    pub proved: bool,
    /// The least chance of anybody who fits some panel.
    pub minimum: f64,
    /// The bound on the least chance as a fraction; 0 for Nash.
    pub dual_bound_exact: String,
    /// People in the pool who can be drawn.
    pub people: usize,
    /// People to be drawn.
    pub size: u32,
    /// People who were on the panel before.
    pub chosen: usize,
    /// The number of types.
    pub types: usize,
    /// The number of stages.
    pub stages: usize,
    /// Processor seconds that the lottery took; no part of what is checked.
    pub seconds: f64,
    /// Whether the search was stopped before its end; then the lottery is the best so far.
    pub stopped: bool,
    /// People who fit no panel.
    pub in_no_panel: usize,
    /// The SHA-256 of commitments.csv, which binds each pseudonym to a person; empty where nobody is numbered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub commitments: String,
    /// What all weights in panels.csv add up to.
    pub weights_total: u64,
    /// The features with their values, as the quota file writes them.
    pub features: Vec<FeatureNames>,
    /// The types.
    pub type_list: Vec<TypeLine>,
    /// What every panel meets.
    pub rows: Vec<RowLine>,
    /// The proofs, from the least chance up.
    pub proofs: Vec<Proof>,
    /// Nash and Goldilocks: rows (from 0) with the whole numbers, in units of 2^-40, that prove the objective.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub multiples: Vec<(usize, String)>,
    /// Goldilocks: the chance, as a fraction, that none may be above in the stages' proofs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<String>,
}

/// A feature and its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureNames {
    /// Its name.
    pub name: String,
    /// Its values, in the order of their quotas.
    pub values: Vec<String>,
}

/// A type: how many people, and what they have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeLine {
    /// People of the type.
    pub people: usize,
    /// For each feature the place of the value, from 0.
    pub values: Vec<usize>,
    /// The values of everybody in the household; empty where it is shared with nobody in the pool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub household: Vec<Vec<usize>>,
}

/// A row: a sum over types between two whole numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowLine {
    /// `size`, `quota`, `household` or `cut`.
    pub what: String,
    /// A quota's places of feature and value, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<(usize, usize)>,
    /// The least value.
    pub low: i64,
    /// The greatest.
    pub high: i64,
    /// Types (from 0) with their coefficients; of households and cuts only, the others follow from the types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<(usize, i64)>,
}

/// A stage's proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// The chance, as a fraction.
    pub chance: String,
    /// Rows (from 0) with the whole numbers that multiply them, in decimal digits.
    pub multiples: Vec<(usize, String)>,
    /// The types (from 0) that have this chance in every best lottery.
    pub settled: Vec<usize>,
}

/// What a check found to be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Panels that were looked at, each against every row.
    pub panels: usize,
    /// Stages whose bound was added up again.
    pub stages: usize,
    /// Whether the bounds rest on the quotas alone.
    pub proved: bool,
}

fn wrong(what: &str, ko: &str) -> Refusal {
    refuse("sortition.certificate", format!("인증서가 맞지 않습니다: {ko}"), format!("the certificate does not hold: {what}"))
}

/// The certificate of a lottery beside `chosen` people who were on the panel before.
pub fn certificate(lottery: &Lottery, quotas: &Quotas, chosen: usize, seconds: f64) -> Certificate {
    let problem = &lottery.problem;
    let minimum = proof::float(&lottery.minimum());
    let features = quotas.features.iter().map(|feature| FeatureNames {
        name: feature.name.clone(),
        values: feature.quotas.iter().map(|quota| quota.value.clone()).collect(),
    });
    let proofs = lottery.stages.iter().map(|stage| Proof {
        chance: stage.chance.to_string(),
        multiples: sparse(&stage.multiples),
        settled: stage.settled.clone(),
    });
    Certificate {
        format: FORMAT.to_owned(),
        method: lottery.method.name().to_owned(),
        objective: lottery.objective(),
        dual_bound: lottery.bound(),
        gap: lottery.gap(),
        proved: lottery.proved(),
        minimum,
        dual_bound_exact: lottery.dual_bound().to_string(),
        people: problem.types.iter().map(|of| of.people.len()).sum(),
        size: problem.size,
        chosen,
        types: problem.types.len(),
        stages: lottery.stages.len(),
        seconds,
        stopped: lottery.stopped,
        in_no_panel: lottery.in_no_panel().map(|at| problem.types[at].people.len()).sum(),
        commitments: String::new(),
        weights_total: WHOLE,
        features: features.collect(),
        type_list: problem.types.iter().map(type_line).collect(),
        rows: problem.rows.iter().map(row_line).collect(),
        proofs: proofs.collect(),
        multiples: sparse(&lottery.multiples),
        cap: (!lottery.cap.is_one()).then(|| lottery.cap.to_string()),
    }
}

/// The numbers that are not 0, each with its row.
fn sparse(multiples: &[BigInt]) -> Vec<(usize, String)> {
    let multiples = multiples.iter().enumerate().filter(|(_, multiple)| !multiple.is_zero());
    multiples.map(|(row, multiple)| (row, multiple.to_string())).collect()
}

/// A number for each of `rows` rows; none where a row or a number is not there.
fn dense(sparse: &[(usize, String)], rows: usize) -> Option<Vec<BigInt>> {
    let mut multiples = vec![BigInt::zero(); rows];
    for (row, multiple) in sparse {
        *multiples.get_mut(*row)? = multiple.parse().ok()?;
    }
    Some(multiples)
}

fn type_line(of: &Type) -> TypeLine {
    TypeLine { people: of.people.len(), values: of.kind.values.clone(), household: of.kind.household.clone() }
}

fn row_line(row: &Row) -> RowLine {
    let line =
        |what: &str, of, terms: &[(usize, i64)]| RowLine { what: what.to_owned(), of, low: row.low, high: row.high, terms: terms.to_vec() };
    match row.what {
        What::Size => line("size", None, &[]),
        What::Quota(feature, value) => line("quota", Some((feature, value)), &[]),
        What::Household => line("household", None, &row.terms),
        What::Cut => line("cut", None, &row.terms),
    }
}

/// panels.csv: `panel,weight,type,count`; panels and types are numbered from 1.
pub fn panels_csv(lottery: &Lottery) -> String {
    let mut text = "panel,weight,type,count\n".to_owned();
    for (number, (panel, weight)) in lottery.panels.iter().enumerate() {
        for (at, count) in panel.iter().enumerate().filter(|(_, count)| **count > 0) {
            text.push_str(&format!("{},{weight},{},{count}\n", number + 1, at + 1));
        }
    }
    text
}

impl Certificate {
    /// Checks the certificate against panels.csv: each panel meets every row, weights are a distribution, chances and minimum are as
    /// stated, each stage's bound adds up, and no chance stays behind its stage's by more than the gap. Solves nothing.
    ///
    /// # Errors
    /// Refuses, with what does not hold.
    pub fn check(&self, panels: &Table) -> Result<Checked, Refusal> {
        if self.format != FORMAT {
            return Err(wrong(&format!("its format is `{}`, not {FORMAT}", self.format), "형식이 다릅니다"));
        }
        let problem = self.problem()?;
        let panels = self.panels(panels, &problem)?;
        let chances = proof::chances(&problem, &panels);
        let lottery = Lottery {
            method: Method::of_name(&self.method).ok_or_else(|| wrong("its method is not known", "알 수 없는 방법입니다"))?,
            stages: self.stages(&problem)?,
            multiples: dense(&self.multiples, problem.rows.len())
                .ok_or_else(|| wrong("the objective's proof", "목적값의 증명을 읽을 수 없습니다"))?,
            cap: self.cap()?,
            stopped: self.stopped,
            shut_out: Vec::new(),
            problem,
            panels,
            chances,
        };
        let (problem, gap, least) = (&lottery.problem, lottery.gap(), proof::float(&lottery.minimum()));
        let near = |stated: f64, found: f64| (stated - found).abs() <= 1e-12;
        if !near(self.gap, gap) || (lottery.must_be_fair() && gap > GAP) {
            return Err(wrong(&format!("the gap is {gap:e}"), "간격이 적힌 것과 다르거나 너무 큽니다"));
        }
        if !near(self.minimum, least) || !near(self.objective, lottery.objective()) || !near(self.dual_bound, lottery.bound()) {
            return Err(wrong(&format!("the least chance is {least}"), "확률이나 한계가 적힌 것과 다릅니다"));
        }
        let proved = !self.stopped && problem.rows.iter().all(|row| row.what != What::Cut);
        if self.proved != proved {
            return Err(wrong("`proved` is not what its rows allow", "‘proved’가 근거와 다릅니다"));
        }
        Ok(Checked { panels: lottery.panels.len(), stages: self.proofs.len(), proved })
    }

    /// The chances of all people, sorted, that a table `id,probability` must show.
    ///
    /// # Errors
    /// Refuses a table that shows others.
    pub fn check_people(&self, panels: &Table, people: &Table) -> Result<(), Refusal> {
        let problem = self.problem()?;
        let chances = proof::chances(&problem, &self.panels(panels, &problem)?);
        let all = problem.types.iter().zip(&chances).flat_map(|(of, chance)| vec![proof::float(chance); of.people.len()]);
        let mut expected: Vec<f64> = all.collect();
        let at = people.place("probability")?;
        let number = |(row, cells)| {
            cell(cells, at).parse::<f64>().map_err(|_| wrong(&format!("row {row} of {}", people.name), "확률이 숫자가 아닙니다"))
        };
        let mut shown = people.rows().map(number).collect::<Result<Vec<f64>, _>>()?;
        // Who was chosen before stands there with 1, who was left out with 0.
        expected.extend(vec![1.0; self.chosen]);
        expected.resize(shown.len().max(expected.len()), 0.0);
        expected.sort_by(f64::total_cmp);
        shown.sort_by(f64::total_cmp);
        let same = shown.len() == expected.len() && shown.iter().zip(&expected).all(|(shown, expected)| (shown - expected).abs() <= 1e-12);
        if same {
            Ok(())
        } else {
            Err(wrong(
                "probabilities.csv shows other chances than the panels give",
                "probabilities.csv의 확률이 참여단에서 나오는 것과 다릅니다",
            ))
        }
    }

    fn problem(&self) -> Result<Problem, Refusal> {
        let count = self.type_list.len();
        let shaped = self.type_list.iter().all(|of| {
            of.values.len() == self.features.len()
                && of.values.iter().zip(&self.features).all(|(value, feature)| *value < feature.values.len())
        });
        if !shaped || count != self.types || self.rows.first().is_none_or(|row| row.what != "size") {
            return Err(wrong("types and rows do not fit together", "유형과 조건이 서로 맞지 않습니다"));
        }
        let types = self
            .type_list
            .iter()
            .map(|of| Type { kind: Kind { values: of.values.clone(), household: of.household.clone() }, people: vec![0; of.people] });
        let types: Vec<Type> = types.collect();
        let rows = self.rows.iter().map(|line| {
            let (what, terms) = match (line.what.as_str(), line.of) {
                ("size", _) if line.low == line.high && line.low == i64::from(self.size) => {
                    (What::Size, (0..count).map(|at| (at, 1)).collect())
                }
                ("quota", Some((feature, value))) if feature < self.features.len() => {
                    let of = (0..count).filter(|at| types[*at].kind.values[feature] == value);
                    (What::Quota(feature, value), of.map(|at| (at, 1)).collect())
                }
                ("household", _) => (What::Household, line.terms.clone()),
                ("cut", _) => (What::Cut, line.terms.clone()),
                _ => return Err(wrong(&format!("a row `{}`", line.what), "알 수 없는 조건이 있습니다")),
            };
            let fits = terms.iter().all(|(at, _): &(usize, i64)| *at < count);
            if !fits {
                return Err(wrong("a row names a type that is not there", "없는 유형을 가리키는 조건이 있습니다"));
            }
            Ok(Row { what, terms, low: line.low, high: line.high })
        });
        let rows = rows.collect::<Result<Vec<Row>, Refusal>>()?;
        if rows.iter().filter(|row| row.what != What::Cut).cloned().collect::<Vec<Row>>() != with_households(&types, &rows) {
            return Err(wrong("the household rows do not follow from the types", "가구 조건이 유형에서 나오지 않습니다"));
        }
        Ok(Problem { types, rows, size: self.size })
    }

    fn panels(&self, table: &Table, problem: &Problem) -> Result<Vec<(Panel, u64)>, Refusal> {
        let places = ["panel", "weight", "type", "count"].map(|column| table.place(column));
        let mut panels: BTreeMap<u64, (Panel, u64)> = BTreeMap::new();
        for (row, cells) in table.rows() {
            let mut numbers = [0_u64; 4];
            for (number, place) in numbers.iter_mut().zip(&places) {
                let place = *place.as_ref().map_err(Clone::clone)?;
                let broken =
                    || wrong(&format!("row {row} of {} holds no whole number", table.name), "panels.csv에 정수가 아닌 칸이 있습니다");
                *number = cell(cells, place).parse().map_err(|_| broken())?;
            }
            let [number, weight, of, count] = numbers;
            let (panel, known) = panels.entry(number).or_insert_with(|| (vec![0; problem.types.len()], weight));
            let at = usize::try_from(of).ok().and_then(|of| of.checked_sub(1)).filter(|at| *at < panel.len() && panel[*at] == 0);
            let (Some(at), Ok(count), true) = (at, u32::try_from(count), *known == weight && weight > 0) else {
                return Err(wrong(&format!("row {row} of {} contradicts the others", table.name), "panels.csv의 행들이 서로 어긋납니다"));
            };
            panel[at] = count;
        }
        if let Some((number, _)) = panels.iter().find(|(_, (panel, _))| !problem.admits(panel)) {
            return Err(wrong(&format!("panel {number} breaks a quota"), "할당을 어기는 참여단이 있습니다"));
        }
        let total: u128 = panels.values().map(|(_, weight)| u128::from(*weight)).sum();
        if total != u128::from(self.weights_total) {
            return Err(wrong("the weights do not add up to weights_total", "가중치의 합이 다릅니다"));
        }
        Ok(panels.into_values().collect())
    }

    /// The stages, every bound added up again: LEXIMIN settles every type, maximin those of the least chance, Nash those that fit no panel.
    fn stages(&self, problem: &Problem) -> Result<Vec<Stage>, Refusal> {
        let mut stages = Vec::new();
        let mut chances: Vec<Option<BigRational>> = vec![None; problem.types.len()];
        let (cap, one) = (self.cap()?, BigRational::one());
        for (number, stage) in self.proofs.iter().enumerate() {
            let broken = |what: &str| {
                wrong(&format!("stage {}: {what}", number + 1), &format!("{}번째 단계의 증명이 성립하지 않습니다", number + 1))
            };
            let chance: BigRational = stage.chance.parse().map_err(|_| broken("no fraction"))?;
            let multiples = dense(&stage.multiples, problem.rows.len()).ok_or_else(|| broken("no whole number for a row"))?;
            let free: Vec<usize> = (0..chances.len()).filter(|at| chances[*at].is_none()).collect();
            let trivial = chance == cap && stage.multiples.is_empty() && stage.settled == free;
            let holds = || {
                bound(problem, if chance.is_zero() { &one } else { &cap }, &chances, &multiples)
                    .is_some_and(|found| found.value == chance && found.settled == stage.settled)
            };
            if stage.settled.is_empty() || !(trivial || holds()) {
                return Err(broken("the multiples prove another bound"));
            }
            for at in &stage.settled {
                chances[*at] = Some(chance.clone());
            }
            stages.push(Stage { chance, multiples, settled: stage.settled.clone() });
        }
        if self.method == "leximin" && chances.iter().any(Option::is_none) {
            return Err(wrong("a type is in no stage", "어느 단계에도 없는 유형이 있습니다"));
        }
        if self.proofs.len() != self.stages || self.dual_bound_exact != self.first_positive() {
            return Err(wrong("the bound is not the first stage's", "한계가 첫 단계의 것이 아닙니다"));
        }
        Ok(stages)
    }

    /// The chance that no other may be above.
    fn cap(&self) -> Result<BigRational, Refusal> {
        let Some(cap) = &self.cap else { return Ok(BigRational::one()) };
        let cap: Option<BigRational> = cap.parse().ok().filter(|cap: &BigRational| cap.is_positive() && *cap < BigRational::one());
        cap.filter(|_| self.method == "goldilocks").ok_or_else(|| wrong("its cap", "상한을 읽을 수 없습니다"))
    }

    fn first_positive(&self) -> String {
        self.proofs.iter().map(|stage| &stage.chance).find(|chance| *chance != "0").cloned().unwrap_or_else(|| "0".to_owned())
    }
}

/// The rows but the cuts, with the household rows that follow from the types.
fn with_households(types: &[Type], rows: &[Row]) -> Vec<Row> {
    let plain = rows.iter().filter(|row| matches!(row.what, What::Size | What::Quota(..))).cloned();
    plain.chain(crate::problem::household_rows(types)).collect()
}
