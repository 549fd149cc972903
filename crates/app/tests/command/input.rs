//! Bad input gets one clear sentence and an exit status, never a panic.

use std::fs;
use std::process::Command;

use crate::*;

fn refused(done: &Done, status: i32, words: &[&str]) {
    assert_eq!(done.status, status, "{}{}", done.out, done.err);
    assert!(!done.err.contains("panicked"), "{}", done.err);
    for word in words {
        assert!(done.err.contains(word), "`{word}` is missing in: {}", done.err);
    }
}

#[test]
fn misspelt_keys_reports_and_commands_name_the_nearest() {
    let db = &TestDb::sqlite(SCHEMAS);
    small(db);
    refused(&on(db, &["evidence", "execution.disbursd.rooms", "--as-of", "2021-03-31"]), 1, &["execution.disbursed.rooms"]);
    refused(&on(db, &["report", "render", "montly", "--as-of", "2021-03-31"]), 1, &["monthly"]);
    refused(&madang(&["figurs"]), 2, &["figures"]);
    refused(&madang(&["verify", "recrd"]), 2, &["record"]);
    refused(&madang(&[]), 2, &["Usage"]);
}

#[test]
fn days_and_places_that_are_none_are_refused() {
    let db = &TestDb::sqlite(SCHEMAS);
    small(db);
    for day in ["2021-02-29", "21-02-01", "yesterday", "2021-2-1", ""] {
        refused(&on(db, &["figures", "--as-of", day]), 2, &["a day", "2021-03-31"]);
    }
    refused(&on(db, &["figures", "--as-of", "2021-03-31", "--known", "99999"]), 1, &["lies after the head"]);
    refused(&on(db, &["figures", "--as-of", "2021-03-31", "--known", "2030-01-01T00:00"]), 1, &["lies after the head"]);
    refused(&on(db, &["figures", "--as-of", "2021-03-31", "--known", "soon"]), 1, &["is not a place in the record"]);
    refused(&on(db, &["figures", "--as-of", "2021-03-31", "--known=-5"]), 1, &["is not a place in the record"]);
    refused(&on(db, &["verify", "--head", "12:xyz"]), 2, &["SEQ:HASH"]);
    // Before anything was recorded nothing was known, and that is an answer.
    assert_eq!(on(db, &["figures", "--as-of", "2021-03-31", "--known", "0"]).ok(), "key,value,unit,as_of\n");
}

#[test]
fn databases_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let ask = |url: &str| madang(&["figures", "--as-of", "2021-03-31", "--database", url]);
    refused(&ask(&format!("sqlite:{}", path("missing.db"))), 1, &["is not there"]);
    fs::write(path("text.db"), "this is no database, and long enough to be looked at as one ".repeat(40)).unwrap();
    refused(&ask(&format!("sqlite:{}", path("text.db"))), 1, &["cannot be opened"]);
    rusqlite::Connection::open(path("other.db")).unwrap().execute_batch("CREATE TABLE other (id INTEGER)").unwrap();
    refused(&ask(&format!("sqlite:{}", path("other.db"))), 1, &["no database of madang"]);
    refused(&ask(&format!("sqlite:{}", folder.path().display())), 1, &["cannot be opened"]);
    refused(&ask("mysql://here"), 1, &["sqlite:PATH or postgres://"]);
    refused(&ask("postgres://nobody@127.0.0.1:1/none"), 1, &["cannot be opened"]);
}

#[test]
fn a_newer_database_is_refused_on_both_engines() {
    for db in [TestDb::sqlite(SCHEMAS), TestDb::postgres(SCHEMAS)] {
        db.raw("INSERT INTO schema_state (name, digest) VALUES ('209901010000_future', 'x')").unwrap();
        for args in [vec!["figures", "--as-of", "2021-03-31"], vec!["demo", "--no-serve"], vec!["migrate"], vec!["verify"]] {
            refused(&on(&db, &args), 1, &["newer madang", "209901010000_future"]);
        }
    }
}

/// Runs a command in a shell of its own mounts; says that it was skipped where mounting is not allowed.
fn in_mount(script: &str) -> Option<Done> {
    let probe = Command::new("unshare").args(["-m", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]).output().ok()?;
    if !probe.status.success() {
        println!("skipped: this machine lets nobody mount");
        return None;
    }
    let output = Command::new("unshare").args(["-m", "sh", "-c", script]).env("MADANG", env!("CARGO_BIN_EXE_madang")).output().unwrap();
    Some(Done::of(output))
}

#[test]
fn a_full_disk_is_said_and_what_was_acknowledged_is_kept() {
    let script = "mount -t tmpfs -o size=2m tmpfs /mnt && $MADANG demo --no-serve --acknowledge --data /mnt/demo > /tmp/madang-full.$$;
        status=$?; tail -n 1 /tmp/madang-full.$$; rm -f /tmp/madang-full.$$; mount -o remount,size=64m /mnt;
        $MADANG verify --database sqlite:/mnt/demo/madang.db || exit 9;
        $MADANG demo --no-serve --data /mnt/demo >&2 && $MADANG verify --database sqlite:/mnt/demo/madang.db; exit $status";
    let Some(done) = in_mount(script) else { return };
    refused(&done, 1, &["the disk is full"]);
    assert_eq!(done.out.matches("the record and the rules hold").count(), 2, "{}{}", done.out, done.err);
}

#[test]
fn a_read_only_folder_is_said() {
    let script = "mount -t tmpfs tmpfs /mnt && mkdir /mnt/demo && $MADANG demo --no-serve --data /mnt/demo > /dev/null && mount -o remount,ro /mnt;
        $MADANG demo --no-serve --data /mnt/other; first=$?; $MADANG demo --no-serve --data /mnt/demo; second=$?; exit $((first * 10 + second))";
    let Some(done) = in_mount(script) else { return };
    refused(&done, 11, &["cannot be made", "read-only"]);
}

#[test]
fn the_version_names_commit_and_schema() {
    let version = madang(&["--version"]).ok();
    assert!(version.starts_with("madang 0.1.0 (commit ") && version.contains(", schema 2026"), "{version}");
    for command in ["demo", "init", "serve", "migrate", "figures", "evidence", "verify", "report"] {
        assert!(madang(&[command, "--help"]).ok().contains("Example: madang"), "{command}");
    }
}
