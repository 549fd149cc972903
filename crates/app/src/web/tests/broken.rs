use axum::http::StatusCode;
use serde_json::json;

use super::house::House;

/// A house whose officers defined figures that do not fit together.
fn muddled() -> House {
    let house = House::new();
    let percent = |key: &str, first: &str, second: &str| json!({ "key": key, "label": { "ko": key }, "unit": "%", "derive": { "percent": [first, second] } });
    // Made anew in their old places, they stand before the rate that the first page can open.
    house.define(percent("many.0", "org.unit", "org.units"));
    house.define(percent("many.1", "many.1", "org.units"));
    house.define(percent("many.2", "execution.disbursed.none", "org.units"));
    house.define(percent("rate.units", "org.units", "org.units"));
    house.define(json!({ "key": "execution.rate.park", "label": { "ko": "둘째" }, "unit": "개", "typed": true }));
    house
}

#[test]
fn definitions_that_do_not_fit_together_take_no_page_down() {
    let house = muddled();
    let pages =
        ["/", "/figures", "/figures?format=csv", "/figures?format=json", "/typed", "/reports/work", "/reports/work.json", "/execution"];
    let figures = ["many.0", "many.1", "many.2", "execution.rate.park", "org.units"].map(|key| format!("/figures/{key}"));
    for path in pages.into_iter().map(str::to_owned).chain(figures) {
        assert_eq!(house.get(&path).status, StatusCode::OK, "{path}");
    }
    let home = house.get("/?lang=en").body;
    assert!(home.contains("/figures/rate.units?day="), "{home}");
    assert!(house.get("/figures/execution.rate.park?lang=en").body.contains("Park operation, rate"));
}

#[test]
fn evidence_names_the_part_that_is_missing() {
    let house = muddled();
    let page = house.get("/figures/many.0?lang=en").body;
    assert!(page.contains("org.unit (not defined)") && !page.contains("/figures/org.unit?"), "{page}");
    let page = house.get("/figures/many.2?lang=en").body;
    assert!(page.contains("execution.disbursed.none (not there on this day)"), "{page}");
}

#[test]
fn a_report_of_a_day_before_everything_is_a_page_of_dashes() {
    let house = House::new();
    for path in [
        "/reports/work?day=1999-01-01",
        "/reports/work.json?day=1999-01-01",
        "/reports/work.md?day=1999-01-01",
        "/execution?day=1999-01-01",
    ] {
        let answer = house.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(path.contains("json") || answer.body.contains("– 지출"), "{path}: {}", answer.body);
    }
}
