//! The words of `madang estimate`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use estimation::{Level, Method};

/// Printed below the help.
pub(crate) const EXAMPLE: &str = "\
Example: madang estimate mean satisfaction --data survey.csv --weights weight --population-size population \\
           --margins sex-age.csv --margins district.csv --report satisfaction.html
The method and its sources: docs/estimation.md";

#[derive(Subcommand)]
pub(crate) enum Estimate {
    /// Bring weights into agreement with margins; writes the table with a column of new weights
    #[command(
        after_help = "Example: madang estimate rake --data survey.csv --weights weight --margins sex-age.csv --margins district.csv --out weighted.csv"
    )]
    Rake(Rake),
    /// The mean of a column
    #[command(after_help = "Example: madang estimate mean satisfaction --data survey.csv --weights weight --by district")]
    Mean(One),
    /// The share of those who answered with VALUE; of each answer if VALUE is left out
    #[command(after_help = "Example: madang estimate share support yes --data survey.csv --weights weight")]
    Share(Share),
    /// The total of a column over the population
    #[command(after_help = "Example: madang estimate total visits --data survey.csv --weights weight --population-size population")]
    Total(One),
    /// The total of one column over the total of another
    #[command(after_help = "Example: madang estimate ratio spent income --data survey.csv --weights weight")]
    Ratio(Two),
    /// The value that PART of the population does not exceed; the median for 0.5
    #[command(after_help = "Example: madang estimate quantile visits 0.5 --data survey.csv --weights weight")]
    Quantile(Quantile),
    /// What the same people answered after, less what they had answered before; several questions are corrected for their number
    #[command(
        after_help = "Example: madang estimate change --before q1_before --after q1_after --data panel.csv --weights weight --cluster table --control poll.csv"
    )]
    Change(Change),
    /// What those who stayed had answered before, less what those who left had
    #[command(after_help = "Example: madang estimate leavers --before q1_before --after q1_after --data panel.csv --weights weight")]
    Leavers(Leavers),
    /// Whether two questions have to do with each other: the test of Rao and Scott
    #[command(after_help = "Example: madang estimate association support district --data survey.csv --weights weight")]
    Association(Two),
}

/// How people were drawn, and where answers go.
#[derive(Args)]
pub(crate) struct Design {
    /// The answers, CSV with a header (UTF-8 or CP949)
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// The column of weights
    #[arg(long, value_name = "COLUMN")]
    pub(crate) weights: String,
    /// The column with the size of the population (of its stratum; clusters where there are clusters)
    #[arg(long, value_name = "COLUMN")]
    pub(crate) population_size: Option<String>,
    /// The column of what was drawn, or sits, together: household, block, table
    #[arg(long, value_name = "COLUMN")]
    pub(crate) cluster: Option<String>,
    /// The column of what was drawn from separately
    #[arg(long, value_name = "COLUMN")]
    pub(crate) strata: Option<String>,
    /// A margin of the population, CSV: variable,Freq (or several variables, then Freq); may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) margins: Vec<PathBuf>,
    /// The least and largest factor that raking may apply to a weight, such as 0.3,3
    #[arg(long, value_name = "LOW,HIGH", value_parser = bounds)]
    pub(crate) bounds: Option<(f64, f64)>,
    /// What codes mean, CSV: variable,code,label[,missing]
    #[arg(long, value_name = "FILE")]
    pub(crate) codebook: Option<PathBuf>,
    /// The sample was not drawn by chance (volunteers, an open link): every output says so
    #[arg(long)]
    pub(crate) not_by_chance: bool,
    /// Write what is printed to a file as well (rake: the weighted table)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// A page with tables and charts
    #[arg(long, value_name = "FILE.html")]
    pub(crate) report: Option<PathBuf>,
}

