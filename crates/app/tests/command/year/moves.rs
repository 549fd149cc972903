//! Staff moves and milestones; and what nobody may do, or cannot be there.

use ledger::EntryId;

use super::count::{Move, STATES, Step};
use super::office::code;
use super::play::{Play, amount};

impl Play {
    pub(super) fn move_somebody(&mut self) {
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

    pub(super) fn milestone(&mut self) {
        if self.milestones == 0 || self.chance.percent(40) {
            let milestone = self.milestones;
            let starts = format!("{:04}-{:02}", self.today.year() + 1, 1 + self.chance.below(12));
            let new = bureau::NewMilestone {
                code: code(&format!("milestone-{milestone}")),
                programme: code("programme-0"),
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
            note: None,
        };
        if self.attempt("planner", breaks, |tx, by| bureau::step_milestone(tx, by, &new)).is_some() {
            self.count.steps.push(Step { event: self.events, milestone, day: self.today, state });
        }
    }

    /// Somebody without the role, or with it elsewhere.
    pub(super) fn not_allowed(&mut self) {
        let year = self.office.years.of(self.today);
        let new = ledger::Commit { line: self.office.key(year, 1), amount: amount(1), day: self.today, note: None };
        let who = *self.chance.pick(&["planner", "budget", "spending-0"]).unwrap();
        self.attempt(who, &["people.not-allowed"], |tx, by| ledger::commit_funds(tx, by, &new));
    }

    pub(super) fn no_such_thing(&mut self) {
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
}
