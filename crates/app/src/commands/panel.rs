//! `madang panel`: a pool and quotas in, a fair lottery with its certificate out, and its draw. Files alone, no database.

mod alternates;
mod check;
mod draw;
mod options;
mod receipt;
mod replace;
mod sample;
mod select;
mod tables;
mod verify;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use kernel::Refusal;
use sortition::{Opening, Table};

use options::Verify;
pub(crate) use options::{EXAMPLE, Panel};

/// Runs one of the commands.
pub(crate) fn run(panel: &Panel) -> Result<ExitCode> {
    let done = match panel {
        Panel::Select(options) => select::run(options),
        Panel::Verify(Verify::Certificate { dir }) => verify::certificate(dir),
        Panel::Verify(Verify::Draw { dir }) => verify::draw(dir),
        Panel::Verify(Verify::Receipt { dir, id, pseudonym, salt }) => {
            verify::receipt(dir, &Opening { id: id.clone(), pseudonym: pseudonym.clone(), salt: salt.clone() })
        }
        Panel::Pledge(options) => draw::pledge(options),
        Panel::Draw(options) => draw::draw(options),
        Panel::Receipt(options) => receipt::run(options),
        Panel::Tables(options) => tables::run(options),
        Panel::Sample(options) => sample::run(options),
        Panel::Check(options) => check::run(options),
        Panel::Replace(options) => replace::run(options),
        Panel::Alternates(options) => alternates::run(options),
    };
    let broken = |error: &anyhow::Error| error.downcast_ref::<Refusal>().is_some_and(|refusal| BROKEN.contains(&refusal.code));
    match done {
        Err(error) if broken(&error) => {
            super::refuse(&in_both(error));
            Ok(ExitCode::from(3))
        }
        done => done.map_err(in_both),
    }
}

/// The refusals that are broken promises.
const BROKEN: [&str; 3] = ["sortition.certificate", "sortition.draw", "sortition.receipt"];

/// A refusal is read by whoever sent the file: in both languages.
fn in_both(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<Refusal>() {
        Ok(refusal) => anyhow!("{}\n        {}", refusal.ko, refusal.en),
        Err(other) => other,
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn table(path: &Path) -> Result<Table> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Table::read(&name, &bytes(path)?)?)
}

fn write(dir: &Path, name: &str, text: &str) -> Result<()> {
    let path = dir.join(name);
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}
