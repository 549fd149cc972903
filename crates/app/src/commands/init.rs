use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use store::Db;

use crate::cli::{Database, Init};
use crate::clock::SystemClock;
use crate::pack::{Loading, Pack, PackFiles, in_words, load};
use crate::rooms;

/// Starts a record from a city pack.
pub(crate) fn run(init: &Init) -> Result<ExitCode> {
    let files = PackFiles::folder(&init.pack).map_err(|what| anyhow::anyhow!("{what}"))?;
    let pack = Pack::read(&files).map_err(|problems| anyhow::anyhow!("{}", in_words(&problems)))?;
    let db = Db::create(&init.database, rooms::SCHEMAS)?;
    let head = if init.demonstration {
        super::demo::replay(&db, &pack, false)?
    } else {
        let sets = rooms::sets();
        load(&db, &pack, &mut Loading { sets: &sets, clock: Some(Arc::new(SystemClock)), committed: &mut |_, _, _, _| {} })?
    };
    super::print(&format!(
        "{} holds the record of {}: head {}:{}\n",
        init.database,
        pack.city.name.in_lang(pack.city.first_language()),
        head.seq,
        head.hash
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Brings a schema up to this program's.
pub(crate) fn migrate(database: &Database) -> Result<ExitCode> {
    Db::open_any(&database.database)?;
    Db::create(&database.database, rooms::SCHEMAS)?;
    super::print(&format!("{} has schema {}\n", database.database, store::schema_version(rooms::SCHEMAS)))?;
    Ok(ExitCode::SUCCESS)
}
