use store::each_engine;

use super::*;

const DIVISIONS: &str = "title: 예산
basis: month-end
---
::: table budget
caption: (단위: 백만원)
unit: 백만원
members: bureau.units kind=office|division
label: bureau = 계
mark: bureau
corner: 구 분
series: {=’20}년 | budget.2020.*
series: {=’21}년 | budget.2021.*
series: 증감 | budget.change.*
series: 증감률 | budget.change-rate.*
:::
{budget.2021.conflict} {budget.change.conflict} {budget.change-rate.conflict}";

const LINES: &str = "title: 예산
basis: month-end
---
::: table lines
unit: 백만원
members: bureau.units kind=office|division + ledger.lines fiscal_year=2021
corner: 구 분
series: 예산 | budget.2021.*
:::";

/// The reference in the order of reading.
fn shown<'r>(rendered: &'r Rendered, key: &str) -> Vec<&'r ShownFigure> {
    rendered.figures.iter().filter(|figure| figure.key == key).collect()
}

/// The report as another process would read it: strings of the JSON.
fn column(rendered: &Rendered) -> Vec<(String, i64, bool)> {
    rendered.figures.iter().map(|figure| (figure.key.clone(), figure.shown.as_ref().unwrap().parse().unwrap(), figure.adjusted)).collect()
}

