//! What officers of the budget do, rightly and wrongly.

use kernel::{Day, Money};
use ledger::TransferKind;

use super::count::{Commitment, Original, Planned, Posting};
use super::play::{Play, amount};

impl Play {
    /// The original budget of both years; money of the next year is voted when it begins.
    pub(super) fn vote(&mut self) {
        let year = self.office.year;
        for line in self.office.lines(year) {
            let units = 10_000_000 + self.chance.amount(900_000_000);
            self.appropriate(year, line, units, self.office.years.days(year).unwrap().0);
        }
    }

    pub(super) fn appropriate(&mut self, year: i16, line: usize, units: i64, day: Day) {
        let new = ledger::Budget { line: self.office.key(year, line), amount: amount(units), day, note: None };
        let breaks = self.wrong_day(year, day, "appropriate");
        if self.attempt("budget", &breaks, |tx, by| ledger::appropriate(tx, by, &new)).is_some() {
            self.enter(year, line, "appropriate", units, day);
        }
    }

    /// What is wrong with a day for an entry.
    pub(super) fn wrong_day(&self, year: i16, day: Day, kind: &str) -> Vec<&'static str> {
        let (starts, ends) = self.office.years.days(year).unwrap();
        let late = year == self.office.year && matches!(kind, "disburse" | "return");
        let until = if late {
            self.office.late_until
        } else if matches!(kind, "disburse" | "return") {
            ends.plus_days(20)
        } else {
            ends
        };
        let mut wrong = Vec::new();
        if day < starts || day > until {
            wrong.push("ledger.outside-year");
        }
        if self.is_closed(year, day) {
            wrong.push("ledger.closed");
        }
        wrong
    }

    fn is_closed(&self, year: i16, day: Day) -> bool {
        self.closed.contains(&(year, day.month_start())) || (self.year_closed && year == self.office.year)
    }

    pub(super) fn enter(&mut self, year: i16, line: usize, kind: &'static str, units: i64, day: Day) {
        self.count.postings.push(Posting { event: self.events, year, line, kind, units, day });
    }

    /// The fiscal year of most acts: the one that today lies in; the simulated one also while its late payments come in.
    pub(super) fn some_year(&mut self) -> i16 {
        let now = self.office.years.of(self.today);
        if now > self.office.year && self.chance.percent(50) { self.office.year } else { now }
    }

    /// Today, or a few days before it.
    pub(super) fn some_day(&mut self) -> Day {
        let back = if self.chance.percent(25) { self.chance.below(25) } else { 0 };
        self.today.plus_days(-i32::try_from(back).unwrap())
    }

    pub(super) fn commit(&mut self) {
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
    pub(super) fn some_commitment(&mut self) -> Option<(usize, Commitment, Day)> {
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

    pub(super) fn wrong_for(&self, commitment: &Commitment, day: Day, kind: &str) -> Vec<&'static str> {
        let mut breaks = self.wrong_day(commitment.year, day, kind);
        if day < commitment.day {
            breaks.push("ledger.before-commitment");
        }
        breaks
    }

    pub(super) fn disburse(&mut self) {
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

    pub(super) fn give_back(&mut self) {
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

    pub(super) fn release(&mut self) {
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
    pub(super) fn correct(&mut self) {
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

    pub(super) fn transfer(&mut self) {
        let (year, day) = (self.some_year(), self.some_day());
        let lines = self.office.lines(year).end;
        let (from, to) = (self.chance.below(lines), self.chance.below(lines));
        let (current, committed, _) = self.count.balance(year, from);
        let free = current - committed;
        let units = if self.chance.percent(15) { free + self.chance.amount(500) } else { self.chance.amount((free / 4).max(1)) };
        let same = self.office.line_programme(from) == self.office.line_programme(to);
        let kind = if same || self.chance.percent(20) { TransferKind::Within } else { TransferKind::ALL[1 + self.chance.below(2)] };
        let document = (kind != TransferKind::Within && self.chance.percent(85)).then(|| self.document());
        let mut breaks = self.wrong_day(year, day, "transfer");
        match kind {
            TransferKind::Within if !same => breaks.push("ledger.other-programme"),
            TransferKind::Within if self.count.balance(year, to).0 <= 0 => breaks.push("ledger.no-budget"),
            TransferKind::Between if document.is_none() => breaks.push("ledger.needs-vote"),
            TransferKind::Reorganisation if document.is_none() => breaks.push("ledger.needs-document"),
            _ => {}
        }
        if from == to {
            breaks.push("ledger.other-year");
        }
        if units > free {
            breaks.push("ledger.below-committed");
        }
        let (from_key, to_key) = (self.office.key(year, from), self.office.key(year, to));
        let new = ledger::Transfer { from: from_key, to: to_key, amount: amount(units), day, kind, note: None };
        if self.attempt_on(document.as_ref(), "budget", &breaks, |tx, by| ledger::transfer(tx, by, &new)).is_some() {
            self.enter(year, from, "transfer", -units, day);
            self.enter(year, to, "transfer", units, day);
        }
    }

    /// Plans one to three months of a line; what is planned in all stays within the current budget.
    pub(super) fn plan_spending(&mut self) {
        let year = self.some_year();
        let line = self.chance.below(self.office.lines(year).end);
        let (current, _, _) = self.count.balance(year, line);
        let (starts, ends) = self.office.years.days(year).unwrap();
        let mut standing = self.count.standing_plan(year, line);
        let mut breaks = Vec::new();
        let mut months = Vec::new();
        for _ in 0..1 + self.chance.below(3) {
            let within = if self.chance.percent(95) { 360 } else { 400 };
            let month = starts.plus_days(i32::try_from(self.chance.below(within)).unwrap()).month_start();
            if months.iter().any(|(known, _)| *known == month) {
                continue;
            }
            if month > ends {
                breaks.push("ledger.outside-year");
            }
            if self.is_closed(year, month) {
                breaks.push("ledger.closed");
            }
            let part = if self.chance.percent(80) { 14 } else { 2 };
            let units = self.chance.amount((current / part).max(1));
            standing.insert(month, units);
            months.push((month, units));
        }
        if standing.values().sum::<i64>() > current {
            breaks.push("ledger.over-plan");
        }
        let planned = months.iter().map(|(month, units)| ledger::PlannedMonth { month: *month, amount: Money::new(*units) }).collect();
        let new = ledger::PlanSpending { line: self.office.key(year, line), months: planned, day: self.today, note: None };
        if self.attempt("budget", &breaks, |tx, by| ledger::plan_spending(tx, by, &new)).is_some() {
            let (event, day) = (self.events, self.today);
            self.count.planned.extend(months.into_iter().map(|(month, units)| Planned { event, year, line, month, units, day }));
        }
    }

    pub(super) fn supplement(&mut self) {
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

    /// Closes the month before this one or one of the months before, of the year that it lies in; what the preview says is so.
    pub(super) fn close_month(&mut self) {
        let back = if self.chance.percent(30) { 1 + self.chance.below(90) } else { 1 };
        let day = self.today.month_start().plus_days(-i32::try_from(back).unwrap());
        let year = self.office.years.of(day);
        let (_, ends) = self.office.years.days(year).unwrap();
        // The next year's first month stays open until the money of this one has come over.
        if !(self.office.year..=self.office.year + 1).contains(&year) || (year > self.office.year && !self.year_closed) {
            return;
        }
        let mut breaks = Vec::new();
        if day.month_end() >= ends {
            breaks.push("ledger.last-month");
        }
        if self.closed.contains(&(year, day.month_start())) {
            breaks.push("ledger.closed");
        }
        let new = ledger::CloseMonth { fiscal_year: year, day };
        let preview = ledger::preview_month(&mut self.db.db.read().unwrap(), &new).unwrap();
        assert_eq!(preview.stops.is_empty(), breaks.is_empty(), "{:?} for {breaks:?}", preview.stops);
        if self.attempt("budget", &breaks, |tx, by| ledger::close_month(tx, by, &new)).is_some() {
            self.closed.insert((year, day.month_start()));
        }
    }

    /// Opens a closed month again, with a reason; not without one, not one that is open, not one of a closed year.
    pub(super) fn reopen_month(&mut self) {
        let months: Vec<(i16, Day)> = self.closed.iter().copied().collect();
        let Some((year, month)) = self.chance.pick(&months).copied() else { return };
        let (reason, month) = match self.chance.below(10) {
            0 => (" ", month),
            1 => ("the wrong month", month.month_end().plus_days(1)),
            _ => ("an entry was forgotten", month),
        };
        let mut breaks = Vec::new();
        if reason.trim().is_empty() {
            breaks.push("ledger.no-reason");
        }
        if !self.closed.contains(&(year, month)) {
            breaks.push("ledger.not-closed");
        }
        if self.year_closed && year == self.office.year {
            breaks.push("ledger.year-first");
        }
        let new = ledger::Reopen { period: ledger::PeriodKey { fiscal_year: year, month: Some(month) }, reason: reason.to_owned() };
        if self.attempt("setup", &breaks, |tx, by| ledger::reopen(tx, by, &new)).is_some() {
            self.closed.remove(&(year, month));
        }
    }

    /// Closes the year, in half of the years opens it again and closes it once more; then the next year's budget is voted.
    pub(super) fn close_year(&mut self) {
        let year = self.office.year;
        self.close_year_once();
        if self.chance.percent(50) {
            let new = ledger::Reopen {
                period: ledger::PeriodKey { fiscal_year: year, month: None },
                reason: "a carry-over was forgotten".to_owned(),
            };
            self.attempt("setup", &[], |tx, by| ledger::reopen(tx, by, &new)).unwrap();
            self.year_closed = false;
            self.close_year_once();
        }
        let (starts, _) = self.office.years.days(year + 1).unwrap();
        for line in self.office.lines(year + 1) {
            let units = 1_000_000 + self.chance.amount(500_000_000);
            self.appropriate(year + 1, line, units, starts);
        }
    }

    /// What is unpaid of some commitments goes over, whole or in part; more than that is refused, what is specified needs the vote's document,
    /// and a closed year is not closed again. The preview says what each line will hold.
    fn close_year_once(&mut self) {
        let year = self.office.year;
        let (starts, ends) = (self.office.years.days(year + 1).unwrap().0, self.office.years.days(year).unwrap().1);
        let kinds = [ledger::CarryoverKind::Specified, ledger::CarryoverKind::Unforeseen, ledger::CarryoverKind::Continuing];
        let (mut carries, mut moved) = (Vec::new(), Vec::new());
        for (at, one) in self.count.commitments.iter().enumerate() {
            let left = one.committed - one.disbursed;
            if one.year == year && left > 0 && self.chance.percent(35) {
                let units = if self.chance.percent(50) { left } else { self.chance.amount(left) };
                carries.push(ledger::Carry {
                    from: ledger::CarriedFrom::Commitment(one.id.clone()),
                    amount: amount(units),
                    kind: kinds[self.chance.below(3)],
                });
                moved.push((at, units));
            }
        }
        // What was not committed goes over too, from some lines.
        let mut freed = Vec::new();
        for line in self.office.lines(year) {
            let (current, committed, _) = self.count.balance(year, line);
            if current > committed && self.chance.percent(30) {
                let units = self.chance.amount(current - committed);
                let from = ledger::CarriedFrom::Line(self.office.key(year, line));
                carries.push(ledger::Carry { from, amount: amount(units), kind: kinds[self.chance.below(3)] });
                freed.push((line, units));
            }
        }
        let is_specified = carries.iter().any(|carry| carry.kind == ledger::CarryoverKind::Specified);
        if let (Some(first), Some((at, _))) = (carries.first(), moved.first()) {
            let left = self.count.commitments[*at].committed - self.count.commitments[*at].disbursed;
            let mut greedy = carries.clone();
            greedy[0] = ledger::Carry { amount: amount(left + 1), ..first.clone() };
            let new = ledger::CloseYear { fiscal_year: year, carries: greedy, note: None };
            let vote = self.document();
            self.attempt_on(Some(&vote), "budget", &["ledger.over-commitment"], |tx, by| ledger::close_year(tx, by, &new));
        }
        let new = ledger::CloseYear { fiscal_year: year, carries, note: None };
        if is_specified {
            self.attempt("budget", &["ledger.needs-vote"], |tx, by| ledger::close_year(tx, by, &new));
        }
        let preview = ledger::preview_year(&mut self.db.db.read().unwrap(), &new, true).unwrap();
        let vote = self.document();
        self.attempt_on(Some(&vote), "budget", &[], |tx, by| ledger::close_year(tx, by, &new)).unwrap();
        for (at, units) in moved {
            let line = self.count.commitments[at].line;
            self.enter(year, line, "commit", -units, ends);
            self.enter(year, line, "carry_over", -units, ends);
            self.enter(year + 1, line, "carry_over", units, starts);
            self.count.commitments[at].committed -= units;
        }
        for (line, units) in freed {
            self.enter(year, line, "carry_over", -units, ends);
            self.enter(year + 1, line, "carry_over", units, starts);
        }
        self.year_closed = true;
        for line in self.office.lines(year) {
            let after = preview.lines.iter().find(|after| after.before.line == self.office.key(year, line)).unwrap();
            let (current, committed, disbursed) = self.count.balance(year, line);
            let said = (after.current.units(), after.committed.units(), after.lapse.units());
            assert_eq!(said, (current, committed, current - disbursed), "the preview of line {line}");
        }
        self.attempt_on(Some(&vote), "budget", &["ledger.closed"], |tx, by| ledger::close_year(tx, by, &new));
    }
}
