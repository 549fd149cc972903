//! Tests and intervals against hand-worked numbers; false claims stay rare.

use super::simulate::{Size, cloud, independent, planted};
use super::simulations;
use crate::claims::{divides, marks, newcombe, unites};
use crate::{CHANCE, FALSE_CLAIMS, Options, Side, Tally, benjamini_hochberg, opinion_map, route, wilson};

fn tally(agree: usize, disagree: usize, seen: usize) -> Tally {
    Tally { agree, disagree, seen }
}

fn near(ours: f64, expected: f64, tolerance: f64) {
    assert!((ours - expected).abs() <= tolerance, "{ours} beside {expected}");
}

#[test]
fn benjamini_hochberg_is_that_of_r() {
    // p.adjust(c(.001,.008,.039,.041,.042,.06,.074,.205), "BH"), as the shared page on deliberation has it.
    let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205].map(Some);
    let expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.084571, 0.205];
    for (q, expected) in benjamini_hochberg(&p).into_iter().zip(expected) {
        near(q.unwrap(), expected, 5e-7);
    }
    assert_eq!(benjamini_hochberg(&[None, Some(0.5)]), [None, Some(0.5)]);
}

#[test]
fn wilson_s_interval_is_his() {
    // Newcombe 1998, table I: 81 of 263 and 0 of 20, method 3.
    let of = wilson(81, 263, 1.959964);
    near(of.low, 0.2553, 5e-5);
    near(of.high, 0.3662, 5e-5);
    let none = wilson(0, 20, 1.959964);
    near(none.low, 0.0, 0.0);
    near(none.high, 0.1611, 5e-5);
    assert_eq!((wilson(0, 0, 1.96).low, wilson(0, 0, 1.96).high), (0.0, 1.0));
}

#[test]
fn what_unites_is_tested_in_every_group() {
    // One group of 10, all agree: P(X >= 10 | 10, 1/2) = 1/1024, doubled for two sides.
    let family = unites(&[vec![tally(10, 0, 10)]]);
    let claim = family.claims[0].unwrap();
    near(claim.p, 2.0 / 1024.0, 1e-15);
    assert!(claim.made && claim.side == Side::Agree && claim.votes_to_settle == Some(0));
    // The weaker group decides: 8 of 10 gives (45 + 10 + 1) / 1024.
    let claim = unites(&[vec![tally(0, 10, 10), tally(1, 8, 10)]]).claims[0].unwrap();
    near(claim.p, 2.0 * 56.0 / 1024.0, 1e-15);
    assert_eq!((claim.side, claim.groups.0, claim.made), (Side::Disagree, 1, false));
    assert!(claim.votes_to_settle.unwrap() > 0);
    // A group that did not see it says nothing.
    assert!(unites(&[vec![tally(9, 0, 10), tally(0, 0, 0)]]).claims[0].is_none());
}

#[test]
fn what_divides_is_fisher_s_exact_test() {
    // 8 of 10 against 1 of 10: fisher.test(matrix(c(8,2,1,9),2)) two-sided by doubling 0.002737... = (C(10,8)C(10,1)+C(10,9)C(10,0))/C(20,9).
    let one_sided = (45.0 * 10.0 + 10.0) / 167_960.0;
    let claim = divides(&[vec![tally(8, 0, 10), tally(1, 0, 10)]]).claims[0].unwrap();
    near(claim.p, 2.0 * 2.0 * one_sided, 1e-12);
    assert_eq!((claim.groups, claim.side), ((0, 1), Side::Agree));
    near(claim.estimate.value, 0.7, 1e-12);
    assert!(claim.estimate.low > 0.0 && claim.estimate.high < 1.0);
    let claim = marks(&[vec![tally(8, 0, 10), tally(1, 0, 10)]], 2).claims[0].unwrap();
    near(claim.p, 2.0 * one_sided, 1e-12);
    // Newcombe 1998, table II (a): 56/70 - 48/80, method 10.
    let of = newcombe((56, 70), (48, 80), 1.959964);
    near(of.value, 0.2, 1e-12);
    near(of.low, 0.0524, 5e-5);
    near(of.high, 0.3339, 5e-5);
}

