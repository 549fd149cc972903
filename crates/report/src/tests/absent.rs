use store::each_engine;

use super::*;

const REPORT: &str = "title: 예산
---
{budget.2021.city}백만원, {staff.current.social words=내외}, {org.units}개
::: table budget
unit: 백만원
members: bureau.units kind=office|division
corner: 구 분
chart: budget.2021.*
series: 예산 | budget.2021.*
series: 증감 | budget.change.*
:::
::: table across
layout: across
members: bureau.units kind=office|division
corner: 구 분
series: 예산 | budget.2021.*
:::";

/// A series that has figures of its own for two members only.
const TWO: &str = r#"
[[figure]]
key = "two.bureau"
label = { ko = "가" }
unit = "개"
typed = true

[[figure]]
key = "two.city"
label = { ko = "나" }
unit = "개"
fold = { set = "bureau.units", count = true }
"#;

each_engine! { SCHEMAS;
    fn before_there_was_anything_a_report_prints_dashes(db) {
        let office = Office::new(db);
        office.save("budget", "ko", REPORT);
        let rendered = office.render("budget", "2019-06-01");
        assert_eq!(paragraphs(&rendered), ["–백만원, –, 0개"]);
        assert_eq!(tables(&rendered).iter().map(|table| rows(table)).collect::<Vec<_>>(), [vec!["구 분 | 예산 | 증감"], vec!["구 분", "예산"]]);
        assert!(!rendered.document.blocks.iter().any(|block| matches!(block, Block::Chart(_))));
        assert!(document::html(&rendered.document).contains("예산") && document::markdown(&rendered.document, None).contains("예산"));
        // What is not there is no reference to a figure.
        assert_eq!(rendered.figures.iter().map(|figure| figure.key.as_str()).collect::<Vec<_>>(), ["org.units"]);
    }

    fn a_series_need_not_cover_every_member(db) {
        let office = Office::new(db);
        office.write(|desk| desk.define(TWO));
        let text = "title: t\n---\n::: table t\nmembers: bureau.units kind=office|division\ncorner: 구 분\nchart: two.*\n\
            series: 둘 | two.*\nseries: 예산 | budget.2021.*\n:::";
        office.save("two", "ko", text);
        let rendered = office.render("two", "2021-04-21");
        let expected = ["구 분 | 둘 | 예산", "혁신기획관 | – | 12,099", ">사회담당관 | – | 9,230", ">도시담당관 | 5 | 2,190", ">갈등담당관 | – | 679"];
        assert_eq!(rows(tables(&rendered)[0]), expected);
        let Block::Chart(chart) = &rendered.document.blocks[0] else { panic!() };
        let bars: Vec<_> = chart.bars.iter().map(|bar| (bar.label.as_str(), bar.shown.as_str(), bar.href.is_some())).collect();
        assert_eq!(bars, [("혁신기획관", "–", false), ("사회담당관", "–", false), ("도시담당관", "5개", false), ("갈등담당관", "–", false)]);
    }

    fn the_json_of_a_report_has_the_fraction_where_decimals_do_not_end(db) {
        let office = Office::new(db);
        office.save("rate", "ko", "title: t\n---\n{budget.change-rate.conflict} {budget.2021.conflict}");
        let json = office.render("rate", "2021-04-21").json("hash");
        let fractions: Vec<_> = json["figures"].as_array().unwrap().iter().map(|figure| figure["fraction"].as_str()).collect();
        assert_eq!(fractions, [Some("-12451/6920"), None]);
    }
}
