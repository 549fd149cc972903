//! `madang panel alternates`: alternates for the dropout that is to be expected.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use sortition::{Alternates, Columns, How, Past, Pool, Quotas, Rates, Wanted};

use super::select::csv;
use super::{table, write};

pub(crate) const EXAMPLE: &str = "Example: madang panel alternates --pool respondents.csv --quotas categories.csv --panel panel.csv --count 8 --learn past.csv --seed 1 --out alternates";

#[derive(Args)]
#[command(group(clap::ArgGroup::new("staying").required(true).args(["rates", "learn"])))]
pub(crate) struct AlternatesFor {
    /// Who could be drawn: the pool of the panel
    #[arg(long, value_name = "FILE")]
    pool: PathBuf,
    /// The quotas of the panel
    #[arg(long, value_name = "FILE")]
    quotas: PathBuf,
    /// The panel: a column of ids
    #[arg(long, value_name = "FILE")]
    panel: PathBuf,
    /// How many alternates
    #[arg(long, value_name = "A")]
    count: u32,
    /// Rates of staying: feature,value,rate; the feature `base` without a value for everybody; 1 where none is named
    #[arg(long, value_name = "FILE")]
    rates: Option<PathBuf>,
    /// People of past panels to learn the rates from: columns of features, and `stayed` (1 or 0)
    #[arg(long, value_name = "FILE")]
    learn: Option<PathBuf>,
    /// Ids of people who may not be asked
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    declined: Vec<String>,
    /// Samples of who leaves; as many others compare the choice with blind ones
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    samples: u32,
    /// The column of ids; the number of the row below the header unless told
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The column of addresses: at most one from each household, panel and alternates together
    #[arg(long, value_name = "COLUMN")]
    household: Option<String>,
    /// Decides the samples, and who of a type
    #[arg(long)]
    seed: u64,
    /// The folder to write into; made if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(options: &AlternatesFor) -> Result<ExitCode> {
    let quotas = Quotas::read(&table(&options.quotas)?)?;
    let columns = Columns { id: options.id.as_deref(), household: options.household.as_deref() };
    let pool = Pool::read(&table(&options.pool)?, &quotas, columns)?;
    let wanted = Wanted {
        panel: pool.listed(&table(&options.panel)?, columns.id)?,
        declined: pool.places(&options.declined)?,
        count: options.count,
        samples: options.samples as usize,
        seed: options.seed,
    };
    let (rates, learned) = match (&options.rates, &options.learn) {
        (Some(file), _) => (Rates::read(&table(file)?, &quotas)?, None),
        (None, Some(file)) => {
            let past = Past::read(&table(file)?, &quotas)?;
            let rates = Rates::learn(&past, &quotas);
            let text = rates.csv(&quotas)?;
            (rates, Some(text))
        }
        (None, None) => anyhow::bail!("--rates or --learn must be given"),
    };
    let found = sortition::alternates(&pool, &quotas, &rates, &wanted)?;
    let list = alternates_csv(&pool, &quotas, &found)?;
    let sheet = serde_json::to_string_pretty(&serde_json::json!({
        "format": "madang-panel-alternates/1",
        "panel": wanted.panel.len(),
        "alternates": found.people.len(),
        "seed": options.seed,
        "rates": if learned.is_some() { "learned" } else { "given" },
        "measure": "people by whom counts are under minima or over maxima, in all, after the best replacement; mean over samples",
        "worth": found.worth,
    }))?;
    fs::create_dir_all(&options.out).with_context(|| format!("cannot make the folder {}", options.out.display()))?;
    write(&options.out, "alternates.csv", &list)?;
    write(&options.out, "alternates.json", &(sheet + "\n"))?;
    if let Some(text) = &learned {
        write(&options.out, "rates.csv", text)?;
    }
    super::super::print(&summary(&found, wanted.panel.len(), learned.is_some(), options))?;
    Ok(ExitCode::SUCCESS)
}

/// alternates.csv: in the order in which to ask, with the share of samples that use them and whose leaving makes that likelier.
fn alternates_csv(pool: &Pool, quotas: &Quotas, found: &Alternates) -> Result<String> {
    let mut rows = vec![["order", "id", "type", "used", "stands_for"].map(str::to_owned)];
    let id = |at: &usize| pool.people.get(*at).map(|person| person.id.as_str()).unwrap_or_default();
    for (order, one) in found.people.iter().enumerate() {
        rows.push([
            (order + 1).to_string(),
            id(&one.person).to_owned(),
            pool.values(quotas, one.person).join(" / "),
            format!("{:.4}", one.used),
            one.stands_for.iter().map(id).collect::<Vec<_>>().join(" "),
        ]);
    }
    csv(rows.into_iter().map(Vec::from))
}

fn summary(found: &Alternates, panel: usize, learned: bool, options: &AlternatesFor) -> String {
    let worth = &found.worth;
    let (ko, en) = match worth.method {
        How::IntegerProgramme => ("정수계획으로 최적임을 확인", "one integer programme, solved to its optimum"),
        How::PlanesClosed => ("절단면으로 최적임을 확인", "planes below the mean, closed: no choice is better on these samples"),
        How::Planes => ("절단면, 최적 여부는 한계까지만 확인", "planes below the mean, not closed: no choice is below the bound"),
    };
    let (people, samples, scenarios) = (found.people.len(), worth.samples, worth.scenarios);
    let (worse, same, better) = worth.random_worse_same_better;
    let out = options.out.display();
    let (left, [chosen, bound]) = (worth.expected_dropouts, [worth.chosen_on_samples, worth.bound]);
    let [without, held, random] = [worth.held_out_without, worth.held_out_chosen, worth.held_out_random];
    format!(
        "{people} alternates for a panel of {panel}; {left:.2} people are expected to leave; {samples} samples, {scenarios} different\n\
         방법: {ko}\nmethod: {en}; mean deviation {chosen:.6}, bound {bound:.6}\n\
         다른 표본 {samples}개에서 할당과의 평균 차이(명): 대체 인원 없이 {without:.4}, 이 대체 인원으로 {held:.4}, 무작위 대체 인원으로 {random:.4}\n\
         on {samples} other samples, mean deviation from the quotas in people: without alternates {without:.4}, with these {held:.4}, \
         with blind ones {random:.4} (of 10 blind choices {worse} worse, {same} the same, {better} better)\n\
         wrote alternates.csv, alternates.json{} into {out}\n",
        if learned { ", rates.csv" } else { "" }
    )
}
