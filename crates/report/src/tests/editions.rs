use store::{Set, digest_text, each_engine};

use super::*;

const KOREAN: &str = "title: 주요업무보고
basis: month-end
---
# Ⅰ. 현황
□ {org.teams}팀 {park.applications}개 {of-nothing} {@park.operator} {@report.basis}
::: table budget
unit: 백만원
chart: budget.2021.*
members: bureau.units kind=office|division
corner: 구 분
series: 예산 | budget.2021.*
series: 지출 | disbursed.*
series: 증감률 | budget.change-rate.*
:::";
const ENGLISH: &str = "title: Work report
basis: month-end
---
# I. Overview
□ {org.teams} teams, {disbursed.bureau} spent";

impl Office<'_> {
    /// The small bureau with a report in both languages.
    fn reporting(db: &TestDb) -> Office<'_> {
        let office = Office::new(db);
        office.save("report", "ko", KOREAN);
        office.save("report", "en", ENGLISH);
        office.write(|desk| desk.state("park.applications", "10", "2021-02-01"));
        office
    }

    /// Issues an edition of the report as known now.
    fn issue(&self, on: &str, supersedes: Option<&str>) -> String {
        let new = self.issuing(on, supersedes);
        self.write(|desk| {
            let sets = desk.sets;
            desk.act_on(Some(&approval()), |tx, by| issue_edition(tx, by, sets, &new))
        })
    }

    fn issuing(&self, on: &str, supersedes: Option<&str>) -> IssueEdition {
        IssueEdition { report: "report".to_owned(), day: day(on), known: self.head(), supersedes: supersedes.map(str::to_owned) }
    }

    fn edition(&self, number: &str) -> Edition {
        edition(&mut self.db.db.read().unwrap(), number).unwrap().unwrap()
    }

    fn listed(&self) -> Vec<ListedEdition> {
        editions(&mut self.db.db.read().unwrap(), self.head()).unwrap()
    }

    /// What differs between the editions and the record.
    fn differs(&self, sets: &Sets) -> Vec<String> {
        check_frozen(&mut self.db.db.read().unwrap(), sets).unwrap().iter().map(ToString::to_string).collect()
    }

    /// A correction, new definitions, new words.
    fn moves_on(&self) {
        self.write(|desk| {
            let teams = "key = \"org.teams\"\nlabel = { ko = \"팀\" }\nunit = \"개\"\nfold = { set = \"bureau.units\", count = true }";
            desk.define(&format!("[[figure]]\n{teams}"));
            desk.state("park.applications", "12", "2021-02-01");
            let park = desk.commit("2021/park", 5_000_000, "2021-03-01");
            desk.pay(&park, 2_000_000, "2021-03-02");
            desk.save("report", "ko", "title: 다른 보고\n---\n□ {org.teams}팀");
        });
    }
}

fn approval() -> Document {
    Document { system: "온나라".to_owned(), number: "사회혁신담당관-4321".to_owned(), day: Some(day("2021-04-20")) }
}

/// Every file of an edition.
fn files(edition: &Edition) -> Vec<String> {
    let both = edition.frozen.languages.iter().flat_map(|printed| [printed.html(), printed.markdown()]);
    both.chain([edition.canonical()]).collect()
}

