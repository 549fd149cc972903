//! The ledger beside a model of it that is too simple to be wrong.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

use super::*;

const LINES: [&str; 2] = ["2021/park", "2021/lab"];

/// One act; an index points at one of the commitments or entries that are there by then.
#[derive(Clone, Debug)]
pub(super) enum Command {
    Appropriate { line: usize, units: i64, day: i32 },
    Supplement { line: usize, change: i64, day: i32 },
    Transfer { from: usize, to: usize, units: i64, day: i32 },
    Commit { line: usize, units: i64, day: i32 },
    Release { of: Index, units: i64, day: i32 },
    Disburse { of: Index, units: i64, day: i32 },
    Return { of: Index, units: i64, day: i32 },
    Correct { entry: Index, units: i64 },
    CloseMonth { day: i32 },
}

pub(super) fn command() -> impl Strategy<Value = Command> {
    use Command as C;
    let (line, units) = (0_usize..2, 1_i64..60);
    // Commitments early, payments later; some before the year, in late days, and after those.
    let early = prop_oneof![1 => -3_i32..370, 9 => 60_i32..180];
    let later = prop_oneof![1 => -3_i32..390, 9 => 180_i32..384];
    prop_oneof![
        2 => (line.clone(), units.clone(), early.clone()).prop_map(|(line, units, day)| C::Appropriate { line, units: units * 10, day }),
        1 => (line.clone(), -80_i64..80, early.clone()).prop_map(|(line, change, day)| C::Supplement { line, change, day }),
        1 => (line.clone(), line.clone(), units.clone(), early.clone())
            .prop_map(|(from, to, units, day)| C::Transfer { from, to, units, day }),
        6 => (line, units.clone(), early).prop_map(|(line, units, day)| C::Commit { line, units, day }),
        2 => (any::<Index>(), 1_i64..30, later.clone()).prop_map(|(of, units, day)| C::Release { of, units, day }),
        7 => (any::<Index>(), units.clone(), later.clone()).prop_map(|(of, units, day)| C::Disburse { of, units, day }),
        4 => (any::<Index>(), 1_i64..30, later).prop_map(|(of, units, day)| C::Return { of, units, day }),
        5 => (any::<Index>(), units).prop_map(|(entry, units)| C::Correct { entry, units }),
        1 => prop_oneof![9 => 0_i32..60, 1 => 0_i32..360].prop_map(|day| C::CloseMonth { day }),
    ]
}

fn on(day_: i32) -> Day {
    day("2021-01-01").plus_days(day_)
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    current: i64,
    committed: i64,
    disbursed: i64,
}

#[derive(Clone, Debug)]
struct Held {
    line: usize,
    day: i32,
    sums: Sums,
}

#[derive(Clone, Debug)]
struct Posted {
    id: EntryId,
    pays: bool,
    units: i64,
    day: i32,
    held: usize,
    corrected: bool,
}

/// What the ledger should hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    lines: BTreeMap<usize, Sums>,
    names: Vec<EntryId>,
    held: Vec<Held>,
    posted: Vec<Posted>,
    closed: Vec<(i16, i8)>,
}

impl Model {
    fn open(&self, day: i32, pays: bool) -> bool {
        let month = (on(day).year(), on(day).month());
        day >= 0 && day <= if pays { 384 } else { 364 } && !self.closed.contains(&month)
    }

    fn budget(&mut self, line: usize, change: i64) -> bool {
        let sums = self.lines.entry(line).or_default();
        sums.current += change;
        sums.committed <= sums.current
    }

    /// Changes a commitment and its line; says whether every bound is kept.
    fn change(&mut self, held: usize, pays: bool, units: i64) -> bool {
        let held = &mut self.held[held];
        let line = self.lines.entry(held.line).or_default();
        for sums in [&mut held.sums, line] {
            *(if pays { &mut sums.disbursed } else { &mut sums.committed }) += units;
        }
        let within = |sums: &Sums| 0 <= sums.disbursed && sums.disbursed <= sums.committed;
        within(&held.sums) && within(line) && line.committed <= line.current
    }

