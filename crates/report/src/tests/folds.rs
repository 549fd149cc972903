use kernel::Exact;
use ledger::Correct;
use store::each_engine;

use super::*;

/// The value that a fold's rows fold to, read row by row from pages of three.
fn folded_again(evaluator: &mut Evaluator<'_, '_>, figure: &Figure, fold: &Fold, on: Day) -> Exact {
    let mut rows = Vec::new();
    let columns: Vec<&str> = loop {
        let page = Page { offset: i64::try_from(rows.len()).unwrap(), limit: 3, public: false };
        let Behind::Rows(folded) = evaluator.evidence(&figure.key, on, Lang::Ko, page).unwrap().behind else { panic!("{}", figure.key) };
        if folded.rows.is_empty() {
            assert_eq!(folded.total, i64::try_from(rows.len()).unwrap(), "{}", figure.key);
            break folded.columns.iter().map(|column| column.name).collect();
        }
        rows.extend(folded.rows);
    };
    let column = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let base = match &fold.measure {
        Measure::Count => i64::try_from(rows.len()).unwrap(),
        Measure::Distinct(name) => {
            let values: std::collections::BTreeSet<String> = rows.iter().map(|row| row[column(name)].show()).collect();
            i64::try_from(values.len()).unwrap()
        }
        Measure::Sum(name) => rows.iter().map(|row| row[column(name)].as_int().unwrap()).sum(),
    };
    Exact::whole(base).over(evaluator.city.factor(&figure.unit)).unwrap()
}

/// A figure that is the sum of others.
fn derived(key: &str, of: &str) -> String {
    format!("[[figure]]\nkey = \"{key}\"\nlabel = {{ ko = \"가\" }}\nunit = \"개\"\nderive = {{ sum = [{of}] }}\n")
}

/// Adds what makes days and places in the record differ: a correction and a late entry.
fn goes_on(office: &Office<'_>) {
    office.write(|desk| {
        let lab = desk.commit("2021/deliberation", 3_000, "2021-01-04");
        let wrong = desk.pay(&lab, 2_000, "2021-03-02");
        let new = Correct { entry: wrong, amount: Amount::new(1_500).unwrap(), note: None };
        desk.act(|tx, by| ledger::correct(tx, by, &new));
    });
}

