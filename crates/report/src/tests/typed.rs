use store::each_engine;

use super::*;

fn fact(fact: &str, kind: &str, value: &str, ends: Option<&str>) -> StateFact {
    let (fact, kind, value, ends) = (fact.to_owned(), kind.to_owned(), value.to_owned(), ends.map(str::to_owned));
    StateFact { fact, kind, value, ends, day: day("2021-01-01"), source: "시험".to_owned() }
}

each_engine! { SCHEMAS;
    fn a_typed_value_holds_from_its_day_until_the_next(db) {
        let office = Office::new(db);
        office.write(|desk| desk.state("park.applications", "10", "2021-02-01"));
        let first = office.head();
        office.write(|desk| desk.state("park.applications", "12.5", "2021-03-01"));
        let value = |on: &str| office.value("park.applications", on);
        assert_eq!(value("2021-01-31"), None);
        assert_eq!(value("2021-02-01").as_deref(), Some("10"));
        assert_eq!(value("2021-02-28").as_deref(), Some("10"));
        assert_eq!(value("2021-03-01").as_deref(), Some("12.5"));
        assert_eq!(office.value_at("park.applications", "2021-03-01", first).unwrap().as_deref(), Some("10"));
        assert_eq!(office.value("doubled", "2021-03-01").as_deref(), Some("25"));
        office.check();
    }

    fn a_value_stated_anew_for_its_own_day_replaces_it(db) {
        let office = Office::new(db);
        office.write(|desk| desk.state("park.applications", "10", "2021-02-01"));
        office.write(|desk| desk.state("park.applications", "11", "2021-02-01"));
        assert_eq!(office.value("park.applications", "2021-02-01").as_deref(), Some("11"));
        assert_eq!(office.value("park.applications", "2021-01-31"), None);
    }

    fn a_value_from_an_earlier_day_takes_later_ones_back(db) {
        let office = Office::new(db);
        office.write(|desk| desk.state("park.applications", "10", "2021-02-01"));
        office.write(|desk| desk.state("park.applications", "12", "2021-03-01"));
        let before = office.head();
        office.write(|desk| desk.state("park.applications", "11", "2021-02-15"));
        let value = |on: &str| office.value("park.applications", on);
        assert_eq!(["2021-02-14", "2021-02-15", "2021-03-01"].map(|on| value(on).unwrap()), ["10", "11", "11"]);
        assert_eq!(office.value_at("park.applications", "2021-03-01", before).unwrap().as_deref(), Some("12"));
        assert_eq!(office.value_at("park.applications", "2021-02-20", before).unwrap().as_deref(), Some("10"));
        office.write(|desk| desk.state("park.applications", "9", "2021-01-15"));
        assert_eq!(["2021-01-15", "2021-02-14", "2021-02-15", "2021-03-01"].map(|on| value(on).unwrap()), ["9", "9", "9", "9"]);
        office.check();
    }

    fn a_figure_without_a_value_that_day_is_a_dash_and_null(db) {
        let office = Office::new(db);
        office.write(|desk| desk.state("park.applications", "10", "2021-05-01"));
        office.save("typed", "ko", "title: t\n---\n{park.applications}개 {park.applications unit=개 words=내외}");
        let rendered = office.render("typed", "2021-04-21");
        assert_eq!(paragraphs(&rendered), ["–개 –"]);
        let json = rendered.json("");
        assert!(json["figures"][0]["exact"].is_null() && json["figures"][0]["shown"].is_null(), "{json}");
        assert_eq!(json["figures"][0]["source"], "typed");
        assert_eq!(json["figures"][0]["remark"], "이 날의 값이 없습니다");
    }

    fn what_comes_from_the_record_is_not_typed(db) {
        let office = Office::new(db);
        for key in ["org.teams", "divisions.sum", "budget.2021.bureau"] {
            let refusal = office.refuses(|tx, by| state_figure(tx, by, &office.sets, &statement(key, "1", "2021-02-01")));
            assert_eq!(refusal.code, "report.not-typed", "{key}");
        }
        let refusal = office.refuses(|tx, by| state_figure(tx, by, &office.sets, &statement("park.application", "1", "2021-02-01")));
        assert_eq!(refusal.code, "report.unknown-key");
        assert!(refusal.en.starts_with("`park.application` is not defined. Nearest: park.applications"), "{refusal}");
    }

    fn a_fact_is_stated_in_its_kind(db) {
        let office = Office::new(db);
        let wrong = [
            fact("park.operator", "day", "2021-01-01", None),
            fact("park.operator", "name", " ", None),
            fact("park.operator", "name", "가", Some("나")),
            fact("park.phase", "window", "2024", Some("2020")),
            fact("park.phase", "window", "언젠가", None),
        ];
        for new in wrong {
            assert_eq!(office.refuses(|tx, by| state_fact(tx, by, &new)).code, "report.not-a-fact", "{new:?}");
        }
        let refusal = office.refuses(|tx, by| state_fact(tx, by, &fact("park.operater", "name", "가", None)));
        assert!(refusal.en.contains("Nearest: park.operator"), "{refusal}");
    }

    fn a_fact_holds_from_its_day_and_an_earlier_one_takes_later_ones_back(db) {
        let office = Office::new(db);
        for (value, on) in [("가", "2021-02-01"), ("나", "2021-03-01"), ("다", "2021-02-15")] {
            let new = StateFact { day: day(on), ..fact("park.operator", "name", value, None) };
            office.write(|desk| desk.act(|tx, by| state_fact(tx, by, &new)));
        }
        let value = |on: &str| office.ask(office.head(), |evaluator| evaluator.fact("park.operator", day(on)).unwrap().1);
        let name = |text: &str| Some(FactValue::Name(text.to_owned()));
        assert_eq!(["2021-01-31", "2021-02-14", "2021-02-15", "2021-03-01"].map(value), [None, name("가"), name("다"), name("다")]);
    }

    fn the_basis_day_is_not_defined(db) {
        let office = Office::new(db);
        let basis: FactDefinition = toml::from_str("key = \"report.basis\"\nlabel = { ko = \"기준일\" }\ntyped = \"day\"").unwrap();
        assert_eq!(office.refuses(|tx, by| define_fact(tx, by, &basis, day("2021-01-01"))).code, "report.broken");
    }
}
