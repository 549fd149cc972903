use std::fmt;

use kernel::{At, Day, Seq, Zone};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::table::json_array;
use crate::{Read, Row, StoreError, Value};

/// The hash before the first event.
pub(crate) const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The SHA-256 of a text, in hexadecimal.
pub fn digest_text(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|nibble| char::from_digit(u32::from(nibble), 16)).collect()
}

/// An official document that an act rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The system that keeps it, such as 온나라.
    pub system: String,
    /// Its number there.
    pub number: String,
    /// Its day.
    pub day: Option<Day>,
}

/// One act of somebody, about to enter the record.
#[derive(Debug)]
pub struct Act<'a> {
    /// The room whose act it is.
    pub room: &'static str,
    /// The act, a verb of that room.
    pub name: &'static str,
    /// The version of the act's meaning.
    pub version: i64,
    /// What it is about: `table:id`.
    pub subject: &'a str,
    /// The code of who acted.
    pub actor: &'a str,
    /// The digest of the policy that allowed it.
    pub policy: &'a str,
    /// The day from which it counts.
    pub day: Day,
    /// The document it rests on.
    pub document: Option<&'a Document>,
    /// The idempotency key.
    pub key: &'a str,
    /// What was asked, as canonical JSON without personal data.
    pub body: String,
}

/// An event of the record, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in the record, from 1.
    pub seq: Seq,
    /// The transaction it was written in.
    pub tx: i64,
    /// The room.
    pub room: String,
    /// The act.
    pub act: String,
    /// The act's version.
    pub version: i64,
    /// What it is about.
    pub subject: String,
    /// Who acted.
    pub actor: String,
    /// The digest of the policy that allowed it.
    pub policy: String,
    /// The day from which it counts.
    pub day: String,
    /// When it was recorded.
    pub recorded: At,
    /// The system of the document it rests on.
    pub document_system: Option<String>,
    /// The number of that document.
    pub document_number: Option<String>,
    /// The day of that document.
    pub document_day: Option<String>,
    /// The idempotency key.
    pub key: String,
    /// What was asked.
    pub body: String,
    /// The rows it wrote: a JSON array of `[table/version, id, digest]`.
    pub rows: String,
    /// The hash of the event before.
    pub prev: String,
    /// Its own hash.
    pub hash: String,
}

pub(crate) const EVENT_COLUMNS: &str = "seq, tx, room, act, version, subject, actor, policy, day, recorded, document_system, \
     document_number, document_day, key, body, rows, prev, hash";

pub(crate) const EVENT_INSERT: &str = "INSERT INTO event (seq, tx, room, act, version, subject, actor, policy, day, recorded, \
     document_system, document_number, document_day, key, body, rows, prev, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

impl Event {
    pub(crate) fn from_row(row: &Row) -> Result<Self, StoreError> {
        let text = |at| row.text(at).map(str::to_owned);
        let opt = |at| row.opt_text(at).map(|text| text.map(str::to_owned));
        Ok(Self {
            seq: Seq(row.int(0)?),
            tx: row.int(1)?,
            room: text(2)?,
            act: text(3)?,
            version: row.int(4)?,
            subject: text(5)?,
            actor: text(6)?,
            policy: text(7)?,
            day: text(8)?,
            recorded: At(row.int(9)?),
            document_system: opt(10)?,
            document_number: opt(11)?,
            document_day: opt(12)?,
            key: text(13)?,
            body: text(14)?,
            rows: text(15)?,
            prev: text(16)?,
            hash: text(17)?,
        })
    }

    /// The values in the order of the columns, without the hash.
    pub(crate) fn values(&self) -> Vec<Value> {
        let opt = |text: &Option<String>| text.as_deref().map_or(Value::Null, |text| Value::Text(text.to_owned()));
        let text = |text: &str| Value::Text(text.to_owned());
        vec![
            self.seq.into(),
            self.tx.into(),
            text(&self.room),
            text(&self.act),
            self.version.into(),
            text(&self.subject),
            text(&self.actor),
            text(&self.policy),
            text(&self.day),
            self.recorded.into(),
            opt(&self.document_system),
            opt(&self.document_number),
            opt(&self.document_day),
            text(&self.key),
            text(&self.body),
            text(&self.rows),
            text(&self.prev),
        ]
    }

    /// The hash that belongs to the content: SHA-256 over the JSON array of all columns before it.
    pub fn expected_hash(&self) -> String {
        digest_text(&json_array("", &self.values()))
    }
}

/// The end of the record: its last event's number, hash and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last event; 0 in an empty record.
    pub seq: Seq,
    /// Its hash.
    pub hash: String,
    /// When it was recorded.
    pub recorded: At,
    /// Its transaction.
    pub(crate) tx: i64,
}

