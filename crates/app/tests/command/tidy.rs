//! The house keeps its plan: arrows, drawers, lengths, and words that a drawer may not hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// Which crates each crate may use, besides others' packages.
const ARROWS: [(&str, &[&str]); 14] = [
    ("kernel", &[]),
    ("document", &["kernel"]),
    ("estimation", &["kernel", "sheet"]),
    ("opinion", &["kernel"]),
    ("sheet", &["kernel"]),
    ("signals", &["kernel", "sheet"]),
    ("sortition", &["kernel", "sheet"]),
    ("store", &["kernel"]),
    ("ui", &["kernel", "document", "store"]),
    ("people", &["kernel", "store", "ui"]),
    ("bureau", &["kernel", "store", "people", "ui"]),
    ("ledger", &["kernel", "sheet", "store", "people", "bureau", "ui"]),
    ("report", &["kernel", "store", "people", "bureau", "document", "ui"]),
    (
        "app",
        &["kernel", "store", "people", "bureau", "ledger", "report", "document", "estimation", "opinion", "signals", "sortition", "ui"],
    ),
];

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
            sources(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push(path);
        }
    }
}

pub(crate) fn all_sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    sources(&root().join("crates"), &mut paths);
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn arrows_point_down() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for entry in fs::read_dir(root().join("crates")).unwrap().flatten() {
        let krate = entry.file_name().to_string_lossy().into_owned();
        let allowed =
            arrows.get(krate.as_str()).unwrap_or_else(|| panic!("{krate} has no place in the house: add it to ARROWS and ARCHITECTURE.md"));
        let manifest: toml::Table = fs::read_to_string(entry.path().join("Cargo.toml")).unwrap().parse().unwrap();
        for dependency in manifest.get("dependencies").and_then(|all| all.as_table()).into_iter().flatten().map(|(name, _)| name) {
            let ours = arrows.contains_key(dependency.as_str());
            assert!(!ours || allowed.contains(&dependency.as_str()), "{krate} may not use {dependency}");
        }
    }
}

#[test]
fn files_have_one_meaning_s_length_and_rooms_have_their_door_plates() {
    for (name, text) in all_sources() {
        assert!(text.lines().count() <= 600, "{name} has {} lines: split it by meaning", text.lines().count());
        if name.ends_with("src/lib.rs") {
            let plate: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
            assert!(plate.len() > 5, "{name} has no door plate");
        }
    }
}

#[test]
fn each_drawer_holds_its_own() {
    let forbidden: [(&str, &[&str]); 4] = [
        ("/src/rules.rs", &["axum::", "async fn", "INSERT INTO", "UPDATE "]),
        ("/src/model.rs", &["axum::", "SELECT ", "async fn"]),
        ("/src/web", &["SELECT ", "INSERT INTO", "rusqlite", "postgres::"]),
        ("/src/ops.rs", &["SELECT ", "axum::", ".commit()"]),
    ];
    for (name, text) in all_sources().iter().filter(|(name, _)| !name.contains("/tests")) {
        for (drawer, words) in forbidden.iter().filter(|(drawer, _)| name.contains(drawer)) {
            let found = words.iter().find(|word| text.contains(*word) && !(*drawer == "/src/rules.rs" && name.contains("bureau")));
            assert!(found.is_none(), "{name} holds {found:?}, which belongs elsewhere");
        }
        let names_an_engine = ["rusqlite::", "postgres::", "use rusqlite", "use postgres"].iter().any(|word| text.contains(word));
        assert!(
            !names_an_engine || name.starts_with("crates/store/") || name.contains("benches"),
            "{name} names an engine; only store may"
        );
    }
}
