use std::fmt;
use std::str::FromStr;

use kernel::{Code, Day};
use serde::{Serialize, Serializer};

/// Something of the record that a post may answer for, as events name it: `table:code`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    table: String,
    code: Code,
}

impl Subject {
    /// A subject of a table of the record.
    pub fn new(table: &str, code: &Code) -> Self {
        Self { table: table.to_owned(), code: code.clone() }
    }

    /// The table.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The code in it.
    pub fn code(&self) -> &Code {
        &self.code
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.table, self.code)
    }
}

impl FromStr for Subject {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (table, code) = text.split_once(':').unwrap_or_default();
        let legal = !table.is_empty() && table.len() <= 60 && table.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        match code.parse() {
            Ok(code) if legal => Ok(Self { table: table.to_owned(), code }),
            _ => Err("write table:code, such as bureau_milestone:CODE".to_owned()),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A post is put in charge of something, or nobody is any more.
#[derive(Clone, Debug, Serialize)]
pub struct NewCharge {
    /// What is to be answered for.
    pub subject: Subject,
    /// The post that answers for it; nobody from that day on where there is none.
    pub post: Option<Code>,
    /// From which day.
    pub day: Day,
}

/// An actor acts for a post, or nobody does any more.
#[derive(Clone, Debug, Serialize)]
pub struct NewActing {
    /// The post.
    pub post: Code,
    /// The actor; nobody from that day on where there is none.
    pub actor: Option<Code>,
    /// From which day.
    pub day: Day,
}

/// What an incumbent hands over. Everything that the post holds on that day stands on the list, once.
#[derive(Clone, Debug, Serialize)]
pub struct HandOver {
    /// The post whose incumbent leaves.
    pub post: Code,
    /// The first day on which the receiver answers.
    pub day: Day,
    /// Who takes over, as a number, where it is somebody in the same post or already known.
    pub receiver: Option<String>,
    /// The post that takes over; the next incumbent of the same post where there is none.
    pub to_post: Option<Code>,
    /// What is to be said about the whole.
    pub note: Option<String>,
    /// The list.
    pub items: Vec<HandOverItem>,
}

/// One thing that is handed over.
#[derive(Clone, Debug, Serialize)]
pub struct HandOverItem {
    /// What it is.
    pub item: Subject,
    /// Another post that takes this one over.
    pub to_post: Option<Code>,
    /// How it stands and what comes next.
    pub note: Option<String>,
}
