use store::each_engine;

use super::*;

const TEAMS: &str = "key = \"org.teams\"\nlabel = { ko = \"팀\" }\nunit = \"개\"\n";
const REPORT: &str = "title: 보고\n---\n{org.teams}";

/// A report as bytes: JSON and Markdown.
fn bytes(office: &Office<'_>, name: &str, known: Seq) -> String {
    let rendered = office.render_at(name, Lang::Ko, "2021-04-21", known).unwrap();
    format!("{}\n{}", rendered.json("hash"), document::markdown(&rendered.document, None))
}

/// Refuses a template and gives what it said.
fn unsaved(office: &Office<'_>, lang: &str, body: &str) -> String {
    let new = template("wrong", lang, &format!("title: 보고\n---\n{body}"));
    let refusal = office.refuses(|tx, by| save_template(tx, by, &office.sets, &new, day("2021-04-21")));
    assert_eq!(refusal.code, "report.broken");
    refusal.en
}

each_engine! { SCHEMAS;
    fn the_same_question_has_the_same_answer_for_ever(db) {
        let office = Office::new(db);
        office.save("report", "ko", REPORT);
        let before = office.head();
        let first = bytes(&office, "report", before);
        office.write(|desk| {
            desk.define(&format!("[[figure]]\n{TEAMS}fold = {{ set = \"bureau.units\", where = {{ kind = \"division\" }}, count = true }}"));
            desk.save("report", "ko", "title: 새 보고\n---\n{org.teams} {payments}");
        });
        assert_eq!(bytes(&office, "report", before), first);
        let later = bytes(&office, "report", office.head());
        assert!(later.contains("새 보고") && later != first);
        assert_eq!(office.value_at("org.teams", "2021-04-21", before).unwrap().as_deref(), Some("1"));
        assert_eq!(office.value("org.teams", "2021-04-21").as_deref(), Some("3"));
        office.check();
    }

    fn a_definition_made_anew_is_the_next_version_in_its_old_place(db) {
        let office = Office::new(db);
        let order = |known| {
            let figures = office.ask(known, |evaluator| evaluator.figures(day("2021-04-21")).unwrap());
            figures.iter().map(|figure| figure.key.clone()).collect::<Vec<_>>()
        };
        let version = |known| office.ask(known, |evaluator| evaluator.figure("org.teams", day("2021-04-21")).unwrap().version);
        let before = office.head();
        let old = order(before);
        office.write(|desk| desk.define(&format!("[[figure]]\n{TEAMS}typed = true")));
        office.write(|desk| desk.state("org.teams", "17", "2021-01-01"));
        assert_eq!([version(before), version(office.head())], [1, 2]);
        assert_eq!(order(office.head()), old);
        assert_eq!(office.value("org.teams", "2021-04-21").as_deref(), Some("17"));
    }

    fn a_definition_that_is_wrong_is_not_saved(db) {
        let office = Office::new(db);
        let wrong = figure(&format!("{TEAMS}fold = {{ set = \"bureau.unit\", count = true }}"));
        let refusal = office.refuses(|tx, by| define_figure(tx, by, &office.sets, &wrong, day("2021-01-01")));
        assert_eq!(refusal.code, "report.broken");
        assert!(refusal.en.contains("there is no set `bureau.unit`; nearest: bureau.units"), "{refusal}");
    }

    fn the_same_key_again_is_the_same_act(db) {
        let office = Office::new(db);
        let sets = &office.sets;
        let setup = code("setup");
        let by = By { actor: &setup, key: "once", document: None };
        let again = |text: &str| {
            let mut tx = db.db.write(&db.origin()).unwrap();
            define_figure(&mut tx, &by, sets, &figure(text), day("2021-01-01"))?;
            Ok::<_, Failure>(tx.commit()?.seq)
        };
        let head = again(&format!("{TEAMS}typed = true")).unwrap();
        assert_eq!(again(&format!("{TEAMS}typed = true")).unwrap(), head);
        assert_eq!(refused(again(&format!("{TEAMS}places = 1\ntyped = true"))).code, "record.key-reused");
    }

    fn a_template_with_a_digit_is_not_saved(db) {
        let office = Office::new(db);
        let said = unsaved(&office, "ko", "□ {org.teams}팀\n□ 올해 3건");
        assert!(said.contains("line 4: the digit `3`"), "{said}");
    }

    fn a_template_with_an_unknown_name_is_not_saved(db) {
        let office = Office::new(db);
        let cases = [
            ("{org.team}", "`org.team` is not defined. Nearest: org.teams"),
            ("{payments words=3}", "line 3: the digit `3` in words"),
            ("{@park.operater}", "`park.operater` is not defined. Nearest: park.operator"),
            ("{payments unit=만원}", "the unit `만원` is none of the city's: 원"),
            ("::: table t\nmembers: bureau.unit\nseries: 예산 | budget.2021.*\n:::", "there is no set `bureau.unit`; nearest: bureau.units"),
            ("::: table t\nmembers: bureau.units colour=red\nseries: 예산 | budget.2021.*\n:::", "bureau.units has no dimension `colour`"),
            ("::: table t\nmembers: bureau.units\nseries: 예산 | budjet.*\n:::", "no figure fits `budjet.*`; nearest: budget."),
            ("::: table t\nunit: 만원\nmembers: bureau.units\nseries: 예산 | budget.2021.*\n:::", "the unit `만원`"),
            ("::: list d\nset: bureau.posts\ngroup: unit\ncorner: 가 | 나\n:::", "there is no set `bureau.posts` with rows to list by `unit`"),
            ("::: list d\nset: bureau.duties\ngroup: colour\ncorner: 가 | 나\n:::", "rows to list by `colour`"),
        ];
        for (body, what) in cases {
            let said = unsaved(&office, "ko", body);
            assert!(said.contains(what), "{said}");
        }
        assert!(unsaved(&office, "fr", "가").contains("the language is ko or en, not `fr`"));
    }

    fn every_unknown_name_of_a_template_is_listed(db) {
        let office = Office::new(db);
        let said = unsaved(&office, "fr", "{org.team} {@nobody}\n{payments unit=만원}");
        assert_eq!(said.lines().count(), 1 + 4, "{said}");
    }

    fn a_report_has_a_name_that_fits_an_address(db) {
        let office = Office::new(db);
        for name in ["", "보고", "a/b", "a b", "a?b"] {
            let new = template(name, "ko", REPORT);
            let refusal = office.refuses(|tx, by| save_template(tx, by, &office.sets, &new, day("2021-04-21")));
            assert_eq!(refusal.code, "report.broken", "{name}");
        }
    }

    fn where_a_language_is_missing_the_other_one_is_printed(db) {
        let office = Office::new(db);
        office.save("report", "ko", REPORT);
        let english = |known| office.render_at("report", Lang::En, "2021-04-21", known).unwrap();
        let only_korean = office.head();
        assert_eq!(english(only_korean).document.title, "보고");
        office.save("report", "en", "title: Report\n---\n{org.teams}");
        assert_eq!(english(office.head()).document.title, "Report");
        assert_eq!(english(only_korean).document.title, "보고");
        assert_eq!(reports(&mut db.db.read().unwrap(), office.head()).unwrap().len(), 2);
    }

    fn an_unknown_report_is_refused_with_the_nearest(db) {
        let office = Office::new(db);
        office.save("work-report", "ko", REPORT);
        let refusal = refused(office.render_at("work-raport", Lang::Ko, "2021-04-21", office.head()));
        assert_eq!((refusal.code, refusal.en.as_str()), ("report.unknown-key", "`work-raport` is not defined. Nearest: work-report"));
        assert!(refusal.ko.contains("비슷한 이름: work-report"));
    }

    fn an_empty_record_says_so(db) {
        let mut read = db.db.read().unwrap();
        assert_eq!(refused(Evaluator::new(&mut read, &sets(), Seq(0)).map(|_| ())).code, "report.empty");
    }

    fn a_definition_changed_behind_the_record_is_found(db) {
        let office = Office::new(db);
        office.write(|desk| desk.state("park.applications", "10", "2021-02-01"));
        office.save("report", "ko", REPORT);
        office.check();
        db.tamper("UPDATE report_figure SET definition = '{}' WHERE subject = 'org.teams'");
        db.tamper("UPDATE report_fact SET definition = '{}' WHERE subject = 'park.phase'");
        db.tamper("UPDATE report_typed_figure SET value = 'ten'");
        db.tamper("UPDATE report_template SET text = 'title', version = 5");
        let mut read = db.db.read().unwrap();
        let broken: usize = INVARIANTS.iter().map(|invariant| invariant(&mut read).unwrap().len()).sum();
        assert_eq!(broken, 5);
    }
}
