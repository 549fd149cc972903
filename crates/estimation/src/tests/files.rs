//! Contractors' files: encodings, separators, missing answers, codebooks.

use encoding_rs::EUC_KR;

use crate::tests::sheet;
use crate::{Codebook, Sheet};

const TEXT: &str = "성별,가중치,만족도\n남,1.5,4\n여,\"1,200\",9\n여,2,\n";

fn same(bytes: &[u8]) {
    let sheet = Sheet::read("조사.csv", bytes).unwrap();
    assert_eq!(sheet.header(), ["성별", "가중치", "만족도"]);
    assert_eq!(sheet.every_text("성별").unwrap(), ["남", "여", "여"]);
    assert_eq!(sheet.every_number("가중치").unwrap(), [1.5, 1200.0, 2.0]);
    assert_eq!(sheet.numbers("만족도").unwrap(), [Some(4.0), Some(9.0), None]);
}

#[test]
fn the_encodings_that_offices_send() {
    same(TEXT.as_bytes());
    same(&[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat());
    same(&EUC_KR.encode(TEXT).0);
    same(&TEXT.encode_utf16().fold(vec![0xFF, 0xFE], |mut bytes, unit| {
        bytes.extend(unit.to_le_bytes());
        bytes
    }));
    same(TEXT.replace('\n', "\r\n").as_bytes());
    // A syllable that EUC-KR lacks and CP949 has.
    let (bytes, _, lost) = EUC_KR.encode("이름,w\n똠방,1\n");
    assert!(!lost);
    assert_eq!(Sheet::read("a.csv", &bytes).unwrap().every_text("이름").unwrap(), ["똠방"]);
}

#[test]
fn tabs_and_semicolons() {
    for mark in ["\t", ";"] {
        let text = format!("sex{mark}w\nm{mark}1\nf{mark}2\n");
        assert_eq!(sheet(&text).every_number("w").unwrap(), [1.0, 2.0]);
    }
}

#[test]
fn spaces_around_names_and_answers_mean_nothing() {
    let sheet = sheet(" sex , w \n m , 1 \nf, 2\n");
    assert_eq!(sheet.header(), ["sex", "w"]);
    assert_eq!(sheet.every_text("sex").unwrap(), ["m", "f"]);
    assert_eq!(sheet.every_number("w").unwrap(), [1.0, 2.0]);
}

#[test]
fn bytes_that_are_no_text() {
    for bytes in [&b"w\n\xFF\xFF\xFF\n"[..], b"w,\0\n1,2\n"] {
        let refused = Sheet::read("a.csv", bytes).unwrap_err();
        assert_eq!(refused.code, "file.encoding");
        assert!(refused.en.contains("a.csv") && refused.en.contains("CP949"), "{}", refused.en);
    }
}

#[test]
fn numbers_as_offices_write_them() {
    let sheet = sheet("w\n\"1,234,567\"\n-3\n+2.5\n1e3\n\"-1,000.5\"\n");
    assert_eq!(sheet.every_number("w").unwrap(), [1_234_567.0, -3.0, 2.5, 1000.0, -1000.5]);
    for wrong in ["\"1,23\"", "1 2", "12,,3", "\",5\"", "0x10", "infinity", "-nan"] {
        let found = Sheet::read("a.csv", format!("w\n{wrong}\n").as_bytes()).and_then(|sheet| sheet.every_number("w"));
        assert!(found.is_err(), "{wrong} is no number: {found:?}");
    }
}

#[test]
fn a_codebook_names_answers_and_takes_out_those_that_are_none() {
    let book = "variable,code,label,missing\nq1,,귀하는 만족하십니까?,\nq1,1,예,\nq1,2,아니오,\nq1,9,모름,1\nsex,1,남,0\n";
    let book = Codebook::read(&sheet(book)).unwrap();
    let answers = sheet("q1,w\n1,1\n9,1\n2,1\n,1\n");
    assert_eq!(book.numbers(&answers, "q1").unwrap(), [Some(1.0), None, Some(2.0), None]);
    assert_eq!(book.texts(&answers, "q1").unwrap(), [Some("1"), None, Some("2"), None]);
    assert_eq!((book.question("q1"), book.question("q2")), ("귀하는 만족하십니까?", "q2"));
    assert_eq!((book.label("q1", "1"), book.label("q1", "7"), book.label("q2", "1")), ("예", "7", "1"));
    assert_eq!((book.code("q1", "예"), book.code("q1", "2"), book.code("q1", "other")), ("1", "2", "other"));
    let korean = Codebook::read(&sheet("변수,코드,설명,무응답\nq1,9,모름,예\n")).unwrap();
    assert!(korean.is_missing("q1", "9") && !korean.is_missing("q1", "1"));
    let twice = Codebook::read(&sheet("variable,code,label\nq1,1,예\nq1,1,아니오\n")).unwrap_err();
    assert!(twice.code == "estimation.code-twice" && twice.en.contains("row 3"), "{}", twice.en);
    assert_eq!(Codebook::read(&sheet("variable,code\nq1,1\n")).unwrap_err().code, "estimation.unknown-column");
}

#[test]
fn a_column_joins_the_table_and_nothing_else_changes() {
    let table = sheet("이름,w\n\"가, 나\",1\n다,2\n");
    let csv = table.clone().with_column("raked", &[0.1 + 0.2, 2.0]).unwrap().to_csv();
    assert_eq!(csv, "이름,w,raked\n\"가, 나\",1,0.30000000000000004\n다,2,2\n");
    let taken = table.with_column("w", &[1.0, 2.0]).unwrap_err();
    assert!(taken.code == "estimation.column-taken" && taken.en.contains("column w"), "{}", taken.en);
}
