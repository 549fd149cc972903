use store::each_engine;

use super::*;

const OLD: &str = "title: 주요업무보고
basis: month-end
---
# Ⅰ. {=’21}년 현황
□ {budget.2021.bureau}백만원, 신청 {park.applications}개, {@park.operator}
::: table budget
members: bureau.units kind=office|division + ledger.lines fiscal_year=2021
label: bureau = 계
corner: 구 분
series: {=’20}년 | budget.2020.*
series: {=’21}년 | budget.2021.*
series: 증감률 | budget.change-rate.*
:::";

fn clone(define: bool, replace: &[(&str, &str)]) -> CloneReport {
    let replace = replace.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    CloneReport { from: "report-2021".to_owned(), to: "report-2022".to_owned(), replace, define, day: day("2022-01-03") }
}

const YEARS: [(&str, &str); 4] = [("2021", "2022"), ("’21", "’22"), ("2020", "2021"), ("’20", "’21")];

#[test]
fn words_are_replaced_all_at_once_and_only_where_they_stand_alone() {
    let with = |pairs: &[(&str, &str)], text: &str| {
        replaced(text, &pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect::<Vec<_>>())
    };
    assert_eq!(with(&YEARS, "2020 2021 ’20 ’21"), "2021 2022 ’21 ’22");
    assert_eq!(
        with(&YEARS, "budget.2021.bureau fiscal_year=2021 2021년 2021-03-31 {=’21}년"),
        "budget.2022.bureau fiscal_year=2022 2022년 2022-03-31 {=’22}년"
    );
    assert_eq!(with(&YEARS, "12021 20210 ’210 a2021 2021a"), "12021 20210 ’210 a2021 2021a");
    assert_eq!(with(&[("park", "lab"), ("park.old", "yard")], "park park.old parks park-x"), "lab yard parks lab-x");
    assert_eq!(with(&[("", "x")], "같은 글"), "같은 글");
}

#[test]
fn the_years_of_a_text_are_offered_each_with_the_next() {
    let offered = years(&["{budget.2020.x} {budget.2021.x} {=’21}년 {=3.5}%"]);
    let offered: Vec<_> = offered.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(offered, [("2021", "2022"), ("’21", "’22"), ("2020", "2021")]);
    assert_eq!(years(&["{org.teams}"]), []);
}

each_engine! { SCHEMAS;
    fn last_year_s_report_becomes_this_year_s(db) {
        let office = Office::new(db);
        office.save("report-2021", "ko", OLD);
        office.write(|desk| {
            desk.state("park.applications", "10", "2021-02-01");
            let new = NewYear { fiscal_year: 2022, starts: day("2022-01-01"), ends: day("2022-12-31") };
            desk.act(|tx, by| ledger::open_year(tx, by, &new));
            desk.line("2022/park", "social", Some("park"), 9_000_000);
        });
        let read = |run: &dyn Fn(&mut store::Read) -> Vec<(String, String)>| run(&mut db.db.read().unwrap());
        let pairs = read(&|read| offered(read, &office.sets, "report-2021", day("2022-01-03")).unwrap());
        let said: Vec<String> = pairs.iter().map(|(from, to)| format!("{from} = {to}")).collect();
        assert_eq!(said, [
            "2021 = 2022", "’21 = ’22", "2020 = 2021", "’20 = ’21", "budget.change = budget.change.2022", "budget.change-rate = budget.change-rate.2022",
        ]);
        let clone = CloneReport { replace: pairs, ..clone(true, &[]) };
        let plan = plan_clone(&mut db.db.read().unwrap(), &office.sets, &clone).unwrap();
        assert_eq!(plan.problems, [""; 0]);
        let keys: Vec<&str> = plan.definitions.iter().map(|definition| definition.key.as_str()).collect();
        let expected = ["budget.2022.{unit}", "budget.2022.{line}", "budget.change.2022.{unit}", "budget.change-rate.2022.{unit}"];
        assert_eq!(keys, expected);
        let typed: Vec<_> = plan.typed.iter().map(|one| (one.key.as_str(), one.value.as_deref())).collect();
        assert_eq!(typed, [("park.applications", Some("10")), ("@park.operator", None)]);
        office.write(|desk| {
            let sets = desk.sets;
            desk.act(|tx, by| clone_report(tx, by, sets, &clone));
        });
        let rendered = office.render("report-2022", "2022-01-31");
        assert!(tables(&rendered).iter().any(|table| rows(table)[0].contains("’21년 | ’22년")));
        assert_eq!(rendered.figures[0].key, "budget.2022.bureau");
        assert_eq!(rendered.figures[0].shown.as_deref(), Some("9000"));
        assert_eq!(office.render("report-2021", "2021-04-21").figures[0].key, "budget.2021.bureau");
        office.check();
        let again = office.refuses(|tx, by| clone_report(tx, by, &office.sets, &clone));
        assert!(again.en.contains("there is a report `report-2022` already"), "{again}");
    }

    fn keys_that_do_not_exist_for_the_new_year_are_listed(db) {
        let office = Office::new(db);
        office.save("report-2021", "ko", OLD);
        let plan = plan_clone(&mut db.db.read().unwrap(), &office.sets, &clone(false, &YEARS)).unwrap();
        assert!(plan.problems.iter().any(|problem| problem.contains("`budget.2022.bureau` is not defined")), "{:?}", plan.problems);
        assert!(plan.problems.iter().any(|problem| problem.contains("no figure fits `budget.2022.*`")), "{:?}", plan.problems);
        let refusal = office.refuses(|tx, by| clone_report(tx, by, &office.sets, &clone(false, &YEARS)));
        assert_eq!(refusal.code, "report.broken");
        let nobody = CloneReport { from: "report-2020".to_owned(), ..clone(true, &YEARS) };
        assert_eq!(refused(plan_clone(&mut db.db.read().unwrap(), &office.sets, &nobody)).en, "`report-2020` is not defined. Nearest: report-2021");
        let wrong = CloneReport { to: "보고".to_owned(), ..clone(true, &YEARS) };
        let plan = plan_clone(&mut db.db.read().unwrap(), &office.sets, &wrong).unwrap();
        assert!(plan.problems.iter().any(|problem| problem.contains("a report's name")), "{:?}", plan.problems);
        // A rate of the old year under its old name is not let through.
        assert!(plan.problems.iter().any(|problem| problem.starts_with("`budget.change-rate.{unit}` would still be what it was")), "{:?}", plan.problems);
    }

    fn the_same_key_again_is_the_same_clone(db) {
        let office = Office::new(db);
        office.save("report-2021", "ko", "title: 보고\n---\n□ {org.teams}");
        let setup = code("setup");
        let by = By { actor: &setup, key: "once", document: None };
        let again = || {
            let mut tx = db.db.write(&db.origin()).unwrap();
            clone_report(&mut tx, &by, &office.sets, &clone(true, &YEARS)).unwrap();
            tx.commit().unwrap().seq
        };
        assert_eq!(again(), again());
    }
}
