//! `madang panel check`: before the draw, addresses that may be one household, and how the pool differs from the population.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use sortition::{Columns, Difference, Likeness, Pair, Pool, Quotas};

use super::{table, write};

pub(crate) const EXAMPLE: &str =
    "Example: madang panel check --pool respondents.csv --quotas categories.csv --population city.csv --household address --out check";

#[derive(Args)]
pub(crate) struct Check {
    /// Who may be drawn
    #[arg(long, value_name = "FILE")]
    pool: PathBuf,
    /// The quotas, to be held against the population
    #[arg(long, value_name = "FILE")]
    quotas: Option<PathBuf>,
    /// The population: feature,value,count or feature,value,share
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// People in the panel, for expected numbers; without it as many as the quotas admit
    #[arg(long, value_name = "N")]
    size: Option<u32>,
    /// The column of addresses
    #[arg(long, value_name = "COLUMN")]
    household: Option<String>,
    /// The column of ids; the number of the row below the header unless told
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The folder to write into; made if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(options: &Check) -> Result<ExitCode> {
    let people = table(&options.pool)?;
    let quotas = options.quotas.as_ref().map(|file| Ok::<_, anyhow::Error>(Quotas::read(&table(file)?)?)).transpose()?;
    let columns = Columns { id: options.id.as_deref(), household: options.household.as_deref() };
    let none = Quotas { features: Vec::new() };
    let pool = Pool::read(&people, quotas.as_ref().unwrap_or(&none), columns)?;
    let written = sortition::addresses(&people, columns)?;
    let pairs = sortition::pairs(&written.iter().map(|one| one.address.as_str()).collect::<Vec<_>>());
    let differences = match &options.population {
        Some(file) => Some(sortition::differences(&people, &table(file)?, quotas.as_ref(), options.size)?),
        None => None,
    };
    let addresses = columns.household.map(|_| sortition::addresses_csv(&written, &pairs)).transpose()?;
    let population = differences.as_deref().map(sortition::population_csv).transpose()?;
    fs::create_dir_all(&options.out).with_context(|| format!("cannot make the folder {}", options.out.display()))?;
    let mut text = format!("{} people in the pool\n", pool.people.len());
    let mut files = Vec::new();
    if let Some(addresses) = addresses {
        write(&options.out, "addresses.csv", &addresses)?;
        files.push("addresses.csv");
        text.push_str(&households(&pairs, written.iter().filter(|one| !one.address.is_empty()).count()));
    }
    if let (Some(population), Some(differences)) = (population, &differences) {
        write(&options.out, "population.csv", &population)?;
        files.push("population.csv");
        differences.iter().for_each(|difference| text.push_str(&compared(difference)));
    }
    let written = if files.is_empty() { "nothing".to_owned() } else { files.join(", ") };
    super::super::print(&(text + &format!("wrote {written} into {}\n", options.out.display())))?;
    Ok(ExitCode::SUCCESS)
}

fn households(pairs: &[Pair], people: usize) -> String {
    let count = |likeness| pairs.iter().filter(|pair| pair.likeness == likeness).count();
    let [same, otherwise, doubtful] = [Likeness::Same, Likeness::SameWritten, Likeness::Doubtful].map(count);
    let all = people - same - otherwise;
    format!(
        "주소를 적은 사람 {people}명, 가구 {all}개: 같은 주소 {same}쌍, 표기만 다른 같은 주소 {otherwise}쌍, 사람이 확인할 주소 {doubtful}쌍\n\
         {people} people with an address, {all} households: {same} pairs the same, {otherwise} the same but written otherwise, {doubtful} doubtful (look at them)\n"
    )
}

fn compared(difference: &Difference) -> String {
    let (feature, chi, freedom, p) = (&difference.feature, difference.chi_square, difference.freedom, difference.p);
    let mut text = format!("{feature}: chi-square {chi:.2}, {freedom} degrees of freedom, p {p:.1e}\n");
    for value in &difference.values {
        let share = |share: f64| format!("{:.1}%", 100.0 * share);
        let population = value.in_population.map_or_else(|| "not named".to_owned(), share);
        let ratio = value.ratio.map_or_else(String::new, |ratio| format!(", ratio {ratio:.2}"));
        text.push_str(&format!("  {}: pool {}, population {population}{ratio}", value.value, share(value.in_pool)));
        if value.quota_is_off()
            && let (Some((min, max)), Some((least, most))) = (value.quota, value.expected)
        {
            text.push_str(&format!("; 할당 {min}–{max}명이 인구 비율({least:.1}–{most:.1}명)과 다릅니다 / the quota {min} to {max} is away from its share ({least:.1} to {most:.1})"));
        }
        text.push('\n');
    }
    text
}
