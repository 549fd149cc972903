//! What people send: three header styles, marks, encodings, and every mistake by row and column.

use crate::tests::problem;
use crate::{Columns, Given, Pool, Problem, Quotas, Table};

const POOL: &str = "id,성별,나이,주소\n1,여,20대,가\n2,남,20대,가\n3,여,30대,\n4,남,30대,\n";
const QUOTAS: &str = "category,feature,min,max\n성별,여,1,1\n성별,남,1,1\n나이,20대,1,1\n나이,30대,1,1\n";

fn refused(pool: &str, quotas: &str, size: u32, columns: Columns<'_>) -> (&'static str, String) {
    let refusal = problem(pool, quotas, size, columns).unwrap_err();
    (refusal.code, refusal.en)
}

#[test]
fn header_styles_marks_and_line_ends_are_one_problem() {
    let first = problem(POOL, QUOTAS, 2, Columns::default()).unwrap();
    assert_eq!(first.types.len(), 4);
    let styles = [
        QUOTAS.replace("category,feature", "feature,value"),
        QUOTAS.replace("category,feature", " Category , NAME "),
        QUOTAS
            .replace("category,feature,min,max\n", "\u{feff}category,name,suggest min,min,max\n")
            .replace("여,1", "여,,1")
            .replace("남,1", "남,,1")
            .replace("0대,1", "0대,,1"),
        QUOTAS.replace('\n', "\r\n"),
        QUOTAS.replace(',', "\t"),
    ];
    for style in styles {
        assert_eq!(problem(POOL, &style, 2, Columns::default()).unwrap(), first, "{style}");
    }
    assert_eq!(problem(&POOL.replace("여", " 여 "), QUOTAS, 2, Columns::default()).unwrap(), first);
}

#[test]
fn cp949_reads_as_utf8_does() {
    let (pool, _, _) = encoding_rs::EUC_KR.encode(POOL);
    let (quotas, _, _) = encoding_rs::EUC_KR.encode(QUOTAS);
    let quotas = Quotas::read(&Table::read("q.csv", &quotas).unwrap()).unwrap();
    let pool = Pool::read(&Table::read("p.csv", &pool).unwrap(), &quotas, Columns::default()).unwrap();
    assert_eq!(Problem::new(&pool, &quotas, 2, &Given::default()).unwrap(), problem(POOL, QUOTAS, 2, Columns::default()).unwrap());
}

#[test]
fn every_mistake_is_named_by_row_and_column() {
    let plain = Columns::default();
    let by_id = Columns { id: Some("id"), household: None };
    let cases = [
        (refused("", QUOTAS, 2, plain), "file.empty", "pool.csv"),
        (refused("id,성별,나이\n", QUOTAS, 2, plain), "file.empty", "pool.csv"),
        (refused("id,나이\n1,20대\n", QUOTAS, 2, plain), "file.column-missing", "`성별`"),
        (refused(&POOL.replace("3,여", "3,녀"), QUOTAS, 2, plain), "sortition.unknown-value", "row 4, column `성별`"),
        (refused(&POOL.replace("3,여", "2,여"), QUOTAS, 2, by_id), "sortition.id-twice", "row 4, column `id`"),
        (refused(&POOL.replace("3,여", ",여"), QUOTAS, 2, by_id), "sortition.no-id", "row 4, column `id`"),
        (refused(POOL, QUOTAS, 2, Columns { id: Some("번호"), household: None }), "file.column-missing", "`번호`"),
        (refused(POOL, QUOTAS, 2, Columns { id: None, household: Some("집") }), "file.column-missing", "`집`"),
        (refused(POOL, &QUOTAS.replace("여,1,1", "여,2,1"), 2, plain), "sortition.min-over-max", "row 2, column min"),
        (refused(POOL, &QUOTAS.replace("여,1,1", "여,-1,1"), 2, plain), "sortition.no-number", "row 2, column `min`"),
        (refused(POOL, &QUOTAS.replace("여,1,1", "여,1,"), 2, plain), "sortition.no-number", "row 2, column `max`"),
        (refused(POOL, &QUOTAS.replace("성별,남", "성별,여"), 2, plain), "sortition.quota-twice", "row 3"),
        (refused(POOL, &QUOTAS.replace("category", "kind"), 2, plain), "sortition.quota-header", "row 1"),
        (refused(POOL, &QUOTAS.replace("성별,여", ",여"), 2, plain), "sortition.quota-unnamed", "row 2, column `category`"),
        (refused(POOL, QUOTAS, 5, plain), "sortition.size", "5 people cannot be drawn from 4"),
        (refused(POOL, QUOTAS, 0, plain), "sortition.size", "0 people"),
        (refused(&POOL.replace("2,남", "2,남,남,남"), QUOTAS, 2, plain), "file.ragged-row", "row 3"),
        (refused("id,성별,성별,나이\n1,여,여,20대\n", QUOTAS, 1, plain), "file.column-twice", "`성별`"),
    ];
    for ((code, sentence), expected, place) in cases {
        assert_eq!(code, expected, "{sentence}");
        assert!(sentence.contains(place), "{sentence}");
    }
}

#[test]
fn letters_that_cannot_be_read_are_named_by_row() {
    let refusal = Table::read("pool.csv", b"id,a\n1,\xff\xff\n").unwrap_err();
    assert_eq!(refusal.code, "file.encoding");
    assert!(refusal.en.contains("row 2"), "{}", refusal.en);
    assert_eq!(Table::read("pool.xlsx", b"PK\x03\x04nothing").unwrap_err().code, "file.xlsx");
}

#[test]
fn households_part_types_only_where_they_are_shared() {
    let columns = Columns { id: Some("id"), household: Some("주소") };
    let with = problem(POOL, QUOTAS, 2, columns).unwrap();
    let alone = problem(&POOL.replace("2,남,20대,가", "2,남,20대,나"), QUOTAS, 2, columns).unwrap();
    assert_eq!(with.rows.iter().filter(|row| row.what == crate::What::Household).count(), 1);
    assert!(alone.rows.iter().all(|row| row.what != crate::What::Household));
    assert!(!with.admits(&[1, 1, 0, 0]) || !with.admits(&[0, 0, 1, 1]));
}

#[test]
fn people_already_chosen_count_and_people_left_out_do_not() {
    let quotas = Quotas::read(&Table::read("q.csv", QUOTAS.as_bytes()).unwrap()).unwrap();
    let pool = Pool::read(&Table::read("p.csv", POOL.as_bytes()).unwrap(), &quotas, Columns { id: Some("id"), household: None }).unwrap();
    let given = Given { chosen: pool.places(&["1".to_owned()]).unwrap(), left_out: vec![] };
    let problem = Problem::new(&pool, &quotas, 2, &given).unwrap();
    assert_eq!(problem.size, 1);
    assert_eq!(problem.types.iter().map(|of| of.people.len()).sum::<usize>(), 3);
    assert_eq!(pool.places(&["9".to_owned()]).unwrap_err().code, "sortition.nobody");
    let both = Given { chosen: vec![0, 2], left_out: vec![] };
    assert_eq!(Problem::new(&pool, &quotas, 2, &both).unwrap_err().code, "sortition.chosen-over-max");
}
