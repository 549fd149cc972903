//! The words of the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use kernel::{Day, Lang};
use store::VerifyHead;

use crate::commands;

/// The system of record for a city's public-innovation bureau.
#[derive(Parser)]
#[command(name = "madang", version = commands::version(), arg_required_else_help = true, after_help = "Example: madang demo")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Load Seoul's 2021 pack and its demonstration record into a folder, then serve it
    #[command(after_help = "Example: madang demo --data demo --port 8021")]
    Demo(Demo),
    /// Start an empty record from a city pack
    #[command(after_help = "Example: madang init --pack packs/seoul-2021 --database sqlite:city.db")]
    Init(Init),
    /// Serve the pages of a record
    #[command(after_help = "Example: madang serve --database sqlite:demo/madang.db --port 8021")]
    Serve(Serve),
    /// Open an account, or set its password anew; the password is read from standard input
    #[command(after_help = "Example: madang account admin --actor setup --database sqlite:city.db")]
    Account(Account),
    /// Make a key file for `serve --key-file`; refuses to overwrite one
    #[command(after_help = "Example: madang key madang.key")]
    Key(Key),
    /// Bring a database's schema up to this program's
    #[command(after_help = "Example: madang migrate --database sqlite:city.db")]
    Migrate(Database),
    /// Print every figure that comes from the record, exact, as of a day
    #[command(after_help = "Example: madang figures --as-of 2021-03-31 --format csv")]
    Figures(Figures),
    /// Print the rows behind a figure
    #[command(after_help = "Example: madang evidence execution.disbursed.park-operation --as-of 2021-03-31")]
    Evidence(Evidence),
    /// List and render reports
    #[command(subcommand, after_help = "Example: madang report render work-report-2021 --as-of 2021-04-21 --format md")]
    Report(Report),
    /// Try a file of the official system (e호조: CSV in UTF-8 or CP949, XLSX), or enter its rows
    #[command(
        after_help = "Example: madang import --file day.csv --dry-run\n         madang import --file day.csv --exceptions --as budget-lead --database sqlite:city.db"
    )]
    Import(Import),
    /// Opinion groups from votes, on files, without a database
    #[command(subcommand, after_help = "Example: madang opinion groups --votes participants-votes.csv --comments comments.csv --out map")]
    Opinion(Opinion),
    /// Draw a panel fairly under quotas, in a way that anybody can check; works on files alone
    #[command(subcommand, after_help = commands::panel::EXAMPLE)]
    Panel(Box<commands::panel::Panel>),
    /// Outbreak detectors of the textbook, and streams of complaints to try one on; works on files alone
    #[command(subcommand, after_help = commands::signals::EXAMPLE)]
    Signals(Box<commands::signals::Signals>),
    /// Check the record and the rules; exit status 3 where a promise is broken
    #[command(after_help = "Example: madang verify all --database sqlite:demo/madang.db")]
    Verify(Verify),
    /// Print an order on standard input as PDF or HWPX: what a server asks of this same program
    #[command(hide = true)]
    Print,
    /// Weigh a survey and estimate from it; works on files alone
    #[command(subcommand, after_help = commands::estimate::EXAMPLE)]
    Estimate(Box<commands::estimate::Estimate>),
}

#[derive(Args)]
pub(crate) struct Database {
    /// The database: sqlite:PATH or postgres://…
    #[arg(long, env = "MADANG_DATABASE", default_value = "sqlite:demo/madang.db")]
    pub(crate) database: String,
}

/// Reads where the public reaches the pages.
fn public_address(text: &str) -> Result<String, &'static str> {
    let is_plain = |rest: &str| !rest.is_empty() && rest.chars().all(|sign| sign.is_ascii_graphic() && !"?#\"<>\\".contains(sign));
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://")).filter(|rest| is_plain(rest));
    rest.map(|_| text.trim_end_matches('/').to_owned()).ok_or("write it whole, such as https://madang.example.kr")
}

