use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::{At, Clock, Day, Id, Refusal, Seq, Zone};
use sha2::{Digest, Sha256};

use crate::engine::{Conn, Place};
use crate::migrate::{self, Schema};
use crate::record::{Act, EVENT_COLUMNS, EVENT_INSERT, Event, Genesis, Head, NO_HASH, Purpose};
use crate::table::Table;
use crate::{Failure, Row, StoreError, Value, canonical};

/// Connections kept for the next question; each may hold some memory.
const IDLE_MAX: usize = 4;

/// A database: hands out snapshots to read and the one turn to write.
pub struct Db {
    place: Place,
    idle: Mutex<Vec<Conn>>,
    turn: Mutex<()>,
    city: Mutex<Option<City>>,
}

/// What the first event settles for good.
#[derive(Clone)]
struct City {
    purpose: Purpose,
    zone: Zone,
}

/// Where a write gets its time and its chance from.
#[derive(Clone)]
pub struct Origin {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What ids are made from; nothing means fresh chance for each transaction.
    pub seed: Option<[u8; 32]>,
}

impl Origin {
    /// A word of 32 hexadecimal digits that nobody can guess; a fixed seed gives the same word for the same `of`.
    pub fn chance(&self, of: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.seed.unwrap_or_else(fresh_seed));
        hasher.update(of);
        hasher.finalize().iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl Db {
    /// Opens a database that is there, and checks that this program knows its schema.
    pub fn open(url: &str, schemas: &[&Schema]) -> Result<Self, StoreError> {
        let db = Self::at(url)?;
        let mut conn = db.place.connect(false)?;
        migrate::check(&mut conn, schemas)?;
        db.put_back(conn);
        Ok(db)
    }

    /// Connects to a database that is there, whatever its schema.
    pub fn open_any(url: &str) -> Result<Self, StoreError> {
        let db = Self::at(url)?;
        db.put_back(db.place.connect(false)?);
        Ok(db)
    }

    /// Opens or makes a database, and brings its schema up to this program's.
    pub fn create(url: &str, schemas: &[&Schema]) -> Result<Self, StoreError> {
        let db = Self::at(url)?;
        let mut conn = db.place.connect(true)?;
        migrate::apply(&mut conn, schemas)?;
        db.put_back(conn);
        Ok(db)
    }

    fn at(url: &str) -> Result<Self, StoreError> {
        let place = Place::parse(url)?;
        Ok(Self { place, idle: Mutex::default(), turn: Mutex::default(), city: Mutex::default() })
    }

    /// Takes one snapshot for reading.
    pub fn read(&self) -> Result<Read<'_>, StoreError> {
        let conn = self.begin(Conn::begin_read)?;
        Ok(Read { conn: Some(conn), db: self })
    }

