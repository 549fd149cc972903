//! What may be claimed of a statement, with intervals and a correction for all that was looked at.
//!
//! Basis: exact binomial and Fisher tests; Wilson (1927) and Newcombe (1998) intervals; Benjamini and Hochberg (1995) for the rate of
//! false claims; Benjamini and Yekutieli (2005) for intervals of what was selected; Berger (1982) for "in every group".
//!
//! Groups are made of the same votes, so votes on a statement differ between groups by construction. Differences are therefore judged
//! with people grouped by their *other* votes (`map.rs` makes those tallies).

use serde::Serialize;
use statrs::distribution::{ContinuousCDF as _, Normal};
use statrs::function::factorial::ln_binomial;

use crate::polis::Tally;

/// False claims among all claims of a kind, at most, in the mean.
pub const FALSE_CLAIMS: f64 = 0.05;
/// More votes than this "would settle it" says nothing.
const FAR: f64 = 1e6;

/// A share or a difference with the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate, as a share (0 to 1) or a difference of shares (-1 to 1).
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Which votes a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Agree.
    Agree,
    /// Disagree.
    Disagree,
}

impl Side {
    /// The votes of this side in a tally.
    pub fn of(self, tally: Tally) -> usize {
        match self {
            Self::Agree => tally.agree,
            Self::Disagree => tally.disagree,
        }
    }
}

/// A claim about a statement: for which side, what was estimated, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// The side that was looked at.
    pub side: Side,
    /// Unites: the share in the group that has least of it. Divides: the difference between two groups. Marks: between group and rest.
    pub estimate: Estimate,
    /// The shares compared; unites: the one with least, twice; marks: the group's and the rest's.
    pub shares: (f64, f64),
    /// The groups compared (places); unites: the one with least, twice.
    pub groups: (usize, usize),
    /// Probability of votes as one-sided as these if the claim were false.
    pub p: f64,
    /// The rate of false claims at which it would be made (Benjamini-Hochberg).
    pub q: f64,
    /// Whether it is made: q at most [`FALSE_CLAIMS`].
    pub made: bool,
    /// About how many more votes on this statement would settle it, if shares stay as they are; 0 if it is made, nothing if too many.
    pub votes_to_settle: Option<usize>,
}

/// A family of claims, and the level at which all its intervals stand.
pub(crate) struct Family {
    pub(crate) claims: Vec<Option<Claim>>,
    pub(crate) confidence: f64,
}

/// Most people in *every* group take the same side: one claim for each statement that every group has votes on (the stronger side).
pub(crate) fn unites(statements: &[Vec<Tally>]) -> Family {
    let measure = |side: Side, groups: &[Tally]| {
        let p = groups.iter().map(|tally| majority(side.of(*tally), tally.seen)).fold(0.0, f64::max);
        let share = |tally: &Tally| side.of(*tally) as f64 / tally.seen.max(1) as f64;
        let least = groups.iter().enumerate().min_by(|a, b| share(a.1).total_cmp(&share(b.1))).map_or(0, |(at, _)| at);
        (side, least, p)
    };
    let raw: Vec<Option<(Side, usize, f64)>> = statements
        .iter()
        .map(|groups| {
            let both = [measure(Side::Agree, groups), measure(Side::Disagree, groups)];
            let best = both.into_iter().min_by(|a, b| a.2.total_cmp(&b.2))?;
            // Two sides were looked at.
            let seen = !groups.is_empty() && groups.iter().all(|tally| tally.seen > 0);
            seen.then_some((best.0, best.1, (2.0 * best.2).min(1.0)))
        })
        .collect();
    family(&raw.iter().map(|one| one.map(|(.., p)| p)).collect::<Vec<_>>(), |at, test, z| {
        let (side, least, _) = raw.get(at).copied().flatten()?;
        let groups = statements.get(at)?;
        let tally = groups.get(least).copied()?;
        let estimate = wilson(side.of(tally), tally.seen, z);
        let share = estimate.value;
        Some(test.claim(side, estimate, (share, share), (least, least), sum(groups).seen))
    })
}

/// Groups differ on a statement: one claim for each statement, from the two groups that lie farthest apart.
pub(crate) fn divides(statements: &[Vec<Tally>]) -> Family {
    let raw: Vec<Option<Farthest>> = statements.iter().map(|groups| farthest(groups)).collect();
    let pairs = statements.first().map_or(1, |groups| (groups.len() * groups.len().saturating_sub(1) / 2).max(1));
    family(&raw.iter().map(|one| one.map(|(.., p)| p)).collect::<Vec<_>>(), |at, test, z| {
        let (side, (high, low), _) = raw.get(at).copied().flatten()?;
        let groups = statements.get(at)?;
        let (a, b) = (groups.get(high).copied()?, groups.get(low).copied()?);
        // The pair was chosen among all pairs.
        let z = if pairs > 1 { two_sided(1.0 - (1.0 - confidence(z)) / pairs as f64) } else { z };
        Some(difference(side, (high, low), (a, b), test, z))
    })
}

