//! Simulated conversations: independent votes, one cloud of opinion, planted groups.

use crate::draw::{Draw, Purpose};
use crate::{Statement, Vote, Votes};

fn normal(draw: &mut Draw) -> f64 {
    (-2.0 * (1.0 - draw.unit()).ln()).sqrt() * (std::f64::consts::TAU * draw.unit()).cos()
}

/// Statements 0, 1, 2, …
pub(crate) fn blank(statements: usize) -> Votes {
    Votes::new((0..statements).map(|at| Statement { id: at.to_string(), ..Statement::default() }).collect())
}

/// Votes row by row: `1`, `-`, `0`, and `.` for not seen.
pub(crate) fn rows(rows: &[&str]) -> Votes {
    let mut votes = blank(rows.iter().map(|row| row.len()).max().unwrap_or(0));
    for (person, row) in rows.iter().enumerate() {
        votes.add_participant(person.to_string());
        for (at, cell) in row.chars().enumerate() {
            let vote = match cell {
                '1' => Some(Vote::Agree),
                '-' => Some(Vote::Disagree),
                '0' => Some(Vote::Pass),
                _ => None,
            };
            votes.set(person, at, vote);
        }
    }
    votes
}

/// People x statements, each with what share of statements a person sees.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) people: usize,
    pub(crate) statements: usize,
    pub(crate) seen: f64,
}

/// Every answer on its own; each statement has its share of agreement, each person sees more or fewer statements.
pub(crate) fn independent(size: Size, seed: u64) -> Votes {
    let draw = &mut Draw::new(seed, Purpose::Route, 77);
    let agreement: Vec<f64> = (0..size.statements).map(|_| draw.unit()).collect();
    let mut votes = blank(size.statements);
    for person in 0..size.people {
        votes.add_participant(person.to_string());
        let seen = size.seen * 2.0 * draw.unit();
        for (at, share) in agreement.iter().enumerate() {
            if draw.unit() < seen {
                let vote = if draw.unit() < 0.1 {
                    Vote::Pass
                } else if draw.unit() < *share {
                    Vote::Agree
                } else {
                    Vote::Disagree
                };
                votes.set(person, at, Some(vote));
            }
        }
    }
    votes
}

/// One cloud: two lines of opinion, people normal or even along them.
pub(crate) fn cloud(size: Size, strength: f64, even: bool, seed: u64) -> Votes {
    let draw = &mut Draw::new(seed, Purpose::Route, 78);
    let leans: Vec<[f64; 3]> =
        (0..size.statements).map(|_| [normal(draw) * strength, normal(draw) * strength * 0.5, normal(draw)]).collect();
    let mut votes = blank(size.statements);
    for person in 0..size.people {
        votes.add_participant(person.to_string());
        let mut along = || if even { (draw.unit() - 0.5) * 12.0_f64.sqrt() } else { normal(draw) };
        let (first, second) = (along(), along());
        for (at, [a, b, shift]) in leans.iter().enumerate() {
            if draw.unit() < size.seen {
                let beneath = a * first + b * second + shift + normal(draw);
                let vote = if beneath > 0.1 {
                    Vote::Agree
                } else if beneath < -0.1 {
                    Vote::Disagree
                } else {
                    Vote::Pass
                };
                votes.set(person, at, Some(vote));
            }
        }
    }
    votes
}

/// Groups, each with a side on each statement, from which its people stray with probability `noise`; a tenth pass.
pub(crate) fn planted(sizes: &[usize], statements: usize, seen: f64, noise: f64, seed: u64) -> (Votes, Vec<usize>) {
    let draw = &mut Draw::new(seed, Purpose::Route, 79);
    let sides: Vec<Vec<bool>> = sizes.iter().map(|_| (0..statements).map(|_| draw.unit() < 0.5).collect()).collect();
    let mut votes = blank(statements);
    let mut truth = Vec::new();
    for (group, (&size, sides)) in sizes.iter().zip(&sides).enumerate() {
        for _ in 0..size {
            let person = votes.add_participant(truth.len().to_string());
            truth.push(group);
            for (at, side) in sides.iter().enumerate() {
                if draw.unit() < seen {
                    let pass = draw.unit() < 0.1;
                    let agrees = *side != (draw.unit() < noise);
                    votes.set(
                        person,
                        at,
                        Some(if pass {
                            Vote::Pass
                        } else if agrees {
                            Vote::Agree
                        } else {
                            Vote::Disagree
                        }),
                    );
                }
            }
        }
    }
    (votes, truth)
}
