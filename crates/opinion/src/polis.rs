//! Polis' published statistics of statements: representativeness, consensus, group-informed consensus, priority, routing.
//!
//! Basis: Polis' math/src/polismath/math (repness.clj, conversation.clj) and Small, Bjorkegren, Erkkilä, Shaw and Megill (2021); the
//! formulas are steps 7 to 10 of docs/opinion.md. Polis corrects none of its z values for the number of tests; our own claims are in
//! `claims.rs`.

use serde::Serialize;

use crate::draw::{Draw, Purpose};
use crate::votes::{Vote, Votes};

/// The z value beyond which Polis believes a difference: one-sided 90 %.
const BELIEVED: f64 = 1.2816;
/// Statements that Polis publishes for each group, and for each side of its consensus.
const PUBLISHED: usize = 5;

/// How some people voted on a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Agree.
    pub agree: usize,
    /// Disagree.
    pub disagree: usize,
    /// All votes, passes too.
    pub seen: usize,
}

impl Tally {
    /// Counts a vote.
    pub fn count(&mut self, vote: Vote) {
        self.agree += usize::from(vote == Vote::Agree);
        self.disagree += usize::from(vote == Vote::Disagree);
        self.seen += 1;
    }

    /// Passes.
    pub fn pass(self) -> usize {
        self.seen - self.agree - self.disagree
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { agree: self.agree + other.agree, disagree: self.disagree + other.disagree, seen: self.seen + other.seen }
    }
}

/// For each group, for each statement, how the people of the group voted; people without a group are not counted.
pub fn tallies(votes: &Votes, groups: &[Option<usize>], count: usize) -> Vec<Vec<Tally>> {
    let mut all = vec![vec![Tally::default(); votes.statements().len()]; count];
    for (person, group) in groups.iter().enumerate() {
        let Some(tallies) = group.and_then(|group| all.get_mut(group)) else { continue };
        for (tally, &cell) in tallies.iter_mut().zip(votes.row(person)) {
            if let Some(vote) = Vote::of(cell) {
                tally.count(vote);
            }
        }
    }
    all
}

/// How a group's votes on a statement stand beside everybody else's (step 7).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Representativeness {
    /// (A + 1) / (S + 2): the share that agrees.
    pub pa: f64,
    /// The share that disagrees.
    pub pd: f64,
    /// z of the share that agrees against one half.
    pub pat: f64,
    /// z of the share that disagrees against one half.
    pub pdt: f64,
    /// Times that agreeing is more frequent here than in the rest.
    pub ra: f64,
    /// Times that disagreeing is.
    pub rd: f64,
    /// z of the difference of the shares that agree.
    pub rat: f64,
    /// z of the difference of the shares that disagree.
    pub rdt: f64,
}

/// Polis' statistics of a group's votes on one statement beside the rest's.
pub fn representativeness(own: Tally, rest: Tally) -> Representativeness {
    let ratio = |mine: usize, others: usize| smoothed(mine, own.seen) / smoothed(others, rest.seen);
    Representativeness {
        pa: smoothed(own.agree, own.seen),
        pd: smoothed(own.disagree, own.seen),
        pat: against_half(own.agree, own.seen),
        pdt: against_half(own.disagree, own.seen),
        ra: ratio(own.agree, rest.agree),
        rd: ratio(own.disagree, rest.disagree),
        rat: two_shares((own.agree, own.seen), (rest.agree, rest.seen)),
        rdt: two_shares((own.disagree, own.seen), (rest.disagree, rest.seen)),
    }
}

fn smoothed(count: usize, of: usize) -> f64 {
    (count as f64 + 1.0) / (of as f64 + 2.0)
}

fn against_half(count: usize, of: usize) -> f64 {
    let of = of as f64 + 1.0;
    2.0 * of.sqrt() * ((count as f64 + 1.0) / of - 0.5)
}

fn two_shares(own: (usize, usize), rest: (usize, usize)) -> f64 {
    let (a, n) = (own.0 as f64 + 1.0, own.1 as f64 + 1.0);
    let (b, m) = (rest.0 as f64 + 1.0, rest.1 as f64 + 1.0);
    let both = (a + b) / (n + m);
    if both >= 1.0 { 0.0 } else { (a / n - b / m) / (both * (1.0 - both) * (1.0 / n + 1.0 / m)).sqrt() }
}

/// A statement that Polis would publish, for a group or as consensus.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Published {
    /// Its place among the statements.
    pub statement: usize,
    /// Whether people agree with it or disagree.
    pub agree: bool,
    /// Votes of that kind.
    pub successes: usize,
    /// All votes.
    pub trials: usize,
    /// Their smoothed share.
    pub p_success: f64,
    /// Its z.
    pub p_test: f64,
    /// Times more frequent than in the rest; 1 for consensus.
    pub repness: f64,
    /// Its z; 0 for consensus.
    pub repness_test: f64,
    /// Whether it leads as the statement that the group agrees with best.
    pub best_agree: bool,
}

