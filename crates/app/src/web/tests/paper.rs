use axum::http::StatusCode;
use document::read::{self, Kind};
use serde_json::json;

use super::house::House;

/// The text of an HWPX, a line a passage.
fn text(bytes: &[u8]) -> String {
    let (kind, passages) = read::file(bytes).unwrap();
    assert_eq!(kind, Kind::Hwpx);
    passages.into_iter().map(|passage| passage.text + "\n").collect()
}

#[test]
fn reports_and_tables_are_files_for_paper() {
    let house = House::new();
    for (path, name, holds) in [
        ("/reports/work.hwpx?lang=ko&day=2021-04-01", "work_2021-04-01_ko.hwpx", "기관"),
        ("/figures?format=hwpx&lang=ko&day=2021-12-31", "figures_2021-12-31.hwpx", "공원 운영 집행률"),
        ("/typed?format=hwpx&lang=ko&day=2021-12-31", "typed_2021-12-31.hwpx", "직접 입력한 수치"),
        ("/record?format=hwpx&lang=ko", "record_134-183.hwpx", "기록"),
        ("/figures/execution.disbursed.park?format=hwpx&lang=en&day=2021-04-01", "execution.disbursed.park_2021-04-01.hwpx", "disburse"),
    ] {
        let (answer, bytes) = house.file(path);
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/hwp+zip"), "{path}");
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        assert!(text(&bytes).contains(holds), "{path}: {}", text(&bytes));
        assert_eq!(house.file(path).1, bytes, "{path}: the same bytes twice");
    }
    let (answer, bytes) = house.file("/reports/work.pdf?lang=ko");
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/pdf"));
    assert!(bytes.starts_with(b"%PDF-"));
}

#[test]
fn a_table_on_paper_says_its_day_and_unit_and_writes_amounts_as_people_read_them() {
    let house = House::new();
    let (_, bytes) = house.file("/budget?format=hwpx&part=0&day=2021-12-31&lang=ko");
    let (text, csv) = (text(&bytes), house.get("/budget?format=csv&part=0&day=2021-12-31&lang=ko").body);
    for part in ["예산", "기준일 2021-12-31", "기록 시점", "단위"] {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    let amounts = csv.split([',', '\r', '\n']).filter(|cell| cell.len() > 4 && cell.bytes().all(|byte| byte.is_ascii_digit()));
    let grouped = amounts.map(|plain| format!("{},{}", &plain[..plain.len() - 3], &plain[plain.len() - 3..])).collect::<Vec<_>>();
    assert!(!grouped.is_empty(), "{csv}");
    for amount in grouped.iter().filter(|amount| amount.len() < 8) {
        assert!(text.contains(amount.as_str()), "{amount} is missing: {text}");
    }
}

#[test]
fn a_file_links_its_figures_where_the_public_reaches_them() {
    let path = "/reports/work.hwpx?lang=ko&day=2021-04-01";
    let links = |house: &House| {
        let (_, bytes) = house.file(path);
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut section = String::new();
        std::io::Read::read_to_string(&mut parts.by_name("Contents/section0.xml").unwrap(), &mut section).unwrap();
        section.matches("https://madang.example.kr/figures/").count()
    };
    assert_eq!(links(&House::new()), 0);
    assert!(links(&House::at(Some("https://madang.example.kr"))) > 2);
}

#[test]
fn what_cannot_be_printed_is_named_and_the_page_stays() {
    let house = House::new();
    house.define(json!({
        "key": "park.smile", "label": { "ko": "웃음 \u{1f600}", "en": "Smile" }, "unit": "개", "typed": true,
    }));
    assert_eq!(house.get("/figures?lang=ko").status, StatusCode::OK);
    let (answer, _) = house.file("/figures?format=pdf&lang=ko");
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("1번째 블록(sheet)") && answer.body.contains("U+1F600"), "{}", answer.body);
    assert!(text(&house.file("/figures?format=hwpx&lang=ko").1).contains("웃음"));
}
