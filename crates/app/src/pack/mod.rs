//! City packs (docs/pack.md): read whole, every problem listed, then loaded through the operations that officers use.

mod acts;
mod compilation;
mod files;
mod issued;
mod load;
mod plans;
mod sheet;
mod structure;

pub(crate) use files::PackFiles;
pub(crate) use load::{Loading, in_words, load};

use kernel::City;
use report::{FactDefinition, FigureDefinition, NewTemplate};

use acts::DemonstrationAct;

/// What is wrong with a pack, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    file: String,
    line: Option<usize>,
    what: String,
}

impl Problem {
    fn new(file: &str, line: Option<usize>, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// A row of a file that becomes one act.
#[derive(Clone, Debug)]
pub(crate) struct Placed<T> {
    file: &'static str,
    line: usize,
    act: T,
}

/// A city pack, read and understood.
pub(crate) struct Pack {
    pub(crate) city: City,
    actors: Vec<Placed<(people::NewActor, people::NewGrant)>>,
    accounts: Vec<Placed<people::NewAccount>>,
    rules: Vec<Placed<bureau::NewRule>>,
    units: Vec<Placed<bureau::NewUnit>>,
    posts: Vec<Placed<bureau::NewPost>>,
    duties: Vec<Placed<bureau::NewDuty>>,
    programmes: Vec<Placed<bureau::NewProgramme>>,
    plans: Vec<Placed<bureau::NewPlan>>,
    tasks: Vec<Placed<bureau::NewTask>>,
    indicators: Vec<Placed<bureau::NewIndicator>>,
    charges: Vec<Placed<bureau::NewCharge>>,
    /// Which actors act for which posts: from the actors' own file.
    acting: Vec<Placed<Option<bureau::NewActing>>>,
    lines: Vec<Placed<ledger::NewLine>>,
    figures: Vec<Placed<FigureDefinition>>,
    facts: Vec<Placed<FactDefinition>>,
    templates: Vec<(String, NewTemplate)>,
    acts: Vec<DemonstrationAct>,
}
