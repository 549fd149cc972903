//! What a statement is, how it keeps its id, which words say what: pure.

use kernel::Seq;
use proptest::prelude::*;

use super::*;
use crate::compile::testing::{Track, counterparts, kept, rewritten, says, statements, written_in};

const TEMPLATE: &str = "title: 보고
---
머리말
# 하나
□ 첫째
○ 둘째 {a}
::: table t
members: bureau.units
series: 예산 | budget.*
:::
## 하나의 절
○ 셋째
---page---
## 새 쪽
○ 둘째 {a}

○ 둘째 {a}
# 둘
※ 넷째
";

fn track(texts: &[&str]) -> Track {
    let texts: Vec<(i64, &str)> = texts.iter().enumerate().map(|(at, text)| (i64::try_from(at).unwrap() * 10 + 10, *text)).collect();
    statements(&texts)
}

/// Chapter and first line of each statement.
fn listed(track: &Track) -> Vec<(String, String)> {
    track.statements.iter().map(|one| (one.sentence.chapter.clone(), one.sentence.text.lines().next().unwrap().to_owned())).collect()
}

#[test]
fn a_chapter_begins_at_a_first_heading_and_at_a_second_one_on_a_new_page() {
    let found = listed(&track(&[TEMPLATE]));
    let expected = [
        ("0", "머리말"),
        ("1", "□ 첫째"),
        ("1", "○ 둘째 {a}"),
        ("1", "::: table t"),
        ("1", "○ 셋째"),
        ("1.1", "○ 둘째 {a}"),
        ("1.1", "○ 둘째 {a}"),
        ("2", "※ 넷째"),
    ];
    assert_eq!(found, expected.map(|(chapter, text)| (chapter.to_owned(), text.to_owned())));
    let heads: Vec<String> = track(&[TEMPLATE]).reading.chapters.iter().map(|head| format!("{} {}", head.code, head.title)).collect();
    assert_eq!(heads, ["0 보고", "1 하나", "1.1 새 쪽", "2 둘"]);
}

#[test]
fn ids_differ_and_stay_when_lines_move_come_and_go() {
    let before = track(&[TEMPLATE]);
    let mut ids: Vec<&str> = before.statements.iter().map(|one| one.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 8);
    let edited = TEMPLATE.replace("□ 첫째\n", "□ 새것\n□ 첫째\n").replace("○ 셋째\n", "");
    let after = track(&[TEMPLATE, &edited]);
    let id = |track: &Track, text: &str, nth: usize| {
        track.statements.iter().filter(|one| one.sentence.text == text).nth(nth).map(|one| one.id.clone())
    };
    for (text, nth) in [("머리말", 0), ("□ 첫째", 0), ("○ 둘째 {a}", 0), ("○ 둘째 {a}", 1), ("○ 둘째 {a}", 2), ("※ 넷째", 0)]
    {
        assert_eq!(id(&before, text, nth), id(&after, text, nth), "{text}");
    }
    assert!(id(&after, "□ 새것", 0).is_some() && id(&after, "○ 셋째", 0).is_none());
    let changed: Vec<&str> = after.statements.iter().filter(|one| one.changed.is_some()).map(|one| one.sentence.text.as_str()).collect();
    assert_eq!(changed, ["□ 새것"]);
}

#[test]
fn a_statement_that_is_changed_keeps_its_id_and_says_when() {
    let edited = TEMPLATE.replace("□ 첫째\n", "□ 새것\n□ 첫째임\n").replace("※ 넷째", "※ 아주 다른 말");
    let (before, after) = (track(&[TEMPLATE]), track(&[TEMPLATE, &edited, &edited]));
    let id = |text: &str| after.statements.iter().find(|one| one.sentence.text == text).map(|one| (one.id.clone(), one.changed));
    let was = |text: &str| before.statements.iter().find(|one| one.sentence.text == text).unwrap().id.clone();
    assert_eq!(id("□ 첫째임"), Some((was("□ 첫째"), Some(Seq(20)))));
    assert_eq!(id("※ 아주 다른 말"), Some((was("※ 넷째"), Some(Seq(20)))));
    assert!(before.statements.iter().all(|one| Some(&one.id) != id("□ 새것").map(|(id, _)| id).as_ref()));
}

