//! What the command writes.

use super::super::{Report, alerts_csv, calibration_json, evidence_csv, report_html};
use super::generated::{run, settings};
use crate::generate::Settings;

/// A small city with a conflict; the whole of Seoul where somebody wants to look at the page (`MADANG_PICTURES=DIR`).
fn report() -> Report {
    let folder = std::env::vars().find(|(key, _)| key == "MADANG_PICTURES").map(|(_, value)| value);
    let settings = if folder.is_some() { settings(2) } else { Settings { complaints: 8_000, conflicts: 1, ..settings(7) } };
    let report = run(&settings).1;
    if let Some(folder) = folder {
        std::fs::write(std::path::Path::new(&folder).join("report.html"), report_html(&report)).unwrap();
    }
    report
}

#[test]
fn files_have_the_columns_and_the_page_stands_alone() {
    let report = report();
    let alerts: Vec<_> = report.alerts.iter().filter(|alert| alert.number > 0).collect();
    let first = alerts.first().expect("a conflict is found");
    let text = alerts_csv(&report);
    assert_eq!(text.lines().next(), Some("alert,opened_on,closed_on,area,terms,observed,expected,recurrence_days,rank"));
    assert_eq!(text.lines().count(), alerts.len() + 1);
    let mut ranks: Vec<&str> = text.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    ranks.sort_by_key(|rank| rank.parse::<usize>().unwrap());
    assert_eq!(ranks, (1..=alerts.len()).map(|rank| rank.to_string()).collect::<Vec<_>>());
    let evidence = evidence_csv(&report);
    assert_eq!(evidence.lines().next(), Some("alert,id"));
    assert_eq!(evidence.lines().filter(|line| line.starts_with("1,")).count(), first.evidence.len());
    let calibration: serde_json::Value = serde_json::from_str(&calibration_json(&report)).unwrap();
    assert_eq!(calibration["budget"], "1/month");
    assert_eq!(calibration["calibrations"][0]["largest_scores"].as_array().map(Vec::len), Some(50));
    let page = report_html(&report);
    assert!(page.contains(&first.terms.join(" · ")) && page.contains("<svg") && page.contains("SGIS"));
    assert!(
        page.contains("한 달에 1건 이하")
            && page.contains(&format!("{} alert{} among", alerts.len(), if alerts.len() == 1 { "" } else { "s" }))
    );
    for outside in ["<script", "http://", "https://", "src="] {
        assert!(!page.contains(outside), "{outside}");
    }
}

/// Forty days of three categories without words, then a rise of one.
fn wordless(category: &str, submitters: bool) -> Report {
    let mut stream = super::super::Stream::new("1/month".parse().unwrap());
    let mut push = |day: i32, at: i32, category: &str| {
        let submitter = if submitters { format!("p{day}-{at}") } else { String::new() };
        let received_on = Some(super::super::day(18_000 + day));
        stream.push(&super::super::Complaint {
            received_on,
            category: category.into(),
            area: "16".into(),
            submitter,
            ..Default::default()
        });
    };
    for day in 0..60 {
        (0..30).for_each(|at| push(day, at, ["도로", "소음", category][usize::try_from(at % 3).unwrap()]));
        (0..if day >= 50 { 40 } else { 0 }).for_each(|at| push(day, 100 + at, category));
    }
    stream.finish()
}

/// Twelve neighbourhoods with complaints of three categories, some without a place; one of them has many of one.
#[test]
fn a_category_elsewhere_or_nowhere_is_no_part_of_its_rise() {
    let mut stream = super::super::Stream::new("1/month".parse().unwrap());
    let areas = ["상암동", "성산동", "망원동", "연남동", "합정동", "서교동", "공덕동", "도화동", "대흥동", "염리동", "신수동", ""];
    let mut push = |id: String, day: i32, category: &str, area: &str| {
        let (received_on, area) = (Some(super::super::day(18_000 + day)), format!("마포구 {area}"));
        let area = if area.ends_with(' ') { String::new() } else { area };
        stream.push(&super::super::Complaint { id, received_on, category: category.into(), area, ..Default::default() });
    };
    for day in 0..60 {
        for at in 0..36 {
            let (category, area) = (["도로", "소음", "청소"][at % 3], areas[(at / 3 + usize::try_from(day).unwrap()) % 12]);
            push(format!("{area} {day} {at}"), day, category, area);
        }
        (0..if day >= 50 { 8 } else { 0 }).for_each(|at| push(format!("상암동 {day} more {at}"), day, "청소", "상암동"));
        (0..if day >= 50 { 2 } else { 0 }).for_each(|at| push(format!(" {day} more {at}"), day, "청소", ""));
    }
    let report = stream.finish();
    let alert = report.alerts.iter().find(|alert| alert.areas == ["마포구 상암동"]).expect("the rise is found");
    assert!(alert.evidence.len() > 80 && alert.evidence.iter().all(|one| one.id.starts_with("상암동")), "{:?}", alert.evidence);
}