#[derive(Args)]
pub(crate) struct AsOf {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The day asked about, such as 2021-03-31
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Day,
    /// What is known: an event's number, a time, or a day (its end); all that is recorded unless told
    #[arg(long, value_name = "SEQ|TIME", default_value = "")]
    pub(crate) known: String,
}

#[derive(Args)]
pub(crate) struct Demo {
    /// The folder; made if absent
    #[arg(long, value_name = "DIR", default_value = "demo")]
    pub(crate) data: PathBuf,
    /// Another database than DIR/madang.db
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// The port on loopback; 0 takes a free one
    #[arg(long, default_value_t = 8021)]
    pub(crate) port: u16,
    /// Load only
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Print each act's event, hash and key once it is on the disk
    #[arg(long)]
    pub(crate) acknowledge: bool,
}

#[derive(Args)]
pub(crate) struct Init {
    /// The new database: sqlite:PATH or postgres://…
    #[arg(long)]
    pub(crate) database: String,
    /// The pack's folder (docs/pack.md)
    #[arg(long, value_name = "DIR")]
    pub(crate) pack: PathBuf,
    /// Replay the pack's demonstration record too; the record is then for demonstration and nothing else
    #[arg(long)]
    pub(crate) demonstration: bool,
}

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) database: Database,
    /// The port; 0 takes a free one
    #[arg(long, default_value_t = 8021)]
    pub(crate) port: u16,
    /// The address to listen on; beyond loopback demonstration accounts are refused and a proxy must bring TLS
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(crate) listen: std::net::IpAddr,
    /// The key that second factors are sealed with (`madang key FILE` makes one); keep it apart from the database and its backups
    #[arg(long, value_name = "FILE", env = "MADANG_KEY_FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Where the public reaches the pages, such as https://madang.example.kr; figures in PDF and HWPX link there
    #[arg(long, value_name = "URL", env = "MADANG_PUBLIC_ADDRESS", value_parser = public_address)]
    pub(crate) public_address: Option<String>,
    /// Send cookies over TLS only: for a server behind a proxy that brings it
    #[arg(long)]
    pub(crate) secure_cookies: bool,
}

#[derive(Args)]
pub(crate) struct Account {
    /// The account's name
    pub(crate) login: kernel::Code,
    #[command(flatten)]
    pub(crate) database: Database,
    /// The actor that the account acts as, for an account to be opened
    #[arg(long)]
    pub(crate) actor: Option<kernel::Code>,
    /// The actor who does it; an administrator
    #[arg(long = "as", value_name = "ACTOR", default_value = "setup")]
    pub(crate) by: kernel::Code,
}

#[derive(Args)]
pub(crate) struct Key {
    /// The file to make
    pub(crate) file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Import {
    /// The file: CSV or XLSX with a heading row (docs/import.md)
    #[arg(long, value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) how: How,
    /// The file holds the official system's totals, to hold the ledger against them
    #[arg(long)]
    pub(crate) totals: bool,
    /// The system that rows come from which name none
    #[arg(long, value_name = "NAME", default_value = "e호조")]
    pub(crate) system: String,
    /// Who enters them: an actor's code
    #[arg(long = "as", value_name = "ACTOR", required_unless_present = "dry_run")]
    pub(crate) actor: Option<kernel::Code>,
    /// The language of what is printed; the city's first unless told
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Language>,
    #[command(flatten)]
    pub(crate) database: Database,
}

impl Import {
    /// The actor; the reader of arguments asks for it unless the file is only tried.
    pub(crate) fn actor(&self) -> anyhow::Result<&kernel::Code> {
        self.actor.as_ref().ok_or_else(|| anyhow::anyhow!("--as names who enters the rows"))
    }
}

/// What happens to the rows.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct How {
    /// Say for every row what it would do, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Enter all rows, or none if one cannot be entered
    #[arg(long)]
    pub(crate) strict: bool,
    /// Enter what can be entered; the other rows go to the exceptions
    #[arg(long)]
    pub(crate) exceptions: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TableFormat {
    Csv,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ReportFormat {
    Html,
    Md,
    Json,
    /// Tagged for screen readers and made to last (PDF/UA-1, PDF/A-2a)
    Pdf,
    /// For 한글, to go on editing
    Hwpx,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    Ko,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ko => Self::Ko,
            Language::En => Self::En,
        }
    }
}