each_engine! { SCHEMAS;
    fn every_figure_opens_to_rows_that_fold_to_it(db) {
        let office = Office::new(db);
        let early = office.head();
        goes_on(&office);
        let (mut folds, mut others) = (0, 0);
        for known in [early, office.head()] {
            for on in ["2019-06-01", "2020-12-31", "2021-01-20", "2021-03-31", "2021-04-21"] {
                office.ask(known, |evaluator| {
                    for figure in evaluator.figures(day(on)).unwrap() {
                        let value = evaluator.value(&figure, day(on)).unwrap();
                        if let Source::Fold(fold) = &figure.source {
                            assert_eq!(value, Some(folded_again(evaluator, &figure, fold, day(on))), "{} on {on} at {known}", figure.key);
                            folds += 1;
                        } else {
                            others += 1;
                        }
                    }
                });
            }
        }
        assert!(folds > 200 && others > 80, "{folds} {others}");
        office.check();
    }

    fn folds_count_sum_and_tell_apart(db) {
        let office = Office::new(db);
        let value = |key: &str, on: &str| office.value(key, on).unwrap();
        assert_eq!(value("org.teams", "2021-03-31"), "1");
        assert_eq!(value("org.units", "2021-03-31"), "5");
        assert_eq!(value("payments", "2021-03-31"), "4");
        assert_eq!(value("lines.paying", "2021-03-31"), "2");
        assert_eq!(value("lines.paying", "2021-01-31"), "1");
        assert_eq!(value("staff.units", "2021-03-31"), "4");
        assert_eq!(value("disbursed.bureau", "2021-03-31"), "725000.123");
        assert_eq!(value("disbursed.bureau", "2021-04-05"), "715000.123");
    }

    fn within_is_the_unit_and_all_below_it(db) {
        let office = Office::new(db);
        let value = |key: &str, on: &str| office.value(key, on).unwrap();
        let authorized = |unit| value(&format!("staff.authorized.{unit}"), "2021-03-31");
        assert_eq!(["bureau", "social", "city", "conflict"].map(authorized), ["4", "2", "1", "0"]);
        assert_eq!(value("staff.current.social", "2021-03-31"), "1");
        assert_eq!(value("staff.current.social", "2021-04-01"), "2");
        assert_eq!(value("budget.2021.social", "2021-03-31"), "9230.143");
        assert_eq!(value("budget.2021.bureau", "2021-03-31"), "12099.481");
    }

    fn a_period_begins_with_its_first_day(db) {
        let office = Office::new(db);
        let periods = |on: &str| ["month", "quarter", "year"].map(|period| office.value(&format!("disbursed-{period}"), on).unwrap());
        assert_eq!(periods("2021-01-31"), ["400000", "400000", "400000"]);
        assert_eq!(periods("2021-03-31"), ["305000.123", "725000.123", "725000.123"]);
        assert_eq!(periods("2021-03-30"), ["300000.123", "720000.123", "720000.123"]);
        assert_eq!(periods("2021-04-21"), ["-9000", "-9000", "716000.123"]);
        assert_eq!(periods("2022-01-01"), ["0", "0", "0"]);
    }

    fn derived_figures_follow_their_parts(db) {
        let office = Office::new(db);
        let value = |key: &str| office.value(key, "2021-03-31");
        assert_eq!(value("divisions.sum").as_deref(), Some("12099481"));
        assert_eq!(value("unpaid").as_deref(), Some("2164789"));
        assert_eq!(value("budget.change.bureau").as_deref(), Some("-4773.519"));
        office.ask(office.head(), |evaluator| {
            let share = evaluator.figure("share", day("2021-03-31")).unwrap();
            let share = evaluator.value(&share, day("2021-03-31")).unwrap().unwrap();
            assert_eq!(share, Exact::whole(25_000).over(Exact::whole(2_189_789)).unwrap());
        });
    }

    fn a_rate_of_nothing_is_none(db) {
        let office = Office::new(db);
        assert_eq!(office.value("disbursed.conflict", "2021-03-31").as_deref(), Some("0"));
        assert_eq!(office.value("of-nothing", "2021-03-31"), None);
        assert_eq!(office.value("doubled", "2021-03-31"), None);
        assert_eq!(office.prints(Lang::Ko, "2021-03-31", "{of-nothing} {doubled}"), ["– –"]);
    }

    fn a_figure_that_derives_from_itself_has_no_value(db) {
        let office = Office::new(db);
        office.write(|desk| {
            desk.define(&derived("a", "\"b\", \"payments\""));
            desk.define(&derived("b", "\"payments\", \"a\""));
            // Breadth may not turn a circle into a flood.
            desk.define(&derived("c", &vec!["\"c\""; 60].join(", ")));
        });
        for key in ["a", "b", "c"] {
            assert_eq!(office.value(key, "2021-03-31"), None);
        }
    }

    fn a_long_chain_of_figures_is_no_circle(db) {
        let office = Office::new(db);
        office.write(|desk| {
            for at in 1..=12 {
                let before = if at == 1 { "payments".to_owned() } else { format!("chain-{}", at - 1) };
                desk.define(&derived(&format!("chain-{at}"), &format!("\"{before}\", \"org.teams\"")));
            }
        });
        assert_eq!(office.value("chain-12", "2021-03-31").as_deref(), Some("16"));
    }

    fn a_part_that_its_family_does_not_have_that_day_is_none(db) {
        let office = Office::new(db);
        assert_eq!(refused(office.value_at("budget.2021.social", "2019-06-01", office.head())).code, "report.unknown-key");
        assert_eq!(office.value("divisions.sum", "2019-06-01"), None);
        let page = Page { offset: 0, limit: 9, public: true };
        let evidence = office.ask(office.head(), |evaluator| evaluator.evidence("unpaid", day("2019-06-01"), Lang::Ko, page).unwrap());
        let expected = ["budget.2021.city", "disbursed.city"].map(|key| [key.to_owned(), format!("{key} (이 날에는 없습니다)"), String::new(), String::new()]);
        assert_eq!(evidence.table(Lang::Ko).1, expected);
    }

    fn an_unknown_figure_is_refused_with_the_nearest_and_an_unknown_part_has_no_value(db) {
        let office = Office::new(db);
        let refusal = refused(office.value_at("org.taems", "2021-03-31", office.head()));
        assert_eq!((refusal.code, refusal.en.as_str()), ("report.unknown-key", "`org.taems` is not defined. Nearest: org.teams, org.units, budget.change.social"));
        office.write(|desk| {
            desk.define(&derived("a", "\"org.teams\", \"org.unit\""));
        });
        assert_eq!(office.value("a", "2021-03-31"), None);
    }

    fn labels_name_the_member(db) {
        let office = Office::new(db);
        office.ask(office.head(), |evaluator| {
            let figure = evaluator.figure("budget.2021.social", day("2021-03-31")).unwrap();
            assert_eq!(figure.label, Bilingual { ko: "사회담당관 ’21년 예산".to_owned(), en: Some("Social Division, budget of 2021".to_owned()) });
        });
    }
}
