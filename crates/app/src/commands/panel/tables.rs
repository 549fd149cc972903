//! `madang panel tables`: a list of people in, a seating to print out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use kernel::Lang;
use sortition::{Asked, People, Seating};

use super::{table, write};
use crate::cli::Language;

pub(crate) const EXAMPLE: &str =
    "Example: madang panel tables --people panel.csv --id 번호 --tables 10 --rounds 3 --mix 성별,나이 --apart 3:17 --seed 1 --out tables";

#[derive(Args)]
pub(crate) struct Tables {
    /// Who is seated: CSV (UTF-8 or CP949) or XLSX, a row for each person
    #[arg(long, value_name = "FILE")]
    people: PathBuf,
    /// Tables in each round; as many as --size needs unless told
    #[arg(long, value_name = "T", required_unless_present = "size")]
    tables: Option<usize>,
    /// Seats at a table at most; tables are as equal as possible
    #[arg(long, value_name = "S")]
    size: Option<usize>,
    /// Rounds; everybody changes tables in between
    #[arg(long, value_name = "R")]
    rounds: usize,
    /// The columns whose values are mixed at each table
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    mix: Vec<String>,
    /// The column of ids or names; the number of the row below the header unless told
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// People who never sit together: 3:17,4:9:21, or a file with a group in each row
    #[arg(long, value_name = "FILE|ID:ID,…")]
    apart: Option<String>,
    /// People who always sit together, written the same way
    #[arg(long, value_name = "FILE|ID:ID,…")]
    together: Option<String>,
    /// Facilitators, one for each table and round, in turn
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    facilitators: Vec<String>,
    /// Decides among equally good seatings
    #[arg(long)]
    seed: u64,
    /// The language of tables.html
    #[arg(long, value_enum, default_value = "ko")]
    lang: Language,
    /// The folder to write into; made if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(crate) fn run(options: &Tables) -> Result<ExitCode> {
    let people = People::read(&table(&options.people)?, options.id.as_deref(), &options.mix)?;
    let asked = Asked {
        tables: options.tables,
        size: options.size,
        rounds: options.rounds,
        apart: groups(options.apart.as_deref())?,
        together: groups(options.together.as_deref())?,
        facilitators: options.facilitators.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
        seed: options.seed,
    };
    let seating = sortition::seat(people, &asked)?;
    let (out, lang) = (&options.out, Lang::from(options.lang));
    fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    write(out, "tables.csv", &sortition::tables_csv(&seating))?;
    write(out, "tables.json", &(serde_json::to_string_pretty(&seating.measures)? + "\n"))?;
    write(out, "tables.html", &sortition::tables_html(&seating, lang))?;
    super::super::print(&summary(&seating, out))?;
    Ok(ExitCode::SUCCESS)
}

/// Groups of ids, from a file where the text names one.
fn groups(text: Option<&str>) -> Result<Vec<Vec<String>>> {
    match text {
        None => Ok(Vec::new()),
        Some(text) if Path::new(text).is_file() => Ok(sortition::groups_of(&table(Path::new(text))?)?),
        Some(text) => Ok(sortition::groups(text)?),
    }
}

fn summary(seating: &Seating, out: &Path) -> String {
    let of = &seating.measures;
    let facilitators = match of.facilitators {
        0 => String::new(),
        count => format!(
            "{count} facilitators: {} times somebody is met again, {} times a table comes again\n",
            of.facilitated_again, of.same_table_again
        ),
    };
    format!(
        "{} people, {} tables, {} rounds: {} distinct pairs of at most {}; {} of {} cells outside floor and ceiling, largest deviation {:.1}, sum {:.1}\n{facilitators}wrote tables.csv, tables.json, tables.html into {}\n",
        of.people,
        of.tables,
        of.rounds,
        of.distinct_pairs,
        of.distinct_pairs_bound,
        of.cells_outside,
        of.cells,
        of.largest_deviation,
        of.sum_of_deviations,
        out.display()
    )
}
