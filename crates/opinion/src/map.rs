//! From votes to an opinion map: everything that is known of a conversation, as plain data.

use kernel::Refusal;
use serde::Serialize;

use crate::chance::{Chance, against_chance};
use crate::claims::{self, Claim, Family};
use crate::eigen::{Leading, Precision, dot};
use crate::groups::{Candidate, Placed, TURN, Tried, choose, in_space, smallest_allowed, try_groups};
use crate::matrix::Matrix;
use crate::notice::{self, Notice};
use crate::partition::{Partition, Point, squared};
use crate::polis::{self, Published, Representativeness, Tally};
use crate::settle;
use crate::votes::{Vote, Votes};

/// Groups that may be asked for.
pub const ASKED: std::ops::RangeInclusive<usize> = 2..=12;
/// Below this probability, what was found is taken as more than chance. Less than 5 %, so that the warning holds at least 95 % of the
/// time in each kind of conversation without groups that `make evaluate` simulates.
pub const CHANCE: f64 = 0.02;
/// The angle of the published components is this near to the exact ones (radians), where their values are apart.
const EXACT: Precision = Precision { first_two: 3e-10, steps: 400 };

/// What is asked of a map.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// So many groups; the stable number is sought unless told.
    pub groups: Option<usize>,
    /// The seed of every draw. The same votes and the same seed give the same map.
    pub seed: u64,
}

/// What the data say about groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// There are gaps between the groups that one cloud of opinion does not show.
    Separate,
    /// People differ, but as one cloud: groups are cuts through it. Warned.
    OneCloud,
    /// Answers do not hang together better than chance. Warned.
    Chance,
    /// There is nothing to group. Warned.
    Nothing,
}

/// Where a person stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// Votes, as cast.
    pub votes: usize,
    /// Along the first component.
    pub x: f64,
    /// Along the second.
    pub y: f64,
    /// The group, from 0; nothing for people with too few votes.
    pub group: Option<usize>,
    /// Whether they stand apart from everybody in their group.
    pub outlier: bool,
    /// How probable it is that votes on all statements would leave them in the nearest group (their own, if they have one).
    pub certainty: Option<f64>,
    /// More votes until that is 95 %.
    pub votes_to_settle: Option<usize>,
}

/// All that is known of a statement. Nothing is said (`None`) where nobody voted.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementMap {
    /// Everybody's votes.
    pub all: Tally,
    /// Votes of the people in groups.
    pub grouped: Tally,
    /// Each group's votes.
    pub groups: Vec<Tally>,
    /// Mean vote over those who saw it; 0 if it was taken out.
    pub mean: f64,
    /// Its entry in each component.
    pub components: [f64; 2],
    /// How far it pulls a person who agrees with it alone.
    pub extremity: f64,
    /// Polis' representativeness for each group.
    pub representativeness: Vec<Representativeness>,
    /// The product of the groups' shares that agree.
    pub group_informed_consensus: f64,
    /// Weight for the next vote.
    pub priority: f64,
    /// Everybody's share that agrees, with a Wilson interval of 95 %.
    pub agree: claims::Estimate,
    /// Whether most people in every group take one side.
    pub unites: Option<Claim>,
    /// Whether groups differ.
    pub divides: Option<Claim>,
    /// For each group, whether it stands out from the rest.
    pub marks: Vec<Option<Claim>>,
}

/// A group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its people.
    pub size: usize,
    /// Its centre on the map.
    pub centre: [f64; 2],
    /// What it has in common with its like after people were drawn anew, from 0 to 1.
    pub stability: f64,
    /// Statements that Polis would publish for it.
    pub representative: Vec<Published>,
}

/// How the number of groups came about, and how sure it is.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// Whether it was asked for.
    pub asked: bool,
    /// Whether it is stable and its smallest group is large enough.
    pub admissible: bool,
    /// Agreement with the groups that are found after people were drawn anew; nothing without groups.
    pub stability: Option<f64>,
    /// Every number that was tried.
    pub candidates: Vec<Candidate>,
    /// People that a group must have unless a number is asked for.
    pub smallest_allowed: usize,
}

/// The check against chance.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Check {
    /// What it says.
    pub verdict: Verdict,
    /// Probability of answers that hang together so much, if no answer had to do with another.
    pub together: f64,
    /// Probability of gaps as clear as these, if opinion were one cloud.
    pub apart: f64,
    /// Conversations without groups that were simulated.
    pub simulations: usize,
    /// Whether readers are warned.
    pub warning: bool,
}