each_engine! { SCHEMAS;
    fn an_edition_prints_the_same_bytes_for_ever(db) {
        let office = Office::reporting(db);
        let (at, rendered) = (office.head(), office.render("report", "2021-04-21"));
        assert_eq!(office.issue("2021-04-21", None), "2021-1");
        let first = office.edition("2021-1");
        assert_eq!((first.frozen.as_of, first.frozen.languages.len()), (AsOf { day: day("2021-04-21"), known: at }, 2));
        assert_eq!((first.approval.number.as_str(), first.report.as_str()), ("사회혁신담당관-4321", "report"));
        let korean = first.frozen.printed(Lang::Ko).unwrap();
        assert_eq!((&korean.document, &korean.figures, &korean.facts), (&rendered.document, &rendered.figures, &rendered.facts));
        assert_eq!(first.frozen.printed(Lang::En).unwrap().document.title, "Work report");
        let before = files(&first);
        office.moves_on();
        assert_eq!(files(&office.edition("2021-1")), before);
        assert_eq!(digest_text(&office.edition("2021-1").canonical()), office.listed()[0].seal);
        office.check();
        assert_eq!(office.differs(&office.sets), [""; 0]);
    }

    fn an_edition_s_figures_open_to_what_was_known(db) {
        let office = Office::reporting(db);
        office.issue("2021-04-21", None);
        let edition = office.edition("2021-1");
        let printed = edition.frozen.printed(Lang::Ko).unwrap();
        assert!(printed.document.figures().iter().all(|figure| figure.href.is_none()));
        let keys = |of: Vec<&document::Figure>| of.iter().map(|figure| figure.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(printed.document.figures()), printed.figures.iter().map(|figure| figure.key.clone()).collect::<Vec<_>>());
        let linked = printed.linked(Seq(7), "");
        assert_eq!(linked.figures()[0].href.as_deref(), Some("/figures/org.teams?day=2021-03-31&known=7"));
        assert!(linked.figures().iter().all(|figure| figure.href.is_some()));
    }

    fn a_digest_is_what_the_document_says_it_is(db) {
        let office = Office::reporting(db);
        office.issue("2021-04-21", None);
        let frozen = office.edition("2021-1").frozen;
        let digests = frozen.digests();
        let on = day("2021-03-31");
        let rows = |key: &str| office.ask(frozen.as_of.known, |evaluator| {
            let evidence = evaluator.evidence(key, on, Lang::Ko, Page { offset: 0, limit: 999, public: true }).unwrap();
            let Behind::Rows(folded) = evidence.behind else { panic!("{key} has no rows") };
            let columns: Vec<&str> = folded.columns.iter().map(|column| column.name).collect();
            let mut lines: Vec<String> = folded.rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect();
            lines.sort();
            let first = serde_json::to_string(&serde_json::json!(["rows", folded.set.name, columns])).unwrap();
            digest_text(&std::iter::once(first).chain(lines).collect::<Vec<_>>().join("\n"))
        });
        for key in ["org.teams", "budget.2021.bureau", "disbursed.social", "disbursed.conflict"] {
            assert_eq!(digests[&(key, on)], rows(key), "{key}");
        }
        let change = digest_text(&format!(
            r#"["parts","difference",[["budget.2021.city","{}"],["budget.2020.city","{}"]]]"#, rows("budget.2021.city"), rows("budget.2020.city")
        ));
        let rate = format!(r#"["parts","percent",[["budget.change.city","{change}"],["budget.2020.city","{}"]]]"#, rows("budget.2020.city"));
        assert_eq!(digests[&("budget.change-rate.city", on)], digest_text(&rate));
        let event = office.ask(frozen.as_of.known, |evaluator| {
            let Behind::Typed(Some((_, _, event))) = evaluator.evidence("park.applications", on, Lang::Ko, Page { offset: 0, limit: 1, public: true }).unwrap().behind
                else { panic!("it was typed") };
            event
        });
        assert_eq!(digests[&("park.applications", on)], digest_text(&format!(r#"["typed",["10","2021-02-01","시험",{event}]]"#)));
        // A quotient is kept as a fraction: 2,189,789 thousand after 2,948,000 thousand.
        let rate = frozen.evidence.iter().find(|sealed| sealed.key == "budget.change-rate.city").unwrap();
        assert_eq!(rate.exact.as_deref(), Some("-758211/29480"));
    }

    fn issuing_needs_a_document_a_report_and_a_place_in_the_record(db) {
        let office = Office::reporting(db);
        let refuse = |change: &dyn Fn(&mut IssueEdition), with: bool| {
            let mut new = office.issuing("2021-04-21", None);
            change(&mut new);
            let document = approval();
            office.refuses(|tx, by| issue_edition(tx, &By { document: with.then_some(&document), ..*by }, &office.sets, &new))
        };
        assert_eq!(refuse(&|_| {}, false).code, "report.no-approval");
        assert_eq!(refuse(&|new| new.known = Seq(new.known.0 + 1), true).code, "report.after-head");
        let said = refuse(&|new| new.report = "raport".to_owned(), true);
        assert_eq!((said.code, said.en.as_str()), ("report.unknown-key", "`raport` is not defined. Nearest: report"));
        assert_eq!(refuse(&|new| new.supersedes = Some("2021-9".to_owned()), true).code, "report.no-edition");
    }

    fn the_same_key_again_is_the_same_edition(db) {
        let office = Office::reporting(db);
        let (setup, document, new) = (code("setup"), approval(), office.issuing("2021-04-21", None));
        let by = By { actor: &setup, key: "once", document: Some(&document) };
        let again = |new: &IssueEdition| {
            let mut tx = db.db.write(&db.origin()).unwrap();
            let number = issue_edition(&mut tx, &by, &office.sets, new)?;
            tx.commit().unwrap();
            Ok::<_, Failure>(number)
        };
        assert_eq!(again(&new).unwrap(), "2021-1");
        assert_eq!(again(&new).unwrap(), "2021-1");
        assert_eq!(refused(again(&IssueEdition { day: day("2021-04-22"), ..new })).code, "record.key-reused");
        assert_eq!(office.issue("2021-05-21", None), "2021-2");
        assert_eq!(office.issue("2020-05-21", None), "2020-1");
        assert_eq!(office.listed().iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), ["2020-1", "2021-2", "2021-1"]);
    }

    fn an_edition_is_superseded_or_withdrawn_once(db) {
        let office = Office::reporting(db);
        let first = office.issue("2021-04-21", None);
        assert_eq!(office.listed()[0].state, EditionState::Issued);
        office.moves_on();
        let second = office.issue("2021-04-21", Some(&first));
        let EditionState::Superseded { by, .. } = &office.listed()[1].state else { panic!("it was superseded") };
        assert_eq!(*by, second);
        let old = |number: &str, reason: &str| WithdrawEdition { number: number.to_owned(), reason: reason.to_owned(), day: day("2021-05-01") };
        assert_eq!(office.refuses(|tx, by| withdraw_edition(tx, by, &old(&first, "까닭"))).code, "report.superseded");
        assert_eq!(office.refuses(|tx, by| withdraw_edition(tx, by, &old(&second, " "))).code, "report.no-reason");
        assert_eq!(office.refuses(|tx, by| withdraw_edition(tx, by, &old("2099-1", "까닭"))).code, "report.no-edition");
        let before = office.head();
        office.write(|desk| desk.act(|tx, by| withdraw_edition(tx, by, &old(&second, "붙임의 오류"))));
        let withdrawn = EditionState::Withdrawn { reason: "붙임의 오류".to_owned(), day: day("2021-05-01") };
        assert_eq!(office.listed()[0].state, withdrawn);
        assert_eq!(editions(&mut db.db.read().unwrap(), before).unwrap()[0].state, EditionState::Issued);
        assert_eq!(office.refuses(|tx, by| withdraw_edition(tx, by, &old(&second, "또"))).code, "report.withdrawn");
        let document = approval();
        let new = office.issuing("2021-05-21", Some(&second));
        let said = office.refuses(|tx, by| issue_edition(tx, &By { document: Some(&document), ..*by }, &office.sets, &new));
        assert_eq!(said.code, "report.withdrawn");
        assert_eq!(office.edition(&second).number, second);
        office.check();
    }

    fn a_record_that_says_something_else_is_named(db) {
        let office = Office::reporting(db);
        office.issue("2021-04-21", None);
        db.tamper("UPDATE ledger_entry SET amount = amount + 1000 WHERE kind = 'disburse' AND day = '2021-02-10'");
        db.tamper("UPDATE ledger_day_total SET amount = amount + 1000 WHERE kind = 'disburse' AND day = '2021-02-10'");
        let said = office.differs(&office.sets).join("\n");
        assert!(said.contains("2021-1: the figure disbursed.city on 2021-03-31 was 25000 and is 25001"), "{said}");
        assert!(said.contains("the evidence of disbursed.city on 2021-03-31 is not what it was"), "{said}");
        assert!(said.contains("the evidence of disbursed.bureau on 2021-03-31"), "{said}");
        assert!(!said.contains("disbursed.social"), "{said}");
    }

    fn an_edition_changed_behind_the_record_is_named(db) {
        let office = Office::reporting(db);
        office.issue("2021-04-21", None);
        db.tamper("UPDATE report_edition SET content = replace(content, '주요업무보고', '주요업무 보고')");
        let mut read = db.db.read().unwrap();
        let broken: Vec<String> = INVARIANTS.iter().flat_map(|invariant| invariant(&mut read).unwrap()).map(|one| one.what).collect();
        assert_eq!(broken, [
            "its content is not what was sealed",
            "its HTML in ko is no longer what was issued",
            "its Markdown in ko is no longer what was issued",
        ]);
    }

    fn a_set_may_gain_columns_and_old_editions_still_hold(db) {
        let office = Office::reporting(db);
        office.issue("2021-04-21", None);
        let gained = |extra: store::Column| -> Sets {
            let entries = ledger::SETS.iter().find(|set| set.name == "ledger.entries").unwrap();
            let columns: Vec<store::Column> = entries.columns.iter().map(copied).chain([extra]).collect();
            let set = Set { columns: Vec::leak(columns), members: None, ..copied_set(entries) };
            let others: Vec<Set> = ledger::SETS.iter().filter(|set| set.name != "ledger.entries").map(copied_set).chain([set]).collect();
            Sets::new(&[bureau::SETS, Vec::leak(others)], "bureau.units")
        };
        let sets = gained(store::Column::public("id", store::ColumnKind::Text, ("번호", "Id")));
        assert_eq!(office.differs(&sets), [""; 0]);
    }
}

fn copied(column: &store::Column) -> store::Column {
    store::Column { name: column.name, label: column.label, kind: column.kind, public: column.public }
}

fn copied_set(set: &Set) -> Set {
    let members = set.members.as_ref().map(|members| store::Members {
        code: members.code,
        parent: members.parent,
        name: members.name,
        short: members.short,
    });
    Set {
        name: set.name,
        row: set.row,
        rows: set.rows,
        totals: set.totals,
        dimensions: set.dimensions,
        measures: set.measures,
        columns: set.columns,
        order: set.order,
        members,
    }
}

/// The first writers' page is printed as it was; theirs of today has a look of its own.
#[test]
fn a_page_of_the_first_writers_stays_as_it_was() {
    let document = document::Document { lang: document::Lang::Ko, title: "보고".into(), subtitle: None, blocks: Vec::new() };
    let printed = |more: &str| -> Printed {
        let rest = format!(
            "\"lang\":\"ko\",\"template_version\":1,\"document\":{},\"figures\":[],\"facts\":[],\"html\":\"\",\"markdown\":\"\"",
            document::freeze(&document)
        );
        serde_json::from_str(&format!("{{{more}{rest}}}")).unwrap()
    };
    let first = printed("");
    assert_eq!(first.writer, 1);
    assert!(!serde_json::to_string(&first).unwrap().contains("writer"), "an old seal is over the same bytes");
    assert_eq!(digest_text(&first.html()), "f3772ff905c04e453eb16b4b8b42511c03b312e9ba502ca526f19341617ce37a");
    assert!(printed("\"writer\":2,").html().contains("visually-hidden{"));
}
