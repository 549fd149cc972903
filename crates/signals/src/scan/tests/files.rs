//! Files as offices have them.

use kernel::{Day, Refusal};
use proptest::prelude::*;

use super::super::{Complaint, Complaints, Map};
use super::asked;

fn today() -> Day {
    Day::new(2021, 3, 1).unwrap()
}

type Read = (Vec<Complaint>, Vec<u64>, bool);

fn read_with(bytes: &[u8], map: &str) -> Result<Read, Refusal> {
    let mut file = Complaints::look("민원.csv", || Ok(bytes), map.parse::<Map>()?, today())?;
    let mut all = Vec::new();
    file.each(|complaint| all.push(complaint.clone()))?;
    assert_eq!(all.len() as u64, file.rows);
    Ok((all, file.notes.iter().map(|note| note.row).collect(), file.reading().sorted))
}

fn read(bytes: &[u8]) -> Result<Read, Refusal> {
    read_with(bytes, "")
}

fn titles(bytes: &[u8]) -> Vec<String> {
    read(bytes).unwrap().0.into_iter().map(|complaint| complaint.title).collect()
}

const PLAIN: &str = "접수일,제목,지역\n2021-01-02,소각장 반대,마포구\n2021-01-03,\"가로등, 고장\",\n";

#[test]
fn letters_are_read_as_offices_save_them() {
    let want = ["소각장 반대", "가로등, 고장"];
    let cp949 = encoding_rs::EUC_KR.encode(PLAIN).0.into_owned();
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(PLAIN.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [
        PLAIN.as_bytes().to_vec(),
        format!("\u{feff}{PLAIN}").into_bytes(),
        cp949,
        utf16,
        PLAIN.replace(',', "\t").replace("등\t", "등,").into_bytes(),
    ] {
        assert_eq!(titles(&bytes), want);
    }
}

#[test]
fn a_workbook_is_read_from_where_its_table_begins() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (column, name) in [(1, "접수일"), (2, "제목"), (3, "위도"), (4, "경도")] {
        sheet.write_string(3, column, name).unwrap();
    }
    let received = |day| rust_xlsxwriter::ExcelDateTime::from_ymd(2021, 1, day).unwrap();
    for (row, on, title) in [(4, received(2), "소각장 반대"), (6, received(3), "가로등, 고장")] {
        sheet.write_datetime_with_format(row, 1, on, &day).unwrap();
        sheet.write_string(row, 2, title).unwrap();
        sheet.write_number(row, 3, 37.5).unwrap();
        sheet.write_number(row, 4, 127.0).unwrap();
    }
    let (all, ..) = read(&book.save_to_buffer().unwrap()).unwrap();
    let read: Vec<_> = all.iter().map(|one| (one.received_on.unwrap().to_string(), one.title.as_str(), one.point)).collect();
    let point = Some((37.5, 127.0));
    assert_eq!(read, [("2021-01-02".to_owned(), "소각장 반대", point), ("2021-01-03".to_owned(), "가로등, 고장", point)]);
}

#[test]
fn a_workbook_whose_first_sheet_is_no_table_says_which_sheet_is_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("표지").unwrap().write_string(0, 0, "2021년 민원").unwrap();
    book.add_worksheet().write_string(0, 0, "접수일").unwrap();
    let error = read(&book.save_to_buffer().unwrap()).unwrap_err();
    assert!(error.ko.contains("첫 시트 ‘표지’만 읽습니다") && error.en.contains("only the first sheet, `표지`, is read"), "{}", error.en);
}

#[test]
fn letters_cut_by_the_end_of_a_chunk_are_whole() {
    let long = "가".repeat(70_000);
    let text = format!("received_on,title\n2021-01-02,{long}\n2021-01-03,나\n");
    assert_eq!(titles(text.as_bytes()), [long.clone(), "나".to_owned()]);
    assert_eq!(titles(&encoding_rs::EUC_KR.encode(&text).0), [long, "나".to_owned()]);
}

#[test]
fn letters_of_no_known_kind_are_refused() {
    let mut bytes = encoding_rs::EUC_KR.encode(PLAIN).0.into_owned();
    bytes.extend([0xff, 0xff, 0xff]);
    assert!(read(&bytes).unwrap_err().en.contains("letters"));
}