#[test]
fn where_groups_are_cut_from_one_cloud_or_none_few_false_differences_are_claimed() {
    // Answers that have nothing to do with each other: any claimed difference between groups is false.
    let runs = simulations(6);
    let (mut claimed, mut tested, mut spoken) = (0, 0, 0);
    for seed in 0..runs {
        let map = opinion_map(&independent(Size { people: 200, statements: 40, seen: 0.5 }, seed), Options::default()).unwrap();
        // Whatever the verdict would silence: q itself must rarely be small.
        let q: Vec<f64> = map.statements.iter().flatten().filter_map(|of| Some(of.divides?.q)).collect();
        claimed += q.iter().filter(|q| **q <= 0.05).count();
        tested += q.len();
        let made = map.statements.iter().flatten().any(|of| of.divides.is_some_and(|claim| claim.made));
        assert!(!made || map.check.together <= CHANCE, "seed {seed}: a difference is claimed although answers do not hang together");
        spoken += u64::from(made);
    }
    println!(
        "independent votes: {claimed} of {tested} differences below q 0.05 before the verdict silences them; in {spoken} of {runs} conversations any is claimed"
    );
    assert!(claimed as f64 <= 0.02 * tested as f64, "{claimed} of {tested}");
    // Where every difference is false, the rate of false claims is that of conversations with any.
    assert!(spoken as f64 <= FALSE_CLAIMS * runs as f64, "{spoken} of {runs}");
}

#[test]
fn planted_differences_are_claimed() {
    let (votes, _) = planted(&[80, 60], 40, 0.7, 0.1, 12);
    let map = opinion_map(&votes, Options::default()).unwrap();
    let made = map.statements.iter().flatten().filter(|of| of.divides.is_some_and(|claim| claim.made)).count();
    // The sides of two groups differ on about half of the statements.
    assert!((10..=30).contains(&made), "{made}");
    let both = map
        .statements
        .iter()
        .flatten()
        .filter(|of| of.divides.is_some_and(|claim| claim.made) && of.unites.is_some_and(|claim| claim.made));
    assert_eq!(both.count(), 0);
}

#[test]
fn people_with_all_votes_are_settled_and_others_say_how_many_they_lack() {
    let votes = cloud(Size { people: 150, statements: 30, seen: 0.4 }, 1.0, false, 3);
    let map = opinion_map(&votes, Options::default()).unwrap();
    for person in &map.participants {
        let (certainty, more) = (person.certainty.unwrap(), person.votes_to_settle.unwrap());
        assert!((0.0..=1.0).contains(&certainty) && more <= 30 - person.votes.min(30), "{person:?}");
        // Enough means enough, and not enough means more.
        assert!(
            person.group.is_none() || (certainty >= 0.95 && more == 0) || certainty < 0.95 && more > 0 || certainty <= 0.05,
            "{person:?}"
        );
    }
}

#[test]
fn certainty_is_calibrated() {
    // People of a full conversation, then only some of their votes kept: how often does the group that the rest of their votes gives agree?
    let full = cloud(Size { people: 300, statements: 60, seen: 1.0 }, 0.8, false, 9);
    let whole = opinion_map(&full, Options { groups: Some(2), seed: 0 }).unwrap();
    let mut part = full;
    let draw = &mut crate::draw::Draw::new(4, crate::draw::Purpose::Route, 3);
    for person in 0..300 {
        for at in 0..60 {
            if draw.unit() < 0.6 {
                part.set(person, at, None);
            }
        }
    }
    let some = opinion_map(&part, Options { groups: Some(2), seed: 0 }).unwrap();
    let pairs: Vec<(usize, usize, f64)> =
        whole.participants.iter().zip(&some.participants).filter_map(|(a, b)| Some((a.group?, b.group?, b.certainty?))).collect();
    let same = |flip: usize| pairs.iter().map(|(a, b, _)| usize::from(*a == *b ^ flip)).collect::<Vec<_>>();
    let (straight, turned) = (same(0), same(1));
    let kept = if straight.iter().sum::<usize>() > turned.iter().sum() { straight } else { turned };
    let share = kept.iter().sum::<usize>() as f64 / kept.len() as f64;
    let promised = pairs.iter().map(|(.., certainty)| certainty).sum::<f64>() / pairs.len() as f64;
    println!("group kept by {share:.3}, promised {promised:.3}");
    // The groups themselves move a little, which the promise leaves out.
    assert!((share - promised).abs() < 0.06, "{share} beside {promised}");
}

#[test]
fn the_next_statement_comes_by_priority() {
    assert_eq!(route(&[], 0, 0), None);
    let open = [(3, Some(1.0)), (7, Some(3.0)), (9, None)];
    let mut counts = [0.0; 3];
    for number in 0..20_000 {
        let chosen = route(&open, 1, number).unwrap();
        counts[open.iter().position(|(at, _)| *at == chosen).unwrap()] += 1.0;
    }
    // 1 : 3 : 1, the last having no priority.
    for (count, share) in counts.iter().zip([0.2, 0.6, 0.2]) {
        near(count / 20_000.0, share, 0.015);
    }
    assert_eq!(route(&open, 1, 5), route(&open, 1, 5));
    assert!(route(&[(1, Some(f64::NAN)), (2, Some(-1.0))], 0, 0).is_some());
}
