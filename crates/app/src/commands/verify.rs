use std::io::IsTerminal as _;
use std::process::ExitCode;

use anyhow::Result;
use indicatif::ProgressBar;
use store::{Broken, Read, StoreError, verify_record};

use crate::cli::{Verify, What};
use crate::rooms::{INVARIANTS, SCHEMAS, sets};

/// Checks the record and the rules; names everything that is broken.
pub(crate) fn run(options: &Verify) -> Result<ExitCode> {
    let db = super::open(&options.database.database)?;
    let mut read = db.read()?;
    let head = read.head()?;
    let mut broken = Vec::new();
    if options.what != What::Rules {
        let bar = if std::io::stderr().is_terminal() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let mut progress = |done: i64, all: i64| {
            bar.set_length(all.unsigned_abs());
            bar.set_position(done.unsigned_abs());
        };
        broken.extend(verify_record(&mut read, SCHEMAS, options.head.as_ref(), &mut progress)?);
        bar.finish_and_clear();
    }
    if options.what != What::Record {
        broken.extend(rules(&mut read)?);
    }
    if broken.is_empty() {
        let what = match options.what {
            What::Record => "the record holds",
            What::Rules => "the rules hold",
            What::All => "the record and the rules hold",
        };
        super::print(&format!("{what}: {} events, head {}:{}\n", head.seq, head.seq, head.hash))?;
        return Ok(ExitCode::SUCCESS);
    }
    for one in &broken {
        super::print(&format!("broken: {one}\n"))?;
    }
    super::print(&format!("{} broken, of {} events\n", broken.len(), head.seq))?;
    Ok(ExitCode::from(3))
}

/// Every room's invariants, and whether the record still says what was issued from it.
pub(crate) fn rules(read: &mut Read) -> Result<Vec<Broken>, StoreError> {
    let mut broken = Vec::new();
    for invariant in INVARIANTS.iter().copied().flatten() {
        broken.extend(invariant(read)?);
    }
    broken.extend(report::check_frozen(read, &sets())?);
    Ok(broken)
}
