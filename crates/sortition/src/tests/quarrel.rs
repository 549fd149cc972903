//! Quotas that cannot hold together: the smallest set of them, and the cheapest way out.

use kernel::Lang;

use crate::tests::{read, shared};
use crate::{Columns, End, Method, Side, conflict, lottery, report_html, said, unwatched};

#[test]
fn two_quotas_that_no_panel_meets_are_named() {
    let pool = "a,b\nx,p\nx,p\ny,q\ny,q\n";
    let quotas = "feature,value,min,max\na,x,2,2\na,y,0,3\nb,p,0,1\nb,q,0,3\n";
    let (quotas, _, problem) = read(pool, quotas, 3, Columns::default()).unwrap();
    let found = conflict(&problem, &quotas).unwrap().unwrap();
    // Both people with x have p: at least two of the one, at most one of the other.
    assert_eq!(found.sides, [Side { feature: 0, value: 0, end: End::Min }, Side { feature: 1, value: 0, end: End::Max }]);
    // One more p costs 1, one x less 1 + 2 / 2.
    assert!((found.cost - 1.0).abs() < 1e-9, "{found:?}");
    let said = found.refusal(&quotas);
    assert!(said.en.contains("a `x` at least 2, b `p` at most 1") && said.en.contains("b `p` maximum 1 to 2"), "{}", said.en);
    assert!(said.ko.contains("a ‘x’ 최소 2명") && said.ko.contains("b ‘p’ 최대 1→2명"), "{}", said.ko);
}

#[test]
fn quotas_that_hold_are_no_conflict() {
    let (quotas, _, problem) = read("a\nx\ny\n", "feature,value,min,max\na,x,1,1\na,y,0,1\n", 1, Columns::default()).unwrap();
    assert_eq!(conflict(&problem, &quotas).unwrap(), None);
}

#[test]
fn where_nothing_may_be_loosened_nothing_helps() {
    let quotas = "feature,value,min,max,min_flex,max_flex\na,x,2,2,2,2\na,y,0,1,0,1\n";
    let (quotas, _, problem) = read("a\nx\ny\ny\n", quotas, 2, Columns::default()).unwrap();
    let found = conflict(&problem, &quotas).unwrap().unwrap();
    assert_eq!(found.changes, None);
    assert_eq!(found.sides.len(), 1);
}

#[test]
fn the_shared_quarrel_is_settled_as_cheaply_as_the_reference() {
    let Some((quotas, problem)) = shared::load_with_quotas("infeasible_150_22", 22) else { return };
    let found = conflict(&problem, &quotas).unwrap().unwrap();
    println!("cost {:.4}: {}", found.cost, found.refusal(&quotas).en);
    assert!(found.cost <= 17.917, "{}", found.cost);
    assert!(!found.sides.is_empty());
}

/// The third person is old, and every panel of two has a young one and somebody from the north.
#[test]
fn whoever_fits_no_panel_is_told_which_quotas_shut_them_out() {
    let pool = "age,place\nyoung,south\nyoung,south\nold,south\nold,north\n";
    let quotas = "feature,value,min,max\nage,young,1,2\nage,old,0,2\nplace,north,1,2\nplace,south,0,2\n";
    let (quotas, _, problem) = read(pool, quotas, 2, Columns::default()).unwrap();
    let found = lottery(&problem, Method::Leximin, &mut unwatched).unwrap();
    let sides = [Side { feature: 0, value: 0, end: End::Min }, Side { feature: 1, value: 0, end: End::Min }];
    assert_eq!(found.shut_out.len(), 1);
    let (at, because) = &found.shut_out[0];
    assert_eq!((problem.types[*at].people.as_slice(), because.as_slice()), (&[2][..], &sides[..]));
    assert_eq!(said(because, &quotas, Lang::En), "age `young` at least 1, place `north` at least 1");
    assert!(
        report_html(&found, &quotas, None).contains("old / south(1명): 할당 때문입니다 – age ‘young’ 최소 1명, place ‘north’ 최소 1명.")
    );
}