#[test]
fn days_are_read_as_offices_write_them() {
    for (text, want) in [
        ("2021-01-31", Some((2021, 1, 31))),
        ("2021-01-31 09:12:44", Some((2021, 1, 31))),
        ("2021-01-31T09:12:44+09:00", Some((2021, 1, 31))),
        ("2021.1.31.", Some((2021, 1, 31))),
        ("2021. 1. 31. 오후 2:00", Some((2021, 1, 31))),
        ("2021/01/31 09:12", Some((2021, 1, 31))),
        ("2021년 1월 31일", Some((2021, 1, 31))),
        ("20210131", Some((2021, 1, 31))),
        ("44227", Some((2021, 1, 31))),
        ("44227.5", Some((2021, 1, 31))),
        ("20210131 09:12", Some((2021, 1, 31))),
        ("2021-01-31 (일) 09시 5분", Some((2021, 1, 31))),
        ("2021-01-31 9:05 PM", Some((2021, 1, 31))),
        ("2021-02-30", None),
        ("-2021-01-01", None),
        ("2021-1-5-7", None),
        ("2021-01-05 25:99", None),
        ("2021-01-05 23:60", None),
        ("20210105 25:00", None),
        ("00000", None),
        ("00045", None),
        ("20210131.5", None),
        ("31-01-2021", None),
        ("어제", None),
        ("", None),
    ] {
        let read = read(format!("received_on,title\n{text},가\n").as_bytes());
        let want = want.map(|(year, month, day)| Day::new(year, month, day).unwrap());
        assert_eq!(read.ok().and_then(|(all, ..)| all.first().and_then(|one| one.received_on)), want, "{text}");
    }
}

#[test]
fn what_is_wrong_is_named_by_row_and_column() {
    for (text, said) in [
        ("", "is the file empty"),
        ("received_on,title\n", "is the file empty"),
        ("title\n가\n", "a column for received_on"),
        ("received_on,lat\n2021-01-01,3\n", "one of category, title, area"),
        ("received_on,title\n2021-01-01,\"가\n2021-01-02,나\n", "the quote opened in row 2 is never closed"),
        ("received_on,title,area\n2021-01-01,가,,\n2021-01-02,나, 다,마포구\n", "row 3, has more cells than the header"),
        ("received_on,title,title\n2021-01-01,가,나\n", "the column `title` twice"),
        ("received_on,title\n2021-01-01,가\n2021-01-01,나\0\n", "row 3, holds a byte that is no letter"),
        ("received_on,title\n2121-01-01,가\n2121-01-02,나\n", "all 2 complaints of 민원.csv are dated after today (2021-03-01)"),
        ("received_on,title\n2021-01-01,가\n모름,나\n", "row 3, column `received_on`, has `모름`"),
    ] {
        let error = read(text.as_bytes()).unwrap_err();
        assert!(error.en.contains(said), "{text:?}: {}", error.en);
    }
    assert!(read_with(PLAIN.as_bytes(), "title=없음").unwrap_err().en.contains("no column `없음`"));
    assert!(read_with(PLAIN.as_bytes(), "title=제목,title=지역").unwrap_err().en.contains("a column for title twice"));
    assert!(read(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]).unwrap_err().en.contains("old format (XLS)"));
    assert!("제목=title".parse::<Map>().unwrap_err().en.contains("known on the left"));
}

#[test]
fn another_name_for_a_column_is_told() {
    let (all, ..) = read_with("언제,무엇\n2021-01-02,소각장\n".as_bytes(), "received_on=언제, title=무엇").unwrap();
    assert_eq!(all.first().map(|one| one.title.as_str()), Some("소각장"));
}

#[test]
fn a_file_that_runs_back_is_sorted_and_the_future_is_left_out() {
    let text = "received_on,title\n2021-01-03,셋\n2021-01-01,하나\n2121-01-01,앞날\n2021-01-03,넷\n\n2021-01-02,둘\n";
    let (all, notes, sorted) = read(text.as_bytes()).unwrap();
    let titles: Vec<&str> = all.iter().map(|one| one.title.as_str()).collect();
    assert_eq!((titles, notes, sorted), (vec!["하나", "둘", "셋", "넷"], vec![4], true));
}

#[test]
fn coordinates_that_are_none_leave_the_row_as_it_is() {
    let (all, ..) = read(b"received_on,title,lat,lon\n2021-01-01,a,37.5,127.0\n2021-01-01,b,x,127\n2021-01-01,c,,\n").unwrap();
    assert_eq!(all.iter().map(|one| one.point).collect::<Vec<_>>(), [Some((37.5, 127.0)), None, None]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(u32::try_from(asked("MADANG_FUZZ").unwrap_or(256)).unwrap()))]
    #[test]
    fn any_bytes_are_read_or_refused(at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8), cut in any::<prop::sample::Index>(), korean in any::<bool>()) {
        let mut bytes = if korean { encoding_rs::EUC_KR.encode(PLAIN).0.into_owned() } else { PLAIN.as_bytes().to_vec() };
        for (at, byte) in at {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let _ = read(&bytes);
    }
}
