//! The files that offices send, read alike; and those that are none, refused by row.

use encoding_rs::EUC_KR;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use proptest::prelude::*;

use crate::{Quotes, Table, cell, rows};

const TEXT: &str = "이름,나이\n홍길동,30\n\n똠방,\"1,200\"\n";

fn read(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
    rows("a.csv", bytes).unwrap().into_iter().map(|(row, cells)| (row, cells.iter().map(str::to_owned).collect())).collect()
}

fn code(bytes: &[u8]) -> (&'static str, String) {
    let refusal = Table::read("a.csv", bytes).unwrap_err();
    assert!(refusal.ko.contains("a.csv"), "{}", refusal.ko);
    (refusal.code, refusal.en)
}

#[test]
fn every_encoding_and_mark_gives_the_same_rows() {
    let expected = read(TEXT.as_bytes());
    assert_eq!(expected.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(expected[2].1, ["똠방", "1,200"]);
    let utf16 = TEXT.encode_utf16().fold(vec![0xFF, 0xFE], |bytes, unit| [bytes, unit.to_le_bytes().to_vec()].concat());
    let (cp949, _, lost) = EUC_KR.encode(TEXT);
    assert!(!lost);
    for bytes in [[b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(), utf16, cp949.into_owned(), TEXT.replace('\n', "\r\n").into()] {
        assert_eq!(read(&bytes), expected);
    }
    for mark in ["\t", ";"] {
        assert_eq!(
            read(format!("a{mark} b \n1,5{mark}2\n").as_bytes()),
            [(1, vec!["a".into(), "b".into()]), (2, vec!["1,5".into(), "2".into()])]
        );
    }
}

/// A spreadsheet as another program writes it: its first sheet, from wherever its cells begin, dates as days.
#[test]
fn a_spreadsheet_is_read_where_its_cells_are() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_string(2, 1, "이름").unwrap();
    sheet.write_string(2, 2, "나이").unwrap();
    sheet.write_string(2, 3, "접수일").unwrap();
    sheet.write_string(4, 1, " 홍길동 ").unwrap();
    sheet.write_number(4, 2, 30).unwrap();
    sheet.write_datetime_with_format(4, 3, ExcelDateTime::from_ymd(2021, 3, 31).unwrap(), &day).unwrap();
    book.add_worksheet().write_string(0, 0, "다른 표").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(
        read(&bytes),
        [
            (3, vec!["".into(), "이름".into(), "나이".into(), "접수일".into()]),
            (5, vec!["".into(), "홍길동".into(), "30".into(), "2021-03-31".into()])
        ]
    );
    let table = Table::read("a.xlsx", &bytes).unwrap();
    assert_eq!(cell(table.rows().next().unwrap().1, table.place_any(&["age", "나이"]).unwrap()), "30");
    assert_eq!(table.look_up("이름", "홍길동", &["접수일"]).unwrap(), ["2021-03-31"]);
    assert!(table.place("주소").unwrap_err().en.contains("its header (row 3) has: 이름"));
    // Cut short it is none.
    assert_eq!(code(&bytes[..bytes.len() / 2]).0, "file.xlsx");
}

#[test]
fn what_is_wrong_is_named_by_row() {
    for (bytes, expected, place) in [
        (&b""[..], "file.empty", "header"),
        (b"a,b\n", "file.empty", "header"),
        (b"a,b\n1,2,3\n", "file.ragged-row", "row 2"),
        (b"a,b\n1,\xFF\xFF\n", "file.encoding", "row 2"),
        (b"a,b\n1,\0\n", "file.encoding", "row 1"),
        (b"a,b\n1,2\n3,\"4\n5,6\n", "file.csv", "the quote opened in row 3 is never closed"),
        (b"PK\x03\x04nothing", "file.xlsx", "spreadsheet"),
        (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1], "file.old-spreadsheet", "XLSX"),
    ] {
        let (code, en) = code(bytes);
        assert_eq!(code, expected, "{en}");
        assert!(en.contains(place), "{en}");
    }
    let table = Table::read("a.csv", "이름, AGE ,age\n1,2,3\n".as_bytes()).unwrap();
    assert_eq!(table.place("age").unwrap_err().code, "file.column-twice");
    let missing = table.place_any(&["x", "y"]).unwrap_err();
    assert!(missing.code == "file.column-missing" && missing.en.contains("x, y") && missing.en.contains("이름"), "{}", missing.en);
    assert_eq!(table.find("x"), Ok(None));
    assert_eq!(table.look_up("이름", "9", &["이름"]).unwrap_err().code, "file.not-there");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    /// A closed text ends where the csv crate thinks so: one more row is a row of its own. In an open one that row is swallowed.
    #[test]
    fn quotes_are_open_where_the_csv_crate_swallows_what_follows(text in "[\"\"\"a,;\r\n\u{feff}\u{ff08}]{0,24}", cut in any::<prop::sample::Index>(), comma in any::<bool>()) {
        let delimiter = if comma { b',' } else { b';' };
        let mut quotes = Quotes::new(delimiter);
        let (first, second) = text.as_bytes().split_at(cut.index(text.len() + 1));
        quotes.feed(first);
        quotes.feed(second);
        let more = format!("{text}\nlast");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(more.as_bytes());
        let last = reader.records().last().unwrap().unwrap();
        prop_assert_eq!(quotes.open().is_none(), last.iter().eq(["last"]), "{:?}", text);
        prop_assert!(quotes.open().is_none_or(|line| line >= 1 && line <= 1 + text.matches('\n').count() as u64));
    }
}