/// A side is taken by more people of a group than of the rest: one claim for each statement and group, all corrected together.
pub(crate) fn marks(statements: &[Vec<Tally>], groups: usize) -> Family {
    let pair = |at: usize| {
        let tallies = statements.get(at / groups)?;
        let own = tallies.get(at % groups).copied()?;
        let all = sum(tallies);
        let rest = Tally { agree: all.agree - own.agree, disagree: all.disagree - own.disagree, seen: all.seen - own.seen };
        (own.seen > 0 && rest.seen > 0).then_some((own, rest))
    };
    let raw: Vec<Option<(Side, f64)>> = (0..statements.len() * groups)
        .map(|at| {
            let (own, rest) = pair(at)?;
            let test = |side: Side| (side, more_here((side.of(own), own.seen), (side.of(rest), rest.seen)));
            let best = [test(Side::Agree), test(Side::Disagree)].into_iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
            Some((best.0, (2.0 * best.1).min(1.0)))
        })
        .collect();
    family(&raw.iter().map(|one| one.map(|(_, p)| p)).collect::<Vec<_>>(), |at, test, z| {
        let (side, _) = raw.get(at).copied().flatten()?;
        Some(difference(side, (at % groups, at % groups), pair(at)?, test, z))
    })
}

fn sum(tallies: &[Tally]) -> Tally {
    tallies.iter().fold(Tally::default(), |sum, tally| sum.and(*tally))
}

fn difference(side: Side, groups: (usize, usize), (a, b): (Tally, Tally), test: Test, z: f64) -> Claim {
    let estimate = newcombe((side.of(a), a.seen), (side.of(b), b.seen), z);
    let share = |tally: Tally| side.of(tally) as f64 / tally.seen.max(1) as f64;
    test.claim(side, estimate, (share(a), share(b)), groups, a.seen + b.seen)
}

/// How a test came out within its family.
#[derive(Clone, Copy)]
struct Test {
    p: f64,
    q: f64,
    made: bool,
    /// Times as many votes as there are that would make the claim, if shares stay: z grows with their root.
    times: f64,
}

