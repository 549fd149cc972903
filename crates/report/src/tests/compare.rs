use store::{Known, each_engine};

use super::*;

const REPORT: &str = "title: 보고
---
# Ⅰ. 현황
□ {org.teams}팀, 신청 {park.applications}개
○ 지출 {disbursed.social}천원, {budget.change-rate.city}%
○ 선정 중
※ {@park.operator}";

fn asked(text: &str) -> Which {
    Which::parse(text, &kernel::Zone::default()).unwrap()
}

impl Office<'_> {
    fn compared(&self, a: &str, b: &str, public: bool) -> Comparison {
        compare(&mut self.db.db.read().unwrap(), &self.sets, (&asked(a), &asked(b)), Lang::Ko, public).unwrap()
    }
}

#[test]
fn a_side_is_an_edition_or_a_question() {
    assert_eq!(asked("2021-1"), Which::Edition("2021-1".to_owned()));
    let question = |known| Which::Question { report: "work-report-2021".to_owned(), day: day("2021-04-21"), known };
    assert_eq!(asked("work-report-2021@2021-04-21"), question(Known::Head));
    assert_eq!(asked(" work-report-2021@2021-04-21:712 "), question(Known::Event(Seq(712))));
    for wrong in ["", "2021", "21-1", "report", "report@", "report@yesterday", "report@2021-04-21:soon", "2021-x"] {
        assert_eq!(Which::parse(wrong, &kernel::Zone::default()).unwrap_err().code, "report.unreadable-side", "{wrong}");
    }
}