/// An opinion map. People and statements stand in the order of the votes.
#[derive(Clone, Debug)]
pub struct OpinionMap {
    /// Where people stand.
    pub participants: Vec<Participant>,
    /// What is known of each statement.
    pub statements: Vec<Option<StatementMap>>,
    /// Shares of all that varies, along each component.
    pub variance_shares: [f64; 2],
    /// The groups, the largest first.
    pub groups: Vec<Group>,
    /// How many there are and why.
    pub choice: Choice,
    /// Whether they are more than chance.
    pub check: Check,
    /// Votes that place a person.
    pub votes_needed: usize,
    /// Polis' consensus: agreed, disagreed.
    pub consensus: (Vec<Published>, Vec<Published>),
    /// The confidence of the intervals of what unites, divides and marks, which were chosen among many.
    pub confidence: [f64; 3],
    /// What a reader must know.
    pub notices: Vec<Notice>,
    /// The seed.
    pub seed: u64,
}

/// Makes the map of a conversation.
///
/// # Errors
/// Refuses a number of groups that is out of range or that the votes cannot make.
pub fn opinion_map(votes: &Votes, options: Options) -> Result<OpinionMap, Refusal> {
    if let Some(asked) = options.groups.filter(|asked| !ASKED.contains(asked)) {
        return Err(notice::groups_out_of_range(asked));
    }
    let work = Work::new(votes, options.seed);
    let (tried, chance) = work.search(options)?;
    let chosen = match options.groups {
        Some(_) => tried.first().map(|_| 0),
        None => choose(&tried).or_else(|| fewest(&tried)),
    };
    let check = work.check(chance.as_ref(), chosen.is_some());
    let candidates: Vec<Candidate> = tried.iter().map(|of| of.candidate.clone()).collect();
    let one = chosen.and_then(|at| tried.into_iter().nth(at)).map(|one| work.ordered(one));
    let choice = Choice {
        asked: options.groups.is_some(),
        admissible: one.as_ref().is_some_and(|one| one.candidate.admissible),
        stability: one.as_ref().map(|one| one.candidate.stability),
        candidates,
        smallest_allowed: smallest_allowed(work.placed.len()),
    };
    Ok(work.map(one.as_ref(), choice, check))
}

/// Where no number is stable the fewest groups that are large enough, since they claim least.
fn fewest(tried: &[Tried]) -> Option<usize> {
    let smallest = tried.first().map_or(0, |of| smallest_allowed(of.partition.group.len()));
    tried.iter().position(|of| of.candidate.smallest >= smallest)
}

/// What is computed once.
struct Work<'v> {
    votes: &'v Votes,
    seed: u64,
    matrix: Matrix,
    leading: Leading,
    spread: f64,
    scores: Vec<[f64; TURN]>,
    /// Rows that are grouped.
    placed: Vec<usize>,
}

impl<'v> Work<'v> {
    fn new(votes: &'v Votes, seed: u64) -> Self {
        let matrix = Matrix::new(votes);
        let leading = matrix.components(TURN, EXACT);
        let scores = matrix.scores::<TURN>(&leading.vectors);
        let placed = matrix.placed();
        Self { votes, seed, spread: matrix.spread(), leading, scores, placed, matrix }
    }

    fn point(&self, row: usize) -> Point {
        let scale = self.matrix.scale(row);
        let mut point = [0.0; 4];
        point.iter_mut().zip(self.scores.get(row).into_iter().flatten()).for_each(|(value, score)| *value = scale * score);
        point
    }

    /// Whether there is anything to group.
    fn varies(&self) -> bool {
        self.leading.values.first().is_some_and(|first| *first > 0.0) && self.placed.len() > 1
    }

    fn search(&self, options: Options) -> Result<(Vec<Tried>, Option<Chance>), Refusal> {
        let impossible = |asked: usize| notice::groups_impossible(asked, self.placed.len());
        if !self.varies() {
            return options.groups.map_or(Ok((Vec::new(), None)), |asked| Err(impossible(asked)));
        }
        let placed = Placed {
            points: self.placed.iter().map(|&row| self.point(row)).collect(),
            scores: self.placed.iter().filter_map(|&row| self.scores.get(row).copied()).collect(),
            scales: self.placed.iter().map(|&row| self.matrix.scale(row)).collect(),
        };
        let chance = against_chance(&self.matrix, &self.placed, smallest_allowed(self.placed.len()), self.seed);
        let tried: Vec<Tried> = match options.groups {
            Some(asked) => vec![try_groups(&placed, asked, Some(&chance), self.seed).ok_or_else(|| impossible(asked))?],
            None => (2..=crate::groups::LARGEST).filter_map(|k| try_groups(&placed, k, Some(&chance), self.seed)).collect(),
        };
        Ok((tried, Some(chance)))
    }

