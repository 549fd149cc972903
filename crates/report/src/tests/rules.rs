use super::*;

fn problems(text: &str) -> Vec<String> {
    check_figure(&figure(text), &sets(), &city())
}

/// A figure that is right, with one part replaced.
fn with(part: &str, by: &str) -> Vec<String> {
    const RIGHT: &str = r#"
key = "execution.{line}"
over = { line = { set = "ledger.lines", where = { fiscal_year = 2021 } } }
label = { ko = "{line} 지출액" }
unit = "천원"
fold = { set = "ledger.entries", where = { line = "{line}", kind = ["disburse", "return"] }, sum = "amount" }
"#;
    assert_eq!(problems(RIGHT), [""; 0]);
    assert!(RIGHT.contains(part), "{part}");
    problems(&RIGHT.replace(part, by))
}

#[test]
fn the_nearest_names_come_first_and_at_most_three() {
    let known = ["org.teams", "org.divisions", "org.offices", "org.team", "park.budget", "zzz"];
    assert_eq!(nearest("org.taems", known.into_iter()), ["org.teams", "org.team", "org.offices"]);
    assert_eq!(nearest("org.teams", known.into_iter())[0], "org.teams");
    assert_eq!(nearest("완전히 다른 것", known.into_iter()), [""; 0]);
}

#[test]
fn a_name_that_is_half_right_is_found() {
    assert_eq!(nearest("staff-now", ["staff.current", "budget", "zzz"].into_iter()), ["staff.current"]);
    assert_eq!(nearest("capacity", ["staff.authorized", "park.applications", "zzz"].into_iter())[0], "park.applications");
}

#[test]
fn a_filter_lists_at_least_one_value() {
    let none =
        "key = \"a\"\nlabel = { ko = \"가\" }\nunit = \"명\"\nfold = { set = \"bureau.posts\", where = { incumbent = [] }, count = true }";
    assert_eq!(problems(none), ["bureau.posts is filtered by `incumbent`, and the list of values is empty"]);
    let within = none.replace("incumbent", "within");
    assert_eq!(problems(&within), ["bureau.posts is filtered by `within`, and the list of values is empty"]);
}

#[test]
fn an_unknown_set_is_refused_with_the_nearest() {
    let found = with("ledger.entries", "ledger.entry");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("there is no set `ledger.entry`; nearest: ledger.entries"), "{found:?}");
    assert!(with("ledger.lines", "ledger.line")[0].starts_with("there is no set `ledger.line`; nearest: ledger.lines"));
}

#[test]
fn an_unknown_dimension_is_refused_with_the_known_ones() {
    let expected = "ledger.entries has no dimension `colour`: fiscal_year, line, unit, programme, kind, carryover";
    assert_eq!(with("kind =", "colour ="), [expected]);
    assert_eq!(with("sum = \"amount\"", "distinct = \"colour\""), ["ledger.entries has no dimension `colour` to count"]);
}

#[test]
fn a_value_has_its_dimensions_type() {
    let expected = "ledger.lines takes a whole number for `fiscal_year`, found Text(\"2021\")";
    assert_eq!(with("fiscal_year = 2021", "fiscal_year = \"2021\""), [expected]);
    assert_eq!(with("[\"disburse\", \"return\"]", "[\"disburse\", 1]"), ["ledger.entries takes text for `kind`, found Int(1)"]);
}

#[test]
fn an_unknown_measure_or_unit_is_refused_with_the_known_ones() {
    assert_eq!(with("sum = \"amount\"", "sum = \"money\""), ["ledger.entries has no measure `money`: amount"]);
    assert_eq!(with("unit = \"천원\"", "unit = \"달러\""), ["the unit `달러` is none of the city's: 원, 천원, 백만원, 억원, 개, 명, %"]);
}

#[test]
fn a_family_names_what_it_runs_over() {
    let unnamed = "the family runs over `line`, and the key has no {line}";
    assert_eq!(with("key = \"execution.{line}\"", "key = \"execution\""), [unnamed]);
    let unsaid = "the key has {unit}, and `over` does not say what it runs over";
    assert_eq!(with("key = \"execution.{line}\"", "key = \"execution.{line}.{unit}\""), [unsaid]);
}

#[test]
fn a_name_in_a_filter_or_a_part_is_one_that_the_family_runs_over() {
    assert_eq!(with("line = \"{line}\"", "line = \"{lien}\""), ["{lien} is used, and `over` does not say what it runs over"]);
    let derived = "key = \"a\"\nlabel = { ko = \"가\" }\nunit = \"%\"\nderive = { ratio = [\"b.{unit}\", \"c\"] }";
    assert_eq!(problems(derived), ["{unit} is used, and `over` does not say what it runs over"]);
}

#[test]
fn a_family_runs_over_rows_that_have_codes_and_names() {
    let found = with("set = \"ledger.lines\", where = { fiscal_year = 2021 }", "set = \"bureau.posts\"");
    assert_eq!(found, ["the rows of bureau.posts have no names, and a family cannot run over them"]);
}

#[test]
fn a_key_is_plain() {
    assert_eq!(with("key = \"execution.{line}\"", "key = \"Execution {line}\"").len(), 1);
    let empty = problems("key = \"\"\nlabel = { ko = \"가\" }\nunit = \"개\"\ntyped = true");
    assert_eq!(empty, ["the key `` may hold a-z, 0-9, `-`, `.` and {names}"]);
}

#[test]
fn a_period_needs_rows_with_days() {
    let units = "key = \"a\"\nlabel = { ko = \"가\" }\nunit = \"개\"\nfold = { set = \"bureau.units\", count = true, period = \"month\" }";
    assert_eq!(problems(units), ["bureau.units has no days to take a period of"]);
    assert_eq!(with("sum = \"amount\"", "sum = \"amount\", period = \"month\""), [""; 0]);
}

#[test]
fn within_is_asked_of_rows_that_belong_to_a_unit() {
    assert_eq!(with("line = \"{line}\"", "within = \"bureau\""), [""; 0]);
}

#[test]
fn every_problem_of_a_figure_is_listed() {
    let found = problems(
        "key = \"a\"\nlabel = { ko = \"가\" }\nunit = \"x\"\nfold = { set = \"bureau.units\", where = { a = 1, b = 2 }, sum = \"c\", period = \"year\" }",
    );
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn a_fact_is_a_milestone_or_typed() {
    let fact = |text: &str| check_fact(&toml::from_str(&format!("key = \"a\"\nlabel = {{ ko = \"가\" }}\n{text}")).unwrap()).len();
    for right in ["milestone = \"m\"", "typed = \"day\"", "typed = \"window\"", "typed = \"name\""] {
        assert_eq!(fact(right), 0, "{right}");
    }
    for wrong in ["", "typed = \"colour\"", "milestone = \"m\"\ntyped = \"day\""] {
        assert_eq!(fact(wrong), 1, "{wrong}");
    }
}

#[test]
fn a_pattern_stands_for_one_member() {
    use crate::rules::fits;
    assert!(fits("a.*.b", "a.x.b"));
    assert!(!fits("a.*", "a."));
    assert!(!fits("a.*", "b.x"));
    assert!(!fits("a.b", "a.b"));
    assert!(!fits("ab*ba", "aba"));
}
