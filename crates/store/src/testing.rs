//! A fresh database on each engine, for tests.
#![expect(clippy::expect_used, reason = "a test that cannot get its database has nothing to say")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{At, Clock, SimulatedClock};

use crate::engine::Place;
use crate::{Db, Genesis, Origin, Purpose, Schema};

/// A database of one test, dropped with it.
pub struct TestDb {
    /// The database.
    pub db: Db,
    /// Its address.
    pub url: String,
    /// A simulated clock that the test may set; one second on at each [`TestDb::origin`].
    pub clock: Arc<SimulatedClock>,
    drop_name: Option<String>,
    _folder: Option<tempfile::TempDir>,
}

impl TestDb {
    /// A fresh SQLite file.
    pub fn sqlite(schemas: &[&Schema]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("madang.db").display());
        let db = Db::create(&url, schemas).expect("a new database");
        Self { db, url, clock: clock(), drop_name: None, _folder: Some(folder) }
    }

    /// A fresh PostgreSQL database in the private cluster that `tests/with-postgres` started.
    pub fn postgres(schemas: &[&Schema]) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let server = server();
        let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        admin(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"));
        let url = server.replace("/postgres", &format!("/{name}"));
        let db = Db::create(&url, schemas).expect("a new database");
        Self { db, url, clock: clock(), drop_name: Some(name), _folder: None }
    }

    /// Time and chance for the next write: the clock one second on, a fixed seed.
    pub fn origin(&self) -> Origin {
        self.clock.set(At(self.clock.now().0 + 1_000_000));
        Origin { clock: self.clock.clone(), seed: Some([7; 32]) }
    }

    /// Opens the record for demonstration.
    pub fn opened(self) -> Self {
        let mut tx = self.db.write(&self.origin()).expect("a turn to write");
        let genesis = Genesis { purpose: Purpose::Demonstration, city: serde_json::json!({"time_zone": "Asia/Seoul"}) };
        tx.open_record(&genesis, "test").expect("an empty record");
        tx.commit().expect("a commit");
        self
    }

    /// Runs SQL past all of Madang, as somebody with the database's password would.
    pub fn raw(&self, sql: &str) -> Result<(), crate::StoreError> {
        let mut conn = Place::parse(&self.url).and_then(|place| place.connect(false))?;
        let done = conn.batch(sql);
        conn.roll_back();
        done
    }

    /// Runs SQL with every guard switched off, as somebody who owns the database would.
    pub fn tamper(&self, sql: &str) {
        self.try_tamper(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The same; gives what a check of the table itself said against it.
    pub fn try_tamper(&self, sql: &str) -> Result<(), crate::StoreError> {
        let off = if self.url.starts_with("sqlite:") {
            let mut conn = Place::parse(&self.url).and_then(|place| place.connect(false)).expect("a connection");
            let mut triggers = Vec::new();
            conn.each("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'", &[], &mut |row| {
                triggers.push((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
                Ok(())
            })
            .expect("triggers");
            let drop: String = triggers.iter().map(|(name, _)| format!("DROP TRIGGER {name};")).collect();
            let make: String = triggers.iter().map(|(_, sql)| format!("{sql};")).collect();
            format!("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; BEGIN IMMEDIATE; {drop} {sql}; {make} COMMIT")
        } else {
            format!("SET session_replication_role = replica; {sql}; SET session_replication_role = DEFAULT")
        };
        self.raw(&off)
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(name) = self.drop_name.take() {
            admin(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn clock() -> Arc<SimulatedClock> {
    // 2021-01-01T00:00:00Z
    Arc::new(SimulatedClock::new(At(1_609_459_200_000_000)))
}

#[expect(clippy::disallowed_methods, reason = "the harness is told by the environment where the cluster is")]
fn server() -> String {
    std::env::var("TEST_DATABASE_URL").expect("TEST_DATABASE_URL: run the tests as `tests/with-postgres cargo test …`, or `make test`")
}

fn admin(sql: &str) {
    let mut conn = Place::parse(&server()).and_then(|place| place.connect(false)).expect("the test cluster");
    conn.batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Writes each test twice, once for each engine: `each_engine! { SCHEMAS; fn name(db) { … } }`.
#[macro_export]
macro_rules! each_engine {
    ($schemas:expr; $(fn $name:ident($db:ident) $body:block)*) => {
        $(mod $name {
            use super::*;
            fn check($db: &$crate::testing::TestDb) $body
            #[test]
            fn sqlite() {
                check(&$crate::testing::TestDb::sqlite($schemas));
            }
            #[test]
            fn postgres() {
                check(&$crate::testing::TestDb::postgres($schemas));
            }
        })*
    };
}