    fn check(&self, chance: Option<&Chance>, grouped: bool) -> Check {
        let (together, apart) = chance.map_or((1.0, 1.0), |chance| (chance.together, chance.apart));
        let verdict = match (together <= CHANCE, apart <= CHANCE) {
            _ if !grouped => Verdict::Nothing,
            (true, true) => Verdict::Separate,
            (true, false) => Verdict::OneCloud,
            _ => Verdict::Chance,
        };
        let simulations = chance.map_or(0, |chance| chance.simulations);
        Check { verdict, together, apart, simulations, warning: verdict != Verdict::Separate }
    }

    /// The groups numbered by size, the largest first; equal ones by who comes first.
    fn ordered(&self, mut one: Tried) -> Tried {
        let sizes = one.partition.sizes();
        let first = |group: usize| one.partition.group.iter().position(|&at| at == group).unwrap_or(usize::MAX);
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by_key(|&group| (std::cmp::Reverse(sizes.get(group).copied()), first(group)));
        let place = |group: usize| order.iter().position(|&at| at == group).unwrap_or(0);
        let group = one.partition.group.iter().map(|&at| place(at)).collect();
        let centres = order.iter().filter_map(|&at| one.partition.centres.get(at).copied()).collect();
        one.group_stability = order.iter().filter_map(|&at| one.group_stability.get(at).copied()).collect();
        one.partition = Partition { group, centres, within: one.partition.within };
        one
    }

    fn map(&self, one: Option<&Tried>, choice: Choice, check: Check) -> OpinionMap {
        let participants = self.participants(one);
        let groups: Vec<Option<usize>> = participants.iter().map(|person| person.group).collect();
        let count = one.map_or(0, |one| one.partition.centres.len());
        let tallies = polis::tallies(self.votes, &groups, count);
        let everybody = polis::tallies(self.votes, &vec![Some(0); participants.len()], 1).pop().unwrap_or_default();
        let mut statements = self.statements(&tallies, &everybody);
        let confidence = self.claim(&mut statements, one, &groups, check);
        let shown = |at: usize| self.votes.statements().get(at).is_some_and(|statement| !statement.zeroed());
        let group = |at: usize, own: &Vec<Tally>| {
            let rest: Vec<Tally> = statements.iter().map(|of| of.as_ref().map(|of| others(&of.groups, at)).unwrap_or_default()).collect();
            let centre = one.and_then(|one| one.partition.centres.get(at).copied()).unwrap_or_default();
            Group {
                size: groups.iter().filter(|group| **group == Some(at)).count(),
                centre: [centre[0], centre[1]],
                stability: one.and_then(|one| one.group_stability.get(at).copied()).unwrap_or_default(),
                representative: polis::representative(own, &rest, |at| shown(at) && self.voted(at)),
            }
        };
        let consensus = polis::consensus(&everybody, |at| shown(at) && self.voted(at));
        let mut map = OpinionMap {
            variance_shares: self.variance_shares(),
            groups: tallies.iter().enumerate().map(|(at, own)| group(at, own)).collect(),
            choice,
            check,
            votes_needed: self.matrix.votes_needed(),
            consensus,
            confidence,
            notices: Vec::new(),
            seed: self.seed,
            participants,
            statements,
        };
        map.notices = notice::all(self.votes, &map);
        map
    }

    fn voted(&self, statement: usize) -> bool {
        self.matrix.columns.contains(&statement)
    }

    fn variance_shares(&self) -> [f64; 2] {
        let share = |at: usize| self.leading.values.get(at).filter(|_| self.spread > 0.0).map_or(0.0, |value| value / self.spread);
        [share(0), share(1)]
    }

