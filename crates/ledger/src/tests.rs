#![expect(clippy::arithmetic_side_effects, reason = "a test that leaves the range panics, and then it has failed")]

use std::cell::Cell;

use bureau::{NewRule, NewUnit};
use kernel::{Code, Day, Money, Scope, Seq};
use people::{By, NewActor, NewGrant};
use store::testing::TestDb;
use store::{Act, Broken, Failure, Genesis, Purpose, Schema, StoreError, Tx, Value, verify_record};

use crate::model::{Entries, EntryKind, NewEntry};
use crate::*;

mod asking;
mod closing;
mod corrections;
mod entries;
mod guards;
mod importing;
mod model;
mod periods;
mod reconciling;
mod rules;
mod sets;
mod tampering;
mod writers;

const SCHEMAS: &[&Schema] = &[&people::SCHEMA, &bureau::SCHEMA, &SCHEMA];

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn key(text: &str) -> LineKey {
    text.parse().unwrap()
}

fn amount(units: i64) -> Amount {
    Amount::new(units).unwrap()
}

/// A ledger under test: every act has its own transaction and its own key.
struct Book<'a> {
    db: &'a TestDb,
    keys: Cell<u32>,
}

impl<'a> Book<'a> {
    /// An opened record with two units and no year.
    fn empty(db: &'a TestDb) -> Self {
        let mut tx = db.db.write(&db.origin()).unwrap();
        let genesis = Genesis { purpose: Purpose::Demonstration, city: Default::default() };
        tx.open_record(&genesis, "test").unwrap();
        tx.commit().unwrap();
        let book = Self { db, keys: Cell::new(0) };
        book.setup(|tx, by| people::set_up(tx, by, &actor("setup"))).unwrap();
        for (unit_, parent) in [("office", None), ("culture", Some("office")), ("parks", Some("office"))] {
            book.setup(|tx, by| bureau::create_unit(tx, by, &unit(unit_, parent))).unwrap();
        }
        book
    }

    /// Two years of two lines, `park` of the unit parks and `lab` of the unit culture, without money; payments until 20 January.
    fn new(db: &'a TestDb) -> Self {
        let book = Self::empty(db);
        book.late_until("01-20", "2020-01-01");
        for year in [2020, 2021] {
            book.open_year(year).unwrap();
            book.open_line(&format!("{year}/park"), "parks").unwrap();
            book.open_line(&format!("{year}/lab"), "culture").unwrap();
        }
        book
    }

    /// Does an act that rests on a document.
    fn with_document<T>(&self, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, &'static str> {
        let document = store::Document { system: "온나라".to_owned(), number: "의회-1".to_owned(), day: None };
        self.setup(|tx, by| run(tx, &By { document: Some(&document), ..*by }))
    }

    fn try_act<T>(&self, who: &str, key: &str, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let who = code(who);
        let by = By { actor: &who, key, document: None };
        let mut tx = self.db.db.write(&self.db.origin()).unwrap();
        let done = run(&mut tx, &by)?;
        tx.commit()?;
        Ok(done)
    }

    fn next_key(&self) -> String {
        self.keys.set(self.keys.get() + 1);
        format!("k{}", self.keys.get())
    }

    fn act<T>(&self, who: &str, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, &'static str> {
        self.try_act(who, &self.next_key(), run).map_err(refused)
    }

    fn setup<T>(&self, run: impl FnOnce(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Result<T, &'static str> {
        self.act("setup", run)
    }

    fn late_until(&self, value: &str, from: &str) {
        let new = NewRule {
            key: code("ledger.close.late-until"),
            value: value.to_owned(),
            source: "지방회계법 제7조".to_owned(),
            from: day(from),
            until: None,
        };
        self.setup(|tx, by| bureau::set_rule(tx, by, &new)).unwrap();
    }

    fn open_year(&self, year: i16) -> Result<(), &'static str> {
        let new = NewYear { fiscal_year: year, starts: Day::new(year, 1, 1).unwrap(), ends: Day::new(year, 12, 31).unwrap() };
        self.setup(|tx, by| open_year(tx, by, &new))
    }