fn published(statement: usize, own: Tally, of: &Representativeness, agree: bool) -> Published {
    let (successes, p_success, p_test, repness, repness_test) =
        if agree { (own.agree, of.pa, of.pat, of.ra, of.rat) } else { (own.disagree, of.pd, of.pdt, of.rd, of.rdt) };
    Published { statement, agree, successes, trials: own.seen, p_success, p_test, repness, repness_test, best_agree: false }
}

/// The statements that represent a group (step 8), from its tallies and the rest's; `shown` says which statements may be published.
pub fn representative(own: &[Tally], rest: &[Tally], shown: impl Fn(usize) -> bool) -> Vec<Published> {
    let mut enough: Vec<Published> = Vec::new();
    let mut best_agreed: Option<(usize, Tally, Representativeness)> = None;
    let mut clearest: Option<Published> = None;
    for (statement, (&own, &rest)) in own.iter().zip(rest).enumerate().filter(|(statement, _)| shown(*statement)) {
        let of = representativeness(own, rest);
        let one = published(statement, own, &of, of.rat > of.rdt);
        if (of.rat > BELIEVED && of.pat > BELIEVED) || (of.rdt > BELIEVED && of.pdt > BELIEVED) {
            enough.push(one);
        }
        if agreed_better(own, &of, best_agreed.as_ref().map(|(.., of)| of)) {
            best_agreed = Some((statement, own, of));
        }
        if clearest.is_none_or(|other| one.repness_test > other.repness_test) {
            clearest = Some(one);
        }
    }
    let lead = best_agreed.map(|(statement, own, of)| Published { best_agree: true, ..published(statement, own, &of, of.rat > of.rdt) });
    let metric = |of: &Published| of.repness * of.repness_test * of.p_success * of.p_test;
    enough.retain(|one| lead.is_none_or(|lead| lead.statement != one.statement));
    enough.sort_by(|a, b| metric(b).total_cmp(&metric(a)));
    let mut chosen: Vec<Published> = lead.or(if enough.is_empty() { clearest } else { None }).into_iter().collect();
    chosen.extend(enough);
    chosen.truncate(PUBLISHED);
    chosen.sort_by_key(|one| !one.agree);
    chosen
}

fn agreed_better(own: Tally, of: &Representativeness, best: Option<&Representativeness>) -> bool {
    let strength = |of: &Representativeness| of.ra * of.rat * of.pa * of.pat;
    match best {
        _ if own.agree == 0 && own.disagree == 0 => false,
        Some(best) if best.ra > 1.0 => strength(of) > strength(best),
        Some(best) => of.pa * of.pat > best.pa * best.pat,
        None => of.pat > BELIEVED || (of.ra > 1.0 && of.pa > 0.5),
    }
}

/// Polis' consensus (step 9): statements that most agree with, and those that most disagree with, strongest first.
pub fn consensus(all: &[Tally], shown: impl Fn(usize) -> bool) -> (Vec<Published>, Vec<Published>) {
    let side = |agree: bool| {
        let mut side: Vec<Published> = Vec::new();
        for (statement, &tally) in all.iter().enumerate().filter(|(statement, _)| shown(*statement)) {
            let of = representativeness(tally, Tally::default());
            let one = Published { repness: 1.0, repness_test: 0.0, ..published(statement, tally, &of, agree) };
            if one.p_success > 0.5 && one.p_test > BELIEVED {
                side.push(one);
            }
        }
        side.sort_by(|a, b| (b.p_success * b.p_test).total_cmp(&(a.p_success * a.p_test)));
        side.truncate(PUBLISHED);
        side
    };
    (side(true), side(false))
}

/// How far all groups agree with a statement, from each group's tally (step 9): a product, so that one group against it weighs.
pub fn group_informed_consensus(groups: impl Iterator<Item = Tally>) -> f64 {
    groups.map(|tally| smoothed(tally.agree, tally.seen)).product()
}

/// How much a statement deserves the next vote (step 10), from the votes of people in groups and the statement's extremity.
pub fn priority(tally: Tally, extremity: f64, meta: bool) -> f64 {
    if meta {
        return 49.0;
    }
    let pass = smoothed(tally.pass(), tally.seen);
    let fresh = 1.0 + 8.0 * 2.0_f64.powf(-(tally.seen as f64) / 5.0);
    let importance = (1.0 - pass) * (extremity + 1.0) * smoothed(tally.agree, tally.seen) * fresh;
    importance * importance
}

/// The next statement for a person: one of those in `open` (place and priority; 1 where there is none), with a probability proportional
/// to its priority. The same seed and number of draws give the same statement. Nothing if none is open.
pub fn route(open: &[(usize, Option<f64>)], seed: u64, number: u64) -> Option<usize> {
    let weight = |priority: Option<f64>| priority.filter(|value| value.is_finite() && *value >= 0.0).unwrap_or(1.0);
    let all: f64 = open.iter().map(|(_, priority)| weight(*priority)).sum();
    let mut left = Draw::new(seed, Purpose::Route, number).unit() * all;
    for (statement, priority) in open {
        left -= weight(*priority);
        if left < 0.0 {
            return Some(*statement);
        }
    }
    open.last().map(|(statement, _)| *statement)
}