each_engine! { SCHEMAS;
    fn what_changed_is_told_with_its_rows_definitions_and_words(db) {
        let office = Office::new(db);
        let paid = office.write(|desk| {
            desk.state("park.applications", "10", "2021-02-01");
            let commitment = desk.commit("2021/ecosystem", 30_000_000, "2021-02-01");
            desk.pay(&commitment, 7_000_000, "2021-02-03")
        });
        office.save("report", "ko", REPORT);
        let before = office.head();
        let (corrected, defined) = office.write(|desk| {
            desk.state("park.applications", "12", "2021-02-01");
            let new = ledger::Correct { entry: paid.clone(), amount: Amount::new(6_000_000).unwrap(), note: None };
            desk.act(|tx, by| ledger::correct(tx, by, &new));
            let corrected = desk.tx.head().unwrap().seq;
            desk.define("[[figure]]\nkey = \"org.teams\"\nlabel = { ko = \"팀\", en = \"Teams\" }\nunit = \"개\"\nplaces = 0\nfold = { set = \"bureau.units\", where = { kind = \"division\" }, count = true }");
            let defined = desk.tx.head().unwrap().seq;
            desk.save("report", "ko", &REPORT.replace("○ 선정 중", "○ 선정 완료\n○ 직위가 있는 부서 {staff.units}개"));
            (corrected, defined)
        });
        let found = office.compared(&format!("report@2021-04-21:{before}"), "report@2021-04-21", false);
        let keys: Vec<&str> = found.figures.iter().map(|figure| figure.key.as_str()).collect();
        assert_eq!(keys, ["org.teams", "park.applications", "disbursed.social"]);
        let [teams, applications, disbursed] = found.figures.as_slice() else { panic!("three figures changed") };
        assert_eq!((teams.exact.0.as_deref(), teams.exact.1.as_deref(), teams.versions), (Some("1"), Some("3"), (1, 2)));
        assert_eq!(applications.difference.as_deref(), Some("2"));
        assert_eq!(applications.leaves[0].typed.1.as_ref().unwrap().source, "시험");
        assert_eq!((disbursed.exact.0.as_deref(), disbursed.exact.1.as_deref()), (Some("698000.123"), Some("697000.123")));
        let rows: Vec<_> = disbursed.leaves[0].rows.iter().map(|row| (row.added, row.event, row.day.as_str(), row.amount)).collect();
        assert_eq!(rows, [(true, Some(corrected), "2021-02-03", Some(-7_000_000)), (true, Some(corrected), "2021-02-03", Some(6_000_000))]);
        assert_eq!(found.definitions.len(), 1);
        assert_eq!((found.definitions[0].key.as_str(), found.definitions[0].versions, found.definitions[0].event), ("org.teams", (Some(1), 2), defined));
        let fields: Vec<&str> = found.definitions[0].fields.iter().map(|(name, _, _)| name.as_str()).collect();
        assert_eq!(fields, ["fold"]);
        assert!(found.definitions[0].fields[0].1.as_ref().unwrap().contains("team"));
        let lines: Vec<_> = found.lines.iter().map(|line| (line.added, line.text.as_str(), line.chapter.as_str())).collect();
        assert_eq!(lines, [(false, "○ 선정 중", "Ⅰ. 현황"), (true, "○ 선정 완료", "Ⅰ. 현황"), (true, "○ 직위가 있는 부서 4개", "Ⅰ. 현황")]);
        assert_eq!((found.only_a.len(), found.only_b.iter().map(|only| only.key.as_str()).collect::<Vec<_>>()), (0, vec!["staff.units"]));
        assert_eq!(found.templates, (1, 2));
        let markdown = found.markdown(Lang::Ko);
        for said in ["`disbursed.social`: 698,000천원 → 697,000천원", "＋ ○ 선정 완료", "－ ○ 선정 중", "`org.teams`: 판 1 → 2", "△7,000,000"] {
            assert!(markdown.contains(said), "{said} is not in {markdown}");
        }
        let (head, table) = found.table(Lang::En);
        assert!(table.iter().all(|line| line.len() == head.len()));
        let row = table.iter().find(|line| line[0] == "row" && line[11] == "-7000000").unwrap();
        assert_eq!((row[1].as_str(), row[7].as_str(), row[8].as_str()), ("disbursed.social", "added", corrected.to_string().as_str()));
    }

    fn a_rate_opens_to_the_rows_of_what_it_derives_from(db) {
        let office = Office::new(db);
        office.save("report", "ko", "title: 보고\n---\n□ {budget.change-rate.city}%");
        let before = office.head();
        office.write(|desk| {
            let new = Budget { line: "2021/lab".parse().unwrap(), amount: Amount::new(1_000_000).unwrap(), day: day("2021-03-01"), note: None };
            desk.act(|tx, by| ledger::appropriate(tx, by, &new));
        });
        let found = office.compared(&format!("report@2021-04-21:{before}"), "report@2021-04-21", true);
        assert_eq!(found.figures.len(), 1);
        let leaves: Vec<_> = found.figures[0].leaves.iter().map(|leaf| (leaf.key.as_str(), leaf.rows.len())).collect();
        assert_eq!(leaves, [("budget.2021.city", 1)]);
        assert!(found.definitions.is_empty() && found.lines.is_empty());
    }

    fn the_public_does_not_see_documents(db) {
        let office = Office::new(db);
        office.save("report", "ko", "title: 보고\n---\n□ {disbursed.social}천원");
        let of = |public| {
            let found = office.compared("report@2021-02-01", "report@2021-04-21", public);
            found.figures[0].leaves[0].rows.iter().map(|row| row.document.clone()).collect::<Vec<_>>()
        };
        assert!(of(true).iter().all(String::is_empty));
        assert!(of(false).contains(&"비공개-17".to_owned()));
        let text = serde_json::to_string(&office.compared("report@2021-02-01", "report@2021-04-21", true)).unwrap();
        assert!(!text.contains("비공개"), "{text}");
    }

    fn what_is_the_same_is_said_to_be_the_same(db) {
        let office = Office::new(db);
        office.save("report", "ko", REPORT);
        let found = office.compared("report@2021-04-21", "report@2021-04-21", true);
        assert!(found.is_same());
        assert!(found.markdown(Lang::En).contains("Nothing is different."));
        assert_eq!(found.table(Lang::Ko).1.len(), 0);
        let mut read = db.db.read().unwrap();
        let gone = compare(&mut read, &office.sets, (&asked("2021-1"), &asked("report@2021-04-21")), Lang::Ko, true);
        assert_eq!(refused(gone).code, "report.no-edition");
        let later = compare(&mut read, &office.sets, (&asked("report@2021-04-21:99999"), &asked("report@2021-04-21")), Lang::Ko, true);
        assert_eq!(refused(later).code, "report.after-head");
    }
}
