//! The shared conversations, read plainly.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::{Moderation, Statement, Vote, Votes};

pub(crate) const CONVERSATIONS: [&str; 8] = [
    "15-per-hour-seattle",
    "canadian-electoral-reform",
    "scoop-hivemind.biodiversity",
    "scoop-hivemind.taxes",
    "austria-climate.5twd2jsnkf.2022-08-08",
    "vtaiwan.uberx",
    "brexit-consensus",
    "london.youth.policing",
];
/// Those that Polis grouped under today's rule (the first six).
pub(crate) const TODAY: usize = 6;

pub(crate) struct Shared {
    pub(crate) votes: Votes,
    /// The groups that Polis gave.
    pub(crate) groups: Vec<Option<usize>>,
}

/// The shared folder; says that it skips where there is none.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/polis").join(name);
    if !path.exists() {
        println!("skipped: the shared data are not here ({name})");
        return None;
    }
    Some(path)
}

/// Rows by column name.
pub(crate) fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let head = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| head.iter().zip(row.unwrap().iter()).map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
        .collect()
}

pub(crate) fn conversation(name: &str) -> Option<Shared> {
    let folder = folder(name)?;
    let out: BTreeMap<String, String> = table(&folder.join("comments.csv"))
        .into_iter()
        .map(|mut row| (row.remove("comment-id").unwrap(), row.remove("moderated").unwrap()))
        .collect();
    let mut reader = csv::Reader::from_path(folder.join("participants-votes.csv")).unwrap();
    let head = reader.headers().unwrap().clone();
    let columns: Vec<usize> = (0..head.len()).filter(|&at| head[at].parse::<u32>().is_ok()).collect();
    let group = head.iter().position(|name| name == "group-id").unwrap();
    let moderation = |id: &str| if out.get(id).is_some_and(|word| word == "-1") { Moderation::Out } else { Moderation::Accepted };
    let statement = |&at: &usize| Statement { id: head[at].to_owned(), moderation: moderation(&head[at]), ..Statement::default() };
    let mut shared = Shared { votes: Votes::new(columns.iter().map(statement).collect()), groups: Vec::new() };
    for row in reader.records() {
        let row = row.unwrap();
        let person = shared.votes.add_participant(&row[0]);
        shared.groups.push(row[group].parse().ok());
        for (place, &at) in columns.iter().enumerate() {
            let vote = match &row[at] {
                "1" => Some(Vote::Agree),
                "-1" => Some(Vote::Disagree),
                "0" => Some(Vote::Pass),
                _ => None,
            };
            shared.votes.set(person, place, vote);
        }
    }
    Some(shared)
}