each_engine! { SCHEMAS;
    fn members_add_up_to_the_total_as_in_the_seed(db) {
        let office = Office::new(db);
        office.save("budget", "ko", DIVISIONS);
        let rendered = office.render("budget", "2021-04-21");
        let expected = [
            "구 분 | ’20년 | ’21년 | 증감 | 증감률",
            "계 | 16,873 | 12,099 | △4,774 | △28.3%",
            ">사회담당관 | 13,233 | 9,230 | △4,003 | △30.3%",
            ">도시담당관 | 2,948 | 2,190 | △758 | △25.7%",
            ">갈등담당관 | 692 | 679 | △13 | △1.9%",
        ];
        assert_eq!(rows(tables(&rendered)[0]), expected);
    }

    fn a_block_rounds_and_a_figure_does_not(db) {
        let office = Office::new(db);
        office.save("budget", "ko", DIVISIONS);
        let rendered = office.render("budget", "2021-04-21");
        // In the line of text: each rounded by itself, half away from zero, from what is exact.
        assert_eq!(paragraphs(&rendered), ["680 △12 △1.8"]);
        let [in_table, in_text] = shown(&rendered, "budget.2021.conflict")[..] else { panic!() };
        assert_eq!((in_table.exact.as_deref(), in_table.shown.as_deref(), in_table.adjusted), (Some("679.549"), Some("679"), true));
        assert_eq!(in_table.remark.as_deref(), Some("합계에 맞추어 조정했습니다. 정확한 값은 679.549 백만원"));
        assert_eq!((in_text.exact.as_deref(), in_text.shown.as_deref(), in_text.adjusted), (Some("679.549"), Some("680"), false));
        assert_eq!(in_text.remark.as_deref(), Some("정확한 값 679.549 백만원을(를) 반올림했습니다"));
        let whole = shown(&rendered, "budget.2020.conflict")[0];
        assert_eq!((whole.remark.as_deref(), whole.adjusted), (None, false));
    }

    fn change_and_rate_derive_from_the_columns_shown(db) {
        let office = Office::new(db);
        office.save("budget", "ko", DIVISIONS);
        let rendered = office.render("budget", "2021-04-21");
        let change = shown(&rendered, "budget.change.conflict")[0];
        assert_eq!((change.exact.as_deref(), change.shown.as_deref(), &*change.source), (Some("-12.451"), Some("-13"), "derived"));
        assert_eq!(change.remark.as_deref(), Some("표에 보이는 값으로 계산했습니다. 정확한 값은 -12.451 백만원"));
        let rates = ["bureau", "social", "city", "conflict"].map(|unit| shown(&rendered, &format!("budget.change-rate.{unit}"))[0]);
        assert_eq!(rates.map(|rate| rate.shown.clone().unwrap()), ["-28.3", "-30.3", "-25.7", "-1.9"]);
        assert_eq!(rates.map(|rate| rate.adjusted), [false, true, false, true]);
    }

    fn every_level_adds_up_to_the_one_above(db) {
        let office = Office::new(db);
        office.save("lines", "ko", LINES);
        let rendered = office.render("lines", "2021-04-21");
        let expected = [
            "구 분 | 예산",
            "혁신기획관 | 12,099",
            ">사회담당관 | 9,230",
            ">>park사업 | 8,670",
            ">>ecosystem사업 | 560",
            ">도시담당관 | 2,190",
            ">>lab사업 | 2,190",
            ">갈등담당관 | 679",
            ">>prevention사업 | 227",
            ">>mediation사업 | 226",
            ">>deliberation사업 | 226",
        ];
        assert_eq!(rows(tables(&rendered)[0]), expected);
        let shown = column(&rendered);
        let of = |keys: &[&str]| -> i64 {
            let value = |one: &&str| shown.iter().find(|(key, ..)| *key == format!("budget.2021.{one}")).unwrap().1;
            keys.iter().map(value).sum()
        };
        assert_eq!(of(&["bureau"]), of(&["social", "city", "conflict"]));
        assert_eq!(of(&["social"]), of(&["park", "ecosystem"]));
        assert_eq!(of(&["conflict"]), of(&["prevention", "mediation", "deliberation"]));
        let adjusted: Vec<&str> = shown.iter().filter(|(.., adjusted)| *adjusted).map(|(key, ..)| key.as_str()).collect();
        assert_eq!(adjusted, ["budget.2021.conflict", "budget.2021.mediation", "budget.2021.deliberation"]);
    }

    fn members_that_are_not_all_parts_are_rounded_alone(db) {
        let office = Office::new(db);
        office.save("part", "ko", &LINES.replace("|division + ledger.lines", " + ledger.lines unit=conflict"));
        let rendered = office.render("part", "2021-04-21");
        let shown: Vec<(i64, bool)> = column(&rendered).iter().map(|(_, value, adjusted)| (*value, *adjusted)).collect();
        assert_eq!(shown, [(12_099, false), (227, false), (227, false), (227, false)]);
    }

    fn a_table_may_lie_across(db) {
        let office = Office::new(db);
        let text = DIVISIONS.replace("members:", "layout: across\nmembers:");
        office.save("across", "ko", &text);
        let rendered = office.render("across", "2021-04-21");
        let expected = [
            "구 분 | 계 | 사회담당관 | 도시담당관 | 갈등담당관",
            "’20년 | 16,873 | 13,233 | 2,948 | 692",
            "’21년 | 12,099 | 9,230 | 2,190 | 679",
            "증감 | △4,774 | △4,003 | △758 | △13",
            "증감률 | △28.3% | △30.3% | △25.7% | △1.9%",
        ];
        assert_eq!(rows(tables(&rendered)[0]), expected);
    }

    fn the_sign_of_percent_stands_once(db) {
        let office = Office::new(db);
        office.save("percent", "ko", &DIVISIONS.replace("(단위: 백만원)", "(단위: 백만원, %)"));
        let rendered = office.render("percent", "2021-04-21");
        assert_eq!(rows(tables(&rendered)[0])[4], ">갈등담당관 | 692 | 679 | △13 | △1.9");
        assert_eq!(shown(&rendered, "budget.change-rate.conflict")[0].shown_unit, "%");
    }

    fn minus_is_written_as_the_language_has_it(db) {
        let office = Office::new(db);
        office.save("budget", "en", DIVISIONS);
        let rendered = office.render_at("budget", Lang::En, "2021-04-21", office.head()).unwrap();
        assert_eq!(rows(tables(&rendered)[0])[4], ">Conflict Division | 692 | 679 | −13 | −1.9%");
        // As data it is a plain number in every language.
        assert_eq!(shown(&rendered, "budget.change.conflict")[0].shown.as_deref(), Some("-13"));
    }

    fn a_reference_has_its_own_unit_places_basis_and_words(db) {
        let office = Office::new(db);
        office.write(|desk| desk.state("lab.ceiling", "20000", "2021-01-01"));
        let body = "{budget.2021.bureau unit=억원}억원 {budget.2021.bureau unit=억원 places=2} {disbursed.bureau places=3}
{lab.ceiling unit=백만원 words=내외} 차등
{disbursed.bureau} {disbursed.bureau basis=month-end} {disbursed.bureau basis=2021-01-31}";
        let expected = ["121억원 120.99 715,000.123", "20백만원 내외 차등", "715,000 725,000 400,000"];
        assert_eq!(office.prints(Lang::Ko, "2021-04-06", body), expected);
        assert_eq!(office.prints(Lang::En, "2021-04-06", "{lab.ceiling unit=백만원 words=or-so}")[0], "20 million won or-so");
    }

    fn a_reference_rounds_half_away_from_zero(db) {
        let office = Office::new(db);
        office.write(|desk| desk.state("park.applications", "2.5", "2021-01-01"));
        office.write(|desk| desk.state("lab.ceiling", "-2.5", "2021-01-01"));
        assert_eq!(office.prints(Lang::Ko, "2021-04-06", "{park.applications} {lab.ceiling} {lab.ceiling places=1}"), ["3 △3 △2.5"]);
    }

    fn facts_and_the_basis_day_are_printed(db) {
        let office = Office::new(db);
        office.write(|desk| {
            for (fact, kind, value, ends) in [("park.operator", "name", "컨소시엄", None), ("park.phase", "window", "2020", Some("2024"))] {
                let (fact, kind, value, ends) = (fact.to_owned(), kind.to_owned(), value.to_owned(), ends.map(str::to_owned));
                let new = StateFact { fact, kind, value, ends, day: day("2021-01-01"), source: "시험".to_owned() };
                desk.act(|tx, by| state_fact(tx, by, &new));
            }
        });
        office.save("facts", "ko", "title: t\nbasis: month-end\n---\n{@park.operator} {@park.phase style=year} {@report.basis}");
        assert_eq!(paragraphs(&office.render("facts", "2021-04-21")), ["컨소시엄 ’20.~’24. ’21. 3. 31."]);
        let before = office.render("facts", "2020-04-21");
        assert_eq!(paragraphs(&before), ["– – ’20. 3. 31."]);
        assert_eq!(before.facts.iter().map(|fact| fact.shown.clone()).collect::<Vec<_>>(), [None, None, Some("’20. 3. 31.".to_owned())]);
    }

    fn a_chart_stands_before_its_table(db) {
        let office = Office::new(db);
        let text = LINES.replace("corner:", "chart: budget.2021.*\ncorner:");
        let text = text.replace("office|division + ledger.lines fiscal_year=2021", "division");
        let (ko, en) = (["9,230백만원", "2,190백만원", "680백만원"], ["9,230 million won", "2,190 million won", "680 million won"]);
        for (lang, shown) in [(Lang::Ko, ko), (Lang::En, en)] {
            office.save("chart", lang.code(), &text);
            let rendered = office.render_at("chart", lang, "2021-04-21", office.head()).unwrap();
            let [Block::Chart(chart), Block::Table(_)] = &rendered.document.blocks[..] else { panic!() };
            assert_eq!(chart.bars.iter().map(|bar| bar.shown.as_str()).collect::<Vec<_>>(), shown);
        }
    }

    fn rows_are_listed_under_their_group(db) {
        let office = Office::new(db);
        office.write(|desk| {
            for (duty, unit, position) in [("d-a", "city", 1), ("d-b", "social", 2), ("d-c", "social", 1)] {
                let (duty, unit) = (code(duty), code(unit));
                let text_ko = format!("{duty} 업무");
                let new = bureau::NewDuty { code: duty, unit, position, text_ko, text_en: None, from: day("2020-01-01"), until: None };
                desk.act(|tx, by| bureau::add_duty(tx, by, &new));
            }
        });
        office.save("duties", "ko", "title: t\n---\n::: list duties\nset: bureau.duties\ngroup: unit\ncorner: 구 분 | 담당업무\n:::");
        let rendered = office.render("duties", "2021-04-21");
        assert_eq!(rows(tables(&rendered)[0]), ["구 분 | 담당업무", "사회담당관 | ∙ d-c 업무 / ∙ d-b 업무", "도시담당관 | ∙ d-a 업무"]);
    }
}
