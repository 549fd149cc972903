//! The page: both languages, nothing from elsewhere, nothing that runs.

use super::simulate::{Size, independent, planted, rows};
use crate::{Options, Votes, map_html, opinion_map};

fn page(votes: &Votes) -> String {
    map_html(votes, &opinion_map(votes, Options::default()).unwrap())
}

#[test]
fn the_page_stands_alone_and_speaks_both_languages() {
    let (mut votes, _) = planted(&[60, 40], 40, 0.8, 0.1, 5);
    votes.statements_mut()[0].text = Some("<script>alert('x')</script> & \"공원\"".into());
    let page = page(&votes);
    assert!(page.starts_with("<!doctype html>"));
    let (korean, english) = (page.find("id=\"ko\"").unwrap(), page.find("id=\"en\"").unwrap());
    assert!(korean < english);
    assert_eq!((page.matches("<main").count(), page.matches("</main>").count(), page.matches("<h1>").count()), (1, 1, 2));
    for (ko, en) in [
        ("의견 모둠 2개", "2 opinion groups"),
        ("함께하는 생각", "What unites"),
        ("갈라지는 생각", "What divides"),
        ("모둠마다", "Group by group"),
    ] {
        assert!(page[korean..english].contains(ko) && page[english..].contains(en), "{ko}");
    }
    // Nothing runs, nothing is loaded.
    for word in ["<script", "javascript:", "http:", "https:", "src=", "url(", "@import", "onload", "NaN", ">inf"] {
        assert!(!page.contains(word), "{word}");
    }
    // Readable without the picture: every group's size stands in words.
    assert!(page.contains("1모둠 · 60명") && page.contains("Group 2 · 40 people"));
    // What is claimed stands with its range.
    assert!(page.contains("차이 ") && page.contains("points apart ("));
}

#[test]
fn the_page_says_first_what_must_not_be_overlooked() {
    let page = page(&independent(Size { people: 80, statements: 20, seen: 0.8 }, 3));
    let warning = page.find("우연보다 나은 의견 모둠이 보이지 않습니다").unwrap();
    assert!(warning < page.find("<h2>").unwrap());
    assert!(page.contains("모둠에 따라 다르다고 말할 수 있는 의견이 없습니다"));
}

#[test]
fn a_page_without_groups_says_why() {
    let page = page(&rows(&["111", "111", "111"]));
    assert!(page.contains("나눌 모둠이 없습니다") && page.contains("all who saw it voted alike"));
    assert!(!page.contains("id=\"people\""));
}