#[test]
fn a_statement_is_rewritten_in_its_place_and_nothing_else() {
    let found = track(&[TEMPLATE]);
    let table = found.statements.iter().find(|one| one.sentence.text.starts_with(":::")).unwrap();
    let new = "::: table t\nmembers: bureau.units\nseries: 예산 | other.*\n:::";
    assert_eq!(rewritten(TEMPLATE, &table.sentence, new), TEMPLATE.replace("budget.*", "other.*"));
    let last = &found.statements.last().unwrap().sentence;
    assert_eq!(rewritten(TEMPLATE, last, "※ 하나\n\n※ 둘  \n"), TEMPLATE.replace("※ 넷째", "※ 하나\n※ 둘"));
    assert_eq!(rewritten(TEMPLATE, last, " "), TEMPLATE.replace("※ 넷째\n", ""));
}

#[test]
fn languages_are_paired_by_what_they_refer_to() {
    let (korean, english) = (
        "title: 가\n---\n# 가\n○ {a}개\n○ 말\n○ {b}개와 {@c}\n※ 끝\n",
        "title: a\n---\n# a\n○ words\n○ {@c} and {b}\n○ {a} things\n※ end\n",
    );
    let pairs = counterparts(&track(&[korean]).statements, &track(&[english]).statements);
    // `{b}` and `{@c}` stand in another order; `words` takes the place of `말` or of nothing, and a note is a note.
    assert_eq!((pairs[1], pairs[3]), (Some(2), Some(3)));
    let same = counterparts(&track(&[TEMPLATE]).statements, &track(&[TEMPLATE]).statements);
    assert_eq!(same, (0..8).map(Some).collect::<Vec<_>>());
}

#[test]
fn words_are_found_as_the_language_writes_them() {
    for (text, word) in [
        ("입주기관 공개모집, 선정 중", "선정 중"),
        ("선정중이며", "선정 중"),
        ("등급 재조정 중임", "재조정 중"),
        ("개최 예정(5월)", "예정"),
        ("개최 예정이다", "예정"),
        ("Selection Under way.", "under way"),
        ("It will open", "will"),
        ("\u{fffc} 선정  중 \u{fffc}", "선정 중"),
    ] {
        assert!(says(text, word), "{text}: {word}");
    }
    for (text, word) in [
        ("사업 진행 중단", "진행 중"),
        ("건설 예정지", "예정"),
        ("예정가격 공개", "예정"),
        ("goodwill, willing", "will"),
        ("민원 중 경보발령", "진행 중"),
        ("", "예정"),
        ("예정", ""),
    ] {
        assert!(!says(text, word), "{text}: {word}");
    }
}

#[test]
fn dates_that_are_written_out_are_read() {
    let found = |text: &str| written_in(text, day("2021-05-10")).iter().map(ToString::to_string).collect::<Vec<_>>();
    for (text, expected) in [
        ("’21. 5. 6. 발표", "2021-05-06"),
        ("2021. 5. 6.", "2021-05-06"),
        ("2021-05-06", "2021-05-06"),
        ("5. 6.까지", "2021-05-06"),
        ("5월 6일(목)", "2021-05-06"),
        ("2022년 1월 3일", "2022-01-03"),
        ("by 6 May 2021", "2021-05-06"),
        ("6 May", "2021-05-06"),
        ("May 6, 2020", "2020-05-06"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
    for text in ["2기", "1, 2등급", "3.5배", "’20년", "2 may apply", "13. 45.", "123456789012345678901234567890", "2021. 2. 30."] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
    assert_eq!(found("4. 21.부터 5. 6.까지"), ["2021-04-21", "2021-05-06"]);
}

proptest! {
    #[test]
    fn nothing_that_is_typed_stops_the_reading(text in "[가-나 0-9.’년월일A-Zmay,-]{0,40}") {
        let _ = written_in(&text, day("2021-05-10"));
        let _ = says(&text, &text);
    }

    /// Whatever lines go out and come in, ids are different from each other, and a line whose text stood there once keeps the id.
    #[test]
    fn ids_are_kept_through_edits(before in prop::collection::vec("[a-d]", 0..12), after in prop::collection::vec("[a-d]", 0..12)) {
        let text = |lines: &[String]| format!("title: t\n---\n{}\n", lines.join("\n"));
        let (old, new) = (track(&[&text(&before)]), track(&[&text(&before), &text(&after)]));
        let mut ids: Vec<&str> = new.statements.iter().map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), after.len());
        for one in &new.statements {
            if one.changed.is_none() {
                prop_assert!(old.statements.iter().any(|was| was.id == one.id && was.sentence.text == one.sentence.text));
            }
        }
        // As many lines are unchanged as the longest common run has.
        prop_assert_eq!(new.statements.iter().filter(|one| one.changed.is_none()).count(), kept(&before, &after));
    }
}
