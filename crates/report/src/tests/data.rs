use store::each_engine;

use super::*;

/// What a programme brings with it, as its officers would write it: figures of its own and a line of the report.
const FIGURES: &str = r#"
[[figure]]
key = "garden.budget"
label = { ko = "정원 사업 예산", en = "Budget of the garden programme" }
unit = "백만원"
fold = { set = "ledger.entries", where = { fiscal_year = 2021, programme = "garden", kind = "appropriate" }, sum = "amount" }

[[figure]]
key = "garden.share"
label = { ko = "정원 사업 비중", en = "Share of the garden programme" }
unit = "%"
places = 1
derive = { percent = ["garden.budget", "budget.2021.city"] }

[[figure]]
key = "garden.gardens"
label = { ko = "정원 수", en = "Gardens" }
unit = "개"
typed = true
"#;

const POSTS: &str = r#"
[[figure]]
key = "posts.{unit}"
over = { unit = { set = "bureau.units" } }
label = { ko = "정원" }
unit = "명"
fold = { set = "bureau.posts", where = { within = "{unit}" }, count = true }
"#;

const REPORT: &str = "title: 정원
basis: month-end
---
○ {garden.gardens}곳, {garden.budget}백만원({garden.share}%)
::: table lines
unit: 백만원
members: bureau.units kind=office|division + ledger.lines fiscal_year=2021
corner: 구 분
series: 예산 | budget.2021.*
:::";

each_engine! { SCHEMAS;
    fn a_new_programme_enters_by_data_alone(db) {
        let office = Office::new(db);
        let keys = |office: &Office<'_>| office.ask(office.head(), |evaluator| evaluator.figures(day("2021-03-31")).unwrap().len());
        let (before, known) = (keys(&office), office.head());
        office.write(|desk| {
            desk.programme("garden", "city");
            desk.line("2021/garden-plots", "city", Some("garden"), 120_400);
            desk.line("2021/garden-school", "city", Some("garden"), 80_400);
            desk.define(FIGURES);
            desk.state("garden.gardens", "14", "2021-01-01");
            desk.save("garden", "ko", REPORT);
        });
        // Three figures of its own, and one member more for each line in the family of lines.
        assert_eq!(keys(&office), before + 3 + 2);
        assert_eq!(office.value("budget.2021.garden-plots", "2021-03-31").as_deref(), Some("120.4"));
        assert_eq!(refused(office.value_at("budget.2021.garden-plots", "2021-03-31", known)).code, "report.unknown-key");
        let rendered = office.render("garden", "2021-04-21");
        let Block::Outline { text, .. } = &rendered.document.blocks[0] else { panic!() };
        assert_eq!(reads(text), "14곳, 201백만원(8.4%)");
        let expected = [">도시담당관 | 2,391", ">>lab사업 | 2,190", ">>garden-plots사업 | 121", ">>garden-school사업 | 80"];
        let rows = rows(tables(&rendered)[0]);
        let at = rows.iter().position(|row| row.starts_with(">도시담당관")).unwrap();
        assert_eq!(rows[at..at + 4], expected);
        assert_eq!(rows[1], "혁신기획관 | 12,300");
        office.check();
    }

    fn a_unit_that_ends_leaves_the_family_and_the_table(db) {
        let office = Office::empty(db);
        office.write(|desk| {
            desk.unit("bureau", "office", None, 1, ("기획관", "Bureau"));
            for (unit, until) in [("old", Some("2021-03-01")), ("new", None)] {
                let new = NewUnit {
                    code: code(unit),
                    kind: "division".to_owned(),
                    parent: Some(code("bureau")),
                    position: 1,
                    name_ko: unit.to_owned(),
                    name_en: None,
                    from: day("2020-01-01"),
                    until: until.map(day),
                };
                desk.act(|tx, by| bureau::create_unit(tx, by, &new));
            }
            desk.define(POSTS);
            desk.save("posts", "ko", "title: t\n---\n::: table t\nmembers: bureau.units\nseries: 정원 | posts.*\n:::");
        });
        let names = |on: &str| rows(tables(&office.render("posts", on))[0])[1..].to_vec();
        assert_eq!(names("2021-02-28"), ["기획관 | 0", ">new | 0", ">old | 0"]);
        assert_eq!(names("2021-03-01"), ["기획관 | 0", ">new | 0"]);
        // Before there is anything, the table has its head and no rows.
        assert_eq!(names("2019-01-01"), [""; 0]);
    }
}
