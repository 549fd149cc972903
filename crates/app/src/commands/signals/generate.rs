//! `madang signals generate`: a stream to try a detector on.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

#[derive(Args)]
pub(crate) struct Generate {
    /// Decides everything that is random
    #[arg(long)]
    pub(crate) seed: u64,
}

pub(crate) fn run(options: &Generate) -> Result<ExitCode> {
    anyhow::bail!("not there yet (seed {})", options.seed)
}
