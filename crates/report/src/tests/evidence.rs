use store::each_engine;

use super::*;

const ALL: Page = Page { offset: 0, limit: 100, public: false };

fn open(office: &Office<'_>, key: &str, on: &str, lang: Lang, page: Page) -> Evidence {
    office.ask(office.head(), |evaluator| evaluator.evidence(key, day(on), lang, page).unwrap())
}

fn folded(office: &Office<'_>, key: &str, lang: Lang, page: Page) -> FoldedRows {
    if let Behind::Rows(folded) = open(office, key, "2021-04-21", lang, page).behind { folded } else { panic!("{key} has no rows") }
}

fn words(office: &Office<'_>, key: &str) -> [String; 2] {
    [Lang::Ko, Lang::En].map(|lang| folded(office, key, lang, ALL).filter)
}

each_engine! { SCHEMAS;
    fn evidence_is_paged(db) {
        let office = Office::new(db);
        let all = folded(&office, "disbursed.bureau", Lang::Ko, ALL);
        assert_eq!((all.rows.len(), all.total, all.sum), (6, 6, Some(716_000_123)));
        let page = |offset| folded(&office, "disbursed.bureau", Lang::Ko, Page { offset, limit: 4, public: false });
        let (first, second, third) = (page(0), page(4), page(8));
        let expected = [4, 2, 0].map(|rows| (rows, 6, Some(716_000_123)));
        assert_eq!([&first, &second, &third].map(|page| (page.rows.len(), page.total, page.sum)), expected);
        assert_eq!([first.rows, second.rows].concat(), all.rows);
    }

    fn the_public_sees_no_document_and_no_note(db) {
        let office = Office::new(db);
        let names = |page| folded(&office, "disbursed.bureau", Lang::En, page).columns.iter().map(|column| column.name).collect::<Vec<_>>();
        assert_eq!(names(ALL), ["day", "line", "kind", "carryover", "amount", "reversal", "document", "note", "event"]);
        let public = Page { public: true, ..ALL };
        assert_eq!(names(public), ["day", "line", "kind", "carryover", "amount", "reversal", "event"]);
        let json = |page| open(&office, "disbursed.bureau", "2021-04-21", Lang::Ko, page).json(Lang::Ko).to_string();
        assert!(json(ALL).contains("비공개-17") && json(ALL).contains("비공개 비고"));
        assert!(!json(public).contains("비공개"));
    }

    fn the_filter_is_said_in_words(db) {
        let office = Office::new(db);
        let expected = [
            "2021-04-21까지, 회계연도 2021, 종류 지출 또는 반납, 부서(그 아래 포함) 혁신기획관인 원장 항목 6건의 금액 합계",
            "sum of amount over 6 ledger entries until 2021-04-21 where fiscal year 2021, kind disburse or return, unit (and below) Bureau",
        ];
        assert_eq!(words(&office, "disbursed.bureau"), expected);
        let expected = [
            "2021-04-01부터 2021-04-21까지, 종류 지출 또는 반납인 원장 항목 2건의 금액 합계",
            "sum of amount over 2 ledger entries from 2021-04-01 until 2021-04-21 where kind disburse or return",
        ];
        assert_eq!(words(&office, "disbursed-month"), expected);
        let expected = ["2021-04-21 현재, 종류 팀인 부서 1건의 수", "number of units in force on 2021-04-21 where kind team: 1 rows"];
        assert_eq!(words(&office, "org.teams"), expected);
        let expected = [
            "2021-04-21 현재, 종류 지출인 원장 항목 5건의 서로 다른 세부사업 수",
            "number of different line over 5 ledger entries on 2021-04-21 where kind disburse",
        ];
        assert_eq!(words(&office, "lines.paying"), expected);
    }

    fn codes_of_the_filter_are_said_by_name(db) {
        let office = Office::new(db);
        let expected = [
            "2021-04-21까지, 회계연도 2021, 종류 예산 편성, 세부사업 park사업인 원장 항목 1건의 금액 합계",
            "sum of amount over 1 ledger entries until 2021-04-21 where fiscal year 2021, kind appropriate, line Line park",
        ];
        assert_eq!(words(&office, "budget.2021.park"), expected);
    }

    fn only_columns_of_codes_are_translated(db) {
        let office = Office::new(db);
        // A unit that is called like a kind of entry keeps its name; a team is what the city says it is.
        office.write(|desk| desk.unit("transfer", "team", Some("city"), 9, ("done", "done")));
        office.write(|desk| {
            desk.define("[[figure]]\nkey = \"t\"\nlabel = { ko = \"가\" }\nunit = \"개\"\nfold = { set = \"bureau.units\", where = { code = \"transfer\" }, count = true }");
        });
        assert_eq!(words(&office, "t")[0], "2021-04-21 현재, 코드 transfer인 부서 1건의 수");
    }

    fn no_filter_is_said_as_none(db) {
        let office = Office::new(db);
        assert_eq!(words(&office, "org.units"), ["2021-04-21 현재, 부서 5건의 수", "number of units in force on 2021-04-21: 5 rows"]);
        let expected = ["2021-04-21 현재, 직위 4건의 서로 다른 부서 수", "number of different unit over 4 posts in force on 2021-04-21"];
        assert_eq!(words(&office, "staff.units"), expected);
    }

    fn a_derived_figure_opens_to_its_parts(db) {
        let office = Office::new(db);
        let evidence = open(&office, "budget.change-rate.conflict", "2021-04-21", Lang::Ko, ALL);
        let (head, rows) = evidence.table(Lang::Ko);
        assert_eq!(head, ["수치", "이름", "값", "단위"]);
        let expected = [
            ["budget.change.conflict", "갈등담당관 증감", "-12.451", "백만원"],
            ["budget.2020.conflict", "갈등담당관 ’20년 예산", "692", "백만원"],
        ];
        assert_eq!(rows, expected);
        let json = evidence.json(Lang::En);
        assert_eq!((json["source"].as_str(), json["fraction"].as_str()), (Some("derived"), Some("-12451/6920")));
    }

    fn a_typed_figure_opens_to_its_source(db) {
        let office = Office::new(db);
        let table = |on: &str| open(&office, "park.applications", on, Lang::En, ALL).table(Lang::En);
        office.write(|desk| desk.state("park.applications", "10", "2021-02-01"));
        let (head, rows) = table("2021-04-21");
        assert_eq!(head, ["From", "Source", "Event"]);
        assert_eq!(rows, [["2021-02-01".to_owned(), "시험".to_owned(), office.head().to_string()]]);
        assert!(table("2021-01-31").1.is_empty());
    }
}
