//! A conversation under way: a vote is taken at once, the map is refreshed behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::Refusal;

use crate::map::{OpinionMap, Options, opinion_map};
use crate::votes::{Statement, Vote, Votes};

/// A vote as it comes in: by whom, on what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// The participant's name in the files.
    pub participant: String,
    /// The statement's.
    pub statement: String,
    /// What they said; it replaces what they said before.
    pub vote: Vote,
}

/// The last map, and how many of the votes taken it holds.
#[derive(Clone, Debug)]
pub struct Latest {
    /// The map.
    pub map: Arc<OpinionMap>,
    /// The votes that it was made of.
    pub votes: Arc<Votes>,
    /// Of the votes taken so far, those that it holds.
    pub holds: u64,
}

/// A conversation that many threads may share. Votes are only noted when they are taken; whoever calls [`Live::refresh`] enters them and
/// makes the map from nothing, so that it equals starting over.
#[derive(Debug, Default)]
pub struct Live {
    taken: Mutex<(Vec<Cast>, u64)>,
    table: Mutex<Table>,
    latest: Mutex<Option<Latest>>,
}

#[derive(Debug, Default)]
struct Table {
    votes: Votes,
    people: HashMap<String, usize>,
    statements: HashMap<String, usize>,
    holds: u64,
}

/// A thread that panicked while it held the lock has changed nothing by halves that matters here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Live {
    /// A conversation with the statements that are known; others come in with their first vote.
    pub fn new(statements: Vec<Statement>) -> Self {
        let names = statements.iter().enumerate().map(|(at, statement)| (statement.id.clone(), at)).collect();
        let table = Table { votes: Votes::new(statements), statements: names, ..Table::default() };
        Self { table: Mutex::new(table), ..Self::default() }
    }

    /// Takes a vote; gives its number, from 1.
    pub fn take(&self, cast: Cast) -> u64 {
        let mut taken = lock(&self.taken);
        taken.0.push(cast);
        taken.1 += 1;
        taken.1
    }

    /// Votes taken so far.
    pub fn taken(&self) -> u64 {
        lock(&self.taken).1
    }

    /// The last map; nothing before the first refresh.
    pub fn latest(&self) -> Option<Latest> {
        lock(&self.latest).clone()
    }

    /// Enters what was taken since and makes the map anew. Votes may be taken meanwhile.
    ///
    /// # Errors
    /// As [`opinion_map`]; the map before stays.
    pub fn refresh(&self, options: Options) -> Result<Latest, Refusal> {
        let mut table = lock(&self.table);
        let casts = std::mem::take(&mut lock(&self.taken).0);
        table.holds += casts.len() as u64;
        for cast in casts {
            table.enter(cast);
        }
        let map = Arc::new(opinion_map(&table.votes, options)?);
        let latest = Latest { map, votes: Arc::new(table.votes.clone()), holds: table.holds };
        *lock(&self.latest) = Some(latest.clone());
        Ok(latest)
    }
}

impl Table {
    fn enter(&mut self, cast: Cast) {
        let person = match self.people.get(&cast.participant) {
            Some(&at) => at,
            None => {
                let at = self.votes.add_participant(cast.participant.clone());
                self.people.insert(cast.participant, at);
                at
            }
        };
        let statement = match self.statements.get(&cast.statement) {
            Some(&at) => at,
            None => {
                let at = self.votes.add_statement(Statement { id: cast.statement.clone(), ..Statement::default() });
                self.statements.insert(cast.statement, at);
                at
            }
        };
        self.votes.set(person, statement, Some(cast.vote));
    }
}
