//! The words of `madang panel`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

pub(crate) const EXAMPLE: &str =
    "Example: madang panel select --pool respondents.csv --quotas categories.csv --size 300 --method leximin --seed 1 --out panel";

#[derive(Subcommand)]
pub(crate) enum Panel {
    /// Find the fairest lottery over panels that meet the quotas, with its certificate
    #[command(after_help = EXAMPLE)]
    Select(Select),
    /// Check files again, without solving anything; exit status 3 where they do not hold
    #[command(subcommand, after_help = "Example: madang panel verify certificate panel")]
    Verify(Verify),
    /// Pledge a lottery and to the public random value that will decide, before that is known
    #[command(after_help = "Example: madang panel pledge panel --source \"동행복권 로또 6/45 제1300회 당첨번호, 추첨 순서대로\"")]
    Pledge(PledgeTo),
    /// Draw a numbered panel by the public random value that was pledged
    #[command(after_help = "Example: madang panel draw panel --value \"3 11 24 30 38 41\"")]
    Draw(Draw),
    /// Write one person's page: their number, their chance, why it differs from others', how the draw went
    #[command(after_help = "Example: madang panel receipt panel --id 1042 --out receipt-1042.html")]
    Receipt(ReceiptOf),
    /// Seat a panel at tables over several rounds: mixed, meeting as many different people as possible
    #[command(after_help = super::tables::EXAMPLE)]
    Tables(super::tables::Tables),
    /// Draw a survey sample from a frame by strata and clusters, with inclusion probabilities and weights
    #[command(after_help = super::sample::EXAMPLE)]
    Sample(super::sample::Sample),
    /// Look at a pool before the draw: addresses that may be one household, and how it differs from the population
    #[command(after_help = super::check::EXAMPLE)]
    Check(super::check::Check),
    /// Draw replacements for people who left, so that the panel keeps its quotas
    #[command(after_help = super::replace::EXAMPLE)]
    Replace(super::replace::Replace),
    /// Choose alternates for the dropout that is to be expected
    #[command(after_help = super::alternates::EXAMPLE)]
    Alternates(super::alternates::AlternatesFor),
}

#[derive(Args)]
pub(crate) struct Select {
    /// Who may be drawn: CSV (UTF-8 or CP949) or XLSX, a row for each person, a column for each feature
    #[arg(long, value_name = "FILE")]
    pub(crate) pool: PathBuf,
    /// The quotas: category,feature,min,max or feature,value,min,max or category,name,…,min,max
    #[arg(long, value_name = "FILE")]
    pub(crate) quotas: PathBuf,
    /// People in the panel
    #[arg(long, value_name = "N")]
    pub(crate) size: u32,
    /// What the lottery is to be best at
    #[arg(long, value_enum, default_value = "leximin")]
    pub(crate) method: Method,
    /// The column of ids; the number of the row below the header unless told
    #[arg(long, value_name = "COLUMN")]
    pub(crate) id: Option<String>,
    /// The column of addresses: at most one from each household
    #[arg(long, value_name = "COLUMN")]
    pub(crate) household: Option<String>,
    /// Ids of people who are on the panel already
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) chosen: Vec<String>,
    /// Ids of people who may not be drawn
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(crate) without: Vec<String>,
    /// So many equally likely numbered panels
    #[arg(long, value_name = "M", default_value_t = 1000)]
    pub(crate) lottery: usize,
    /// Decides who comes first within a type and which number a panel has; never the probabilities
    #[arg(long)]
    pub(crate) seed: u64,
    /// The folder to write into; made if absent
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Method {
    /// The least chance as great as can be, then the next least, and so on
    Leximin,
    /// The least chance as great as can be
    Maximin,
    /// The product of all chances as great as can be
    Nash,
    /// Both ends guarded: neither very small chances nor very great ones
    Goldilocks,
    /// The heuristic of before, for comparison only: a thousand of its draws
    Legacy,
}

impl From<Method> for sortition::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Leximin => Self::Leximin,
            Method::Maximin => Self::Maximin,
            Method::Nash => Self::Nash,
            Method::Goldilocks => Self::Goldilocks,
            Method::Legacy => Self::Legacy,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Verify {
    /// Add up a certificate again, in whole numbers: certificate.json, panels.csv, probabilities.csv
    #[command(after_help = "Example: madang panel verify certificate panel")]
    Certificate {
        /// The folder that `select` wrote
        dir: PathBuf,
    },
    /// Repeat a draw: pledge.json, draw.json, lottery.csv, certificate.json
    #[command(after_help = "Example: madang panel verify draw panel")]
    Draw {
        /// The folder
        dir: PathBuf,
    },
    /// Open one person's commitment: commitments.csv, certificate.json
    #[command(after_help = "Example: madang panel verify receipt panel --id 1042 --pseudonym 12-7 --salt 5f…")]
    Receipt {
        /// The folder
        dir: PathBuf,
        /// The id, as the receipt shows it
        #[arg(long)]
        id: String,
        /// The published number
        #[arg(long)]
        pseudonym: String,
        /// The salt
        #[arg(long)]
        salt: String,
    },
}

#[derive(Args)]
pub(crate) struct PledgeTo {
    /// The folder that `select` wrote
    pub(crate) dir: PathBuf,
    /// The public random value that will decide: where, which, when, and how it is written down
    #[arg(long, value_name = "TEXT")]
    pub(crate) source: String,
}

#[derive(Args)]
pub(crate) struct Draw {
    /// The folder with pledge.json
    pub(crate) dir: PathBuf,
    /// The value, as its source wrote it
    #[arg(long, value_name = "TEXT")]
    pub(crate) value: String,
}

#[derive(Args)]
pub(crate) struct ReceiptOf {
    /// The folder that `select` wrote, with people-private.csv
    pub(crate) dir: PathBuf,
    /// The person's id
    #[arg(long)]
    pub(crate) id: String,
    /// The page to write
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}
