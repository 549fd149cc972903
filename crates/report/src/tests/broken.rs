use store::each_engine;

use super::*;

/// A figure counted from the record.
fn counted(key: &str) -> String {
    format!("[[figure]]\nkey = \"{key}\"\nlabel = {{ ko = \"{key}\" }}\nunit = \"개\"\nfold = {{ set = \"bureau.units\", count = true }}\n")
}

/// A figure derived from two others.
fn sum(key: &str, first: &str, second: &str) -> String {
    format!("[[figure]]\nkey = \"{key}\"\nlabel = {{ ko = \"{key}\" }}\nunit = \"개\"\nderive = {{ sum = [\"{first}\", \"{second}\"] }}\n")
}

/// A family over units, and what its members are.
fn family(key: &str, source: &str) -> String {
    format!(
        "[[figure]]\nkey = \"{key}\"\nover = {{ unit = {{ set = \"bureau.units\" }} }}\nlabel = {{ ko = \"가\" }}\nunit = \"개\"\n{source}\n"
    )
}

/// What is wrong with the definitions once these are made too.
fn problems(office: &Office<'_>, definitions: &str) -> Vec<String> {
    office.write(|desk| desk.define(definitions));
    check_definitions(&mut office.db.db.read().unwrap(), &office.sets, office.head(), day("2021-04-21")).unwrap()
}

fn parts(office: &Office<'_>, key: &str) -> Vec<Part> {
    let page = Page { offset: 0, limit: 10, public: true };
    let evidence = office.ask(office.head(), |evaluator| evaluator.evidence(key, day("2021-04-21"), Lang::En, page).unwrap());
    if let Behind::Parts(_, parts) = evidence.behind { parts } else { panic!("{key} has no parts") }
}

each_engine! { SCHEMAS;
    fn definitions_that_are_right_have_no_problems(db) {
        let office = Office::new(db);
        assert_eq!(problems(&office, ""), [""; 0]);
        // A member that its family does not have that day is no mistake.
        assert_eq!(problems(&office, &sum("later", "budget.2021.not-yet", "org.teams")), [""; 0]);
    }

    fn an_unknown_part_is_found_with_the_nearest_and_has_no_value(db) {
        let office = Office::new(db);
        let found = problems(&office, &sum("a", "org.taems", "org.units"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("`a` derives from `org.taems`, which is not defined; nearest: org.teams"), "{found:?}");
        assert_eq!(office.value("a", "2021-04-21"), None);
        let found = parts(&office, "a");
        assert_eq!(found[0].label, "org.taems (not defined)");
        assert_eq!([found[0].missing, found[1].missing], [true, false]);
    }

    fn an_unknown_part_of_a_family_is_said_once(db) {
        let office = Office::new(db);
        let found = problems(&office, &family("f.{unit}", "derive = { sum = [\"posts.{unit}\", \"org.units\"] }"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("`f.{unit}` derives from `posts.{unit}`, which is not defined"), "{found:?}");
    }

    fn a_circle_is_found_once_and_has_no_value(db) {
        let office = Office::new(db);
        let circle = [sum("a", "b", "org.units"), sum("b", "c", "org.units"), sum("c", "org.units", "a")].concat();
        assert_eq!(problems(&office, &circle), ["`a` derives from itself: a → b → c → a"]);
        for key in ["a", "b", "c"] {
            assert_eq!(office.value(key, "2021-04-21"), None);
        }
        assert_eq!(parts(&office, "a").len(), 2);
        assert_eq!(office.value("org.units", "2021-04-21").as_deref(), Some("5"));
        assert_eq!(problems(&office, &family("g.{unit}", "derive = { sum = [\"g.{unit}\", \"org.units\"] }")).len(), 2);
    }

    fn a_circle_asked_from_outside_leaves_the_rest_alone(db) {
        let office = Office::new(db);
        office.write(|desk| desk.define(&[sum("a", "a", "org.units"), sum("on-top", "a", "org.units"), sum("beside", "org.units", "org.units")].concat()));
        let all = ["on-top", "a", "beside"].map(|key| office.value(key, "2021-04-21"));
        assert_eq!(all, [None, None, Some("10".to_owned())]);
    }

    fn a_key_made_twice_is_found_and_the_first_definition_wins(db) {
        let office = Office::new(db);
        office.write(|desk| desk.define(&counted("n.city")));
        let found = problems(&office, &family("n.{unit}", "typed = true"));
        assert_eq!(found, ["`n.city` is made by both `n.city` and `n.{unit}`; the first one counts"]);
        assert_eq!(office.value("n.city", "2021-04-21").as_deref(), Some("5"));
        let keys = office.ask(office.head(), |evaluator| evaluator.figures(day("2021-04-21")).unwrap());
        assert_eq!(keys.iter().filter(|figure| figure.key == "n.city").count(), 1);
    }

    fn two_families_that_meet_are_found_once(db) {
        let office = Office::new(db);
        office.write(|desk| desk.define(&family("m.{unit}", "typed = true")));
        let other = family("m.{unit}", "fold = { set = \"bureau.units\", count = true }").replace("unit}", "one}").replace("unit =", "one =");
        let other = other.replacen("one = \"개\"", "unit = \"개\"", 1);
        let found = problems(&office, &other);
        assert_eq!(found, ["`m.bureau` is made by both `m.{unit}` and `m.{one}`; the first one counts"]);
        assert_eq!(office.value("m.bureau", "2021-04-21"), None);
    }

    fn a_template_is_not_saved_over_broken_definitions(db) {
        let office = Office::new(db);
        office.write(|desk| desk.define(&[sum("a", "b", "org.units"), sum("b", "a", "org.units")].concat()));
        let new = template("report", "ko", "title: 보고\n---\n{org.units}");
        let refusal = office.refuses(|tx, by| save_template(tx, by, &office.sets, &new, day("2021-04-21")));
        assert_eq!(refusal.code, "report.broken");
        assert_eq!(refusal.en, "`report/ko` was not saved:\n  `a` derives from itself: a → b → a");
    }

    fn a_report_goes_on_over_definitions_that_broke_later(db) {
        let office = Office::new(db);
        office.write(|desk| desk.define(&sum("a", "org.units", "org.units")));
        office.save("report", "ko", "title: 보고\n---\n{a} {org.units}");
        office.write(|desk| desk.define(&sum("a", "a", "org.unitz")));
        assert_eq!(paragraphs(&office.render("report", "2021-04-21")), ["– 5"]);
    }

    fn figures_that_double_again_and_again_are_computed_once_each(db) {
        let office = Office::new(db);
        let chain: String = (1..40).map(|at| sum(&format!("x{at}"), &format!("x{}", at - 1), &format!("x{}", at - 1))).collect();
        office.write(|desk| desk.define(&format!("{}{chain}", counted("x0"))));
        assert_eq!(office.value("x39", "2021-04-21"), Some((5_i64 << 39).to_string()));
    }
}