/// A head that left the building: what `madang verify --head` is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyHead {
    /// The event's number.
    pub seq: Seq,
    /// The hash it had.
    pub hash: String,
}

impl std::str::FromStr for VerifyHead {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a head: write SEQ:HASH, the event's number and its 64 hexadecimal digits");
        let (seq, hash) = text.split_once(':').ok_or_else(wrong)?;
        let seq: i64 = seq.parse().map_err(|_| wrong())?;
        if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        Ok(Self { seq: Seq(seq), hash: hash.to_ascii_lowercase() })
    }
}

/// What a record is for; settled when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A city's real record: real clock, real chance.
    Production,
    /// Invented or replayed data under a simulated clock.
    Demonstration,
}

/// The first event's content: what the record is for, and the city's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Genesis {
    /// What the record is for.
    pub purpose: Purpose,
    /// The city pack's settings, as its `pack.toml` gave them.
    pub city: serde_json::Value,
}

impl Genesis {
    /// The city's time zone.
    pub fn zone(&self) -> Zone {
        self.city.get("time_zone").and_then(|name| name.as_str()).and_then(Zone::named).unwrap_or_default()
    }
}

/// How a question names the place in the record up to which things are known.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Known {
    /// All that is recorded.
    #[default]
    Head,
    /// Up to an event.
    Event(Seq),
    /// Up to an instant.
    At(At),
}

/// A place in the record that cannot be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownError {
    /// The text is neither an event number nor a time.
    Unreadable(String),
    /// The event or the time lies after the head.
    AfterHead {
        /// What was asked.
        asked: String,
        /// The last event.
        head: Seq,
    },
}

impl KnownError {
    /// The sentence in a language.
    pub fn say(&self, lang: kernel::Lang) -> String {
        match self {
            Self::Unreadable(text) => lang.pick(
                format!("‘{text}’은(는) 기록 시점이 아닙니다. 712 같은 기록 번호나 2021-04-30T18:00 같은 시각을 적어 주세요."),
                format!("`{text}` is not a place in the record: write an event number such as 712, or a time such as 2021-04-30T18:00"),
            ),
            Self::AfterHead { asked, head } => lang.pick(
                format!("‘{asked}’은(는) 마지막 기록({head}번)보다 뒤입니다. 아직 알 수 없는 시점은 물을 수 없습니다."),
                format!("`{asked}` lies after the head of the record (event {head}): what is not yet recorded cannot be asked"),
            ),
        }
    }
}

impl fmt::Display for KnownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(kernel::Lang::En))
    }
}

impl std::error::Error for KnownError {}

impl Known {
    /// Reads an event number, a local time, a day (its end) or nothing (the head).
    pub fn parse(text: &str, zone: &Zone) -> Result<Self, KnownError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Head);
        }
        if let Ok(seq) = text.parse::<i64>() {
            return if seq >= 0 { Ok(Self::Event(Seq(seq))) } else { Err(KnownError::Unreadable(text.to_owned())) };
        }
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Self::At(zone.end_of(day)));
        }
        zone.at(text).map(Self::At).map_err(|_| KnownError::Unreadable(text.chars().take(40).collect()))
    }

    /// Finds the event in a record: for a time the last one at or before it.
    pub fn resolve(&self, read: &mut Read) -> Result<Result<Seq, KnownError>, StoreError> {
        let head = read.head()?;
        Ok(match self {
            Self::Head => Ok(head.seq),
            Self::Event(seq) if *seq <= head.seq => Ok(*seq),
            Self::Event(seq) => Err(KnownError::AfterHead { asked: seq.to_string(), head: head.seq }),
            // Recorded times only grow, so up to the head's own time nothing can come in between any more.
            Self::At(at) if *at <= head.recorded => Ok(last_until(read, *at, head.seq)?),
            Self::At(at) => Err(KnownError::AfterHead { asked: local(read, *at)?, head: head.seq }),
        })
    }
}

/// An instant as the city writes it.
fn local(read: &mut Read, at: At) -> Result<String, StoreError> {
    Ok(read.genesis()?.map(|genesis| genesis.zone()).unwrap_or_default().write(at))
}

/// The last event recorded at or before an instant; recorded times grow with the numbers, so the range is halved.
fn last_until(read: &mut Read, at: At, head: Seq) -> Result<Seq, StoreError> {
    let (mut before, mut after) = (0, head.0 + 1);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        let row = read.row("SELECT recorded FROM event WHERE seq = $1", &[Seq(middle).into()])?;
        let recorded = row.ok_or_else(|| StoreError::Corrupt(format!("event {middle} is missing")))?.int(0)?;
        if recorded <= at.0 { before = middle } else { after = middle }
    }
    Ok(Seq(before))
}