    fn open_line(&self, line: &str, unit: &str) -> Result<(), &'static str> {
        self.setup(|tx, by| open_line(tx, by, &new_line(line, unit)))
    }

    fn appropriate(&self, line: &str, units: i64, on: &str) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| appropriate(tx, by, &Budget { line: key(line), amount: amount(units), day: day(on), note: None }))
    }

    fn supplement(&self, line: &str, change: i64, on: &str) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| supplement(tx, by, &Supplement { line: key(line), change: Money::new(change), day: day(on), note: None }))
    }

    fn transfer(&self, from: &str, to: &str, units: i64, on: &str) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| {
            transfer(
                tx,
                by,
                &Transfer { from: key(from), to: key(to), amount: amount(units), day: day(on), kind: TransferKind::Within, note: None },
            )
        })
    }

    fn commit(&self, line: &str, units: i64, on: &str) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| commit_funds(tx, by, &new_commit(line, units, on)))
    }

    fn release(&self, of: &EntryId, units: i64, on: &str) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| release(tx, by, &Release { commitment: of.clone(), amount: amount(units), day: day(on), note: None }))
    }

    fn disburse(&self, of: &EntryId, units: i64, on: &str) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| disburse(tx, by, &payment(of, units, on)))
    }

    fn give_back(&self, of: &EntryId, units: i64, on: &str) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| return_funds(tx, by, &payment(of, units, on)))
    }

    fn correct(&self, entry: &EntryId, units: i64) -> Result<EntryId, &'static str> {
        self.setup(|tx, by| correct(tx, by, &Correct { entry: entry.clone(), amount: amount(units), note: None }))
    }

    fn close_month(&self, fiscal_year: i16, on: &str) -> Result<(), &'static str> {
        self.setup(|tx, by| close_month(tx, by, &CloseMonth { fiscal_year, day: day(on) }))
    }

    fn close_year(&self, fiscal_year: i16, carries: &[(&EntryId, i64)]) -> Result<(), &'static str> {
        self.setup(|tx, by| close_year(tx, by, &closing(fiscal_year, carries)))
    }

    /// What a line has, has committed and has disbursed.
    fn balance(&self, line: &str) -> [i64; 3] {
        const SQL: &str = "SELECT current, committed, disbursed FROM ledger_balance WHERE line = $1";
        let row = self.db.db.read().unwrap().row(SQL, &[line.into()]).unwrap().unwrap();
        [0, 1, 2].map(|at| row.int(at).unwrap())
    }

    fn head(&self) -> Seq {
        self.db.db.read().unwrap().head().unwrap().seq
    }

    /// Writes an entry with a genuine event that names it: past every rule, and only the database's guards are left.
    fn enter(&self, entry: &NewEntry) -> Result<EntryId, StoreError> {
        let mut tx = self.db.db.write(&self.db.origin()).unwrap();
        let id = tx.id::<Entries>();
        tx.save(&tables::ENTRY, &id, values(entry, &id));
        let key = self.next_key();
        record(&mut tx, &key)?;
        tx.commit()?;
        Ok(id)
    }

    fn broken(&self) -> Vec<Broken> {
        let mut read = self.db.db.read().unwrap();
        INVARIANTS.iter().flat_map(|invariant| invariant(&mut read).unwrap()).collect()
    }

    fn verify(&self) -> Vec<Broken> {
        verify_record(&mut self.db.db.read().unwrap(), SCHEMAS, None, &mut |_, _| ()).unwrap()
    }

    /// Nothing in the record contradicts itself.
    fn check(&self) {
        assert_eq!(self.broken(), []);
        assert_eq!(self.verify(), []);
    }
}

/// The refusal's name; storage may not fail.
fn refused(failure: Failure) -> &'static str {
    match failure {
        Failure::Refused(refusal) => refusal.code,
        Failure::Store(error) => panic!("{error}"),
    }
}

/// Records an act that says nothing, for the rows that are staged.
fn record(tx: &mut Tx, key: &str) -> Result<Seq, StoreError> {
    tx.record(&Act {
        room: "ledger",
        name: "test",
        version: 1,
        subject: "test:1",
        actor: "setup",
        policy: "",
        day: day("2021-01-01"),
        document: None,
        key,
        body: "{}".to_owned(),
    })
}

/// The columns of an entry; a commit entry without a commitment names itself.
fn values(entry: &NewEntry, id: &EntryId) -> [Value; 10] {
    let own = (entry.kind == EntryKind::Commit).then_some(id);
    [
        entry.line.to_string().into(),
        entry.kind.code().into(),
        entry.amount.into(),
        entry.day.into(),
        entry.commitment.as_ref().or(own).into(),
        entry.reverses.as_ref().into(),
        entry.carryover.map(CarryoverKind::code).into(),
        entry.other_line.as_ref().map(ToString::to_string).into(),
        Value::Null,
        entry.transfer.map(TransferKind::code).into(),
    ]
}

fn entry(line: &str, kind: EntryKind, units: i64, on: &str) -> NewEntry {
    NewEntry::new(&key(line), kind, Money::new(units), day(on), None)
}

fn actor(name: &str) -> NewActor {
    NewActor {
        code: code(name),
        kind: "post".to_owned(),
        label_ko: "담당".to_owned(),
        label_en: None,
        from: day("2020-01-01"),
        until: None,
    }
}

fn grant(to: &str, role: &str, scope: Scope) -> NewGrant {
    NewGrant { actor: code(to), role: role.to_owned(), scope, from: day("2020-01-01"), until: None }
}

fn unit(name: &str, parent: Option<&str>) -> NewUnit {
    NewUnit {
        code: code(name),
        kind: "division".to_owned(),
        parent: parent.map(code),
        position: 1,
        name_ko: "담당관".to_owned(),
        name_en: None,
        from: day("2019-01-01"),
        until: None,
    }
}

fn new_line(line: &str, unit: &str) -> NewLine {
    let line = key(line);
    NewLine {
        from: Day::new(line.fiscal_year, 1, 1).unwrap(),
        line,
        unit: code(unit),
        programme: None,
        position: 1,
        name_ko: "운영".to_owned(),
        name_en: None,
        short_ko: None,
        short_en: None,
        note: None,
    }
}

fn new_commit(line: &str, units: i64, on: &str) -> Commit {
    Commit { line: key(line), amount: amount(units), day: day(on), note: None }
}

fn payment(of: &EntryId, units: i64, on: &str) -> Disburse {
    Disburse { commitment: of.clone(), amount: amount(units), day: day(on), note: None }
}

fn closing(fiscal_year: i16, carries: &[(&EntryId, i64)]) -> CloseYear {
    let carry = |(of, units): &(&EntryId, i64)| Carry {
        from: CarriedFrom::Commitment((*of).clone()),
        amount: amount(*units),
        kind: CarryoverKind::Unforeseen,
    };
    CloseYear { fiscal_year, carries: carries.iter().map(carry).collect(), note: None }
}
