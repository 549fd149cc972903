//! Streaming equals starting over.

use super::simulate::{blank, planted};
use crate::draw::{Draw, Purpose};
use crate::{Cast, Live, Options, Vote, opinion_map, participants_csv, statements_csv, summary_json};

#[test]
fn a_refreshed_map_is_the_map_from_nothing() {
    let (votes, _) = planted(&[30, 25], 20, 0.7, 0.1, 6);
    let mut casts: Vec<Cast> = Vec::new();
    for (person, participant) in votes.participants().iter().enumerate() {
        for (at, statement) in votes.statements().iter().enumerate() {
            if let Some(vote) = votes.get(person, at) {
                casts.push(Cast { participant: participant.clone(), statement: statement.id.clone(), vote });
            }
        }
    }
    // In some order, and some say something else first.
    let draw = &mut Draw::new(1, Purpose::Route, 9);
    for left in (1..casts.len()).rev() {
        casts.swap(left, draw.below(left + 1));
    }
    let first: Vec<Cast> = casts.iter().take(200).map(|cast| Cast { vote: Vote::Pass, ..cast.clone() }).collect();
    let live = Live::new(blank(5).statements().to_vec());
    for (number, cast) in first.into_iter().chain(casts).enumerate() {
        assert_eq!(live.take(cast), number as u64 + 1);
        if number % 250 == 0 {
            let latest = live.refresh(Options::default()).unwrap();
            assert_eq!(latest.holds, live.taken());
        }
    }
    let latest = live.refresh(Options::default()).unwrap();
    let over = opinion_map(&votes, Options::default()).unwrap();
    let sorted = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(participants_csv(&latest.votes, &latest.map)), sorted(participants_csv(&votes, &over)));
    assert_eq!(sorted(statements_csv(&latest.votes, &latest.map)), sorted(statements_csv(&votes, &over)));
    let restarted = opinion_map(&latest.votes, Options::default()).unwrap();
    assert_eq!(summary_json(&latest.votes, &latest.map), summary_json(&latest.votes, &restarted));
}

#[test]
fn votes_are_taken_while_the_map_is_made() {
    let live = Live::new(blank(30).statements().to_vec());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..3000_u32 {
                let vote = if (number / 30) % 2 == 0 { Vote::Agree } else { Vote::Disagree };
                live.take(Cast { participant: (number / 30).to_string(), statement: (number % 30).to_string(), vote });
            }
        });
        scope.spawn(|| (0..5).for_each(|_| assert!(live.refresh(Options::default()).is_ok())));
    });
    let latest = live.refresh(Options::default()).unwrap();
    assert_eq!((latest.holds, live.latest().unwrap().holds), (3000, 3000));
    assert_eq!(latest.map.participants.len(), 100);
}