    /// Takes the turn to write: all events have one order.
    pub fn write(&self, origin: &Origin) -> Result<Tx<'_>, Failure> {
        let turn = lock(&self.turn);
        let conn = self.begin(Conn::begin_write)?;
        let mut read = Read { conn: Some(conn), db: self };
        let head = read.head()?;
        let city = self.city(&mut read)?;
        let simulated = origin.clock.simulated();
        if let Some(city) = &city {
            refuse_simulated(city.purpose, simulated)?;
        }
        let seed = origin.seed.unwrap_or_else(fresh_seed);
        let tx = head.tx + 1;
        let zone = city.map(|city| city.zone).unwrap_or_default();
        Ok(Tx {
            read,
            _turn: turn,
            head,
            tx,
            zone,
            clock: origin.clock.clone(),
            simulated,
            seed,
            ids: 0,
            staged: Vec::new(),
            inserts: BTreeMap::new(),
            failed: false,
        })
    }

    /// What the first event settled; nothing while the record is not opened.
    fn city(&self, read: &mut Read) -> Result<Option<City>, StoreError> {
        let mut city = lock(&self.city);
        if city.is_none()
            && let Some(genesis) = read.genesis()?
        {
            *city = Some(City { purpose: genesis.purpose, zone: genesis.zone() });
        }
        Ok(city.clone())
    }

    /// A connection with its transaction begun; one that the server has closed meanwhile is replaced.
    fn begin(&self, begin: fn(&mut Conn) -> Result<(), StoreError>) -> Result<Conn, StoreError> {
        let idle = lock(&self.idle).pop();
        if let Some(mut conn) = idle {
            match begin(&mut conn) {
                Ok(()) => return Ok(conn),
                Err(StoreError::Unavailable(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let mut conn = self.place.connect(false)?;
        begin(&mut conn)?;
        Ok(conn)
    }

    fn put_back(&self, conn: Conn) {
        let mut idle = lock(&self.idle);
        if idle.len() < IDLE_MAX {
            idle.push(conn);
        }
    }
}

/// Keeps invented time out of a production record.
fn refuse_simulated(purpose: Purpose, simulated: bool) -> Result<(), Refusal> {
    if purpose != Purpose::Production || !simulated {
        return Ok(());
    }
    Err(Refusal::new(
        "record.simulated-clock",
        "운영 기록에는 모의 시계로 쓸 수 없습니다.",
        "A production record refuses a simulated clock.",
    ))
}

/// Locks; a thread that panicked while holding the lock left nothing half done behind these.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[expect(clippy::disallowed_methods, reason = "the one place where chance enters a production record")]
fn fresh_seed() -> [u8; 32] {
    let mut seed = [0; 32];
    for (half, uuid) in seed.chunks_exact_mut(16).zip([uuid::Uuid::new_v4(), uuid::Uuid::new_v4()]) {
        half.copy_from_slice(uuid.as_bytes());
    }
    seed
}

/// One snapshot of the database.
pub struct Read<'a> {
    conn: Option<Conn>,
    db: &'a Db,
}

impl Read<'_> {
    fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        self.conn.as_mut().ok_or_else(|| StoreError::Unavailable("the snapshot is over".to_owned()))
    }

    /// Runs a query; gives all its rows.
    pub fn rows(&mut self, sql: &str, args: &[Value]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, args, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Runs a query and hands each row to `take`.
    pub fn each(&mut self, sql: &str, args: &[Value], take: &mut dyn FnMut(Row) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.conn()?.each(sql, args, take)
    }

    /// The same for rows that somebody may have spoiled: see [`Conn::each_spoiled`].
    pub(crate) fn each_spoiled(
        &mut self,
        sql: &str,
        args: &[Value],
        take: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.conn()?.each_spoiled(sql, args, take)
    }

    /// Runs a query; gives its first row, if any.
    pub fn row(&mut self, sql: &str, args: &[Value]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, args)?.into_iter().next())
    }

    /// The end of the record.
    pub fn head(&mut self) -> Result<Head, StoreError> {
        const HEAD: &str = "SELECT seq, hash, recorded, tx FROM event ORDER BY seq DESC LIMIT 1";
        self.row(HEAD, &[])?.map_or_else(
            || Ok(Head { seq: Seq(0), hash: NO_HASH.to_owned(), recorded: At(i64::MIN), tx: 0 }),
            |row| Ok(Head { seq: Seq(row.int(0)?), hash: row.text(1)?.to_owned(), recorded: At(row.int(2)?), tx: row.int(3)? }),
        )
    }

    /// The content of the first event; nothing in an empty record.
    pub fn genesis(&mut self) -> Result<Option<Genesis>, StoreError> {
        let Some(row) = self.row("SELECT body FROM event WHERE seq = 1", &[])? else { return Ok(None) };
        let genesis = serde_json::from_str(row.text(0)?).map_err(|error| StoreError::Corrupt(format!("event 1: {error}")))?;
        Ok(Some(genesis))
    }

    /// The city's settings; nothing in an empty record.
    pub fn city(&mut self) -> Result<Option<kernel::City>, StoreError> {
        let Some(genesis) = self.genesis()? else { return Ok(None) };
        serde_json::from_value(genesis.city).map(Some).map_err(|error| StoreError::Corrupt(format!("event 1: {error}")))
    }

    /// Events from a number on, upwards, at most `limit`.
    pub fn events(&mut self, from: Seq, limit: i64) -> Result<Vec<Event>, StoreError> {
        let sql = format!("SELECT {EVENT_COLUMNS} FROM event WHERE seq >= $1 ORDER BY seq LIMIT $2");
        self.rows(&sql, &[from.into(), limit.into()])?.iter().map(Event::from_row).collect()
    }

    /// The last event about a subject after a place in the record.
    pub fn last_about(&mut self, subject: &str, after: Seq) -> Result<Option<Event>, StoreError> {
        let sql = format!("SELECT {EVENT_COLUMNS} FROM event WHERE seq > $1 AND subject = $2 ORDER BY seq DESC LIMIT 1");
        self.row(&sql, &[after.into(), subject.into()])?.as_ref().map(Event::from_row).transpose()
    }

    /// The event that an idempotency key has become, if the act was done.
    pub fn event_of(&mut self, key: &str) -> Result<Option<Seq>, StoreError> {
        self.row("SELECT seq FROM event WHERE key = $1", &[key.into()])?.map(|row| row.int(0).map(Seq)).transpose()
    }

    /// Says whether the engine is SQLite.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.conn.as_ref().is_some_and(Conn::is_sqlite)
    }
}