    fn participants(&self, one: Option<&Tried>) -> Vec<Participant> {
        let nobody = Participant { votes: 0, x: 0.0, y: 0.0, group: None, outlier: false, certainty: None, votes_to_settle: None };
        let mut all = vec![nobody; self.votes.participants().len()];
        let centres: &[Point] = one.map_or(&[], |one| &one.partition.centres);
        let plane: Vec<Point> = (0..self.matrix.height()).map(|row| self.point(row)).collect();
        let space = in_space(&plane, centres.len());
        let unscaled: Vec<Point> = self.scores.iter().map(|score| [score[0], score[1], score[2], score[3]]).collect();
        let covariance = one.map(|_| settle::pooled(&self.matrix, &self.leading.vectors, &unscaled));
        for (row, (point, spot)) in plane.iter().zip(&space).enumerate() {
            let at = self.matrix.people.get(row).copied().unwrap_or_default();
            let Some(person) = all.get_mut(at) else { continue };
            let seen = self.matrix.votes.get(row).copied().unwrap_or_default();
            person.votes = self.matrix.raw_votes.get(row).copied().unwrap_or_default();
            // Never minus zero.
            (person.x, person.y) = (point[0] + 0.0, point[1] + 0.0);
            if let Some(covariance) = &covariance {
                let seen = (seen + self.matrix.zeroed, self.matrix.voted);
                let least = self.matrix.votes_needed().saturating_sub(person.votes) + seen.0;
                let sure = settle::sure(spot, centres, covariance, seen, least.min(seen.1));
                person.certainty = Some(sure.certainty);
                person.votes_to_settle = Some(sure.votes);
            }
        }
        if let Some(one) = one {
            self.assign(one, &space, &mut all);
        }
        all
    }

    fn assign(&self, one: &Tried, space: &[Point], all: &mut [Participant]) {
        for (group, centre) in one.partition.centres.iter().enumerate() {
            let members: Vec<usize> =
                self.placed.iter().zip(&one.partition.group).filter(|(_, at)| **at == group).map(|(&row, _)| row).collect();
            let distances: Vec<f64> = members.iter().filter_map(|&row| space.get(row)).map(|spot| squared(spot, centre).sqrt()).collect();
            for (row, apart) in members.iter().zip(settle::apart(&distances)) {
                if let Some(person) = self.matrix.people.get(*row).and_then(|&at| all.get_mut(at)) {
                    person.group = Some(group);
                    person.outlier = apart;
                }
            }
        }
    }

    fn statements(&self, tallies: &[Vec<Tally>], everybody: &[Tally]) -> Vec<Option<StatementMap>> {
        let size = (self.matrix.voted as f64).sqrt();
        let of = |at: usize| {
            let all = everybody.get(at).copied().filter(|tally| tally.seen > 0)?;
            let statement = self.votes.statements().get(at)?;
            let column = self.matrix.columns.iter().position(|&column| column == at);
            let mean = column.and_then(|column| self.matrix.means.get(column).copied()).unwrap_or(0.0);
            let entry = |component: usize| {
                let vector = self.leading.vectors.get(component)?;
                vector.get(column?).copied()
            };
            let components = [entry(0).unwrap_or(0.0), entry(1).unwrap_or(0.0)];
            let extremity = size * (1.0 - mean) * components[0].hypot(components[1]);
            let groups: Vec<Tally> = tallies.iter().filter_map(|group| group.get(at).copied()).collect();
            let grouped = groups.iter().fold(Tally::default(), |sum, tally| sum.and(*tally));
            let representativeness =
                groups.iter().enumerate().map(|(group, own)| polis::representativeness(*own, others(&groups, group))).collect();
            Some(StatementMap {
                all,
                grouped,
                representativeness,
                group_informed_consensus: polis::group_informed_consensus(groups.iter().copied()),
                priority: polis::priority(if groups.is_empty() { all } else { grouped }, extremity, statement.meta),
                agree: claims::wilson(all.agree, all.seen, claims::two_sided(0.95)),
                groups,
                mean,
                components,
                extremity,
                unites: None,
                divides: None,
                marks: Vec::new(),
            })
        };
        (0..self.votes.statements().len()).map(of).collect()
    }

    /// Tests what unites, divides and marks; gives the confidence of each kind's intervals.
    fn claim(&self, all: &mut [Option<StatementMap>], one: Option<&Tried>, groups: &[Option<usize>], check: Check) -> [f64; 3] {
        let open: Vec<usize> = self.matrix.columns.clone();
        let count = one.map_or(0, |one| one.partition.centres.len());
        let own: Vec<Vec<Tally>> = open
            .iter()
            .filter_map(|&at| all.get(at)?.as_ref())
            .map(|of| if count == 0 { vec![of.all] } else { of.groups.clone() })
            .collect();
        let by_others = one.map(|one| self.by_other_votes(one, groups)).unwrap_or_default();
        let unites = claims::unites(&own);
        let none = || Family { claims: Vec::new(), confidence: 0.95 };
        let (divides, marks) = if count > 1 { (claims::divides(&by_others), claims::marks(&by_others, count)) } else { (none(), none()) };
        // Where there are no groups better than chance, nothing is said of differences between them.
        let silent = matches!(check.verdict, Verdict::Chance | Verdict::Nothing);
        let heard = |claim: &Claim| Claim { made: claim.made && !silent, ..*claim };
        for (place, at) in open.into_iter().enumerate() {
            let Some(of) = all.get_mut(at).and_then(Option::as_mut) else { continue };
            of.unites = unites.claims.get(place).copied().flatten();
            of.divides = divides.claims.get(place).and_then(Option::as_ref).map(heard);
            of.marks = (0..count).map(|group| marks.claims.get(place * count + group).and_then(Option::as_ref).map(heard)).collect();
        }
        [unites.confidence, divides.confidence, marks.confidence]
    }

