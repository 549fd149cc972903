//! One file for each command; what they share.

pub(crate) mod account;
pub(crate) mod demo;
pub(crate) mod estimate;
pub(crate) mod evidence;
pub(crate) mod figures;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod opinion;
pub(crate) mod output;
pub(crate) mod panel;
pub(crate) mod print;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod signals;
pub(crate) mod verify;

use std::process::ExitCode;
use std::sync::LazyLock;

use anyhow::Result;
use kernel::{Lang, Seq};
use store::{Db, Known, Read, StoreError};

use crate::cli::Language;
use crate::rooms::SCHEMAS;

/// Version, commit and schema.
pub(crate) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        format!("{} (commit {}, schema {})", env!("CARGO_PKG_VERSION"), env!("MADANG_COMMIT"), store::schema_version(SCHEMAS))
    });
    &VERSION
}

/// Says why a command was refused, in one place; exit status 1.
pub(crate) fn refuse(error: &anyhow::Error) -> ExitCode {
    // A reader that went away (`| head`) is no failure to talk about.
    let closed = error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
    if !closed {
        report_error(error);
    }
    ExitCode::from(1)
}

#[expect(clippy::print_stderr, reason = "commands speak to a terminal")]
fn report_error(error: &anyhow::Error) {
    eprintln!("madang: {error:#}");
}

/// Opens the database that a question is asked of.
fn open(url: &str) -> Result<Db, StoreError> {
    Db::open(url, SCHEMAS)
}

/// Finds the place in the record that a question names.
fn known(read: &mut Read, text: &str) -> Result<Seq> {
    let zone = read.genesis()?.map(|genesis| genesis.zone()).unwrap_or_default();
    Ok(Known::parse(text, &zone)?.resolve(read)??)
}

/// The language asked for, or the city's first.
fn lang(read: &mut Read, asked: Option<Language>) -> Result<Lang> {
    match asked {
        Some(lang) => Ok(lang.into()),
        None => Ok(::report::city(read)?.first_language()),
    }
}

/// The hash of an event; nothing before the first.
fn hash(read: &mut Read, seq: Seq) -> Result<Option<String>, StoreError> {
    Ok(read.events(seq, 1)?.into_iter().find(|event| event.seq == seq).map(|event| event.hash))
}

/// Writes to standard output; a closed pipe is an error, not a panic.
fn print(text: &str) -> Result<()> {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()?;
    Ok(())
}
