use kernel::{Code, Day};
use store::{Failure, Read, Sets};

use super::model::{Chapter, Compilation, Counts, Listed, Owner, Stage};
use super::survey::{compilations, survey};

/// What waits for somebody in a compilation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// A chapter of the actor's, or of a unit of the actor's: statements to be confirmed or looked at again.
    Chapter {
        /// The compilation's code.
        compilation: String,
        /// The chapter's code.
        chapter: String,
        /// Its title in the report's first language.
        title: String,
        /// How its statements stand.
        counts: Counts,
        /// When it is due.
        due: Day,
        /// Whether the day has passed.
        late: bool,
    },
    /// Submitted: the head approves it or sends it back.
    Approval {
        /// The compilation's code.
        compilation: String,
        /// The report's title.
        title: String,
        /// When the compilation is due.
        due: Day,
    },
    /// For the report officer: chapters without owner, how many are late, and whether all is ready to be submitted.
    Compiling {
        /// The compilation's code.
        compilation: String,
        /// The report's title.
        title: String,
        /// Chapters nobody owns.
        unowned: usize,
        /// Chapters whose day has passed.
        late: usize,
        /// How its statements stand.
        counts: Counts,
        /// When the compilation is due.
        due: Day,
    },
}

/// Says whether the actor may do an act where it is about (a unit and those above it).
pub type May<'m> = dyn FnMut(&mut Read, &'static str, &[Code]) -> Result<bool, Failure> + 'm;

/// What waits for an actor in all compilations that are not approved yet: its own chapters; for whoever keeps the report, how it stands; for the
/// head, what was submitted.
pub fn waiting(read: &mut Read, sets: &Sets, actor: &Code, today: Day, may: &mut May<'_>) -> Result<Vec<Awaited>, Failure> {
    let known = read.head()?.seq;
    let mut all = Vec::new();
    for Listed { code, stage, .. } in compilations(read, known)? {
        match stage {
            Stage::Approved => {}
            Stage::Submitted => {
                let compilation = survey(read, sets, &code, known, None)?;
                let within = bureau::within(read, &compilation.unit, today)?;
                if may(read, "report.approve-compilation", &within)? {
                    all.push(Awaited::Approval { title: first_title(&compilation), compilation: code, due: compilation.due });
                }
            }
            Stage::Open(_) => {
                let compilation = survey(read, sets, &code, known, None)?;
                let within = bureau::within(read, &compilation.unit, today)?;
                let keeps = may(read, "report.submit-compilation", &within)?;
                for chapter in compilation.chapters.iter().filter(|chapter| chapter.open) {
                    if owns(read, chapter, actor, keeps, today, may)? {
                        all.extend(chapter_awaited(&compilation, chapter, today));
                    }
                }
                if keeps {
                    all.push(compiling(&compilation, today));
                }
            }
        }
    }
    Ok(all)
}

/// Whether a chapter is the actor's to confirm: assigned to it, or to a unit in which it confirms. Whoever keeps the report may confirm any, and owns
/// none by that.
fn owns(read: &mut Read, chapter: &Chapter, actor: &Code, keeps: bool, today: Day, may: &mut May<'_>) -> Result<bool, Failure> {
    match &chapter.owner {
        Some(Owner { actor: Some(owner), .. }) => Ok(owner == actor),
        Some(owner) if !keeps => {
            let within = bureau::within(read, &owner.unit, today)?;
            may(read, "report.confirm-statement", &within)
        }
        _ => Ok(false),
    }
}

fn chapter_awaited(compilation: &Compilation, chapter: &Chapter, today: Day) -> Option<Awaited> {
    let counts = chapter.counts();
    (counts.missing() > 0 || counts.translations > 0).then(|| Awaited::Chapter {
        compilation: compilation.code.clone(),
        chapter: chapter.code.clone(),
        title: chapter.title(chapter.first()).to_owned(),
        counts,
        due: chapter.due,
        late: chapter.is_late(today),
    })
}

fn compiling(compilation: &Compilation, today: Day) -> Awaited {
    Awaited::Compiling {
        compilation: compilation.code.clone(),
        title: first_title(compilation),
        unowned: compilation.chapters.iter().filter(|chapter| chapter.owner.is_none()).count(),
        late: compilation.chapters.iter().filter(|chapter| chapter.is_late(today)).count(),
        counts: compilation.counts(),
        due: compilation.due,
    }
}

fn first_title(compilation: &Compilation) -> String {
    compilation.titles.first().map_or_else(|| compilation.name.clone(), |(_, title)| title.clone())
}
