//! The votes of a conversation: who said what to which statement.

use std::cmp::Ordering;

/// A vote, as the shared files write it: 1, -1, 0; a blank cell is a statement not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vote {
    /// 1
    Agree,
    /// -1
    Disagree,
    /// 0
    Pass,
}

/// A cell that holds no vote.
pub(crate) const UNSEEN: i8 = 2;

impl Vote {
    pub(crate) fn cell(self) -> i8 {
        match self {
            Self::Agree => 1,
            Self::Disagree => -1,
            Self::Pass => 0,
        }
    }

    pub(crate) fn of(cell: i8) -> Option<Self> {
        match cell {
            1 => Some(Self::Agree),
            -1 => Some(Self::Disagree),
            0 => Some(Self::Pass),
            _ => None,
        }
    }
}

/// What the moderators said of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Moderation {
    /// 1: accepted.
    Accepted,
    /// 0: nobody has decided. It counts as the accepted do, as on a Polis server without strict moderation.
    #[default]
    Waiting,
    /// -1: taken out. Its votes stay countable and place nobody.
    Out,
}

/// A statement that people vote on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Statement {
    /// Its name in the files.
    pub id: String,
    /// Its words, if they are known.
    pub text: Option<String>,
    /// Whether it was taken out.
    pub moderation: Moderation,
    /// About the person or the conversation, not the matter; places nobody.
    pub meta: bool,
}

impl Statement {
    /// Whether Polis sets its column to zero for everybody.
    pub fn zeroed(&self) -> bool {
        self.moderation == Moderation::Out || self.meta
    }
}

/// Votes of people on statements, one cell for each pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    participants: Vec<String>,
    statements: Vec<Statement>,
    /// Row by row, a participant a row.
    cells: Vec<i8>,
}

impl Votes {
    /// No people yet, and these statements.
    pub fn new(statements: Vec<Statement>) -> Self {
        Self { participants: Vec::new(), statements, cells: Vec::new() }
    }

    /// The people, in the order in which they came.
    pub fn participants(&self) -> &[String] {
        &self.participants
    }

    /// The statements, in the order in which they came.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// To say what moderators decided since.
    pub fn statements_mut(&mut self) -> &mut [Statement] {
        &mut self.statements
    }

    /// The vote of a person (by place) on a statement (by place); nothing where none was cast or there is no such place.
    pub fn get(&self, participant: usize, statement: usize) -> Option<Vote> {
        let width = self.statements.len();
        if statement >= width {
            return None;
        }
        self.cells.get(participant * width + statement).and_then(|&cell| Vote::of(cell))
    }

    /// Takes a vote; the last one of a pair counts. Places that do not exist are passed over.
    pub fn set(&mut self, participant: usize, statement: usize, vote: Option<Vote>) {
        let width = self.statements.len();
        if statement < width
            && let Some(cell) = self.cells.get_mut(participant * width + statement)
        {
            *cell = vote.map_or(UNSEEN, Vote::cell);
        }
    }

    /// Adds a person who has not voted; gives their place.
    pub fn add_participant(&mut self, id: impl Into<String>) -> usize {
        self.participants.push(id.into());
        self.cells.resize(self.participants.len() * self.statements.len(), UNSEEN);
        self.participants.len() - 1
    }

    /// Adds a person with a whole row of cells, which the reader of files has checked.
    pub(crate) fn add_row(&mut self, id: String, row: &[i8]) {
        self.participants.push(id);
        self.cells.extend_from_slice(row);
        self.cells.resize(self.participants.len() * self.statements.len(), UNSEEN);
    }

    /// Adds a statement that nobody has voted on; gives its place.
    pub fn add_statement(&mut self, statement: Statement) -> usize {
        let before = self.statements.len();
        self.statements.push(statement);
        if before == 0 {
            self.cells = vec![UNSEEN; self.participants.len()];
        } else {
            let mut cells = Vec::with_capacity(self.participants.len() * (before + 1));
            for row in self.cells.chunks_exact(before) {
                cells.extend_from_slice(row);
                cells.push(UNSEEN);
            }
            self.cells = cells;
        }
        before
    }

    /// The cells of a person.
    pub(crate) fn row(&self, participant: usize) -> &[i8] {
        let width = self.statements.len();
        self.cells.get(participant * width..(participant + 1) * width).unwrap_or_default()
    }
}

/// Places of the labels in one order that no shuffling changes: numbers by size, then texts.
pub(crate) fn in_order<'l>(labels: impl Iterator<Item = &'l str>) -> Vec<usize> {
    let mut keyed: Vec<(Option<u64>, &str, usize)> = labels.enumerate().map(|(at, label)| (label.parse().ok(), label, at)).collect();
    keyed.sort_by(|a, b| match (a.0, b.0) {
        (Some(x), Some(y)) => x.cmp(&y).then(a.1.cmp(b.1)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.1.cmp(b.1),
    });
    keyed.into_iter().map(|(.., at)| at).collect()
}