/// How an estimate is asked for.
#[derive(Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    pub(crate) design: Design,
    /// How the interval is made; logit for shares and t otherwise, unless told
    #[arg(long, value_enum)]
    pub(crate) interval: Option<IntervalMethod>,
    /// How often the interval is to hold the truth
    #[arg(long, default_value = "0.95", value_parser = level)]
    pub(crate) level: Level,
    /// Only those with this answer; may be repeated
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = condition)]
    pub(crate) conditions: Vec<(String, String)>,
    /// For each answer of this column as well as for all
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Option<String>,
    /// Groups with fewer answers are not shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) smallest: usize,
    /// Print answers, effective sample size and design effect too
    #[arg(long)]
    pub(crate) details: bool,
}

#[derive(Args)]
pub(crate) struct Rake {
    #[command(flatten)]
    pub(crate) design: Design,
    /// The name of the new column
    #[arg(long, default_value = "raked")]
    pub(crate) name: String,
}

#[derive(Args)]
pub(crate) struct One {
    /// The column
    pub(crate) column: String,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Args)]
pub(crate) struct Share {
    /// The column
    pub(crate) column: String,
    /// The answer, as code or label
    pub(crate) value: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Args)]
pub(crate) struct Two {
    /// The first column, above the line
    pub(crate) first: String,
    /// The second column, below the line
    pub(crate) second: String,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Args)]
pub(crate) struct Quantile {
    /// The column
    pub(crate) column: String,
    /// The part of the population, between 0 and 1
    #[arg(default_value_t = 0.5)]
    pub(crate) part: f64,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Args)]
pub(crate) struct Leavers {
    /// The column of the answers before
    #[arg(long, value_name = "COLUMN")]
    pub(crate) before: String,
    /// The column of the answers after; empty for those who left
    #[arg(long, value_name = "COLUMN")]
    pub(crate) after: String,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Args)]
pub(crate) struct Change {
    /// The column of the answers before; may be repeated, with as many --after
    #[arg(long, value_name = "COLUMN", required = true)]
    pub(crate) before: Vec<String>,
    /// The column of the answers after
    #[arg(long, value_name = "COLUMN", required = true)]
    pub(crate) after: Vec<String>,
    /// A control survey, asked the same columns at the same two times
    #[arg(long, value_name = "FILE")]
    pub(crate) control: Option<PathBuf>,
    /// The control's column of weights; the same name as --weights unless told
    #[arg(long, value_name = "COLUMN", requires = "control")]
    pub(crate) control_weights: Option<String>,
    /// The control's column with the size of the population
    #[arg(long, value_name = "COLUMN", requires = "control")]
    pub(crate) control_population_size: Option<String>,
    /// The control's column of clusters
    #[arg(long, value_name = "COLUMN", requires = "control")]
    pub(crate) control_cluster: Option<String>,
    /// The control's column of strata
    #[arg(long, value_name = "COLUMN", requires = "control")]
    pub(crate) control_strata: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum IntervalMethod {
    Normal,
    T,
    Logit,
    Beta,
}

impl From<IntervalMethod> for Method {
    fn from(method: IntervalMethod) -> Self {
        match method {
            IntervalMethod::Normal => Self::Normal,
            IntervalMethod::T => Self::Student,
            IntervalMethod::Logit => Self::Logit,
            IntervalMethod::Beta => Self::Beta,
        }
    }
}

fn bounds(text: &str) -> Result<(f64, f64), String> {
    let numbers = text.split_once(',').and_then(|(low, high)| Some((low.trim().parse().ok()?, high.trim().parse().ok()?)));
    numbers.ok_or_else(|| "두 수를 쉼표로 주십시오 · give two numbers with a comma: 0.3,3".to_owned())
}

fn level(text: &str) -> Result<Level, String> {
    let number = text.parse().map_err(|_| "0.95처럼 주십시오 · give a number such as 0.95".to_owned())?;
    Level::new(number).map_err(|refusal| format!("{} · {}", refusal.ko, refusal.en))
}

fn condition(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').map(|(column, value)| (column.trim().to_owned(), value.trim().to_owned()));
    parts.ok_or_else(|| "열=값 꼴로 주십시오 · give COLUMN=VALUE".to_owned())
}
