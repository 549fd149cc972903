use super::*;

const REPORT: &str = "title: 보고
basis: month-end
---
# Ⅰ. 현황
□ {org.teams}팀 {staff.authorized.bureau}명 {park.applications}개 {of-nothing} {@park.operator} {@report.basis}
::: table budget
unit: 백만원
chart: budget.2021.*
members: bureau.units kind=office|division + ledger.lines fiscal_year=2021
label: bureau = 계
mark: bureau
corner: 구 분
series: 예산 | budget.2021.*
:::
::: list duties
set: bureau.programmes
group: unit
corner: 구 분 | 사업
:::";

/// Everything that leaves the report room, as text.
fn everything(db: &TestDb) -> String {
    let office = Office::new(db);
    office.save("report", "ko", REPORT);
    office.write(|desk| desk.state("park.applications", "10", "2021-02-01"));
    let head = db.db.read().unwrap().head().unwrap();
    let mut text = format!("{} {}\n", head.seq, head.hash);
    for (lang, on, known) in [(Lang::Ko, "2021-04-21", head.seq), (Lang::En, "2021-02-15", Seq(head.seq.0 - 1))] {
        let rendered = office.render_at("report", lang, on, known).unwrap();
        text.push_str(&format!("{}\n{}\n", rendered.json(&head.hash), document::markdown(&rendered.document, None)));
        office.ask(known, |evaluator| {
            for figure in evaluator.figures(day(on)).unwrap() {
                let page = Page { offset: 0, limit: 50, public: lang == Lang::Ko };
                text.push_str(&format!("{}\n", evaluator.evidence(&figure.key, day(on), lang, page).unwrap().json(lang)));
            }
        });
    }
    text
}

#[test]
fn both_engines_give_the_same_bytes() {
    let sqlite = everything(&TestDb::sqlite(SCHEMAS));
    assert!(sqlite.len() > 50_000, "{}", sqlite.len());
    let postgres = everything(&TestDb::postgres(SCHEMAS));
    for (one, other) in sqlite.lines().zip(postgres.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(sqlite, postgres);
}