#[derive(Args)]
pub(crate) struct Figures {
    #[command(flatten)]
    pub(crate) question: AsOf,
    /// How to print them
    #[arg(long, value_enum, default_value = "csv")]
    pub(crate) format: TableFormat,
}

#[derive(Args)]
pub(crate) struct Evidence {
    /// The figure's key
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) question: AsOf,
    /// How to print it; a readable text unless told
    #[arg(long, value_enum)]
    pub(crate) format: Option<TableFormat>,
    /// The language of labels; the city's first unless told
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Language>,
}

#[derive(Subcommand)]
pub(crate) enum Report {
    /// List the reports
    #[command(after_help = "Example: madang report list")]
    List(Database),
    /// Render a report as of a day
    #[command(after_help = "Example: madang report render work-report-2021 --as-of 2021-04-21 --format json --out report.json")]
    Render(Render),
    /// Compare two editions, or a report on two days: figures with the rows behind them, facts, definitions, words
    #[command(after_help = "Example: madang report compare work-report-2021@2021-03-31 2021-1 --format csv")]
    Compare(Compare),
    /// Print an issued edition from its frozen blocks: the same bytes for ever
    #[command(after_help = "Example: madang report edition 2021-1 --format json | sha256sum")]
    Edition(Edition),
    /// Check a file that somebody edited against the report it was made from: what is right, changed, missing, unknown, overtaken
    #[command(
        after_help = "Example: madang report audit edited.hwpx --edition 2021-1 --format csv --marked marked.hwpx\nReads HWPX, PDF, and text in UTF-8 or CP949 (docs/audit.md)."
    )]
    Audit(Audit),
}

