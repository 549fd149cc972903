//! `madang panel replace`: replacements for people who left, drawn like the panel; everything is solved before anything is written.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::Args;
use kernel::Lang;
use sortition::{Columns, Leaving, Pool, Quotas, Replacement, Rule};

use super::options::Method;
use super::select::{csv, imprecise, watched};
use super::{table, write};

pub(crate) const EXAMPLE: &str = "Example: madang panel replace --pool respondents.csv --quotas categories.csv --size 30 --panel panel.csv --left 17,42 --seed 1 --out replaced";

#[derive(Args)]
pub(crate) struct Replace {
    /// Who could be drawn: the pool of the panel
    #[arg(long, value_name = "FILE")]
    pool: PathBuf,
    /// The quotas of the panel
    #[arg(long, value_name = "FILE")]
    quotas: PathBuf,
    /// People in a full panel
    #[arg(long, value_name = "N")]
    size: u32,
    /// The panel as it was: a column of ids
    #[arg(long, value_name = "FILE")]
    panel: PathBuf,
    /// Ids of people who left
    #[arg(long, value_name = "ID", value_delimiter = ',', required = true)]
    left: Vec<String>,
    /// Ids of others who may not be asked
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    declined: Vec<String>,
    /// What the lottery is to be best at
    #[arg(long, value_enum, default_value = "leximin")]
    method: Method,
    /// The column of ids; the number of the row below the header unless told
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The column of addresses: at most one from each household
    #[arg(long, value_name = "COLUMN")]
    household: Option<String>,
    /// So many equally likely numbered panels, of which the seed draws one
    #[arg(long, value_name = "M", default_value_t = 1000)]
    lottery: usize,
    /// Decides which number is drawn; never the probabilities
    #[arg(long)]
    seed: u64,
    /// The folder to write into; made if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(options: &Replace) -> Result<ExitCode> {
    let quotas = Quotas::read(&table(&options.quotas)?)?;
    let columns = Columns { id: options.id.as_deref(), household: options.household.as_deref() };
    let pool = Pool::read(&table(&options.pool)?, &quotas, columns)?;
    let leaving = Leaving {
        panel: pool.listed(&table(&options.panel)?, columns.id)?,
        left: pool.places(&options.left)?,
        declined: pool.places(&options.declined)?,
    };
    let rule = Rule { size: options.size, method: options.method.into(), numbers: options.lottery, seed: options.seed };
    let start = Instant::now();
    let found = watched(|watch| sortition::replacement(&pool, &quotas, &leaving, rule, watch))?;
    let certificate = sortition::certificate(&found.lottery, &found.quotas, found.stayed.len(), start.elapsed().as_secs_f64());
    if certificate.gap > sortition::GAP && !certificate.stopped {
        return Err(imprecise(certificate.gap).into());
    }
    let files = [
        ("replacements.csv", people_csv(&pool, &quotas, found.people.iter().copied(), None)?),
        ("probabilities.csv", sortition::probabilities_csv(&found.lottery, &pool, &found.stayed)),
        ("panels.csv", sortition::panels_csv(&found.lottery)),
        ("certificate.json", serde_json::to_string_pretty(&certificate)? + "\n"),
        ("panel.csv", people_csv(&pool, &quotas, found.stayed.iter().chain(&found.people).copied(), Some(&found))?),
        ("quotas.csv", quotas_csv(&pool, &quotas, &found)?),
    ];
    fs::create_dir_all(&options.out).with_context(|| format!("cannot make the folder {}", options.out.display()))?;
    for (name, text) in &files {
        write(&options.out, name, text)?;
    }
    super::super::print(&summary(&pool, &quotas, &found, certificate.proved, options))?;
    Ok(ExitCode::SUCCESS)
}

/// People with their values in the pool's order; with a panel, whether they are new on it.
fn people_csv(pool: &Pool, quotas: &Quotas, people: impl Iterator<Item = usize>, panel: Option<&Replacement>) -> Result<String> {
    let new = |at: &usize| panel.map(|found| u8::from(found.people.contains(at)).to_string());
    let header = ["id".to_owned()].into_iter().chain(panel.map(|_| "new".to_owned()));
    let mut rows: Vec<Vec<String>> = vec![header.chain(quotas.features.iter().map(|feature| feature.name.clone())).collect()];
    for at in people.collect::<BTreeSet<_>>() {
        let id = pool.people.get(at).map(|person| person.id.clone());
        rows.push(id.into_iter().chain(new(&at)).chain(pool.values(quotas, at).into_iter().map(str::to_owned)).collect());
    }
    csv(rows)
}

/// quotas.csv: the quotas that the new panel keeps, as `--quotas` takes them, beside those given and what the panel has.
fn quotas_csv(pool: &Pool, given: &Quotas, found: &Replacement) -> Result<String> {
    let mut rows = vec![["feature", "value", "min", "max", "given_min", "given_max", "stayed", "panel"].map(str::to_owned).to_vec()];
    let features = given.features.iter().zip(&found.quotas.features).enumerate();
    for (place, (before, after)) in features {
        for (value, (before, quota)) in before.quotas.iter().zip(&after.quotas).enumerate() {
            let count = |people: &[usize]| {
                let people = people.iter().filter_map(|at| pool.people.get(*at));
                people.filter(|person| person.values.get(place) == Some(&value)).count()
            };
            let stayed = count(&found.stayed);
            let numbers = [quota.min, quota.max, before.min, before.max].map(|number| number.to_string());
            let counts = [stayed, stayed + count(&found.people)].map(|number| number.to_string());
            rows.push([after.name.clone(), quota.value.clone()].into_iter().chain(numbers).chain(counts).collect());
        }
    }
    csv(rows)
}

fn summary(pool: &Pool, quotas: &Quotas, found: &Replacement, proved: bool, options: &Replace) -> String {
    let ids = |people: &[usize]| {
        let ids = people.iter().filter_map(|at| pool.people.get(*at)).map(|person| person.id.as_str());
        ids.collect::<Vec<_>>().join(", ")
    };
    let asked: usize = found.lottery.problem.types.iter().map(|of| of.people.len()).sum();
    let mut text = format!(
        "{} stayed; {} drawn from {asked} who can still be asked: {}\nnumber {} of {} numbered panels; minimum {:.10}, {}; nobody's chance moves by more than {:.6}\n",
        found.stayed.len(),
        found.people.len(),
        ids(&found.people),
        found.number,
        options.lottery,
        sortition::float(&found.lottery.minimum()),
        if proved { "proved" } else { "solver-only" },
        sortition::float(&found.moved),
    );
    if found.lottery.stopped {
        text.push_str("중간에 멈춤: 지금까지 가장 나은 추첨입니다.\nstopped: this is the best lottery so far, not the fairest\n");
    }
    let warnings = [Lang::Ko, Lang::En].map(|lang| found.warning(quotas, lang));
    if warnings.iter().all(String::is_empty) {
        text.push_str("새 참여단은 모든 할당을 지킵니다.\nthe new panel keeps all quotas\n");
    } else {
        warnings.iter().for_each(|warning| text.push_str(&format!("{warning}\n")));
    }
    let out = options.out.display();
    text + &format!("wrote replacements.csv, panel.csv, quotas.csv, probabilities.csv, panels.csv, certificate.json into {out}\n")
}
