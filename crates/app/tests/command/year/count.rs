//! The simulator's own count: what was entered, in lists, and sums over them. It knows nothing of how the program counts.

use std::collections::BTreeMap;

use kernel::{Day, Exact};

use super::office::Office;

/// Money that moved on a line.
#[derive(Clone, Debug)]
pub(crate) struct Posting {
    pub(crate) event: i64,
    pub(crate) year: i16,
    pub(crate) line: usize,
    pub(crate) kind: &'static str,
    pub(crate) units: i64,
    pub(crate) day: Day,
}

/// Somebody took a post, or left it.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub(crate) event: i64,
    pub(crate) post: usize,
    pub(crate) day: Day,
    pub(crate) filled: bool,
}

/// A milestone was planned, or something became of it.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) event: i64,
    pub(crate) milestone: usize,
    pub(crate) day: Day,
    pub(crate) state: &'static str,
}

/// A commitment as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Commitment {
    pub(crate) id: ledger::EntryId,
    pub(crate) year: i16,
    pub(crate) line: usize,
    pub(crate) day: Day,
    pub(crate) committed: i64,
    pub(crate) disbursed: i64,
}

/// An entry that may be corrected.
#[derive(Clone, Debug)]
pub(crate) struct Original {
    pub(crate) id: ledger::EntryId,
    pub(crate) commitment: usize,
    pub(crate) kind: &'static str,
    pub(crate) units: i64,
    pub(crate) day: Day,
    pub(crate) corrected: bool,
}

/// What a line is planned to pay in a month.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) event: i64,
    pub(crate) year: i16,
    pub(crate) line: usize,
    /// The month's first day.
    pub(crate) month: Day,
    pub(crate) units: i64,
    /// From which day the plan holds.
    pub(crate) day: Day,
}

/// Everything that was entered.
#[derive(Debug, Default)]
pub(crate) struct Count {
    pub(crate) postings: Vec<Posting>,
    pub(crate) moves: Vec<Move>,
    pub(crate) steps: Vec<Step>,
    pub(crate) commitments: Vec<Commitment>,
    pub(crate) originals: Vec<Original>,
    pub(crate) planned: Vec<Planned>,
}

const ORIGINAL: &[&str] = &["appropriate"];
const CURRENT: &[&str] = &["appropriate", "supplement", "carry_over", "transfer"];
const COMMITTED: &[&str] = &["commit"];
const DISBURSED: &[&str] = &["disburse", "return"];
pub(crate) const STATES: [&str; 4] = ["planned", "done", "postponed", "cancelled"];

impl Count {
    /// Money on some lines of a year until a day, as known at an event.
    fn money(&self, year: i16, of: impl Fn(usize) -> bool, kinds: &[&str], day: Day, known: i64) -> i64 {
        let counts = |one: &&Posting| one.event <= known && one.day <= day && one.year == year && of(one.line) && kinds.contains(&one.kind);
        self.postings.iter().filter(counts).map(|one| one.units).sum()
    }

    /// A line as it stands, whatever the days: current, committed, disbursed.
    pub(crate) fn balance(&self, year: i16, line: usize) -> (i64, i64, i64) {
        let sum = |kinds: &[&str]| {
            let counts = |one: &&Posting| one.year == year && one.line == line && kinds.contains(&one.kind);
            self.postings.iter().filter(counts).map(|one| one.units).sum()
        };
        (sum(CURRENT), sum(COMMITTED), sum(DISBURSED))
    }

    /// What some lines of a year are planned to pay, as planned by a day and known at an event: all months, or those that are over.
    fn plan(&self, year: i16, of: impl Fn(usize) -> bool, is_over: bool, day: Day, known: i64) -> i64 {
        let mut months: BTreeMap<(usize, Day), i64> = BTreeMap::new();
        for one in self.planned.iter().filter(|one| one.event <= known && one.day <= day && one.year == year && of(one.line)) {
            months.insert((one.line, one.month), one.units);
        }
        months.iter().filter(|((_, month), _)| !is_over || month.month_end() <= day).map(|(_, units)| units).sum()
    }

    /// The months of a line's plan as it stands.
    pub(crate) fn standing_plan(&self, year: i16, line: usize) -> BTreeMap<Day, i64> {
        self.planned.iter().filter(|one| one.year == year && one.line == line).map(|one| (one.month, one.units)).collect()
    }

    pub(crate) fn is_filled(&self, post: usize, day: Day, known: i64) -> bool {
        self.moves.iter().rfind(|one| one.post == post && one.event <= known && one.day <= day).is_some_and(|one| one.filled)
    }

    /// The state of a milestone; nothing before it is planned.
    pub(crate) fn state(&self, milestone: usize, day: Day, known: i64) -> Option<&'static str> {
        let steps = self.steps.iter().filter(|step| step.milestone == milestone && step.event <= known && step.day <= day);
        steps.max_by_key(|step| (step.day, step.event)).map(|step| step.state)
    }

    /// Every figure that the simulator knows, by key.
    pub(crate) fn figures(&self, office: &Office, day: Day, known: i64) -> BTreeMap<String, Option<Exact>> {
        let mut all = BTreeMap::new();
        let thousand = Exact::whole(1000);
        for (name, year) in [("this", office.year), ("next", office.year + 1)] {
            let open = office.years.days(year).unwrap().0 <= day;
            let lines = office
                .lines(year)
                .filter(|_| open)
                .map(|line| (office.line_code(line), Box::new(move |of| of == line) as Box<dyn Fn(usize) -> bool>));
            let units = office.units.iter().enumerate().filter(|(_, unit)| unit.kind != "team").map(|(at, unit)| {
                (unit.code.clone(), Box::new(move |line| office.is_below(office.line_unit(line), at)) as Box<dyn Fn(usize) -> bool>)
            });
            for (code, of) in lines.chain(units) {
                let sums = [ORIGINAL, CURRENT, COMMITTED, DISBURSED].map(|kinds| Exact::whole(self.money(year, &of, kinds, day, known)));
                for (measure, sum) in ["original", "current", "committed", "disbursed"].iter().zip(sums) {
                    all.insert(format!("{name}.{measure}.{code}"), sum.over(thousand));
                }
                for (measure, is_over) in [("plan", false), ("due", true)] {
                    let planned = Exact::whole(self.plan(year, &of, is_over, day, known));
                    all.insert(format!("{name}.{measure}.{code}"), planned.over(thousand));
                }
                let [_, current, committed, disbursed] = sums;
                all.insert(format!("{name}.free.{code}"), current.minus(committed).unwrap().over(thousand));
                all.insert(format!("{name}.rate.{code}"), disbursed.times(Exact::whole(100)).unwrap().over(current));
            }
        }
        for (at, unit) in office.units.iter().enumerate() {
            let posts: Vec<usize> = (0..office.posts.len()).filter(|post| office.is_below(office.posts[*post], at)).collect();
            let filled = posts.iter().filter(|post| self.is_filled(**post, day, known)).count();
            all.insert(format!("posts.{}", unit.code), Some(Exact::whole(posts.len() as i64)));
            all.insert(format!("filled.{}", unit.code), Some(Exact::whole(filled as i64)));
        }
        let milestones = self.steps.iter().map(|step| step.milestone).max().map_or(0, |last| last + 1);
        for state in STATES {
            let count = (0..milestones).filter(|milestone| self.state(*milestone, day, known) == Some(state)).count();
            all.insert(format!("milestones.{state}"), Some(Exact::whole(count as i64)));
        }
        all
    }
}
