//! The days of the simulation: what officers do, what they may not, and the looks at the whole after each day.

use std::collections::BTreeSet;

use kernel::{AsOf, At, Code, Day, Lang, Money, Seq};
use ledger::{Amount, EntryId};
use people::By;
use report::Evaluator;
use store::testing::TestDb;
use store::{Failure, Sets, Tx};

use super::Chance;
use super::count::{Commitment, Count, Move, Original, Posting, STATES, Step};
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
    db: TestDb,
    sets: Sets,
    chance: Chance,
    office: Office,
    count: Count,
    today: Day,
    /// Months that are closed, by fiscal year, and the year itself.
    closed: BTreeSet<(i16, String)>,
    year_closed: bool,
    /// Acts tried, refused as expected, and the events that the record must have.
    tried: usize,
    refused: usize,
    events: i64,
    /// For each day, the last event.
    marks: Vec<(Day, i64)>,
    milestones: usize,
}

/// An amount above zero.
fn amount(units: i64) -> Amount {
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

    /// Does an act in a transaction of its own. Where rules are broken it must be refused for one of them, and leave nothing; else it must be done.
    fn attempt<T>(&mut self, actor: &str, breaks: &[&str], run: impl Fn(&mut Tx, &By<'_>) -> Result<T, Failure>) -> Option<T> {
        self.tried += 1;
        let (actor, key): (Code, String) = (code(actor), format!("year/{}", self.tried));
        // Everything rests on a document: the council's vote for what is carried over as specified among it.
        let document = store::Document { system: "papers".to_owned(), number: format!("paper-{}", self.tried), day: None };
        let by = By { actor: &actor, key: &key, document: Some(&document) };
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

    /// The original budget of both years; money of the next year is voted when it begins.
    fn vote(&mut self) {
        let year = self.office.year;
        for line in self.office.lines(year) {
            let units = 10_000_000 + self.chance.amount(900_000_000);
            self.appropriate(year, line, units, self.office.years.days(year).unwrap().0);
        }
    }

    fn appropriate(&mut self, year: i16, line: usize, units: i64, day: Day) {
        let new = ledger::Budget { line: self.office.key(year, line), amount: amount(units), day, note: None };
        let breaks = self.wrong_day(year, day, "appropriate");
        if self.attempt("budget", &breaks, |tx, by| ledger::appropriate(tx, by, &new)).is_some() {
            self.enter(year, line, "appropriate", units, day);
        }
    }

    /// What is wrong with a day for an entry.
    fn wrong_day(&self, year: i16, day: Day, kind: &str) -> Vec<&'static str> {
        let (starts, ends) = self.office.years.days(year).unwrap();
        let late = year == self.office.year && matches!(kind, "disburse" | "return");
        let until = if late {
            self.office.late_until
        } else if matches!(kind, "disburse" | "return") {
            ends.plus_days(20)
        } else {
            ends
        };
        let month = format!("{:04}-{:02}", day.year(), day.month());
        let mut wrong = Vec::new();
        if day < starts || day > until {
            wrong.push("ledger.outside-year");
        }
        if self.closed.contains(&(year, month)) || (self.year_closed && year == self.office.year) {
            wrong.push("ledger.closed");
        }
        wrong
    }

    fn enter(&mut self, year: i16, line: usize, kind: &'static str, units: i64, day: Day) {
        self.count.postings.push(Posting { event: self.events, year, line, kind, units, day });
    }

    /// The fiscal year of most acts: the one that today lies in; the simulated one also while its late payments come in.
    fn some_year(&mut self) -> i16 {
        let now = self.office.years.of(self.today);
        if now > self.office.year && self.chance.percent(50) { self.office.year } else { now }
    }

    /// Today, or a few days before it.
    fn some_day(&mut self) -> Day {
        let back = if self.chance.percent(25) { self.chance.below(25) } else { 0 };
        self.today.plus_days(-i32::try_from(back).unwrap())
    }

    fn act(&mut self) {
        match self.chance.below(100) {
            0..28 => self.commit(),
            28..54 => self.disburse(),
            54..60 => self.give_back(),
            60..65 => self.release(),
            65..73 => self.correct(),
            73..77 => self.transfer(),
            77..81 => self.supplement(),
            81..88 => self.move_somebody(),
            88..93 => self.milestone(),
            93..96 => self.not_allowed(),
            _ => self.no_such_thing(),
        }
    }

    fn commit(&mut self) {
        let (year, day) = (self.some_year(), self.some_day());
        let line = self.chance.below(self.office.lines(year).end);
        let (current, committed, _) = self.count.balance(year, line);
        let free = current - committed;
        let units = if self.chance.percent(12) { free + self.chance.amount(1_000_000) } else { self.chance.amount((free / 6).max(1)) };
        let mut breaks = self.wrong_day(year, day, "commit");
        if units > free {
            breaks.push("ledger.over-budget");
        }
        let new = ledger::Commit { line: self.office.key(year, line), amount: amount(units), day, note: None };
        if let Some(id) = self.attempt("spending", &breaks, |tx, by| ledger::commit_funds(tx, by, &new)) {
            self.enter(year, line, "commit", units, day);
            self.count.originals.push(Original {
                id: id.clone(),
                commitment: self.count.commitments.len(),
                kind: "commit",
                units,
                day,
                corrected: false,
            });
            self.count.commitments.push(Commitment { id, year, line, day, committed: units, disbursed: 0 });
        }
    }

    /// A commitment to act on, with a day that is mostly right.
    fn some_commitment(&mut self) -> Option<(usize, Commitment, Day)> {
        let mut at = self.chance.below(self.count.commitments.len());
        // Mostly one that has something left.
        let open = |one: &Commitment| one.committed > one.disbursed && !(self.year_closed && one.year == self.office.year);
        let all: Vec<usize> = (0..self.count.commitments.len()).filter(|at| open(&self.count.commitments[*at])).collect();
        if self.chance.percent(90) {
            at = *self.chance.pick(&all)?;
        }
        let commitment = self.count.commitments.get(at)?.clone();
        let day = self.some_day();
        Some((at, commitment, day))
    }

    fn wrong_for(&self, commitment: &Commitment, day: Day, kind: &str) -> Vec<&'static str> {
        let mut breaks = self.wrong_day(commitment.year, day, kind);
        if day < commitment.day {
            breaks.push("ledger.before-commitment");
        }
        breaks
    }

    fn disburse(&mut self) {
        let Some((at, commitment, day)) = self.some_commitment() else { return };
        let left = commitment.committed - commitment.disbursed;
        let units = if self.chance.percent(12) { left + self.chance.amount(1000) } else { self.chance.amount(left.max(1)) };
        let mut breaks = self.wrong_for(&commitment, day, "disburse");
        if units > left {
            breaks.push("ledger.over-commitment");
        }
        let new = ledger::Disburse { commitment: commitment.id.clone(), amount: amount(units), day, note: None };
        if let Some(id) = self.attempt("spending", &breaks, |tx, by| ledger::disburse(tx, by, &new)) {
            self.enter(commitment.year, commitment.line, "disburse", units, day);
            self.count.originals.push(Original { id, commitment: at, kind: "disburse", units, day, corrected: false });
            self.count.commitments[at].disbursed += units;
        }
    }

    fn give_back(&mut self) {
        let Some((at, commitment, day)) = self.some_commitment() else { return };
        let units = self.chance.amount((commitment.disbursed / 3).max(1));
        let mut breaks = self.wrong_for(&commitment, day, "return");
        if units > commitment.disbursed {
            breaks.push("ledger.over-disbursed");
        }
        let new = ledger::Disburse { commitment: commitment.id.clone(), amount: amount(units), day, note: None };
        if self.attempt("spending", &breaks, |tx, by| ledger::return_funds(tx, by, &new)).is_some() {
            self.enter(commitment.year, commitment.line, "return", -units, day);
            self.count.commitments[at].disbursed -= units;
        }
    }

    fn release(&mut self) {
        let Some((at, commitment, day)) = self.some_commitment() else { return };
        let left = commitment.committed - commitment.disbursed;
        let units = self.chance.amount((left / 2).max(1));
        let mut breaks = self.wrong_for(&commitment, day, "release");
        if units > left {
            breaks.push("ledger.over-commitment");
        }
        let new = ledger::Release { commitment: commitment.id.clone(), amount: amount(units), day, note: None };
        if self.attempt("spending", &breaks, |tx, by| ledger::release(tx, by, &new)).is_some() {
            self.enter(commitment.year, commitment.line, "commit", -units, day);
            self.count.commitments[at].committed -= units;
        }
    }

    /// The opposite entry and the right one: whether some order of the two passes every guard is tried, not reasoned.
    fn correct(&mut self) {
        let at = self.chance.below(self.count.originals.len());
        let Some(wrong) = self.count.originals.get(at).cloned() else { return };
        let commitment = self.count.commitments[wrong.commitment].clone();
        let right = if self.chance.percent(8) { wrong.units } else { self.chance.amount(wrong.units + wrong.units / 3 + 1) };
        let mut breaks = self.wrong_day(commitment.year, wrong.day, wrong.kind);
        if wrong.corrected {
            breaks.push("ledger.already-corrected");
        }
        if right == wrong.units {
            breaks.push("ledger.nothing");
        }
        let (current, committed, _) = self.count.balance(commitment.year, commitment.line);
        let holds = |steps: &[i64]| {
            let (mut line, mut own, mut paid) = (committed, commitment.committed, commitment.disbursed);
            steps.iter().all(|step| {
                if wrong.kind == "commit" {
                    line += step;
                    own += step;
                } else {
                    paid += step;
                }
                line <= current && paid <= own && paid >= 0
            })
        };
        if !holds(&[-wrong.units, right]) && !holds(&[right, -wrong.units]) {
            breaks.extend(["ledger.over-budget", "ledger.over-commitment", "ledger.over-disbursed", "ledger.correct-by-change"]);
        }
        let new = ledger::Correct { entry: wrong.id.clone(), amount: amount(right), note: None };
        if let Some(id) = self.attempt("spending", &breaks, |tx, by| ledger::correct(tx, by, &new)) {
            self.enter(commitment.year, commitment.line, wrong.kind, -wrong.units, wrong.day);
            self.enter(commitment.year, commitment.line, wrong.kind, right, wrong.day);
            self.count.originals[at].corrected = true;
            self.count.originals.push(Original { id, units: right, corrected: false, ..wrong.clone() });
            let standing = &mut self.count.commitments[wrong.commitment];
            if wrong.kind == "commit" { standing.committed += right - wrong.units } else { standing.disbursed += right - wrong.units }
        }
    }

    fn transfer(&mut self) {
        let (year, day) = (self.some_year(), self.some_day());
        let lines = self.office.lines(year).end;
        let (from, to) = (self.chance.below(lines), self.chance.below(lines));
        let (current, committed, _) = self.count.balance(year, from);
        let free = current - committed;
        let units = if self.chance.percent(15) { free + self.chance.amount(500) } else { self.chance.amount((free / 4).max(1)) };
        let mut breaks = self.wrong_day(year, day, "transfer");
        if from == to {
            breaks.push("ledger.other-year");
        }
        if units > free {
            breaks.push("ledger.below-committed");
        }
        if self.count.balance(year, to).0 <= 0 {
            breaks.push("ledger.no-budget");
        }
        let new = ledger::Transfer {
            from: self.office.key(year, from),
            to: self.office.key(year, to),
            amount: amount(units),
            day,
            kind: ledger::TransferKind::Within,
            note: None,
        };
        if self.attempt("budget", &breaks, |tx, by| ledger::transfer(tx, by, &new)).is_some() {
            self.enter(year, from, "transfer", -units, day);
            self.enter(year, to, "transfer", units, day);
        }
    }

    fn supplement(&mut self) {
        let (year, day) = (self.some_year(), self.some_day());
        let line = self.chance.below(self.office.lines(year).end);
        let (current, committed, _) = self.count.balance(year, line);
        let change = if self.chance.percent(40) {
            -self.chance.amount(((current - committed) * 5 / 4).max(1))
        } else {
            self.chance.amount(50_000_000)
        };
        let mut breaks = self.wrong_day(year, day, "supplement");
        if current + change < committed {
            breaks.push("ledger.below-committed");
        }
        let new = ledger::Supplement { line: self.office.key(year, line), change: Money::new(change), day, note: None };
        if self.attempt("budget", &breaks, |tx, by| ledger::supplement(tx, by, &new)).is_some() {
            self.enter(year, line, "supplement", change, day);
        }
    }

    fn move_somebody(&mut self) {
        let post = self.chance.below(self.office.posts.len());
        let last = self.count.moves.iter().rfind(|one| one.post == post);
        let (filled, day) = (last.is_some_and(|one| one.filled), last.map_or(self.today, |one| one.day.max(self.today)));
        let name = code(&format!("post-{post}"));
        if self.chance.percent(if filled { 85 } else { 12 }) {
            let breaks: &[&str] = if filled { &[] } else { &["bureau.vacant"] };
            let old = bureau::Vacancy { post: name, day };
            if self.attempt("planner", breaks, |tx, by| bureau::vacate(tx, by, &old)).is_some() {
                self.count.moves.push(Move { event: self.events, post, day, filled: false });
            }
        } else {
            let breaks: &[&str] = if filled { &["bureau.occupied"] } else { &[] };
            let new = bureau::Appointment { post: name, incumbent: format!("P-{:04}", self.tried), day };
            if self.attempt("planner", breaks, |tx, by| bureau::appoint(tx, by, &new)).is_some() {
                self.count.moves.push(Move { event: self.events, post, day, filled: true });
            }
        }
    }

    fn milestone(&mut self) {
        if self.milestones == 0 || self.chance.percent(40) {
            let milestone = self.milestones;
            let starts = format!("{:04}-{:02}", self.today.year() + 1, 1 + self.chance.below(12));
            let new = bureau::NewMilestone {
                code: code(&format!("milestone-{milestone}")),
                programme: code("programme"),
                name_ko: format!("milestone {milestone}"),
                name_en: None,
                starts,
                ends: None,
                day: self.today,
            };
            if self.attempt("planner", &[], |tx, by| bureau::plan_milestone(tx, by, &new)).is_some() {
                self.milestones += 1;
                self.count.steps.push(Step { event: self.events, milestone, day: self.today, state: "planned" });
            }
            return;
        }
        let milestone = self.chance.below(self.milestones);
        let from = self.count.state(milestone, self.today, self.events).unwrap();
        let state = STATES[1 + self.chance.below(3)];
        let breaks: &[&str] = if matches!(from, "planned" | "postponed") { &[] } else { &["bureau.illegal-step"] };
        let new = bureau::NewStep {
            milestone: code(&format!("milestone-{milestone}")),
            state: bureau::MilestoneState::from_step(state).unwrap(),
            day: self.today,
        };
        if self.attempt("planner", breaks, |tx, by| bureau::step_milestone(tx, by, &new)).is_some() {
            self.count.steps.push(Step { event: self.events, milestone, day: self.today, state });
        }
    }

    /// Somebody without the role, or with it elsewhere.
    fn not_allowed(&mut self) {
        let year = self.office.years.of(self.today);
        let new = ledger::Commit { line: self.office.key(year, 1), amount: amount(1), day: self.today, note: None };
        let who = *self.chance.pick(&["planner", "budget", "spending-0"]).unwrap();
        self.attempt(who, &["people.not-allowed"], |tx, by| ledger::commit_funds(tx, by, &new));
    }

    fn no_such_thing(&mut self) {
        let day = self.today;
        match self.chance.below(3) {
            0 => {
                let key = self.office.key(self.office.year, 99);
                let new = ledger::Commit { line: key, amount: amount(1), day, note: None };
                self.attempt("spending", &["ledger.no-line"], |tx, by| ledger::commit_funds(tx, by, &new));
            }
            1 => {
                let new = ledger::Disburse {
                    commitment: EntryId::from_text("00000000-0000-7000-8000-000000000000".to_owned()),
                    amount: amount(1),
                    day,
                    note: None,
                };
                self.attempt("spending", &["ledger.no-commitment"], |tx, by| ledger::disburse(tx, by, &new));
            }
            _ => {
                let new = bureau::Appointment { post: code("post-99"), incumbent: "P-0001".to_owned(), day };
                self.attempt("planner", &["bureau.unknown"], |tx, by| bureau::appoint(tx, by, &new));
            }
        }
    }

    /// Closes the month before this one, of the year that it lies in.
    fn close_month(&mut self) {
        let day = self.today.month_start().plus_days(-1);
        let year = self.office.years.of(day);
        if !(self.office.year..=self.office.year + 1).contains(&year) {
            return;
        }
        let (_, ends) = self.office.years.days(year).unwrap();
        let place = (year, format!("{:04}-{:02}", day.year(), day.month()));
        let mut breaks = Vec::new();
        if day.month_end() >= ends {
            breaks.push("ledger.last-month");
        }
        if self.closed.contains(&place) {
            breaks.push("ledger.closed");
        }
        // The next year's first month stays open until the money of this one has come over.
        if year > self.office.year && !self.year_closed {
            return;
        }
        let new = ledger::CloseMonth { fiscal_year: year, day };
        if self.attempt("budget", &breaks, |tx, by| ledger::close_month(tx, by, &new)).is_some() {
            self.closed.insert(place);
        }
    }

    /// Closes the year: what is unpaid of some commitments goes over, whole or in part; more than that is refused, and so is closing again.
    fn close_year(&mut self) {
        let year = self.office.year;
        let (starts, ends) = (self.office.years.days(year + 1).unwrap().0, self.office.years.days(year).unwrap().1);
        let kinds = [ledger::CarryoverKind::Specified, ledger::CarryoverKind::Unforeseen, ledger::CarryoverKind::Continuing];
        let mut carries = Vec::new();
        let mut moved = Vec::new();
        for (at, one) in self.count.commitments.iter().enumerate() {
            let left = one.committed - one.disbursed;
            if one.year == year && left > 0 && self.chance.percent(35) {
                let units = if self.chance.percent(50) { left } else { self.chance.amount(left) };
                carries.push(ledger::Carry { commitment: one.id.clone(), amount: amount(units), kind: kinds[self.chance.below(3)] });
                moved.push((at, units));
            }
        }
        if let Some(first) = carries.first() {
            let (at, _) = moved[0];
            let left = self.count.commitments[at].committed - self.count.commitments[at].disbursed;
            let mut greedy = carries.clone();
            greedy[0] = ledger::Carry { amount: amount(left + 1), ..first.clone() };
            let new = ledger::CloseYear { fiscal_year: year, carries: greedy, note: None };
            self.attempt("budget", &["ledger.over-commitment"], |tx, by| ledger::close_year(tx, by, &new));
        }
        let new = ledger::CloseYear { fiscal_year: year, carries, note: None };
        self.attempt("budget", &[], |tx, by| ledger::close_year(tx, by, &new)).unwrap();
        for (at, units) in moved {
            let line = self.count.commitments[at].line;
            self.enter(year, line, "commit", -units, ends);
            self.enter(year, line, "carry_over", -units, ends);
            self.enter(year + 1, line, "carry_over", units, starts);
            self.count.commitments[at].committed -= units;
        }
        self.year_closed = true;
        self.attempt("budget", &["ledger.closed"], |tx, by| ledger::close_year(tx, by, &new));
        for line in self.office.lines(year + 1) {
            let units = 1_000_000 + self.chance.amount(500_000_000);
            self.appropriate(year + 1, line, units, starts);
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
