//! The real binary, run as people run it, on both engines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test may stop, and says what it skipped")]

mod audit;
mod bytes;
mod compile;
mod estimate;
mod input;
mod kestrel;
mod kill;
mod opinion;
mod packs;
mod panel;
mod panel_after;
mod panel_tables;
mod seed;
mod signals_generate;
mod signals_scan;
mod signals_textbook;
mod tamper;
mod tidy;
mod year;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use store::Schema;
use store::testing::TestDb;

pub(crate) const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &bureau::SCHEMA, &ledger::SCHEMA, &report::SCHEMA];

/// What a command printed and how it ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What it printed, if it was done.
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self.out
    }
}

/// Runs `madang` with arguments.
pub(crate) fn madang(args: &[&str]) -> Done {
    Done::of(Command::new(env!("CARGO_BIN_EXE_madang")).args(args).env_remove("MADANG_DATABASE").output().unwrap())
}

/// Runs `madang` on a database.
pub(crate) fn on(db: &TestDb, args: &[&str]) -> Done {
    let mut all = args.to_vec();
    all.extend(["--database", &db.url]);
    madang(&all)
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The numbers and dates that the real report of 2021 printed: what the record's own are held against.
pub(crate) fn seed_file(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/seed").join(name)).unwrap()
}

/// Seoul's demonstration record, loaded by the command.
pub(crate) fn seoul(db: &TestDb) {
    on(db, &["demo", "--no-serve"]).ok();
}

/// The small city's demonstration record, loaded by the command.
pub(crate) fn small(db: &TestDb) {
    let pack = root().join("packs/small");
    on(db, &["init", "--demonstration", "--pack", pack.to_str().unwrap()]).ok();
}