    /// For each column each group's votes, people being grouped by their votes on everything else.
    ///
    /// The centre c nearest to a point p has the largest p·c - |c|²/2; p without one vote differs by that vote's term alone, so the products
    /// are made once for each person and once for each column.
    fn by_other_votes(&self, one: &Tried, groups: &[Option<usize>]) -> Vec<Vec<Tally>> {
        let centres = &one.partition.centres;
        // Centres are 0 beyond the components that their number uses.
        let products = |vector: &Point| -> Vec<f64> { centres.iter().map(|centre| dot(vector, centre)).collect() };
        let halves: Vec<f64> = centres.iter().map(|centre| dot(centre, centre) / 2.0).collect();
        let entry = |column: usize| {
            let mut entry = [0.0; 4];
            entry.iter_mut().zip(&self.leading.vectors).for_each(|(value, vector)| *value = vector.get(column).copied().unwrap_or(0.0));
            products(&entry)
        };
        let entries: Vec<Vec<f64>> = (0..self.matrix.width()).map(entry).collect();
        // One vote less moves nobody across a lead of more than this: it is at most 2 from its mean.
        let span = |parts: &Vec<f64>| {
            parts.iter().copied().fold(f64::NEG_INFINITY, f64::max) - parts.iter().copied().fold(f64::INFINITY, f64::min)
        };
        let reach = 2.0 * entries.iter().map(span).fold(0.0, f64::max);
        let mut all = vec![vec![Tally::default(); centres.len()]; self.matrix.width()];
        let mut is_placed = vec![false; self.matrix.height()];
        self.placed.iter().for_each(|&row| is_placed.get_mut(row).into_iter().for_each(|is| *is = true));
        self.matrix.each_row(|row, values| {
            let (Some(true), Some(score)) = (is_placed.get(row).copied(), self.scores.get(row)) else { return };
            let seen = self.matrix.votes.get(row).copied().unwrap_or_default() + self.matrix.zeroed;
            let own = self.matrix.people.get(row).and_then(|&at| groups.get(at).copied().flatten()).unwrap_or(0);
            let scale = ((self.matrix.voted - 1) as f64 / (seen.max(2) - 1) as f64).sqrt();
            let mine = products(&[score[0], score[1], score[2], score[3]]);
            if let Some(group) = clear_of_others(&mine, &halves, scale, reach).filter(|_| seen >= 2) {
                for (tallies, &cell) in all.iter_mut().zip(self.matrix.row(row)) {
                    if let (Some(vote), Some(tally)) = (Vote::of(cell), tallies.get_mut(group)) {
                        tally.count(vote);
                    }
                }
                return;
            }
            for (((tallies, &cell), value), entry) in all.iter_mut().zip(self.matrix.row(row)).zip(values).zip(&entries) {
                let Some(vote) = Vote::of(cell) else { continue };
                let mut best = (own, f64::NEG_INFINITY);
                if seen >= 2 {
                    for (group, ((mine, part), half)) in mine.iter().zip(entry).zip(&halves).enumerate() {
                        let nearness = scale * (mine - value * part) - half;
                        if nearness > best.1 {
                            best = (group, nearness);
                        }
                    }
                }
                if let Some(tally) = tallies.get_mut(best.0) {
                    tally.count(vote);
                }
            }
        });
        all
    }
}

/// The centre that is nearest whichever vote is taken out, if there is one.
fn clear_of_others(mine: &[f64], halves: &[f64], scale: f64, reach: f64) -> Option<usize> {
    let nearness = || mine.iter().zip(halves).map(|(mine, half)| scale * mine - half);
    let (best, most) = nearness().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    // A little more, for rounding.
    let needed = scale * reach * (1.0 + 1e-9);
    nearness().enumerate().all(|(at, near)| at == best || most - near > needed).then_some(best)
}

fn others(groups: &[Tally], own: usize) -> Tally {
    let each = groups.iter().enumerate().filter(|(at, _)| *at != own);
    each.fold(Tally::default(), |sum, (_, tally)| sum.and(*tally))
}