#[derive(Args)]
#[group(id = "against", required = true, multiple = false, args = ["edition", "as_of"])]
pub(crate) struct Audit {
    /// The edited file: HWPX, PDF or text
    pub(crate) file: PathBuf,
    /// The edition that it was made from
    #[arg(long, value_name = "NUMBER")]
    pub(crate) edition: Option<String>,
    /// The day of the report that it was made from
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Day>,
    /// The report's name; the likeliest one unless told
    #[arg(long, value_name = "NAME", conflicts_with = "edition")]
    pub(crate) report: Option<String>,
    /// What was known: an event's number or a time; the end of the record unless told
    #[arg(long, value_name = "SEQ|TIME", default_value = "", conflicts_with = "edition")]
    pub(crate) known: String,
    #[command(flatten)]
    pub(crate) database: Database,
    /// How to print what was found
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: AuditFormat,
    /// The file to write it to; standard output unless told
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Where to write a copy of the HWPX in which doubtful numbers are highlighted
    #[arg(long, value_name = "FILE")]
    pub(crate) marked: Option<PathBuf>,
    /// The language; the city's first one unless told
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Language>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum AuditFormat {
    Text,
    Html,
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ComparisonFormat {
    Md,
    Csv,
    Json,
}

#[derive(Args)]
pub(crate) struct Compare {
    /// The first side: an edition's number, or NAME@DAY[:KNOWN]
    pub(crate) a: String,
    /// The second side, likewise
    pub(crate) b: String,
    #[command(flatten)]
    pub(crate) database: Database,
    /// How to print it
    #[arg(long, value_enum, default_value = "md")]
    pub(crate) format: ComparisonFormat,
    /// The language; the city's first one unless told
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Language>,
}

#[derive(Args)]
pub(crate) struct Edition {
    /// The edition's number
    pub(crate) number: String,
    #[command(flatten)]
    pub(crate) database: Database,
    /// Which of its files
    #[arg(long, value_enum, default_value = "html")]
    pub(crate) format: ReportFormat,
    /// The language; the city's first one unless told
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Language>,
    /// Where the public reaches the pages, such as https://madang.example.kr; figures in PDF and HWPX link there
    #[arg(long, value_name = "URL", env = "MADANG_PUBLIC_ADDRESS", value_parser = public_address)]
    pub(crate) public_address: Option<String>,
    /// The file to write; standard output unless told
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Render {
    /// The report's name
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) question: AsOf,
    /// How to render it
    #[arg(long, value_enum, default_value = "html")]
    pub(crate) format: ReportFormat,
    /// The language; the city's first unless told
    #[arg(long, value_enum)]
    pub(crate) lang: Option<Language>,
    /// Where the public reaches the pages, such as https://madang.example.kr; figures in PDF and HWPX link there
    #[arg(long, value_name = "URL", env = "MADANG_PUBLIC_ADDRESS", value_parser = public_address)]
    pub(crate) public_address: Option<String>,
    /// The file to write; standard output unless told
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum Opinion {
    /// Make an opinion map: where people stand, which groups there are and how sure that is, what unites and what divides
    #[command(
        after_help = "Example: madang opinion groups --votes participants-votes.csv --comments comments.csv --out map\nWrites participants.csv, statements.csv, summary.json and map.html (docs/opinion.md)."
    )]
    Groups(OpinionGroups),
}

#[derive(Args)]
pub(crate) struct OpinionGroups {
    /// participants-votes.csv: a row for each participant, a column for each statement; 1 agree, -1 disagree, 0 pass, blank not seen
    #[arg(long, value_name = "FILE")]
    pub(crate) votes: PathBuf,
    /// comments.csv: the statements' words and what moderators decided
    #[arg(long, value_name = "FILE")]
    pub(crate) comments: Option<PathBuf>,
    /// So many groups; a stable number is sought unless told
    #[arg(long, value_name = "K")]
    pub(crate) groups: Option<usize>,
    /// The seed of every draw; the same votes and seed give the same files
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// The folder to write into; made if absent
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    Record,
    Rules,
    All,
}

#[derive(Args)]
pub(crate) struct Verify {
    /// The record (chain, row digests, both ways), the rules (every room's invariants), or both
    #[arg(value_enum, default_value = "all")]
    pub(crate) what: What,
    #[command(flatten)]
    pub(crate) database: Database,
    /// A head that left the building
    #[arg(long, value_name = "SEQ:HASH")]
    pub(crate) head: Option<VerifyHead>,
}

/// Runs a command; gives its exit status: 0 done, 1 refused, 2 wrong usage (by the reader of arguments), 3 a broken promise.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let done = match cli.command {
        Command::Demo(demo) => commands::demo::run(&demo),
        Command::Init(init) => commands::init::run(&init),
        Command::Serve(serve) => commands::serve::run(&serve),
        Command::Account(account) => commands::account::run(&account),
        Command::Key(key) => commands::account::key(&key),
        Command::Migrate(database) => commands::init::migrate(&database),
        Command::Figures(figures) => commands::figures::run(&figures),
        Command::Evidence(evidence) => commands::evidence::run(&evidence),
        Command::Report(Report::List(database)) => commands::report::list(&database),
        Command::Report(Report::Render(render)) => commands::report::render(&render),
        Command::Report(Report::Compare(compare)) => commands::report::compare(&compare),
        Command::Report(Report::Audit(audit)) => commands::report::audit(&audit),
        Command::Report(Report::Edition(edition)) => commands::report::edition(&edition),
        Command::Import(import) => commands::import::run(&import),
        Command::Opinion(Opinion::Groups(groups)) => commands::opinion::groups(&groups),
        Command::Print => commands::print::print(),
        Command::Panel(panel) => commands::panel::run(&panel),
        Command::Signals(signals) => commands::signals::run(&signals),
        Command::Verify(verify) => commands::verify::run(&verify),
        Command::Estimate(estimate) => commands::estimate::run(&estimate),
    };
    match done {
        Ok(status) => status,
        Err(error) => commands::refuse(&error),
    }
}