    fn both(&mut self, held: usize, pays: bool, [first, second]: [i64; 2]) -> bool {
        self.change(held, pays, first) && self.change(held, pays, second)
    }

    /// Says whether the act may be done; if not, the model is of no further use.
    fn apply(&mut self, command: &Command) -> bool {
        let of = |of: &Index| of.index(self.held.len());
        match command {
            Command::Appropriate { line, units, day } => self.open(*day, false) && self.budget(*line, *units),
            Command::Supplement { line, change, day } => *change != 0 && self.open(*day, false) && self.budget(*line, *change),
            Command::Transfer { from, to, units, day } => {
                let has = self.lines.get(to).is_some_and(|sums| sums.current > 0);
                from != to && has && self.open(*day, false) && self.budget(*from, -units) && self.budget(*to, *units)
            }
            Command::Commit { line, units, day } => {
                self.held.push(Held { line: *line, day: *day, sums: Sums::default() });
                self.open(*day, false) && self.change(self.held.len() - 1, false, *units)
            }
            Command::Release { of: at, units, day } => self.post(of(at), false, -units, *day),
            Command::Disburse { of: at, units, day } => self.post(of(at), true, *units, *day),
            Command::Return { of: at, units, day } => self.post(of(at), true, -units, *day),
            Command::Correct { entry, units } => {
                let at = entry.index(self.posted.len());
                let wrong = self.posted[at].clone();
                self.posted[at].corrected = true;
                let (mut lowered, mut raised) = (self.clone(), self.clone());
                let may = !wrong.corrected && wrong.units != *units && self.open(wrong.day, wrong.pays);
                let first = may && lowered.both(wrong.held, wrong.pays, [-wrong.units, *units]);
                let second = may && raised.both(wrong.held, wrong.pays, [*units, -wrong.units]);
                *self = if first { lowered } else { raised };
                first || second
            }
            Command::CloseMonth { day } => {
                let month = (on(*day).year(), on(*day).month());
                let open = !self.closed.contains(&month) && month.0 == 2021 && month.1 < 12;
                self.closed.extend(open.then_some(month));
                open
            }
        }
    }

    fn post(&mut self, held: usize, pays: bool, units: i64, day: i32) -> bool {
        day >= self.held[held].day && self.open(day, pays) && self.change(held, pays, units)
    }

    /// Notes the entry that an act gave, where later acts may point at it.
    fn note(&mut self, command: &Command, id: &EntryId) {
        let (pays, units, day, held) = match command {
            Command::Commit { units, day, .. } => {
                self.names.push(id.clone());
                (false, *units, *day, self.held.len() - 1)
            }
            Command::Disburse { of, units, day } => (true, *units, *day, of.index(self.held.len())),
            Command::Correct { entry, units } => {
                let wrong = &self.posted[entry.index(self.posted.len())];
                (wrong.pays, *units, wrong.day, wrong.held)
            }
            _ => return,
        };
        self.posted.push(Posted { id: id.clone(), pays, units, day, held, corrected: false });
    }

