//! Addresses: ways of writing one address are one household; other numbers are never.

use crate::address::{Likeness, household_key, pairs};
use crate::tests::{problem, shared};
use crate::{Columns, What};

#[test]
fn ways_of_writing_one_address_have_one_key() {
    let same = [
        ["서울특별시 강남구 테헤란로 12, 101동 1203호", "서울 강남구 테헤란로12 101-1203"],
        ["서울특별시 강남구 테헤란로 12 (역삼동)", "서울시 강남구 테헤란로 12"],
        ["서울특별시 강남구 테헤란로 12 (역삼동, 래미안아파트)", "서울 강남구 테헤란로 12번지"],
        ["서울특별시 강남구 테헤란로 12 (역삼동, 101동 1203호)", "서울 강남구 테헤란로 12, 101동 1203호"],
        ["서울 종로구 종로 1 (종로2가)", "서울특별시 종로구 종로 1"],
        ["(06234) 서울 강남구 역삼동 123번지 4호", "서울시 강남구 역삼동 123-4"],
        ["서울 관악구 신림로 3층 301호", "서울 관악구 신림로 301호"],
        ["경상남도 창원시 중앙대로 7 제101동 제0302호", "경남 창원시 중앙대로 7, 101동 302호"],
        ["강원특별자치도 춘천시 중앙로 1", "강원도 춘천시 중앙로 1"],
        ["서울 마포구 월드컵로 ３길 ５", "서울 마포구 월드컵로3길 5"],
        ["Flat 3, 15 Maple Avenue", "15 MAPLE AVE., Apt 3"],
        ["Apartment 12, 4 Victoria Street", "apt. 12 4 Victoria St"],
        ["15a St John's Road", "15A St Johns Rd"],
    ];
    for [one, other] in same {
        assert_eq!(household_key(one), household_key(other), "{one} / {other}");
    }
}

#[test]
fn other_numbers_are_other_households() {
    let other = [
        ["서울 강남구 테헤란로 12, 101동 1203호", "서울 강남구 테헤란로 12, 101동 1204호"],
        ["서울 강남구 테헤란로 1 23", "서울 강남구 테헤란로 12 3"],
        ["서울 강남구 테헤란로 12번길 3", "서울 강남구 테헤란로 12 3"],
        ["서울 관악구 신림로 5 2층", "서울 관악구 신림로 5 2호"],
        ["서울 관악구 신림로 5 101동", "서울 관악구 신림로 5 101호"],
        ["서울 중구 세종대로 110", "부산 중구 세종대로 110"],
        ["15 Maple Street", "15a Maple Street"],
        ["Flat 3, 15 Maple Street", "Flat 15, 3 Maple Street"],
        ["Flat 1, 11 High Street", "Flat 11, 1 High Street"],
    ];
    for [one, two] in other {
        assert_ne!(household_key(one), household_key(two), "{one} / {two}");
    }
    assert_eq!(household_key(" - "), "");
}

#[test]
fn what_only_looks_alike_is_shown_and_never_merged() {
    let list = [
        "서울 강남구 테헤란로 12",
        "서울특별시 강남구 테헤란로12 (역삼동)",
        "서울 강남구 테혜란로 12",
        "강남구 테헤란로 12",
        "서울 강남구 테헤란로 13",
        "15 Maple Street",
        "15 Mapel Street",
        "16 Maple Street",
        "15 Maple Street",
    ];
    let found = pairs(&list);
    let has = |first, second, likeness| found.iter().any(|pair| (pair.first, pair.second, pair.likeness) == (first, second, likeness));
    assert!(has(0, 1, Likeness::SameWritten) && has(5, 8, Likeness::Same), "{found:?}");
    assert!(has(0, 2, Likeness::Doubtful) && has(0, 3, Likeness::Doubtful) && has(5, 6, Likeness::Doubtful), "{found:?}");
    assert!(found.iter().all(|pair| ![pair.first, pair.second].iter().any(|at| [4, 7].contains(at))), "{found:?}");
}

#[test]
fn a_household_rule_sees_through_ways_of_writing() {
    let pool = "a,home\nx,서울 강남구 테헤란로 12 101동 3호\nx,서울특별시 강남구 테헤란로12 101-3\nx,서울 강남구 테헤란로 12 101동 4호\n";
    let quotas = "feature,value,min,max\na,x,0,3\n";
    let by_home = problem(pool, quotas, 2, Columns { id: None, household: Some("home") }).unwrap();
    assert_eq!(by_home.rows.iter().filter(|row| row.what == What::Household).count(), 1);
}

#[test]
fn the_shared_pool_has_as_many_addresses_as_are_known() {
    let Some(addresses) = shared::column("opendlp_monitoring_100_30", "address_line_1") else { return };
    let mut exact = addresses.clone();
    exact.sort();
    exact.dedup();
    let mut keys: Vec<String> = addresses.iter().map(|address| household_key(address)).collect();
    keys.sort();
    keys.dedup();
    assert_eq!((exact.len(), keys.len()), (93, 93));
}
