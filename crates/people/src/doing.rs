use kernel::Day;
use serde::Serialize;
use store::{Act, Failure, Tx, canonical};

use crate::By;

/// An act under way in a room: its name and its canonical body, from the look-up of its key to its event.
#[derive(Debug)]
pub struct Doing {
    room: &'static str,
    name: &'static str,
    body: String,
}

impl Doing {
    /// Begins an act of a room with a command.
    pub fn new<T: Serialize>(room: &'static str, name: &'static str, command: &T) -> Self {
        Self { room, name, body: canonical(command) }
    }

    /// What the same act was about, if it was done before under this key; another act under the key is refused.
    pub fn done(&self, tx: &mut Tx, by: &By<'_>) -> Result<Option<String>, Failure> {
        tx.done(by.key, self.room, self.name, &self.body)
    }

    /// Records the act: `subject` is `table:id`, `policy` the digest that allowed it, `day` the day from which it counts.
    pub fn record(self, tx: &mut Tx, by: &By<'_>, subject: &str, policy: &str, day: Day) -> Result<(), Failure> {
        let act = Act {
            room: self.room,
            name: self.name,
            version: 1,
            subject,
            actor: by.actor.as_str(),
            policy,
            day,
            document: by.document,
            key: by.key,
            body: self.body,
        };
        tx.record(&act)?;
        Ok(())
    }
}
