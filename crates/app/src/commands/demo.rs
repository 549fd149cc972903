use std::io::IsTerminal as _;
use std::process::ExitCode;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use store::Db;

use crate::cli::Demo;
use crate::pack::{Loading, Pack, PackFiles, in_words, load};
use crate::rooms;

/// Loads Seoul's pack and its demonstration record, then serves it.
pub(crate) fn run(demo: &Demo) -> Result<ExitCode> {
    let url = match &demo.database {
        Some(url) => url.clone(),
        None => {
            std::fs::create_dir_all(&demo.data).with_context(|| format!("the folder {} cannot be made", demo.data.display()))?;
            format!("sqlite:{}", demo.data.join("madang.db").display())
        }
    };
    let pack = Pack::read(&PackFiles::seoul()).map_err(|problems| anyhow::anyhow!("{}", in_words(&problems)))?;
    let db = Db::create(&url, rooms::SCHEMAS)?;
    let head = replay(&db, &pack, demo.acknowledge)?;
    if !demo.acknowledge {
        super::print(&format!("{url} holds Seoul's demonstration record: {} events, head {}:{}\n", head.seq, head.seq, head.hash))?;
    }
    if demo.no_serve { Ok(ExitCode::SUCCESS) } else { super::serve::serve(db, demo.port) }
}

/// Replays a pack with its demonstration; shows a bar on a terminal, or acknowledges each act.
pub(crate) fn replay(db: &Db, pack: &Pack, acknowledge: bool) -> Result<store::Head> {
    let bar = if std::io::stderr().is_terminal() && !acknowledge { ProgressBar::new(0) } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} acts").unwrap_or_else(|_| ProgressStyle::default_bar()));
    let sets = rooms::sets();
    let mut committed = |head: &store::Head, key: &str, done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        if acknowledge {
            // A reader that went away misses acknowledgements; the acts are kept all the same.
            let _ = super::print(&format!("{} {} {key}\n", head.seq, head.hash));
        }
    };
    let head = load(db, pack, &mut Loading { sets: &sets, clock: None, committed: &mut committed })?;
    bar.finish_and_clear();
    Ok(head)
}
