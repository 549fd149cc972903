//! The days of the simulation: what officers do, what they may not, and the looks at the whole after each day.

use std::collections::BTreeSet;

use kernel::{AsOf, At, Code, Day, Lang, Seq};
use ledger::Amount;
use people::By;
use report::Evaluator;
use store::testing::TestDb;
use store::{Document, Failure, Sets, Tx};

use super::Chance;
use super::count::Count;
use super::office::{Office, code};

/// How much of the year is played.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// All of it, and the first weeks of the next.
    Year,
    /// The last weeks of it, and the first of the next.
    YearEnd,
}

/// A simulation under way.
pub(crate) struct Play {
    pub(super) db: TestDb,
    pub(super) sets: Sets,
    pub(super) chance: Chance,
    pub(super) office: Office,
    pub(super) count: Count,
    pub(super) today: Day,
    /// Months that are closed, by fiscal year, and the year itself.
    pub(super) closed: BTreeSet<(i16, Day)>,
    pub(super) year_closed: bool,
    /// Acts tried, refused as expected, and the events that the record must have.
    pub(super) tried: usize,
    pub(super) refused: usize,
    pub(super) events: i64,
    /// For each day, the last event.
    pub(super) marks: Vec<(Day, i64)>,
    pub(super) milestones: usize,
}

/// An amount above zero.
pub(super) fn amount(units: i64) -> Amount {
    Amount::new(units).unwrap()
}

impl Play {
    pub(crate) fn new(db: TestDb, mut chance: Chance, stretch: Stretch) -> Self {
        let office = Office::new(&mut chance);
        let sets = Sets::new(&[bureau::SETS, ledger::SETS], "bureau.units");
        let (starts, ends) = office.years.days(office.year).unwrap();
        let today = if stretch == Stretch::Year { starts } else { ends.plus_days(-34) };
        let mut play = Self {
            db,
            sets,
            chance,
            office,
            count: Count::default(),
            today,
            closed: BTreeSet::new(),
            year_closed: false,
            tried: 0,
            refused: 0,
            events: 0,
            marks: Vec::new(),
            milestones: 0,
        };
        play.begin(play.today);
        play.office.furnish(&play.db, &play.sets);
        play.events = play.head();
        play
    }

    /// Plays all days; gives what happened in a few words.
    pub(crate) fn run(mut self) -> String {
        let (_, ends) = self.office.years.days(self.office.year).unwrap();
        let (first, last, closing) = (self.today, ends.plus_days(34), ends.plus_days(25));
        self.vote();
        let reports = [first.plus_days(20), ends.plus_days(-2)];
        let mut days = 0;
        for number in 0.. {
            let day = first.plus_days(number);
            if day > last {
                break;
            }
            // Two days of seven nobody works, unless it is a day that cannot wait.
            if number % 7 >= 5 && day != closing && !reports.contains(&day) {
                continue;
            }
            days += 1;
            self.begin(day);
            let acts = 1 + self.chance.below(9);
            for _ in 0..acts {
                self.act();
            }
            if day.of_month() >= 5 && self.chance.percent(40) {
                self.close_month();
            }
            if self.chance.percent(6) {
                self.reopen_month();
            }
            if day == closing {
                self.close_year();
            }
            if reports.contains(&day) {
                self.print();
            }
            self.look();
        }
        self.look_back();
        let mut read = self.db.db.read().unwrap();
        let broken = store::verify_record(&mut read, crate::SCHEMAS, None, &mut |_, _| {}).unwrap();
        assert_eq!(broken, [], "the record");
        format!(
            "{days} days in {}: {} events, {} acts tried, {} of them refused as expected",
            self.office.words, self.events, self.tried, self.refused
        )
    }

    fn begin(&mut self, day: Day) {
        self.today = day;
        let at = self.office.zone.end_of(day.plus_days(-1)).0 + 9 * 3_600_000_000;
        self.db.clock.set(At(at));
    }

    fn head(&self) -> i64 {
        self.db.db.read().unwrap().head().unwrap().seq.0
    }

