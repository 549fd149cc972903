//! Compiling Seoul's report: which words the record has overtaken on which day, and how the demonstration's compilation stands.

use kernel::{AsOf, Day, Lang};
use report::compile::{Check, Flag, Moved, Passed, Stage, Tense, overtaken, survey, tense_words};
use store::Sets;
use store::each_engine;

use crate::*;

fn sets() -> Sets {
    Sets::new(&[bureau::SETS, ledger::SETS], "bureau.units")
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The flags of Seoul's report on a day: the text, and what went past it.
fn flags(db: &TestDb, lang: Lang, on: &str) -> Vec<(String, Flag)> {
    let mut read = db.db.read().unwrap();
    let known = read.head().unwrap().seq;
    let found = overtaken(&mut read, &sets(), "work-report-2021", lang, AsOf { day: day(on), known }).unwrap();
    for (line, text, flag) in &found {
        println!("{on} {} line {line}: `{}` {:?} {:?} on {}: {text}", lang.code(), flag.word, flag.passed, flag.fact, flag.day);
    }
    found.into_iter().map(|(_, text, flag)| (text, flag)).collect()
}

/// 결과발표(5. 6.) has passed: so says the report's line in either language.
fn selecting(db: &TestDb) {
    for (lang, text, word) in [(Lang::Ko, "입주기관 공개모집, 선정 중", "선정 중"), (Lang::En, "selection under way", "under way")]
    {
        // On the day itself it is not past.
        for on in ["2021-03-31", "2021-04-21", "2021-05-04", "2021-05-06"] {
            assert!(!flags(db, lang, on).iter().any(|(found, _)| found.contains(text)), "{on}");
        }
        let found = flags(db, lang, "2021-05-10");
        let (_, flag) = found.iter().find(|(found, _)| found.contains(text)).unwrap();
        assert_eq!((flag.tense, flag.word.as_str(), flag.passed, flag.day), (Tense::Ongoing, word, Passed::Ended, day("2021-05-06")));
        assert_eq!((flag.fact.as_deref(), flag.milestone.as_deref()), (Some("park.result"), Some("park.result")));
        // Besides, only the plan that was done on 28 April.
        let plans: Vec<_> = found.iter().filter(|(_, flag)| flag.tense == Tense::Plan).collect();
        assert_eq!(found.len(), 2);
        let flag = &plans[0].1;
        assert_eq!((flag.milestone.as_deref(), flag.passed, flag.day), (Some("lab.plan.committee"), Passed::Done, day("2021-04-28")));
    }
}

/// On the day that the seed's report was written for, none of its words was overtaken, and none is flagged.
fn no_false_alarm(db: &TestDb) {
    for lang in [Lang::Ko, Lang::En] {
        // The words are there to be found: 선정 중, 재조정 중, 갈등조정 중(연중), 진행 중.
        assert!(tense_words(&mut db.db.read().unwrap(), lang, day("2021-04-21")).unwrap().ongoing.len() >= 6);
        assert_eq!(flags(db, lang, "2021-04-21"), []);
    }
    // A year later every plan with an end is over, and every word for going on that stands beside one.
    let later: Vec<_> = flags(db, Lang::Ko, "2022-01-05").into_iter().map(|(_, flag)| flag.fact.unwrap()).collect();
    let ended = [
        "park.result",
        "park.plan.tenants",
        "park.plan.survey",
        "park.plan.festival",
        "partners.plan.network",
        "partners.plan.forum-2",
        "donation.plan",
        "lab.plan.committee",
        "lab.plan.run",
        "lab.plan.results",
        "sharing.plan.projects",
        "sharing.plan.consulting",
        "sharing.plan.hub",
        "deliberation.plan.bodies",
        "deliberation.plan.discussions",
    ];
    assert_eq!(later, ended);
}

/// The demonstration's compilation: six chapters of nine confirmed, and one statement that showed nothing yet when it was confirmed.
fn demonstration(db: &TestDb) {
    let mut read = db.db.read().unwrap();
    let known = read.head().unwrap().seq;
    let found = survey(&mut read, &sets(), "work-report-2021.2021-04-21", known, None).unwrap();
    let codes: Vec<&str> = found.chapters.iter().map(|chapter| chapter.code.as_str()).collect();
    assert_eq!(codes, ["1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3"]);
    assert_eq!(found.stage, Stage::Open(None));
    let unit = |code: &str| found.chapter(code).unwrap().owner.as_ref().unwrap().unit.to_string();
    assert_eq!(["2.1", "2.3", "2.5"].map(unit), ["social-innovation", "transition-city", "conflict-mediation"]);
    // Every line of the template that is no heading and no page break; a block is one.
    let text = std::fs::read_to_string(root().join("packs/seoul-2021/reports/work-report-2021.ko.txt")).unwrap();
    let (mut lines, mut inside) = (0, false);
    for line in text.lines().skip_while(|line| *line != "---").skip(1).filter(|line| !line.is_empty()) {
        let (fence, heading) = (line.starts_with(":::"), line.starts_with('#') || line == "---page---");
        lines += usize::from(!heading && (!fence || inside) && (!inside || fence));
        inside ^= fence;
    }
    let counts = found.counts();
    let left: usize = ["2", "2.4", "2.6"].iter().map(|code| found.chapter(code).unwrap().counts().statements).sum();
    assert_eq!((counts.statements, counts.lapsed, counts.confirmed), (lines, 1, lines - left - 1));
    assert_eq!((counts.changed, counts.flagged, counts.translations), (0, 0, 0));
    let lapsed: Vec<_> = found
        .chapters
        .iter()
        .flat_map(|chapter| chapter.in_lang(Lang::Ko))
        .filter_map(|one| if let Check::Lapsed(moved) = &one.check { Some(moved) } else { None })
        .collect();
    let figure =
        |moved: &Moved| if let Moved::Figure(key, _, None, Some(now)) = moved { (key.clone(), now.clone()) } else { panic!("{moved:?}") };
    let moved: Vec<_> = lapsed[0].iter().map(figure).collect();
    // The donation review committee's numbers were typed after its chapter was confirmed.
    assert_eq!(
        moved,
        [("gift.sessions", "3"), ("gift.cases", "25"), ("gift.amount", "1895")].map(|(key, now)| (key.to_owned(), now.to_owned()))
    );
}

each_engine! { SCHEMAS;
    fn seouls_report(db) {
        seoul(db);
        selecting(db);
        no_false_alarm(db);
        demonstration(db);
    }
}
