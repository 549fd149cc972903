use kernel::{Lang, Window};

use super::day;
use crate::model::FactValue;
use crate::template::Style;
use crate::words::{code, fact, number};

fn window(from: &str, until: &str) -> FactValue {
    FactValue::Window(Window::new(from, Some(until).filter(|until| !until.is_empty())).unwrap())
}

fn both(value: &FactValue, style: Style) -> (String, String) {
    (fact(value, style, Lang::Ko), fact(value, style, Lang::En))
}

fn check(from: &str, until: &str, style: Style, ko: &str, en: &str) {
    assert_eq!(both(&window(from, until), style), (ko.to_owned(), en.to_owned()), "{from}~{until} {style:?}");
}

#[test]
fn numbers_have_commas_places_and_the_languages_minus() {
    let cases = [
        ("-4774", 0, "△4,774", "−4,774"),
        ("-28.3", 1, "△28.3", "−28.3"),
        ("1234567.85", 1, "1,234,567.9", "1,234,567.9"),
        ("12346984", 0, "12,346,984", "12,346,984"),
        ("999", 0, "999", "999"),
        ("1000", 2, "1,000.00", "1,000.00"),
        ("0.5", 0, "1", "1"),
        ("-0.5", 0, "△1", "−1"),
        ("0", 1, "0.0", "0.0"),
        ("-0.04", 1, "0.0", "0.0"),
        ("-0.4", 0, "0", "0"),
        ("-0.05", 1, "△0.1", "−0.1"),
    ];
    for (exact, places, ko, en) in cases {
        let exact = exact.parse().unwrap();
        assert_eq!([number(exact, places, Lang::Ko), number(exact, places, Lang::En)], [ko, en], "{exact}");
    }
}

#[test]
fn a_day_reads_as_in_the_seed() {
    let value = FactValue::Day(day("2021-03-31"));
    let cases = [
        (Style::Plain, "’21. 3. 31.", "31 March 2021"),
        (Style::Full, "’21. 3. 31.", "31 March 2021"),
        (Style::Short, "3. 31.", "31 March"),
        (Style::Month, "’21. 3.", "March 2021"),
        (Style::Year, "’21.", "2021"),
        (Style::Months, "3월", "March"),
    ];
    for (style, ko, en) in cases {
        assert_eq!(both(&value, style), (ko.to_owned(), en.to_owned()), "{style:?}");
    }
    assert_eq!(fact(&FactValue::Day(day("2021-04-21")), Style::Short, Lang::Ko), "4. 21.");
    check("2021-04-21", "2021-04-21", Style::Short, "4. 21.", "21 April");
}

#[test]
fn a_window_of_days_reads_as_in_the_seed() {
    check("2021-03-05", "2021-03-22", Style::Full, "’21. 3. 5.~3. 22.", "5–22 March 2021");
    check("2021-05-03", "2021-05-04", Style::Short, "5. 3.~4.", "3–4 May");
    check("2021-05-31", "2021-06-01", Style::Short, "5. 31.~6. 1.", "31 May – 1 June");
    check("2021-01-01", "2023-12-31", Style::Month, "’21. 1.~’23. 12.", "January 2021–December 2023");
    check("2020-01-01", "2024-12-31", Style::Year, "’20.~’24.", "2020–2024");
    check("2021-01-01", "2021-02-28", Style::Months, "1~2월", "January–February");
    check("2020-11-01", "2021-02-28", Style::Full, "’20. 11. 1.~’21. 2. 28.", "1 November 2020 – 28 February 2021");
    check("2021-03-05", "2021-03-22", Style::Month, "’21. 3.", "March 2021");
    check("2021-03-05", "2021-11-22", Style::Year, "’21.", "2021");
}

#[test]
fn a_window_of_months_reads_as_in_the_seed() {
    check("2021-04", "2021-06", Style::Month, "’21. 4.~6.", "April–June 2021");
    check("2021-04", "2021-12", Style::Plain, "’21. 4.~12.", "April–December 2021");
    check("2021-04", "2021-06", Style::Short, "4.~6.", "April–June");
    check("2021-09", "2021-09", Style::Month, "’21. 9.", "September 2021");
    check("2020-12", "2021-01", Style::Month, "’20. 12.~’21. 1.", "December 2020–January 2021");
    check("2021-04", "2021-06", Style::Full, "’21. 4.~6.", "April–June 2021");
    check("2021-01", "2021-02", Style::Months, "1~2월", "January–February");
}

#[test]
fn an_open_window_reads_as_in_the_seed() {
    check("2021-04", "", Style::Month, "’21. 4.~", "from April 2021");
    check("2021", "", Style::Year, "’21.~", "from 2021");
    check("2021-04-21", "", Style::Full, "’21. 4. 21.~", "from 21 April 2021");
    check("2021-04-21", "", Style::Short, "4. 21.~", "from 21 April");
}

#[test]
fn a_fact_is_never_finer_than_it_was_written() {
    check("2020", "2024", Style::Full, "’20.~’24.", "2020–2024");
    check("2021", "2021", Style::Full, "’21.", "2021");
    check("2021", "2021", Style::Months, "’21.", "2021");
    check("2020", "2021", Style::Months, "’20.~’21.", "2020–2021");
    check("2021-04", "2021-04", Style::Full, "’21. 4.", "April 2021");
    check("2021", "2021", Style::Short, "’21.", "2021");
}

#[test]
fn ends_of_different_precision_are_both_whole() {
    check("2021-04", "2021-04-21", Style::Full, "’21. 4.~4. 21.", "April – 21 April 2021");
    check("2021", "2021-04", Style::Month, "’21.~’21. 4.", "2021–April 2021");
}

#[test]
fn a_name_is_itself() {
    let name = FactValue::Name("(주)이퓨앤파트너스".to_owned());
    assert_eq!(both(&name, Style::Full), ("(주)이퓨앤파트너스".to_owned(), "(주)이퓨앤파트너스".to_owned()));
}

#[test]
fn codes_of_the_record_have_words() {
    assert_eq!([code("kind", "disburse", Lang::Ko), code("kind", "disburse", Lang::En)], ["지출", "disburse"]);
    assert_eq!(code("kind", "park-operation", Lang::Ko), "park-operation");
}

#[test]
fn words_in_other_columns_are_not_translated() {
    assert_eq!(
        [code("note", "transfer", Lang::Ko), code("line", "done", Lang::Ko), code("state", "done", Lang::Ko)],
        ["transfer", "done", "완료"]
    );
    // What a city calls its units is no word of the program.
    for kind in ["office", "division", "team"] {
        assert_eq!(code("kind", kind, Lang::Ko), kind);
    }
}