impl Drop for Read<'_> {
    fn drop(&mut self) {
        if let Some(mut conn) = self.conn.take()
            && conn.roll_back()
        {
            self.db.put_back(conn);
        }
    }
}

/// The turn to write. What it holds is kept by [`Tx::commit`] and by nothing else.
pub struct Tx<'a> {
    read: Read<'a>,
    _turn: MutexGuard<'a, ()>,
    head: Head,
    tx: i64,
    zone: Zone,
    clock: Arc<dyn Clock>,
    simulated: bool,
    seed: [u8; 32],
    ids: u64,
    staged: Vec<(&'static Table, Vec<Value>)>,
    /// The text that inserts a row, by table.
    inserts: BTreeMap<&'static str, String>,
    /// A statement failed: half an act is never kept.
    failed: bool,
}

impl<'a> std::ops::Deref for Tx<'a> {
    type Target = Read<'a>;

    fn deref(&self) -> &Read<'a> {
        &self.read
    }
}

impl<'a> std::ops::DerefMut for Tx<'a> {
    fn deref_mut(&mut self) -> &mut Read<'a> {
        &mut self.read
    }
}

impl Tx<'_> {
    /// The time at which the next event is recorded: the clock's, but always after the last event's.
    pub fn now(&self) -> At {
        self.clock.now().max(At(self.head.recorded.0.saturating_add(1)))
    }

    /// The day it is in the city.
    pub fn today(&self) -> Day {
        self.zone.day(self.now())
    }

    /// The number of the next event.
    pub fn next(&self) -> Seq {
        Seq(self.head.seq.0 + 1)
    }

    /// A new id (UUIDv7), made from the seed, the event's number and a counter.
    pub fn id<T>(&mut self) -> Id<T> {
        let mut hasher = Sha256::new();
        hasher.update(self.seed);
        hasher.update(self.next().0.to_be_bytes());
        hasher.update(self.ids.to_be_bytes());
        self.ids += 1;
        let digest = hasher.finalize();
        let mut random = [0; 10];
        random.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        let millis = u64::try_from(self.now().0 / 1000).unwrap_or(0);
        Id::from_text(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
    }

    /// Looks an idempotency key up: the subject of the same act done before, or nothing; the same key for another act is refused.
    pub fn done(&mut self, key: &str, room: &str, act: &str, body: &str) -> Result<Option<String>, Failure> {
        const DONE: &str = "SELECT room, act, body, subject, seq FROM event WHERE key = $1";
        let Some(row) = self.read.row(DONE, &[key.into()])? else { return Ok(None) };
        if row.text(0)? == room && row.text(1)? == act && Value::from(body) == *row.value(2) {
            let subject = row.text(3)?;
            return Ok(Some(subject.split_once(':').map_or(subject, |(_, id)| id).to_owned()));
        }
        let seq = row.int(4)?;
        Err(Refusal::new(
            "record.key-reused",
            format!("멱등 키 ‘{key}’은(는) 다른 내용으로 이미 쓰였습니다(기록 {seq}번). 새 키로 다시 보내 주세요."),
            format!("The idempotency key `{key}` was used before for something else (event {seq}); send it again with a new key."),
        )
        .into())
    }

    /// Stages a row; it is written with the event by [`Tx::record`]. Values follow the table's columns after `id` and `event`.
    pub fn save<T>(&mut self, table: &'static Table, id: &Id<T>, values: impl IntoIterator<Item = Value>) {
        let mut all = vec![id.into(), self.next().into()];
        all.extend(values);
        self.staged.push((table, all));
    }

    /// Appends the event of an act and writes the rows staged for it.
    pub fn record(&mut self, act: &Act<'_>) -> Result<Seq, StoreError> {
        if self.head.seq == Seq(0) && (act.room, act.name) != ("record", "open") {
            return Err(StoreError::Statement("the record is not opened: its first event says what it is for".to_owned()));
        }
        let staged = std::mem::take(&mut self.staged);
        let mut rows = String::from("[");
        for (table, values) in &staged {
            let id = values.first().map(Value::show).unwrap_or_default();
            let comma = if rows.len() > 1 { "," } else { "" };
            let _ = write!(rows, "{comma}[\"{}\",\"{id}\",\"{}\"]", table.shape(), table.digest(table.version(), values));
        }
        rows.push(']');
        let nfc = |text: &str| Value::from(text).show();
        let mut event = Event {
            seq: self.next(),
            tx: self.tx,
            room: act.room.to_owned(),
            act: act.name.to_owned(),
            version: act.version,
            subject: nfc(act.subject),
            actor: nfc(act.actor),
            policy: act.policy.to_owned(),
            day: act.day.to_string(),
            recorded: self.now(),
            document_system: act.document.map(|document| nfc(&document.system)),
            document_number: act.document.map(|document| nfc(&document.number)),
            document_day: act.document.and_then(|document| document.day).map(|day| day.to_string()),
            key: nfc(act.key),
            body: nfc(&act.body),
            rows,
            prev: self.head.hash.clone(),
            hash: String::new(),
        };
        event.hash = event.expected_hash();
        let mut values = event.values();
        values.push(Value::Text(event.hash.clone()));
        // The event first: the tables' guards look the row up in it.
        self.execute(EVENT_INSERT, &values)?;
        for (table, values) in &staged {
            let sql = self.inserts.entry(table.name).or_insert_with(|| table.insert()).clone();
            self.execute(&sql, values)?;
        }
        self.head = Head { seq: event.seq, hash: event.hash, recorded: event.recorded, tx: self.tx };
        self.ids = 0;
        Ok(event.seq)
    }

    /// Opens an empty record: its first event says what it is for. Opening it again for the same is no act; for anything else it is refused.
    pub fn open_record(&mut self, genesis: &Genesis, actor: &str) -> Result<Seq, Failure> {
        if let Some(found) = self.read.genesis()? {
            // The record holds NFC.
            if Value::from(canonical(&found)) == Value::from(canonical(genesis)) {
                return Ok(Seq(1));
            }
            return Err(Refusal::new(
                "record.open",
                "이 데이터베이스에는 다른 기록이 이미 있습니다. 빈 곳을 지정해 주세요.",
                "This database already holds another record; name an empty place.",
            )
            .into());
        }
        refuse_simulated(genesis.purpose, self.simulated)?;
        let day = genesis.zone().day(self.now());
        let body = canonical(genesis);
        let act = Act {
            room: "record",
            name: "open",
            version: 1,
            subject: "record:1",
            actor,
            policy: "",
            day,
            document: None,
            key: "record.open",
            body,
        };
        let seq = self.record(&act)?;
        self.zone = genesis.zone();
        Ok(seq)
    }

    /// Runs a statement on a fold (a balance, a cache); rows of the record go through [`Tx::save`].
    pub fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, StoreError> {
        let done = self.read.conn()?.execute(sql, args);
        self.failed |= done.is_err();
        done
    }

    /// Keeps everything. When this returns, the disk has it.
    pub fn commit(mut self) -> Result<Head, StoreError> {
        if !self.staged.is_empty() {
            return Err(StoreError::Statement("rows were staged and no event was recorded for them".to_owned()));
        }
        if self.failed {
            return Err(StoreError::Statement("a statement of this transaction failed: nothing of it is kept".to_owned()));
        }
        self.read.conn()?.commit()?;
        Ok(self.head.clone())
    }
}
