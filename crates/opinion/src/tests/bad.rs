//! Bad input: the right answer, or a sentence that says why there is none; never NaN.

use proptest::prelude::*;

use super::simulate::{blank, planted, rows};
use crate::{
    Moderation, OpinionMap, Options, Vote, Votes, map_html, opinion_map, participants_csv, read_comments, read_votes, statements_csv,
    summary_json,
};

/// Makes every output, and looks for what must not be in any.
fn outputs(votes: &Votes, options: Options) -> OpinionMap {
    let map = opinion_map(votes, options).unwrap();
    let texts = [participants_csv(votes, &map), statements_csv(votes, &map), summary_json(votes, &map), map_html(votes, &map)];
    for text in &texts {
        for word in [
            "NaN",
            ",inf",
            ",-inf",
            ": inf",
            "null,null",
            ",-0,",
            ",-0
",
        ] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    assert!(!texts[2].contains("\"y\": null") && map.participants.iter().all(|person| person.x.is_finite() && person.y.is_finite()));
    map
}

fn said(map: &OpinionMap, code: &str) -> bool {
    map.notices.iter().any(|notice| notice.code == code && !notice.ko.is_empty() && !notice.en.is_empty())
}

/// No groups, and the sentence says why.
fn nothing(votes: &Votes, words: &str) {
    let map = outputs(votes, Options::default());
    assert!(map.groups.is_empty() && map.participants.iter().all(|person| person.group.is_none()));
    let notice = map.notices.iter().find(|notice| notice.code == "opinion.nothing-to-group").unwrap();
    assert!(notice.en.contains(words), "{}", notice.en);
    assert!(opinion_map(votes, Options { groups: Some(2), seed: 0 }).is_err_and(|refusal| refusal.code == "opinion.groups-impossible"));
}

#[test]
fn there_may_be_nothing_to_group() {
    nothing(&blank(0), "nobody has voted");
    nothing(&blank(4), "nobody has voted");
    nothing(&rows(&["...", "..."]), "nobody has voted");
    nothing(&rows(&["1-0"]), "only one participant");
    nothing(&rows(&["1-0", "..."]), "only one participant");
    nothing(&rows(&["1-10", "1-10", "1-10", "1-10"]), "voted alike");
    nothing(&rows(&["1...", ".-..", "..0."]), "voted alike");
    nothing(&rows(&["0000000"; 20]), "voted alike");
}

#[test]
fn two_people_are_no_groups_unless_asked_for() {
    let votes = rows(&["1-1-1-1", "-1-1-1-"]);
    let map = outputs(&votes, Options::default());
    assert!(map.groups.is_empty());
    assert!(map.notices[0].en.contains("2 participants cannot be divided"), "{}", map.notices[0].en);
    let map = outputs(&votes, Options { groups: Some(2), seed: 0 });
    assert_eq!(map.groups.len(), 2);
    assert!(said(&map, "opinion.small-group") && map.check.warning);
    assert!((map.participants[0].x + map.participants[1].x).abs() < 1e-12 && map.participants[0].y == 0.0);
}

#[test]
fn one_statement_divides_into_its_sides() {
    let column: Vec<&str> = std::iter::repeat_n("1", 12).chain(std::iter::repeat_n("-", 9)).collect();
    let map = outputs(&rows(&column), Options::default());
    assert_eq!(map.votes_needed, 1);
    // One answer cannot hang together with another.
    assert!(map.check.warning);
    assert_eq!(map.groups.iter().map(|group| group.size).collect::<Vec<_>>(), [12, 9]);
}

#[test]
fn who_only_passes_is_placed_and_named() {
    let (mut votes, _) = planted(&[20, 20], 12, 1.0, 0.1, 1);
    let person = votes.add_participant("passes");
    (0..12).for_each(|at| votes.set(person, at, Some(Vote::Pass)));
    let map = outputs(&votes, Options::default());
    assert!(said(&map, "opinion.only-passes"));
    assert!(map.participants[person].group.is_some());
}

#[test]
fn empty_columns_move_nobody() {
    let (votes, _) = planted(&[20, 15], 12, 0.9, 0.1, 1);
    let mut wider = votes.clone();
    wider.add_statement(crate::Statement { id: "100".into(), ..Default::default() });
    wider.add_statement(crate::Statement { id: "5000".into(), text: Some("아무도 보지 않은 의견".into()), ..Default::default() });
    let (a, b) = (outputs(&votes, Options::default()), outputs(&wider, Options::default()));
    assert_eq!(a.participants, b.participants);
    assert_eq!(a.statements[..], b.statements[..12]);
    assert!(b.statements[12].is_none() && said(&b, "opinion.no-votes"));
    assert!(statements_csv(&wider, &b).contains("5000,아무도 보지 않은 의견,0,0,0,0,0,0,,"));
}

#[test]
fn votes_on_moderated_statements_are_counted_and_place_nobody() {
    let (mut votes, _) = planted(&[20, 15], 12, 0.9, 0.1, 1);
    votes.statements_mut()[3].moderation = Moderation::Out;
    let map = outputs(&votes, Options::default());
    let out = map.statements[3].as_ref().unwrap();
    assert_eq!((out.mean, out.components, out.extremity), (0.0, [0.0, 0.0], 0.0));
    assert!(out.all.seen > 20 && out.unites.is_none() && out.divides.is_none() && said(&map, "opinion.taken-out"));
    votes.statements_mut().iter_mut().for_each(|statement| statement.moderation = Moderation::Out);
    nothing(&votes, "taken out by moderators");
}

#[test]
fn numbers_of_groups_that_cannot_be_are_refused() {
    let (votes, _) = planted(&[20, 15], 12, 0.9, 0.1, 1);
    for asked in [0, 1, 13, usize::MAX] {
        let refusal = opinion_map(&votes, Options { groups: Some(asked), seed: 0 }).unwrap_err();
        assert_eq!(refusal.code, "opinion.groups-out-of-range");
    }
    let refusal = opinion_map(&rows(&["1-1", "-1-"]), Options { groups: Some(3), seed: 0 }).unwrap_err();
    assert!(refusal.en.contains("the 2 participants"), "{}", refusal.en);
    assert_eq!(outputs(&votes, Options { groups: Some(12), seed: 0 }).groups.len(), 12);
}

fn refused(text: &str) -> (String, String) {
    let refusal = read_votes(text.as_bytes(), "votes.csv").unwrap_err();
    assert!(!refusal.ko.is_empty());
    (refusal.code.to_owned(), refusal.en)
}

#[test]
fn a_wrong_file_is_refused_by_line_and_column() {
    let cases = [
        ("", "empty", "votes.csv is empty"),
        ("\u{feff}\n", "empty", "votes.csv is empty"),
        ("0,1\n1,1\n", "column-missing", "no column `participant`"),
        ("participant,0,age\n1,1,30\n", "unknown-column", "the column `age`"),
        ("participant,0,0\n1,1,1\n", "column-twice", "the column `0` twice"),
        ("participant,0,1\n1,1,1\n2,2,1\n", "no-vote", "line 3, statement 0: `2` is no vote"),
        ("participant,0,1\n1,1,0.5\n", "no-vote", "line 2, statement 1: `0.5`"),
        ("participant,0\n1,agree\n", "no-vote", "`agree`"),
        ("participant,0\n1,NaN\n", "no-vote", "`NaN`"),
        ("participant,0,1\n1,1\n", "ragged", "line 2 has 2 cells"),
        ("participant,0\n1,1\n1,0\n", "participant-twice", "lines 2 and 3"),
        ("participant,0\n,1\n", "no-participant", "line 2 names no participant"),
    ];
    for (text, code, words) in cases {
        let (is, says) = refused(text);
        assert!(is.contains(code) && says.contains(words), "{text:?}: {is}: {says}");
    }
    let refusal = read_votes(&b"participant,0\n\xb0\xa1,1\n"[..], "votes.csv").unwrap_err();
    assert_eq!(refusal.code, "opinion.no-utf8");
}

#[test]
fn a_right_file_is_read_as_it_is() {
    let text = "\u{feff}participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,4,12\nA7,x,0,0,2,1,1,1,-1\n 3,,,,,,,0,\n";
    let mut votes = read_votes(text.as_bytes(), "votes.csv").unwrap();
    assert_eq!(votes.participants(), ["A7", " 3"]);
    assert_eq!(
        [votes.get(0, 0), votes.get(0, 1), votes.get(1, 0), votes.get(1, 1)],
        [Some(Vote::Agree), Some(Vote::Disagree), Some(Vote::Pass), None]
    );
    let comments = "comment-id,moderated,comment-body\n12,-1,\"나무, 더\n심자\"\n99,0,아무도\n";
    read_comments(&mut votes, comments.as_bytes(), "comments.csv").unwrap();
    let statements = votes.statements();
    assert_eq!(statements.iter().map(|of| of.id.as_str()).collect::<Vec<_>>(), ["4", "12", "99"]);
    assert_eq!((statements[1].moderation, statements[1].text.as_deref()), (Moderation::Out, Some("나무, 더\n심자")));
    assert_eq!(votes.get(0, 1), Some(Vote::Disagree));
    assert_eq!(votes.get(1, 2), None);
}

#[test]
fn wrong_comments_are_refused_by_line_and_column() {
    let cases = [
        ("moderated\n1\n", "no column `comment-id`"),
        ("comment-id,moderated\nx,1\n", "line 2, column comment-id: cannot read `x`"),
        ("comment-id,moderated\n1,2\n", "line 2, column moderated: cannot read `2`"),
        ("comment-id,moderated\n1,1\n1,1\n", "line 3, column comment-id"),
        ("comment-id,moderated,is-meta\n1,1,maybe\n", "column is-meta"),
    ];
    for (text, words) in cases {
        let refusal = read_comments(&mut blank(3), text.as_bytes(), "comments.csv").unwrap_err();
        assert!(refusal.en.contains(words), "{}", refusal.en);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn no_table_of_votes_gives_a_panic_or_a_nan(cells in proptest::collection::vec(proptest::collection::vec(0_u8..5, 0..9), 0..14), out in 0_usize..9, asked in 0_usize..5) {
        let width = cells.iter().map(Vec::len).max().unwrap_or(0);
        let mut votes = blank(width);
        if let Some(statement) = votes.statements_mut().get_mut(out) {
            statement.moderation = Moderation::Out;
        }
        for (person, row) in cells.iter().enumerate() {
            votes.add_participant(person.to_string());
            for (at, cell) in row.iter().enumerate() {
                votes.set(person, at, [Some(Vote::Agree), Some(Vote::Disagree), Some(Vote::Pass), None, None][usize::from(*cell)]);
            }
        }
        let options = Options { groups: Some(asked).filter(|asked| *asked > 1), seed: 1 };
        if opinion_map(&votes, options).is_ok() {
            outputs(&votes, options);
        }
    }
}