    /// The same act through the operation.
    fn run(&self, tx: &mut Tx, by: &By<'_>, command: &Command) -> Result<EntryId, Failure> {
        let of = |of: &Index| self.names[of.index(self.names.len())].clone();
        let line = |at: &usize| key(LINES[*at]);
        match command {
            Command::Appropriate { line: at, units, day } => {
                appropriate(tx, by, &Budget { line: line(at), amount: amount(*units), day: on(*day), note: None })
            }
            Command::Supplement { line: at, change, day } => {
                supplement(tx, by, &Supplement { line: line(at), change: Money::new(*change), day: on(*day), note: None })
            }
            Command::Transfer { from, to, units, day } => transfer(
                tx,
                by,
                &Transfer { from: line(from), to: line(to), amount: amount(*units), day: on(*day), kind: TransferKind::Within, note: None },
            ),
            Command::Commit { line: at, units, day } => {
                commit_funds(tx, by, &Commit { line: line(at), amount: amount(*units), day: on(*day), note: None })
            }
            Command::Release { of: at, units, day } => {
                release(tx, by, &Release { commitment: of(at), amount: amount(*units), day: on(*day), note: None })
            }
            Command::Disburse { of: at, units, day } => {
                disburse(tx, by, &Disburse { commitment: of(at), amount: amount(*units), day: on(*day), note: None })
            }
            Command::Return { of: at, units, day } => {
                return_funds(tx, by, &Disburse { commitment: of(at), amount: amount(*units), day: on(*day), note: None })
            }
            Command::Correct { entry, units } => {
                let entry = self.posted[entry.index(self.posted.len())].id.clone();
                correct(tx, by, &Correct { entry, amount: amount(*units), note: None })
            }
            Command::CloseMonth { day } => {
                close_month(tx, by, &CloseMonth { fiscal_year: 2021, day: on(*day) }).map(|()| EntryId::from_text("none"))
            }
        }
    }

    /// Does the act both ways, and compares: gives whether it was done.
    pub(super) fn step(&mut self, tx: &mut Tx, key: &str, command: &Command) -> Result<bool, TestCaseError> {
        let needs_commitment = matches!(command, Command::Release { .. } | Command::Disburse { .. } | Command::Return { .. });
        if needs_commitment && self.held.is_empty() || matches!(command, Command::Correct { .. }) && self.posted.is_empty() {
            return Ok(false);
        }
        let mut next = self.clone();
        let may = next.apply(command);
        let who = code("setup");
        let done = self.run(tx, &By { actor: &who, key, document: None }, command);
        match (done, may) {
            (Ok(id), true) => {
                next.note(command, &id);
                *self = next;
                Ok(true)
            }
            (Err(Failure::Refused(_)), false) => Ok(false),
            (done, may) => Err(TestCaseError::fail(format!("{command:?}: the ledger says {done:?}, the model {may}"))),
        }
    }

    /// Compares every balance and every commitment.
    pub(super) fn compare(&self, tx: &mut Tx) -> Result<(), TestCaseError> {
        for (at, name) in LINES.iter().enumerate() {
            let row =
                tx.row("SELECT current, committed, disbursed FROM ledger_balance WHERE line = $1", &[(*name).into()]).unwrap().unwrap();
            let sums = Sums { current: row.int(0).unwrap(), committed: row.int(1).unwrap(), disbursed: row.int(2).unwrap() };
            prop_assert_eq!(sums, self.lines.get(&at).copied().unwrap_or_default());
        }
        for (id, held) in self.names.iter().zip(&self.held) {
            let row = tx.row("SELECT committed, disbursed FROM ledger_commitment WHERE id = $1", &[id.into()]).unwrap().unwrap();
            prop_assert_eq!((row.int(0).unwrap(), row.int(1).unwrap()), (held.sums.committed, held.sums.disbursed));
        }
        let broken: Vec<Broken> = INVARIANTS.iter().flat_map(|invariant| invariant(tx).unwrap()).collect();
        prop_assert_eq!(broken, []);
        Ok(())
    }
}

#[test]
fn any_sequence_of_acts_leaves_what_a_simple_model_says() {
    let db = TestDb::sqlite(SCHEMAS);
    Book::new(&db);
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    let played = TestRunner::new(config).run(&prop::collection::vec(command(), 10..90), |commands| {
        // Nothing is committed: each case finds the same empty lines.
        let mut tx = db.db.write(&db.origin()).unwrap();
        let mut model = Model::default();
        for (at, command) in commands.iter().enumerate() {
            model.step(&mut tx, &format!("m{at}"), command)?;
            if at % 16 == 0 {
                model.compare(&mut tx)?;
            }
        }
        model.compare(&mut tx)
    });
    played.unwrap();
}
