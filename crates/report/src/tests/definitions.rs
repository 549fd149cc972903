use kernel::Period;

use super::*;

const HEAD: &str = "key = \"a\"\nlabel = { ko = \"가\" }\nunit = \"개\"\n";

/// What is wrong with the rest of a figure's definition.
fn wrong(rest: &str) -> String {
    toml::from_str::<FigureDefinition>(&format!("{HEAD}{rest}")).unwrap_err().to_string()
}

#[test]
fn definitions_read_back_as_they_were_written() {
    let definitions: Definitions = toml::from_str(include_str!("definitions.toml")).unwrap();
    assert!(definitions.figure.len() > 20);
    for figure in &definitions.figure {
        let json = store::canonical(figure);
        assert_eq!(serde_json::from_str::<FigureDefinition>(&json).unwrap(), *figure);
        assert_eq!(store::canonical(&serde_json::from_str::<FigureDefinition>(&json).unwrap()), json);
        assert_eq!(toml::from_str::<FigureDefinition>(&toml::to_string(figure).unwrap()).unwrap(), *figure);
    }
    for fact in &definitions.fact {
        assert_eq!(serde_json::from_str::<FactDefinition>(&store::canonical(fact)).unwrap(), *fact);
    }
}

#[test]
fn a_definition_says_what_it_is() {
    let source = |rest: &str| figure(&format!("{HEAD}{rest}")).source;
    let rows = Rows { set: "s".to_owned(), filter: Where::from([("k".to_owned(), Filter::One(Scalar::Int(1)))]) };
    let fold = Fold { rows, measure: Measure::Sum("amount".to_owned()), period: Some(Period::Quarter) };
    assert_eq!(source("fold = { set = \"s\", where = { k = 1 }, sum = \"amount\", period = \"quarter\" }"), Source::Fold(fold));
    assert_eq!(source("derive = { ratio = [\"b\", \"c\"] }"), Source::Derived(Derivation::Ratio, vec!["b".to_owned(), "c".to_owned()]));
    assert_eq!(source("typed = true"), Source::Typed);
}

#[test]
fn a_figure_is_one_of_fold_derived_and_typed() {
    const FOLD: &str = "fold = { set = \"s\", count = true }\n";
    const DERIVE: &str = "derive = { ratio = [\"b\", \"c\"] }\n";
    for rest in ["", "typed = false", &format!("{FOLD}{DERIVE}"), &format!("{FOLD}typed = true"), &format!("{DERIVE}typed = true")] {
        assert!(wrong(rest).contains("a figure has exactly one of fold, derive, typed = true"), "{rest}");
    }
}

#[test]
fn a_fold_is_one_of_count_distinct_and_sum() {
    for rest in ["", ", count = false", ", count = true, sum = \"amount\"", ", distinct = \"a\", sum = \"b\""] {
        assert!(wrong(&format!("fold = {{ set = \"s\"{rest} }}")).contains("exactly one of count = true, distinct, sum"), "{rest}");
    }
    assert!(wrong("fold = { set = \"s\", count = true, period = \"week\" }").contains("period is month, quarter or year, not `week`"));
}

#[test]
fn a_derivation_is_known_and_has_its_parts() {
    assert!(wrong("derive = { product = [\"b\", \"c\"] }").contains("not `product`"));
    assert!(wrong("derive = { ratio = [\"b\"] }").contains("ratio takes two keys (sum two or more), found 1"));
    assert!(wrong("derive = { difference = [\"b\", \"c\", \"d\"] }").contains("found 3"));
    assert!(wrong("derive = { sum = [\"b\"] }").contains("found 1"));
    assert!(wrong("derive = { sum = [\"b\", \"c\"], ratio = [\"b\", \"c\"] }").contains("derive takes one of"));
    assert!(wrong("derive = {}").contains("derive takes one of"));
}

#[test]
fn what_a_definition_does_not_know_is_refused() {
    assert!(wrong("typed = true\ncolour = 1").contains("colour"));
    assert!(wrong("fold = { set = \"s\", count = true, colour = 1 }").contains("colour"));
    assert!(wrong("typed = true\nplaces = 7").contains("places is at most 6, found 7"));
}

#[test]
fn where_english_is_missing_korean_stands_in() {
    let label = Bilingual { ko: "가".to_owned(), en: None };
    assert_eq!([label.in_lang(Lang::Ko), label.in_lang(Lang::En)], ["가", "가"]);
    assert_eq!([city().unit_word("천원", Lang::Ko), city().unit_word("천원", Lang::En)], ["천원", "thousand won"]);
}

#[test]
fn a_city_may_have_words_for_its_kinds_of_units() {
    assert_eq!(
        [city().kind_word("team", Lang::Ko), city().kind_word("team", Lang::En), city().kind_word("lab", Lang::Ko)],
        ["팀", "team", "lab"]
    );
    // The first event of a record from before there were such words reads and writes as it was.
    let without: City = toml::from_str(CITY.split("kinds =").next().unwrap()).unwrap();
    let json = serde_json::to_value(&without).unwrap();
    assert!(json.get("kinds").is_none());
    assert_eq!(serde_json::from_value::<City>(json).unwrap(), without);
}