impl Test {
    fn claim(self, side: Side, estimate: Estimate, shares: (f64, f64), groups: (usize, usize), seen: usize) -> Claim {
        let more = (seen as f64 * (self.times - 1.0)).ceil().max(1.0);
        let votes_to_settle = if self.made { Some(0) } else { whole(more) };
        Claim { side, estimate, shares, groups, p: self.p, q: self.q, made: self.made, votes_to_settle }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and FAR")]
fn whole(votes: f64) -> Option<usize> {
    (votes < FAR).then_some(votes as usize)
}

/// Corrects a family of tests and builds its claims at one level: 1 - 0.05 · claims / tests.
fn family(p: &[Option<f64>], build: impl Fn(usize, Test, f64) -> Option<Claim>) -> Family {
    let q = benjamini_hochberg(p);
    let tests = p.iter().flatten().count().max(1) as f64;
    let made = q.iter().flatten().filter(|q| **q <= FALSE_CLAIMS).count();
    let confidence = 1.0 - FALSE_CLAIMS * made.max(1) as f64 / tests;
    // One claim more would be made from this probability on.
    let wanted = two_sided(1.0 - (FALSE_CLAIMS * (made + 1) as f64 / tests).min(FALSE_CLAIMS));
    let one = |(at, (p, q)): (usize, (&Option<f64>, &Option<f64>))| {
        let (p, q) = ((*p)?, (*q)?);
        let z = if p < 1.0 { two_sided(1.0 - p) } else { 0.0 };
        let times = if z > 0.0 { (wanted / z).powi(2) } else { f64::INFINITY };
        build(at, Test { p, q, made: q <= FALSE_CLAIMS, times }, two_sided(confidence))
    };
    Family { claims: p.iter().zip(&q).enumerate().map(one).collect(), confidence }
}

/// A side, the groups with the largest and the smallest share of it, and a probability.
type Farthest = (Side, (usize, usize), f64);

/// The two groups whose shares of a side lie farthest apart, and the test that any group differs from the rest, corrected for the tests
/// of this statement.
fn farthest(groups: &[Tally]) -> Option<Farthest> {
    let with_votes: Vec<(usize, Tally)> = groups.iter().copied().enumerate().filter(|(_, tally)| tally.seen > 0).collect();
    if with_votes.len() < 2 {
        return None;
    }
    let sum = with_votes.iter().fold(Tally::default(), |sum, (_, tally)| sum.and(*tally));
    let comparisons = if with_votes.len() == 2 { 1 } else { with_votes.len() };
    let measure = |side: Side| {
        let share = |tally: &Tally| side.of(*tally) as f64 / tally.seen as f64;
        let high = with_votes.iter().max_by(|a, b| share(&a.1).total_cmp(&share(&b.1)).then(b.0.cmp(&a.0)))?;
        let low = with_votes.iter().min_by(|a, b| share(&a.1).total_cmp(&share(&b.1)).then(b.0.cmp(&a.0)))?;
        let test = |tally: &Tally| {
            let (own, rest) = ((side.of(*tally), tally.seen), (side.of(sum) - side.of(*tally), sum.seen - tally.seen));
            let mirrored = ((own.1 - own.0, own.1), (rest.1 - rest.0, rest.1));
            (2.0 * more_here(own, rest).min(more_here(mirrored.0, mirrored.1))).min(1.0)
        };
        let p = with_votes.iter().take(comparisons).map(|(_, tally)| test(tally)).fold(1.0, f64::min);
        Some((side, (high.0, low.0), (2.0 * comparisons as f64 * p).min(1.0)))
    };
    let both = [measure(Side::Agree)?, measure(Side::Disagree)?];
    both.into_iter().min_by(|a, b| a.2.total_cmp(&b.2))
}

/// Adjusted p values, so that those at most 0.05 hold at most 5 % false ones in the mean (Benjamini and Hochberg 1995).
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = p.iter().enumerate().filter_map(|(at, p)| Some((at, (*p)?))).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    let tests = order.len() as f64;
    let mut q = vec![None; p.len()];
    let mut least = 1.0_f64;
    for (rank, (at, p)) in order.into_iter().enumerate() {
        least = least.min(p * tests / (tests - rank as f64));
        if let Some(slot) = q.get_mut(at) {
            *slot = Some(least);
        }
    }
    q
}

/// P(X >= count) for `of` votes that fall either way with probability one half.
fn majority(count: usize, of: usize) -> f64 {
    if of == 0 || 2 * count <= of {
        return 1.0;
    }
    let mut term = (ln_binomial(of as u64, count as u64) - of as f64 * std::f64::consts::LN_2).exp();
    let mut sum = 0.0;
    for x in count..=of {
        sum += term;
        term *= (of - x) as f64 / (x + 1) as f64;
        if term < sum * 1e-16 {
            break;
        }
    }
    sum.min(1.0)
}

/// Fisher's exact test, one-sided: P(as many of the successes or more lie here), margins given.
fn more_here((own, own_of): (usize, usize), (rest, rest_of): (usize, usize)) -> f64 {
    let (all, successes) = (own_of + rest_of, own + rest);
    if own_of == 0 || rest_of == 0 || own * rest_of <= rest * own_of {
        return 1.0;
    }
    let ln = |x: usize| ln_binomial(successes as u64, x as u64) + ln_binomial((all - successes) as u64, (own_of - x) as u64);
    let mut term = (ln(own) - ln_binomial(all as u64, own_of as u64)).exp();
    let mut sum = 0.0;
    for x in own..=own_of.min(successes) {
        sum += term;
        let failures_left = (all - successes + x + 1) as f64 - own_of as f64;
        term *= (successes - x) as f64 * (own_of - x) as f64 / ((x + 1) as f64 * failures_left);
        if term < sum * 1e-16 {
            break;
        }
    }
    sum.min(1.0)
}

/// Wilson's interval of a share.
pub fn wilson(count: usize, of: usize, z: f64) -> Estimate {
    if of == 0 {
        return Estimate { value: 0.5, low: 0.0, high: 1.0 };
    }
    let (n, share) = (of as f64, count as f64 / of as f64);
    let middle = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Estimate { value: share, low: (middle - half).clamp(0.0, share), high: (middle + half).clamp(share, 1.0) }
}

/// Newcombe's hybrid score interval of the difference of two shares.
pub(crate) fn newcombe((a, n): (usize, usize), (b, m): (usize, usize), z: f64) -> Estimate {
    let (x, y) = (wilson(a, n, z), wilson(b, m, z));
    let value = x.value - y.value;
    let low = value - ((x.value - x.low).powi(2) + (y.high - y.value).powi(2)).sqrt();
    let high = value + ((x.high - x.value).powi(2) + (y.value - y.low).powi(2)).sqrt();
    Estimate { value, low: low.max(-1.0), high: high.min(1.0) }
}

/// The normal quantile whose interval has a confidence.
pub(crate) fn two_sided(confidence: f64) -> f64 {
    Normal::standard().inverse_cdf(f64::midpoint(1.0, confidence))
}

fn confidence(z: f64) -> f64 {
    2.0 * Normal::standard().cdf(z) - 1.0
}
