use std::fs::{self, File};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use kernel::Refusal;
use opinion::{OpinionMap, Options, Votes};

use crate::cli::OpinionGroups;

/// Makes an opinion map of votes in a file.
pub(crate) fn groups(options: &OpinionGroups) -> Result<ExitCode> {
    let mut votes = with(&options.votes, opinion::read_votes)?;
    if let Some(path) = &options.comments {
        with(path, |file, name| opinion::read_comments(&mut votes, file, name))?;
    }
    let map = opinion::opinion_map(&votes, Options { groups: options.groups, seed: options.seed }).map_err(say)?;
    fs::create_dir_all(&options.out).with_context(|| format!("cannot make the folder {}", options.out.display()))?;
    let write = |name: &str, text: String| {
        let path = options.out.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
    };
    write("participants.csv", opinion::participants_csv(&votes, &map))?;
    write("statements.csv", opinion::statements_csv(&votes, &map))?;
    write("summary.json", opinion::summary_json(&votes, &map))?;
    write("map.html", opinion::map_html(&votes, &map))?;
    super::print(&summary(&votes, &map, &options.out))?;
    Ok(ExitCode::SUCCESS)
}

fn with<T>(path: &Path, read: impl FnOnce(File, &str) -> Result<T, Refusal>) -> Result<T> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    read(file, &name).map_err(say)
}

fn say(refusal: Refusal) -> anyhow::Error {
    anyhow!("{}\n{}", refusal.ko, refusal.en)
}

fn summary(votes: &Votes, map: &OpinionMap, out: &Path) -> String {
    let placed = map.participants.iter().filter(|person| person.group.is_some()).count();
    let sizes: Vec<String> = map.groups.iter().map(|group| group.size.to_string()).collect();
    let mut text = format!(
        "{} participants, {} statements; {placed} placed in {} groups ({})\n",
        votes.participants().len(),
        votes.statements().len(),
        sizes.len(),
        sizes.join(", ")
    );
    if let Some(stability) = map.choice.stability {
        text.push_str(&format!(
            "stability {stability:.3}; probability by chance: answers hang together {:.4}, groups lie apart {:.4}\n",
            map.check.together, map.check.apart
        ));
    }
    for notice in &map.notices {
        let mark = if notice.warning { "warning: " } else { "" };
        text.push_str(&format!("{mark}{}\n{mark}{}\n", notice.ko, notice.en));
    }
    text.push_str(&format!("wrote participants.csv, statements.csv, summary.json, map.html into {}\n", out.display()));
    text
}