    /// Does an act that rests on no document.
    pub(super) fn attempt<T>(&mut self, actor: &str, breaks: &[&str], run: impl Fn(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Option<T> {
        self.attempt_on(None, actor, breaks, run)
    }

    /// A document for an act that needs one.
    pub(super) fn document(&self) -> Document {
        Document { system: "registry".to_owned(), number: format!("D-{}", self.tried), day: None }
    }

    /// Does an act in a transaction of its own. Where rules are broken it must be refused for one of them, and leave nothing; else it must be done.
    pub(super) fn attempt_on<T>(
        &mut self,
        document: Option<&Document>,
        actor: &str,
        breaks: &[&str],
        run: impl Fn(&mut Tx, &By<'_>) -> Result<T, Failure>,
    ) -> Option<T> {
        self.tried += 1;
        let (actor, key): (Code, String) = (code(actor), format!("year/{}", self.tried));
        let by = By { actor: &actor, key: &key, document };
        let mut tx = self.db.db.write(&self.db.origin()).unwrap();
        match run(&mut tx, &by) {
            Ok(done) => {
                assert!(breaks.is_empty(), "act {} on {} was to be refused for {breaks:?}", self.tried, self.today);
                tx.commit().unwrap();
                self.events += 1;
                // Sent again, as a double click does: the same act, and no event.
                if self.chance.percent(4) {
                    let mut tx = self.db.db.write(&self.db.origin()).unwrap();
                    run(&mut tx, &by).unwrap_or_else(|failure| panic!("act {} sent again: {failure}", self.tried));
                    tx.commit().unwrap();
                }
                Some(done)
            }
            Err(Failure::Refused(refusal)) => {
                assert!(
                    breaks.contains(&refusal.code),
                    "act {} on {} was refused for {} ({refusal}), expected {breaks:?}",
                    self.tried,
                    self.today,
                    refusal.code
                );
                self.refused += 1;
                None
            }
            Err(Failure::Store(error)) => panic!("act {} on {}: {error}", self.tried, self.today),
        }
    }

    fn act(&mut self) {
        match self.chance.below(100) {
            0..28 => self.commit(),
            28..54 => self.disburse(),
            54..60 => self.give_back(),
            60..65 => self.release(),
            65..73 => self.correct(),
            73..76 => self.transfer(),
            76..79 => self.supplement(),
            79..82 => self.plan_spending(),
            82..88 => self.move_somebody(),
            88..93 => self.milestone(),
            93..96 => self.not_allowed(),
            _ => self.no_such_thing(),
        }
    }

    /// Prints the report of the day: every figure in it is the simulator's own.
    fn print(&mut self) {
        let as_of = AsOf { day: self.today, known: Seq(self.events) };
        let mut read = self.db.db.read().unwrap();
        let rendered = report::render(&mut read, &self.sets, "execution", Lang::En, as_of, None).unwrap();
        let own = self.count.figures(&self.office, self.today, self.events);
        assert!(rendered.figures.len() > 40, "{} figures", rendered.figures.len());
        for figure in &rendered.figures {
            let value = own[&figure.key];
            // A fraction stands beside what its decimals cannot say.
            let exact = value.map(|value| value.to_string());
            assert_eq!(
                (&figure.exact, &figure.fraction),
                (&exact, &value.and_then(kernel::Exact::fraction)),
                "{} in the report of {}",
                figure.key,
                self.today
            );
        }
    }

    /// After each day: nothing is broken, nothing was written but what was done, and every figure of the day is the simulator's own.
    fn look(&mut self) {
        assert_eq!(self.head(), self.events, "events on {}", self.today);
        let mut read = self.db.db.read().unwrap();
        for invariant in [people::INVARIANTS, bureau::INVARIANTS, ledger::INVARIANTS, report::INVARIANTS].into_iter().flatten() {
            assert_eq!(invariant(&mut read).unwrap(), [], "on {}", self.today);
        }
        drop(read);
        self.compare(self.today, self.events);
        self.marks.push((self.today, self.events));
    }

    /// At the end: days before, as known at points before.
    fn look_back(&mut self) {
        for _ in 0..25 {
            let (_, known) = *self.chance.pick(&self.marks).unwrap();
            let (day, _) = *self.chance.pick(&self.marks).unwrap();
            let inside = self.marks[0].1 + i64::try_from(self.chance.below(usize::try_from(known - self.marks[0].1).unwrap())).unwrap();
            self.compare(day, inside);
        }
    }

    fn compare(&self, day: Day, known: i64) {
        let own = self.count.figures(&self.office, day, known);
        let mut read = self.db.db.read().unwrap();
        let mut evaluator = Evaluator::new(&mut read, &self.sets, Seq(known)).unwrap();
        let figures = evaluator.figures(day).unwrap();
        assert_eq!(figures.len(), own.len(), "figures of {day}");
        for figure in &figures {
            let value = evaluator.value(figure, day).unwrap();
            assert_eq!(value, own[&figure.key], "{} of {day} as known at {known}", figure.key);
        }
    }
}