#[test]
fn an_alert_speaks_of_people_only_where_it_knows_some() {
    for (submitters, said, other) in [(true, "명, 평소라면", "건, 평소라면"), (false, "건, 평소라면", "명, 평소라면")] {
        let report = wordless("청소", submitters);
        let page = report_html(&report);
        let cards = page.split("<article").skip(1).map(|card| card.split("</article>").next().unwrap().replace("</strong>", ""));
        let cards: Vec<String> = cards.collect();
        assert!(!cards.is_empty());
        for card in cards {
            assert!(card.contains(said) && !card.contains(other), "{card}");
            assert!(card.contains("‘청소’ – ") && card.contains("근거 300건(한도 300)") && !card.contains("이런 제목입니다"), "{card}");
        }
    }
}

#[test]
fn an_alert_without_title_and_category_is_called_so() {
    let page = report_html(&wordless("", true));
    assert!(page.contains("</span> 제목과 분류가 없는 민원 "), "{page}");
    assert!(!page.contains("<ul></ul>"));
}

#[test]
fn alerts_are_ranked_by_how_rare_they_are_and_cards_show_their_numbers() {
    let mut report = report();
    let mut second = report.alerts.iter().find(|alert| alert.number > 0).unwrap().clone();
    (second.number, second.score, second.recurrence) = (77, second.score - 1.0, second.recurrence * 2.0);
    report.alerts.push(second);
    assert_eq!(super::super::write::ranked(&report)[0].number, 77);
    let page = report_html(&report);
    assert!(page.find("경보 77 ").unwrap() < page.find("경보 1 ").unwrap());
}

#[test]
fn no_cell_is_a_formula() {
    let mut report = report();
    let alert = report.alerts.iter_mut().find(|alert| alert.number > 0).unwrap();
    (alert.terms, alert.areas, alert.evidence[0].id) = (vec!["=1+1".into()], vec!["@지역".into()], "-7".into());
    let cells = format!("{}{}", alerts_csv(&report), evidence_csv(&report));
    for cell in [",'=1+1,", ",'@지역,", ",'-7\n"] {
        assert!(cells.contains(cell), "{cell}: {cells}");
    }
}

#[test]
fn the_page_says_what_was_left_out() {
    let first = super::super::day(18_000);
    let one = super::super::Complaint { id: "1".into(), received_on: Some(first), title: "소음".into(), ..Default::default() };
    let mut stream = super::super::Stream::new("1/month".parse().unwrap());
    (0..3).for_each(|_| stream.push(&one));
    let report = Report { reading: super::super::Reading { future: 7, sorted: true }, ..stream.finish() };
    assert_eq!(super::super::left_out(&report).map(|fact| fact.count), [2, 7, 0, 1, 0]);
    let page = report_html(&report);
    for said in ["번호가 겹쳐 뺀 행", "오늘보다 뒤의 날짜여서 뺀 행", "정렬한 파일", "새로 배운 횟수"] {
        assert!(page.contains(said), "{said}");
    }
}

/// In a viewBox 640 wide, 18 is some 10 pixels on a telephone; a word in a table stands whole, its column scrolls.
#[test]
fn the_page_is_legible_on_a_telephone() {
    let page = report_html(&report());
    assert!(page.contains("viewBox=\"0 0 640 ") && page.contains("svg text { font-size: 18px;"));
    assert!(page.contains("th, td { overflow-wrap: break-word; }") && page.contains("td:first-child.n { width: 3.2rem; }"));
    // Labels stay within the drawing.
    for part in page.split("<text class=\"end\" x=\"").skip(1) {
        let x: f64 = part.split('"').next().unwrap().parse().unwrap();
        assert!((60.0..=580.0).contains(&x), "{x}");
    }
}

#[test]
fn the_chart_of_volumes_shows_the_last_four_hundred_days() {
    let all: Vec<(i32, u32)> = std::iter::once((10_000, 1)).chain((17_000..18_000).map(|day| (day, 5))).collect();
    let chart = super::super::draw::volumes(&all);
    assert!(chart.contains("2018-03-10") && chart.contains("2019-04-13") && !chart.contains("1997"), "{chart}");
}
